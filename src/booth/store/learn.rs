//! What the log teaches the draw.
//!
//! Start with [`Store::lessons`].

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::feeling::{Aim, Aliases, FeelingArc};
use crate::learn::{Counts, Lessons, Level};
use crate::pack::PromptKey;

use super::report::{Figure, Period, figures};
use super::{Store, StoreError};

impl Store {
    /// The verdicts on the takes of each prompt that has any, counted as [`Self::lessons`] does.
    pub fn rates(&self) -> Result<BTreeMap<PromptKey, Counts>, StoreError> {
        self.read(counts)
    }

    /// How often each feeling and shift was played in the last rehearsals, each once a take, as far as their arcs came.
    pub fn rehearsed(&self) -> Result<BTreeMap<Aim, u32>, StoreError> {
        self.read(rehearsed)
    }

    /// The verdicts on the takes of each prompt, and how far these targets were reached. Only usable and not usable
    /// takes count, and none that was rehearsed or broken off.
    pub fn lessons(&self, level: Level, targets: &BTreeMap<Aim, u32>) -> Result<Lessons, StoreError> {
        self.read(|db| {
            let mut lessons = Lessons::of_nothing(level, targets);
            if level != Level::Off {
                lessons.counts = counts(db)?;
            }
            if !targets.is_empty() {
                let reached = reached(db)?;
                for (aim, target) in &mut lessons.targets {
                    target.had = reached.get(aim).copied().unwrap_or(0);
                }
            }
            Ok(lessons)
        })
    }
}

/// Every rehearsal among the last takes of the log, with its roles and how far each came.
const REHEARSED: &str = r#"
    WITH late AS (SELECT number, id, rehearsal, voided_at, ending FROM take ORDER BY number DESC LIMIT ?1),
      rehearsed AS (
        SELECT id FROM late WHERE rehearsal = 1 AND voided_at IS NULL AND ending IS NOT 'stopped'
        ORDER BY number DESC LIMIT ?2)
    SELECT rehearsed.id, arc, (
      SELECT max(step) FROM moment
      WHERE moment.take = rehearsed.id AND moment.role = "cast".role AND moment.voided_at IS NULL) AS step
    FROM rehearsed JOIN "cast" ON "cast".take = rehearsed.id WHERE arc IS NOT NULL"#;

/// How many of the last takes of a log are looked through for rehearsals.
const LATE: u32 = 10_000;
/// How many rehearsals are lately.
const LATELY: u32 = 60;

fn rehearsed(db: &Connection) -> rusqlite::Result<BTreeMap<Aim, u32>> {
    let mut statement = db.prepare_cached(REHEARSED)?;
    let mut rows = statement.query([LATE, LATELY])?;
    let mut shown: BTreeSet<(String, Aim)> = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let (take, arc, step): (String, String, Option<u32>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Ok(arc) = FeelingArc::parse(&arc, &Aliases::new()) else { continue };
        let mut feelings = arc.feelings();
        feelings.truncate(step.unwrap_or(1) as usize);
        shown.extend(Aim::along(&feelings).map(|aim| (take.clone(), aim)));
    }
    let mut counts = BTreeMap::new();
    for (_, aim) in shown {
        *counts.entry(aim).or_insert(0) += 1;
    }
    Ok(counts)
}

fn counts(db: &Connection) -> rusqlite::Result<BTreeMap<PromptKey, Counts>> {
    let sql = "SELECT what ->> 'pack' AS pack, what ->> 'prompt' AS prompt, sum(usable) AS usable,
                 sum(usable + not_usable) AS judged
               FROM figure WHERE what ->> 'pack' IS NOT NULL GROUP BY 1, 2 HAVING judged > 0";
    let mut rows = db.prepare_cached(sql)?;
    let counts = rows.query_map([], |row| {
        let key = PromptKey { pack: row.get("pack")?, id: row.get("prompt")? };
        Ok((key, Counts { usable: row.get("usable")?, judged: row.get("judged")? }))
    })?;
    counts.collect()
}

