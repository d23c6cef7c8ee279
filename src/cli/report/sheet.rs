//! Rows as CSV that a spreadsheet may open.
//!
//! Start with [`of`].

use std::io;

use crate::error::Error;

use super::rows::Row;

/// The rows below their titles. No cell is a formula.
pub fn of<R: Row>(rows: &[R]) -> Result<String, Error> {
    let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let failed = |e: csv::Error| Error::Output(io::Error::other(e));
    sheet.write_record(R::TITLES).map_err(failed)?;
    for row in rows {
        sheet.write_record(row.cells().iter().map(|cell| guarded(cell))).map_err(failed)?;
    }
    let bytes = sheet.into_inner().map_err(|e| Error::Output(e.into_error()))?;
    String::from_utf8(bytes).map_err(|e| Error::Output(io::Error::other(e)))
}

/// A spreadsheet takes what begins like this for a formula, in a full width too; behind an apostrophe it is text.
fn guarded(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, shown) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("a=b", "a=b"),
            ("remorse -> relief", "remorse -> relief"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), shown);
        }
    }
}
