use std::fs;

use boon::{Compiler, Schemas};
use serde_json::Value;

use crate::bench::Test;
use crate::takes::logged;

const FORMATS: [&str; 6] = ["csv", "jsonl", "audacity", "webvtt", "otio", "frictionless"];

/// A log of two takes with two people in each: Ana and Ben.
fn two() -> Test {
    let test = logged("");
    test.says(&["player", "add", "Ben", "-q"], 0, "");
    for take in ["1", "2"] {
        test.says(&["takes", "cast", take, "player 2=Ben", "-q"], 0, "");
    }
    test.file("release.txt", "You may.")
}

fn agree(test: &Test, name: &str, purposes: &str) {
    let args = ["player", "consent", name, "--for", purposes, "--media", "audio,video", "--text", "release.txt", "-q"];
    test.says(&args, 0, "");
}

/// What an export in a format holds: all its files, one after the other.
fn exported(test: &Test, format: &str, options: &[&str]) -> String {
    let folder = test.path().join("out");
    let output = if format == "frictionless" { "out" } else { "-" };
    let args = [&["takes", "export", "--format", format, "-o", output, "-q"], options].concat();
    let run = test.run(&args);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
    let mut out = run.out;
    if folder.exists() {
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in &files {
            out += &fs::read_to_string(file).unwrap();
        }
        fs::remove_dir_all(folder).unwrap();
    }
    out
}

/// How many of the two takes an export holds.
fn held(text: &str) -> usize {
    let marks = [["00000000012d", "take 1 ", "late-1"], ["00000000012e", "take 2", "late-2"]];
    marks.iter().filter(|marks| marks.iter().any(|mark| text.contains(mark))).count()
}

#[test]
fn after_a_withdrawal_no_export_holds_a_take_of_theirs() {
    let options: [&[&str]; 7] = [
        &[],
        &["--names", "--secrets"],
        &["1", "2"],
        &["--purpose", "review"],
        &["1", "2", "--purpose", "review", "--names"],
        &["--workshop", "lab", "--since", "2026-01-01"],
        &["--sync", "1@0:01", "--for-whom", "Mia"],
    ];
    let test = two();
    for name in ["Ana", "Ben"] {
        agree(&test, name, "review");
    }
    for format in FORMATS {
        for options in options {
            assert_eq!(held(&exported(&test, format, options)), 2, "{format} {options:?}");
        }
    }
    test.says(&["takes", "export", "--removed", "-q"], 0, "");
    test.says(&["player", "withdraw", "Ben", "-q"], 0, "");
    for format in FORMATS {
        for options in options {
            if options.contains(&"--purpose") {
                let run = test.run(&[&["takes", "export", "--format", format, "-o", "out", "-q"], options].concat());
                assert!(run.code == 1 && run.err.contains("Ben took back consent to"), "{format} {options:?}: {run:?}");
                assert!(!test.path().join("out").exists());
            } else {
                assert_eq!(held(&exported(&test, format, options)), 0, "{format} {options:?}");
            }
        }
    }
    let ids = "01930000-0000-7000-8000-00000000012d\n01930000-0000-7000-8000-00000000012e\n";
    test.prints(&["takes", "export", "--removed"], ids);
    test.prints(&["takes", "export", "--removed", "--for-whom", "Mia", "--format", "otio"], ids);
    test.says(&["takes", "export", "--removed", "--for-whom", "Nobody", "-q"], 0, "");
}

#[test]
fn a_purpose_needs_the_grant_of_everybody() {
    let test = two();
    agree(&test, "Ana", "review");
    let args = ["takes", "export", "--format", "audacity", "--purpose", "review", "--recording-start", "2026-11-24"];
    let says = "error: no take may leave the log for review, and nothing was written: 2 takes: Ben has not agreed to \
                audio for review; `sidecoach player consent Ben --for review --media audio --text FILE` records a grant\n";
    test.says(&args, 1, says);
    agree(&test, "Ben", "review");
    assert_eq!(held(&test.run(&args).out), 2);
    let unnamed = logged("");
    let run = unnamed.run(&args);
    assert!(run.code == 1 && run.out.is_empty() && run.err.contains("somebody in it has no name"), "{run:?}");
}

