use std::fs;

use sidecoach::booth::packs::{BUILT_IN, Library};
use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::take::{End, Ending, Entry, Take, Workshop};

use crate::bench::Test;
use crate::takes::{START, hand, id, logged};

/// In a home where nothing is amiss but the terminal, which no test has.
fn home() -> Test {
    Test::new()
        .variable("LANG", "C.UTF-8")
        .variable("COLORTERM", "truecolor")
        .variable("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=nowhere")
}

/// What it says of one thing, each as `state says → todo`, and its exit code.
fn checks(test: &Test, args: &[&str], topic: &str) -> (Vec<String>, i32) {
    let run = test.run(&[&["doctor", "--json"], args].concat());
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json["version"], 1);
    let checks = json["checks"].as_array().unwrap().iter().filter(|check| check["check"] == topic);
    let check = |check: &serde_json::Value| {
        let said = |key: &str| check[key].as_str().unwrap_or_default().to_owned();
        [said("state"), said("says"), "→".to_owned(), said("todo")].join(" ")
    };
    (checks.map(check).collect(), run.code)
}

/// It must say this of one thing, with this exit code.
#[track_caller]
fn says(test: &Test, topic: &str, code: i32, beginnings: &[&str]) {
    let (found, exit) = checks(test, &[], topic);
    assert_eq!(exit, code, "{found:?}");
    assert_eq!(found.len(), beginnings.len(), "{found:?}");
    for (found, beginning) in found.iter().zip(beginnings) {
        assert!(found.starts_with(beginning), "{found}");
    }
}

