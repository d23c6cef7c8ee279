//! Names that were taken out: no byte of them is left.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use sidecoach::booth::store::elsewhere::write_to;

use crate::sample;
use crate::terminal::{Home, Terminal};

/// Everything that Ana was called.
const NAMES: [&str; 4] = ["Ana", "Zoë", "Anita", "Nan"];

const FORGET: [&str; 7] = ["player", "forget", "Zoë", "--also", "Anita", "--yes", "-q"];

/// A log of some takes, in which Ana, who was called Nan for a while and is Zoë by now, is named wherever people write;
/// with a kept copy and a rescued file beside it.
fn evening(takes: u32) -> Home {
    let home = Home::new();
    fs::create_dir_all(home.log().parent().unwrap()).unwrap();
    let entries: Vec<_> = sample::opening(1).into_iter().chain((1..=takes).flat_map(sample::played)).collect();
    assert_eq!(write_to(&home.log(), &entries).unwrap(), 0);
    home.run(&["player", "rename", "Ana", "Nan"]);
    home.run(&["player", "rename", "Nan", "Zoë"]);
    home.run(&["takes", "note", "1", "Ana waits, Nan too.", "--by", "ana"]);
    home.run(&["takes", "note", "2", "Anita and Zoë!"]);
    for beside in ["takes.db.backup-v9", "takes-rescued.db"] {
        fs::copy(home.log(), home.log().with_file_name(beside)).unwrap();
    }
    home
}

