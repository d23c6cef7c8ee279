//! What the log holds of takes and draws.
//!
//! Start with [`Store::takes`]; its [`TakeRecord`]s serialize as `takes --json` prints them.

mod record;
mod search;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::str::FromStr;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::deck::PastDraw;
use crate::pack::PromptKey;
use crate::scene::Ms;
use crate::take::{End, Ending, MomentKind, Reason, Verdict, Workshop, held};

use super::resume::{AHEAD, workshop};
use super::{Store, StoreError, hand, lock, write};

pub use record::{CastRecord, JudgementRecord, MomentRecord, PerceivedRecord, TakeRecord};

impl Store {
    /// The takes of the log, newest first.
    pub fn takes(&self, filter: &Filter) -> Result<Vec<TakeRecord>, StoreError> {
        let Filter { workshop, session, pack, prompt, player, verdict, limit } = filter;
        // Of one session few takes are looked at, of all others each.
        let of_session = session.map_or_else(String::new, |session| {
            format!(
                "AND take.number IN (
                   SELECT own.number FROM draw AS its JOIN take AS own ON own.draw = its.id WHERE its.workshop = '{}')",
                write::id(session)
            )
        });
        let tail = format!(
            "{of_session} AND (?1 IS NULL OR workshop.name = ?1) AND (?2 IS NULL OR draw.pack = ?2)
                    AND (?3 IS NULL OR draw.prompt = ?3) AND (?4 IS NULL OR take.verdict = ?4)
                    AND (?5 IS NULL OR EXISTS (SELECT 1 FROM part WHERE part.take = take.id AND player = ?5))
                    ORDER BY take.number DESC LIMIT ?6"
        );
        let verdict = verdict.map(Verdict::word);
        let limit = limit.map_or(-1, i64::from);
        let params = params![workshop, pack, prompt, verdict, player.map(write::id), limit];
        self.read(|db| Reader::new(self, db).takes(&tail, params))
    }

    /// The workshop that a stage here wrote last of those that hold a take, warm-ups too, and whether others hold any.
    pub fn last_played(&self) -> Result<Option<(Workshop, bool)>, StoreError> {
        let sql = "SELECT workshop.* FROM sitting CROSS JOIN workshop ON workshop.id = sitting.workshop
                   WHERE EXISTS (SELECT 1 FROM draw JOIN take ON take.draw = draw.id
                                 WHERE draw.workshop = workshop.id AND take.voided_at IS NULL)
                   ORDER BY sitting.seq DESC LIMIT 1";
        let others = "SELECT EXISTS (SELECT 1 FROM take JOIN draw ON draw.id = take.draw
                                     WHERE draw.workshop <> ?1 AND take.voided_at IS NULL)";
        self.read(|db| {
            let Some(last) = db.prepare_cached(sql)?.query_row([], workshop).optional()? else { return Ok(None) };
            let has_others = db.prepare_cached(others)?.query_row([write::id(last.id)], |row| row.get(0))?;
            Ok(Some((last, has_others)))
        })
    }

    /// One take, unless it was taken back.
    pub fn take(&self, name: TakeName) -> Result<Option<TakeRecord>, StoreError> {
        let takes = self.read(|db| match name {
            TakeName::Number(number) => Reader::new(self, db).takes("AND take.number = ?1", params![number]),
            TakeName::Id(id) => Reader::new(self, db).takes("AND take.id = ?1", params![write::id(id)]),
        })?;
        Ok(takes.into_iter().next())
    }

    /// The latest draws of the latest workshops, oldest first: what rests. Those of the workshop that goes on come last, if
    /// one does: it is the one that is drawn in.
    pub fn past_draws(&self, limit: u32, goes_on: Option<Uuid>, now: Ms) -> Result<Vec<PastDraw>, StoreError> {
        let mut draws = self.read(|db| {
            let goes_on = goes_on.map(write::id);
            let latest_start = now.saturating_add(AHEAD);
            let mut latest = Vec::new();
            let mut add = |workshop: &str| -> rusqlite::Result<bool> {
                let rest = limit as usize - latest.len();
                latest.extend(draws(db, workshop, rest, latest_start)?);
                Ok(latest.len() < limit as usize)
            };
            let mut wants_more = match &goes_on {
                Some(workshop) => add(workshop)?,
                None => limit > 0,
            };
            let mut ahead = all_of(db, AHEAD_OF_TIME, latest_start)?.into_iter().peekable();
            let mut statement = db.prepare_cached(WORKSHOPS)?;
            let mut workshops = statement.query([latest_start])?;
            let mut next = workshops.next()?.map(placed).transpose()?;
            while wants_more && (next.is_some() || ahead.peek().is_some()) {
                let is_ahead = ahead.peek().map(|(at, _)| at) > next.as_ref().map(|(at, _)| at);
                let found = if is_ahead {
                    ahead.next()
                } else {
                    let following = workshops.next()?.map(placed).transpose()?;
                    std::mem::replace(&mut next, following)
                };
                wants_more = match found {
                    Some((_, id)) if Some(&id) != goes_on.as_ref() => add(&id)?,
                    _ => true,
                };
            }
            Ok(latest)
        })?;
        draws.reverse();
        Ok(draws)
    }
}

