//! What the takes of the log amount to.
//!
//! Start with [`Store::tallies`]. What the takes of a prompt amount to is kept in `figure`, so that most answers take no
//! longer for more takes; any other is one walk through an index that has all of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use rusqlite::{Connection, Row, params};
use serde::Deserialize;
use uuid::Uuid;

use crate::feeling::Feeling;
use crate::pack::{Kind, PromptKey};
use crate::report::{Appearance, Appearances, By, Fact, Figures, Outcome, Part, Tally, Topic, own_key};
use crate::scene::Ms;
use crate::take::{Ending, Reason, Verdict};

use super::resume::AHEAD;
use super::{Store, StoreError, write};

/// Which takes and passes a report is about. Each part that is given narrows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    /// From then on, ms since 1970 UTC.
    pub since: Option<Ms>,
    /// Before then.
    pub until: Option<Ms>,
    /// In this workshop.
    pub workshop: Option<Uuid>,
    /// From this pack.
    pub pack: Option<String>,
    /// What it is now. A take that began later is of a clock that was ahead, once something arrived after it that did not:
    /// then arrival tells when it was. Without this, every clock is believed.
    pub now: Option<Ms>,
}

impl Period {
    /// All there is, by this time.
    #[must_use]
    pub fn until_now(now: Ms) -> Self {
        Self { now: Some(now), ..Self::default() }
    }

    /// From when on no time is believed.
    fn latest(&self) -> Ms {
        self.now.map_or(Ms::MAX, |now| now.saturating_add(AHEAD))
    }
}

impl Store {
    /// What the takes of the whole log amount to, or how often people were on stage in them.
    pub fn figures(&self, topic: Topic, now: Ms) -> Result<Figures, StoreError> {
        let period = Period::until_now(now);
        Ok(match topic {
            Topic::Takes(by) => Figures::Takes(by, self.tallies(by, &period)?),
            Topic::People => Figures::People(self.appearances(&period)?),
        })
    }

    /// What the takes of a period amount to, by key.
    pub fn tallies(&self, by: By, period: &Period) -> Result<BTreeMap<String, Tally>, StoreError> {
        self.read(|db| {
            let figures = figures(db, period)?;
            let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
            let mut add = |key: String, tally: &Tally| tallies.entry(key).or_default().add(tally);
            match by {
                By::Workshop => {
                    let names = names(db, "SELECT seq, name FROM workshop")?;
                    for (seq, tally) in counted(db, period, &figures, |event| event.during)? {
                        if let Some(name) = names.get(&seq) {
                            add(name.clone(), &tally);
                        }
                    }
                }
                By::Reason => {
                    for (reason, tally) in counted(db, period, &figures, |event| reason_against(event.outcome))? {
                        if let Some(reason) = reason {
                            add(reason.word().to_owned(), &tally);
                        }
                    }
                }
                By::Prompt if period.pack.is_none() => {
                    by_figure(db, period, &figures, by, &mut add)?;
                    own_prompts(db, period, |text, outcome, at| {
                        let mut one = Tally::default();
                        one.record(outcome, at);
                        add(own_key(text), &one);
                    })?;
                }
                _ => by_figure(db, period, &figures, by, &mut add)?,
            }
            Ok(tallies)
        })
    }

