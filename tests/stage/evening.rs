//! A leader's whole evening: people come and go, scenes are played, stopped and played again, and the log has it all.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::terminal::{Home, Terminal};

const NAMES: [&str; 6] = ["Ana", "Ben", "Chi", "Dee", "Eli", "Flo"];

/// The lines of a roster about people, without what is selected.
fn roster(screen: &str) -> Vec<String> {
    let is_person = |line: &&str| ["  here ", "  out ", "  gone "].iter().any(|place| line.contains(place));
    let rows = screen.lines().take_while(|line| !line.contains("a add"));
    rows.filter(is_person).map(|line| line.replace('▸', " ").trim_end().to_owned()).collect()
}

/// Whether a screen names this player's role.
fn is_cast(screen: &str, player: &str) -> bool {
    screen.lines().skip(2).take(8).any(|line| line.trim_start().starts_with(&format!("{player} ")))
}

/// Who played in a take.
fn cast(take: &Value) -> BTreeSet<&str> {
    take["cast"].as_array().unwrap().iter().map(|part| part["player"].as_str().unwrap()).collect()
}

fn kinds(take: &Value) -> Vec<&str> {
    take["moments"].as_array().unwrap().iter().map(|moment| moment["kind"].as_str().unwrap()).collect()
}

#[test]
fn what_happened_in_an_evening_is_in_the_log() {
    let home = Home::new();
    let mut stage = Terminal::stage(&home, &["--players", &NAMES.join(", "), "-p", "turns", "--seed", "7"]);
    stage.wait_for(&["6 present", "enter draw"]);

    // Ben is out for one scene, Chi goes home.
    stage.step("3", &["▸ 1 Ana", "a add"]);
    stage.step("jo", &["Ben is out for one scene"]);
    stage.step("jg", &["Chi has gone home"]);
    stage.step("1", &["4 present", "enter draw"]);

    // The first scene: recast, paused, shifted, usable, with a note.
    stage.step("\r", &["enter call it", "turns/"]);
    let drawn = stage.step("c", &["enter call it", "turns/"]);
    stage.step("\r", &["get ready"]);
    stage.step("\r", &["take 1 · 0 usable", "enter edit"]);
    stage.let_the_clock_move();
    stage.step(" ", &["PAUSED", "space resume"]);
    stage.step(" ", &["space pause"]);
    stage.step("s", &["shift: "]);
    stage.step("\r", &["usable?"]);
    stage.step("g", &["● usable", "1 usable"]);
    stage.step("tThey took their time.\r", &["● note", "They took their time."]);

    // The same again; a mark and a care stop are taken back, then it is broken off after all.
    stage.step("a", &["get ready"]);
    stage.step("\r", &["take 2 · 1 usable", "enter edit"]);
    stage.step("m", &["● ", "mark"]);
    stage.step("u", &["took back the mark"]);
    stage.step("b", &["broken off"]);
    stage.step("u", &["took back", "enter edit"]);
    stage.step("b", &["broken off"]);

    // The second scene, from what the audience called. Ben is back by then.
    stage.step("oA letter comes forty years late.\r", &["A letter comes forty years late.", "5 present"]);
    stage.step("\r", &["get ready"]);
    stage.step("\r", &["take 3 · 1 usable", "enter edit"]);
    stage.let_the_clock_move();
    stage.step("\r", &["usable?"]);
    stage.step("h", &["● on hold"]);
    let counted = roster(&stage.step("3", &["▸ ", "a add"]));
    assert_eq!(counted.len(), NAMES.len(), "{counted:?}");
    stage.step("1", &["● on hold"]);
    stage.press("q");
    assert!(stage.ended().success());

    // The next start goes on with it.
    let mut stage = Terminal::stage(&home, &["-p", "turns"]);
    stage.wait_for(&["resumed", "2 draws, 1 usable", "5 present", "enter draw"]);
    let again = stage.step("3", &["▸ 1 Ana", "a add"]);
    assert_eq!(roster(&again), counted, "everybody counts as before");
    stage.press("q");
    assert!(stage.ended().success());

    let takes = home.takes();
    let [own, again, first] = takes.as_slice() else { panic!("three takes: {takes:#?}") };
    for (take, number, of_draw, ending) in [(first, 1, 1, "edit"), (again, 2, 2, "stopped"), (own, 3, 1, "edit")] {
        assert_eq!((&take["number"], &take["take_of_draw"]), (&number.into(), &of_draw.into()), "{take}");
        assert_eq!(take["ending"], ending, "{take}");
        let length = |key: &str| take[key].as_i64().unwrap();
        assert_eq!(length("ended_at_ms"), length("played_ms") + length("paused_ms"), "{take}");
        assert!(length("played_ms") >= 1000 || number == 2, "{take}");
    }
    assert_eq!((&first["verdict"], &first["note"]), (&"usable".into(), &"They took their time.".into()));
    assert_eq!((&again["verdict"], &again["note"]), (&Value::Null, &Value::Null));
    assert_eq!((&own["verdict"], &own["note"]), (&"hold".into(), &Value::Null));
    assert!(first["paused_ms"].as_i64().unwrap() > 0 && again["paused_ms"] == 0, "{first} {again}");

    let (text, id) = (first["text"].as_str().unwrap(), first["prompt"].as_str().unwrap());
    assert!(drawn.contains(id) && drawn.split_whitespace().collect::<Vec<_>>().join(" ").contains(text), "{drawn}");
    for key in ["text", "prompt", "pack_hash", "seed", "cast"] {
        assert_eq!(first[key], again[key], "a retake is the same again");
    }
    assert_eq!((&own["text"], &own["prompt"]), (&"A letter comes forty years late.".into(), &Value::Null));

    assert_eq!(kinds(first), ["pause", "resume", "shift"], "{first}");
    assert_eq!(kinds(again), [""; 0], "{again}");
    assert_eq!(kinds(own), [""; 0], "{own}");

    // Whoever was cast at last is who played, and nobody who was away.
    let shown: BTreeSet<_> = NAMES.into_iter().filter(|player| is_cast(&drawn, player)).collect();
    assert_eq!(cast(first), shown, "{drawn}");
    assert!(first["cast"].as_array().unwrap().iter().all(|part| part["role"].is_string()), "{first}");
    let here = |away: &[&str]| NAMES.into_iter().filter(|name| !away.contains(name)).collect::<BTreeSet<_>>();
    assert!(cast(first).is_subset(&here(&["Ben", "Chi"])) && cast(first).len() >= 2, "{first}");
    assert!(cast(own).is_subset(&here(&["Chi"])) && cast(own).contains("Ben"), "whoever waited is due: {own}");

    let players: Value = serde_json::from_str(&home.run(&["player", "list", "--json"])).unwrap();
    let players: BTreeMap<&str, (&str, i64, Option<i64>)> = players["players"]
        .as_array()
        .unwrap()
        .iter()
        .map(|player| {
            let (name, presence) = (player["name"].as_str().unwrap(), player["presence"].as_str().unwrap());
            (name, (presence, player["scenes"].as_i64().unwrap(), player["last_take"].as_i64()))
        })
        .collect();
    let expected = NAMES.map(|name| {
        let played = |take: &Value| cast(take).contains(name);
        let presence = if name == "Chi" { "gone" } else { "present" };
        // A retake is no scene of its own.
        let scenes = i64::from(played(first)) + i64::from(played(own));
        let last = [own, again].into_iter().find(|take| played(take)).map(|take| take["number"].as_i64().unwrap());
        (name, (presence, scenes, last))
    });
    assert_eq!(players, BTreeMap::from(expected));
}
