//! No control character of foreign origin reaches the terminal, whatever it comes from.

use std::fs;

use sidecoach::pack::is_forbidden;

use crate::bench::{TINY, Test};
use crate::plan::EVENING;

/// Escape, bell, delete, C1's CSI, an override and an isolate: each does something to some terminal.
const EVIL: &str = "\u{1b}[31m\u{1b}]0;x\u{7}\r\u{8}\u{7f}\u{9b}2J\u{202e}\u{2066}";

fn evil(name: &str) -> String {
    format!("{EVIL}{name}")
}

/// The same as a TOML string writes it.
fn escaped() -> String {
    EVIL.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<Vec<_>>().concat()
}

/// Runs it: what is printed holds nothing forbidden. Gives both streams as one text.
#[track_caller]
fn check(test: &Test, args: &[&str]) -> String {
    let output = test.command(args).output().unwrap();
    let printed = [output.stdout, output.stderr].concat();
    let shown = String::from_utf8(printed).expect("what is printed is UTF-8");
    let found = shown.find(is_forbidden);
    assert_eq!(found, None, "{args:?}: {shown:?}");
    assert!(!shown.is_empty() && !shown.contains("mistake in it"), "{args:?}: {shown:?}");
    shown
}

#[test]
fn arguments_are_shown_clean() {
    let test = Test::new();
    for args in [
        &[EVIL][..],
        &["draw", "-p", EVIL],
        &["draw", "-p", &evil("/x.toml")],
        &["draw", "--kind", EVIL],
        &["draw", "--tag", EVIL],
        &["draw", "--players", EVIL],
        &["draw", "--seed", EVIL],
        &["draw", &format!("--{EVIL}")],
        &["--workshop", EVIL],
        &["pack", "show", EVIL],
        &["pack", "show", &format!("turns/{EVIL}")],
        &["pack", "check", EVIL],
        &["pack", "check", "--format", EVIL],
        &["pack", "odds", EVIL],
        &["plan", "check", EVIL],
        &["--plan", EVIL],
        &["takes", EVIL],
        &["takes", "show", EVIL],
        &["takes", "list", "--player", EVIL],
        &["takes", "list", "--workshop", EVIL],
        &["takes", "verdict", "1", EVIL],
        &["takes", "verdict", "1", "usable", "--by", EVIL],
        &["takes", "note", "1", EVIL],
        &["player", "add", EVIL],
        &["player", "rename", EVIL, "x"],
        &["player", "away", EVIL],
        &["player", "lines", EVIL],
        &["player", "lines", "Ana", EVIL],
        &["takes", "cast", "1", EVIL],
        &["takes", "cast", "1", &format!("{EVIL}={EVIL}")],
        &["pack", "never", EVIL],
        &["pack", "never", "--tag", EVIL],
        &["--log", &evil("/takes.db"), "-v", "takes", "list"],
        &["--log", "/dev/null", "player", "add", EVIL],
    ] {
        check(&test, args);
    }
}

#[test]
fn variables_are_shown_clean() {
    for name in [
        "SIDECOACH_LOG",
        "SIDECOACH_COLOR",
        "SIDECOACH_QUIET",
        "SIDECOACH_VERBOSE",
        "SIDECOACH_JUDGE",
        "SIDECOACH_CONFIG",
        "SIDECOACH_PACK",
        "SIDECOACH_RATING",
        "SIDECOACH_LEARN",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "HOME",
        "TERM",
        "LANG",
        "LC_ALL",
        "TZ",
        "NO_COLOR",
        "DBUS_SESSION_BUS_ADDRESS",
        "COLUMNS",
    ] {
        let test = Test::new().variable(name, &format!("/{EVIL}"));
        check(&test, &["-v", "doctor"]);
        check(&test, &["draw", "-n1", "--help"]);
        check(&test, &["-v", "draw", "-n1"]);
        check(&test, &["takes", "verdict", "1", "usable"]);
    }
}

