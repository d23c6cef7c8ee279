//! A running order for a workshop: blocks with their times and what is drawn in them.
//!
//! Start with [`Plan`]. [`read`] makes one of a file and [`write`](mod@write) a file of one; [`Running`] is one that is
//! under way, [`Edit`] what can be changed of that, and [`Slot`] a block of it with its times.

mod edit;
pub mod line;
pub mod read;
mod running;
mod times;
pub mod write;

use std::time::Duration;

use crate::deck::Filters;

pub use edit::Edit;
pub use running::Running;
pub use times::{Course, Slot, Span};

/// A running order: at least one block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    title: String,
    blocks: Vec<Block>,
    file: Option<String>,
}

/// A part of a workshop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is called, on one line.
    pub name: String,
    /// What happens in it.
    pub what: What,
}

/// What happens in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Nothing is played for so long.
    Break(Duration),
    /// Prompts are drawn and played.
    Play {
        /// When it is over.
        until: Until,
        /// What is drawn from; `None` for what the session was opened with.
        filters: Option<Filters>,
        /// How long its scenes last; `None` for what the prompts say.
        scene: Option<Duration>,
    },
}

/// When a block is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// After a time.
    Time(Duration),
    /// After so many draws were played.
    Scenes(u32),
    /// After so many draws, or a time: whichever comes first.
    Either(u32, Duration),
}

impl Plan {
    /// A plan of these blocks, if there is one.
    #[must_use]
    pub fn new(title: String, blocks: Vec<Block>) -> Option<Self> {
        (!blocks.is_empty()).then_some(Self { title, blocks, file: None })
    }

    /// The same, of this file.
    #[must_use]
    pub fn of_file(self, file: Option<String>) -> Self {
        Self { file, ..self }
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its blocks, in order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The file that it was read from or written to.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Whether it says the same as another, whatever file either is in.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        (&self.title, &self.blocks) == (&other.title, &other.blocks)
    }
}

impl Block {
    /// How long it takes at most, if that is said.
    #[must_use]
    pub const fn length(&self) -> Option<Duration> {
        match self.what {
            What::Break(length) | What::Play { until: Until::Time(length) | Until::Either(_, length), .. } => {
                Some(length)
            }
            What::Play { until: Until::Scenes(_), .. } => None,
        }
    }

    /// How many draws are played in it at most, if that is said.
    #[must_use]
    pub const fn scenes(&self) -> Option<u32> {
        match self.what {
            What::Play { until: Until::Scenes(scenes) | Until::Either(scenes, _), .. } => Some(scenes),
            What::Break(_) | What::Play { until: Until::Time(_), .. } => None,
        }
    }

    /// Whether nothing is played in it.
    #[must_use]
    pub const fn is_break(&self) -> bool {
        matches!(self.what, What::Break(_))
    }
}
