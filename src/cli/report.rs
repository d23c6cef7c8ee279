//! `report`: what the takes of the log amount to.
//!
//! Start with [`run`]. A report by something is a table of `rows`, for players of their own kind, by feeling with what
//! `feelings` came out; without anything it is the `page` a leader reads after a workshop; for the group there is a
//! `summary`.

mod feelings;
mod page;
mod rows;
mod summary;

use std::cmp::Reverse;

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::booth::store::report::Period;
use crate::booth::store::{Access, Store};
use crate::error::Error;
use crate::export::table::sheet;
use crate::pack::words;
use crate::report::{By, Tally};

use self::feelings::Agreement;
use self::page::Page;
use self::rows::{Figures, Player, Row};
use self::summary::{Summary, Which};
use super::Context;
use super::complete::Named;
use super::when::{self, When};
use super::word;

/// Options of `report`.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Debug, Args)]
#[command(after_long_help = "\
A rate is of the takes that are usable or not usable; behind it stands where it may truly lie (Wilson, 95 %). Takes on \
hold or not judged are counted beside it; rehearsals and scenes broken off count nowhere. People have no rate: of them \
it says in how many scenes they were. A retake counts once, a rehearsal not at all; scenes that were only ever broken off \
stand beside, as in `3 (+1)`.

--summary is for the group: what was played, by whom, how long, and nothing of how good it was. It leaves out what was broken \
off or rehearsed, takes in which a private matter came up, and those with somebody who took back all that they had \
agreed to. Names become pseudonyms, in prompts that were typed too, unless --names tells them. It is of the last \
workshop, or of each between --since and --until.

Examples:
  $ sidecoach report
  $ sidecoach report --by prompt --pack turns --min 5 --sort rate
  $ sidecoach report --by feeling --since 2026-11-01
  $ sidecoach report --by player --workshop 'Tuesday lab'
  $ sidecoach report --by shift --csv
  $ sidecoach report --summary --md > tuesday.md")]
pub struct ReportArgs {
    /// Print what was played in the workshop, for everybody who was in it
    #[arg(long, conflicts_with_all = ["by", "sort", "min", "csv"])]
    summary: bool,
    /// Print the summary as Markdown
    #[arg(long, requires = "summary", conflicts_with = "json")]
    md: bool,
    /// Tell the names of people in the summary instead of their pseudonyms
    #[arg(long, requires = "summary")]
    names: bool,
    /// What to put takes together by [default: a page that sums up the last workshop and the log; a table is by prompt]
    #[arg(long, value_name = "WHAT", value_parser = word::one_of(What::ALL, What::word))]
    by: Option<What>,
    /// Takes from then on: a day such as 2026-11-24, or a time such as 2026-11-24T20:00
    #[arg(long, value_name = "WHEN", value_parser = when::read)]
    since: Option<When>,
    /// Takes up to then: a day, which is included, or before a time
    #[arg(long, value_name = "WHEN", value_parser = when::read)]
    until: Option<When>,
    /// Of the last workshop of this name
    #[arg(long, value_name = "NAME")]
    workshop: Option<String>,
    /// From this pack
    #[arg(short, long, value_name = "NAME", add = Named::Pack)]
    pack: Option<String>,
    /// What comes first [default: takes; workshops by last]
    #[arg(long, value_name = "WHAT", value_parser = word::one_of(Sort::ALL, Sort::word))]
    sort: Option<Sort>,
    /// Only what has this many takes that are usable or not usable
    #[arg(long, value_name = "N")]
    min: Option<u64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print CSV, for a spreadsheet
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// What takes are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Figures(By),
    Players,
}

impl What {
    const ALL: &[Self] = &{
        let mut all = [Self::Players; By::ALL.len() + 1];
        let mut n = 0;
        while n < By::ALL.len() {
            all[n] = Self::Figures(By::ALL[n]);
            n += 1;
        }
        all
    };

    const fn word(self) -> &'static str {
        match self {
            Self::Figures(by) => by.word(),
            Self::Players => "player",
        }
    }
}

words! {
    /// What comes first.
    Sort { Rate "rate", Takes "takes", Usable "usable", Last "last", Name "name", }
}

/// A list of rows, as JSON.
#[derive(Serialize)]
struct Report<'a, R, M: Serialize> {
    by: &'a str,
    rows: &'a [R],
    #[serde(flatten)]
    more: M,
}

/// Nothing more to say.
#[derive(Serialize)]
struct NoMore {}

/// Prints the report.
pub fn run(cx: &Context, args: &ReportArgs) -> Result<(), Error> {
    let store = cx.store(Access::Read)?;
    let period = args.period(&store)?;
    if args.summary {
        return summary(cx, &store, &period, args);
    }
    let is_page = args.by.is_none() && args.sort.is_none() && args.min.is_none() && !args.csv;
    if is_page {
        return page(cx, &store, &period, args.json);
    }
    match args.by.unwrap_or(What::Figures(By::Prompt)) {
        What::Players => players(cx, &store, &period, args),
        What::Figures(by) => figures(cx, &store, &period, args, by),
    }
}

