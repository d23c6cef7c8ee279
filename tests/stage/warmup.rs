//! A warm-up from its first prompt to its page, and what of it is in the log.

use std::fs;

use crate::terminal::{Home, Terminal};

/// One prompt with a shift, so that it comes whatever is drawn.
const PACK: &str = r#"format = 1
title = "Alone"
rating = "general"

[[prompt]]
id = "late"
kind = "warm-up"
text = "You are late."

  [[prompt.role]]
  name = "guest"
  feeling = "remorse:2 -> relief @60%"
"#;

/// A home with that pack in it, and options of a warm-up from it.
fn home() -> (Home, Vec<String>) {
    let home = Home::new();
    let pack = home.file("alone.toml");
    fs::write(&pack, PACK).unwrap();
    let args = ["warmup", "--rest", "1s", "-p", pack.to_str().unwrap()];
    (home, args.map(str::to_owned).to_vec())
}

fn with<'a>(args: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    args.iter().map(String::as_str).chain(more.iter().copied()).collect()
}

#[test]
fn a_warm_up_of_three_prompts_ends_with_its_page() {
    let (home, args) = home();
    let mut screen = Terminal::stage(&home, &with(&args, &["--every", "2s", "--count", "3"]));
    screen.wait_for(&["warm-up · 1 of 3", "space pause", "enter next"]);
    screen.press(" ");
    screen.wait_for(&["PAUSED", "space go on"]);
    screen.press(" ");
    screen.wait_for(&["REHEARSAL", "space pause"]);
    screen.wait_for(&["warm-up · 3 of 3"]);
    let page = screen.wait_for(&["warm-up · over", "3 prompts in 0:06", "shifts", "takes 1 to 3", "enter leave"]);
    for line in ["relief 3 times", "remorse -> relief 3 times (new)", "3  You are late."] {
        assert!(page.contains(line), "{line} is on\n{page}");
    }
    screen.press("q");
    assert!(screen.ended().success());
    screen.given_back();

    let takes = home.takes();
    let kinds = |take: &serde_json::Value| -> Vec<String> {
        let moments = take["moments"].as_array().unwrap();
        moments.iter().map(|moment| moment["kind"].as_str().unwrap().to_owned()).collect()
    };
    let all: Vec<_> = takes.iter().rev().map(kinds).collect();
    assert_eq!(all.iter().filter(|kinds| **kinds == ["cue"]).count(), 2, "{all:?}");
    let mut first = all[0].clone();
    first.sort();
    assert_eq!(first, ["cue", "pause", "resume"]);
    for take in &takes {
        assert_eq!((&take["rehearsal"], &take["ending"]), (&true.into(), &"time".into()));
        let cue = take["moments"].as_array().unwrap().iter().find(|moment| moment["kind"] == "cue").unwrap();
        assert_eq!((&cue["role"], &cue["step"]), (&"guest".into(), &2.into()));
        assert_eq!(take["played_ms"], 2000);
    }
    let report: serde_json::Value = serde_json::from_str(&home.run(&["report", "--json"])).unwrap();
    assert_eq!(report["rows"], serde_json::json!([]), "a report counts none of them");

    // What comes after is a workshop of its own.
    let mut stage = Terminal::stage(&home, &[]);
    let stage_screen = stage.wait_for(&["enter draw"]);
    assert!(!stage_screen.contains("resumed"), "{stage_screen}");
    stage.press("q");
    assert!(stage.ended().success());
}

#[test]
fn what_is_skipped_and_taken_back_is_voided() {
    let (home, args) = home();
    let mut screen = Terminal::stage(&home, &with(&args, &["--every", "1m", "--count", "2"]));
    screen.wait_for(&["warm-up · 1 of 2", "0:58"]);
    screen.press("*\r");
    screen.wait_for(&["warm-up · 2 of 2 ★"]);
    screen.press("u");
    screen.wait_for(&["warm-up · 1 of 2", "took back: next"]);
    screen.press("x");
    screen.wait_for(&["warm-up · over"]);
    screen.press("u");
    screen.wait_for(&["warm-up · 1 of 2", "took back: alone/late may be drawn again"]);
    screen.press("q");
    screen.wait_for(&["warm-up · over", "take 1"]);
    screen.press("\r");
    assert!(screen.ended().success());
    let takes = home.takes();
    let [take] = takes.as_slice() else { panic!("one take stands: {takes:?}") };
    assert_eq!((&take["number"], &take["ending"]), (&1.into(), &"edit".into()));
}

#[test]
fn ctrl_c_ends_it_at_once_with_the_terminal_as_it_was() {
    let (home, args) = home();
    let mut screen = Terminal::stage(&home, &with(&args, &["--every", "1m", "--for", "5m"]));
    screen.wait_for(&["warm-up · 1", "5 min left"]);
    screen.press("\x03");
    assert!(screen.ended().success());
    screen.given_back();
    assert_eq!(home.takes()[0]["ending"], "interrupted");
}

#[test]
fn without_a_screen_it_prints_lines_and_a_recording_lies_under_them() {
    let (home, args) = home();
    let printed = home.run(&with(&args, &["--every", "2s", "--count", "2", "--slate", "--players", "Ana"]));
    let lines: Vec<_> = printed.lines().collect();
    let start = [
        "slate 1",
        "1 of 2: You are late. Feeling: remorse, clear.",
        "in 2 s: relief",
        "now: relief",
        "breathe: 1 s",
        "2 of 2: You are late. Feeling: remorse, clear.",
        "in 2 s: relief",
        "now: relief",
        "over: 2 prompts in 0:04",
    ];
    assert_eq!(lines[..start.len()], start);
    assert_eq!(home.takes()[1]["cast"][0]["player"], "Ana");

    // A rehearsal is exported where it is named, and its slate lies where it is heard.
    let labels = home.run(&["takes", "export", "1", "2", "--format", "audacity", "--sync", "1@0:10"]);
    let expected = "\
10.000000\t12.000000\ttake 1: alone/late
10.000000\t10.000000\ttake 1 slate: slate 1
11.200000\t11.200000\ttake 1 cue guest step 2
13.000000\t15.000000\ttake 2: alone/late
14.200000\t14.200000\ttake 2 cue guest step 2
";
    assert_eq!(labels, expected);
}

#[test]
fn without_a_screen_keys_are_typed_as_lines() {
    let (home, args) = home();
    let mut screen = Terminal::stage(&home, &with(&args, &["--plain", "--every", "1m", "--count", "2"]));
    screen.wait_for(&["1 of 2: You are late."]);
    screen.press(" \r");
    screen.wait_for(&["paused"]);
    screen.press(" \r");
    screen.wait_for(&["goes on"]);
    screen.press("q\r");
    screen.wait_for(&["over: 1 prompt in"]);
    assert!(screen.ended().success());
    assert!(!screen.is_taken());
}

#[test]
fn a_speech_command_that_fails_is_told_once() {
    let (home, args) = home();
    let mut screen =
        Terminal::stage(&home, &with(&args, &["--every", "2s", "--count", "1", "--speak", "no-such-voice"]));
    screen.wait_for(&["the speech command `no-such-voice` can't be started"]);
    screen.wait_for(&["warm-up · over"]);
    screen.press("\x1b");
    screen.wait_until("it was read", |screen| !screen.contains("no-such-voice"));
    screen.press("q");
    assert!(screen.ended().success());
    assert_eq!(home.takes()[0]["played_ms"], 2000);
}