    /// How often each person was on stage in a period, by name.
    pub fn appearances(&self, period: &Period) -> Result<BTreeMap<String, Appearances>, StoreError> {
        self.read(|db| {
            let figures = figures(db, period)?;
            let mut people: HashMap<i64, Appearances> = HashMap::new();
            let mut together: BTreeMap<i64, Vec<Appearance<'_>>> = BTreeMap::new();
            let mut draw = String::new();
            walk(db, PEOPLE, period, |row| {
                let of = row.get_ref(0)?.as_str()?;
                if draw != of {
                    draw.replace_range(.., of);
                    count_draw(&mut people, &mut together);
                }
                let Some(figure) = figures.get(&row.get(1)?) else { return Ok(()) };
                let outcome = match row.get_ref(3)?.as_str_or_null()?.and_then(Ending::from_word) {
                    Some(Ending::Stopped) => Outcome::BrokenOff,
                    _ => Outcome::Played { verdict: None, reason: None, length: row.get(4)? },
                };
                for (player, roles) in cast(row.get_ref(5)?.as_str()?) {
                    let parts = roles.into_iter().filter_map(|role| figure.fact.parts.get(role)).collect();
                    together.entry(player).or_default().push(Appearance { parts, at: row.get(2)?, outcome });
                }
                Ok(())
            })?;
            count_draw(&mut people, &mut together);
            let names = names(db, "SELECT seq, name FROM player")?;
            Ok(people.into_iter().filter_map(|(seq, seen)| Some((names.get(&seq)?.clone(), seen))).collect())
        })
    }
}

/// Counts a draw for everybody who was in takes of it.
fn count_draw(people: &mut HashMap<i64, Appearances>, takes: &mut BTreeMap<i64, Vec<Appearance<'_>>>) {
    for (player, takes) in std::mem::take(takes) {
        people.entry(player).or_default().appear(&takes);
    }
}

/// Adds what the takes of a period amount to under the keys that their figures tell. Of all times that is kept.
fn by_figure(
    db: &Connection,
    period: &Period,
    figures: &HashMap<i64, Figure>,
    by: By,
    add: &mut impl FnMut(String, &Tally),
) -> rusqlite::Result<()> {
    if period.since.or(period.until).is_none() && period.workshop.is_none() {
        for Figure { fact, tally } in figures.values().filter(|figure| figure.tally != Tally::default()) {
            fact.keys(by).into_iter().for_each(|key| add(key, tally));
        }
        return Ok(());
    }
    for (seq, tally) in counted(db, period, figures, |event| event.figure)? {
        figures[&seq].fact.keys(by).into_iter().for_each(|key| add(key, &tally));
    }
    Ok(())
}

/// What the takes of a prompt amount to.
pub(super) struct Figure {
    /// The prompt, as far as takes are put together by it.
    pub(super) fact: Fact,
    /// All that is counted of it.
    pub(super) tally: Tally,
}

/// The prompts that were ever drawn, of a period's pack or all, by the number of their figure. What it counts is of all times.
pub(super) fn figures(db: &Connection, period: &Period) -> rusqlite::Result<HashMap<i64, Figure>> {
    let mut rows = db.prepare_cached("SELECT * FROM figure WHERE ?1 IS NULL OR what ->> 'pack' = ?1")?;
    let figures = rows.query_map([period.pack.as_deref()], |row| {
        let what: String = row.get("what")?;
        let fact = serde_json::from_str::<What>(&what).ok().and_then(What::fact);
        Ok(fact.map(|fact| Ok((row.get("seq")?, Figure { fact, tally: tally(row)? }))))
    })?;
    let mut figures: HashMap<_, _> =
        figures.filter_map(|figure| figure.and_then(Option::transpose).transpose()).collect::<rusqlite::Result<_>>()?;
    let latest = period.latest();
    for (seq, figure) in figures.iter_mut().filter(|(_, figure)| figure.tally.last > Some(latest)) {
        figure.tally.last = db.prepare_cached(LAST)?.query_row(params![seq, latest], |row| row.get(0))?;
    }
    Ok(figures)
}

/// When a take began as far as that can be believed. What is of a time to come is wrong once something arrived after it that
/// is not: then it began with what arrived before it, or with that.
macro_rules! believed {
    ($latest:literal) => {
        concat!(
            "iif(started <= ",
            $latest,
            ", started, coalesce((SELECT coalesce((SELECT before.started FROM take AS before ",
            "WHERE before.number < take.number AND before.started <= ",
            $latest,
            " ORDER BY before.number DESC LIMIT 1), after.started) FROM take AS after ",
            "WHERE after.number > take.number AND after.started <= ",
            $latest,
            " ORDER BY after.number LIMIT 1), started))"
        )
    };
}

