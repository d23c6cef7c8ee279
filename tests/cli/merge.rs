use std::fs;
use std::path::Path;
use std::process::Command;

use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::take::{Entry, Hand, Take, Workshop};

use crate::bench::Test;
use crate::takes::{START, hand, id, logged};

/// What `takes list --json` says of the log at a path.
fn takes(test: &Test, log: &str) -> String {
    test.run(&["takes", "list", "--json", "--log", log]).out
}

#[test]
fn a_log_is_brought_in_once() {
    let test = logged("");
    fs::copy(test.log(), test.path().join("other.db")).unwrap();
    let before = fs::read(test.path().join("other.db")).unwrap();
    let merge = ["takes", "merge", "other.db", "--log", "new.db"];
    test.says(&merge, 0, "brought in from other.db: 2 takes, 1 judgement, 1 person\n");
    test.says(&merge, 0, "brought in from other.db: no new take, judgement or person\n");
    assert_eq!(takes(&test, "new.db"), takes(&test, "other.db"));
    assert_eq!(fs::read(test.path().join("other.db")).unwrap(), before);
}

#[test]
fn verdicts_of_two_laptops_come_together() {
    let test = logged("");
    fs::copy(test.log(), test.path().join("other.db")).unwrap();
    for (log, verdict) in [("home/.local/share/sidecoach/takes.db", "usable"), ("other.db", "hold")] {
        assert_eq!(test.run(&["takes", "verdict", "1", verdict, "--by", verdict, "--log", log]).code, 0);
    }
    let own = test.log();
    let own = own.to_str().unwrap();
    fs::copy(own, test.path().join("own.db")).unwrap();
    test.says(&["takes", "merge", "other.db"], 0, "brought in from other.db: 1 judgement\n");
    test.says(&["takes", "merge", "own.db", "--log", "other.db"], 0, "brought in from own.db: 1 judgement\n");
    assert_eq!(takes(&test, own), takes(&test, "other.db"));
    for by in ["leader", "usable", "hold"] {
        assert_eq!(takes(&test, own).matches(&format!(r#""by":"{by}""#)).count(), 1, "{by}");
    }
}

#[test]
fn two_people_of_one_name_are_told_of() {
    let test = Test::new();
    for log in ["a.db", "b.db"] {
        assert_eq!(test.run(&["player", "add", "Ana", "--log", log]).code, 0);
    }
    let told = "brought in from b.db: 1 person\n\
                Ana is in the log as two people; `sidecoach player same` joins them if they are one\n";
    test.says(&["takes", "merge", "b.db", "--log", "a.db"], 0, told);
    let list = test.run(&["player", "list", "--json", "--log", "a.db"]).out;
    assert!(list.contains("\"P01\"") && list.contains("\"P02\""), "{list}");
}

#[test]
fn what_is_no_log_is_refused_and_left_alone() {
    let test = logged("").file("notes.txt", "not a log, ".repeat(100)).file("empty.db", "").file("short.db", "x");
    let before = takes(&test, test.log().to_str().unwrap());
    for name in ["notes.txt", "empty.db", "short.db", "missing.db", "."] {
        let said = format!(
            "error: there is no take log in {name}; name the file takes.db of the other laptop, or a copy of it\n"
        );
        test.says(&["takes", "merge", name], 2, &said);
    }
    assert_eq!(takes(&test, test.log().to_str().unwrap()), before);
    let folder = test.log();
    let beside = fs::read_dir(folder.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = beside.filter(|name| name.to_string_lossy().contains("merging")).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!test.path().join("missing.db").exists());
}

/// A log with so many takes that bringing it in takes a while.
fn long(path: &Path) {
    let lab = Workshop { id: id(900), name: "other lab".to_owned(), started: START, zone: "UTC".to_owned(), seed: 7 };
    let takes = (1..=1200).map(|n| {
        let hand = Hand { id: id(10_000 + u128::from(n)), ..hand(n, "") };
        let (id, started) = (id(20_000 + u128::from(n)), START + i64::from(n) * 60_000);
        Entry::Began(Box::new(Take { id, of_draw: 1, started, planned: 240_000, rehearsal: false, hand }))
    });
    let entries: Vec<_> = std::iter::once(Entry::Workshop(lab)).chain(takes).collect();
    assert_eq!(write_to(path, &entries).unwrap(), 0);
}

/// Kills a merge as soon as it has written so many bytes; `false` if it was faster.
fn killed(test: &Test, bytes: u64) -> bool {
    let mut merge = Command::new(env!("CARGO_BIN_EXE_sidecoach"));
    merge.current_dir(test.path()).args(["takes", "merge", "long.db", "--log", "own.db", "--quiet"]);
    let mut merge = merge.env_clear().env("HOME", test.path().join("home")).spawn().unwrap();
    let written = || fs::metadata(test.path().join("own.db-wal")).map_or(0, |wal| wal.len());
    while written() < bytes {
        if merge.try_wait().unwrap().is_some() {
            return false;
        }
    }
    merge.kill().unwrap();
    merge.wait().unwrap();
    true
}

#[test]
fn a_merge_that_is_killed_leaves_the_log_as_before_or_complete() {
    let test = logged("");
    long(&test.path().join("long.db"));
    fs::copy(test.log(), test.path().join("complete.db")).unwrap();
    let before = takes(&test, "complete.db");
    assert_eq!(test.run(&["takes", "merge", "long.db", "--log", "complete.db"]).code, 0);
    let complete = takes(&test, "complete.db");
    let mut cut = 0;
    for bytes in [1, 500_000, 1_500_000] {
        fs::copy(test.log(), test.path().join("own.db")).unwrap();
        let was_killed = killed(&test, bytes);
        let left = takes(&test, "own.db");
        assert!(left == complete || was_killed && left == before, "killed at {bytes}: {} bytes are left", left.len());
        cut += u32::from(left == before);
        assert_eq!(test.run(&["takes", "merge", "long.db", "--log", "own.db"]).code, 0);
        assert_eq!(takes(&test, "own.db"), complete, "a second try completes it");
        for name in ["own.db", "own.db-wal", "own.db-shm"] {
            let _ = fs::remove_file(test.path().join(name));
        }
    }
    assert!(cut > 0, "no merge was cut in the middle");
}
