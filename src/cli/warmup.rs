//! `warmup`: prompts for one performer that change by themselves.
//!
//! Start with [`run`].

use std::io::{self, IsTerminal};
use std::num::NonZero;
use std::time::Duration;

use clap::Args;

use crate::booth::warmup::{self, Options, WarmupError};
use crate::error::Error;
use crate::pack::Kind;
use crate::scene::ms;
use crate::stage::Signals;
use crate::ui::look::Look;
use crate::warmup::{Course, Until};

use super::deck::{DeckArgs, nothing_left};
use super::{Context, word};

/// Options of `warmup`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[command(
    next_help_heading = "Warm-up",
    after_long_help = "\
Warm-ups and monologues that one can play, unless --kind asks for others. Strengths rise over the session and settle \
at its end; what was not lately rehearsed comes rather. Without a screen a line is printed for each change, and a key \
is typed as the first letter of a line: enter for the next, or space, *, x, u or q and then enter.

Examples:
  $ sidecoach warmup
  $ sidecoach warmup --every 1m --count 6 --rest 10s --players Ana
  $ sidecoach warmup --plain --speak 'espeak-ng -s 140'
  $ sidecoach warmup --slate --for 5m"
)]
pub struct WarmupArgs {
    /// How long a prompt lasts
    #[arg(long, value_name = "LENGTH", default_value = "20s", value_parser = word::length)]
    every: Duration,
    /// How long the session lasts
    #[arg(long = "for", value_name = "LENGTH", default_value = "10m", value_parser = word::length, conflicts_with = "count")]
    length: Duration,
    /// How many prompts it has, instead of how long it lasts
    #[arg(long, value_name = "N")]
    count: Option<NonZero<u32>>,
    /// Breathing space between prompts
    #[arg(long, value_name = "LENGTH", default_value = "5s", value_parser = word::length_or_none)]
    rest: Duration,
    /// Print a line for each change instead of a screen, as whenever it does not run in a terminal
    #[arg(long)]
    plain: bool,
    /// Have each line read aloud by this command, which gets it as standard input
    #[arg(long, value_name = "COMMAND", value_parser = word::shown)]
    speak: Option<String>,
    /// Begin with a slate to be seen and heard, by which a recording is laid under the log
    #[arg(long)]
    slate: bool,
    /// No bell at a change
    #[arg(long)]
    no_bell: bool,
    /// No flash at a change
    #[arg(long)]
    no_flash: bool,
    #[command(flatten)]
    deck: DeckArgs,
}

/// Runs a warm-up.
pub fn run(cx: &Context, args: WarmupArgs) -> Result<(), Error> {
    let player = match args.deck.players() {
        None => None,
        Some([name]) => Some(name.clone()),
        Some(_) => return Err(Error::Usage("one warms up alone: name one player".to_owned())),
    };
    let mut chosen = args.deck.chosen(cx)?;
    let mut filters = args.deck.filters(cx);
    if filters.kinds.is_empty() {
        filters.kinds = vec![Kind::WarmUp, Kind::Monologue];
    }
    let until = args.count.map_or_else(|| Until::Time(ms(args.length)), Until::Count);
    let is_screen = !args.plain && io::stdin().is_terminal() && io::stdout().is_terminal();
    let settings = &cx.settings;
    let options = Options {
        keep: cx.keep_all(),
        log: cx.log()?,
        never: cx.never_file().ok(),
        filters,
        player,
        seed: args.deck.seed(),
        fresh: args.deck.is_fresh(),
        learn: args.deck.learn(cx),
        course: Course { every: ms(args.every), rest: ms(args.rest), until },
        signals: Signals {
            screen: settings.screen.value && !args.no_flash,
            bell: settings.bell.value && !args.no_bell,
            desktop: false,
        },
        slate: args.slate,
        look: is_screen.then(|| Look { theme: settings.theme.value, color: cx.print.has_color() }),
        print: cx.print,
        speak: args.speak,
        notes: [cx.few_problems(), std::mem::take(&mut chosen.notes)].concat(),
        chosen,
    };
    warmup::run(&options).map_err(|e| match e {
        WarmupError::Booth(e) => Error::Booth(e),
        WarmupError::NothingFits(shortfall) => nothing_left(&shortfall),
    })
}
