use proptest::prelude::*;

use super::*;
use crate::feeling::Feeling;

/// Problems as `line:column message; help`.
fn problems(text: &str) -> Vec<String> {
    read(text).1.iter().map(|problem| problem.sentence(Path::new("f"))).collect()
}

/// Of a text with one thing wrong: it is told like this, and everything else is as if it weren't there.
#[track_caller]
fn falls_back(text: &str, problem: &str) {
    let before = "packs = [\"turns\"]\n";
    let after = "\n[signals]\nbell = false\n";
    let (settings, _) = read(&[before, text, after].concat());
    assert_eq!(problems(&[before, text, after].concat()), [problem], "{text}");
    let lines = text.lines().count() + 3;
    let expected = Settings {
        packs: Setting { value: vec!["turns".to_owned()], origin: Origin::File { line: 1 } },
        bell: Setting { value: false, origin: Origin::File { line: lines } },
        ..Settings::default()
    };
    assert_eq!(settings, expected, "{text}");
}

const ALL: &str = r#"packs = ["turns", "~/packs"]
ratings = ["teen", "mature"]
theme = "high-contrast"
count = "up"
learn = "keen"
judge = "Maya"
time.ready = "10s"
time.scene = "4m"
time.debrief = "1m30s"
warn.at = "off"
[signals]
screen = false
bell = false
desktop = false
[ui]
room = "cast"
[targets]
"remorse->relief" = 20
joy = 5
"#;

#[test]
fn every_setting_is_read_and_knows_its_line() {
    let (settings, found) = read(ALL);
    assert_eq!(found, []);
    let rows: Vec<String> =
        settings.rows().iter().map(|(key, value, origin)| format!("{key} = {value} {origin:?}")).collect();
    assert_eq!(
        rows,
        [
            r#"packs = ["turns", "~/packs"] File { line: 1 }"#,
            r#"ratings = ["teen", "mature"] File { line: 2 }"#,
            r#"time.ready = "10s" File { line: 7 }"#,
            r#"time.scene = "4m" File { line: 8 }"#,
            r#"time.debrief = "1m30s" File { line: 9 }"#,
            r#"warn.at = "off" File { line: 10 }"#,
            "signals.screen = false File { line: 12 }",
            "signals.bell = false File { line: 13 }",
            "signals.desktop = false File { line: 14 }",
            r#"theme = "high-contrast" File { line: 3 }"#,
            r#"count = "up" File { line: 4 }"#,
            r#"ui.room = "cast" File { line: 16 }"#,
            r#"learn = "keen" File { line: 5 }"#,
            r#"judge = "Maya" File { line: 6 }"#,
            r#"targets = { joy = 5, "remorse -> relief" = 20 } File { line: 17 }"#,
        ]
    );
    let habits = settings.habits(true);
    assert_eq!((habits.judge.as_str(), habits.warn_at, habits.rehearsal), ("Maya", None, true));
    assert_eq!(habits.signals, Signals { screen: false, bell: false, desktop: false });
    assert_eq!(habits.times.scene, Duration::from_secs(240));
}

#[test]
fn nothing_written_is_every_default() {
    for text in ["", "\n# nothing\n", STARTER] {
        assert_eq!(read(text), (Settings::default(), Vec::new()));
    }
    assert_eq!(Settings::default().habits(false), Habits::default());
}

#[test]
fn the_starter_holds_every_setting_at_its_default() {
    let uncommented: Vec<&str> = STARTER
        .lines()
        .map(|line| line.strip_prefix('#').filter(|line| !line.starts_with(' ')).unwrap_or(line))
        .collect();
    let (settings, found) = read(&uncommented.join("\n"));
    assert_eq!(found, []);
    let defaults = Settings::default();
    for ((key, value, origin), (_, default, _)) in settings.rows().into_iter().zip(defaults.rows()) {
        assert!(matches!(origin, Origin::File { .. }), "{key} is in the starter");
        assert!(value == default || ["packs", "ratings", "targets"].contains(&key), "{key}");
    }
}

