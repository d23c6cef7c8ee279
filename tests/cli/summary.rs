use std::fs;

use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::cast::PlayerKey;
use sidecoach::take::{End, Ending, Entry, Hand, Judgement, Member, Reason, Take, Verdict, Workshop};

use crate::bench::Test;
use crate::takes::{START, hand, id};

const MINUTE: i64 = 60_000;

/// The takes of an evening: the number of the prompt, the ending, whether it was a rehearsal, who played beside Ana.
const PLAYED: &[(u32, Ending, bool, (u128, &str))] = &[
    (1, Ending::Edit, false, (2, "Ben")),
    (1, Ending::Time, false, (2, "Ben")),
    (2, Ending::Stopped, false, (2, "Ben")),
    (3, Ending::Edit, true, (2, "Ben")),
    (4, Ending::Edit, false, (3, "灯台")),
    (5, Ending::Edit, false, (2, "Ben")),
    (6, Ending::Edit, false, (4, "Mia")),
];

fn played(n: u32, beside: (u128, &str)) -> Hand {
    let mut hand = hand(n, "");
    hand.cast[1] = Member { role: None, player: PlayerKey::Person(id(beside.0)), name: beside.1.to_owned() };
    hand.roles[0].secret = Some("You sold the boat.".to_owned());
    if n == 4 {
        hand.source = None;
        "Where ben and *Ana* wait".clone_into(&mut hand.text);
    }
    hand
}

/// Six scenes: one with a retake, one broken off, one rehearsed, a prompt of the leader's own, one in which a private matter
/// came up, one with Mia.
fn evening() -> Test {
    let test = Test::new();
    let lab = Workshop { id: id(100), name: "Ana's lab".to_owned(), started: START, zone: "UTC".to_owned(), seed: 7 };
    let names = [(1, "Ana"), (2, "Ben"), (3, "灯台"), (4, "Mia")];
    let arrived = names.map(|(n, name)| Entry::Arrived { player: id(n), name: name.to_owned(), credit: 0 });
    let mut entries = [vec![Entry::Workshop(lab)], arrived.to_vec()].concat();
    for (n, &(prompt, ending, rehearsal, beside)) in (0_u32..).zip(PLAYED) {
        let hand = played(prompt, beside);
        let of_draw = PLAYED[..n as usize].iter().filter(|(other, ..)| *other == prompt).count() as u32 + 1;
        if of_draw == 1 {
            entries.push(Entry::Dealt(Box::new(hand.clone())));
        }
        let (take, started) = (id(300 + u128::from(n)), START + i64::from(n + 1) * 10 * MINUTE);
        let began = Take { id: take, of_draw, started, planned: 4 * MINUTE, rehearsal, hand };
        entries.push(Entry::Began(Box::new(began)));
        let end = End { ending, at: 3 * MINUTE, played: 3 * MINUTE, paused: 0 };
        entries.push(Entry::Ended { take, end });
        let judgement = Judgement {
            id: id(500 + u128::from(n)),
            at: started + 4 * MINUTE,
            by: "leader".to_owned(),
            verdict: Some(Verdict::NotUsable),
            reason: Some(if prompt == 5 { Reason::Private } else { Reason::Technical }),
            note: Some("Ben was late".to_owned()),
            perceived: vec![],
        };
        entries.push(Entry::Judged { take, judgement });
    }
    fs::create_dir_all(test.log().parent().unwrap()).unwrap();
    assert_eq!(write_to(&test.log(), &entries).unwrap(), 0);
    let test = test.file("release.txt", "You may.");
    let agree = ["player", "consent", "Mia", "--for", "review", "--media", "audio", "--text", "release.txt", "-q"];
    test.says(&agree, 0, "");
    test.says(&["player", "withdraw", "Mia", "-q"], 0, "");
    test
}

/// What a summary prints, whatever it says of what it left out.
fn summary(test: &Test, args: &[&str]) -> String {
    let run = test.run(&[&["report", "--summary"], args].concat());
    assert_eq!(run.code, 0, "{args:?}: {run:?}");
    run.out
}

const TEXT: &str = "\
P01's lab, 2026-11-24 19:00
  2 scenes, 9:00 on stage, 3 people

