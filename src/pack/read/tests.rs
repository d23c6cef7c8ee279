use proptest::prelude::*;

use super::*;
use crate::diagnostic::Code::*;
use crate::pack::slots::{Filled, fill};
use crate::pack::{Content, Kind, Players, is_forbidden};

const HEAD: &str = "format = 1\ntitle = \"T\"\nrating = \"teen\"\n";

const SHIPPED: [(&str, &str); 3] = [
    ("first-scenes", include_str!("../../../prompt-packs/first-scenes.toml")),
    ("turns", include_str!("../../../prompt-packs/turns.toml")),
    ("solo", include_str!("../../../prompt-packs/solo.toml")),
];

/// A valid head, `rest`, and one prompt that nothing of `rest` takes away.
fn with_good(rest: &str) -> String {
    format!("{HEAD}{rest}\n[[prompt]]\nid = \"good\"\ntext = \"All is well.\"\n")
}

/// A prompt with the keys of `rest`, which must bring an id and a text where it wants others than these.
fn prompt(rest: &str) -> String {
    let id = if rest.starts_with("id =") { "" } else { "id = \"p\"\n" };
    let text = if rest.starts_with("text =") { "" } else { "text = \"They wait.\"\n" };
    with_good(&format!("[[prompt]]\n{id}{text}{rest}"))
}

fn found(text: &str) -> (Option<Pack>, Vec<(Code, &str)>) {
    let (pack, findings) = read("pack", text.as_bytes());
    for finding in &findings {
        let related = finding.related.iter().map(|(_, label)| label.as_str());
        for told in [finding.message.as_str(), finding.help.as_str()].into_iter().chain(related) {
            assert!(!told.is_empty() && !told.contains(|c| is_forbidden(c) || c == '\n'), "{finding:?}");
        }
    }
    (pack, findings.into_iter().map(|finding| (finding.code, &text[finding.span])).collect())
}

fn ids(pack: Option<&Pack>) -> Vec<&str> {
    pack.iter().flat_map(|pack| &pack.prompts).map(|prompt| prompt.id.as_str()).collect()
}

/// Reads `text`, in which these are all findings; `left` are the ids of the prompts that stay.
fn check(text: &str, expected: &[(Code, &str)], left: &[&str]) {
    let (pack, findings) = found(text);
    assert_eq!(findings, expected, "in:\n{text}");
    assert_eq!(ids(pack.as_ref()), left, "in:\n{text}");
}

#[test]
fn what_a_help_names_mends_it() {
    let words = "[feelings]\nguilt = \"remourse\"\n[words]\nplace = [\"a pier\", \"a {kinn:1}\"]\nkin = [\"twin\"]\n";
    let role = "[[prompt.role]]\nname = \"host\"\n";
    for (text, fixes) in [
        (prompt("knd = \"scene\"\n"), &["kind"][..]),
        (prompt("kind = 'scne'\n"), &["\"scene\""]),
        (prompt(&format!("players = \"1-3\"\n{role}[[prompt.role]]\nname = \"guest\"\n")), &["\"2-3\""]),
        (prompt(&format!("{role}feeling = \"joi -> remourse:2\"\n")), &["joy", "remorse"]),
        (prompt(&format!("text = \"The {{hots}} waits.\"\n{role}")), &["{host}"]),
        (with_good(words), &["\"remorse\"", "{kin:1}"]),
        (prompt("kind = \"quite another\"\n"), &[]),
    ] {
        let findings = read("pack", text.as_bytes()).1;
        assert_eq!(findings.iter().filter_map(|it| it.fix.as_deref()).collect::<Vec<_>>(), fixes, "in:\n{text}");
        let mut mended = text.clone();
        for finding in findings.into_iter().rev() {
            mended.replace_range(finding.span.clone(), &finding.fix.unwrap_or_else(|| text[finding.span].to_owned()));
        }
        let left = read("pack", mended.as_bytes()).1;
        assert!(left.iter().all(|it| fixes.is_empty() || it.code == P021), "in:\n{mended}{left:?}");
    }
}

