//! What an empty log needs to hold all that the session's own does not have.

use std::collections::BTreeSet;

use crate::take::Entry;

use super::{Debrief, Phase, Record, Stage, Undo};

impl Stage {
    /// The workshop, then whole each take that something unsaved is about, then what is unsaved, in order. Empty where
    /// all is saved. Some of it may have no place in an empty log: what takes back something that only the session's own
    /// log holds.
    #[must_use]
    pub fn rescue(&self) -> Vec<Entry> {
        if self.is_saved() {
            return Vec::new();
        }
        let unsaved = self.unsaved();
        let about: BTreeSet<_> = unsaved.iter().filter_map(Entry::take).collect();
        let undone = self.redo.iter().flatten();
        let known = self.undo.iter().chain(undone).flat_map(known_by_undo).chain(known_by_phase(&self.phase));
        let takes = known.filter(|entry| entry.take().is_some_and(|take| about.contains(&take)));
        std::iter::once(Entry::Workshop(self.workshop.clone())).chain(takes).chain(unsaved).collect()
    }
}

fn known_by_undo(undo: &Undo) -> Vec<Entry> {
    match undo {
        Undo::Drew { back } => known_by_phase(back),
        Undo::Ended { back, .. } => of_record(&back.record),
        Undo::Begin { play, .. } => of_record(&play.record),
        Undo::End { debrief } => of_debrief(debrief),
        Undo::Again { back } => of_debrief(back),
        Undo::Block { before, .. } => before.cleared.as_ref().map_or_else(Vec::new, known_by_phase),
        _ => Vec::new(),
    }
}

fn known_by_phase(phase: &Phase) -> Vec<Entry> {
    match phase {
        Phase::Scene(play) => of_record(&play.record),
        Phase::Debrief(debrief) => of_debrief(debrief),
        Phase::Empty | Phase::Drawn(_) | Phase::Ready(..) => Vec::new(),
    }
}

fn of_debrief(debrief: &Debrief) -> Vec<Entry> {
    let take = debrief.record.take.id;
    let judged = debrief.judgements.iter().map(|judgement| Entry::Judged { take, judgement: judgement.clone() });
    let ended = Entry::Ended { take, end: debrief.end };
    of_record(&debrief.record).into_iter().chain([ended]).chain(judged).collect()
}

fn of_record(record: &Record) -> Vec<Entry> {
    let take = record.take.id;
    let moments = record.moments.iter().map(|moment| Entry::Moment { take, moment: moment.clone() });
    std::iter::once(Entry::Began(Box::new(record.take.clone()))).chain(moments).collect()
}
