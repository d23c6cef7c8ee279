//! `pack check`, and what any check is made of: every finding of a file, with the lines it is about.
//!
//! Start with [`check`].

use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::booth::packs::{files, read_file, stem};
use crate::diagnostic::{Diagnostic, Lines, Severity};
use crate::error::Error;
use crate::pack::read::read;
use crate::print::{clean_line, same_length};

use super::Context;
use super::table::count;

/// The longest piece of a file in bytes that is shown as an excerpt.
const LONGEST: usize = 4000;

/// Options of `pack check`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach pack check my-pack.toml
  $ sidecoach pack check packs/ --json
  $ sidecoach pack check - < my-pack.toml")]
pub struct CheckArgs {
    /// Files, folders of packs, or `-`
    #[arg(value_name = "FILE|DIR", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    shape: ShapeArgs,
}

/// How to print findings.
#[derive(Debug, Args)]
pub struct ShapeArgs {
    /// How to print
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Print JSON, as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

impl ShapeArgs {
    fn is_json(&self) -> bool {
        self.json || self.format == Format::Json
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with excerpts
    Human,
    /// For programs
    Json,
}

#[derive(Serialize)]
struct Findings {
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Finding {
    code: &'static str,
    severity: String,
    message: String,
    help: String,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start_byte: usize,
    end_byte: usize,
}

/// Prints every finding of packs.
pub fn run(cx: &Context, args: &CheckArgs) -> Result<(), Error> {
    let mut notes = Vec::new();
    let files = args.paths.iter().map(|path| files(path, &mut notes)).collect::<Result<Vec<_>, _>>()?.concat();
    for note in &notes {
        cx.print.note(note);
    }
    check(cx, &files, &args.shape, "prompt", |path, bytes| {
        let (pack, findings) = read(&stem(path), bytes);
        (pack.map_or(0, |pack| pack.prompts.len()), findings)
    })
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
        if shape.is_json() {
            let file = path.display().to_string();
            let lines = Lines::new(readable(&bytes));
            shapes.extend(findings.into_iter().map(|finding| self::shape(finding, &file, &lines)));
        } else {
            excerpts(cx, path, &bytes, &findings).try_for_each(|excerpt| cx.print.styled(&excerpt))?;
        }
    }
    if shape.is_json() {
        cx.print.json(&Findings { findings: shapes })?;
    } else {
        cx.print.out(&(tally.sentence(files.len(), thing) + "\n"))?;
    }
    if tally.errors > 0 { Err(Error::CheckFailed) } else { Ok(()) }
}

/// The findings of a file for people.
pub fn excerpts<'a>(
    cx: &Context,
    path: &Path,
    bytes: &'a [u8],
    findings: &'a [Diagnostic],
) -> impl Iterator<Item = String> + use<'a> {
    let text = readable(bytes);
    let file = clean_line(&path.display().to_string());
    let shown = Excerpts { file, text, lines: Lines::new(text), columns: cx.print.columns() };
    findings.iter().map(move |finding| shown.render(finding))
}

/// As much of a file as is text.
fn readable(bytes: &[u8]) -> &str {
    bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}

fn shape(finding: Diagnostic, file: &str, lines: &Lines<'_>) -> Finding {
    let (line, column) = lines.position(finding.span.start);
    let (end_line, end_column) = lines.position(finding.span.end);
    Finding {
        code: finding.code.as_str(),
        severity: finding.severity().to_string(),
        message: finding.message,
        help: finding.help,
        file: file.to_owned(),
        line,
        column,
        end_line,
        end_column,
        start_byte: finding.span.start,
        end_byte: finding.span.end,
    }
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

    fn sentence(&self, files: usize, thing: &str) -> String {
        let kinds = [(self.errors, "error"), (self.warnings, "warning"), (self.hints, "hint")];
        let found: Vec<String> = kinds.iter().filter(|(n, _)| *n > 0).map(|&(n, kind)| count(n, kind)).collect();
        let found = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
        format!("{}, {} without an error: {found}", count(files, "file"), count(self.sound, thing))
    }
}

/// A file whose findings are shown.
struct Excerpts<'a> {
    file: String,
    text: &'a str,
    lines: Lines<'a>,
    columns: usize,
}

impl Excerpts<'_> {
    /// A finding for people. Only the lines it is about are looked at, so that many findings of a large file don't take
    /// for ever.
    fn render(&self, finding: &Diagnostic) -> String {
        let level = match finding.severity() {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Hint => Level::NOTE.with_name("hint"),
        };
        let title = level.primary_title(clean_line(&finding.message)).id(finding.code.as_str());
        let mut group = self.place(Group::with_title(title), &finding.span, None);
        for (span, label) in &finding.related {
            group = self.place(group, span, Some(clean_line(label)));
        }
        let group = group.element(Level::HELP.message(clean_line(&finding.help)));
        let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(self.columns);
        renderer.render(&[group]) + "\n\n"
    }

    /// Adds the lines of a span, or only where they are if they are too long to read.
    fn place<'g>(&self, group: Group<'g>, span: &Range<usize>, label: Option<String>) -> Group<'g> {
        // What is not UTF-8 is no text, though a finding is about it.
        let span = span.start.min(self.text.len())..span.end.min(self.text.len());
        let (first, column) = self.lines.position(span.start);
        let (last, _) = self.lines.position(span.end);
        let start = self.lines.range(first).start;
        let end = self.lines.range(last).end;
        if end - start > LONGEST || self.text.is_empty() {
            return group.element(Origin::path(self.file.clone()).line(first).char_column(column));
        }
        let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
        let annotation = kind.span(span.start - start..span.end - start).label(label);
        let snippet = Snippet::source(same_length(&self.text[start..end])).line_start(first).path(self.file.clone());
        group.element(snippet.annotation(annotation))
    }
}
