//! Packs of prompts, as values that have passed every check.
//!
//! Start with [`Pack`] and [`Prompt`]. Nothing here can be made wrong: a [`Weight`] is in range, a [`Text`] names only
//! slots that can be filled, [`Players`] has at least one player per role. [`read`] makes them from
//! TOML text, with every finding on the way; [`slots`] parses and fills texts with `{slots}` in them.

pub mod edit;
pub mod format;
mod keys;
pub mod read;
pub mod slots;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};

use self::slots::{Text, WordLists};
use crate::cue::Cue;
use crate::feeling::FeelingArc;

/// One pack: a head, word lists, and the prompts that had no error.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// The file's stem; what the log and the command line call it.
    pub name: String,
    /// The file's text, as it stands.
    pub source: String,
    /// Title for people.
    pub title: String,
    /// What the pack is for; may be empty.
    pub about: String,
    /// SPDX expression, if the pack states one.
    pub license: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// BCP 47 tag, if the pack states one.
    pub language: Option<String>,
    /// Who it is fit for.
    pub rating: Rating,
    /// What slots are filled from.
    pub words: WordLists,
    /// The prompts without an error, in the order of the file, retired ones included.
    pub prompts: Vec<Arc<Prompt>>,
}

impl Pack {
    /// What tells this state of the file from others in the log: SHA-256 of its bytes, in lower-case hexadecimal. Worked
    /// out when it is asked for, as most packs that are read are not drawn from.
    #[must_use]
    pub fn hash(&self) -> String {
        hash(self.source.as_bytes())
    }
}

/// One prompt.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// Unique in its pack and stable: the take log refers to it.
    pub id: String,
    /// What sort of thing is played from it.
    pub kind: Kind,
    /// What the room reads.
    pub text: Text,
    /// The curator's weight.
    pub weight: Weight,
    /// Free words to filter by, in the order of the file, each once.
    pub tags: Vec<String>,
    /// What a player may want out of the room.
    pub content: Vec<Content>,
    /// Lines for the side-coach, in order.
    pub coach: Vec<CoachLine>,
    /// How long each phase lasts.
    pub times: Times,
    /// Which of these times the prompt or its pack states.
    pub stated: Stated,
    /// How many can play it.
    pub players: Players,
    /// Kept for the log, never drawn.
    pub retired: bool,
    /// The roles, in the order of the file.
    pub roles: Vec<Role>,
}

impl Prompt {
    /// Its times, with the leader's usual ones where neither it nor its pack states any.
    #[must_use]
    pub const fn times_or(&self, usual: Times) -> Times {
        let Self { times, stated, .. } = self;
        Times {
            ready: if stated.ready { times.ready } else { usual.ready },
            scene: if stated.scene { times.scene } else { usual.scene },
            debrief: if stated.debrief { times.debrief } else { usual.debrief },
        }
    }

    /// What a player's line can leave it out by: its content words and its tags.
    pub fn marks(&self) -> impl Iterator<Item = &str> {
        self.content.iter().map(|content| content.word()).chain(self.tags.iter().map(String::as_str))
    }
}

/// The name of a prompt across packs, printed as `pack/id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PromptKey {
    /// The pack's name.
    pub pack: String,
    /// The prompt's id.
    pub id: String,
}

impl fmt::Display for PromptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.pack, self.id)
    }
}

/// One role of a prompt.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// The name slots refer to, such as `late-guest`.
    pub name: String,
    /// What its writer has shown beside the player, if that is not its name.
    pub label: Option<String>,
    /// The feelings asked for, if any.
    pub feeling: Option<FeelingArc>,
    /// For this player alone.
    pub secret: Option<Text>,
}

impl Role {
    /// What is shown beside the player.
    #[must_use]
    pub fn label(&self) -> String {
        self.label.clone().unwrap_or_else(|| self.spoken())
    }

    /// The name as it reads in a sentence: hyphens become spaces.
    #[must_use]
    pub fn spoken(&self) -> String {
        self.name.replace('-', " ")
    }
}

/// A line for the side-coach to call in.
#[derive(Debug, Clone, PartialEq)]
pub struct CoachLine {
    /// What to say.
    pub text: Text,
    /// When it cues itself; without it, it waits for the leader's key.
    pub at: Option<Cue>,
}

/// How long the phases of a scene last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// From "call it" to the scene's own beginning.
    pub ready: Duration,
    /// The scene's planned length.
    pub scene: Duration,
    /// How long a debrief is meant to take.
    pub debrief: Duration,
}

