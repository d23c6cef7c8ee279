use super::*;
use crate::cast::PlayedPart;

#[test]
fn one_key_goes_on() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         5 enter > scene 60 step 0 | began 2 as take 1 at 5000 |
         5.5 enter > scene 59.5 step 0 |  | just began: enter again to end it
         6 enter > debrief 1 edit at 1 played 1 | ended 2 edit 1000 |
         6.5 enter > debrief 1 edit at 1 played 1 |  | just ended: a verdict, or enter again to go on
         7 enter > drawn 2.0.0 Ana+Ben | dealt 3 |
         8 enter > ready 20 |  |
         9 enter > scene 60 step 0 | began 4 as take 1 at 9000 |
         10 enter > debrief 1 edit at 1 played 1 | ended 4 edit 1000 |
         12.25 enter > drawn 3.0.0 Ben+Ana | dealt 5 |",
    );
}

#[test]
fn a_scene_begins_by_itself_when_the_countdown_ends() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         20.9 wake > ready 0.1 |  |
         21.3 wake > scene 59.7 step 0 | began 2 as take 1 at 21000 |
         21.9 enter > scene 59.1 step 0 |  | just began: enter again to end it
         22 enter > debrief 1 edit at 1 played 1 | ended 2 edit 1000 |",
    );
    // A key that comes just after the end finds the scene begun.
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         21.2 enter > scene 59.8 step 0 | began 2 as take 1 at 21000 | just began: enter again to end it
         81 wake > scene 0 step 1 said 1 | cue 3 to 2 at 60000, cue 4 'Say it.' at 60000 | just began: enter again to end it
         81.5 enter > debrief 1 time at 60.5 played 60.5 | ended 2 time 60500 |",
    );
}

#[test]
fn the_countdown_waits_and_is_changed() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         5 space > ready 16 paused |  |
         60 wake > ready 16 paused |  |
         61 + > ready 31 paused |  |
         62 - > ready 16 paused |  |
         63 - > ready 1 paused |  |
         64 - > ready 1 paused |  | there is not that much left: enter begins
         65 u > ready 16 paused |  | took back -15 s
         70 space > ready 16 |  |
         75 esc > drawn 1.0.0 Ben+Ana |  | took back the call
         80 u > empty | void draw 1 | took back the draw",
    );
    // Taking time back never lets a scene begin before now.
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 + > ready 34 |  |
         30 u > ready 0 |  | took back +15 s
         30 wake > scene 60 step 0 | began 2 as take 1 at 30000 | took back +15 s
         32 u > drawn 1.0.0 Ben+Ana | void take 2 | took back the beginning: the take is void",
    );
}

#[test]
fn time_is_paused_changed_and_run_over() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         12 space > scene 50 paused step 0 | pause 3 at 10000 |
         40 + > scene 65 paused step 0 | extend 4 '+15 s' at 38000 |
         41 space > scene 65 step 0 | resume 5 at 39000 |
         51 - > scene 40 step 0 | extend 6 '-15 s' at 49000 |
         52 - > scene 24 step 0 | extend 7 '-15 s' at 50000 |
         53 - > scene 8 step 0 | extend 8 '-15 s' at 51000 |
         54 - > scene -8 step 1 said 1 | cue 9 to 2 at 52000, cue 10 'Say it.' at 52000, extend 11 '-15 s' at 52000 |
         55 - > scene -9 step 1 said 1 |  | the scene can't be shorter: enter ends it
         56 u > scene 5 step 1 said 1 | void moment 11 | took back -15 s
         57 u > scene 19 step 1 said 1 | void moment 8 | took back -15 s
         100 wake > scene -24 step 1 said 1 |  | took back -15 s
         103 enter > debrief 1 time at 101 played 72 | ended 2 time 101000 |",
    );
}

