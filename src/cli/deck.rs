//! Which prompts are drawn: the options of the deck.
//!
//! Start with [`DeckArgs`]; [`DeckArgs::deck`] makes the deck they ask for, with what the log says of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::booth::packs::Chosen;
use crate::config::Origin;
use crate::deck::{self, Company, Deck, Filters, MAX_SEED, Odds, Out};
use crate::error::Error;
use crate::feeling::Feeling;
use crate::learn::{Lessons, Level, hundredths};
use crate::pack::{Kind, Pack, Players, Rating};

use super::Context;
use super::complete::Named;
use super::word::{self, Names};

/// Options of whatever draws.
#[derive(Debug, Args)]
#[command(next_help_heading = "Deck")]
pub struct DeckArgs {
    #[command(flatten)]
    wanted: Wanted,
    /// Keep this kind; may be repeated
    #[arg(long, value_parser = word::one_of(Kind::ALL, Kind::word))]
    kind: Vec<Kind>,
    /// Keep what has this tag; may be repeated
    #[arg(long, value_parser = word::shown, add = Named::Tag)]
    tag: Vec<String>,
    /// Drop what has this tag; may be repeated
    #[arg(long, value_name = "TAG", value_parser = word::shown, add = Named::Tag)]
    not_tag: Vec<String>,
    /// Keep what asks for this feeling; may be repeated
    #[arg(long, hide_possible_values = true, value_parser = word::one_of(Feeling::ALL, Feeling::word))]
    feeling: Vec<Feeling>,
    /// Keep what so many can play, and cast so many
    #[arg(long, value_name = "N|N-M", value_parser = word::size)]
    size: Option<Players>,
    /// Who is present, with commas between the names
    #[arg(long, value_name = "NAMES", value_parser = word::names, add = Named::Players)]
    players: Option<Names>,
    /// What every draw follows from, 0 to 2^53 − 1 [default: a random one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=MAX_SEED))]
    seed: Option<u64>,
    /// Leave the log unread: nothing rests, nothing is learned
    #[arg(long)]
    fresh: bool,
}

/// Options of the deck that stand in place of settings.
#[derive(Debug, Args)]
pub struct Wanted {
    /// Draw from this pack alone: its name, a file, a folder of packs, or `-`; may be repeated [default: those of the
    /// settings, or else all]
    #[arg(
        short,
        long = "pack",
        value_name = "NAME|PATH",
        env = "SIDECOACH_PACK",
        hide_env_values = true,
        add = Named::PackOrPath
    )]
    pub packs: Vec<String>,
    /// Allow this rating beside general; may be repeated [default: those of the settings]
    #[arg(
        long = "rating",
        value_name = "RATING",
        value_delimiter = ',',
        env = "SIDECOACH_RATING",
        hide_env_values = true,
        value_parser = word::one_of(Rating::ALL, Rating::word)
    )]
    pub ratings: Vec<Rating>,
    /// How much the log moves the odds [default: that of the settings, or else gentle]
    #[arg(
        long,
        value_name = "HOW",
        env = "SIDECOACH_LEARN",
        hide_env_values = true,
        value_parser = word::one_of(Level::ALL, Level::word)
    )]
    pub learn: Option<Level>,
}

impl DeckArgs {
    /// The packs that were typed, so that they can be found from every folder; none where a variable or the settings say.
    pub fn typed_packs(&self, cx: &Context) -> Vec<String> {
        let is_typed = cx.origin("packs") == Some(Origin::Option);
        let library = cx.library();
        self.wanted.packs.iter().filter(|_| is_typed).map(|name| library.from_anywhere(name)).collect()
    }

    /// Sets what was typed of the filters in place of what these say, and tells whether that changed anything.
    pub fn typed_filters(&self, cx: &Context, filters: &mut Filters) -> bool {
        let before = filters.clone();
        let typed = |id| cx.origin(id) == Some(Origin::Option);
        if typed("kind") {
            filters.kinds.clone_from(&self.kind);
        }
        if typed("tag") {
            filters.tags.clone_from(&self.tag);
        }
        if typed("not_tag") {
            filters.not_tags.clone_from(&self.not_tag);
        }
        if typed("feeling") {
            filters.feelings.clone_from(&self.feeling);
        }
        if typed("size") {
            filters.size = self.size;
        }
        if typed("ratings") {
            filters.ratings.clone_from(&self.wanted.ratings);
        }
        *filters != before
    }

    /// How much the log moves the odds, where that was typed.
    pub fn typed_learn(&self, cx: &Context) -> Option<Level> {
        self.wanted.learn.filter(|_| cx.origin("learn") == Some(Origin::Option))
    }

    /// Who is present, if that was said.
    pub fn players(&self) -> Option<&[String]> {
        self.players.as_ref().map(|names| names.0.as_slice())
    }

    /// The seed, if one was given.
    pub const fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// Whether to leave the log unread.
    pub const fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// How much the log moves the odds.
    pub fn learn(&self, cx: &Context) -> Level {
        self.wanted.learn.unwrap_or(cx.settings.learn.value)
    }

