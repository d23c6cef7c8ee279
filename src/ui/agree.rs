//! Asks what somebody agrees to.
//!
//! Start with [`Agreeing`].

use std::collections::BTreeSet;

use crossterm::event::{Event, KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use tui_input::backend::crossterm::EventHandler;
use tui_input::{Input, InputRequest};
use uuid::Uuid;

use super::question::Answer::{self, Close, Stay};
use super::screen::{Screen, field, from};
use super::text::{put, width, wrap_to};
use crate::consent::{Medium, Purpose};
use crate::pack::is_forbidden;
use crate::stage::{Act, Agreed};

/// Columns of a heading.
const HEADING: usize = 10;

/// The purposes, each with its key.
const PURPOSES: [(char, Purpose); 4] = [
    ('r', Purpose::Review),
    ('e', Purpose::EmotionTraining),
    ('v', Purpose::VoiceTraining),
    ('p', Purpose::Publishing),
];

/// The media, each with its key.
const MEDIA: [(char, Medium); 3] = [('a', Medium::Audio), ('i', Medium::Video), ('t', Medium::Transcript)];

/// What somebody is about to agree to.
#[derive(Debug, Clone)]
pub struct Agreeing {
    /// Who.
    pub player: Uuid,
    purposes: BTreeSet<Purpose>,
    media: BTreeSet<Medium>,
    /// Where the text is that they agree to.
    path: Input,
    /// How far it has come.
    pub step: Step,
}

/// How far the question has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// What for, and what of them.
    Choosing,
    /// Which text.
    Typing,
    /// Or is everything withdrawn?
    Withdrawing,
}

impl Agreeing {
    /// Nothing agreed to yet.
    #[must_use]
    pub fn new(player: Uuid) -> Self {
        let (purposes, media) = (BTreeSet::new(), BTreeSet::new());
        Self { player, purposes, media, path: Input::default(), step: Step::Choosing }
    }

    /// What a key does.
    pub fn press(&mut self, key: KeyEvent) -> Answer {
        match (self.step, key.code) {
            (Step::Withdrawing, KeyCode::Char('y')) => return Close(vec![Act::Withdraw(self.player)]),
            (Step::Typing, KeyCode::Enter) => {
                let path = self.path.value().trim().to_owned();
                if !path.is_empty() {
                    let (purposes, media) = (self.purposes.clone(), self.media.clone());
                    let agreed = Agreed { player: self.player, purposes, media };
                    return Close(vec![Act::Agree { agreed, path }]);
                }
            }
            (Step::Typing, KeyCode::Char(c)) if is_forbidden(c) || c == '\n' => {}
            (Step::Typing, _) => drop(self.path.handle_event(&Event::Key(key))),
            (Step::Choosing, KeyCode::Enter) if self.is_chosen() => self.step = Step::Typing,
            (Step::Choosing, KeyCode::Char('w')) => self.step = Step::Withdrawing,
            (Step::Choosing, KeyCode::Char(c)) => {
                turn(&PURPOSES, &mut self.purposes, c);
                turn(&MEDIA, &mut self.media, c);
            }
            (Step::Choosing | Step::Withdrawing, _) => {}
        }
        Stay(Vec::new())
    }

    /// Takes a pasted character into the path.
    pub fn type_in(&mut self, c: char) {
        if self.step == Step::Typing {
            self.path.handle(InputRequest::InsertChar(c));
        }
    }

    /// Whether something of them is agreed to for something.
    #[must_use]
    pub fn is_chosen(&self) -> bool {
        !self.purposes.is_empty() && !self.media.is_empty()
    }
}

/// Chooses what has this key, or no longer.
fn turn<T: Copy + Ord>(options: &[(char, T)], chosen: &mut BTreeSet<T>, key: char) {
    for (_, value) in options.iter().filter(|(letter, _)| *letter == key) {
        if !chosen.remove(value) {
            chosen.insert(*value);
        }
    }
}

impl Screen<'_> {
    /// What can be agreed to, and the row for the text.
    pub fn agreeing(&self, buf: &mut Buffer, area: Rect, agreeing: &Agreeing) -> Option<Position> {
        let columns = usize::from(area.width);
        if agreeing.step == Step::Withdrawing {
            let text = "Nothing of them may be used any more, whatever they agreed to. y withdraws all of it.";
            for (row, line) in area.rows().zip(wrap_to(text, columns, usize::from(area.height))) {
                put(buf, row, &[Span::styled(line, self.look.warning())]);
            }
            return None;
        }
        let purposes = PURPOSES.map(|(key, it)| (key, it.word(), agreeing.purposes.contains(&it)));
        let media = MEDIA.map(|(key, it)| (key, it.word(), agreeing.media.contains(&it)));
        let mut lines = self.options("for", &purposes, columns);
        lines.extend(self.options("what", &media, columns));
        let room = usize::from(area.height).saturating_sub(1);
        lines.truncate(room);
        let text = "It holds from now on, without an end. For other dates and for guardians: sidecoach player consent.";
        let remark = wrap_to(text, columns, 3);
        if lines.len() + remark.len() + 2 <= room {
            lines.push(Vec::new());
            lines.extend(remark.into_iter().map(|line| vec![Span::styled(line, self.look.quiet())]));
            lines.push(Vec::new());
        }
        for (row, line) in area.rows().zip(&lines) {
            put(buf, row, line);
        }
        let row = area.rows().nth(lines.len())?;
        let is_typing = agreeing.step == Step::Typing;
        let mark = if is_typing { "▸ " } else { "  " };
        let x = put(buf, row, &[Span::styled(format!("{:HEADING$}", "text"), self.look.accent()), Span::raw(mark)]);
        let cursor = field(buf, from(row, usize::from(x - row.x)), &agreeing.path);
        is_typing.then_some(cursor)
    }

    /// Options with their keys, on as many rows as they need.
    fn options(&self, what: &str, options: &[(char, &str, bool)], columns: usize) -> Vec<Vec<Span<'static>>> {
        let mut lines = vec![vec![Span::styled(format!("{what:HEADING$}"), self.look.accent())]];
        let mut used = HEADING;
        for (key, word, is_chosen) in options {
            let needed = "  r [x] ".len() + width(word);
            if used + needed > columns && used > HEADING {
                lines.push(vec![Span::raw(" ".repeat(HEADING))]);
                used = HEADING;
            }
            used += needed;
            let style = if *is_chosen { self.look.prompt() } else { Style::new() };
            let sign = if *is_chosen { "[x]" } else { "[ ]" };
            let pieces =
                [Span::styled(format!("  {key}"), self.look.key()), Span::styled(format!(" {sign} {word}"), style)];
            lines.last_mut().into_iter().for_each(|line| line.extend(pieces.clone()));
        }
        lines
    }
}