/// Which takes to list. Each part that is given narrows the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of workshops with this name.
    pub workshop: Option<String>,
    /// Of this one.
    pub session: Option<Uuid>,
    /// From this pack.
    pub pack: Option<String>,
    /// From the prompt of this id.
    pub prompt: Option<String>,
    /// With this person in the cast.
    pub player: Option<Uuid>,
    /// With this verdict in force.
    pub verdict: Option<Verdict>,
    /// This many at most.
    pub limit: Option<u32>,
}

/// How people name a take: by its number in this log, or by its full id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakeName {
    /// The log's own number.
    Number(i64),
    /// The id.
    Id(Uuid),
}

impl FromStr for TakeName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            text.parse().map(Self::Number).map_err(|_| "there is no take of such a number".to_owned())
        } else if text.len() == 36 {
            Uuid::parse_str(text).map(Self::Id).map_err(|e| e.to_string())
        } else {
            Err("a take is its number or its full id".to_owned())
        }
    }
}

/// What was merged may be older than what was there before.
const WORKSHOPS: &str = "SELECT started, seq, id FROM workshop WHERE started <= ?1 ORDER BY started DESC, seq DESC";

/// Those that began by a clock that was ahead. Only the order of arrival tells of them: each comes right after the latest of
/// those that were there before.
const AHEAD_OF_TIME: &str = "\
    SELECT coalesce((
      SELECT started FROM workshop AS other WHERE other.seq < workshop.seq AND other.started <= ?1
      ORDER BY started DESC LIMIT 1), 0) AS started, seq, id
    FROM workshop WHERE started > ?1 ORDER BY 1 DESC, seq DESC";

/// When a workshop began, and its place among those of one time; and its id.
type Placed = ((Ms, i64), String);

fn placed(row: &Row<'_>) -> rusqlite::Result<Placed> {
    Ok(((row.get("started")?, row.get("seq")?), row.get("id")?))
}

fn all_of(db: &Connection, sql: &str, latest_start: Ms) -> rusqlite::Result<Vec<Placed>> {
    db.prepare_cached(sql)?.query_map([latest_start], placed)?.collect()
}

/// A workshop's draws, the latest first.
const DRAWS: &str = "SELECT drawn_at, pack, prompt, words FROM draw WHERE workshop = ?1 AND voided_at IS NULL
                     ORDER BY drawn_at DESC, number DESC LIMIT ?2";

/// The same where a clock was ahead: only their numbers tell in which order they were drawn.
const DRAWS_BY_NUMBER: &str = "SELECT drawn_at, pack, prompt, words FROM draw WHERE workshop = ?1 AND voided_at IS NULL
                               ORDER BY number DESC LIMIT ?2";

