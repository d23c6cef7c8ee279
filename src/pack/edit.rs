//! Small changes to the text of a pack: one value of one prompt, and every other byte stays as it is.
//!
//! Start with [`set`]; [`set_weight`] and [`retire`] are ways to say it. A value that is there gives way to the new one
//! where it stands. One that is missing comes after the key that is usually written before it, laid out as its
//! neighbours are. What the change makes of the pack is read before it is given out: an error that it brings refuses it.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use thiserror::Error;
use toml::de::{DeTable, DeValue};

use super::read::findings::{did_you_mean, shown};
use super::read::read;
use super::read::values::Value;
use super::{Weight, keys};
use crate::diagnostic::{Diagnostic, Lines, Severity};

/// What can be set, for people to read.
pub const KEYS: &[&str] = &[
    "kind",
    "text",
    "weight",
    "tags",
    "content",
    "players",
    "retired",
    "time.ready",
    "time.scene",
    "time.debrief",
    "role.NAME.label",
    "role.NAME.feeling",
    "role.NAME.secret",
];

/// How a value is written in TOML.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Text,
    Number,
    Boolean,
    /// Names with commas between them.
    Words,
}

/// Why a text is not changed.
#[derive(Debug, Error)]
pub enum EditError {
    /// Nobody can say what stands where.
    #[error("it is not valid TOML")]
    NotToml,
    /// There is no such prompt.
    #[error("it has no prompt {0}")]
    NoPrompt(String),
    /// The prompt has no such role.
    #[error("the prompt has no role {role}; {help}")]
    NoRole {
        /// What was asked for, as it can be shown.
        role: String,
        /// Which ones it has.
        help: String,
    },
    /// There is no such key, or it holds what can't be set.
    #[error("the key {key} can't be set; {help}")]
    NoKey {
        /// What was asked for, as it can be shown.
        key: String,
        /// Which ones can.
        help: String,
    },
    /// Comments stand in the value, and would be lost.
    #[error("there are comments within `{0}`, which would be lost; change it in an editor")]
    Comments(String),
    /// It has keys of its own where there should be a value.
    #[error("`{0}` has keys of its own, where it should have a value; change it in an editor")]
    Spread(String),
    /// It would have errors that it does not have now.
    #[error("it would have an error")]
    Refused {
        /// What it would be.
        text: String,
        /// The new errors in that.
        findings: Vec<Diagnostic>,
    },
}

/// Gives the text with this value of a prompt's key, which is one of [`KEYS`]. A value is written as it reads:
/// `2.5`, `true`, `The night bus.`; tags and content words with commas between them.
pub fn set(text: &str, id: &str, key: &str, value: &str) -> Result<String, EditError> {
    let root = DeTable::parse(text).map_err(|_| EditError::NotToml)?;
    let prompt = prompt(root.get_ref(), id).ok_or_else(|| EditError::NoPrompt(id.to_owned()))?;
    let path: Vec<&str> = key.split('.').collect();
    let splice = match path[..] {
        ["time", part] => {
            let written = literal(shape(&keys::TIME, part, key)?, value);
            let whole = Place::new(text, prompt, &keys::PROMPT);
            match (whole.table(prompt, "time", &keys::TIME), prompt.get_ref().get("time")) {
                (Some(time), _) => time.set(part, &written)?,
                (None, None) => whole.set("time", &format!("{{ {part} = {written} }}"))?,
                (None, Some(_)) => {
                    let help = "what stands at time is no table; mend that in an editor".to_owned();
                    return Err(EditError::NoKey { key: shown(key), help });
                }
            }
        }
        ["role", name, part] => {
            let written = literal(shape(&keys::ROLE, part, key)?, value);
            Place::new(text, role(prompt, name)?, &keys::ROLE).set(part, &written)?
        }
        _ => Place::new(text, prompt, &keys::PROMPT).set(key, &literal(shape(&keys::PROMPT, key, key)?, value))?,
    };
    let mut changed = text.to_owned();
    changed.replace_range(splice.range.clone(), &splice.new);
    let findings = new_errors(text, &changed, &(splice.range.start..splice.range.start + splice.new.len()));
    if findings.is_empty() { Ok(changed) } else { Err(EditError::Refused { text: changed, findings }) }
}

