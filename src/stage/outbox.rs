//! What is on its way to the log. Nothing leaves it until the log has said that it is written.

use std::collections::VecDeque;

use uuid::Uuid;

use crate::scene::{Ms, Now};
use crate::take::Entry;

/// How long to wait before what could not be written is tried again.
const RETRY: Ms = 5000;

/// What the log says to a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is in the log for good.
    Saved {
        /// The number of the save.
        seq: u64,
        /// The log's own number of a take that began.
        take_number: Option<i64>,
    },
    /// It is not in the log. It is to be sent again, and everything after it.
    Failed {
        /// The number of the save.
        seq: u64,
        /// Why, as a sentence.
        why: String,
    },
}

/// Why the log can't be written just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The log's own sentence.
    pub why: String,
    /// When it is tried again, by the monotonic clock in milliseconds; `None` while a try is under way.
    retry_at: Option<Ms>,
}

/// Saves under way or waiting, oldest first, numbered from 1 without a gap.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outbox {
    last: u64,
    waiting: VecDeque<(u64, Entry)>,
    trouble: Option<Trouble>,
}

impl Outbox {
    /// Takes an entry in. Gives its number if it is to be sent at once; in trouble it waits for the next try.
    pub fn push(&mut self, entry: &Entry) -> Option<u64> {
        self.last += 1;
        self.waiting.push_back((self.last, entry.clone()));
        (!self.is_held()).then_some(self.last)
    }

    /// Takes in what the log says. Gives a take that began whose number is known from now on.
    pub fn answered(&mut self, answer: Answer, now: Now) -> Option<(Uuid, i64)> {
        match answer {
            Answer::Saved { seq, take_number } => match self.saved(seq)? {
                Entry::Began(take) => Some((take.id, take_number?)),
                _ => None,
            },
            Answer::Failed { seq, why } => {
                self.failed(seq, why, now);
                None
            }
        }
    }

    /// The log has written the save of this number, and with it every earlier one.
    fn saved(&mut self, seq: u64) -> Option<Entry> {
        let mut entry = None;
        while self.waiting.front().is_some_and(|(first, _)| *first <= seq) {
            entry = self.waiting.pop_front().map(|(_, entry)| entry);
            self.trouble = None;
        }
        entry
    }

    /// The log could not write it. Of several failures of one try, the first counts.
    fn failed(&mut self, seq: u64, why: String, now: Now) {
        let is_first = self.waiting.front().is_some_and(|(first, _)| *first == seq);
        if is_first && !self.is_held() {
            self.trouble = Some(Trouble { why, retry_at: Some(now.ms() + RETRY) });
        }
    }

    /// Everything that was held back, to be tried again now.
    pub fn resend(&mut self) -> impl Iterator<Item = (u64, Entry)> {
        let held = self.trouble.as_mut().and_then(|trouble| trouble.retry_at.take()).is_some();
        self.waiting.iter().filter(move |_| held).cloned()
    }

    /// Whether nothing is sent until the next try.
    pub fn is_held(&self) -> bool {
        self.retry_at().is_some()
    }

    /// When to try again, by the monotonic clock in milliseconds.
    pub fn retry_at(&self) -> Option<Ms> {
        self.trouble.as_ref().and_then(|trouble| trouble.retry_at)
    }

    /// Why the log can't be written just now.
    pub const fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Whether everything is written.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// What is not written, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.waiting.iter().map(|(_, entry)| entry)
    }
}
