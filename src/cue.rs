//! When something in a scene is due, and lengths of time as people write them.
//!
//! Start with [`Cue`].

use std::fmt;
use std::time::Duration;

/// When something in a scene is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cue {
    /// A share of the planned length, in percent, 1 to 99.
    Share(u8),
    /// A length of played time.
    After(Duration),
}

impl Cue {
    /// How far into a scene of this planned length it is due, in played time.
    #[must_use]
    pub fn due(self, planned: Duration) -> Duration {
        match self {
            Self::Share(percent) => planned * u32::from(percent) / 100,
            Self::After(length) => length,
        }
    }

    /// The share that it is of a scene of this planned length, so that it can be had in a scene of another.
    #[must_use]
    pub fn in_share(self, planned: Duration) -> Self {
        match self {
            Self::Share(_) => self,
            Self::After(length) => {
                let percent = length.as_millis() * 100 / planned.as_millis().max(1);
                Self::Share(percent.clamp(1, 99) as u8)
            }
        }
    }
}

impl fmt::Display for Cue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(percent) => write!(f, "{percent}%"),
            Self::After(length) => f.write_str(&spell_duration(*length)),
        }
    }
}

/// Whether a phase can last this long, or something in it can be due then: 1 s to 24 h.
#[must_use]
pub fn is_playable(length: Duration) -> bool {
    (Duration::from_secs(1)..=Duration::from_secs(24 * 60 * 60)).contains(&length)
}

/// Reads a length of time such as `90s`, `3m`, `1m30s` or `1h`: whole numbers, each unit at most once, in falling order.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total = 0_u64;
    for (unit, seconds) in [('h', 3600_u64), ('m', 60), ('s', 1)] {
        let Some(end) = rest.find(unit) else { continue };
        let digits = &rest[..end];
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        total = total.checked_add(digits.parse::<u64>().ok()?.checked_mul(seconds)?)?;
        rest = &rest[end + 1..];
    }
    (rest.is_empty() && !text.is_empty()).then(|| Duration::from_secs(total))
}

/// Writes a length of time in whole seconds as [`parse_duration`] reads it.
#[must_use]
pub fn spell_duration(length: Duration) -> String {
    let seconds = length.as_secs();
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let said = parts.iter().filter(|(n, _)| *n > 0);
    let text = said.fold(String::new(), |text, (n, unit)| text + &n.to_string() + unit);
    if text.is_empty() { "0s".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_and_write() {
        for (text, seconds) in [("90s", 90), ("3m", 180), ("1m30s", 90), ("1h", 3600), ("1h1s", 3601)] {
            assert_eq!(parse_duration(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "3", "m", "30s1m", "1m1m", "-1s", "1.5m", " 1s", "1s ", "99999999999999999999h", "+1s"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
        assert_eq!(spell_duration(Duration::from_secs(3690)), "1h1m30s");
        assert_eq!(spell_duration(Duration::ZERO), "0s");
    }
}
