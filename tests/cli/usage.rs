use clap::{Command, CommandFactory};
use sidecoach::cli::Cli;

use crate::bench::Test;

/// Every command, as it is typed; the stage's own is nothing.
fn commands() -> Vec<String> {
    fn add(all: &mut Vec<String>, name: String, command: &Command) {
        for below in command.get_subcommands() {
            add(all, format!("{name} {}", below.get_name()).trim_start().to_owned(), below);
        }
        all.push(name);
    }
    let mut all = Vec::new();
    add(&mut all, String::new(), &Cli::command());
    all
}

/// The examples of a help, each without the program's name and whole where `\` breaks its line.
fn examples(help: &str) -> Vec<String> {
    let joined = help.replace("\\\n      ", "");
    joined
        .lines()
        .filter_map(|line| line.strip_prefix("  $ sidecoach"))
        .map(|line| line.trim_start().to_owned())
        .collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn the_stage_needs_a_terminal() {
    let says = "error: the stage needs a terminal for its screen and its keys; start it in one, or use a command such \
                as `sidecoach draw`, see `sidecoach --help`\n";
    Test::new().says(&[], 2, says);
    Test::new().says(&["--players", "Ana, Ben", "--workshop", "lab", "--seed", "3"], 2, says);
}

#[test]
fn every_command_has_help_with_examples() {
    let test = Test::new().variable("COLUMNS", "100");
    for command in &commands() {
        let [long, short] = ["--help", "-h"].map(|flag| test.run(&[words(command).as_slice(), &[flag]].concat()));
        for help in [&long, &short] {
            assert_eq!((help.code, help.err.as_str()), (0, ""), "{command}");
            for name in ["SIDECOACH_LOG", "SIDECOACH_CONFIG", "SIDECOACH_COLOR", "SIDECOACH_QUIET", "SIDECOACH_VERBOSE"]
            {
                assert!(help.out.contains(name), "{command} names {name}");
            }
        }
        assert!(short.out.len() < long.out.len(), "{command}");
        assert!(!short.out.contains("  $ sidecoach"), "{command}");
        let examples = examples(&long.out);
        assert!(examples[0].starts_with(command.as_str()), "{command}: {examples:?}");
    }
}

#[test]
fn examples_are_understood() {
    let test = Test::tiny().variable("COLUMNS", "100").variable("EDITOR", "true");
    let test = test.variable("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=nowhere");
    for command in &commands() {
        let help = test.run(&[words(command).as_slice(), &["--help"]].concat()).out;
        for example in examples(&help) {
            let example = example.split(['|', '<', '>']).next().unwrap();
            let mut args: Vec<&str> = Vec::new();
            for (i, part) in example.split('\'').enumerate() {
                if i % 2 == 1 { args.push(part) } else { args.extend(words(part)) }
            }
            if args.first() == Some(&"warmup") {
                // One that found a prompt would last its time.
                args.extend(["--tag", "nowhere"]);
            }
            let run = test.run(&args);
            assert!(!run.err.contains("For more information"), "{example}: {run:?}");
        }
    }
}

#[test]
fn examples_fit_eighty_columns() {
    for command in &commands() {
        let at = |columns: &str| {
            let test = Test::new().variable("COLUMNS", columns);
            examples(&test.run(&[words(command).as_slice(), &["--help"]].concat()).out)
        };
        assert_eq!(at("80"), at("100"), "{command}");
    }
}

/// A line ends where the width ends it, and not where it ended in the source.
#[test]
fn paragraphs_of_help_fill_their_lines() {
    for columns in [80, 100] {
        let test = Test::new().variable("COLUMNS", &columns.to_string());
        for command in &commands() {
            let help = test.run(&[words(command).as_slice(), &["--help"]].concat()).out;
            for (line, next) in help.lines().zip(help.lines().skip(1)) {
                let is_prose = |line: &str| !line.is_empty() && !line.starts_with(' ');
                let word = next.split(' ').next().unwrap();
                let is_full = line.chars().count() + 1 + word.chars().count() > columns;
                assert!(is_full || line.ends_with(':') || !is_prose(line) || !is_prose(next), "{command}: {line:?}");
            }
        }
    }
}

#[test]
fn usage_is_exit_2_on_standard_error() {
    let test = Test::new();
    for args in [
        "fly",
        "pack",
        "takes",
        "draw --fly",
        "pack check",
        "plan check",
        "takes show",
        "takes show x",
        "takes verdict 1",
    ] {
        let run = test.run(&words(args));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args}");
        assert!(!run.err.is_empty(), "{args}");
    }
    test.says(&["--seed", "3", "draw"], 2, "error: options of a command stand after it; see `sidecoach --help`\n");
    test.says(
        &["takes", "verdict", "1", "usable", "--reason", "technical"],
        2,
        "error: a reason says why a take is not-usable; leave --reason away\n",
    );
    let says = "error: a log is a file, never standard input; name one with --log\n";
    test.says(&["player", "add", "Ana", "--log", "-"], 2, says);
    test.prints(&["--version"], concat!("sidecoach ", env!("CARGO_PKG_VERSION"), "\n"));
    test.prints(&["takes", "list", "-V"], concat!("sidecoach-takes-list ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn global_options_stand_anywhere_and_have_variables() {
    let log = |test: Test, args: &str| {
        let run = test.run(&words(args));
        assert_eq!(run.code, 0, "{run:?}");
        run.err.lines().filter_map(|line| line.strip_prefix("log: ")).collect::<String>()
    };
    let own = "[dir]/home/.local/share/sidecoach/takes.db";
    assert_eq!(log(Test::new(), "-v takes list"), own);
    assert_eq!(log(Test::new(), "takes list"), "");
    assert_eq!(log(Test::new(), "-v --log a.db takes list"), "a.db");
    assert_eq!(log(Test::new(), "takes list --log a.db -v"), "a.db");
    assert_eq!(log(Test::new().variable("SIDECOACH_LOG", "b.db"), "-v takes list"), "b.db");
    assert_eq!(log(Test::new().variable("SIDECOACH_LOG", "b.db"), "-v takes list --log a.db"), "a.db");
    assert_eq!(log(Test::new().variable("SIDECOACH_VERBOSE", "1"), "takes list"), own);
    assert_eq!(log(Test::new().variable("SIDECOACH_VERBOSE", "0"), "takes list"), "");
    assert_eq!(log(Test::new().variable("XDG_DATA_HOME", "/nowhere"), "-v takes list"), "/nowhere/sidecoach/takes.db");
    Test::new().variable("SIDECOACH_QUIET", "yes").prints(&["-v", "takes", "list"], "");
}

#[test]
fn a_variable_that_is_set_to_nothing_is_as_good_as_none() {
    let names = ["LOG", "CONFIG", "COLOR", "QUIET", "VERBOSE", "PACK", "RATING", "LEARN", "JUDGE"];
    let names = names.map(|name| format!("SIDECOACH_{name}"));
    let run = |test: Test, args: &str| test.run(&words(args));
    let empty = || names.iter().fold(Test::tiny(), |test, name| test.variable(name, ""));
    for args in ["draw --seed 3", "-v draw -p tiny.toml --seed 3", "-v takes list", "-v player add Ana", "pack list"] {
        assert_eq!(run(empty(), args), run(Test::tiny(), args), "{args}");
    }
}

#[test]
fn colour_is_used_where_it_is_wanted() {
    let colored = |test: Test, args: &str| {
        let run = test.file("bad.toml", "x").run(&[&["pack", "check", "bad.toml"], words(args).as_slice()].concat());
        assert_eq!(run.code, 1, "{run:?}");
        run.out.contains("\u{1b}[")
    };
    assert!(!colored(Test::new(), ""), "not into a pipe");
    assert!(colored(Test::new(), "--color always"));
    assert!(colored(Test::new().variable("NO_COLOR", "1"), "--color=always"));
    assert!(colored(Test::new().variable("SIDECOACH_COLOR", "always"), ""));
    assert!(!colored(Test::new().variable("SIDECOACH_COLOR", "always"), "--color never"));
}
