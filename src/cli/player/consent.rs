//! `player consent` and `player withdraw`: what somebody's takes may be used for.
//!
//! Start with [`consent`]. What was said is only ever added to; `words` is what of it holds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use uuid::Uuid;

use crate::booth::store::Access;
use crate::booth::store::consent::{TextError, release};
use crate::booth::store::roster::{Person, RosterError};
use crate::cast::is_same_name;
use crate::cli::complete::Named;
use crate::cli::when::{self, utc};
use crate::cli::{Context, table, word};
use crate::consent::{Grant, Medium, Method, Purpose, Said, ended_unawares, held, in_words, known, withdrawals};
use crate::error::Error;
use crate::scene::Ms;

/// Options of `player consent`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Purposes: review, emotion-training (training software that recognises emotions), voice-training (training software \
that speaks like them), publishing. Media: audio, video, transcript.

The text is what they agreed to, to the letter; it is kept in the log, and called by the name of its file. Everybody \
who plays in a take must agree before it is exported for a purpose. A grant counts as given after every withdrawal that the \
log holds by then; with --on, after those alone that are older than that day.

Examples:
  $ sidecoach player consent Ana
  $ sidecoach player consent Ana --for review,emotion-training \\
      --media audio,video --text release-2026.txt
  $ sidecoach player consent Ana --for review --media audio --text teens.txt \\
      --until 2027-06-30 --given-by 'Mia K.'")]
pub struct ConsentArgs {
    /// Who
    #[arg(add = Named::Player)]
    name: String,
    /// What their takes may be used for [default: print what was said so far]
    #[arg(
        long = "for",
        value_name = "PURPOSES",
        value_delimiter = ',',
        value_parser = word::one_of(Purpose::ALL, Purpose::word),
        requires = "media",
        requires = "text"
    )]
    purposes: Vec<Purpose>,
    /// What of them may be used
    #[arg(long, value_delimiter = ',', value_parser = word::one_of(Medium::ALL, Medium::word), requires = "purposes")]
    media: Vec<Medium>,
    /// The text that they agreed to
    #[arg(long, value_name = "FILE", requires = "purposes")]
    text: Option<PathBuf>,
    /// The day from which it holds [default: now]
    #[arg(long, value_name = "DATE", value_parser = day, requires = "purposes")]
    on: Option<Date>,
    /// The last day on which it holds [default: as long as it is not withdrawn]
    #[arg(long, value_name = "DATE", value_parser = day, requires = "purposes")]
    until: Option<Date>,
    /// How they agreed [default: signed]
    #[arg(long, value_parser = word::one_of(Method::ALL, Method::word), requires = "purposes")]
    method: Option<Method>,
    /// The guardian who agreed for them
    #[arg(long, value_name = "NAME", value_parser = word::shown, requires = "purposes")]
    given_by: Option<String>,
    /// Print JSON
    #[arg(long, conflicts_with = "purposes")]
    json: bool,
}

/// Options of `player withdraw`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
From then on no export holds a take that they are in. `sidecoach takes export --removed` lists those that earlier \
exports held, for whoever received them.

Examples:
  $ sidecoach player withdraw Ana
  $ sidecoach player withdraw Ana --for voice-training")]
pub struct WithdrawArgs {
    /// Who
    #[arg(add = Named::Player)]
    name: String,
    /// What their takes may no longer be used for [default: anything]
    #[arg(
        long = "for",
        value_name = "PURPOSES",
        value_delimiter = ',',
        value_parser = word::one_of(Purpose::ALL, Purpose::word)
    )]
    purposes: Vec<Purpose>,
}

