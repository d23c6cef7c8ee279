//! The command line.
//!
//! Start with [`main`]. [`Cli`] is what can be typed; each command has a file here that does it and prints what came of
//! it. [`deck`] holds the options that say which prompts are drawn.

#![expect(clippy::disallowed_methods, reason = "commands read the clock and ask whether there is a terminal")]

pub mod add;
mod agree;
mod begin;
pub mod bring;
pub mod check;
pub mod complete;
pub mod completions;
pub mod config;
pub mod deck;
pub mod doctor;
pub mod draft;
pub mod draw;
pub mod edit;
pub mod editor;
pub mod export;
#[cfg(test)]
mod faults;
pub mod fmt;
pub mod import;
pub mod judge;
pub mod man;
mod meant;
pub mod merge;
pub mod never;
pub mod new;
pub mod odds;
pub mod own;
pub mod pack;
pub mod plan;
pub mod player;
pub mod remove;
pub mod report;
pub mod schema;
pub mod serve;
pub mod set;
pub mod suggest;
pub mod table;
pub mod takes;
pub mod warmup;
pub mod when;
pub mod word;

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use etcetera::BaseStrategy;

use crate::booth::files::at_home;
use crate::booth::keep::Keep;
use crate::booth::never as never_list;
use crate::booth::packs::{Library, STDIN, files, is_path, read_file};
use crate::booth::session::Wish;
use crate::booth::store::{Access, Store};
use crate::config::{Origin, Problem, Settings};
use crate::deck::Never;
use crate::error::Error;
use crate::print::{self, Color, Printer, Talk};

use self::deck::DeckArgs;
use self::takes::Judge;

/// How many problems of the settings the stage tells one by one.
const TOLD: usize = 3;

/// Draws prompts, casts players, times scenes and logs every take of an improvised session
///
/// Without a command it opens the stage: enter goes on, ? shows the keys.
#[derive(Debug, Parser)]
#[command(
    version,
    propagate_version = true,
    after_long_help = "\
Examples:
  $ sidecoach
  $ sidecoach --players 'Ana, Ben, Chi' -p turns --workshop 'Tuesday lab'
  $ sidecoach warmup --for 5m
  $ sidecoach draw -n 3
  $ sidecoach takes list
  $ sidecoach report
  $ sidecoach pack check my-pack.toml

Exit codes: 0 done; 1 it ran and the answer is no; 2 it could not run."
)]
pub struct Cli {
    #[command(flatten)]
    stage: StageArgs,
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// The take log [default: takes.db in the folder sidecoach of the user's data]
    #[arg(long, global = true, value_name = "FILE", env = "SIDECOACH_LOG", hide_env_values = true)]
    log: Option<PathBuf>,
    /// The settings [default: config.toml in the folder sidecoach of the user's configuration]
    #[arg(long, global = true, value_name = "FILE", env = "SIDECOACH_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        env = "SIDECOACH_COLOR",
        hide_env_values = true
    )]
    color: Color,
    /// Say nothing but what was asked for, and errors
    #[arg(short, long, global = true, env = "SIDECOACH_QUIET", hide_env_values = true, value_parser = FalseyValueParser::new())]
    quiet: bool,
    /// Say what is read from where
    #[arg(short, long, global = true, env = "SIDECOACH_VERBOSE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    verbose: bool,
}

