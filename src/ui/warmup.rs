//! The screen of a warm-up, and its keys: one table, from which the footer is drawn too.
//!
//! Start with [`draw`]. Somebody reads it from two metres away with no hands free: the prompt is as large as fits, below
//! it the feeling, then a thin bar of time.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, HorizontalAlignment, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use super::letters::Letters;
use super::look::Look;
use super::panel::STAR;
use super::text::{cut_to, put, width, wrap};
use crate::scene::{Ms, Now};
use crate::stage::{clock, shown_seconds};
use crate::warmup::page::Covered;
use crate::warmup::{Act, Phase, Turn, Turned, Until, Warmup, said, soon};

/// A row of the table.
struct Binding {
    act: Act,
    key: KeyCode,
    /// What the footer calls the key.
    name: &'static str,
    /// What the footer says it does; where that is nothing it is not shown.
    does: &'static str,
    when: fn(&Warmup) -> bool,
}

const fn row(act: Act, key: KeyCode, name: &'static str, does: &'static str, when: fn(&Warmup) -> bool) -> Binding {
    Binding { act, key, name, does, when }
}

/// The keys, in the order of the footer. The first row that works counts.
const KEYS: &[Binding] = &[
    row(Act::Toggle, KeyCode::Char(' '), "space", "pause", runs),
    row(Act::Toggle, KeyCode::Char(' '), "space", "go on", Warmup::is_paused),
    row(Act::Next, KeyCode::Enter, "enter", "next", is_on),
    row(Act::Next, KeyCode::Enter, "enter", "leave", is_over),
    row(Act::Favour, KeyCode::Char('*'), "*", "favourite", is_on),
    row(Act::Never, KeyCode::Char('x'), "x", "never again", is_on),
    row(Act::Undo, KeyCode::Char('u'), "u", "undo", Warmup::can_undo),
    row(Act::Undo, KeyCode::Char('u'), "u", "", |_| true),
    row(Act::End, KeyCode::Char('q'), "q", "end", is_on),
    row(Act::End, KeyCode::Char('q'), "q", "", is_over),
    row(Act::Back, KeyCode::Esc, "esc", "read", |warmup| warmup.notice().is_some_and(|notice| notice.stays)),
];

fn is_over(warmup: &Warmup) -> bool {
    *warmup.phase() == Phase::Over
}

fn is_on(warmup: &Warmup) -> bool {
    !is_over(warmup)
}

fn runs(warmup: &Warmup) -> bool {
    is_on(warmup) && !warmup.is_paused()
}

/// What a key asks for. Only presses count, not repeats or releases.
#[must_use]
pub fn press(key: KeyEvent, warmup: &Warmup) -> Option<Act> {
    let is_plain = key.kind == KeyEventKind::Press && (key.modifiers - KeyModifiers::SHIFT).is_empty();
    is_plain.then(|| find(key.code, warmup)).flatten()
}

/// What a line asks for that was typed where there is no screen and begins so: a key, or the line's end for `enter`.
#[must_use]
pub fn typed(first: char, warmup: &Warmup) -> Option<Act> {
    find(if matches!(first, '\n' | '\r') { KeyCode::Enter } else { KeyCode::Char(first) }, warmup)
}

fn find(key: KeyCode, warmup: &Warmup) -> Option<Act> {
    KEYS.iter().find(|row| row.key == key && (row.when)(warmup)).map(|row| row.act)
}

/// The widest that a long prompt is set in letters of the terminal, and the narrowest.
const READABLE: u16 = 72;
const NARROW: u16 = 40;
/// From so many rows on, the feeling is as large as a small prompt, in so many.
const ROOMY: u16 = 20;
const FEELING: u16 = 4;

/// Draws a frame.
pub fn draw(frame: &mut Frame<'_>, warmup: &Warmup, look: Look, now: Now) {
    let is_turned = matches!(warmup.turned(now), Some(Turned::Slate | Turned::Prompt));
    let look = if is_turned { look.turned() } else { look };
    let buf = frame.buffer_mut();
    let window = buf.area;
    buf.set_style(window, look.ground());
    Page { warmup, look, now }.draw(buf, window);
    if is_turned {
        // A colour in a turned field would be a patch of background.
        buf.set_style(window, look.ground());
        turn(buf, window);
    }
}

/// Turns the colours of an area.
fn turn(buf: &mut Buffer, area: Rect) {
    for at in area.intersection(buf.area).positions() {
        if let Some(cell) = buf.cell_mut(at) {
            cell.modifier.toggle(Modifier::REVERSED);
        }
    }
}

struct Page<'a> {
    warmup: &'a Warmup,
    look: Look,
    now: Now,
}

