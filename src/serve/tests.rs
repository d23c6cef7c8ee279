use std::collections::BTreeSet;

use proptest::prelude::*;

use super::completion::complete;
use super::hover::hover;
use super::names::{definitions, rename};
use super::outline::{Sort, scan};
use super::position::{Encoding, Positions};
use super::{keys, names};
use crate::diagnostic::Code;
use crate::pack::read::read;
use crate::pack::slots::WordLists;

const PACK: &str = r#"format = 1
title = "T"
rating = "teen"
[feelings]
guilt = "remorse"
[words]
place = ["a pier 😀", { text = "a {kin}'s flat", weight = 2 }]
kin = ["a twin", "one {host} met"]
[[prompt]]
id = "one"
text = "The {host} waits in {place}, {{not}} in {place:2}."
tags = ["apology", "two-hander"]
coach = ["Ask the {host}.", { text = "Leave {place}.", at = "75%" }]
  [[prompt.role]]
  name = "host"
  label = "the one who waits"
  feeling = "guilt:2 -> relief @60%"
  [[prompt.role]]
  name = "guest"
  secret = "You saw the {host}."
[[prompt]]
id = "two"
text = "A {guest} with {kin}."
  [[prompt.role]]
  name = "guest"
  [[prompt.role]]
  name = "host"
"#;

/// The text without its `|`, and where that stood.
fn cursor(text: &str) -> (String, usize) {
    (text.replacen('|', "", 1), text.find('|').expect("a cursor"))
}

/// What could be typed at `|` in a text that ends there, as labels.
fn labels(text: &str) -> Vec<String> {
    let (text, at) = cursor(text);
    complete(&text, at).into_iter().map(|choice| choice.label).collect()
}

#[track_caller]
fn offers(text: &str, expected: &[&str]) {
    assert_eq!(labels(text), expected, "{text}");
}

#[test]
fn what_is_offered_follows_from_what_stands_before_however_broken() {
    let one = "[words]\nplace = [\"x\"]\nkin = [\"{|\n[[prompt]]\nid = \"a\"\n[[prompt.role]]\nname = \"host\"\n";
    offers(one, &["host", "place"]);
    for (before, expected) in [
        ("rating = \"|", &["general", "teen", "mature"][..]),
        ("rating = |", &["general", "teen", "mature"]),
        ("[[prompt]]\nkind = \"sc|", &["scene", "monologue", "game", "warm-up"]),
        (
            "[time]\n|",
            &["ready", "scene", "debrief", "[time]", "[feelings]", "[words]", "[[prompt]]", "[[prompt.role]]"],
        ),
        ("[time]\nready = \"20s\"\ns|", &["scene", "debrief"]),
        ("[[prompt]]\ntime = { |", &["ready", "scene", "debrief"]),
        ("[[prompt]]\ntime = { ready = \"1m\", s|", &["scene", "debrief"]),
        ("[[prompt]]\ncoach = [\"x\", { |", &["text", "at"]),
        ("[words]\nplace = [{ |", &["text", "weight"]),
        ("[words]\np|", &[]),
        ("[[prompt.role]]\nname = \"x\"\nf|", &["label", "feeling", "secret"]),
        ("[[prompt]]\nretired = |", &["true", "false"]),
        ("[[prompt]]\ntags = [\"a\", \"b\"]\n[[prompt]]\ntags = [\"a\", \"|", &["a", "b"]),
        ("[[prompt.role]]\nfeeling = \"joy:|", &["1", "2", "3"]),
        ("[[prompt.role]]\nfeeling = \"joy:2 -> fear @|", &[]),
        ("[pro|", &["[time]", "[feelings]", "[words]", "[[prompt]]", "[[prompt.role]]"]),
        ("# rating = \"|", &[]),
        ("title = \"|", &[]),
        ("[[prompt]]\ntext = \"no slot |", &[]),
        ("[[prompt]]\ntext = \"{{|", &[]),
    ] {
        offers(before, expected);
        // What follows changes nothing: an open quote or bracket swallows no header.
        offers(&format!("{before}\n\n[[prompt]]\nid = \"z\"\n"), expected);
    }
}

