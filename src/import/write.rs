//! A pack in the making, as TOML.

use super::draft::{Draft, PromptDraft, RoleDraft, WordDraft};
use super::names::Names;
use super::{Format, Wanted};
use crate::cue::spell_duration;
use crate::pack::{Content, Kind, Weight, is_forbidden};

/// The longest line of words.
const WIDTH: usize = 110;

/// The pack's file.
pub(super) fn pack(draft: &Draft, format: Format, wanted: &Wanted<'_>) -> String {
    let source: String = wanted.source.chars().map(|c| if is_forbidden(c) || c == '\n' { '?' } else { c }).collect();
    let mut out = format!("# Imported from {source}, read as {}. No licence is known of it.\n\n", format.noun());
    out += "format = 1\n";
    out += &format!("title  = {}\n", string(&title(wanted.name)));
    if let Some(about) = &draft.about {
        out += &format!("about  = {}\n", string(about));
    }
    out += &format!("rating = \"{}\"\n", wanted.rating);
    if !draft.lists.is_empty() {
        out += "\n[words]\n";
        draft.lists.iter().for_each(|list| words(&mut out, list));
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

fn words(out: &mut String, list: &WordDraft) {
    let word = |(text, weight): &(String, Weight)| match *weight {
        Weight::ONE => string(text),
        weight => format!("{{ text = {}, weight = {} }}", string(text), number(weight)),
    };
    let words: Vec<String> = list.words.iter().map(word).collect();
    let line = format!("{} = [{}]\n", list.name, words.join(", "));
    if line.chars().count() <= WIDTH {
        *out += &line;
    } else {
        *out += &format!("{} = [\n", list.name);
        for word in words {
            *out += &format!("  {word},\n");
        }
        *out += "]\n";
    }
}

fn prompt(out: &mut String, id: &str, prompt: &PromptDraft) {
    let list = |words: Vec<String>| (!words.is_empty()).then(|| format!("[{}]", words.join(", ")));
    let content = |content: &Content| string(content.word());
    *out += "\n[[prompt]]\n";
    table(
        out,
        "",
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
        *out += "\n  [[prompt.role]]\n";
        table(
            out,
            "  ",
            [
                ("name", Some(string(name))),
                ("label", label.as_deref().map(string)),
                ("feeling", feeling.as_ref().map(|feeling| string(&feeling.canonical()))),
                ("secret", secret.as_deref().map(string)),
            ],
        );
    }
}

/// The keys that have a value, aligned.
fn table<const N: usize>(out: &mut String, indent: &str, entries: [(&str, Option<String>); N]) {
    let widest =
        entries.iter().filter(|(_, value)| value.is_some()).map(|(key, _)| key.len()).max().unwrap_or_default();
    for (key, value) in entries {
        if let Some(value) = value {
            *out += &format!("{indent}{key:widest$} = {value}\n");
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
