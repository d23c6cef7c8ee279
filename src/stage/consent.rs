//! What people say about the use of their takes.
//!
//! Start with [`Stage::agree`]. What was said is never taken out of the log: taking it back is one more thing said.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::cast::PlayerKey;
use crate::consent::{Grant, Method, Purpose, Release, Said, in_force, in_words, known, withdrawals};
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
        let new: BTreeSet<_> = purposes.iter().copied().filter(is_new).collect();
        let is_all = new == purposes;
        let (text, knew) = (release.sha256(), known(self.said.values().flatten(), None));
        let said = Said::Granted { media, until: None, text, method: Method::Signed, given_by: None, knew };
        self.say(Grant { id: ids(), player, purposes, on: now.utc, said }, Some(release), effects);
        self.keep(Undo::Agreed { player, new, is_all });
        self.tell(self.consent_of(player, now));
    }

    /// Somebody takes back all that they agreed to.
    pub(super) fn withdraw(&mut self, now: Now, player: Uuid, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        self.take_consent_back(now, player, &Purpose::ALL.iter().copied().collect(), ids, effects);
        self.keep(Undo::Withdrew);
        self.tell(self.consent_of(player, now));
    }

    /// Takes back what somebody agreed to by mistake, for purposes that they had not agreed to before: of the others nothing
    /// can be taken back that would not end the older consent too, so what holds is told instead. Gives the sentence for it.
    pub(super) fn unagree(
        &mut self,
        now: Now,
        player: Uuid,
        (new, is_all): (BTreeSet<Purpose>, bool),
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) -> String {
        if !new.is_empty() {
            self.take_consent_back(now, player, &new, ids, effects);
        }
        let holds = self.consent_of(player, now);
        if is_all {
            format!("took back the consent; {holds}")
        } else {
            format!("{holds} stays: `sidecoach player withdraw` ends it")
        }
    }

    fn take_consent_back(
        &mut self,
        now: Now,
        player: Uuid,
        purposes: &BTreeSet<Purpose>,
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) {
        for withdrawal in withdrawals(self.said_by(PlayerKey::Person(player)), player, purposes, now.utc, ids) {
            self.say(withdrawal, None, effects);
        }
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
