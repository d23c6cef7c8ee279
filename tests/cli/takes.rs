use std::fs;

use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::cast::PlayerKey;
use sidecoach::deck::Chance;
use sidecoach::feeling::{Aliases, Feeling, FeelingArc};
use sidecoach::pack::{Kind, Players, PromptKey, Times};
use sidecoach::take::{
    DrawnRole, End, Ending, Entry, Hand, Judgement, Member, Moment, MomentKind, Reason, Source, Take, Verdict, Workshop,
};
use uuid::Uuid;

use crate::bench::Test;

/// 2026-11-24 19:00:00.250 UTC.
pub const START: i64 = 1_795_546_800_250;

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub fn hand(n: u32, odd: &str) -> Hand {
    let aliases = Aliases::from([("guilt".to_owned(), Feeling::Remorse)]);
    let prompt = PromptKey { pack: "turns".to_owned(), id: format!("late-{n}") };
    Hand {
        id: id(200 + u128::from(n)),
        number: n,
        words_attempt: 0,
        cast_attempt: 0,
        source: Some(Source {
            prompt,
            pack_hash: "ab12".to_owned(),
            seed: 7,
            chance: Chance { numerator: 8, denominator: 245 },
        }),
        kind: Kind::Scene,
        tags: Vec::new(),
        text: format!("An apology{odd}, in a lighthouse."),
        coach: vec![],
        used: vec![],
        times: Times::default(),
        players: Players::new(2, None).unwrap(),
        roles: vec![DrawnRole {
            name: "apologiser".to_owned(),
            label: format!("the one who is late{odd}"),
            feeling: FeelingArc::parse("guilt:2 -> relief @60%", &aliases).ok(),
            secret: None,
        }],
        cast: vec![
            Member { role: Some(0), player: PlayerKey::Person(id(1)), name: "Ana".to_owned() },
            Member { role: None, player: PlayerKey::Seat(2), name: format!("player 2{odd}") },
        ],
        drawn_at: START,
    }
}

/// A log with two takes: the first ended and was judged, the program of the second one died. Something odd can be added
/// to whatever people write.
pub fn logged(odd: &str) -> Test {
    let test = Test::new();
    let take = |n: u32| {
        let (id, started) = (id(300 + u128::from(n)), START + i64::from(n) * 600_000);
        Entry::Began(Box::new(Take { id, of_draw: 1, started, planned: 240_000, rehearsal: false, hand: hand(n, odd) }))
    };
    let mark = Moment {
        id: id(401),
        at: 61_234,
        kind: MomentKind::Mark,
        role: None,
        step: None,
        label: Some(format!("the letter{odd}")),
    };
    let judgement = Judgement {
        id: id(501),
        at: START + 900_000,
        by: format!("leader{odd}"),
        verdict: Some(Verdict::NotUsable),
        reason: Some(Reason::Technical),
        note: Some(format!("hum on\nthe line{odd}")),
        perceived: vec![],
    };
    let lab = Workshop { id: id(100), name: format!("lab{odd}"), started: START, zone: "UTC".to_owned(), seed: 7 };
    let entries = [
        Entry::Workshop(lab),
        Entry::Arrived { player: id(1), name: format!("Ana{odd}"), credit: 0 },
        Entry::Dealt(Box::new(hand(1, odd))),
        take(1),
        Entry::Moment { take: id(301), moment: mark },
        Entry::Ended { take: id(301), end: End { ending: Ending::Edit, at: 187_250, played: 180_000, paused: 7250 } },
        Entry::Judged { take: id(301), judgement },
        Entry::Dealt(Box::new(hand(2, odd))),
        take(2),
        Entry::Seen { take: id(302), at: 50_000, paused: 0 },
    ];
    fs::create_dir_all(test.log().parent().unwrap()).unwrap();
    assert_eq!(write_to(&test.log(), &entries).unwrap(), 0);
    test
}

const SECOND: &str = concat!(
    r#"{"number":2,"id":"01930000-0000-7000-8000-00000000012e","workshop":"lab","prompt":"turns/late-2","#,
    r#""pack_hash":"ab12","seed":7,"text":"An apology, in a lighthouse.","take_of_draw":1,"rehearsal":false,"#,
    r#""started":"2026-11-24T19:20:00.250Z","planned_ms":240000,"ended_at_ms":50000,"played_ms":50000,"paused_ms":0,"#,
    r#""ending":"interrupted","verdict":null,"reason":null,"note":null,"#,
    r#""cast":[{"role":"apologiser","player":"Ana","feeling":"remorse:2 -> relief @60%"},"#,
    r#"{"role":null,"player":"player 2","feeling":null}],"moments":[],"judgements":[]}"#
);

