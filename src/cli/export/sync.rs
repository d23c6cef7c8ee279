//! A take as the place by which a log and a recording are laid together.
//!
//! Start with [`read`].

use crate::booth::store::read::{TakeName, TakeRecord};
use crate::scene::Ms;
use crate::take::MomentKind;

/// Where a take lies in a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sync {
    /// The take.
    pub take: TakeName,
    /// Where its [`moment`] lies, from the start of the recording.
    pub at: Ms,
}

/// Reads `7@00:01:12.4`.
pub fn read(text: &str) -> Result<Sync, String> {
    let (take, at) = text.split_once('@').ok_or("write N@TIME, such as 7@00:01:12.4")?;
    let at = time(at).ok_or("write a time of the recording as 00:01:12.4, 1:12.4 or 72.4")?;
    Ok(Sync { take: take.parse()?, at })
}

/// The moment of a take that can be heard and seen, by the wall clock: its first slate, or else its start.
pub fn moment(take: &TakeRecord) -> Ms {
    let slate = take.moments.iter().find(|moment| moment.kind == MomentKind::Slate);
    take.started + slate.map_or(0, |slate| slate.at_ms)
}

/// Hours, minutes and seconds, of which only the last must be there and may be broken, to the millisecond.
fn time(text: &str) -> Option<Ms> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let number = |digits: &str| -> Option<Ms> {
        let is_number = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten()
    };
    let parts: Vec<Ms> = whole.split(':').map(number).collect::<Option<_>>()?;
    if parts.len() > 3 || parts[1..].iter().any(|&part| part > 59) {
        return None;
    }
    number(fraction)?;
    let ms = number(&format!("{fraction:0<3}")[..3])?;
    Some(parts.into_iter().fold(0, |seconds, part| seconds * 60 + part) * 1000 + ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_recording_is_read() {
        for (text, at) in [
            ("7@00:01:12.4", 72_400),
            ("7@1:12", 72_000),
            ("7@72.45", 72_450),
            ("7@0", 0),
            ("7@100:00:00.001999", 360_000_001),
        ] {
            assert_eq!(read(text), Ok(Sync { take: TakeName::Number(7), at }), "{text}");
        }
        for text in ["7", "7@", "@1:12", "7@1:72", "7@-1", "7@1.", "7@1.x", "7@1:2:3:4", "7@1:12,4", "7@9999999999"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
