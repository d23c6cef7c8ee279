//! What the leader sees, and what the keys do.
//!
//! Start with [`draw`]: it makes a frame of a [`Stage`] and a [`View`], from nothing else. [`View::press`] turns keys
//! into acts of the stage, by the one table in [`keys`] from which the footer and the help are drawn too.
//! The module `plan` says where things stand, [`look`] how they look, `text` how text gets into cells; each screen beside
//! the stage has a module of its own (`takes`, `roster`, `packs`, `report`, `running_order`,
//! `spotlight`).

mod agree;
mod cards;
pub(crate) mod cast;
mod choices;
mod column;
mod debrief;
pub mod digits;
mod empty;
mod face;
mod header;
mod interval;
pub mod keys;
mod large_cast;
mod letters;
pub mod look;
mod notice;
mod packs;
mod panel;
mod pick;
mod pins;
mod plan;
mod progress;
mod question;
mod queue;
mod report;
mod roster;
mod running_order;
mod screen;
mod spotlight;
mod takes;
#[cfg(test)]
mod tests;
pub mod text;
pub mod warmup;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};
use ratatui::Frame;
use tui_input::Input;

use crate::pack::words;
use crate::scene::Now;
use crate::stage::{Act, PLAYED, Phase, Stage};
use crate::take::Verdict;
use cards::Cards;
use choices::Filtering;
use keys::{Binding, Command, Place};
use look::Look;
use packs::Packs;
use pins::Pins;
use question::{Answer, Feelings, Field, Of, Question, Scroll, steps};
use queue::{Queue, own_text};
use report::Report;
use roster::Roster;
use running_order::RunningOrder;
use screen::Screen;
use takes::Takes;

words! {
    /// What of the stage the spotlight shows.
    Room { Prompt "prompt", Cast "cast", }
}

/// How the leader wants it shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taste {
    /// How it looks.
    pub look: Look,
    /// Whether the clock of a scene counts up.
    pub counts_up: bool,
}

/// The time of day, as a frame shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Such as `20:41`.
    pub time: String,
    /// What local time is ahead of UTC, in minutes.
    pub offset_minutes: i32,
}

/// What is on screen only: how it looks, which screen it is, what is selected there, and what is open over it.
#[derive(Debug, Clone)]
pub struct View {
    taste: Taste,
    place: Place,
    /// What the spotlight shows, and what it shows first.
    room: Room,
    first_room: Room,
    takes: Takes,
    roster: Roster,
    packs: Packs,
    report: Report,
    order: RunningOrder,
    open: Option<Question>,
    /// Why the last key did nothing.
    said: Option<&'static str>,
}

/// What a key does once it is known what it asks for.
#[derive(Debug)]
enum Does {
    Act(Act),
    Ask(Question),
    /// The takes with these words, on their own screen.
    List(String),
    /// Nothing, and why.
    Say(&'static str),
    Nothing,
}

impl View {
    /// The stage with nothing open.
    #[must_use]
    pub fn new(taste: Taste) -> Self {
        Self {
            taste,
            place: Place::Stage,
            room: Room::Prompt,
            first_room: Room::Prompt,
            takes: Takes::default(),
            roster: Roster::default(),
            packs: Packs::default(),
            report: Report::default(),
            order: RunningOrder::default(),
            open: None,
            said: None,
        }
    }

    /// The same with a spotlight that shows this first.
    #[must_use]
    pub fn with_room(self, room: Room) -> Self {
        Self { first_room: room, ..self }
    }

    /// What a key asks of the stage. Only presses count, not repeats or releases. What is open gets the key, but for the
    /// care stop and pause of a running scene, which close it unless they are what is being typed.
    pub fn press(&mut self, key: KeyEvent, stage: &Stage) -> Vec<Act> {
        if key.kind != KeyEventKind::Press {
            return Vec::new();
        }
        self.said = None;
        let row = keys::find(key, stage, self.place);
        if let Some(mut question) = self.open.take().filter(|question| question.holds(stage))
            && (question.claims(key) || !row.is_some_and(Binding::is_urgent))
        {
            let acts = match question.press(key, stage) {
                Answer::Stay(acts) => {
                    self.open = Some(question);
                    acts
                }
                Answer::Close(acts) => {
                    match question {
                        Question::Write(Field::Search, input) if key.code == KeyCode::Enter => {
                            self.packs.search(input.value());
                        }
                        Question::Quit(before) => self.open = before.map(|before| *before),
                        _ => {}
                    }
                    acts
                }
            };
            self.takes.note(&acts);
            return acts;
        }
        let Some(row) = row else {
            self.said = keys::not_now(key, stage, self.place);
            return Vec::new();
        };
        self.command(row.command, stage)
    }

    /// Asks whether to quit, over whatever is open. Gives whether that was asked already.
    pub fn ask_to_quit(&mut self, stage: &Stage) -> bool {
        self.said = None;
        let before = self.open.take().filter(|question| question.holds(stage));
        let is_asked = matches!(before, Some(Question::Quit(_)));
        self.open = if is_asked { before } else { Some(Question::Quit(before.map(Box::new))) };
        is_asked
    }