/// Gives the text with this weight of a prompt.
pub fn set_weight(text: &str, id: &str, weight: Weight) -> Result<String, EditError> {
    set(text, id, "weight", &(f64::from(weight.thousandths()) / 1000.0).to_string())
}

/// Gives the text with a prompt that is kept for the log, and never drawn.
pub fn retire(text: &str, id: &str) -> Result<String, EditError> {
    set(text, id, "retired", "true")
}

/// The line, from 1, on which a prompt begins, as far as the text can be read.
#[must_use]
pub fn line_of(text: &str, id: &str) -> Option<usize> {
    let (root, _) = DeTable::parse_recoverable(text);
    let at = prompt(root.get_ref(), id)?.span().start;
    Some(Lines::new(text).position(at).0)
}

/// The prompt that has an id: the first one, as the reader takes it.
fn prompt<'a, 't>(root: &'a DeTable<'t>, id: &str) -> Option<&'a Value<'t>> {
    let prompts = root.get("prompt")?.get_ref().as_array()?;
    prompts.iter().find(|prompt| text_of(prompt, "id") == Some(id))
}

fn role<'a, 't>(prompt: &'a Value<'t>, name: &str) -> Result<&'a Value<'t>, EditError> {
    let roles = prompt.get_ref().get("role").and_then(|roles| roles.get_ref().as_array());
    let roles = || roles.into_iter().flat_map(|roles| roles.iter());
    let named = || roles().filter_map(|role| text_of(role, "name"));
    let none = || match named().map(shown).collect::<Vec<_>>().join(", ") {
        known if known.is_empty() => "it has none".to_owned(),
        known => format!("it has {known}"),
    };
    roles()
        .find(|role| text_of(role, "name") == Some(name))
        .ok_or_else(|| EditError::NoRole { role: shown(name), help: did_you_mean(name, named(), none).0 })
}

fn text_of<'a>(table: &'a Value<'_>, key: &str) -> Option<&'a str> {
    table.get_ref().get(key)?.get_ref().as_str()
}

/// The shape of the value of a key that can be set: `part` is the last part of it, which these tables have.
fn shape(of: &[&str], part: &str, key: &str) -> Result<Shape, EditError> {
    let shape = match part {
        "kind" | "text" | "players" | "ready" | "scene" | "debrief" | "label" | "feeling" | "secret" => Shape::Text,
        "weight" => Shape::Number,
        "retired" => Shape::Boolean,
        "tags" | "content" => Shape::Words,
        _ => return Err(no_key(key)),
    };
    if of.contains(&part) { Ok(shape) } else { Err(no_key(key)) }
}

fn no_key(key: &str) -> EditError {
    let (help, _) = did_you_mean(key, KEYS.iter().copied(), || format!("those that can are {}", KEYS.join(", ")));
    EditError::NoKey { key: shown(key), help }
}

/// A value in TOML. What is no value of its shape becomes a text: the reader says what is wrong with it.
fn literal(shape: Shape, value: &str) -> String {
    let plain = value.trim();
    let is_number = || {
        let parsed = DeValue::parse(plain).ok();
        parsed.is_some_and(|parsed| {
            parsed.span() == (0..plain.len()) && matches!(parsed.get_ref(), DeValue::Integer(_) | DeValue::Float(_))
        })
    };
    match shape {
        Shape::Number if is_number() => plain.to_owned(),
        Shape::Boolean if matches!(plain, "true" | "false") => plain.to_owned(),
        Shape::Words => {
            let words = value.split(',').map(str::trim).filter(|word| !word.is_empty());
            format!("[{}]", words.map(quoted).collect::<Vec<_>>().join(", "))
        }
        _ => quoted(value),
    }
}