scenes
  1  An apology, in a lighthouse.
     turns/late-1, 6:00, 2 takes
     P01: the one who is late
     P02
  2  Where P02 and *P01* wait
     own prompt, 3:00
     P01: the one who is late
     P03

who played
  P01  2 scenes  9:00  the one who is late 2
  P02  1 scene   6:00
  P03  1 scene   3:00
";

#[test]
fn a_summary_tells_the_group_what_was_played() {
    let test = evening();
    assert_eq!(summary(&test, &[]), TEXT);
    let left_out = "left out 4 takes: 1 broken off, 1 in which a private matter came up, 1 rehearsed, 1 with somebody who \
                    took consent back\n";
    assert_eq!(test.run(&["report", "--summary"]).err, left_out);
}

#[test]
fn names_are_told_where_they_are_wanted() {
    let text = summary(&evening(), &["--names"]);
    assert!(text.starts_with("Ana's lab, ") && text.contains("Where ben and *Ana* wait"), "{text}");
    assert!(text.contains("  Ana   2 scenes  9:00  the one who is late 2\n  Ben   1 scene   6:00\n"), "{text}");
    assert!(text.contains("  灯台  1 scene   3:00\n"), "wide names keep their columns: {text}");
    assert!(!text.contains("Mia") && !text.contains("P0"), "{text}");
}

#[test]
fn a_summary_is_markdown_or_json_too() {
    let test = evening();
    assert_eq!(
        summary(&test, &["--md"]),
        "\
# P01's lab

2026-11-24 19:00: 2 scenes, 9:00 on stage, 3 people

## Scenes

1. **An apology, in a lighthouse.**  
   turns/late-1, 6:00, 2 takes
   - P01: the one who is late
   - P02
2. **Where P02 and \\*P01\\* wait**  
   own prompt, 3:00
   - P01: the one who is late
   - P03

## Who played

| who | scenes | on stage | roles |
|---|---:|---:|---|
| P01 | 2 | 9:00 | the one who is late 2 |
| P02 | 1 | 6:00 |  |
| P03 | 1 | 3:00 |  |
"
    );
    let json = summary(&test, &["--json"]);
    let first = concat!(
        r#"{"version":1,"workshops":[{"workshop":"P01's lab","started":"2026-11-24T19:00:00.250Z","played_ms":540000,"#,
        r#""scenes":[{"prompt":"turns/late-1","text":"An apology, in a lighthouse.","takes":2,"played_ms":360000,"#,
        r#""cast":[{"player":"P01","role":"the one who is late"},{"player":"P02","role":null}]},{"prompt":null,"#
    );
    assert!(json.starts_with(first), "{json}");
}

#[test]
fn no_form_of_it_tells_a_verdict_a_secret_or_what_was_left_out() {
    let test = evening();
    for args in [&[][..], &["--md"], &["--json"], &["--names"], &["--names", "--json"], &["--names", "--md"]] {
        let told = summary(&test, args);
        for hidden in
            ["usable", "technical", "private", "boat", "late-2", "late-3", "late-5", "late-6", "was late", "Mia"]
        {
            assert!(!told.contains(hidden), "{args:?} tells {hidden}: {told}");
        }
        if !args.contains(&"--names") {
            assert!(!["Ana", "Ben", "ben ", "灯台"].iter().any(|name| told.contains(name)), "{args:?}: {told}");
        }
    }
}

#[test]
fn a_summary_is_of_what_is_asked_for() {
    let test = evening();
    assert!(summary(&test, &["--workshop", "Ana's lab"]).contains("2 scenes"));
    assert!(summary(&test, &["--pack", "turns"]).contains("1 scene, 6:00"));
    assert!(summary(&test, &["--since", "2026-11-24T19:15Z"]).contains("2 scenes, 6:00"));
    let none = "there is nothing to sum up for the group; `sidecoach takes list` shows what the log holds\n";
    test.says(&["report", "--summary", "--since", "2027-01-01"], 0, none);
    for wrong in [
        &["--md"][..],
        &["--names"],
        &["--summary", "--csv"],
        &["--summary", "--by", "prompt"],
        &["--summary", "--md", "--json"],
    ] {
        assert_eq!(test.run(&[&["report"], wrong].concat()).code, 2, "{wrong:?}");
    }
}
