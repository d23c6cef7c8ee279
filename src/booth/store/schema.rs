//! The tables, and how an older log gets them.
//!
//! Start with [`STEPS`]: a log of version *n* is what the first *n* of them made. A step that was released is never
//! changed; a new table comes with a new step.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::passing::{Passing, sweep};
use super::{StoreError, beside, make_private};

/// Marks a file as a take log, in its header: `SCLG`.
const APPLICATION_ID: i32 = 0x5343_4C47;

/// What turns each version into the next, from an empty file on.
pub(super) const STEPS: &[&str] = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
    include_str!("schema/7.sql"),
    include_str!("schema/8.sql"),
    include_str!("schema/9.sql"),
    include_str!("schema/10.sql"),
    include_str!("schema/11.sql"),
];

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

/// Looks at what a file holds. To be called in a transaction: another program may be making it a log.
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

/// Whether a file that begins with these bytes is a log (<https://www.sqlite.org/fileformat.html>, 1.3).
pub(in crate::booth) fn is_header(bytes: &[u8]) -> bool {
    bytes.starts_with(b"SQLite format 3\0") && bytes.get(68..72) == Some(&APPLICATION_ID.to_be_bytes())
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
    let state = db.unchecked_transaction().and_then(|tx| inspect(&tx)).map_err(fault)?;
    check(&state, path, steps)?;
    match state {
        State::Log(version) if version == steps.len() => return Ok(()),
        State::Log(version) => keep_copy(db, path, version)?,
        State::New | State::Foreign => {}
    }
    migrate(db, path, steps)
}

/// Takes the steps that a log lacks, and keeps no copy.
pub(super) fn migrate(db: &Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    let fault = |e| StoreError::of(path, e);
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Immediate).map_err(fault)?;
    // Another program may have come first.
    let state = inspect(&tx).map_err(fault)?;
    check(&state, path, steps)?;
    let done = if let State::Log(version) = state { version } else { 0 };
    let take_steps = || {
        for step in &steps[done..] {
            tx.execute_batch(step)?;
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", steps.len() as i64)
    };
    take_steps().and_then(|()| tx.commit()).map_err(fault)
}

/// Keeps a copy of a log before it is changed. SQLite makes it: the main file alone may lack the latest changes. It gets
/// its name once it is whole, so that no half of one is taken for a copy.
fn keep_copy(db: &Connection, path: &Path, version: usize) -> Result<(), StoreError> {
    sweep(path);
    let copy = backup_name(path, version);
    let io = |source| StoreError::Io { path: copy.clone(), source };
    let passing = Passing::new(path)?;
    db.execute("VACUUM INTO ?1", [passing.path.to_string_lossy()]).map_err(|e| StoreError::of(&copy, e))?;
    let whole = File::open(&passing.path).and_then(|file| file.sync_all());
    // Claimed before it is filled: what another program made meanwhile stays.
    whole.and_then(|()| make_private(&copy)).and_then(|()| fs::rename(&passing.path, &copy)).map_err(io)
}

/// A name that no file has, such as `takes.db.backup-v1` or `takes.db.backup-v1-2`. An empty file is what is left of a
/// copy that was never made: it gives way. A link that leads nowhere is somebody's.
fn backup_name(path: &Path, version: usize) -> PathBuf {
    let numbered = |n| beside(path, &format!(".backup-v{version}-{n}"));
    let names = std::iter::once(beside(path, &format!(".backup-v{version}"))).chain((2..).map(numbered));
    let is_free = |name: &PathBuf| match fs::symlink_metadata(name) {
        Ok(meta) => meta.is_file() && meta.len() == 0 && fs::remove_file(name).is_ok(),
        Err(_) => true,
    };
    names.into_iter().find(is_free).unwrap_or_else(|| numbered(0))
}

#[cfg(test)]
mod tests {
    use super::super::read::Filter;
    use super::super::roster::Person;
    use super::super::{Access, Store};
    use super::*;
    use crate::cast::Presence;

