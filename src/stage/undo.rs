//! Taking things back, one at a time. Nothing leaves the log: what is taken back is voided there.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::cast::PlayerKey;
use crate::consent::Purpose;
use crate::deck::Filters;
use crate::pack::{PromptKey, Weight};
use crate::scene::{Ms, Now, Shifted};
use crate::take::{Counted, Entry, Fate};

use super::plan::Before;
use super::roster::Standing;
use super::{Debrief, Effect, Ids, Phase, Play, Record, Stage, Table, Weighing};

/// How many things can be taken back. Many workshops are shorter; a longer one is not to grow without end.
pub(super) const STEPS: usize = 1000;

/// One thing that can be taken back, with what is needed to do so.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Undo {
    /// A draw: back to the screen before.
    Drew { back: Box<Phase> },
    /// A pass, and the draw that followed it.
    Passed { back: Box<Table> },
    /// Other words, another cast, another number of players.
    Laid { what: &'static str, before: Box<Table> },
    /// "Call it".
    Called,
    /// A scene that began: back to the table, its take voided.
    Began { back: Box<Table> },
    /// More or less time.
    Nudged { by: Ms, moment: Option<Uuid> },
    /// A shift.
    Shifted { shifted: Shifted, moment: Option<Uuid> },
    /// A mark or a slate.
    Marked { what: &'static str, moment: Uuid },
    /// A coaching line.
    Coached { line: usize, before: Option<usize>, moment: Option<Uuid> },
    /// The end of a scene: it goes on as if it had never ended.
    Ended { back: Box<Play> },
    /// A verdict, a note or a perceived feeling.
    Judged { what: &'static str, take: Uuid, judgement: Uuid, before: Option<Counted> },
    /// "Again": back to the debrief before.
    Again { back: Box<Debrief> },
    /// A prompt put on the never list and passed, and the draw that followed if one fit.
    Nevered { back: Box<Table>, prompt: PromptKey },
    /// A prompt made a favourite, or no longer.
    Favoured { prompt: PromptKey },
    /// Another weight in a prompt's file.
    Weighed { prompt: PromptKey, before: Weight },
    /// Other filters.
    Filtered { before: Box<Filters> },
    /// A rehearsal begun or ended.
    Rehearsed,
    /// Somebody come or gone, and the cast on the table if that changed it. What happened by itself goes with the draw
    /// that brought it about.
    Placed { player: PlayerKey, before: Standing, table: Option<Box<Table>>, by_itself: bool },
    /// Somebody held in every cast, or no longer, and the cast on the table if that changed it.
    Held { player: PlayerKey, table: Option<Box<Table>> },
    /// Somebody's lines.
    Lined { player: Uuid, before: Vec<String> },
    /// What somebody agreed to: the purposes for which nothing was in force, and whether these are all of them.
    Agreed { player: Uuid, new: BTreeSet<Purpose>, is_all: bool },
    /// A withdrawal, which nothing takes back.
    Withdrew,
    /// A block of the plan that began, or was given more.
    Block { what: &'static str, before: Box<Before> },
}

impl Undo {
    pub(super) fn record_mut(&mut self) -> Option<&mut Record> {
        match self {
            Self::Drew { back } => back.record_mut(),
            Self::Ended { back } => Some(&mut back.record),
            Self::Again { back } => Some(&mut back.record),
            Self::Block { before, .. } => before.cleared.as_mut()?.record_mut(),
            _ => None,
        }
    }

    pub(super) fn debrief_mut(&mut self) -> Option<&mut Debrief> {
        match self {
            Self::Drew { back } => back.debrief_mut(),
            Self::Again { back } => Some(back),
            Self::Block { before, .. } => before.cleared.as_mut()?.debrief_mut(),
            _ => None,
        }
    }
}

impl Stage {
    /// Remembers what can be taken back.
    pub(super) fn keep(&mut self, undo: Undo) {
        if self.undo.len() == STEPS {
            self.undo.pop_front();
        }
        self.undo.push_back(undo);
    }

    /// Takes the last thing back and says what it was.
    pub(super) fn undo(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        match self.undo.pop_back() {
            Some(last) => self.take_back(last, now, ids, effects),
            None => self.tell("nothing to take back"),
        }
    }

    pub(super) fn take_back(&mut self, undo: Undo, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        match undo {
            Undo::Drew { back } => {
                self.void_draw(now, effects);
                self.phase = *back;
                while let Some(Undo::Placed { by_itself: true, .. }) = self.undo.back() {
                    self.undo(now, ids, effects);
                }
                self.took_back("the draw");
                self.unturn_with_draw();
            }
            Undo::Passed { back } => {
                self.void_draw(now, effects);
                self.save(Entry::Fate { draw: back.hand.id, fate: Fate::Open }, effects);
                self.phase = Phase::Drawn(*back);
                self.took_back("the pass");
            }
            Undo::Laid { what, before } => {
                self.relay(&before, effects);
                self.took_back(&format!("the {what}"));
            }
            Undo::Called => {
                if let Phase::Ready(table, _) = &self.phase {
                    self.phase = Phase::Drawn(table.clone());
                }
                self.took_back("the call");
            }
            Undo::Began { back } => self.unbegin(now, *back, effects),
            Undo::Nudged { by, moment } => self.unnudge(now, by, moment, effects),
            Undo::Shifted { shifted, moment } => {
                if let Phase::Scene(play) = &mut self.phase {
                    play.scene.unshift(shifted);
                }
                self.void_moment(now, moment, effects);
                self.took_back("the shift");
            }
            Undo::Marked { what, moment } => {
                self.void_moment(now, Some(moment), effects);
                self.took_back(&format!("the {what}"));
            }
            Undo::Coached { line, before, moment } => {
                if let Phase::Scene(play) = &mut self.phase {
                    play.scene.uncoach(line);
                    // A line that cued itself since then stays.
                    if play.said == Some(line) {
                        play.said = before;
                    }
                }
                self.void_moment(now, moment, effects);
                self.took_back("the coaching line");
            }
            Undo::Ended { back } => {
                let stopped = matches!(&self.phase, Phase::Debrief(debrief) if debrief.is_stopped());
                self.save(Entry::Reopened { take: back.record.take.id }, effects);
                self.set_length(0);
                self.phase = Phase::Scene(back);
                self.took_back(if stopped { "breaking off: the scene goes on" } else { "the end: the scene goes on" });
            }
            Undo::Judged { what, take, judgement, before } => {
                self.save(Entry::JudgementVoided { take, judgement, at: now.utc }, effects);
                for debrief in self.debriefs_mut() {
                    debrief.judgements.retain(|given| given.id != judgement);
                }
                self.count(take, before);
                self.took_back(&format!("the {what}"));
            }
            Undo::Again { back } => {
                self.phase = Phase::Debrief(back);
                self.took_back("the retake");
            }
            Undo::Nevered { back, prompt } => self.unnever(now, *back, prompt, effects),
            Undo::Filtered { before } => {
                self.deck.set_filters(*before);
                self.took_back(&format!("the filters: {} fit", self.deck.fits()));
            }
            Undo::Weighed { prompt, before } => {
                self.took_back(&format!("the weight of {prompt}"));
                effects.push(Effect::Weigh { prompt, weighing: Weighing::To(before) });
            }
            Undo::Favoured { prompt } => {
                let is_favourite = self.turn_favourite(now, &prompt, effects);
                let what = if is_favourite { "is no longer a" } else { "is a" };
                self.took_back(&format!("that {prompt} {what} favourite"));
            }
            Undo::Rehearsed => {
                self.rehearsal = !self.rehearsal;
                self.took_back(if self.rehearsal { "the end of the rehearsal" } else { "the rehearsal" });
            }
            Undo::Placed { player, before, table, by_itself: _ } => self.unplace(player, before, table, effects),
            Undo::Held { player, table } => self.unhold(player, table, effects),
            Undo::Lined { player, before } => self.unline(player, before, effects),
            Undo::Agreed { player, new, is_all } => self.unagree(now, player, (new, is_all), ids, effects),
            Undo::Withdrew => self.tell("a withdrawal stands: to agree anew, c on the roster"),
            Undo::Block { what, before } => self.unturn(what, *before),
        }
    }

    /// Drops what can be taken back within a countdown that is over: with its scene it is taken back whole. Gives the
    /// place of what began it.
    pub(super) fn end_countdown(&mut self) -> Option<usize> {
        let call = self.undo.iter().rposition(|undo| matches!(undo, Undo::Called | Undo::Again { .. }))?;
        let meanwhile = self.undo.split_off(call);
        self.undo.extend(meanwhile.into_iter().filter(|undo| !matches!(undo, Undo::Nudged { .. })));
        Some(call)
    }

    fn unnudge(&mut self, now: Now, by: Ms, moment: Option<Uuid>, effects: &mut Vec<Effect>) {
        match &mut self.phase {
            Phase::Ready(_, timer) => {
                let left = timer.left(now);
                *timer = timer.nudged((left - by).max(0) - left);
            }
            Phase::Scene(play) => {
                play.scene.nudge(-by);
                play.signalled -= by;
            }
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => {}
        }
        self.void_moment(now, moment, effects);
        self.took_back(&format!("{:+} s", by / 1000));
    }

    fn unnever(&mut self, now: Now, back: Table, prompt: PromptKey, effects: &mut Vec<Effect>) {
        self.void_draw(now, effects);
        let mut never = self.deck.never().clone();
        never.prompts.remove(&prompt);
        self.deck.set_never(never);
        effects.push(Effect::Never { prompt, how_long: None });
        self.save(Entry::Fate { draw: back.hand.id, fate: Fate::Open }, effects);
        self.phase = Phase::Drawn(back);
        self.took_back("the never");
    }

    fn unbegin(&mut self, now: Now, back: Table, effects: &mut Vec<Effect>) {
        if let Phase::Scene(play) = &self.phase {
            let take = play.record.take.id;
            self.save(Entry::TakeVoided { take, at: now.utc }, effects);
        }
        self.played.pop();
        self.phase = Phase::Drawn(back);
        self.took_back("the beginning: the take is void");
    }

    fn void_draw(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(draw) = self.phase.table().map(|table| table.hand.id) else { return };
        self.deck.unrecord();
        self.save(Entry::DrawVoided { draw, at: now.utc }, effects);
    }

    fn void_moment(&mut self, now: Now, moment: Option<Uuid>, effects: &mut Vec<Effect>) {
        let (Some(id), Phase::Scene(play)) = (moment, &mut self.phase) else { return };
        play.record.moments.retain(|moment| moment.id != id);
        self.save(Entry::MomentVoided { moment: id, at: now.utc }, effects);
    }

    pub(super) fn took_back(&mut self, what: &str) {
        self.tell(format!("took back {what}"));
    }
}
