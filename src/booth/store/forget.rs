//! Somebody's name, taken out of the log for good.
//!
//! Start with [`Store::forget`]; [`Store::to_forget`] says beforehand what it will change. Nothing may be left of the
//! name in any file of the log, so nobody else may have the log open meanwhile: another program could bring it back.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::cast::is_same_name;
use crate::cast::naming::{Case, length_of, renamed};
use crate::scene::Ms;

use super::roster::{Person, RosterError, known, players};
use super::schema::{State, inspect};
use super::{Store, StoreError, incoming, write};

/// What forgetting somebody changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgetting {
    /// Who. The name becomes the pseudonym.
    pub person: Person,
    /// Every name that the log and its kept copies know them by.
    pub names: BTreeSet<String>,
    /// What people wrote that names them.
    pub mentions: Vec<Mention>,
    /// Copies of the log that are kept beside it.
    pub copies: Vec<PathBuf>,
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
    Typed { table: "workshop", column: "name", rows: "true", place: "'workshop'" },
    Typed { table: "consent", column: "given_by", rows: "true", place: "'guardian'" },
    Typed { table: "release", column: "version", rows: "true", place: "'name of a text agreed to'" },
    Typed { table: "release", column: "text", rows: "true", place: "'text agreed to'" },
    Typed { table: "export", column: "recipient", rows: "true", place: "'recipient of an export'" },
    Typed { table: "export_file", column: "name", rows: "true", place: "'file of an export'" },
];

impl Store {
    /// What forgetting somebody will change, who goes by these other names too in what was written.
    pub fn to_forget(&self, name: &str, also: &[String]) -> Result<Forgetting, RosterError> {
        let copies = copies(&self.path)?;
        let opened = copies.iter().map(|copy| open_copy(copy)).collect::<Result<Vec<_>, _>>()?;
        self.read(|db| survey(db, name, also, &opened))?.map(|(person, names, mentions)| Forgetting {
            person,
            names,
            mentions,
            copies,
        })
    }

    /// Puts somebody's pseudonym in the place of their name, in the kept copies first and then in the log: if it does not
    /// get that far, it can be done again. Takes their lines away and leaves a tombstone, so that no log that is merged
    /// into this one brings the name back. A text they agreed to keeps the SHA-256 that it had when it named them.
    pub fn forget(self, name: &str, also: &[String], at: Ms) -> Result<(), RosterError> {
        let fault = |e| StoreError::of(&self.path, e);
        claim(&self.db).map_err(fault)?;
        let copies = copies(&self.path)?;
        let opened = copies.iter().map(|copy| open_copy(copy)).collect::<Result<Vec<_>, _>>()?;
        let (person, names, _) = self.read(|db| survey(db, name, also, &opened))??;
        let (ids, pseudonym) = (self.read(|db| ids(db, person.id))?, person.pseudonym.as_str());
        incoming::sweep(&self.path);
        scrub_copies(&copies, &opened, &ids, &names, pseudonym)?;
        let emptied = within(&self.db, |db| {
            scrub(db, &ids, &names, pseudonym)?;
            let id = write::id(person.id);
            db.execute("UPDATE attendance SET presence = 'gone' WHERE player = ?1", [&id])?;
            db.execute("UPDATE player SET coming = 0 WHERE id = ?1", [&id])?;
            let sql = "INSERT INTO tombstone (player, became, at) VALUES (?1, NULL, ?2) ON CONFLICT DO NOTHING";
            db.execute(sql, params![id, at]).map(|_| ())
        });
        Ok(emptied.and_then(|()| self.db.execute_batch("VACUUM")).map_err(fault)?)
    }
}

/// Gets a log for this connection alone, and leaves nothing of these people in its kept copies but their pseudonyms: what
/// has to come before they are effaced from the log itself.
pub(super) fn prepare_to_efface(store: &Store, people: &[Person]) -> Result<(), StoreError> {
    claim(&store.db).map_err(|e| StoreError::of(&store.path, e))?;
    let copies = copies(&store.path)?;
    let opened = copies.iter().map(|copy| open_copy(copy)).collect::<Result<Vec<_>, _>>()?;
    for person in people {
        let (ids, names) = store.read(|db| {
            let ids = ids(db, person.id)?;
            let mut names = BTreeSet::new();
            for db in opened.iter().chain([db]) {
                names.extend(names_of(db, &ids)?);
            }
            keep_own(&mut names, person, &others(db, person)?);
            Ok((ids, names))
        })?;
        scrub_copies(&copies, &opened, &ids, &names, &person.pseudonym)?;
    }
    Ok(())
}

