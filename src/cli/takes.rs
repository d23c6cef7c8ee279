//! `takes`: what the log holds of takes, and what they were worth.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::booth::store::judge::Change;
use crate::booth::store::read::{Filter, JudgementRecord, TakeName, TakeRecord};
use crate::booth::store::roster::RosterError;
use crate::booth::store::{Access, Store};
use crate::error::Error;
use crate::scene::Ms;
use crate::stage::clock;
use crate::take::{Reason, Verdict};
use crate::ui::text::fit;

use super::Context;
use super::bring;
use super::complete::Named;
use super::export::{self, ExportArgs};
use super::judge;
use super::merge;
use super::table;
use super::when::minute;
use super::word;

/// Columns of a list for a prompt of the leader's own.
const OWN: usize = 40;

/// What is done about takes.
#[derive(Debug, Subcommand)]
pub enum TakesCommand {
    /// List takes, newest first
    ///
    /// Without any option it lists those of the workshop that was played last; any option lists those of the whole log.
    #[command(after_long_help = "\
Examples:
  $ sidecoach takes list
  $ sidecoach takes list --all
  $ sidecoach takes list --player Ana --verdict usable -n 10
  $ sidecoach takes list --json")]
    List(ListArgs),
    /// Show all there is of a take
    #[command(after_long_help = "Example:\n  $ sidecoach takes show 7")]
    Show {
        /// Its number or its full id
        take: TakeName,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what a take was worth
    #[command(after_long_help = "\
Examples:
  $ sidecoach takes verdict 7 usable
  $ sidecoach takes verdict 7 not-usable --reason technical --by Ben")]
    Verdict {
        /// Its number or its full id
        take: TakeName,
        /// What it was worth
        #[arg(value_parser = word::one_of(Verdict::ALL, Verdict::word))]
        verdict: Verdict,
        /// Why it is not usable
        #[arg(long, value_name = "WORD", value_parser = word::one_of(Reason::ALL, Reason::word))]
        reason: Option<Reason>,
        /// Who judges
        #[command(flatten)]
        judge: Judge,
    },
    /// Write a note to a take, in place of the one it has
    #[command(after_long_help = "\
Examples:
  $ sidecoach takes note 7 'The silence after the letter.'
  $ sidecoach takes note 7 ''")]
    Note {
        /// Its number or its full id
        take: TakeName,
        /// The note; an empty one takes it away
        #[arg(value_parser = word::note)]
        text: String,
        /// Who judges
        #[command(flatten)]
        judge: Judge,
    },
    /// Correct who played in a take
    ///
    /// What was logged is kept beside it, and `takes undo` takes the correction back.
    #[command(after_long_help = "\
Examples:
  $ sidecoach takes cast 7 apologiser=Ana wronged=Ben
  $ sidecoach takes cast 7 wronged=
  $ sidecoach takes cast 7 'player 2=Ben'")]
    Cast {
        /// Its number or its full id
        take: TakeName,
        /// A role, or the name of somebody who took part without one; and who played after all, or nothing for nobody
        #[arg(value_name = "ROLE=PLAYER", required = true, value_parser = part, add = Named::Part)]
        parts: Vec<(String, Option<String>)>,
    },
    /// Take back the last verdict, note or correction of the cast of a take
    #[command(after_long_help = "Example:\n  $ sidecoach takes undo 7")]
    Undo {
        /// Its number or its full id
        take: TakeName,
    },
    /// Judge takes without seeing how others did
    ///
    /// It shows each take and asks: what it was worth, which feeling came out of each step of each role, and for a note.
    /// Every judgement is kept beside those of others.
    #[command(after_long_help = "\
Examples:
  $ sidecoach takes judge --by Ben
  $ sidecoach takes judge 7 --by Ben")]
    Judge(judge::JudgeArgs),
    /// Bring in what another laptop logged
    ///
    /// The logs may overlap, and the order in which they are merged makes no difference: of a row that both have, the
    /// more finished one stays. Takes get numbers of this log.
    #[command(after_long_help = "Example:\n  $ sidecoach takes merge /media/stick/takes.db")]
    Merge(merge::MergeArgs),
    /// Bring in takes that another laptop exported
    ///
    /// Each line of the file is a take. It is all brought in or nothing, and a second time nothing is new. Who is called
    /// by a pseudonym there keeps it for a name, unless this log knows better.
    #[command(after_long_help = "\
Examples:
  $ sidecoach takes import takes.jsonl
  $ ssh laptop sidecoach takes export --format jsonl --names \\
      | sidecoach takes import -")]
    Import(bring::ImportArgs),
    /// Hand takes out: as a list, as data, or laid beside a recording
    Export(ExportArgs),
}

/// Which takes to list.
#[derive(Debug, Default, PartialEq, Args)]
pub struct ListArgs {
    /// Of the last workshop of this name
    #[arg(long, value_name = "NAME")]
    workshop: Option<String>,
    /// Of every workshop
    #[arg(long, conflicts_with = "workshop")]
    all: bool,
    /// From this pack
    #[arg(short, long, value_name = "NAME", add = Named::Pack)]
    pack: Option<String>,
    /// With this person in the cast
    #[arg(long, value_name = "NAME", add = Named::Player)]
    player: Option<String>,
    /// With this verdict
    #[arg(long, value_parser = word::one_of(Verdict::ALL, Verdict::word))]
    verdict: Option<Verdict>,
    /// This many at most
    #[arg(short, long = "number", value_name = "N")]
    number: Option<u32>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Who judges.
#[derive(Debug, Args)]
pub struct Judge {
    /// Who judges [default: the judge of the settings, or else leader]
    #[arg(long, value_name = "NAME", env = "SIDECOACH_JUDGE", hide_env_values = true, value_parser = word::shown, add = Named::Player)]
    pub by: Option<String>,
}

impl Judge {
    /// The name, which is this one where none is given.
    pub fn name(&self, habitual: &str) -> String {
        self.by.clone().unwrap_or_else(|| habitual.to_owned())
    }
}

/// Reads a role and who played it.
fn part(text: &str) -> Result<(String, Option<String>), String> {
    let (role, player) = text.split_once('=').ok_or("write ROLE=PLAYER, or ROLE= where nobody played it")?;
    let player = player.trim();
    Ok((role.trim().to_owned(), (!player.is_empty()).then(|| player.to_owned())))
}

#[derive(Serialize)]
struct Takes<'a> {
    takes: &'a [TakeRecord],
}

/// Does it.
pub fn run(cx: &Context, command: TakesCommand) -> Result<(), Error> {
    match command {
        TakesCommand::Export(args) => export::run(cx, &args),
        TakesCommand::List(args) => list(cx, args),
        TakesCommand::Show { take, json } => show(cx, take, json),
        TakesCommand::Verdict { take, verdict, reason, judge } => {
            cx.tell_problems();
            if reason.is_some() && verdict != Verdict::NotUsable {
                return Err(Error::Usage("a reason says why a take is not-usable; leave --reason away".to_owned()));
            }
            let number = change(cx, take, &judge.name(&cx.settings.judge.value), Change::Verdict(verdict, reason))?;
            let reason = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
            cx.print.note(&format!("take {number} is {verdict}{reason}"));
            Ok(())
        }
        TakesCommand::Note { take, text, judge } => {
            cx.tell_problems();
            let note = Some(text.trim().to_owned()).filter(|note| !note.is_empty());
            let says = if note.is_some() { "has your note" } else { "has no note of yours any more" };
            let number = change(cx, take, &judge.name(&cx.settings.judge.value), Change::Note(note))?;
            cx.print.note(&format!("take {number} {says}"));
            Ok(())
        }
        TakesCommand::Cast { take, parts } => {
            let number = find(cx, take)?.number;
            let parts: Vec<_> = parts.iter().map(|(role, player)| (role.as_str(), player.as_deref())).collect();
            let now = Timestamp::now().as_millisecond();
            cx.store(Access::Write)?.recast(take, &parts, Uuid::now_v7(), now)?;
            let cast = find(cx, take)?.cast;
            let shown = cast.iter().map(|part| {
                let player = part.player.as_deref().unwrap_or("nobody");
                part.role.as_ref().map_or_else(|| player.to_owned(), |role| format!("{player} as {role}"))
            });
            cx.print.note(&format!("take {number} was played by {}", shown.collect::<Vec<_>>().join(", ")));
            Ok(())
        }
        TakesCommand::Judge(args) => judge::run(cx, &args),
        TakesCommand::Import(args) => bring::run(cx, &args),
        TakesCommand::Merge(args) => merge::run(cx, &args),
        TakesCommand::Undo { take } => {
            let number = find(cx, take)?.number;
            let now = Timestamp::now().as_millisecond();
            let undone = cx.store(Access::Write)?.undo_last(take, now)?.ok_or(Error::NothingToUndo(number))?;
            cx.print.note(&format!("took back {undone} of take {number}"));
            Ok(())
        }
    }
}

fn list(cx: &Context, args: ListArgs) -> Result<(), Error> {
    let store = cx.store(Access::Read)?;
    let person = |name: String| match store.find_player(&name)? {
        Some(person) => Ok(person.id),
        None => Err(Error::from(RosterError::Unknown(name))),
    };
    let is_bare = args == ListArgs::default();
    let ListArgs { workshop, all: _, pack, player, verdict, number, json } = args;
    let player = player.map(person).transpose()?;
    let session = match workshop {
        Some(name) => Some(store.last_of_name(&name)?),
        None if is_bare => last_played(cx, &store)?,
        None => None,
    };
    let takes = store.takes(&Filter { session, pack, player, verdict, limit: number, ..Filter::default() })?;
    if json {
        return cx.print.json(&Takes { takes: &takes });
    }
    if takes.is_empty() {
        cx.print.note("no take to list: the stage logs each one as it is played");
    }
    let row = |take: &TakeRecord| {
        [
            take.number.to_string(),
            minute(take.started),
            take.prompt.as_ref().map_or_else(|| own(take), ToString::to_string),
            take.played_ms.map_or_else(String::new, clock),
            take.ending.map_or("running", |ending| ending.word()).to_owned(),
            take.verdict.map_or("-", Verdict::word).to_owned(),
            if take.rehearsal { "rehearsal" } else { "" }.to_owned(),
            take.cast.iter().filter_map(|part| part.player.as_deref()).collect::<Vec<_>>().join(", "),
        ]
    };
    cx.print.out(&table::columns("", &takes.iter().map(row).collect::<Vec<_>>()))
}

/// The workshop that was played last, and whose takes are not listed then.
fn last_played(cx: &Context, store: &Store) -> Result<Option<Uuid>, Error> {
    let Some((last, has_others)) = store.last_played()? else { return Ok(None) };
    if has_others {
        cx.print.note(&format!("takes of {}, which was played last; --all lists those of every workshop", last.name));
    }
    Ok(Some(last.id))
}

fn show(cx: &Context, take: TakeName, json: bool) -> Result<(), Error> {
    let take = find(cx, take)?;
    if json {
        return cx.print.json(&Takes { takes: &[take] });
    }
    let mut text = format!("take {} of {}, {}\n", take.number, minute(take.started), take.workshop);
    text += &table::paragraph("  ", &take.text, cx.print.columns());
    let verdict = match (take.verdict, take.reason) {
        (Some(verdict), Some(reason)) => format!("{verdict} ({reason})"),
        (Some(verdict), None) => verdict.to_string(),
        (None, _) => "not judged".to_owned(),
    };
    let length = |length: Option<Ms>| length.map_or_else(|| "-".to_owned(), clock);
    let facts = [
        ["prompt", &prompt(&take)],
        ["take", &format!("{} of its draw{}", take.take_of_draw, if take.rehearsal { ", a rehearsal" } else { "" })],
        [
            "played",
            &format!(
                "{} of {} planned, {} paused",
                length(take.played_ms),
                clock(take.planned_ms),
                length(take.paused_ms)
            ),
        ],
        ["ended", take.ending.map_or("it is running", |ending| ending.word())],
        ["verdict", &verdict],
        ["note", take.note.as_deref().unwrap_or("-")],
        ["id", &take.id.to_string()],
    ];
    text += &table::columns("", &facts.map(|row| row.map(str::to_owned)));
    let of = |text: &Option<String>| text.clone().unwrap_or_default();
    let cast = take.cast.iter().map(|part| {
        let player = part.player.as_deref().unwrap_or("nobody").to_owned();
        [player, part.label.clone().unwrap_or_else(|| "takes part".to_owned()), of(&part.asked)]
    });
    text += &section("cast", &cast.collect::<Vec<_>>());
    let moments = take.moments.iter().map(|moment| {
        let step = moment.step.map_or_else(String::new, |step| format!("step {step}"));
        [clock(moment.at_ms), moment.kind.to_string(), of(&moment.role), step, of(&moment.label)]
    });
    text += &section("moments", &moments.collect::<Vec<_>>());
    text += &section("judgements", &take.judgements.iter().map(judgement).collect::<Vec<_>>());
    cx.print.out(&text)
}

fn judgement(given: &JudgementRecord) -> [String; 6] {
    let perceived = given.perceived.iter().map(|came| {
        let strength = came.strength.map_or_else(String::new, |strength| format!(":{strength}"));
        format!("{} {}: {}{strength}", came.role, came.step, came.feeling.as_deref().unwrap_or("no agreement"))
    });
    [
        minute(given.at),
        given.by.clone(),
        given.verdict.map_or("-", Verdict::word).to_owned(),
        given.reason.map_or("", Reason::word).to_owned(),
        given.note.clone().unwrap_or_default(),
        perceived.collect::<Vec<_>>().join(", "),
    ]
}

fn section<const N: usize>(title: &str, rows: &[[String; N]]) -> String {
    if rows.is_empty() { String::new() } else { format!("{title}\n{}", table::columns("  ", rows)) }
}

/// Judges a take and gives its number.
fn change(cx: &Context, take: TakeName, by: &str, change: Change) -> Result<i64, Error> {
    let number = find(cx, take)?.number;
    let mut store = cx.store(Access::Write)?;
    let judged = store.judge(take, by, change, Uuid::now_v7(), Timestamp::now().as_millisecond())?;
    if judged { Ok(number) } else { Err(Error::NoSuchTake(number.to_string())) }
}

/// Looked for before anything is written, so that no log is made where there was none.
pub fn find(cx: &Context, take: TakeName) -> Result<TakeRecord, Error> {
    cx.store(Access::Read)?.take(take)?.ok_or_else(|| Error::NoSuchTake(spelt(take)))
}

/// How somebody names a take.
pub(super) fn spelt(take: TakeName) -> String {
    match take {
        TakeName::Number(number) => number.to_string(),
        TakeName::Id(id) => id.to_string(),
    }
}

/// The leader's own prompt, as much of it as a list has room for.
fn own(take: &TakeRecord) -> String {
    format!("“{}”", fit(&take.text, OWN))
}

fn prompt(take: &TakeRecord) -> String {
    take.prompt.as_ref().map_or_else(|| "the leader's own".to_owned(), ToString::to_string)
}
