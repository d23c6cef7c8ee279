//! A list from elsewhere becomes a pack without an error, whatever it is written in, or is refused in words.

use sidecoach::diagnostic::Severity;
use sidecoach::import::{Format, Wanted, import};
use sidecoach::pack::Rating;
use sidecoach::pack::format::format;
use sidecoach::pack::read::read;

use super::findings;

pub fn check(bytes: &[u8]) {
    let formats = Format::ALL.iter().copied().map(Some).chain([None]);
    formats.for_each(|format| becomes(bytes, format));
}

fn becomes(bytes: &[u8], written: Option<Format>) {
    let (source, rating) = ("list", Rating::General);
    let wanted = Wanted { name: "tiny", source, format: written, columns: None, start: "origin", rating };
    let made = match import(bytes, &wanted) {
        Ok(made) => made,
        Err(refused) => return findings::is_printable(&refused.to_string()),
    };
    let (pack, found) = read("tiny", made.text.as_bytes());
    let errors: Vec<_> = found.iter().filter(|finding| finding.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{written:?}: {errors:#?}\n{}", made.text);
    assert_eq!(pack.map(|pack| pack.prompts.len()), Some(made.prompts), "{written:?}:\n{}", made.text);
    assert_eq!(format(&made.text).as_ref(), Ok(&made.text), "{written:?}");
    assert!(made.lost.is_sorted());
    made.lost.iter().for_each(|lost| findings::is_printable(&lost.to_string()));
    let lines = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n").matches('\n').count() + 1;
    assert!(made.lost.iter().all(|lost| (1..=lines).contains(&lost.line) && lost.column >= 1), "{:?}", made.lost);
}
