//! What verdicts add to the figures: how many takes are usable, and what the deck learns of their prompts.
//!
//! Start with [`Stage::count_verdict`].

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::pack::PromptKey;
use crate::report;
use crate::take::{Counted, PastTake, Verdict};

use super::{Phase, Stage};

impl Stage {
    /// Counts a verdict, if the take counts at all, and gives what it counted as before.
    pub(super) fn count_verdict(&mut self, take: Uuid, verdict: Verdict) -> Option<Counted> {
        let counted = self.countable(take, verdict)?;
        if counted.workshop != self.workshop.id && !self.counted.contains_key(&take) {
            // The deck has learned from it, but a session keeps no more than its own workshop.
            let held = self.found.iter().find(|found| found.id == take).and_then(PastTake::verdict);
            self.counted.extend(held.map(|verdict| (take, Counted { verdict, ..counted.clone() })));
        }
        let before = self.counted.get(&take).cloned();
        self.count(take, Some(counted));
        before
    }

    /// Sets what a take counts as.
    pub(super) fn count(&mut self, take: Uuid, to: Option<Counted>) {
        let from = self.counted.remove(&take);
        if from != to {
            if let Some((prompt, is_usable)) = from.as_ref().and_then(lesson) {
                self.deck.unlearn(prompt, is_usable);
            }
            if let Some((prompt, is_usable)) = to.as_ref().and_then(lesson) {
                self.deck.learn(prompt, is_usable);
            }
        }
        self.counted.extend(to.map(|to| (take, to)));
    }

    /// Takes over what the log says of this workshop's takes, but for those of which the session knows something newer.
    pub(super) fn recount(&mut self, news: &BTreeMap<Uuid, Counted>, newer: &BTreeSet<Uuid>) {
        let of_here = self.counted.iter().filter(|(_, counted)| counted.workshop == self.workshop.id);
        let takes: BTreeSet<Uuid> = of_here.map(|(take, _)| *take).chain(news.keys().copied()).collect();
        for take in takes.difference(newer) {
            self.count(*take, news.get(take).cloned());
        }
    }

    /// What a take counts as with this verdict; `None` if it is a rehearsal or was broken off.
    fn countable(&self, take: Uuid, verdict: Verdict) -> Option<Counted> {
        let (rehearsal, end, workshop, prompt) = match &self.phase {
            Phase::Debrief(debrief) if debrief.record.take.id == take => {
                let took = &debrief.record.take;
                let source = took.hand.source.as_ref();
                (took.rehearsal, Some(debrief.end), self.workshop.id, source.map(|source| source.prompt.clone()))
            }
            _ => {
                let found = self.found.iter().find(|found| found.id == take)?;
                (found.rehearsal, found.end, found.workshop_id, found.prompt.clone())
            }
        };
        report::counts(rehearsal, end.map(|end| end.ending)).then_some(Counted { workshop, prompt, verdict })
    }
}

/// What a take teaches the deck: of which prompt, and whether that worked.
fn lesson(counted: &Counted) -> Option<(&PromptKey, bool)> {
    let is_usable = match counted.verdict {
        Verdict::Usable => true,
        Verdict::NotUsable => false,
        Verdict::Hold => return None,
    };
    Some((counted.prompt.as_ref()?, is_usable))
}
