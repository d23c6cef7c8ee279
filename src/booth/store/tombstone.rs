//! Who is not to come back: people who were joined with others, or forgotten.
//!
//! Start with [`obey`]; [`returning`] finds who comes back under another id.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::cast::folding::folded;
use crate::pack::hash;
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

/// A name by which somebody comes in, that somebody had who was forgotten here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Returning {
    /// The name.
    pub name: String,
    /// What is left of whoever had it.
    pub pseudonym: String,
}

/// What the names of forgotten people are known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trace {
    player: String,
    salt: String,
    digest: String,
}

impl Trace {
    fn is_of(&self, folded: &str) -> bool {
        digest(&self.salt, folded) == self.digest
    }
}

/// Every trace of a log.
pub(super) fn traces(db: &Connection) -> rusqlite::Result<Vec<Trace>> {
    let mut rows = db.prepare_cached("SELECT player, salt, digest FROM forgotten ORDER BY player, salt")?;
    let trace = |row: &rusqlite::Row<'_>| Ok(Trace { player: row.get(0)?, salt: row.get(1)?, digest: row.get(2)? });
    rows.query_map([], trace)?.collect()
}

/// Keeps traces in another log.
pub(super) fn tell(db: &Connection, traces: &[Trace]) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO forgotten VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
    traces.iter().try_for_each(|trace| insert.execute([&trace.player, &trace.salt, &trace.digest]).map(|_| ()))
}

/// Whether somebody who was forgotten had this name.
pub(super) fn knows(db: &Connection, player: &str, name: &str) -> rusqlite::Result<bool> {
    let name = folded(name.trim());
    Ok(traces(db)?.iter().any(|trace| trace.player == player && trace.is_of(&name)))
}

/// Those of these texts that are names somebody had who was forgotten.
pub(super) fn recognised(
    db: &Connection,
    player: &str,
    texts: &BTreeSet<String>,
) -> rusqlite::Result<BTreeSet<String>> {
    let mut traces = traces(db)?;
    traces.retain(|trace| trace.player == player);
    let is_name = |text: &&String| {
        let folded = folded(text);
        traces.iter().any(|trace| trace.is_of(&folded))
    };
    Ok(texts.iter().filter(is_name).cloned().collect())
}

/// Keeps what the names of somebody who is forgotten can be known by. The salt hides them from whoever reads the log, not
/// from whoever guesses them.
pub(super) fn remember(db: &Connection, player: &str, names: &BTreeSet<String>) -> rusqlite::Result<()> {
    for name in names {
        if !knows(db, player, name)? {
            let salt: String = db.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0))?;
            let digest = digest(&salt, &folded(name.trim()));
            tell(db, &[Trace { player: player.to_owned(), salt, digest }])?;
        }
    }
    Ok(())
}

fn digest(salt: &str, folded: &str) -> String {
    hash([salt, folded].concat().as_bytes())
}

/// Who would come in with another log by a name that a forgotten person of this one had, unless this one has them by that
/// name. To be called when the other [obeys](obey) the tombstones of this one.
pub(super) fn returning(db: &Connection, other: &Connection) -> rusqlite::Result<BTreeSet<Returning>> {
    let traces = traces(db)?;
    if traces.is_empty() {
        return Ok(BTreeSet::new());
    }
    let (here, people) = (called(db)?, players(db, None)?);
    let mut returning = BTreeSet::new();
    for (player, name) in called(other)?.difference(&here) {
        let folded = folded(name.trim());
        let known_as = |trace: &&Trace| trace.player != *player && trace.is_of(&folded);
        let pseudonym = traces.iter().find(known_as).map(|trace| {
            let person = people.iter().find(|person| write::id(person.id) == trace.player);
            person.map_or_else(|| "somebody".to_owned(), |person| person.pseudonym.clone())
        });
        returning.extend(pseudonym.map(|pseudonym| Returning { name: name.clone(), pseudonym }));
    }
    Ok(returning)
}

/// Everybody's names by id, and without one those of judges and guardians.
fn called(db: &Connection) -> rusqlite::Result<BTreeSet<(String, String)>> {
    let sql = r#"SELECT id, name FROM player UNION SELECT player, name FROM former
                 UNION SELECT player, name FROM "cast" WHERE player IS NOT NULL
                 UNION SELECT player, name FROM recast WHERE player IS NOT NULL
                 UNION SELECT '', judge FROM judgement
                 UNION SELECT '', given_by FROM consent WHERE given_by IS NOT NULL"#;
    let mut rows = db.prepare(sql)?;
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
