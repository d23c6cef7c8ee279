//! What the log holds of takes and draws.
//!
//! Start with [`Store::takes`]; its [`TakeRecord`]s serialize as `takes --json` prints them.

use std::collections::HashMap;
use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

use crate::deck::PastDraw;
use crate::feeling::{Feeling, Strength};
use crate::pack::PromptKey;
use crate::report::By;
use crate::scene::Ms;
use crate::take::{End, Ending, Moment, MomentKind, PastPart, PastTake, Perceived, Reason, Verdict};

use super::{Store, StoreError, hand, lock, report, write};

/// A take as the log knows it. Whatever was taken back is left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TakeRecord {
    /// The log's own number.
    pub number: i64,
    /// The id, the same in every log.
    #[serde(serialize_with = "shown")]
    pub id: Uuid,
    /// The workshop.
    #[serde(skip)]
    pub workshop_id: Uuid,
    /// The workshop's name.
    pub workshop: String,
    /// What it was played from; `None` for the leader's own prompt.
    #[serde(serialize_with = "shown_if_any")]
    pub prompt: Option<PromptKey>,
    /// Content hash of the pack.
    pub pack_hash: Option<String>,
    /// The seed that the draw followed from.
    pub seed: Option<u64>,
    /// The text that was played.
    pub text: String,
    /// Which take of its draw, from 1.
    pub take_of_draw: u32,
    /// Whether it was a rehearsal.
    pub rehearsal: bool,
    /// When it began.
    #[serde(serialize_with = "time")]
    pub started: Ms,
    /// The length it was planned for.
    pub planned_ms: Ms,
    /// Real time from its start to its end; `None` while it runs.
    pub ended_at_ms: Option<Ms>,
    /// Time played; `None` while it runs.
    pub played_ms: Option<Ms>,
    /// Time paused; `None` while it runs.
    pub paused_ms: Option<Ms>,
    /// How it ended; `None` while it runs.
    #[serde(serialize_with = "shown_if_any")]
    pub ending: Option<Ending>,
    /// The verdict in force.
    #[serde(serialize_with = "shown_if_any")]
    pub verdict: Option<Verdict>,
    /// The reason given with it.
    #[serde(serialize_with = "shown_if_any")]
    pub reason: Option<Reason>,
    /// The newest note that holds.
    pub note: Option<String>,
    /// Who played.
    pub cast: Vec<CastRecord>,
    /// What happened, by time.
    pub moments: Vec<MomentRecord>,
    /// Every judgement, oldest first.
    pub judgements: Vec<JudgementRecord>,
}

/// A part in a take, with what was corrected of it since.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CastRecord {
    /// The role's name; `None` for somebody without one.
    pub role: Option<String>,
    /// A person's name as it is now, or what was shown for a seat; `None` for a role that nobody played.
    pub player: Option<String>,
    /// The feelings asked for, in the vocabulary's words.
    pub feeling: Option<String>,
    /// What is shown beside the player.
    #[serde(skip)]
    pub label: Option<String>,
    /// The person, unless it was an unnamed seat.
    #[serde(skip)]
    pub person: Option<Uuid>,
    /// The feelings asked for, in the pack's words.
    #[serde(skip)]
    pub asked: Option<String>,
    /// What this player alone was told.
    #[serde(skip)]
    pub secret: Option<String>,
    /// Where it stands in the cast, counted from 0.
    #[serde(skip)]
    pub position: i64,
    /// The number of a seat that nobody has a name for.
    #[serde(skip)]
    pub seat: Option<u16>,
}

/// Something that happened in a take.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MomentRecord {
    /// Real time since the take's start.
    pub at_ms: Ms,
    /// What sort.
    #[serde(serialize_with = "shown")]
    pub kind: MomentKind,
    /// The role it is about.
    pub role: Option<String>,
    /// The step of its arc, from 1.
    pub step: Option<u32>,
    /// What it says.
    pub label: Option<String>,
    /// Its id.
    #[serde(skip)]
    pub id: Uuid,
}

/// What somebody held of a take.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgementRecord {
    /// When.
    #[serde(serialize_with = "time")]
    pub at: Ms,
    /// Who.
    pub by: String,
    /// What it was worth.
    #[serde(serialize_with = "shown_if_any")]
    pub verdict: Option<Verdict>,
    /// Why it is not usable.
    #[serde(serialize_with = "shown_if_any")]
    pub reason: Option<Reason>,
    /// A note.
    pub note: Option<String>,
    /// What came out.
    pub perceived: Vec<PerceivedRecord>,
    /// Its id.
    #[serde(skip)]
    pub id: Uuid,
}

