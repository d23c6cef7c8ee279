//! What a pack can't hold is taken out of a grammar: circles, lists nested too deep, texts that could grow too long, and
//! texts that need what was taken out.
//!
//! Start with [`prune`].

use super::super::draft::Losses;
use super::{List, Piece, Word};
use crate::pack::read::MAX_GROWN;
use crate::pack::slots::MAX_NESTING;

/// How many symbols of a circle are shown.
const SHOWN: usize = 8;

/// What is known of a list once everything it names is known.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// The longest text it can become, in characters.
    longest: usize,
    /// How many lists deep it nests, itself included.
    depth: usize,
}

#[derive(Debug, Clone, Copy)]
enum Visit {
    Unseen,
    Open,
    Done(Size),
}

/// A list on the way, with what is still to be looked at.
struct Step {
    list: usize,
    /// Its slots, each behind the word it stands in.
    open: Vec<(usize, usize)>,
    /// The words that close a circle.
    circular: Vec<usize>,
}

impl Step {
    fn to(list: usize, lists: &[List]) -> Self {
        Self { list, open: slots(&lists[list]), circular: Vec::new() }
    }
}

/// Takes words out of lists until every one that is left can be filled, the lists that `first` reaches before others.
/// What is taken out of a list that somebody wrote is told.
pub(super) fn prune(lists: &mut [List], first: usize, losses: &mut Losses<'_>) {
    let mut visits = vec![Visit::Unseen; lists.len()];
    for root in std::iter::once(first).chain(0..lists.len()) {
        if matches!(visits[root], Visit::Unseen) {
            visit(lists, root, &mut visits, losses);
        }
    }
}

/// Visits a list and all it reaches, each when all it names has been visited.
fn visit(lists: &mut [List], root: usize, visits: &mut [Visit], losses: &mut Losses<'_>) {
    visits[root] = Visit::Open;
    let mut way = vec![Step::to(root, lists)];
    while let Some(step) = way.last_mut() {
        let list = step.list;
        match step.open.pop() {
            None => {
                let circular = std::mem::take(&mut step.circular);
                visits[list] = Visit::Done(judge(lists, list, &circular, visits, losses));
                way.pop();
            }
            Some((word, slot)) => match visits[slot] {
                Visit::Done(_) => {}
                Visit::Open => {
                    step.circular.push(word);
                    let from = way.iter().position(|step| step.list == slot).unwrap_or_default();
                    let circle = circle(&way[from..], lists);
                    if !lists[list].made {
                        let at = lists[list].words[word].at;
                        losses.tell(
                            at,
                            format!("left out: it closes the circle {circle}, and no pack may go in circles"),
                        );
                    }
                }
                Visit::Unseen => {
                    visits[slot] = Visit::Open;
                    way.push(Step::to(slot, lists));
                }
            },
        }
    }
}

/// The symbols of a circle, not all of a long one.
fn circle(way: &[Step], lists: &[List]) -> String {
    let mut names: Vec<&str> = way.iter().take(SHOWN).map(|step| lists[step.list].symbol.as_str()).collect();
    if way.len() > SHOWN {
        names.push("…");
    }
    names.push(names[0]);
    names.join(" -> ")
}

/// Takes out what can't stay of a list, and says how large the rest is.
fn judge(lists: &mut [List], list: usize, circular: &[usize], visits: &[Visit], losses: &mut Losses<'_>) -> Size {
    let mut size = Size { longest: 0, depth: 1 };
    let words = std::mem::take(&mut lists[list].words);
    let made = lists[list].made;
    let mut kept = Vec::with_capacity(words.len());
    for (n, word) in words.into_iter().enumerate() {
        if circular.contains(&n) {
            continue;
        }
        match measure(&word, lists, visits) {
            Ok(one) => {
                size = Size { longest: size.longest.max(one.longest), depth: size.depth.max(one.depth) };
                kept.push(word);
            }
            Err(why) if !made => losses.tell(word.at, format!("left out: {why}")),
            Err(_) => {}
        }
    }
    lists[list].words = kept;
    size
}

fn measure(word: &Word, lists: &[List], visits: &[Visit]) -> Result<Size, String> {
    let mut size = Size { longest: 0, depth: 1 };
    for piece in &word.pieces {
        match piece {
            Piece::Literal(text) => size.longest = size.longest.saturating_add(text.chars().count()),
            Piece::Slot { list, .. } => {
                let Visit::Done(of) = visits[*list] else { return Err("it is part of a circle".to_owned()) };
                if lists[*list].words.is_empty() {
                    return Err(format!("nothing is left of `{}`, which it needs", lists[*list].symbol));
                }
                size.longest = size.longest.saturating_add(of.longest);
                size.depth = size.depth.max(of.depth + 1);
            }
        }
    }
    if size.longest > MAX_GROWN {
        Err(format!("it could grow past {MAX_GROWN} characters"))
    } else if size.depth > MAX_NESTING {
        Err(format!("it nests more than {MAX_NESTING} symbols deep"))
    } else {
        Ok(size)
    }
}

/// The slots of a list, the last one first, each with its word.
fn slots(list: &List) -> Vec<(usize, usize)> {
    let of = |(n, word): (usize, &Word)| -> Vec<(usize, usize)> {
        word.pieces
            .iter()
            .filter_map(|piece| if let Piece::Slot { list, .. } = piece { Some((n, *list)) } else { None })
            .collect()
    };
    let mut slots: Vec<_> = list.words.iter().enumerate().flat_map(of).collect();
    slots.reverse();
    slots
}
