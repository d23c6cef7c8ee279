//! A folder in which no other program of this kind changes a file, while it is held.
//!
//! Start with [`Hold::of`]. The folder itself is locked: a lock beside each file would be left among the user's packs, or
//! be taken away at the wrong moment, and one on the file would go when another takes its place. A program that dies lets
//! go.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use uuid::Uuid;

use super::disk;
use crate::pack::hash;

/// How the name of a file begins that is on its way. Hidden, and never with the ending of a pack.
const MARK: &str = ".sidecoach-";

/// What is locked where a folder can't be: on Windows, and on some network drives.
const LOCK: &str = ".sidecoach-lock";

/// How often and how long to wait for another that changes something in the folder.
const TRIES: u32 = 5000;
const PAUSE: Duration = Duration::from_millis(2);

/// The lock of a folder, held until it is dropped or the program dies.
#[derive(Debug)]
pub(super) struct Hold {
    folder: PathBuf,
    _lock: File,
}

impl Hold {
    /// Waits for a folder, and takes away what programs that died have left on its way in it.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let beside = || OpenOptions::new().write(true).create(true).truncate(false).open(folder.join(LOCK));
        let lock = match File::open(folder).and_then(locked) {
            Err(e) if e.kind() != io::ErrorKind::TimedOut => beside().and_then(locked)?,
            lock => lock?,
        };
        let hold = Self { folder: folder.to_owned(), _lock: lock };
        hold.sweep();
        Ok(hold)
    }

    /// A name for something that is on its way.
    pub(super) fn passing(&self) -> PathBuf {
        self.folder.join(format!("{MARK}{}", Uuid::now_v7()))
    }

    /// A name under which a file changes places with one that held `before`: it tells what may be thrown away.
    pub(super) fn swapping(&self, before: &[u8], after: &[u8]) -> PathBuf {
        let [before, after] = [before, after].map(short);
        self.folder.join(format!("{MARK}{}-{before}-{after}", Uuid::now_v7()))
    }

    fn sweep(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let (name, path) = (entry.file_name(), entry.path());
            let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(MARK)) else { continue };
            let Some((id, known)) = rest.split_at_checked(ID) else { continue };
            let is_spare = || known.is_empty() || fs::read(&path).is_ok_and(|bytes| known.contains(&short(&bytes)));
            if Uuid::try_parse(id).is_err() || !is_spare() {
                continue;
            }
            // What can't be taken away is in nobody's way.
            let _ = match entry.file_type() {
                Ok(kind) if kind.is_dir() => disk::unlink_folder(&path),
                _ => disk::unlink(&path),
            };
        }
    }
}

/// The length of an id in a name.
const ID: usize = 36;

/// What tells one text from another.
fn short(bytes: &[u8]) -> String {
    hash(bytes)[..16].to_owned()
}

fn locked(file: File) -> io::Result<File> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(e)) => return Err(e),
        }
    }
    Err(io::Error::new(io::ErrorKind::TimedOut, "another sidecoach has been changing something in its folder for long"))
}
