//! Everything live: one [`Event`] in, [`Effect`]s out.
//!
//! Start with [`Stage::apply`]. The stage owns no clock, no file and no screen: the time and new ids are handed to it,
//! what is to be done comes back as effects, and what became of an effect comes in as another event. Replaying the same
//! events at the same times gives an equal stage.

mod outbox;
mod play;
mod rescue;
mod table;
#[cfg(test)]
mod tests;
mod undo;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use uuid::Uuid;

use crate::cast::{Ledger, Played, Player, PlayerKey, Presence};
use crate::deck::{Company, Deck, Filters};
use crate::feeling::{Feeling, Strength};
use crate::pack::{PromptKey, Times};
use crate::plan::Plan;
use crate::scene::{Ms, Now, Timer, ms};
use crate::take::{End, Ending, Entry, Hand, Moment, PassReason, PastTake, Reason, Verdict, Workshop};

pub use crate::plan::Running;
pub use outbox::Trouble;
pub use play::{Debrief, Play, Record};
pub use table::Table;

use outbox::Outbox;
use undo::Undo;

/// Where new ids come from.
pub type Ids<'a> = &'a mut dyn FnMut() -> Uuid;

/// How long after a scene or debrief began `enter` is swallowed.
pub const GUARD: Ms = 1000;
/// How long a slate's flash lasts.
pub const FLASH: Ms = 400;
/// How often a running take notes how far it has come.
const SEEN_EVERY: Ms = 10_000;

/// A session as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    workshop: Workshop,
    deck: Deck,
    players: Vec<Player>,
    credits: BTreeMap<PlayerKey, u32>,
    played: Vec<Played>,
    usable: BTreeSet<Uuid>,
    next_draw: u32,
    phase: Phase,
    undo: Vec<Undo>,
    outbox: Outbox,
    notice: Option<Notice>,
    flash: Option<Ms>,
    quitting: bool,
    habits: Habits,
    plan: Option<Running>,
    rehearsal: bool,
    held: BTreeSet<PlayerKey>,
    found: Vec<PastTake>,
}

/// Where the session is.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// Nothing is drawn.
    Empty,
    /// A prompt and its cast are on the table.
    Drawn(Table),
    /// It was called: the players get ready, and at zero the scene begins by itself.
    Ready(Table, Timer),
    /// A scene plays, or is paused, or runs over its time.
    Scene(Box<Play>),
    /// It ended; its verdict is asked.
    Debrief(Box<Debrief>),
}

/// A line for the leader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// Whether it stays until it was read (`esc`); others go with the next key.
    pub stays: bool,
}

/// What can happen to a session.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Time passed: the stage asked to be woken.
    Wake,
    /// The leader did something.
    Do(Act),
    /// The log has written what was handed to it under this number.
    Saved {
        /// The number of the save.
        seq: u64,
        /// The log's own number of a take that began.
        take_number: Option<i64>,
    },
    /// The log could not write it.
    SaveFailed {
        /// The number of the save.
        seq: u64,
        /// Why, as a sentence.
        why: String,
    },
    /// Another program changed the log.
    News(News),
    /// What [`Effect::Find`] found, newest first.
    Found(Vec<PastTake>),
    /// Something that happened around the stage, for the leader to know.
    Told(Notice),
    /// `ctrl-c`, or the system asks the program to end: a running scene is interrupted, then quit.
    Interrupt,
    /// The program is about to be suspended: a running scene is paused.
    Suspend,
}

/// What another program changed.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// Every person of the log.
    pub players: Vec<Player>,
    /// This workshop's takes whose verdict in force is usable.
    pub usable: BTreeSet<Uuid>,
}

