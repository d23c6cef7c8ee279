//! `pack remove`: a pack of the user's to the trash.

use clap::Args;

use crate::booth::packs::{built_in, is_path};
use crate::error::Error;

use super::complete::Named;
use super::{Context, Folder, folder};

/// Options of `pack remove`.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  $ sidecoach pack remove monday-lab")]
pub struct RemoveArgs {
    /// A pack's name
    #[arg(value_name = "NAME", add = Named::Pack)]
    name: String,
}

/// Moves the pack's file to the trash and says where that is.
pub fn run(cx: &Context, RemoveArgs { name }: &RemoveArgs) -> Result<(), Error> {
    if is_path(name) {
        return Err(Error::Usage(format!("{name} is a file; name a pack that `sidecoach pack list` shows")));
    }
    let library = cx.library();
    let Some(path) = library.user_file(name) else {
        if built_in(name).is_some() {
            return Err(Error::BuiltIn(name.clone()));
        }
        return Err(library.unknown(name).into());
    };
    trash::delete(&path).map_err(|e| Error::Trash { path: path.clone(), why: e.to_string() })?;
    let trash = folder(Folder::Data).and_then(|data| Some(data.parent()?.join("Trash"))).filter(|trash| trash.is_dir());
    let trash = trash.map_or_else(String::new, |trash| format!(" {}", trash.display()));
    cx.print.note(&format!("{} was moved to the trash{trash}", path.display()));
    if built_in(name).is_some() {
        cx.print.note(&format!("the pack {name} is the one built in again"));
    }
    Ok(())
}
