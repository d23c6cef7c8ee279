//! What a room sees: the spotlight, cards, and the stage from across the room.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{HorizontalAlignment, Rect};
use ratatui::style::Style;

use super::sample::{NAMES, apology, crowd, prompt, role};
use super::session::Session;
use super::{TASTE, asked};
use crate::stage::{Act, Phase};
use crate::ui::digits::{self, Size};
use crate::ui::face::Face;
use crate::ui::letters::{Letters, Row};
use crate::ui::{Room, View};

const SIZES: [(u16, u16); 5] = [(200, 50), (120, 40), (80, 24), (60, 20), (40, 12)];

/// Whether a frame has this picture somewhere, whatever is around it.
fn has(frame: &Buffer, picture: &Buffer) -> bool {
    let [right, bottom] =
        [frame.area.width.checked_sub(picture.area.width), frame.area.height.checked_sub(picture.area.height)];
    let (Some(right), Some(bottom)) = (right, bottom) else { return false };
    let same = |left: u16, top: u16| {
        picture.area.positions().all(|at| picture[at].symbol() == frame[(left + at.x, top + at.y)].symbol())
    };
    (0..=bottom).any(|top| (0..=right).any(|left| same(left, top)))
}

/// Whether a frame says a word in letters of any size.
fn says(frame: &Buffer, word: &str) -> bool {
    Letters::of_each_size(word).any(|letters| {
        let whole = Rect::new(0, 0, letters.columns(), letters.rows());
        let mut picture = Buffer::empty(whole);
        letters.draw(&mut picture, whole, Style::new(), HorizontalAlignment::Left);
        let inked = whole.columns().filter(|column| column.positions().any(|at| picture[at].symbol() != " "));
        let used = inked.map(|column| column.x + 1).max().unwrap_or(0);
        let mut cut = Buffer::empty(Rect::new(0, 0, used, letters.rows()));
        for at in cut.area.positions() {
            cut[at].set_symbol(picture[at].symbol());
        }
        has(frame, &cut)
    })
}

/// The largest size in which a frame has the clock.
fn clock_of(session: &Session, frame: &Buffer) -> Option<Size> {
    let time = Face::new(&session.stage, session.now, TASTE)?.time;
    let sizes = [Size::Plain, Size::Small].into_iter().chain((1..=12).map(Size::Scaled));
    sizes.rev().find(|size| {
        let mut picture = Buffer::empty(Rect::new(0, 0, size.columns(&time), size.rows()));
        let area = picture.area;
        digits::draw(&mut picture, area, &time, *size, Style::new());
        has(frame, &picture)
    })
}

fn lit(room: Room) -> Session {
    let mut session = Session::usual();
    session.view = View::new(TASTE).with_room(room);
    session
}

#[test]
fn the_spotlight_says_in_a_large_word_what_the_clock_is() {
    for (keys, seconds, then, word) in [
        ("\n", 0.0, "", "planned"),
        ("\n\n", 3.0, "", "get ready"),
        ("\n\n", 3.0, " ", "PAUSED"),
        ("\n\n\n", 20.0, "", "scene"),
        ("\n\n\n", 20.0, " ", "PAUSED"),
        ("\n\n\n", 250.0, "", "OVER"),
        ("\n\n\n", 250.0, "\n", "ran"),
    ] {
        let mut session = Session::usual();
        session.keys(keys).wait(seconds);
        session.keys(then).keys("f");
        for (width, height) in SIZES {
            let frame = session.frame(width, height);
            assert!(says(&frame, word), "{word} {width}x{height}\n{}", session.shown(width, height));
        }
        let shown = session.shown(20, 6);
        assert!(shown.contains(word), "{shown}");
    }
}

#[test]
fn the_clock_of_the_spotlight_is_as_large_as_that_of_the_stage() {
    for prompts in [vec![apology()], vec![crowd()]] {
        for seconds in [20.0, 250.0] {
            for room in [Room::Prompt, Room::Cast] {
                let mut stage = Session::new(prompts.clone(), NAMES);
                stage.view = View::new(TASTE).with_room(room);
                stage.keys("\n\n\n").wait(seconds);
                let mut lit = stage.clone();
                lit.keys("f");
                for (width, height) in SIZES.into_iter().chain([(20, 6), (100, 30), (200, 60), (300, 20), (50, 40)]) {
                    let clocks = [&stage, &lit].map(|session| clock_of(session, &session.frame(width, height)));
                    let shown = lit.shown(width, height);
                    assert!(clocks[0].is_some() && clocks[1] >= clocks[0], "{clocks:?} {width}x{height}\n{shown}");
                }
            }
        }
    }
}

