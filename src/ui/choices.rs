//! Lists of words to choose several from: which prompts are wanted, what a player does not want in the room.
//!
//! Start with [`Choices`]; [`Filtering`] and [`Lines`] are what is asked with it.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::Range;

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};

use super::keys::is_held_with_another;
use super::question::Answer::{self, Close, Stay};
use super::screen::{Screen, field, from};
use super::text::{put, width};
use crate::cast::{Player, PlayerKey};
use crate::deck::{Deck, Filters};
use crate::feeling::{Feeling, FeelingArc};
use crate::pack::read::read_players;
use crate::pack::{Content, Kind, Players, Rating, is_name};
use crate::stage::Act;

/// Columns of a group's name.
const GROUP: usize = 9;

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// What a prompt may contain.
    Content(Content),
    /// A kind of prompt.
    Kind(Kind),
    /// A pack's tag.
    Tag(String),
    /// A feeling asked for.
    Feeling(Feeling),
    /// A rating beside `general`.
    Rating(Rating),
    /// A pack.
    Pack(String),
}

impl Word {
    const fn group(&self) -> &'static str {
        match self {
            Self::Kind(_) => "kind",
            Self::Tag(_) => "tag",
            Self::Feeling(_) => "feeling",
            Self::Rating(_) => "rating",
            Self::Pack(_) => "pack",
            Self::Content(_) => "content",
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Kind(kind) => kind.to_string(),
            Self::Rating(rating) => format!("also {rating}"),
            Self::Feeling(feeling) => feeling.word().to_owned(),
            Self::Content(content) => content.to_string(),
            Self::Tag(name) | Self::Pack(name) => name.clone(),
        }
    }
}

/// Words in groups, each chosen or not, with one selected.
#[derive(Debug, Clone)]
pub struct Choices {
    words: Vec<(Word, bool)>,
    at: usize,
    /// How many stand side by side; only drawing knows it.
    across: Cell<usize>,
}

impl Choices {
    /// These words, in groups, of which those are chosen.
    fn new(words: BTreeSet<Word>, chosen: &BTreeSet<Word>) -> Self {
        let words = words.into_iter().map(|word| (word.clone(), chosen.contains(&word))).collect();
        Self { words, at: 0, across: Cell::new(1) }
    }

    fn chosen(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(|(_, is_chosen)| *is_chosen).map(|(word, _)| word)
    }

    /// The rows they stand in, as ranges of their places.
    fn rows(&self, across: usize) -> Vec<Range<usize>> {
        let mut rows = Vec::new();
        let mut start = 0;
        for group in self.words.chunk_by(|(one, _), (other, _)| one.group() == other.group()) {
            let end = start + group.len();
            rows.extend((start..end).step_by(across.max(1)).map(|first| first..end.min(first + across.max(1))));
            start = end;
        }
        rows
    }

    fn press(&mut self, key: KeyEvent) {
        let rows = self.rows(self.across.get());
        let row = rows.iter().position(|row| row.contains(&self.at)).unwrap_or(0);
        let column = self.at - rows.get(row).map_or(0, |row| row.start);
        let at_row = |row: usize| rows.get(row).map_or(self.at, |row| (row.start + column).min(row.end - 1));
        let last = self.words.len().saturating_sub(1);
        self.at = match key.code {
            KeyCode::Char('j') | KeyCode::Down => at_row(row + 1),
            KeyCode::Char('k') | KeyCode::Up => at_row(row.saturating_sub(1)),
            KeyCode::Char('l') | KeyCode::Right => (self.at + 1).min(last),
            KeyCode::Char('h') | KeyCode::Left => self.at.saturating_sub(1),
            KeyCode::Home => 0,
            KeyCode::End => last,
            KeyCode::Char(' ') => {
                if let Some((_, is_chosen)) = self.words.get_mut(self.at) {
                    *is_chosen = !*is_chosen;
                }
                self.at
            }
            _ => self.at,
        };
    }

    /// Whether the selection is in the last row.
    fn is_at_end(&self) -> bool {
        self.rows(self.across.get()).last().is_none_or(|row| row.contains(&self.at))
    }
}

/// Asks which prompts are wanted.
#[derive(Debug, Clone)]
pub struct Filtering {
    choices: Choices,
    before: Filters,
    /// How many play, as it is typed; empty for any number.
    size: String,
}

/// The longest that how many play can be: two numbers and what is between them.
const LONGEST_SIZE: usize = 11;

