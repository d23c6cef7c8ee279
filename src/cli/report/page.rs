//! The page a leader reads after a workshop.
//!
//! Start with [`Page::read`].

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::booth::store::Store;
use crate::booth::store::perceived::Session;
use crate::booth::store::report::Period;
use crate::error::Error;
use crate::feeling::Aim;
use crate::report::{By, Tally};
use crate::stage::clock;
use crate::ui::text::width;

use super::super::table;
use super::super::when::{minute, utc};
use super::rows::{Figures, Player, Row, gauge};

/// The most prompts in each list.
const MOST: usize = 5;

/// What a leader asks after a workshop.
#[derive(Debug, Serialize)]
pub struct Page {
    /// The last workshop; `None` where there is no take.
    pub workshop: Option<Last>,
    /// All prompts, those with the most takes first.
    #[serde(skip)]
    pub prompts: Vec<Figures>,
    feelings: Vec<Figures>,
    shifts: Vec<Figures>,
    /// The least reached first.
    targets: Vec<Progress>,
}

/// The last session of a workshop.
#[derive(Debug, Serialize)]
pub struct Last {
    #[serde(flatten)]
    figures: Figures,
    started: String,
    /// Who was on stage in it, the most frequent first.
    players: Vec<Player>,
    #[serde(skip)]
    session: Session,
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
        let workshop = store.last_session(period)?.map(|session| Last::read(store, period, session)).transpose()?;
        let rows = |tallies: BTreeMap<String, Tally>| {
            let mut rows: Vec<Figures> = tallies.into_iter().map(|(key, tally)| Figures::new(key, tally)).collect();
            rows.sort_by_key(|row| Reverse(row.tally.takes()));
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
        Ok(Self { workshop, prompts, feelings: rows(feelings), shifts: rows(shifts), targets })
    }

    /// The page for people.
    pub fn text(&self, room: usize) -> String {
        let mut text = String::new();
        if let Some(Last { figures, session, .. }) = &self.workshop {
            text += &table::paragraph("", &format!("{}, {}", session.workshop, minute(session.started)), room);
            let length = clock(figures.tally.length);
            for line in [figures.worth(), format!("{}, {length} on stage", figures.verdicts())] {
                text += &table::paragraph("  ", &line, room);
            }
        }
        let untold = "none, as far as enough takes are judged to say";
        text += &section("prompts that earn their place", &list(&self.earning(), room), untold, room);
        text += &section("prompts that never worked", &list(&self.failing(), room), untold, room);
        text += &section("prompts passed over, never played", &self.passed_over(room), "none", room);
        let unset = "no targets; `sidecoach config edit` sets them under [targets]";
        text += &section("usable takes wanted", &self.progress(room), unset, room);
        let lacking = self.feelings.iter().chain(&self.shifts).filter(|row| row.tally.usable == 0);
        let lacking: Vec<&str> = lacking.map(Row::key).collect();
        let lacking =
            if lacking.is_empty() { String::new() } else { table::paragraph("  ", &lacking.join(", "), room) };
        text += &section("feelings and shifts without a usable take", &lacking, "none of those asked for", room);
        let players = self.workshop.as_ref().map_or(&[][..], |last| &last.players);
        text += &section("on stage in this workshop", &on_stage(players, room), "nobody whose name is known", room);
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
        failing.sort_by_key(|row| Reverse(row.tally.judged()));
        failing.truncate(MOST);
        failing
    }

    /// The prompts that were drawn and never wanted, those passed over most first.
    fn passed_over(&self, room: usize) -> String {
        let mut passed: Vec<&Figures> = self.prompts.iter().filter(|row| row.tally.takes() == 0).collect();
        passed.retain(|row| row.tally.passes > 0);
        passed.sort_by_key(|row| Reverse(row.tally.passes));
        passed.truncate(MOST);
        let row = |row: &&Figures| [table::count(row.tally.passes as usize, "time"), row.key().to_owned()];
        lines(&passed.iter().map(row).collect::<Vec<_>>(), room)
    }

    /// The prompts of which enough takes are judged.
    fn told(&self) -> Vec<&Figures> {
        let is_told = |row: &&Figures| row.tally.interval().is_some_and(|interval| !interval.is_wide());
        self.prompts.iter().filter(is_told).collect()
    }

    fn progress(&self, room: usize) -> String {
        let row =
            |one: &Progress| [gauge(one.share()), format!("{} of {}", one.usable, one.wanted), one.target.clone()];
        lines(&self.targets.iter().map(row).collect::<Vec<_>>(), room)
    }
}

impl Last {
    fn read(store: &Store, period: &Period, session: Session) -> Result<Self, Error> {
        let name = &session.workshop;
        let period = Period { workshop: Some(session.id), ..period.clone() };
        let tally = store.tallies(By::Workshop, &period)?.remove(name).unwrap_or_default();
        let seen = store.appearances(&period)?;
        let mut players: Vec<Player> = seen.into_iter().map(|(name, seen)| Player::new(name, seen)).collect();
        players.sort_by_key(|player| Reverse(player.seen.scenes));
        Ok(Self { figures: Figures::new(name.clone(), tally), started: utc(session.started), players, session })
    }
}

impl Progress {
    fn share(&self) -> f64 {
        (self.usable as f64 / f64::from(self.wanted.max(1))).min(1.0)
    }
}

fn list(rows: &[&Figures], room: usize) -> String {
    let row = |row: &&Figures| [row.bar(), row.share(), row.rate(), row.key().to_owned()];
    lines(&rows.iter().map(row).collect::<Vec<_>>(), room)
}

fn on_stage(players: &[Player], room: usize) -> String {
    let row = |player: &Player| {
        let scenes = player.seen.in_scenes();
        [scenes.to_string(), clock(player.seen.length), player.key().to_owned()]
    };
    lines(&players.iter().map(row).collect::<Vec<_>>(), room)
}

/// Rows whose last cell is the long one, in columns; where they have no room, each is wrapped.
fn lines<const N: usize>(rows: &[[String; N]], room: usize) -> String {
    let text = table::columns("  ", rows);
    if text.lines().all(|line| width(line) <= room) {
        return text;
    }
    rows.iter().map(|row| table::paragraph("  ", &row.join(" "), room)).collect()
}

fn section(title: &str, content: &str, otherwise: &str, room: usize) -> String {
    let otherwise = || table::paragraph("  ", otherwise, room);
    let title = table::paragraph("", title, room);
    format!("\n{title}{}", if content.is_empty() { otherwise() } else { content.to_owned() })
}
