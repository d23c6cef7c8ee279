//! What the leader wants drawn, and what not.
//!
//! Start with [`Stage::filter`].

use crate::deck::Filters;
use crate::pack::PromptKey;
use crate::scene::Now;
use crate::take::{Entry, Fate};

use super::{Effect, HowLong, Ids, Phase, Stage, Undo};

impl Stage {
    /// Draws only from what these want.
    pub(super) fn filter(&mut self, filters: Filters) {
        let before = self.deck.filters().clone();
        if before != filters {
            self.deck.set_filters(filters);
            self.keep(Undo::Filtered { before: Box::new(before) });
        }
        self.tell(match self.deck.fits() {
            0 => self.nothing_fits(),
            1 => format!("1 prompt fits, of {}", self.deck.len()),
            fits => format!("{fits} prompts fit, of {}", self.deck.len()),
        });
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
        let mut never = self.deck.never().clone();
        never.prompts.insert(prompt.clone());
        self.deck.set_never(never);
        effects.push(Effect::Never { prompt: prompt.clone(), how_long: Some(how_long) });
        // The pass is written first, so that the log never has two prompts on the table.
        self.save(Entry::Fate { draw: back.hand.id, fate: Fate::Passed(None) }, effects);
        self.phase = match self.turn_up() {
            Some(turned) => Phase::Drawn(self.deal(turned, now, ids, effects)),
            None => Phase::Empty,
        };
        self.keep(Undo::Nevered { back: Box::new(back), prompt });
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

    /// Why nothing can be drawn, as a sentence.
    pub(super) fn nothing_fits(&self) -> String {
        let removed: Vec<String> = self.deck.shortfall().iter().map(|(out, n)| format!("{n} {out}")).collect();
        match removed.as_slice() {
            [] => "there are no prompts: add a pack".to_owned(),
            removed => format!("no prompt fits: {}", removed.join(", ")),
        }
    }
}
