//! Sessions under a fake clock.

use super::sample::{START, Session, at, count, opening, prompt, shifting, source};
use super::*;
use crate::cue::Cue;
use crate::pack::CoachLine;
use crate::pack::slots::Text;
use crate::stage::HowLong;
use crate::take::MomentKind;

#[test]
fn cues_never_drift() {
    for late in [0, 1, 700, 61_000] {
        let mut session = Session::new(opening(shifting(), Until::Time(3_600_000)));
        // Woken as late as that each time, or not for several prompts on end.
        let mut ms = 0;
        while *session.warmup.phase() != Phase::Over {
            let wake = session.warmup.next_wake(session.now).unwrap();
            ms = (wake.as_millis() as Ms - 5000).max(ms) + late;
            session.now = at(ms);
            session.apply(Event::Wake);
        }
        let began = session.began();
        assert_eq!(began, (0..144).map(|n| n * 25_000).collect::<Vec<_>>(), "late by {late} ms");
        let moments = session.saved().filter_map(|entry| match entry {
            Entry::Moment { moment, .. } => Some((moment.kind, moment.at, moment.step)),
            _ => None,
        });
        let moments: Vec<_> = moments.collect();
        assert!(
            moments.len() > 20 && moments.iter().all(|it| *it == (MomentKind::Cue, 12_000, Some(2))),
            "{moments:?}"
        );
        let ends = session.saved().filter_map(|entry| match entry {
            Entry::Ended { end, .. } => Some(*end),
            _ => None,
        });
        assert!(ends.into_iter().all(|end| end == End { ending: Ending::Time, at: 20_000, played: 20_000, paused: 0 }));
    }
}

#[test]
fn pauses_shift_what_comes_and_nothing_else() {
    let mut session = Session::new(opening(shifting(), count(4)));
    session.act(7123, Act::Toggle);
    assert_eq!(session.warmup.next_wake(session.now).map(|wake| wake.as_millis()), None);
    session.act(10_000, Act::Toggle);
    let first = 25_000 + 2877;
    // In the space before the third prompt.
    session.act(first + 22_000, Act::Toggle);
    session.act(first + 23_001, Act::Toggle);
    session.until(200_000);
    assert_eq!(session.began(), [0, first, first + 26_001, first + 51_001]);
    assert_eq!(
        session.warmup.records()[0].end.map(|end| (end.at, end.played, end.paused)),
        Some((22_877, 20_000, 2877))
    );
    assert_eq!(*session.warmup.phase(), Phase::Over);
    assert_eq!(session.warmup.next_wake(session.now).filter(|_| session.warmup.is_saved()), None);
}

