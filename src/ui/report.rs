//! What the takes of the log amount to, put together in one way or another, and how far the targets are reached.
//!
//! Start with [`Report`], what is selected, and [`Screen::report`].

use std::cmp::Reverse;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Does;
use super::column::{Column, fitting};
use super::keys::Command;
use super::pick::Picked;
use super::question::reason_text;
use super::screen::{Screen, from};
use super::text::{fit, put, width, wrap, wrap_to};
use crate::learn::Target;
use crate::report::{Appearances, By, Figures, Tally, Topic};
use crate::scene::Ms;
use crate::stage::{Act, Stage, clock};

/// Cells of a bar.
const BAR: usize = 10;
/// The columns that a name is left before a column of figures goes.
const NAME: usize = 24;
/// The fewest rows that leave room for more of the selected line.
const BELOW: u16 = 12;

/// The screen's own: what is put together, in which order it is listed, what is selected.
#[derive(Debug, Clone, Default)]
pub struct Report {
    page: usize,
    order: usize,
    picked: Picked<String>,
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    Takes(By),
    People,
    Targets,
}

const PAGES: [Page; 7] = [
    Page::Takes(By::Prompt),
    Page::Takes(By::Pack),
    Page::Takes(By::Feeling),
    Page::Takes(By::Shift),
    Page::Takes(By::Kind),
    Page::People,
    Page::Targets,
];

impl Page {
    const fn name(self) -> &'static str {
        match self {
            Self::Takes(by) => by.word(),
            Self::People => "player",
            Self::Targets => "target",
        }
    }

    /// What it needs of the log.
    const fn topic(self) -> Option<Topic> {
        match self {
            Self::Takes(by) => Some(Topic::Takes(by)),
            Self::People => Some(Topic::People),
            Self::Targets => None,
        }
    }

    /// In which orders it can be listed.
    const fn orders(self) -> &'static [(Order, &'static str)] {
        match self {
            Self::Takes(_) => &[
                (Order::Most, "most takes first"),
                (Order::Best, "best first"),
                (Order::Worst, "worst first"),
                (Order::Newest, "newest first"),
                (Order::Name, "by name"),
            ],
            Self::People => {
                &[(Order::Most, "most scenes first"), (Order::Newest, "newest first"), (Order::Name, "by name")]
            }
            Self::Targets => &[(Order::Most, "most missing first"), (Order::Name, "by name")],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Most,
    Best,
    Worst,
    Newest,
    Name,
}

/// A line of the list.
struct Row<'a> {
    name: String,
    worth: Worth<'a>,
}

/// What is known of a line.
#[derive(Clone, Copy)]
enum Worth<'a> {
    Takes(&'a Tally),
    Person(&'a Appearances),
    Target(Target),
}

impl Worth<'_> {
    /// What comes first has the least.
    fn place(self, order: Order) -> (i64, Reverse<u64>) {
        let many = |count: u64| Reverse(count);
        let thousandths = |share: f64| (share * 1e6) as i64;
        match (self, order) {
            (_, Order::Name) => (0, many(0)),
            (Self::Takes(tally), Order::Most) => (0, many(tally.takes())),
            // What has no verdict is neither: it comes last. Few takes are not enough to be among the first.
            (Self::Takes(tally), Order::Best) => {
                (tally.interval().map_or(1, |interval| -thousandths(interval.low)), many(tally.takes()))
            }
            (Self::Takes(tally), Order::Worst) => {
                (tally.interval().map_or(i64::MAX, |interval| thousandths(interval.high)), many(tally.takes()))
            }
            (Self::Takes(Tally { last, .. }) | Self::Person(Appearances { last, .. }), Order::Newest) => {
                (last.map_or(i64::MAX, |last| -last), many(0))
            }
            (Self::Person(seen), _) => (0, many(seen.scenes)),
            (Self::Target(target), _) => {
                (thousandths(f64::from(target.had) / f64::from(target.wanted.max(1))), many(target.wanted.into()))
            }
        }
    }
}

impl Report {
    /// Looks up what is to be shown.
    pub fn open(&self) -> Act {
        Act::Figures(self.page().topic())
    }

