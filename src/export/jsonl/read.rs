//! A line of JSON, a take again.
//!
//! Start with [`read()`].

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Deserialize;
use thiserror::Error;
use uuid::Uuid;

use crate::booth::store::ledger::{Correction, Origin};
use crate::booth::store::read::{CastRecord, JudgementRecord, MomentRecord, PerceivedRecord, TakeRecord};
use crate::booth::store::roster::checked;
use crate::consent::{Medium, Purpose};
use crate::deck::Chance;
use crate::feeling::{Feeling, Strength};
use crate::pack::{Kind, PromptKey, is_forbidden};
use crate::scene::Ms;
use crate::take::hand::used;
use crate::take::{Ending, MomentKind, Reason, Verdict};

use super::super::Exported;
use super::VERSION;

/// The largest number that every reader of JSON understands. No length and no seed is beyond it.
const LARGEST: i64 = 1 << 53;

/// Why a line is not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadLine {
    /// It ends in the middle.
    #[error("it ends in the middle; export again, or take the line out")]
    CutShort,
    /// A newer version of the program wrote it.
    #[error("it is of a newer sidecoach (version {0}, this one knows {VERSION}); update sidecoach, then import again")]
    Newer(u64),
    /// It holds something else.
    #[error("it is no take: {0}; mend it, or take the line out")]
    NoTake(String),
}

/// Reads a line. What today's lines hold beyond those of earlier releases need not be there.
pub fn read(line: &[u8]) -> Result<Exported, BadLine> {
    let fault = |e: serde_json::Error| {
        let why = || e.to_string().replace(" at line 1 column ", ", at character ");
        if e.is_eof() { BadLine::CutShort } else { BadLine::NoTake(why()) }
    };
    let Versioned { version } = serde_json::from_slice(line).map_err(fault)?;
    if version > u64::from(VERSION) {
        return Err(BadLine::Newer(version));
    }
    let line: Line = serde_json::from_slice(line).map_err(fault)?;
    line.exported().map_err(BadLine::NoTake)
}

#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    number: i64,
    workshop: Workshop,
    draw: Draw,
    text: String,
    take_of_draw: u32,
    rehearsal: bool,
    started: String,
    planned_ms: i64,
    ended_at_ms: i64,
    played_ms: i64,
    paused_ms: i64,
    ending: String,
    verdict: Option<String>,
    reason: Option<String>,
    note: Option<String>,
    cast: Vec<Part>,
    moments: Vec<Moment>,
    judgements: Vec<Judgement>,
    #[serde(default)]
    granted: Vec<Grant>,
}

#[derive(Deserialize)]
struct Grant {
    purpose: String,
    media: Vec<String>,
}

#[derive(Deserialize)]
struct Workshop {
    id: String,
    name: String,
    started: String,
    zone: String,
    seed: i64,
}

