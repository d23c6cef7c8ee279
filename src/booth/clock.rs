//! The machine's clocks, read once for each event.

use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::scene::{Ms, Now};
use crate::ui;

const MINUTE: Ms = 60_000;

/// What the clocks show at the start: a scene that goes on began before that.
const BEFORE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The clocks, and the time zone that the header shows.
pub(super) struct Clock {
    start: Instant,
    /// What the clock that sleep does not stop showed at the start.
    boot_start: Duration,
    boot: Box<dyn Fn() -> Duration>,
    zone: TimeZone,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self::with(Box::new(boot()))
    }

    fn with(boot: Box<dyn Fn() -> Duration>) -> Self {
        Self { start: Instant::now(), boot_start: boot(), boot, zone: TimeZone::system() }
    }

    pub(super) fn now(&self) -> Now {
        let mono = BEFORE + self.start.elapsed();
        // Read a moment apart, the two may seem to differ the wrong way.
        let boot = (BEFORE + (self.boot)().saturating_sub(self.boot_start)).max(mono);
        Now { mono, boot, utc: Timestamp::now().as_millisecond() }
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

    /// The local date and time.
    fn local(&self, now: Now) -> ZonedDateTime {
        Timestamp::from_millisecond(now.utc).unwrap_or_default().to_zoned_datetime(self.zone.clone())
    }
}

/// The minute that the wall clock shows, counted from 1970 UTC.
pub(super) const fn minute(now: Now) -> Ms {
    now.utc.div_euclid(MINUTE)
}

/// When the minute shown changes next, by the monotonic clock. Every zone in use differs from UTC by whole minutes.
pub(super) fn next_minute(now: Now) -> Duration {
    now.mono + Duration::from_millis((MINUTE - now.utc.rem_euclid(MINUTE)) as u64)
}

/// A clock that goes on while the machine sleeps, where [`Instant`] stands still.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn boot() -> impl Fn() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(target_os = "linux")]
    const SLEEPLESS: ClockId = ClockId::Boottime;
    // Here it is `Instant` that reads another one.
    #[cfg(target_os = "macos")]
    const SLEEPLESS: ClockId = ClockId::Monotonic;
    || Duration::try_from(clock_gettime(SLEEPLESS)).unwrap_or_default()
}

/// Elsewhere the wall clock tells: what it gains on the other counts as sleep, what it loses does not.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn boot() -> impl Fn() -> Duration {
    use std::cell::Cell;
    use std::time::SystemTime;
    let start = Instant::now();
    let wall = SystemTime::now();
    let slept = Cell::new(Duration::ZERO);
    move || {
        let mono = start.elapsed();
        let gained = wall.elapsed().unwrap_or_default().saturating_sub(mono);
        slept.set(slept.get().max(gained));
        mono + slept.get()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    #[test]
    fn sleep_is_what_one_clock_has_and_the_other_has_not() {
        let slept = Rc::new(Cell::new(Duration::ZERO));
        let stand_in = {
            let (start, slept) = (Instant::now(), Rc::clone(&slept));
            move || start.elapsed() + slept.get()
        };
        let clock = Clock::with(Box::new(stand_in));
        let gap = |now: Now| now.boot.saturating_sub(now.mono);
        let awake = gap(clock.now());
        assert!(awake < Duration::from_secs(1), "{awake:?}");
        slept.set(Duration::from_mins(3));
        let after = gap(clock.now());
        assert!((179.0..181.0).contains(&after.as_secs_f64()), "{after:?}");
    }

    #[test]
    fn the_machine_s_own_clocks_agree_while_it_is_awake() {
        let now = Clock::start().now();
        assert!(now.boot >= now.mono && now.boot.saturating_sub(now.mono) < Duration::from_secs(1), "{now:?}");
    }
}
