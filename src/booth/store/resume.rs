//! How a stage goes on with the last workshop, and what it does about takes whose program died.
//!
//! Start with [`Store::resume`]; [`Store::close_interrupted`] comes before it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::cast::{Played, PlayedPart, PlayerKey};
use crate::consent::Grant;
use crate::feeling::{Aliases, FeelingArc};
use crate::scene::Ms;
use crate::stage::{Left, Resumed};
use crate::take::{Counted, End, Ending, Judgement, Take, Verdict, Workshop};
use crate::warmup;

use super::consent::grants;
use super::lock::{self, WorkshopLock};
use super::read::{MomentRecord, interrupted, judgements, moments, prompt, uuid, word};
use super::roster::{Person, players};
use super::{Store, StoreError, hand, write};

/// A workshop is gone on with if its last event is younger than this.
const FRESH: Ms = 4 * 60 * 60 * 1000;

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
    /// What people said about the use of their takes.
    pub said: BTreeMap<Uuid, Vec<Grant>>,
}

impl Store {
    /// Writes down as interrupted the takes whose program died, oldest first.
    pub fn close_interrupted(&mut self) -> Result<Vec<Closed>, StoreError> {
        let log = self.path.clone();
        self.write(|db| {
            let mut running = db.prepare_cached(RUNNING)?;
            let running = running.query_map([], |row| {
                let closed = Closed { number: row.get("number")?, take: uuid(row, "id")?, end: interrupted(row)? };
                Ok((closed, row.get::<_, String>("lock")?))
            })?;
            let mut closed = Vec::new();
            for take in running.collect::<rusqlite::Result<Vec<_>>>()? {
                if let (take, name) = take
                    && lock::is_free(&log, &name)
                {
                    write::end(db, take.take, take.end)?;
                    closed.push(take);
                }
            }
            Ok(closed)
        })
    }

    /// Takes up the last workshop, if it is fresh, no stage runs it, and neither a name nor a seed asks for another.
    pub fn resume(&self, now: Ms, name: Option<&str>, seed: Option<u64>) -> Result<Option<TakenUp>, StoreError> {
        let is_meant = |workshop: &Workshop| {
            name.is_none_or(|name| name == workshop.name) && seed.is_none_or(|seed| seed == workshop.seed)
        };
        let last = self.read(|db| match last_workshop(db)? {
            Some(last) if is_meant(&last) && now.saturating_sub(last_event(db, last.id)?) < FRESH => Ok(Some(last)),
            _ => Ok(None),
        })?;
        let Some(workshop) = last else { return Ok(None) };
        // What the log holds of it is read under its lock: nobody adds to it any more.
        let Some(lock) = WorkshopLock::acquire(&self.path, workshop.id)? else { return Ok(None) };
        let id = write::id(workshop.id);
        self.read(|db| {
            let resumed = Resumed {
                next_draw: next_draw(db, &id)?,
                played: played(db, &id)?,
                credits: credits(db, &id)?,
                returned: BTreeSet::new(),
                counted: counted(db, workshop.id)?,
                left: left(db, &id)?,
            };
            Ok(Some(TakenUp { workshop, lock, resumed }))
        })
    }
}

