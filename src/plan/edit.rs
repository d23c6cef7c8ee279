//! What can be changed of a plan that is under way.
//!
//! Start with [`Edit`]. Whatever is changed, the block it is in stays the one it is in, so that there always is one; and
//! what is over stays as it was.

use std::time::Duration;

use super::running::{LONGER, Running};
use super::{Block, Until, What};
use crate::cue::is_playable;
use crate::scene::{Ms, Now, ms};

/// The most blocks that a plan has to which some are added: each step that can be taken back holds them all.
const MOST: usize = 100;

/// A change of a plan that is under way. Blocks go by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Goes on with this block, whatever lies between.
    Jump(usize),
    /// This block comes before the one before it.
    Up(usize),
    /// This block comes after the one after it.
    Down(usize),
    /// Five minutes more for this block.
    Longer(usize),
    /// Five minutes less for this block.
    Shorter(usize),
    /// A block after this one; none comes before the one it is in.
    Add(usize, Box<Block>),
    /// Not this block.
    Remove(usize),
}

impl Edit {
    /// What it is called where it is taken back.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Jump(_) => "the jump",
            Self::Up(_) | Self::Down(_) => "the move",
            Self::Longer(_) => "the longer block",
            Self::Shorter(_) => "the shorter block",
            Self::Add(..) => "the added block",
            Self::Remove(_) => "the removed block",
        }
    }
}

impl Running {
    /// Why a change can't be made, if it can't.
    #[must_use]
    pub fn objection(&self, edit: &Edit) -> Option<&'static str> {
        let last = self.plan.blocks.len() - 1;
        let is_past = |at: usize| at < self.block && self.spent.contains_key(&at);
        match *edit {
            Edit::Jump(at)
            | Edit::Up(at)
            | Edit::Down(at)
            | Edit::Longer(at)
            | Edit::Shorter(at)
            | Edit::Remove(at)
                if at > last =>
            {
                Some("there is no such block")
            }
            Edit::Jump(at) if at == self.block => Some("it is this block already: < on the stage begins it again"),
            Edit::Up(0) => Some("it is the first block already"),
            Edit::Down(at) if at == last => Some("it is the last block already"),
            Edit::Longer(at) | Edit::Shorter(at) | Edit::Remove(at) if is_past(at) => {
                Some("that block is over: enter goes back to it")
            }
            Edit::Remove(at) if at == self.block => Some("the block that is under way stays: > on the stage leaves it"),
            Edit::Longer(at) if stretched(&self.plan.blocks[at], LONGER).is_none() => Some(match self.length_of(at) {
                None => "that block goes by its scenes: it has no length",
                Some(_) => "no block is longer than 24 hours",
            }),
            Edit::Shorter(at) if stretched(&self.plan.blocks[at], -LONGER).is_none() => {
                Some(match self.length_of(at) {
                    None => "that block goes by its scenes: it has no length",
                    Some(_) => "that block has no five minutes to give: x removes it",
                })
            }
            Edit::Add(..) if last + 1 >= MOST => Some("a plan has 100 blocks at most"),
            Edit::Jump(_)
            | Edit::Up(_)
            | Edit::Down(_)
            | Edit::Longer(_)
            | Edit::Shorter(_)
            | Edit::Add(..)
            | Edit::Remove(_) => None,
        }
    }

    /// Makes a change, if nothing is against it, and says what was done. The next draw is `from`.
    pub fn edit(&mut self, edit: Edit, from: u32, now: Now) -> Result<String, &'static str> {
        if let Some(why) = self.objection(&edit) {
            return Err(why);
        }
        Ok(match edit {
            Edit::Jump(at) => {
                self.enter(at, from, now);
                format!("now {}", self.place())
            }
            Edit::Up(at) => self.swap(at, at - 1),
            Edit::Down(at) => self.swap(at, at + 1),
            Edit::Longer(at) => self.stretch_block(at, LONGER, now),
            Edit::Shorter(at) => self.stretch_block(at, -LONGER, now),
            Edit::Add(after, block) => {
                let at = self.place_after(after);
                self.replace_all(|place| Some(place + usize::from(place >= at)));
                self.plan.blocks.insert(at, *block);
                format!("added {}", self.place_of(at))
            }
            Edit::Remove(at) => {
                let place = self.place_of(at);
                self.plan.blocks.remove(at);
                self.replace_all(|place| (place != at).then(|| place - usize::from(place > at)));
                format!("removed {place}")
            }
        })
    }

    /// Where a block is added that is to come after this one.
    #[must_use]
    pub fn place_after(&self, at: usize) -> usize {
        at.max(self.block).min(self.plan.blocks.len() - 1) + 1
    }

    fn swap(&mut self, at: usize, other: usize) -> String {
        self.plan.blocks.swap(at, other);
        self.replace_all(|place| {
            Some(if place == at {
                other
            } else if place == other {
                at
            } else {
                place
            })
        });
        format!("moved to {}", self.place_of(other))
    }

    /// Another length of a block. One whose time is up has what it is given from now on.
    fn stretch_block(&mut self, at: usize, by: Ms, now: Now) -> String {
        if at == self.block && by > 0 {
            self.longer += self.time_left(now).map_or(0, |left| (-left).max(0));
            self.ended = false;
        }
        if let Some(block) = stretched(&self.plan.blocks[at], by) {
            self.plan.blocks[at] = block;
        }
        let length = self.length_of(at).map_or(0, |length| (ms(length) + 59_999) / 60_000);
        format!("{}: {length} min", self.place_of(at))
    }

    fn length_of(&self, at: usize) -> Option<Duration> {
        self.plan.blocks[at].length()
    }

    fn place_of(&self, at: usize) -> String {
        format!("{}/{} {}", at + 1, self.plan.blocks.len(), self.plan.blocks[at].name)
    }

    /// Keeps the place it is at and those it was in, where places are others now.
    fn replace_all(&mut self, to: impl Fn(usize) -> Option<usize>) {
        self.block = to(self.block).unwrap_or(self.block);
        let spent = std::mem::take(&mut self.spent);
        self.spent = spent.into_iter().filter_map(|(place, times)| Some((to(place)?, times))).collect();
    }
}

