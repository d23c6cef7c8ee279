use super::*;
use crate::diagnostic::Severity;
use crate::pack::read::read;

fn wanted(source: &str, format: Option<Format>) -> Wanted<'_> {
    Wanted { name: "tiny", source, format, columns: None, start: "origin", rating: Rating::Mature }
}

/// What a list becomes: its pack from the first table on, and what was lost, each on a line. The pack has no error, and is
/// laid out as packs are.
#[track_caller]
fn imported(format: Format, list: &str) -> String {
    let made = import(list.as_bytes(), &wanted("list", Some(format))).unwrap();
    let (pack, findings) = read("tiny", made.text.as_bytes());
    let errors: Vec<_> = findings.iter().filter(|finding| finding.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{}", made.text);
    assert_eq!(pack.unwrap().prompts.len(), made.prompts);
    assert_eq!(layout::format(&made.text).as_ref(), Ok(&made.text));
    let (_, tables) = made.text.split_once("rating = \"mature\"\n").unwrap();
    made.lost.iter().fold(tables.trim_start().to_owned(), |text, lost| format!("{text}! {lost}\n"))
}

#[test]
fn marks_of_lists_are_taken_off() {
    for (line, text) in [
        ("1. One", "One"),
        ("12) One", "One"),
        ("(3) One", "One"),
        ("\t- One", "One"),
        ("* One", "One"),
        ("• One", "One"),
        ("– One", "One"),
        ("1.5 One", "1.5 One"),
        ("3 One", "3 One"),
        ("-One", "-One"),
        ("a\tb", "a b"),
        ("{One} \"two\"", "{{One}} \\\"two\\\""),
    ] {
        for end in ["\n", "\r\n", "\r"] {
            let made = imported(Format::Txt, &format!("\u{feff}# By me{end}\n---{end}{line}{end}"));
            assert!(made.contains(&format!("text    = \"{text}\"\n")) && !made.contains('!'), "{line}: {made}");
        }
    }
}

#[test]
fn what_is_no_prompt_is_told_with_its_place() {
    let long = "x".repeat(2001);
    let made = imported(Format::Txt, &format!("One.\n  - ONE\n\u{1b}[1m\n{long}\nTwo"));
    assert!(
        made.ends_with(
            "! 2:5: left out: it reads the same as the text in line 1
! 3:1: left out: it has the character U+001B in it, which no screen may be sent
! 4:1: left out: it is longer than 2000 characters
"
        ),
        "{made}"
    );
}

#[test]
fn tables_are_read_by_their_header() {
    for delimiter in [",", ";", "\t"] {
        let table = "Prompt|ID|Kind|Weight|Tags|Content|Players|Role 1|Feeling 1|Role 2|Secret 2|Coach|Time\n\
                     \"The {guest} rings,\ntwice; \"\"now\"\" {x}\"|Late Bell|Warm Up|0.5|\"Two Hander,old\"|Death|2–4|Guest|joy:2 -> Fear|host|You hid.|\"Wait.\nNow.\"|90s\n";
        assert_eq!(
            imported(Format::Csv, &table.replace('|', delimiter)),
            r#"[[prompt]]
id      = "late-bell"
kind    = "warm-up"
text    = "The {guest} rings,\ntwice; \"now\" {{x}}"
weight  = 0.5
tags    = ["two-hander", "old"]
content = ["death"]
coach   = ["Wait.", "Now."]
time    = { scene = "90s" }
players = "2-4"

  [[prompt.role]]
  name    = "guest"
  feeling = "joy:2 -> fear"

  [[prompt.role]]
  name   = "host"
  secret = "You hid."
"#
            .replace("90s", "1m30s")
        );
    }
}

#[test]
fn a_table_tells_what_it_loses() {
    assert_eq!(
        imported(
            Format::Csv,
            "text,weight,kind,feelings,mood,players,content\nOne,0,play,joy; remourse,x,4-2,gore\nTwo\n,1\nThree,1,,,,,,more\n"
        ),
        r#"[[prompt]]
id   = "one"
text = "One"

  [[prompt.role]]
  name    = "player-1"
  feeling = "joy"

  [[prompt.role]]
  name = "player-2"

[[prompt]]
id      = "two"
text    = "Two"
players = "1+"

[[prompt]]
id      = "three"
text    = "Three"
players = "1+"
! 1:27: left out: the column `mood`, which a pack has no place for
! 2:5: left out: the weight `0`, which is no number above 0, up to 1000, with at most 3 decimals
! 2:7: left out: the kind `play`, which is none of scene, monologue, game and warm-up
! 2:12: left out: the feeling `remourse` of role 2, which the vocabulary can't spell
! 2:28: left out: the players `4-2`, which is no number of players such as 4, 2-6 or 3+
! 2:32: left out: `gore` is no content word
! 3:1: the row has 1 of 7 cells; the others count as empty
! 4:1: left out: a row without a text
! 4:1: the row has 2 of 7 cells; the others count as empty
! 5:14: left out: a cell beyond the 7 columns there are
"#
    );
}

#[test]
fn no_two_roles_of_a_row_have_one_name() {
    let made = imported(Format::Csv, "text,role 1,role 2,role 3,feeling 4\nHi,Player 4,Player 4,Ana,joy\n");
    let names = made.lines().filter_map(|line| line.trim().strip_prefix("name")?.split('"').nth(1));
    assert_eq!(names.collect::<Vec<_>>(), ["player-4", "player-2", "ana", "player-4-4"]);
    assert!(made.ends_with("! 2:13: two roles are named player-4; this one is called player-2\n"), "{made}");
}

#[test]
fn a_grammar_keeps_what_a_pack_can_hold() {
    assert_eq!(
        imported(
            Format::Tracery,
            r##"{
  "origin": ["#[hero:#name#][foe:#name#]story#"],
  "story": ["#hero.capitalize# met #foe# and #animal.a#, or #animal.s#.", "Two: #animal#, #animal#, {so}."],
  "name": ["Ana", "Ben"],
  "animal": ["owl", "#adj# fox", "owl"],
  "adj": ["big", "old"],
  "riverBank": "a \\#1 bank"
}"##
        ),
        r#"[words]
name       = ["Ana", "Ben"]
animal     = [{ text = "owl", weight = 2 }, "{adj} fox"]
adj        = ["big", "old"]
river-bank = ["a #1 bank"]
foe        = ["{name}"]
hero       = ["{name:2}"]
animal-a   = [{ text = "an owl", weight = 2 }, "{adj-a} fox"]
adj-a      = ["a big", "an old"]
animal-s   = [{ text = "owls", weight = 2 }, "{adj} foxes"]

[[prompt]]
id      = "hero-met-foe-and-animal-a-or-animal-s"
text    = "{hero} met {foe} and {animal-a}, or {animal-s}."
players = "1+"

[[prompt]]
id      = "two-animal-animal-2-so"
text    = "Two: {animal}, {animal:2}, {{so}}."
players = "1+"
! 5:22: lost: `adj` is in several symbols; where they meet in a prompt it is the same text in them, and not drawn anew
"#
    );
}

