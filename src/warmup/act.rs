//! What can happen to a warm-up, and what it wants done.
//!
//! Start with [`Act`].

use crate::pack::PromptKey;
use crate::stage::{Answer, HowLong};
use crate::take::Entry;

/// What can happen to a warm-up.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Time passed.
    Wake,
    /// The performer did something.
    Do(Act),
    /// What the log says to [`Effect::Save`].
    Answer(Answer),
    /// Something the performer should know.
    Told(String),
    /// The program is asked to end at once.
    Interrupt,
    /// The program is about to be suspended.
    Suspend,
}

/// What the performer can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The next prompt, without breathing space; after the end, leave.
    Next,
    /// Pause or go on.
    Toggle,
    /// Make this prompt a favourite, or no longer.
    Favour,
    /// Never draw this prompt again, and go on with the next.
    Never,
    /// Take the last thing back.
    Undo,
    /// End; after the end, leave.
    End,
    /// A standing line was read.
    Back,
}

/// What a warm-up wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write this to the log and answer, as a stage's saves are.
    Save {
        /// The number of the save.
        seq: u64,
        /// What to write.
        entry: Entry,
    },
    /// Ring the bell.
    Bell,
    /// Say this line: what changed.
    Say(String),
    /// Keep a prompt on the leader's never list; `None` takes it off again.
    Never {
        /// The prompt.
        prompt: PromptKey,
        /// For how long.
        how_long: Option<HowLong>,
    },
    /// Give the terminal back until the shell brings the program to the foreground.
    Suspend,
    /// End.
    Quit,
}