impl Default for Times {
    /// 20 s to get ready, 3 min of scene, 1 min of debrief.
    fn default() -> Self {
        Self { ready: Duration::from_secs(20), scene: Duration::from_secs(180), debrief: Duration::from_secs(60) }
    }
}

/// Which times somebody stated; the others are the usual ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stated {
    /// That of getting ready.
    pub ready: bool,
    /// That of the scene.
    pub scene: bool,
    /// That of the debrief.
    pub debrief: bool,
}

/// A curator's weight in thousandths, 1 to 1,000,000 (0.001 to 1000).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u32);

impl Weight {
    /// The weight of a prompt or word that states none.
    pub const ONE: Self = Self(1000);

    /// A weight from thousandths, if it is in range.
    #[must_use]
    pub const fn from_thousandths(thousandths: u32) -> Option<Self> {
        if thousandths >= 1 && thousandths <= 1_000_000 { Some(Self(thousandths)) } else { None }
    }

    /// The weight in thousandths.
    #[must_use]
    pub const fn thousandths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Weight {
    /// As a pack writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.0 / 1000, self.0 % 1000);
        f.pad(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// How many can play a prompt: at least `min`, which is at least one per role, at most `max` if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Players {
    min: u16,
    max: Option<u16>,
}

impl Players {
    /// Anybody, and everybody.
    pub const ANY: Self = Self { min: 1, max: None };

    /// A range, if it is one: from 1 up, the upper end not below the lower.
    #[must_use]
    pub const fn new(min: u16, max: Option<u16>) -> Option<Self> {
        match max {
            Some(max) if max < min => None,
            _ if min == 0 => None,
            _ => Some(Self { min, max }),
        }
    }

    /// The fewest who can play it.
    #[must_use]
    pub const fn min(self) -> u16 {
        self.min
    }

    /// The most who can play it, or `None` where everybody can.
    #[must_use]
    pub const fn max(self) -> Option<u16> {
        self.max
    }

    /// What of this range lies within another.
    #[must_use]
    pub fn within(self, other: Self) -> Option<Self> {
        let max = match (self.max, other.max) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self::new(self.min.max(other.min), max)
    }

    /// How many of `present` players a cast takes: everybody up to the upper end, or `None` if there are too few.
    #[must_use]
    pub fn of(self, present: usize) -> Option<usize> {
        (present >= usize::from(self.min)).then(|| self.max.map_or(present, |max| present.min(usize::from(max))))
    }
}

impl fmt::Display for Players {
    /// As packs write it: `4`, `2-6` or `3+`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.max {
            Some(max) if max == self.min => write!(f, "{max}"),
            Some(max) => write!(f, "{}-{max}", self.min),
            None => write!(f, "{}+", self.min),
        }
    }
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`")] $variant,)*
        }

        impl $name {
            /// Every value, in the order of its list.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word that packs, options and the log write.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The value a word stands for.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

pub(crate) use words;

words! {
    /// What sort of thing is played from a prompt.
    Kind { Scene "scene", Monologue "monologue", Game "game", WarmUp "warm-up", }
}

words! {
    /// Who a pack is fit for.
    Rating { General "general", Teen "teen", Mature "mature", }
}

words! {
    /// What a prompt may contain that a player may want out of the room.
    Content {
        Abuse "abuse", Addiction "addiction", Blood "blood", Death "death", Illness "illness", Parting "parting",
        Politics "politics", Pregnancy "pregnancy", Religion "religion", Romance "romance", Sex "sex",
        Suicide "suicide", Touch "touch", Violence "violence", War "war",
    }
}

/// Whether a text can be a pack's name, a prompt's id, a tag, a role or a word list: `[a-z0-9-]{1,64}`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// SHA-256 in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A text as one line that can be shown: without characters that may never be, and without needless spaces.
#[must_use]
pub fn tidy_line(text: &str) -> String {
    let shown: String = text.chars().filter(|&c| c.is_whitespace() || !is_forbidden(c)).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character may never be shown: a control character but the line feed, or a bidi embedding, override or
/// isolate (U+202A–202E, U+2066–2069). Joiners, variation selectors and the marks LRM, RLM and ALM may.
#[must_use]
pub fn is_forbidden(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_casts_everybody_up_to_its_upper_end() {
        let range = |min, max| Players::new(min, max).expect("a range");
        assert_eq!(range(2, Some(6)).of(1), None);
        assert_eq!(range(2, Some(6)).of(4), Some(4));
        assert_eq!(range(2, Some(6)).of(9), Some(6));
        assert_eq!(range(3, None).of(9), Some(9));
        assert_eq!(Players::new(3, Some(2)), None);
        assert_eq!(Players::new(0, None), None);
    }
}
