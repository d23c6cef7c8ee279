//! The text that a document was read from, by the places that the document knows.

use std::ops::Range;

use toml_edit::{Decor, Key, RawString, Value};

/// A text; whatever is asked of it must come from the document that was read from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'d>(pub(super) &'d str);

impl<'d> Source<'d> {
    /// A key as it is written, its parts joined by dots.
    pub(super) fn key(self, keys: &[&Key]) -> String {
        keys.iter().map(|key| self.at(key.span())).collect::<Vec<_>>().join(".")
    }

    /// A value as it is written.
    pub(super) fn value(self, value: &Value) -> &'d str {
        self.at(value.span())
    }

    /// What stands before a key, since what came before it.
    pub(super) fn before_key(self, keys: &[&Key]) -> &'d str {
        keys.last().map_or("", |key| self.before(key.leaf_decor()))
    }

    /// What stands before something, since what came before it.
    pub(super) fn before(self, decor: &Decor) -> &'d str {
        self.at(decor.prefix().and_then(RawString::span))
    }

    /// What stands after something, up to what parts it from the next.
    pub(super) fn after(self, decor: &Decor) -> &'d str {
        self.at(decor.suffix().and_then(RawString::span))
    }

    /// What stands after everything else.
    pub(super) fn trailing(self, trailing: &RawString) -> &'d str {
        self.at(trailing.span())
    }

    fn at(self, place: Option<Range<usize>>) -> &'d str {
        place.and_then(|place| self.0.get(place)).unwrap_or_default()
    }
}

/// Where a key stands.
pub(super) fn place(keys: &[&Key]) -> usize {
    keys.last().and_then(|key| key.span()).map_or(0, |span| span.start)
}
