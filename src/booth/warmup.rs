//! A warm-up on the machine: the loop that keys, lines, the log and time come in by.
//!
//! Start with [`run`]. It is the booth of a [`Warmup`] as [`super::run`] is that of a stage, with a screen or without one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{self, BufRead, ErrorKind, IsTerminal};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use crossterm::event;
use thiserror::Error;
use uuid::Uuid;

use crate::cast::Player;
use crate::deck::{Company, Deck, Filters, MAX_SEED, Out, PastDraw};
use crate::feeling::Aim;
use crate::learn::{Lessons, Level};
use crate::pack::PromptKey;
use crate::print::Printer;
use crate::scene::Now;
use crate::stage::{Answer, Signals};
use crate::take::Workshop;
use crate::ui::look::Look;
use crate::ui::warmup as page;
use crate::warmup::{self, Act, Course, Effect, Event, Opening, Phase, Warmup};

use super::clock::Clock;
use super::input::Input;
use super::keep::Keep;
use super::packs::Chosen;
use super::rescue::Ended;
use super::screen::Screen;
use super::session::{newcomer, player};
use super::signals::Signal;
use super::speaker::Speaker;
use super::store::writer::{Reply, Writer};
use super::store::{Access, Store, StoreError};
use super::{BoothError, FAREWELL, PATIENCE, is_control, keep_never, never, relay, screen, signals, store};

/// How long the end waits for lines that are read aloud.
const LAST_WORDS: Duration = Duration::from_secs(30);

/// What a warm-up is opened with.
#[derive(Debug)]
pub struct Options {
    /// The take log.
    pub log: PathBuf,
    /// Where nothing that is rescued may be put.
    pub keep: Keep,
    /// The leader's never list, if there is a place for one.
    pub never: Option<PathBuf>,
    /// What is drawn from.
    pub chosen: Chosen,
    /// Which of it.
    pub filters: Filters,
    /// Who warms up, if that was said.
    pub player: Option<String>,
    /// What every draw follows from; `None` for a random one.
    pub seed: Option<u64>,
    /// Whether the log is left unread.
    pub fresh: bool,
    /// How much the log moves the odds.
    pub learn: Level,
    /// How long everything takes.
    pub course: Course,
    /// What goes with a change.
    pub signals: Signals,
    /// Whether it begins with a slate.
    pub slate: bool,
    /// How it looks; without a screen, a line is printed for each change.
    pub look: Option<Look>,
    /// Where lines are printed.
    pub print: Printer,
    /// What reads lines aloud.
    pub speak: Option<String>,
    /// What the performer should know from the start.
    pub notes: Vec<String>,
}

