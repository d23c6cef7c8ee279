//! What stayed in the log, and why.
//!
//! Start with [`LeftOut`].

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::booth::store::Store;
use crate::cli::Context;
use crate::cli::table::count;
use crate::consent::{Care, Purpose, Refusal, Refused};
use crate::error::Error;
use crate::export::gate::Kept;

/// Counts takes by what kept them. One that several people don't want counts for each.
pub struct LeftOut {
    purpose: Option<Purpose>,
    kept: BTreeMap<Kept, usize>,
    before: usize,
}

impl LeftOut {
    /// Nothing yet, of an export for a purpose.
    pub const fn new(purpose: Option<Purpose>) -> Self {
        Self { purpose, kept: BTreeMap::new(), before: 0 }
    }

    /// Whether nothing keeps a take; counts what does.
    pub fn passes(&mut self, kept: Vec<Kept>) -> bool {
        let passes = kept.is_empty();
        for kept in kept {
            *self.kept.entry(kept).or_default() += 1;
        }
        passes
    }

    /// Counts a take that was over before the recording began, and doesn't let it pass.
    pub const fn before_the_recording(&mut self) -> bool {
        self.before += 1;
        false
    }

    /// Says what was left out, and what to do about it.
    pub fn tell(&self, cx: &Context, store: &Store) -> Result<(), Error> {
        if self.kept.is_empty() && self.before == 0 {
            return Ok(());
        }
        for reason in self.each(store)? {
            cx.print.note(&format!("left out {reason}"));
        }
        Ok(())
    }

    /// Why nothing is left, in one sentence.
    pub fn reasons(&self, store: &Store) -> Result<String, Error> {
        let reasons = self.each(store)?;
        Ok(if reasons.is_empty() { "the log holds none that was asked for".to_owned() } else { reasons.join("; ") })
    }

    /// How many takes each reason kept, and what to do about it.
    fn each(&self, store: &Store) -> Result<Vec<String>, Error> {
        let names: BTreeMap<Uuid, String> =
            store.players(None)?.into_iter().map(|person| (person.id, person.name)).collect();
        let kept = self.kept.iter().map(|(kept, &takes)| (takes, self.why(kept, &names)));
        let before = (self.before, "over before the recording began".to_owned());
        let all = kept.chain((self.before > 0).then_some(before));
        Ok(all.map(|(takes, why)| format!("{}: {why}", count(takes, "take"))).collect())
    }

    fn why(&self, kept: &Kept, names: &BTreeMap<Uuid, String>) -> String {
        let alone = |what: &str| format!("{what}; to export such a take, name it: `sidecoach takes export N`");
        let (who, Refused { why, media }) = match kept {
            Kept::Running => return "still running".to_owned(),
            Kept::Care(Care::Stopped) => return alone("broken off"),
            Kept::Care(Care::Private) => return alone("a private matter came up"),
            Kept::Care(Care::Rehearsal) => return alone("a rehearsal"),
            Kept::Unnamed => {
                let do_so = "`sidecoach takes cast N 'player 2=NAME'` says who it was";
                return format!("somebody in it has no name, and can't have agreed; {do_so}");
            }
            Kept::Refused(who, refused) => (names.get(who).map_or("", String::as_str), refused),
        };
        let (purpose, word) =
            (self.purpose.map_or("anything", Purpose::word), self.purpose.map_or("PURPOSE", Purpose::word));
        let listed = |separator| media.iter().map(|medium| medium.word()).collect::<Vec<_>>().join(separator);
        let (what, media) = if media.is_empty() {
            (purpose.to_owned(), "audio,video".to_owned())
        } else {
            (format!("{} for {purpose}", listed(", ")), listed(","))
        };
        let says = match why {
            Refusal::NotGranted => format!("{who} has not agreed to {what}"),
            Refusal::Expired => format!("what {who} agreed to is over for {what}"),
            Refusal::Withdrawn => format!("{who} took back consent to {what}"),
        };
        let who = quoted(who);
        format!("{says}; `sidecoach player consent {who} --for {word} --media {media} --text FILE` records a grant")
    }
}

/// A name as a shell takes it for one word.
fn quoted(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if is_plain { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word() {
        for (name, word) in [("Ana", "Ana"), ("Zoë", "Zoë"), ("Ana María", "'Ana María'"), ("O'Neil", r"'O'\''Neil'")]
        {
            assert_eq!(quoted(name), word);
        }
    }
}
