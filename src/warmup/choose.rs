//! Which prompt comes next.
//!
//! Start with [`Warmup::choose`].

use std::collections::{BTreeMap, BTreeSet};

use crate::deck::Chance;
use crate::feeling::{Aim, FeelingArc, Strength};
use crate::learn::Target;
use crate::pack::{Prompt, PromptKey};

use super::{Until, Warmup};

/// How often each feeling is wanted, the last rehearsals and this one taken together.
const WANTED: u32 = 3;

impl Warmup {
    /// The prompt that comes next, and at what chance. Nearest to what is wanted is what is as strong as the course has it
    /// now; a prompt is a step further off for each step of strength, and for each time that it was played in this
    /// session. Among the nearest that do not all rest, it is drawn by their odds.
    pub(super) fn choose(&self) -> Option<(usize, Chance)> {
        // What was skipped is no part of a way that is measured by time.
        let before = match self.course.until {
            Until::Count(_) => self.next,
            Until::Time(length) => ((self.next_begin() + length - self.ends) / self.course.period()) as u32,
        };
        let wanted = self.course.strength(before);
        let mut played: BTreeMap<&PromptKey, usize> = BTreeMap::new();
        for source in self.records.iter().filter_map(|record| record.take.hand.source.as_ref()) {
            *played.entry(&source.prompt).or_default() += 1;
        }
        let mut nearest: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (entry, (pack, prompt)) in self.deck.prompts().enumerate() {
            if self.deck.odds(entry).out.is_none() {
                let key = PromptKey { pack: pack.name.clone(), id: prompt.id.clone() };
                let off = usize::from(strength(prompt).number().abs_diff(wanted.number()));
                nearest.entry(off + played.get(&key).copied().unwrap_or(0)).or_default().push(entry);
            }
        }
        let by = (self.workshop.seed, self.next_draw);
        nearest.values().find_map(|entries| self.deck.draw_among(entries, by))
    }

    /// Sets what is needed: every feeling of a prompt that fits is wanted as often.
    pub(super) fn aim(&mut self) {
        let had = self.had();
        let fitting = self.deck.prompts().enumerate().filter(|(entry, _)| self.deck.odds(*entry).out.is_none());
        let arcs = fitting.filter_map(|(_, (_, prompt))| arc(prompt));
        let feelings: BTreeSet<Aim> = arcs.flat_map(FeelingArc::feelings).map(Aim::Feeling).collect();
        let target = |aim: Aim| (aim, Target { had: had.get(&aim).copied().unwrap_or(0).min(WANTED), wanted: WANTED });
        self.deck.set_targets(feelings.into_iter().map(target).collect());
    }

    /// How often each feeling and shift was played, in the last rehearsals and in this one.
    pub(super) fn had(&self) -> BTreeMap<Aim, u32> {
        let mut had = self.lately.clone();
        for aim in self.records.iter().flat_map(super::Record::aims) {
            *had.entry(aim).or_insert(0) += 1;
        }
        had
    }
}

/// What one performer plays of a prompt.
pub(super) fn arc(prompt: &Prompt) -> Option<&FeelingArc> {
    prompt.roles.iter().find_map(|role| role.feeling.as_ref())
}

/// How strong a prompt is: as its strongest feeling, of which one that says nothing counts as medium; without feelings it
/// is low.
fn strength(prompt: &Prompt) -> Strength {
    let steps = arc(prompt).into_iter().flat_map(FeelingArc::steps);
    steps.map(|step| step.strength.unwrap_or(Strength::Medium)).max().unwrap_or(Strength::Low)
}
