//! What another laptop logged, brought together with this log.
//!
//! Start with [`Store::merge`]; [`incoming`](super::incoming) makes what it is given. What becomes of each row is in
//! `merge.sql`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rusqlite::Connection;
use thiserror::Error;

use crate::cast::is_same_name;

use super::forget::{Forgetting, Leaving, call_anew};
use super::incoming::Incoming;
use super::lock::Locks;
use super::passing::sweep;
use super::roster::{Person, players};
use super::tombstone::{Tombstone, obey, returning, tell, tombstones, traces, who};
use super::{Store, StoreError, write};

pub use super::tombstone::Returning;

/// What came in with another log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Takes that were not known here.
    pub takes: i64,
    /// Judgements that were not known here, of these takes and of others.
    pub judgements: i64,
    /// People who were not known here.
    pub people: i64,
    /// Names that two people have now.
    pub namesakes: Vec<String>,
    /// Who was forgotten there, and is here by now, as they were known here.
    pub forgotten: Vec<Forgetting>,
}

/// Why another log can't be brought in.
#[derive(Debug, Error)]
pub enum MergeError {
    /// There is nothing at that path, or it is no log.
    #[error("there is no take log in {}; name the file takes.db of the other laptop, or a copy of it", path.display())]
    NoLog {
        /// The path.
        path: PathBuf,
    },
    /// Somebody comes in by a name that was forgotten here, and nobody said that they may.
    #[error(
        "nothing was brought in: {} forgotten here; if they are to come in all the same, add --accept",
        names(.0)
    )]
    NotWelcome(BTreeSet<Returning>),
    /// One of the logs could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Brings in what another log or an export holds, all of it or nothing. It may overlap with what is here. A second time
    /// nothing is new.
    ///
    /// Whoever was forgotten there is forgotten here, in every file of the log: then nobody else may have it open. Who was
    /// forgotten here and comes in under another id is asked about: nothing is brought in unless `is_welcome` says so.
    pub fn merge(
        &mut self,
        incoming: Incoming,
        is_welcome: impl FnOnce(&BTreeSet<Returning>) -> bool,
    ) -> Result<Merged, MergeError> {
        sweep(&self.path);
        incoming.settle()?;
        let Incoming { store: mut other, file } = incoming;
        let (ours, known_by) = self.read(|db| Ok((tombstones(db)?, traces(db)?)))?;
        other.write(|db| {
            tell(db, &known_by)?;
            ours.iter().try_for_each(|tombstone| obey(db, tombstone))
        })?;
        let known = self.read(|db| players(db, None))?;
        other.write(|db| speak_alike(db, &known))?;
        let theirs = other.read(tombstones)?;
        let returning = self.read(|db| returning(db, &other.db))?;
        if !returning.is_empty() && !is_welcome(&returning) {
            return Err(MergeError::NotWelcome(returning));
        }
        drop(other);
        let leaving = self.read(|db| named(db, &theirs))?;
        let leaving = if leaving.is_empty() { None } else { Some(Leaving::prepare(self, leaving)?) };
        let fault = |e| StoreError::of(&self.path, e);
        self.db.execute("ATTACH ?1 AS other", [file.path.to_string_lossy()]).map_err(fault)?;
        let locks = Locks::of(&self.path);
        let merged = self.write(|db| bring(db, &theirs, leaving.as_ref(), &locks));
        let fault = |e| StoreError::of(&self.path, e);
        self.db.execute("DETACH other", []).map_err(fault)?;
        let merged = merged?;
        let forgotten = leaving.map_or_else(|| Ok(Vec::new()), |leaving| leaving.finish(self))?;
        Ok(Merged { forgotten, ..merged })
    }
}

fn bring(db: &Connection, theirs: &[Tombstone], leaving: Option<&Leaving>, locks: &Locks) -> rusqlite::Result<Merged> {
    let before = counts(db)?;
    note_idle(db, locks)?;
    db.execute_batch(include_str!("merge.sql"))?;
    theirs.iter().try_for_each(|tombstone| obey(db, tombstone))?;
    leaving.map_or(Ok(()), |leaving| leaving.note(db))?;
    let after = counts(db)?;
    let [takes, judgements, people] = std::array::from_fn(|i| after[i] - before[i]);
    Ok(Merged { takes, judgements, people, namesakes: namesakes(db)?, forgotten: Vec::new() })
}

/// Calls those whose name is a pseudonym in the other log as they are called here; who is not known here and whose
/// pseudonym somebody else has gets another. To be called in a transaction.
fn speak_alike(other: &Connection, known: &[Person]) -> rusqlite::Result<()> {
    let theirs = players(other, None)?;
    let number = |person: &Person| person.pseudonym.get(1..).and_then(|number| number.parse().ok()).unwrap_or(0);
    let mut last: u64 = known.iter().chain(&theirs).map(number).max().unwrap_or(0);
    let mut anew = Vec::new();
    for person in theirs.into_iter().filter(|person| person.name == person.pseudonym) {
        let same = known.iter().find(|known| known.id == person.id);
        let pseudonym = match same {
            Some(known) if known.pseudonym != person.pseudonym => known.pseudonym.clone(),
            None if known.iter().any(|known| known.pseudonym == person.pseudonym) => {
                last += 1;
                let fresh = format!("P{last:02}");
                let sql = "UPDATE player SET pseudonym = ?2 WHERE id = ?1";
                other.execute(sql, [write::id(person.id), fresh.clone()])?;
                fresh
            }
            _ => continue,
        };
        anew.push((person, pseudonym));
    }
    call_anew(other, &anew)
}

/// Who is to be forgotten of whom a name is still known.
fn named(db: &Connection, tombstones: &[Tombstone]) -> rusqlite::Result<Vec<Person>> {
    let forgotten = tombstones.iter().filter(|tombstone| tombstone.became.is_none());
    let people = forgotten.map(|tombstone| who(db, &tombstone.player)).collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(people.into_iter().flatten().filter(|person| person.name != person.pseudonym).collect())
}

/// Notes which of the workshops that both logs hold no stage runs here.
fn note_idle(db: &Connection, locks: &Locks) -> rusqlite::Result<()> {
    db.execute_batch("CREATE TEMP TABLE idle (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")?;
    let mut shared = db.prepare("SELECT id, lock FROM workshop WHERE id IN (SELECT id FROM other.workshop)")?;
    let mut shared = shared.query([])?;
    while let Some(row) = shared.next()? {
        let (id, lock): (String, String) = (row.get(0)?, row.get(1)?);
        if locks.is_free(&lock) {
            db.execute("INSERT INTO idle (id) VALUES (?1)", [id])?;
        }
    }
    Ok(())
}

fn counts(db: &Connection) -> rusqlite::Result<[i64; 3]> {
    let sql = "SELECT (SELECT count(*) FROM take), (SELECT count(*) FROM judgement), (SELECT count(*) FROM player)";
    db.query_row(sql, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))
}

/// Who it is that was forgotten, for a sentence.
fn names(returning: &BTreeSet<Returning>) -> String {
    let names: Vec<&str> = returning.iter().map(|one| one.name.as_str()).collect();
    format!("{} {}", names.join(", "), if names.len() == 1 { "was" } else { "were" })
}

/// Names that two people have.
fn namesakes(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let people = players(db, None)?;
    let has_namesake = |at: usize| people[..at].iter().any(|earlier| is_same_name(&earlier.name, &people[at].name));
    Ok((0..people.len()).filter(|&at| has_namesake(at)).map(|at| people[at].name.clone()).collect())
}

#[cfg(test)]
pub(super) mod tests;
