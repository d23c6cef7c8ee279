//! The terminal is put back, whatever happens.

use rustix::process::Signal;

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
            None => stage.press("\x03"),
            Some(signal) => stage.signal(signal),
        }
        assert!(stage.ended().success(), "{how:?}");
        stage.wait_until("the terminal", |_| true);
        assert!(!stage.is_taken(), "{how:?}");
        let take = &home.takes()[0];
        assert_eq!(take["ending"], "interrupted", "{how:?}");
        assert!(take["played_ms"].is_i64() && take["ended_at_ms"].is_i64(), "{how:?}");
    }
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
        stage.wait_until("the terminal given back", |_| true);
        assert!(!stage.is_taken(), "{how:?}");
        assert_eq!(home.takes()[0]["moments"][0]["kind"], "pause", "it was saved before");
        stage.signal(Signal::CONT);
        stage.wait_for(&["PAUSED", "space resume"]);
        assert!(stage.is_taken(), "{how:?}");
        stage.press(" ");
        stage.wait_for(&["space pause"]);
        stage.press("\x03");
        assert!(stage.ended().success());
    }
}
