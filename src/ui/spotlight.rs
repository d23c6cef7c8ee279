//! The spotlight: the prompt, the clock and a word for what it is, as large as the window allows, for a room or a shared
//! window; the cast too where it is wanted. Nothing private is drawn here, and no key opens it here.
//!
//! Start with [`Screen::spotlight`].

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{HorizontalAlignment, Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;

use super::Room;
use super::face::Face;
use super::keys::{Command, Place};
use super::large_cast::LargeCast;
use super::letters::{Letters, Row};
use super::panel::Line;
use super::plan::{Clock, clock_rows};
use super::screen::{READABLE, Screen, from};
use super::text::{put, width, wrap_to};
use crate::stage::{Phase, Table};
use crate::take::Ending;

/// Why what a key would show here is for the leader alone.
pub const fn refusal(command: Command) -> Option<&'static str> {
    Some(match command {
        Command::Cards => "no cards in spotlight: esc leaves it first",
        Command::Note => "no notes in spotlight: esc leaves it first",
        Command::NotUsable | Command::AnotherWhy | Command::Why => "no reasons in spotlight: esc leaves it first",
        Command::Feelings => "no questions about feelings in spotlight: esc leaves it first",
        Command::Lines => "no lines in spotlight: esc leaves it first",
        Command::Pins | Command::Go(Place::Roster) => "no roster in spotlight: esc leaves it first",
        Command::NextScreen | Command::Go(Place::Takes | Place::Report) => "no takes in spotlight: esc leaves it first",
        _ => return None,
    })
}

/// What is to be seen above the clock, and by whom it is played where that is wanted.
struct Shown<'a> {
    text: Cow<'a, str>,
    cast: Option<&'a Table>,
}

/// What stands above the clock.
struct Lit {
    prompt: Words,
    cast: Option<Cast>,
}

/// A text in large letters, or in the window's own.
enum Words {
    Large(Letters),
    Plain(Vec<String>),
}

/// The cast in large letters, or in the window's own.
enum Cast {
    Large(LargeCast),
    Plain(Vec<Line>),
}

