//! The tech booth: everything of the stage that touches the machine.
//!
//! Start with [`run`]. Keys, signals, replies of the log and time all come in on one channel; the loop hands them to the
//! [`Stage`] one after another, does what it asks for, draws, and sleeps until the next.

#![expect(clippy::disallowed_methods, reason = "the booth is where files, terminal and clock are touched")]

mod clock;
pub mod editor;
pub mod files;
mod input;
pub mod keep;
pub mod never;
pub mod notify;
pub mod packs;
mod rescue;
mod running_order;
pub mod screen;
pub mod session;
mod shelf;
pub mod signals;
mod speaker;
pub mod store;
mod twice;
pub mod warmup;
pub mod watch;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use thiserror::Error;
use uuid::Uuid;

use crate::deck::Filters;
use crate::feeling::Aim;
use crate::learn::Level;
use crate::pack::PromptKey;
use crate::plan::Plan;
use crate::scene::{Ms, Now};
use crate::stage::{Act, Asked, Effect, Event, Habits, HowLong, News, Notice, Phase, Stage};
use crate::ui::look::{Look, Theme};
use crate::ui::{self, Room, Taste, View};

use clock::{Clock, minute, next_minute};
use input::Input;
use keep::Keep;
use never::Mark;
use never::live::Live;
use notify::Notifier;
use packs::{Chosen, Library};
use rescue::Ended;
use running_order::Written;
use screen::Screen;
use session::{Found, Session, player};
use shelf::{Place, Shelf};
use signals::Signal;
use store::consent::release;
use store::writer::{Reply, Writer};
use twice::Twice;

/// How long a frame waits for the log to have what it shows; after that it says that it is being saved.
const PATIENCE: Duration = Duration::from_millis(80);

/// How long a key waits for the log to say what others have done.
const MOMENT: Duration = Duration::from_millis(50);

/// How long quitting waits for the log, which itself waits a while for other programs.
const FAREWELL: Duration = Duration::from_secs(6);

/// What a stage is opened with.
#[derive(Debug)]
pub struct Options {
    /// The take log.
    pub log: PathBuf,
    /// Where nothing that is rescued may be put.
    pub keep: Keep,
    /// The leader's never list, if there is a place for one.
    pub never: Option<PathBuf>,
    /// Where packs are found.
    pub library: Library,
    /// What is drawn from.
    pub chosen: Chosen,
    /// Which of it.
    pub filters: Filters,
    /// Who is present; `None` for whoever the log says is.
    pub players: Option<Vec<String>>,
    /// What of it was asked for, so that it can be taken up.
    pub asked: Asked,
    /// How much the log moves the odds.
    pub learn: Level,
    /// How many usable takes are wanted of what.
    pub targets: BTreeMap<Aim, u32>,
    /// The running order that begins, if one does.
    pub plan: Option<Plan>,
    /// How the leader likes it run.
    pub habits: Habits,
    /// Whether the clock of a scene counts up instead of down.
    pub counts_up: bool,
    /// What the spotlight shows first.
    pub room: Room,
    /// How it looks.
    pub theme: Theme,
    /// Whether colours are used.
    pub color: bool,
    /// What the leader should know from the start.
    pub notes: Vec<String>,
    /// The same, in the line that says how the session begins.
    pub told: Vec<String>,
}

/// Why the stage could not be opened.
#[derive(Debug, Error)]
pub enum BoothError {
    /// The terminal would not be taken over.
    #[error("the terminal can't be used for the stage: {0}; run sidecoach in a terminal window of its own")]
    Terminal(io::Error),
    /// The system gave no thread or no signals.
    #[error("the system refused what the stage needs: {0}; close other programs and try again")]
    System(io::Error),
}

