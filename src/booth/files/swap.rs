//! A file takes the place of another, as long as that is what it was.
//!
//! Start with [`swap`].

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::hold::Hold;
use super::{Mode, disk, folder, write_new};
use crate::pack::read::MAX_BYTES;

/// A whole file under a passing name, which goes unless it gets another.
#[derive(Debug)]
pub(super) struct Passing {
    path: PathBuf,
    /// Whether nothing is lost with it.
    is_spare: bool,
}

impl Passing {
    /// Writes a file, synced.
    pub(super) fn write(hold: &Hold, bytes: &[u8], mode: Mode) -> io::Result<Self> {
        let passing = Self { path: hold.passing(), is_spare: true };
        write_new(&passing.path, bytes, mode)?;
        Ok(passing)
    }

    /// Takes the place of whatever has this name.
    pub(super) fn replace(mut self, path: &Path) -> io::Result<()> {
        disk::rename(&self.path, path)?;
        self.settle(path);
        Ok(())
    }

    /// Takes a name that nothing has; an error of the kind `AlreadyExists` where something has it.
    pub(super) fn place(mut self, path: &Path) -> io::Result<()> {
        disk::rename_new(&self.path, path)?;
        self.settle(path);
        Ok(())
    }

    fn settle(&mut self, path: &Path) {
        self.is_spare = false;
        disk::sync_folder(folder(path));
    }

    /// Gives back its name to what came out from under it when something else was put there, and to whatever is saved
    /// there while that is done.
    fn give_back(&mut self, path: &Path, put: &[u8]) -> io::Result<()> {
        let (mut put, mut out) = (Some(put.to_vec()), content(&self.path)?);
        loop {
            match disk::exchange(&self.path, path) {
                Err(e) if e.kind() == io::ErrorKind::NotFound => match disk::rename_new(&self.path, path) {
                    Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
                    given => return given,
                },
                exchanged => exchanged?,
            }
            let came = content(&self.path)?;
            if came == put {
                self.is_spare = true;
                return Ok(());
            }
            (put, out) = (out, came);
        }
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        if self.is_spare {
            // What stays is taken away with the next change.
            let _ = disk::unlink(&self.path);
        }
    }
}

/// Puts new bytes in the place of a file that held `before`. Gives `false` where somebody has changed it: then it is left
/// as they made it.
///
/// What is the same when it is looked at can be another by the time that its place is taken. Where the system can exchange
/// two files, what came out is looked at again, and put back unless it is what was read.
pub(super) fn swap(hold: &Hold, path: &Path, before: &[u8], after: &[u8]) -> io::Result<bool> {
    let mut passing = Passing::write(hold, after, Mode::of(path).unwrap_or(Mode::Usual))?;
    let name = hold.swapping(before, after);
    disk::rename(&passing.path, &name)?;
    passing.path = name;
    let is_same = |path: &Path| Ok::<_, io::Error>(content(path)?.as_deref() == Some(before));
    if !is_same(path)? {
        return Ok(false);
    }
    match disk::exchange(&passing.path, path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(_) if !is_same(path)? => return Ok(false),
        Err(_) => return passing.replace(path).map(|()| true),
        Ok(()) => passing.settle(path),
    }
    // Only now, since who had the file open may have written into it meanwhile.
    if is_same(&passing.path)? {
        passing.is_spare = true;
        return Ok(true);
    }
    passing.give_back(path, after).map(|()| false).map_err(|e| {
        io::Error::other(format!("{e}, and what was saved there meanwhile is in {}", passing.path.display()))
    })
}

/// What a file holds, as far as files of the user may be long; `None` for what is no file.
fn content(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Ok(meta) if !meta.is_file() => return Ok(None),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        looked => looked?,
    };
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}
