//! A clock in large digits: the font of `tui-big-text`, scaled by whole numbers.
//!
//! Start with [`Digits`].

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use tui_big_text::{BigText, PixelSize};

/// Height of the font's ink in its own pixels.
const INK: u16 = 7;
/// Width of a digit in the font's pixels; a colon takes half.
const DIGIT: u16 = 8;

/// A clock such as `2:24`, as large as its area holds.
#[derive(Debug)]
pub struct Digits<'a> {
    /// What to show: digits, colons, a sign.
    pub text: &'a str,
    /// The widest text that will stand here, so that the size does not change as the clock runs.
    pub widest: &'a str,
    /// How to show it.
    pub style: Style,
}

impl Digits<'_> {
    /// The scale and size at which a text fits: the scale is cells a pixel is wide, and half-cells it is high.
    fn scale(widest: &str, area: Rect) -> Option<(u16, u16, u16)> {
        let width = width(widest);
        let scale = (area.width / width.max(1)).min(area.height * 2 / INK);
        (scale > 0).then(|| (scale, width * scale, (INK * scale).div_ceil(2)))
    }

    /// How many rows it takes of this area.
    #[must_use]
    pub fn height(widest: &str, area: Rect) -> u16 {
        Self::scale(widest, area).map_or_else(|| if area.height >= 3 { 3 } else { 1 }, |(_, _, height)| height)
    }
}

impl Widget for &Digits<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        match Digits::scale(self.widest, area) {
            Some((scale, _, height)) => {
                let width = width(self.text) * scale;
                let left = area.x + area.width.saturating_sub(width) / 2;
                let top = area.y + (area.height - height) / 2;
                for (x, y) in pixels(self.text) {
                    for dx in 0..scale {
                        for dy in 0..scale {
                            ink(buf, left + x * scale + dx, top, y * scale + dy, self.style);
                        }
                    }
                }
            }
            None => render_small(self, area, buf),
        }
    }
}

/// Below the smallest scale: three rows of sixths of a cell, or plain text.
fn render_small(digits: &Digits<'_>, area: Rect, buf: &mut Buffer) {
    let width = digits.text.chars().count() as u16;
    if area.height >= 3 && area.width >= width * 4 {
        let left = area.x + (area.width - width * 4) / 2;
        let area = Rect::new(left, area.y + (area.height - 3) / 2, width * 4, 3);
        let text = BigText::builder().pixel_size(PixelSize::Sextant).lines(vec![digits.text.into()]).build();
        (&text).render(area, buf);
        buf.set_style(area, digits.style);
    } else if area.height > 0 {
        let left = area.x + area.width.saturating_sub(width) / 2;
        let top = area.y + (area.height - 1) / 2;
        buf.set_stringn(left, top, digits.text, usize::from(area.width), digits.style);
    }
}

/// Sets half a cell: `y` counts half-cells from the row `top`.
fn ink(buf: &mut Buffer, x: u16, top: u16, y: u16, style: Style) {
    let Some(cell) = buf.cell_mut((x, top + y / 2)) else { return };
    let (upper, lower) = match cell.symbol() {
        "█" => (true, true),
        "▀" => (true, false),
        "▄" => (false, true),
        _ => (false, false),
    };
    let (upper, lower) = if y % 2 == 0 { (true, lower) } else { (upper, true) };
    let symbol = match (upper, lower) {
        (true, true) => "█",
        (true, false) => "▀",
        (false, _) => "▄",
    };
    cell.set_symbol(symbol).set_style(style);
}

fn width(text: &str) -> u16 {
    text.chars().map(advance).sum::<u16>().saturating_sub(1)
}

const fn advance(c: char) -> u16 {
    if c == ':' { DIGIT / 2 } else { DIGIT }
}

/// Where the font has ink, in its own pixels, the characters set side by side.
fn pixels(text: &str) -> Vec<(u16, u16)> {
    let mut found = Vec::new();
    let mut left = 0;
    for c in text.chars() {
        let area = Rect::new(0, 0, 8, 8);
        let mut glyph = Buffer::empty(area);
        let line = c.to_string();
        let big = BigText::builder().pixel_size(PixelSize::Full).lines(vec![line.into()]).build();
        (&big).render(area, &mut glyph);
        let is_ink = |x: u16, y: u16| glyph.cell((x, y)).is_some_and(|cell| cell.symbol() != " ");
        let inset = if c == ':' { (0..8).find(|&x| (0..8).any(|y| is_ink(x, y))).unwrap_or(0) } else { 0 };
        for y in 0..INK {
            found.extend((inset..8).filter(|&x| is_ink(x, y)).map(|x| (left + x - inset, y)));
        }
        left += advance(c);
    }
    found
}
