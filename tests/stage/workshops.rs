//! Which workshop goes on, with whom and with what, and what can be taken back after a restart: from an empty home, in a real
//! terminal and on the command line.

use std::collections::BTreeMap;
use std::fs;

use rustix::process::Signal;
use serde_json::Value;

use crate::terminal::{Home, Terminal};

/// How a stage comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Quit,
    HangUp,
    Terminate,
    Kill,
}

const WAYS: [Way; 4] = [Way::Quit, Way::HangUp, Way::Terminate, Way::Kill];

/// A stage that shows all of these.
#[track_caller]
fn open(home: &Home, args: &[&str], shows: &[&str]) -> Terminal {
    let stage = Terminal::stage(home, args);
    ready(&stage);
    stage.wait_for(shows);
    stage
}

/// Waits until a stage is there and has written what it begins with.
#[track_caller]
fn ready(stage: &Terminal) {
    stage.wait_until("a stage", |screen| screen.contains("? keys") && !screen.contains("○ saving"));
}

/// What the stage shows that is opened now, as one line.
#[track_caller]
fn opened(home: &Home, args: &[&str]) -> String {
    let stage = open(home, args, &[]);
    let screen = as_one_line(&stage.screen());
    leave(stage, Way::Quit);
    screen
}

fn as_one_line(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A scene of two seconds, which is usable.
#[track_caller]
fn one_take(stage: &mut Terminal) {
    scene(stage);
    stage.let_the_clock_move();
    stage.step(".\r", &["usable?"]);
    stage.step("g", &["● usable"]);
}

/// A scene, from nothing or from a debrief.
#[track_caller]
fn scene(stage: &mut Terminal) {
    stage.step("\r", &["enter call it"]);
    stage.step("\r", &["get ready"]);
    stage.step("\r", &["enter edit"]);
}

#[track_caller]
fn leave(mut stage: Terminal, way: Way) {
    match way {
        Way::Quit => {
            stage.press("q");
            let asked = stage.wait_until("an end", |screen| !screen.contains("? keys"));
            if asked.contains("esc stay") {
                stage.press("y");
            }
        }
        Way::HangUp => stage.signal(Signal::HUP),
        Way::Terminate => stage.signal(Signal::TERM),
        Way::Kill => return stage.kill(),
    }
    assert!(stage.ended().success(), "{way:?}");
}

/// A whole session: opened, one take, left.
#[track_caller]
fn session(home: &Home, args: &[&str]) {
    let mut stage = open(home, args, &["enter draw"]);
    one_take(&mut stage);
    leave(stage, Way::Quit);
}

/// Who is where, as `player list` tells.
#[track_caller]
fn roster(home: &Home, args: &[&str]) -> BTreeMap<String, String> {
    let listed = home.json(&[&["player", "list", "--json"], args].concat());
    let text = |player: &Value, key: &str| player[key].as_str().unwrap().to_owned();
    let players = listed["players"].as_array().unwrap().iter();
    players.map(|player| (text(player, "name"), text(player, "presence"))).collect()
}

/// Who of them is present.
#[track_caller]
fn present(home: &Home, args: &[&str]) -> Vec<String> {
    roster(home, args).into_iter().filter(|(_, presence)| presence == "present").map(|(name, _)| name).collect()
}

fn kinds(take: &Value) -> Vec<&str> {
    take["moments"].as_array().unwrap().iter().map(|moment| moment["kind"].as_str().unwrap()).collect()
}

#[track_caller]
fn goes_on(screen: &str, workshop: &str) {
    assert!(screen.contains(&format!("resumed {workshop}:")), "{workshop} goes on:\n{screen}");
}

#[track_caller]
fn begins(screen: &str, workshop: &str) {
    assert!(!screen.contains("resumed") && screen.contains(workshop), "{workshop} begins:\n{screen}");
}

// Which workshop goes on.

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

/// The same prompt once more, to the same end.
#[track_caller]
fn one_take_again(stage: &mut Terminal) {
    stage.step("a", &["get ready"]);
    stage.step("\r", &["enter edit"]);
    stage.step(".\r", &["usable?"]);
    stage.step("g", &["● usable"]);
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

/// Two prompts of one weight.
const TWO: &str = r#"format = 1
title = "Two"
rating = "general"

[[prompt]]
id = "door"
text = "A door."
players = "1+"

[[prompt]]
id = "window"
text = "A window."
players = "1+"
"#;

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

// A stage beside another.

#[test]
fn a_second_terminal_says_whose_workshop_runs_and_asks() {
    let home = Home::new();
    let mut first = open(&home, &["--workshop", "Lab", "--players", "Ana, Ben"], &["enter draw"]);
    let asks = ["Lab, begun ", "is running in another window", "type a name", "Enter alone quits"];
    for args in [&[][..], &["--workshop", "Lab"], &["-p", "young"], &["--players", "Chi, Dee"]] {
        let mut second = Terminal::stage(&home, args);
        second.wait_until("whose workshop runs", |screen| asks.iter().all(|text| as_one_line(screen).contains(text)));
        assert!(!second.is_taken(), "{args:?}");
        second.press("\r");
        assert_eq!(second.ended().exit_code(), 0, "{args:?}");
    }
    // The name of one that runs is no answer; any other begins another, and that is said.
    let mut second = Terminal::stage(&home, &[]);
    second.wait_for(&["Lab, begun"]);
    second.press("Lab\r");
    second.wait_until("the question again", |screen| screen.matches("Lab, begun").count() == 2);
    second.press("Projector\r");
    second.wait_for(&["Projector", "a new workshop begins; running in another window: Lab"]);
    leave(second, Way::Quit);
    // Another that is named, or asked for, begins at once.
    for args in [&["--new-workshop"][..], &["--workshop", "Third"], &["--new-workshop", "--workshop", "Lab"]] {
        let second = open(&home, args, &["a new workshop begins; running in another window: Lab"]);
        leave(second, Way::Quit);
    }
    first.step("\r", &["enter call it"]);
    leave(first, Way::Quit);
    goes_on(&opened(&home, &[]), "Lab");
}

#[test]
fn a_name_that_is_typed_goes_on_as_one_that_was_named() {
    let home = Home::new();
    session(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    let first = open(&home, &["--workshop", "Lab", "--players", "Chi, Dee"], &["enter draw"]);
    let mut second = Terminal::stage(&home, &[]);
    second.wait_for(&["Lab, begun"]);
    second.press("X\r");
    second.wait_for(&["resumed X: 1 draw", "2 present"]);
    // Two run now; and one that neither is goes on when the other holds its name.
    let third = Terminal::stage(&home, &["--workshop", "X"]);
    third.wait_for(&["X, begun"]);
    drop(third);
    leave(second, Way::Quit);
    leave(first, Way::Quit);
    assert_eq!(
        (present(&home, &["--workshop", "X"]), present(&home, &["--workshop", "Lab"])),
        (vec!["Ana".to_owned(), "Ben".to_owned()], vec!["Chi".to_owned(), "Dee".to_owned()])
    );
}

#[test]
fn nothing_is_begun_in_silence() {
    let home = Home::new();
    opened(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    for (args, says) in [
        (&["--workshop", "Y"][..], "a new workshop begins; X is left as it was"),
        (&["--new-workshop", "--workshop", "Z"], "a new workshop begins; Y is left as it was"),
        (&["--workshop", "X"], "resumed X: 0 draws, 0 usable"),
        (&[], "resumed X: 0 draws, 0 usable"),
    ] {
        let screen = opened(&home, args);
        assert!(screen.contains(says), "{args:?} {says}:\n{screen}");
    }
}

#[test]
fn a_question_that_is_not_answered_begins_nothing() {
    let home = Home::new();
    let first = open(&home, &["--workshop", "Lab", "--players", "Ana, Ben"], &["enter draw"]);
    for (what, keys) in [("the end of what is typed", "\x04"), ("spaces", "  \r")] {
        let mut second = Terminal::stage(&home, &[]);
        second.wait_for(&["Lab, begun"]);
        second.press(keys);
        assert_eq!(second.ended().exit_code(), 0, "{what}");
    }
    leave(first, Way::Quit);
    goes_on(&opened(&home, &[]), "Lab");
}

// Who is present.

#[test]
fn presence_belongs_to_a_workshop() {
    let home = Home::new();
    let mut first = open(&home, &["--workshop", "Lab", "--players", "Ana, Ben, Chi"], &["3 present"]);
    let second = open(&home, &["--workshop", "Other", "--players", "Chi, Dee"], &["2 present"]);
    // Nobody has moved here.
    first.step("3", &["1 Ana  here", "2 Ben  here", "3 Chi  here", "4 Dee  gone"]);
    first.step("g", &["Ana has gone home"]);
    assert_eq!(present(&home, &["--workshop", "Lab"]), ["Ben", "Chi"]);
    assert_eq!(present(&home, &["--workshop", "Other"]), ["Chi", "Dee"]);
    leave(second, Way::Quit);
    leave(first, Way::Quit);
    opened(&home, &["--workshop", "Lab"]);
    assert_eq!(present(&home, &[]), ["Ben", "Chi"]);
    opened(&home, &["--workshop", "Other"]);
    assert_eq!(present(&home, &[]), ["Chi", "Dee"]);
}

#[test]
fn a_new_workshop_has_whoever_came() {
    // In a workshop of Ana, Ben and Chi that is over, and before the next one.
    for (commands, args, here) in [
        (&[][..], &[][..], &["Ana", "Ben", "Chi"][..]),
        (&[], &["--players", "Ben, Eli"], &["Ben", "Eli"]),
        (&[&["add", "Eli"][..]], &[], &["Eli"]),
        (&[&["add", "Eli"]], &["--players", "Ana, Ben"], &["Ana", "Ben"]),
        (&[&["back", "Ben"]], &[], &["Ben"]),
        (&[&["away", "Ben"]], &[], &["Ana", "Chi"]),
        (&[&["back", "Ben"], &["away", "Ben"]], &[], &["Ana", "Chi"]),
        (&[&["away", "Ben"], &["back", "Ben"], &["add", "Eli"]], &[], &["Ben", "Eli"]),
    ] {
        let mut home = Home::new();
        opened(&home, &["--players", "Ana, Ben, Chi"]);
        // Four hours later none goes on; without a clock to move, one is begun by name.
        let is_later = home.move_clock("+5h");
        for command in commands.iter().filter(|_| is_later) {
            home.run(&[&["player"], *command].concat());
        }
        if is_later || commands.is_empty() {
            opened(&home, &[&["--workshop", "Next"], args].concat());
            assert_eq!(present(&home, &["--workshop", "Next"]), here, "{commands:?} {args:?}");
        }
    }
}

#[test]
fn who_was_out_for_a_scene_is_here_in_the_next_workshop() {
    let home = Home::new();
    let mut stage = open(&home, &["--workshop", "X", "--players", "Ana, Ben, Chi"], &["3 present"]);
    stage.step("3o", &["Ana is out for one scene"]);
    leave(stage, Way::Quit);
    assert_eq!(roster(&home, &["--workshop", "X"])["Ana"], "out");
    opened(&home, &["--new-workshop", "--workshop", "Y"]);
    assert_eq!(present(&home, &["--workshop", "Y"]), ["Ana", "Ben", "Chi"]);
}

#[test]
fn marks_of_who_comes_hold_for_one_opening() {
    let home = Home::new();
    home.run(&["player", "add", "Ana", "Ben"]);
    opened(&home, &["--workshop", "X"]);
    assert_eq!(present(&home, &["--workshop", "X"]), ["Ana", "Ben"]);
    // Dee comes to the one that would go on; the next one then has all of its people.
    home.run(&["player", "add", "Dee"]);
    assert_eq!(present(&home, &[]), ["Ana", "Ben", "Dee"]);
    opened(&home, &[]);
    opened(&home, &["--new-workshop", "--workshop", "Y"]);
    assert_eq!(present(&home, &["--workshop", "Y"]), ["Ana", "Ben", "Dee"]);
}

#[test]
fn away_and_back_are_of_the_workshop_that_runs() {
    let home = Home::new();
    opened(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    let mut first = open(&home, &["--workshop", "Lab", "--players", "Ana, Ben, Chi"], &["3 present"]);
    opened(&home, &["--workshop", "Later", "--players", "Ana, Ben, Chi"]);
    // It hears of them with the next key.
    home.run(&["player", "away", "Ana"]);
    first.step("3", &["▸ 1 Ana  gone"]);
    home.run(&["player", "away", "Ben", "--workshop", "X"]);
    home.run(&["player", "add", "Dee"]);
    first.step("j", &["▸ 2 Ben  here", "4 Dee  here"]);
    home.run(&["player", "back", "ana"]);
    first.step("k", &["▸ 1 Ana  here"]);
    first.step("1", &["4 present"]);
    leave(first, Way::Quit);
    for (workshop, here) in
        [("Lab", &["Ana", "Ben", "Chi", "Dee"][..]), ("X", &["Ana"]), ("Later", &["Ana", "Ben", "Chi"])]
    {
        assert_eq!(present(&home, &["--workshop", workshop]), here, "{workshop}");
    }
    // Whoever came to one that ran is not about to come to the next.
    opened(&home, &["--workshop", "Later"]);
    opened(&home, &["--new-workshop", "--workshop", "Next"]);
    assert_eq!(present(&home, &["--workshop", "Next"]), ["Ana", "Ben", "Chi"]);
}

#[test]
fn away_and_back_are_of_the_workshop_that_would_go_on() {
    let home = Home::new();
    session(&home, &["--workshop", "Played", "--players", "Ana, Ben, Chi"]);
    opened(&home, &["--workshop", "Empty", "--players", "Ana, Ben, Chi"]);
    home.run(&["player", "away", "Ana"]);
    home.run(&["player", "away", "Ben"]);
    home.run(&["player", "back", "Ben"]);
    let stage = open(&home, &[], &["resumed Played", "2 present"]);
    leave(stage, Way::Quit);
    assert_eq!(present(&home, &["--workshop", "Played"]), ["Ben", "Chi"]);
    assert_eq!(present(&home, &["--workshop", "Empty"]), ["Ana", "Ben", "Chi"]);
}

#[test]
fn away_is_of_the_workshop_written_last_where_none_goes_on() {
    let mut home = Home::new();
    opened(&home, &["--workshop", "X", "--players", "Ana, Ben, Chi"]);
    opened(&home, &["--workshop", "Y"]);
    if !home.move_clock("+30d") {
        return;
    }
    home.run(&["player", "away", "Ana"]);
    home.run(&["player", "away", "Ben", "--workshop", "X"]);
    home.run(&["player", "back", "Chi", "--workshop", "X"]);
    assert_eq!(present(&home, &["--workshop", "Y"]), ["Ben", "Chi"]);
    assert_eq!(present(&home, &["--workshop", "X"]), ["Ana", "Chi"]);
    opened(&home, &["--workshop", "Next"]);
    assert_eq!(present(&home, &["--workshop", "Next"]), ["Ben", "Chi"]);
}

#[test]
fn a_workshop_that_nobody_knows_is_as_much_an_error_as_a_player() {
    let home = Home::new();
    opened(&home, &["--workshop", "X", "--players", "Ana, Ben"]);
    let says = |args: &[&str]| {
        let output = home.outcome(args);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, unknown) = says(&["player", "away", "Nobody"]);
    assert!(code == Some(2) && unknown.contains("Nobody"), "{unknown}");
    for command in ["away", "back"] {
        let (code, unknown) = says(&["player", command, "Ana", "--workshop", "Nowhere"]);
        assert!(code == Some(2) && unknown.contains("Nowhere"), "{command}: {unknown}");
    }
    assert_eq!(present(&home, &[]), ["Ana", "Ben"]);
}

#[test]
fn names_of_a_workshop_that_goes_on_are_who_is_present() {
    let home = Home::new();
    opened(&home, &["--workshop", "X", "--players", "Ana, Ben, Chi"]);
    let stage = open(&home, &["--players", "chi, Dee"], &["resumed X", "2 present"]);
    leave(stage, Way::Quit);
    let now = roster(&home, &[]);
    let where_ = ["Ana", "Ben", "Chi", "Dee"].map(|name| now[name].as_str());
    assert_eq!(where_, ["gone", "gone", "present", "present"]);
}

// What is taken up.

const PLAN: &str = r#"format = 1
title = "Evening"

[[block]]
name = "warm-up"
scenes = 1
kinds = ["game"]

[[block]]
name = "scenes"
scenes = 2

[[block]]
name = "end"
length = "10m"
"#;

/// Opens a stage, does something, leaves; what the next start shows then without a word, and after some keys.
struct Kept {
    args: &'static [&'static str],
    steps: &'static [(&'static str, &'static [&'static str])],
    shows: &'static [&'static str],
    after: &'static [(&'static str, &'static [&'static str])],
}

