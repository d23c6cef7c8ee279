//! A pack that is laid out says what it said, keeps its comments, and is laid out.

use sidecoach::pack::Pack;
use sidecoach::pack::format::format;
use sidecoach::pack::read::read;

use super::findings;

pub fn check(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let out = match format(text) {
        Ok(out) => out,
        Err(refusal) => {
            assert!(!refusal.findings.is_empty());
            return findings::hold(text, &refusal.findings);
        }
    };
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    assert_eq!(meaning(&out), meaning(&plain), "of\n{text:?}\ncame\n{out:?}");
    assert_eq!(format(&out).as_ref(), Ok(&out), "of\n{text:?}");
    assert!(out.is_empty() || out.ends_with('\n'), "{out:?}");
    let read = |text: &str| {
        let (pack, found) = read("pack", text.as_bytes());
        let mut codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
        codes.sort();
        (pack.map(|pack| Pack { source: String::new(), ..pack }), codes)
    };
    assert_eq!(read(&out), read(&plain), "of\n{text:?}\ncame\n{out:?}");
}

/// What a text says; written out, so that what is no number is equal to itself.
fn meaning(text: &str) -> Option<String> {
    toml::from_str::<toml::Table>(text).ok().map(|table| format!("{table:?}"))
}