#[test]
fn what_is_wrong_in_a_prompt_takes_that_prompt() {
    let place = "[words]\nplace = [\"a pier\", \"a {kin}\", \"a {kin}\"]\nkin = [\"twin\"]\n";
    for (text, code, at) in [
        (prompt("weight = \n"), P001, ""),
        (prompt("kind = \"scne\"\n"), P004, "\"scne\""),
        (prompt("kind = 3\n"), P004, "3"),
        (prompt("text = 1979-05-27\n"), P004, "1979-05-27"),
        (prompt("content = [\"death\", \"deth\"]\n"), P004, "\"deth\""),
        (prompt("content = \"death\"\n"), P004, "\"death\""),
        (prompt("tags = [1]\n"), P004, "1"),
        (prompt("retired = \"no\"\n"), P004, "\"no\""),
        (prompt("weight = \"2\"\n"), P004, "\"2\""),
        (prompt("time = \"3m\"\n"), P004, "\"3m\""),
        (prompt("coach = [3]\n"), P004, "3"),
        (prompt("players = 4\n"), P004, "4"),
        (prompt("players = \"0\"\n"), P004, "\"0\""),
        (prompt("players = \"4-2\"\n"), P004, "\"4-2\""),
        (prompt("players = \"2 - 4\"\n"), P004, "\"2 - 4\""),
        (prompt("text = \"The {r}.\"\n[prompt.role]\nname = \"r\"\n"), P004, "[prompt.role]"),
        (prompt("text = \" \"\n"), P005, "\" \""),
        (prompt("text = \"The {r}.\"\n[[prompt.role]]\nname = \"r\n"), P001, ""),
        (with_good("[[words]]\nr = [\"a\"]\n[[prompt]]\nid = \"p\"\ntext = \"{r}\"\n"), P004, "[[words]]"),
        (with_good("[[prompt]]\nid = \"p\"\n"), P005, "[[prompt]]"),
        (with_good("[[prompt]]\ntext = \"They wait.\"\n"), P005, "[[prompt]]"),
        (prompt("[[prompt.role]]\nlabel = \"x\"\n"), P005, "[[prompt.role]]"),
        (prompt("coach = [\"\"]\n"), P005, "\"\""),
        (prompt("coach = [{ at = \"5s\" }]\n"), P005, "{ at = \"5s\" }"),
        (prompt("[[prompt.role]]\nname = \"r\"\n[[prompt.role]]\nname = 'r'\n"), P006, "'r'"),
        (prompt("id = \"Not this\"\n"), P007, "\"Not this\""),
        (prompt("tags = [\"two_hander\"]\n"), P007, "\"two_hander\""),
        (prompt("[[prompt.role]]\nname = \"Guest\"\n"), P007, "\"Guest\""),
        (prompt("weight = 0\n"), P008, "0"),
        (prompt("weight = 1_000.001\n"), P008, "1_000.001"),
        (prompt("weight = 0.0001\n"), P008, "0.0001"),
        (prompt("weight = nan\n"), P008, "nan"),
        (prompt("weight = -1\n"), P008, "-1"),
        (prompt("time = { scene = \"soon\" }\n"), P009, "\"soon\""),
        (prompt("time.ready = \"0s\"\n"), P009, "\"0s\""),
        (prompt("time.debrief = \"24h1s\"\n"), P009, "\"24h1s\""),
        (prompt("coach = [{ text = \"Now.\", at = \"100%\" }]\n"), P009, "\"100%\""),
        (prompt("[[prompt.role]]\nname = \"r\"\nfeeling = \"joy -> remourse:2\"\n"), P010, "remourse"),
        (prompt("[[prompt.role]]\nname = \"r\"\nfeeling = \"\\u006aoy -> remourse\"\n"), P010, "remourse"),
        (prompt("[[prompt.role]]\nname = \"r\"\nfeeling = 'joy -> fear @130%'\n"), P011, "130%"),
        (prompt("text = \"In {plaza}.\"\n"), P012, "{plaza}"),
        (prompt("[[prompt.role]]\nname = \"r\"\nsecret = \"You are {q}.\"\n"), P012, "{q}"),
        (prompt("text = \"\"\"\n\tBy {plaza}.\"\"\"\n"), P012, "{plaza}"),
        (prompt("text = \"\"\"\r\nSay \\\"\\u00e9\\U0001F600\\x41\\\"\r\n in \\\n  {plaza}.\"\"\"\n"), P012, "{plaza}"),
        (prompt("text = '''\n\\é\r\n{plaza}.'''\n"), P012, "{plaza}"),
        (prompt("text = \"{Place}\"\n"), P012, "{Place}"),
        (prompt("text = \"{two words}\"\n"), P012, "{two words}"),
        (prompt("text = \"The {Guest}.\"\n[[prompt.role]]\nname = \"Guest\"\n"), P007, "\"Guest\""),
        (
            prompt(&format!("text = \"{{place}} {{kin}}\"\n[[prompt.role]]\nname = \"place\"\n{place}")),
            P015,
            "\"place\"",
        ),
        (prompt(&format!("text = \"{{place:3}}\"\n{place}")), P016, "{place:3}"),
        (prompt(&format!("text = \"{{place:300}}\"\n{place}")), P016, "{place:300}"),
        (prompt("text = \"{r:2}\"\n[[prompt.role]]\nname = \"r\"\n"), P016, "{r:2}"),
        (prompt("text = \"A } here.\"\n"), P017, "}"),
        (prompt("coach = [\"Say {that.\"]\n"), P017, "{"),
        (prompt("text = \"A \\u001B[31m.\"\n"), P018, "\\u001B"),
        (prompt("text = \"A \u{202E}trick.\"\n"), P018, "\u{202E}"),
        (prompt("[[prompt.role]]\nname = \"r\"\nlabel = \"\u{85}\"\n"), P018, "\u{85}"),
        (prompt("players = \"1\"\n[[prompt.role]]\nname = \"a\"\n[[prompt.role]]\nname = \"b\"\n"), P020, "\"1\""),
        (prompt("players = \"1-6\"\n[[prompt.role]]\nname = \"a\"\n[[prompt.role]]\nname = \"b\"\n"), P020, "\"1-6\""),
    ] {
        check(&text, &[(code, at)], &["good"]);
    }
    let named = "[words]\nPlace = [\"a\"]\n[[prompt]]\nid = \"p\"\ntext = \"In {Place}.\"\n";
    check(&with_good(named), &[(P007, "Place")], &["good"]);
    let long = format!("\"{}\"", "x".repeat(2001));
    check(&prompt(&format!("coach = [{long}]\n")), &[(P019, &long)], &["good"]);
    let endless = format!("\"{}\"", "{".repeat(200_001));
    check(&prompt(&format!("text = {endless}\n")), &[(P017, &endless), (P019, &endless)], &["good"]);
}