const FIRST: &str = concat!(
    r#"{"number":1,"id":"01930000-0000-7000-8000-00000000012d","workshop":"lab","prompt":"turns/late-1","#,
    r#""pack_hash":"ab12","seed":7,"text":"An apology, in a lighthouse.","take_of_draw":1,"rehearsal":false,"#,
    r#""started":"2026-11-24T19:10:00.250Z","planned_ms":240000,"ended_at_ms":187250,"played_ms":180000,"#,
    r#""paused_ms":7250,"ending":"edit","verdict":"not-usable","reason":"technical","note":"hum on\nthe line","#,
    r#""cast":[{"role":"apologiser","player":"Ana","feeling":"remorse:2 -> relief @60%"},"#,
    r#"{"role":null,"player":"player 2","feeling":null}],"#,
    r#""moments":[{"at_ms":61234,"kind":"mark","role":null,"step":null,"label":"the letter"}],"#,
    r#""judgements":[{"at":"2026-11-24T19:15:00.250Z","by":"leader","verdict":"not-usable","reason":"technical","#,
    r#""note":"hum on\nthe line","perceived":[]}]}"#
);

#[test]
fn takes_are_listed() {
    let test = logged("");
    test.prints(
        &["takes", "list"],
        "\
2  2026-11-24 19:20  turns/late-2  0:50  interrupted  -           Ana, player 2
1  2026-11-24 19:10  turns/late-1  3:00  edit         not-usable  Ana, player 2
",
    );
    test.prints(&["takes", "list", "--json"], &format!("{{\"version\":1,\"takes\":[{SECOND},{FIRST}]}}\n"));
    for narrowed in ["--verdict=not-usable", "--verdict=not-usable --player=ANA --pack=turns --workshop=lab -n9"] {
        let args = [&["takes", "list", "--json"], narrowed.split(' ').collect::<Vec<_>>().as_slice()].concat();
        test.prints(&args, &format!("{{\"version\":1,\"takes\":[{FIRST}]}}\n"));
    }
    test.prints(&["takes", "list", "-n1", "--json"], &format!("{{\"version\":1,\"takes\":[{SECOND}]}}\n"));
    test.says(&["takes", "list", "--player", "Zoë"], 2, "error: nobody is known as Zoë; see `sidecoach player list`\n");
    test.says(&["takes", "list", "--pack", "solo", "-q"], 0, "");
}

#[test]
fn a_take_is_shown() {
    let test = logged("");
    test.prints(
        &["takes", "show", "1"],
        "\
take 1 of 2026-11-24 19:10, lab
  An apology, in a lighthouse.
prompt   turns/late-1
take     1 of its draw
played   3:00 of 4:00 planned, 0:07 paused
ended    edit
verdict  not-usable (technical)
note     hum on the line
id       01930000-0000-7000-8000-00000000012d
cast
  Ana       the one who is late  guilt:2 -> relief @60%
  player 2  takes part
moments
  1:01  mark  the letter
judgements
  2026-11-24 19:15  leader  not-usable  technical  hum on the line
",
    );
    let json = format!("{{\"version\":1,\"takes\":[{FIRST}]}}\n");
    test.prints(&["takes", "show", "1", "--json"], &json);
    test.prints(&["takes", "show", "01930000-0000-7000-8000-00000000012D", "--json"], &json);
    test.says(&["takes", "show", "3"], 2, "error: there is no take 3; `sidecoach takes list` lists them\n");
}

