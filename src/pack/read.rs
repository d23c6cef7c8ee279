//! Reading packs: TOML text to a [`Pack`] and every finding on the way, in one pass.
//!
//! Start with [`read`]. An error takes away as little as it can: in a prompt, that prompt; in a word list, the prompts
//! that reach it; in the head, the key, whose default holds. What follows only from an error told elsewhere is not told
//! again. `recover` mends broken TOML, `values` types and cleans single values; `lists`, `feelings` and `prompts` read
//! the parts of a pack.

mod feelings;
mod findings;
mod lists;
mod prompts;
mod recover;
#[cfg(test)]
mod tests;
mod values;

use std::fmt::Write;
use std::sync::Arc;

use oxilangtag::LanguageTag;
use sha2::{Digest, Sha256};
use spdx::{Expression, ParseMode};
use toml::de::{DeTable, DeValue};

use self::feelings::Feelings;
use self::findings::{Findings, shown};
use self::lists::Lists;
use self::prompts::Prompts;
use self::recover::{Losses, recover};
use self::values::{Reader, Table};
use super::slots::WordLists;
use super::{Pack, Rating, Times, is_name};
use crate::diagnostic::{Code, Diagnostic};

/// The longest file that is read, in bytes.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The format that this program reads.
const FORMAT: i64 = 1;

const HEAD_KEYS: &[&str] =
    &["format", "title", "about", "license", "authors", "language", "rating", "time", "feelings", "words", "prompt"];

/// Reads a pack from its file's stem and bytes: what of it is sound, and every finding by its place.
#[must_use]
pub fn read(name: &str, bytes: &[u8]) -> (Option<Pack>, Vec<Diagnostic>) {
    let mut findings = Findings::default();
    let name = pack_name(name, &mut findings);
    let Some(text) = text(bytes, &mut findings) else { return (None, findings.sorted()) };
    let mended;
    let (root, losses) = if let Ok(root) = DeTable::parse(text) {
        (root, Losses::default())
    } else {
        let (text, losses) = recover(text, &mut findings);
        mended = text;
        (DeTable::parse_recoverable(&mended).0, losses)
    };
    let mut reader = Reader { text, losses, findings };
    let pack = read_pack(&mut reader, root.get_ref(), name, hash(bytes));
    (pack, reader.findings.sorted())
}

fn read_pack<'t>(reader: &mut Reader<'t>, root: &'t DeTable<'t>, name: String, hash: String) -> Option<Pack> {
    let table = Table { entries: root, header: 0..0 };
    let format = read_format(reader, &table);
    if format == Format::Newer || root.is_empty() {
        return None;
    }
    reader.check_keys(&table, HEAD_KEYS);
    let head = read_head(reader, &table, name, hash);
    let times = reader.times(table.get("time"), Times::default());
    let feelings = head_table(reader, &table, "feelings");
    let feelings = Feelings::read(reader, feelings.as_ref());
    let words = head_table(reader, &table, "words");
    let lists = Lists::read(reader, words.as_ref(), root);

    let mut prompts = Prompts::new(lists, feelings, times);
    let help = "write each prompt as its own table, under [[prompt]]";
    let read =
        reader.list(table.get("prompt"), "`prompt`", help, |reader, value| prompts.read(reader, value).map(Arc::new));
    if reader.losses.is_empty() {
        prompts.lists.tell_unused(reader);
        prompts.feelings.tell_unused(reader);
    }
    (format == Format::One).then(|| Pack { words: prompts.lists.sound(), prompts: read, ..head })
}

fn head_table<'t>(reader: &mut Reader<'t>, table: &Table<'t>, key: &str) -> Option<Table<'t>> {
    let value = table.get(key)?;
    let found = reader.table(value, &format!("`{key}`"), &format!("write it as a table, under [{key}]"));
    if found.is_none() {
        reader.losses.add(key);
    }
    found
}

/// What the key `format` says.
#[derive(Debug, PartialEq, Eq)]
enum Format {
    One,
    Newer,
    Unclear,
}

fn read_format(reader: &mut Reader<'_>, table: &Table<'_>) -> Format {
    let help = format!("write format = {FORMAT}");
    let Some(value) = table.get("format") else {
        let lost = table.entries.is_empty() && !reader.losses.is_empty();
        if !lost && !reader.losses.key("format") {
            reader.findings.tell(Code::P002, 0..0, "`format` is missing", help);
        }
        return Format::Unclear;
    };
    let number = match value.get_ref() {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    match number {
        Some(FORMAT) => Format::One,
        Some(newer) if newer > FORMAT => {
            let message = format!("this pack is written in format {newer}, newer than this program reads");
            reader.findings.tell(Code::P002, value.span(), message, "use a newer version of this program");
            Format::Newer
        }
        _ => {
            let message = format!("{} is no format", shown(&reader.text[value.span()]));
            reader.findings.tell(Code::P002, value.span(), message, help);
            Format::Unclear
        }
    }
}

/// Reads the keys that stand for themselves. Where one has an error, its default holds; a rating with one is `mature`.
fn read_head<'t>(reader: &mut Reader<'t>, table: &Table<'t>, name: String, hash: String) -> Pack {
    let text = |reader: &mut Reader<'t>, key: &str, help: &str| {
        let quoted = table.get(key).and_then(|value| reader.string(value, &format!("`{key}`"), help))?;
        Some((quoted.value.into_owned(), quoted.span))
    };
    let required = |reader: &mut Reader<'t>, key: &str, help: &str| {
        if reader.losses.key(key) { table.get(key) } else { reader.required(table, key, help) }
    };

    let help = "write a title for people, such as title = \"First scenes\"";
    let title = required(reader, "title", help).and_then(|value| reader.filled(value, "`title`", help));
    let help = "write rating = \"general\", \"teen\" or \"mature\"; until then the pack counts as mature";
    let rating =
        required(reader, "rating", help).and_then(|value| reader.word(value, "`rating`", Rating::ALL, Rating::word));
    let about = text(reader, "about", "write a sentence in quotes, or leave it out");

    let help = "write an SPDX expression, such as license = \"CC0-1.0\"";
    let license = text(reader, "license", help);
    let mode = ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };
    if let Some((license, span)) = license.as_ref().filter(|(it, _)| Expression::parse_mode(it, mode).is_err()) {
        let message = format!("{} is no SPDX expression", shown(license));
        reader.findings.tell(Code::P023, span.clone(), message, help);
    }
    let help = "write a BCP 47 tag, such as language = \"en\" or \"pt-BR\"";
    let language = text(reader, "language", help);
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
        hash,
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

fn text<'t>(bytes: &'t [u8], findings: &mut Findings) -> Option<&'t str> {
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("the file is larger than {} MiB", MAX_BYTES / 1024 / 1024);
        findings.tell(Code::P024, 0..0, message, "split the pack into several files");
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let at = error.valid_up_to();
            let help = "save the file as UTF-8 in a text editor";
            findings.tell(Code::P024, at..at, format!("byte {} of the file is not UTF-8", at + 1), help);
            None
        }
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
