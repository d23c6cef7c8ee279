//! A log beside the log, from when that is no longer what it was. Whatever ends the program then, nothing is lost.
//!
//! Start with [`Spare::make`].

use std::path::Path;

use uuid::Uuid;

use crate::scene::Ms;
use crate::stage::Rescue;
use crate::take::Entry;

use super::elsewhere::{Rescued, apply, free_name, rescue};
use super::{Access, Store, StoreError};

/// An open log with all that a session knows.
#[derive(Debug)]
pub(super) struct Spare {
    rescued: Rescued,
    workshop: Uuid,
    store: Store,
}

impl Spare {
    /// Beside the log at `path`, or in the folder for temporary files. See [`rescue`].
    pub(super) fn make(
        path: &Path,
        log: Option<&Store>,
        known: &Rescue,
        wrote: Option<(Uuid, Ms)>,
    ) -> Result<Self, StoreError> {
        let fill = |folder: &Path| rescue(log, &free_name(folder), known, wrote);
        let temporary = || fill(&std::env::temp_dir());
        let rescued = match path.parent().filter(|folder| folder.is_dir()) {
            Some(beside) => fill(beside).or_else(|e| temporary().map_err(|_| e))?,
            None => temporary()?,
        };
        let store = Store::open(&rescued.path, Access::Write)?;
        Ok(Self { rescued, workshop: known.workshop(), store })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.rescued.path
    }

    /// Writes what the log would not have. What was written already does no harm.
    pub(super) fn add<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) -> Result<(), StoreError> {
        let entries: Vec<_> = entries.into_iter().cloned().collect();
        let left_out = apply(&mut self.store, self.workshop, &entries)?;
        let is_new = |entry: &Entry| !self.rescued.left_out.contains(entry);
        let new: Vec<_> = left_out.into_iter().filter(is_new).collect();
        self.rescued.left_out.extend(new);
        Ok(())
    }

    /// Leaves it where it is, in one file, with this too.
    pub(super) fn close(mut self, unsaved: &[Entry]) -> Result<Rescued, StoreError> {
        self.add(unsaved)?;
        Ok(self.rescued)
    }

    /// Deletes it.
    pub(super) fn discard(self) {
        drop(self.store);
        self.rescued.discard();
    }
}
