//! What takes the whole screen: the keys, the whys, casting by hand, the feelings. A running clock stays in sight.
//!
//! Start with [`Screen::panel`].

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;

use super::agree::Step;
use super::debrief::member_name;
use super::digits::{self, Size};
use super::face::Face;
use super::keys::{self, SECTIONS, Section};
use super::plan::Plan;
use super::progress::{chance, quarters};
use super::question::{Feelings, Question, Scroll, steps};
use super::screen::{Screen, from};
use super::text::{fit, put, width, wrap};
use crate::cast::PlayerKey;
use crate::feeling::Feeling;
use crate::learn::hundredths;
use crate::stage::{Phase, Table};

/// A line in pieces of one style each.
pub type Line = Vec<Span<'static>>;

/// What stands before a favourite where there is no room for more.
pub const STAR: &str = "★ ";
/// What a favourite is called.
pub const FAVOURITE: &str = "★ favourite";

/// Columns of a key's name in the help.
const KEY: usize = 7;
/// Columns at the right end for how many are beyond what is seen.
const BEYOND: u16 = 4;

impl Screen<'_> {
    /// Draws the panel that is open.
    pub fn panel(&self, buf: &mut Buffer, face: Option<&Face>) -> Option<Position> {
        let question = self.question?;
        let window = buf.area;
        let outer = Plan::outer(window);
        let running = face.filter(|_| matches!(self.stage.phase(), Phase::Ready(..) | Phase::Scene(_)));
        let has_large_clock = running.is_some() && window.height >= 10 && window.width >= 40;
        let top = Rect { height: if has_large_clock { 3 } else { 1 }, ..outer };
        let clock = running.map(|face| self.clock_above(buf, top, face, has_large_clock));
        let title = Rect { height: 1, width: outer.width - clock.unwrap_or(0), ..top };
        put(buf, title, &[Span::styled(self.title_of(question), self.look.accent())]);
        let gap = u16::from(window.height >= 10);
        let height = window.height.saturating_sub(top.height + gap + gap + 1);
        let body = Rect { y: top.bottom() + gap, height, ..outer };
        let footer = Rect { y: window.bottom() - 1, height: 1, ..outer };
        let columns = usize::from(body.width);
        let mut cursor = None;
        match question {
            Question::Help(scroll) => self.scrolled(buf, body, &self.help(columns), scroll),
            Question::Why(scroll) => self.scrolled(buf, body, &self.why(columns), scroll),
            Question::Feelings(feelings) => self.feelings(buf, body, feelings),
            Question::Pins(pins) => self.pins(buf, body, pins),
            Question::Whole(take, scroll) => self.scrolled(buf, body, &self.whole_take(*take, columns), scroll),
            Question::Shelf(scroll) => self.scrolled(buf, body, &self.shelf_page(columns), scroll),
            Question::Cards(cards) => {
                self.scrolled(buf, body, &self.card(cards, columns, gap > 0), &cards.scroll);
            }
            Question::Queue(queue) => cursor = self.queue(buf, body, queue),
            Question::Filter(filtering) => self.filtering(buf, body, filtering),
            Question::Agree(agreeing) => cursor = self.agreeing(buf, body, agreeing),
            Question::Lines(lines) => cursor = self.lines_of(buf, body, lines),
            // These are one line each.
            Question::Quit(_)
            | Question::PassReason(_)
            | Question::Never(_)
            | Question::NotUsable(_)
            | Question::Block(_)
            | Question::WriteOver(_)
            | Question::Write(..) => {}
        }
        self.hints(buf, footer, question);
        cursor
    }

    fn title_of(&self, question: &Question) -> String {
        match question {
            Question::Help(_) => "keys".to_owned(),
            Question::Why(_) => "all of it, and why".to_owned(),
            Question::Feelings(_) => "which feeling came out?".to_owned(),
            Question::Pins(_) if self.has_roles() => "cast by hand".to_owned(),
            Question::Pins(_) => "cast by hand: who plays?".to_owned(),
            Question::Queue(_) => match self.stage.suggestions().len() {
                0 => "your own prompt".to_owned(),
                1 => "1 suggestion".to_owned(),
                waiting => format!("{waiting} suggestions, the newest first"),
            },
            Question::Filter(_) => "which prompts?".to_owned(),
            Question::Shelf(_) => "all of it".to_owned(),
            Question::Whole(take, _) => {
                let found = self.stage.found().iter().find(|found| found.id == *take);
                found.map_or_else(String::new, |found| format!("take {}", found.number))
            }
            Question::Cards(cards) => self.card_title(cards),
            Question::Lines(lines) => {
                let player = self.stage.players().iter().find(|player| player.key == lines.player);
                player.map_or_else(String::new, |player| format!("{} does not want", player.name))
            }
            Question::Agree(agreeing) => {
                let key = PlayerKey::Person(agreeing.player);
                let player = self.stage.players().iter().find(|player| player.key == key);
                let what = if agreeing.step == Step::Withdrawing { "withdraws" } else { "agrees to" };
                player.map_or_else(String::new, |player| format!("{} {what}", player.name))
            }
            Question::Quit(_)
            | Question::PassReason(_)
            | Question::Never(_)
            | Question::NotUsable(_)
            | Question::Block(_)
            | Question::WriteOver(_)
            | Question::Write(..) => String::new(),
        }
    }

    fn has_roles(&self) -> bool {
        self.stage.phase().table().is_some_and(|table| !table.hand.roles.is_empty())
    }

    /// The clock at the right end, and how many columns it takes.
    fn clock_above(&self, buf: &mut Buffer, area: Rect, face: &Face, is_large: bool) -> u16 {
        let text = face.signed();
        let size = if is_large { Size::Small } else { Size::Plain };
        let columns = size.columns(&text).min(area.width);
        let place = Rect { x: area.right() - columns, width: columns, ..area };
        digits::draw(buf, place, &text, size, face.style);
        let state = if face.words.len() > 1 { face.words[0].0.as_str() } else { "" };
        let used = columns + 2 + width(state) as u16;
        let word = from(Rect { height: 1, ..area }, usize::from(area.width.saturating_sub(used)));
        put(buf, word, &[Span::styled(state, self.look.warning())]);
        used.min(area.width)
    }

    fn scrolled(&self, buf: &mut Buffer, area: Rect, lines: &[Line], scroll: &Scroll) {
        let rows = usize::from(area.height);
        let is_long = lines.len() > rows;
        let room = rows.saturating_sub(usize::from(is_long));
        let first = scroll.first(lines.len(), room);
        for (row, line) in area.rows().zip(lines[first..].iter().take(room)) {
            put(buf, row, line);
        }
        if let (Some(row), true) = (area.rows().nth(room), is_long) {
            let below = lines.len() - first - room.min(lines.len() - first);
            let text = if below > 0 { format!("↓ {below} more") } else { "the end".to_owned() };
            put(buf, row, &[Span::styled(text, self.look.quiet())]);
        }
    }

    fn help(&self, columns: usize) -> Vec<Line> {
        // What works now comes first.
        let (now, other): (Vec<_>, Vec<_>) = SECTIONS
            .iter()
            .partition(|section| section.rows.iter().any(|row| keys::works(section, row, self.stage, self.view.place)));
        let blocks: Vec<Vec<Line>> = now.into_iter().chain(other).map(|section| self.help_section(section)).collect();
        let texts = SECTIONS.iter().flat_map(|section| section.rows).map(|row| width(row.help));
        let across = KEY + texts.max().unwrap_or(0) + 2;
        // As many columns as fit, as low as whole blocks allow.
        let most = ((columns + 2) / across).max(1);
        let highest = blocks.iter().map(Vec::len).sum();
        let stacked = |height: usize| {
            let mut stacks: Vec<Vec<Line>> = Vec::new();
            for block in &blocks {
                match stacks.last_mut().filter(|stack| stack.len() + block.len() <= height) {
                    Some(stack) => stack.extend(block.iter().cloned()),
                    None => stacks.push(block.clone()),
                }
            }
            stacks
        };
        let stacks = (1..=highest).map(stacked).find(|stacks| stacks.len() <= most).unwrap_or_default();
        let each = columns / stacks.len().max(1);
        let side_by_side = |row: usize| {
            let mut line = Line::new();
            let mut used = 0;
            for (i, stack) in stacks.iter().enumerate() {
                line.push(Span::raw(" ".repeat((i * each).saturating_sub(used))));
                used = used.max(i * each);
                for piece in stack.get(row).into_iter().flatten() {
                    used += width(&piece.content);
                    line.push(piece.clone());
                }
            }
            line
        };
        (0..stacks.iter().map(Vec::len).max().unwrap_or(0)).map(side_by_side).collect()
    }

    fn help_section(&self, section: &Section) -> Vec<Line> {
        let idle = self.view.idle(self.stage);
        let mut lines = vec![vec![Span::styled(section.title, self.look.accent())]];
        for rows in section.rows.chunk_by(|one, next| one.help == next.help) {
            let row = &rows[0];
            let works = rows
                .iter()
                .any(|row| keys::works(section, row, self.stage, self.view.place) && !idle.contains(&row.command));
            let name = row.keys.first().map_or_else(String::new, |&key| keys::name(key));
            let style = if works { Style::new() } else { self.look.quiet() };
            let key = if works { self.look.key() } else { self.look.quiet() };
            lines.push(vec![Span::styled(format!("{name:KEY$}"), key), Span::styled(row.help, style)]);
        }
        lines.push(Vec::new());
        lines
    }

    fn why(&self, columns: usize) -> Vec<Line> {
        let mut page = Page { lines: Vec::new(), columns };
        let [head, plain, quiet] = [self.look.accent(), Style::new(), self.look.quiet()];
        if let Some(line) = self.trouble_line() {
            page.add(&line, self.look.error());
            page.gap();
        }
        if let Some(notice) = self.stage.notice() {
            page.add(&notice.text, self.look.warning());
            page.gap();
        }
        let Some(table) = self.stage.phase().table() else { return page.lines };
        page.add(&table.hand.text, self.look.prompt());
        page.gap();
        for row in self.cast(table, columns as u16) {
            page.put(row);
        }
        page.gap();
        if self.is_favourite(table) {
            page.add(FAVOURITE, head);
            page.gap();
        }
        page.add("why this prompt", head);
        for line in odds_in_words(table) {
            page.add(&line, plain);
        }
        page.gap();
        if !table.why.is_empty() {
            page.add("why this cast", head);
            for line in &table.why {
                page.add(line, plain);
            }
            page.gap();
        }
        if let Phase::Debrief(debrief) = self.stage.phase() {
            for row in self.judged(debrief) {
                page.put(row);
            }
            page.gap();
            page.add("moments", head);
            for moment in &debrief.record.moments {
                page.put(self.moment(&table.hand, moment));
            }
            page.gap();
        }
        if !table.hand.coach.is_empty() {
            page.add("coaching lines", head);
            for line in &table.hand.coach {
                let when = line.at.map_or_else(String::new, |at| format!("  (at {at})"));
                page.add(&format!("{}{when}", line.text), plain);
            }
            page.gap();
        }
        let source =
            table.hand.source.as_ref().map_or_else(|| "your own prompt".to_owned(), |source| source.prompt.to_string());
        page.add(&format!("{source}, draw {}", table.hand.number), quiet);
        page.lines
    }

    /// Whether the prompt on the table is a favourite.
    pub fn is_favourite(&self, table: &Table) -> bool {
        table.hand.source.as_ref().is_some_and(|source| self.stage.is_favourite(&source.prompt))
    }

    fn feelings(&self, buf: &mut Buffer, area: Rect, feelings: &Feelings) {
        let Some(hand) = self.stage.phase().table().map(|table| &table.hand) else { return };
        let Some((role, step)) = feelings.step(hand) else { return };
        let drawn = &hand.roles[role];
        let of_arc = drawn.feeling.as_ref().map_or(0, |arc| arc.steps().len());
        let asked = steps(hand).count();
        let place = match of_arc {
            0 | 1 => String::new(),
            of => format!(", step {} of {of}", step + 1),
        };
        let mut page = Page { lines: Vec::new(), columns: usize::from(area.width) };
        let who = format!("{}{place}: {}", member_name(hand, role), drawn.label);
        page.add(&fit(&who, page.columns), self.look.prompt());
        let is_roomy = area.height >= 10;
        if is_roomy {
            let judge = &self.stage.habits().judge;
            page.add(&format!("question {} of {asked} · judged by {judge}", feelings.asked + 1), self.look.quiet());
            page.gap();
        }
        if let Some(came) = feelings.came {
            page.add(&format!("{}: how strongly?", came.word()), self.look.prompt());
            page.lines.push(vec![Span::raw("1 ●○○   2 ●●○   3 ●●●   enter not said")]);
        } else {
            page.lines.push(vec![
                Span::styled("first letters: ", self.look.quiet()),
                Span::styled(format!("{}▏", feelings.typed), self.look.prompt()),
            ]);
            if is_roomy {
                page.gap();
            }
        }
        for (row, line) in area.rows().zip(&page.lines) {
            put(buf, row, line);
        }
        let used = (page.lines.len() as u16).min(area.height);
        if feelings.came.is_none() {
            self.matches(buf, Rect { y: area.y + used, height: area.height - used, ..area }, feelings);
        }
    }

    /// The feelings that begin as typed, with the selected one in sight.
    fn matches(&self, buf: &mut Buffer, area: Rect, feelings: &Feelings) {
        let words: Vec<_> = feelings.matches().map(Feeling::word).collect();
        let across = words.iter().map(|word| width(word)).max().unwrap_or(0) + 4;
        let room = usize::from(area.height);
        let columns = |width: u16| (usize::from(width) / across).max(1);
        let is_whole = words.len().div_ceil(columns(area.width)) <= room;
        let list = if is_whole { area } else { Rect { width: area.width.saturating_sub(BEYOND), ..area } };
        let columns = columns(list.width);
        let rows = words.len().div_ceil(columns);
        let selected = feelings.selected.unwrap_or(0) / columns;
        let first = selected.saturating_sub(room / 2).min(rows.saturating_sub(room));
        let below = words.len().saturating_sub((first + room) * columns);
        if !is_whole && room > 0 {
            self.beyond(buf, area, [first * columns, below], words.len());
        }
        for (row, (at, chunk)) in list.rows().zip(words.chunks(columns).enumerate().skip(first)) {
            let cell = |(column, word): (usize, &&'static str)| {
                let is_selected = feelings.selected == Some(at * columns + column);
                let only = words.len() == 1;
                let (mark, style) =
                    if is_selected || only { ("▸ ", self.look.selected()) } else { ("  ", Style::new()) };
                let pad = across - 2 - width(word);
                [Span::raw(mark), Span::styled(*word, style), Span::raw(" ".repeat(pad))]
            };
            let cells: Vec<_> = chunk.iter().enumerate().flat_map(cell).collect();
            put(buf, row, &cells);
        }
    }
}

