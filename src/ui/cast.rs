//! The cast: who plays what, with which feelings.

use ratatui::text::Span;

use super::debrief::member_name;
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
        let arc_of =
            |role: usize, arc: Option<&FeelingArc>| arc.map_or_else(Vec::new, |arc| self.arc_of(table, role, arc));
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

    /// The cast in at most so many rows: all of it, else without the feelings, else the names alone; what is left out is
    /// said at the end, with the key that shows it.
    pub fn cast_in(&self, table: &Table, columns: u16, rows: u16) -> Vec<Vec<Span<'static>>> {
        let all = self.cast(table, columns);
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        if all.len() <= rows || rows == 0 {
            return all;
        }
        let (look, hand) = (self.look, &table.hand);
        let parts = || hand.roles.iter().enumerate().map(|(role, drawn)| (member_name(hand, role), &*drawn.label));
        let others: Vec<_> = table.members(None).map(|member| member.name.clone()).collect();
        let feelings = hand.roles.iter().filter(|role| role.feeling.is_some()).count();
        let roles = parts().count();
        if roles == 0 || roles + usize::from(!others.is_empty()) > rows {
            let names: Vec<_> = parts().map(|(name, _)| name).chain(others).collect();
            return names_in(&names, if roles == 0 { "" } else { " … roles: i" }, columns, rows, look);
        }
        let rest = if feelings == 0 { String::new() } else { format!("  … {feelings} feelings: i") };
        let names = parts().map(|(name, _)| width(&name)).max().unwrap_or(0).min(NAME);
        let row = |(at, (name, label)): (usize, (String, &str))| {
            let rest = if at + 1 == roles { &*rest } else { "" };
            let room = columns.saturating_sub(width(rest));
            let name = fit(&name, NAME.min(room));
            let pad = names.saturating_sub(width(&name));
            let label = fit(&format!("{:pad$}   {label}", ""), room - width(&name));
            let rest = Span::styled(rest.to_owned(), look.quiet());
            vec![Span::styled(name, look.accent()), Span::raw(label), rest]
        };
        let mut lines: Vec<_> = parts().enumerate().map(row).collect();
        if !others.is_empty() {
            lines.extend(names_in(&others, "", columns, rows - roles, look));
        }
        lines
    }

    /// The feelings of a role.
    pub fn arc_of(&self, table: &Table, role: usize, arc: &FeelingArc) -> Vec<Span<'static>> {
        arc_pieces(arc, self.step_of(table, role), self.look)
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

/// As many whole names as so many rows hold, and how many more there are; of all of them what else is left out.
fn names_in(names: &[String], left_out: &str, columns: usize, rows: usize, look: Look) -> Vec<Vec<Span<'static>>> {
    let lines = |shown: usize| {
        let hidden = names.len() - shown;
        let rest =
            if hidden == 0 { left_out.replace(": ", ":\u{a0}") } else { format!(" … {hidden}\u{a0}more:\u{a0}i") };
        wrap(&(names[..shown].join(", ") + &rest), columns)
    };
    let shown = (1..=names.len()).rev().find(|&shown| lines(shown).len() <= rows);
    let mut lines = lines(shown.unwrap_or(0));
    lines.truncate(rows);
    lines.into_iter().map(|line| vec![Span::styled(line.replace('\u{a0}', " "), look.accent())]).collect()
}

fn pieces_width(pieces: &[Span<'_>]) -> usize {
    pieces.iter().map(|piece| width(&piece.content)).sum()
}
