//! Secret cards: what each player alone may know, one at a time, with nothing else on the screen.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use uuid::Uuid;

use super::cast::step_text;
use super::debrief::member_name;
use super::question::Answer::{self, Close, Stay};
use super::screen::Screen;
use super::text::{put, wrap, wrap_to};
use crate::stage::{Act, Stage};
use crate::take::Hand;

/// Shows the cards of a draw, one after the other.
#[derive(Debug, Clone)]
pub struct Cards {
    /// Of this draw.
    pub draw: Uuid,
    /// The role whose card is shown.
    pub at: usize,
}

impl Cards {
    /// What a key does. After the last card comes the first again; other keys change nothing.
    pub fn press(&mut self, key: KeyEvent, stage: &Stage) -> Answer {
        let roles = stage.phase().table().map_or(0, |table| table.hand.roles.len());
        match key.code {
            // Where no scene runs there is nothing to pause or stop, but the card goes all the same.
            KeyCode::Char(' ' | 'b') => return Close(Vec::new()),
            KeyCode::Char('v') if roles > 0 => self.at = (self.at + 1) % roles,
            KeyCode::Char('y') if self.at < roles => return Stay(vec![Act::CopyCard { role: self.at }]),
            _ => {}
        }
        Stay(Vec::new())
    }
}

impl Screen<'_> {
    /// A card.
    pub fn card(&self, buf: &mut Buffer, area: Rect, cards: &Cards) {
        let Some(hand) = self.stage.phase().table().map(|table| &table.hand) else { return };
        let columns = usize::from(area.width);
        let mut lines: Vec<(String, Style)> = Vec::new();
        let mut add = |text: &str, style| lines.extend(wrap(text, columns).into_iter().map(|line| (line, style)));
        let is_roomy = area.height >= 8;
        let Some(role) = hand.roles.get(cards.at) else {
            add("This prompt has no roles, and so no cards.", self.look.prompt());
            put_all(buf, area, &lines);
            return;
        };
        add(&member_name(hand, cards.at), self.look.accent());
        add(&role.label, Style::new());
        if let Some(arc) = &role.feeling {
            let steps: Vec<_> = arc.steps().iter().map(step_text).collect();
            add(&steps.join(" → "), Style::new());
        }
        if is_roomy {
            add("", Style::new());
        }
        match &role.secret {
            Some(secret) => {
                let room = usize::from(area.height).saturating_sub(lines.len()).max(1);
                let secret = wrap_to(secret, columns, room);
                lines.extend(secret.into_iter().map(|line| (line, self.look.prompt())));
            }
            None => add(without_secret(hand), self.look.quiet()),
        }
        put_all(buf, area, &lines);
    }
}

fn without_secret(hand: &Hand) -> &'static str {
    let others = hand.roles.iter().any(|role| role.secret.is_some());
    if others { "No secret for you in this one." } else { "This prompt has no secrets." }
}

fn put_all(buf: &mut Buffer, area: Rect, lines: &[(String, Style)]) {
    for (row, (line, style)) in area.rows().zip(lines) {
        put(buf, row, &[Span::styled(&**line, *style)]);
    }
}
