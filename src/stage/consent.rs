//! What people say about the use of their takes.
//!
//! Start with [`Stage::agree`]. What was said is never taken out of the log: taking it back is one more thing said.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::cast::PlayerKey;
use crate::consent::{Grant, Method, Purpose, Release, Said, in_force, in_words};
use crate::scene::Now;
use crate::take::Entry;

use super::{Agreed, Effect, Ids, Stage, Undo};

impl Stage {
    /// Somebody signed a text: it holds from now on, until it is withdrawn.
    pub(super) fn agree(
        &mut self,
        now: Now,
        agreed: Agreed,
        release: Release,
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Agreed { player, purposes, media } = agreed;
        let before = self.said_by(PlayerKey::Person(player));
        let is_new = |purpose: &Purpose| in_force(before, *purpose, now.utc).is_empty();
        let (new, older) = purposes.iter().copied().partition(is_new);
        let text = release.sha256();
        let said = Said::Granted { media, until: None, text, method: Method::Signed, given_by: None };
        self.say(Grant { id: ids(), player, purposes, on: now.utc, said }, Some(release), effects);
        self.keep(Undo::Agreed { player, new, older });
        self.tell(self.consent_of(player, now));
    }

    /// Somebody takes back all that they agreed to.
    pub(super) fn withdraw(&mut self, now: Now, player: Uuid, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        self.take_consent_back(now, player, Purpose::ALL.iter().copied().collect(), ids(), effects);
        self.keep(Undo::Withdrew);
        self.tell(self.consent_of(player, now));
    }

    /// Takes back what somebody agreed to by mistake: no more than that, so that what they had agreed to before holds on.
    pub(super) fn unagree(
        &mut self,
        now: Now,
        player: Uuid,
        (new, older): (BTreeSet<Purpose>, BTreeSet<Purpose>),
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) {
        if !new.is_empty() {
            self.take_consent_back(now, player, new, ids(), effects);
        }
        if older.is_empty() {
            return self.took_back(&format!("the consent; {}", self.consent_of(player, now)));
        }
        let older: Vec<_> = older.into_iter().map(Purpose::word).collect();
        let older = older.join(", ");
        self.tell(format!("an older consent to {older} holds: `sidecoach player withdraw` ends all of it"));
    }

    fn take_consent_back(
        &mut self,
        now: Now,
        player: Uuid,
        purposes: BTreeSet<Purpose>,
        id: Uuid,
        effects: &mut Vec<Effect>,
    ) {
        self.say(Grant { id, player, purposes, on: now.utc, said: Said::Withdrawn }, None, effects);
    }

    fn say(&mut self, grant: Grant, release: Option<Release>, effects: &mut Vec<Effect>) {
        self.said.entry(grant.player).or_default().push(grant.clone());
        self.save(Entry::Said { grant, release }, effects);
    }

    /// Takes in what the log says, and what of it is on its way there.
    pub(super) fn hear_said(&mut self, said: BTreeMap<Uuid, Vec<Grant>>) {
        self.said = said;
        for entry in self.outbox.entries() {
            let Entry::Said { grant, .. } = entry else { continue };
            let known = self.said.entry(grant.player).or_default();
            if known.iter().all(|other| other.id != grant.id) {
                known.push(grant.clone());
            }
        }
    }

    fn consent_of(&self, player: Uuid, now: Now) -> String {
        let player = PlayerKey::Person(player);
        format!("{}: {}", self.name_of(player), in_words(self.said_by(player), now.utc, |_| None))
    }
}
