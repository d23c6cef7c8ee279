//! A clock in large digits.
//!
//! Start with [`Size::largest`], then [`draw`]. The digits are the font of `tui-big-text` scaled by whole numbers; where
//! not even once fits, a font of three rows; where that does not fit, plain text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui::widgets::Widget;
use tui_big_text::BigText;

use super::text::{put, width};

/// How large digits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// As other text.
    Plain,
    /// Three rows.
    Small,
    /// The font's pixels, this many cells wide and half as many high.
    Scaled(u16),
}

impl Size {
    /// The largest size at which a text fits into so many columns and rows.
    #[must_use]
    pub fn largest(text: &str, columns: u16, rows: u16) -> Self {
        let scaled = (1..=rows).rev().map(Self::Scaled);
        let fits = |size: &Self| size.rows() <= rows && size.columns(text) <= columns;
        scaled.chain([Self::Small]).find(fits).unwrap_or(Self::Plain)
    }

    /// How many rows it takes.
    #[must_use]
    pub const fn rows(self) -> u16 {
        match self {
            Self::Plain => 1,
            Self::Small => 3,
            Self::Scaled(scale) => (7 * scale).div_ceil(2),
        }
    }

    /// How many columns a text takes.
    #[must_use]
    pub fn columns(self, text: &str) -> u16 {
        match self {
            Self::Plain => width(text) as u16,
            Self::Small => text.chars().map(|c| if c == ':' { 2 } else { 4 }).sum::<u16>().saturating_sub(1),
            Self::Scaled(scale) => (text.chars().map(|c| if c == ':' { 4 } else { 8 }).sum::<u16>().saturating_sub(1))
                .saturating_mul(scale),
        }
    }

    /// The size of a sign beside digits of this size.
    #[must_use]
    pub fn of_sign(self) -> Self {
        match self {
            Self::Plain => Self::Plain,
            Self::Small | Self::Scaled(..3) => Self::Small,
            Self::Scaled(scale) => Self::Scaled(scale / 2),
        }
    }
}

/// Draws a text of digits, colons and signs, right-aligned in the area and in the middle of its height.
pub fn draw(buf: &mut Buffer, area: Rect, text: &str, size: Size, style: Style) {
    let left = area.right().saturating_sub(size.columns(text)).max(area.x);
    let top = area.y + area.height.saturating_sub(size.rows()) / 2;
    let (scale, pixels) = match size {
        Size::Plain => {
            let row = Rect::new(left, top, area.right() - left, u16::from(area.height > 0));
            put(buf, row, &[Span::styled(text, style)]);
            return;
        }
        Size::Small => (1, pixels_of(text, small, |c| if c == ':' { 2 } else { 4 })),
        Size::Scaled(scale) => (scale, pixels_of(text, large, |c| if c == ':' { 4 } else { 8 })),
    };
    paint(buf, (left, top), scale, &pixels, style);
}

/// Draws pixels, each so many cells wide and half as many high.
pub fn paint(buf: &mut Buffer, (left, top): (u16, u16), scale: u16, pixels: &[(u16, u16)], style: Style) {
    for (x, y) in pixels {
        for dx in 0..scale {
            for dy in 0..scale {
                ink(buf, left + x * scale + dx, top, y * scale + dy, style);
            }
        }
    }
}

/// Draws pixels of one row of letters, four to a cell.
pub fn paint_quarters(buf: &mut Buffer, (left, top): (u16, u16), pixels: &[(u16, u16)], style: Style) {
    let columns = pixels.iter().map(|(x, _)| x / 2 + 1).max().unwrap_or(0);
    let mut cells = vec![0_usize; usize::from(columns) * 4];
    for (x, y) in pixels {
        cells[usize::from(y / 2 * columns + x / 2)] |= 1 << ((y % 2) * 2 + x % 2);
    }
    for (at, inked) in (0..).zip(cells).filter(|(_, inked)| *inked > 0) {
        let Some(cell) = buf.cell_mut((left + at % columns, top + at / columns)) else { continue };
        cell.set_symbol(QUARTERS[inked]).set_style(style);
    }
}

