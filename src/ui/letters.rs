//! A text in large letters, wrapped by words.
//!
//! Start with [`Letters::fit`].

use ratatui::buffer::Buffer;
use ratatui::layout::{HorizontalAlignment, Rect};
use ratatui::style::Style;

use super::digits::{condensed, condensed_width, glyph, has_glyph, paint, paint_quarters, pixels_of};
use super::text::{width, wrap};

/// How large letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    /// As `Quarter`, each letter no wider than its ink.
    Condensed,
    /// Two by two of the font's pixels in a cell.
    Quarter,
    /// The font's pixels, this many cells wide and half as many high.
    Scaled(u16),
}

impl Size {
    /// Columns, at most, and rows of a letter.
    const fn of_letter(self) -> (u16, u16) {
        match self {
            Self::Condensed | Self::Quarter => (4, 4),
            Self::Scaled(scale) => (8 * scale, 4 * scale),
        }
    }

    /// The columns that a line takes.
    fn columns(self, line: &str) -> u32 {
        match self {
            Self::Condensed => line.chars().map(|c| u32::from(condensed_width(c))).sum::<u32>().div_ceil(2),
            Self::Quarter | Self::Scaled(_) => line.chars().count() as u32 * u32::from(self.of_letter().0),
        }
    }

    /// The lines of a text in so many columns; `None` where a word is longer.
    fn wrap(self, text: &str, columns: u16) -> Option<Vec<String>> {
        if text.split_whitespace().any(|word| self.columns(word) > u32::from(columns)) {
            return None;
        }
        if self != Self::Condensed {
            return Some(wrap(text, usize::from(columns / self.of_letter().0)));
        }
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.columns(line) + self.columns(" ") + self.columns(word) <= u32::from(columns) => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        Some(lines)
    }
}

/// One row of the smallest letters, as the parts of a table are set in.
pub struct Row;

impl Row {
    /// The rows it takes.
    pub const HEIGHT: u16 = Size::Quarter.of_letter().1;

    /// Whether the font has every character.
    pub fn can_draw(text: &str) -> bool {
        text.chars().all(|c| c == ' ' || has_glyph(c))
    }

    /// The columns that a text takes.
    pub fn columns(text: &str) -> u16 {
        text.chars().count() as u16 * Size::Quarter.of_letter().0
    }

    /// Draws a text from a column and a row on.
    pub fn draw(buf: &mut Buffer, at: (u16, u16), text: &str, style: Style) {
        paint_quarters(buf, at, &pixels_of(text, glyph, |_| 8), style);
    }
}

/// A text that is ready to be drawn.
#[derive(Debug)]
pub struct Letters {
    size: Size,
    lines: Vec<String>,
    /// Rows between lines, beside what the letters have of their own.
    gap: u16,
}

impl Letters {
    /// The text as large as so many columns and rows hold with its words whole; `None` where it can't be, since it is too
    /// long or the font lacks one of its characters.
    pub fn fit(text: &str, columns: u16, rows: u16) -> Option<Self> {
        let text = &typed(text);
        if rows < Size::Quarter.of_letter().1 || !text.chars().all(|c| c.is_whitespace() || has_glyph(c)) {
            return None;
        }
        if width(text) == 0 {
            return None;
        }
        let mut sizes = (1..=rows / 4).rev().map(Size::Scaled).chain([Size::Quarter, Size::Condensed]);
        sizes.find_map(|size| {
            // So it mostly is with a large size, for which the text then needs not be wrapped.
            let (most, down) = size.of_letter();
            if size.columns(text) > u32::from(columns + most) * u32::from(rows / down) {
                return None;
            }
            let lines = size.wrap(text, columns)?;
            (lines.len() <= usize::from(rows / size.of_letter().1)).then_some(Self { size, lines, gap: 0 })
        })
    }

