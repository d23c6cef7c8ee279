use proptest::prelude::*;
use proptest::sample::Index;

use crate::pack::Pack;
use crate::pack::read::read;

use super::format;
use crate::diagnostic::{Code, Diagnostic};

const SHIPPED: [&str; 10] = [
    include_str!("../../../prompt-packs/everyday.toml"),
    include_str!("../../../prompt-packs/first-scenes.toml"),
    include_str!("../../../prompt-packs/games.toml"),
    include_str!("../../../prompt-packs/hard-talks.toml"),
    include_str!("../../../prompt-packs/monologues.toml"),
    include_str!("../../../prompt-packs/remote.toml"),
    include_str!("../../../prompt-packs/solo.toml"),
    include_str!("../../../prompt-packs/status.toml"),
    include_str!("../../../prompt-packs/turns.toml"),
    include_str!("../../../prompt-packs/young.toml"),
];

/// Packs as no curator would leave them, and each laid out.
macro_rules! ugly {
    ($($name:literal,)*) => {
        [$((
            $name,
            include_str!(concat!("tests/ugly/", $name, ".toml")),
            include_str!(concat!("tests/laid-out/", $name, ".toml")),
        ),)*]
    };
}

const UGLY: [(&str, &str, &str); 10] =
    ugly!["blanks", "braces", "brackets", "comments", "cramped", "dotted", "order", "strings", "unknown", "wide",];

/// Every comment of a text that is TOML, sorted.
fn comments(text: &str) -> Vec<&str> {
    let mut comments = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['#', '"', '\'']) {
        rest = &rest[at..];
        let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| rest.starts_with(quote));
        let length = match quote {
            None => rest.find('\n').unwrap_or(rest.len()),
            Some(quote) => quote.len() + quoted(&rest[quote.len()..], quote),
        };
        if quote.is_none() {
            comments.push(rest[..length].trim_end());
        }
        rest = &rest[length..];
    }
    comments.sort_unstable();
    comments
}

/// How long a string goes on after the quote that opens it.
fn quoted(text: &str, quote: &str) -> usize {
    let mut at = 0;
    while !text[at..].starts_with(quote) {
        let is_escape = quote.starts_with('"') && text[at..].starts_with('\\');
        at += usize::from(is_escape);
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    // Up to two quotes may stand before the three that end it.
    let one = quote.as_bytes()[0];
    let more = text.as_bytes()[at + quote.len()..].iter().take(2).take_while(|byte| quote.len() == 3 && **byte == one);
    at + quote.len() + more.count()
}

/// What is read of a text, but for its places.
fn meaning(text: &str) -> (toml::Table, Option<Pack>, Vec<String>) {
    let (pack, findings) = read("pack", text.as_bytes());
    // What quotes a value as it is written says it otherwise once that is laid out.
    let told = |it: &Diagnostic| match it.code {
        Code::P002 => it.code.to_string(),
        code => format!("{code} {}", it.message),
    };
    let mut findings: Vec<_> = findings.iter().map(told).collect();
    findings.sort_unstable();
    (toml::from_str(text).unwrap(), pack.map(|pack| Pack { source: String::new(), ..pack }), findings)
}

/// Lays a text out, and sees that nothing is lost by it.
#[track_caller]
fn laid_out(text: &str) -> String {
    let out = format(text).unwrap();
    assert_eq!(meaning(&out), meaning(&text.replace("\r\n", "\n")), "of\n{text}\ncame\n{out}");
    assert_eq!(comments(&out), comments(text), "of\n{text}\ncame\n{out}");
    assert_eq!(format(&out).unwrap(), out, "of\n{text}\ncame\n{out}");
    assert!(out.is_empty() || out.ends_with('\n') && !out.ends_with("\n\n"), "{out:?}");
    assert!(!out.contains("\n\n\n") || text.contains("\"\"\"") || text.contains("'''"), "{out}");
    out
}

/// Lays a text out if it is TOML.
fn survives(text: &str) {
    match format(text) {
        Ok(_) => drop(laid_out(text)),
        Err(refusal) => {
            assert!(toml::from_str::<toml::Table>(text).is_err() && !refusal.findings.is_empty(), "{text}");
        }
    }
}

#[test]
fn ugly_packs_are_laid_out() {
    for (name, ugly, expected) in UGLY {
        let out = laid_out(ugly);
        assert_eq!(out, expected, "{name}");
    }
}

#[test]
fn shipped_packs_are_laid_out() {
    for pack in SHIPPED {
        assert_eq!(laid_out(pack), pack);
    }
}

#[test]
fn what_is_told_of_a_value_as_it_is_written_may_change() {
    assert_eq!(laid_out("format = [1,2]\n"), "format = [1, 2]\n");
}

#[test]
fn lines_end_in_one_way_and_the_last_one_ends() {
    for (text, expected) in [
        ("", ""),
        ("\n \t\n\n", ""),
        ("\u{feff}", ""),
        ("# c", "# c\n"),
        ("\n\n# c \n\n\n\n# d\n\n", "# c\n\n# d\n"),
        ("#:schema x", "#:schema x\n"),
        ("#:schema x\n\n\n#: y", "#:schema x\n\n#: y\n"),
        ("#:schema x\n[time]", "#:schema x\n\n[time]\n"),
        ("# c\n[time]", "# c\n[time]\n"),
        ("\u{feff}#:schema x\r\na=1\r\n\r\n\r\n# c\r\nb='''\r\nx'''", "#:schema x\na = 1\n\n# c\nb = '''\nx'''\n"),
        ("a=[\r\n'x', # c\r\n]", "a = [\n  'x',  # c\n]\n"),
    ] {
        assert_eq!(laid_out(text), expected, "{text:?}");
    }
}

#[test]
fn what_is_no_toml_is_refused_with_its_place() {
    for (text, at) in [
        ("title = \"T\nformat = 1\n", 10..10),
        ("a = 1\r\n\r\nb = [1, 2\r\n", 18..18),
        ("#: \u{1}\na = 1", 3..3),
        ("a = 1\na = 2", 6..7),
        ("\u{a0}\na = 1", 2..2),
        ("\n\u{feff}a = 1", 1..4),
        ("\r\r\n", 1..1),
        ("a = '''\r\r\n'''", 8..8),
        ("#:schema x\n\u{feff}", 14..14),
    ] {
        let findings = format(text).unwrap_err().findings;
        let places: Vec<_> = findings.iter().map(|it| (it.code, it.span.clone())).collect();
        assert_eq!(places, [(Code::P001, at)], "{text:?}");
    }
}

#[test]
fn what_is_nested_deeply_takes_no_longer() {
    for (open, close) in [("[", "]"), ("{ a = ", "}"), ("[# c\n", "]"), ("{# c\n a = ", "}")] {
        for depth in [70, 5000] {
            survives(&format!("a = {}1{}", open.repeat(depth), close.repeat(depth)));
        }
    }
    survives(&format!("{} = 1", vec!["a"; 500].join(".")));
    survives(&format!("[{}]", vec!["a"; 500].join(".")));
}

/// What may stand on lines of its own.
fn gap() -> impl Strategy<Value = String> {
    let lines = ["\n", "\n\n", "  \n", "# a\n", "  #b \"\n", "\t# [c]\n", "#: d = {\n"];
    prop::collection::vec(prop::sample::select(lines.to_vec()), 0..4).prop_map(|lines| lines.concat())
}

/// What may stand after a value on its line.
fn beside() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "", "  ", " # n", "#m'", "\t# \"\"\""])
}