/// When a take of a figure was last played.
const LAST: &str = concat!(
    "SELECT max(",
    believed!("?2"),
    ") FROM take INDEXED BY take_counted ",
    "WHERE figure = ?1 AND voided_at IS NULL AND rehearsal = 0 AND ending IS NOT 'stopped'"
);

fn tally(row: &Row<'_>) -> rusqlite::Result<Tally> {
    // Sums of what is larger, as in a damaged log, might not fit.
    let count = |column| row.get::<_, u32>(column).map(u64::from);
    let mut not_usable = BTreeMap::new();
    for reason in Reason::ALL {
        not_usable.insert(Some(*reason), count(reason.word())?);
    }
    let without = count("not_usable")?.saturating_sub(not_usable.values().sum());
    not_usable.insert(None, without);
    not_usable.retain(|_, takes| *takes > 0);
    Ok(Tally {
        usable: count("usable")?,
        not_usable,
        hold: count("hold")?,
        unjudged: count("unjudged")?,
        passes: count("passes")?,
        length: row.get("length_ms")?,
        lengths: count("lengths")?,
        last: row.get("last")?,
    })
}

/// What a figure is of, as the log keeps it.
#[derive(Deserialize)]
struct What {
    pack: Option<String>,
    prompt: Option<String>,
    kind: String,
    tags: Vec<String>,
    parts: Vec<(String, Vec<String>)>,
}

impl What {
    fn fact(self) -> Option<Fact> {
        let part = |(role, feelings): (String, Vec<String>)| Part {
            role: Some(role),
            feelings: feelings.iter().filter_map(|word| Feeling::from_word(word)).collect(),
            player: None,
        };
        Some(Fact {
            draw: 0,
            prompt: self.pack.zip(self.prompt).map(|(pack, id)| PromptKey { pack, id }),
            // A figure holds no text that somebody typed: it is with the takes.
            own: None,
            kind: Kind::from_word(&self.kind)?,
            tags: self.tags,
            workshop: String::new(),
            parts: self.parts.into_iter().map(part).collect(),
            at: 0,
            outcome: Outcome::Passed,
        })
    }
}

/// A take that counts, or a prompt passed over.
struct Event {
    figure: i64,
    during: i64,
    at: Ms,
    outcome: Outcome,
}

/// Who played in a take, and which roles of its figure.
fn cast(players: &str) -> BTreeMap<i64, BTreeSet<usize>> {
    let mut cast: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();
    for (player, role) in seats(players) {
        cast.entry(player).or_default().extend(role);
    }
    cast
}

/// Why a take is not usable.
fn reason_against(outcome: Outcome) -> Option<Reason> {
    match outcome {
        Outcome::Played { verdict: Some(Verdict::NotUsable), reason, .. } => reason,
        _ => None,
    }
}

/// Who played in a take, as its row has it: their `seq`, and which role of the figure.
pub(super) fn seats(players: &str) -> Vec<(i64, Option<usize>)> {
    serde_json::from_str(players).unwrap_or_default()
}

/// A tally for each key, of the takes and passes of a period.
fn counted<K: Eq + Hash>(
    db: &Connection,
    period: &Period,
    figures: &HashMap<i64, Figure>,
    key: impl Fn(&Event) -> K,
) -> rusqlite::Result<HashMap<K, Tally>> {
    let mut tallies: HashMap<K, Tally> = HashMap::new();
    let mut count = |event: &Event| {
        if figures.contains_key(&event.figure) {
            tallies.entry(key(event)).or_default().record(event.outcome, event.at);
        }
    };
    walk_takes(db, period, &mut count)?;
    walk_passes(db, period, &mut count)?;
    Ok(tallies)
}

