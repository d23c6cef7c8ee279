//! What may leave the log, and what has to be given back.

use std::fs;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::terminal::{Home, Terminal};

const TAKE: &str = "01930000-0000-7000-8000-00000000012d";

/// A home with one take of Ana and Ben in the log, which has these keys beyond the usual.
fn logged(more: &Value) -> Home {
    let home = Home::new();
    let person = |n: u8, name: &str| {
        json!({"role": null, "label": null, "player": name, "player_id": format!("01930000-0000-7000-8000-00000000000{n}"),
            "asked": null, "feeling": null, "secret": null})
    };
    let mut take = json!({
        "version": 1, "id": TAKE, "number": 1, "text": "An apology, in a lighthouse.", "take_of_draw": 1, "rehearsal": false,
        "workshop": {"id": "01930000-0000-7000-8000-000000000064", "name": "lab", "started": "2026-11-24T19:00:00.250Z",
            "zone": "UTC", "seed": 7},
        "draw": {"id": "01930000-0000-7000-8000-0000000000c9", "number": 1, "drawn": "2026-11-24T19:01:00.250Z",
            "prompt": "turns/late-1", "pack_hash": "ab12", "seed": 7, "kind": "scene", "tags": []},
        "started": "2026-11-24T19:01:20.250Z", "planned_ms": 240_000, "ended_at_ms": 187_250, "played_ms": 180_000,
        "paused_ms": 7250, "ending": "edit", "verdict": null, "reason": null, "note": null,
        "cast": [person(1, "Ana"), person(2, "Ben")], "moments": [], "judgements": [],
    });
    for (key, value) in more.as_object().unwrap() {
        take[key] = value.clone();
    }
    fs::write(home.file("line.jsonl"), format!("{take}\n")).unwrap();
    fs::write(home.file("release.txt"), "You may.").unwrap();
    say(&home, "takes import FILE/line.jsonl");
    home
}

/// Runs a command of words without spaces, which must succeed; `FILE` is the home.
#[track_caller]
fn say(home: &Home, command: &str) -> String {
    let command = command.replace("FILE", home.file("").to_str().unwrap().trim_end_matches('/'));
    home.run(&command.split(' ').collect::<Vec<_>>())
}

/// What a command that fails with 1 says.
#[track_caller]
fn fails(home: &Home, command: &str) -> String {
    let outcome = home.outcome(&command.split(' ').collect::<Vec<_>>());
    assert_eq!((outcome.status.code(), outcome.stdout.as_slice()), (Some(1), &b""[..]), "{command}");
    String::from_utf8(outcome.stderr).unwrap()
}

fn agree(home: &Home, name: &str, media: &str) {
    say(home, &format!("player consent {name} --for review --media {media} --text FILE/release.txt"));
}

/// Changes the log as no command does.
fn change(home: &Home, sql: &str) {
    Connection::open(home.log()).unwrap().execute_batch(sql).unwrap();
}