    /// Asks whether the plan that is in this file gives way.
    pub fn ask_to_write_over(&mut self, path: String) {
        self.open = Some(Question::WriteOver(path));
    }

    /// Takes pasted text into the input that is open, if one is.
    pub fn paste(&mut self, text: &str) {
        if let Some(question) = &mut self.open {
            question.paste(text);
        }
    }

    /// What is open, unless the session has moved on.
    fn question(&self, stage: &Stage) -> Option<&Question> {
        self.open.as_ref().filter(|question| question.holds(stage))
    }

    /// The commands that work here but have nothing to do with what is selected; each says why.
    fn idle(&self, stage: &Stage) -> Vec<Command> {
        match self.place {
            Place::Takes => self.takes.idle(stage).to_vec(),
            Place::Roster => self.roster.idle(stage).to_vec(),
            Place::Packs => self.packs.idle(stage, self.question(stage)).to_vec(),
            Place::Plan => self.order.idle(stage),
            Place::Stage | Place::Spotlight | Place::Report => Vec::new(),
        }
    }

    fn command(&mut self, command: Command, stage: &Stage) -> Vec<Act> {
        if self.place == Place::Spotlight
            && let Some(why) = spotlight::refusal(command)
        {
            self.said = Some(why);
            return Vec::new();
        }
        let does = match command {
            Command::Spotlight => return self.next_light(stage),
            Command::Go(place) => return self.go(place, stage),
            Command::NextScreen => return self.go(self.place.next(), stage),
            _ => always(command, self.place, stage),
        };
        let does = does.unwrap_or_else(|| match self.place {
            Place::Takes => self.takes.command(command, stage),
            Place::Roster => self.roster.command(command, stage),
            Place::Packs => self.packs.command(command, stage),
            Place::Report => self.report.command(command, stage),
            Place::Plan => self.order.command(command, stage),
            Place::Stage | Place::Spotlight => on_stage(command, stage),
        });
        match does {
            Does::Act(act) => {
                if let Act::Put(prompt) = &act
                    && stage.deck().find(prompt).is_some_and(|entry| stage.objection(entry).is_none())
                {
                    self.place = Place::Stage;
                }
                return vec![act];
            }
            Does::List(words) => {
                self.takes.list(words);
                return self.go(Place::Takes, stage);
            }
            Does::Ask(question) => self.open = Some(question),
            Does::Say(why) => self.said = Some(why),
            Does::Nothing => {}
        }
        Vec::new()
    }

    /// The spotlight as it is wanted, then as it is not, then the stage.
    fn next_light(&mut self, stage: &Stage) -> Vec<Act> {
        let has_cast = stage.phase().table().is_some() && !stage.is_in_break();
        match self.place {
            Place::Spotlight if self.room == self.first_room && has_cast => {
                self.room = self.room.other();
                Vec::new()
            }
            Place::Spotlight => self.go(Place::Stage, stage),
            _ => {
                self.room = self.first_room;
                self.go(Place::Spotlight, stage)
            }
        }
    }