/// Why there was no warm-up.
#[derive(Debug, Error)]
pub enum WarmupError {
    /// It could not be opened.
    #[error(transparent)]
    Booth(#[from] BoothError),
    /// No prompt fits; what leaves how many out.
    #[error("no prompt fits")]
    NothingFits(Vec<(Out, usize)>),
}

/// Runs a warm-up until it is over.
pub fn run(options: &Options) -> Result<(), WarmupError> {
    let clock = Clock::start();
    let now = clock.now();
    let mut notes = options.notes.clone();
    let opening = open(options, &clock, now, &mut notes);
    let (workshop, shortfall) = (opening.workshop.id, opening.deck.shortfall());
    let opened = Warmup::open(opening, now, &mut Uuid::now_v7);
    let (warmup, effects) = opened.ok_or(WarmupError::NothingFits(shortfall))?;

    let (send, inbox) = mpsc::channel();
    let writer = Writer::spawn(options.log.clone(), workshop, None, relay(&send, Message::Log));
    let writer = writer.map_err(BoothError::System)?;
    signals::spawn(relay(&send, Message::Signal)).map_err(BoothError::System)?;
    let speaker = options.speak.clone().map(|command| Speaker::spawn(command, relay(&send, Message::Told)));
    let speaker = speaker.transpose().map_err(BoothError::System)?;
    let front = Front::open(options, &send)?;
    let mut booth = Booth {
        warmup,
        front,
        writer,
        speaker,
        inbox,
        notes: notes.into(),
        due: Some(now.mono),
        leaving: None,
        is_over: false,
        is_unread: false,
        clock,
        never: options.never.clone(),
    };
    booth.perform(effects);
    let (warmup, writer) = booth.play();
    let ended =
        Ended { rescue: warmup.rescue(), trouble: warmup.trouble(), log: &options.log, keep: &options.keep, writer };
    ended.leave(options.look.is_some());
    Ok(())
}

/// Looks what the log holds. A log that can't be used is no reason not to warm up: the writer will say why.
fn open(options: &Options, clock: &Clock, now: Now, notes: &mut Vec<String>) -> Opening {
    let packs = options.chosen.packs();
    let company = |lines| Company { present: Some(1), lines };
    let deck = |lines, draws| Deck::new(&packs, options.filters.clone(), company(lines), draws);
    let memory = if options.fresh { 0 } else { deck(BTreeSet::new(), Vec::new()).memory() };
    let past = Past::read(options, memory, now, notes).unwrap_or_else(|e| {
        notes.push(e.to_string());
        Past::default()
    });
    let unnamed = || options.player.as_deref().map_or_else(|| Player::seat(1), newcomer);
    let performer = past.performer.unwrap_or_else(unnamed);
    let mut deck = deck(performer.lines.iter().cloned().collect(), past.draws);
    if let Some(lessons) = past.lessons {
        deck.set_lessons(lessons);
    }
    match options.never.as_deref().map(never::load).transpose() {
        Ok(entries) => deck.set_never(never::on(entries.unwrap_or_default(), never::today)),
        Err(e) => notes.push(e.to_string()),
    }
    let workshop = Workshop {
        id: Uuid::now_v7(),
        name: warmup::NAME.to_owned(),
        started: now.utc,
        zone: clock.zone(now),
        seed: options.seed.unwrap_or_else(|| rand::random_range(0..=MAX_SEED)),
    };
    let (course, signals, slate) = (options.course, options.signals, options.slate);
    Opening { workshop, deck, performer, course, signals, slate, lately: past.lately, favourites: past.favourites }
}

/// What the log holds of before.
#[derive(Default)]
struct Past {
    performer: Option<Player>,
    draws: Vec<PastDraw>,
    lessons: Option<Lessons>,
    lately: BTreeMap<Aim, u32>,
    favourites: BTreeSet<PromptKey>,
}

impl Past {
    fn read(options: &Options, memory: usize, now: Now, notes: &mut Vec<String>) -> Result<Self, StoreError> {
        let is_first = !options.log.exists();
        let store = Store::open(&options.log, Access::Write)?;
        if is_first {
            notes.extend(store::place::warning(&options.log));
        }
        let performer = options.player.as_deref().map(|name| store.find_player(name)).transpose()?.flatten();
        let performer = performer.map(player);
        let favourites = store.favourites()?;
        if options.fresh {
            return Ok(Self { performer, favourites, ..Self::default() });
        }
        Ok(Self {
            performer,
            draws: store.past_draws(u32::try_from(memory).unwrap_or(u32::MAX), None, now.utc)?,
            lessons: Some(store.lessons(options.learn, &BTreeMap::new())?),
            lately: store.rehearsed()?,
            favourites,
        })
    }
}

/// Anything that happens.
enum Message {
    Input(io::Result<event::Event>),
    /// A line was typed that begins so, where there is no screen.
    Line(io::Result<char>),
    Signal(Signal),
    Log(Reply),
    /// Something the performer should know.
    Told(String),
    /// The time came that the loop waited for.
    Time,
}

/// Where it is shown, and where keys come from.
enum Front {
    Screen {
        screen: Screen,
        input: Input,
        look: Look,
        is_given_back: bool,
    },
    /// A line for each change. A key and `enter` after it is a key.
    Lines {
        print: Printer,
        input: Input,
    },
}

impl Front {
    fn open(options: &Options, send: &Sender<Message>) -> Result<Self, BoothError> {
        let Some(look) = options.look else {
            let mut input = Input::spawn(line, relay(send, Message::Line)).map_err(BoothError::System)?;
            input.next();
            return Ok(Self::Lines { print: options.print, input });
        };
        let mut input = Input::spawn(event::read, relay(send, Message::Input)).map_err(BoothError::System)?;
        screen::put_back_on_panic(&options.log);
        let screen = Screen::enter().map_err(BoothError::Terminal)?;
        input.next();
        Ok(Self::Screen { screen, input, look, is_given_back: false })
    }
}

/// Reads a line, and gives what it begins with: a key, or the line's end for `enter`.
fn line() -> io::Result<char> {
    let mut typed = io::stdin().lock();
    let first = typed.fill_buf()?.first().copied().ok_or(ErrorKind::UnexpectedEof)?;
    typed.skip_until(b'\n')?;
    Ok(char::from(first))
}

struct Booth {
    warmup: Warmup,
    front: Front,
    writer: Writer,
    speaker: Option<Speaker>,
    inbox: Receiver<Message>,
    /// What the performer should still be told.
    notes: VecDeque<String>,
    /// Since when something is to be drawn, by the monotonic clock.
    due: Option<Duration>,
    /// When it ends in any case, by the monotonic clock.
    leaving: Option<Duration>,
    is_over: bool,
    /// Nobody reads its lines any more.
    is_unread: bool,
    clock: Clock,
    never: Option<PathBuf>,
}

impl Booth {
    /// Lets everything happen until it is over, and gives the terminal back.
    fn play(mut self) -> (Warmup, Writer) {
        self.tell();
        while !self.is_over {
            self.show();
            if std::mem::take(&mut self.is_unread) && self.leaving.is_none() {
                self.interrupt();
                continue;
            }
            let message = self.wait();
            self.handle(message);
        }
        // Who leaves a screen has read what is said there.
        let patience = if matches!(self.front, Front::Lines { .. }) { LAST_WORDS } else { Duration::ZERO };
        drop(self.front);
        if let Some(speaker) = self.speaker {
            speaker.finish(patience);
        }
        (self.warmup, self.writer)
    }

