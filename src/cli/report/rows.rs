//! The rows of a report: what JSON, a spreadsheet and people get of them.
//!
//! Start with [`text`].

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::{Appearances, Tally};
use crate::scene::Ms;
use crate::stage::clock;
use crate::take::Reason;
use crate::ui::text::width;

use super::super::odds::{BAR, bar};
use super::super::table;
use super::super::when::{day, utc};

/// What is printed of a key.
pub trait Row: Serialize + Sized {
    /// The titles of its cells in a spreadsheet.
    const TITLES: &'static [&'static str];
    /// Its cells in a spreadsheet.
    fn cells(&self) -> Vec<String>;
    /// Rows in columns with titles.
    fn columns(rows: &[Self]) -> String;
    /// What it is of.
    fn key(&self) -> &str;
    /// The rest of it in lines, where columns have no room.
    fn lines(&self) -> Vec<String>;
}

/// Figures of takes.
#[derive(Debug, Serialize)]
pub struct Figures {
    key: String,
    takes: u64,
    usable: u64,
    not_usable: u64,
    hold: u64,
    unjudged: u64,
    passes: u64,
    rate: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    mean_ms: Option<Ms>,
    last: Option<String>,
    reasons: BTreeMap<&'static str, u64>,
    #[serde(skip)]
    pub tally: Tally,
}

/// How often somebody was on stage, and as what.
#[derive(Debug, Serialize)]
pub struct Player {
    key: String,
    scenes: u64,
    played_ms: Ms,
    roles: BTreeMap<String, u64>,
    feelings: BTreeMap<&'static str, u64>,
    last: Option<String>,
    broken_off: u64,
    #[serde(skip)]
    pub seen: Appearances,
}

/// Rows in columns, or one below the other where columns have no room.
pub fn text<R: Row>(rows: &[R], room: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let columns = R::columns(rows);
    if columns.lines().all(|line| width(line) <= room) {
        return columns;
    }
    let mut text = String::new();
    for row in rows {
        text += &table::paragraph("", row.key(), room);
        text.extend(row.lines().iter().map(|line| table::paragraph("  ", line, room)));
    }
    text
}

/// A share of 1 as a bar that shows the rest too.
pub fn gauge(share: f64) -> String {
    let bar = bar(share);
    let rest = BAR - width(&bar);
    bar + &"░".repeat(rest)
}

impl Figures {
    /// What is printed of a tally.
    pub fn new(key: String, tally: Tally) -> Self {
        let interval = tally.interval();
        Self {
            key,
            takes: tally.takes(),
            usable: tally.usable,
            not_usable: tally.not_usable.values().sum(),
            hold: tally.hold,
            unjudged: tally.unjudged,
            passes: tally.passes,
            rate: tally.rate(),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            mean_ms: tally.mean_length(),
            last: tally.last.map(utc),
            reasons: Reason::ALL.iter().map(|reason| (reason.word(), reason_count(&tally, *reason))).collect(),
            tally,
        }
    }

    /// The rate as a bar; none where it says little.
    pub fn bar(&self) -> String {
        let is_sure = self.tally.interval().is_some_and(|interval| !interval.is_wide());
        self.tally.rate().filter(|_| is_sure).map_or_else(String::new, gauge)
    }

    /// The rate in words, with where it may truly lie.
    pub fn rate(&self) -> String {
        match self.tally.rate().zip(self.tally.interval()) {
            None => "-".to_owned(),
            Some((_, interval)) if interval.is_wide() => "too few to say".to_owned(),
            Some((rate, interval)) => {
                format!("{:.0} % ({:.0}–{:.0} %)", 100.0 * rate, 100.0 * interval.low, 100.0 * interval.high)
            }
        }
    }

    /// How many are usable of those judged.
    pub fn share(&self) -> String {
        match self.tally.judged() {
            0 => "-".to_owned(),
            judged => format!("{} of {judged}", self.usable),
        }
    }

    /// Why takes are not usable, in brackets, as far as reasons are given.
    fn reasons(&self) -> String {
        let given = Reason::ALL.iter().map(|reason| (reason, reason_count(&self.tally, *reason)));
        let given: Vec<String> =
            given.filter(|(_, count)| *count > 0).map(|(reason, count)| format!("{count} {reason}")).collect();
        if given.is_empty() { String::new() } else { format!(" ({})", given.join(", ")) }
    }

    /// The rate, drawn and in words.
    pub fn worth(&self) -> String {
        if self.tally.judged() == 0 {
            return "- none judged".to_owned();
        }
        format!("{} {}, {} usable", self.bar(), self.rate(), self.share()).trim().to_owned()
    }

    /// How many takes there are, and how those are judged that are not usable.
    pub fn verdicts(&self) -> String {
        let mut verdicts = vec![table::count(self.takes as usize, "take")];
        let reasons = self.reasons();
        for (count, says) in [
            (self.not_usable, format!("not usable{reasons}")),
            (self.hold, "on hold".to_owned()),
            (self.unjudged, "not judged".to_owned()),
        ] {
            if count > 0 {
                verdicts.push(format!("{count} {says}"));
            }
        }
        verdicts.join(", ")
    }
}

