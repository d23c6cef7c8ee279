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
    stage.wait_for(&["3 present", "enter draw"]);
    stage.step("\r", &["hands the reader", "enter call it"]);

    for (columns, rows) in [(100, 30), (40, 12), (120, 40)] {
        sizes.push((stage.written().len(), columns, rows));
        stage.redraw(columns, rows);
        stage.step("?", &["esc close"]);
        leave(&mut stage);
        stage.step("i", &["esc close"]);
        stage.press("jjjj");
        leave(&mut stage);
        copy(&mut stage);
        stage.step("f", &[]);
        stage.step("v", &["no cards in spotlight"]);
        stage.step("\x1b", &["enter call it"]);

        let before = stage.written().len();
        stage.press("v");
        stage.wait_until("the first card", |screen| close(screen).contains("xylographicquagmireofzeppelins"));
        copy(&mut stage);
        stage.press("v");
        stage.wait_until("the cover", |screen| told(screen).is_empty() && screen.contains("next: card 2"));
        stage.press("v");
        stage.wait_until("the second card", |screen| close(screen).contains("vermilioncoat"));
        stage.press("\x1b");
        stage.wait_until("no card", |screen| told(screen).is_empty() && screen.contains("enter call it"));
        cards.push(before..stage.written().len());
    }

    stage.step("C", &["esc close"]);
    leave(&mut stage);
    stage.step("\r", &["get ready"]);
    stage.step("\r", &["take 1 ", "enter edit"]);
    stage.step("s", &["shift: "]);
    stage.press("f");
    stage.wait_until("the spotlight", |screen| !screen.contains("enter edit"));
    stage.step("i", &["no reasons in spotlight"]);
    stage.step("\x1b", &["enter edit"]);
    stage.step("i", &["esc close"]);
    leave(&mut stage);
    stage.step("q", &["esc stay"]);
    leave(&mut stage);
    stage.step("c", &["Say less."]);
    stage.wait_for(&["Look at the hands."]);
    stage.step("\r", &["usable?"]);
    stage.step("e", &["esc leave"]);
    leave(&mut stage);
    copy(&mut stage);
    stage.step("g", &["● usable"]);
    stage.step("2", &["confidences/letter"]);
    stage.step("\r", &["esc close"]);
    stage.press("jjjj");
    leave(&mut stage);
    stage.step("3", &["a add"]);
    stage.step("1", &["● usable"]);
    stage.step("\r", &["enter call it"]);
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
            stage.redraw(columns, rows);
            stage.press("v");
            let shown = stage.wait_for(&["no cards in spotlight"]);
            stage.press("\x1b");
            stage.wait_for(&["enter call it"]);
            stage.press("f");
            let lit = stage.wait_until("the spotlight", |screen| !screen.contains("enter call it") && screen != shown);
            // Where the stage had its keys, which differ, there are other blanks.
            lit.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
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