    /// Sleeps until something happens, or until the warm-up or an overdue frame needs it.
    fn wait(&self) -> Message {
        let now = self.clock.now();
        let frame = self.leaving.or_else(|| self.due.map(|since| since + PATIENCE));
        let Some(due) = [self.warmup.next_wake(now), frame].into_iter().flatten().min() else {
            return self.inbox.recv().unwrap_or(Message::Time);
        };
        match self.inbox.recv_timeout(due.saturating_sub(now.mono)) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Message::Time,
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Time => {
                self.is_over = self.leaving.is_some_and(|until| self.clock.now().mono >= until);
                self.happen(Event::Wake);
            }
            Message::Input(Ok(event)) => self.read(&event),
            Message::Line(Ok(first)) => {
                if let Some(act) = page::typed(first, &self.warmup) {
                    self.happen(Event::Do(act));
                }
                if let Front::Lines { input, .. } = &mut self.front {
                    input.arrived();
                    input.next();
                }
            }
            // A terminal that can't be read is gone.
            Message::Input(Err(_)) | Message::Signal(Signal::End | Signal::Interrupt) => self.interrupt(),
            Message::Signal(Signal::Stop) => self.happen(Event::Suspend),
            Message::Signal(Signal::Continue) => self.come_back(),
            Message::Log(Reply::Answer(answer)) => self.hear(answer),
            Message::Log(Reply::Lost) => self.writer.spare(self.warmup.rescue()),
            Message::Log(Reply::Told(text)) | Message::Told(text) => {
                self.notes.push_back(text);
                self.tell();
            }
            // Nothing more will be typed, and none of the rest was asked for.
            Message::Line(Err(_))
            | Message::Log(Reply::News(_) | Reply::Looked | Reply::Found(_) | Reply::Rates(_) | Reply::Figures(_)) => {}
        }
    }

    fn read(&mut self, event: &event::Event) {
        if let Front::Screen { input, .. } = &mut self.front {
            input.arrived();
        }
        match event {
            event::Event::Key(key) if is_control(*key, 'c') => self.interrupt(),
            event::Event::Key(key) if cfg!(unix) && is_control(*key, 'z') => self.happen(Event::Suspend),
            event::Event::Key(key) => {
                if let Some(act) = page::press(*key, &self.warmup) {
                    self.happen(Event::Do(act));
                }
            }
            event::Event::Resize(..) => self.touch(),
            event::Event::Paste(_) | event::Event::FocusGained | event::Event::FocusLost | event::Event::Mouse(_) => {}
        }
        // Whatever is typed from now on may be an answer to a question on the plain terminal.
        if let Front::Screen { input, is_given_back: false, .. } = &mut self.front
            && self.leaving.is_none()
        {
            input.next();
        }
    }

