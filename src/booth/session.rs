//! How a session begins: a workshop goes on, or a new one is made.
//!
//! Start with [`look`], which finds out which; `open` makes of it what the stage begins with.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use uuid::Uuid;

use crate::cast::{Player, PlayerKey, Presence, is_same_name};
use crate::consent::Grant;
use crate::deck::{Company, Deck, MAX_SEED, PastDraw};
use crate::learn::Lessons;
use crate::pack::PromptKey;
use crate::scene::{Ms, Now};
use crate::stage::{Left, Opening, Stored, clock as minutes};
use crate::take::Workshop;

use super::clock::Clock;
use super::store::lock::WorkshopLock;
use super::store::resume::TakenUp;
use super::store::roster::Person;
use super::store::{Access, Store, StoreError};
use super::{Options, never, shelf, store};

/// Which workshop somebody wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The one of this name, or a new one's name.
    pub name: Option<String>,
    /// A new one in any case.
    pub is_new: bool,
    /// The one of this seed, or a new one's.
    pub seed: Option<u64>,
}

/// What a start finds. While it is there, nobody else takes the workshop up.
#[derive(Debug)]
pub struct Found {
    log: Result<Log, StoreError>,
    /// The workshop that is in the way: another stage runs it, and nobody said what is to be done beside it.
    pub beside: Option<Workshop>,
    wish: Wish,
}

/// The log, as far as a start has looked into it.
#[derive(Debug)]
struct Log {
    store: Store,
    taken_up: Option<TakenUp>,
    running: Vec<Workshop>,
    notes: Vec<String>,
}

impl Found {
    /// Where the workshop that goes on was, if one does and that was kept.
    #[must_use]
    pub fn kept(&self) -> Option<&Stored> {
        self.log.as_ref().ok()?.taken_up.as_ref()?.resumed.kept.as_ref()
    }

    /// The same, to be changed by what is asked for now.
    pub fn kept_mut(&mut self) -> Option<&mut Stored> {
        self.log.as_mut().ok()?.taken_up.as_mut()?.resumed.kept.as_mut()
    }
}

/// Looks which workshop goes on. Takes that were interrupted are closed, and told of, only once a session begins. A log that
/// can't be used is no reason not to play: nothing of it is known then, and the writer will say why.
#[must_use]
pub fn look(log: &Path, wish: Wish, now: Ms) -> Found {
    let looked = look_into(log, &wish, now);
    let beside = looked.as_ref().ok().and_then(|log| {
        let mut running = log.running.iter();
        match &wish.name {
            _ if wish.is_new || wish.seed.is_some() => None,
            None => running.next(),
            // One of that name that nobody runs goes on, whoever runs another.
            Some(_) if log.taken_up.is_some() => None,
            Some(name) => running.find(|workshop| workshop.name == *name),
        }
    });
    Found { beside: beside.cloned(), log: looked, wish }
}

fn look_into(path: &Path, wish: &Wish, now: Ms) -> Result<Log, StoreError> {
    let is_first = !path.exists();
    let store = Store::open(path, Access::Write)?;
    let notes = if is_first { store::place::warning(path).into_iter().collect() } else { Vec::new() };
    let running = store.running()?;
    let taken_up = if wish.is_new { None } else { store.resume(now, wish.name.as_deref(), wish.seed)? };
    Ok(Log { store, taken_up, running, notes })
}

/// What a session begins with.
pub(super) struct Session {
    pub(super) opening: Opening,
    /// The workshop's lock, where one that goes on was locked already.
    pub(super) lock: Option<WorkshopLock>,
    /// What the leader should know.
    pub(super) notes: Vec<String>,
}

