//! Takes kept in memory, written to another file when their own log can't be.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;
use uuid::Uuid;

use crate::pack::Kind;
use crate::scene::Ms;
use crate::stage::Rescue;
use crate::take::{Entry, PastPart, PastTake};

use super::error::is_unplaced;
use super::ledger::Origin;
use super::read::{CastRecord, MomentRecord, TakeRecord};
use super::{Access, Store, StoreError, beside, incoming, make_private, write};

/// Writes entries to a new log, never over a file that exists, and gives how many have no place there: those about takes
/// and draws that only the other log holds. Put the entry of their workshop first.
pub fn write_to(path: &Path, entries: &[Entry]) -> Result<usize, StoreError> {
    claim(path, || apply(&mut Store::open(path, Access::Write)?, Uuid::nil(), entries).map(|left_out| left_out.len()))
}

/// What was written to another file than the log.
#[derive(Debug, Clone)]
pub struct Rescued {
    /// The file.
    pub path: PathBuf,
    /// Whether it is the whole log, and not just what a session knew.
    pub is_whole: bool,
    /// What has no place there.
    pub left_out: Vec<Entry>,
}

impl Rescued {
    /// Moves it to a new file, never over one that exists.
    pub fn move_to(self, path: &Path) -> Result<Self, StoreError> {
        claim(path, || Store::open(&self.path, Access::Read)?.copy_to(path))?;
        let Self { is_whole, ref left_out, .. } = self;
        let moved = Self { path: path.to_owned(), is_whole, left_out: left_out.clone() };
        self.discard();
        Ok(moved)
    }

    /// Deletes it.
    pub(super) fn discard(self) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(&self.path, suffix));
        }
    }
}

/// Writes the whole log to a new file, never over one that exists, with what is not in it yet; where it can't be read, or
/// lacks what was written last (see [`Store::holds`]), all that the session knows.
pub(super) fn rescue(
    log: Option<&Store>,
    path: &Path,
    known: &Rescue,
    wrote: Option<(Uuid, Ms)>,
) -> Result<Rescued, StoreError> {
    let copied = log.map(|log| copy_with(log, path, known.workshop(), &known.unsaved, wrote));
    match copied {
        Some(Err(e @ StoreError::Exists { .. })) => Err(e),
        Some(Ok(left_out)) => Ok(Rescued { path: path.to_owned(), is_whole: true, left_out }),
        Some(Err(_)) | None => rescue_to(path, known),
    }
}

/// Writes all that a session knows to a new log, never over a file that exists.
pub fn rescue_to(path: &Path, known: &Rescue) -> Result<Rescued, StoreError> {
    let left_out = claim(path, || {
        let mut store = Store::open(path, Access::Write)?;
        store.write(|db| known.others.iter().try_for_each(|take| meet(db, take)))?;
        apply(&mut store, Uuid::nil(), &[&*known.written, &*known.unsaved].concat())
    })?;
    Ok(Rescued { path: path.to_owned(), is_whole: false, left_out })
}

/// A file that does not exist yet: beside the log if that has a folder, else here.
pub fn proposal(log: &Path) -> PathBuf {
    free_name(log.parent().filter(|folder| folder.is_dir()).unwrap_or_else(|| Path::new(".")))
}

/// A file of that folder that does not exist yet.
pub(super) fn free_name(folder: &Path) -> PathBuf {
    let names = std::iter::once("takes-rescued.db".to_owned()).chain((2..).map(|n| format!("takes-rescued-{n}.db")));
    let mut paths = names.map(|name| folder.join(name));
    paths.find(|path| !path.exists()).unwrap_or_else(|| folder.join("takes-rescued.db"))
}

/// Copies an open log to a new file, never over one that exists, adds what is not in it yet, and gives what of that has no
/// place there. Fails where the log can't be read whole, or does not have what was written last (see [`Store::holds`]).
fn copy_with(
    store: &Store,
    path: &Path,
    workshop: Uuid,
    unsaved: &[Entry],
    wrote: Option<(Uuid, Ms)>,
) -> Result<Vec<Entry>, StoreError> {
    claim(path, || {
        store.copy_to(path)?;
        let mut copy = Store::open(path, Access::Write)?;
        if !copy.holds(wrote)? {
            return Err(StoreError::Corrupt { path: store.path().to_owned() });
        }
        apply(&mut copy, workshop, unsaved)
    })
}

/// Makes a file and fills it.
fn claim<T>(path: &Path, fill: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    // The file is claimed before it is filled: who looks first whether it exists may look too early.
    make_private(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
        _ => StoreError::Io { path: path.to_owned(), source },
    })?;
    let filled = fill();
    if filled.is_err() {
        // It was made here, and holds nothing: the same name can be tried again.
        let _ = fs::remove_file(path);
    }
    filled
}