impl Filtering {
    /// What a deck holds, and what is wanted of it.
    #[must_use]
    pub fn new(deck: &Deck) -> Self {
        let before = deck.filters().clone();
        let chosen: BTreeSet<Word> = (before.kinds.iter().copied().map(Word::Kind))
            .chain(before.tags.iter().cloned().map(Word::Tag))
            .chain(before.feelings.iter().copied().map(Word::Feeling))
            .chain(before.ratings.iter().copied().filter(|rating| *rating != Rating::General).map(Word::Rating))
            .chain(before.packs.iter().cloned().map(Word::Pack))
            .collect();
        let mut words = chosen.clone();
        for (pack, prompt) in deck.prompts().filter(|(_, prompt)| !prompt.retired) {
            words.insert(Word::Pack(pack.name.clone()));
            words.insert(Word::Kind(prompt.kind));
            words.extend(prompt.tags.iter().cloned().map(Word::Tag));
            let arcs = prompt.roles.iter().filter_map(|role| role.feeling.as_ref());
            words.extend(arcs.flat_map(FeelingArc::steps).map(|step| Word::Feeling(step.feeling)));
            words.extend(Some(pack.rating).filter(|rating| *rating != Rating::General).map(Word::Rating));
        }
        let size = before.size.map_or_else(String::new, |size| size.to_string());
        Self { choices: Choices::new(words, &chosen), before, size }
    }

    /// How many play, as far as it is typed; `None` where that is not a number of players.
    #[expect(clippy::option_option, reason = "any number is something else than none that could be meant")]
    fn size(&self) -> Option<Option<Players>> {
        match self.size.strip_suffix('-').unwrap_or(&self.size) {
            "" => Some(None),
            typed => read_players(typed).map(Some),
        }
    }

    /// What is wanted as chosen and typed; tags that are left out stay left out. `None` where what was typed is not a number
    /// of players.
    #[must_use]
    pub fn filters(&self) -> Option<Filters> {
        let not_tags = self.before.not_tags.clone();
        let mut filters = Filters { not_tags, size: self.size()?, ..Filters::default() };
        for word in self.choices.chosen() {
            match word {
                Word::Kind(kind) => filters.kinds.push(*kind),
                Word::Tag(tag) => filters.tags.push(tag.clone()),
                Word::Feeling(feeling) => filters.feelings.push(*feeling),
                Word::Rating(rating) => filters.ratings.push(*rating),
                Word::Pack(pack) => filters.packs.push(pack.clone()),
                Word::Content(_) => {}
            }
        }
        Some(filters)
    }

    /// What a key does. Digits are how many play, wherever the selection is.
    pub fn press(&mut self, key: KeyEvent) -> Answer {
        match key.code {
            KeyCode::Enter => {
                return self.filters().map_or(Stay(Vec::new()), |filters| Close(vec![Act::Filter(filters)]));
            }
            KeyCode::Char(c @ ('0'..='9' | '-' | '+')) if self.size.len() < LONGEST_SIZE => self.size.push(c),
            KeyCode::Backspace => drop(self.size.pop()),
            _ => self.choices.press(key),
        }
        Stay(Vec::new())
    }
}

/// Asks what somebody does not want in the room.
#[derive(Debug, Clone)]
pub struct Lines {
    /// Who.
    pub player: PlayerKey,
    choices: Choices,
    /// Other tags, as they are typed.
    tags: Input,
    /// Whether tags are being typed.
    pub is_typing: bool,
}

impl Lines {
    /// What somebody said so far.
    #[must_use]
    pub fn new(player: &Player) -> Self {
        let word = |line: &String| Content::from_word(line).map_or_else(|| Word::Tag(line.clone()), Word::Content);
        let chosen: BTreeSet<Word> = player.lines.iter().map(word).collect();
        let mut words = chosen.clone();
        words.extend(Content::ALL.iter().copied().map(Word::Content));
        Self { player: player.key, choices: Choices::new(words, &chosen), tags: Input::default(), is_typing: false }
    }

    /// What is said as chosen and typed.
    fn lines(&self) -> Vec<String> {
        let chosen = self.choices.chosen().map(Word::text);
        let typed = self.tags.value().split([' ', ',']).filter(|tag| is_name(tag)).map(str::to_owned);
        chosen.chain(typed).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What a key does.
    pub fn press(&mut self, key: KeyEvent) -> Answer {
        match key.code {
            KeyCode::Enter => {
                return Close(vec![Act::Lines { player: self.player, lines: self.lines() }]);
            }
            KeyCode::Tab => self.is_typing = !self.is_typing,
            KeyCode::Down if !self.is_typing && self.choices.is_at_end() => self.is_typing = true,
            KeyCode::Up if self.is_typing => self.is_typing = false,
            KeyCode::Char(c) if self.is_typing && !is_held_with_another(key) => self.type_in(c),
            _ if self.is_typing => drop(self.tags.handle_event(&Event::Key(key))),
            _ => self.choices.press(key),
        }
        Stay(Vec::new())
    }

    /// Takes a character in that a tag, or what parts two of them, can hold.
    pub fn type_in(&mut self, c: char) {
        let c = c.to_ascii_lowercase();
        if self.is_typing && (c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | ' ' | ',')) {
            self.tags.handle(InputRequest::InsertChar(c));
        }
    }
}

