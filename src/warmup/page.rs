//! What a warm-up amounted to, for its last page.
//!
//! Start with [`Page`].

use std::collections::BTreeMap;

use crate::feeling::Aim;
use crate::scene::Ms;
use crate::stage::clock;

use super::{Record, Warmup};

/// What it amounted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What was played, in order.
    pub played: Vec<String>,
    /// For how long, pauses left out.
    pub length: Ms,
    /// The first and the last number that the log gave its takes.
    pub numbers: Option<(i64, i64)>,
    /// The feelings and shifts that came.
    pub covered: Vec<Covered>,
    /// The feelings that prompts could give and that came least, the last rehearsals and this one taken together.
    pub rare: Vec<(Aim, u32)>,
}

/// A feeling or a shift that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// Which.
    pub aim: Aim,
    /// How often now.
    pub times: u32,
    /// How often in the last rehearsals.
    pub lately: u32,
}

/// How many feelings are shown as rare at most.
const RARE: usize = 8;

impl Warmup {
    /// What it amounted to so far.
    #[must_use]
    pub fn page(&self) -> Page {
        let mut now: BTreeMap<Aim, u32> = BTreeMap::new();
        for aim in self.records.iter().flat_map(Record::aims) {
            *now.entry(aim).or_insert(0) += 1;
        }
        let lately = |aim: &Aim| self.lately.get(aim).copied().unwrap_or(0);
        let covered = now.iter().map(|(aim, times)| Covered { aim: *aim, times: *times, lately: lately(aim) });
        let short = self.deck.targets().iter().filter(|(_, target)| target.had < target.wanted);
        let mut rare: Vec<_> = short.map(|(aim, target)| (*aim, target.had)).collect();
        rare.sort_by_key(|&(aim, had)| (had, aim));
        rare.truncate(RARE);
        let numbers = || self.records.iter().filter_map(|record| record.number);
        Page {
            numbers: numbers().min().zip(numbers().max()),
            played: self.records.iter().map(|record| record.take.hand.text.clone()).collect(),
            length: self.records.iter().filter_map(|record| record.end).map(|end| end.played).sum(),
            covered: covered.collect(),
            rare,
        }
    }
}

impl Page {
    /// How much was played.
    #[must_use]
    pub fn title(&self) -> String {
        let what = if self.played.len() == 1 { "prompt" } else { "prompts" };
        format!("{} {what} in {}", self.played.len(), clock(self.length))
    }

    /// Where the log has it.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        self.numbers.map(|(first, last)| match last - first {
            0 => format!("in the log as take {first}"),
            _ => format!("in the log as takes {first} to {last}"),
        })
    }

    /// The feelings that came.
    pub fn feelings(&self) -> impl Iterator<Item = &Covered> {
        self.covered.iter().filter(|covered| matches!(covered.aim, Aim::Feeling(_)))
    }

    /// The shifts that came.
    pub fn shifts(&self) -> impl Iterator<Item = &Covered> {
        self.covered.iter().filter(|covered| matches!(covered.aim, Aim::Shift(..)))
    }

    /// What is still rare, in words; none where nothing is.
    #[must_use]
    pub fn rarities(&self) -> Option<String> {
        let rare = self.rare.iter().map(|(aim, had)| match had {
            0 => format!("{aim} (not lately)"),
            1 => format!("{aim} (once)"),
            had => format!("{aim} ({had} times)"),
        });
        (!self.rare.is_empty()).then(|| rare.collect::<Vec<_>>().join(", "))
    }

    /// All of it, a line each.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let listed = |title: &str, covered: Vec<&Covered>| {
            let all: Vec<_> = covered.into_iter().map(Covered::sentence).collect();
            (!all.is_empty()).then(|| format!("{title}: {}", all.join(", ")))
        };
        let played = self.played.iter().zip(1..).map(|(text, n)| format!("{n}. {text}"));
        let more = [
            listed("feelings", self.feelings().collect()),
            listed("shifts", self.shifts().collect()),
            self.rarities().map(|rare| format!("still rare: {rare}")),
            self.place(),
        ];
        [format!("over: {}", self.title())].into_iter().chain(played).chain(more.into_iter().flatten()).collect()
    }
}

impl Covered {
    /// In words, against the last rehearsals.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self { aim, times, lately } = self;
        let times = if *times == 1 { String::new() } else { format!(" {times} times") };
        match lately {
            0 => format!("{aim}{times} (not lately)"),
            lately => format!("{aim}{times} ({lately} lately)"),
        }
    }
}
