//! A plan under way: which block it is in, when that is over, and how late it all runs.
//!
//! Start with [`Running::parts`]. It is told what was played ([`Running::follow`]) and when a block is left; the rest is
//! a subtraction. Its clock goes on while the machine sleeps, as the workshop's does.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Block, Plan, Until, What};
use crate::deck::Filters;
use crate::pack::Times;
use crate::scene::{Ms, Now, ms};

/// How much longer a block becomes by one key.
pub(super) const LONGER: Ms = 5 * MINUTE;
pub(super) const MINUTE: Ms = 60_000;

/// A running order under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    pub(crate) plan: Plan,
    /// The plan as it was when it began.
    pub(crate) begun: Plan,
    /// How long all of it was planned to take when its first block was left; until then it is still being made.
    pub(crate) promised: Option<Ms>,
    /// What the session was opened with.
    pub(crate) opened: Filters,
    /// How long the phases of a scene are reckoned to last.
    pub(crate) times: Times,
    pub(crate) began: Ms,
    /// The block it is in, one of the plan's.
    pub(crate) block: usize,
    /// When that began.
    pub(crate) since: Ms,
    /// From when to when it was in the blocks that it has left, by their places.
    pub(crate) spent: BTreeMap<usize, (Ms, Ms)>,
    /// The first draw that can count in it.
    pub(crate) from: u32,
    /// The draws played in it, each with the time its scene ended.
    pub(crate) done: Vec<(u32, Ms)>,
    /// When the scene under way was called.
    pub(crate) called: Option<Ms>,
    pub(crate) longer: Ms,
    pub(crate) more_scenes: u32,
    /// How long its break was held, but for a hold that goes on.
    pub(crate) held: Ms,
    /// Since when its break is held.
    pub(crate) held_since: Option<Ms>,
    /// Whether a break that nothing comes after was ended.
    pub(crate) ended: bool,
    /// Whether its break was over when that was last looked at.
    pub(crate) was_over: bool,
    /// How long every scene lasts, whatever blocks say, if the leader asked for that.
    pub(crate) scene: Option<Duration>,
    /// How long the scene at hand lasts, if the leader said so of it.
    pub(crate) at_hand: Option<Duration>,
}

impl Running {
    /// Begins with the first block, for a session opened with these filters whose next draw is `from`. A scene is
    /// reckoned to last as `times` say.
    #[must_use]
    pub fn begin(plan: Plan, opened: Filters, times: Times, from: u32, now: Now) -> Self {
        let began = clock(now);
        Self {
            begun: plan.clone(),
            promised: None,
            plan,
            opened,
            times,
            began,
            block: 0,
            since: began,
            spent: BTreeMap::new(),
            from,
            done: Vec::new(),
            called: None,
            longer: 0,
            more_scenes: 0,
            held: 0,
            held_since: None,
            ended: false,
            was_over: false,
            scene: None,
            at_hand: None,
        }
    }

    /// Where it is, how late it runs, how far the block is and what comes next: the most important first, each short.
    #[must_use]
    pub fn parts(&self, now: Now) -> Vec<String> {
        let over = if self.is_over(now) { ": over" } else { "" };
        vec![format!("{}{over}", self.place()), self.lateness(now), self.progress(now), self.next(now)]
    }

    /// All of that as one line.
    #[must_use]
    pub fn line(&self, now: Now) -> String {
        self.parts(now).join(" · ")
    }

    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether it goes through this plan, as that was when it began or as it was changed since.
    #[must_use]
    pub fn is_of(&self, plan: &Plan) -> bool {
        self.begun.says_as(plan) || self.plan.says_as(plan)
    }

    /// The block it is in.
    #[must_use]
    pub fn block(&self) -> &Block {
        &self.plan.blocks[self.block]
    }