    /// Ends it; who asks a second time need not wait for the log.
    fn interrupt(&mut self) {
        self.is_over |= self.leaving.is_some();
        self.happen(Event::Interrupt);
    }

    /// A log that can't be written is told where there is no screen to say so.
    fn hear(&mut self, answer: Answer) {
        if let (Front::Lines { print, .. }, Answer::Failed { why, .. }) = (&self.front, &answer)
            && self.warmup.trouble().is_none()
        {
            print.note(&format!("not in the log yet: {why}"));
        }
        self.happen(Event::Answer(answer));
    }

    fn happen(&mut self, event: Event) {
        let now = self.clock.now();
        let effects = self.warmup.apply(now, event, &mut Uuid::now_v7);
        self.touch();
        self.perform(effects);
        self.tell();
        // Without a screen there is no page to stay at.
        if matches!((&self.front, self.warmup.phase()), (Front::Lines { .. }, Phase::Over))
            && !self.warmup.is_quitting()
        {
            self.happen(Event::Do(Act::End));
        }
        if self.warmup.is_quitting() && self.leaving.is_none() {
            self.leaving = Some(now.mono + FAREWELL);
        }
    }

    /// Tells what the performer should know, on the screen one line after the other.
    fn tell(&mut self) {
        if let Front::Lines { print, .. } = &self.front {
            self.notes.drain(..).for_each(|note| print.note(&note));
        } else if self.warmup.notice().is_none_or(|notice| !notice.stays)
            && let Some(text) = self.notes.pop_front()
        {
            self.happen(Event::Told(text));
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Save { seq, entry } => self.writer.save(seq, entry),
                Effect::Bell => self.ring(),
                Effect::Say(line) => self.say(&line),
                Effect::Never { prompt, how_long } => {
                    let kept = keep_never(self.never.as_deref(), prompt, how_long);
                    self.notes.extend(kept.err());
                }
                Effect::Suspend => self.suspend(),
                Effect::Quit => self.is_over = true,
            }
        }
    }

    fn ring(&mut self) {
        match &mut self.front {
            // A terminal that won't ring has been gone since the last frame, and that is noticed there.
            Front::Screen { screen, .. } => drop(screen.ring()),
            Front::Lines { print, .. } if io::stderr().is_terminal() => print.ring(),
            Front::Lines { .. } => {}
        }
    }

    fn say(&mut self, line: &str) {
        self.speaker.iter().for_each(|speaker| speaker.say(line));
        if let Front::Lines { print, .. } = &self.front
            && print.out(&format!("{}\n", crate::print::clean_line(line))).is_err()
        {
            self.is_unread = true;
        }
    }

    fn touch(&mut self) {
        self.due = self.due.or_else(|| Some(self.clock.now().mono));
    }

    /// Draws what changed, once the log has it all or has had time enough.
    fn show(&mut self) {
        let Some(since) = self.due else { return };
        let now = self.clock.now();
        let Front::Screen { screen, look, is_given_back: false, .. } = &mut self.front else {
            self.due = None;
            return;
        };
        let is_settled = self.warmup.is_saved() || self.warmup.trouble().is_some();
        if !is_settled && now.mono < since + PATIENCE || self.leaving.is_some() {
            return;
        }
        self.due = None;
        let (warmup, look) = (&self.warmup, *look);
        if screen.draw(|frame| page::draw(frame, warmup, look, now)).is_err() {
            // The window was closed, most likely.
            self.interrupt();
        }
    }

    /// Gives the terminal to the shell until the system says to go on.
    fn suspend(&mut self) {
        if let Front::Screen { screen, is_given_back, .. } = &mut self.front {
            screen.leave();
            *is_given_back = true;
        }
        if signals::stop().is_err() {
            self.come_back();
        }
    }

    fn come_back(&mut self) {
        if let Front::Screen { screen, input, is_given_back, .. } = &mut self.front {
            screen.leave();
            if screen.enter_again().is_err() {
                return self.interrupt();
            }
            *is_given_back = false;
            input.next();
        }
        self.touch();
    }
}

#[cfg(test)]
mod tests;
