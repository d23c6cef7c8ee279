//! Which workshop goes on, with whom and with what, and what can be taken back after a restart: from an empty home, in a real
//! terminal and on the command line.

mod beside;
mod goes_on;
mod heard;
mod interrupted;
mod present;
mod taken_up;
mod undo;

use std::collections::BTreeMap;
use std::fs;

use rustix::process::Signal;
use serde_json::Value;

use crate::terminal::{Home, Terminal};

/// How a stage comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Quit,
    HangUp,
    Terminate,
    Kill,
}

const WAYS: [Way; 4] = [Way::Quit, Way::HangUp, Way::Terminate, Way::Kill];

/// A stage that shows all of these.
#[track_caller]
fn open(home: &Home, args: &[&str], shows: &[&str]) -> Terminal {
    let stage = Terminal::stage(home, args);
    ready(&stage);
    stage.wait_for(shows);
    stage
}

/// Waits until a stage is there and has written what it begins with.
#[track_caller]
fn ready(stage: &Terminal) {
    stage.wait_until("a stage", |screen| screen.contains("? keys") && !screen.contains("○ saving"));
}

/// What the stage shows that is opened now, as one line.
#[track_caller]
fn opened(home: &Home, args: &[&str]) -> String {
    let stage = open(home, args, &[]);
    let screen = as_one_line(&stage.screen());
    leave(stage, Way::Quit);
    screen
}

fn as_one_line(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A scene of two seconds, which is usable.
#[track_caller]
fn one_take(stage: &mut Terminal) {
    scene(stage);
    stage.let_the_clock_move();
    stage.step(".\r", &["usable?"]);
    stage.step("g", &["● usable"]);
}

/// A scene, from nothing or from a debrief.
#[track_caller]
fn scene(stage: &mut Terminal) {
    stage.step("\r", &["enter call it"]);
    stage.step("\r", &["get ready"]);
    stage.step("\r", &["enter edit"]);
}

#[track_caller]
fn leave(mut stage: Terminal, way: Way) {
    match way {
        Way::Quit => {
            stage.press("q");
            let asked = stage.wait_until("an end", |screen| !screen.contains("? keys"));
            if asked.contains("esc stay") {
                stage.press("y");
            }
        }
        Way::HangUp => stage.signal(Signal::HUP),
        Way::Terminate => stage.signal(Signal::TERM),
        Way::Kill => return stage.kill(),
    }
    assert!(stage.ended().success(), "{way:?}");
}

/// A whole session: opened, one take, left.
#[track_caller]
fn session(home: &Home, args: &[&str]) {
    let mut stage = open(home, args, &["enter draw"]);
    one_take(&mut stage);
    leave(stage, Way::Quit);
}

/// Who is where, as `player list` tells.
#[track_caller]
fn roster(home: &Home, args: &[&str]) -> BTreeMap<String, String> {
    let listed = home.json(&[&["player", "list", "--json"], args].concat());
    let text = |player: &Value, key: &str| player[key].as_str().unwrap().to_owned();
    let players = listed["players"].as_array().unwrap().iter();
    players.map(|player| (text(player, "name"), text(player, "presence"))).collect()
}

/// Who of them is present.
#[track_caller]
fn present(home: &Home, args: &[&str]) -> Vec<String> {
    roster(home, args).into_iter().filter(|(_, presence)| presence == "present").map(|(name, _)| name).collect()
}

fn kinds(take: &Value) -> Vec<&str> {
    take["moments"].as_array().unwrap().iter().map(|moment| moment["kind"].as_str().unwrap()).collect()
}

#[track_caller]
fn goes_on(screen: &str, workshop: &str) {
    assert!(screen.contains(&format!("resumed {workshop}:")), "{workshop} goes on:\n{screen}");
}

#[track_caller]
fn begins(screen: &str, workshop: &str) {
    assert!(!screen.contains("resumed") && screen.contains(workshop), "{workshop} begins:\n{screen}");
}

/// The same prompt once more, to the same end.
#[track_caller]
fn one_take_again(stage: &mut Terminal) {
    stage.step("a", &["get ready"]);
    stage.step("\r", &["enter edit"]);
    stage.step(".\r", &["usable?"]);
    stage.step("g", &["● usable"]);
}

/// A scene that runs, in a workshop of its own.
#[track_caller]
fn under_way(home: &Home) -> Terminal {
    let mut stage = open(home, &["--players", "Ana, Ben", "--workshop", "Lab"], &["enter draw"]);
    scene(&mut stage);
    stage.let_the_clock_move();
    stage.step("m", &["● ", "mark"]);
    stage
}

const ASKS: &[&str] =
    &["take 1 was interrupted at 0:0", "enter goes on with it, esc leaves it", "usable?", "interrupted"];

/// Two prompts of one weight.
const TWO: &str = r#"format = 1
title = "Two"
rating = "general"

[[prompt]]
id = "door"
text = "A door."
players = "1+"

[[prompt]]
id = "window"
text = "A window."
players = "1+"
"#;

const PLAN: &str = r#"format = 1
title = "Evening"

[[block]]
name = "warm-up"
scenes = 1
kinds = ["game"]

[[block]]
name = "scenes"
scenes = 2

[[block]]
name = "end"
length = "10m"
"#;

/// A stage in a window where every line has room.
#[track_caller]
fn wide(home: &Home, args: &[&str]) -> Terminal {
    let stage = Terminal::start_in(home, env!("CARGO_BIN_EXE_sidecoach"), args, (200, 24));
    ready(&stage);
    stage
}

/// A stage with a plan that draws whatever its packs hold.
#[track_caller]
fn planned(home: &Home) -> Terminal {
    let plan = home.file("evening.toml");
    fs::write(&plan, PLAN.replace("kinds = [\"game\"]\n", "")).unwrap();
    let plan = plan.to_str().unwrap();
    wide(home, &["--players", "Ana, Ben, Chi", "-p", "turns", "--seed", "9", "--workshop", "Lab", "--plan", plan])
}

/// Presses keys one after the other, each once the screen has changed.
#[track_caller]
fn press_all(stage: &mut Terminal, steps: &[&str]) {
    for keys in steps {
        stage.step(keys, &[]);
    }
}

const SCENE: &[&str] = &["\r", "\r", "\r"];
const ENDED: &[&str] = &["\r", "\r", "\r", ".\r"];
