//! What the audience calls out, waiting to be put on the table.
//!
//! Start with [`Stage::suggest`] and [`Stage::pick`].

use uuid::Uuid;

use crate::scene::Now;
use crate::take::{Entry, MOST_WAITING, Suggestion};

use super::{Effect, Ids, Stage, Undo};

impl Stage {
    /// What waits of what the audience called out, the newest first.
    pub fn suggestions(&self) -> impl DoubleEndedIterator<Item = &Suggestion> + ExactSizeIterator {
        self.suggestions.iter().rev()
    }

    /// Keeps a suggestion until it is picked.
    pub(super) fn suggest(&mut self, now: Now, text: &str, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        if self.suggestions.len() >= MOST_WAITING {
            return self.tell(format!("{MOST_WAITING} suggestions wait already: o picks one, or drops it"));
        }
        match Suggestion::new(ids(), text, now.utc) {
            Ok(suggestion) => {
                self.let_wait(now, &suggestion, true, effects);
                self.keep(Undo::Queued { suggestion: Box::new(suggestion), is_waiting: true, with_draw: false });
                self.tell(format!("kept: {}", count(self.suggestions.len())));
            }
            Err(why) => self.tell(format!("{why}: nothing was kept")),
        }
    }

    /// Puts a suggestion on the table as a prompt of the leader's own: it waits no longer.
    pub(super) fn pick(&mut self, now: Now, id: Uuid, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        match self.waiting(id) {
            Some(suggestion) => self.lay_own(now, &suggestion.text.clone(), Some(suggestion), ids, effects),
            None => self.tell("that suggestion waits no longer"),
        }
    }

    /// Drops a suggestion without having it played.
    pub(super) fn discard(&mut self, now: Now, id: Uuid, effects: &mut Vec<Effect>) {
        let Some(suggestion) = self.waiting(id) else { return };
        self.take_off(now, suggestion, false, effects);
        self.tell(format!("dropped; {}", count(self.suggestions.len())));
    }

    /// Takes a suggestion off those that wait, alone or with the draw that comes next.
    pub(super) fn take_off(&mut self, now: Now, suggestion: Suggestion, with_draw: bool, effects: &mut Vec<Effect>) {
        self.let_wait(now, &suggestion, false, effects);
        self.keep(Undo::Queued { suggestion: Box::new(suggestion), is_waiting: false, with_draw });
    }

    /// Has a suggestion wait, in the order in which they came, or no longer.
    pub(super) fn let_wait(&mut self, now: Now, suggestion: &Suggestion, is_waiting: bool, effects: &mut Vec<Effect>) {
        place(&mut self.suggestions, suggestion, is_waiting);
        self.save(Entry::Suggested { suggestion: suggestion.clone(), is_waiting, at: now.utc }, effects);
    }

    /// Takes in what the log says still waits. What is on its way there is newer.
    pub(super) fn hear_suggestions(&mut self, mut waiting: Vec<Suggestion>) {
        for entry in self.outbox.entries() {
            if let Entry::Suggested { suggestion, is_waiting, .. } = entry {
                place(&mut waiting, suggestion, *is_waiting);
            }
        }
        let mut new = waiting.iter().filter(|suggestion| !self.suggestions.contains(suggestion));
        let says = match (new.next(), new.next()) {
            (None, _) => None,
            (Some(one), None) => Some(format!("suggested: {} ({})", one.text, count(waiting.len()))),
            _ => Some(format!("new from the audience: {}", count(waiting.len()))),
        };
        self.suggestions = waiting;
        if let Some(says) = says {
            self.tell(says);
        }
    }

    /// How many wait, in words, if any do.
    pub(super) fn queue_in_words(&self) -> Option<String> {
        (!self.suggestions.is_empty()).then(|| count(self.suggestions.len()))
    }

    fn waiting(&self, id: Uuid) -> Option<Suggestion> {
        self.suggestions.iter().find(|suggestion| suggestion.id == id).cloned()
    }
}

/// Puts a suggestion in its place of a queue, or takes it out.
fn place(queue: &mut Vec<Suggestion>, suggestion: &Suggestion, is_waiting: bool) {
    queue.retain(|other| other.id != suggestion.id);
    if is_waiting {
        let at = queue.partition_point(|other| other.place() < suggestion.place());
        queue.insert(at, suggestion.clone());
    }
}

fn count(waiting: usize) -> String {
    match waiting {
        0 => "no suggestion waits".to_owned(),
        1 => "1 suggestion waits".to_owned(),
        _ => format!("{waiting} suggestions wait"),
    }
}
