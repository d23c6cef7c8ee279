use std::fs;

use sidecoach::booth::store::{Access, Store};

use crate::bench::Test;
use crate::takes::logged;

const TEXT: &str = "You may use my takes.\n";
const SHA256: &str = "a0a0f4963000ff84e9c0cbd6e297833cab477160d88c62c34ceb45e3e4a0dc39";

fn test() -> Test {
    let test = Test::new().file("release-2.txt", TEXT);
    test.says(&["player", "add", "Ana", "Ben", "-q"], 0, "");
    test
}

/// Runs it: this must be said, and nothing come out. `args` are the words behind `player`.
#[track_caller]
fn says(test: &Test, args: &str, code: i32, err: &str) {
    test.says(&[&["player"], args.split(' ').collect::<Vec<_>>().as_slice()].concat(), code, err);
}

#[test]
fn consent_is_written_down_and_holds_by_its_dates() {
    let test = test();
    says(&test, "consent ana", 0, "Ana never said what their takes may be used for\n");
    let grant = "consent ana --for emotion-training,review --media audio,video --text release-2.txt --on 2026-01-02";
    says(&test, grant, 0, "Ana: consent to review, emotion-training (audio, video)\n");
    let other =
        "consent ana --for publishing --media transcript --text release-2.txt --on 2026-01-03 --until 2026-01-31";
    let by = " --method recorded --given-by Mia";
    says(&test, &format!("{other}{by}"), 0, "Ana: consent to review, emotion-training (audio, video)\n");
    test.prints(
        &["player", "list"],
        "\
Ana  present  0 scenes  consent to review, emotion-training (audio, video)
Ben  present  0 scenes
",
    );
    let [short, long] = [&SHA256[..8], SHA256];
    test.prints(
        &["player", "consent", "Ana"],
        &format!(
            "\
Ana  consent to review, emotion-training (audio, video)
  2026-01-02  granted  review, emotion-training  audio, video                    release-2 {short}  signed
  2026-01-03  granted  publishing                transcript    until 2026-01-31  release-2 {short}  recorded by Mia
"
        ),
    );
    let json = test.run(&["player", "consent", "Ana", "--json"]).out;
    let start = concat!(
        r#"{"version":1,"player":"Ana","in_force":[{"purpose":"review","media":["audio","video"]},"#,
        r#"{"purpose":"emotion-training","media":["audio","video"]}],"history":[{"id":""#,
    );
    let end = format!(
        concat!(
            r#""said":"granted","purposes":["publishing"],"on":"2026-01-03T00:00:00.000Z","media":["transcript"],"#,
            r#""until":"2026-02-01T00:00:00.000Z","text":{{"version":"release-2","sha256":"{}"}},"method":"recorded","#,
            r#""given_by":"Mia"}}]}}"#,
            "\n"
        ),
        long
    );
    assert!(json.starts_with(start) && json.ends_with(&end), "{json}");
}

#[test]
fn consent_is_taken_back() {
    let test = test();
    let earlier = "what earlier exports held: `sidecoach takes export --removed`\n";
    says(&test, "consent Ana --for review,publishing --media audio --text release-2.txt -q", 0, "");
    says(&test, "withdraw ANA --for publishing", 0, &format!("Ana: consent to review (audio)\n{earlier}"));
    says(&test, "withdraw Ana", 0, &format!("Ana: consent withdrawn\n{earlier}"));
    says(&test, "withdraw Ben", 0, &format!("Ben: consent withdrawn\n{earlier}"));
    let out = test.run(&["player", "consent", "ben"]).out;
    assert!(out.starts_with("Ben  consent withdrawn\n  20"), "{out}");
    assert!(out.ends_with("  withdrawn  review, emotion-training, voice-training, publishing\n"), "{out}");
    test.prints(
        &["player", "list"],
        "Ana  present  0 scenes  consent withdrawn\nBen  present  0 scenes  consent withdrawn\n",
    );
    let later = "consent Ana --for review --media audio --text release-2.txt --on 2999-01-01 -q";
    says(&test, later, 0, "");
    says(&test, "withdraw Ana --for review -q", 0, "");
    let out = test.run(&["player", "consent", "Ana"]).out;
    assert!(out.ends_with("  2999-01-01  withdrawn  review\n"), "what is yet to begin is taken back too: {out}");
}

