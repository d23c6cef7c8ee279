//! How long things last: scenes by whoever says so, debriefs, breaks of a plan; and what is signalled of that.

use super::*;
use crate::pack::Stated;
use crate::plan::read::read;
use crate::take::{Kept, Tail};

/// A prompt with a shift and two lines at fixed times, 4 minutes long.
fn fixed() -> Pack {
    let fixed = Prompt {
        text: text("Wait."),
        roles: vec![role("one", "remorse -> relief @3m")],
        players: Players::new(1, Some(2)).unwrap(),
        coach: vec![
            CoachLine { text: text("Now."), at: Some(Cue::After(Duration::from_secs(60))) },
            CoachLine { text: text("Late."), at: Some(Cue::After(Duration::from_secs(200))) },
            CoachLine { text: text("Half."), at: Some(Cue::Share(50)) },
        ],
        times: Times { scene: Duration::from_secs(240), ..Times::default() },
        ..prompt("fixed")
    };
    pack("f", vec![fixed])
}

/// A session opened with a length for every scene and a plan.
fn open(packs: Vec<Pack>, scene: Option<Duration>, plan: Option<&str>) -> Session {
    reopen(packs, scene, plan, None)
}

fn reopen(packs: Vec<Pack>, scene: Option<Duration>, plan: Option<&str>, resumed: Option<Resumed>) -> Session {
    let mut session = Session::open(packs.clone(), people(&["Ana", "Ben"]), None);
    let packs: Vec<_> = packs.into_iter().map(Arc::new).collect();
    let plan = plan.map(|plan| read(plan.as_bytes(), &[]).0.unwrap());
    let opening = Opening {
        workshop: session.stage.workshop().clone(),
        deck: Deck::new(&packs, Filters::default(), Company::default(), vec![]),
        shelf: shelf(packs),
        players: people(&["Ana", "Ben"]),
        favourites: BTreeSet::new(),
        said: BTreeMap::new(),
        habits: Habits::default(),
        asked: Asked { scene, ..Asked::default() },
        plan,
        resumed,
        notes: vec![],
    };
    (session.stage, session.effects) = Stage::open(opening, at(0));
    session
}

/// What the log kept of a session in which no take began.
fn kept(session: &Session, next_draw: u32) -> Resumed {
    let mut state = None;
    let mut steps = [vec![], vec![]];
    for effect in &session.effects {
        let Effect::Save { entry: Entry::Kept(kept), .. } = effect else { continue };
        let Kept { state: text, undo, redo } = &**kept;
        state = State::read(text);
        for (steps, Tail { from, steps: more }) in steps.iter_mut().zip([undo, redo]) {
            steps.truncate(*from as usize);
            steps.extend(more.clone());
        }
    }
    let [undo, redo] = steps.map(|steps| Tail { from: 0, steps });
    Resumed {
        next_draw,
        played: vec![],
        credits: BTreeMap::new(),
        returned: BTreeSet::new(),
        counted: BTreeMap::new(),
        left: None,
        suggestions: vec![],
        kept: Some(Stored { state: state.unwrap(), undo, redo, takes: vec![] }),
    }
}

fn scene_of(session: &Session) -> u64 {
    session.stage.phase().table().unwrap().hand.times.scene.as_secs()
}

fn said(session: &Session) -> String {
    session.stage.notice().map_or_else(String::new, |notice| notice.text.clone())
}

fn act(session: &mut Session, second: Ms, act: Act) -> Vec<String> {
    session.apply(at(second * 1000), Event::Do(act)).iter().filter_map(written).collect()
}

fn length(session: &mut Session, second: Ms, length: u64) -> Vec<String> {
    act(session, second, Act::SceneLength(Duration::from_secs(length)))
}

const BLOCKS: &str = "format = 1\ntitle = \"Lab\"\n[[block]]\nname = \"short\"\nlength = \"10m\"\nscene = \"30s\"\n";

