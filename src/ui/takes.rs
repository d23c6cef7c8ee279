//! The takes of the log: a list, newest first, and all of the selected one beside it.
//!
//! Start with [`Takes`], what is selected, and [`Screen::takes`].

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use tui_input::Input;
use uuid::Uuid;

use super::Does;
use super::cast::dots;
use super::debrief::perceived_text;
use super::keys::Command;
use super::panel::{Line, Page};
use super::pick::Picked;
use super::question::{Field, Of, Question, Scroll, reason_text};
use super::screen::{Screen, from};
use super::text::{fit_words, put, width, wrap};
use crate::feeling::Strength;
use crate::scene::Ms;
use crate::stage::{Act, Stage, clock};
use crate::take::{Ending, Judgement, Moment, PastTake, Verdict};

/// The fewest columns of a window in which a take stands beside the list.
const BESIDE: u16 = 100;
/// The fewest rows that a take has below the list.
const BELOW: u16 = 6;
/// The columns of the list beside a take, in percent.
const LIST: u32 = 58;

/// The screen's own: which take is selected, and which are listed.
#[derive(Debug, Clone, Default)]
pub struct Takes {
    picked: Picked<Uuid>,
    /// The words that every take listed has in it.
    words: String,
}

impl Takes {
    /// Begins at the newest of those that were listed before.
    pub fn open(&mut self) -> Act {
        self.picked = Picked::default();
        Act::Find(self.words.clone())
    }

    /// Lists those with these words when it is opened.
    pub fn list(&mut self, words: String) {
        self.words = words;
    }

    /// Remembers what was looked up.
    pub fn note(&mut self, acts: &[Act]) {
        for act in acts {
            if let Act::Find(words) = act {
                self.words.clone_from(words);
            }
        }
    }

    /// What a key does here.
    pub fn command(&self, command: Command, stage: &Stage) -> Does {
        if command == Command::Find {
            return Does::Ask(Question::Write(Field::Find, Input::new(self.words.clone())));
        }
        let Some(found) = self.selected(stage) else { return Does::Nothing };
        let take = found.id;
        let judge = |verdict| Does::Act(Act::JudgeFound { take, verdict, reason: None });
        let is_stopped = found.end.is_some_and(|end| end.ending == Ending::Stopped);
        match command {
            Command::Move(way) => {
                self.picked.go(way, &ids(stage));
                Does::Nothing
            }
            Command::Whole => Does::Ask(Question::Whole(take, Scroll::default())),
            Command::Note => {
                let note = stage.given(found).and_then(|judgement| judgement.note.clone());
                Does::Ask(Question::Write(Field::Note(Of::Found(take)), Input::new(note.unwrap_or_default())))
            }
            Command::Usable | Command::Hold | Command::NotUsable if is_stopped => {
                Does::Say("broken off: no verdict is asked")
            }
            Command::Usable => judge(Verdict::Usable),
            Command::Hold => judge(Verdict::Hold),
            Command::NotUsable => Does::Ask(Question::NotUsable(Of::Found(take))),
            _ => Does::Nothing,
        }
    }

    /// The commands that have nothing to do with the selected take.
    pub fn idle(&self, stage: &Stage) -> &'static [Command] {
        use Command::{Hold, NotUsable, Note, Usable};
        match self.selected(stage).and_then(|found| found.end) {
            Some(end) if end.ending == Ending::Stopped => &[Usable, Hold, NotUsable],
            Some(_) => &[],
            None => &[Usable, Hold, NotUsable, Note],
        }
    }

    fn selected<'a>(&self, stage: &'a Stage) -> Option<&'a PastTake> {
        stage.found().get(self.picked.at(&ids(stage))?)
    }
}

fn ids(stage: &Stage) -> Vec<Uuid> {
    stage.found().iter().map(|take| take.id).collect()
}