const CHILDREN: &[(&str, &[&str])] = &[("\r", &["young/"]), ("n", &["young/"]), ("n", &["young/"]), ("n", &["young/"])];

const KEPT: &[Kept] = &[
    Kept { args: &["-p", "young"], steps: &[], shows: &["packs young"], after: CHILDREN },
    Kept { args: &["-p", "young"], steps: CHILDREN, shows: &["packs young", "young/"], after: &[("n", &["young/"])] },
    Kept {
        args: &["--kind", "game"],
        steps: &[],
        shows: &["filtered, "],
        after: &[("\r", &["game"]), ("n", &["game"])],
    },
    Kept {
        args: &[],
        // The third kind is the game.
        steps: &[("/", &["which prompts?"]), ("\x1b[C\x1b[C ", &["[x] game"]), ("\r", &["enter draw"])],
        shows: &["filtered, "],
        after: &[("\r", &["game"]), ("n", &["game"])],
    },
    Kept {
        args: &["-p", "hard-talks", "--rating", "teen"],
        steps: &[],
        shows: &["packs hard-talks"],
        after: &[("\r", &["hard-talks/"])],
    },
    Kept { args: &["--rehearsal"], steps: &[], shows: &["REHEARSAL", "a rehearsal"], after: &[] },
    Kept { args: &[], steps: &[("R", &["REHEARSAL"])], shows: &["REHEARSAL", "a rehearsal"], after: &[] },
    Kept {
        args: &["--rehearsal"],
        steps: &[("R", &["the rehearsal is over"])],
        shows: &["resumed"],
        after: &[("R", &["REHEARSAL"])],
    },
    Kept {
        args: &[],
        steps: &[("3p", &["Ana is in every cast"]), ("jo", &["Ben is out for one scene"]), ("jg", &["Chi has gone"])],
        shows: &["1 present"],
        after: &[("3", &["1 Ana  here", "pinned", "2 Ben  out", "3 Chi  gone"])],
    },
    Kept {
        args: &[],
        steps: &[("oA letter comes.\r", &["enter call it"])],
        shows: &["A letter comes.", "enter call it"],
        after: &[],
    },
    Kept {
        args: &["--by", "Ben"],
        steps: &[("oA letter comes.\r", &["enter call it"]), ("\r", &["get ready"]), ("\r", &["enter edit"])],
        shows: &["was interrupted at"],
        after: &[("g", &["● usable"]), ("2\r", &["Ben"])],
    },
    Kept {
        args: &["--plan", "PLAN"],
        steps: &[(">", &["2/3 scenes"])],
        shows: &["plan Evening at 2/3 scenes", "min ahead", "0 of 2 scenes"],
        after: &[("u", &["took back the next block", "1/3 warm-up"])],
    },
    Kept {
        args: &["--plan", "PLAN", "-p", "young"],
        steps: &[("\r", &["young/"]), (".", &["longer: 0 of 2 scenes"])],
        shows: &["plan Evening at 1/3 warm-up", "packs young", "0 of 2 scenes", "young/"],
        after: &[("u", &["took back the longer block"]), ("u", &["took back the draw"])],
    },
];

