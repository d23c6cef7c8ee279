use std::fs;

use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::feeling::Feeling;
use sidecoach::take::{End, Ending, Entry, Fate, Judgement, Perceived, Reason, Take, Verdict, Workshop};

use crate::bench::Test;
use crate::takes::{START, hand, id};

const HOUR: i64 = 3_600_000;

type Judged = Option<(Verdict, Option<Reason>)>;

/// What became of each take: which prompt, and the verdict with its reason.
const PLAYED: &[(u32, Judged)] = &[
    (1, USABLE),
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

/// The first take of the second workshop.
const LATE: u32 = 11;

const USABLE: Judged = Some((Verdict::Usable, None));

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
    for (n, (prompt, judged)) in (0_u32..).zip(PLAYED) {
        if n == LATE {
            entries.extend([workshop(1, "+late lab", START + week), arrived()]);
            entries.extend((3..=4).map(|n| Entry::Dealt(Box::new(hand(n, "")))));
            entries.push(Entry::Fate { draw: id(204), fate: Fate::Passed(None) });
        }
        let take = id(300 + u128::from(n));
        let started = START + i64::from(n) * HOUR / 10 + if n < LATE { 0 } else { week };
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
    let test = season().variable("COLUMNS", "130");
    test.prints(&["report", "--by", "prompt"], "                        usable          of judged  takes  not usable                  hold  not judged  mean  passes  last
turns/late-1  ██████▉░  86 % (49–97 %)  6 of 7     7      1 (1 technical)             0     0           3:00  0       2026-11-24
turns/late-2  ░░░░░░░░  0 % (0–49 %)    0 of 4     4      4 (1 technical, 2 feeling)  0     0           3:00  0       2026-11-24
turns/late-3            -               -          2      0                           1     1           3:00  0       2026-12-01
turns/late-4            -               -          0      0                           0     0           -     1       -
");
    test.prints(&["report", "--csv"], "\
key,takes,usable,not_usable,technical,feeling,character,prompt,private,hold,unjudged,passes,rate,low,high,mean_ms,last
turns/late-1,7,6,1,1,0,0,0,0,0,0,0,0.8571428571428571,0.4868721707256812,0.9743203756552563,180000,2026-11-24T19:36:00.250Z
turns/late-2,4,0,4,1,2,0,0,0,0,0,0,0,0,0.4898908364545973,180000,2026-11-24T20:00:00.250Z
turns/late-3,2,0,0,0,0,0,0,0,1,1,0,,,,180000,2026-12-01T20:12:00.250Z
turns/late-4,0,0,0,0,0,0,0,0,0,0,1,,,,,
");
    test.prints(
        &["report", "--json", "--by=prompt", "--min=5"],
        concat!(
            r#"{"version":1,"by":"prompt","rows":[{"key":"turns/late-1","takes":7,"usable":6,"not_usable":1,"#,
            r#""hold":0,"unjudged":0,"passes":0,"rate":0.8571428571428571,"low":0.4868721707256812,"#,
            r#""high":0.9743203756552563,"mean_ms":180000,"last":"2026-11-24T19:36:00.250Z","#,
            r#""reasons":{"character":0,"feeling":0,"private":0,"prompt":0,"technical":1}}]}"#,
            "\n"
        ),
    );
}

#[test]
fn where_columns_have_no_room_each_key_has_lines() {
    season().prints(
        &["report", "--by", "prompt"],
        "\
turns/late-1
  ██████▉░ 86 % (49–97 %), 6 of 7 usable
  7 takes, 1 not usable (1 technical)
  3:00 on average, last 2026-11-24
turns/late-2
  ░░░░░░░░ 0 % (0–49 %), 0 of 4 usable
  4 takes, 4 not usable (1 technical, 2 feeling)
  3:00 on average, last 2026-11-24
turns/late-3
  - none judged
  2 takes, 1 on hold, 1 not judged
  3:00 on average, last 2026-12-01
turns/late-4
  - none judged
  0 takes
  passed over once
",
    );
}

#[test]
fn what_is_wanted_narrows_a_report() {
    let test = season();
    let check = |args: &str, keys: &[&str]| {
        let args: Vec<&str> = ["report", "--csv"].into_iter().chain(args.split(' ')).collect();
        let run = test.run(&args);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
        let found: Vec<&str> = run.out.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        assert_eq!(found, keys, "{args:?}");
    };
    let late = ["turns/late-1", "turns/late-2", "turns/late-3", "turns/late-4"];
    check("--sort=takes", &late);
    check("--sort=name --until=2026-11-24", &[late[0], late[1], late[3]]);
    check("--sort=rate", &late);
    check("--sort=last", &[late[2], late[1], late[0], late[3]]);
    check("--sort=usable", &late);
    check("--min=1", &late[..2]);
    check("--since=2026-11-25", &late[2..3]);
    check("--since=2026-11-24 --until=2026-11-24T19:30:00.250Z", &[late[0], late[3]]);
    check("--workshop=lab", &late[..2]);
    check("--pack=solo", &[]);
    check("--by=pack", &["turns"]);
    check("--by=kind", &["scene"]);
    check("--by=role", &["apologiser"]);
    check("--by=shift", &["remorse -> relief"]);
    check("--by=reason", &["feeling", "technical"]);
    check("--by=workshop", &["'+late lab", "lab"]);
    check("--by=workshop --sort=takes", &["lab", "'+late lab"]);
    check("--by=tag", &[]);
    check("--by=player --sort=last", &["Ana"]);
}

#[test]
fn of_people_there_is_no_rate() {
    let test = season();
    test.prints(
        &["report", "--by", "player"],
        "\
Ana
  3 scenes, 39:00 on stage, last 2026-12-01
  roles: apologiser 3
  feelings: relief 3, remorse 3
",
    );
    test.prints(
        &["report", "--by", "player", "--csv"],
        r#"key,scenes,played_ms,roles,feelings,last,broken_off
Ana,3,2340000,apologiser 3,"relief 3, remorse 3",2026-12-01T20:12:00.250Z,0
"#,
    );
    test.prints(
        &["report", "--by", "player", "--json"],
        concat!(
            r#"{"version":1,"by":"player","rows":[{"key":"Ana","scenes":3,"played_ms":2340000,"#,
            r#""roles":{"apologiser":3},"feelings":{"relief":3,"remorse":3},"last":"2026-12-01T20:12:00.250Z","#,
            r#""broken_off":0}]}"#,
            "\n"
        ),
    );
    let says =
        "error: people are not judged and have no rate; sort them by takes, last or name, and leave --min away\n";
    for wrong in ["--sort=rate", "--sort=usable", "--min=0"] {
        test.says(&["report", "--by", "player", wrong], 2, says);
    }
}

#[test]
fn what_came_out_stands_beside_what_was_asked() {
    let test = season();
    test.prints(
        &["report", "--by", "feeling"],
        "\
relief
  too few to say, 6 of 11 usable
  13 takes, 5 not usable (2 technical, 2 feeling), 1 on
  hold, 1 not judged
  3:00 on average, passed over once, last 2026-12-01
remorse
  too few to say, 6 of 11 usable
  13 takes, 5 not usable (2 technical, 2 feeling), 1 on
  hold, 1 not judged
  3:00 on average, passed over once, last 2026-12-01

what came out
  asked    relief  remorse  no agreement
  relief   [1]     ·        1
  remorse  ·       [2]      ·
  [ ] as asked

shifts
                     reached  not reached
  remorse -> relief  1        1

how far judges agree (Krippendorff: 1 always, 0 as by chance)
  feelings: alpha 0.400, from 2 feelings that several judged
  verdicts: alpha 0.000, from 1 take that several judged
",
    );
    let json = test.run(&["report", "--by", "feeling", "--json"]).out;
    let more = concat!(
        r#""perceived":[{"asked":"relief","perceived":null,"answers":1},{"asked":"relief","perceived":"relief","#,
        r#""answers":1},{"asked":"remorse","perceived":"remorse","answers":2}],"#,
        r#""shifts":[{"shift":"remorse -> relief","reached":1,"not_reached":1}],"alpha":{"feelings":0.4,"#,
        r#""verdicts":0.0,"feelings_told":2,"takes_judged":1}}"#,
        "\n"
    );
    assert!(json.ends_with(more), "{json}");
}

#[test]
fn a_page_answers_what_a_leader_asks() {
    let targets = "[targets]\njoy = 5\n\"remorse -> relief\" = 20\n";
    let test = season().file("home/.config/sidecoach/config.toml", targets);
    test.prints(
        &["report"],
        "\
+late lab, 2026-12-01 19:00
  - none judged
  2 takes, 1 on hold, 1 not judged, 6:00 on stage

prompts that earn their place
  ██████▉░  6 of 7  86 % (49–97 %)  turns/late-1

prompts that never worked
  ░░░░░░░░  0 of 4  0 % (0–49 %)  turns/late-2

prompts passed over, never played
  1 time  turns/late-4

usable takes wanted
  ░░░░░░░░  0 of 5   joy
  ██▍░░░░░  6 of 20  remorse -> relief

feelings and shifts without a usable take
  none of those asked for

on stage in this workshop
  1 scene  6:00  Ana
",
    );
    test.prints(
        &["report", "--workshop", "lab"],
        "\
lab, 2026-11-24 19:00
  too few to say, 6 of 11 usable
  11 takes, 5 not usable (2 technical, 2 feeling), 33:00 on
  stage

prompts that earn their place
  ██████▉░  6 of 7  86 % (49–97 %)  turns/late-1

prompts that never worked
  ░░░░░░░░  0 of 4  0 % (0–49 %)  turns/late-2

prompts passed over, never played
  none

usable takes wanted
  ░░░░░░░░  0 of 5   joy
  ██▍░░░░░  6 of 20  remorse -> relief

feelings and shifts without a usable take
  none of those asked for

on stage in this workshop
  2 scenes  33:00  Ana
",
    );
    let test = test.variable("COLUMNS", "24");
    test.prints(
        &["report", "--pack=turns"],
        "\
+late lab, 2026-12-01
19:00
  - none judged
  2 takes, 1 on hold, 1
  not judged, 6:00 on
  stage

prompts that earn their
place
  ██████▉░ 6 of 7 86 %
  (49–97 %) turns/late-1

prompts that never
worked
  ░░░░░░░░ 0 of 4 0 %
  (0–49 %) turns/late-2

prompts passed over,
never played
  1 time  turns/late-4

usable takes wanted
  ░░░░░░░░ 0 of 5 joy
  ██▍░░░░░ 6 of 20
  remorse -> relief

feelings and shifts
without a usable take
  none of those asked
  for

on stage in this
workshop
  1 scene  6:00  Ana
",
    );
    let json = test.run(&["report", "--json", "--until=2026-11-24"]).out;
    let more = concat!(
        r#""workshop":{"key":"lab","takes":11,"usable":6,"not_usable":5,"hold":0,"unjudged":0,"passes":0,"#,
        r#""rate":0.5454545454545454,"low":0.280091537409322,"high":0.7872872837754024,"mean_ms":180000,"#,
        r#""last":"2026-11-24T20:00:00.250Z","reasons":{"character":0,"feeling":2,"private":0,"prompt":0,"#,
        r#""technical":2},"started":"2026-11-24T19:00:00.250Z","players":[{"key":"Ana","scenes":2,"#,
        r#""played_ms":1980000,"roles":{"apologiser":2},"feelings":{"relief":2,"remorse":2},"#,
        r#""last":"2026-11-24T20:00:00.250Z","broken_off":0}]}"#
    );
    assert!(
        json.starts_with(r#"{"version":1,"by":"prompt","rows":[{"key":"turns/late-1","#) && json.contains(more),
        "{json}"
    );
}

#[test]
fn without_takes_it_says_what_to_do() {
    let test = Test::new();
    let says = "no take to report of yet: `sidecoach` opens the stage, which logs each take; say there, or with \
                `sidecoach takes verdict`, what it was worth\n";
    test.says(&["report"], 0, says);
    test.says(&["report", "-q"], 0, "");
    let says = "there is nothing to report of; `sidecoach takes list` shows what the log holds\n";
    test.says(&["report", "--by", "shift"], 0, says);
    test.prints(&["report", "--by", "shift", "--json"], "{\"version\":1,\"by\":\"shift\",\"rows\":[]}\n");
    let nothing = r#"{"version":1,"by":"prompt","rows":[],"workshop":null,"feelings":[],"shifts":[],"targets":[]}"#;
    test.prints(&["report", "--json"], &format!("{nothing}\n"));
    let says = "no take is of that; `sidecoach report` alone reports of all, and `sidecoach takes list` lists them\n";
    season().says(&["report", "--pack", "solo"], 0, says);
}

#[test]
fn what_can_not_be_meant_is_refused() {
    let test = Test::new();
    let more = "\n\nFor more information, try '--help'.\n";
    let refused = |arg: &str, why: &str| format!("error: invalid value {arg}: {why}{more}");
    let when = "write a day such as 2026-11-24, or a time such as 2026-11-24T20:00 or 2026-11-24T19:00Z";
    test.says(&["report", "--by=plyer"], 2, &refused("'plyer' for '--by <WHAT>'", "the nearest is `player`"));
    test.says(&["report", "--sort=rat"], 2, &refused("'rat' for '--sort <WHAT>'", "the nearest is `rate`"));
    test.says(&["report", "--since=monday"], 2, &refused("'monday' for '--since <WHEN>'", when));
    let says = "error: --since is not before --until; no take can be between them\n";
    test.says(&["report", "--since=2026-11-25", "--until=2026-11-24"], 2, says);
    assert_eq!(test.run(&["report", "--json", "--csv"]).code, 2);
}
