//! The program's entry.

#![expect(clippy::disallowed_methods, reason = "arguments come in here")]

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    sidecoach::cli::main(env::args_os())
}