#[test]
fn an_editor_is_named_clean() {
    for name in ["VISUAL", "EDITOR"] {
        // A shell starts it, and says itself, in its own way, what it does not find.
        let shown = check(&Test::new().variable(name, &format!("false '{EVIL}'")), &["config", "edit"]);
        assert!(shown.contains("<U+001B>"), "{shown}");
    }
}

#[test]
fn packs_are_shown_clean() {
    for evil in [EVIL, &escaped()] {
        let test = Test::new();
        let packs = [
            ("title", TINY.replace("\"Tiny\"", &format!("\"{evil}\""))),
            ("key", format!("{TINY}\n\"{evil}\" = 1\n")),
            ("id", TINY.replace("\"stretch\"", &format!("\"{evil}\""))),
            ("text", TINY.replace("Stretch.", &format!("Stretch{evil}."))),
            ("tag", TINY.replace("\"apology\"", &format!("\"{evil}\""))),
            ("word", TINY.replace("a lighthouse", &format!("a {evil}"))),
            ("slot", TINY.replace("{place}", &format!("{{{evil}}}"))),
            ("feeling", TINY.replace("guilt:2", &format!("{evil}:2"))),
            ("secret", TINY.replace("not sorry", evil)),
            ("comment", TINY.replace("weight = 2", &format!("weight = 2000 # {evil}"))),
            ("broken", TINY.replace("[words]", &format!("[words{evil}"))),
            ("license", TINY.replace("CC0-1.0", evil)),
        ];
        for (name, pack) in packs {
            let name = format!("{name}.toml");
            fs::write(test.path().join(&name), pack).unwrap();
            for args in [
                &["pack", "check", &name][..],
                &["pack", "check", &name, "--json"],
                &["pack", "show", &name],
                &["pack", "show", &name, "--json"],
                &["pack", "odds", &name],
                &["pack", "fmt", &name, "--check"],
                &["draw", "-p", &name, "-n2", "--secrets"],
                &["draw", "-p", &name, "-n2", "--json"],
            ] {
                check(&test, args);
            }
            let colored = test.run(&["pack", "check", &name, "--color", "always"]).out;
            let ours =
                |piece: &str| piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m');
            assert!(
                colored.split('\u{1b}').skip(1).all(|piece| piece.strip_prefix('[').is_some_and(ours)),
                "{colored:?}"
            );
            assert!(!colored.contains(|c| is_forbidden(c) && c != '\u{1b}'), "{colored:?}");
        }
    }
}

#[test]
fn plans_are_shown_clean() {
    let test = Test::new();
    for evil in [EVIL, &escaped()] {
        for (name, plan) in [
            ("title", EVENING.replace("Tuesday", evil)),
            ("name", EVENING.replace("open scenes", evil)),
            ("key", format!("{EVENING}\n\"{evil}\" = 1\n")),
            ("kind", EVENING.replace("\"scene\"]", &format!("\"{evil}\"]"))),
            ("pack", EVENING.replace("turns\"]", &format!("{evil}\"]"))),
            ("comment", EVENING.replace("= 6 ", &format!("= 0 # {evil}"))),
            ("broken", EVENING.replace("= 6", evil)),
        ] {
            let name = format!("{name}.toml");
            fs::write(test.path().join(&name), plan).unwrap();
            for args in [&["plan", "check", &name][..], &["plan", "check", &name, "--json"], &["--plan", &name]] {
                check(&test, args);
            }
        }
    }
}

#[test]
fn logs_are_shown_clean() {
    let test = crate::takes::logged(EVIL).file("home/.config/sidecoach/never.toml", format!("format = \"{EVIL}\""));
    check(&test, &["pack", "never"]);
    check(&test, &["takes", "cast", "1", "villain="]);
    for args in ["takes list", "takes show 1", "takes list --json", "player list", "player list --json"] {
        let shown = check(&test, &args.split(' ').collect::<Vec<_>>());
        let escape = if args.ends_with("json") { "\\u009b2J\\u202e\\u2066" } else { "<U+009B>2J<U+202E><U+2066>" };
        assert!(shown.contains(escape), "{args}: {shown}");
    }
    for args in ["report", "report --json", "report --by workshop", "report --by player --csv", "report --by role"] {
        check(&test, &args.split(' ').collect::<Vec<_>>());
    }
}