#[test]
fn who_says_first_how_long_a_scene_lasts() {
    for (asked, plan, expected) in [
        (None, None, 60),
        (None, Some(BLOCKS), 30),
        (Some(Duration::from_secs(120)), None, 120),
        (Some(Duration::from_secs(120)), Some(BLOCKS), 120),
    ] {
        let mut session = open(vec![late()], asked, plan);
        act(&mut session, 0, Act::Forward);
        assert_eq!(scene_of(&session), expected, "{asked:?} {plan:?}");
        assert_eq!(length(&mut session, 1, 45), ["dealt 1"]);
        assert_eq!((scene_of(&session), said(&session).as_str()), (45, "the scene lasts 45s"));
        act(&mut session, 2, Act::Words);
        act(&mut session, 2, Act::Recast);
        assert_eq!(scene_of(&session), 45, "other words and another cast leave it");
        act(&mut session, 3, Act::Own("A shop.".to_owned()));
        let own = asked.map_or_else(|| if plan.is_some() { 30 } else { 180 }, |scene| scene.as_secs());
        assert_eq!(scene_of(&session), own, "it was said of that prompt alone");
    }
}

#[test]
fn where_neither_prompt_nor_pack_states_a_time_the_settings_do() {
    let habits = Habits {
        times: Times { scene: Duration::from_secs(77), debrief: Duration::from_secs(5), ..Times::default() },
        ..Habits::default()
    };
    for (stated, expected) in [
        (Stated { ready: true, scene: true, debrief: true }, [180, 60]),
        (Stated { scene: true, ..Stated::default() }, [180, 5]),
        (Stated::default(), [77, 5]),
    ] {
        let pack = pack("p", vec![Prompt { stated, ..prompt("a") }]);
        let mut session = Session::open_with(habits.clone(), vec![pack], people(&["Ana", "Ben"]), None);
        act(&mut session, 0, Act::Forward);
        let times = session.stage.phase().table().unwrap().hand.times;
        assert_eq!([times.scene, times.debrief].map(|time| time.as_secs()), expected, "{stated:?}");
    }
}

#[test]
fn a_length_is_played_logged_taken_back_and_done_again() {
    let mut session = open(vec![late()], None, None);
    act(&mut session, 0, Act::Forward);
    assert_eq!(length(&mut session, 1, 20), ["dealt 1"]);
    act(&mut session, 2, Act::Undo);
    assert_eq!((scene_of(&session), said(&session).as_str()), (60, "took back the scene length"));
    act(&mut session, 3, Act::Redo { on_roster: false });
    assert_eq!((scene_of(&session), said(&session).as_str()), (20, "redid the scene length"));
    act(&mut session, 4, Act::Forward);
    act(&mut session, 5, Act::Forward);
    let Phase::Scene(play) = session.stage.phase() else { panic!("a scene") };
    assert_eq!((play.scene.planned(), play.record.take.planned), (20_000, 20_000));
    assert_eq!(length(&mut session, 6, 30), [""; 0], "in a scene it is + and -");
    let written: Vec<_> = session.apply(at(25_000), Event::Wake).iter().filter_map(written).collect();
    assert_eq!(written.last().map(String::as_str), Some("NOTIFY time"));
}

#[test]
fn what_is_shorter_than_the_warning_needs_none() {
    let warned = |scene, at_second: Ms| {
        let mut session = open(vec![late()], Some(Duration::from_secs(scene)), None);
        for second in 0..3 {
            act(&mut session, second, Act::Forward);
        }
        let now = at((2 + at_second) * 1000);
        let written: Vec<_> = session.apply(now, Event::Wake).iter().filter_map(written).collect();
        (session.stage.is_warning(now), written.iter().any(|effect| effect.contains("left")))
    };
    assert_eq!(warned(20, 0), (false, false));
    assert_eq!(warned(20, 19), (false, false));
    assert_eq!(warned(30, 1), (false, false), "as long as the warning is no longer than it");
    assert_eq!(warned(31, 0), (false, false));
    assert_eq!(warned(31, 1), (true, true));
    // A scene that was made shorter than the warning needs none any more.
    let mut session = open(vec![late()], Some(Duration::from_secs(44)), None);
    for second in 0..3 {
        act(&mut session, second, Act::Forward);
    }
    assert_eq!(act(&mut session, 3, Act::Less), ["extend 3 '-15 s' at 1000"]);
    let now = at(4000);
    assert_eq!(session.apply(now, Event::Wake).iter().filter_map(written).count(), 0);
    assert!(!session.stage.is_warning(now));
    assert_eq!(session.stage.next_wake(now), Some(Duration::from_secs(5)));
}

