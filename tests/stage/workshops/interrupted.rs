//! A take that was interrupted.

use super::*;

#[test]
fn an_interrupted_scene_goes_on() {
    for way in WAYS {
        for keys in [&["\r"][..], &["u"], &["\x1b", "u"]] {
            let home = Home::new();
            leave(under_way(&home), way);
            let interrupted = home.takes()[0].clone();
            assert_eq!(interrupted["ending"], "interrupted");
            let mut stage = open(&home, &[], ASKS);
            for key in &keys[..keys.len() - 1] {
                stage.step(key, &["enter draws the next prompt, u goes on with it"]);
            }
            stage.step(keys[keys.len() - 1], &["took back the end: the scene goes on after", "enter edit", "take 1"]);
            stage.step(".\r", &["usable?", "ran of"]);
            stage.step("g", &["● usable", "1 usable"]);
            leave(stage, Way::Quit);
            let takes = home.takes();
            let [take] = takes.as_slice() else { panic!("one take: {takes:#?}") };
            assert_eq!((&take["ending"], &take["verdict"]), (&"edit".into(), &"usable".into()), "{take}");
            assert_eq!(kinds(take), ["mark", "pause", "resume"], "{way:?} {keys:?}: {take}");
            holds_together(take, &interrupted);
        }
    }
}

/// The gap of a take that went on is a pause from where it was last seen, and all times add up.
#[track_caller]
fn holds_together(take: &Value, interrupted: &Value) {
    let ms = |of: &Value| of.as_i64().unwrap();
    let [mark, pause, resume] = [0, 1, 2].map(|n| ms(&take["moments"][n]["at_ms"]));
    assert!(mark <= pause && pause <= resume, "one after the other: {take}");
    assert_eq!(pause, ms(&interrupted["ended_at_ms"]), "{take}");
    assert!(ms(&take["paused_ms"]) >= resume - pause, "{take}");
    assert_eq!(ms(&take["ended_at_ms"]), ms(&take["played_ms"]) + ms(&take["paused_ms"]), "{take}");
    assert!(resume <= ms(&take["ended_at_ms"]) && ms(&take["played_ms"]) > ms(&interrupted["played_ms"]), "{take}");
    for moment in [1, 2] {
        assert_eq!(take["moments"][moment]["label"], "away, by the wall clock");
    }
}

#[test]
fn the_gap_is_a_pause_by_the_wall_clock() {
    let mut home = Home::new();
    leave(under_way(&home), Way::HangUp);
    let interrupted = home.takes()[0].clone();
    if !home.move_clock("+9m") {
        return;
    }
    let mut stage = open(&home, &[], ASKS);
    stage.step("\r", &["the scene goes on after 9:0", "enter edit"]);
    stage.step(".\r", &["usable?"]);
    leave(stage, Way::Quit);
    let take = home.takes()[0].clone();
    holds_together(&take, &interrupted);
    let at = |n: usize| take["moments"][n]["at_ms"].as_i64().unwrap();
    assert!(at(2) - at(1) >= 9 * 60_000, "{take}");
    let labels = home.run(&["takes", "export", "--format", "audacity", "--sync", "1@0:00", "--names"]);
    assert!(labels.contains("by the wall clock"), "{labels}");
}

#[test]
fn a_paused_scene_stays_paused() {
    let home = Home::new();
    let mut stage = under_way(&home);
    stage.step(" ", &["PAUSED"]);
    leave(stage, Way::Kill);
    let mut stage = open(&home, &[], ASKS);
    stage.step("\r", &["the scene is paused as it was", "PAUSED"]);
    stage.step(" ", &["space pause"]);
    stage.step(".\r", &["usable?"]);
    leave(stage, Way::Quit);
    assert_eq!(kinds(&home.takes()[0]), ["mark", "pause", "resume"]);
}

#[test]
fn enter_on_its_debrief_draws_the_next_prompt() {
    let home = Home::new();
    leave(under_way(&home), Way::HangUp);
    let mut stage = open(&home, &[], ASKS);
    let left = stage.step("\x1b", &["the take stays ended", "usable?", "enter draw"]);
    assert!(!left.contains("enter go on"), "one key does one thing:\n{left}");
    stage.step("\r", &["enter call it"]);
    leave(stage, Way::Quit);
    assert_eq!(home.takes()[0]["ending"], "interrupted");
}