/// What a stage wants to know of the log.
pub(super) fn news(db: &Connection, workshop: Uuid) -> rusqlite::Result<News> {
    Ok(News {
        players: players(db)?,
        played: played(db, &write::id(workshop))?,
        counted: counted(db, workshop)?,
        judged: judged(db, &write::id(workshop))?,
        said: grants(db)?,
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

/// The last one but for warm-ups, which are over when they are over. What was merged may be older than what was there
/// before.
const LAST_WORKSHOP: &str = "SELECT * FROM workshop WHERE name <> ?1 ORDER BY started DESC, seq DESC LIMIT 1";

fn last_workshop(db: &Connection) -> rusqlite::Result<Option<Workshop>> {
    let workshop = |row: &Row<'_>| {
        Ok(Workshop {
            id: uuid(row, "id")?,
            name: row.get("name")?,
            started: row.get("started")?,
            zone: row.get("zone")?,
            seed: row.get::<_, i64>("seed")? as u64,
        })
    };
    db.prepare_cached(LAST_WORKSHOP)?.query_row([warmup::NAME], workshop).optional()
}

/// When anything last happened in a workshop.
const LAST_EVENT: &str = "\
    WITH its_draw AS (SELECT * FROM draw WHERE workshop = ?1),
      its_take AS (SELECT take.* FROM take JOIN its_draw ON its_draw.id = take.draw)
    SELECT max(at) FROM (
      SELECT started AS at FROM workshop WHERE id = ?1
      UNION ALL SELECT max(drawn_at, coalesce(voided_at, drawn_at)) FROM its_draw
      UNION ALL SELECT max(started + seen_ms, coalesce(voided_at, started)) FROM its_take
      UNION ALL SELECT max(judgement.at, coalesce(judgement.voided_at, judgement.at))
                FROM judgement JOIN its_take ON its_take.id = judgement.take
      UNION ALL SELECT max(recast.at, coalesce(recast.voided_at, recast.at))
                FROM recast JOIN its_take ON its_take.id = recast.take)";

fn last_event(db: &Connection, workshop: Uuid) -> rusqlite::Result<Ms> {
    db.prepare_cached(LAST_EVENT)?.query_row([write::id(workshop)], |row| row.get(0))
}

fn next_draw(db: &Connection, workshop: &str) -> rusqlite::Result<u32> {
    let sql = "SELECT coalesce(max(number), 0) + 1 FROM draw WHERE workshop = ?1";
    db.prepare_cached(sql)?.query_row([workshop], |row| row.get(0))
}

const PLAYED: &str = "\
    SELECT take.id, draw.number AS draw, coalesce(played_ms, seen_ms - paused_ms) AS length
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
        played.push(Played { draw: take.get("draw")?, length, parts });
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
        Some((_, None, hand)) => Ok(hand::read(&hand).map(Left::Hand)),
        Some((draw, Some(fate), _)) if fate == "played" => left_take(db, &draw),
        _ => Ok(None),
    }
}

fn left_take(db: &Connection, draw: &str) -> rusqlite::Result<Option<Left>> {
    let sql = "SELECT * FROM take WHERE draw = ?1 AND voided_at IS NULL ORDER BY number DESC LIMIT 1";
    let read = |row: &Row<'_>| {
        let (ending, hand): (Option<String>, String) = (row.get("ending")?, row.get("hand")?);
        let Some(hand) = hand::read(&hand) else { return Ok(None) };
        let end = match ending.as_deref().map(Ending::from_word) {
            None => interrupted(row)?,
            Some(Some(Ending::Interrupted)) => End {
                ending: Ending::Interrupted,
                at: row.get("ended_at_ms")?,
                played: row.get("played_ms")?,
                paused: row.get("paused_ms")?,
            },
            Some(_) => return Ok(None),
        };
        let (of_draw, started, planned) = (row.get("of_draw")?, row.get("started")?, row.get("planned_ms")?);
        let rehearsal = row.get("rehearsal")?;
        let take = Take { id: uuid(row, "id")?, of_draw, started, planned, rehearsal, hand };
        Ok(Some((take, row.get::<_, i64>("number")?, end)))
    };
    let Some((take, number, end)) = db.prepare_cached(sql)?.query_row([draw], read).optional()?.flatten() else {
        return Ok(None);
    };
    let id = write::id(take.id);
    if !judgements(db, &id)?.is_empty() {
        return Ok(None);
    }
    let moments = moments(db, &id)?.into_iter().map(MomentRecord::moment);
    Ok(Some(Left::Take { take, number, end, moments: moments.collect() }))
}

#[cfg(test)]
mod tests {
    use super::super::read::TakeName;
    use super::super::sample::{self, Bench, START, WORKSHOP, end, id, judgement, moment, opening, take};
    use super::*;
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

    #[test]
    fn a_workshop_goes_on_while_it_is_fresh_free_and_meant() {
        let mut bench = left_by([Entry::Seen { take: id(301), at: 1000, paused: 0 }]);
        let goes_on = |bench: &Bench, now, name, seed| bench.store.resume(now, name, seed).unwrap().is_some();
        let last = TAKE + 1000;
        assert!(goes_on(&bench, last + FRESH - 1, None, None));
        assert!(!goes_on(&bench, last + FRESH, None, None), "four hours are over");
        assert!(goes_on(&bench, last - 9_999_999, None, None), "the clock was set back");
        assert!(goes_on(&bench, last, Some("lab 0"), Some(7)));
        assert!(!goes_on(&bench, last, Some("lab"), None));
        assert!(!goes_on(&bench, last, None, Some(8)));
        let held = take_up(&bench);
        assert!(!goes_on(&bench, last, None, None), "another stage has just taken it up");
        drop(held);
        bench.put(&Entry::Judged { take: id(301), judgement: judgement(1, "leader", None) }).unwrap();
        assert!(goes_on(&bench, START + 300_001 + FRESH - 1, None, None), "a judgement is an event");
        bench.put(&Entry::Workshop(sample::workshop(1))).unwrap();
        assert!(!goes_on(&bench, last, Some("lab 0"), None), "only the last one goes on");
        assert_eq!(take_up(&bench).workshop, sample::workshop(1));
    }

