//! Packs that somebody made to break something: `tests/nasty/` and what is too long to keep, each with its findings.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sidecoach::pack::read::read;

use super::{editor, layout, pack};

/// Each file by its stem, with the codes of its findings in the order of its text.
const FILES: &[(&str, &str)] = &[
    ("bidi-in-a-comment", ""),
    ("bidi-in-a-key", "P003"),
    ("bidi-isolate-escaped", "P018 P018"),
    ("bidi-override", "P018 P018"),
    ("braces", "P012 P017 P017"),
    ("byte-order-mark", ""),
    ("byte-order-mark-within", ""),
    ("c1-control", "P018"),
    ("combining", ""),
    ("crlf", ""),
    ("cut-off-in-a-character", "P024"),
    ("cut-off-in-a-text", "P001"),
    ("dates-for-texts", "P004"),
    ("dotted-through-a-text", "P001"),
    ("duplicate-ids", "P006"),
    ("duplicate-keys", "P001 P001"),
    ("duplicate-tables", "P001"),
    ("emoji-joined", ""),
    ("empty", "P002"),
    ("escape-sequence", "P018 P018"),
    ("everything-is-a-table", "P002 P004 P004 P004 P004"),
    ("format-huge", "P002"),
    ("format-negative", "P002"),
    ("huge-numbers", "P008"),
    ("invalid-utf-8", "P024"),
    ("key-twice-in-two-ways", "P001"),
    ("length-huge", "P009"),
    ("length-in-other-digits", "P009"),
    ("letters-that-look-alike", "P012"),
    ("line-separators", "P018"),
    ("lone-cr", "P001"),
    ("lone-cr-in-a-text", "P001 P001"),
    ("markup", ""),
    ("mixed-line-ends", ""),
    ("no-prompts", ""),
    ("nul", "P001"),
    ("nul-escaped", "P018"),
    ("only-a-comment", "P002"),
    ("only-spaces", "P005"),
    ("only-zero-width", ""),
    ("overlong-utf-8", "P024"),
    ("paths-and-commands", "P003 P003"),
    ("players-huge", "P004"),
    ("private-use-and-tags", ""),
    ("prompt-is-no-list", "P004"),
    ("slot-number-huge", "P016"),
    ("slots-exponential", "P019 P019"),
    ("surrogate", "P024"),
    ("surrogate-escaped", "P001"),
    ("two-byte-order-marks", "P001"),
    ("unicode-names", "P021 P007 P007 P007 P007"),
    ("utf-16", "P024"),
    ("weight-huge-float", "P008"),
    ("weight-negative-zero", "P008"),
    ("weight-not-a-number", "P008"),
    ("weight-too-fine", "P008"),
    ("words-contain-themselves", "P013"),
    ("words-in-a-circle", "P013"),
    ("words-nested-too-deep", "P019"),
    ("zero-width", "P007"),
];

#[test]
fn nasty_packs_have_the_findings_they_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/nasty");
    for (name, codes) in FILES {
        holds(name, &fs::read(folder.join(name).with_extension("toml")).expect("the file"), codes);
    }
    let entries = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let stems = entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let stems: BTreeSet<_> = stems.map(|path| path.file_stem().expect("a name").to_owned()).collect();
    assert_eq!(stems, FILES.iter().map(|(name, _)| (*name).into()).collect(), "a row for each file");
}

#[test]
fn packs_too_long_to_keep_have_the_findings_they_should() {
    const HEAD: &str = "format = 1\ntitle = \"Long\"\nrating = \"general\"\n";
    let prompt = |text: &str| format!("{HEAD}\n[[prompt]]\nid = \"a\"\ntext = \"{text}\"\n");
    let (mega, many) = (1 << 20, 20_000);
    for (name, made, codes) in [
        ("a line of 1 MB", prompt(&"a".repeat(mega)), "P019"),
        ("a comment of 1 MB", format!("{}# {}\n", prompt("Play."), "é".repeat(mega / 2)), ""),
        ("a key of 1 MB", format!("{HEAD}{} = 1\n{}", "a".repeat(mega), &prompt("Play.")[HEAD.len()..]), "P003"),
        ("braces", prompt(&"{".repeat(many + 1)), "P017 P019"),
        ("slots", prompt(&"{a}".repeat(many)), "P012"),
        ("lists in lists", format!("{HEAD}x = {}1{}\n", "[".repeat(many), "]".repeat(many)), "P001"),
        ("tables in tables", format!("{HEAD}x = {}1{}\n", "{a=".repeat(many), "}".repeat(many)), "P001"),
        ("lists never closed", format!("{HEAD}x = {}", "[".repeat(many)), "P001"),
        ("dots", format!("{HEAD}{} = 1\n", vec!["a"; many].join(".")), "P001"),
        ("headers of dots", format!("{HEAD}[{}]\n", vec!["a"; many].join(".")), "P001"),
    ] {
        let (_, found) = read("nasty", made.as_bytes());
        let found: BTreeSet<_> = found.iter().map(|finding| finding.code.as_str()).collect();
        let expected: BTreeSet<_> = codes.split_whitespace().collect();
        assert_eq!(found, expected, "{name}");
        pack::check(made.as_bytes());
    }
}

#[track_caller]
fn holds(name: &str, bytes: &[u8], codes: &str) {
    let (_, found) = read("nasty", bytes);
    let found: Vec<_> = found.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(found.join(" "), codes, "{name}");
    pack::check(bytes);
    layout::check(bytes);
    for place in (0..=u8::MAX).step_by(31) {
        editor::check(&[&[place, 0], bytes].concat());
    }
}
