//! A leader's way from the first key to the log.

use crate::terminal::{Home, Terminal};

const ARGS: [&str; 6] = ["--players", "Ana, Ben, Chi", "-p", "turns", "--seed", "7"];

#[test]
fn a_scene_ends_up_in_the_log() {
    let home = Home::new();
    let mut stage = Terminal::stage(&home, &ARGS);
    stage.wait_for(&["here: Ana, Ben, Chi", "enter draw"]);
    stage.press("\r");
    let drawn = stage.wait_for(&["enter call it", "turns/"]);
    stage.press("\r");
    stage.wait_for(&["get ready", "enter begin"]);
    stage.press("\r");
    stage.wait_for(&["take 1 · 0 usable", "enter edit"]);
    stage.press("m");
    stage.let_the_clock_move();
    stage.press("\r");
    stage.wait_for(&["ran of", "● ", "mark", "usable?"]);
    stage.press("g");
    stage.wait_for(&["take 1 · 1 usable", "● usable"]);
    stage.press("q");
    assert!(stage.ended().success());

    let takes = home.takes();
    let [take] = takes.as_slice() else { panic!("one take: {takes:?}") };
    assert_eq!((&take["verdict"], &take["ending"]), (&"usable".into(), &"edit".into()));
    let (text, id) = (take["text"].as_str().unwrap(), take["prompt"].as_str().unwrap());
    assert!(drawn.contains(id), "{id} was drawn: {drawn}");
    assert!(unwrapped(&drawn).contains(text), "{text} was drawn: {drawn}");
    for part in take["cast"].as_array().unwrap() {
        let player = format!("{} ", part["player"].as_str().unwrap());
        let is_shown = drawn.lines().any(|line| line.trim_start().starts_with(&player));
        assert!(is_shown && part["role"].is_string(), "{part} was drawn: {drawn}");
    }
    let moments = take["moments"].as_array().unwrap();
    assert_eq!(moments.iter().filter(|moment| moment["kind"] == "mark").count(), 1, "{moments:?}");
    let length = take["played_ms"].as_i64().unwrap();
    assert!((1000..60_000).contains(&length), "{length} ms");
    assert_eq!(take["ended_at_ms"], take["played_ms"]);
}

/// The screen's lines as one text.
fn unwrapped(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_first_start_works_with_seats() {
    let home = Home::new();
    let mut stage = Terminal::stage(&home, &[]);
    stage.wait_for(&["here: player 1, player 2"]);
    stage.press("\r\r\r");
    stage.wait_for(&["take 1 · 0 usable", "player 1", "player 2"]);
    stage.press("b");
    stage.wait_for(&["broken off"]);
    stage.press("u");
    stage.wait_for(&["took back", "enter edit"]);
    stage.press("q");
    stage.wait_for(&["esc stay"]);
    stage.press("\x03\x03");
    assert!(stage.ended().success());
    assert_eq!(home.takes()[0]["ending"], "interrupted");
}

#[test]
fn the_workshop_goes_on_where_it_was_left() {
    let home = Home::new();
    let mut stage = Terminal::stage(&home, &ARGS);
    stage.wait_for(&["enter draw"]);
    stage.press("\r");
    let drawn = stage.wait_for(&["enter call it", "turns/"]);
    stage.press("q");
    assert!(stage.ended().success());
    let mut stage = Terminal::stage(&home, &["-p", "turns"]);
    let again = stage.wait_for(&["resumed", "3 present", "enter call it"]);
    let prompt = |screen: &str| screen.lines().nth(2).unwrap().trim_end().to_owned();
    assert_eq!(prompt(&again), prompt(&drawn));
    stage.press("q");
    assert!(stage.ended().success());
    let mut stage = Terminal::stage(&home, &["--new-workshop"]);
    stage.wait_for(&["3 present", "enter draw"]);
    stage.press("q");
    assert!(stage.ended().success());
}

#[test]
fn a_log_that_is_no_log_stops_no_workshop() {
    let home = Home::new();
    std::fs::create_dir_all(home.log().parent().unwrap()).unwrap();
    std::fs::write(home.log(), "Dear diary").unwrap();
    let mut stage = Terminal::stage(&home, &ARGS);
    stage.wait_for(&["not a take log"]);
    stage.press("\r\r\r");
    stage.wait_for(&["enter edit"]);
    stage.let_the_clock_move();
    stage.press("\r");
    stage.wait_for(&["usable?"]);
    stage.press("g");
    stage.wait_for(&["○ usable"]);
    stage.press("q");
    stage.wait_for(&["not all in the log", "takes-rescued.db"]);
    stage.press("\r");
    stage.wait_for(&["Written to"]);
    assert!(stage.ended().success());
    assert_eq!(std::fs::read(home.log()).unwrap(), b"Dear diary");
    let rescued = home.log().with_file_name("takes-rescued.db");
    let list = home.run(&["takes", "list", "--json", "--log", rescued.to_str().unwrap()]);
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list["takes"][0]["verdict"], "usable");
    assert_eq!(list["takes"][0]["cast"][0]["player"].as_str().map(str::len), Some(3));
}
