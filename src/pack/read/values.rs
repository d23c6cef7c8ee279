//! Values as the reader takes them: typed, cleaned, and with the way back to their place in the file.
//!
//! Start with [`Reader`] and [`Quoted`].

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::file::Dialect;
use super::findings::{Findings, code_point, did_you_mean, shown};
use super::recover::Losses;
use crate::cue::{is_playable, parse_duration};
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::slots::{BLOCK, Text};
use crate::pack::{Stated, Times, Weight, is_forbidden, is_name, keys};

/// The longest string in bytes that is walked for every finding in it.
const WALKED: usize = 16 * 1024;

/// A value with its place.
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// A table with the place of its header: where a missing key is missed.
#[derive(Debug, Clone)]
pub(crate) struct Table<'t> {
    pub(crate) entries: &'t DeTable<'t>,
    pub(crate) header: Range<usize>,
}

impl<'t> Table<'t> {
    /// The table that a whole file is.
    pub(crate) const fn of_file(entries: &'t DeTable<'t>) -> Self {
        Self { entries, header: 0..0 }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'t Value<'t>> {
        self.entries.get(key)
    }
}

/// A string, cleaned: CRLF as LF, tabs as spaces.
#[derive(Debug, Clone)]
pub(crate) struct Quoted<'t> {
    pub(crate) value: Cow<'t, str>,
    /// Quotes included.
    pub(crate) span: Range<usize>,
}

/// What all parts of the reading share: the file's text, what of it is lost, and the findings.
pub(crate) struct Reader<'t> {
    pub(super) dialect: &'static Dialect,
    pub(crate) text: &'t str,
    pub(crate) losses: Losses,
    pub(crate) findings: Findings,
}

