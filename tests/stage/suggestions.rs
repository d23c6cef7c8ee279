//! What an audience shouts: kept on the stage or by a command, picked, and there after a restart.

use crate::terminal::{Home, Terminal};

#[test]
fn suggestions_come_from_both_sides_and_outlive_the_program() {
    let home = Home::new();
    let mut stage = Terminal::stage(&home, &["--players", "Ana, Ben", "--seed", "3"]);
    stage.wait_for(&["enter draw"]);
    stage.step("O", &["suggestion"]);
    stage.step("a lighthouse\r", &["kept: 1 suggestion waits", "1 suggested"]);
    let said = home.outcome(&["suggest", "the last train", "a bank"]);
    assert!(said.status.success(), "{said:?}");
    stage.step("?", &["esc close"]);
    stage.step("\x1b", &["new from the audience: 3 suggestions wait", "3 suggested"]);
    stage.step("\r", &["enter call it"]);
    stage.step("o", &["3 suggestions, the newest first", "a bank", "the last train", "a lighthouse"]);
    stage.step("\r", &["a bank", "2 suggested", "enter call it"]);
    stage.step("u", &["took back the draw", "3 suggested"]);
    stage.step("o", &["a lighthouse"]);
    stage.step("\x1b[B\r", &["the last train", "2 suggested"]);
    stage.wait_until_saved();
    stage.kill();

    let mut stage = Terminal::stage(&home, &[]);
    stage.wait_for(&["the last train", "2 suggested", "2 suggestions wait"]);
    stage.step("u", &["took back the draw", "3 suggested"]);
    stage.step("u", &["3 suggested", "enter draw"]);
    stage.step("oa pier\r", &["a pier", "3 suggested"]);
    stage.step("o", &["your prompt  a pier"]);
    stage.step(" at night\r", &["a pier at night"]);
    stage.step("u", &["took back the text"]);
    stage.press("q");
    assert!(stage.ended().success());
}
