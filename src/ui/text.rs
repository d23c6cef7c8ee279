//! Text in a grid of cells: wrapped and cut by what it takes on screen, not by bytes.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to so many columns, ending in `…` where something is missing. Never cuts inside a character that a
/// reader sees as one.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for cluster in text.graphemes(true) {
        used += width(cluster);
        if used > columns {
            break;
        }
        kept.push_str(cluster);
    }
    if columns > 0 {
        kept.truncate(kept.trim_end().len());
        kept.push('…');
    }
    kept
}

/// The text in lines of at most so many columns, broken between words; a longer word is broken where it must be.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
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
                if width(&line) + width(cluster) > columns {
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
    let mut lines = wrap(text, columns);
    if lines.len() > rows {
        let rest = lines.split_off(rows.saturating_sub(1)).join(" ");
        if rows > 0 {
            let cut = fit(&rest, columns);
            lines.push(if cut.ends_with('…') { cut } else { fit(&format!("{cut} …"), columns) });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_and_wraps_by_columns() {
        assert_eq!(fit("lighthouse", 10), "lighthouse");
        assert_eq!(fit("lighthouse keeper", 11), "lighthouse…");
        assert_eq!(fit("灯台の番人", 5), "灯台…");
        assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(wrap("It is late. Go home", 8), ["It is", "late. Go", "home"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap_to("one two three four", 9, 1), ["one two…"]);
        assert_eq!(wrap_to("one two three four", 9, 2), ["one two", "three…"]);
        assert_eq!(wrap("a\nb", 9), ["a", "b"]);
    }
}