#[test]
fn shifts_and_lines_come_by_key_or_by_time() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         3 coach > scene 59 step 0 said 0 | coach 3 'Breathe.' at 1000 |
         4 s > scene 58 step 1 said 0 | shift 4 to 2 at 2000 |
         5 s > scene 57 step 1 said 0 |  | no feeling is left to shift to
         6 u > scene 56 step 0 said 0 | void moment 4 | took back the shift
         31.9 wake > scene 30.1 step 0 said 0 |  | took back the shift
         32 wake > scene 30 step 1 said 0 | cue 5 to 2 at 30000 | took back the shift
         33 s > scene 29 step 1 said 0 | shift 6 to 2 at 31000 |
         46.9 coach > scene 15.1 step 1 said 1 | coach 7 'Say it.' at 44900 |
         47 wake > scene 15 step 1 said 1 |  |
         48 u > scene 14 step 1 said 0 | void moment 7 | took back the coaching line
         49 wake > scene 13 step 1 said 1 | cue 8 'Say it.' at 47000 | took back the coaching line
         50 u > scene 12 step 1 said 1 | void moment 6 | took back the shift
         51 u > scene 11 step 1 said 1 | void moment 3 | took back the coaching line",
    );
    // Less time brings a cue at a share of it forward, but not while all stands still.
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         28 space > scene 34 paused step 0 | pause 3 at 26000 |
         28 - > scene 19 paused step 0 | extend 4 '-15 s' at 26000 |
         29 wake > scene 19 paused step 0 |  |
         30 space > scene 19 step 0 | resume 5 at 28000 |
         30 wake > scene 19 step 1 | cue 6 to 2 at 28000 |",
    );
}

#[test]
fn everything_can_be_taken_back() {
    script(
        "0 u > empty |  | nothing to take back
         1 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         2 u > empty | void draw 1 | took back the draw
         3 enter > drawn 2.0.0 Ana+Ben | dealt 2 |
         4 n > drawn 3.0.0 Ana+Ben | passed 2, dealt 3 |
         5 N unclear > drawn 4.0.0 Ana+Ben | passed 3 unclear, dealt 4 |
         6 u > drawn 3.0.0 Ana+Ben | void draw 4, open 3 | took back the pass
         7 w > drawn 3.1.0 Ana+Ben | dealt 3 |
         8 w > drawn 3.2.0 Ana+Ben | dealt 3 |
         9 u > drawn 3.1.0 Ana+Ben | dealt 3 | took back the words
         10 c > drawn 3.1.1 Ben+Ana | dealt 3 |
         11 u > drawn 3.1.0 Ana+Ben | dealt 3 | took back the cast
         12 pin 902 > drawn 3.1.0 Ben+Ana | dealt 3 |
         13 u > drawn 3.1.0 Ana+Ben | dealt 3 | took back the cast
         14 enter > ready 20 |  |
         15 u > drawn 3.1.0 Ana+Ben |  | took back the call
         16 enter > ready 20 |  |
         17 + > ready 34 |  |
         18 enter > scene 60 step 0 | began 5 as take 1 at 18000 |
         19 m > scene 59 step 0 | mark 6 at 1000 |
         20 M > scene 58 step 0 | slate 7 'slate 1' at 2000, BELL |
         21 + > scene 72 step 0 | extend 8 '+15 s' at 3000 |
         22 u > scene 56 step 0 | void moment 8 | took back +15 s
         23 u > scene 55 step 0 | void moment 7 | took back the slate
         24 u > scene 54 step 0 | void moment 6 | took back the mark
         25 b > debrief 1 stopped at 7 played 7 | ended 5 stopped 7000 |
         26 g > debrief 1 stopped at 7 played 7 |  | this take was broken off: no verdict is asked
         27 u > scene 51 step 0 | reopened 5 | took back breaking off: the scene goes on
         28 enter > debrief 1 edit at 10 played 10 | ended 5 edit 10000 |
         29 g > debrief 1 edit at 10 played 10 usable | judged 9 usable |
         30 x > debrief 1 edit at 10 played 10 not-usable | judged 10 not-usable character |
         31 t > debrief 1 edit at 10 played 10 not-usable | judged 11 not-usable character good |
         32 e > debrief 1 edit at 10 played 10 not-usable | judged 12 not-usable character good late 2 |
         33 u > debrief 1 edit at 10 played 10 not-usable | void judgement 12 | took back the feeling that came out
         34 u > debrief 1 edit at 10 played 10 not-usable | void judgement 11 | took back the note
         35 u > debrief 1 edit at 10 played 10 usable | void judgement 10 | took back the verdict
         36 a > ready 20 |  |
         37 enter > scene 60 step 0 | began 13 as take 2 at 37000 |
         38 u > drawn 3.1.0 Ana+Ben played 1 | void take 13 | took back the beginning: the take is void
         39 n > drawn 3.1.0 Ana+Ben played 1 |  | it was played already: enter calls it, u goes back to its debrief
         40 w > drawn 3.1.0 Ana+Ben played 1 |  | it was played already: enter calls it, u goes back to its debrief
         41 u > debrief 1 edit at 10 played 10 usable |  | took back the retake
         42 enter > drawn 5.0.0 Ben+Ana | dealt 14 |
         43 u > debrief 1 edit at 10 played 10 usable | void draw 14 | took back the draw
         44 u > debrief 1 edit at 10 played 10 | void judgement 9 | took back the verdict
         45 u > scene 33 step 0 | reopened 5 | took back the end: the scene goes on
         46 u > drawn 3.1.0 Ana+Ben | void take 5 | took back the beginning: the take is void
         47 u > drawn 3.0.0 Ana+Ben | dealt 3 | took back the words
         48 u > drawn 2.0.0 Ana+Ben | void draw 3, open 2 | took back the pass
         49 u > empty | void draw 2 | took back the draw
         50 u > empty |  | nothing to take back",
    );
}