#[test]
fn a_take_is_judged_and_the_judgement_taken_back() {
    let test = logged("");
    test.says(&["takes", "verdict", "2", "usable"], 0, "take 2 is usable\n");
    let by = ["takes", "verdict", "2", "not-usable", "--reason", "private", "--by", "Ben"];
    test.says(&by, 0, "take 2 is not-usable (private)\n");
    test.says(&["takes", "note", "2", "Good silence."], 0, "take 2 has your note\n");
    let shown = test.run(&["takes", "show", "2"]).out;
    assert!(shown.contains("verdict  usable\nnote     Good silence.\n"), "{shown}");
    test.says(&["takes", "undo", "2"], 0, "took back the note of take 2\n");
    test.says(&["takes", "undo", "2"], 0, "took back the verdict not-usable (private) of take 2\n");
    test.says(&["takes", "note", "2", "", "-q"], 0, "");
    test.says(&["takes", "undo", "2"], 0, "took back a judgement that said nothing new of take 2\n");
    test.says(
        &["takes", "undo", "01930000-0000-7000-8000-00000000012e"],
        0,
        "took back the verdict usable of take 2\n",
    );
    let nothing =
        "error: take 2 has no verdict, no note and no corrected cast to take back; see `sidecoach takes show 2`\n";
    test.says(&["takes", "undo", "2"], 1, nothing);
    test.prints(&["takes", "show", "2", "--json"], &format!("{{\"version\":1,\"takes\":[{SECOND}]}}\n"));
}

