//! What judges said came out of takes, beside what was asked for.
//!
//! Start with [`Store::heard`].

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use crate::feeling::Feeling;
use crate::report::Part;
use crate::scene::Ms;
use crate::take::{Perceived, Verdict};

use super::read::{PerceivedRecord, uuid, word};
use super::report::{Period, figures};
use super::{Store, StoreError, write};

/// A take of which more is known than one verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Who was asked for what.
    pub parts: Vec<Part>,
    /// What each of its judges holds.
    pub held: Vec<Held>,
}

/// What a judge holds of a take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The verdict.
    pub verdict: Option<Verdict>,
    /// What came out.
    pub perceived: Vec<Perceived>,
}

impl Heard {
    /// The feeling asked of a role at a step, which counts from 1.
    #[must_use]
    pub fn asked(&self, role: &str, step: u32) -> Option<Feeling> {
        let part = self.parts.iter().find(|part| part.role.as_deref() == Some(role))?;
        part.feelings.get((step as usize).checked_sub(1)?).copied()
    }
}

/// A session of a workshop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The workshop.
    pub id: Uuid,
    /// The name of the workshop.
    pub workshop: String,
    /// When it began, in ms since 1970 UTC.
    pub started: Ms,
}

/// Few takes were judged more than once, or had their feelings told; only of these are the long rows read.
const HEARD: &str = "\
    WITH told AS (
      SELECT take FROM judgement WHERE perceived <> '[]'
      UNION SELECT take FROM judgement GROUP BY take HAVING count(*) > 1)
    SELECT number, figure, judge, judgement.verdict AS verdict, perceived
    FROM told CROSS JOIN take ON take.id = told.take CROSS JOIN judgement ON judgement.take = told.take
    WHERE judgement.voided_at IS NULL AND take.voided_at IS NULL AND rehearsal = 0 AND ending IS NOT 'stopped'
      AND started >= ?1 AND started < ?2
      AND (?3 IS NULL OR (SELECT workshop FROM draw WHERE draw.id = take.draw) = ?3)
    ORDER BY number, judgement.seq";

