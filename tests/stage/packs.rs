//! Packs that change while a scene runs, and what the Packs screen does with them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::terminal::{Home, Terminal};

const PACK: &str = r#"# Mine alone.
format = 1
title = "Late"
rating = "general"

[[prompt]]
id = "apology" # the old one
text = "An apology in a lighthouse."
players = "2+"
weight = 2 # heavy

[[prompt]]
id = "queue"
text = "A queue at night."
players = "2+"
"#;

const MORE: &str = "\n[[prompt]]\nid = \"ferry\"\ntext = \"The last ferry has left.\"\nplayers = \"2+\"\n";

/// Writes a file as an editor does that puts a new one in its place.
fn write_by_rename(path: &Path, text: &str) {
    let new = path.with_extension("new");
    fs::write(&new, text).unwrap();
    fs::rename(new, path).unwrap();
}

#[test]
fn a_pack_is_read_again_while_a_scene_runs() {
    let home = Home::new();
    let (mut stage, path) = Terminal::stage_of_pack(&home, PACK);
    stage.press("\r\r\r");
    stage.wait_for(&["take 1", "enter edit"]);
    stage.press("4");
    stage.wait_for(&["4:packs", "late  2 prompts", "queue", "break off"]);

    fs::write(&path, format!("{PACK}{MORE}")).unwrap();
    stage.wait_for(&["late  3 prompts", "ferry", "the pack late was changed: 1 prompt new"]);

    fs::write(&path, format!("{PACK}{MORE}text = \"\n")).unwrap();
    stage.wait_for(&["late is kept as it was: line 21: not valid TOML", "ferry", "can't be read now"]);

    let other = PACK.replace("A queue at night.", "A queue at dawn.").replace("lighthouse", "lift");
    write_by_rename(&path, &other);
    let mended =
        stage.wait_for(&["late  2 prompts", "the pack late can be read again: 2 prompts changed, 1 prompt gone"]);
    assert!(!mended.contains("is kept as it was"), "{mended}");

    fs::remove_file(&path).unwrap();
    stage.wait_for(&["There are no packs.", "the pack late is gone"]);
    write_by_rename(&path, &other);
    stage.wait_for(&["late  2 prompts", "the pack late is new"]);

    stage.press("1");
    stage.wait_for(&["enter edit"]);
    stage.let_the_clock_move();
    stage.press("\r");
    stage.wait_for(&["usable?"]);
    stage.press("q");
    assert!(stage.ended().success());
    let text = home.takes()[0]["text"].as_str().unwrap().to_owned();
    assert!(
        ["An apology in a lighthouse.", "A queue at night."].contains(&text.as_str()),
        "the words it began with: {text}"
    );
}

#[test]
fn a_chosen_prompt_is_played_under_its_own_name() {
    let home = Home::new();
    let (mut stage, _) = Terminal::stage_of_pack(&home, PACK);
    stage.press("4/qeue");
    stage.wait_for(&["1 prompt like “qeue”", "▸ late/queue"]);
    stage.press("\r");
    stage.wait_for(&["enter on stage"]);
    stage.press("\r");
    stage.wait_for(&["A queue at night.", "enter call it"]);
    stage.press("\r\r");
    stage.wait_for(&["take 1", "enter edit"]);
    stage.press("4\r");
    stage.wait_for(&["a scene runs: end it first"]);
    stage.press("e");
    stage.wait_for(&["an editor would hide the clock"]);
    stage.press("b");
    stage.wait_for(&["4:packs"]);
    stage.press("1");
    stage.wait_for(&["broken off"]);
    stage.press("q");
    assert!(stage.ended().success());
    assert_eq!(home.takes()[0]["prompt"], "late/queue");
}

#[test]
fn a_weight_is_written_and_taken_back() {
    let home = Home::new();
    let (mut stage, path) = Terminal::stage_of_pack(&home, PACK);
    stage.press("4j+");
    stage.wait_for(&["late/apology weighs 2.5 now, 2 before"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), PACK.replace("weight = 2 #", "weight = 2.5 #"));
    stage.press("--");
    stage.wait_for(&["late/apology weighs 1.5 now"]);
    stage.press("uuu");
    stage.wait_until("its old weight", |_| fs::read_to_string(&path).unwrap() == PACK);
    stage.press("q");
    assert!(stage.ended().success());
}

#[test]
fn a_pack_that_is_built_in_is_copied_before_it_is_changed() {
    let home = Home::new();
    let mut stage = Terminal::stage(&home, &["-p", "turns", "--players", "Ana, Ben"]);
    stage.wait_for(&["enter draw"]);
    stage.press("4j+");
    stage.wait_for(&["the pack turns is built in: your own copy"]);
    let copy = home.file("data/sidecoach/packs/turns.toml");
    assert!(fs::read_to_string(copy).unwrap().contains("weight"));
    stage.press("q");
    assert!(stage.ended().success());
}

#[test]
fn an_editor_gets_the_terminal_and_the_line() {
    let mut home = Home::new();
    let vi = home.file("vi");
    fs::write(&vi, "#!/bin/sh\nread -r typed\nprintf '\\n# %s %s\\n' \"$typed\" \"$1\" >> \"$2\"\n").unwrap();
    fs::set_permissions(&vi, fs::Permissions::from_mode(0o755)).unwrap();
    home.set("EDITOR", vi.to_str().unwrap());
    let (mut stage, path) = Terminal::stage_of_pack(&home, PACK);
    stage.press("4jj");
    stage.wait_for(&["▸   queue"]);
    stage.press("e");
    stage.given_back();
    stage.press("hello\n");
    stage.wait_for(&["[4:packs]", "▸   queue"]);
    assert!(stage.is_taken());
    let written = fs::read_to_string(&path).unwrap();
    assert!(written.ends_with("\n# hello +12\n"), "{written}");
    stage.press("q");
    assert!(stage.ended().success());
}
