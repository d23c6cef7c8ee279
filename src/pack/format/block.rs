//! What stands together: the keys of a table, or what is in brackets or braces.
//!
//! Start with [`Block`]; [`render`] spells a value.

use toml_edit::{Array, InlineTable, Key, Table, Value};
use unicode_width::UnicodeWidthStr;

use super::notes::{Line, add_lines, first_line, indented, lines, note, print};
use super::source::{Source, place};
use super::{INDENT, order};

/// The columns that a list may fill to stand on one line.
const WIDTH: usize = 100;

/// The columns of a value up to which the comments beside it and its neighbours stand in one column.
const NOTE_COLUMN: usize = 40;

/// Entries, with all that stands between them.
#[derive(Default)]
pub(super) struct Block<'d> {
    /// The comment on the line of the opening bracket.
    opening: Option<&'d str>,
    groups: Vec<Group<'d>>,
    /// What precedes the closing bracket.
    closing: Vec<Line<'d>>,
}

/// Entries with no blank line between them.
struct Group<'d> {
    /// Whole paragraphs before the first entry.
    preface: Vec<Line<'d>>,
    entries: Vec<Entry<'d>>,
}

/// A key with its value, or an element.
struct Entry<'d> {
    /// Comments on lines before it.
    lead: Vec<Line<'d>>,
    /// As it is written; an element has none.
    key: Option<String>,
    path: Vec<&'d str>,
    value: &'d Value,
    /// The comment on its line.
    note: Option<&'d str>,
}

impl<'d> Entry<'d> {
    fn keyed(source: Source<'d>, path: &[&'d str], keys: &[&'d Key], value: &'d Value) -> Self {
        let key = source.key(keys);
        let path = path.iter().copied().chain(keys.iter().map(|key| key.get())).collect();
        Self { lead: Vec::new(), key: Some(key), path, value, note: None }
    }
}

