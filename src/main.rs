//! The program's entry.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    sidecoach::cli::main(env::args_os())
}
