use serde_json::Value;

use crate::bench::Test;
use crate::takes::logged;

/// What a log tells of its takes, without their numbers, which are its own.
fn told(test: &Test, log: &str) -> Vec<Value> {
    let run = test.run(&["takes", "export", "--format", "jsonl", "--names", "--secrets", "-q", "--log", log]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let line = |line: &str| {
        let mut take: Value = serde_json::from_str(line).unwrap();
        take["number"] = Value::Null;
        take
    };
    run.out.lines().map(line).collect()
}

/// A log of two takes, and what it told of them in `takes.jsonl`.
fn exported(options: &[&str]) -> (Test, String) {
    let test = logged("");
    assert_eq!(test.run(&["takes", "cast", "1", "player 2=Ana", "-q"]).code, 0);
    let export = ["takes", "export", "--format", "jsonl", "-q", "-o", "takes.jsonl"];
    assert_eq!(test.run(&[&export, options].concat()).code, 0);
    let own = test.log().to_str().unwrap().to_owned();
    (test, own)
}

#[test]
fn what_was_exported_comes_back() {
    let (test, own) = exported(&["--names", "--secrets"]);
    let import = ["takes", "import", "takes.jsonl", "--log", "new.db"];
    test.says(&import, 0, "brought in from takes.jsonl: 2 takes, 1 judgement, 1 person\n");
    assert_eq!(told(&test, "new.db"), told(&test, &own));
    test.says(&import, 0, "brought in from takes.jsonl: no new take, judgement or person\n");
    test.says(&import[..3], 0, "brought in from takes.jsonl: no new take, judgement or person\n");
    assert_eq!(told(&test, "new.db"), told(&test, &own));
    for by in ["prompt", "feeling", "player"] {
        let report = |log: &str| test.run(&["report", "--by", by, "--json", "--log", log]).out;
        assert_eq!(report("new.db"), report(&own), "{by}");
    }
}

#[test]
fn lines_come_from_standard_input_in_any_order() {
    let (test, own) = exported(&["--names", "--secrets"]);
    let lines: Vec<_> = test.text("takes.jsonl").lines().rev().map(str::to_owned).collect();
    let test = test.stdin(lines.join("\n\n"));
    let says = "brought in from standard input: 2 takes, 1 judgement, 1 person\n";
    test.says(&["takes", "import", "-", "--log", "new.db"], 0, says);
    assert_eq!(told(&test, "new.db"), told(&test, &own));
}

#[test]
fn who_has_a_pseudonym_keeps_it() {
    let (test, _) = exported(&[]);
    assert_eq!(test.run(&["takes", "import", "takes.jsonl", "--log", "new.db"]).code, 0);
    let list = test.run(&["player", "list", "--log", "new.db"]).out;
    assert!(list.contains("P01") && !list.contains("Ana"), "{list}");
    assert_eq!(test.run(&["takes", "merge", test.log().to_str().unwrap(), "--log", "new.db"]).code, 0);
    let list = test.run(&["player", "list", "--log", "new.db"]).out;
    assert!(list.contains("Ana"), "{list}");
}

#[test]
fn a_bad_line_is_told_of_and_nothing_is_brought_in() {
    let (test, own) = exported(&["--names"]);
    let whole = test.text("takes.jsonl");
    let lines: Vec<_> = whole.lines().collect();
    let newer = lines[1].replacen("\"version\":1", "\"version\":7", 1);
    let test =
        test.file("cut.jsonl", &whole[..whole.len() - 40]).file("bad.jsonl", format!("{}\n{newer}\n[]\n", lines[0]));
    let before = told(&test, &own);
    let says = "cut.jsonl:2: it ends in the middle; export again, or take the line out\n\
                error: nothing of cut.jsonl was brought in: 1 of its lines can't be, see above\n";
    test.says(&["takes", "import", "cut.jsonl", "--log", "new.db"], 2, says);
    assert!(!test.path().join("new.db").exists(), "no log is made");
    let run = test.run(&["takes", "import", "bad.jsonl"]);
    assert_eq!(run.code, 2);
    let says = "bad.jsonl:2: it is of a newer sidecoach (version 7, this one knows 1); update sidecoach, then import again\n\
                bad.jsonl:3: it is no take: ";
    assert!(run.err.starts_with(says), "{}", run.err);
    for name in ["missing.jsonl", "."] {
        let run = test.run(&["takes", "import", name, "--log", "new.db"]);
        assert!(run.code == 2 && run.err.contains("can't be read"), "{run:?}");
    }
    test.says(
        &["takes", "import", test.log().to_str().unwrap(), "-q"],
        2,
        &test.run(&["takes", "import", &own, "-q"]).err,
    );
    assert_eq!(told(&test, &own), before);
    let left = std::fs::read_dir(test.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!left.into_iter().any(|name| name.to_string_lossy().contains("merging")));
}
