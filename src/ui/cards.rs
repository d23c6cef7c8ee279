//! Secret cards: what each player alone may know, one at a time, with nothing else on the screen.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::style::Style;
use uuid::Uuid;

use super::cast::step_text;
use super::debrief::member_name;
use super::panel::{Line, Page};
use super::question::Answer::{self, Close, Stay};
use super::question::Scroll;
use super::screen::Screen;
use crate::stage::{Act, Stage};
use crate::take::Hand;

/// Shows the cards of a draw, one after the other, with a cover after each, so that nobody sees the card of another.
#[derive(Debug, Clone)]
pub struct Cards {
    /// Of this draw.
    pub draw: Uuid,
    /// What is shown.
    pub side: Side,
    /// How far down it is read.
    pub scroll: Scroll,
}

/// A side of a card, by its role, or what follows the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What one player alone may know.
    Open(usize),
    /// Whose card comes next.
    Covered(usize),
    /// There is none left.
    End,
}

impl Cards {
    /// The first card of a draw.
    #[must_use]
    pub fn new(draw: Uuid) -> Self {
        Self { draw, side: Side::Open(0), scroll: Scroll::default() }
    }

    /// What a key does. After the last card comes a cover, and nothing after that.
    pub fn press(&mut self, key: KeyEvent, stage: &Stage) -> Answer {
        let roles = stage.phase().table().map_or(0, |table| table.hand.roles.len());
        match key.code {
            // Where no scene runs there is nothing to pause or stop, but the card goes all the same.
            KeyCode::Char(' ' | 'b') => Close(Vec::new()),
            KeyCode::Char('v') => {
                let side = match self.side {
                    Side::Open(at) if at + 1 < roles => Side::Covered(at + 1),
                    Side::Covered(at) => Side::Open(at),
                    Side::Open(_) | Side::End => Side::End,
                };
                *self = Self { side, ..Self::new(self.draw) };
                Stay(Vec::new())
            }
            KeyCode::Char('y') => match self.side {
                Side::Open(role) => Stay(vec![Act::CopyCard { role }]),
                Side::Covered(_) | Side::End => Stay(Vec::new()),
            },
            _ => self.scroll.press(key),
        }
    }
}

/// Whether a card tells more than the stage does.
pub fn has_secret(hand: &Hand) -> bool {
    hand.roles.iter().any(|role| role.secret.is_some())
}

impl Screen<'_> {
    /// A card, or the cover of the next.
    pub fn card(&self, cards: &Cards, columns: usize, is_roomy: bool) -> Vec<Line> {
        let mut page = Page { lines: Vec::new(), columns };
        let Some(hand) = self.stage.phase().table().map(|table| &table.hand) else { return page.lines };
        let (Side::Open(at) | Side::Covered(at)) = cards.side else {
            page.add("That was the last card.", self.look.prompt());
            page.add("esc goes back to the stage.", self.look.quiet());
            return page.lines;
        };
        let Some(role) = hand.roles.get(at) else { return page.lines };
        page.add(&member_name(hand, at), self.look.accent());
        if cards.side == Side::Covered(at) {
            page.add("The next card is yours alone: v shows it.", self.look.quiet());
            return page.lines;
        }
        page.add(&role.label, Style::new());
        if let Some(arc) = &role.feeling {
            let steps: Vec<_> = arc.steps().iter().map(step_text).collect();
            page.add(&steps.join(" → "), Style::new());
        }
        if is_roomy {
            page.gap();
        }
        match &role.secret {
            Some(secret) => page.add(secret, self.look.prompt()),
            None => page.add("No secret for you.", self.look.quiet()),
        }
        page.lines
    }

    /// What stands above a card.
    pub fn card_title(&self, cards: &Cards) -> String {
        let roles = self.stage.phase().table().map_or(0, |table| table.hand.roles.len());
        match cards.side {
            Side::Open(at) => format!("card {} of {roles}", at + 1),
            Side::Covered(at) => format!("next: card {} of {roles}", at + 1),
            Side::End => "no more cards".to_owned(),
        }
    }
}
