//! Frames, as text.

mod room;
mod sample;
mod session;

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use tui_input::Input;
use uuid::Uuid;

use super::look::{Look, Theme};
use super::screen::field;
use super::{Taste, View};
use crate::cast::Presence;
use crate::deck::Filters;
use crate::feeling::Feeling;
use crate::pack::{Kind, Players, Prompt};
use crate::plan::{Block, Plan, Until, What};
use crate::report::{By, Topic};
use crate::stage::{Act, Answer, Event, Habits, Notice};
use crate::take::{Judgement, PastTake, Reason, Verdict};
use sample::{LONG_NAMES, NAMES, WIDE_NAMES, apology, crowd, past_takes, person, prompt, role, text_of, wide};
use session::{Session, runs};

const TASTE: Taste = Taste { look: Look { theme: Theme::Terminal, color: true }, counts_up: false };

/// Every prompt that the tests draw.
fn sessions() -> Vec<Session> {
    vec![
        Session::usual(),
        Session::new(vec![wide()], WIDE_NAMES),
        Session::new(vec![crowd()], NAMES),
        Session::late(),
        Session::shelf(),
        Session::logged(),
    ]
}

macro_rules! frames {
    ($($name:ident: $session:expr, $make:expr, $([$width:literal, $height:literal]),+;)*) => {
        $(#[test]
        fn $name() {
            let mut session = $session;
            let make: fn(&mut Session) = $make;
            make(&mut session);
            let shown = [$(session.shown($width, $height)),+].join("\n\n----\n\n");
            insta::assert_snapshot!(shown);
        })*
    };
}

/// After the macro that it uses.
mod running_order;