fn scrub_copies(
    copies: &[PathBuf],
    opened: &[Connection],
    ids: &str,
    names: &BTreeSet<String>,
    pseudonym: &str,
) -> Result<(), StoreError> {
    for (copy, db) in copies.iter().zip(opened) {
        let emptied = claim(db).and_then(|()| within(db, |db| scrub(db, ids, names, pseudonym)));
        emptied.and_then(|()| db.execute_batch("VACUUM")).map_err(|e| StoreError::of(copy, e))?;
    }
    Ok(())
}

/// Gets a log for this connection alone, as long as it lives, and all changes into its main file: the log of changes
/// beside it goes away. Whoever opens the log next brings that back.
pub(super) fn claim(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update(None, "secure_delete", true)?;
    for sql in ["PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = DELETE"] {
        db.query_row(sql, [], |_| Ok(()))?;
    }
    within(db, |_| Ok(()))
}

/// Changes several things, all or none.
fn within(db: &Connection, change: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Exclusive)?;
    change(&tx)?;
    tx.commit()
}

/// The copies that were kept when the log became that of a newer version.
fn copies(log: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let io = |source| StoreError::Io { path: log.to_owned(), source };
    let (Some(folder), Some(name)) = (log.parent(), log.file_name()) else { return Ok(Vec::new()) };
    let start = [name.as_encoded_bytes(), b".backup-v"].concat();
    let mut copies = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name();
        let number = name.as_encoded_bytes().strip_prefix(start.as_slice());
        if number.is_some_and(|number| number.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-')) {
            copies.push(entry.path());
        }
    }
    copies.sort();
    Ok(copies)
}

