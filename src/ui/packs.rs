//! The packs and their prompts: a list to search, and what the selected one would be like on the stage beside it.
//!
//! Start with [`Packs`], what is selected, and [`Screen::packs`]. A pack may hold very many prompts: what is listed is
//! kept until the packs or the words searched for change, and only what is in sight is looked at.

use std::cell::{RefCell, RefMut};
use std::cmp::Reverse;

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use tui_input::Input;

use super::Does;
use super::keys::{Command, Move};
use super::panel::{FAVOURITE, Line, Page, STAR};
use super::question::{Field, Question, Scroll};
use super::screen::{Screen, from};
use super::text::{fit, put, width, wrap};
use crate::deck::Deck;
use crate::pack::{Content, Pack, Players, Prompt, PromptKey};
use crate::scene::ms;
use crate::stage::{Act, Shelved, Stage, clock};

/// The fewest columns of a window in which the preview stands beside the list.
const BESIDE: u16 = 80;
/// The columns of the list beside it, in percent.
const LIST: u32 = 60;
/// The fewest rows of which the preview takes half, below the list.
const BELOW: u16 = 8;
/// What a match must score for each letter, so that its letters are not strewn over a whole text.
const NEAR: u32 = 14;
/// What begins a search among favourites alone.
const FAVOURITES: char = '*';
/// The least that an id has room for before a column goes.
const ID: usize = 20;

/// The screen's own: what is searched for, what is selected, how often words were redrawn.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    query: String,
    redraws: u32,
    list: RefCell<List>,
}

/// What is listed.
#[derive(Debug, Clone, Default)]
struct List {
    /// The edition of the packs, and the words, that it was made for.
    of: Option<(u32, String)>,
    rows: Vec<Row>,
    at: usize,
    /// What is selected, by name, so that it is found again when the packs change.
    name: Option<Name>,
    /// The lines that the last frame had room for.
    room: usize,
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    /// A pack, by its place on the shelf.
    Pack(usize),
    /// A prompt, by its place in the deck.
    Prompt(usize),
}

/// A line of the list by what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Pack(String),
    Prompt(PromptKey),
}

impl Packs {
    /// The commands that have nothing to do with what is selected.
    pub fn idle(&self, stage: &Stage, question: Option<&Question>) -> &'static [Command] {
        use Command::{Edit, Favour, Heavier, Lighter, Put, Redraw, Whole};
        let list = self.list(stage, self.words(question));
        match list.rows.get(list.at) {
            Some(Row::Prompt(_)) => &[],
            Some(Row::Pack(_)) => &[Put, Favour, Heavier, Lighter, Edit, Redraw],
            None => &[Put, Favour, Heavier, Lighter, Edit, Redraw, Whole],
        }
    }

    /// What a key does here.
    pub fn command(&mut self, command: Command, stage: &Stage) -> Does {
        if command == Command::Find {
            return Does::Ask(Question::Write(Field::Search, Input::new(self.query.clone())));
        }
        let mut list = self.list(stage, &self.query);
        if let Command::Move(way) = command {
            list.go(way, stage);
            return Does::Nothing;
        }
        let Some(&row) = list.rows.get(list.at) else { return Does::Nothing };
        drop(list);
        if command == Command::Whole {
            return Does::Ask(Question::Shelf(Scroll::default()));
        }
        let Row::Prompt(entry) = row else { return Does::Say("this is a pack: choose a prompt of it") };
        let key = key(stage.deck(), entry);
        match command {
            Command::Put => Does::Act(Act::Put(key)),
            Command::Favour => Does::Act(Act::Favour(key)),
            Command::Heavier => Does::Act(Act::Heavier(key)),
            Command::Lighter => Does::Act(Act::Lighter(key)),
            Command::Edit => Does::Act(Act::Edit(key)),
            Command::Redraw => {
                self.redraws += 1;
                Does::Nothing
            }
            _ => Does::Nothing,
        }
    }

    /// Lists only what is like these words.
    pub fn search(&mut self, words: &str) {
        words.trim().clone_into(&mut self.query);
    }

    /// The words that are searched for, as far as they are typed.
    fn words<'a>(&'a self, question: Option<&'a Question>) -> &'a str {
        match question {
            Some(Question::Write(Field::Search, input)) => input.value().trim(),
            _ => &self.query,
        }
    }

    /// What is listed, made anew where it has to be.
    fn list(&self, stage: &Stage, words: &str) -> RefMut<'_, List> {
        let mut list = self.list.borrow_mut();
        list.refresh(stage, words);
        list
    }
}