#[test]
fn slots_and_feelings_are_this_packs() {
    let here = |from: &str, to: &str| PACK.replacen(from, to, 1);
    offers(&here("The {host}", "The {h|"), &["guest", "host", "kin", "place"]);
    offers(&here("A {guest}", "A {|}"), &["guest", "host", "kin", "place"]);
    let felt = labels(&here("-> relief", "-> re|"));
    assert_eq!(felt.len(), 29);
    assert_eq!(felt[..2], ["guilt", "admiration"]);
    let (text, at) = cursor(&here("-> relief", "-> re|"));
    let choice = complete(&text, at).into_iter().find(|choice| choice.label == "relief").expect("it is there");
    assert_eq!(&text[choice.replaces], "re");
    let (text, at) = cursor(&here("The {host}", "The {h| x"));
    assert_eq!(complete(&text, at)[1].insert, "host}");
}

#[test]
fn the_keys_are_those_that_packs_are_read_by() {
    for (table, text) in [
        ("", "zzzzzz = 1\n".to_owned()),
        ("time", "[time]\nzzzzzz = 1\n".to_owned()),
        ("words", "[words]\nx = [{ text = \"a\", zzzzzz = 1 }]\n".to_owned()),
        ("prompt", "[[prompt]]\nzzzzzz = 1\n".to_owned()),
        ("prompt.time", "[[prompt]]\ntime = { zzzzzz = 1 }\n".to_owned()),
        ("prompt.coach", "[[prompt]]\ncoach = [{ zzzzzz = 1 }]\n".to_owned()),
        ("prompt.role", "[[prompt]]\n[[prompt.role]]\nzzzzzz = 1\n".to_owned()),
    ] {
        let head = if table.is_empty() { "format = 1\n" } else { "format = 1\ntitle = \"T\"\nrating = \"teen\"\n" };
        let findings = read("pack", format!("{head}{text}").as_bytes()).1;
        let help = findings.iter().find(|it| it.code == Code::P003).expect(table).help.clone();
        let known: BTreeSet<&str> = help.strip_prefix("known here are ").expect(table).split(", ").collect();
        let path: Vec<&str> = if table.is_empty() { Vec::new() } else { table.split('.').collect() };
        assert_eq!(keys::of(&path).map(|(key, _)| key).collect::<BTreeSet<_>>(), known, "{table}");
    }
}

/// What hovering over the first `what` tells, with `told` of every prompt.
fn told(what: &str) -> Option<String> {
    let words = read("pack", PACK.as_bytes()).0.map_or_else(WordLists::new, |pack| pack.words);
    let at = PACK.find(what).expect(what) + 1;
    hover(PACK, at, &words, |id| Some(format!("chance of {id}"))).map(|(_, told)| told)
}

#[test]
fn places_are_told_of() {
    for (what, expected) in [
        ("host} waits", "role `host`, the one who waits\n\nfeels guilt:2 -\\> relief @60%"),
        ("place}, {{", "word list `place`, 2 words\n\n- a pier 😀\n- a {kin}'s flat (weight 2)"),
        ("guilt:2", "`guilt` is this pack's word for `remorse`: sadness group, negative"),
        ("relief", "`relief`: joy group, positive"),
        ("[[prompt]]", "chance of one"),
        ("waits in", "chance of one"),
        ("two\"\ntext", "chance of two"),
        ("rating", "Who the pack is fit for: `general`, `teen` or `mature`. Required."),
        ("weight", "How often this word is drawn against the others: above 0, up to 1000; 1 if left out."),
    ] {
        assert_eq!(told(what).as_deref(), Some(expected), "{what}");
    }
    assert_eq!(told("= 1"), None);
}

#[test]
fn what_is_named_is_found_where_it_is_given() {
    for (what, line) in
        [("place}, {{", 7), ("kin}'s", 8), ("host} waits", 15), ("host} met", 15), ("guilt:2", 5), ("guest} with", 25)]
    {
        let at = PACK.find(what).expect(what) + 1;
        let found = definitions(&scan(PACK), at);
        assert_eq!(PACK[..found[0].start].matches('\n').count() + 1, line, "{what}");
    }
    assert!(definitions(&scan(PACK), PACK.find("relief").expect("it") + 1).is_empty());
}

