//! Everything live: one [`Event`] in, [`Effect`]s out.
//!
//! Start with [`Stage::apply`]. The stage owns no clock, no file and no screen: the time and new ids are handed to it,
//! what is to be done comes back as effects, and what became of an effect comes in as another event. Replaying the same
//! events at the same times gives an equal stage.

mod act;
mod agenda;
mod casting;
mod clipboard;
mod consent;
mod count;
mod found;
mod interval;
pub(crate) mod kept;
mod length;
mod opening;
mod outbox;
mod packs;
mod plan;
mod play;
mod queue;
mod rescue;
mod roster;
mod signal;
mod sleep;
mod stack;
mod table;
#[cfg(test)]
mod tests;
mod undo;
mod wishes;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use uuid::Uuid;

use crate::cast::{Ledger, Played, Player, PlayerKey, Presence, Went};
use crate::consent::Grant;
use crate::deck::{Deck, Never};
use crate::learn::Counts;
use crate::pack::PromptKey;
use crate::report::{Figures, Topic};
use crate::scene::{Ms, Now, Timer, ms};
use crate::take::{Actor, Counted, Ending, Entry, Judgement, PastTake, Suggestion, Verdict, Workshop};

pub use crate::plan::Running;
pub use act::{Act, Agreed, Effect, Event, HowLong, News, Weighing};
pub use kept::{Known, State};
pub use opening::{Asked, Habits, Left, Opening, Resumed, Signals, Stored};
pub use outbox::{Answer, Outbox, Trouble};
pub use packs::{Remark, Shelved};
pub use play::{Debrief, Play, Record};
pub use rescue::Rescue;
pub use table::Table;

pub(crate) use length::in_words as dropped_cues;
pub(crate) use sleep::{sleep_until, spoken};
pub(crate) use table::{PLAYED, hand};

use stack::Stack;
use undo::Undo;

/// Where new ids come from.
pub type Ids<'a> = &'a mut dyn FnMut() -> Uuid;

/// How long after a scene or debrief began `enter` is swallowed.
pub const GUARD: Ms = 1000;
/// How long a slate's flash lasts.
pub const FLASH: Ms = 400;
/// How often a running take notes how far it has come.
pub(crate) const SEEN_EVERY: Ms = 10_000;

/// A session as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    workshop: Workshop,
    deck: Deck,
    shelf: Vec<Shelved>,
    /// How often the packs or the favourites have changed.
    edition: u32,
    favourites: BTreeSet<PromptKey>,
    /// What people said about the use of their takes.
    said: BTreeMap<Uuid, Vec<Grant>>,
    /// What the takes of prompts were worth, when that was last looked up.
    rates: BTreeMap<PromptKey, Counts>,
    /// What the log amounts to, while that is looked at.
    figures: Option<Figures>,
    /// What is asked of the log, while that is looked at.
    topic: Option<Topic>,
    players: Vec<Player>,
    credits: BTreeMap<PlayerKey, u32>,
    played: Vec<Played>,
    /// The takes that have a verdict and count: all of this workshop, and those of others that were judged in this session.
    counted: BTreeMap<Uuid, Counted>,
    /// What the audience called out and waits to be picked, as it came.
    suggestions: Vec<Suggestion>,
    next_draw: u32,
    phase: Phase,
    undo: Stack<Undo>,
    /// What was taken back, each with what went with it, until something new happens.
    redo: Stack<Vec<Undo>>,
    /// Where the session was when the log was last told.
    kept: String,
    outbox: Outbox,
    notice: Option<Notice>,
    /// The line that stays, while something is told before it until the next act.
    standing: Option<String>,
    /// What was said last of something taken back or done again.
    acknowledged: Option<String>,
    /// What was never drawn before another program changed that, until it was said after an act.
    never_before: Option<Box<Never>>,
    flash: Option<Ms>,
    quitting: bool,
    habits: Habits,
    asked: Asked,
    plan: Option<Running>,
    rehearsal: bool,
    /// Whether `enter` lets an interrupted scene go on: it is asked until something else is done.
    asks_to_go_on: bool,
    held: BTreeSet<PlayerKey>,
    /// Who is out for one scene, each with the draw that was the last played by then.
    outs: BTreeMap<PlayerKey, u32>,
    found: Vec<PastTake>,
    /// Takes that were found, as they were before anything was said of them here.
    others: BTreeMap<Uuid, PastTake>,
    /// The lines of those whose lines this session changed, as they were before.
    lines_before: BTreeMap<Uuid, Vec<String>>,
    /// What was looked up last.
    sought: Option<String>,
    /// How long the machine had slept by the last event.
    slept: Duration,
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

