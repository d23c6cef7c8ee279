//! A stage beside another.

use super::*;

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
