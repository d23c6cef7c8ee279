//! The take log: one SQLite file that several programs may use at once.
//!
//! Start with [`Store::open`]. [`writer`] is how a stage writes to it, [`read`] what it holds of takes, [`resume`] how a
//! stage goes on with its last workshop, [`roster`] who is known, [`consent`] what they agree to, [`report`] what takes
//! amount to, [`merge`] how two logs become one and [`incoming`] what comes in, [`judge`], [`recast`] and [`forget`] what
//! the command line changes.

pub mod consent;
pub mod elsewhere;
mod error;
mod favourite;
pub mod forget;
mod health;
mod identity;
pub mod incoming;
pub mod judge;
mod known;
mod learn;
pub mod ledger;
pub mod lock;
pub mod merge;
mod passing;
pub mod perceived;
pub mod place;
pub mod read;
pub mod recast;
pub mod report;
pub mod resume;
mod room;
pub mod roster;
mod same;
#[cfg(test)]
pub(crate) mod sample;
mod schema;
mod spare;
pub mod suggestion;
mod tombstone;
mod write;
pub mod writer;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::files::{make_folders, privately};
use crate::take::hand;

use self::identity::{Identity, is_linked};

pub use self::error::StoreError;
pub(super) use self::identity::file_id;
pub(super) use self::schema::is_header;

/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// The smallest file in bytes that SQLite writes.
const SMALLEST: u64 = 512;

/// What a log is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To read. Nothing is created: a log that does not exist yet is an empty one.
    Read,
    /// To write. Folders and file are created, an older log is brought up to date.
    Write,
}

/// Where a log is to be, and how long the file there is, if there is one.
struct Place {
    path: PathBuf,
    bytes: Option<u64>,
}

impl Place {
    fn look(path: &Path) -> Result<Self, StoreError> {
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        // Also keeps SQLite from taking an empty path or `:memory:` for something other than a file.
        let path = std::path::absolute(path).map_err(io)?;
        match fs::metadata(&path) {
            Ok(meta) if !meta.is_file() => Err(StoreError::NotAFile { path }),
            // SQLite would take a byte or two for an empty log. The file can't be looked into: closing it again would
            // give up the locks that another connection of this program has on it.
            Ok(meta) if (1..SMALLEST).contains(&meta.len()) => Err(StoreError::NotALog { path }),
            Ok(meta) => Ok(Self { path, bytes: Some(meta.len()) }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Self { path, bytes: None }),
            Err(source) => Err(StoreError::Io { path, source }),
        }
    }
}

/// An open take log.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    db: Connection,
    /// Its files, where it was opened to write.
    identity: Option<Identity>,
}

impl Drop for Store {
    /// The last to close a log brings its journal into it and takes that away, by name. Where those names mean other files
    /// by now, they are left alone.
    fn drop(&mut self) {
        if !self.is_in_place() {
            // It can only fail where there is nothing to close.
            let _ = self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    }
}

impl Store {
    /// Opens the log at `path`.
    pub fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        let place = &Place::look(path)?;
        match access {
            Access::Read => Self::open_in(place)?.map_or_else(|| Self::empty(&place.path), Ok),
            Access::Write => {
                if place.bytes.is_none() {
                    let io = |source| StoreError::Io { path: place.path.clone(), source };
                    make_folders(place.path.parent().unwrap_or(&place.path)).map_err(io)?;
                    // Another program may have come first.
                    make_private(&place.path)
                        .or_else(|e| if e.kind() == io::ErrorKind::AlreadyExists { Ok(()) } else { Err(io(e)) })?;
                }
                Self::open_to_write(&place.path)
            }
        }
    }

    /// Opens the log at `path` to read it, if there is one: to make an empty one takes longer than a draw does.
    pub fn open_existing(path: &Path) -> Result<Option<Self>, StoreError> {
        Self::open_in(&Place::look(path)?)
    }

    fn open_in(place: &Place) -> Result<Option<Self>, StoreError> {
        if place.bytes.unwrap_or_default() == 0 { Ok(None) } else { Self::open_to_read(&place.path).map(Some) }
    }