fn open_copy(path: &Path) -> Result<Connection, StoreError> {
    let fault = |e| StoreError::of(path, e);
    let db = Store::connection(path, path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if inspect(&db).map_err(fault)? == State::Foreign {
        return Err(StoreError::NotALog { path: path.to_owned() });
    }
    Ok(db)
}

/// Who it is, what they are called, and what names them.
type Survey = (Person, BTreeSet<String>, Vec<Mention>);

fn survey(
    db: &Connection,
    name: &str,
    also: &[String],
    copies: &[Connection],
) -> rusqlite::Result<Result<Survey, RosterError>> {
    let person = match known(db, name)? {
        Ok(person) => person,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let others = others(db, &person)?;
    if others.iter().any(|other| is_same_name(&other.name, &person.pseudonym)) {
        return Ok(Err(RosterError::Taken(person.pseudonym)));
    }
    let ids = ids(db, person.id)?;
    let mut names: BTreeSet<String> = also.iter().cloned().collect();
    for db in copies.iter().chain([db]) {
        names.extend(names_of(db, &ids)?);
    }
    keep_own(&mut names, &person, &others);
    let mut mentions: Vec<Mention> = Vec::new();
    for db in [db].into_iter().chain(copies) {
        for (_, mention) in mentions_in(db, &names, &person.pseudonym)? {
            if !mentions.contains(&mention) {
                mentions.push(mention);
            }
        }
    }
    Ok(Ok((person, names, mentions)))
}

/// Leaves out the pseudonym, and a name that somebody else has by now: it is theirs.
fn keep_own(names: &mut BTreeSet<String>, person: &Person, others: &[Person]) {
    names.retain(|name| !is_same_name(name, &person.pseudonym));
    names.retain(|name| !others.iter().any(|other| is_same_name(&other.name, name)));
}

/// Leaves nothing of somebody in this log but the pseudonym. To be called in a transaction; the file may hold more until
/// it is vacuumed.
pub(super) fn efface(db: &Connection, person: &Person) -> rusqlite::Result<()> {
    let ids = ids(db, person.id)?;
    let mut names = names_of(db, &ids)?;
    keep_own(&mut names, person, &others(db, person)?);
    scrub(db, &ids, &names, &person.pseudonym)
}

/// Puts a new pseudonym in the place of each old one, wherever people whose name it is are named. To be called in a
/// transaction. No pseudonym but these changes, also where one's new one is another's old one.
pub(super) fn call_anew(db: &Connection, people: &[(Person, String)]) -> rusqlite::Result<()> {
    let between = |person: &Person| person.id.simple().to_string();
    for (person, _) in people {
        scrub(db, &ids(db, person.id)?, &BTreeSet::from([person.pseudonym.clone()]), &between(person))?;
    }
    for (person, pseudonym) in people {
        scrub(db, &ids(db, person.id)?, &BTreeSet::from([between(person)]), pseudonym)?;
    }
    Ok(())
}

/// Everybody else.
fn others(db: &Connection, person: &Person) -> rusqlite::Result<Vec<Person>> {
    Ok(players(db, None)?.into_iter().filter(|other| other.id != person.id).collect())
}

/// The ids of somebody as a JSON list: their own, and those of records that became theirs.
fn ids(db: &Connection, person: Uuid) -> rusqlite::Result<String> {
    let sql = "SELECT json_group_array(id) FROM (SELECT ?1 AS id UNION SELECT player FROM tombstone WHERE became = ?1)";
    db.query_row(sql, [write::id(person)], |row| row.get(0))
}

/// What somebody was called.
fn names_of(db: &Connection, ids: &str) -> rusqlite::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for (table, id) in [("player", "id"), ("cast", "player"), ("recast", "player")] {
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
    let mut mentions = Vec::new();
    for typed in TYPED {
        let Typed { table, column, rows, place } = typed;
        if !has(db, table, column)? {
            continue;
        }
        let sql = format!("SELECT DISTINCT {place}, {column} FROM {table} WHERE {column} IS NOT NULL AND {rows}");
        let mut texts = db.prepare(&sql)?;
        for text in texts.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
            let (place, before) = text?;
            if let Some(after) = without(&before, names, pseudonym) {
                mentions.push((typed, Mention { place, before, after }));
            }
        }
    }
    Ok(mentions)
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
                        if matches!(key.as_str(), "note" | "by" | "label" | "title" | "name" | "judge") =>
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
    use super::super::judge::Change;
    use super::super::read::{Filter, TakeName};
    use super::super::sample::{ANA, BEN, Bench, hand, id, moment, opening, take};
    use super::super::{Access, schema};
    use super::*;
    use crate::consent::{Grant, Medium, Method, Purpose, Release, Said};
    use crate::take::{Entry, Hand, Kept, Tail, Verdict};

    const TAKE: TakeName = TakeName::Number(1);

    /// The files that hold the name while the log is open.
    const OPEN: [&str; 3] = ["takes.db-wal", "takes.db.backup-v1-2", "takes.db.backup-v3"];

    /// The sample's log with Ana named wherever somebody can write a name, and two kept copies of it: one as the log is,
    /// one of the first version.
    fn bench() -> Bench {
        let mut bench = Bench::new(opening());
        let mark = crate::take::Moment { label: Some("Ana!".to_owned()), ..moment(1, 9) };
        bench.put(&Entry::Moment { take: id(301), moment: mark }).unwrap();
        let own = Hand { source: None, text: "ANA owes Ben.".to_owned(), ..hand(2) };
        bench.put(&Entry::Dealt(Box::new(own.clone()))).unwrap();
        bench.put(&Entry::Began(Box::new(take(2, own)))).unwrap();
        let store = &mut bench.store;
        store.judge(TAKE, "ana", Change::Verdict(Verdict::Usable, None), id(701), 8).unwrap();
        store.judge(TAKE, "Ben", Change::Note(Some("Ana's turn;\nzoë waits.".to_owned())), id(702), 9).unwrap();
        store.recast(TAKE, &[("wronged", Some("ana"))], id(703), 9).unwrap();
        let release = Release { version: "for-ana".to_owned(), text: "I, Ana, agree.".to_owned() };
        let said = Said::Granted {
            media: BTreeSet::from([Medium::Audio]),
            until: None,
            text: release.sha256(),
            method: Method::Signed,
            given_by: Some("Ana".to_owned()),
        };
        let grant = Grant { id: id(704), player: id(BEN), purposes: BTreeSet::from([Purpose::Review]), on: 5, said };
        store.record_grant(&grant, &release).unwrap();
        store.set_lines("ana", &["death".to_owned()]).unwrap();
        let table = format!(r#"{{"hand":{},"size":2,"pins":[],"takes":0}}"#, crate::take::hand::write(&hand(2)));
        let noted = r#"{"step":"judged","judgement":{"by":"ana","note":"Ana was late."}}"#;
        let kept = Kept {
            state: format!(r#"{{"is":{{"phase":{{"on":"drawn","table":{table}}},"plan":{{"title":"Ana's lab"}}}}}}"#),
            undo: Tail { from: 0, steps: vec![format!(r#"{{"step":"laid","table":{table}}}"#), noted.to_owned()] },
            redo: Tail { from: 0, steps: vec![format!(r#"[{{"step":"draw","table":{table}}}]"#)] },
        };
        store.write(|db| write::apply(db, id(super::super::sample::WORKSHOP), &Entry::Kept(Box::new(kept)))).unwrap();
        store.rename_player("ana", "Zoë", 9).unwrap();
        bench.store.db.execute("VACUUM INTO ?1", [beside(&bench, ".backup-v3")]).unwrap();
        let first = Connection::open(beside(&bench, ".backup-v1-2")).unwrap();
        schema::settle(&first, Path::new("x"), &schema::STEPS[..1]).unwrap();
        first.execute_batch(include_str!("schema/tests/1.sql")).unwrap();
        bench
    }

    fn beside(bench: &Bench, suffix: &str) -> String {
        format!("{}{suffix}", bench.path().display())
    }

    /// Closes the log and forgets somebody.
    fn forget(bench: Bench, name: &str) -> (tempfile::TempDir, Result<(), RosterError>) {
        let (dir, path) = (bench.dir, bench.store.path.clone());
        drop(bench.store);
        (dir, Store::open(&path, Access::Write).unwrap().forget(name, &[], 9))
    }

    /// The files in a folder that hold a name, in whatever case.
    fn holders(dir: &Path, name: &str) -> Vec<String> {
        let holds = |path: &Path| {
            let bytes = fs::read(path).unwrap_or_default().to_ascii_lowercase();
            bytes.windows(name.len()).any(|window| window == name.to_lowercase().as_bytes())
        };
        let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
        let mut names: Vec<_> =
            files.filter(|file| holds(&file.path())).map(|file| file.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn no_file_holds_the_name_any_more() {
        let bench = bench();
        assert_eq!(holders(bench.dir.path(), "ana"), OPEN);
        let before = bench.ask("SELECT group_concat(concat_ws(' ', what, usable, unjudged)) FROM figure");
        let forgetting = bench.store.to_forget("ZOË", &[]).unwrap();
        assert_eq!(forgetting.names, BTreeSet::from(["Ana", "Zoë"].map(str::to_owned)));
        assert_eq!(forgetting.copies, OPEN[1..].iter().map(|name| bench.dir.path().join(name)).collect::<Vec<_>>());
        let mention = |Mention { place, before, after }: &Mention| format!("{place}: {before} => {after}");
        insta::assert_snapshot!(forgetting.mentions.iter().map(mention).collect::<Vec<_>>().join("\n"));
        let (dir, forgotten) = forget(bench, "ZOË");
        forgotten.unwrap();
        for name in ["Ana", "ana", "ANA", "Zoë", "zoë"] {
            assert_eq!(holders(dir.path(), name), [""; 0], "{name}");
        }
        let path = dir.path().join("takes.db");
        let store = Store::open(&path, Access::Write).unwrap();
        let bench = Bench { dir, store, lock: None };
        let player =
            "SELECT concat_ws(' ', name, pseudonym, presence) FROM player JOIN attendance ON player = id WHERE seq = 1";
        assert_eq!(bench.ask(player), "P01 P01 gone");
        assert_eq!(bench.ask("SELECT name FROM player WHERE seq = 2"), "Ben");
        assert_eq!(bench.ask("SELECT count(*) FROM line"), "0");
        assert_eq!(bench.ask("SELECT concat_ws(' ', player, became, at) FROM tombstone"), format!("{} 9", id(ANA)));
        assert_eq!(bench.ask("SELECT group_concat(concat_ws(' ', what, usable, unjudged)) FROM figure"), before);
        assert_eq!(bench.store.takes(&Filter::default()).unwrap().len(), 2);
        let hand = crate::take::hand::read(&bench.ask("SELECT hand FROM take WHERE number = 2")).unwrap();
        assert_eq!((hand.text.as_str(), hand.cast[0].name.as_str()), ("P01 owes Ben.", "P01"));
        assert_eq!(bench.ask("PRAGMA journal_mode"), "wal");
    }

    #[test]
    fn it_is_refused_and_nothing_changed_while_another_program_has_the_log_open() {
        let bench = bench();
        let store = Store::open(&bench.path(), Access::Write).unwrap();
        let refusal = store.forget("Zoë", &[], 9).unwrap_err().to_string();
        assert!(refusal.contains("another program is busy with the log"), "{refusal}");
        assert_eq!(bench.ask("SELECT name FROM player WHERE seq = 1"), "Zoë");
        assert_eq!(holders(bench.dir.path(), "ana"), OPEN);
    }

    #[test]
    fn a_copy_that_can_not_be_changed_leaves_all_as_it_was() {
        let bench = bench();
        fs::write(beside(&bench, ".backup-v2"), "precious".repeat(100)).unwrap();
        let (dir, forgotten) = forget(bench, "Zoë");
        assert!(forgotten.unwrap_err().to_string().contains("takes.db.backup-v2"));
        assert_eq!(holders(dir.path(), "ana").len(), 3);
    }

    #[test]
    fn the_names_of_others_stay() {
        let mut bench = bench();
        let unknown = bench.store.to_forget("Chi", &[]).unwrap_err().to_string();
        assert!(unknown.starts_with("nobody is known as Chi"), "{unknown}");
        bench.store.add_player(id(3), "Ana", 5).unwrap();
        let names = bench.store.to_forget("Zoë", &["Zo".to_owned()]).unwrap().names;
        assert_eq!(names, BTreeSet::from(["Zo", "Zoë"].map(str::to_owned)), "Ana is somebody else by now");
        bench.store.add_player(id(4), "p01", 5).unwrap();
        let taken = bench.store.to_forget("Zoë", &[]).unwrap_err().to_string();
        assert!(taken.starts_with("P01 is already known"), "{taken}");
    }

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
