//! `draw`: prompts, drawn and printed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use rand::random;
use serde::Serialize;

use crate::cast::{Call, Ledger, Part, Played, PlayedPart, PlayerKey, RoleCall, Went, cast, explain};
use crate::cue::spell_duration;
use crate::deck::{self, Deck, Filters, MAX_SEED, Odds, Purpose, below, stream};
use crate::error::Error;
use crate::feeling::{Feeling, FeelingArc};
use crate::pack::slots::Filled;
use crate::pack::{Prompt, PromptKey, Role, Times};
use crate::scene::{Now, Scene, ms};
use crate::stage::dropped_cues;
use crate::ui::cast::arc_text;

use super::Context;
use super::deck::{Chance, DeckArgs, Factors, explained, nothing_fits, percent};
use super::{table, word};

const INDENT: &str = "   ";

/// Options of `draw`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach draw
  $ sidecoach draw -n 3 --players 'Ana, Ben, Chi' --seed 7 --explain
  $ sidecoach draw --players 'Ana, Ben, Chi' --size 2
  $ sidecoach draw --kind scene --scene 2m
  $ sidecoach draw -p turns --feeling relief --json")]
pub struct DrawArgs {
    /// How many, up to 1000
    #[arg(short, long = "number", value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    number: u32,
    /// Say what made each prompt as likely as it was, and why these players
    #[arg(long)]
    explain: bool,
    /// How long every scene lasts, whatever its prompt says
    #[arg(long, value_name = "LENGTH", value_parser = word::length)]
    scene: Option<Duration>,
    /// Show what each player alone is told
    #[arg(long)]
    secrets: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    deck: DeckArgs,
}

#[derive(Serialize)]
struct Draws {
    seed: u64,
    draws: Vec<Draw>,
}

#[derive(Serialize)]
struct Draw {
    prompt: String,
    text: String,
    kind: &'static str,
    tags: Vec<String>,
    cast: Vec<Member>,
    chance: Chance,
    factors: Factors,
    #[serde(flatten)]
    asked: Option<Asked>,
}

/// What follows from a length of scenes that was asked for.
#[derive(Clone, Copy, Serialize)]
struct Asked {
    scene_ms: u64,
    cues_dropped: usize,
}

#[derive(Serialize)]
struct Member {
    role: Option<String>,
    player: Option<String>,
    feeling: Option<String>,
    #[serde(skip_serializing_if = "Secret::is_hidden")]
    secret: Secret,
}

/// What a player alone is told, if that is to be printed.
#[derive(Serialize)]
#[serde(untagged)]
enum Secret {
    Hidden,
    Shown(Option<String>),
}

impl Secret {
    const fn is_hidden(&self) -> bool {
        matches!(self, Self::Hidden)
    }
}

/// Prints drawn prompts.
pub fn run(cx: &Context, args: &DrawArgs) -> Result<(), Error> {
    let mut deck = args.deck.deck(cx)?;
    let seed = args.deck.seed().unwrap_or_else(|| random::<u64>() & MAX_SEED);
    let mut troupe = Troupe::new(args.deck.players());
    let mut draws = Vec::new();
    let usual = cx.settings.habits(false).times;
    for number in 1..=args.number {
        let hand = Hand::deal(&mut deck, seed, number).ok_or_else(|| nothing_fits(&deck))?;
        let parts = troupe.cast(&hand.prompt, deck.filters(), seed, number);
        if args.json {
            draws.push(hand.shape(&parts, args));
        } else {
            let gap = if number > 1 { "\n" } else { "" };
            let why = if args.explain { troupe.why(&parts) } else { Vec::new() };
            cx.print.out(&(gap.to_owned() + &hand.lines(&parts, &why, args, (usual, cx.print.columns()))))?;
        }
        troupe.remember(number, &hand.prompt, &parts);
    }
    if args.deck.seed().is_none() {
        cx.print.note(&format!("`--seed {seed}` draws the same again"));
    }
    if args.json { cx.print.json(&Draws { seed, draws }) } else { Ok(()) }
}

