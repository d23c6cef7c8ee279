use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::cast::{Played, PlayedPart, Went};
use crate::deck::{Purpose, below, stream};
use crate::feeling::Feeling;
use crate::pack::Players;

fn roles(names: &[&str]) -> Vec<RoleCall> {
    names.iter().map(|&name| RoleCall { name: name.to_owned(), feelings: vec![] }).collect()
}

fn seats(players: u16) -> Vec<PlayerKey> {
    (1..=players).map(PlayerKey::Seat).collect()
}

/// A workshop that casts and plays.
#[derive(Default)]
struct Session {
    seed: u64,
    played: Vec<Played>,
    credits: BTreeMap<PlayerKey, u32>,
}

impl Session {
    fn ledger(&self) -> Ledger {
        Ledger::new(&self.played, &self.credits)
    }

    fn play(&mut self, call: &Call<'_>) -> Vec<Part> {
        let draw = self.played.last().map_or(1, |last| last.draw + 1);
        let rng = &mut stream(self.seed, Purpose::Cast, draw, 0);
        let parts = cast(call, &self.ledger(), rng, below).expect("enough are present");
        let part = |part: &Part| {
            let role = part.role.map(|role| &call.roles[role]);
            PlayedPart {
                player: part.player,
                role: role.map(|role| role.name.clone()),
                feelings: role.map_or_else(Vec::new, |role| role.feelings.clone()),
            }
        };
        self.played.push(Played {
            draw,
            length: std::time::Duration::ZERO,
            went: Went::Played,
            parts: parts.iter().map(part).collect(),
        });
        parts
    }
}

/// The share of pairs that have met after so many scenes, on average over 200 seeds.
fn met(players: u16, roles: &[&str], size: usize, scenes: u32) -> f64 {
    let present = seats(players);
    let roles = self::roles(roles);
    let pairs = subsets(&present, 2);
    let met = |seed| {
        let mut session = Session { seed, ..Session::default() };
        for _ in 0..scenes {
            session.play(&Call { present: &present, roles: &roles, size, pins: &[], held: &[] });
        }
        let ledger = session.ledger();
        pairs.iter().filter(|pair| ledger.met(pair[0], pair[1]) > 0).count()
    };
    (0..200).map(met).sum::<usize>() as f64 / 200.0 / pairs.len() as f64
}

#[test]
fn pairs_are_fresh() {
    for (players, roles, size, scenes, share) in [
        (6, &["one", "other"][..], 2, 15, 0.94),
        (6, &[], 2, 15, 0.94),
        (8, &["one", "other"], 2, 28, 0.94),
        (9, &["one", "other", "third"], 3, 12, 1.0),
    ] {
        let met = met(players, roles, size, scenes);
        assert!(met >= share, "{players} players by {size} as {roles:?}, {scenes} scenes: {met}");
    }
}

#[test]
fn a_role_goes_to_whoever_had_it_or_its_feeling_least_recently() {
    let present = seats(4);
    let call = |name: &str, feeling| [RoleCall { name: name.to_owned(), feelings: vec![feeling] }];
    let mut session = Session::default();
    // Four solos as the same role: everybody once. Then the same order again, by role or by feeling.
    let mut solo = |role: [RoleCall; 1]| {
        session.play(&Call { present: &present, roles: &role, size: 1, pins: &[], held: &[] })[0].player
    };
    let first: Vec<_> = (0..4).map(|_| solo(call("host", Feeling::Joy))).collect();
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 4);
    let again: Vec<_> = (0..4).map(|_| solo(call("host", Feeling::Fear))).collect();
    assert_eq!(again, first);
    let felt: Vec<_> = (0..4).map(|_| solo(call("guest", Feeling::Fear))).collect();
    assert_eq!(felt, first);
    // Two who always play together swap their roles.
    let pair = seats(2);
    let roles = roles(&["one", "other"]);
    let mut session = Session::default();
    let mut ones =
        (0..6).map(|_| session.play(&Call { present: &pair, roles: &roles, size: 2, pins: &[], held: &[] })[0].player);
    let (a, b) = (ones.next().unwrap(), ones.next().unwrap());
    assert_ne!(a, b);
    assert_eq!(ones.collect::<Vec<_>>(), [a, b, a, b]);
}

