//! `pack check`, and what any check is made of: every finding of a file, for people and for programs.
//!
//! Start with [`check`]. `excerpt` shows findings with their lines, `finding` gives them to programs, and `watch` checks
//! again on every change.

mod excerpt;
mod finding;
mod watch;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::booth::packs::{files, read_file, stem};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::pack::read::read;

use self::finding::{Finding, findings_of};
use super::Context;
use super::table::count;

pub use self::excerpt::excerpts;

/// Options of `pack check`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach pack check my-pack.toml
  $ sidecoach pack check packs/ --strict --format github
  $ sidecoach pack check packs/ --watch
  $ sidecoach pack check - < my-pack.toml

Exit codes: 0 no errors; 1 errors, or with --strict warnings; 2 it could not check. Hints are never a failure.")]
pub struct CheckArgs {
    /// Files, folders of packs, or `-`
    #[arg(value_name = "FILE|DIR", required = true)]
    paths: Vec<PathBuf>,
    /// Check again on every change: what is new, what is mended, what is left; ctrl-c ends it, with the exit code of the
    /// last check
    #[arg(short, long)]
    watch: bool,
    #[command(flatten)]
    shape: ShapeArgs,
}

/// How to print findings, and which of them count.
#[derive(Debug, Args)]
pub struct ShapeArgs {
    /// How to print
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Print JSON, as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Let warnings count as errors do; hints still don't
    #[arg(long)]
    strict: bool,
}

impl ShapeArgs {
    fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with excerpts
    Human,
    /// For programs
    Json,
    /// For GitHub's workflows: notes at the lines of a change
    Github,
}

#[derive(Serialize)]
struct Findings {
    findings: Vec<Finding>,
}

/// Prints every finding of packs.
pub fn run(cx: &Context, args: &CheckArgs) -> Result<(), Error> {
    if args.watch {
        return watch::run(cx, &args.paths, &args.shape);
    }
    let files = pack_files(cx, &args.paths)?;
    check(cx, &files, &args.shape, "prompt", read_pack)
}

/// The pack files that paths stand for.
fn pack_files(cx: &Context, paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut notes = Vec::new();
    let files = paths.iter().map(|path| files(path, &mut notes)).collect::<Result<Vec<_>, _>>()?.concat();
    for note in &notes {
        cx.print.note(note);
    }
    Ok(files)
}

/// How many prompts of a pack have no error, and every finding.
fn read_pack(path: &Path, bytes: &[u8]) -> (usize, Vec<Diagnostic>) {
    let (pack, findings) = read(&stem(path), bytes);
    (pack.map_or(0, |pack| pack.prompts.len()), findings)
}

/// Prints every finding of some files. `read` gives how many things of this name a file holds that have no error, and
/// what was found in it.
pub fn check(
    cx: &Context,
    files: &[PathBuf],
    shape: &ShapeArgs,
    thing: &'static str,
    read: impl Fn(&Path, &[u8]) -> (usize, Vec<Diagnostic>),
) -> Result<(), Error> {
    let mut tally = Tally::default();
    let mut shapes = Vec::new();
    for path in files {
        let bytes = read_file(path)?;
        let (sound, findings) = read(path, &bytes);
        tally.add(&findings, sound);
        match shape.format() {
            Format::Human => {
                excerpts(cx, path, &bytes, &findings).try_for_each(|excerpt| cx.print.styled(&excerpt))?;
            }
            Format::Json => shapes.extend(findings_of(path, &bytes, findings)),
            Format::Github => {
                let commands: String = findings_of(path, &bytes, findings).map(|it| it.github()).collect();
                cx.print.out(&commands)?;
            }
        }
    }
    let sentence = tally.sentence(files.len(), thing);
    match shape.format() {
        Format::Human => cx.print.out(&(sentence + "\n"))?,
        Format::Json => cx.print.json(&Findings { findings: shapes })?,
        Format::Github => cx.print.note(&sentence),
    }
    tally.verdict(shape)
}

/// As much of a file as is text.
fn readable(bytes: &[u8]) -> &str {
    bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}

/// How much was found.
#[derive(Debug, Default)]
struct Tally {
    errors: usize,
    warnings: usize,
    hints: usize,
    sound: usize,
}

impl Tally {
    fn add(&mut self, findings: &[Diagnostic], sound: usize) {
        let of = |severity| findings.iter().filter(|finding| finding.severity() == severity).count();
        self.errors += of(Severity::Error);
        self.warnings += of(Severity::Warning);
        self.hints += of(Severity::Hint);
        self.sound += sound;
    }

    /// Whether that is a failure.
    fn verdict(&self, shape: &ShapeArgs) -> Result<(), Error> {
        let fails = self.errors > 0 || shape.strict && self.warnings > 0;
        if fails { Err(Error::CheckFailed) } else { Ok(()) }
    }

    fn sentence(&self, files: usize, thing: &str) -> String {
        let kinds = [(self.errors, "error"), (self.warnings, "warning"), (self.hints, "hint")];
        let found: Vec<String> = kinds.iter().filter(|(n, _)| *n > 0).map(|&(n, kind)| count(n, kind)).collect();
        let found = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
        format!("{}, {} without an error: {found}", count(files, "file"), count(self.sound, thing))
    }
}
