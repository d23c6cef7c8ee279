//! How prompts follow one another: a take begins, its cues come, it ends, and there is breathing space; all of it may be
//! paused.
//!
//! Start with [`Warmup::begin`].

use crate::scene::{Ms, Now};
use crate::stage::{FLASH, Ids, SEEN_EVERY, sleep_until, spoken};
use crate::take::{End, Ending, Entry, Moment, MomentKind};

use super::turn::{self, Turn};
use super::{Effect, Flash, Phase, Record, Turned, Until, Warmup, lines};

/// How long the slate is shown.
const SLATE: Ms = 1000;

impl Warmup {
    /// Draws the next prompt and begins its take; `false` where nothing fits.
    pub(super) fn begin(&mut self, now: Now, slate: bool, ids: Ids<'_>, effects: &mut Vec<Effect>) -> bool {
        let now = self.steady(now);
        let Some((entry, chance)) = self.choose() else { return false };
        let hand = turn::hand(self, entry, chance, now, ids());
        self.next_draw += 1;
        self.deck.record(entry, hand.used.clone());
        let turn = Turn::begin(self.next, now, self.course.every, hand, ids());
        self.next += 1;
        self.save(Entry::Began(Box::new(turn.take.clone())), effects);
        let steps = usize::from(turn.arc().is_some());
        self.records.push(Record { take: turn.take.clone(), number: None, moments: Vec::new(), end: None, steps });
        self.phase = Phase::Prompt(Box::new(turn));
        if slate {
            let label = "slate 1";
            self.happened(now, MomentKind::Slate, None, Some(label.to_owned()), ids, effects);
            effects.push(Effect::Say(label.to_owned()));
        }
        self.signal(now, if slate { Turned::Slate } else { Turned::Prompt }, effects);
        effects.extend(self.said_of_prompt().map(Effect::Say));
        self.announce(now, effects);
        true
    }

    /// The same instant with the wall clock gone on from the first moment: both clocks are cut to milliseconds, and a prompt
    /// shall not stand one beside its time in the log. A clock that was set meanwhile is believed.
    fn steady(&self, now: Now) -> Now {
        let utc = self.began.utc + now.ms() - self.began.ms();
        if utc.abs_diff(now.utc) <= 1 { Now { utc, ..now } } else { now }
    }

    /// The cues whose time has come, what is announced, and the note of how far the take is.
    pub(super) fn cues(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        while let Phase::Prompt(turn) = &mut self.phase
            && let Some((at, due)) = turn.next_due(now)
        {
            let then = now.back_to(at);
            match due {
                turn::Due::Announcement => self.announce(then, effects),
                turn::Due::Cue => self.cue(then, ids, effects),
                turn::Due::Seen => self.note_seen(then, effects),
            }
        }
    }

    fn cue(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Phase::Prompt(turn) = &mut self.phase else { return };
        for come in turn.wake(now) {
            if let (Some((_, step)), Some(record)) = (&come.about, self.records.last_mut()) {
                record.steps = record.steps.max(step + 1);
            }
            self.happened(now, MomentKind::Cue, come.about, come.label, ids, effects);
            effects.push(Effect::Say(come.line));
        }
        self.signal(now, Turned::Feeling, effects);
        self.note_seen(now, effects);
    }

    /// Says which feeling comes next, if its time has come.
    fn announce(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if let Phase::Prompt(turn) = &mut self.phase {
            effects.extend(turn.announce(now).map(Effect::Say));
        }
    }

    fn note_seen(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if let Phase::Prompt(turn) = &mut self.phase {
            turn.seen_due = now.ms() + SEEN_EVERY;
            let (take, at, paused) = (turn.take.id, turn.scene.at(now), turn.scene.paused(now));
            self.save(Entry::Seen { take, at, paused }, effects);
        }
    }