#[test]
fn cues_beyond_the_end_are_dropped_and_it_is_said() {
    let mut session = open(vec![fixed()], None, None);
    act(&mut session, 0, Act::Forward);
    assert_eq!(said(&session), "");
    for (scene, says) in [
        (200, "the scene lasts 3m20s"),
        (199, "the scene lasts 3m19s; 1 cue lies beyond the end and is dropped"),
        (100, "the scene lasts 1m40s; 2 cues lie beyond the end and are dropped"),
        (59, "the scene lasts 59s; 3 cues lie beyond the end and are dropped"),
        (100, "the scene lasts 1m40s; 2 cues lie beyond the end and are dropped"),
    ] {
        length(&mut session, 1, scene);
        assert_eq!(said(&session), says);
    }
    act(&mut session, 2, Act::Forward);
    act(&mut session, 3, Act::Forward);
    let mut come = Vec::new();
    for second in 4..300 {
        come.extend(session.apply(at(second * 1000), Event::Wake).iter().filter_map(written));
    }
    come.retain(|effect| effect.starts_with("cue"));
    assert_eq!(come, ["cue 3 'Half.' at 50000", "cue 4 'Now.' at 60000"], "neither in time nor over it");
    // What has no time of its own can still be called by hand.
    let written = act(&mut session, 300, Act::Shift);
    assert_eq!(written[..1], ["shift 5 to 2 at 297000"]);
    let written = act(&mut session, 301, Act::Coach);
    assert_eq!(written[..1], ["coach 6 'Late.' at 298000"]);
}

#[test]
fn more_time_lets_dropped_cues_in_again_and_less_drops_them() {
    let mut session = open(vec![fixed()], Some(Duration::from_secs(190)), None);
    act(&mut session, 0, Act::Forward);
    assert_eq!(said(&session), "1 cue lies beyond the end and is dropped");
    act(&mut session, 1, Act::Forward);
    act(&mut session, 2, Act::Forward);
    act(&mut session, 3, Act::More);
    assert_eq!(said(&session), "");
    act(&mut session, 4, Act::Less);
    assert_eq!(said(&session), "1 cue lies beyond the end and is dropped");
    act(&mut session, 5, Act::Less);
    assert_eq!(said(&session), "1 cue lies beyond the end and is dropped");
    let Phase::Scene(play) = session.stage.phase() else { panic!("a scene") };
    assert_eq!((play.scene.planned(), play.scene.dropped()), (175_000, 2));
    act(&mut session, 6, Act::Undo);
    act(&mut session, 6, Act::Undo);
    let Phase::Scene(play) = session.stage.phase() else { panic!("a scene") };
    assert_eq!((play.scene.planned(), play.scene.dropped()), (205_000, 0));
}

#[test]
fn lengths_are_known_after_a_restart() {
    let mut session = open(vec![late()], Some(Duration::from_secs(100)), None);
    act(&mut session, 0, Act::Forward);
    length(&mut session, 1, 40);
    let resumed = kept(&session, 2);
    assert_eq!(resumed.kept.as_ref().unwrap().state.asked.scene, Some(Duration::from_secs(100)));
    let mut again = reopen(vec![late()], Some(Duration::from_secs(100)), None, Some(resumed.clone()));
    assert_eq!(scene_of(&again), 40);
    assert!(said(&again).contains("scenes of 1m40s"), "{}", said(&again));
    act(&mut again, 2, Act::Undo);
    assert_eq!(scene_of(&again), 100);
    // What is typed at the next start holds for what is on the table, unless it was said of that.
    assert_eq!(scene_of(&reopen(vec![late()], Some(Duration::from_secs(50)), None, Some(resumed))), 40);
    let mut session = open(vec![late()], None, None);
    act(&mut session, 0, Act::Forward);
    let mut again = reopen(vec![late()], Some(Duration::from_secs(50)), None, Some(kept(&session, 2)));
    assert_eq!(scene_of(&again), 50);
    act(&mut again, 1, Act::Undo);
    assert_eq!((scene_of(&again), said(&again).as_str()), (60, "took back the scene length"));
}

