//! How a session goes through its plan: `enter` that would draw goes on to the next block when one is over.

use std::collections::BTreeSet;

use crate::deck::Filters;
use crate::plan::Plan;
use crate::scene::Now;

use super::{Effect, Ids, Phase, Running, Stage, Undo};

/// The plan and what hangs on it, as it was before something that can be taken back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Before {
    /// `None` where there was no plan.
    pub(super) running: Option<Running>,
    pub(super) filters: Filters,
    /// The debrief that gave way to a break, or the break's own screen.
    pub(super) cleared: Option<Phase>,
    /// Whether it is taken back together with the draw that follows.
    pub(super) with_draw: bool,
}

impl Stage {
    /// Begins a plan, and says so.
    pub(super) fn begin_plan(&mut self, plan: Plan, now: Now) -> String {
        let blocks = plan.blocks().len();
        let says =
            format!("the plan {} begins: {blocks} {}", plan.title(), if blocks == 1 { "block" } else { "blocks" });
        let opened = self.deck.filters().clone();
        let mut running = Running::begin(plan, opened, self.habits.times, self.next_counted(), now);
        running.scene = self.asked.scene;
        self.deck.set_filters(running.filters());
        self.plan = Some(running);
        says
    }

    /// Draws a prompt; but where the plan's block is over, or a break, the next one begins first, and a break draws
    /// none. A debrief gives way to a break before that is ended. `back` is the screen that undo returns to.
    pub(super) fn go_on(&mut self, now: Now, back: Phase, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        self.phase = back;
        if self.has_break() {
            if matches!(self.phase, Phase::Debrief(_)) {
                return self.leave_debrief();
            }
            self.end_break(now, true);
        } else if self.plan.as_ref().is_some_and(|plan| plan.is_over(now)) {
            self.enter_next(now, true);
        }
        if self.has_break() {
            return;
        }
        let back = std::mem::replace(&mut self.phase, Phase::Empty);
        self.draw(now, back, ids, effects);
    }

    /// Goes on with the next block, whatever is left of this one.
    pub(super) fn next_block(&mut self, now: Now) {
        if self.plan.is_some() && !self.enter_next(now, false) {
            self.tell("this is the last block of the plan");
        }
    }

    /// Goes through the block once more.
    pub(super) fn same_block(&mut self, now: Now) {
        let from = self.next_counted();
        let Some(mut running) = self.plan.clone() else { return };
        running.repeat(from, now);
        self.tell(format!("once more: {}", running.place()));
        self.turn("the repeat", running, false);
    }

    /// Gives the block five minutes more and one scene.
    pub(super) fn longer_block(&mut self, now: Now) {
        let before = self.before_plan();
        let Some(running) = &mut self.plan else { return };
        running.stretch(now);
        let progress = running.progress(now);
        self.keep(Undo::Block { what: "the longer block", before: Box::new(before) });
        self.tell(format!("longer: {progress}"));
    }

    /// The plan as it is, to be put back.
    pub(super) fn before_plan(&self) -> Before {
        let filters = self.deck.filters().clone();
        Before { running: self.plan.clone(), filters, cleared: None, with_draw: false }
    }

    /// Puts the plan back to where it was, and gives where it is now.
    pub(super) fn unturn(&mut self, before: Before) -> Before {
        let Before { mut running, filters, cleared, with_draw } = before;
        if let Some(running) = &mut running {
            running.scene = self.asked.scene;
            if let Some(current) = &self.plan {
                running.keep_hold(current);
            }
        }
        let after = std::mem::replace(&mut self.plan, running);
        let filtered = self.deck.filters().clone();
        self.deck.set_filters(filters);
        let cleared = cleared.map(|phase| std::mem::replace(&mut self.phase, phase));
        Before { running: after, filters: filtered, cleared, with_draw }
    }

    /// Tells the plan which draws have been played.
    pub(super) fn follow_plan(&mut self, now: Now) {
        let Some(running) = &mut self.plan else { return };
        running.at_hand = match &self.phase {
            Phase::Drawn(table) | Phase::Ready(table, _) if table.takes == 0 => table.asked_length(),
            Phase::Scene(play) => play.record.table.asked_length(),
            Phase::Empty | Phase::Drawn(_) | Phase::Ready(..) | Phase::Debrief(_) => None,
        };
        let (is_called, on_stage) = match &self.phase {
            Phase::Scene(play) => (true, Some(play.record.table.hand.number)),
            Phase::Ready(..) => (true, None),
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => (false, None),
        };
        let played = self.played.iter().map(|played| played.draw).filter(|&draw| Some(draw) != on_stage);
        running.follow(&played.collect::<BTreeSet<u32>>(), is_called, now);
    }

    /// Enters the next block, if there is one.
    pub(super) fn enter_next(&mut self, now: Now, by_enter: bool) -> bool {
        let from = self.next_counted();
        let Some(mut running) = self.plan.clone() else { return false };
        let is_more = running.go_on(from, now);
        if is_more {
            self.tell(format!("now {}", running.place()));
            self.turn("the next block", running, by_enter);
        }
        is_more
    }

    /// Lets a block begin: its filters hold, and a break clears a debrief away.
    pub(super) fn turn(&mut self, what: &'static str, running: Running, by_enter: bool) {
        let is_break = running.is_break();
        let filters = self.deck.filters().clone();
        self.deck.set_filters(running.filters());
        let before = self.plan.replace(running);
        let is_cleared = is_break && matches!(self.phase, Phase::Debrief(_));
        let cleared = is_cleared.then(|| std::mem::replace(&mut self.phase, Phase::Empty));
        let before = Before { running: before, filters, cleared, with_draw: by_enter && !is_break };
        self.keep(Undo::Block { what, before: Box::new(before) });
    }

    /// The first draw that counts in a block that begins now: the one on the table, if it has not been played.
    pub(super) fn next_counted(&self) -> u32 {
        match &self.phase {
            Phase::Drawn(table) | Phase::Ready(table, _) if table.takes == 0 => table.hand.number,
            _ => self.next_draw,
        }
    }
}
