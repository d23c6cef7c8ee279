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
    /// Write over packs of the same name
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
    /// What is there now.
    there: Option<Vec<u8>>,
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
    if let Some(taken) = sound.iter().find(|pack| pack.there.is_some() && !pack.is_there() && !args.force) {
        return Err(FileError::Exists { path: taken.to.clone() }.into());
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
    let there = match files::read(&to) {
        Err(FileError::Unreadable(PackError::Missing { .. })) => None,
        there => Some(there?),
    };
    Ok(Some(Sound { name: pack.name, bytes, prompts: pack.prompts.len(), to, there }))
}

impl Sound {
    fn is_there(&self) -> bool {
        self.there.as_ref() == Some(&self.bytes)
    }

    fn add(&self, cx: &Context, force: bool) -> Result<(), Error> {
        let (name, to) = (&self.name, self.to.display());
        if self.is_there() {
            cx.print.note(&format!("the pack {name} is there already: {to}"));
            return Ok(());
        }
        cx.spare_for_pack(&self.to)?;
        files::create(&self.to, &self.bytes, force)?;
        let prompts = count(self.prompts, "prompt");
        let hides = self.there.is_none() && built_in(name).is_some();
        let hides = if hides { ", in place of the one built in" } else { "" };
        cx.print.note(&format!("the pack {name} with {prompts} was added{hides}: {to}"));
        Ok(())
    }
}
