//! What an editor asks about a pack while it is being written: a text and a place in it, to an answer.
//!
//! Start with [`outline::scan`]: it reads any text, since a text that is being typed is broken most of the time. On it
//! stand [`completion`], [`hover`] and [`names`] (definitions and renaming). Places are byte offsets; [`position`] turns
//! them into an editor's lines and columns and back. Nothing here knows of a protocol, but for the shape of a position.

pub mod completion;
pub mod hover;
pub mod keys;
pub mod names;
pub mod outline;
pub mod position;
#[cfg(test)]
mod tests;
