use serde_json::Value;

use crate::bench::{TINY, Test};

#[test]
fn the_odds_are_exact() {
    let test = Test::tiny();
    let plain = [
        " 66.67 %  ████████  2/3  tiny/late     weight 2 × fit 1 × rest 1\n",
        " 33.33 %  ████      1/3  tiny/stretch  weight 1 × fit 1 × rest 1\n",
    ];
    test.prints(&["pack", "odds", "tiny.toml"], &plain.concat());
    let run = test.run(&["pack", "odds", "-p", "tiny.toml", "-n", "1"]);
    assert_eq!(run.out.lines().collect::<Vec<_>>(), [" 66.67 %  ████████  2/3  tiny/late  weight 2 × fit 1 × rest 1"]);
    assert_eq!((run.code, run.err.as_str()), (0, "1 prompt more: `-n 2` prints all\n"));
    let json = |late: &str, stretch: &str| {
        format!(
            "{{\"version\":1,\"total\":8000,\"prompts\":[{{\"prompt\":\"tiny/late\",{late},\"odds\":8000,\"what_if\":null}},\
             {{\"prompt\":\"tiny/stretch\",{stretch},\"odds\":0,\"what_if\":null}}]}}\n"
        )
    };
    let factors =
        |weight, fit| format!(r#""factors":{{"weight":{weight},"fit":{fit},"rest":1.0,"learned":1.0,"need":1.0}}"#);
    let late = format!(r#""chance":{{"numerator":1,"denominator":1}},{},"out":null"#, factors("2.0", "1.0"));
    let stretch = format!(r#""chance":null,{},"out":"for warming up""#, factors("1.0", "0.0"));
    test.prints(&["pack", "odds", "tiny.toml", "-n1", "--players", "Ana, Ben", "--json"], &json(&late, &stretch));
}

#[test]
fn the_chances_sum_up_to_one() {
    for args in [vec![], vec!["--players", "Ana, Ben, Chi"], vec!["--kind", "scene", "--rating", "teen,mature"]] {
        let run = Test::new().run(&[&["pack", "odds", "--json", "--fresh"], args.as_slice()].concat());
        let json: Value = serde_json::from_str(&run.out).unwrap();
        let total = json["total"].as_u64().unwrap();
        let mut sum = 0;
        for prompt in json["prompts"].as_array().unwrap() {
            let odds = prompt["odds"].as_u64().unwrap();
            match prompt["chance"].as_object() {
                Some(chance) => {
                    let [numerator, denominator] =
                        ["numerator", "denominator"].map(|key| chance[key].as_u64().unwrap());
                    assert_eq!(u128::from(numerator) * u128::from(total), u128::from(odds) * u128::from(denominator));
                }
                None => assert_eq!(odds, 0),
            }
            sum += odds;
        }
        assert!(sum > 0 && sum == total, "{args:?}");
    }
}

#[test]
fn what_another_weight_would_change_is_shown_beside() {
    let test = Test::tiny().file("other.toml", TINY.replace("\"stretch\"", "\"shake\""));
    test.prints(
        &["pack", "odds", "tiny.toml", "--what-if", "stretch=6"],
        "  before               after
 33.33 %  ███▌       75.00 %  ████████  1/3 -> 3/4  tiny/stretch  weight 6 × fit 1 × rest 1
 66.67 %  ███████▏   25.00 %  ██▋       2/3 -> 1/4  tiny/late     weight 2 × fit 1 × rest 1
",
    );
    let args = ["pack", "odds", "tiny.toml", "--what-if", "tiny/late=0.5", "--what-if=stretch=0.125", "--json"];
    let json: Value = serde_json::from_str(&test.run(&args).out).unwrap();
    let late = &json["prompts"][0];
    assert_eq!((&late["chance"]["numerator"], &late["chance"]["denominator"]), (&2.into(), &3.into()));
    assert_eq!(late["what_if"]["chance"].to_string(), r#"{"denominator":5,"numerator":4}"#);
    assert_eq!(late["what_if"]["factors"]["weight"].to_string(), "0.5");
    let refused = |wish: &str, says: &str| {
        let run = test.run(&["pack", "odds", "tiny.toml", "other.toml", "--what-if", wish]);
        assert!(run.code == 2 && run.out.is_empty() && run.err.contains(says), "{run:?}");
    };
    refused("late=2", "error: late can be other/late or tiny/late; say which");
    refused("strech=2", "error: there is no prompt strech in these packs; the nearest is stretch");
    refused("tiny/shake=2", "error: there is no prompt tiny/shake in these packs; the nearest is ");
    for wish in ["late", "=2", "late=", "late=0", "late=1001", "late=0.0005", "late=-1", "late=1e3", "late=nan"] {
        refused(wish, "error: ");
    }
}

#[test]
fn why_a_prompt_cannot_be_drawn_is_said() {
    let ended = TINY.replace("weight = 2", "retired = true");
    let test = Test::tiny().file("ended.toml", ended).file("hard.toml", TINY.replace("\"general\"", "\"mature\""));
    let out = |args: &[&str]| test.run(&[&["pack", "odds"], args].concat()).out;
    for (args, why) in [
        (["tiny.toml", "--players", "Ana"], "tiny/late     weight 2 × fit 0 (needs 2 players, 1 present) × rest 1"),
        (["tiny.toml", "--players", "Ana,Ben"], "tiny/stretch  weight 1 × fit 0 (for warming up) × rest 1"),
        (["ended.toml", "--players", "Ana,Ben"], "ended/late     weight 1 × fit 0 (retired) × rest 1"),
        (["hard.toml", "--kind", "scene"], "(rated mature; `--rating mature` allows it)"),
    ] {
        let out = out(&args);
        assert!(out.lines().any(|line| line.starts_with("     out            -  ") || line.contains("out ")), "{out}");
        assert!(out.contains(why), "{out}");
    }
}
