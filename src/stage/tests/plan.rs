//! Sessions with a plan, as scripts.

use proptest::prelude::*;

use super::*;
use crate::pack::{Kind, Rating};
use crate::plan::read::read;

/// Warm-ups for 10 minutes, two or more scenes or 20 minutes, a break, three short scenes.
pub(super) const EVENING: &str = r#"
format = 1
title = "Lab"

[[block]]
name = "warm-ups"
length = "10m"
kinds = ["warm-up"]

[[block]]
name = "scenes"
scenes = 2
length = "20m"
kinds = ["scene"]

[[block]]
name = "break"
break = true
length = "10m"

[[block]]
name = "short"
scenes = 3
scene = "30s"
"#;

/// A session of one scene for two and one warm-up, opened with these filters, with a plan.
pub(super) fn open(plan: &str, filters: Filters) -> Session {
    let (plan, findings) = read(plan.as_bytes(), &[]);
    assert_eq!(findings, []);
    let mut pack = late();
    let stretch = Prompt { kind: Kind::WarmUp, players: Players::new(1, None).unwrap(), ..prompt("stretch") };
    pack.prompts.push(Arc::new(stretch));
    let mut session = Session::open(vec![pack.clone()], people(&["Ana", "Ben"]), None);
    let deck = Deck::new(&[Arc::new(pack)], filters, Company::default(), vec![]);
    let (workshop, players) = (session.stage.workshop().clone(), people(&["Ana", "Ben"]));
    let opening = Opening {
        workshop,
        deck,
        shelf: vec![],
        players,
        favourites: BTreeSet::new(),
        said: BTreeMap::new(),
        habits: Habits::default(),
        asked: Asked::default(),
        plan,
        resumed: None,
        notes: vec![],
    };
    (session.stage, session.effects) = Stage::open(opening, at(0));
    session
}

/// Plays a session. A line is a time in minutes and what happens; after `>` stand the phase, the line of the plan and
/// what is said, which are checked.
fn script(session: &mut Session, lines: &str) {
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut actual = String::new();
    for line in &lines {
        let (what, _) = line.split_once(" >").unwrap();
        let (time, words) = what.split_once(' ').unwrap();
        let now = at((time.parse::<f64>().unwrap() * 60_000.0).round() as Ms);
        let event = match words {
            "next" => Event::Do(Act::NextBlock),
            "same" => Event::Do(Act::SameBlock),
            "longer" => Event::Do(Act::LongerBlock),
            words => event(words),
        };
        session.apply(now, event);
        let stage = &session.stage;
        let phase = match stage.phase() {
            Phase::Empty => "empty".to_owned(),
            Phase::Drawn(table) => format!("drawn {}", table.hand.source.as_ref().unwrap().prompt.id),
            Phase::Ready(..) => "ready".to_owned(),
            Phase::Scene(play) => format!("scene of {} s", play.scene.planned() / 1000),
            Phase::Debrief(_) => "debrief".to_owned(),
        };
        let plan = stage.plan().unwrap().line(now);
        let said = stage.notice().map_or("", |notice| &notice.text);
        let _ = writeln!(actual, "{what} > {phase} | {plan} | {said}");
    }
    let tidy = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n");
    assert_eq!(tidy(&actual), tidy(&lines.join("\n")), "\n{actual}");
}

