//! `config`: the settings, where each came from, and changing them.

use std::fs;
use std::path::Path;

use clap::{Args, Subcommand};
use serde::Serialize;
use toml::Value;

use crate::booth::files::{self, FileError};
use crate::config::{Origin, Problem, STARTER, Setting, Settings};
use crate::error::Error;
use crate::pack::read::MAX_BYTES;

use super::Context;
use super::deck::Wanted;
use super::takes::Judge;
use super::{draft, table};

/// The settings that an option stands in place of: key, option, variable.
const OPTIONS: &[(&str, &str, &str)] = &[
    ("packs", "--pack", "SIDECOACH_PACK"),
    ("ratings", "--rating", "SIDECOACH_RATING"),
    ("learn", "--learn", "SIDECOACH_LEARN"),
    ("judge", "--by", "SIDECOACH_JUDGE"),
];

/// What a draft of the settings is called: no pack can have this name.
const DRAFT: &str = "_settings";

/// What is done about settings.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Show every setting and where its value came from
    ///
    /// Options given here show what they would change.
    #[command(after_long_help = "\
Examples:
  $ sidecoach config show
  $ sidecoach config show --json
  $ sidecoach config show --config other.toml")]
    Show(ShowArgs),
    /// Print where the settings are
    #[command(after_long_help = "Example:\n  $ sidecoach config path")]
    Path,
    /// Open the settings in an editor, and check them when it is closed
    ///
    /// The editor is that of the variables VISUAL or EDITOR. Where there is no file yet, one is made that holds every
    /// setting as a comment. What was typed stays, whatever the check says; where somebody else has changed the file
    /// meanwhile, it is kept in a file that is named.
    #[command(after_long_help = "\
Examples:
  $ sidecoach config edit
  $ sidecoach config edit --config other.toml")]
    Edit,
}

/// Options of `config show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    judge: Judge,
}

#[derive(Serialize)]
struct Shown {
    file: Option<String>,
    settings: Vec<Row>,
    problems: Vec<Trouble>,
}

#[derive(Serialize)]
struct Row {
    key: &'static str,
    value: Value,
    from: &'static str,
    line: Option<usize>,
    option: Option<&'static str>,
    variable: Option<&'static str>,
}

#[derive(Serialize)]
struct Trouble {
    line: Option<usize>,
    column: Option<usize>,
    message: String,
    help: String,
}

impl From<&Problem> for Trouble {
    fn from(problem: &Problem) -> Self {
        let (line, column) = problem.place.unzip();
        Self { line, column, message: problem.message.clone(), help: problem.help.clone() }
    }
}

/// Does it.
pub fn run(cx: &Context, command: ConfigCommand) -> Result<(), Error> {
    match command {
        ConfigCommand::Show(args) => show(cx, args),
        ConfigCommand::Path => cx.print.out(&format!("{}\n", cx.config()?.display())),
        ConfigCommand::Edit => edit(cx),
    }
}

fn show(cx: &Context, args: ShowArgs) -> Result<(), Error> {
    let mut settings = cx.settings.clone();
    let ShowArgs { json, wanted, judge } = args;
    overlay(&mut settings.packs, wanted.packs, cx.origin("packs"));
    overlay(&mut settings.ratings, wanted.ratings, cx.origin("ratings"));
    if let Some(learn) = wanted.learn {
        overlay(&mut settings.learn, learn, cx.origin("learn"));
    }
    overlay(&mut settings.judge, judge.name(&cx.settings.judge.value), cx.origin("by"));
    let rows = settings.rows().map(row);
    let file = cx.config().ok();
    if json {
        let file = file.map(|file| file.display().to_string());
        let problems = cx.found.iter().map(Trouble::from).collect();
        return cx.print.json(&Shown { file, settings: rows.into(), problems });
    }
    cx.tell_problems();
    cx.print.out(&table::columns("", &rows.each_ref().map(|row| cells(row, file.as_deref()))))
}

/// Puts in what an option or a variable says.
fn overlay<T>(setting: &mut Setting<T>, value: T, origin: Option<Origin>) {
    if let Some(origin) = origin {
        *setting = Setting { value, origin };
    }
}

fn row((key, value, origin): (&'static str, Value, Origin)) -> Row {
    let known = OPTIONS.iter().find(|(of, ..)| *of == key);
    let (from, line) = match origin {
        Origin::Default => ("default", None),
        Origin::File { line } => ("file", Some(line)),
        Origin::Environment => ("environment", None),
        Origin::Option => ("option", None),
    };
    Row { key, value, from, line, option: known.map(|known| known.1), variable: known.map(|known| known.2) }
}

/// Key, value, where it came from, and what else would change it.
fn cells(row: &Row, file: Option<&Path>) -> [String; 4] {
    let from = match (row.from, row.line, row.option, row.variable) {
        ("file", Some(line), ..) => format!("{}:{line}", file.unwrap_or_else(|| Path::new("")).display()),
        ("environment", _, _, Some(variable)) => format!("environment, {variable}"),
        ("option", _, Some(option), _) => format!("option, {option}"),
        (from, ..) => from.to_owned(),
    };
    let options: Vec<&str> = [row.option, row.variable].into_iter().flatten().collect();
    [row.key.to_owned(), row.value.to_string(), from, options.join(" or ")]
}

fn edit(cx: &Context) -> Result<(), Error> {
    let path = cx.config()?;
    start(&path)?;
    // A link is often how settings are kept in one place for several machines.
    let target = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    let before = files::read(&target)?;
    if before.len() as u64 > MAX_BYTES {
        return Err(FileError::TooLong { path }.into());
    }
    draft::edit(cx, DRAFT, &path, &before, None, |_, typed| Ok(files::replace(&target, &before, typed)?))?;
    let (_, problems) = Settings::load(Some(&path));
    if problems.is_empty() {
        cx.print.note(&format!("the settings are in order: {}", path.display()));
        return Ok(());
    }
    let lines: String = problems.iter().map(|problem| problem.sentence(&path) + "\n").collect();
    cx.print.out(&lines)?;
    Err(Error::CheckFailed)
}

/// Makes the file, unless there is one.
fn start(path: &Path) -> Result<(), FileError> {
    match files::create(path, STARTER.as_bytes(), false) {
        Err(FileError::Exists { .. }) => Ok(()),
        made => made,
    }
}
