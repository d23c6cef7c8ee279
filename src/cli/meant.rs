//! What was meant by names behind `--players` that are several arguments.
//!
//! Start with [`instead_of`].

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};

use crate::booth::packs::PackError;
use crate::error::Error;

use super::word;

/// What was meant where the parser refuses one of several names behind `--players`.
pub fn instead_of(refusal: &clap::Error, args: &[OsString]) -> Option<String> {
    let kinds = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand, ContextKind::InvalidValue];
    let values = kinds.into_iter().filter_map(|kind| match refusal.get(kind) {
        Some(ContextValue::String(value)) => Some(value.as_str()),
        _ => None,
    });
    values.into_iter().find_map(|value| meant(value, args))
}

/// What was meant where one of several names behind `--players` was taken for a pack.
pub fn instead_of_pack(error: Error, args: &[OsString]) -> Error {
    match &error {
        Error::Pack(PackError::Unknown { name, .. }) => meant(name, args).map_or(error, Error::Usage),
        _ => error,
    }
}

/// The sentence for one of several names behind `--players`.
fn meant(refused: &str, args: &[OsString]) -> Option<String> {
    let option =
        args.iter().position(|arg| arg.to_str().is_some_and(|arg| arg.split('=').next() == Some("--players")))?;
    let typed = args[option].to_str()?.split_once('=').map(|(_, name)| name);
    let behind = args[option + 1..].iter().map_while(|arg| arg.to_str().filter(|arg| !arg.starts_with('-')));
    let words: Vec<&str> = typed.into_iter().chain(behind).collect();
    if words.len() < 2 || !words.contains(&refused) {
        return None;
    }
    let names = words.iter().flat_map(|word| word.split([',', ';'])).map(str::trim).filter(|name| !name.is_empty());
    let meant = word::spelled(&names.collect::<Vec<_>>());
    Some(format!("all names are one argument, with commas between them: {meant}"))
}