/// The takes that count. Left to itself, SQLite may choose an index that leads to the long rows.
macro_rules! counted {
    () => {
        "FROM take INDEXED BY take_counted
         WHERE voided_at IS NULL AND rehearsal = 0 AND ending IS NOT 'stopped' AND started >= ?1 AND started < ?2
           AND (?3 IS NULL OR during = (SELECT seq FROM workshop WHERE id = ?3))"
    };
}

const TAKES: &str = concat!("SELECT figure, during, ", believed!("?4"), ", verdict, reason, played_ms ", counted!());

/// Those that were broken off too, the takes of a draw together.
const PEOPLE: &str = concat!(
    "SELECT draw, figure, ",
    believed!("?4"),
    ", ending, played_ms, players
     FROM take INDEXED BY take_draw
     WHERE voided_at IS NULL AND rehearsal = 0 AND started >= ?1 AND started < ?2
       AND (?3 IS NULL OR during = (SELECT seq FROM workshop WHERE id = ?3))
     ORDER BY draw"
);

const PASSES: &str = "\
    SELECT figure, (SELECT seq FROM workshop WHERE id = draw.workshop), drawn_at FROM draw INDEXED BY draw_passed
    WHERE fate = 'passed' AND voided_at IS NULL AND drawn_at >= ?1 AND drawn_at < ?2
      AND (?3 IS NULL OR workshop = ?3) AND ?4 = ?4";

/// The figures of the leader's own prompts, which are few.
macro_rules! own {
    () => {
        "(SELECT seq FROM figure WHERE what ->> 'pack' IS NULL)"
    };
}

const OWN_TAKES: &str =
    concat!("SELECT text, ", believed!("?4"), ", verdict, reason, played_ms ", counted!(), " AND figure IN ", own!());

const OWN_PASSES: &str = concat!(
    "SELECT text, drawn_at FROM draw INDEXED BY draw_passed
     WHERE fate = 'passed' AND voided_at IS NULL AND drawn_at >= ?1 AND drawn_at < ?2
       AND (?3 IS NULL OR workshop = ?3) AND ?4 = ?4 AND figure IN ",
    own!()
);

/// Visits the takes of a period that count.
fn walk_takes(db: &Connection, period: &Period, mut visit: impl FnMut(&Event)) -> rusqlite::Result<()> {
    walk(db, TAKES, period, |row| {
        visit(&Event { figure: row.get(0)?, during: row.get(1)?, at: row.get(2)?, outcome: outcome(row, 3)? });
        Ok(())
    })
}

/// Visits the passes of a period.
fn walk_passes(db: &Connection, period: &Period, mut visit: impl FnMut(&Event)) -> rusqlite::Result<()> {
    walk(db, PASSES, period, |row| {
        visit(&Event { figure: row.get(0)?, during: row.get(1)?, at: row.get(2)?, outcome: Outcome::Passed });
        Ok(())
    })
}

/// Visits the takes and passes of the leader's own prompts in a period, with their texts.
fn own_prompts(db: &Connection, period: &Period, mut visit: impl FnMut(&str, Outcome, Ms)) -> rusqlite::Result<()> {
    walk(db, OWN_TAKES, period, |row| {
        visit(row.get_ref(0)?.as_str()?, outcome(row, 2)?, row.get(1)?);
        Ok(())
    })?;
    walk(db, OWN_PASSES, period, |row| {
        visit(row.get_ref(0)?.as_str()?, Outcome::Passed, row.get(1)?);
        Ok(())
    })
}

/// What became of a take that counts, from this column on.
fn outcome(row: &Row<'_>, at: usize) -> rusqlite::Result<Outcome> {
    Ok(Outcome::Played {
        verdict: row.get_ref(at)?.as_str_or_null()?.and_then(Verdict::from_word),
        reason: row.get_ref(at + 1)?.as_str_or_null()?.and_then(Reason::from_word),
        length: row.get(at + 2)?,
    })
}

