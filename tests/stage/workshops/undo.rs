//! Taking back, and doing again.

use super::*;

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