#[test]
fn a_care_stop_asks_no_verdict() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         2.5 b > debrief 1 stopped at 0.5 played 0.5 | ended 2 stopped 500 |
         3 enter > debrief 1 stopped at 0.5 played 0.5 |  | just ended: enter again to go on
         4 x > debrief 1 stopped at 0.5 played 0.5 |  | this take was broken off: no verdict is asked
         5 t > debrief 1 stopped at 0.5 played 0.5 noted | judged 3 good |
         6 enter > drawn 2.0.0 Ana+Ben | dealt 4 |",
    );
}

#[test]
fn a_retake_counts_once_and_leads_back() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         10 enter > debrief 1 edit at 8 played 8 | ended 2 edit 8000 |
         10.2 g > debrief 1 edit at 8 played 8 usable | judged 3 usable |
         10.4 a > ready 20 |  |
         11 + > ready 34.4 |  |
         12 esc > debrief 1 edit at 8 played 8 usable |  | took back the retake
         13 a > ready 20 |  |
         14 enter > scene 60 step 0 | began 4 as take 2 at 14000 |
         20 enter > debrief 2 edit at 6 played 6 | ended 4 edit 6000 |
         21 h > debrief 2 edit at 6 played 6 hold | judged 5 hold |
         22 enter > drawn 2.0.0 Ana+Ben | dealt 6 |
         23 u > debrief 2 edit at 6 played 6 hold | void draw 6 | took back the draw
         24 u > debrief 2 edit at 6 played 6 | void judgement 5 | took back the verdict
         25 u > scene 49 step 0 | reopened 4 | took back the end: the scene goes on
         26 u > drawn 1.0.0 Ben+Ana played 1 | void take 4 | took back the beginning: the take is void
         27 enter > ready 20 |  |
         28 enter > scene 60 step 0 | began 7 as take 2 at 28000 |
         29 u > drawn 1.0.0 Ben+Ana played 1 | void take 7 | took back the beginning: the take is void
         30 u > debrief 1 edit at 8 played 8 usable |  | took back the retake",
    );
}

#[test]
fn what_is_taken_back_and_done_again_counts_as_before() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    for (lines, usable) in [
        (
            "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
             1 enter > ready 20 |  |
             2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
             10 enter > debrief 1 edit at 8 played 8 | ended 2 edit 8000 |
             11 g > debrief 1 edit at 8 played 8 usable | judged 3 usable |",
            1,
        ),
        ("12 u > debrief 1 edit at 8 played 8 | void judgement 3 | took back the verdict", 0),
        ("13 U > debrief 1 edit at 8 played 8 usable | judged 4 usable | redid the verdict", 1),
        (
            "14 u > debrief 1 edit at 8 played 8 | void judgement 4 | took back the verdict
             15 u > scene 47 step 0 | reopened 2 | took back the end: the scene goes on
             16 u > drawn 1.0.0 Ben+Ana | void take 2 | took back the beginning: the take is void",
            0,
        ),
        (
            "17 U > scene 45 step 0 | restored take 2 | redid the beginning: the scene goes on
             18 U > debrief 1 edit at 8 played 8 | ended 2 edit 8000 | redid the end
             19 U > debrief 1 edit at 8 played 8 usable | judged 5 usable | redid the verdict",
            1,
        ),
        (
            "20 a > ready 20 |  |
             21 enter > scene 60 step 0 | began 6 as take 2 at 21000 |
             22 u > drawn 1.0.0 Ben+Ana played 1 | void take 6 | took back the beginning: the take is void
             23 u > debrief 1 edit at 8 played 8 usable |  | took back the retake
             24 U > ready 20 |  | redid the retake
             25 U > scene 56 step 0 | restored take 6 | redid the beginning: the scene goes on",
            1,
        ),
    ] {
        play(&mut session, lines);
        assert_eq!(session.stage.usable(), usable, "after {lines}");
    }
}

