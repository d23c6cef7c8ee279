//! The plan as a list: its blocks with their planned and real times, what is late, and what can be changed of it.
//!
//! Start with [`RunningOrder`], what is selected, and [`Screen::running_order`].

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::Does;
use super::column::{Column, fitting};
use super::keys::Command;
use super::pick::Picked;
use super::question::Answer::{self, Close, Stay};
use super::question::{Field, Question};
use super::screen::{Screen, field, from};
use super::text::{fit, put, width, wrap, wrap_to};
use crate::cue::spell_duration;
use crate::pack::is_forbidden;
use crate::plan::line::{HELP, block};
use crate::plan::{Block, Course, Edit, Running, Slot, Until, What};
use crate::scene::Ms;
use crate::stage::{Act, Stage};

/// The columns that a name is left before a column of times goes.
const NAME: usize = 16;
/// The fewest columns that hold times from beginning to end.
const WIDE: u16 = 72;
/// The fewest rows that leave room for more of the selected block.
const BELOW: u16 = 8;

/// The screen's own: which block is selected, by its place.
#[derive(Debug, Clone, Default)]
pub struct RunningOrder {
    picked: Picked<usize>,
}

impl RunningOrder {
    /// Selects the block that is under way.
    pub fn open(&self, stage: &Stage) {
        if let Some(running) = stage.plan() {
            self.picked.select(&places(running), running.at());
        }
    }

    /// The commands that have nothing to do with the selected block.
    pub fn idle(&self, stage: &Stage) -> Vec<Command> {
        let Some((running, at)) = self.selected(stage) else { return Vec::new() };
        let is_idle = |command: &Command| edit(*command, at).is_some_and(|edit| running.objection(&edit).is_some());
        [Command::Jump, Command::Sooner, Command::Later, Command::More, Command::Less, Command::Remove]
            .into_iter()
            .filter(is_idle)
            .collect()
    }

    /// What a key does here.
    pub fn command(&self, command: Command, stage: &Stage) -> Does {
        let Some((running, at)) = self.selected(stage) else {
            return if command == Command::Add { Does::Ask(Question::Block(Adding::default())) } else { Does::Nothing };
        };
        match command {
            Command::Move(way) => self.picked.go(way, &places(running)),
            Command::Add => return Does::Ask(Question::Block(Adding { after: at, ..Adding::default() })),
            Command::WritePlan => {
                return Does::Ask(Question::Write(Field::PlanFile, Input::new(proposed(running))));
            }
            _ => {
                let Some(edit) = edit(command, at) else { return Does::Nothing };
                if let Some(why) = running.objection(&edit) {
                    return Does::Say(why);
                }
                // What is moved stays selected.
                match edit {
                    Edit::Up(at) => self.picked.select(&places(running), at - 1),
                    Edit::Down(at) => self.picked.select(&places(running), at + 1),
                    _ => {}
                }
                return Does::Act(Act::Arrange(edit));
            }
        }
        Does::Nothing
    }

    fn selected<'a>(&self, stage: &'a Stage) -> Option<(&'a Running, usize)> {
        let running = stage.plan()?;
        Some((running, self.picked.at(&places(running))?))
    }
}

fn places(running: &Running) -> Vec<usize> {
    (0..running.plan().blocks().len()).collect()
}

/// What a command changes of the block at this place.
const fn edit(command: Command, at: usize) -> Option<Edit> {
    Some(match command {
        Command::Jump => Edit::Jump(at),
        Command::Sooner => Edit::Up(at),
        Command::Later => Edit::Down(at),
        Command::More => Edit::Longer(at),
        Command::Less => Edit::Shorter(at),
        Command::Remove => Edit::Remove(at),
        _ => return None,
    })
}

/// The file that a plan came from, or one that is called as it is.
fn proposed(running: &Running) -> String {
    let plan = running.plan();
    let name = || {
        let words = plan.title().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let name = words.collect::<Vec<_>>().join("-").to_lowercase();
        format!("{}.toml", if name.is_empty() { "plan" } else { &name })
    };
    plan.file().map_or_else(name, str::to_owned)
}

/// A block that is being typed, to come after the one at a place.
#[derive(Debug, Clone, Default)]
pub struct Adding {
    after: usize,
    /// What is typed.
    pub input: Input,
    /// What is wrong with it, once it was entered.
    wrong: Option<String>,
}

impl Adding {
    /// What a key does.
    pub fn press(&mut self, key: KeyEvent, stage: &Stage) -> Answer {
        match key.code {
            KeyCode::Enter => {
                let packs: Vec<&str> = stage.shelf().iter().map(|pack| pack.name.as_str()).collect();
                match block(self.input.value(), &packs) {
                    Ok(block) => return Close(vec![Act::Arrange(Edit::Add(self.after, Box::new(block)))]),
                    Err(why) => self.wrong = Some(why),
                }
            }
            KeyCode::Char(c) if is_forbidden(c) || c == '\n' => {}
            _ => {
                self.wrong = None;
                let _ = self.input.handle_event(&Event::Key(key));
            }
        }
        Stay(Vec::new())
    }
}

