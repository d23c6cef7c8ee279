//! The files that sidecoach keeps: nothing that a command puts out may take the place of one.
//!
//! Start with [`Keep::check`]. A path is known for what it leads to, however it is spelt: through links, by another hard
//! link, with `..`, in other letters where a file system takes them for the same, and before there is a file.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::files::FileError;
use super::packs::may_be_pack;
use super::store::{file_id, is_header};

/// What the names of files beside a log end with, after the log's own.
const PARTS: &[&str] = &["-wal", "-shm", "-journal", "-locks"];

/// How those go on of which there may be several.
const NUMBERED: &[&str] = &[".backup-v", ".merging-"];

/// The files there are to keep, whether they are there yet or not.
#[derive(Debug, Clone, Default)]
pub struct Keep {
    /// Logs. Any other log is found by what is in it.
    pub logs: Vec<PathBuf>,
    /// Settings and never lists.
    pub settings: Vec<PathBuf>,
    /// Packs.
    pub packs: Vec<PathBuf>,
    /// The folder of the user's packs.
    pub library: Option<PathBuf>,
}

impl Keep {
    /// Refuses a path at which one of them is, or belongs. A log that this program has open must be among `logs`: those are
    /// not looked into, since that would give up the locks on them.
    pub fn check(&self, path: &Path) -> Result<(), FileError> {
        let refuse = |what| Err(FileError::Kept { path: path.to_owned(), what });
        // What can't be found can't be written to.
        let Ok(at) = resolved(path) else { return Ok(()) };
        if self.logs.iter().any(|log| belongs_to(&at, log)) || belongs_to_some_log(&at) {
            return refuse("belongs to a take log");
        }
        if self.settings.iter().any(|own| is_same(&at, own)) {
            return refuse("is for the settings or the never list");
        }
        let is_in_library = || {
            let library = self.library.as_ref().and_then(|library| resolved(library).ok());
            library.is_some_and(|library| {
                let is_named_so = at.parent() == Some(&*library) && may_be_pack(&at);
                is_named_so || inside(&library).iter().any(|pack| is_same_file(&at, pack))
            })
        };
        if self.packs.iter().any(|pack| is_same(&at, pack)) || is_in_library() {
            return refuse("is a pack, or would be taken for one");
        }
        Ok(())
    }
}

/// Whether a resolved path leads to this log or to one of the files that belong to it: its journals, its locks, the copies
/// kept of it. Looks into no file.
fn belongs_to(at: &Path, log: &Path) -> bool {
    // Some files lie beside the name that was given, others beside the file that a link of this name leads to.
    let named = resolved(log.parent().unwrap_or(log)).ok().zip(log.file_name()).map(|(folder, name)| folder.join(name));
    let logs = [resolved(log).ok(), named];
    logs.iter()
        .flatten()
        .any(|log| at.ancestors().any(|at| is_part(at, log)) || beside(log).iter().any(|part| is_same_file(at, part)))
}

/// Whether a path has the name of a log or of a file that belongs to it.
fn is_part(at: &Path, log: &Path) -> bool {
    let (Some(name), Some(log_name)) = (at.file_name(), log.file_name()) else { return false };
    let (name, log_name) = (lower(name.as_encoded_bytes()), lower(log_name.as_encoded_bytes()));
    let is_ending = |rest: &[u8]| {
        rest.is_empty()
            || PARTS.iter().any(|part| rest == part.as_bytes())
            || NUMBERED.iter().any(|part| rest.starts_with(part.as_bytes()))
    };
    at.parent() == log.parent() && name.strip_prefix(&*log_name).is_some_and(is_ending)
}

