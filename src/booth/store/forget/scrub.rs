//! Names taken out of the tables of a log.
//!
//! Start with [`Whom::scrub`].

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;
use uuid::Uuid;

use crate::cast::is_same_name;
use crate::cast::naming::{Case, length_of, longer_words, renamed};

use super::super::roster::{Person, players};
use super::super::write;

/// Who is to be named no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Whom {
    /// Their id and those of records that became theirs, as a JSON list.
    ids: String,
    /// The ids of everybody else whom the log knows.
    others: BTreeSet<Uuid>,
    /// What they are called, and were.
    pub(in super::super) names: BTreeSet<String>,
    /// What they are called, or were, and somebody else is by now.
    pub(super) shared: BTreeSet<String>,
    /// What stands in the place of it.
    pseudonym: String,
}

impl Whom {
    /// Somebody by every name that one of these logs knows them by, the first of which is the log itself, and by these.
    /// Without the pseudonym, and without a name that somebody else has by now: it is theirs.
    pub(super) fn of(
        logs: &[&Connection],
        person: &Person,
        also: impl IntoIterator<Item = String>,
    ) -> rusqlite::Result<Self> {
        let mut whom = Self {
            ids: String::new(),
            others: BTreeSet::new(),
            names: also.into_iter().collect(),
            shared: BTreeSet::new(),
            pseudonym: person.pseudonym.clone(),
        };
        if let Some(db) = logs.first() {
            whom.ids = ids(db, person.id)?;
            for db in logs {
                whom.names.extend(names_of(db, &whom.ids)?);
            }
            let others = others(db, person)?;
            whom.names.retain(|name| !is_same_name(name, &person.pseudonym));
            let is_shared = |name: &String| others.iter().any(|other| is_same_name(&other.name, name));
            (whom.shared, whom.names) = whom.names.into_iter().partition(is_shared);
            whom.others = others.into_iter().map(|other| other.id).collect();
        }
        Ok(whom)
    }

    /// Somebody by this one name, and what it becomes.
    pub(super) fn called(db: &Connection, person: &Person, name: String, pseudonym: String) -> rusqlite::Result<Self> {
        let (ids, names) = (ids(db, person.id)?, BTreeSet::from([name]));
        Ok(Self { ids, others: BTreeSet::new(), names, shared: BTreeSet::new(), pseudonym })
    }

    /// Puts the pseudonym wherever they are named. To be called in a transaction; the file may hold more until it is
    /// vacuumed.
    pub(super) fn scrub(&self, db: &Connection) -> rusqlite::Result<()> {
        scrub(db, &self.ids, &self.names, &self.pseudonym)
    }

    /// The same in a copy of the log, which may know them by another record: one of their name whom the log does not know.
    pub(super) fn in_copy(&self, db: &Connection) -> rusqlite::Result<Self> {
        let mut ids: BTreeSet<String> = serde_json::from_str(&self.ids).unwrap_or_default();
        let mut rows = db.prepare("SELECT id, name FROM player")?;
        for row in rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
            let (id, name) = row?;
            let is_other = Uuid::parse_str(&id).is_ok_and(|id| self.others.contains(&id));
            if !is_other && self.names.iter().any(|own| is_same_name(own, &name)) {
                ids.insert(id);
            }
        }
        Ok(Self { ids: serde_json::to_string(&ids).unwrap_or_default(), ..self.clone() })
    }

    /// The same, and nothing is left of what they were called before either.
    pub(super) fn efface(&self, db: &Connection) -> rusqlite::Result<()> {
        self.scrub(db)?;
        for table in ["former", "forgetting"] {
            if has(db, table, "player")? {
                let sql = format!("DELETE FROM {table} WHERE player IN (SELECT value FROM json_each(?1))");
                db.execute(&sql, [&self.ids])?;
            }
        }
        Ok(())
    }

    /// What people typed that names them.
    pub(super) fn mentions(&self, db: &Connection) -> rusqlite::Result<Vec<Mention>> {
        Ok(mentions_in(db, &self.names, &self.pseudonym)?.into_iter().map(|(_, mention)| mention).collect())
    }

    /// Words that people typed which hold a name of theirs and more, and where.
    pub(super) fn longer_words(&self, db: &Connection) -> rusqlite::Result<BTreeSet<(String, String)>> {
        let mut found = BTreeSet::new();
        for (_, place, text) in texts(db)? {
            for name in &self.names {
                found.extend(longer_words(&text, name).map(|word| (place.clone(), word.to_owned())));
            }
        }
        Ok(found)
    }
}

