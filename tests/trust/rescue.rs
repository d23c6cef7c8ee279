//! What a log that is gone or full would not have, and logs that are not what they were.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use serde_json::{Value, json};
use sidecoach::booth::store::elsewhere::write_to;

use crate::sample;
use crate::terminal::{Home, Terminal};

/// A home whose log holds a take of days ago and Ana's consent, and a copy of that log.
fn home() -> Home {
    let home = Home::new();
    fs::create_dir_all(home.log().parent().unwrap()).unwrap();
    let entries: Vec<_> = sample::opening(1).into_iter().chain(sample::played(1)).collect();
    assert_eq!(write_to(&home.log(), &entries).unwrap(), 0);
    home.run(&["player", "lines", "Ana", "snow"]);
    fs::write(home.file("text.txt"), "I agree.\n").unwrap();
    let text = home.file("text.txt");
    let consent = ["player", "consent", "Ana", "--for", "review", "--media", "audio", "--text"];
    home.run(&[&consent[..], &[text.to_str().unwrap()]].concat());
    fs::copy(home.log(), home.file("before.db")).unwrap();
    home
}

/// A stage with a prompt on its table, that has found the take of days ago.
fn stage(home: &Home) -> Terminal {
    let mut stage = Terminal::stage(home, &["--players", "Ana, Ben", "-p", "turns", "--seed", "9"]);
    stage.wait_for(&["2 present"]);
    stage.step("\r", &["enter call it"]);
    stage.step("3", &["[3:roster]"]);
    stage.step("aDee\r", &["Dee"]);
    stage.step("2", &["lighthouse"]);
    stage
}

/// Says something of every kind, which is then on the screen.
fn go_on(stage: &mut Terminal) {
    let press = |stage: &mut Terminal, keys: &str, shows: &str| {
        stage.press(keys);
        stage.wait_for(&[shows]);
    };
    press(stage, "xt", "not usable");
    press(stage, "t", "enter keep it");
    press(stage, ", later", "later");
    press(stage, "\r", "g usable");
    press(stage, "3", "[3:roster]");
    press(stage, "aChi\r", "Chi");
    press(stage, "cwy", "consent withdrawn");
    press(stage, "l", "[x] snow");
    press(stage, &format!("{} ", "\x1b[B".repeat(5)), "[ ] snow");
    press(stage, "\t", "tab words");
    press(stage, "spiders", "spiders");
    press(stage, "\r", "a add");
    press(stage, "1", "enter call it");
    press(stage, "*", "★");
}

/// Ends it, and has it write to this file what its log would not have.
fn end(stage: &mut Terminal, file: &Path) {
    stage.press("q");
    stage.wait_for(&["or `no` to give it up"]);
    stage.press(&format!("{}\r", file.display()));
    stage.ended();
}

/// What a log holds of what [`go_on`] said, and of what was said before.
fn state(home: &Home, log: &Path) -> Value {
    let json = |args: &[&str]| home.json(&[args, &["--json", "--log", log.to_str().unwrap()]].concat());
    let takes = json(&["takes", "list"]);
    let old = takes["takes"].as_array().unwrap().iter().find(|take| take["workshop"] == "lab").unwrap();
    let people = json(&["player", "list"]);
    let mut people: Vec<_> = people["players"].as_array().unwrap().iter().collect();
    people.sort_by_key(|person| person["name"].as_str().unwrap());
    let lines = people.iter().map(|person| person["lines"].as_i64().unwrap()).sum::<i64>();
    let names: Vec<_> = people.iter().map(|person| &person["name"]).collect();
    let consent = json(&["player", "consent", "Ana"]);
    let db = Connection::open(log).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    json!({
        "old": [old["verdict"], old["reason"], old["note"]],
        "names": names,
        "lines": lines,
        "in force": consent["in_force"],
        "draws of today": count("SELECT count(*) FROM draw JOIN workshop ON workshop.id = workshop WHERE name <> 'lab'"),
        "favourites": count("SELECT count(*) FROM favourite WHERE is_favourite = 1"),
    })
}