#[test]
fn an_end_that_is_taken_back_and_done_again_is_the_same() {
    for way in WAYS {
        let home = Home::new();
        leave(under_way(&home), way);
        let interrupted = home.takes();
        let mut stage = open(&home, &[], ASKS);
        stage.step("u", &["took back the end", "enter edit"]);
        stage.step("U", &["redid the end", "interrupted"]);
        leave(stage, Way::Quit);
        assert_eq!(home.takes(), interrupted, "{way:?}");
        leave(open(&home, &[], ASKS), Way::Quit);
    }
}

#[test]
fn every_other_key_works_while_it_asks() {
    for (keys, shows) in [
        ("g", &["● usable", "1 usable"][..]),
        ("h", &["● on hold"]),
        ("xt", &["● not usable"]),
        ("a", &["get ready"]),
        ("tfine\r", &["● note  fine"]),
    ] {
        let home = Home::new();
        leave(under_way(&home), Way::HangUp);
        let mut stage = open(&home, &[], ASKS);
        let screen = stage.step(keys, shows);
        assert!(!screen.contains("esc leave it"), "{keys}:\n{screen}");
        leave(stage, Way::Kill);
        assert_eq!(home.takes()[0]["ending"], "interrupted", "{keys}");
    }
}

#[test]
fn an_interrupted_scene_goes_on_as_long_as_its_workshop_does() {
    let mut home = Home::new();
    leave(under_way(&home), Way::HangUp);
    if !home.move_clock("+5h") {
        return;
    }
    for args in [&[][..], &["--workshop", "Lab"]] {
        let screen = opened(&home, args);
        assert!(!screen.contains("enter goes on with it"), "{args:?}: {screen}");
        begins(&screen, "");
    }
}

#[test]
fn a_take_of_another_workshop_is_told_of_and_left() {
    let home = Home::new();
    leave(under_way(&home), Way::Kill);
    let mut stage = wide(&home, &["--workshop", "Other"]);
    stage.wait_for(&["take 1 was interrupted at", "takes verdict 1", "esc: seen"]);
    // The one line does not hide the other.
    stage.press("\x1b");
    stage.wait_for(&["a new workshop begins; Lab is left as it was"]);
    leave(stage, Way::Quit);
    let stage = open(&home, &["--workshop", "Lab"], ASKS);
    leave(stage, Way::Quit);
}

#[test]
fn an_end_that_is_done_again_keeps_the_pause_before_it() {
    let home = Home::new();
    leave(under_way(&home), Way::Kill);
    let mut stage = open(&home, &[], ASKS);
    stage.step("\r", &["the scene goes on after", "enter edit"]);
    leave(stage, Way::Kill);
    let before = home.takes();
    let mut stage = open(&home, &[], &["enter goes on with it"]);
    stage.step("u", &["the scene goes on after"]);
    stage.step("U", &["redid the end"]);
    leave(stage, Way::Kill);
    assert_eq!(home.takes(), before);
    let mut stage = open(&home, &[], &["enter goes on with it"]);
    stage.step("\r", &["the scene goes on after", "space pause"]);
    leave(stage, Way::Kill);
}

#[test]
fn ctrl_c_in_a_scene_asks_first() {
    let home = Home::new();
    let mut stage = under_way(&home);
    stage.step("\x03", &["quit?", "the take is interrupted", "esc stay"]);
    stage.step("\x1b", &["enter edit"]);
    stage.step("\x03", &["quit?", "esc stay"]);
    stage.press("y");
    assert!(stage.ended().success());
    assert_eq!(home.takes()[0]["ending"], "interrupted");

    // Twice in a row it waits for no answer.
    let home = Home::new();
    let mut stage = under_way(&home);
    stage.press("\x03\x03");
    assert!(stage.ended().success());
    stage.given_back();
    assert_eq!(home.takes()[0]["ending"], "interrupted");
}

#[test]
fn ctrl_c_quits_at_once_where_no_scene_runs() {
    for steps in [&[][..], &["\r"], &["\r", "\r"], ENDED, &["3"]] {
        let home = Home::new();
        let mut stage = planned(&home);
        press_all(&mut stage, steps);
        stage.press("\x03");
        assert!(stage.ended().success(), "{steps:?}");
    }
}
