use proptest::prelude::*;

use super::super::merge::Merged;
use super::super::merge::tests::{TODAY, act, acts, content, copied, hurry, merge};
use super::super::read::Filter;
use super::super::sample::{self, ANA, BEN, Bench, arrived, id};
use super::super::tombstone::{Tombstone, obey};
use super::*;
use crate::export::{Exported, jsonl, sort};
use crate::take::Entry;

/// The takes of a log as lines of JSON, in the order of exports.
fn lines(store: &Store) -> Vec<String> {
    let takes = store.takes(&Filter::default()).unwrap();
    let origins = store.origins(takes.iter().map(|take| take.id)).unwrap();
    let exported = |(take, origin)| Exported { take, origin, granted: Vec::new() };
    let mut exported: Vec<_> = takes.into_iter().zip(origins).map(exported).collect();
    sort(&mut exported);
    jsonl::write(&exported).lines().map(str::to_owned).collect()
}

/// The same without the numbers, which are a log's own.
fn told(store: &Store) -> Vec<String> {
    let bare = |line: &String| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["number"] = 0.into();
        line.to_string()
    };
    lines(store).iter().map(bare).collect()
}

fn import<'a>(bench: &mut Bench, lines: impl IntoIterator<Item = &'a String>) -> Merged {
    let incoming = Incoming::takes(&bench.path()).unwrap();
    for line in lines {
        let Exported { take, origin, .. } = jsonl::read(line.as_bytes()).unwrap();
        incoming.add(&take, &origin).unwrap();
    }
    bench.store.merge(incoming, |_| true).unwrap()
}

fn empty() -> Bench {
    let mut bench = Bench::new([]);
    hurry(&mut bench);
    bench
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_was_exported_comes_back(before in acts(TODAY, 40), split in any::<prop::sample::Index>()) {
        let mut log = Bench::new([Entry::Workshop(sample::workshop(0)), arrived(ANA, "Ana"), arrived(BEN, "Ben")]);
        hurry(&mut log);
        act(&mut log, 1, &before);
        log.lock = None;
        log.store.close_interrupted(None).unwrap();
        let (lines, own) = (lines(&log.store), content(&log.store));
        let mut one = empty();
        let merged = import(&mut one, &lines);
        prop_assert_eq!(merged.takes as usize, lines.len());
        prop_assert_eq!(told(&one.store), told(&log.store));
        let once = content(&one.store);
        import(&mut one, lines.iter().chain(&lines));
        prop_assert_eq!(content(&one.store), once.clone(), "a second time changes nothing");

        let (first, second) = lines.split_at(if lines.is_empty() { 0 } else { split.index(lines.len()) });
        for halves in [[first, second], [second, first]] {
            let mut parts = empty();
            for half in halves {
                import(&mut parts, half.iter().rev());
            }
            prop_assert_eq!(content(&parts.store), once.clone(), "in whatever order");
        }

        import(&mut log, &lines);
        prop_assert_eq!(content(&log.store), own.clone(), "what a log told itself is not new");
        merge(&mut one, &log);
        prop_assert_eq!(content(&one.store), own, "the log itself knows better than what it told");
        prop_assert_eq!(one.ask("SELECT count(*) FROM pragma_foreign_key_check"), "0");
    }
}

#[test]
fn a_judgement_and_a_correction_made_elsewhere_come_in() {
    let mut ours = Bench::new(sample::opening());
    ours.put(&Entry::Ended { take: id(301), end: sample::end(crate::take::Ending::Edit) }).unwrap();
    let mut theirs = copied(&ours);
    let name = super::super::read::TakeName::Number(1);
    theirs.store.recast(name, &[("wronged", Some("Ana")), ("apologiser", None)], id(600), 7).unwrap();
    theirs
        .put(&Entry::Judged { take: id(301), judgement: sample::judgement(1, "Ben", Some(crate::take::Verdict::Hold)) })
        .unwrap();
    let merged = import(&mut ours, &lines(&theirs.store));
    assert_eq!((merged.takes, merged.judgements), (0, 1));
    assert_eq!(told(&ours.store), told(&theirs.store));
}

#[test]
fn who_is_called_by_a_pseudonym_keeps_it_until_the_name_is_known() {
    let mut theirs = Bench::new(sample::opening());
    theirs.put(&Entry::Ended { take: id(301), end: sample::end(crate::take::Ending::Edit) }).unwrap();
    let named = lines(&theirs.store);
    let disguised: Vec<_> =
        named.iter().map(|line| line.replace("\"Ana\"", "\"P01\"").replace("\"Ben\"", "\"P02\"")).collect();
    let people = "SELECT group_concat(name || pseudonym, ' ') FROM player";
    let mut bench = empty();
    import(&mut bench, &disguised);
    assert_eq!(bench.ask(people), "P01P01 P02P02");
    import(&mut bench, &named);
    assert_eq!(bench.ask(people), "AnaP01 BenP02");
    import(&mut bench, &disguised);
    assert_eq!(bench.ask(people), "AnaP01 BenP02");

    let mut other = empty();
    other.store.add_player(id(77), "Chi", 1).unwrap();
    import(&mut other, &disguised);
    assert_eq!(other.ask(people), "ChiP01 P03P03 P02P02", "P01 is somebody else here");
    assert_eq!(other.store.takes(&Filter::default()).unwrap()[0].cast[0].player.as_deref(), Some("P03"));
}

#[test]
fn who_was_forgotten_does_not_come_back() {
    let mut theirs = Bench::new(sample::opening());
    theirs.put(&Entry::Ended { take: id(301), end: sample::end(crate::take::Ending::Edit) }).unwrap();
    let mut ours = copied(&theirs);
    ours.store.write(|db| obey(db, &Tombstone { player: id(ANA).to_string(), became: None, at: 5 })).unwrap();
    ours.store.write(|db| db.execute_batch("UPDATE tombstone SET at = 6")).unwrap();
    let before = content(&ours.store);
    import(&mut ours, &lines(&theirs.store));
    assert_eq!(content(&ours.store), before);
    assert_eq!(ours.ask("SELECT group_concat(name, ' ') FROM player"), "P01 Ben");
}
