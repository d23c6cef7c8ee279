//! A warm-up of one performer: prompts that change by themselves, one [`Event`] in, [`Effect`]s out.
//!
//! Start with [`Warmup::apply`]. Like the stage it owns no clock, no file and no screen. Nothing drifts: the n-th prompt,
//! counted from 0, begins n times [`Course::period`] after the first, however late the warm-up is woken; only pauses and
//! what the performer skips shift that. [`Course`] says how long all of it takes, `play` how prompts follow one another,
//! `choose` which comes next, [`page`] what it amounted to, [`speech`] how a line reads aloud.

mod act;
mod choose;
mod course;
mod lines;
pub mod page;
mod play;
#[cfg(test)]
pub(crate) mod sample;
pub mod speech;
#[cfg(test)]
mod tests;
mod turn;
mod undo;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use crate::cast::Player;
use crate::deck::Deck;
use crate::feeling::{Aim, FeelingArc};
use crate::pack::PromptKey;
use crate::scene::{Ms, Now};
use crate::stage::{Answer, GUARD, Ids, Notice, Outbox, Rescue, Signals, Trouble, to_next_second};
use crate::take::{End, Ending, Entry, Moment, Take, Workshop};

pub use act::{Act, Effect, Event};
pub use course::{Course, Until};
pub use lines::{said, soon};
pub use turn::{Ahead, Turn};

use undo::Undo;

/// The name of every warm-up's workshop. No stage goes on with one of this name.
pub const NAME: &str = "warm-up";

/// What a warm-up starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Its workshop, which is new.
    pub workshop: Workshop,
    /// What is drawn from.
    pub deck: Deck,
    /// Who warms up.
    pub performer: Player,
    /// How long everything takes.
    pub course: Course,
    /// What goes with a change; the desktop is left alone.
    pub signals: Signals,
    /// Whether it begins with a slate.
    pub slate: bool,
    /// How often each feeling and shift was played in the last rehearsals.
    pub lately: BTreeMap<Aim, u32>,
    /// The favourites of the leader.
    pub favourites: BTreeSet<PromptKey>,
}

/// A warm-up as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Warmup {
    workshop: Workshop,
    deck: Deck,
    performer: Player,
    course: Course,
    signals: Signals,
    lately: BTreeMap<Aim, u32>,
    favourites: BTreeSet<PromptKey>,
    /// When the prompt of number 0 would have begun, had there been no pause and had nothing been skipped.
    origin: Ms,
    /// When the time is up, where it has one.
    ends: Ms,
    /// Since when it is paused.
    halted: Option<Ms>,
    /// The number of the next prompt, from 0.
    next: u32,
    next_draw: u32,
    phase: Phase,
    /// The takes that stand, oldest first; the last one may be running.
    records: Vec<Record>,
    undo: VecDeque<Undo>,
    outbox: Outbox,
    notice: Option<Notice>,
    flash: Option<Flash>,
    quitting: bool,
    /// How long the machine had slept by the last event.
    slept: Duration,
    /// The first moment.
    began: Now,
}

/// Where a warm-up is.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// A prompt is played.
    Prompt(Box<Turn>),
    /// Breathing space before the next.
    Rest,
    /// It is over: its page is shown.
    Over,
}

/// What is known of a take.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The take.
    pub take: Take,
    /// The log's own number of it, once the log has said so.
    pub number: Option<i64>,
    /// What happened in it.
    pub moments: Vec<Moment>,
    /// How it ended.
    pub end: Option<End>,
    /// How many steps of its arc came.
    pub steps: usize,
}

/// Something is turned for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Flash {
    until: Ms,
    of: Turned,
}

/// What is turned for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turned {
    /// The whole field, for the slate.
    Slate,
    /// The whole field: another prompt.
    Prompt,
    /// The feeling alone: another.
    Feeling,
}

