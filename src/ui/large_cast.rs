//! The cast in large letters, for a window that has the rows: names and feelings as large as a room reads them, the roles
//! between them or below in the window's own.
//!
//! Start with [`Screen::large_cast`].

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::letters::Row;
use super::panel::Line;
use super::screen::{Screen, from};
use super::text::{put, width};
use crate::stage::Table;

/// Columns between name, role and feelings.
const GAP: u16 = 3;

/// A cast that is ready to be drawn.
#[derive(Debug)]
pub struct LargeCast {
    parts: Vec<Part>,
    /// Columns of the names, and of the roles where they stand beside them.
    name: u16,
    role: Option<u16>,
    arc: u16,
}

/// Who plays what.
#[derive(Debug)]
struct Part {
    name: String,
    role: String,
    arc: Line,
}

impl Screen<'_> {
    /// The cast in large letters; `None` where so many columns don't hold it or the font lacks one of its characters.
    pub fn large_cast(&self, table: &Table, columns: u16) -> Option<LargeCast> {
        let mut parts: Vec<_> = (table.hand.roles.iter().enumerate())
            .map(|(role, drawn)| Part {
                name: names_of(table, role),
                role: drawn.label.clone(),
                arc: drawn.feeling.as_ref().map_or_else(Vec::new, |arc| self.arc_of(table, role, arc)),
            })
            .collect();
        let others = || table.members(None).map(|member| member.name.clone());
        let also = if parts.is_empty() { "" } else { "also" };
        let together = others().collect::<Vec<_>>().join(", ");
        if parts.is_empty() && Row::columns(&together) <= columns {
            parts.push(Part { name: together, role: String::new(), arc: Vec::new() });
        } else {
            parts.extend(others().map(|name| Part { name, role: also.to_owned(), arc: Vec::new() }));
        }
        let is_drawn =
            |part: &Part| Row::can_draw(&part.name) && part.arc.iter().all(|piece| Row::can_draw(&piece.content));
        if parts.is_empty() || !parts.iter().all(is_drawn) {
            return None;
        }
        let widest = |columns: &dyn Fn(&Part) -> u16| parts.iter().map(columns).max().unwrap_or(0);
        let name = widest(&|part| Row::columns(&part.name));
        let role = widest(&|part| width(&part.role) as u16);
        let arc = widest(&|part| part.arc.iter().map(|piece| Row::columns(&piece.content)).sum());
        let all = |role: Option<u16>| LargeCast { parts: Vec::new(), name, role, arc }.columns();
        // Roles go below the names where there is no room between.
        let role = [Some(role), None].into_iter().find(|&role| all(role) <= columns)?;
        Some(LargeCast { parts, name, role, arc })
    }

    /// Draws it from the top of the area on.
    pub fn draw_large_cast(&self, buf: &mut Buffer, area: Rect, cast: &LargeCast) {
        let mut top = area.y;
        for part in &cast.parts {
            Row::draw(buf, (area.x, top), &part.name, self.look.accent());
            let (x, y) = match cast.role {
                // Small words stand on the line that the large ones stand on.
                Some(_) => (cast.name + GAP, top + Row::HEIGHT - 2),
                None => (0, top + Row::HEIGHT),
            };
            let row = Rect { y, height: 1, ..area };
            put(buf, from(row, usize::from(x)), &[Span::raw(&*part.role)]);
            let mut x = area.x + cast.name + cast.role.map_or(0, |role| GAP + role) + GAP;
            for piece in &part.arc {
                Row::draw(buf, (x, top), &piece.content, piece.style);
                x += Row::columns(&piece.content);
            }
            top += cast.rows_each();
        }
    }
}

impl LargeCast {
    /// The rows it takes.
    pub fn rows(&self) -> u16 {
        self.parts.len() as u16 * self.rows_each()
    }

    /// The columns it takes.
    pub fn columns(&self) -> u16 {
        let between = self.role.map_or(0, |role| GAP + role);
        self.name + between + if self.arc > 0 { GAP + self.arc } else { 0 }
    }

    const fn rows_each(&self) -> u16 {
        Row::HEIGHT + if self.role.is_none() { 1 } else { 0 }
    }
}

/// The names of those who play a role.
fn names_of(table: &Table, role: usize) -> String {
    let names: Vec<_> = table.members(Some(role)).map(|member| member.name.as_str()).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}
