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

/// Shows the cards of a draw, one after the other.
#[derive(Debug, Clone)]
pub struct Cards {
    /// Of this draw.
    pub draw: Uuid,
    /// The role whose card is shown.
    pub at: usize,
    /// How far down it is read.
    pub scroll: Scroll,
}

impl Cards {
    /// The first card of a draw.
    #[must_use]
    pub fn new(draw: Uuid) -> Self {
        Self { draw, at: 0, scroll: Scroll::default() }
    }

    /// What a key does. After the last card comes the first again.
    pub fn press(&mut self, key: KeyEvent, stage: &Stage) -> Answer {
        let roles = stage.phase().table().map_or(0, |table| table.hand.roles.len());
        match key.code {
            // Where no scene runs there is nothing to pause or stop, but the card goes all the same.
            KeyCode::Char(' ' | 'b') => Close(Vec::new()),
            KeyCode::Char('v') if roles > 0 => {
                *self = Self { at: (self.at + 1) % roles, ..Self::new(self.draw) };
                Stay(Vec::new())
            }
            KeyCode::Char('y') if self.at < roles => Stay(vec![Act::CopyCard { role: self.at }]),
            _ => self.scroll.press(key),
        }
    }
}

impl Screen<'_> {
    /// A card.
    pub fn card(&self, cards: &Cards, columns: usize, is_roomy: bool) -> Vec<Line> {
        let mut page = Page { lines: Vec::new(), columns };
        let Some(hand) = self.stage.phase().table().map(|table| &table.hand) else { return page.lines };
        let Some(role) = hand.roles.get(cards.at) else {
            page.add("This prompt has no roles, and so no cards.", self.look.prompt());
            return page.lines;
        };
        page.add(&member_name(hand, cards.at), self.look.accent());
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
            None if hand.roles.iter().all(|role| role.secret.is_none()) => {
                page.add("No secrets in this one.", self.look.quiet());
            }
            None => page.add("No secret for you.", self.look.quiet()),
        }
        page.lines
    }
}
