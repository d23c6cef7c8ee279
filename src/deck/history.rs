//! What was drawn, so that its prompts and words rest.
//!
//! Start with [`History::push`].

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, key_of};
use crate::pack::PromptKey;
use crate::pack::slots::{UsedWord, WordList};

/// A draw that was made, for what rests because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDraw {
    /// The prompt; `None` for the leader's own.
    pub prompt: Option<PromptKey>,
    /// The words that filled it.
    pub words: Vec<UsedWord>,
}

/// What a draw gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The leader's own prompt.
    Own,
    /// An entry of the deck.
    Entry(usize),
    /// A prompt that is no entry, but may come to be.
    Gone(Box<PromptKey>),
}

impl Source {
    /// The entry, if it gave one.
    pub(super) const fn entry(&self) -> Option<usize> {
        if let Self::Entry(entry) = self { Some(*entry) } else { None }
    }
}

/// A draw of the history, with what is needed to forget it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawn {
    pub(super) source: Source,
    /// Where its entry had been drawn before.
    pub(super) before: Option<usize>,
    pub(super) words: Vec<UsedWord>,
}

impl Drawn {
    /// The same by name.
    pub(super) fn past(self, entries: &[Entry]) -> PastDraw {
        let prompt = match self.source {
            Source::Own => None,
            Source::Gone(key) => Some(*key),
            Source::Entry(entry) => Some(key_of(&entries[entry])),
        };
        PastDraw { prompt, words: self.words }
    }

    /// The words that filled it, each with its pack and list.
    fn uses<'a>(&'a self, entries: &'a [Entry]) -> impl Iterator<Item = ((String, String), &'a str)> {
        let pack = match &self.source {
            Source::Own => None,
            Source::Gone(key) => Some(&key.pack),
            Source::Entry(entry) => Some(&entries[*entry].0.name),
        };
        let use_of = |pack: &'a String| self.words.iter().map(|used| ((pack.clone(), used.list.clone()), &*used.entry));
        pack.into_iter().flat_map(use_of)
    }
}

/// The draws so far, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct History {
    draws: Vec<Drawn>,
    /// The words that filled slots, by pack and list, in the order of their use, each with the draw that used it.
    used: BTreeMap<(String, String), Vec<(usize, String)>>,
    memory: usize,
}

impl History {
    /// Nothing drawn yet; words rest because of the last `memory` draws.
    pub(super) const fn new(memory: usize) -> Self {
        Self { draws: Vec::new(), used: BTreeMap::new(), memory }
    }

    /// How many past draws can still make a prompt or a word rest.
    pub(super) const fn memory(&self) -> usize {
        self.memory
    }

    /// How many draws there were.
    pub(super) const fn len(&self) -> usize {
        self.draws.len()
    }

    /// The draw that came so many draws before the last.
    pub(super) fn back(&self, age: usize) -> Option<&Drawn> {
        self.draws.get(self.draws.len().checked_sub(age + 1)?)
    }

    /// Adds a draw from these entries.
    pub(super) fn push(&mut self, draw: Drawn, entries: &[Entry]) {
        for (list, word) in draw.uses(entries) {
            self.used.entry(list).or_default().push((self.draws.len(), word.to_owned()));
        }
        self.draws.push(draw);
    }

    /// Takes the last draw away.
    pub(super) fn pop(&mut self, entries: &[Entry]) -> Option<Drawn> {
        let draw = self.draws.pop()?;
        for (list, _) in draw.uses(entries) {
            if let Some(used) = self.used.get_mut(&list) {
                used.pop();
            }
        }
        Some(draw)
    }

    /// All draws.
    pub(super) fn into_draws(self) -> Vec<Drawn> {
        self.draws
    }

    /// How rested each word of a list is, in quarters.
    pub(super) fn word_rests(&self, pack: &str, list: &str, words: &WordList) -> Vec<u8> {
        let different: BTreeSet<&str> = words.words.iter().map(|word| word.text.source()).collect();
        let half = different.len().div_ceil(2);
        let used = self.used.get(&(pack.to_owned(), list.to_owned())).map_or(&[][..], Vec::as_slice);
        let from = self.draws.len().saturating_sub(self.memory);
        let recent = used.iter().rev().take(half).take_while(|(draw, _)| *draw >= from).enumerate();
        let mut ages = BTreeMap::new();
        for (age, (_, word)) in recent {
            ages.entry(word.as_str()).or_insert(age);
        }
        let rest = |word: &str| ages.get(word).map_or(4, |&age| quarters(age, half));
        words.words.iter().map(|word| rest(word.text.source())).collect()
    }
}

/// How rested something is after so many draws: ⌊4k/H⌋, at most 4.
pub(super) fn quarters(after: usize, half: usize) -> u8 {
    (4 * after / half).min(4) as u8
}
