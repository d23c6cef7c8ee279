//! What there is to say about a place.
//!
//! Start with [`hover`].

use std::fmt::Write;
use std::ops::Range;

use super::keys;
use super::names::{Name, at, mentions};
use super::outline::{Outline, Sort, scan};
use crate::feeling::Feeling;
use crate::pack::slots::WordLists;

/// How many words of a list are shown.
const SHOWN: usize = 12;

/// What there is to say about a place, as Markdown, and the bytes it is about. `words` are the sound word lists of the
/// pack, and `about_prompt` tells of a prompt by its id.
#[must_use]
pub fn hover(
    text: &str,
    offset: usize,
    words: &WordLists,
    about_prompt: impl Fn(&str) -> Option<String>,
) -> Option<(Range<usize>, String)> {
    let outline = scan(text);
    let mentions = mentions(&outline);
    if let Some(mention) = at(&mentions, offset) {
        let told = match mention.name {
            Name::List(list) => about_list(list, words),
            Name::Role(_, role) => about_role(&outline, mention.prompt, role),
            Name::Feeling(word) => about_feeling(&outline, word)?,
        };
        return Some((mention.range.clone(), told));
    }
    let piece = outline.at(offset)?;
    let prompt = || {
        let ids = outline.all(Sort::Text, &["prompt", "id"]);
        about_prompt(ids.into_iter().find(|id| id.prompt == piece.prompt).map(|id| outline.said(id))?)
    };
    let told = match (piece.sort, piece.path.as_slice()) {
        (Sort::Header, ["prompt"]) | (Sort::Text, ["prompt", "id" | "text"]) => {
            prompt().or_else(|| keys::about(&piece.path).map(str::to_owned))
        }
        (_, path) => keys::about(path).map(str::to_owned),
    };
    told.map(|told| (piece.range.clone(), told))
}

fn about_list(name: &str, words: &WordLists) -> String {
    let Some(list) = words.get(name) else {
        return format!("word list `{name}`: it has an error, or nothing could be read");
    };
    let plural = if list.words.len() == 1 { "" } else { "s" };
    let mut told = format!("word list `{name}`, {} word{plural}\n", list.words.len());
    for word in list.words.iter().take(SHOWN) {
        let weight = f64::from(word.weight.thousandths()) / 1000.0;
        let weight =
            if word.weight == crate::pack::Weight::ONE { String::new() } else { format!(" (weight {weight})") };
        let _ = write!(told, "\n- {}{weight}", plain(word.text.source()));
    }
    if list.words.len() > SHOWN {
        let _ = write!(told, "\n- … and {} more", list.words.len() - SHOWN);
    }
    told
}

fn about_role(outline: &Outline<'_>, prompt: usize, role: &str) -> String {
    let of = |key: &str| {
        let name = outline.all(Sort::Text, &["prompt", "role", "name"]);
        let mut name = name.filter(|it| it.prompt == prompt && outline.said(it) == role);
        let start = name.next()?.range.start;
        let header = |piece: &&super::outline::Piece<'_>| piece.sort == Sort::Header;
        let from = outline.pieces.iter().rfind(|it| header(it) && it.range.start < start)?.range.start;
        let to = outline.pieces.iter().filter(header).find(|it| it.range.start > start);
        let to = to.map_or(outline.text.len(), |it| it.range.start);
        let path = ["prompt", "role", key];
        let found = outline.all(Sort::Text, &path).find(|it| from < it.range.start && it.range.start < to)?;
        Some(plain(outline.said(found)))
    };
    let label = of("label").map_or_else(String::new, |label| format!(", {label}"));
    let feeling = of("feeling").map_or_else(String::new, |feeling| format!("\n\nfeels {feeling}"));
    format!("role `{role}`{label}{feeling}")
}

fn about_feeling(outline: &Outline<'_>, word: &str) -> Option<String> {
    if let Some(feeling) = Feeling::from_word(word) {
        return Some(format!("`{word}`: {}", group(feeling)));
    }
    let meant = outline.all(Sort::Text, &["feelings", word]).next().map(|meant| outline.said(meant))?;
    let group = Feeling::from_word(meant).map_or_else(|| "no word of the vocabulary".to_owned(), group);
    Some(format!("`{word}` is this pack's word for `{meant}`: {group}"))
}

/// A feeling's group and sentiment, in words.
#[must_use]
pub fn group(feeling: Feeling) -> String {
    match (feeling.ekman(), feeling.sentiment()) {
        (Some(ekman), Some(sentiment)) => format!("{ekman:?} group, {sentiment:?}").to_lowercase(),
        _ => "neither group nor sentiment".to_owned(),
    }
}

/// Foreign text as Markdown shows it: on one line, with nothing in it that Markdown would take for its own.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