/// A block that is longer or shorter by so much, where it has a length and can have that one.
fn stretched(block: &Block, by: Ms) -> Option<Block> {
    let new = |length: Duration| {
        let length = Duration::from_millis(u64::try_from(ms(length) + by).ok()?);
        is_playable(length).then_some(length)
    };
    let mut block = block.clone();
    match &mut block.what {
        What::Break(length) | What::Play { until: Until::Time(length) | Until::Either(_, length), .. } => {
            *length = new(*length)?;
        }
        What::Play { until: Until::Scenes(_), .. } => return None,
    }
    Some(block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deck::Filters;
    use crate::pack::Times;
    use crate::plan::Plan;

    fn at(minutes: u64) -> Now {
        let time = Duration::from_secs(60 * minutes);
        Now { mono: time, boot: time, utc: ms(time) }
    }

    fn block(name: &str, until: Until) -> Block {
        Block { name: name.to_owned(), what: What::Play { until, filters: None, scene: None } }
    }

    /// Three blocks: ten minutes, six scenes, four minutes; the first is over, the second under way.
    fn running() -> Running {
        let minutes = |n: u64| Until::Time(Duration::from_mins(n));
        let blocks = vec![block("a", minutes(10)), block("b", Until::Scenes(6)), block("c", minutes(4))];
        let plan = Plan::new("Lab".to_owned(), blocks).unwrap();
        let mut running = Running::begin(plan, Filters::default(), Times::default(), 1, at(0));
        running.go_on(1, at(12));
        running
    }

    #[test]
    fn what_can_be_done_is_done_and_the_rest_says_why_not() {
        let added = || Box::new(block("new", Until::Scenes(1)));
        for (edit, says, blocks, now) in [
            (Edit::Jump(0), "now 1/3 a", "abc", "a"),
            (Edit::Jump(2), "now 3/3 c", "abc", "c"),
            (Edit::Jump(1), "it is this block already: < on the stage begins it again", "abc", "b"),
            (Edit::Jump(3), "there is no such block", "abc", "b"),
            (Edit::Up(0), "it is the first block already", "abc", "b"),
            (Edit::Up(1), "moved to 1/3 b", "bac", "b"),
            (Edit::Up(2), "moved to 2/3 c", "acb", "b"),
            (Edit::Down(0), "moved to 2/3 a", "bac", "b"),
            (Edit::Down(1), "moved to 3/3 b", "acb", "b"),
            (Edit::Down(2), "it is the last block already", "abc", "b"),
            (Edit::Longer(0), "that block is over: enter goes back to it", "abc", "b"),
            (Edit::Longer(1), "that block goes by its scenes: it has no length", "abc", "b"),
            (Edit::Longer(2), "3/3 c: 9 min", "abc", "b"),
            (Edit::Shorter(2), "that block has no five minutes to give: x removes it", "abc", "b"),
            (Edit::Add(0, added()), "added 3/4 new", "abnewc", "b"),
            (Edit::Add(1, added()), "added 3/4 new", "abnewc", "b"),
            (Edit::Add(9, added()), "added 4/4 new", "abcnew", "b"),
            (Edit::Remove(0), "that block is over: enter goes back to it", "abc", "b"),
            (Edit::Remove(1), "the block that is under way stays: > on the stage leaves it", "abc", "b"),
            (Edit::Remove(2), "removed 3/3 c", "ab", "b"),
            (Edit::Remove(3), "there is no such block", "abc", "b"),
        ] {
            let mut running = running();
            let said = running.edit(edit.clone(), 1, at(20)).unwrap_or_else(str::to_owned);
            let names: String = running.plan().blocks().iter().map(|block| block.name.as_str()).collect();
            assert_eq!((&*said, &*names, &*running.block().name), (says, blocks, now), "{edit:?}");
        }
    }

    #[test]
    fn what_was_passed_over_can_still_be_taken_out() {
        let mut running = running();
        running.edit(Edit::Down(1), 1, at(20)).unwrap();
        assert_eq!(running.edit(Edit::Longer(1), 1, at(20)), Ok("2/3 c: 9 min".to_owned()));
        assert_eq!(running.edit(Edit::Remove(1), 1, at(20)), Ok("removed 2/3 c".to_owned()));
        assert_eq!(running.spent.keys().collect::<Vec<_>>(), [&0]);
    }

    #[test]
    fn a_block_whose_time_is_up_has_what_it_is_given_from_now_on() {
        let mut running = running();
        running.edit(Edit::Jump(0), 1, at(20)).unwrap();
        assert!(running.is_over(at(37)));
        running.edit(Edit::Longer(0), 1, at(37)).unwrap();
        assert!(!running.is_over(at(41)) && running.is_over(at(42)));
        running.edit(Edit::Shorter(0), 1, at(38)).unwrap();
        assert!(running.is_over(at(38)));
    }
}