#[test]
fn what_needs_care_is_exported_only_by_its_number() {
    let test = two();
    test.says(&["takes", "verdict", "1", "not-usable", "--reason", "private", "-q"], 0, "");
    assert_eq!(held(&exported(&test, "csv", &[])), 1);
    assert_eq!(held(&exported(&test, "csv", &["1", "2"])), 2);
    let run = test.run(&["takes", "export", "--format", "csv"]);
    let says =
        "left out 1 take: a private matter came up; to export such a take, name it: `sidecoach takes export N`\n";
    assert_eq!(run.err, says);
}

#[test]
fn labels_and_captions_lie_on_the_recording() {
    let test = two();
    let start = ["--recording-start", "2026-11-24T20:09:00.000+01:00"];
    let audacity = "\
60.250000\t247.500000\ttake 1 not-usable: turns/late-1
121.484000\t121.484000\ttake 1 mark: the letter
660.250000\t710.250000\ttake 2: turns/late-2
";
    test.prints(&[&["takes", "export", "--format", "audacity"], &start[..]].concat(), audacity);
    test.prints(&["takes", "export", "--format", "audacity", "--sync", "1@00:01:00.25"], audacity);
    let webvtt = "\
WEBVTT

01930000-0000-7000-8000-00000000012d
00:01:00.250 --> 00:04:07.500
take 1 not-usable: turns/late-1

01930000-0000-7000-8000-000000000191
00:02:01.484 --> 00:02:02.484
take 1 mark: the letter

01930000-0000-7000-8000-00000000012e
00:11:00.250 --> 00:11:50.250
take 2: turns/late-2
";
    test.prints(&[&["takes", "export", "--format", "webvtt"], &start[..]].concat(), webvtt);
    let otio: Value = serde_json::from_str(&exported(&test, "otio", &start)).unwrap();
    let first = &otio["tracks"]["children"][0]["children"];
    assert_eq!(first[0]["source_range"]["duration"]["value"], 60_250.0);
    assert_eq!(first[1]["source_range"]["start_time"]["value"], 60_250.0);
    assert_eq!(first[1]["markers"][0]["marked_range"]["start_time"]["value"], 121_484.0);
}

#[test]
fn names_are_told_only_where_they_are_asked_for() {
    let test = two();
    test.says(&["takes", "note", "1", "ana broke, Benno did not", "--by", "Ben", "-q"], 0, "");
    for format in FORMATS {
        let out = exported(&test, format, &["--sync", "1@0"]);
        assert!(!out.contains("Ana") && !out.contains("ana broke") && !out.contains("\"Ben\""), "{format}: {out}");
    }
    let line = exported(&test, "jsonl", &["1"]);
    assert!(line.contains(r#""note":"P01 broke, Benno did not""#) && line.contains(r#""by":"P02""#), "{line}");
    let line = exported(&test, "jsonl", &["1", "--names"]);
    assert!(line.contains(r#""note":"ana broke, Benno did not""#) && line.contains(r#""by":"Ben""#), "{line}");
}

#[test]
fn a_line_of_jsonl_fits_its_schema() {
    let test = two();
    let schema: Value = serde_json::from_str(&test.run(&["takes", "export", "--schema"]).out).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("schema.json", schema).unwrap();
    let root = compiler.compile("schema.json", &mut schemas).unwrap();
    let out = exported(&test, "jsonl", &["--names", "--secrets"]);
    assert_eq!(out, exported(&test, "jsonl", &["2", "1", "--names", "--secrets"]), "in whatever order they are named");
    for line in out.lines() {
        let mut take: Value = serde_json::from_str(line).unwrap();
        schemas.validate(&take, root).unwrap();
        take["verdict"] = "fine".into();
        assert!(schemas.validate(&take, root).is_err());
    }
    assert_eq!(out.lines().count(), 2);
}

#[test]
fn a_file_that_is_there_stays() {
    let test = two().file("takes.csv", "mine");
    let run = test.run(&["takes", "export", "--format", "csv", "-o", "takes.csv"]);
    assert!(run.code == 2 && run.err.contains("--force"), "{run:?}");
    assert_eq!(test.text("takes.csv"), "mine");
    test.says(&["player", "withdraw", "Ana", "-q"], 0, "");
    let removed = ["takes", "export", "--removed"];
    test.says(&removed, 0, "whatever was exported may still be used\n");
    agree(&test, "Ana", "review");
    test.says(&["takes", "export", "--format", "csv", "-o", "takes.csv", "--force"], 0, "2 takes in takes.csv\n");
    assert!(test.text("takes.csv").starts_with("id,number,workshop,"));
    let says = "error: frictionless is a folder of files; name it with --output DIR\n";
    test.says(&["takes", "export", "--format", "frictionless"], 2, says);
}
