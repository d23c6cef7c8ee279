//! What calls for attention while a scene plays: little time left, time, a cue.
//!
//! Start with [`Stage::signal_time`].

use crate::scene::{CueOf, Ms, Now};
use crate::take::Hand;

use super::{Effect, Phase, Play, Stage, clock, shown_seconds};

impl Stage {
    /// Whether little time is left in the scene on stage, and the screen is to say so.
    #[must_use]
    pub fn is_warning(&self, now: Now) -> bool {
        let Phase::Scene(play) = &self.phase else { return false };
        let left = play.scene.left(now);
        self.habits.signals.screen && left > 0 && self.warn_at(play).is_some_and(|at| left <= at)
    }

    /// How much time is left when a scene warns: what is no longer than that needs no warning.
    fn warn_at(&self, play: &Play) -> Option<Ms> {
        self.habits.warn_at.filter(|&at| play.scene.planned() > at)
    }

    /// Signals that little time is left, or none, once the time has come by itself; not again unless time was added.
    pub(super) fn signal_time(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Phase::Scene(play) = &self.phase else { return };
        let warn_at = self.warn_at(play);
        let Phase::Scene(play) = &mut self.phase else { return };
        if play.scene.is_paused() {
            return;
        }
        let left = play.scene.left(now);
        let before = play.signalled;
        play.signalled = before.min(left);
        let has_come = |at: Ms| before > at && at >= left;
        let title = if has_come(0) {
            "time".to_owned()
        } else if warn_at.is_some_and(has_come) {
            format!("{} left", clock(shown_seconds(left) * 1000))
        } else {
            return;
        };
        let body = play.record.table.hand.text.clone();
        self.signal(title, body, effects);
    }

    /// Signals a cue that has come.
    pub(super) fn signal_cue(&self, cue: CueOf, effects: &mut Vec<Effect>) {
        let Phase::Scene(play) = &self.phase else { return };
        let hand = &play.record.table.hand;
        let said = match cue {
            CueOf::Shift { role, step } => shift(hand, role, step).map(|shift| (shift, hand.text.clone())),
            CueOf::Coach { line } => hand.coach.get(line).map(|line| ("coach".to_owned(), line.text.clone())),
        };
        if let Some((title, body)) = said {
            self.signal(title, body, effects);
        }
    }

    pub(super) fn signal(&self, title: String, body: String, effects: &mut Vec<Effect>) {
        if self.habits.signals.bell {
            effects.push(Effect::Bell);
        }
        if self.habits.signals.desktop {
            effects.push(Effect::Notify { title, body });
        }
    }

    /// When the next signal of time comes by itself, by the monotonic clock.
    pub(super) fn next_signal(&self, play: &Play) -> Option<Ms> {
        let due = [self.warn_at(play), Some(0)].into_iter().flatten().filter(|&at| at < play.signalled);
        due.filter_map(|at| play.scene.moment_of(play.scene.planned() - at)).min()
    }
}

/// A shift in words.
fn shift(hand: &Hand, role: usize, step: usize) -> Option<String> {
    let drawn = hand.roles.get(role)?;
    let word = &drawn.feeling.as_ref()?.steps().get(step)?.word;
    let member = hand.cast.iter().find(|member| member.role == Some(role));
    Some(format!("shift: {} → {word}", member.map_or(&drawn.label, |member| &member.name)))
}