impl Page<'_> {
    fn draw(&self, buf: &mut Buffer, window: Rect) {
        let margin = if window.width < 30 { 0 } else { 2 };
        let across = Rect { x: window.x + margin, width: window.width - 2 * margin, ..window };
        if window.height < 6 {
            return self.body(buf, across);
        }
        let cue = if window.height < ROOMY { 1 } else { FEELING };
        let rows = [1, 0, cue, 1, 1].map(|rows| if rows == 0 { Constraint::Fill(1) } else { Constraint::Length(rows) });
        let [header, body, cue, bar, footer] = Layout::vertical(rows).areas(across);
        self.header(buf, header);
        if is_over(self.warmup) {
            self.body(buf, Rect { height: bar.bottom() - body.y, ..body });
        } else {
            self.body(buf, body);
            self.cue(buf, cue);
            if self.warmup.turned(self.now) == Some(Turned::Feeling) {
                turn(buf, cue);
            }
            self.bar(buf, bar);
        }
        self.footer(buf, footer);
    }

    fn header(&self, buf: &mut Buffer, row: Rect) {
        let warmup = self.warmup;
        let turn = warmup.turn();
        let at = match warmup.course().until {
            _ if is_over(warmup) => "warm-up · over".to_owned(),
            Until::Count(count) => format!("warm-up · {turn} of {count}"),
            Until::Time(_) => format!("warm-up · {turn} · {} left", minutes(warmup.left(self.now))),
        };
        let star = match warmup.last_prompt() {
            Some(prompt) if is_on(warmup) && warmup.is_favourite(prompt) => STAR,
            _ => "",
        };
        put(buf, row, &[Span::styled(at, self.look.quiet()), Span::raw(" "), Span::styled(star, self.look.accent())]);
        let state = if warmup.is_paused() {
            Span::styled("PAUSED", self.look.warning())
        } else {
            Span::styled("REHEARSAL", self.look.quiet())
        };
        let right = (width(&state.content) as u16).min(row.width);
        put(buf, Rect { x: row.right() - right, width: right, ..row }, &[state]);
    }

    fn body(&self, buf: &mut Buffer, area: Rect) {
        let (warmup, prompt) = (self.warmup, self.look.prompt());
        match warmup.phase() {
            Phase::Prompt(_) if warmup.turned(self.now) == Some(Turned::Slate) => large(buf, area, "slate 1", prompt),
            Phase::Prompt(turn) => large(buf, area, &turn.take.hand.text, prompt),
            Phase::Rest => {
                let left = shown_seconds(warmup.rest_left(self.now));
                large(buf, area, &format!("breathe {left}"), prompt);
            }
            Phase::Over => self.over(buf, area),
        }
    }

    /// The feeling that is announced, or that it is at; in between, a line of the side-coach.
    fn cue(&self, buf: &mut Buffer, area: Rect) {
        let Phase::Prompt(turn) = self.warmup.phase() else { return };
        // The shorter is for where the longer is too long for large letters.
        let (texts, style) = if let Some(ahead) = turn.ahead(self.now) {
            let soon = soon(ahead.left, ahead.step);
            let short = soon.split_once(',').map_or_else(|| soon.clone(), |(word, _)| word.to_owned());
            ([soon, short], self.look.warning())
        } else if let Some(line) = said_by_coach(turn) {
            ([line.to_owned(), line.to_owned()], self.look.accent())
        } else if let Some(step) = turn.feeling() {
            ([said(step), step.word.to_string()], self.look.accent())
        } else {
            return;
        };
        let fit = |text: &String| Letters::fit(text, area.width, area.height);
        if let Some(letters) = texts.iter().find_map(fit) {
            return letters.draw(buf, area, style, HorizontalAlignment::Center);
        }
        let (columns, rows) = (usize::from(area.width), usize::from(area.height));
        centred(buf, area, &cut_to(wrap(&texts[0], columns), columns, rows), 0, style);
    }

    /// How much of the prompt, or of the space before the next, is over.
    fn bar(&self, buf: &mut Buffer, row: Rect) {
        let course = self.warmup.course();
        let (left, length) = match self.warmup.phase() {
            Phase::Prompt(turn) => (turn.scene.left(self.now), course.every),
            Phase::Rest => (self.warmup.rest_left(self.now), course.rest),
            Phase::Over => return,
        };
        let time = format!(" {}", clock(shown_seconds(left) * 1000));
        let columns = usize::from(row.width).saturating_sub(width(&time));
        let done =
            ((length - left).clamp(0, length) as usize * columns).checked_div(length as usize).unwrap_or(columns);
        let pieces = [
            Span::styled("━".repeat(done), self.look.accent()),
            Span::styled("─".repeat(columns - done), self.look.quiet()),
            Span::styled(time, self.look.quiet()),
        ];
        put(buf, row, &pieces);
    }

    fn footer(&self, buf: &mut Buffer, row: Rect) {
        if let Some(trouble) = self.warmup.trouble() {
            let pieces = [Span::styled("not in the log: ", self.look.error()), Span::raw(trouble.why.clone())];
            put(buf, row, &pieces);
            return;
        }
        if let Some(notice) = self.warmup.notice() {
            let style = if notice.stays { self.look.warning() } else { self.look.notice() };
            let esc = if notice.stays { "   esc read" } else { "" };
            put(buf, row, &[Span::styled(notice.text.clone(), style), Span::raw(esc)]);
            return;
        }
        let mut used = 0;
        let mut pieces = Vec::new();
        for Binding { name, does, .. } in KEYS.iter().filter(|row| !row.does.is_empty() && (row.when)(self.warmup)) {
            let gap = if used > 0 { "   " } else { "" };
            let columns = width(gap) + width(name) + 1 + width(does);
            if used + columns > usize::from(row.width) {
                break;
            }
            used += columns;
            pieces.extend([Span::raw(gap), Span::styled(*name, self.look.key()), Span::raw(format!(" {does}"))]);
        }
        put(buf, row, &pieces);
    }

    /// What was played, against the last sessions.
    fn over(&self, buf: &mut Buffer, area: Rect) {
        let page = self.warmup.page();
        let (look, plain) = (self.look, Style::new());
        let columns = usize::from(area.width.min(READABLE));
        let mut lines: Vec<(String, Style)> = vec![(page.title(), look.prompt())];
        lines.extend(page.place().map(|place| (place, look.quiet())));
        lines.push((String::new(), plain));
        let sections = [
            ("feelings", page.feelings().map(Covered::sentence).collect::<Vec<_>>().join(", ")),
            ("shifts", page.shifts().map(Covered::sentence).collect::<Vec<_>>().join(", ")),
            ("still rare", page.rarities().unwrap_or_default()),
        ];
        for (title, text) in sections.into_iter().filter(|(_, text)| !text.is_empty()) {
            lines.push((title.to_owned(), look.accent()));
            lines.extend(wrap(&text, columns).into_iter().map(|line| (line, plain)));
            lines.push((String::new(), plain));
        }
        lines.push(("played".to_owned(), look.accent()));
        lines.extend(page.played.iter().zip(1..).map(|(text, n)| (format!("{n}  {text}"), plain)));
        let rows = usize::from(area.height);
        if lines.len() > rows {
            lines.retain(|(line, _)| !line.is_empty());
        }
        if lines.len() > rows && rows > 0 {
            let more = lines.len() - (rows - 1);
            lines.truncate(rows - 1);
            lines.push((format!("… and {more} lines more"), look.quiet()));
        }
        for (row, (line, style)) in area.rows().zip(&lines) {
            put(buf, row, &[Span::styled(line, *style)]);
        }
    }
}