frames! {
    empty: Session::usual(), |_| (), [80, 24], [40, 12], [20, 6];
    drawn: Session::usual(), |s| { s.keys("\n"); }, [120, 40], [80, 24], [40, 12], [20, 6], [10, 3];
    ready: Session::usual(), |s| { s.keys("\n\n").wait(3.2); }, [80, 24], [40, 12];
    scene: Session::usual(), |s| { s.keys("\n\n\n").wait(96.0); }, [200, 60], [120, 40], [80, 24], [60, 20], [40, 12], [20, 6], [10, 3];
    paused: Session::usual(), |s| { s.keys("\n\n\n").wait(30.0); s.keys(" "); }, [80, 24], [20, 6];
    paused_over_time: Session::usual(), |s| { s.keys("\n\n\n").wait(257.5); s.keys(" 3"); }, [80, 24], [20, 6];
    overtime: Session::usual(), |s| { s.keys("\n\n\n").wait(257.5); }, [80, 24], [40, 12], [10, 3];
    debrief: Session::usual(), |s| {
        s.keys("\n\n\n").wait(96.0);
        s.keys("mMc +").wait(2.0);
        s.keys(" ").wait(60.0);
        s.keys("s\n").wait(2.0);
    }, [80, 24], [40, 12], [20, 6];
    judged: Session::usual(), |s| {
        s.keys("\n\n\n").wait(96.0);
        s.keys("\nxbtThey found it late.\n");
        s.keys("edisg\n3-f\n\n");
    }, [120, 40], [80, 24], [40, 12];
    stopped: Session::usual(), |s| { s.keys("\n\n\n").wait(9.0); s.keys("b").wait(2.0); }, [80, 24];
    help: Session::usual(), |s| { s.keys("\n\n\n").wait(9.0); s.keys("?"); }, [120, 40], [80, 24], [40, 12];
    why: Session::usual(), |s| { s.keys("\ni"); }, [80, 24], [40, 12];
    pins: Session::usual(), |s| { s.keys("\nC4jj\n"); }, [80, 24];
    pins_without_roles: Session::usual(), |s| { s.keys("oA shop.\n+C\n"); }, [80, 24], [40, 12];
    pins_of_long_names: Session::new(vec![apology()], LONG_NAMES), |s| { s.keys("\nC1\n"); s.keys("jjjjjjjjjj"); }, [80, 24], [60, 20], [40, 12];
    suggested: Session::usual(), |s| { suggest(s); }, [120, 40], [80, 24], [60, 20], [40, 12];
    suggestions: Session::usual(), |s| { suggest(s); s.keys("\no"); s.press(KeyCode::Down); },
        [200, 50], [120, 40], [80, 24], [60, 20], [40, 12], [20, 6];
    own_text_again: Session::usual(), |s| { s.keys("oA lift\n"); suggest(s); s.keys("o!"); }, [80, 24], [40, 12];
    suggesting_in_a_scene: Session::usual(), |s| { s.keys("\n\n\n").wait(9.0); s.keys("Ob o "); }, [80, 24], [40, 12];
    pass_reason: Session::usual(), |s| { s.keys("\nN"); }, [80, 24], [40, 12];
    not_usable: Session::usual(), |s| { s.keys("\n\n\n").wait(96.0); s.keys("\nx"); }, [80, 24], [40, 12];
    quit: Session::usual(), |s| { s.keys("\n\n\n").wait(96.0); s.keys("q"); }, [80, 24], [20, 6];
    feelings: Session::usual(), |s| { s.keys("\n\n\n").wait(96.0); s.keys("\ned"); }, [80, 24], [20, 6];
    unsaved: Session::usual(), |s| {
        s.keys("\n\n\n").wait(96.0);
        s.is_saving = false;
        s.keys("mm\n").wait(2.0);
        s.keys("g");
    }, [80, 24];
    trouble: Session::usual(), |s| {
        s.is_saving = false;
        s.keys("\n");
        s.apply(Event::Told(Notice { text: "Another program holds the log.".repeat(4), stays: true }));
        for seq in 1..12 {
            s.apply(Event::Answer(Answer::Failed { seq, why: "the disk is full".to_owned() }));
        }
    }, [80, 24], [40, 12];
    told_while_paused: Session::usual(), |s| {
        s.keys("\n\n").wait(3.0);
        s.keys(" ");
        s.apply(Event::Told(Notice { text: "There is no pack `turns`; add the pack, or leave it out. ".repeat(2), stays: true }));
    }, [80, 24], [20, 6];
    long_line_before_the_first_prompt: Session::usual(), |s| { told(s); }, [80, 24], [60, 20], [40, 12], [20, 6];
    long_line_on_a_prompt: Session::usual(), |s| { s.keys("\n"); told(s); }, [120, 40], [80, 24], [60, 20], [40, 12];
    long_line_in_a_scene: Session::usual(), |s| { s.keys("\n\n\n").wait(96.0); told(s); },
        [120, 40], [80, 24], [60, 20], [40, 12], [20, 6];
    long_line_after_a_scene: Session::usual(), |s| {
        s.keys("\n\n\n").wait(96.0);
        s.keys("mMc +").wait(2.0);
        s.keys(" ").wait(60.0);
        s.keys("s\n").wait(2.0);
        told(s);
    }, [120, 40], [80, 24], [60, 20], [40, 12];
    long_line_over_a_list: Session::late(), |s| { told(s); s.keys("2jjjj"); }, [120, 40], [80, 24], [60, 20], [40, 12], [20, 6];
    takes: Session::late(), |s| { s.keys("2j"); }, [200, 60], [120, 40], [80, 24], [40, 12], [20, 6];
    takes_in_a_scene: Session::late(), |s| { s.keys("\n\n\n").wait(30.0); s.keys("2 xt"); }, [80, 24], [40, 12], [20, 6];
    no_takes: Session::usual(), |s| { s.keys("2"); }, [80, 24], [20, 6];
    take_in_whole: Session::late(), |s| { s.keys("2j\n"); }, [80, 24], [40, 12], [20, 6];
    roster: Session::late(), |s| { s.keys("3j"); }, [200, 60], [120, 40], [80, 24], [40, 12], [20, 6];
    roster_in_a_scene: Session::late(), |s| { s.keys("\n\n\n").wait(215.0); s.keys("3"); }, [80, 24], [40, 12], [20, 6];
    seats: Session::new(vec![apology()], &[]), |s| { s.keys("3g"); }, [80, 24], [40, 12];
    names: Session::late(), |s| { s.keys("3aGus, Hana"); }, [80, 24], [40, 12];
    lines: Session::late(), |s| { s.keys("3jl j \tdogs, c"); }, [80, 24], [40, 12], [20, 6];
    consent: Session::late(), |s| { s.keys("3cria"); }, [80, 24], [40, 12], [20, 6];
    consent_to_a_text: Session::late(), |s| { s.keys("3cria\nteens.txt"); }, [80, 24], [40, 12];
    consent_until_a_day: Session::late(), |s| { s.keys("3jjjjj"); }, [80, 24], [40, 12];
    consent_withdrawn: Session::late(), |s| { s.keys("3jcw"); }, [80, 24], [20, 6];
    packs: Session::shelf(), |s| { s.keys("4jj"); }, [200, 60], [120, 40], [80, 24], [40, 12], [20, 6];
    packs_of_findings: Session::shelf(), |s| { s.keys("4jjjjjkkk"); }, [120, 40], [80, 24];
    packs_searched: Session::shelf(), |s| { s.keys("4/dol"); }, [120, 40], [80, 24], [40, 12], [20, 6];
    favourite: Session::usual(), |s| { s.keys("\n*"); }, [200, 60], [80, 24], [20, 6];
    favourite_and_why: Session::usual(), |s| { s.keys("\n*i"); }, [80, 24];
    favourites: Session::shelf(), |s| { s.keys("4jjj*jjj*"); }, [120, 40], [80, 24], [40, 12];
    favourites_alone: Session::shelf(), |s| { s.keys("4jjj*jjj*/*\n"); }, [80, 24], [20, 6];
    favourites_searched: Session::shelf(), |s| { s.keys("4jjj*jjj*/* dol"); }, [80, 24];
    no_favourites: Session::shelf(), |s| { s.keys("4/*\n"); }, [80, 24], [20, 6];
    packs_without_a_match: Session::shelf(), |s| { s.keys("4/xyz\n"); }, [80, 24], [20, 6];
    packs_in_a_scene: Session::shelf(), |s| { s.keys("\n\n\n").wait(215.0); s.keys("4jj\n"); }, [80, 24], [40, 12], [20, 6];
    packs_read_whole: Session::shelf(), |s| { s.keys("4jji"); }, [80, 24], [40, 12];
    no_packs: Session::usual(), |s| { s.apply(Event::Packs { packs: vec![], news: "the pack turns is gone".to_owned() }); s.keys("4"); }, [80, 24], [40, 12];
    spotlight: Session::usual(), |s| { s.keys("\n\n\n").wait(96.0); s.keys("f"); },
        [200, 60], [120, 40], [80, 24], [40, 12], [20, 6];
    spotlight_of_hard_texts: Session::new(vec![wide()], WIDE_NAMES), |s| { s.keys("\n\n\nf").wait(181.0); }, [120, 40], [40, 12];
    card: Session::usual(), |s| { s.keys("\nv"); }, [200, 60], [120, 40], [80, 24], [40, 12], [20, 6];
    card_while_getting_ready: Session::usual(), |s| { s.keys("\n\n").wait(3.0); s.keys("vvv"); }, [80, 24], [20, 6];
    cover: Session::usual(), |s| { s.keys("\nvv"); }, [80, 24], [40, 12], [20, 6];
    last_cover: Session::usual(), |s| { s.keys("\nvvvv"); }, [80, 24], [40, 12];
    spotlight_with_cast: Session::usual(), |s| { s.keys("\n\n\n").wait(96.0); s.keys("ff"); },
        [200, 50], [120, 40], [80, 24], [60, 20], [40, 12], [20, 6];
    large_on_the_stage: Session::usual(), |s| { s.keys("\n\n\n").wait(96.0); }, [200, 50], [120, 44];
    report: Session::logged(), |s| { s.keys("5"); }, [200, 60], [120, 40], [80, 24], [40, 12], [20, 6];
    report_of_what_works: Session::logged(), |s| { s.keys("5sj"); }, [80, 24];
    report_of_what_never_works: Session::logged(), |s| { s.keys("5ss"); }, [80, 24];
    report_by_shift: Session::logged(), |s| { s.keys("5]]]"); }, [80, 24], [40, 12];
    report_of_people: Session::logged(), |s| { s.keys("5[["); }, [120, 40], [80, 24], [40, 12], [20, 6];
    report_of_targets: Session::logged(), |s| { s.keys("5["); }, [80, 24], [40, 12], [20, 6];
    report_in_a_scene: Session::logged(), |s| { s.keys("\n\n\n").wait(215.0); s.keys("5"); }, [80, 24], [40, 12], [20, 6];
    report_of_nothing: Session::usual(), |s| { s.keys("5"); }, [80, 24], [20, 6];
    report_of_no_targets: Session::usual(), |s| { s.keys("5["); }, [80, 24], [20, 6];
    report_not_read_yet: Session::logged(), |s| { s.is_saving = false; s.keys("5"); }, [80, 24];
    filter_how_many: Session::late(), |s| { s.keys("/2-4"); }, [80, 24], [40, 12], [20, 6];
    filter: Session::late(), |s| { s.keys("/ "); }, [200, 60], [120, 40], [80, 24], [40, 12], [20, 6];
    own_prompt: Session::usual(), |s| { s.keys("oA lift, and a cello"); }, [80, 24], [40, 12];
    never: Session::usual(), |s| { s.keys("\nx"); }, [80, 24], [20, 6];
    warning: Session::usual(), |s| { s.keys("\n\n\n").wait(215.0); }, [80, 24], [40, 12], [20, 6];
    scene_length: Session::usual(), |s| { s.keys("\nt"); }, [80, 24], [40, 12];
    scene_length_that_is_none: Session::usual(), |s| { s.keys("\nt2"); }, [80, 24], [40, 12];
    debrief_that_had_its_time: Session::usual(), |s| { s.keys("\n\n\n").wait(96.0); s.keys("\n").wait(60.0); },
        [80, 24], [40, 12];
    in_a_break: with_a_break(), |s| { s.keys(">").wait(107.2); },
        [200, 50], [120, 40], [80, 24], [60, 20], [40, 12], [20, 6], [10, 3];
    break_held: with_a_break(), |s| { s.keys(">").wait(107.2); s.keys(" ").wait(5.0); }, [80, 24], [40, 12];
    break_over: with_a_break(), |s| { s.keys(">").wait(612.0); }, [80, 24], [40, 12], [20, 6];
    break_in_the_spotlight: with_a_break(), |s| { s.keys(">f").wait(107.2); },
        [200, 50], [120, 40], [80, 24], [60, 20], [40, 12], [20, 6];
    break_with_a_prompt: with_a_break(), |s| { s.keys("\n>").wait(107.2); }, [80, 24], [40, 12];
    break_after_a_debrief: with_a_break(), |s| { s.keys("\n\n\n").wait(96.0); s.keys(">\n").wait(20.0); },
        [120, 40], [80, 24], [40, 12];
    roster_in_a_break: with_a_break(), |s| { s.keys(">").wait(107.2); s.keys("3"); }, [80, 24], [40, 12];
    rehearsal: Session::open(vec![apology()], NAMES, |opening| opening.habits.rehearsal = true),
        |s| { s.keys("\n\n\n").wait(2.0); }, [200, 60], [80, 24], [40, 12], [20, 6];
}