impl Reader<'_> {
    /// The place in the file of some bytes of a string, however they are written there; all of a string that is too
    /// long to be walked for each of many findings.
    pub(super) fn place(&self, quoted: &Quoted<'_>, range: Range<usize>) -> Range<usize> {
        if quoted.span.len() > WALKED {
            return quoted.span.clone();
        }
        let (mut at, mut start, mut end) = (0, 0, 0);
        for (piece, bytes) in pieces(&self.text[quoted.span.clone()]) {
            if at <= range.start {
                (start, end) = (piece.start, piece.start);
            }
            if at < range.end {
                end = piece.end;
            }
            at += bytes;
        }
        // A CRLF in escapes is cleaned to fewer bytes than it gives.
        if at == quoted.value.len() + 1 {
            quoted.span.start + start..quoted.span.start + end
        } else {
            quoted.span.clone()
        }
    }

    /// What to write at a place in a string, or at all of it, for `near` to stand where `word` stands; `None` where that
    /// can't be told, or would have to be escaped.
    pub(super) fn replacement(
        &self,
        quoted: &Quoted<'_>,
        place: &Range<usize>,
        word: &str,
        near: &str,
    ) -> Option<String> {
        let is_plain = !near.contains(['"', '\'', '\\']);
        if *place == quoted.span {
            (is_plain && quoted.value == word).then(|| format!("\"{near}\""))
        } else {
            (is_plain && self.text[place.clone()] == *word).then(|| near.to_owned())
        }
    }

    /// Warns of keys that the table does not have.
    pub(crate) fn check_keys(&mut self, table: &Table<'_>, known: &[&str]) {
        for (key, _) in table.entries {
            let word: &str = key.get_ref();
            if !known.contains(&word) {
                self.tell_unknown_key(word, key.span(), known);
            }
        }
    }

    /// The values of these keys; warns of any others. Looks at the table once, and not once for each key.
    pub(super) fn keys<'v, const N: usize>(
        &mut self,
        table: &Table<'v>,
        known: [&str; N],
    ) -> [Option<&'v Value<'v>>; N] {
        let mut values = [None; N];
        for (key, value) in table.entries {
            let word: &str = key.get_ref();
            match known.iter().position(|&known| known == word) {
                Some(at) => values[at] = Some(value),
                None => self.tell_unknown_key(word, key.span(), &known),
            }
        }
        values
    }

    #[cold]
    fn tell_unknown_key(&mut self, word: &str, span: Range<usize>, known: &[&str]) {
        let otherwise = || format!("known here are {}", known.join(", "));
        let (help, near) = did_you_mean(word, known.iter().copied(), otherwise);
        let message = format!("unknown key {}", shown(word));
        let finding = Diagnostic::new(self.dialect.unknown_key, span, message, help);
        self.findings.add(finding.with_fix(near.map(str::to_owned)));
    }

    /// A required key's value, or a finding at the table's header.
    pub(crate) fn required<'v>(&mut self, table: &Table<'v>, key: &str, help: &str) -> Option<&'v Value<'v>> {
        let value = table.get(key);
        if value.is_none() {
            self.tell_missing(&table.header, key, help);
        }
        value
    }

    /// Tells that a table lacks a required key.
    pub(super) fn tell_missing(&mut self, header: &Range<usize>, key: &str, help: &str) {
        self.findings.tell(self.dialect.missing, header.clone(), format!("`{key}` is missing"), help);
    }

    /// A table.
    pub(crate) fn table<'v>(&mut self, value: &'v Value<'v>, what: &str, help: &str) -> Option<Table<'v>> {
        let Some(entries) = value.get_ref().as_table() else {
            self.wrong_type(value, what, "a table", help);
            return None;
        };
        Some(Table { entries, header: value.span() })
    }

    /// An array.
    pub(super) fn array<'v>(&mut self, value: &'v Value<'v>, what: &str, help: &str) -> Option<&'v DeArray<'v>> {
        let array = value.get_ref().as_array();
        if array.is_none() {
            self.wrong_type(value, what, "an array", help);
        }
        array
    }

    /// An array of strings, each read by `read`; those that can't be read are left out.
    pub(crate) fn list<'v, T>(
        &mut self,
        value: Option<&'v Value<'v>>,
        what: &str,
        help: &str,
        mut read: impl FnMut(&mut Self, &'v Value<'v>) -> Option<T>,
    ) -> Vec<T> {
        let Some(array) = value.and_then(|value| self.array(value, what, help)) else { return Vec::new() };
        array.iter().filter_map(|value| read(self, value)).collect()
    }

    /// A string without forbidden characters.
    pub(crate) fn string<'v>(&mut self, value: &'v Value<'v>, what: &str, help: &str) -> Option<Quoted<'v>> {
        self.any_string(value, what, help).and_then(|(quoted, is_clean)| is_clean.then_some(quoted))
    }

    /// A string, and whether it has no forbidden character; tells of every one that it has.
    fn any_string<'v>(&mut self, value: &'v Value<'v>, what: &str, help: &str) -> Option<(Quoted<'v>, bool)> {
        let Some(string) = value.get_ref().as_str() else {
            self.wrong_type(value, what, "a string", help);
            return None;
        };
        let mut quoted = Quoted { value: Cow::Borrowed(string), span: value.span() };
        if is_plain(string) || !string.contains(is_forbidden) {
            return Some((quoted, true));
        }
        if string.contains(['\r', '\t']) {
            quoted.value = Cow::Owned(string.replace("\r\n", "\n").replace('\t', " "));
        }
        let is_clean = self.is_clean(&quoted, what);
        Some((quoted, is_clean))
    }

    fn is_clean(&mut self, quoted: &Quoted<'_>, what: &str) -> bool {
        let faults = self.findings.faults();
        let forbidden = quoted.value.char_indices().filter(|&(_, c)| is_forbidden(c)).map(|(at, c)| {
            let message = format!("{what} has the character {} in it, which no screen may be sent", code_point(c));
            (at..at + c.len_utf8(), message)
        });
        self.tell_within(self.dialect.forbidden, quoted, forbidden, "leave it out");
        self.findings.faults() == faults
    }

    /// Tells of some bytes of a string; once of what reads the same at the same place, as it does in a string that is
    /// too long to be walked.
    fn tell_within(
        &mut self,
        code: Code,
        quoted: &Quoted<'_>,
        found: impl Iterator<Item = (Range<usize>, String)>,
        help: &str,
    ) {
        let mut told = HashSet::new();
        for (range, message) in found {
            let place = self.place(quoted, range);
            if told.insert((place.start, message.clone())) {
                self.findings.tell(code, place, message, help);
            }
        }
    }

    /// A string that says something.
    pub(crate) fn filled<'v>(&mut self, value: &'v Value<'v>, what: &str, help: &str) -> Option<Quoted<'v>> {
        let quoted = self.string(value, what, help)?;
        if is_blank(&quoted.value) {
            self.findings.tell(self.dialect.missing, quoted.span, format!("{what} is empty"), help);
            return None;
        }
        Some(quoted)
    }

    /// A string in the alphabet of names.
    pub(crate) fn name<'v>(&mut self, value: &'v Value<'v>, what: &str, help: &str) -> Option<Quoted<'v>> {
        // What is a name says something and has no forbidden character.
        if let Some(name) = value.get_ref().as_str().filter(|text| is_name(text)) {
            return Some(Quoted { value: Cow::Borrowed(name), span: value.span() });
        }
        let quoted = self.filled(value, what, help)?;
        self.is_name(&quoted.value, quoted.span.clone(), what).then_some(quoted)
    }

    /// Whether a text is in the alphabet of names; tells if it is not.
    pub(super) fn is_name(&mut self, text: &str, span: Range<usize>, what: &str) -> bool {
        let fits = is_name(text);
        if !fits {
            let message = format!("{what} can't be {}", shown(text));
            self.findings.tell(self.dialect.name, span, message, "write 1 to 64 of the characters a-z, 0-9 and hyphen");
        }
        fits
    }

    /// One of the words of a closed list.
    pub(crate) fn word<T: Copy>(
        &mut self,
        value: &Value<'_>,
        what: &str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Option<T> {
        let allowed = || format!("write one of {}", all.iter().map(|&one| word(one)).collect::<Vec<_>>().join(", "));
        let help = if value.get_ref().is_str() { String::new() } else { allowed() };
        let quoted = self.string(value, what, &help)?;
        let found = all.iter().copied().find(|&one| word(one) == quoted.value);
        if found.is_none() {
            let (help, near) = did_you_mean(&quoted.value, all.iter().map(|&one| word(one)), allowed);
            let message = format!("{what} can't be {}", shown(&quoted.value));
            let finding = Diagnostic::new(self.dialect.wrong_value, quoted.span, message, help);
            self.findings.add(finding.with_fix(near.map(|near| format!("\"{near}\""))));
        }
        found
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, value: &Value<'_>, what: &str) -> Option<bool> {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            self.wrong_type(value, what, "a boolean", "write true or false, without quotes");
        }
        found
    }

    /// A weight: above 0, up to 1000, at most 3 decimals.
    pub(super) fn weight(&mut self, value: &Value<'_>) -> Option<Weight> {
        let help = "write a number above 0, up to 1000, with at most 3 decimals, such as 2 or 0.5";
        let thousandths = match value.get_ref() {
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|whole| whole.checked_mul(1000))
            }
            DeValue::Float(number) => thousandths(number.as_str()),
            _ => {
                self.wrong_type(value, "`weight`", "a number", help);
                return None;
            }
        };
        let weight = thousandths.and_then(|it| u32::try_from(it).ok()).and_then(Weight::from_thousandths);
        if weight.is_none() {
            let message = format!("{} is no weight", shown(&self.text[value.span()]));
            self.findings.tell(Code::P008, value.span(), message, help);
        }
        weight
    }

    /// A `time` table, over the times that hold without it; and which of them somebody stated.
    pub(super) fn times(&mut self, value: Option<&Value<'_>>, without: (Times, Stated)) -> (Times, Stated) {
        let help = "write it as a table, such as time = { scene = \"3m\" }";
        let Some(table) = value.and_then(|value| self.table(value, "`time`", help)) else { return without };
        self.check_keys(&table, &keys::TIME);
        let (mut times, mut stated) = without;
        let places = [
            (&mut times.ready, &mut stated.ready),
            (&mut times.scene, &mut stated.scene),
            (&mut times.debrief, &mut stated.debrief),
        ];
        for (key, (time, is_stated)) in keys::TIME.into_iter().zip(places) {
            if let Some(length) = table.get(key).and_then(|value| self.duration(value, key)) {
                (*time, *is_stated) = (length, true);
            }
        }
        (times, stated)
    }

    /// A length of time that something can last.
    pub(crate) fn duration(&mut self, value: &Value<'_>, key: &str) -> Option<Duration> {
        let help = "write 1 s to 24 h, such as \"90s\", \"3m\" or \"1m30s\"";
        let quoted = self.string(value, &format!("`{key}`"), help)?;
        let length = parse_duration(&quoted.value).filter(|&length| is_playable(length));
        if length.is_none() {
            let message = format!("{} is no length of time from 1 s to 24 h", shown(&quoted.value));
            self.findings.tell(self.dialect.duration, quoted.span, message, help);
        }
        length
    }

    /// A text with slots that says something; what they are filled from is checked elsewhere. Where characters or braces
    /// are wrong in it, that is told, and the rest is given to be checked: whose text it is must ask for faults.
    pub(super) fn text<'v>(&mut self, value: &'v Value<'v>, what: &str, help: &str) -> Option<(Text, Quoted<'v>)> {
        let (quoted, is_clean) = self.any_string(value, what, help)?;
        if is_blank(&quoted.value) {
            if is_clean {
                self.findings.tell(Code::P005, quoted.span, format!("{what} is empty"), help);
            }
            return None;
        }
        let (text, errors) = Text::parse_recoverable(&quoted.value);
        let is_told = |range: &Range<usize>| !is_clean && quoted.value[range.clone()].contains(is_forbidden);
        let wrong = errors.into_iter().filter(|error| !is_told(&error.range));
        let wrong = wrong.map(|error| (error.range, error.why.to_owned()));
        let help = "a slot is `{name}` or `{name:2}`; a brace that is meant as one is written twice";
        self.tell_within(Code::P017, &quoted, wrong, help);
        Some((text, quoted))
    }

    /// Tells that a value is of the wrong type.
    #[cold]
    pub(crate) fn wrong_type(&mut self, value: &Value<'_>, what: &str, wanted: &str, help: &str) {
        let found = value.get_ref().type_str();
        let article = if found.starts_with(['a', 'i']) { "an" } else { "a" };
        self.findings.tell(
            self.dialect.wrong_value,
            value.span(),
            format!("{what} is {article} {found}, not {wanted}"),
            help,
        );
    }
}

