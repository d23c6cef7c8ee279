//! What is selected in a list whose lines may change while it is shown.

use std::cell::{Cell, RefCell};

use super::keys::Move;

/// The line selected in a list of lines that go by keys. It stays on the same line wherever that moves to; where it is
/// gone, on the same place.
#[derive(Debug, Clone)]
pub struct Picked<K> {
    /// What was selected when the list was last seen.
    key: RefCell<Option<K>>,
    at: Cell<usize>,
    /// The lines that the last frame had room for; only drawing knows it.
    rows: Cell<usize>,
}

impl<K> Default for Picked<K> {
    fn default() -> Self {
        Self { key: RefCell::new(None), at: Cell::new(0), rows: Cell::new(1) }
    }
}

impl<K: Clone + PartialEq> Picked<K> {
    /// Where the selected line is now; `None` in an empty list.
    pub fn at(&self, keys: &[K]) -> Option<usize> {
        let found = self.key.borrow().as_ref().and_then(|key| keys.iter().position(|other| other == key));
        let at = found.unwrap_or_else(|| self.at.get()).min(keys.len().checked_sub(1)?);
        self.select(keys, at);
        Some(at)
    }

    /// Moves the selection.
    pub fn go(&self, way: Move, keys: &[K]) {
        let (Some(at), page) = (self.at(keys), self.rows.get()) else { return };
        self.select(keys, way.from(at, page, keys.len()));
    }

    /// The first line to show, of so many on so many rows, with the selected one in sight.
    pub fn first(&self, lines: usize, rows: usize) -> usize {
        self.rows.set(rows);
        let at = self.at.get();
        at.saturating_sub(rows / 2).min(lines.saturating_sub(rows))
    }

    /// Selects a line.
    pub fn select(&self, keys: &[K], at: usize) {
        *self.key.borrow_mut() = keys.get(at).cloned();
        self.at.set(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_stays_on_its_line() {
        let picked = Picked::default();
        assert_eq!(picked.at(&[] as &[char]), None);
        assert_eq!(picked.at(&['b', 'c']), Some(0));
        assert_eq!(picked.at(&['a', 'b', 'c']), Some(1), "a line came before it");
        picked.go(Move::Down, &['a', 'b', 'c']);
        assert_eq!(picked.at(&['c']), Some(0));
        assert_eq!(picked.at(&['a', 'b']), Some(0), "the line is gone: the place stays");
        picked.first(5, 2);
        for (way, at) in [
            (Move::Last, 4),
            (Move::Down, 4),
            (Move::PageUp, 2),
            (Move::Up, 1),
            (Move::First, 0),
            (Move::Up, 0),
            (Move::PageDown, 2),
        ] {
            picked.go(way, &['a', 'b', 'c', 'd', 'e']);
            assert_eq!(picked.at(&['a', 'b', 'c', 'd', 'e']), Some(at), "{way:?}");
        }
    }

    #[test]
    fn the_selected_line_is_in_sight() {
        let picked = Picked::default();
        let keys: Vec<usize> = (0..20).collect();
        for at in 0..20 {
            assert_eq!(picked.at(&keys), Some(at));
            let first = picked.first(20, 6);
            assert!((first..first + 6).contains(&at) && first + 6 <= 20, "{at}: from {first}");
            picked.go(Move::Down, &keys);
        }
    }
}