#[test]
fn one_key_goes_through_the_plan() {
    script(
        &mut open(EVENING, Filters::default()),
        "0 wake > empty | 1/4 warm-ups · on time · 0 of 10 min · next: scenes in 10 min | the plan Lab begins: 4 blocks
         1 enter > drawn stretch | 1/4 warm-ups · on time · 1 of 10 min · next: scenes in 9 min |
         2 enter > ready | 1/4 warm-ups · on time · 2 of 10 min · next: scenes in 8 min |
         2.1 enter > scene of 180 s | 1/4 warm-ups · on time · 2 of 10 min · next: scenes in 8 min |
         3 enter > debrief | 1/4 warm-ups · on time · 3 of 10 min · next: scenes in 7 min |
         9 enter > drawn stretch | 1/4 warm-ups · on time · 9 of 10 min · next: scenes in 1 min |
         10 enter > ready | 1/4 warm-ups: over · on time · 10 of 10 min · next: scenes |
         11 enter > debrief | 1/4 warm-ups: over · 1 min behind · 11 of 10 min · next: scenes |
         12 enter > drawn late | 2/4 scenes · 2 min behind; 1 scene left to be on time · 0 of 2 scenes, 0 of 20 min · next: break in 20 min | now 2/4 scenes
         13 enter > ready | 2/4 scenes · 2 min behind; 1 scene left to be on time · 0 of 2 scenes, 1 of 20 min · next: break in 19 min |
         14 enter > debrief | 2/4 scenes · 5 min ahead · 1 of 2 scenes, 2 of 20 min · next: break in 11 min |
         14.1 enter > drawn late | 2/4 scenes · 5 min ahead · 1 of 2 scenes, 2 of 20 min · next: break in 11 min |
         18 enter > ready | 2/4 scenes · 2 min ahead · 1 of 2 scenes, 6 of 20 min · next: break in 10 min |
         19 g > scene of 60 s | 2/4 scenes · 2 min ahead · 1 of 2 scenes, 7 of 20 min · next: break in 9 min |
         20 a > scene of 60 s | 2/4 scenes · 2 min ahead · 1 of 2 scenes, 8 of 20 min · next: break in 8 min |
         20.1 enter > debrief | 2/4 scenes: over · 9 min ahead · 2 of 2 scenes, 8 of 20 min · next: break |
         23 enter > empty | 3/4 break · 7 min ahead · 0 of 10 min · next: short in 10 min | now 3/4 break
         24 enter > drawn late | 4/4 short · 16 min ahead · 0 of 3 scenes · next: the end in 6 min | now 4/4 short
         25 enter > ready | 4/4 short · 15 min ahead · 0 of 3 scenes · next: the end in 6 min |
         25.1 enter > scene of 30 s | 4/4 short · 15 min ahead · 0 of 3 scenes · next: the end in 6 min |
         29 enter > debrief | 4/4 short · 11 min ahead · 1 of 3 scenes · next: the end in 5 min |
         30 enter > drawn late | 4/4 short · 11 min ahead · 1 of 3 scenes · next: the end in 4 min |
         35 enter > ready | 4/4 short · 6 min ahead · 1 of 3 scenes · next: the end in 4 min |
         36 enter > debrief | 4/4 short · 6 min ahead · 2 of 3 scenes · next: the end in 3 min |
         36.1 enter > drawn late | 4/4 short · 6 min ahead · 2 of 3 scenes · next: the end in 3 min |
         36.5 enter > ready | 4/4 short · 7 min ahead · 2 of 3 scenes · next: the end in 2 min |
         36.6 enter > scene of 30 s | 4/4 short · 7 min ahead · 2 of 3 scenes · next: the end in 2 min |
         40 enter > debrief | 4/4 short: over · 5 min ahead · 3 of 3 scenes · next: the end |
         41 enter > drawn late | 4/4 short: over · 4 min ahead · 3 of 3 scenes · next: the end |",
    );
}

