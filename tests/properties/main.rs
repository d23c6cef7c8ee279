//! What holds for any input, kind by kind.
//!
//! Each kind has a file with one function, `check`, which panics where its property does not hold, and good inputs in
//! `seeds/`. Here they are given inputs that proptest makes of good ones, in `fuzz/` those of a fuzzer. More inputs than the
//! usual: `PROPTEST_CASES=1000000 cargo test --profile soak --test properties`.

#![expect(clippy::disallowed_methods, reason = "a good input is a file, and so is a log")]

mod arc;
mod conversation;
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

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};

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

/// Texts to say to a language server: new names, and messages without what is before them.
const SAID: &[&str] = &[
    "a",
    "place",
    "\n[[prompt]]\nid = \"b\"\ntext = \"In {place}.\"\n",
    "shutdown",
    "Content-Length: 20\r\n\r\n{\"method\":\"exit\"}   ",
    "\"id\":7,\"method\":\"textDocument/hover\",\"params\":{}}",
    "\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\",\"languageId\":\"toml\",\"version\":3,\"text\":\"x\"}}}",
    "\"method\":\"textDocument/didChange\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\",\"version\":2},\"contentChanges\":[{\"text\":\"\"}]}}",
];

/// Good inputs, changed in a few places; pieces in any order; or any bytes.
fn inputs(kind: &str, pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = move || {
        prop_oneof![
            4 => select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
            2 => select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 0..4),
        ]
    };
    let change = (any::<Index>(), prop_oneof![3 => 0..4_usize, 1 => 0..60_usize], piece());
    prop_oneof![
        6 => (select(seeds(kind)), prop::collection::vec(change, 0..6)).prop_map(|(seed, changes)| changed(&seed, &changes)),
        2 => prop::collection::vec(piece(), 0..30).prop_map(|pieces| pieces.concat()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

/// The good inputs of this kind: each is a file, so that a fuzzer can start with them too.
fn seeds(kind: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/properties/seeds").join(kind);
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).expect("a file")).collect()
}

fn changed(seed: &[u8], changes: &[(Index, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for (at, length, new) in changes {
        let at = at.index(bytes.len() + 1);
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, new.iter().copied());
    }
    bytes
}

/// Things that an editor says after it has opened a pack.
fn conversations() -> impl Strategy<Value = Vec<u8>> {
    let kinds = b"occcccwwxpphhddqqrraaffm{!";
    let place = [0..45_u8, 0..50, 0..45, 0..50];
    let text = prop_oneof![select(SAID).prop_map(|said| said.as_bytes().to_vec()), inputs("pack", PIECES)];
    let thing = (select(&kinds[..]), place, text).prop_map(|(kind, place, text)| match kind {
        b'{' | b'!' => [&[kind], &*text].concat(),
        _ => [&[kind], &place[..], &text].concat(),
    });
    let things = (inputs("pack", PIECES), prop::collection::vec(thing, 0..10)).prop_map(|(pack, mut things)| {
        things.insert(0, [b"o\0\0\0\0", &*pack].concat());
        things.join(&conversation::BETWEEN)
    });
    prop_oneof![9 => things, 1 => inputs("conversation", PIECES)]
}

macro_rules! properties {
    ($($name:ident: $check:path, $inputs:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
            $(
                #[test]
                fn $name(bytes in $inputs) {
                    $check(&bytes);
                }
            )*
        }
    };
}

properties! {
    packs_are_read: pack::check, inputs("pack", PIECES);
    packs_are_laid_out: layout::check, inputs("pack", PIECES);
    packs_are_edited: edit::check, inputs("edit", PIECES);
    slots_are_found: slots::check, inputs("slots", &["{", "}", "{{", "}}", "{a}", "{a:", ":2}", ":0}", "a", "é", "\n"]);
    arcs_are_read: arc::check, inputs("arc", &ARC_PIECES);
    lengths_are_read: duration::check, inputs("duration", &["h", "m", "s", "%", "0", "1", "24", "59", "99999999999", "-", "+", ".", " ", "٣"]);
    settings_are_read: settings::check, inputs("settings", &["[time]\n", "judge = ", "theme = \"dark\"\n", "\"joy\" = 1\n", "warn.at = \"1s\"\n", "packs = "]);
    plans_are_read: plan::check, inputs("plan", PIECES);
    lists_are_imported: import::check, inputs("import", &LIST_PIECES);
    editors_are_answered: editor::check, inputs("editor", PIECES);
    messages_are_taken_apart: messages::check, inputs("messages", &["Content-Length: ", "content-length:", "\r\n\r\n", "\r\n", "{", "}", "\"id\":", "1", "null", "[", "99999999999", "-1"]);
    conversations_are_kept_up: conversation::check, conversations();
    takes_are_read: takes::check, inputs("takes", &TAKE_PIECES);
    damaged_logs_are_told: log::check, inputs("log", &DAMAGE_PIECES);
}

const ARC_PIECES: [&str; 14] =
    ["->", "joy", "guilt", "Ärger", "neutral", ":", "1", "3", "4", "@", "60%", "1m", " ", "\u{a0}"];

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