    /// The place of the block it is in.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.block
    }

    /// The block it is in, with its number, such as `2/4 scenes from turns`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}/{} {}", self.block + 1, self.plan.blocks.len(), self.block().name)
    }

    /// Whether the scenes or the time of the block are used up.
    #[must_use]
    pub fn is_over(&self, now: Now) -> bool {
        self.scenes_left() == Some(0) || self.time_left(now).is_some_and(|left| left <= 0)
    }

    /// What is drawn from in the block. What a block wants stands in place of what the session was opened with; but tags
    /// that are left out stay left out, ratings and how many play hold where the block names none, and a block that says
    /// only how many play leaves the rest as it is.
    #[must_use]
    pub fn filters(&self) -> Filters {
        let What::Play { filters: Some(own), .. } = &self.block().what else { return self.opened.clone() };
        if *own == (Filters { size: own.size, ..Filters::default() }) {
            return Filters { size: own.size, ..self.opened.clone() };
        }
        let mut filters = own.clone();
        filters.size = own.size.or(self.opened.size);
        filters.not_tags.extend(self.opened.not_tags.iter().cloned());
        if filters.ratings.is_empty() {
            filters.ratings.clone_from(&self.opened.ratings);
        }
        filters
    }

    /// These times of a prompt, as they are in the block.
    #[must_use]
    pub fn times(&self, times: Times) -> Times {
        match self.block().what {
            What::Play { scene: Some(scene), .. } => Times { scene, ..times },
            What::Play { scene: None, .. } | What::Break(_) => times,
        }
    }

    /// The same by a clock that shows so much more.
    #[must_use]
    pub fn by_clock(mut self, more: Ms) -> Self {
        self.began += more;
        self.since += more;
        self.spent.values_mut().for_each(|(from, to)| (*from, *to) = (*from + more, *to + more));
        self.done.iter_mut().for_each(|(_, ended)| *ended += more);
        self.called = self.called.map(|called| called + more);
        self.held_since = self.held_since.map(|since| since + more);
        self
    }

    /// Goes on with the next block, whose first draw is `from`, if there is one.
    pub fn go_on(&mut self, from: u32, now: Now) -> bool {
        let is_more = self.block + 1 < self.plan.blocks.len();
        if is_more {
            self.enter(self.block + 1, from, now);
        }
        is_more
    }

    /// Goes through the block once more. If it is the first one, the plan begins again.
    pub fn repeat(&mut self, from: u32, now: Now) {
        self.enter(self.block, from, now);
        if self.block == 0 {
            self.began = clock(now);
        }
    }

    /// Gives the block five minutes more and one scene, as far as it is limited by either. One whose time is up has them
    /// from now on.
    pub fn stretch(&mut self, now: Now) {
        self.longer += LONGER + self.time_left(now).map_or(0, |left| (-left).max(0));
        self.more_scenes += 1;
        self.ended = false;
    }

    /// Whether it is in a break that nobody has ended.
    #[must_use]
    pub fn is_break(&self) -> bool {
        self.block().is_break() && !self.ended
    }

    /// How long its break is in all, if it is in one.
    #[must_use]
    pub fn break_length(&self) -> Option<Ms> {
        self.length().filter(|_| self.is_break())
    }

    /// How much of its break is left; below zero once its time is over.
    #[must_use]
    pub fn break_left(&self, now: Now) -> Option<Ms> {
        self.time_left(now).filter(|_| self.is_break())
    }

    /// Whether its break is held.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.held_since.is_some()
    }

    /// Holds its break, or lets it go on from where it was.
    pub fn hold(&mut self, now: Now) {
        let held = self.held_for(now);
        self.held_since = if self.is_held() { None } else { Some(clock(now)) };
        self.held = held;
    }

    /// Takes over from another how long the block was held, if it is the same stay in it.
    pub fn keep_hold(&mut self, other: &Self) {
        if (self.block, self.since) == (other.block, other.since) {
            (self.held, self.held_since) = (other.held, other.held_since);
        }
    }

    /// Ends a break that nothing comes after.
    pub const fn finish(&mut self) {
        self.ended = true;
    }

    /// What the next block is called.
    #[must_use]
    pub fn next_name(&self) -> &str {
        self.plan.blocks.get(self.block + 1).map_or("the end", |block| block.name.as_str())
    }

    /// Takes over which draws of the session have been played, but for one that is on stage, and whether one is called
    /// or on stage.
    pub fn follow(&mut self, played: &BTreeSet<u32>, is_called: bool, now: Now) {
        self.called = is_called.then(|| self.called.unwrap_or_else(|| clock(now)));
        self.done.retain(|(draw, _)| played.contains(draw));
        for &draw in played.range(self.from..) {
            if self.done.iter().all(|&(known, _)| known != draw) {
                self.done.push((draw, clock(now)));
            }
        }
    }

    pub(super) fn enter(&mut self, block: usize, from: u32, now: Now) {
        if block != self.block {
            self.promised = Some(self.promised());
            self.spent.insert(self.block, (self.since, clock(now)));
            self.spent.remove(&block);
        }
        (self.block, self.from, self.since) = (block, from, clock(now));
        (self.longer, self.more_scenes) = (0, 0);
        (self.held, self.held_since, self.ended) = (0, None, false);
        self.done.clear();
    }

    fn length(&self) -> Option<Ms> {
        self.block().length().map(|length| ms(length) + self.longer)
    }

    fn scenes(&self) -> Option<u32> {
        self.block().scenes().map(|scenes| scenes + self.more_scenes)
    }

    pub(super) fn time_left(&self, now: Now) -> Option<Ms> {
        let left = self.length().map(|length| self.since + length + self.held_for(now) - clock(now));
        if self.ended { left.map(|left| left.min(0)) } else { left }
    }

    /// How long its break was held by now.
    fn held_for(&self, now: Now) -> Ms {
        self.held + self.held_since.map_or(0, |since| clock(now) - since)
    }

    fn scenes_left(&self) -> Option<u32> {
        self.scenes().map(|scenes| scenes.saturating_sub(self.done.len() as u32))
    }

    /// How long a scene of the block is reckoned to take with all around it: its share of the block where both are said.
    fn each(&self, block: &Block) -> Ms {
        let each = match block.what {
            What::Play { until: Until::Either(scenes, length), .. } => ms(length) / Ms::from(scenes.max(1)),
            What::Play { scene, .. } => self.around(self.scene.or(scene).unwrap_or(self.times.scene)),
            What::Break(_) => self.around(self.times.scene),
        };
        each.max(1)
    }

    /// How long a scene of this length is reckoned to take with all around it.
    fn around(&self, scene: Duration) -> Ms {
        ms(self.times.ready + scene + self.times.debrief)
    }

    /// How long the scene at hand is reckoned to take, or else the next one.
    fn first(&self) -> Ms {
        self.at_hand.map_or_else(|| self.each(self.block()), |scene| self.around(scene))
    }

    /// How long a block is planned to take: as said, or as its scenes are reckoned to.
    pub(super) fn planned(&self, block: &Block) -> Ms {
        let scenes = || Ms::from(block.scenes().unwrap_or(0)) * self.each(block);
        block.length().map_or_else(scenes, ms)
    }

    /// How long all of it was planned to take.
    pub(super) fn promised(&self) -> Ms {
        let all = || self.plan.blocks.iter().map(|block| self.planned(block)).sum();
        self.promised.unwrap_or_else(all)
    }

    /// When the block should be over for the plan to be on time.
    fn due(&self) -> Ms {
        self.began + self.plan.blocks[..=self.block].iter().map(|block| self.planned(block)).sum::<Ms>()
    }

    /// When the next scene is called, or was: the debrief of the one before it has its time.
    fn call(&self, now: Now) -> Ms {
        let debriefed = self.done.last().map_or(0, |&(_, ended)| ended + ms(self.times.debrief));
        self.called.unwrap_or_else(|| debriefed.max(clock(now)))
    }

    /// When the block will be over as things stand; never before now.
    pub(super) fn expected(&self, now: Now) -> Ms {
        let by_time = self.time_left(now).map(|left| clock(now) + left);
        let by_scenes = self.scenes_left().map(|left| {
            let (left, each) = (Ms::from(left), self.each(self.block()));
            // A scene that takes longer than reckoned can at best be over now.
            let others = (left - 1).max(0) * each;
            if left == 0 { clock(now) } else { (self.call(now) + self.first()).max(clock(now)) + others }
        });
        [by_time, by_scenes].into_iter().flatten().min().unwrap_or_default().max(clock(now))
    }

    /// How many scenes can still be played, one on stage counted, before the block should be over.
    fn fitting(&self, now: Now) -> Ms {
        let each = self.each(self.block());
        // How many come after the one at hand.
        let after = |end: Ms| (self.due() - end).div_euclid(each);
        (after(self.call(now) + self.first()).min(after(clock(now))) + 1).max(0)
    }

    fn lateness(&self, now: Now) -> String {
        match (self.expected(now) - self.due()) / MINUTE {
            0 => "on time".to_owned(),
            early @ ..0 => format!("{} min ahead", -early),
            late if self.block().is_break() || self.is_over(now) => format!("{late} min behind"),
            late => match self.fitting(now) {
                0 => format!("{late} min behind; no scene left to be on time"),
                1 => format!("{late} min behind; 1 scene left to be on time"),
                scenes => format!("{late} min behind; {scenes} scenes left to be on time"),
            },
        }
    }

    /// How far the block is, such as `3 of 6 scenes, 12 of 30 min`.
    #[must_use]
    pub fn progress(&self, now: Now) -> String {
        let scenes = self.scenes().map(|scenes| {
            let noun = if scenes == 1 { "scene" } else { "scenes" };
            format!("{} of {scenes} {noun}", self.done.len())
        });
        let passed = (clock(now) - self.since - self.held_for(now)) / MINUTE;
        let time = self.length().map(|length| format!("{passed} of {} min", (length + MINUTE - 1) / MINUTE));
        scenes.into_iter().chain(time).collect::<Vec<_>>().join(", ")
    }

    fn next(&self, now: Now) -> String {
        let next = self.next_name();
        match (self.expected(now) - clock(now) + MINUTE - 1) / MINUTE {
            0 => format!("next: {next}"),
            minutes => format!("next: {next} in {minutes} min"),
        }
    }
}

/// Milliseconds of a clock that goes on while the machine sleeps.
pub(super) fn clock(now: Now) -> Ms {
    ms(now.boot)
}
