//! What is read back of what was written.

use super::super::sample::{self, Bench, end, id, judgement, moment, opening, take};
use super::search::SEARCH;
use super::*;
use crate::feeling::{Feeling, Strength};
use crate::take::{Entry, Hand, Judgement, Moment, PastPart, Perceived};

fn only(bench: &Bench) -> TakeRecord {
    let mut takes = bench.store.takes(&Filter::default()).unwrap();
    assert_eq!(takes.len(), 1);
    takes.remove(0)
}

fn full() -> Bench {
    let mut bench = Bench::new(opening());
    let took = id(301);
    let mut first = judgement(1, "leader", Some(Verdict::NotUsable));
    first.reason = Some(Reason::Feeling);
    first.note = Some("“late”, but \"fine\"".to_owned());
    first.perceived = vec![
        Perceived {
            role: "apologiser".to_owned(),
            step: 1,
            feeling: Feeling::from_word("anger"),
            strength: Strength::from_number(2),
        },
        Perceived { role: "apologiser".to_owned(), step: 2, feeling: None, strength: None },
    ];
    let shift = Moment {
        kind: MomentKind::Shift,
        role: Some("apologiser".to_owned()),
        step: Some(2),
        label: None,
        ..moment(2, 50_000)
    };
    for entry in [
        Entry::Moment { take: took, moment: moment(1, 61_234) },
        Entry::Moment { take: took, moment: shift },
        Entry::Ended { take: took, end: end(Ending::Edit) },
        Entry::Judged { take: took, judgement: first },
    ] {
        bench.put(&entry).unwrap();
    }
    bench
}

#[test]
fn a_take_prints_in_its_documented_shape() {
    let bench = full();
    insta::assert_snapshot!(serde_json::to_string_pretty(&only(&bench)).unwrap());
}

#[test]
fn what_is_not_printed_is_known_too() {
    let cast = only(&full()).cast;
    assert_eq!(cast[0].asked.as_deref(), Some("guilt:2 -> relief @60%"));
    assert_eq!(cast[0].person, Some(id(sample::ANA)));
    assert_eq!(cast[0].secret.as_deref(), Some("You forgot it."));
    assert_eq!(cast[2].person, None);
}

#[test]
fn a_take_is_interrupted_once_its_lock_is_free() {
    let mut bench = Bench::new(opening());
    bench.put(&Entry::Seen { take: id(301), at: 50_000, paused: 20_000 }).unwrap();
    let length = |take: TakeRecord| (take.ending, take.ended_at_ms, take.played_ms, take.paused_ms);
    assert_eq!(length(only(&bench)), (None, None, None, None), "it runs");
    bench.lock = None;
    let interrupted = (Some(Ending::Interrupted), Some(50_000), Some(30_000), Some(20_000));
    assert_eq!(length(only(&bench)), interrupted, "its program is gone");
    assert_eq!(bench.ask("SELECT count(*) FROM take WHERE ending IS NULL"), "1", "a reader writes nothing");
}

#[test]
fn takes_are_listed_newest_first_and_narrowed() {
    let mut bench = full();
    for n in 2..=3 {
        bench.put(&Entry::Dealt(Box::new(sample::hand(n)))).unwrap();
        bench.put(&Entry::Began(Box::new(take(n, sample::hand(n))))).unwrap();
    }
    let numbers =
        |filter: Filter| -> Vec<i64> { bench.store.takes(&filter).unwrap().iter().map(|take| take.number).collect() };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(numbers(Filter::default()), [3, 2, 1]);
    assert_eq!(numbers(Filter { limit: Some(2), ..Filter::default() }), [3, 2]);
    assert_eq!(numbers(Filter { prompt: text("late-2"), ..Filter::default() }), [2]);
    assert_eq!(numbers(Filter { pack: text("turns"), ..Filter::default() }), [3, 2, 1]);
    assert_eq!(numbers(Filter { workshop: text("lab 0"), ..Filter::default() }), [3, 2, 1]);
    assert_eq!(numbers(Filter { workshop: text("lab"), ..Filter::default() }), [0; 0]);
    assert_eq!(numbers(Filter { session: Some(id(sample::WORKSHOP)), ..Filter::default() }), [3, 2, 1]);
    assert_eq!(numbers(Filter { session: Some(id(9)), ..Filter::default() }), [0; 0]);
    assert_eq!(numbers(Filter { verdict: Some(Verdict::NotUsable), ..Filter::default() }), [1]);
    assert_eq!(numbers(Filter { player: Some(id(sample::BEN)), limit: Some(1), ..Filter::default() }), [3]);
    assert_eq!(numbers(Filter { player: Some(id(9)), ..Filter::default() }), [0; 0]);
}