impl Screen<'_> {
    /// The list, and the selected take beside or below it where there is room.
    pub fn takes(&self, buf: &mut Buffer, area: Rect) {
        let (takes, found) = (&self.view.takes, self.stage.found());
        let Some(selected) = takes.picked.at(&ids(self.stage)) else {
            return self.no_takes(buf, area);
        };
        let (list, beside) = if buf.area.width < BESIDE {
            (area, None)
        } else {
            let columns = (u32::from(area.width) * LIST / 100) as u16;
            (Rect { width: columns, ..area }, Some(from(area, usize::from(columns) + 2)))
        };
        let mut rest = list;
        if list.height >= 8 {
            let with = if takes.words.is_empty() { String::new() } else { format!(" with “{}”", takes.words) };
            let count = if found.len() == 1 { "1 take".to_owned() } else { format!("{} takes", found.len()) };
            put(buf, Rect { height: 1, ..list }, &[Span::styled(format!("{count}{with}"), self.look.quiet())]);
            rest = Rect { y: list.y + 2, height: list.height - 2, ..list };
        }
        let beside = beside.or_else(|| {
            // What the list leaves free below it.
            let used = rest.y - area.y + found.len() as u16 + 1;
            let free = area.height.checked_sub(used).filter(|&rows| rows >= BELOW)?;
            Some(Rect { y: area.y + used, height: free, ..area })
        });
        let rest = self.uncovered(buf.area, rest);
        let first = takes.picked.first(found.len(), usize::from(rest.height));
        let rest = self.gutter(buf, rest, first, found.len());
        let number = found.iter().map(|take| width(&take.number.to_string())).max().unwrap_or(0);
        for (row, (at, take)) in rest.rows().zip(found.iter().enumerate().skip(first)) {
            self.take_row(buf, row, take, number, at == selected);
        }
        if let Some(beside) = beside {
            let lines = self.whole(&found[selected], usize::from(beside.width));
            self.rows_or_more(buf, self.uncovered(buf.area, beside), &lines, "more lines: enter");
        }
    }

    fn no_takes(&self, buf: &mut Buffer, area: Rect) {
        let words = &self.view.takes.words;
        let (says, next) = if words.is_empty() {
            ("No take yet.".to_owned(), "Every scene played is one: esc goes to the stage.")
        } else {
            (format!("No take has “{words}” in it."), "/ looks for other words, or with none for all.")
        };
        let columns = usize::from(area.width);
        let says = wrap(&says, columns).into_iter().map(|line| (line, self.look.prompt()));
        let next = wrap(next, columns).into_iter().map(|line| (line, self.look.quiet()));
        for (row, (line, style)) in area.rows().zip(says.chain(next)) {
            put(buf, row, &[Span::styled(line, style)]);
        }
    }

    fn take_row(&self, buf: &mut Buffer, row: Rect, take: &PastTake, number: usize, is_selected: bool) {
        let quiet = self.look.quiet();
        let columns = usize::from(row.width);
        let (sign, word, style) = self.worth(take);
        let mark = if is_selected { "▸ " } else { "  " };
        let mut pieces = vec![Span::raw(format!("{mark}{:>number$} ", take.number))];
        if columns >= 42 {
            pieces.push(Span::styled(format!("{:>6} ", self.when(take.started)), quiet));
        }
        let verdict = if columns >= 30 { format!("{sign} {word:<10} ") } else { format!("{sign} ") };
        pieces.push(Span::styled(verdict, style));
        if columns >= 42 {
            let ran = take.end.map_or_else(String::new, |end| clock(end.played));
            pieces.push(Span::styled(format!("{ran:>5} "), quiet));
        }
        let used: usize = pieces.iter().map(|piece| width(&piece.content)).sum();
        let rehearsal = if take.rehearsal { "(rehearsal) " } else { "" };
        let text = fit_words(&format!("{rehearsal}{}", take.text), columns.saturating_sub(used));
        pieces.push(Span::styled(text, if is_selected { self.look.selected() } else { Style::new() }));
        put(buf, row, &pieces);
    }

    /// What a take was worth: a sign, a word, a style. Hollow until the log has it.
    fn worth(&self, take: &PastTake) -> (&'static str, &'static str, Style) {
        let stopped = take.end.is_some_and(|end| end.ending == Ending::Stopped);
        let Some((judgement, verdict)) = in_force(take) else {
            return match take.end {
                _ if stopped => ("■", "broken off", self.look.quiet()),
                None => ("…", "runs", self.look.quiet()),
                Some(_) => ("·", "no verdict", self.look.quiet()),
            };
        };
        let (sign, style) = match verdict {
            Verdict::Usable => ("✓", self.look.good()),
            Verdict::Hold => ("~", self.look.warning()),
            Verdict::NotUsable => ("✗", self.look.error()),
        };
        (if self.stage.is_pending(judgement.id) { "○" } else { sign }, verdict_word(verdict), style)
    }

    /// The time of day, today, else the day.
    pub fn when(&self, utc: Ms) -> String {
        let [then, now] = [utc, self.now.utc].map(|utc| self.local(utc, "%Y-%j"));
        self.local(utc, if then == now { "%H:%M" } else { "%-d %b" })
    }

    /// A time by the clock of the header.
    pub fn local(&self, utc: Ms, format: &str) -> String {
        let local = utc.saturating_add(i64::from(self.clock.offset_minutes) * 60_000);
        // The offset is in it already.
        let time = Timestamp::from_millisecond(local).unwrap_or_default().to_zoned_datetime(TimeZone::UTC);
        time.strftime(format).to_string()
    }

    /// All of a take that was found.
    pub fn whole_take(&self, take: Uuid, columns: usize) -> Vec<Line> {
        let found = self.stage.found().iter().find(|found| found.id == take);
        found.map_or_else(Vec::new, |found| self.whole(found, columns))
    }

    fn whole(&self, take: &PastTake, columns: usize) -> Vec<Line> {
        let mut page = Page { lines: Vec::new(), columns };
        let [head, plain, quiet] = [self.look.accent(), Style::new(), self.look.quiet()];
        page.add(&take.text, self.look.prompt());
        let mut source = vec![take.prompt.as_ref().map_or_else(|| "your own".to_owned(), ToString::to_string)];
        source.extend((take.of_draw > 1).then(|| format!("take {} of it", take.of_draw)));
        source.extend(take.rehearsal.then(|| "rehearsal".to_owned()));
        page.add(&source.join(" · "), quiet);
        page.add(&format!("{} · {}", self.local(take.started, "%a %-d %B %Y %H:%M"), take.workshop), quiet);
        page.gap();
        let (sign, word, style) = self.worth(take);
        let reason = in_force(take).and_then(|(judgement, _)| judgement.reason);
        let reason = reason.map_or_else(String::new, |reason| format!(": {}", reason_text(reason)));
        page.put(vec![Span::styled(format!("{sign} {word}{reason}"), style)]);
        page.add(&ran(take), quiet);
        page.gap();
        page.add("who played", head);
        for part in &take.cast {
            let player = part.player.as_deref().unwrap_or("nobody");
            let mut line = vec![Span::styled(player.to_owned(), self.look.prompt())];
            line.extend(part.label.as_ref().map(|label| Span::raw(format!("  {label}"))));
            page.put(line);
            if let Some(asked) = &part.asked {
                page.put(vec![Span::raw(format!("  {}", asked_text(asked)))]);
            }
        }
        page.gap();
        page.add("moments", head);
        if take.moments.is_empty() {
            page.add("none", quiet);
        } else {
            page.lines.push(self.time_line(take, columns));
        }
        for moment in &take.moments {
            let at = format!("{:>5}  ", clock(moment.at));
            page.put(vec![Span::styled(at, quiet), Span::styled(said(moment), plain)]);
        }
        page.gap();
        page.add("judgements", head);
        if take.judgements.is_empty() {
            page.add("none", quiet);
        }
        for judgement in &take.judgements {
            self.judgement(&mut page, judgement);
        }
        page.lines
    }

    fn judgement(&self, page: &mut Page, judgement: &Judgement) {
        let quiet = self.look.quiet();
        let given = judgement.verdict.map_or_else(String::new, |verdict| format!("{}: ", verdict_word(verdict)));
        let reason = judgement.reason.map_or_else(String::new, |reason| format!("{}, ", reason_text(reason)));
        let by = format!("by {}, {}", judgement.by, self.local(judgement.at, "%-d %b %H:%M"));
        page.add(&format!("{} {given}{reason}{by}", self.mark_of(judgement.id)), Style::new());
        if let Some(note) = &judgement.note {
            page.put(vec![Span::styled("  note  ", quiet), Span::raw(note.clone())]);
        }
        for came in &judgement.perceived {
            let text = format!("{}, step {}: {}", spoken(&came.role), came.step, perceived_text(came));
            page.put(vec![Span::styled("  came out  ", quiet), Span::raw(text)]);
        }
    }

    /// When in the take its moments were.
    fn time_line(&self, take: &PastTake, columns: usize) -> Line {
        let last = take.moments.iter().map(|moment| moment.at).max().unwrap_or(0);
        let length = take.end.map_or(last, |end| end.at).max(last).max(1);
        let (start, end) = ("0:00 ", format!(" {}", clock(length)));
        let cells = columns.saturating_sub(width(start) + width(&end)).clamp(1, 60);
        let mut track = vec!["─"; cells];
        for moment in &take.moments {
            let at = moment.at.clamp(0, length) * (cells as Ms - 1) / length;
            track[at as usize] = self.mark_of(moment.id);
        }
        let quiet = self.look.quiet();
        vec![Span::styled(start, quiet), Span::raw(track.concat()), Span::styled(end, quiet)]
    }
}

