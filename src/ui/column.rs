//! Columns of a table, as many as there is room for.
//!
//! Start with [`fitting`].

use super::text::width;

/// A column of a table.
pub struct Column {
    /// What stands above it.
    pub title: &'static str,
    /// What stands in it, row by row.
    pub cells: Vec<String>,
    /// Numbers stand on the right.
    pub is_number: bool,
}

impl Column {
    fn width(&self) -> usize {
        self.cells.iter().map(|cell| width(cell)).max().unwrap_or(0).max(width(self.title))
    }

    /// A cell, or the title, as wide as the column.
    pub fn set(&self, text: &str) -> String {
        let pad = self.width() - width(text);
        if self.is_number { format!("{:pad$}{text}", "") } else { format!("{text}{:pad$}", "") }
    }
}

/// The columns that so much room holds, with two before each, and what they take. Each comes with a rank: those of the
/// highest are the first to go.
pub fn fitting<const N: usize>(all: [(usize, Column); N], room: usize) -> (Vec<Column>, usize) {
    let used = |ranks: usize| all.iter().filter(|(rank, _)| *rank < ranks).map(|(_, it)| it.width() + 2).sum::<usize>();
    let ranks = (0..=N).rev().find(|&ranks| used(ranks) <= room).unwrap_or(0);
    let used = used(ranks);
    (all.into_iter().filter(|(rank, _)| *rank < ranks).map(|(_, it)| it).collect(), used)
}
