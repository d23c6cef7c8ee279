//! A session under a fake clock, for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::{Act, Course, Effect, Event, NAME, Opening, Until, Warmup};
use crate::cast::Player;
use crate::deck::{Company, Deck, Filters};
use crate::feeling::{Aliases, FeelingArc};
use crate::pack::slots::{Text, WordLists};
use crate::pack::{Kind, Pack, Players, Prompt, Rating, Role, Stated, Times, Weight};
use crate::scene::{Ms, Now};
use crate::stage::Signals;
use crate::take::{Entry, Workshop};

/// When it begins, by the wall clock.
pub const START: Ms = 1_795_546_800_250;

/// A session that nothing but its own wake-ups, and what a test does, moves.
pub struct Session {
    pub warmup: Warmup,
    pub now: Now,
    pub ids: u128,
    pub effects: Vec<Effect>,
}

pub fn at(ms: Ms) -> Now {
    let mono = Duration::from_millis(5000 + ms as u64);
    Now { mono, boot: mono, utc: START + ms }
}

pub fn prompt(id: &str, arc: Option<&str>) -> Prompt {
    Prompt {
        id: id.to_owned(),
        kind: Kind::WarmUp,
        text: Text::parse(id).unwrap(),
        weight: Weight::ONE,
        tags: Vec::new(),
        content: Vec::new(),
        coach: Vec::new(),
        times: Times::default(),
        stated: Stated { ready: true, scene: true, debrief: true },
        players: Players::new(1, Some(1)).unwrap(),
        retired: false,
        roles: arc
            .map(|arc| Role {
                name: "one".to_owned(),
                label: None,
                feeling: Some(FeelingArc::parse(arc, &Aliases::new()).unwrap()),
                secret: None,
            })
            .into_iter()
            .collect(),
    }
}

pub fn pack(prompts: Vec<Prompt>) -> Arc<Pack> {
    Arc::new(Pack {
        name: "solo".to_owned(),
        source: String::new(),
        title: "Solo".to_owned(),
        about: String::new(),
        license: None,
        authors: Vec::new(),
        language: None,
        rating: Rating::General,
        words: WordLists::new(),
        prompts: prompts.into_iter().map(Arc::new).collect(),
    })
}

pub fn course(until: Until) -> Course {
    Course { every: 20_000, rest: 5000, until }
}

pub fn count(prompts: u32) -> Until {
    Until::Count(NonZero::new(prompts).unwrap())
}

pub fn opening(prompts: Vec<Prompt>, until: Until) -> Opening {
    Opening {
        workshop: Workshop {
            id: Uuid::from_u128(900),
            name: NAME.to_owned(),
            started: START,
            zone: "UTC".to_owned(),
            seed: 7,
        },
        deck: Deck::new(
            &[pack(prompts)],
            Filters::default(),
            Company { present: Some(1), lines: BTreeSet::new() },
            Vec::new(),
        ),
        performer: Player::seat(1),
        course: course(until),
        signals: Signals { screen: true, bell: true, desktop: false },
        slate: false,
        lately: BTreeMap::new(),
        favourites: BTreeSet::new(),
    }
}

pub fn shifting() -> Vec<Prompt> {
    vec![prompt("late", Some("remorse:2 -> relief @60%")), prompt("calm", None), prompt("loud", Some("anger:3"))]
}

impl Session {
    pub fn new(opening: Opening) -> Self {
        let mut ids = 1000;
        let (warmup, effects) = Warmup::open(opening, at(0), &mut source(&mut ids)).unwrap();
        Self { warmup, now: at(0), ids, effects }
    }

    pub fn apply(&mut self, event: Event) {
        let effects = self.warmup.apply(self.now, event, &mut source(&mut self.ids));
        self.effects.extend(effects);
    }

    pub fn act(&mut self, ms: Ms, act: Act) {
        self.until(ms);
        self.apply(Event::Do(act));
    }

    /// Wakes it whenever it wants to be, until then.
    pub fn until(&mut self, ms: Ms) {
        while let Some(wake) = self.warmup.next_wake(self.now).filter(|wake| *wake <= at(ms).mono) {
            assert!(wake > self.now.mono, "it does not wake in vain");
            self.now = at(wake.as_millis() as Ms - 5000);
            self.apply(Event::Wake);
        }
        self.now = at(ms);
    }

    pub fn began(&self) -> Vec<Ms> {
        let began = self.saved().filter_map(|entry| match entry {
            Entry::Began(take) => Some(take.started - START),
            _ => None,
        });
        began.collect()
    }

    pub fn saved(&self) -> impl Iterator<Item = &Entry> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Save { entry, .. } => Some(entry),
            _ => None,
        })
    }

    /// What was said since the last call.
    pub fn said(&mut self) -> Vec<String> {
        let said = self.effects.drain(..).filter_map(|effect| match effect {
            Effect::Say(line) => Some(line),
            _ => None,
        });
        said.collect()
    }
}

pub fn source(ids: &mut u128) -> impl FnMut() -> Uuid {
    || {
        *ids += 1;
        Uuid::from_u128(*ids)
    }
}
