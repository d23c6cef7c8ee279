//! A key pressed twice in a row.

use std::time::Duration;

/// How long after the first press another counts as the second.
const SOON: Duration = Duration::from_secs(2);

/// When the key was pressed last.
#[derive(Debug, Default)]
pub(super) struct Twice {
    /// By the monotonic clock.
    last: Option<Duration>,
}

impl Twice {
    /// Takes note that the key was pressed, and says whether that was soon after it was pressed before.
    pub(super) fn again(&mut self, now: Duration) -> bool {
        self.last.replace(now).is_some_and(|last| now.saturating_sub(last) <= SOON)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_comes_soon_is_the_second_time() {
        let mut key = Twice::default();
        let presses = [0, 2000, 4001, 4002, 9000].map(|ms| key.again(Duration::from_millis(ms)));
        assert_eq!(presses, [false, true, false, true, false]);
    }
}
