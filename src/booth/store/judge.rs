//! What the command line changes about a take, and how it takes that back.
//!
//! Start with [`Store::judge`].

use rusqlite::OptionalExtension;
use uuid::Uuid;

use crate::scene::Ms;
use crate::take::{Judgement, Reason, Verdict};

use super::read::{JudgementRecord, TakeName, judgements};
use super::{Store, StoreError, write};

/// What is new in a judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Another verdict, with its reason or none.
    Verdict(Verdict, Option<Reason>),
    /// Another note; `None` for none any more.
    Note(Option<String>),
}

impl Store {
    /// Judges a take. What its judge had given otherwise is repeated. `false` if there is no such take.
    pub fn judge(&mut self, take: TakeName, by: &str, change: Change, id: Uuid, at: Ms) -> Result<bool, StoreError> {
        self.write(|db| {
            let Some(take) = find(db, take)? else { return Ok(false) };
            let given = judgements(db, &write::id(take))?;
            let mut judgement = match given.iter().rfind(|given| given.by == by) {
                Some(given) => given.judgement(),
                None => Judgement { id, at, by: by.to_owned(), verdict: None, reason: None, note: None, perceived: vec![] },
            };
            (judgement.id, judgement.at) = (id, at);
            match change {
                Change::Verdict(verdict, reason) => (judgement.verdict, judgement.reason) = (Some(verdict), reason),
                Change::Note(note) => judgement.note = note,
            }
            write::judge(db, take, &judgement)?;
            Ok(true)
        })
    }

    /// Takes back the last judgement of a take and says what that was, such as `the verdict usable`; `None` if there is
    /// nothing to take back.
    pub fn undo_last(&mut self, take: TakeName, at: Ms) -> Result<Option<String>, StoreError> {
        self.write(|db| {
            let Some(take) = find(db, take)? else { return Ok(None) };
            let mut given = judgements(db, &write::id(take))?;
            let Some(last) = given.pop() else { return Ok(None) };
            write::void_judgement(db, last.id, at)?;
            Ok(Some(last.news(given.iter().rfind(|before| before.by == last.by))))
        })
    }
}

impl JudgementRecord {
    fn judgement(&self) -> Judgement {
        Judgement {
            id: self.id,
            at: self.at,
            by: self.by.clone(),
            verdict: self.verdict,
            reason: self.reason,
            note: self.note.clone(),
            perceived: self.perceived.iter().map(super::read::PerceivedRecord::perceived).collect(),
        }
    }

    /// What it changed of what its judge had held before.
    fn news(&self, before: Option<&Self>) -> String {
        let verdict = before.map(|before| (before.verdict, before.reason)).unwrap_or_default();
        let note = before.and_then(|before| before.note.as_ref());
        match (self.verdict, self.reason) {
            now if now == verdict && self.note.as_ref() != note => "the note".to_owned(),
            now if now == verdict => "the feeling that came out".to_owned(),
            (Some(verdict), Some(reason)) => format!("the verdict {verdict} ({reason})"),
            (Some(verdict), None) => format!("the verdict {verdict}"),
            (None, _) => "the verdict".to_owned(),
        }
    }
}

/// The id of a take that was not taken back.
fn find(db: &rusqlite::Connection, take: TakeName) -> rusqlite::Result<Option<Uuid>> {
    let (number, id) = match take {
        TakeName::Number(number) => (Some(number), None),
        TakeName::Id(id) => (None, Some(write::id(id))),
    };
    db.prepare_cached("SELECT id FROM take WHERE (number = ?1 OR id = ?2) AND voided_at IS NULL")?
        .query_row((number, id), |row| super::read::uuid(row, "id"))
        .optional()
}
