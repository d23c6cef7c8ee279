//! Text for people: in columns, and wrapped.
//!
//! Start with [`columns`].

use std::fmt::Write;

use crate::print::clean_line;
use crate::ui::text::{width, wrap};

/// Rows with their columns aligned, two spaces between them, each row a line behind `indent`.
#[must_use]
pub fn columns<R: AsRef<[String]>>(indent: &str, rows: &[R]) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.as_ref().iter().map(|cell| clean_line(cell)).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = indent.to_owned();
        for (cell, &widest) in row.iter().zip(&widths).filter(|(_, widest)| **widest > 0) {
            line.push_str(cell);
            line.push_str(&" ".repeat(widest - width(cell) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A text wrapped to so many columns, every line behind `indent`.
#[must_use]
pub fn paragraph(indent: &str, text: &str, columns: usize) -> String {
    let room = columns.saturating_sub(width(indent)).max(20);
    wrap(text, room).iter().fold(String::new(), |mut text, line| {
        // Writing to a string can't fail.
        let _ = writeln!(text, "{}", format!("{indent}{line}").trim_end());
        text
    })
}

/// A number of things, such as `1 prompt` or `2 prompts`.
#[must_use]
pub fn count(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_by_what_they_take_on_screen() {
        let rows = [["灯台", "", "x"], ["a", "", "long\u{1b}"], ["abcde", "", ""]];
        let rows = rows.map(|row| row.map(str::to_owned));
        assert_eq!(columns("> ", &rows), "> 灯台   x\n> a      long<U+001B>\n> abcde\n");
        assert_eq!(paragraph("  ", "one two three four five\n\nsix", 22), "  one two three four\n  five\n\n  six\n");
    }
}
