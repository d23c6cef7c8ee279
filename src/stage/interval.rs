//! A break of the plan: its clock, holding it, ending it, and the end of a debrief that had its time.
//!
//! Start with [`Stage::break_left`]. Both ends are signalled once, when they come by themselves; neither moves on.

use crate::cue::spell_duration;
use crate::scene::{Ms, Now};

use super::{Effect, Phase, Running, Stage, to_next_second};

impl Stage {
    /// How much of the plan's break is left, unless a scene is called or on stage; below zero once its time is over.
    #[must_use]
    pub fn break_left(&self, now: Now) -> Option<Ms> {
        let is_playing = matches!(self.phase, Phase::Ready(..) | Phase::Scene(_));
        self.plan.as_ref().filter(|_| !is_playing)?.break_left(now)
    }

    /// Whether a break is what the stage is at: no scene, and no debrief that is still to be left.
    #[must_use]
    pub fn is_in_break(&self) -> bool {
        matches!(self.phase, Phase::Empty | Phase::Drawn(_)) && self.has_break()
    }

    /// Whether the clock of the plan's break stands still.
    #[must_use]
    pub fn is_break_held(&self) -> bool {
        self.plan.as_ref().is_some_and(Running::is_held)
    }

    /// Whether the plan is in a break, whatever is on the stage.
    pub(super) fn has_break(&self) -> bool {
        self.plan.as_ref().is_some_and(Running::is_break)
    }

    /// Holds the break, or lets it go on.
    pub(super) fn hold_break(&mut self, now: Now) {
        if let Some(plan) = self.plan.as_mut().filter(|plan| plan.is_break()) {
            plan.hold(now);
        }
    }

    /// Ends the break: the next block begins, if there is one. Where a draw follows, they are taken back together.
    pub(super) fn end_break(&mut self, now: Now, with_draw: bool) {
        if self.enter_next(now, with_draw) {
            return;
        }
        let Some(mut running) = self.plan.clone() else { return };
        running.finish();
        self.turn("the end of the break", running, with_draw);
        self.tell("the break is over, and with it the plan");
    }

    /// Leaves the debrief for the break that has begun meanwhile.
    pub(super) fn leave_debrief(&mut self) {
        let Some(running) = self.plan.clone() else { return };
        self.turn("leaving the debrief", running, false);
    }

    /// Signals that the time of a debrief, or of a break, has come to its end by itself. A debrief is not to be disturbed:
    /// its field is never turned.
    pub(super) fn signal_ends(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if let Some(plan) = &self.plan
            && !plan.was_over
            && self.break_left(now).is_some_and(|left| left <= 0)
        {
            let next = plan.next_name();
            self.signal("the break is over".to_owned(), format!("next: {next}"), effects);
        }
        if let Phase::Debrief(debrief) = &self.phase
            && !debrief.was_over
            && debrief.is_over(now)
        {
            let length = spell_duration(debrief.record.table.hand.times.debrief);
            self.signal("the debrief has had its time".to_owned(), format!("its {length} is up"), effects);
        }
        self.note_ends(now);
    }

    /// Notes what is over now, so that it is signalled only if it ends by itself and on the stage.
    pub(super) fn note_ends(&mut self, now: Now) {
        let is_break_over = self.break_left(now).is_some_and(|left| left <= 0);
        if let Some(plan) = &mut self.plan {
            plan.was_over = is_break_over;
        }
        if let Phase::Debrief(debrief) = &mut self.phase {
            debrief.was_over = debrief.is_over(now);
        }
    }

    /// When the clock of a break or a debrief shows another second, by the monotonic clock.
    pub(super) fn next_second(&self, now: Now) -> Option<Ms> {
        let in_break = self.break_left(now).filter(|_| !self.is_break_held());
        let in_debrief = match &self.phase {
            Phase::Debrief(debrief) => debrief.left(now).filter(|&left| left > 0),
            _ => None,
        };
        in_break.into_iter().chain(in_debrief).map(|left| now.ms() + to_next_second(left)).min()
    }
}
