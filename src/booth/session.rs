//! How a session begins: the last workshop goes on, or a new one is made.
//!
//! Start with [`open`].

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::cast::{Player, PlayerKey, Presence, is_same_name};
use crate::consent::Grant;
use crate::deck::{Company, Deck, MAX_SEED, PastDraw};
use crate::learn::Lessons;
use crate::pack::PromptKey;
use crate::scene::Now;
use crate::stage::{Left, Opening, clock as minutes};
use crate::take::Workshop;

use super::clock::Clock;
use super::store::lock::WorkshopLock;
use super::store::resume::TakenUp;
use super::store::roster::Person;
use super::store::{Access, Store, StoreError};
use super::{Options, never, shelf, store};

/// What a session begins with.
pub(super) struct Session {
    pub(super) opening: Opening,
    /// The workshop's lock, where one that goes on was locked already.
    pub(super) lock: Option<WorkshopLock>,
    /// What the leader should know.
    pub(super) notes: Vec<String>,
}

/// Looks what the log holds. A log that can't be used is no reason not to play: nothing of it is known then, and the
/// writer will say why.
pub(super) fn open(options: &Options, clock: &Clock, now: Now) -> Session {
    let mut notes = options.notes.clone();
    let packs = options.chosen.packs();
    let deck = |draws| Deck::new(&packs, options.filters.clone(), Company::default(), draws);
    let memory = if options.fresh { 0 } else { deck(Vec::new()).memory() };
    let past = Past::read(options, memory, now, &mut notes).unwrap_or_else(|e| {
        notes.push(e.to_string());
        let players = options.players.iter().flatten().map(|name| newcomer(name)).collect();
        Past { players, ..Past::default() }
    });
    let (workshop, lock, resumed) = match past.taken_up {
        Some(TakenUp { workshop, lock, resumed }) => (Some(workshop), Some(lock), Some(resumed)),
        None => (None, None, None),
    };
    let workshop = workshop.unwrap_or_else(|| Workshop {
        id: Uuid::now_v7(),
        name: options.workshop.clone().unwrap_or_else(|| clock.date(now)),
        started: now.utc,
        zone: clock.zone(now),
        seed: options.seed.unwrap_or_else(|| rand::random_range(0..=MAX_SEED)),
    });
    let mut deck = deck(past.draws);
    if let Some(lessons) = past.lessons {
        deck.set_lessons(lessons);
    }
    match options.never.as_deref().map(never::load).transpose() {
        Ok(entries) => deck.set_never(never::on(entries.unwrap_or_default(), never::today)),
        Err(e) => notes.push(e.to_string()),
    }
    Session {
        opening: Opening {
            workshop,
            deck,
            shelf: shelf::shelved(&options.chosen, &BTreeMap::new()),
            players: past.players,
            favourites: past.favourites,
            said: past.said,
            habits: options.habits.clone(),
            plan: options.plan.clone(),
            resumed,
        },
        lock,
        notes,
    }
}

/// What the log holds of before.
#[derive(Default)]
struct Past {
    taken_up: Option<TakenUp>,
    players: Vec<Player>,
    draws: Vec<PastDraw>,
    lessons: Option<Lessons>,
    favourites: BTreeSet<PromptKey>,
    said: BTreeMap<Uuid, Vec<Grant>>,
}

impl Past {
    fn read(options: &Options, memory: usize, now: Now, notes: &mut Vec<String>) -> Result<Self, StoreError> {
        let is_first = !options.log.exists();
        let mut store = Store::open(&options.log, Access::Write)?;
        if is_first {
            notes.extend(store::place::warning(&options.log));
        }
        let closed = store.close_interrupted()?;
        let mut taken_up = if options.new_workshop {
            None
        } else {
            store.resume(now.utc, options.workshop.as_deref(), options.seed)?
        };
        let offered = taken_up.as_ref().and_then(|taken_up| match &taken_up.resumed.left {
            Some(Left::Take { number, .. }) => Some(*number),
            Some(Left::Hand(_)) | None => None,
        });
        let others = closed.iter().filter(|take| Some(take.number) != offered);
        notes.extend(others.map(|take| {
            let number = take.number;
            let at = minutes(take.end.at);
            format!("take {number} was interrupted at {at}: `sidecoach takes verdict {number} usable` judges it")
        }));
        let (players, returned) = seat(&mut store, options.players.as_deref())?;
        if let Some(taken_up) = &mut taken_up {
            taken_up.resumed.returned = returned;
        }
        let draws = store.past_draws(u32::try_from(memory).unwrap_or(u32::MAX))?;
        let lessons = if options.fresh { None } else { Some(store.lessons(options.learn, &options.targets)?) };
        let favourites = store.favourites()?;
        let said = store.grants()?;
        Ok(Self { taken_up, players, draws, lessons, favourites, said })
    }
}

/// Everybody the log knows, and who of them had gone and is back. Where names are given, they are who is present: whoever
/// is not among them has gone.
fn seat(store: &mut Store, named: Option<&[String]>) -> Result<(Vec<Player>, BTreeSet<PlayerKey>), StoreError> {
    let mut players: Vec<Player> = store.players()?.into_iter().map(player).collect();
    let mut returned = BTreeSet::new();
    let Some(named) = named else { return Ok((players, returned)) };
    for player in &mut players {
        let is_named = named.iter().any(|name| is_same_name(name, &player.name));
        let presence = if is_named { Presence::Present } else { Presence::Gone };
        if player.presence != presence
            && let PlayerKey::Person(id) = player.key
        {
            store.set_presence_of(id, presence)?;
            if player.presence == Presence::Gone {
                returned.insert(player.key);
            }
            player.presence = presence;
        }
    }
    let is_new = |name: &&String| !players.iter().any(|player| is_same_name(&player.name, name));
    let new: Vec<_> = named.iter().filter(is_new).map(|name| newcomer(name)).collect();
    players.extend(new);
    Ok((players, returned))
}

/// Somebody whom the log does not know yet.
pub(super) fn newcomer(name: &str) -> Player {
    let key = PlayerKey::Person(Uuid::now_v7());
    Player { key, name: name.to_owned(), presence: Presence::Present, lines: Vec::new() }
}

/// A person as the stage knows them.
pub(super) fn player(person: Person) -> Player {
    let Person { id, name, presence, lines, .. } = person;
    Player { key: PlayerKey::Person(id), name, presence, lines }
}
