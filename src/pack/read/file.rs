//! What every format that people write has in common: TOML in UTF-8, of a bounded size, with its `format` first.
//!
//! Start with [`read`]. A [`Dialect`] gives the codes for what can be wrong with any such file.

use toml::de::{DeTable, DeValue};

use super::findings::{Findings, shown};
use super::recover::{Losses, recover};
use super::values::{Reader, Table};
use crate::diagnostic::{Code, Diagnostic};

/// The longest file that is read, in bytes.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The format that this program reads.
const FORMAT: i64 = 1;

/// What sets one kind of file apart from another.
pub(crate) struct Dialect {
    /// What such a file is called.
    pub(crate) noun: &'static str,
    /// The list whose tables make it up: a broken line in one takes that table alone.
    pub(crate) list: &'static str,
    pub(crate) syntax: Code,
    pub(crate) format: Code,
    pub(crate) unknown_key: Code,
    pub(crate) wrong_value: Code,
    pub(crate) missing: Code,
    pub(crate) name: Code,
    pub(crate) duration: Code,
    pub(crate) forbidden: Code,
    pub(crate) unreadable: Code,
}

/// What the key `format` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Format {
    One,
    Newer,
    Unclear,
}

/// Opens a file for `take` to read its table, as far as that is valid; gives what came of it, and all findings by place.
pub(crate) fn read<T>(
    dialect: &'static Dialect,
    bytes: &[u8],
    mut findings: Findings,
    take: impl FnOnce(&mut Reader<'_>, DeTable<'_>) -> Option<T>,
) -> (Option<T>, Vec<Diagnostic>) {
    let Some(text) = text(dialect, bytes, &mut findings) else { return (None, findings.sorted()) };
    let mended;
    let (root, losses) = if let Ok(root) = DeTable::parse(text) {
        (root, Losses::default())
    } else {
        let (text, losses) = recover(dialect, text, &mut findings);
        mended = text;
        (DeTable::parse_recoverable(&mended).0, losses)
    };
    let mut reader = Reader { dialect, text, losses, findings };
    let taken = take(&mut reader, root.into_inner());
    (taken, reader.findings.sorted())
}

fn text<'t>(dialect: &Dialect, bytes: &'t [u8], findings: &mut Findings) -> Option<&'t str> {
    if bytes.len() as u64 > MAX_BYTES {
        let message = format!("the file is larger than {} MiB", MAX_BYTES / 1024 / 1024);
        findings.tell(dialect.unreadable, 0..0, message, format!("split the {} into several files", dialect.noun));
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let at = error.valid_up_to();
            let help = "save the file as UTF-8 in a text editor";
            findings.tell(dialect.unreadable, at..at, format!("byte {} of the file is not UTF-8", at + 1), help);
            None
        }
    }
}

impl Reader<'_> {
    /// Reads the key `format` of a file's table.
    pub(crate) fn format(&mut self, table: &Table<'_>) -> Format {
        let help = || format!("write format = {FORMAT}");
        let Some(value) = table.get("format") else {
            let lost = table.entries.is_empty() && !self.losses.is_empty();
            if !lost && !self.losses.key("format") {
                self.findings.tell(self.dialect.format, 0..0, "`format` is missing", help());
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
                let noun = self.dialect.noun;
                let message = format!("this {noun} is written in format {newer}, newer than this program reads");
                let help = "use a newer version of this program";
                self.findings.tell(self.dialect.format, value.span(), message, help);
                Format::Newer
            }
            _ => {
                let message = format!("{} is no format", shown(&self.text[value.span()]));
                self.findings.tell(self.dialect.format, value.span(), message, help());
                Format::Unclear
            }
        }
    }
}