/// What becomes of a take that left.
enum Since {
    Does(&'static str),
    Changes(&'static str),
}

use Since::{Changes, Does};

#[test]
fn what_changed_since_it_left_has_to_be_given_back() {
    const PRIVATE: Since = Does("takes verdict 1 not-usable --reason private");
    let (edit, stopped, rehearsal) = (json!({}), json!({"ending": "stopped"}), json!({"rehearsal": true}));
    let judgement = json!({"id": "01930000-0000-7000-8000-0000000001f5", "at": "2026-11-24T19:05:00.251Z", "by": "leader",
        "verdict": "not-usable", "reason": "private", "note": null, "perceived": []});
    let private = json!({"judgements": [judgement]});
    let narrowed = || {
        let again = "player consent Ben --for review --media audio --text FILE/release.txt";
        vec![Does("player withdraw Ben --for review"), Does(again)]
    };
    let cases = [
        (&edit, "--format csv", vec![], false),
        (&edit, "--format csv", vec![PRIVATE], true),
        (&edit, "1 --format csv", vec![PRIVATE], true),
        (&edit, "--format jsonl --purpose review", vec![PRIVATE], true),
        (&edit, "--format csv", vec![PRIVATE, Does("takes undo 1")], false),
        (&edit, "--format csv", vec![Does("takes verdict 1 hold")], false),
        (&private, "1 --format csv", vec![], false),
        (&private, "1 --format csv", vec![Does("takes note 1 more")], false),
        (&private, "1 --format csv", vec![Does("player withdraw Ben")], true),
        (&stopped, "1 --format csv", vec![], false),
        (&stopped, "1 --format csv", vec![PRIVATE], true),
        (&stopped, "1 --format csv", vec![Does("player withdraw Ana")], true),
        (&stopped, "1 --format csv", vec![Changes("UPDATE take SET voided_at = 1")], true),
        (
            &stopped,
            "1 --format jsonl --purpose review",
            vec![Changes("UPDATE consent SET until = at + 1 WHERE release IS NOT NULL")],
            true,
        ),
        (&rehearsal, "1 --format csv", vec![], false),
        (&rehearsal, "1 --format csv", vec![PRIVATE], true),
        (&edit, "--format csv", vec![Changes("UPDATE take SET voided_at = 1")], true),
        (&edit, "--format csv", vec![Does("player withdraw Ben --for publishing")], false),
        (&edit, "--format csv", vec![Does("player withdraw Ben --for review")], true),
        (&edit, "--format jsonl --purpose review", vec![Does("player withdraw Ben --for review")], true),
        (
            &edit,
            "--format jsonl --purpose review",
            vec![Changes("UPDATE consent SET until = at + 1 WHERE release IS NOT NULL")],
            true,
        ),
        (&edit, "--format otio --purpose review", narrowed(), true),
        (&edit, "--format csv --purpose review --media audio,video", narrowed(), true),
        (&edit, "--format csv --purpose review", narrowed(), true),
        (&edit, "--format csv", narrowed(), false),
    ];
    for (more, export, since, comes_back) in cases {
        let home = logged(more);
        agree(&home, "Ana", "audio,video,transcript");
        agree(&home, "Ben", "audio,video");
        let written = say(&home, &format!("takes export {export} -o -"));
        assert!(written.contains("late-1") || written.contains("take 1"), "{export}");
        assert_eq!(say(&home, "takes export --removed"), "", "{more} {export}");
        let mut what = Vec::new();
        for one in since {
            match one {
                Does(command) => drop((say(&home, command), what.push(command))),
                Changes(sql) => drop((change(&home, sql), what.push(sql))),
            }
        }
        let expected = if comes_back { format!("{TAKE}\n") } else { String::new() };
        assert_eq!(say(&home, "takes export --removed"), expected, "{more} {export} {what:?}");
    }
}

/// What the ledger of an older version knew: no media, and not whether somebody knew of a private matter.
#[test]
fn what_left_before_the_ledger_kept_terms_is_given_back_in_doubt() {
    for (format, by_default, comes_back) in [("otio", r#"["video"]"#, true), ("audacity", r#"["audio"]"#, false)] {
        let home = logged(&json!({}));
        agree(&home, "Ana", "audio,video");
        agree(&home, "Ben", "audio,video");
        say(&home, &format!("takes export --format {format} --purpose review"));
        change(&home, &format!("UPDATE export_take SET media = '{by_default}'"));
        say(&home, "player withdraw Ben");
        agree(&home, "Ben", "audio");
        let expected = if comes_back { format!("{TAKE}\n") } else { String::new() };
        assert_eq!(say(&home, "takes export --removed"), expected, "{format}");
    }
}

#[test]
fn media_are_asked_for_and_told() {
    let home = logged(&json!({}));
    agree(&home, "Ana", "audio,video");
    let why = fails(&home, "takes export --format jsonl --purpose review");
    assert!(why.contains("Ben has not agreed to review") && why.contains("`sidecoach player consent Ben"), "{why}");
    agree(&home, "Ben", "audio,transcript");
    let granted = json!([{"purpose": "review", "media": ["audio"]}]);
    for (format, media, missing) in [
        ("csv", "", ""),
        ("jsonl", "", ""),
        ("audacity", "", ""),
        ("webvtt", "", ""),
        ("otio", "", "Ben has not agreed to video for review"),
        ("otio", " --media audio", ""),
        ("csv", " --media audio", ""),
        ("jsonl", " --media audio,video", "Ben has not agreed to video for review"),
        ("audacity", " --media transcript", "Ana has not agreed to transcript for review"),
    ] {
        let command = format!("takes export --format {format} --purpose review{media}");
        if missing.is_empty() {
            let text = say(&home, &command);
            assert!(text.contains("audio") && !text.contains("transcript"), "{command}: {text}");
            if format == "jsonl" {
                assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["granted"], granted);
            }
        } else {
            let why = fails(&home, &command);
            assert!(why.contains(missing) && why.contains("--for review --media"), "{command}: {why}");
            let path = home.file("out");
            fails(&home, &format!("{command} -o {}", path.to_str().unwrap()));
            assert!(!path.exists(), "{command}");
        }
    }
    say(&home, "takes export --format frictionless --purpose review -o FILE/package");
    assert!(fs::read_to_string(home.file("package/takes.csv")).unwrap().contains("review: audio"));
    let why = fails(&home, "takes export --format csv --purpose publishing");
    assert!(
        why.contains("Ana has not agreed to publishing") && why.contains("Ben has not agreed to publishing"),
        "{why}"
    );
    // The leader's own list asks for none, and tells all the same.
    for format in ["audacity", "webvtt", "otio", "csv"] {
        assert!(say(&home, &format!("takes export --format {format}")).contains("audio"), "{format}");
    }
    for purpose in ["", " --purpose log"] {
        let args = format!("takes export --format csv --media audio{purpose}");
        assert_eq!(home.outcome(&args.split(' ').collect::<Vec<_>>()).status.code(), Some(2), "{args}");
    }
}

const PACK: &str = r#"
format = 1
title = "Confidences"
rating = "general"

[words]
place = ["a lighthouse"]
beast = ["a ring"]
lair = ["a den of {hue} mud"]
hue = ["ochre"]

[[prompt]]
id = "letter"
text = "The {sender} hands the {reader} a letter in {place}, and a ring."

  [[prompt.role]]
  name = "sender"
  secret = "You lost {beast} in {place}, in {lair}."

  [[prompt.role]]
  name = "reader"
"#;

#[test]
fn a_word_that_secrets_alone_use_does_not_leave() {
    let home = Home::new();
    let (mut stage, _) = Terminal::stage_of_pack(&home, PACK);
    stage.step("\r", &["lighthouse", "enter call it"]);
    stage.step("\r", &["get ready"]);
    stage.step("\r", &["enter edit"]);
    stage.step(".\r", &["usable?"]);
    stage.step("g", &["● usable"]);
    stage.press("q");
    assert!(stage.ended().success());
    let words = |options: &str| {
        let line: Value = serde_json::from_str(&say(&home, &format!("takes export --format jsonl{options}"))).unwrap();
        let words =
            line["draw"]["words"].as_array().unwrap().iter().map(|word| word["entry"].as_str().unwrap().to_owned());
        words.collect::<Vec<_>>()
    };
    let all = ["a lighthouse", "a ring", "a den of {hue} mud", "ochre"];
    assert_eq!(words(""), all[..1], "the text says a ring too, but by itself");
    assert_eq!(words(" --secrets"), all);
    let text = ["csv", "otio", "jsonl"].map(|format| say(&home, &format!("takes export --format {format}"))).concat();
    assert!(!text.contains("den of") && !text.contains("ochre"), "{text}");
    // What a colleague was told with its secrets, she can pass on without them.
    fs::write(home.file("told.jsonl"), say(&home, "takes export --format jsonl --secrets")).unwrap();
    let other = Home::new();
    fs::copy(home.file("told.jsonl"), other.file("told.jsonl")).unwrap();
    say(&other, "takes import FILE/told.jsonl");
    let passed_on = say(&other, "takes export --format jsonl");
    assert!(passed_on.contains("a lighthouse") && !passed_on.contains("ochre"), "{passed_on}");
    // An older version did not write down who drew a word.
    let unmarked = "UPDATE draw SET words = (
      SELECT json_group_array(json_remove(value, '$.secret')) FROM json_each(words));";
    change(&home, unmarked);
    assert_eq!(words(""), [""; 0], "a lighthouse is in the secret too: in doubt it stays here");
}

/// Another laptop with the same log.
fn copied(home: &Home) -> Home {
    let other = Home::new();
    fs::create_dir_all(other.log().parent().unwrap()).unwrap();
    Connection::open(home.log()).unwrap().execute("VACUUM INTO ?1", [other.log().to_str().unwrap()]).unwrap();
    fs::copy(home.file("release.txt"), other.file("release.txt")).unwrap();
    other
}

fn merge(into: &Home, other: &Home) {
    into.run(&["takes", "merge", other.log().to_str().unwrap()]);
}

/// Which media of Ben may be used for review.
fn held(home: &Home) -> Value {
    home.json(&["player", "consent", "Ben", "--json"])["in_force"].clone()
}

/// Sets the clock by which withdrawals were dated: by so many hours.
fn date_withdrawals(home: &Home, hours: i64) {
    change(home, &format!("UPDATE consent SET at = at + {hours} * 3600000 WHERE release IS NULL"));
}

#[test]
fn a_withdrawal_wins_over_a_grant_that_did_not_know_of_it() {
    for hours in [-48, 0, 48] {
        let before = logged(&json!({}));
        let (one, other) = (copied(&before), copied(&before));
        agree(&one, "Ana", "audio");
        say(&other, "player withdraw Ben");
        date_withdrawals(&other, hours);
        agree(&one, "Ben", "audio");
        assert_ne!(held(&one), json!([]), "on her own laptop it holds");
        for (into, from) in [(copied(&one), &other), (copied(&other), &one)] {
            merge(&into, from);
            assert_eq!(held(&into), json!([]), "{hours}");
            fails(&into, "takes export --format jsonl --purpose review");
            let said = into.outcome(&["player", "consent", "Ben"]);
            let (out, err) = (String::from_utf8(said.stdout).unwrap(), String::from_utf8(said.stderr).unwrap());
            if hours < 0 {
                assert!(out.contains("does not count for review: it did not know of the withdrawal of"), "{out}");
                assert!(err.contains("record the grant once more"), "{err}");
            }
            agree(&into, "Ben", "audio");
            assert_eq!(held(&into), json!([{"purpose": "review", "media": ["audio"]}]), "{hours}: in knowledge of it");
            say(&into, "takes export --format jsonl --purpose review");
            // The newer grant wins wherever it comes.
            for log in [&one, &other] {
                let log = copied(log);
                merge(&log, &into);
                assert_ne!(held(&log), json!([]), "{hours}");
            }
        }
    }
}

#[test]
fn the_order_in_which_three_logs_are_merged_does_not_show() {
    let before = logged(&json!({}));
    agree(&before, "Ben", "audio");
    let logs = [(); 3].map(|()| copied(&before));
    say(&logs[0], "player withdraw Ben --for review");
    date_withdrawals(&logs[0], -5);
    agree(&logs[0], "Ben", "video");
    agree(&logs[1], "Ben", "transcript");
    say(&logs[2], "player withdraw Ben --for publishing");
    date_withdrawals(&logs[2], 5);
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let log = copied(&logs[order[0]]);
        merge(&log, &logs[order[1]]);
        merge(&log, &logs[order[2]]);
        assert_eq!(held(&log), json!([{"purpose": "review", "media": ["video"]}]), "{order:?}");
    }
}

#[test]
fn a_paper_of_an_earlier_day_does_not_undo_a_withdrawal() {
    let home = logged(&json!({}));
    say(&home, "player withdraw Ben");
    say(&home, "player consent Ben --for review --media audio --text FILE/release.txt --on 2026-01-02");
    assert_eq!(held(&home), json!([]));
    assert!(say(&home, "player consent Ben").contains("does not count for review"));
    agree(&home, "Ben", "audio");
    assert_ne!(held(&home), json!([]));
}
