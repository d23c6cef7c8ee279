//! What a player alone may know is on that player's card and nowhere else.

use std::ops::Range;

use crate::terminal::{Home, Terminal};

/// Words of secrets, of a slot in a secret too, that stand nowhere else.
const SECRETS: [&str; 5] = ["xylographic", "quagmire", "zeppelins", "vermilion", "wolverine"];

const PACK: &str = r#"
format = 1
title = "Confidences"
rating = "general"

[words]
place = ["a lighthouse"]
beast = ["wolverine"]

[[prompt]]
id = "letter"
text = "The {sender} hands the {reader} a letter in {place}."
coach = ["Say less.", { text = "Look at the hands.", at = "1s" }]

  [[prompt.role]]
  name = "sender"
  feeling = "joy -> fear @50%"
  secret = "An xylographic quagmire of zeppelins took the {beast}, and you were the one who let it happen that night."

  [[prompt.role]]
  name = "reader"
  secret = "You know of the vermilion coat in {place}."
"#;

/// A text without the spaces and line ends that setting it put in.
fn close(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The words of secrets in a text.
fn told(text: &str) -> Vec<&'static str> {
    let text = close(text);
    SECRETS.into_iter().filter(|secret| text.contains(secret)).collect()
}

/// What was sent to the clipboard, with the place in the output where it ends.
fn copied(bytes: &[u8]) -> Vec<(usize, String)> {
    let begins = b"\x1b]52;c;";
    let starts = bytes.windows(begins.len()).enumerate().filter(|(_, window)| window == begins);
    let copied = starts.filter_map(|(at, _)| {
        let payload = &bytes[at + begins.len()..];
        let end = payload.iter().position(|byte| matches!(byte, 7 | 0x1b))?;
        Some((at + end, String::from_utf8(base64(&payload[..end])).unwrap()))
    });
    copied.collect()
}

/// Sends what is on the screen to the clipboard.
fn copy(stage: &mut Terminal) {
    let before = copied(&stage.written()).len();
    stage.press("y");
    stage.wait_for_bytes("the clipboard", |bytes| copied(bytes).len() > before);
}

/// Gives the window another size, and waits until it is drawn anew: a key that comes in between may be read only with
/// the next one.
fn resize(stage: &Terminal, columns: u16, rows: u16) {
    let before = stage.written().len();
    stage.resize(columns, rows);
    let clear = b"\x1b[2J";
    stage.wait_for_bytes("a new frame", |bytes| bytes[before..].windows(clear.len()).any(|window| window == clear));
}

/// Closes what is open. A key that came at once would be taken for one with `alt`.
fn leave(stage: &mut Terminal) {
    stage.press("\x1b");
    let open = ["esc close", "esc stay", "esc leave"];
    stage.wait_until("nothing open", |screen| !open.iter().any(|hint| screen.contains(hint)));
}

/// Decodes base64.
fn base64(text: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        other => panic!("{other} is no base64"),
    };
    let text: Vec<u8> = text.iter().copied().filter(|&byte| byte != b'=').map(digit).collect();
    let bits =
        |group: &[u8]| group.iter().fold(0_u32, |bits, &six| bits << 6 | u32::from(six)) << (6 * (4 - group.len()));
    text.chunks(4).flat_map(|group| bits(group).to_be_bytes()[1..group.len()].to_vec()).collect()
}

/// Every screen that stood there between two pieces of the output, each with its place in it.
fn screens(bytes: &[u8], sizes: &[(usize, u16, u16)]) -> Vec<(usize, String)> {
    let mut parser = vt100::Parser::default();
    let mut screens = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        if let Some((_, columns, rows)) = sizes.iter().find(|(since, ..)| *since == at) {
            parser.screen_mut().set_size((*rows).try_into().unwrap(), (*columns).try_into().unwrap());
        }
        // Between two sequences a run of letters is whole.
        if *byte == 0x1b {
            screens.push((at, parser.screen().contents()));
        }
        parser.process(&[*byte]);
    }
    screens.push((bytes.len(), parser.screen().contents()));
    screens
}