/// Writes down what somebody agreed to, or prints what they said so far.
pub fn consent(cx: &Context, args: ConsentArgs) -> Result<(), Error> {
    let ConsentArgs { name, purposes, media, text, on, until, method, given_by, json } = args;
    // Looked for before anything is written, so that no log is made where there was none.
    let person = cx.store(Access::Read)?.only_player(&name)?;
    let Some(text) = text else { return show(cx, &person, json) };
    let release = release(&text).map_err(|e| match e {
        TextError::Unread(e) => e.into(),
        TextError::Unfit { .. } => Error::Usage(e.to_string()),
    })?;
    let given = on.map(start);
    let on = given.unwrap_or_else(now);
    let until = until.map(|last| start(last.saturating_add(1.day())));
    if until.is_some_and(|until| until <= on) {
        return Err(Error::Usage("the last day of it is before the first; correct --until or --on".to_owned()));
    }
    let mut store = cx.store(Access::Write)?;
    let said = Said::Granted {
        media: media.into_iter().collect(),
        until,
        text: release.sha256(),
        method: method.unwrap_or(Method::Signed),
        given_by,
        knew: known(store.grants()?.values().flatten(), given),
    };
    let grant = Grant { id: Uuid::now_v7(), player: person.id, purposes: purposes.into_iter().collect(), on, said };
    store.record_grant(&grant, &release)?;
    tell(cx, &person)
}

/// Writes down that somebody took consent back. Where two people have the name, either may be meant: it holds for both.
pub fn withdraw(cx: &Context, args: WithdrawArgs) -> Result<(), Error> {
    let people = cx.store(Access::Read)?.players(None)?;
    let people: Vec<_> = people.into_iter().filter(|person| is_same_name(&person.name, &args.name)).collect();
    if people.is_empty() {
        return Err(RosterError::Unknown(args.name.trim().to_owned()).into());
    }
    let purposes = if args.purposes.is_empty() { Purpose::ALL.to_vec() } else { args.purposes };
    let purposes = purposes.into_iter().collect();
    let mut store = cx.store(Access::Write)?;
    let said = store.grants()?;
    let of = |person: &Person| {
        let said = said.get(&person.id).map_or(&[][..], Vec::as_slice);
        withdrawals(said, person.id, &purposes, now(), Uuid::now_v7)
    };
    store.record(&people.iter().flat_map(of).collect::<Vec<_>>())?;
    people.iter().try_for_each(|person| tell(cx, person))?;
    cx.print.note("what earlier exports held: `sidecoach takes export --removed`");
    Ok(())
}

#[derive(Serialize)]
struct Shown {
    player: String,
    in_force: Vec<HeldShape>,
    history: Vec<SaidShape>,
}

#[derive(Serialize)]
struct HeldShape {
    purpose: &'static str,
    media: Vec<&'static str>,
}

#[derive(Serialize)]
struct SaidShape {
    id: String,
    /// Purposes for which a withdrawal ends it that seems older, and the ids of these.
    ended_unawares: Vec<EndedShape>,
    said: &'static str,
    purposes: Vec<&'static str>,
    on: String,
    media: Vec<&'static str>,
    until: Option<String>,
    text: Option<TextShape>,
    method: Option<&'static str>,
    given_by: Option<String>,
}

#[derive(Serialize)]
struct EndedShape {
    purpose: &'static str,
    withdrawal: String,
}

#[derive(Serialize)]
struct TextShape {
    version: String,
    sha256: String,
}

/// Prints what somebody said, and what of it holds.
fn show(cx: &Context, person: &Person, json: bool) -> Result<(), Error> {
    let store = cx.store(Access::Read)?;
    let (said, versions) = (store.grants()?.remove(&person.id).unwrap_or_default(), store.releases()?);
    if json {
        let in_force = held(&said, now()).into_iter().map(|(purpose, media)| HeldShape { purpose, media }).collect();
        let history = (0..said.len()).map(|place| shape(&said, place, &versions)).collect();
        return cx.print.json(&Shown { player: person.name.clone(), in_force, history });
    }
    if said.is_empty() {
        cx.print.note(&format!("{} never said what their takes may be used for", person.name));
        return Ok(());
    }
    let rows: Vec<_> = (0..said.len()).map(|place| row(shape(&said, place, &versions), &said, place)).collect();
    let now = words(&said);
    cx.print.out(&format!(
        "{}\n{}",
        table::columns("", &[[person.name.clone(), now]]).trim_end(),
        table::columns("  ", &rows)
    ))?;
    if (0..said.len()).any(|place| !ended_unawares(&said, place).is_empty()) {
        cx.print.note(&format!(
            "a withdrawal ends whatever was granted without knowing of it: on another laptop, or on a day before it; if \
             {} agreed again since, record the grant once more, without --on",
            person.name
        ));
    }
    Ok(())
}

