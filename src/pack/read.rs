//! Reading packs: TOML text to a [`Pack`] and every finding on the way, in one pass.
//!
//! Start with [`read`]. An error takes away as little as it can: in a prompt, that prompt; in a word list, the prompts
//! that reach it; in the head, the key, whose default holds. What follows only from an error told elsewhere is not told
//! again. `file` opens a file, `recover` mends broken TOML, `values` types and cleans single values, for plans too;
//! `lists`, `feelings` and `prompts` read the parts of a pack.

mod feelings;
pub(crate) mod file;
pub(crate) mod findings;
mod lists;
mod prompts;
mod recover;
#[cfg(test)]
mod tests;
pub(crate) mod values;

use std::sync::Arc;

use oxilangtag::LanguageTag;
use spdx::{Expression, ParseMode};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use self::feelings::Feelings;
use self::file::{Dialect, Format};
use self::findings::Findings;
use self::lists::Lists;
use self::prompts::Prompts;
use self::values::{Reader, Table, Value};
use super::slots::WordLists;
use super::{Pack, Rating, Stated, Times, is_name, keys};
use crate::diagnostic::{Code, Diagnostic};

pub use self::file::MAX_BYTES;
pub(crate) use self::findings::{code_point, shown, spelt};
pub(crate) use self::lists::MAX_GROWN;
pub(crate) use self::prompts::{read_players, skeleton};
pub(crate) use self::values::thousandths;

/// What findings of packs are called.
const PACK: Dialect = Dialect {
    noun: "pack",
    list: "prompt",
    syntax: Code::P001,
    format: Code::P002,
    unknown_key: Code::P003,
    wrong_value: Code::P004,
    missing: Code::P005,
    name: Code::P007,
    duration: Code::P009,
    forbidden: Code::P018,
    unreadable: Code::P024,
};

/// What counts as a licence.
const LICENCES: ParseMode = ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };

/// Reads a pack from its file's stem and bytes: what of it is sound, and every finding by its place.
#[must_use]
pub fn read(name: &str, bytes: &[u8]) -> (Option<Pack>, Vec<Diagnostic>) {
    let mut findings = Findings::default();
    let name = pack_name(name, &mut findings);
    file::read(&PACK, bytes, findings, |reader, root| read_pack(reader, root, name))
}

fn read_pack(reader: &mut Reader<'_>, mut root: DeTable<'_>, name: String) -> Option<Pack> {
    let format = reader.format(&Table::of_file(&root));
    if format == Format::Newer || root.is_empty() {
        return None;
    }
    // Each prompt's table goes once it is read: of a large pack, all of them together are too much for the cache.
    let listed = root.remove("prompt");
    let table = &Table::of_file(&root);
    reader.check_keys(table, keys::of(&[]));
    let head = read_head(reader, table, name);
    let times = reader.times(table.get("time"), (Times::default(), Stated::default()));
    let feelings = head_table(reader, table, "feelings", "`feelings`", "write it as a table, under [feelings]");
    let feelings = Feelings::read(reader, feelings.as_ref());
    let words = head_table(reader, table, "words", "`words`", "write it as a table, under [words]");
    let lists = Lists::read(reader, words.as_ref(), listed.as_ref());

    let help = "write each prompt as its own table, under [[prompt]]";
    if let Some(value) = &listed {
        reader.array(value, "`prompt`", help);
    }
    let listed = match listed.map(Spanned::into_inner) {
        Some(DeValue::Array(array)) => array,
        _ => DeArray::new(),
    };
    let mut prompts = Prompts::new(lists, feelings, times, listed.len());
    let read = listed.into_iter().filter_map(|value| prompts.read(reader, &value).map(Arc::new)).collect();
    if reader.losses.is_empty() {
        prompts.lists.tell_unused(reader);
        prompts.feelings.tell_unused(reader);
    }
    (format == Format::One).then(|| Pack {
        source: reader.text.to_owned(),
        words: prompts.lists.sound(),
        prompts: read,
        ..head
    })
}

