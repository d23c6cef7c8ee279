//! Taking the last thing back.
//!
//! Start with [`Warmup::undo`]. What time alone brought about stays: then only what was done to lists can still be taken
//! back.

use crate::pack::PromptKey;
use crate::scene::{Ms, Now};
use crate::stage::{HowLong, SEEN_EVERY};
use crate::take::{Ending, Entry};

use super::{Effect, Ids, Phase, Turn, Warmup};

/// The most that can be taken back.
const DEPTH: usize = 64;

/// What can be taken back.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Undo {
    /// A prompt or the space before it was left.
    Left(Left),
    /// A prompt came on the never list, and was left if it was playing.
    Nevered { prompt: PromptKey, left: Option<Left> },
    /// A prompt became a favourite, or was one no longer.
    Favoured(PromptKey),
}

/// What was left, and when, by the monotonic clock.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Left {
    back: Back,
    at: Now,
    /// The number of the prompt that would have come next.
    next: u32,
}

#[derive(Debug, Clone, PartialEq)]
enum Back {
    Prompt(Box<Turn>),
    Rest { left: Ms },
}

impl Undo {
    /// What is left of it once time has gone on; `false` if nothing is.
    pub(super) fn stays(&mut self) -> bool {
        match self {
            Self::Left(_) => false,
            Self::Favoured(_) => true,
            Self::Nevered { left, .. } => {
                *left = None;
                true
            }
        }
    }
}

impl Warmup {
    /// Goes on to the next prompt at once; to the end, if there is none.
    pub(super) fn skip(&mut self, now: Now, nevered: Option<PromptKey>, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let left = self.leave(now, effects);
        self.origin = now.ms() - Ms::from(self.next) * self.course.period();
        if !self.has_next() || !self.begin(now, false, ids, effects) {
            self.over(effects);
        }
        self.keep(match nevered {
            Some(prompt) => Undo::Nevered { prompt, left },
            None => match left {
                Some(left) => Undo::Left(left),
                None => return,
            },
        });
    }

    /// Ends it here.
    pub(super) fn end(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let left = self.leave(now, effects);
        self.over(effects);
        if let Some(left) = left {
            self.keep(Undo::Left(left));
        }
    }

    /// Keeps the prompt that is played, or was last, from being drawn again.
    pub(super) fn never(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Some(prompt) = self.last_prompt().cloned() else { return };
        self.bar(&prompt, true, effects);
        self.say(format!("{prompt} is never drawn again"), effects);
        if matches!(self.phase, Phase::Prompt(_)) {
            self.skip(now, Some(prompt), ids, effects);
        } else {
            self.keep(Undo::Nevered { prompt, left: None });
        }
    }

    /// Makes the prompt that is played, or was last, a favourite, or no longer.
    pub(super) fn favour(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(prompt) = self.last_prompt().cloned() else { return };
        self.set_favourite(now, &prompt, effects);
        let is = if self.is_favourite(&prompt) { "is a favourite" } else { "is no favourite any more" };
        self.say(format!("{prompt} {is}"), effects);
        self.keep(Undo::Favoured(prompt));
    }

    fn set_favourite(&mut self, now: Now, prompt: &PromptKey, effects: &mut Vec<Effect>) {
        let is_new = !self.favourites.remove(prompt);
        if is_new {
            self.favourites.insert(prompt.clone());
        }
        self.save(Entry::Favourite { prompt: prompt.clone(), since: is_new.then_some(now.utc) }, effects);
    }

    /// Takes the last thing back.
    pub(super) fn undo(&mut self, now: Now, effects: &mut Vec<Effect>) {
        match self.undo.pop_back() {
            None => self.say("nothing to take back", effects),
            Some(Undo::Left(left)) => {
                let what = if self.phase == Phase::Over { "the end" } else { "next" };
                self.go_back(now, left, effects);
                self.say(format!("took back: {what}"), effects);
            }
            Some(Undo::Favoured(prompt)) => {
                self.set_favourite(now, &prompt, effects);
                self.say("took back: favourite", effects);
            }
            Some(Undo::Nevered { prompt, left }) => {
                self.bar(&prompt, false, effects);
                if let Some(left) = left {
                    self.go_back(now, left, effects);
                }
                self.say(format!("took back: {prompt} may be drawn again"), effects);
            }
        }
    }

    fn keep(&mut self, undo: Undo) {
        self.undo.push_back(undo);
        if self.undo.len() > DEPTH {
            self.undo.pop_front();
        }
    }

    /// Leaves what is played, or the space before the next.
    fn leave(&mut self, now: Now, effects: &mut Vec<Effect>) -> Option<Left> {
        let back = match &self.phase {
            Phase::Prompt(_) => Back::Prompt(self.finish(now, Ending::Edit, effects)?),
            Phase::Rest => Back::Rest { left: self.rest_left(now) },
            Phase::Over => return None,
        };
        // What was paused before stood still for that long.
        self.ends += self.halted.take().map_or(0, |since| now.ms() - since);
        Some(Left { back, at: now, next: self.next })
    }

    /// Goes back to what was left, as if the time since had been a pause. What came in between is voided.
    fn go_back(&mut self, now: Now, Left { back, at, next }: Left, effects: &mut Vec<Effect>) {
        while self.next > next {
            self.next -= 1;
            let Some(record) = self.records.pop() else { break };
            self.deck.unrecord();
            self.save(Entry::TakeVoided { take: record.take.id, at: now.utc }, effects);
            self.save(Entry::DrawVoided { draw: record.take.hand.id, at: now.utc }, effects);
        }
        self.halted = None;
        self.ends += now.ms() - at.ms();
        match back {
            Back::Prompt(mut turn) => {
                if !turn.scene.is_paused() {
                    turn.scene.toggle(at);
                }
                turn.scene.toggle(now);
                turn.seen_due = now.ms() + SEEN_EVERY;
                let begins = now.ms() + turn.scene.left(now) - self.course.every;
                self.origin = begins - Ms::from(turn.number) * self.course.period();
                self.save(Entry::Reopened { take: turn.take.id }, effects);
                if let Some(record) = self.records.last_mut() {
                    record.end = None;
                }
                self.phase = Phase::Prompt(turn);
            }
            Back::Rest { left } => {
                self.origin = now.ms() + left - Ms::from(self.next) * self.course.period();
                self.phase = Phase::Rest;
            }
        }
        self.aim();
    }

    /// Keeps a prompt from being drawn, or no longer.
    fn bar(&mut self, prompt: &PromptKey, is_barred: bool, effects: &mut Vec<Effect>) {
        let mut never = self.deck.never().clone();
        if is_barred {
            never.prompts.insert(prompt.clone());
        } else {
            never.prompts.remove(prompt);
        }
        self.deck.set_never(never);
        self.aim();
        let how_long = is_barred.then_some(HowLong::Always);
        effects.push(Effect::Never { prompt: prompt.clone(), how_long });
    }
}
