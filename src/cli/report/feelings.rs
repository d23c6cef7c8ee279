//! What came out of the feelings that were asked for, as judges said.
//!
//! Start with [`Agreement::of`]. Every answer of every judge counts; that none was sure is an answer too.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::booth::store::perceived::{Heard, Held};
use crate::feeling::{Aim, Feeling};
use crate::report::{Scale, alpha};
use crate::take::Verdict;
use crate::ui::text::width;

use super::super::table;

/// How people call an answer without a feeling.
const NONE: &str = "no agreement";

/// How judges answered, and how far they agree.
#[derive(Debug, Serialize)]
pub struct Agreement {
    perceived: Vec<Came>,
    shifts: Vec<Told>,
    alpha: Alpha,
}

/// How often what was asked came out as what.
#[derive(Debug, Serialize)]
struct Came {
    asked: &'static str,
    perceived: Option<&'static str>,
    answers: u64,
}

/// How often both feelings of a shift came out as asked, of all times that somebody told both.
#[derive(Debug, Serialize)]
struct Told {
    shift: String,
    reached: u64,
    not_reached: u64,
}

/// Krippendorff's alpha, where there is one.
#[derive(Debug, Clone, Copy, Serialize)]
struct Alpha {
    feelings: Option<f64>,
    verdicts: Option<f64>,
    /// How many feelings two or more judges told.
    feelings_told: usize,
    /// How many takes two or more judges gave a verdict.
    takes_judged: usize,
}

impl Agreement {
    /// Counts what was heard.
    pub fn of(heard: &[Heard]) -> Self {
        let mut perceived: BTreeMap<(Feeling, Option<Feeling>), u64> = BTreeMap::new();
        let mut shifts: BTreeMap<Aim, (u64, u64)> = BTreeMap::new();
        let (mut feelings, mut verdicts) = (Vec::new(), Vec::new());
        for take in heard {
            let mut told: BTreeMap<(&str, u32), Vec<Option<Feeling>>> = BTreeMap::new();
            for one in take.held.iter().flat_map(|held| &held.perceived) {
                let Some(asked) = take.asked(&one.role, one.step) else { continue };
                *perceived.entry((asked, one.feeling)).or_insert(0) += 1;
                told.entry((&one.role, one.step)).or_default().push(one.feeling);
            }
            feelings.extend(told.into_values());
            verdicts.push(take.held.iter().filter_map(|held| held.verdict).collect::<Vec<Verdict>>());
            for (shift, is_reached) in take.held.iter().flat_map(|held| shifts_told(take, held)) {
                let (reached, not_reached) = shifts.entry(shift).or_default();
                *(if is_reached { reached } else { not_reached }) += 1;
            }
        }
        let several = |answers: usize| answers > 1;
        let alpha = Alpha {
            feelings: alpha(&feelings, Scale::Nominal),
            verdicts: alpha(&verdicts, Scale::Ordinal),
            feelings_told: feelings.iter().filter(|answers| several(answers.len())).count(),
            takes_judged: verdicts.iter().filter(|answers| several(answers.len())).count(),
        };
        let answers = |((asked, came), answers): ((Feeling, Option<Feeling>), u64)| Came {
            asked: asked.word(),
            perceived: came.map(Feeling::word),
            answers,
        };
        let reached = |(shift, (reached, not_reached)): (Aim, (u64, u64))| Told {
            shift: shift.to_string(),
            reached,
            not_reached,
        };
        Self {
            perceived: perceived.into_iter().map(answers).collect(),
            shifts: shifts.into_iter().map(reached).collect(),
            alpha,
        }
    }

    /// The same for people; nothing where nobody said anything.
    pub fn text(&self, room: usize) -> String {
        let mut text = String::new();
        if !self.perceived.is_empty() {
            text.extend(["\nwhat came out\n", &self.matrix(room).unwrap_or_else(|| self.pairs())]);
        }
        if !self.shifts.is_empty() {
            let row = |one: &Told| [one.shift.clone(), one.reached.to_string(), one.not_reached.to_string()];
            let titles = ["", "reached", "not reached"].map(str::to_owned);
            let rows: Vec<_> = std::iter::once(titles).chain(self.shifts.iter().map(row)).collect();
            text.extend(["\nshifts\n", &table::columns("  ", &rows)]);
        }
        let Alpha { feelings, verdicts, feelings_told, takes_judged } = self.alpha;
        let told = [("feelings", feelings, feelings_told, "feeling"), ("verdicts", verdicts, takes_judged, "take")];
        let lines = told.into_iter().filter(|(_, _, units, _)| *units > 0).map(|(what, alpha, units, unit)| {
            let units = table::count(units, unit);
            match alpha {
                Some(alpha) => format!("{what}: alpha {alpha:.3}, from {units} that several judged"),
                None => format!("{what}: nothing to tell from {units} where no two answers differ"),
            }
        });
        let lines: Vec<String> = lines.collect();
        if !lines.is_empty() {
            text += "\nhow far judges agree (Krippendorff: 1 always, 0 as by chance)\n";
            text.extend(lines.iter().map(|line| table::paragraph("  ", line, room)));
        }
        text
    }

    /// What was asked by what came out; `None` where that is wider than the room.
    fn matrix(&self, room: usize) -> Option<String> {
        let came: BTreeSet<_> = self.perceived.iter().map(|one| (one.perceived.is_none(), one.perceived)).collect();
        let asked: BTreeSet<_> = self.perceived.iter().map(|one| one.asked).collect();
        let cell = |asked: &str, came: Option<&str>| {
            let one = self.perceived.iter().find(|one| one.asked == asked && one.perceived == came);
            let answers = one.map_or_else(|| "·".to_owned(), |one| one.answers.to_string());
            if came == Some(asked) { format!("[{answers}]") } else { answers }
        };
        let titles = came.iter().map(|(_, came)| came.unwrap_or(NONE).to_owned());
        let mut rows = vec![std::iter::once("asked".to_owned()).chain(titles).collect::<Vec<_>>()];
        for asked in asked {
            let cells = came.iter().map(|(_, came)| cell(asked, *came));
            rows.push(std::iter::once(asked.to_owned()).chain(cells).collect());
        }
        let table = table::columns("  ", &rows);
        let fits = table.lines().all(|line| width(line) <= room);
        fits.then(|| table + "  [ ] as asked\n")
    }

    /// The same as a list.
    fn pairs(&self) -> String {
        let row = |one: &Came| {
            let reached = if one.perceived == Some(one.asked) { "as asked" } else { "" };
            let came = one.perceived.unwrap_or(NONE);
            [one.asked.to_owned(), came.to_owned(), one.answers.to_string(), reached.to_owned()]
        };
        let titles = ["asked", "perceived", "times", ""].map(str::to_owned);
        let rows: Vec<_> = std::iter::once(titles).chain(self.perceived.iter().map(row)).collect();
        table::columns("  ", &rows)
    }
}

/// The shifts of which a judge told both feelings, and whether these came out as asked.
fn shifts_told<'a>(take: &'a Heard, held: &'a Held) -> impl Iterator<Item = (Aim, bool)> + 'a {
    held.perceived.iter().filter_map(move |from| {
        let to = held.perceived.iter().find(|to| to.role == from.role && Some(to.step) == from.step.checked_add(1))?;
        let (start, end) = (take.asked(&from.role, from.step)?, take.asked(&to.role, to.step)?);
        Some((Aim::Shift(start, end), from.feeling == Some(start) && to.feeling == Some(end)))
    })
}
