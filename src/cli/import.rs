//! `pack import`: a list from elsewhere becomes a pack.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::booth::files;
use crate::booth::packs::{BUILT_IN, STDIN, read_file};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::import::{Column, Format, Imported, Lost, Refused, Wanted, import, read_columns};
use crate::pack::read::read;
use crate::pack::{Rating, is_name};

use super::table::count;
use super::word::one_of;
use super::{Context, Folder, folder};

/// Options of `pack import`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Plain text is a prompt a line; blank lines, comments behind # and the marks of lists are passed over. A table (CSV) is \
a prompt a row; its header names the columns: text (or prompt), id, kind, weight, tags, content, players, role, label, \
feeling, secret, coach, time, those of several roles numbered (role1, feeling1, role2). Of a Tracery grammar the texts \
of origin become prompts and the other symbols word lists. Word lists in JSON, as dariusk/corpora has them, come with \
a prompt each that draws on them.

Examples:
  $ sidecoach pack import suggestions.txt --as suggestions
  $ sidecoach pack import scenes.csv --as scenes --columns text,tags,-,weight
  $ sidecoach pack import grammar.json --as tales --start story --rating teen
  $ sidecoach pack import - --as moods --format corpora --output moods.toml \\
      < moods.json")]
pub struct ImportArgs {
    /// The list, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What to call the pack
    #[arg(long = "as", value_name = "NAME", value_parser = pack_name)]
    name: String,
    /// What it is written in [default: found out by its name and how it begins]
    #[arg(long, value_name = "FORMAT", value_parser = one_of(Format::ALL, Format::word))]
    format: Option<Format>,
    /// What the columns of a table without a header hold, - for one to be left out
    #[arg(long, value_name = "COLUMNS", value_parser = columns)]
    columns: Option<Columns>,
    /// The symbol of a grammar whose texts become prompts
    #[arg(long, value_name = "SYMBOL", default_value = "origin")]
    start: String,
    /// Who the pack is fit for, as long as nobody has read it through
    #[arg(long, value_name = "RATING", default_value = "mature", value_parser = one_of(Rating::ALL, Rating::word))]
    rating: Rating,
    /// Where to write the pack, - for standard output [default: NAME.toml in the user's folder of packs]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone)]
struct Columns(Vec<Column>);

#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    format: &'static str,
    guessed: bool,
    pack: &'a str,
    path: String,
    rating: &'static str,
    prompts: usize,
    lists: usize,
    lost: Vec<Loss<'a>>,
}

#[derive(Serialize)]
struct Loss<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    what: &'a str,
}

/// Makes the pack, and says what could not be carried over.
pub fn run(cx: &Context, args: &ImportArgs) -> Result<(), Error> {
    let to_stdout = args.output.as_deref().is_some_and(|output| output.as_os_str() == STDIN);
    if to_stdout && args.json {
        return Err(Error::Usage(
            "the pack and JSON can't both go to standard output; name a file with --output".to_owned(),
        ));
    }
    let path = match &args.output {
        Some(output) => output.clone(),
        None => folder(Folder::Data).ok_or(Error::NoHome)?.join("packs").join(format!("{}.toml", args.name)),
    };
    let file =
        if args.file.as_os_str() == STDIN { "standard input".to_owned() } else { args.file.display().to_string() };
    let bytes = read_file(&args.file)?;
    let wanted = Wanted {
        name: &args.name,
        source: &Path::new(&file).file_name().map_or_else(|| file.clone(), |name| name.to_string_lossy().into_owned()),
        format: args.format,
        columns: args.columns.as_ref().map(|Columns(columns)| &**columns),
        start: &args.start,
        rating: args.rating,
    };
    let imported = import(&bytes, &wanted).map_err(|refused| {
        if let Refused::Nothing(lost) = &refused {
            tell(cx, &file, lost);
        }
        Error::Import { file: file.clone(), refused }
    })?;
    if !to_stdout {
        cx.spare_for_pack(&path)?;
        files::create(&path, imported.text.as_bytes(), args.force)?;
    }
    tell(cx, &file, &imported.lost);
    if to_stdout {
        cx.print.out(&imported.text)?;
    }
    if args.json {
        cx.print.json(&report(args, &file, &path, &imported))?;
    }
    summary(cx, args, &file, (!to_stdout).then_some(&*path), &imported);
    Ok(())
}

/// Says what could not be carried over, each with its place.
fn tell(cx: &Context, file: &str, lost: &[Lost]) {
    for lost in lost {
        cx.print.note(&format!("{file}:{lost}"));
    }
}

/// Says what was made, and what is left to do about it.
fn summary(cx: &Context, args: &ImportArgs, file: &str, path: Option<&Path>, imported: &Imported) {
    let guessed = if args.format.is_none() { ", by its looks" } else { "" };
    let of = [(imported.prompts, "prompt"), (imported.lists, "word list")];
    let of: Vec<_> = of.into_iter().filter(|(n, _)| *n > 0).map(|(n, thing)| count(n, thing)).collect();
    let to = path.map_or_else(String::new, |path| format!(" in {}", path.display()));
    cx.print.note(&format!("{file} was read as {}{guessed}: {}{to}", imported.format.noun(), of.join(" and ")));
    let (_, findings) = read(&args.name, imported.text.as_bytes());
    let serious = findings.iter().filter(|finding| finding.severity() != Severity::Hint).count();
    if let (Some(path), 1..) = (path, serious) {
        let findings = count(serious, "finding");
        cx.print.note(&format!("the pack has {findings}, see `sidecoach pack check {}`", path.display()));
    }
    if args.output.is_none() && BUILT_IN.iter().any(|(name, _)| *name == args.name) {
        cx.print.note(&format!("it stands in place of the pack {} that is built in", args.name));
    }
    cx.print.note(&format!("it is rated {} and states no licence; read it through, then set both", args.rating));
}

fn report<'a>(args: &'a ImportArgs, file: &'a str, path: &Path, imported: &'a Imported) -> Report<'a> {
    let loss = |lost: &'a Lost| Loss { file, line: lost.line, column: lost.column, what: &lost.what };
    Report {
        file,
        format: imported.format.word(),
        guessed: args.format.is_none(),
        pack: &args.name,
        path: path.display().to_string(),
        rating: args.rating.word(),
        prompts: imported.prompts,
        lists: imported.lists,
        lost: imported.lost.iter().map(loss).collect(),
    }
}

fn pack_name(text: &str) -> Result<String, String> {
    if is_name(text) {
        Ok(text.to_owned())
    } else {
        Err("a pack's name is up to 64 letters from a to z, digits and hyphens".to_owned())
    }
}

fn columns(text: &str) -> Result<Columns, String> {
    read_columns(text).map(Columns)
}
