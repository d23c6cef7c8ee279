//! What somebody agrees to on the roster is what the command line reads out.

use std::fs;

use serde_json::{Value, json};

use crate::terminal::{Home, Terminal};

/// What holds of Ana's consent, and how many things she said.
fn held(home: &Home) -> (Value, usize) {
    let shown: Value = serde_json::from_str(&home.run(&["player", "consent", "Ana", "--json"])).unwrap();
    (shown["in_force"].clone(), shown["history"].as_array().unwrap().len())
}

#[test]
fn consent_is_given_and_withdrawn_on_the_roster() {
    let home = Home::new();
    let text = home.file("teens.txt");
    fs::write(&text, "I agree.\n").unwrap();
    let mut stage = Terminal::stage(&home, &["--players", "Ana, Ben", "-p", "turns"]);
    stage.wait_for(&["2 present"]);
    stage.press("3");
    stage.wait_for(&["Ana: no consent written down"]);
    stage.press("cra\r");
    stage.wait_for(&["Ana agrees to", "[x] review", "[x] audio", "enter signed"]);
    stage.press(text.with_extension("txd").to_str().unwrap());
    stage.press("\r");
    let saved =
        |screen: &str, says| screen.contains("▸ 1 Ana") && screen.contains(says) && !screen.contains("○ saving");
    stage.wait_until("why it was not read", |screen| saved(screen, "teens.txd"));
    stage.press("cra\r");
    stage.press("~/teens.txt\r");
    stage.wait_until("consent", |screen| saved(screen, "Ana: consent to review (audio)"));
    assert_eq!(held(&home), (json!([{"purpose": "review", "media": ["audio"]}]), 1));
    stage.press("cwy");
    stage.wait_until("a withdrawal", |screen| saved(screen, "Ana: consent withdrawn"));
    assert_eq!(held(&home), (json!([]), 2));
}