#[test]
fn what_is_wrong_in_one_text_is_told_at_once() {
    let words = "place = [\"a pier\"]\n[[prompt]]\nid = \"user\"\ntext = \"By {place}.\"\n";
    for (text, expected) in [
        ("a } {plaza}", vec![(P017, "}"), (P012, "{plaza}")]),
        ("{place:3} and {", vec![(P016, "{place:3}"), (P017, "{")]),
        ("{plaza} \\u001B[31m {r:2} }", vec![(P012, "{plaza}"), (P018, "\\u001B"), (P016, "{r:2}"), (P017, "}")]),
        ("\\u202Etrick\\u202C", vec![(P018, "\\u202E"), (P018, "\\u202C")]),
        ("{pl\\u202Eace} {place:\\u202E2}", vec![(P018, "\\u202E"), (P018, "\\u202E")]),
        ("\\u0085", vec![(P018, "\\u0085")]),
    ] {
        for rest in [
            format!("text = \"{text}\"\n[[prompt.role]]\nname = \"r\"\n[words]\n{words}"),
            format!("coach = [\"{text}\"]\n[[prompt.role]]\nname = \"r\"\n[words]\n{words}"),
            format!("[[prompt.role]]\nname = \"r\"\nsecret = \"{text}\"\n[words]\n{words}"),
            format!("text = \"{{a}}\"\n[[prompt.role]]\nname = \"r\"\n[words]\na = [\"{text}\"]\n{words}"),
        ] {
            check(&prompt(&rest), &expected, &["user", "good"]);
        }
    }
    let endless = format!("\"{}\"", "\u{202E}} ".repeat(10_000));
    let expected = [(P017, &*endless), (P018, &endless), (P019, &endless)];
    check(&prompt(&format!("text = {endless}\n")), &expected, &["good"]);
}

