//! Who is not to come back: people who were joined with others, or forgotten.
//!
//! Start with [`obey`].

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::scene::Ms;

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

/// Makes one person of two: whatever is about the first is about the second.
fn join(db: &Connection, first: &str, second: &str) -> rusqlite::Result<()> {
    let run = |sql: &str| db.execute(sql, [first, second]);
    // A log that knows the first alone gets to know the second.
    let known = run("INSERT INTO player (id, name, pseudonym, presence, added_at)
                     SELECT ?2, name, printf('P%02d', (SELECT max(CAST(substr(pseudonym, 2) AS INTEGER)) + 1 FROM player)),
                       presence, added_at
                     FROM player WHERE id = ?1
                     ON CONFLICT (id) DO UPDATE SET added_at = min(added_at, excluded.added_at)")?;
    if known == 0 {
        return Ok(());
    }
    run("INSERT INTO attendance (workshop, player, credit) SELECT workshop, ?2, credit FROM attendance WHERE player = ?1
         ON CONFLICT DO UPDATE SET credit = max(credit, excluded.credit)")?;
    run("INSERT INTO line (player, word) SELECT ?2, word FROM line WHERE player = ?1 ON CONFLICT DO NOTHING")?;
    for table in ["\"cast\"", "recast", "consent"] {
        run(&format!("UPDATE {table} SET player = ?2 WHERE player = ?1"))?;
    }
    for table in ["draw", "take"] {
        run(&format!("UPDATE {table} SET hand = replace(hand, ?1, ?2) WHERE instr(hand, ?1)"))?;
    }
    run("UPDATE tombstone SET became = ?2 WHERE became = ?1")?;
    db.execute("DELETE FROM tombstone WHERE player = ?1", [second])?;
    for table in ["attendance", "line"] {
        db.execute(&format!("DELETE FROM {table} WHERE player = ?1"), [first])?;
    }
    db.execute("DELETE FROM player WHERE id = ?1", [first]).map(|_| ())
}

/// Leaves nothing of a person but the pseudonym, nor of who they became.
fn forget(db: &Connection, player: &str, at: Ms) -> rusqlite::Result<()> {
    let sql = "SELECT id, name, pseudonym FROM player
               WHERE id = coalesce((SELECT became FROM tombstone WHERE player = ?1), ?1)";
    let found: Option<(String, String, String)> =
        db.query_row(sql, [player], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((id, name, pseudonym)) = found else { return Ok(()) };
    db.execute("UPDATE player SET name = pseudonym WHERE id = ?1", [&id])?;
    db.execute("DELETE FROM line WHERE player = ?1", [&id])?;
    let kept = "INSERT INTO tombstone (player, became, at) VALUES (?1, NULL, ?2)
                ON CONFLICT DO UPDATE SET became = NULL WHERE became IS NOT NULL";
    db.execute(kept, params![id, at])?;
    if name != pseudonym {
        for (table, column) in WRITTEN {
            rewrite(db, table, column, &name, &pseudonym)?;
        }
    }
    Ok(())
}

/// Where a name may stand.
const WRITTEN: &[(&str, &str)] = &[
    ("draw", "text"),
    ("draw", "words"),
    ("draw", "hand"),
    ("take", "text"),
    ("take", "hand"),
    ("\"cast\"", "name"),
    ("\"cast\"", "label"),
    ("\"cast\"", "secret"),
    ("recast", "name"),
    ("moment", "label"),
    ("judgement", "note"),
];

/// Writes another name wherever this one stands in a column.
fn rewrite(db: &Connection, table: &str, column: &str, name: &str, other: &str) -> rusqlite::Result<()> {
    let mut texts = db.prepare(&format!("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"))?;
    let texts = texts.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut set = db.prepare(&format!("UPDATE {table} SET {column} = ?2 WHERE {column} = ?1"))?;
    for text in texts {
        let renamed = match column {
            "hand" | "words" => match serde_json::from_str(&text) {
                Ok(json) => renamed_in(json, name, other).to_string(),
                Err(_) => renamed(&text, name, other),
            },
            _ => renamed(&text, name, other),
        };
        if renamed != text {
            set.execute([text, renamed])?;
        }
    }
    Ok(())
}

fn renamed_in(json: Value, name: &str, other: &str) -> Value {
    match json {
        Value::String(text) => Value::String(renamed(&text, name, other)),
        Value::Array(list) => list.into_iter().map(|value| renamed_in(value, name, other)).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, renamed_in(value, name, other))).collect(),
        other => other,
    }
}

/// The text with this name for another, where it stands as a word.
fn renamed(text: &str, name: &str, other: &str) -> String {
    let mut renamed = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let is_word = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        renamed += before;
        renamed += if is_word { other } else { name };
        rest = after;
    }
    renamed + rest
}
