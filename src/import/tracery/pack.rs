//! A grammar's lists, all of whose modifiers are made, as the prompts and word lists of a pack.
//!
//! Start with [`Grammar::draft`]; [`Grammar::number`] comes before it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::draft::{Draft, Losses, PromptDraft, Prompts, WordDraft, escaped};
use super::super::names::Names;
use super::{Grammar, List, Piece, Word};
use crate::pack::Weight;

impl Grammar {
    /// From the start, the lists that are nothing but the next one; the texts of the last one are the prompts.
    pub(super) fn unfold(&self, start: usize) -> Vec<usize> {
        let mut way = vec![start];
        while let [Word { pieces, .. }] = &*self.lists[way[way.len() - 1]].words
            && let [Piece::Slot { list, .. }] = &**pieces
            && !way.contains(list)
            && !self.lists[*list].saved
        {
            way.push(*list);
        }
        way
    }

    /// Numbers the slots, so that what is drawn anew in a grammar is another word here, and what is saved is the same.
    pub(super) fn number(&mut self, losses: &mut Losses<'_>) {
        let different: Vec<usize> = self.lists.iter().map(different).collect();
        let saved: Vec<bool> = self.lists.iter().map(|list| list.saved).collect();
        let symbols: Vec<String> = self.lists.iter().map(|list| list.symbol.clone()).collect();
        let mut taken = vec![0; self.lists.len()];
        let mut named_by: BTreeMap<usize, usize> = BTreeMap::new();
        let mut told = BTreeSet::new();
        let (first, then): (Vec<_>, Vec<_>) = (0..self.lists.len()).partition(|&list| saved[list]);
        for list in first.into_iter().chain(then) {
            for word in &mut self.lists[list].words {
                let mut here: BTreeMap<usize, usize> = BTreeMap::new();
                for piece in &mut word.pieces {
                    let Piece::Slot { list: of, number, at, .. } = piece else { continue };
                    if saved[*of] {
                        continue;
                    }
                    if different[*of] > 1
                        && !saved[list]
                        && *named_by.entry(*of).or_insert(list) != list
                        && told.insert(*of)
                    {
                        let symbol = &symbols[*of];
                        let what = format!(
                            "lost: `{symbol}` is in several symbols; where they meet in a prompt it is the same text in \
                             them, and not drawn anew"
                        );
                        losses.tell(*at, what);
                    }
                    let count = here.entry(*of).or_default();
                    *count += 1;
                    if saved[list] {
                        taken[*of] += 1;
                    }
                    let wanted = if saved[list] { taken[*of] } else { taken[*of] + *count };
                    *number = (wanted - 1) % different[*of].max(1) + 1;
                    if *number != wanted && different[*of] > 1 {
                        losses.tell(*at, "lost: this is drawn more often than it has different texts; some come again");
                    }
                }
            }
        }
    }

    /// The pack: prompts from the last of the lists that were unfolded, and the word lists that they reach or that
    /// nothing names.
    pub(super) fn draft(&self, unfolded: &[usize], losses: &mut Losses<'_>) -> Draft {
        let first = &self.lists[unfolded[unfolded.len() - 1]];
        let mut kept = vec![false; self.lists.len()];
        self.keep(first.words.iter().flat_map(slots).collect(), &mut kept);
        let bases: BTreeSet<usize> = self.made.keys().map(|(list, _)| *list).collect();
        for (n, list) in self.lists.iter().enumerate() {
            let stands_in = list.made || list.saved || bases.contains(&n) || unfolded.contains(&n);
            if !kept[n] && !stands_in && !list.words.is_empty() {
                self.keep(vec![n], &mut kept);
            }
        }
        let mut taken = Names::default();
        let (own, made): (Vec<_>, Vec<_>) =
            (0..self.lists.len()).filter(|&list| kept[list]).partition(|&list| !self.lists[list].made);
        let order = own.into_iter().chain(made);
        let named: BTreeMap<usize, String> =
            order.map(|list| (list, taken.of_word(&self.lists[list].symbol))).collect();
        let mut draft = Draft::default();
        for (n, list) in self.lists.iter().enumerate().filter(|(n, _)| kept[*n]) {
            draft.lists.push(WordDraft { name: named[&n].clone(), words: weighed(list, &named) });
        }
        let mut prompts = Prompts::default();
        for word in &first.words {
            prompts.add(PromptDraft::new(word.at, source(word, &named).trim().to_owned()), losses);
        }
        draft.prompts = prompts.all;
        draft
    }

    /// Keeps lists and all they reach.
    fn keep(&self, mut open: Vec<usize>, kept: &mut [bool]) {
        while let Some(list) = open.pop() {
            if !std::mem::replace(&mut kept[list], true) {
                open.extend(self.lists[list].words.iter().flat_map(slots));
            }
        }
    }
}

/// The words of a list, those that come several times with the weight of all.
fn weighed(list: &List, named: &BTreeMap<usize, String>) -> Vec<(String, Weight)> {
    let mut words: Vec<(String, u32)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for word in &list.words {
        let source = source(word, named);
        let place = *places.entry(source.clone()).or_insert(words.len());
        match words.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => words.push((source, 1)),
        }
    }
    let weight =
        |times: u32| Weight::from_thousandths(times.saturating_mul(1000).min(1_000_000)).unwrap_or(Weight::ONE);
    words.into_iter().map(|(word, times)| (word, weight(times))).collect()
}

/// A text as a pack writes it.
fn source(word: &Word, named: &BTreeMap<usize, String>) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => escaped(text),
        Piece::Slot { list, number: 1, .. } => format!("{{{}}}", named[list]),
        Piece::Slot { list, number, .. } => format!("{{{}:{number}}}", named[list]),
    };
    word.pieces.iter().map(piece).collect()
}

/// How many different texts a list has.
fn different(list: &List) -> usize {
    let shape = |word: &Word| -> Vec<(String, usize)> {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => (text.clone(), usize::MAX),
            Piece::Slot { list, .. } => (String::new(), *list),
        };
        word.pieces.iter().map(piece).collect()
    };
    list.words.iter().map(shape).collect::<BTreeSet<_>>().len()
}

/// The lists that a text names.
fn slots(word: &Word) -> impl Iterator<Item = usize> {
    word.pieces.iter().filter_map(|piece| if let Piece::Slot { list, .. } = piece { Some(*list) } else { None })
}
