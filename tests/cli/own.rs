use std::fs;

use crate::bench::{TINY, Test};

/// Where the user's packs are.
const PACKS: &str = "home/.local/share/sidecoach/packs";

#[test]
fn a_pack_is_begun() {
    let test = Test::new();
    let file = format!("[dir]/{PACKS}/monday-lab.toml");
    test.prints(&["pack", "new", "monday-lab"], &format!("{file}\n"));
    assert!(test.run(&["draw", "-p", "monday-lab", "-n1"]).out.contains("monday-lab/first-meeting"));
    let starter = test.text(&format!("{PACKS}/monday-lab.toml"));
    assert!(starter.contains("title  = \"Monday lab\"\n"), "{starter}");
    let test = test.own("monday-lab.toml", TINY).own("My Pack.toml", TINY);
    for (name, file) in [("monday-lab", file), ("my-pack", format!("[dir]/{PACKS}/My Pack.toml"))] {
        let says = format!("error: {file} is there already; --force writes over it\n");
        test.says(&["pack", "new", name], 2, &says);
        test.prints(&["pack", "new", name, "--force"], &format!("{file}\n"));
    }
    assert_eq!(test.text(&format!("{PACKS}/monday-lab.toml")), starter);
    let name = test.run(&["pack", "new", "../x"]);
    assert!(name.code == 2 && name.err.contains("a pack's name is up to 64 letters"), "{name:?}");
}

#[test]
fn the_name_of_a_built_in_pack_is_taken() {
    let test = Test::new();
    let says = "error: a pack turns would stand in place of the one built in; give it another name, change a copy of \
                that one with `sidecoach pack edit turns`, or add --force\n";
    test.says(&["pack", "new", "turns"], 2, says);
    let run = test.run(&["pack", "new", "turns", "--force"]);
    assert_eq!((run.code, run.err.as_str()), (0, "it stands in place of the pack turns that is built in\n"));
}

#[test]
fn packs_are_checked_and_added() {
    let odd = TINY.replace("about =", "abuot =");
    let test = Test::tiny().file("packs/a.toml", TINY).file("packs/solo.toml", &odd).file("packs/b.txt", "");
    let to = |name: &str| format!("[dir]/{PACKS}/{name}.toml");
    let tiny = to("tiny");
    let add = ["pack", "add", "tiny.toml"];
    test.says(&add, 0, &format!("the pack tiny with 2 prompts was added: {tiny}\n"));
    assert_eq!(test.text(&format!("{PACKS}/tiny.toml")), TINY);
    test.says(&add, 0, &format!("the pack tiny is there already: {tiny}\n"));
    let test = test.file("tiny.toml", TINY.replace("Two", "Three"));
    test.says(&add, 2, &format!("error: {tiny} is there already; --force writes over it\n"));
    assert_eq!(test.text(&format!("{PACKS}/tiny.toml")), TINY);
    test.says(&[&add[..], &["--force"]].concat(), 0, &format!("the pack tiny with 2 prompts was added: {tiny}\n"));
    assert_eq!(test.text(&format!("{PACKS}/tiny.toml")), test.text("tiny.toml"));

    let run = test.run(&["pack", "add", "packs"]);
    assert!(run.code == 0 && run.err.starts_with("warning[P003]: unknown key `abuot`"), "{run:?}");
    let added = format!(
        "the pack a with 2 prompts was added: {}\n\
         the pack solo with 2 prompts was added, in place of the one built in: {}\n",
        to("a"),
        to("solo")
    );
    assert!(run.err.ends_with(&added), "{run:?}");
}

#[test]
fn with_an_error_no_pack_is_added() {
    let test = Test::new().file("packs/a.toml", TINY).file("packs/b.toml", TINY.replace("guilt:2", "gilt:2"));
    let run = test.run(&["pack", "add", "packs"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("error[P010]: unknown feeling `gilt`\n  --> packs/b.toml:25:14\n"), "{}", run.err);
    let test = test.file("My Pack.toml", TINY).stdin(TINY);
    assert_eq!(test.run(&["pack", "add", "My Pack.toml"]).code, 1);
    test.says(&["pack", "add", "gone.toml"], 2, "error: there is no file or folder gone.toml; check the path\n");
    let stdin = "error: a pack on standard input has no name; save it in a file of its name first\n";
    test.says(&["pack", "add", "-"], 2, stdin);
    assert!(!test.path().join(PACKS).exists());
}

/// Where a desktop looks for its trash.
#[cfg(target_os = "linux")]
#[test]
fn a_pack_goes_to_the_trash() {
    let test = Test::new().own("solo.toml", TINY).own("My Pack.toml", TINY);
    let trash = "was moved to the trash [dir]/home/.local/share/Trash";
    let says = format!("[dir]/{PACKS}/solo.toml {trash}\nthe pack solo is the one built in again\n");
    test.says(&["pack", "remove", "solo"], 0, &says);
    test.says(&["pack", "remove", "my-pack"], 0, &format!("[dir]/{PACKS}/My Pack.toml {trash}\n"));
    assert_eq!(fs::read_dir(test.path().join(PACKS)).unwrap().count(), 0);
    for name in ["solo.toml", "My Pack.toml"] {
        assert_eq!(test.text(&format!("home/.local/share/Trash/files/{name}")), TINY);
    }
    let says = "error: the pack solo is built in and can't be removed; `sidecoach pack never solo/ID` keeps a prompt of it \
                from being drawn\n";
    test.says(&["pack", "remove", "solo"], 2, says);
    let says = "error: there is no pack sol; the nearest is solo, and `sidecoach pack list` shows all\n";
    test.says(&["pack", "remove", "sol"], 2, says);
    let says = "error: ./solo.toml is a file; name a pack that `sidecoach pack list` shows\n";
    test.says(&["pack", "remove", "./solo.toml"], 2, says);
}

#[cfg(target_os = "linux")]
#[test]
fn of_a_link_only_the_link_goes_to_the_trash() {
    let test = Test::tiny().own("other.toml", TINY);
    std::os::unix::fs::symlink(test.path().join("tiny.toml"), test.path().join(PACKS).join("mine.toml")).unwrap();
    assert_eq!(test.run(&["pack", "remove", "mine"]).code, 0);
    assert!(!test.path().join(PACKS).join("mine.toml").is_symlink());
    assert_eq!(test.text("tiny.toml"), TINY);
}
