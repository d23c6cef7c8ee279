//! What is open over the stage: a question to the leader, or something to read. Its keys belong to it alone.
//!
//! Start with [`Question::press`]. A question is about one draw or take; when the session moves on without it, it no
//! longer [holds](Question::holds) and is gone.

use std::cell::Cell;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};
use uuid::Uuid;

use super::agree::{Agreeing, Step};
use super::cards::{Cards, Side};
use super::choices::{Filtering, Lines};
use super::keys::is_held_with_another;
use super::pins::Pins;
use super::queue::Queue;
use super::running_order::Adding;
use super::text::one_line;
use crate::cast::PlayerKey;
use crate::cue::{is_playable, parse_duration, spell_duration};
use crate::feeling::{Feeling, Strength};
use crate::pack::is_forbidden;
use crate::stage::{Act, HowLong, Phase, Stage};
use crate::take::{Hand, LONGEST_SUGGESTION, PassReason, Reason, Verdict};

/// What is open.
#[derive(Debug, Clone)]
pub enum Question {
    /// Every key.
    Help(Scroll),
    /// The whole text; why this prompt and this cast.
    Why(Scroll),
    /// All of a take that was found.
    Whole(Uuid, Scroll),
    /// All of what is selected of the packs.
    Shelf(Scroll),
    /// A scene runs: really quit? Whoever stays goes on with what was open before.
    Quit(Option<Box<Self>>),
    /// Why this draw is passed over.
    PassReason(Uuid),
    /// For how long the prompt of this draw is not drawn.
    Never(Uuid),
    /// Why a take is not usable.
    NotUsable(Of),
    /// A text to type.
    Write(Field, Input),
    /// A block of the plan to type.
    Block(Adding),
    /// Whether the plan in this file gives way.
    WriteOver(String),
    /// Which feelings came out.
    Feelings(Feelings),
    /// Casting by hand.
    Pins(Pins),
    /// Secret cards.
    Cards(Cards),
    /// Which suggestion is picked, or a prompt of the leader's own.
    Queue(Queue),
    /// Which prompts are wanted.
    Filter(Filtering),
    /// What somebody does not want in the room.
    Lines(Lines),
    /// What somebody agrees to.
    Agree(Agreeing),
}

/// Which take is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The one in debrief.
    Debrief(Uuid),
    /// One that was found in the log.
    Found(Uuid),
}

impl Of {
    fn holds(self, stage: &Stage) -> bool {
        match (self, stage.phase()) {
            (Self::Debrief(take), Phase::Debrief(debrief)) => debrief.record.take.id == take,
            (Self::Debrief(_), _) => false,
            (Self::Found(take), _) => is_found(stage, take),
        }
    }

    const fn not_usable(self, reason: Option<Reason>) -> Act {
        match self {
            Self::Debrief(_) => Act::Judge(Verdict::NotUsable, reason),
            Self::Found(take) => Act::JudgeFound { take, verdict: Verdict::NotUsable, reason },
        }
    }
}

/// What a typed text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// A note on a take.
    Note(Of),
    /// The leader's own prompt.
    Own,
    /// How long the scene of this draw lasts.
    Length(Uuid),
    /// What the audience calls out.
    Suggest,
    /// Names of people who are here.
    Names,
    /// Words of the takes to list.
    Find,
    /// Words of the prompts to list, which follows while they are typed.
    Search,
    /// The file that the plan is written to.
    PlanFile,
}

