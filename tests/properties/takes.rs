//! A line of JSON is a take that can be written as it was read, or is refused.

use sidecoach::export::jsonl::{read, write};
use sidecoach::pack::is_forbidden;

pub fn check(bytes: &[u8]) {
    for line in bytes.split(|&b| b == b'\n') {
        let Ok(exported) = read(line) else { continue };
        let again = write(std::slice::from_ref(&exported));
        assert_eq!(again.matches('\n').count(), 1, "a line");
        assert_eq!(read(again.trim_end().as_bytes()).as_ref(), Ok(&exported), "{again}");
        let take = &exported.take;
        for player in take.cast.iter().filter_map(|part| part.player.as_ref()) {
            assert!(!player.contains(is_forbidden), "{player:?}");
        }
        let [planned, ended, played, paused] =
            [Some(take.planned_ms), take.ended_at_ms, take.played_ms, take.paused_ms].map(Option::unwrap_or_default);
        assert!(planned >= 0 && ended >= 0 && played >= 0 && paused >= 0, "{again}");
    }
}