#[cfg(unix)]
#[test]
fn paths_are_shown_clean() {
    let name = evil("pack.toml").replace('/', "");
    let test = Test::new().file(&name, TINY.replace("guilt:2", "gilt:2")).own(&name, "format = 2");
    let colored = check(&test, &["pack", "check", &name]);
    assert!(colored.contains("<U+001B>"), "it is named: {colored}");
    for args in [
        &["pack", "check", ".", "--json"][..],
        &["pack", "list"],
        &["pack", "list", "--json"],
        &["pack", "show", &name],
        &["pack", "odds", &name],
        &["draw", "-p", &name, "-n1", "-v"],
        &["draw", "-p", ".", "-n1", "--json"],
        &["draw", "-n1"],
    ] {
        check(&test, args);
    }
    let json = test.run(&["pack", "check", &name, "--json"]).out;
    assert!(json.contains("\\u009b2J\\u202e\\u2066pack.toml"), "{json}");
}

/// What a shell is told of packs, prompts, tags, people and files with such names.
#[cfg(unix)]
#[test]
fn completions_are_shown_clean() {
    let mut test = crate::takes::logged(EVIL);
    for (name, evil) in [(evil("a.toml").replace('/', ""), EVIL), ("b.toml".to_owned(), &escaped())] {
        let stretch = format!("tags = [\"{evil}\"]\ntext = \"Stretch{evil}.\"");
        let pack = TINY.replace("text = \"Stretch.\"", &stretch);
        test = test.own(&name, &pack).file(&name, pack);
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let told = |words: &[&str]| {
            let mut command = test.command(&[&["--", "sidecoach"], words].concat());
            command.env("SIDECOACH_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", words.len().to_string());
            let output = command.output().unwrap();
            let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            // Between a candidate and what is said of it.
            let is_ours = |c| c == '\t' && shell != "bash";
            assert_eq!(told.find(|c| is_forbidden(c) && !is_ours(c)), None, "{shell} {words:?}: {told:?}");
            assert_eq!(output.status.code(), Some(0), "{shell} {words:?}: {told:?}");
            told
        };
        for (words, known) in [
            (&["pack", "show", ""][..], "turns"),
            (&["pack", "show", "b/"], "b/late"),
            (&["pack", "show", "b.toml/"], "b.toml/late"),
            (&["draw", "-p", "b"], "b.toml"),
            (&["draw", "--tag", ""], "apology"),
            (&["pack", "set", "b/late", ""], "role.wronged.label="),
            (&["pack", "set", "b/late", "tags="], "tags=apology"),
            (&["pack", "set", "b/late", "role.wronged.feeling=joy"], "=joy"),
        ] {
            assert!(told(words).contains(known), "{shell} {words:?}");
        }
        for words in [
            &["player", "away", ""][..],
            &["draw", "--players", ""],
            &["takes", "cast", "1", "villain="],
            &[EVIL],
            &["draw", &format!("--{EVIL}")],
            &["draw", "-p", EVIL],
            &["draw", "--players", &format!("{EVIL}, ")],
            &["pack", "show", &format!("{EVIL}/")],
            &["pack", "set", &format!("b/{EVIL}"), ""],
            &["pack", "set", "b/late", &format!("{EVIL}=")],
            &["pack", "set", "b/late", &format!("tags={EVIL},")],
        ] {
            told(words);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sidecoach"));
    let output = command.env_clear().env("HOME", "/nowhere").args(["pack", "list"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let says = String::from_utf8(output.stderr).unwrap();
    assert!(says.starts_with("error: standard output can't be written to: ") && says.lines().count() == 1, "{says}");
}