fn reason_count(tally: &Tally, reason: Reason) -> u64 {
    tally.not_usable.get(&Some(reason)).copied().unwrap_or(0)
}

impl Row for Figures {
    const TITLES: &'static [&'static str] = &[
        "key",
        "takes",
        "usable",
        "not_usable",
        "technical",
        "feeling",
        "character",
        "prompt",
        "private",
        "hold",
        "unjudged",
        "passes",
        "rate",
        "low",
        "high",
        "mean_ms",
        "last",
    ];

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.key.clone()];
        cells.extend([self.takes, self.usable, self.not_usable].map(|count| count.to_string()));
        cells.extend(Reason::ALL.iter().map(|reason| reason_count(&self.tally, *reason).to_string()));
        cells.extend([self.hold, self.unjudged, self.passes].map(|count| count.to_string()));
        cells.extend(
            [self.rate, self.low, self.high].map(|share| share.map_or_else(String::new, |share| share.to_string())),
        );
        cells.push(self.mean_ms.map_or_else(String::new, |mean| mean.to_string()));
        cells.push(self.last.clone().unwrap_or_default());
        cells
    }

    fn columns(rows: &[Self]) -> String {
        let titles =
            ["", "", "usable", "of judged", "takes", "not usable", "hold", "not judged", "mean", "passes", "last"];
        let row = |row: &Self| {
            [
                row.key.clone(),
                row.bar(),
                row.rate(),
                row.share(),
                row.takes.to_string(),
                format!("{}{}", row.not_usable, row.reasons()),
                row.hold.to_string(),
                row.unjudged.to_string(),
                row.mean_ms.map_or_else(dash, clock),
                row.passes.to_string(),
                row.tally.last.map_or_else(dash, day),
            ]
        };
        let rows: Vec<_> = std::iter::once(titles.map(str::to_owned)).chain(rows.iter().map(row)).collect();
        table::columns("", &rows)
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn lines(&self) -> Vec<String> {
        let mut played: Vec<String> =
            self.mean_ms.map(|mean| format!("{} on average", clock(mean))).into_iter().collect();
        match self.passes {
            0 => {}
            1 => played.push("passed over once".to_owned()),
            passes => played.push(format!("passed over {passes} times")),
        }
        played.extend(self.tally.last.map(|last| format!("last {}", day(last))));
        vec![self.worth(), self.verdicts(), played.join(", ")]
    }
}

fn dash() -> String {
    "-".to_owned()
}

impl Player {
    /// What is printed of somebody.
    pub fn new(key: String, seen: Appearances) -> Self {
        Self {
            key,
            scenes: seen.scenes,
            played_ms: seen.length,
            roles: seen.roles.clone(),
            feelings: seen.feelings.iter().map(|(feeling, takes)| (feeling.word(), *takes)).collect(),
            last: seen.last.map(utc),
            broken_off: seen.broken_off,
            seen,
        }
    }

    fn roles(&self) -> String {
        most_first(self.roles.iter().map(|(role, takes)| (role.as_str(), *takes)))
    }

    fn feelings(&self) -> String {
        most_first(self.seen.feelings.iter().map(|(feeling, takes)| (feeling.word(), *takes)))
    }
}

/// Things with how often they came, the most frequent first.
fn most_first<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> String {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let shown: Vec<String> = counts.into_iter().map(|(thing, count)| format!("{thing} {count}")).collect();
    shown.join(", ")
}

impl Row for Player {
    const TITLES: &'static [&'static str] = &["key", "scenes", "played_ms", "roles", "feelings", "last", "broken_off"];

    fn cells(&self) -> Vec<String> {
        let last = self.last.clone().unwrap_or_default();
        let (scenes, played) = (self.scenes.to_string(), self.played_ms.to_string());
        let broken_off = self.broken_off.to_string();
        vec![self.key.clone(), scenes, played, self.roles(), self.feelings(), last, broken_off]
    }

    fn columns(rows: &[Self]) -> String {
        let some = |text: String| if text.is_empty() { dash() } else { text };
        let row = |row: &Self| {
            let last = row.seen.last.map_or_else(dash, day);
            let (roles, feelings) = (some(row.roles()), some(row.feelings()));
            [row.key.clone(), row.seen.in_scenes().in_short(), clock(row.played_ms), last, roles, feelings]
        };
        let titles = ["", "scenes", "on stage", "last", "roles", "feelings"].map(str::to_owned);
        let rows: Vec<_> = std::iter::once(titles).chain(rows.iter().map(row)).collect();
        table::columns("", &rows)
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn lines(&self) -> Vec<String> {
        let scenes = self.seen.in_scenes();
        let last = self.seen.last.map_or_else(String::new, |last| format!(", last {}", day(last)));
        let mut lines = vec![format!("{scenes}, {} on stage{last}", clock(self.played_ms))];
        for (title, list) in [("roles", self.roles()), ("feelings", self.feelings())] {
            if !list.is_empty() {
                lines.push(format!("{title}: {list}"));
            }
        }
        lines
    }
}
