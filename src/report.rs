//! What the takes of the log amount to: figures by prompt, by feeling, by whatever else is asked.
//!
//! Start with [`fold`], which makes a [`Tally`] for each key of the [`Fact`]s. What a figure means is said here alone: a
//! rate is of the takes that are usable or not usable; what is on hold or unjudged is counted beside it; rehearsals and
//! what was broken off count nowhere. A person has no rate, only [`Appearances`]: scenes, counted as
//! [`Scenes`] says, with those that were broken off beside them.

mod agreement;
mod interval;

use std::collections::{BTreeMap, BTreeSet};

use crate::cast::{Scenes, Went};
use crate::feeling::{Aim, Feeling};
use crate::pack::{Kind, PromptKey, is_name, words};
use crate::scene::Ms;
use crate::take::{Ending, Reason, Verdict, went};

pub use agreement::{Scale, alpha};
pub use interval::{Interval, wilson};

words! {
    /// What takes are put together by. Players are not among it: what they do on stage is no rate of theirs.
    By {
        Prompt "prompt", Pack "pack", Feeling "feeling", Shift "shift", Role "role", Kind "kind", Tag "tag",
        Reason "reason", Workshop "workshop",
    }
}

/// What is asked of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// What the takes amount to.
    Takes(By),
    /// How often people were on stage.
    People,
}

/// The answer to a [`Topic`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figures {
    /// What the takes amount to, by key.
    Takes(By, BTreeMap<String, Tally>),
    /// How often people were on stage, by name.
    People(BTreeMap<String, Appearances>),
}

impl Figures {
    /// What they answer.
    #[must_use]
    pub const fn topic(&self) -> Topic {
        match self {
            Self::Takes(by, _) => Topic::Takes(*by),
            Self::People(_) => Topic::People,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Takes(_, tallies) => tallies.is_empty(),
            Self::People(people) => people.is_empty(),
        }
    }
}

/// What one take, or one prompt passed over, adds to the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Which draw it is of: takes of one draw are one scene.
    pub draw: u64,
    /// What was drawn; `None` for the leader's own prompt.
    pub prompt: Option<PromptKey>,
    /// The text of the leader's own prompt, where it is known.
    pub own: Option<String>,
    /// Its kind.
    pub kind: Kind,
    /// Its tags, as far as they are known.
    pub tags: Vec<String>,
    /// The name of the workshop.
    pub workshop: String,
    /// Who played what.
    pub parts: Vec<Part>,
    /// Start of the take, or time of the draw, in ms since 1970 UTC.
    pub at: Ms,
    /// What became of it.
    pub outcome: Outcome,
}

/// A part in a take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The role's name, if it is one.
    pub role: Option<String>,
    /// The feelings asked for, step by step.
    pub feelings: Vec<Feeling>,
    /// The name of the person; a seat is none.
    pub player: Option<String>,
}

/// What became of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was passed over.
    Passed,
    /// A scene began.
    Played {
        /// The verdict in force.
        verdict: Option<Verdict>,
        /// The reason given with it.
        reason: Option<Reason>,
        /// Time played; `None` while it runs.
        length: Option<Ms>,
    },
    /// A scene began and was broken off: it is in no tally.
    BrokenOff,
}

/// What the leader's own prompts are put together under where others are by their pack. No pack has such a name.
pub const OWN: &str = "your own";

/// What a prompt of the leader's own is listed under: its text, in quotes where that could be the key of a pack's prompt.
#[must_use]
pub fn own_key(text: &str) -> String {
    let could_be_a_key = text.split_once('/').is_some_and(|(pack, id)| is_name(pack) && is_name(id));
    if could_be_a_key || text == OWN { format!("“{text}”") } else { text.to_owned() }
}

/// Whether a take counts in figures: rehearsals do not, nor does what was broken off.
#[must_use]
pub fn counts(rehearsal: bool, ending: Option<Ending>) -> bool {
    went(rehearsal, ending) == Went::Played
}

