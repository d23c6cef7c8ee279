//! The real program in a real terminal: what a leader sees and does, and what survives.

#![expect(clippy::disallowed_methods, reason = "the program is started from outside")]
#![expect(clippy::unwrap_used, reason = "a test that finds something missing fails")]

mod beside;
#[cfg(target_os = "linux")]
mod bus;
mod casting;
mod consent;
mod docs;
mod edit;
mod evening;
#[cfg(target_os = "linux")]
mod faults;
mod journey;
mod kills;
mod manners;
mod model;
mod packs;
mod plan_kills;
mod running_order;
mod safe;
#[path = "../properties/sample.rs"]
mod sample;
mod secrets;
mod suggestions;
mod terminal;
mod times;
mod warmup;
mod workshops;