    /// Where the log is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open_to_write(path: &Path) -> Result<Self, StoreError> {
        let store = Self::open_unfinished(path)?;
        if store.read(forget::is_begun)? {
            // Who has the log open, or a full disk, may keep it from being finished; the next opening tries again.
            let _ = forget::finish(&store);
            drop(store);
            return Self::open_unfinished(path);
        }
        Ok(store)
    }

    /// Opens a log to write to it, though a forgetting was begun in it and not finished.
    fn open_unfinished(path: &Path) -> Result<Self, StoreError> {
        if is_linked(path) {
            return Err(StoreError::Linked { path: path.to_owned() });
        }
        let mut store = Self::connect(path, path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        let fault = |e| StoreError::of(path, e);
        // SQLite opens a file that can't be written to all the same, and only complains at the first change.
        if store.db.is_readonly(rusqlite::MAIN_DB).map_err(fault)? {
            return Err(StoreError::ReadOnly { path: path.to_owned() });
        }
        schema::settle(&store.db, path, schema::STEPS)?;
        // A file system that can't have it keeps the slower journal; a busy log gets it from whoever is busy with it.
        match store.db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
            Err(e) if !error::is_busy(&e) => return Err(fault(e)),
            _ => {}
        }
        // The first look into it makes the files beside it.
        store.read(schema::inspect)?;
        store.identity = Some(Identity::of(path, &store.db));
        Ok(store)
    }

    fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let (store, state) = Self::look(path)?;
        if schema::is_older(&state) {
            drop(store);
            return Self::open_to_write(path);
        }
        schema::check(&state, path, schema::STEPS)?;
        if state == schema::State::New { Self::empty(path) } else { Ok(store) }
    }

    /// Opens a file for reading, whatever it holds. Opened for reading alone, SQLite would leave its side files behind.
    /// Opened for writing and told not to, it takes them away again.
    fn look(path: &Path) -> Result<(Self, schema::State), StoreError> {
        let open = |name: &Path, flags| {
            let store = Self::connect(path, name, flags)?;
            store.db.pragma_update(None, "query_only", true).map_err(|e| StoreError::of(path, e))?;
            let state = store.read(schema::inspect)?;
            Ok((store, state))
        };
        match open(path, OpenFlags::SQLITE_OPEN_READ_WRITE) {
            // In a folder that can't be written to, a log that nobody is writing can still be read as it lies.
            Err(StoreError::ReadOnly { .. }) if !has_wal(path) => {
                open(&as_it_lies(path), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
            }
            other => other,
        }
    }

    /// Writes a copy of it, as it is at this instant, into an empty file.
    fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let copy = || {
            // Of reading alone SQLite makes no exception for another file.
            self.db.pragma_update(None, "query_only", false)?;
            self.db.execute("VACUUM INTO ?1", [path.to_string_lossy()])
        };
        copy().map(|_| ()).map_err(|e| StoreError::of(path, e))
    }

    /// An empty log that is in no file.
    fn empty(path: &Path) -> Result<Self, StoreError> {
        let db = Connection::open_in_memory().map_err(|e| StoreError::of(path, e))?;
        schema::settle(&db, path, schema::STEPS)?;
        Ok(Self { path: path.to_owned(), db, identity: None })
    }

    fn connect(path: &Path, name: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        Ok(Self { path: path.to_owned(), db: Self::connection(path, name, flags)?, identity: None })
    }

    fn connection(path: &Path, name: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
        let connect = || {
            let db = Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            db.busy_timeout(PATIENCE)?;
            db.set_prepared_statement_cache_capacity(64);
            // Else a statement from the cache is compiled again each time: another value might want another plan.
            db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            db.pragma_update(None, "foreign_keys", true)?;
            db.pragma_update(None, "synchronous", "FULL")?;
            if cfg!(target_os = "macos") {
                db.pragma_update(None, "fullfsync", true)?;
            }
            Ok(db)
        };
        connect().map_err(|e| StoreError::of(path, e))
    }

    /// Reads several things as they were at one instant.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let result = self.db.unchecked_transaction().and_then(|tx| read(&tx));
        result.map_err(|e| StoreError::of(&self.path, e))
    }

    /// Writes several things, all or none. Waits for its turn first, so that what it reads still holds when it writes.
    fn write<T>(&mut self, write: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let tx = Transaction::new(&mut self.db, TransactionBehavior::Immediate);
        let result = tx.and_then(|tx| {
            let value = write(&tx)?;
            tx.commit()?;
            Ok(value)
        });
        result.map_err(|e| StoreError::of(&self.path, e))
    }
}

/// Makes an empty file that nobody else may read. What SQLite lays beside it gets the same mode.
fn make_private(path: &Path) -> io::Result<()> {
    privately().open(path).map(drop)
}

/// Whether the log has changes that are not in its main file.
fn has_wal(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|meta| meta.len() > 0)
}

