//! Whether the files of an open log are still those that were opened. Another program may take them away, put others in
//! their place or give them a second name, and SQLite would write on: into files that nobody finds any more, or into a
//! stranger's.
//!
//! Start with [`Store::check`].

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::scene::Ms;

use super::{Store, StoreError, beside, write};

/// The files of a log as they were when they were last looked at. Where the system tells no file from another, an open one
/// can't be taken away either.
#[derive(Debug)]
pub(super) struct Identity {
    /// The log's own name, links followed: SQLite lays its files beside that.
    real: PathBuf,
    files: Files,
    /// How far the journal had been brought into the log.
    brought: Option<Brought>,
    /// Whether the journal was brought into the log and taken from its place, because the log was no longer in its own.
    is_aside: bool,
    /// Whether somebody wrote something else into the log itself.
    is_overwritten: bool,
}

impl Identity {
    /// Of the log at `path`, which was just opened.
    pub(super) fn of(path: &Path, db: &Connection) -> Self {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let brought = brought(db);
        let files = Files::look(path, &real);
        Self { real, files, brought, is_aside: false, is_overwritten: false }
    }

    /// The files as they are now, if they are the same.
    fn look(&self, path: &Path) -> Result<Files, StoreError> {
        let now = Files::look(path, &self.real);
        let was = &self.files;
        if self.is_overwritten || !is_same(was.log, now.log) {
            return Err(StoreError::Gone { path: path.to_owned() });
        }
        if now.log.is_some_and(|log| log.names > 1) {
            return Err(StoreError::Linked { path: path.to_owned() });
        }
        // Without a journal of this kind there is another, which comes and goes.
        if was.wal.is_some() {
            let stray = now.journal.is_none_or(|journal| journal.bytes == 0);
            let sides = [("-wal", is_same(was.wal, now.wal)), ("-shm", is_same(was.shm, now.shm)), ("-journal", stray)];
            if let Some((suffix, _)) = sides.into_iter().find(|(_, is_ours)| !is_ours) {
                return Err(StoreError::Parted { path: beside(path, suffix) });
            }
        }
        Ok(now)
    }

    /// Which file the log is.
    pub(super) fn id(&self) -> Option<FileId> {
        self.files.log.map(|log| log.id)
    }
}

impl Store {
    /// Fails where the files of the log are no longer those that were opened, or were written by somebody who did not ask
    /// SQLite. `wrote` is what this connection wrote last: for which workshop, and when.
    pub(super) fn check(&mut self, wrote: Option<(Uuid, Ms)>) -> Result<(), StoreError> {
        let Some(identity) = &mut self.identity else { return Ok(()) };
        let mut now = identity.look(&self.path)?;
        if identity.files.is_changed(&now) {
            // Who writes by SQLite writes to the journal, and changes the log only to bring it in.
            if !was_brought(&self.db, identity.brought) {
                identity.is_overwritten = true;
                return Err(StoreError::Gone { path: self.path.clone() });
            }
            // In this order: what comes in between looks older than it is, and is looked into again.
            identity.brought = brought(&self.db);
            now = identity.look(&self.path)?;
            // By a checkpoint of another program, then. Whoever opens the log afresh is not to find less.
            match Self::look(&self.path).and_then(|(fresh, _)| fresh.holds(wrote)) {
                Ok(true) => {}
                Err(e @ StoreError::Busy { .. }) => return Err(e),
                Ok(false) | Err(_) => {
                    identity.is_overwritten = true;
                    return Err(StoreError::Gone { path: self.path.clone() });
                }
            }
        }
        identity.files = now;
        Ok(())
    }

    /// Takes note of the files as they are after this connection wrote to them, and fails as [`check`](Self::check) does.
    pub(super) fn check_written(&mut self) -> Result<(), StoreError> {
        let Some(identity) = &mut self.identity else { return Ok(()) };
        identity.brought = brought(&self.db);
        identity.files = identity.look(&self.path)?;
        Ok(())
    }

    /// Whether the files of the log are still those that were opened.
    pub(super) fn is_in_place(&self) -> bool {
        self.identity.as_ref().is_none_or(|identity| identity.look(&self.path).is_ok())
    }

