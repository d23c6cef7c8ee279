//! Files of the user that are written: whole or not at all, and never over what somebody else wrote meanwhile.
//!
//! Start with [`change`], [`create`], [`create_private`] and [`create_private_folder`]. A link, a device and a folder are
//! refused: what stands behind them is not what was named.

mod disk;
mod hold;
mod swap;

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::packs::{PackError, read_file};
use crate::pack::read::MAX_BYTES;

#[cfg(test)]
pub(crate) use disk::faults;
use hold::Hold;
use swap::{Passing, swap};

/// How often a change is tried, where each time somebody else was faster.
const TRIES: u32 = 100;

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
    /// It is a file of sidecoach's own, which nothing else may take the place of.
    #[error("{} {what}, and nothing else is written there, with --force or without; name another file", path.display())]
    Kept {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// It is longer than a file of the user's is read.
    #[error("{} is too long to be changed by sidecoach: over {MAX_BYTES} bytes; change it in an editor", path.display())]
    TooLong {
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

/// Changes a file by what `plan` makes of its bytes, or of there being none; where that is `None`, it is left as it is. Gives
/// what else the plan has to say. What another program writes meanwhile is not written over: the plan is asked again, for
/// that, so that it says nothing itself.
pub fn change<T, E: From<FileError>>(
    path: &Path,
    mut plan: impl FnMut(Option<&[u8]>) -> Result<(Option<Vec<u8>>, T), E>,
) -> Result<T, E> {
    let mut before = held(path)?;
    let (mut after, mut said) = plan(before.as_deref())?;
    let mut hold = None;
    for _ in 0..TRIES {
        let Some(new) = &after else { return Ok(said) };
        let hold = match &mut hold {
            Some(hold) => hold,
            none => none.insert(self::hold(path)?),
        };
        let now = held(path)?;
        if now == before {
            if put(hold, path, before.as_deref(), new)? {
                return Ok(said);
            }
        } else {
            before = now;
            (after, said) = plan(before.as_deref())?;
        }
    }
    Err(FileError::Changed { path: path.to_owned() }.into())
}

/// Puts new bytes in the place of those that were read of a file, if it still holds them.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), FileError> {
    change(path, |now| {
        let is_same = now == Some(before);
        if is_same { Ok((Some(after.to_vec()), ())) } else { Err(FileError::Changed { path: path.to_owned() }) }
    })
}

/// What a file that may be changed holds; `None` where there is none.
fn held(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match read(path) {
        Err(FileError::Unreadable(PackError::Missing { .. })) => Ok(None),
        Ok(bytes) if bytes.len() as u64 > MAX_BYTES => Err(FileError::TooLong { path: path.to_owned() }),
        held => held.map(Some),
    }
}

/// Writes a file if it holds what it did before; `false` where it does not.
fn put(hold: &Hold, path: &Path, before: Option<&[u8]>, after: &[u8]) -> Result<bool, FileError> {
    let put = || match before {
        Some(before) => {
            // A file that may not be written to could still be renamed over.
            OpenOptions::new().write(true).open(path)?;
            swap(hold, path, before, after)
        }
        None => match Passing::write(hold, after, Mode::Usual)?.place(path) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            placed => placed.map(|()| true),
        },
    };
    put().map_err(|source| unwritable(path, source))
}

/// Makes the folder of a file, and has it to itself.
fn hold(path: &Path) -> Result<Hold, FileError> {
    let folder = folder(path);
    make_folders(folder).and_then(|()| Hold::of(folder)).map_err(|source| unwritable(path, source))
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
    let fault = |source| unwritable(path, source);
    let hold = hold(path)?;
    if path.is_symlink() || path.exists() {
        if !force {
            return Err(FileError::Exists { path: path.to_owned() });
        }
        read(path)?;
        return Passing::write(&hold, bytes, Mode::of(path).unwrap_or(mode))
            .and_then(|passing| passing.replace(path))
            .map_err(fault);
    }
    match Passing::write(&hold, bytes, mode).and_then(|passing| passing.place(path)) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(FileError::Exists { path: path.to_owned() }),
        outcome => outcome.map_err(fault),
    }
}

