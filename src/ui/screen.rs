//! The stage as one screen: header, prompt, cast, clock, what comes next, footer.
//!
//! Start with [`Screen::draw`].

use ratatui::buffer::Buffer;
use ratatui::layout::{HorizontalAlignment, Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;
use ratatui::widgets::{Clear, Widget};
use tui_input::Input;

use super::face::Face;
use super::header::REHEARSAL;
use super::keys::{self, Place};
use super::letters::Letters;
use super::look::Look;
use super::notice::state;
use super::panel::{FAVOURITE, STAR};
use super::plan::{Needs, Plan};
use super::question::{HOW_LONG, OVER, PASS_REASONS, Question, REASONS};
use super::text::{cut_to, fit, one_line, put, skip, width, wrap};
use super::{Clock, Taste, View, digits};
use crate::scene::Now;
use crate::stage::{Phase, Stage, Table};
use crate::take::MomentKind;

/// The widest that a prompt is set, so that a line of it can be read at a glance.
pub const READABLE: u16 = 84;
/// From so many rows on a window's own letters are too small to be read across a room; one of fewer is set in a large font.
const SMALL_PRINT: u16 = 32;
/// The fewest rows that a screen beside the stage keeps for itself, whatever is said below.
const LEAST: u16 = 4;

/// All that a frame is made of.
#[derive(Debug)]
pub struct Screen<'a> {
    /// What is shown.
    pub stage: &'a Stage,
    /// What is selected and open.
    pub view: &'a View,
    /// What is open over it.
    pub question: Option<&'a Question>,
    /// How it looks.
    pub look: Look,
    /// When.
    pub now: Now,
    /// The time of day.
    pub clock: &'a Clock,
    /// Over time, or at a slate: the whole field is turned.
    is_turned: bool,
}

/// Where things stand on a screen beside the stage.
struct Frame {
    header: Rect,
    trouble: Rect,
    body: Rect,
    notice: Rect,
    footer: Rect,
}

impl Frame {
    fn new(window: Rect) -> Self {
        let outer = Plan::outer(window);
        let is_roomy = window.height >= 10;
        let gap = u16::from(is_roomy);
        let header = Rect { height: 1, ..outer };
        let trouble = Rect { y: outer.y + 1, height: gap, ..outer };
        let footer = Rect { y: window.bottom() - 1, height: 1, ..outer };
        let notice = Rect { y: footer.y - gap, height: gap, ..outer };
        let body = Rect { y: trouble.bottom(), height: window.height - 2 - 2 * gap, ..outer };
        Self { header, trouble, body, notice, footer }
    }
}

impl<'a> Screen<'a> {
    /// A frame of a stage and a view.
    pub fn new(stage: &'a Stage, view: &'a View, now: Now, clock: &'a Clock) -> Self {
        let is_over = match stage.phase() {
            Phase::Scene(play) => play.scene.left(now) <= 0,
            _ => stage.break_left(now).is_some_and(|left| left <= 0),
        };
        let is_turned = (is_over && stage.habits().signals.screen) != stage.is_flashing(now);
        let look = if is_turned { view.taste.look.turned() } else { view.taste.look };
        Self { stage, view, question: view.question(stage), look, now, clock, is_turned }
    }

    /// Draws it all, and says where the cursor stands if something is typed.
    pub fn draw(&self, buf: &mut Buffer) -> Option<Position> {
        self.paint_ground(buf);
        let cursor = self.draw_upright(buf);
        if self.is_turned {
            // A colour in a turned field would be a patch of background.
            self.paint_ground(buf);
            for cell in &mut buf.content {
                cell.modifier.toggle(Modifier::REVERSED);
            }
        }
        cursor
    }

    /// Sets background and text of the whole frame, where they are not the terminal's own.
    fn paint_ground(&self, buf: &mut Buffer) {
        let ground = self.look.ground();
        if ground != Style::new() {
            buf.set_style(buf.area, ground);
        }
    }