/// What is shown: the stage, or the prompt alone, or the cast too.
fn place(session: &Session) -> &'static str {
    let shown = session.shown(80, 24);
    match (shown.contains("? keys"), shown.contains("the one who is late")) {
        (true, _) => "stage",
        (false, true) => "cast",
        (false, false) => "prompt",
    }
}

#[test]
fn f_goes_through_what_the_room_may_see_and_esc_leaves() {
    for (room, places) in [(Room::Prompt, ["prompt", "cast", "stage"]), (Room::Cast, ["cast", "prompt", "stage"])] {
        let mut session = lit(room);
        session.keys("\n\n\n").wait(20.0);
        for (keys, expected) in [("f", 0), ("f", 1), ("f", 2), ("f", 0), ("^", 2), ("ff", 1), ("^", 2), ("f", 0)] {
            session.keys(keys);
            assert_eq!(place(&session), places[expected], "{room} {keys}");
        }
    }
    let mut session = lit(Room::Prompt);
    super::told(session.keys("\n\nf"));
    assert_eq!(place(session.keys("^")), "stage", "though a line stays, and a countdown could be left");
    assert!(matches!(session.stage.phase(), Phase::Ready(..)) && session.shown(80, 24).contains("esc: seen"));
}

#[test]
fn names_grow_with_the_prompt() {
    let mut session = lit(Room::Cast);
    session.keys("\n\n\n").wait(20.0);
    session.keys("f");
    let frame = session.frame(200, 50);
    for word in ["Eli", "Ana", "anger"] {
        assert!(says(&frame, word), "{word}\n{}", session.shown(200, 50));
    }
    for (width, height) in SIZES {
        let shown = session.shown(width, height);
        assert!(shown.contains("the one who is late") && shown.contains("wronged"), "{shown}");
    }
}

#[test]
fn what_is_private_opens_on_no_spotlight() {
    let before = [("\n", ""), ("\n", "\n"), ("\n\n", "\n"), ("\n\n\n", "\n")];
    for ((phase, then), keys) in before.into_iter().zip(["vNCi23\t5", "v", "i2\t5", "xtei35\t2"]) {
        for key in keys.chars() {
            let mut session = Session::usual();
            session.keys(phase).wait(2.0);
            session.keys(then).wait(2.0);
            session.keys("f");
            let phase = std::mem::discriminant(session.stage.phase());
            let key = if key == '\t' { KeyCode::Tab } else { KeyCode::Char(key) };
            let acts = session.view.press(KeyEvent::new(key, KeyModifiers::NONE), &session.stage);
            let shown = session.shown(80, 24);
            assert!(acts.is_empty() && shown.contains(" in spotlight: esc leaves it first"), "{key:?}\n{shown}");
            assert_eq!(std::mem::discriminant(session.stage.phase()), phase);
        }
    }
}

#[test]
fn the_spotlight_acknowledges_a_verdict_and_an_undo() {
    let mut session = Session::usual();
    session.keys("\n\n\n").wait(96.0);
    session.keys("\nf").wait(2.0);
    for (keys, says) in [("g", "● usable"), ("h", "● on hold"), ("u", "took back the verdict"), ("u", "took back")]
    {
        session.keys(keys);
        for (width, height) in SIZES {
            let shown = session.shown(width, height);
            assert!(shown.contains(says), "{keys}: {says}\n{shown}");
        }
    }
    let mut session = Session::late();
    session.keys("\n3jl \n");
    assert!(!session.keys("u").shown(80, 24).is_empty());
    for keys in ["f", "^f"] {
        let shown = session.keys(keys).shown(80, 24);
        assert!(!shown.contains("line") && !shown.contains("Ben"), "what one said is not for the room\n{shown}");
    }
    let mut session = Session::usual();
    session.keys("\n\n\n").wait(96.0);
    session.keys("\nxt").wait(2.0);
    let shown = session.keys("f").shown(80, 24);
    assert!(shown.contains("● not usable") && !shown.contains("technical"), "{shown}");
}

