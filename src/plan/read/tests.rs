use std::fmt::Write;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Code::*;
use crate::pack::is_forbidden;
use crate::pack::read::MAX_BYTES;

const HEAD: &str = "format = 1\ntitle = \"T\"\n";
const GOOD: &str = "[[block]]\nname = \"good\"\nlength = \"9m\"\n";

/// Reads `text`, in which these are all findings, each with the text it is about. With an error there is no plan.
fn check(text: &str, expected: &[(Code, &str)]) {
    let (plan, findings) = read(text.as_bytes(), &["turns", "solo"]);
    for finding in &findings {
        for told in [&finding.message, &finding.help] {
            assert!(!told.is_empty() && !told.contains(|c| is_forbidden(c) || c == '\n'), "{finding:?}");
        }
    }
    let found: Vec<_> = findings.iter().map(|it| (it.code, &text[it.span.clone()])).collect();
    assert_eq!(found, expected, "in:\n{text}");
    let has_error = findings.iter().any(|it| it.code.severity() == crate::diagnostic::Severity::Error);
    assert_eq!(plan.is_none(), has_error, "in:\n{text}");
}

/// A good block, and one with the keys of `rest`, whose name and length it may leave out.
fn block(rest: &str) -> String {
    let name = if rest.starts_with("name") { "" } else { "name = \"b\"\n" };
    let length = if rest.contains("length") || rest.contains("scenes") { "" } else { "length = \"9m\"\n" };
    format!("{HEAD}{GOOD}[[block]]\n{name}{length}{rest}")
}

#[test]
fn what_is_wrong_in_a_block() {
    for (text, code, at) in [
        (block("length = \n"), L001, ""),
        (block("length = 10m\n"), L001, "10m"),
        (block("name = \"b\n"), L001, ""),
        (block("lenght = \"5m\"\n"), L003, "lenght"),
        (block("length = 10\n"), L004, "10"),
        (block("scenes = \"6\"\n"), L004, "\"6\""),
        (block("scenes = 2.5\n"), L004, "2.5"),
        (block("name = 3\n"), L004, "3"),
        (block("break = \"yes\"\n"), L004, "\"yes\""),
        (block("kinds = \"game\"\n"), L004, "\"game\""),
        (block("kinds = [\"game\", \"gane\"]\n"), L004, "\"gane\""),
        (block("ratings = [\"adult\"]\n"), L004, "\"adult\""),
        (block("packs = [7]\n"), L004, "7"),
        (format!("{HEAD}block = [1]\n"), L004, "1"),
        (format!("{HEAD}[block]\nname = \"b\"\nlength = \"9m\"\n"), L004, "[block]"),
        (format!("{HEAD}{GOOD}[[block]]\nlength = \"9m\"\n"), L005, "[[block]]"),
        (block("name = \" \"\n"), L005, "\" \""),
        (format!("{HEAD}{GOOD}[[block]]\nname = \"b\"\nbreak = true\n"), L005, "[[block]]"),
        (block("length = \"ten minutes\"\n"), L006, "\"ten minutes\""),
        (block("length = \"0s\"\n"), L006, "\"0s\""),
        (block("scene = \"25h\"\n"), L006, "\"25h\""),
        (block("scenes = 0\n"), L007, "0"),
        (block("scenes = 1001\n"), L007, "1001"),
        (block("scenes = 99999999999999999999\n"), L007, "99999999999999999999"),
        (block("packs = [\"My Pack\"]\n"), L008, "\"My Pack\""),
        (block("tags = [\"two_hander\"]\n"), L008, "\"two_hander\""),
        (block("feelings = [\"joy\", \"joie\"]\n"), L009, "\"joie\""),
        (format!("{HEAD}{GOOD}[[block]]\nname = \"b\"\n"), L010, "[[block]]"),
        (block("break = true\nlength = \"9m\"\nscenes = 2\n"), L011, "scenes"),
        (block("break = true\nscene = \"2m\"\n"), L011, "scene"),
        (block("break = true\nnot-tags = []\n"), L011, "not-tags"),
        (block("name = \"a\\u001Bb\"\n"), L013, "\\u001B"),
        (block("not-tags = [\"\u{202E}\"]\n"), L013, "\u{202E}"),
        (block("packs = [\"turns\", \"turn\"]\n"), L015, "\"turn\""),
        (block("players = 0\n"), L016, "0"),
        (block("players = 99999999999999999999\n"), L016, "99999999999999999999"),
        (block("players = \"4-2\"\n"), L016, "\"4-2\""),
        (block("players = \"two\"\n"), L016, "\"two\""),
        (block("players = 2.5\n"), L004, "2.5"),
        (block("players = [2]\n"), L004, "[2]"),
        (block("break = true\nlength = \"9m\"\nplayers = 2\n"), L011, "players"),
    ] {
        check(&text, &[(code, at)]);
    }
}

