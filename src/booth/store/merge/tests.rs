use std::collections::BTreeSet;

use proptest::array::uniform3;
use proptest::prelude::*;
use rusqlite::OptionalExtension;

use super::super::Access;
use super::super::read::TakeName;
use super::super::sample::{self, ANA, BEN, Bench, START, arrived, end, hand, id, judgement, moment, take};
use super::*;
use crate::consent::{Grant, Medium, Method, Purpose, Release, Said, in_force, known};
use crate::pack::PromptKey;
use crate::scene::Ms;
use crate::take::{
    End, Ending, Entry, Fate, Hand, Judgement, Kept, Moment, PassReason, Reason, Suggestion, Tail, Take, Verdict,
};

/// All that a log holds, by id: without its own numbers.
pub(in super::super) fn content(store: &Store) -> String {
    let queries = [
        "SELECT id, name, started, zone, seed, lock FROM workshop",
        "SELECT id, name, named_at, added_at FROM player",
        // Who is in a workshop is for each log to say.
        "SELECT workshop, player, credit FROM attendance",
        "SELECT * FROM line",
        "SELECT id, workshop, pack, prompt, seed, stream, text, words, fate, reason, hand, drawn_at, voided_at, restored_at FROM draw",
        "SELECT id, draw, of_draw, rehearsal, text, hand, started, planned_ms, ended_at_ms, played_ms, paused_ms, seen_ms,
           ending, verdict, reason, voided_at, restored_at, during FROM take",
        "SELECT * FROM \"cast\"",
        "SELECT id, take, at_ms, kind, role, step, label, voided_at FROM moment",
        "SELECT id, take, at, judge, verdict, reason, note, perceived, voided_at FROM judgement",
        "SELECT id, take, position, player, name, at, voided_at FROM recast",
        "SELECT * FROM part",
        "SELECT what, usable, hold, unjudged, not_usable, technical, passes, length_ms, lengths, last FROM figure",
        "SELECT take.id, player.id, played.value ->> 1 FROM take, json_each(players) AS played
           JOIN player ON player.seq = played.value ->> 0",
        "SELECT take, verdict, reason FROM held",
        "SELECT * FROM favourite",
        "SELECT id, workshop, text, at, is_waiting, changed_at FROM suggestion",
        "SELECT id, player, purposes, at, release, media, until, knew FROM consent",
        "SELECT * FROM former",
    ];
    let table = |sql: &str| {
        let mut rows = store.db.prepare(sql).unwrap();
        let columns = rows.column_count();
        let shown = |row: &rusqlite::Row<'_>| {
            Ok((0..columns).map(|n| format!("{:?}", row.get_ref_unwrap(n))).collect::<Vec<_>>().join(" "))
        };
        let mut rows: Vec<String> = rows.query_map([], shown).unwrap().map(Result::unwrap).collect();
        rows.sort();
        format!("{sql}\n{}\n", rows.join("\n"))
    };
    queries.map(table).concat()
}

/// Merges the second log into a copy of the first, twice.
fn merged(into: &Bench, other: &Bench) -> (Bench, Merged) {
    let mut bench = copied(into);
    let before = content(&other.store);
    let merged = merge(&mut bench, other);
    let after = content(&bench.store);
    merge(&mut bench, other);
    assert_eq!(content(&bench.store), after, "a second time changes nothing");
    assert_eq!(content(&other.store), before, "the other log is left as it is");
    let names = std::fs::read_dir(bench.dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().contains("merging")), "no copy is left behind");
    assert_eq!(bench.ask("SELECT count(*) FROM pragma_foreign_key_check"), "0");
    assert_eq!(bench.ask("PRAGMA integrity_check"), "ok");
    (bench, merged)
}

pub(in super::super) fn merge(bench: &mut Bench, other: &Bench) -> Merged {
    let incoming = Incoming::log(&other.path(), &bench.path()).unwrap();
    bench.store.merge(incoming, |_| true).unwrap()
}

/// Waits for no disk: what a pulled plug leaves is not what is looked at here.
pub(in super::super) fn hurry(bench: &mut Bench) {
    bench.store.db.pragma_update(None, "synchronous", "OFF").unwrap();
}

pub(in super::super) fn copied(bench: &Bench) -> Bench {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("takes.db");
    bench.store.db.execute("VACUUM INTO ?1", [path.to_string_lossy()]).unwrap();
    let mut bench = Bench { store: Store::open(&path, Access::Write).unwrap(), dir, lock: None };
    hurry(&mut bench);
    bench
}

