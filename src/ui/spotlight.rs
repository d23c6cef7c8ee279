//! The spotlight: prompt and clock alone, as large as the window allows, for a room or a shared window.

use ratatui::buffer::Buffer;
use ratatui::layout::{HorizontalAlignment, Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;

use super::digits::{self, Size};
use super::face::Face;
use super::letters::Letters;
use super::screen::{READABLE, Screen, from};
use super::text::{put, width, wrap_to};

/// The most of the height that the clock takes beside large letters, in percent.
const CLOCK: u32 = 35;

impl Screen<'_> {
    /// Prompt and clock. The last row is for what must be said or asked.
    pub fn spotlight(&self, buf: &mut Buffer, shown: Option<(&str, &Face)>) -> Option<Position> {
        let window = buf.area;
        let across = window.inner(Margin::new(if window.width < 30 { 0 } else { 2 }, 0));
        let last = Rect { y: window.bottom() - 1, height: 1, ..across };
        let area = Rect { height: window.height - 1, ..across };
        match shown {
            Some((text, face)) => self.lit(buf, area, text, face),
            None => centred(buf, middle(area, 1), "no prompt yet: enter draws one", self.look.prompt()),
        }
        self.line(buf, last)
    }

    fn lit(&self, buf: &mut Buffer, area: Rect, text: &str, face: &Face) {
        // The clock gives way before the letters do, which have air of their own below them.
        let shares = [(((u32::from(area.height) * CLOCK / 100) as u16).max(3), 1), (3, 0)];
        let large = shares.into_iter().find_map(|(share, gap)| {
            let size = clock_size(face, area.width, share);
            let rows = area.height.checked_sub(clock_rows(size) + gap)?;
            Some((Letters::fit(text, area.width, rows)?, size))
        });
        let (rows, size) = if let Some((letters, size)) = large {
            let rows = area.height - clock_rows(size);
            let top = rows.saturating_sub(letters.rows()) / 2;
            let place = Rect { y: area.y + top, ..area };
            letters.draw(buf, place, self.look.prompt(), HorizontalAlignment::Center);
            (rows, size)
        } else {
            let columns = usize::from(area.width.min(READABLE));
            let wanted = wrap_to(text, columns, usize::from(area.height)).len() as u16;
            let half = (area.height / 2).max(1);
            let size = clock_size(face, area.width, (area.height - wanted.min(half)).min(half));
            let rows = area.height - clock_rows(size).min(area.height);
            let lines = wrap_to(text, columns, usize::from(rows));
            let place = middle(Rect { height: rows, ..area }, lines.len() as u16);
            for (row, line) in place.rows().zip(&lines) {
                centred(buf, row, line, self.look.prompt());
            }
            (rows, size)
        };
        self.lit_clock(buf, Rect { y: area.y + rows, height: area.height - rows, ..area }, face, size);
    }

    /// The clock in the middle, with its state below or beside it.
    fn lit_clock(&self, buf: &mut Buffer, area: Rect, face: &Face, size: Size) {
        let time = face.signed();
        let state = if face.words.len() > 1 { face.words[0].0.as_str() } else { "" };
        // In the middle is the widest time, so that no digit moves when there is one fewer.
        let widest = size.columns(&widest(face)).min(area.width);
        let right = area.x + area.width - (area.width - widest) / 2;
        let columns = size.columns(&time).min(area.width);
        let rows = size.rows().min(area.height);
        digits::draw(
            buf,
            Rect { x: right.saturating_sub(columns), width: columns, height: rows, ..area },
            &time,
            size,
            face.style,
        );
        let below = Rect { y: area.y + rows, height: area.height - rows, ..area };
        if clock_rows(size) == size.rows() && right + 2 + width(state) as u16 <= area.right() {
            let row = Rect { y: area.y + rows.saturating_sub(1), height: 1, ..area };
            put(buf, from(row, usize::from(right + 2 - area.x)), &[Span::styled(state, self.look.warning())]);
        } else if let Some(row) = below.rows().next() {
            centred(buf, row, state, self.look.warning());
        }
    }
}

/// The widest time that the clock may show.
fn widest(face: &Face) -> String {
    format!("+{}", face.widest)
}

/// The largest clock in so many rows, its state below it.
fn clock_size(face: &Face, columns: u16, rows: u16) -> Size {
    Size::largest(&widest(face), columns, rows.saturating_sub(1).max(3).min(rows))
}

/// Rows of a clock with its state, which stands beside a small one.
const fn clock_rows(size: Size) -> u16 {
    match size {
        Size::Plain | Size::Small => size.rows(),
        Size::Scaled(_) => size.rows() + 1,
    }
}

/// So many rows in the middle of an area.
fn middle(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + (area.height - rows) / 2, height: rows, ..area }
}

fn centred(buf: &mut Buffer, row: Rect, text: &str, style: Style) {
    let left = usize::from(row.width).saturating_sub(width(text)) / 2;
    put(buf, from(row, left), &[Span::styled(text, style)]);
}
