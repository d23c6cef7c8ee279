//! One finding about a text that a person wrote: what is wrong, where, and what to write instead.
//!
//! Start with [`Diagnostic`]. A [`Code`] is stable for ever: it never changes meaning, and a new finding gets a new
//! code. Spans are byte ranges of the text that was read; [`Lines`] turns them into lines and columns.

use std::fmt;
use std::ops::Range;

/// One finding, with its place in the text it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which finding this is; its severity follows from it.
    pub code: Code,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// The bytes it is about. Both ends lie on character boundaries of the text.
    pub span: Range<usize>,
    /// Other places that belong to it (the first use of a repeated id, the rest of a cycle), each with a short label.
    pub related: Vec<(Range<usize>, String)>,
    /// What mends it in place of the span, where the help names just that.
    pub fix: Option<String>,
}

impl Diagnostic {
    /// A finding with no other places.
    pub fn new(code: Code, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: help.into(), span, related: Vec::new(), fix: None }
    }

    /// The same finding with one more place that belongs to it.
    #[must_use]
    pub fn with_related(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// The same finding with what mends it in place of its span.
    #[must_use]
    pub fn with_fix(self, fix: Option<String>) -> Self {
        Self { fix, ..self }
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// How bad a finding is. Errors take something away; warnings and hints take nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something is left out because of it.
    Error,
    /// It works, but probably not as meant.
    Warning,
    /// It could be tidier.
    Hint,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        })
    }
}

macro_rules! codes {
    ($($code:ident $severity:ident $what:literal,)*) => {
        /// The stable name of a kind of finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $what] $code,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$code,)*];

            /// How bad a finding of this code is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity,)* }
            }

            /// The code as printed, such as `P010`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => stringify!($code),)* }
            }
        }
    };
}

// P: of a pack. L: of a plan.
codes! {
    P001 Error "Not valid TOML.",
    P002 Error "`format` is missing, or newer than this program reads.",
    P003 Warning "An unknown key.",
    P004 Error "A value of the wrong type, or none of the allowed words.",
    P005 Error "A required key is missing, or its text is empty.",
    P006 Error "An `id` used twice in its pack, or a role's name in its prompt.",
    P007 Error "A name or id in the wrong alphabet.",
    P008 Error "A weight out of range, or with more than three decimals.",
    P009 Error "Not a duration, or not within 1 s to 24 h.",
    P010 Error "An unknown feeling.",
    P011 Error "An arc that can't be read.",
    P012 Error "A `{slot}` that names neither a role nor a word list.",
    P013 Error "Word lists that contain each other.",
    P014 Error "A word list with no words.",
    P015 Error "A role and a word list of one name.",
    P016 Error "A numbered slot beyond the different entries of its list; a role is one.",
    P017 Error "A brace that doesn't open or close.",
    P018 Error "A control or bidi-override character.",
    P019 Error "A text that could grow past the limit, or word lists that nest deeper than theirs.",
    P020 Error "`players` and the roles contradict each other.",
    P021 Hint "A word list or feeling alias nobody uses.",
    P022 Warning "Two prompts with the same text.",
    P023 Warning "A licence or language that is no SPDX expression or BCP 47 tag.",
    P024 Error "A file that is too large or not UTF-8.",
    P025 Warning "A text too long to play from.",
    L001 Error "Not valid TOML.",
    L002 Error "`format` is missing, or newer than this program reads.",
    L003 Warning "An unknown key.",
    L004 Error "A value of the wrong type, or none of the allowed words.",
    L005 Error "A required key is missing, or its text is empty.",
    L006 Error "Not a duration, or not within 1 s to 24 h.",
    L007 Error "A number of scenes out of range.",
    L008 Error "A pack or tag in the wrong alphabet.",
    L009 Error "An unknown feeling.",
    L010 Error "A block with neither a length nor a number of scenes.",
    L011 Error "A break with something to play in it.",
    L012 Error "A plan without blocks.",
    L013 Error "A control or bidi-override character.",
    L014 Error "A file that is too large or not UTF-8.",
    L015 Warning "A pack that isn't there.",
    L016 Error "A number of players that isn't one.",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where the lines of a text begin, to turn byte offsets into lines and columns. A byte order mark is no character of
/// the first line.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// How many characters begin before each block of the text, so that no long line is counted through.
    begun: Vec<usize>,
}

/// The bytes of a block of text whose characters are counted once.
const BLOCK: usize = 256;

impl<'a> Lines<'a> {
    /// Finds the line starts of `text` and counts its characters, once.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mark = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let starts =
            std::iter::once(mark).chain(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i + 1));
        let begun = text.as_bytes().chunks(BLOCK).scan(0, |begun, block| {
            let before = *begun;
            *begun += begin(block);
            Some(before)
        });
        Self { text, starts: starts.collect(), begun: begun.collect() }
    }

    /// Line and column of a byte offset, both from 1, the column in characters. Offsets past the end count as the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset).max(self.starts[0]);
        let line = self.starts.partition_point(|&start| start <= offset);
        (line, self.begun(offset) - self.begun(self.starts[line - 1]) + 1)
    }

    /// How many characters begin before an offset.
    fn begun(&self, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.begun.len().saturating_sub(1));
        self.begun.get(block).map_or(0, |begun| begun + begin(&self.text.as_bytes()[block * BLOCK..offset]))
    }

    /// The bytes of a line (from 1), without its line end.
    #[must_use]
    pub fn range(&self, line: usize) -> Range<usize> {
        let start = self.starts[line - 1];
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        start..end
    }

    /// How many lines there are; at least one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}

/// How many characters begin in these bytes.
fn begin(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_lines_from_one() {
        let lines = Lines::new("ab\nçé✓x\n");
        for (offset, expected) in [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (2, 2)), (10, (2, 4)), (99, (3, 1))] {
            assert_eq!(lines.position(offset), expected, "offset {offset}");
        }
        assert_eq!(lines.range(2), 3..11);
        assert_eq!(lines.count(), 3);
        assert_eq!(Lines::new("").position(7), (1, 1));
        let lines = Lines::new("\u{FEFF}é\n");
        assert_eq!([0, 1, 3, 5, 6].map(|offset| lines.position(offset)), [(1, 1), (1, 1), (1, 1), (1, 2), (2, 1)]);
        assert_eq!(lines.range(1), 3..5);
    }

    #[test]
    fn columns_of_a_long_line_are_what_counting_through_it_gives() {
        for unit in ["a", "é", "a✓", "😀é"] {
            let text = format!("é\n{}", unit.repeat(2000));
            let lines = Lines::new(&text);
            let places = text["é\n".len()..].char_indices().map(|(at, _)| at + "é\n".len()).chain([text.len()]);
            for (before, offset) in places.enumerate() {
                assert_eq!(lines.position(offset), (2, before + 1), "offset {offset} of {unit}");
            }
        }
    }

    #[test]
    fn many_places_on_one_long_line_cost_little_each() {
        let text = "é".repeat(1_000_000);
        let lines = Lines::new(&text);
        for at in (0..1_000_000).step_by(100) {
            assert_eq!(lines.position(2 * at), (1, at + 1));
        }
    }
}
