//! What a workshop was, for everybody who was in it: nothing of it says how good anything was.
//!
//! Start with [`Summary::read`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Serialize;
use uuid::Uuid;

use crate::booth::store::Store;
use crate::booth::store::read::{Filter, TakeRecord};
use crate::booth::store::report::Period;
use crate::consent::{Care, Terms};
use crate::error::Error;
use crate::export::disguise::Disguise;
use crate::export::gate::{self, Kept};
use crate::print::clean_line;
use crate::scene::Ms;
use crate::stage::clock;
use crate::ui::text::width;

use super::super::table;
use super::super::when::{minute, utc};

/// The workshops of a period, the first one first.
#[derive(Debug, Serialize)]
pub struct Summary {
    workshops: Vec<Evening>,
    /// How many takes were left out for what.
    #[serde(skip)]
    left_out: BTreeMap<&'static str, usize>,
}

/// What was played in a workshop.
#[derive(Debug, Serialize)]
struct Evening {
    workshop: String,
    started: String,
    played_ms: Ms,
    scenes: Vec<Scene>,
    /// Who was on stage, the most frequent first.
    players: Vec<OnStage>,
    #[serde(skip)]
    began: Ms,
}

/// A prompt that was played, with all its takes.
#[derive(Debug, Serialize)]
struct Scene {
    prompt: Option<String>,
    text: String,
    takes: usize,
    played_ms: Ms,
    cast: Vec<Part>,
}

/// Who played what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Part {
    player: String,
    role: Option<String>,
}

/// How much somebody was on stage.
#[derive(Debug, Serialize)]
struct OnStage {
    player: String,
    scenes: usize,
    played_ms: Ms,
    roles: BTreeMap<String, usize>,
}

/// Which workshops a summary is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The last one.
    Last,
    /// Every one of the period.
    All,
}

impl Summary {
    /// Reads it from the log, with the names of people only if they are wanted.
    pub fn read(store: &Store, period: &Period, which: Which, names: bool) -> Result<Self, Error> {
        let mut left_out: BTreeMap<&'static str, usize> = BTreeMap::new();
        let last = match which {
            Which::Last => match store.last_session(period)? {
                None => return Ok(Self { workshops: Vec::new(), left_out }),
                session => session.map(|session| session.id),
            },
            Which::All => period.workshop,
        };
        let filter = Filter { session: last, pack: period.pack.clone(), ..Filter::default() };
        let (grants, terms) = (store.grants()?, Terms { ask: None, despite: BTreeSet::new() });
        let now = period.now.unwrap_or(Ms::MAX);
        let is_in = |take: &TakeRecord| {
            period.since.is_none_or(|since| take.started >= since)
                && period.until.is_none_or(|until| take.started < until)
        };
        let mut takes = store.takes(&filter)?;
        takes.retain(is_in);
        takes.retain(|take| {
            let kept = gate::check(take, &terms, &grants, now).first().map(why);
            if let Some(why) = kept {
                *left_out.entry(why).or_default() += 1;
            }
            kept.is_none()
        });
        takes.sort_by_key(|take| (take.started, take.id));
        if !names {
            let disguise = Disguise::new(store.known()?);
            for take in &mut takes {
                disguise.hide_in(take);
            }
        }
        let evenings = grouped(takes, |take| take.workshop_id);
        let began = |workshop: Uuid, takes: &[TakeRecord]| -> Result<Ms, Error> {
            let session = store.last_session(&Period { workshop: Some(workshop), ..period.clone() })?;
            Ok(session
                .map(|session| session.started)
                .or_else(|| takes.first().map(|take| take.started))
                .unwrap_or_default())
        };
        let evenings = evenings.into_iter().map(|(id, takes)| Ok(Evening::of(began(id, &takes)?, &takes)));
        Ok(Self { workshops: evenings.collect::<Result<_, Error>>()?, left_out })
    }

    /// What was left out, for the leader alone.
    pub fn left_out(&self) -> Option<String> {
        let takes = self.left_out.values().sum::<usize>();
        let each: Vec<String> = self.left_out.iter().map(|(why, takes)| format!("{takes} {why}")).collect();
        (takes > 0).then(|| format!("left out {}: {}", table::count(takes, "take"), each.join(", ")))
    }

