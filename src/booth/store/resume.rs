//! How a stage goes on with the last workshop, and what it does about takes whose program died.
//!
//! Start with [`Store::resume`]; [`Store::close_interrupted`] comes after it, once a session begins.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::cast::{Played, PlayedPart, PlayerKey};
use crate::consent::Grant;
use crate::feeling::{Aliases, FeelingArc};
use crate::scene::Ms;
use crate::stage::kept::named;
use crate::stage::{Known, Left, Resumed, State, Stored};
use crate::take::{Actor, Counted, End, Ending, FRESH, Judgement, Suggestion, Tail, Take, Verdict, Workshop, went};
use crate::warmup;

use super::consent::grants;
use super::lock::{self, Locks, WorkshopLock};
use super::read::{MomentRecord, interrupted, judgements, moments, prompt, uuid, word};
use super::recast::{corrected, corrected_cast};
use super::roster::{Person, players};
use super::suggestion::waiting;
use super::{Store, StoreError, hand, write};

/// What is further ahead than this is of a clock that is or was wrong. Also how far apart the writes of one stretch may be.
pub(super) const AHEAD: Ms = 10 * 60 * 1000;

/// Takes that have no end.
const RUNNING: &str = "\
    SELECT take.number, take.id, seen_ms, paused_ms, workshop.lock
    FROM take JOIN draw ON draw.id = take.draw JOIN workshop ON workshop.id = draw.workshop
    WHERE take.ending IS NULL AND take.voided_at IS NULL ORDER BY take.number";

/// A workshop taken up where it was left.
#[derive(Debug)]
pub struct TakenUp {
    /// The workshop.
    pub workshop: Workshop,
    /// Its lock, for the [`Writer`](super::writer::Writer) to hold.
    pub lock: WorkshopLock,
    /// What the log holds of it.
    pub resumed: Resumed,
}

/// A workshop that a command of the command line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Current {
    pub(super) workshop: Workshop,
    /// Whether a stage runs it, or would go on with it: whoever comes now comes to it.
    pub(super) goes_on: bool,
    pub(super) is_running: bool,
}

/// A take whose program died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// The log's own number.
    pub number: i64,
    /// The take.
    pub take: Uuid,
    /// How far it came: a lower bound.
    pub end: End,
}

/// What a stage wants to know when another program has changed the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Everybody the log knows.
    pub players: Vec<Person>,
    /// What was played in the workshop, oldest first.
    pub played: Vec<Played>,
    /// The workshop's takes that have a verdict and count.
    pub counted: BTreeMap<Uuid, Counted>,
    /// What was held of the workshop's takes, each with its take, oldest first.
    pub judged: Vec<(Uuid, Judgement)>,
    /// Who played after all in those of the workshop's takes whose cast was ever corrected.
    pub recast: BTreeMap<Uuid, Vec<Actor>>,
    /// What people said about the use of their takes.
    pub said: BTreeMap<Uuid, Vec<Grant>>,
    /// What the workshop's audience called out and still waits, as it came.
    pub suggestions: Vec<Suggestion>,
}

impl Store {
    /// Writes down as interrupted the takes whose program died, oldest first. The workshop whose lock is held here, if one
    /// is, has no other program.
    pub fn close_interrupted(&mut self, this: Option<Uuid>) -> Result<Vec<Closed>, StoreError> {
        let (log, this) = (self.path.clone(), this.map(lock::name));
        self.write(|db| {
            let mut running = db.prepare_cached(RUNNING)?;
            let running = running.query_map([], |row| {
                let closed = Closed { number: row.get("number")?, take: uuid(row, "id")?, end: interrupted(row)? };
                Ok((closed, row.get::<_, String>("lock")?))
            })?;
            let mut closed = Vec::new();
            for take in running.collect::<rusqlite::Result<Vec<_>>>()? {
                if let (take, name) = take
                    && (this.as_ref() == Some(&name) || lock::is_free(&log, &name))
                {
                    write::end(db, take.take, take.end)?;
                    closed.push(take);
                }
            }
            Ok(closed)
        })
    }