fn row(shape: SaidShape, said: &[Grant], place: usize) -> [String; 8] {
    let grant = &said[place];
    let until = match &grant.said {
        Said::Granted { until: Some(end), .. } => format!("until {}", last_day(*end)),
        _ => String::new(),
    };
    let text = shape.text.map_or_else(String::new, |text| format!("{} {}", text.version, &text.sha256[..8]));
    let given_by = shape.given_by.map_or_else(String::new, |name| format!("by {name}"));
    let method = [shape.method.unwrap_or_default(), &given_by].join(" ").trim().to_owned();
    let (purposes, media) = (shape.purposes.join(", "), shape.media.join(", "));
    let ended = why_ended(&ended_unawares(said, place));
    [when::day(grant.on), shape.said.to_owned(), purposes, media, until, text, method, ended]
}

/// Why a grant does not count that seems to be newer than what ends it.
fn why_ended(ended: &BTreeMap<Purpose, &Grant>) -> String {
    let Some(newest) = ended.values().map(|withdrawal| withdrawal.on).max() else { return String::new() };
    let purposes = ended.keys().map(|purpose| purpose.word()).collect::<Vec<_>>().join(", ");
    format!("does not count for {purposes}: it did not know of the withdrawal of {}", when::day(newest))
}

fn shape(said: &[Grant], place: usize, versions: &BTreeMap<String, String>) -> SaidShape {
    let grant = &said[place];
    let ended = ended_unawares(said, place).into_iter();
    let mut shape = SaidShape {
        id: grant.id.to_string(),
        said: "withdrawn",
        purposes: grant.purposes.iter().map(|purpose| purpose.word()).collect(),
        on: utc(grant.on),
        media: Vec::new(),
        until: None,
        text: None,
        method: None,
        given_by: None,
        ended_unawares: ended
            .map(|(purpose, by)| EndedShape { purpose: purpose.word(), withdrawal: by.id.to_string() })
            .collect(),
    };
    if let Said::Granted { media, until, text, method, given_by, .. } = &grant.said {
        let version = versions.get(text).cloned().unwrap_or_default();
        shape.said = "granted";
        shape.media = media.iter().map(|medium| medium.word()).collect();
        shape.until = until.map(utc);
        shape.text = Some(TextShape { version, sha256: text.clone() });
        shape.method = Some(method.word());
        shape.given_by.clone_from(given_by);
    }
    shape
}

fn tell(cx: &Context, person: &Person) -> Result<(), Error> {
    let said = cx.store(Access::Read)?.grants()?.remove(&person.id).unwrap_or_default();
    cx.print.note(&format!("{}: {}", person.name, words(&said)));
    Ok(())
}

/// Reads a day.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day as 2026-11-24".to_owned())
}

/// When a day begins where the reader is.
fn start(day: Date) -> Ms {
    day.to_zoned_datetime(TimeZone::system()).map_or(Ms::MAX, |start| start.timestamp().as_millisecond())
}

fn now() -> Ms {
    Timestamp::now().as_millisecond()
}

/// What of all that somebody said holds now, in words.
pub(super) fn words(said: &[Grant]) -> String {
    in_words(said, now(), |end| Some(last_day(end)))
}

fn last_day(end: Ms) -> String {
    when::day(end - 1)
}
