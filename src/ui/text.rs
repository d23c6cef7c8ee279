//! Text in a grid of cells: cleaned, wrapped and cut by what it takes on screen, not by bytes.
//!
//! Start with [`put`]: all text that is drawn goes through it, and nothing that may never be shown gets past it.

use std::borrow::Cow;

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

use crate::pack::is_forbidden;

/// Writes pieces side by side from the left end of a row, ending in `…` where something is missing. Gives the column
/// after the last one written.
pub fn put(buf: &mut Buffer, row: Rect, pieces: &[Span<'_>]) -> u16 {
    let row = row.intersection(buf.area);
    if row.is_empty() {
        return row.x;
    }
    let pieces: Vec<_> = pieces.iter().map(|piece| (one_line(&piece.content), piece.style)).collect();
    let total: usize = pieces.iter().map(|(text, _)| width(text)).sum();
    let mut left = usize::from(row.width);
    let is_cut = total > left;
    left -= usize::from(is_cut);
    let mut x = row.x;
    for (text, style) in pieces {
        let kept = if width(&text) > left { head(&text, left) } else { &text };
        let is_last = is_cut && (kept.len() < text.len() || width(kept) == left);
        left -= width(kept);
        let text = if is_last { Cow::Owned(format!("{}…", kept.trim_end())) } else { Cow::Borrowed(kept) };
        x = buf.set_stringn(x, row.y, text, usize::from(row.right() - x), style).0;
        if is_last {
            break;
        }
    }
    x
}

/// The text without what may never be shown, in one line.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let spaced = text.chars().map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c });
    Cow::Owned(spaced.filter(|&c| !is_forbidden(c)).collect())
}

/// Columns a text takes, once what may never be shown is gone.
#[must_use]
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    let clusters = text.graphemes(true).filter(|cluster| !cluster.chars().any(char::is_control));
    clusters.map(|cluster| usize::from(cluster.cell_width())).sum()
}

/// Whether each byte is a column: so it mostly is, and then nothing needs to be looked up.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The text cut to so many columns, ending in `…` where something is missing. Never cuts inside a character that a
/// reader sees as one.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    let text = one_line(text);
    if width(&text) <= columns {
        return text.into_owned();
    }
    if columns == 0 {
        return String::new();
    }
    format!("{}…", head(&text, columns - 1).trim_end())
}

/// As [`fit`], but cut between words where that leaves at least half of the columns.
#[must_use]
pub fn fit_words(text: &str, columns: usize) -> String {
    let cut = fit(text, columns);
    match cut.strip_suffix('…').and_then(|kept| kept.rfind(' ')) {
        Some(at) if width(&cut[..at]) * 2 >= columns && !one_line(text).starts_with(cut.as_str()) => {
            format!("{}…", cut[..at].trim_end())
        }
        _ => cut,
    }
}

/// As much of the beginning as so many columns hold.
fn head(text: &str, columns: usize) -> &str {
    if is_plain(text) {
        return &text[..columns.min(text.len())];
    }
    let mut used = 0;
    let cut = text.grapheme_indices(true).find(|(_, cluster)| {
        used += usize::from(cluster.cell_width());
        used > columns
    });
    &text[..cut.map_or(text.len(), |(at, _)| at)]
}

/// The text without so many columns of its beginning.
#[must_use]
pub fn skip(text: &str, columns: usize) -> &str {
    &text[head(text, columns).len()..]
}

/// The text in lines of at most so many columns, broken between words; a longer word is broken where it must be.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in one_line(paragraph).split(' ').filter(|word| !word.is_empty()) {
            let gap = usize::from(!line.is_empty());
            if width(&line) + gap + width(word) <= columns {
                line.push_str(&" "[..gap]);
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for cluster in word.graphemes(true) {
                if !line.is_empty() && width(&line) + width(cluster) > columns {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str(cluster);
            }
        }
        lines.push(line);
    }
    lines
}

/// As [`wrap`], with at most so many lines; the last one ends in `…` where something is missing.
#[must_use]
pub fn wrap_to(text: &str, columns: usize, rows: usize) -> Vec<String> {
    cut_to(wrap(text, columns), columns, rows)
}

/// At most so many of these lines, each of at most so many columns; the last ends in `…` where something is missing.
#[must_use]
pub fn cut_to(mut lines: Vec<String>, columns: usize, rows: usize) -> Vec<String> {
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(last) = lines.last_mut() {
            *last =
                if width(last) < columns { format!("{last}…") } else { fit_words(&format!("{last}…"), columns) };
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn cuts_and_wraps_by_columns() {
        assert_eq!(fit("lighthouse", 10), "lighthouse");
        assert_eq!(fit("lighthouse keeper", 11), "lighthouse…");
        assert_eq!(fit("灯台の番人", 5), "灯台…");
        assert_eq!(fit("灯台の番人", 0), "");
        assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(fit_words("lighthouse keeper", 15), "lighthouse…");
        assert_eq!(fit_words("a lighthouse keeper", 9), "a lighth…");
        assert_eq!(fit_words("a pause…", 9), "a pause…");
        assert_eq!(wrap("It is late. Go home", 8), ["It is", "late. Go", "home"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("灯台の番人", 1), ["灯", "台", "の", "番", "人"]);
        assert_eq!(wrap_to("one two three four", 9, 1), ["one two…"]);
        assert_eq!(wrap_to("one two three four", 9, 2), ["one two", "three…"]);
        assert_eq!(wrap_to("one two three four", 7, 1), ["one tw…"]);
        assert_eq!(wrap("a\nb", 9), ["a", "b"]);
        assert_eq!(wrap_to("a b", 1, 0), Vec::<String>::new());
    }

    #[test]
    fn what_may_never_be_shown_is_not() {
        assert_eq!(one_line("a\u{1b}[31m\u{202E}b\n\tc\u{7}\u{9b}"), "a[31mb  c");
        assert_eq!(wrap("a\u{1b}b\nc\u{85}", 9), ["ab", "c"]);
    }

    #[test]
    fn pieces_share_a_row() {
        for (pieces, columns, expected) in [
            (vec!["ab", "cd"], 6, "abcd  "),
            (vec!["ab", "cd"], 4, "abcd"),
            (vec!["ab", "cd"], 3, "ab…"),
            (vec!["ab", "cd"], 1, "…"),
            (vec!["灯台", "b"], 4, "灯 …"),
            (vec!["שלום", "b"], 5, "שלוםb"),
        ] {
            let mut buf = Buffer::empty(Rect::new(0, 0, columns, 1));
            let spans: Vec<_> = pieces.iter().map(|piece| Span::styled(*piece, Style::new())).collect();
            let area = buf.area;
            put(&mut buf, area, &spans);
            let row: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert_eq!(row.trim_end(), expected.trim_end(), "{pieces:?} in {columns}");
        }
    }
}
