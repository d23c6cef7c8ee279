//! A pack in an editor, and what is asked when there are errors in it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::terminal::{Home, Terminal};

const PACK: &str =
    "format = 1\ntitle = \"A\"\nrating = \"general\"\n\n[[prompt]]\nid = \"a\"\ntext = \"A.\"\nweight = 1\n";

/// The pack with another weight.
fn with(weight: &str) -> String {
    PACK.replace("weight = 1", &format!("weight = {weight}"))
}

/// Edits a pack with a `vi` that sets its weight to 0, which is an error, and to 2 when it is opened again. Gives whether
/// it is in order then, what it holds, and the lines at which `vi` was opened.
fn edited(answers: &[&str]) -> (bool, String, String) {
    let mut home = Home::new();
    let (pack, vi, told) = (home.file("a.toml"), home.file("vi"), home.file("told"));
    fs::write(&pack, PACK).unwrap();
    for weight in ["0", "2"] {
        fs::write(home.file(weight), with(weight)).unwrap();
    }
    let script =
        "#!/bin/sh\ncd \"$HOME\"\nweight=0\ntest -f told && weight=2\necho \"$1\" >> told\n/bin/cp $weight \"$2\"\n";
    fs::write(&vi, script).unwrap();
    fs::set_permissions(&vi, fs::Permissions::from_mode(0o755)).unwrap();
    home.set("VISUAL", vi.to_str().unwrap());
    let prompt = format!("{}/a", pack.display());
    let mut terminal = Terminal::stage(&home, &["pack", "edit", &prompt]);
    for answer in answers {
        terminal.wait_for(&["Open it again at the first error? [Y/n]"]);
        terminal.press(answer);
    }
    let is_in_order = terminal.ended().success();
    (is_in_order, fs::read_to_string(&pack).unwrap(), fs::read_to_string(&told).unwrap())
}

#[test]
fn a_pack_with_errors_is_opened_again_at_the_first_if_wanted() {
    assert_eq!(edited(&["n\r"]), (false, with("0"), "+5\n".to_owned()));
    assert_eq!(edited(&["\r"]), (true, with("2"), "+5\n+8\n".to_owned()));
}