#[test]
fn what_is_wrong_in_a_word_list_takes_the_prompts_that_reach_it() {
    let long = format!("\"{} {{inner}}\"", "y".repeat(1000));
    let grows = format!("inner = [\"a\", '{}']\nlist = [{long}]", "z".repeat(1000));
    let reaching = "[[prompt]]\nid = \"p\"\ntext = \"{outer}\"\n";
    for (words, findings) in [
        ("list = [\"a\" \"b\"]", vec![(P001, "")]),
        ("list = \"a\"", vec![(P004, "\"a\"")]),
        ("list = [3]", vec![(P004, "3")]),
        ("list = [{ weight = 2 }]", vec![(P005, "{ weight = 2 }")]),
        ("list = [\"\"]", vec![(P005, "\"\"")]),
        ("list = [{ text = \"a\", weight = 1001 }]", vec![(P008, "1001")]),
        ("list = [\"a {lits}\"]", vec![(P012, "{lits}")]),
        ("list = [\"a {list}\"]", vec![(P013, "list")]),
        ("list = [\"{b}\"]\nb = [\"x\", \"{c}\"]\nc = [\"{list}\"]", vec![(P013, "list")]),
        ("list = []", vec![(P014, "list")]),
        ("list = [\"{b:2}\"]\nb = [\"x\", \"x\"]", vec![(P016, "{b:2}")]),
        ("list = [\"{host:2}\"]", vec![(P016, "{host:2}")]),
        ("list = [\"a }\", \"b {\"]", vec![(P017, "}"), (P017, "{")]),
        ("list = [\"a }{b}\"]\nb = [\"x\"]", vec![(P017, "}")]),
        ("list = [\"\u{2066}\"]", vec![(P018, "\u{2066}")]),
        (&grows, vec![(P019, &*long)]),
    ] {
        let rest = format!("[words]\n{words}\nouter = [\"an {{list}}\"]\n{reaching}role = [{{ name = \"host\" }}]\n");
        check(&with_good(&rest), &findings, &["good"]);
    }
    let nested = |deep: usize| {
        let lists = (1..deep).fold(String::new(), |lists, i| format!("{lists}l{i} = [\"{{l{}}}\"]\n", i + 1));
        with_good(&format!("[words]\n{lists}l{deep} = [\"a\"]\n[[prompt]]\nid = \"p\"\ntext = \"{{l1}}\"\n"))
    };
    check(&nested(16), &[], &["p", "good"]);
    check(&nested(17), &[(P019, "l1")], &["good"]);
    check(&nested(10_000), &[(P019, "l9984")], &["good"]);
    let asks = "[words]\nlist = [\"the {host}'s hat\"]\n\
        [[prompt]]\nid = \"p\"\ntext = \"{list}\"\n[[prompt.role]]\nname = \"host\"\n\
        [[prompt]]\nid = \"q\"\ntext = \"Here: {list}\"\n";
    check(&with_good(asks), &[(P012, "{list}")], &["p", "good"]);
}