impl Screen<'_> {
    /// Draws it. The last row is for what must be said or asked, else for the word where it can't be large.
    pub fn spotlight(&self, buf: &mut Buffer, face: Option<&Face>) -> Option<Position> {
        let window = buf.area;
        let across = window.inner(Margin::new(if window.width < 30 { 0 } else { 2 }, 0));
        let last = Rect { y: window.bottom() - 1, height: 1, ..across };
        let area = Rect { height: window.height - 1, ..across };
        let word = self.word(face);
        let is_said = match self.shown().zip(face) {
            Some((shown, face)) => self.lit(buf, area, &shown, face, &word),
            None => self.unlit(buf, area, &word),
        };
        let unsaid = if is_said { None } else { Some(&word) };
        self.last_row(buf, last, unsaid)
    }

    /// What a break is called, or what is on the table.
    fn shown(&self) -> Option<Shown<'_>> {
        if let Some(name) = self.break_name() {
            // The word says that it is a break.
            let is_named = !name.eq_ignore_ascii_case("break");
            let next = || format!("next: {}", self.stage.plan().map_or("", |plan| plan.next_name())).into();
            return Some(Shown { text: if is_named { name.into() } else { next() }, cast: None });
        }
        let table = self.stage.phase().table()?;
        Some(Shown {
            text: table.hand.text.as_str().into(),
            cast: Some(table).filter(|_| self.view.room == Room::Cast),
        })
    }

    /// What the clock is, in a word.
    fn word(&self, face: Option<&Face>) -> (String, Style) {
        if let Some(state) = face.and_then(Face::state) {
            return state.clone();
        }
        let word = match self.stage.phase() {
            Phase::Empty => "",
            Phase::Drawn(_) => "planned",
            Phase::Ready(..) => "get ready",
            Phase::Scene(_) => "scene",
            Phase::Debrief(debrief) => match debrief.end.ending {
                Ending::Edit | Ending::Time => "ran",
                Ending::Stopped => "broken off",
                Ending::Interrupted => "interrupted",
            },
        };
        (word.to_owned(), self.look.accent())
    }

    /// Before the first prompt. Gives whether the word is said.
    fn unlit(&self, buf: &mut Buffer, area: Rect, (word, style): &(String, Style)) -> bool {
        let text = if word.is_empty() { "no prompt yet: enter draws one" } else { word };
        if let Some(letters) = Letters::fit(word, area.width, area.height) {
            letters.draw(buf, middle(area, letters.rows()), *style, HorizontalAlignment::Center);
        } else {
            centred(buf, middle(area, 1), text, self.look.prompt());
        }
        true
    }

    /// Prompt, cast, word and clock. The prompt is large where anything of it can be, then the word, then the clock, which
    /// is never smaller than on the stage. Gives whether the word is said.
    fn lit(
        &self,
        buf: &mut Buffer,
        area: Rect,
        shown: &Shown<'_>,
        face: &Face,
        (word, style): &(String, Style),
    ) -> bool {
        let least = Clock::fit(area, clock_rows(buf.area), &face.widest).size;
        let share = clock_rows(buf.area).max(least.rows());
        let letters = Letters::fit(word, area.width, Row::HEIGHT);
        let of_word = if letters.is_some() { Row::HEIGHT } else { 0 };
        let ways = [(true, of_word), (true, 0), (false, of_word), (false, 0)];
        let found = ways.into_iter().find_map(|(is_large, of_word)| {
            [share, least.rows()].into_iter().find_map(|rows| {
                let clock = Clock::centred(area, rows, &face.widest, least);
                let room = area.height.checked_sub(clock.area.height + of_word)?;
                let lit = self.fit(shown, area.width, room, is_large)?;
                // Narrow letters are not worth the word.
                (of_word > 0 || letters.is_none() || !lit.prompt.is_condensed()).then_some((lit, clock, of_word))
            })
        });
        let (lit, clock, of_word) = found.unwrap_or_else(|| {
            let clock = Clock::centred(area, least.rows(), &face.widest, least);
            (self.cut(shown, area, area.height.saturating_sub(clock.area.height)), clock, 0)
        });
        let bottom = area.bottom() - clock.area.height.min(area.height);
        let above = Rect { height: bottom - area.y - of_word, ..area };
        lit.draw(buf, above, self);
        if let (Some(letters), 1..) = (&letters, of_word) {
            letters.draw(buf, Rect { y: above.bottom(), ..area }, *style, HorizontalAlignment::Center);
        }
        face.draw_digits(buf, &clock.at(bottom));
        of_word > 0
    }

    /// Prompt and cast, whole, in large letters or in the window's own.
    fn fit(&self, Shown { text, cast }: &Shown<'_>, columns: u16, rows: u16, is_large: bool) -> Option<Lit> {
        let plain = |table| Cast::Plain(self.cast(table, columns.min(READABLE)));
        if !is_large {
            let lines = wrap_to(text, usize::from(columns.min(READABLE)), usize::MAX);
            let cast = cast.map(plain);
            let lit = Lit { prompt: Words::Plain(lines), cast };
            return Some(lit).filter(|lit| lit.rows() <= rows);
        }
        let Some(table) = cast else {
            return Some(Lit { prompt: Words::Large(Letters::fit(text, columns, rows)?), cast: None });
        };
        let casts = [self.large_cast(table, columns).map(Cast::Large), Some(plain(table))];
        casts.into_iter().flatten().find_map(|cast| {
            let letters = Letters::fit(text, columns, rows.checked_sub(cast.rows() + 1)?)?;
            Some(Lit { prompt: Words::Large(letters), cast: Some(cast) })
        })
    }

    /// As much of the prompt as there is room for, and a row of the cast.
    fn cut(&self, Shown { text, cast }: &Shown<'_>, area: Rect, rows: u16) -> Lit {
        let columns = area.width.min(READABLE);
        let cast = cast.filter(|_| rows > 1).map(|table| Cast::Plain(self.cast_in(table, columns, 1)));
        let room = rows.saturating_sub(cast.as_ref().map_or(0, Cast::rows));
        let lines = wrap_to(text, usize::from(columns), usize::from(room));
        Lit { prompt: Words::Plain(lines), cast }
    }

    /// A question, why a key did nothing, what was taken back, what keeps the log from being written, a verdict; else the
    /// word.
    fn last_row(&self, buf: &mut Buffer, row: Rect, unsaid: Option<&(String, Style)>) -> Option<Position> {
        if self.must_speak() {
            return self.line(buf, row);
        }
        let verdict = match self.stage.phase() {
            Phase::Debrief(debrief) => self.verdict_for_room(debrief),
            _ => None,
        };
        let said = self.stage.acknowledgement().map(|text| vec![Span::styled(text.to_owned(), self.look.notice())]);
        let word = unsaid.map(|(word, style)| vec![Span::styled(word.clone(), *style)]);
        let pieces = said.or(verdict).or(word).unwrap_or_default();
        let used: usize = pieces.iter().map(|piece| width(&piece.content)).sum();
        put(buf, from(row, usize::from(row.width).saturating_sub(used) / 2), &pieces);
        None
    }
}