fn draws(db: &Connection, workshop: &str, limit: usize, latest_start: Ms) -> rusqlite::Result<Vec<PastDraw>> {
    let read = |sql| -> rusqlite::Result<Vec<(Ms, PastDraw)>> {
        // By their places, since there are many: to look for a column's name takes longer than to read it.
        let draw = |row: &Row<'_>| {
            let key: Option<(String, String)> = row.get::<_, Option<_>>(1)?.zip(row.get(2)?);
            let words: String = row.get(3)?;
            let prompt = key.map(|(pack, id)| PromptKey { pack, id });
            Ok((row.get(0)?, PastDraw { prompt, words: hand::read_words(&words, &[]) }))
        };
        db.prepare_cached(sql)?.query_map(params![workshop, limit as i64], draw)?.collect()
    };
    let by_time = read(DRAWS)?;
    let is_ahead = by_time.first().is_some_and(|(drawn_at, _)| *drawn_at > latest_start);
    let draws = if is_ahead { read(DRAWS_BY_NUMBER)? } else { by_time };
    Ok(draws.into_iter().map(|(_, draw)| draw).collect())
}

/// Reads takes, and finds out which stages still run.
struct Reader<'a> {
    store: &'a Store,
    db: &'a Connection,
    /// Whether the lock of this name is free, as far as it was looked at.
    free: HashMap<String, bool>,
}

impl<'a> Reader<'a> {
    fn new(store: &'a Store, db: &'a Connection) -> Self {
        Self { store, db, free: HashMap::new() }
    }