impl Screen<'_> {
    /// How many prompts would be left, and what there is to choose from.
    pub fn filtering(&self, buf: &mut Buffer, area: Rect, filtering: &Filtering) {
        let deck = self.stage.deck();
        let left = filtering.filters().map(|filters| deck.would_fit(&filters));
        let style = if matches!(left, None | Some(0)) { self.look.warning() } else { self.look.prompt() };
        let says = match left {
            None => "write how many play as 2, 2-4 or 3+".to_owned(),
            Some(0) => "no prompt fits".to_owned(),
            Some(1) => format!("1 prompt of {} fits", deck.len()),
            Some(left) => format!("{left} prompts of {} fit", deck.len()),
        };
        let typed = match filtering.size.as_str() {
            "" => Span::styled("any (type 2, 2-4 or 3+)", self.look.quiet()),
            size => Span::styled(format!("{size}▏"), self.look.prompt()),
        };
        let mut top = vec![
            vec![Span::styled(says, style)],
            vec![Span::styled(format!("{:GROUP$}", "players"), self.look.accent()), typed],
        ];
        if !filtering.before.not_tags.is_empty() && area.height > 6 {
            let text = format!("left out in any case: {}", filtering.before.not_tags.join(", "));
            top.push(vec![Span::styled(text, self.look.quiet())]);
        }
        let text = "a group takes any of what is chosen in it, and everything if nothing is";
        if area.height > 6 && width(text) <= usize::from(area.width) {
            top.push(vec![Span::styled(text, self.look.quiet())]);
        }
        if area.height > 6 {
            top.push(Vec::new());
        }
        for (row, line) in area.rows().zip(&top) {
            put(buf, row, line);
        }
        let used = (top.len() as u16).min(area.height);
        let rest = Rect { y: area.y + used, height: area.height - used, ..area };
        if filtering.choices.words.is_empty() {
            put(buf, rest, &[Span::styled("there are no prompts to choose from", self.look.quiet())]);
        }
        self.choices(buf, rest, &filtering.choices, true);
    }

    /// What somebody does not want: words to choose, and a row to type others in.
    pub fn lines_of(&self, buf: &mut Buffer, area: Rect, lines: &Lines) -> Option<Position> {
        let gap = u16::from(area.height > 6);
        let top = Rect { height: area.height.saturating_sub(1 + gap), ..area };
        self.choices(buf, top, &lines.choices, !lines.is_typing);
        let row = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
        let mark = if lines.is_typing { "▸ " } else { "  " };
        let label = Span::styled(format!("{:GROUP$}", "new tags"), self.look.accent());
        let x = put(buf, row, &[label, Span::raw(mark)]);
        let cursor = field(buf, from(row, usize::from(x - row.x)), &lines.tags);
        lines.is_typing.then_some(cursor)
    }

    /// Words in their groups, with the selected one in sight.
    fn choices(&self, buf: &mut Buffer, area: Rect, choices: &Choices, is_active: bool) {
        let texts = choices.words.iter().map(|(word, _)| width(&word.text()));
        let cell = texts.max().unwrap_or(0) + 8;
        let heading = if usize::from(area.width) >= GROUP + cell { GROUP } else { 0 };
        let across = ((usize::from(area.width) - heading) / cell).max(1);
        choices.across.set(across);
        let rows = choices.rows(across);
        let selected = rows.iter().position(|row| row.contains(&choices.at)).unwrap_or(0);
        let room = usize::from(area.height);
        let first = selected.saturating_sub(room / 2).min(rows.len().saturating_sub(room));
        let area = if rows.len() > room && room > 0 {
            let [above, below] = [rows[first].start, choices.words.len() - rows[first + room - 1].end];
            self.beyond(buf, area, [above, below], choices.words.len())
        } else {
            area
        };
        for (line, row) in area.rows().zip(&rows[first..]) {
            let group = choices.words[row.start].0.group();
            let is_first = row.start == 0 || choices.words[row.start - 1].0.group() != group;
            let shown = if is_first && heading > 0 { group } else { "" };
            let mut pieces = vec![Span::styled(format!("{shown:heading$}"), self.look.accent())];
            for at in row.clone() {
                let (word, is_chosen) = &choices.words[at];
                let is_selected = is_active && at == choices.at;
                let (mark, style) = if is_selected { ("▸ ", self.look.selected()) } else { ("  ", Style::new()) };
                let sign = if *is_chosen { "[x] " } else { "[ ] " };
                let style = if *is_chosen { style.patch(self.look.prompt()) } else { style };
                let text = word.text();
                let pad = cell - 6 - width(&text);
                pieces.extend([Span::raw(mark), Span::styled(format!("{sign}{text}"), style)]);
                pieces.push(Span::raw(" ".repeat(pad)));
            }
            if let Some(last) = pieces.last_mut() {
                last.content = "".into();
            }
            put(buf, line, &pieces);
        }
    }
}