/// One thing that happens on a laptop: which, to which of the rows there are, and how much later by its clock, which may
/// be set back.
pub(in super::super) type Act = (u8, u8, i64);

/// How many things can happen.
pub(in super::super) const TODAY: u8 = 16;
/// The same with what an export doesn't tell: judgements of an older program, whose times may be in no order, consent and lines.
const EVERYTHING: u8 = 25;
/// A suggestion is made, picked or dropped.
const SUGGESTED: u8 = 24;

/// Does these things; ids are made of the laptop and the step.
pub(in super::super) fn act(bench: &mut Bench, laptop: u128, acts: &[Act]) {
    // What is measured from the start of a take is by another clock, which nobody sets.
    let (mut clock, mut passed) = (1000, 1000 * laptop as Ms);
    for (step, &(what, which, pace)) in (0..).zip(acts) {
        clock += pace;
        passed += pace.abs();
        let at = clock;
        let key = |kind: u128| id(laptop * 0x10_0000 + kind * 0x1_0000 + step);
        let pick = |table: &str| {
            let sql = format!(
                "SELECT id FROM {table} ORDER BY id LIMIT 1 OFFSET ?1 % max(1, (SELECT count(*) FROM {table}))"
            );
            let id: Option<String> = bench.store.db.query_row(&sql, [which], |row| row.get(0)).optional().unwrap();
            id.map(|id| id.parse().unwrap())
        };
        let (takes, draws, judgements) = (pick("take"), pick("draw"), pick("judgement"));
        let fresh = || {
            let number: u32 = bench.ask("SELECT coalesce(max(number), 0) + 1 FROM draw").parse().unwrap();
            Hand { id: key(1), drawn_at: at, ..hand(number) }
        };
        let verdict = Verdict::ALL[usize::from(which) % Verdict::ALL.len()];
        let reason = (verdict == Verdict::NotUsable).then_some(Reason::Technical);
        let by = ["leader", "ben"][at as usize % 2];
        let entry = match (what, takes, draws, judgements) {
            (0 | 1, ..) => {
                let take = Take { id: key(2), started: at, ..take(1, fresh()) };
                Some(Entry::Began(Box::new(take)))
            }
            (2, ..) => Some(Entry::Dealt(Box::new(fresh()))),
            (3, _, Some(draw), _) => {
                let changed = Hand { id: draw, words_attempt: u32::from(which), text: format!("{at}"), ..hand(1) };
                Some(Entry::Dealt(Box::new(changed)))
            }
            (4, _, Some(draw), _)
                if bench.ask(&format!("SELECT fate IS NULL FROM draw WHERE id = '{draw}'")) == "1" =>
            {
                Some(Entry::Fate { draw, fate: Fate::Passed((which % 2 == 0).then_some(PassReason::Unclear)) })
            }
            (5, Some(take), ..) => {
                let ending = Ending::ALL[usize::from(which) % Ending::ALL.len()];
                Some(Entry::Ended { take, end: End { at: passed, ..end(ending) } })
            }
            (6, Some(take), ..) => Some(Entry::Seen { take, at: passed, paused: 0 }),
            (7, Some(take), ..) => Some(Entry::TakeVoided { take, at }),
            (8 | 9, Some(take), ..) => {
                let judgement = Judgement { id: key(3), at, reason, ..judgement(1, by, Some(verdict)) };
                Some(Entry::Judged { take, judgement })
            }
            (20 | 21, ..) => {
                let player = id([ANA, BEN][usize::from(which) % 2]);
                let knew = known(bench.store.grants().unwrap().values().flatten(), None);
                let release = Release { version: "adults".to_owned(), text: "I agree.".to_owned() };
                let (media, text) = (BTreeSet::from([Medium::Audio]), release.sha256());
                let yes = Said::Granted { media, until: None, text, method: Method::Signed, given_by: None, knew };
                let said = if what == 20 { yes } else { Said::Withdrawn };
                let grant = Grant { id: key(7), player, purposes: BTreeSet::from([Purpose::Review]), on: at, said };
                bench.store.record_grant(&grant, &release).unwrap();
                None
            }
            (22 | 23, ..) => {
                let words = ["war", "death", "touch"].iter().enumerate().filter(|(n, _)| which >> n & 1 == 1);
                let lines = words.map(|(_, word)| (*word).to_owned()).collect();
                Some(Entry::Lines { player: id([ANA, BEN][what as usize % 2]), lines })
            }
            (SUGGESTED, ..) => {
                let suggestion = Suggestion::new(id(2000 + u128::from(which % 3)), "a pier", START).unwrap();
                Some(Entry::Suggested { suggestion, is_waiting: which % 2 > 0, at })
            }
            (TODAY.., Some(take), ..) => {
                let judgement = Judgement { id: key(3), at, reason, ..judgement(1, by, Some(verdict)) };
                bench.store.write(|db| write::judge_at(db, take, &judgement, at)).unwrap();
                None
            }
            (10, Some(take), _, Some(judgement)) => Some(Entry::JudgementVoided { take, judgement, at }),
            (11, Some(take), ..) => Some(Entry::Moment { take, moment: Moment { id: key(4), ..moment(1, passed) } }),
            (12, Some(take), ..) => {
                let who = [Some("Ana"), Some("Ben"), None][usize::from(which) % 3];
                let _ = bench.store.recast(TakeName::Id(take), &[("wronged", who)], key(5), at);
                None
            }
            (13, ..) => Some(Entry::Arrived { player: key(6), name: format!("Player {laptop} {step}"), credit: 1 }),
            (14, ..) => {
                if let Some(person) = bench.store.players(None).unwrap().get(usize::from(which) % 4) {
                    bench.store.rename_player(&person.name, &format!("Called {laptop} {step}"), at).unwrap();
                }
                None
            }
            (15, ..) => {
                let prompt = PromptKey { pack: "turns".to_owned(), id: format!("late-{}", which % 2) };
                Some(Entry::Favourite { prompt, is_favourite: which % 3 > 0, at })
            }
            _ => None,
        };
        if let Some(entry) = entry {
            bench.put(&entry).unwrap();
        }
    }
}

