//! `pack schema`: the JSON Schema of packs.

use crate::error::Error;

use super::Context;

/// The schema, as it lies beside the packs.
const SCHEMA: &str = include_str!("../../prompt-packs/schema.json");

/// Prints it.
pub fn run(cx: &Context) -> Result<(), Error> {
    cx.print.out(SCHEMA)
}
