//! The screen of the plan.

use super::*;
use crate::plan::Edit;
use crate::plan::line::block;

fn plan(lines: &[&str]) -> Plan {
    let blocks = lines.iter().map(|line| block(line, &["turns"]).unwrap()).collect();
    Plan::new("Tuesday lab".to_owned(), blocks).unwrap()
}

fn open(lines: &[&str]) -> Session {
    Session::open(vec![apology()], NAMES, |opening| opening.plan = Some(plan(lines)))
}

/// An evening that is late: the first block took longer, one was passed over, the fourth is under way.
pub(super) fn late() -> Session {
    let mut session = open(&[
        "warm-up games 10m kinds=warm-up,game",
        "scenes from turns 6 scenes 30m packs=turns",
        "song 5m",
        "short ones 4 scenes scene=1m kinds=scene tags=two-hander not-tags=loud ratings=teen feelings=joy",
        "tea break 15m",
        "灯台の番人が、夜明け前に 20m",
        "the long one that everybody knows by now 1 scene",
    ]);
    session.wait(13.0 * 60.0);
    session.keys(">").wait(34.0 * 60.0);
    session.keys("6jj\n").wait(5.0 * 60.0);
    session
}

frames! {
    plan_late: late(), |_| (), [200, 50], [120, 40], [80, 24], [60, 20], [40, 12], [20, 6];
    plan_in_a_scene: late(), |s| { s.keys("1\n\n\n").wait(30.0); s.keys("6jj"); }, [80, 24], [40, 12];
    no_plan: Session::usual(), |s| { s.keys("6"); }, [80, 24], [40, 12], [20, 6];
    plan_asks_for_a_block: late(), |s| { s.keys("6jatea"); }, [80, 24], [60, 20], [40, 12];
    plan_says_what_is_wrong_with_a_block: late(), |s| { s.keys("6ax 5m kinds=gane\n"); }, [80, 24], [40, 12];
    plan_asks_for_a_file: late(), |s| { s.keys("6w"); }, [80, 24], [40, 12];
    plan_asks_whether_a_file_gives_way: late(), |s| {
        s.keys("6");
        s.view.ask_to_write_over("/home/mara/evenings/tuesday-lab.toml".to_owned());
    }, [80, 24], [60, 20], [40, 12];
}

fn order(session: &Session) -> String {
    let running = session.stage.plan().unwrap();
    running.plan().blocks().iter().map(|block| block.name.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn keys_change_what_is_selected() {
    let mut session = open(&["a 10m", "b 10m", "c 10m", "d 10m"]);
    session.keys("6");
    for (keys, expected) in [
        ("jj[", "a c b d"),
        ("[[", "c a b d"),
        ("]]]]]", "a b d c"),
        ("uuu", "c a b d"),
        ("U", "a c b d"),
        ("xx", "a c"),
        ("anew 5m\n", "a c new"),
    ] {
        session.keys(keys);
        assert_eq!(order(&session), expected, "{keys}");
    }
}

#[test]
fn a_block_comes_after_the_selected_one_and_what_was_typed_wrong_stays() {
    let mut session = open(&["a 10m", "b 10m", "c 10m"]);
    session.keys("6janew\n");
    assert!(session.shown(80, 24).contains("say how long it is"));
    session.keys(" 5m\n");
    assert_eq!(order(&session), "a b new c");
    let mut session = Session::usual();
    session.keys("6awarm-up 10m\n");
    assert_eq!(order(&session), "warm-up");
    assert!(session.keys("u").shown(80, 24).contains("There is no plan"));
}

#[test]
fn a_key_that_can_do_nothing_says_why_and_is_not_in_the_footer() {
    let mut session = open(&["a 10m", "b 2 scenes", "c 5m"]);
    session.keys("6");
    for (keys, key, says) in [
        ("", "x", "stays"),
        ("", "[", "first block"),
        ("", "\n", "it is this block already"),
        ("j", "+", "goes by its scenes"),
        ("", "-", "goes by its scenes"),
        ("j", "-", "no five minutes to give"),
        ("", "]", "last block"),
    ] {
        session.keys(keys);
        assert_eq!(asked(&mut session, key), [], "{key}");
        assert!(session.shown(200, 50).contains(says), "{key}: {}", session.shown(200, 50));
    }
    session.keys("kk");
    let footer = |session: &Session| session.shown(200, 50).lines().last().unwrap().to_owned();
    assert!(!footer(&session).contains("x remove") && !footer(&session).contains("enter"), "{}", footer(&session));
    session.keys("j");
    assert!(
        footer(&session).contains("x remove") && footer(&session).contains("enter go to it"),
        "{}",
        footer(&session)
    );
}

#[test]
fn the_screens_are_gone_through_with_tab() {
    let mut session = late();
    session.keys("5");
    assert_eq!(session.view.place, super::super::keys::Place::Report);
    session.view.press(KeyEvent::new(KeyCode::Tab, KeyModifiers::NONE), &session.stage);
    assert_eq!(session.view.place, super::super::keys::Place::Plan);
    session.view.press(KeyEvent::new(KeyCode::Tab, KeyModifiers::NONE), &session.stage);
    assert_eq!(session.view.place, super::super::keys::Place::Stage);
}

#[test]
fn the_file_is_the_one_it_came_from_or_one_of_its_name() {
    for (title, file, path) in [
        ("Tuesday lab", Some("/home/mara/evening.toml"), "/home/mara/evening.toml"),
        ("Tuesday lab", None, "tuesday-lab.toml"),
        ("Ünser / Abend!", None, "ünser-abend.toml"),
        ("!", None, "plan.toml"),
    ] {
        let blocks = vec![block("a 10m", &[]).unwrap()];
        let plan = Plan::new(title.to_owned(), blocks).unwrap().of_file(file.map(str::to_owned));
        let mut session = Session::open(vec![apology()], NAMES, |opening| opening.plan = Some(plan));
        let write = |over| Act::WritePlan { path: path.to_owned(), over };
        assert_eq!(asked(&mut session, "6w\n"), [write(false)], "{title}");
        session.view.ask_to_write_over(path.to_owned());
        assert_eq!(asked(&mut session, "n"), []);
        session.view.ask_to_write_over(path.to_owned());
        assert_eq!(asked(&mut session, "y"), [write(true)]);
    }
}

#[test]
fn whatever_the_size_the_block_under_way_and_its_lateness_are_seen() {
    let mut session = late();
    session.keys("61").keys("6");
    for (width, height) in [(200, 50), (120, 40), (80, 24), (60, 20), (40, 12)] {
        let shown = session.shown(width, height);
        let line = shown.lines().find(|line| line.contains('▸')).unwrap();
        let late = if width < 72 { "+" } else { "min" };
        assert!(line.contains("now") && line.contains(late), "{width}x{height}\n{shown}");
    }
    let moved = Act::Arrange(Edit::Up(6));
    session.act(moved);
    assert!(session.shown(80, 24).contains("moved to 6/7"));
}
