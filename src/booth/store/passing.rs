//! A file beside the log that is there for a while: what comes in, or a copy that is not whole yet.
//!
//! Start with [`Passing`]; [`sweep`] takes away what programs that died left.

use std::fs;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::lock::{self, WorkshopLock};
use super::{StoreError, beside, make_private};

/// What the name of such a file has after that of the log; an id follows.
const MARK: &str = ".merging-";

/// The file, and the lock that says that somebody needs it.
#[derive(Debug)]
pub(super) struct Passing {
    pub(super) path: PathBuf,
    log: PathBuf,
    id: Uuid,
    _lock: Option<WorkshopLock>,
}

impl Passing {
    /// Makes an empty one beside the log at `log`, where names of people are as safe as in that.
    pub(super) fn new(log: &Path) -> Result<Self, StoreError> {
        let log = std::path::absolute(log).map_err(|source| StoreError::Io { path: log.to_owned(), source })?;
        let id = Uuid::now_v7();
        // It makes the folder too.
        let lock = WorkshopLock::acquire(&log, id)?;
        let file = Self { path: beside(&log, &format!("{MARK}{id}")), log, id, _lock: lock };
        make_private(&file.path).map_err(|source| StoreError::Io { path: file.path.clone(), source })?;
        Ok(file)
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        remove(&self.log, &self.path, self.id);
    }
}

/// Takes away the files whose program died.
pub(super) fn sweep(log: &Path) {
    let (Some(folder), Some(name)) = (log.parent(), log.file_name()) else { return };
    let start = [name.as_encoded_bytes(), MARK.as_bytes()].concat();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let id = name.as_encoded_bytes().strip_prefix(start.as_slice()).and_then(|id| Uuid::try_parse_ascii(id).ok());
        if let Some(id) = id
            && lock::is_free(log, &lock::name(id))
        {
            remove(log, &entry.path(), id);
        }
    }
}

/// What is not there need not go.
fn remove(log: &Path, path: &Path, id: Uuid) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(beside(path, suffix));
    }
    lock::remove(log, &lock::name(id));
}