    /// What a key does here.
    pub fn command(&mut self, command: Command, stage: &Stage) -> Does {
        match command {
            Command::NextPage => self.turn(1),
            Command::PageBefore => self.turn(PAGES.len() - 1),
            Command::Sort => {
                self.order = (self.order + 1) % self.page().orders().len();
                self.picked = Picked::default();
                Does::Nothing
            }
            Command::Move(way) => {
                self.picked.go(way, &names(&self.rows(stage)));
                Does::Nothing
            }
            Command::Behind => {
                let mut names = names(&self.rows(stage));
                let Some(at) = self.picked.at(&names) else { return Does::Nothing };
                Does::List(self.behind(&names.swap_remove(at)))
            }
            _ => Does::Nothing,
        }
    }

    const fn page(&self) -> Page {
        PAGES[self.page]
    }

    fn order(&self) -> (Order, &'static str) {
        let orders = self.page().orders();
        orders[self.order % orders.len()]
    }

    fn turn(&mut self, pages: usize) -> Does {
        *self = Self { page: (self.page + pages) % PAGES.len(), ..Self::default() };
        Does::Act(self.open())
    }

    /// What finds the takes behind a line. Words to look for have no spaces.
    fn behind(&self, name: &str) -> String {
        let field = match self.page() {
            Page::Targets if name.contains("->") => By::Shift.word(),
            Page::Targets => By::Feeling.word(),
            page => page.name(),
        };
        let name: String = name.split_whitespace().collect();
        format!("{field}:{name}")
    }

    fn rows<'a>(&self, stage: &'a Stage) -> Vec<Row<'a>> {
        let mut rows: Vec<Row<'a>> = match (self.page(), stage.figures()) {
            (Page::Targets, _) => {
                let targets = stage.deck().targets().iter();
                targets.map(|(aim, target)| Row { name: aim.to_string(), worth: Worth::Target(*target) }).collect()
            }
            (_, Some(Figures::Takes(_, tallies))) => {
                tallies.iter().map(|(key, tally)| Row { name: key.clone(), worth: Worth::Takes(tally) }).collect()
            }
            (_, Some(Figures::People(people))) => {
                people.iter().map(|(name, seen)| Row { name: name.clone(), worth: Worth::Person(seen) }).collect()
            }
            (_, None) => Vec::new(),
        };
        let (order, _) = self.order();
        // What is alike stays in the order of the names.
        rows.sort_by_cached_key(|row| row.worth.place(order));
        rows
    }
}

