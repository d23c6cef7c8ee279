//! Takes kept in memory, written to another file when their own log can't be.

use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use uuid::Uuid;

use crate::take::Entry;

use super::error::is_unplaced;
use super::{Access, Store, StoreError, make_private, write};

/// Writes entries to a new log, never over a file that exists, and gives how many have no place there: those about takes
/// and draws that only the other log holds. Put the entry of their workshop first.
pub fn write_to(path: &Path, entries: &[Entry]) -> Result<usize, StoreError> {
    // The file is claimed before it is filled: who looks first whether it exists may look too early.
    make_private(path).map_err(|source| match source.kind() {
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
    // It is a stage that has written them, just now.
    let now = Timestamp::now().as_millisecond();
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
                    write::touch(db, workshop, now)?;
                }
            }
        }
        Ok(left_out)
    })
}

#[cfg(test)]
mod tests {
    use super::super::read::Filter;
    use super::super::sample::{arrived, end, id, opening};
    use super::*;
    use crate::take::Ending;

    #[test]
    fn what_was_kept_in_memory_becomes_a_log() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rescued.db");
        assert_eq!(write_to(&path, &opening()).unwrap(), 0);
        let store = Store::open(&path, Access::Read).unwrap();
        assert_eq!(store.takes(&Filter::default()).unwrap().len(), 1);
        let message = write_to(&path, &opening()).unwrap_err().to_string();
        assert!(message.contains("exists already"), "{message}");
        assert_eq!(store.takes(&Filter::default()).unwrap().len(), 1);
    }

    #[test]
    fn what_belongs_to_another_log_is_counted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rescued.db");
        let mut entries = opening();
        entries.truncate(1);
        entries.push(Entry::Ended { take: id(300), end: end(Ending::Edit) });
        entries.push(opening().remove(4));
        assert_eq!(write_to(&path, &entries).unwrap(), 1);
        let takes = Store::open(&path, Access::Read).unwrap().takes(&Filter::default()).unwrap();
        assert_eq!(takes[0].cast[0].player.as_deref(), Some("Ana"), "who played is known from the take");
        assert_eq!(write_to(&dir.path().join("other.db"), &[arrived(1, "Ana")]).unwrap(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(write_to(&dir.path().join("no/rescued.db"), &[]), Err(StoreError::Io { .. })));
    }
}
