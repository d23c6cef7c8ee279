//! What is about to be brought into a log: a log of its own, as it was at one instant, in a file that is gone when this is.
//!
//! Start with [`Incoming`]; [`Store::merge`] brings it in. Whatever it needs to be of today's shape is done there, so that
//! neither where it came from nor the log is touched before.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, params};

use super::ledger::Origin;
use super::lock;
use super::merge::MergeError;
use super::passing::Passing;
use super::read::{CastRecord, JudgementRecord, TakeRecord};
use super::{Store, StoreError, forget, hand, known, schema, write};

/// Takes, and all that belongs to them, on their way into a log.
#[derive(Debug)]
pub struct Incoming {
    // Closed before its file goes away.
    pub(super) store: Store,
    pub(super) file: Passing,
}

impl Incoming {
    /// What another log holds, for the log at `into`. That log is left as it is.
    pub fn log(path: &Path, into: &Path) -> Result<Self, MergeError> {
        let no_log = || MergeError::NoLog { path: path.to_owned() };
        // An empty file is opened as an empty log, which is not what somebody means who names it.
        if !fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() > 0) {
            return Err(no_log());
        }
        let (other, state) = match Store::look(path) {
            Err(StoreError::NotALog { .. }) | Ok((_, schema::State::New)) => return Err(no_log()),
            looked => looked?,
        };
        match schema::check(&state, path, schema::STEPS) {
            Err(StoreError::NotALog { .. }) => return Err(no_log()),
            checked => checked?,
        }
        let file = Passing::new(into)?;
        other.copy_to(&file.path)?;
        Ok(Self::open(path, file)?)
    }

    /// Nothing yet: takes are to be [added](Self::add), for the log at `into`.
    pub fn takes(into: &Path) -> Result<Self, StoreError> {
        let file = Passing::new(into)?;
        let incoming = Self::open(&file.path.clone(), file)?;
        incoming.store.db.execute_batch("BEGIN").map_err(|e| StoreError::of(into, e))?;
        Ok(incoming)
    }

    fn open(told: &Path, file: Passing) -> Result<Self, StoreError> {
        let store = Store::connect(told, &file.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // Of a copy nothing need survive.
        store.db.pragma_update(None, "synchronous", "OFF").map_err(|e| StoreError::of(told, e))?;
        schema::migrate(&store.db, told, schema::STEPS)?;
        forget::entomb_begun(&store.db).map_err(|e| StoreError::of(told, e))?;
        Ok(Self { store, file })
    }

    /// Adds a take as an export tells it.
    pub fn add(&self, take: &TakeRecord, origin: &Origin) -> Result<(), StoreError> {
        add(&self.store.db, take, origin).map_err(|e| StoreError::of(&self.store.path, e))
    }

    /// Writes what was added, if anything was.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        if self.store.db.is_autocommit() {
            return Ok(());
        }
        let settled = people(&self.store.db).and_then(|()| self.store.db.execute_batch("COMMIT"));
        settled.map_err(|e| StoreError::of(&self.store.path, e))
    }
}

pub(super) fn add(db: &Connection, take: &TakeRecord, origin: &Origin) -> rusqlite::Result<()> {
    let (key, workshop, draw) = (write::id(take.id), write::id(take.workshop_id), write::id(origin.draw));
    let hand = known::write(take, origin);
    let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| db.prepare_cached(sql)?.execute(params).map(|_| ());
    run(
        "INSERT INTO workshop (id, name, started, zone, seed, lock) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
        params![
            workshop,
            take.workshop,
            origin.workshop_started,
            origin.zone,
            origin.workshop_seed as i64,
            lock::name(take.workshop_id)
        ],
    )?;
    run(
        "INSERT INTO draw (id, workshop, number, pack, pack_hash, prompt, seed, stream, text, words, odds_numerator,
           odds_denominator, hand, drawn_at, fate)
         SELECT ?1, ?2, iif(EXISTS (SELECT 1 FROM draw WHERE workshop = ?2 AND number = ?3 AND id <> ?1),
             (SELECT max(number) + 1 FROM draw WHERE workshop = ?2), ?3),
           ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 'played'
         WHERE true
         ON CONFLICT (id) DO UPDATE SET stream = excluded.stream, text = excluded.text, words = excluded.words,
           hand = excluded.hand
         WHERE excluded.hand > draw.hand",
        params![
            draw,
            workshop,
            origin.draw_number,
            take.prompt.as_ref().map(|prompt| &prompt.pack),
            take.pack_hash,
            take.prompt.as_ref().map(|prompt| &prompt.id),
            take.seed.map(|seed| seed as i64),
            origin.stream,
            take.text,
            hand::write_words(&origin.words),
            origin.chance.map(|chance| chance.numerator as i64),
            origin.chance.map(|chance| chance.denominator as i64),
            hand,
            origin.drawn,
        ],
    )?;
    run(
        "INSERT INTO take (id, draw, of_draw, rehearsal, text, hand, started, planned_ms, ended_at_ms, played_ms, paused_ms,
           seen_ms, ending)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?9, ?12)
         ON CONFLICT (id) DO UPDATE SET ending = excluded.ending, ended_at_ms = excluded.ended_at_ms,
           played_ms = excluded.played_ms, paused_ms = excluded.paused_ms, seen_ms = excluded.seen_ms
         WHERE (excluded.ending <> 'interrupted', excluded.seen_ms, excluded.paused_ms, excluded.played_ms, excluded.ending)
           > (ending <> 'interrupted', seen_ms, paused_ms, played_ms, ending)",
        params![
            key,
            draw,
            take.take_of_draw,
            take.rehearsal,
            take.text,
            hand,
            take.started,
            take.planned_ms,
            take.ended_at_ms,
            take.played_ms,
            take.paused_ms,
            take.ending.map(crate::take::Ending::word),
        ],
    )?;
    for part in &take.cast {
        cast(db, take, origin, part)?;
    }
    let moment = "INSERT INTO moment (id, take, at_ms, kind, role, step, label) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                  ON CONFLICT DO NOTHING";
    for one in &take.moments {
        run(moment, params![write::id(one.id), key, one.at_ms, one.kind.word(), one.role, one.step, one.label])?;
    }
    let mut judgements = take.judgements.iter().map(JudgementRecord::judgement);
    judgements.try_for_each(|one| write::judge_at(db, take.id, &one, one.at))
}

