//! What holds for any input, kind by kind.
//!
//! Each kind has a file with one function, `check`, which panics where its property does not hold. Here they are given
//! inputs that proptest makes of good ones. More inputs than the usual:
//! `PROPTEST_CASES=1000000 cargo test --profile soak --test properties`.

#![expect(clippy::disallowed_methods, reason = "a damaged log is a file")]

mod arc;
mod duration;
mod edit;
mod editor;
mod findings;
mod import;
mod layout;
mod log;
mod messages;
mod nasty;
mod pack;
mod plan;
mod sample;
mod settings;
mod slots;
mod takes;

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A pack with one of everything.
const PACK: &str = r#"# For one evening.
format = 1
title = "Tiny"
license = "CC0-1.0"
language = "en"
rating = "general"
time = { scene = "4m" }

[feelings]
guilt = "remorse"

[words]
place = ["a lighthouse", { text = "a {size} lift", weight = 2 }]
size = ['small', """large"""]

[[prompt]]  # the first
id = "late"
text = "The {apologiser} owes {{one}} in {place}, or {place:2}."
weight = 0.5
tags = ["apology", "two-hander"]
content = ["death"]
coach = ["Wait.", { text = "Look at the {wronged}.", at = "60%" }]
time.ready = "5s"
players = "2-4"
retired = false

  [[prompt.role]]
  name = "apologiser"
  label = "the one who is late"
  feeling = "guilt:2 -> relief @60%"
  secret = "You are not sorry yet."

  [[prompt.role]]
  name = "wronged"

[[prompt]]
id = "stretch"
kind = "warm-up"
text = '''
Stretch.'''
players = "1+"
"#;

const PLAN: &str = r#"format = 1
title = "Tuesday"
[[block]]
name = "warm-up"
length = "10m"
kinds = ["warm-up"]
[[block]]
name = "open scenes"
scenes = 6
packs = ["turns"]
[[block]]
name = "tea"
break = true
length = "5m"
"#;

const SETTINGS: &str = r#"packs = ["turns", "./own.toml"]
ratings = ["teen"]
theme = "dark"
count = "up"
learn = "keen"
judge = "maya"
[time]
ready = "10s"
scene = "3m"
[warn]
at = "off"
[signals]
bell = false
[targets]
"remorse -> relief" = 20
joy = 3
"#;

const PIECES: &[&str] = &[
    "[[prompt]]\n",
    "[[prompt.role]]\n",
    "[words]\n",
    "[[block]]\n",
    "[time]\n",
    "id = ",
    "text = ",
    "name = \"a\"\n",
    "place",
    "size",
    "weight = ",
    "a = ",
    "format = 2\n",
    "scenes = 3\n",
    "= \"{a}\"\n",
    "{place:3}",
    "{size}",
    "\"\"\"",
    "'''",
    "\"",
    "'",
    "\\",
    "\\u0007",
    "\\u202E",
    "[",
    "]",
    "{",
    "}",
    "{{",
    "}}",
    ",",
    ".",
    "=",
    "#",
    ":",
    "-",
    "->",
    "@",
    "%",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "1",
    "0",
    "-1",
    "1e999",
    "inf",
    "nan",
    "99999999999999999999",
    "0x1F",
    "2026-11-24",
    "true",
    "é",
    "😀",
    "\u{301}",
    "\u{200d}",
    "\u{feff}",
    "\u{202e}",
    "\u{1b}[31m",
    "\u{9b}",
    "\u{7f}",
    "\0",
    "\u{2028}",
];

