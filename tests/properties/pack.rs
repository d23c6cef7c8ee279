//! A pack is read from any bytes: every prompt that comes out can be played, every finding shown.

use std::collections::BTreeSet;

use sidecoach::pack::is_forbidden;
use sidecoach::pack::read::read;
use sidecoach::pack::slots::{Filled, fill};

use super::findings;

pub fn check(bytes: &[u8]) {
    let (pack, found) = read("pack", bytes);
    findings::hold(&String::from_utf8_lossy(bytes), &found);
    assert_eq!((&pack, &found), (&read("pack", bytes).0, &read("pack", bytes).1), "the same bytes, the same pack");
    let Some(pack) = pack else { return assert!(!found.is_empty(), "no pack, and no word about it") };
    let mut ids = BTreeSet::new();
    for prompt in &pack.prompts {
        assert!(ids.insert(&prompt.id), "two prompts of one id: {}", prompt.id);
        assert!(usize::from(prompt.players.min()) >= prompt.roles.len());
        for last in [false, true] {
            let choose = &mut |_: &str, _: &_, free: &[usize]| if last { free[free.len() - 1] } else { free[0] };
            let Filled { text, coach, secrets, .. } = fill(prompt, &pack.words, choose);
            for text in coach.iter().chain(secrets.iter().flatten()).chain([&text]) {
                assert!(text.chars().count() <= 2000 && !text.contains(is_forbidden), "{text:?}");
            }
        }
    }
}
