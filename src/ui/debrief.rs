//! After a scene: how long it ran, what it was worth, what happened in it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;
use uuid::Uuid;

use super::cast::dots;
use super::digits::{Size, draw};
use super::face::Face;
use super::plan::Plan;
use super::progress::shift_text;
use super::question::reason_text;
use super::screen::{Screen, from};
use super::text::{put, width};
use crate::stage::{Debrief, clock, shown_seconds};
use crate::take::{Hand, Judgement, Moment, MomentKind, Perceived, Verdict};

/// The fewest columns in which large digits have something beside them.
const ROOMY: u16 = 50;
/// Columns that a moment takes.
const MOMENT: u16 = 36;
/// Columns between the digits and what stands beside them.
const GAP: usize = 3;
/// The most columns that a verdict takes, with its reason or with the choices.
const WIDEST: usize = 33;
/// The fewest columns that hold the question of the verdict with its choices.
const ASKED: u16 = 30;

impl Screen<'_> {
    /// How long it ran and what it was worth; gives the rows below that. The clock stands where it stood, small, to leave
    /// room.
    pub fn debrief(&self, buf: &mut Buffer, plan: &Plan, debrief: &Debrief, face: &Face) -> Rect {
        let area = plan.below_cast();
        let ran = face.words.last().map(|(word, _)| word.as_str()).unwrap_or_default();
        let verdict = self.verdict(debrief, area.width);
        let left = usize::from(plan.clock.digits.x - area.x);
        let room = usize::from(area.width).saturating_sub(left + GAP + WIDEST);
        // The digits give way before the choices do.
        let sizes = match plan.clock.size {
            Size::Scaled(_) if area.height >= 8 => [Size::Scaled(1), Size::Small],
            size => [size.min(Size::Small); 2],
        };
        let size = sizes.into_iter().find(|size| usize::from(size.columns(&face.time)) <= room);
        let Some(size) = size.filter(|_| area.width >= ROOMY) else {
            if area.height < 2 {
                return self.lines(buf, area, &[verdict]);
            }
            let time = Span::styled(format!("{} ", face.time), self.look.prompt());
            let room = usize::from(area.width).saturating_sub(width(&time.content));
            let line = [vec![time], self.ran(debrief, ran, room)].concat();
            return self.lines(buf, area, &[line, verdict]);
        };
        let digits = Rect { height: size.rows().min(area.height), ..from(area, left) };
        let columns = size.columns(&face.time);
        draw(buf, Rect { width: columns.min(digits.width), ..digits }, &face.time, size, face.style);
        let beside = from(digits, usize::from(columns) + GAP);
        let lines = [self.ran(debrief, ran, usize::from(beside.width)), verdict];
        let down = beside.height.saturating_sub(lines.len() as u16);
        self.lines(buf, Rect { y: beside.y + down, height: beside.height - down, ..beside }, &lines);
        let used = digits.height;
        Rect { y: area.y + used, height: area.height - used, ..Plan::inner(buf.area) }
    }

    /// How long it ran, and what is left of the debrief and of a break, as far as there is room.
    fn ran(&self, debrief: &Debrief, ran: &str, room: usize) -> Vec<Span<'static>> {
        let quiet = self.look.quiet();
        let mut pieces = vec![Span::styled(ran.to_owned(), quiet)];
        let mut used = width(ran);
        let clocks = [("debrief", debrief.left(self.now)), ("break", self.stage.break_left(self.now))];
        for (what, left) in clocks {
            let Some(left) = left else { continue };
            let text = match shown_seconds(left) {
                ..=0 => format!("{what} over"),
                seconds => format!("{what} {}", clock(seconds * 1000)),
            };
            used += width(&text) + 3;
            if used > room {
                break;
            }
            let style = if left <= 0 { self.look.warning() } else { quiet };
            pieces.extend([Span::styled(" · ", quiet), Span::styled(text, style)]);
        }
        pieces
    }

    /// What was said of it, and what happened in it.
    pub fn happened(&self, buf: &mut Buffer, area: Rect, debrief: &Debrief) {
        let gap = u16::from(Plan::outer(buf.area).width >= ROOMY).min(area.height);
        let area = Rect { y: area.y + gap, height: area.height - gap, ..area };
        let rest = self.lines(buf, area, &self.judged(debrief));
        self.moments(buf, rest, debrief);
    }

    /// Writes lines, and says what is left of the area.
    fn lines(&self, buf: &mut Buffer, area: Rect, lines: &[Vec<Span<'_>>]) -> Rect {
        self.rows_or_more(buf, area, lines, "more: i");
        let used = (lines.len() as u16).min(area.height);
        Rect { y: area.y + used, height: area.height - used, ..area }
    }

    /// What it was worth, or the choices.
    fn verdict(&self, debrief: &Debrief, columns: u16) -> Vec<Span<'static>> {
        let quiet = self.look.quiet();
        if debrief.is_stopped() {
            let rest = if columns < ASKED { "" } else { ": enter goes on" };
            return vec![Span::styled("no verdict asked", self.look.prompt()), Span::styled(rest, quiet)];
        }
        let Some((judgement, verdict)) = debrief.judgement().and_then(|given| Some((given, given.verdict?))) else {
            let asked = if columns < ASKED { "" } else { "usable?  " };
            return vec![Span::styled(asked, self.look.prompt()), Span::styled("g yes  h hold  x no", quiet)];
        };
        let (mut given, reason) = self.given(judgement, verdict);
        given.extend(reason.filter(|_| columns >= ASKED));
        given
    }

    /// What was said of a scene, without the reason, for a room.
    pub fn verdict_for_room(&self, debrief: &Debrief) -> Option<Vec<Span<'static>>> {
        let judgement = debrief.judgement()?;
        Some(self.given(judgement, judgement.verdict?).0)
    }

    /// A verdict, and its reason.
    fn given(&self, judgement: &Judgement, verdict: Verdict) -> (Vec<Span<'static>>, Option<Span<'static>>) {
        let (text, style) = match verdict {
            Verdict::Usable => ("usable", self.look.good()),
            Verdict::Hold => ("on hold", self.look.warning()),
            Verdict::NotUsable => ("not usable", self.look.error()),
        };
        let reason = judgement.reason.map(|reason| Span::styled(format!(": {}", reason_text(reason)), style));
        (vec![Span::styled(format!("{} {text}", self.mark_of(judgement.id)), style)], reason)
    }

    /// The note and the feelings that came out.
    pub fn judged(&self, debrief: &Debrief) -> Vec<Vec<Span<'static>>> {
        let Some(judgement) = debrief.judgement() else { return Vec::new() };
        let quiet = self.look.quiet();
        let mark = self.mark_of(judgement.id);
        let mut rows = Vec::new();
        if let Some(note) = &judgement.note {
            rows.push(vec![Span::styled(format!("{mark} note  "), quiet), Span::raw(note.clone())]);
        }
        let hand = &debrief.record.table.hand;
        for (role, drawn) in hand.roles.iter().enumerate() {
            if let Some(came) = came_out(judgement, &drawn.name) {
                let who = member_name(hand, role);
                rows.push(vec![Span::styled(format!("{mark} came out  "), quiet), Span::raw(format!("{who}: {came}"))]);
            }
        }
        rows
    }

    fn moments(&self, buf: &mut Buffer, area: Rect, debrief: &Debrief) {
        let hand = &debrief.record.table.hand;
        let moments = &debrief.record.moments;
        if moments.is_empty() {
            let row = Rect { height: area.height.min(1), ..area };
            put(buf, row, &[Span::styled("no moment was marked", self.look.quiet())]);
            return;
        }
        let wanted = moments.len().div_ceil(usize::from(area.height).max(1)) as u16;
        let columns = (area.width / MOMENT).min(wanted).max(1);
        let across = area.width / columns;
        let place = |column: u16| Rect { x: area.x + column * across, width: across.saturating_sub(2), ..area };
        let cells: Vec<Rect> = (0..columns).flat_map(|column| place(column).rows()).collect();
        let room = if moments.len() > cells.len() { cells.len().saturating_sub(1) } else { moments.len() };
        for (cell, moment) in cells.iter().zip(&moments[..room]) {
            put(buf, *cell, &self.moment(hand, moment));
        }
        if let (Some(cell), true) = (cells.get(room), room < moments.len()) {
            put(buf, *cell, &[Span::styled(format!("… {} more: i", moments.len() - room), self.look.quiet())]);
        }
    }

    /// A moment in one line.
    pub fn moment(&self, hand: &Hand, moment: &Moment) -> Vec<Span<'static>> {
        let mark = self.mark_of(moment.id);
        let quiet = self.look.quiet();
        vec![Span::styled(format!("{mark} {:>5}  ", clock(moment.at)), quiet), Span::raw(moment_text(hand, moment))]
    }

    /// Hollow until it is in the log.
    pub fn mark_of(&self, id: Uuid) -> &'static str {
        if self.stage.is_pending(id) { "○" } else { "●" }
    }
}

