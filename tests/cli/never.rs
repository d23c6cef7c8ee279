use std::fs;

use crate::bench::{TINY, Test};

const LIST: &str = "home/.config/sidecoach/never.toml";

#[test]
fn a_list_is_begun_shown_and_undone() {
    let test = Test::tiny().own("own.toml", TINY);
    let empty = "nothing is on the never list: `sidecoach pack never NAME/ID` puts a prompt on it\n";
    test.says(&["pack", "never"], 0, empty);
    test.says(&["pack", "never", "own/late"], 0, "own/late is not drawn any more\n");
    test.says(&["pack", "never", "own/late"], 0, "own/late is on the never list already\n");
    test.says(&["pack", "never", "tiny.toml/late", "-q"], 0, "");
    test.says(&["pack", "never", "--tag", "apology"], 0, "the tag apology is not drawn any more\n");
    test.prints(&["pack", "never"], "own/late         always\ntiny/late        always\nthe tag apology  always\n");
    let json = concat!(
        r#"{"version":1,"never":[{"prompt":"own/late","tag":null,"until":null},"#,
        r#"{"prompt":"tiny/late","tag":null,"until":null},{"prompt":null,"tag":"apology","until":null}]}"#,
        "\n"
    );
    test.prints(&["pack", "never", "--json"], json);
    fs::remove_file(test.path().join("tiny.toml")).unwrap();
    test.says(&["pack", "never", "--undo", "tiny/late"], 0, "tiny/late may be drawn again\n");
    test.says(&["pack", "never", "--undo", "--tag=apology"], 0, "the tag apology may be drawn again\n");
    test.prints(&["pack", "never"], "own/late  always\n");
    let says = "error: tiny/late is not on the never list; `sidecoach pack never` shows what is\n";
    test.says(&["pack", "never", "--undo", "tiny/late"], 1, says);
}

#[test]
fn what_is_on_the_list_is_not_drawn() {
    let test = Test::tiny().file(LIST, "format = 1\n[[never]]\nprompt = \"tiny/late\"\nuntil = 9999-12-31\n");
    test.prints(
        &["pack", "odds", "tiny.toml"],
        "\
100.00 %  ████████  1/1  tiny/stretch  weight 1 × fit 1 × rest 1
     out            -    tiny/late     weight 2 × fit 0 (on the never list) × rest 1
",
    );
    let draw = ["draw", "-n1", "-p", "tiny.toml", "--kind", "scene", "--fresh"];
    test.says(&draw, 1, "error: no prompt fits: 1 on the never list, 1 of another kind; ask for less\n");
    test.prints(&["pack", "never"], "tiny/late  until 9999-12-31\n");
    let over = Test::tiny().file(LIST, "format = 1\n[[never]]\ntag = \"apology\"\nuntil = 2020-01-01\n");
    assert!(!over.run(&["pack", "odds", "tiny.toml"]).out.contains("never list"), "that day is over");
}

#[test]
fn a_broken_list_is_told_and_left_alone() {
    let broken = "format = 1\n[[never]]\nprompt = 3\n";
    let test = Test::tiny().file(LIST, broken);
    let told = "the never list can't be read: `prompt` is no PACK/ID, such as \"turns/late-apology\", at line 3, \
                column 10 of [dir]/home/.config/sidecoach/never.toml; nothing is left out by it until that is put right\n";
    let run = test.run(&["pack", "odds", "tiny.toml"]);
    assert_eq!((run.code, run.err.as_str()), (0, told), "what is drawn is drawn all the same");
    for args in
        [&["pack", "never"][..], &["pack", "never", "turns/x", "--undo"], &["pack", "never", "--tag", "apology"]]
    {
        let run = test.run(args);
        assert!(run.code == 2 && run.err.ends_with(&format!("error: {told}")), "{run:?}");
    }
    assert_eq!(fs::read_to_string(test.path().join(LIST)).unwrap(), broken);
}

#[test]
fn what_is_no_prompt_is_a_sentence() {
    let test = Test::tiny().own("own.toml", TINY);
    let says =
        |args: &[&str], says: &str| test.says(&[&["pack", "never"], args].concat(), 2, &format!("error: {says}\n"));
    says(&["late"], "late is no prompt; name one as NAME/ID, such as turns/late-apology");
    says(&["--undo"], "say what to take off the list");
    says(&["own/lat"], "the pack own has no prompt lat; the nearest is late, and `sidecoach pack show own` shows all");
    let unused = "no installed pack uses the tag apologies; the nearest in use is apology\n";
    let note = "the tag apologies is not drawn any more\n";
    test.says(&["pack", "never", "--tag", "apologies"], 0, &format!("{unused}{note}"));
    assert_eq!(test.run(&["pack", "never", "owm/late"]).code, 2);
}