#[test]
fn what_is_wrong_in_the_head_leaves_its_default() {
    let good = "[[prompt]]\nid = \"good\"\ntext = \"All is well.\"\n";
    for (head, code, at, rating, title) in [
        ("format = 1\ntitle = \"T\"\nrating = \"kids\"\n", P004, "\"kids\"", Rating::Mature, "T"),
        ("format = 1\ntitle = \"T\"\nrating = teen\n", P001, "teen", Rating::Mature, "T"),
        ("format = 1\ntitle = \"T\"\n", P005, "", Rating::Mature, "T"),
        ("format = 1\nrating = \"teen\"\n", P005, "", Rating::Teen, "pack"),
        ("format = 1\ntitle = \"\"\nrating = \"teen\"\n", P005, "\"\"", Rating::Teen, "pack"),
        ("format = 1\ntitle = \"\u{9B}2J\"\nrating = \"teen\"\n", P018, "\u{9B}", Rating::Teen, "pack"),
        ("format = 1\ntitle\nrating = \"teen\"\n", P001, "", Rating::Teen, "pack"),
        (&format!("{HEAD}abuot = \"x\"\n"), P003, "abuot", Rating::Teen, "T"),
        (&format!("{HEAD}about = 3\n"), P004, "3", Rating::Teen, "T"),
        (&format!("{HEAD}authors = [\"A\", 3]\n"), P004, "3", Rating::Teen, "T"),
        (&format!("{HEAD}words = 3\n"), P004, "3", Rating::Teen, "T"),
        (&format!("{HEAD}[time]\nscene = \"3\"\n"), P009, "\"3\"", Rating::Teen, "T"),
        (&format!("{HEAD}[time]\nready = \"9s\"\n[time]\nscene = \"9s\"\n"), P001, "time", Rating::Teen, "T"),
        (&format!("{HEAD}[time]\nsecne = \"3s\"\n"), P003, "secne", Rating::Teen, "T"),
        (&format!("{HEAD}[words]\n\"a b\" = [\"x\"]\n"), P007, "\"a b\"", Rating::Teen, "T"),
        (&format!("{HEAD}[words]\na = [\"x\"]\n"), P021, "a", Rating::Teen, "T"),
        (&format!("{HEAD}[feelings]\ngilt = \"remorce\"\n"), P010, "\"remorce\"", Rating::Teen, "T"),
        (&format!("{HEAD}[feelings]\njoy = \"sadness\"\n"), P004, "\"sadness\"", Rating::Teen, "T"),
        (&format!("{HEAD}[feelings]\n\"a:b\" = \"joy\"\n"), P007, "\"a:b\"", Rating::Teen, "T"),
        (&format!("{HEAD}[feelings]\nguilt = \"remorse\"\n"), P021, "guilt", Rating::Teen, "T"),
        (&format!("{HEAD}license = \"free\"\n"), P023, "\"free\"", Rating::Teen, "T"),
        (&format!("{HEAD}language = \"english!\"\n"), P023, "\"english!\"", Rating::Teen, "T"),
    ] {
        let text = format!("{head}{good}");
        check(&text, &[(code, at)], &["good"]);
        let pack = read("pack", text.as_bytes()).0.expect("a pack");
        assert_eq!((pack.rating, pack.title.as_str()), (rating, title), "in:\n{text}");
        assert!(pack.authors.is_empty() && pack.about.is_empty());
    }
}

#[test]
fn what_takes_the_pack() {
    check("", &[(P002, "")], &[]);
    check("title = \"T\"\nrating = \"teen\"\n", &[(P002, "")], &[]);
    check("format = 2\ncolour = \"new\"\n", &[(P002, "2")], &[]);
    check("format = \"1\"\ntitle = \"T\"\nrating = \"teen\"\n", &[(P002, "\"1\"")], &[]);
    check("?\n?\n", &[(P001, "")], &[]);
    let bytes = |bytes: &[u8]| {
        let (pack, findings) = read("pack", bytes);
        (pack.is_some(), findings.into_iter().map(|it| (it.code, it.span)).collect::<Vec<_>>())
    };
    assert_eq!(bytes(b"format = 1\n# \xFF"), (false, vec![(P024, 13..13)]));
    assert_eq!(bytes(&vec![b'#'; MAX_BYTES as usize + 1]), (false, vec![(P024, 0..0)]));
}

#[test]
fn a_prompt_in_other_brackets_takes_itself_alone() {
    let one = |header: &str, id: &str| format!("{header}\nid = \"{id}\"\ntext = \"This is {id}.\"\n");
    for (first, second) in [("[[prompt]]", "[prompt]"), ("[prompt]", "[[prompt]]")] {
        let text = with_good(&[one(first, "p"), one(second, "q"), one("[[prompt]]", "r")].concat());
        let left = if first == "[prompt]" { ["q", "r", "good"] } else { ["p", "r", "good"] };
        check(&text, &[(P001, "[prompt]")], &left);
    }
    let open = with_good(&[one("[[prompt]]", "p"), one("[[prompt", "q")].concat());
    check(&open, &[(P001, "")], &["p", "good"]);
}