/// How many usable takes aimed at what; each counts once, however many roles share an aim.
fn reached(db: &Connection) -> rusqlite::Result<BTreeMap<Aim, u32>> {
    let mut reached = BTreeMap::new();
    for Figure { fact, tally } in figures(db, &Period::default())?.into_values() {
        let usable = u32::try_from(tally.usable).unwrap_or(u32::MAX);
        let aims: BTreeSet<Aim> = fact.parts.iter().flat_map(|part| Aim::along(&part.feelings)).collect();
        for aim in aims {
            let had = reached.entry(aim).or_insert(0_u32);
            *had = had.saturating_add(usable);
        }
    }
    Ok(reached)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, Bench, START, end, id, judgement, opening, take};
    use super::*;
    use crate::learn::Target;
    use crate::take::{Ending, Entry, Moment, MomentKind, Take, Verdict};

    /// Prompts of the sample, each played once, with its ending and verdict.
    fn played(takes: &[(bool, Ending, Option<Verdict>)]) -> Bench {
        let mut entries = opening();
        for (n, &(rehearsal, ending, verdict)) in (2..).zip(takes) {
            let hand = sample::hand(n);
            entries.push(Entry::Dealt(Box::new(hand.clone())));
            let began = Take { rehearsal, ..take(n, hand) };
            entries.push(Entry::Began(Box::new(began.clone())));
            entries.push(Entry::Ended { take: began.id, end: end(ending) });
            entries.push(Entry::Judged { take: began.id, judgement: judgement(n.into(), "leader", verdict) });
        }
        Bench::new(entries)
    }

    #[test]
    fn only_what_counts_in_figures_teaches() {
        let (usable, not_usable) = (Some(Verdict::Usable), Some(Verdict::NotUsable));
        let mut bench = played(&[
            (false, Ending::Edit, usable),
            (false, Ending::Time, not_usable),
            (false, Ending::Interrupted, usable),
            (false, Ending::Edit, Some(Verdict::Hold)),
            (false, Ending::Edit, None),
            (false, Ending::Stopped, usable),
            (true, Ending::Edit, usable),
        ]);
        let [remorse, relief] = ["remorse", "relief"].map(|word| Aim::parse(word).unwrap());
        let [shift, other] = ["remorse -> relief", "relief -> remorse"].map(|word| Aim::parse(word).unwrap());
        let targets = BTreeMap::from([(remorse, 20), (shift, 20), (other, 5)]);
        let lessons = |bench: &Bench, level| bench.store.lessons(level, &targets).unwrap();
        let had = |lessons: &Lessons| lessons.targets.values().map(|target| target.had).collect::<Vec<_>>();
        let keen = lessons(&bench, Level::Keen);
        assert_eq!(keen.counts, bench.store.rates().unwrap());
        let names: Vec<String> = keen.counts.keys().map(PromptKey::to_string).collect();
        assert_eq!(names, ["turns/late-2", "turns/late-3", "turns/late-4"]);
        let sum = |lessons: &Lessons| {
            let counts = lessons.counts.values();
            counts.fold((0, 0), |sum, counts| (sum.0 + counts.usable, sum.1 + counts.judged))
        };
        assert_eq!(sum(&keen), (2, 3));
        assert_eq!(keen.targets[&shift], Target { had: 2, wanted: 20 });
        assert_eq!(had(&keen), [2, 0, 2]);
        assert!(!keen.targets.contains_key(&relief));
        let off = lessons(&bench, Level::Off);
        assert_eq!((off.counts.len(), had(&off)), (0, vec![2, 0, 2]), "targets were set by somebody");
        bench.put(&Entry::JudgementVoided { take: id(302), judgement: id(502), at: START }).unwrap();
        let voided = lessons(&bench, Level::Gentle);
        assert_eq!(sum(&voided), (1, 2));
    }

    #[test]
    fn rehearsals_tell_what_was_lately_played() {
        let mut bench = played(&[
            (true, Ending::Time, None),
            (true, Ending::Edit, None),
            (true, Ending::Stopped, None),
            (false, Ending::Edit, None),
        ]);
        let role = Some("apologiser".to_owned());
        let cue = Moment { kind: MomentKind::Cue, role, step: Some(2), ..sample::moment(1, 500) };
        bench.put(&Entry::Moment { take: id(302), moment: cue.clone() }).unwrap();
        let told = |bench: &Bench| {
            let rehearsed = bench.store.rehearsed().unwrap();
            rehearsed.iter().map(|(aim, n)| format!("{aim} {n}")).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(told(&bench), "relief 1, remorse 2, remorse -> relief 1");
        bench.put(&Entry::MomentVoided { moment: cue.id, at: START }).unwrap();
        assert_eq!(told(&bench), "remorse 2");
        bench.put(&Entry::TakeVoided { take: id(303), at: START }).unwrap();
        assert_eq!(told(&bench), "remorse 1");
    }
}
