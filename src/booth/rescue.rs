//! Takes that their log would not have, at the end of a session: written to another file rather than lost.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::print;
use crate::stage::{Rescue, Trouble};

use super::files::at_home;
use super::keep::Keep;
use super::store::writer::Writer;
use super::store::{StoreError, elsewhere};

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
        match self.why() {
            Some(why) => self.rescue(&why, can_ask),
            None => self.writer.stop(),
        }
    }

    fn why(&self) -> Option<String> {
        if self.rescue.unsaved.is_empty() {
            let fault = self.writer.check().err()?;
            return Some(format!("{fault}\nWhat was played is no longer where the log is to be."));
        }
        let why = self.trouble.map_or("the log did not answer in time", |trouble| &trouble.why);
        Some(format!("{why}\nWhat was played is not all in the log yet."))
    }

    /// Asks where to write it, if somebody can be asked, and writes it there; else to a file beside the log or in the
    /// folder for temporary files. Says on standard error what became of it.
    fn rescue(&self, why: &str, can_ask: bool) {
        say(why);
        let proposed = proposal(self.log);
        while can_ask && let Some(answer) = ask(&proposed) {
            match answer {
                Answer::GiveUp => return say("It was given up."),
                Answer::Write(path) => match self.keep.check(&path) {
                    Err(e) => say(&e.to_string()),
                    Ok(()) if self.write(&path) => return,
                    Ok(()) => {}
                },
            }
        }
        let spare = std::env::temp_dir().join(proposed.file_name().unwrap_or_default());
        if !self.write(&proposed) && !self.write(&spare) {
            say("It could not be written anywhere.");
        }
    }

    /// The whole log as far as it can be read, else what the session knows.
    fn write(&self, path: &Path) -> bool {
        let copied = self.writer.copy(path.to_owned(), self.rescue.unsaved.clone());
        let (written, holds) = match copied {
            Some(Err(e @ StoreError::Exists { .. })) => (Err(e), ""),
            Some(Ok(left_out)) => (Ok(left_out), "the log with all of it"),
            Some(Err(_)) | None => (elsewhere::rescue_to(path, &self.rescue), "all that this session knew"),
        };
        match written {
            Ok(left_out) => {
                let path = path.display();
                say(&format!(
                    "Written to {path}: {holds}. `sidecoach takes list --log {path}` lists it, and \
                     `sidecoach takes merge {path}` brings it into a log."
                ));
                if !left_out.is_empty() {
                    let names = Names::of(&self.rescue);
                    let left_out: Vec<_> = left_out.iter().map(|entry| names.name(entry)).collect();
                    say(&format!(
                        "Not in it, since only the log knows what it was about:\n  {}",
                        left_out.join("\n  ")
                    ));
                }
                true
            }
            Err(e) => {
                say(&e.to_string());
                false
            }
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

/// A file that does not exist yet: beside the log if that has a folder, else here.
fn proposal(log: &Path) -> PathBuf {
    let folder = log.parent().filter(|folder| folder.is_dir()).unwrap_or_else(|| Path::new("."));
    let names = std::iter::once("takes-rescued.db".to_owned()).chain((2..).map(|n| format!("takes-rescued-{n}.db")));
    let mut paths = names.map(|name| folder.join(name));
    paths.find(|path| !path.exists()).unwrap_or_else(|| folder.join("takes-rescued.db"))
}

fn say(text: &str) {
    let _ = io::stderr().write_all(print::clean(&format!("{text}\n")).as_bytes());
}