#[test]
fn what_is_wrong_in_the_head() {
    for (head, expected) in [
        ("", vec![(L002, "")]),
        ("title = \"T\"\n", vec![(L002, ""), (L012, "")]),
        ("format = 2\ntitel = 3\n", vec![(L002, "2")]),
        ("format = \"1\"\ntitle = \"T\"\nblock = []\n", vec![(L002, "\"1\""), (L012, "[]")]),
        ("format = 1\n", vec![(L005, ""), (L012, "")]),
        ("format = 1\ntitle\n", vec![(L001, "")]),
        ("?", vec![(L001, "")]),
    ] {
        check(head, &expected);
    }
    for (head, expected) in [
        ("format = 1\ntitel = \"T\"\n", vec![(L005, ""), (L003, "titel")]),
        ("format = 1\ntitle = \"\"\n", vec![(L005, "\"\"")]),
        ("format = 1\ntitle = \"\u{9B}2J\"\n", vec![(L013, "\u{9B}")]),
    ] {
        check(&format!("{head}{GOOD}"), &expected);
    }
    let bytes = |bytes: &[u8]| {
        let (plan, findings) = read(bytes, &[]);
        (plan, findings.into_iter().map(|it| (it.code, it.span)).collect::<Vec<_>>())
    };
    assert_eq!(bytes(b"format = 1\n# \xFF"), (None, vec![(L014, 13..13)]));
    assert_eq!(bytes(&vec![b'#'; MAX_BYTES as usize + 1]), (None, vec![(L014, 0..0)]));
}

#[test]
fn every_finding_comes_in_one_pass_and_says_what_to_write() {
    let text = "format = 1\ntitle = \"Lab\"\ncolour = \"red\"\n\n[[block]]\nname = \"a\nlength = \"10m\"\n\n[[block]]\n\
        name = \"b\"\nkinds = [\"scne\"]\nfeelings = [\"angre\"]\npacks = [\"turn\"]\n\n[[block]]\nname = \"c\"\n\
        break = true\nscenes = 3\n";
    let (_, findings) = read(text.as_bytes(), &["turns"]);
    let mut told = String::new();
    for it in findings {
        let _ = writeln!(told, "{} {}: {}; {}", it.code, &text[it.span], it.message, it.help);
    }
    let expected = "\
L003 colour: unknown key `colour`; known here are format, title, block
L001 : not valid TOML: invalid basic string, expected `\"`; a line is `key = value`; texts stand in quotes, lists in \
brackets, and every quote and bracket is closed
L010 [[block]]: the block has neither a length nor a number of scenes; write length = \"30m\", scenes = 6, or both: \
whichever comes first ends it
L004 \"scne\": a kind can't be `scne`; did you mean `scene`?
L009 \"angre\": unknown feeling `angre`; did you mean `anger`?
L015 \"turn\": there is no pack `turn`; did you mean `turns`?
L005 [[block]]: `length` is missing; write how long the break is, such as length = \"10m\"
L011 scenes: nothing is played in a break, so `scenes` can't stand in it; leave it out, or leave out `break`
";
    assert_eq!(told, expected, "\n{told}");
}

#[test]
fn every_key_arrives() {
    let text = "format = 1\ntitle = \"Tuesday\\n  lab\"\n[[block]]\nname = \"warm-ups\"\nlength = \"10m\"\n\
        kinds = [\"warm-up\", \"game\"]\nscene = \"2m\"\n[[block]]\nname = \"turns\"\nscenes = 6\nlength = \"30m\"\n\
        packs = [\"turns\"]\ntags = [\"apology\"]\nnot-tags = [\"loud\"]\nfeelings = [\"anger\"]\nratings = [\"teen\"]\n\
        players = \"2-4\"\nbreak = false\n[[block]]\nname = \"break\"\nbreak = true\nlength = \"10m\"\n[[block]]\nname = \"free\"\n\
        scenes = 3\nplayers = 2\n";
    let (plan, findings) = read(text.as_bytes(), &["turns"]);
    assert_eq!(findings, []);
    let minutes = |n: u64| Duration::from_secs(n * 60);
    let warm_ups = Filters { kinds: vec![Kind::WarmUp, Kind::Game], ..Filters::default() };
    let turns = Filters {
        packs: vec!["turns".to_owned()],
        tags: vec!["apology".to_owned()],
        not_tags: vec!["loud".to_owned()],
        feelings: vec![Feeling::Anger],
        ratings: vec![Rating::Teen],
        kinds: vec![],
        size: Players::new(2, Some(4)),
    };
    let pairs = Filters { size: Players::new(2, Some(2)), ..Filters::default() };
    let played = |until, filters, scene| What::Play { until, filters, scene };
    let block = |name: &str, what| Block { name: name.to_owned(), what };
    let blocks = vec![
        block("warm-ups", played(Until::Time(minutes(10)), Some(warm_ups), Some(minutes(2)))),
        block("turns", played(Until::Either(6, minutes(30)), Some(turns), None)),
        block("break", What::Break(minutes(10))),
        block("free", played(Until::Scenes(3), Some(pairs), None)),
    ];
    assert_eq!(plan, Plan::new("Tuesday lab".to_owned(), blocks));
    assert!(plan.is_some());
}

/// Reads bytes; findings lie within the text, on its characters, in order.
fn survives(bytes: &[u8]) {
    let (plan, findings) = read(bytes, &["turns"]);
    let text = String::from_utf8_lossy(bytes);
    for finding in &findings {
        assert!(text.get(finding.span.clone()).is_some(), "{finding:?} in {text:?}");
    }
    assert!(findings.is_sorted_by_key(|it| (it.span.start, it.code)));
    assert!(plan.is_some() || !findings.is_empty(), "{text:?}");
    assert!(plan.is_none_or(|plan| plan.blocks().iter().all(|block| !block.name.contains(char::is_control))));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_bytes_survive(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survives(&bytes);
    }

    #[test]
    fn any_toml_like_text_survives(
        text in "(\\[\\[block\\]\\]\n|name = |length = |scenes = |break = true\n|kinds = |\"[a{9m:é\u{202E}]*\"|'''|[\\[\\]{},.=#\r\n1é])*",
    ) {
        survives(format!("{HEAD}{GOOD}{text}").as_bytes());
    }
}
