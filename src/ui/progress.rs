//! How far the scene is, what comes next, and what the side-coach says.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::cast::step_text;
use super::plan::Plan;
use super::screen::{Screen, from};
use super::text::{put, width};
use crate::learn::hundredths;
use crate::pack::Kind;
use crate::scene::{CueOf, Ms, ms};
use crate::stage::{Phase, Table, clock};
use crate::take::Hand;

/// Cells of the bar that stand for the countdown.
const READY: usize = 6;

/// A shift that is to come.
struct Next {
    role: usize,
    step: usize,
    /// Nothing where it has no room in the scene's time.
    at: Option<Ms>,
    is_due: bool,
}

impl Screen<'_> {
    /// The bar, the next shift below it, and the coaching line or the odds.
    pub fn progress(&self, buf: &mut Buffer, plan: &Plan) {
        let Some(table) = self.stage.phase().table() else { return };
        let track = Track::new(plan.bar);
        self.bar(buf, plan.bar, &track, &table.hand);
        let next = self.next_shift(&table.hand);
        // Without a row of its own a line that was said stands in for a shift that is not due yet.
        let is_due = next.as_ref().is_some_and(|next| next.is_due);
        let is_coached = plan.coach.is_empty() && !is_due && self.said().is_some();
        match next {
            _ if is_coached => self.coach(buf, plan.cue),
            Some(next) => self.cue(buf, plan.cue, &track, &table.hand, &next),
            None => {}
        }
        match self.stage.phase() {
            Phase::Drawn(table) => self.odds(buf, plan.coach, table),
            _ => self.coach(buf, plan.coach),
        }
    }

    fn bar(&self, buf: &mut Buffer, row: Rect, track: &Track, hand: &Hand) {
        let quiet = self.look.quiet();
        let ready = ms(hand.ready()).max(1);
        let (ready_done, scene_done) = match self.stage.phase() {
            Phase::Ready(_, timer) => (Some((ready - timer.left(self.now), ready)), None),
            Phase::Scene(play) => (Some((1, 1)), Some((play.scene.played(self.now), play.scene.planned()))),
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => (None, None),
        };
        let segment = |done: Option<(Ms, Ms)>, cells: usize, is_now: bool| {
            let reached = done.map_or(0, |(done, of)| place(done, of, cells));
            let mut text = "━".repeat(reached);
            if is_now && done.is_some() {
                text.push('●');
            } else if done.is_some() {
                text.push('━');
            }
            let rest = cells.saturating_sub(text.chars().count());
            (text, "─".repeat(rest))
        };
        let is_scene = scene_done.is_some();
        let (past, rest) = segment(ready_done, READY, !is_scene);
        let (scene_past, scene_rest) = segment(scene_done, track.cells, true);
        let label = |text: &'static str, is_now: bool| {
            Span::styled(if track.has_words { text } else { "" }, if is_now { self.look.prompt() } else { quiet })
        };
        let mut pieces = Vec::new();
        if track.has_words {
            pieces.push(label("ready ", ready_done.is_some() && !is_scene));
            pieces.extend([Span::raw(past), Span::styled(rest, quiet)]);
            pieces.push(label(" scene ", is_scene));
        }
        pieces.extend([Span::raw(scene_past), Span::styled(scene_rest, quiet)]);
        pieces.push(label(" debrief", false));
        put(buf, row, &pieces);
    }

    /// The shift that is next, in whatever phase.
    fn next_shift(&self, hand: &Hand) -> Option<Next> {
        let due = match self.stage.phase() {
            Phase::Scene(play) => *play.scene.next_shift()?,
            _ => *hand.scene(self.now).next_shift()?,
        };
        let CueOf::Shift { role, step } = due.of else { return None };
        Some(Next { role, step, at: due.at, is_due: due.cued })
    }

    fn cue(&self, buf: &mut Buffer, row: Rect, track: &Track, hand: &Hand, next: &Next) {
        let planned = match self.stage.phase() {
            Phase::Scene(play) => play.scene.planned(),
            _ => hand.planned(),
        };
        let what = shift_text(hand, next.role, next.step);
        let when = match next.at {
            _ if next.is_due => "now ".to_owned(),
            Some(at) => format!("{} ", clock(at)),
            None => String::new(),
        };
        let text = format!("{when}shift: {what}");
        let style = match self.stage.phase() {
            Phase::Scene(_) if next.is_due => self.look.good(),
            Phase::Scene(_) => self.look.accent(),
            _ => self.look.quiet(),
        };
        let Some(at) = next.at else {
            put(buf, row, &[Span::styled(text, style)]);
            return;
        };
        let at = track.left + place(at, planned, track.cells);
        let room = usize::from(row.width);
        if !track.has_words || at + 2 + width(&text) <= room {
            let at = if track.has_words { at } else { 0 };
            put(buf, from(row, at), &[Span::styled(format!("▲ {text}"), style)]);
        } else if let Some(start) = at.checked_sub(width(&text) + 1) {
            put(buf, from(row, start), &[Span::styled(format!("{text} ▲"), style)]);
        } else {
            put(buf, row, &[Span::styled(format!("▲ {text}"), style)]);
        }
    }

    /// The coaching line said last.
    fn said(&self) -> Option<&str> {
        let Phase::Scene(play) = self.stage.phase() else { return None };
        play.record.table.hand.coach.get(play.said?).map(|line| line.text.as_str())
    }

    fn coach(&self, buf: &mut Buffer, row: Rect) {
        if let Some(said) = self.said() {
            put(buf, row, &[Span::styled("coach  ", self.look.quiet()), Span::styled(said, self.look.prompt())]);
        }
    }

    fn odds(&self, buf: &mut Buffer, row: Rect, table: &Table) {
        let hand = &table.hand;
        let mut parts = Vec::new();
        if hand.source.is_none() {
            parts.push("your own".to_owned());
        }
        if let Some(odds) = table.odds {
            parts.push(format!("weight {}", odds.weight));
            parts.push(if odds.rest_ignored {
                "rest counts for none".to_owned()
            } else {
                format!("rest {}", quarters(odds.rest))
            });
            parts.extend(odds.learned.map(|learned| format!("learned {}", hundredths(learned.factor))));
            parts.extend(odds.need.map(|need| format!("need {}", hundredths(need.factor))));
        }
        parts.extend(chance(hand));
        if hand.kind != Kind::Scene {
            parts.push(hand.kind.to_string());
        }
        if table.takes > 0 {
            parts.push(if table.takes == 1 { "1 take".to_owned() } else { format!("{} takes", table.takes) });
        }
        let label = if hand.source.is_some() { "odds   " } else { "prompt   " };
        let odds = format!("{label}{}", parts.join(" · "));
        let from_pack = hand.source.as_ref().map_or_else(String::new, |source| format!("   {}", source.prompt));
        let pieces = [Span::styled(odds, self.look.quiet()), Span::styled(from_pack, self.look.quiet())];
        put(buf, row, &pieces);
    }
}

