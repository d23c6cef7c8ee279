//! The page a leader reads after a workshop.
//!
//! Start with [`Page::read`].

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::booth::store::Store;
use crate::booth::store::perceived::Session;
use crate::booth::store::report::Period;
use crate::error::Error;
use crate::feeling::Aim;
use crate::report::{By, Tally};
use crate::stage::clock;

use super::super::table;
use super::rows::{self, Figures, Player};

/// The most prompts in each list.
const MOST: usize = 5;

/// What a leader asks after a workshop.
#[derive(Debug, Serialize)]
pub struct Page {
    #[serde(rename = "workshop", serialize_with = "name")]
    pub session: Option<Session>,
    /// The takes of that session.
    figures: Option<Figures>,
    /// Who was on stage in it, the most frequent first.
    players: Vec<Player>,
    /// All prompts, those with the most takes first.
    #[serde(skip)]
    pub prompts: Vec<Figures>,
    feelings: Vec<Figures>,
    shifts: Vec<Figures>,
    targets: Vec<Progress>,
}

/// How far a target is reached.
#[derive(Debug, Serialize)]
struct Progress {
    target: String,
    usable: u64,
    wanted: u32,
}

impl Page {
    /// Reads it from the log. The targets are those of the settings.
    pub fn read(store: &Store, period: &Period, targets: &BTreeMap<Aim, u32>) -> Result<Self, Error> {
        let session = store.last_session(period)?;
        let (mut figures, mut players) = (None, Vec::new());
        if let Some(Session { workshop, started }) = &session {
            let since = period.since.max(Some(*started));
            let session = Period { since, workshop: Some(workshop.clone()), ..period.clone() };
            let tally = store.tallies(By::Workshop, &session)?.remove(workshop).unwrap_or_default();
            figures = Some(Figures::new(workshop.clone(), tally));
            players.extend(store.appearances(&session)?.into_iter().map(|(name, seen)| Player::new(name, seen)));
            players.sort_by_key(|player: &Player| std::cmp::Reverse(player.seen.scenes));
        }
        let rows = |tallies: BTreeMap<String, Tally>| {
            let mut rows: Vec<Figures> = tallies.into_iter().map(|(key, tally)| Figures::new(key, tally)).collect();
            rows.sort_by_key(|row| std::cmp::Reverse(row.tally.takes()));
            rows
        };
        let (feelings, shifts) = (store.tallies(By::Feeling, period)?, store.tallies(By::Shift, period)?);
        let usable = |aim: &str| feelings.get(aim).or_else(|| shifts.get(aim)).map_or(0, |tally| tally.usable);
        let progress = |(aim, wanted): (&Aim, &u32)| {
            let target = aim.to_string();
            Progress { usable: usable(&target), target, wanted: *wanted }
        };
        let mut targets: Vec<Progress> = targets.iter().map(progress).collect();
        targets.sort_by(|one, other| one.share().total_cmp(&other.share()));
        let prompts = rows(store.tallies(By::Prompt, period)?);
        Ok(Self { session, figures, players, prompts, feelings: rows(feelings), shifts: rows(shifts), targets })
    }

    /// The page for people.
    pub fn text(&self, room: usize) -> String {
        let mut text = String::new();
        if let Some((session, figures)) = self.session.as_ref().zip(self.figures.as_ref()) {
            text += &table::paragraph("", &format!("{}, {}", session.workshop, time(session.started)), room);
            let length = clock(figures.tally.length);
            for line in [figures.worth(), format!("{}, {length} on stage", figures.verdicts())] {
                text += &table::paragraph("  ", &line, room);
            }
        }
        let earn = self.earning();
        let never = self.failing();
        text +=
            &section("prompts that earn their place", &list(&earn, room), "none yet that enough takes are judged of");
        text += &section("prompts that never worked", &list(&never, room), "none that enough takes are judged of");
        text += &section(
            "usable takes wanted",
            &self.progress(room),
            "no targets: `sidecoach config edit` sets them under [targets]",
        );
        let lacking: Vec<&str> =
            self.feelings.iter().chain(&self.shifts).filter(|row| row.tally.usable == 0).map(rows::Row::key).collect();
        let lacking =
            if lacking.is_empty() { String::new() } else { table::paragraph("  ", &lacking.join(", "), room) };
        text += &section("feelings and shifts played without a usable take", &lacking, "none");
        text += &section("on stage in this workshop", &on_stage(&self.players, room), "nobody whose name is known");
        text
    }

    /// The prompts that surely work no worse than all do together, the surest first.
    fn earning(&self) -> Vec<&Figures> {
        let mut all = Tally::default();
        self.prompts.iter().for_each(|row| all.add(&row.tally));
        let low = |row: &&Figures| row.tally.interval().map_or(0.0, |interval| interval.low);
        let mut earning = self.told();
        earning.retain(|row| row.tally.usable > 0 && row.tally.rate() >= all.rate());
        earning.sort_by(|one, other| low(other).total_cmp(&low(one)));
        earning.truncate(MOST);
        earning
    }

    /// The prompts that never worked, those tried most first.
    fn failing(&self) -> Vec<&Figures> {
        let mut failing = self.told();
        failing.retain(|row| row.tally.usable == 0);
        failing.sort_by_key(|row| std::cmp::Reverse(row.tally.judged()));
        failing.truncate(MOST);
        failing
    }

    /// The prompts of which enough takes are judged.
    fn told(&self) -> Vec<&Figures> {
        let is_told = |row: &&Figures| row.tally.interval().is_some_and(|interval| !interval.is_wide());
        self.prompts.iter().filter(is_told).collect()
    }

    fn progress(&self, room: usize) -> String {
        let row = |one: &Progress| {
            [rows::gauge(one.share()), format!("{} of {}", one.usable, one.wanted), one.target.clone()]
        };
        lines(&self.targets.iter().map(row).collect::<Vec<_>>(), room)
    }
}

impl Progress {
    fn share(&self) -> f64 {
        (self.usable as f64 / f64::from(self.wanted.max(1))).min(1.0)
    }
}

fn list(rows: &[&Figures], room: usize) -> String {
    let row = |row: &&Figures| [row.bar(), row.share(), row.rate(), rows::Row::key(*row).to_owned()];
    lines(&rows.iter().map(row).collect::<Vec<_>>(), room)
}

fn on_stage(players: &[Player], room: usize) -> String {
    let row = |player: &Player| {
        let scenes = table::count(player.seen.scenes as usize, "scene");
        [scenes, clock(player.seen.length), rows::Row::key(player).to_owned()]
    };
    lines(&players.iter().map(row).collect::<Vec<_>>(), room)
}

/// Rows whose last cell is the long one, in columns; where they have no room, each is wrapped.
fn lines<const N: usize>(rows: &[[String; N]], room: usize) -> String {
    let text = table::columns("  ", rows);
    if text.lines().all(|line| crate::ui::text::width(line) <= room) {
        return text;
    }
    rows.iter().map(|row| table::paragraph("  ", &row.join(" "), room)).collect()
}

fn section(title: &str, content: &str, otherwise: &str) -> String {
    if content.is_empty() { format!("\n{title}\n  {otherwise}\n") } else { format!("\n{title}\n{content}") }
}

/// A time of day where the reader is.
fn time(at: crate::scene::Ms) -> String {
    let time = Timestamp::from_millisecond(at).unwrap_or_default();
    time.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[expect(clippy::ref_option, reason = "serde hands over references")]
fn name<S: serde::Serializer>(session: &Option<Session>, serializer: S) -> Result<S::Ok, S::Error> {
    session.as_ref().map(|session| &session.workshop).serialize(serializer)
}