    fn schema(db: &Connection) -> String {
        let sql = "SELECT group_concat(sql, ';\n\n') FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)";
        db.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn the_schema_stays() {
        let db = Connection::open_in_memory().unwrap();
        settle(&db, Path::new("x"), STEPS).unwrap();
        insta::assert_snapshot!(schema(&db));
        assert_eq!(inspect(&db).unwrap(), State::Log(STEPS.len()));
    }

    #[test]
    fn every_table_is_strict() {
        let db = Connection::open_in_memory().unwrap();
        settle(&db, Path::new("x"), STEPS).unwrap();
        let sql = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'";
        assert_eq!(db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    }

    #[test]
    fn a_verdict_is_checked_without_a_table_for_it() {
        let db = Connection::open_in_memory().unwrap();
        migrate(&db, Path::new("x"), &STEPS[..1]).unwrap();
        db.execute_batch(FIRST).unwrap();
        migrate(&db, Path::new("x"), STEPS).unwrap();
        let sqls = [
            "UPDATE take SET verdict = ?1, reason = ?2 WHERE number = 7",
            "INSERT INTO judgement (id, take, at, judge, verdict, reason, perceived) SELECT 'x', id, 9, 'ben', ?1, ?2, '[]' FROM take",
        ];
        for sql in sqls {
            let change = |verdict, reason| db.execute(sql, [Some(verdict), reason]);
            for (verdict, reason) in [("superb", None), ("not-usable", Some("late"))] {
                assert!(
                    change(verdict, reason).unwrap_err().to_string().contains("CHECK"),
                    "{sql}: {verdict} {reason:?}"
                );
            }
            assert_eq!(change("not-usable", Some("private")), Ok(1), "{sql}");
            let mut steps = db.prepare(&format!("EXPLAIN {sql}")).unwrap();
            let steps = steps.query_map([None::<&str>; 2], |row| row.get::<_, String>("opcode")).unwrap();
            assert!(steps.map(Result::unwrap).all(|step| step != "OpenEphemeral"), "{sql}");
        }
    }

    /// Two steps beyond today's, to see how older logs fare.
    fn longer() -> Vec<&'static str> {
        let mut steps = STEPS.to_vec();
        steps.extend(["CREATE TABLE prop (player TEXT NOT NULL) STRICT;", "ALTER TABLE prop ADD COLUMN word TEXT;"]);
        steps
    }

    /// A log that only these steps were taken for, with one person in it.
    fn older(path: &Path, steps: &[&str]) -> Connection {
        let db = Connection::open(path).unwrap();
        settle(&db, path, steps).unwrap();
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
        // Whether somebody was here stood there up to version 6.
        let [column, value] = if steps.len() < 7 { ["presence, ", "'present', "] } else { [""; 2] };
        let sql = format!(
            "INSERT INTO player (id, name, pseudonym, {column}added_at)
             VALUES ('00000000-0000-0000-0000-000000000000', 'Ana', 'P01', {value}5)"
        );
        db.execute(&sql, []).unwrap();
        db
    }

    #[test]
    fn every_earlier_version_becomes_the_newest() {
        let steps = longer();
        let dir = tempfile::tempdir().unwrap();
        let newest = Connection::open_in_memory().unwrap();
        settle(&newest, Path::new("x"), &steps).unwrap();
        for version in 1..steps.len() {
            let path = dir.path().join(format!("{version}.db"));
            let db = older(&path, &steps[..version]);
            settle(&db, &path, &steps).unwrap();
            assert_eq!(inspect(&db).unwrap(), State::Log(steps.len()));
            assert_eq!(schema(&db), schema(&newest));
            let names =
                |db: &Connection| -> String { db.query_row("SELECT name FROM player", [], |row| row.get(0)).unwrap() };
            assert_eq!(names(&db), "Ana", "what was in it still is");
            let copy = Connection::open(dir.path().join(format!("{version}.db.backup-v{version}"))).unwrap();
            assert_eq!(inspect(&copy).unwrap(), State::Log(version));
            assert_eq!(names(&copy), "Ana", "the copy holds what was not in the main file yet");
        }
    }

    /// What version 1 wrote of a workshop with one take.
    const FIRST: &str = include_str!("schema/tests/1.sql");

    #[test]
    fn a_log_of_version_1_is_kept_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("takes.db");
        let db = Connection::open(&path).unwrap();
        settle(&db, &path, &STEPS[..1]).unwrap();
        db.execute_batch(FIRST).unwrap();
        drop(db);
        // Opened to be looked at alone, an older log is brought up to date all the same.
        let store = Store::open(&path, Access::Read).unwrap();
        let take = store.takes(&Filter::default()).unwrap().remove(0);
        let cast: Vec<_> = take.cast.iter().map(|part| (part.role.as_deref(), part.player.as_deref())).collect();
        assert_eq!(cast, [(Some("apologiser"), Some("Ana")), (None, Some("player 2")), (Some("wronged"), None)]);
        assert_eq!((take.number, take.judgements.len(), take.moments.len()), (7, 1, 1));
        assert_eq!(store.parts().unwrap()[&store.players(None).unwrap()[0].id].scenes.played, 1);
        let resumed = store.resume(1_795_547_000_000, None, None).unwrap().unwrap().resumed;
        assert!(matches!(resumed.left, Some(crate::stage::Left::Hand(_))), "its hand can be read");
        assert_eq!(resumed.played[0].parts.len(), 2);
        let copy = Connection::open(dir.path().join("takes.db.backup-v1")).unwrap();
        assert_eq!(inspect(&copy).unwrap(), State::Log(1));
        assert_eq!(copy.query_row("SELECT number FROM take", [], |row| row.get::<_, i64>(0)).unwrap(), 7);
    }