#[test]
fn what_an_older_version_kept_is_read() {
    let mut session = open(vec![late()], None, Some(TEA));
    act(&mut session, 0, Act::Forward);
    let last = session.effects.iter().rev().find_map(|effect| match effect {
        Effect::Save { entry: Entry::Kept(kept), .. } => Some(kept.state.clone()),
        _ => None,
    });
    let new = last.unwrap();
    let mut old: serde_json::Value = serde_json::from_str(&new).unwrap();
    old["is"]["asked"].as_object_mut().unwrap().remove("scene");
    old["is"]["phase"]["table"].as_object_mut().unwrap().remove("timed");
    for key in ["held", "held_since", "ended"] {
        old["is"]["plan"].as_object_mut().unwrap().remove(key);
    }
    let old = old.to_string();
    assert!(old.len() < new.len());
    let (old, new) = (State::read(&old).unwrap(), State::read(&new).unwrap());
    assert_eq!((old.asked, old.plan), (new.asked, new.plan));
}

#[test]
fn the_plan_reckons_with_the_length_that_holds() {
    let plan = "format = 1\ntitle = \"Lab\"\n[[block]]\nname = \"a\"\nscenes = 3\nscene = \"5m\"\n";
    // Each takes 20 s to get ready and a minute of debrief beside its own time.
    let line = |session: &Session, second: Ms| session.stage.plan().unwrap().line(at(second * 1000));
    let mut session = open(vec![late()], Some(Duration::from_secs(100)), Some(plan));
    assert_eq!(line(&session, 0), "1/1 a · on time · 0 of 3 scenes · next: the end in 9 min");
    act(&mut session, 0, Act::Forward);
    length(&mut session, 0, 700);
    let later = "1/1 a · 10 min behind; no scene left to be on time · 0 of 3 scenes · next: the end in 19 min";
    assert_eq!(line(&session, 0), later);
    act(&mut session, 0, Act::Undo);
    assert_eq!(line(&session, 0), "1/1 a · on time · 0 of 3 scenes · next: the end in 9 min");
    act(&mut session, 0, Act::Redo { on_roster: false });
    assert_eq!(line(&session, 0), later);
    act(&mut session, 0, Act::Forward);
    act(&mut session, 20, Act::Forward);
    assert_eq!(line(&session, 20), later, "it was called with it");
    act(&mut session, 720, Act::Forward);
    let ended = "1/1 a · 10 min behind; no scene left to be on time · 1 of 3 scenes · next: the end in 7 min";
    assert_eq!(line(&session, 720), ended);
}

#[test]
fn a_debrief_signals_once_at_its_end_and_stays() {
    let mut session = open(vec![late()], None, None);
    for second in 0..3 {
        act(&mut session, second, Act::Forward);
    }
    act(&mut session, 10, Act::Forward);
    let mut come = Vec::new();
    for second in 11..200 {
        let now = at(second * 1000);
        come.extend(session.apply(now, Event::Wake).iter().filter_map(written).map(|what| format!("{second} {what}")));
        let wake = session.stage.next_wake(now).map(|wake| wake.as_secs());
        assert_eq!(wake, (second < 70).then_some(second as u64 + 1), "at {second}");
    }
    assert_eq!(come, ["70 BELL", "70 NOTIFY the debrief has had its time"]);
    assert!(matches!(session.stage.phase(), Phase::Debrief(_)));
    // One that is come back to after its time does not signal late.
    act(&mut session, 200, Act::Forward);
    assert_eq!(act(&mut session, 201, Act::Undo), ["void draw 3"]);
    assert_eq!(session.apply(at(202_000), Event::Wake), []);
    // A scene whose end is taken back has another debrief.
    act(&mut session, 203, Act::Undo);
    act(&mut session, 204, Act::Forward);
    assert_eq!(session.apply(at(264_000), Event::Wake).iter().filter_map(written).count(), 2);
}