/// What may stand between two signs in brackets.
fn inside() -> impl Strategy<Value = String> {
    let pieces = ["", "", "", " ", "\n", "# i\n", " # j ]\n", "\n\n  "];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..3).prop_map(|pieces| pieces.concat())
}

fn list(of: BoxedStrategy<String>) -> BoxedStrategy<String> {
    (prop::collection::vec((inside(), of, inside()), 0..5), any::<bool>(), inside())
        .prop_map(|(items, comma, end)| {
            let comma = if comma && !items.is_empty() { "," } else { "" };
            let items: Vec<_> = items.into_iter().map(|(before, item, after)| before + &item + &after).collect();
            format!("[{}{comma}{end}]", items.join(","))
        })
        .boxed()
}

/// Some of these keys with their values, in any order, in braces.
fn braces(of: &[(&'static str, &'static str)]) -> BoxedStrategy<String> {
    (prop::sample::subsequence(of.to_vec(), 1..=of.len()).prop_shuffle(), inside(), inside(), inside())
        .prop_map(|(entries, before, after, end)| {
            let entry = |(key, value): &(&str, &str)| format!("{before}{key} = {value}{after}");
            format!("{{{}{end}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
        })
        .boxed()
}

fn one(value: &'static str) -> BoxedStrategy<String> {
    Just(value.to_owned()).boxed()
}

fn text() -> BoxedStrategy<String> {
    let long = r#""A sentence that goes on, and on, and on, until it fills the best part of a line by itself.""#;
    let escaped = r#""""
 a

# no\""""""#;
    let texts = [r#""a {b}""#, r#"'a # "b'"#, escaped, "'''it's\n'''", r##""\"#""##, "\"ü 宽\"", long];
    prop::sample::select(texts.map(str::to_owned).to_vec()).boxed()
}

/// Keys with values, in any order, some left out, and with notes everywhere.
fn keys(of: Vec<(&'static str, BoxedStrategy<String>)>) -> BoxedStrategy<String> {
    let key = |(key, value)| {
        (gap(), value, beside(), prop::bool::weighted(0.7)).prop_map(move |(gap, value, beside, is_there)| {
            if is_there { format!("{gap}{key}= {value}{beside}\n") } else { String::new() }
        })
    };
    of.into_iter().map(key).collect::<Vec<_>>().prop_shuffle().prop_map(|keys| keys.concat()).boxed()
}

fn table(header: &'static str, body: BoxedStrategy<String>) -> BoxedStrategy<String> {
    (gap(), beside(), body).prop_map(move |(gap, beside, body)| format!("{gap} {header}{beside}\n{body}")).boxed()
}

fn times() -> BoxedStrategy<String> {
    keys(vec![("scene", one("'3m'")), ("ready ", one("\"10s\"")), ("debrief", one("'9s'"))])
}

fn a_prompt(id: &'static str) -> BoxedStrategy<String> {
    let coach = prop_oneof![text(), braces(&[("at", "'50%'"), ("text", "\"Go.\""), ("odd", "[1,[2,],]")])];
    let some = keys(vec![
        ("kind", one("'scene'")),
        ("odd", list(text())),
        ("weight", one("1_0.5")),
        ("tags", list(one("\"a-tag\""))),
        ("\"content\"", list(one("'death'"))),
        ("coach", list(coach.boxed())),
        ("retired", one("false")),
        ("players", one("\"1+\"")),
        ("another", list(one("[ ]"))),
    ]);
    let required = (gap(), text(), beside())
        .prop_map(move |(gap, text, beside)| format!("{gap}text={text}{beside}\n{gap}id= '{id}'{beside}\n"));
    let body = vec![required.boxed(), some].prop_shuffle().prop_map(|keys| keys.concat());
    let role = vec![("secret", text()), ("label", text()), ("name", one("\"b\"")), ("feeling", one("'joy'"))];
    let roles = prop::collection::vec(table("[[prompt.role]]", keys(role)), 0..2).prop_map(|roles| roles.concat());
    let time = prop_oneof![table("[prompt.time]", times()), one("")];
    let parts = vec![roles.boxed(), time.boxed()].prop_shuffle().prop_map(|parts| parts.concat());
    table("[[prompt]]", (body, parts).prop_map(|(body, parts)| body + &parts).boxed())
}

/// Packs with comments and blank lines strewn about, their keys and tables in any order.
fn a_pack() -> impl Strategy<Value = String> {
    let word = || prop_oneof![text(), braces(&[("weight", "2"), ("text", "'w'"), ("o.p", "1"), ("o.\"q r\"", "2")])];
    let words = || list(word().boxed());
    let head = keys(vec![
        ("rating", one("'teen'")),
        ("odd.b", one("1")),
        ("title", text()),
        ("format", one("1")),
        ("odd.a", one("2")),
        ("authors", list(text())),
        ("about", text()),
        ("license", one("\"MIT\"")),
    ]);
    let lists = vec![("b", words()), ("c", words()), ("a-longer-name", words()), ("'d'", words())];
    let tables = vec![
        table("[time]", times()),
        table("[feelings]", keys(vec![("guilt", one("'remorse'")), ("a", one("'joy'"))])),
        table("[words]", keys(lists)),
        table("[zoo.cage]", keys(vec![("z", words()), ("y", one("2"))])),
        table("[zoo]", keys(vec![("x", one("3"))])),
        a_prompt("one"),
        a_prompt("two"),
    ];
    let start = prop::sample::select(vec!["", "\u{feff}", "#:schema ./schema.json\n"]);
    let end = prop::sample::select(vec!["", "\n", "# end", "\n  "]);
    (start, head, tables.prop_shuffle(), gap(), end)
        .prop_map(|(start, head, tables, gap, end)| format!("{start}{head}{}{gap}{end}", tables.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn nothing_of_a_pack_is_lost(pack in a_pack(), is_crlf in any::<bool>()) {
        laid_out(&if is_crlf { pack.replace('\n', "\r\n") } else { pack });
    }

    #[test]
    fn nothing_of_a_changed_pack_is_lost(
        which in 0..UGLY.len(),
        changes in prop::collection::vec((any::<Index>(), 0..20_usize, "[\\[\\]{}\"'=\n#,é. a-]{0,4}"), 1..4),
    ) {
        let mut text = UGLY[which].1.to_owned();
        for (at, length, new) in changes {
            let start = text.floor_char_boundary(at.index(text.len()));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &new);
        }
        survives(&text);
    }

    #[test]
    fn nothing_of_any_toml_is_lost(
        lines in prop::collection::vec(
            prop_oneof!["\\[\\[a(\\.[a-c])?\\]\\]", "\\[[a-c](\\.[a-c])?\\]", "[a-d](\\.[a-d])? = (1|\\[1,|\\{|'''|\"é\")", "[\\]}1,]*", "#[a']*"],
            0..12,
        ),
    ) {
        survives(&lines.join("\n"));
    }
}