impl Warmup {
    /// Opens a warm-up and begins its first prompt. `None` where nothing fits.
    #[must_use]
    pub fn open(opening: Opening, now: Now, ids: Ids<'_>) -> Option<(Self, Vec<Effect>)> {
        let Opening { workshop, deck, performer, course, signals, slate, lately, favourites } = opening;
        let mut warmup = Self {
            workshop,
            deck,
            performer,
            course,
            signals,
            lately,
            favourites,
            origin: now.ms(),
            ends: now.ms() + course.until.length(),
            halted: None,
            next: 0,
            next_draw: 1,
            phase: Phase::Rest,
            records: Vec::new(),
            undo: VecDeque::new(),
            outbox: Outbox::default(),
            notice: None,
            flash: None,
            quitting: false,
            slept: now.slept(),
            began: now,
        };
        let mut effects = Vec::new();
        warmup.save(Entry::Workshop(warmup.workshop.clone()), &mut effects);
        warmup.aim();
        if !warmup.begin(now, slate, ids, &mut effects) {
            return None;
        }
        Some((warmup, effects))
    }

    /// Lets one event happen, after whatever time has brought about by then.
    pub fn apply(&mut self, now: Now, event: Event, ids: Ids<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.notice_sleep(now, ids, &mut effects);
        self.wake(now, ids, &mut effects);
        match event {
            Event::Wake => {}
            Event::Do(_) if self.quitting => {}
            Event::Do(act) => self.act(now, act, ids, &mut effects),
            Event::Answer(answer) => self.answered(answer, now),
            Event::Told(text) => self.tell(text, true),
            Event::Interrupt => {
                self.finish(now, Ending::Interrupted, &mut effects);
                self.quit(&mut effects);
            }
            Event::Suspend => {
                if self.halt(now, ids, &mut effects) {
                    self.tell("paused while the program was suspended".to_owned(), false);
                }
                effects.push(Effect::Suspend);
            }
        }
        if self.quitting && (self.outbox.is_empty() || self.outbox.is_held()) {
            effects.push(Effect::Quit);
        }
        effects
    }

    /// When it must be woken though nothing happens, by the monotonic clock; `None` if it can sleep.
    #[must_use]
    pub fn next_wake(&self, now: Now) -> Option<Duration> {
        let second = |left: Ms| now.ms() + to_next_second(left);
        let phase = match &self.phase {
            _ if self.halted.is_some() => None,
            Phase::Prompt(turn) => turn.next_wake().into_iter().chain([second(turn.scene.left(now))]).min(),
            Phase::Rest => Some(second(self.rest_left(now)).min(self.next_begin())),
            Phase::Over => None,
        };
        let flash = self.flash.map(|flash| flash.until);
        let at = [phase, flash, self.outbox.retry_at()].into_iter().flatten().min()?;
        Some(Duration::from_millis(at.max(0) as u64))
    }

    /// Where it is.
    #[must_use]
    pub const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// How long everything takes.
    #[must_use]
    pub const fn course(&self) -> Course {
        self.course
    }

    /// Which prompt it is, or was last, from 1.
    #[must_use]
    pub const fn turn(&self) -> u32 {
        self.next
    }

    /// Whether it stands still.
    #[must_use]
    pub const fn is_paused(&self) -> bool {
        self.halted.is_some()
    }

    /// Until the next prompt begins.
    #[must_use]
    pub fn rest_left(&self, now: Now) -> Ms {
        self.next_begin() - self.halted.unwrap_or_else(|| now.ms())
    }

    /// What is left of its time, where it has one.
    #[must_use]
    pub fn left(&self, now: Now) -> Ms {
        self.ends - self.halted.unwrap_or_else(|| now.ms())
    }

    /// Whether it is about to end.
    #[must_use]
    pub const fn is_quitting(&self) -> bool {
        self.quitting
    }

    /// The takes that stand, oldest first.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The prompt that is played, or was last.
    #[must_use]
    pub fn last_prompt(&self) -> Option<&PromptKey> {
        Some(&self.records.last()?.take.hand.source.as_ref()?.prompt)
    }

    /// Whether a prompt is a favourite.
    #[must_use]
    pub fn is_favourite(&self, prompt: &PromptKey) -> bool {
        self.favourites.contains(prompt)
    }

