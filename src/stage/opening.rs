//! What a session starts from.
//!
//! Start with [`Opening`].

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use uuid::Uuid;

use crate::cast::{Played, Player, PlayerKey, Presence};
use crate::consent::Grant;
use crate::cue::spell_duration;
use crate::deck::{Deck, Filters};
use crate::learn::Level;
use crate::pack::{PromptKey, Times};
use crate::plan::Plan;
use crate::scene::{Ms, Now};
use crate::take::{Counted, Ending, Entry, Hand, LEADER, Suggestion, Tail, Workshop};

use super::kept::{Known, State, Takes};
use super::packs::by_name;
use super::roster::still_cast;
use super::stack::Stack;
use super::undo::Undo;
use super::{Effect, Outbox, Phase, Running, Shelved, Stage, Table, clock};

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
    /// What was asked for.
    pub asked: Asked,
    /// The running order that begins, if one does.
    pub plan: Option<Plan>,
    /// What of the workshop the log already holds; `None` for a new one.
    pub resumed: Option<Resumed>,
    /// What else the leader should know of how it begins.
    pub notes: Vec<String>,
}

/// What the leader asked for where a session was opened: it holds for those who take it up too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Packs by name or path; none for those of the settings.
    pub packs: Vec<String>,
    /// How much the log moves the odds, where that was said.
    pub learn: Option<Level>,
    /// Whether the log is left unread.
    pub fresh: bool,
    /// Who judges, where that was said.
    pub judge: Option<String>,
    /// How long every scene lasts, where that was said.
    pub scene: Option<Duration>,
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
    /// What was on the table, as far as draws and takes tell.
    pub left: Option<Left>,
    /// What the audience called out and still waits, as it came.
    pub suggestions: Vec<Suggestion>,
    /// Where it was; `None` where nobody kept that.
    pub kept: Option<Stored>,
}

/// Where a session was, as the log has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// All but the steps.
    pub state: State,
    /// What can be taken back, oldest first.
    pub undo: Tail,
    /// What can be done again.
    pub redo: Tail,
    /// The takes that any of it names.
    pub takes: Vec<Known>,
}

/// What a session that goes on had on the table.
#[derive(Debug, Clone, PartialEq)]
pub enum Left {
    /// A prompt drawn and not played.
    Hand(Box<Hand>),
    /// A take that was interrupted and has no verdict.
    Take(Box<Known>),
}