impl List {
    fn refresh(&mut self, stage: &Stage, words: &str) {
        let edition = stage.edition();
        let (is_same_edition, is_same_search, is_narrower) = match &self.of {
            Some((of, before)) => {
                let is_same_edition = *of == edition;
                let is_narrower = is_same_edition && !before.is_empty() && words.starts_with(before.as_str());
                (is_same_edition, before == words, is_narrower)
            }
            None => (false, false, false),
        };
        if is_same_edition && is_same_search {
            return;
        }
        self.rows = match words {
            "" => all(stage),
            _ if is_narrower => alike(stage, words, self.rows.iter().copied()),
            _ => alike(stage, words, (0..stage.deck().len()).map(Row::Prompt)),
        };
        self.of = Some((edition, words.to_owned()));
        // Other words show the best first; when they are gone, or the packs have changed, the selection stays.
        let place = self.name.as_ref().and_then(|name| row_of(stage, name));
        let place = place.and_then(|row| self.rows.iter().position(|other| *other == row));
        let at = if is_same_search || words.is_empty() { place.unwrap_or(self.at) } else { 0 };
        self.select(at, stage);
    }

    fn go(&mut self, way: Move, stage: &Stage) {
        let at = way.from(self.at, self.room, self.rows.len());
        self.select(at, stage);
    }

    fn select(&mut self, at: usize, stage: &Stage) {
        self.at = at.min(self.rows.len().saturating_sub(1));
        if let Some(row) = self.rows.get(self.at) {
            self.name = Some(match *row {
                Row::Pack(at) => Name::Pack(stage.shelf()[at].name.clone()),
                Row::Prompt(entry) => Name::Prompt(key(stage.deck(), entry)),
            });
        }
    }

    /// The first line to show on so many rows, with the selected one in sight.
    fn first(&mut self, rows: usize) -> usize {
        self.room = rows;
        self.at.saturating_sub(rows / 2).min(self.rows.len().saturating_sub(rows))
    }
}

fn key(deck: &Deck, entry: usize) -> PromptKey {
    let (pack, prompt) = deck.entry(entry);
    PromptKey { pack: pack.name.clone(), id: prompt.id.clone() }
}

fn row_of(stage: &Stage, name: &Name) -> Option<Row> {
    match name {
        Name::Pack(name) => stage.shelf().iter().position(|shelved| shelved.name == *name).map(Row::Pack),
        Name::Prompt(key) => stage.deck().find(key).map(Row::Prompt),
    }
}

/// Every pack with its prompts.
fn all(stage: &Stage) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut packs = stage.shelf().iter().enumerate().peekable();
    for (entry, (pack, _)) in stage.deck().prompts().enumerate() {
        // Both are in the order of the names.
        while let Some((at, _)) = packs.next_if(|(_, shelved)| shelved.name <= pack.name) {
            rows.push(Row::Pack(at));
        }
        rows.push(Row::Prompt(entry));
    }
    rows.extend(packs.map(|(at, _)| Row::Pack(at)));
    rows
}

/// Whether only favourites are searched for, and the words that are.
fn wanted(words: &str) -> (bool, &str) {
    words.strip_prefix(FAVOURITES).map_or((false, words), |words| (true, words.trim_start()))
}

