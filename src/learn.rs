//! What the log teaches the draw: which prompts work, and of what too little was reached.
//!
//! Start with [`fit`] and [`factor`]; [`Lessons`] are what a deck is handed. The rates of a pack's prompts are taken as
//! spread like a beta distribution, fitted to their counts; a prompt is weighed by what is to be expected of it beside
//! what the pack gives. All of it is `+`, `−`, `×` and `÷`, so that the same log gives the same odds on every platform.

mod likelihood;

use std::collections::BTreeMap;

use crate::feeling::Aim;
use crate::pack::{PromptKey, words};

words! {
    /// How much the log moves the odds.
    Level { Off "off", Gentle "gentle", Keen "keen", }
}

/// How many takes were judged usable or not usable, and how many of them usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Usable takes.
    pub usable: u32,
    /// Usable and not usable takes.
    pub judged: u32,
}

impl Counts {
    /// With one take more.
    #[must_use]
    pub const fn with(self, is_usable: bool) -> Self {
        Self { usable: self.usable.saturating_add(is_usable as u32), judged: self.judged.saturating_add(1) }
    }

    /// With one take less. Nothing can be taken away that is not there.
    #[must_use]
    pub const fn without(self, is_usable: bool) -> Self {
        let judged = self.judged.saturating_sub(1);
        let usable = self.usable.saturating_sub(is_usable as u32);
        Self { usable: if usable < judged { usable } else { judged }, judged }
    }
}

/// What a deck is told of the takes that count in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lessons {
    /// How much the verdicts move the odds.
    pub level: Level,
    /// The verdicts on the takes of each prompt that has any.
    pub counts: BTreeMap<PromptKey, Counts>,
    /// What is wanted.
    pub targets: BTreeMap<Aim, Target>,
}

impl Lessons {
    /// Before anything was played: nothing was judged, and nothing reached of these targets.
    #[must_use]
    pub fn of_nothing(level: Level, targets: &BTreeMap<Aim, u32>) -> Self {
        let targets = targets.iter().map(|(&aim, &wanted)| (aim, Target { had: 0, wanted })).collect();
        Self { level, counts: BTreeMap::new(), targets }
    }
}

/// How many usable takes are wanted of something, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// There are.
    pub had: u32,
    /// Are wanted, above 0.
    pub wanted: u32,
}

impl Target {
    /// What the odds of a prompt are multiplied by for its sake, 1 to 4: more, the larger the share that is missing.
    #[must_use]
    pub fn need(self) -> f64 {
        let missing = self.wanted.saturating_sub(self.had);
        1.0 + 3.0 * f64::from(missing) / f64::from(self.wanted.max(1))
    }
}

/// What is known of the prompts of a pack as a whole: how their rates are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The mean rate, above 0 and below 1.
    pub mean: f64,
    /// How many takes it is worth beside a prompt's own, 2 to 50.
    pub strength: f64,
}

/// With fewer judged takes a pack has no spread to speak of.
const FEW: u64 = 5;
const WEAKEST: f64 = 2.0;
const STRONGEST: f64 = 50.0;

/// How the rates of a pack's prompts are spread, by maximum likelihood.
#[must_use]
pub fn fit(prompts: &[Counts]) -> Prior {
    let sum = |count: fn(&Counts) -> u32| prompts.iter().map(|counts| u64::from(count(counts))).sum::<u64>();
    let (usable, judged) = (sum(|counts| counts.usable), sum(|counts| counts.judged));
    let fitted = if judged < FEW { None } else { likelihood::maximum(prompts) };
    match fitted {
        Some((alpha, beta)) => {
            let strength = alpha + beta;
            Prior { mean: alpha / strength, strength: strength.clamp(WEAKEST, STRONGEST) }
        }
        None => Prior { mean: (usable + 1) as f64 / (judged + 2) as f64, strength: STRONGEST },
    }
}

/// What a prompt's odds are multiplied by, ¼ to 4: its expected rate against the mean of its pack, squared, or to the
/// fourth power for [`Level::Keen`]. Exactly 1 for a prompt that was never judged.
#[must_use]
pub fn factor(level: Level, prior: Prior, counts: Counts) -> f64 {
    let Prior { mean, strength } = prior;
    let expected = (mean * strength + f64::from(counts.usable)) / (strength + f64::from(counts.judged));
    let squared = (expected / mean) * (expected / mean);
    match level {
        Level::Gentle if counts.judged > 0 => squared.clamp(0.25, 4.0),
        Level::Keen if counts.judged > 0 => (squared * squared).clamp(0.25, 4.0),
        _ => 1.0,
    }
}

/// A factor as people read it: at most two digits after the point.
#[must_use]
pub fn hundredths(factor: f64) -> String {
    let text = format!("{factor:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests;