/// Renames what stands at the first `what`.
fn renamed(what: &str, new: &str) -> Result<String, String> {
    let edits = rename(&scan(PACK), PACK.find(what).expect(what) + 1, new)?;
    let mut text = PACK.to_owned();
    for (range, new) in edits.into_iter().rev() {
        text.replace_range(range, &new);
    }
    Ok(text)
}

#[test]
fn a_new_name_stands_everywhere_and_nowhere_else() {
    let place = renamed("place = [", "spot").expect("a name");
    assert_eq!(place, PACK.replace("{place", "{spot").replace("place = [", "spot = ["));
    // Both prompts have a guest: only the one at hand is renamed.
    let guest = renamed("guest} with", "caller").expect("a name");
    let (before, after) = PACK.split_at(PACK.find("id = \"two\"").expect("it"));
    assert_eq!(guest, before.to_owned() + &after.replace("guest", "caller"));
    // A word list names the host of whichever prompt.
    assert_eq!(renamed("host} waits", "owner").expect("a name"), PACK.replace("host", "owner"));
    assert_eq!(
        renamed("guilt", "my bad").expect("a word"),
        PACK.replace("guilt =", "\"my bad\" =").replace("guilt", "my bad")
    );
    for (what, new, why) in [
        ("place}", "Spot", "a name is"),
        ("place}", "kin", "is taken"),
        ("place}", "guest", "is taken"),
        ("host} waits", "guest", "is taken"),
        ("guilt", "joy", "means the same"),
        ("guilt", "a:b", "has no quotes"),
        ("relief", "ease", "nothing here"),
        ("waits in", "x", "nothing here"),
    ] {
        let refusal = renamed(what, new).expect_err(what);
        assert!(refusal.contains(why), "{what}: {refusal}");
    }
}

#[test]
fn a_whole_pack_is_found_in_pieces() {
    for text in [include_str!("../../prompt-packs/turns.toml"), include_str!("../../prompt-packs/solo.toml")] {
        let pack = read("pack", text.as_bytes()).0.expect("a pack");
        let outline = scan(text);
        let ids: Vec<&str> = outline.all(Sort::Text, &["prompt", "id"]).map(|id| outline.said(id)).collect();
        assert_eq!(ids, pack.prompts.iter().map(|prompt| prompt.id.as_str()).collect::<Vec<_>>());
        let tags = outline.all(Sort::Text, &["prompt", "tags"]).count();
        assert_eq!(tags, pack.prompts.iter().map(|prompt| prompt.tags.len()).sum::<usize>());
        let given =
            names::mentions(&outline).iter().filter(|it| matches!(it.name, names::Name::List(_)) && it.defines).count();
        assert_eq!(given, pack.words.len());
    }
}

proptest! {
    /// Whatever is typed, taken out or asked for, and wherever, is answered.
    #[test]
    fn no_text_and_no_place_is_too_much(
        edits in prop::collection::vec((0..2000_usize, 0..40_usize, "[\\[\\]{}\"'=.,#:@ \\n\\r\\\\a😀é>-]{0,6}"), 0..12),
        at in 0..2000_usize,
        line in 0..90_u32,
        column in 0..90_u32,
    ) {
        let mut text = PACK.to_owned();
        for (start, length, new) in edits {
            let start = text.floor_char_boundary(start % (text.len() + 1));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &new);
        }
        let words = read("pack", text.as_bytes()).0.map_or_else(WordLists::new, |pack| pack.words);
        let outline = scan(&text);
        let within = outline.pieces.iter().all(|piece| text.get(piece.range.clone()).is_some());
        prop_assert!(within);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let positions = Positions::new(&text, encoding);
            let offset = positions.offset(lsp_types::Position::new(line, column));
            prop_assert!(text.is_char_boundary(offset));
            prop_assert_eq!(positions.offset(positions.position(offset)), offset);
        }
        let at = text.floor_char_boundary(at % (text.len() + 1));
        for choice in complete(&text, at) {
            prop_assert!(text.get(choice.replaces).is_some());
        }
        let _ = hover(&text, at, &words, |id| Some(id.to_owned()));
        for range in definitions(&outline, at) {
            prop_assert!(text.get(range).is_some());
        }
        for (range, _) in rename(&outline, at, "fresh").unwrap_or_default() {
            prop_assert!(text.get(range).is_some());
        }
    }
}