    /// The line for the performer, if there is one.
    #[must_use]
    pub const fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Whether there is anything to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// What keeps the log from being written, if anything does.
    #[must_use]
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.outbox.trouble()
    }

    /// Whether everything is in the log.
    #[must_use]
    pub fn is_saved(&self) -> bool {
        self.outbox.is_empty()
    }

    /// What is turned just now, if anything is.
    #[must_use]
    pub fn turned(&self, now: Now) -> Option<Turned> {
        self.flash.filter(|flash| now.ms() < flash.until).map(|flash| flash.of)
    }

    /// What another log needs to hold all of it, though nothing can be read from its own.
    #[must_use]
    pub fn rescue(&self) -> Rescue {
        let workshop = Entry::Workshop(self.workshop.clone());
        let written = std::iter::once(workshop).chain(self.outbox.written()).collect();
        Rescue { written, unsaved: self.outbox.entries().cloned().collect(), ..Rescue::default() }
    }

    fn act(&mut self, now: Now, act: Act, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        if act == Act::Back || self.notice.as_ref().is_some_and(|notice| !notice.stays) {
            self.notice = None;
        }
        match (act, &self.phase) {
            (Act::Back, _) | (Act::Toggle, Phase::Over) => {}
            (Act::Next | Act::End, Phase::Over) => self.quit(effects),
            (Act::Next, Phase::Prompt(turn)) if turn.scene.at(now) < GUARD => {
                self.say("just began: enter again for the next", effects);
            }
            (Act::Next, _) => self.skip(now, None, ids, effects),
            (Act::End, _) => self.end(now, effects),
            (Act::Toggle, _) if self.halted.is_some() => self.go_on(now, ids, effects),
            (Act::Toggle, _) => drop(self.halt(now, ids, effects)),
            (Act::Favour, _) => self.favour(now, effects),
            (Act::Never, _) => self.never(now, ids, effects),
            (Act::Undo, _) => self.undo(now, effects),
        }
    }

    /// What time alone brings about, each at its own time, however late that is.
    fn wake(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        self.flash = self.flash.filter(|flash| now.ms() < flash.until);
        if self.outbox.retry_at().is_some_and(|at| now.ms() >= at) {
            self.resend(effects);
        }
        while self.halted.is_none() && !self.quitting {
            match &self.phase {
                Phase::Prompt(turn) => {
                    let ends = self.begins(turn.number) + self.course.every;
                    self.cues(now.back_to(ends.min(now.ms())), ids, effects);
                    if now.ms() < ends {
                        return;
                    }
                    self.finish(now.back_to(ends), Ending::Time, effects);
                    self.undo.retain_mut(Undo::stays);
                    self.breathe(effects);
                }
                Phase::Rest if now.ms() >= self.next_begin() => {
                    let begins = now.back_to(self.next_begin());
                    if !self.begin(begins, false, ids, effects) {
                        self.over(effects);
                    }
                }
                Phase::Rest | Phase::Over => return,
            }
        }
    }

    fn quit(&mut self, effects: &mut Vec<Effect>) {
        self.quitting = true;
        // What could not be written gets a last try.
        self.resend(effects);
    }

    fn resend(&mut self, effects: &mut Vec<Effect>) {
        effects.extend(self.outbox.resend().map(|(seq, entry)| Effect::Save { seq, entry }));
    }

    fn answered(&mut self, answer: Answer, now: Now) {
        let Some((take, number)) = self.outbox.answered(answer, now) else { return };
        for record in self.records.iter_mut().filter(|record| record.take.id == take) {
            record.number = Some(number);
        }
    }

    fn save(&mut self, entry: Entry, effects: &mut Vec<Effect>) {
        if let Some(seq) = self.outbox.push(&entry) {
            effects.push(Effect::Save { seq, entry });
        }
    }

    fn tell(&mut self, text: String, stays: bool) {
        if stays || self.notice.as_ref().is_none_or(|notice| !notice.stays) {
            self.notice = Some(Notice { text, stays });
        }
    }

    /// Tells something that is to be heard too.
    fn say(&mut self, text: impl Into<String>, effects: &mut Vec<Effect>) {
        let text = text.into();
        effects.push(Effect::Say(text.clone()));
        self.tell(text, false);
    }
}

impl Record {
    /// What of its arc was played.
    pub(crate) fn aims(&self) -> impl Iterator<Item = Aim> {
        let arc = self.take.hand.roles.iter().find_map(|role| role.feeling.as_ref());
        let mut feelings = arc.map_or_else(Vec::new, FeelingArc::feelings);
        feelings.truncate(self.steps);
        Aim::along(&feelings).collect::<BTreeSet<_>>().into_iter()
    }
}
