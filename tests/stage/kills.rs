//! The plug is pulled after every step of a session: what the screen had shown is there at the next start.

use serde_json::Value;

use crate::terminal::{Home, Terminal};

/// One thing the leader does, and what the log must hold once the screen shows it.
struct Step {
    keys: &'static str,
    /// What is then on the screen.
    shows: &'static [&'static str],
    /// What must be true of the newest take; `None` where there is none yet.
    take: Option<fn(&Value) -> bool>,
    /// What the next start shows.
    next: &'static [&'static str],
}

const NO_TAKE: Option<fn(&Value) -> bool> = None;

/// The screen after so many steps, and again after a start.
const STEPS: &[Step] = &[
    Step { keys: "\r", shows: &["enter call it"], take: NO_TAKE, next: &["enter call it"] },
    Step { keys: "n", shows: &["enter call it"], take: NO_TAKE, next: &["enter call it"] },
    Step { keys: "c", shows: &["enter call it"], take: NO_TAKE, next: &["enter call it"] },
    Step { keys: "n", shows: &["enter call it"], take: NO_TAKE, next: &["enter call it"] },
    Step { keys: "u", shows: &["took back the pass"], take: NO_TAKE, next: &["enter call it"] },
    Step { keys: "\r", shows: &["get ready"], take: NO_TAKE, next: &["enter call it"] },
    Step { keys: "\r", shows: &["enter edit"], take: Some(is_interrupted), next: INTERRUPTED },
    Step { keys: "m", shows: &["● ", "mark"], take: Some(|take| moments(take) == ["mark"]), next: INTERRUPTED },
    Step { keys: " ", shows: &["PAUSED"], take: Some(|take| moments(take) == ["mark", "pause"]), next: INTERRUPTED },
    Step { keys: " ", shows: &["space pause"], take: Some(|take| moments(take).len() == 3), next: INTERRUPTED },
    Step { keys: "+", shows: &["of 3:15"], take: Some(|take| moments(take)[3] == "extend"), next: INTERRUPTED },
    // The next shift is shown once this one is over.
    Step {
        keys: "s",
        shows: &["shift: Ana", "shift: Chi"],
        take: Some(|take| moments(take)[4] == "shift"),
        next: INTERRUPTED,
    },
    Step { keys: "M", shows: &["slate 1"], take: Some(|take| moments(take)[5] == "slate"), next: INTERRUPTED },
    Step { keys: "u", shows: &["took back the slate"], take: Some(|take| moments(take).len() == 5), next: INTERRUPTED },
    Step { keys: ".\r", shows: &["usable?"], take: Some(|take| take["ending"] == "edit"), next: EMPTY },
    Step { keys: "xt", shows: &["● not usable"], take: Some(|take| take["reason"] == "technical"), next: EMPTY },
    Step { keys: "u", shows: &["took back the verdict"], take: Some(|take| take["verdict"].is_null()), next: EMPTY },
    Step { keys: "g", shows: &["1 usable", "● usable"], take: Some(is_usable), next: &["1 usable"] },
    Step {
        keys: "tfine\r",
        shows: &["● note  fine"],
        take: Some(|take| take["note"] == "fine" && is_usable(take)),
        next: &["1 usable"],
    },
    Step { keys: "\r", shows: &["enter call it"], take: Some(is_usable), next: &["1 usable", "enter call it"] },
    Step { keys: "u", shows: &["took back the draw"], take: Some(is_usable), next: &["1 usable", "enter draw"] },
    Step { keys: "a", shows: &["get ready"], take: Some(is_usable), next: &["1 usable"] },
    Step {
        keys: "\r",
        shows: &["enter edit"],
        take: Some(|take| take["take_of_draw"] == 2 && is_interrupted(take)),
        next: INTERRUPTED,
    },
    Step { keys: "b", shows: &["broken off"], take: Some(|take| take["ending"] == "stopped"), next: &["1 usable"] },
];

const EMPTY: &[&str] = &["0 usable", "enter draw"];
const INTERRUPTED: &[&str] = &["was interrupted at", "usable?"];

fn is_interrupted(take: &Value) -> bool {
    take["ending"] == "interrupted" && take["ended_at_ms"].is_i64()
}

fn is_usable(take: &Value) -> bool {
    take["verdict"] == "usable"
}

fn moments(take: &Value) -> Vec<&str> {
    take["moments"].as_array().unwrap().iter().map(|moment| moment["kind"].as_str().unwrap()).collect()
}

/// Does the first `steps` steps, pulls the plug, and looks.
fn check(steps: usize) {
    let home = Home::new();
    // Another stage with a take of its own is running all the while, and that one is not interrupted.
    let mut other = Terminal::stage(&home, &[]);
    other.wait_for(&["enter draw"]);
    other.press("\r\r\r");
    other.wait_for(&["take 1 ", "enter edit"]);

    let mut stage = Terminal::stage(&home, &["--players", "Ana, Ben, Chi", "-p", "turns", "--seed", "9"]);
    stage.wait_for(&["3 present", "enter draw"]);
    let mut shown = String::new();
    for step in &STEPS[..steps] {
        shown = stage.step(step.keys, step.shows);
    }
    stage.kill();

    let step = &STEPS[steps - 1];
    let takes = home.takes();
    let (running, ours) = takes.split_last().expect("the other's take");
    assert!(running["ending"].is_null() && running["ended_at_ms"].is_null(), "after step {steps}: {running}");
    match step.take {
        None => assert_eq!(ours.len(), 0, "after step {steps}"),
        Some(is_so) => assert!(is_so(&ours[0]), "after step {steps}: {}", ours[0]),
    }

    let again = Terminal::stage(&home, &["-p", "turns", "--seed", "9"]);
    let next = again.wait_for(step.next);
    if shown.contains("enter call it") {
        assert_eq!(prompt(&next), prompt(&shown), "after step {steps}");
    }
}

/// The lines of a screen that hold the prompt and its cast.
fn prompt(screen: &str) -> Vec<String> {
    screen.lines().skip(2).take(7).map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn nothing_shown_is_lost_at_odd_steps() {
    (1..=STEPS.len()).step_by(2).for_each(check);
}

#[test]
fn nothing_shown_is_lost_at_even_steps() {
    (2..=STEPS.len()).step_by(2).for_each(check);
}
