//! Everything that can be wrong with a log, as a sentence that says what to do next.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY;
use thiserror::Error;

use crate::pack::read::spelt;

use super::room::is_full;

/// Why a log could not be opened, read or written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The path is a folder or a device.
    #[error("the log can't be this, it is no file: {}; name a file with --log", path.display())]
    NotAFile {
        /// The log.
        path: PathBuf,
    },
    /// It holds something else.
    #[error("not a take log, left as it is: {}; name another file with --log, or move this one away", path.display())]
    NotALog {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of the program wrote it.
    #[error(
        "the log is of a newer sidecoach (log version {found}, this one knows {known}), left as it is: {}; \
         update sidecoach, or name another file with --log",
        path.display()
    )]
    Newer {
        /// The log.
        path: PathBuf,
        /// Its version.
        found: usize,
        /// The newest version this program knows.
        known: usize,
    },
    /// It is damaged.
    #[error(
        "the log is damaged: {}; copy it somewhere safe, try `sqlite3 FILE .recover` on the copy, \
         and name another file with --log meanwhile",
        path.display()
    )]
    Corrupt {
        /// The log.
        path: PathBuf,
    },
    /// It may not be opened or written to.
    #[error(
        "the log can't be opened or written to: {}; allow both for it and its folder, or name another file with --log",
        path.display()
    )]
    ReadOnly {
        /// The log.
        path: PathBuf,
    },
    /// The file that was opened is no longer at its path.
    #[error("the log was taken away or replaced: {}; put it back, or start again with another --log", path.display())]
    Gone {
        /// The log.
        path: PathBuf,
    },
    /// One of the files beside it is no longer there, or another is.
    #[error(
        "a file of the log was taken away, replaced or added: {}; put things back as they were, or quit and write it all to \
         another file",
        path.display()
    )]
    Parted {
        /// The file beside the log.
        path: PathBuf,
    },
    /// The file has a second name.
    #[error(
        "the log has a second name, and SQLite would keep a second journal for it: {}; take one of the names away \
         (`find FOLDER -samefile FILE` finds them), or name another file with --log",
        path.display()
    )]
    Linked {
        /// The log.
        path: PathBuf,
    },
    /// There is no room left.
    #[error("the disk of the log is full: {}; make room on it, or name another file with --log", path.display())]
    Full {
        /// The log.
        path: PathBuf,
    },
    /// The disk has not the room for what was to be done, and nothing of it was begun.
    #[error(
        "the disk lacks {kib} KiB that it takes to write this anew, and nothing was changed: {}; make room there, then try \
         again",
        path.display()
    )]
    NoRoom {
        /// The log, or the folder for temporary files.
        path: PathBuf,
        /// How much is missing, in KiB.
        kib: u64,
    },
    /// A file beside the log that holds nothing whole can't be taken away.
    #[error("the half-made copy {} can't be taken away: {source}; delete it, then try again", path.display())]
    Kept {
        /// The copy.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another program has been writing to it all the while.
    #[error("another program is busy with the log: {}; try again, or close that program", path.display())]
    Busy {
        /// The log.
        path: PathBuf,
    },
    /// What was to be written is about something that is not in it.
    #[error("the log does not hold what this belongs to: {}; was the file replaced? name another one with --log", path.display())]
    Unplaced {
        /// The log.
        path: PathBuf,
    },
    /// It was to be a new file.
    #[error("{} exists already and was left as it is; name a file that does not exist", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("the log can't be opened ({source}): {}; check the path, or name another file with --log", path.display())]
    Io {
        /// The log.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Anything else that SQLite says.
    #[error("the log can't be used ({}): {}; try again, or name another file with --log", spelt(&source.to_string()), path.display())]
    Sqlite {
        /// The log.
        path: PathBuf,
        /// What it says.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// What an error of SQLite means for the log at `path`.
    pub(super) fn of(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        if is_unplaced(&error) {
            return Self::Unplaced { path };
        }
        if is_busy(&error) {
            return Self::Busy { path };
        }
        if is_impossible(&error) {
            return Self::Corrupt { path };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotALog { path },
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => Self::ReadOnly { path },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::SystemIoFailure) if is_full(&path) => Self::Full { path },
            _ => Self::Sqlite { path, source: error },
        }
    }
}

/// Whether a write found nothing that it is about.
pub(super) fn is_unplaced(error: &rusqlite::Error) -> bool {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    matches!(error, rusqlite::Error::StatementChangedRows(0)) || extended == Some(SQLITE_CONSTRAINT_FOREIGNKEY)
}

/// Whether a column holds what was never written to it.
fn is_impossible(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    matches!(error, FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..))
}

/// Whether another program had the log for itself for too long.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    use ErrorCode::{DatabaseBusy, DatabaseLocked, FileLockingProtocolFailed};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked | FileLockingProtocolFailed))
}