    /// Shows another screen. What the log holds is looked up then.
    fn go(&mut self, place: Place, stage: &Stage) -> Vec<Act> {
        let before = std::mem::replace(&mut self.place, place);
        if before == place {
            return Vec::new();
        }
        let closed = (before == Place::Report).then_some(Act::Figures(None));
        let opened = match place {
            Place::Takes => Some(self.takes.open()),
            Place::Packs => Some(Act::Rates),
            Place::Report => Some(self.report.open()),
            Place::Plan => {
                self.order.open(stage);
                None
            }
            Place::Stage | Place::Spotlight | Place::Roster => None,
        };
        closed.into_iter().chain(opened).collect()
    }
}

impl Room {
    const fn other(self) -> Self {
        match self {
            Self::Prompt => Self::Cast,
            Self::Cast => Self::Prompt,
        }
    }
}

/// What a command does on whatever screen.
fn always(command: Command, place: Place, stage: &Stage) -> Option<Does> {
    Some(match command {
        Command::Toggle => Does::Act(Act::Toggle),
        Command::BreakOff => Does::Act(Act::BreakOff),
        Command::Read => Does::Act(Act::Back),
        Command::Undo if place == Place::Roster => Does::Act(Act::UndoOnRoster),
        Command::Undo => Does::Act(Act::Undo),
        Command::Redo => Does::Act(Act::Redo { on_roster: place == Place::Roster }),
        Command::Rehearse => Does::Act(Act::Rehearse),
        Command::Suggest => Does::Ask(Question::Write(Field::Suggest, Input::default())),
        Command::Help => Does::Ask(Question::Help(Scroll::default())),
        Command::Quit if matches!(stage.phase(), Phase::Scene(_)) => Does::Ask(Question::Quit(None)),
        Command::Quit => Does::Act(Act::Quit),
        _ => return None,
    })
}

/// What a command does on the stage.
fn on_stage(command: Command, stage: &Stage) -> Does {
    let act = match command {
        Command::Cards if !stage.phase().table().is_some_and(|table| cards::has_secret(&table.hand)) => {
            return Does::Say("no secrets in this one: a card would tell what the stage shows");
        }
        Command::Favour => {
            let source = stage.phase().table().map(|table| table.hand.source.as_ref());
            return match source {
                Some(Some(source)) => Does::Act(Act::Favour(source.prompt.clone())),
                Some(None) => Does::Say("your own prompt is in no pack: it can be no favourite"),
                None => Does::Nothing,
            };
        }
        Command::Pins | Command::AnotherWhy | Command::Never | Command::Feelings | Command::NotUsable => {
            return match idle_on_stage(command, stage) {
                Some(why) => Does::Say(why),
                None => ask(command, stage).map_or(Does::Nothing, Does::Ask),
            };
        }
        Command::Own if matches!(stage.phase(), Phase::Ready(..) | Phase::Scene(_)) => {
            return Does::Say("o puts a prompt on the table once this scene is over: O keeps one until then");
        }
        Command::Forward => Act::Forward,
        Command::More => Act::More,
        Command::Less => Act::Less,
        Command::Another => Act::Another(None),
        Command::Words => Act::Words,
        Command::Recast => Act::Recast,
        Command::Shift => Act::Shift,
        Command::Mark => Act::Mark,
        Command::Slate => Act::Slate,
        Command::Coach => Act::Coach,
        Command::Usable => Act::Judge(Verdict::Usable, None),
        Command::Hold => Act::Judge(Verdict::Hold, None),
        Command::Again => Act::Again,
        Command::Back => Act::Back,
        Command::CopyPrompt => Act::CopyPrompt,
        Command::NextBlock => Act::NextBlock,
        Command::SameBlock => Act::SameBlock,
        Command::LongerBlock => Act::LongerBlock,
        _ => return ask(command, stage).map_or(Does::Nothing, Does::Ask),
    };
    Does::Act(act)
}

/// Why a question that a command of the stage opens has nothing to ask.
fn idle_on_stage(command: Command, stage: &Stage) -> Option<&'static str> {
    match (command, stage.phase()) {
        (_, Phase::Drawn(table)) if table.takes > 0 => Some(PLAYED),
        (Command::Pins, Phase::Drawn(table)) if !table.can_cast(stage.present().len()) => {
            Some("too few are present to cast it: n draws another")
        }
        (Command::Never, Phase::Drawn(table)) if table.hand.source.is_none() => {
            Some("your own prompt is on no list: n draws another")
        }
        (Command::NotUsable, Phase::Debrief(debrief)) if debrief.is_stopped() => {
            Some("this take was broken off: no verdict is asked")
        }
        (Command::Feelings, Phase::Debrief(debrief)) if steps(&debrief.record.table.hand).next().is_none() => {
            Some("this prompt asks for no feeling")
        }
        _ => None,
    }
}

/// The question that a command of the stage opens.
fn ask(command: Command, stage: &Stage) -> Option<Question> {
    match (command, stage.phase()) {
        (Command::Why, _) => Some(Question::Why(Scroll::default())),
        (Command::Own, _) if stage.suggestions().len() > 0 => Some(Question::Queue(Queue::new(stage))),
        (Command::Own, _) => Some(Question::Write(Field::Own, Input::new(own_text(stage)))),
        (Command::Filter, _) => Some(Question::Filter(Filtering::new(stage.deck()))),
        (Command::Cards, Phase::Drawn(table) | Phase::Ready(table, _)) if cards::has_secret(&table.hand) => {
            Some(Question::Cards(Cards::new(table.hand.id)))
        }
        (Command::AnotherWhy, Phase::Drawn(table)) => Some(Question::PassReason(table.hand.id)),
        (Command::Never, Phase::Drawn(table)) => Some(Question::Never(table.hand.id)),
        (Command::Length, Phase::Drawn(table)) => Some(Question::Write(Field::Length(table.hand.id), Input::default())),
        (Command::Pins, Phase::Drawn(table)) => Some(Question::Pins(Pins::new(table.hand.id))),
        (Command::NotUsable, Phase::Debrief(debrief)) => Some(Question::NotUsable(Of::Debrief(debrief.record.take.id))),
        (Command::Note, Phase::Debrief(debrief)) => {
            let note = debrief.judgement().and_then(|judgement| judgement.note.clone());
            let field = Field::Note(Of::Debrief(debrief.record.take.id));
            Some(Question::Write(field, Input::new(note.unwrap_or_default())))
        }
        (Command::Feelings, Phase::Debrief(debrief)) => Some(Question::Feelings(Feelings::new(debrief.record.take.id))),
        _ => None,
    }
}

/// Draws a frame.
pub fn draw(frame: &mut Frame<'_>, stage: &Stage, view: &View, now: Now, clock: &Clock) {
    let cursor = Screen::new(stage, view, now, clock).draw(frame.buffer_mut());
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}
