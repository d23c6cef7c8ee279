//! `pack`: what is installed, and what is in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::booth::packs::{Found, Origin, PackError, nearest};
use crate::booth::store::Access;
use crate::cue::spell_duration;
use crate::deck::{Company, Deck, Filters, MAX_SEED};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::feeling::FeelingArc;
use crate::pack::slots::Text;
use crate::pack::{Pack, Prompt, PromptKey, Role, is_name};

use super::Context;
use super::complete::Named;
use super::{add, check, edit, fmt, import, never, new, odds, remove, schema, serve, set, table};

/// What is done about packs.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// List what is installed and from where
    #[command(after_long_help = "Example:\n  $ sidecoach pack list --json")]
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a pack and its prompts, or samples of one prompt
    Show(ShowArgs),
    /// Check packs and say everything that is wrong with them
    Check(check::CheckArgs),
    /// Lay packs out in one way, with their comments
    ///
    /// Keys come in one order, values stand in one column, lists fill a line or have a line for each element, and one
    /// blank line stands where there was any. What a pack means never changes.
    Fmt(fmt::FmtArgs),
    /// Print the exact chance of each prompt on the next draw, and why
    Odds(odds::OddsArgs),
    /// Make a pack of a list from elsewhere: text, CSV, a Tracery grammar, word lists in JSON
    ///
    /// What could not be carried over is listed with its place. Nothing that is there is written over without --force.
    Import(import::ImportArgs),
    /// Print the JSON Schema of packs, for editors
    #[command(after_long_help = "Example:\n  $ sidecoach pack schema > schema.json")]
    Schema,
    /// Say which prompts are never drawn, or list them
    Never(never::NeverArgs),
    /// Make a pack, with comments that say how to go on
    New(new::NewArgs),
    /// Open a pack in an editor, and check it when that is closed
    Edit(edit::EditArgs),
    /// Change one value of a prompt
    Set(set::SetArgs),
    /// Keep a prompt for the log, and never draw it again
    Retire(set::RetireArgs),
    /// Check packs and copy them to your own
    Add(add::AddArgs),
    /// Move a pack of your own to the trash
    Remove(remove::RemoveArgs),
    /// Help an editor with packs: a language server over standard input and output
    Serve(serve::ServeArgs),
}

/// Options of `pack show`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach pack show turns
  $ sidecoach pack show turns/late-apology -n 3")]
pub struct ShowArgs {
    /// A pack's name or its file, with `/` and a prompt's id or without
    #[arg(value_name = "NAME[/ID]", add = Named::PackOrPrompt)]
    what: String,
    /// How many samples of a prompt, up to 1000
    #[arg(short, long = "number", value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    number: u32,
    /// What the samples follow from, 0 to 2^53 − 1
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=MAX_SEED))]
    seed: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Packs {
    packs: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    pack: String,
    title: Option<String>,
    rating: Option<&'static str>,
    prompts: usize,
    origin: &'static str,
    path: Option<String>,
    replaces_built_in: bool,
    errors: usize,
    warnings: usize,
    hints: usize,
}

#[derive(Serialize)]
struct PackShape<'a> {
    pack: &'a str,
    title: &'a str,
    about: &'a str,
    license: Option<&'a str>,
    authors: &'a [String],
    language: Option<&'a str>,
    rating: &'static str,
    hash: String,
    prompts: Vec<PromptShape<'a>>,
}

#[derive(Serialize)]
struct PromptShape<'a> {
    prompt: String,
    kind: &'static str,
    text: &'a str,
    weight: f64,
    tags: &'a [String],
    content: Vec<&'static str>,
    min_players: u16,
    max_players: Option<u16>,
    ready_ms: u128,
    scene_ms: u128,
    debrief_ms: u128,
    retired: bool,
    favourite: bool,
    roles: Vec<RoleShape<'a>>,
    coach: Vec<CoachShape<'a>>,
}

#[derive(Serialize)]
struct RoleShape<'a> {
    role: &'a str,
    label: String,
    feeling: Option<String>,
    secret: Option<&'a str>,
}

#[derive(Serialize)]
struct CoachShape<'a> {
    text: &'a str,
    at: Option<String>,
}

#[derive(Serialize)]
struct Sampled<'a> {
    #[serde(flatten)]
    prompt: PromptShape<'a>,
    seed: u64,
    samples: Vec<String>,
}

/// Does it.
pub fn run(cx: &Context, command: PackCommand) -> Result<(), Error> {
    match command {
        PackCommand::List { json } => list(cx, json),
        PackCommand::Show(args) => show(cx, &args),
        PackCommand::Check(args) => check::run(cx, &args),
        PackCommand::Fmt(args) => fmt::run(cx, &args),
        PackCommand::Odds(args) => odds::run(cx, args),
        PackCommand::Never(args) => never::run(cx, args),
        PackCommand::New(args) => new::run(cx, &args),
        PackCommand::Edit(args) => edit::run(cx, &args),
        PackCommand::Set(args) => set::set(cx, &args),
        PackCommand::Retire(args) => set::retire(cx, &args),
        PackCommand::Add(args) => add::run(cx, &args),
        PackCommand::Remove(args) => remove::run(cx, &args),
        PackCommand::Import(args) => import::run(cx, &args),
        PackCommand::Schema => schema::run(cx),
        PackCommand::Serve(args) => serve::run(cx, &args),
    }
}