#[test]
fn warnings_and_hints_take_nothing() {
    let long = format!("\"{}\"", "é".repeat(401));
    for (text, expected) in [
        (prompt("wieght = 2\n"), vec![(P003, "wieght")]),
        (prompt("coach = [{ text = \"x\", when = \"9s\" }]\n"), vec![(P003, "when")]),
        (prompt("[[prompt.role]]\nname = \"r\"\nlable = \"x\"\n"), vec![(P003, "lable")]),
        (prompt("text = 'ALL is, well!'\n"), vec![(P022, "\"All is well.\"")]),
        (prompt(&format!("text = {long}\n")), vec![(P025, long.as_str())]),
        (prompt(&format!("[[prompt.role]]\nname = \"r\"\nsecret = {long}\n")), vec![(P025, long.as_str())]),
        (prompt(&format!("coach = [{long}]\n")), vec![]),
    ] {
        check(&text, &expected, &["p", "good"]);
    }
    let ends = "[[prompt]]\nid = \"a\"\ntext = \"In {x} now\"\n[[prompt]]\nid = \"b\"\ntext = \"In {y}, now.\"\n";
    let ends = with_good(&format!("[words]\nx = [\"x\"]\ny = [\"y\"]\n{ends}"));
    check(&ends, &[(P022, "\"In {y}, now.\"")], &["a", "b", "good"]);
}

#[test]
fn findings_show_the_other_places_and_say_what_to_write() {
    let (_, findings) = read("pack", with_good("[[prompt]]\nid = \"good\"\ntext = \"First.\"\n").as_bytes());
    assert_eq!((findings[0].code, findings[0].related.len()), (P006, 1));
    assert!(findings[0].related[0].0.end < findings[0].span.start);
    let (_, findings) = read("pack", with_good("[words]\nb = [\"{a}\"]\na = [\"{b}\"]\n").as_bytes());
    assert_eq!(findings[0].message, "word lists contain each other: b -> a -> b");
    assert_eq!(findings[0].related.len(), 1);
    for (text, help) in [
        (prompt("wieght = 2\n"), "did you mean `weight`?"),
        (prompt("kind = \"Scene\"\n"), "did you mean `scene`?"),
        (prompt("[[prompt.role]]\nname = \"r\"\nfeeling = \"remourse\"\n"), "did you mean `remorse`?"),
        (prompt("text = \"{gest}\"\n[[prompt.role]]\nname = \"guest\"\n"), "did you mean `guest`?"),
        (
            prompt("players = \"2-3\"\nrole = [{ name = \"a\" }, { name = \"b\" }, { name = \"c\" }]"),
            "write \"3\" or more",
        ),
    ] {
        let (_, findings) = read("pack", text.as_bytes());
        assert!(findings[0].help.starts_with(help), "{findings:?}");
    }
    let (_, findings) = read("pack", with_good("\"a\\u001Bb\\nc\" = 1\n").as_bytes());
    assert_eq!(findings[0].message, "unknown key `aU+001BbU+000Ac`");
}

#[test]
fn word_lists_that_contain_each_other_are_told_circle_by_circle() {
    let circles = |words: &str| -> Vec<String> {
        let (_, findings) = read("pack", with_good(&format!("[words]\n{words}")).as_bytes());
        let circles = findings.iter().filter(|finding| finding.code == P013);
        circles.map(|finding| finding.message.replace("word lists contain each other: ", "")).collect()
    };
    for (words, expected) in [
        ("a = ['{b}', '{c}']\nb = ['{a}']\nc = ['{a}']\n", vec!["a -> b -> a", "a -> c -> a"]),
        ("a = ['{b} {c}']\nb = ['{a}']\nc = ['{b}']\n", vec!["a -> b -> a", "a -> c -> b -> a"]),
        ("a = ['{b}']\nb = ['{c}', '{d}']\nc = ['{a}']\nd = ['{a}']\n", vec!["a -> b -> c -> a", "a -> b -> d -> a"]),
        ("a = ['{a}', '{b}']\nb = ['{b} {a}']\nc = ['{a}']\n", vec!["a -> a", "a -> b -> a", "b -> b"]),
        ("a = ['{b}']\nb = ['{a}', '{c}']\nc = ['{d}']\nd = ['{c}']\n", vec!["a -> b -> a", "c -> d -> c"]),
    ] {
        assert_eq!(circles(words), expected, "in:\n{words}");
    }
    let all = (0..150).fold(String::new(), |all, list| format!("{all}{{l{list}}}"));
    let entangled = (0..150).fold(String::new(), |lists, list| format!("{lists}l{list} = [\"{all}\"]\n"));
    let told = circles(&entangled).len();
    assert!((100..1000).contains(&told), "{told}");
}

