//! Takes kept in memory, written to another file when their own log can't be.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use uuid::Uuid;

use crate::take::Entry;

use super::error::is_unplaced;
use super::{Access, Store, StoreError, write};

/// Writes entries to a new log, never over a file that exists, and gives how many have no place there: those about takes
/// and draws that only the other log holds. Put the entry of their workshop first.
pub fn write_to(path: &Path, entries: &[Entry]) -> Result<usize, StoreError> {
    // The file is claimed before it is filled: who looks first whether it exists may look too early.
    OpenOptions::new().write(true).create_new(true).open(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
        _ => StoreError::Io { path: path.to_owned(), source },
    })?;
    let written = fill(path, entries);
    if written.is_err() {
        // It was made here, and holds nothing: the same name can be tried again.
        let _ = fs::remove_file(path);
    }
    written
}

fn fill(path: &Path, entries: &[Entry]) -> Result<usize, StoreError> {
    Store::open(path, Access::Write)?.write(|db| {
        let mut workshop = Uuid::nil();
        let mut left_out = 0;
        for entry in entries {
            if let Entry::Workshop(next) = entry {
                workshop = next.id;
            }
            match write::apply(db, workshop, entry) {
                Err(e) if is_unplaced(&e) => left_out += 1,
                other => {
                    other?;
                }
            }
        }
        Ok(left_out)
    })
}