/// The prompts in which every word is found, with a few other letters between its own if need be; the most alike first.
fn alike(stage: &Stage, words: &str, rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let deck = stage.deck();
    let (favourites_only, words) = wanted(words);
    let pattern = Pattern::new(words, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut score = |pack: &Pack, prompt: &Prompt| {
        let texts = [&pack.name, &prompt.id, prompt.text.source(), &pack.title];
        pattern.atoms.iter().try_fold(0_u32, |sum, atom| {
            let texts = texts.iter().copied().chain(prompt.tags.iter().map(String::as_str));
            let scores = texts.filter_map(|text| atom.score(Utf32Str::new(text, &mut buffer), &mut matcher));
            let least = NEAR * atom.needle_text().len() as u32;
            Some(sum + scores.max().map(u32::from).filter(|score| *score >= least)?)
        })
    };
    let scored = rows.filter_map(|row| {
        let Row::Prompt(entry) = row else { return None };
        if favourites_only && !stage.is_favourite(&key(deck, entry)) {
            return None;
        }
        let (pack, prompt) = deck.entry(entry);
        Some((score(pack, prompt)?, row))
    });
    let mut scored: Vec<_> = scored.collect();
    scored.sort_by_key(|(score, _)| Reverse(*score));
    scored.into_iter().map(|(_, row)| row).collect()
}

impl Screen<'_> {
    /// The list, and the selected prompt or pack beside it or below.
    pub fn packs(&self, buf: &mut Buffer, area: Rect) {
        let packs = &self.view.packs;
        let words = packs.words(self.question);
        let mut list = packs.list(self.stage, words);
        let mut area = area;
        // Where there is no row for trouble it comes first here.
        if let (Some(trouble), true) = (self.stage.pack_trouble(), buf.area.height < 10) {
            put(buf, Rect { height: area.height.min(1), ..area }, &[Span::styled(trouble, self.look.error())]);
            area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        }
        if list.rows.is_empty() {
            return self.no_packs(buf, area, words);
        }
        let (rows, page) = if buf.area.width >= BESIDE {
            let columns = (u32::from(area.width) * LIST / 100) as u16;
            (Rect { width: columns, ..area }, Some(from(area, usize::from(columns) + 2)))
        } else if area.height >= BELOW {
            let height = area.height / 2;
            (Rect { height, ..area }, Some(Rect { y: area.y + height, height: area.height - height, ..area }))
        } else {
            (area, None)
        };
        self.pack_rows(buf, rows, &mut list, words);
        if let Some(page) = page {
            let lines = self.page_of(list.rows[list.at], usize::from(page.width));
            self.rows_or_more(buf, self.uncovered(buf.area, page), &lines, "more lines: i");
        }
    }

    /// All of what is selected.
    pub fn shelf_page(&self, columns: usize) -> Vec<Line> {
        let list = self.view.packs.list(self.stage, &self.view.packs.query);
        list.rows.get(list.at).map_or_else(Vec::new, |&row| self.page_of(row, columns))
    }

    fn no_packs(&self, buf: &mut Buffer, area: Rect, words: &str) {
        let all = "/ looks for other words, or with none for all.";
        let (says, next) = match wanted(words) {
            (false, "") => (
                "There are no packs.".to_owned(),
                "One put into the folder of packs appears here; --pack at the start names others.",
            ),
            (true, "") => (
                "There are no favourites.".to_owned(),
                "* makes the prompt that is selected one; / with no words lists all prompts.",
            ),
            (true, words) => (format!("No favourite is like “{words}”."), all),
            (false, words) => (format!("No prompt is like “{words}”."), all),
        };
        let columns = usize::from(area.width);
        let says = wrap(&says, columns).into_iter().map(|line| (line, self.look.prompt()));
        let next = wrap(next, columns).into_iter().map(|line| (line, self.look.quiet()));
        for (row, (line, style)) in area.rows().zip(says.chain(next)) {
            put(buf, row, &[Span::styled(line, style)]);
        }
    }

    fn pack_rows(&self, buf: &mut Buffer, area: Rect, list: &mut List, words: &str) {
        let is_search = !words.is_empty();
        let head = Rect { height: 1, ..area };
        let has_head = area.height >= 8;
        let area = if has_head { Rect { y: area.y + 2, height: area.height - 2, ..area } } else { area };
        let area = self.uncovered(buf.area, area);
        let first = list.first(usize::from(area.height));
        let area = self.gutter(buf, area, first, list.rows.len());
        let seen = || list.rows.iter().enumerate().skip(first).take(usize::from(area.height));
        let cells: Vec<_> = seen().map(|(_, &row)| self.cells(row)).collect();
        let columns = Columns::fit(&cells, usize::from(area.width));
        if has_head {
            let says = if is_search {
                let (favourites_only, words) = wanted(words);
                let what = if favourites_only { "favourite" } else { "prompt" };
                let s = if list.rows.len() == 1 { "" } else { "s" };
                let like = if words.is_empty() { String::new() } else { format!(" like “{words}”") };
                format!("{} {what}{s}{like}", list.rows.len())
            } else {
                format!("{} prompts, {} fit", self.stage.deck().len(), self.stage.deck().fits())
            };
            let titles = columns.set(["weight", "odds", "usable"]);
            let room = usize::from(area.width).saturating_sub(width(&titles));
            let says = fit(&says, room);
            let pad = room - width(&says);
            put(buf, head, &[Span::styled(format!("{says}{:pad$}{titles}", ""), self.look.quiet())]);
        }
        for ((row, (at, &what)), cells) in area.rows().zip(seen()).zip(&cells) {
            let is_selected = at == list.at;
            let mark = if is_selected { "▸ " } else { "  " };
            let selected = |style| if is_selected { self.look.selected() } else { style };
            match (what, cells) {
                (Row::Pack(at), _) => {
                    let shelved = &self.stage.shelf()[at];
                    let style = selected(self.look.accent());
                    let mut pieces = vec![Span::raw(mark), Span::styled(shelved.name.clone(), style)];
                    pieces.push(Span::styled(format!("  {}", summary(shelved)), self.look.quiet()));
                    put(buf, row, &pieces);
                }
                (Row::Prompt(entry), cells) => {
                    let (pack, prompt) = self.stage.deck().entry(entry);
                    let is_favourite = self.stage.is_favourite(&key(self.stage.deck(), entry));
                    let star = match (is_favourite, is_search) {
                        (true, _) => STAR,
                        (false, true) => "",
                        (false, false) => "  ",
                    };
                    let name = if is_search { format!("{}/{}", pack.name, prompt.id) } else { prompt.id.clone() };
                    let name = format!("{star}{name}");
                    let (right, plain) = match cells {
                        Cells::Odds(cells) => (columns.set(cells.each_ref().map(String::as_str)), Style::new()),
                        Cells::Out(why) => (columns.set_across(why), self.look.quiet()),
                        Cells::None => (String::new(), Style::new()),
                    };
                    let room = usize::from(row.width).saturating_sub(2 + width(&right));
                    let name = fit(&name, room);
                    let pad = room - width(&name);
                    let name = Span::styled(name, selected(plain));
                    put(buf, row, &[Span::raw(mark), name, Span::styled(format!("{:pad$}{right}", ""), plain)]);
                }
            }
        }
    }

    fn cells(&self, row: Row) -> Cells {
        let Row::Prompt(entry) = row else { return Cells::None };
        let deck = self.stage.deck();
        let odds = deck.odds(entry);
        match odds.out {
            Some(out) => Cells::Out(out.to_string()),
            None => Cells::Odds([odds.weight.to_string(), self.chance(entry), self.usable(entry)]),
        }
    }

    /// The chance on the next draw.
    fn chance(&self, entry: usize) -> String {
        match self.stage.deck().chance(entry) {
            Some(chance) if chance.numerator > 0 => format!("{} in {}", chance.numerator, chance.denominator),
            Some(_) => "rests".to_owned(),
            None => "–".to_owned(),
        }
    }

    /// How many of its judged takes were usable.
    fn usable(&self, entry: usize) -> String {
        let rate = self.stage.rate(&key(self.stage.deck(), entry));
        if rate.judged == 0 { "–".to_owned() } else { format!("{} of {}", rate.usable, rate.judged) }
    }

    fn page_of(&self, row: Row, columns: usize) -> Vec<Line> {
        match row {
            Row::Pack(at) => self.pack_page(&self.stage.shelf()[at], columns),
            Row::Prompt(entry) => self.prompt_page(entry, columns),
        }
    }

    fn pack_page(&self, shelved: &Shelved, columns: usize) -> Vec<Line> {
        let mut page = Page { lines: Vec::new(), columns };
        let quiet = self.look.quiet();
        page.add(shelved.pack.as_ref().map_or(&shelved.name, |pack| &pack.title), self.look.prompt());
        if let Some(trouble) = shelved.trouble() {
            page.add(&trouble, self.look.error());
        }
        if let Some(pack) = &shelved.pack {
            if !pack.about.is_empty() {
                page.add(&pack.about, Style::new());
            }
            let head = [Some(format!("for {}", pack.rating)), pack.language.clone(), pack.license.clone()];
            page.add(&head.into_iter().flatten().collect::<Vec<_>>().join(" · "), quiet);
            if !pack.authors.is_empty() {
                page.add(&format!("by {}", pack.authors.join(", ")), quiet);
            }
        }
        page.add(&shelved.place, quiet);
        page.gap();
        page.add("findings", self.look.accent());
        if shelved.remarks.is_empty() {
            page.add("none", quiet);
        }
        for remark in &shelved.remarks {
            let finding = &remark.finding;
            let (line, severity, message) = (remark.line, finding.severity(), &finding.message);
            page.add(&format!("line {line}: {severity} {}: {message}", finding.code), Style::new());
            page.add(&finding.help, quiet);
        }
        page.lines
    }

    fn prompt_page(&self, entry: usize, columns: usize) -> Vec<Line> {
        let mut page = Page { lines: Vec::new(), columns };
        let (quiet, plain) = (self.look.quiet(), Style::new());
        let deck = self.stage.deck();
        let (pack, prompt) = deck.entry(entry);
        let table = self.stage.preview(entry, self.view.packs.redraws, self.now);
        page.add(&table.hand.text, self.look.prompt());
        page.gap();
        let cast = self.cast(&table, columns as u16);
        let has_cast = !cast.is_empty();
        for row in cast {
            page.put(row);
        }
        if has_cast {
            page.gap();
        }
        if self.stage.is_favourite(&key(deck, entry)) {
            page.add(FAVOURITE, self.look.accent());
        }
        let odds = deck.odds(entry);
        match odds.out {
            Some(out) => page.add(&format!("left out: {out}"), self.look.warning()),
            None => page.add(&format!("on the next draw: {}", self.chance(entry)), plain),
        }
        page.add(&format!("weight {} · usable {}", odds.weight, self.usable(entry)), plain);
        page.add(&format!("{} · {}", prompt.kind, players(prompt.players)), plain);
        let times = prompt.times_or(self.stage.habits().times);
        let [ready, scene, debrief] = [times.ready, times.scene, times.debrief].map(|time| clock(ms(time)));
        page.add(&format!("ready {ready} · scene {scene} · debrief {debrief}"), plain);
        let content: Vec<_> = prompt.content.iter().copied().map(Content::word).collect();
        for (what, words) in [("tags", prompt.tags.join(", ")), ("content", content.join(", "))] {
            if !words.is_empty() {
                page.add(&format!("{what} {words}"), plain);
            }
        }
        for line in &table.hand.coach {
            let when = line.at.map_or_else(String::new, |at| format!(" (at {at})"));
            page.add(&format!("coach {}{when}", line.text), plain);
        }
        page.add(&format!("{}/{}", pack.name, prompt.id), quiet);
        if let Some(shelved) = self.stage.shelf().iter().find(|shelved| shelved.name == pack.name) {
            page.add(&shelved.place, quiet);
            let findings = findings(shelved);
            page.add(&findings, quiet);
        }
        page.lines
    }
}

