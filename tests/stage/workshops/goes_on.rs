//! Which workshop goes on.

use super::*;

#[test]
fn two_groups_share_a_laptop() {
    let home = Home::new();
    session(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    session(&home, &["--workshop", "Y", "--players", "Chi, Dee"]);
    for other in ["Z", "W"] {
        opened(&home, &["--workshop", other]);
    }
    let mut stage = open(&home, &["--workshop", "X"], &["resumed X: 1 draw, 1 usable", "2 present", "Ana", "Ben"]);
    stage.step("3", &["▸ 1 Ana  here        1", "2 Ben  here        1", "3 Chi  gone", "4 Dee  gone"]);
    stage.step("1", &["● usable"]);
    stage.step("u", &["took back the verdict", "0 usable"]);
    one_take_again(&mut stage);
    leave(stage, Way::Quit);
    goes_on(&opened(&home, &["--workshop", "Y"]), "Y");
    let of: Vec<_> = home.takes().iter().map(|take| take["workshop"].as_str().unwrap().to_owned()).collect();
    assert_eq!(of, ["X", "Y", "X"]);
}

#[test]
fn what_a_stage_wrote_last_goes_on() {
    let home = Home::new();
    session(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    session(&home, &["--workshop", "Y"]);
    goes_on(&opened(&home, &[]), "Y");
    // X is written to, however little.
    for keys in ["3o", "R"] {
        let mut stage = open(&home, &["--workshop", "X"], &["resumed X"]);
        stage.step(keys, &[]);
        leave(stage, Way::Kill);
        goes_on(&opened(&home, &[]), "X");
        opened(&home, &["--workshop", "Y"]);
        goes_on(&opened(&home, &[]), "Y");
    }
}

#[test]
fn what_commands_write_lets_no_workshop_go_on() {
    let other = Home::new();
    session(&other, &["--workshop", "X", "--players", "Zoe, Yan"]);
    fs::write(other.file("takes.jsonl"), other.run(&["takes", "export", "--format", "jsonl", "--names"])).unwrap();
    let (their_log, their_takes) = (other.log(), other.file("takes.jsonl"));

    let home = Home::new();
    session(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    session(&home, &["--workshop", "Y"]);
    for command in [
        &["takes", "verdict", "1", "hold"][..],
        &["takes", "note", "1", "Too short."],
        &["takes", "undo", "1"],
        &["player", "rename", "Ben", "Benno"],
        &["player", "lines", "Ana", "death"],
        &["takes", "import", their_takes.to_str().unwrap()],
        &["takes", "merge", their_log.to_str().unwrap()],
    ] {
        home.run(command);
        goes_on(&opened(&home, &[]), "Y");
    }
}

#[test]
fn a_workshop_goes_on_for_four_hours() {
    for (by, is_fresh) in [("+3h", true), ("+5h", false), ("+30d", false)] {
        let mut home = Home::new();
        session(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
        if !home.move_clock(by) {
            return;
        }
        let check = if is_fresh { goes_on } else { begins };
        check(&opened(&home, &[]), if is_fresh { "X" } else { "" });
        check(&opened(&home, &["--workshop", "X"]), "X");
    }
}

#[test]
fn an_old_workshop_begins_anew_under_its_name() {
    let mut home = Home::new();
    session(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    if !home.move_clock("+5h") {
        return;
    }
    begins(&opened(&home, &["--workshop", "X", "--players", "Chi, Dee"]), "X");
    // The newer one is meant from now on, by whatever names it.
    goes_on(&opened(&home, &["--workshop", "X"]), "X");
    assert_eq!(present(&home, &["--workshop", "X"]), ["Chi", "Dee"]);
}

#[test]
fn a_session_whose_clock_is_ahead_rules_nothing() {
    let mut home = Home::new();
    if !home.move_clock("+30d") {
        return;
    }
    session(&home, &["--workshop", "Ahead", "--players", "Ana, Ben"]);
    home.move_clock("");
    begins(&opened(&home, &["--workshop", "Tonight"]), "Tonight");
    session(&home, &["--workshop", "Tonight"]);
    goes_on(&opened(&home, &[]), "Tonight");
    begins(&opened(&home, &["--new-workshop"]), "");
    goes_on(&opened(&home, &[]), "Tonight");
    // Ten minutes are no error yet.
    home.move_clock("+9m");
    opened(&home, &["--workshop", "Soon"]);
    home.move_clock("");
    goes_on(&opened(&home, &["--workshop", "Soon"]), "Soon");
    home.move_clock("+11m");
    opened(&home, &["--workshop", "Later"]);
    home.move_clock("");
    begins(&opened(&home, &["--workshop", "Later"]), "Later");
}

#[test]
fn a_session_whose_clock_is_behind_hides_nothing() {
    let mut home = Home::new();
    session(&home, &["--workshop", "Tonight", "--players", "Ana, Ben"]);
    if !home.move_clock("-400d") {
        return;
    }
    begins(&opened(&home, &["--workshop", "Behind"]), "Behind");
    session(&home, &["--workshop", "Behind"]);
    goes_on(&opened(&home, &[]), "Behind");
    home.move_clock("");
    goes_on(&opened(&home, &[]), "Tonight");
}

#[test]
fn a_session_whose_clock_is_ahead_does_not_stop_the_rest_of_prompts() {
    let mut home = Home::new();
    if !home.move_clock("+30d") {
        return;
    }
    let pack = home.file("two.toml");
    fs::write(&pack, TWO).unwrap();
    let args = ["-p", pack.to_str().unwrap(), "--players", "Ana, Ben", "--learn", "off"];
    // What was drawn last rests the most: each time it is another prompt than the time before.
    let drawn_last = |home: &Home| {
        let odds = home.json(&["pack", "odds", pack.to_str().unwrap(), "--json"]);
        let prompts = odds["prompts"].as_array().unwrap().clone();
        let rested = |prompt: &Value| prompt["factors"]["rest"].as_f64().unwrap();
        let tired = prompts.into_iter().min_by(|a, b| rested(a).total_cmp(&rested(b)));
        tired.unwrap()["prompt"].as_str().unwrap().to_owned()
    };
    for (by, prompt) in [("+30d", "door"), ("", "window"), ("", "door"), ("", "window")] {
        home.move_clock(by);
        let mut stage = open(&home, &[&args[..], &["--new-workshop"]].concat(), &["enter draw"]);
        stage.step(&format!("4/{prompt}"), &[&format!("▸ two/{prompt}")]);
        stage.step("\r", &["enter on stage"]);
        stage.step("\r", &["enter call it"]);
        leave(stage, Way::Quit);
        home.move_clock("");
        assert_eq!(drawn_last(&home), format!("two/{prompt}"), "under a clock moved by {by:?}");
    }
}

#[test]
fn a_workshop_without_a_draw_gives_way() {
    let home = Home::new();
    session(&home, &["--workshop", "Played", "--players", "Ana, Ben"]);
    opened(&home, &["--workshop", "Empty"]);
    goes_on(&opened(&home, &[]), "Played");
    goes_on(&opened(&home, &["--workshop", "Empty"]), "Empty");
    goes_on(&opened(&home, &[]), "Played");
    // A draw that was taken back is none.
    let mut stage = open(&home, &["--workshop", "Empty"], &["resumed Empty"]);
    stage.step("\r", &["enter call it"]);
    stage.step("u", &["took back the draw"]);
    leave(stage, Way::Quit);
    goes_on(&opened(&home, &[]), "Played");
    let alone = Home::new();
    opened(&alone, &["--workshop", "Empty", "--players", "Ana, Ben"]);
    goes_on(&opened(&alone, &[]), "Empty");
}

#[test]
fn a_seed_of_its_own_leaves_other_workshops_alone() {
    let home = Home::new();
    session(&home, &["--workshop", "X", "--seed", "7", "--players", "Ana, Ben"]);
    goes_on(&opened(&home, &["--seed", "7"]), "X");
    begins(&opened(&home, &["--seed", "8"]), "");
}

#[test]
fn a_workshop_of_another_laptop_stays_there() {
    let other = Home::new();
    session(&other, &["--workshop", "Theirs", "--players", "Zoe, Yan"]);
    fs::write(other.file("takes.jsonl"), other.run(&["takes", "export", "--format", "jsonl", "--names"])).unwrap();
    let (log, export) = (other.log(), other.file("takes.jsonl"));
    for command in [["takes", "merge", log.to_str().unwrap()], ["takes", "import", export.to_str().unwrap()]] {
        let home = Home::new();
        home.run(&command);
        assert_eq!(home.takes().len(), 1);
        let mut stage = open(&home, &[], &["2 present", "here: player 1, player 2"]);
        begins(&stage.screen(), "");
        scene(&mut stage);
        let screen = stage.wait_for(&["player 1"]);
        assert!(!screen.contains("Zoe") && !screen.contains("Yan"), "{screen}");
        leave(stage, Way::Quit);
        begins(&opened(&home, &["--workshop", "Theirs"]), "Theirs");

        let home = Home::new();
        session(&home, &["--workshop", "Ours", "--players", "Ana, Ben"]);
        home.run(&command);
        goes_on(&opened(&home, &[]), "Ours");
        let stage = open(&home, &["--new-workshop"], &["2 present", "here: Ana, Ben"]);
        leave(stage, Way::Quit);
        assert_eq!(present(&home, &[]), ["Ana", "Ben"], "{command:?}");
    }
}

#[test]
fn a_merge_moves_nobody_of_a_workshop_that_both_logs_have() {
    let (home, other) = (Home::new(), Home::new());
    session(&home, &["--workshop", "X", "--players", "Ana, Ben, Chi"]);
    fs::create_dir_all(other.log().parent().unwrap()).unwrap();
    home.run(&["takes", "merge", home.log().to_str().unwrap()]);
    other.run(&["takes", "merge", home.log().to_str().unwrap()]);
    other.run(&["player", "away", "Ana", "--workshop", "X"]);
    home.run(&["player", "away", "Ben"]);
    home.run(&["takes", "merge", other.log().to_str().unwrap()]);
    let stage = open(&home, &[], &["resumed X: 1 draw, 1 usable", "2 present"]);
    leave(stage, Way::Quit);
    assert_eq!(present(&home, &[]), ["Ana", "Chi"]);
}
