use std::fs;

use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::feeling::Feeling;
use sidecoach::take::{End, Ending, Entry, Fate, Judgement, Perceived, Reason, Take, Verdict, Workshop};

use crate::bench::Test;
use crate::takes::{START, hand, id, logged};

const HOUR: i64 = 3_600_000;

/// What became of each take: which prompt, and the verdict with its reason.
const PLAYED: &[(u32, Option<(Verdict, Option<Reason>)>)] = &[
    (1, USABLE),
    (1, USABLE),
    (1, USABLE),
    (1, USABLE),
    (1, USABLE),
    (1, Some((Verdict::NotUsable, Some(Reason::Technical)))),
    (2, Some((Verdict::NotUsable, Some(Reason::Feeling)))),
    (2, Some((Verdict::NotUsable, Some(Reason::Feeling)))),
    (2, Some((Verdict::NotUsable, None))),
    (2, Some((Verdict::NotUsable, Some(Reason::Technical)))),
    (3, Some((Verdict::Hold, None))),
    (3, None),
];

const USABLE: Option<(Verdict, Option<Reason>)> = Some((Verdict::Usable, None));

/// A log of two workshops, the second a week later with the takes of the third prompt; a fourth prompt was passed over.
/// Of the first take two judges said what came out.
fn season() -> Test {
    let test = Test::new();
    let workshop = |n: u32, name: &str, started| {
        let name = name.to_owned();
        Entry::Workshop(Workshop { id: id(100 + u128::from(n)), name, started, zone: "UTC".to_owned(), seed: 7 })
    };
    let arrived = || Entry::Arrived { player: id(1), name: "Ana".to_owned(), credit: 0 };
    let mut entries = vec![workshop(0, "lab", START), arrived()];
    entries.extend((1..=2).map(|n| Entry::Dealt(Box::new(hand(n, "")))));
    let week = 7 * 24 * HOUR;
    for (n, (prompt, judged)) in (0..).zip(PLAYED) {
        if n == 10 {
            entries.extend([workshop(1, "+late lab", START + week), arrived()]);
            entries.extend((3..=4).map(|n| Entry::Dealt(Box::new(hand(n, "")))));
            entries.push(Entry::Fate { draw: id(204), fate: Fate::Passed(None) });
        }
        let take = id(300 + u128::from(n));
        let started = START + i64::from(n) * HOUR / 10 + if n < 10 { 0 } else { week };
        let of_draw = PLAYED[..n as usize].iter().filter(|(other, _)| other == prompt).count() as u32 + 1;
        let hand = hand(*prompt, "");
        let end = End { ending: Ending::Edit, at: 187_250, played: 180_000, paused: 7250 };
        entries.push(Entry::Began(Box::new(Take {
            id: take,
            of_draw,
            started,
            planned: 240_000,
            rehearsal: false,
            hand,
        })));
        entries.push(Entry::Ended { take, end });
        if let Some((verdict, reason)) = judged {
            let (verdict, reason) = (Some(*verdict), *reason);
            let judgement = judgement(u128::from(n), "leader", verdict, &[(1, Some("remorse")), (2, Some("relief"))]);
            let perceived = if n == 0 { judgement.perceived } else { vec![] };
            entries.push(Entry::Judged { take, judgement: Judgement { reason, perceived, ..judgement } });
        }
    }
    let second = judgement(50, "Ben", Some(Verdict::Hold), &[(1, Some("remorse")), (2, None)]);
    entries.push(Entry::Judged { take: id(300), judgement: second });
    entries.push(Entry::Judged { take: id(300), judgement: judgement(51, "Chi", Some(Verdict::Usable), &[]) });
    fs::create_dir_all(test.log().parent().unwrap()).unwrap();
    assert_eq!(write_to(&test.log(), &entries).unwrap(), 0);
    test
}

fn judgement(n: u128, by: &str, verdict: Option<Verdict>, perceived: &[(u32, Option<&str>)]) -> Judgement {
    let perceived = perceived.iter().map(|(step, feeling)| Perceived {
        role: "apologiser".to_owned(),
        step: *step,
        feeling: feeling.and_then(Feeling::from_word),
        strength: None,
    });
    let (by, perceived) = (by.to_owned(), perceived.collect());
    Judgement { id: id(500 + n), at: START + 30 * HOUR, by, verdict, reason: None, note: None, perceived }
}

#[test]
fn takes_are_put_together_by_prompt() {
    let test = season().variable("COLUMNS", "200");
    test.prints(&["report", "--by", "prompt"], "");
    test.prints(&["report", "--by", "prompt", "--csv"], "");
    test.prints(&["report", "--by", "prompt", "--json", "--min=5"], "");
}

#[test]
fn where_columns_have_no_room_each_key_has_lines() {
    let test = season();
    test.prints(&["report", "--by", "prompt"], "");
}

#[test]
fn other_keys() {
    let test = season();
    test.prints(&["report", "--by", "workshop", "--csv"], "");
    test.prints(&["report", "--by", "reason"], "");
    test.prints(&["report", "--by", "player"], "");
    test.prints(&["report", "--by", "player", "--csv"], "");
    test.prints(&["report", "--by", "player", "--json"], "");
    test.prints(&["report", "--by", "feeling"], "");
    test.prints(&["report", "--by", "feeling", "--json"], "");
}

#[test]
fn the_page() {
    let test = season();
    test.prints(&["report"], "");
    test.prints(&["report", "--json"], "");
}