    /// Whether nothing was played that everybody may hear of.
    pub const fn is_empty(&self) -> bool {
        self.workshops.is_empty()
    }

    /// The summary for people, in so many columns.
    pub fn text(&self, room: usize) -> String {
        self.workshops.iter().map(|evening| evening.text(room)).collect::<Vec<_>>().join("\n")
    }

    /// The same in Markdown.
    pub fn markdown(&self) -> String {
        self.workshops.iter().map(Evening::markdown).collect::<Vec<_>>().join("\n")
    }
}

impl Evening {
    /// What takes of one workshop amount to, of which there is at least one.
    fn of(began: Ms, takes: &[TakeRecord]) -> Self {
        let scenes = grouped(takes, |take| take.draw);
        Self {
            workshop: takes.first().map_or_else(String::new, |take| take.workshop.clone()),
            started: utc(began),
            played_ms: played(takes.iter()),
            players: on_stage(&scenes),
            scenes: scenes.into_iter().map(|(_, takes)| Scene::of(&takes)).collect(),
            began,
        }
    }

    /// How much it was.
    fn amount(&self) -> String {
        let people = match self.players.len() {
            1 => "1 person".to_owned(),
            people => format!("{people} people"),
        };
        let scenes = table::count(self.scenes.len(), "scene");
        format!("{scenes}, {} on stage, {people}", clock(self.played_ms))
    }

    fn text(&self, room: usize) -> String {
        let mut text = table::paragraph("", &format!("{}, {}", self.workshop, minute(self.began)), room);
        text += &table::paragraph("  ", &self.amount(), room);
        let digits = self.scenes.len().to_string().len();
        let indent = " ".repeat(2 + digits + 2);
        text += "\nscenes\n";
        for (number, scene) in (1..).zip(&self.scenes) {
            let first = table::paragraph(&indent, &clean_line(&scene.text), room);
            // Writing to a string can't fail.
            let _ = write!(text, "  {number:>digits$}  {}", first.get(indent.len()..).unwrap_or_default());
            text += &table::paragraph(&indent, &scene.facts(), room);
            for part in &scene.cast {
                text += &table::paragraph(&indent, &part.words(), room);
            }
        }
        text += "\nwho played\n";
        let row =
            |one: &OnStage| [one.player.clone(), table::count(one.scenes, "scene"), clock(one.played_ms), one.roles()];
        let rows: Vec<_> = self.players.iter().map(row).collect();
        let columns = table::columns("  ", &rows);
        if columns.lines().all(|line| width(line) <= room) {
            return text + &columns;
        }
        for [player, scenes, length, roles] in rows {
            text += &table::paragraph("  ", &player, room);
            text += &table::paragraph("    ", &format!("{scenes}, {length}"), room);
            if !roles.is_empty() {
                text += &table::paragraph("    ", &roles, room);
            }
        }
        text
    }

    fn markdown(&self) -> String {
        let mut text =
            format!("# {}\n\n{}: {}\n\n## Scenes\n\n", plain(&self.workshop), minute(self.began), self.amount());
        for (number, scene) in (1..).zip(&self.scenes) {
            // Writing to a string can't fail.
            let _ = writeln!(text, "{number}. **{}**  \n   {}", plain(&scene.text), plain(&scene.facts()));
            for part in &scene.cast {
                let _ = writeln!(text, "   - {}", plain(&part.words()));
            }
        }
        text += "\n## Who played\n\n| who | scenes | on stage | roles |\n|---|---:|---:|---|\n";
        for one in &self.players {
            let (who, roles) = (plain(&one.player), plain(&one.roles()));
            let _ = writeln!(text, "| {who} | {} | {} | {roles} |", one.scenes, clock(one.played_ms));
        }
        text
    }
}

impl Scene {
    /// Takes of one prompt, of which there is at least one. Who plays may be corrected for one of them alone.
    fn of(takes: &[&TakeRecord]) -> Self {
        let mut cast: Vec<Part> = Vec::new();
        for part in takes.iter().flat_map(|take| parts(take)) {
            if !cast.contains(&part) {
                cast.push(part);
            }
        }
        let last = takes.last();
        Self {
            prompt: last.and_then(|take| take.prompt.as_ref()).map(ToString::to_string),
            text: last.map_or_else(String::new, |take| take.text.clone()),
            takes: takes.len(),
            played_ms: played(takes.iter().copied()),
            cast,
        }
    }

