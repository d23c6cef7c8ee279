//! What could come next on the command line, for a shell that asks.
//!
//! Start with [`answer`]. A shell asks by the variable `VARIABLE`, which its [script](Shell::script) sets. Arguments are
//! marked with what they name, [`Named`]; `known` looks it up, without a word about what can't be read. Nothing is
//! written, and no candidate holds a character that can't be shown.

mod bash;
mod known;
mod quotes;

use std::env;
use std::ffi::{OsStr, OsString};
use std::sync::Arc;

use clap::builder::ArgExt;
use clap::{Arg, Command, CommandFactory, ValueEnum, ValueHint};
use clap_complete::engine::ArgValueCompleter;
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Zsh};

use crate::error::Error;
use crate::print::Printer;

use self::bash::Bash;
use self::known::Known;
use super::Cli;

/// The variable by which a shell says that it asks, and which it is.
const VARIABLE: &str = "SIDECOACH_COMPLETE";

/// What the program is called.
const PROGRAM: &str = "sidecoach";

/// A shell that can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// As ~/.local/share/bash-completion/completions/sidecoach
    Bash,
    /// As _sidecoach in a folder of $fpath
    Zsh,
    /// As ~/.config/fish/completions/sidecoach.fish
    Fish,
    /// At the end of $PROFILE
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
    /// At the end of ~/.config/elvish/rc.elv
    Elvish,
}

impl Shell {
    /// The script that lets it ask.
    pub fn script(self) -> Result<String, Error> {
        let mut script = Vec::new();
        let written = self.completer().write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script);
        written.map_err(Error::Output)?;
        Ok(String::from_utf8_lossy(&script).trim().to_owned() + "\n")
    }

    fn of(asked: &OsStr) -> Option<Self> {
        let asked = asked.to_str()?;
        Self::value_variants().iter().copied().find(|shell| shell.completer().is(asked))
    }

    fn completer(self) -> &'static dyn EnvCompleter {
        match self {
            Self::Bash => &Bash,
            Self::Zsh => &Zsh,
            Self::Fish => &Fish,
            Self::PowerShell => &Powershell,
            Self::Elvish => &Elvish,
        }
    }

    /// Whether it passes words with the quotes they were typed with.
    const fn keeps_quotes(self) -> bool {
        matches!(self, Self::Bash | Self::Zsh | Self::Fish)
    }
}

/// What an argument names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A pack.
    Pack,
    /// A pack, a file or a folder.
    PackOrPath,
    /// A prompt, behind its pack.
    Prompt,
    /// A pack, or a prompt behind it.
    PackOrPrompt,
    /// Somebody the log knows.
    Player,
    /// Several of them, with commas between.
    Players,
    /// A role and who plays it, with `=` between.
    Part,
    /// A key of the prompt that is named before it and its value, with `=` between.
    Change,
    /// A tag that a prompt has.
    Tag,
    /// A content word, or any tag.
    Line,
}

impl ArgExt for Named {}

/// Answers a shell, if one asks. The words are those behind `--`.
#[must_use]
pub fn answer(print: Printer, args: &[OsString]) -> Option<Result<(), Error>> {
    let asked = env::var_os(VARIABLE).filter(|asked| !asked.is_empty())?;
    let words = args.iter().skip_while(|arg| *arg != "--").skip(1).cloned();
    Some(Shell::of(&asked).map_or(Ok(()), |shell| print.exact(&candidates(shell, words.collect()))))
}

/// What could come next, as the shell wants it.
fn candidates(shell: Shell, mut words: Vec<OsString>) -> String {
    let mut out = Vec::new();
    if shell.keeps_quotes() {
        words = words.iter().map(|word| quotes::removed(word)).collect();
    }
    if !words.is_empty() {
        let known = Arc::new(Known::of(shell, &words));
        let folder = env::current_dir().ok();
        if shell
            .completer()
            .write_complete(&mut with(&known, Cli::command()), words, folder.as_deref(), &mut out)
            .is_err()
        {
            out.clear();
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The command, whose arguments know what they name.
fn with(known: &Arc<Known>, command: Command) -> Command {
    let completed = |arg: Arg| {
        let is_path = matches!(arg.get_value_hint(), ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath);
        let named = arg.get::<Named>().copied();
        if named.is_none() && !is_path {
            return arg;
        }
        let known = Arc::clone(known);
        arg.add(ArgValueCompleter::new(move |typed: &OsStr| known.candidates(named, typed)))
    };
    command.mut_args(completed).mut_subcommands(|command| with(known, command))
}