    #[test]
    fn a_log_of_any_version_gets_its_figures() {
        for version in 1..3 {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("takes.db");
            let db = Connection::open(&path).unwrap();
            settle(&db, &path, &STEPS[..version]).unwrap();
            db.execute_batch(FIRST).unwrap();
            let later = "UPDATE draw SET hand = (SELECT hand FROM draw WHERE seq = 2) WHERE seq = 1;
                         UPDATE draw SET fate = 'passed' WHERE seq = 2;
                         INSERT INTO judgement SELECT 2, 'x', take, 9, 'ben', 'not-usable', 'private', NULL, '[]', NULL
                           FROM judgement;
                         UPDATE take SET verdict = 'not-usable';";
            db.execute_batch(later).unwrap();
            settle(&db, &path, STEPS).unwrap();
            let text = |sql| db.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
            let figures = "SELECT group_concat(concat_ws(' ', what ->> 'prompt', what ->> 'kind', what -> 'tags',
                             what -> 'parts', usable, private, passes, length_ms, last), '; ') FROM figure";
            let parts = r#"[["apologiser",["remorse","relief"]]]"#;
            let expected =
                format!("late-1 scene [] {parts} 0 1 0 180000 1795546880250; late-2 scene [] {parts} 0 0 1 0");
            assert_eq!(text(figures), expected, "{version}");
            let take = "SELECT concat_ws(' ', during, reason, players) FROM take";
            assert_eq!(text(take), "1 private [[1,0]]", "{version}");
        }
    }

    #[test]
    fn an_evening_of_an_older_version_goes_on() {
        for version in 1..7 {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("takes.db");
            let db = Connection::open(&path).unwrap();
            settle(&db, &path, &STEPS[..1]).unwrap();
            db.execute_batch(FIRST).unwrap();
            migrate(&db, &path, &STEPS[..version]).unwrap();
            // Ben has gone home, Chi was added and came to nothing yet; an hour before there was another workshop.
            let more = "INSERT INTO player (id, name, pseudonym, presence, added_at)
                  VALUES ('00000000-0000-0000-0000-000000000002', 'Ben', 'P08', 'gone', 5);
                INSERT INTO attendance SELECT id, '00000000-0000-0000-0000-000000000002', 0 FROM workshop;
                INSERT INTO player (id, name, pseudonym, presence, added_at)
                  VALUES ('00000000-0000-0000-0000-000000000003', 'Chi', 'P09', 'present', 5);
                INSERT INTO workshop (id, name, started, zone, seed, lock)
                  SELECT '00000000-0000-0000-0000-000000000004', 'before', started - 3600000, zone, 8, 'before.lock' FROM workshop;";
            db.execute_batch(more).unwrap();
            let started: i64 = db.query_row("SELECT max(started) FROM take", [], |row| row.get(0)).unwrap();
            drop(db);
            let store = Store::open(&path, Access::Write).unwrap();
            let taken_up = store.resume(started + 60_000, None, None).unwrap().expect("it goes on");
            assert_ne!(taken_up.workshop.name, "before", "{version}");
            assert_eq!(taken_up.resumed.kept, None, "{version}: nobody kept where it was");
            let here = |people: Vec<Person>| {
                let here = people.into_iter().filter(|person| person.presence == Presence::Present);
                here.map(|person| person.name).collect::<Vec<_>>().join(", ")
            };
            assert_eq!(here(store.players(Some(taken_up.workshop.id)).unwrap()), "Ana", "{version}");
            assert_eq!(here(store.expected().unwrap()), "Chi", "{version}: whoever was added since");
            let before = store.resume(started + 60_000, Some("before"), None).unwrap();
            assert!(before.is_some(), "{version}: by its name");
        }
    }

    /// What a grant of an older log is held to have come after: what was written down before it there, unless that may have
    /// come by a merge.
    #[test]
    fn older_grants_know_what_their_log_held() {
        let granted = "INSERT INTO release VALUES (printf('%064d', 7), 'adults', 'I agree.');
          INSERT INTO consent (id, player, purposes, at, release, media, method)
          SELECT id, player, '[\"review\"]', at, sha256, '[\"audio\"]', 'signed'
          FROM release, (SELECT 'late' AS id, 9 AS at UNION ALL SELECT 'early', 2), (SELECT id AS player FROM player);";
        let withdrawn =
            "INSERT INTO consent (id, player, purposes, at) SELECT 'no', id, '[\"review\"]', 5 FROM player;";
        let workshop = |id: &str, started: i64| {
            format!(
                "INSERT INTO workshop (id, name, started, zone, seed, lock) VALUES ('{id}', 'lab', {started}, 'UTC', 7, '{id}');"
            )
        };
        let sat = |id: &str| format!("INSERT INTO sitting (workshop, last) VALUES ('{id}', 9);");
        let (one, other) = (workshop("one", 3) + &sat("one"), workshop("other", 4) + &sat("other"));
        for (rows, knew) in [
            (format!("{withdrawn}{granted}"), r#"late ["no"], early []"#),
            (format!("{granted}{withdrawn}"), "late [], early []"),
            (format!("{one}{other}{withdrawn}{granted}"), r#"late ["no"], early []"#),
            // A workshop that no stage of this log wrote, and one that arrived after one that began later.
            (format!("{one}{}{withdrawn}{granted}", workshop("other", 4)), "late [], early []"),
            (format!("{other}{one}{withdrawn}{granted}"), "late [], early []"),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("takes.db");
            let db = older(&path, &STEPS[..7]);
            db.execute_batch(&rows).unwrap();
            settle(&db, &path, STEPS).unwrap();
            let sql = "SELECT group_concat(id || ' ' || knew, ', ') FROM consent WHERE release IS NOT NULL";
            assert_eq!(db.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap(), knew, "{rows}");
        }
    }

    #[test]
    fn an_older_ledger_asked_for_what_a_format_needs() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("takes.db");
        let db = Connection::open(&path).unwrap();
        migrate(&db, &path, &STEPS[..1]).unwrap();
        db.execute_batch(FIRST).unwrap();
        migrate(&db, &path, &STEPS[..7]).unwrap();
        for (n, (format, purpose)) in
            [("otio", "review"), ("webvtt", "publishing"), ("csv", "review"), ("otio", "log")].into_iter().enumerate()
        {
            let sql = "INSERT INTO export (id, at, format, purpose) VALUES (?1, 5, ?2, ?3)";
            db.execute(sql, rusqlite::params![n.to_string(), format, purpose]).unwrap();
            db.execute("INSERT INTO export_take SELECT ?1, id FROM take", [n.to_string()]).unwrap();
        }
        migrate(&db, &path, STEPS).unwrap();
        let sql = "SELECT group_concat(media || despite, ' ') FROM (SELECT * FROM export_take ORDER BY export)";
        let known = r#"["stopped","rehearsal"]"#;
        let expected = format!(r#"["video"]{known} ["audio"]{known} []{known} []{known}"#);
        assert_eq!(db.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap(), expected);
    }

    #[test]
    fn a_copy_never_takes_the_place_of_another() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("takes.db");
        let store = Store::open(&path, Access::Write).unwrap();
        let [first, second, third] =
            ["", "-2", "-3"].map(|n| dir.path().join(format!("takes.db.backup-v{}{n}", STEPS.len())));
        for taken in [&first, &second] {
            std::fs::write(taken, "precious").unwrap();
        }
        settle(&store.db, &path, &longer()).unwrap();
        assert_eq!(std::fs::read(first).unwrap(), b"precious");
        assert!(third.is_file());
    }

    #[test]
    fn a_step_that_fails_leaves_the_log_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("takes.db");
        let store = Store::open(&path, Access::Write).unwrap();
        let before = schema(&store.db);
        let wrong = "CREATE TABLE prop (player TEXT) STRICT; CREATE TABLE prop (player TEXT) STRICT;";
        let steps = [STEPS, &[wrong]].concat();
        assert!(settle(&store.db, &path, &steps).is_err());
        assert_eq!((schema(&store.db), inspect(&store.db).unwrap()), (before, State::Log(STEPS.len())));
    }
}
