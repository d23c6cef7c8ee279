//! The user's editor, for a command.
//!
//! Start with [`open`].

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::SIGINT;
#[cfg(unix)]
use signal_hook::consts::SIGQUIT;
use signal_hook::flag::register_conditional_default;

use crate::booth::editor::{command, wanted};
use crate::error::Error;

/// What keys send to every program of a terminal.
#[cfg(unix)]
const FROM_KEYS: &[i32] = &[SIGINT, SIGQUIT];

/// What a key sends to every program of a terminal.
#[cfg(not(unix))]
const FROM_KEYS: &[i32] = &[SIGINT];

/// Whether `^C` ends this program. While an editor has the terminal, the key is the editor's.
static ENDS: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| {
    let ends = Arc::new(AtomicBool::new(true));
    for &signal in FROM_KEYS {
        // Where it can't be had, an interrupt ends the program as it always did.
        let _ = register_conditional_default(signal, Arc::clone(&ends));
    }
    ends
});

/// Opens a file in the user's editor, at a line if it can be told one, and waits for its end.
pub fn open(path: &Path, line: Option<usize>) -> Result<(), Error> {
    let editor = wanted();
    let failed = |why| Error::Editor { editor: editor.clone(), why, path: path.to_owned() };
    ENDS.store(false, Ordering::Relaxed);
    let status = command(&editor, path, line).status();
    ENDS.store(true, Ordering::Relaxed);
    let status = status.map_err(|e| failed(format!("can't be started: {e}")))?;
    if status.success() { Ok(()) } else { Err(failed(format!("ended with an error ({status})"))) }
}