impl<'d> Block<'d> {
    /// The keys of a table, but for those under headers of their own.
    pub(super) fn of_table(source: Source<'d>, table: &'d Table, path: &[&'d str]) -> Self {
        let mut entries = table.get_values();
        entries.sort_by_key(|(keys, _)| place(keys));
        let mut block = Self::default();
        for (keys, value) in entries {
            let note = note(source.after(value.decor()));
            block.add(lines(source.before_key(&keys)), Entry { note, ..Entry::keyed(source, path, &keys, value) });
        }
        block.sorted(path.len())
    }

    /// The elements of a list.
    fn of_array(source: Source<'d>, array: &'d Array, path: &[&'d str]) -> Self {
        let element = |value: &'d Value| Entry { lead: Vec::new(), key: None, path: path.to_vec(), value, note: None };
        let elements = array.iter().map(|value| (source.before(value.decor()), element(value)));
        Self::in_brackets(source, elements.collect(), source.trailing(array.trailing()))
    }

    /// The keys of a table in braces.
    fn of_inline(source: Source<'d>, table: &'d InlineTable, path: &[&'d str]) -> Self {
        let mut entries = table.get_values();
        entries.sort_by_key(|(keys, _)| place(keys));
        let entry = |(keys, value): (Vec<&'d Key>, &'d Value)| {
            (source.before_key(&keys), Entry::keyed(source, path, &keys, value))
        };
        let entries = entries.into_iter().map(entry).collect();
        Self::in_brackets(source, entries, source.trailing(table.trailing())).sorted(path.len())
    }

    /// What is in brackets or braces, each entry with what stands before it.
    fn in_brackets(source: Source<'d>, entries: Vec<(&'d str, Entry<'d>)>, trailing: &'d str) -> Self {
        let (befores, entries): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let mut befores = befores.into_iter().chain([trailing]);
        let (opening, mut lines) = between("", befores.next().unwrap_or_default());
        let mut block = Self { opening, ..Self::default() };
        for (entry, before) in entries.into_iter().zip(befores) {
            let (note, next) = between(source.after(entry.value.decor()), before);
            block.add(std::mem::replace(&mut lines, next), Entry { note, ..entry });
        }
        if lines.last() == Some(&Line::Blank) {
            lines.pop();
        }
        block.closing = lines;
        block
    }

    fn add(&mut self, mut before: Vec<Line<'d>>, entry: Entry<'d>) {
        if self.groups.is_empty() && before.first() == Some(&Line::Blank) {
            before.remove(0);
        }
        let parting = before.iter().rposition(|line| *line == Line::Blank).map_or(0, |at| at + 1);
        let lead = before.split_off(parting);
        let entry = Entry { lead, ..entry };
        match self.groups.last_mut().filter(|_| before.is_empty()) {
            Some(group) => group.entries.push(entry),
            None => self.groups.push(Group { preface: before, entries: vec![entry] }),
        }
    }

    /// With the keys of each group in order; those of the table itself begin so deep in their paths.
    fn sorted(mut self, depth: usize) -> Self {
        for group in &mut self.groups {
            group.entries.sort_by_cached_key(|entry| order::ranks(&entry.path, depth));
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether there is nothing in it but entries.
    fn is_plain(&self) -> bool {
        let is_plain = |group: &Group| {
            group.preface.is_empty() && group.entries.iter().all(|entry| entry.lead.is_empty() && entry.note.is_none())
        };
        self.opening.is_none() && self.closing.is_empty() && self.groups.len() <= 1 && self.groups.iter().all(is_plain)
    }

    fn entries(&self) -> impl Iterator<Item = &Entry<'d>> {
        self.groups.iter().flat_map(|group| &group.entries)
    }

    /// Prints it, each entry on lines of its own that end in `end`.
    pub(super) fn print(&self, source: Source<'d>, out: &mut String, indent: usize, end: &str) {
        for group in &self.groups {
            print(out, &group.preface, indent);
            for neighbours in group.entries.chunk_by(|_, next| next.lead.is_empty()) {
                let rows = rows(source, neighbours, indent, end);
                rows.chunk_by(|row, _| row.is_line()).for_each(|touching| print_rows(out, touching, indent));
            }
        }
        print(out, &self.closing, indent);
    }

    /// Spells it over several lines, in brackets or braces.
    fn spread(&self, source: Source<'d>, brackets: [&str; 2], indent: usize) -> String {
        let mut out = brackets[0].to_owned();
        if let Some(note) = self.opening {
            out.push_str("  ");
            out.push_str(note);
        }
        out.push('\n');
        self.print(source, &mut out, indent + INDENT, ",");
        indented(&mut out, indent, brackets[1]);
        out
    }
}

/// Spells entries with no line between them. A list fits on a line if it does beside the longest of their keys.
fn rows<'e>(source: Source<'_>, entries: &'e [Entry<'e>], indent: usize, end: &str) -> Vec<Row<'e>> {
    let widest = entries.iter().filter_map(|entry| entry.key.as_deref()).map(width).max();
    let taken = indent + widest.map_or(0, |widest| widest + " = ".len()) + end.len();
    let spell = |entry: &Entry| render(source, entry.value, &entry.path, indent, WIDTH.saturating_sub(taken)) + end;
    entries.iter().map(|entry| Row { entry, value: spell(entry) }).collect()
}

/// An entry as it is printed.
struct Row<'e> {
    entry: &'e Entry<'e>,
    /// Its value with all that ends it but a comment.
    value: String,
}

impl Row<'_> {
    fn key(&self) -> Option<&str> {
        self.entry.key.as_deref()
    }

    fn is_line(&self) -> bool {
        !self.value.contains('\n')
    }
}

