//! Choosing a cast.
//!
//! Start with [`cast`]: fewest draws played first; among equals those who have met least, the rest of the round looked
//! at too; then who had that role or feeling least recently; then the stream.

use rand_chacha::ChaCha8Rng;

use super::{Ledger, PlayerKey};
use crate::feeling::Feeling;

/// The most sets that are all looked at; beyond, players are taken one by one.
const EXHAUSTIVE: usize = 5000;

/// What the casting needs to know of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleCall {
    /// Its name.
    pub name: String,
    /// The feelings of its arc.
    pub feelings: Vec<Feeling>,
}

/// Who is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Who can be cast.
    pub present: &'a [PlayerKey],
    /// The roles, in order.
    pub roles: &'a [RoleCall],
    /// How many take part, at least one per role.
    pub size: usize,
    /// Roles given by hand.
    pub pins: &'a [(usize, PlayerKey)],
}

/// Somebody's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Index into the roles; `None` for somebody who takes part without one.
    pub role: Option<usize>,
    /// Who.
    pub player: PlayerKey,
}

/// Casts a call: roles in order, then those without one. `None` where too few are present. `pick` gives a number below
/// its argument.
pub fn cast(
    call: &Call<'_>,
    ledger: &Ledger,
    rng: &mut ChaCha8Rng,
    pick: fn(&mut ChaCha8Rng, u64) -> u64,
) -> Option<Vec<Part>> {
    let pinned: Vec<PlayerKey> = call.pins.iter().map(|&(_, player)| player).collect();
    let mut free: Vec<PlayerKey> = call.present.iter().copied().filter(|player| !pinned.contains(player)).collect();
    free.sort_by_key(|&player| (ledger.count(player), player));
    let wanted = call.size.checked_sub(pinned.len())?;
    let mut set = pinned.clone();
    if wanted > 0 {
        let limit = ledger.count(*free.get(wanted - 1)?);
        let (sure, rest): (Vec<_>, Vec<_>) = free.into_iter().partition(|&player| ledger.count(player) < limit);
        let tier: Vec<_> = rest.into_iter().filter(|&player| ledger.count(player) == limit).collect();
        let open = wanted - sure.len();
        set.extend(sure);
        set.extend(freshest(&set, &tier, open, call.size, ledger, rng, pick));
    }
    Some(assign(call, set, ledger, rng, pick))
}

/// Why these players, a sentence each.
#[must_use]
pub fn explain(
    parts: &[Part],
    present: &[PlayerKey],
    ledger: &Ledger,
    name: &dyn Fn(PlayerKey) -> String,
) -> Vec<String> {
    let lowest = present.iter().map(|&player| ledger.count(player)).min().unwrap_or(0);
    let sentence = |part: &Part| {
        let count = ledger.count(part.player);
        let scenes = if count == 1 { "scene" } else { "scenes" };
        let least = if count == lowest { format!(", least of {}", present.len()) } else { String::new() };
        let others = parts.iter().map(|other| other.player).filter(|&other| other != part.player);
        let new: Vec<_> = others.filter(|&other| ledger.met(part.player, other) == 0).map(name).collect();
        let fresh = if new.is_empty() { String::new() } else { format!("; has not played with {}", new.join(", ")) };
        format!("{}: {count} {scenes} so far{least}{fresh}", name(part.player))
    };
    parts.iter().map(sentence).collect()
}

/// Of one tier, the players who have met least, each other and those already in.
fn freshest(
    base: &[PlayerKey],
    tier: &[PlayerKey],
    open: usize,
    size: usize,
    ledger: &Ledger,
    rng: &mut ChaCha8Rng,
    pick: fn(&mut ChaCha8Rng, u64) -> u64,
) -> Vec<PlayerKey> {
    if sets(tier.len(), open) > EXHAUSTIVE {
        let mut chosen = base.to_vec();
        for _ in 0..open {
            let left = tier.iter().copied().filter(|player| !chosen.contains(player));
            let cost = |player: PlayerKey| chosen.iter().map(|&other| ledger.met(player, other)).sum::<u32>();
            let best = least(left.map(|player| (cost(player), player)));
            chosen.push(best[pick(rng, best.len() as u64) as usize]);
        }
        return chosen.split_off(base.len());
    }
    let costed = subsets(tier, open).into_iter().map(|set| {
        let all: Vec<_> = base.iter().chain(&set).copied().collect();
        let rest: Vec<_> = tier.iter().copied().filter(|player| !set.contains(player)).collect();
        (meetings(&all, ledger) + round(&rest, size, ledger), set)
    });
    let mut best = least(costed);
    let chosen = pick(rng, best.len() as u64) as usize;
    best.swap_remove(chosen)
}

