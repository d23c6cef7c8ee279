use crate::bench::{Run, Test};
use crate::takes::logged;

/// What the questions are and what is asked about the sample's takes, without the questions' own words.
fn judge(test: Test, answers: &str, args: &[&str]) -> (Test, Run) {
    let test = test.stdin(answers);
    let run = test.run(&[&["takes", "judge"], args].concat());
    (test, run)
}

/// The judgements of a take, as JSON without their times.
fn judgements(test: &Test, take: &str) -> String {
    let out = test.run(&["takes", "show", take, "--json"]).out;
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let mut given = json["takes"][0]["judgements"].clone();
    given.as_array_mut().unwrap().iter_mut().for_each(|one| {
        one.as_object_mut().unwrap().remove("at");
    });
    given.to_string()
}

#[test]
fn a_second_judge_does_not_see_what_the_first_held() {
    let (test, run) = judge(logged(""), "n\nt\nrem 2\n-\nthe silence\nq\n", &["--by", "Ben"]);
    assert_eq!(run.code, 0);
    let shown = "
take 1 of 2026-11-24 19:10, lab
  An apology, in a lighthouse.
  Ana       the one who is late
  player 2  takes part
  1:01  mark  the letter

take 2 of 2026-11-24 19:20, lab
  An apology, in a lighthouse.
  Ana       the one who is late
  player 2  takes part
";
    assert_eq!(run.out, shown);
    assert!(run.err.ends_with("Ben judged 1 of 2\n"), "{}", run.err);
    for hidden in ["leader", "hum on", "not-usable", "guilt", "remorse", "relief"] {
        assert!(!run.out.contains(hidden) && !run.err.contains(hidden), "{hidden}");
    }
    let first =
        r#"{"by":"leader","note":"hum on\nthe line","perceived":[],"reason":"technical","verdict":"not-usable"}"#;
    let second = concat!(
        r#"{"by":"Ben","note":"the silence","perceived":["#,
        r#"{"feeling":"remorse","role":"apologiser","step":1,"strength":2},"#,
        r#"{"feeling":null,"role":"apologiser","step":2,"strength":null}],"#,
        r#""reason":"technical","verdict":"not-usable"}"#
    );
    let both = format!("[{first},{second}]");
    let sorted: serde_json::Value = serde_json::from_str(&both).unwrap();
    assert_eq!(judgements(&test, "1"), sorted.to_string());
    assert_eq!(judgements(&test, "2"), "[]");
}

#[test]
fn what_was_judged_is_not_asked_again_unless_it_is_named() {
    let (test, _) = judge(logged(""), "u\n\n\n\n", &["--by", "Ben"]);
    let (test, run) = judge(test, "\n", &["--by", "Ben"]);
    assert!(run.out.starts_with("\ntake 2 of") && run.err.ends_with("Ben judged 0 of 1\n"), "{run:?}");
    let (test, run) = judge(test, "h\n\n\n\n", &["1", "--by", "Ben"]);
    assert!(run.err.ends_with("Ben judged 1 of 1\n"), "{run:?}");
    assert_eq!(judgements(&test, "1").matches(r#""by":"Ben""#).count(), 2, "nothing is overwritten");
}

#[test]
fn what_is_not_understood_is_asked_again_and_an_end_in_between_keeps_nothing() {
    let (test, run) = judge(logged(""), "maybe\nu\nre\nrem 9\nq\n", &["--by", "Ben"]);
    for said in ["answer u, h or n\n", "one of realization, relief, remorse? write more of it\n", "1, 2 or 3\n"] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    assert!(run.err.ends_with("Ben judged 0 of 2\n"), "{}", run.err);
    let (test, run) = judge(test, "u\nrem", &["--by", "Ben"]);
    assert!(run.err.ends_with("Ben judged 0 of 2\n"), "{}", run.err);
    assert!(!judgements(&test, "1").contains("Ben"));
}

#[test]
fn a_second_judge_has_a_name() {
    let said = "error: a second judge has a name of their own; say who judges with --by NAME\n";
    logged("").says(&["takes", "judge"], 2, said);
    logged("").says(
        &["takes", "judge", "9", "--by", "Ben"],
        2,
        "error: there is no take 9; `sidecoach takes list` lists them\n",
    );
    let set = logged("").file("own.toml", "judge = \"Ben\"\n").stdin("q\n");
    assert!(set.run(&["takes", "judge", "--config", "own.toml"]).err.ends_with("Ben judged 0 of 2\n"));
}
