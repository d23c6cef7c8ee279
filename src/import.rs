//! Lists from elsewhere, turned into packs.
//!
//! Start with [`import`]. Each format has a file: `txt`, `csv`, `tracery` and `corpora` make a `draft` of what they
//! read, and `write` makes TOML of it. What can't be carried over is never dropped in silence: it becomes a [`Lost`]
//! with its place.

mod corpora;
mod csv;
mod draft;
mod json;
mod names;
mod tracery;
mod txt;
mod write;

use std::fmt;

use thiserror::Error;

use self::draft::Losses;
use crate::diagnostic::Lines;
use crate::pack::format as layout;
use crate::pack::read::MAX_BYTES;
use crate::pack::{Rating, words};

pub use self::csv::{Column, read_columns};

words! {
    /// What a list may be written in.
    Format { Txt "txt", Csv "csv", Tsv "tsv", Tracery "tracery", Corpora "corpora", }
}

impl Format {
    /// What it is, for people.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Txt => "plain text",
            Self::Csv => "CSV",
            Self::Tsv => "tab-separated values",
            Self::Tracery => "a Tracery grammar",
            Self::Corpora => "word lists in JSON",
        }
    }
}

/// What is to be made of a list.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// What the pack will be called: a name.
    pub name: &'a str,
    /// What the list's file is called.
    pub source: &'a str,
    /// What it is written in; found out if not said.
    pub format: Option<Format>,
    /// What the columns of a table without a header hold.
    pub columns: Option<&'a [Column]>,
    /// The symbol of a grammar whose texts become prompts.
    pub start: &'a str,
    /// Who the pack is fit for.
    pub rating: Rating,
}

/// A pack made of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its TOML.
    pub text: String,
    /// What the list was read as.
    pub format: Format,
    /// How many prompts it has.
    pub prompts: usize,
    /// How many word lists.
    pub lists: usize,
    /// What could not be carried over, in the order of the list.
    pub lost: Vec<Lost>,
}

/// Something that could not be carried over as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// The line it stands in, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What became of it and why, without a full stop.
    pub what: String,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.what)
    }
}

/// Why nothing can be made of a list.
#[derive(Debug, Error)]
pub enum Refused {
    /// It is larger than a pack may be.
    #[error("it is larger than 64 MiB, as no pack may be; split it")]
    TooLarge,
    /// It is text in an encoding that is not read.
    #[error("it is written in {0}; save it as UTF-8, then import it again")]
    Encoding(&'static str),
    /// It is no text in UTF-8.
    #[error("it is no UTF-8 text from line {line}, column {column} on; save it as UTF-8, then import it again")]
    NoText {
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// It is no JSON.
    #[error(
        "it is no JSON: {message}, at line {line}, column {column}; correct that, or name its format with --format"
    )]
    NoJson {
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A table says nowhere what its columns are.
    #[error(
        "no column of it is headed text or prompt; say what its columns hold, such as --columns text,tags,- (- for one \
         to be left out)"
    )]
    NoHeader,
    /// A grammar is no object.
    #[error("it is no Tracery grammar, which is an object of symbols; name another format with --format")]
    NoGrammar,
    /// A grammar has no such symbol to start from.
    #[error("its grammar has no symbol {start} to start from; name one with --start, such as {others}")]
    NoStart {
        /// The symbol.
        start: String,
        /// Some that it has.
        others: String,
    },
    /// Nothing was left.
    #[error("nothing in it can become a prompt; nothing was written")]
    Nothing(Vec<Lost>),
}

/// Makes a pack of a list.
pub fn import(bytes: &[u8], wanted: &Wanted<'_>) -> Result<Imported, Refused> {
    let text = decode(bytes)?;
    let format = wanted.format.unwrap_or_else(|| guess(wanted.source, &text));
    let mut losses = Losses::new(&text);
    let draft = match format {
        Format::Txt => txt::read(&text, &mut losses),
        Format::Csv => csv::read(&text, csv::delimiter(&text), wanted.columns, &mut losses)?,
        Format::Tsv => csv::read(&text, b'\t', wanted.columns, &mut losses)?,
        Format::Tracery => tracery::read(&text, wanted.start, &mut losses)?,
        Format::Corpora => corpora::read(&text, wanted.name, &mut losses)?,
    };
    let lost = losses.sorted();
    if draft.prompts.is_empty() {
        return Err(Refused::Nothing(lost));
    }
    let text = write::pack(&draft, format, wanted);
    // What is written is TOML.
    let text = layout::format(&text).unwrap_or(text);
    if text.len() as u64 > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    Ok(Imported { text, format, prompts: draft.prompts.len(), lists: draft.lists.len(), lost })
}

/// The text of a list: every line end as one character, and no mark before it.
fn decode(bytes: &[u8]) -> Result<String, Refused> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    let is_utf_16 = |n: usize| {
        bytes.len() >= 8 && bytes.len().is_multiple_of(2) && bytes.iter().skip(n).step_by(2).all(|&b| b == 0)
    };
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Err(Refused::Encoding("UTF-32")),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Err(Refused::Encoding("UTF-16")),
        _ if is_utf_16(0) || is_utf_16(1) => return Err(Refused::Encoding("UTF-16")),
        _ => {}
    }
    match str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n")),
        Err(e) => {
            let readable = String::from_utf8_lossy(&bytes[..e.valid_up_to()]);
            let (line, column) = Lines::new(&readable).position(readable.len());
            Err(Refused::NoText { line, column })
        }
    }
}

/// What a list is probably written in: by its file's name, or else by how it begins.
fn guess(source: &str, text: &str) -> Format {
    let extension = source.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    match extension.as_deref() {
        Some("txt" | "md" | "text") => Format::Txt,
        Some("csv") => Format::Csv,
        Some("tsv" | "tab") => Format::Tsv,
        Some("json") => guess_json(text),
        _ if text.trim_start().starts_with(['{', '[']) && json::parse(text).is_ok() => guess_json(text),
        _ if csv::has_header(text, b'\t') => Format::Tsv,
        _ if csv::has_header(text, csv::delimiter(text)) => Format::Csv,
        _ => Format::Txt,
    }
}

fn guess_json(text: &str) -> Format {
    if tracery::is_likely(text) { Format::Tracery } else { Format::Corpora }
}

#[cfg(test)]
mod tests;