/// A session whose plan has a break of ten minutes after its first block.
fn with_a_break() -> Session {
    let until = Until::Time(Duration::from_mins(10));
    let scenes = |name: &str| Block { name: name.to_owned(), what: What::Play { until, filters: None, scene: None } };
    let tea = Block { name: "tea and biscuits".to_owned(), what: What::Break(Duration::from_mins(10)) };
    let plan = Plan::new("Lab".to_owned(), vec![scenes("warm-up games"), tea, scenes("scenes from turns")]);
    Session::open(vec![apology()], NAMES, |opening| opening.plan = plan)
}

/// Says more than a row of any window holds, until it was read.
fn told(session: &mut Session) {
    let text = "the never list can't be read any more: this string is not closed, at line 31, column 9 of \
                /home/mara/.config/sidecoach/never.toml; what it said before holds until that is put right";
    session.apply(Event::Told(Notice { text: text.to_owned(), stays: true }));
}

#[test]
fn a_long_line_moves_and_hides_neither_prompt_nor_clock() {
    for mut session in sessions() {
        for keys in ["\n", "\n", "\n", " "] {
            session.keys(keys).wait(2.0);
            let heights = |width| (12..45).step_by(4).map(move |height| (width, height));
            for (width, height) in [40, 50, 60, 80, 120].into_iter().flat_map(heights) {
                let rows = |session: &Session| -> Vec<String> {
                    session.shown(width, height).lines().map(str::to_owned).collect()
                };
                let before = rows(&session);
                let mut later = session.clone();
                told(&mut later);
                let after = rows(&later);
                let clock = before.iter().rposition(|row| row.contains(['█', '▀'])).unwrap();
                assert_eq!(before[..=clock], after[..=clock], "{width}x{height}\n{}", after.join("\n"));
                assert!(after.iter().any(|row| row.contains("esc: seen")), "{width}x{height}\n{}", after.join("\n"));
            }
        }
    }
}

#[test]
fn a_long_line_hides_nothing_that_is_selected() {
    type Opens = fn() -> Session;
    let screens: [(Opens, &str); 5] = [
        (Session::late, "2"),
        (Session::late, "3"),
        (Session::shelf, "4"),
        (Session::logged, "5"),
        (running_order::late, "6"),
    ];
    for (open, keys) in screens {
        let mut session = open();
        session.keys(keys);
        told(&mut session);
        for _ in 0..8 {
            for (width, height) in [(20, 6), (20, 9), (40, 10), (40, 12), (60, 20), (80, 24), (120, 40)] {
                let shown = session.shown(width, height);
                assert!(shown.contains('▸') && shown.contains("esc: seen"), "{keys} {width}x{height}\n{shown}");
            }
            session.keys("j");
        }
    }
}

#[test]
fn hard_texts_keep_their_columns() {
    let mut sessions = sessions().into_iter().skip(1);
    let (mut wide, mut crowd) = (sessions.next().unwrap(), sessions.next().unwrap());
    wide.keys("\n\n\n").wait(40.0);
    crowd.keys("\n\n\n").wait(130.0);
    let shown = [wide.shown(80, 24), wide.shown(40, 12), crowd.shown(80, 24), crowd.shown(40, 12)];
    insta::assert_snapshot!(shown.join("\n\n----\n\n"));
}

#[test]
fn wide_names_keep_their_columns() {
    let mut wide = Session::new(vec![wide()], WIDE_NAMES);
    wide.keys("3");
    let shown = [wide.shown(120, 40), wide.shown(80, 24), wide.shown(40, 12), wide.shown(20, 6)];
    insta::assert_snapshot!(shown.join("\n\n----\n\n"));
}

