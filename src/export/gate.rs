//! Which takes may leave the log.
//!
//! Start with [`check`]: whoever is in a take has a say. What may not leave any more on the terms on which it did has to be
//! given back.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::booth::store::read::TakeRecord;
use crate::consent::{self, Care, Grant, Medium, Purpose, Refused, Terms, in_force};
use crate::scene::Ms;
use crate::take::{Ending, Reason, held};

use super::Granted;

/// Why a take stays in the log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// It runs.
    Running,
    /// Something about it needs care.
    Care(Care),
    /// Somebody took part of whom nobody knows who they are, so that they can't have agreed.
    Unnamed,
    /// This person does not want it.
    Refused(Uuid, Refused),
}

/// What everybody said, by person.
pub type Grants = BTreeMap<Uuid, Vec<Grant>>;

/// Why a take may not be exported on these terms at a time, each reason once; none if it may. The same says whether one that
/// was exported on them may still be used.
#[must_use]
pub fn check(take: &TakeRecord, terms: &Terms, grants: &Grants, at: Ms) -> Vec<Kept> {
    if take.ending.is_none() {
        return vec![Kept::Running];
    }
    if let Some(care) = cares(take).difference(&terms.despite).next() {
        return vec![Kept::Care(*care)];
    }
    let ask = terms.ask.as_ref();
    let refused = |who| consent::check(said_by(who, grants), ask, at).err().map(|refused| Kept::Refused(who, refused));
    let people = take.cast.iter().filter_map(|part| part.person);
    let mut kept: Vec<_> = people.filter_map(refused).collect();
    if ask.is_some() && is_unnamed(take) {
        kept.push(Kept::Unnamed);
    }
    kept.sort();
    kept.dedup();
    kept
}

/// What about a take needs care.
#[must_use]
pub fn cares(take: &TakeRecord) -> BTreeSet<Care> {
    let is_private = held(&take.judgements, |one| &one.by).any(|one| one.reason == Some(Reason::Private));
    let all = [
        (Care::Stopped, take.ending == Some(Ending::Stopped)),
        (Care::Private, is_private),
        (Care::Rehearsal, take.rehearsal),
    ];
    all.into_iter().filter_map(|(care, is_so)| is_so.then_some(care)).collect()
}

/// What everybody in a take has granted at a time: for this purpose, or for each.
#[must_use]
pub fn granted(take: &TakeRecord, purpose: Option<Purpose>, grants: &Grants, at: Ms) -> Granted {
    let by_all = |purpose| {
        let people = take.cast.iter().filter_map(|part| part.person);
        let held = people.map(|who| in_force(said_by(who, grants), purpose, at));
        held.reduce(|one, other| &one & &other).unwrap_or_default()
    };
    let purposes = purpose.as_ref().map_or(Purpose::ALL, std::slice::from_ref);
    let granted = purposes.iter().map(|&purpose| (purpose, by_all(purpose)));
    granted.filter(|(_, media): &(_, BTreeSet<Medium>)| !media.is_empty() && !is_unnamed(take)).collect()
}

fn said_by(who: Uuid, grants: &Grants) -> &[Grant] {
    grants.get(&who).map_or(&[], Vec::as_slice)
}

/// Whether it is not known of everybody in it who they are.
fn is_unnamed(take: &TakeRecord) -> bool {
    take.cast.iter().all(|part| part.player.is_none())
        || take.cast.iter().any(|part| part.player.is_some() && part.person.is_none())
}
