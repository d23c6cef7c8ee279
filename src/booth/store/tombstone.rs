//! Who is not to come back: people who were joined with others, or forgotten.
//!
//! Start with [`obey`].

use rusqlite::{Connection, params};

use crate::scene::Ms;

use super::forget::efface;
use super::roster::{Person, players};
use super::{same, write};

/// What became of a person, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tombstone {
    pub(super) player: String,
    /// Who they are now; of a person who was forgotten nothing is left but the pseudonym.
    pub(super) became: Option<String>,
    pub(super) at: Ms,
}

/// Every tombstone of a log, oldest first.
pub(super) fn tombstones(db: &Connection) -> rusqlite::Result<Vec<Tombstone>> {
    let mut rows = db.prepare_cached("SELECT player, nullif(became, player), at FROM tombstone ORDER BY at, player")?;
    let tombstone =
        |row: &rusqlite::Row<'_>| Ok(Tombstone { player: row.get(0)?, became: row.get(1)?, at: row.get(2)? });
    rows.query_map([], tombstone)?.collect()
}

/// Does in this log what a tombstone says, and keeps it. To be called in a transaction.
pub(super) fn obey(db: &Connection, tombstone: &Tombstone) -> rusqlite::Result<()> {
    let Tombstone { player, became, at } = tombstone;
    match became {
        Some(became) => join(db, player, became)?,
        None => forget(db, player, *at)?,
    }
    let is_kept = "INSERT INTO tombstone (player, became, at)
                   SELECT ?1, ?2, ?3 WHERE ?2 IS NULL OR EXISTS (SELECT 1 FROM player WHERE id = ?2)
                   ON CONFLICT DO NOTHING";
    db.execute(is_kept, params![player, became, at]).map(|_| ())
}

/// Makes one person of two. A log that knows the first alone gets to know the second.
fn join(db: &Connection, first: &str, second: &str) -> rusqlite::Result<()> {
    let meet = "INSERT INTO player (id, name, pseudonym, added_at)
                SELECT ?2, name, printf('P%02d', (SELECT max(CAST(substr(pseudonym, 2) AS INTEGER)) + 1 FROM player)),
                  added_at
                FROM player WHERE id = ?1
                ON CONFLICT (id) DO UPDATE SET added_at = min(added_at, excluded.added_at)";
    if db.execute(meet, [first, second])? == 0 {
        return Ok(());
    }
    db.execute("DELETE FROM tombstone WHERE player = ?1", [second])?;
    same::join(db, second, first)
}

/// The person of an id, or who they became.
pub(super) fn who(db: &Connection, player: &str) -> rusqlite::Result<Option<Person>> {
    let sql = "SELECT coalesce((SELECT became FROM tombstone WHERE player = ?1), ?1)";
    let id: String = db.query_row(sql, [player], |row| row.get(0))?;
    Ok(players(db, None)?.into_iter().find(|person| write::id(person.id) == id))
}

/// Leaves nothing of a person but the pseudonym, nor of who they became.
fn forget(db: &Connection, player: &str, at: Ms) -> rusqlite::Result<()> {
    let Some(person) = who(db, player)? else { return Ok(()) };
    let id = write::id(person.id);
    let kept = "INSERT INTO tombstone (player, became, at) VALUES (?1, NULL, ?2)
                ON CONFLICT DO UPDATE SET became = NULL WHERE became IS NOT NULL";
    db.execute(kept, params![id, at])?;
    // Whose name is the pseudonym was forgotten here already.
    if person.name == person.pseudonym { Ok(()) } else { efface(db, &person) }
}
