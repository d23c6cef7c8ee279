//! The tables, and how an older log gets them.
//!
//! Start with [`STEPS`]: a log of version *n* is what the first *n* of them made. A step that was released is never
//! changed; a new table comes with a new step.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{StoreError, beside};

/// Marks a file as a take log, in its header: `SCLG`.
const APPLICATION_ID: i32 = 0x5343_4C47;

/// What turns each version into the next, from an empty file on.
pub(super) const STEPS: &[&str] = &[include_str!("schema/1.sql")];

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing.
    New,
    /// A log of this version, from 1.
    Log(usize),
    /// Something else.
    Foreign,
}

/// Looks at what a file holds.
pub(super) fn inspect(db: &Connection) -> rusqlite::Result<State> {
    let number = |sql| db.query_row(sql, [], |row| row.get::<_, i32>(0));
    let id = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    let entries = number("SELECT count(*) FROM sqlite_schema")?;
    Ok(match (id, version, entries) {
        (0, 0, 0) => State::New,
        (APPLICATION_ID, 1.., _) => State::Log(version as usize),
        _ => State::Foreign,
    })
}

/// Whether it is a log that lacks some steps.
pub(super) fn is_older(state: &State) -> bool {
    matches!(state, State::Log(version) if *version < STEPS.len())
}

/// Refuses what is no log, or one from the future.
pub(super) fn check(state: &State, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    match *state {
        State::Foreign => Err(StoreError::NotALog { path: path.to_owned() }),
        State::Log(found) if found > steps.len() => {
            Err(StoreError::Newer { path: path.to_owned(), found, known: steps.len() })
        }
        State::New | State::Log(_) => Ok(()),
    }
}

/// Takes the steps that the log at `path` lacks, after a copy of it was kept. Refuses what is no log, or one from the
/// future.
pub(super) fn settle(db: &Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    let fault = |e| StoreError::of(path, e);
    let state = inspect(db).map_err(fault)?;
    check(&state, path, steps)?;
    match state {
        State::Log(version) if version == steps.len() => return Ok(()),
        State::Log(version) => keep_copy(db, path, version)?,
        State::New | State::Foreign => {}
    }
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate).map_err(fault)?;
    // Another program may have come first.
    let state = inspect(&tx).map_err(fault)?;
    check(&state, path, steps)?;
    let done = if let State::Log(version) = state { version } else { 0 };
    let migrate = || {
        for step in &steps[done..] {
            tx.execute_batch(step)?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", steps.len() as i64)
    };
    migrate().and_then(|()| tx.commit()).map_err(fault)
}

/// Keeps a copy of a log before it is changed. SQLite makes it: the main file alone may lack the latest changes.
fn keep_copy(db: &Connection, path: &Path, version: usize) -> Result<(), StoreError> {
    let copy = backup_name(path, version);
    db.execute("VACUUM INTO ?1", [copy.to_string_lossy()]).map_err(|e| StoreError::of(&copy, e))?;
    Ok(())
}

/// A name that no file has, such as `takes.db.backup-v1` or `takes.db.backup-v1-2`.
fn backup_name(path: &Path, version: usize) -> PathBuf {
    let numbered = |n| beside(path, &format!(".backup-v{version}-{n}"));
    let names = std::iter::once(beside(path, &format!(".backup-v{version}"))).chain((2..).map(numbered));
    names.into_iter().find(|name| !name.exists()).unwrap_or_else(|| numbered(0))
}
