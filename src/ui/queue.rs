//! What the audience called out, to pick from, and a field for a prompt of the leader's own.
//!
//! Start with [`Queue`], what is selected and typed, and [`Screen::queue`]. Letters are always a text: typing needs no key
//! before it.

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};
use uuid::Uuid;

use super::keys::{Move, is_held_with_another};
use super::pick::Picked;
use super::question::Answer::{self, Close, Stay};
use super::question::Field;
use super::screen::{Screen, field, from};
use super::text::{fit, put, width, wrap};
use crate::pack::is_forbidden;
use crate::stage::{Act, Phase, Stage};

/// The most rows that the whole of the selected suggestion takes.
const WHOLE: usize = 6;

/// Asks which suggestion goes on the table, or for a text in their place.
#[derive(Debug, Clone)]
pub struct Queue {
    picked: Picked<Uuid>,
    input: Input,
    /// Whether the text is being typed; else a suggestion is selected.
    pub is_typing: bool,
}

impl Queue {
    /// With the newest selected; where a prompt of the leader's own is on the table, with its text.
    #[must_use]
    pub fn new(stage: &Stage) -> Self {
        let text = own_text(stage);
        Self { picked: Picked::default(), is_typing: !text.is_empty(), input: Input::new(text) }
    }

    /// What a key does.
    pub fn press(&mut self, key: KeyEvent, stage: &Stage) -> Answer {
        let waiting = ids(stage);
        let selected = self.picked.at(&waiting).filter(|_| !self.is_typing);
        match (key.code, selected) {
            (KeyCode::Enter, Some(at)) => return Close(vec![Act::Pick(waiting[at])]),
            (KeyCode::Enter, None) => return Close(Field::Own.acts(self.input.value())),
            (KeyCode::Delete | KeyCode::Backspace, Some(at)) => {
                self.is_typing = waiting.len() == 1;
                return Stay(vec![Act::Discard(waiting[at])]);
            }
            (KeyCode::Tab, _) => self.is_typing = !self.is_typing && !waiting.is_empty(),
            (KeyCode::Up, None) => self.is_typing = waiting.is_empty(),
            (KeyCode::Down, Some(at)) if at + 1 == waiting.len() => self.is_typing = true,
            (KeyCode::Up, Some(_)) => self.picked.go(Move::Up, &waiting),
            (KeyCode::Down, Some(_)) => self.picked.go(Move::Down, &waiting),
            (KeyCode::PageUp, Some(_)) => self.picked.go(Move::PageUp, &waiting),
            (KeyCode::PageDown, Some(_)) => self.picked.go(Move::PageDown, &waiting),
            (KeyCode::Home, Some(_)) => self.picked.go(Move::First, &waiting),
            (KeyCode::End, Some(_)) => self.picked.go(Move::Last, &waiting),
            (KeyCode::Char(c), _) if !is_held_with_another(key) => self.type_in(c),
            (_, None) => drop(self.input.handle_event(&Event::Key(key))),
            (_, Some(_)) => {}
        }
        Stay(Vec::new())
    }

    /// Takes a character in that can be shown.
    pub fn type_in(&mut self, c: char) {
        if !is_forbidden(c) && c != '\n' {
            self.is_typing = true;
            self.input.handle(InputRequest::InsertChar(c));
        }
    }
}

/// The text of the leader's own prompt on the table, while it can be changed.
pub fn own_text(stage: &Stage) -> String {
    match stage.phase() {
        Phase::Drawn(table) if table.is_own() && table.takes == 0 => table.hand.text.clone(),
        _ => String::new(),
    }
}

fn ids(stage: &Stage) -> Vec<Uuid> {
    stage.suggestions().map(|suggestion| suggestion.id).collect()
}

impl Screen<'_> {
    /// What waits, the whole of what is selected below it, and the field.
    pub fn queue(&self, buf: &mut Buffer, area: Rect, queue: &Queue) -> Option<Position> {
        let gap = u16::from(area.height > 6);
        let row = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
        let top = Rect { height: area.height.saturating_sub(1 + gap), ..area };
        self.suggestions(buf, top, queue);
        let mark = if queue.is_typing { "▸ " } else { "  " };
        let label = Span::styled(format!("{}  ", Field::Own.label()), self.look.accent());
        let x = put(buf, row, &[Span::raw(mark), label]);
        let cursor = field(buf, from(row, usize::from(x - row.x)), &queue.input);
        queue.is_typing.then_some(cursor)
    }

    fn suggestions(&self, buf: &mut Buffer, area: Rect, queue: &Queue) {
        let waiting: Vec<_> = self.stage.suggestions().collect();
        let Some(at) = queue.picked.at(&ids(self.stage)) else {
            put(buf, area, &[Span::styled("no suggestion waits", self.look.quiet())]);
            return;
        };
        let columns = usize::from(area.width);
        let mut whole = wrap(&waiting[at].text, columns.saturating_sub(2));
        // What fits in its row is not said twice, and some rows of the list stay.
        let is_cut = width(&waiting[at].text) + 2 + width(" ↓ 100") > columns;
        let room = usize::from(area.height).saturating_sub(3).min(WHOLE);
        whole.truncate(if is_cut { room } else { 0 });
        let below = if whole.is_empty() { 0 } else { whole.len() as u16 + 1 };
        let list = Rect { height: (area.height - below).min(waiting.len() as u16), ..area };
        let first = queue.picked.first(waiting.len(), usize::from(list.height));
        let rows = self.gutter(buf, list, first, waiting.len());
        for (row, (n, suggestion)) in rows.rows().zip(waiting.iter().enumerate().skip(first)) {
            let (mark, style) = match (n == at, queue.is_typing) {
                (true, false) => ("▸ ", self.look.selected()),
                (true, true) => ("· ", Style::new()),
                (false, _) => ("  ", Style::new()),
            };
            let text = fit(&suggestion.text, usize::from(row.width).saturating_sub(2));
            put(buf, row, &[Span::raw(mark), Span::styled(text, style)]);
        }
        let rest = Rect { y: list.bottom() + 1, height: below.saturating_sub(1), ..area };
        for (row, line) in rest.rows().zip(whole) {
            put(buf, from(row, 2), &[Span::styled(line, self.look.quiet())]);
        }
    }
}