/// Some of the first so many things.
pub(in super::super) fn acts(things: u8, most: usize) -> impl Strategy<Value = Vec<Act>> {
    proptest::collection::vec((0..things, any::<u8>(), -40..40_i64), 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_in_which_logs_are_merged_does_not_show(
        before in acts(EVERYTHING, 24),
        here in acts(EVERYTHING, 16),
        there in acts(EVERYTHING, 16),
    ) {
        let mut ours = Bench::new([Entry::Workshop(sample::workshop(0)), arrived(ANA, "Ana"), arrived(BEN, "Ben")]);
        hurry(&mut ours);
        act(&mut ours, 1, &before);
        let mut theirs = copied(&ours);
        act(&mut ours, 2, &here);
        act(&mut theirs, 3, &there);
        let (one, _) = merged(&ours, &theirs);
        let (other, _) = merged(&theirs, &ours);
        prop_assert_eq!(content(&one.store), content(&other.store));
        let (third, _) = merged(&merged(&Bench::new([]), &theirs).0, &ours);
        prop_assert_eq!(content(&one.store), content(&third.store));
        prop_assert_eq!(content(&merged(&one, &other).0.store), content(&one.store));
    }

    #[test]
    fn nor_does_it_of_three_logs(before in acts(EVERYTHING, 24), said in uniform3(acts(EVERYTHING, 16))) {
        let mut first = Bench::new([Entry::Workshop(sample::workshop(0)), arrived(ANA, "Ana"), arrived(BEN, "Ben")]);
        hurry(&mut first);
        act(&mut first, 1, &before);
        let logs = [2, 3, 4].map(|laptop| {
            let mut log = copied(&first);
            act(&mut log, laptop, &said[laptop as usize - 2]);
            log
        });
        let together = |[one, other, third]: [usize; 3]| {
            let mut log = copied(&logs[one]);
            merge(&mut log, &logs[other]);
            merge(&mut log, &logs[third]);
            content(&log.store)
        };
        let expected = together([0, 1, 2]);
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            prop_assert_eq!(together(order), expected.clone(), "{:?}", order);
        }
    }
}

#[test]
fn what_an_older_log_holds_in_another_order_is_put_in_order_in_either() {
    let ours = Bench::new([Entry::Workshop(sample::workshop(0))]);
    let mut theirs = Bench::new(sample::opening());
    for (n, verdict, at) in [(1, Verdict::Usable, 9), (2, Verdict::Hold, 5)] {
        let judgement = judgement(n, "leader", Some(verdict));
        theirs.store.write(|db| write::judge_at(db, id(301), &judgement, at)).unwrap();
    }
    assert_eq!(theirs.ask("SELECT verdict FROM take"), "hold");
    for (into, other) in [(&ours, &theirs), (&theirs, &ours)] {
        assert_eq!(merged(into, other).0.ask("SELECT verdict FROM take"), "usable");
    }
}