    fn draw_upright(&self, buf: &mut Buffer) -> Option<Position> {
        let window = buf.area;
        let taste = Taste { look: self.look, ..self.view.taste };
        let face = Face::new(self.stage, self.now, taste);
        let on_table = self.stage.phase().table().zip(face.as_ref());
        let is_small = window.width < 20 || window.height < 6;
        match (on_table, self.view.place) {
            _ if is_small => {
                if let Some(face) = face {
                    face.draw_alone(buf, window, self.look);
                    return None;
                }
                let row = Rect { height: window.height.min(1), ..window };
                self.keys(buf, row, vec![("enter".to_owned(), "draw")], None);
            }
            _ if self.question.is_some_and(Question::is_panel) => return self.panel(buf, face.as_ref()),
            (_, Place::Takes | Place::Roster | Place::Packs | Place::Report | Place::Plan) => {
                return self.beside_stage(buf, face.as_ref());
            }
            (_, Place::Spotlight) => return self.spotlight(buf, face.as_ref()),
            (Some((table, face)), Place::Stage) => return self.on_stage(buf, table, face),
            (None, Place::Stage) => {
                return match &face {
                    Some(face) => self.interval(buf, face),
                    None => self.empty(buf),
                };
            }
        }
        None
    }

    /// A screen beside the stage, a running clock in its header.
    fn beside_stage(&self, buf: &mut Buffer, face: Option<&Face>) -> Option<Position> {
        let frame = Frame::new(buf.area);
        self.header_beside(buf, frame.header, face);
        self.trouble(buf, frame.trouble);
        match self.view.place {
            Place::Takes => self.takes(buf, frame.body),
            Place::Packs => self.packs(buf, frame.body),
            Place::Report => self.report(buf, frame.body),
            Place::Plan => self.running_order(buf, frame.body),
            Place::Roster | Place::Stage | Place::Spotlight => self.roster(buf, frame.body),
        }
        self.foot(buf, [frame.trouble, self.notice_beside(&frame), frame.footer], None)
    }

    /// Where the line for the leader stands on a screen beside the stage.
    fn notice_beside(&self, frame: &Frame) -> Rect {
        self.notice_rows(frame.notice, frame.footer, frame.body.y + LEAST, None)
    }

    /// What of a part of a screen beside the stage the line for the leader leaves to see. Lists go by it, since what is
    /// selected is to be seen; but they stand where they stand without that line.
    pub fn uncovered(&self, window: Rect, part: Rect) -> Rect {
        let notice = self.notice_beside(&Frame::new(window));
        Rect { height: part.height.min(notice.y.saturating_sub(part.y)), ..part }
    }

