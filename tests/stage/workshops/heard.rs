//! What a running stage hears of other programs, and what commands are about where nobody says so.

use super::*;

#[test]
fn a_stage_hears_who_played_after_all() {
    let home = Home::new();
    let pack = home.file("two.toml");
    fs::write(&pack, TWO.replace("1+", "2")).unwrap();
    let mut stage = open(&home, &["-p", pack.to_str().unwrap(), "--players", "Ana, Ben, Chi"], &["enter draw"]);
    one_take(&mut stage);
    let played: Vec<_> =
        home.takes()[0]["cast"].as_array().unwrap().iter().map(|part| part["player"].clone()).collect();
    let [one, other] = played.iter().map(|player| player.as_str().unwrap()).collect::<Vec<_>>()[..] else {
        panic!("two played: {played:?}")
    };
    let third = ["Ana", "Ben", "Chi"].into_iter().find(|name| ![one, other].contains(name)).unwrap();
    home.run(&["takes", "cast", "1", &format!("{other}={third}")]);
    stage.press("3");
    stage.wait_until("who played", |screen| {
        let row = |name: &str| screen.lines().find(|line| line.contains(&format!("{name}  here"))).map(as_one_line);
        let played =
            |name: &str, scenes: u32| row(name).is_some_and(|row| row.contains(&format!("{name} here {scenes} ")));
        played(one, 1) && played(other, 0) && played(third, 1)
    });
    stage.press("1");
    let cast = format!("{one}, {third}");
    let turned = format!("{third}, {one}");
    stage.wait_until("the cast that played", |screen| screen.contains(&cast) || screen.contains(&turned));
    leave(stage, Way::Quit);
}

#[test]
fn a_stage_hears_of_verdicts() {
    let home = Home::new();
    let mut stage = open(&home, &["--players", "Ana, Ben", "--workshop", "Lab"], &["enter draw"]);
    one_take(&mut stage);
    home.run(&["takes", "verdict", "1", "hold"]);
    stage.step("3", &["a add"]);
    stage.step("1", &["● on hold", "0 usable"]);
    home.run(&["takes", "verdict", "1", "usable"]);
    stage.step("2", &["usable"]);
    stage.step("1", &["● usable", "1 usable"]);
    leave(stage, Way::Quit);
}

#[test]
fn a_stage_hears_of_the_never_list() {
    let home = Home::new();
    let pack = home.file("two.toml");
    fs::write(&pack, TWO).unwrap();
    let path = pack.to_str().unwrap();
    let args = ["-p", path, "--players", "Ana, Ben", "--learn", "off"];
    let mut stage = open(&home, &[&args[..], &["--workshop", "Lab"]].concat(), &["2 prompts to draw from"]);
    home.run(&["pack", "never", &format!("{path}/door")]);
    stage.press("3");
    stage.press("1");
    stage.wait_for(&["1 prompt to draw from"]);
    stage.step("\r", &["A window."]);
    home.run(&["pack", "never", "--undo", &format!("{path}/door")]);
    home.run(&["pack", "never", &format!("{path}/window")]);
    stage.press("3");
    stage.press("1");
    stage.step("n", &["A door."]);
    // And of what another stage puts on it.
    let mut other = open(&home, &[&args[..], &["--new-workshop"]].concat(), &["1 prompt to draw from"]);
    other.step("\r", &["A door."]);
    other.step("xa", &["2 on the never list"]);
    leave(other, Way::Quit);
    stage.press("3");
    stage.press("1");
    stage.step("n", &["A door.", "never"]);
    leave(stage, Way::Quit);
}

#[test]
fn a_bare_list_of_takes_is_of_the_workshop_written_last() {
    let home = Home::new();
    session(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    session(&home, &["--workshop", "Y"]);
    opened(&home, &["--workshop", "Empty"]);
    let list = |args: &[&str]| {
        let output = home.outcome(&[&["takes", "list"], args].concat());
        assert!(output.status.success(), "{args:?}");
        let lines = String::from_utf8(output.stdout).unwrap().lines().count();
        (lines, String::from_utf8(output.stderr).unwrap())
    };
    let (lines, says) = list(&[]);
    assert!(lines == 1 && says.contains("--all") && says.contains('Y'), "{lines} lines: {says}");
    for args in [&["--all"][..], &["-n", "9"], &["--player", "Ana"], &["--verdict", "usable"]] {
        let (lines, says) = list(args);
        assert!(lines == 2 && !says.contains("--all"), "{args:?}: {lines} lines: {says}");
    }
    assert_eq!(home.takes().len(), 2);
    assert_eq!(home.json(&["takes", "list", "--all", "--json"])["takes"].as_array().unwrap().len(), 2);
    assert_eq!(list(&["--workshop", "X"]).0, 1);
}

#[test]
fn lists_and_reports_are_of_the_newest_workshop_of_a_name() {
    let mut home = Home::new();
    session(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    if !home.move_clock("+30d") {
        return;
    }
    session(&home, &["--workshop", "X"]);
    home.move_clock("+5h");
    session(&home, &["--workshop", "X"]);
    session(&home, &["--workshop", "Y"]);
    home.move_clock("");
    let named = home.json(&["takes", "list", "--workshop", "X", "--json"])["takes"].clone();
    let numbers: Vec<_> = named.as_array().unwrap().iter().map(|take| take["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [3]);
    let report = |args: &[&str]| {
        let report = home.json(&[&["report", "--json"], args].concat());
        (
            report["workshop"]["key"].clone(),
            report["workshop"]["takes"].clone(),
            report["rows"].as_array().unwrap().len(),
        )
    };
    assert_eq!(report(&["--workshop", "X"]), ("X".into(), 1.into(), 1));
    let (key, takes, _) = report(&[]);
    assert_eq!((key, takes), ("Y".into(), 1.into()));
    // A later one without a take that counts is no subject for a report.
    opened(&home, &["--workshop", "Empty"]);
    assert_eq!(report(&[]).0, "Y");
}

#[test]
fn a_report_is_of_the_workshop_written_last_whatever_its_clock_said() {
    let mut home = Home::new();
    if !home.move_clock("+30d") {
        return;
    }
    let pack = home.file("two.toml");
    fs::write(&pack, TWO.split("\n\n[[prompt]]\nid = \"window\"").next().unwrap()).unwrap();
    let args = ["-p", pack.to_str().unwrap(), "--players", "Ana, Ben"];
    let sessions = [("+30d", "Ahead"), ("-400d", "Behind"), ("", "Tonight")];
    for (by, name) in sessions {
        home.move_clock(by);
        session(&home, &[&args[..], &["--workshop", name]].concat());
        home.move_clock("");
        let report = home.json(&["report", "--json"]);
        assert_eq!(report["workshop"]["key"], name);
        // The one prompt there is was played last in it, unless it is of the past.
        let started = home.takes()[0]["started"].clone();
        if name != "Behind" {
            assert_eq!(report["rows"][0]["last"], started, "{name}: {report}");
        }
    }
}