/// Whether a text says nothing.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// Whether no byte of a string can be of a forbidden character, as in most: no ASCII control character, no first byte of
/// U+0080 to U+00BF, no beginning of U+2020 to U+207F.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // A processor looks at all bytes of a block at once.
    let is_printable = |block: &[u8]| block.iter().fold(true, |so_far, byte| so_far & matches!(byte, b' '..=b'~'));
    let is_plain = |(at, &byte): (usize, &u8)| match byte {
        b' '..=b'~' => true,
        0xE2 => !matches!(bytes[at + 1..], [0x80 | 0x81, third, ..] if third >= 0xA0),
        _ => byte > 0x7F && byte != 0xC2,
    };
    let mut blocks = (0..).step_by(BLOCK).zip(bytes.chunks(BLOCK));
    blocks.all(|(start, block)| is_printable(block) || (start..).zip(block).all(is_plain))
}

/// The pieces of a string's source that give bytes, in order, each with how many; its end counts as one.
fn pieces(raw: &str) -> Vec<(Range<usize>, usize)> {
    let opens = |quote: &&str| raw.len() >= 2 * quote.len() && raw.starts_with(quote);
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(opens).unwrap_or_default();
    let end = raw.len() - quote.len();
    let body = &raw[..end];
    let mut at = quote.len();
    if quote.len() == 3 {
        at += ["\r\n", "\n"].into_iter().find(|line_end| body[at..].starts_with(line_end)).map_or(0, str::len);
    }
    let mut pieces = Vec::new();
    while let Some(c) = body[at..].chars().next() {
        let rest = &body[at..];
        let (length, bytes) = match c {
            '\\' if quote.starts_with('"') => escape(rest),
            '\r' if rest.starts_with("\r\n") => (2, 1),
            c => (c.len_utf8(), c.len_utf8()),
        };
        let next = body.ceil_char_boundary(at + length);
        if bytes > 0 {
            pieces.push((at..next, bytes));
        }
        at = next;
    }
    pieces.push((end..end, 1));
    pieces
}

