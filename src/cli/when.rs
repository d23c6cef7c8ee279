//! Days and times, as they are typed and printed.
//!
//! Start with [`read`].

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::scene::Ms;

/// A day or a time. Without a zone it is where the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A day.
    Day(Date),
    /// A time of day.
    Local(DateTime),
    /// A time anywhere.
    At(Timestamp),
}

/// Reads `2026-11-24`, `2026-11-24T20:00` or `2026-11-24T20:00:00+01:00`.
pub fn read(text: &str) -> Result<When, String> {
    let local = || text.parse().map(|time: DateTime| When::Local(time));
    let is_day = !text.contains([':', 'T', 't', ' ']);
    let day = || text.parse().map(When::Day);
    let read = text.parse().map(When::At).or_else(|_| if is_day { day() } else { local() });
    read.map_err(|_| {
        "write a day such as 2026-11-24, or a time such as 2026-11-24T20:00 or 2026-11-24T19:00Z".to_owned()
    })
}

impl When {
    /// When it begins, in ms since 1970 UTC.
    #[must_use]
    pub fn start(self, zone: &TimeZone) -> Ms {
        match self {
            Self::Day(day) => ms(day.to_datetime(jiff::civil::Time::midnight()), zone),
            Self::Local(time) => ms(time, zone),
            Self::At(time) => time.as_millisecond(),
        }
    }

    /// What comes first after it: a day is over at the next one.
    #[must_use]
    pub fn end(self, zone: &TimeZone) -> Ms {
        match self {
            Self::Day(day) => Self::Day(day.tomorrow().unwrap_or(day)).start(zone),
            time => time.start(zone),
        }
    }
}

/// A time as JSON has it.
#[must_use]
pub fn utc(at: Ms) -> String {
    format!("{:.3}", Timestamp::from_millisecond(at).unwrap_or_default())
}

/// The day of a time, where the reader is.
#[must_use]
pub fn day(at: Ms) -> String {
    local(at).date().to_string()
}

/// A time to the minute, where the reader is.
#[must_use]
pub fn minute(at: Ms) -> String {
    local(at).strftime("%Y-%m-%d %H:%M").to_string()
}

fn local(at: Ms) -> ZonedDateTime {
    Timestamp::from_millisecond(at).unwrap_or_default().to_zoned_datetime(TimeZone::system())
}

/// A time at the ends of the calendar may lie beyond what can be told in UTC.
fn ms(time: DateTime, zone: &TimeZone) -> Ms {
    let beyond = if time.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    zone.to_timestamp(time).unwrap_or(beyond).as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_read() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        for (text, start, end) in [
            ("2026-11-24", 1_795_474_800_000, 1_795_561_200_000),
            ("2026-11-24T20:00", 1_795_546_800_000, 1_795_546_800_000),
            ("2026-11-24 20:00:01", 1_795_546_801_000, 1_795_546_801_000),
            ("2026-11-24T19:00:00.25Z", 1_795_546_800_250, 1_795_546_800_250),
            ("2026-11-24T21:00+02:00", 1_795_546_800_000, 1_795_546_800_000),
        ] {
            let when = read(text).unwrap();
            assert_eq!((when.start(&zone), when.end(&zone)), (start, end), "{text}");
        }
        for text in ["", "yesterday", "2026-13-01", "2026-02-30", "24.11.2026", "2026-11-24T25:00", "20:00"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