#[test]
fn an_interruption_ends_a_scene_at_its_exact_time() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         12 space > scene 50 paused step 0 | pause 3 at 10000 |
         14.345 interrupt > debrief 1 interrupted at 12.345 played 10 | ended 2 interrupted 12345 |
         15 enter > debrief 1 interrupted at 12.345 played 10 |  |
         15 saved 11 > debrief 1 interrupted at 12.345 played 10 | QUIT |",
    );
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 q > drawn 1.0.0 Ben+Ana |  |
         1 saved 4 > drawn 1.0.0 Ben+Ana | QUIT |",
    );
}

#[test]
fn a_suspension_pauses_what_runs() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 suspend > drawn 1.0.0 Ben+Ana | SUSPEND |
         2 enter > ready 20 |  |
         3 suspend > ready 19 paused | SUSPEND | paused while the program was suspended
         99 space > ready 19 |  |
         100 enter > scene 60 step 0 | began 2 as take 1 at 100000 |
         101 suspend > scene 59 paused step 0 | pause 3 at 1000, SUSPEND | paused while the program was suspended
         999 suspend > scene 59 paused step 0 | SUSPEND | paused while the program was suspended
         1000 space > scene 59 step 0 | resume 4 at 900000 |",
    );
}

#[test]
fn what_could_not_be_written_is_tried_again_in_order() {
    script(
        "0 saved 3 > empty |  |
         1 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 failed 4 > drawn 1.0.0 Ben+Ana |  |
         2 enter > ready 20 |  |
         3 enter > scene 60 step 0 |  |
         5.9 wake > scene 57.1 step 0 |  |
         6 wake > scene 57 step 0 | dealt 1, began 2 as take 1 at 3000 |
         7 failed 4 > scene 56 step 0 |  |
         7 failed 5 > scene 56 step 0 |  |
         12 wake > scene 51 step 0 | dealt 1, began 2 as take 1 at 3000 |
         12 saved 4 > scene 51 step 0 |  |
         12 saved 5 > scene 51 step 0 |  |
         12 saved 6 > scene 51 step 0 |  |
         13 m > scene 50 step 0 | mark 3 at 10000 |
         14 failed 7 > scene 49 step 0 |  |
         15 q > debrief 1 interrupted at 12 played 12 | mark 3 at 10000, ended 2 interrupted 12000 |
         15 failed 7 > debrief 1 interrupted at 12 played 12 | QUIT |",
    );
}

#[test]
fn more_or_fewer_play_and_too_few_say_so() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben", "Chi"]), None);
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ben+Ana+Chi | dealt 1 |
         1 + > drawn 1.0.0 Ben+Ana+Chi |  | this prompt takes 2 to 3
         2 - > drawn 1.0.0 Ben+Ana | dealt 1 |
         3 - > drawn 1.0.0 Ben+Ana |  | this prompt takes 2 to 3
         4 c > drawn 1.0.1 Ana+Chi | dealt 1 |
         5 u > drawn 1.0.0 Ben+Ana | dealt 1 | took back the cast
         6 u > drawn 1.0.0 Ben+Ana+Chi | dealt 1 | took back the number of players",
    );
    session.apply(at(7000), event("saved 99"));
    session.apply(at(7000), Event::News(News { players: people(&["Ana"]), ..News::default() }));
    play(
        &mut session,
        "8 c > drawn 1.0.0 Ben+Ana+Chi |  | too few are present: this prompt takes 2 or more
         9 n > drawn 1.0.0 Ben+Ana+Chi |  | no prompt fits: 1 for more players
         10 enter > ready 20 |  |",
    );
}

#[test]
fn with_nobody_present_there_are_seats() {
    play(
        &mut Session::open(vec![late()], people(&[]), None),
        "0 enter > drawn 1.0.0 player 2+player 1 | dealt 1 |
         1 c > drawn 1.0.1 player 1+player 2 | dealt 1 |
         2 enter > ready 20 |  |",
    );
    play(&mut Session::open(vec![], people(&[]), None), "0 enter > empty |  | there are no prompts: add a pack");
}

/// What a session says of a take that was left with a prompt drawn, or a scene ended.
fn left(left: impl FnOnce(&Phase) -> Left) -> Session {
    let mut before = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    for (seconds, act) in [(0, Act::Forward), (1, Act::Forward), (2, Act::Forward), (5, Act::Mark), (9, Act::Forward)] {
        before.apply(at(seconds * 1000), Event::Do(act));
    }
    let left = left(before.stage.phase());
    let resumed = Resumed {
        next_draw: 2,
        played: before.stage.played.clone(),
        credits: before.stage.credits.clone(),
        returned: BTreeSet::new(),
        counted: BTreeMap::new(),
        left: Some(left),
        suggestions: vec![],
        kept: None,
    };
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben", "Chi"]), Some(resumed));
    session.ids = before.ids;
    session
}

