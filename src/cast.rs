//! Who plays: fair first, fresh second, chance last.
//!
//! Start with [`Player`] and [`Ledger`].

mod choose;
pub mod folding;
pub mod naming;
mod scenes;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use uuid::Uuid;

use crate::feeling::Feeling;
use crate::pack::words;

pub use choose::{Call, Part, RoleCall, cast, explain};
pub use scenes::{Scenes, Went};

/// Who somebody is: a person the log knows, or a seat without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlayerKey {
    /// A person.
    Person(Uuid),
    /// "player 1", "player 2" and so on: no person, though one may be given later.
    Seat(u16),
}

words! {
    /// Whether somebody can be cast: here, out for one scene, or gone home.
    Presence { Present "present", Out "out", Gone "gone", }
}

/// The longest name of a person, in characters.
pub const LONGEST_NAME: usize = 64;

/// Whether two names are one person's: case and the spaces around them do not count.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    name_key(one) == name_key(other)
}

/// What all spellings of one person's name have in common, to find it among many.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Somebody who plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// Who.
    pub key: PlayerKey,
    /// The name shown.
    pub name: String,
    /// Whether they can be cast.
    pub presence: Presence,
    /// Content words and tags they do not want in the room.
    pub lines: Vec<String>,
}

impl Player {
    /// A seat without a person, present.
    #[must_use]
    pub fn seat(number: u16) -> Self {
        let key = PlayerKey::Seat(number);
        Self { key, name: format!("player {number}"), presence: Presence::Present, lines: Vec::new() }
    }
}

/// A draw that was played, as far as the casting remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// The draw's number in its workshop; takes of one draw count once.
    pub draw: u32,
    /// How long was played so far, pauses left out.
    pub length: Duration,
    /// What it counts as among scenes; for a fair casting every draw that was played is one.
    pub went: Went,
    /// Who took part.
    pub parts: Vec<PlayedPart>,
}

/// Somebody's part in a draw that was played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayedPart {
    /// Who.
    pub player: PlayerKey,
    /// The role, if they had one.
    pub role: Option<String>,
    /// The feelings of its arc.
    pub feelings: Vec<Feeling>,
}

/// What a workshop has seen so far: who played how often, with whom, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    counts: BTreeMap<PlayerKey, u32>,
    meetings: BTreeMap<(PlayerKey, PlayerKey), u32>,
    roles: BTreeMap<(PlayerKey, String), u32>,
    feelings: BTreeMap<(PlayerKey, Feeling), u32>,
    scenes: BTreeMap<PlayerKey, Scenes>,
}

impl Ledger {
    /// Reads what was played. `credits` are draws added to somebody's count, for having come late.
    #[must_use]
    pub fn new(played: &[Played], credits: &BTreeMap<PlayerKey, u32>) -> Self {
        let mut draws: BTreeMap<u32, BTreeSet<PlayerKey>> = BTreeMap::new();
        let mut takes: BTreeMap<(PlayerKey, u32), Vec<Went>> = BTreeMap::new();
        let mut ledger = Self { counts: credits.clone(), ..Self::default() };
        for Played { draw, parts, went, .. } in played {
            let players: BTreeSet<_> = parts.iter().map(|part| part.player).collect();
            for &player in &players {
                takes.entry((player, *draw)).or_default().push(*went);
            }
            draws.entry(*draw).or_default().extend(players);
            for part in parts {
                if let Some(role) = &part.role {
                    ledger.roles.insert((part.player, role.clone()), *draw);
                }
                ledger.feelings.extend(part.feelings.iter().map(|&feeling| ((part.player, feeling), *draw)));
            }
        }
        for ((player, _), takes) in takes {
            ledger.scenes.entry(player).or_default().count(takes);
        }
        for players in draws.values() {
            for &player in players {
                *ledger.counts.entry(player).or_insert(0) += 1;
                for &other in players.range(player..).skip(1) {
                    *ledger.meetings.entry((player, other)).or_insert(0) += 1;
                }
            }
        }
        ledger
    }

    /// How many draws somebody counts as having played.
    #[must_use]
    pub fn count(&self, player: PlayerKey) -> u32 {
        self.counts.get(&player).copied().unwrap_or(0)
    }

    /// The scenes somebody was in.
    #[must_use]
    pub fn scenes(&self, player: PlayerKey) -> Scenes {
        self.scenes.get(&player).copied().unwrap_or_default()
    }

    /// In how many draws two players have met.
    #[must_use]
    pub fn met(&self, one: PlayerKey, other: PlayerKey) -> u32 {
        self.meetings.get(&(one.min(other), one.max(other))).copied().unwrap_or(0)
    }

    /// The draw in which somebody last had a role of this name; 0 for never.
    #[must_use]
    pub fn last_role(&self, player: PlayerKey, role: &str) -> u32 {
        self.roles.get(&(player, role.to_owned())).copied().unwrap_or(0)
    }

    /// The draw in which somebody was last asked for this feeling; 0 for never.
    #[must_use]
    pub fn last_feeling(&self, player: PlayerKey, feeling: Feeling) -> u32 {
        self.feelings.get(&(player, feeling)).copied().unwrap_or(0)
    }

    /// What must be added to the count of somebody who arrives, so that they count as having played no less than the
    /// lowest of the others present.
    #[must_use]
    pub fn arrival(&self, player: PlayerKey, others: &[PlayerKey]) -> u32 {
        let lowest = others.iter().map(|&other| self.count(other)).min();
        lowest.map_or(0, |lowest| lowest.saturating_sub(self.count(player)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retake_counts_once_and_a_newcomer_as_the_lowest() {
        let part = |n| PlayedPart { player: PlayerKey::Seat(n), role: None, feelings: vec![] };
        let played = [1, 1, 2].map(|draw| Played {
            draw,
            length: Duration::ZERO,
            went: Went::Played,
            parts: vec![part(1), part(2)],
        });
        let ledger = Ledger::new(&played, &BTreeMap::new());
        let [ana, ben, chi] = [1, 2, 3].map(PlayerKey::Seat);
        assert_eq!((ledger.count(ana), ledger.met(ben, ana), ledger.met(ana, chi)), (2, 2, 0));
        assert_eq!(ledger.arrival(chi, &[ana, ben]), 2);
        let later = Ledger::new(&played, &BTreeMap::from([(chi, 2)]));
        assert_eq!(later.count(chi), 2);
    }
}