/// Runs a session on the terminal until the leader quits, with the workshop that was [found](session::look).
pub fn run(options: &Options, found: Found) -> Result<(), BoothError> {
    let clock = Clock::start();
    let now = clock.now();
    let never = Live::new(options.never.clone());
    let Session { opening, lock, notes } = session::open(options, found, &clock, now);
    let workshop = opening.workshop.id;
    let (stage, effects) = Stage::open(opening, now);
    let mut notes = VecDeque::from(notes);
    // Lines that stay until they are read are not to hide how it begins.
    if let Some(notice) = stage.notice().filter(|_| !notes.is_empty()) {
        notes.push_back(notice.text.clone());
    }

    let (send, inbox) = mpsc::channel();
    let writer = Writer::spawn(options.log.clone(), workshop, lock, relay(&send, Message::Log));
    let writer = writer.map_err(BoothError::System)?;
    signals::spawn(relay(&send, Message::Signal)).map_err(BoothError::System)?;
    let shelf = Shelf::spawn(options.library.clone(), options.chosen.clone(), relay(&send, Message::Shelf));
    let shelf = shelf.map_err(BoothError::System)?;
    let input = Input::spawn(event::read, relay(&send, Message::Input)).map_err(BoothError::System)?;
    screen::put_back_on_panic(&options.log);
    let screen = Screen::enter().map_err(BoothError::Terminal)?;

    let look = Look { theme: options.theme, color: options.color };
    let view = View::new(Taste { look, counts_up: options.counts_up }).with_room(options.room);
    let mut booth = Booth {
        keep: options.keep.clone(),
        stage,
        view,
        screen,
        writer,
        shelf,
        input,
        inbox,
        notes,
        draw: Draw::Due { since: now.mono },
        hold: Hold::Ours,
        leaving: None,
        is_over: false,
        minute: minute(now),
        clock,
        notifier: Notifier::new(),
        ctrl_c: Twice::default(),
        never,
    };
    booth.perform(effects);
    let (stage, writer, who) = booth.play();
    let ended =
        Ended { rescue: stage.rescue(), trouble: stage.trouble(), log: &options.log, keep: &options.keep, writer };
    ended.leave(who == Some(Who::Leader));
    Ok(())
}

/// What a thread calls to have its say in the loop. Once that is over nobody waits for it.
fn relay<T: 'static, M: Send + 'static>(send: &Sender<M>, message: fn(T) -> M) -> impl Fn(T) + Send + use<T, M> {
    let send = send.clone();
    move |it| drop(send.send(message(it)))
}

/// Anything that happens.
enum Message {
    Input(io::Result<event::Event>),
    Signal(Signal),
    Log(Reply),
    Shelf(shelf::Reply),
    /// The time came that the loop waited for.
    Time,
}

/// What is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Draw {
    /// The screen shows what there is.
    Done,
    /// Something changed.
    Due {
        /// When, by the monotonic clock.
        since: Duration,
    },
}

/// Who has the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hold {
    Ours,
    /// The leader's editor is to have it, as soon as it is known what with.
    ToEdit,
    /// The shell is to have it, as soon as the log has what was shown.
    ToGiveBack,
    /// The shell has it, until the system says to go on.
    GivenBack,
}

/// The session is to end as soon as the log has it all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Leaving {
    by: Who,
    /// When it ends in any case, by the monotonic clock.
    until: Duration,
}

/// Who had the session end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Leader,
    System,
}

struct Booth {
    /// Where no plan may be put.
    keep: Keep,
    stage: Stage,
    view: View,
    screen: Screen,
    writer: Writer,
    shelf: Shelf,
    input: Input,
    inbox: Receiver<Message>,
    /// What the leader should still be told.
    notes: VecDeque<String>,
    draw: Draw,
    hold: Hold,
    leaving: Option<Leaving>,
    is_over: bool,
    clock: Clock,
    /// The minute of the wall clock in which it was looked what others have done.
    minute: Ms,
    notifier: Notifier,
    /// `ctrl-c` in a scene.
    ctrl_c: Twice,
    never: Live,
}

impl Booth {
    /// Lets everything happen until the session is over, and gives the terminal back.
    fn play(mut self) -> (Stage, Writer, Option<Who>) {
        self.input.next();
        while !self.is_over {
            self.show();
            let message = self.wait();
            self.handle(message);
        }
        drop(self.screen);
        (self.stage, self.writer, self.leaving.map(|leaving| leaving.by))
    }

