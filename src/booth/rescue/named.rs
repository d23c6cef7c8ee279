//! What could not be rescued, by name.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::cast::Presence;
use crate::consent::Said;
use crate::stage::Rescue;
use crate::take::{Entry, Judgement};

/// What takes and people are called.
pub(super) struct Names(BTreeMap<Uuid, String>);

impl Names {
    /// As far as a session knows them.
    pub(super) fn of(rescue: &Rescue) -> Self {
        let others = rescue.others.iter().map(|take| (take.id, format!("take {} ({})", take.number, take.text)));
        let known = rescue.written.iter().chain(&rescue.unsaved).filter_map(|entry| match entry {
            Entry::Arrived { player, name, .. } => Some((*player, name.clone())),
            Entry::Began(take) => Some((take.id, format!("the take of {}", take.hand.text))),
            Entry::Dealt(hand) => Some((hand.id, format!("the prompt {}", hand.text))),
            _ => None,
        });
        Self(others.chain(known).collect())
    }

    /// What an entry says.
    pub(super) fn name(&self, entry: &Entry) -> String {
        let it = |id: &Uuid| self.0.get(id).cloned().unwrap_or_else(|| id.to_string());
        match entry {
            Entry::Workshop(workshop) => format!("the workshop {}", workshop.name),
            Entry::Arrived { name, .. } => format!("that {name} came"),
            Entry::Presence { player, presence: Presence::Gone } => format!("that {} left", it(player)),
            Entry::Presence { player, .. } => format!("that {} is here, or out for one scene", it(player)),
            Entry::Lines { player, lines } => format!("the lines of {}: {}", it(player), lines.join(", ")),
            Entry::Said { grant, .. } => match grant.said {
                Said::Granted { .. } => format!("what {} agreed to", it(&grant.player)),
                Said::Withdrawn => format!("what {} withdrew", it(&grant.player)),
            },
            Entry::Favourite { prompt, .. } => format!("whether {prompt} is a favourite"),
            Entry::Suggested { suggestion, is_waiting: true, .. } => format!("the suggestion {}", suggestion.text),
            Entry::Suggested { suggestion, .. } => format!("that the suggestion {} waits no longer", suggestion.text),
            Entry::Dealt(hand) => it(&hand.id),
            Entry::Fate { draw, .. } => format!("what became of {}", it(draw)),
            Entry::DrawVoided { draw, .. } => format!("that {} was taken back", it(draw)),
            Entry::DrawRestored { draw, .. } => format!("that {} is there again", it(draw)),
            Entry::Began(take) => it(&take.id),
            Entry::Seen { take, .. } => format!("how far {} came", it(take)),
            Entry::Ended { take, .. } => format!("the end of {}", it(take)),
            Entry::Reopened { take } => format!("that {} goes on", it(take)),
            Entry::TakeVoided { take, .. } => format!("that {} was taken back", it(take)),
            Entry::TakeRestored { take, .. } => format!("that {} is there again", it(take)),
            Entry::Moment { take, moment } => format!("a {} in {}", moment.kind, it(take)),
            Entry::MomentVoided { moment, .. } => format!("that the moment {moment} was taken back"),
            Entry::Judged { take, judgement } => format!("{} of {}", what(judgement), it(take)),
            Entry::JudgementVoided { take, .. } => format!("that a verdict or note of {} was taken back", it(take)),
            Entry::Kept(_) => "where the session was".to_owned(),
        }
    }
}

/// What a session knew of the time before it by number alone.
pub(super) fn unknown(rescue: &Rescue) -> Option<String> {
    let draws: Vec<_> = rescue.unseen.iter().map(u32::to_string).collect();
    let what = if draws.len() == 1 { "draw" } else { "draws" };
    (!draws.is_empty())
        .then(|| format!("what was played before of this workshop and not looked at, in {what} {}", draws.join(", ")))
}

fn what(Judgement { verdict, note, .. }: &Judgement) -> String {
    let verdict = verdict.map(|verdict| format!("the verdict {verdict}"));
    let note = note.as_ref().map(|note| format!("the note “{note}”"));
    let said: Vec<_> = verdict.into_iter().chain(note).collect();
    if said.is_empty() { "the feelings that came out".to_owned() } else { said.join(" and ") }
}
