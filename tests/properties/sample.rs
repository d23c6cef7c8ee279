//! Takes to write.

use std::time::Duration;

use sidecoach::cast::PlayerKey;
use sidecoach::cue::Cue;
use sidecoach::deck::Chance;
use sidecoach::feeling::{Aliases, Feeling, FeelingArc};
use sidecoach::pack::slots::UsedWord;
use sidecoach::pack::{Kind, Players, PromptKey, Times};
use sidecoach::take::{
    CoachLine, DrawnRole, End, Ending, Entry, Hand, Judgement, Member, Moment, MomentKind, Source, Take, Verdict,
    Workshop,
};
use uuid::Uuid;

/// 2026-11-24 19:00:00 UTC.
pub const START: i64 = 1_795_546_800_000;

const ANA: Uuid = Uuid::from_u128(0xA);
const BEN: Uuid = Uuid::from_u128(0xB);

/// A workshop of this id, and two who play in it.
pub fn opening(id: u128) -> Vec<Entry> {
    let id = Uuid::from_u128(id);
    let workshop = Workshop { id, name: "lab".to_owned(), started: START, zone: "UTC".to_owned(), seed: 7 };
    let arrived = |player, name: &str| Entry::Arrived { player, name: name.to_owned(), credit: 0 };
    vec![Entry::Workshop(workshop), arrived(ANA, "Ana"), arrived(BEN, "Ben")]
}

/// The draw of this number, its take of the same id, and a verdict on it.
pub fn played(number: u32) -> Vec<Entry> {
    let take = Uuid::from_u128(u128::from(number));
    let hand = hand(number);
    let began =
        Take { id: take, of_draw: 1, started: hand.drawn_at + 20_000, planned: 240_000, rehearsal: false, hand };
    let id = Uuid::from_u128(2_000_000 + u128::from(number));
    let mark = Moment { id, at: 61_234, kind: MomentKind::Mark, role: None, step: None, label: None };
    let end = End { ending: Ending::Edit, at: 187_250, played: 180_000, paused: 7250 };
    vec![
        Entry::Dealt(Box::new(began.hand.clone())),
        Entry::Began(Box::new(began)),
        Entry::Moment { take, moment: mark },
        Entry::Ended { take, end },
        Entry::Judged { take, judgement: judgement(number) },
    ]
}

pub fn judgement(number: u32) -> Judgement {
    Judgement {
        id: Uuid::from_u128(3_000_000 + u128::from(number)),
        at: START + 900_000,
        by: "leader".to_owned(),
        verdict: Some(Verdict::Usable),
        reason: None,
        note: Some(format!("note {number}")),
        perceived: vec![],
    }
}

fn hand(number: u32) -> Hand {
    let member = |role, player, name: &str| Member { role, player: PlayerKey::Person(player), name: name.to_owned() };
    Hand {
        id: Uuid::from_u128(1_000_000 + u128::from(number)),
        number,
        words_attempt: 0,
        cast_attempt: 0,
        source: Some(Source {
            prompt: PromptKey { pack: "turns".to_owned(), id: format!("late-{number}") },
            pack_hash: "ab12".to_owned(),
            seed: 7,
            chance: Chance { numerator: 8, denominator: 245 },
        }),
        kind: Kind::Scene,
        tags: vec!["apology".to_owned()],
        text: "An apology, in a lighthouse.".to_owned(),
        coach: vec![CoachLine { text: "Look at Ben.".to_owned(), at: Some(Cue::After(Duration::from_secs(90))) }],
        used: vec![UsedWord { list: "place".to_owned(), entry: "a lighthouse".to_owned(), is_secret: false }],
        times: Times::default(),
        players: Players::ANY,
        roles: vec![DrawnRole {
            name: "apologiser".to_owned(),
            label: "the one who is late".to_owned(),
            feeling: FeelingArc::parse("remorse:2 -> relief @60%", &Aliases::from([("x".to_owned(), Feeling::Joy)]))
                .ok(),
            secret: Some("You forgot it.".to_owned()),
        }],
        cast: vec![member(Some(0), ANA, "Ana"), member(None, BEN, "Ben")],
        drawn_at: START + i64::from(number) * 600_000,
    }
}
