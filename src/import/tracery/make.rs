//! Lists for modifiers: what `.a` or `.capitalize` makes of the texts of a list.
//!
//! Start with [`Grammar::make_lists`].

use std::collections::BTreeSet;

use super::super::draft::Losses;
use super::modify::Modifier;
use super::{Grammar, List, Piece, Word};

/// The most words that modifiers may add.
const MAX_MADE: usize = 200_000;

impl Grammar {
    /// Makes the lists that modifiers ask for, those of lists first in which none is open any more. There must be no
    /// circles.
    pub(super) fn make_lists(&mut self, losses: &mut Losses<'_>) {
        loop {
            let blocked = self.blocked();
            let ready = |piece: &Piece| match piece {
                Piece::Slot { list, modifiers, .. } => !modifiers.is_empty() && !blocked[*list],
                Piece::Literal(_) => false,
            };
            if !self.each_slot(ready, |grammar, of, at, modifiers| grammar.modified_by(of, at, modifiers, losses)) {
                break;
            }
        }
    }

    /// Gives each slot for which `ready` holds the list that `of` says, which settles its modifiers. Whether there was one.
    fn each_slot(
        &mut self,
        ready: impl Fn(&Piece) -> bool,
        mut of: impl FnMut(&mut Self, usize, usize, &[String]) -> usize,
    ) -> bool {
        let mut found = false;
        for list in 0..self.lists.len() {
            for word in 0..self.lists[list].words.len() {
                for piece in 0..self.lists[list].words[word].pieces.len() {
                    let it = &self.lists[list].words[word].pieces[piece];
                    if let Piece::Slot { list: from, number, at, modifiers } = it
                        && ready(it)
                    {
                        let (from, number, at, modifiers) = (*from, *number, *at, modifiers.clone());
                        let made = of(self, from, at, &modifiers);
                        let slot = Piece::Slot { list: made, number, at, modifiers: Vec::new() };
                        self.lists[list].words[word].pieces[piece] = slot;
                        found = true;
                    }
                }
            }
        }
        found
    }

    /// For each list whether it or one that it reaches has a slot with open modifiers.
    fn blocked(&self) -> Vec<bool> {
        let mut parents = vec![Vec::new(); self.lists.len()];
        let mut blocked = vec![false; self.lists.len()];
        let mut open = Vec::new();
        for (n, list) in self.lists.iter().enumerate() {
            for piece in list.words.iter().flat_map(|word| &word.pieces) {
                if let Piece::Slot { list, modifiers, .. } = piece {
                    parents[*list].push(n);
                    if !modifiers.is_empty() {
                        open.push(n);
                    }
                }
            }
        }
        while let Some(list) = open.pop() {
            if !std::mem::replace(&mut blocked[list], true) {
                open.extend(&parents[list]);
            }
        }
        blocked
    }

    /// The list that modifiers make of a list. Those that can't be carried over are told.
    fn modified_by(&mut self, of: usize, at: usize, modifiers: &[String], losses: &mut Losses<'_>) -> usize {
        let alone = self.uses.get(&of).is_none_or(|uses| uses.len() == 1);
        let mut list = of;
        for word in modifiers {
            let symbol = &self.lists[of].symbol;
            let Some(modifier) = Modifier::from_word(word) else {
                losses.tell(at, format!("lost: the modifier `.{word}` of `{symbol}`, which a pack can't spell"));
                continue;
            };
            match self.outcome(list, modifier, alone) {
                Outcome::Same => {}
                Outcome::Changed if self.words_made > MAX_MADE => {
                    losses.tell(at, format!("lost: the modifier `.{word}` of `{symbol}`; there are too many already"));
                }
                Outcome::Changed => list = self.make(list, modifier),
                Outcome::Impossible(why) => {
                    losses.tell(at, format!("lost: the modifier `.{word}` of `{symbol}`, {why}"));
                }
            }
        }
        list
    }

    /// What a modifier does to a list. `alone`: it is used with these modifiers alone.
    fn outcome(&self, list: usize, modifier: Modifier, alone: bool) -> Outcome {
        let touch = self.touch(list, modifier);
        let varies = |&saved: &usize| (saved != list || !alone) && !self.lists[saved].is_constant();
        if !touch.possible {
            Outcome::Impossible("which its texts leave open")
        } else if !touch.changes {
            Outcome::Same
        } else if touch.saved.iter().filter(|saved| varies(saved)).any(|&saved| self.touch(saved, modifier).changes) {
            Outcome::Impossible("since what is saved stays the same word everywhere")
        } else {
            Outcome::Changed
        }
    }

    /// Looks at every text that a modifier would touch.
    fn touch(&self, list: usize, modifier: Modifier) -> Touch {
        let mut touch = Touch { changes: false, possible: true, saved: Vec::new() };
        let mut seen = BTreeSet::from([list]);
        let mut open = vec![list];
        while let Some(list) = open.pop() {
            if self.lists[list].saved {
                touch.saved.push(list);
            }
            for word in &self.lists[list].words {
                let changed = modifier.apply(&word.pieces, |slot| {
                    if let Piece::Slot { list, .. } = slot
                        && seen.insert(*list)
                    {
                        open.push(*list);
                    }
                });
                touch.possible &= changed.is_some();
                touch.changes |= changed.is_some_and(|changed| changed != word.pieces);
            }
        }
        touch
    }

    /// The list that a modifier makes of a list, and those that this one needs.
    fn make(&mut self, list: usize, modifier: Modifier) -> usize {
        let mut open = Vec::new();
        let made = self.made(list, modifier, &mut open);
        while let Some((from, to)) = open.pop() {
            let words = self.lists[from].words.clone();
            self.words_made += words.len();
            for word in words {
                let changed = modifier.apply(&word.pieces, |slot| {
                    if let Piece::Slot { list, .. } = slot
                        && self.touch(*list, modifier).changes
                    {
                        *list = self.made(*list, modifier, &mut open);
                    }
                });
                let pieces = changed.unwrap_or(word.pieces);
                self.lists[to].words.push(Word { at: word.at, pieces });
            }
        }
        made
    }

    /// The list for a list and a modifier; one that is new still has to be filled.
    fn made(&mut self, list: usize, modifier: Modifier, open: &mut Vec<(usize, usize)>) -> usize {
        let new = self.lists.len();
        let made = *self.made.entry((list, modifier)).or_insert(new);
        if made == new {
            let List { symbol, saved, .. } = &self.lists[list];
            self.lists.push(List {
                symbol: format!("{symbol} {modifier}"),
                words: Vec::new(),
                saved: *saved,
                made: true,
            });
            open.push((list, made));
        }
        made
    }
}

/// What a modifier does to a list.
enum Outcome {
    Same,
    Changed,
    Impossible(&'static str),
}

/// What was seen of the texts that a modifier would touch.
struct Touch {
    changes: bool,
    possible: bool,
    /// Those of the lists that hold what was saved.
    saved: Vec<usize>,
}