/// The feeling that came out of one step of a role. The log keeps it in this shape too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerceivedRecord {
    /// The role's name.
    pub role: String,
    /// The step of its arc, from 1.
    pub step: u32,
    /// What came out; `None` where there was no agreement.
    pub feeling: Option<String>,
    /// How strongly.
    pub strength: Option<u8>,
}

/// Which takes to list. Each part that is given narrows the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of workshops with this name.
    pub workshop: Option<String>,
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

impl Store {
    /// The takes of the log, newest first.
    pub fn takes(&self, filter: &Filter) -> Result<Vec<TakeRecord>, StoreError> {
        let tail = "AND (?1 IS NULL OR workshop.name = ?1) AND (?2 IS NULL OR draw.pack = ?2)
                    AND (?3 IS NULL OR draw.prompt = ?3) AND (?4 IS NULL OR take.verdict = ?4)
                    AND (?5 IS NULL OR EXISTS (SELECT 1 FROM part WHERE part.take = take.id AND player = ?5))
                    ORDER BY take.number DESC LIMIT ?6";
        let Filter { workshop, pack, prompt, player, verdict, limit } = filter;
        let verdict = verdict.map(Verdict::word);
        let limit = limit.map_or(-1, i64::from);
        let params = params![workshop, pack, prompt, verdict, player.map(write::id), limit];
        self.read(|db| Reader::new(self, db).takes(tail, params))
    }

    /// One take, unless it was taken back.
    pub fn take(&self, name: TakeName) -> Result<Option<TakeRecord>, StoreError> {
        let takes = self.read(|db| match name {
            TakeName::Number(number) => Reader::new(self, db).takes("AND take.number = ?1", params![number]),
            TakeName::Id(id) => Reader::new(self, db).takes("AND take.id = ?1", params![write::id(id)]),
        })?;
        Ok(takes.into_iter().next())
    }

    /// The takes that have all of these words in their text, prompt, workshop, players, verdict or note, newest first, at
    /// most so many; without words, any. A word such as `feeling:joy` or `player:Ana` finds what counts in figures there.
    pub fn find(&self, words: &str, limit: u32) -> Result<Vec<PastTake>, StoreError> {
        let words: Vec<Sought> = words.split_whitespace().map(Sought::read).collect();
        let takes = self.read(|db| {
            let mut reader = Reader::new(self, db);
            let mut takes = Vec::new();
            for number in numbers(db, &words, limit)? {
                takes.extend(reader.takes("AND take.number = ?1", [number])?);
            }
            Ok(takes)
        })?;
        Ok(takes.into_iter().map(TakeRecord::past).collect())
    }

    /// The latest draws of the latest workshops, oldest first: what rests.
    pub fn past_draws(&self, limit: u32) -> Result<Vec<PastDraw>, StoreError> {
        let mut draws = self.read(|db| {
            let (mut workshops, mut draws) = (db.prepare_cached(WORKSHOPS)?, db.prepare_cached(DRAWS)?);
            let mut workshops = workshops.query([])?;
            let mut latest = Vec::new();
            while latest.len() < limit as usize
                && let Some(workshop) = workshops.next()?
            {
                let rest = limit as usize - latest.len();
                let draw = |row: &Row<'_>| {
                    let words: String = row.get("words")?;
                    Ok(PastDraw { prompt: prompt(row)?, words: hand::read_words(&words) })
                };
                let draws = draws.query_map(params![workshop.get::<_, String>("id")?, rest as i64], draw)?;
                latest.extend(draws.collect::<rusqlite::Result<Vec<_>>>()?);
            }
            Ok(latest)
        })?;
        draws.reverse();
        Ok(draws)
    }
}

/// What was merged may be older than what was there before.
const WORKSHOPS: &str = "SELECT id FROM workshop ORDER BY started DESC, seq DESC";
const DRAWS: &str = "SELECT pack, prompt, words FROM draw WHERE workshop = ?1 AND voided_at IS NULL
                     ORDER BY drawn_at DESC, number DESC LIMIT ?2";

/// One of the words that takes are looked up by.
enum Sought {
    /// It is somewhere in what is said of a take.
    Word(String),
    /// The take counts in figures under this key: `feeling:joy`.
    Key(By, String),
    /// The take counts in figures, and somebody of this name played in it: `player:Ana`.
    Player(String),
}

