//! `sidecoach` draws weighted prompts, casts the players present, times the scene and logs every take.
//!
//! The program is [`cli::main`]. What it is made of can be used without it: the core is values and functions that read no
//! clock, open no file and print nothing, so that time, text and chance are arguments. A scene, from the pack to its end:
//!
//! ```
//! use std::{sync::Arc, time::Duration};
//!
//! use sidecoach::cast::{Call, Ledger, PlayerKey, RoleCall, cast};
//! use sidecoach::deck::{Company, Deck, Filters, Purpose, below, stream};
//! use sidecoach::scene::{Now, Scene, ms};
//! use sidecoach::{booth::packs::built_in, pack::read::read};
//!
//! let (pack, findings) = read("turns", built_in("turns").expect("a pack").as_bytes());
//! let deck = Deck::new(&[Arc::new(pack.expect("readable"))], Filters::default(), Company::default(), Vec::new());
//! let (seed, number) = (7, 1);
//! let drawn = deck.draw(seed, number).expect("something fits");
//! let (prompt, words) = (deck.entry(drawn).1, deck.fill(drawn, seed, number, 0));
//!
//! let present = [1, 2, 3].map(PlayerKey::Seat);
//! let size = prompt.players.of(present.len()).expect("enough players");
//! let feelings = |arc: &sidecoach::feeling::FeelingArc| arc.steps().iter().map(|step| step.feeling).collect();
//! let role = |role: &sidecoach::pack::Role| RoleCall {
//!     name: role.name.clone(),
//!     feelings: role.feeling.as_ref().map(feelings).unwrap_or_default(),
//! };
//! let roles: Vec<RoleCall> = prompt.roles.iter().map(role).collect();
//! let call = Call { present: &present, roles: &roles, size, pins: &[], held: &[] };
//! let parts = cast(&call, &Ledger::default(), &mut stream(seed, Purpose::Cast, number, 0), below);
//!
//! let now = |secs| Now { mono: Duration::from_secs(secs), boot: Duration::from_secs(secs), utc: 0 };
//! let arcs = prompt.roles.iter().enumerate().filter_map(|(at, role)| Some((at, role.feeling.clone()?)));
//! let mut scene = Scene::begin(now(0), ms(prompt.times.scene), arcs.collect(), Vec::new());
//! let shifts = scene.wake(now(150));
//! println!("{} {parts:?} {shifts:?} {} ms left", words.text, scene.left(now(150)));
//! # assert!(findings.is_empty());
//! # assert_eq!(parts.map(|parts| parts.len()), Some(size));
//! # assert_eq!(scene.left(now(150)), ms(prompt.times.scene) - 150_000);
//! # assert!(!shifts.is_empty());
//! ```
//!
//! [`stage::Stage`] is all of this as one value, with a debrief, undo and a log to be kept: it is told one
//! [`stage::Event`] after another, and answers with [`stage::Effect`]s.

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