#[test]
fn blocks_are_skipped_repeated_and_made_longer() {
    script(
        &mut open(EVENING, Filters::default()),
        "4 same > empty | 1/4 warm-ups · on time · 0 of 10 min · next: scenes in 10 min | once more: 1/4 warm-ups
         5 longer > empty | 1/4 warm-ups · 5 min behind; 2 scenes left to be on time · 1 of 15 min · next: scenes in 14 min | longer: 1 of 15 min
         6 u > empty | 1/4 warm-ups · on time · 2 of 10 min · next: scenes in 8 min | took back the longer block
         6 u > empty | 1/4 warm-ups · on time · 6 of 10 min · next: scenes in 4 min | took back the repeat
         7 enter > drawn stretch | 1/4 warm-ups · on time · 7 of 10 min · next: scenes in 3 min |
         8 next > drawn stretch | 2/4 scenes · 2 min ahead · 0 of 2 scenes, 0 of 20 min · next: break in 20 min | now 2/4 scenes
         9 enter > ready | 2/4 scenes · 2 min ahead · 0 of 2 scenes, 1 of 20 min · next: break in 19 min |
         9.1 enter > scene of 180 s | 2/4 scenes · 2 min ahead · 0 of 2 scenes, 1 of 20 min · next: break in 19 min |
         12 enter > debrief | 2/4 scenes · 7 min ahead · 1 of 2 scenes, 4 of 20 min · next: break in 11 min |
         13 longer > debrief | 2/4 scenes · 3 min behind; 1 scene left to be on time · 1 of 3 scenes, 5 of 25 min · next: break in 20 min | longer: 1 of 3 scenes, 5 of 25 min
         14 same > debrief | 2/4 scenes · 4 min behind; 1 scene left to be on time · 0 of 2 scenes, 0 of 20 min · next: break in 20 min | once more: 2/4 scenes
         15 u > debrief | 2/4 scenes · 3 min behind; 1 scene left to be on time · 1 of 3 scenes, 7 of 25 min · next: break in 18 min | took back the repeat
         16 u > debrief | 2/4 scenes · 4 min ahead · 1 of 2 scenes, 8 of 20 min · next: break in 10 min | took back the longer block
         17 next > empty | 3/4 break · 13 min ahead · 0 of 10 min · next: short in 10 min | now 3/4 break
         18 u > debrief | 2/4 scenes · 2 min ahead · 1 of 2 scenes, 10 of 20 min · next: break in 10 min | took back the next block
         19 next > empty | 3/4 break · 11 min ahead · 0 of 10 min · next: short in 10 min | now 3/4 break
         20 next > empty | 4/4 short · 20 min ahead · 0 of 3 scenes · next: the end in 6 min | now 4/4 short
         21 next > empty | 4/4 short · 19 min ahead · 0 of 3 scenes · next: the end in 6 min | this is the last block of the plan
         22 u > empty | 3/4 break · 11 min ahead · 3 of 10 min · next: short in 7 min | took back the next block
         23 longer > empty | 3/4 break · 6 min ahead · 4 of 15 min · next: short in 11 min | longer: 4 of 15 min
         24 u > empty | 3/4 break · 11 min ahead · 5 of 10 min · next: short in 5 min | took back the longer block
         24 u > debrief | 2/4 scenes · 2 min ahead · 1 of 2 scenes, 16 of 20 min · next: break in 4 min | took back the next block
         24 u > scene of 180 s | 2/4 scenes · 2 min ahead · 0 of 2 scenes, 16 of 20 min · next: break in 4 min | took back the end: the scene goes on
         24 u > drawn stretch | 2/4 scenes · 2 min ahead · 0 of 2 scenes, 16 of 20 min · next: break in 4 min | took back the beginning: the take is void
         24 u > drawn stretch | 1/4 warm-ups: over · 14 min behind · 24 of 10 min · next: scenes | took back the next block
         24 u > empty | 1/4 warm-ups: over · 14 min behind · 24 of 10 min · next: scenes | took back the draw
         24 u > empty | 1/4 warm-ups: over · 14 min behind · 24 of 10 min · next: scenes | nothing to take back",
    );
}

#[test]
fn a_block_begun_by_a_draw_is_taken_back_with_it() {
    script(
        &mut open(EVENING, Filters::default()),
        "1 enter > drawn stretch | 1/4 warm-ups · on time · 1 of 10 min · next: scenes in 9 min |
         2 enter > ready | 1/4 warm-ups · on time · 2 of 10 min · next: scenes in 8 min |
         2.1 enter > scene of 180 s | 1/4 warm-ups · on time · 2 of 10 min · next: scenes in 8 min |
         10 enter > debrief | 1/4 warm-ups: over · on time · 10 of 10 min · next: scenes |
         11 enter > drawn late | 2/4 scenes · 1 min behind; 1 scene left to be on time · 0 of 2 scenes, 0 of 20 min · next: break in 20 min | now 2/4 scenes
         12 u > debrief | 1/4 warm-ups: over · 2 min behind · 12 of 10 min · next: scenes | took back the draw and the next block
         13 longer > debrief | 1/4 warm-ups · 8 min behind; no scene left to be on time · 13 of 18 min · next: scenes in 5 min | longer: 13 of 18 min
         14 enter > drawn stretch | 1/4 warm-ups · 8 min behind; no scene left to be on time · 14 of 18 min · next: scenes in 4 min |
         15 u > debrief | 1/4 warm-ups · 8 min behind; no scene left to be on time · 15 of 18 min · next: scenes in 3 min | took back the draw
         16 u > debrief | 1/4 warm-ups: over · 6 min behind · 16 of 10 min · next: scenes | took back the longer block
         17 u > scene of 180 s | 1/4 warm-ups: over · 7 min behind · 17 of 10 min · next: scenes | took back the end: the scene goes on",
    );
}

