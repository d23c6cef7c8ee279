use crate::bench::{TINY, Test};

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
    let ben = r#""name":"Ben K.","pseudonym":"P02","presence":"present","scenes":0,"last_take":null,"lines":0,"broken_off":0}]}"#;
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
        (&["lines", "Ben"], "nobody is known as Ben; see `sidecoach player list`"),
        (&["lines", "Ben", "death"], "nobody is known as Ben; see `sidecoach player list`"),
        (&["away", "Ben"], "nobody is known as Ben; see `sidecoach player list`"),
        (&["back", "b\u{9b}n"], "nobody is known as b<U+009B>n; see `sidecoach player list`"),
    ] {
        test.says(&[&["player"], args].concat(), 2, &format!("error: {says}\n"));
    }
}

#[test]
fn lines_are_set_and_only_counted_in_the_list() {
    let test = Test::tiny().own("own.toml", TINY);
    test.says(&["player", "lines", "Ana", "death"], 2, "error: nobody is known as Ana; see `sidecoach player list`\n");
    assert!(!test.log().exists(), "looking makes no log");
    test.says(&["player", "add", "Ana", "Ben", "-q"], 0, "");
    test.says(&["player", "lines", "ana"], 0, "Ana has no lines\n");
    let unused = "no installed pack uses apologies, so it leaves nothing out; the nearest in use is apology\n";
    test.says(&["player", "lines", "ana", "Two-Hander", "apologies"], 0, &format!("{unused}Ana has 2 lines\n"));
    test.prints(&["player", "lines", "Ana"], "apologies\ntwo-hander\n");
    let json = "{\"version\":1,\"player\":\"Ana\",\"lines\":[\"apologies\",\"two-hander\"]}\n";
    test.prints(&["player", "lines", "Ana", "--json"], json);
    test.prints(&["player", "list"], "Ana  present  0 scenes\nBen  present  0 scenes\n");
    assert!(test.run(&["player", "list", "--json"]).out.contains("\"last_take\":null,\"lines\":2,\"broken_off\":0}"));
    test.says(&["player", "lines", "Ana", "two-hander"], 0, "Ana has 1 line\n");
    for odd in ["two words", "é", ""] {
        let run = test.run(&["player", "lines", "Ana", odd]);
        assert!(run.code == 2 && run.err.contains("a content word or tag is"), "{run:?}");
    }
    test.says(&["player", "lines", "Ana", "--clear"], 0, "Ana has no lines\n");
    test.prints(&["player", "lines", "Ana", "--json"], "{\"version\":1,\"player\":\"Ana\",\"lines\":[]}\n");
}

#[test]
fn a_line_of_somebody_present_leaves_prompts_out_and_names_nobody() {
    let test = Test::tiny();
    test.says(&["player", "add", "Ana", "Ben", "-q"], 0, "");
    test.says(&["player", "lines", "Ana", "apology", "-q"], 0, "");
    let odds = |players: &str, more: &str| {
        let args = ["pack", "odds", "tiny.toml", "-n1", "-q", "--kind=scene", "--players", players];
        test.run(&[args.as_slice(), &more.split_whitespace().collect::<Vec<_>>()].concat())
    };
    let fits = "100.00 %  ████████  1/1  tiny/late  weight 2 × fit 1 × rest 1\n";
    let out = "     out  -  tiny/late  weight 2 × fit 0 (by a line of somebody present) × rest 1\n";
    let nothing = "error: no prompt fits: 1 of another kind, 1 by a line of somebody present; ask for less\n";
    assert_eq!((odds("Ben, Chi", "").out.as_str(), odds("ana, Chi", "--fresh").out.as_str()), (fits, fits));
    let run = odds("ana, Chi", "");
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, out, nothing));
    let draw = ["draw", "-n1", "-p", "tiny.toml", "--explain", "--players", "Ana, Ben", "--kind", "scene"];
    test.says(&draw, 1, nothing);
}
