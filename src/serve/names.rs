//! Names that a pack gives: word lists, roles and its own words for feelings; where they are given and used.
//!
//! Start with [`mentions`]; what a place means, where it is defined and what renaming it changes are lookups in it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::outline::{Outline, Piece, Sort, is_key_char};
use crate::feeling::Feeling;
use crate::pack::slots::Text;
use crate::pack::{is_forbidden, is_name};

/// What a name stands for. Equal names stand for one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name<'t> {
    /// A word list.
    List(&'t str),
    /// A role of one prompt, counted from 1, or, where word lists name it, of every prompt.
    Role(Option<usize>, &'t str),
    /// A feeling: a word of the vocabulary, or of the pack.
    Feeling(&'t str),
}

/// A place that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention<'t> {
    /// The bytes of the name.
    pub range: Range<usize>,
    /// What it names.
    pub name: Name<'t>,
    /// Which prompt it is in, from 1; 0 before the first.
    pub prompt: usize,
    /// Whether the name is given here.
    pub defines: bool,
}

/// Every place that names something, in order.
#[must_use]
pub fn mentions<'t>(outline: &Outline<'t>) -> Vec<Mention<'t>> {
    let known = Known::new(outline);
    let mut found = Vec::new();
    for piece in &outline.pieces {
        let said = outline.said(piece);
        let mut mention = |range: Range<usize>, name, defines| {
            found.push(Mention { range, name, prompt: piece.prompt, defines });
        };
        match (piece.sort, piece.path.as_slice()) {
            (Sort::Key, ["words", list]) => mention(piece.range.clone(), Name::List(list), true),
            (Sort::Key, ["feelings", own]) => mention(piece.range.clone(), Name::Feeling(own), true),
            (Sort::Text, ["feelings", _]) => mention(piece.range.clone(), Name::Feeling(said), false),
            (Sort::Text, ["prompt", "role", "name"]) => {
                mention(piece.range.clone(), known.role(piece.prompt, said), true);
            }
            (Sort::Text, ["prompt", "role", "feeling"]) => {
                for range in felt(said) {
                    let word = &said[range.clone()];
                    mention(piece.range.start + range.start..piece.range.start + range.end, Name::Feeling(word), false);
                }
            }
            _ if has_slots(piece) => {
                for range in slots(said) {
                    let name = &said[range.clone()];
                    if let Some(name) = known.slot(piece.prompt, name) {
                        mention(piece.range.start + range.start..piece.range.start + range.end, name, false);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a piece is a text that slots are filled in.
fn has_slots(piece: &Piece<'_>) -> bool {
    piece.sort == Sort::Text && may_have_slots(&piece.path)
}

/// Whether slots are filled in the texts at the end of this path.
#[must_use]
pub fn may_have_slots(path: &[&str]) -> bool {
    matches!(
        path,
        ["prompt", "text" | "coach"]
            | ["prompt", "coach", "text"]
            | ["prompt", "role", "secret"]
            | ["words", _]
            | ["words", _, "text"]
    )
}

/// The names of the slots in a text.
fn slots(text: &str) -> Vec<Range<usize>> {
    let (text, _) = Text::parse_recoverable(text);
    text.slots().map(|slot| slot.range.start + 1..slot.range.start + 1 + slot.name.len()).collect()
}

/// The words of an arc.
fn felt(arc: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut found = Vec::new();
    for step in arc.split("->") {
        let word = step.split([':', '@']).next().unwrap_or_default();
        let at = start + (word.len() - word.trim_start().len());
        if !word.trim().is_empty() {
            found.push(at..at + word.trim().len());
        }
        start += step.len() + 2;
    }
    found
}

/// The names that are given.
struct Known<'t> {
    lists: BTreeSet<&'t str>,
    roles: BTreeSet<(usize, &'t str)>,
    /// What word lists name that is no list: a role of whichever prompt.
    anywhere: BTreeSet<&'t str>,
}

impl<'t> Known<'t> {
    fn new(outline: &Outline<'t>) -> Self {
        let list = |piece: &Piece<'t>| match (piece.sort, piece.path.as_slice()) {
            (Sort::Key, ["words", list]) => Some(*list),
            _ => None,
        };
        let lists: BTreeSet<&str> = outline.pieces.iter().filter_map(list).collect();
        let roles = outline.all(Sort::Text, &["prompt", "role", "name"]);
        let roles = roles.map(|piece| (piece.prompt, outline.said(piece))).collect();
        let in_words = outline.pieces.iter().filter(|piece| has_slots(piece) && piece.path[0] == "words");
        let named = in_words
            .map(|piece| outline.said(piece))
            .flat_map(|said| slots(said).into_iter().map(move |range| &said[range]));
        let anywhere = named.filter(|name| !lists.contains(name)).collect();
        Self { lists, roles, anywhere }
    }

    fn role(&self, prompt: usize, name: &'t str) -> Name<'t> {
        Name::Role((!self.anywhere.contains(name)).then_some(prompt), name)
    }

    fn slot(&self, prompt: usize, name: &'t str) -> Option<Name<'t>> {
        if self.roles.contains(&(prompt, name)) || (self.anywhere.contains(name) && !self.lists.contains(name)) {
            Some(self.role(prompt, name))
        } else {
            self.lists.contains(name).then_some(Name::List(name))
        }
    }
}

/// The place at an offset that names something.
#[must_use]
pub fn at<'m, 't>(mentions: &'m [Mention<'t>], offset: usize) -> Option<&'m Mention<'t>> {
    mentions.iter().find(|mention| mention.range.start <= offset && offset <= mention.range.end)
}

/// Where the thing is given a name that is named at an offset.
#[must_use]
pub fn definitions(outline: &Outline<'_>, offset: usize) -> Vec<Range<usize>> {
    let mentions = mentions(outline);
    let Some(here) = at(&mentions, offset) else { return Vec::new() };
    let defines = |mention: &&Mention<'_>| mention.defines && mention.name == here.name;
    let own = |mention: &&Mention<'_>| here.prompt == 0 || mention.prompt == here.prompt;
    let all = || mentions.iter().filter(defines);
    let is_role = matches!(here.name, Name::Role(..));
    // A role that word lists name is in many prompts: the one of this prompt comes before those of others.
    let near: Vec<_> = all().filter(|it| !is_role || own(it)).map(|it| it.range.clone()).collect();
    if near.is_empty() { all().map(|it| it.range.clone()).collect() } else { near }
}

/// The name at an offset, if it is the pack's to change.
#[must_use]
pub fn renamable(outline: &Outline<'_>, offset: usize) -> Option<Range<usize>> {
    let mentions = mentions(outline);
    let here = at(&mentions, offset)?;
    let is_given = mentions.iter().any(|mention| mention.defines && mention.name == here.name);
    (is_given && !is_vocabulary(here.name)).then(|| here.range.clone())
}

fn is_vocabulary(name: Name<'_>) -> bool {
    matches!(name, Name::Feeling(word) if Feeling::from_word(word).is_some())
}

/// What to change so that the thing named at an offset is called `new`, everywhere; or why it can't be called so.
pub fn rename(outline: &Outline<'_>, offset: usize, new: &str) -> Result<Vec<(Range<usize>, String)>, String> {
    let mentions = mentions(outline);
    let here = at(&mentions, offset).filter(|_| renamable(outline, offset).is_some());
    let here =
        here.ok_or("nothing here has a name that this pack gives: a word list, a role, or its word for a feeling")?;
    fits(here.name, new)?;
    let same: Vec<_> = mentions.iter().filter(|mention| mention.name == here.name).collect();
    let is_taken = |mention: &Mention<'_>| match (here.name, mention.name) {
        (old, other) if old == other => false,
        (Name::Feeling(_), Name::Feeling(word)) => mention.defines && word == new,
        (Name::Feeling(_), _) | (_, Name::Feeling(_)) => false,
        (Name::Role(..), Name::Role(_, word)) => {
            mention.defines && word == new && same.iter().any(|it| it.defines && it.prompt == mention.prompt)
        }
        (_, Name::List(word) | Name::Role(_, word)) => mention.defines && word == new,
    };
    if mentions.iter().any(is_taken) {
        return Err(format!("the name `{new}` is taken in this pack; choose another"));
    }
    let change = |mention: &&Mention<'_>| {
        let is_bare = mention.defines
            && matches!(mention.name, Name::Feeling(_))
            && !outline.text[..mention.range.start].ends_with(['"', '\'']);
        let text = if is_bare && !new.chars().all(is_key_char) { format!("\"{new}\"") } else { new.to_owned() };
        (mention.range.clone(), text)
    };
    Ok(same.iter().map(change).collect())
}

fn fits(name: Name<'_>, new: &str) -> Result<(), String> {
    if !matches!(name, Name::Feeling(_)) {
        return if is_name(new) {
            Ok(())
        } else {
            Err("a name is 1 to 64 of the characters a-z, 0-9 and hyphen".to_owned())
        };
    }
    if Feeling::from_word(new).is_some() {
        return Err(format!("`{new}` means the same in every pack; choose a word of your own"));
    }
    let is_word = (1..=64).contains(&new.chars().count())
        && new.trim() == new
        && !new.contains("->")
        && !new.contains(|c| is_forbidden(c) || matches!(c, '\n' | ':' | '@' | '"' | '\'' | '\\'));
    if is_word {
        Ok(())
    } else {
        Err("a word for a feeling has no quotes, `:`, `@` or `->`, and no space at either end".to_owned())
    }
}