#[test]
fn takes_are_found_by_all_the_words_in_them() {
    let mut bench = full();
    let own = Hand { source: None, text: "Zwei Ärzte, ein Lift.".to_owned(), ..sample::hand(2) };
    bench.put(&Entry::Began(Box::new(take(2, own)))).unwrap();
    bench.put(&Entry::Began(Box::new(take(3, sample::hand(3))))).unwrap();
    bench.put(&Entry::Judged { take: id(303), judgement: judgement(3, "ben", Some(Verdict::Usable)) }).unwrap();
    bench.store.rename_player("ana", "Zoë", 9).unwrap();
    let found =
        |words, limit| -> Vec<i64> { bench.store.find(words, limit).unwrap().iter().map(|take| take.number).collect() };
    assert_eq!(found("", 500), [3, 2, 1]);
    assert_eq!(found(" ", 2), [3, 2]);
    for (words, numbers) in [
        ("LIGHTHOUSE", &[3, 1][..]),
        ("ärzte", &[2]),
        ("turns/late-1", &[1]),
        ("lab 0", &[3, 2, 1]),
        ("ZOË ben", &[3, 2, 1]),
        ("Ana", &[]),
        ("not-usable", &[1]),
        ("usable", &[3, 1]),
        ("fine apology", &[1]),
        ("fine ärzte", &[]),
        ("player 3", &[3, 2, 1]),
        ("forgot", &[]),
        ("%", &[]),
        ("prompt:turns/late-1", &[1]),
        ("prompt:turns/late", &[]),
        ("pack:Turns lift", &[]),
        ("kind:scene pack:turns", &[3, 1]),
        ("role:wronged", &[3, 2, 1]),
        ("feeling:remorse", &[3, 2, 1]),
        ("feeling:joy", &[]),
        ("shift:remorse->relief", &[3, 2, 1]),
        ("shift:relief->remorse", &[]),
        ("player:zoë", &[3, 2, 1]),
        ("player:zo", &[]),
        ("workshop:lab", &[]),
    ] {
        assert_eq!(found(words, 500), numbers, "{words}");
    }
    bench.put(&Entry::TakeVoided { take: id(301), at: 9 }).unwrap();
    assert_eq!(bench.store.find("fine", 500).unwrap(), []);
}

#[test]
fn what_is_found_is_the_take_without_its_secrets() {
    let mut bench = full();
    bench.put(&Entry::Judged { take: id(301), judgement: judgement(2, "leader", Some(Verdict::Hold)) }).unwrap();
    let found = bench.store.find("", 1).unwrap().remove(0);
    assert!(!format!("{found:?}").contains("forgot"));
    let end = Some(end(Ending::Edit));
    assert_eq!((found.id, found.number, found.of_draw, found.end), (id(301), 1, 1, end));
    assert_eq!(found.judgements.len(), 2);
    assert_eq!(found.judgements[1], judgement(2, "leader", Some(Verdict::Hold)), "oldest first");
    assert_eq!(found.moments[1], moment(1, 61_234));
    let part = |label: Option<&str>, player: &str, asked: Option<&str>| PastPart {
        label: label.map(str::to_owned),
        player: Some(player.to_owned()),
        asked: asked.map(str::to_owned),
    };
    let cast = [
        part(Some("the one who is late"), "Ana", Some("guilt:2 -> relief @60%")),
        part(Some("wronged"), "Ben", None),
        part(None, "player 3", None),
    ];
    assert_eq!(found.cast, cast);
}

