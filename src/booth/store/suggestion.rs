//! What an audience called out for a workshop.
//!
//! Start with [`Store::suggest`].

use std::path::Path;

use rusqlite::{Connection, params};
use thiserror::Error;
use uuid::Uuid;

use crate::scene::Ms;
use crate::take::{MOST_WAITING, Suggestion, Workshop};

use super::read::uuid;
use super::resume::{fresh, running};
use super::{Store, StoreError, write};

/// What was added to a workshop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The workshop.
    pub workshop: Workshop,
    /// How many were added.
    pub added: usize,
    /// How many were not, since enough wait.
    pub refused: usize,
    /// How many wait now.
    pub waiting: usize,
}

/// Why nothing can be suggested.
#[derive(Debug, Error)]
pub enum SuggestError {
    /// Nobody would hear it.
    #[error("no workshop runs or would go on, so nothing can be suggested; `sidecoach` begins one")]
    NoWorkshop,
    /// Nobody would hear it in the workshop that was named.
    #[error(
        "no workshop called {0} runs or would go on, so nothing can be suggested to it; `sidecoach --workshop` begins one"
    )]
    NotThis(String),
    /// Nobody knows for which it is.
    #[error("several workshops run: {0}; name the one that is meant with --workshop")]
    Several(String),
    /// The log could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Adds suggestions to the workshop that a stage runs, else to the one that would go on, of any name or of this. Those
    /// for which there is no room are left out.
    pub fn suggest(
        &mut self,
        workshop: Option<&str>,
        suggestions: &[Suggestion],
        now: Ms,
    ) -> Result<Added, SuggestError> {
        let log = self.path.clone();
        self.write(|db| {
            let workshop = match heard_by(db, &log, now, workshop)? {
                Ok(workshop) => workshop,
                Err(why) => return Ok(Err(why)),
            };
            let before = waiting(db, workshop.id)?.len();
            let added = suggestions.len().min(MOST_WAITING.saturating_sub(before));
            for suggestion in &suggestions[..added] {
                put(db, workshop.id, suggestion, true, suggestion.at)?;
            }
            let refused = suggestions.len() - added;
            Ok(Ok(Added { workshop, added, refused, waiting: before + added }))
        })?
    }
}

/// The workshop that hears what is suggested now.
fn heard_by(
    db: &Connection,
    log: &Path,
    now: Ms,
    name: Option<&str>,
) -> rusqlite::Result<Result<Workshop, SuggestError>> {
    let mut running = running(db, log)?;
    running.retain(|workshop| name.is_none_or(|name| workshop.name == name));
    if running.len() > 1 && name.is_none() {
        let names = running.iter().map(|workshop| workshop.name.as_str()).collect::<Vec<_>>().join(", ");
        return Ok(Err(SuggestError::Several(names)));
    }
    let found = match running.into_iter().next() {
        Some(running) => Some(running),
        None => fresh(db, now, name)?.into_iter().next(),
    };
    let nobody = || name.map_or(SuggestError::NoWorkshop, |name| SuggestError::NotThis(name.to_owned()));
    Ok(found.ok_or_else(nobody))
}

/// Has a suggestion wait, or no longer.
pub(super) fn put(
    db: &Connection,
    workshop: Uuid,
    Suggestion { id, text, at: came }: &Suggestion,
    is_waiting: bool,
    at: Ms,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO suggestion (id, workshop, text, at, is_waiting, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT (id) DO UPDATE
               SET is_waiting = excluded.is_waiting, changed_at = max(excluded.changed_at, changed_at + 1)
               WHERE is_waiting <> excluded.is_waiting";
    let params = params![write::id(*id), write::id(workshop), text, came, is_waiting, at];
    db.prepare_cached(sql)?.execute(params).map(|_| ())
}

/// What waits for a workshop, as it came.
pub(super) fn waiting(db: &Connection, workshop: Uuid) -> rusqlite::Result<Vec<Suggestion>> {
    let sql = "SELECT id, text, at FROM suggestion WHERE workshop = ?1 AND is_waiting = 1 ORDER BY at, id";
    let mut rows = db.prepare_cached(sql)?;
    let waiting = rows.query_map([write::id(workshop)], |row| {
        Ok(Suggestion { id: uuid(row, "id")?, text: row.get("text")?, at: row.get("at")? })
    })?;
    waiting.collect()
}