    /// Takes up the workshop that goes on, if one does: of those that are fresh and that no stage runs, the one that was
    /// written last, or if a name is given that of this name. A seed that is not its own asks for another. One in which
    /// nothing was drawn comes after all others, unless it is named.
    pub fn resume(&self, now: Ms, name: Option<&str>, seed: Option<u64>) -> Result<Option<TakenUp>, StoreError> {
        for workshop in self.read(|db| fresh(db, now, name))? {
            if seed.is_some_and(|seed| seed != workshop.seed) {
                continue;
            }
            // What the log holds of it is read under its lock: nobody adds to it any more.
            if let Some(lock) = WorkshopLock::acquire(&self.path, workshop.id)? {
                let resumed = self.read(|db| resumed(db, workshop.id))?;
                return Ok(Some(TakenUp { workshop, lock, resumed }));
            }
        }
        Ok(None)
    }

    /// The workshops that stages run just now, the one written last first. A warm-up is none.
    pub fn running(&self) -> Result<Vec<Workshop>, StoreError> {
        let log = self.path.clone();
        self.read(|db| running(db, &log))
    }

    /// The workshop that a stage wrote last here, of any age, or the last of this name. One that came from elsewhere is only
    /// the last of its name where none of this log has it.
    pub fn last_workshop(&self, name: Option<&str>) -> Result<Option<Workshop>, StoreError> {
        self.read(|db| last_workshop(db, name))
    }

    /// The id of the last workshop of this name; where none has it, an id that none has: nothing is left over by it.
    pub fn last_of_name(&self, name: &str) -> Result<Uuid, StoreError> {
        Ok(self.last_workshop(Some(name))?.map_or(Uuid::nil(), |last| last.id))
    }
}

/// What the log holds of a workshop.
fn resumed(db: &Connection, workshop: Uuid) -> rusqlite::Result<Resumed> {
    let id = write::id(workshop);
    Ok(Resumed {
        next_draw: next_draw(db, &id)?,
        played: played(db, &id)?,
        credits: credits(db, &id)?,
        returned: BTreeSet::new(),
        counted: counted(db, workshop)?,
        left: left(db, &id)?,
        suggestions: waiting(db, workshop)?,
        kept: kept(db, &id)?,
    })
}

/// The workshop that a command without a name is about: the one that a stage runs, else the one that would go on, else the
/// one written last.
pub(super) fn current(db: &Connection, log: &Path, now: Ms) -> rusqlite::Result<Option<Current>> {
    if let Some(workshop) = running(db, log)?.into_iter().next() {
        return Ok(Some(Current { workshop, goes_on: true, is_running: true }));
    }
    if let Some(workshop) = fresh(db, now, None)?.into_iter().next() {
        return Ok(Some(Current { workshop, goes_on: true, is_running: false }));
    }
    let last = last_workshop(db, None)?;
    Ok(last.map(|workshop| Current { workshop, goes_on: false, is_running: false }))
}

/// What a stage wants to know of the log.
pub(super) fn news(db: &Connection, workshop: Uuid) -> rusqlite::Result<News> {
    Ok(News {
        players: players(db, Some(workshop))?,
        played: played(db, &write::id(workshop))?,
        counted: counted(db, workshop)?,
        judged: judged(db, &write::id(workshop))?,
        recast: corrected(db, &write::id(workshop))?,
        said: grants(db)?,
        suggestions: waiting(db, workshop)?,
    })
}

fn judged(db: &Connection, workshop: &str) -> rusqlite::Result<Vec<(Uuid, Judgement)>> {
    let sql = "SELECT take.id FROM draw JOIN take ON take.draw = draw.id
               WHERE workshop = ?1 AND take.voided_at IS NULL ORDER BY take.number";
    let mut takes = db.prepare_cached(sql)?;
    let takes = takes.query_map([workshop], |row| uuid(row, "id"))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut judged = Vec::new();
    for take in takes {
        judged.extend(judgements(db, &write::id(take))?.into_iter().map(|given| (take, given.judgement())));
    }
    Ok(judged)
}

/// Those that a stage here wrote to lately, by the wall clock: what is of a time to come proves nothing. They come in the
/// order in which they may go on.
const FRESH_ONES: &str = "\
    WITH lately AS (SELECT DISTINCT workshop FROM sitting WHERE last > ?1 - ?2 AND last <= ?1 + ?3)
    SELECT workshop.* FROM lately JOIN workshop ON workshop.id = lately.workshop
    WHERE name <> ?4 AND (?5 IS NULL OR name = ?5)
    ORDER BY ?5 IS NULL AND NOT EXISTS (
        SELECT 1 FROM draw WHERE draw.workshop = workshop.id AND voided_at IS NULL),
      (SELECT max(sitting.seq) FROM sitting WHERE sitting.workshop = workshop.id) DESC";