/// Each theme, with its colours: a scene whose shift is due, the same over its time, the list of takes, the roster, a card.
#[test]
fn themes() {
    for theme in Theme::ALL {
        let look = Look { theme: *theme, color: true };
        let mut shown = Vec::new();
        for (keys, seconds, then) in [
            ("\n\n\n", 215.0, ""),
            ("\n\n\n", 250.0, ""),
            ("", 0.0, "2jg"),
            ("", 0.0, "3j"),
            ("", 0.0, "4j"),
            ("\n", 0.0, "v"),
        ] {
            let mut session = Session::late();
            session.view = View::new(Taste { look, ..TASTE });
            session.keys(keys).wait(seconds);
            session.keys(then);
            shown.push(session.painted(80, 24));
        }
        insta::assert_snapshot!(format!("theme_{theme}"), shown.join("\n\n----\n\n"));
    }
}

#[test]
fn without_colours_there_are_none() {
    for mut session in sessions() {
        session.view = View::new(Taste { look: Look { theme: Theme::Dark, color: false }, ..TASTE });
        for keys in ["", "\n", "?", "^", "v", "^2", "3", "4", "f", "\n", "\n", "mMs", " ", "q", "^b", "t", "^u"] {
            session.keys(keys);
            let shown: Vec<_> = runs(&session.frame(80, 24)).into_iter().flatten().map(|(style, _)| style).collect();
            assert!(shown.iter().all(|&(fg, bg, _)| (fg, bg) == (Color::Reset, Color::Reset)), "{keys:?}: {shown:?}");
            assert!(shown.iter().any(|&(.., modifier)| modifier.contains(Modifier::BOLD)), "{keys:?}");
        }
    }
}

#[test]
fn a_theme_sets_every_cell() {
    for mut session in sessions() {
        for theme in [Theme::Dark, Theme::Light, Theme::HighContrast] {
            session.view = View::new(Taste { look: Look { theme, color: true }, ..TASTE });
            for keys in ["", "\n", "N", "^v", "^2", "3", "a", "^4", "f", "1\n", "\n", "M", "b", "u"] {
                session.keys(keys).wait(0.1);
                for (fg, bg, modifier) in runs(&session.frame(80, 24)).into_iter().flatten().map(|(style, _)| style) {
                    assert!(fg != Color::Reset && bg != Color::Reset, "{theme}, {keys:?}: {fg} on {bg}");
                    assert!(!modifier.contains(Modifier::DIM), "{theme}, {keys:?}");
                }
            }
        }
    }
}

#[test]
fn the_whole_field_is_turned_over_time_and_at_a_slate() {
    let turned = |session: &Session| {
        let buf = session.frame(80, 24);
        let count = buf.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count();
        assert!(count == 0 || count == buf.content.len());
        count > 0
    };
    for (theme, keys) in [(Theme::Terminal, ""), (Theme::Dark, ""), (Theme::Terminal, "f"), (Theme::Light, "f")] {
        let mut session = Session::usual();
        session.view = View::new(Taste { look: Look { theme, color: true }, ..TASTE });
        session.keys("\n\n\n").wait(10.0);
        session.keys(keys);
        assert!(!turned(&session));
        session.keys("M");
        assert!(turned(&session));
        session.wait(0.5);
        assert!(!turned(&session));
        session.wait(229.6);
        assert!(turned(&session));
        session.keys("M");
        assert!(!turned(&session));
    }
}

#[test]
fn a_second_changes_the_clock_and_little_else() {
    let mut session = Session::usual();
    session.keys("\n\n\n").wait(61.0);
    for second in 0..40 {
        let before = session.frame(80, 24);
        session.wait(1.0);
        let after = session.frame(80, 24);
        let elsewhere =
            before.diff(&after).iter().filter(|(x, y, _)| !(6..60).contains(x) || !(11..18).contains(y)).count();
        // The bar moves by a cell; once, a coaching line comes.
        assert!(elsewhere <= if second == 10 { 30 } else { 2 }, "second {second}: {elsewhere} cells");
    }
}