#[test]
fn a_change_is_said_in_time() {
    let mut late = prompt("late", Some("remorse:2 -> relief @60% -> joy @1m59s"));
    late.coach = vec![CoachLine { text: Text::parse("Wait.").unwrap(), at: Some(Cue::Share(30)) }];
    let mut session = Session::new(Opening { slate: true, ..opening(vec![late], count(2)) });
    let mut lines = Vec::new();
    for ms in (0..46_000).step_by(100) {
        session.until(ms);
        lines.extend(session.said().into_iter().map(|line| format!("{}.{} {line}", ms / 1000, ms / 100 % 10)));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn what_was_skipped_can_be_taken_back() {
    let mut session = Session::new(opening(shifting(), count(3)));
    session.act(500, Act::Next);
    assert_eq!(session.began().len(), 1, "the first second swallows it");
    session.act(8000, Act::Next);
    session.until(9000);
    assert_eq!(session.began(), [0, 8000]);
    session.act(10_000, Act::Undo);
    let first = session.warmup.records()[0].take.id;
    let tail: Vec<_> =
        session.saved().skip_while(|entry| !matches!(entry, Entry::TakeVoided { .. })).cloned().collect();
    assert!(
        matches!(&*tail, [Entry::TakeVoided { .. }, Entry::DrawVoided { .. }, Entry::Reopened { take }] if *take == first)
    );
    session.until(100_000);
    assert_eq!(session.began(), [0, 8000, 27_000, 52_000], "as if it had been paused for two seconds");
    assert_eq!(session.warmup.records()[0].end.map(|end| (end.played, end.paused)), Some((20_000, 2000)));
    session.said();
    session.act(100_001, Act::Undo);
    assert_eq!(session.said(), ["nothing to take back"], "what time brought about stays");
}

#[test]
fn the_end_can_be_taken_back_and_left() {
    let mut session = Session::new(opening(shifting(), count(3)));
    session.act(22_000, Act::End);
    assert_eq!(*session.warmup.phase(), Phase::Over);
    session.said();
    session.act(30_000, Act::Undo);
    assert_eq!(session.said(), ["took back: the end"]);
    assert_eq!(session.warmup.rest_left(session.now), 3000);
    session.act(31_000, Act::End);
    session.act(32_000, Act::End);
    assert!(session.warmup.is_quitting() && !session.effects.contains(&Effect::Quit), "not before all is written");
    session.apply(Event::Answer(Answer::Saved { seq: 1000, take_number: None }));
    assert_eq!(session.effects.last(), Some(&Effect::Quit));
}

#[test]
fn never_again_is_kept_and_taken_back() {
    let mut session = Session::new(opening(shifting(), count(9)));
    let prompt = session.warmup.records()[0].take.hand.source.clone().unwrap().prompt;
    session.act(3000, Act::Never);
    let never = |how_long| Effect::Never { prompt: prompt.clone(), how_long };
    assert!(session.effects.contains(&never(Some(HowLong::Always))));
    session.until(150_000);
    let drawn =
        session.warmup.records().iter().filter(|record| record.take.hand.source.as_ref().unwrap().prompt == prompt);
    assert_eq!(drawn.count(), 1);
    session.act(151_000, Act::Undo);
    assert_eq!(session.effects.iter().filter(|effect| **effect == never(None)).count(), 1);
    assert!(!session.warmup.deck.never().prompts.contains(&prompt));
}

#[test]
fn a_favourite_is_kept_and_taken_back() {
    let mut session = Session::new(opening(shifting(), count(9)));
    session.act(22_000, Act::Favour);
    let prompt = session.warmup.records()[0].take.hand.source.clone().unwrap().prompt;
    assert!(session.warmup.is_favourite(&prompt), "in the space after it the last prompt is meant");
    session.until(70_000);
    session.act(71_000, Act::Undo);
    assert!(!session.warmup.is_favourite(&prompt));
    let saved: Vec<_> = session.saved().filter(|entry| matches!(entry, Entry::Favourite { .. })).cloned().collect();
    let entry = |is_favourite, at| Entry::Favourite { prompt: prompt.clone(), is_favourite, at: START + at };
    assert_eq!(saved, [entry(true, 22_000), entry(false, 71_000)]);
}

#[test]
fn nothing_fits_nothing_begins() {
    assert!(Warmup::open(opening(Vec::new(), count(3)), at(0), &mut source(&mut 0)).is_none());
    let mut session = Session::new(opening(vec![prompt("only", None)], count(3)));
    session.act(2000, Act::Never);
    assert_eq!(*session.warmup.phase(), Phase::Over);
}

#[test]
fn strengths_rise_and_settle_and_no_prompt_comes_twice() {
    let feelings = ["joy", "fear", "anger", "grief"];
    let prompts = feelings.iter().flat_map(|feeling| {
        (1..=3).map(move |strength| prompt(&format!("{feeling}-{strength}"), Some(&format!("{feeling}:{strength}"))))
    });
    let mut session = Session::new(opening(prompts.collect(), count(10)));
    session.until(300_000);
    let ids: Vec<_> = session.warmup.records().iter().map(|record| record.take.hand.text.clone()).collect();
    let strengths: String = ids.iter().filter_map(|id| id.chars().last()).collect();
    assert_eq!(strengths, "1112223331");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 10, "{ids:?}");
}

#[test]
fn what_was_not_lately_played_is_needed() {
    let prompts = || vec![prompt("a", Some("joy:1")), prompt("b", Some("fear:1")), prompt("c", Some("grief:1"))];
    let lately = BTreeMap::from([(Aim::parse("joy").unwrap(), 9), (Aim::parse("fear").unwrap(), 1)]);
    let mut session = Session::new(Opening { lately, ..opening(prompts(), count(1)) });
    session.until(30_000);
    let played = session.warmup.records()[0].take.hand.text.clone();
    let need: Vec<f64> = (0..3).map(|entry| session.warmup.deck.odds(entry).need_factor()).collect();
    let expected = match played.as_str() {
        "a" => [1.0, 3.0, 4.0],
        "b" => [1.0, 2.0, 4.0],
        _ => [1.0, 3.0, 3.0],
    };
    assert_eq!(need, expected, "{played} was played");
}

#[test]
fn a_machine_that_slept_finds_it_paused_where_it_was() {
    let mut session = Session::new(opening(shifting(), count(3)));
    session.until(6000);
    let mono = at(6100).mono;
    session.now = Now { mono, boot: mono + Duration::from_secs(600), utc: START + 606_100 };
    session.apply(Event::Wake);
    assert!(session.warmup.is_paused());
    assert_eq!(
        session.warmup.notice().map(|notice| notice.text.as_str()),
        Some("the machine slept for 10 min: space goes on")
    );
    let Phase::Prompt(turn) = session.warmup.phase() else { panic!("it plays") };
    assert_eq!(turn.scene.left(session.now), 13_900);
}

#[test]
fn an_interrupt_ends_what_runs_with_its_time() {
    let mut session = Session::new(opening(shifting(), count(3)));
    session.until(4321);
    session.apply(Event::Interrupt);
    let end = session.warmup.records()[0].end.unwrap();
    assert_eq!((end.ending, end.played), (Ending::Interrupted, 4321));
    assert!(session.warmup.is_quitting());
}

#[test]
fn the_page_tells_what_was_played_against_before() {
    let lately = BTreeMap::from([(Aim::parse("remorse").unwrap(), 2), (Aim::parse("joy").unwrap(), 5)]);
    let mut prompts = shifting();
    prompts.push(prompt("unplayed", Some("grief:3 -> pride")));
    let mut session = Session::new(Opening { lately, ..opening(prompts, count(3)) });
    session.until(90_000);
    insta::assert_snapshot!(session.warmup.page().lines().join("\n"));
}

#[test]
fn a_log_that_fails_is_tried_again_and_rescued_from() {
    let mut session = Session::new(opening(shifting(), count(2)));
    session.apply(Event::Answer(Answer::Saved { seq: 1, take_number: None }));
    session.until(3000);
    session.apply(Event::Answer(Answer::Failed { seq: 2, why: "the disk is full".to_owned() }));
    assert!(session.warmup.trouble().is_some());
    let Rescue { written, unsaved, .. } = session.warmup.rescue();
    assert!(matches!(&*written, [Entry::Workshop(_), ..]), "{written:?}");
    assert!(unsaved.iter().any(|entry| matches!(entry, Entry::Began(_))), "{unsaved:?}");
    let before = session.saved().count();
    session.until(8500);
    assert!(session.saved().count() > before, "it is tried again");
}
