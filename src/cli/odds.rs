//! `pack odds`: the exact chance of each prompt on the next draw, and why.
//!
//! Start with [`run`].

use std::cmp::Reverse;

use clap::Args;
use serde::Serialize;

use crate::booth::packs::nearest;
use crate::deck::{Deck, Out, gcd};
use crate::error::Error;
use crate::pack::{PromptKey, Weight};

use super::Context;
use super::complete::Named;
use super::deck::{Chance, DeckArgs, Factors, explained, nothing_fits, percent};
use super::table;

/// The columns of the longest bar.
pub const BAR: usize = 8;

/// Options of `pack odds`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach pack odds
  $ sidecoach pack odds turns solo --players 'Ana, Ben' -n 5
  $ sidecoach pack odds turns --what-if late-apology=5
  $ sidecoach pack odds my-pack.toml --fresh --json")]
pub struct OddsArgs {
    /// Packs to look at: names, files, folders of packs, or `-` [default: as for --pack]
    #[arg(value_name = "NAME|PATH", add = Named::PackOrPath)]
    names: Vec<String>,
    /// How many to print, the likeliest first; JSON has every one
    #[arg(short, long = "number", value_name = "N", default_value_t = 20)]
    number: usize,
    /// Show beside each chance what it would be if this prompt had this weight; may be repeated
    #[arg(long, value_name = "[PACK/]ID=WEIGHT", value_parser = wish)]
    what_if: Vec<Wish>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    deck: DeckArgs,
}

/// A prompt, and the weight it might have.
#[derive(Debug, Clone)]
struct Wish {
    prompt: String,
    weight: Weight,
}

#[derive(Serialize)]
struct AllOdds {
    /// What the odds of all prompts sum up to: a chance is a share of it.
    total: u64,
    prompts: Vec<PromptOdds>,
}

#[derive(Serialize)]
struct PromptOdds {
    prompt: String,
    chance: Option<Chance>,
    factors: Factors,
    out: Option<String>,
    odds: u64,
    what_if: Option<WhatIf>,
}

#[derive(Serialize)]
struct WhatIf {
    chance: Option<Chance>,
    factors: Factors,
}

/// Prints the odds.
pub fn run(cx: &Context, mut args: OddsArgs) -> Result<(), Error> {
    args.deck.add_packs(cx, args.names);
    let deck = args.deck.deck(cx)?;
    let wished = args.what_if.iter().map(|wish| Ok((find(&deck, &wish.prompt)?, wish.weight)));
    let wished = wished.collect::<Result<Vec<_>, Error>>()?;
    let other = (!wished.is_empty()).then(|| {
        let mut other = deck.clone();
        other.set_weights(&wished);
        other
    });
    let present = args.deck.players().map(<[String]>::len);
    if args.json {
        let odds = |entry| PromptOdds {
            prompt: key(&deck, entry),
            chance: deck.chance(entry).map(Chance::from),
            factors: deck.odds(entry).into(),
            out: reason(&deck, entry, present),
            odds: deck.odds(entry).product(),
            what_if: other.as_ref().map(|other| WhatIf {
                chance: other.chance(entry).map(Chance::from),
                factors: other.odds(entry).into(),
            }),
        };
        cx.print.json(&AllOdds { total: Shares::of(&deck).total, prompts: (0..deck.len()).map(odds).collect() })?;
    } else {
        let after = other.as_ref().unwrap_or(&deck);
        let mut entries: Vec<usize> = (0..deck.len()).collect();
        let is_wished = |entry| wished.iter().any(|&(wished, _)| wished == entry);
        entries.sort_by_key(|&entry| {
            let odds = after.odds(entry);
            (!is_wished(entry), odds.out.is_some(), Reverse(odds.product()))
        });
        let shown = &entries[..args.number.min(entries.len())];
        let text = match &other {
            Some(other) => compared(&deck, other, shown, present),
            None => listed(&deck, shown, present),
        };
        cx.print.out(&text)?;
        let left = entries.len() - shown.len();
        if left > 0 {
            cx.print.note(&format!("{} more: `-n {}` prints all", table::count(left, "prompt"), entries.len()));
        }
    }
    if deck.fits() == 0 { Err(nothing_fits(&deck)) } else { Ok(()) }
}

/// The chances of some prompts, with their factors.
fn listed(deck: &Deck, entries: &[usize], present: Option<usize>) -> String {
    let shares = Shares::of(deck);
    let row = |&entry: &usize| {
        let out = reason(deck, entry, present);
        let [percent, bar, fraction] = shares.cells(deck, entry, shares.largest());
        [percent, bar, fraction, key(deck, entry), explained(deck.odds(entry), out.as_deref())]
    };
    table::columns("", &entries.iter().map(row).collect::<Vec<_>>())
}