/// The same once more, to be spoilt.
fn again(home: &Home) -> Home {
    let copy = Home::new();
    fs::create_dir_all(copy.log().parent().unwrap()).unwrap();
    for file in files(home.log().parent().unwrap()) {
        fs::copy(&file, copy.log().with_file_name(file.file_name().unwrap())).unwrap();
    }
    copy
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The files below home that hold one of the names, in whatever case.
fn holders(home: &Home, names: &[&str]) -> Vec<String> {
    let holds = |file: &PathBuf| {
        let text = String::from_utf8_lossy(&fs::read(file).unwrap_or_default()).to_lowercase();
        names.iter().any(|name| text.contains(&name.to_lowercase()))
    };
    let files = files(&home.file("")).into_iter().filter(holds);
    files.map(|file| file.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn no_byte_below_home_holds_a_forgotten_name() {
    let home = evening(8);
    assert_eq!(holders(&home, &NAMES).len(), 3);
    home.run(&FORGET);
    for name in NAMES {
        assert_eq!(holders(&home, &[name]), [""; 0], "{name}");
    }
    let left: Vec<_> =
        files(home.log().parent().unwrap()).into_iter().filter(|file| !file.ends_with("takes.db")).collect();
    assert_eq!(left.len(), 2, "nothing of it is left lying about: {left:?}");
}

/// Runs it where no file can become longer than so many half kilobytes: what writes beyond is killed, or told that the
/// disk is full.
fn limited(home: &Home, blocks: u32, is_killed: bool) -> Output {
    let limit = format!("{}ulimit -f {blocks}; exec \"$0\" \"$@\"", if is_killed { "" } else { "trap '' XFSZ; " });
    let mut command = home.command("sh");
    command.args(["-c", &limit, env!("CARGO_BIN_EXE_sidecoach")]).args(FORGET).output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_forgetting_that_is_cut_short_is_finished_by_the_same_command_or_the_next_opening() {
    let whole = evening(24);
    let blocks = u32::try_from(fs::metadata(whole.log()).unwrap().len().div_ceil(512)).unwrap();
    let (mut cut, mut left) = (0, 0);
    for n in 0..24 {
        let home = again(&whole);
        let is_done = limited(&home, n * (blocks + 24) / 20, n % 3 > 0).status.success();
        cut += u32::from(!is_done);
        left += u32::from(!is_done && !holders(&home, &NAMES).is_empty());
        let has_begun = !home.run(&["player", "list"]).contains("Zoë") || n % 2 == 0;
        // The next opening finishes what was begun, and begins nothing.
        let next = if n % 2 == 0 { &FORGET[..] } else { &["takes", "note", "3", "later"] };
        if !is_done || n % 2 == 1 {
            home.run(next);
        }
        if has_begun {
            assert_eq!(holders(&home, &NAMES), [""; 0], "cut {n}");
        }
    }
    assert!(cut > 10 && left > 5, "{cut} cut, {left} of them with names");
}

#[test]
fn what_only_has_the_name_of_a_copy_is_named_or_taken_away() {
    let home = evening(2);
    let beside = |name: &str| home.log().with_file_name(name);
    fs::write(beside("takes.db.backup-v1"), "").unwrap();
    let copy = fs::read(home.log()).unwrap();
    fs::write(beside("takes.db.backup-v2"), &copy[..copy.len() / 2]).unwrap();
    fs::write(beside("takes.db.backup-v3"), "no log at all, ".repeat(100)).unwrap();
    std::os::unix::fs::symlink("nowhere", beside("takes.db.backup-v4")).unwrap();
    let output = home.outcome(&["player", "forget", "Zoë", "--also", "Anita", "--yes"]);
    let told = told(&output);
    assert!(output.status.success(), "{told}");
    for says in [
        "the half-made copy PATH/takes.db.backup-v1 is taken away",
        "the half-made copy PATH/takes.db.backup-v2 is taken away",
        "PATH/takes.db.backup-v3 is not a take log, and stays as it is",
        "PATH/takes.db.backup-v4 is a link to a file that is not there, and stays as it is",
    ] {
        let says = says.replace("PATH", home.log().parent().unwrap().to_str().unwrap());
        assert!(told.contains(&says), "{says} in {told}");
    }
    assert!(!beside("takes.db.backup-v1").exists() && !beside("takes.db.backup-v2").exists());
    assert_eq!(holders(&home, &NAMES), [""; 0]);
}

#[test]
fn what_only_its_user_can_change_is_named() {
    let home = evening(2);
    let settings = home.file("config/sidecoach/config.toml");
    fs::create_dir_all(settings.parent().unwrap()).unwrap();
    fs::write(&settings, "# of our lab\njudge = \"ana\"\n").unwrap();
    fs::write(home.log().with_file_name("old.db"), fs::read(home.log()).unwrap()).unwrap();
    fs::create_dir(home.log().with_file_name("packs")).unwrap();
    fs::write(home.log().with_file_name("packs").join("own.toml"), "# Ask\n# Ana, not ana.\n# ana\n").unwrap();
    home.run(&["takes", "note", "2", "Anas turn, and Zoës."]);
    let told = told(&home.outcome(&FORGET[..6]));
    for says in [
        "note of take 2: “Anas” holds a name and more",
        "note of take 2: “Zoës” holds a name and more",
        "config.toml:2: judge = \"ana\"",
        "sidecoach/old.db",
        "packs/own.toml:2: # Ana, not ana.",
    ] {
        assert!(told.contains(says), "{says} in {told}");
    }
    assert_eq!(told.matches("own.toml").count(), 1, "{told}");
}

/// A log elsewhere at home with these people in it.
fn other(home: &Home, people: &[&str]) -> String {
    let log = home.file(&format!("{}.db", people.concat().len())).to_str().unwrap().to_owned();
    home.run(&[&["player", "add"], people, &["--log", &log]].concat());
    log
}

#[test]
fn who_was_forgotten_comes_back_only_if_they_are_accepted() {
    for name in ["Ana", "ZOE\u{308}", "ＡＮＩＴＡ", "N\u{AD}an"] {
        let home = evening(2);
        home.run(&FORGET);
        let before = home.run(&["player", "list", "--json"]);
        let log = other(&home, &["Chi", name]);
        let output = home.outcome(&["takes", "merge", &log]);
        let told = told(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("a name that P01 had, who was forgotten here") && told.contains("--accept"), "{told}");
        assert_eq!(home.run(&["player", "list", "--json"]), before, "nothing came in");
        home.run(&["takes", "merge", &log, "--accept"]);
        assert_eq!(home.json(&["player", "list", "--json"])["players"].as_array().unwrap().len(), 4);
        home.run(&["takes", "merge", &log]);
    }
    let home = evening(2);
    home.run(&FORGET);
    home.run(&["takes", "merge", &other(&home, &["Anatol", "Chi"])]);
}

#[test]
fn who_is_at_a_terminal_is_asked() {
    let home = evening(2);
    home.run(&FORGET);
    let log = other(&home, &["Ana"]);
    for (answer, says) in [("n\n", "nothing was brought in: Ana was forgotten here"), ("y\n", "brought in from")] {
        let program = env!("CARGO_BIN_EXE_sidecoach");
        let mut terminal = Terminal::start_in(&home, program, &["takes", "merge", &log], (200, 24));
        terminal.wait_for(&["Bring it in all the same? [y/N]"]);
        terminal.press(answer);
        terminal.wait_for(&[says]);
        terminal.ended();
    }
}

/// What an export of the other log tells is asked about too.
#[test]
fn an_export_brings_nobody_back_unasked() {
    let home = evening(2);
    home.run(&FORGET);
    let elsewhere = again(&evening(2));
    elsewhere.run(&["player", "rename", "Zoë", "Ana"]);
    let export = home.file("takes.jsonl").to_str().unwrap().to_owned();
    // Another person of her name, in takes that are not known here.
    let told = elsewhere.run(&["takes", "export", "--format", "jsonl", "--names"]);
    fs::write(&export, told.replace("-00000000000a", "-0000000000aa")).unwrap();
    let output = home.outcome(&["takes", "import", &export]);
    assert_eq!(output.status.code(), Some(1), "{}", self::told(&output));
    home.run(&["takes", "import", &export, "--accept"]);
}

#[test]
fn a_name_that_somebody_had_stays_theirs_though_they_never_played() {
    let home = evening(2);
    home.run(&["player", "add", "Quixo", "Dwee"]);
    home.run(&["player", "rename", "Quixo", "Ezmo"]);
    home.run(&["player", "same", "Ben", "Ezmo", "--yes"]);
    home.run(&["player", "rename", "Dwee", "Fayk"]);
    home.run(&["takes", "note", "1", "Quixo, Ezmo, Ben; Dwee, Fayk."]);
    let list = home.json(&["player", "list", "--json"]);
    let exported = home.run(&["takes", "export", "--format", "jsonl"]);
    assert!(exported.contains("P02, P02, P02; P04, P04."), "{exported} of {list}");
    home.run(&["player", "forget", "Ben", "--yes"]);
    home.run(&["player", "forget", "Fayk", "--yes"]);
    assert_eq!(holders(&home, &["Quixo", "Ezmo", "Dwee", "Fayk"]), [""; 0]);
    let output = home.outcome(&["takes", "merge", &other(&home, &["Quixo"])]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
}

#[test]
fn an_older_log_is_brought_up_to_date_whatever_lies_beside_it() {
    let home = Home::new();
    fs::create_dir_all(home.log().parent().unwrap()).unwrap();
    let old = rusqlite::Connection::open(home.log()).unwrap();
    old.execute_batch(include_str!("../../src/booth/store/schema/1.sql")).unwrap();
    old.execute_batch("PRAGMA application_id = 0x53434C47; PRAGMA user_version = 1").unwrap();
    drop(old);
    let beside = |name: &str| home.log().with_file_name(name);
    fs::write(beside("takes.db.backup-v1"), "").unwrap();
    std::os::unix::fs::symlink("nowhere", beside("takes.db.backup-v1-2")).unwrap();
    home.run(&["player", "add", "Ana"]);
    assert!(fs::metadata(beside("takes.db.backup-v1")).unwrap().len() > 0, "it is a copy now");
    assert!(beside("takes.db.backup-v1-2").is_symlink());
}

#[test]
fn a_copy_may_know_them_by_another_record() {
    let home = Home::new();
    home.run(&["player", "add", "Quixo"]);
    let rescued = home.log().with_file_name("takes-rescued.db");
    home.run(&["player", "add", "Quixo", "Ben", "--log", rescued.to_str().unwrap()]);
    home.run(&["player", "forget", "Quixo", "--yes"]);
    assert_eq!(holders(&home, &["Quixo"]), [""; 0]);
    assert_eq!(holders(&home, &["Ben"]), ["takes-rescued.db"]);
}

#[test]
fn of_two_who_have_one_name_nobody_is_forgotten_by_guess() {
    let home = Home::new();
    home.run(&["player", "add", "Quixo"]);
    home.run(&["takes", "merge", &other(&home, &["Quixo"])]);
    let output = home.outcome(&["player", "forget", "quixo", "--yes"]);
    assert!(
        output.status.code() == Some(2) && told(&output).contains("two people are called Quixo"),
        "{}",
        told(&output)
    );
    // Whoever takes consent back is believed for both.
    let withdrawn = home.run(&["player", "withdraw", "Quixo"]) + &told(&home.outcome(&["player", "withdraw", "Quixo"]));
    assert!(withdrawn.matches("Quixo").count() >= 2, "{withdrawn}");
    home.run(&["player", "same", "Quixo", "Quixo", "--yes"]);
    home.run(&["player", "forget", "Quixo", "--yes"]);
    fs::remove_file(home.file("5.db")).unwrap();
    assert_eq!(holders(&home, &["Quixo"]), [""; 0]);
}

#[test]
fn what_was_written_of_a_name_that_another_has_now_is_named() {
    let home = evening(2);
    home.run(&["player", "add", "Ana"]);
    let output = home.outcome(&FORGET[..6]);
    assert!(told(&output).contains("somebody else is called Ana now"), "{}", told(&output));
}

#[test]
fn a_name_is_forgotten_in_whatever_form_it_was_written() {
    let home = evening(4);
    home.run(&["player", "rename", "Zoë", "José"]);
    home.run(&["takes", "note", "1", "Jose\u{301} and Ｊｏｓé and JOSÉ and Zoe\u{308}."]);
    let exported = home.run(&["takes", "export", "--format", "jsonl"]);
    assert!(exported.contains("P01 and P01 and P01 and P01."), "{exported}");
    home.run(&["player", "forget", "josé", "--also", "Anita", "--yes"]);
    assert_eq!(holders(&home, &["José", "Jose\u{301}", "Ｊｏｓé", "Zoe\u{308}"]), [""; 0]);
}

#[test]
fn a_damaged_copy_blocks_nothing_and_is_named() {
    let home = evening(8);
    let rescued = home.log().with_file_name("takes-rescued.db");
    let mut bytes = fs::read(&rescued).unwrap();
    let page = 4096;
    for start in (page..bytes.len()).step_by(2 * page) {
        bytes[start..start + page].fill(0x5A);
    }
    fs::write(&rescued, bytes).unwrap();
    let output = home.outcome(&["player", "forget", "Zoë", "--also", "Anita", "--yes"]);
    let told = told(&output);
    assert!(output.status.success() && told.contains("takes-rescued.db is damaged, and stays as it is"), "{told}");
    assert_eq!(holders(&home, &["Zoë"]).iter().filter(|file| *file != "takes-rescued.db").count(), 0);
}

#[test]
fn who_is_forgotten_by_a_merge_is_told_of() {
    let home = evening(2);
    let there = home.file("there.db");
    fs::copy(home.log(), &there).unwrap();
    home.run(&["player", "forget", "Zoë", "--also", "Anita", "--yes", "--log", there.to_str().unwrap()]);
    let settings = home.file("config/sidecoach/config.toml");
    fs::create_dir_all(settings.parent().unwrap()).unwrap();
    fs::write(&settings, "judge = \"ana\"\n").unwrap();
    home.run(&["takes", "note", "2", "Zoës turn."]);
    let told = told(&home.outcome(&["takes", "merge", there.to_str().unwrap()]));
    for says in ["P01 was forgotten there", "note of take 2: “Zoës” holds a name and more", "config.toml:1: judge"]
    {
        assert!(told.contains(says), "{says} in {told}");
    }
}
