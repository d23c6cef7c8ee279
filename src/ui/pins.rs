//! Casting by hand: who has which place in the cast.
//!
//! Start with [`Pins`]; [`Screen::pins`] draws it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use uuid::Uuid;

use super::question::Answer::{self, Close, Stay};
use super::screen::Screen;
use super::text::{put, width, wrap};
use crate::cast::{PlayerKey, Presence};
use crate::stage::{Act, Phase, Stage, Table};

/// Columns of the mark before a line, and between two lists.
const MARK: usize = 2;

/// Chooses a place in the cast, then who has it.
#[derive(Debug, Clone)]
pub struct Pins {
    /// Of this draw.
    pub draw: Uuid,
    /// The place chosen: the roles, and behind them those who take part without one.
    pub place: usize,
    /// The player chosen, once the place is.
    pub player: Option<usize>,
}

impl Pins {
    /// The first place of a draw.
    #[must_use]
    pub const fn new(draw: Uuid) -> Self {
        Self { draw, place: 0, player: None }
    }

    /// What a key does.
    pub fn press(&mut self, key: KeyEvent, stage: &Stage) -> Answer {
        let Phase::Drawn(table) = stage.phase() else { return Close(Vec::new()) };
        let present = stage.present();
        self.place = self.place.min(table.size.saturating_sub(1));
        let (at, count) = match &mut self.player {
            Some(player) => (player, present.len()),
            None => (&mut self.place, table.size),
        };
        match key.code {
            KeyCode::Char('j') | KeyCode::Down => *at = (*at + 1).min(count.saturating_sub(1)),
            KeyCode::Char('k') | KeyCode::Up => *at = at.saturating_sub(1),
            KeyCode::Home => *at = 0,
            KeyCode::End => *at = count.saturating_sub(1),
            KeyCode::Char('-') | KeyCode::Backspace => {
                self.player = None;
                return Stay(vec![Act::Pin { place: self.place, player: None }]);
            }
            KeyCode::Char(c @ '1'..='9') => return self.pin(&present, usize::from(c as u8 - b'1')),
            KeyCode::Enter | KeyCode::Right => {
                if let Some(player) = self.player {
                    return self.pin(&present, player);
                }
                let plays = table.hand.cast.get(self.place);
                let at = plays.and_then(|member| present.iter().position(|&key| key == member.player));
                self.player = Some(at.unwrap_or(0));
            }
            KeyCode::Esc | KeyCode::Left if self.player.is_some() => self.player = None,
            KeyCode::Esc => return Close(Vec::new()),
            _ => {}
        }
        Stay(Vec::new())
    }

    /// Gives the place to whoever is there in the list of those present.
    fn pin(&mut self, present: &[PlayerKey], at: usize) -> Answer {
        let Some(&player) = present.get(at) else { return Stay(Vec::new()) };
        self.player = None;
        Stay(vec![Act::Pin { place: self.place, player: Some(player) }])
    }
}

/// A line of a list.
struct Entry {
    /// The key that means it, at the same width throughout its list.
    key: String,
    text: String,
}

impl Entry {
    fn width(&self) -> usize {
        self.key.len() + width(&self.text)
    }

    /// The line behind its mark in so many columns.
    fn wrapped(&self, columns: usize) -> Vec<String> {
        let indent = self.key.len();
        let lines = wrap(&self.text, columns.saturating_sub(MARK + indent).max(1)).into_iter();
        lines.enumerate().map(|(n, line)| format!("{:indent$}{line}", if n == 0 { &self.key } else { "" })).collect()
    }
}

