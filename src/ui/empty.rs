//! Before the first prompt: what is in the deck, who is here, and what to do next.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;
use ratatui::text::Span;

use super::plan::{Needs, Plan};
use super::screen::Screen;
use super::text::{put, wrap};
use crate::cast::{PlayerKey, Presence};

impl Screen<'_> {
    /// The screen while nothing is drawn.
    pub fn empty(&self, buf: &mut Buffer) -> Option<Position> {
        let window = buf.area;
        let plan = Plan::new(window, &Needs { prompt: 3, cast: 4, clock: "0:00" });
        self.header(buf, plan.header);
        self.under_header(buf, plan.trouble);
        let mut area = plan.prompt;
        let columns = usize::from(area.width);
        let lines = self.deck_lines().into_iter().chain(self.people_lines()).chain(self.next_lines());
        let lines = lines.flat_map(|(text, style)| wrap(&text, columns).into_iter().map(move |line| (line, style)));
        let lines: Vec<_> = lines.collect();
        let notice = self.notice_rows(plan.notice, plan.footer, area.y + lines.len() as u16, None);
        area.height = notice.y.saturating_sub(area.y);
        for (row, (line, style)) in area.rows().zip(lines) {
            put(buf, row, &[Span::styled(line, style)]);
        }
        self.foot(buf, [plan.trouble, notice, plan.footer], None)
    }

    fn deck_lines(&self) -> Vec<(String, Style)> {
        let deck = self.stage.deck();
        let fits = (0..deck.len()).filter(|&entry| deck.odds(entry).out.is_none());
        let packs: BTreeSet<&str> = fits.map(|entry| deck.entry(entry).0.name.as_str()).collect();
        let headline = match (deck.len(), deck.fits()) {
            (0, _) => "There are no prompts.".to_owned(),
            (_, 0) => "No prompt fits.".to_owned(),
            (_, fits) => format!("{} to draw from, of {}.", count(fits, "prompt"), count(packs.len(), "pack")),
        };
        let mut lines = vec![(headline, self.look.prompt())];
        let out: Vec<_> = deck.shortfall().iter().map(|(out, n)| format!("{n} {out}")).collect();
        if !out.is_empty() {
            lines.push((format!("left out: {}", out.join(", ")), self.look.quiet()));
        }
        lines
    }

    /// What to do next.
    fn next_lines(&self) -> Vec<(String, Style)> {
        let deck = self.stage.deck();
        let text = if deck.is_empty() {
            "o puts a prompt of your own on the table; packs come with --pack at the start"
        } else if deck.fits() == 0 {
            "more people or another filter (/) let prompts in; o puts your own on the table"
        } else {
            "enter draws the first one"
        };
        let mut lines = vec![(String::new(), Style::new()), (text.to_owned(), self.look.prompt())];
        let waiting = self.stage.suggestions().len();
        if waiting > 0 {
            lines.push((format!("o shows {} from the audience", count(waiting, "suggestion")), self.look.accent()));
        }
        lines
    }

    fn people_lines(&self) -> Vec<(String, Style)> {
        let here: Vec<_> = self.stage.players().iter().filter(|player| player.presence == Presence::Present).collect();
        let names: Vec<_> = here.iter().map(|player| player.name.as_str()).collect();
        let mut lines =
            vec![(String::new(), Style::new()), (format!("here: {}", names.join(", ")), self.look.accent())];
        if here.iter().all(|player| matches!(player.key, PlayerKey::Seat(_))) {
            let text = "seats without names: 3 shows the roster, and a adds people there";
            lines.push((text.to_owned(), self.look.quiet()));
        }
        lines
    }
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
