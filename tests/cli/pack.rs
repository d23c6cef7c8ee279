use std::fs;

use sidecoach::booth::packs::BUILT_IN;
use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::pack::PromptKey;
use sidecoach::take::{Entry, Workshop};

use crate::bench::{TINY, Test};
use crate::takes::{START, id};

#[test]
fn what_is_installed_is_listed_with_where_it_is_from() {
    let folder = "[dir]/home/.local/share/sidecoach/packs";
    let test = Test::new().own("solo.toml", TINY).own("broken.toml", "format = 2").own("readme.txt", "");
    let run = test.run(&["pack", "list"]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(run.err, format!("the pack broken has 1 finding, see `sidecoach pack check {folder}/broken.toml`\n"));
    assert_eq!(lines.len(), BUILT_IN.len() + 1);
    assert!(lines.is_sorted(), "{lines:?}");
    assert_eq!(lines[0], format!("broken        can't be read           0 prompts   {folder}/broken.toml"));
    let line = |name: &str| lines.iter().copied().find(|line| line.starts_with(name)).unwrap();
    let first = line("first-scenes  ");
    assert!(first.starts_with("first-scenes  First scenes   general  ") && first.ends_with(" prompts  built in"));
    let own = format!("{folder}/solo.toml, in place of the one built in");
    assert_eq!(line("solo  "), format!("solo          Tiny           general  2 prompts   {own}"));
    let json = test.run(&["pack", "list", "--json"]).out;
    let solo = format!(
        concat!(
            r#"{{"pack":"solo","title":"Tiny","rating":"general","prompts":2,"origin":"user","path":"{}/solo.toml","#,
            r#""replaces_built_in":true,"errors":0,"warnings":0,"hints":0}}"#
        ),
        folder
    );
    assert!(json.starts_with(r#"{"version":1,"packs":[{"pack":"broken","title":null,"rating":null,"prompts":0,"#));
    assert!(json.contains(&solo), "{json}");
    assert!(json.contains(r#""origin":"built-in","path":null,"replaces_built_in":false"#), "{json}");
}

#[test]
fn a_pack_is_shown() {
    let test = Test::tiny().own("tiny.toml", TINY.replace("Tiny", "Mine"));
    test.prints(
        &["pack", "show", "./tiny.toml"],
        "\
tiny: Tiny
  Two prompts.
from      ./tiny.toml
rating    general
license   CC0-1.0
authors   Maya R.
language  en

tiny/late · scene · 2 players · 4m · weight 2 · apology, two-hander
  The {apologiser} owes the {wronged} an apology, in
  {place}. It is late, and neither of them sat down.

tiny/stretch · warm-up · 1+ players · 3m · weight 1
  Stretch.
",
    );
    assert!(test.run(&["pack", "show", "tiny"]).out.starts_with("tiny: Mine\n"));
    let json = test.run(&["pack", "show", "tiny.toml", "--json"]).out;
    let head = concat!(
        r#"{"version":1,"pack":"tiny","title":"Tiny","about":"Two prompts.","license":"CC0-1.0","#,
        r#""authors":["Maya R."],"language":"en","rating":"general","hash":""#
    );
    assert!(json.starts_with(head) && json.contains(r#""prompts":[{"prompt":"tiny/late","kind":"scene","#), "{json}");
}

#[test]
fn a_prompt_is_shown_with_samples() {
    let test = Test::tiny();
    test.prints(
        &["pack", "show", "tiny.toml/late", "-n", "2"],
        "\
tiny/late · scene · 2 players · 4m · weight 2 · apology, two-hander
  the one who is late  guilt:2 -> relief @60%  alone: You are not sorry yet.
  wronged

1. The apologiser owes the wronged an apology, in a
lighthouse. It is late, and neither of them sat down.

2. The apologiser owes the wronged an apology, in a
lighthouse. It is late, and neither of them sat down.
",
    );
    let json = concat!(
        r#"{"version":1,"prompt":"tiny/stretch","kind":"warm-up","text":"Stretch.","weight":1.0,"tags":[],"#,
        r#""content":[],"min_players":1,"max_players":null,"ready_ms":20000,"scene_ms":180000,"debrief_ms":60000,"#,
        r#""retired":false,"favourite":false,"roles":[],"coach":[],"seed":3,"samples":["Stretch."]}"#,
        "\n"
    );
    test.prints(&["pack", "show", "tiny.toml/stretch", "--json", "--seed", "3"], json);
    test.says(
        &["pack", "show", "turns/late-apologies"],
        2,
        "error: the pack turns has no prompt late-apologies; the nearest is late-apology, and `sidecoach pack show \
         turns` shows all\n",
    );
    let says = "error: the pack tiny.toml has no prompt stretched; the nearest is stretch, and `sidecoach pack show \
                tiny.toml` shows all\n";
    test.says(&["pack", "show", "tiny.toml/stretched"], 2, says);
    test.says(&["pack", "show", "gone.toml/late"], 2, "error: there is no file or folder gone.toml; check the path\n");
    let says = "error: there is no pack turnz; the nearest is turns, and `sidecoach pack list` shows all\n";
    test.says(&["pack", "show", "turnz/late"], 2, says);
    let folder = Test::new().file("packs/a.toml", TINY).file("packs/b.toml", TINY);
    folder.says(&["pack", "show", "packs"], 2, "error: that is a folder of 2 packs; name one of its files\n");
    let shown = test.run(&["pack", "show", "first-scenes", "--json"]);
    assert_eq!(shown, test.run(&["pack", "show", "first-scenes", "--json", "--seed", "5"]));
}

#[test]
fn a_check_shows_every_finding_with_its_lines() {
    let bad = TINY.replace("guilt:2", "gilt:2").replace("id = \"stretch\"", "id = \"late\"");
    let test = Test::tiny().file("bad.toml", &bad);
    test.prints(&["pack", "check", "tiny.toml"], "1 file, 2 prompts without an error: no findings\n");
    let run = test.run(&["pack", "check", "bad.toml", "tiny.toml"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let first = "error[P010]: unknown feeling `gilt`
  --> bad.toml:25:14
   |
25 |   feeling = \"gilt:2 -> relief @60%\"
   |              ^^^^
   |
   = help: did you mean `guilt`?

";
    assert!(run.out.contains(first), "{}", run.out);
    assert!(run.out.ends_with("2 files, 2 prompts without an error: 2 errors, 1 hint\n"), "{}", run.out);
    let finding = concat!(
        r#"{"code":"P010","severity":"error","message":"unknown feeling `gilt`","help":"did you mean `guilt`?","#,
        r#""file":"bad.toml","line":25,"column":14,"end_line":25,"end_column":18,"start_byte":"#
    );
    let [json, other] = [["--json"].as_slice(), &["--format", "json"]]
        .map(|format| test.run(&[&["pack", "check", "bad.toml"], format].concat()));
    assert_eq!(json, other);
    assert!(json.code == 1 && json.out.starts_with("{\"version\":1,\"findings\":["), "{}", json.out);
    assert!(json.out.contains(finding), "{}", json.out);
    test.prints(&["pack", "check", "tiny.toml", "--json"], "{\"version\":1,\"findings\":[]}\n");
    let run = test.run(&["pack", "check", "bad.toml", "--format", "github"]);
    let first = "::error file=bad.toml,line=25,endLine=25,col=14,endColumn=18,title=P010::unknown feeling `gilt`; did you \
                 mean `guilt`?\n";
    assert!(run.code == 1 && run.out.contains(first) && run.out.lines().all(|line| line.starts_with("::")), "{run:?}");
    assert_eq!(run.err, "1 file, 0 prompts without an error: 2 errors, 1 hint\n");
}

#[test]
fn places_are_right_whatever_stands_before_them() {
    let head = "format = 1\ntitle = \"T\"\nrating = \"teen\"\n";
    let prompt = |rest: &str| format!("{head}[[prompt]]\nid = \"p\"\n{rest}\n");
    let crlf = |text: String| text.replace('\n', "\r\n");
    let bom = |text: &str| format!("\u{FEFF}{text}");
    let slot = prompt("text = \"家 é {gone}\"");
    let early = "titel = \"T\"\nformat = 1\ntitle = \"T\"\nrating = \"teen\"\n";
    for (content, code, place, spelled) in [
        (slot.clone(), "P012", [6, 13, 6, 19], "{gone}"),
        (crlf(slot.clone()), "P012", [6, 13, 6, 19], "{gone}"),
        (bom(&slot), "P012", [6, 13, 6, 19], "{gone}"),
        (bom(&crlf(slot)), "P012", [6, 13, 6, 19], "{gone}"),
        (prompt("text = \"a\"\n\t\twieght = 2"), "P003", [7, 3, 7, 9], "wieght"),
        (prompt("text = \"\"\"\nA\n👩‍👩‍👧 {gone}\"\"\""), "P012", [8, 7, 8, 13], "{gone}"),
        (early.to_owned(), "P003", [1, 1, 1, 6], "titel"),
        (bom(early), "P003", [1, 1, 1, 6], "titel"),
        (bom(&head.replace("= 1", "= one")), "P001", [1, 10, 1, 13], "one"),
        (bom(&head.replace("format = 1\n", "")), "P002", [1, 1, 1, 1], ""),
        (bom(&head.replace("= 1", "= 2")), "P002", [1, 10, 1, 11], "2"),
    ] {
        let test = Test::new().file("a.toml", &content);
        let run = test.run(&["pack", "check", "a.toml", "--json"]);
        let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let [finding] = json["findings"].as_array().unwrap().as_slice() else { panic!("{json} in {content:?}") };
        let number = |key: &str| finding[key].as_u64().unwrap();
        assert_eq!(finding["code"], code, "{content:?}");
        assert_eq!(["line", "column", "end_line", "end_column"].map(number), place, "{content:?}");
        let [start, end] = ["start_byte", "end_byte"].map(|key| number(key) as usize);
        assert_eq!(&content[start..end], spelled);
        let human = test.run(&["pack", "check", "a.toml"]).out;
        let [line, column, end_line, end_column] = place;
        assert!(human.contains(&format!(" a.toml:{line}:{column}\n")), "{human}");
        let github = test.run(&["pack", "check", "a.toml", "--format", "github"]).out;
        let place = format!("line={line},endLine={end_line},col={column},endColumn={end_column},title={code}::");
        assert!(github.contains(&place), "{github}");
    }
    let run = Test::new().file("a.toml", b"format = 1\n# \xC3\xA9\xFF").run(&["pack", "check", "a.toml", "--json"]);
    let place = r#""line":2,"column":4,"end_line":2,"end_column":4,"start_byte":15,"end_byte":15"#;
    assert!(run.out.contains(place), "{run:?}");
}

#[test]
fn warnings_fail_a_strict_check_and_hints_do_not() {
    let test = Test::tiny()
        .file("warned.toml", TINY.replace("about =", "abuot ="))
        .file("hinted.toml", TINY.replace("[words]", "[words]\nspare = [\"a\"]"));
    for (file, code) in [("tiny.toml", 0), ("hinted.toml", 0), ("warned.toml", 1)] {
        for format in ["human", "json", "github"] {
            assert_eq!(test.run(&["pack", "check", file, "--format", format]).code, 0, "{file}");
            assert_eq!(test.run(&["pack", "check", file, "--format", format, "--strict"]).code, code, "{file}");
        }
    }
    let github = |file: &str| test.run(&["pack", "check", file, "--format", "github"]).out;
    assert!(
        github("warned.toml").starts_with("::warning file=warned.toml,line=3,endLine=3,col=1,endColumn=6,title=P003::")
    );
    assert!(github("hinted.toml").starts_with("::notice file=hinted.toml,"));
}

#[test]
fn warnings_and_hints_are_no_failure() {
    let test = Test::new().file("odd.toml", TINY.replace("about =", "abuot ="));
    let run = test.run(&["pack", "check", "odd.toml"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("warning[P003]: "), "{}", run.out);
    assert!(run.out.ends_with("1 file, 2 prompts without an error: 1 warning\n"), "{}", run.out);
}

#[test]
fn folders_and_standard_input_are_checked() {
    let test = Test::new().file("packs/a.toml", TINY).file("packs/b.toml", TINY).file("packs/c.txt", "x").stdin(TINY);
    fs::write(test.path().join("packs/._a.toml"), b"\xFF").unwrap();
    test.prints(&["pack", "check", "packs", "-"], "3 files, 6 prompts without an error: no findings\n");
    test.says(&["pack", "check", "packs", "gone"], 2, "error: there is no file or folder gone; check the path\n");
    fs::create_dir(test.path().join("void")).unwrap();
    let says =
        "error: the folder void holds no pack: no file whose name ends in .toml; name another folder, or a file\n";
    test.says(&["pack", "check", "void"], 2, says);
    let run = Test::new().stdin("x").run(&["pack", "check", "-", "--json"]);
    assert!(run.code == 1 && run.out.contains(r#""file":"-","#), "{run:?}");
}

#[test]
fn a_line_that_is_too_long_is_not_shown() {
    let long = format!("{TINY}secrt = \"{}\"\n", "x".repeat(5000));
    let run = Test::new().file("long.toml", long).run(&["pack", "check", "long.toml"]);
    assert!(run.out.starts_with("warning[P003]: ") && run.out.contains("--> long.toml:"), "{run:?}");
    assert!(run.out.len() < 1000, "{run:?}");
}

#[test]
fn a_pack_named_first_hides_later_ones() {
    let test = Test::tiny().file("other/tiny.toml", TINY);
    let run = test.run(&["draw", "-p", "tiny.toml", "-p", "other", "--seed", "1", "-n1", "-v"]);
    let note = "other/tiny.toml is left out: the pack tiny is taken from tiny.toml\n";
    assert!(run.code == 0 && run.err.contains(note), "{run:?}");
    assert!(run.err.contains("pack tiny: tiny.toml\n"), "{run:?}");
}

#[test]
fn any_number_of_columns_will_do() {
    let columns =
        |n: &str| Test::new().variable("COLUMNS", n).file("bad.toml", "x").run(&["pack", "check", "bad.toml"]);
    for n in ["0", "1", "65535", "18446744073709551615"] {
        assert_eq!((columns(n).code, columns(n).err), (1, String::new()), "{n}");
    }
}

#[test]
fn a_favourite_is_shown_as_one() {
    let test = Test::tiny();
    let workshop = Workshop { id: id(900), name: "lab".to_owned(), started: 0, zone: "UTC".to_owned(), seed: 7 };
    let prompt = PromptKey { pack: "tiny".to_owned(), id: "stretch".to_owned() };
    let entries = [Entry::Workshop(workshop), Entry::Favourite { prompt, is_favourite: true, at: START }];
    fs::create_dir_all(test.log().parent().unwrap()).unwrap();
    write_to(&test.log(), &entries).unwrap();
    let shown = test.run(&["pack", "show", "tiny.toml"]).out;
    assert!(shown.contains("tiny/stretch · warm-up · 1+ players · 3m · weight 1 · ★ favourite\n"), "{shown}");
    assert!(shown.contains("tiny/late · scene · 2 players · 4m · weight 2 · apology, two-hander\n"), "{shown}");
    let one = test.run(&["pack", "show", "tiny.toml/stretch"]).out;
    assert!(one.starts_with("tiny/stretch · warm-up · 1+ players · 3m · weight 1 · ★ favourite\n"), "{one}");
    let json = test.run(&["pack", "show", "tiny.toml", "--json"]).out;
    let favourite = |at: usize| json.split(r#""favourite":"#).nth(at).unwrap().starts_with("true");
    assert_eq!((favourite(1), favourite(2)), (false, true), "{json}");
    // A pack is shown without its log, too.
    let broken = test.file("broken.db", "x".repeat(1000));
    let shown = broken.run(&["--log", "broken.db", "pack", "show", "tiny.toml/stretch"]);
    assert!(shown.out.starts_with("tiny/stretch · warm-up · 1+ players · 3m · weight 1\n"), "{shown:?}");
    assert!(shown.err.contains("what is a favourite is not known: ") && shown.code == 0, "{shown:?}");
}
