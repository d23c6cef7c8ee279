//! One value of a pack is set, and nothing else in it changes. The input begins with a line such as `weight=2`.

use sidecoach::pack::edit::{EditError, set};
use toml::{Table, Value};

use super::findings;

pub fn check(bytes: &[u8]) {
    let Some((key, value, text)) = parts(bytes) else { return };
    let id = ids(text).next().unwrap_or_else(|| "none".to_owned());
    let changed = match set(text, &id, key, value) {
        Ok(changed) => changed,
        Err(EditError::Refused { text, findings }) => {
            assert!(!findings.is_empty());
            return findings::hold(&text, &findings);
        }
        Err(e) => return findings::is_printable(&e.to_string()),
    };
    let path: Vec<&str> = key.split('.').collect();
    let told = || format!("{key}={value} of\n{text:?}\ncame\n{changed:?}");
    assert_eq!(without(text, &id, &path), without(&changed, &id, &path), "{}", told());
    assert_eq!(set(&changed, &id, key, value).ok().as_ref(), Some(&changed), "a second time, {}", told());
    if !has(text, &id, &path) {
        let same = text.bytes().zip(changed.bytes()).take_while(|(old, new)| old == new).count();
        assert!(changed.ends_with(&text[text.ceil_char_boundary(same)..]), "only put in: {}", told());
    }
}

fn parts(bytes: &[u8]) -> Option<(&str, &str, &str)> {
    let (change, text) = str::from_utf8(bytes).ok()?.split_once('\n')?;
    let (key, value) = change.split_once('=')?;
    Some((key, value, text))
}

fn prompts(table: &Table) -> impl Iterator<Item = &Table> {
    table.get("prompt").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn ids(text: &str) -> impl Iterator<Item = String> {
    let table: Table = toml::from_str(text).unwrap_or_default();
    let ids: Vec<_> = prompts(&table).filter_map(|prompt| prompt.get("id")?.as_str().map(str::to_owned)).collect();
    ids.into_iter()
}

fn has(text: &str, id: &str, path: &[&str]) -> bool {
    let table: Table = toml::from_str(text).unwrap_or_default();
    let of_id = |prompt: &&Table| prompt.get("id").and_then(Value::as_str) == Some(id);
    let Some(prompt) = prompts(&table).find(of_id) else { return false };
    match path {
        ["role", name, key] => {
            let roles = prompt.get("role").and_then(Value::as_array).into_iter().flatten();
            let mut named = roles.filter(|role| role.get("name").and_then(Value::as_str) == Some(name));
            named.next().is_some_and(|role| role.get(key).is_some())
        }
        [table, key] => prompt.get(*table).and_then(|table| table.get(key)).is_some(),
        [key, ..] => prompt.contains_key(*key),
        [] => false,
    }
}

/// What the text says but for this value.
fn without(text: &str, id: &str, path: &[&str]) -> String {
    let mut table: Table = toml::from_str(text).unwrap_or_default();
    let prompts = table.get_mut("prompt").and_then(Value::as_array_mut).into_iter().flatten();
    let of_id = |prompt: &&mut Value| prompt.get("id").and_then(Value::as_str) == Some(id);
    if let Some(Value::Table(prompt)) = prompts.into_iter().find(of_id) {
        match path {
            ["role", name, key] => {
                let roles = prompt.get_mut("role").and_then(Value::as_array_mut).into_iter().flatten();
                let mut named = roles.filter(|role| role.get("name").and_then(Value::as_str) == Some(name));
                named.next().and_then(Value::as_table_mut).map(|role| role.remove(*key));
            }
            [within, key] => {
                if let Some(Value::Table(table)) = prompt.get_mut(*within) {
                    table.remove(*key);
                    if table.is_empty() {
                        prompt.remove(*within);
                    }
                }
            }
            [key, ..] => drop(prompt.remove(*key)),
            [] => {}
        }
    }
    format!("{table:?}")
}
