//! Takes that their log would not have, at the end of a session: written to another file rather than lost.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::print;
use crate::stage::{Rescue, Trouble};

use super::files::at_home;
use super::keep::Keep;
use super::store::StoreError;
use super::store::elsewhere::{self, Rescued};
use super::store::writer::Writer;

mod named;

use named::Names;

/// A session that is over.
pub(super) struct Ended<'a> {
    /// What it knows.
    pub(super) rescue: Rescue,
    /// Why the log could not be written, if it could not.
    pub(super) trouble: Option<&'a Trouble>,
    /// Where the log is to be.
    pub(super) log: &'a Path,
    /// What nothing may be put over: the log, and whatever else is kept.
    pub(super) keep: &'a Keep,
    /// Who has it open.
    pub(super) writer: Writer,
}

impl Ended<'_> {
    /// Lets the log be if it has all of it. What it has not, or what is no longer where it is to be, is rescued.
    pub(super) fn leave(self, can_ask: bool) {
        if let Some(why) = self.why() {
            return self.rescue(&why, can_ask);
        }
        self.writer.discard_spare();
        self.writer.stop();
    }

    fn why(&self) -> Option<String> {
        if self.rescue.unsaved.is_empty() {
            let fault = self.writer.check().err()?;
            return Some(format!("{fault}\nWhat was played is no longer where the log is to be."));
        }
        let why = self.trouble.map_or("the log did not answer in time", |trouble| &trouble.why);
        Some(format!("{why}\nWhat was played is not all in the log yet."))
    }

    /// Asks where to write it, if somebody can be asked, and writes it there; else where it is kept already, to a file beside
    /// the log, or in the folder for temporary files. Says on standard error what became of it.
    fn rescue(&self, why: &str, can_ask: bool) {
        say(why);
        let kept = self.writer.close_spare(&self.rescue);
        let is_beside = |kept: &&Rescued| kept.path.parent() == self.log.parent();
        let beside = kept.as_ref().filter(is_beside).map(|kept| kept.path.clone());
        let proposed = beside.unwrap_or_else(|| elsewhere::proposal(self.log));
        let write = |path: &Path| match kept.clone() {
            Some(kept) if kept.path == path => Ok(kept),
            Some(kept) => kept.move_to(path),
            None => self.write(path),
        };
        while can_ask && let Some(answer) = ask(&proposed) {
            let path = match answer {
                Answer::GiveUp => {
                    let stays = kept.as_ref().map(|kept| format!("It stays in {}.", kept.path.display()));
                    return say(&stays.unwrap_or_else(|| "It was given up.".to_owned()));
                }
                Answer::Write(path) => path,
            };
            let is_there = kept.as_ref().is_some_and(|kept| kept.path == path);
            let checked = if is_there { Ok(()) } else { self.keep.check(&path).map_err(|e| e.to_string()) };
            match checked.and_then(|()| write(&path).map_err(|e| e.to_string())) {
                Ok(rescued) => return self.tell(&rescued),
                Err(why) => say(&why),
            }
        }
        if let Some(kept) = kept {
            return self.tell(&kept);
        }
        let spare = std::env::temp_dir().join(proposed.file_name().unwrap_or_default());
        for path in [&proposed, &spare] {
            match self.write(path) {
                Ok(rescued) => return self.tell(&rescued),
                Err(e) => say(&e.to_string()),
            }
        }
        say("It could not be written anywhere.");
    }

    /// The whole log as far as it can be read, else what the session knows.
    fn write(&self, path: &Path) -> Result<Rescued, StoreError> {
        let copied = self.writer.copy(path.to_owned(), &self.rescue);
        copied.unwrap_or_else(|| elsewhere::rescue_to(path, &self.rescue))
    }

    /// Says what is where, and what is nowhere.
    fn tell(&self, Rescued { path, is_whole, left_out }: &Rescued) {
        let holds = if *is_whole { "the log with all of it" } else { "all that this session knew" };
        let path = path.display();
        say(&format!(
            "Written to {path}: {holds}. `sidecoach takes list --log {path}` lists it, and `sidecoach takes merge {path}` \
             brings it into a log."
        ));
        let names = Names::of(&self.rescue);
        let unknown = (!is_whole).then(|| named::unknown(&self.rescue)).flatten();
        let left_out: Vec<_> = left_out.iter().map(|entry| names.name(entry)).chain(unknown).collect();
        if !left_out.is_empty() {
            say(&format!("Not in it, since only the log knows all of that:\n  {}", left_out.join("\n  ")));
        }
    }
}

enum Answer {
    Write(PathBuf),
    GiveUp,
}

/// `None` where nobody answers.
fn ask(proposed: &Path) -> Option<Answer> {
    if !io::stdin().is_terminal() {
        return None;
    }
    let question = format!("File to write it to [{}], or `no` to give it up: ", proposed.display());
    io::stderr().write_all(print::clean(&question).as_bytes()).ok()?;
    let mut line = String::new();
    match (io::stdin().lock().read_line(&mut line).ok()?, line.trim()) {
        (0, _) => None,
        (_, "no") => Some(Answer::GiveUp),
        (_, "") => Some(Answer::Write(proposed.to_owned())),
        (_, name) => Some(Answer::Write(at_home(name).unwrap_or_else(|| name.into()))),
    }
}

fn say(text: &str) {
    let _ = io::stderr().write_all(print::clean(&format!("{text}\n")).as_bytes());
}