#[test]
fn the_whole_session_is_taken_up() {
    for kept in KEPT {
        for way in WAYS {
            let home = Home::new();
            let plan = home.file("evening.toml");
            fs::write(&plan, PLAN).unwrap();
            let named =
                |arg: &&'static str| if *arg == "PLAN" { plan.to_str().unwrap().to_owned() } else { (*arg).to_owned() };
            let args: Vec<_> =
                ["--players", "Ana, Ben, Chi", "--workshop", "Lab"].iter().chain(kept.args).map(named).collect();
            let args: Vec<_> = args.iter().map(String::as_str).collect();
            let mut stage = open(&home, &args, &["? keys"]);
            for (keys, shows) in kept.steps {
                stage.step(keys, shows);
            }
            leave(stage, way);
            let mut stage = wide(&home, &[]);
            stage.wait_until(&format!("{:?} after {args:?} and {way:?}", kept.shows), |screen| {
                kept.shows.iter().all(|text| screen.contains(text))
            });
            for (keys, shows) in kept.after {
                stage.step(keys, shows);
            }
            leave(stage, Way::Kill);
        }
    }
}

/// A stage in a window where every line has room.
#[track_caller]
fn wide(home: &Home, args: &[&str]) -> Terminal {
    let stage = Terminal::start_in(home, env!("CARGO_BIN_EXE_sidecoach"), args, (200, 24));
    ready(&stage);
    stage
}

