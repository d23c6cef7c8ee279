//! The never list while a stage runs: other programs change it too.
//!
//! Start with [`Live::look`].

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{NeverError, load, on, today};
use crate::booth::keep_never;
use crate::deck;
use crate::pack::PromptKey;
use crate::stage::HowLong;

/// The list, as far as the stage has heard of it.
#[derive(Debug)]
pub(in crate::booth) struct Live {
    path: Option<PathBuf>,
    /// The file when it was last read; `None` where there was none.
    seen: Option<Stamp>,
    /// What the file would not take: it holds for this session.
    only_here: BTreeSet<PromptKey>,
}

/// What is another once a file is written anew.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    inode: u64,
}

impl Live {
    /// The list in a file that is about to be read for the first time.
    pub(in crate::booth) fn new(path: Option<PathBuf>) -> Self {
        let seen = path.as_deref().and_then(stamp);
        Self { path, seen, only_here: BTreeSet::new() }
    }

    /// What is left out from now on, or why that can't be read, if the file is another than at the last look.
    pub(in crate::booth) fn look(&mut self) -> Option<Result<deck::Never, String>> {
        let path = self.path.as_deref()?;
        let now = stamp(path);
        if now == self.seen {
            return None;
        }
        // Taken before it is read, so that what is written meanwhile is found by the next look.
        self.seen = now;
        Some(match load(path) {
            Ok(entries) => {
                let mut never = on(entries, today);
                never.prompts.extend(self.only_here.iter().cloned());
                Ok(never)
            }
            Err(e) => Err(said_of(e)),
        })
    }

    /// Keeps a prompt on the list, or takes it off. Gives a sentence if that failed.
    pub(in crate::booth) fn keep(&mut self, prompt: PromptKey, how_long: Option<HowLong>) -> Result<(), String> {
        let kept = keep_never(self.path.as_deref(), prompt.clone(), how_long);
        if how_long.is_some() && kept.is_err() {
            self.only_here.insert(prompt);
        } else {
            self.only_here.remove(&prompt);
        }
        kept
    }
}

/// What a stage says that has heard of the list before.
fn said_of(error: NeverError) -> String {
    match error {
        NeverError::Wrong { path, line, column, message } => format!(
            "the never list can't be read any more: {message}, at line {line}, column {column} of {}; what it said before \
             holds until that is put right",
            path.display()
        ),
        other => other.to_string(),
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let meta = fs::metadata(path).ok()?;
    Some(Stamp { modified: meta.modified().ok(), length: meta.len(), inode: inode(&meta) })
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
const fn inode(_meta: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::super::{Mark, add, remove};
    use super::*;

    fn key(id: &str) -> PromptKey {
        PromptKey { pack: "turns".to_owned(), id: id.to_owned() }
    }

    fn looked(live: &mut Live) -> Option<Vec<String>> {
        let never = live.look()?.unwrap();
        Some(never.prompts.iter().map(ToString::to_string).chain(never.tags).collect())
    }

    #[test]
    fn the_file_is_read_again_when_it_is_another() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("never.toml");
        let mut live = Live::new(Some(path.clone()));
        assert_eq!(looked(&mut live), None, "there is still none");
        add(&path, &Mark::Tag("apology".to_owned()), None).unwrap();
        assert_eq!(looked(&mut live).unwrap(), ["apology"]);
        assert_eq!(looked(&mut live), None);
        live.keep(key("late"), Some(HowLong::Today)).unwrap();
        live.keep(key("queue"), Some(HowLong::Always)).unwrap();
        assert_eq!(looked(&mut live).unwrap(), ["turns/late", "turns/queue", "apology"]);
        live.keep(key("late"), None).unwrap();
        remove(&path, &Mark::Tag("apology".to_owned())).unwrap();
        assert_eq!(looked(&mut live).unwrap(), ["turns/queue"]);
        // As an editor saves that writes into the file: its length is the same.
        fs::write(&path, fs::read_to_string(&path).unwrap().replace("queue", "ferry")).unwrap();
        fs::File::options().append(true).open(&path).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(looked(&mut live).unwrap(), ["turns/ferry"]);
        fs::remove_file(&path).unwrap();
        assert_eq!(looked(&mut live).unwrap(), [""; 0]);
        assert_eq!(looked(&mut Live::new(None)), None, "without a home there is no list");
    }

    #[test]
    fn what_can_not_be_read_is_said_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("never.toml");
        let mut live = Live::new(Some(path.clone()));
        fs::write(&path, "format = 1\n[[never]\n").unwrap();
        let says = live.look().unwrap().unwrap_err();
        assert!(says.contains("at line 2, column 9 of ") && says.contains("what it said before holds"), "{says}");
        assert!(live.look().is_none());
        // What can't be put on such a list holds for the session.
        assert!(live.keep(key("late"), Some(HowLong::Always)).is_err());
        assert!(live.keep(key("queue"), Some(HowLong::Today)).is_err());
        assert!(live.keep(key("queue"), None).is_err());
        fs::write(&path, "format = 1\n").unwrap();
        assert_eq!(looked(&mut live).unwrap(), ["turns/late"]);
    }
}