#[test]
fn lateness_is_reckoned_from_the_start() {
    let plan = "format = 1
title = \"Lab\"
[[block]]
name = \"a\"
length = \"10m\"
[[block]]
name = \"b\"
scenes = 4
length = \"20m\"
kinds = [\"scene\"]
[[block]]
name = \"c\"
scenes = 3
";
    script(
        &mut open(plan, Filters::default()),
        "0 wake > empty | 1/3 a · on time · 0 of 10 min · next: b in 10 min | the plan Lab begins: 3 blocks
         9.5 wake > empty | 1/3 a · on time · 9 of 10 min · next: b in 1 min | the plan Lab begins: 3 blocks
         11 wake > empty | 1/3 a: over · 1 min behind · 11 of 10 min · next: b | the plan Lab begins: 3 blocks
         14 wake > empty | 1/3 a: over · 4 min behind · 14 of 10 min · next: b | the plan Lab begins: 3 blocks
         15 enter > drawn late | 2/3 b · 5 min behind; 3 scenes left to be on time · 0 of 4 scenes, 0 of 20 min · next: c in 20 min | now 2/3 b
         15.1 enter > ready | 2/3 b · 5 min behind; 2 scenes left to be on time · 0 of 4 scenes, 0 of 20 min · next: c in 20 min |
         16 enter > debrief | 2/3 b · 2 min behind; 2 scenes left to be on time · 1 of 4 scenes, 1 of 20 min · next: c in 16 min |
         18 enter > drawn late | 2/3 b · 3 min behind; 2 scenes left to be on time · 1 of 4 scenes, 3 of 20 min · next: c in 15 min |
         18.1 wake > drawn late | 2/3 b · 3 min behind; 2 scenes left to be on time · 1 of 4 scenes, 3 of 20 min · next: c in 15 min |
         20 wake > drawn late | 2/3 b · 5 min behind; 2 scenes left to be on time · 1 of 4 scenes, 5 of 20 min · next: c in 15 min |
         21 wake > drawn late | 2/3 b · 5 min behind; 1 scene left to be on time · 1 of 4 scenes, 6 of 20 min · next: c in 14 min |
         25 wake > drawn late | 2/3 b · 5 min behind; 1 scene left to be on time · 1 of 4 scenes, 10 of 20 min · next: c in 10 min |
         26 enter > ready | 2/3 b · 5 min behind; no scene left to be on time · 1 of 4 scenes, 11 of 20 min · next: c in 9 min |
         26.1 enter > scene of 60 s | 2/3 b · 5 min behind; no scene left to be on time · 1 of 4 scenes, 11 of 20 min · next: c in 9 min |
         29 wake > scene of 60 s | 2/3 b · 5 min behind; no scene left to be on time · 1 of 4 scenes, 14 of 20 min · next: c in 6 min |
         32 wake > scene of 60 s | 2/3 b · 5 min behind; no scene left to be on time · 1 of 4 scenes, 17 of 20 min · next: c in 3 min |
         34 enter > debrief | 2/3 b · 5 min behind; no scene left to be on time · 2 of 4 scenes, 19 of 20 min · next: c in 1 min |
         36 wake > debrief | 2/3 b: over · 6 min behind · 2 of 4 scenes, 21 of 20 min · next: c |
         36.1 enter > drawn late | 3/3 c · 6 min behind; 1 scene left to be on time · 0 of 3 scenes · next: the end in 13 min | now 3/3 c
         37 enter > ready | 3/3 c · 7 min behind; 1 scene left to be on time · 0 of 3 scenes · next: the end in 13 min |
         37.1 enter > scene of 60 s | 3/3 c · 7 min behind; 1 scene left to be on time · 0 of 3 scenes · next: the end in 13 min |
         44 wake > scene of 60 s | 3/3 c · 9 min behind; no scene left to be on time · 0 of 3 scenes · next: the end in 9 min |
         45 longer > scene of 60 s | 3/3 c · 15 min behind; no scene left to be on time · 0 of 4 scenes · next: the end in 13 min | longer: 0 of 4 scenes
         45 enter > debrief | 3/3 c · 16 min behind; no scene left to be on time · 1 of 4 scenes · next: the end in 14 min |",
    );
}

#[test]
fn what_a_block_wants_stands_in_place_of_what_the_session_was_opened_with() {
    let plan = "format = 1\ntitle = \"Lab\"\n[[block]]\nname = \"a\"\nscenes = 1\ntags = [\"x\"]\nnot-tags = [\"y\"]\n\
        [[block]]\nname = \"b\"\nscenes = 1\n[[block]]\nname = \"c\"\nscenes = 1\nratings = [\"mature\"]\n";
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let opened = Filters {
        kinds: vec![Kind::Scene],
        not_tags: words(&["loud"]),
        ratings: vec![Rating::Teen],
        ..Filters::default()
    };
    let mut session = open(plan, opened.clone());
    let own = Filters {
        tags: words(&["x"]),
        not_tags: words(&["y", "loud"]),
        ratings: vec![Rating::Teen],
        ..Filters::default()
    };
    assert_eq!(session.stage.deck().filters(), &own);
    session.apply(at(0), Event::Do(Act::NextBlock));
    assert_eq!(session.stage.deck().filters(), &opened);
    session.apply(at(0), Event::Do(Act::NextBlock));
    let last = Filters { not_tags: words(&["loud"]), ratings: vec![Rating::Mature], ..Filters::default() };
    assert_eq!(session.stage.deck().filters(), &last);
    for filters in [&opened, &own] {
        session.apply(at(0), Event::Do(Act::Undo));
        assert_eq!(session.stage.deck().filters(), filters);
    }
}

#[test]
fn how_many_play_holds_in_a_block_that_does_not_say() {
    let plan = "format = 1\ntitle = \"Lab\"\n[[block]]\nname = \"a\"\nscenes = 1\nkinds = [\"game\"]\n\
        [[block]]\nname = \"b\"\nscenes = 1\nplayers = 2\n[[block]]\nname = \"c\"\nscenes = 1\nkinds = [\"game\"]\nplayers = \"1-2\"\n";
    let size = |min, max| Players::new(min, Some(max));
    let opened = Filters { kinds: vec![Kind::Scene], size: size(3, 4), ..Filters::default() };
    let mut session = open(plan, opened.clone());
    let games = |size| Filters { kinds: vec![Kind::Game], size, ..Filters::default() };
    assert_eq!(session.stage.deck().filters(), &games(size(3, 4)));
    session.apply(at(0), Event::Do(Act::NextBlock));
    assert_eq!(session.stage.deck().filters(), &Filters { size: size(2, 2), ..opened });
    session.apply(at(0), Event::Do(Act::NextBlock));
    assert_eq!(session.stage.deck().filters(), &games(size(1, 2)));
}

#[test]
fn a_block_that_nothing_fits_is_entered_and_taken_back() {
    let plan = "format = 1\ntitle = \"Lab\"\n[[block]]\nname = \"a\"\nlength = \"1m\"\n\
        [[block]]\nname = \"b\"\nlength = \"9m\"\ntags = [\"x\"]\n";
    script(
        &mut open(plan, Filters::default()),
        "2 enter > empty | 2/2 b · 1 min behind; 1 scene left to be on time · 0 of 9 min · next: the end in 9 min | no prompt fits: 2 without that tag
         3 u > empty | 1/2 a: over · 2 min behind · 3 of 1 min · next: b | took back the next block",
    );
}

#[test]
fn without_a_plan_its_keys_do_nothing() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    let before = session.stage.clone();
    for act in [Act::NextBlock, Act::SameBlock, Act::LongerBlock] {
        assert_eq!(session.apply(at(0), Event::Do(act)), []);
    }
    assert_eq!(session.stage, before);
}

