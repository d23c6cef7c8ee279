use std::fs;
use std::path::PathBuf;

use crate::bench::{Run, TINY, Test};

/// Where the settings are by default.
const OWN: &str = "home/.config/sidecoach/config.toml";

const WRONG: &str = "theme = \"drak\"\npacks = [\"tiny.toml\"]\nratings = [\"teen\"]\n";

const TOLD: &str = "config.toml:1:9: `drak` is no theme; the nearest is \"dark\"; write one of \"terminal\", \"dark\", \
                    \"light\", \"high-contrast\"\n";

/// What `config show` says of a key.
fn row(test: &Test, args: &[&str], key: &str) -> String {
    let run = test.run(&[&["config", "show"], args].concat());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let line = run.out.lines().find(|line| line.split(' ').next() == Some(key)).unwrap();
    line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_setting_is_shown_with_where_it_came_from() {
    let test = Test::new().file("c.toml", "theme = \"dark\"\n\n[warn]\nat = \"off\"\n");
    test.variable("SIDECOACH_RATING", "teen,mature").prints(
        &["config", "show", "--by", "Maya", "--config", "c.toml"],
        "\
packs            []                  default                        --pack or SIDECOACH_PACK
ratings          [\"teen\", \"mature\"]  environment, SIDECOACH_RATING  --rating or SIDECOACH_RATING
time.ready       \"20s\"               default
time.scene       \"3m\"                default
time.debrief     \"1m\"                default
warn.at          \"off\"               c.toml:4
signals.screen   true                default
signals.bell     true                default
signals.desktop  true                default
theme            \"dark\"              c.toml:1
count            \"down\"              default
ui.room          \"prompt\"            default
learn            \"gentle\"            default                        --learn or SIDECOACH_LEARN
judge            \"Maya\"              option, --by                   --by or SIDECOACH_JUDGE
targets          {}                  default
",
    );
}

#[test]
fn an_option_stands_before_a_variable_and_a_variable_before_the_file() {
    let test = || Test::new().file(OWN, "judge = \"File\"\n");
    let variable = || test().variable("SIDECOACH_JUDGE", "Variable");
    assert!(row(&test(), &[], "judge").starts_with("\"File\" [dir]/"));
    assert!(row(&variable(), &[], "judge").starts_with("\"Variable\" environment"));
    assert!(row(&variable(), &["--by", "Option"], "judge").starts_with("\"Option\" option"));
}

#[test]
fn settings_are_printed_as_json() {
    let run = Test::new().file(OWN, "targets.joy = 3\ncuont = 1").run(&["config", "show", "--json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let start = r#"{"version":1,"file":"[dir]/home/.config/sidecoach/config.toml","settings":[{"key":"packs","value":[],"from":"default","line":null,"option":"--pack","variable":"SIDECOACH_PACK"},"#;
    let end = r#"{"key":"targets","value":{"joy":3},"from":"file","line":1,"option":null,"variable":null}],"problems":[{"line":2,"column":1,"message":"`cuont` is no setting","help":"the nearest is `count`"}]}"#;
    assert!(run.out.starts_with(start) && run.out.trim_end().ends_with(end), "{}", run.out);
}

#[test]
fn the_settings_are_where_one_says() {
    let path = |test: Test, args: &[&str]| test.run(&[&["config", "path"], args].concat()).out;
    assert_eq!(path(Test::new(), &[]), format!("[dir]/{OWN}\n"));
    assert_eq!(path(Test::new().variable("XDG_CONFIG_HOME", "/conf"), &[]), "/conf/sidecoach/config.toml\n");
    assert_eq!(path(Test::new().variable("SIDECOACH_CONFIG", "b.toml"), &[]), "b.toml\n");
    assert_eq!(path(Test::new().variable("SIDECOACH_CONFIG", "b.toml"), &["--config", "a.toml"]), "a.toml\n");
    let missing = "error: there is no file or folder a.toml; check the path\n";
    for command in [["draw"].as_slice(), &["config", "show"], &["player", "list"], &["doctor"]] {
        Test::new().says(&[command, &["--config", "a.toml"]].concat(), 2, missing);
    }
}

#[test]
fn a_wrong_setting_stops_nothing_and_the_others_hold() {
    let teen = TINY.replace("rating = \"general\"", "rating = \"teen\"");
    let test = Test::new().file("a/tiny.toml", teen).file("a/config.toml", WRONG);
    let run = test.run(&["draw", "-n", "1", "--seed", "3", "--json", "--config", "a/config.toml"]);
    assert_eq!((run.code, run.err), (0, format!("a/{TOLD}")));
    assert!(run.out.contains("\"prompt\":\"tiny/"), "the pack beside the settings: {}", run.out);
    let run = test.run(&["draw", "--rating", "mature", "--config", "a/config.toml"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""), "an option stands in place of the setting");
    let odds = test.run(&["pack", "odds", "solo", "--json", "--config", "a/config.toml"]);
    assert!(!odds.out.contains("tiny/"), "named packs stand in place of the setting");
}

#[test]
fn a_variable_is_no_option_of_the_stage_before_a_command() {
    let test = Test::new().variable("SIDECOACH_PACK", "turns").variable("SIDECOACH_JUDGE", "Maya");
    test.prints(&["-q", "takes", "list"], "");
    assert!(test.run(&["draw", "-n", "1", "--json"]).out.contains("\"prompt\":\"turns/"));
    assert!(!test.run(&["pack", "odds", "solo", "--json"]).out.contains("\"turns/"), "named packs stand in its place");
}

#[test]
fn a_preferred_pack_that_is_gone_is_told_and_the_others_are_drawn_from() {
    let gone = "of the packs in the settings: there is no pack turnz; the nearest is turns, and `sidecoach pack list` shows \
                all\n";
    let draw = ["draw", "-n", "1", "--seed", "3", "-q", "--json"];
    let drawn = |packs: &str| {
        let test = Test::new().file(OWN, format!("packs = [{packs}]\n"));
        let told = test.run(&["draw", "-n", "1", "--seed", "3"]).err;
        (test.run(&draw).out, told)
    };
    let solo = Test::new().run(&[&draw[..], &["-p", "solo"]].concat()).out;
    assert_eq!(drawn("\"turnz\", \"solo\""), (solo, gone.to_owned()));
    assert_eq!(drawn("\"turnz\""), (Test::new().run(&draw).out, gone.to_owned()));
}

#[cfg(unix)]
mod edit {
    use super::*;

    fn own(test: &Test) -> PathBuf {
        test.path().join(OWN)
    }

    fn edit(test: &Test) -> Run {
        test.run(&["config", "edit"])
    }

    #[test]
    fn a_starter_is_made_where_there_are_none() {
        let test =
            Test::new().editor("echo 'count = \"up\"' | /bin/cat - \"$1\" > \"$1.new\"; /bin/mv \"$1.new\" \"$1\"");
        let run = edit(&test);
        let says = "the settings are in order: [dir]/home/.config/sidecoach/config.toml\n";
        assert_eq!(run, Run { code: 0, out: String::new(), err: says.to_owned() });
        let typed = fs::read_to_string(own(&test)).unwrap();
        assert!(
            typed.starts_with("count = \"up\"\n# Settings of sidecoach.") && typed.contains("#theme = \"terminal\"")
        );
    }

    #[test]
    fn what_was_typed_stays_whatever_is_wrong_with_it() {
        let test = Test::new().editor("printf 'theme = \"drak\"\\n' > \"$1\"");
        let out = format!("[dir]/home/.config/sidecoach/{TOLD}");
        assert_eq!(edit(&test), Run { code: 1, out, err: String::new() });
        assert_eq!(fs::read_to_string(own(&test)).unwrap(), "theme = \"drak\"\n");
    }

    #[test]
    fn settings_with_something_wrong_are_opened_as_they_are() {
        let test = Test::new().file(OWN, WRONG).editor(":");
        assert_eq!(edit(&test).code, 1);
        assert_eq!(fs::read_to_string(own(&test)).unwrap(), WRONG);
        let test = Test::new().editor("printf 'count = \"up\"' > \"$1\"");
        assert_eq!(test.run(&["config", "edit", "--config", "new/mine.toml"]).code, 0);
        assert_eq!(fs::read_to_string(test.path().join("new/mine.toml")).unwrap(), "count = \"up\"");
    }

    #[test]
    fn an_editor_that_fails_is_told() {
        let failed = edit(&Test::new().editor("exit 3"));
        assert_eq!(failed.code, 2);
        assert!(failed.err.contains("/editor` ended with an error"), "{}", failed.err);
        let none = edit(&Test::new().variable("VISUAL", "/nowhere/editor --wait"));
        assert_eq!(none.code, 2);
        assert!(none.err.starts_with("error: the editor `/nowhere/editor --wait` can't be started"), "{}", none.err);
    }
}