#[test]
fn a_grammar_tells_what_it_loses() {
    for (grammar, lost) in [
        (r#"{"origin": "a #x.y#", "x": "b"}"#, "! 1:15: lost: the modifier `.y` of `x`, which a pack can't spell\n"),
        (r#"{"origin": ["a #x#", "b"]}"#, "! 1:16: left out: a text with `#x#`, which is no symbol here\n"),
        (
            r#"{"origin": "a #x#", "x": ["b", "c #y#"], "y": ["d #x#", "e"]}"#,
            "! 1:48: left out: it closes the circle x -> y -> x, and no pack may go in circles\n",
        ),
        (
            r##"{"origin": "#[h:#x#]t#", "t": "#h# is #h.a#", "x": ["b", "c"]}"##,
            "! 1:39: lost: the modifier `.a` of `h`, since what is saved stays the same word everywhere\n",
        ),
        (
            r#"{"origin": "[#set#]#who# #who#", "set": ["[who:she]", "[who:he]"]}"#,
            "! 1:48: lost: what belongs together of the 2 texts that `who` is saved as, the first one here; any of them is \
             drawn\n",
        ),
        (
            r#"{"origin": ["[a:[b:c]d]#a# #b#", "[b:e]#b#"]}"#,
            "! 1:20: lost: what belongs together of the 2 texts that `b` is saved as, the first one here; any of them is \
             drawn\n",
        ),
        (
            r#"{"origin": "a #x# [x:POP]", "x": ["b", ""]}"#,
            "! 1:19: lost: `x` is not forgotten here, but stays as it was saved\n! 1:40: left out: it is empty\n",
        ),
        (r#"{"origin": "we are #1"}"#, "! 1:20: this opens and never closes; it is taken as a character of the text\n"),
        (
            r##"{"origin": "#x#", "x": [1, "b"], "y": {}}"##,
            "! 1:25: left out: something of `x` that is no text\n! 1:39: left out: `y`, which is neither a text nor a list of texts\n",
        ),
    ] {
        let made = imported(Format::Tracery, grammar);
        assert!(made.ends_with(lost) && made.matches("! ").count() == lost.matches("! ").count(), "{grammar}\n{made}");
    }
}

#[test]
fn grammars_of_any_size_and_shape_become_packs() {
    let chain = |n: usize, width: usize| {
        let symbol = |k: usize| {
            let texts = vec![format!("\"{k} #s{}.a#\"", k + 1); width].join(",");
            format!("\"s{k}\": [{texts}, \"end\"]")
        };
        format!(
            "{{\"origin\": [\"#s0#!\", \"x\"], {}, \"s{n}\": \"last\"}}",
            (0..n).map(symbol).collect::<Vec<_>>().join(", ")
        )
    };
    for grammar in [chain(10, 3), chain(60, 1), chain(2_000, 1)] {
        imported(Format::Tracery, &grammar);
    }
    let wide = vec![format!("\"{}\"", "#b##b#".repeat(200)); 3].join(",");
    imported(
        Format::Tracery,
        &format!("{{\"origin\": [\"ok\", \"#a#\"], \"a\": [{wide}], \"b\": [\"0123456789\", \"z\"]}}"),
    );
}

#[test]
fn word_lists_come_with_a_prompt_each() {
    assert_eq!(
        imported(
            Format::Corpora,
            r#"{
  "description": "Things on a farm.",
  "source": "a farm",
  "tools": ["rake", "spade", "rake", null],
  "animals": [{"legs": 4, "animal": "cow"}, {"animal": "hen"}],
  "places": {"wet": {"names": ["pond"]}, "dry": {"names": ["barn", "{loft}"]}},
  "sounds": {"moo": "cow", "cluck": "hen"}
}"#
        ),
        r#"[words]
tools     = ["rake", "spade"]
animals   = ["cow", "hen"]
names     = ["pond"]
dry-names = ["barn", "{{loft}}"]
sounds    = ["moo", "cluck"]

[[prompt]]
id      = "from-tools"
text    = "The suggestion, from tools: {tools}."
players = "1+"

[[prompt]]
id      = "from-animals"
text    = "The suggestion, from animals: {animals}."
players = "1+"

[[prompt]]
id      = "from-names"
text    = "The suggestion, from names: {names}."
players = "1+"

[[prompt]]
id      = "from-dry-names"
text    = "The suggestion, from dry names: {dry-names}."
players = "1+"

[[prompt]]
id      = "from-sounds"
text    = "The suggestion, from sounds: {sounds}."
players = "1+"
! 3:13: left out: `source`, which is no list
! 4:30: left out: the word is in the list already
! 4:38: left out: it is no word
! 5:14: left out: all but the `animal` of each object, which is `legs`
! 7:13: left out: what `sounds` says of each of its keys, which are its words
"#
    );
    let deep = "[".repeat(100_000) + "\"x\"" + &"]".repeat(100_000);
    assert!(matches!(import(deep.as_bytes(), &wanted("deep.json", None)), Err(Refused::Nothing(_))));
}

#[test]
fn a_format_is_found_out() {
    for (source, list, format) in [
        ("a.txt", "text,tags\na,b", Format::Txt),
        ("a.CSV", "a", Format::Csv),
        ("a.tsv", "a", Format::Tsv),
        ("a.json", r#"{"origin": "a"}"#, Format::Tracery),
        ("a.json", r##"{"start": ["#a#"], "a": "b"}"##, Format::Tracery),
        ("a.json", r##"{"colors": ["#aabbcc", "#ddeeff"]}"##, Format::Corpora),
        ("-", r#"["a"]"#, Format::Corpora),
        ("-", "[a] b", Format::Txt),
        ("-", "text,tags\na,b", Format::Csv),
        ("-", "Tags;Prompt\na;b", Format::Csv),
        ("-", "id\ttext\na\tb", Format::Tsv),
        ("-", "text, and more\n", Format::Csv),
        ("-", "Text.\n", Format::Txt),
    ] {
        assert_eq!(guess(source, list), format, "{source} {list}");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    for (bytes, why) in [
        (&b"\xFF\xFEa\0"[..], "it is written in UTF-16; save it as UTF-8, then import it again"),
        (b"\0a\0b\0c\0d", "it is written in UTF-16; save it as UTF-8, then import it again"),
        (b"a\n\xC3\xA9\xFF", "it is no UTF-8 text from line 2, column 2 on; save it as UTF-8, then import it again"),
        (b"# a\n", "nothing in it can become a prompt; nothing was written"),
        (b"", "nothing in it can become a prompt; nothing was written"),
    ] {
        assert_eq!(import(bytes, &wanted("-", None)).unwrap_err().to_string(), why);
    }
    let refused = |format, list: &str| import(list.as_bytes(), &wanted("-", Some(format))).unwrap_err().to_string();
    assert!(refused(Format::Corpora, "{\"a\": }").starts_with("it is no JSON: expected value, at line 1, column 7;"));
    assert!(refused(Format::Tracery, "[]").starts_with("it is no Tracery grammar"));
    assert!(refused(Format::Tracery, r#"{"a": "b"}"#).ends_with("name one with --start, such as `a`"));
    assert!(refused(Format::Csv, "a,b\nc,d").starts_with("no column of it is headed text or prompt;"));
}

#[test]
fn columns_can_be_named() {
    let columns = read_columns("-, text,tags").unwrap();
    let wanted = Wanted { columns: Some(&columns), ..wanted("a.csv", None) };
    let made = import(b"1,One,Old\n2,Two,\n", &wanted).unwrap();
    assert!(made.text.contains("text    = \"One\"\ntags    = [\"old\"]\n"), "{}", made.text);
    assert_eq!((made.prompts, made.lost), (2, Vec::new()));
    for wrong in ["tags", "text,text", "text,mood", ""] {
        assert!(read_columns(wrong).is_err(), "{wrong}");
    }
}