impl Stage {
    /// Lets one event happen, after whatever time has brought about by then.
    pub fn apply(&mut self, now: Now, event: Event, ids: Ids<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.slept(now, ids, &mut effects);
        self.wake(now, ids, &mut effects);
        let is_still = matches!(event, Event::Wake | Event::Answer(_)) && effects.is_empty();
        match event {
            Event::Wake => {}
            Event::Do(_) if self.quitting => {}
            Event::Do(act) => self.act(now, act, ids, &mut effects),
            Event::Answer(answer) => self.answered(answer, now),
            Event::News(news) => self.hear(news, &mut effects),
            Event::Found(takes) => self.take_in(takes),
            Event::Rates(rates) => self.take_rates(rates),
            Event::Figures(figures) => self.figures = Some(figures),
            Event::Packs { packs, news } => self.restock(packs, news),
            Event::Weighed { prompt, before } => self.weighed(prompt, before),
            Event::Never(never) => self.hear_never(never),
            Event::PlanWritten(path) => self.plan_written(path),
            Event::TextRead { agreed, release } => self.agree(now, agreed, release, ids, &mut effects),
            Event::Told(Notice { text, stays: true }) => self.tell_until_read(&text),
            Event::Told(Notice { text, stays: false }) => self.tell(text),
            Event::Interrupt => self.quit(now, &mut effects),
            Event::Suspend => self.suspend(now, ids, &mut effects),
        }
        self.find_again(&mut effects);
        self.figure_again(&mut effects);
        self.follow_plan(now);
        self.note_ends(now);
        // A clock that runs on leads nowhere else.
        if !is_still {
            self.keep_up(now, &mut effects);
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
            Phase::Scene(play) => play.next_wake(now, self.next_signal(play)),
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => None,
        };
        let at = [phase, self.next_second(now), self.flash, self.outbox.retry_at()].into_iter().flatten().min()?;
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

    /// Whether an interrupted scene goes on with `enter`.
    #[must_use]
    pub const fn asks_to_go_on(&self) -> bool {
        self.asks_to_go_on
    }

    /// Whether it is a rehearsal.
    #[must_use]
    pub const fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    /// Whether a prompt is a favourite.
    #[must_use]
    pub fn is_favourite(&self, prompt: &PromptKey) -> bool {
        self.favourites.contains(prompt)
    }

    /// What somebody said about the use of their takes; a seat says nothing.
    #[must_use]
    pub fn said_by(&self, player: PlayerKey) -> &[Grant] {
        match player {
            PlayerKey::Person(id) => self.said.get(&id).map_or(&[], Vec::as_slice),
            PlayerKey::Seat(_) => &[],
        }
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

    /// What the log amounted to when that was last looked up, of what is asked now.
    #[must_use]
    pub fn figures(&self) -> Option<&Figures> {
        self.figures.as_ref().filter(|figures| Some(figures.topic()) == self.topic)
    }

    /// In how many scenes of this workshop somebody played, and for how long, in milliseconds; what was broken off or
    /// rehearsed is in neither.
    #[must_use]
    pub fn stage_time(&self, player: PlayerKey) -> (u64, Ms) {
        let is_theirs = |played: &&Played| played.parts.iter().any(|part| part.player == player);
        let counts = self.played.iter().filter(|played| played.went == Went::Played);
        let length = counts.filter(is_theirs).map(|played| crate::scene::ms(played.length)).sum();
        (self.ledger().scenes(player).played, length)
    }

    /// How many takes of this workshop are usable.
    #[must_use]
    pub fn usable(&self) -> usize {
        let is_ours = |counted: &&Counted| counted.workshop == self.workshop.id;
        self.counted.values().filter(is_ours).filter(|counted| counted.verdict == Verdict::Usable).count()
    }

    /// The line for the leader, if there is one.
    #[must_use]
    pub const fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Whether there is anything to take back; on the roster also what people said for themselves.
    #[must_use]
    pub fn can_undo(&self, is_on_roster: bool) -> bool {
        self.undo.iter().any(|step| is_on_roster || !step.is_personal())
    }

    /// Whether there is anything to do again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
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

    /// How many changes are not in the log yet; where the session is counts with them.
    #[must_use]
    pub fn unsaved_changes(&self) -> usize {
        self.outbox.entries().filter(|entry| !matches!(entry, Entry::Kept(_))).count()
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
        let standing = self.standing.take();
        if act == Act::Back && stays {
            self.notice = None;
            return;
        }
        if !stays {
            self.notice = None;
        } else if let Some(text) = standing {
            self.notice = Some(Notice { text, stays });
        }
        if self.asks_to_go_on && !matches!(act, Act::Find(_) | Act::Rates | Act::Figures(_)) {
            self.asks_to_go_on = false;
            match act {
                Act::Forward => {
                    self.undo(now, false, ids, effects);
                    return self.note_seen(now, effects);
                }
                Act::Back => return self.tell("the take stays ended: enter draws the next prompt, u goes on with it"),
                _ => {}
            }
        }
        match act {
            Act::Forward => self.forward(now, ids, effects),
            Act::Undo => self.undo(now, false, ids, effects),
            Act::UndoOnRoster => self.undo(now, true, ids, effects),
            Act::Redo { on_roster } => self.redo(now, on_roster, ids, effects),
            Act::Quit => self.quit(now, effects),
            Act::Back => self.back(now, ids, effects),
            Act::Toggle => self.toggle(now, ids, effects),
            Act::More => self.nudge(now, 1, ids, effects),
            Act::Less => self.nudge(now, -1, ids, effects),
            Act::Another(reason) => self.another(now, reason, ids, effects),
            Act::Words => self.new_words(effects),
            Act::Recast => self.recast(effects),
            Act::Pin { place, player } => self.pin(place, player, effects),
            Act::SceneLength(length) => self.set_scene(now, length, effects),
            Act::Shift => self.shift(now, ids, effects),
            Act::Mark => self.mark(now, ids, effects),
            Act::Slate => self.slate(now, ids, effects),
            Act::Coach => self.coach(now, ids, effects),
            Act::BreakOff => self.break_off(now, effects),
            Act::Judge(verdict, reason) => self.judge(now, verdict, reason, ids, effects),
            Act::Note(note) => self.note(now, &note, ids, effects),
            Act::Perceive { role, step, feeling, strength } => {
                self.perceive(now, (role, step), (feeling, strength), ids, effects);
            }
            Act::Again => self.again(now),
            Act::Own(text) => self.own(now, &text, ids, effects),
            Act::Suggest(text) => self.suggest(now, &text, ids, effects),
            Act::Pick(suggestion) => self.pick(now, suggestion, ids, effects),
            Act::Discard(suggestion) => self.discard(now, suggestion, effects),
            Act::Never(how_long) => self.never(now, how_long, ids, effects),
            Act::Filter(filters) => self.filter(filters),
            Act::Rehearse => self.rehearse(),
            Act::Arrive(name) => self.arrive(&name, ids, effects),
            Act::Place { player, presence } => self.place(player, presence, effects),
            Act::Hold(player) => self.hold(player, effects),
            Act::Lines { player, lines } => self.set_lines(player, &lines, effects),
            Act::Agree { agreed, path } => effects.push(Effect::ReadText { agreed, path }),
            Act::Withdraw(player) => self.withdraw(now, player, ids, effects),
            Act::Find(words) => self.find(words, effects),
            Act::JudgeFound { take, verdict, reason } => self.judge_found(now, take, (verdict, reason), ids, effects),
            Act::NoteFound { take, note } => self.note_found(now, take, &note, ids, effects),
            Act::Put(prompt) => self.choose(now, &prompt, ids, effects),
            Act::Favour(prompt) => self.favour(now, prompt, effects),
            Act::Heavier(prompt) => self.weigh(prompt, Weighing::Heavier, effects),
            Act::Lighter(prompt) => self.weigh(prompt, Weighing::Lighter, effects),
            Act::Edit(prompt) => self.edit(prompt, effects),
            Act::Rates => effects.push(Effect::Rates),
            Act::Figures(topic) => self.figure(topic, effects),
            Act::CopyPrompt => self.copy_prompt(effects),
            Act::CopyCard { role } => self.copy_card(role, effects),
            Act::NextBlock => self.next_block(now),
            Act::SameBlock => self.same_block(now),
            Act::LongerBlock => self.longer_block(now),
            Act::Arrange(edit) => self.arrange(now, edit),
            Act::WritePlan { path, over } => self.write_plan(path.trim(), over, effects),
        }
        self.say_never();
        self.note_seen(now, effects);
    }

    fn forward(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        match std::mem::replace(&mut self.phase, Phase::Empty) {
            Phase::Drawn(table) if self.has_break() => {
                self.phase = Phase::Drawn(table);
                self.end_break(now, false);
            }
            Phase::Drawn(table) => {
                self.keep(Undo::Called);
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
                let asked = if debrief.is_stopped() { "" } else { "a verdict, or " };
                self.phase = Phase::Debrief(debrief);
                self.tell(format!("just ended: {asked}enter again to go on"));
            }
            phase @ (Phase::Empty | Phase::Debrief(_)) => self.go_on(now, phase, ids, effects),
        }
    }

    fn back(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        if let Phase::Ready(..) = self.phase
            && let Some(call) = self.end_countdown()
            && let Some(call) = self.undo.remove(call)
        {
            self.take_back(call, now, ids, effects);
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
        self.signal_ends(now, effects);
    }

    fn resend(&mut self, effects: &mut Vec<Effect>) {
        effects.extend(self.outbox.resend().map(|(seq, entry)| Effect::Save { seq, entry }));
    }

    fn answered(&mut self, answer: Answer, now: Now) {
        let Some((take, number)) = self.outbox.answered(answer, now) else { return };
        for record in self.records_mut().filter(|record| record.take.id == take) {
            record.number = Some(number);
        }
    }

    /// Every record the session still holds: on screen, and in what undo would bring back.
    fn records_mut(&mut self) -> impl Iterator<Item = &mut Record> {
        let shown = std::iter::once(&mut self.phase).filter_map(Phase::record_mut);
        let undone = self.redo.iter_mut().flatten();
        shown.chain(self.undo.iter_mut().chain(undone).filter_map(Undo::record_mut))
    }

    fn hear(&mut self, news: News, effects: &mut Vec<Effect>) {
        self.hear_judged(news.judged);
        // What still waits for the log is newer than what the log says.
        let decides = |entry: &&Entry| {
            matches!(entry, Entry::TakeVoided { .. } | Entry::Judged { .. } | Entry::JudgementVoided { .. })
        };
        let newer: BTreeSet<Uuid> = self.outbox.entries().filter(decides).filter_map(Entry::take).collect();
        self.recount(&news.counted, &newer);
        self.hear_played(news.played);
        self.hear_recast(&news.recast);
        self.hear_said(news.said);
        self.hear_suggestions(news.suggestions);
        self.hear_people(news.players, effects);
        effects.extend(self.sought.clone().map(Effect::Find));
        effects.extend(self.topic.map(Effect::Figures));
    }

    /// Takes over who played after all. Takes that still wait for the log are the last.
    fn hear_played(&mut self, played: Vec<Played>) {
        let is_void = |take: Uuid| {
            self.outbox.entries().any(|entry| matches!(entry, Entry::TakeVoided { take: void, .. } if *void == take))
        };
        let waits = |entry: &&Entry| matches!(entry, Entry::Began(take) if !is_void(take.id));
        let logged = self.played.len().saturating_sub(self.outbox.entries().filter(waits).count());
        let both = self.played[..logged].iter_mut().zip(played).filter(|(ours, theirs)| ours.draw == theirs.draw);
        both.for_each(|(ours, theirs)| ours.parts = theirs.parts);
    }

    /// Shows who played after all, wherever a take is still at hand.
    fn hear_recast(&mut self, recast: &BTreeMap<Uuid, Vec<Actor>>) {
        for record in self.records_mut() {
            if let Some(actors) = recast.get(&record.take.id) {
                record.table.hand.recast(actors);
                record.take.hand.recast(actors);
            }
        }
    }

    /// Takes over what was judged elsewhere in this judge's name, so that the next judgement repeats it. What still waits
    /// for the log is newer.
    fn hear_judged(&mut self, mut judged: Vec<(Uuid, Judgement)>) {
        judged.retain(|(_, judgement)| judgement.by == self.habits.judge);
        for entry in self.outbox.entries() {
            match entry {
                Entry::Judged { take, judgement } => {
                    judged.retain(|(_, known)| known.id != judgement.id);
                    judged.push((*take, judgement.clone()));
                }
                Entry::JudgementVoided { judgement, .. } => judged.retain(|(_, known)| known.id != *judgement),
                _ => {}
            }
        }
        for debrief in self.debriefs_mut() {
            let take = debrief.record.take.id;
            let of_it = judged.iter().filter(|(of, _)| *of == take);
            debrief.judgements = of_it.map(|(_, judgement)| judgement.clone()).collect();
        }
    }

    /// Who played how often, and with whom.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        Ledger::new(&self.played, &self.credits)
    }

    fn save(&mut self, entry: Entry, effects: &mut Vec<Effect>) {
        found::amend(&mut self.found, &entry);
        if let Some(seq) = self.outbox.push(&entry) {
            effects.push(Effect::Save { seq, entry });
        }
    }

    /// The line for the leader, if it says what was taken back or done again and a room may read it.
    #[must_use]
    pub fn acknowledgement(&self) -> Option<&str> {
        let text = self.told()?;
        (self.acknowledged.as_deref() == Some(text)).then_some(text)
    }

    /// Says something until the next act, before whatever stays.
    fn tell(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.notice = Some(match self.standing_line() {
            Some(standing) => {
                let shown = format!("{text}; {standing}");
                self.standing = Some(standing);
                Notice { text: shown, stays: true }
            }
            None => Notice { text, stays: false },
        });
    }

    /// What is said until the next act.
    fn told(&self) -> Option<&str> {
        let text = self.notice.as_ref()?.text.as_str();
        match &self.standing {
            Some(standing) => text.strip_suffix(standing.as_str())?.strip_suffix("; "),
            None => self.notice.as_ref().filter(|notice| !notice.stays).map(|_| text),
        }
    }

    /// The line that stays, without what is said before it.
    fn standing_line(&self) -> Option<String> {
        let stays = || self.notice.as_ref().filter(|notice| notice.stays).map(|notice| notice.text.clone());
        self.standing.clone().or_else(stays)
    }

    /// Says what was taken back or done again; that of what people said for themselves is for the leader alone.
    fn acknowledge(&mut self, text: String, is_personal: bool) {
        self.acknowledged = (!is_personal).then(|| text.clone());
        self.tell(text);
    }

    /// Says something that stays until it was read, and so does what stayed before.
    fn tell_until_read(&mut self, text: &str) {
        let before = self.standing_line();
        let text = before.map_or_else(|| text.to_owned(), |before| format!("{before}; {text}"));
        self.standing = None;
        self.notice = Some(Notice { text, stays: true });
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

    fn debrief_mut(&mut self) -> Option<&mut Debrief> {
        match self {
            Self::Debrief(debrief) => Some(debrief),
            Self::Empty | Self::Drawn(_) | Self::Ready(..) | Self::Scene(_) => None,
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
pub(crate) const fn to_next_second(left: Ms) -> Ms {
    left - (shown_seconds(left) - 1) * 1000
}

/// A length as minutes and seconds, such as `1:23`.
#[must_use]
pub fn clock(length: Ms) -> String {
    let seconds = length.max(0) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
