use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::booth::store::lock::WorkshopLock;
use sidecoach::booth::store::{Access, Store};
use sidecoach::take::{Entry, Fate, Take, Workshop};

use crate::bench::Test;
use crate::takes::{START, hand, id};

/// A log with these workshops, all written to just now.
fn labs(names: &[&str]) -> Test {
    let test = Test::new();
    let workshop = |(n, name): (u128, &&str)| {
        let (id, name, zone) = (id(100 + n), (*name).to_owned(), "UTC".to_owned());
        Entry::Workshop(Workshop { id, name, started: START, zone, seed: 7 })
    };
    fs::create_dir_all(test.log().parent().unwrap()).unwrap();
    let entries: Vec<_> = (0..).zip(names).map(workshop).collect();
    assert_eq!(write_to(&test.log(), &entries).unwrap(), 0);
    test
}

/// What waits for the workshop of this name, the oldest first.
fn waiting(test: &Test, name: &str) -> Vec<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
    let store = Store::open(&test.log(), Access::Read).unwrap();
    let resumed = store.resume(now, Some(name), None).unwrap().expect("it goes on").resumed;
    resumed.suggestions.into_iter().map(|waiting| waiting.text).collect()
}

const NOBODY: &str = "error: no workshop runs or would go on, so nothing can be suggested; `sidecoach` begins one\n";

#[test]
fn suggestions_wait_for_the_workshop_that_would_go_on() {
    let test = labs(&["lab"]);
    test.says(
        &["suggest", "a lighthouse", " the\tlast\u{202e} train "],
        0,
        "added 2 suggestions to lab: 2 wait there\n",
    );
    let test = test.stdin("a pier\r\n\n  \n\u{7}a bank");
    test.says(&["suggest", "-", "--workshop", "lab"], 0, "added 2 suggestions to lab: 4 wait there\n");
    assert_eq!(waiting(&test, "lab"), ["a lighthouse", "the last train", "a pier", "a bank"]);
    test.says(
        &["suggest", "a hut", "--workshop", "lap"],
        1,
        "error: no workshop called lap runs or would go on, so nothing can be suggested to it; `sidecoach --workshop` begins one\n",
    );
}

#[test]
fn without_a_workshop_nothing_is_suggested() {
    let test = Test::new();
    test.says(&["suggest", "a pier"], 1, NOBODY);
    assert!(!test.log().exists(), "no log is made for it");
    let old = labs(&[]);
    old.says(&["suggest", "a pier"], 1, NOBODY);
    let silent = labs(&["lab"]).stdin("\n \n");
    silent.says(&["suggest", "-"], 1, "error: standard input held no suggestion; write one a line\n");
}

#[test]
fn the_workshop_that_runs_hears_it_and_of_several_the_one_that_is_named() {
    let test = labs(&["one", "two", "three"]);
    let run = |n: u128| WorkshopLock::acquire(&test.log(), id(100 + n)).unwrap().expect("it is free");
    let first = run(0);
    test.says(&["suggest", "a pier"], 0, "added 1 suggestion to one: 1 waits there\n");
    let second = run(1);
    let several = "error: several workshops run: two, one; name the one that is meant with --workshop\n";
    test.says(&["suggest", "a bank"], 2, several);
    test.says(&["suggest", "a bank", "--workshop", "two"], 0, "added 1 suggestion to two: 1 waits there\n");
    test.says(&["suggest", "a hut", "--workshop", "three"], 0, "added 1 suggestion to three: 1 waits there\n");
    drop((first, second));
    assert_eq!([waiting(&test, "one"), waiting(&test, "two")], [["a pier"], ["a bank"]]);
}

#[test]
fn what_is_too_long_or_too_much_is_refused() {
    let test = labs(&["lab"]);
    let (long, longer) = ("é".repeat(400), "é".repeat(401));
    let refused = "a suggestion has at most 400 characters; this one has 401; nothing was added\n";
    test.says(&["suggest", "a pier", &longer], 2, &format!("error: {refused}"));
    test.says(&["suggest", " "], 2, "error: a suggestion needs a text; nothing was added\n");
    let test = test.stdin(format!("a pier\n{longer}\n"));
    test.says(&["suggest", "-"], 2, &format!("error: line 2: {refused}"));
    assert_eq!(waiting(&test, "lab"), [""; 0]);
    test.says(&["suggest", &long], 0, "added 1 suggestion to lab: 1 waits there\n");
    let many: Vec<String> = (0..120).map(|n| format!("a pier {n}")).collect();
    let test = test.stdin(many.join("\n"));
    let full = "error: 21 more would not fit: 100 suggestions wait in lab, the most that can; pick or drop some there with \
                o, then suggest again\n";
    test.says(&["suggest", "-"], 1, &format!("added 99 suggestions to lab: 100 wait there\n{full}"));
    assert_eq!(waiting(&test, "lab").last().unwrap(), "a pier 98");
}

/// Each text of the leader's own is a row by prompt, and all of them are one by pack.
#[test]
fn own_prompts_have_rows_in_reports() {
    let test = labs(&["lab"]);
    let own = |n: u32, text: &str| {
        let mut hand = hand(n, "");
        (hand.source, hand.roles, hand.text) = (None, vec![], text.to_owned());
        hand.cast.iter_mut().for_each(|member| member.role = None);
        hand
    };
    let mut entries = Vec::new();
    for (n, text) in [(1, "A lift is stuck."), (2, "A lift is stuck."), (3, "turns/late-4")] {
        let hand = own(n, text);
        let (id, started) = (id(300 + u128::from(n)), START + i64::from(n));
        let take = Take { id, of_draw: 1, started, planned: 240_000, rehearsal: false, hand };
        entries.push(Entry::Began(Box::new(take)));
    }
    entries.push(Entry::Dealt(Box::new(own(4, "A bank."))));
    entries.push(Entry::Fate { draw: id(204), fate: Fate::Passed(None) });
    let workshop = Workshop { id: id(900), name: "own".to_owned(), started: START, zone: "UTC".to_owned(), seed: 7 };
    entries.insert(0, Entry::Workshop(workshop));
    fs::remove_file(test.log()).unwrap();
    assert_eq!(write_to(&test.log(), &entries).unwrap(), 0);
    let rows = |args: &[&str]| -> Vec<(String, u64, u64)> {
        let json: serde_json::Value =
            serde_json::from_str(&test.run(&[&["report", "--json"], args].concat()).out).unwrap();
        let rows = json["rows"].as_array().unwrap().iter();
        let count = |row: &serde_json::Value, what: &str| row[what].as_u64().unwrap();
        rows.map(|row| (row["key"].as_str().unwrap().to_owned(), count(row, "takes"), count(row, "passes"))).collect()
    };
    let row = |key: &str, takes, passes| (key.to_owned(), takes, passes);
    let by_prompt = vec![row("A lift is stuck.", 2, 0), row("“turns/late-4”", 1, 0), row("A bank.", 0, 1)];
    assert_eq!(rows(&["--by", "prompt"]), by_prompt);
    assert_eq!(rows(&[]), by_prompt);
    assert_eq!(rows(&["--by", "prompt", "--workshop", "own"]), by_prompt);
    assert_eq!(rows(&["--by", "pack"]), [row("your own", 3, 1)]);
    assert_eq!(rows(&["--by", "prompt", "--pack", "turns"]), []);
}
