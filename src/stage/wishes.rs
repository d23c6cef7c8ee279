//! What the leader wants drawn, and what not.
//!
//! Start with [`Stage::filter`].

use crate::deck::{Deck, Filters, Never};
use crate::pack::PromptKey;
use crate::scene::Now;
use crate::take::{Entry, Fate, Hand};

use super::{Effect, HowLong, Ids, Phase, Stage, Undo};

impl Stage {
    /// Draws only from what these want.
    pub(super) fn filter(&mut self, filters: Filters) {
        let before = self.deck.filters().clone();
        if before != filters {
            self.deck.set_filters(filters);
            self.keep(Undo::Filtered { filters: Box::new(before) });
        }
        self.tell(self.fitting());
    }

    /// Keeps the prompt on the table from being drawn again, and draws another.
    pub(super) fn never(&mut self, now: Now, how_long: HowLong, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Some(back) = self.unplayed() else { return };
        let Some(source) = &back.hand.source else {
            return self.tell("your own prompt is on no list: n draws another");
        };
        let prompt = source.prompt.clone();
        self.tell(match how_long {
            HowLong::Today => format!("{prompt} is not drawn again today"),
            HowLong::Always => format!("{prompt} is never drawn again"),
        });
        self.put_on_never(&prompt, how_long, effects);
        // The pass is written first, so that the log never has two prompts on the table.
        self.save(Entry::Fate { draw: back.hand.id, fate: Fate::Passed(None) }, effects);
        self.phase = match self.turn_up() {
            Some(turned) => Phase::Drawn(self.deal(turned, now, ids, effects)),
            None => Phase::Empty,
        };
        self.keep(Undo::Nevered { back: Box::new(back), prompt, how_long });
    }

    pub(super) fn put_on_never(&mut self, prompt: &PromptKey, how_long: HowLong, effects: &mut Vec<Effect>) {
        let mut never = self.deck.never().clone();
        never.prompts.insert(prompt.clone());
        self.deck.set_never(never);
        effects.push(Effect::Never { prompt: prompt.clone(), how_long: Some(how_long) });
    }

    /// Leaves out from now on what another program has put on the never list. What is on the table stays there.
    pub(super) fn hear_never(&mut self, never: Never) {
        let fitting = |deck: &Deck| (0..deck.len()).filter(|&entry| deck.odds(entry).out.is_none()).collect::<Vec<_>>();
        let (before, fitted) = (self.deck.never().clone(), fitting(&self.deck));
        if never == before {
            return;
        }
        self.deck.set_never(never);
        if fitting(&self.deck) != fitted || self.banished(&before).is_some() {
            self.tell(self.never_line(&before));
            self.never_before.get_or_insert_with(|| Box::new(before));
        }
    }

    /// Says it again after the key that had the list looked at, which puts the line away that was there before.
    pub(super) fn say_never(&mut self) {
        if self.notice.is_none()
            && let Some(before) = self.never_before.take()
        {
            self.tell(self.never_line(&before));
        }
    }

    /// What is said of a never list that was another before.
    fn never_line(&self, before: &Never) -> String {
        match self.banished(before) {
            Some(next) => format!("the prompt on the table is on the never list now: {next}"),
            None if self.deck.fits() == 0 => format!("the never list changed, and {}", self.nothing_fits()),
            None => format!("the never list changed: {}", self.fitting()),
        }
    }

    /// What the leader can do about a prompt on the table that the never list has now and had not before.
    fn banished(&self, before: &Never) -> Option<&'static str> {
        let is_new = |hand: &Hand| {
            let is_on = |never: &Never, prompt| never.names(prompt, &hand.tags);
            let prompt = hand.source.as_ref().map(|source| &source.prompt);
            prompt.is_some_and(|prompt| is_on(self.deck.never(), prompt) && !is_on(before, prompt))
        };
        match &self.phase {
            Phase::Drawn(table) if table.takes == 0 && is_new(&table.hand) => Some("n draws another"),
            Phase::Ready(table, _) if table.takes == 0 && is_new(&table.hand) => Some("esc, then n draws another"),
            _ => None,
        }
    }

    /// Makes a prompt a favourite, or no longer. It says nothing of its takes, and changes no odds.
    pub(super) fn favour(&mut self, now: Now, prompt: PromptKey, effects: &mut Vec<Effect>) {
        let is_favourite = self.turn_favourite(now, &prompt, effects);
        self.tell(format!("{prompt} is {} favourite", if is_favourite { "a" } else { "no longer a" }));
        self.keep(Undo::Favoured { prompt });
    }

    /// Whether it is one then.
    pub(super) fn turn_favourite(&mut self, now: Now, prompt: &PromptKey, effects: &mut Vec<Effect>) -> bool {
        let is_favourite = !self.favourites.remove(prompt);
        if is_favourite {
            self.favourites.insert(prompt.clone());
        }
        self.edition += 1;
        self.save(Entry::Favourite { prompt: prompt.clone(), is_favourite, at: now.utc }, effects);
        is_favourite
    }

    /// How many prompts fit, as a sentence.
    fn fitting(&self) -> String {
        match self.deck.fits() {
            0 => self.nothing_fits(),
            1 => format!("1 prompt fits, of {}", self.deck.len()),
            fits => format!("{fits} prompts fit, of {}", self.deck.len()),
        }
    }

    /// Why nothing can be drawn, as a sentence.
    pub(super) fn nothing_fits(&self) -> String {
        let removed: Vec<String> = self.deck.shortfall().iter().map(|(out, n)| format!("{n} {out}")).collect();
        match removed.as_slice() {
            [] => "there are no prompts: add a pack".to_owned(),
            removed => format!("no prompt fits: {}", removed.join(", ")),
        }
    }
}