#[test]
fn each_thing_is_looked_at_and_said_what_to_do() {
    let run = home().variable("COLUMNS", "300").run(&["doctor"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let (above, below) = run.out.split_once("ok    disk of log     ").unwrap();
    let (_, below) = below.split_once(" MiB free\n").unwrap();
    let packs = Library::new(None).installed().packs();
    let prompts: usize = packs.iter().map(|pack| pack.prompts.len()).sum();
    assert_eq!(
        above,
        format!(
            "\
look  terminal        this is none, so only commands work here, not the stage
                      → start `sidecoach doctor` in a terminal window, with nothing after it
ok    colours         true colour
ok    unicode         yes (C.UTF-8)
ok    settings        none yet, so every default holds: [dir]/home/.config/sidecoach/config.toml
ok    packs           {} packs, {prompts} prompts
ok    log             none yet; it will be [dir]/home/.local/share/sidecoach/takes.db
",
            packs.len()
        )
    );
    if cfg!(target_os = "linux") {
        assert_eq!(
            below,
            "\
ok    notifications   by unix:abstract=nowhere
ok    display         `systemd-inhibit --what=idle sidecoach` keeps it from sleeping in a long scene
"
        );
    }
}

#[test]
fn what_works_less_well_is_no_failure() {
    for (test, topic, found) in [
        (home().variable("NO_COLOR", "1"), "colours", "ok none, as NO_COLOR asks"),
        (home().variable("LC_ALL", "C"), "unicode", "look the locale (C) is not in UTF-8"),
        (home().variable("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus"), "notifications", "look there is no"),
    ] {
        says(&test, topic, 0, &[found]);
    }
    let dark = Test::new().file("home/.config/sidecoach/config.toml", "theme = \"dark\"");
    says(&dark, "colours", 0, &["look the theme dark needs true colour"]);
    let synced = home();
    let log = synced.path().join("Dropbox/takes.db");
    let (found, code) = checks(&synced, &["--log", log.to_str().unwrap()], "place of log");
    assert_eq!((code, found.len()), (0, 1));
    assert!(found[0].starts_with("look the log is on a synced folder"), "{found:?}");
}

#[test]
fn what_is_broken_is_bad() {
    let config = "home/.config/sidecoach";
    let settings = home().file(&format!("{config}/config.toml"), "x = 1\ntheme = 2\n");
    says(&settings, "settings", 1, &["bad [dir]/home/.config/sidecoach/config.toml:1:1:", "bad [dir]/"]);
    let never = home().file(&format!("{config}/never.toml"), "x");
    assert_eq!(checks(&never, &[], "never list").1, 1);
    let pack = home().own("mine.toml", "format = 1\n[[prompt]]\nid = \"a\"\n");
    says(&pack, "packs", 1, &[&format!("ok {} packs", BUILT_IN.len() + 1), "bad mine has "]);
    let unread = home().file(&format!("{config}/config.toml"), "packs = [\"turnz\"]");
    let turnz = "bad of the packs in the settings: there is no pack turnz";
    says(&unread, "packs", 1, &[&format!("ok {} packs", BUILT_IN.len()), turnz]);
    let log = home();
    fs::create_dir_all(log.log().parent().unwrap()).unwrap();
    fs::write(log.log(), "Dear Ana, ".repeat(100)).unwrap();
    says(&log, "log", 1, &["bad not a take log, left as it is: [dir]/home/.local/share/sidecoach/takes.db"]);
}

#[test]
fn a_log_is_looked_through() {
    let test = home();
    assert_eq!(test.run(&["player", "add", "Ana"]).code, 0);
    says(&test, "log", 0, &["ok [dir]/home/.local/share/sidecoach/takes.db, 0 takes, sound"]);
    let mut bytes = fs::read(test.log()).unwrap();
    bytes[4096..].fill(0xff);
    fs::write(test.log(), bytes).unwrap();
    let (found, code) = checks(&test, &[], "log");
    assert_eq!(code, 1);
    assert!(found[0].starts_with("bad ") && found[0].contains("damaged"), "{found:?}");
}

#[test]
fn an_interrupted_take_lacks_a_verdict_unless_it_counts_nowhere() {
    let test = logged("");
    says(&test, "takes", 0, &["look take 2 was interrupted and has no verdict → `sidecoach takes verdict 2 usable`"]);
    assert_eq!(test.run(&["takes", "verdict", "2", "hold"]).code, 0);
    says(&test, "takes", 0, &[]);

    let test = Test::new();
    let hand = hand(1, "");
    let take = Take { id: id(301), of_draw: 1, started: START, planned: 240_000, rehearsal: true, hand: hand.clone() };
    let end = End { ending: Ending::Interrupted, at: 9000, played: 9000, paused: 0 };
    let workshop =
        Workshop { id: id(100), name: "warm-up".to_owned(), started: START, zone: "UTC".to_owned(), seed: 7 };
    let entries = [
        Entry::Workshop(workshop),
        Entry::Arrived { player: id(1), name: "Ana".to_owned(), credit: 0 },
        Entry::Dealt(Box::new(hand)),
        Entry::Began(Box::new(take)),
        Entry::Ended { take: id(301), end },
    ];
    fs::create_dir_all(test.log().parent().unwrap()).unwrap();
    assert_eq!(write_to(&test.log(), &entries).unwrap(), 0);
    says(&test, "log", 0, &["ok [dir]/home/.local/share/sidecoach/takes.db, 1 take, sound"]);
    says(&test, "takes", 0, &[]);
}

#[test]
fn each_signal_is_fired_once() {
    let run = home().run(&["doctor", "--signals"]);
    assert_eq!((run.code, run.err.as_str()), (0, "\u{1b}[7m sidecoach signals like this \u{1b}[0m\n\u{7}"));
    assert_eq!(run.out.lines().filter(|line| line.contains(" signal: ")).count(), 3);
    assert!(run.out.contains("look  signal: desktop it was not shown"), "{}", run.out);
}

/// A bus that takes what it is told and never answers.
#[cfg(target_os = "linux")]
#[test]
fn a_desktop_that_never_answers_keeps_nobody_waiting() {
    use std::os::unix::net::UnixListener;

    let test = home();
    let socket = test.path().join("bus");
    let listener = UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for connection in listener.incoming() {
            kept.push(connection);
        }
    });
    let test = test.variable("DBUS_SESSION_BUS_ADDRESS", &format!("unix:path={}", socket.display()));
    let (found, code) = checks(&test, &["--signals"], "signal: desktop");
    assert_eq!(code, 0);
    assert!(found[0].starts_with("look the desktop did not answer"), "{found:?}");
}