    #[test]
    fn a_warm_up_is_no_workshop_to_go_on_with() {
        let named = |name: &str| Entry::Workshop(Workshop { name: name.to_owned(), ..sample::workshop(1) });
        let goes_on = |name: &str| take_up(&left_by([named(name)])).workshop.name;
        assert_eq!(goes_on("lab 1"), "lab 1");
        assert_eq!(goes_on(warmup::NAME), "lab 0", "the one before goes on");
    }

    #[test]
    fn a_workshop_is_taken_up_without_a_look_at_all_takes() {
        let bench = Bench::new([]);
        for sql in [RUNNING, LAST_WORKSHOP, LAST_EVENT, PLAYED, PARTS] {
            let steps = bench.plan(sql).into_iter();
            let scans = steps.filter(|step| {
                step.starts_with("SCAN") || step == "USE TEMP B-TREE FOR ORDER BY" && sql == LAST_WORKSHOP
            });
            let small =
                |step: &String| ["take_running", "its_", "workshop_started"].iter().any(|one| step.contains(one));
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
        let played = Played { draw: 1, length: Duration::from_secs(180), parts };
        assert_eq!(resumed.played, [played.clone(), played]);
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
        assert!(matches!(resume(&bench).left, Some(Left::Take { take, .. }) if take == rehearsal));
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
        assert!(bench.store.resume(TAKE + FRESH, None, None).unwrap().is_some(), "a correction is an event");
        let players: Vec<_> = resume(&bench).played[0].parts.iter().map(|part| part.player).collect();
        assert_eq!(players, [sample::ANA, 3].map(|n| PlayerKey::Person(id(n))));
    }

    #[test]
    fn the_prompt_on_the_table_is_put_back() {
        let dealt = |n| Entry::Dealt(Box::new(sample::hand(n)));
        let bench = left_by([dealt(2)]);
        assert_eq!(resume(&bench).left, Some(Left::Hand(sample::hand(2))));
        bench.store.db.execute("UPDATE draw SET hand = '{}'", []).unwrap();
        assert_eq!(resume(&bench).left, None, "what can't be read is not put back");
        let passed = Entry::Fate { draw: id(202), fate: Fate::Passed(None) };
        assert_eq!(resume(&left_by([dealt(2), passed])).left, None);
        let unbegun = Entry::TakeVoided { take: id(301), at: TAKE };
        assert_eq!(resume(&left_by([unbegun])).left, Some(Left::Hand(sample::hand(1))));
    }

    #[test]
    fn an_interrupted_take_is_put_back_until_it_is_judged() {
        let interrupted = End { ending: Ending::Interrupted, at: 50_000, played: 45_000, paused: 5000 };
        let left =
            |end| Left::Take { take: take(1, sample::hand(1)), number: 1, end, moments: vec![moment(1, 40_000)] };
        let mark = || Entry::Moment { take: id(301), moment: moment(1, 40_000) };
        let seen = || Entry::Seen { take: id(301), at: 50_000, paused: 5000 };
        let mut died = left_by([mark(), seen()]);
        assert_eq!(resume(&died).left, Some(left(interrupted)));
        died.store.close_interrupted().unwrap();
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
        assert_eq!(bench.store.close_interrupted().unwrap(), []);
        bench.lock = None;
        let end = End { ending: Ending::Interrupted, at: 9000, played: 8000, paused: 1000 };
        assert_eq!(bench.store.close_interrupted().unwrap(), [Closed { number: 1, take: id(301), end }]);
        assert_eq!(bench.store.close_interrupted().unwrap(), [], "once");
        drop(lock);
        assert_eq!(bench.store.close_interrupted().unwrap().len(), 1);
    }
}