fn shown() -> Value {
    json!({
        "old": ["not-usable", "technical", "note 1, later"],
        "names": ["Ana", "Ben", "Chi", "Dee"],
        "lines": 1,
        "in force": [],
        "draws of today": 1,
        "favourites": 1,
    })
}

fn mount(how: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(how).arg(folder).output().is_ok_and(|output| output.status.success())
}

/// Loses the log under a running stage; whatever the stage says then is in the file that it is asked for, and after a
/// merge in the log of before and in a new one.
#[track_caller]
fn check(lose: impl FnOnce(&Home)) {
    let home = home();
    let mut stage = stage(&home);
    lose(&home);
    go_on(&mut stage);
    let rescued = home.file("rescued.db");
    end(&mut stage, &rescued);
    assert_eq!(state(&home, &rescued), shown());
    for log in ["before.db", "new.db"].map(|name| home.file(name)) {
        home.run(&["takes", "merge", rescued.to_str().unwrap(), "--log", log.to_str().unwrap()]);
        assert_eq!(state(&home, &log), shown(), "{}", log.display());
        let doctor = home.run(&["doctor", "--json", "--log", log.to_str().unwrap()]);
        assert!(!doctor.contains("damaged"), "{doctor}");
    }
}

#[test]
fn a_log_that_was_removed_is_rescued_whole() {
    check(|home| fs::remove_file(home.log()).unwrap());
}

#[test]
fn a_log_whose_folder_was_removed_is_rescued_whole() {
    check(|home| fs::remove_dir_all(home.log().parent().unwrap()).unwrap());
}

#[test]
fn a_log_that_was_replaced_is_rescued_whole() {
    check(|home| {
        fs::copy(home.file("before.db"), home.file("other.db")).unwrap();
        fs::rename(home.file("other.db"), home.log()).unwrap();
    });
}

#[test]
fn a_log_whose_journal_was_removed_is_rescued_whole() {
    check(|home| fs::remove_file(home.log().with_extension("db-wal")).unwrap());
}

#[test]
fn a_log_that_was_damaged_is_rescued_as_the_stage_knew_it() {
    check(|home| fs::write(home.log(), vec![b'x'; 50_000]).unwrap());
}

#[test]
fn a_log_that_was_overwritten_is_rescued_as_the_stage_knew_it() {
    check(|home| {
        let other = home.file("other.db");
        let entries: Vec<_> = sample::opening(2).into_iter().chain((1..200).flat_map(sample::played)).collect();
        write_to(&other, &entries).unwrap();
        fs::copy(other, home.log()).unwrap();
    });
}

#[test]
fn a_full_disk_is_rescued_from() {
    let home = home();
    let folder = home.log().parent().unwrap().to_owned();
    if !mount(&["-t", "tmpfs", "-o", "size=2m,mode=700", "none"], &folder) {
        return;
    }
    fs::copy(home.file("before.db"), home.log()).unwrap();
    let mut stage = stage(&home);
    let mut ballast = File::create(folder.join("ballast")).unwrap();
    while std::io::Write::write_all(&mut ballast, &[0; 4096]).is_ok() {}
    go_on(&mut stage);
    let rescued = home.file("rescued.db");
    end(&mut stage, &rescued);
    let outcome = home.outcome(&["takes", "list"]);
    let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
    assert!(outcome.status.success() || said.contains("the disk of the log is full"), "{said}");
    let _ = Command::new("umount").arg("--lazy").arg(&folder).output();
    assert_eq!(state(&home, &rescued), shown());
    home.run(&["takes", "merge", rescued.to_str().unwrap(), "--log", home.file("before.db").to_str().unwrap()]);
    assert_eq!(state(&home, &home.file("before.db")), shown());
}

/// What was acknowledged long before is rescued too, though nothing is to be written any more.
#[test]
fn what_was_said_to_be_saved_is_rescued_at_the_end() {
    let home = home();
    let mut stage = stage(&home);
    go_on(&mut stage);
    stage.wait_until("no saving", |screen| !screen.contains("○ saving"));
    fs::remove_file(home.log()).unwrap();
    let rescued = home.file("rescued.db");
    end(&mut stage, &rescued);
    assert_eq!(state(&home, &rescued), shown());
}