#[test]
fn between_two_cards_is_a_cover_and_at_the_end_too() {
    let secrets = [("one", Some("You sold the boat.")), ("two", None), ("three", Some("You have the letter."))];
    let roles = secrets.map(|(name, secret)| role(name, name, "joy", secret)).to_vec();
    let mut session = Session::new(vec![prompt("three", "Wait.", (3, Some(3)), roles)], NAMES);
    session.keys("\n");
    let Phase::Drawn(table) = session.stage.phase() else { panic!("a prompt") };
    let names: Vec<_> = (0..3).map(|role| table.members(Some(role)).next().unwrap().name.clone()).collect();
    let tells = |session: &Session| {
        let shown = session.shown(80, 24);
        (["boat", "letter"].into_iter().find(|word| shown.contains(word)), shown)
    };
    for (secret, is_card, name) in [
        (Some("boat"), true, Some(0)),
        (None, false, Some(1)),
        (None, true, Some(1)),
        (None, false, Some(2)),
        (Some("letter"), true, Some(2)),
        (None, false, None),
        (None, false, None),
    ] {
        let (told, shown) = tells(session.keys("v"));
        assert_eq!((told, shown.contains("v next card")), (secret, is_card), "{shown}");
        let seen: Vec<_> = names.iter().filter(|name| shown.contains(name.as_str())).collect();
        assert_eq!(seen, name.map(|at| &names[at]).into_iter().collect::<Vec<_>>(), "{shown}");
        let copies = asked(&mut session, "y");
        assert_eq!(copies.iter().any(|act| matches!(act, Act::CopyCard { .. })), is_card);
    }
    session.keys("^");
    assert!(session.shown(80, 24).contains("v cards"));
}

#[test]
fn cards_are_offered_only_where_one_differs_from_the_stage() {
    let roles = vec![role("one", "the one who waits", "joy", None)];
    let mut session = Session::new(vec![prompt("one", "Wait.", (1, None), roles)], NAMES);
    for keys in ["\n", "\n"] {
        session.keys(keys);
        assert!(!session.shown(200, 50).contains("v cards"));
        let shown = session.keys("v").shown(80, 24);
        assert!(shown.contains("no secrets in this one") && !shown.contains("card 1"), "{shown}");
    }
}

#[test]
fn no_list_tells_how_many_lines_somebody_has() {
    let of = |lines: &[&str]| {
        let mut session = Session::late();
        let lines = lines.iter().map(ToString::to_string).collect();
        session.act(Act::Lines { player: super::person(2), lines });
        session.keys("3j").wait(9.0);
        session.keys("k");
        SIZES.map(|(width, height)| session.shown(width, height))
    };
    assert_eq!(of(&["dolls"]), of(&["dolls", "romance", "touch"]));
    let is_titled = |shown: &String| shown.lines().take(4).any(|row| row.contains("lines"));
    assert!(!of(&["dolls"]).iter().any(is_titled));
}

#[test]
fn the_prompt_is_large_on_the_stage_where_rows_are_free_and_the_clock_keeps_its_place() {
    for (text, width, height, is_large) in [
        ("Two people wait for one lift.", 120, 36, true),
        ("The lighthouse keeper owes the guest an apology. It is late.", 120, 36, true),
        ("Two people wait for one lift.", 200, 50, true),
        ("Wait.", 80, 24, false),
        ("灯台の番人", 120, 36, false),
    ] {
        let of = |text: &str| {
            let roles = vec![role("one", "waits", "joy", None), role("two", "late", "anger -> joy", None)];
            let mut session = Session::new(vec![prompt("one", text, (2, None), roles)], NAMES);
            session.keys("\n\n\n").wait(20.0);
            session
        };
        let (session, other) = (of(text), of(&"Nobody knows. ".repeat(20)));
        let frame = session.frame(width, height);
        let first = text.split(' ').next().unwrap_or_default();
        assert_eq!(says(&frame, first), is_large, "{text} {width}x{height}\n{}", session.shown(width, height));
        let clock = |session: &Session| -> Vec<String> {
            let rows = session.shown(width, height).lines().map(str::to_owned).collect::<Vec<_>>();
            let bar = rows.iter().position(|row| row.contains("ready ━")).unwrap();
            rows[bar - 8..=bar].to_vec()
        };
        assert_eq!(clock(&session), clock(&other), "{text} {width}x{height}");
    }
    let mut session =
        Session::new(vec![prompt("one", "Two people wait for one lift.", (2, Some(2)), apology().roles)], NAMES);
    session.keys("\n");
    let frame = session.frame(200, 50);
    assert!(says(&frame, "people") && says(&frame, "anger"), "feelings too\n{}", session.shown(200, 50));
    assert!(session.shown(200, 50).contains("the one who is late"));
}