fn head_table<'t>(reader: &mut Reader<'_>, table: &Table<'t>, key: &str, what: &str, help: &str) -> Option<Table<'t>> {
    let found = reader.table(table.get(key)?, what, help);
    if found.is_none() {
        reader.losses.add(key);
    }
    found
}

/// Reads the keys that stand for themselves. Where one has an error, its default holds; a rating with one is `mature`.
fn read_head(reader: &mut Reader<'_>, table: &Table<'_>, name: String) -> Pack {
    let text = |reader: &mut Reader<'_>, value: Option<&Value<'_>>, what: &str, help: &str| {
        let quoted = reader.string(value?, what, help)?;
        Some((quoted.value.into_owned(), quoted.span))
    };
    let required = |reader: &mut Reader<'_>, key: &str, help: &str| {
        if reader.losses.key(key) { table.get(key) } else { reader.required(table, key, help) }
    };

    let help = "write a title for people, such as title = \"First scenes\"";
    let title = required(reader, "title", help).and_then(|value| reader.filled(value, "`title`", help));
    let help = "write rating = \"general\", \"teen\" or \"mature\"; until then the pack counts as mature";
    let rating =
        required(reader, "rating", help).and_then(|value| reader.word(value, "`rating`", Rating::ALL, Rating::word));
    let about = text(reader, table.get("about"), "`about`", "write a sentence in quotes, or leave it out");

    let help = "write an SPDX expression, such as license = \"CC0-1.0\"";
    let license = text(reader, table.get("license"), "`license`", help);
    // Most licences are a name alone, which needs no parser.
    let is_license = |text: &str| {
        spdx::license_id(text).is_some_and(|id| id.name == text) || Expression::parse_mode(text, LICENCES).is_ok()
    };
    if let Some((license, span)) = license.as_ref().filter(|(it, _)| !is_license(it)) {
        let message = format!("{} is no SPDX expression", shown(license));
        reader.findings.tell(Code::P023, span.clone(), message, help);
    }
    let help = "write a BCP 47 tag, such as language = \"en\" or \"pt-BR\"";
    let language = text(reader, table.get("language"), "`language`", help);
    if let Some((language, span)) = language.as_ref().filter(|(it, _)| LanguageTag::parse(it.as_str()).is_err()) {
        let message = format!("{} is no BCP 47 tag", shown(language));
        reader.findings.tell(Code::P023, span.clone(), message, help);
    }
    let help = "write names in brackets, such as authors = [\"Maya R.\"]";
    let faults = reader.findings.faults();
    let authors = reader.list(table.get("authors"), "`authors`", help, |reader, value| {
        reader.string(value, "an author", help).map(|author| author.value.into_owned())
    });
    let authors = if reader.findings.faults() == faults { authors } else { Vec::new() };

    Pack {
        source: String::new(),
        title: title.map_or_else(|| name.clone(), |title| title.value.into_owned()),
        name,
        about: about.map(|(about, _)| about).unwrap_or_default(),
        license: license.map(|(license, _)| license),
        authors,
        language: language.map(|(language, _)| language),
        rating: rating.unwrap_or(Rating::Mature),
        words: WordLists::new(),
        prompts: Vec::new(),
    }
}

/// What a pack in a file with this stem is called: the stem, made valid where it can be no name.
#[must_use]
pub fn name_of(stem: &str) -> String {
    if is_name(stem) {
        return stem.to_owned();
    }
    let fit = |c: char| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' };
    let name: String = stem.to_lowercase().chars().map(fit).take(64).collect();
    if name.is_empty() { "pack".to_owned() } else { name }
}

fn pack_name(stem: &str, findings: &mut Findings) -> String {
    let name = name_of(stem);
    if name != stem {
        let help = format!("rename the file with 1 to 64 of the characters a-z, 0-9 and hyphen, such as {name}.toml");
        findings.tell(Code::P007, 0..0, format!("a pack can't be named {}, as its file is", shown(stem)), help);
    }
    name
}
