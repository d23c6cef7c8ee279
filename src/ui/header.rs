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
pub const REHEARSAL: &str = "REHEARSAL";

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
        let cut = fit(name, columns.saturating_sub(width(&take) + 3));
        let lefts = match stage.suggestions().len() {
            0 => vec![format!("{name} · {present} present")],
            waiting => {
                let waiting = format!("{waiting} suggested");
                vec![format!("{name} · {present} present · {waiting}"), format!("{name} · {waiting}"), waiting]
            }
        };
        let text = lefts.iter().find(|text| width(text) + 3 + width(&take) <= columns).unwrap_or(&cut);
        put(buf, left, &[Span::styled(text, quiet)]);
        let after = width(text) + usize::from(!text.is_empty()) * 3;
        if after + width(&take) > columns {
            return;
        }
        // In the middle of a full-width header, beside the workshop in a narrow one; in the same place whatever the
        // usual numbers.
        let usual = width("take 999 · 99 usable");
        let middle = (usize::from(row.width).saturating_sub(usual) / 2).saturating_sub(usize::from(left.x - row.x));
        let x = if middle + width(&take) <= columns { middle.max(after) } else { after };
        put(buf, from(left, x), &[Span::styled(take.clone(), quiet)]);
        let names = self.screens();
        let needed: usize = names.iter().map(|piece| width(&piece.content)).sum();
        let before = x + usual.max(width(&take));
        if before + 2 + needed <= columns {
            put(buf, from(left, columns - needed), &names);
        }
    }

    /// The first row of a screen beside the stage. A running clock goes before all else.
    pub fn header_beside(&self, buf: &mut Buffer, row: Rect, face: Option<&Face>) {
        let is_running = matches!(self.stage.phase(), Phase::Ready(..) | Phase::Scene(_)) || self.stage.is_in_break();
        let running = face.filter(|_| is_running);
        let mut left = row;
        // In a narrow window there is no room for two clocks.
        if running.is_none() || row.width >= 40 {
            left.width = row.width.saturating_sub(self.time_of_day(buf, row));
        }
        if let Some(face) = running {
            let time = face.signed();
            let mut before = usize::from(left.width).saturating_sub(width(&time));
            put(buf, from(left, before), &[Span::styled(time, face.style.patch(self.look.prompt()))]);
            let state = if face.words.len() > 1 { face.words[0].0.as_str() } else { "" };
            if let Some(at) = before.checked_sub(width(state) + 1) {
                put(buf, from(left, at), &[Span::styled(state, self.look.warning())]);
                before = at;
            }
            left.width = (before as u16).saturating_sub(1);
        }
        let here = Place::SCREENS.iter().find(|(place, ..)| *place == self.view.place);
        let (number, name) = here.map_or(('1', ""), |&(_, number, name)| (number, name));
        let accent = |text: String| vec![Span::styled(text, self.look.accent())];
        let names = [self.screens(), accent(format!("{number}:{name}")), accent(number.to_string()), Vec::new()];
        let rehearsal = self.stage.is_rehearsal().then(|| Span::styled(REHEARSAL, self.look.warning()));
        let wide = |pieces: &[Span<'_>]| pieces.iter().map(|piece| width(&piece.content)).sum::<usize>();
        let lines = names.into_iter().map(|mut pieces| {
            if let Some(rehearsal) = &rehearsal {
                let gap = if pieces.is_empty() { "" } else { "  " };
                pieces.extend([Span::raw(gap), rehearsal.clone()]);
            }
            pieces
        });
        let fitting = lines.into_iter().find(|pieces| wide(pieces) <= usize::from(left.width));
        put(buf, left, &fitting.unwrap_or_default());
    }

    /// The names of the screens with their keys, which are not to be read as counts; the shown one marked.
    fn screens(&self) -> Vec<Span<'static>> {
        let mut pieces = Vec::new();
        for (place, number, name) in Place::SCREENS {
            let is_shown = place == self.view.place;
            let (open, close) = if is_shown { ("[", "]") } else { (" ", " ") };
            let style = if is_shown { self.look.accent() } else { self.look.quiet() };
            pieces.push(Span::styled(format!("{open}{number}:{name}{close}"), style));
        }
        pieces
    }

    /// The time of day at the right end, and in a window wide enough whether something is being saved; gives the columns
    /// they take, with a gap.
    fn time_of_day(&self, buf: &mut Buffer, row: Rect) -> u16 {
        let quiet = self.look.quiet();
        let time = width(&self.clock.time);
        put(buf, from(row, usize::from(row.width).saturating_sub(time)), &[Span::styled(&*self.clock.time, quiet)]);
        if row.width < 30 {
            return time as u16 + 1;
        }
        let all = time + 2 + width(SAVING);
        let saving = if self.is_saving() { SAVING } else { "" };
        let place = Rect { width: row.width - time as u16, ..row };
        put(buf, from(place, usize::from(row.width).saturating_sub(all)), &[Span::styled(saving, quiet)]);
        all as u16 + 2
    }

    /// Whether something shown waits for the log. How far a take has come is no such thing: it is noted all the time.
    fn is_saving(&self) -> bool {
        !self.stage.is_saved()
            && self.stage.trouble().is_none()
            && self.stage.unsaved().iter().any(|entry| !matches!(entry, Entry::Seen { .. }))
    }
}