#[test]
fn a_plan_wakes_nobody_and_goes_on_while_the_machine_sleeps() {
    let session = open(EVENING, Filters::default());
    assert_eq!(session.stage.next_wake(at(0)), None);
    let slept = Now { boot: Duration::from_secs(300), ..at(60_000) };
    assert_eq!(session.stage.plan().unwrap().progress(slept), "5 of 10 min");
}

#[test]
fn a_plan_begins_anew_when_a_workshop_goes_on() {
    let mut session = open(EVENING, Filters::default());
    session.apply(at(0), Event::Do(Act::Forward));
    let hand = session.stage.phase().table().unwrap().hand.clone();
    let stage = &session.stage;
    let left = Some(Left::Hand(Box::new(hand)));
    let (credits, counted) = (BTreeMap::new(), BTreeMap::new());
    let resumed = Resumed {
        next_draw: 8,
        played: vec![],
        credits,
        returned: BTreeSet::new(),
        counted,
        left,
        suggestions: vec![],
        kept: None,
    };
    let opening = Opening {
        workshop: stage.workshop().clone(),
        deck: stage.deck().clone(),
        shelf: vec![],
        players: people(&["Ana", "Ben"]),
        favourites: BTreeSet::new(),
        said: BTreeMap::new(),
        habits: Habits::default(),
        asked: Asked::default(),
        plan: Some(stage.plan().unwrap().plan().clone()),
        resumed: Some(resumed),
        notes: vec![],
    };
    (session.stage, session.effects) = Stage::open(opening, at(0));
    script(
        &mut session,
        "0 wake > drawn stretch | 1/4 warm-ups · on time · 0 of 10 min · next: scenes in 10 min | resumed Lab: 7 draws, 0 usable; the plan Lab begins: 4 blocks
         0 next > drawn stretch | 2/4 scenes · 10 min ahead · 0 of 2 scenes, 0 of 20 min · next: break in 20 min | now 2/4 scenes
         1 enter > ready | 2/4 scenes · 10 min ahead · 0 of 2 scenes, 1 of 20 min · next: break in 19 min |
         1.1 enter > scene of 180 s | 2/4 scenes · 10 min ahead · 0 of 2 scenes, 1 of 20 min · next: break in 19 min |
         2 enter > debrief | 2/4 scenes · 17 min ahead · 1 of 2 scenes, 2 of 20 min · next: break in 11 min |",
    );
}

