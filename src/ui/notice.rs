//! The line for the leader: in one row where it fits, else in as many as it needs and there are.
//!
//! Start with [`Screen::notice_rows`].

use ratatui::layout::Rect;
use ratatui::text::Span;

use super::keys::Place;
use super::panel::Line;
use super::screen::{Screen, from};
use super::text::{fit, one_line, width, wrap};

/// How a line that stays is put away.
const SEEN: &str = "  esc: seen";
/// The same, where a key shows what was cut.
const WHOLE: &str = "  i: whole  esc: seen";
/// The fewest columns in which there is room to name that key.
const ROOMY: u16 = 60;

impl Screen<'_> {
    /// Where the line stands: its last row is its own, or the keys' where it has none, and it grows upwards to `top`, no
    /// further than it needs.
    pub fn notice_rows(&self, own: Rect, keys: Rect, top: u16, unsaid: Option<&str>) -> Rect {
        let last = if own.is_empty() { keys } else { own };
        let room = last.bottom().saturating_sub(top).max(1);
        let columns = from(last, width(&state(unsaid, last, keys))).width;
        let lines = self.notice(columns, room).filter(|_| self.question.is_none());
        let height = lines.map_or(1, |lines| lines.len() as u16);
        Rect { y: last.bottom() - height, height, ..last }
    }

    /// Why the last key did nothing, or the stage's line for the leader, in at most so many rows.
    pub fn notice(&self, columns: u16, rows: u16) -> Option<Vec<Line>> {
        // Only the stage has a key that shows it whole.
        let has_key = columns >= ROOMY && self.view.place == Place::Stage;
        // In the spotlight the key that puts it away leaves.
        let seen = if self.view.place == Place::Spotlight { "" } else { SEEN };
        let (text, style, hints) = match (self.view.said, self.stage.notice()) {
            (Some(why), _) => (why, self.look.warning(), ["", ""]),
            (None, Some(notice)) if notice.stays => {
                (notice.text.as_str(), self.look.warning(), [seen, if has_key { WHOLE } else { seen }])
            }
            (None, notice) => (notice?.text.as_str(), self.look.notice(), ["", ""]),
        };
        let (lines, hint) = lay(text, usize::from(columns), usize::from(rows), hints);
        let mut lines: Vec<Line> = lines.into_iter().map(|line| vec![Span::styled(line, style)]).collect();
        if let Some(last) = lines.last_mut() {
            let is_alone = last.iter().all(|piece| piece.content.is_empty());
            last.push(Span::styled(if is_alone { hint.trim_start() } else { hint }, self.look.quiet()));
        }
        Some(lines)
    }
}

/// What the clock can't say beside its digits: it stands before a line that takes the keys' row.
pub fn state(unsaid: Option<&str>, line: Rect, keys: Rect) -> String {
    unsaid.filter(|_| line.bottom() == keys.bottom()).map_or_else(String::new, |state| format!("{state}  "))
}

/// A text in lines, and what comes after the last: the first hint, or where something is missing the second. A hint has a
/// row of its own where the last line leaves no room for it.
fn lay<'a>(text: &str, columns: usize, rows: usize, [whole, cut]: [&'a str; 2]) -> (Vec<String>, &'a str) {
    if width(text) + width(whole) <= columns {
        return (vec![one_line(text).into_owned()], whole);
    }
    let mut lines = wrap(text, columns);
    if lines.last().is_some_and(|last| width(last) + width(whole) > columns) {
        lines.push(String::new());
    }
    if lines.len() <= rows {
        return (lines, whole);
    }
    let rest = lines.split_off(rows.saturating_sub(1)).join(" ");
    lines.push(fit(&rest, columns.saturating_sub(width(cut))));
    (lines, cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_as_many_rows_as_it_needs_and_there_are() {
        for (text, rows, expected) in [
            ("one two", 3, "one two!seen"),
            ("one two three", 3, "one two|three!seen"),
            ("one two threefour", 3, "one two|threefour|!seen"),
            ("one two threefour", 2, "one two|threef…?seen"),
            ("one two three", 1, "one tw…?seen"),
            ("one two three four five", 2, "one two|three…?seen"),
            ("灯台の番人が夜明け前に", 3, "灯台の番人が|夜明け前に|!seen"),
            ("灯台の番人が夜明け前に", 2, "灯台の番人が|夜明け…?seen"),
        ] {
            let (lines, hint) = lay(text, 12, rows, ["!seen", "?seen"]);
            assert_eq!(format!("{}{hint}", lines.join("|")), expected, "{text} in {rows}");
            assert!(lines.iter().all(|line| width(line) <= 12), "{lines:?}");
        }
    }
}
