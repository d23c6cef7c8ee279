//! What the log has taught a deck: the factors *learned* and *need* of each entry.
//!
//! Start with [`Taught::new`]; [`Taught::change`] follows a verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use super::{Entry, find, key_of};
use crate::feeling::Aim;
use crate::learn::{self, Counts, Lessons, Level, Target};
use crate::pack::{Prompt, PromptKey};

/// How a prompt did beside its pack, and what that does to its odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learned {
    /// The factor, ¼ to 4.
    pub factor: f64,
    /// Its own takes.
    pub own: Counts,
    /// All of its pack.
    pub pack: Counts,
}

impl fmt::Display for Learned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { own, pack, .. } = self;
        let times = if own.judged == 1 { "time" } else { "times" };
        write!(f, "worked {} of {} {times}; the pack works {} of {}", own.usable, own.judged, pack.usable, pack.judged)
    }
}

/// Of what a prompt gives too little was reached, and what that does to its odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// The factor, above 1, up to 4.
    pub factor: f64,
    /// What it gives.
    pub aim: Aim,
    /// How much of that there is.
    pub target: Target,
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has {} of {} wanted", self.aim, self.target.had, self.target.wanted)
    }
}

/// What was learned, and what it makes of the odds of each entry.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taught {
    level: Level,
    counts: Vec<Counts>,
    /// Those of prompts that are no entries, but may come to be.
    elsewhere: BTreeMap<PromptKey, Counts>,
    pub(super) targets: BTreeMap<Aim, Target>,
    learned: Vec<Option<Learned>>,
    needs: Vec<Option<Need>>,
}

impl Taught {
    /// What lessons teach about these entries, which are in the order of their packs.
    pub(super) fn new(entries: &[Entry], lessons: Lessons) -> Self {
        let Lessons { level, counts, targets } = lessons;
        let mut taught = Self {
            level,
            counts: vec![Counts::default(); entries.len()],
            elsewhere: BTreeMap::new(),
            targets,
            learned: vec![None; entries.len()],
            needs: Vec::new(),
        };
        for (key, counts) in counts {
            match find(entries, &key) {
                Some(entry) => taught.counts[entry] = counts,
                None => drop(taught.elsewhere.insert(key, counts)),
            }
        }
        let mut start = 0;
        for pack in entries.chunk_by(|(one, _), (next, _)| one.name == next.name) {
            taught.fit(start..start + pack.len());
            start += pack.len();
        }
        taught.needs = entries.iter().map(|entry| taught.need_of(entry)).collect();
        taught
    }

    /// Takes in other targets.
    pub(super) fn aim(&mut self, entries: &[Entry], targets: BTreeMap<Aim, Target>) {
        self.targets = targets;
        self.needs = entries.iter().map(|entry| self.need_of(entry)).collect();
    }

    /// What it was taught about these entries, and about others.
    pub(super) fn lessons(&self, entries: &[Entry]) -> Lessons {
        let known = entries.iter().zip(&self.counts).filter(|(_, counts)| counts.judged > 0);
        let mut counts = self.elsewhere.clone();
        counts.extend(known.map(|(entry, &counts)| (key_of(entry), counts)));
        Lessons { level: self.level, counts, targets: self.targets.clone() }
    }

    /// How an entry did, if the log says anything of it.
    pub(super) fn learned(&self, entry: usize) -> Option<Learned> {
        self.learned[entry]
    }

    /// What an entry is needed for.
    pub(super) fn need(&self, entry: usize) -> Option<Need> {
        self.needs[entry]
    }

    /// Takes in other counts of an entry.
    pub(super) fn change(&mut self, entries: &[Entry], entry: usize, to: Counts) {
        let from = std::mem::replace(&mut self.counts[entry], to);
        let pack = &entries[entry].0.name;
        let its_pack = entries.partition_point(|(other, _)| other.name < *pack)
            ..entries.partition_point(|(other, _)| other.name <= *pack);
        self.fit(its_pack);
        let mut is_target_moved = false;
        for aim in aims(&entries[entry].1) {
            if let Some(target) = self.targets.get_mut(&aim) {
                let had = target.had;
                target.had = (had + to.usable).saturating_sub(from.usable);
                is_target_moved |= target.had != had;
            }
        }
        if is_target_moved {
            self.needs = entries.iter().map(|entry| self.need_of(entry)).collect();
        }
    }

    /// Takes in other counts of a prompt that is no entry.
    pub(super) fn change_elsewhere(&mut self, prompt: &PromptKey, change: impl Fn(Counts) -> Counts) {
        let counts = self.elsewhere.entry(prompt.clone()).or_default();
        *counts = change(*counts);
    }

    /// The counts of an entry.
    pub(super) fn counts(&self, entry: usize) -> Counts {
        self.counts[entry]
    }

    /// Works out how each prompt of a pack did beside the others.
    fn fit(&mut self, pack: Range<usize>) {
        if self.level == Level::Off {
            return;
        }
        let counts = &self.counts[pack.clone()];
        let whole = counts.iter().fold(Counts::default(), |sum, counts| Counts {
            usable: sum.usable.saturating_add(counts.usable),
            judged: sum.judged.saturating_add(counts.judged),
        });
        let prior = learn::fit(counts);
        for (learned, &own) in self.learned[pack.clone()].iter_mut().zip(counts) {
            let factor = learn::factor(self.level, prior, own);
            *learned = (own.judged > 0).then_some(Learned { factor, own, pack: whole });
        }
    }

    /// What most is missing of, among what an entry gives.
    fn need_of(&self, (_, prompt): &Entry) -> Option<Need> {
        if self.targets.is_empty() {
            return None;
        }
        let needs = aims(prompt).into_iter().filter_map(|aim| {
            let target = *self.targets.get(&aim)?;
            Some(Need { factor: target.need(), aim, target })
        });
        let most = needs.reduce(|most, next| if next.factor > most.factor { next } else { most });
        most.filter(|need| need.factor > 1.0)
    }
}

/// Everything that a prompt asks for.
fn aims(prompt: &Prompt) -> BTreeSet<Aim> {
    let arcs = prompt.roles.iter().filter_map(|role| role.feeling.as_ref());
    arcs.flat_map(|arc| Aim::along(&arc.feelings()).collect::<Vec<_>>()).collect()
}
