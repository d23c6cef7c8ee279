//! A pack in the making, as TOML that is laid out elsewhere.
//!
//! Start with [`pack`].

use std::fmt::Write;

use super::draft::{Draft, PromptDraft, RoleDraft, WordDraft};
use super::names::Names;
use super::{Format, Wanted};
use crate::cue::spell_duration;
use crate::pack::{Content, Kind, Weight, is_forbidden};

/// The pack's file.
pub(super) fn pack(draft: &Draft, format: Format, wanted: &Wanted<'_>) -> String {
    let source: String = wanted.source.chars().map(|c| if is_forbidden(c) || c == '\n' { '?' } else { c }).collect();
    let mut out = format!("# Imported from {source}, read as {}. No licence is known of it.\n\n", format.noun());
    table(
        &mut out,
        [
            ("format", Some("1".to_owned())),
            ("title", Some(string(&title(wanted.name)))),
            ("about", draft.about.as_deref().map(string)),
            ("rating", Some(string(wanted.rating.word()))),
        ],
    );
    if !draft.lists.is_empty() {
        out += "\n[words]\n";
        for list in &draft.lists {
            table(&mut out, [(&list.name, Some(words(list)))]);
        }
    }
    let mut names = Names::default();
    let taken: Vec<bool> =
        draft.prompts.iter().map(|prompt| prompt.id.as_ref().is_some_and(|id| names.take(id))).collect();
    for (draft, taken) in draft.prompts.iter().zip(taken) {
        let id = draft.id.clone().filter(|_| taken).unwrap_or_else(|| names.of_text(&draft.text));
        prompt(&mut out, &id, draft);
    }
    out
}

/// A title made of a name.
fn title(name: &str) -> String {
    let spaced = name.replace('-', " ");
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn words(list: &WordDraft) -> String {
    let word = |(text, weight): &(String, Weight)| match *weight {
        Weight::ONE => string(text),
        weight => format!("{{ text = {}, weight = {} }}", string(text), number(weight)),
    };
    format!("[{}]", list.words.iter().map(word).collect::<Vec<_>>().join(", "))
}

fn prompt(out: &mut String, id: &str, prompt: &PromptDraft) {
    let list = |words: Vec<String>| (!words.is_empty()).then(|| format!("[{}]", words.join(", ")));
    let content = |content: &Content| string(content.word());
    *out += "\n[[prompt]]\n";
    table(
        out,
        [
            ("id", Some(string(id))),
            ("kind", (prompt.kind != Kind::Scene).then(|| string(prompt.kind.word()))),
            ("text", Some(string(&prompt.text))),
            ("weight", (prompt.weight != Weight::ONE).then(|| number(prompt.weight))),
            ("tags", list(prompt.tags.iter().map(|tag| string(tag)).collect())),
            ("content", list(prompt.content.iter().map(content).collect())),
            ("coach", list(prompt.coach.iter().map(|line| string(line)).collect())),
            ("time", prompt.scene.map(|length| format!("{{ scene = {} }}", string(&spell_duration(length))))),
            ("players", prompt.players.as_deref().map(string)),
        ],
    );
    for RoleDraft { name, label, feeling, secret } in &prompt.roles {
        *out += "\n[[prompt.role]]\n";
        table(
            out,
            [
                ("name", Some(string(name))),
                ("label", label.as_deref().map(string)),
                ("feeling", feeling.as_ref().map(|feeling| string(&feeling.canonical()))),
                ("secret", secret.as_deref().map(string)),
            ],
        );
    }
}

/// The keys that have a value.
fn table<const N: usize>(out: &mut String, entries: [(&str, Option<String>); N]) {
    for (key, value) in entries {
        if let Some(value) = value {
            // Writing to a string can't fail.
            let _ = writeln!(out, "{key} = {value}");
        }
    }
}

fn number(weight: Weight) -> String {
    (f64::from(weight.thousandths()) / 1000.0).to_string()
}

/// A string on one line. It has no character but the line feed that TOML would want escaped otherwise.
fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