/// What stands to the right of a line.
enum Cells {
    /// Weight, odds and usable takes of a prompt that can be drawn.
    Odds([String; 3]),
    /// Why it can't.
    Out(String),
    /// Of a pack.
    None,
}

/// The columns of weight, odds and usable takes: how wide each is, 0 where it has no room.
struct Columns([usize; 3]);

impl Columns {
    /// As many as leave an id its room; the least important go first.
    fn fit(cells: &[Cells], room: usize) -> Self {
        let mut widths = ["weight", "odds", "usable"].map(width);
        for cells in cells {
            if let Cells::Odds(cells) = cells {
                for (at, cell) in widths.iter_mut().zip(cells) {
                    *at = (*at).max(width(cell));
                }
            }
        }
        for least in [0, 2, 1] {
            let used: usize = widths.iter().map(|&width| if width > 0 { width + 2 } else { 0 }).sum();
            if used + ID <= room {
                break;
            }
            widths[least] = 0;
        }
        Self(widths)
    }

    /// Each cell at the right end of its column.
    fn set(&self, cells: [&str; 3]) -> String {
        let cells = self.0.iter().zip(cells).filter(|(columns, _)| **columns > 0);
        cells.fold(String::new(), |set, (&columns, cell)| {
            format!("{set}  {:pad$}{cell}", "", pad = columns - width(cell))
        })
    }