    /// Whether the log is sound and has what was written last.
    pub(super) fn holds(&self, wrote: Option<(Uuid, Ms)>) -> Result<bool, StoreError> {
        self.read(|db| {
            let check: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            let dangling = db.prepare("PRAGMA foreign_key_check")?.exists([])?;
            let sql = "SELECT 1 FROM sitting WHERE workshop = ?1 AND last = ?2";
            let is_there = |(workshop, at)| db.prepare(sql)?.exists(params![write::id(workshop), at]);
            Ok(check == "ok" && !dangling && wrote.map_or(Ok(true), is_there)?)
        })
    }

    /// Leaves its place to another file: whoever opens that is not to find the journal of this log beside it. What is in
    /// the journal is brought into the log, wherever that is now, unless something else was written into that.
    pub(super) fn step_aside(&mut self) {
        let Some(identity) = &mut self.identity else { return };
        let (was, now) = (&identity.files, Files::look(&self.path, &identity.real));
        let is_in_place = is_same(was.log, now.log) && !identity.is_overwritten;
        if is_in_place || was.wal.is_none() || !is_same(was.wal, now.wal) {
            return;
        }
        let _ = fs::remove_file(beside(&identity.real, "-wal"));
        if is_same(was.shm, now.shm) {
            let _ = fs::remove_file(beside(&identity.real, "-shm"));
        }
        if identity.is_overwritten {
            return;
        }
        let checkpoint = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        identity.is_aside = checkpoint.is_ok_and(|busy| busy == 0);
    }

    /// Whether a log that had stepped aside is in its place again: it can be opened afresh.
    pub(super) fn is_back(&self) -> bool {
        let Some(identity) = &self.identity else { return false };
        identity.is_aside && stamp(&self.path).map(|log| log.id) == identity.id()
    }
}

/// Device and inode.
pub type FileId = (u64, u64);

/// Which file a path names.
pub fn file_id(path: &Path) -> Option<FileId> {
    stamp(path).map(|stamp| stamp.id)
}

/// Whether a log has another name too. SQLite lays its journal beside the name by which a file is opened: under two names
/// there would be two journals.
pub(super) fn is_linked(path: &Path) -> bool {
    stamp(path).is_some_and(|stamp| stamp.names > 1)
}

/// How many pages the journal of a log holds, and how many of them were brought into the log.
type Brought = (i64, i64);

/// `None` where there is no journal of this kind.
fn brought(db: &Connection) -> Option<Brought> {
    let row = db.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| Ok((row.get(1)?, row.get(2)?)));
    row.ok().filter(|(pages, _)| *pages >= 0)
}

/// How often and how long to wait for another program that is bringing the journal into the log: it changes the log first, and
/// says so when all of it is on the disk.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// Whether more was brought in than before, now or in a moment. Without a journal of this kind, whoever writes changes the log.
fn was_brought(db: &Connection, before: Option<Brought>) -> bool {
    (0..TRIES).any(|n| {
        if n > 0 {
            thread::sleep(PAUSE);
        }
        let now = brought(db);
        now.is_none() || now != before
    })
}

#[derive(Debug, Clone, Copy)]
struct Stamp {
    id: FileId,
    bytes: u64,
    /// When it was last written to, in ns since 1970.
    written: i128,
    /// How many names the file has.
    names: u64,
}

#[cfg(unix)]
fn stamp(path: &Path) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt;
    let meta = fs::metadata(path).ok()?;
    let written = i128::from(meta.mtime()) * 1_000_000_000 + i128::from(meta.mtime_nsec());
    Some(Stamp { id: (meta.dev(), meta.ino()), bytes: meta.len(), written, names: meta.nlink() })
}

/// Elsewhere an open file can't be taken away.
#[cfg(not(unix))]
fn stamp(_path: &Path) -> Option<Stamp> {
    None
}

#[derive(Debug)]
struct Files {
    log: Option<Stamp>,
    wal: Option<Stamp>,
    shm: Option<Stamp>,
    journal: Option<Stamp>,
}

impl Files {
    fn look(path: &Path, real: &Path) -> Self {
        let side = |suffix| stamp(&beside(real, suffix));
        Self { log: stamp(path), wal: side("-wal"), shm: side("-shm"), journal: side("-journal") }
    }

    /// Whether somebody else changed the log itself, or cut its journal. Who writes by SQLite makes the journal longer.
    fn is_changed(&self, now: &Self) -> bool {
        let bytes = |stamp: Option<Stamp>| stamp.map_or(0, |stamp| stamp.bytes);
        let state = |stamp: Option<Stamp>| stamp.map(|stamp| (stamp.bytes, stamp.written));
        state(self.log) != state(now.log) || bytes(now.wal) < bytes(self.wal)
    }
}