pub(super) fn fresh(db: &Connection, now: Ms, name: Option<&str>) -> rusqlite::Result<Vec<Workshop>> {
    let mut rows = db.prepare_cached(FRESH_ONES)?;
    rows.query_map(params![now, FRESH, AHEAD, warmup::NAME, name], workshop)?.collect()
}

/// Stretches of writing, the last first.
const SITTINGS: &str = "SELECT workshop FROM sitting ORDER BY seq DESC LIMIT 1000";

/// Of so many workshops it is found out whether a stage runs them, from the one written last on: a stage that was left alone
/// while more than that were played is forgotten.
const LATEST: usize = 30;

pub(super) fn running(db: &Connection, log: &Path) -> rusqlite::Result<Vec<Workshop>> {
    let locks = Locks::of(log);
    let mut sittings = db.prepare_cached(SITTINGS)?;
    let mut sittings = sittings.query([])?;
    let (mut looked_at, mut running) = (BTreeSet::new(), Vec::new());
    while looked_at.len() < LATEST
        && let Some(sitting) = sittings.next()?
    {
        let id = uuid(sitting, "workshop")?;
        if looked_at.insert(id) && !locks.is_free(&lock::name(id)) {
            let sql = "SELECT * FROM workshop WHERE id = ?1 AND name <> ?2";
            let found = db.prepare_cached(sql)?.query_row(params![write::id(id), warmup::NAME], workshop).optional()?;
            running.extend(found);
        }
    }
    Ok(running)
}

const LAST: &str = "\
    SELECT workshop.* FROM sitting CROSS JOIN workshop ON workshop.id = sitting.workshop
    WHERE iif(?2 IS NULL, name <> ?1, name = ?2) ORDER BY sitting.seq DESC LIMIT 1";

/// What came from elsewhere, by its own times.
const LAST_ELSEWHERE: &str =
    "SELECT * FROM workshop WHERE name = ?2 AND ?1 = ?1 ORDER BY started DESC, seq DESC LIMIT 1";

pub(super) fn last_workshop(db: &Connection, name: Option<&str>) -> rusqlite::Result<Option<Workshop>> {
    let last = |sql| db.prepare_cached(sql)?.query_row(params![warmup::NAME, name], workshop).optional();
    match last(LAST)? {
        None if name.is_some() => last(LAST_ELSEWHERE),
        found => Ok(found),
    }
}

pub(super) fn workshop(row: &Row<'_>) -> rusqlite::Result<Workshop> {
    Ok(Workshop {
        id: uuid(row, "id")?,
        name: row.get("name")?,
        started: row.get("started")?,
        zone: row.get("zone")?,
        seed: row.get::<_, i64>("seed")? as u64,
    })
}

fn next_draw(db: &Connection, workshop: &str) -> rusqlite::Result<u32> {
    let sql = "SELECT coalesce(max(number), 0) + 1 FROM draw WHERE workshop = ?1";
    db.prepare_cached(sql)?.query_row([workshop], |row| row.get(0))
}

const PLAYED: &str = "\
    SELECT take.id, draw.number AS draw, coalesce(played_ms, seen_ms - paused_ms) AS length, rehearsal, ending
    FROM draw JOIN take ON take.draw = draw.id
    WHERE workshop = ?1 AND take.voided_at IS NULL ORDER BY take.number";

/// Asked for together with the takes, SQLite would put the parts of all takes in the log together first.
const PARTS: &str = "SELECT role, player, seat, arc FROM part WHERE take = ?1 ORDER BY position";

fn played(db: &Connection, workshop: &str) -> rusqlite::Result<Vec<Played>> {
    let mut takes = db.prepare_cached(PLAYED)?;
    let mut takes = takes.query([workshop])?;
    let mut played = Vec::new();
    while let Some(take) = takes.next()? {
        let mut rows = db.prepare_cached(PARTS)?;
        let parts = rows.query_map([take.get::<_, String>("id")?], part)?;
        let parts = parts.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?;
        let length = Duration::from_millis(take.get::<_, Ms>("length")?.max(0) as u64);
        let went = went(take.get("rehearsal")?, word(take, "ending", Ending::from_word)?);
        played.push(Played { draw: take.get("draw")?, length, went, parts });
    }
    Ok(played)
}