impl Field {
    /// What is asked.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Note(_) => "note",
            Self::Own => "your prompt",
            Self::Length(_) => "scene length",
            Self::Suggest => "suggestion",
            Self::Names => "who is here?",
            Self::Find => "takes with",
            Self::Search => "prompts like",
            Self::PlanFile => "write the plan to",
        }
    }

    /// What is said beside the text, and whether it is that the text can't be taken.
    #[must_use]
    pub fn remark(self, text: &str, stage: &Stage) -> Option<(String, bool)> {
        let (Self::Length(_), Phase::Drawn(table)) = (self, stage.phase()) else { return None };
        let text = text.trim();
        Some(if text.is_empty() {
            (format!("now {}: write 90s, 2m", spell_duration(table.hand.times.scene)), false)
        } else if length(text).is_some() {
            (String::new(), false)
        } else {
            let help = if parse_duration(text).is_some() { "from 1s to 24h" } else { "write 90s, 2m" };
            (help.to_owned(), true)
        })
    }

    /// Whether the text can't be longer.
    #[must_use]
    pub fn is_full(self, text: &str) -> bool {
        self == Self::Suggest && text.chars().count() >= LONGEST_SUGGESTION
    }

    /// What the text does. Of names, each between commas or semicolons is one.
    pub fn acts(self, text: &str) -> Vec<Act> {
        let trimmed = text.trim();
        match self {
            Self::Note(Of::Debrief(_)) => vec![Act::Note(text.to_owned())],
            Self::Note(Of::Found(take)) => vec![Act::NoteFound { take, note: text.to_owned() }],
            Self::Own | Self::Suggest if trimmed.is_empty() => Vec::new(),
            Self::Own => vec![Act::Own(trimmed.to_owned())],
            Self::Length(_) => length(trimmed).map(Act::SceneLength).into_iter().collect(),
            Self::Suggest => vec![Act::Suggest(trimmed.to_owned())],
            Self::Names => {
                let names = trimmed.split([',', ';']).map(str::trim).filter(|name| !name.is_empty());
                names.map(|name| Act::Arrive(name.to_owned())).collect()
            }
            Self::Find => vec![Act::Find(trimmed.to_owned())],
            Self::Search => Vec::new(),
            Self::PlanFile => vec![Act::WritePlan { path: trimmed.to_owned(), over: false }],
        }
    }
}

/// What a key did to an open question.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// It stays open.
    Stay(Vec<Act>),
    /// It is done.
    Close(Vec<Act>),
}

use Answer::{Close, Stay};

/// The reasons for a pass, each with its key.
pub const PASS_REASONS: [(char, PassReason, &str); 4] = [
    ('h', PassReason::TooHard, "too hard"),
    ('c', PassReason::Unclear, "unclear"),
    ('s', PassReason::Unsafe, "unsafe"),
    ('g', PassReason::NotForUs, "not for this group"),
];

/// The reasons for which a take is not usable, each with its key.
pub const REASONS: [(char, Reason, &str); 5] = [
    ('t', Reason::Technical, reason_text(Reason::Technical)),
    ('n', Reason::Feeling, reason_text(Reason::Feeling)),
    ('b', Reason::Character, reason_text(Reason::Character)),
    ('o', Reason::Prompt, reason_text(Reason::Prompt)),
    ('p', Reason::Private, reason_text(Reason::Private)),
];

/// Why a take is not usable, in the same words when it is asked and when it is shown.
pub const fn reason_text(reason: Reason) -> &'static str {
    match reason {
        Reason::Technical => "technical",
        Reason::Feeling => "feeling not reached",
        Reason::Character => "broke character",
        Reason::Prompt => "off the prompt",
        Reason::Private => "private matter",
    }
}

/// Whether a plan gives way, each answer with its key.
pub const OVER: [(char, &str); 2] = [('y', "yes"), ('n', "no")];

/// For how long a prompt is not drawn, each with its key.
pub const HOW_LONG: [(char, HowLong, &str); 2] = [('t', HowLong::Today, "today"), ('a', HowLong::Always, "always")];

impl Question {
    /// What a key does.
    pub fn press(&mut self, key: KeyEvent, stage: &Stage) -> Answer {
        if key.code == KeyCode::Esc && !matches!(self, Self::Pins(_)) {
            return Close(Vec::new());
        }
        if is_held_with_another(key) && !self.is_typed_in() {
            return Stay(Vec::new());
        }
        match self {
            Self::Help(scroll) | Self::Why(scroll) | Self::Whole(_, scroll) | Self::Shelf(scroll) => scroll.press(key),
            Self::Quit(_) => match key.code {
                KeyCode::Char('y' | 'q') | KeyCode::Enter => Close(vec![Act::Quit]),
                KeyCode::Char('n') => Close(Vec::new()),
                _ => Stay(Vec::new()),
            },
            Self::PassReason(_) => letter(key, &PASS_REASONS, |reason| Act::Another(Some(reason))),
            Self::Never(_) => letter(key, &HOW_LONG, Act::Never),
            Self::NotUsable(of) if key.code == KeyCode::Enter => Close(vec![of.not_usable(None)]),
            Self::NotUsable(of) => letter(key, &REASONS, |reason| of.not_usable(Some(reason))),
            Self::Write(field, input) => {
                match key.code {
                    KeyCode::Enter if field.remark(input.value(), stage).is_some_and(|(_, is_wrong)| is_wrong) => {}
                    KeyCode::Enter => return Close(field.acts(input.value())),
                    KeyCode::Char(c) if is_forbidden(c) || c == '\n' => {}
                    KeyCode::Char(_) if field.is_full(input.value()) && !is_held_with_another(key) => {}
                    _ => drop(input.handle_event(&Event::Key(key))),
                }
                Stay(Vec::new())
            }
            Self::WriteOver(path) => match key.code {
                KeyCode::Char('y') => Close(vec![Act::WritePlan { path: path.clone(), over: true }]),
                KeyCode::Char('n') => Close(Vec::new()),
                _ => Stay(Vec::new()),
            },
            Self::Block(adding) => adding.press(key, stage),
            Self::Feelings(feelings) => feelings.press(key, stage),
            Self::Pins(pins) => pins.press(key, stage),
            Self::Cards(cards) => cards.press(key, stage),
            Self::Queue(queue) => queue.press(key, stage),
            Self::Filter(filtering) => filtering.press(key),
            Self::Lines(lines) => lines.press(key),
            Self::Agree(agreeing) => agreeing.press(key),
        }
    }

