//! The command line from outside: what each command prints, to the letter, and its exit code.
//!
//! Start with [`Test`](bench::Test).

#![expect(clippy::unwrap_used, reason = "in a test, a panic is the answer")]
#![expect(clippy::disallowed_methods, reason = "the program is started from outside")]

#[path = "cli/bench.rs"]
mod bench;
#[path = "cli/bring.rs"]
mod bring;
#[path = "cli/care.rs"]
mod care;
#[path = "cli/completions.rs"]
mod completions;
#[path = "cli/config.rs"]
mod config;
#[cfg(unix)]
#[path = "cli/crash.rs"]
mod crash;
#[path = "cli/doctor.rs"]
mod doctor;
#[path = "cli/draw.rs"]
mod draw;
#[cfg(unix)]
#[path = "cli/edit.rs"]
mod edit;
#[path = "cli/export.rs"]
mod export;
#[path = "cli/fmt.rs"]
mod fmt;
#[path = "cli/import.rs"]
mod import;
#[path = "cli/judge.rs"]
mod judge;
#[path = "cli/man.rs"]
mod man;
#[path = "cli/merge.rs"]
mod merge;
#[path = "cli/never.rs"]
mod never;
#[path = "cli/odds.rs"]
mod odds;
#[path = "cli/own.rs"]
mod own;
#[path = "cli/pack.rs"]
mod pack;
#[path = "cli/plan.rs"]
mod plan;
#[path = "cli/players.rs"]
mod players;
#[path = "cli/report.rs"]
mod report;
#[path = "cli/safe.rs"]
mod safe;
#[path = "cli/schema.rs"]
mod schema;
#[path = "cli/serve.rs"]
mod serve;
#[path = "cli/set.rs"]
mod set;
#[path = "cli/suggest.rs"]
mod suggest;
#[path = "cli/summary.rs"]
mod summary;
#[path = "cli/takes.rs"]
mod takes;
#[path = "cli/usage.rs"]
mod usage;
#[path = "cli/warmup.rs"]
mod warmup;
#[path = "cli/watch.rs"]
mod watch;
