//! `pack add`: packs from elsewhere, checked and copied to the user's own.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::booth::files::{self, FileError};
use crate::booth::packs::{self, PackError, STDIN, built_in, read_file, stem};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::pack::read::read;

use super::table::count;
use super::{Context, own};

/// Options of `pack add`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
With an error in one of them, none is added.

Examples:
  $ sidecoach pack add turns.toml
  $ sidecoach pack add their-packs/")]
pub struct AddArgs {
    /// A pack's file, or a folder of packs
    #[arg(value_name = "FILE|DIR")]
    path: PathBuf,
    /// Write over packs of the same name, or stand in place of those built in
    #[arg(long)]
    force: bool,
}

/// A pack that can be added.
struct Sound {
    name: String,
    bytes: Vec<u8>,
    prompts: usize,
    /// Where it goes.
    to: PathBuf,
}

/// Checks packs, and copies them if there is no error in any.
pub fn run(cx: &Context, args: &AddArgs) -> Result<(), Error> {
    if args.path.as_os_str() == STDIN {
        return Err(Error::Usage(
            "a pack on standard input has no name; save it in a file of its name first".to_owned(),
        ));
    }
    let mut notes = Vec::new();
    let files = packs::files(&args.path, &mut notes)?;
    for note in &notes {
        cx.print.note(note);
    }
    let checked: Vec<_> = files.iter().map(|path| check(cx, path)).collect::<Result<_, _>>()?;
    let sound: Vec<Sound> = checked.into_iter().collect::<Option<_>>().ok_or(Error::CheckFailed)?;
    for pack in &sound {
        pack.may_be_added(args.force)?;
    }
    for pack in &sound {
        pack.add(cx, args.force)?;
    }
    Ok(())
}

/// Shows what is wrong with a pack, and gives it if that is no error.
fn check(cx: &Context, path: &Path) -> Result<Option<Sound>, Error> {
    let bytes = read_file(path)?;
    let (pack, findings) = read(&stem(path), &bytes);
    own::show(cx, path, &bytes, &findings);
    let has_error = findings.iter().any(|finding| finding.severity() == Severity::Error);
    let Some(pack) = pack.filter(|_| !has_error) else { return Ok(None) };
    let library = cx.library();
    let to = library.user_file(&pack.name).or_else(|| library.new_file(&pack.name)).ok_or(Error::NoHome)?;
    Ok(Some(Sound { name: pack.name, bytes, prompts: pack.prompts.len(), to }))
}

impl Sound {
    fn is_there(&self) -> Result<Option<Vec<u8>>, Error> {
        match files::read(&self.to) {
            Err(FileError::Unreadable(PackError::Missing { .. })) => Ok(None),
            there => Ok(Some(there?)),
        }
    }

    /// Refuses to take the place of another pack without `force`.
    fn may_be_added(&self, force: bool) -> Result<(), Error> {
        match self.is_there()? {
            _ if force => Ok(()),
            Some(there) if there != self.bytes => Err(FileError::Exists { path: self.to.clone() }.into()),
            None if built_in(&self.name).is_some() => Err(Error::HidesBuiltIn(self.name.clone())),
            _ => Ok(()),
        }
    }

    fn add(&self, cx: &Context, force: bool) -> Result<(), Error> {
        let (name, to) = (&self.name, self.to.display());
        let there = self.is_there()?;
        if there.as_ref() == Some(&self.bytes) {
            cx.print.note(&format!("the pack {name} is there already: {to}"));
            return Ok(());
        }
        files::create(&self.to, &self.bytes, force)?;
        let prompts = count(self.prompts, "prompt");
        let hides = if there.is_none() && built_in(name).is_some() { ", in place of the one built in" } else { "" };
        cx.print.note(&format!("the pack {name} with {prompts} was added{hides}: {to}"));
        Ok(())
    }
}