/// Where the scene lies on the bar.
struct Track {
    left: usize,
    cells: usize,
    has_words: bool,
}

impl Track {
    fn new(row: Rect) -> Self {
        let columns = usize::from(row.width);
        let left = width("ready ") + READY + width(" scene ");
        match columns.checked_sub(left + width(" debrief")) {
            Some(cells) if cells >= 12 && row.height > 0 => Self { left, cells, has_words: true },
            _ => Self { left: 0, cells: columns, has_words: false },
        }
    }
}

/// The cell that stands for a moment of a length.
fn place(at: Ms, of: Ms, cells: usize) -> usize {
    let cells = cells as Ms;
    (at.clamp(0, of.max(1)) * cells / of.max(1)).clamp(0, (cells - 1).max(0)) as usize
}

/// Who shifts to what, such as `Ana → relief`.
pub fn shift_text(hand: &Hand, role: usize, step: usize) -> String {
    let drawn = hand.roles.get(role);
    let plays = hand.cast.iter().find(|member| member.role == Some(role)).map(|member| member.name.as_str());
    let who = plays.or_else(|| drawn.map(|drawn| drawn.label.as_str())).unwrap_or_default();
    let step = drawn.and_then(|drawn| drawn.feeling.as_ref()?.steps().get(step));
    step.map_or_else(|| who.to_owned(), |step| format!("{who} → {}", step_text(step)))
}

/// Quarters as a fraction.
pub const fn quarters(quarters: u8) -> &'static str {
    match quarters {
        0 => "0",
        1 => "¼",
        2 => "½",
        3 => "¾",
        _ => "1",
    }
}

/// A chance in words.
pub fn chance(hand: &Hand) -> Option<String> {
    let chance = hand.source.as_ref()?.chance;
    Some(format!("{} in {}", chance.numerator, chance.denominator))
}
