use std::fs;

use crate::bench::{Run, TINY, Test};

/// Where the user's packs are, and what is being edited.
const PACKS: &str = "home/.local/share/sidecoach/packs";
const DRAFTS: &str = "home/.local/share/sidecoach/drafts";

/// Changes a word of the file as an editor does that writes another in its place.
const RENAMES: &str = "/bin/sed 's/Stretch/Bend/' \"$1\" > \"$1.new\" && /bin/mv \"$1.new\" \"$1\"";

/// How many drafts are left.
fn drafts(test: &Test) -> usize {
    fs::read_dir(test.path().join(DRAFTS)).map_or(0, Iterator::count)
}

#[test]
fn what_was_typed_is_saved_and_checked() {
    let test = Test::tiny().editor(RENAMES);
    test.says(&["pack", "edit", "tiny.toml"], 0, "the pack tiny is saved and is in order: tiny.toml\n");
    assert_eq!(test.text("tiny.toml"), TINY.replace("Stretch", "Bend"));
    test.says(&["pack", "edit", "tiny.toml"], 0, "the pack tiny was not changed and is in order: tiny.toml\n");
    assert_eq!(drafts(&test), 0);
}

#[test]
fn the_editor_opens_at_the_prompt() {
    let says = |prompt: &str, name: &str, options: &str| {
        let test = Test::tiny().editor("echo \"$@\" > told");
        fs::rename(test.path().join("editor"), test.path().join(name)).unwrap();
        let editor = format!("{}{options}", test.path().join(name).display());
        let test = test.variable("VISUAL", &editor);
        assert_eq!(test.run(&["pack", "edit", prompt]).code, 0);
        test.text("told").replace(test.path().to_str().unwrap(), "[dir]")
    };
    let draft = format!("[dir]/{DRAFTS}/tiny.toml");
    assert_eq!(says("tiny.toml/stretch", "vim", ""), format!("+31 {draft}\n"));
    assert_eq!(says("tiny.toml/stretch", "hx", ""), format!("{draft}:31\n"));
    assert_eq!(says("tiny.toml/stretch", "code", " -r"), format!("-r --wait --goto {draft}:31\n"));
    assert_eq!(says("tiny.toml/stretch", "other", " 'a b' \"$HOME\""), format!("a b [dir]/home {draft}\n"));
    assert_eq!(says("tiny.toml", "vim", ""), format!("{draft}\n"));
    let missing = "error: the pack tiny has no prompt stretchy; the nearest is stretch, and `sidecoach pack show tiny` shows \
                   all\n";
    Test::tiny().says(&["pack", "edit", "tiny.toml/stretchy"], 2, missing);
}

#[test]
fn errors_are_shown_and_what_was_typed_stays() {
    let test = Test::tiny().editor("/bin/sed -i 's/guilt:2/gilt:2/' \"$1\"");
    let run = test.run(&["pack", "edit", "tiny.toml/late"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    let first = "error[P010]: unknown feeling `gilt`\n  --> tiny.toml:25:14\n";
    assert!(run.err.contains(first), "{}", run.err);
    assert!(run.err.ends_with("\n\nthe pack tiny is saved, and there are errors in it: tiny.toml\n"), "{}", run.err);
    assert_eq!(test.text("tiny.toml"), TINY.replace("guilt:2", "gilt:2"));
    assert_eq!(drafts(&test), 0);
    let broken = Test::tiny().file("tiny.toml", "format = 1\nx =\n").editor("echo \"$@\" > told");
    let vi = broken.path().join("vi");
    fs::rename(broken.path().join("editor"), &vi).unwrap();
    let broken = broken.variable("VISUAL", vi.to_str().unwrap());
    assert_eq!(broken.run(&["pack", "edit", "tiny.toml/late"]).code, 1);
    assert!(broken.text("told").starts_with("+2 "), "the first error, where no prompt can be found");
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_written_over() {
    for (meanwhile, text) in
        [("echo '# mine' >> tiny.toml", Some(format!("{TINY}# mine\n"))), ("/bin/rm tiny.toml", None)]
    {
        let test = Test::tiny().editor(&format!("{RENAMES}; {meanwhile}"));
        let says = format!(
            "what was typed is kept in [dir]/{DRAFTS}/tiny.toml\nerror: tiny.toml was changed by somebody else meanwhile, \
             and is left as they made it; look at it, then try again\n"
        );
        test.says(&["pack", "edit", "tiny.toml"], 2, &says);
        assert_eq!(fs::read_to_string(test.path().join("tiny.toml")).ok(), text);
        assert_eq!(test.text(&format!("{DRAFTS}/tiny.toml")), TINY.replace("Stretch", "Bend"));
        let again = test.file("tiny.toml", TINY).editor(":").run(&["pack", "edit", "tiny.toml"]);
        let says = format!(
            "an edit of it that was not saved is kept in [dir]/{DRAFTS}/tiny.toml\n\
             the pack tiny was not changed and is in order: tiny.toml\n"
        );
        assert_eq!(again, Run { code: 0, out: String::new(), err: says });
    }
}

#[test]
fn a_built_in_pack_is_copied_first() {
    let test = Test::new().editor("echo '# mine' >> \"$1\"");
    let file = format!("{PACKS}/turns.toml");
    let says = format!(
        "the pack turns is built in: your own copy of it is [dir]/{file}\n\
         the pack turns is saved and is in order: [dir]/{file}\n"
    );
    test.says(&["pack", "edit", "turns/late-apology"], 0, &says);
    assert_eq!(test.text(&file), format!("{}# mine\n", include_str!("../../prompt-packs/turns.toml")));
}

#[test]
fn with_an_editor_that_fails_nothing_changes() {
    let test = Test::tiny().editor(&format!("{RENAMES}; exit 3"));
    let says = format!(
        "what was typed is kept in [dir]/{DRAFTS}/tiny.toml\nerror: the editor `[dir]/editor` ended with an error (exit \
         status: 3); set VISUAL or EDITOR to another, or change tiny.toml yourself\n"
    );
    test.says(&["pack", "edit", "tiny.toml"], 2, &says);
    assert_eq!(test.text("tiny.toml"), TINY);
    assert_eq!(test.text(&format!("{DRAFTS}/tiny.toml")), TINY.replace("Stretch", "Bend"));
    let none = Test::tiny().variable("VISUAL", "/nowhere/editor");
    let run = none.run(&["pack", "edit", "tiny.toml"]);
    assert!(run.code == 2 && run.err.starts_with("error: the editor `/nowhere/editor` can't be started"), "{run:?}");
    assert_eq!(drafts(&none), 0);
}

#[test]
fn an_interrupt_is_the_editor_s_alone() {
    let test = Test::tiny().editor(&format!("kill -INT $PPID; kill -QUIT $PPID; {RENAMES}"));
    test.says(&["pack", "edit", "tiny.toml"], 0, "the pack tiny is saved and is in order: tiny.toml\n");
}