#[test]
fn consent_that_can_not_be_written_down_is_a_sentence() {
    let test = test().file("odd.txt", b"\xff").file("empty.txt", " \n").file("long.txt", "x".repeat((1 << 20) + 1));
    let all = "--for review --media audio --text release-2.txt";
    for (args, says) in [
        (format!("consent Chi {all}"), "nobody is known as Chi; see `sidecoach player list`"),
        ("withdraw Chi".to_owned(), "nobody is known as Chi; see `sidecoach player list`"),
        (
            format!("consent Ana {}", all.replace("release-2", "odd")),
            "odd.txt holds no text; name a file of plain text",
        ),
        (
            format!("consent Ana {}", all.replace("release-2", "empty")),
            "empty.txt holds no text; name a file of plain text",
        ),
        (
            format!("consent Ana {}", all.replace("release-2", "long")),
            "long.txt is too long; name a file of plain text",
        ),
        (
            format!("consent Ana {}", all.replace("release-2", "none")),
            "there is no file or folder none.txt; check the path",
        ),
        (
            format!("consent Ana {all} --on 2026-02-01 --until 2026-01-31"),
            "the last day of it is before the first; correct --until or --on",
        ),
    ] {
        test.says(&[vec!["player"], args.split(' ').collect()].concat(), 2, &format!("error: {says}\n"));
    }
    for (args, says) in [
        ("consent Ana --for review", "--media <MEDIA>"),
        ("consent Ana --text release-2.txt", "--for <PURPOSES>"),
        ("consent Ana --for reviews --media audio --text release-2.txt", "the nearest is `review`"),
        ("consent Ana --for review --media audio --text release-2.txt --on monday", "write a day as 2026-11-24"),
    ] {
        let run = test.run(&[vec!["player"], args.split(' ').collect()].concat());
        assert!(run.code == 2 && run.err.contains(says), "{run:?}");
    }
    says(&test, "consent Ana", 0, "Ana never said what their takes may be used for\n");
}

#[test]
fn two_records_of_one_person_are_joined() {
    let test = logged("");
    test.says(&["player", "add", "Anna", "-q"], 0, "");
    test.says(&["player", "lines", "Anna", "death", "-q"], 0, "");
    let plan = "Anna becomes Ana, with 0 scenes, 1 line and all that they said about consent\n";
    let refusal = "error: it can't be undone, and there is no terminal to ask in; add --yes to do it\n";
    says(&test, "same ana anna", 2, &format!("{plan}{refusal}"));
    says(&test, "same ana anna --yes", 0, &format!("{plan}Ana is one record now\n"));
    test.prints(&["player", "list"], "Ana  present  2 scenes  last in take 2\n");
    says(&test, "same Ana ana --yes", 2, "error: both names are of one record already: Ana\n");
    says(&test, "same Ana Ben --yes", 2, "error: nobody is known as Ben; see `sidecoach player list`\n");
}

#[test]
fn somebody_is_forgotten() {
    let test = logged("");
    test.says(&["takes", "note", "1", "Ana waits; so does Anita.", "-q"], 0, "");
    test.says(&["player", "lines", "Ana", "death", "-q"], 0, "");
    let plan = "\
P01 takes the place of Ana, Anita, with 2 scenes
note of take 1: “Ana waits; so does Anita.” becomes “P01 waits; so does P01.”
1 line taken away
";
    let refusal = "error: it can't be undone, and there is no terminal to ask in; add --yes to do it\n";
    says(&test, "forget ana --also Anita", 2, &format!("{plan}{refusal}"));
    assert!(test.run(&["player", "list"]).out.starts_with("Ana "), "nothing was changed");
    let done = "they are P01 from now on; files that were exported before stay as they are\n";
    says(&test, "forget ana --also Anita --yes", 0, &format!("{plan}{done}"));
    test.prints(&["player", "list"], "P01  gone  2 scenes  last in take 2\n");
    says(&test, "forget Ana --yes", 2, "error: nobody is known as Ana; see `sidecoach player list`\n");
    for file in fs::read_dir(test.log().parent().unwrap()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap_or_default().to_ascii_lowercase();
        assert!(!bytes.windows(3).any(|window| window == b"ana"));
    }
}

#[test]
fn nobody_is_forgotten_while_another_program_has_the_log_open() {
    let test = logged("");
    let _open = Store::open(&test.log(), Access::Write).unwrap();
    let run = test.run(&["player", "forget", "Ana", "--yes"]);
    assert!(run.code == 2 && run.err.contains("another program is busy with the log"), "{run:?}");
    test.prints(&["player", "list"], "Ana  present  2 scenes  last in take 2\n");
}