    /// Names more packs to draw from, in place of one that only a variable names.
    pub fn add_packs(&mut self, cx: &Context, packs: Vec<String>) {
        if !packs.is_empty() && cx.origin("packs") == Some(Origin::Environment) {
            self.wanted.packs.clear();
        }
        self.wanted.packs.extend(packs);
    }

    /// The packs to draw from.
    pub fn chosen(&self, cx: &Context) -> Result<Chosen, Error> {
        let chosen = if self.wanted.packs.is_empty() {
            cx.library().prefer(&cx.preferred_packs())
        } else {
            cx.library().choose(&self.wanted.packs)?
        };
        for found in &chosen.found {
            cx.print.detail(&format!("pack {}: {}", found.name, found.origin));
        }
        Ok(chosen)
    }

    /// Which of their prompts are wanted.
    pub fn filters(&self, cx: &Context) -> Filters {
        let ratings = &self.wanted.ratings;
        Filters {
            packs: Vec::new(),
            kinds: self.kind.clone(),
            tags: self.tag.clone(),
            not_tags: self.not_tag.clone(),
            feelings: self.feeling.clone(),
            ratings: if ratings.is_empty() { &cx.settings.ratings.value } else { ratings }.clone(),
            size: self.size,
        }
    }

    /// The deck of all that, with what rests, what works and what is needed by the log, and whose lines it knows.
    pub fn deck(&self, cx: &Context) -> Result<Deck, Error> {
        cx.tell_problems();
        let chosen = self.chosen(cx)?;
        for note in &chosen.notes {
            cx.print.note(note);
        }
        let packs: Vec<Arc<Pack>> = chosen.packs();
        let present = self.players().map(<[String]>::len);
        let deck = |lines, history| Deck::new(&packs, self.filters(cx), Company { present, lines }, history);
        let mut drawn = deck(BTreeSet::new(), Vec::new());
        if !self.is_fresh() {
            let (level, targets) = (self.learn(cx), &cx.settings.targets.value);
            let lessons = match cx.existing_store()? {
                Some(store) => {
                    let memory = u32::try_from(drawn.memory()).unwrap_or(u32::MAX);
                    drawn = deck(
                        store.lines_of(self.players().unwrap_or_default())?,
                        store.past_draws(memory, None, Timestamp::now().as_millisecond())?,
                    );
                    store.lessons(level, targets)?
                }
                None => Lessons::of_nothing(level, targets),
            };
            drawn.set_lessons(lessons);
        }
        drawn.set_never(cx.never());
        Ok(drawn)
    }
}

/// Why nothing of a deck can be drawn.
pub fn nothing_fits(deck: &Deck) -> Error {
    nothing_left(&deck.shortfall())
}

/// Why nothing can be drawn, by what leaves how many prompts out.
pub fn nothing_left(shortfall: &[(Out, usize)]) -> Error {
    let removed: Vec<String> = shortfall.iter().map(|(out, n)| format!("{n} {out}")).collect();
    Error::NothingFits(if removed.is_empty() { "there are none".to_owned() } else { removed.join(", ") })
}

/// A chance as printed.
#[derive(Debug, Serialize)]
pub struct Chance {
    /// Above the line.
    pub numerator: u64,
    /// Below it.
    pub denominator: u64,
}

impl From<deck::Chance> for Chance {
    fn from(deck::Chance { numerator, denominator }: deck::Chance) -> Self {
        Self { numerator, denominator }
    }
}

/// The factors of a prompt's odds as printed.
#[derive(Debug, Serialize)]
pub struct Factors {
    weight: f64,
    fit: f64,
    rest: f64,
    learned: f64,
    need: f64,
}

impl From<Odds> for Factors {
    fn from(odds: Odds) -> Self {
        Self {
            weight: f64::from(odds.weight.thousandths()) / 1000.0,
            fit: if odds.out.is_none() { 1.0 } else { 0.0 },
            rest: if odds.rest_ignored { 1.0 } else { f64::from(odds.rest) / 4.0 },
            learned: odds.learned_factor(),
            need: odds.need_factor(),
        }
    }
}

/// What makes a prompt as likely as it is, in words; also why it is out, if it is.
pub fn explained(odds: Odds, out: Option<&str>) -> String {
    let factors = Factors::from(odds);
    let rest = if odds.rest_ignored { " (all would rest, so it counts for none)" } else { "" };
    let fit = out.map_or_else(|| "fit 1".to_owned(), |out| format!("fit 0 ({out})"));
    let learned = odds.learned.map(|learned| format!("learned {} ({learned})", hundredths(learned.factor)));
    let need = odds.need.map(|need| format!("need {} ({need})", hundredths(need.factor)));
    let known = [format!("weight {}", factors.weight), fit, format!("rest {}{rest}", factors.rest)];
    known.into_iter().chain(learned).chain(need).collect::<Vec<_>>().join(" × ")
}

/// A chance in percent.
pub fn percent(chance: deck::Chance) -> String {
    format!("{:.2} %", 100.0 * chance.numerator as f64 / chance.denominator as f64)
}