/// What a moment says.
fn moment_text(hand: &Hand, moment: &Moment) -> String {
    let role = moment.role.as_ref().and_then(|name| hand.roles.iter().position(|role| role.name == *name));
    let about = role.zip(moment.step).map(|(role, step)| shift_text(hand, role, (step as usize).saturating_sub(1)));
    let said = about.or_else(|| moment.label.clone());
    match (moment.kind, said) {
        (MomentKind::Slate | MomentKind::Extend, Some(said)) => said,
        (kind, Some(said)) => format!("{kind}: {said}"),
        (kind, None) => kind.to_string(),
    }
}

/// What came out of a role, step by step.
fn came_out(judgement: &Judgement, role: &str) -> Option<String> {
    let mut steps: Vec<&Perceived> = judgement.perceived.iter().filter(|came| came.role == role).collect();
    steps.sort_by_key(|came| came.step);
    let said: Vec<_> = steps.into_iter().map(perceived_text).collect();
    (!said.is_empty()).then(|| said.join(" → "))
}

/// What came out of a step.
pub fn perceived_text(came: &Perceived) -> String {
    let feeling = came.feeling.map_or("no agreement", |feeling| feeling.word());
    came.strength.map_or_else(|| feeling.to_owned(), |strength| format!("{feeling} {}", dots(strength)))
}

/// Who plays a role.
pub fn member_name(hand: &Hand, role: usize) -> String {
    let plays = hand.cast.iter().find(|member| member.role == Some(role));
    plays.map_or_else(|| "nobody".to_owned(), |member| member.name.clone())
}
