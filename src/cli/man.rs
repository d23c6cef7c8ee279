//! `man`: the manual pages.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use crate::booth::files;
use crate::error::Error;

use super::{Cli, Context};

/// When the pages last changed in what they say.
const DATE: &str = "2026-11-24";

/// Options of `man`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach man | man -l -
  $ sidecoach man ~/.local/share/man/man1")]
pub struct ManArgs {
    /// Write a page for each command into this folder, instead of printing the main one
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Prints the main page, or writes all of them.
pub fn run(cx: &Context, args: &ManArgs) -> Result<(), Error> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &args.folder else { return cx.print.exact(&page(command)?.1) };
    let mut pages = Vec::new();
    add(&mut pages, command)?;
    for (name, page) in &pages {
        cx.spare(&folder.join(name))?;
        files::create(&folder.join(name), page.as_bytes(), true)?;
    }
    cx.print.note(&format!("{} pages are in {}", pages.len(), folder.display()));
    Ok(())
}

/// Adds the pages of a command and of those below it.
fn add(pages: &mut Vec<(String, String)>, command: Command) -> Result<(), Error> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        add(pages, below.clone())?;
    }
    pages.push(page(command)?);
    Ok(())
}

/// The page of a command, and the name of its file.
fn page(command: Command) -> Result<(String, String), Error> {
    let source = concat!("sidecoach ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command).date(DATE).source(source).manual("Sidecoach Manual");
    let mut page = Vec::new();
    man.render(&mut page).map_err(Error::Output)?;
    Ok((man.get_filename(), String::from_utf8_lossy(&page).into_owned()))
}
