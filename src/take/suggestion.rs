//! What an audience called out, waiting to be put on the table.

use thiserror::Error;
use uuid::Uuid;

use crate::pack::tidy_line;
use crate::scene::Ms;

/// The most characters of a suggestion.
pub const LONGEST_SUGGESTION: usize = 400;
/// How many can wait at once.
pub const MOST_WAITING: usize = 100;

/// A suggestion for a workshop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Its id.
    pub id: Uuid,
    /// What was called out, in one line.
    pub text: String,
    /// When, ms since 1970 UTC.
    pub at: Ms,
}

/// Why a text can't be a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unfit {
    /// Nothing of it can be shown.
    #[error("a suggestion needs a text")]
    Empty,
    /// It is too long.
    #[error("a suggestion has at most {LONGEST_SUGGESTION} characters; this one has {0}")]
    TooLong(usize),
}

impl Suggestion {
    /// A suggestion of this text, without what may never be shown and without needless spaces.
    pub fn new(id: Uuid, text: &str, at: Ms) -> Result<Self, Unfit> {
        let text = tidy_line(text);
        match text.chars().count() {
            0 => Err(Unfit::Empty),
            length if length > LONGEST_SUGGESTION => Err(Unfit::TooLong(length)),
            _ => Ok(Self { id, text, at }),
        }
    }

    /// Its place in a queue: who came first stands first.
    #[must_use]
    pub const fn place(&self) -> (Ms, Uuid) {
        (self.at, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggestion_is_one_clean_line() {
        let long = "é".repeat(LONGEST_SUGGESTION);
        for (text, expected) in [
            ("a lighthouse", Ok("a lighthouse")),
            ("  a \t light\r\nhouse\u{1b}[31m\u{202e} ", Ok("a light house[31m")),
            (&long, Ok(long.as_str())),
            (&format!(" {long} "), Ok(long.as_str())),
            (&format!("{long}!"), Err(Unfit::TooLong(401))),
            ("", Err(Unfit::Empty)),
            (" \u{7}\n", Err(Unfit::Empty)),
        ] {
            let made = Suggestion::new(Uuid::nil(), text, 5).map(|made| made.text);
            assert_eq!(made.as_deref(), expected.as_ref().copied(), "{text}");
        }
    }
}
