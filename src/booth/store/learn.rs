//! What the log teaches the draw.
//!
//! Start with [`Store::lessons`].

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::feeling::Aim;
use crate::learn::{Counts, Lessons, Level};
use crate::pack::PromptKey;

use super::report::{Figure, figures};
use super::{Store, StoreError};

impl Store {
    /// The verdicts on the takes of each prompt that has any, counted as [`Self::lessons`] does.
    pub fn rates(&self) -> Result<BTreeMap<PromptKey, Counts>, StoreError> {
        self.read(counts)
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
    for Figure { fact, tally } in figures(db, None)?.into_values() {
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
    use crate::take::{Ending, Entry, Take, Verdict};

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
}