    fn on_stage(&self, buf: &mut Buffer, table: &Table, face: &Face) -> Option<Position> {
        let window = buf.area;
        let across = Plan::inner(window).width.min(READABLE);
        let is_favourite = self.is_favourite(table);
        let star = if is_favourite { STAR } else { "" };
        let lines = wrap(&format!("{star}{}", table.hand.text), usize::from(across));
        let cast = self.cast(table, Plan::inner(window).width);
        let needs = Needs { prompt: lines.len() as u16, cast: cast.len() as u16, clock: &face.widest };
        let mut plan = Plan::new(window, &needs);
        let room = if window.height < SMALL_PRINT { 0 } else { plan.room_for_prompt() };
        let letters = Letters::fit(&table.hand.text, plan.prompt.width, room);
        let mut large_cast = None;
        if let Some(letters) = &letters {
            let room = plan.room_for_cast(letters.rows());
            large_cast = self.large_cast(table, plan.cast.width).filter(|large| large.rows() <= room);
            if let Some(large) = &large_cast {
                plan.cast.height = large.rows();
            }
            plan.grow_prompt(letters.rows());
        }
        let mut face = face.clone();
        if plan.header.is_empty() && self.stage.is_rehearsal() {
            // Without a header the clock says it.
            face.words.insert(face.words.len().saturating_sub(1), (REHEARSAL.to_owned(), self.look.warning()));
        }
        self.header(buf, plan.header);
        self.under_header(buf, plan.trouble);
        if let Some(letters) = letters {
            letters.draw(buf, plan.prompt, self.look.prompt(), HorizontalAlignment::Left);
            // The large letters have no star: it stands below them.
            let below = Rect { y: plan.prompt.bottom(), height: 1, ..plan.prompt };
            if is_favourite && below.bottom() <= plan.cast.y {
                put(buf, below, &[Span::styled(FAVOURITE, self.look.accent())]);
            }
        } else {
            let lines = cut_to(lines, usize::from(across), usize::from(plan.prompt.height));
            for (row, line) in plan.prompt.rows().zip(lines) {
                put(buf, row, &[Span::styled(line, self.look.prompt())]);
            }
        }
        if let Some(large) = &large_cast {
            self.draw_large_cast(buf, plan.cast, large);
        } else {
            let cast = if cast.len() > usize::from(plan.cast.height) {
                self.cast_in(table, plan.cast.width, plan.cast.height)
            } else {
                cast
            };
            for (row, line) in plan.cast.rows().zip(&cast) {
                put(buf, row, line);
            }
        }
        let unsaid = face.unsaid(&plan.clock);
        let notice = if let Phase::Debrief(debrief) = self.stage.phase() {
            let rest = self.debrief(buf, &plan, debrief, &face);
            let notice = self.notice_rows(plan.notice, plan.footer, rest.y, unsaid);
            self.happened(buf, Rect { height: rest.bottom().min(notice.y).saturating_sub(rest.y), ..rest }, debrief);
            notice
        } else {
            face.draw(buf, &plan.clock);
            self.progress(buf, &plan);
            self.notice_rows(plan.notice, plan.footer, plan.clock.area.bottom(), unsaid)
        };
        self.foot(buf, [plan.trouble, notice, plan.footer], unsaid)
    }