#[test]
fn who_is_back_in_a_workshop_that_goes_on_counts_as_the_lowest() {
    let [ana, ben, chi] = [901, 902, 903].map(|n| PlayerKey::Person(Uuid::from_u128(n)));
    let part = |player| PlayedPart { player, role: None, feelings: vec![] };
    let played = [1, 2].map(|draw| Played {
        draw,
        length: Duration::ZERO,
        went: Went::Played,
        parts: vec![part(ana), part(chi)],
    });
    let resumed = |returned| Resumed {
        next_draw: 3,
        played: played.to_vec(),
        credits: BTreeMap::from([(ana, 0), (ben, 1), (chi, 0)]),
        returned,
        counted: BTreeMap::new(),
        left: None,
        suggestions: vec![],
        kept: None,
    };
    for (returned, expected) in [(BTreeSet::new(), &[][..]), (BTreeSet::from([ben]), &["arrived Ben 2"])] {
        let session = Session::open(vec![late()], people(&["Ana", "Ben", "Chi"]), Some(resumed(returned)));
        assert_eq!(session.effects.iter().filter_map(written).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_workshop_goes_on_where_it_was_left() {
    let mut session = left(|phase| Left::Hand(Box::new(phase.table().unwrap().hand.clone())));
    assert_eq!(session.effects.iter().filter_map(written).collect::<Vec<_>>(), ["arrived Chi 1"]);
    play(
        &mut session,
        "9.9 saved 1 > drawn 1.0.0 Ben+Ana |  | resumed Lab: 1 draw, 0 usable
         10 c > drawn 1.0.1 Chi+Ben | dealt 1 |
         11 enter > ready 20 |  |
         12 enter > scene 60 step 0 | began 4 as take 1 at 12000 |
         13 u > drawn 1.0.1 Chi+Ben | void take 4 | took back the beginning: the take is void
         14 n > drawn 2.0.0 Ana+Ben+Chi | passed 1, dealt 5 |
         15 u > drawn 1.0.1 Chi+Ben | void draw 5, open 1 | took back the pass
         16 u > drawn 1.0.0 Ben+Ana | dealt 1 | took back the cast
         17 u > drawn 1.0.0 Ben+Ana |  | nothing to take back",
    );
    let mut session = left(|phase| match phase {
        Phase::Debrief(debrief) => {
            let Record { take, moments, .. } = debrief.record.clone();
            let end = End { ending: Ending::Interrupted, ..debrief.end };
            Left::Take(Box::new(Known { take, number: 4, end, moments, judgements: vec![] }))
        }
        other => panic!("{other:?}"),
    });
    play(
        &mut session,
        "9.9 saved 1 > debrief 1 interrupted at 7 played 7 |  | take 4 was interrupted at 0:07: enter goes on with it, esc leaves it; resumed Lab: 1 draw, 0 usable
         10 g > debrief 1 interrupted at 7 played 7 usable | judged 4 usable |
         10.1 a > ready 20 |  |
         10.2 enter > scene 60 step 0 | began 5 as take 2 at 10200 |
         10.3 u > drawn 1.0.0 Ben+Ana played 1 | void take 5 | took back the beginning: the take is void
         10.4 u > debrief 1 interrupted at 7 played 7 usable |  | took back the retake
         10.5 u > debrief 1 interrupted at 7 played 7 | void judgement 4 | took back the verdict
         10.6 u > scene 53 step 0 | reopened 2, pause 6 'away, by the wall clock' at 7000, resume 7 'away, by the wall clock' at 10600 | took back the end: the scene goes on after 0:03 away
         12.6 enter > debrief 1 edit at 12.6 played 9 | ended 2 edit 12600 |
         14 enter > drawn 2.0.0 Ana+Ben+Chi | dealt 8 |",
    );
}

#[test]
fn a_running_take_notes_how_far_it_came() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    let mut seen = |ms, words: &str| {
        let effects = session.apply(at(ms), event(words));
        let seen = effects.iter().filter_map(|effect| match effect {
            Effect::Save { entry: Entry::Seen { at, paused, .. }, .. } => Some((*at, *paused)),
            _ => None,
        });
        seen.collect::<Vec<_>>()
    };
    assert_eq!(seen(0, "enter"), []);
    assert_eq!(seen(0, "enter"), []);
    assert_eq!(seen(0, "enter"), [(0, 0)]);
    assert_eq!(seen(9999, "wake"), []);
    assert_eq!(seen(10_000, "wake"), [(10_000, 0)]);
    assert_eq!(seen(14_000, "m"), [(14_000, 0)], "each event is noted");
    assert_eq!(seen(20_000, "wake"), [], "and counts from there");
    assert_eq!(seen(22_000, "space"), [(22_000, 0)]);
    assert_eq!(seen(90_000, "wake"), [], "a paused scene notes nothing by itself");
    assert_eq!(seen(90_000, "m"), [(90_000, 68_000)]);
    assert_eq!(seen(91_000, "space"), [(91_000, 69_000)]);
    assert_eq!(seen(99_000, "wake"), [(99_000, 69_000)], "a cue is an event");
    assert_eq!(seen(100_000, "enter"), []);
}

#[test]
fn the_stage_wakes_when_what_it_shows_changes() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    let mut next = |ms, words: &str| {
        session.apply(at(ms), event(words));
        session.stage.next_wake(at(ms)).map(|wake| wake.as_millis() as Ms)
    };
    assert_eq!(next(0, "wake"), None, "an idle stage sleeps");
    assert_eq!(next(250, "enter"), None);
    assert_eq!(next(500, "enter"), Some(1500), "the countdown shows another second");
    assert_eq!(next(900, "wake"), Some(1500));
    assert_eq!(next(1000, "space"), None, "what is paused sleeps");
    assert_eq!(next(1200, "space"), Some(1700));
    assert_eq!(next(1500, "enter"), Some(2500));
    assert_eq!(next(31_100, "wake"), Some(31_500));
    assert_eq!(next(31_200, "m"), Some(31_500));
    assert_eq!(next(61_500, "wake"), Some(62_500), "overtime shows another second");
    assert_eq!(next(61_600, "M"), Some(62_000), "the flash ends");
    assert_eq!(next(62_000, "wake"), Some(62_500));
    assert_eq!(next(63_000, "space"), None);
    assert_eq!(next(64_000, "enter"), Some(65_000), "the debrief shows another second");
    assert_eq!(next(123_500, "wake"), Some(124_000));
    assert_eq!(next(124_000, "wake"), None, "it has had its time");
    assert_eq!(next(124_000, "failed 1"), Some(129_000), "the log is tried again");
}

#[test]
fn a_second_is_shown_until_it_has_passed() {
    for (left, shown) in [(1001, 2), (1000, 1), (1, 1), (0, 0), (-1, 0), (-999, 0), (-1000, -1), (-1001, -1)] {
        assert_eq!(shown_seconds(left), shown, "{left}");
        let next = to_next_second(left);
        assert_eq!(shown_seconds(left - next + 1), shown, "{left}");
        assert_eq!(shown_seconds(left - next), shown - 1, "{left}");
    }
}

#[test]
fn whoever_comes_late_counts_as_the_lowest_there() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    for second in 0..12 {
        session.apply(at(second * 2000), Event::Do(Act::Forward));
    }
    let counts = |stage: &Stage| (901..905).map(|n| stage.ledger().count(PlayerKey::Person(id(n)))).collect::<Vec<_>>();
    assert_eq!(counts(&session.stage), [3, 3, 0, 0]);
    // Two at once: neither counts as the lowest for the other.
    let mut players = people(&["Ana", "Ben", "Chi"]);
    players.push(person(904, "Dee", Presence::Present));
    let effects = session.apply(at(30_000), Event::News(News { players, ..News::default() }));
    assert_eq!(effects.iter().filter_map(written).collect::<Vec<_>>(), ["arrived Chi 3", "arrived Dee 3"]);
    assert_eq!(counts(&session.stage), [3, 3, 3, 3]);
}

