//! Steps that can be taken back or done again, and what of them is not in the log yet.

use std::collections::VecDeque;

/// How many things can be taken back. Many workshops are shorter; a longer one is not to grow without end.
pub(super) const STEPS: usize = 1000;

/// A list that grows and shrinks at its end, and forgets what is oldest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stack<T> {
    steps: VecDeque<T>,
    /// The place of the first, counted from 0 over the whole workshop.
    first: u64,
    /// Up to this place the log has the same.
    same: u64,
    /// Where what the log has ends.
    kept: u64,
}

impl<T> Default for Stack<T> {
    fn default() -> Self {
        Self { steps: VecDeque::new(), first: 0, same: 0, kept: 0 }
    }
}

impl<T> Stack<T> {
    /// What the log has, from the step of this place on.
    pub(super) fn kept(first: u64, steps: Vec<T>) -> Self {
        let end = first + steps.len() as u64;
        Self { steps: steps.into(), first, same: end, kept: end }
    }

    pub(super) fn push(&mut self, step: T) {
        if self.steps.len() == STEPS {
            self.steps.pop_front();
            self.first += 1;
        }
        self.steps.push_back(step);
    }

    pub(super) fn pop(&mut self) -> Option<T> {
        let last = self.steps.len().checked_sub(1)?;
        self.remove(last)
    }

    /// Takes one out, counted from the oldest that is there.
    pub(super) fn remove(&mut self, at: usize) -> Option<T> {
        self.differs_from(at);
        self.steps.remove(at)
    }

    /// Drops those from there on that are not to stay.
    pub(super) fn retain_from(&mut self, at: usize, stays: impl Fn(&T) -> bool) {
        self.differs_from(at);
        let end = self.steps.split_off(at);
        self.steps.extend(end.into_iter().filter(stays));
    }

    pub(super) fn clear(&mut self) {
        self.differs_from(0);
        self.steps.clear();
    }

    pub(super) fn last(&self) -> Option<&T> {
        self.steps.back()
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.steps.get(at)
    }

    pub(super) fn last_position(&self, is_it: impl Fn(&T) -> bool) -> Option<usize> {
        self.steps.iter().rposition(is_it)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.steps.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.steps.iter_mut()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether the log has all of it.
    pub(super) fn is_kept(&self) -> bool {
        self.same == self.end() && self.kept == self.end()
    }

    /// The place from which on the log has something else, and what is there, each with its place. From then on the log has
    /// it.
    pub(super) fn unkept(&mut self) -> (u64, impl Iterator<Item = &T>) {
        let from = self.same.max(self.first);
        (self.same, self.kept) = (self.end(), self.end());
        (from, self.steps.iter().skip((from - self.first) as usize))
    }

    fn end(&self) -> u64 {
        self.first + self.steps.len() as u64
    }

    fn differs_from(&mut self, at: usize) {
        self.same = self.same.min(self.first + at as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(stack: &mut Stack<u32>) -> (u64, Vec<u32>) {
        let (from, steps) = stack.unkept();
        (from, steps.copied().collect())
    }

    #[test]
    fn only_what_changed_is_kept() {
        let mut stack: Stack<u32> = Stack::kept(0, vec![1, 2]);
        assert!(stack.is_kept());
        stack.push(3);
        stack.push(4);
        assert_eq!(kept(&mut stack), (2, vec![3, 4]));
        assert_eq!(stack.remove(1), Some(2));
        stack.push(5);
        assert_eq!(kept(&mut stack), (1, vec![3, 4, 5]));
        stack.retain_from(1, |step| *step != 4);
        assert_eq!(kept(&mut stack), (1, vec![3, 5]));
        assert_eq!((stack.pop(), stack.pop()), (Some(5), Some(3)));
        stack.push(6);
        stack.push(5);
        assert_eq!(kept(&mut stack), (1, vec![6, 5]), "as many as before, but others");
        stack.clear();
        assert_eq!((stack.is_kept(), kept(&mut stack)), (false, (0, vec![])));
    }

    #[test]
    fn the_oldest_is_forgotten() {
        let mut stack = Stack::default();
        (0..STEPS as u32).for_each(|step| stack.push(step));
        assert_eq!(kept(&mut stack).1.len(), STEPS);
        stack.push(7);
        assert_eq!((kept(&mut stack), stack.len(), stack.get(0)), ((STEPS as u64, vec![7]), STEPS, Some(&1)));
        (0..2 * STEPS as u32).for_each(|step| stack.push(step));
        assert_eq!(kept(&mut stack).1.len(), STEPS, "what was forgotten before it was kept is not kept");
    }
}
