//! The packs as they lie on the shelf, which may change while a scene runs.
//!
//! Start with [`Shelved`] and [`Stage::restock`]. What is on the table keeps the words it was drawn with, whatever becomes
//! of its pack.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use crate::deck::Purpose;
use crate::diagnostic::Diagnostic;
use crate::learn::Counts;
use crate::pack::{Pack, PromptKey, Weight};
use crate::scene::Now;

use super::table::CERTAIN;
use super::{Effect, Ids, Phase, Stage, Table, Undo, Weighing};

/// A pack, and the file it is read from as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelved {
    /// Its name.
    pub name: String,
    /// Where it is, in words: a path, or that it is built in.
    pub place: String,
    /// What is drawn from; `None` where nothing of it could be read.
    pub pack: Option<Arc<Pack>>,
    /// What is wrong with the file.
    pub remarks: Vec<Remark>,
    /// Whether the file can't be read as it stands now, so that what it held before is drawn from.
    pub is_kept: bool,
}

impl Shelved {
    /// That the file can't be read, where and why, if that is so.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let remark = self.remarks.first().filter(|_| self.is_kept)?;
        let (place, line, why) = (&self.place, remark.line, &remark.finding.message);
        Some(format!("{} is kept as it was: line {line}: {why} ({place})", self.name))
    }
}

/// A finding with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The line it begins at, from 1.
    pub line: usize,
    /// What was found.
    pub finding: Diagnostic,
}

impl Stage {
    /// The packs, by name.
    #[must_use]
    pub fn shelf(&self) -> &[Shelved] {
        &self.shelf
    }

    /// How often the packs or the favourites have changed: while it is the same, so is every entry of the deck.
    #[must_use]
    pub const fn edition(&self) -> u32 {
        self.edition
    }

    /// What of the packs can't be read as it stands now.
    #[must_use]
    pub fn pack_trouble(&self) -> Option<String> {
        self.shelf.iter().find_map(Shelved::trouble)
    }

    /// What the takes of a prompt were worth, when that was last looked up.
    #[must_use]
    pub fn rate(&self, prompt: &PromptKey) -> Counts {
        self.rates.get(prompt).copied().unwrap_or_default()
    }

    /// A prompt as a draw could put it on the table, with who is here: no draw follows from it, and no secret is in it.
    #[must_use]
    pub fn preview(&self, entry: usize, attempt: u32, now: Now) -> Table {
        let filled = self.deck.preview(entry, self.workshop.seed, attempt);
        let hand = self.hand(entry, filled, CERTAIN, now, Uuid::nil());
        let present = self.present().len();
        let size = self.size_of(self.deck.entry(entry).1, present).unwrap_or(present);
        let mut table = Table::of(hand, size);
        table.hand.roles.iter_mut().for_each(|role| role.secret = None);
        self.cast(&mut table, &[], (Purpose::PreviewCast, 0, attempt));
        table
    }

    /// Why a prompt can't be put on the table now, if it can't.
    #[must_use]
    pub fn objection(&self, entry: usize) -> Option<String> {
        match &self.phase {
            Phase::Ready(..) => Some("the players get ready for another prompt: esc on the stage goes back".to_owned()),
            Phase::Scene(_) => Some("a scene runs: end it first".to_owned()),
            Phase::Drawn(table) if table.takes > 0 => {
                Some("a prompt that was played is on the table: go on from it first".to_owned())
            }
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => {
                self.deck.barred(entry).map(|out| format!("this prompt can't be played now: {out}"))
            }
        }
    }

    /// Draws from these packs from now on.
    pub(super) fn restock(&mut self, found: Vec<Shelved>, news: String) {
        let packs: Vec<_> = found.iter().filter_map(|shelved| shelved.pack.clone()).collect();
        self.deck.restock(&packs);
        self.shelf = by_name(found);
        self.edition += 1;
        if !news.is_empty() {
            self.tell(news);
        }
    }

    /// Puts a prompt of the leader's choice on the table, in place of one that is passed over.
    pub(super) fn choose(&mut self, now: Now, prompt: &PromptKey, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Some(entry) = self.deck.find(prompt) else { return };
        if let Some(why) = self.objection(entry) {
            return self.tell(why);
        }
        if self.clear(effects) {
            let table = self.deal_chosen(entry, now, ids, effects);
            self.phase = Phase::Drawn(table);
            self.tell(format!("{prompt} is on the stage, as you chose"));
        }
    }

    pub(super) fn weigh(&self, prompt: PromptKey, weighing: Weighing, effects: &mut Vec<Effect>) {
        if self.deck.find(&prompt).is_some() {
            effects.push(Effect::Weigh { prompt, weighing });
        }
    }

    /// Remembers a weight that was written, to take it back.
    pub(super) fn weighed(&mut self, prompt: PromptKey, before: Weight) {
        self.keep(Undo::Weighed { prompt, weight: before });
    }

    /// Opens a prompt's file in the editor, which would hide a running clock.
    pub(super) fn edit(&mut self, prompt: PromptKey, effects: &mut Vec<Effect>) {
        if matches!(self.phase, Phase::Ready(..) | Phase::Scene(_)) {
            return self.tell("an editor would hide the clock: end the scene first");
        }
        effects.push(Effect::Edit(prompt));
    }

    pub(super) fn take_rates(&mut self, rates: BTreeMap<PromptKey, Counts>) {
        self.rates = rates;
    }
}

/// Packs in the order of the deck.
pub(super) fn by_name(mut shelf: Vec<Shelved>) -> Vec<Shelved> {
    shelf.sort_by(|a, b| a.name.cmp(&b.name));
    shelf
}
