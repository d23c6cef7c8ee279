//! Files of the user that are written: whole or not at all, and never over what somebody else wrote meanwhile.
//!
//! Start with [`replace`], [`create`], [`create_private`] and [`create_private_folder`]. A link, a device and a folder are
//! refused: what stands behind them is not what was named.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;
use uuid::Uuid;

use super::packs::{PackError, read_file};

/// Why a file can't be changed or made.
#[derive(Debug, Error)]
pub enum FileError {
    /// It is a link.
    #[error("{} is a link, which sidecoach does not write through; name the file that it leads to", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// It does not hold what was read of it.
    #[error("{} was changed by somebody else meanwhile, and is left as they made it; look at it, then try again", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Something of this name is there.
    #[error("{} is there already; --force writes over it", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// It can't be read, or is no file.
    #[error(transparent)]
    Unreadable(#[from] PackError),
    /// The system refused.
    #[error("{} can't be written: {source}; check its folder and who may write there", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Puts new bytes in the place of those that were read of a file, if it still holds them.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), FileError> {
    let changed = || FileError::Changed { path: path.to_owned() };
    let held = match read(path) {
        Err(FileError::Unreadable(PackError::Missing { .. })) => return Err(changed()),
        held => held?,
    };
    // Of a file beyond the bound, only a part was read.
    let is_whole = fs::metadata(path).is_ok_and(|meta| meta.len() == before.len() as u64);
    if held != before || !is_whole {
        return Err(changed());
    }
    // A file that may not be written to could still be renamed over.
    let allowed = OpenOptions::new().write(true).open(path).map(drop);
    allowed.and_then(|()| put(path, after)).map_err(|source| unwritable(path, source))
}

/// Makes a file and the folders above it. With `force`, a file that is there gives way.
pub fn create(path: &Path, bytes: &[u8], force: bool) -> Result<(), FileError> {
    create_with(path, bytes, force, Mode::Usual)
}

/// As [`create`], for its user alone: what it says of people is theirs to hand on.
pub fn create_private(path: &Path, bytes: &[u8], force: bool) -> Result<(), FileError> {
    create_with(path, bytes, force, Mode::Private)
}

fn create_with(path: &Path, bytes: &[u8], force: bool, mode: Mode) -> Result<(), FileError> {
    make_folders(folder(path)).map_err(|source| unwritable(path, source))?;
    match create_new(path, bytes, mode) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && force => {
            read(path)?;
            put(path, bytes).map_err(|source| unwritable(path, source))
        }
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(FileError::Exists { path: path.to_owned() }),
        outcome => outcome.map_err(|source| unwritable(path, source)),
    }
}

/// Makes a folder of files for its user alone, all of them or none. With `force`, files of these names in one that is there
/// give way, the last of them last.
pub fn create_private_folder(path: &Path, files: &[(&str, &[u8])], force: bool) -> Result<(), FileError> {
    if path.is_symlink() {
        return Err(FileError::Link { path: path.to_owned() });
    }
    let fault = |source| unwritable(path, source);
    make_folders(folder(path)).map_err(fault)?;
    // An empty folder was made to be filled.
    let mode = fs::metadata(path).map(|meta| meta.permissions()).ok();
    let is_there = path.exists() && fs::remove_dir(path).is_err();
    if is_there && !force {
        return Err(FileError::Exists { path: path.to_owned() });
    }
    if is_there {
        return files.iter().try_for_each(|(name, bytes)| create_private(&path.join(name), bytes, true));
    }
    let new = folder(path).join(format!(".sidecoach-{}", Uuid::now_v7()));
    let fill = || {
        make_folders(&new)?;
        files.iter().try_for_each(|(name, bytes)| write_new(&new.join(name), bytes, Mode::Private))?;
        mode.map_or(Ok(()), |mode| fs::set_permissions(&new, mode))?;
        fs::rename(&new, path)
    };
    let filled = fill();
    if filled.is_err() {
        // It holds nothing that is not held elsewhere.
        let _ = fs::remove_dir_all(&new);
    } else {
        sync_folder(path);
    }
    filled.map_err(fault)
}

/// Where a path leads that begins with `~/`, which a shell would have made whole.
#[must_use]
pub fn at_home(path: &str) -> Option<PathBuf> {
    Some(etcetera::home_dir().ok()?.join(path.strip_prefix("~/")?))
}

/// The bytes of a file that may be replaced.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    if path.is_symlink() {
        return Err(FileError::Link { path: path.to_owned() });
    }
    Ok(read_file(path)?)
}

/// Writes a file whole or not at all, with the mode it had. A link gives way to a file.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Hidden, and with no extension: it is no pack while it is there.
    let new = folder(path).join(format!(".sidecoach-{}", Uuid::now_v7()));
    let mode = fs::metadata(path).map_or(Mode::Usual, |meta| Mode::Like(meta.permissions()));
    let written = write_new(&new, bytes, mode).and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // It holds nothing that is not held elsewhere.
        let _ = fs::remove_file(&new);
    } else {
        sync_folder(path);
    }
    written
}

/// Whole or not at all, also where the plug is pulled, as far as the file system lets a file have two names.
fn create_new(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    if path.is_symlink() || path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let new = folder(path).join(format!(".sidecoach-{}", Uuid::now_v7()));
    let written = write_new(&new, bytes, mode).and_then(|()| match fs::hard_link(&new, path) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => fs::rename(&new, path),
        linked => linked,
    });
    // By now it has its own name, or holds nothing that is not held elsewhere.
    let _ = fs::remove_file(&new);
    if written.is_ok() {
        sync_folder(path);
    }
    written
}