    /// Rows of a list; where not all have room, the last says how many more a key shows, of what.
    pub fn rows_or_more(&self, buf: &mut Buffer, area: Rect, list: &[Vec<Span<'_>>], more: &str) {
        let room = usize::from(area.height);
        let shown = if list.len() > room { room.saturating_sub(1) } else { list.len() };
        for (row, pieces) in area.rows().zip(&list[..shown]) {
            put(buf, row, pieces);
        }
        if let (Some(row), true) = (area.rows().nth(shown), shown < list.len()) {
            put(buf, row, &[Span::styled(format!("… {} {more}", list.len() - shown), self.look.quiet())]);
        }
    }

    /// How many rows are seen of a table that has another so many rows below it, the first of them empty, and where the
    /// rest of those are above the line for the leader. They give way before the last two rows of the table do.
    pub fn above_notice(&self, window: Rect, area: Rect, used: u16) -> (u16, Rect) {
        let shown = self.uncovered(window, area);
        let seen = shown.height.saturating_sub(used).max(2).min(area.height - used);
        let y = area.y + seen + 1;
        (seen, Rect { y, height: used.saturating_sub(1).min(shown.bottom().saturating_sub(y)), ..area })
    }

    /// What is left of an area for a list of so many lines, and how many are above and below what is seen of it from the
    /// first on, at the right end.
    pub fn gutter(&self, buf: &mut Buffer, area: Rect, first: usize, lines: usize) -> Rect {
        let room = usize::from(area.height);
        if lines <= room || room == 0 {
            return area;
        }
        let below = lines - first - room.min(lines - first);
        self.beyond(buf, area, [first, below], lines)
    }

    /// The same for a list whose lines hold several things each: so many of those are above and below what is seen.
    pub fn beyond(&self, buf: &mut Buffer, area: Rect, [above, below]: [usize; 2], all: usize) -> Rect {
        let up = if above > 0 { format!("↑ {above}") } else { String::new() };
        let down = if below > 0 { format!("↓ {below}") } else { String::new() };
        let mut say = |row: Option<Rect>, text: &str| {
            if let Some(row) = row {
                let at = usize::from(row.width).saturating_sub(width(text));
                put(buf, from(row, at), &[Span::styled(text.to_owned(), self.look.quiet())]);
            }
        };
        let is_one_row = area.height == 1;
        if is_one_row {
            say(area.rows().next(), format!("{up} {down}").trim());
        } else {
            say(area.rows().next(), &up);
            say(area.rows().next_back(), &down);
        }
        let used = width(&format!(" ↓ {all}")) * if is_one_row { 2 } else { 1 };
        Rect { width: area.width.saturating_sub(used as u16), ..area }
    }

    /// What keeps the log from being written, or else what of the packs can't be read; else where the plan is.
    pub fn under_header(&self, buf: &mut Buffer, row: Rect) {
        let is_free = self.stage.trouble().is_none() && self.stage.pack_trouble().is_none();
        if let (Some(running), true) = (self.stage.plan(), is_free) {
            // The most important comes first: what has no room is left out whole.
            let mut line = String::new();
            for part in running.parts(self.now) {
                let longer = if line.is_empty() { part } else { format!("{line} · {part}") };
                if !line.is_empty() && width(&longer) > usize::from(row.width) {
                    break;
                }
                line = longer;
            }
            put(buf, row, &[Span::styled(line, self.look.quiet())]);
        }
        self.trouble(buf, row);
    }

    /// What keeps the log from being written, or else what of the packs can't be read, where there is a row for it.
    pub fn trouble(&self, buf: &mut Buffer, row: Rect) {
        if let Some(line) = self.trouble_line().or_else(|| self.stage.pack_trouble()) {
            put(buf, row, &[Span::styled(line, self.look.error())]);
        }
    }

    /// What keeps the log from being written, as one line.
    pub fn trouble_line(&self) -> Option<String> {
        let trouble = self.stage.trouble()?;
        let kept = self.stage.unsaved_changes();
        let changes = if kept == 1 { "change" } else { "changes" };
        Some(format!("○ not in the log, tried again: {kept} {changes} kept in memory; {}", trouble.why))
    }

    /// The line for the leader and the keys, or the question that is open, in the rows for trouble, line and keys. The
    /// first may have no height, the second may be the third.
    pub fn foot(
        &self,
        buf: &mut Buffer,
        [trouble, notice, footer]: [Rect; 3],
        unsaid: Option<&str>,
    ) -> Option<Position> {
        let has_keys = notice.bottom() < footer.bottom();
        if let Some(question) = self.question {
            if has_keys {
                self.hints(buf, footer, question);
            }
            return self.ask(buf, notice, question);
        }
        let state = state(unsaid, notice, footer);
        let rest = from(notice, width(&state));
        let lines = self.notice(rest.width, notice.height).or_else(|| {
            let trouble = self.trouble_line().filter(|_| trouble.is_empty());
            let trouble = trouble.map(|line| vec![Span::styled(line, self.look.error())]);
            trouble.or_else(|| self.last_moment().filter(|_| has_keys)).map(|line| vec![line])
        });
        let has_line = lines.is_some();
        for (row, line) in rest.rows().zip(lines.into_iter().flatten()) {
            self.clear(buf, Rect { x: notice.x, width: notice.width, ..row });
            put(buf, row, &line);
        }
        if has_line {
            put(buf, notice, &[Span::styled(state, self.look.warning())]);
        }
        if has_keys || !has_line {
            let rows = keys::rows(self.stage, self.view.place);
            let idle = self.view.idle(self.stage);
            let rows = rows.filter(|row| !idle.contains(&row.command));
            let rows = rows.filter_map(|row| Some((keys::name(*row.keys.first()?), row.label?)));
            self.keys(buf, footer, rows.collect(), unsaid);
        }
        None
    }

    /// Whether something must be asked or known, whatever else there is to say.
    pub fn must_speak(&self) -> bool {
        let stays = self.stage.notice().is_some_and(|notice| notice.stays);
        self.question.is_some() || self.view.said.is_some() || stays || self.stage.trouble().is_some()
    }

    /// The question that is open, or what must be known, alone in a row.
    pub fn line(&self, buf: &mut Buffer, row: Rect) -> Option<Position> {
        if let Some(question) = self.question {
            return self.ask(buf, row, question);
        }
        let must = self.view.said.is_some() || self.stage.notice().is_some_and(|notice| notice.stays);
        let trouble = self.trouble_line().map(|line| vec![Span::styled(line, self.look.error())]);
        let notice = self.notice(row.width, 1).filter(|_| must).into_iter().flatten().next();
        if let Some(pieces) = notice.or(trouble) {
            put(buf, row, &pieces);
        }
        None
    }

    /// What the leader did last in the scene, so that a key pressed without looking can be checked with a glance.
    fn last_moment(&self) -> Option<Vec<Span<'static>>> {
        let Phase::Scene(play) = self.stage.phase() else { return None };
        let by_hand = play.record.moments.iter().rfind(|moment| moment.kind != MomentKind::Cue);
        by_hand.map(|moment| self.moment(&play.record.table.hand, moment))
    }

