//! The take log: one SQLite file that several programs may use at once.
//!
//! Start with [`Store::open`]. [`writer`] is how a stage writes to it, [`read`] what it holds of takes, [`resume`] how a
//! stage goes on with its last workshop, [`roster`] who is known, [`judge`] what the command line changes.

pub mod elsewhere;
mod error;
mod hand;
pub mod judge;
pub mod lock;
pub mod read;
pub mod resume;
pub mod roster;
mod schema;
#[cfg(test)]
mod sample;
mod write;
pub mod writer;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use self::error::StoreError;

/// How long to wait for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a log is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To read. Nothing is created: a log that does not exist yet is an empty one.
    Read,
    /// To write. Folders and file are created, an older log is brought up to date.
    Write,
}

/// An open take log.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    db: Connection,
}

impl Store {
    /// Opens the log at `path`.
    pub fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        let io = |source| StoreError::Io { path: path.to_owned(), source };
        // Also keeps SQLite from taking an empty path or `:memory:` for something other than a file.
        let path = &std::path::absolute(path).map_err(io)?;
        match (fs::metadata(path), access) {
            (Ok(meta), _) if !meta.is_file() => Err(StoreError::NotAFile { path: path.clone() }),
            (Ok(meta), Access::Read) if meta.len() > 0 => Self::open_to_read(path),
            (Ok(_), Access::Read) => Self::empty(path),
            (Ok(_), Access::Write) => Self::open_to_write(path),
            (Err(e), Access::Read) if e.kind() == io::ErrorKind::NotFound => Self::empty(path),
            (Err(e), Access::Write) if e.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(path.parent().unwrap_or(path)).map_err(io)?;
                Self::open_to_write(path)
            }
            (Err(e), _) => Err(io(e)),
        }
    }

    /// Where the log is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open_to_write(path: &Path) -> Result<Self, StoreError> {
        let store = Self::connect(path, path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        let fault = |e| StoreError::of(path, e);
        // SQLite opens a file that can't be written to all the same, and only complains at the first change.
        if store.db.is_readonly(rusqlite::MAIN_DB).map_err(fault)? {
            return Err(StoreError::ReadOnly { path: path.to_owned() });
        }
        schema::settle(&store.db, path, schema::STEPS)?;
        // A file system that can't have it keeps the slower journal; a busy log gets it from whoever is busy with it.
        match store.db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
            Err(e) if !error::is_busy(&e) => Err(fault(e)),
            _ => Ok(store),
        }
    }

    /// Opened for reading alone, SQLite would leave its side files behind. Opened for writing and told not to, it takes
    /// them away again.
    fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let open = |name: &Path, flags| {
            let store = Self::connect(path, name, flags)?;
            store.db.pragma_update(None, "query_only", true).map_err(|e| StoreError::of(path, e))?;
            schema::inspect(&store.db).map(|state| (store, state)).map_err(|e| StoreError::of(path, e))
        };
        let (store, state) = match open(path, OpenFlags::SQLITE_OPEN_READ_WRITE) {
            // In a folder that can't be written to, a log that nobody is writing can still be read as it lies.
            Err(StoreError::ReadOnly { .. }) if !has_wal(path) => {
                open(&as_it_lies(path), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
            }
            other => other,
        }?;
        if schema::is_older(&state) {
            drop(store);
            return Self::open_to_write(path);
        }
        schema::check(&state, path, schema::STEPS)?;
        if state == schema::State::New { Self::empty(path) } else { Ok(store) }
    }

    /// An empty log that is in no file.
    fn empty(path: &Path) -> Result<Self, StoreError> {
        let db = Connection::open_in_memory().map_err(|e| StoreError::of(path, e))?;
        schema::settle(&db, path, schema::STEPS)?;
        Ok(Self { path: path.to_owned(), db })
    }

    fn connect(path: &Path, name: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let connect = || {
            let db = Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            db.busy_timeout(PATIENCE)?;
            db.set_prepared_statement_cache_capacity(64);
            db.pragma_update(None, "foreign_keys", true)?;
            db.pragma_update(None, "synchronous", "FULL")?;
            if cfg!(target_os = "macos") {
                db.pragma_update(None, "fullfsync", true)?;
            }
            Ok(db)
        };
        let db = connect().map_err(|e| StoreError::of(path, e))?;
        Ok(Self { path: path.to_owned(), db })
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
    let mut name = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'?' | b'#' | b'%' | 128.. => name.push_str(&format!("%{byte:02x}")),
            b'\\' if cfg!(windows) => name.push('/'),
            _ => name.push(char::from(*byte)),
        }
    }
    name.push_str("?immutable=1");
    name.into()
}
