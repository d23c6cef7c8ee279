use crate::bench::Test;

/// A workshop of an hour and a half.
pub const EVENING: &str = r#"format = 1
title  = "Tuesday lab"

[[block]]
name   = "warm-up games"
length = "10m"
kinds  = ["warm-up", "game"]
scene  = "2m"

[[block]]
name   = "scenes from turns"
scenes = 6
length = "30m"               # six scenes or 30 minutes, whichever comes first
packs  = ["turns"]

[[block]]
name   = "break"
break  = true
length = "10m"

[[block]]
name     = "open scenes"
length   = "40m"
kinds    = ["scene"]
not-tags = ["apology"]
"#;

/// What is wrong with [`broken`].
const FINDINGS: &str = "\
error[L010]: the block has neither a length nor a number of scenes
 --> bad.toml:4:1
  |
4 | [[block]]
  | ^^^^^^^^^
  |
  = help: write length = \"30m\", scenes = 6, or both: whichever comes first ends it

warning[L015]: there is no pack `turn`
  --> bad.toml:13:11
   |
13 | packs  = [\"turn\"]
   |           ^^^^^^
   |
   = help: did you mean `turns`?

error[L004]: a kind can't be `scnee`
  --> bad.toml:23:13
   |
23 | kinds    = [\"scnee\"]
   |             ^^^^^^^
   |
   = help: did you mean `scene`?

";

/// The same with mistakes.
fn broken() -> String {
    EVENING
        .replace("length = \"10m\"\nkinds", "kinds")
        .replace("\"scene\"]", "\"scnee\"]")
        .replace("[\"turns\"]", "[\"turn\"]")
}

#[test]
fn a_check_of_a_plan_shows_every_finding_with_its_lines() {
    let test = Test::new().file("evening.toml", EVENING).file("bad.toml", broken()).stdin(EVENING);
    test.prints(&["plan", "check", "evening.toml"], "1 file, 1 plan without an error: no findings\n");
    test.prints(&["plan", "check", "evening.toml", "-"], "2 files, 2 plans without an error: no findings\n");
    test.prints(&["plan", "check", "evening.toml", "--json"], "{\"version\":1,\"findings\":[]}\n");
    let run = test.run(&["plan", "check", "bad.toml", "evening.toml"]);
    let expected = format!("{FINDINGS}2 files, 1 plan without an error: 2 errors, 1 warning\n");
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, expected.as_str(), ""), "{}", run.out);
}

#[test]
fn a_check_of_a_plan_is_printed_for_programs() {
    let text = EVENING.replace("name   = \"break\"", "nmae   = \"break\"");
    let run = Test::new().file("bad.toml", text).run(&["plan", "check", "bad.toml", "--json"]);
    let expected = concat!(
        r#"{"version":1,"findings":[{"code":"L005","severity":"error","message":"`name` is missing","#,
        r#""help":"write what the block is called, such as name = \"warm-up games\"","file":"bad.toml","#,
        r#""line":16,"column":1,"end_line":16,"end_column":10,"start_byte":278,"end_byte":287},"#,
        r#"{"code":"L003","severity":"warning","message":"unknown key `nmae`","help":"did you mean `name`?","#,
        r#""file":"bad.toml","line":17,"column":1,"end_line":17,"end_column":5,"start_byte":288,"end_byte":292}]}"#,
        "\n"
    );
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, expected, ""), "{}", run.out);
}

#[test]
fn a_pack_that_is_not_there_is_a_warning() {
    let plan = EVENING.replace("[\"turns\"]", "[\"turns\", \"tiny\"]");
    let test = Test::new().file("evening.toml", &plan);
    let run = test.run(&["plan", "check", "evening.toml"]);
    assert!(run.code == 0 && run.out.starts_with("warning[L015]: there is no pack `tiny`\n"), "{run:?}");
    let test = Test::new().file("evening.toml", plan).own("tiny.toml", crate::bench::TINY);
    test.prints(&["plan", "check", "evening.toml"], "1 file, 1 plan without an error: no findings\n");
}

#[test]
fn a_file_that_is_no_plan_file_can_not_be_checked() {
    let test = Test::new().file("plans/a.toml", EVENING);
    for args in [&["plan", "check"][..], &["--plan"]] {
        let says = |path: &str, error: &str| test.says(&[args, &[path]].concat(), 2, error);
        says("gone.toml", "error: there is no file or folder gone.toml; check the path\n");
        says("plans", "error: plans is a folder; name a file\n");
    }
}

#[test]
fn a_stage_is_not_opened_with_a_plan_that_has_errors() {
    let test = Test::new().file("evening.toml", EVENING).file("bad.toml", broken());
    let run = test.run(&["--plan", "bad.toml"]);
    let says = "error: the plan bad.toml can't be gone through; correct the errors above, then open the stage again\n";
    let expected = format!("{FINDINGS}{says}");
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (2, "", expected.as_str()), "{}", run.err);
    let run = test.run(&["--plan", "evening.toml"]);
    assert!(run.code == 2 && run.err.starts_with("error: the stage needs a terminal"), "{run:?}");
}