    /// Whether a key that pauses or stops a running scene is what is being typed or chosen here.
    #[must_use]
    pub fn claims(&self, key: KeyEvent) -> bool {
        self.is_typed_in() || (matches!(self, Self::Lines(_)) && key.code == KeyCode::Char(' '))
    }

    /// Whether letters are a text here.
    const fn is_typed_in(&self) -> bool {
        match self {
            Self::Write(..) | Self::Queue(_) | Self::Block(_) => true,
            Self::Agree(agreeing) => matches!(agreeing.step, Step::Typing),
            Self::Lines(lines) => lines.is_typing,
            _ => false,
        }
    }

    /// Takes pasted text in, where text is asked for.
    pub fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = one_line(&text);
        match self {
            Self::Write(field, input) => {
                for c in text.chars() {
                    if !field.is_full(input.value()) {
                        input.handle(InputRequest::InsertChar(c));
                    }
                }
            }
            Self::Block(Adding { input, .. }) => {
                for c in text.chars() {
                    input.handle(InputRequest::InsertChar(c));
                }
            }
            Self::Queue(queue) => text.chars().for_each(|c| queue.type_in(c)),
            Self::Agree(agreeing) => text.chars().for_each(|c| agreeing.type_in(c)),
            Self::Lines(lines) => text.chars().for_each(|c| lines.type_in(c)),
            _ => {}
        }
    }

    /// Whether what it asks about is still there.
    #[must_use]
    pub fn holds(&self, stage: &Stage) -> bool {
        let drawn = match stage.phase() {
            Phase::Drawn(table) => Some(table.hand.id),
            _ => None,
        };
        match self {
            Self::Help(_)
            | Self::Why(_)
            | Self::Shelf(_)
            | Self::Block(_)
            | Self::Write(Field::Suggest | Field::Names | Field::Find | Field::Search, _) => true,
            Self::WriteOver(_) | Self::Write(Field::PlanFile, _) => stage.plan().is_some(),
            Self::Quit(_) => matches!(stage.phase(), Phase::Scene(_)),
            Self::PassReason(draw)
            | Self::Never(draw)
            | Self::Pins(Pins { draw, .. })
            | Self::Write(Field::Length(draw), _) => drawn == Some(*draw),
            Self::Cards(cards) => match stage.phase() {
                Phase::Drawn(table) | Phase::Ready(table, _) => table.hand.id == cards.draw,
                _ => false,
            },
            Self::NotUsable(of) | Self::Write(Field::Note(of), _) => of.holds(stage),
            Self::Feelings(feelings) => Of::Debrief(feelings.take).holds(stage),
            Self::Whole(take, _) => is_found(stage, *take),
            Self::Write(Field::Own, _) | Self::Queue(_) | Self::Filter(_) => {
                !matches!(stage.phase(), Phase::Ready(..) | Phase::Scene(_))
            }
            Self::Agree(agreeing) => {
                let key = PlayerKey::Person(agreeing.player);
                stage.players().iter().any(|player| player.key == key)
            }
            Self::Lines(lines) => stage.players().iter().any(|player| player.key == lines.player),
        }
    }

    /// Whether it takes the whole screen, a running clock apart; else it is one line.
    #[must_use]
    pub const fn is_panel(&self) -> bool {
        match self {
            Self::Quit(_)
            | Self::PassReason(_)
            | Self::Never(_)
            | Self::NotUsable(_)
            | Self::Block(_)
            | Self::WriteOver(_)
            | Self::Write(..) => false,
            Self::Help(_)
            | Self::Why(_)
            | Self::Whole(..)
            | Self::Shelf(_)
            | Self::Feelings(_)
            | Self::Pins(_)
            | Self::Cards(_)
            | Self::Queue(_)
            | Self::Filter(_)
            | Self::Lines(_)
            | Self::Agree(_) => true,
        }
    }

    /// Its keys and what they do, for the footer.
    #[must_use]
    pub const fn hints(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Help(_) | Self::Why(_) | Self::Whole(..) | Self::Shelf(_) => &[("j/k", "scroll"), ("esc", "close")],
            Self::Quit(_) => &[("esc", "stay")],
            Self::PassReason(_) | Self::Never(_) => &[("esc", "keep it")],
            Self::NotUsable(_) => &[("enter", "no reason"), ("esc", "no verdict")],
            Self::Write(Field::Note(_), _) => &[("enter", "keep it"), ("esc", "leave it")],
            Self::Write(Field::Own, _) => &[("enter", "on the table"), ("esc", "leave it")],
            Self::Write(Field::Length(_), _) => &[("enter", "so long"), ("esc", "leave it")],
            Self::Write(Field::Suggest, _) => &[("enter", "keep for later"), ("esc", "leave it")],
            Self::Queue(Queue { is_typing: true, .. }) => &[("enter", "on table"), ("↑", "list"), ("esc", "leave it")],
            Self::Queue(_) => &[("enter", "pick"), ("del", "drop"), ("letters", "your own"), ("esc", "leave it")],
            Self::Write(Field::Names, _) => &[("enter", "add"), (",", "one more"), ("esc", "leave it")],
            Self::Write(Field::Find | Field::Search, _) => &[("enter", "look"), ("esc", "leave it")],
            Self::Write(Field::PlanFile, _) => &[("enter", "write it"), ("esc", "leave it")],
            Self::Block(_) => &[("enter", "add it"), ("esc", "leave it")],
            Self::WriteOver(_) => &[("esc", "leave it as it is")],
            Self::Cards(cards) => match cards.side {
                Side::Open(_) => &[("v", "next card"), ("y", "copy this card"), ("esc", "close")],
                Side::Covered(_) => &[("v", "show it"), ("esc", "close")],
                Side::End => &[("esc", "close")],
            },
            Self::Filter(_) => &[("space", "choose"), ("enter", "keep"), ("0-9", "how many play"), ("esc", "drop")],
            Self::Lines(Lines { is_typing: true, .. }) => &[("enter", "keep"), ("tab", "words"), ("esc", "drop")],
            Self::Lines(_) => &[("space", "choose"), ("enter", "keep"), ("tab", "new tags"), ("esc", "drop")],
            Self::Agree(Agreeing { step: Step::Choosing, .. }) => {
                &[("letters", "choose"), ("enter", "the text"), ("w", "withdraw all"), ("esc", "leave it")]
            }
            Self::Agree(Agreeing { step: Step::Typing, .. }) => &[("enter", "signed"), ("esc", "leave it")],
            Self::Agree(_) => &[("y", "withdraw all"), ("esc", "leave it")],
            Self::Feelings(Feelings { came: None, .. }) => {
                &[("enter", "take it"), ("-", "no agreement"), ("tab", "skip"), ("esc", "leave")]
            }
            Self::Feelings(_) => &[("1-3", "how strong"), ("enter", "not said"), ("esc", "leave")],
            Self::Pins(Pins { player: None, .. }) => {
                &[("j/k", "place"), ("enter", "choose"), ("1-9", "player"), ("-", "unpin"), ("esc", "close")]
            }
            Self::Pins(_) => &[("j/k", "player"), ("enter", "pin"), ("1-9", "player"), ("esc", "back")],
        }
    }
}