/// Whatever ends the program once it has said where all of it is kept.
#[test]
fn a_log_that_was_lost_is_kept_at_once() {
    let remove = |home: &Home| fs::remove_file(home.log()).unwrap();
    let unlog = |home: &Home| fs::remove_file(home.log().with_extension("db-wal")).unwrap();
    let damage = |home: &Home| fs::write(home.log(), vec![b'x'; 50_000]).unwrap();
    let overwrite = |home: &Home| fs::write(home.log(), fs::read(home.file("before.db")).unwrap()).unwrap();
    let replace = |home: &Home| {
        fs::copy(home.file("before.db"), home.file("other.db")).unwrap();
        fs::rename(home.file("other.db"), home.log()).unwrap();
    };
    for lose in [remove, unlog, damage, overwrite, replace] as [fn(&Home); 5] {
        for is_lost_first in [false, true] {
            let home = home();
            let mut stage = stage(&home);
            if is_lost_first {
                lose(&home);
            }
            go_on(&mut stage);
            if is_lost_first {
                stage.wait_until("all of it", |_| state(&home, &kept(&home)) == shown());
            } else {
                stage.wait_until_saved();
                lose(&home);
                stage.press("1");
                stage.wait_for(&["takes-rescued.db"]);
            }
            stage.kill();
            assert_eq!(state(&home, &kept(&home)), shown(), "{is_lost_first}");
        }
    }
}

/// Where it is kept while the log is lost.
fn kept(home: &Home) -> std::path::PathBuf {
    home.log().with_file_name("takes-rescued.db")
}

/// Another program's log in the place of the stage's own: what it writes there stays, and the stage says so.
#[test]
fn a_log_in_the_place_of_another_keeps_what_is_written_to_it() {
    for is_journal_left in [true, false] {
        let home = home();
        let mut stage = stage(&home);
        fs::copy(home.file("before.db"), home.file("other.db")).unwrap();
        fs::rename(home.file("other.db"), home.log()).unwrap();
        if is_journal_left {
            // It is noticed at the next key.
            stage.press("1");
            stage.wait_for(&["was taken away or replaced"]);
        } else {
            for side in ["db-wal", "db-shm"] {
                fs::remove_file(home.log().with_extension(side)).unwrap();
            }
        }
        home.run(&["player", "add", "Zoe", "-q"]);
        let (other, zoe) = (Connection::open(home.log()).unwrap(), "SELECT count(*) FROM player WHERE name = 'Zoe'");
        other.execute_batch("PRAGMA journal_mode = WAL; UPDATE player SET coming = 1").unwrap();
        let rescued = home.file("rescued.db");
        end(&mut stage, &rescued);
        drop(other);
        let names = home.run(&["player", "list", "--json"]);
        assert!(names.contains("Zoe") && !names.contains("Dee"), "{is_journal_left}: {names}");
        let doctor = home.run(&["doctor", "--json"]);
        assert!(!doctor.contains("damaged"), "{doctor}");
        let rescued = Connection::open(&rescued).unwrap();
        let dee = "SELECT count(*) FROM player WHERE name = 'Dee'";
        let count = |sql| rescued.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!([count(dee), count(zoe)], [1, 0]);
    }
}

/// A log that was written over by another, of another length, keeps what is written to it.
#[test]
fn a_log_that_was_overwritten_keeps_what_is_written_to_it() {
    let home = home();
    let other = home.file("other.db");
    let entries: Vec<_> = sample::opening(2).into_iter().chain((1..200).flat_map(sample::played)).collect();
    write_to(&other, &entries).unwrap();
    let mut stage = stage(&home);
    fs::copy(&other, home.log()).unwrap();
    stage.press("1");
    stage.wait_for(&["was taken away or replaced"]);
    home.run(&["player", "add", "Zoe", "-q"]);
    end(&mut stage, &home.file("rescued.db"));
    let names = home.run(&["player", "list"]);
    assert!(names.contains("Zoe") && !names.contains("Dee"), "{names}");
    assert_eq!(home.takes().len(), 199);
    let rescued = home.run(&["player", "list", "--log", home.file("rescued.db").to_str().unwrap()]);
    assert!(rescued.contains("Dee"), "{rescued}");
}