impl Screen<'_> {
    /// The blocks, and more of the selected one below where there is room.
    pub fn running_order(&self, buf: &mut Buffer, area: Rect) {
        let Some((running, selected)) = self.view.order.selected(self.stage) else { return self.no_plan(buf, area) };
        let slots = running.slots(self.now);
        let head = wrap_to(&self.ends(running), usize::from(area.width), usize::from(area.height / 6));
        for (row, line) in area.rows().zip(&head) {
            put(buf, row, &[Span::raw(&**line)]);
        }
        let used = head.len() as u16 + u16::from(!head.is_empty() && area.height >= 14);
        let mut area = Rect { y: area.y + used, height: area.height - used, ..area };
        let mut seen = self.uncovered(buf.area, area).height;
        if area.height >= BELOW {
            let progress = (selected == running.at()).then(|| running.progress(self.now));
            let more = wrap_to(&more(&slots[selected], progress), usize::from(area.width), 3);
            let below;
            (seen, below) = self.above_notice(buf.area, area, more.len() as u16 + 1);
            for (row, line) in below.rows().zip(&more) {
                put(buf, row, &[Span::styled(&**line, self.look.quiet())]);
            }
            area.height -= more.len() as u16 + 1;
        }
        self.blocks(buf, area, seen, (&slots, selected));
    }

    fn no_plan(&self, buf: &mut Buffer, area: Rect) {
        let columns = usize::from(area.width);
        let says = wrap("There is no plan.", columns).into_iter().map(|line| (line, self.look.prompt()));
        let next =
            "a begins one with its first block, such as warm-up games 10m. A file of one opens with --plan FILE.";
        let next = wrap(next, columns).into_iter().map(|line| (line, self.look.quiet()));
        for (row, (line, style)) in area.rows().zip(says.chain(next)) {
            put(buf, row, &[Span::styled(line, style)]);
        }
    }

    /// When all of it ends, as one line.
    fn ends(&self, running: &Running) -> String {
        let (planned, expected) = running.ends(self.now);
        let [planned_at, expected_at] = [planned, expected].map(|at| self.time(at));
        let title = running.plan().title();
        match (expected - planned) / 60_000 {
            0 => format!("ends about {expected_at}, as planned; {title}"),
            minutes => format!("ends about {expected_at}, {}; planned {planned_at}; {title}", lateness(minutes)),
        }
    }

    /// A time of day.
    fn time(&self, utc: Ms) -> String {
        self.local(utc, "%H:%M")
    }

    /// The table, of which so many rows are seen.
    fn blocks(&self, buf: &mut Buffer, area: Rect, seen: u16, (slots, selected): (&[Slot<'_>], usize)) {
        let titles = u16::from(area.height >= 4);
        let list = Rect { y: area.y + titles, height: seen - titles, ..area };
        let first = self.view.order.picked.first(slots.len(), usize::from(list.height));
        let list = self.gutter(buf, list, first, slots.len());
        let shown = &slots[first..slots.len().min(first + usize::from(list.height))];
        let digits = slots.len().to_string().len();
        let room = usize::from(list.width).saturating_sub(2 + digits + 1);
        let longest = shown.iter().map(|slot| width(&slot.block.name)).max().unwrap_or(0);
        let least = longest.min(NAME).min(room / 4);
        let (columns, used) = if buf.area.width < WIDE {
            fitting(self.short_times(shown), room - least)
        } else {
            fitting(self.whole_times(shown), room - least)
        };
        let name = longest.min(room - used);
        if titles > 0 {
            let titles = columns.iter().fold(String::new(), |line, it| line + "  " + &it.set(it.title));
            let titles = format!("{:indent$}{titles}", "", indent = 2 + digits + 1 + name);
            put(buf, area, &[Span::styled(titles.trim_end(), self.look.quiet())]);
        }
        for (at, (row, slot)) in list.rows().zip(shown).enumerate() {
            let plain = match slot.course {
                Course::Now(_) => self.look.accent(),
                Course::Over(_) | Course::Skipped => self.look.quiet(),
                Course::Ahead(_) => Style::new(),
            };
            let is_selected = first + at == selected;
            let (mark, style) = if is_selected { ("▸ ", self.look.selected()) } else { ("  ", plain) };
            let text = fit(&slot.block.name, name);
            let pad = name - width(&text);
            let cells = columns.iter().fold(String::new(), |line, it| line + "  " + &it.set(&it.cells[at]));
            let number = format!("{:>digits$} ", first + at + 1);
            let pieces = [Span::raw(mark), Span::styled(number, self.look.quiet()), Span::styled(text, style)];
            let x = put(buf, row, &pieces);
            put(buf, from(row, usize::from(x - row.x)), &[Span::styled(format!("{:pad$}{cells}", ""), plain)]);
        }
    }

    /// Times from beginning to end, and what became of each block in a word.
    fn whole_times(&self, slots: &[Slot<'_>]) -> [(usize, Column); 5] {
        let column = |title, cell: &dyn Fn(&Slot<'_>) -> String| Column {
            title,
            cells: slots.iter().map(cell).collect(),
            is_number: false,
        };
        let word = |slot: &Slot<'_>| {
            match slot.course {
                Course::Over(_) => "over",
                Course::Skipped => "passed over",
                Course::Now(_) => "now",
                Course::Ahead(_) => "",
            }
            .to_owned()
        };
        let real = |slot: &Slot<'_>| match slot.course {
            Course::Over(span) => format!("{}–{}", self.time(span.from), self.time(span.to)),
            Course::Now(span) => format!("{}–~{}", self.time(span.from), self.time(span.to)),
            Course::Ahead(span) => format!("~{}–~{}", self.time(span.from), self.time(span.to)),
            Course::Skipped => "–".to_owned(),
        };
        let planned = |slot: &Slot<'_>| format!("{}–{}", self.time(slot.planned.from), self.time(slot.planned.to));
        [
            (3, column("", &word)),
            (4, column("how long", &|slot| how_long(slot.block))),
            (2, column("planned", &planned)),
            (0, column("real", &real)),
            (1, column("", &|slot| slot.late().map_or_else(String::new, lateness))),
        ]
    }

    /// When each block begins, and by how many minutes it is late at its end.
    fn short_times(&self, slots: &[Slot<'_>]) -> [(usize, Column); 4] {
        let column = |title, is_number, cell: &dyn Fn(&Slot<'_>) -> String| Column {
            title,
            cells: slots.iter().map(cell).collect(),
            is_number,
        };
        let real = |slot: &Slot<'_>| match slot.course {
            Course::Over(span) => self.time(span.from),
            Course::Now(_) => "now".to_owned(),
            Course::Ahead(span) => format!("~{}", self.time(span.from)),
            Course::Skipped => "–".to_owned(),
        };
        let late = |slot: &Slot<'_>| match slot.late() {
            None => String::new(),
            Some(0) => "0".to_owned(),
            Some(late) => format!("{late:+}"),
        };
        [
            (3, column("how long", false, &|slot| how_long(slot.block))),
            (2, column("plan", false, &|slot| self.time(slot.planned.from))),
            (0, column("real", true, &real)),
            (1, column("late", true, &late)),
        ]
    }

    /// The line in which a block is typed; above it what it takes, or what is wrong with it.
    pub fn adding(&self, buf: &mut Buffer, row: Rect, adding: &Adding) -> Position {
        let (says, style) = match &adding.wrong {
            Some(wrong) => (wrong.as_str(), self.look.warning()),
            None => (HELP, self.look.quiet()),
        };
        let says = wrap_to(says, usize::from(row.width), usize::from(row.y / 5).clamp(1, 4));
        for (y, line) in (row.y - says.len() as u16..).zip(&says) {
            let above = Rect { y, ..row };
            self.clear(buf, above);
            put(buf, above, &[Span::styled(&**line, style)]);
        }
        let x = put(buf, row, &[Span::styled("a block  ", self.look.warning())]);
        field(buf, from(row, usize::from(x - row.x)), &adding.input)
    }
}

