//! What SECURITY.md promises, attacked: writers at the same time, faults of the disk, kills at any moment, bytes looked for.

#![expect(clippy::disallowed_methods, reason = "the program is started from outside")]
#![expect(clippy::unwrap_used, reason = "a test that finds something missing fails")]

mod consent;
mod files;
mod forget;
mod rescue;
#[path = "../properties/sample.rs"]
mod sample;
#[path = "../stage/terminal.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod terminal;