fn walk(
    db: &Connection,
    sql: &str,
    period: &Period,
    mut visit: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let Period { since, until, workshop, .. } = period;
    let latest = period.latest();
    let (since, until, workshop) = (since.unwrap_or(Ms::MIN), until.unwrap_or(Ms::MAX), workshop.map(write::id));
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![since, until, workshop, latest])?;
    while let Some(row) = rows.next()? {
        visit(row)?;
    }
    Ok(())
}

/// Names by `seq`.
fn names(db: &Connection, sql: &str) -> rusqlite::Result<HashMap<i64, String>> {
    db.prepare_cached(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::judge::Change;
    use super::super::read::{Filter, TakeName};
    use super::super::sample::{self, ANA, BEN, Bench, START, WORKSHOP, arrived, id, judgement, workshop};
    use super::super::write;
    use super::*;
    use crate::feeling::{Aliases, FeelingArc};
    use crate::report::{appearances, counts, fold};
    use crate::take::{End, Entry, Fate, Hand, Take};

    const HANDS: u32 = 4;
    const MOST: u32 = 2 * HANDS;

    /// Draws of two prompts, of which one changed its tags, in two workshops; the last is the leader's own.
    fn hand(n: u32) -> Hand {
        let mut hand = sample::hand(n);
        match &mut hand.source {
            Some(source) if n < HANDS => {
                source.prompt.id = format!("late-{}", n % 2);
                source.prompt.pack = ["turns", "labs"][n as usize % 2].to_owned();
            }
            _ => (hand.source, hand.roles) = (None, vec![]),
        }
        hand.cast.retain(|member| member.role.is_none_or(|role| role < hand.roles.len()));
        hand.kind = Kind::ALL[n as usize % 3];
        hand.tags = [vec![], vec!["loud".to_owned(), "two".to_owned()]][usize::from(n == 3)].clone();
        hand
    }

    fn workshop_of(hand: u32) -> u128 {
        u128::from(hand % 2)
    }

    /// Take `n` of those that may be, two of each hand.
    fn take(n: u32) -> Take {
        let rehearsal = n == 5;
        Take {
            of_draw: n / HANDS + 1,
            started: START + Ms::from(n * 5 % MOST) * 1000,
            rehearsal,
            ..sample::take(n, hand(n % HANDS + 1))
        }
    }

    /// Does one of many things to a log, if it can be done.
    fn act(bench: &mut Bench, step: u128, (what, n, m): (u8, u32, u8)) {
        let draw = hand(n % HANDS + 1);
        let (took, at) = (id(300 + u128::from(n)), START + step as Ms);
        let end = End {
            ending: Ending::ALL[usize::from(m) % Ending::ALL.len()],
            at: 9000,
            played: Ms::from(m) * 100,
            paused: 0,
        };
        let fate = [Fate::Passed(None), Fate::Open, Fate::Played][usize::from(m) % 3];
        let judged = |by: &str| {
            let mut judgement = judgement(step, by, None);
            judgement.verdict = Verdict::ALL.get(usize::from(m) % 4).copied();
            judgement.reason = Reason::ALL.get(usize::from(m) % 6).copied();
            Entry::Judged { take: took, judgement }
        };
        let entry = match what {
            0 => Entry::Dealt(Box::new(draw)),
            1 => Entry::Fate { draw: draw.id, fate },
            2 => Entry::DrawVoided { draw: draw.id, at },
            3..6 => Entry::Began(Box::new(take(n))),
            6 => Entry::Ended { take: took, end },
            7 => Entry::Reopened { take: took },
            8 => Entry::TakeVoided { take: took, at },
            9..12 => judged("leader"),
            12 => judged("ben"),
            13 => Entry::JudgementVoided { take: took, judgement: id(500 + u128::from(m)), at },
            _ => {
                let name = TakeName::Id(took);
                let player = [None, Some("Ana"), Some("Ben")][usize::from(m) % 3];
                let _ = match m % 4 {
                    0 => bench.store.undo_last(name, at).map(drop).map_err(drop),
                    1 => bench
                        .store
                        .judge(name, "leader", Change::Note(None), id(500 + step), at)
                        .map(drop)
                        .map_err(drop),
                    _ => bench.store.recast(name, &[("wronged", player)], id(900 + step), at).map_err(drop),
                };
                return;
            }
        };
        let workshop = id(WORKSHOP + workshop_of(n % HANDS + 1));
        let _ = bench.store.write(|db| write::apply(db, workshop, &entry));
    }

    /// Whatever counts, from the rows as they were written.
    fn facts(bench: &Bench) -> Vec<Fact> {
        let fact = |hand: &Hand, workshop: &str, at, outcome| Fact {
            draw: hand.id.as_u128() as u64,
            own: hand.source.is_none().then(|| hand.text.clone()),
            prompt: hand.source.as_ref().map(|source| source.prompt.clone()),
            kind: hand.kind,
            tags: hand.tags.clone(),
            workshop: workshop.to_owned(),
            parts: vec![],
            at,
            outcome,
        };
        let mut facts = Vec::new();
        for record in bench.store.takes(&Filter::default()).unwrap() {
            let n = (0..MOST).find(|n| id(300 + u128::from(*n)) == record.id).unwrap();
            if !record.rehearsal {
                let outcome = if counts(record.rehearsal, record.ending) {
                    Outcome::Played { verdict: record.verdict, reason: record.reason, length: record.played_ms }
                } else {
                    Outcome::BrokenOff
                };
                let arc = |arc: &String| FeelingArc::parse(arc, &Aliases::new()).unwrap();
                let feelings = |arc: FeelingArc| arc.steps().iter().map(|step| step.feeling).collect();
                let parts = record.cast.iter().map(|part| Part {
                    role: part.role.clone(),
                    feelings: part.feeling.as_ref().map(arc).map_or_else(Vec::new, feelings),
                    player: part.player.clone().filter(|_| part.person.is_some()),
                });
                let fact = fact(&hand(n % HANDS + 1), &record.workshop, record.started, outcome);
                facts.push(Fact { parts: parts.collect(), ..fact });
            }
        }
        for n in 1..=HANDS {
            let passed = format!(
                "SELECT count(*) FROM draw WHERE id = '{}' AND fate = 'passed' AND voided_at IS NULL",
                id(200 + u128::from(n))
            );
            if bench.ask(&passed) == "1" {
                let hand = hand(n);
                let roles = hand.roles.iter().map(|role| Part {
                    role: Some(role.name.clone()),
                    feelings: role.feeling.iter().flat_map(FeelingArc::steps).map(|step| step.feeling).collect(),
                    player: None,
                });
                let workshop = format!("lab {}", workshop_of(n));
                let fact = fact(&hand, &workshop, hand.drawn_at, Outcome::Passed);
                facts.push(Fact { parts: roles.collect(), ..fact });
            }
        }
        facts
    }

    fn any_period() -> impl Strategy<Value = Period> {
        let time = || prop::option::of((0_i64..400).prop_map(|s| START + s * 1000));
        let workshop = prop::option::of((0_u128..2).prop_map(|n| id(WORKSHOP + n)));
        let pack = prop::option::of(prop::sample::select(&["turns", "labs"][..]).prop_map(str::to_owned));
        (time(), time(), workshop, pack).prop_map(|(since, until, workshop, pack)| Period {
            since,
            until,
            workshop,
            pack,
            now: None,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whatever was done and undone, the log's figures are those of a recount.
        #[test]
        fn figures_are_those_of_a_recount(
            steps in prop::collection::vec((0_u8..17, 0..MOST, 0_u8..40), 0..160),
            period in prop_oneof![Just(Period::default()), any_period()],
        ) {
            let known = [Entry::Workshop(workshop(0)), Entry::Workshop(workshop(1)), arrived(ANA, "Ana"), arrived(BEN, "Ben")];
            let mut bench = Bench::new(known);
            bench.store.db.pragma_update(None, "synchronous", "OFF").unwrap();
            // The takes of the other workshop are running too.
            let _other = super::super::lock::WorkshopLock::acquire(&bench.path(), id(WORKSHOP + 1)).unwrap();
            for (step, action) in (0..).zip(steps) {
                act(&mut bench, step, action);
            }
            let is_meant = |fact: &Fact| {
                period.since.is_none_or(|since| fact.at >= since)
                    && period.until.is_none_or(|until| fact.at < until)
                    && period.workshop.is_none_or(|meant| (0..2).any(|n| id(WORKSHOP + n) == meant && fact.workshop == format!("lab {n}")))
                    && period.pack.as_ref().is_none_or(|pack| {
                        fact.prompt.as_ref().is_some_and(|prompt| prompt.pack == *pack)
                    })
            };
            let mut facts = facts(&bench);
            facts.retain(is_meant);
            for by in By::ALL {
                prop_assert_eq!(bench.store.tallies(*by, &period).unwrap(), fold(&facts, *by), "{}", by);
            }
            prop_assert_eq!(bench.store.appearances(&period).unwrap(), appearances(&facts));
        }
    }

    #[test]
    fn a_log_whose_counts_can_not_be_is_told_to_be_damaged() {
        let mut bench = Bench::new(sample::opening());
        act(&mut bench, 1, (1, 0, 0));
        for count in [-1, i64::MAX] {
            bench.store.db.execute("UPDATE figure SET usable = ?1", [count]).unwrap();
            let told = bench.store.figures(Topic::Takes(By::Prompt), START).unwrap_err().to_string();
            assert!(told.starts_with("the log is damaged"), "{count}: {told}");
        }
    }

    #[test]
    fn what_a_clock_ahead_says_is_not_the_last() {
        let mut bench = Bench::new([Entry::Workshop(workshop(0)), arrived(ANA, "Ana"), arrived(BEN, "Ben")]);
        let day = 24 * 60 * 60 * 1000;
        let began = [START + 20 * day, START - day, START + 30 * day, START - 1000, START + 40 * day, START - 500];
        for (n, started) in (1..).zip(began) {
            let took = Take { started, of_draw: n, ..sample::take(n, sample::hand(1)) };
            bench.put(&Entry::Began(Box::new(took))).unwrap();
        }
        let last = |bench: &Bench, by, now| bench.store.tallies(by, &Period { now, ..Period::default() }).unwrap();
        for by in [By::Prompt, By::Workshop] {
            let told = |now| last(&bench, by, now).values().next().unwrap().last;
            assert_eq!(told(None), Some(START + 40 * day), "{by}");
            assert_eq!(told(Some(START)), Some(START - 500), "{by}");
            assert_eq!(told(Some(START + 35 * day)), Some(START + 30 * day), "{by}");
            assert_eq!(told(Some(START - 2 * day)), Some(START + 40 * day), "nothing is of a time before: {by}");
        }
        let people = bench.store.appearances(&Period::until_now(START)).unwrap();
        assert_eq!(people["Ana"].last, Some(START - 500));
    }

    #[test]
    fn the_long_rows_stay_unread() {
        let bench = Bench::new([]);
        assert_eq!(bench.plan(TAKES)[0], "SCAN take USING COVERING INDEX take_counted");
        assert_eq!(bench.plan(PEOPLE)[0], "SCAN take USING COVERING INDEX take_draw");
        assert_eq!(
            bench.plan(OWN_TAKES)[0],
            "SEARCH take USING INDEX take_counted (figure=? AND started>? AND started<?)"
        );
        assert_eq!(bench.plan(PASSES)[0], "SEARCH draw USING COVERING INDEX draw_passed (drawn_at>? AND drawn_at<?)");
    }
}
