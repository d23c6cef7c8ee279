//! What is on its way to the log, and what came from there before: a log can be gone after it has said that something is
//! written.

use std::collections::VecDeque;

use uuid::Uuid;

use crate::scene::{Ms, Now};
use crate::take::{Entry, Kept, Tail};

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

/// Saves under way or waiting, oldest first, numbered from 1 without a gap, and all that was saved.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outbox {
    last: u64,
    waiting: VecDeque<(u64, Entry)>,
    written: Written,
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
            self.written.extend(entry.take());
            entry = self.waiting.pop_front().map(|(_, entry)| entry);
            self.trouble = None;
        }
        self.written.extend(entry.clone());
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

    /// What the log has said is written, oldest first, without what something later made void.
    pub fn written(&self) -> impl Iterator<Item = Entry> {
        let kept = self.written.kept.as_ref().map(|kept| Entry::Kept(Box::new(kept.clone())));
        self.written.entries.iter().cloned().chain(kept)
    }
}

/// What is written. An evening brings thousands of entries that say how far a take or the session has come: of these the
/// last says all.
#[derive(Debug, Clone, PartialEq, Default)]
struct Written {
    entries: Vec<Entry>,
    kept: Option<Kept>,
}

impl Extend<Entry> for Written {
    fn extend<T: IntoIterator<Item = Entry>>(&mut self, entries: T) {
        for entry in entries {
            match entry {
                Entry::Kept(kept) => match &mut self.kept {
                    Some(before) => follow(before, *kept),
                    None => self.kept = Some(*kept),
                },
                Entry::Seen { take, .. } => {
                    self.entries.retain(|other| !matches!(other, Entry::Seen { take: seen, .. } if *seen == take));
                    self.entries.push(entry);
                }
                entry => self.entries.push(entry),
            }
        }
    }
}

/// Makes of where a session was, where it is.
fn follow(before: &mut Kept, now: Kept) {
    before.state = now.state;
    for (before, Tail { from, steps }) in [(&mut before.undo, now.undo), (&mut before.redo, now.redo)] {
        match from.checked_sub(before.from) {
            Some(stays) => {
                before.steps.truncate(usize::try_from(stays).unwrap_or(usize::MAX));
                before.steps.extend(steps);
            }
            None => *before = Tail { from, steps },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(state: &str, undo: (u64, &[&str])) -> Entry {
        let steps = undo.1.iter().map(|&step| step.to_owned()).collect();
        Entry::Kept(Box::new(Kept {
            state: state.to_owned(),
            undo: Tail { from: undo.0, steps },
            redo: Tail::default(),
        }))
    }

    #[test]
    fn what_is_written_is_still_known() {
        let take = Uuid::from_u128(7);
        let seen = |at| Entry::Seen { take, at, paused: 0 };
        let entries = [
            kept("a", (3, &["x", "y"])),
            seen(1),
            Entry::Reopened { take },
            kept("b", (5, &["z"])),
            seen(2),
            kept("c", (4, &["w"])),
        ];
        let mut outbox = Outbox::default();
        for (n, entry) in (1..).zip(&entries) {
            assert_eq!(outbox.push(entry), Some(n));
        }
        assert_eq!(outbox.written().count(), 0);
        outbox.saved(6);
        let written: Vec<_> = outbox.written().collect();
        assert_eq!(written, [Entry::Reopened { take }, seen(2), kept("c", (3, &["x", "w"]))]);
        assert!(outbox.is_empty());
    }
}