/// A prompt drawn.
struct Hand {
    number: u32,
    key: PromptKey,
    prompt: Arc<Prompt>,
    filled: Filled,
    odds: Odds,
    chance: deck::Chance,
}

impl Hand {
    /// Draws a prompt, which rests from then on; `None` where nothing fits.
    fn deal(deck: &mut Deck, seed: u64, number: u32) -> Option<Self> {
        let entry = deck.draw(seed, number)?;
        let (odds, chance) = (deck.odds(entry), deck.chance(entry)?);
        let filled = deck.fill(entry, seed, number, 0);
        let (pack, prompt) = deck.entry(entry);
        let key = PromptKey { pack: pack.name.clone(), id: prompt.id.clone() };
        let prompt = Arc::clone(prompt);
        deck.record(entry, filled.used.clone());
        Some(Self { number, key, prompt, filled, odds, chance })
    }

    /// How many cues lie beyond the end of a scene of this length.
    fn dropped(&self, scene: Duration) -> usize {
        let arcs = self.prompt.roles.iter().enumerate();
        let arcs = arcs.filter_map(|(role, of)| Some((role, of.feeling.clone()?))).collect();
        let lines = self.prompt.coach.iter().map(|line| line.at).collect();
        let now = Now { mono: Duration::ZERO, boot: Duration::ZERO, utc: 0 };
        Scene::begin(now, ms(scene), arcs, lines).dropped()
    }

    fn shape(&self, parts: &[CastPart<'_>], args: &DrawArgs) -> Draw {
        let secrets = args.secrets;
        let member = |part: &CastPart<'_>| {
            let role = part.role.map(|role| &self.prompt.roles[role]);
            let feeling = role.and_then(|role| role.feeling.as_ref()).map(FeelingArc::canonical);
            let secret = match part.role {
                _ if !secrets => Secret::Hidden,
                role => Secret::Shown(role.and_then(|role| self.filled.secrets[role].clone())),
            };
            let player = part.player.map(|(_, name)| name.to_owned());
            Member { role: role.map(|role| role.name.clone()), player, feeling, secret }
        };
        Draw {
            prompt: self.key.to_string(),
            text: self.filled.text.clone(),
            kind: self.prompt.kind.word(),
            tags: self.prompt.tags.clone(),
            cast: parts.iter().map(member).collect(),
            chance: self.chance.into(),
            factors: self.odds.into(),
            asked: args.scene.map(|scene| Asked { scene_ms: ms(scene) as u64, cues_dropped: self.dropped(scene) }),
        }
    }

    fn lines(
        &self,
        parts: &[CastPart<'_>],
        why: &[String],
        args: &DrawArgs,
        (usual, columns): (Times, usize),
    ) -> String {
        let prompt = &self.prompt;
        let scene = args.scene.unwrap_or_else(|| prompt.times_or(usual).scene);
        let mut head = format!("{}. {} · {} · {}", self.number, self.key, prompt.kind, spell_duration(scene));
        if !prompt.tags.is_empty() {
            head = format!("{head} · {}", prompt.tags.join(", "));
        }
        let row = |part: &CastPart<'_>| {
            let role = part.role.map(|role| &prompt.roles[role]);
            let feeling = role.and_then(|role| role.feeling.as_ref()).map(arc_text);
            let label = role.map_or_else(|| "takes part".to_owned(), Role::label);
            let name = part.player.map(|(_, name)| name.to_owned());
            [name.unwrap_or_default(), label, feeling.unwrap_or_default()]
        };
        let mut text = head + "\n" + &table::paragraph(INDENT, &self.filled.text, columns);
        text += &table::columns(INDENT, &parts.iter().map(row).collect::<Vec<_>>());
        if let Some(dropped) = dropped_cues(self.dropped(scene)) {
            text += &table::paragraph(INDENT, &dropped, columns);
        }
        if args.secrets {
            let told = prompt.roles.iter().zip(&self.filled.secrets);
            for (role, secret) in told.filter_map(|(role, secret)| Some((role, secret.as_ref()?))) {
                text += &table::paragraph(INDENT, &format!("{} alone: {secret}", role.label()), columns);
            }
        }
        if args.explain {
            let Chance { numerator, denominator } = self.chance.into();
            let odds =
                format!("{numerator} in {denominator} ({}): {}", percent(self.chance), explained(self.odds, None));
            text += &table::paragraph(INDENT, &odds, columns);
        }
        text + &why.iter().map(|line| table::paragraph(INDENT, line, columns)).collect::<String>()
    }
}

