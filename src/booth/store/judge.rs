//! What the command line changes about a take, and how it takes that back.
//!
//! Start with [`Store::judge`].

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::scene::Ms;
use crate::take::{Judgement, Reason, Verdict};

use super::read::{JudgementRecord, PerceivedRecord, TakeName, judgements, uuid};
use super::recast::{last_after, void};
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
                None => {
                    Judgement { id, at, by: by.to_owned(), verdict: None, reason: None, note: None, perceived: vec![] }
                }
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

    /// Adds a whole judgement of a take. `false` if there is no such take.
    pub fn add_judgement(&mut self, take: Uuid, judgement: &Judgement) -> Result<bool, StoreError> {
        self.write(|db| {
            let Some(take) = find(db, TakeName::Id(take))? else { return Ok(false) };
            write::judge(db, take, judgement).map(|()| true)
        })
    }

    /// The takes that this judge has yet to judge, in their order. A note alone is no judgement.
    pub fn not_judged_by(&self, by: &str) -> Result<Vec<Uuid>, StoreError> {
        let sql = "SELECT id FROM take
                   WHERE voided_at IS NULL AND rehearsal = 0 AND ending IS NOT 'stopped' AND NOT EXISTS (
                     SELECT 1 FROM judgement
                     WHERE judgement.take = take.id AND judge = ?1 AND judgement.voided_at IS NULL
                       AND (judgement.verdict IS NOT NULL OR perceived <> '[]'))
                   ORDER BY number";
        self.read(|db| db.prepare_cached(sql)?.query_map([by], |row| uuid(row, "id"))?.collect())
    }

    /// Takes back the last change to a take, a judgement or a correction of its cast, and says what that was, such as
    /// `the verdict usable`; `None` if there is nothing to take back.
    pub fn undo_last(&mut self, take: TakeName, at: Ms) -> Result<Option<String>, StoreError> {
        self.write(|db| {
            let Some(take) = find(db, take)? else { return Ok(None) };
            let mut given = judgements(db, &write::id(take))?;
            let last = given.pop();
            if let Some(correction) = last_after(db, take, last.as_ref().map(|last| last.id))? {
                void(db, &correction, at)?;
                return Ok(Some("the cast".to_owned()));
            }
            let Some(last) = last else { return Ok(None) };
            write::void_judgement(db, last.id, at)?;
            Ok(Some(last.news(given.iter().rfind(|before| before.by == last.by))))
        })
    }
}

impl JudgementRecord {
    /// As the core knows it.
    pub(super) fn judgement(&self) -> Judgement {
        Judgement {
            id: self.id,
            at: self.at,
            by: self.by.clone(),
            verdict: self.verdict,
            reason: self.reason,
            note: self.note.clone(),
            perceived: self.perceived.iter().map(PerceivedRecord::perceived).collect(),
        }
    }

    /// What it changed of what its judge had held before.
    fn news(&self, before: Option<&Self>) -> String {
        let verdict = before.map(|before| (before.verdict, before.reason)).unwrap_or_default();
        let note = before.and_then(|before| before.note.as_ref());
        let perceived = before.map_or(&[][..], |before| &before.perceived);
        match (self.verdict, self.reason) {
            now if now == verdict && self.note.as_ref() != note => "the note".to_owned(),
            now if now == verdict && self.perceived != perceived => "the feeling that came out".to_owned(),
            now if now == verdict => "a judgement that said nothing new".to_owned(),
            (Some(verdict), Some(reason)) => format!("the verdict {verdict} ({reason})"),
            (Some(verdict), None) => format!("the verdict {verdict}"),
            (None, _) => "the verdict".to_owned(),
        }
    }
}

/// The id of a take that was not taken back.
pub(super) fn find(db: &Connection, take: TakeName) -> rusqlite::Result<Option<Uuid>> {
    let (number, id) = match take {
        TakeName::Number(number) => (Some(number), None),
        TakeName::Id(id) => (None, Some(write::id(id))),
    };
    db.prepare_cached("SELECT id FROM take WHERE (number = ?1 OR id = ?2) AND voided_at IS NULL")?
        .query_row((number, id), |row| uuid(row, "id"))
        .optional()
}

#[cfg(test)]
mod tests {
    use super::super::read::TakeRecord;
    use super::super::sample::{Bench, id, judgement, opening};
    use super::*;
    use crate::take::{Entry, Perceived};

    const TAKE: TakeName = TakeName::Number(1);

    fn take(bench: &Bench) -> TakeRecord {
        bench.store.take(TAKE).unwrap().unwrap()
    }