/// Lines that wrap.
pub struct Page {
    /// The lines so far.
    pub lines: Vec<Line>,
    /// The columns they wrap at.
    pub columns: usize,
}

impl Page {
    /// A text in one style.
    pub fn add(&mut self, text: &str, style: Style) {
        self.lines.extend(wrap(text, self.columns).into_iter().map(|line| vec![Span::styled(line, style)]));
    }

    /// Pieces in their own styles where they fit one line.
    pub fn put(&mut self, pieces: Line) {
        let text: String = pieces.iter().map(|piece| &*piece.content).collect();
        if width(&text) <= self.columns {
            self.lines.push(pieces);
        } else {
            self.add(&text, Style::new());
        }
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.lines.push(Vec::new());
    }
}

/// The factors of a draw, in sentences.
fn odds_in_words(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(odds) = table.odds {
        lines.push(format!("weight {}: what its pack gives it", odds.weight));
        lines.push("fit 1: those present can play it, and nothing is against it".to_owned());
        lines.push(if odds.rest_ignored {
            "rest: every prompt that fits was drawn lately, so that rest counts for none".to_owned()
        } else {
            let what = match odds.rest {
                4.. => "not drawn lately",
                0 => "drawn just now",
                _ => "drawn not long ago",
            };
            format!("rest {}: {what}", quarters(odds.rest))
        });
        lines.extend(odds.learned.map(|learned| format!("{learned}: ×{}", hundredths(learned.factor))));
        lines.extend(odds.need.map(|need| format!("{need}: ×{}", hundredths(need.factor))));
    }
    lines.extend(chance(&table.hand).map(|chance| format!("so its chance was {chance}")));
    lines
}