/// A text in quotes, on one line.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out += &escaped(c),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn escaped(c: char) -> String {
    format!("\\u{:04X}", u32::from(c))
}

/// The errors of a changed text that it did not have before, or has in what is new.
fn new_errors(before: &str, after: &str, new: &Range<usize>) -> Vec<Diagnostic> {
    let errors = |text: &str| {
        let (_, findings) = read("pack", text.as_bytes());
        findings.into_iter().filter(|finding| finding.severity() == Severity::Error)
    };
    let mut known: HashMap<_, usize> = HashMap::new();
    for error in errors(before) {
        *known.entry((error.code, error.message)).or_default() += 1;
    }
    let is_new = |error: &Diagnostic| {
        let old = known.get_mut(&(error.code, error.message.clone())).filter(|count| **count > 0);
        let is_known = old.map(|count| *count -= 1).is_some();
        !is_known || (error.span.start < new.end && new.start < error.span.end)
    };
    errors(after).filter(is_new).collect()
}

/// New text for some bytes.
struct Splice {
    range: Range<usize>,
    new: String,
}

/// A table of the text, as it is written there.
struct Place<'a, 't> {
    text: &'a str,
    table: &'a Value<'t>,
    /// Its keys, in the order in which they are usually written.
    keys: &'a [&'a str],
    /// What its keys begin with where they are dotted, such as `time.`.
    prefix: String,
    /// Whether it is all in braces, or within such a table.
    is_inline: bool,
}

/// A key that stands under its table's own header or in its braces, not under a header of its own.
struct Entry {
    key: Range<usize>,
    /// The beginning of its value, where that comes after `=`.
    value: Option<usize>,
    end: usize,
    /// Its place in the usual order.
    rank: Option<usize>,
}

impl<'a, 't> Place<'a, 't> {
    fn new(text: &'a str, table: &'a Value<'t>, keys: &'a [&'a str]) -> Self {
        let is_inline = text[table.span()].starts_with('{');
        Self { text, table, keys, prefix: String::new(), is_inline }
    }

    /// A table within it, if it has one of this key.
    fn table(&self, of: &'a Value<'t>, key: &str, keys: &'a [&'a str]) -> Option<Self> {
        let table = of.get_ref().get(key).filter(|table| table.get_ref().is_table())?;
        let inner = Self::new(self.text, table, keys);
        // In a header or braces, a table begins before its keys; dotted, with the first part of the first.
        let is_dotted = !self.text[table.span()].starts_with(['[', '{']);
        let prefix = if is_dotted { format!("{key}.") } else { String::new() };
        let is_inline = if is_dotted { self.is_inline } else { inner.is_inline };
        Some(Self { prefix, is_inline, ..inner })
    }

    /// What to change for a key to have this value.
    fn set(&self, key: &str, written: &str) -> Result<Splice, EditError> {
        let Some(old) = self.table.get_ref().get(key) else {
            let name = format!("{}{key}", self.prefix);
            return Ok(if self.is_inline {
                self.add_inline(key, &name, written)
            } else {
                self.add(key, &name, written)
            });
        };
        if old.get_ref().is_table() && !self.text[old.span()].starts_with('{') {
            return Err(EditError::Spread(key.to_owned()));
        }
        let is_commented = old.get_ref().is_array() && self.text[old.span()].contains('#');
        if is_commented {
            return Err(EditError::Comments(key.to_owned()));
        }
        Ok(Splice { range: old.span(), new: written.to_owned() })
    }

