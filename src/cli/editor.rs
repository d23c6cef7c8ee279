//! The user's editor.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::error::Error;

/// What is run where nobody says what.
const USUAL: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// Opens a file in the user's editor, `$VISUAL` or `$EDITOR`, which may have arguments, and waits for its end.
pub fn open(path: &Path) -> Result<(), Error> {
    let asked = |name| env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    let editor = asked("VISUAL").or_else(|| asked("EDITOR")).unwrap_or_else(|| USUAL.to_owned());
    let failed = |why| Error::Editor { editor: editor.clone(), why, path: path.to_owned() };
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(USUAL));
    let status = command.args(words).arg(path).status().map_err(|e| failed(format!("can't be started: {e}")))?;
    if status.success() { Ok(()) } else { Err(failed(format!("ended with an error ({status})"))) }
}