#[test]
fn only_cards_tell_a_secret() {
    let home = Home::new();
    let path = home.file("confidences.toml");
    std::fs::write(&path, PACK).unwrap();
    let pack = path.to_str().unwrap();
    let mut stage = Terminal::stage(&home, &["-p", pack, "--players", "Ana, Ben, Chi", "--seed", "3"]);
    let mut sizes = Vec::new();
    let mut cards: Vec<Range<usize>> = Vec::new();
    let press = |stage: &mut Terminal, keys: &str, shows: &[&str]| {
        let before = stage.screen();
        stage.press(keys);
        stage.wait_until(&format!("{shows:?} after {keys:?}"), |screen| {
            screen != before && shows.iter().all(|text| screen.contains(text))
        })
    };
    stage.wait_for(&["3 present", "enter draw"]);
    press(&mut stage, "\r", &["hands the reader", "enter call it"]);

    for (columns, rows) in [(100, 30), (40, 12), (120, 40)] {
        sizes.push((stage.written().len(), columns, rows));
        resize(&stage, columns, rows);
        press(&mut stage, "?", &["esc close"]);
        leave(&mut stage);
        press(&mut stage, "i", &["esc close"]);
        stage.press("jjjj");
        leave(&mut stage);
        copy(&mut stage);
        press(&mut stage, "f", &[]);
        press(&mut stage, "v", &["no cards in spotlight"]);
        press(&mut stage, "f", &["hands"]);

        let before = stage.written().len();
        stage.press("v");
        stage.wait_until("the first card", |screen| close(screen).contains("xylographicquagmireofzeppelins"));
        copy(&mut stage);
        stage.press("v");
        stage.wait_until("the second card", |screen| close(screen).contains("vermilioncoat"));
        stage.press("\x1b");
        stage.wait_until("no card", |screen| told(screen).is_empty() && screen.contains("hands"));
        cards.push(before..stage.written().len());
    }

    press(&mut stage, "C", &["esc close"]);
    leave(&mut stage);
    press(&mut stage, "\r", &["get ready"]);
    press(&mut stage, "\r", &["take 1 ", "enter edit"]);
    press(&mut stage, "s", &["shift: "]);
    stage.press("f");
    stage.wait_until("the spotlight", |screen| !screen.contains("enter edit"));
    press(&mut stage, "f", &["enter edit"]);
    press(&mut stage, "i", &["esc close"]);
    leave(&mut stage);
    press(&mut stage, "q", &["esc stay"]);
    leave(&mut stage);
    press(&mut stage, "c", &["Say less."]);
    stage.wait_for(&["Look at the hands."]);
    press(&mut stage, "\r", &["usable?"]);
    press(&mut stage, "e", &["esc leave"]);
    leave(&mut stage);
    copy(&mut stage);
    press(&mut stage, "g", &["● usable"]);
    press(&mut stage, "2", &["confidences/letter"]);
    press(&mut stage, "\r", &["esc close"]);
    stage.press("jjjj");
    leave(&mut stage);
    press(&mut stage, "3", &["a add"]);
    press(&mut stage, "1", &["● usable"]);
    press(&mut stage, "\r", &["enter call it"]);
    stage.press("q");
    assert!(stage.ended().success());
    stage.given_back();

    let bytes = stage.written();
    let is_card = |at: usize| cards.iter().any(|card| card.contains(&at));
    let screens = screens(&bytes, &sizes);
    for (at, screen) in screens.iter().filter(|(at, _)| !is_card(*at)) {
        assert_eq!(told(screen), [""; 0], "at byte {at}: {screen}");
    }
    for card in &cards {
        let of_card = screens.iter().filter(|(at, _)| card.contains(at));
        let mut seen: Vec<_> = of_card.flat_map(|(_, screen)| told(screen)).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), SECRETS.len(), "a card tells it all: {seen:?}");
    }
    let outside: Vec<u8> = bytes.iter().enumerate().filter(|(at, _)| !is_card(*at)).map(|(_, byte)| *byte).collect();
    assert_eq!(told(&String::from_utf8_lossy(&outside)), [""; 0]);

    let copied = copied(&bytes);
    let (of_cards, of_prompts): (Vec<_>, Vec<_>) = copied.iter().partition(|(at, _)| is_card(*at));
    assert_eq!((of_cards.len(), of_prompts.len()), (3, 4), "{copied:?}");
    assert!(
        of_prompts.iter().all(|(_, text)| text.contains("hands the reader") && told(text).is_empty()),
        "{copied:?}"
    );
    assert!(of_cards.iter().all(|(_, text)| told(text) == ["xylographic", "quagmire", "zeppelins", "wolverine"]));

    let plain: [&[&str]; 8] = [
        &["takes", "list"],
        &["takes", "list", "--json"],
        &["takes", "show", "1"],
        &["takes", "show", "1", "--json"],
        &["draw", "-p", pack, "--seed", "3", "--explain"],
        &["draw", "-p", pack, "--seed", "3", "--json"],
        &["pack", "show", pack],
        &["pack", "odds", "-p", pack],
    ];
    for args in plain {
        let printed = home.run(args);
        assert!(!printed.is_empty(), "{args:?}");
        assert_eq!(told(&printed), [""; 0], "{args:?}: {printed}");
    }
    let printed = home.run(&["draw", "-p", pack, "--seed", "3", "--secrets"]);
    assert_eq!(told(&printed).len(), SECRETS.len(), "{printed}");
}

#[test]
fn the_spotlight_is_the_same_without_secrets() {
    let sizes = [(100, 30), (40, 12), (200, 60)];
    let shown = |pack: String| {
        let home = Home::new();
        let path = home.file("confidences.toml");
        std::fs::write(&path, pack).unwrap();
        let mut stage = Terminal::stage(&home, &["-p", path.to_str().unwrap(), "--players", "Ana, Ben", "--seed", "3"]);
        stage.wait_for(&["2 present", "enter draw"]);
        stage.press("\r");
        stage.wait_for(&["enter call it"]);
        stage.press("f");
        // In large letters no word can be read from the cells.
        sizes.map(|(columns, rows)| {
            resize(&stage, columns, rows);
            stage.press("v");
            let shown = stage.wait_for(&["no cards in spotlight"]);
            stage.press("f");
            stage.wait_for(&["enter call it"]);
            stage.press("f");
            stage.wait_until("the spotlight", |screen| !screen.contains("enter call it") && screen != shown)
        })
    };
    let secrets = PACK.lines().filter(|line| line.trim_start().starts_with("secret ")).count();
    let without: Vec<_> = PACK.lines().filter(|line| !line.trim_start().starts_with("secret ")).collect();
    assert_eq!(secrets, 2);
    assert_eq!(shown(PACK.to_owned()), shown(without.join("\n")));
}

#[test]
fn a_secret_is_found_however_it_is_set() {
    assert_eq!(told("a xylo-\n  graphic\nquag\nmire"), ["xylographic", "quagmire"]);
    assert_eq!(told("a letter"), [""; 0]);
    assert_eq!(base64(b"U2VjcmV0cw=="), b"Secrets");
    assert_eq!(base64(b"U2VjcmV0"), b"Secret");
}