/// Without its journal the log lacks what the stage wrote; another program that opens it begins another.
#[test]
fn a_journal_that_was_removed_harms_nobody() {
    let home = home();
    let mut stage = stage(&home);
    for side in ["db-wal", "db-shm"] {
        fs::remove_file(home.log().with_extension(side)).unwrap();
    }
    home.run(&["player", "add", "Zoe", "-q"]);
    stage.press("1");
    stage.wait_for(&["was taken away, replaced or"]);
    let rescued = home.file("rescued.db");
    end(&mut stage, &rescued);
    assert!(home.run(&["player", "list"]).contains("Zoe"));
    let dee = home.run(&["player", "list", "--log", rescued.to_str().unwrap()]);
    assert!(dee.contains("Dee"), "{dee}");
    home.run(&["takes", "merge", rescued.to_str().unwrap()]);
    let both = home.run(&["player", "list"]);
    assert!(both.contains("Zoe") && both.contains("Dee"), "{both}");
}

/// While a log has a second name nothing is written to it, by a stage or by a command; after that, all of it is.
#[test]
fn a_second_name_stops_every_writer_until_it_is_gone() {
    let home = home();
    let mut stage = stage(&home);
    let second = home.log().with_file_name("second.db");
    fs::hard_link(home.log(), &second).unwrap();
    stage.press("1");
    stage.wait_for(&["has a second name"]);
    stage.step("\x1b", &["enter call it"]);
    stage.press("\r");
    stage.wait_for(&["not in the log"]);
    for log in [home.log(), second.clone()] {
        let outcome = home.outcome(&["player", "add", "Zoe", "--log", log.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        assert!(said.contains("has a second name"), "{said}");
        assert_eq!(outcome.status.code(), Some(2), "{said}");
    }
    fs::remove_file(&second).unwrap();
    stage.wait_until_saved();
    stage.press("q");
    stage.ended();
    assert!(home.run(&["player", "list"]).contains("Dee"));
}

/// A log that was moved away and back is written to again, and lacks nothing.
#[test]
fn a_log_that_is_back_is_written_to_again() {
    let home = home();
    let mut stage = stage(&home);
    let aside = home.file("aside.db");
    fs::rename(home.log(), &aside).unwrap();
    stage.press("1\r");
    stage.wait_for(&["not in the log"]);
    fs::rename(&aside, home.log()).unwrap();
    stage.wait_until_saved();
    stage.kill();
    assert!(home.run(&["player", "list"]).contains("Dee"));
}

#[test]
fn a_rescue_takes_the_place_of_nothing_that_is_kept() {
    let home = home();
    let mut stage = stage(&home);
    fs::remove_file(home.log()).unwrap();
    go_on(&mut stage);
    stage.press("q");
    let other = home.file("before.db-wal");
    let settings = home.file("config/sidecoach/config.toml");
    let packs = home.log().with_file_name("packs").join("own.toml");
    let kept =
        [(&other, "belongs to a take log"), (&settings, "is for the settings"), (&packs, "would be taken for one")];
    for (n, (path, why)) in (1..).zip(kept) {
        stage.wait_until("the question", |screen| screen.matches("or `no` to").count() == n);
        stage.press(&format!("{}\r", path.display()));
        stage.wait_until(why, |screen| screen.replace('\n', "").contains(why));
        assert!(!path.exists());
    }
    let rescued = home.file("rescued.db");
    stage.press(&format!("{}\r", rescued.display()));
    stage.ended();
    assert_eq!(state(&home, &rescued), shown());
}

/// A log that is as long as the one of the stage, and another.
#[test]
fn a_log_of_one_length_with_another_is_not_taken_for_it() {
    let home = home();
    let other = home.file("other.db");
    fs::copy(home.file("before.db"), &other).unwrap();
    home.run(&["player", "rename", "Ana", "Zoe", "--log", other.to_str().unwrap()]);
    let mut stage = stage(&home);
    fs::write(home.log(), fs::read(&other).unwrap()).unwrap();
    go_on(&mut stage);
    let rescued = home.file("rescued.db");
    end(&mut stage, &rescued);
    assert!(rescued.exists());
    assert!(home.run(&["player", "list"]).contains("Zoe"), "what lies there now is left as it is");
}
