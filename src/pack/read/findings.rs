//! What has been found so far, and how foreign words appear in a message.
//!
//! Start with [`Findings`]. Most files give none: what tells of one is marked cold, so that it stands aside in the program.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::pack::is_forbidden;

/// The longest quotation of foreign text in a message, in characters.
const QUOTED: usize = 60;

/// How many known words of a fitting length are compared with a word nobody knows.
const COMPARED: usize = 200;

/// Every finding, and how many faults there were: errors, and the silent ones that follow from an error told elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: Vec<Diagnostic>,
    faults: usize,
}

impl Findings {
    /// Notes a finding; an error is a fault too.
    #[cold]
    pub(crate) fn add(&mut self, finding: Diagnostic) {
        self.faults += usize::from(finding.severity() == Severity::Error);
        self.found.push(finding);
    }

    /// Notes a finding with no other places.
    #[cold]
    pub(crate) fn tell(&mut self, code: Code, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.add(Diagnostic::new(code, span, message, help));
    }

    /// Notes a fault whose cause is told elsewhere.
    #[cold]
    pub(super) fn fault(&mut self) {
        self.faults += 1;
    }

    /// How many faults there were: what was read between two equal counts is sound.
    pub(crate) fn faults(&self) -> usize {
        self.faults
    }

    /// All of them, by place and then by code.
    pub(super) fn sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|finding| (finding.span.start, finding.code));
        self.found
    }
}

/// Foreign text as a message may show it: in backticks, short, and with what may not be shown named as U+XXXX.
#[cold]
pub(crate) fn shown(text: &str) -> String {
    let (short, more) = match text.char_indices().nth(QUOTED) {
        Some((end, _)) => (&text[..end], "…"),
        None => (text, ""),
    };
    format!("`{}{more}`", spelt(short))
}

/// Foreign text as it is, but for what may not be shown, which is named as U+XXXX.
pub(crate) fn spelt(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if is_forbidden(c) || c == '\n' => out.push_str(&code_point(c)),
            c => out.push(c),
        }
    }
    out
}

/// A character by its number, as U+XXXX.
pub(crate) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Help for a word nobody knows: the nearest known one, or else `otherwise`. With it comes the nearest one.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> (String, Option<&'a str>) {
    let near = nearest(word, known);
    (near.map_or_else(otherwise, |near| format!("did you mean {}?", shown(near))), near)
}

/// The known word that a word was probably meant to be: at most two fifths of its characters differ.
fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > QUOTED {
        return None;
    }
    let word = word.to_lowercase();
    let length = word.chars().count();
    let is_near = |distance: usize, near: &str| distance * 5 <= length.max(near.chars().count()) * 2;
    let candidates = known.into_iter().filter(|near| is_near(near.chars().count().abs_diff(length), near));
    let distances =
        candidates.take(COMPARED).map(|near| (strsim::damerau_levenshtein(&word, &near.to_lowercase()), near));
    distances.min_by_key(|&(distance, _)| distance).filter(|&(distance, near)| is_near(distance, near)).map(|it| it.1)
}