fn names(rows: &[Row<'_>]) -> Vec<String> {
    rows.iter().map(|row| row.name.clone()).collect()
}

impl Screen<'_> {
    /// The list, and more of the selected line below where there is room.
    pub fn report(&self, buf: &mut Buffer, area: Rect) {
        let report = &self.view.report;
        let rows = report.rows(self.stage);
        self.pages(buf, area, report);
        let gap = if area.height >= BELOW { 2 } else { 1 };
        let mut area = Rect { y: area.y + gap, height: area.height.saturating_sub(gap), ..area };
        let Some(selected) = report.picked.at(&names(&rows)) else { return self.no_figures(buf, area, report.page()) };
        let mut seen = self.uncovered(buf.area, area).height;
        if area.height >= BELOW - 2 {
            let more = wrap_to(&more(&rows[selected]), usize::from(area.width), 3);
            let used = if more.is_empty() { 0 } else { more.len() as u16 + 1 };
            let below;
            (seen, below) = self.above_notice(buf.area, area, used);
            for (row, line) in below.rows().zip(more) {
                put(buf, row, &[Span::styled(line, self.look.quiet())]);
            }
            area.height -= used;
        }
        self.figures(buf, area, seen, (&rows, selected));
    }

    /// What can be listed, the listed one marked, and in which order it is.
    fn pages(&self, buf: &mut Buffer, area: Rect, report: &Report) {
        let row = Rect { height: area.height.min(1), ..area };
        let columns = usize::from(row.width);
        let (_, order) = report.order();
        let [plain, marked] = [self.look.quiet(), self.look.accent()];
        let page = |(at, page): (usize, &Page)| {
            let (open, close) = if at == report.page { ("[", "]") } else { (" ", " ") };
            Span::styled(format!("{open}{}{close}", page.name()), if at == report.page { marked } else { plain })
        };
        let mut pieces = vec![Span::styled("by ", plain)];
        pieces.extend(PAGES.iter().enumerate().map(page));
        let wide = |pieces: &[Span<'_>]| pieces.iter().map(|piece| width(&piece.content)).sum::<usize>();
        if wide(&pieces) > columns {
            let place = format!("  {} of {}", report.page + 1, PAGES.len());
            pieces =
                vec![Span::styled("by ", plain), page((report.page, &PAGES[report.page])), Span::styled(place, plain)];
        }
        let used = wide(&pieces);
        put(buf, row, &pieces);
        if used + 2 + width(order) <= columns {
            put(buf, from(row, columns - width(order)), &[Span::styled(order, plain)]);
        }
    }

    fn no_figures(&self, buf: &mut Buffer, area: Rect, page: Page) {
        let (says, next) = match page {
            Page::Targets => ("Nothing is wanted.", "The settings say what is: [targets], with joy = 5 for instance."),
            _ if self.stage.figures().is_none() => ("The log is being read …", ""),
            Page::People => ("Nobody was on stage yet.", "Every scene played counts: esc goes to the stage."),
            Page::Takes(_) => ("No take counts here yet.", "Every scene played is one: esc goes to the stage."),
        };
        let columns = usize::from(area.width);
        let says = wrap(says, columns).into_iter().map(|line| (line, self.look.prompt()));
        let next = wrap(next, columns).into_iter().map(|line| (line, self.look.quiet()));
        for (row, (line, style)) in area.rows().zip(says.chain(next)) {
            put(buf, row, &[Span::styled(line, style)]);
        }
    }

    /// The table, of which so many rows are seen.
    fn figures(&self, buf: &mut Buffer, area: Rect, seen: u16, (rows, selected): (&[Row<'_>], usize)) {
        let titles = u16::from(area.height >= 4);
        let list = Rect { y: area.y + titles, height: seen - titles, ..area };
        let first = self.view.report.picked.first(rows.len(), usize::from(list.height));
        let list = self.gutter(buf, list, first, rows.len());
        let seen = &rows[first..rows.len().min(first + usize::from(list.height))];
        let room = usize::from(list.width).saturating_sub(2);
        let longest = seen.iter().map(|row| width(&row.name)).max().unwrap_or(0);
        let (columns, used) = self.figure_columns(seen, room.saturating_sub(longest.min(NAME)));
        let name = longest.min(room - used);
        if titles > 0 {
            let titles = columns.iter().fold(String::new(), |line, it| line + "  " + &it.set(it.title));
            let titles = format!("{:indent$}{titles}", "", indent = 2 + name);
            put(buf, area, &[Span::styled(titles.trim_end(), self.look.quiet())]);
        }
        for (at, (line, row)) in list.rows().zip(seen).enumerate() {
            let is_selected = first + at == selected;
            let (mark, style) = if is_selected { ("▸ ", self.look.selected()) } else { ("  ", Style::new()) };
            let text = fit(&row.name, name);
            let pad = name - width(&text);
            let cells = columns.iter().fold(String::new(), |line, it| line + "  " + &it.set(&it.cells[at]));
            put(buf, line, &[Span::raw(mark), Span::styled(text, style), Span::raw(format!("{:pad$}{cells}", ""))]);
        }
    }

    /// The columns that so much room holds, and what they take.
    fn figure_columns(&self, rows: &[Row<'_>], room: usize) -> (Vec<Column>, usize) {
        let column = |title, is_number, cell: &dyn Fn(Worth<'_>) -> String| Column {
            title,
            cells: rows.iter().map(|row| cell(row.worth)).collect(),
            is_number,
        };
        let last = |last: Option<Ms>| last.map_or_else(|| "–".to_owned(), |last| self.when(last));
        match rows.first().map(|row| row.worth) {
            None => (Vec::new(), 0),
            Some(Worth::Takes(_)) => {
                let column = |title, is_number, cell: &dyn Fn(&Tally) -> String| {
                    column(title, is_number, &|worth| {
                        if let Worth::Takes(tally) = worth { cell(tally) } else { String::new() }
                    })
                };
                let takes = column("takes", true, &|tally| tally.takes().to_string());
                let usable = column("usable", true, &usable);
                let share = column("", false, &|tally| {
                    if is_sure(tally) { bar(tally.usable, tally.judged()) } else { String::new() }
                });
                let range = column("95 % sure", false, &range);
                let length = column("length", true, &|tally| tally.mean_length().map_or_else(|| "–".to_owned(), clock));
                let passes = column("passed", true, &|tally| tally.passes.to_string());
                let last = column("last", true, &|tally| last(tally.last));
                fitting([(3, takes), (0, usable), (2, share), (1, range), (5, length), (4, passes), (6, last)], room)
            }
            Some(Worth::Person(_)) => {
                let column = |title, is_number, cell: &dyn Fn(&Appearances) -> String| {
                    column(title, is_number, &|worth| {
                        if let Worth::Person(seen) = worth { cell(seen) } else { String::new() }
                    })
                };
                let scenes = column("scenes", true, &|seen| seen.in_scenes().in_short());
                let time = column("on stage", true, &|seen| clock(seen.length));
                let roles = column("roles", true, &|seen| seen.roles.len().to_string());
                let feelings = column("feelings", true, &|seen| seen.feelings.len().to_string());
                let last = column("last", true, &|seen| last(seen.last));
                fitting([(0, scenes), (1, time), (2, roles), (3, feelings), (4, last)], room)
            }
            Some(Worth::Target(_)) => {
                let column = |title, is_number, cell: &dyn Fn(Target) -> String| {
                    column(title, is_number, &|worth| {
                        if let Worth::Target(target) = worth { cell(target) } else { String::new() }
                    })
                };
                let had = column("usable", true, &|target| format!("{} of {}", target.had, target.wanted));
                let share = column("", false, &|target| bar(target.had.into(), target.wanted.into()));
                let missing = column("missing", false, &|target| match target.wanted.saturating_sub(target.had) {
                    0 => "reached".to_owned(),
                    missing => missing.to_string(),
                });
                fitting([(0, had), (1, share), (2, missing)], room)
            }
        }
    }
}

/// How much of a whole, as a bar.
fn bar(part: u64, whole: u64) -> String {
    let cells = BAR as u64;
    // Only nothing looks like nothing, and only all of it like all.
    let filled = match part {
        0 => 0,
        _ if part >= whole => cells,
        _ => (part * cells / whole).clamp(1, cells - 1),
    };
    (0..cells).map(|cell| if cell < filled { '█' } else { '░' }).collect()
}

fn usable(tally: &Tally) -> String {
    if tally.judged() == 0 { "–".to_owned() } else { format!("{} of {}", tally.usable, tally.judged()) }
}

/// Whether there are verdicts enough for a rate.
fn is_sure(tally: &Tally) -> bool {
    tally.interval().is_some_and(|interval| !interval.is_wide())
}

/// Where the rate may truly lie.
fn range(tally: &Tally) -> String {
    match tally.interval() {
        Some(interval) if !interval.is_wide() => {
            format!("{:.0}–{:.0} %", interval.low * 100.0, interval.high * 100.0)
        }
        Some(_) => "too few to say".to_owned(),
        None => "–".to_owned(),
    }
}

/// What the columns leave out of a line.
fn more(row: &Row<'_>) -> String {
    let name = &row.name;
    let counts = |counts: Vec<(&str, u64)>| {
        let mut counts = counts;
        counts.sort_by_key(|(_, count)| Reverse(*count));
        counts.into_iter().map(|(what, count)| format!("{what} {count}")).collect::<Vec<_>>().join(", ")
    };
    let parts = match row.worth {
        Worth::Target(_) => return String::new(),
        Worth::Takes(tally) => {
            let reasons = tally.not_usable.iter();
            let reasons = reasons.map(|(reason, count)| (reason.map_or("no reason", reason_text), *count)).collect();
            let held = vec![("on hold", tally.hold), ("no verdict", tally.unjudged)];
            [
                ("", String::new()),
                ("not usable: ", counts(reasons)),
                ("", counts(held.into_iter().filter(|(_, count)| *count > 0).collect())),
            ]
        }
        Worth::Person(seen) => [
            ("", format!("{} (retakes count once)", seen.in_scenes())),
            ("as ", counts(seen.roles.iter().map(|(role, count)| (role.as_str(), *count)).collect())),
            ("with ", counts(seen.feelings.iter().map(|(feeling, count)| (feeling.word(), *count)).collect())),
        ],
    };
    let parts = parts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(what, text)| format!("{what}{text}"));
    let parts = parts.collect::<Vec<_>>().join(" · ");
    if parts.is_empty() { parts } else { format!("{name} · {parts}") }
}