#[test]
fn a_cast_is_the_same_for_ever() {
    let present = seats(7);
    let roles = roles(&["one", "other"]);
    let mut session = Session { seed: 7, ..Session::default() };
    let call = Call { present: &present, roles: &roles, size: 3, pins: &[], held: &[] };
    let mut seats = || session.play(&call).iter().map(|part| part.player).collect::<Vec<_>>();
    let casts = [seats(), seats(), seats(), seats()];
    assert_eq!(casts, [[3, 1, 7], [2, 4, 5], [4, 3, 6], [5, 6, 1]].map(|seats| seats.map(PlayerKey::Seat)));
}

#[test]
fn who_was_chosen_can_be_said() {
    let present = seats(3);
    let mut session = Session::default();
    session.play(&Call { present: &present[..2], roles: &[], size: 2, pins: &[], held: &[] });
    let ledger = session.ledger();
    let call = Call { present: &present, roles: &roles(&["host"]), size: 2, pins: &[(0, present[0])], held: &[] };
    let parts = cast(&call, &ledger, &mut stream(1, Purpose::Cast, 2, 0), below).unwrap();
    let name = |key| match key {
        PlayerKey::Seat(n) => ["Ana", "Ben", "Chi"][usize::from(n) - 1].to_owned(),
        PlayerKey::Person(_) => unreachable!(),
    };
    assert_eq!(
        explain(&parts, &present, &ledger, &name),
        ["Ana: 1 scene so far; has not played with Chi", "Chi: 0 scenes so far, least of 3; has not played with Ana"]
    );
}

#[test]
fn too_few_are_no_cast() {
    let call = Call { present: &seats(2), roles: &[], size: 3, pins: &[], held: &[] };
    assert_eq!(cast(&call, &Ledger::default(), &mut stream(1, Purpose::Cast, 1, 0), below), None);
}

/// What can happen in a workshop, players by their place in the roster.
#[derive(Debug, Clone)]
enum Happening {
    ComesOrGoes(prop::sample::Index),
    /// A prompt for so many players at least and at most, with so many roles, of which these are pinned, while these
    /// players are held.
    Scene {
        min: u16,
        more: Option<u16>,
        roles: usize,
        pins: Vec<(usize, prop::sample::Index)>,
        held: Vec<prop::sample::Index>,
        takes: usize,
    },
}

fn happening(pins: usize) -> impl Strategy<Value = Happening> {
    let held = prop::collection::vec(any::<prop::sample::Index>(), 0..=2 * pins);
    let pins = prop::collection::vec((0_usize..3, any::<prop::sample::Index>()), 0..=pins);
    let scene = (1_u16..6, prop::option::of(0_u16..4), 0_usize..4, pins, held, 1_usize..3);
    prop_oneof![
        1 => any::<prop::sample::Index>().prop_map(Happening::ComesOrGoes),
        3 => scene.prop_map(|(min, more, roles, pins, held, takes)| {
            Happening::Scene { min, more, roles, pins, held, takes }
        }),
    ]
}

fn workshop(pins: usize) -> impl Strategy<Value = (u16, Vec<Happening>)> {
    (2_u16..=40, prop::collection::vec(happening(pins), 1..30))
}

