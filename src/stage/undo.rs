//! Taking things back, one at a time. Nothing leaves the log: what is taken back is voided there.

use uuid::Uuid;

use crate::scene::{Ms, Now, Shifted};
use crate::take::{Entry, Fate, Verdict};

use super::plan::Before;
use super::{Debrief, Effect, Phase, Play, Record, Stage, Table};

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
    Judged { what: &'static str, judgement: Uuid },
    /// "Again": back to the debrief before.
    Again { back: Box<Debrief> },
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

    pub(super) fn verdict(&self) -> Option<(Uuid, Option<Verdict>)> {
        match self {
            Self::Drew { back } => back.verdict(),
            Self::Again { back } => Some(back.verdict()),
            Self::Block { before, .. } => before.cleared.as_ref()?.verdict(),
            _ => None,
        }
    }
}

impl Stage {
    /// Takes the last thing back and says what it was.
    pub(super) fn undo(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Some(last) = self.undo.pop() else {
            self.tell("nothing to take back");
            return;
        };
        match last {
            Undo::Drew { back } => {
                self.void_draw(now, effects);
                self.phase = *back;
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
            Undo::Nudged { by, moment } => {
                match &mut self.phase {
                    Phase::Ready(_, timer) => {
                        let left = timer.left(now);
                        *timer = timer.nudged((left - by).max(0) - left);
                    }
                    Phase::Scene(play) => {
                        play.scene.nudge(-by);
                    }
                    Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => {}
                }
                self.void_moment(now, moment, effects);
                self.took_back(&format!("{:+} s", by / 1000));
            }
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
                self.phase = Phase::Scene(back);
                self.took_back(if stopped { "breaking off: the scene goes on" } else { "the end: the scene goes on" });
            }
            Undo::Judged { what, judgement } => self.unjudge(now, what, judgement, effects),
            Undo::Again { back } => {
                self.phase = Phase::Debrief(back);
                self.took_back("the retake");
            }
            Undo::Block { what, before } => self.unturn(what, *before),
        }
    }

    /// Drops what can be taken back of a countdown that is over: with its scene it is taken back whole.
    pub(super) fn forget_countdown(&mut self) {
        while let Some(Undo::Nudged { .. }) = self.undo.last() {
            self.undo.pop();
        }
        if matches!(self.undo.last(), Some(Undo::Called)) {
            self.undo.pop();
        }
    }

    fn unbegin(&mut self, now: Now, back: Table, effects: &mut Vec<Effect>) {
        if let Phase::Scene(play) = &self.phase {
            let take = play.record.take.id;
            self.count(take, None);
            self.save(Entry::TakeVoided { take, at: now.utc }, effects);
        }
        self.played.pop();
        self.phase = Phase::Drawn(back);
        self.took_back("the beginning: the take is void");
    }

    fn unjudge(&mut self, now: Now, what: &str, judgement: Uuid, effects: &mut Vec<Effect>) {
        self.save(Entry::JudgementVoided { judgement, at: now.utc }, effects);
        if let Phase::Debrief(debrief) = &mut self.phase {
            debrief.judgements.pop();
            let (take, verdict) = debrief.verdict();
            self.count(take, verdict);
        }
        self.took_back(&format!("the {what}"));
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