/// Makes a folder of files for its user alone, all of them or none. With `force`, one that is there gives way if it holds
/// nothing else; in any other, files of these names do, the last of them last.
pub fn create_private_folder(path: &Path, files: &[(&str, &[u8])], force: bool) -> Result<(), FileError> {
    if path.is_symlink() {
        return Err(FileError::Link { path: path.to_owned() });
    }
    let hold = hold(path)?;
    let exists = || FileError::Exists { path: path.to_owned() };
    // An empty folder was made to be filled.
    let is_there = path.exists() && !holds_only(path, &[]);
    if is_there && !force {
        return Err(exists());
    }
    let new = hold.passing();
    let fill = || {
        make_folders(&new)?;
        for (name, bytes) in files {
            write_new(&new.join(name), bytes, Mode::of(&path.join(name)).unwrap_or(Mode::Private))?;
        }
        if let Some(Mode::Like(permissions)) = Mode::of(path) {
            fs::set_permissions(&new, permissions)?;
        }
        disk::sync_folder(&new);
        if is_there { give_way(path, &new, files) } else { disk::rename(&new, path).map(|()| true) }
    };
    let filled = fill();
    if holds_only(&new, files) {
        // What is left under this name is the new one that failed, or the old one that gave way.
        let _ = disk::unlink_folder(&new);
    }
    disk::sync_folder(folder(path));
    drop(hold);
    match filled {
        Ok(true) => Ok(()),
        Ok(false) => files.iter().try_for_each(|(name, bytes)| create_private(&path.join(name), bytes, true)),
        Err(e) if matches!(e.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists) => Err(exists()),
        Err(e) => Err(unwritable(path, e)),
    }
}

/// Lets a folder have the place of another, unless that holds more; `false` where it keeps it.
fn give_way(path: &Path, new: &Path, files: &[(&str, &[u8])]) -> io::Result<bool> {
    if !holds_only(path, files) || disk::exchange(new, path).is_err() {
        return Ok(false);
    }
    // What came into it meanwhile is somebody's.
    if holds_only(new, files) { Ok(true) } else { disk::exchange(new, path).map(|()| false) }
}

/// Whether something is a folder in which there is nothing but files of these names.
fn holds_only(folder: &Path, files: &[(&str, &[u8])]) -> bool {
    let is_one = |entry: fs::DirEntry| {
        entry.file_type().is_ok_and(|kind| kind.is_file()) && files.iter().any(|(name, _)| entry.file_name() == *name)
    };
    fs::read_dir(folder).is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(is_one)))
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

/// Who may read and write a new file.
enum Mode {
    /// Whom the system lets, unless told otherwise.
    Usual,
    /// Its user alone.
    Private,
    /// As the file that it takes the place of.
    Like(fs::Permissions),
}

impl Mode {
    /// That of a file or folder, if it is there.
    fn of(path: &Path) -> Option<Self> {
        Some(Self::Like(fs::metadata(path).ok()?.permissions()))
    }
}

fn write_new(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    let mut usual = OpenOptions::new();
    let mut file = match mode {
        Mode::Usual => disk::make(path, usual.write(true).create_new(true))?,
        Mode::Private | Mode::Like(_) => disk::make(path, &privately())?,
    };
    if let Mode::Like(permissions) = mode {
        file.set_permissions(permissions)?;
    }
    disk::fill(&mut file, bytes)
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
    if path.is_dir() { Ok(()) } else { disk::make_folder(path, &builder) }
}