    /// A text across all of them.
    fn set_across(&self, text: &str) -> String {
        let room: usize = self.0.iter().map(|&width| if width > 0 { width + 2 } else { 0 }).sum();
        let text = fit(text, room.saturating_sub(2));
        if text.is_empty() { text } else { format!("{:pad$}{text}", "", pad = room - width(&text)) }
    }
}

/// What is said of a pack in its line.
fn summary(shelved: &Shelved) -> String {
    let count = shelved.pack.as_ref().map_or(0, |pack| pack.prompts.len());
    let prompts = if count == 1 { "1 prompt".to_owned() } else { format!("{count} prompts") };
    let kept = if shelved.is_kept { "can't be read now · " } else { "" };
    if shelved.remarks.is_empty() { prompts } else { format!("{kept}{prompts} · {}", findings(shelved)) }
}

fn findings(shelved: &Shelved) -> String {
    match shelved.remarks.len() {
        0 => "no findings in its pack".to_owned(),
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    }
}

/// How many can play, in words.
fn players(players: Players) -> String {
    match (players.min(), players.max()) {
        (1, Some(1)) => "1 player".to_owned(),
        (min, Some(max)) if min == max => format!("{min} players"),
        (min, Some(max)) => format!("{min} to {max} players"),
        (min, None) => format!("{min} or more players"),
    }
}