impl Sought {
    fn read(word: &str) -> Self {
        let word = word.to_lowercase();
        match word.split_once(':') {
            Some(("player", name)) => Self::Player(name.to_owned()),
            Some((field, key)) => match By::from_word(field) {
                // What a take's words say of these is as good.
                None | Some(By::Workshop | By::Reason) => Self::Word(word),
                Some(by) => Self::Key(by, key.to_owned()),
            },
            None => Self::Word(word),
        }
    }
}

/// A name or key as it can be written as one word.
fn joined(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect()
}

/// Every take with whatever is looked for in it, newest first.
const SEARCH: &str = "\
    SELECT take.number, take.figure, take.rehearsal = 0 AND take.ending IS NOT 'stopped',
      (SELECT group_concat(coalesce(person.name, part.name), char(10))
       FROM part LEFT JOIN player AS person ON person.id = part.player WHERE part.take = take.id),
      concat_ws(char(10), take.text, pack || '/' || prompt, workshop.name, take.verdict,
      (SELECT group_concat(note, char(10)) FROM judgement AS held
       WHERE held.take = take.id AND held.voided_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM judgement AS later
                         WHERE later.take = held.take AND later.judge = held.judge AND later.seq > held.seq
                           AND later.voided_at IS NULL)))
    FROM take CROSS JOIN draw ON draw.id = take.draw CROSS JOIN workshop ON workshop.id = draw.workshop
    WHERE take.voided_at IS NULL ORDER BY take.number DESC";

/// The numbers of the takes that have all of these words, newest first. SQLite lowers only the letters of English, so
/// the words are looked for here; it reads one take after the other until there are enough.
fn numbers(db: &Connection, words: &[Sought], limit: u32) -> rusqlite::Result<Vec<i64>> {
    let has_keys = words.iter().any(|word| matches!(word, Sought::Key(..)));
    let figures = if has_keys { report::figures(db, None)? } else { HashMap::new() };
    let has = |row: &Row<'_>, word: &Sought| -> rusqlite::Result<bool> {
        let players = || row.get(3).map(|players: Option<String>| players.unwrap_or_default().to_lowercase());
        Ok(match word {
            Sought::Word(word) => row.get::<_, String>(4)?.to_lowercase().contains(word) || players()?.contains(word),
            _ if !row.get::<_, bool>(2)? => false,
            Sought::Key(by, key) => {
                let figure = row.get::<_, Option<i64>>(1)?.and_then(|seq| figures.get(&seq));
                figure.is_some_and(|figure| figure.fact.keys(*by).iter().any(|other| joined(other) == *key))
            }
            Sought::Player(name) => players()?.lines().any(|other| joined(other) == *name),
        })
    };
    let mut statement = db.prepare_cached(SEARCH)?;
    let mut rows = statement.query([])?;
    let mut numbers = Vec::new();
    while numbers.len() < limit as usize
        && let Some(row) = rows.next()?
    {
        let mut has_all = true;
        for word in words {
            has_all = has_all && has(row, word)?;
        }
        if has_all {
            numbers.push(row.get(0)?);
        }
    }
    Ok(numbers)
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
    Ok(End { ending: Ending::Interrupted, at, played: at - paused, paused })
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
    let holds = |(i, one): &(usize, &JudgementRecord)| judgements[i + 1..].iter().all(|later| later.by != one.by);
    let held: Vec<_> = judgements.iter().enumerate().filter(holds).map(|(_, one)| one).collect();
    let reason = held.iter().rev().find(|one| one.verdict.is_some()).and_then(|one| one.reason);
    let note = held.iter().rev().find_map(|one| one.note.clone());
    (reason, note)
}

impl TakeRecord {
    /// As a list of takes shows it: without secrets.
    fn past(self) -> PastTake {
        let end =
            |ending| Some(End { ending, at: self.ended_at_ms?, played: self.played_ms?, paused: self.paused_ms? });
        let part = |part: CastRecord| PastPart { label: part.label, player: part.player, asked: part.asked };
        PastTake {
            id: self.id,
            number: self.number,
            end: self.ending.and_then(end),
            judgements: self.judgements.iter().map(JudgementRecord::judgement).collect(),
            moments: self.moments.into_iter().map(MomentRecord::moment).collect(),
            cast: self.cast.into_iter().map(part).collect(),
            workshop_id: self.workshop_id,
            workshop: self.workshop,
            prompt: self.prompt,
            text: self.text,
            of_draw: self.take_of_draw,
            rehearsal: self.rehearsal,
            started: self.started,
            planned: self.planned_ms,
        }
    }
}

