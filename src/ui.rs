//! What the leader sees, and what the keys do.
//!
//! Start with [`draw`]: it makes a frame of a [`Stage`] and a [`View`], from nothing else. [`View::press`] turns keys
//! into acts of the stage, by the one table in [`keys`] from which the footer and the help are drawn too.
//! The module `plan` says where things stand, [`look`] how they look, `text` how text gets into cells.

mod cast;
mod debrief;
pub mod digits;
mod empty;
mod face;
pub mod keys;
pub mod look;
mod panel;
mod plan;
mod progress;
mod question;
mod screen;
#[cfg(test)]
mod tests;
pub mod text;

use crossterm::event::{KeyEvent, KeyEventKind};
use ratatui::Frame;
use tui_input::Input;

use crate::scene::Now;
use crate::stage::{Act, Phase, Stage};
use keys::{Binding, Command};
use look::Look;
use question::{Answer, Feelings, Pins, Question, Scroll};
use screen::Screen;

/// What is on screen only: how it looks, and what is open over the stage.
#[derive(Debug, Clone)]
pub struct View {
    look: Look,
    open: Option<Question>,
}

impl View {
    /// A view with nothing open.
    #[must_use]
    pub const fn new(look: Look) -> Self {
        Self { look, open: None }
    }

    /// What a key asks of the stage. Only presses count, not repeats or releases. What is open gets the key, but for the
    /// care stop and pause of a running scene, which close it.
    pub fn press(&mut self, key: KeyEvent, stage: &Stage) -> Option<Act> {
        if key.kind != KeyEventKind::Press {
            return None;
        }
        let row = keys::find(key, stage);
        if let Some(mut question) = self.open.take().filter(|question| question.holds(stage))
            && !row.is_some_and(Binding::is_urgent)
        {
            return match question.press(key, stage) {
                Answer::Stay(act) => {
                    self.open = Some(question);
                    act
                }
                Answer::Close(act) => act,
            };
        }
        self.command(row?.command, stage)
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

    fn command(&mut self, command: Command, stage: &Stage) -> Option<Act> {
        let act = match command {
            Command::Forward => Act::Forward,
            Command::Toggle => Act::Toggle,
            Command::More => Act::More,
            Command::Less => Act::Less,
            Command::Another => Act::Another(None),
            Command::Words => Act::Words,
            Command::Recast => Act::Recast,
            Command::Shift => Act::Shift,
            Command::Mark => Act::Mark,
            Command::Slate => Act::Slate,
            Command::Coach => Act::Coach,
            Command::BreakOff => Act::BreakOff,
            Command::Usable => Act::Judge(crate::take::Verdict::Usable, None),
            Command::Hold => Act::Judge(crate::take::Verdict::Hold, None),
            Command::Again => Act::Again,
            Command::Back => Act::Back,
            Command::Undo => Act::Undo,
            Command::Quit if !matches!(stage.phase(), Phase::Scene(_)) => Act::Quit,
            Command::Quit
            | Command::Help
            | Command::Why
            | Command::AnotherWhy
            | Command::Pins
            | Command::NotUsable
            | Command::Note
            | Command::Feelings => {
                self.open = ask(command, stage);
                return None;
            }
        };
        Some(act)
    }
}

/// The question that a command opens.
fn ask(command: Command, stage: &Stage) -> Option<Question> {
    match (command, stage.phase()) {
        (Command::Help, _) => Some(Question::Help(Scroll::default())),
        (Command::Why, _) => Some(Question::Why(Scroll::default())),
        (Command::Quit, _) => Some(Question::Quit),
        (Command::AnotherWhy, Phase::Drawn(table)) => Some(Question::PassReason(table.hand.id)),
        (Command::Pins, Phase::Drawn(table)) => {
            Some(Question::Pins(Pins { draw: table.hand.id, role: 0, player: None }))
        }
        (Command::NotUsable, Phase::Debrief(debrief)) => Some(Question::NotUsable(debrief.record.take.id)),
        (Command::Note, Phase::Debrief(debrief)) => {
            let note = debrief.judgement().and_then(|judgement| judgement.note.clone());
            Some(Question::Note(debrief.record.take.id, Input::new(note.unwrap_or_default())))
        }
        (Command::Feelings, Phase::Debrief(debrief)) => Some(Question::Feelings(Feelings::new(debrief.record.take.id))),
        _ => None,
    }
}

/// Draws a frame. `clock` is the time of day as the header shows it, such as `20:41`.
pub fn draw(frame: &mut Frame<'_>, stage: &Stage, view: &View, now: Now, clock: &str) {
    let cursor = Screen::new(stage, view, now, clock).draw(frame.buffer_mut());
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}
