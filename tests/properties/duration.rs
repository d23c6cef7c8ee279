//! A length or a cue that can be read is written as it is read.

use std::time::Duration;

use sidecoach::cue::{Cue, is_playable, parse_duration, spell_duration};
use sidecoach::feeling::read_cue;

pub fn check(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Some(length) = parse_duration(text) {
        assert_eq!(parse_duration(&spell_duration(length)), Some(length), "{text}");
        assert!(text.bytes().all(|b| b.is_ascii_digit() || b"hms".contains(&b)), "{text}");
    }
    let cue = read_cue(text);
    assert_eq!(cue.and_then(|cue| read_cue(&cue.to_string())), cue, "{text}");
    let day = Duration::from_secs(24 * 60 * 60);
    match cue {
        Some(Cue::Share(share)) => assert!((1..=99).contains(&share) && Cue::Share(share).due(day) < day),
        Some(Cue::After(length)) => assert!(is_playable(length)),
        None => {}
    }
}