#[test]
fn nothing_jumps_between_phases() {
    for mut session in sessions() {
        let mut seen: Vec<(usize, Vec<String>)> = Vec::new();
        for keys in ["\n", "\n", "\n", "m", "b", "g"] {
            session.keys(keys);
            session.wait(1.5);
            let shown = session.shown(80, 24);
            let first = session.stage.phase().table().unwrap().hand.text.chars().take(6).collect::<String>();
            let at = shown.lines().position(|line| line.contains(&first)).unwrap();
            seen.push((at, shown.lines().skip(at).take(3).map(str::to_owned).collect()));
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:#?}");
    }
    let digits = |session: &Session| super::face::Face::new(&session.stage, session.now, TASTE).unwrap().widest;
    let mut session = Session::new(vec![crowd()], NAMES);
    session.keys("\n\n\n");
    let widest = digits(&session);
    session.wait(121.0);
    assert_eq!((session.stage.phase().table().is_some(), digits(&session)), (true, widest));
}

#[test]
fn an_open_question_has_the_keys_but_not_the_care_stop() {
    use crate::stage::Phase;
    let mut session = Session::usual();
    session.keys("\n\n\n").wait(10.0);
    session.keys("?m");
    assert!(session.shown(80, 24).contains("keys"), "the help stays open");
    let Phase::Scene(play) = session.stage.phase() else { panic!("a scene") };
    assert!(play.record.moments.is_empty(), "its keys mark nothing");
    session.keys(" ");
    assert!(session.shown(80, 24).contains("PAUSED"), "space closes it and pauses");
    session.keys("iqb");
    assert!(session.shown(80, 24).contains("broken off"), "so does the care stop");
    session.keys("tb b");
    assert!(session.shown(80, 24).contains("note  b b"), "in a note they are letters");
    session.view.paste("x\r\ny\u{1b}z\t1");
    session.keys("\n");
    let Phase::Debrief(debrief) = session.stage.phase() else { panic!("a debrief") };
    assert_eq!(debrief.judgement().unwrap().note.as_deref(), Some("b bx yz 1"));
    session.view.paste("gg");
    assert!(matches!(session.stage.phase(), Phase::Debrief(_)), "pasted text outside an input is nothing");
}

#[test]
fn whoever_does_not_quit_goes_on_with_what_was_open() {
    let mut session = Session::usual();
    session.keys("\n\n\n").wait(10.0);
    session.keys("3aGu");
    assert!(!session.view.ask_to_quit(&session.stage), "it was not asked before");
    let shown = session.shown(80, 24);
    assert!(shown.contains("quit?") && !shown.contains("Gu"), "{shown}");
    assert!(session.view.ask_to_quit(&session.stage));
    assert!(session.keys("^").shown(80, 24).contains("who is here?  Gu"));
    session.view.ask_to_quit(&session.stage);
    assert!(session.keys("ns\n").stage.players().iter().any(|player| player.name == "Gus"));
    session.view.ask_to_quit(&session.stage);
    session.keys("^");
    assert!(!session.shown(80, 24).contains("quit?") && session.view.question(&session.stage).is_none());
    session.keys("?");
    session.view.ask_to_quit(&session.stage);
    assert!(session.keys(" ").shown(80, 24).contains("PAUSED"), "space closes both and pauses");
    session.view.ask_to_quit(&session.stage);
    assert_eq!(asked(&mut session, "q"), [Act::Quit]);
}

#[test]
fn a_question_goes_with_what_it_asks_about() {
    let mut session = Session::usual();
    session.keys("\nN");
    assert!(session.shown(80, 24).contains("pass: why?"));
    session.act(Act::Forward);
    assert!(!session.shown(80, 24).contains("pass: why?"));
    session.keys("?").wait(30.0);
    assert!(session.shown(80, 24).contains("in a scene"), "the help stays when a scene begins by itself");
}

#[test]
fn with_control_or_alt_it_is_another_key() {
    for (keys, c) in [
        ("\nN", 'h'),
        ("\nx", 'a'),
        ("\n\n\nq", 'y'),
        ("\n\n\n", 'b'),
        ("/", ' '),
        ("3c", 'r'),
        ("3l", ' '),
        ("?", 'q'),
    ] {
        for modifiers in [KeyModifiers::CONTROL, KeyModifiers::ALT] {
            let mut session = Session::usual();
            session.keys(keys);
            let before = session.shown(80, 24);
            assert_eq!(
                session.view.press(KeyEvent::new(KeyCode::Char(c), modifiers), &session.stage),
                [],
                "{keys} {c}"
            );
            assert_eq!(session.shown(80, 24), before, "{keys} {c}");
        }
    }
    let mut session = Session::usual();
    session.keys("3l\tdogs cats");
    session.view.press(KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL), &session.stage);
    assert!(session.shown(80, 24).contains("dogs") && !session.shown(80, 24).contains("cats"), "a word is taken back");
}

#[test]
fn only_presses_count() {
    use crossterm::event::KeyEventKind::{Press, Release, Repeat};
    let session = Session::usual();
    for (kind, act) in [(Press, vec![Act::Forward]), (Repeat, vec![]), (Release, vec![])] {
        let key = KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, kind);
        assert_eq!(session.view.clone().press(key, &session.stage), act);
    }
    let key = KeyEvent::new(KeyCode::Char('='), KeyModifiers::NONE);
    let mut playing = Session::usual();
    playing.keys("\n\n");
    assert_eq!(playing.view.clone().press(key, &playing.stage), [Act::More]);
}

/// Whether a running clock can be read in a frame, in digits of any size.
fn shows_clock(session: &Session, buf: &Buffer) -> bool {
    use super::digits::{Size, draw};
    use ratatui::layout::Rect;
    let Some(face) = super::face::Face::new(&session.stage, session.now, TASTE) else { return true };
    let sizes = [Size::Plain, Size::Small].into_iter().chain((1..=30).map(Size::Scaled));
    sizes.filter(|size| size.columns(&face.time) <= buf.area.width && size.rows() <= buf.area.height).any(|size| {
        let area = Rect::new(0, 0, size.columns(&face.time), size.rows());
        let mut glyphs = Buffer::empty(area);
        draw(&mut glyphs, area, &face.time, size, ratatui::style::Style::new());
        let same = |left: u16, top: u16| {
            area.positions().all(|at| glyphs[at].symbol() == buf[(left + at.x, top + at.y)].symbol())
        };
        let [right, bottom] = [buf.area.width - area.width, buf.area.height - area.height];
        (0..=bottom).any(|top| (0..=right).any(|left| same(left, top)))
    })
}

fn key() -> impl Strategy<Value = KeyCode> {
    let table: Vec<KeyCode> =
        super::keys::SECTIONS.iter().flat_map(|section| section.rows).flat_map(|row| row.keys).copied().collect();
    let others = [KeyCode::Tab, KeyCode::Down, KeyCode::Up, KeyCode::Backspace, KeyCode::End, KeyCode::PageDown];
    let any = prop::char::any().prop_map(KeyCode::Char);
    prop_oneof![6 => prop::sample::select(table), 2 => prop::sample::select(others.to_vec()), 1 => any]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_size_and_no_key_breaks_it(
        which in 0_usize..5,
        steps in prop::collection::vec((key(), 0_u32..90, 0_u16..130, 0_u16..45), 1..25),
        last in (0_u16..=300, 0_u16..=100),
    ) {
        use crate::stage::Phase;
        let mut session = sessions().into_iter().nth(which).unwrap();
        let end = (KeyCode::F(1), 0, last.0, last.1);
        for (key, seconds, width, height) in steps.into_iter().chain([end]) {
            session.press(key);
            session.wait(f64::from(seconds) / 3.0);
            let buf = session.frame(width, height);
            for cell in &buf.content {
                prop_assert!(!cell.symbol().chars().any(crate::pack::is_forbidden), "{:?}", cell.symbol());
            }
            let is_timed = matches!(session.stage.phase(), Phase::Ready(..) | Phase::Scene(_));
            if is_timed && width >= 5 && height >= 1 {
                prop_assert!(shows_clock(&session, &buf), "{width}x{height}\n{}", session.shown(width, height));
            }
        }
    }
}

#[test]
fn the_whys_show_what_was_cut() {
    let label = "the one who has waited at this window since before the window was there";
    let mut session =
        Session::new(vec![prompt("long", "Wait.", (1, None), vec![role("one", label, "joy", None)])], NAMES);
    session.keys("\n");
    assert!(session.shown(40, 12).contains('…'));
    session.keys("i");
    let page: Vec<_> = session.shown(40, 40).split_whitespace().map(str::to_owned).collect();
    assert!(page.join(" ").contains(label), "{page:?}");
}