impl Fact {
    /// The keys it counts under, each once however many roles share it.
    #[must_use]
    pub fn keys(&self, by: By) -> BTreeSet<String> {
        let aims = || self.parts.iter().flat_map(|part| Aim::along(&part.feelings));
        match by {
            By::Prompt => match &self.prompt {
                Some(key) => BTreeSet::from([key.to_string()]),
                None => self.own.iter().map(|text| own_key(text)).collect(),
            },
            By::Pack => BTreeSet::from([self.prompt.as_ref().map_or_else(|| OWN.to_owned(), |key| key.pack.clone())]),
            By::Feeling => aims().filter(|aim| matches!(aim, Aim::Feeling(_))).map(|aim| aim.to_string()).collect(),
            By::Shift => aims().filter(|aim| matches!(aim, Aim::Shift(..))).map(|aim| aim.to_string()).collect(),
            By::Role => self.parts.iter().filter_map(|part| part.role.clone()).collect(),
            By::Kind => BTreeSet::from([self.kind.word().to_owned()]),
            By::Tag => self.tags.iter().cloned().collect(),
            By::Reason => match self.outcome {
                Outcome::Played { verdict: Some(Verdict::NotUsable), reason: Some(reason), .. } => {
                    BTreeSet::from([reason.word().to_owned()])
                }
                _ => BTreeSet::new(),
            },
            By::Workshop => BTreeSet::from([self.workshop.clone()]),
        }
    }
}

/// Counts of takes. Two tallies of different takes add up to that of all of them: [`Tally::add`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Takes that are usable.
    pub usable: u64,
    /// Takes that are not, by the reason given, if one was.
    pub not_usable: BTreeMap<Option<Reason>, u64>,
    /// Takes on hold.
    pub hold: u64,
    /// Takes without a verdict.
    pub unjudged: u64,
    /// How often it was passed over.
    pub passes: u64,
    /// The lengths of the takes that have one, together.
    pub length: Ms,
    /// How many have one.
    pub lengths: u64,
    /// Start of the last take, in ms since 1970 UTC.
    pub last: Option<Ms>,
}

impl Tally {
    /// How many takes there are.
    #[must_use]
    pub fn takes(&self) -> u64 {
        self.judged() + self.hold + self.unjudged
    }

    /// How many are usable or not usable: what the rate is of.
    #[must_use]
    pub fn judged(&self) -> u64 {
        self.usable + self.not_usable.values().sum::<u64>()
    }

    /// The share of usable takes; `None` where nothing is judged.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let judged = self.judged();
        (judged > 0).then(|| self.usable as f64 / judged as f64)
    }

    /// Where the rate may truly lie.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        wilson(self.usable, self.judged())
    }

    /// How long a take lasts on average.
    #[must_use]
    pub fn mean_length(&self) -> Option<Ms> {
        (self.lengths > 0).then(|| self.length / self.lengths as Ms)
    }

    /// Adds what another tally holds.
    pub fn add(&mut self, other: &Self) {
        self.usable += other.usable;
        for (reason, count) in &other.not_usable {
            *self.not_usable.entry(*reason).or_insert(0) += count;
        }
        self.hold += other.hold;
        self.unjudged += other.unjudged;
        self.passes += other.passes;
        self.length = self.length.saturating_add(other.length);
        self.lengths += other.lengths;
        self.last = self.last.max(other.last);
    }

    /// Counts a fact.
    pub fn count(&mut self, fact: &Fact) {
        self.record(fact.outcome, fact.at);
    }

    /// Counts what became of a draw, with the start of its take.
    pub fn record(&mut self, outcome: Outcome, at: Ms) {
        let (verdict, reason, length) = match outcome {
            Outcome::Played { verdict, reason, length } => (verdict, reason, length),
            Outcome::Passed => return self.passes += 1,
            Outcome::BrokenOff => return,
        };
        match verdict {
            Some(Verdict::Usable) => self.usable += 1,
            Some(Verdict::NotUsable) => *self.not_usable.entry(reason).or_insert(0) += 1,
            Some(Verdict::Hold) => self.hold += 1,
            None => self.unjudged += 1,
        }
        self.length = self.length.saturating_add(length.unwrap_or(0));
        self.lengths += u64::from(length.is_some());
        self.last = self.last.max(Some(at));
    }
}

