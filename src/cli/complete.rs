//! What could come next on the command line, for a shell that asks.
//!
//! Start with [`answer`]. A shell asks by the variable `VARIABLE`, which its [script](Shell::script) sets. Arguments are
//! marked with what they name, [`Named`]; `Known` looks it up, without a word about what can't be read. Nothing is
//! written, and no candidate holds a character that can't be shown.

mod bash;
mod quotes;

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::ArgExt;
use clap::{Arg, Command, CommandFactory, ValueEnum, ValueHint};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell, Zsh};

use crate::booth::packs::{Library, STDIN};
use crate::booth::store::{Access, Store};
use crate::cast::is_same_name;
use crate::error::Error;
use crate::pack::{Content, is_forbidden, is_name};
use crate::print::{Printer, clean_line};

use self::bash::Bash;
use super::{Cli, Folder, folder};

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

/// Where names are looked up.
#[derive(Debug)]
struct Known {
    shell: Shell,
    library: Library,
    log: Option<PathBuf>,
}

impl Known {
    /// As the words so far say.
    fn of(shell: Shell, words: &[OsString]) -> Self {
        let data = folder(Folder::Data);
        let of_option = |word: &OsString| word.to_str()?.strip_prefix("--log=").map(PathBuf::from);
        let behind =
            || words.iter().skip_while(|word| *word != "--log").skip(1).find(|word| *word != "=").map(PathBuf::from);
        let variable = || env::var_os("SIDECOACH_LOG").filter(|log| !log.is_empty()).map(PathBuf::from);
        let own = || Some(data.as_ref()?.join("takes.db"));
        let log = words.iter().find_map(of_option).or_else(behind).or_else(variable).or_else(own);
        Self { shell, library: Library::new(data.as_ref().map(|data| data.join("packs"))), log }
    }

    /// What begins as typed: what an argument names, or else paths.
    fn candidates(&self, named: Option<Named>, typed: &OsStr) -> Vec<CompletionCandidate> {
        let paths = || PathCompleter::any().complete(typed);
        let packs_and_paths = |typed: &str| self.packs(typed, "").into_iter().chain(paths()).collect();
        let named = named.map(|named| (named, typed.to_str().unwrap_or_default()));
        let mut found: Vec<_> = match named {
            None => paths(),
            Some((Named::Pack, typed)) => self.packs(typed, ""),
            Some((Named::PackOrPath, typed)) => packs_and_paths(typed),
            Some((Named::Prompt, typed)) => self.prompts(typed).unwrap_or_else(|| self.packs(typed, "/")),
            Some((Named::PackOrPrompt, typed)) => self.prompts(typed).unwrap_or_else(|| packs_and_paths(typed)),
            Some((Named::Player, typed)) => self.players("", typed),
            Some((Named::Players, typed)) => {
                let start = typed.rfind(',').map_or(0, |comma| comma + 1);
                let start = start + typed[start..].len() - typed[start..].trim_start().len();
                self.players(&typed[..start], &typed[start..])
            }
            Some((Named::Part, typed)) => {
                typed.find('=').map(|sign| self.players(&typed[..=sign], &typed[sign + 1..])).unwrap_or_default()
            }
            Some((Named::Line, typed)) => {
                let words = Content::ALL.iter().map(|content| content.word()).filter(|word| word.starts_with(typed));
                words.map(CompletionCandidate::new).collect()
            }
        };
        let is_shown =
            |it: &CompletionCandidate| !it.get_value().to_string_lossy().contains(|c| is_forbidden(c) || c == '\n');
        found.retain(is_shown);
        if self.shell == Shell::PowerShell {
            found = found.iter().map(in_powershell).collect();
        }
        found
    }

    fn packs(&self, typed: &str, end: &str) -> Vec<CompletionCandidate> {
        let names = self.library.names().into_iter().filter(|name| name.starts_with(typed));
        names.map(|name| CompletionCandidate::new(name + end)).collect()
    }

    /// The prompts of the pack before the slash, if there is one.
    fn prompts(&self, typed: &str) -> Option<Vec<CompletionCandidate>> {
        let (pack, typed) = typed.rsplit_once('/')?;
        if pack == STDIN || !(is_name(pack) || Path::new(pack).extension().is_some_and(|extension| extension == "toml"))
        {
            return None;
        }
        let found = self.library.find(pack, &mut Vec::new()).ok()?.into_iter().find_map(|found| found.pack)?;
        let prompts = found.prompts.iter().filter(|prompt| prompt.id.starts_with(typed));
        let candidate =
            |id: &str, text: &str| CompletionCandidate::new(format!("{pack}/{id}")).help(Some(clean_line(text).into()));
        Some(prompts.map(|prompt| candidate(&prompt.id, prompt.text.source())).collect())
    }

    /// Players whose names begin as typed, in whatever case, each behind what came before, and none of it again.
    fn players(&self, before: &str, typed: &str) -> Vec<CompletionCandidate> {
        let store = self.log.as_deref().and_then(|log| Store::open(log, Access::Read).ok());
        let players = store.and_then(|store| store.players().ok()).unwrap_or_default();
        let typed = typed.to_lowercase();
        let is_wanted = |name: &String| {
            name.to_lowercase().starts_with(&typed) && !before.split(',').any(|other| is_same_name(other, name))
        };
        let names = players.into_iter().map(|person| person.name).filter(is_wanted);
        names.map(|name| CompletionCandidate::new(format!("{before}{name}"))).collect()
    }
}

fn in_powershell(candidate: &CompletionCandidate) -> CompletionCandidate {
    let value = quotes::for_powershell(&candidate.get_value().to_string_lossy());
    CompletionCandidate::new(value).help(candidate.get_help().cloned())
}
