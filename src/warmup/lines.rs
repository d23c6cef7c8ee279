//! What is said when something changes, a line each.

use crate::feeling::{Step, Strength};
use crate::scene::Ms;
use crate::stage::shown_seconds;

use super::{Phase, Until, Warmup};

/// It stands still.
pub(super) const PAUSED: &str = "paused";
/// It runs again.
pub(super) const GOES_ON: &str = "goes on";

impl Warmup {
    /// The prompt that has just begun.
    pub(super) fn said_of_prompt(&self) -> Option<String> {
        let Phase::Prompt(turn) = &self.phase else { return None };
        let number = turn.number + 1;
        let of = match self.course.until {
            Until::Count(count) => format!("{number} of {count}"),
            Until::Time(_) => number.to_string(),
        };
        let feeling = turn.arc().and_then(|arc| arc.steps().first());
        let feeling = feeling.map_or_else(String::new, |step| format!(" Feeling: {}.", said(step)));
        Some(format!("{of}: {}{feeling}", turn.take.hand.text))
    }
}

/// What comes, and how soon.
#[must_use]
pub fn soon(left: Ms, step: &Step) -> String {
    format!("in {} s: {}", shown_seconds(left), said(step))
}

/// What has come.
pub(super) fn now(step: &Step) -> String {
    format!("now: {}", said(step))
}

/// A line of the side-coach.
pub(super) fn coach(text: &str) -> String {
    format!("coach: {text}")
}

/// The space before the next prompt.
pub(super) fn rest(length: Ms) -> String {
    format!("breathe: {} s", shown_seconds(length))
}

/// A feeling with its strength.
#[must_use]
pub fn said(step: &Step) -> String {
    let strength = match step.strength {
        None => "",
        Some(Strength::Low) => ", slight",
        Some(Strength::Medium) => ", clear",
        Some(Strength::High) => ", strong",
    };
    format!("{}{strength}", step.word)
}