/// What of a log there is in its folder and that of its locks.
fn beside(log: &Path) -> Vec<PathBuf> {
    let parts: Vec<PathBuf> = log.parent().into_iter().flat_map(inside).filter(|at| is_part(at, log)).collect();
    let locks: Vec<PathBuf> = parts.iter().filter(|part| part.is_dir()).flat_map(|folder| inside(folder)).collect();
    [parts, locks].concat()
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// Whether it is a log, or would belong to one, that nobody named.
fn belongs_to_some_log(at: &Path) -> bool {
    at.ancestors().any(|at| {
        let name = at.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ends = PARTS.iter().filter_map(|part| name.strip_suffix(part));
        let numbered = NUMBERED.iter().filter_map(|part| Some(name.split_once(part)?.0));
        [&*name].into_iter().chain(ends).chain(numbered).any(|log| is_log(&at.with_file_name(log)))
    })
}

fn is_log(path: &Path) -> bool {
    let head = || {
        let mut head = Vec::new();
        // Looked at first: to open a pipe would wait for somebody to write to it.
        if fs::metadata(path)?.is_file() {
            File::open(path)?.take(100).read_to_end(&mut head)?;
        }
        Ok::<_, io::Error>(head)
    };
    head().is_ok_and(|head| is_header(&head))
}

/// Whether a path that was resolved leads where another does.
fn is_same(at: &Path, other: &Path) -> bool {
    let other = resolved(other).unwrap_or_else(|_| other.to_owned());
    let [a, b] = [at, &other].map(|path| lower(path.as_os_str().as_encoded_bytes()));
    a == b || is_same_file(at, &other)
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    file_id(a).is_some_and(|id| file_id(b) == Some(id))
}

fn lower(bytes: &[u8]) -> Vec<u8> {
    bytes.to_ascii_lowercase()
}

/// Where a path leads, as far as there is something, with no link and no `..`.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    if let Ok(real) = fs::canonicalize(&path) {
        return Ok(real);
    }
    let (Some(parent), Some(last)) = (path.parent(), path.components().next_back()) else { return Ok(path) };
    let mut real = resolved(parent)?;
    match last {
        Component::ParentDir => drop(real.pop()),
        last => real.push(last),
    }
    Ok(real)
}

#[cfg(test)]
mod tests {
    use super::super::store::{Access, Store};
    use super::*;

    /// A home with a log, settings and a pack, and what is kept in it.
    fn home() -> (tempfile::TempDir, Keep) {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for folder in ["packs", "config", "out", "takes.db-locks"] {
            fs::create_dir(at(folder)).unwrap();
        }
        drop(Store::open(&at("takes.db"), Access::Write).unwrap());
        drop(Store::open(&at("other.db"), Access::Write).unwrap());
        for file in ["packs/mine.toml", "config/config.toml", "takes.db-wal", "takes.db.backup-v1", "named.toml"] {
            fs::write(at(file), "x").unwrap();
        }
        fs::write(at("takes.db-locks/a.lock"), "").unwrap();
        let keep = Keep {
            logs: vec![at("takes.db"), at("new.db")],
            settings: vec![at("config/config.toml"), at("config/never.toml")],
            packs: vec![at("named.toml")],
            library: Some(at("packs")),
        };
        (dir, keep)
    }

    #[test]
    fn what_is_kept_is_refused_and_nothing_else_is() {
        let (dir, keep) = home();
        for path in [
            "takes.db",
            "takes.db-wal",
            "takes.db-shm",
            "takes.db-journal",
            "TAKES.db-WAL",
            "takes.db.backup-v1",
            "takes.db.backup-v7-2",
            "takes.db-locks",
            "takes.db-locks/new.lock",
            "new.db",
            "new.db-wal",
            "other.db",
            "other.db-wal",
            "other.db-locks/a",
            "other.db.backup-v3",
            "config/config.toml",
            "config/never.toml",
            "packs/mine.toml",
            "packs/yours.toml",
            "named.toml",
            "out/../takes.db",
            "nowhere/../takes.db-wal",
            "./packs/../out/../config/./config.toml",
        ] {
            let said = keep.check(&dir.path().join(path));
            assert!(matches!(said, Err(FileError::Kept { .. })), "{path}: {said:?}");
        }
        for path in ["takes.csv", "takes.db2", "out/takes.db", "out", "packs/notes.txt", "mine.toml", "x-wal", "."] {
            let said = keep.check(&dir.path().join(path));
            assert!(said.is_ok(), "{path}: {said:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_other_name_leads_there() {
        let (dir, keep) = home();
        let at = |name: &str| dir.path().join(name);
        std::os::unix::fs::symlink(dir.path(), at("out/up")).unwrap();
        std::os::unix::fs::symlink(at("takes.db"), at("out/link")).unwrap();
        let files = ["takes.db", "takes.db-wal", "takes.db.backup-v1", "takes.db-locks/a.lock", "packs/mine.toml"];
        let hard = |file: &str| format!("out/hard-{}", file.replace('/', "-"));
        for file in files {
            fs::hard_link(at(file), at(&hard(file))).unwrap();
        }
        let paths = ["out/up/takes.db-shm", "out/up/packs/new.toml", "out/link"].map(str::to_owned);
        for path in paths.into_iter().chain(files.map(hard)) {
            let said = keep.check(&at(&path));
            assert!(matches!(said, Err(FileError::Kept { .. })), "{path}: {said:?}");
        }
        let linked = Keep { logs: vec![at("out/link")], ..Keep::default() };
        for path in ["takes.db-wal", "out/link-wal", "out/link.backup-v1"] {
            assert!(linked.check(&at(path)).is_err(), "{path}");
            assert!(belongs_to(&resolved(&at(path)).unwrap(), &at("out/link")), "{path}");
        }
    }
}