/// What the leader can do. Which of them make sense follows from the phase; any other is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The next natural thing: draw, call it, begin, edit, go on.
    Forward,
    /// Pause or resume.
    Toggle,
    /// More: time, or players.
    More,
    /// Less: time, or players.
    Less,
    /// Passes over this prompt and draws another.
    Another(Option<PassReason>),
    /// New words for this prompt.
    Words,
    /// A new cast for this prompt.
    Recast,
    /// This player plays this role, whatever comes; `None` unpins the role.
    Pin {
        /// Index into the roles.
        role: usize,
        /// Who.
        player: Option<PlayerKey>,
    },
    /// Calls the next shift.
    Shift,
    /// Marks a moment.
    Mark,
    /// A labelled sync mark.
    Slate,
    /// Says the next coaching line.
    Coach,
    /// The care stop.
    BreakOff,
    /// Gives a verdict.
    Judge(Verdict, Option<Reason>),
    /// Sets the note.
    Note(String),
    /// Which feeling came out of a step; `None` for no agreement.
    Perceive {
        /// Index into the roles.
        role: usize,
        /// The step of its arc, from 0.
        step: usize,
        /// What came out.
        feeling: Option<Feeling>,
        /// How strongly, if said.
        strength: Option<Strength>,
    },
    /// The same prompt, words and cast once more.
    Again,
    /// A prompt of the leader's own, or called from the audience; never empty.
    Own(String),
    /// The prompt on the table is not drawn again, and another is.
    Never(HowLong),
    /// Draws only from what these want.
    Filter(Filters),
    /// Rehearses from now on, or no longer.
    Rehearse,
    /// Somebody of this name is here, who may be new.
    Arrive(String),
    /// Somebody is here, out for one scene, or gone.
    Place {
        /// Who.
        player: PlayerKey,
        /// Where.
        presence: Presence,
    },
    /// Somebody is in every cast until this is said again.
    Hold(PlayerKey),
    /// What somebody does not want in the room.
    Lines {
        /// Who.
        player: PlayerKey,
        /// Content words and tags, in place of those before.
        lines: Vec<String>,
    },
    /// Looks takes up in the log: those with all of these words in them.
    Find(String),
    /// Gives a verdict on a take that was found.
    JudgeFound {
        /// The take.
        take: Uuid,
        /// The verdict.
        verdict: Verdict,
        /// Why it is not usable.
        reason: Option<Reason>,
    },
    /// Sets the note on a take that was found.
    NoteFound {
        /// The take.
        take: Uuid,
        /// The note; empty for none.
        note: String,
    },
    /// Puts the prompt on the clipboard, without secrets.
    CopyPrompt,
    /// Puts the card of a role on the clipboard.
    CopyCard {
        /// Index into the roles.
        role: usize,
    },
    /// Goes on with the next block of the plan.
    NextBlock,
    /// Goes through this block of the plan once more.
    SameBlock,
    /// Gives this block of the plan five minutes more.
    LongerBlock,
    /// Back: reads a standing notice, or leaves the countdown.
    Back,
    /// Takes the last thing back.
    Undo,
    /// Ends the session; a running scene counts as interrupted.
    Quit,
}

/// What the stage wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write this to the log and answer with [`Event::Saved`] or [`Event::SaveFailed`] of the same number. Numbers rise
    /// by one; after a failure everything not yet saved comes again, in order.
    Save {
        /// The number of the save.
        seq: u64,
        /// What to write.
        entry: Entry,
    },
    /// Ring the bell.
    Bell,
    /// Show a notification on the desktop. It holds no secret.
    Notify {
        /// Its first line.
        title: String,
        /// What else it says.
        body: String,
    },
    /// Put this on the clipboard.
    Copy(String),
    /// Keep a prompt on the leader's never list, and what was told fails say with [`Event::Told`].
    Never {
        /// The prompt.
        prompt: PromptKey,
        /// For how long; `None` takes it off the list again.
        how_long: Option<HowLong>,
    },
    /// Look takes up in the log and answer with [`Event::Found`]: those with all of these words in them.
    Find(String),
    /// Give the terminal back until the shell brings the program to the foreground.
    Suspend,
    /// End. What [`Stage::unsaved`] still holds is not in the log.
    Quit,
}