impl Lit {
    fn rows(&self) -> u16 {
        self.prompt.rows() + self.cast.as_ref().map_or(0, |cast| cast.rows() + 1)
    }

    /// In the middle of an area.
    fn draw(&self, buf: &mut Buffer, area: Rect, screen: &Screen<'_>) {
        let area = middle(area, self.rows().min(area.height));
        self.prompt.draw(buf, area, screen.look.prompt());
        let Some(cast) = &self.cast else { return };
        let top = (area.y + self.prompt.rows() + 1).min((area.bottom()).saturating_sub(cast.rows()));
        let left = usize::from(area.width).saturating_sub(cast.columns()) / 2;
        let place = from(Rect { y: top, height: cast.rows(), ..area }, left);
        match cast {
            Cast::Large(large) => screen.draw_large_cast(buf, place, large),
            Cast::Plain(lines) => {
                for (row, line) in place.rows().zip(lines) {
                    put(buf, row, line);
                }
            }
        }
    }
}

impl Words {
    const fn is_condensed(&self) -> bool {
        matches!(self, Self::Large(letters) if letters.is_condensed())
    }

    fn rows(&self) -> u16 {
        match self {
            Self::Large(letters) => letters.rows(),
            Self::Plain(lines) => lines.len() as u16,
        }
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, style: Style) {
        match self {
            Self::Large(letters) => letters.draw(buf, area, style, HorizontalAlignment::Center),
            Self::Plain(lines) => area.rows().zip(lines).for_each(|(row, line)| centred(buf, row, line, style)),
        }
    }
}

impl Cast {
    fn rows(&self) -> u16 {
        match self {
            Self::Large(large) => large.rows(),
            Self::Plain(lines) => lines.len() as u16,
        }
    }

    fn columns(&self) -> usize {
        let wide = |line: &Line| line.iter().map(|piece| width(&piece.content)).sum();
        match self {
            Self::Large(large) => usize::from(large.columns()),
            Self::Plain(lines) => lines.iter().map(wide).max().unwrap_or(0),
        }
    }
}

/// So many rows in the middle of an area.
fn middle(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + (area.height - rows) / 2, height: rows, ..area }
}

fn centred(buf: &mut Buffer, row: Rect, text: &str, style: Style) {
    let left = usize::from(row.width).saturating_sub(width(text)) / 2;
    put(buf, from(row, left), &[Span::styled(text, style)]);
}
