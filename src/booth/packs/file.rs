//! Files that packs are read from: which there are, how they are read, what they are called.
//!
//! Start with [`read_file`].

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::pack::is_name;
use crate::pack::read::MAX_BYTES;

use super::PackError;

/// What stands for standard input where a file is named.
pub const STDIN: &str = "-";

/// The pack files that a path stands for: itself, or the files of a folder whose names end in `.toml`, in order. What
/// has such a name and is no file is passed over, with a note.
pub fn files(path: &Path, notes: &mut Vec<String>) -> Result<Vec<PathBuf>, PackError> {
    if path.as_os_str() == STDIN {
        return Ok(vec![path.to_owned()]);
    }
    let meta = fs::metadata(path).map_err(|e| unreadable(path, e))?;
    if !meta.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let (odd, files): (Vec<_>, Vec<_>) =
        toml_files(path).map_err(|e| unreadable(path, e))?.into_iter().partition(|path| is_odd(path));
    notes.extend(odd.iter().map(|path| format!("{} is passed over: it is no file", path.display())));
    if files.is_empty() { Err(PackError::EmptyFolder { path: path.to_owned() }) } else { Ok(files) }
}

/// The bytes of a pack or another file, or of standard input: no more than show that there are too many.
pub fn read_file(path: &Path) -> Result<Vec<u8>, PackError> {
    let limit = MAX_BYTES + 1;
    let mut bytes = Vec::new();
    let result = if path.as_os_str() == STDIN {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        // Looked at first: to open a pipe would wait for somebody to write to it.
        let meta = fs::metadata(path).map_err(|e| unreadable(path, e))?;
        if meta.is_dir() {
            return Err(PackError::Folder { path: path.to_owned() });
        }
        if !meta.is_file() {
            return Err(PackError::Odd { path: path.to_owned() });
        }
        bytes.reserve(limit.min(meta.len() + 1) as usize);
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    result.map(|_| bytes).map_err(|e| unreadable(path, e))
}

/// What a pack in this file is called.
#[must_use]
pub fn stem(path: &Path) -> String {
    if path.as_os_str() == STDIN {
        return "stdin".to_owned();
    }
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Whether what somebody names can be no pack's name.
#[must_use]
pub fn is_path(wanted: &str) -> bool {
    wanted.contains(std::path::is_separator) || is_toml(Path::new(wanted)) || matches!(wanted, STDIN | "." | "..")
}

/// The entries of a folder that may be packs. Those whose stem is their pack's name come first, so that they hide others
/// that are given it.
pub(super) fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    let mut files: Vec<PathBuf> = entries.into_iter().filter(|path| may_be_pack(path) && !path.is_dir()).collect();
    files.sort_by_cached_key(|path| (!is_name(&stem(path)), path.clone()));
    Ok(files)
}

/// Whether it is a device, a pipe or the like.
fn is_odd(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| !meta.is_file())
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

/// Whether a file of this name in a folder counts as a pack: not what editors and systems leave beside one, such as
/// `._turns.toml`.
pub(in crate::booth) fn may_be_pack(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    is_toml(path) && !is_hidden
}

fn unreadable(path: &Path, source: io::Error) -> PackError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => PackError::Missing { path },
        _ => PackError::Unreadable { path, source },
    }
}