/// Whether a clock was ahead or behind: in knowledge of it a grant comes after a withdrawal, and otherwise never.
#[test]
fn a_grant_comes_after_the_withdrawals_that_its_log_held() {
    let before = Bench::new([Entry::Workshop(sample::workshop(0)), arrived(ANA, "Ana"), arrived(BEN, "Ben")]);
    let (mut ours, mut theirs) = (copied(&before), copied(&before));
    act(&mut ours, 2, &[(20, 0, 40), (21, 0, 40)]);
    act(&mut theirs, 3, &[(20, 0, 120)]);
    let may = |bench: &Bench| !in_force(&bench.store.grants().unwrap()[&id(ANA)], Purpose::Review, 9999).is_empty();
    assert_eq!((may(&ours), may(&theirs)), (false, true));
    for (into, other) in [(&ours, &theirs), (&theirs, &ours)] {
        let (mut both, _) = merged(into, other);
        assert!(!may(&both));
        act(&mut both, 4, &[(20, 0, -500)]);
        assert!(may(&both));
        assert!(may(&merged(&ours, &both).0) && may(&merged(&both, &theirs).0));
    }
}

#[test]
fn of_what_two_logs_found_out_of_their_older_rows_both_must_say_it() {
    let mut before = Bench::new([Entry::Workshop(sample::workshop(0)), arrived(ANA, "Ana")]);
    act(&mut before, 1, &[(21, 0, 40), (21, 0, 40), (20, 0, 40)]);
    let sql = "UPDATE consent SET knew = json_remove(knew, ?1) WHERE release IS NOT NULL";
    let logs = ["$[0]", "$[1]"].map(|place| {
        let log = copied(&before);
        log.store.db.execute(sql, [place]).unwrap();
        log
    });
    for (into, other) in [(&logs[0], &logs[1]), (&logs[1], &logs[0])] {
        let known = "SELECT sum(json_array_length(knew)) FROM consent";
        assert_eq!(merged(into, other).0.ask(known), "0");
        assert_eq!(merged(into, &before).0.ask(known), "1");
    }
}

#[test]
fn a_text_that_is_called_differently_is_called_alike_in_both() {
    let logs = ["adults", "teens"].map(|version| {
        let bench = Bench::new([]);
        let sql = "INSERT INTO release VALUES (printf('%064d', 7), ?1, 'I agree.')";
        bench.store.db.execute(sql, [version]).unwrap();
        bench
    });
    for (into, other) in [(&logs[0], &logs[1]), (&logs[1], &logs[0])] {
        assert_eq!(merged(into, other).0.ask("SELECT version FROM release"), "adults");
    }
}

/// Two logs with the same people; in the first one of them became what a tombstone says. Merged in either order, the log
/// must answer this.
#[track_caller]
fn stays_away(became: Option<u128>, sql: &str, answer: &str) {
    let theirs = Bench::new(sample::opening());
    let mut ours = copied(&theirs);
    let became = became.map(|n| id(n).to_string());
    ours.store.write(|db| obey(db, &Tombstone { player: id(ANA).to_string(), became, at: 5 })).unwrap();
    for (into, other) in [(&ours, &theirs), (&theirs, &ours)] {
        assert_eq!(merged(into, other).0.ask(sql), answer);
    }
}

#[test]
fn who_was_forgotten_or_joined_does_not_come_back() {
    let everything =
        "SELECT (SELECT group_concat(name, ' ') FROM player) || ' ' || (SELECT group_concat(name, ' ') FROM part)
                      || instr((SELECT group_concat(hand) FROM take), 'Ana')";
    stays_away(None, everything, "P01 Ben P01 Ben player 30");
    let who =
        "SELECT (SELECT group_concat(name, ' ') FROM player) || ' ' || (SELECT count(*) FROM part WHERE player = '";
    stays_away(Some(BEN), &format!("{who}{}')", id(BEN)), "Ben 2");
}