/// A cell by which of its quarters have ink: upper left is 1, upper right 2, lower left 4, lower right 8.
const QUARTERS: [&str; 16] = [" ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█"];

/// Sets half a cell: `y` counts half-cells from the row `top`.
fn ink(buf: &mut Buffer, x: u16, top: u16, y: u16, style: Style) {
    let Some(cell) = buf.cell_mut((x, top + y / 2)) else { return };
    let (alone, other) = if y.is_multiple_of(2) { ("▀", "▄") } else { ("▄", "▀") };
    let symbol = if cell.symbol() == other || cell.symbol() == "█" { "█" } else { alone };
    cell.set_symbol(symbol).set_style(style);
}

/// Where a text has ink, its characters set side by side.
pub fn pixels_of(text: &str, glyph: fn(char) -> Vec<(u16, u16)>, advance: fn(char) -> u16) -> Vec<(u16, u16)> {
    let mut found = Vec::new();
    let mut left = 0;
    for c in text.chars() {
        found.extend(glyph(c).into_iter().map(|(x, y)| (left + x, y)));
        left += advance(c);
    }
    found
}

/// What a clock is made of, drawn once: it shows the same few characters every second.
static LARGE: LazyLock<BTreeMap<char, Vec<(u16, u16)>>> =
    LazyLock::new(|| "0123456789:+".chars().map(|c| (c, at_its_left_end(c))).collect());

/// The ink of a character of the large font.
fn large(c: char) -> Vec<(u16, u16)> {
    LARGE.get(&c).cloned().unwrap_or_else(|| glyph(c))
}

/// A colon stands in the middle of its glyph and is moved to its left end.
fn at_its_left_end(c: char) -> Vec<(u16, u16)> {
    let ink = drawn(c);
    let inset = if c == ':' { ink.iter().map(|&(x, _)| x).min().unwrap_or(0) } else { 0 };
    ink.into_iter().map(|(x, y)| (x - inset, y)).collect()
}

/// What a keyboard has, drawn once: a prompt in large letters is drawn again each second.
static KEYBOARD: LazyLock<BTreeMap<char, Vec<(u16, u16)>>> =
    LazyLock::new(|| (' '..='~').map(|c| (c, drawn(c))).collect());

/// The ink of a character in the font of `tui-big-text`, eight by eight, with the signs of an arc beside; none of one that
/// it lacks.
pub fn glyph(c: char) -> Vec<(u16, u16)> {
    KEYBOARD.get(&c).cloned().unwrap_or_else(|| drawn(c))
}

/// The same from its left end on.
pub fn condensed(c: char) -> Vec<(u16, u16)> {
    let (inset, _) = extent(c);
    glyph(c).into_iter().map(|(x, y)| (x - inset, y)).collect()
}

/// How many pixels a character takes so, with what keeps the next one apart.
pub fn condensed_width(c: char) -> u16 {
    extent(c).1
}

/// Where the ink of each character of a keyboard begins, and how many pixels it takes: a text is measured to be wrapped.
static EXTENTS: LazyLock<BTreeMap<char, (u16, u16)>> =
    LazyLock::new(|| (' '..='~').map(|c| (c, measured(c))).collect());

fn extent(c: char) -> (u16, u16) {
    EXTENTS.get(&c).copied().unwrap_or_else(|| measured(c))
}

fn measured(c: char) -> (u16, u16) {
    let ink = glyph(c);
    let columns = || ink.iter().map(|&(x, _)| x);
    let inset = columns().min().unwrap_or(0);
    (inset, columns().max().map_or(4, |last| last - inset + 2))
}

/// Whether the font has a character.
pub fn has_glyph(c: char) -> bool {
    matches!(c, '!'..='~') || !drawn(c).is_empty()
}