#[test]
fn letters_are_made_of_what_usual_fonts_have() {
    for mut session in super::sessions() {
        for keys in ["\n", "f", "f", "^\n", "f", "f", "^\n", " f", "^ \n", "f"] {
            session.keys(keys).wait(1.0);
            for (width, height) in SIZES {
                let shown = session.shown(width, height);
                let odd = shown.chars().find(|c| ('\u{1fb00}'..='\u{1fbff}').contains(c));
                assert_eq!(odd, None, "{width}x{height}\n{shown}");
            }
        }
    }
    assert_eq!(Row::columns("ab"), 8);
}

#[test]
fn a_verdict_keeps_its_choices() {
    for prompts in [vec![apology()], vec![crowd()]] {
        let mut session = Session::new(prompts, NAMES);
        session.keys("\n\n\n").wait(96.0);
        session.keys("mm\n").wait(2.0);
        for (width, height) in SIZES.into_iter().chain([(50, 14), (40, 10), (70, 9)]) {
            let shown = session.shown(width, height);
            assert!(shown.contains("usable?  g yes  h hold  x no"), "{width}x{height}\n{shown}");
        }
        for (width, height) in [(30, 10), (20, 6)] {
            let shown = session.shown(width, height);
            assert!(shown.contains("g yes  h hold  x no"), "{shown}");
        }
    }
}

#[test]
fn what_is_cut_says_how_much_is_hidden() {
    // Words, not rows of words.
    let mut session = Session::late();
    session.keys("/");
    let count = |shown: &str, sign: char| -> usize {
        let after = shown.split(sign).nth(1).map(|after| after.trim_start().chars().take_while(char::is_ascii_digit));
        after.map_or(0, |digits| digits.collect::<String>().parse().unwrap())
    };
    let all = session.shown(200, 50).matches("[ ]").count();
    for (width, height) in [(80, 10), (60, 9), (40, 12), (40, 8)] {
        let shown = session.shown(width, height);
        assert_eq!(shown.matches("[ ]").count() + count(&shown, '↓') + count(&shown, '↑'), all, "{shown}");
    }
    // Feelings that could be chosen.
    let mut session = Session::usual();
    session.keys("\n\n\n").wait(9.0);
    session.keys("\ne");
    let all = crate::feeling::Feeling::ALL.len();
    let of = |shown: &str| {
        let words = crate::feeling::Feeling::ALL.iter().map(|feeling| feeling.word());
        words.filter(|word| shown.split_whitespace().any(|other| other == *word)).count()
    };
    for (width, height) in [(40, 12), (60, 20), (30, 8)] {
        let shown = session.shown(width, height);
        assert_eq!(of(&shown) + count(&shown, '↓'), all, "{shown}");
    }
}

#[test]
fn a_long_prompt_leaves_the_cast_a_line() {
    let text = "Everybody is in the same queue and nobody knows what it is for. ".repeat(6);
    let long = prompt("long", text.trim(), (2, Some(2)), apology().roles);
    let mut session = Session::new(vec![long], NAMES);
    session.keys("\n\n\n").wait(9.0);
    let Phase::Scene(play) = session.stage.phase() else { panic!("a scene") };
    let names: Vec<_> = play.record.table.hand.cast.iter().map(|member| member.name.clone()).collect();
    for (width, height) in SIZES {
        let shown = session.shown(width, height);
        assert!(names.iter().all(|name| shown.contains(name.as_str())), "{width}x{height}\n{shown}");
    }
    let mut session = Session::new(vec![crowd()], &["Anastasia", "Bartholomew", "Cornelius", "Dorothea", "Eleonora"]);
    let shown = session.keys("\n").shown(40, 12);
    assert!(shown.contains("Anastasia, Bartholomew") && shown.contains("3 more: i"), "{shown}");
}

#[test]
fn takes_show_no_less_in_a_wider_window() {
    let mut session = Session::late();
    session.keys("2j");
    let row = |width, height| {
        let shown = session.shown(width, height);
        shown.lines().find(|line| line.contains("▸ 11")).unwrap().trim().to_owned()
    };
    let narrow = row(60, 20);
    let known = narrow.trim_end_matches('…');
    for (width, height) in [(80, 24), (100, 30), (120, 40)] {
        assert!(row(width, height).starts_with(known), "{width}: {} / {narrow}", row(width, height));
    }
    assert!(session.shown(80, 24).contains("who played"), "{}", session.shown(80, 24));
}

#[test]
fn numbers_of_screens_are_no_counts() {
    for keys in ["", "2", "3", "4", "5"] {
        let mut session = Session::late();
        session.keys(keys);
        for (width, height) in SIZES {
            let header = session.shown(width, height).lines().next().unwrap_or_default().to_owned();
            for name in ["2 takes", "4 packs", "5 report"] {
                assert!(!header.contains(name), "{header}");
            }
        }
    }
}