/// For how long a prompt is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowLong {
    /// Until the day is over.
    Today,
    /// For ever.
    Always,
}

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
            judge: "leader".to_owned(),
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
    /// Everybody known, present or not. If nobody is present, seats are.
    pub players: Vec<Player>,
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
    /// Its takes that are usable.
    pub usable: BTreeSet<Uuid>,
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
        take: crate::take::Take,
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
        let Opening { workshop, deck, players, habits, plan, resumed } = opening;
        let fresh = resumed.is_none();
        let resumed = resumed.unwrap_or_else(|| Resumed {
            next_draw: 1,
            played: Vec::new(),
            credits: BTreeMap::new(),
            usable: BTreeSet::new(),
            left: None,
        });
        let mut stage = Self {
            workshop,
            deck,
            players: Vec::new(),
            credits: resumed.credits,
            played: resumed.played,
            usable: resumed.usable,
            next_draw: resumed.next_draw,
            phase: Phase::Empty,
            undo: Vec::new(),
            outbox: Outbox::default(),
            notice: None,
            flash: None,
            quitting: false,
            plan: plan.map(|plan| Running::begin(plan, now)),
            rehearsal: habits.rehearsal,
            habits,
            held: BTreeSet::new(),
            found: Vec::new(),
        };
        let mut effects = Vec::new();
        let mut told = Vec::new();
        if fresh {
            stage.save(Entry::Workshop(stage.workshop.clone()), &mut effects);
        } else {
            let draws = stage.next_draw - 1;
            told.push(format!(
                "resumed {}: {draws} {} so far",
                stage.workshop.name,
                if draws == 1 { "draw" } else { "draws" }
            ));
        }
        stage.seat(players, &mut effects);
        match resumed.left {
            Some(Left::Hand(hand)) => stage.phase = Phase::Drawn(Table::restored(hand)),
            Some(Left::Take { take, number, end, moments }) => {
                told.push(format!(
                    "take {number} was interrupted at {}: give its verdict, or enter to go on",
                    clock(end.at)
                ));
                let record = Record::restored(take, number, moments);
                stage.phase = Phase::Debrief(Box::new(Debrief::restored(record, end, now)));
            }
            None => {}
        }
        if !told.is_empty() {
            stage.tell(told.join("; "));
        }
        (stage, effects)
    }

    /// Lets one event happen, after whatever time has brought about by then.
    pub fn apply(&mut self, now: Now, event: Event, ids: Ids<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.wake(now, ids, &mut effects);
        match event {
            Event::Wake => {}
            Event::Do(_) if self.quitting => {}
            Event::Do(act) => self.act(now, act, ids, &mut effects),
            Event::Saved { seq, take_number } => self.saved(seq, take_number),
            Event::SaveFailed { seq, why } => self.outbox.failed(seq, why, now),
            Event::News(news) => self.hear(news, &mut effects),
            Event::Found(takes) => self.found = takes,
            Event::Told(notice) => self.notice = Some(notice),
            Event::Interrupt => self.quit(now, &mut effects),
            Event::Suspend => {
                self.pause_for_suspension(now, ids, &mut effects);
                effects.push(Effect::Suspend);
            }
        }
        if self.quitting && (self.outbox.is_empty() || self.outbox.is_held()) {
            effects.push(Effect::Quit);
        }
        effects
    }

    /// When the stage must be woken though nothing happens, by the monotonic clock; `None` if it can sleep.
    #[must_use]
    pub fn next_wake(&self, now: Now) -> Option<Duration> {
        let phase = match &self.phase {
            Phase::Ready(_, timer) => (!timer.is_paused()).then(|| now.ms() + to_next_second(timer.left(now))),
            Phase::Scene(play) => play.next_wake(now),
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => None,
        };
        let at = [phase, self.flash, self.outbox.retry_at()].into_iter().flatten().min()?;
        Some(Duration::from_millis(at.max(0) as u64))
    }

    /// The workshop.
    #[must_use]
    pub const fn workshop(&self) -> &Workshop {
        &self.workshop
    }

    /// What is drawn from.
    #[must_use]
    pub const fn deck(&self) -> &Deck {
        &self.deck
    }

    /// Everybody known.
    #[must_use]
    pub fn players(&self) -> &[Player] {
        &self.players
    }

    /// Who can be cast.
    #[must_use]
    pub fn present(&self) -> Vec<PlayerKey> {
        let here = self.players.iter().filter(|player| player.presence == Presence::Present);
        here.map(|player| player.key).collect()
    }

    /// Where the session is.
    #[must_use]
    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// How the leader likes it.
    #[must_use]
    pub const fn habits(&self) -> &Habits {
        &self.habits
    }

    /// Where the running order is, if there is one.
    #[must_use]
    pub const fn plan(&self) -> Option<&Running> {
        self.plan.as_ref()
    }

    /// Whether it is a rehearsal.
    #[must_use]
    pub const fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    /// Whether somebody is in every cast.
    #[must_use]
    pub fn is_held(&self, player: PlayerKey) -> bool {
        self.held.contains(&player)
    }

    /// The takes last looked up, newest first.
    #[must_use]
    pub fn found(&self) -> &[PastTake] {
        &self.found
    }

    /// In how many draws of this workshop somebody played, and for how long, in milliseconds.
    #[must_use]
    pub fn stage_time(&self, player: PlayerKey) -> (u32, Ms) {
        let mine = |played: &&Played| played.parts.iter().any(|part| part.player == player);
        let takes = || self.played.iter().filter(mine);
        let draws: BTreeSet<u32> = takes().map(|played| played.draw).collect();
        (draws.len() as u32, takes().map(|played| crate::scene::ms(played.length)).sum())
    }

    /// In how many draws of this workshop two players were on stage together.
    #[must_use]
    pub fn met(&self, one: PlayerKey, other: PlayerKey) -> u32 {
        self.ledger().met(one, other)
    }

    /// How many takes of this workshop are usable.
    #[must_use]
    pub fn usable(&self) -> usize {
        self.usable.len()
    }

    /// The line for the leader, if there is one.
    #[must_use]
    pub const fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// What keeps the log from being written, if anything does.
    #[must_use]
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.outbox.trouble()
    }

    /// What is not in the log yet, oldest first.
    #[must_use]
    pub fn unsaved(&self) -> Vec<Entry> {
        self.outbox.entries().cloned().collect()
    }

    /// Whether everything shown is in the log.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        self.outbox.is_empty()
    }

    /// Whether a moment or judgement of this id still waits for the log.
    #[must_use]
    pub fn is_pending(&self, id: Uuid) -> bool {
        self.outbox.entries().any(|entry| match entry {
            Entry::Moment { moment, .. } => moment.id == id,
            Entry::Judged { judgement, .. } => judgement.id == id,
            _ => false,
        })
    }

    /// Whether the field is turned for a slate just now.
    #[must_use]
    pub fn is_flashing(&self, now: Now) -> bool {
        self.flash.is_some_and(|until| now.ms() < until)
    }

    fn act(&mut self, now: Now, act: Act, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let stays = self.notice.as_ref().is_some_and(|notice| notice.stays);
        if act == Act::Back && stays {
            self.notice = None;
            return;
        }
        if !stays {
            self.notice = None;
        }
        match act {
            Act::Forward => self.forward(now, ids, effects),
            Act::Undo => self.undo(now, effects),
            Act::Quit => self.quit(now, effects),
            Act::Back => self.back(now, effects),
            Act::Toggle => self.toggle(now, ids, effects),
            Act::More => self.nudge(now, 1, ids, effects),
            Act::Less => self.nudge(now, -1, ids, effects),
            Act::Another(reason) => self.another(now, reason, ids, effects),
            Act::Words => self.new_words(effects),
            Act::Recast => self.recast(effects),
            Act::Pin { role, player } => self.pin(role, player, effects),
            Act::Shift => self.shift(now, ids, effects),
            Act::Mark => self.mark(now, ids, effects),
            Act::Slate => self.slate(now, ids, effects),
            Act::Coach => self.coach(now, ids, effects),
            Act::BreakOff => self.break_off(now, effects),
            Act::Judge(verdict, reason) => self.judge(now, verdict, reason, ids, effects),
            Act::Note(note) => self.note(now, note, ids, effects),
            Act::Perceive { role, step, feeling, strength } => {
                self.perceive(now, (role, step), (feeling, strength), ids, effects);
            }
            Act::Again => self.again(now),
            Act::Own(_)
            | Act::Never(_)
            | Act::Filter(_)
            | Act::Rehearse
            | Act::Arrive(_)
            | Act::Place { .. }
            | Act::Hold(_)
            | Act::Lines { .. }
            | Act::Find(_)
            | Act::JudgeFound { .. }
            | Act::NoteFound { .. }
            | Act::CopyPrompt
            | Act::CopyCard { .. }
            | Act::NextBlock
            | Act::SameBlock
            | Act::LongerBlock => {}
        }
        self.note_seen(now, effects);
    }

    fn forward(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        match std::mem::replace(&mut self.phase, Phase::Empty) {
            Phase::Drawn(table) => {
                self.undo.push(Undo::Called);
                let timer = Timer::start(now, ms(table.hand.ready()));
                self.phase = Phase::Ready(table, timer);
            }
            Phase::Ready(table, _) => self.begin(now, table, ids, effects),
            Phase::Scene(play) if play.scene.at(now) < GUARD => {
                self.phase = Phase::Scene(play);
                self.tell("just began: enter again to end it");
            }
            Phase::Scene(play) => {
                let ending = if play.scene.left(now) > 0 { Ending::Edit } else { Ending::Time };
                self.end(now, play, ending, effects);
            }
            Phase::Debrief(debrief) if debrief.is_guarded(now) => {
                self.phase = Phase::Debrief(debrief);
                self.tell("just ended: a verdict, or enter again to go on");
            }
            phase @ (Phase::Empty | Phase::Debrief(_)) => self.draw(now, phase, ids, effects),
        }
    }

    fn back(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if let Phase::Ready(..) = self.phase {
            while let Some(Undo::Nudged { .. }) = self.undo.last() {
                self.undo.pop();
            }
            self.undo(now, effects);
        }
    }

    fn quit(&mut self, now: Now, effects: &mut Vec<Effect>) {
        match std::mem::replace(&mut self.phase, Phase::Empty) {
            Phase::Scene(play) => self.end(now, play, Ending::Interrupted, effects),
            phase => self.phase = phase,
        }
        self.quitting = true;
        // What could not be written gets a last try.
        self.resend(effects);
    }

    /// What time alone brings about.
    fn wake(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        if self.flash.is_some_and(|until| now.ms() >= until) {
            self.flash = None;
        }
        if self.outbox.retry_at().is_some_and(|at| now.ms() >= at) {
            self.resend(effects);
        }
        if self.quitting {
            return;
        }
        if let Phase::Ready(table, Timer::Running { deadline }) = &self.phase
            && now.ms() >= *deadline
        {
            // However late the stage was woken, the scene began when the countdown ended.
            let began = now.back_to(*deadline);
            let table = table.clone();
            self.begin(began, table, ids, effects);
        }
        self.cues(now, ids, effects);
    }

    fn resend(&mut self, effects: &mut Vec<Effect>) {
        effects.extend(self.outbox.resend().map(|(seq, entry)| Effect::Save { seq, entry }));
    }

    fn saved(&mut self, seq: u64, take_number: Option<i64>) {
        let Some(entry) = self.outbox.saved(seq) else { return };
        if let (Entry::Began(take), Some(number)) = (entry, take_number) {
            for record in self.records_mut() {
                if record.take.id == take.id {
                    record.number = Some(number);
                }
            }
        }
    }

    /// Every record the session still holds: on screen, and in what undo would bring back.
    fn records_mut(&mut self) -> impl Iterator<Item = &mut Record> {
        let shown = std::iter::once(&mut self.phase).filter_map(Phase::record_mut);
        shown.chain(self.undo.iter_mut().filter_map(Undo::record_mut))
    }

    fn hear(&mut self, news: News, effects: &mut Vec<Effect>) {
        self.usable = news.usable;
        // What still waits for the log is newer than what the log says.
        let mut newer = Vec::new();
        for entry in self.outbox.entries() {
            match entry {
                Entry::TakeVoided { take, .. } => newer.push((*take, None)),
                Entry::Judged { .. } | Entry::JudgementVoided { .. } => newer.extend(self.verdicts()),
                _ => {}
            }
        }
        for (take, verdict) in newer {
            self.count(take, verdict);
        }
        self.seat(news.players, effects);
    }

    /// What each take that the session still holds was worth.
    fn verdicts(&self) -> impl Iterator<Item = (Uuid, Option<Verdict>)> {
        let shown = std::iter::once(&self.phase).filter_map(Phase::verdict);
        shown.chain(self.undo.iter().filter_map(Undo::verdict))
    }

    /// Takes these as the people known. Whoever is present and was not counts as having played no less than the others
    /// present. Seats stay only while no person is present.
    fn seat(&mut self, players: Vec<Player>, effects: &mut Vec<Effect>) {
        let before = self.present();
        let mut players = players;
        let is_here = |player: &Player| player.presence == Presence::Present;
        if !players.iter().any(is_here) {
            players.extend(self.players.iter().filter(|player| matches!(player.key, PlayerKey::Seat(_))).cloned());
        }
        if !players.iter().any(is_here) {
            players.extend((1..=2).map(Player::seat));
        }
        self.players = players;
        let present = self.present();
        // At the opening nobody was here before, but the log may have counted them already.
        let was_here = |key: &PlayerKey| match key {
            PlayerKey::Person(_) if before.is_empty() => self.credits.contains_key(key),
            key => before.contains(key),
        };
        let (mut here, mut coming): (Vec<_>, Vec<_>) = present.iter().copied().partition(was_here);
        // One after the other, so that of several who come at once none counts as the lowest for the next.
        coming.sort_by_key(|&key| Reverse(self.ledger().count(key)));
        for key in coming {
            let credit = self.credits.get(&key).copied().unwrap_or(0) + self.ledger().arrival(key, &here);
            here.push(key);
            if let PlayerKey::Person(player) = key {
                self.credits.insert(key, credit);
                self.save(Entry::Arrived { player, name: self.name_of(key), credit }, effects);
            }
        }
        let lines = self.players.iter().filter(|player| is_here(player)).flat_map(|player| player.lines.clone());
        let company = Company { present: Some(present.len()), lines: lines.collect() };
        self.deck.set_company(company);
    }

    /// Who played how often, and with whom.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        Ledger::new(&self.played, &self.credits)
    }

    fn save(&mut self, entry: Entry, effects: &mut Vec<Effect>) {
        if let Some(seq) = self.outbox.push(&entry) {
            effects.push(Effect::Save { seq, entry });
        }
    }

    fn tell(&mut self, text: impl Into<String>) {
        if self.notice.as_ref().is_none_or(|notice| !notice.stays) {
            self.notice = Some(Notice { text: text.into(), stays: false });
        }
    }
}

