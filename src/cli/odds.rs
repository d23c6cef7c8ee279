//! `pack odds`: the exact chance of each prompt on the next draw, and why.

use std::cmp::Reverse;

use clap::Args;
use serde::Serialize;

use crate::error::Error;
use crate::pack::PromptKey;

use super::Context;
use super::deck::{Chance, DeckArgs, Factors, explained, nothing_fits, percent};
use super::table;

/// Options of `pack odds`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach pack odds
  $ sidecoach pack odds turns solo --players 'Ana, Ben' -n 5
  $ sidecoach pack odds my-pack.toml --fresh --json")]
pub struct OddsArgs {
    /// Packs to look at: names, files, folders of packs, or `-` [default: as for --pack]
    #[arg(value_name = "NAME|PATH")]
    names: Vec<String>,
    /// How many to print, the likeliest first; JSON has every one
    #[arg(short, long = "number", value_name = "N", default_value_t = 20)]
    number: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    deck: DeckArgs,
}

#[derive(Serialize)]
struct AllOdds {
    prompts: Vec<PromptOdds>,
}

#[derive(Serialize)]
struct PromptOdds {
    prompt: String,
    chance: Option<Chance>,
    factors: Factors,
    out: Option<String>,
}

/// Prints the odds.
pub fn run(cx: &Context, mut args: OddsArgs) -> Result<(), Error> {
    args.deck.add_packs(cx, args.names);
    let deck = args.deck.deck(cx)?;
    let key = |entry| {
        let (pack, prompt) = deck.entry(entry);
        PromptKey { pack: pack.name.clone(), id: prompt.id.clone() }.to_string()
    };
    if args.json {
        let odds = |entry| PromptOdds {
            prompt: key(entry),
            chance: deck.chance(entry).map(Chance::from),
            factors: deck.odds(entry).into(),
            out: deck.odds(entry).out.map(|out| out.to_string()),
        };
        cx.print.json(&AllOdds { prompts: (0..deck.len()).map(odds).collect() })?;
    } else {
        let mut entries: Vec<usize> = (0..deck.len()).collect();
        entries.sort_by_key(|&entry| (deck.odds(entry).out.is_some(), Reverse(deck.odds(entry).product())));
        let row = |&entry: &usize| {
            let (share, fraction) = match deck.chance(entry) {
                Some(chance) => (percent(chance), format!("{}/{}", chance.numerator, chance.denominator)),
                None => ("out".to_owned(), "-".to_owned()),
            };
            [format!("{share:>8}"), fraction, key(entry), explained(deck.odds(entry))]
        };
        let rows: Vec<_> = entries.iter().take(args.number).map(row).collect();
        cx.print.out(&table::columns("", &rows))?;
        let left = entries.len() - rows.len();
        if left > 0 {
            cx.print.note(&format!("{} more: `-n {}` prints all", table::count(left, "prompt"), entries.len()));
        }
    }
    if deck.fits() == 0 { Err(nothing_fits(&deck)) } else { Ok(()) }
}