/// Options of the stage.
#[derive(Debug, Args)]
#[command(next_help_heading = "Stage")]
pub struct StageArgs {
    /// Names the workshop; one of this name goes on if its last event is under four hours old
    #[arg(long, value_name = "NAME", value_parser = word::shown)]
    workshop: Option<String>,
    /// Starts another workshop, however young the last one is
    #[arg(long)]
    new_workshop: bool,
    /// Goes through a plan, a file that lists the blocks of a workshop
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// How long every scene lasts, whatever plan, prompts and settings say
    #[arg(long, value_name = "LENGTH", value_parser = word::length)]
    scene: Option<Duration>,
    /// Begins as a rehearsal: its takes are logged apart and count in no figure
    #[arg(long)]
    rehearsal: bool,
    #[command(flatten)]
    judge: Judge,
    #[command(flatten)]
    deck: DeckArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Warm up alone, with prompts that change by themselves
    ///
    /// Its takes are logged as rehearsals, which count in no figure.
    Warmup(warmup::WarmupArgs),
    /// Print drawn prompts, cast where players are given
    ///
    /// Reads the log so that prompts drawn lately rest, and never writes it.
    Draw(draw::DrawArgs),
    /// Keep what an audience calls out, for the stage to pick from
    ///
    /// It goes to the workshop that a stage runs, or else to the one that the next start would go on with.
    Suggest(suggest::SuggestArgs),
    /// Look at packs of prompts and check them
    #[command(
        subcommand,
        after_long_help = "\
Examples:
  $ sidecoach pack list
  $ sidecoach pack check my-pack.toml"
    )]
    Pack(pack::PackCommand),
    /// Check plans, the running orders of workshops
    #[command(
        subcommand,
        after_long_help = "\
Examples:
  $ sidecoach plan check evening.toml"
    )]
    Plan(plan::PlanCommand),
    /// Look at the takes in the log and judge them
    #[command(
        subcommand,
        after_long_help = "\
Examples:
  $ sidecoach takes list
  $ sidecoach takes verdict 7 usable"
    )]
    Takes(takes::TakesCommand),
    /// See what takes amount to: what works, what lacks takes, who played how often
    Report(report::ReportArgs),
    /// Say who plays
    #[command(
        subcommand,
        after_long_help = "\
Examples:
  $ sidecoach player add Ana Ben Chi
  $ sidecoach player away Chi"
    )]
    Player(player::PlayerCommand),
    /// Look at the settings and change them
    #[command(
        subcommand,
        after_long_help = "\
Examples:
  $ sidecoach config show
  $ sidecoach config edit"
    )]
    Config(config::ConfigCommand),
    /// Check terminal, settings, packs, log and notifications, and say what to do
    Doctor(doctor::DoctorArgs),
    /// Print what a shell needs to complete commands, packs, prompts and players
    ///
    /// The shell then asks this program, so names are those of the packs and the log as they are.
    Completions(completions::CompletionsArgs),
    /// Print the manual page, or write those of all commands into a folder
    Man(man::ManArgs),
}

/// Does what the arguments ask for and gives the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    print::tell_panics();
    let args: Vec<OsString> = args.into_iter().collect();
    if let Some(answered) = complete::answer(Printer::default(), &args) {
        return ended(Printer::default(), answered);
    }
    let mut command = without_empty_variables(Cli::command());
    let parsed = command.try_get_matches_from_mut(&args).and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches).map_err(|e| e.format(&mut command))?;
        Ok((cli, matches))
    });
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(refusal) => match meant::instead_of(&refusal, &args) {
            Some(meant) => return ended(Printer::default(), Err(Error::Usage(meant))),
            None => return refused(&refusal),
        },
    };
    let talk = match (cli.global.quiet, cli.global.verbose) {
        (true, _) => Talk::Quiet,
        (false, true) => Talk::Verbose,
        (false, false) => Talk::Normal,
    };
    let print = Printer::new(cli.global.color, talk);
    ended(print, run(print, cli, matches).map_err(|e| meant::instead_of_pack(e, &args)))
}

/// The command, for which a variable that is set to nothing is as good as none.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |arg: &clap::Arg| arg.get_env().and_then(env::var_os).is_some_and(|value| value.is_empty());
    let without = |arg| if is_empty(&arg) { arg.env(None) } else { arg };
    command.mut_args(without).mut_subcommands(without_empty_variables)
}

fn run(print: Printer, cli: Cli, matches: ArgMatches) -> Result<(), Error> {
    let Cli { stage, global, command } = cli;
    let Some(command) = command else {
        return self::stage(&Context::new(print, global, matches, false)?, &stage);
    };
    let is_typed = |arg: &clap::Arg| matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
    if StageArgs::augment_args(clap::Command::new("stage")).get_arguments().any(is_typed) {
        return Err(Error::Usage("options of a command stand after it; see `sidecoach --help`".to_owned()));
    }
    let makes_settings = matches!(command, Command::Config(config::ConfigCommand::Edit | config::ConfigCommand::Path));
    let cx = &Context::new(print, global, matches, makes_settings)?;
    match command {
        Command::Warmup(args) => warmup::run(cx, args),
        Command::Draw(args) => draw::run(cx, &args),
        Command::Suggest(args) => suggest::run(cx, &args),
        Command::Pack(command) => pack::run(cx, command),
        Command::Plan(plan::PlanCommand::Check(args)) => plan::check(cx, &args),
        Command::Takes(command) => takes::run(cx, command),
        Command::Report(args) => report::run(cx, &args),
        Command::Player(command) => player::run(cx, command),
        Command::Config(command) => config::run(cx, command),
        Command::Doctor(args) => doctor::run(cx, &args),
        Command::Completions(args) => completions::run(cx, &args),
        Command::Man(args) => man::run(cx, &args),
    }
}