/// The verdict in force: the newest given.
fn in_force(take: &PastTake) -> Option<(&Judgement, Verdict)> {
    take.judgements.iter().rev().find_map(|judgement| Some((judgement, judgement.verdict?)))
}

const fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Usable => "usable",
        Verdict::Hold => "on hold",
        Verdict::NotUsable => "not usable",
    }
}

/// How long it ran, and how it ended.
fn ran(take: &PastTake) -> String {
    let planned = clock(take.planned);
    let Some(end) = take.end else { return format!("runs, planned {planned}") };
    let paused = if end.paused > 0 { format!(", {} paused", clock(end.paused)) } else { String::new() };
    let how = match end.ending {
        Ending::Edit | Ending::Time => "",
        Ending::Stopped => ", broken off",
        Ending::Interrupted => ", interrupted",
    };
    format!("ran {} of {planned}{paused}{how}", clock(end.played))
}

/// What a moment says.
fn said(moment: &Moment) -> String {
    let role = moment.role.as_deref().map(spoken);
    let step = moment.step.map(|step| format!("step {step}"));
    let parts: Vec<_> = [role, step, moment.label.clone()].into_iter().flatten().collect();
    if parts.is_empty() { moment.kind.to_string() } else { format!("{}: {}", moment.kind, parts.join(", ")) }
}

/// Feelings as the stage shows them, of feelings as a pack writes them.
fn asked_text(asked: &str) -> String {
    let step = |step: &str| {
        let word = step.split('@').next().unwrap_or_default().trim();
        let strength = |digit: &str| Strength::from_number(digit.parse().ok()?);
        match word.split_once(':').and_then(|(word, digit)| Some((word, strength(digit)?))) {
            Some((word, strength)) => format!("{word} {}", dots(strength)),
            None => word.to_owned(),
        }
    };
    asked.split("->").map(step).collect::<Vec<_>>().join(" → ")
}

fn spoken(role: &str) -> String {
    role.replace('-', " ")
}
