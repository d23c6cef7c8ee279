//! How long everything in a warm-up takes, and how strong it is to be by then.
//!
//! Start with [`Course`].

use std::num::NonZero;

use crate::feeling::Strength;
use crate::scene::Ms;

/// How long prompts and the space between them last, and when it is over. Lengths in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// A prompt, at least a second.
    pub every: Ms,
    /// The space before the next.
    pub rest: Ms,
    /// When it is over.
    pub until: Until,
}

/// When a warm-up is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// After so many prompts.
    Count(NonZero<u32>),
    /// After this time: no prompt begins that would not end in it, but for the first.
    Time(Ms),
}

impl Until {
    /// The time that it has, where it has one.
    pub(super) const fn length(self) -> Ms {
        match self {
            Self::Count(_) => 0,
            Self::Time(length) => length,
        }
    }
}

/// Where in a warm-up each strength begins, in percent of the way from its first prompt to its last.
const RISE: [(u32, Strength); 4] =
    [(0, Strength::Low), (30, Strength::Medium), (60, Strength::High), (90, Strength::Low)];

impl Course {
    /// From the beginning of a prompt to that of the next.
    #[must_use]
    pub const fn period(self) -> Ms {
        self.every + self.rest
    }

    /// How many prompts it has, if none is skipped.
    #[must_use]
    pub fn prompts(self) -> u32 {
        match self.until {
            Until::Count(count) => count.get(),
            Until::Time(length) => u32::try_from((length + self.rest) / self.period()).unwrap_or(u32::MAX).max(1),
        }
    }

    /// How strong the prompt is to be that so many others come before: it rises, and settles at the end.
    #[must_use]
    pub fn strength(self, before: u32) -> Strength {
        let last = self.prompts() - 1;
        let percent = (100 * u64::from(before.min(last))).checked_div(u64::from(last)).unwrap_or(0);
        let reached = RISE.iter().rev().find(|(from, _)| percent >= u64::from(*from));
        reached.map_or(Strength::Low, |(_, strength)| *strength)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(until: Until) -> Course {
        Course { every: 20_000, rest: 5000, until }
    }

    #[test]
    fn as_many_prompts_as_end_in_time() {
        for (minutes, prompts) in [(0, 1), (1, 2), (10, 24), (60, 144)] {
            assert_eq!(course(Until::Time(minutes * 60_000)).prompts(), prompts, "{minutes} min");
        }
    }

    #[test]
    fn strength_rises_and_settles() {
        let course = |count| course(Until::Count(NonZero::new(count).unwrap()));
        let strengths = |count| (0..count).map(|n| course(count).strength(n).number().to_string()).collect::<String>();
        let all: Vec<_> = (1..=5).chain([12]).map(strengths).collect();
        assert_eq!(all, ["1", "11", "121", "1231", "11231", "111122233311"].map(str::to_owned));
    }
}
