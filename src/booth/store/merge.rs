//! The log of another laptop, brought together with this one.
//!
//! Start with [`Store::merge`]. What becomes of each row is in `merge.sql`.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};
use thiserror::Error;
use uuid::Uuid;

use crate::cast::is_same_name;

use super::roster::players;
use super::tombstone::{Tombstone, obey, tombstones};
use super::{Store, StoreError, beside, make_private, schema};

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
    /// One of the logs could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Brings what the log at `path` holds into this one, all of it or nothing. That log is left as it is; the logs may
    /// overlap. A second time nothing is new.
    pub fn merge(&mut self, path: &Path) -> Result<Merged, MergeError> {
        let copy = Copy::of(path, &self.path)?;
        let mut other = Self::connect(path, &copy.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // Of a copy nothing need survive.
        other.db.pragma_update(None, "synchronous", "OFF").map_err(|e| StoreError::of(path, e))?;
        schema::migrate(&other.db, path, schema::STEPS)?;
        let ours = self.read(tombstones)?;
        other.write(|db| ours.iter().try_for_each(|tombstone| obey(db, tombstone)))?;
        let theirs = other.read(tombstones)?;
        drop(other);
        let fault = |e| StoreError::of(&self.path, e);
        self.db.execute("ATTACH ?1 AS other", [copy.path.to_string_lossy()]).map_err(fault)?;
        let merged = self.write(|db| bring(db, &theirs));
        self.db.execute("DETACH other", []).map_err(|e| StoreError::of(&self.path, e))?;
        Ok(merged?)
    }
}

fn bring(db: &Connection, theirs: &[Tombstone]) -> rusqlite::Result<Merged> {
    let before = counts(db)?;
    db.execute_batch(include_str!("merge.sql"))?;
    theirs.iter().try_for_each(|tombstone| obey(db, tombstone))?;
    let after = counts(db)?;
    let [takes, judgements, people] = std::array::from_fn(|i| after[i] - before[i]);
    Ok(Merged { takes, judgements, people, namesakes: namesakes(db)? })
}

fn counts(db: &Connection) -> rusqlite::Result<[i64; 3]> {
    let sql = "SELECT (SELECT count(*) FROM take), (SELECT count(*) FROM judgement), (SELECT count(*) FROM player)";
    db.query_row(sql, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))
}

/// Names that two people have.
fn namesakes(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let people = players(db)?;
    let has_namesake = |at: usize| people[..at].iter().any(|earlier| is_same_name(&earlier.name, &people[at].name));
    Ok((0..people.len()).filter(|&at| has_namesake(at)).map(|at| people[at].name.clone()).collect())
}

/// Another log as it was at one instant, in a file of its own that is gone when this is: what it needs to be of today's
/// shape is done there.
struct Copy {
    path: PathBuf,
}

impl Copy {
    /// Copies the log at `path` to beside the log at `beside_log`, where names of people are as safe as in that.
    fn of(path: &Path, beside_log: &Path) -> Result<Self, MergeError> {
        let no_log = || MergeError::NoLog { path: path.to_owned() };
        // An empty file is opened as an empty log, which is not what somebody means who names it.
        if !fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() > 0) {
            return Err(no_log());
        }
        let copy = Self { path: beside(beside_log, &format!(".merging-{}", Uuid::now_v7())) };
        let io = |source| StoreError::Io { path: copy.path.clone(), source };
        make_private(&copy.path).map_err(io)?;
        match Store::look(path).and_then(|(other, state)| {
            schema::check(&state, path, schema::STEPS)?;
            other.copy_to(&copy.path)?;
            Ok(state)
        }) {
            Err(StoreError::NotALog { .. }) | Ok(schema::State::New) => Err(no_log()),
            Err(e) => Err(e.into()),
            Ok(_) => Ok(copy),
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            // What is not there need not go.
            let _ = fs::remove_file(beside(&self.path, suffix));
        }
    }
}

#[cfg(test)]
mod tests;
