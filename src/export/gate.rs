//! Which takes may leave the log.
//!
//! Start with [`check`]: whoever is in a take has a say.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::booth::store::read::TakeRecord;
use crate::consent::{self, Grant, Purpose, Refusal};
use crate::scene::Ms;
use crate::take::{Ending, Reason, held};

/// Why a take stays in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// It runs.
    Running,
    /// It was broken off for care.
    Stopped,
    /// A private matter came up.
    Private,
    /// It was a rehearsal.
    Rehearsal,
    /// Somebody took part of whom nobody knows who they are, so that they can't have agreed.
    Unnamed,
    /// This person does not want it.
    Refused(Uuid, Refusal),
}

/// What everybody said, by person.
pub type Grants = BTreeMap<Uuid, Vec<Grant>>;

/// Why a take may not be exported for a purpose at a time, each reason once; none if it may. Without a purpose it is for
/// the leader's own list. Takes that need care and rehearsals are exported only where they were `named` one by one.
#[must_use]
pub fn check(take: &TakeRecord, named: bool, grants: &Grants, purpose: Option<Purpose>, at: Ms) -> Vec<Kept> {
    let alone = match take.ending {
        None => Some(Kept::Running),
        Some(_) if named => None,
        Some(Ending::Stopped) => Some(Kept::Stopped),
        Some(_) if is_private(take) => Some(Kept::Private),
        Some(_) if take.rehearsal => Some(Kept::Rehearsal),
        Some(_) => None,
    };
    if let Some(kept) = alone {
        return vec![kept];
    }
    let people = take.cast.iter().filter_map(|part| part.person);
    let mut kept: Vec<_> = people.filter_map(|who| refused(who, grants, purpose, at)).collect();
    let is_unnamed = take.cast.iter().all(|part| part.player.is_none())
        || take.cast.iter().any(|part| part.player.is_some() && part.person.is_none());
    if purpose.is_some() && is_unnamed {
        kept.push(Kept::Unnamed);
    }
    kept.sort();
    kept.dedup();
    kept
}

/// What a person has against the use of their takes.
#[must_use]
pub fn refused(who: Uuid, grants: &Grants, purpose: Option<Purpose>, at: Ms) -> Option<Kept> {
    let said = grants.get(&who).map_or(&[][..], Vec::as_slice);
    consent::check(said, purpose, at).err().map(|why| Kept::Refused(who, why))
}

/// Whether any judge still holds that a private matter came up.
fn is_private(take: &TakeRecord) -> bool {
    held(&take.judgements, |one| &one.by).any(|one| one.reason == Some(Reason::Private))
}