#[test]
fn a_stem_that_is_no_name_is_made_one() {
    for (stem, name) in [("My Pack", "my-pack"), ("Ünsinn", "-nsinn"), ("", "pack"), (&"x".repeat(70), &"x".repeat(64))]
    {
        let (pack, findings) = read(stem, with_good("").as_bytes());
        assert_eq!(pack.expect("a pack").name, name);
        assert_eq!(findings.iter().map(|it| (it.code, it.span.clone())).collect::<Vec<_>>(), [(P007, 0..0)]);
    }
}

#[test]
fn twenty_mistakes_are_twenty_findings() {
    let text = include_str!("tests/twenty.toml");
    let expected = [
        (P023, "\"none of your business\""),
        (P004, "\"everyone\""),
        (P009, "\"0s\""),
        (P010, "\"remorce\""),
        (P014, "empty"),
        (P013, "egg"),
        (P021, "unused"),
        (P006, "\"good-one\""),
        (P007, "\"Bad Id\""),
        (P005, "[[prompt]]"),
        (P008, "0.0005"),
        (P003, "wieght"),
        (P010, "joie"),
        (P011, "4"),
        (P012, "{plase}"),
        (P015, "\"place\""),
        (P016, "{place:3}"),
        (P017, "{"),
        (P018, "\\u202E"),
        (P020, "\"1\""),
    ];
    check(text, &expected, &["good-one", "good-two"]);
}

#[test]
fn every_key_arrives() {
    let text = "format = 1\ntitle = \"Turns\"\nabout = \"A\\tb\"\nlicense = \"GPL-2.0+\"\nauthors = [\"Maya R.\"]\n\
        language = \"pt-BR\"\nrating = \"general\"\ntime.scene = \"2m\"\n\n[feelings]\n\"stille Wut\" = \"anger\"\n\n\
        [words]\nplace = [\"a pier\", { text = \"the {late-guest}'s hat\", weight = 0.5 }]\n\n[[prompt]]\nid = \"late\"\n\
        kind = \"game\"\ntext = \"\"\"\nThe {late-guest}:\r\n{place}, {{here}}.\"\"\"\nweight = 1e-3\n\
        tags = [\"b\", \"a\", \"b\"]\ncontent = [\"war\", \"death\"]\ncoach = [\"Go.\", { text = \"On.\", at = \"75%\" }]\n\
        time = { ready = \"5s\" }\nplayers = \"2-6\"\nretired = true\n\n  [[prompt.role]]\n  name = \"late-guest\"\n\
        feeling = \"stille Wut:2 -> relief @1m\"\n  secret = \"You know {place:2}.\"\n";
    let (pack, findings) = read("turns", text.as_bytes());
    assert_eq!(findings, []);
    let pack = pack.expect("a pack");
    assert_eq!(pack.hash(), "65c6186fa1a5a658d77872aa4671c8707af99b1fbb890cfd4e351657a3601102");
    assert_eq!((pack.name.as_str(), pack.about.as_str(), pack.language.as_deref()), ("turns", "A b", Some("pt-BR")));
    assert_eq!((pack.license.as_deref(), pack.authors.as_slice()), (Some("GPL-2.0+"), &["Maya R.".to_owned()][..]));
    assert_eq!(pack.words["place"].words[1].weight.thousandths(), 500);
    let prompt = &pack.prompts[0];
    assert_eq!(prompt.text.source(), "The {late-guest}:\n{place}, {{here}}.");
    assert_eq!((prompt.kind, prompt.weight.thousandths(), prompt.retired), (Kind::Game, 1, true));
    assert_eq!(
        (prompt.tags.join(" "), prompt.content.as_slice()),
        ("b a".to_owned(), &[Content::War, Content::Death][..])
    );
    assert_eq!(prompt.coach[1].at, Some(crate::cue::Cue::Share(75)));
    let times = [prompt.times.ready, prompt.times.scene, prompt.times.debrief].map(|time| time.as_secs());
    assert_eq!(times, [5, 120, 60]);
    let usual = crate::pack::Times { debrief: std::time::Duration::from_secs(7), ..Default::default() };
    let times = prompt.times_or(usual);
    assert_eq!([times.ready, times.scene, times.debrief].map(|time| time.as_secs()), [5, 120, 7], "none is stated");
    assert_eq!(Some(prompt.players), Players::new(2, Some(6)));
    assert_eq!(prompt.roles[0].label(), "late guest");
    let arc = prompt.roles[0].feeling.as_ref().expect("an arc");
    assert_eq!(
        (arc.asked(), arc.canonical()),
        ("stille Wut:2 -> relief @1m".to_owned(), "anger:2 -> relief @1m".to_owned())
    );
}