    /// Sleeps until something happens, or until the stage, the clock in the header or an overdue frame needs it.
    fn wait(&self) -> Message {
        let now = self.clock.now();
        let frame = match (self.leaving, self.draw) {
            (Some(leaving), _) => Some(leaving.until),
            (None, Draw::Due { since }) => Some(since + PATIENCE),
            (None, Draw::Done) => None,
        };
        let due = [self.stage.next_wake(now), frame].into_iter().flatten().fold(next_minute(now), Duration::min);
        match self.inbox.recv_timeout(due.saturating_sub(now.mono)) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Message::Time,
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Time => {
                let now = self.clock.now();
                self.is_over = self.leaving.is_some_and(|leaving| now.mono >= leaving.until);
                // What others write is seen within a minute, though no key is pressed.
                if self.minute != minute(now) {
                    self.minute = minute(now);
                    self.writer.look();
                }
                self.happen(Event::Wake);
            }
            Message::Input(Ok(event)) => {
                self.input.arrived();
                self.read(event);
                // Whatever is typed from now on may be an answer to a question on the plain terminal.
                if self.hold == Hold::Ours && self.leaving.is_none() {
                    self.input.next();
                }
            }
            // A terminal that can't be read is gone.
            Message::Input(Err(_)) | Message::Signal(Signal::End | Signal::Interrupt) => {
                self.leave(Who::System, Event::Interrupt);
            }
            Message::Signal(Signal::Stop) => self.happen(Event::Suspend),
            Message::Signal(Signal::Continue) => self.come_back(),
            Message::Log(Reply::Answer(answer)) => self.happen(Event::Answer(answer)),
            Message::Log(Reply::News(news)) => {
                let store::resume::News { players, played, counted, judged, recast, said, suggestions } = news;
                let players = players.into_iter().map(player).collect();
                self.happen(Event::News(News { players, played, counted, judged, recast, said, suggestions }));
            }
            // Whoever waited for it does so no longer.
            Message::Log(Reply::Looked) => {}
            Message::Log(Reply::Found(takes)) => self.happen(Event::Found(takes)),
            Message::Log(Reply::Rates(rates)) => self.happen(Event::Rates(rates)),
            Message::Log(Reply::Figures(figures)) => self.happen(Event::Figures(figures)),
            Message::Log(Reply::Lost) => self.writer.spare(self.stage.rescue()),
            Message::Log(Reply::Told(text)) => self.happen(Event::Told(Notice { text, stays: true })),
            Message::Shelf(reply) => self.hear(reply),
        }
    }

    fn hear(&mut self, reply: shelf::Reply) {
        match reply {
            shelf::Reply::Packs { packs, news } => self.happen(Event::Packs { packs, news }),
            shelf::Reply::Weighed { prompt, before } => self.happen(Event::Weighed { prompt, before }),
            shelf::Reply::Told(text) => self.happen(Event::Told(Notice { text, stays: true })),
            shelf::Reply::Place(place) if self.hold == Hold::ToEdit => {
                self.screen.leave();
                if let Err(why) = place.and_then(|Place { path, line }| editor::open(&path, line)) {
                    self.notes.push_back(why);
                }
                self.shelf.look();
                // What was typed to the editor reaches whoever is in the foreground with it.
                let meanwhile: Vec<_> = self.inbox.try_iter().collect();
                let is_meant = |it: &Message| !matches!(it, Message::Signal(Signal::Interrupt | Signal::Stop));
                meanwhile.into_iter().filter(is_meant).for_each(|message| self.handle(message));
                self.come_back();
            }
            // The shell has the terminal, or had it in between.
            shelf::Reply::Place(_) => {}
        }
    }

    fn read(&mut self, event: event::Event) {
        match event {
            event::Event::Key(key) if is_control(key, 'c') => self.interrupt(),
            event::Event::Key(key) if cfg!(unix) && is_control(key, 'z') => self.happen(Event::Suspend),
            event::Event::Key(key) => {
                let heard = self.look();
                self.touch();
                for act in self.view.press(key, &self.stage) {
                    match act {
                        Act::Quit => self.leave(Who::Leader, Event::Do(Act::Quit)),
                        act => self.happen(Event::Do(act)),
                    }
                }
                // What was heard just before is not to go with the key that came after it.
                if let Some(heard) = heard.filter(|_| self.stage.notice().is_none()) {
                    self.happen(Event::Told(heard));
                }
                self.tell(self.clock.now());
            }
            event::Event::Paste(text) => {
                self.view.paste(&text);
                self.touch();
            }
            event::Event::Resize(..) => self.touch(),
            event::Event::FocusGained | event::Event::FocusLost | event::Event::Mouse(_) => {}
        }
    }

    /// Has the stage hear what others have done by now, before a key does its work, and gives the line that it has to say
    /// then. A log that is slow to answer is not waited for: a scene must be stopped at once.
    fn look(&mut self) -> Option<Notice> {
        let before = self.stage.notice().cloned();
        self.writer.look_first();
        let until = self.clock.now().mono + MOMENT;
        while let Ok(message) = self.inbox.recv_timeout(until.saturating_sub(self.clock.now().mono)) {
            if matches!(message, Message::Log(Reply::Looked)) {
                break;
            }
            self.handle(message);
        }
        self.look_at_never();
        self.stage.notice().filter(|notice| Some(*notice) != before.as_ref()).cloned()
    }

    /// Has the stage hear what is on the never list now.
    fn look_at_never(&mut self) {
        match self.never.look() {
            Some(Ok(never)) => self.happen(Event::Never(never)),
            Some(Err(why)) => self.notes.push_back(why),
            None => {}
        }
    }

    /// Ends the session, but while a scene runs asks first, as `q` does: unless that is asked, and this is the second
    /// time.
    fn interrupt(&mut self) {
        let is_second = self.ctrl_c.again(self.clock.now().mono);
        let may_ask = self.leaving.is_none() && matches!(self.stage.phase(), Phase::Scene(_));
        if may_ask && !(self.view.ask_to_quit(&self.stage) && is_second) {
            self.touch();
        } else {
            self.leave(Who::Leader, Event::Interrupt);
        }
    }

    /// Ends the session; a leader who asks a second time need not wait for the log. A window that is closed is no second
    /// time: it says so in several ways at once.
    fn leave(&mut self, by: Who, event: Event) {
        let before = self.leaving.map(|leaving| leaving.until);
        self.is_over |= before.is_some() && by == Who::Leader;
        let until = before.unwrap_or_else(|| self.clock.now().mono + FAREWELL);
        self.leaving = Some(Leaving { by, until });
        self.happen(event);
    }

    fn happen(&mut self, event: Event) {
        let now = self.clock.now();
        let effects = self.stage.apply(now, event, &mut Uuid::now_v7);
        self.touch();
        self.perform(effects);
        self.tell(now);
    }

    /// Tells what the leader should know, one line after the other.
    fn tell(&mut self, now: Now) {
        let is_free = self.stage.notice().is_none_or(|notice| !notice.stays);
        if is_free && let Some(text) = self.notes.pop_front() {
            let told = Event::Told(Notice { text, stays: true });
            let effects = self.stage.apply(now, told, &mut Uuid::now_v7);
            self.perform(effects);
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        let mut next = None;
        let mut saves = Vec::new();
        for effect in effects {
            match effect {
                Effect::Save { seq, entry } => saves.push((seq, entry)),
                // A terminal that won't ring has been gone since the last frame, and that is noticed there.
                Effect::Bell => drop(self.screen.ring()),
                Effect::Find(words) => self.writer.find(words),
                Effect::Rates => self.writer.rates(),
                Effect::Figures(topic) => self.writer.figures(topic),
                Effect::Weigh { prompt, weighing } => self.shelf.weigh(prompt, weighing),
                Effect::ReadText { agreed, path } => match release(&named(&path)) {
                    Ok(release) => next = Some(Event::TextRead { agreed, release }),
                    Err(e) => self.notes.push_back(e.to_string()),
                },
                Effect::WritePlan { path, plan, over } => {
                    let file = named(&path);
                    match running_order::write(&self.keep, &file, &plan, over) {
                        Ok(Written::Done) => {
                            // The next session may begin in another folder.
                            let file = std::path::absolute(&file).unwrap_or(file);
                            next = Some(Event::PlanWritten(file.to_str().map_or(path, str::to_owned)));
                        }
                        Ok(Written::Exists) => self.view.ask_to_write_over(path),
                        Err(why) => self.notes.push_back(why),
                    }
                }
                Effect::Edit(prompt) => {
                    self.hold = Hold::ToEdit;
                    self.shelf.find(prompt);
                }
                Effect::Notify { title, body } => self.notifier.show(&title, &body),
                Effect::Copy(text) => drop(self.screen.copy(&text)),
                Effect::Never { prompt, how_long } => {
                    self.notes.extend(self.never.keep(prompt, how_long).err());
                }
                Effect::Suspend => self.hold = Hold::ToGiveBack,
                Effect::Quit => self.is_over = true,
            }
        }
        self.writer.save_all(saves);
        // Only now, since the log counts what it is handed.
        if let Some(event) = next {
            self.happen(event);
        }
    }

    fn touch(&mut self) {
        if self.draw == Draw::Done {
            self.draw = Draw::Due { since: self.clock.now().mono };
        }
    }

    /// Draws what changed, or gives the terminal back, once the log has it all or has had time enough.
    fn show(&mut self) {
        let Draw::Due { since } = self.draw else { return };
        let now = self.clock.now();
        let is_settled = self.stage.is_saved() || self.stage.trouble().is_some();
        if !is_settled && now.mono < since + PATIENCE || self.leaving.is_some() {
            return;
        }
        self.draw = Draw::Done;
        match self.hold {
            Hold::Ours => {
                let clock = self.clock.shown(now);
                let (stage, view) = (&self.stage, &self.view);
                if self.screen.draw(|frame| ui::draw(frame, stage, view, now, &clock)).is_err() {
                    // The window was closed, most likely.
                    self.leave(Who::System, Event::Interrupt);
                }
            }
            Hold::ToGiveBack => {
                self.screen.leave();
                self.hold = Hold::GivenBack;
                if signals::stop().is_err() {
                    self.come_back();
                }
            }
            Hold::ToEdit | Hold::GivenBack => {}
        }
    }

    /// Takes the terminal again, as the shell left it.
    fn come_back(&mut self) {
        self.screen.leave();
        if self.screen.enter_again().is_err() {
            return self.leave(Who::System, Event::Interrupt);
        }
        self.hold = Hold::Ours;
        self.input.next();
        self.touch();
    }
}

/// Keeps a prompt on the never list, or takes it off. Gives a sentence if that failed.
fn keep_never(list: Option<&Path>, prompt: PromptKey, how_long: Option<HowLong>) -> Result<(), String> {
    let mark = Mark::Prompt(prompt);
    let kept = match (list, how_long) {
        (None, _) => {
            return Err("there is no home folder to keep the never list in: it holds for this session".to_owned());
        }
        (Some(path), Some(HowLong::Always)) => never::add(path, &mark, None).map(drop),
        (Some(path), Some(HowLong::Today)) => never::add(path, &mark, Some(never::today())).map(drop),
        (Some(path), None) => never::remove(path, &mark).map(drop),
    };
    kept.map_err(|e| e.to_string())
}

/// The file that the leader named. A `-` is one like any other here: what is typed is for the stage.
fn named(path: &str) -> PathBuf {
    files::at_home(path).unwrap_or_else(|| Path::new(".").join(path))
}

fn is_control(key: KeyEvent, letter: char) -> bool {
    key.kind == KeyEventKind::Press
        && key.modifiers.contains(KeyModifiers::CONTROL)
        && key.code == KeyCode::Char(letter)
}