/// A length that a scene can have.
fn length(text: &str) -> Option<Duration> {
    parse_duration(text).filter(|&length| is_playable(length))
}

fn is_found(stage: &Stage, take: Uuid) -> bool {
    stage.found().iter().any(|found| found.id == take)
}

/// The answer by one of these letters.
fn letter<T: Copy>(key: KeyEvent, options: &[(char, T, &str)], act: impl FnOnce(T) -> Act) -> Answer {
    let chosen = options.iter().find(|(letter, ..)| key.code == KeyCode::Char(*letter));
    chosen.map_or(Stay(Vec::new()), |(_, value, _)| Close(vec![act(*value)]))
}

/// How far down something is read.
#[derive(Debug, Clone, Default)]
pub struct Scroll {
    at: usize,
    /// The furthest that the last frame had something to show for; only drawing knows it.
    most: Cell<usize>,
}

impl Scroll {
    /// The first line to show of so many, on so many rows.
    #[must_use]
    pub fn first(&self, lines: usize, rows: usize) -> usize {
        self.most.set(lines.saturating_sub(rows));
        self.at.min(self.most.get())
    }

    /// What a key does to a page.
    pub fn press(&mut self, key: KeyEvent) -> Answer {
        let most = self.most.get();
        let at = self.at.min(most);
        self.at = match key.code {
            KeyCode::Char('j') | KeyCode::Down => at + 1,
            KeyCode::Char('k') | KeyCode::Up => at.saturating_sub(1),
            KeyCode::PageDown => at + 10,
            KeyCode::PageUp => at.saturating_sub(10),
            KeyCode::Home => 0,
            KeyCode::End => most,
            KeyCode::Enter | KeyCode::Char('?' | 'i' | 'q') => return Close(Vec::new()),
            _ => at,
        }
        .min(most);
        Stay(Vec::new())
    }
}

