//! The machine's clocks, read once for each event.

use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::scene::{Ms, Now};
use crate::ui;

const MINUTE: Ms = 60_000;

/// Both clocks, and the time zone that the header shows.
#[derive(Debug)]
pub(super) struct Clock {
    start: Instant,
    zone: TimeZone,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { start: Instant::now(), zone: TimeZone::system() }
    }

    pub(super) fn now(&self) -> Now {
        let mono = self.start.elapsed();
        Now { mono, boot: mono, utc: Timestamp::now().as_millisecond() }
    }

    /// The local time of day, and how far it is ahead of UTC.
    pub(super) fn shown(&self, now: Now) -> ui::Clock {
        let local = self.local(now);
        ui::Clock { time: local.strftime("%H:%M").to_string(), offset_minutes: local.offset().seconds() / 60 }
    }

    /// The local weekday and date, such as `Tuesday 24 November`.
    pub(super) fn date(&self, now: Now) -> String {
        self.local(now).strftime("%A %-d %B").to_string()
    }

    /// The zone's IANA name, or its offset where it has none.
    pub(super) fn zone(&self, now: Now) -> String {
        self.zone.iana_name().map_or_else(|| self.local(now).offset().to_string(), str::to_owned)
    }

    fn local(&self, now: Now) -> ZonedDateTime {
        Timestamp::from_millisecond(now.utc).unwrap_or_default().to_zoned_datetime(self.zone.clone())
    }
}

/// When the minute shown changes next, by the monotonic clock. Every zone in use differs from UTC by whole minutes.
pub(super) fn next_minute(now: Now) -> Duration {
    now.mono + Duration::from_millis((MINUTE - now.utc.rem_euclid(MINUTE)) as u64)
}