/// How long an escape is, and how many bytes it gives: none where it joins lines.
fn escape(text: &str) -> (usize, usize) {
    let digits = match text.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b' ' | b'\t' | b'\r' | b'\n') => return (text.len() - text[1..].trim_ascii_start().len(), 0),
        _ => return (2, 1),
    };
    let number = text.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    (2 + digits, number.and_then(char::from_u32).map_or(0, char::len_utf8))
}

/// Reads a decimal number exactly, in thousandths; `None` where it has more decimals, or is far out of range.
pub(crate) fn thousandths(number: &str) -> Option<i64> {
    let number = number.strip_prefix('+').unwrap_or(number);
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let places = exponent.parse::<i64>().ok()?.checked_add(zeros)?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    if significant.trim_start_matches('0').is_empty() {
        return Some(0);
    }
    let shift = u32::try_from(places.checked_add(3)?).ok()?;
    significant.parse::<i64>().ok()?.checked_mul(10_i64.checked_pow(shift)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_as_written() {
        for (number, expected) in [
            ("1.5", Some(1500)),
            ("0.0010", Some(1)),
            ("1e-3", Some(1)),
            ("1.25E+2", Some(125_000)),
            ("+0.1", Some(100)),
            ("00.0", Some(0)),
            ("0.0005", None),
            ("0.30000000000000004", None),
            ("-1.5", Some(-1500)),
            ("1e400", None),
            ("1e9999999999999999999", None),
            ("inf", None),
            ("-nan", None),
        ] {
            assert_eq!(thousandths(number), expected, "{number}");
        }
    }
}