/// Lets a workshop happen and checks what the casting promises.
fn check((players, happenings): (u16, Vec<Happening>), seed: u64) -> Result<(), TestCaseError> {
    let roster = seats(players);
    let mut present: BTreeSet<PlayerKey> = roster.iter().copied().take(usize::from(players).div_ceil(2)).collect();
    let mut session = Session { seed, ..Session::default() };
    let mut pinned = false;
    for happening in happenings {
        match happening {
            Happening::ComesOrGoes(player) => {
                let player = *player.get(&roster);
                if !present.remove(&player) {
                    let others: Vec<_> = present.iter().copied().collect();
                    let before = session.ledger();
                    *session.credits.entry(player).or_default() += before.arrival(player, &others);
                    let lowest = others.iter().map(|&other| before.count(other)).min();
                    let counted = lowest.map(|lowest| lowest.max(before.count(player)));
                    prop_assert_eq!(Some(session.ledger().count(player)), counted);
                    present.insert(player);
                } else if present.is_empty() {
                    present.insert(player);
                }
            }
            Happening::Scene { min, more, roles: count, pins, held, takes } => {
                let min = min.max(count as u16);
                let range = Players::new(min, more.map(|more| min + more)).unwrap();
                let here: Vec<_> = present.iter().copied().collect();
                let Some(size) = range.of(here.len()) else { continue };
                let mut given: Vec<(usize, PlayerKey)> = Vec::new();
                for (role, player) in pins {
                    let player = *player.get(&here);
                    if role < count && given.iter().all(|&(r, p)| r != role && p != player) {
                        given.push((role, player));
                    }
                }
                let held: Vec<PlayerKey> = held.iter().map(|player| *player.get(&roster)).collect();
                pinned |= !given.is_empty() || !held.is_empty();
                let ledger = session.ledger();
                let roles = roles(&["one", "other", "third"][..count]);
                let call = Call { present: &here, roles: &roles, size, pins: &given, held: &held };
                let parts = session.play(&call);
                for _ in 1..takes {
                    session.played.push(session.played[session.played.len() - 1].clone());
                }

                let cast: BTreeSet<_> = parts.iter().map(|part| part.player).collect();
                prop_assert_eq!((cast.len(), parts.len()), (size, size), "everybody up to the upper end, once");
                prop_assert!(cast.is_subset(&present));
                let given_roles: Vec<_> = parts.iter().filter_map(|part| part.role).collect();
                prop_assert_eq!(given_roles, (0..count).collect::<Vec<_>>(), "every role, in order");
                for (role, player) in &given {
                    prop_assert!(parts.contains(&Part { role: Some(*role), player: *player }), "pins are kept");
                }
                let is_given = |player: &PlayerKey| given.iter().any(|(_, pinned)| pinned == player);
                let (held, free): (Vec<_>, Vec<_>) =
                    present.iter().filter(|player| !is_given(player)).partition(|&player| held.contains(player));
                let is_fair = |players: &[&PlayerKey]| {
                    let (cast, out): (Vec<_>, Vec<_>) = players.iter().partition(|&&player| cast.contains(player));
                    let most = cast.iter().map(|&&&player| ledger.count(player)).max();
                    let least = out.iter().map(|&&&player| ledger.count(player)).min();
                    most.zip(least).is_none_or(|(cast, out)| out >= cast)
                };
                prop_assert!(is_fair(&held) && is_fair(&free), "fewest first");
                let out = held.iter().filter(|&&player| !cast.contains(player)).count();
                let fits = held.len().min(size - given.len());
                prop_assert_eq!(held.len() - out, fits, "whoever is held takes part, while there is room");
                let after = session.ledger();
                let counts = || present.iter().map(|&player| after.count(player));
                let spread = counts().max().unwrap() - counts().min().unwrap();
                prop_assert!(pinned || spread <= 1, "spread {spread}");
                for &player in &present {
                    let once = ledger.count(player) + u32::from(cast.contains(&player));
                    prop_assert_eq!(after.count(player), once, "a retake counts once");
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn casting_keeps_its_promises(workshop in workshop(0), seed in 0_u64..1000) {
        check(workshop, seed)?;
    }

    #[test]
    fn casting_with_pins_keeps_its_promises(workshop in workshop(2), seed in 0_u64..1000) {
        check(workshop, seed)?;
    }
}