/// Good inputs, changed in a few places; pieces in any order; or any bytes.
fn inputs(seeds: &'static [&'static str], pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = move || {
        prop_oneof![
            4 => select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
            2 => select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..4),
        ]
    };
    let change = (any::<Index>(), prop_oneof![3 => 0..4_usize, 1 => 0..60_usize], piece());
    prop_oneof![
        6 => (select(seeds), prop::collection::vec(change, 0..6)).prop_map(|(seed, changes)| changed(seed, &changes)),
        2 => prop::collection::vec(piece(), 0..30).prop_map(|pieces| pieces.concat()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

fn changed(seed: &str, changes: &[(Index, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = seed.as_bytes().to_vec();
    for (at, length, new) in changes {
        let at = at.index(bytes.len() + 1);
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, new.iter().copied());
    }
    bytes
}

macro_rules! properties {
    ($($name:ident: $check:path, $seeds:expr, $pieces:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
            $(
                #[test]
                fn $name(bytes in inputs(&$seeds, &$pieces)) {
                    $check(&bytes);
                }
            )*
        }
    };
}

properties! {
    packs_are_read: pack::check, [PACK], PIECES;
    packs_are_laid_out: layout::check, [PACK], PIECES;
    packs_are_edited: edit::check, EDITS, PIECES;
    slots_are_found: slots::check, ["The {host} rings {guest:2}, {{not}} {a-b}."], ["{", "}", "{{", "}}", "{a}", "{a:", ":2}", ":0}", "a", "é", "\n"];
    arcs_are_read: arc::check, ["guilt:2 -> relief @60%", "joy -> Ärger:3 @1m30s -> fear @90%"], ARC_PIECES;
    lengths_are_read: duration::check, ["90s", "1h2m3s", "60%"], ["h", "m", "s", "%", "0", "1", "24", "59", "99999999999", "-", "+", ".", " ", "٣"];
    settings_are_read: settings::check, [SETTINGS], ["[time]\n", "judge = ", "theme = \"dark\"\n", "\"joy\" = 1\n", "warn.at = \"1s\"\n", "packs = "];
    plans_are_read: plan::check, [PLAN], PIECES;
    lists_are_imported: import::check, LISTS, LIST_PIECES;
    editors_are_answered: editor::check, EDITORS, PIECES;
    messages_are_taken_apart: messages::check, MESSAGES, ["Content-Length: ", "content-length:", "\r\n\r\n", "\r\n", "{", "}", "\"id\":", "1", "null", "[", "99999999999", "-1"];
    takes_are_read: takes::check, [TAKE], TAKE_PIECES;
    damaged_logs_are_told: log::check, DAMAGES, DAMAGE_PIECES;
}

const EDITS: [&str; 6] = [
    concat!("weight=2\n", "[[prompt]]\nid='late'\ntext='''\nOne.'''\nweight = 1 # c\n[prompt.time]\nscene='1m'\n"),
    concat!(
        "time.scene=90s\n",
        "[[prompt]]\nid = \"a\"\ntext = \"One.\"\ntime.ready = \"2s\"\n[[prompt.role]]\nname = 'x'\n"
    ),
    concat!("tags=a, b\n", "prompt = [{ id = 'a', text = 'b' }, { id = 'c' }]\n"),
    concat!("role.x.label=the \"one\"\n", "[[prompt]]\r\nid='a'\r\n[[prompt.role]]\r\nname='x'\r\nlabel='y'\r\n"),
    concat!("text=Other {x}.\n", "# é\n[[prompt]]\n  id     = 'a'\n  text   = 'One.'\n  retired = true\n"),
    concat!("retired=true\n", "\u{feff}[[prompt]]\nid='a'\ntags=['x',\n 'y']\ntime={scene='1m'}"),
];

const ARC_PIECES: [&str; 14] =
    ["->", "joy", "guilt", "Ärger", "neutral", ":", "1", "3", "4", "@", "60%", "1m", " ", "\u{a0}"];

const LISTS: [&str; 6] = [
    "# By me\n1. One {a}.\n- Two\n\n* Three",
    "Prompt,ID,Kind,Weight,Tags,Players,Role 1,Feeling 1,Secret 1,Coach,Time\n\"The {guest} rings,\ntwice; \"\"now\"\"\",Late Bell,Warm Up,0.5,\"Two Hander,old\",2–4,Guest,joy:2 -> fear,You hid.,\"Wait.\nNow.\",90s\n",
    "text\ttags\nOne.\ta;b\nTwo.\t\n",
    r##"{"origin":["#hero.capitalize# meets #animal.a#.","[x:#animal#]#x# and #x#"],"hero":["Ana","#animal#"],"animal":["owl","cat"]}"##,
    r#"{"description":"Moods","moods":["calm","é"],"more":{"deep":[{"name":"x"},{"name":"y"}]}}"#,
    r#"["one","two","three"]"#,
];

const LIST_PIECES: [&str; 26] = [
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    "\n",
    "\r",
    "#",
    "#a#",
    "#a.s#",
    "#a.replace(b,c)#",
    "[a:b]",
    "[a:#b#]",
    "[",
    "]",
    "{",
    "}",
    ":",
    "\\",
    "\\u0000",
    "null",
    "1e9",
    "origin",
    "text",
    "- ",
    "1. ",
];

const EDITORS: [&str; 2] = [
    concat!(
        "\u{10}\u{1}",
        "[words]\nplace = ['x {size}']\nsize = ['é']\n[[prompt]]\nid='a'\ntext = \"In {place}, {b}.\"\n[[prompt.role]]\nname = 'b'\nfeeling = 'joy -> fear'\n"
    ),
    concat!(
        "\u{40}\0",
        "[feelings]\nguilt = 'remorse'\n[[prompt]]\nid = 'a'\ntags = ['x', 'y']\nrole = [{ name = 'b', feeling = 'guilt' }]\n"
    ),
];

const MESSAGES: [&str; 2] = [
    "Content-Length: 36\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}Content-Length: 2\r\n\r\n[]",
    "who is there?\r\n\r\ncontent-length: 4\r\nX: y\r\n\r\nnull",
];

const TAKE: &str = r#"{"version":1,"id":"01930000-0000-7000-8000-00000000012d","number":1,"workshop":{"id":"01930000-0000-7000-8000-000000000064","name":"lab","started":"2026-11-24T19:00:00.250Z","zone":"Europe/Berlin","seed":7},"draw":{"id":"01930000-0000-7000-8000-0000000000c9","number":3,"drawn":"2026-11-24T19:01:00.250Z","prompt":"turns/late-1","pack_hash":"ab12","seed":7,"kind":"scene","tags":["apology"]},"text":"An apology.","take_of_draw":1,"rehearsal":false,"started":"2026-11-24T19:01:20.250Z","planned_ms":240000,"ended_at_ms":187250,"played_ms":180000,"paused_ms":7250,"ending":"edit","verdict":"usable","reason":null,"note":null,"cast":[{"role":"apologiser","label":"late","player":"Ana","player_id":"01930000-0000-7000-8000-000000000001","asked":"guilt:2","feeling":"remorse:2","secret":null},{"role":"wronged","label":"wronged","player":"player 2","player_id":null,"asked":null,"feeling":null,"secret":null}],"moments":[{"id":"01930000-0000-7000-8000-000000000191","at_ms":9,"kind":"mark","role":null,"step":null,"label":null}],"judgements":[{"id":"01930000-0000-7000-8000-0000000001f5","at":"2026-11-24T19:05:00.251Z","by":"leader","verdict":"usable","reason":null,"note":null,"perceived":[{"role":"apologiser","step":1,"feeling":"remorse","strength":2}]}]}"#;

const TAKE_PIECES: [&str; 20] = [
    "null",
    "0",
    "-1",
    "1e9",
    "9007199254740992",
    "\"\"",
    "\\u001b",
    "\\ud800",
    ",",
    ":",
    "{}",
    "[]",
    "\"version\":1,",
    "\"verdict\":\"hold\"",
    "stopped",
    "2026-13-41T25:61:61Z",
    "+999999-12-31T00:00:00Z",
    "-1",
    "1969-12-31T23:59:59Z",
    "true",
];

/// The header of the file, its schema, pages of tables and of indices.
const DAMAGES: [&str; 5] = [
    "\0\0\u{10}\u{7f}",
    "\0\0\u{1c}\0\0\0\u{3f}\u{2}",
    "\0\0\u{67}\0\0\u{1}\u{10}\u{5}",
    "\0\u{20}\0\u{5}\0\u{20}\u{5}\u{7f}",
    "\u{1}\0\0\u{d}\u{1}\0\u{5}\0",
];

const DAMAGE_PIECES: [&str; 8] = [
    "\0\0\0\0",
    "\0\u{10}\0\u{2}",
    "\0\u{30}\u{3}\u{7f}",
    "\0\u{50}\u{8}\0",
    "\0\0\u{2b}\u{1}",
    "\u{1}\u{20}\u{1}\u{1}",
    "\0",
    "\u{7f}",
];