    /// Where it came from, how long it took.
    fn facts(&self) -> String {
        let prompt = self.prompt.as_deref().unwrap_or("own prompt");
        let takes = if self.takes > 1 { format!(", {} takes", self.takes) } else { String::new() };
        format!("{prompt}, {}{takes}", clock(self.played_ms))
    }
}

impl Part {
    fn words(&self) -> String {
        match &self.role {
            Some(role) => format!("{}: {role}", self.player),
            None => self.player.clone(),
        }
    }
}

impl OnStage {
    /// The roles with how often, the most frequent first.
    fn roles(&self) -> String {
        let mut roles: Vec<_> = self.roles.iter().collect();
        roles.sort_by_key(|(_, scenes)| Reverse(**scenes));
        roles.into_iter().map(|(role, scenes)| format!("{role} {scenes}")).collect::<Vec<_>>().join(", ")
    }
}

/// What belongs together, in the order in which the first of each came.
fn grouped<T>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> Uuid) -> Vec<(Uuid, Vec<T>)> {
    let mut groups: Vec<(Uuid, Vec<T>)> = Vec::new();
    let mut places = BTreeMap::new();
    for item in items {
        let key = key(&item);
        let place = *places.entry(key).or_insert(groups.len());
        if place == groups.len() {
            groups.push((key, Vec::new()));
        }
        groups[place].1.push(item);
    }
    groups
}

/// Why a take is left out.
const fn why(kept: &Kept) -> &'static str {
    match kept {
        Kept::Running => "still running",
        Kept::Care(Care::Stopped) => "broken off",
        Kept::Care(Care::Private) => "in which a private matter came up",
        Kept::Care(Care::Rehearsal) => "rehearsed",
        Kept::Unnamed => "with somebody who has no name",
        Kept::Refused(..) => "with somebody who took consent back",
    }
}

/// Who played what in a take.
fn parts(take: &TakeRecord) -> impl Iterator<Item = Part> {
    take.cast.iter().filter_map(|part| {
        let role = part.label.clone().or_else(|| part.role.clone());
        Some(Part { player: part.player.clone()?, role })
    })
}

fn played<'a>(takes: impl Iterator<Item = &'a TakeRecord>) -> Ms {
    takes.filter_map(|take| take.played_ms).sum()
}

/// How much everybody was on stage, the most frequent first.
fn on_stage(scenes: &[(Uuid, Vec<&TakeRecord>)]) -> Vec<OnStage> {
    let mut people: BTreeMap<String, OnStage> = BTreeMap::new();
    for (_, takes) in scenes {
        let mut seen: BTreeSet<(String, Option<String>)> = BTreeSet::new();
        for take in takes {
            let here: BTreeSet<String> = parts(take).map(|part| part.player).collect();
            for player in here {
                let one = people.entry(player.clone()).or_insert_with(|| OnStage {
                    player,
                    scenes: 0,
                    played_ms: 0,
                    roles: BTreeMap::new(),
                });
                one.played_ms += take.played_ms.unwrap_or(0);
            }
            seen.extend(parts(take).map(|part| (part.player, part.role)));
        }
        for player in seen.iter().map(|(player, _)| player.clone()).collect::<BTreeSet<_>>() {
            people.entry(player).and_modify(|one| one.scenes += 1);
        }
        for (player, role) in seen {
            if let (Some(one), Some(role)) = (people.get_mut(&player), role) {
                *one.roles.entry(role).or_default() += 1;
            }
        }
    }
    let mut people: Vec<OnStage> = people.into_values().collect();
    people.sort_by_key(|one| Reverse(one.scenes));
    people
}

/// A text on one line that Markdown takes for no mark-up.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in clean_line(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_takes_no_text_for_mark_up() {
        for (text, expected) in [
            ("a *b* | c", "a \\*b\\* \\| c"),
            ("<b>&amp;\n# x", "\\<b\\>\\&amp; \\# x"),
            ("灯台 [x](y)", "灯台 \\[x\\](y)"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }
}
