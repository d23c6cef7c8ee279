//! The log can't be written at one step of a session after the other: the screen says so, and all of it comes into the log
//! once it can.

use rusqlite::Connection;
use rustix::process::{Pid, Resource, Rlimit, prlimit};

use crate::terminal::{Home, Terminal};

/// What the leader does, and what is then on the screen.
const STEPS: [(&str, &str); 6] = [
    ("\r", "enter call it"),
    ("\r", "get ready"),
    ("\r", "enter edit"),
    ("m", "mark"),
    ("b", "broken off"),
    ("tkept\r", "note  kept"),
];

/// The steps of [`STEPS`] after which something is written.
const WRITES: [usize; 5] = [0, 2, 3, 4, 5];

/// Goes through a session in which `fail` keeps the log from being written from one step on until the screen `says` so,
/// and `heal` ends that. Then the plug is pulled, and the log holds all of it.
fn check<T>(step: usize, says: &str, fail: impl FnOnce(&Home, &Terminal) -> T, heal: impl FnOnce(T, &Terminal)) {
    let home = Home::new();
    let shell = "trap '' XFSZ; exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_sidecoach");
    let players = ["--players", "Ana, Ben, Chi", "-p", "turns", "--seed", "9"];
    let mut stage = Terminal::start(&home, "/bin/sh", &[&["-c", shell, program], &players[..]].concat());
    stage.wait_until("a start", |screen| screen.contains("3 present") && !screen.contains("saving"));
    let press = |stage: &mut Terminal, (keys, shows): (&str, &str)| {
        stage.press(keys);
        stage.wait_for(&[shows]);
    };
    STEPS[..step].iter().for_each(|&step| press(&mut stage, step));
    stage.wait_until("no saving", |screen| !screen.contains("saving"));

    let failing = fail(&home, &stage);
    STEPS[step..].iter().for_each(|&step| press(&mut stage, step));
    stage.wait_for(&[says]);
    heal(failing, &stage);
    stage.wait_until("all of it in the log", |screen| !screen.contains(says) && !screen.contains("saving"));
    stage.kill();

    let takes = home.takes();
    let [take] = takes.as_slice() else { panic!("after step {step}: {takes:?}") };
    assert_eq!((&take["ending"], &take["note"]), (&"stopped".into(), &"kept".into()), "after step {step}");
    let moments: Vec<_> = take["moments"].as_array().unwrap().iter().map(|moment| &moment["kind"]).collect();
    assert_eq!(moments.iter().filter(|kind| **kind == "mark").count(), 1, "after step {step}: {moments:?}");
    let faults = home.run(&["doctor", "--json"]);
    assert!(!faults.contains("damaged"), "{faults}");
}

fn limit(stage: &Terminal, bytes: Option<u64>) {
    let pid = Pid::from_raw(stage.id()).unwrap();
    prlimit(Some(pid), Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

#[test]
fn no_file_may_grow_and_nothing_is_lost() {
    for (at, step) in WRITES.into_iter().enumerate() {
        // From nothing at all to some pages of the change.
        let bytes = [0, 1, 512, 4096, 40_000][at];
        check(step, "the log can't be", |_, stage| limit(stage, Some(bytes)), |(), stage| limit(stage, None));
    }
}

#[test]
fn another_program_has_the_log_for_itself_and_nothing_is_lost() {
    let hold = |home: &Home, _: &Terminal| {
        let other = Connection::open(home.log()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        other
    };
    check(2, "another program is", hold, |other, _| other.execute_batch("ROLLBACK").unwrap());
}

#[test]
fn the_log_is_taken_away_and_brought_back_and_nothing_is_lost() {
    let hide = |home: &Home, _: &Terminal| {
        let (log, away) = (home.log(), home.file("away"));
        std::fs::rename(log.parent().unwrap(), &away).unwrap();
        (log, away)
    };
    check(3, "the log was taken", hide, |(log, away), _| {
        let _ = std::fs::remove_dir_all(log.parent().unwrap());
        std::fs::rename(away, log.parent().unwrap()).unwrap();
    });
}
