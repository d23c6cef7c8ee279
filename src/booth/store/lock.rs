//! The lock a stage holds while it runs its workshop: who can take it knows that the stage is gone.
//!
//! Start with [`WorkshopLock::acquire`].

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use uuid::Uuid;

use super::{StoreError, beside};
use crate::booth::files::make_folders;

/// How often and how long to wait for somebody who only looks whether a lock is free.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(2);

/// A workshop's lock, held until it is dropped or the program dies.
#[derive(Debug)]
pub struct WorkshopLock {
    _file: File,
}

impl WorkshopLock {
    /// Takes the lock of a workshop of this log; `None` if another stage holds it.
    pub fn acquire(log: &Path, workshop: Uuid) -> Result<Option<Self>, StoreError> {
        let path = folder(log).join(name(workshop));
        let io = |source| StoreError::Io { path: path.clone(), source };
        make_folders(&folder(log)).map_err(io)?;
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(io)?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self { _file: file })),
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(e)) => return Err(io(e)),
            }
        }
        Ok(None)
    }
}

/// The name of a workshop's lock file, as its row keeps it.
pub(super) fn name(workshop: Uuid) -> String {
    format!("{workshop}.lock")
}

/// Whether nobody holds the lock of this name. Creates nothing; a file that is not there is held by nobody.
#[must_use]
pub fn is_free(log: &Path, name: &str) -> bool {
    Locks::of(log).is_free(name)
}

/// The locks of a log, for whoever asks after many.
pub(super) struct Locks {
    folder: PathBuf,
}

impl Locks {
    pub(super) fn of(log: &Path) -> Self {
        Self { folder: folder(log) }
    }

    /// Whether nobody holds the lock of this name. Of that only the last part counts, since it comes from the log.
    pub(super) fn is_free(&self, name: &str) -> bool {
        let Some(name) = Path::new(name).file_name() else { return true };
        let path = self.folder.join(name);
        if !path.is_file() {
            return true;
        }
        // Shared, so that two who look at the same time don't take each other for a stage.
        File::open(path).is_ok_and(|file| file.try_lock_shared().is_ok())
    }
}

/// Takes a lock's file away, which nobody will ask for again.
pub(super) fn remove(log: &Path, name: &str) {
    // What is not there need not go.
    let _ = fs::remove_file(folder(log).join(name));
}

/// One folder for all the names a log may have.
fn folder(log: &Path) -> PathBuf {
    beside(&fs::canonicalize(log).unwrap_or_else(|_| log.to_owned()), "-locks")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_until_it_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        fs::write(&log, "").unwrap();
        let id = Uuid::from_u128(7);
        assert!(is_free(&log, &name(id)), "a missing file is free");
        assert!(!folder(&log).exists(), "looking creates nothing");
        let lock = WorkshopLock::acquire(&log, id).unwrap();
        assert!(lock.is_some());
        assert!(!is_free(&log, &name(id)));
        assert!(!is_free(&log, &format!("/elsewhere/../{}", name(id))), "only the last part of a name counts");
        assert!(WorkshopLock::acquire(&log, id).unwrap().is_none());
        drop(lock);
        assert!(is_free(&log, &name(id)));
        for odd in ["", "..", "/", "."] {
            assert!(is_free(&log, odd), "{odd}");
        }
        assert!(WorkshopLock::acquire(&log, id).unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_log_has_the_same_locks_under_another_name() {
        let dir = tempfile::tempdir().unwrap();
        let (log, other) = (dir.path().join("takes.db"), dir.path().join("other.db"));
        fs::write(&log, "").unwrap();
        std::os::unix::fs::symlink(&log, &other).unwrap();
        let _lock = WorkshopLock::acquire(&log, Uuid::nil()).unwrap();
        assert!(!is_free(&other, &name(Uuid::nil())));
    }
}