#[test]
fn who_is_called_anew_in_one_log_is_called_so_in_both() {
    let before = Bench::new(sample::opening());
    // What she is called in one log and in the other, and when; and what she is called then.
    for (here, there, name) in [
        (&[("Zoë", 5)][..], &[][..], "Zoë"),
        (&[("Zoë", 5)], &[("Mia", 6)], "Mia"),
        (&[("Zoë", 5), ("Ana", 7)], &[("Mia", 6)], "Ana"),
        (&[("Mia", 9), ("Zoë", 3)], &[("Mia", 9)], "Zoë"),
    ] {
        let called = |names: &[(&str, Ms)]| {
            let mut bench = copied(&before);
            let mut now = "Ana";
            for &(name, at) in names {
                bench.store.rename_player(std::mem::replace(&mut now, name), name, at).unwrap();
            }
            bench
        };
        let (here, there) = (called(here), called(there));
        for (into, other) in [(&here, &there), (&there, &here)] {
            let names = "SELECT (SELECT name FROM player WHERE seq = 1) || ' ' || (SELECT name FROM \"cast\" WHERE position = 0)";
            assert_eq!(merged(into, other).0.ask(names), format!("{name} Ana"));
        }
    }
}

/// A log in which somebody else than Ana was the first to get a pseudonym, and who of them was forgotten.
fn forgotten(who: u128, notes: &str) -> Bench {
    let mut bench = Bench::new([Entry::Workshop(sample::workshop(0)), arrived(who, "Chi"), arrived(BEN, "Ben")]);
    let cast = |member: &crate::take::Member| crate::take::Member {
        player: crate::cast::PlayerKey::Person(id(who)),
        name: "Chi".to_owned(),
        ..member.clone()
    };
    let own = Hand { source: None, text: notes.to_owned(), cast: vec![cast(&hand(1).cast[0])], ..hand(7) };
    bench.put(&Entry::Began(Box::new(take(7, own)))).unwrap();
    bench.store.write(|db| obey(db, &Tombstone { player: id(who).to_string(), became: None, at: 5 })).unwrap();
    bench
}

#[test]
fn who_was_forgotten_has_one_pseudonym_everywhere() {
    let ours = Bench::new(sample::opening());
    let theirs = forgotten(3, "Chi and Ben, P01a");
    assert_eq!(theirs.ask("SELECT text FROM take"), "P01 and Ben, P01a");
    let (bench, _) = merged(&ours, &theirs);
    let told = "SELECT concat_ws(' ', take.text, take.hand -> 'cast' -> 0 ->> 'name', player.name, pseudonym)
                FROM take JOIN \"cast\" ON take = take.id JOIN player ON player = player.id WHERE take.number = 2";
    assert_eq!(bench.ask(told), "P03 and Ben, P01a P03 P03 P03");
    let (bench, _) = merged(&bench, &theirs);
    assert_eq!(bench.ask(told), "P03 and Ben, P01a P03 P03 P03");
}

/// The files in the folder of a log that hold a name.
fn holders(bench: &Bench, name: &str) -> Vec<String> {
    let files = std::fs::read_dir(bench.dir.path()).unwrap().map(|entry| entry.unwrap());
    let holds = |path: &std::path::Path| {
        std::fs::read(path).is_ok_and(|bytes| bytes.windows(name.len()).any(|window| window == name.as_bytes()))
    };
    files.filter(|file| holds(&file.path())).map(|file| file.file_name().into_string().unwrap()).collect()
}

#[test]
fn who_was_forgotten_elsewhere_is_in_no_file_any_more() {
    let mut ours = Bench::new(sample::opening());
    let theirs = copied(&ours);
    let kept = format!("{}.backup-v3", ours.path().display());
    ours.store.db.execute("VACUUM INTO ?1", [&kept]).unwrap();
    let path = theirs.path();
    drop(theirs.store);
    Store::open(&path, Access::Write).unwrap().forget("Ana", &[], 9).unwrap();
    let theirs = Bench { store: Store::open(&path, Access::Write).unwrap(), ..theirs };
    assert_eq!(holders(&ours, "Ana").len(), 2, "the kept copy and the log's own changes");
    let open = Store::open(&ours.path(), Access::Read).unwrap();
    let incoming = Incoming::log(&path, &ours.path()).unwrap();
    assert!(matches!(ours.store.merge(incoming, |_| true), Err(MergeError::Store(StoreError::Busy { .. }))));
    assert_eq!(ours.ask("SELECT name FROM player WHERE seq = 1"), "Ana");
    drop(open);
    merge(&mut ours, &theirs);
    assert_eq!(ours.ask("SELECT name FROM player WHERE seq = 1"), "P01");
    assert_eq!(holders(&ours, "Ana"), [""; 0]);
}

