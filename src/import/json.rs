//! JSON with the place of every value.
//!
//! Start with [`parse`].

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Refused;
use crate::diagnostic::Lines;

/// A value and where it begins. It is looked into one level at a time, so that no depth of nesting is too much.
#[derive(Debug, Clone, Copy)]
pub(super) struct Json<'t> {
    pub(super) at: usize,
    raw: &'t str,
}

/// A value, one level of it.
#[derive(Debug)]
pub(super) enum Value<'t> {
    Text(String),
    Number(&'t str),
    List(Vec<Json<'t>>),
    /// The keys in their order, each with its place.
    Table(Vec<(String, Json<'t>)>),
    /// `true`, `false`, `null`, or a text that stands for no characters.
    Other,
}

/// The value that a text is.
pub(super) fn parse(text: &str) -> Result<Json<'_>, Refused> {
    let raw = serde_json::from_str::<&RawValue>(text).map_err(|e| {
        let lines = Lines::new(text);
        let start = lines.range(e.line().clamp(1, lines.count())).start;
        let (line, column) = lines.position(start + e.column().saturating_sub(1));
        let message = e.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        Refused::NoJson { line, column, message }
    })?;
    Ok(Json { at: 0, raw: text }.inner(raw))
}

impl<'t> Json<'t> {
    /// Looks one level into it.
    pub(super) fn value(self) -> Value<'t> {
        match self.raw.as_bytes().first() {
            Some(b'"') => serde_json::from_str(self.raw).map_or(Value::Other, Value::Text),
            Some(b'[') => {
                let list = serde_json::from_str::<Vec<&RawValue>>(self.raw).unwrap_or_default();
                Value::List(list.into_iter().map(|raw| self.inner(raw)).collect())
            }
            Some(b'{') => {
                let Table(entries) = serde_json::from_str(self.raw).unwrap_or_default();
                Value::Table(entries.into_iter().map(|(key, raw)| (key, self.inner(raw))).collect())
            }
            Some(b'-' | b'0'..=b'9') => Value::Number(self.raw),
            _ => Value::Other,
        }
    }

    /// Its text, if it is one.
    pub(super) fn text(self) -> Option<String> {
        if let Value::Text(text) = self.value() { Some(text) } else { None }
    }

    /// Whether it is written as it reads, without escapes.
    pub(super) fn is_plain(self) -> bool {
        !self.raw.contains('\\')
    }

    /// A part of it, which is a part of its text.
    fn inner(self, part: &'t RawValue) -> Self {
        let raw = part.get();
        Self { at: self.at + (raw.as_ptr() as usize - self.raw.as_ptr() as usize), raw }
    }
}

/// The entries of an object in their order, also those whose key comes again.
#[derive(Default)]
struct Table<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Table<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Table<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Table(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_places() {
        let text = "\n {\"é\": [1, \"x\\n\"], \"b\": {\"c\": null}}";
        let Value::Table(entries) = parse(text).unwrap().value() else { panic!("an object") };
        let Value::List(list) = entries[0].1.value() else { panic!("a list") };
        let shown = |json: &Json<'_>| text[json.at..json.at + json.raw.len()].to_owned();
        assert_eq!(list.iter().map(shown).collect::<Vec<_>>(), ["1", "\"x\\n\""]);
        assert_eq!((entries[1].0.as_str(), shown(&entries[1].1).as_str()), ("b", "{\"c\": null}"));
        assert_eq!(list[1].text().as_deref(), Some("x\n"));
    }

    #[test]
    fn no_depth_is_too_much() {
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        let Value::List(list) = parse(&deep).unwrap().value() else { panic!("a list") };
        assert_eq!(list.len(), 1);
        let says = parse("{\"a\": [1,\n 2,, 3]}").unwrap_err().to_string();
        assert!(says.starts_with("it is no JSON: expected value, at line 2, column 4"), "{says}");
        assert!(parse(&"[".repeat(200_000)).is_err());
    }
}