#[test]
fn what_is_wrong_falls_back_alone() {
    for (text, problem) in [
        ("thene = \"dark\"", "f:2:1: `thene` is no setting; the nearest is `theme`"),
        ("scene = \"4m\"", "f:2:1: `scene` is no setting; write `scene` under [time]"),
        ("[time]\nsceen = \"4m\"", "f:3:1: `sceen` is no setting of [time]; the nearest is `scene`"),
        ("[time]\ntheme = \"dark\"", "f:3:1: `theme` is no setting of [time]; write `theme` above the first [table]"),
        (
            "[targets]\ntheme = \"dark\"",
            "f:3:1: `theme` is no feeling and no shift; write `theme` above the first [table]",
        ),
        (
            "theme = \"drak\"",
            "f:2:9: `drak` is no theme; the nearest is \"dark\"; write one of \"terminal\", \"dark\", \"light\", \
             \"high-contrast\"",
        ),
        (
            "theme = 3",
            "f:2:9: here stands a number, where a theme belongs; write one of \"terminal\", \"dark\", \"light\", \
             \"high-contrast\"",
        ),
        (
            "ratings = \"teen\"",
            "f:2:11: here stands a text, where a list belongs; write it in brackets, such as ratings = [\"teen\"]",
        ),
        (
            "ratings = [\"tean\"]",
            "f:2:12: `tean` is no rating; the nearest is \"teen\"; write one of \"general\", \"teen\", \"mature\"",
        ),
        (
            "time.scene = \"3 minutes\"",
            "f:2:14: `3 minutes` is no such length of time; write a length of 1s to 24h, such as \"90s\", \"3m\" or \
             \"1m30s\"",
        ),
        (
            "warn.at = 30",
            "f:2:11: here stands a number, where a length of time belongs; write a length of 1s to 24h, such as \
             \"90s\", \"3m\" or \"1m30s\"; or \"off\"",
        ),
        ("warn = true", "f:2:8: here stands true or false, where a table belongs; write it as a table, under [warn]"),
        (
            "judge = \" \"",
            "f:2:9: `` is no name; write a name of at most 64 characters in quotes, such as judge = \"Maya\"",
        ),
        (
            "judge = \"a\\u001bb\"",
            "f:2:9: this text holds a line break, a control character or a text direction override; leave that \
             character out",
        ),
        (
            "judge = \"a\u{202e}b\"",
            "f:2:9: this text holds a line break, a control character or a text direction override; leave that \
             character out",
        ),
        (
            "targets.remourse = 3",
            "f:2:9: `remourse` is no feeling and no shift; write a feeling or a shift and how many takes are wanted, \
             such as \"remorse -> relief\" = 20",
        ),
        ("targets.joy = 0", "f:2:15: so many takes can't be wanted; write a whole number from 1 up"),
    ] {
        falls_back(text, problem);
    }
}

#[test]
fn broken_toml_takes_its_own_key_alone() {
    let toml = |at: &str, what: &str| {
        format!(
            "f:{at}: this is not TOML: {what}; write key = value on a line of its own, texts in quotes, such as theme = \
             \"dark\""
        )
    };
    for (text, at, what) in [
        ("theme = ", "2:8", "string values must be quoted, expected literal string"),
        ("theme = dark", "2:9", "string values must be quoted, expected literal string"),
        ("theme = \"dark", "2:14", "invalid basic string, expected `\"`"),
        ("ratings = [\"teen\",\n  \"mature\"", "3:11", "unclosed array, expected `]`"),
        ("hello there", "2:7", "key with no value, expected `=`"),
    ] {
        falls_back(text, &toml(at, what));
    }
    falls_back("packs = [\"solo\"]", "f:2:1: this is not TOML: duplicate key; leave one of the two out");
}

#[test]
fn a_list_keeps_what_is_right_in_it() {
    let (settings, found) = read("packs = [\"turns\", 3, \"solo\"]\ntargets = { joy = 2, fear = \"x\" }");
    assert_eq!(settings.packs.value, ["turns", "solo"]);
    assert_eq!(settings.targets.value, BTreeMap::from([(Aim::Feeling(Feeling::Joy), 2)]));
    assert_eq!(found.len(), 2);
}

#[test]
fn a_file_that_is_no_text_leaves_the_defaults() {
    for (bytes, message) in [
        (b"theme = \"\xff\"".as_slice(), "byte 10 of it is not UTF-8"),
        ("#".repeat(70_000).as_bytes(), "it is larger than 64 KiB"),
    ] {
        let (settings, found) = Settings::of(bytes);
        assert_eq!((settings, found[0].message.as_str(), found[0].place), (Settings::default(), message, None));
    }
    let dir = tempfile::tempdir().unwrap();
    let (settings, found) = Settings::load(Some(dir.path()));
    assert_eq!((settings, found[0].message.as_str()), (Settings::default(), "it is no file"));
    assert_eq!(Settings::load(Some(&dir.path().join("none.toml"))), (Settings::default(), Vec::new()));
}

/// Lines of settings, right and wrong, whole and in pieces.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        proptest::sample::select(ALL.lines().collect::<Vec<_>>()).prop_map(|line| format!("{line}\n")),
        "[\\[\\]{}=\"'\n a-z.#\u{202e}\u{0}é]{0,12}",
        ".{0,8}",
    ];
    proptest::collection::vec(scrap, 0..12).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn any_text_gives_settings_and_places_within_it(text in scraps()) {
        let (settings, found) = read(&text);
        let lines = text.lines().count().max(1) + 1;
        for (line, column) in found.iter().filter_map(|problem| problem.place) {
            prop_assert!((1..=lines).contains(&line) && column >= 1, "{line}:{column}");
        }
        if found.is_empty() {
            prop_assert!(toml::from_str::<toml::Table>(&text).is_ok());
        }
        prop_assert!(!settings.judge.value.is_empty());
    }
}

#[test]
fn the_room_sees_the_cast_where_it_is_wanted() {
    use crate::ui::Room;
    let room = |text: &str| {
        let (settings, problems) = read(text);
        (settings.room.value, problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>())
    };
    assert_eq!(room(""), (Room::Prompt, vec![]));
    assert_eq!(room("[ui]\nroom = \"cast\"\n"), (Room::Cast, vec![]));
    assert_eq!(room("[ui]\nroom = \"all\"\n"), (Room::Prompt, vec!["`all` is no view for the room".to_owned()]));
    assert_eq!(room("room = \"cast\"\n"), (Room::Prompt, vec!["`room` is no setting".to_owned()]));
}