#[test]
fn no_search_sorts_the_takes_or_reads_whatever_it_does_not_show() {
    let bench = full();
    let mut plan = bench.store.db.prepare(&format!("EXPLAIN QUERY PLAN {SEARCH}")).unwrap();
    let plan: Vec<String> = plan.query_map([], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
    assert_eq!(plan[0], "SCAN take", "{plan:#?}");
    assert!(plan[1..].iter().all(|step| !step.contains("SCAN") && !step.contains("TEMP")), "{plan:#?}");
}

#[test]
fn a_take_is_found_by_number_and_full_id() {
    let bench = full();
    let found = |name: &str| bench.store.take(name.parse().unwrap()).unwrap().map(|take| take.number);
    assert_eq!(found("1"), Some(1));
    assert_eq!(found(&id(301).to_string()), Some(1));
    assert_eq!(found(&id(301).to_string().to_uppercase()), Some(1));
    assert_eq!(found("2"), None);
    for odd in ["", "-1", "+1", "x", "99999999999999999999", "0193000000007000800000000000012d"] {
        assert!(odd.parse::<TakeName>().is_err(), "{odd}");
    }
}

#[test]
fn past_draws_come_oldest_first_without_those_taken_back() {
    let mut bench = full();
    for n in 2..=4 {
        bench.put(&Entry::Dealt(Box::new(sample::hand(n)))).unwrap();
    }
    bench.put(&Entry::DrawVoided { draw: id(203), at: 1 }).unwrap();
    let draws = |limit| -> Vec<String> {
        let draws = bench.store.past_draws(limit, None, sample::START + 999_999).unwrap();
        assert!(draws.iter().all(|draw| draw.words == sample::hand(1).used));
        draws.into_iter().filter_map(|draw| Some(draw.prompt?.id)).collect()
    };
    assert_eq!(draws(10), ["late-1", "late-2", "late-4"]);
    assert_eq!(draws(2), ["late-2", "late-4"]);
}

#[test]
fn two_judges_hold_an_opinion_each() {
    let mut bench = Bench::new(opening());
    let mut judge = |n, by: &str, verdict, note: Option<&str>, reason| {
        let judgement = Judgement { note: note.map(str::to_owned), reason, ..judgement(n, by, verdict) };
        bench.put(&Entry::Judged { take: id(301), judgement }).unwrap();
        let take = only(&bench);
        assert_eq!(bench.store.find("", 1).unwrap()[0].verdict(), take.verdict, "the stage sees it so too");
        (take.verdict, take.reason, take.note)
    };
    let note = |text: &str| Some(text.to_owned());
    let (usable, hold, not) = (Some(Verdict::Usable), Some(Verdict::Hold), Some(Verdict::NotUsable));
    let prompt = Some(Reason::Prompt);
    assert_eq!(judge(1, "ana", usable, Some("one"), None), (usable, None, note("one")));
    assert_eq!(judge(2, "ben", not, None, prompt), (not, prompt, note("one")));
    assert_eq!(judge(3, "ana", None, Some("two"), None), (not, prompt, note("two")), "no verdict is none");
    assert_eq!(judge(4, "ben", None, None, None), (None, None, note("two")), "his newest holds");
    assert_eq!(judge(5, "ana", hold, None, None), (hold, None, None));
    let mut void = |n: u128| {
        bench.put(&Entry::JudgementVoided { take: id(301), judgement: id(500 + n), at: 9 }).unwrap();
        (only(&bench).verdict, only(&bench).judgements.len())
    };
    assert_eq!(void(5), (None, 4));
    assert_eq!(void(4), (not, 3));
    assert_eq!(void(3), (not, 2));
    assert_eq!(void(2), (usable, 1));
    assert_eq!(void(1), (None, 0));
}

#[test]
fn a_person_is_listed_by_the_name_they_have_now() {
    let mut bench = full();
    bench.store.rename_player("ana", "Anna", 9).unwrap();
    assert_eq!(only(&bench).cast[0].player.as_deref(), Some("Anna"));
}