impl MomentRecord {
    /// As the core knows it.
    pub(super) fn moment(self) -> Moment {
        let Self { at_ms: at, kind, role, step, label, id } = self;
        Moment { id, at, kind, role, step, label }
    }
}

impl PerceivedRecord {
    /// What the log keeps of it.
    pub(super) fn of(perceived: &Perceived) -> Self {
        Self {
            role: perceived.role.clone(),
            step: perceived.step,
            feeling: perceived.feeling.map(|feeling| feeling.word().to_owned()),
            strength: perceived.strength.map(Strength::number),
        }
    }

    /// What it says, in today's vocabulary.
    pub(super) fn perceived(&self) -> Perceived {
        Perceived {
            role: self.role.clone(),
            step: self.step,
            feeling: self.feeling.as_deref().and_then(Feeling::from_word),
            strength: self.strength.and_then(Strength::from_number),
        }
    }
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn time<S: Serializer>(ms: &Ms, serializer: S) -> Result<S::Ok, S::Error> {
    let time = Timestamp::from_millisecond(*ms).unwrap_or(Timestamp::UNIX_EPOCH);
    serializer.collect_str(&format_args!("{time:.3}"))
}

fn shown<T: ToString, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

#[expect(clippy::ref_option, reason = "serde hands over references")]
fn shown_if_any<T: ToString, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(ToString::to_string).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Bench, end, id, judgement, moment, opening, take};
    use super::*;
    use crate::take::{Entry, Hand};

    fn only(bench: &Bench) -> TakeRecord {
        let mut takes = bench.store.takes(&Filter::default()).unwrap();
        assert_eq!(takes.len(), 1);
        takes.remove(0)
    }

    fn full() -> Bench {
        let mut bench = Bench::new(opening());
        let took = id(301);
        let mut first = judgement(1, "leader", Some(Verdict::NotUsable));
        first.reason = Some(Reason::Feeling);
        first.note = Some("“late”, but \"fine\"".to_owned());
        first.perceived = vec![
            Perceived {
                role: "apologiser".to_owned(),
                step: 1,
                feeling: Feeling::from_word("anger"),
                strength: Strength::from_number(2),
            },
            Perceived { role: "apologiser".to_owned(), step: 2, feeling: None, strength: None },
        ];
        let shift = crate::take::Moment {
            kind: MomentKind::Shift,
            role: Some("apologiser".to_owned()),
            step: Some(2),
            label: None,
            ..moment(2, 50_000)
        };
        for entry in [
            Entry::Moment { take: took, moment: moment(1, 61_234) },
            Entry::Moment { take: took, moment: shift },
            Entry::Ended { take: took, end: end(Ending::Edit) },
            Entry::Judged { take: took, judgement: first },
        ] {
            bench.put(&entry).unwrap();
        }
        bench
    }

    #[test]
    fn a_take_prints_in_its_documented_shape() {
        let bench = full();
        insta::assert_snapshot!(serde_json::to_string_pretty(&only(&bench)).unwrap());
    }

    #[test]
    fn what_is_not_printed_is_known_too() {
        let cast = only(&full()).cast;
        assert_eq!(cast[0].asked.as_deref(), Some("guilt:2 -> relief @60%"));
        assert_eq!(cast[0].person, Some(id(sample::ANA)));
        assert_eq!(cast[0].secret.as_deref(), Some("You forgot it."));
        assert_eq!(cast[2].person, None);
    }

    #[test]
    fn a_take_is_interrupted_once_its_lock_is_free() {
        let mut bench = Bench::new(opening());
        bench.put(&Entry::Seen { take: id(301), at: 50_000, paused: 20_000 }).unwrap();
        let length = |take: TakeRecord| (take.ending, take.ended_at_ms, take.played_ms, take.paused_ms);
        assert_eq!(length(only(&bench)), (None, None, None, None), "it runs");
        bench.lock = None;
        let interrupted = (Some(Ending::Interrupted), Some(50_000), Some(30_000), Some(20_000));
        assert_eq!(length(only(&bench)), interrupted, "its program is gone");
        assert_eq!(bench.ask("SELECT count(*) FROM take WHERE ending IS NULL"), "1", "a reader writes nothing");
    }

    #[test]
    fn takes_are_listed_newest_first_and_narrowed() {
        let mut bench = full();
        for n in 2..=3 {
            bench.put(&Entry::Dealt(Box::new(sample::hand(n)))).unwrap();
            bench.put(&Entry::Began(Box::new(take(n, sample::hand(n))))).unwrap();
        }
        let numbers = |filter: Filter| -> Vec<i64> {
            bench.store.takes(&filter).unwrap().iter().map(|take| take.number).collect()
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(numbers(Filter::default()), [3, 2, 1]);
        assert_eq!(numbers(Filter { limit: Some(2), ..Filter::default() }), [3, 2]);
        assert_eq!(numbers(Filter { prompt: text("late-2"), ..Filter::default() }), [2]);
        assert_eq!(numbers(Filter { pack: text("turns"), ..Filter::default() }), [3, 2, 1]);
        assert_eq!(numbers(Filter { workshop: text("lab 0"), ..Filter::default() }), [3, 2, 1]);
        assert_eq!(numbers(Filter { workshop: text("lab"), ..Filter::default() }), [0; 0]);
        assert_eq!(numbers(Filter { verdict: Some(Verdict::NotUsable), ..Filter::default() }), [1]);
        assert_eq!(numbers(Filter { player: Some(id(sample::BEN)), limit: Some(1), ..Filter::default() }), [3]);
        assert_eq!(numbers(Filter { player: Some(id(9)), ..Filter::default() }), [0; 0]);
    }

    #[test]
    fn takes_are_found_by_all_the_words_in_them() {
        let mut bench = full();
        let own = Hand { source: None, text: "Zwei Ärzte, ein Lift.".to_owned(), ..sample::hand(2) };
        bench.put(&Entry::Began(Box::new(take(2, own)))).unwrap();
        bench.put(&Entry::Began(Box::new(take(3, sample::hand(3))))).unwrap();
        bench.put(&Entry::Judged { take: id(303), judgement: judgement(3, "ben", Some(Verdict::Usable)) }).unwrap();
        bench.store.rename_player("ana", "Zoë").unwrap();
        let found = |words, limit| -> Vec<i64> {
            bench.store.find(words, limit).unwrap().iter().map(|take| take.number).collect()
        };
        assert_eq!(found("", 500), [3, 2, 1]);
        assert_eq!(found(" ", 2), [3, 2]);
        for (words, numbers) in [
            ("LIGHTHOUSE", &[3, 1][..]),
            ("ärzte", &[2]),
            ("turns/late-1", &[1]),
            ("lab 0", &[3, 2, 1]),
            ("ZOË ben", &[3, 2, 1]),
            ("Ana", &[]),
            ("not-usable", &[1]),
            ("usable", &[3, 1]),
            ("fine apology", &[1]),
            ("fine ärzte", &[]),
            ("player 3", &[3, 2, 1]),
            ("forgot", &[]),
            ("%", &[]),
            ("prompt:turns/late-1", &[1]),
            ("prompt:turns/late", &[]),
            ("pack:Turns lift", &[]),
            ("kind:scene pack:turns", &[3, 1]),
            ("role:wronged", &[3, 2, 1]),
            ("feeling:remorse", &[3, 2, 1]),
            ("feeling:joy", &[]),
            ("shift:remorse->relief", &[3, 2, 1]),
            ("shift:relief->remorse", &[]),
            ("player:zoë", &[3, 2, 1]),
            ("player:zo", &[]),
            ("workshop:lab", &[]),
        ] {
            assert_eq!(found(words, 500), numbers, "{words}");
        }
        bench.put(&Entry::TakeVoided { take: id(301), at: 9 }).unwrap();
        assert_eq!(bench.store.find("fine", 500).unwrap(), []);
    }

    #[test]
    fn what_is_found_is_the_take_without_its_secrets() {
        let mut bench = full();
        bench.put(&Entry::Judged { take: id(301), judgement: judgement(2, "leader", Some(Verdict::Hold)) }).unwrap();
        let found = bench.store.find("", 1).unwrap().remove(0);
        assert!(!format!("{found:?}").contains("forgot"));
        let end = Some(end(Ending::Edit));
        assert_eq!((found.id, found.number, found.of_draw, found.end), (id(301), 1, 1, end));
        assert_eq!(found.judgements.len(), 2);
        assert_eq!(found.judgements[1], judgement(2, "leader", Some(Verdict::Hold)), "oldest first");
        assert_eq!(found.moments[1], moment(1, 61_234));
        let part = |label: Option<&str>, player: &str, asked: Option<&str>| PastPart {
            label: label.map(str::to_owned),
            player: Some(player.to_owned()),
            asked: asked.map(str::to_owned),
        };
        let cast = [
            part(Some("the one who is late"), "Ana", Some("guilt:2 -> relief @60%")),
            part(Some("wronged"), "Ben", None),
            part(None, "player 3", None),
        ];
        assert_eq!(found.cast, cast);
    }

    #[test]
    fn no_search_sorts_the_takes_or_reads_whatever_it_does_not_show() {
        let bench = full();
        let mut plan = bench.store.db.prepare(&format!("EXPLAIN QUERY PLAN {SEARCH}")).unwrap();
        let plan: Vec<String> = plan.query_map([], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        assert_eq!(plan[0], "SCAN take", "{plan:#?}");
        assert!(plan[1..].iter().all(|step| !step.contains("SCAN") && !step.contains("TEMP")), "{plan:#?}");
    }

    #[test]
    fn a_take_is_found_by_number_and_full_id() {
        let bench = full();
        let found = |name: &str| bench.store.take(name.parse().unwrap()).unwrap().map(|take| take.number);
        assert_eq!(found("1"), Some(1));
        assert_eq!(found(&id(301).to_string()), Some(1));
        assert_eq!(found(&id(301).to_string().to_uppercase()), Some(1));
        assert_eq!(found("2"), None);
        for odd in ["", "-1", "+1", "x", "99999999999999999999", "0193000000007000800000000000012d"] {
            assert!(odd.parse::<TakeName>().is_err(), "{odd}");
        }
    }

    #[test]
    fn past_draws_come_oldest_first_without_those_taken_back() {
        let mut bench = full();
        for n in 2..=4 {
            bench.put(&Entry::Dealt(Box::new(sample::hand(n)))).unwrap();
        }
        bench.put(&Entry::DrawVoided { draw: id(203), at: 1 }).unwrap();
        let draws = |limit| -> Vec<String> {
            let draws = bench.store.past_draws(limit).unwrap();
            assert!(draws.iter().all(|draw| draw.words == sample::hand(1).used));
            draws.into_iter().filter_map(|draw| Some(draw.prompt?.id)).collect()
        };
        assert_eq!(draws(10), ["late-1", "late-2", "late-4"]);
        assert_eq!(draws(2), ["late-2", "late-4"]);
    }

    #[test]
    fn two_judges_hold_an_opinion_each() {
        let mut bench = Bench::new(opening());
        let mut judge = |n, by: &str, verdict, note: Option<&str>, reason| {
            let judgement =
                crate::take::Judgement { note: note.map(str::to_owned), reason, ..judgement(n, by, verdict) };
            bench.put(&Entry::Judged { take: id(301), judgement }).unwrap();
            let take = only(&bench);
            (take.verdict, take.reason, take.note)
        };
        let note = |text: &str| Some(text.to_owned());
        let (usable, hold, not) = (Some(Verdict::Usable), Some(Verdict::Hold), Some(Verdict::NotUsable));
        let prompt = Some(Reason::Prompt);
        assert_eq!(judge(1, "ana", usable, Some("one"), None), (usable, None, note("one")));
        assert_eq!(judge(2, "ben", not, None, prompt), (not, prompt, note("one")));
        assert_eq!(judge(3, "ana", None, Some("two"), None), (not, prompt, note("two")), "no verdict is none");
        assert_eq!(judge(4, "ben", None, None, None), (None, None, note("two")), "his newest holds");
        assert_eq!(judge(5, "ana", hold, None, None), (hold, None, None));
        let mut void = |n: u128| {
            bench.put(&Entry::JudgementVoided { take: id(301), judgement: id(500 + n), at: 9 }).unwrap();
            (only(&bench).verdict, only(&bench).judgements.len())
        };
        assert_eq!(void(5), (None, 4));
        assert_eq!(void(4), (not, 3));
        assert_eq!(void(3), (not, 2));
        assert_eq!(void(2), (usable, 1));
        assert_eq!(void(1), (None, 0));
    }

    #[test]
    fn a_person_is_listed_by_the_name_they_have_now() {
        let mut bench = full();
        bench.store.rename_player("ana", "Anna").unwrap();
        assert_eq!(only(&bench).cast[0].player.as_deref(), Some("Anna"));
    }
}
