//! The terminal is put back, whatever happens.

use std::path::Path;

use rustix::process::Signal;
use sidecoach::booth::screen::{Screen, put_back_on_panic};

use crate::terminal::{Home, Terminal};

fn in_a_scene(home: &Home) -> Terminal {
    let mut stage = Terminal::stage(home, &[]);
    stage.wait_for(&["enter draw"]);
    assert!(stage.is_taken());
    stage.press("\r\r\r");
    stage.wait_for(&["take 1 ", "enter edit"]);
    stage
}

#[test]
fn ctrl_c_and_signals_interrupt_the_scene_and_quit() {
    for how in [None, Some(Signal::TERM), Some(Signal::HUP), Some(Signal::INT)] {
        let home = Home::new();
        let mut stage = in_a_scene(&home);
        match how {
            None => stage.press("\x03\x03"),
            Some(signal) => stage.signal(signal),
        }
        assert!(stage.ended().success(), "{how:?}");
        stage.given_back();
        let take = &home.takes()[0];
        assert_eq!(take["ending"], "interrupted", "{how:?}");
        assert!(take["played_ms"].is_i64() && take["ended_at_ms"].is_i64(), "{how:?}");
    }
}

#[test]
fn ctrl_c_in_a_scene_asks_on_every_screen_and_over_whatever_is_open() {
    let home = Home::new();
    let mut stage = in_a_scene(&home);
    for (keys, shows) in [
        ("", "enter edit"),
        ("2", "2:takes"),
        ("3", "3:roster"),
        ("?", "esc close"),
        ("\x1b", "a add   "),
        ("aGus", "who is here?  Gus"),
        ("\x1b", "a add   "),
        ("1", "enter edit"),
    ] {
        stage.press(keys);
        stage.wait_for(&[shows]);
        stage.press("\x03");
        stage.wait_for(&["quit?  y yes  n no", "esc stay"]);
        stage.press("\x1b");
        stage.wait_until(&format!("{shows:?} again"), |screen| !screen.contains("quit?") && screen.contains(shows));
    }
    assert_eq!(home.takes()[0]["ending"], serde_json::Value::Null, "it still runs");
    stage.press("\x03\x03");
    assert!(stage.ended().success());
    assert_eq!(home.takes()[0]["ending"], "interrupted");
}

#[test]
fn ctrl_c_asks_nothing_where_no_scene_runs() {
    for (keys, shows) in [("", "enter draw"), ("\r", "enter call it"), ("\r\r", "enter begin")] {
        let home = Home::new();
        let mut stage = Terminal::stage(&home, &[]);
        stage.wait_for(&["enter draw"]);
        stage.press(keys);
        stage.wait_for(&[shows]);
        stage.press("\x03");
        assert!(stage.ended().success(), "{shows}");
        assert_eq!(home.takes().len(), 0, "{shows}");
    }
}

#[test]
fn a_closed_window_interrupts_the_scene_and_quits() {
    let home = Home::new();
    let mut stage = in_a_scene(&home);
    stage.close();
    assert!(stage.ended().success());
    let take = &home.takes()[0];
    assert!(take["ending"] == "interrupted" && take["paused_ms"].is_i64(), "{take}");
    let left = std::fs::read_dir(home.log().parent().unwrap()).unwrap();
    let rescued = left.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("rescued"));
    assert_eq!(rescued.count(), 0, "the log has it all");
}

#[test]
fn a_suspended_stage_pauses_and_comes_back() {
    for how in [None, Some(Signal::TSTP)] {
        let home = Home::new();
        let mut stage = in_a_scene(&home);
        match how {
            None => stage.press("\x1a"),
            Some(signal) => stage.signal(signal),
        }
        stage.stopped();
        stage.given_back();
        assert_eq!(home.takes()[0]["moments"][0]["kind"], "pause", "it was saved before");
        stage.signal(Signal::CONT);
        stage.wait_for(&["PAUSED", "space resume"]);
        assert!(stage.is_taken(), "{how:?}");
        stage.press(" ");
        stage.wait_for(&["space pause"]);
        stage.press("\x03\x03");
        assert!(stage.ended().success());
    }
}

#[test]
#[ignore = "the next test runs it, in a terminal of its own"]
fn panic_on_stage() {
    put_back_on_panic(Path::new("/somewhere/takes.db"));
    let _screen = Screen::enter().unwrap();
    let thread = std::thread::spawn(|| panic!("the lights\u{9b}31m went out"));
    let _ = thread.join();
}

#[test]
fn a_panic_in_any_thread_gives_the_terminal_back() {
    let home = Home::new();
    let me = std::env::current_exe().unwrap();
    let args = ["--exact", "manners::panic_on_stage", "--ignored", "--nocapture"];
    let mut stage = Terminal::start(&home, me.to_str().unwrap(), &args);
    assert_eq!(stage.ended().exit_code(), 101);
    let screen = stage.wait_for(&["the lights", "went out", "/somewhere/takes.db"]);
    assert!(!stage.is_taken(), "{screen}");
    assert!(!stage.wrote("\u{9b}"));
}

#[test]
fn foreign_text_steers_no_terminal() {
    let home = Home::new();
    let path = home.file("evil\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}.toml");
    let pack = include_str!("../../prompt-packs/turns.toml").replace("weight = 2", "weight = -2");
    std::fs::write(&path, pack).unwrap();
    let mut stage = Terminal::stage(&home, &["-p", path.to_str().unwrap()]);
    stage.wait_for(&["enter draw", "owned"]);
    stage.press("\r\r\r");
    stage.wait_for(&["enter edit"]);
    stage.press("\x03\x03");
    assert!(stage.ended().success());
    for foreign in ["\u{1b}]", "\u{9b}", "\u{202e}", "\u{7}"] {
        assert!(!stage.wrote(foreign), "{foreign:?}");
    }
}

#[test]
fn a_window_of_any_size_shows_the_clock() {
    let home = Home::new();
    let mut stage = in_a_scene(&home);
    for (columns, rows) in [(120, 40), (40, 12), (20, 6), (10, 2), (200, 60), (80, 24)] {
        stage.redraw(columns, rows);
        stage.wait_until("a clock", |screen| screen.contains(['█', '▀']) || screen.contains(':'));
    }
    stage.wait_for(&["take 1 ", "enter edit"]);
    stage.press("\x03\x03");
    assert!(stage.ended().success());
}

#[test]
fn a_key_that_comes_with_a_new_size_is_not_lost() {
    let home = Home::new();
    let mut stage = in_a_scene(&home);
    for n in 0..10 {
        for says in ["PAUSED", "space pause"] {
            stage.resize(80 + n % 2, 24);
            stage.press(" ");
            stage.wait_for(&[says]);
        }
    }
    stage.press("\x03\x03");
    assert!(stage.ended().success());
}
