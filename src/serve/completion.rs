//! What could be typed at a place.
//!
//! Start with [`complete`]. What is typed follows from the text before the cursor alone, so that it may be as broken as it
//! likes; what there is to choose from, such as word lists and tags, follows from all of it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::keys;
use super::names::may_have_slots;
use super::outline::{Outline, Sort, Typing, is_key_char, scan};
use crate::feeling::{Feeling, Strength};
use crate::pack::{Content, Kind, Rating};

/// Something to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub label: String,
    /// What is typed.
    pub insert: String,
    /// What stands there already, up to the cursor.
    pub replaces: Range<usize>,
    /// What it is, in a few words.
    pub about: String,
    /// What sort of thing it is.
    pub sort: ChoiceSort,
}

/// What sort of thing can be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceSort {
    /// A header.
    Table,
    /// A key.
    Key,
    /// A word of a list.
    Word,
    /// A slot.
    Slot,
}

/// The headers of a pack.
const HEADERS: &[(&str, &str)] = &[
    ("[time]", "time"),
    ("[feelings]", "feelings"),
    ("[words]", "words"),
    ("[[prompt]]", "prompt"),
    ("[[prompt.role]]", "prompt.role"),
];

/// What could be typed at an offset.
#[must_use]
pub fn complete(text: &str, offset: usize) -> Vec<Choice> {
    let offset = text.floor_char_boundary(offset);
    let before = scan(&text[..offset]);
    let typed = |start: usize| start.min(offset)..offset;
    match before.typing {
        Typing::Nothing => Vec::new(),
        Typing::Header(start) => headers(typed(start), &text[offset..]),
        Typing::Key(start) => {
            let is_line = text[..start].rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
            let mut choices = key_choices(text, &before, typed(start));
            if is_line && start == offset {
                choices.extend(headers(typed(start), ""));
            }
            choices
        }
        Typing::Value(start) => {
            let words = words(text, &before, "");
            let plain = match before.path.as_slice() {
                ["prompt", "retired"] => &["true", "false"][..],
                ["format"] => &["1"],
                _ => &[],
            };
            let plain = plain.iter().map(|word| choice(word, typed(start), "", ChoiceSort::Word));
            let quoted = words.into_iter().map(|(word, about)| Choice {
                insert: format!("\"{word}\""),
                ..choice(&word, typed(start), &about, ChoiceSort::Word)
            });
            plain.chain(quoted).collect()
        }
        Typing::Text(start) => text_choices(text, &before, start, offset),
    }
}

fn choice(label: &str, replaces: Range<usize>, about: &str, sort: ChoiceSort) -> Choice {
    Choice { label: label.to_owned(), insert: label.to_owned(), replaces, about: about.to_owned(), sort }
}

/// Headers, without the brackets that stand behind the cursor: editors close what is opened.
fn headers(typed: Range<usize>, after: &str) -> Vec<Choice> {
    let closed = after.len() - after.trim_start_matches(']').len();
    let header = |&(header, path): &(&str, &str)| {
        let about = keys::about(&path.split('.').collect::<Vec<_>>()).unwrap_or_default();
        let ends = header.len() - header.trim_end_matches(']').len();
        let insert = header[..header.len() - closed.min(ends)].to_owned();
        Choice { insert, ..choice(header, typed.clone(), about, ChoiceSort::Table) }
    };
    HEADERS.iter().map(header).collect()
}

/// The keys of a table that are not in it yet.
fn key_choices(text: &str, before: &Outline<'_>, typed: Range<usize>) -> Vec<Choice> {
    let whole = scan(text);
    // The key that is being typed leads the path.
    let is_begun = before.pieces.last().is_some_and(|last| last.sort == Sort::Key && last.range.end == typed.end);
    let depth = before.path.len() - usize::from(is_begun && typed.start < typed.end);
    let table = &before.path[..depth];
    // Of tables in a list, only the one around the cursor has its keys already.
    let last = |piece: &&super::outline::Piece<'_>| piece.sort == Sort::Header && piece.range.end <= typed.start;
    let start = whole.pieces.iter().rfind(last).map_or(0, |header| header.range.start);
    let end = whole.pieces.iter().find(|piece| piece.sort == Sort::Header && piece.range.start >= typed.end);
    let end = end.map_or(text.len(), |header| header.range.start);
    let line = text[typed.end..].split(['\n', ',', '}']).next().unwrap_or_default();
    let has_value = line.trim_start_matches(is_key_char).trim_start().starts_with('=');
    let is_there = |key: &str| {
        let path: Vec<&str> = table.iter().copied().chain([key]).collect();
        let within = |range: &Range<usize>| start <= range.start && range.end < end && range.start != typed.start;
        whole.all(Sort::Key, &path).any(|piece| within(&piece.range))
    };
    let is_listed = |key: &str| table.is_empty() && key == "prompt" || table == ["prompt"] && key == "role";
    keys::of(table)
        .filter(|&(key, _)| table.starts_with(&["words"]) || !is_there(key))
        .filter(|&(key, _)| !is_listed(key))
        .filter(|_| table != ["words"])
        .map(|(key, about)| Choice {
            insert: if has_value { key.to_owned() } else { format!("{key} = ") },
            ..choice(key, typed.clone(), about, ChoiceSort::Key)
        })
        .collect()
}