/// What a frame says, whatever the line it is wrapped at.
fn words(session: &Session) -> String {
    [(200, 60), (80, 24), (40, 12)].map(|(width, height)| session.shown(width, height)).join("\n")
}

#[test]
fn secrets_are_drawn_on_cards_alone() {
    let mut session = Session::usual();
    let steps = [
        "\n", "i", "^C", "^N", "^x", "^y", "f", "v", "^2", "\n", "^3", "l", "^1?", "^\n", "i", "^f", "v", "f", "\n",
        "i", "^f", "3", "2", "4j", "i", "^r", "1b", "i", "^e", "^t", "^o", "^/", "^R", "u",
    ];
    for keys in steps {
        session.keys(keys).wait(0.4);
        assert!(!words(&session).contains("boat"), "{keys:?}\n{}", words(&session));
    }
    let mut session = Session::usual();
    for (keys, is_shown) in [
        ("\n", false),
        ("v", true),
        ("v", false),
        ("v", false),
        ("v", false),
        ("v", false),
        ("^", false),
        ("v b", false),
    ] {
        session.keys(keys);
        assert_eq!(words(&session).contains("sold the boat"), is_shown, "{keys:?}");
    }
    session.keys("v");
    session.act(Act::Forward);
    assert!(words(&session).contains("sold the boat"), "the card stays while the players get ready");
    session.keys(" ");
    let shown = session.shown(80, 24);
    assert!(!shown.contains("boat") && shown.contains("PAUSED"), "space closes it and pauses:\n{shown}");
    session.keys(" v").wait(30.0);
    assert!(!words(&session).contains("boat"), "it goes when the scene begins");
}

/// What keys ask of the stage, with nothing done about it.
fn asked(session: &mut Session, keys: &str) -> Vec<Act> {
    let key = |c: char| match c {
        '\n' => KeyCode::Enter,
        '^' => KeyCode::Esc,
        '\t' => KeyCode::Tab,
        c => KeyCode::Char(c),
    };
    let press = |c| {
        // How far a list moves follows from how it was drawn.
        session.frame(80, 24);
        session.view.press(KeyEvent::new(key(c), KeyModifiers::NONE), &session.stage)
    };
    keys.chars().flat_map(press).collect()
}

#[test]
fn keys_of_the_other_screens_ask_for_what_they_say() {
    let take = |number: u128| Uuid::from_u128(5000 + number);
    let lines =
        |lines: &[&str]| Act::Lines { player: person(2), lines: lines.iter().map(ToString::to_string).collect() };
    let place = |n, presence| Act::Place { player: person(n), presence };
    let found = |number, verdict, reason| Act::JudgeFound { take: take(number), verdict, reason };
    for (keys, acts) in [
        ("2", vec![Act::Find(String::new())]),
        ("22", vec![Act::Find(String::new())]),
        ("\t", vec![Act::Find(String::new())]),
        ("2/late\n12", vec![Act::Find(String::new()), Act::Find("late".to_owned()), Act::Find("late".to_owned())]),
        (
            "\t\t\t\t\t\t\t",
            vec![
                Act::Find(String::new()),
                Act::Rates,
                Act::Figures(Some(Topic::Takes(By::Prompt))),
                Act::Figures(None),
                Act::Find(String::new()),
            ],
        ),
        (
            "5][[[1",
            vec![
                Act::Figures(Some(Topic::Takes(By::Prompt))),
                Act::Figures(Some(Topic::Takes(By::Pack))),
                Act::Figures(Some(Topic::Takes(By::Prompt))),
                Act::Figures(None),
                Act::Figures(Some(Topic::People)),
                Act::Figures(None),
            ],
        ),
        ("2jg", vec![Act::Find(String::new()), found(11, Verdict::Usable, None)]),
        ("2jjh", vec![Act::Find(String::new()), found(10, Verdict::Hold, None)]),
        ("2jx\n", vec![Act::Find(String::new()), found(11, Verdict::NotUsable, None)]),
        ("2jxp", vec![Act::Find(String::new()), found(11, Verdict::NotUsable, Some(Reason::Private))]),
        ("2jjjg", vec![Act::Find(String::new())]),
        (
            "2jt!\n",
            vec![Act::Find(String::new()), Act::NoteFound { take: take(11), note: "They found it late.!".to_owned() }],
        ),
        ("3aGus; Hana ,\n", vec![Act::Arrive("Gus".to_owned()), Act::Arrive("Hana".to_owned())]),
        ("3o", vec![place(1, Presence::Out)]),
        ("3g", vec![place(1, Presence::Gone)]),
        ("3jjo", vec![place(3, Presence::Present)]),
        ("3jjg", vec![place(3, Presence::Gone)]),
        ("3jjjjg", vec![place(5, Presence::Present)]),
        ("3jp", vec![Act::Hold(person(2))]),
        ("3jl\n", vec![lines(&["dolls", "romance"])]),
        ("3jl \tDogs, a_b\n", vec![lines(&["ab", "abuse", "dogs", "dolls", "romance"])]),
        ("3jl ^", vec![]),
        ("o A lift \n", vec![Act::Own("A lift".to_owned())]),
        ("O A pier \n", vec![Act::Suggest("A pier".to_owned())]),
        ("3O A pier \n", vec![Act::Suggest("A pier".to_owned())]),
        ("O^", vec![]),
        ("o  \n", vec![]),
        ("/ \n", vec![Act::Filter(Filters { kinds: vec![Kind::Scene], ..Filters::default() })]),
        (
            "/jl jl \n",
            vec![Act::Filter(Filters {
                feelings: vec![Feeling::Relief],
                packs: vec!["turns".to_owned()],
                ..Filters::default()
            })],
        ),
        ("/ ^", vec![]),
        ("/2-4\n", vec![Act::Filter(Filters { size: Players::new(2, Some(4)), ..Filters::default() })]),
        ("/3-\n", vec![Act::Filter(Filters { size: Players::new(3, Some(3)), ..Filters::default() })]),
        ("/4-2\n", vec![]),
        ("R", vec![Act::Rehearse]),
        ("3R", vec![Act::Rehearse]),
        ("fu", vec![Act::Undo]),
        ("3q", vec![Act::Quit]),
        ("y", vec![]),
        ("><.", vec![]),
    ] {
        assert_eq!(asked(&mut Session::late(), keys), acts, "{keys:?}");
    }
    let mut drawn = Session::usual();
    drawn.keys("\n");
    for (keys, acts) in [
        ("y", vec![Act::CopyPrompt]),
        ("vy", vec![Act::CopyCard { role: 0 }]),
        ("^vvvy", vec![Act::CopyCard { role: 1 }]),
        ("^xt", vec![Act::Never(crate::stage::HowLong::Today)]),
        ("xa", vec![Act::Never(crate::stage::HowLong::Always)]),
        ("fvy", vec![Act::CopyPrompt]),
    ] {
        assert_eq!(asked(&mut drawn, keys), acts, "{keys:?}");
    }
}