fn list(cx: &Context, json: bool) -> Result<(), Error> {
    let installed = cx.library().installed();
    for note in &installed.notes {
        cx.print.note(note);
    }
    if json {
        return cx.print.json(&Packs { packs: installed.found.into_iter().map(listed).collect() });
    }
    let row = |found: &Found| {
        let pack = found.pack.as_ref();
        let replaces = if found.replaces { ", in place of the one built in" } else { "" };
        [
            found.name.clone(),
            pack.map_or_else(|| "can't be read".to_owned(), |pack| pack.title.clone()),
            pack.map_or("", |pack| pack.rating.word()).to_owned(),
            table::count(pack.map_or(0, |pack| pack.prompts.len()), "prompt"),
            format!("{}{replaces}", found.origin),
        ]
    };
    cx.print.out(&table::columns("", &installed.found.iter().map(row).collect::<Vec<_>>()))
}

fn listed(found: Found) -> Listed {
    let [errors, warnings, hints] = [Severity::Error, Severity::Warning, Severity::Hint].map(|one| found.count(one));
    let pack = found.pack;
    let (origin, path) = match found.origin {
        Origin::BuiltIn => ("built-in", None),
        Origin::User(path) => ("user", Some(path.display().to_string())),
        Origin::Named(path) => ("named", Some(path.display().to_string())),
    };
    Listed {
        pack: found.name,
        title: pack.as_ref().map(|pack| pack.title.clone()),
        rating: pack.as_ref().map(|pack| pack.rating.word()),
        prompts: pack.map_or(0, |pack| pack.prompts.len()),
        origin,
        path,
        replaces_built_in: found.replaces,
        errors,
        warnings,
        hints,
    }
}

fn show(cx: &Context, args: &ShowArgs) -> Result<(), Error> {
    let whole = find(cx, &args.what);
    let prompt = args.what.rsplit_once('/').filter(|(_, id)| is_name(id));
    match (whole, prompt) {
        (Err(PackError::Missing { .. }), Some((pack, id))) => sample(cx, &single(find(cx, pack)?)?, (pack, id), args),
        (whole, _) => show_pack(cx, &single(whole?)?, args),
    }
}

pub(super) fn find(cx: &Context, wanted: &str) -> Result<Vec<Found>, PackError> {
    let mut notes = Vec::new();
    let found = cx.library().find(wanted, &mut notes);
    for note in &notes {
        cx.print.note(note);
    }
    found
}

/// The one pack that was named.
pub(super) fn single(found: Vec<Found>) -> Result<Found, Error> {
    let [found] = <[Found; 1]>::try_from(found)
        .map_err(|found| Error::Usage(format!("that is a folder of {} packs; name one of its files", found.len())))?;
    Ok(found)
}

/// What could be read of a pack, or why nothing could.
pub(super) fn readable(found: &Found) -> Result<&Arc<Pack>, Error> {
    found.pack.as_ref().ok_or_else(|| Error::from(found.nothing_playable()))
}

/// That a pack, as it was named, has no such prompt.
pub(super) fn no_such_prompt(named: &str, pack: &Pack, id: &str) -> Error {
    let nearest = nearest(id, pack.prompts.iter().map(|prompt| prompt.id.as_str()));
    Error::NoSuchPrompt { pack: named.to_owned(), id: id.to_owned(), nearest: nearest.to_owned() }
}

fn show_pack(cx: &Context, found: &Found, args: &ShowArgs) -> Result<(), Error> {
    let pack = readable(found)?;
    let favourites = favourites(cx);
    if args.json {
        return cx.print.json(&pack_shape(pack, &favourites));
    }
    let columns = cx.print.columns();
    let mut text = format!("{}: {}\n", pack.name, pack.title) + &table::paragraph("  ", &pack.about, columns);
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let facts = [
        ["from".to_owned(), found.origin.to_string()],
        ["rating".to_owned(), pack.rating.to_string()],
        ["license".to_owned(), or(&pack.license)],
        ["authors".to_owned(), pack.authors.join(", ")],
        ["language".to_owned(), or(&pack.language)],
    ];
    text += &table::columns("", &facts);
    for prompt in &pack.prompts {
        text = text + "\n" + &head(&pack.name, prompt, &favourites) + "\n";
        text += &table::paragraph("  ", prompt.text.source(), columns);
    }
    cx.print.out(&text)
}

