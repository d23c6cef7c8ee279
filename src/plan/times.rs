//! When the blocks of a plan under way were to be, were, and will be, by the wall clock.
//!
//! Start with [`Running::slots`].

use std::cmp::Ordering;

use super::Block;
use super::running::{MINUTE, Running, clock};
use crate::scene::{Ms, Now};

/// A block with its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'a> {
    /// The block.
    pub block: &'a Block,
    /// When it was to be.
    pub planned: Span,
    /// What has become of it.
    pub course: Course,
}

/// What has become of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// It is over.
    Over(Span),
    /// It was passed over.
    Skipped,
    /// It is under way, and will be over as things stand.
    Now(Span),
    /// It will be, as things stand.
    Ahead(Span),
}

/// From when to when, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The beginning.
    pub from: Ms,
    /// The end.
    pub to: Ms,
}

impl Slot<'_> {
    /// When it truly is, was or will be, unless it was passed over.
    #[must_use]
    pub const fn real(&self) -> Option<Span> {
        match self.course {
            Course::Over(span) | Course::Now(span) | Course::Ahead(span) => Some(span),
            Course::Skipped => None,
        }
    }

    /// How many minutes later than planned it is over; fewer than none for earlier.
    #[must_use]
    pub fn late(&self) -> Option<Ms> {
        self.real().map(|real| (real.to - self.planned.to) / MINUTE)
    }
}

impl Running {
    /// Its blocks, in order.
    #[must_use]
    pub fn slots(&self, now: Now) -> Vec<Slot<'_>> {
        let by_wall = |(from, to): (Ms, Ms)| Span { from: wall(from, now), to: wall(to, now) };
        let (mut due, mut free) = (self.began, self.expected(now));
        let slot = |(at, block): (usize, _)| {
            let length = self.planned(block);
            let planned = by_wall((due, due + length));
            due += length;
            let course = match at.cmp(&self.block) {
                Ordering::Less => self.spent.get(&at).map_or(Course::Skipped, |&spent| Course::Over(by_wall(spent))),
                Ordering::Equal => Course::Now(by_wall((self.since, free))),
                Ordering::Greater => {
                    free += length;
                    Course::Ahead(by_wall((free - length, free)))
                }
            };
            Slot { block, planned, course }
        };
        self.plan.blocks.iter().enumerate().map(slot).collect()
    }

    /// When all of it was to end when its first block was left, and when it will as things stand.
    #[must_use]
    pub fn ends(&self, now: Now) -> (Ms, Ms) {
        let left = self.plan.blocks[self.block + 1..].iter().map(|block| self.planned(block)).sum::<Ms>();
        (wall(self.began + self.promised(), now), wall(self.expected(now) + left, now))
    }
}

/// What the wall clock shows, or showed, at a time of the clock that sleep does not stop.
fn wall(time: Ms, now: Now) -> Ms {
    now.utc + time - clock(now)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::time::Duration;

    use super::super::{Edit, Plan, Until, What};
    use super::*;
    use crate::deck::Filters;
    use crate::pack::Times;
    use crate::scene::ms;

    /// The clocks so many minutes after the plan began; the wall clock is an hour ahead.
    fn at(minutes: u64) -> Now {
        let time = Duration::from_secs(60 * minutes);
        Now { mono: time, boot: time, utc: ms(time) + 60 * MINUTE }
    }

    fn table(running: &Running, minutes: u64) -> String {
        let span = |span: Span| format!("{}–{}", span.from / MINUTE - 60, span.to / MINUTE - 60);
        let slots = running.slots(at(minutes));
        let mut text = slots.iter().fold(String::new(), |mut text, slot| {
            let (name, planned) = (&slot.block.name, span(slot.planned));
            let word = match slot.course {
                Course::Over(_) => "over",
                Course::Skipped => "skipped",
                Course::Now(_) => "now",
                Course::Ahead(_) => "ahead",
            };
            let real = slot.real().map_or_else(String::new, |real| format!(" {}", span(real)));
            let late = slot.late().map_or_else(String::new, |late| format!(" {late:+}"));
            let _ = write!(text, "{name} {planned} {word}{real}{late}; ");
            text
        });
        let (planned, expected) = running.ends(at(minutes));
        let _ = write!(text, "ends {}, planned {}", expected / MINUTE - 60, planned / MINUTE - 60);
        text
    }

    #[test]
    fn planned_and_real_times() {
        let minutes = |n: u64| Until::Time(Duration::from_mins(n));
        let block = |(name, until): (&str, Until)| Block {
            name: name.to_owned(),
            what: What::Play { until, filters: None, scene: None },
        };
        let blocks = [("a", minutes(10)), ("b", minutes(30)), ("c", minutes(10)), ("d", minutes(20))];
        let plan = Plan::new("Lab".to_owned(), blocks.into_iter().map(block).collect()).unwrap();
        let mut running = Running::begin(plan, Filters::default(), Times::default(), 1, at(0));
        let check = |running: &Running, minutes: u64, expected: &str| assert_eq!(table(running, minutes), expected);
        check(
            &running,
            4,
            "a 0–10 now 0–10 +0; b 10–40 ahead 10–40 +0; c 40–50 ahead 40–50 +0; d 50–70 ahead 50–70 +0; ends 70, planned 70",
        );
        check(
            &running,
            13,
            "a 0–10 now 0–13 +3; b 10–40 ahead 13–43 +3; c 40–50 ahead 43–53 +3; d 50–70 ahead 53–73 +3; ends 73, planned 70",
        );
        running.go_on(1, at(15));
        check(
            &running,
            20,
            "a 0–10 over 0–15 +5; b 10–40 now 15–45 +5; c 40–50 ahead 45–55 +5; d 50–70 ahead 55–75 +5; ends 75, planned 70",
        );
        running.edit(Edit::Shorter(3), 1, at(20)).unwrap();
        check(
            &running,
            20,
            "a 0–10 over 0–15 +5; b 10–40 now 15–45 +5; c 40–50 ahead 45–55 +5; d 50–65 ahead 55–70 +5; ends 70, planned 70",
        );
        running.edit(Edit::Jump(3), 1, at(40)).unwrap();
        check(
            &running,
            40,
            "a 0–10 over 0–15 +5; b 10–40 over 15–40 +0; c 40–50 skipped; d 50–65 now 40–55 -10; ends 55, planned 70",
        );
        running.edit(Edit::Jump(1), 1, at(50)).unwrap();
        check(
            &running,
            50,
            "a 0–10 over 0–15 +5; b 10–40 now 50–80 +40; c 40–50 ahead 80–90 +40; d 50–65 ahead 90–105 +40; ends 105, planned 70",
        );
    }
}
