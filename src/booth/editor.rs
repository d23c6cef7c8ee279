//! The user's editor.

use std::env;
use std::io;
use std::path::Path;
use std::process::{Child, Command};

/// What is run where nobody says what.
const USUAL: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// The editors that begin at a line when `+N` stands before the file.
const WITH_LINES: [&str; 14] =
    ["vi", "vim", "nvim", "gvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "mg", "jed"];

/// Opens a file in the user's editor, `$VISUAL` or `$EDITOR`, which may have arguments, at a line if it knows of lines,
/// and waits for its end. Gives a sentence if it was of no use.
pub(super) fn open(path: &Path, line: usize) -> Result<(), String> {
    let asked = |name| env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    let editor = asked("VISUAL").or_else(|| asked("EDITOR")).unwrap_or_else(|| USUAL.to_owned());
    let failed = |why: String| {
        format!("the editor `{editor}` {why}; set VISUAL or EDITOR to another, or change {} yourself", path.display())
    };
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or(USUAL);
    let mut command = Command::new(program);
    command.args(words);
    if Path::new(program).file_stem().is_some_and(|stem| WITH_LINES.iter().any(|known| stem == *known)) {
        command.arg(format!("+{line}"));
    }
    let child = command.arg(path).spawn().map_err(|e| failed(format!("can't be started: {e}")))?;
    match wait(child) {
        Ok(true) => Ok(()),
        Ok(false) => Err(failed("ended with an error".to_owned())),
        Err(e) => Err(failed(format!("can't be waited for: {e}"))),
    }
}

/// Waits for the editor's end, and says whether it was a good one. When it is stopped, so is this program, so that the
/// shell they came from has the terminal.
#[cfg(unix)]
#[expect(clippy::needless_pass_by_value, reason = "it is gone once it was waited for")]
fn wait(child: Child) -> io::Result<bool> {
    use rustix::process::{Pid, WaitOptions, waitpid};
    let pid = Pid::from_child(&child);
    loop {
        match waitpid(Some(pid), WaitOptions::UNTRACED) {
            Ok(Some((_, status))) if status.stopped() => super::signals::stop()?,
            Ok(Some((_, status))) => return Ok(status.exit_status() == Some(0)),
            Ok(None) | Err(rustix::io::Errno::INTR) => {}
            Err(e) => return Err(e.into()),
        }
    }
}

#[cfg(not(unix))]
fn wait(mut child: Child) -> io::Result<bool> {
    Ok(child.wait()?.success())
}