/// How late something is, in the words of the plan's line.
fn lateness(minutes: Ms) -> String {
    match minutes {
        0 => "on time".to_owned(),
        early @ ..0 => format!("{} min ahead", -early),
        late => format!("{late} min behind"),
    }
}

/// How long a block is planned to take, as it was said.
fn how_long(block: &Block) -> String {
    let scenes = |scenes: u32| format!("{scenes} {}", if scenes == 1 { "scene" } else { "scenes" });
    match block.what {
        What::Break(length) => format!("break, {}", spell_duration(length)),
        What::Play { until: Until::Time(length), .. } => spell_duration(length),
        What::Play { until: Until::Scenes(count), .. } => scenes(count),
        What::Play { until: Until::Either(count, length), .. } => {
            format!("{}, {}", scenes(count), spell_duration(length))
        }
    }
}

/// All of a block in words, and how far it is if it is under way.
fn more(slot: &Slot<'_>, progress: Option<String>) -> String {
    let Block { name, what } = slot.block;
    let mut parts = vec![format!("{name}: {}", how_long(slot.block))];
    if let What::Play { filters, scene, .. } = what {
        parts.extend(scene.map(|scene| format!("scenes of {}", spell_duration(scene))));
        match filters {
            None => parts.push("from all that the session draws from".to_owned()),
            Some(filters) => parts.extend([
                list("packs ", filters.packs.iter().map(String::as_str)),
                list("kinds ", filters.kinds.iter().map(|kind| kind.word())),
                list("tags ", filters.tags.iter().map(String::as_str)),
                list("not ", filters.not_tags.iter().map(String::as_str)),
                list("feelings ", filters.feelings.iter().map(|feeling| feeling.word())),
                list("ratings ", filters.ratings.iter().map(|rating| rating.word())),
                filters.size.map_or_else(String::new, |size| format!("for {size} players")),
            ]),
        }
    }
    parts.extend(progress);
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

fn list<'a>(what: &str, words: impl Iterator<Item = &'a str>) -> String {
    let words = words.collect::<Vec<_>>().join(", ");
    if words.is_empty() { words } else { format!("{what}{words}") }
}
