use crate::bench::Test;

/// The commands, each with a way to call it that works on an empty log.
const COMMANDS: &[&str] = &[
    "warmup",
    "",
    "draw",
    "pack",
    "pack list",
    "pack show",
    "pack check",
    "pack odds",
    "pack never",
    "plan",
    "plan check",
    "takes",
    "takes list",
    "takes show",
    "takes verdict",
    "takes note",
    "takes cast",
    "takes undo",
    "report",
    "player",
    "player list",
    "player add",
    "player rename",
    "player lines",
    "player away",
    "player back",
    "config",
    "config show",
    "config path",
    "config edit",
    "doctor",
];

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
    for command in COMMANDS {
        let [long, short] = ["--help", "-h"].map(|flag| test.run(&[words(command).as_slice(), &[flag]].concat()));
        for help in [&long, &short] {
            assert_eq!((help.code, help.err.as_str()), (0, ""), "{command}");
            for name in ["SIDECOACH_LOG", "SIDECOACH_CONFIG", "SIDECOACH_COLOR", "SIDECOACH_QUIET", "SIDECOACH_VERBOSE"]
            {
                assert!(help.out.contains(name), "{command} names {name}");
            }
        }
        assert!(short.out.len() < long.out.len(), "{command}");
        let examples: Vec<&str> = long.out.lines().filter(|line| line.starts_with("  $ sidecoach")).collect();
        assert!(!examples.is_empty() && !short.out.contains("  $ sidecoach"), "{command}");
        assert!(examples.iter().all(|example| example.starts_with(format!("  $ sidecoach {command}").trim_end())));
    }
}

#[test]
fn examples_are_understood() {
    let test = Test::tiny().variable("COLUMNS", "100").variable("EDITOR", "true");
    let test = test.variable("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=nowhere");
    for command in COMMANDS {
        let help = test.run(&[words(command).as_slice(), &["--help"]].concat()).out;
        for example in help.lines().filter_map(|line| line.strip_prefix("  $ sidecoach")) {
            let mut args: Vec<&str> = Vec::new();
            for (i, part) in example.split('\'').enumerate() {
                if i % 2 == 1 { args.push(part) } else { args.extend(words(part)) }
            }
            args.retain(|arg| *arg != "<");
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
    for args in ["draw --seed 3", "-v draw -p tiny.toml --seed 3", "-v takes list", "-v player add Ana", "doctor"] {
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
