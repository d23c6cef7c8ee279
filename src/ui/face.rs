//! What the clock shows in each phase.
//!
//! Start with [`Face::new`].

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Taste;
use super::digits::draw;
use super::look::Look;
use super::plan::Clock;
use super::text::{put, width};
use crate::scene::{Ms, Now, ms};
use crate::stage::{Phase, Stage, clock, shown_seconds};
use crate::take::Ending;

/// A clock's face.
#[derive(Debug, Clone)]
pub struct Face {
    /// Minutes and seconds.
    pub time: String,
    /// Whether it shows by how much the time is over.
    pub has_sign: bool,
    /// The widest text that it can show for what is on the table.
    pub widest: String,
    /// How the digits look.
    pub style: Style,
    /// What it says in words, the most important first.
    pub words: Vec<(String, Style)>,
}

impl Face {
    /// The face of a stage in a break, or with something on its table.
    #[must_use]
    pub fn new(stage: &Stage, now: Now, taste: Taste) -> Option<Self> {
        let Taste { look, counts_up } = taste;
        if stage.is_in_break() {
            return Self::of_break(stage, now, look);
        }
        let hand = &stage.phase().table()?.hand;
        let (shown, longest) = match stage.phase() {
            Phase::Empty => return None,
            Phase::Drawn(_) => (hand.planned(), 0),
            Phase::Ready(_, timer) => (shown_seconds(timer.left(now)) * 1000, 0),
            Phase::Scene(play) if counts_up => {
                (play.scene.planned() - shown_seconds(play.scene.left(now)) * 1000, play.scene.planned())
            }
            Phase::Scene(play) => (shown_seconds(play.scene.left(now)) * 1000, play.scene.planned()),
            Phase::Debrief(debrief) => (debrief.end.played, 0),
        };
        let longest = [shown.abs(), longest, hand.planned(), ms(hand.ready())].into_iter().max().unwrap_or(0);
        let left = match stage.phase() {
            Phase::Scene(play) => Some(play.scene.left(now)),
            Phase::Empty | Phase::Drawn(_) | Phase::Ready(..) | Phase::Debrief(_) => None,
        };
        let is_over = left.is_some_and(|left| shown_seconds(left) <= 0);
        let warned = stage.habits().warn_at.filter(|_| stage.is_warning(now));
        let is_paused = match stage.phase() {
            Phase::Ready(_, timer) => timer.is_paused(),
            Phase::Scene(play) => play.scene.is_paused(),
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => false,
        };
        let is_quiet = is_paused || matches!(stage.phase(), Phase::Drawn(_));
        let has_had_its_time = matches!(stage.phase(), Phase::Debrief(debrief) if debrief.is_over(now));
        let style = if is_quiet {
            look.quiet()
        } else if warned.is_some() || has_had_its_time && stage.habits().signals.screen {
            look.warning()
        } else {
            Style::new()
        };
        let mut words = Vec::new();
        if is_paused {
            words.push(("PAUSED".to_owned(), look.warning()));
        }
        // Where only one word has room, the sign and the turned field say this too.
        if is_over {
            words.push(("OVER".to_owned(), look.warning()));
        }
        if let Some(at) = warned {
            words.push((format!("last {}", spell(at)), look.warning()));
        }
        words.push((
            match stage.phase() {
                Phase::Scene(play) if counts_up => format!("of {}", clock(play.scene.planned())),
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
        let has_sign = is_over && !counts_up;
        Some(Self { time: clock(shown.abs()), has_sign, widest: clock(longest), style, words })
    }

    /// The face of a break.
    fn of_break(stage: &Stage, now: Now, look: Look) -> Option<Self> {
        let length = stage.plan()?.break_length()?;
        let left = shown_seconds(stage.break_left(now)?) * 1000;
        let is_over = left <= 0;
        let on_table = stage.phase().table().map_or(0, |table| table.hand.planned());
        let longest = [left.abs(), length, on_table].into_iter().max().unwrap_or(0);
        let states = [(stage.is_break_held(), "PAUSED"), (is_over, "OVER"), (true, "break")];
        let states = states.into_iter().filter(|(is_so, _)| *is_so);
        let mut words: Vec<_> = states.map(|(_, word)| (word.to_owned(), look.warning())).collect();
        let of = if is_over { "of" } else { "left of" };
        words.push((format!("{of} {}", clock(length)), look.quiet()));
        let style = if stage.is_break_held() { look.quiet() } else { Style::new() };
        Some(Self { time: clock(left.abs()), has_sign: is_over, widest: clock(longest), style, words })
    }

    /// The time with its sign.
    #[must_use]
    pub fn signed(&self) -> String {
        format!("{}{}", if self.has_sign { "+" } else { "" }, self.time)
    }

    /// What it is beside its time: paused, over, nearly over.
    #[must_use]
    pub fn state(&self) -> Option<&(String, Style)> {
        self.words.split_last()?.1.first()
    }

    /// Draws it in its place.
    pub fn draw(&self, buf: &mut Buffer, place: &Clock) {
        self.draw_digits(buf, place);
        self.say(buf, place.side);
    }

    /// Draws it without its words.
    pub fn draw_digits(&self, buf: &mut Buffer, place: &Clock) {
        draw(buf, place.digits, &self.time, place.size, self.style);
        if self.has_sign {
            draw(buf, place.sign, "+", place.size.of_sign(), self.style);
        }
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

/// A length of time as it is said: `30 s`, or `1:30` from a minute on.
fn spell(length: Ms) -> String {
    if length < 60_000 { format!("{} s", length / 1000) } else { clock(length) }
}
