//! A pack in the making: what was read of a list, and what of it was lost.
//!
//! Start with [`Draft`].

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use super::Lost;
use crate::diagnostic::Lines;
use crate::feeling::FeelingArc;
use crate::pack::read::{MAX_GROWN, code_point, skeleton, spelt};
use crate::pack::slots::{Slot, Text};
use crate::pack::{Content, Kind, Weight, is_forbidden};

/// What a pack is made of.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// What the list says about itself.
    pub(super) about: Option<String>,
    pub(super) lists: Vec<WordDraft>,
    pub(super) prompts: Vec<PromptDraft>,
}

/// A word list.
#[derive(Debug)]
pub(super) struct WordDraft {
    pub(super) name: String,
    /// Each as a pack writes it, with how often it is drawn.
    pub(super) words: Vec<(String, Weight)>,
}

/// A prompt. Its texts are as a pack writes them.
#[derive(Debug)]
pub(super) struct PromptDraft {
    /// Where it stands in the list.
    pub(super) at: usize,
    /// The id it has already.
    pub(super) id: Option<String>,
    pub(super) text: String,
    pub(super) kind: Kind,
    pub(super) weight: Weight,
    pub(super) tags: Vec<String>,
    pub(super) content: Vec<Content>,
    pub(super) coach: Vec<String>,
    pub(super) scene: Option<Duration>,
    pub(super) players: Option<String>,
    pub(super) roles: Vec<RoleDraft>,
}

impl PromptDraft {
    /// A prompt that is only a text, for anybody.
    pub(super) fn new(at: usize, text: String) -> Self {
        Self {
            at,
            id: None,
            text,
            kind: Kind::Scene,
            weight: Weight::ONE,
            tags: Vec::new(),
            content: Vec::new(),
            coach: Vec::new(),
            scene: None,
            players: Some("1+".to_owned()),
            roles: Vec::new(),
        }
    }
}

/// A role.
#[derive(Debug)]
pub(super) struct RoleDraft {
    pub(super) name: String,
    pub(super) label: Option<String>,
    pub(super) feeling: Option<FeelingArc>,
    pub(super) secret: Option<String>,
}

/// What was lost so far of a list.
pub(super) struct Losses<'t> {
    lines: Lines<'t>,
    lost: Vec<Lost>,
}

impl<'t> Losses<'t> {
    /// Nothing yet of this list.
    pub(super) fn new(text: &'t str) -> Self {
        Self { lines: Lines::new(text), lost: Vec::new() }
    }

    /// Notes what became of something, and why. What may not be shown of foreign text in it is named as U+XXXX.
    pub(super) fn tell(&mut self, at: usize, what: impl Into<String>) {
        let (line, column) = self.lines.position(at);
        self.lost.push(Lost { line, column, what: spelt(&what.into()) });
    }

    /// The line of a place.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.position(at).0
    }

    /// All of it, in order, each once.
    pub(super) fn sorted(mut self) -> Vec<Lost> {
        self.lost.sort();
        self.lost.dedup();
        self.lost
    }

    /// A foreign text without the spaces around it, if a pack may hold it; what it may not hold is told.
    pub(super) fn sound(&mut self, at: usize, text: &str) -> Option<String> {
        self.fit(at, text.trim())
    }

    /// A foreign text, if a pack may hold it; what it may not hold is told.
    pub(super) fn fit(&mut self, at: usize, text: &str) -> Option<String> {
        let text = text.replace('\t', " ");
        if text.trim().is_empty() {
            self.tell(at, "left out: it is empty");
        } else if let Some(c) = text.chars().find(|&c| is_forbidden(c)) {
            let c = code_point(c);
            self.tell(at, format!("left out: it has the character {c} in it, which no screen may be sent"));
        } else if text.chars().count() > MAX_GROWN {
            self.tell(at, format!("left out: it is longer than {MAX_GROWN} characters"));
        } else {
            return Some(text);
        }
        None
    }
}

/// Prompts, each text once.
#[derive(Debug, Default)]
pub(super) struct Prompts {
    pub(super) all: Vec<PromptDraft>,
    /// Where each text stands first.
    seen: BTreeMap<(Vec<u8>, Vec<String>), usize>,
}

impl Prompts {
    /// Adds a prompt, unless there is one that reads the same.
    pub(super) fn add(&mut self, prompt: PromptDraft, losses: &mut Losses<'_>) {
        let (text, _) = Text::parse_recoverable(&prompt.text);
        // Texts that are the same but for their slots may have nothing in common once they are filled.
        let slots = text.slots().map(|Slot { name, number, .. }| format!("{name}:{number}"));
        let bare = skeleton(&text, Vec::new(), |mut bare, byte| {
            bare.push(byte);
            bare
        });
        match self.seen.entry((bare, slots.collect())) {
            Entry::Occupied(first) => {
                let line = losses.line(*first.get());
                losses.tell(prompt.at, format!("left out: it reads the same as the text in line {line}"));
            }
            Entry::Vacant(new) => {
                new.insert(prompt.at);
                self.all.push(prompt);
            }
        }
    }
}

/// A text as a pack writes it: braces that are meant as such are doubled.
pub(super) fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