/// Writes entries of this workshop, or of one of theirs from where that begins, and gives what has no place.
pub(super) fn apply(store: &mut Store, mut workshop: Uuid, entries: &[Entry]) -> Result<Vec<Entry>, StoreError> {
    // It is a stage that has written them, just now.
    let now = Timestamp::now().as_millisecond();
    store.write(|db| {
        let mut left_out = Vec::new();
        for entry in entries {
            if let Entry::Workshop(next) = entry {
                workshop = next.id;
            }
            match write::apply(db, workshop, entry) {
                Err(e) if is_unplaced(&e) => left_out.push(entry.clone()),
                other => {
                    other?;
                    write::touch(db, workshop, now)?;
                }
            }
        }
        Ok(left_out)
    })
}

/// Has a log know a take as a list of takes shows it, for what is said of it since. A log that has it whole keeps it whole
/// when the two are merged.
fn meet(db: &Connection, past: &PastTake) -> rusqlite::Result<()> {
    let take = TakeRecord {
        number: past.number,
        id: past.id,
        draw: past.draw,
        workshop_id: past.workshop_id,
        workshop: past.workshop.clone(),
        prompt: past.prompt.clone(),
        pack_hash: None,
        seed: None,
        text: past.text.clone(),
        take_of_draw: past.of_draw,
        rehearsal: past.rehearsal,
        started: past.started,
        planned_ms: past.planned,
        ended_at_ms: past.end.map(|end| end.at),
        played_ms: past.end.map(|end| end.played),
        paused_ms: past.end.map(|end| end.paused).or(Some(0)),
        ending: past.end.map(|end| end.ending),
        verdict: None,
        reason: None,
        note: None,
        cast: (0..).zip(&past.cast).map(|(position, part)| known_part(position, part)).collect(),
        moments: past.moments.iter().map(MomentRecord::of).collect(),
        judgements: Vec::new(),
    };
    let origin = Origin {
        workshop_started: past.started,
        zone: "UTC".to_owned(),
        workshop_seed: 0,
        draw: past.draw,
        draw_number: 1,
        drawn: past.started,
        kind: Kind::Scene.word().to_owned(),
        tags: Vec::new(),
        stream: "1.0.0".to_owned(),
        chance: None,
        words: Vec::new(),
        roles: past.cast.iter().filter_map(|part| part.label.clone()).collect(),
        corrections: Vec::new(),
    };
    incoming::add(db, &take, &origin)?;
    past.judgements.iter().try_for_each(|judgement| write::judge_at(db, past.id, judgement, judgement.at))
}

fn known_part(position: i64, part: &PastPart) -> CastRecord {
    CastRecord {
        role: part.label.clone(),
        player: part.player.clone(),
        feeling: None,
        label: part.label.clone(),
        person: None,
        asked: part.asked.clone(),
        secret: None,
        position,
        seat: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::Filter;
    use super::super::sample::{ANA, Bench, START, arrived, end, id, judgement, opening, workshop};
    use super::*;
    use crate::take::{Ending, Verdict};

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

    /// What is said of a take of another session has its place, and counts once the log that has the take whole is there.
    #[test]
    fn what_is_said_of_a_take_of_before_is_rescued_with_it() {
        let before = Bench::new(opening().into_iter().chain([
            Entry::Ended { take: id(301), end: end(Ending::Edit) },
            Entry::Judged { take: id(301), judgement: judgement(1, "leader", Some(Verdict::Usable)) },
        ]));
        let others = before.store.find("", 10).unwrap();
        let written = vec![Entry::Workshop(workshop(1)), arrived(ANA, "Ana")];
        let unsaved = vec![
            Entry::JudgementVoided { take: id(301), judgement: id(501), at: START },
            Entry::Judged { take: id(301), judgement: judgement(2, "leader", Some(Verdict::NotUsable)) },
            Entry::Reopened { take: id(309) },
        ];
        let path = before.dir.path().join("rescued.db");
        let known = Rescue { others, written, unsaved, ..Rescue::default() };
        let left_out = rescue_to(&path, &known).unwrap().left_out;
        assert_eq!(left_out, [Entry::Reopened { take: id(309) }], "by name");
        let one = |store: &Store| {
            let takes = store.takes(&Filter::default()).unwrap();
            let [take] = &*takes else { panic!("{takes:?}") };
            (take.verdict, take.text.clone(), take.cast.iter().map(|part| part.player.clone()).collect::<Vec<_>>())
        };
        let is = one(&Store::open(&path, Access::Read).unwrap());
        assert_eq!(is.0, Some(Verdict::NotUsable));
        assert_eq!(is.2.first(), Some(&Some("Ana".to_owned())));
        let (log, new) = (before.path(), before.dir.path().join("new.db"));
        let secret = before.ask(r#"SELECT group_concat(secret) FROM "cast""#);
        for into in [&log, &new] {
            let mut store = Store::open(into, Access::Write).unwrap();
            store.merge(incoming::Incoming::log(&path, into).unwrap(), |_| false).unwrap();
            assert_eq!(one(&store), is, "{}", into.display());
        }
        assert_eq!(before.ask(r#"SELECT group_concat(secret) FROM "cast""#), secret, "what the log had, it has");
        assert_eq!(before.ask("SELECT count(*) FROM draw"), "1");
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(write_to(&dir.path().join("no/rescued.db"), &[]), Err(StoreError::Io { .. })));
    }
}