    /// A new line for a key.
    fn add(&self, key: &str, name: &str, written: &str) -> Splice {
        let entries = self.entries();
        let before = self.before(key, &entries);
        let model =
            before.filter(|entry| entry.value.is_some()).or_else(|| entries.iter().find(|it| it.value.is_some()));
        let span = self.table.span();
        let line = model.or(before).map_or(span.start, |entry| entry.key.start);
        let layout = model.map_or_else(|| format!("{name} = "), |model| self.layout(model, &entries, name));
        let at = self.line_end(before.map_or(span.end, |before| before.end));
        let new = format!("{}{}{layout}{written}", self.line_break(at), self.indent(line));
        Splice { range: at..at, new }
    }

    /// A new key between braces.
    fn add_inline(&self, key: &str, name: &str, written: &str) -> Splice {
        let entries = self.entries();
        let Some(before) = self.before(key, &entries).or_else(|| entries.last()) else {
            let at = self.table.span().start + 1;
            return Splice { range: at..at, new: format!(" {name} = {written} ") };
        };
        let equals = before.value.map_or(" = ", |value| &self.text[before.key.end..value]);
        Splice { range: before.end..before.end, new: format!(", {name}{equals}{written}") }
    }

    /// The keys that are written here, in the order of the text.
    fn entries(&self) -> Vec<Entry> {
        let table = self.table.get_ref().as_table().into_iter().flatten();
        let own = table.filter(|(key, value)| key.span().start <= value.span().start);
        let mut entries: Vec<Entry> = own
            .map(|(key, value)| Entry {
                key: key.span(),
                value: Some(value.span().start).filter(|&start| start >= key.span().end),
                end: end(value),
                rank: self.rank(key.get_ref()),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key.start);
        entries
    }

    fn rank(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|known| *known == key)
    }

    /// The last entry whose key is usually written before this one.
    fn before<'e>(&self, key: &str, entries: &'e [Entry]) -> Option<&'e Entry> {
        let rank = self.rank(key);
        entries.iter().filter(|entry| entry.rank.is_some() && entry.rank < rank).max_by_key(|entry| entry.rank)
    }

    /// A key and its `=`, spaced as this entry's are, in line with it where the entries are aligned.
    fn layout(&self, model: &Entry, entries: &[Entry], name: &str) -> String {
        let columns = |entry: &Entry| {
            let start = self.line_start(entry.key.start) + self.indent(entry.key.start).len();
            let equals = entry.key.end + self.text[entry.key.end..entry.value?].find('=')?;
            Some((entry.key.end - start, equals - start))
        };
        let Some((length, column)) = columns(model) else { return format!("{name} = ") };
        let is_aligned = entries.iter().filter_map(columns).any(|other| other.1 == column && other.0 != length);
        let room = if is_aligned || column > length + 1 { column } else { name.len() + column - length };
        let value = model.value.unwrap_or(model.key.end);
        let equals = &self.text[model.key.end..value].trim_start();
        let gap = usize::from(name.len() >= room && column > length);
        format!("{name:room$}{:gap$}{equals}", "")
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |line_break| line_break + 1)
    }

    /// The end of a line, before what breaks it.
    fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let line = rest.split('\n').next().unwrap_or(rest);
        let is_broken = line.len() < rest.len();
        at + if is_broken { line.strip_suffix('\r').unwrap_or(line).len() } else { line.len() }
    }

    /// What breaks the line that ends here, or else the lines of the text.
    fn line_break(&self, at: usize) -> &'static str {
        let rest = if at < self.text.len() { &self.text[at..] } else { self.text };
        let at = rest.find('\n').unwrap_or(0);
        if rest[..at].ends_with('\r') { "\r\n" } else { "\n" }
    }

    fn indent(&self, at: usize) -> &'a str {
        let line = &self.text[self.line_start(at)..at];
        let line = line.trim_start_matches('\u{feff}');
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }
}

/// Where a value's last byte ends, whatever it holds.
fn end(value: &Value<'_>) -> usize {
    let inner = match value.get_ref() {
        DeValue::Table(table) => table.values().map(end).max(),
        DeValue::Array(array) => array.iter().map(end).max(),
        _ => None,
    };
    inner.unwrap_or(0).max(value.span().end)
}
