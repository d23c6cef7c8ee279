//! Which key comes first.

use crate::pack::keys;

/// The place of a key among those of the table at this path, where lists count as what is in them. Unknown keys come
/// after all that are known.
pub(super) fn rank(path: &[&str], key: &str) -> usize {
    let order = keys::of(path);
    order.iter().position(|known| *known == key).unwrap_or(order.len())
}

/// The places of a path's keys from the table at `path[..from]` inwards, up to one that is unknown.
pub(super) fn ranks(path: &[&str], from: usize) -> Vec<usize> {
    let mut known = true;
    let ranks = (from..path.len()).map_while(|at| {
        let rank = known.then(|| rank(&path[..at], path[at]))?;
        known = rank < keys::of(&path[..at]).len();
        Some(rank)
    });
    ranks.collect()
}
