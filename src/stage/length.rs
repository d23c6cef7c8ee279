//! How long a scene lasts, and what has no room in it.
//!
//! Start with [`Stage::times_of`]. What the leader says of the prompt on the table goes before all else.

use std::time::Duration;

use crate::cue::spell_duration;
use crate::pack::{Prompt, Times};
use crate::scene::Now;
use crate::take::Hand;

use super::{Effect, Phase, Stage, Table};

impl Stage {
    /// The times of a prompt that is drawn now: what was asked for at the start goes before the plan's block, that before
    /// the prompt and its pack, and these before the settings.
    pub(super) fn times_of(&self, prompt: &Prompt) -> Times {
        self.times_over(prompt.times_or(self.habits.times))
    }

    /// These times, as they are in the plan's block, or as was asked for.
    pub(super) fn times_over(&self, prompt: Times) -> Times {
        let times = self.plan.as_ref().map_or(prompt, |plan| plan.times(prompt));
        Times { scene: self.asked.scene.unwrap_or(times.scene), ..times }
    }

    /// Has the scene of the prompt on the table last so long, and says what has no room in it then.
    pub(super) fn set_scene(&mut self, now: Now, scene: Duration, effects: &mut Vec<Effect>) {
        let Some(before) = self.unplayed() else { return };
        let mut table = Table { is_timed: true, ..before.clone() };
        table.hand.times.scene = scene;
        self.tell(format!("the scene lasts {}", spell_duration(scene)));
        self.tell_dropped(&table.hand, now);
        self.lay("scene length", before, &table, effects);
    }

    /// What was drawn before the leader asked for scenes of another length is held to that.
    pub(super) fn hold_to_asked(&mut self, effects: &mut Vec<Effect>) {
        let (Some(scene), Phase::Drawn(before)) = (self.asked.scene, &self.phase) else { return };
        if before.takes > 0 || before.is_timed || before.hand.times.scene == scene {
            return;
        }
        let before = before.clone();
        let mut table = before.clone();
        table.hand.times.scene = scene;
        self.lay("scene length", before, &table, effects);
    }

    /// Says how many cues of a prompt lie beyond its end, after whatever else is said of it.
    pub(super) fn tell_dropped(&mut self, hand: &Hand, now: Now) {
        let Some(dropped) = in_words(hand.scene(now).dropped()) else { return };
        let said = self.told().map_or_else(|| dropped.clone(), |said| format!("{said}; {dropped}"));
        self.tell(said);
    }
}

/// That so many cues are left out, if any are.
pub(crate) fn in_words(dropped: usize) -> Option<String> {
    match dropped {
        0 => None,
        1 => Some("1 cue lies beyond the end and is dropped".to_owned()),
        n => Some(format!("{n} cues lie beyond the end and are dropped")),
    }
}
