//! What is looked up in the log: takes, with what is given to them, and what all of it amounts to.
//!
//! Start with [`Stage::find`].

use uuid::Uuid;

use crate::report::Topic;
use crate::scene::Now;
use crate::take::{Ending, Entry, Judgement, PastTake, Reason, Verdict};

use super::{Effect, Ids, Phase, Stage};

impl Stage {
    /// Looks takes up.
    pub(super) fn find(&mut self, words: String, effects: &mut Vec<Effect>) {
        effects.push(Effect::Find(words.clone()));
        self.sought = Some(words);
    }

    /// Takes in what was found, and what of it is on its way to the log.
    pub(super) fn take_in(&mut self, found: Vec<PastTake>) {
        for take in &found {
            let known = self.others.entry(take.id).or_insert_with(|| take.clone());
            // What was said since by others is shown too.
            let is_new = |judgement: &&Judgement| known.judgements.iter().all(|other| other.id != judgement.id);
            let new: Vec<_> = take.judgements.iter().filter(is_new).cloned().collect();
            known.judgements.extend(new);
        }
        self.found = found;
        for entry in self.outbox.entries() {
            amend(&mut self.found, entry);
        }
    }

    /// Looks the same up once more where that would find something else.
    pub(super) fn find_again(&self, effects: &mut Vec<Effect>) {
        let changes = |effect: &Effect| match effect {
            Effect::Save { entry, .. } => matches!(
                entry,
                Entry::Ended { .. }
                    | Entry::Reopened { .. }
                    | Entry::TakeVoided { .. }
                    | Entry::Judged { .. }
                    | Entry::JudgementVoided { .. }
            ),
            _ => false,
        };
        if let Some(words) = &self.sought
            && effects.iter().any(changes)
        {
            effects.push(Effect::Find(words.clone()));
        }
    }

    /// Looks up what the log amounts to, or no longer.
    pub(super) fn figure(&mut self, topic: Option<Topic>, effects: &mut Vec<Effect>) {
        self.topic = topic;
        effects.extend(topic.map(Effect::Figures));
    }

    /// Looks the same up once more where that would amount to something else.
    pub(super) fn figure_again(&self, effects: &mut Vec<Effect>) {
        let changes = |effect: &Effect| match effect {
            Effect::Save { entry, .. } => !matches!(entry, Entry::Seen { .. } | Entry::Moment { .. }),
            _ => false,
        };
        if let Some(topic) = self.topic
            && effects.iter().any(changes)
        {
            effects.push(Effect::Figures(topic));
        }
    }

    /// Gives a verdict on a take that was found.
    pub(super) fn judge_found(
        &mut self,
        now: Now,
        take: Uuid,
        (verdict, reason): (Verdict, Option<Reason>),
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) {
        if self.is_debriefed(take) {
            return self.judge(now, verdict, reason, ids, effects);
        }
        let Some(found) = self.ended(take) else { return };
        if found.end.is_some_and(|end| end.ending == Ending::Stopped) {
            return self.tell("this take was broken off: no verdict is asked");
        }
        let mut judgement = self.judgement(now, self.given(&found).cloned(), ids);
        judgement.set_verdict(verdict, reason);
        self.give(take, judgement, "verdict", effects);
    }

    /// Sets the note on a take that was found.
    pub(super) fn note_found(&mut self, now: Now, take: Uuid, note: &str, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        if self.is_debriefed(take) {
            return self.note(now, note, ids, effects);
        }
        let Some(found) = self.ended(take) else { return };
        let mut judgement = self.judgement(now, self.given(&found).cloned(), ids);
        judgement.set_note(note);
        self.give(take, judgement, "note", effects);
    }

    /// A take that was found and has ended.
    fn ended(&mut self, take: Uuid) -> Option<PastTake> {
        let found = self.found.iter().find(|found| found.id == take)?.clone();
        if found.end.is_none() {
            self.tell(format!("take {} still runs: judge it when it has ended", found.number));
            return None;
        }
        Some(found)
    }

    /// What this session's judge gave to a take last.
    #[must_use]
    pub fn given<'a>(&self, found: &'a PastTake) -> Option<&'a Judgement> {
        found.judgements.iter().rev().find(|judgement| judgement.by == self.habits.judge)
    }

    fn is_debriefed(&self, take: Uuid) -> bool {
        matches!(&self.phase, Phase::Debrief(debrief) if debrief.record.take.id == take)
    }
}

/// Takes in what an entry says of takes that were found.
pub(super) fn amend(found: &mut Vec<PastTake>, entry: &Entry) {
    if let Entry::TakeVoided { take, .. } = entry {
        found.retain(|found| found.id != *take);
    }
    for found in found {
        found.amend(entry);
    }
}