/// Opens the stage.
fn stage(cx: &Context, args: &StageArgs) -> Result<(), Error> {
    // What was typed wrong is told before anything is asked or begun.
    let mut chosen = args.deck.chosen(cx)?;
    let plan = args.plan.as_ref().map(|path| plan::open(cx, path, &mut chosen)).transpose()?;
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Error::NoTerminal);
    }
    let log = cx.log()?;
    let wish = Wish { name: args.workshop.clone(), is_new: args.new_workshop, seed: args.deck.seed() };
    let Some(found) = begin::find(cx, &log, wish)? else { return Ok(()) };
    Ok(begin::run(cx, args, log, chosen, plan, found)?)
}

/// What the parser has to say instead: help and version on standard output, a refusal on standard error.
fn refused(refusal: &clap::Error) -> ExitCode {
    let print = Printer::default();
    let text = refusal.render().to_string();
    if refusal.use_stderr() {
        print.err(&text);
        return ExitCode::from(2);
    }
    ended(print, print.out(&text))
}

/// The exit code of what came of it; an error is told.
fn ended(print: Printer, result: Result<(), Error>) -> ExitCode {
    let Err(e) = result else { return ExitCode::SUCCESS };
    if !e.is_silent() {
        print.error(&e);
    }
    ExitCode::from(e.exit_code())
}

/// What every command has at hand: the printer, the settings, the log, the packs.
#[derive(Debug)]
pub struct Context {
    /// Where to print.
    pub print: Printer,
    /// The settings.
    pub settings: Settings,
    found: Vec<Problem>,
    log: Option<PathBuf>,
    config: Option<PathBuf>,
    matches: ArgMatches,
}

impl Context {
    /// Reads the settings. A file that somebody named must be there, unless the command is about to make it.
    fn new(print: Printer, global: Global, matches: ArgMatches, makes_settings: bool) -> Result<Self, Error> {
        let own = || Some(folder(Folder::Config)?.join("config.toml"));
        let config = global.config.clone().or_else(own);
        let (settings, found) = match global.config {
            Some(named) if !makes_settings => Settings::of(&read_file(&named)?),
            _ => Settings::load(config.as_deref()),
        };
        let cx = Self { print, settings, found, log: global.log, config, matches };
        if let Some(config) = &cx.config {
            cx.print.detail(&format!("settings: {}", config.display()));
        }
        Ok(cx)
    }

    /// Where the settings are, if there are any.
    pub fn config(&self) -> Result<PathBuf, Error> {
        self.config.clone().ok_or(Error::NoHome)
    }

    /// What is wrong with the settings, in sentences.
    pub fn problems(&self) -> Vec<String> {
        let path = self.config().unwrap_or_default();
        self.found.iter().map(|problem| problem.sentence(&path)).collect()
    }

    /// The same, cut to what somebody reads who wants to play.
    fn few_problems(&self) -> Vec<String> {
        let mut notes = self.problems();
        if notes.len() > TOLD {
            notes.truncate(TOLD);
            notes.push("there is more to put right in the settings: `sidecoach config show` tells all".to_owned());
        }
        notes
    }

    /// Says what is wrong with the settings.
    pub fn tell_problems(&self) {
        self.problems().iter().for_each(|problem| self.print.note(problem));
    }

    /// Where the value of this command's argument came from, if somebody gave it.
    pub fn origin(&self, id: &str) -> Option<Origin> {
        let mut matches = &self.matches;
        while let Some((_, deeper)) = matches.subcommand() {
            matches = deeper;
        }
        match matches.value_source(id)? {
            ValueSource::CommandLine => Some(Origin::Option),
            ValueSource::EnvVariable => Some(Origin::Environment),
            _ => None,
        }
    }