#[test]
fn nobody_is_hurried_after_a_care_stop() {
    let mut session = open(vec![late()], None, None);
    for second in 0..3 {
        act(&mut session, second, Act::Forward);
    }
    act(&mut session, 10, Act::BreakOff);
    assert_eq!(session.stage.next_wake(at(10_000)), None);
    assert_eq!(session.apply(at(100_000), Event::Wake), []);
}

/// Ten minutes of scenes, ten of a break, scenes.
const TEA: &str = "format = 1\ntitle = \"Lab\"\n[[block]]\nname = \"a\"\nlength = \"10m\"\n\
    [[block]]\nname = \"tea\"\nbreak = true\nlength = \"10m\"\n[[block]]\nname = \"c\"\nscenes = 3\n";

/// Plays a session with a plan. A line is a time in seconds and what happens; after `>` stand the phase, what is left of
/// the break, what signals, and what is said.
fn tea(session: &mut Session, lines: &str) {
    let mut actual = String::new();
    for line in lines.lines().map(str::trim) {
        let (what, _) = line.split_once(" >").unwrap();
        let (time, words) = what.split_once(' ').unwrap();
        let now = at(time.parse::<Ms>().unwrap() * 1000);
        let event = match words {
            "next" => Event::Do(Act::NextBlock),
            "longer" => Event::Do(Act::LongerBlock),
            words => event(words),
        };
        let effects = session.apply(now, event);
        let signals = effects.iter().filter(|effect| matches!(effect, Effect::Bell | Effect::Notify { .. }));
        let signals = signals.filter_map(written).collect::<Vec<_>>().join(" ");
        let phase = match session.stage.phase() {
            Phase::Empty => "empty",
            Phase::Drawn(_) => "drawn",
            Phase::Ready(..) => "ready",
            Phase::Scene(_) => "scene",
            Phase::Debrief(_) => "debrief",
        };
        let left =
            session.stage.break_left(now).map_or_else(|| "no break".to_owned(), |left| (left / 1000).to_string());
        let held = if session.stage.is_break_held() { " held" } else { "" };
        let _ = writeln!(actual, "{what} > {phase} | {left}{held} | {signals} | {}", said(session));
    }
    let tidy = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n");
    assert_eq!(tidy(&actual), tidy(lines), "\n{actual}");
}

#[test]
fn a_break_counts_down_is_held_signals_and_is_ended() {
    let mut session = open(vec![late()], None, Some(TEA));
    tea(
        &mut session,
        "0 enter > drawn | no break |  |
         1 enter > ready | no break |  |
         2 enter > scene | no break |  |
         10 enter > debrief | no break |  |
         700 enter > empty | 600 | BELL NOTIFY the debrief has had its time | now 2/3 tea
         800 space > empty | 500 held |  |
         1500 wake > empty | 500 held |  |
         1500 space > empty | 500 |  |
         1999 wake > empty | 1 |  |
         2000 wake > empty | 0 | BELL NOTIFY the break is over |
         2001 wake > empty | -1 |  |
         2010 longer > empty | 300 |  | longer: 10 of 16 min
         2310 wake > empty | 0 | BELL NOTIFY the break is over | longer: 10 of 16 min
         2311 enter > drawn | no break |  | now 3/3 c
         2312 u > empty | -2 |  | took back the draw and the next block
         2313 U > drawn | no break |  | redid the draw and the next block",
    );
    let mut session = open(vec![late()], None, Some(TEA));
    act(&mut session, 0, Act::NextBlock);
    for (ms, wake) in [(0, 1000), (599_100, 600_000), (600_000, 601_000)] {
        session.apply(at(ms), Event::Wake);
        assert_eq!(session.stage.next_wake(at(ms)), Some(Duration::from_millis(wake)), "at the second");
    }
    act(&mut session, 601, Act::Toggle);
    assert_eq!(session.stage.next_wake(at(601_000)), None, "what is held sleeps");
}