fn text_choices(text: &str, before: &Outline<'_>, start: usize, offset: usize) -> Vec<Choice> {
    let said = &text[start..offset];
    if may_have_slots(&before.path) {
        let Some(brace) = open_brace(said) else { return Vec::new() };
        let closes = if text[offset..].trim_start_matches(is_key_char).starts_with('}') { "" } else { "}" };
        let slot = |(name, about): (String, String)| Choice {
            insert: format!("{name}{closes}"),
            ..choice(&name, start + brace + 1..offset, &about, ChoiceSort::Slot)
        };
        return slots(text, before).into_iter().map(slot).collect();
    }
    let step = match before.path.as_slice() {
        ["prompt", "role", "feeling"] => said.rfind("->").map_or(0, |arrow| arrow + 2),
        _ => 0,
    };
    let words = words(text, before, &said[step..]);
    let from = match said[step..].rfind([':', '@']) {
        Some(mark) if step > 0 || before.path.ends_with(&["feeling"]) => step + mark + 1,
        _ => step,
    };
    let from = from + (said[from..].len() - said[from..].trim_start().len());
    words.into_iter().map(|(word, about)| choice(&word, start + from..offset, &about, ChoiceSort::Word)).collect()
}

/// Where a brace stands that opens a slot and is not closed.
fn open_brace(said: &str) -> Option<usize> {
    let brace = said.rfind('{')?;
    let opened = said[..=brace].len() - said[..=brace].trim_end_matches('{').len();
    let is_name = said[brace + 1..].chars().all(is_key_char);
    (opened % 2 == 1 && is_name).then_some(brace)
}

/// The roles of this prompt, or of all where a word list is typed, and the word lists, each with what it is.
fn slots(text: &str, before: &Outline<'_>) -> Vec<(String, String)> {
    let whole = scan(text);
    let is_words = before.path.first() == Some(&"words");
    let roles = whole.all(Sort::Text, &["prompt", "role", "name"]);
    let roles: BTreeSet<&str> =
        roles.filter(|role| is_words || role.prompt == before.prompt).map(|role| whole.said(role)).collect();
    let lists = whole.pieces.iter().filter_map(|piece| match (piece.sort, piece.path.as_slice()) {
        (Sort::Key, ["words", list]) if before.path.get(1) != Some(list) || !is_words => Some(*list),
        _ => None,
    });
    let lists: BTreeSet<&str> = lists.collect();
    let named = |about: &'static str| move |name: &&str| ((*name).to_owned(), about.to_owned());
    let fit = |name: &&str| !name.is_empty();
    let roles = roles.iter().copied().filter(fit).map(|name| named("role")(&name));
    roles.chain(lists.iter().copied().filter(fit).map(|name| named("word list")(&name))).collect()
}

/// The words that a value can be, each with what it is. `said` is what stands of an arc's step already.
fn words(text: &str, before: &Outline<'_>, said: &str) -> Vec<(String, String)> {
    let plain = |words: Vec<&str>| words.into_iter().map(|word| (word.to_owned(), String::new())).collect();
    match before.path.as_slice() {
        ["prompt", "kind"] => plain(Kind::ALL.iter().map(|kind| kind.word()).collect()),
        ["rating"] => plain(Rating::ALL.iter().map(|rating| rating.word()).collect()),
        ["prompt", "content"] => plain(Content::ALL.iter().map(|content| content.word()).collect()),
        ["prompt", "tags"] => {
            let whole = scan(text);
            // The string under the cursor is no tag that is in use.
            let typed = before.pieces.last().map(|piece| piece.range.start);
            let tags = whole.all(Sort::Text, &["prompt", "tags"]);
            let tags: BTreeSet<&str> =
                tags.filter(|tag| Some(tag.range.start) != typed).map(|tag| whole.said(tag)).collect();
            plain(tags.into_iter().filter(|tag| !tag.is_empty()).collect())
        }
        ["feelings", _] => vocabulary().collect(),
        ["prompt", "role", "feeling"] if said.contains('@') => Vec::new(),
        ["prompt", "role", "feeling"] if said.contains(':') => [Strength::Low, Strength::Medium, Strength::High]
            .into_iter()
            .zip(["low", "medium", "high"])
            .map(|(strength, about)| (strength.number().to_string(), about.to_owned()))
            .collect(),
        ["prompt", "role", "feeling"] => {
            let whole = scan(text);
            let own = |piece: &super::outline::Piece<'_>| match (piece.sort, piece.path.as_slice()) {
                (Sort::Key, ["feelings", own]) if Feeling::from_word(own).is_none() => {
                    let meant = whole.all(Sort::Text, &piece.path).next().map_or("", |meant| whole.said(meant));
                    Some(((*own).to_owned(), format!("this pack's word for {meant}")))
                }
                _ => None,
            };
            whole.pieces.iter().filter_map(own).chain(vocabulary()).collect()
        }
        _ => Vec::new(),
    }
}

fn vocabulary() -> impl Iterator<Item = (String, String)> {
    Feeling::ALL.iter().map(|feeling| (feeling.word().to_owned(), super::hover::group(*feeling)))
}
