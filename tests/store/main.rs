//! The take log when the machine fails it: programs killed, disks full, files taken away.

#![expect(clippy::disallowed_methods, reason = "the program is started from outside")]
#![expect(clippy::unwrap_used, reason = "a test that finds something missing fails")]

mod kills;
#[path = "../properties/sample.rs"]
mod sample;