/// A tally for each key.
#[must_use]
pub fn fold<'a>(facts: impl IntoIterator<Item = &'a Fact>, by: By) -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for fact in facts.into_iter().filter(|fact| fact.outcome != Outcome::BrokenOff) {
        for key in fact.keys(by) {
            tallies.entry(key).or_default().count(fact);
        }
    }
    tallies
}

/// How often somebody was on stage, and as what. It says nothing of what a take was worth.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Appearances {
    /// How many scenes they played in: takes of one draw are one.
    pub scenes: u64,
    /// How many more were only ever broken off.
    pub broken_off: u64,
    /// How long the takes that count took together, in milliseconds.
    pub length: Ms,
    /// In how many scenes they had each role.
    pub roles: BTreeMap<String, u64>,
    /// In how many they were asked for each feeling.
    pub feelings: BTreeMap<Feeling, u64>,
    /// Start of the last, in ms since 1970 UTC.
    pub last: Option<Ms>,
}

/// Somebody's part in one take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appearance<'a> {
    /// What they had; none for somebody without a role.
    pub parts: Vec<&'a Part>,
    /// Start of the take, in ms since 1970 UTC.
    pub at: Ms,
    /// What became of it.
    pub outcome: Outcome,
}

impl Appearance<'_> {
    /// What the take counts as among scenes; `None` for a pass.
    const fn went(&self) -> Option<Went> {
        match self.outcome {
            Outcome::Passed => None,
            Outcome::Played { .. } => Some(Went::Played),
            Outcome::BrokenOff => Some(Went::BrokenOff),
        }
    }
}

impl Appearances {
    /// The scenes they were in.
    #[must_use]
    pub const fn in_scenes(&self) -> Scenes {
        Scenes { played: self.scenes, broken_off: self.broken_off }
    }

    /// Counts a draw, by those of its takes that they were in.
    pub fn appear(&mut self, takes: &[Appearance<'_>]) {
        let mut scenes = self.in_scenes();
        scenes.count(takes.iter().filter_map(Appearance::went));
        (self.scenes, self.broken_off) = (scenes.played, scenes.broken_off);
        let (mut roles, mut feelings) = (BTreeSet::new(), BTreeSet::new());
        for Appearance { parts, at, outcome } in takes {
            let Outcome::Played { length, .. } = outcome else { continue };
            self.length = self.length.saturating_add(length.unwrap_or(0));
            self.last = self.last.max(Some(*at));
            for part in parts {
                roles.extend(&part.role);
                feelings.extend(part.feelings.iter().copied());
            }
        }
        for role in roles {
            match self.roles.get_mut(role) {
                Some(scenes) => *scenes += 1,
                None => drop(self.roles.insert(role.clone(), 1)),
            }
        }
        for feeling in feelings {
            *self.feelings.entry(feeling).or_insert(0) += 1;
        }
    }
}

/// How often each person was on stage, by name.
#[must_use]
pub fn appearances<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> BTreeMap<String, Appearances> {
    let mut draws: BTreeMap<(&String, u64), Vec<Appearance<'_>>> = BTreeMap::new();
    for fact in facts.into_iter().filter(|fact| fact.outcome != Outcome::Passed) {
        let names: BTreeSet<&String> = fact.parts.iter().filter_map(|part| part.player.as_ref()).collect();
        for name in names {
            let parts = fact.parts.iter().filter(|part| part.player.as_ref() == Some(name)).collect();
            let appearance = Appearance { parts, at: fact.at, outcome: fact.outcome };
            draws.entry((name, fact.draw)).or_default().push(appearance);
        }
    }
    let mut people: BTreeMap<String, Appearances> = BTreeMap::new();
    for ((name, _), takes) in draws {
        people.entry(name.clone()).or_default().appear(&takes);
    }
    people
}

#[cfg(test)]
mod tests;