    fn happened(
        &mut self,
        now: Now,
        kind: MomentKind,
        about: Option<(String, usize)>,
        label: Option<String>,
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Phase::Prompt(turn) = &self.phase else { return };
        let (role, step) = about.map(|(role, step)| (role, step as u32 + 1)).unzip();
        let moment = Moment { id: ids(), at: turn.scene.at(now), kind, role, step, label };
        let take = turn.take.id;
        if let Some(record) = self.records.last_mut() {
            record.moments.push(moment.clone());
        }
        self.save(Entry::Moment { take, moment }, effects);
    }

    /// Ends the take that runs, if one does.
    pub(super) fn finish(&mut self, now: Now, ending: Ending, effects: &mut Vec<Effect>) -> Option<Box<Turn>> {
        let Phase::Prompt(turn) = std::mem::replace(&mut self.phase, Phase::Rest) else { return None };
        let scene = &turn.scene;
        let end = End { ending, at: scene.at(now), played: scene.played(now), paused: scene.paused(now) };
        if let Some(record) = self.records.last_mut() {
            record.end = Some(end);
        }
        self.save(Entry::Ended { take: turn.take.id, end }, effects);
        self.aim();
        Some(turn)
    }

    /// Goes on to the next prompt, as far as there is one.
    pub(super) fn breathe(&mut self, effects: &mut Vec<Effect>) {
        if self.has_next() {
            self.phase = Phase::Rest;
            if self.course.rest > 0 {
                effects.push(Effect::Say(lines::rest(self.course.rest)));
            }
        } else {
            self.over(effects);
        }
    }

    pub(super) fn over(&mut self, effects: &mut Vec<Effect>) {
        self.phase = Phase::Over;
        self.halted = None;
        effects.extend(self.page().lines().into_iter().map(Effect::Say));
    }

    /// Whether another prompt begins where the course has the next.
    pub(super) fn has_next(&self) -> bool {
        match self.course.until {
            Until::Count(count) => self.next < count.get(),
            Until::Time(_) => self.next_begin() + self.course.every <= self.ends,
        }
    }

    /// When the prompt of this number begins, by the monotonic clock.
    pub(super) const fn begins(&self, number: u32) -> Ms {
        self.origin + number as Ms * self.course.period()
    }

    pub(super) const fn next_begin(&self) -> Ms {
        self.begins(self.next)
    }

    /// Pauses; `false` where nothing runs.
    pub(super) fn halt(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) -> bool {
        if self.halted.is_some() || self.phase == Phase::Over {
            return false;
        }
        self.halted = Some(now.ms());
        self.toggle_scene(now, MomentKind::Pause, ids, effects);
        effects.push(Effect::Say(lines::PAUSED.to_owned()));
        true
    }

    pub(super) fn go_on(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Some(since) = self.halted.take() else { return };
        self.origin += now.ms() - since;
        self.ends += now.ms() - since;
        self.toggle_scene(now, MomentKind::Resume, ids, effects);
        effects.push(Effect::Say(lines::GOES_ON.to_owned()));
    }

    fn toggle_scene(&mut self, now: Now, kind: MomentKind, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        if let Phase::Prompt(turn) = &mut self.phase {
            turn.scene.toggle(now);
            self.happened(now, kind, None, None, ids, effects);
            self.note_seen(now, effects);
        }
    }

    /// Notices whether the machine has slept since the last event. What ran is paused at the time it had.
    pub(super) fn notice_sleep(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Some((slept, asleep)) = sleep_until(now, &mut self.slept) else { return };
        self.wake(asleep, ids, effects);
        if self.halt(asleep, ids, effects) {
            self.tell(format!("the machine slept for {}: space goes on", spoken(slept)), true);
        }
    }

    /// A soft change: a flash and a bell, each where it is wanted. The slate is seen and heard in any case.
    fn signal(&mut self, now: Now, of: Turned, effects: &mut Vec<Effect>) {
        let is_slate = of == Turned::Slate;
        if is_slate || self.signals.bell {
            effects.push(Effect::Bell);
        }
        if is_slate || self.signals.screen {
            self.flash = Some(Flash { until: now.ms() + if is_slate { SLATE } else { FLASH }, of });
        }
    }
}
