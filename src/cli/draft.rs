//! A file of the user's in their editor.
//!
//! The editor has a draft, a copy in a folder of its own: so the file changes all at once, never under what somebody else
//! wrote meanwhile, and what was typed is in a file of its own whatever goes wrong. Start with [`edit`].

use std::fs;
use std::path::{Path, PathBuf};

use crate::booth::files::{self, FileError};
use crate::booth::packs::read_file;
use crate::error::Error;

use super::{Context, Folder, editor, folder};

/// Has a draft of a file edited, at a line if one is given, and what came of it saved, if that is something else than
/// before; gives whether it is. Where it can't be saved the draft is kept, and named.
pub fn edit(
    cx: &Context,
    name: &str,
    path: &Path,
    before: &[u8],
    line: Option<usize>,
    save: impl FnOnce(&Path, &[u8]) -> Result<(), Error>,
) -> Result<bool, Error> {
    let draft = draft(cx, name, before)?;
    let edited = editor::open(&draft, line);
    let typed = read_file(&draft)?;
    let is_changed = typed != before;
    let saved = edited.map_err(|error| named(error, path));
    let saved = saved.and_then(|()| if is_changed { save(&draft, &typed) } else { Ok(()) });
    if saved.is_err() && is_changed {
        cx.print.note(&format!("what was typed is kept in {}", draft.display()));
    } else {
        // The file itself holds the same.
        let _ = fs::remove_file(&draft);
    }
    saved.map(|()| is_changed)
}

/// The error of an editor, about the file instead of its draft.
fn named(error: Error, path: &Path) -> Error {
    match error {
        Error::Editor { editor, why, .. } => Error::Editor { editor, why, path: path.to_owned() },
        other => other,
    }
}

/// Makes a draft, beside those that were left.
fn draft(cx: &Context, name: &str, bytes: &[u8]) -> Result<PathBuf, Error> {
    let drafts = folder(Folder::Data).ok_or(Error::NoHome)?.join("drafts");
    let mut path = drafts.join(format!("{name}.toml"));
    for number in 2.. {
        match files::create(&path, bytes, false) {
            Err(FileError::Exists { .. }) => {
                cx.print.note(&format!("an edit of it that was not saved is kept in {}", path.display()));
                path = drafts.join(format!("{name}-{number}.toml"));
            }
            made => {
                made?;
                break;
            }
        }
    }
    Ok(path)
}
