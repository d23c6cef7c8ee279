//! A Data Package: takes, cast, moments and judgements as tables in CSV, and what may stand in each column of them.

use serde_json::{Value, json};

use crate::booth::store::read::{CastRecord, JudgementRecord, MomentRecord};
use crate::take::MomentKind;

use super::csv::{self, REASON, VERDICT};
use super::table::{self, Column, Holds, Must};
use super::{Exported, File, time};

/// A part, with its take and its place in the cast.
type Part<'a> = (&'a Exported, usize, &'a CastRecord);

fn takes<'a>() -> Vec<Column<&'a Exported>> {
    csv::takes().into_iter().chain([csv::granted()]).collect()
}

fn cast<'a>() -> Vec<Column<Part<'a>>> {
    vec![
        Column::new("take", Holds::Id(Must::Be), |(it, ..)| Some(it.take.id.to_string())),
        Column::new("position", Holds::Number(Must::Be, 1), |(_, n, _)| Some((n + 1).to_string())),
        Column::new("role", Holds::Text(Must::Maybe), |(.., part)| part.role.clone()),
        Column::new("label", Holds::Text(Must::Maybe), |(.., part)| part.label.clone()),
        Column::new("player", Holds::Text(Must::Maybe), |(.., part)| part.player.clone()),
        Column::new("player_id", Holds::Id(Must::Maybe), |(.., part)| part.person.map(|person| person.to_string())),
        Column::new("asked", Holds::Text(Must::Maybe), |(.., part)| part.asked.clone()),
        Column::new("feeling", Holds::Text(Must::Maybe), |(.., part)| part.feeling.clone()),
        Column::new("secret", Holds::Text(Must::Maybe), |(.., part)| part.secret.clone()),
    ]
}

fn moments<'a>() -> Vec<Column<(&'a Exported, &'a MomentRecord)>> {
    vec![
        Column::new("id", Holds::Key, |(_, moment)| Some(moment.id.to_string())),
        Column::new("take", Holds::Id(Must::Be), |(it, _)| Some(it.take.id.to_string())),
        Column::new("at_ms", Holds::Number(Must::Be, 0), |(_, moment)| Some(moment.at_ms.to_string())),
        Column::new(
            "kind",
            Holds::Word(Must::Be, || MomentKind::ALL.iter().map(|kind| kind.word()).collect()),
            |(_, moment)| Some(moment.kind.word().to_owned()),
        ),
        Column::new("role", Holds::Text(Must::Maybe), |(_, moment)| moment.role.clone()),
        Column::new("step", Holds::Number(Must::Maybe, 1), |(_, moment)| moment.step.map(|step| step.to_string())),
        Column::new("label", Holds::Text(Must::Maybe), |(_, moment)| moment.label.clone()),
    ]
}

fn judgements<'a>() -> Vec<Column<(&'a Exported, &'a JudgementRecord)>> {
    vec![
        Column::new("id", Holds::Key, |(_, given)| Some(given.id.to_string())),
        Column::new("take", Holds::Id(Must::Be), |(it, _)| Some(it.take.id.to_string())),
        Column::new("at", Holds::Time, |(_, given)| Some(time(given.at))),
        Column::new("by", Holds::Text(Must::Be), |(_, given)| Some(given.by.clone())),
        Column::new("verdict", VERDICT, |(_, given)| given.verdict.map(|verdict| verdict.word().to_owned())),
        Column::new("reason", REASON, |(_, given)| given.reason.map(|reason| reason.word().to_owned())),
        Column::new("note", Holds::Text(Must::Maybe), |(_, given)| given.note.clone()),
        Column::new("perceived", Holds::List, |(_, given)| serde_json::to_string(&given.perceived).ok()),
    ]
}

/// Writes takes.
#[must_use]
pub fn write(takes: &[Exported]) -> Vec<File> {
    let cast = takes.iter().flat_map(|it| it.take.cast.iter().enumerate().map(move |(n, part)| (it, n, part)));
    let moments = takes.iter().flat_map(|it| it.take.moments.iter().map(move |moment| (it, moment)));
    let judgements = takes.iter().flat_map(|it| it.take.judgements.iter().map(move |given| (it, given)));
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "takes",
        "title": "Takes of improvised scenes",
        "description": "What was asked for (asked, feeling) is never what came out (perceived, by whom). A text that \
                        a spreadsheet would take for a formula has an apostrophe in front.",
        "resources": [
            resource("takes", &self::takes(), &json!("id"), false),
            resource("cast", &self::cast(), &json!(["take", "position"]), true),
            resource("moments", &self::moments(), &json!("id"), true),
            resource("judgements", &self::judgements(), &json!("id"), true),
        ],
    });
    vec![
        File { name: "takes.csv", text: table::write(&self::takes(), takes.iter()) },
        File { name: "cast.csv", text: table::write(&self::cast(), cast) },
        File { name: "moments.csv", text: table::write(&self::moments(), moments) },
        File { name: "judgements.csv", text: table::write(&self::judgements(), judgements) },
        File { name: "datapackage.json", text: format!("{package:#}\n") },
    ]
}

/// What a table holds. One that is about takes says of which each row is.
fn resource<T>(name: &str, columns: &[Column<T>], key: &Value, of_takes: bool) -> Value {
    let fields: Vec<_> = columns.iter().map(|column| column.holds.field(column.name)).collect();
    let mut schema = json!({ "fields": fields, "primaryKey": key, "missingValues": [""] });
    if of_takes {
        let reference = json!({ "resource": "takes", "fields": "id" });
        schema["foreignKeys"] = json!([{ "fields": "take", "reference": reference }]);
    }
    json!({
        "name": name, "type": "table", "path": format!("{name}.csv"), "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "schema": schema,
    })
}
