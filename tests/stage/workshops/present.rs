//! Who is present.

use super::*;

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