/// The line that the side-coach said last, until the next feeling is announced.
fn said_by_coach(turn: &Turn) -> Option<&str> {
    turn.take.hand.coach.get(turn.said?).map(|line| line.text.as_str())
}

/// A text as large as the area holds, over at least half of its height where it has several lines.
fn large(buf: &mut Buffer, area: Rect, text: &str, style: Style) {
    if let Some(letters) = Letters::fit(text, area.width, area.height) {
        let letters = letters.spread(area.height * 2 / 3);
        let top = (area.height - letters.rows()) / 2;
        return letters.draw(buf, Rect { y: area.y + top, ..area }, style, HorizontalAlignment::Center);
    }
    let all = usize::from(area.height);
    let spaced = [NARROW, READABLE].into_iter().map(|columns| wrap(text, columns.min(area.width).into()));
    let spaced = spaced.into_iter().find(|lines| 2 * lines.len() <= all + 1);
    if let Some(lines) = spaced {
        centred(buf, area, &lines, 1, style);
    } else {
        let columns = usize::from(area.width.min(READABLE));
        centred(buf, area, &cut_to(wrap(text, columns), columns, all), 0, style);
    }
}

/// Lines in the middle of an area, with so many rows between them.
fn centred(buf: &mut Buffer, area: Rect, lines: &[String], gap: u16, style: Style) {
    let rows = (lines.len() as u16 * (gap + 1)).saturating_sub(gap);
    let top = area.height.saturating_sub(rows) / 2;
    for (line, row) in lines.iter().zip(area.rows().skip(usize::from(top)).step_by(usize::from(gap) + 1)) {
        let left = row.width.saturating_sub(width(line) as u16) / 2;
        put(buf, Rect { x: row.x + left, width: row.width - left, ..row }, &[Span::styled(line, style)]);
    }
}

/// Whole minutes, the last one being under way.
fn minutes(left: Ms) -> String {
    format!("{} min", (left.max(0) + 59_999) / 60_000)
}

#[cfg(test)]
mod tests;
