//! Choosing a cast.
//!
//! Start with [`cast`]: fewest draws played first; among equals those who have met least, the rest of the round looked
//! at too; then who had that role or feeling least recently; then the stream.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;

use super::{Ledger, PlayerKey};
use crate::feeling::Feeling;

/// The most sets that are all looked at; beyond, players are taken one by one.
const EXHAUSTIVE: usize = 5000;
/// The most equals of whom the rest of the round is looked at.
const LOOKED_AHEAD: usize = 12;

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
    /// Places given by hand, below `size`: the roles in order, then those who take part without one.
    pub pins: &'a [(usize, PlayerKey)],
    /// Who takes part in any case, as far as there is room; the roles fall as they do.
    pub held: &'a [PlayerKey],
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
    let room = Room::new(call, ledger);
    let mut pick = |end: usize| pick(rng, end as u64) as usize;
    let (mut set, mut free): (Vec<_>, Vec<_>) = (0..room.players.len()).partition(|&player| room.is_pinned(player));
    let mut wanted = call.size.checked_sub(set.len())?;
    let (held, others): (Vec<_>, Vec<_>) =
        free.into_iter().partition(|&player| call.held.contains(&room.players[player]));
    if held.len() < wanted {
        wanted -= held.len();
        set.extend(held);
        free = others;
    } else {
        // More are held than there is room for: the fairest of them.
        free = held;
    }
    if wanted > 0 {
        let count = |&player: &usize| ledger.count(room.players[player]);
        free.sort_by_key(count);
        let limit = count(free.get(wanted - 1)?);
        let sure = free.iter().filter(|player| count(player) < limit);
        set.extend(sure);
        let tier: Vec<_> = free.iter().copied().filter(|player| count(player) == limit).collect();
        let open = call.size - set.len();
        set.extend(room.freshest(&set, &tier, open, &mut pick));
    }
    Some(room.assign(set, &mut pick))
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
        let scenes = ledger.scenes(part.player);
        // Whoever came late counts as having played more, and in a rehearsal no draw is a scene.
        let weighs = if u64::from(count) == scenes.played + scenes.broken_off {
            String::new()
        } else {
            format!(", counts as {count}")
        };
        let least = if count == lowest { format!(", least of {}", present.len()) } else { String::new() };
        let others = parts.iter().map(|other| other.player).filter(|&other| other != part.player);
        let new: Vec<_> = others.filter(|&other| ledger.met(part.player, other) == 0).map(name).collect();
        let fresh = if new.is_empty() { String::new() } else { format!("; has not played with {}", new.join(", ")) };
        format!("{}: {scenes} so far{weighs}{least}{fresh}", name(part.player))
    };
    parts.iter().map(sentence).collect()
}

/// Who is there, by number, and what of the ledger the choice weighs.
struct Room<'a> {
    call: &'a Call<'a>,
    players: Vec<PlayerKey>,
    /// How often two players have met.
    met: Vec<Vec<u32>>,
    /// The draw in which a player last had a role or one of its feelings.
    last: Vec<Vec<u32>>,
}

impl<'a> Room<'a> {
    fn new(call: &'a Call<'a>, ledger: &Ledger) -> Self {
        let mut players = call.present.to_vec();
        players.sort_unstable();
        let met = |&one| players.iter().map(|&other| ledger.met(one, other)).collect();
        let last = |&player| {
            let last = |role: &RoleCall| {
                let feelings = role.feelings.iter().map(|&feeling| ledger.last_feeling(player, feeling));
                feelings.fold(ledger.last_role(player, &role.name), u32::max)
            };
            call.roles.iter().map(last).collect()
        };
        Self { call, met: players.iter().map(met).collect(), last: players.iter().map(last).collect(), players }
    }

    /// Of equals, so many who have met each other and those already in the least, the rest of the round looked at too;
    /// then those who had their roles least recently.
    fn freshest(&self, base: &[usize], tier: &[usize], open: usize, pick: Pick<'_>) -> Vec<usize> {
        if sets(tier.len(), open) > EXHAUSTIVE {
            let mut chosen = base.to_vec();
            for _ in 0..open {
                let left = tier.iter().copied().filter(|player| !chosen.contains(player));
                let cost = |player: usize| (self.meetings(player, &chosen), self.waiting(player));
                let best = least(left.map(|player| (cost(player), player)));
                chosen.push(best[pick(best.len())]);
            }
            return chosen.split_off(base.len());
        }
        let mut search = Search { room: self, tier, rounds: BTreeMap::new(), least: u32::MAX, found: Vec::new() };
        search.extend(&mut base.to_vec(), 0, open, 0);
        // Of a set the one who waits longest counts: that leaves ties to chance, where sums over the set would lead every
        // seed into the same corner, and some pairs never to meet.
        let waiting: Vec<_> = (0..self.players.len()).map(|player| self.waiting(player)).collect();
        let found = search.found.into_iter();
        let mut best = least(found.map(|set| (set.iter().map(|&player| waiting[player]).min(), set)));
        let chosen = pick(best.len());
        best.swap_remove(chosen)
    }