/// Every word that people typed, and every few of them that follow one another: whatever may be a name.
pub(super) fn phrases(db: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for (_, _, text) in texts(db)? {
        let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
        for most in 2..=MOST_WORDS {
            for few in words.windows(most) {
                let [(start, _), .., (end, last)] = few else { continue };
                found.insert(text[*start..end + last.len()].to_owned());
            }
        }
        found.extend(words.into_iter().map(|(_, word)| word.to_owned()));
    }
    Ok(found)
}

/// How many words a name may have to be found by what is kept of it.
const MOST_WORDS: usize = 4;

/// Everybody else.
pub(super) fn others(db: &Connection, person: &Person) -> rusqlite::Result<Vec<Person>> {
    Ok(players(db, None)?.into_iter().filter(|other| other.id != person.id).collect())
}

/// The ids of somebody as a JSON list: their own, and those of records that became theirs.
fn ids(db: &Connection, person: Uuid) -> rusqlite::Result<String> {
    let sql = "SELECT json_group_array(id) FROM (SELECT ?1 AS id UNION SELECT player FROM tombstone WHERE became = ?1)";
    db.query_row(sql, [write::id(person)], |row| row.get(0))
}

/// A text that names somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where it is, such as `note of take 7`.
    pub place: String,
    /// As it is.
    pub before: String,
    /// As it will be.
    pub after: String,
}

/// A column of what people typed.
struct Typed {
    table: &'static str,
    column: &'static str,
    /// Which of its rows; the others hold the words of packs.
    rows: &'static str,
    /// What a row is called, in SQL.
    place: &'static str,
}

const TYPED: &[Typed] = &[
    Typed {
        table: "judgement",
        column: "note",
        rows: "true",
        place: "'note of take ' || (SELECT number FROM take WHERE take.id = judgement.take)",
    },
    Typed { table: "judgement", column: "judge", rows: "true", place: "'judge'" },
    Typed {
        table: "moment",
        column: "label",
        rows: "kind NOT IN ('coach', 'cue')",
        place: "'moment of take ' || (SELECT number FROM take WHERE take.id = moment.take)",
    },
    Typed { table: "draw", column: "text", rows: "pack IS NULL", place: "'prompt of your own'" },
    Typed {
        table: "take",
        column: "text",
        rows: "draw IN (SELECT id FROM draw WHERE pack IS NULL)",
        place: "'prompt of your own'",
    },
    Typed { table: "suggestion", column: "text", rows: "true", place: "'suggestion'" },
    Typed { table: "workshop", column: "name", rows: "true", place: "'workshop'" },
    Typed { table: "consent", column: "given_by", rows: "true", place: "'guardian'" },
    Typed { table: "release", column: "version", rows: "true", place: "'name of a text agreed to'" },
    Typed { table: "release", column: "text", rows: "true", place: "'text agreed to'" },
    Typed { table: "export", column: "recipient", rows: "true", place: "'recipient of an export'" },
    Typed { table: "export_file", column: "name", rows: "true", place: "'file of an export'" },
];