#[test]
fn the_judge_has_a_name() {
    let test = logged("").variable("SIDECOACH_JUDGE", "Maya");
    test.says(&["takes", "verdict", "2", "hold", "-q"], 0, "");
    test.says(&["takes", "verdict", "2", "usable", "-q", "--by", " Ben "], 0, "");
    let refusal = "error: invalid value 'Ben\nChi' for '--by <NAME>': it holds a line break\n\nFor more information, try '--help'.\n";
    test.says(&["takes", "verdict", "2", "hold", "--by", "Ben\nChi"], 2, refusal);
    let shown = test.run(&["takes", "show", "2", "--json"]).out;
    let judges: Vec<_> = shown.split("\"by\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(judges, ["Maya", "Ben"]);
}

#[test]
fn who_played_is_corrected_and_the_correction_taken_back() {
    let test = logged("");
    test.says(&["player", "add", "Ben", "Chi", "-q"], 0, "");
    let before = "2  2026-11-24 19:20  turns/late-2  0:50  interrupted  -  Ana, player 2\n";
    test.prints(&["takes", "list", "--pack=turns", "-n1"], before);
    let args = ["takes", "cast", "2", "apologiser=ben", "player 2=Chi"];
    test.says(&args, 0, "take 2 was played by Ben as apologiser, Chi\n");
    test.prints(&["takes", "list", "-n1"], &before.replace("Ana, player 2", "Ben, Chi"));
    let shown = test.run(&["takes", "show", "2"]).out;
    assert!(shown.contains("cast\n  Ben  the one who is late  guilt:2 -> relief @60%\n  Chi  takes part\n"), "{shown}");
    let corrected = SECOND.replace("\"Ana\"", "\"Ben\"").replace("\"player 2\"", "\"Chi\"");
    test.prints(&["takes", "show", "2", "--json"], &format!("{{\"version\":1,\"takes\":[{corrected}]}}\n"));
    test.prints(
        &["takes", "list", "--player", "Chi", "--json"],
        &format!("{{\"version\":1,\"takes\":[{corrected}]}}\n"),
    );
    test.says(&["takes", "verdict", "2", "hold", "-q"], 0, "");
    test.says(&["takes", "cast", "2", "apologiser="], 0, "take 2 was played by nobody as apologiser, Chi\n");
    for took in ["the cast", "the verdict hold", "the cast"] {
        test.says(&["takes", "undo", "2"], 0, &format!("took back {took} of take 2\n"));
    }
    test.prints(&["takes", "show", "2", "--json"], &format!("{{\"version\":1,\"takes\":[{SECOND}]}}\n"));
}

#[test]
fn a_correction_that_can_not_be_is_a_sentence() {
    let test = logged("");
    let known = "`sidecoach player add` adds somebody, `sidecoach player list` lists them";
    for (part, says) in [
        ("villain=Ana", "nobody plays villain in that take; name one of: apologiser, player 2".to_owned()),
        ("apologiser=Zoë", format!("nobody is known as Zoë; {known}")),
    ] {
        test.says(&["takes", "cast", "2", part], 2, &format!("error: {says}\n"));
    }
    test.says(&["takes", "cast", "3", "a=b"], 2, "error: there is no take 3; `sidecoach takes list` lists them\n");
    let run = test.run(&["takes", "cast", "2", "apologiser"]);
    assert!(run.code == 2 && run.err.contains("write ROLE=PLAYER"), "{run:?}");
}

#[test]
fn own_prompts_and_rehearsals_are_listed_as_such() {
    let test = Test::new();
    let called = "Two astronauts, one tin of peaches, and neither has a spoon.";
    let own = Hand { source: None, text: called.to_owned(), roles: vec![], cast: vec![], ..hand(1, "") };
    let lab = Workshop { id: id(100), name: "lab".to_owned(), started: START, zone: "UTC".to_owned(), seed: 7 };
    let take = |n: u128, rehearsal, hand| {
        let (id, started) = (id(300 + n), START);
        Entry::Began(Box::new(Take { id, of_draw: 1, started, planned: 240_000, rehearsal, hand }))
    };
    let entries = [Entry::Workshop(lab), take(1, false, own), take(2, true, hand(2, ""))];
    fs::create_dir_all(test.log().parent().unwrap()).unwrap();
    assert_eq!(write_to(&test.log(), &entries).unwrap(), 0);
    test.prints(
        &["takes", "list"],
        "\
2  2026-11-24 19:00  turns/late-2                                0:00  interrupted  -  rehearsal  Ana, player 2
1  2026-11-24 19:00  “Two astronauts, one tin of peaches, and…”  0:00  interrupted  -
",
    );
    let json = test.run(&["takes", "show", "1", "--json"]).out;
    let shape = format!(r#""prompt":null,"pack_hash":null,"seed":null,"text":"{called}","take_of_draw":1,"#);
    assert!(json.contains(&shape), "{json}");
    let shown = test.run(&["takes", "show", "2"]).out;
    assert!(shown.contains("take     1 of its draw, a rehearsal\n"), "{shown}");
}

#[test]
fn no_log_is_an_empty_log_and_stays_none() {
    let test = Test::new();
    test.prints(&["takes", "list", "--json"], "{\"version\":1,\"takes\":[]}\n");
    test.says(&["takes", "list"], 0, "no take to list: the stage logs each one as it is played\n");
    for command in ["verdict 1 usable", "note 1 x", "cast 1 a=b", "undo 1", "show 1"] {
        let says = "error: there is no take 1; `sidecoach takes list` lists them\n";
        test.says(&format!("takes {command}").split(' ').collect::<Vec<_>>(), 2, says);
    }
    assert!(!test.log().exists());
}

#[test]
fn a_log_that_is_none_is_exit_2_and_left_alone() {
    let test = Test::new().file("notes.db", "x");
    let says = "error: not a take log, left as it is: [dir]/notes.db; name another file with --log, or move \
                this one away\n";
    for command in ["takes list", "takes show 1", "takes undo 1", "player list", "player add Ana", "pack odds", "draw"]
    {
        let args: Vec<&str> = command.split(' ').chain(["--log", "notes.db"]).collect();
        test.says(&args, 2, says);
    }
    assert_eq!(fs::read(test.path().join("notes.db")).unwrap(), b"x");
}

#[test]
fn what_was_drawn_rests_and_what_was_judged_teaches() {
    let pack = "format = 1\ntitle = \"T\"\nrating = \"general\"\n\
                [[prompt]]\nid = \"late-1\"\ntext = \"One.\"\n[[prompt]]\nid = \"late-2\"\ntext = \"Two.\"\n";
    let test = logged("").file("turns.toml", pack);
    let odds = |n, rest, more: &str| format!("turns/late-{n}  weight 1 × fit 1 × rest {rest}{more}\n");
    let prints = |more: &[&str], learned: &str| {
        let args = [&["pack", "odds", "turns.toml"], more].concat();
        let lines = [odds(1, 1, learned), odds(2, 0, "")];
        test.prints(&args, &format!("100.00 %  ████████  1/1  {}  0.00 %            0/1  {}", lines[0], lines[1]));
    };
    prints(&[], " × learned 0.96 (worked 0 of 1 time; the pack works 0 of 1)");
    prints(&["--learn", "keen"], " × learned 0.92 (worked 0 of 1 time; the pack works 0 of 1)");
    prints(&["--learn", "off"], "");
    let fresh = format!(" 50.00 %  ████████  1/2  {} 50.00 %  ████████  1/2  {}", odds(1, 1, ""), odds(2, 1, ""));
    test.prints(&["pack", "odds", "turns.toml", "--fresh"], &fresh);
    let run = test.run(&["pack", "odds", "turns.toml", "--json"]);
    assert!(run.out.contains(r#""learned":0.961"#) && run.out.contains(r#""learned":1.0,"need":1.0"#), "{run:?}");
}