impl ReportArgs {
    fn period(&self, store: &Store) -> Result<Period, Error> {
        let zone = TimeZone::system();
        let since = self.since.map(|when| when.start(&zone));
        let until = self.until.map(|when| when.end(&zone));
        if since.zip(until).is_some_and(|(since, until)| since >= until) {
            return Err(Error::Usage("--since is not before --until; no take can be between them".to_owned()));
        }
        let workshop = self.workshop.as_ref().map(|name| store.last_of_name(name)).transpose()?;
        let now = Some(Timestamp::now().as_millisecond());
        Ok(Period { since, until, workshop, pack: self.pack.clone(), now })
    }
}

fn figures(cx: &Context, store: &Store, period: &Period, args: &ReportArgs, by: By) -> Result<(), Error> {
    let mut tallies: Vec<(String, Tally)> = store.tallies(by, period)?.into_iter().collect();
    tallies.retain(|(_, tally)| tally.judged() >= args.min.unwrap_or(0));
    // They come by name, and so they stay where nothing else tells them apart.
    match args.sort.unwrap_or(if by == By::Workshop { Sort::Last } else { Sort::Takes }) {
        Sort::Rate => tallies.sort_by(|(_, one), (_, other)| {
            let rate = |tally: &Tally| tally.rate().unwrap_or(-1.0);
            rate(other).total_cmp(&rate(one)).then_with(|| other.judged().cmp(&one.judged()))
        }),
        Sort::Takes => tallies.sort_by_key(|(_, tally)| Reverse(tally.takes())),
        Sort::Usable => tallies.sort_by_key(|(_, tally)| Reverse(tally.usable)),
        Sort::Last => tallies.sort_by_key(|(_, tally)| Reverse(tally.last)),
        Sort::Name => {}
    }
    let rows: Vec<Figures> = tallies.into_iter().map(|(key, tally)| Figures::new(key, tally)).collect();
    if by != By::Feeling || args.csv {
        return print(cx, args, by.word(), &rows, NoMore {}, "");
    }
    let agreement = Agreement::of(&store.heard(period)?);
    let text = agreement.text(cx.print.columns());
    print(cx, args, by.word(), &rows, agreement, &text)
}

fn players(cx: &Context, store: &Store, period: &Period, args: &ReportArgs) -> Result<(), Error> {
    if args.min.is_some() || matches!(args.sort, Some(Sort::Rate | Sort::Usable)) {
        let says = "people are not judged and have no rate; sort them by takes, last or name, and leave --min away";
        return Err(Error::Usage(says.to_owned()));
    }
    let mut rows: Vec<Player> =
        store.appearances(period)?.into_iter().map(|(name, seen)| Player::new(name, seen)).collect();
    match args.sort {
        Some(Sort::Last) => rows.sort_by_key(|row| Reverse(row.seen.last)),
        Some(Sort::Name) => {}
        _ => rows.sort_by_key(|row| Reverse(row.seen.scenes)),
    }
    print(cx, args, What::Players.word(), &rows, NoMore {}, "")
}

fn print<R: Row>(
    cx: &Context,
    args: &ReportArgs,
    by: &str,
    rows: &[R],
    more: impl Serialize,
    after: &str,
) -> Result<(), Error> {
    if args.json {
        return cx.print.json(&Report { by, rows, more });
    }
    if args.csv {
        return cx.print.out(&sheet(R::TITLES.iter().copied(), rows.iter().map(Row::cells)));
    }
    if rows.is_empty() {
        cx.print.note("there is nothing to report of; `sidecoach takes list` shows what the log holds");
    }
    cx.print.out(&(rows::text(rows, cx.print.columns()) + after))
}

fn summary(cx: &Context, store: &Store, period: &Period, args: &ReportArgs) -> Result<(), Error> {
    let is_of_many = args.workshop.is_none() && (args.since.is_some() || args.until.is_some());
    let which = if is_of_many { Which::All } else { Which::Last };
    let summary = Summary::read(store, period, which, args.names)?;
    summary.left_out().into_iter().for_each(|left_out| cx.print.note(&left_out));
    if args.json {
        return cx.print.json(&summary);
    }
    if summary.is_empty() {
        cx.print.note("there is nothing to sum up for the group; `sidecoach takes list` shows what the log holds");
    }
    cx.print.out(&if args.md { summary.markdown() } else { summary.text(cx.print.columns()) })
}

fn page(cx: &Context, store: &Store, period: &Period, json: bool) -> Result<(), Error> {
    cx.tell_problems();
    let page = Page::read(store, period, &cx.settings.targets.value)?;
    if json {
        return cx.print.json(&Report { by: By::Prompt.word(), rows: &page.prompts, more: &page });
    }
    if page.workshop.is_none() {
        let says = if period == &(Period { now: period.now, ..Period::default() }) {
            "no take to report of yet: `sidecoach` opens the stage, which logs each take; say there, or with \
             `sidecoach takes verdict`, what it was worth"
        } else {
            "no take is of that; `sidecoach report` alone reports of all, and `sidecoach takes list` lists them"
        };
        cx.print.note(says);
        return Ok(());
    }
    cx.print.out(&page.text(cx.print.columns()))
}
