//! The command line.
//!
//! Start with [`main`]. [`Cli`] is what can be typed; each command has a file here that does it and prints what came of
//! it. [`deck`] holds the options that say which prompts are drawn.

#![expect(clippy::disallowed_methods, reason = "commands read the clock and ask whether there is a terminal")]

pub mod check;
pub mod deck;
pub mod draw;
pub mod never;
pub mod odds;
pub mod pack;
pub mod plan;
pub mod player;
pub mod table;
pub mod takes;
pub mod word;

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};
use etcetera::BaseStrategy;

use crate::booth::never as never_list;
use crate::booth::packs::{Library, STDIN};
use crate::booth::store::{Access, Store};
use crate::booth::{self, Options};
use crate::deck::Never;
use crate::error::Error;
use crate::print::{self, Color, Printer, Talk};

use self::deck::DeckArgs;

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
  $ sidecoach draw -n 3
  $ sidecoach takes list
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
#[derive(Debug, Args, PartialEq, Default)]
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
    #[command(flatten)]
    deck: DeckArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print drawn prompts, cast where players are given
    ///
    /// Reads the log so that prompts drawn lately rest, and never writes it.
    Draw(draw::DrawArgs),
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
    /// Say who plays
    #[command(
        subcommand,
        after_long_help = "\
Examples:
  $ sidecoach player add Ana Ben Chi
  $ sidecoach player away Chi"
    )]
    Player(player::PlayerCommand),
}

/// Does what the arguments ask for and gives the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    print::tell_panics();
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(refusal) => return refused(&refusal),
    };
    let talk = match (cli.global.quiet, cli.global.verbose) {
        (true, _) => Talk::Quiet,
        (false, true) => Talk::Verbose,
        (false, false) => Talk::Normal,
    };
    let cx = Context { print: Printer::new(cli.global.color, talk), log: cli.global.log };
    ended(cx.print, run(&cx, cli.stage, cli.command))
}

fn run(cx: &Context, stage: StageArgs, command: Option<Command>) -> Result<(), Error> {
    let Some(command) = command else { return self::stage(cx, stage) };
    if stage != StageArgs::default() {
        return Err(Error::Usage("options of a command stand after it; see `sidecoach --help`".to_owned()));
    }
    match command {
        Command::Draw(args) => draw::run(cx, &args),
        Command::Pack(command) => pack::run(cx, command),
        Command::Plan(plan::PlanCommand::Check(args)) => plan::check(cx, &args),
        Command::Takes(command) => takes::run(cx, command),
        Command::Player(command) => player::run(cx, command),
    }
}

/// Opens the stage.
fn stage(cx: &Context, args: StageArgs) -> Result<(), Error> {
    let mut chosen = args.deck.chosen(cx)?;
    let plan = args.plan.map(|path| plan::open(cx, &path, &mut chosen)).transpose()?;
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Error::NoTerminal);
    }
    let options = Options {
        log: cx.log()?,
        never: cx.never_file().ok(),
        packs: chosen.packs(),
        filters: args.deck.filters(),
        players: args.deck.players().map(<[String]>::to_vec),
        seed: args.deck.seed(),
        fresh: args.deck.is_fresh(),
        workshop: args.workshop,
        new_workshop: args.new_workshop,
        plan,
        color: cx.print.has_color(),
        notes: chosen.notes,
    };
    Ok(booth::run(&options)?)
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

/// What every command has at hand: the printer, the log, the packs.
#[derive(Debug)]
pub struct Context {
    /// Where to print.
    pub print: Printer,
    log: Option<PathBuf>,
}

impl Context {
    /// Where the log is.
    pub fn log(&self) -> Result<PathBuf, Error> {
        let log = self.log.clone().or_else(|| Some(data()?.join("takes.db"))).ok_or(Error::NoHome)?;
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

    /// Where the never list is.
    pub fn never_file(&self) -> Result<PathBuf, Error> {
        let config = etcetera::choose_base_strategy().map_err(|_| Error::NoHome)?.config_dir();
        Ok(config.join("sidecoach").join("never.toml"))
    }

    /// What is not drawn today. A list that can't be read is told, and leaves nothing out.
    pub fn never(&self) -> Never {
        let entries = self.never_file().ok().map(|path| never_list::load(&path)).transpose().unwrap_or_else(|e| {
            self.print.note(&e.to_string());
            None
        });
        never_list::on(entries.unwrap_or_default(), never_list::today())
    }

    /// The packs.
    pub fn library(&self) -> Library {
        let folder = data().map(|data| data.join("packs"));
        if let Some(folder) = &folder {
            self.print.detail(&format!("packs: built in, and in {}", folder.display()));
        }
        Library::new(folder)
    }
}

/// The program's folder among the user's data.
fn data() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("sidecoach"))
}
