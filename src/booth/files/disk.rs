//! What is asked of the disk, one thing after another.
//!
//! Every change that [`super`] makes to a folder goes through here, so that a test can have any of them fail, or be the
//! last before the plug is pulled.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// One thing that is asked of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Make,
    Write,
    Sync,
    Rename,
    RenameNew,
    Exchange,
    Link,
    Unlink,
}

/// Makes a file that is not there.
pub(super) fn make(path: &Path, options: &OpenOptions) -> io::Result<File> {
    step(Op::Make)?;
    options.open(path)
}

/// Makes a folder that is not there.
pub(super) fn make_folder(path: &Path, options: &fs::DirBuilder) -> io::Result<()> {
    step(Op::Make)?;
    options.create(path)
}

/// Writes all of a file, and has it last. In two parts, so that a test finds out what half of it does.
pub(super) fn fill(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    for part in [first, second] {
        step(Op::Write)?;
        file.write_all(part)?;
    }
    step(Op::Sync)?;
    file.sync_all()
}

/// Lets the names in a folder last too. Not every system can; they are there in any case.
pub(super) fn sync_folder(folder: &Path) {
    let _ = step(Op::Sync).and_then(|()| File::open(folder)).and_then(|folder| folder.sync_all());
}

/// Gives a file or folder another name, in the place of a file that has it.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step(Op::Rename)?;
    fs::rename(from, to)
}

/// Gives a file another name that nothing has; an error of the kind `AlreadyExists` where something has it.
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    let is_answer = |result: &io::Result<()>| match result {
        Ok(()) => true,
        Err(e) => e.kind() == io::ErrorKind::AlreadyExists,
    };
    let renamed = step(Op::RenameNew).and_then(|()| renamed_with(from, to, Flag::NoReplace));
    if is_answer(&renamed) {
        return renamed;
    }
    let linked = step(Op::Link).and_then(|()| fs::hard_link(from, to));
    if is_answer(&linked) {
        return linked.inspect(|()| drop(unlink(from)));
    }
    // Where a file can't have two names, and none can be taken on condition that it is free, an empty file claims it.
    make(to, OpenOptions::new().write(true).create_new(true)).map(drop)?;
    rename(from, to).inspect_err(|_| drop(unlink(to)))
}

/// Lets two files have each other's names, if the system can do that at once.
pub(super) fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    step(Op::Exchange)?;
    renamed_with(a, b, Flag::Exchange)
}

/// Takes a file away.
pub(super) fn unlink(path: &Path) -> io::Result<()> {
    step(Op::Unlink)?;
    fs::remove_file(path)
}

/// Takes a folder away, with all that is in it.
pub(super) fn unlink_folder(path: &Path) -> io::Result<()> {
    step(Op::Unlink)?;
    fs::remove_dir_all(path)
}

/// What is asked for beyond a new name.
#[derive(Debug, Clone, Copy)]
enum Flag {
    NoReplace,
    Exchange,
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn renamed_with(from: &Path, to: &Path, flag: Flag) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let flags = match flag {
        Flag::NoReplace => RenameFlags::NOREPLACE,
        Flag::Exchange => RenameFlags::EXCHANGE,
    };
    Ok(renameat_with(CWD, from, CWD, to, flags)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn renamed_with(_from: &Path, _to: &Path, _flag: Flag) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "in tests a step may fail")]
const fn step(_op: Op) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
use faults::step;

#[cfg(test)]
pub(crate) mod faults;
