//! Plans that are changed while a session goes through them.

use super::plan::{EVENING, open};
use super::*;
use crate::plan::line::block;
use crate::plan::{Edit, Plan};
use crate::stage::kept::State;

/// A minute after a session began.
fn minute(n: i64) -> Now {
    at(n * 60_000)
}

fn add(after: usize, line: &str) -> Act {
    Act::Arrange(Edit::Add(after, Box::new(block(line, &[]).unwrap())))
}

/// The names of the blocks, the one under way in brackets, and what is said.
fn shown(session: &Session) -> String {
    let said = session.stage.notice().map_or("", |notice| notice.text.as_str());
    let Some(running) = session.stage.plan() else { return format!("no plan | {said}") };
    let name = |(at, block): (usize, &crate::plan::Block)| {
        if at == running.at() { format!("[{}]", block.name) } else { block.name.clone() }
    };
    let names: Vec<String> = running.plan().blocks().iter().enumerate().map(name).collect();
    format!("{} | {said}", names.join(" "))
}

/// Does one act a minute, and compares what became of it.
fn check(session: &mut Session, acts: Vec<(Act, &str)>) {
    for (n, (act, expected)) in (1..).zip(acts) {
        session.apply(minute(n), Event::Do(act.clone()));
        assert_eq!(shown(session), expected, "{act:?}");
    }
}

const REDO: Act = Act::Redo { on_roster: false };

#[test]
fn a_plan_is_changed_and_every_change_is_taken_back() {
    let mut session = open(EVENING, Filters::default());
    let before = session.stage.plan().unwrap().plan().clone();
    let changes = vec![
        (Act::Arrange(Edit::Up(3)), "[warm-ups] scenes short break | moved to 3/4 short"),
        (Act::Arrange(Edit::Longer(1)), "[warm-ups] scenes short break | 2/4 scenes: 25 min"),
        (Act::Arrange(Edit::Remove(2)), "[warm-ups] scenes break | removed 3/4 short"),
        (add(1, "song 5m"), "[warm-ups] scenes song break | added 3/4 song"),
        (Act::Arrange(Edit::Jump(2)), "warm-ups scenes [song] break | now 3/4 song"),
        (Act::Arrange(Edit::Shorter(3)), "warm-ups scenes [song] break | 4/4 break: 5 min"),
        (
            Act::Arrange(Edit::Shorter(3)),
            "warm-ups scenes [song] break | that block has no five minutes to give: x removes it",
        ),
        (Act::Undo, "warm-ups scenes [song] break | took back the shorter block"),
        (Act::Undo, "[warm-ups] scenes song break | took back the jump"),
        (Act::Undo, "[warm-ups] scenes break | took back the added block"),
        (REDO, "[warm-ups] scenes song break | redid the added block"),
        (Act::Undo, "[warm-ups] scenes break | took back the added block"),
        (Act::Undo, "[warm-ups] scenes short break | took back the removed block"),
        (Act::Undo, "[warm-ups] scenes short break | took back the longer block"),
        (Act::Undo, "[warm-ups] scenes break short | took back the move"),
        (Act::Undo, "[warm-ups] scenes break short | nothing to take back"),
    ];
    check(&mut session, changes);
    assert!(session.stage.plan().unwrap().plan().says_as(&before));
}

#[test]
fn a_block_that_is_added_begins_a_plan() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    let nothing = vec![
        (Act::Arrange(Edit::Jump(0)), "no plan | there is no plan: a begins one"),
        (Act::WritePlan { path: "x".to_owned(), over: false }, "no plan | there is no plan: a begins one"),
        (add(0, "warm-up 10m"), "[warm-up] | the plan Lab begins: 1 block"),
        (add(0, "scenes 6 scenes"), "[warm-up] scenes | added 2/2 scenes"),
        (Act::Undo, "[warm-up] | took back the added block"),
        (Act::Undo, "no plan | took back the new plan"),
        (REDO, "[warm-up] | redid the new plan"),
    ];
    check(&mut session, nothing);
}

#[test]
fn a_jump_draws_from_what_the_block_wants() {
    let mut session = open(EVENING, Filters::default());
    session.apply(minute(1), Event::Do(Act::Arrange(Edit::Jump(1))));
    assert_eq!(session.stage.deck().filters().kinds, [crate::pack::Kind::Scene]);
    session.apply(minute(2), Event::Do(Act::Undo));
    assert_eq!(session.stage.deck().filters().kinds, [crate::pack::Kind::WarmUp]);
}

#[test]
fn a_plan_is_written_where_it_is_said_and_remembers_it() {
    let mut session = open(EVENING, Filters::default());
    let write = |path: &str| Event::Do(Act::WritePlan { path: path.to_owned(), over: false });
    let plans = |effects: Vec<Effect>| effects.iter().filter_map(written).find(|words| words.starts_with("PLAN"));
    assert_eq!(plans(session.apply(minute(1), write(" "))), None);
    assert_eq!(plans(session.apply(minute(1), write("~/lab.toml"))), Some("PLAN ~/lab.toml 4 false".to_owned()));
    session.apply(minute(1), Event::PlanWritten("/home/mara/lab.toml".to_owned()));
    assert_eq!(shown(&session), "[warm-ups] scenes break short | the plan is in /home/mara/lab.toml");
    assert_eq!(session.stage.plan().unwrap().plan().file(), Some("/home/mara/lab.toml"));
}

/// What the log was last told of where the session is.
fn kept(session: &Session) -> State {
    let states = session.effects.iter().filter_map(|effect| match effect {
        Effect::Save { entry: Entry::Kept(kept), .. } => Some(kept.state.as_str()),
        _ => None,
    });
    State::read(states.collect::<Vec<_>>().pop().unwrap()).unwrap()
}

#[test]
fn a_changed_plan_is_kept_with_its_times_and_its_file() {
    let mut session = open(EVENING, Filters::default());
    session.apply(minute(5), Event::Do(Act::Arrange(Edit::Jump(2))));
    session.apply(minute(9), Event::Do(Act::Arrange(Edit::Remove(3))));
    session.apply(minute(9), Event::PlanWritten("/lab.toml".to_owned()));
    let state = kept(&session);
    assert_eq!(state.plan.as_ref(), session.stage.plan());
    let (opened, _) = crate::plan::read::read(EVENING.as_bytes(), &[]);
    let running = state.plan.unwrap();
    let opened: Plan = opened.unwrap();
    assert!(running.is_of(&opened), "the file that it was opened with does not begin it again");
    assert!(!running.plan().says_as(&opened));
}

#[test]
fn what_an_older_version_kept_of_a_plan_is_taken_up() {
    let mut session = open(EVENING, Filters::default());
    session.apply(minute(5), Event::Do(Act::NextBlock));
    let text = session.effects.iter().rev().find_map(|effect| match effect {
        Effect::Save { entry: Entry::Kept(kept), .. } => Some(kept.state.clone()),
        _ => None,
    });
    let mut text: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
    let plan = text["is"]["plan"].as_object_mut().unwrap();
    for new in ["file", "begun", "promised", "spent"] {
        assert!(plan.remove(new).is_some(), "{new}");
    }
    let running = State::read(&text.to_string()).unwrap().plan.unwrap();
    assert_eq!(running.place(), "2/4 scenes");
    assert!(running.plan().says_as(session.stage.plan().unwrap().plan()));
}