#[test]
fn the_next_draw_is_the_one_that_would_have_come() {
    let drawn = |way: Option<Way>| {
        let home = Home::new();
        let args = ["--players", "Ana, Ben, Chi", "--seed", "9", "--workshop", "Lab"];
        let mut stage = open(&home, &args, &["enter draw"]);
        let mut prompts = Vec::new();
        for keys in ["\r", "n", "n", "n"] {
            let screen = stage.step(keys, &["enter call it"]);
            prompts.push(screen.lines().skip(2).take(6).map(as_one_line).collect::<Vec<_>>());
            if let Some(way) = way {
                leave(stage, way);
                stage = open(&home, &[], &["resumed Lab", "enter call it"]);
            }
        }
        leave(stage, Way::Quit);
        prompts
    };
    let whole = drawn(None);
    for way in WAYS {
        assert_eq!(drawn(Some(way)), whole, "{way:?}");
    }
}

#[test]
fn what_is_typed_at_the_start_wins() {
    let players = ["--players", "Ana, Ben, Chi"];
    for (before, now, shows, hides) in [
        (&["-p", "young"][..], &["-p", "turns"][..], &["packs as typed, not young", "packs turns"][..], "plan"),
        (&["-p", "young"], &["-p", "young"], &["packs young"], "as typed"),
        (&["--kind", "game"], &["--kind", "scene"], &["filters as typed"], "as typed, not"),
        (&["--kind", "game"], &["-p", "turns"], &["packs turns", "filtered, 0 of "], "plan"),
        (&["--kind", "game"], &["--rating", "general"], &["filtered, ", "filters as typed"], "as typed, not"),
        (&["--plan", "PLAN"], &["--plan", "PLAN"], &["plan Evening at 2/3 scenes"], "begins"),
        (
            &["--plan", "PLAN"],
            &["--plan", "OTHER"],
            &["the plan Evening is left at 2/3 scenes", "the plan Other begins: 1 block", "1/1 all"],
            "1/3",
        ),
        (&["--plan", "PLAN"], &["-p", "young"], &["plan Evening at 2/3 scenes", "packs young"], "as typed"),
        (&["--plan", "PLAN", "--rehearsal"], &[], &["REHEARSAL", "2/3 scenes"], "begins"),
        (&["-p", "young"], &["--players", "Ana, Dee"], &["2 present", "packs young"], "as typed"),
    ] {
        let home = Home::new();
        let files = [("PLAN", home.file("evening.toml"), PLAN), ("OTHER", home.file("other.toml"), OTHER)];
        for (_, path, text) in &files {
            fs::write(path, text).unwrap();
        }
        let named = |args: &[&str]| -> Vec<String> {
            let path =
                |arg: &&str| files.iter().find(|(name, ..)| name == arg).map(|(_, path, _)| path.to_str().unwrap());
            args.iter().map(|arg| path(arg).unwrap_or(arg).to_owned()).collect()
        };
        let start = |args: &[&str]| {
            let args = named(args);
            wide(&home, &args.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let mut stage = start(&[&players[..], before].concat());
        if before.contains(&"--plan") {
            stage.step(">", &["2/3 scenes"]);
        }
        leave(stage, Way::HangUp);
        let stage = start(now);
        let screen = stage.wait_until(&format!("{shows:?} with {now:?} after {before:?}"), |screen| {
            screen.contains("resumed") && shows.iter().all(|text| screen.contains(text))
        });
        assert!(!screen.contains(hides), "{hides} with {now:?} after {before:?}:\n{screen}");
        leave(stage, Way::Quit);
        // And it goes on with that.
        let again = wide(&home, &[]);
        let kept: Vec<_> =
            shows.iter().filter(|text| !["typed", "left", "begins"].iter().any(|word| text.contains(word))).collect();
        again.wait_until(&format!("{kept:?} once more"), |screen| kept.iter().all(|text| screen.contains(*text)));
        leave(again, Way::Quit);
    }
}

const OTHER: &str = "format = 1\ntitle = \"Other\"\n\n[[block]]\nname = \"all\"\nscenes = 3\n";

#[test]
fn what_was_taken_up_is_said_at_any_width() {
    let home = Home::new();
    let plan = home.file("evening.toml");
    fs::write(&plan, PLAN).unwrap();
    let args =
        ["--plan", plan.to_str().unwrap(), "-p", "young", "--rehearsal", "--workshop", "Children of the harbour"];
    opened(&home, &[&args[..], &["--players", "Ana, Ben, Chi"]].concat());
    let says = [
        "resumed Children of the harbour: 0 draws, 0 usable",
        "plan Evening at 1/3 warm-up",
        "packs young",
        "a rehearsal",
    ];
    for columns in [200, 120, 80, 60, 40] {
        let stage = Terminal::start_in(&home, env!("CARGO_BIN_EXE_sidecoach"), &[], (columns, 24));
        stage.wait_until(&format!("{says:?} in {columns} columns"), |screen| {
            says.iter().all(|text| as_one_line(screen).contains(text))
        });
        leave(stage, Way::Quit);
    }
}

#[test]
fn a_pack_that_is_gone_is_replaced_by_no_other() {
    let home = Home::new();
    let pack = home.file("two.toml");
    fs::write(&pack, TWO).unwrap();
    opened(&home, &["-p", pack.to_str().unwrap(), "--players", "Ana, Ben"]);
    fs::remove_file(&pack).unwrap();
    let mut stage = wide(&home, &[]);
    stage.wait_for(&["of this workshop", "two.toml", "-p chooses others"]);
    stage.step("\x1b", &["There are no prompts."]);
    leave(stage, Way::Quit);
}

// A take that was interrupted.

/// A scene that runs, in a workshop of its own.
#[track_caller]
fn under_way(home: &Home) -> Terminal {
    let mut stage = open(home, &["--players", "Ana, Ben", "--workshop", "Lab"], &["enter draw"]);
    scene(&mut stage);
    stage.let_the_clock_move();
    stage.step("m", &["● ", "mark"]);
    stage
}

const ASKS: &[&str] =
    &["take 1 was interrupted at 0:0", "enter goes on with it, esc leaves it", "usable?", "interrupted"];

#[test]
fn an_interrupted_scene_goes_on() {
    for way in WAYS {
        for keys in [&["\r"][..], &["u"], &["\x1b", "u"]] {
            let home = Home::new();
            leave(under_way(&home), way);
            let interrupted = home.takes()[0].clone();
            assert_eq!(interrupted["ending"], "interrupted");
            let mut stage = open(&home, &[], ASKS);
            for key in &keys[..keys.len() - 1] {
                stage.step(key, &["enter draws the next prompt, u goes on with it"]);
            }
            stage.step(keys[keys.len() - 1], &["took back the end: the scene goes on after", "enter edit", "take 1"]);
            stage.step(".\r", &["usable?", "ran of"]);
            stage.step("g", &["● usable", "1 usable"]);
            leave(stage, Way::Quit);
            let takes = home.takes();
            let [take] = takes.as_slice() else { panic!("one take: {takes:#?}") };
            assert_eq!((&take["ending"], &take["verdict"]), (&"edit".into(), &"usable".into()), "{take}");
            assert_eq!(kinds(take), ["mark", "pause", "resume"], "{way:?} {keys:?}: {take}");
            holds_together(take, &interrupted);
        }
    }
}

/// The gap of a take that went on is a pause from where it was last seen, and all times add up.
#[track_caller]
fn holds_together(take: &Value, interrupted: &Value) {
    let ms = |of: &Value| of.as_i64().unwrap();
    let [mark, pause, resume] = [0, 1, 2].map(|n| ms(&take["moments"][n]["at_ms"]));
    assert!(mark <= pause && pause <= resume, "one after the other: {take}");
    assert_eq!(pause, ms(&interrupted["ended_at_ms"]), "{take}");
    assert!(ms(&take["paused_ms"]) >= resume - pause, "{take}");
    assert_eq!(ms(&take["ended_at_ms"]), ms(&take["played_ms"]) + ms(&take["paused_ms"]), "{take}");
    assert!(resume <= ms(&take["ended_at_ms"]) && ms(&take["played_ms"]) > ms(&interrupted["played_ms"]), "{take}");
    for moment in [1, 2] {
        assert_eq!(take["moments"][moment]["label"], "away, by the wall clock");
    }
}

#[test]
fn the_gap_is_a_pause_by_the_wall_clock() {
    let mut home = Home::new();
    leave(under_way(&home), Way::HangUp);
    let interrupted = home.takes()[0].clone();
    if !home.move_clock("+9m") {
        return;
    }
    let mut stage = open(&home, &[], ASKS);
    stage.step("\r", &["the scene goes on after 9:0", "enter edit"]);
    stage.step(".\r", &["usable?"]);
    leave(stage, Way::Quit);
    let take = home.takes()[0].clone();
    holds_together(&take, &interrupted);
    let at = |n: usize| take["moments"][n]["at_ms"].as_i64().unwrap();
    assert!(at(2) - at(1) >= 9 * 60_000, "{take}");
    let labels = home.run(&["takes", "export", "--format", "audacity", "--sync", "1@0:00", "--names"]);
    assert!(labels.contains("by the wall clock"), "{labels}");
}

#[test]
fn a_paused_scene_stays_paused() {
    let home = Home::new();
    let mut stage = under_way(&home);
    stage.step(" ", &["PAUSED"]);
    leave(stage, Way::Kill);
    let mut stage = open(&home, &[], ASKS);
    stage.step("\r", &["the scene is paused as it was", "PAUSED"]);
    stage.step(" ", &["space pause"]);
    stage.step(".\r", &["usable?"]);
    leave(stage, Way::Quit);
    assert_eq!(kinds(&home.takes()[0]), ["mark", "pause", "resume"]);
}

#[test]
fn enter_on_its_debrief_draws_the_next_prompt() {
    let home = Home::new();
    leave(under_way(&home), Way::HangUp);
    let mut stage = open(&home, &[], ASKS);
    let left = stage.step("\x1b", &["the take stays ended", "usable?", "enter draw"]);
    assert!(!left.contains("enter go on"), "one key does one thing:\n{left}");
    stage.step("\r", &["enter call it"]);
    leave(stage, Way::Quit);
    assert_eq!(home.takes()[0]["ending"], "interrupted");
}

#[test]
fn an_end_that_is_taken_back_and_done_again_is_the_same() {
    for way in WAYS {
        let home = Home::new();
        leave(under_way(&home), way);
        let interrupted = home.takes();
        let mut stage = open(&home, &[], ASKS);
        stage.step("u", &["took back the end", "enter edit"]);
        stage.step("U", &["redid the end", "interrupted"]);
        leave(stage, Way::Quit);
        assert_eq!(home.takes(), interrupted, "{way:?}");
        leave(open(&home, &[], ASKS), Way::Quit);
    }
}

#[test]
fn every_other_key_works_while_it_asks() {
    for (keys, shows) in [
        ("g", &["● usable", "1 usable"][..]),
        ("h", &["● on hold"]),
        ("xt", &["● not usable"]),
        ("a", &["get ready"]),
        ("tfine\r", &["● note  fine"]),
    ] {
        let home = Home::new();
        leave(under_way(&home), Way::HangUp);
        let mut stage = open(&home, &[], ASKS);
        let screen = stage.step(keys, shows);
        assert!(!screen.contains("esc leave it"), "{keys}:\n{screen}");
        leave(stage, Way::Kill);
        assert_eq!(home.takes()[0]["ending"], "interrupted", "{keys}");
    }
}

#[test]
fn an_interrupted_scene_goes_on_as_long_as_its_workshop_does() {
    let mut home = Home::new();
    leave(under_way(&home), Way::HangUp);
    if !home.move_clock("+5h") {
        return;
    }
    for args in [&[][..], &["--workshop", "Lab"]] {
        let screen = opened(&home, args);
        assert!(!screen.contains("enter goes on with it"), "{args:?}: {screen}");
        begins(&screen, "");
    }
}

#[test]
fn a_take_of_another_workshop_is_told_of_and_left() {
    let home = Home::new();
    leave(under_way(&home), Way::Kill);
    let mut stage = wide(&home, &["--workshop", "Other"]);
    stage.wait_for(&["take 1 was interrupted at", "takes verdict 1", "esc: seen"]);
    // The one line does not hide the other.
    stage.press("\x1b");
    stage.wait_for(&["a new workshop begins; Lab is left as it was"]);
    leave(stage, Way::Quit);
    let stage = open(&home, &["--workshop", "Lab"], ASKS);
    leave(stage, Way::Quit);
}

// Taking back, and doing again.

#[test]
fn what_somebody_said_is_taken_back_on_the_roster_alone() {
    let home = Home::new();
    let lines = |home: &Home| home.json(&["player", "lines", "Ana", "--json"])["lines"].as_array().unwrap().len();
    let mut stage = open(&home, &["--players", "Ana, Ben"], &["enter draw"]);
    stage.step("3", &["▸ 1 Ana"]);
    stage.step("l", &["esc drop"]);
    stage.step("\x1b[B ", &["[x]"]);
    stage.step("\r", &["lines are kept"]);
    stage.step("1", &["enter draw"]);
    stage.step("u", &["nothing to take back"]);
    assert_eq!(lines(&home), 1);
    stage.step("3", &["▸ 1 Ana"]);
    stage.step("u", &["took back a change of Ana's lines"]);
    assert_eq!(lines(&home), 0);
    stage.step("1", &["enter draw"]);
    stage.step("U", &["nothing to redo"]);
    assert_eq!(lines(&home), 0);
    stage.step("3", &["▸ 1 Ana"]);
    stage.step("U", &["redid a change of Ana's lines"]);
    assert_eq!(lines(&home), 1);
    // What came before it is taken back past it.
    stage.step("1", &["enter draw"]);
    stage.step("R", &["REHEARSAL"]);
    stage.step("3l", &["esc drop"]);
    stage.step("\x1b[B\x1b[B ", &["[x]"]);
    stage.step("\r", &["lines are kept"]);
    stage.step("1", &["REHEARSAL"]);
    stage.step("u", &["took back the rehearsal"]);
    stage.step("u", &["nothing to take back"]);
    assert_eq!(lines(&home), 2);
    leave(stage, Way::Quit);
}

#[test]
fn consent_is_taken_back_on_the_roster_alone() {
    let home = Home::new();
    let text = home.file("release.txt");
    fs::write(&text, "I agree.\n").unwrap();
    let history = || home.json(&["player", "consent", "Ana", "--json"])["history"].as_array().unwrap().len();
    let mut stage = open(&home, &["--players", "Ana, Ben"], &["enter draw"]);
    stage.step("3c", &["Ana agrees to"]);
    stage.step("ra", &["[x] review", "[x] audio"]);
    stage.step("\r", &["enter signed"]);
    stage.press(text.to_str().unwrap());
    stage.step("\r", &["Ana: consent to review (audio)"]);
    stage.step("1", &["enter draw"]);
    stage.step("u", &["nothing to take back"]);
    assert_eq!(history(), 1);
    stage.step("3", &["Ana: consent to review (audio)"]);
    stage.step("u", &["took back", "Ana: consent withdrawn"]);
    assert_eq!(history(), 2);
    leave(stage, Way::Quit);
}

/// A step that is taken back and done again.
struct Step {
    /// What comes before it.
    before: &'static [&'static str],
    keys: &'static str,
    /// What the screen shows once it is done, and not before.
    done: &'static str,
    /// What `u` and `U` call it.
    undoes: &'static str,
    redoes: &'static str,
}

const STEPS: &[Step] = &[
    Step { before: &[], keys: "\r", done: "enter call it", undoes: "the draw", redoes: "the draw" },
    Step { before: &["\r"], keys: "n", done: "enter call it", undoes: "the pass", redoes: "the pass" },
    Step { before: &["\r"], keys: "c", done: "enter call it", undoes: "the cast", redoes: "the cast" },
    Step { before: &["\r"], keys: "*", done: "★", undoes: "is a favourite", redoes: "is a favourite" },
    Step { before: &["\r"], keys: "xt", done: "is not drawn again today", undoes: "the never", redoes: "the never" },
    Step { before: &["\r"], keys: "\r", done: "get ready", undoes: "the call", redoes: "the call" },
    Step { before: &["\r", "\r"], keys: "\r", done: "enter edit", undoes: "the beginning", redoes: "the beginning" },
    Step { before: SCENE, keys: "m", done: "  mark", undoes: "the mark", redoes: "the mark" },
    Step { before: SCENE, keys: "M", done: "slate 1", undoes: "the slate", redoes: "the slate" },
    Step { before: SCENE, keys: "+", done: "of 3:15", undoes: "+15 s", redoes: "+15 s" },
    Step { before: SCENE, keys: "s", done: "  shift: ", undoes: "the shift", redoes: "the shift" },
    Step { before: SCENE, keys: ".\r", done: "usable?", undoes: "the end", redoes: "the end" },
    Step { before: SCENE, keys: "b", done: "broken off", undoes: "breaking off", redoes: "breaking off" },
    Step { before: ENDED, keys: "g", done: "● usable", undoes: "the verdict", redoes: "the verdict" },
    Step { before: ENDED, keys: "tfine\r", done: "● note  fine", undoes: "the note", redoes: "the note" },
    Step { before: ENDED, keys: "a", done: "get ready", undoes: "the retake", redoes: "the retake" },
    Step { before: &[], keys: "R", done: "REHEARSAL", undoes: "the rehearsal", redoes: "the rehearsal" },
    Step {
        before: &[],
        keys: "3o1",
        done: "2 present",
        undoes: "a change of the roster",
        redoes: "a change of the roster",
    },
    Step {
        before: &[],
        keys: "3g1",
        done: "2 present",
        undoes: "a change of the roster",
        redoes: "a change of the roster",
    },
    Step { before: &[], keys: "3p1", done: "3 present", undoes: "the pin", redoes: "the pin" },
    Step { before: &[], keys: ">", done: "2/3 scenes", undoes: "the next block", redoes: "the next block" },
    Step { before: &[], keys: ".", done: "0 of 2 scenes", undoes: "the longer block", redoes: "the longer block" },
    Step { before: &[], keys: "/ \r", done: "prompts fit, of", undoes: "the filters", redoes: "the filters" },
];

const SCENE: &[&str] = &["\r", "\r", "\r"];
const ENDED: &[&str] = &["\r", "\r", "\r", ".\r"];

/// A stage with a plan that draws whatever its packs hold.
#[track_caller]
fn planned(home: &Home) -> Terminal {
    let plan = home.file("evening.toml");
    fs::write(&plan, PLAN.replace("kinds = [\"game\"]\n", "")).unwrap();
    let plan = plan.to_str().unwrap();
    wide(home, &["--players", "Ana, Ben, Chi", "-p", "turns", "--seed", "9", "--workshop", "Lab", "--plan", plan])
}

/// Presses keys one after the other, each once the screen has changed.
#[track_caller]
fn press_all(stage: &mut Terminal, steps: &[&str]) {
    for keys in steps {
        stage.step(keys, &[]);
    }
}

/// What a screen shows but for the clocks and, above the footer, the line for the leader.
fn steady(screen: &str) -> Vec<String> {
    let lines: Vec<_> = screen.lines().collect();
    let (footer, above) = lines.split_last().unwrap();
    let lines = above[..above.len() - 1].iter().chain([footer]);
    let without_time =
        |line: &str| line.trim_end_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || c == ':').to_owned();
    lines
        .filter(|line| !line.contains(['█', '▀', '▄', '●']))
        .map(|line| without_time(line))
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn whatever_is_taken_back_can_be_done_again() {
    for step in STEPS {
        let home = Home::new();
        let mut stage = planned(&home);
        press_all(&mut stage, step.before);
        let done = steady(&stage.step(step.keys, &[step.done]));
        stage.step("u", &["took back", step.undoes]);
        let again = steady(&stage.step("U", &["redid", step.redoes]));
        assert_eq!(again, done, "{:?} {}", step.before, step.keys);
        stage.step("U", &["nothing to redo"]);
        // What is new leaves nothing to do again.
        stage.step("u", &["took back", step.undoes]);
        let new = if stage.screen().contains("3 present") { "3jg1" } else { "3jo1" };
        stage.step(new, &[]);
        stage.step("U", &["nothing to redo"]);
        leave(stage, Way::Kill);
    }
}

#[test]
fn both_ways_stay_open_after_a_restart() {
    for (step, way) in STEPS.iter().zip(WAYS.into_iter().cycle()) {
        // A countdown is over with the program, and a scene has ended.
        if ["\r", "a"].contains(&step.keys) && step.done == "get ready" || step.done == "enter edit" {
            continue;
        }
        let home = Home::new();
        let mut stage = planned(&home);
        press_all(&mut stage, step.before);
        stage.step(step.keys, &[step.done]);
        if step.before == SCENE && !["usable?", "broken off"].contains(&step.done) {
            // In a scene it is the scene's end that is taken back first.
            leave(stage, way);
            stage = wide(&home, &[]);
            stage.wait_for(&["enter goes on with it"]);
            stage.step("\r", &["the scene goes on"]);
        } else {
            leave(stage, way);
            stage = wide(&home, &[]);
            stage.wait_for(&["resumed Lab"]);
        }
        stage.step("u", &["took back", step.undoes]);
        let in_scene = step.before == SCENE;
        if !in_scene {
            leave(stage, way);
            stage = wide(&home, &[]);
            stage.wait_for(&["resumed Lab"]);
        }
        stage.step("U", &["redid", step.redoes]);
        leave(stage, Way::Kill);
    }
}

#[test]
fn u_goes_on_through_the_steps_of_the_workshop() {
    let taken_back = |way: Option<Way>| {
        let home = Home::new();
        let mut stage = planned(&home);
        one_take(&mut stage);
        stage.step("\r", &["enter call it"]);
        stage.step("n", &["enter call it"]);
        stage.step("3jo1", &["2 present"]);
        let mut says = Vec::new();
        for _ in 0..7 {
            // A scene that runs would be interrupted.
            let in_scene = says.last().is_some_and(|says: &String| says.contains("the scene goes on"));
            if let Some(way) = way.filter(|_| !in_scene) {
                leave(stage, way);
                stage = wide(&home, &[]);
                stage.wait_for(&["resumed Lab"]);
            }
            let screen = stage.step("u", &["took back"]);
            let line = screen.lines().find(|line| line.contains("took back")).unwrap();
            says.push(line.trim().split(" after ").next().unwrap().to_owned());
        }
        stage.step("u", &["nothing to take back"]);
        leave(stage, Way::Quit);
        says
    };
    let whole = taken_back(None);
    assert!(whole[0].contains("the roster: Ben is here") && whole[1].contains("the pass"), "{whole:?}");
    for way in WAYS {
        assert_eq!(taken_back(Some(way)), whole, "{way:?}");
    }
}

// What follows waits for other branches: `ctrl-c` that asks, programs that hear of each other, and what `takes list` and
// `report` are about where nobody says so.

#[test]
fn ctrl_c_in_a_scene_asks_first() {
    let home = Home::new();
    let mut stage = under_way(&home);
    stage.step("\x03", &["quit?", "the take is interrupted", "esc stay"]);
    stage.step("\x1b", &["enter edit"]);
    stage.step("\x03", &["quit?", "esc stay"]);
    stage.press("y");
    assert!(stage.ended().success());
    assert_eq!(home.takes()[0]["ending"], "interrupted");

    // Twice in a row it waits for no answer.
    let home = Home::new();
    let mut stage = under_way(&home);
    stage.press("\x03\x03");
    assert!(stage.ended().success());
    stage.given_back();
    assert_eq!(home.takes()[0]["ending"], "interrupted");
}

#[test]
fn ctrl_c_quits_at_once_where_no_scene_runs() {
    for steps in [&[][..], &["\r"], &["\r", "\r"], ENDED, &["3"]] {
        let home = Home::new();
        let mut stage = planned(&home);
        press_all(&mut stage, steps);
        stage.press("\x03");
        assert!(stage.ended().success(), "{steps:?}");
    }
}

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

#[test]
fn an_end_that_is_done_again_keeps_the_pause_before_it() {
    let home = Home::new();
    leave(under_way(&home), Way::Kill);
    let mut stage = open(&home, &[], ASKS);
    stage.step("\r", &["the scene goes on after", "enter edit"]);
    leave(stage, Way::Kill);
    let before = home.takes();
    let mut stage = open(&home, &[], &["enter goes on with it"]);
    stage.step("u", &["the scene goes on after"]);
    stage.step("U", &["redid the end"]);
    leave(stage, Way::Kill);
    assert_eq!(home.takes(), before);
    let mut stage = open(&home, &[], &["enter goes on with it"]);
    stage.step("\r", &["the scene goes on after", "space pause"]);
    leave(stage, Way::Kill);
}

#[test]
fn a_question_that_is_not_answered_leaves_an_interrupted_take_to_be_told() {
    let home = Home::new();
    let first = open(&home, &["--workshop", "Lab", "--players", "Chi, Dee"], &["enter draw"]);
    let mut second = open(&home, &["--workshop", "X", "--players", "Ana, Ben"], &["enter draw"]);
    scene(&mut second);
    leave(second, Way::Kill);
    let mut asked = Terminal::stage(&home, &[]);
    asked.wait_for(&["Lab, begun"]);
    asked.press("\r");
    asked.ended();
    let third = open(&home, &["--workshop", "Z"], &["take 1 was interrupted at 0:0"]);
    leave(third, Way::Quit);
    leave(first, Way::Quit);
}