/// Who may read and write a new file.
enum Mode {
    /// Whom the system lets, unless told otherwise.
    Usual,
    /// Its user alone.
    Private,
    /// As the file that it takes the place of.
    Like(fs::Permissions),
}

fn write_new(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    let mut file = match mode {
        Mode::Usual => OpenOptions::new().write(true).create_new(true).open(path)?,
        Mode::Private | Mode::Like(_) => privately().open(path)?,
    };
    if let Mode::Like(permissions) = mode {
        file.set_permissions(permissions)?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// Lets the name last too. Not every system can; the file is there in any case.
fn sync_folder(path: &Path) {
    let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// How to make a file that nobody else may read.
pub(super) fn privately() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder, and those above it that are not there: for their user alone, since the log may come to lie in them.
pub(super) fn make_folders(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn unwritable(path: &Path, source: io::Error) -> FileError {
    FileError::Unwritable { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a folder holds, by name, each with its text.
    fn held(folder: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut held: Vec<_> = entries
            .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
            .collect();
        held.sort();
        held
    }

    /// What the file `a` and its folder hold after a change.
    #[track_caller]
    fn check(change: impl FnOnce(&Path) -> Result<(), FileError>, says: &str, text: &str) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "old").unwrap();
        let said = change(&path).map_or_else(|e| e.to_string(), |()| String::new());
        assert!(said.contains(says) && said.is_empty() == says.is_empty(), "{said}");
        assert_eq!(held(dir.path()), [("a".to_owned(), text.to_owned())]);
    }

    #[test]
    fn only_what_was_read_is_replaced() {
        check(|path| replace(path, b"old", b"new"), "", "new");
        check(|path| replace(path, b"older", b"new"), "changed by somebody else", "old");
        check(|path| replace(path, b"ol", b"new"), "changed by somebody else", "old");
        check(|path| replace(&path.with_extension("gone"), b"", b"new"), "changed by somebody else", "old");
        check(|path| replace(path.parent().unwrap(), b"", b"new"), "is a folder", "old");
    }

    #[test]
    fn what_is_there_stays_without_force() {
        check(|path| create(path, b"new", false), "--force", "old");
        check(|path| create(path, b"new", true), "", "new");
        check(|path| create(path.parent().unwrap(), b"new", true), "is a folder", "old");
        let dir = tempfile::tempdir().unwrap();
        create(&dir.path().join("b/c"), b"new", false).unwrap();
        assert_eq!(held(&dir.path().join("b")), [("c".to_owned(), "new".to_owned())]);
    }

    #[test]
    fn a_folder_is_filled_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("b/c");
        let files = |text: &'static str| [("x", text.as_bytes()), ("y", text.as_bytes())];
        let holds = |text: &str| ["x", "y"].map(|name| (name.to_owned(), text.to_owned())).to_vec();
        create_private_folder(&path, &files("one"), false).unwrap();
        assert_eq!(held(&path), holds("one"));
        assert!(matches!(create_private_folder(&path, &files("two"), false), Err(FileError::Exists { .. })));
        assert_eq!(held(&path), holds("one"));
        create_private_folder(&path, &files("two"), true).unwrap();
        assert_eq!(held(&path), holds("two"));
        let empty = dir.path().join("empty");
        fs::create_dir(&empty).unwrap();
        create_private_folder(&empty, &files("one"), false).unwrap();
        assert_eq!(held(&empty), holds("one"));
        let odd = [("x", &b"one"[..]), ("no/y", b"one")];
        assert!(matches!(create_private_folder(&dir.path().join("d"), &odd, false), Err(FileError::Unwritable { .. })));
        let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "nothing is left of what failed: {names:?}");
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_stays() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o606)).unwrap();
        replace(&path, b"old", b"new").unwrap();
        create_private(&path, b"newer", true).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o606);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_private_is_for_its_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        create_private(&at("new/list"), b"Ana", false).unwrap();
        create_private_folder(&at("tables"), &[("list", b"Ana")], false).unwrap();
        fs::write(at("usual"), "").unwrap();
        fs::create_dir(at("shared")).unwrap();
        fs::set_permissions(at("shared"), fs::Permissions::from_mode(0o755)).unwrap();
        create_private_folder(&at("shared"), &[("list", b"Ana")], false).unwrap();
        create(&at("pack"), b"Play.", false).unwrap();
        let mode = |path: &str| fs::metadata(at(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!(["new/list", "tables/list", "shared/list"].map(mode), [0o600; 3]);
        assert_eq!(["new", "tables", "shared"].map(mode), [0o700, 0o700, 0o755]);
        assert_eq!(mode("pack"), mode("usual"), "a pack is nobody's secret");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_are_refused() {
        use std::os::unix::fs::symlink;
        let link = |path: &Path, to: &str| {
            let link = path.with_extension("link");
            symlink(to, &link).unwrap();
            let result = [replace(&link, b"old", b"new"), create(&link, b"new", true)];
            fs::remove_file(&link).unwrap();
            for said in result.map(|result| result.unwrap_err().to_string()) {
                assert!(said.contains("is a link"), "{said}");
            }
            create(Path::new("/dev/null"), b"new", true)
        };
        check(|path| link(path, "a"), "neither a file nor a folder", "old");
        check(|path| link(path, "nowhere"), "neither a file nor a folder", "old");
        check(|_| replace(Path::new("/dev/null"), b"", b"new"), "neither a file nor a folder", "old");
    }
}