    fn is_pinned(&self, player: usize) -> bool {
        self.call.pins.iter().any(|&(_, pinned)| pinned == self.players[player])
    }

    /// How often a player has met these.
    fn meetings(&self, player: usize, others: &[usize]) -> u32 {
        others.iter().map(|&other| self.met[player][other]).sum()
    }

    /// The longest that a player has gone without one of the open roles: the draw in which they last had it.
    fn waiting(&self, player: usize) -> Option<u32> {
        let is_pinned = |role| self.call.pins.iter().any(|&(pinned, _)| pinned == role);
        (0..self.call.roles.len()).filter(|&role| !is_pinned(role)).map(|role| self.last[player][role]).min()
    }

    /// Gives each role to whoever had it, or its feelings, least recently; pins as they are.
    fn assign(&self, mut set: Vec<usize>, pick: Pick<'_>) -> Vec<Part> {
        set.sort_unstable();
        set.retain(|&player| !self.is_pinned(player));
        let mut parts = Vec::with_capacity(self.call.size);
        for place in 0..self.call.size {
            let role = (place < self.call.roles.len()).then_some(place);
            let pin = self.call.pins.iter().find(|(pinned, _)| *pinned == place).map(|&(_, player)| player);
            let player = pin.or_else(|| {
                let best = match role {
                    Some(role) => least(set.iter().map(|&player| (self.last[player][role], player))),
                    None => return (!set.is_empty()).then(|| self.players[set.remove(0)]),
                };
                let player = *best.get(pick(best.len().max(1)))?;
                set.retain(|&other| other != player);
                Some(self.players[player])
            });
            parts.extend(player.map(|player| Part { role, player }));
        }
        parts
    }
}

/// The sets of a tier with the fewest meetings, as far as they were looked at.
struct Search<'a> {
    room: &'a Room<'a>,
    tier: &'a [usize],
    /// What the rest of a round costs, by who is left for it: a bit for each place of the tier.
    rounds: BTreeMap<u32, u32>,
    least: u32,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    /// Looks at every set that adds so many players, from this place of the tier on, to those in. `cost` is what the
    /// players added so far have met.
    fn extend(&mut self, set: &mut Vec<usize>, from: usize, open: usize, cost: u32) {
        if cost > self.least {
            return;
        }
        if open == 0 {
            let cost = cost + self.ahead(set);
            if cost < self.least {
                self.least = cost;
                self.found.clear();
            }
            if cost == self.least {
                let added = self.tier.iter().copied().filter(|player| set.contains(player));
                self.found.push(added.collect());
            }
            return;
        }
        for place in from..=self.tier.len() - open {
            let player = self.tier[place];
            let met = self.room.meetings(player, set);
            set.push(player);
            self.extend(set, place + 1, open - 1, cost + met);
            set.pop();
        }
    }

    fn ahead(&mut self, set: &[usize]) -> u32 {
        if self.tier.len() > LOOKED_AHEAD {
            return 0;
        }
        let places = self.tier.iter().enumerate();
        let rest = places.filter(|(_, player)| !set.contains(player)).fold(0, |rest, (place, _)| rest | 1 << place);
        self.round(rest)
    }

    /// The meetings that the rest of a round costs at least, if the same number take part in each of its draws.
    fn round(&mut self, rest: u32) -> u32 {
        let size = self.room.call.size;
        let left = rest.count_ones() as usize;
        if size < 2 || left < size {
            return 0;
        }
        if let Some(&cost) = self.rounds.get(&rest) {
            return cost;
        }
        // The first either waits for the next round, where not all fit into this one, or plays with some others.
        let first = rest & rest.wrapping_neg();
        let others: Vec<u32> = (0..u32::BITS).map(|place| 1 << place).filter(|&bit| bit & rest & !first != 0).collect();
        let mut best = if left.is_multiple_of(size) { u32::MAX } else { self.round(rest & !first) };
        for set in subsets(&others, size - 1) {
            let set = set.into_iter().fold(first, |set, bit| set | bit);
            best = best.min(self.meetings(set) + self.round(rest & !set));
        }
        self.rounds.insert(rest, best);
        best
    }

    /// How often these have met each other.
    fn meetings(&self, set: u32) -> u32 {
        let is_in = |place: &usize| set & 1 << place != 0;
        let players: Vec<_> = (0..self.tier.len()).filter(is_in).map(|place| self.tier[place]).collect();
        (1..players.len()).map(|i| self.room.meetings(players[i], &players[..i])).sum()
    }
}

/// Gives a number below its argument.
type Pick<'a> = &'a mut dyn FnMut(usize) -> usize;

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

fn subsets<T: Copy>(of: &[T], size: usize) -> Vec<Vec<T>> {
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
mod tests;
