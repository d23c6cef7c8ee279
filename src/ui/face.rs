//! What the clock shows in each phase.
//!
//! Start with [`Face::new`].

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::digits::draw;
use super::look::Look;
use super::plan::Clock;
use super::text::{put, width};
use crate::scene::{Now, ms};
use crate::stage::{Phase, Stage, clock, shown_seconds};
use crate::take::Ending;

/// A clock's face.
#[derive(Debug)]
pub struct Face {
    /// Minutes and seconds.
    pub time: String,
    /// Whether the time is over and counts up.
    pub is_over: bool,
    /// The widest text that it can show for what is on the table.
    pub widest: String,
    /// How the digits look.
    pub style: Style,
    /// What it says in words, the most important first.
    pub words: Vec<(String, Style)>,
}

impl Face {
    /// The face of a stage with something on its table.
    #[must_use]
    pub fn new(stage: &Stage, now: Now, look: Look) -> Option<Self> {
        let hand = &stage.phase().table()?.hand;
        let (shown, longest) = match stage.phase() {
            Phase::Empty => return None,
            Phase::Drawn(_) => (hand.planned(), 0),
            Phase::Ready(_, timer) => (shown_seconds(timer.left(now)) * 1000, 0),
            Phase::Scene(play) => (shown_seconds(play.scene.left(now)) * 1000, play.scene.planned()),
            Phase::Debrief(debrief) => (debrief.end.played, 0),
        };
        let longest = [shown.abs(), longest, hand.planned(), ms(hand.ready())].into_iter().max().unwrap_or(0);
        let is_over = matches!(stage.phase(), Phase::Scene(_)) && shown <= 0;
        let is_paused = match stage.phase() {
            Phase::Ready(_, timer) => timer.is_paused(),
            Phase::Scene(play) => play.scene.is_paused(),
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => false,
        };
        let is_quiet = is_paused || matches!(stage.phase(), Phase::Drawn(_));
        let style = if is_quiet { look.quiet() } else { Style::new() };
        let mut words = Vec::new();
        if is_over {
            words.push(("OVER".to_owned(), look.warning()));
        }
        if is_paused {
            words.push(("PAUSED".to_owned(), look.warning()));
        }
        words.push((
            match stage.phase() {
                Phase::Scene(play) if is_over => format!("over {}", clock(play.scene.planned())),
                Phase::Scene(play) => format!("left of {}", clock(play.scene.planned())),
                Phase::Ready(..) => "get ready".to_owned(),
                Phase::Debrief(debrief) => match debrief.end.ending {
                    Ending::Stopped => "broken off".to_owned(),
                    Ending::Interrupted => "interrupted".to_owned(),
                    Ending::Edit | Ending::Time => format!("ran of {}", clock(debrief.record.take.planned)),
                },
                Phase::Empty | Phase::Drawn(_) => "planned".to_owned(),
            },
            look.quiet(),
        ));
        Some(Self { time: clock(shown.abs()), is_over, widest: clock(longest), style, words })
    }

    /// The time with its sign.
    #[must_use]
    pub fn signed(&self) -> String {
        format!("{}{}", if self.is_over { "+" } else { "" }, self.time)
    }

    /// Draws it in its place.
    pub fn draw(&self, buf: &mut Buffer, place: &Clock) {
        draw(buf, place.digits, &self.time, place.size, self.style);
        if self.is_over {
            draw(buf, place.sign, "+", place.size.of_sign(), self.style);
        }
        self.say(buf, place.side);
    }

    /// Its words from the bottom up, one a row where there are rows.
    fn say(&self, buf: &mut Buffer, side: Rect) {
        let fits = |(word, _): &&(String, Style)| width(word) <= usize::from(side.width);
        if side.height == 1 {
            let mut pieces = Vec::new();
            for (word, style) in &self.words {
                let gap = if pieces.is_empty() { "" } else { " · " };
                pieces.push(Span::styled(gap, *style));
                pieces.push(Span::styled(&**word, *style));
            }
            let total: usize = pieces.iter().map(|piece| width(&piece.content)).sum();
            let shown = if total > usize::from(side.width) { &pieces[..2.min(pieces.len())] } else { &pieces };
            put(buf, side, shown);
            return;
        }
        let rows = side.rows().rev();
        for (row, (word, style)) in rows.zip(self.words.iter().rev().filter(fits)) {
            put(buf, row, &[Span::styled(&**word, *style)]);
        }
    }

    /// What must be said and has no room beside the digits.
    #[must_use]
    pub fn unsaid(&self, place: &Clock) -> Option<&str> {
        let (word, _) = self.words.first()?;
        let is_state = self.words.len() > 1;
        (is_state && width(word) > usize::from(place.side.width)).then_some(word)
    }
}
