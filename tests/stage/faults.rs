//! The log can't be written at one step of a session after the other: the screen says so, and all of it comes into the log
//! once it can.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use rustix::process::{Resource, Rlimit, prlimit};

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

/// A stage that is told by no signal when a file may not grow.
fn start(home: &Home) -> Terminal {
    let shell = "trap '' XFSZ; exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_sidecoach");
    let players = ["--players", "Ana, Ben, Chi", "-p", "turns", "--seed", "9"];
    let stage = Terminal::start(home, "/bin/sh", &[&["-c", shell, program], &players[..]].concat());
    stage.wait_for(&["3 present"]);
    stage
}

/// Goes a step on, though what came of it may not be saved.
fn press(stage: &mut Terminal, (keys, shows): (&str, &str)) {
    stage.press(keys);
    stage.wait_for(&[shows]);
}

/// Goes through a session in which `fail` keeps the log from being written from one step on until the screen `says` so,
/// and `heal` ends that. Then the plug is pulled, and the log holds all of it.
fn check<T>(home: &Home, step: usize, says: &str, fail: impl FnOnce(&Terminal) -> T, heal: impl FnOnce(T, &Terminal)) {
    let mut stage = start(home);
    for (keys, shows) in &STEPS[..step] {
        stage.step(keys, &[shows]);
    }
    stage.wait_until("no saving", |screen| !screen.contains("○ saving"));

    let failing = fail(&stage);
    STEPS[step..].iter().for_each(|&step| press(&mut stage, step));
    stage.wait_for(&[says]);
    heal(failing, &stage);
    stage.wait_until_saved();
    stage.kill();
    holds(home, &home.log(), &format!("after step {step}"));
}

/// The log holds what came of [`STEPS`].
#[track_caller]
fn holds(home: &Home, log: &Path, when: &str) {
    let takes = home.run(&["takes", "list", "--json", "--log", log.to_str().unwrap()]);
    let takes: serde_json::Value = serde_json::from_str(&takes).unwrap();
    let [take] = takes["takes"].as_array().unwrap().as_slice() else { panic!("{when}: {takes}") };
    assert_eq!((&take["ending"], &take["note"]), (&"stopped".into(), &"kept".into()), "{when}");
    let moments: Vec<_> = take["moments"].as_array().unwrap().iter().map(|moment| &moment["kind"]).collect();
    assert_eq!(moments.iter().filter(|kind| **kind == "mark").count(), 1, "{when}: {moments:?}");
    let faults = home.run(&["doctor", "--json", "--log", log.to_str().unwrap()]);
    assert!(!faults.contains("damaged"), "{faults}");
}

/// A small disk for the log of a home; `None` where nothing may be mounted.
struct Disk(PathBuf);

impl Disk {
    fn of(home: &Home) -> Option<Self> {
        let folder = home.log().parent().unwrap().to_owned();
        fs::create_dir_all(&folder).unwrap();
        mount(&["-t", "tmpfs", "-o", "size=2m,mode=700", "none"], &folder).then_some(Self(folder))
    }

    /// Writes to it until nothing more goes on it.
    fn fill(&self) {
        let mut ballast = File::create(self.0.join("ballast")).unwrap();
        while ballast.write_all(&[0; 4096]).is_ok() {}
    }

    fn make_room(&self) {
        fs::remove_file(self.0.join("ballast")).unwrap();
    }

    fn allow(&self, writing: bool) {
        assert!(mount(&["-o", if writing { "remount,rw" } else { "remount,ro" }], &self.0));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
    }
}

fn mount(how: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(how).arg(folder).output().is_ok_and(|output| output.status.success())
}

fn limit(stage: &Terminal, bytes: Option<u64>) {
    prlimit(Some(stage.id()), Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

#[test]
fn no_file_may_grow_and_nothing_is_lost() {
    // From nothing at all to some pages of the change.
    for (step, bytes) in WRITES.into_iter().zip([0, 1, 512, 4096, 40_000]) {
        let (fail, heal) = (|stage: &Terminal| limit(stage, Some(bytes)), |(), stage: &Terminal| limit(stage, None));
        check(&Home::new(), step, "the log can't be", fail, heal);
    }
}

#[test]
fn the_disk_is_full_and_nothing_is_lost() {
    for step in WRITES {
        let home = Home::new();
        let Some(disk) = Disk::of(&home) else { return };
        check(&home, step, "the disk of the", |_| disk.fill(), |(), _| disk.make_room());
    }
}

#[test]
fn there_is_no_room_for_a_log_until_there_is() {
    let home = Home::new();
    let Some(disk) = Disk::of(&home) else { return };
    disk.fill();
    check(&home, 0, "the disk of the", |_| (), |(), _| disk.make_room());
}

#[test]
fn nothing_may_be_written_until_it_may() {
    let home = Home::new();
    let Some(disk) = Disk::of(&home) else { return };
    disk.allow(false);
    check(&home, 0, "the log can't be opened", |_| (), |(), _| disk.allow(true));
}

#[test]
fn what_no_disk_takes_goes_to_another_file() {
    for full in [true, false] {
        let home = Home::new();
        let Some(disk) = Disk::of(&home) else { return };
        if full {
            disk.fill();
        } else {
            disk.allow(false);
        }
        let mut stage = start(&home);
        for step in STEPS {
            press(&mut stage, step);
        }
        let (there, here) = (disk.0.join("no.db"), home.file("rescued.db"));
        stage.press("q");
        stage.wait_for(&["or `no` to give it up"]);
        stage.press(&format!("{}\r", there.display()));
        stage.wait_until("another question", |screen| screen.matches("or `no` to give it up").count() == 2);
        stage.press(&format!("{}\r", here.display()));
        stage.ended();
        holds(&home, &here, if full { "on a full disk" } else { "read-only" });
        assert!(!there.exists(), "nothing is left of what failed");
    }
}

#[test]
fn another_program_has_the_log_for_itself_and_nothing_is_lost() {
    let home = Home::new();
    let hold = |_: &Terminal| {
        let other = Connection::open(home.log()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        other
    };
    check(&home, 2, "another program is", hold, |other, _| other.execute_batch("ROLLBACK").unwrap());
}

#[test]
fn the_log_is_taken_away_and_brought_back_and_nothing_is_lost() {
    let home = Home::new();
    let hide = |_: &Terminal| {
        let (log, away) = (home.log(), home.file("away"));
        fs::rename(log.parent().unwrap(), &away).unwrap();
        (log, away)
    };
    check(&home, 3, "the log was taken", hide, |(log, away), _| {
        let _ = fs::remove_dir_all(log.parent().unwrap());
        fs::rename(away, log.parent().unwrap()).unwrap();
    });
}