fn part(row: &Row<'_>) -> rusqlite::Result<Option<PlayedPart>> {
    let player = match (row.get::<_, Option<String>>("player")?, row.get("seat")?) {
        (Some(_), _) => PlayerKey::Person(uuid(row, "player")?),
        (None, Some(seat)) => PlayerKey::Seat(seat),
        (None, None) => return Ok(None),
    };
    let arc: Option<String> = row.get("arc")?;
    let arc = arc.and_then(|arc| FeelingArc::parse(&arc, &Aliases::new()).ok());
    let feelings = arc.map_or_else(Vec::new, |arc| arc.steps().iter().map(|step| step.feeling).collect());
    Ok(Some(PlayedPart { player, role: row.get("role")?, feelings }))
}

fn credits(db: &Connection, workshop: &str) -> rusqlite::Result<BTreeMap<PlayerKey, u32>> {
    let mut rows = db.prepare_cached("SELECT player, credit FROM attendance WHERE workshop = ?1")?;
    let credits =
        rows.query_map([workshop], |row| Ok((PlayerKey::Person(uuid(row, "player")?), row.get("credit")?)))?;
    credits.collect()
}

/// A workshop's takes that have a verdict; what was broken off or rehearsed counts nowhere.
fn counted(db: &Connection, workshop: Uuid) -> rusqlite::Result<BTreeMap<Uuid, Counted>> {
    let sql = "SELECT take.id, pack, prompt, verdict FROM draw JOIN take ON take.draw = draw.id
               WHERE workshop = ?1 AND verdict IS NOT NULL AND take.voided_at IS NULL AND rehearsal = 0
                 AND ending IS NOT 'stopped'";
    let mut takes = db.prepare_cached(sql)?;
    let takes = takes.query_map([write::id(workshop)], |row| {
        let Some(verdict) = word(row, "verdict", Verdict::from_word)? else { return Ok(None) };
        Ok(Some((uuid(row, "id")?, Counted { workshop, prompt: prompt(row)?, verdict })))
    })?;
    takes.filter_map(rusqlite::Result::transpose).collect()
}

fn left(db: &Connection, workshop: &str) -> rusqlite::Result<Option<Left>> {
    let sql = "SELECT id, fate, hand FROM draw WHERE workshop = ?1 AND voided_at IS NULL ORDER BY number DESC LIMIT 1";
    let draw = |row: &Row<'_>| {
        Ok((row.get::<_, String>("id")?, row.get::<_, Option<String>>("fate")?, row.get::<_, String>("hand")?))
    };
    match db.prepare_cached(sql)?.query_row([workshop], draw).optional()? {
        Some((_, None, hand)) => Ok(hand::read(&hand).map(Box::new).map(Left::Hand)),
        Some((draw, Some(fate), _)) if fate == "played" => left_take(db, &draw),
        _ => Ok(None),
    }
}

fn left_take(db: &Connection, draw: &str) -> rusqlite::Result<Option<Left>> {
    let sql = "SELECT id FROM take WHERE draw = ?1 AND voided_at IS NULL ORDER BY number DESC LIMIT 1";
    let take = db.prepare_cached(sql)?.query_row([draw], |row| uuid(row, "id")).optional()?;
    let known = take.map(|take| known(db, take)).transpose()?.flatten();
    Ok(known
        .filter(|known| known.end.ending == Ending::Interrupted && known.judgements.is_empty())
        .map(|known| Left::Take(Box::new(known))))
}