impl Screen<'_> {
    /// The places and those present: side by side where whole lines fit, else one above the other.
    pub fn pins(&self, buf: &mut Buffer, area: Rect, pins: &Pins) {
        let Phase::Drawn(table) = self.stage.phase() else { return };
        let (places, players) = (places(table), self.players(table));
        let widest = |lines: &[Entry]| lines.iter().map(Entry::width).max().unwrap_or(0) + 2 * MARK;
        let columns = usize::from(area.width);
        let is_beside = widest(&places) + widest(&players) <= columns;
        let (first, second) = if is_beside {
            let left = (widest(&places).max(columns / 2)).min(columns - widest(&players)) as u16;
            (Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area })
        } else {
            let rows = |lines: &[Entry]| lines.iter().map(|line| line.wrapped(columns).len()).sum::<usize>();
            let height = usize::from(area.height);
            // The list that is gone through has the most of what is too little for both.
            let spare = (height / 3).max(1);
            let top = if rows(&places) + 1 + rows(&players) <= height {
                rows(&places)
            } else if pins.player.is_none() {
                rows(&places).min(height.saturating_sub(spare + 1))
            } else {
                rows(&places).min(spare).max((height - 1).saturating_sub(rows(&players)))
            } as u16;
            let below = area.height.saturating_sub(top + 1);
            (Rect { height: top, ..area }, Rect { y: area.bottom() - below, height: below, ..area })
        };
        self.list(buf, first, &places, Some(pins.place.min(places.len().saturating_sub(1))), pins.player.is_none());
        self.list(buf, second, &players, pins.player, pins.player.is_some());
    }

    /// Those present, each with the key that means them.
    fn players(&self, table: &Table) -> Vec<Entry> {
        let here = self.stage.players().iter().filter(|player| player.presence == Presence::Present);
        let plays = |key: PlayerKey| table.hand.cast.iter().any(|member| member.player == key);
        let line = |(at, player): (usize, &crate::cast::Player)| {
            let key = if at < 9 { format!("{} ", at + 1) } else { "  ".to_owned() };
            let playing = if plays(player.key) { " (plays)" } else { "" };
            Entry { key, text: format!("{}{playing}", player.name) }
        };
        here.enumerate().map(line).collect()
    }

    /// A list with its selected line in sight, and how much of it is above and below.
    fn list(&self, buf: &mut Buffer, area: Rect, lines: &[Entry], selected: Option<usize>, is_active: bool) {
        let columns = usize::from(area.width);
        let rows_in = |columns| lines.iter().map(|line| line.wrapped(columns).len()).sum::<usize>();
        let room = usize::from(area.height);
        // What is hidden is said at the right end, where lines then end sooner.
        let columns = if rows_in(columns) > room { columns.saturating_sub(5) } else { columns };
        let mut rows = Vec::new();
        let mut seen = 0..0;
        for (at, line) in lines.iter().enumerate() {
            let is_selected = selected == Some(at);
            // In the other list a dot stands where the leader was.
            let (mark, style) = match (is_selected, is_active) {
                (true, true) => ("▸ ", self.look.selected()),
                (true, false) => ("· ", Style::new()),
                (false, _) => ("  ", Style::new()),
            };
            let texts = line.wrapped(columns);
            if is_selected {
                seen = rows.len()..rows.len() + texts.len();
            }
            let marks = std::iter::once(mark).chain(std::iter::repeat("  "));
            rows.extend(marks.zip(texts).map(|(mark, text)| vec![Span::raw(mark), Span::styled(text, style)]));
        }
        let first = seen.end.saturating_sub(room).max(seen.start.saturating_sub(room / 2));
        let first = first.min(seen.start).min(rows.len().saturating_sub(room));
        let area = self.gutter(buf, area, first, rows.len());
        for (row, line) in area.rows().zip(&rows[first..]) {
            put(buf, row, line);
        }
    }
}

/// The places of a cast, each with who has it.
fn places(table: &Table) -> Vec<Entry> {
    let hand = &table.hand;
    let line = |place: usize| {
        let label = match hand.roles.get(place) {
            Some(role) => role.label.as_str(),
            None if hand.roles.is_empty() => "plays",
            None => "also plays",
        };
        let name = hand.cast.get(place).map_or("nobody", |member| member.name.as_str());
        let pin = if table.pins.iter().any(|&(pinned, _)| pinned == place) { " (pinned)" } else { "" };
        Entry { key: String::new(), text: format!("{label}: {name}{pin}") }
    };
    (0..table.size).map(line).collect()
}