/// What somebody was called.
fn names_of(db: &Connection, ids: &str) -> rusqlite::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for (table, id) in [("player", "id"), ("former", "player"), ("cast", "player"), ("recast", "player")] {
        if has(db, table, id)? {
            let sql = format!(
                r#"SELECT DISTINCT name FROM "{table}" WHERE {id} IN (SELECT value FROM json_each(?1)) AND name IS NOT NULL"#
            );
            let mut rows = db.prepare(&sql)?;
            for name in rows.query_map([ids], |row| row.get::<_, String>(0))? {
                names.insert(name?);
            }
        }
    }
    for table in ["draw", "take"] {
        let sql = format!(
            "SELECT DISTINCT member.value ->> 'name' FROM {table}, json_each(hand, '$.cast') AS member
             WHERE member.value -> 'player' ->> 'person' IN (SELECT value FROM json_each(?1))"
        );
        let mut rows = db.prepare(&sql)?;
        for name in rows.query_map([ids], |row| row.get::<_, String>(0))? {
            names.insert(name?);
        }
    }
    for (table, column) in KEPT {
        if has(db, table, column)? {
            let sql = format!(
                "SELECT DISTINCT member.value ->> 'name' FROM {table}, json_tree({column}) AS member
                 WHERE member.type = 'object' AND member.value -> 'player' ->> 'person' IN (SELECT value FROM json_each(?1))"
            );
            let mut rows = db.prepare(&sql)?;
            for name in rows.query_map([ids], |row| row.get::<_, Option<String>>(0))? {
                names.extend(name?);
            }
        }
    }
    Ok(names)
}

/// What people typed that holds any of these names.
fn mentions_in(
    db: &Connection,
    names: &BTreeSet<String>,
    pseudonym: &str,
) -> rusqlite::Result<Vec<(&'static Typed, Mention)>> {
    let mention = |(typed, place, before): (_, _, String)| {
        let after = without(&before, names, pseudonym)?;
        Some((typed, Mention { place, before, after }))
    };
    Ok(texts(db)?.into_iter().filter_map(mention).collect())
}

/// Everything that people typed, and where it is.
fn texts(db: &Connection) -> rusqlite::Result<Vec<(&'static Typed, String, String)>> {
    let mut found = Vec::new();
    for typed in TYPED {
        let Typed { table, column, rows, place } = typed;
        if !has(db, table, column)? {
            continue;
        }
        let sql = format!("SELECT DISTINCT {place}, {column} FROM {table} WHERE {column} IS NOT NULL AND {rows}");
        let mut texts = db.prepare(&sql)?;
        for text in texts.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (place, text) = text?;
            found.push((typed, place, text));
        }
    }
    Ok(found)
}

