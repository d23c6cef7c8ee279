//! The tech booth: everything of the stage that touches the machine.

pub mod store;
