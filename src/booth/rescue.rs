//! Takes that their log would not have, at the end of a session: written to another file rather than lost.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::print;
use crate::stage::Trouble;
use crate::take::Entry;

use super::files::at_home;
use super::keep::is_of_log;
use super::store::elsewhere;

/// Asks where to write what an empty log needs to hold it, if somebody can be asked, and writes it there; else to a file
/// beside the log or in the folder for temporary files. Says on standard error what became of it.
pub(super) fn rescue(unsaved: &[Entry], trouble: Option<&Trouble>, log: &Path, can_ask: bool) {
    let why = trouble.map_or("the log did not answer in time", |trouble| &trouble.why);
    say(&format!("{why}\nWhat was played is not all in the log yet."));
    let proposed = proposal(log);
    while can_ask && let Some(answer) = ask(&proposed) {
        match answer {
            Answer::GiveUp => return say("It was given up."),
            Answer::Write(path) if is_of_log(&path, log) => {
                say(&format!("{} belongs to the log itself; name another file.", path.display()));
            }
            Answer::Write(path) if write(&path, unsaved) => return,
            Answer::Write(_) => {}
        }
    }
    let spare = std::env::temp_dir().join(proposed.file_name().unwrap_or_default());
    if !write(&proposed, unsaved) && !write(&spare, unsaved) {
        say("It could not be written anywhere.");
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

fn write(path: &Path, entries: &[Entry]) -> bool {
    match elsewhere::write_to(path, entries) {
        Ok(_) => {
            say(&format!("Written to {0}: `sidecoach takes list --log {0}` lists it.", path.display()));
            true
        }
        Err(e) => {
            say(&e.to_string());
            false
        }
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