#[derive(Deserialize)]
struct Draw {
    id: String,
    number: u32,
    drawn: String,
    prompt: Option<String>,
    pack_hash: Option<String>,
    seed: Option<i64>,
    kind: String,
    tags: Vec<String>,
    stream: Option<String>,
    chance: Option<Odds>,
    #[serde(default)]
    words: Vec<Word>,
    roles: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Odds {
    numerator: i64,
    denominator: i64,
}

#[derive(Deserialize)]
struct Word {
    list: String,
    entry: String,
    secret: Option<bool>,
}

#[derive(Deserialize)]
struct Part {
    role: Option<String>,
    label: Option<String>,
    player: Option<String>,
    player_id: Option<String>,
    asked: Option<String>,
    feeling: Option<String>,
    secret: Option<String>,
    position: Option<i64>,
    seat: Option<u16>,
    correction: Option<Corrected>,
}

#[derive(Deserialize)]
struct Corrected {
    id: String,
    at: String,
}

#[derive(Deserialize)]
struct Moment {
    id: String,
    at_ms: i64,
    kind: String,
    role: Option<String>,
    step: Option<u32>,
    label: Option<String>,
}

#[derive(Deserialize)]
struct Judgement {
    id: String,
    at: String,
    by: String,
    verdict: Option<String>,
    reason: Option<String>,
    note: Option<String>,
    perceived: Vec<PerceivedRecord>,
}

impl Grant {
    fn granted(self) -> Result<(Purpose, BTreeSet<Medium>), String> {
        let media = self.media.iter().map(|medium| known("medium", medium, Medium::ALL, Medium::word));
        Ok((known("purpose", &self.purpose, Purpose::ALL, Purpose::word)?, media.collect::<Result<_, _>>()?))
    }
}

impl Line {
    fn exported(self) -> Result<Exported, String> {
        let Self { workshop, draw, cast, .. } = self;
        let prompt = draw.prompt.as_deref().map(prompt).transpose()?;
        let roles = draw.roles.unwrap_or_else(|| cast.iter().filter_map(|part| part.role.clone()).collect());
        let mut corrections = Vec::new();
        let mut parts = Vec::new();
        for (position, part) in (0..).zip(cast) {
            let (part, correction) = part.record(position)?;
            if parts.iter().any(|earlier: &CastRecord| earlier.position == part.position) {
                return Err(format!("position {} is there twice in its cast", part.position));
            }
            corrections.extend(correction);
            parts.push(part);
        }
        let secrets = parts.iter().filter_map(|part| part.secret.as_deref());
        let words = draw.words.into_iter().map(|word| (word.list, word.entry, word.secret));
        let origin = Origin {
            workshop_started: time("started of the workshop", &workshop.started)?,
            zone: line_of("zone", workshop.zone)?,
            workshop_seed: seed(workshop.seed)?,
            draw: id("id of the draw", &draw.id)?,
            draw_number: at_least_1("number of the draw", draw.number)?,
            drawn: time("drawn", &draw.drawn)?,
            kind: known("kind", &draw.kind, Kind::ALL, Kind::word)?.word().to_owned(),
            tags: draw.tags,
            stream: draw.stream.unwrap_or_else(|| format!("{}.0.0", draw.number)),
            chance: draw.chance.map(Odds::chance).transpose()?,
            words: used(words, &secrets.collect::<Vec<_>>()),
            roles,
            corrections,
        };
        let take = TakeRecord {
            number: self.number,
            id: id("id", &self.id)?,
            draw: origin.draw,
            workshop_id: id("id of the workshop", &workshop.id)?,
            workshop: line_of("name of the workshop", workshop.name)?,
            prompt,
            pack_hash: draw.pack_hash,
            seed: draw.seed.map(seed).transpose()?,
            text: self.text,
            take_of_draw: at_least_1("take_of_draw", self.take_of_draw)?,
            rehearsal: self.rehearsal,
            started: time("started", &self.started)?,
            planned_ms: length("planned_ms", self.planned_ms)?,
            ended_at_ms: Some(length("ended_at_ms", self.ended_at_ms)?),
            played_ms: Some(length("played_ms", self.played_ms)?),
            paused_ms: Some(length("paused_ms", self.paused_ms)?),
            ending: Some(known("ending", &self.ending, Ending::ALL, Ending::word)?),
            verdict: verdict(self.verdict.as_deref())?,
            reason: reason(self.reason.as_deref())?,
            note: self.note,
            cast: parts,
            moments: self.moments.into_iter().map(Moment::record).collect::<Result<_, _>>()?,
            judgements: self.judgements.into_iter().map(Judgement::record).collect::<Result<_, _>>()?,
        };
        let granted = self.granted.into_iter().map(Grant::granted).collect::<Result<_, _>>()?;
        Ok(Exported { take, origin, granted })
    }
}

impl Odds {
    fn chance(self) -> Result<Chance, String> {
        let Self { numerator, denominator } = self;
        if (0..=denominator).contains(&numerator) && denominator > 0 {
            Ok(Chance { numerator: numerator.cast_unsigned(), denominator: denominator.cast_unsigned() })
        } else {
            Err(format!("a chance of {numerator}/{denominator} is none"))
        }
    }
}

impl Part {
    /// A part, and when it was corrected. `position` is where it stands in the line.
    fn record(self, position: i64) -> Result<(CastRecord, Option<Correction>), String> {
        let position = length("position", self.position.unwrap_or(position))?;
        let person = self.player_id.map(|player| id("player_id", &player)).transpose()?;
        if person.is_some() && (self.player.is_none() || self.seat.is_some()) {
            return Err("a player_id goes with a player, and with no seat".to_owned());
        }
        let player = match (person, self.player) {
            (Some(_), Some(name)) => Some(checked(&name).map_err(|e| e.to_string())?.to_owned()),
            (_, name) => name.map(|name| line_of("player", name)).transpose()?,
        };
        let correction = |one: Corrected| {
            Ok::<_, String>(Correction {
                position,
                id: id("id of the correction", &one.id)?,
                at: time("at of the correction", &one.at)?,
            })
        };
        let correction = self.correction.map(correction).transpose()?;
        let record = CastRecord {
            role: self.role,
            player,
            feeling: self.feeling,
            label: self.label,
            person,
            asked: self.asked,
            secret: self.secret,
            position,
            seat: self.seat,
        };
        Ok((record, correction))
    }
}

impl Moment {
    fn record(self) -> Result<MomentRecord, String> {
        Ok(MomentRecord {
            at_ms: length("at_ms", self.at_ms)?,
            kind: known("kind", &self.kind, MomentKind::ALL, MomentKind::word)?,
            role: self.role,
            step: self.step.map(|step| at_least_1("step", step)).transpose()?,
            label: self.label,
            id: id("id of a moment", &self.id)?,
        })
    }
}

impl Judgement {
    fn record(self) -> Result<JudgementRecord, String> {
        for came in &self.perceived {
            at_least_1("step", came.step)?;
            if let Some(word) = &came.feeling
                && Feeling::from_word(word).is_none()
            {
                return Err(format!("{word} is no feeling of the vocabulary"));
            }
            if came.strength.is_some_and(|strength| Strength::from_number(strength).is_none()) {
                return Err("a strength is 1, 2 or 3".to_owned());
            }
        }
        Ok(JudgementRecord {
            at: time("at of a judgement", &self.at)?,
            by: line_of("by", self.by)?,
            verdict: verdict(self.verdict.as_deref())?,
            reason: reason(self.reason.as_deref())?,
            note: self.note,
            perceived: self.perceived,
            id: id("id of a judgement", &self.id)?,
        })
    }
}

fn id(key: &str, text: &str) -> Result<Uuid, String> {
    Uuid::parse_str(text).map_err(|_| format!("{key} is no id: {text}"))
}

fn time(key: &str, text: &str) -> Result<Ms, String> {
    let time: Result<Timestamp, _> = text.parse();
    time.map(Timestamp::as_millisecond).map_err(|_| format!("{key} is no time: {text}"))
}

fn length(key: &str, ms: i64) -> Result<Ms, String> {
    if (0..=LARGEST).contains(&ms) { Ok(ms) } else { Err(format!("{key} can't be {ms}")) }
}

fn seed(seed: i64) -> Result<u64, String> {
    if (0..LARGEST).contains(&seed) { Ok(seed.cast_unsigned()) } else { Err(format!("a seed can't be {seed}")) }
}

fn at_least_1(key: &str, number: u32) -> Result<u32, String> {
    if number > 0 { Ok(number) } else { Err(format!("{key} counts from 1")) }
}

/// The value that a word stands for.
fn known<T: Copy>(key: &str, word: &str, all: &[T], spelt: fn(T) -> &'static str) -> Result<T, String> {
    let words = || all.iter().map(|&value| spelt(value)).collect::<Vec<_>>().join(", ");
    all.iter()
        .copied()
        .find(|&value| spelt(value) == word)
        .ok_or_else(|| format!("{key} is {word}, not one of {}", words()))
}

fn verdict(word: Option<&str>) -> Result<Option<Verdict>, String> {
    word.map(|word| known("verdict", word, Verdict::ALL, Verdict::word)).transpose()
}

fn reason(word: Option<&str>) -> Result<Option<Reason>, String> {
    word.map(|word| known("reason", word, Reason::ALL, Reason::word)).transpose()
}

fn prompt(key: &str) -> Result<PromptKey, String> {
    match key.split_once('/') {
        Some((pack, id)) if !pack.is_empty() && !id.is_empty() => {
            Ok(PromptKey { pack: pack.to_owned(), id: id.to_owned() })
        }
        _ => Err(format!("prompt is {key}, not PACK/ID")),
    }
}

/// A text of one line with something in it.
fn line_of(key: &str, text: String) -> Result<String, String> {
    if text.trim().is_empty() || text.contains(|c| c == '\n' || is_forbidden(c)) {
        Err(format!("{key} is empty, or holds a line break, a control character or a text direction override"))
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line as it was written before lines told of streams, chances, words, roles, positions, seats and corrections.
    const OLD: &str = r#"{"version":1,"id":"01930000-0000-7000-8000-00000000012d","number":1,"workshop":{"id":"01930000-0000-7000-8000-000000000064","name":"lab","started":"2026-11-24T19:00:00.250Z","zone":"Europe/Berlin","seed":7},"draw":{"id":"01930000-0000-7000-8000-0000000000c9","number":3,"drawn":"2026-11-24T19:01:00.250Z","prompt":"turns/late-1","pack_hash":"ab12","seed":7,"kind":"scene","tags":["apology"]},"text":"An apology.","take_of_draw":1,"rehearsal":false,"started":"2026-11-24T19:01:20.250Z","planned_ms":240000,"ended_at_ms":187250,"played_ms":180000,"paused_ms":7250,"ending":"edit","verdict":"usable","reason":null,"note":null,"cast":[{"role":"apologiser","label":"late","player":"Ana","player_id":"01930000-0000-7000-8000-000000000001","asked":"guilt:2","feeling":"remorse:2","secret":null},{"role":"wronged","label":"wronged","player":"player 2","player_id":null,"asked":null,"feeling":null,"secret":null}],"moments":[{"id":"01930000-0000-7000-8000-000000000191","at_ms":9,"kind":"mark","role":null,"step":null,"label":null}],"judgements":[{"id":"01930000-0000-7000-8000-0000000001f5","at":"2026-11-24T19:05:00.251Z","by":"leader","verdict":"usable","reason":null,"note":null,"perceived":[{"role":"apologiser","step":1,"feeling":"remorse","strength":2}]}]}"#;

    #[test]
    fn an_older_line_can_still_be_read() {
        let exported = read(OLD.as_bytes()).unwrap();
        let Exported { take, origin, granted } = exported.clone();
        assert_eq!(granted, []);
        assert_eq!((origin.stream.as_str(), origin.chance), ("3.0.0", None));
        assert_eq!(origin.roles, ["apologiser", "wronged"]);
        assert_eq!(take.cast.iter().map(|part| part.position).collect::<Vec<_>>(), [0, 1]);
        assert_eq!((take.started, take.judgements.len(), take.moments.len()), (1_795_546_880_250, 1, 1));
        let again = super::super::write(std::slice::from_ref(&exported));
        assert_eq!(read(again.as_bytes()), Ok(exported));
    }

    #[test]
    fn a_line_that_ends_anywhere_is_cut_short() {
        for length in 1..OLD.len() {
            assert_eq!(read(&OLD.as_bytes()[..length]), Err(BadLine::CutShort), "{length}");
        }
    }

    #[test]
    fn what_is_no_take_is_told_of() {
        for (from, to, says) in [
            (
                "\"version\":1",
                "\"version\":2",
                "it is of a newer sidecoach (version 2, this one knows 1); update sidecoach",
            ),
            ("\"version\":1,", "", "it is no take: missing field `version`, at character"),
            ("\"text\":\"An apology.\",", "", "missing field `text`"),
            ("00000000012d", "x", "id is no id: 01930000-0000-7000-8000-x"),
            ("2026-11-24T19:01:20.250Z", "today", "started is no time: today"),
            ("\"edit\"", "\"over\"", "ending is over, not one of edit, time, stopped, interrupted"),
            ("\"edit\"", "null", "invalid type: null, expected a string"),
            ("turns/late-1", "late-1", "prompt is late-1, not PACK/ID"),
            ("187250", "-1", "ended_at_ms can't be -1"),
            ("240000", "9223372036854775807", "planned_ms can't be"),
            ("\"seed\":7", "\"seed\":9007199254740992", "a seed can't be"),
            ("\"take_of_draw\":1", "\"take_of_draw\":0", "take_of_draw counts from 1"),
            ("\"Ana\"", "\"A\\u001bna\"", "a name"),
            ("\"Ana\"", "null", "a player_id goes with a player"),
            ("\"remorse\",\"strength\"", "\"ennui\",\"strength\"", "ennui is no feeling"),
            ("\"strength\":2", "\"strength\":4", "a strength is 1, 2 or 3"),
        ] {
            let line = OLD.replacen(from, to, 1);
            assert_ne!(line, OLD, "{from}");
            let why = read(line.as_bytes()).unwrap_err().to_string();
            assert!(why.contains(says), "{from}: {why}");
        }
        for odd in ["[]", "7", "\u{0}", "{}x"] {
            assert!(matches!(read(odd.as_bytes()), Err(BadLine::NoTake(_))), "{odd}");
        }
        assert!(matches!(read(b"{\"version\":1,\"id\":\"\xff\"}"), Err(BadLine::NoTake(_))));
    }
}
