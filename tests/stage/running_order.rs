//! A plan that is changed on its screen, kept over a restart, and written to its file.

use std::fs;

use crate::terminal::{Home, Terminal};

const PLAN: &str = r#"# for six
format = 1
title = "Evening"

[[block]]
name = "games"  # short ones
length = "10m"
kinds = ["game"]

[[block]]
name = "end"
length = "10m"
"#;

#[test]
fn a_changed_plan_goes_on_after_a_restart_and_keeps_the_comments_of_its_file() {
    let home = Home::new();
    let path = home.file("evening.toml");
    fs::write(&path, PLAN).unwrap();
    let args = ["--plan", path.to_str().unwrap()];
    let mut stage = Terminal::stage(&home, &args);
    stage.step("6", &["[6:plan]", "▸ 1 games", "now", "on time"]);
    stage.step("atea break 5m\r", &["added 2/3 tea break"]);
    stage.step("+", &["1/3 games: 15 min"]);
    stage.step("j\r", &["now 2/3 tea break"]);
    stage.wait_until_saved();
    stage.kill();

    let mut stage = Terminal::stage(&home, &args);
    stage.wait_for(&["plan Evening at 2/3 tea break"]);
    stage.step("6", &["over", "▸ 2 tea break"]);
    stage.step("u", &["took back the jump"]);
    stage.step("U", &["redid the jump"]);
    stage.step("w\r", &["evening.toml holds a plan: change it?"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), PLAN, "nothing is written over unasked");
    stage.step("y", &["the plan is in"]);
    let expected = PLAN.replacen("\"10m\"", "\"15m\"", 1).replace(
        "[[block]]\nname = \"end\"",
        "[[block]]\nname = \"tea break\"\nbreak = true\nlength = \"5m\"\n\n[[block]]\nname = \"end\"",
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[test]
fn without_a_plan_one_is_begun_and_written() {
    let home = Home::new();
    let mut stage = Terminal::stage(&home, &["--workshop", "Lab"]);
    stage.step("6", &["There is no plan."]);
    stage.step("awarm-up 10m\r", &["the plan Lab begins: 1 block"]);
    let path = home.file("new.toml");
    let named = format!("w{}{}\r", "\x7f".repeat(20), path.display());
    stage.step(&named, &["the plan is in"]);
    let text = "format = 1\ntitle  = \"Lab\"\n\n[[block]]\nname = \"warm-up\"\nlength = \"10m\"\n";
    assert_eq!(fs::read_to_string(path).unwrap(), text);
    stage.step(&format!("w{}{}\r", "\x7f".repeat(200), home.log().display()), &["belongs to a take log"]);
}
