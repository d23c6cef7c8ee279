//! What another log needs to hold all that a session showed, though nothing can be read from its own.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::cast::{PlayerKey, Presence};
use crate::take::{Entry, PastTake};

use super::{Debrief, Phase, Record, Stage, Undo};

/// All that a session knows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rescue {
    /// Takes of other sessions that were looked at, as the log had them before.
    pub others: Vec<PastTake>,
    /// The draws of this workshop that were played before, and counted here.
    pub unseen: BTreeSet<u32>,
    /// The workshop, who is known, and what was written since the start, in order.
    pub written: Vec<Entry>,
    /// What was not written, in order.
    pub unsaved: Vec<Entry>,
}

impl Rescue {
    /// The workshop that was run last.
    #[must_use]
    pub fn workshop(&self) -> Uuid {
        let last = self.written.iter().chain(&self.unsaved).rev().find_map(|entry| match entry {
            Entry::Workshop(workshop) => Some(workshop.id),
            _ => None,
        });
        last.unwrap_or_default()
    }
}

impl Stage {
    /// All that it knows. Some of it may have no place in an empty log: what takes back something from before the start.
    #[must_use]
    pub fn rescue(&self) -> Rescue {
        let unsaved = self.unsaved();
        let since: Vec<Entry> = self.outbox.written().collect();
        let done = || since.iter().chain(&unsaved);
        let about: BTreeSet<Uuid> = done().filter_map(subject).collect();
        let began: BTreeSet<Uuid> =
            done().filter(|entry| matches!(entry, Entry::Began(_))).filter_map(Entry::take).collect();
        let undone = self.redo.iter().flatten();
        let mentioned = self.undo.iter().chain(undone).flat_map(known_by_undo);
        let mentioned = mentioned.filter(|entry| subject(entry).is_some_and(|it| about.contains(&it)));
        let before: Vec<Entry> = mentioned
            .chain(known_by_phase(&self.phase))
            .filter(|entry| entry.take().is_none_or(|take| !began.contains(&take)))
            .collect();
        let known: BTreeSet<Uuid> = before.iter().filter_map(Entry::take).chain(began.iter().copied()).collect();
        let others = self.others.values().filter(|take| !known.contains(&take.id)).cloned().collect();
        let workshop = Entry::Workshop(self.workshop.clone());
        let said = self.said_before(since.iter().chain(&unsaved));
        let favourites = self.favourites.iter().map(|prompt| {
            // When that was said is not known: anything later wins.
            Entry::Favourite { prompt: prompt.clone(), is_favourite: true, at: 0 }
        });
        let waiting = self.suggestions.iter().map(|suggestion| Entry::Suggested {
            suggestion: suggestion.clone(),
            is_waiting: true,
            at: suggestion.at,
        });
        let unseen = self.unseen(since.iter().chain(&unsaved).chain(&before));
        let known = std::iter::once(workshop).chain(self.people_known()).chain(said).chain(favourites);
        let known = known.chain(waiting).chain(before);
        Rescue { others, unseen, written: known.chain(since).collect(), unsaved }
    }

    /// What people had said of their takes before this session.
    fn said_before<'a>(&self, since: impl Iterator<Item = &'a Entry>) -> Vec<Entry> {
        let new: BTreeSet<Uuid> = since
            .filter_map(|entry| match entry {
                Entry::Said { grant, .. } => Some(grant.id),
                _ => None,
            })
            .collect();
        let old = self.said.values().flatten().filter(|grant| !new.contains(&grant.id));
        old.map(|grant| Entry::Said { grant: grant.clone(), release: None }).collect()
    }

    /// The draws of takes that are counted and are in none of these entries.
    fn unseen<'a>(&self, known: impl Iterator<Item = &'a Entry>) -> BTreeSet<u32> {
        let began = known.filter_map(|entry| match entry {
            Entry::Began(take) => Some(take.hand.number),
            _ => None,
        });
        let began: BTreeSet<u32> = began.collect();
        let played = self.played.iter().map(|played| played.draw);
        played.filter(|draw| !began.contains(draw)).collect()
    }

    /// Everybody, as the roster shows them, with the lines that they had before this session changed them.
    fn people_known(&self) -> impl Iterator<Item = Entry> {
        self.players.iter().flat_map(|player| {
            let PlayerKey::Person(id) = player.key else { return Vec::new() };
            let credit = self.credits.get(&player.key).copied().unwrap_or_default();
            let arrived = Entry::Arrived { player: id, name: player.name.clone(), credit };
            let presence = Entry::Presence { player: id, presence: player.presence };
            let said = self.lines_before.get(&id).unwrap_or(&player.lines);
            let lines = Entry::Lines { player: id, lines: said.clone() };
            let is_here = player.presence == Presence::Present;
            let more = [(!is_here).then_some(presence), (!said.is_empty()).then_some(lines)];
            std::iter::once(arrived).chain(more.into_iter().flatten()).collect()
        })
    }
}

/// The take or draw that an entry is about, if it names one.
fn subject(entry: &Entry) -> Option<Uuid> {
    match entry {
        Entry::Dealt(hand) => Some(hand.id),
        Entry::Fate { draw, .. } | Entry::DrawVoided { draw, .. } | Entry::DrawRestored { draw, .. } => Some(*draw),
        entry => entry.take(),
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
        Phase::Drawn(table) | Phase::Ready(table, _) => vec![Entry::Dealt(Box::new(table.hand.clone()))],
        Phase::Empty => Vec::new(),
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