/// A part, and who plays it where anybody is present.
struct CastPart<'a> {
    role: Option<usize>,
    player: Option<(PlayerKey, &'a str)>,
}

/// Those present, and what they have played in this call.
struct Troupe<'a> {
    players: Vec<(PlayerKey, &'a str)>,
    played: Vec<Played>,
    ledger: Ledger,
}

impl<'a> Troupe<'a> {
    fn new(names: Option<&'a [String]>) -> Self {
        let names = names.unwrap_or_default().iter().map(String::as_str);
        let players = (1..).map(PlayerKey::Seat).zip(names).collect();
        Self { players, played: Vec::new(), ledger: Ledger::default() }
    }

    fn present(&self) -> Vec<PlayerKey> {
        self.players.iter().map(|&(key, _)| key).collect()
    }

    /// Who plays what; where nobody is present, the roles alone.
    fn cast(&self, prompt: &Prompt, wanted: &Filters, seed: u64, number: u32) -> Vec<CastPart<'a>> {
        let present = self.present();
        let call = |role: &Role| RoleCall { name: role.name.clone(), feelings: feelings(role) };
        let roles: Vec<RoleCall> = prompt.roles.iter().map(call).collect();
        let parts = wanted.players(prompt).and_then(|players| players.of(present.len())).and_then(|size| {
            let call = Call { present: &present, roles: &roles, size, pins: &[], held: &[] };
            cast(&call, &self.ledger, &mut stream(seed, Purpose::Cast, number, 0), below)
        });
        match parts {
            Some(parts) => {
                let player = |key| self.players.iter().find(|(other, _)| *other == key).copied();
                parts.iter().map(|part| CastPart { role: part.role, player: player(part.player) }).collect()
            }
            None => (0..roles.len()).map(|role| CastPart { role: Some(role), player: None }).collect(),
        }
    }

    /// Why these players, in sentences.
    fn why(&self, parts: &[CastPart<'_>]) -> Vec<String> {
        let part = |part: &CastPart<'_>| Some(Part { role: part.role, player: part.player?.0 });
        let parts: Vec<Part> = parts.iter().filter_map(part).collect();
        let name = |key| self.players.iter().find(|(other, _)| *other == key).map(|&(_, name)| name.to_owned());
        explain(&parts, &self.present(), &self.ledger, &|key| name(key).unwrap_or_default())
    }

    fn remember(&mut self, draw: u32, prompt: &Prompt, parts: &[CastPart<'_>]) {
        let part = |part: &CastPart<'_>| {
            let role = part.role.map(|role| &prompt.roles[role]);
            let (role, feelings) = (role.map(|role| role.name.clone()), role.map(feelings).unwrap_or_default());
            Some(PlayedPart { player: part.player?.0, role, feelings })
        };
        let parts = parts.iter().filter_map(part).collect();
        self.played.push(Played { draw, length: Duration::ZERO, went: Went::Played, parts });
        self.ledger = Ledger::new(&self.played, &BTreeMap::new());
    }
}

fn feelings(role: &Role) -> Vec<Feeling> {
    role.feeling.iter().flat_map(FeelingArc::steps).map(|step| step.feeling).collect()
}
