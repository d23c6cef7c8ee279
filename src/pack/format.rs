//! One layout for every pack: TOML text to TOML text of the same meaning, with every comment.
//!
//! Start with [`format()`]. A text is taken apart into a `Section` for its head and for each table, and those into a
//! `Block` of entries; `notes` reads the comments and blank lines between them, `order` knows which key comes first.
//! Sections and entries are put in order and printed anew. What is kept to the letter is keys, single values, comments,
//! and the order of what is listed: of prompts, of roles, of words.
//!
//! A blank line that somebody left between keys stays, and parts them: keys are put in order between blank lines alone.
//! A comment stays before what it precedes, or on its line. One that ends a paragraph of its own stays where that is.

mod block;
mod notes;
mod order;
mod source;
#[cfg(test)]
mod tests;

use thiserror::Error;
use toml_edit::{Document, Item, Key, Table, TomlError};

use self::block::Block;
use self::notes::{Line, indented, lines, note, print};
use self::source::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::is_forbidden;
use crate::pack::read::read;

/// By how many columns what is inside of something is moved in.
const INDENT: usize = 2;

/// A text that can't be laid out, because it is no TOML.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not valid TOML")]
pub struct Unformattable {
    /// What is wrong with it, by place; at least one finding.
    pub findings: Vec<Diagnostic>,
}

impl Unformattable {
    fn new(text: &str, error: &TomlError) -> Self {
        let mut findings = read("pack", text.as_bytes()).1;
        findings.retain(|finding| finding.code == Code::P001);
        if findings.is_empty() {
            let message = format!("not valid TOML: {}", error.message().replace('\n', " "));
            let span = error.span().unwrap_or_default();
            let span = text.floor_char_boundary(span.start)..text.ceil_char_boundary(span.end);
            findings.push(Diagnostic::new(Code::P001, span, message, "write it in a simpler way"));
        }
        Self { findings }
    }
}

/// The text in the one layout. Lines end in LF, the last one too, and there is no byte order mark.
pub fn format(text: &str) -> Result<String, Unformattable> {
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let (directives, rest) = split_directives(plain.trim_start_matches([' ', '\t', '\n']));
    let source = Source(rest);
    // What is an error in the text as it is must not come to be none by what was taken off and replaced.
    let is_mended = plain.contains("\r\n") || rest.starts_with('\u{feff}') && !plain.starts_with('\u{feff}');
    let document =
        Document::parse(if is_mended { text } else { rest }).map_err(|error| Unformattable::new(text, &error))?;
    let mut sections = Vec::new();
    take_apart(source, document.as_table(), &mut Vec::new(), false, 0, &mut sections);
    let end = share_out(&mut sections, lines(source.trailing(document.trailing())));

    let mut out = String::with_capacity(plain.len());
    print(&mut out, &lines(directives), 0);
    if rest.starts_with('\n') {
        blank_line(&mut out);
    }
    for section in &sections {
        section.print(source, &mut out);
    }
    if !end.is_empty() {
        blank_line(&mut out);
        print(&mut out, &end, 0);
    }
    out.truncate(out.trim_end_matches('\n').len());
    if !out.is_empty() {
        out.push('\n');
    }
    Ok(out)
}

/// A table with its header, or the head, which has none.
struct Section<'d> {
    /// Where it stands in the text, among the others.
    position: Option<isize>,
    indent: usize,
    header: Option<String>,
    /// The comment on the header's line.
    note: Option<&'d str>,
    /// What precedes the header.
    lead: Vec<Line<'d>>,
    block: Block<'d>,
    /// Comments right after the last key.
    tail: Vec<Line<'d>>,
}

impl<'d> Section<'d> {
    fn print(&self, source: Source<'d>, out: &mut String) {
        if let Some(header) = &self.header {
            blank_line(out);
            print(out, &self.lead, self.indent);
            indented(out, self.indent, header);
            if let Some(note) = self.note {
                out.push_str("  ");
                out.push_str(note);
            }
            out.push('\n');
        }
        self.block.print(source, out, self.indent, "");
        print(out, &self.tail, self.indent);
    }

    fn is_empty(&self) -> bool {
        self.header.is_none() && self.block.is_empty()
    }
}

/// Takes a table apart into sections, each table after the one it is in, in the order they are printed.
fn take_apart<'d>(
    source: Source<'d>,
    table: &'d Table,
    keys: &mut Vec<&'d Key>,
    is_listed: bool,
    indent: usize,
    sections: &mut Vec<Section<'d>>,
) {
    let path: Vec<&str> = keys.iter().map(|key| key.get()).collect();
    let is_printed = !table.is_dotted() && (!table.is_implicit() || is_listed || keys.is_empty());
    if is_printed {
        let name = source.key(keys);
        let header = if is_listed { format!("[[{name}]]") } else { format!("[{name}]") };
        sections.push(Section {
            position: table.position(),
            indent,
            header: (!keys.is_empty()).then_some(header),
            note: note(source.after(table.decor())),
            lead: lines(source.before(table.decor())),
            block: Block::of_table(source, table, &path),
            tail: Vec::new(),
        });
    }
    let indent = if is_printed && !keys.is_empty() { indent + INDENT } else { indent };
    let mut inner: Vec<(&str, &Item)> = table.iter().filter(|(_, item)| !item.is_value()).collect();
    inner.sort_by_key(|(name, _)| order::rank(&path, name));
    for (name, item) in inner {
        let Some(key) = table.key(name) else { continue };
        keys.push(key);
        match item {
            Item::Table(table) => take_apart(source, table, keys, false, indent, sections),
            Item::ArrayOfTables(tables) => {
                tables.iter().for_each(|table| take_apart(source, table, keys, true, indent, sections));
            }
            Item::None | Item::Value(_) => {}
        }
        keys.pop();
    }
}

/// Cuts off the first lines that are for editors, such as `#:schema ./schema.json`.
fn split_directives(text: &str) -> (&str, &str) {
    let is_directive = |line: &&str| line.starts_with("#:") && !line.trim_end().contains(is_forbidden);
    text.split_at(text.split_inclusive('\n').take_while(is_directive).map(str::len).sum())
}

/// Gives comments to what they belong to, by their places in the text: those right after a section's last key go with
/// that section, if a blank line parts them from the next header, and those above all else stay there. Gives back what
/// stands by itself at the end, of which it was given everything after the last key.
fn share_out<'d>(sections: &mut [Section<'d>], mut end: Vec<Line<'d>>) -> Vec<Line<'d>> {
    let mut places: Vec<usize> = (0..sections.len()).collect();
    places.sort_by_key(|&at| sections[at].position);
    for pair in places.windows(2) {
        let mut lead = std::mem::take(&mut sections[pair[1]].lead);
        let mut blanks = (0..lead.len()).filter(|&at| lead[at] == Line::Blank);
        let parting = if sections[pair[0]].is_empty() { blanks.next_back() } else { blanks.next() };
        sections[pair[0]].tail = lead.drain(..parting.unwrap_or(0)).collect();
        if lead.first() == Some(&Line::Blank) {
            lead.remove(0);
        }
        sections[pair[1]].lead = lead;
    }
    if let Some(&last) = places.last() {
        let parting = end.iter().position(|line| *line == Line::Blank).unwrap_or(end.len());
        sections[last].tail = end.drain(..parting).collect();
    }
    end.drain(..usize::from(!end.is_empty()));
    end
}

/// Ends what was printed with one blank line.
fn blank_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}