/// The name of a file beside the log.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// The name by which SQLite reads a file without looking for changes beside it.
fn as_it_lies(path: &Path) -> PathBuf {
    let spell = |byte: &u8| match byte {
        b'?' | b'#' | b'%' | 128.. => format!("%{byte:02x}"),
        b'\\' if cfg!(windows) => "/".to_owned(),
        _ => char::from(*byte).to_string(),
    };
    let name: String = path.as_os_str().as_encoded_bytes().iter().map(spell).collect();
    format!("file:{name}?immutable=1").into()
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::read::Filter;
    use super::sample::{self, Bench, opening};
    use super::*;

    /// Opens a file with these bytes in both ways: the error must say this, and the bytes must stay.
    fn refused(bytes: &[u8], says: &str) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("takes.db");
        fs::write(&path, bytes).unwrap();
        for access in [Access::Read, Access::Write] {
            let message = Store::open(&path, access).unwrap_err().to_string();
            assert!(message.contains(says) && message.contains("takes.db"), "{access:?}: {message}");
            assert_eq!(fs::read(&path).unwrap(), bytes, "{access:?} left it as it was");
        }
        assert_eq!(names(dir.path()), ["takes.db"]);
    }

    /// The bytes of a log with something in it, after this was done to it.
    fn log_after(change: impl FnOnce(&Connection)) -> Vec<u8> {
        let bench = Bench::new(opening());
        change(&bench.store.db);
        let Bench { dir, store, lock } = bench;
        drop((store, lock));
        fs::read(dir.path().join("takes.db")).unwrap()
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_statement_is_compiled_once() {
        let bench = Bench::new(opening());
        for _ in 0..3 {
            let sql = "SELECT 1 FROM judgement WHERE take = ?1 AND voided_at IS NULL ORDER BY seq";
            let mut statement = bench.store.db.prepare_cached(sql).unwrap();
            assert!(!statement.exists(["no take's"]).unwrap());
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        }
    }

    #[test]
    fn what_is_no_log_is_refused_untouched() {
        refused(b"x", "not a take log");
        for length in [2, 100, 511, 512, 1000] {
            refused(&vec![b'x'; length], "not a take log");
        }
        refused(&b"Dear Ana, ".repeat(1000), "not a take log");
        refused(&log_after(|db| db.pragma_update(None, "application_id", 1).unwrap()), "not a take log");
        refused(&log_after(|db| db.pragma_update(None, "user_version", 0).unwrap()), "not a take log");
        refused(&log_after(|db| db.pragma_update(None, "user_version", -1).unwrap()), "not a take log");
    }

    #[test]
    fn a_newer_log_is_refused_untouched() {
        let newer = log_after(|db| db.pragma_update(None, "user_version", (schema::STEPS.len() + 1) as i64).unwrap());
        let known = schema::STEPS.len();
        refused(&newer, &format!("newer sidecoach (log version {}, this one knows {known})", known + 1));
    }

    #[test]
    fn a_damaged_log_is_refused_untouched() {
        let whole = log_after(|_| ());
        refused(&whole[..whole.len() - 4096], "is damaged");
        refused(&whole[..4096], "is damaged");
        refused(&whole[..50], "not a take log");
        refused(&whole[..600], "is damaged");
        let mut header = whole.clone();
        header[16..18].copy_from_slice(&[0x12, 0x34]);
        refused(&header, "not a take log");
    }

    #[test]
    fn damage_inside_is_found() {
        let whole = log_after(|_| ());
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("takes.db");
        let mut bytes = whole[..4096].to_vec();
        bytes.resize(whole.len(), 0xff);
        fs::write(&path, bytes).unwrap();
        let message = Store::open(&path, Access::Read).unwrap_err().to_string();
        assert!(message.contains("is damaged"), "{message}");
    }

    #[test]
    fn a_folder_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for access in [Access::Read, Access::Write] {
            let message = Store::open(dir.path(), access).unwrap_err().to_string();
            assert!(message.contains("it is no file"), "{message}");
        }
        fs::write(dir.path().join("file"), "x").unwrap();
        for access in [Access::Read, Access::Write] {
            let message = Store::open(&dir.path().join("file/takes.db"), access).unwrap_err().to_string();
            assert!(message.contains("can't be opened"), "{message}");
        }
        assert!(matches!(Store::open(Path::new(""), Access::Write), Err(StoreError::Io { .. })));
    }

    #[test]
    fn a_log_that_does_not_exist_is_an_empty_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("folder/takes.db");
        let store = Store::open(&path, Access::Read).unwrap();
        assert_eq!(store.takes(&Filter::default()).unwrap(), []);
        assert_eq!(names(dir.path()), [""; 0]);
        fs::write(dir.path().join("takes.db"), "").unwrap();
        let store = Store::open(&dir.path().join("takes.db"), Access::Read).unwrap();
        assert!(store.players(None).unwrap().is_empty());
        assert_eq!(fs::read(dir.path().join("takes.db")).unwrap(), b"");
        assert_eq!(names(dir.path()), ["takes.db"]);
        let mut store = Store::open(&dir.path().join("takes.db"), Access::Write).unwrap();
        store.add_player(sample::id(1), "Ana", 5).unwrap();
    }

    #[test]
    fn an_odd_name_is_a_name() {
        let dir = tempfile::tempdir().unwrap();
        for name in [":memory:", "file:x?mode=memory", "a b%20c#d?e.db", "tåkes.db"] {
            let path = dir.path().join(name);
            Store::open(&path, Access::Write).unwrap().add_player(sample::id(1), "Ana", 5).unwrap();
            assert!(path.is_file(), "{name}");
            assert_eq!(Store::open(&path, Access::Read).unwrap().players(None).unwrap().len(), 1);
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            let lying = Store::connect(&path, &as_it_lies(&path), flags).unwrap();
            assert_eq!(lying.players(None).unwrap().len(), 1, "{name}");
        }
    }

    #[test]
    fn reading_changes_nothing() {
        let Bench { dir, store, lock } = Bench::new(opening());
        drop((store, lock));
        let path = dir.path().join("takes.db");
        let before = (fs::read(&path).unwrap(), names(dir.path()));
        let mut store = Store::open(&path, Access::Read).unwrap();
        assert_eq!(store.takes(&Filter::default()).unwrap().len(), 1);
        assert!(store.add_player(sample::id(9), "Chi", 5).is_err());
        drop(store);
        assert_eq!((fs::read(&path).unwrap(), names(dir.path())), before);
    }

    #[cfg(unix)]
    #[test]
    fn a_log_that_may_not_be_written_can_still_be_read() {
        use std::os::unix::fs::PermissionsExt;
        let Bench { dir, store, lock } = Bench::new(opening());
        drop((store, lock));
        let path = dir.path().join("takes.db");
        let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        allow(&path, 0o444);
        // Nothing is forbidden to the superuser.
        let free = fs::OpenOptions::new().append(true).open(&path).is_ok();
        allow(dir.path(), 0o555);
        assert_eq!(Store::open(&path, Access::Read).unwrap().takes(&Filter::default()).unwrap().len(), 1);
        let written = Store::open(&path, Access::Write);
        assert!(free || matches!(written, Err(StoreError::ReadOnly { .. })));
        allow(dir.path(), 0o755);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_a_log_or_what_lies_beside_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("data/sidecoach");
        let path = folder.join("takes.db");
        let mut store = Store::open(&path, Access::Write).unwrap();
        store.add_player(sample::id(1), "Ana", 5).unwrap();
        let _lock = lock::WorkshopLock::acquire(&path, sample::id(2)).unwrap();
        schema::settle(&store.db, &path, &[schema::STEPS, &["CREATE TABLE prop (name TEXT) STRICT;"]].concat())
            .unwrap();
        elsewhere::write_to(&folder.join("rescued.db"), &opening()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let copy = format!("takes.db.backup-v{}", schema::STEPS.len());
        let all = ["rescued.db", "takes.db", "takes.db-locks", "takes.db-shm", "takes.db-wal", copy.as_str()];
        assert_eq!(names(&folder), all);
        for name in all {
            let expected = if name.ends_with("-locks") { 0o700 } else { 0o600 };
            assert_eq!(mode(&folder.join(name)), expected, "{name}");
        }
        assert_eq!([mode(&folder), mode(&dir.path().join("data"))], [0o700; 2]);
    }

    #[test]
    fn two_programs_share_a_log() {
        let mut bench = Bench::new(opening());
        let mut other = Store::open(&bench.path(), Access::Write).unwrap();
        let reader = Store::open(&bench.path(), Access::Read).unwrap();
        other.add_player(sample::id(3), "Chi", 5).unwrap();
        bench.store.add_player(sample::id(4), "Dee", 5).unwrap();
        assert_eq!(reader.players(None).unwrap().len(), 4);
        assert_eq!(other.players(None).unwrap(), bench.store.players(None).unwrap());
    }

    #[test]
    fn several_programs_may_make_the_log_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("takes.db");
        std::thread::scope(|scope| {
            for n in 1..=8 {
                let path = &path;
                scope.spawn(move || {
                    let mut store = Store::open(path, Access::Write).unwrap();
                    store.add_player(sample::id(n), &format!("Ana {n}"), 5).unwrap();
                });
            }
        });
        assert_eq!(Store::open(&path, Access::Read).unwrap().players(None).unwrap().len(), 8);
    }

    #[test]
    fn who_waits_too_long_is_told_so() {
        let mut bench = Bench::new([]);
        bench.store.db.busy_timeout(Duration::ZERO).unwrap();
        let other = Store::open(&bench.path(), Access::Write).unwrap();
        other.db.execute_batch("BEGIN IMMEDIATE").unwrap();
        let error = bench.put(&opening()[0]).unwrap_err();
        assert!(matches!(error, StoreError::Busy { .. }), "{error}");
    }

    #[test]
    fn what_is_written_is_safe() {
        let bench = Bench::new([]);
        assert_eq!(bench.ask("PRAGMA journal_mode"), "wal");
        assert_eq!(bench.ask("PRAGMA synchronous"), "2", "FULL");
        assert_eq!(bench.ask("PRAGMA foreign_keys"), "1");
    }
}