    /// Where the log is.
    pub fn log(&self) -> Result<PathBuf, Error> {
        let own = || Some(folder(Folder::Data)?.join("takes.db"));
        let log = self.log.clone().or_else(own).ok_or(Error::NoHome)?;
        if log.as_os_str() == STDIN {
            return Err(Error::Usage("a log is a file, never standard input; name one with --log".to_owned()));
        }
        self.print.detail(&format!("log: {}", log.display()));
        Ok(log)
    }

    /// The log, opened.
    pub fn store(&self, access: Access) -> Result<Store, Error> {
        Ok(Store::open(&self.log()?, access)?)
    }

    /// The log, opened to be read, if there is one.
    pub fn existing_store(&self) -> Result<Option<Store>, Error> {
        Ok(Store::open_existing(&self.log()?)?)
    }

    /// Where the never list is: beside the settings.
    pub fn never_file(&self) -> Result<PathBuf, Error> {
        Ok(self.config()?.with_file_name("never.toml"))
    }

    /// Where the settings are and what belongs to them, and where the packs and the log usually are: as far as they are
    /// known.
    pub fn own_folders(&self) -> (Option<PathBuf>, Option<PathBuf>) {
        let own = folder(Folder::Config);
        // A file that was named may lie among others.
        let config = self.config().ok().filter(|file| file.parent() != own.as_deref()).or(own);
        (config, folder(Folder::Data))
    }

    /// What is not drawn today. A list that can't be read is told, and leaves nothing out.
    pub fn never(&self) -> Never {
        let entries = self.never_file().ok().map(|path| never_list::load(&path)).transpose().unwrap_or_else(|e| {
            self.print.note(&e.to_string());
            None
        });
        never_list::on(entries.unwrap_or_default(), never_list::today)
    }

    /// The packs.
    pub fn library(&self) -> Library {
        let folder = folder(Folder::Data).map(|data| data.join("packs"));
        if let Some(folder) = &folder {
            self.print.detail(&format!("packs: built in, and in {}", folder.display()));
        }
        Library::new(folder)
    }

    /// Refuses an output in the place of a file that sidecoach keeps. To be asked while no log is open.
    pub fn spare(&self, path: &Path) -> Result<(), Error> {
        Ok(self.keep_all().check(path)?)
    }

    /// What there is to keep, as far as it was named or has its usual place.
    pub fn keep_all(&self) -> Keep {
        let named = self.preferred_packs();
        let packs = named.iter().filter_map(|pack| files(Path::new(pack), &mut Vec::new()).ok()).flatten();
        Keep { packs: packs.collect(), ..self.keep() }
    }

    /// The same for what is a pack itself: it may take the place of one.
    pub fn spare_for_pack(&self, path: &Path) -> Result<(), Error> {
        Ok(Keep { library: None, ..self.keep() }.check(path)?)
    }

    /// The same, but for packs that were named.
    fn keep(&self) -> Keep {
        let usual = |of, name| folder(of).map(|folder| folder.join(name));
        let configs = || self.config.clone().into_iter().chain(usual(Folder::Config, "config.toml"));
        Keep {
            logs: self.log.clone().into_iter().chain(usual(Folder::Data, "takes.db")).collect(),
            settings: configs().chain(configs().map(|config| config.with_file_name("never.toml"))).collect(),
            packs: Vec::new(),
            library: usual(Folder::Data, "packs"),
        }
    }

    /// The packs that the settings name. A path there is seen from the folder of the settings, or from home behind `~/`.
    pub fn preferred_packs(&self) -> Vec<String> {
        let config = self.config().unwrap_or_default();
        let resolved = |name: &String| {
            let beside = || config.parent().filter(|_| is_path(name)).map(|folder| folder.join(name));
            let path = at_home(name).or_else(beside);
            path.and_then(|path| path.into_os_string().into_string().ok()).unwrap_or_else(|| name.clone())
        };
        self.settings.packs.value.iter().map(resolved).collect()
    }
}

/// What a folder of the program is for.
#[derive(Debug, Clone, Copy)]
enum Folder {
    Config,
    Data,
}

/// The program's folder among the user's.
fn folder(of: Folder) -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    let folder = match of {
        Folder::Config => strategy.config_dir(),
        Folder::Data => strategy.data_dir(),
    };
    Some(folder.join("sidecoach"))
}
