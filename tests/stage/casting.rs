//! How many play, who plays, and what a plan draws from, as a leader sees it, also after a restart.

use std::fs;

use crate::terminal::{Home, Terminal};

#[test]
fn a_block_that_other_packs_shut_out_is_named_at_the_start() {
    let home = Home::new();
    let plan = home.file("evening.toml");
    let text = "format = 1\ntitle = \"Lab\"\n[[block]]\nname = \"shifts\"\nlength = \"9m\"\npacks = [\"turns\"]\n";
    fs::write(&plan, text).unwrap();
    let plan = plan.to_str().unwrap();
    let mut stage = Terminal::stage(&home, &["--players", "Ana, Ben", "-p", "status", "--plan", plan]);
    stage.wait_for(&["the block shifts draws from turns, which -p status", "shuts out"]);
    stage.press("q");
    stage.ended();
    let mut stage = Terminal::stage(&home, &["--new-workshop", "-p", "turns", "--plan", plan]);
    let shown = stage.wait_for(&["1/1 shifts", "enter draw"]);
    assert!(!shown.contains("shuts out"), "{shown}");
    stage.press("q");
    stage.ended();
}

#[test]
fn how_many_play_and_who_was_cast_by_hand_outlast_a_restart() {
    let home = Home::new();
    let mut stage = Terminal::stage(&home, &["--players", "Ana, Ben, Chi, Dia", "--size", "3"]);
    stage.wait_for(&["for another number of players", "enter draw"]);
    stage.press("oA bus.\r");
    stage.wait_for(&["A bus.", "enter call it"]);
    stage.press("C");
    stage.wait_for(&["who plays?", "plays: ", "4 Dia"]);
    for (key, place) in
        [("4", "▸ plays: Dia (pinned)"), ("j2", "▸ plays: Ben (pinned)"), ("j1", "▸ plays: Ana (pinned)")]
    {
        stage.press(key);
        stage.wait_for(&[place]);
    }
    stage.press("\x1b");
    stage.wait_for(&["Dia, Ben, Ana"]);
    stage.press("c");
    stage.wait_for(&["the whole cast is set by hand"]);
    stage.press("+");
    stage.wait_for(&["Dia, Ben, Ana, Chi"]);
    stage.press("q");
    stage.ended();
    let mut stage = Terminal::stage(&home, &[]);
    stage.wait_for(&["Dia, Ben, Ana, Chi"]);
    stage.press("-");
    stage.wait_until("one fewer", |shown| shown.contains("Dia, Ben, Ana") && !shown.contains("Chi"));
    stage.press("/");
    stage.wait_for(&["players  3"]);
    stage.press("\x7f2\r");
    stage.wait_for(&["prompts fit"]);
    stage.press("u");
    stage.wait_for(&["took back the filter"]);
    stage.press("/");
    stage.wait_for(&["players  3"]);
    stage.press("\x1b");
    stage.wait_for(&["enter call it"]);
    stage.press("q");
    stage.ended();
}