/// Adds a part. Who was logged before it was corrected, an export doesn't tell: nobody, as far as is known.
fn cast(db: &Connection, take: &TakeRecord, origin: &Origin, part: &CastRecord) -> rusqlite::Result<()> {
    let (key, person) = (write::id(take.id), part.person.map(write::id));
    let correction = origin.corrections.iter().find(|correction| correction.position == part.position);
    if let (Some(person), Some(name)) = (&person, &part.player) {
        let known = "INSERT INTO player (id, name, pseudonym, added_at) VALUES (?1, ?2, ?1, ?3)
                     ON CONFLICT DO UPDATE SET added_at = min(added_at, excluded.added_at)";
        db.prepare_cached(known)?.execute(params![person, name, origin.workshop_started])?;
        let came = "INSERT INTO attendance (workshop, player, credit, presence) VALUES (?1, ?2, 0, 'present') ON CONFLICT DO NOTHING";
        db.prepare_cached(came)?.execute([&write::id(take.workshop_id), person])?;
    }
    let logged =
        if correction.is_some() { (None, None, None) } else { (person.as_ref(), part.seat, part.player.as_ref()) };
    db.prepare_cached(
        r#"INSERT INTO "cast" (take, position, role, label, player, seat, name, asked, arc, secret)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
           ON CONFLICT DO UPDATE SET
             player = iif(name IS NULL, excluded.player, player), seat = iif(name IS NULL, excluded.seat, seat),
             name = coalesce(name, excluded.name), secret = coalesce(secret, excluded.secret)"#,
    )?
    .execute(params![
        key,
        part.position,
        part.role,
        part.label,
        logged.0,
        logged.1,
        logged.2,
        part.asked,
        part.feeling,
        part.secret
    ])?;
    if let Some(correction) = correction {
        let recast =
            "INSERT INTO recast (id, take, position, player, name, at, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
                      ON CONFLICT DO NOTHING";
        let name = part.player.as_ref().filter(|_| person.is_some());
        db.prepare_cached(recast)?.execute(params![
            write::id(correction.id),
            key,
            part.position,
            person,
            name,
            correction.at
        ])?;
    }
    Ok(())
}

/// Gives everybody the name that they have in their last take, one by which they are known before a pseudonym, and a
/// pseudonym: the one that stands there for a name, or the next.
fn people(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "UPDATE player SET name = coalesce((
           SELECT part.name FROM part JOIN take ON take.id = part.take WHERE part.player = player.id
           ORDER BY part.name GLOB 'P[0-9][0-9]*', started DESC, part.name DESC LIMIT 1), name);
         DELETE FROM former WHERE name GLOB 'P[0-9][0-9]*' AND substr(name, 2) NOT GLOB '*[^0-9]*';
         UPDATE player SET pseudonym = name
         WHERE name GLOB 'P[0-9][0-9]*' AND substr(name, 2) NOT GLOB '*[^0-9]*' AND length(name) < 10
           AND NOT EXISTS (SELECT 1 FROM player AS other WHERE other.name = player.name AND other.seq < player.seq);
         WITH top AS (
           SELECT coalesce(max(CAST(substr(pseudonym, 2) AS INTEGER)), 0) AS number FROM player WHERE pseudonym <> id
         ), given AS (
           SELECT id, printf('P%02d', number + row_number() OVER (ORDER BY added_at, id)) AS pseudonym
           FROM player, top WHERE player.pseudonym = id
         )
         UPDATE player SET pseudonym = given.pseudonym FROM given WHERE given.id = player.id;",
    )
}

#[cfg(test)]
mod tests;