#[test]
fn a_key_of_the_stage_that_can_do_nothing_says_why() {
    let bare = || Prompt { roles: vec![], text: text_of("A shop."), ..apology() };
    for (prompt, before, key, says) in [
        (apology(), "", "C", "that is for a prompt that was just drawn"),
        (apology(), "", "+", "that is for a prompt that was just drawn"),
        (apology(), "", "s", "no scene runs"),
        (apology(), "", " ", "no countdown and no scene runs"),
        (apology(), "\n", "g", "that is for a scene that has just ended"),
        (apology(), "\n", "+", "this prompt takes 2"),
        (bare(), "\n", "w", "this prompt has no words to change"),
        (bare(), "o!\n", "x", "your own prompt is on no list: n draws another"),
        (apology(), "\n\n", "C", "that is for a prompt that was just drawn"),
        (apology(), "\n\n", "n", "that is for a prompt that was just drawn"),
        (bare(), "\n\n\n", "s", "no feeling is left to shift to"),
        (bare(), "\n\n\n", "o", "o puts a prompt on the table once"),
        (apology(), "\n\n\n ", "C", "that is for a prompt that was just drawn"),
    ] {
        let mut session = Session::new(vec![prompt], NAMES);
        session.keys(before).wait(2.0);
        session.keys(key);
        assert!(session.shown(80, 24).contains(says), "{before:?} {key:?}: {}", session.shown(80, 24));
        assert!(session.shown(40, 12).replace("\n  ", " ").contains(says), "{before:?} {key:?}");
    }
    // Whoever is cast by hand can be anybody, with roles or without.
    for (prompt, before) in [(apology(), "\n"), (bare(), "\n"), (bare(), "oA bus.\n")] {
        let mut session = Session::new(vec![prompt], NAMES);
        session.keys(before);
        for n in ["3", "6", "1"] {
            session.keys("C").keys(n).keys("^");
            let name = NAMES[n.parse::<usize>().unwrap() - 1];
            assert!(session.stage.phase().table().unwrap().hand.cast[0].name == name, "{before:?} {n}");
        }
    }
}

#[test]
fn the_takes_behind_a_line_of_the_report_are_listed() {
    for (keys, words) in [
        ("5\n", "prompt:turns/apology"),
        ("5sss\n", "prompt:turns/the-very-last-doll-on-the-shelf"),
        ("5]\n", "pack:turns"),
        ("5]]jj\n", "feeling:remorse"),
        ("5]]]\n", "shift:remorse->relief"),
        ("5]]]]\n", "kind:scene"),
        ("5[[\n", "player:山田花子"),
        ("5[\n", "shift:fear->joy"),
        ("5[jj\n", "feeling:joy"),
    ] {
        let mut session = Session::logged();
        session.keys(&keys[..keys.len() - 1]);
        session.frame(80, 24);
        assert_eq!(asked(&mut session, "\n"), [Act::Figures(None), Act::Find(words.to_owned())], "{keys:?}");
        assert!(session.shown(80, 24).contains("[2:takes]"), "{keys:?}");
    }
}

#[test]
fn the_care_stop_and_pause_work_on_every_screen() {
    for place in ["1", "2", "3", "4", "4i", "5", "6", "f", "1?", "1i", "2\n", "3jl", "2q"] {
        let mut session = Session::late();
        session.keys("\n\n\n").wait(10.0);
        asked(&mut session, place);
        assert_eq!(asked(&mut session, "b"), [Act::BreakOff], "{place:?}");
        // In the question about lines it chooses.
        let space = if place.ends_with('l') { vec![] } else { vec![Act::Toggle] };
        asked(&mut session, "^^");
        asked(&mut session, place);
        assert_eq!(asked(&mut session, " "), space, "{place:?}");
    }
    let mut session = Session::late();
    session.keys("\n\n\n").wait(10.0);
    assert_eq!(asked(&mut session, "3abob\n"), [Act::Arrive("bob".to_owned())], "in a name they are letters");
}

#[test]
fn a_plan_shows_and_has_keys_only_where_there_is_one() {
    let until = Until::Time(Duration::from_mins(10));
    let what = What::Play { until, filters: None, scene: None };
    let plan = Plan::new("Lab".to_owned(), vec![Block { name: "warm-up games".to_owned(), what }]);
    let with = |plan: Option<Plan>| Session::open(vec![apology()], NAMES, |opening| opening.plan = plan);
    let mut planned = with(plan);
    planned.keys("\n");
    let line = planned.stage.plan().unwrap().line(planned.now);
    assert!(!line.is_empty() && planned.shown(80, 24).contains(&line));
    assert_eq!(asked(&mut planned, "><."), [Act::NextBlock, Act::SameBlock, Act::LongerBlock]);
    let mut without = with(None);
    without.keys("\n");
    assert_eq!(asked(&mut without, "><."), []);
    assert_eq!(
        planned.shown(80, 24).replace(&line, "").lines().map(str::trim_end).collect::<Vec<_>>(),
        without.shown(80, 24).lines().collect::<Vec<_>>()
    );
}