/// The meetings that the rest of a round costs at least: the next set, and the next after it.
fn round(rest: &[PlayerKey], size: usize, ledger: &Ledger) -> u32 {
    if size < 2 || rest.len() < size || sets(rest.len(), size) > 60 {
        return 0;
    }
    let cost = |set: Vec<PlayerKey>| {
        let after: Vec<_> = rest.iter().copied().filter(|player| !set.contains(player)).collect();
        meetings(&set, ledger) + round(&after, size, ledger)
    };
    subsets(rest, size).into_iter().map(cost).min().unwrap_or(0)
}

fn meetings(set: &[PlayerKey], ledger: &Ledger) -> u32 {
    let others = |i: usize| set[i + 1..].iter().map(move |&other| ledger.met(set[i], other));
    (0..set.len()).flat_map(others).sum()
}

/// Gives each role to whoever had it, or its feelings, least recently, pins first.
fn assign(
    call: &Call<'_>,
    mut set: Vec<PlayerKey>,
    ledger: &Ledger,
    rng: &mut ChaCha8Rng,
    pick: fn(&mut ChaCha8Rng, u64) -> u64,
) -> Vec<Part> {
    let mut parts = Vec::with_capacity(set.len());
    set.retain(|player| !call.pins.iter().any(|(_, pinned)| pinned == player));
    set.sort_unstable();
    for (role, wanted) in call.roles.iter().enumerate() {
        let pin = call.pins.iter().find(|(pinned, _)| *pinned == role).map(|&(_, player)| player);
        let player = pin.or_else(|| {
            let recent = |player: PlayerKey| {
                let feelings = wanted.feelings.iter().map(|&feeling| ledger.last_feeling(player, feeling));
                feelings.chain([ledger.last_role(player, &wanted.name)]).max()
            };
            let best = least(set.iter().map(|&player| (recent(player), player)));
            let player = *best.get(pick(rng, best.len().max(1) as u64) as usize)?;
            set.retain(|&other| other != player);
            Some(player)
        });
        parts.extend(player.map(|player| Part { role: Some(role), player }));
    }
    parts.extend(set.into_iter().map(|player| Part { role: None, player }));
    parts
}

/// Everything of least cost.
fn least<C: Ord, T>(costed: impl Iterator<Item = (C, T)>) -> Vec<T> {
    let mut best: Option<(C, Vec<T>)> = None;
    for (cost, item) in costed {
        match &mut best {
            Some((least, items)) if *least == cost => items.push(item),
            Some((least, _)) if *least < cost => {}
            _ => best = Some((cost, vec![item])),
        }
    }
    best.map_or_else(Vec::new, |(_, items)| items)
}

/// How many sets of `k` there are among `n`, saturating.
fn sets(n: usize, k: usize) -> usize {
    (0..k.min(n - k.min(n))).fold(1_usize, |sets, i| sets.saturating_mul(n - i) / (i + 1))
}

fn subsets(of: &[PlayerKey], size: usize) -> Vec<Vec<PlayerKey>> {
    match (size, of) {
        (0, _) => vec![Vec::new()],
        (_, []) => Vec::new(),
        (_, [first, rest @ ..]) => {
            let with = subsets(rest, size - 1).into_iter().map(|mut set| {
                set.push(*first);
                set
            });
            with.chain(subsets(rest, size)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::cast::{Played, PlayedPart};
    use crate::deck::{Purpose, below, stream};

    /// The share of pairs that have met after so many scenes, on average over 200 seeds.
    fn met(players: u16, size: usize, scenes: u32) -> f64 {
        let present: Vec<_> = (1..=players).map(PlayerKey::Seat).collect();
        let roles: Vec<_> = (0..size).map(|n| RoleCall { name: format!("role-{n}"), feelings: vec![] }).collect();
        let mut total = 0;
        for seed in 0..200 {
            let mut played = Vec::new();
            for draw in 1..=scenes {
                let ledger = Ledger::new(&played, &BTreeMap::new());
                let call = Call { present: &present, roles: &roles, size, pins: &[] };
                let parts = cast(&call, &ledger, &mut stream(seed, Purpose::Cast, draw, 0), below).expect("a cast");
                let part = |part: &Part| PlayedPart { player: part.player, role: None, feelings: vec![] };
                played.push(Played { draw, parts: parts.iter().map(part).collect() });
            }
            let ledger = Ledger::new(&played, &BTreeMap::new());
            total += subsets(&present, 2).iter().filter(|pair| ledger.met(pair[0], pair[1]) > 0).count();
        }
        total as f64 / 200.0 / sets(present.len(), 2) as f64
    }

    #[test]
    fn pairs_are_fresh() {
        for (players, size, scenes, share) in [(6, 2, 15, 0.94), (8, 2, 28, 0.94), (9, 3, 12, 1.0)] {
            let met = met(players, size, scenes);
            assert!(met >= share, "{players} players by {size}, {scenes} scenes: {met}");
        }
    }
}
