//! Broken TOML, mended as far as can be: one broken line takes its table of the list (a prompt, a block of a plan), or
//! its key in the head, and nothing else.
//!
//! Start with [`recover`]. The parser stops reading at some errors, and an unclosed string swallows all that follows it.
//! So a text with errors is cut into blocks at its table headers, every block is parsed for itself, and what is broken
//! in it is blanked out, keys by whole keys, until the rest is valid. Blanks keep their length: spans stay true.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use toml::de::DeTable;

use super::file::Dialect;
use super::findings::{Findings, code_point};
use crate::diagnostic::Code;
use crate::pack::is_forbidden;

/// How often a block is parsed again before all of it counts as broken.
const ROUNDS: usize = 16;

/// What was there, but can't be read: what follows only from its absence is not told.
#[derive(Debug, Default)]
pub(crate) struct Losses {
    /// Keys by their path, such as `title`, `words` or `words.place`.
    keys: HashSet<String>,
    /// The blocks of listed tables that have lost something, in the order of the file.
    tables: Vec<Range<usize>>,
}

impl Losses {
    /// Whether nothing was lost.
    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.tables.is_empty()
    }

    /// Whether this key of the head, or the table it is in, was lost.
    pub(crate) fn key(&self, path: &str) -> bool {
        self.keys.contains(path) || path.split_once('.').is_some_and(|(table, _)| self.keys.contains(table))
    }

    /// Takes a key of the head away.
    pub(super) fn add(&mut self, path: &str) {
        self.keys.insert(path.to_owned());
    }

    /// Whether some listed table has lost something.
    pub(super) fn any_table(&self) -> bool {
        !self.tables.is_empty()
    }

    /// Whether the listed table whose header is here has lost something.
    pub(crate) fn table(&self, header: usize) -> bool {
        let after = self.tables.partition_point(|block| block.start <= header);
        after.checked_sub(1).is_some_and(|before| self.tables[before].contains(&header))
    }
}

/// Gives a text that is not valid TOML with everything that is wrong in it blanked out, and tells of it.
pub(super) fn recover(dialect: &Dialect, text: &str, findings: &mut Findings) -> (String, Losses) {
    let blocks = blocks(text, dialect.list);
    let mut mending =
        Mending { code: dialect.syntax, original: text, text: text.to_owned(), findings, losses: Losses::default() };
    for block in &blocks {
        mending.block(block);
    }
    mending.tables_between(&blocks);
    let Mending { text, mut losses, .. } = mending;
    losses.tables.sort_by_key(|block| block.start);
    (text, losses)
}

/// The lines from one table's header to the next that begins no part of it.
struct Block {
    range: Range<usize>,
    items: Vec<Item>,
    is_listed: bool,
}

/// A header with all that stands under it, or a key with its value.
struct Item {
    range: Range<usize>,
    path: String,
}

impl Block {
    /// The last item that begins at or before a place and is not lost.
    fn item_at(&self, at: usize, lost: &BTreeSet<usize>) -> Option<usize> {
        let after = self.items.partition_point(|item| item.range.start <= at);
        (0..after).rev().find(|item| !lost.contains(item))
    }
}

/// Cuts a text into blocks by its lines alone, the tables of `list` each with what belongs to it.
fn blocks(text: &str, list: &str) -> Vec<Block> {
    let before_any_key = Item { range: 0..0, path: String::new() };
    let mut blocks = vec![Block { range: 0..0, items: vec![before_any_key], is_listed: false }];
    let mut table = String::new();
    let mut header = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if let Some(path) = header_path(line) {
            let is_part = path.strip_prefix(list).is_some_and(|rest| rest.starts_with('.'));
            let is_listed = path == list || is_part;
            if !(is_part && blocks.last().is_some_and(|block| block.is_listed)) {
                blocks.push(Block { range: start..start, items: Vec::new(), is_listed });
            }
            if let Some(block) = blocks.last_mut() {
                header = Some(block.items.len());
                block.items.push(Item { range: start..end, path: path.clone() });
            }
            table = path;
        } else if let (Some(key), Some(block)) = (key(line), blocks.last_mut()) {
            let path = if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") };
            block.items.push(Item { range: start..end, path });
        }
        if let Some(block) = blocks.last_mut() {
            block.range.end = end;
            if let Some(item) = block.items.last_mut() {
                item.range.end = end;
            }
            if let Some(header) = header.and_then(|header| block.items.get_mut(header)) {
                header.range.end = end;
            }
        }
        start = end;
    }
    blocks
}