#[test]
fn a_retake_counts_once() {
    let mut session = open(EVENING, Filters::default());
    session.apply(at(0), Event::Do(Act::NextBlock));
    for (minute, act) in [(1, Act::Forward), (2, Act::Forward), (3, Act::Forward), (7, Act::Again)] {
        session.apply(at(minute * 60_000), Event::Do(act));
    }
    for (minute, event, progress) in [
        (7, Event::Wake, "1 of 2 scenes, 7 of 20 min"),
        (8, Event::Wake, "0 of 2 scenes, 8 of 20 min"),
        (9, Event::Do(Act::Forward), "1 of 2 scenes, 9 of 20 min"),
    ] {
        let now = at(minute * 60_000);
        session.apply(now, event);
        assert_eq!(session.stage.plan().unwrap().progress(now), progress);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn whatever_happens_to_a_plan_can_be_taken_back(keys in prop::collection::vec((0..9_usize, 0..9_i64), 0..60)) {
        let mut session = open(EVENING, Filters::default());
        let filters = session.stage.deck().filters().clone();
        let mut now = 0;
        for (key, minutes) in keys {
            let acts = [
                Act::Forward,
                Act::Forward,
                Act::NextBlock,
                Act::SameBlock,
                Act::LongerBlock,
                Act::Again,
                Act::Undo,
                Act::Toggle,
                Act::SceneLength(Duration::from_secs(40)),
            ];
            now += minutes * 20_000;
            session.apply(at(now), Event::Do(acts[key].clone()));
            let parts = session.stage.plan().unwrap().parts(at(now));
            prop_assert!(parts.iter().all(|part| !part.is_empty()), "{:?}", parts);
        }
        for _ in 0..100 {
            session.apply(at(now), Event::Do(Act::Undo));
        }
        prop_assert!(session.stage.plan().unwrap().place() == "1/4 warm-ups");
        prop_assert_eq!(session.stage.phase(), &Phase::Empty);
        prop_assert_eq!(session.stage.deck().filters(), &filters);
    }
}
