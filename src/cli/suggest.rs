//! `suggest`: what an audience calls out, kept for the leader to pick.
//!
//! Start with [`run`].

use std::io::{self, Read};

use clap::Args;
use jiff::Timestamp;
use uuid::Uuid;

use crate::booth::packs::STDIN;
use crate::booth::store::Access;
use crate::booth::store::suggestion::{Added, SuggestError};
use crate::error::Error;
use crate::take::{Suggestion, Unfit};

use super::{Context, table};

/// The most bytes that are read from standard input.
const MOST_BYTES: u64 = 1 << 20;

/// What is suggested, and for which workshop.
#[derive(Debug, Args)]
#[command(after_long_help = "\
On the stage `o` shows what waits, the newest first, and puts one of them on the table. At most 100 wait.

Examples:
  $ sidecoach suggest 'a lighthouse' 'the last train home'
  $ sidecoach suggest - < hat.txt
  $ sidecoach suggest 'a dentist' --workshop 'Tuesday lab'")]
pub struct SuggestArgs {
    /// Suggestions of at most 400 characters each; `-` reads them from standard input, one a line
    #[arg(value_name = "TEXT", required = true)]
    texts: Vec<String>,
    /// For the workshop of this name, where several run
    #[arg(long, value_name = "NAME")]
    workshop: Option<String>,
}

/// Adds suggestions to a workshop.
pub fn run(cx: &Context, args: &SuggestArgs) -> Result<(), Error> {
    let suggestions = read(&args.texts)?;
    // Looked for before anything is written, so that no log is made where there was none.
    if cx.existing_store()?.is_none() {
        return Err(SuggestError::NoWorkshop.into());
    }
    let now = Timestamp::now().as_millisecond();
    let added = cx.store(Access::Write)?.suggest(args.workshop.as_deref(), &suggestions, now)?;
    let Added { workshop, added, refused, waiting } = added;
    if added > 0 {
        let what = table::count(added, "suggestion");
        let wait = if waiting == 1 { "waits" } else { "wait" };
        cx.print.note(&format!("added {what} to {}: {waiting} {wait} there", workshop.name));
    }
    if refused > 0 { Err(Error::TooManyWait { refused, waiting, workshop: workshop.name }) } else { Ok(()) }
}

/// The suggestions, each clean and short enough: else nothing is added.
fn read(texts: &[String]) -> Result<Vec<Suggestion>, Error> {
    let now = Timestamp::now().as_millisecond();
    let made = |text: &str| Suggestion::new(Uuid::now_v7(), text, now);
    let mut suggestions = Vec::new();
    for text in texts {
        if text != STDIN {
            suggestions.push(made(text).map_err(|why| Error::Usage(format!("{why}; nothing was added")))?);
            continue;
        }
        for (n, line) in lines()?.lines().enumerate() {
            match made(line) {
                Ok(suggestion) => suggestions.push(suggestion),
                Err(Unfit::Empty) => {}
                Err(why) => return Err(Error::Usage(format!("line {}: {why}; nothing was added", n + 1))),
            }
        }
    }
    if suggestions.is_empty() { Err(Error::NothingSuggested) } else { Ok(suggestions) }
}

/// What standard input holds.
fn lines() -> Result<String, Error> {
    let mut bytes = Vec::new();
    let unreadable = |source| Error::Unreadable { file: "standard input".to_owned(), source };
    io::stdin().lock().take(MOST_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
