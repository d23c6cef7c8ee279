use crate::bench::Test;

#[test]
fn people_come_go_and_are_renamed() {
    let test = Test::new();
    let note = "nobody is known yet: `sidecoach player add NAME` adds somebody\n";
    test.says(&["player", "list"], 0, note);
    test.prints(&["player", "list", "--json"], "{\"version\":1,\"players\":[]}\n");
    assert!(!test.log().exists(), "looking makes no log");
    test.says(&["player", "add", "Ana", " Ben K. "], 0, "added Ana\nadded Ben K.\n");
    test.says(&["player", "rename", "ana", "Ana María"], 0, "ana is Ana María now\n");
    test.says(&["player", "away", "Ben K."], 0, "Ben K. has gone home\n");
    test.prints(&["player", "list"], "Ana María  present  0 scenes\nBen K.     gone     0 scenes\n");
    test.says(&["player", "back", "ben k."], 0, "ben k. is here\n");
    let json = test.run(&["player", "list", "--json"]).out;
    let ben = r#""name":"Ben K.","pseudonym":"P02","presence":"present","scenes":0,"last_take":null}]}"#;
    assert!(
        json.starts_with("{\"version\":1,\"players\":[{\"id\":\"") && json.ends_with(&format!("{ben}\n")),
        "{json}"
    );
}

#[test]
fn who_can_not_be_added_or_found_is_a_sentence() {
    let test = Test::new();
    test.says(&["player", "add", "Ana", "-q"], 0, "");
    for (args, says) in [
        (&["add", "ANA"][..], "Ana is already known; names are compared without case"),
        (&["add", "a\u{1b}b"], "a name holds no commas, line breaks, control characters or text direction overrides"),
        (&["rename", "Ben", "Bob"], "nobody is known as Ben; see `sidecoach player list`"),
        (&["away", "Ben"], "nobody is known as Ben; see `sidecoach player list`"),
        (&["back", "b\u{9b}n"], "nobody is known as b<U+009B>n; see `sidecoach player list`"),
    ] {
        test.says(&[&["player"], args].concat(), 2, &format!("error: {says}\n"));
    }
}
