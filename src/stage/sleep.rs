//! Time that the program did not see pass: the machine slept, or the program was suspended.
//!
//! Start with [`Stage::slept`].

use std::time::Duration;

use crate::scene::{Ms, Now, ms};

use super::{Effect, Ids, Phase, Stage, clock, shown_seconds};

/// Two clocks that differ by no more have not been read at once; the machine was awake.
const JITTER: Duration = Duration::from_secs(1);

impl Stage {
    /// Notices whether the machine has slept since the last event. What ran is paused at the time it had.
    pub(super) fn slept(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Some((slept, asleep)) = sleep_until(now, &mut self.slept) else { return };
        self.wake(asleep, ids, effects);
        if let Some(left) = self.pause(asleep, ids, effects) {
            let at = clock(shown_seconds(left).abs() * 1000);
            let over = if left < 0 { " over time" } else { "" };
            self.tell_until_read(&format!("the machine slept for {}: paused at {at}{over}", spoken(slept)));
        }
    }

    /// A suspended program can't watch the clock: what runs is paused first.
    pub(super) fn suspend(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        if self.pause(now, ids, effects).is_some() {
            self.tell("paused while the program was suspended");
        }
        effects.push(Effect::Suspend);
    }

    /// Pauses what runs, and gives the time it had left.
    fn pause(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) -> Option<Ms> {
        let left = match &self.phase {
            Phase::Ready(_, timer) if !timer.is_paused() => timer.left(now),
            Phase::Scene(play) if !play.scene.is_paused() => play.scene.left(now),
            _ => return None,
        };
        self.toggle(now, ids, effects);
        self.note_seen(now, effects);
        Some(left)
    }
}

/// How long the machine slept since this was asked last, and the instant before it did; `None` if it was awake. What it had
/// slept by then is in `by_then`, which moves on.
pub(crate) fn sleep_until(now: Now, by_then: &mut Duration) -> Option<(Duration, Now)> {
    let slept = now.slept().saturating_sub(std::mem::replace(by_then, now.slept()));
    (slept > JITTER).then(|| (slept, now.before_sleep(slept)))
}

/// A length as one says it.
pub(crate) fn spoken(length: Duration) -> String {
    let minutes = (ms(length) + 30_000) / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{} s", length.as_secs()),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
