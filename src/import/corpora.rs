//! Word lists in JSON, as the collection dariusk/corpora has them: lists of words, or of objects that have names, in an
//! object that may say what they are.

use std::collections::BTreeSet;

use super::Refused;
use super::draft::{Draft, Losses, PromptDraft, Prompts, WordDraft, escaped};
use super::json::{self, Json, Value};
use super::names::{Names, named};
use crate::pack::Weight;

/// The deepest that lists are looked for.
const MAX_DEPTH: usize = 16;

/// What a file says about itself.
const ABOUT: &[&str] = &["description", "about"];

/// Where an object most often has what it is called.
const NAMES: &[&str] = &["name", "title", "word", "text", "term", "label", "value"];

/// Reads word lists, each with a prompt that draws on it. `name` is that of a list that stands alone.
pub(super) fn read(text: &str, name: &str, losses: &mut Losses<'_>) -> Result<Draft, Refused> {
    let root = json::parse(text)?;
    let mut found = Found { draft: Draft::default(), names: Names::default(), losses };
    found.any(root, &mut vec![name.to_owned()]);
    let Found { mut draft, losses, .. } = found;
    let mut prompts = Prompts::default();
    for list in &draft.lists {
        // The list's name tells it from others of this kind.
        let text = format!("The suggestion, from {}: {{{}}}.", list.name.replace('-', " "), list.name);
        prompts.add(PromptDraft { id: Some(format!("from-{}", list.name)), ..PromptDraft::new(0, text) }, losses);
    }
    draft.prompts = prompts.all;
    Ok(draft)
}

/// What was found so far.
struct Found<'a, 't> {
    draft: Draft,
    names: Names,
    losses: &'a mut Losses<'t>,
}

impl Found<'_, '_> {
    /// Looks for lists in a value to which this way of keys leads.
    fn any(&mut self, json: Json<'_>, way: &mut Vec<String>) {
        if way.len() > MAX_DEPTH {
            return self.losses.tell(json.at, format!("left out: it lies more than {MAX_DEPTH} levels deep"));
        }
        match json.value() {
            Value::List(list) => self.list(json.at, list, way),
            Value::Table(entries) if is_record(&entries, way.len()) => self.keys(json.at, entries, way),
            Value::Table(entries) => self.table(entries, way),
            _ => self.losses.tell(json.at, format!("left out: `{}`, which is no list", way[way.len() - 1])),
        }
    }