/// Makes a session of what was found.
pub(super) fn open(options: &Options, found: Found, clock: &Clock, now: Now) -> Session {
    let mut notes = options.notes.clone();
    let packs = options.chosen.packs();
    let deck = |draws| Deck::new(&packs, options.filters.clone(), Company::default(), draws);
    let memory = if options.asked.fresh { 0 } else { deck(Vec::new()).memory() };
    let Found { log, wish, .. } = found;
    let past = log.and_then(|log| Past::read(options, log, memory, now, &mut notes)).unwrap_or_else(|e| {
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
        name: wish.name.unwrap_or_else(|| clock.date(now)),
        started: now.utc,
        zone: clock.zone(now),
        seed: wish.seed.unwrap_or_else(|| rand::random_range(0..=MAX_SEED)),
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
            asked: options.asked.clone(),
            plan: options.plan.clone(),
            resumed,
            notes: [past.told, options.told.clone()].concat(),
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
    /// How it begins, in words.
    told: Vec<String>,
}

impl Past {
    fn read(options: &Options, log: Log, memory: usize, now: Now, notes: &mut Vec<String>) -> Result<Self, StoreError> {
        let Log { mut store, mut taken_up, running, notes: more } = log;
        notes.extend(more);
        let this = taken_up.as_ref().map(|taken_up| taken_up.workshop.id);
        let closed = store.close_interrupted(this)?;
        let offered = taken_up.as_ref().and_then(|taken_up| {
            let kept = taken_up.resumed.kept.as_ref().and_then(|kept| kept.state.interrupted());
            match &taken_up.resumed.left {
                Some(Left::Take(known)) => Some(known.take.id),
                Some(Left::Hand(_)) | None => kept,
            }
        });
        let others = closed.iter().filter(|take| Some(take.take) != offered);
        notes.extend(others.map(|take| {
            let number = take.number;
            let at = minutes(take.end.at);
            format!("take {number} was interrupted at {at}: `sidecoach takes verdict {number} usable` judges it")
        }));
        let (players, returned) = seat(&mut store, taken_up.as_ref(), options.players.as_deref())?;
        let mut told = Vec::new();
        match &mut taken_up {
            Some(taken_up) => {
                taken_up.resumed.returned = returned;
                store.none_coming()?;
            }
            None => told.extend(beginning(store.last_workshop(None)?.as_ref(), &running)),
        }
        let draws = store.past_draws(u32::try_from(memory).unwrap_or(u32::MAX), this, now.utc)?;
        let lessons = if options.asked.fresh { None } else { Some(store.lessons(options.learn, &options.targets)?) };
        let favourites = store.favourites()?;
        let said = store.grants()?;
        Ok(Self { taken_up, players, draws, lessons, favourites, said, told })
    }
}

/// That a workshop begins though there was one before, or beside those that run.
fn beginning(last: Option<&Workshop>, running: &[Workshop]) -> Option<String> {
    let names = running.iter().map(|workshop| workshop.name.as_str()).collect::<Vec<_>>().join(", ");
    match last {
        _ if !running.is_empty() => Some(format!("a new workshop begins; running in another window: {names}")),
        Some(last) => Some(format!("a new workshop begins; {} is left as it was", last.name)),
        None => None,
    }
}

/// Everybody the log knows, and who of them had gone and is back. Where names are given, they are who is present: whoever
/// is not among them has gone.
fn seat(
    store: &mut Store,
    taken_up: Option<&TakenUp>,
    named: Option<&[String]>,
) -> Result<(Vec<Player>, BTreeSet<PlayerKey>), StoreError> {
    let workshop = taken_up.map(|taken_up| taken_up.workshop.id);
    let people = if workshop.is_some() { store.players(workshop)? } else { store.expected()? };
    let mut players: Vec<Player> = people.into_iter().map(player).collect();
    let mut returned = BTreeSet::new();
    let Some(named) = named else { return Ok((players, returned)) };
    for player in &mut players {
        let is_named = named.iter().any(|name| is_same_name(name, &player.name));
        let presence = if is_named { Presence::Present } else { Presence::Gone };
        if player.presence != presence
            && let PlayerKey::Person(id) = player.key
        {
            if let Some(workshop) = workshop {
                store.set_presence_in(workshop, id, presence)?;
                if player.presence == Presence::Gone {
                    returned.insert(player.key);
                }
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
