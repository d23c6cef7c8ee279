//! What is left when the disk is full, the plug is pulled, or nothing may be written: what was there before, or all of it.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::bench::Test;
use crate::takes::logged;

/// The log of the tests; beside it `other.db` with another verdict, and the same as `other.jsonl`.
fn laptops() -> Test {
    let test = logged("");
    fs::copy(test.log(), test.path().join("own.db")).unwrap();
    fs::rename(test.log(), test.path().join("other.db")).unwrap();
    let note = "a note as long as a page ".repeat(2000);
    for args in [
        &["takes", "note", "2", &note, "--by", "Ben"][..],
        &["takes", "export", "--format", "jsonl", "--names", "--secrets", "-o", "other.jsonl"],
    ] {
        assert_eq!(test.run(&[args, &["--log", "other.db", "-q"]].concat()).code, 0, "{args:?}");
    }
    test
}

/// Everything that a test asks of the program, on the log `own.db`.
const WRITES: [&[&str]; 5] = [
    &["takes", "verdict", "2", "hold", "--by", "Chi"],
    &["takes", "export", "--format", "jsonl", "--names", "-o", "out.jsonl"],
    &["takes", "export", "--format", "frictionless", "-o", "out"],
    &["takes", "merge", "other.db"],
    &["takes", "import", "other.jsonl"],
];

/// What is told of a log, and of what was exported from it: the list of takes, and what is in the files.
fn state(test: &Test) -> (String, Vec<String>) {
    let takes = test.run(&["takes", "list", "--json", "--log", "own.db"]);
    assert_eq!(takes.code, 0, "the log can be read: {}", takes.err);
    let mut files = Vec::new();
    for entry in fs::read_dir(test.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name == "out.jsonl" {
            files.push(fs::read_to_string(&path).unwrap());
        } else if name == "out" {
            let inside = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
            let mut inside: Vec<_> = inside.map(|file| fs::read_to_string(file).unwrap()).collect();
            inside.sort();
            files.push(inside.concat());
        }
    }
    (takes.out, files)
}

/// How many exports the log has in its ledger.
fn entered(test: &Test) -> i64 {
    let log = rusqlite::Connection::open(test.path().join("own.db")).unwrap();
    log.query_row("SELECT count(*) FROM export", [], |row| row.get(0)).unwrap()
}

/// Does one thing under a shell that sets limits first, and gives its exit code and what it says.
fn under(test: &Test, limit: &str, args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limit}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_sidecoach")]).args(args);
    command.args(["--log", "own.db"]).current_dir(test.path()).env_clear().env("HOME", test.path().join("home"));
    let output = command.stdin(Stdio::null()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// What it is before and after each of the things to do, where nothing is in the way.
fn before_and_after(args: &[&str]) -> [(String, Vec<String>); 2] {
    let test = laptops();
    let before = state(&test);
    assert_eq!(test.run(&[args, &["--log", "own.db", "-q"]].concat()).code, 0, "{args:?}");
    let after = state(&test);
    assert_ne!(before, after, "{args:?} does something");
    [before, after]
}

fn no_leftovers(test: &Test, args: &[&str]) {
    for entry in fs::read_dir(test.path()).unwrap() {
        let name = entry.unwrap().file_name();
        let name = name.to_string_lossy();
        assert!(!name.contains("merging") && !name.starts_with(".sidecoach"), "{args:?} leaves {name}");
    }
}

/// A verdict is stamped with the time, so that it is compared without.
fn timeless((takes, files): (String, Vec<String>)) -> (String, Vec<String>) {
    let takes = takes.split("\"at\":\"").map(|rest| rest.split_once('Z').map_or(rest, |(_, rest)| rest)).collect();
    (takes, files)
}

#[test]
fn a_full_disk_leaves_all_as_it_was() {
    for args in WRITES {
        let [before, after] = before_and_after(args).map(timeless);
        let mut failed = 0;
        // In blocks of 512 bytes; the log itself has some 200. The signal is what a full disk doesn't send.
        for blocks in [0, 8, 64, 128, 256] {
            let test = laptops();
            let (code, says) = under(&test, &format!("trap '' XFSZ; ulimit -f {blocks}"), args);
            let left = timeless(state(&test));
            if code == Some(0) {
                assert_eq!(left, after, "{args:?} within {blocks}");
            } else {
                failed += 1;
                assert_eq!((left, entered(&test)), (before.clone(), 0), "{args:?} within {blocks}: {says}");
                assert!(code == Some(2) && says.contains("error: "), "{args:?} within {blocks}: {code:?} {says}");
                no_leftovers(&test, args);
                assert_eq!(under(&test, ":", args).0, Some(0), "{args:?}: a second try, with room");
                assert_eq!(timeless(state(&test)), after, "{args:?}");
            }
        }
        assert!(failed > 0, "{args:?} never met a full disk");
    }
}

#[test]
fn where_nothing_may_be_written_nothing_is_lost() {
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for args in WRITES {
        let test = laptops();
        let before = timeless(state(&test));
        allow(&test.path().join("own.db"), 0o444);
        // Nothing is forbidden to the superuser.
        if fs::OpenOptions::new().append(true).open(test.path().join("own.db")).is_ok() {
            return;
        }
        for closed in ["own.db", "."] {
            allow(&test.path().join("own.db"), 0o444);
            allow(test.path(), if closed == "." { 0o555 } else { 0o755 });
            let (code, says) = under(&test, ":", args);
            allow(test.path(), 0o755);
            allow(&test.path().join("own.db"), 0o644);
            assert!(code == Some(2) && says.contains("error: "), "{args:?} {closed}: {code:?} {says}");
            assert_eq!(timeless(state(&test)), before, "{args:?} {closed}");
            no_leftovers(&test, args);
        }
    }
}

/// Kills the program as soon as a file whose name holds this is there; `false` if it was over before.
fn killed(test: &Test, args: &[&str], sign: &str) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sidecoach"));
    command.args(args).args(["--log", "own.db", "--quiet"]).current_dir(test.path());
    command.env_clear().env("HOME", test.path().join("home")).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let is_there = || {
        let names = fs::read_dir(test.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.into_iter().any(|name| name.to_string_lossy().contains(sign))
    };
    while !is_there() {
        if child.try_wait().unwrap().is_some() {
            let mut says = String::new();
            child.stderr.take().unwrap().read_to_string(&mut says).unwrap();
            assert_eq!(says, "", "{args:?}");
            return false;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

#[test]
fn who_is_killed_leaves_all_or_nothing() {
    for args in WRITES {
        let [before, after] = before_and_after(args).map(timeless);
        for sign in ["own.db-wal", ".merging-", ".sidecoach-", "out"] {
            let test = laptops();
            let was_killed = killed(&test, args, sign);
            let left = timeless(state(&test));
            assert!(left == after || was_killed && left == before, "{args:?} at {sign}: {left:?}");
            assert!(
                entered(&test) >= left.1.len() as i64,
                "{args:?} at {sign}: whatever left the log is in its ledger"
            );
            let _ = fs::remove_file(test.path().join("out.jsonl"));
            let _ = fs::remove_dir_all(test.path().join("out"));
            let merge = ["takes", "merge", "other.db"];
            for args in [args, &merge] {
                assert_eq!(under(&test, ":", args).0, Some(0), "{args:?} after it was killed at {sign}");
            }
            let left = fs::read_dir(test.path()).unwrap().map(|entry| entry.unwrap().file_name());
            assert!(!left.into_iter().any(|name| name.to_string_lossy().contains(".merging-")), "{args:?} at {sign}");
        }
    }
}
