use std::fs;

use crate::bench::{Run, Test};

const UGLY: &str = "rating='teen' # who for\nformat=1\ntitle=\"Small\"\n[words]\nplace=[ \"a pier\",\"a hill\" ]\n";
const LAID_OUT: &str = "format = 1
title  = \"Small\"
rating = 'teen'  # who for

[words]
place = [\"a pier\", \"a hill\"]
";
const DIFF: &str = "--- ugly.toml
+++ ugly.toml
@@ -1,5 +1,6 @@
-rating='teen' # who for
-format=1
-title=\"Small\"
+format = 1
+title  = \"Small\"
+rating = 'teen'  # who for
+
 [words]
-place=[ \"a pier\",\"a hill\" ]
+place = [\"a pier\", \"a hill\"]
";

fn ugly() -> Test {
    Test::new().file("ugly.toml", UGLY).file("neat.toml", LAID_OUT)
}

/// Runs it: this is what it gives, and what `ugly.toml` holds then.
#[track_caller]
fn check(test: &Test, args: &[&str], code: i32, [out, err]: [&str; 2], ugly: &str) {
    let run = test.run(&[&["pack", "fmt"], args].concat());
    assert_eq!(run, Run { code, out: out.to_owned(), err: err.to_owned() }, "{args:?}");
    assert_eq!(fs::read_to_string(test.path().join("ugly.toml")).unwrap(), ugly, "{args:?}");
}

#[test]
fn files_are_laid_out_where_they_are() {
    let test = ugly();
    check(&test, &["neat.toml", "ugly.toml"], 0, ["", "formatted ugly.toml\n"], LAID_OUT);
    check(&test, &["neat.toml", "ugly.toml"], 0, ["", ""], LAID_OUT);
    check(&ugly(), &["-q", "ugly.toml"], 0, ["", ""], LAID_OUT);
    check(&ugly(), &["."], 0, ["", "formatted ./ugly.toml\n"], LAID_OUT);
    let windows = format!("\u{feff}{}", LAID_OUT.trim_end().replace('\n', "\r\n"));
    check(&Test::new().file("ugly.toml", windows), &["ugly.toml"], 0, ["", "formatted ugly.toml\n"], LAID_OUT);
    check(&Test::new().file("ugly.toml", ""), &["ugly.toml"], 0, ["", ""], "");
}

#[test]
fn nothing_is_written_to_find_out_what_would_change() {
    let test = ugly();
    check(&test, &["--check", "ugly.toml", "neat.toml"], 1, ["ugly.toml\n", ""], UGLY);
    check(&test, &["--diff", "ugly.toml", "neat.toml"], 1, [DIFF, ""], UGLY);
    for only in ["--check", "--diff"] {
        check(&test, &[only, "neat.toml"], 0, ["", ""], UGLY);
    }
    let both = test.run(&["pack", "fmt", "--check", "--diff", "ugly.toml"]);
    assert!(both.code == 2 && both.err.contains("cannot be used with"), "{both:?}");
}

#[test]
fn standard_input_comes_out_to_the_letter() {
    let tab = UGLY.replace("a pier", "a\tpier \u{202e}");
    check(&ugly().stdin(&tab), &["-"], 0, [&LAID_OUT.replace("a pier", "a\tpier \u{202e}"), ""], UGLY);
    check(&ugly().stdin(LAID_OUT), &["-"], 0, [LAID_OUT, ""], UGLY);
    check(&ugly().stdin(UGLY), &["-", "--check"], 1, ["-\n", ""], UGLY);
    check(&ugly().stdin(UGLY), &["-", "--diff"], 1, [&DIFF.replace("ugly.toml", "-"), ""], UGLY);
    check(&ugly().stdin(LAID_OUT), &["-", "--check"], 0, ["", ""], UGLY);
}

#[test]
fn what_is_no_toml_is_shown_and_stays_while_others_go_on() {
    let says = "error[P001]: not valid TOML: invalid basic string, expected `\"`
 --> bad.toml:1:7
  |
1 | a = \"b
  |       ^
  |
  = help: a line is `key = value`; texts stand in quotes, lists in brackets, and every quote and bracket is closed

";
    let test = ugly().file("bad.toml", "a = \"b\n");
    check(&test, &["bad.toml", "ugly.toml", "--check"], 1, ["ugly.toml\n", says], UGLY);
    check(&test, &["bad.toml", "ugly.toml"], 1, ["", &format!("{says}formatted ugly.toml\n")], LAID_OUT);
    assert_eq!(fs::read_to_string(test.path().join("bad.toml")).unwrap(), "a = \"b\n");
    let run = Test::new().stdin("a = \"b\n").run(&["pack", "fmt", "-"]);
    assert_eq!((run.code, run.out.as_str(), run.err), (1, "", says.replace("bad.toml", "-")));
    let run = Test::new().stdin(b"a = \xff\n").run(&["pack", "fmt", "-"]);
    assert!(run.code == 1 && run.out.is_empty() && run.err.starts_with("error[P024]: byte 5 of the file"), "{run:?}");
}

#[test]
fn what_is_no_file_is_refused() {
    let test = ugly();
    let says = "error: there is no file or folder gone.toml; check the path\n";
    check(&test, &["gone.toml", "ugly.toml"], 2, ["", says], UGLY);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("ugly.toml", test.path().join("link.toml")).unwrap();
        let says =
            "error: link.toml is a link, which sidecoach does not write through; name the file that it leads to\n";
        check(&test, &["link.toml"], 2, ["", says], UGLY);
        check(&test, &["link.toml", "--check"], 1, ["link.toml\n", ""], UGLY);
    }
}
