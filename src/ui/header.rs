//! The first row: where the session is, what is running, the time of day.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::face::Face;
use super::keys::Place;
use super::screen::{Screen, from};
use super::text::{fit, put, width};
use crate::stage::Phase;
use crate::take::Entry;

/// What is shown while something waits for the log.
const SAVING: &str = "○ saving";
/// What a rehearsal is called.
const REHEARSAL: &str = "REHEARSAL";

impl Screen<'_> {
    /// The workshop, its takes, the time of day; the names of the screens where there is room.
    pub fn header(&self, buf: &mut Buffer, row: Rect) {
        if row.is_empty() {
            return;
        }
        let stage = self.stage;
        let quiet = self.look.quiet();
        let right = self.time_of_day(buf, row);
        let mut left = Rect { width: row.width.saturating_sub(right), ..row };
        if stage.is_rehearsal() {
            let x = put(buf, row, &[Span::styled(REHEARSAL, self.look.warning())]);
            left = from(left, usize::from(x + 2 - row.x));
        }
        let columns = usize::from(left.width);
        let present = stage.present().len();
        let usable = format!("{} usable", stage.usable());
        let taken = match stage.phase() {
            Phase::Scene(play) => play.record.number,
            Phase::Debrief(debrief) => debrief.record.number,
            Phase::Empty | Phase::Drawn(_) | Phase::Ready(..) => None,
        };
        let take = taken.map_or_else(|| usable.clone(), |number| format!("take {number} · {usable}"));
        let name = &stage.workshop().name;
        let lefts = [format!("{name} · {present} present"), fit(name, columns.saturating_sub(width(&take) + 3))];
        let text = lefts.iter().find(|text| width(text) + 3 + width(&take) <= columns).unwrap_or(&lefts[1]);
        put(buf, left, &[Span::styled(text, quiet)]);
        let after = width(text) + usize::from(!text.is_empty()) * 3;
        if after + width(&take) > columns {
            return;
        }
        // In the middle of a full-width header, beside the workshop in a narrow one.
        let middle = (usize::from(row.width) / 2).saturating_sub(usable.len() + usize::from(left.x - row.x));
        let x = if middle + width(&take) <= columns { middle.max(after) } else { after };
        put(buf, from(left, x), &[Span::styled(take.clone(), quiet)]);
        let names = self.screens();
        let needed: usize = names.iter().map(|piece| width(&piece.content)).sum();
        // The longest that stands before them, so that they are there or not whatever the numbers.
        if x + width("take 99999 · 999 usable") + 3 + needed <= columns {
            put(buf, from(left, columns - needed), &names);
        }
    }

    /// The first row of a screen beside the stage. A running clock goes before all else.
    pub fn header_beside(&self, buf: &mut Buffer, row: Rect, face: Option<&Face>) {
        let running = face.filter(|_| matches!(self.stage.phase(), Phase::Ready(..) | Phase::Scene(_)));
        let mut left = Rect { width: row.width.saturating_sub(self.time_of_day(buf, row)), ..row };
        if let Some(face) = running {
            if row.width < 40 {
                // There is no room for both clocks.
                buf.set_style(row, self.look.ground());
                buf.set_stringn(
                    row.x,
                    row.y,
                    " ".repeat(usize::from(row.width)),
                    usize::from(row.width),
                    self.look.ground(),
                );
                left = row;
            }
            let time = face.signed();
            let state = if face.words.len() > 1 { format!("{}  ", face.words[0].0) } else { String::new() };
            let columns = usize::from(left.width);
            let digits = columns.saturating_sub(width(&time));
            put(buf, from(left, digits), &[Span::styled(time, face.style.patch(self.look.prompt()))]);
            let before = digits.saturating_sub(width(&state));
            if before >= 10 {
                put(
                    buf,
                    from(Rect { width: digits as u16, ..left }, before),
                    &[Span::styled(state, self.look.warning())],
                );
            }
            left.width = before.saturating_sub(2) as u16;
        }
        let names = self.screens();
        let needed: usize = names.iter().map(|piece| width(&piece.content)).sum();
        let rehearsal = self.stage.is_rehearsal().then(|| Span::styled(REHEARSAL, self.look.warning()));
        let extra = rehearsal.as_ref().map_or(0, |piece| width(&piece.content) + 3);
        let mut pieces = if needed + extra <= usize::from(left.width) {
            names
        } else {
            let here = Place::SCREENS.iter().find(|(place, ..)| *place == self.view.place);
            let name = here.map_or_else(String::new, |(_, number, name)| format!("{number} {name}"));
            vec![Span::styled(name, self.look.accent())]
        };
        if let Some(rehearsal) = rehearsal {
            pieces.extend([Span::raw("   "), rehearsal]);
        }
        put(buf, left, &pieces);
    }

    /// The names of the screens, the shown one marked.
    fn screens(&self) -> Vec<Span<'static>> {
        let mut pieces = Vec::new();
        for (place, number, name) in Place::SCREENS {
            let is_shown = place == self.view.place;
            let gap = if pieces.is_empty() { "" } else { "  " };
            let (open, close) = if is_shown { ("[", "]") } else { (" ", " ") };
            let style = if is_shown { self.look.accent() } else { self.look.quiet() };
            pieces.extend([Span::raw(gap), Span::styled(format!("{open}{number} {name}{close}"), style)]);
        }
        pieces
    }

    /// The time of day at the right end, and whether something is being saved; gives the columns they take, with a gap.
    fn time_of_day(&self, buf: &mut Buffer, row: Rect) -> u16 {
        let quiet = self.look.quiet();
        let time = width(&self.clock.time);
        let all = time + 2 + width(SAVING);
        let saving = if self.is_saving() { SAVING } else { "" };
        put(buf, from(row, usize::from(row.width).saturating_sub(all)), &[Span::styled(saving, quiet)]);
        put(buf, from(row, usize::from(row.width).saturating_sub(time)), &[Span::styled(&*self.clock.time, quiet)]);
        all as u16 + 2
    }

    /// Whether something shown waits for the log. How far a take has come is no such thing: it is noted all the time.
    fn is_saving(&self) -> bool {
        !self.stage.is_saved()
            && self.stage.trouble().is_none()
            && self.stage.unsaved().iter().any(|entry| !matches!(entry, Entry::Seen { .. }))
    }
}