fn sample(cx: &Context, found: &Found, (named, id): (&str, &str), args: &ShowArgs) -> Result<(), Error> {
    let pack = readable(found)?;
    let key = PromptKey { pack: pack.name.clone(), id: id.to_owned() };
    let mut deck = Deck::new(&[Arc::clone(pack)], Filters::default(), Company::default(), Vec::new());
    let entry = deck.find(&key).ok_or_else(|| no_such_prompt(named, pack, id))?;
    let mut samples = Vec::new();
    for number in 1..=args.number {
        let filled = deck.fill(entry, args.seed, number, 0);
        let words = filled.used;
        samples.push(filled.text);
        if words.is_empty() {
            break;
        }
        deck.record(entry, words);
    }
    let (_, prompt) = deck.entry(entry);
    let favourites = favourites(cx);
    if args.json {
        let prompt = prompt_shape(&pack.name, prompt, &favourites);
        return cx.print.json(&Sampled { prompt, seed: args.seed, samples });
    }
    let columns = cx.print.columns();
    let mut text = head(&pack.name, prompt, &favourites) + "\n";
    let role = |role: &Role| {
        let feeling = role.feeling.as_ref().map(FeelingArc::asked).unwrap_or_default();
        let secret = role.secret.as_ref().map(|secret| format!("alone: {}", secret.source()));
        [role.label(), feeling, secret.unwrap_or_default()]
    };
    text += &table::columns("  ", &prompt.roles.iter().map(role).collect::<Vec<_>>());
    for line in &prompt.coach {
        let at = line.at.map_or_else(String::new, |at| format!(" @{at}"));
        text += &table::paragraph("  ", &format!("coach{at}: {}", line.text.source()), columns);
    }
    for (number, sample) in (1..).zip(&samples) {
        text += &table::paragraph("", &format!("\n{number}. {sample}"), columns);
    }
    cx.print.out(&text)
}

/// The leader's favourites. A log that can't be read is no reason not to show a pack.
fn favourites(cx: &Context) -> BTreeSet<PromptKey> {
    let favourites = cx.store(Access::Read).and_then(|store| Ok(store.favourites()?));
    favourites.unwrap_or_else(|error| {
        cx.print.note(&format!("what is a favourite is not known: {error}"));
        BTreeSet::new()
    })
}

fn is_favourite(pack: &str, prompt: &Prompt, favourites: &BTreeSet<PromptKey>) -> bool {
    favourites.contains(&PromptKey { pack: pack.to_owned(), id: prompt.id.clone() })
}

/// A prompt's first line.
fn head(pack: &str, prompt: &Prompt, favourites: &BTreeSet<PromptKey>) -> String {
    let (min, max) = (prompt.players.min(), prompt.players.max());
    let players = match max {
        Some(max) if max == min => table::count(min.into(), "player"),
        Some(max) => format!("{min}-{max} players"),
        None => format!("{min}+ players"),
    };
    let weight = f64::from(prompt.weight.thousandths()) / 1000.0;
    let name = format!("{pack}/{}", prompt.id);
    let (kind, length) = (prompt.kind.to_string(), spell_duration(prompt.times.scene));
    let mut facts = vec![name, kind, players, length, format!("weight {weight}")];
    facts.extend(is_favourite(pack, prompt, favourites).then(|| "★ favourite".to_owned()));
    facts.extend((!prompt.tags.is_empty()).then(|| prompt.tags.join(", ")));
    facts.extend(prompt.retired.then(|| "retired".to_owned()));
    facts.join(" · ")
}

fn pack_shape<'a>(pack: &'a Pack, favourites: &BTreeSet<PromptKey>) -> PackShape<'a> {
    PackShape {
        pack: &pack.name,
        title: &pack.title,
        about: &pack.about,
        license: pack.license.as_deref(),
        authors: &pack.authors,
        language: pack.language.as_deref(),
        rating: pack.rating.word(),
        hash: pack.hash(),
        prompts: pack.prompts.iter().map(|prompt| prompt_shape(&pack.name, prompt, favourites)).collect(),
    }
}

fn prompt_shape<'a>(pack: &str, prompt: &'a Prompt, favourites: &BTreeSet<PromptKey>) -> PromptShape<'a> {
    let role = |role: &'a Role| RoleShape {
        role: &role.name,
        label: role.label(),
        feeling: role.feeling.as_ref().map(FeelingArc::canonical),
        secret: role.secret.as_ref().map(Text::source),
    };
    let coach =
        prompt.coach.iter().map(|line| CoachShape { text: line.text.source(), at: line.at.map(|at| at.to_string()) });
    PromptShape {
        prompt: format!("{pack}/{}", prompt.id),
        kind: prompt.kind.word(),
        text: prompt.text.source(),
        weight: f64::from(prompt.weight.thousandths()) / 1000.0,
        tags: &prompt.tags,
        content: prompt.content.iter().map(|content| content.word()).collect(),
        min_players: prompt.players.min(),
        max_players: prompt.players.max(),
        ready_ms: prompt.times.ready.as_millis(),
        scene_ms: prompt.times.scene.as_millis(),
        debrief_ms: prompt.times.debrief.as_millis(),
        retired: prompt.retired,
        favourite: is_favourite(pack, prompt, favourites),
        roles: prompt.roles.iter().map(role).collect(),
        coach: coach.collect(),
    }
}