/// The chances of some prompts beside those that they would have, with the factors of these.
fn compared(deck: &Deck, other: &Deck, entries: &[usize], present: Option<usize>) -> String {
    let (before, after) = (Shares::of(deck), Shares::of(other));
    let largest = before.largest().max(after.largest());
    let row = |&entry: &usize| {
        let out = reason(other, entry, present);
        let [then, then_bar, then_fraction] = before.cells(deck, entry, largest);
        let [now, now_bar, now_fraction] = after.cells(other, entry, largest);
        let fractions = format!("{then_fraction} -> {now_fraction}");
        [then, then_bar, now, now_bar, fractions, key(deck, entry), explained(other.odds(entry), out.as_deref())]
    };
    let titles = ["  before", "", "   after", "", "", "", ""].map(str::to_owned);
    let rows: Vec<_> = std::iter::once(titles).chain(entries.iter().map(row)).collect();
    table::columns("", &rows)
}

/// The chances of a deck as shares of one total.
struct Shares {
    total: u64,
    /// What all the odds can be divided by.
    divisor: u64,
    /// The odds of the likeliest prompt.
    most: u64,
}

impl Shares {
    fn of(deck: &Deck) -> Self {
        let odds = || (0..deck.len()).map(|entry| deck.odds(entry).product());
        Self { total: odds().sum(), divisor: odds().fold(0, gcd).max(1), most: odds().max().unwrap_or(0) }
    }

    /// The chance of the likeliest prompt.
    fn largest(&self) -> f64 {
        self.most as f64 / self.total.max(1) as f64
    }

    /// A prompt's chance in percent, as a bar beside the largest, and as a fraction.
    fn cells(&self, deck: &Deck, entry: usize, largest: f64) -> [String; 3] {
        let Some(chance) = deck.chance(entry) else { return [format!("{:>8}", "out"), String::new(), "-".to_owned()] };
        let odds = deck.odds(entry).product();
        let bar = bar(odds as f64 / self.total.max(1) as f64 / largest);
        let fraction = format!("{}/{}", odds / self.divisor, self.total / self.divisor);
        [format!("{:>8}", percent(chance)), bar, fraction]
    }
}

/// A share of 1 as a bar, in eighths of a column.
pub fn bar(share: f64) -> String {
    let eighths = (share * 8.0 * BAR as f64).round() as usize;
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    "█".repeat(eighths / 8) + part
}

fn key(deck: &Deck, entry: usize) -> String {
    let (pack, prompt) = deck.entry(entry);
    PromptKey { pack: pack.name.clone(), id: prompt.id.clone() }.to_string()
}

/// Why a prompt can't be drawn, if it can't.
pub(super) fn reason(deck: &Deck, entry: usize, present: Option<usize>) -> Option<String> {
    let (pack, prompt) = deck.entry(entry);
    Some(match (deck.odds(entry).out?, present) {
        (Out::TooFew, Some(present)) => {
            let players = deck.filters().players(prompt).unwrap_or(prompt.players);
            format!("needs {}, {present} present", table::count(players.min().into(), "player"))
        }
        (Out::Rating, _) => format!("rated {0}; `--rating {0}` allows it", pack.rating),
        (out, _) => out.to_string(),
    })
}

/// The entry that a prompt's name or its id alone means.
fn find(deck: &Deck, wanted: &str) -> Result<usize, Error> {
    let names: Vec<String> = (0..deck.len()).map(|entry| key(deck, entry)).collect();
    let is_wanted = |name: &&String| {
        *name == wanted || !wanted.contains('/') && name.rsplit_once('/').is_some_and(|(_, id)| id == wanted)
    };
    let found: Vec<&String> = names.iter().filter(is_wanted).collect();
    match found.as_slice() {
        [name] => Ok(names.iter().position(|other| other == *name).unwrap_or_default()),
        [] => {
            let ids = names
                .iter()
                .filter_map(|name| if wanted.contains('/') { Some(&**name) } else { name.split('/').nth(1) });
            let says = match nearest(wanted, ids) {
                near if near == wanted => format!("there is no prompt {wanted}"),
                near => format!("there is no prompt {wanted} in these packs; the nearest is {near}"),
            };
            Err(Error::Usage(says))
        }
        several => {
            let several: Vec<&str> = several.iter().map(|name| name.as_str()).collect();
            Err(Error::Usage(format!("{wanted} can be {}; say which", several.join(" or "))))
        }
    }
}

/// Reads what a prompt might weigh.
fn wish(text: &str) -> Result<Wish, String> {
    let help = "write a prompt and its weight, such as late-apology=5 or turns/late-apology=0.5";
    let (prompt, weight) = text.rsplit_once('=').filter(|(prompt, _)| !prompt.is_empty()).ok_or(help)?;
    let weight = weight_of(weight).ok_or("a weight is above 0, up to 1000, with at most 3 decimals")?;
    Ok(Wish { prompt: prompt.to_owned(), weight })
}

fn weight_of(text: &str) -> Option<Weight> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || fraction.len() > 3 {
        return None;
    }
    let thousandths = whole.parse::<u32>().ok()?.checked_mul(1000)?;
    Weight::from_thousandths(thousandths.checked_add(format!("{fraction:0<3}").parse().ok()?)?)
}