    fn table(&mut self, entries: Vec<(String, Json<'_>)>, way: &mut Vec<String>) {
        for (key, json) in entries {
            if way.len() == 1
                && self.draft.about.is_none()
                && ABOUT.contains(&key.as_str())
                && let Some(about) = json.text()
            {
                self.draft.about = self.losses.sound(json.at, &about.replace('\n', " "));
                continue;
            }
            way.push(key);
            self.any(json, way);
            way.pop();
        }
    }

    /// A list of words, of objects that have names, or of such lists.
    fn list(&mut self, at: usize, list: Vec<Json<'_>>, way: &[String]) {
        let mut words = Vec::new();
        let mut lists = Vec::new();
        let key = list.iter().find_map(|json| match json.value() {
            Value::Table(entries) => name_key(&entries, &way[way.len() - 1]),
            _ => None,
        });
        let mut others = BTreeSet::new();
        for json in list {
            match json.value() {
                Value::Text(text) => words.push((json.at, text)),
                Value::Number(number) => words.push((json.at, number.to_owned())),
                Value::Table(entries) => {
                    let mut word = None;
                    for (other, json) in entries {
                        if Some(&other) == key.as_ref() {
                            word = json.text().map(|text| (json.at, text));
                        } else {
                            others.insert(other);
                        }
                    }
                    match word {
                        Some(word) => words.push(word),
                        None => self.losses.tell(json.at, "left out: an object without a name"),
                    }
                }
                Value::List(inner) => lists.push(inner),
                Value::Other => self.losses.tell(json.at, "left out: it is no word"),
            }
        }
        if let Some(key) = key.filter(|_| !others.is_empty()) {
            let others = some(others.into_iter().map(|other| format!("`{other}`")));
            self.losses.tell(at, format!("left out: all but the `{key}` of each object, which is {others}"));
        }
        if !lists.is_empty() {
            self.losses.tell(at, "lost: which words stand in which of the lists in this one; they are all in one");
            for json in lists.into_iter().flatten() {
                match json.value() {
                    Value::Text(text) => words.push((json.at, text)),
                    Value::Number(number) => words.push((json.at, number.to_owned())),
                    _ => self.losses.tell(json.at, "left out: it is no word"),
                }
            }
        }
        self.add(at, words, way);
    }

    /// An object that says something of each of its keys: the keys are the words.
    fn keys(&mut self, at: usize, entries: Vec<(String, Json<'_>)>, way: &[String]) {
        self.losses
            .tell(at, format!("left out: what `{}` says of each of its keys, which are its words", way[way.len() - 1]));
        let words = entries.into_iter().map(|(key, json)| (json.at, key)).collect();
        self.add(at, words, way);
    }

    /// Adds a list, each word once.
    fn add(&mut self, at: usize, words: Vec<(usize, String)>, way: &[String]) {
        let mut seen = BTreeSet::new();
        let mut kept = Vec::new();
        for (at, word) in words {
            let Some(word) = self.losses.sound(at, &word.replace('\n', " ")) else { continue };
            if seen.insert(word.clone()) {
                kept.push((escaped(&word), Weight::ONE));
            } else {
                self.losses.tell(at, "left out: the word is in the list already");
            }
        }
        if kept.is_empty() {
            return self.losses.tell(at, format!("left out: `{}`, in which there is no word", way[way.len() - 1]));
        }
        let last = &way[way.len() - 1];
        let name = named(last).unwrap_or_else(|| "list".to_owned());
        // Where a name is taken, the one of what it is in comes before it.
        let name = if self.names.take(&name) {
            name
        } else {
            self.names.of_word(&way[way.len().saturating_sub(2)..].join(" "))
        };
        self.draft.lists.push(WordDraft { name, words: kept });
    }
}

/// Whether an object has no list in it and is more than what a file says of itself.
fn is_record(entries: &[(String, Json<'_>)], depth: usize) -> bool {
    let about = |key: &str| {
        depth == 1 && (ABOUT.contains(&key) || matches!(key, "source" | "license" | "url" | "title" | "author"))
    };
    let said = entries.iter().filter(|(key, _)| !about(key)).count();
    said > 1 && said == entries.len() && entries.iter().all(|(_, json)| !has_list(*json, depth))
}

fn has_list(json: Json<'_>, depth: usize) -> bool {
    match json.value() {
        Value::List(_) => true,
        Value::Table(entries) => depth > MAX_DEPTH || entries.into_iter().any(|(_, json)| has_list(json, depth + 1)),
        _ => false,
    }
}

/// Which key has what an object is called: the singular of the list's name, a usual one, or the first with a text.
fn name_key(entries: &[(String, Json<'_>)], list: &str) -> Option<String> {
    let list = list.to_lowercase();
    let singular = match list.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => list.strip_suffix('s').unwrap_or(&list).to_owned(),
    };
    let is_text = |json: &Json<'_>| json.text().is_some();
    let known = std::iter::once(singular.as_str()).chain(NAMES.iter().copied());
    let known = known.filter_map(|name| entries.iter().find(|(key, json)| key.to_lowercase() == name && is_text(json)));
    known.chain(entries.iter().filter(|(_, json)| is_text(json))).map(|(key, _)| key.clone()).next()
}

/// Some of several, and that there are more.
fn some(mut all: impl Iterator<Item = String>) -> String {
    let shown = all.by_ref().take(5).collect::<Vec<_>>().join(", ");
    if all.next().is_some() { shown + " and others" } else { shown }
}