/// A take with all that belongs to it, also one that was taken back, if its hand can be read.
fn known(db: &Connection, take: Uuid) -> rusqlite::Result<Option<Known>> {
    let read = |row: &Row<'_>| {
        let (ending, hand): (Option<String>, String) = (row.get("ending")?, row.get("hand")?);
        let Some(hand) = hand::read(&hand) else { return Ok(None) };
        let end = match ending.as_deref().map(Ending::from_word) {
            None => interrupted(row)?,
            Some(Some(ending)) => End {
                ending,
                at: row.get("ended_at_ms")?,
                played: row.get("played_ms")?,
                paused: row.get("paused_ms")?,
            },
            Some(None) => return Ok(None),
        };
        let (of_draw, started, planned) = (row.get("of_draw")?, row.get("started")?, row.get("planned_ms")?);
        let rehearsal = row.get("rehearsal")?;
        let take = Take { id: take, of_draw, started, planned, rehearsal, hand };
        Ok(Some((take, row.get::<_, i64>("number")?, end)))
    };
    let id = write::id(take);
    let row = db.prepare_cached("SELECT * FROM take WHERE id = ?1")?.query_row([&id], read).optional()?;
    let Some((mut take, number, end)) = row.flatten() else { return Ok(None) };
    if let Some(actors) = corrected_cast(db, take.id)? {
        take.hand.recast(&actors);
    }
    let moments = moments(db, &id)?.into_iter().map(MomentRecord::moment).collect();
    let judgements = judgements(db, &id)?.into_iter().map(|record| record.judgement()).collect();
    Ok(Some(Known { take, number, end, moments, judgements }))
}