/// Prints entries whose lines touch, with their values in one column.
fn print_rows(out: &mut String, rows: &[Row<'_>], indent: usize) {
    let widest = rows.iter().filter_map(Row::key).map(width).max().unwrap_or_default();
    let noted = rows.iter().filter(|row| row.entry.note.is_some() && row.is_line()).map(|row| width(&row.value));
    let column = noted.filter(|width| *width <= NOTE_COLUMN).max().unwrap_or_default();
    for row in rows {
        print(out, &row.entry.lead, indent);
        indented(out, indent, "");
        if let Some(key) = row.key() {
            indented(out, 0, key);
            indented(out, widest - width(key), " = ");
        }
        out.push_str(&row.value);
        if let Some(note) = row.entry.note {
            let short = if row.is_line() { column.saturating_sub(width(&row.value)) } else { 0 };
            indented(out, short, "  ");
            out.push_str(note);
        }
        out.push('\n');
    }
}

/// Spells a value that begins on a line with this indent. A list that doesn't end in `room` columns is spread over several
/// lines. So is a table in braces if it was before; others stay as they are, since not every program takes that.
fn render(source: Source<'_>, value: &Value, path: &[&str], indent: usize, room: usize) -> String {
    let flat = flat(source, value, path);
    match value {
        Value::Array(array) => {
            let fits = |flat: &String| array.is_empty() || width(flat) <= room;
            flat.filter(fits).unwrap_or_else(|| Block::of_array(source, array, path).spread(source, ["[", "]"], indent))
        }
        Value::InlineTable(table) => {
            let block = Block::of_inline(source, table, path);
            let fits = |flat: &String| !is_spread(source, table) || width(flat) <= room;
            match flat.filter(fits) {
                Some(flat) => flat,
                None if is_spread(source, table) => block.spread(source, ["{", "}"], indent),
                None => {
                    in_braces(block.entries().map(|it| (it, render(source, it.value, &it.path, indent, usize::MAX))))
                }
            }
        }
        scalar => source.value(scalar).to_owned(),
    }
}

/// Spells a value on one line, if nothing in it asks for more.
fn flat(source: Source<'_>, value: &Value, path: &[&str]) -> Option<String> {
    match value {
        Value::Array(array) => {
            let block = Block::of_array(source, array, path);
            let elements =
                block.entries().map(|element| flat(source, element.value, path)).collect::<Option<Vec<_>>>()?;
            block.is_plain().then(|| format!("[{}]", elements.join(", ")))
        }
        Value::InlineTable(table) => {
            let block = Block::of_inline(source, table, path);
            let entries =
                block.entries().map(|it| Some((it, flat(source, it.value, &it.path)?))).collect::<Option<Vec<_>>>()?;
            block.is_plain().then(|| in_braces(entries.into_iter()))
        }
        scalar => Some(source.value(scalar).to_owned()).filter(|value| !value.contains('\n')),
    }
}

fn in_braces<'e>(entries: impl Iterator<Item = (&'e Entry<'e>, String)>) -> String {
    let entry = |(entry, value): (&Entry, String)| format!("{} = {value}", entry.key.as_deref().unwrap_or_default());
    let entries = entries.map(entry).collect::<Vec<_>>().join(", ");
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {entries} }}") }
}

/// Whether a table in braces goes over several lines, not counting those of its values.
fn is_spread(source: Source<'_>, table: &InlineTable) -> bool {
    let breaks = |(keys, value): &(Vec<&Key>, &Value)| {
        source.before_key(keys).contains('\n') || source.after(value.decor()).contains('\n')
    };
    table.get_values().iter().any(breaks) || source.trailing(table.trailing()).contains('\n')
}

/// What is between two values: the comment on the line of the first, on whichever side of the comma, and the lines
/// before the second.
fn between<'d>(before_comma: &'d str, after_comma: &'d str) -> (Option<&'d str>, Vec<Line<'d>>) {
    let mut lines = Vec::new();
    let (line, rest) = first_line(before_comma);
    let beside = note(line);
    add_lines(&mut lines, rest.unwrap_or_default());
    let (line, rest) = first_line(after_comma);
    let after = note(line);
    if beside.is_some() {
        lines.extend(after.map(Line::Comment));
    }
    add_lines(&mut lines, rest.unwrap_or_default());
    (beside.or(after), lines)
}

fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}
