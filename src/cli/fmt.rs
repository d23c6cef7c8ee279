//! `pack fmt`: packs laid out in one way.
//!
//! Start with [`run`].

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use similar::TextDiff;

use crate::booth::files::{FileError, change};
use crate::booth::packs::{STDIN, files, read_file};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::pack::format::format;
use crate::pack::read::{MAX_BYTES, read};
use crate::print::clean_line;

use super::Context;
use super::check::excerpts;

/// How long to look for the shortest difference; one that is found later is longer than it need be.
const PATIENCE: Duration = Duration::from_secs(5);

/// Options of `pack fmt`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach pack fmt my-pack.toml
  $ sidecoach pack fmt packs/ --check
  $ sidecoach pack fmt my-pack.toml --diff
  $ sidecoach pack fmt - < my-pack.toml

Exit codes: 0 done; 1 a file is no TOML, or with --check or --diff one is laid out otherwise; 2 it could not run.")]
pub struct FmtArgs {
    /// Files, folders of packs, or `-`, whose layout is printed
    #[arg(value_name = "FILE|DIR", required = true)]
    paths: Vec<PathBuf>,
    /// Change nothing: print the names of files that are laid out otherwise, and exit with 1 if there are any
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Change nothing: print what would change as a unified diff, and exit with 1 if anything would
    #[arg(long)]
    diff: bool,
}

/// Lays out every file, or says how that would change it. A file that is no TOML stays as it is, and the others go on.
pub fn run(cx: &Context, args: &FmtArgs) -> Result<(), Error> {
    let mut notes = Vec::new();
    let files = args.paths.iter().map(|path| files(path, &mut notes)).collect::<Result<Vec<_>, _>>()?.concat();
    for note in &notes {
        cx.print.note(note);
    }
    let mut is_well = true;
    for path in &files {
        let bytes = read_file(path)?;
        match laid_out(&bytes) {
            Ok((old, new)) => is_well &= settle(cx, args, path, old, &new)?,
            Err(findings) => {
                is_well = false;
                excerpts(cx, path, &bytes, &findings).for_each(|excerpt| cx.print.styled_err(&excerpt));
            }
        }
    }
    if is_well { Ok(()) } else { Err(Error::CheckFailed) }
}

/// A file's text, and the same laid out; or why it can't be.
fn laid_out(bytes: &[u8]) -> Result<(&str, String), Vec<Diagnostic>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() as u64 <= MAX_BYTES);
    let text = text.ok_or_else(|| read("pack", bytes).1)?;
    format(text).map(|new| (text, new)).map_err(|refusal| refusal.findings)
}

/// Does with a layout what was asked for; gives whether that is well.
fn settle(cx: &Context, args: &FmtArgs, path: &Path, old: &str, new: &str) -> Result<bool, Error> {
    let changes = old != new;
    let name = clean_line(&path.display().to_string());
    if args.diff {
        if changes {
            let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
            cx.print.exact(&diff.unified_diff().header(&name, &name).to_string())?;
        }
        return Ok(!changes);
    }
    if args.check {
        if changes {
            cx.print.out(&(name + "\n"))?;
        }
        return Ok(!changes);
    }
    if path.as_os_str() == STDIN {
        cx.print.exact(new)?;
    } else if changes {
        change(path, |held| match held.map(laid_out) {
            Some(Ok((old, new))) => Ok(((old != new).then(|| new.into_bytes()), ())),
            // It was a pack a moment ago.
            None | Some(Err(_)) => Err(FileError::Changed { path: path.to_owned() }),
        })?;
        cx.print.note(&format!("formatted {name}"));
    }
    Ok(true)
}
