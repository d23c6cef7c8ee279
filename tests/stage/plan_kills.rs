//! The plug is pulled after every step of an evening with a plan: the next start, without a word, has its block, lateness,
//! prompts, people and steps as they were.

use std::fs;

use crate::terminal::{Home, Terminal};

const PLAN: &str = r#"format = 1
title = "Evening"

[[block]]
name = "games"
scenes = 1
kinds = ["game"]

[[block]]
name = "scenes"
scenes = 2
packs = ["turns"]

[[block]]
name = "end"
length = "10m"
"#;

/// What the leader does, and what is then on the screen.
const STEPS: &[(&str, &[&str])] = &[
    ("\r", &["1/3 games", "enter call it"]),
    ("n", &["1/3 games", "enter call it"]),
    ("\r", &["get ready"]),
    ("\r", &["enter edit"]),
    ("m", &["  mark"]),
    (".\r", &["1/3 games: over", "usable?"]),
    ("g", &["● usable", "1 usable"]),
    ("\r", &["now 2/3 scenes", "0 of 2 scenes", "turns/"]),
    (".", &["longer: 0 of 3 scenes"]),
    ("3jo1", &["2 present"]),
    ("3jjp1", &["2 present"]),
    ("\r", &["get ready"]),
    ("\r", &["enter edit"]),
    (" ", &["PAUSED"]),
    (" ", &["space pause"]),
    ("b", &["broken off", "1 of 3 scenes"]),
    (">", &["3/3 end"]),
    ("<", &["once more: 3/3 end"]),
    ("/\x1b[C \r", &["prompts fit, of"]),
    ("u", &["took back the filters"]),
    ("U", &["redid the filters"]),
    ("R", &["REHEARSAL"]),
    ("3g1", &["1 present"]),
    ("u", &["took back a change of the roster", "2 present"]),
];

/// What must be the same before and after.
#[derive(Debug, PartialEq, Eq)]
struct View {
    /// The line of the plan: block, lateness, scenes.
    plan: Vec<String>,
    people: Vec<String>,
    /// Every prompt with its odds, which are none where a filter leaves it out.
    prompts: Vec<String>,
}

impl View {
    #[track_caller]
    fn of(stage: &mut Terminal) -> Self {
        let screen = stage.screen();
        let plan = screen.lines().nth(1).unwrap().split(" · ").map(unhurried).collect();
        let people = stage.step("3", &["a add"]);
        let packs = stage.step("4", &["[4:packs]"]);
        stage.step("1", &["? keys"]);
        let people = people.lines().filter_map(person).collect();
        // What is usable is looked up, and may not be there yet.
        let columns = packs.lines().find_map(|line| line.find("usable")).unwrap();
        let prompts = packs.lines().filter(|line| line.starts_with("      ") && !line[6..].starts_with(' '));
        let prompts = prompts.map(|line| line.chars().take(columns).collect::<String>().trim().to_owned()).collect();
        Self { plan, people, prompts }
    }
}

/// A part of the plan's line without its minutes, which may change in between.
fn unhurried(part: &str) -> String {
    let part = part.split([',', ':']).next().unwrap().trim();
    match part.strip_suffix(" min") {
        Some(_) => String::new(),
        None if part.contains(" min ") => part.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned(),
        None => part.to_owned(),
    }
}

/// Who somebody is, and where, and whether they are pinned.
fn person(row: &str) -> Option<String> {
    let row = row.replace('▸', " ");
    let mut words = row.split_whitespace();
    words.next()?.parse::<u32>().ok()?;
    let (name, place) = (words.next()?, words.next()?);
    let is_place = ["here", "out", "gone"].contains(&place);
    is_place.then(|| format!("{name} {place}{}", if row.contains("pinned") { ", pinned" } else { "" }))
}

/// An evening after so many steps.
fn evening(home: &Home, steps: usize) -> Terminal {
    let plan = home.file("evening.toml");
    fs::write(&plan, PLAN).unwrap();
    let args = ["--players", "Ana, Ben, Chi", "-p", "turns", "-p", "status", "--seed", "9", "--learn", "off", "--plan"];
    let mut stage = start(home, &[&args[..], &[plan.to_str().unwrap()]].concat());
    for (keys, shows) in &STEPS[..steps] {
        stage.step(keys, shows);
    }
    stage
}

/// A stage in a window where every line has room.
fn start(home: &Home, args: &[&str]) -> Terminal {
    let stage = Terminal::start_in(home, env!("CARGO_BIN_EXE_sidecoach"), args, (200, 50));
    stage.wait_until("a stage", |screen| screen.contains("? keys") && !screen.contains("○ saving"));
    stage
}

/// What `u` says until there is nothing to take back.
#[track_caller]
fn taken_back(stage: &mut Terminal) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let screen = stage.step("u", &["t"]);
        let says =
            screen.lines().rev().find(|line| ["took back", "nothing to take"].iter().any(|says| line.contains(says)));
        let says = says.unwrap_or_else(|| panic!("says what it took back:\n{screen}")).trim();
        // After a restart a scene goes on after the time that it was away.
        let says = says.split(" after ").next().unwrap().to_owned();
        if says == "nothing to take back" {
            return all;
        }
        all.push(says);
    }
}

/// Does the first `steps` steps, pulls the plug, and looks.
fn check(steps: usize) {
    let home = Home::new();
    let mut stage = evening(&home, steps);
    let (was_called, was_on) = (stage.screen().contains("get ready"), stage.screen().contains("break off"));
    let before = View::of(&mut stage);
    stage.kill();
    let mut again = start(&home, &[]);
    again.wait_for(&["resumed ", "plan Evening at ", "packs turns, status"]);
    let mut after = View::of(&mut again);
    if was_on {
        // Its scene has ended for now.
        let goes_on = again.step("u", &["took back the end: the scene ", "break off"]);
        assert!(goes_on.contains("PAUSED") == (STEPS[steps - 1].0 == " " && STEPS[steps - 2].0 != " "), "{goes_on}");
        after = View::of(&mut again);
    }
    assert_eq!(after, before, "after step {steps}");

    // The same without a kill; only that a countdown is left.
    let other = Home::new();
    let mut whole = evening(&other, steps);
    if was_called {
        whole.step("\x1b", &["enter call it"]);
    }
    assert_eq!(taken_back(&mut again), taken_back(&mut whole), "after step {steps}");
}

#[test]
fn an_evening_goes_on_after_every_step() {
    (1..=STEPS.len()).step_by(2).for_each(check);
}

#[test]
fn an_evening_goes_on_after_every_other_step() {
    (2..=STEPS.len()).step_by(2).for_each(check);
}

#[test]
fn a_plan_runs_late_while_nothing_runs() {
    let mut home = Home::new();
    evening(&home, 8).kill();
    if !home.move_clock("+9m") {
        return;
    }
    for _ in 0..2 {
        let again = start(&home, &[]);
        // The first block had five minutes and took seconds; this one has had nine since.
        again.wait_for(&["2/3 scenes · 4 min behind", "0 of 2 scenes", "plan Evening at 2/3 scenes"]);
        again.kill();
    }
}
