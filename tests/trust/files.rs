//! Files of the user that several programs change, and outputs that would take the place of what sidecoach keeps.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::terminal::{Home, Terminal};

/// How many programs write at the same time.
const WRITERS: usize = 4;

/// How many changes are made, each by a program of its own: `SIDECOACH_CHANGES`, or 200.
fn changes() -> usize {
    env::var("SIDECOACH_CHANGES").map_or(200, |changes| changes.parse().unwrap())
}

/// A pack with a prompt for each writer.
fn pack() -> String {
    let prompts = (0..WRITERS)
        .map(|n| format!("\n[[prompt]]\nid = \"p{n}\"\ntext = \"Play {n}.\"\nplayers = \"2+\"\nweight = 1\n"));
    format!("format = 1\ntitle = \"Shared\"\nrating = \"general\"\n{}", prompts.collect::<String>())
}

#[track_caller]
fn done(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What the weights in a pack are.
fn weights(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .filter_map(|line| Some(line.strip_prefix("weight")?.trim_start_matches([' ', '=']).to_owned()))
        .collect()
}

/// The tags on the never list.
fn never(home: &Home) -> BTreeSet<String> {
    let list = home.json(&["pack", "never", "--json"]);
    list["never"].as_array().unwrap().iter().map(|entry| entry["tag"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn no_change_that_was_acknowledged_is_lost() {
    /// How many tags of a writer stay on the list.
    const STAY: usize = 5;
    let home = Home::new();
    let path = home.file("shared.toml");
    fs::write(&path, pack()).unwrap();
    // A round is three changes, or two as long as no tag goes.
    let rounds = (changes().div_ceil(WRITERS) + STAY).div_ceil(3);
    let write = |writer: usize| {
        let mut acknowledged = 0;
        for round in 0..rounds {
            let weight = format!("{}", round % 900 + 2);
            done(&home.outcome(&[
                "pack",
                "set",
                &format!("{}/p{writer}", path.display()),
                &format!("weight={weight}"),
            ]));
            assert_eq!(weights(&path)[writer], weight, "what was set is set");
            done(&home.outcome(&["pack", "never", "--tag", &format!("w{writer}-{round}")]));
            acknowledged += 2;
            if let Some(old) = round.checked_sub(STAY) {
                done(&home.outcome(&["pack", "never", "--undo", "--tag", &format!("w{writer}-{old}")]));
                acknowledged += 1;
            }
        }
        acknowledged
    };
    let acknowledged: usize = thread::scope(|scope| {
        let write = &write;
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || write(writer))).collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    let last = |writer: usize| (rounds.saturating_sub(STAY)..rounds).map(move |round| format!("w{writer}-{round}"));
    assert_eq!(never(&home), (0..WRITERS).flat_map(last).collect());
    let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().starts_with('.')), "nothing is left: {names:?}");
    eprintln!("{acknowledged} changes were acknowledged, 0 were lost");
}

#[test]
fn two_who_begin_a_file_both_have_their_say() {
    for _ in 0..changes() / 20 {
        let home = Home::new();
        let both = |one: &[&str], two: &[&str]| {
            thread::scope(|scope| {
                let [one, two] = [one, two].map(|args| scope.spawn(|| home.outcome(args)));
                let outcomes = [one, two].map(|run| run.join().unwrap());
                outcomes.iter().for_each(done);
            });
        };
        both(&["pack", "never", "--tag", "a"], &["pack", "never", "--tag", "b"]);
        assert_eq!(never(&home), BTreeSet::from(["a", "b"].map(str::to_owned)));
        // A pack that is built in is copied first.
        both(&["pack", "set", "turns/late-apology", "weight=7"], &["pack", "retire", "turns/late-apology"]);
        let text = fs::read_to_string(home.file("data/sidecoach/packs/turns.toml")).unwrap();
        assert!(text.contains("weight  = 7") || text.contains("weight = 7"), "{text}");
        assert!(text.contains("retired"), "{text}");
    }
}

#[test]
fn what_an_editor_saves_is_kept() {
    let home = Home::new();
    let path = home.file("shared.toml");
    fs::write(&path, pack()).unwrap();
    let rounds = changes() / 4;
    // The editor saves once in each, as soon as it sees that a change is on its way.
    let round = AtomicUsize::new(0);
    let is_on_its_way = || {
        let names = fs::read_dir(path.parent().unwrap()).unwrap().flatten().map(|entry| entry.file_name());
        names.into_iter().any(|name| name.to_string_lossy().starts_with(".sidecoach-"))
    };
    let saved = thread::scope(|scope| {
        let editor = scope.spawn(|| {
            let (mut saved, mut last) = (0, 0);
            while last < rounds {
                let now = round.load(Ordering::Relaxed);
                if now == last || now < rounds && !is_on_its_way() {
                    continue;
                }
                last = now;
                let text = fs::read_to_string(&path).unwrap();
                assert_eq!(text.matches("# save ").count(), saved, "what was saved is there");
                let new = path.with_extension("new");
                fs::write(&new, format!("{text}# save {saved}\n")).unwrap();
                fs::rename(new, &path).unwrap();
                saved += 1;
            }
            saved
        });
        for n in 1..=rounds {
            round.store(n, Ordering::Relaxed);
            done(&home.outcome(&[
                "pack",
                "set",
                &format!("{}/p0", path.display()),
                &format!("weight={}", n % 900 + 2),
            ]));
        }
        editor.join().unwrap()
    });
    assert!(saved > 0);
    assert_eq!(fs::read_to_string(&path).unwrap().matches("# save ").count(), saved);
    eprintln!("{saved} saves of an editor, 0 were lost");
}

#[test]
fn the_stage_s_weight_keys_and_a_command_share_a_pack() {
    let home = Home::new();
    let (mut stage, path) = Terminal::stage_of_pack(&home, &pack());
    stage.step("4j", &["[4:packs]", "Play 0."]);
    for round in 0..10 {
        stage.press("+");
        for writer in 0..WRITERS {
            done(&home.outcome(&["pack", "set", &format!("{}/p{writer}", path.display()), &format!("tags=r{round}")]));
        }
    }
    // Ten steps from 1 on.
    stage.wait_until("ten steps of weight", |_| weights(&path).iter().any(|weight| weight == "20"));
    assert_eq!(fs::read_to_string(&path).unwrap().matches("r9").count(), WRITERS);
}

#[test]
fn settings_that_two_edit_are_not_written_over() {
    let mut home = Home::new();
    let settings = home.file("config/sidecoach/config.toml");
    fs::create_dir_all(settings.parent().unwrap()).unwrap();
    fs::write(&settings, "count = \"up\"\n").unwrap();
    // While one is open in an editor, another editor saves.
    let theirs = format!("echo '# theirs' >> {}; echo '# mine' >> \"$1\"", settings.display());
    fs::write(home.file("editor"), theirs).unwrap();
    home.set("EDITOR", &format!("/bin/sh {}", home.file("editor").display()));
    let output = home.outcome(&["config", "edit"]);
    let says = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && says.contains("what was typed is kept in"), "{says}");
    assert_eq!(fs::read_to_string(&settings).unwrap(), "count = \"up\"\n# theirs\n");
    let kept = fs::read_to_string(home.file("data/sidecoach/drafts/_settings.toml")).unwrap();
    assert_eq!(kept, "count = \"up\"\n# mine\n");
}

#[test]
fn of_two_exports_to_one_file_one_is_made() {
    for _ in 0..changes() / 20 {
        let home = Home::new();
        let out = home.file("takes.csv");
        let export = || home.outcome(&["takes", "export", "--format", "csv", "-o", out.to_str().unwrap()]);
        let made = thread::scope(|scope| {
            let runs: Vec<_> = (0..3).map(|_| scope.spawn(export)).collect();
            runs.into_iter().map(|run| run.join().unwrap()).filter(|run| run.status.success()).count()
        });
        assert_eq!(made, 1);
    }
}

#[test]
fn no_output_takes_the_place_of_what_is_kept() {
    let home = Home::new();
    let at = |path: &str| home.file(path);
    let data = "data/sidecoach";
    for folder in ["config/sidecoach", &format!("{data}/packs"), "away"] {
        fs::create_dir_all(at(folder)).unwrap();
    }
    fs::write(at("config/sidecoach/config.toml"), "count = \"up\"\n").unwrap();
    fs::write(at(&format!("{data}/packs/mine.toml")), pack()).unwrap();
    fs::write(at(&format!("{data}/takes.db.backup-v3")), "a copy").unwrap();
    let (mut stage, _) = Terminal::stage_of_pack(&home, &pack());
    stage.step("\r", &["Play"]);
    symlink(at(data), at("away/link")).unwrap();
    fs::hard_link(home.log(), at("away/hard")).unwrap();
    fs::hard_link(at(&format!("{data}/packs/mine.toml")), at("away/hard.toml")).unwrap();
    let before = |path: &str| fs::read(at(path)).ok();
    for path in [
        "data/sidecoach/takes.db",
        "data/sidecoach/takes.db-wal",
        "data/sidecoach/takes.db-shm",
        "data/sidecoach/takes.db-journal",
        "data/sidecoach/takes.db.backup-v3",
        "data/sidecoach/takes.db-locks",
        "data/sidecoach/takes.db-locks/x",
        "data/sidecoach/packs/mine.toml",
        "data/sidecoach/packs/new.toml",
        "config/sidecoach/config.toml",
        "config/sidecoach/never.toml",
        "away/link/takes.db-wal",
        "away/hard",
        "away/hard.toml",
        "away/../data/./sidecoach/../sidecoach/takes.db",
        "gone/../data/sidecoach/takes.db-wal",
    ] {
        let was = before(path);
        let output = at(path);
        let output = output.to_str().unwrap();
        for what in [&["--format", "csv"][..], &["--format", "frictionless"], &["--removed"]] {
            for force in [&[][..], &["--force"]] {
                let run = home.outcome(&[&["takes", "export", "-o", output], what, force].concat());
                let says = String::from_utf8_lossy(&run.stderr);
                assert!(
                    run.status.code() == Some(2) && says.contains("nothing else is written there"),
                    "{path}: {says}"
                );
            }
        }
        assert!(path.ends_with("wal") || path.ends_with("shm") || before(path) == was, "{path} is as it was");
    }
    fs::write(at("list.txt"), "One.\n").unwrap();
    for output in [home.log(), at("config/sidecoach/never.toml")] {
        let list = at("list.txt");
        let args = ["pack", "import", list.to_str().unwrap(), "--as", "x", "--force", "-o", output.to_str().unwrap()];
        assert_eq!(home.outcome(&args).status.code(), Some(2), "{args:?}");
    }
    assert_eq!(home.takes().len(), 0, "the log is as it was");
}
