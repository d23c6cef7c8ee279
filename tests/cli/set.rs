use std::fs;

use crate::bench::{TINY, Test};

/// Where the user's packs are.
const PACKS: &str = "home/.local/share/sidecoach/packs";

/// The pack with Windows line ends and no last one.
fn crlf() -> String {
    TINY.trim_end().replace('\n', "\r\n")
}

#[test]
fn a_value_is_set_and_every_other_byte_stays() {
    let test = Test::new().file("tiny.toml", crlf());
    test.says(&["pack", "set", "tiny.toml/late", "weight=2.5"], 0, "tiny/late: weight is 2.5 now, in tiny.toml\n");
    assert_eq!(test.text("tiny.toml"), crlf().replace("weight = 2", "weight = 2.5"));
    test.says(&["pack", "set", "tiny.toml/late", "weight=2.5"], 0, "tiny/late: weight is 2.5 already\n");
    test.says(&["pack", "set", "tiny.toml/stretch", "tags=a, b"], 0, "tiny/stretch: tags is a, b now, in tiny.toml\n");
    let tagged =
        crlf().replace("weight = 2", "weight = 2.5").replace("Stretch.\"", "Stretch.\"\r\ntags = [\"a\", \"b\"]");
    assert_eq!(test.text("tiny.toml"), tagged);
    assert_eq!(fs::read_dir(test.path()).unwrap().count(), 1, "no other file is left");
}

#[test]
fn a_prompt_is_retired_and_taken_back() {
    let test = Test::new().own("tiny.toml", TINY);
    let file = format!("{PACKS}/tiny.toml");
    let undo = ["pack", "retire", "tiny/stretch", "--undo"];
    test.says(&undo, 0, "tiny/stretch is not retired\n");
    test.says(&undo[..3], 0, &format!("tiny/stretch is retired now, in [dir]/{file}\n"));
    assert_eq!(test.text(&file), format!("{TINY}retired = true\n"));
    test.says(&undo[..3], 0, "tiny/stretch is retired already\n");
    test.says(&undo, 0, &format!("tiny/stretch is not retired now, in [dir]/{file}\n"));
    assert_eq!(test.text(&file), format!("{TINY}retired = false\n"));
}

#[test]
fn a_value_with_an_error_is_refused() {
    let test = Test::tiny();
    test.says(
        &["pack", "set", "tiny.toml/late", "weight=0"],
        1,
        "error[P008]: `0` is no weight
  --> tiny.toml:18:10
   |
18 | weight = 0
   |          ^
   |
   = help: write a number above 0, up to 1000, with at most 3 decimals, such as 2 or 0.5

that is left out: tiny.toml is as it was
",
    );
    for (args, code, says) in [
        (["set", "tiny.toml/late", "wieght=1"], 2, "error: the key `wieght` can't be set; did you mean `weight`?\n"),
        (["set", "tiny.toml/late", "weight"], 2, "error: weight is no KEY=VALUE, such as weight=2.5\n"),
        (
            ["set", "tiny.toml", "weight=1"],
            2,
            "error: tiny.toml is no prompt; name one as NAME/ID, such as turns/late-apology\n",
        ),
        (
            ["set", "tiny.toml/lat", "weight=1"],
            2,
            "error: the pack tiny has no prompt lat; the nearest is late, and `sidecoach pack show tiny` shows all\n",
        ),
        (
            ["set", "tiny.toml/late", "role.wrong.label=x"],
            2,
            "error: the prompt has no role `wrong`; did you mean `wronged`?\n",
        ),
    ] {
        test.says(&[&["pack"], &args[..]].concat(), code, says);
    }
    assert_eq!(test.text("tiny.toml"), TINY);
    let broken = Test::new().file("tiny.toml", "x = \n").run(&["pack", "set", "tiny.toml/late", "weight=1"]);
    assert!(broken.code == 1 && broken.err.starts_with("error[P001]: "), "{broken:?}");
    let odd = Test::new().file("tiny.toml", b"x = \xff\n").run(&["pack", "set", "tiny.toml/late", "weight=1"]);
    assert!(odd.code == 1 && odd.err.starts_with("error[P024]: "), "{odd:?}");
    let says = "error: standard input can't be changed; name a pack or its file\n";
    Test::new().stdin(TINY).says(&["pack", "edit", "-"], 2, says);
}

#[test]
fn a_built_in_pack_is_copied_first() {
    let test = Test::new();
    let file = format!("{PACKS}/turns.toml");
    assert_eq!(test.run(&["pack", "set", "turns/late-apology", "weight=0"]).code, 1);
    assert!(!test.path().join(&file).exists());
    let says = format!(
        "the pack turns is built in: your own copy of it is [dir]/{file}\nturns/late-apology is retired now, in [dir]/{file}\n"
    );
    test.says(&["pack", "retire", "turns/late-apology"], 0, &says);
    let changed = test.text(&file);
    let without: String = changed.split_inclusive('\n').filter(|line| !line.starts_with("retired")).collect();
    assert_eq!(without, include_str!("../../prompt-packs/turns.toml"));
    assert_ne!(without, changed);
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_refused() {
    use std::os::unix::fs::symlink;
    let test = Test::tiny();
    symlink("tiny.toml", test.path().join("link.toml")).unwrap();
    symlink("/dev/null", test.path().join("odd.toml")).unwrap();
    let link = "error: link.toml is a link, which sidecoach does not write through; name the file that it leads to\n";
    let odd = "error: odd.toml is neither a file nor a folder; name one of these, or `-` for standard input\n";
    for (file, says) in [("link.toml", link), ("odd.toml", odd)] {
        let prompt = format!("{file}/late");
        test.says(&["pack", "set", &prompt, "weight=3"], 2, says);
        test.says(&["pack", "retire", &prompt], 2, says);
        test.says(&["pack", "edit", file], 2, says);
    }
    assert_eq!(test.text("tiny.toml"), TINY);
}