/// Where a workshop's session was, if that was kept and can be read.
fn kept(db: &Connection, workshop: &str) -> rusqlite::Result<Option<Stored>> {
    let sql = "SELECT state FROM kept WHERE workshop = ?1";
    let state: Option<String> = db.prepare_cached(sql)?.query_row([workshop], |row| row.get(0)).optional()?;
    let Some((text, state)) = state.and_then(|text| State::read(&text).map(|state| (text, state))) else {
        return Ok(None);
    };
    let steps = |is_undone: bool| -> rusqlite::Result<Tail> {
        let sql = "SELECT n, step FROM step WHERE workshop = ?1 AND is_undone = ?2 ORDER BY n DESC LIMIT 1000";
        let mut rows = db.prepare_cached(sql)?;
        let rows = rows.query_map(params![workshop, is_undone], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
        let mut steps = rows.collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
        steps.reverse();
        let from = steps.first().map_or(0, |(n, _)| *n as u64);
        Ok(Tail { from, steps: steps.into_iter().map(|(_, step)| step).collect() })
    };
    let (undo, redo) = (steps(false)?, steps(true)?);
    let texts = std::iter::once(&text).chain(&undo.steps).chain(&redo.steps).map(String::as_str);
    let takes = named(texts).into_iter().map(|take| known(db, take)).collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(Some(Stored { state, undo, redo, takes: takes.into_iter().flatten().collect() }))
}

#[cfg(test)]
mod tests {
    use super::super::read::TakeName;
    use super::super::sample::{self, Bench, START, WORKSHOP, end, id, judgement, moment, opening, take};
    use super::*;
    use crate::cast::Went;
    use crate::take::{Entry, Fate, Verdict};

    /// The sample's take begins a minute and twenty seconds after its workshop.
    const TAKE: Ms = START + 80_000;

    fn take_up(bench: &Bench) -> TakenUp {
        bench.store.resume(TAKE, None, None).unwrap().expect("it goes on")
    }

    fn usable(resumed: &Resumed) -> Vec<Uuid> {
        let usable = resumed.counted.iter().filter(|(_, counted)| counted.verdict == Verdict::Usable);
        usable.map(|(take, _)| *take).collect()
    }

    fn resume(bench: &Bench) -> Resumed {
        take_up(bench).resumed
    }

    /// With these entries and the program gone.
    fn left_by(entries: impl IntoIterator<Item = Entry>) -> Bench {
        let mut bench = Bench::new(opening());
        for entry in entries {
            bench.put(&entry).unwrap();
        }
        bench.lock = None;
        bench
    }

    /// Which workshop a start at this time goes on with, by its name.
    fn goes_on(bench: &Bench, now: Ms, name: Option<&str>, seed: Option<u64>) -> Option<String> {
        bench.store.resume(now, name, seed).unwrap().map(|taken_up| taken_up.workshop.name)
    }

    #[test]
    fn a_workshop_goes_on_while_it_is_fresh_free_and_meant() {
        let mut bench = left_by([]);
        bench.put_at(TAKE, &Entry::Seen { take: id(301), at: 1000, paused: 0 }).unwrap();
        let zero = Some("lab 0".to_owned());
        assert_eq!(goes_on(&bench, TAKE + FRESH - 1, None, None), zero);
        assert_eq!(goes_on(&bench, TAKE + FRESH, None, None), None, "four hours are over");
        assert_eq!(goes_on(&bench, TAKE - AHEAD, None, None), zero, "clocks differ a little");
        assert_eq!(goes_on(&bench, TAKE - AHEAD - 1, None, None), None, "what is to come proves nothing");
        assert_eq!(goes_on(&bench, TAKE, Some("lab 0"), Some(7)), zero);
        assert_eq!(goes_on(&bench, TAKE, Some("lab"), None), None);
        assert_eq!(goes_on(&bench, TAKE, None, Some(8)), None);
        let held = take_up(&bench);
        assert_eq!(goes_on(&bench, TAKE, None, None), None, "another stage has just taken it up");
        drop(held);
        let judgement = judgement(1, "leader", None);
        bench.store.write(|db| write::judge(db, id(301), &judgement)).unwrap();
        assert_eq!(goes_on(&bench, TAKE + FRESH, None, None), None, "what a command writes doesn't count");
    }

    #[test]
    fn what_was_written_last_goes_on_whatever_the_clock_says() {
        let mut bench = left_by([]);
        let other = sample::workshop(1);
        let dealt = |bench: &mut Bench, workshop: u128, n: u32, at: Ms| {
            let hand = Box::new(sample::hand(n));
            bench
                .store
                .write(|db| {
                    write::apply(db, id(WORKSHOP + workshop), &Entry::Dealt(hand))?;
                    write::touch(db, id(WORKSHOP + workshop), at)
                })
                .unwrap();
        };
        bench.put_at(TAKE, &Entry::Workshop(other)).unwrap();
        let names = |bench: &Bench, now: Ms| {
            [None, Some("lab 0"), Some("lab 1")].map(|name| goes_on(bench, now, name, None).unwrap_or_default())
        };
        assert_eq!(names(&bench, TAKE), ["lab 0", "lab 0", "lab 1"], "nothing was drawn in the last one");
        dealt(&mut bench, 1, 2, TAKE);
        assert_eq!(names(&bench, TAKE), ["lab 1", "lab 0", "lab 1"]);
        dealt(&mut bench, 0, 3, TAKE - 1000);
        assert_eq!(names(&bench, TAKE), ["lab 0", "lab 0", "lab 1"], "by order of arrival");
        // A clock that jumps ahead and back again.
        let month = 30 * 24 * 60 * 60 * 1000;
        dealt(&mut bench, 1, 4, TAKE + month);
        assert_eq!(names(&bench, TAKE), ["lab 1", "lab 0", "lab 1"], "what it wrote before proves that it is fresh");
        assert_eq!(names(&bench, TAKE + month), ["lab 1", "", "lab 1"]);
        assert_eq!(names(&bench, TAKE + FRESH), ["", "", ""], "a month too early");
        dealt(&mut bench, 0, 5, TAKE - 400 * month);
        assert_eq!(names(&bench, TAKE - 400 * month), ["lab 0", "lab 0", ""]);
        assert_eq!(bench.store.last_workshop(None).unwrap().unwrap().name, "lab 0", "of any age");
        assert_eq!(bench.store.last_workshop(Some("lab 1")).unwrap().unwrap().name, "lab 1");
        assert_eq!(bench.store.last_workshop(Some("lab")).unwrap(), None);
    }

    #[test]
    fn stretches_of_writing_are_few() {
        let mut bench = left_by([]);
        for n in 0..1000 {
            bench.put_at(START + n * 1000, &Entry::Seen { take: id(301), at: n, paused: 0 }).unwrap();
        }
        assert_eq!(bench.ask("SELECT count(*) || ' ' || max(last) FROM sitting"), format!("1 {}", START + 999_000));
    }

    #[test]
    fn a_scene_that_goes_on_is_written_down_now_and_then() {
        let mut bench = left_by([]);
        bench.put_at(START, &Entry::Workshop(sample::workshop(1))).unwrap();
        let last = |bench: &Bench| bench.ask("SELECT workshop || ' ' || last FROM sitting ORDER BY seq DESC LIMIT 1");
        for (workshop, at, writes) in
            [(0, 10, true), (0, 59_010, false), (0, 60_011, true), (1, 60_020, true), (0, 60_030, true), (0, 9, true)]
        {
            let (workshop, before) = (id(WORKSHOP + workshop), last(&bench));
            bench.store.write(|db| write::touch_now_and_then(db, workshop, START + at)).unwrap();
            let now = format!("{workshop} {}", START + at);
            assert_eq!(last(&bench), if writes { now } else { before }, "{at}");
        }
    }

    #[test]
    fn a_warm_up_is_no_workshop_to_go_on_with() {
        let named = |name: &str| Entry::Workshop(Workshop { name: name.to_owned(), ..sample::workshop(1) });
        let last = |name: &str| left_by([named(name)]).store.last_workshop(None).unwrap().unwrap().name;
        assert_eq!(last("lab 1"), "lab 1");
        assert_eq!(last(warmup::NAME), "lab 0", "the one before is the last");
        assert_eq!(take_up(&left_by([named(warmup::NAME)])).workshop.name, "lab 0");
    }

    #[test]
    fn a_workshop_is_taken_up_without_a_look_at_all_takes() {
        let bench = Bench::new([]);
        for sql in [RUNNING, FRESH_ONES, SITTINGS, LAST, PLAYED, PARTS] {
            let scans = bench.plan(sql).into_iter().filter(|step| step.starts_with("SCAN"));
            let small = |step: &String| {
                ["take_running", "lately", "late", "(subquery", "SCAN sitting"].iter().any(|one| step.contains(one))
            };
            assert_eq!(scans.filter(|step| !small(step)).collect::<Vec<_>>(), [""; 0], "{sql}");
        }
    }

    #[test]
    fn an_empty_log_has_nothing_to_go_on_with() {
        assert!(Bench::new([]).store.resume(START, None, None).unwrap().is_none());
    }

    #[test]
    fn what_was_played_is_remembered() {
        let again = Take { of_draw: 2, ..take(2, sample::hand(1)) };
        let bench = left_by([
            Entry::Ended { take: id(301), end: end(Ending::Edit) },
            Entry::Judged { take: id(301), judgement: judgement(1, "leader", Some(Verdict::Usable)) },
            Entry::Began(Box::new(again)),
            Entry::Ended { take: id(302), end: end(Ending::Stopped) },
            Entry::Judged { take: id(302), judgement: judgement(2, "leader", Some(Verdict::Usable)) },
            Entry::Dealt(Box::new(sample::hand(2))),
            Entry::DrawVoided { draw: id(202), at: TAKE },
            Entry::Arrived { player: id(sample::BEN), name: "Ben".to_owned(), credit: 3 },
        ]);
        let resumed = resume(&bench);
        let key = |n| PlayerKey::Person(id(n));
        assert_eq!(resumed.next_draw, 3, "a number is never given twice");
        assert_eq!(usable(&resumed), [id(301)], "what was broken off counts nowhere");
        assert_eq!(resumed.credits, BTreeMap::from([(key(sample::ANA), 0), (key(sample::BEN), 3)]));
        let feelings = ["remorse", "relief"].map(|word| crate::feeling::Feeling::from_word(word).unwrap());
        let part = |player, role: Option<&str>, feelings: &[_]| PlayedPart {
            player,
            role: role.map(str::to_owned),
            feelings: feelings.to_vec(),
        };
        let parts = vec![
            part(key(sample::ANA), Some("apologiser"), &feelings),
            part(key(sample::BEN), Some("wronged"), &[]),
            part(PlayerKey::Seat(3), None, &[]),
        ];
        let played = Played { draw: 1, length: Duration::from_secs(180), went: Went::Played, parts };
        assert_eq!(resumed.played, [played.clone(), Played { went: Went::BrokenOff, ..played }]);
        assert_eq!(resumed.left, None, "the take was broken off, not interrupted");
    }

    #[test]
    fn a_take_without_an_end_was_played_until_it_was_last_seen() {
        let bench = left_by([Entry::Seen { take: id(301), at: 50_000, paused: 5000 }]);
        assert_eq!(resume(&bench).played[0].length, Duration::from_secs(45));
    }

    #[test]
    fn a_rehearsal_is_put_back_as_one_and_is_not_usable() {
        let rehearsal = Take { rehearsal: true, ..take(2, sample::hand(2)) };
        let mut bench = left_by([Entry::Began(Box::new(rehearsal.clone()))]);
        assert!(matches!(resume(&bench).left, Some(Left::Take(known)) if known.take == rehearsal));
        let judgement = judgement(1, "leader", Some(Verdict::Usable));
        bench.put(&Entry::Judged { take: id(302), judgement }).unwrap();
        let resumed = resume(&bench);
        assert_eq!((usable(&resumed).len(), resumed.played.len()), (0, 2));
    }

    #[test]
    fn who_played_after_all_counts_as_having_played() {
        let mut bench = left_by([]);
        bench.store.add_player(id(3), "Chi", 5).unwrap();
        let roles = [("wronged", Some("Chi")), ("player 3", None)];
        bench.store.recast(TakeName::Number(1), &roles, id(600), TAKE + FRESH).unwrap();
        let players: Vec<_> = resume(&bench).played[0].parts.iter().map(|part| part.player).collect();
        assert_eq!(players, [sample::ANA, 3].map(|n| PlayerKey::Person(id(n))));
    }

    #[test]
    fn the_prompt_on_the_table_is_put_back() {
        let dealt = |n| Entry::Dealt(Box::new(sample::hand(n)));
        let bench = left_by([dealt(2)]);
        assert_eq!(resume(&bench).left, Some(Left::Hand(Box::new(sample::hand(2)))));
        bench.store.db.execute("UPDATE draw SET hand = '{}'", []).unwrap();
        assert_eq!(resume(&bench).left, None, "what can't be read is not put back");
        let passed = Entry::Fate { draw: id(202), fate: Fate::Passed(None) };
        assert_eq!(resume(&left_by([dealt(2), passed])).left, None);
        let unbegun = Entry::TakeVoided { take: id(301), at: TAKE };
        assert_eq!(resume(&left_by([unbegun])).left, Some(Left::Hand(Box::new(sample::hand(1)))));
    }

    #[test]
    fn an_interrupted_take_is_put_back_until_it_is_judged() {
        let interrupted = End { ending: Ending::Interrupted, at: 50_000, played: 45_000, paused: 5000 };
        let left = |end| {
            let (take, moments) = (take(1, sample::hand(1)), vec![moment(1, 40_000)]);
            Left::Take(Box::new(Known { take, number: 1, end, moments, judgements: vec![] }))
        };
        let mark = || Entry::Moment { take: id(301), moment: moment(1, 40_000) };
        let seen = || Entry::Seen { take: id(301), at: 50_000, paused: 5000 };
        let mut died = left_by([mark(), seen()]);
        assert_eq!(resume(&died).left, Some(left(interrupted)));
        died.store.close_interrupted(None).unwrap();
        assert_eq!(resume(&died).left, Some(left(interrupted)), "closed or not");
        let exact = End { at: 51_234, ..interrupted };
        let quit = left_by([mark(), seen(), Entry::Ended { take: id(301), end: exact }]);
        assert_eq!(resume(&quit).left, Some(left(exact)));
        died.put(&Entry::Judged { take: id(301), judgement: judgement(1, "leader", None) }).unwrap();
        assert_eq!(resume(&died).left, None);
    }

    #[test]
    fn only_takes_whose_program_died_are_closed() {
        let mut bench = Bench::new(opening());
        bench.put(&Entry::Seen { take: id(301), at: 9000, paused: 1000 }).unwrap();
        let other = sample::workshop(1);
        let mut draw = sample::hand(2);
        draw.number = 1;
        bench
            .store
            .write(|db| {
                write::apply(db, other.id, &Entry::Workshop(other.clone()))?;
                write::apply(db, other.id, &Entry::Began(Box::new(take(2, draw))))
            })
            .unwrap();
        let path = bench.path();
        let lock = WorkshopLock::acquire(&path, id(WORKSHOP + 1)).unwrap();
        assert_eq!(bench.store.close_interrupted(None).unwrap(), []);
        bench.lock = None;
        let end = End { ending: Ending::Interrupted, at: 9000, played: 8000, paused: 1000 };
        assert_eq!(bench.store.close_interrupted(None).unwrap(), [Closed { number: 1, take: id(301), end }]);
        assert_eq!(bench.store.close_interrupted(None).unwrap(), [], "once");
        assert_eq!(bench.store.close_interrupted(Some(id(WORKSHOP + 1))).unwrap().len(), 1, "it is held here");
        drop(lock);
    }
}
