//! `completions`: the script that makes a shell ask this program what could come next.

use clap::Args;

use crate::error::Error;

use super::Context;
use super::complete::Shell;

/// Options of `completions`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach completions bash \\
      > ~/.local/share/bash-completion/completions/sidecoach
  $ sidecoach completions zsh > ~/.zsh/completions/_sidecoach
  $ sidecoach completions fish > ~/.config/fish/completions/sidecoach.fish")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints it.
pub fn run(cx: &Context, args: &CompletionsArgs) -> Result<(), Error> {
    cx.print.exact(&args.shell.script()?)
}
