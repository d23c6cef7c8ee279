//! Whether the disk has room for a log that is written anew.

use std::fs;
use std::path::{Path, PathBuf};

use super::{StoreError, beside};

/// What is written beside a log before it is written anew, in bytes.
const SLACK: u64 = 1 << 16;

/// Refuses where a disk has not the room to write one of these logs anew: twice its size beside it, and its size once more
/// in the folder for temporary files. One is done after the other.
pub(super) fn ask<'a>(logs: impl Iterator<Item = &'a Path>) -> Result<(), StoreError> {
    let mut largest = 0;
    for log in logs {
        let file = fs::canonicalize(log).unwrap_or_else(|_| log.to_owned());
        let size = ["", "-wal"].map(|suffix| fs::metadata(beside(&file, suffix)).map_or(0, |meta| meta.len()));
        let size: u64 = size.iter().sum();
        largest = largest.max(size);
        has(file.parent().unwrap_or(&file), log, 2 * size + SLACK)?;
    }
    temporary().map_or(Ok(()), |folder| has(&folder, &folder, largest))
}

/// Whether the disk of a log can't take a page more, as far as the system says so. SQLite calls that an error of the disk
/// where it was to make one of the files beside the log longer.
pub(super) fn is_full(log: &Path) -> bool {
    let file = fs::canonicalize(log).unwrap_or_else(|_| log.to_owned());
    file.parent().and_then(free).is_some_and(|free| free < SLACK)
}

fn has(folder: &Path, named: &Path, needed: u64) -> Result<(), StoreError> {
    match free(folder) {
        Some(free) if free < needed => {
            Err(StoreError::NoRoom { path: named.to_owned(), kib: (needed - free).div_ceil(1024) })
        }
        _ => Ok(()),
    }
}

/// Where SQLite puts what it needs for a moment.
fn temporary() -> Option<PathBuf> {
    let named = ["SQLITE_TMPDIR", "TMPDIR"].into_iter().filter_map(|name| Some(PathBuf::from(std::env::var_os(name)?)));
    let usual = ["/var/tmp", "/usr/tmp", "/tmp"].into_iter().map(PathBuf::from);
    named.chain(usual).find(|folder| folder.is_dir())
}

/// How many bytes this user may still write there, where the system says so.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        std::fs::write(&log, "x".repeat(5000)).unwrap();
        ask(std::iter::once(&*log)).unwrap();
        let Some(free) = free(dir.path()) else { return };
        let refusal = has(dir.path(), &log, free * 2 + (1 << 40)).unwrap_err().to_string();
        assert!(refusal.starts_with("the disk lacks ") && refusal.contains("takes.db; make room there"), "{refusal}");
    }
}