impl Stage {
    /// Opens a session. With nobody present there are two seats, so that it works at once.
    #[must_use]
    pub fn open(opening: Opening, now: Now) -> (Self, Vec<Effect>) {
        let Opening { workshop, deck, shelf, mut players, favourites, said, habits, asked, plan, resumed, notes } =
            opening;
        let is_new = resumed.is_none();
        let resumed = resumed.unwrap_or_else(|| Resumed {
            next_draw: 1,
            played: Vec::new(),
            credits: BTreeMap::new(),
            returned: BTreeSet::new(),
            counted: BTreeMap::new(),
            left: None,
            suggestions: Vec::new(),
            kept: None,
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
            suggestions: resumed.suggestions,
            next_draw: resumed.next_draw,
            phase: Phase::Empty,
            undo: Stack::default(),
            redo: Stack::default(),
            kept: String::new(),
            outbox: Outbox::default(),
            notice: None,
            standing: None,
            acknowledged: None,
            never_before: None,
            flash: None,
            quitting: false,
            plan: None,
            rehearsal: habits.rehearsal,
            asks_to_go_on: false,
            habits,
            asked,
            held: BTreeSet::new(),
            outs: BTreeMap::new(),
            found: Vec::new(),
            others: BTreeMap::new(),
            lines_before: BTreeMap::new(),
            sought: None,
            slept: now.slept(),
        };
        let mut effects = Vec::new();
        let mut told = Vec::new();
        if is_new {
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
        let forgotten = resumed.kept.and_then(|kept| stage.take_up(kept, &mut players, now));
        stage.seat(players, &mut effects);
        match forgotten {
            Some(forgotten) => {
                told.extend(stage.taken_up(forgotten));
                told.extend(stage.cast_those_here(&mut effects));
            }
            None => stage.put_back(resumed.left, now),
        }
        if let Phase::Debrief(debrief) = &stage.phase
            && debrief.end.ending == Ending::Interrupted
            && matches!(stage.undo.last(), Some(Undo::Ended { .. }))
            && let Some(number) = debrief.record.number
        {
            stage.asks_to_go_on = true;
            let at = clock(debrief.end.at);
            // First, since a narrow window shows no more of it.
            told.insert(0, format!("take {number} was interrupted at {at}: enter goes on with it, esc leaves it"));
        }
        stage.hold_to_asked(&mut effects);
        told.extend(stage.queue_in_words());
        told.extend(plan.map(|plan| stage.begin_plan(plan, now)));
        stage.follow_plan(now);
        stage.note_ends(now);
        told.extend(notes);
        stage.keep_up(now, &mut effects);
        if !told.is_empty() {
            stage.tell(told.join("; "));
        }
        (stage, effects)
    }

    /// Takes up where the session was, and gives how many steps can't be taken back any more. `None` where it can't be taken
    /// up: then draws and takes alone tell.
    fn take_up(&mut self, stored: Stored, players: &mut Vec<Player>, now: Now) -> Option<usize> {
        let Stored { state, undo, redo, takes } = stored;
        let known = takes.iter().map(|known| (known.take.id, known)).collect();
        let takes = Takes { known, now };
        // What came in with another log has numbers of its own.
        let phase = state.phase(&takes).filter(|_| state.next_draw <= self.next_draw)?;
        let steps = undo.steps.len();
        self.undo = readable(&undo, |step| takes.step(step));
        self.redo = readable(&redo, |steps| takes.steps(steps));
        let forgotten = steps - self.undo.len();
        self.phase = phase;
        self.held.clone_from(&state.held);
        self.outs.clone_from(&state.outs);
        for &(n, presence, credit) in &state.seats {
            let seat = Player { presence, ..Player::seat(n) };
            self.credits.extend(credit.map(|credit| (seat.key, credit)));
            players.push(seat);
        }
        if let Some(scene) = state.on_stage().and_then(|take| takes.scene(take)) {
            self.keep(scene);
        }
        if state.was_called() {
            self.leave_countdown();
        }
        self.rehearsal |= state.rehearsal;
        self.plan = state.running(now).map(|running| Running { scene: self.asked.scene, ..running });
        Some(forgotten)
    }

    /// What was taken up, in words, and how much was not.
    fn taken_up(&self, forgotten: usize) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(running) = &self.plan {
            words.push(format!("plan {} at {}", running.plan.title(), running.place()));
        }
        if !self.asked.packs.is_empty() {
            words.push(format!("packs {}", self.asked.packs.join(", ")));
        }
        words.extend(self.asked.scene.map(|scene| format!("scenes of {}", spell_duration(scene))));
        let filters = self.deck.filters();
        if !filters.ratings.is_empty() {
            let ratings: Vec<_> = filters.ratings.iter().map(|rating| rating.word()).collect();
            words.push(format!("ratings general, {}", ratings.join(", ")));
        }
        let is_filtered = *filters != Filters { ratings: filters.ratings.clone(), ..Filters::default() };
        if is_filtered && self.plan.is_none() {
            words.push(format!("filtered, {} of {} fit", self.deck.fits(), self.deck.len()));
        }
        if self.rehearsal {
            words.push("a rehearsal".to_owned());
        }
        let names = |keys: &mut dyn Iterator<Item = &PlayerKey>| {
            keys.map(|key| self.name_of(*key)).collect::<Vec<_>>().join(", ")
        };
        let present = self.present();
        let held = || self.held.iter().filter(|key| present.contains(key));
        if held().next().is_some() {
            words.push(format!("in every cast: {}", names(&mut held())));
        }
        if !self.outs.is_empty() {
            words.push(format!("out for one scene: {}", names(&mut self.outs.keys())));
        }
        if forgotten > 0 {
            words.push(format!("{forgotten} older steps can't be taken back"));
        }
        words
    }

    /// Casts what is on the table with who is here, where somebody of its cast is not, and says so.
    fn cast_those_here(&mut self, effects: &mut Vec<Effect>) -> Option<String> {
        let missing = self.missing();
        if missing.is_empty() || matches!(self.phase, Phase::Debrief(_)) {
            return self.crossed_line().map(str::to_owned);
        }
        match self.recast_unplayed(effects) {
            Some(table) => {
                self.keep(Undo::Laid { what: "cast", table });
                Some(format!("cast anew without {}", missing.join(", ")))
            }
            None => Some(still_cast(&missing)),
        }
    }

    /// What was called when the program ended was not begun: it is on the table. That it is to be played again still holds.
    fn leave_countdown(&mut self) {
        if let Some(call) = self.end_countdown()
            && matches!(self.undo.get(call), Some(Undo::Called))
        {
            self.undo.remove(call);
        }
    }

    /// Puts back what draws and takes tell was on the table.
    fn put_back(&mut self, left: Option<Left>, now: Now) {
        match left {
            Some(Left::Hand(hand)) => self.phase = Phase::Drawn(Table::restored(*hand)),
            Some(Left::Take(known)) => {
                let takes = Takes { known: BTreeMap::from([(known.take.id, &*known)]), now };
                let take = known.take.id;
                if let Some((debrief, scene)) = takes.debrief_of(take).zip(takes.scene(take)) {
                    self.phase = Phase::Debrief(Box::new(debrief));
                    self.keep(scene);
                }
            }
            None => {}
        }
    }
}

/// The steps that can be read. One that can't hides those before it: nobody would know what they lead back to.
fn readable<T>(tail: &Tail, read: impl Fn(&str) -> Option<T>) -> Stack<T> {
    let mut steps: Vec<T> = tail.steps.iter().rev().map_while(|step| read(step)).collect();
    steps.reverse();
    Stack::kept(tail.from + (tail.steps.len() - steps.len()) as u64, steps)
}