#[test]
fn a_debrief_is_left_before_the_break_is_ended() {
    tea(
        &mut open(vec![late()], None, Some(TEA)),
        "0 enter > drawn | no break |  |
         1 enter > ready | no break |  |
         2 enter > scene | no break |  |
         10 next > scene | no break |  | now 2/3 tea
         20 enter > debrief | 590 |  |
         22 space > debrief | 588 held |  |
         32 space > debrief | 588 |  |
         33 enter > empty | 587 |  |
         34 u > debrief | 586 |  | took back leaving the debrief
         35 U > empty | 585 |  | redid leaving the debrief
         36 enter > drawn | no break |  | now 3/3 c
         37 u > empty | 583 |  | took back the draw and the next block
         38 space > empty | 582 held |  |
         39 u > debrief | 582 held |  | took back leaving the debrief
         40 u > scene | no break held |  | took back the end: the scene goes on",
    );
}

#[test]
fn a_prompt_on_the_table_waits_for_the_end_of_a_break() {
    tea(
        &mut open(vec![late()], None, Some(TEA)),
        "0 enter > drawn | no break |  |
         10 next > drawn | 600 |  | now 2/3 tea
         20 enter > drawn | no break |  | now 3/3 c
         21 u > drawn | 589 |  | took back the next block
         22 enter > drawn | no break |  | now 3/3 c
         23 enter > ready | no break |  |",
    );
}

#[test]
fn a_break_at_the_end_of_a_plan_is_ended_too() {
    let plan = "format = 1\ntitle = \"Lab\"\n[[block]]\nname = \"a\"\nlength = \"10m\"\n\
        [[block]]\nname = \"tea\"\nbreak = true\nlength = \"10m\"\n";
    let mut session = open(vec![late()], None, Some(plan));
    tea(
        &mut session,
        "0 next > empty | 600 |  | now 2/2 tea
         10 enter > drawn | no break |  | the break is over, and with it the plan
         11 u > empty | 589 |  | took back the draw and the next block
         12 U > drawn | no break |  | redid the draw and the next block
         13 enter > ready | no break |  |
         14 enter > scene | no break |  |
         20 enter > debrief | no break |  |
         22 enter > drawn | no break |  |",
    );
    let plan = session.stage.plan().unwrap();
    assert_eq!(plan.line(at(22_000)), "2/2 tea: over · 19 min ahead · 0 of 10 min · next: the end");
}

#[test]
fn a_break_that_is_held_is_held_after_a_restart() {
    let mut session = open(vec![late()], None, Some(TEA));
    act(&mut session, 0, Act::NextBlock);
    act(&mut session, 100, Act::Toggle);
    let again = reopen(vec![late()], None, None, Some(kept(&session, 1)));
    // By the clocks of these tests it is opened at once.
    assert_eq!((again.stage.break_left(at(0)), again.stage.is_break_held()), (Some(500_000), true));
    assert_eq!(again.stage.break_left(at(900_000)), Some(500_000));
}

#[test]
fn a_break_that_ends_while_the_machine_sleeps_signals_once() {
    let mut session = open(vec![late()], None, Some(TEA));
    act(&mut session, 0, Act::NextBlock);
    let slept = |second: Ms| Now { boot: Duration::from_secs(3600 + second as u64), ..at(second * 1000) };
    let written: Vec<_> = session.apply(slept(5), Event::Wake).iter().filter_map(written).collect();
    assert_eq!(written, ["BELL", "NOTIFY the break is over"]);
    assert_eq!(session.apply(slept(6), Event::Wake), []);
}
