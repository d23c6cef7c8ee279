//! What other programs do while a stage runs: it hears of it with the next key, before that does its work.

use std::fs;

use crate::terminal::{Home, Terminal};

const PACK: &str = r#"format = 1
title = "Late"
rating = "general"

[[prompt]]
id = "apology"
text = "An apology in a lighthouse."
players = "2+"

[[prompt]]
id = "queue"
text = "A queue at night."
tags = ["night"]
players = "2+"
"#;

#[test]
fn the_never_list_is_heard_before_the_key_does_its_work() {
    let home = Home::new();
    let (mut stage, path) = Terminal::stage_of_pack(&home, PACK);
    let never = |prompt: &str, more: &[&str]| {
        home.run(&[&["pack", "never", &format!("{}/{prompt}", path.display())], more].concat());
    };
    never("queue", &[]);
    stage.press("\r");
    stage.wait_for(&["An apology", "the never list changed: 1 prompt fits, of 2", "enter call it"]);
    never("apology", &[]);
    stage.press("?");
    stage.wait_for(&["esc close"]);
    stage.press("\x1b");
    stage.wait_for(&["An apology", "the prompt on the table is on the never list now: n draws another"]);
    stage.press("n");
    stage.wait_for(&["An apology", "no prompt fits: 2 on the never list"]);
    home.run(&["pack", "never", "--undo", "late/queue"]);
    stage.press("n");
    stage.wait_for(&["A queue at night.", "the never list changed: 1 prompt fits, of 2"]);
    home.run(&["pack", "never", "--tag", "night"]);
    home.run(&["pack", "never", "--undo", "late/apology"]);
    stage.press("n");
    stage.wait_for(&["An apology", "the never list changed: 1 prompt fits, of 2"]);

    let list = home.file("config/sidecoach/never.toml");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{text}[[never]\n")).unwrap();
    stage.press("n");
    stage.wait_for(&["An apology", "the never list can't be read any more", "esc: seen"]);
    stage.press("\x1b");
    stage.wait_until("no line", |screen| !screen.contains("can't be read"));
    stage.step("?", &["esc close"]);
    let again = stage.step("\x1b", &["An apology", "enter call it"]);
    assert!(!again.contains("can't be read"), "it is said once");
    stage.press("q");
    assert!(stage.ended().success());
}

#[test]
fn what_the_stage_puts_on_the_never_list_itself_is_no_news() {
    let home = Home::new();
    let (mut stage, _) = Terminal::stage_of_pack(&home, PACK);
    stage.press("\r");
    let drawn = stage.wait_for(&["enter call it"]);
    let other = if drawn.contains("An apology") { "A queue" } else { "An apology" };
    stage.step("x", &["never again?"]);
    stage.step("t", &[other, "is not drawn again today"]);
    assert!(home.run(&["pack", "never"]).contains("until"));
    home.run(&["pack", "never", "--tag", "tea"]);
    stage.step("?", &["esc close"]);
    stage.step("\x1b", &[other, "is not drawn again today"]);
    stage.step("u", &["took back the never"]);
    assert!(!stage.screen().contains(other));
    assert_eq!(home.run(&["pack", "never"]), "the tag tea  always\n");
    stage.press("n");
    stage.wait_for(&[other, "enter call it"]);
    stage.press("q");
    assert!(stage.ended().success());
}

/// One prompt for two, whose roles have names.
const TWO: &str = r#"format = 1
title = "Late"
rating = "general"

[[prompt]]
id = "apology"
text = "An apology in a lighthouse."
players = "2"

[[prompt.role]]
name = "latecomer"
label = "the one who is late"

[[prompt.role]]
name = "wronged"
label = "the one who waited"
"#;

/// A stage at the debrief of its first take, played from a pack.
fn debrief(home: &Home, pack: &str, players: &[&str]) -> Terminal {
    let path = home.file("two.toml");
    fs::write(&path, pack).unwrap();
    let mut stage = Terminal::stage(home, &[&["-p", path.to_str().unwrap(), "--seed", "3"], players].concat());
    stage.wait_for(&["enter draw"]);
    stage.step("\r", &["enter call it"]);
    stage.step("\r", &["enter begin"]);
    stage.step("\r", &["enter edit"]);
    stage.step(".\r", &["usable?"]);
    stage
}

/// Presses keys that do nothing to the session, so that it hears what others did.
fn touch(stage: &mut Terminal) {
    stage.step("?", &["esc close"]);
    stage.step("\x1b", &["enter go on"]);
}

/// Who plays a role, by its label on the screen.
fn plays(screen: &str, label: &str) -> String {
    let line = screen.lines().find(|line| line.contains(label)).unwrap_or_else(|| panic!("{label}:\n{screen}"));
    line.split(label).next().unwrap().trim().to_owned()
}

#[test]
fn who_played_after_all_is_heard() {
    let home = Home::new();
    let mut stage = debrief(&home, TWO, &["--players", "Ana, Ben, Chi"]);
    let (late, waited) = ("the one who is late", "the one who waited");
    let first = stage.screen();
    let was = [plays(&first, late), plays(&first, waited)];
    let other = ["Ana", "Ben", "Chi"].into_iter().find(|name| !was.iter().any(|played| played == name)).unwrap();
    home.run(&["takes", "cast", "1", &format!("wronged={other}")]);
    touch(&mut stage);
    let is_cast = |late_is: &str, waited_is: &str| {
        let (late_is, waited_is) = (late_is.to_owned(), waited_is.to_owned());
        move |screen: &str| plays(screen, late) == late_is && plays(screen, waited) == waited_is
    };
    stage.wait_until("another cast", is_cast(&was[0], other));
    home.run(&["takes", "cast", "1", "latecomer="]);
    touch(&mut stage);
    stage.wait_until("a role that nobody plays", is_cast("nobody", other));
    home.run(&["takes", "undo", "1"]);
    touch(&mut stage);
    stage.wait_until("the correction before", is_cast(&was[0], other));
    stage.press("3");
    let roster = stage.wait_for(&["[3:roster]", other]);
    let scenes = |name: &str| roster.lines().find(|line| line.contains(name)).unwrap().contains("here        1 ");
    assert!(scenes(&was[0]) && scenes(other) && !scenes(&was[1]), "{roster}");
    stage.step("1", &["usable?"]);
    stage.step("g", &["● usable"]);
    let next = stage.step("\r", &["enter call it"]);
    assert!([late, waited].map(|label| plays(&next, label)).contains(&was[1]), "who did not play comes first:\n{next}");
    home.run(&["takes", "cast", "1", "latecomer="]);
    stage.step("u", &["took back the draw"]);
    touch(&mut stage);
    stage.wait_until("it in what undo brought back", is_cast("nobody", other));
    stage.press("q");
    assert!(stage.ended().success());
}

#[test]
fn who_sat_in_a_seat_is_heard() {
    let home = Home::new();
    let pack = TWO.split("[[prompt.role]]").next().unwrap();
    let mut stage = debrief(&home, pack, &[]);
    assert!(stage.screen().contains("player 1, player 2") || stage.screen().contains("player 2, player 1"));
    home.run(&["player", "add", "Dee"]);
    home.run(&["takes", "cast", "1", "player 2=Dee"]);
    touch(&mut stage);
    stage.wait_until("her name", |screen| screen.contains("player 1, Dee") || screen.contains("Dee, player 1"));
    home.run(&["takes", "cast", "1", "player 1="]);
    touch(&mut stage);
    stage.wait_until("her alone", |screen| screen.lines().any(|line| line.trim() == "Dee"));
    stage.press("q");
    assert!(stage.ended().success());
}

#[test]
fn a_verdict_of_the_command_line_is_heard() {
    let home = Home::new();
    let mut stage = debrief(&home, TWO, &["--players", "Ana, Ben"]);
    home.run(&["takes", "verdict", "1", "not-usable", "--reason", "technical"]);
    touch(&mut stage);
    stage.wait_for(&["● not usable: technical", "0 usable"]);
    home.run(&["takes", "verdict", "1", "usable"]);
    touch(&mut stage);
    stage.wait_for(&["● usable", "1 usable"]);
    home.run(&["takes", "note", "1", "The silence."]);
    touch(&mut stage);
    stage.wait_for(&["● usable", "note  The silence."]);
    home.run(&["takes", "undo", "1"]);
    home.run(&["takes", "undo", "1"]);
    home.run(&["takes", "undo", "1"]);
    touch(&mut stage);
    stage.wait_for(&["usable?", "0 usable"]);
    stage.press("q");
    assert!(stage.ended().success());
}
