//! What goes to the clipboard, and from there to somebody in a call.
//!
//! Start with [`Stage::copy_prompt`]. A secret is only ever on the card of its role.

use crate::feeling::FeelingArc;
use crate::take::{DrawnRole, Hand};

use super::{Effect, Stage};

const SENT: &str = "sent; your terminal may refuse it";

impl Stage {
    /// Copies the prompt, with who plays what.
    pub(super) fn copy_prompt(&mut self, effects: &mut Vec<Effect>) {
        let Some(table) = self.phase.table() else { return };
        let hand = &table.hand;
        let roles = hand.roles.iter().enumerate().map(|(role, drawn)| part(hand, role, drawn));
        let others = hand.cast.iter().filter(|member| member.role.is_none()).map(|member| member.name.clone());
        let cast: Vec<String> = roles.chain(others).collect();
        effects.push(Effect::Copy([&hand.text, "", &cast.join("\n")].join("\n").trim_end().to_owned()));
        self.tell(SENT);
    }

    /// Copies the card of a role, for its player alone.
    pub(super) fn copy_card(&mut self, role: usize, effects: &mut Vec<Effect>) {
        let Some(hand) = self.phase.table().map(|table| &table.hand) else { return };
        let Some(drawn) = hand.roles.get(role) else { return };
        let card = [Some(part(hand, role, drawn)), drawn.secret.clone()];
        effects.push(Effect::Copy(card.into_iter().flatten().collect::<Vec<_>>().join("\n")));
        self.tell(SENT);
    }
}

/// A role in a line: who plays it, its label, its feelings.
fn part(hand: &Hand, role: usize, drawn: &DrawnRole) -> String {
    let name = hand.cast.iter().find(|member| member.role == Some(role)).map(|member| format!("{}: ", member.name));
    let arc = |arc: &FeelingArc| arc.steps().iter().map(|step| &*step.word).collect::<Vec<_>>().join(" → ");
    let feeling = drawn.feeling.as_ref().map(|feeling| format!(" ({})", arc(feeling)));
    [name, Some(drawn.label.clone()), feeling].into_iter().flatten().collect()
}