#[test]
fn line_ends_and_byte_order_marks_do_not_matter() {
    let text = prompt("text = \"In {x}.\"\n[words]\nx = [\"a\"]\n");
    check(&text.replace('\n', "\r\n"), &[], &["p", "good"]);
    check(&format!("\u{FEFF}{text}"), &[], &["p", "good"]);
    check(&prompt("text = 'x\n").replace('\n', "\r\n"), &[(P001, "")], &["good"]);
}

#[test]
fn the_shipped_packs_read_without_a_finding() {
    for (name, text) in SHIPPED {
        let (pack, findings) = read(name, text.as_bytes());
        assert_eq!(findings, [], "{name}");
        assert!(pack.is_some_and(|pack| pack.prompts.len() >= 25), "{name}");
    }
}

#[test]
fn nesting_never_overflows_the_stack() {
    let dots = vec!["a"; 78].join(".");
    for text in [
        "[".repeat(100_000),
        format!("{HEAD}a = {}", "[".repeat(100_000)),
        format!("{HEAD}a = {}", "{a=".repeat(100_000)),
        format!("{HEAD}{}=1", vec!["a"; 100_000].join(".")),
        format!("{HEAD}[{dots}]\n{dots} = {}1{}", format!("{{{dots} = ").repeat(78), "}".repeat(78)),
    ] {
        assert!(!found(&text).1.is_empty());
    }
}

/// Reads bytes; findings lie within the text, on its characters, in order, and what is sound can be filled.
fn survives(bytes: &[u8]) {
    let (pack, findings) = read("pack", bytes);
    let text = String::from_utf8_lossy(bytes);
    for span in findings.iter().flat_map(|it| it.related.iter().map(|(span, _)| span).chain([&it.span])) {
        assert!(text.get(span.clone()).is_some(), "{span:?} in {text:?}");
    }
    assert!(findings.is_sorted_by_key(|it| (it.span.start, it.code)));
    for prompt in pack.iter().flat_map(|pack| &pack.prompts) {
        let words = &pack.as_ref().expect("a pack").words;
        let Filled { text, .. } = fill(prompt, words, &mut |_, _, free| free[free.len() - 1]);
        assert!(text.chars().count() <= 2000 && !text.contains(is_forbidden));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_bytes_survive(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survives(&bytes);
    }

    #[test]
    fn any_toml_like_text_survives(text in "(\\[\\[prompt\\]\\]\n|\\[words\\]\n|id = |text = |a = |\"[a{}:é\u{202E}]*\"|'''|\"\"\"|[\\[\\]{},.=#\r\n1é])*") {
        survives(format!("{HEAD}{text}").as_bytes());
    }

    #[test]
    fn changed_packs_survive(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, "[\\[\\]{}\"'=\n#,é\u{1b}\u{202E}a:-]{0,4}"), 1..6),
    ) {
        let mut text = SHIPPED[which].1.to_owned();
        for (at, length, new) in changes {
            let start = text.floor_char_boundary(at.index(text.len()));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &new);
        }
        survives(text.as_bytes());
    }
}

#[test]
fn every_name_of_a_licence_is_an_expression() {
    for license in spdx::identifiers::LICENSES {
        assert!(Expression::parse_mode(license.name, LICENCES).is_ok(), "{}", license.name);
    }
}