/// Asks which feeling came out, of every step of every role in turn.
#[derive(Debug, Clone)]
pub struct Feelings {
    /// Of this take.
    pub take: Uuid,
    /// How many steps are answered or skipped.
    pub asked: usize,
    /// The first letters typed.
    pub typed: String,
    /// The match selected, once the leader moved to one.
    pub selected: Option<usize>,
    /// What came out, while its strength is asked.
    pub came: Option<Feeling>,
}

impl Feelings {
    /// The first question about a take.
    #[must_use]
    pub const fn new(take: Uuid) -> Self {
        Self { take, asked: 0, typed: String::new(), selected: None, came: None }
    }

    /// The role and step asked about.
    #[must_use]
    pub fn step(&self, hand: &Hand) -> Option<(usize, usize)> {
        steps(hand).nth(self.asked)
    }

    /// The feelings that begin as typed.
    pub fn matches(&self) -> impl Iterator<Item = Feeling> {
        Feeling::ALL.iter().copied().filter(|feeling| feeling.word().starts_with(&self.typed))
    }

    fn press(&mut self, key: KeyEvent, stage: &Stage) -> Answer {
        let Some(hand) = stage.phase().table().map(|table| &table.hand) else { return Close(Vec::new()) };
        let Some(asked) = self.step(hand) else { return Close(Vec::new()) };
        if let Some(feeling) = self.came {
            let strength = match key.code {
                KeyCode::Enter => None,
                KeyCode::Char(c @ '1'..='3') => Strength::from_number(c as u8 - b'0'),
                _ => return Stay(Vec::new()),
            };
            return self.next(hand, Some(perceive(asked, Some(feeling), strength)));
        }
        let count = self.matches().count();
        match key.code {
            KeyCode::Char('-') => return self.next(hand, Some(perceive(asked, None, None))),
            KeyCode::Tab => return self.next(hand, None),
            KeyCode::Enter => {
                let only = self.selected.or_else(|| (count == 1).then_some(0));
                self.came = only.and_then(|at| self.matches().nth(at));
            }
            KeyCode::Down | KeyCode::Right => {
                self.selected = Some(self.selected.map_or(0, |at| (at + 1).min(count - 1)));
            }
            KeyCode::Up | KeyCode::Left => self.selected = self.selected.map(|at| at.saturating_sub(1)),
            KeyCode::Backspace => {
                self.typed.pop();
                self.selected = None;
            }
            KeyCode::Char(c) => {
                self.typed.push(c.to_ascii_lowercase());
                if self.matches().next().is_none() {
                    self.typed.pop();
                } else {
                    self.selected = None;
                }
            }
            _ => {}
        }
        Stay(Vec::new())
    }

    fn next(&mut self, hand: &Hand, act: Option<Act>) -> Answer {
        *self = Self { asked: self.asked + 1, ..Self::new(self.take) };
        let acts = Vec::from_iter(act);
        if self.step(hand).is_some() { Stay(acts) } else { Close(acts) }
    }
}

/// Every step of every role, as pairs of indices.
pub fn steps(hand: &Hand) -> impl Iterator<Item = (usize, usize)> {
    let arcs = hand.roles.iter().enumerate().filter_map(|(role, drawn)| Some((role, drawn.feeling.as_ref()?)));
    arcs.flat_map(|(role, arc)| (0..arc.steps().len()).map(move |step| (role, step)))
}

const fn perceive((role, step): (usize, usize), feeling: Option<Feeling>, strength: Option<Strength>) -> Act {
    Act::Perceive { role, step, feeling, strength }
}