    fn takes(&mut self, tail: &str, params: impl rusqlite::Params) -> rusqlite::Result<Vec<TakeRecord>> {
        // CROSS keeps the takes outermost, so that their order needs no sorting and a limit reads no more than it gives.
        let sql = format!(
            "SELECT take.*, workshop.id AS workshop_id, workshop.name AS workshop, workshop.lock, draw.pack, draw.prompt,
               draw.pack_hash, draw.seed
             FROM take CROSS JOIN draw ON draw.id = take.draw CROSS JOIN workshop ON workshop.id = draw.workshop
             WHERE take.voided_at IS NULL {tail}"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params)?;
        let mut takes = Vec::new();
        while let Some(row) = rows.next()? {
            takes.push(self.record(row)?);
        }
        Ok(takes)
    }

    fn record(&mut self, row: &Row<'_>) -> rusqlite::Result<TakeRecord> {
        let key: String = row.get("id")?;
        let mut take = TakeRecord {
            number: row.get("number")?,
            id: uuid(row, "id")?,
            draw: uuid(row, "draw")?,
            workshop_id: uuid(row, "workshop_id")?,
            workshop: row.get("workshop")?,
            prompt: prompt(row)?,
            pack_hash: row.get("pack_hash")?,
            seed: row.get::<_, Option<i64>>("seed")?.map(|seed| seed as u64),
            text: row.get("text")?,
            take_of_draw: row.get("of_draw")?,
            rehearsal: row.get("rehearsal")?,
            started: row.get("started")?,
            planned_ms: row.get("planned_ms")?,
            ended_at_ms: row.get("ended_at_ms")?,
            played_ms: row.get("played_ms")?,
            paused_ms: row.get("paused_ms")?,
            ending: word(row, "ending", Ending::from_word)?,
            verdict: word(row, "verdict", Verdict::from_word)?,
            reason: None,
            note: None,
            cast: cast(self.db, &key)?,
            moments: moments(self.db, &key)?,
            judgements: judgements(self.db, &key)?,
        };
        (take.reason, take.note) = in_force(&take.judgements);
        if take.ending.is_none() {
            let end = interrupted(row)?;
            if self.is_free(row.get("lock")?) {
                take.ending = Some(end.ending);
                (take.ended_at_ms, take.played_ms) = (Some(end.at), Some(end.played));
            } else {
                take.paused_ms = None;
            }
        }
        Ok(take)
    }

    fn is_free(&mut self, name: String) -> bool {
        let log = &self.store.path;
        *self.free.entry(name).or_insert_with_key(|name| lock::is_free(log, name))
    }
}

/// Who played.
pub(super) fn cast(db: &Connection, take: &str) -> rusqlite::Result<Vec<CastRecord>> {
    let sql = "SELECT part.*, coalesce(person.name, part.name) AS shown
               FROM part LEFT JOIN player AS person ON person.id = part.player WHERE take = ?1 ORDER BY position";
    all(db, sql, take, |row| {
        let person: Option<String> = row.get("player")?;
        Ok(CastRecord {
            role: row.get("role")?,
            player: row.get("shown")?,
            feeling: row.get("arc")?,
            label: row.get("label")?,
            person: person.map(|_| uuid(row, "player")).transpose()?,
            asked: row.get("asked")?,
            secret: row.get("secret")?,
            position: row.get("position")?,
            seat: row.get("seat")?,
        })
    })
}

/// How a take ended whose program died: where it was last seen.
pub(super) fn interrupted(row: &Row<'_>) -> rusqlite::Result<End> {
    let (at, paused): (Ms, Ms) = (row.get("seen_ms")?, row.get("paused_ms")?);
    Ok(End { ending: Ending::Interrupted, at, played: at.saturating_sub(paused), paused })
}

/// What happened in a take, by time.
pub(super) fn moments(db: &Connection, take: &str) -> rusqlite::Result<Vec<MomentRecord>> {
    let sql = "SELECT * FROM moment WHERE take = ?1 AND voided_at IS NULL ORDER BY at_ms, seq";
    let moments = all(db, sql, take, |row| {
        let Some(kind) = word(row, "kind", MomentKind::from_word)? else { return Ok(None) };
        let (role, step, label) = (row.get("role")?, row.get("step")?, row.get("label")?);
        Ok(Some(MomentRecord { at_ms: row.get("at_ms")?, kind, role, step, label, id: uuid(row, "id")? }))
    })?;
    Ok(moments.into_iter().flatten().collect())
}

/// What was held of a take, oldest first.
pub(super) fn judgements(db: &Connection, take: &str) -> rusqlite::Result<Vec<JudgementRecord>> {
    let sql = "SELECT * FROM judgement WHERE take = ?1 AND voided_at IS NULL ORDER BY seq";
    all(db, sql, take, |row| {
        let perceived: String = row.get("perceived")?;
        Ok(JudgementRecord {
            at: row.get("at")?,
            by: row.get("judge")?,
            verdict: word(row, "verdict", Verdict::from_word)?,
            reason: word(row, "reason", Reason::from_word)?,
            note: row.get("note")?,
            perceived: serde_json::from_str(&perceived).unwrap_or_default(),
            id: uuid(row, "id")?,
        })
    })
}

/// Reason and note that hold: the reason of the verdict in force, and of the notes the newest.
fn in_force(judgements: &[JudgementRecord]) -> (Option<Reason>, Option<String>) {
    let newest_first = || held(judgements, |one| &one.by).rev();
    let reason = newest_first().find(|one| one.verdict.is_some()).and_then(|one| one.reason);
    let note = newest_first().find_map(|one| one.note.clone());
    (reason, note)
}

/// Every row about a take.
fn all<T>(
    db: &Connection,
    sql: &str,
    take: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    db.prepare_cached(sql)?.query_map([take], read)?.collect()
}

/// A column that holds an id.
pub(super) fn uuid(row: &Row<'_>, column: &str) -> rusqlite::Result<Uuid> {
    let text: String = row.get(column)?;
    Uuid::parse_str(&text).map_err(|e| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(e)))
}

/// A column that holds one of a list of words, or nothing.
pub(super) fn word<T>(row: &Row<'_>, column: &str, from: impl Fn(&str) -> Option<T>) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.as_deref().and_then(from))
}

/// The columns that name a prompt.
pub(super) fn prompt(row: &Row<'_>) -> rusqlite::Result<Option<PromptKey>> {
    let (pack, id): (Option<String>, Option<String>) = (row.get("pack")?, row.get("prompt")?);
    Ok(pack.zip(id).map(|(pack, id)| PromptKey { pack, id }))
}
