//! The cast: who plays what, with which feelings.

use ratatui::text::Span;

use super::look::Look;
use super::screen::Screen;
use super::text::{fit, width, wrap};
use crate::feeling::{FeelingArc, Step, Strength};
use crate::stage::{Phase, Table};

/// The widest a name is set in the table.
const NAME: usize = 18;

impl Screen<'_> {
    /// The cast in rows: a table where it fits so many columns, else each arc below its player.
    pub fn cast(&self, table: &Table, columns: u16) -> Vec<Vec<Span<'static>>> {
        let columns = usize::from(columns);
        let look = self.look;
        let roles: Vec<_> = table.hand.roles.iter().enumerate().collect();
        let name_of = |role: usize| {
            let names: Vec<_> = table.members(Some(role)).map(|member| member.name.as_str()).collect();
            if names.is_empty() { "nobody".to_owned() } else { fit(&names.join(", "), NAME) }
        };
        let arc_of = |role: usize, arc: Option<&FeelingArc>| {
            arc.map_or_else(Vec::new, |arc| arc_pieces(arc, self.step_of(table, role), look))
        };
        let name_width = roles.iter().map(|&(role, _)| width(&name_of(role))).max().unwrap_or(0);
        let label_width = roles.iter().map(|(_, role)| width(&role.label)).max().unwrap_or(0);
        let arc_width = roles.iter().map(|&(i, role)| pieces_width(&arc_of(i, role.feeling.as_ref()))).max();
        let is_table = name_width + 3 + label_width + 3 + arc_width.unwrap_or(0) <= columns;
        let mut rows = Vec::new();
        for (i, role) in roles {
            let name = name_of(i);
            let pad = name_width - width(&name);
            let mut row = vec![Span::styled(format!("{name}{:pad$}   ", ""), look.accent())];
            let arc = arc_of(i, role.feeling.as_ref());
            if is_table {
                let pad = label_width - width(&role.label);
                row.push(Span::raw(format!("{}{:pad$}   ", role.label, "")));
                row.extend(arc);
                rows.push(row);
            } else {
                row.push(Span::raw(role.label.clone()));
                rows.push(row);
                if !arc.is_empty() {
                    let indent = if name_width + 3 + pieces_width(&arc) <= columns { name_width + 3 } else { 2 };
                    let mut below = vec![Span::raw(" ".repeat(indent))];
                    below.extend(arc);
                    rows.push(below);
                }
            }
        }
        let others: Vec<_> = table.members(None).map(|member| member.name.as_str()).collect();
        if !others.is_empty() {
            let word = if rows.is_empty() { "" } else { "also " };
            let lines = wrap(&format!("{word}{}", others.join(", ")), columns);
            rows.extend(lines.into_iter().map(|line| vec![Span::styled(line, look.accent())]));
        }
        rows
    }

    /// The step of its arc that a role is at, while a scene plays from this table.
    fn step_of(&self, table: &Table, role: usize) -> Option<usize> {
        match self.stage.phase() {
            Phase::Scene(play) if play.record.table.hand.id == table.hand.id => Some(play.scene.step_of(role)),
            _ => None,
        }
    }
}

/// A step of an arc as it is shown: the pack's own word, with its strength.
pub fn step_text(step: &Step) -> String {
    step.strength.map_or_else(|| step.word.to_string(), |strength| format!("{} {}", step.word, dots(strength)))
}

/// An arc on one line, with its times as the pack writes them.
pub fn arc_text(arc: &FeelingArc) -> String {
    let step = |step: &Step| {
        let at = step.at.map_or_else(String::new, |at| format!(" @{at}"));
        step_text(step) + &at
    };
    arc.steps().iter().map(step).collect::<Vec<_>>().join(" → ")
}

/// A strength of three, as `●●○`.
pub const fn dots(strength: Strength) -> &'static str {
    match strength {
        Strength::Low => "●○○",
        Strength::Medium => "●●○",
        Strength::High => "●●●",
    }
}

fn arc_pieces(arc: &FeelingArc, at: Option<usize>, look: Look) -> Vec<Span<'static>> {
    let mut pieces = Vec::new();
    for (i, step) in arc.steps().iter().enumerate() {
        if i > 0 {
            pieces.push(Span::styled(" → ", look.quiet()));
        }
        let style = match at {
            Some(at) if i == at => look.prompt(),
            Some(at) if i < at => look.quiet(),
            _ => ratatui::style::Style::new(),
        };
        pieces.push(Span::styled(step_text(step), style));
    }
    pieces
}

fn pieces_width(pieces: &[Span<'_>]) -> usize {
    pieces.iter().map(|piece| width(&piece.content)).sum()
}
