//! Tables in CSV, each column with what may stand in it.
//!
//! Start with [`Column`].

use serde_json::{Map, Value, json};

/// A column of a table whose rows are made of `T`.
pub struct Column<T> {
    /// What it is called.
    pub name: &'static str,
    /// What may stand in it.
    pub holds: Holds,
    /// What stands there; nothing is an empty cell.
    pub cell: fn(&T) -> Option<String>,
}

impl<T> Column<T> {
    /// One of this name.
    pub const fn new(name: &'static str, holds: Holds, cell: fn(&T) -> Option<String>) -> Self {
        Self { name, holds, cell }
    }
}

/// What may stand in a cell.
#[derive(Clone, Copy)]
pub enum Holds {
    /// An id that no other row has.
    Key,
    /// The id of something in another table, or of somebody.
    Id(Must),
    /// A text of somebody's.
    Text(Must),
    /// A whole number from this one on.
    Number(Must, i64),
    /// Yes or no.
    Flag,
    /// A moment in UTC.
    Time,
    /// One of a list of words.
    Word(Must, fn() -> Vec<&'static str>),
    /// A list in JSON.
    List,
}

/// Whether something has to stand in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// In each.
    Be,
    /// Not in each.
    Maybe,
}

/// How ids are spelt.
const UUID: &str = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

impl Holds {
    /// As a field of a Table Schema.
    pub fn field(self, name: &str) -> Value {
        let (kind, must, mut constraints) = match self {
            Self::Key => ("string", Must::Be, json!({ "unique": true, "pattern": UUID })),
            Self::Id(must) => ("string", must, json!({ "pattern": UUID })),
            Self::Text(must) => ("string", must, json!({})),
            Self::Number(must, least) => ("integer", must, json!({ "minimum": least })),
            Self::Flag => ("boolean", Must::Be, json!({})),
            Self::Time => ("datetime", Must::Be, json!({})),
            Self::Word(must, words) => ("string", must, json!({ "enum": words() })),
            Self::List => ("array", Must::Be, json!({})),
        };
        constraints["required"] = json!(must == Must::Be);
        let mut field = Map::from_iter([("name".to_owned(), json!(name)), ("type".to_owned(), json!(kind))]);
        if kind == "datetime" {
            field.insert("format".to_owned(), json!("%Y-%m-%dT%H:%M:%S.%fZ"));
        }
        field.insert("constraints".to_owned(), constraints);
        field.into()
    }
}

/// Writes rows below their header.
pub fn write<T>(columns: &[Column<T>], rows: impl Iterator<Item = T>) -> String {
    let cells = |row: &T| columns.iter().map(|column| (column.cell)(row).unwrap_or_default()).collect();
    sheet(columns.iter().map(|column| column.name), rows.map(|row| cells(&row)))
}

/// Cells below their titles, as many in each row, as CSV that a spreadsheet may open.
pub fn sheet<'a>(titles: impl Iterator<Item = &'a str>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory can't fail, nor rows that all have their columns.
    let _ = writer.write_record(titles);
    for row in rows {
        let _ = writer.write_record(row.into_iter().map(guarded));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula, in a full width either: behind an apostrophe it is text.
fn guarded(cell: String) -> String {
    let is_formula =
        |first: char| matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n');
    if cell.trim_start_matches(' ').starts_with(is_formula) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("+49", "'+49"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\t=1", "'\t=1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("a=1", "a=1"),
            ("a=b", "a=b"),
            ("remorse -> relief", "remorse -> relief"),
            ("'=1", "'=1"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell.to_owned()), written, "{cell:?}");
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let columns: [Column<&str>; 2] = [
            Column::new("a", Holds::Text(Must::Be), |row| Some((*row).to_owned())),
            Column::new("b", Holds::Text(Must::Maybe), |_| None),
        ];
        let rows = ["one", "t,w\"o", "=\nx"].into_iter();
        assert_eq!(write(&columns, rows), "a,b\none,\n\"t,w\"\"o\",\n\"'=\nx\",\n");
    }
}