fn unwritable(path: &Path, source: io::Error) -> FileError {
    FileError::Unwritable { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::faults::Op;
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

    /// Adds a line to a file, whatever it holds.
    fn add(path: &Path, line: &str) -> Result<(), FileError> {
        change(path, |held| {
            let held = held.map(String::from_utf8_lossy).unwrap_or_default();
            Ok((Some(format!("{held}{line}").into_bytes()), ()))
        })
    }

    #[test]
    fn what_somebody_saves_at_the_last_moment_is_kept() {
        type Save = fn(&Path);
        let saves: [(&str, Save); 5] = [
            ("theirs+", |path| fs::write(path, "theirs").unwrap()),
            ("theirs+", |path| {
                fs::write(beside(path), "theirs").unwrap();
                fs::rename(beside(path), path).unwrap();
            }),
            ("theirs+", |path| {
                fs::rename(path, beside(path)).unwrap();
                fs::write(path, "theirs").unwrap();
                fs::remove_file(beside(path)).unwrap();
            }),
            ("+", |path| fs::write(path, "").unwrap()),
            ("+", |path| fs::remove_file(path).unwrap()),
        ];
        for refused in [&[][..], &[Op::Exchange], &[Op::Exchange, Op::RenameNew], &[Op::RenameNew, Op::Link]] {
            faults::refuse(refused);
            for op in [Op::Make, Op::Write, Op::Sync, Op::Rename, Op::Exchange] {
                for (text, save) in saves {
                    check(
                        |path| {
                            meanwhile(op, path, save);
                            add(path, "+")
                        },
                        "",
                        text,
                    );
                }
            }
        }
    }

    #[test]
    fn what_comes_at_the_last_moment_is_kept() {
        for refused in [&[][..], &[Op::RenameNew], &[Op::RenameNew, Op::Link]] {
            faults::refuse(refused);
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a");
            let save = |path: &Path| fs::write(path, "theirs").unwrap();
            let left = |text: &str| {
                assert_eq!(held(dir.path()), [("a".to_owned(), text.to_owned())], "without {refused:?}");
                fs::remove_file(&path).unwrap();
            };
            for force in [false, true] {
                meanwhile(Op::RenameNew, &path, save);
                let made = create(&path, b"new", force);
                assert!(matches!(made, Err(FileError::Exists { .. })), "{made:?}");
                left("theirs");
            }
            meanwhile(Op::RenameNew, &path, save);
            add(&path, "+").unwrap();
            left("theirs+");
            create(&path, b"new", false).unwrap();
            left("new");
        }
    }

    /// Has something done to a file right before the next step of a kind.
    fn meanwhile(op: Op, path: &Path, save: fn(&Path)) {
        let path = path.to_owned();
        faults::before(op, Box::new(move || save(&path)));
    }

    fn beside(path: &Path) -> PathBuf {
        path.with_extension("new")
    }

    #[test]
    fn nobody_s_change_is_lost() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/a");
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let path = &path;
                scope.spawn(move || (0..25).for_each(|n| add(path, &format!("{writer}/{n}\n")).unwrap()));
            }
        });
        let text = fs::read_to_string(&path).unwrap();
        let lines: std::collections::BTreeSet<_> = text.lines().collect();
        assert_eq!(lines.len(), 100, "{text}");
        assert_eq!(held(&dir.path().join("new")).len(), 1, "no other file is left");
    }

    #[test]
    fn what_a_dead_program_left_is_taken_away_unless_it_is_somebody_s() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, "old").unwrap();
        let hold = Hold::of(dir.path()).unwrap();
        let swapping = || hold.swapping(b"old", b"new");
        let left = [hold.passing(), swapping(), swapping()];
        for (path, text) in left.iter().zip(["half of", "old", "new"]) {
            fs::write(path, text).unwrap();
        }
        let theirs = swapping();
        fs::write(&theirs, "theirs").unwrap();
        fs::create_dir(hold.passing()).unwrap();
        fs::write(dir.path().join(".sidecoach-notes"), "mine").unwrap();
        drop(hold);
        add(&path, "+").unwrap();
        let names: Vec<_> = held(dir.path()).into_iter().map(|(_, text)| text).collect();
        assert_eq!(names, ["theirs", "mine", "old+"]);
        assert!(theirs.exists());
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