fn drawn(c: char) -> Vec<(u16, u16)> {
    if let Some(rows) = of_arc(c) {
        let cells = (0..8_u16).flat_map(|y| (0..8_u16).map(move |x| (x, y)));
        return cells.filter(|&(x, y)| rows[usize::from(y)] & (0x80 >> x) != 0).collect();
    }
    let area = Rect::new(0, 0, 8, 8);
    let mut glyph = Buffer::empty(area);
    let text = c.to_string();
    (&BigText::builder().lines(vec![text.into()]).build()).render(area, &mut glyph);
    let cells = area.positions().filter(|&at| glyph.cell(at).is_some_and(|cell| cell.symbol() != " "));
    cells.map(|at| (at.x, at.y)).collect()
}

/// The signs that stand in an arc and that the font lacks.
const fn of_arc(c: char) -> Option<[u8; 8]> {
    Some(match c {
        '●' => [0b0000_0000, 0b0011_1100, 0b0111_1110, 0b0111_1110, 0b0111_1110, 0b0011_1100, 0, 0],
        '○' => [0b0000_0000, 0b0011_1100, 0b0110_0110, 0b0100_0010, 0b0110_0110, 0b0011_1100, 0, 0],
        '→' => [0b0000_0000, 0b0000_1000, 0b0000_1100, 0b0111_1110, 0b0000_1100, 0b0000_1000, 0, 0],
        _ => return None,
    })
}

/// The ink of a character of the small font, three by five.
fn small(c: char) -> Vec<(u16, u16)> {
    let rows: [u8; 5] = match c {
        '0' => [0b111, 0b101, 0b101, 0b101, 0b111],
        '1' => [0b010, 0b110, 0b010, 0b010, 0b111],
        '2' => [0b111, 0b001, 0b111, 0b100, 0b111],
        '3' => [0b111, 0b001, 0b111, 0b001, 0b111],
        '4' => [0b101, 0b101, 0b111, 0b001, 0b001],
        '5' => [0b111, 0b100, 0b111, 0b001, 0b111],
        '6' => [0b111, 0b100, 0b111, 0b101, 0b111],
        '7' => [0b111, 0b001, 0b001, 0b001, 0b001],
        '8' => [0b111, 0b101, 0b111, 0b101, 0b111],
        '9' => [0b111, 0b101, 0b111, 0b001, 0b111],
        '+' => [0b000, 0b010, 0b111, 0b010, 0b000],
        ':' => [0b000, 0b100, 0b000, 0b100, 0b000],
        _ => [0; 5],
    };
    let cells = (0..5_u16).flat_map(|y| (0..3_u16).map(move |x| (x, y)));
    cells.filter(|&(x, y)| rows[usize::from(y)] & (0b100 >> x) != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(text: &str, columns: u16, rows: u16) -> String {
        let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
        let size = Size::largest(text, columns, rows);
        let area = buf.area;
        draw(&mut buf, area, text, size, Style::new());
        let lines = buf.content.chunks(usize::from(columns));
        let line =
            |cells: &[ratatui::buffer::Cell]| cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
        lines.map(|cells| format!("|{}|", line(cells))).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn digits_are_as_large_as_fits() {
        let sizes = [(8, 1), (13, 3), (27, 4), (54, 7), (80, 11), (81, 11), (300, 100)];
        let largest = sizes.map(|(columns, rows)| Size::largest("2:24", columns, rows));
        let [plain, small, one, two, still_two, three, eleven] = largest;
        assert_eq!((plain, small), (Size::Plain, Size::Small));
        assert_eq!((one, two, still_two), (Size::Scaled(1), Size::Scaled(2), Size::Scaled(2)));
        assert_eq!((three, eleven), (Size::Scaled(3), Size::Scaled(11)));
    }

    #[test]
    fn the_fonts_look_as_they_do() {
        insta::assert_snapshot!(
            [
                picture("0:12", 16, 3),
                picture("3:45", 14, 3),
                picture("67:89", 20, 3),
                picture("+0:12", 36, 4),
                picture("34:56", 36, 4),
                picture("7:89", 27, 4),
                picture("2:24", 54, 7),
                picture("2:24", 4, 1),
            ]
            .join("\n")
        );
    }
}
