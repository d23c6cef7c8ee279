//! What a session starts from.
//!
//! Start with [`Opening`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use uuid::Uuid;

use crate::cast::{Played, Player, PlayerKey, Presence};
use crate::consent::Grant;
use crate::deck::Deck;
use crate::pack::{PromptKey, Times};
use crate::plan::Plan;
use crate::scene::{Ms, Now};
use crate::take::{Counted, End, Entry, Hand, LEADER, Moment, Take, Workshop};

use super::packs::by_name;
use super::{Debrief, Effect, Outbox, Phase, Record, Shelved, Stage, Table, clock};

/// How the leader likes a session to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habits {
    /// The name that judges.
    pub judge: String,
    /// What calls for attention.
    pub signals: Signals,
    /// How much time is left in a scene when it warns, in milliseconds; `None` for no warning.
    pub warn_at: Option<Ms>,
    /// How long the phases of the leader's own prompts last.
    pub times: Times,
    /// Whether the session begins as a rehearsal.
    pub rehearsal: bool,
}

/// What calls for attention at the warning, at time, and at a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signals {
    /// The screen.
    pub screen: bool,
    /// The bell.
    pub bell: bool,
    /// A notification on the desktop.
    pub desktop: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            judge: LEADER.to_owned(),
            signals: Signals { screen: true, bell: true, desktop: true },
            warn_at: Some(30_000),
            times: Times::default(),
            rehearsal: false,
        }
    }
}

/// What a stage starts from: a new workshop, or one that goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// The workshop.
    pub workshop: Workshop,
    /// What is drawn from; its company is set from the players.
    pub deck: Deck,
    /// The packs of the deck.
    pub shelf: Vec<Shelved>,
    /// Everybody known, present or not. If nobody is present, seats are.
    pub players: Vec<Player>,
    /// The prompts that the leader likes best.
    pub favourites: BTreeSet<PromptKey>,
    /// What people said about the use of their takes.
    pub said: BTreeMap<Uuid, Vec<Grant>>,
    /// How the leader likes it.
    pub habits: Habits,
    /// The running order, if there is one.
    pub plan: Option<Plan>,
    /// What of the workshop the log already holds; `None` for a new one.
    pub resumed: Option<Resumed>,
}

/// What the log holds of a workshop that goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Resumed {
    /// The number of its next draw.
    pub next_draw: u32,
    /// What was played, for the fairness of the casting.
    pub played: Vec<Played>,
    /// Draws added to somebody's count.
    pub credits: BTreeMap<PlayerKey, u32>,
    /// Who had gone home from it, and is here again.
    pub returned: BTreeSet<PlayerKey>,
    /// Its takes that have a verdict and count. The deck has learned from them.
    pub counted: BTreeMap<Uuid, Counted>,
    /// What was on the table.
    pub left: Option<Left>,
}

/// What a session that goes on had on the table.
#[derive(Debug, Clone, PartialEq)]
pub enum Left {
    /// A prompt drawn and not played.
    Hand(Hand),
    /// A take that was interrupted and has no verdict.
    Take {
        /// The take.
        take: Take,
        /// The log's own number of it.
        number: i64,
        /// How far it came.
        end: End,
        /// What happened in it.
        moments: Vec<Moment>,
    },
}

impl Stage {
    /// Opens a session. With nobody present there are two seats, so that it works at once.
    #[must_use]
    pub fn open(opening: Opening, now: Now) -> (Self, Vec<Effect>) {
        let Opening { workshop, deck, shelf, mut players, favourites, said, habits, plan, resumed } = opening;
        let fresh = resumed.is_none();
        let resumed = resumed.unwrap_or_else(|| Resumed {
            next_draw: 1,
            played: Vec::new(),
            credits: BTreeMap::new(),
            returned: BTreeSet::new(),
            counted: BTreeMap::new(),
            left: None,
        });
        let mut stage = Self {
            workshop,
            deck,
            shelf: by_name(shelf),
            edition: 0,
            favourites,
            said,
            rates: BTreeMap::new(),
            figures: None,
            topic: None,
            players: Vec::new(),
            credits: resumed.credits,
            played: resumed.played,
            counted: resumed.counted,
            next_draw: resumed.next_draw,
            phase: Phase::Empty,
            undo: VecDeque::new(),
            outbox: Outbox::default(),
            notice: None,
            flash: None,
            quitting: false,
            plan: None,
            rehearsal: habits.rehearsal,
            habits,
            held: BTreeSet::new(),
            outs: BTreeMap::new(),
            found: Vec::new(),
            sought: None,
            slept: now.slept(),
        };
        let mut effects = Vec::new();
        let mut told = Vec::new();
        if fresh {
            // The scene that somebody was out for was another workshop's.
            for player in players.iter_mut().filter(|player| player.presence == Presence::Out) {
                player.presence = Presence::Present;
            }
            stage.save(Entry::Workshop(stage.workshop.clone()), &mut effects);
        } else {
            let draws = stage.next_draw - 1;
            let what = if draws == 1 { "draw" } else { "draws" };
            let usable = stage.usable();
            told.push(format!("resumed {}: {draws} {what}, {usable} usable", stage.workshop.name));
        }
        if !resumed.returned.is_empty() {
            // Whoever is back comes to those who stayed.
            let mut stayed = players.clone();
            for player in stayed.iter_mut().filter(|player| resumed.returned.contains(&player.key)) {
                player.presence = Presence::Gone;
            }
            stage.seat(stayed, &mut effects);
        }
        stage.seat(players, &mut effects);
        match resumed.left {
            Some(Left::Hand(hand)) => stage.phase = Phase::Drawn(Table::restored(hand)),
            Some(Left::Take { take, number, end, moments }) => {
                // First, since a narrow window shows no more of it.
                told.insert(0, format!("take {number} was interrupted at {}: give its verdict", clock(end.at)));
                let record = Record::restored(take, number, moments);
                stage.phase = Phase::Debrief(Box::new(Debrief::restored(record, end, now)));
            }
            None => {}
        }
        told.extend(plan.map(|plan| stage.begin_plan(plan, now)));
        if !told.is_empty() {
            stage.tell(told.join("; "));
        }
        (stage, effects)
    }
}
