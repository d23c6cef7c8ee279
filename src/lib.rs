//! `sidecoach` draws weighted prompts, casts the players present, times the scene and logs every take.

// Core: pure values and functions.
pub mod cast;
pub mod consent;
pub mod cue;
pub mod deck;
pub mod diagnostic;
pub mod feeling;
pub mod learn;
pub mod pack;
pub mod plan;
pub mod report;
pub mod scene;
pub mod stage;
pub mod take;
pub mod warmup;

// UI: a stage to a frame, a key to an act.
pub mod ui;

// Edge: files, terminal, clock, commands.
pub mod booth;
pub mod cli;
pub mod config;
pub mod error;
pub mod export;
pub mod import;
pub mod print;
pub mod serve;