#[test]
fn a_cast_that_was_corrected_elsewhere_counts_from_then_on() {
    let players = [people(&["Ana", "Ben"]), vec![person(903, "Chi", Presence::Gone)]].concat();
    let mut session = Session::open(vec![late()], players.clone(), None);
    for (seconds, words) in [(0, "enter"), (1, "enter"), (2, "enter"), (9, "enter"), (9, "saved 9")] {
        session.apply(at(seconds * 1000), event(words));
    }
    let scenes = |stage: &Stage| (901..904).map(|n| stage.stage_time(PlayerKey::Person(id(n))).0).collect::<Vec<_>>();
    assert_eq!(scenes(&session.stage), [1, 1, 0]);
    let mut played = session.stage.played.clone();
    let chi = PlayerKey::Person(id(903));
    played[0].parts.iter_mut().find(|part| part.player == PlayerKey::Person(id(902))).unwrap().player = chi;
    let news = News { players, played, ..News::default() };
    // What waits for the log is not in what it says.
    session.apply(at(10_000), event("a"));
    session.apply(at(11_000), event("enter"));
    session.apply(at(12_000), Event::News(news));
    assert_eq!(scenes(&session.stage), [1, 1, 1], "Chi in the first take, Ben in the next");
    assert_eq!(session.stage.stage_time(chi).1, 7000, "as long as it was played");
}

