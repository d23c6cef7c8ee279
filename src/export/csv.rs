//! CSV: a row for each take, for a spreadsheet.
//!
//! `takes()` are the columns that each table of takes has.

use crate::booth::store::read::{CastRecord, PerceivedRecord};
use crate::pack::Kind;
use crate::take::{Ending, Reason, Verdict, held};

use super::table::{self, Column, Holds, Must};
use super::{Exported, time};

/// The columns of takes, without who played.
pub(super) fn takes<'a>() -> Vec<Column<&'a Exported>> {
    vec![
        Column::new("id", Holds::Key, |it| Some(it.take.id.to_string())),
        Column::new("number", Holds::Number(Must::Be, 1), |it| Some(it.take.number.to_string())),
        Column::new("workshop", Holds::Text(Must::Be), |it| Some(it.take.workshop.clone())),
        Column::new("workshop_id", Holds::Id(Must::Be), |it| Some(it.take.workshop_id.to_string())),
        Column::new("prompt", Holds::Text(Must::Maybe), |it| it.take.prompt.as_ref().map(ToString::to_string)),
        Column::new("pack_hash", Holds::Text(Must::Maybe), |it| it.take.pack_hash.clone()),
        Column::new("seed", Holds::Number(Must::Maybe, 0), |it| it.take.seed.map(|seed| seed.to_string())),
        Column::new("kind", Holds::Word(Must::Be, || Kind::ALL.iter().map(|kind| kind.word()).collect()), |it| {
            Some(it.origin.kind.clone())
        }),
        Column::new("tags", Holds::Text(Must::Maybe), |it| joined(it.origin.tags.iter().cloned())),
        Column::new("text", Holds::Text(Must::Be), |it| Some(it.take.text.clone())),
        Column::new("draw", Holds::Id(Must::Be), |it| Some(it.origin.draw.to_string())),
        Column::new("take_of_draw", Holds::Number(Must::Be, 1), |it| Some(it.take.take_of_draw.to_string())),
        Column::new("rehearsal", Holds::Flag, |it| Some(it.take.rehearsal.to_string())),
        Column::new("started", Holds::Time, |it| Some(time(it.take.started))),
        Column::new("planned_ms", Holds::Number(Must::Be, 0), |it| Some(it.take.planned_ms.to_string())),
        Column::new("ended_at_ms", Holds::Number(Must::Be, 0), |it| number(it.take.ended_at_ms)),
        Column::new("played_ms", Holds::Number(Must::Be, 0), |it| number(it.take.played_ms)),
        Column::new("paused_ms", Holds::Number(Must::Be, 0), |it| number(it.take.paused_ms)),
        Column::new(
            "ending",
            Holds::Word(Must::Be, || Ending::ALL.iter().map(|ending| ending.word()).collect()),
            |it| it.take.ending.map(|ending| ending.word().to_owned()),
        ),
        Column::new("verdict", VERDICT, |it| it.take.verdict.map(|verdict| verdict.word().to_owned())),
        Column::new("reason", REASON, |it| it.take.reason.map(|reason| reason.word().to_owned())),
        Column::new("note", Holds::Text(Must::Maybe), |it| it.take.note.clone()),
    ]
}

/// What everybody in a take granted, which stands last.
pub(super) fn granted<'a>() -> Column<&'a Exported> {
    Column::new("granted", Holds::Text(Must::Maybe), |it| Some(super::granted(&it.granted)))
}

/// A verdict, or none.
pub(super) const VERDICT: Holds =
    Holds::Word(Must::Maybe, || Verdict::ALL.iter().map(|verdict| verdict.word()).collect());

/// A reason, or none.
pub(super) const REASON: Holds = Holds::Word(Must::Maybe, || Reason::ALL.iter().map(|reason| reason.word()).collect());

/// Who played, what was asked of them, and what came out, each in one cell.
fn summaries<'a>() -> Vec<Column<&'a Exported>> {
    vec![
        Column::new("cast", Holds::Text(Must::Maybe), |it| parts(it, |part| part.player.as_ref())),
        Column::new("asked", Holds::Text(Must::Maybe), |it| parts(it, |part| part.feeling.as_ref())),
        Column::new("perceived", Holds::Text(Must::Maybe), |it| {
            // A later judgement repeats what its judge had said came out.
            let held = held(&it.take.judgements, |one| &one.by);
            joined(held.flat_map(|one| one.perceived.iter().map(|came| perceived(&one.by, came))))
        }),
        Column::new("secrets", Holds::Text(Must::Maybe), |it| parts(it, |part| part.secret.as_ref())),
    ]
}

/// Writes takes.
#[must_use]
pub fn write(takes: &[Exported]) -> String {
    let columns: Vec<_> = self::takes().into_iter().chain(summaries()).chain([granted()]).collect();
    table::write(&columns, takes.iter())
}

fn number(number: Option<i64>) -> Option<String> {
    number.map(|number| number.to_string())
}

/// Something of each part that has it, behind the name of its role.
fn parts(it: &Exported, of: fn(&CastRecord) -> Option<&String>) -> Option<String> {
    let told = it.take.cast.iter().filter_map(|part| {
        let told = of(part)?;
        Some(part.role.as_ref().map_or_else(|| told.clone(), |role| format!("{role}: {told}")))
    });
    joined(told)
}

fn perceived(by: &str, came: &PerceivedRecord) -> String {
    let strength = came.strength.map_or_else(String::new, |strength| format!(":{strength}"));
    let feeling = came.feeling.as_deref().unwrap_or("no agreement");
    format!("{} {}: {feeling}{strength} ({by})", came.role, came.step)
}

fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let texts: Vec<_> = texts.collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}
