//! Frames of a warm-up, as text.

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::stage::Answer;
use crate::ui::look::Theme;
use crate::warmup::Event;
use crate::warmup::sample::{Session, count, opening, prompt};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 12)];
/// As long as most warm-ups.
const USUAL: &str = "Behind the curtain, one minute before you go on, you talk yourself into it.";

fn frame(session: &Session, (columns, rows): (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let look = Look { theme: Theme::Terminal, color: true };
    terminal.draw(|frame| draw(frame, &session.warmup, look, session.now)).unwrap();
    terminal.backend().buffer().clone()
}

fn text(session: &Session, size: (u16, u16)) -> String {
    let buffer = frame(session, size);
    let rows = buffer.content.chunks(usize::from(size.0));
    let row = |cells: &[ratatui::buffer::Cell]| cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
    rows.map(|cells| row(cells).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// A session of one prompt, so far into it.
fn session(words: &str, arc: Option<&str>, ms: i64) -> Session {
    let mut session = Session::new(opening(vec![prompt(words, arc)], count(3)));
    session.until(ms);
    session
}

macro_rules! frames {
    ($session:expr) => {
        let session = $session;
        insta::assert_snapshot!(SIZES.map(|size| text(&session, size)).join("\n==\n"));
    };
}

#[test]
fn a_prompt() {
    frames!(session(USUAL, Some("fear:3 -> excitement:3 @65%"), 3000));
}

#[test]
fn a_feeling_is_announced() {
    frames!(session("Count to twenty.", Some("annoyance:1 -> relief @50%"), 7000));
}

#[test]
fn a_long_prompt() {
    frames!(session(
        "Present tomorrow\u{2019}s weather in a language of your own, to somebody who has waited for it for years and who \
         will not like it. It starts badly and ends in glory, with snow, and then once more from the beginning, slower.",
        None,
        3000
    ));
}

#[test]
fn breathing_space() {
    frames!(session(USUAL, None, 21_000));
}

#[test]
fn a_pause_and_a_favourite() {
    let mut session = session(USUAL, None, 3000);
    session.act(4000, Act::Favour);
    session.act(5000, Act::Toggle);
    session.act(6000, Act::Back);
    frames!(session);
}

#[test]
fn its_slate() {
    let prompts = vec![prompt(USUAL, None)];
    let session = Session::new(crate::warmup::Opening { slate: true, ..opening(prompts, count(3)) });
    assert!(frame(&session, (80, 24)).content.iter().all(|cell| cell.modifier.contains(Modifier::REVERSED)));
    frames!(session);
}

#[test]
fn only_the_feeling_is_turned_when_it_changes() {
    let session = session("Count.", Some("annoyance:1 -> relief @50%"), 10_100);
    let turned = |session: &Session| -> Vec<u16> {
        let buffer = frame(session, (80, 24));
        let is_turned = |y: &u16| buffer[(40, *y)].modifier.contains(Modifier::REVERSED);
        (0..24).filter(is_turned).collect()
    };
    assert_eq!(turned(&session), [18, 19, 20, 21]);
}

#[test]
fn its_page() {
    let prompts =
        [("Sigh ten times, each time for another reason.", None), (USUAL, Some("fear:2 -> excitement:3 @65%"))];
    let mut prompts: Vec<_> = prompts.iter().map(|(words, arc)| prompt(words, *arc)).collect();
    prompts.push(prompt("unplayed", Some("grief:3 -> pride")));
    let mut session = Session::new(opening(prompts, count(3)));
    session.until(80_000);
    frames!(session);
}

#[test]
fn trouble_is_told() {
    let mut session = session("Count.", None, 3000);
    session.apply(Event::Answer(Answer::Failed { seq: 1, why: "the disk is full".to_owned() }));
    assert!(text(&session, (80, 24)).contains("not in the log: the disk is full"));
}

#[test]
fn a_prompt_takes_half_of_the_height() {
    for words in ["Wait.", "Count to twenty, slowly.", "An embarrassing extraordinarily long", USUAL] {
        let text = text(&session(words, Some("fear:3 -> joy:1"), 3000), (80, 24));
        let rows: Vec<bool> = text.lines().skip(1).take(17).map(|line| !line.trim().is_empty()).collect();
        let (first, last) = (rows.iter().position(|row| *row).unwrap(), rows.iter().rposition(|row| *row).unwrap());
        // The font has air below its letters.
        assert!(last - first + 2 >= 12 || words == "Wait.", "{words}: rows {first} to {last}\n{text}");
    }
}

#[test]
fn no_size_panics() {
    let session = session(USUAL, Some("fear:3 -> joy:1"), 3000);
    for columns in 1..40 {
        for rows in 1..12 {
            text(&session, (columns, rows));
        }
    }
}