    #[test]
    fn a_row_repeats_what_its_judge_had_given() {
        let mut bench = Bench::new(opening());
        let perceived = Perceived { role: "wronged".to_owned(), step: 1, feeling: None, strength: None };
        let seen = Judgement { perceived: vec![perceived.clone()], ..judgement(1, "leader", Some(Verdict::Hold)) };
        let later = seen.at;
        bench.put(&Entry::Judged { take: id(301), judgement: seen }).unwrap();
        let mut judge =
            |n: u128, by, change| bench.store.judge(TAKE, by, change, id(500 + n), later + n as Ms).unwrap();
        let note = Some("late".to_owned());
        assert!(judge(2, "leader", Change::Note(note.clone())));
        assert!(judge(3, "leader", Change::Verdict(Verdict::NotUsable, Some(Reason::Technical))));
        assert!(judge(4, "ben", Change::Note(Some("mine".to_owned()))));
        let take = take(&bench);
        let third = &take.judgements[2];
        assert_eq!((third.at, &third.note), (later + 3, &note));
        assert_eq!(third.perceived.iter().map(PerceivedRecord::perceived).collect::<Vec<_>>(), [perceived]);
        assert_eq!((take.verdict, take.reason), (Some(Verdict::NotUsable), Some(Reason::Technical)));
        assert_eq!(take.note.as_deref(), Some("mine"));
        assert_eq!(take.judgements[3].verdict, None, "what another judge gave is not repeated");
    }

    #[test]
    fn what_follows_is_later_whatever_the_clock_says() {
        let mut bench = Bench::new(opening());
        let mut judge = |n: u128, by, verdict, at| {
            bench.store.judge(TAKE, by, Change::Verdict(verdict, None), id(500 + n), at).unwrap();
        };
        judge(1, "leader", Verdict::Hold, 5000);
        judge(2, "leader", Verdict::Usable, 3000);
        judge(3, "ben", Verdict::NotUsable, Ms::MAX);
        judge(4, "ben", Verdict::Usable, 6000);
        bench.store.recast(TAKE, &[("wronged", None)], id(600), 7000).unwrap();
        let times: Vec<_> = take(&bench).judgements.iter().map(|one| one.at).collect();
        assert_eq!(times, [5000, 5001, Ms::MAX, Ms::MAX]);
        assert_eq!(bench.ask("SELECT at FROM recast"), Ms::MAX.to_string());
        assert_eq!(take(&bench).verdict, Some(Verdict::Usable));
    }

    #[test]
    fn what_is_taken_back_is_said() {
        let mut bench = Bench::new(opening());
        let changes = [
            Change::Note(Some("late".to_owned())),
            Change::Verdict(Verdict::Usable, None),
            Change::Verdict(Verdict::NotUsable, Some(Reason::Private)),
            Change::Note(None),
            Change::Verdict(Verdict::NotUsable, Some(Reason::Private)),
        ];
        for (n, change) in (1..).zip(changes) {
            bench.store.judge(TAKE, "leader", change, id(500 + n), 5).unwrap();
        }
        assert_eq!((take(&bench).verdict, take(&bench).note), (Some(Verdict::NotUsable), None));
        let perceived = vec![Perceived { role: "wronged".to_owned(), step: 1, feeling: None, strength: None }];
        bench
            .put(&Entry::Judged { take: id(301), judgement: Judgement { perceived, ..judgement(6, "ben", None) } })
            .unwrap();
        let mut undo = || bench.store.undo_last(TAKE, 9).unwrap();
        let said: Vec<_> = std::iter::from_fn(&mut undo).collect();
        let again = "a judgement that said nothing new";
        let changes = ["the note", "the verdict not-usable (private)", "the verdict usable", "the note"];
        assert_eq!(said, [&["the feeling that came out", again][..], &changes].concat());
        assert_eq!((take(&bench).verdict, take(&bench).judgements.len()), (None, 0));
        assert_eq!(bench.ask("SELECT count(*) FROM judgement"), "6", "nothing is deleted");
    }

    #[test]
    fn a_take_that_is_not_there_is_not_judged() {
        let mut bench = Bench::new(opening());
        let mut judge = |take| bench.store.judge(take, "leader", Change::Note(None), id(501), 5).unwrap();
        assert!(!judge(TakeName::Number(2)));
        assert!(!judge(TakeName::Id(id(9))));
        assert!(judge(TakeName::Id(id(301))));
        bench.put(&Entry::TakeVoided { take: id(301), at: 9 }).unwrap();
        assert!(!bench.store.judge(TAKE, "leader", Change::Note(None), id(502), 5).unwrap());
        assert_eq!(bench.store.undo_last(TAKE, 9).unwrap(), None);
    }
}
