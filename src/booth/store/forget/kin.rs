//! The files beside a log that hold what it held: copies kept before a migration, and what was rescued.
//!
//! Start with [`Kin::of`].

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::super::schema::{STEPS, State, inspect};
use super::super::{Store, StoreError, beside};

/// How many links may lead from one to the next.
const MOST_LINKS: usize = 40;

/// What the name of a rescued file begins and ends with.
const RESCUED: (&str, &str) = ("takes-rescued", ".db");

/// The files beside a log, by what can be done about them.
#[derive(Debug, Default)]
pub(super) struct Kin {
    /// Every name of the log that is known here.
    pub(super) names: BTreeSet<PathBuf>,
    /// Logs of this version or an older one, opened.
    pub(super) logs: Vec<(PathBuf, Connection)>,
    /// Copies that are empty or half made: nothing is lost with them.
    pub(super) half_made: Vec<PathBuf>,
    /// What has to be looked at by hand.
    pub(super) strange: Vec<Strange>,
}

/// A file that has the name of a copy and can't be changed as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strange {
    /// The file.
    pub path: PathBuf,
    /// What is the matter with it, such as `is not a take log`.
    pub why: &'static str,
}

impl Kin {
    /// Those beside the log at `path`, beside what it leads to if it is a link, and beside links to it in the same folders.
    /// A file that another program is busy with is an error: it can be waited for.
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let mut kin = Self { names: names_of(path), ..Self::default() };
        let mut seen: BTreeSet<PathBuf> = fs::canonicalize(path).into_iter().collect();
        for file in files(&kin.names)? {
            let target = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
            if seen.insert(target) {
                kin.sort(file)?;
            }
        }
        Ok(kin)
    }

    fn sort(&mut self, path: PathBuf) -> Result<(), StoreError> {
        match look(&path)? {
            Found::Log(db) => self.logs.push((path, db)),
            Found::HalfMade => self.half_made.push(path),
            Found::Strange(why) => self.strange.push(Strange { path, why }),
        }
        Ok(())
    }

    /// Takes away what is empty or half made.
    pub(super) fn clear(&self) -> Result<(), StoreError> {
        for path in &self.half_made {
            for suffix in ["-wal", "-shm", "-journal"] {
                // What is not there need not go.
                let _ = fs::remove_file(beside(path, suffix));
            }
            fs::remove_file(path).map_err(|source| StoreError::Kept { path: path.clone(), source })?;
        }
        Ok(())
    }
}

