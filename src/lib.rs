//! `sidecoach` draws weighted prompts, casts the players present, times the scene and logs every take.

// Core: pure values and functions.
pub mod cast;
pub mod cue;
pub mod deck;
pub mod diagnostic;
pub mod feeling;
pub mod pack;
pub mod scene;
pub mod stage;
pub mod take;

// What the leader sees.
pub mod ui;

// Edge: files, terminal, clock.
pub mod booth;
