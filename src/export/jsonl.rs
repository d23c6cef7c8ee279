//! A line of JSON for each take, with all that there is of it: what `takes import` reads.
//!
//! [`SCHEMA`] is what each line fits; [`read()`] makes a take of one again.

mod read;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::booth::store::ledger::Origin;
use crate::booth::store::read::{CastRecord, JudgementRecord, MomentRecord, PerceivedRecord};
use crate::consent::{Medium, Purpose};
use crate::pack::slots::UsedWord;
use crate::take::{Ending, Reason, Verdict};

use super::{Exported, time};

pub use self::read::{BadLine, read};

/// The JSON Schema of a line.
pub const SCHEMA: &str = include_str!("jsonl/schema.json");

/// The version of the lines. Keys may be added to one, never changed.
const VERSION: u8 = 1;

#[derive(Serialize)]
struct Line<'a> {
    version: u8,
    id: String,
    number: i64,
    workshop: Workshop<'a>,
    draw: Draw<'a>,
    text: &'a str,
    take_of_draw: u32,
    rehearsal: bool,
    started: String,
    planned_ms: i64,
    ended_at_ms: Option<i64>,
    played_ms: Option<i64>,
    paused_ms: Option<i64>,
    ending: Option<&'static str>,
    verdict: Option<&'static str>,
    reason: Option<&'static str>,
    note: Option<&'a str>,
    cast: Vec<Part<'a>>,
    moments: Vec<Moment<'a>>,
    judgements: Vec<Judgement<'a>>,
    granted: Vec<Grant>,
}

#[derive(Serialize)]
struct Grant {
    purpose: &'static str,
    media: Vec<&'static str>,
}

#[derive(Serialize)]
struct Workshop<'a> {
    id: String,
    name: &'a str,
    started: String,
    zone: &'a str,
    seed: u64,
}

#[derive(Serialize)]
struct Draw<'a> {
    id: String,
    number: u32,
    drawn: String,
    prompt: Option<String>,
    pack_hash: Option<&'a str>,
    seed: Option<u64>,
    kind: &'a str,
    tags: &'a [String],
    stream: &'a str,
    chance: Option<Chance>,
    words: Vec<Word<'a>>,
    roles: &'a [String],
}

#[derive(Serialize)]
struct Chance {
    numerator: u64,
    denominator: u64,
}

#[derive(Serialize)]
struct Word<'a> {
    list: &'a str,
    entry: &'a str,
    secret: bool,
}

#[derive(Serialize)]
struct Part<'a> {
    role: Option<&'a str>,
    label: Option<&'a str>,
    player: Option<&'a str>,
    player_id: Option<String>,
    asked: Option<&'a str>,
    feeling: Option<&'a str>,
    secret: Option<&'a str>,
    position: i64,
    seat: Option<u16>,
    correction: Option<Correction>,
}

#[derive(Serialize)]
struct Correction {
    id: String,
    at: String,
}

#[derive(Serialize)]
struct Moment<'a> {
    id: String,
    at_ms: i64,
    kind: &'static str,
    role: Option<&'a str>,
    step: Option<u32>,
    label: Option<&'a str>,
}

#[derive(Serialize)]
struct Judgement<'a> {
    id: String,
    at: String,
    by: &'a str,
    verdict: Option<&'static str>,
    reason: Option<&'static str>,
    note: Option<&'a str>,
    perceived: &'a [PerceivedRecord],
}

/// Writes takes.
#[must_use]
pub fn write(takes: &[Exported]) -> String {
    takes.iter().fold(String::new(), |mut text, exported| {
        // Words, numbers and lists alone: nothing that could fail.
        text.push_str(&serde_json::to_string(&line(exported)).unwrap_or_default());
        text.push('\n');
        text
    })
}

fn line(Exported { take, origin, granted }: &Exported) -> Line<'_> {
    Line {
        version: VERSION,
        id: take.id.to_string(),
        number: take.number,
        workshop: Workshop {
            id: take.workshop_id.to_string(),
            name: &take.workshop,
            started: time(origin.workshop_started),
            zone: &origin.zone,
            seed: origin.workshop_seed,
        },
        draw: Draw {
            id: origin.draw.to_string(),
            number: origin.draw_number,
            drawn: time(origin.drawn),
            prompt: take.prompt.as_ref().map(ToString::to_string),
            pack_hash: take.pack_hash.as_deref(),
            seed: take.seed,
            kind: &origin.kind,
            tags: &origin.tags,
            stream: &origin.stream,
            chance: origin.chance.map(|chance| Chance { numerator: chance.numerator, denominator: chance.denominator }),
            words: origin.words.iter().map(word).collect(),
            roles: &origin.roles,
        },
        text: &take.text,
        take_of_draw: take.take_of_draw,
        rehearsal: take.rehearsal,
        started: time(take.started),
        planned_ms: take.planned_ms,
        ended_at_ms: take.ended_at_ms,
        played_ms: take.played_ms,
        paused_ms: take.paused_ms,
        ending: take.ending.map(Ending::word),
        verdict: take.verdict.map(Verdict::word),
        reason: take.reason.map(Reason::word),
        note: take.note.as_deref(),
        cast: take.cast.iter().map(|one| part(one, origin)).collect(),
        moments: take.moments.iter().map(moment).collect(),
        judgements: take.judgements.iter().map(judgement).collect(),
        granted: granted.iter().map(grant).collect(),
    }
}

fn grant((purpose, media): &(Purpose, BTreeSet<Medium>)) -> Grant {
    Grant { purpose: purpose.word(), media: media.iter().map(|medium| medium.word()).collect() }
}

fn word(UsedWord { list, entry, is_secret }: &UsedWord) -> Word<'_> {
    Word { list, entry, secret: *is_secret }
}

fn part<'a>(part: &'a CastRecord, origin: &Origin) -> Part<'a> {
    let correction = origin.corrections.iter().find(|correction| correction.position == part.position);
    Part {
        role: part.role.as_deref(),
        label: part.label.as_deref(),
        player: part.player.as_deref(),
        player_id: part.person.map(|person| person.to_string()),
        asked: part.asked.as_deref(),
        feeling: part.feeling.as_deref(),
        secret: part.secret.as_deref(),
        position: part.position,
        seat: part.seat,
        correction: correction.map(|one| Correction { id: one.id.to_string(), at: time(one.at) }),
    }
}

fn moment(moment: &MomentRecord) -> Moment<'_> {
    Moment {
        id: moment.id.to_string(),
        at_ms: moment.at_ms,
        kind: moment.kind.word(),
        role: moment.role.as_deref(),
        step: moment.step,
        label: moment.label.as_deref(),
    }
}

fn judgement(given: &JudgementRecord) -> Judgement<'_> {
    Judgement {
        id: given.id.to_string(),
        at: time(given.at),
        by: &given.by,
        verdict: given.verdict.map(Verdict::word),
        reason: given.reason.map(Reason::word),
        note: given.note.as_deref(),
        perceived: &given.perceived,
    }
}