#[test]
fn the_log_says_the_number_of_a_take() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    for (seconds, words) in [(0, "enter"), (1, "enter"), (2, "enter"), (9, "enter")] {
        session.apply(at(seconds * 1000), event(words));
    }
    session.apply(at(10_000), event("saved 4"));
    session.apply(at(10_000), event("saved 5"));
    let number = |stage: &Stage| match &stage.phase {
        Phase::Scene(play) => play.record.number,
        Phase::Debrief(debrief) => debrief.record.number,
        _ => None,
    };
    assert_eq!(number(&session.stage), Some(41));
    session.apply(at(11_000), event("u"));
    assert_eq!(number(&session.stage), Some(41), "also of what undo brings back");
}

#[test]
fn what_was_given_waits_until_the_log_has_it() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    for (seconds, words) in [(0, "enter"), (1, "enter"), (2, "enter"), (5, "m"), (9, "enter"), (9, "g")] {
        session.apply(at(seconds * 1000), event(words));
    }
    let (mark, verdict) = (id(3), id(4));
    assert!(session.stage.is_pending(mark) && session.stage.is_pending(verdict));
    session.apply(at(9000), event("saved 9"));
    assert!(!session.stage.is_pending(mark) && session.stage.is_pending(verdict));
    assert_eq!(session.stage.usable(), 1);
    // What another program read out of the log before that is older.
    let news = News { players: people(&["Ana", "Ben"]), ..News::default() };
    session.apply(at(9000), Event::News(news.clone()));
    assert_eq!(session.stage.usable(), 1);
    session.apply(at(9000), event("saved 10"));
    assert!(session.stage.is_saved());
    session.apply(at(9000), Event::News(news));
    assert_eq!(session.stage.usable(), 0);
}

#[test]
fn somebody_agrees_and_a_slip_takes_back_no_more_than_it_gave() {
    script(
        "0 agree 901 review > empty | READ teens.txt |
         1 read 901 review > empty | 901 agreed review | Ana: consent to review (audio)
         1 u > empty |  | nothing to take back
         2 roster u > empty | 901 withdrew review | took back the consent; Ana: consent withdrawn
         3 read 901 review > empty | 901 agreed review | Ana: consent to review (audio)
         4 read 901 review,publishing > empty | 901 agreed review,publishing | Ana: consent to review, publishing (audio)
         5 roster u > empty | 901 withdrew publishing | Ana: consent to review (audio) stays: `sidecoach player withdraw` ends it
         6 read 901 review video > empty | 901 agreed review | Ana: consent to review (audio, video)
         7 roster u > empty |  | Ana: consent to review (audio, video) stays: `sidecoach player withdraw` ends it
         8 withdraw 901 > empty | 901 withdrew review,emotion-training,voice-training,publishing | Ana: consent withdrawn
         9 roster u > empty |  | a withdrawal stands: to agree anew, c on the roster",
    );
}

#[test]
fn what_is_said_and_not_written_yet_is_newer_than_the_log() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    session.apply(at(1000), event("read 901 review"));
    let ana = PlayerKey::Person(id(901));
    let said = session.stage.said_by(ana).to_vec();
    for log in [BTreeMap::new(), BTreeMap::from([(id(901), said.clone())])] {
        let news = News { players: people(&["Ana", "Ben"]), said: log, ..News::default() };
        session.apply(at(2000), Event::News(news));
        assert_eq!(session.stage.said_by(ana), said);
    }
}

#[test]
fn what_was_said_elsewhere_about_the_use_of_takes_is_known() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    let ana = PlayerKey::Person(id(901));
    assert_eq!(session.stage.said_by(ana), []);
    let purposes = BTreeSet::from([Purpose::Review]);
    let grant = Grant { id: id(800), player: id(901), purposes, on: 0, said: Said::Withdrawn };
    let said = BTreeMap::from([(id(901), vec![grant.clone()])]);
    let news = News { players: people(&["Ana", "Ben"]), said, ..News::default() };
    session.apply(at(1000), Event::News(news));
    assert_eq!(session.stage.said_by(ana), [grant]);
}