/// The path in a line that is a table's header, or was meant to be one.
fn header_path(line: &str) -> Option<String> {
    let inner = line.trim_start_matches('\u{FEFF}').trim().strip_prefix('[')?.trim_start_matches('[');
    let path = inner.split([']', '#']).next()?;
    let is_path = path.chars().all(|c| is_key_char(c) || c == ' ') && !path.trim().is_empty();
    is_path.then(|| path.replace(' ', ""))
}

/// The bare key that a line begins with. A value that goes on over several lines has no such lines: their
/// elements begin with a quote or a brace.
fn key(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('\u{FEFF}').trim_start();
    let end = line.find(|c| !is_key_char(c)).unwrap_or(line.len());
    (end > 0).then(|| &line[..end])
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

struct Mending<'a> {
    code: Code,
    original: &'a str,
    text: String,
    findings: &'a mut Findings,
    losses: Losses,
}

impl Mending<'_> {
    /// Blanks out what is broken in a block, one item after the other: errors after the first may only follow from it.
    fn block(&mut self, block: &Block) {
        let mut lost = BTreeSet::new();
        for _ in 0..ROUNDS {
            let Err(error) = DeTable::parse(&self.text[block.range.clone()]) else { return };
            let span = error.span().unwrap_or_default();
            let span = self.place(block.range.start + span.start..block.range.start + span.end);
            let item = block.item_at(span.start, &lost);
            if item.is_some() || lost.is_empty() {
                self.tell(span, error.message());
            }
            // Without an item, this is what is left of a lost one.
            let Some(item) = item else { break };
            lost.insert(item);
            self.lose(block, block.items[item].range.clone());
        }
        self.lose(block, block.range.clone());
    }

    /// Blanks out tables that only contradict other blocks, such as one that is there twice, one after the other: errors
    /// after the first may only follow from it.
    fn tables_between(&mut self, blocks: &[Block]) {
        for round in 0..=ROUNDS {
            let errors = DeTable::parse_recoverable(&self.text).1;
            let told = if round < ROUNDS { 1 } else { errors.len() };
            for error in errors.into_iter().take(told) {
                let span = self.place(error.span().unwrap_or_default());
                let after = blocks.partition_point(|block| block.range.start <= span.start);
                let block = &blocks[after.saturating_sub(1)];
                let single = blocks.iter().find(|other| block.is_listed && other.is_listed && self.is_single(other));
                if let Some(single) = single {
                    let header = self.text[single.range.clone()].lines().next().unwrap_or_default().trim_end().len();
                    let span = single.range.start..single.range.start + header;
                    self.tell(span, "a table in single brackets contradicts those of its name in double ones");
                    self.lose(single, single.range.clone());
                } else {
                    self.tell(span, error.message());
                    self.lose(block, block.range.clone());
                }
            }
        }
    }

    /// Whether a block that is not lost begins with a table in single brackets.
    fn is_single(&self, block: &Block) -> bool {
        let header = self.text[block.range.clone()].trim_start();
        header.starts_with('[') && !header.starts_with("[[")
    }

    /// The place of an error, on character boundaries. What is missed at the start of a line is missed at the end of
    /// the line before.
    fn place(&self, span: Range<usize>) -> Range<usize> {
        let start = self.original.floor_char_boundary(span.start);
        let end = self.original.ceil_char_boundary(span.end.max(start));
        if start == end && self.original[..start].ends_with('\n') {
            let before = self.original[..start].trim_end().len();
            return before..before;
        }
        start..end
    }

    fn tell(&mut self, span: Range<usize>, message: &str) {
        let forbidden = self.original[span.clone()].chars().find(|&c| is_forbidden(c));
        let unquoted = message.starts_with("string values must be quoted") || message.starts_with("invalid boolean");
        let message = match forbidden {
            Some(c) => format!("the character {} can't stand here", code_point(c)),
            None if unquoted && span.is_empty() => "a value is missing".to_owned(),
            None if unquoted => "a text stands in quotes".to_owned(),
            None => message.chars().filter(|&c| !is_forbidden(c) && c != '\n').collect(),
        };
        self.findings.tell(
            self.code,
            span,
            format!("not valid TOML: {message}"),
            "a line is `key = value`; texts stand in quotes, lists in brackets, and every quote and bracket is closed",
        );
    }

    fn lose(&mut self, block: &Block, range: Range<usize>) {
        if block.is_listed {
            if self.losses.tables.last() != Some(&block.range) {
                self.losses.tables.push(block.range.clone());
            }
        } else {
            let within = |item: &&Item| range.start <= item.range.start && item.range.end <= range.end;
            self.losses.keys.extend(block.items.iter().filter(within).map(|item| item.path.clone()));
        }
        let blank = |c: char| if c == '\n' { "\n" } else { &"    "[..c.len_utf8()] };
        let blanks: String = self.text[range.clone()].chars().map(blank).collect();
        self.text.replace_range(range, &blanks);
    }
}
