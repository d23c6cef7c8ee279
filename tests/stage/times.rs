//! How long things last, by real clocks: scenes as asked for, a debrief that has its time, a break that ends at the second.

use std::fs;

use crate::terminal::{Home, Terminal};

/// A prompt of four minutes whose only line comes after three.
const PACK: &str = r#"format = 1
title  = "Waiting"
rating = "general"

[time]
scene   = "4m"
debrief = "1s"

[[prompt]]
id      = "bus"
text    = "The bus does not come."
players = "2+"
coach   = [{ text = "It never came.", at = "3m" }]
"#;

const PLAN: &str = r#"format = 1
title  = "Lab"

[[block]]
name   = "games"
scenes = 1

[[block]]
name   = "tea"
break  = true
length = "3s"

[[block]]
name   = "scenes"
scenes = 3
scene  = "2m"
"#;

/// A home with the pack, the plan, and these settings.
fn home(settings: &str) -> (Home, [String; 2]) {
    let home = Home::new();
    let file = |name: &str, text: &str| {
        let path = home.file(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    file("config/sidecoach/config.toml", settings);
    let files = [file("waiting.toml", PACK), file("lab.toml", PLAN)];
    (home, files)
}

#[test]
fn a_length_is_asked_for_at_the_start_and_on_the_prompt_and_is_in_the_log() {
    let (home, [pack, _]) = home("");
    let mut stage = Terminal::stage(&home, &["-p", &pack, "--players", "Ana, Ben", "--scene", "2m"]);
    stage.wait_for(&["enter draw"]);
    stage.step("\r", &["The bus does not come.", "1 cue lies beyond the end and is dropped"]);
    stage.step("t", &["scene length", "now 2m"]);
    stage.step("20", &["write 90s, 2m"]);
    stage.step("\r\x7f\x7f", &["now 2m"]);
    stage.step("200s\r", &["the scene lasts 3m20s"]);
    stage.step("\r", &["get ready"]);
    stage.step("\r", &["left of 3:20"]);
    stage.step(".\r", &["ran of 3:20", "debrief "]);
    stage.wait_for(&["debrief over", "enter go on"]);
    stage.step("\r", &["planned", "1 cue lies beyond the end"]);
    stage.press("q");
    assert!(stage.ended().success());
    assert_eq!(home.takes()[0]["planned_ms"], 200_000);

    // The length that was asked for holds until another is.
    let mut stage = Terminal::stage(&home, &[]);
    stage.wait_for(&["scenes of 2m", "planned"]);
    stage.step("t30s\r", &["the scene lasts 30s"]);
    stage.kill();
    let mut stage = Terminal::stage(&home, &["--scene", "1m"]);
    stage.wait_for(&["scenes as typed, not of 2m"]);
    stage.step("\r", &["get ready"]);
    let shown = stage.step("\r", &["left of 0:30"]);
    assert!(!shown.contains("last 30 s"), "what is no longer than the warning needs none:\n{shown}");
}

#[test]
fn a_break_ends_at_the_second_and_waits_for_a_key() {
    let (home, [pack, plan]) = home("[signals]\nscreen = true\nbell = true\ndesktop = false\n");
    let mut stage = Terminal::stage(&home, &["-p", &pack, "--players", "Ana, Ben", "--plan", &plan]);
    stage.wait_for(&["enter draw"]);
    stage.step(">", &["break", "left of 0:03", "enter end the break", "space hold"]);
    stage.step(" ", &["PAUSED", "space resume"]);
    let before = stage.written().len();
    stage.step(" ", &["break", "space hold"]);
    stage.wait_for(&["OVER", "of 0:03", "enter end the break"]);
    let bells = String::from_utf8_lossy(&stage.written()[before..]).matches('\x07').count();
    assert_eq!(bells, 1);
    stage.step("f", &["▄█▀█▄  ██  ██  ▀██▀▀▀█ ▀██▀▀█▄"]);
    stage.step("f", &["enter end the break"]);
    stage.step("\r", &["The bus does not come.", "3/3 scenes", "planned"]);
    stage.step("u", &["took back the draw and the next block", "OVER"]);
    stage.kill();
    // A break that went by while nobody was there does not ring.
    let mut stage = Terminal::stage(&home, &[]);
    stage.wait_for(&["OVER", "plan Lab at 2/3 tea"]);
    assert!(!stage.written().contains(&7));
    stage.step("\r", &["The bus does not come.", "3/3 scenes"]);
}

#[test]
fn a_debrief_is_left_before_the_break_that_follows_it_is_ended() {
    let (home, [pack, plan]) = home("");
    let mut stage = Terminal::stage(&home, &["-p", &pack, "--players", "Ana, Ben", "--plan", &plan]);
    stage.wait_for(&["enter draw"]);
    stage.step("\r", &["enter call it"]);
    stage.step("\r", &["get ready"]);
    stage.step("\r", &["enter edit"]);
    stage.step(">", &["2/3 tea"]);
    stage.step(".\r", &["usable?", "space hold the break"]);
    stage.step("g", &["● usable"]);
    stage.step("\r", &["enter end the break"]);
    stage.step("u", &["took back leaving the debrief", "● usable"]);
    stage.step("\r", &["enter end the break"]);
    stage.step("\r", &["The bus does not come.", "3/3 scenes"]);
}