enum Found {
    Log(Connection),
    HalfMade,
    Strange(&'static str),
}

fn look(path: &Path) -> Result<Found, StoreError> {
    let is_link = path.is_symlink();
    let meta = match fs::metadata(path) {
        Err(e) if is_link && e.kind() == io::ErrorKind::NotFound => {
            return Ok(Found::Strange("is a link to a file that is not there"));
        }
        Err(_) => return Ok(Found::Strange("can't be read")),
        Ok(meta) => meta,
    };
    if !meta.is_file() {
        return Ok(Found::Strange("is not a file"));
    }
    match open(path) {
        Ok((_, State::New)) | Err(StoreError::Corrupt { .. } | StoreError::NotALog { .. })
            if !is_link && is_half_made(path) =>
        {
            Ok(Found::HalfMade)
        }
        Ok((_, State::New | State::Foreign)) | Err(StoreError::NotALog { .. }) => {
            Ok(Found::Strange("is not a take log"))
        }
        Ok((_, State::Log(version))) if version > STEPS.len() => Ok(Found::Strange("is of a newer sidecoach")),
        Ok((db, State::Log(_))) if db.is_readonly(rusqlite::MAIN_DB).unwrap_or(true) => {
            Ok(Found::Strange("can't be written to"))
        }
        Ok((db, State::Log(_))) if !is_sound(&db) => Ok(Found::Strange("is damaged")),
        Ok((db, State::Log(_))) => Ok(Found::Log(db)),
        Err(busy @ StoreError::Busy { .. }) => Err(busy),
        Err(StoreError::Corrupt { .. }) => Ok(Found::Strange("is damaged")),
        Err(_) => Ok(Found::Strange("can't be read")),
    }
}

/// Whether all of it can be read: what is found out too late would stop what has begun.
fn is_sound(db: &Connection) -> bool {
    let found = db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    found.is_ok_and(|found| found == "ok")
}

fn open(path: &Path) -> Result<(Connection, State), StoreError> {
    let db = Store::connection(path, path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let state = inspect(&db).map_err(|e| StoreError::of(path, e))?;
    Ok((db, state))
}

/// Whether SQLite was stopped while it wrote the file: it is empty, begins with nothing, or is shorter than it says.
fn is_half_made(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| {
        file.take(32).read_to_end(&mut start)?;
        Ok(fs::metadata(path)?.len())
    });
    let Ok(length) = read else { return false };
    if start.iter().all(|byte| *byte == 0) {
        return true;
    }
    let number = |at: usize, bytes: usize| {
        let bytes = start.get(at..at + bytes).unwrap_or_default();
        bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    };
    // 65536 is written as 1.
    let page = if number(16, 2) == 1 { 0x1_0000 } else { number(16, 2) };
    start.starts_with(b"SQLite format 3\0") && length < page * number(28, 4)
}

/// Every file that is a copy of the log of these names or was rescued from it, by its name.
fn files(logs: &BTreeSet<PathBuf>) -> Result<BTreeSet<PathBuf>, StoreError> {
    let mut found = BTreeSet::new();
    for folder in logs.iter().filter_map(|log| log.parent()).collect::<BTreeSet<_>>() {
        let entries = entries(folder).map_err(|source| StoreError::Io { path: folder.to_owned(), source })?;
        let is_rescued = |path: &&PathBuf| rescued(path);
        let bases = entries.iter().filter(is_rescued).chain(logs).filter_map(|base| base.file_name());
        let bases: BTreeSet<_> = bases.collect();
        found.extend(entries.iter().filter(is_rescued).cloned());
        found.extend(entries.iter().filter(|path| bases.iter().any(|base| is_copy(path, base))).cloned());
    }
    Ok(found)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

/// The log, every file on the way of links that leads to it, and links to it beside those.
fn names_of(log: &Path) -> BTreeSet<PathBuf> {
    let next = |path: &PathBuf| {
        let to = fs::read_link(path).ok()?;
        Some(path.parent()?.join(to))
    };
    let own = fs::canonicalize(log).ok();
    // A folder on the way may be a link too.
    let names = std::iter::successors(Some(log.to_owned()), next).take(MOST_LINKS).chain(own.clone());
    let mut names: BTreeSet<_> = names.collect();
    let folders: BTreeSet<_> = names.iter().filter_map(|name| name.parent()).map(Path::to_owned).collect();
    let beside = folders.iter().flat_map(|folder| entries(folder).unwrap_or_default());
    names.extend(beside.filter(|path| path.is_symlink() && fs::canonicalize(path).ok() == own));
    names
}

/// Whether it is named like `takes.db.backup-v1` or `takes.db.backup-v1-2`.
fn is_copy(path: &Path, log: &std::ffi::OsStr) -> bool {
    let start = [log.as_encoded_bytes(), b".backup-v"].concat();
    let number = path.file_name().and_then(|name| name.as_encoded_bytes().strip_prefix(start.as_slice()));
    number.is_some_and(|number| number.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-'))
}

/// Whether it is named like `takes-rescued.db` or `takes-rescued-2.db`.
fn rescued(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let number = name.strip_prefix(RESCUED.0).and_then(|rest| rest.strip_suffix(RESCUED.1));
    number.is_some_and(|number| number.chars().all(|c| c.is_ascii_digit() || c == '-'))
}
