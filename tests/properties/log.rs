//! A log damaged anywhere is opened and read, or refused in words; reading it changes no byte. The input is a place (three
//! bytes) and what is written there (one byte), again and again.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::booth::store::read::{Filter, TakeName};
use sidecoach::booth::store::{Access, Store, StoreError};
use sidecoach::learn::Level;
use sidecoach::pack::is_forbidden;
use sidecoach::report::{By, Topic};
use uuid::Uuid;

use super::sample;

/// Where the header of the file says which version the log is of.
const VERSION: std::ops::Range<usize> = 60..64;

pub fn check(bytes: &[u8]) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("takes.db");
    let damaged = damage(whole(), bytes);
    fs::write(&path, &damaged).expect("room");
    told(look(&path));
    // An older log is brought up to date before it is read; of any other, no byte is touched.
    if damaged[VERSION] == whole()[VERSION] {
        assert!(fs::read(&path).expect("it stays") == damaged, "reading changed it");
    }
    told(change(&path));
    assert!(path.is_file());
    told(look(&path));
}

/// A log of a few takes.
fn whole() -> &'static [u8] {
    static WHOLE: OnceLock<Vec<u8>> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("takes.db");
        let entries: Vec<_> = sample::opening(1).into_iter().chain((1..=12).flat_map(sample::played)).collect();
        assert_eq!(write_to(&path, &entries).expect("a log"), 0);
        fs::read(&path).expect("a log")
    })
}

fn damage(whole: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut damaged = whole.to_vec();
    for change in bytes.chunks_exact(4) {
        let place = usize::from(change[0]) << 16 | usize::from(change[1]) << 8 | usize::from(change[2]);
        let length = damaged.len();
        damaged[place % length] = change[3];
    }
    // What is left over says how much of it is missing.
    let missing = bytes.chunks_exact(4).remainder().iter().fold(0, |all, &byte| all * 256 + usize::from(byte));
    damaged.truncate(damaged.len() - missing % damaged.len());
    damaged.resize(damaged.len().max(VERSION.end), 0);
    damaged
}

fn look(path: &Path) -> Result<(), StoreError> {
    let store = Store::open(path, Access::Read)?;
    let all = store.takes(&Filter::default());
    let take = store.take(TakeName::Number(1));
    let found = store.find("lighthouse", 10);
    let (figures, played) = (store.figures(Topic::Takes(By::Prompt), 0), store.figures(Topic::People, 0));
    let rates = store.lessons(Level::Keen, &std::collections::BTreeMap::new());
    let resumed = store.resume(sample::START, None, None);
    let people = store.players(None);
    let past = store.past_draws(50, None, 0);
    let faults = store.faults();
    told(all.map(drop));
    told(take.map(drop));
    told(found.map(drop));
    told(figures.map(drop));
    told(played.map(drop));
    told(rates.map(drop));
    told(resumed.map(drop));
    told(people.map(drop));
    told(past.map(drop));
    faults.map(drop)
}

fn change(path: &Path) -> Result<(), StoreError> {
    let mut store = Store::open(path, Access::Write)?;
    let closed = store.close_interrupted(None);
    told(closed.map(drop));
    let given = store.add_judgement(Uuid::from_u128(1), &sample::judgement(99));
    told(given.map(drop));
    // Who is known may be damaged too, and a name that is free or not is both right.
    if let Err(e) = store.add_players(&[(Uuid::from_u128(99), "Zoe")], sample::START) {
        assert!(!e.to_string().contains(is_forbidden), "{e}");
    }
    Ok(())
}

fn told(result: Result<(), StoreError>) {
    if let Err(e) = result {
        let said = e.to_string();
        assert!(said.contains("takes.db") && !said.contains(is_forbidden), "{said:?}");
    }
}