impl Phase {
    /// The prompt on the table, in whatever phase.
    #[must_use]
    pub fn table(&self) -> Option<&Table> {
        match self {
            Self::Empty => None,
            Self::Drawn(table) | Self::Ready(table, _) => Some(table),
            Self::Scene(play) => Some(&play.record.table),
            Self::Debrief(debrief) => Some(&debrief.record.table),
        }
    }

    fn verdict(&self) -> Option<(Uuid, Option<Verdict>)> {
        match self {
            Self::Scene(play) => Some((play.record.take.id, None)),
            Self::Debrief(debrief) => Some(debrief.verdict()),
            Self::Empty | Self::Drawn(_) | Self::Ready(..) => None,
        }
    }

    fn record_mut(&mut self) -> Option<&mut Record> {
        match self {
            Self::Scene(play) => Some(&mut play.record),
            Self::Debrief(debrief) => Some(&mut debrief.record),
            Self::Empty | Self::Drawn(_) | Self::Ready(..) => None,
        }
    }
}

/// The whole seconds that are shown for this much time left: a second is shown until it has passed, so that 0 comes with
/// the end. In overtime they are below zero.
#[must_use]
pub const fn shown_seconds(left: Ms) -> i64 {
    -(-left).div_euclid(1000)
}

/// Milliseconds until other seconds are shown for this much time left.
const fn to_next_second(left: Ms) -> Ms {
    left - (shown_seconds(left) - 1) * 1000
}

/// A length as minutes and seconds, such as `1:23`.
#[must_use]
pub fn clock(length: Ms) -> String {
    let seconds = length.max(0) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
