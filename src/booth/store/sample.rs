//! Things to write, for tests.

use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;
use uuid::Uuid;

use crate::cast::PlayerKey;
use crate::cue::Cue;
use crate::deck::Chance;
use crate::feeling::{Aliases, Feeling, FeelingArc};
use crate::pack::slots::UsedWord;
use crate::pack::{Kind, Players, PromptKey, Times};
use crate::scene::Ms;
use crate::take::{
    CoachLine, DrawnRole, End, Ending, Entry, Hand, Judgement, Member, Moment, MomentKind, Source, Take, Verdict,
    Workshop,
};

use super::lock::WorkshopLock;
use super::{Access, Store, StoreError, write};

/// 2026-11-24 19:00:00.250 UTC.
pub const START: Ms = 1_795_546_800_250;

/// An id for each number.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub const ANA: u128 = 1;
pub const BEN: u128 = 2;
pub const WORKSHOP: u128 = 100;

/// A workshop, by number.
pub fn workshop(n: u128) -> Workshop {
    Workshop {
        id: id(WORKSHOP + n),
        name: format!("lab {n}"),
        started: START,
        zone: "Europe/Berlin".to_owned(),
        seed: 7,
    }
}

/// A draw of this number, of id 200 + n.
pub fn hand(n: u32) -> Hand {
    let aliases = Aliases::from([("guilt".to_owned(), Feeling::from_word("remorse").unwrap())]);
    Hand {
        id: id(200 + u128::from(n)),
        number: n,
        words_attempt: 1,
        cast_attempt: 0,
        source: Some(Source {
            prompt: PromptKey { pack: "turns".to_owned(), id: format!("late-{n}") },
            pack_hash: "ab12".to_owned(),
            seed: 7,
            chance: Chance { numerator: 8, denominator: 245 },
        }),
        kind: Kind::Scene,
        tags: vec!["apology".to_owned()],
        text: "An apology, in a lighthouse.".to_owned(),
        coach: vec![
            CoachLine { text: "Let the silence work.".to_owned(), at: Some(Cue::Share(60)) },
            CoachLine { text: "Look at Ben.".to_owned(), at: Some(Cue::After(Duration::from_secs(90))) },
            CoachLine { text: "Again.".to_owned(), at: None },
        ],
        used: vec![UsedWord { list: "place".to_owned(), entry: "a lighthouse".to_owned(), is_secret: false }],
        times: Times::default(),
        players: Players::new(2, Some(4)).unwrap(),
        roles: vec![
            DrawnRole {
                name: "apologiser".to_owned(),
                label: "the one who is late".to_owned(),
                feeling: FeelingArc::parse("guilt:2 -> relief @60%", &aliases).ok(),
                secret: Some("You forgot it.".to_owned()),
            },
            DrawnRole { name: "wronged".to_owned(), label: "wronged".to_owned(), feeling: None, secret: None },
        ],
        cast: vec![
            Member { role: Some(0), player: PlayerKey::Person(id(ANA)), name: "Ana".to_owned() },
            Member { role: Some(1), player: PlayerKey::Person(id(BEN)), name: "Ben".to_owned() },
            Member { role: None, player: PlayerKey::Seat(3), name: "player 3".to_owned() },
        ],
        drawn_at: START + Ms::from(n) * 60_000,
    }
}

/// A take of a hand, of id 300 + n.
pub fn take(n: u32, hand: Hand) -> Take {
    Take {
        id: id(300 + u128::from(n)),
        of_draw: 1,
        started: hand.drawn_at + 20_000,
        planned: 240_000,
        rehearsal: false,
        hand,
    }
}

pub fn end(ending: Ending) -> End {
    End { ending, at: 187_250, played: 180_000, paused: 7250 }
}

pub fn moment(n: u128, at: Ms) -> Moment {
    Moment { id: id(400 + n), at, kind: MomentKind::Mark, role: None, step: None, label: None }
}

/// A judgement of id 500 + n.
pub fn judgement(n: u128, by: &str, verdict: Option<Verdict>) -> Judgement {
    Judgement {
        id: id(500 + n),
        at: START + 300_000 + n as Ms,
        by: by.to_owned(),
        verdict,
        reason: None,
        note: None,
        perceived: Vec::new(),
    }
}

pub fn arrived(who: u128, name: &str) -> Entry {
    Entry::Arrived { player: id(who), name: name.to_owned(), credit: 0 }
}

/// A workshop with two people, one draw and its take, which is running.
pub fn opening() -> Vec<Entry> {
    vec![
        Entry::Workshop(workshop(0)),
        arrived(ANA, "Ana"),
        arrived(BEN, "Ben"),
        Entry::Dealt(Box::new(hand(1))),
        Entry::Began(Box::new(take(1, hand(1)))),
    ]
}

/// A folder with a log in it, and the lock of its workshop.
pub struct Bench {
    pub dir: TempDir,
    pub store: Store,
    pub lock: Option<WorkshopLock>,
}

impl Bench {
    /// With these entries of the workshop of number 0.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("takes.db");
        let store = Store::open(&path, Access::Write).unwrap();
        let lock = WorkshopLock::acquire(&path, id(WORKSHOP)).unwrap();
        let mut bench = Self { dir, store, lock };
        for entry in entries {
            bench.put(&entry).unwrap();
        }
        bench
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("takes.db")
    }

    pub fn put(&mut self, entry: &Entry) -> Result<Option<i64>, StoreError> {
        self.put_at(START, entry)
    }

    /// Writes an entry when the wall clock shows this, as a stage does.
    pub fn put_at(&mut self, now: Ms, entry: &Entry) -> Result<Option<i64>, StoreError> {
        self.store.write(|db| {
            let number = write::apply(db, id(WORKSHOP), entry)?;
            let workshop = if let Entry::Workshop(workshop) = entry { workshop.id } else { id(WORKSHOP) };
            write::touch(db, workshop, now)?;
            Ok(number)
        })
    }

    /// How SQLite goes about a query, step by step.
    pub fn plan(&self, sql: &str) -> Vec<String> {
        let mut plan = self.store.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nothing = vec![rusqlite::types::Null; plan.parameter_count()];
        let steps = plan.query_map(rusqlite::params_from_iter(nothing), |row| row.get("detail")).unwrap();
        steps.map(Result::unwrap).collect()
    }

    /// The one value that a query gives, as text.
    pub fn ask(&self, sql: &str) -> String {
        let value = self.store.db.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
        match value {
            rusqlite::types::Value::Text(text) => text,
            rusqlite::types::Value::Integer(n) => n.to_string(),
            other => format!("{other:?}"),
        }
    }
}