#[test]
fn a_workshop_that_was_merged_is_no_later_than_it_was() {
    let earlier = crate::take::Workshop { started: sample::START - 86_400_000, ..sample::workshop(1) };
    let mut theirs = Bench::new([]);
    let old = Hand { drawn_at: earlier.started, ..hand(9) };
    theirs
        .store
        .write(|db| {
            super::super::write::apply(db, earlier.id, &Entry::Workshop(earlier.clone()))?;
            super::super::write::apply(db, earlier.id, &Entry::Dealt(Box::new(old)))
        })
        .unwrap();
    let (mut bench, _) = merged(&Bench::new(sample::opening()), &theirs);
    bench.lock = None;
    let last = bench.store.resume(sample::START + 100_000, None, None).unwrap().unwrap();
    assert_eq!(last.workshop, sample::workshop(0));
    let draws = bench.store.past_draws(9, None, sample::START + 100_000).unwrap();
    assert_eq!(
        draws.iter().map(|draw| draw.prompt.as_ref().unwrap().id.as_str()).collect::<Vec<_>>(),
        ["late-9", "late-1"]
    );
}

#[test]
fn a_log_of_the_first_version_is_brought_in() {
    let other = Bench::new([]);
    let path = other.dir.path().join("first.db");
    let first = Connection::open(&path).unwrap();
    super::super::schema::settle(&first, &path, &super::super::schema::STEPS[..1]).unwrap();
    first.execute_batch(include_str!("../schema/tests/1.sql")).unwrap();
    drop(first);
    let before = std::fs::read(&path).unwrap();
    let mut bench = Bench::new([]);
    for (takes, judgements, people) in [(1, 1, 1), (0, 0, 0)] {
        let incoming = Incoming::log(&path, &bench.path()).unwrap();
        let merged = bench.store.merge(incoming, |_| true).unwrap();
        assert_eq!(merged, Merged { takes, judgements, people, namesakes: vec![], forgotten: vec![] });
    }
    let take = bench.store.take(TakeName::Id(id(301))).unwrap().unwrap();
    assert_eq!((take.verdict, take.cast.len(), take.moments.len()), (Some(Verdict::Usable), 3, 1));
    assert_eq!(bench.ask("SELECT usable FROM figure WHERE usable"), "1");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn what_a_merge_that_was_cut_left_behind_goes_when_nobody_needs_it() {
    let (mut ours, theirs) = (Bench::new(sample::opening()), Bench::new([]));
    let names = |bench: &Bench| {
        let names = std::fs::read_dir(bench.dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().contains(".merging-")).count()
    };
    let left = format!("{}.merging-{}", ours.path().display(), id(9));
    std::fs::write(&left, "Ana").unwrap();
    std::fs::write(format!("{left}-journal"), "Ana").unwrap();
    let under_way = Incoming::takes(&ours.path()).unwrap();
    merge(&mut ours, &theirs);
    assert!(!std::path::Path::new(&left).exists());
    assert!(names(&ours) > 0, "another merge is under way");
    drop(under_way);
    assert_eq!(names(&ours), 0);
}

#[test]
fn other_names_of_who_was_forgotten_are_known_in_what_comes_in() {
    let (mut here, mut there) = (Bench::new(sample::opening()), Bench::new(sample::opening()));
    let note = |store: &mut Store, note: &str| {
        let change = super::super::judge::Change::Note(Some(note.to_owned()));
        store.judge(TakeName::Number(1), "ben", change, id(900), 9).unwrap();
    };
    note(&mut there.store, "ANA and Anita María; Anita.");
    there.store.rename_player("Ana", "Annie", 9).unwrap();
    let path = here.path();
    drop(here.store);
    let also = ["Anita María".to_owned()];
    Store::open(&path, Access::Write).unwrap().forget("Ana", &also, 9).unwrap();
    here.store = Store::open(&path, Access::Write).unwrap();
    merge(&mut here, &there);
    assert_eq!(here.ask("SELECT note FROM judgement WHERE judge = 'ben'"), "P01 and P01; Anita.");
    assert_eq!(here.ask("SELECT count(*) FROM former"), "0");
    let known = "SELECT count(*) FROM forgotten";
    assert_eq!(here.ask(known), "3", "Annie is known from now on");
    merge(&mut here, &there);
    assert_eq!(here.ask(known), "3");
}

#[test]
fn nobody_comes_in_unasked_by_a_name_that_was_forgotten() {
    let (mut here, mut there) = (Bench::new(sample::opening()), Bench::new([]));
    let path = here.path();
    drop(here.store);
    Store::open(&path, Access::Write).unwrap().forget("Ana", &["Anita".to_owned()], 9).unwrap();
    here.store = Store::open(&path, Access::Write).unwrap();
    there.store.add_player(id(7), "Chi", 5).unwrap();
    there.store.add_player(id(8), "anita", 5).unwrap();
    there.store.rename_player("Chi", "Dee", 6).unwrap();
    let before = content(&here.store);
    let mut asked = Vec::new();
    let incoming = Incoming::log(&there.path(), &here.path()).unwrap();
    let refused = here.store.merge(incoming, |returning| {
        asked.extend(returning.iter().map(|one| format!("{} {}", one.name, one.pseudonym)));
        false
    });
    let refusal = refused.unwrap_err().to_string();
    assert!(refusal.starts_with("nothing was brought in: anita was forgotten here"), "{refusal}");
    assert_eq!((asked, content(&here.store)), (vec!["anita P01".to_owned()], before));
    merge(&mut here, &there);
    assert_eq!(here.ask("SELECT group_concat(name) FROM former"), "Chi");
    let incoming = Incoming::log(&there.path(), &here.path()).unwrap();
    here.store.merge(incoming, |returning| panic!("{returning:?} are here already")).unwrap();
}

#[test]
fn who_is_half_forgotten_there_does_not_come_in() {
    let (mut here, there) = (Bench::new([]), Bench::new(sample::opening()));
    let begun = r#"INSERT INTO forgetting VALUES (?1, '["Ana"]', 9)"#;
    there.store.db.execute(begun, [id(ANA).to_string()]).unwrap();
    merge(&mut here, &there);
    assert_eq!(here.ask("SELECT group_concat(name) FROM player"), "P01,Ben");
    assert_eq!(here.ask("SELECT count(*) FROM forgetting"), "0");
    assert_eq!(there.ask("SELECT names FROM forgetting"), r#"["Ana"]"#, "that log is left as it is");
}

/// A rescue goes on where the log of before stopped; a copy of before does not set a log back.
#[test]
fn a_workshop_goes_on_where_the_other_log_left_it() {
    let kept = |state: &str| {
        let undo = Tail { from: 0, steps: vec![format!("\"{state}\"")] };
        Entry::Kept(Box::new(Kept { state: format!("\"{state}\""), undo, redo: Tail::default() }))
    };
    let lines =
        |words: &[&str]| Entry::Lines { player: id(ANA), lines: words.iter().map(|&word| word.to_owned()).collect() };
    let sit = |bench: &mut Bench, at: Ms| bench.store.write(|db| write::touch(db, id(sample::WORKSHOP), at)).unwrap();
    let state = |bench: &Bench| {
        bench.ask(
            "SELECT (SELECT group_concat(state) FROM kept) || (SELECT group_concat(step) FROM step)
               || (SELECT group_concat(presence ORDER BY player) FROM attendance) || (SELECT max(last) FROM sitting)
               || coalesce((SELECT group_concat(word) FROM line WHERE changes % 2), '')",
        )
    };
    let mut before = Bench::new(sample::opening().into_iter().chain([kept("before"), lines(&["war"])]));
    sit(&mut before, sample::START);
    let mut rescued = copied(&before);
    let gone = Entry::Presence { player: id(BEN), presence: crate::cast::Presence::Gone };
    for entry in [kept("rescued"), gone, lines(&["death"])] {
        rescued.put(&entry).unwrap();
    }
    sit(&mut rescued, sample::START + 9000);
    let is = state(&rescued);
    assert!(is.starts_with(r#""rescued""rescued"present,gone"#) && is.ends_with("death"), "{is}");
    assert_eq!(state(&merged(&before, &rescued).0), is);
    assert_eq!(state(&merged(&rescued, &before).0), is);
    // A prompt was drawn here since: here it went on too.
    before.put(&Entry::Dealt(Box::new(Hand { id: id(77), ..hand(7) }))).unwrap();
    assert!(state(&merged(&before, &rescued).0).starts_with(r#""before""before"present,present"#));
}