fn is_same(was: Option<Stamp>, now: Option<Stamp>) -> bool {
    was.map(|stamp| stamp.id) == now.map(|stamp| stamp.id)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::super::Access;
    use super::super::sample::{Bench, START, WORKSHOP, id, opening};
    use super::*;

    fn wrote() -> (Uuid, Ms) {
        (id(WORKSHOP), START)
    }

    /// A log that was written to, after this was done to its files: what its check says, and then when it is undone.
    #[track_caller]
    fn check(change: impl FnOnce(&Path), says: &str, undo: impl FnOnce(&Path)) {
        let mut bench = Bench::new(opening());
        bench.store.check_written().unwrap();
        let path = bench.path();
        bench.store.check(Some(wrote())).unwrap();
        change(&path);
        let said = bench.store.check(Some(wrote())).map_or_else(|e| e.to_string(), |()| String::new());
        assert!(said.contains(says) && said.is_empty() == says.is_empty(), "{said}");
        undo(&path);
        bench.store.check(Some(wrote())).unwrap();
    }

    /// Adds as many people as fill some pages.
    fn crowd(log: &Path) {
        let mut store = Store::open(log, Access::Write).unwrap();
        for n in 0..300 {
            store.add_player(id(1000 + n), &format!("Ana {n}"), 5).unwrap();
        }
        store.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    }

    #[test]
    fn each_file_is_known_and_known_again() {
        for (suffix, says) in [("", "was taken away or replaced"), ("-wal", "db-wal"), ("-shm", "db-shm")] {
            let away = |log: &Path| fs::rename(beside(log, suffix), log.with_extension("away")).unwrap();
            let back = |log: &Path| fs::rename(log.with_extension("away"), beside(log, suffix)).unwrap();
            check(away, says, back);
            let replace = |log: &Path| {
                away(log);
                fs::copy(log.with_extension("away"), beside(log, suffix)).unwrap();
            };
            check(replace, says, back);
        }
        let stray = |log: &Path| fs::write(beside(log, "-journal"), "x").unwrap();
        check(stray, "db-journal", |log| fs::remove_file(beside(log, "-journal")).unwrap());
        let second = |log: &Path| fs::hard_link(log, log.with_extension("second")).unwrap();
        check(second, "has a second name", |log| fs::remove_file(log.with_extension("second")).unwrap());
    }

    #[test]
    fn what_others_write_by_sqlite_is_theirs_to_write() {
        check(crowd, "", |_| ());
    }

    /// Neither the log that was written over the stage's own nor what is written to it later is harmed.
    #[test]
    fn a_log_that_was_overwritten_is_left_to_who_did_it() {
        let mut bench = Bench::new(opening());
        bench.store.check_written().unwrap();
        let (path, other) = (bench.path(), bench.dir.path().join("other.db"));
        crowd(&other);
        fs::copy(&other, &path).unwrap();
        assert!(matches!(bench.store.check(Some(wrote())), Err(StoreError::Gone { .. })));
        bench.store.step_aside();
        assert!(matches!(bench.store.check(Some(wrote())), Err(StoreError::Gone { .. })), "for good");
        drop(bench.store);
        Store::open(&path, Access::Write).unwrap().add_player(id(9), "Zoe", 5).unwrap();
        assert_eq!(Store::open(&path, Access::Read).unwrap().players(None).unwrap().len(), 301);
    }

    #[test]
    fn a_log_of_the_same_length_is_another_all_the_same() {
        let mut bench = Bench::new(opening());
        bench.store.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        bench.store.check_written().unwrap();
        let path = bench.path();
        let other = fs::read(&path).unwrap();
        bench.store.add_player(id(9), "Zoe", 5).unwrap();
        bench.store.check_written().unwrap();
        bench.store.check(Some(wrote())).unwrap();
        fs::write(&path, other).unwrap();
        let later = fs::metadata(&path).unwrap().modified().unwrap() + Duration::from_secs(1);
        fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert!(matches!(bench.store.check(Some(wrote())), Err(StoreError::Gone { .. })));
    }

    /// A cut journal lacks what was said to be written.
    #[test]
    fn a_journal_that_was_cut_is_noticed() {
        let mut bench = Bench::new(opening());
        bench.store.check_written().unwrap();
        fs::OpenOptions::new().write(true).open(beside(&bench.path(), "-wal")).unwrap().set_len(0).unwrap();
        assert!(matches!(bench.store.check(Some(wrote())), Err(StoreError::Gone { .. })));
    }
}
