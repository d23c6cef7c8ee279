//! What an export tells of the hand of a take, as the log keeps it.

use serde::Serialize;

use crate::feeling::{Aliases, FeelingArc};
use crate::take::hand::{ArcShape, MemberShape, PlayerShape, RoleShape, to_json};

use super::ledger::Origin;
use super::read::{CastRecord, TakeRecord};

/// What an export tells of the hand of a take, as JSON: enough for figures, too little to be put back on the table.
pub(super) fn write(take: &TakeRecord, origin: &Origin) -> String {
    let role = |name: &String| {
        let part = take.cast.iter().find(|part| part.role.as_ref() == Some(name));
        let arc = part.and_then(|part| part.feeling.as_deref());
        let arc = arc.and_then(|arc| FeelingArc::parse(arc, &Aliases::new()).ok());
        RoleShape {
            name: name.clone(),
            label: part.and_then(|part| part.label.clone()).unwrap_or_else(|| name.clone()),
            feeling: arc.as_ref().map(ArcShape::of),
            secret: part.and_then(|part| part.secret.clone()),
        }
    };
    let member = |part: &CastRecord| {
        let player = match (part.person, part.seat) {
            (Some(person), _) => PlayerShape::Person(person.to_string()),
            (None, seat) => PlayerShape::Seat(seat?),
        };
        let role = origin.roles.iter().position(|role| part.role.as_ref() == Some(role));
        Some(MemberShape { role, player, name: part.player.clone()? })
    };
    to_json(&KnownShape {
        kind: &origin.kind,
        tags: &origin.tags,
        text: &take.text,
        roles: origin.roles.iter().map(role).collect(),
        cast: take.cast.iter().filter_map(member).collect(),
    })
}

/// What is known of a hand from elsewhere. Without a version it is no hand.
#[derive(Serialize)]
struct KnownShape<'a> {
    kind: &'a str,
    tags: &'a [String],
    text: &'a str,
    roles: Vec<RoleShape>,
    cast: Vec<MemberShape>,
}