impl Store {
    /// The takes of a period that were judged by several, or of which somebody said what came out. As everywhere, the
    /// newest judgement of each judge is what they hold.
    pub fn heard(&self, period: &Period) -> Result<Vec<Heard>, StoreError> {
        self.read(|db| {
            let figures = figures(db, period)?;
            let Period { since, until, workshop, .. } = period;
            let workshop = workshop.map(write::id);
            let mut statement = db.prepare_cached(HEARD)?;
            let mut rows = statement.query(params![since.unwrap_or(Ms::MIN), until.unwrap_or(Ms::MAX), workshop])?;
            let mut takes: BTreeMap<i64, (i64, BTreeMap<String, Held>)> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let perceived: String = row.get("perceived")?;
                let perceived: Vec<PerceivedRecord> = serde_json::from_str(&perceived).unwrap_or_default();
                let held = Held {
                    verdict: word(row, "verdict", Verdict::from_word)?,
                    perceived: perceived.iter().map(PerceivedRecord::perceived).collect(),
                };
                let take = takes.entry(row.get("number")?).or_insert((row.get("figure")?, BTreeMap::new()));
                take.1.insert(row.get("judge")?, held);
            }
            let heard = takes.into_values().filter_map(|(figure, held)| {
                let parts = figures.get(&figure)?.fact.parts.clone();
                Some(Heard { parts, held: held.into_values().collect() })
            });
            Ok(heard
                .filter(|take| take.held.len() > 1 || take.held.iter().any(|held| !held.perceived.is_empty()))
                .collect())
        })
    }

    /// The session with a take in a period that a stage here wrote last, or where all came from elsewhere, that began last.
    pub fn last_session(&self, period: &Period) -> Result<Option<Session>, StoreError> {
        let has_takes = "(?3 IS NULL OR workshop.id = ?3) AND EXISTS (
              SELECT 1 FROM draw JOIN take ON take.draw = draw.id
              WHERE draw.workshop = workshop.id AND take.voided_at IS NULL AND rehearsal = 0
                AND ending IS NOT 'stopped' AND take.started >= ?1 AND take.started < ?2
                AND (?4 IS NULL OR pack = ?4))";
        let written = format!(
            "SELECT workshop.* FROM sitting CROSS JOIN workshop ON workshop.id = sitting.workshop
             WHERE {has_takes} ORDER BY sitting.seq DESC LIMIT 1"
        );
        let began = format!("SELECT * FROM workshop WHERE {has_takes} ORDER BY started DESC LIMIT 1");
        let Period { since, until, workshop, pack, .. } = period;
        self.read(|db| {
            let (since, until) = (since.unwrap_or(Ms::MIN), until.unwrap_or(Ms::MAX));
            let found = |sql: &str| {
                let named = params![since, until, workshop.map(write::id), pack];
                let session = |row: &Row<'_>| {
                    Ok(Session { id: uuid(row, "id")?, workshop: row.get("name")?, started: row.get("started")? })
                };
                db.prepare_cached(sql)?.query_row(named, session).optional()
            };
            match found(&written)? {
                None => found(&began),
                session => Ok(session),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Bench, START, WORKSHOP, end, id, judgement, opening, take};
    use super::*;
    use crate::take::{Ending, Entry};

    fn came(step: u32, feeling: Option<&str>) -> Perceived {
        let feeling = feeling.and_then(Feeling::from_word);
        Perceived { role: "apologiser".to_owned(), step, feeling, strength: None }
    }

    #[test]
    fn what_each_judge_holds_is_heard() {
        let mut bench = Bench::new(opening().into_iter().take(4));
        assert_eq!(bench.store.heard(&Period::default()).unwrap(), []);
        assert_eq!(bench.store.last_session(&Period::default()).unwrap(), None);
        let takes = [take(1, sample::hand(1)), take(2, sample::hand(1)), take(3, sample::hand(1))];
        for (of_draw, played) in (1..).zip(takes) {
            let took = played.id;
            bench.put(&Entry::Began(Box::new(crate::take::Take { of_draw, ..played }))).unwrap();
            bench.put(&Entry::Ended { take: took, end: end(Ending::Edit) }).unwrap();
        }
        let mut judge = |take: u128, n: u128, by: &str, verdict, perceived: &[Perceived]| {
            let mut judgement = judgement(n, by, verdict);
            judgement.perceived = perceived.to_vec();
            bench.put(&Entry::Judged { take: id(300 + take), judgement }).unwrap();
        };
        // Of the first take one judge said what came out, of the second two gave a verdict, of the third one took back.
        judge(1, 1, "leader", Some(Verdict::Hold), &[]);
        judge(1, 2, "leader", Some(Verdict::Usable), &[came(1, Some("remorse")), came(2, None)]);
        judge(2, 3, "leader", Some(Verdict::Usable), &[]);
        judge(2, 4, "ben", Some(Verdict::NotUsable), &[]);
        judge(3, 5, "leader", None, &[came(1, Some("joy"))]);
        judge(3, 6, "leader", None, &[]);
        let heard = bench.store.heard(&Period::default()).unwrap();
        let first = Held { verdict: Some(Verdict::Usable), perceived: vec![came(1, Some("remorse")), came(2, None)] };
        assert_eq!(heard.iter().map(|take| take.held.len()).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(heard[0].held, [first]);
        let asked = [("apologiser", 1), ("apologiser", 2), ("apologiser", 3), ("apologiser", 0), ("wronged", 1)];
        let asked = asked.map(|(role, step)| heard[0].asked(role, step).map(Feeling::word));
        assert_eq!(asked, [Some("remorse"), Some("relief"), None, None, None]);

        let session = Session { id: id(WORKSHOP), workshop: "lab 0".to_owned(), started: START };
        assert_eq!(bench.store.last_session(&Period::default()).unwrap(), Some(session));
        let elsewhere = |workshop: Option<u128>, pack: Option<&str>, until: Option<Ms>| {
            let (workshop, pack) = (workshop.map(id), pack.map(str::to_owned));
            let period = Period { until, workshop, pack, ..Period::default() };
            (bench.store.heard(&period).unwrap().len(), bench.store.last_session(&period).unwrap().is_some())
        };
        assert_eq!(elsewhere(Some(WORKSHOP), Some("turns"), None), (2, true));
        for (workshop, pack, until) in [(Some(9), None, None), (None, Some("x"), None), (None, None, Some(START))] {
            assert_eq!(elsewhere(workshop, pack, until), (0, false));
        }
    }
}