    /// Keys and what they do, as many whole ones as the row holds; the last is always there, if need be without words to
    /// leave room for the first.
    pub fn keys(&self, buf: &mut Buffer, row: Rect, mut keys: Vec<(String, &'static str)>, first: Option<&str>) {
        let Some((last_key, mut last_label)) = keys.pop() else { return };
        let gap = if row.width < 60 { 2 } else { 3 };
        let wide = |key: &str, label: &str| width(key) + 1 + width(label);
        let room = usize::from(row.width);
        if let (Some((key, label)), None) = (keys.first(), first) {
            let beside = room.saturating_sub(wide(key, label) + gap);
            if (width(&last_key)..wide(&last_key, last_label)).contains(&beside) {
                last_label = "";
            }
        }
        let last_width = if last_label.is_empty() { width(&last_key) } else { wide(&last_key, last_label) };
        let mut left = room.saturating_sub(last_width);
        let mut pieces = Vec::new();
        if let Some(first) = first.filter(|first| width(first) + gap <= left) {
            left -= width(first) + gap;
            pieces.push(Span::styled(format!("{first}{:gap$}", ""), self.look.warning()));
        }
        let mut shown = Vec::new();
        for (key, label) in keys {
            let needed = wide(&key, label) + gap;
            if needed > left {
                break;
            }
            left -= needed;
            shown.push((key, label));
        }
        shown.push((last_key, last_label));
        for (key, label) in shown {
            pieces.push(Span::styled(key, self.look.key()));
            pieces.push(Span::styled(format!(" {label}{:gap$}", ""), self.look.quiet()));
        }
        if let Some(last) = pieces.last_mut() {
            last.content = last.content.trim_end().to_owned().into();
        }
        put(buf, row, &pieces);
    }

    /// The keys of an open question.
    pub fn hints(&self, buf: &mut Buffer, row: Rect, question: &Question) {
        let hints = question.hints().iter().map(|&(key, label)| (key.to_owned(), label));
        self.keys(buf, row, hints.collect(), None);
    }

    /// A question in words, on its row and as many above it as it needs.
    fn ask(&self, buf: &mut Buffer, row: Rect, question: &Question) -> Option<Position> {
        match question {
            Question::Quit(_) => {
                self.letters(buf, row, "quit?", &[('y', "yes"), ('n', "no")], "the take is interrupted");
            }
            Question::PassReason(_) => {
                let options = PASS_REASONS.map(|(letter, _, label)| (letter, label));
                self.letters(buf, row, "pass: why?", &options, "");
            }
            Question::NotUsable(_) => {
                let options = REASONS.map(|(letter, _, label)| (letter, label));
                self.letters(buf, row, "not usable: why?", &options, "");
            }
            Question::Never(_) => {
                let options = HOW_LONG.map(|(letter, _, label)| (letter, label));
                self.letters(buf, row, "never again?", &options, "then another is drawn");
            }
            Question::WriteOver(path) => {
                let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
                let says = " holds a plan: change it?";
                let room = usize::from(row.width).saturating_sub(width(says)).max(8);
                let asks = fit(&one_line(name), room) + says;
                self.letters(buf, row, &asks, &OVER, "its comments stay");
            }
            Question::Block(adding) => return Some(self.adding(buf, row, adding)),
            Question::Write(what, input) => {
                let full = if what.is_full(input.value()) { ", full" } else { "" };
                let label = format!("{}{full}  ", what.label());
                let x = put(buf, row, &[Span::styled(label, self.look.warning())]);
                if let Some((remark, is_wrong)) = what.remark(input.value(), self.stage) {
                    let style = if is_wrong { self.look.warning() } else { self.look.quiet() };
                    let after = usize::from(x - row.x) + width(input.value()) + 2;
                    put(buf, from(row, after), &[Span::styled(remark, style)]);
                }
                return Some(field(buf, from(row, usize::from(x - row.x)), input));
            }
            _ => {}
        }
        None
    }

    /// Takes away what was drawn in an area.
    pub fn clear(&self, buf: &mut Buffer, area: Rect) {
        Clear.render(area, buf);
        buf.set_style(area, self.look.ground());
    }

    /// A question that a letter answers, with a remark where there is room.
    fn letters(&self, buf: &mut Buffer, row: Rect, what: &str, options: &[(char, &str)], remark: &str) {
        let mut lines = vec![vec![Span::styled(what.to_owned(), self.look.warning())]];
        let mut used = width(what);
        let room = usize::from(row.width);
        for (letter, label) in options {
            let needed = width(label) + 4;
            if used + needed > room {
                lines.push(Vec::new());
                used = 0;
            }
            used += needed;
            let pieces = [Span::styled(format!("  {letter}"), self.look.key()), Span::raw(format!(" {label}"))];
            lines.last_mut().into_iter().for_each(|line| line.extend(pieces.clone()));
        }
        if let (Some(line), true) = (lines.last_mut(), used + width(remark) + 2 <= room) {
            line.push(Span::styled(format!("  {remark}"), self.look.quiet()));
        }
        let top = (row.y + 1).saturating_sub(lines.len() as u16);
        for (y, line) in (top..).zip(&lines) {
            let row = Rect { y, ..row }.intersection(buf.area);
            self.clear(buf, row);
            put(buf, row, line);
        }
    }
}

/// A text that is typed, as far as it has room, and where its cursor stands. What is typed on may be a note from elsewhere.
pub fn field(buf: &mut Buffer, field: Rect, input: &Input) -> Position {
    let room = usize::from(field.width.saturating_sub(1));
    let scroll = input.visual_scroll(room);
    put(buf, field, &[Span::raw(skip(&one_line(input.value()), scroll))]);
    let at = input.visual_cursor().saturating_sub(scroll).min(room);
    Position { x: field.x + at as u16, y: field.y }
}

/// The row from a column on.
pub fn from(row: Rect, columns: usize) -> Rect {
    let columns = (columns as u16).min(row.width);
    Rect { x: row.x + columns, width: row.width - columns, ..row }
}

impl Face {
    /// The clock alone, as large as the window holds.
    fn draw_alone(&self, buf: &mut Buffer, window: Rect, look: Look) {
        let text = self.signed();
        let [word, ..] = self.words.as_slice() else { return };
        let below = window.height >= 2 && width(&word.0) <= usize::from(window.width);
        let area = Rect { height: window.height - u16::from(below), ..window };
        let size = digits::Size::largest(&text, area.width, area.height);
        let used = size.columns(&text).min(area.width);
        let area = Rect { x: area.x + (area.width - used) / 2, width: used, ..area };
        digits::draw(buf, area, &text, size, self.style);
        if below {
            let x = (usize::from(window.width) - width(&word.0)) / 2;
            let row = Rect { y: window.bottom() - 1, height: 1, ..window };
            put(buf, from(row, x), &[Span::styled(&*word.0, look.quiet())]);
        }
    }
}