#[test]
fn a_clock_can_count_up() {
    let mut session = Session::usual();
    session.view = View::new(Taste { counts_up: true, ..TASTE });
    session.keys("\n\n\n").wait(59.0);
    let face = |session: &Session| {
        let taste = Taste { counts_up: true, ..TASTE };
        let face = super::face::Face::new(&session.stage, session.now, taste).unwrap();
        (face.signed(), face.words.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>().join(", "))
    };
    let mut shown = |seconds: f64| face(session.wait(seconds));
    let is = |time: &str, words: &str| (time.to_owned(), words.to_owned());
    assert_eq!(shown(0.0), is("0:59", "of 4:00"));
    assert_eq!(shown(0.9), is("0:59", "of 4:00"));
    assert_eq!(shown(0.1), is("1:00", "of 4:00"));
    assert_eq!(shown(149.9), is("3:29", "of 4:00"));
    assert_eq!(shown(0.1), is("3:30", "last 30 s, of 4:00"));
    assert_eq!(shown(30.0), is("4:00", "OVER, of 4:00"));
    assert_eq!(shown(11.0), is("4:11", "OVER, of 4:00"));
}

#[test]
fn a_warning_is_shown_only_if_it_is_wanted() {
    for (change, is_shown) in [
        ((|_| ()) as fn(&mut Habits), true),
        (|habits| habits.warn_at = None, false),
        (|habits| habits.warn_at = Some(20_000), false),
        (|habits| habits.signals.screen = false, false),
    ] {
        let mut session = Session::open(vec![apology()], NAMES, |opening| change(&mut opening.habits));
        session.keys("\n\n\n").wait(215.0);
        assert_eq!(session.shown(80, 24).contains("last 30 s"), is_shown);
    }
}

#[test]
fn what_is_no_longer_than_the_warning_shows_none() {
    for (length, is_shown) in [("20s", false), ("30s", false), ("31s", true)] {
        for place in ["", "f", "3", "?"] {
            let mut session = Session::usual();
            session.keys(&format!("\nt{length}\n\n\n")).wait(1.0);
            session.keys(place);
            for (width, height) in [(200, 50), (80, 24), (40, 12)] {
                let shown = session.shown(width, height);
                assert!(is_shown || !shown.contains("last 30 s"), "{length} {place:?}\n{shown}");
            }
            // In the spotlight it is said in large letters.
            if place != "f" {
                assert_eq!(session.shown(80, 24).contains("last 30 s"), is_shown, "{length} {place:?}");
            }
        }
    }
}

#[test]
fn a_debrief_that_had_its_time_warns_and_turns_no_field() {
    let mut session = Session::usual();
    session.keys("\n\n\n").wait(96.0);
    session.keys("\n").wait(59.0);
    let look = |session: &Session| {
        let buf = session.frame(80, 24);
        let is_turned = buf.content.iter().any(|cell| cell.modifier.contains(Modifier::REVERSED));
        (
            session.shown(80, 24).contains("debrief over"),
            buf.content.iter().any(|cell| cell.fg == Color::Yellow),
            is_turned,
        )
    };
    assert_eq!(look(&session), (false, false, false));
    assert_eq!(look(session.wait(1.0)), (true, true, false));
}

#[test]
fn a_note_begins_with_what_this_judge_last_had_there() {
    let found = past_takes().swap_remove(1);
    for (given, begins) in [
        (&[("leader", Some("mine"))][..], "mine"),
        (&[("leader", Some("mine")), ("Mara", Some("hers"))], "mine"),
        (&[("leader", Some("mine")), ("leader", None)], ""),
        (&[("Mara", Some("hers"))], ""),
    ] {
        let judgement = |&(by, note): &(&str, Option<&str>)| {
            let (by, note) = (by.to_owned(), note.map(str::to_owned));
            Judgement { by, note, ..found.judgements[0].clone() }
        };
        let take = PastTake { judgements: given.iter().map(judgement).collect(), ..found.clone() };
        let mut session = Session::late();
        session.apply(Event::Found(vec![take]));
        let shown = session.keys("2t").shown(40, 12);
        let line = shown.lines().find(|line| line.trim_start().starts_with("note")).unwrap();
        assert_eq!(line.trim_start().trim_start_matches("note").trim(), begins, "{given:?}: {shown}");
    }
}

#[test]
fn a_note_from_elsewhere_is_changed_without_what_steers() {
    let area = Rect::new(0, 0, 8, 1);
    let mut buf = Buffer::empty(area);
    field(&mut buf, area, &Input::new("far behind a\u{1b}[2Jb\n\u{202e}c".to_owned()));
    let shown: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
    assert_eq!(shown, "[2Jb c  ");
}

/// Three suggestions, the second of them a long one.
fn suggest(session: &mut Session) {
    let long = "The last train home is two hours late, and whoever waits for it has to share the one bench with a stranger \
                who knows them from somewhere, and won't say from where, though it is plain that they would like to";
    for text in ["a lighthouse", long, "灯台の番人が夜明け前に見たもの"] {
        session.act(Act::Suggest(text.to_owned()));
    }
}

#[test]
fn a_suggestion_is_picked_dropped_or_another_text_typed() {
    let texts = |session: &Session| -> Vec<String> {
        session.stage.suggestions().map(|waiting| waiting.text.chars().take(8).collect()).collect()
    };
    let drawn = |session: &Session| session.stage.phase().table().map(|table| table.hand.text.clone());
    let mut session = Session::usual();
    suggest(&mut session);
    session.keys("o\n");
    assert_eq!(drawn(&session).as_deref(), Some("灯台の番人が夜明け前に見たもの"), "the newest is selected");
    session.keys("o");
    session.press(KeyCode::Up);
    session.press(KeyCode::Delete);
    assert_eq!(texts(&session), ["a lighth"]);
    session.press(KeyCode::Tab);
    session.keys("!\n");
    assert_eq!(drawn(&session).as_deref(), Some("灯台の番人が夜明け前に見たもの!"), "its text was there to change");
    session.keys("u");
    session.keys("u");
    assert_eq!(texts(&session).len(), 2, "what was dropped waits again");
    session.keys("uoa bus\n");
    assert_eq!((drawn(&session).as_deref(), texts(&session).len()), (Some("a bus"), 3), "letters are a text at once");
}

#[test]
fn the_field_of_a_suggestion_stops_when_it_is_full() {
    let mut session = Session::usual();
    session.keys("O");
    session.view.paste(&"é".repeat(399));
    session.keys("abc");
    assert!(session.shown(80, 24).contains("suggestion, full"));
    session.keys("\n");
    let text = session.stage.suggestions().next().unwrap().text.clone();
    assert_eq!((text.chars().count(), text.ends_with("éa")), (400, true));
}