#[test]
fn a_verdict_given_elsewhere_is_repeated_with_the_note() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    for (seconds, words) in [(0, "enter"), (1, "enter"), (2, "enter"), (9, "enter"), (9, "saved 9")] {
        session.apply(at(seconds * 1000), event(words));
    }
    let debrief = |stage: &Stage| match &stage.phase {
        Phase::Debrief(debrief) => debrief.clone(),
        other => panic!("{other:?}"),
    };
    let take = debrief(&session.stage).record.take.id;
    let verdict = Judgement {
        id: id(800),
        at: 0,
        by: Habits::default().judge,
        verdict: Some(Verdict::Usable),
        reason: None,
        note: None,
        perceived: Vec::new(),
    };
    let counted = Counted { workshop: id(900), prompt: None, verdict: Verdict::Usable };
    let counted = BTreeMap::from([(take, counted)]);
    let news =
        News { players: people(&["Ana", "Ben"]), counted, judged: vec![(take, verdict.clone())], ..News::default() };
    session.apply(at(10_000), Event::News(news.clone()));
    session.apply(at(11_000), Event::Do(Act::Note("late".to_owned())));
    let whole = debrief(&session.stage).judgements;
    assert_eq!((whole.len(), whole[1].verdict), (2, Some(Verdict::Usable)));
    // The log has not read the note out yet.
    session.apply(at(11_000), Event::News(news));
    assert_eq!(debrief(&session.stage).judgements, whole);
    session.apply(at(12_000), event("u"));
    assert_eq!(debrief(&session.stage).judgements, [verdict], "the leader takes back the note alone");
}

#[test]
fn a_line_that_stays_is_there_until_it_was_read() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    let notice = Notice { text: "pack p has an error".to_owned(), stays: true };
    session.apply(at(0), Event::Told(notice));
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 | pack p has an error
         1 enter > ready 20 |  | pack p has an error
         2 esc > ready 19 |  |
         3 esc > drawn 1.0.0 Ben+Ana |  | took back the call",
    );
}

#[test]
fn what_the_log_lacks_can_go_to_another() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    let mut saved = 0;
    let mut step = |session: &mut Session, second: Ms, words: &str, is_saved: bool| {
        let effects = session.apply(at(second * 1000), event(words));
        let last = effects.iter().filter_map(|effect| match effect {
            Effect::Save { seq, .. } => Some(*seq),
            _ => None,
        });
        saved = last.max().unwrap_or(saved);
        let reply = if is_saved {
            Event::Answer(Answer::Saved { seq: saved, take_number: None })
        } else {
            Event::Answer(Answer::Failed { seq: saved, why: "the disk is full".to_owned() })
        };
        session.apply(at(second * 1000), reply);
    };
    for (second, words) in [(1, "enter"), (2, "enter"), (3, "enter"), (5, "m")] {
        step(&mut session, second, words, true);
    }
    assert_eq!(session.stage.rescue().unsaved, []);
    step(&mut session, 9, "enter", false);
    step(&mut session, 10, "g", false);
    let Rescue { written, unsaved, .. } = session.stage.rescue();
    assert!(written.iter().any(|entry| matches!(entry, Entry::Moment { .. })), "also what is said to be in the log");
    let kinds: Vec<String> = written.iter().chain(&unsaved).filter_map(entry_words).collect();
    assert_eq!(kinds.first().map(String::as_str), Some("workshop"));
    let place = |kind: &str| kinds.iter().position(|other| other.starts_with(kind)).expect(kind);
    let order = ["began", "mark", "ended", "judged"].map(place);
    assert!(order.is_sorted(), "{kinds:?}");
}

/// What a key does is said before a line that stays, until the next key; that line stays.
#[test]
fn a_line_that_stays_hides_nothing_that_is_said() {
    let mut stage = Session::open(vec![late()], people(&["Ana", "Ben"]), None).stage;
    let mut next = 0;
    let mut ids = || {
        next += 1;
        id(next)
    };
    let told = Event::Told(Notice { text: "the disk is slow".to_owned(), stays: true });
    stage.apply(at(0), told, &mut ids);
    let mut act = |act: Act| {
        stage.apply(at(0), Event::Do(act), &mut ids);
        stage.notice().map(|notice| (notice.text.clone(), notice.stays))
    };
    let stays = |text: &str| Some((text.to_owned(), true));
    assert_eq!(act(Act::Forward), stays("the disk is slow"));
    assert_eq!(act(Act::Undo), stays("took back the draw; the disk is slow"));
    assert_eq!(act(Act::Redo { on_roster: false }), stays("redid the draw; the disk is slow"));
    assert_eq!(act(Act::Forward), stays("the disk is slow"));
    assert_eq!(act(Act::Back), None);
}