/// Puts the pseudonym wherever somebody is named.
fn scrub(db: &Connection, ids: &str, names: &BTreeSet<String>, pseudonym: &str) -> rusqlite::Result<()> {
    for (Typed { table, column, rows, .. }, Mention { before, after, .. }) in mentions_in(db, names, pseudonym)? {
        let sql = format!("UPDATE {table} SET {column} = ?2 WHERE {column} = ?1 AND {rows}");
        db.prepare_cached(&sql)?.execute([before, after])?;
    }
    for (table, id) in [("player", "id"), ("cast", "player"), ("recast", "player")] {
        if has(db, table, id)? {
            let sql = format!(r#"UPDATE "{table}" SET name = ?2 WHERE {id} IN (SELECT value FROM json_each(?1))"#);
            db.execute(&sql, [ids, pseudonym])?;
        }
    }
    if has(db, "former", "player")? {
        let names = serde_json::to_string(names).unwrap_or_default();
        let sql = "DELETE FROM former WHERE player IN (SELECT value FROM json_each(?1))
                     AND name IN (SELECT value FROM json_each(?2))";
        db.execute(sql, [ids, &names])?;
    }
    if has(db, "line", "player")? {
        db.execute("DELETE FROM line WHERE player IN (SELECT value FROM json_each(?1))", [ids])?;
    }
    let ids: Vec<String> = serde_json::from_str(ids).unwrap_or_default();
    for table in ["draw", "take"] {
        let mut rows = db.prepare(&format!("SELECT id, hand FROM {table}"))?;
        let mut hands = rows.query([])?;
        let mut changed = Vec::new();
        while let Some(row) = hands.next()? {
            let before: String = row.get(1)?;
            if let Some(after) = hand_without(&before, &ids, names, pseudonym) {
                changed.push((row.get::<_, String>(0)?, after));
            }
        }
        let mut update = db.prepare(&format!("UPDATE {table} SET hand = ?2 WHERE id = ?1"))?;
        for (id, hand) in changed {
            update.execute([id, hand])?;
        }
    }
    for (table, column) in KEPT {
        if !has(db, table, column)? {
            continue;
        }
        let sql = format!("SELECT DISTINCT {column} FROM {table}");
        let texts = db.prepare(&sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        for before in texts {
            if let Some(after) = kept_without(&before, &ids, names, pseudonym) {
                db.execute(&format!("UPDATE {table} SET {column} = ?2 WHERE {column} = ?1"), [before, after])?;
            }
        }
    }
    Ok(())
}

/// Where a session was, which holds whole hands, and what people typed.
const KEPT: [(&str, &str); 2] = [("kept", "state"), ("step", "step")];

/// What is kept of a session without these names, if it holds any.
fn kept_without(text: &str, ids: &[String], names: &BTreeSet<String>, pseudonym: &str) -> Option<String> {
    let before: Value = serde_json::from_str(text).ok()?;
    let mut after = before.clone();
    scrub_kept(&mut after, ids, names, pseudonym);
    (after != before).then(|| after.to_string())
}

fn scrub_kept(value: &mut Value, ids: &[String], names: &BTreeSet<String>, pseudonym: &str) {
    match value {
        Value::Object(fields) if fields.contains_key("cast") => {
            if let Some(hand) = hand_without(&value.to_string(), ids, names, pseudonym) {
                *value = serde_json::from_str(&hand).unwrap_or_default();
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    // What people typed; words of other sorts may be somebody's name, such as `mark`.
                    Value::String(text)
                        if matches!(key.as_str(), "note" | "by" | "label" | "title" | "name" | "judge" | "text") =>
                    {
                        if let Some(without) = without(text, names, pseudonym) {
                            *text = without;
                        }
                    }
                    value => scrub_kept(value, ids, names, pseudonym),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| scrub_kept(value, ids, names, pseudonym)),
        _ => {}
    }
}

/// A hand that names nobody of these ids, if it does. In a prompt of the leader's own the text may name them too.
fn hand_without(hand: &str, ids: &[String], names: &BTreeSet<String>, pseudonym: &str) -> Option<String> {
    let before: Value = serde_json::from_str(hand).ok()?;
    let mut after = before.clone();
    for member in after.get_mut("cast").and_then(Value::as_array_mut).into_iter().flatten() {
        let person = member.pointer("/player/person").and_then(Value::as_str);
        if person.is_some_and(|person| ids.iter().any(|id| id == person)) {
            member["name"] = json!(pseudonym);
        }
    }
    if before.get("pack").is_none_or(Value::is_null) {
        let text = before.get("text").and_then(Value::as_str);
        if let Some(text) = text.and_then(|text| without(text, names, pseudonym)) {
            after["text"] = json!(text);
        }
    }
    (after != before).then(|| after.to_string())
}

/// Whether a log of this version has such a column.
fn has(db: &Connection, table: &str, column: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2")?.exists([table, column])
}

/// A text with the pseudonym in the place of every one of these names, if it holds any: whole words, whatever their case.
fn without(text: &str, names: &BTreeSet<String>, pseudonym: &str) -> Option<String> {
    let mut longest_first: Vec<&String> = names.iter().collect();
    longest_first.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    let length = |before, rest: &str| longest_first.iter().find_map(|name| length_of(name, before, rest, Case::Any));
    let after = renamed(text, |before, rest| length(before, rest).map(|length| (length, pseudonym)));
    (after != text).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_whole_word_of_any_case() {
        let names = ["Ana", "Ana María", "Ben K.", "李小龙", "O'Hara", "ZOË"].map(str::to_owned).into();
        for (text, after) in [
            ("Ana", Some("P01")),
            ("ana, ANA's; „Ana“", Some("P01, P01's; „P01“")),
            ("Banana, Anatol, Ana7", None),
            ("ANA MARÍA left, ana maría-like", Some("P01 left, P01-like")),
            ("Ben K. and Ben", Some("P01 and Ben")),
            ("和李小龙一起", Some("和P01一起")),
            ("zoë o'hara", Some("P01 P01")),
            ("İ", None),
            ("An", None),
            ("", None),
        ] {
            assert_eq!(without(text, &names, "P01").as_deref(), after, "{text}");
        }
    }
}