    /// The same with its lines apart, so that it takes up to so many rows.
    pub fn spread(self, rows: u16) -> Self {
        let gaps = self.lines.len() as u16 - 1;
        Self { gap: rows.saturating_sub(self.rows()).checked_div(gaps).unwrap_or(0), ..self }
    }

    /// Whether its letters are no wider than their ink.
    pub const fn is_condensed(&self) -> bool {
        matches!(self.size, Size::Condensed)
    }

    /// The rows it takes.
    pub const fn rows(&self) -> u16 {
        let lines = self.lines.len() as u16;
        lines * self.size.of_letter().1 + lines.saturating_sub(1) * self.gap
    }

    /// Draws it from the top of the area on.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, style: Style, align: HorizontalAlignment) {
        let (_, down) = self.size.of_letter();
        for (line, y) in self.lines.iter().zip((area.y..).step_by(usize::from(down + self.gap))) {
            let rest = area.width.saturating_sub(self.size.columns(line) as u16);
            let x = area.x
                + match align {
                    HorizontalAlignment::Left => 0,
                    HorizontalAlignment::Center => rest / 2,
                    HorizontalAlignment::Right => rest,
                };
            match self.size {
                Size::Condensed => paint_quarters(buf, (x, y), &pixels_of(line, condensed, condensed_width), style),
                Size::Quarter => paint_quarters(buf, (x, y), &pixels_of(line, glyph, |_| 8), style),
                Size::Scaled(scale) => paint(buf, (x, y), scale, &pixels_of(line, glyph, |_| 8), style),
            }
        }
    }
}

#[cfg(test)]
impl Letters {
    /// A word in each size.
    pub fn of_each_size(word: &str) -> impl Iterator<Item = Self> {
        let sizes = [Size::Condensed, Size::Quarter].into_iter().chain((1..=12).map(Size::Scaled));
        sizes.map(|size| Self { size, lines: vec![word.to_owned()], gap: 0 })
    }

    /// The columns it takes.
    pub fn columns(&self) -> u16 {
        self.lines.iter().map(|line| self.size.columns(line)).max().unwrap_or(0) as u16
    }
}

/// The text with the signs of a typesetter as a keyboard has them, since the font knows only these.
fn typed(text: &str) -> String {
    let mut typed = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2018}' | '\u{2019}' => typed.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' => typed.push('"'),
            '\u{2010}'..='\u{2015}' => typed.push('-'),
            '\u{2026}' => typed.push_str("..."),
            _ => typed.push(c),
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_as_large_as_whole_words_allow() {
        let size = |text, columns, rows| Letters::fit(text, columns, rows).map(|fit| (fit.size, fit.lines.join("/")));
        let is = |size, lines: &str| Some((size, lines.to_owned()));
        assert_eq!(size("Wait.", 80, 24), is(Size::Scaled(2), "Wait."));
        assert_eq!(size("Wait here", 80, 24), is(Size::Scaled(2), "Wait/here"));
        assert_eq!(size("Wait here", 39, 24), is(Size::Scaled(1), "Wait/here"));
        assert_eq!(size("Wait here", 16, 8), is(Size::Quarter, "Wait/here"));
        assert_eq!(size("Wait here", 16, 7), None, "too few rows");
        assert_eq!(size("Wait here", 15, 99), is(Size::Condensed, "Wait/here"));
        assert_eq!(size("Wait still here", 47, 4), is(Size::Condensed, "Wait still here"));
        assert_eq!(size("Wait here", 12, 99), None, "no word is broken");
        for text in ["\u{5d0}\u{5d7}", "\u{706f}\u{53f0}", "e\u{301}", "\u{1f469}", ""] {
            assert_eq!(size(text, 300, 100), None, "the font lacks {text:?}");
        }
        assert_eq!(size("\u{201c}It\u{2019}s\u{2026}\u{201d}", 80, 24), is(Size::Scaled(1), "\"It's...\""));
        assert!(size("\u{c4}rger, \u{e9}t\u{e9}!", 300, 100).is_some());
    }
}
