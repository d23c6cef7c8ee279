//! Byte offsets as an editor counts: lines from 0, and columns in the units that were agreed upon.
//!
//! Start with [`Positions`].

use std::ops::Range;

use lsp_types as lsp;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what holds unless something else is agreed upon.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The first that an editor offers of those known here.
    #[must_use]
    pub fn agreed(offered: &[lsp::PositionEncodingKind]) -> Self {
        let known = |kind: &lsp::PositionEncodingKind| {
            [Self::Utf8, Self::Utf16, Self::Utf32].into_iter().find(|one| one.kind() == *kind)
        };
        offered.iter().find_map(known).unwrap_or_default()
    }

    /// Its name.
    #[must_use]
    pub const fn kind(self) -> lsp::PositionEncodingKind {
        match self {
            Self::Utf8 => lsp::PositionEncodingKind::UTF8,
            Self::Utf16 => lsp::PositionEncodingKind::UTF16,
            Self::Utf32 => lsp::PositionEncodingKind::UTF32,
        }
    }

    const fn units(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// Where the lines of a text begin. As editors have it, a line ends with LF, CRLF or CR.
#[derive(Debug)]
pub struct Positions<'t> {
    text: &'t str,
    encoding: Encoding,
    starts: Vec<usize>,
}

impl<'t> Positions<'t> {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: &'t str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = (0..bytes.len()).filter(|&at| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        Self { text, encoding, starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect() }
    }

    /// The position of a byte offset; one past the end counts as the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> lsp::Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let before = &self.text[self.starts[line]..offset];
        let column = before.chars().map(|c| self.encoding.units(c)).sum::<usize>();
        lsp::Position::new(line as u32, column as u32)
    }

    /// The range of some bytes.
    #[must_use]
    pub fn range(&self, bytes: &Range<usize>) -> lsp::Range {
        lsp::Range::new(self.position(bytes.start), self.position(bytes.end))
    }

    /// The byte offset of a position. A column past its line counts as the line's end, a line past the text as the text's
    /// end, and a column within a character as the character's start.
    #[must_use]
    pub fn offset(&self, position: lsp::Position) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return self.text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\r', '\n']);
        let mut left = position.character as usize;
        for (at, c) in text.char_indices() {
            let units = self.encoding.units(c);
            if units > left {
                return start + at;
            }
            left -= units;
        }
        start + text.len()
    }

    /// The bytes of a range; one that ends before it begins is empty.
    #[must_use]
    pub fn bytes(&self, range: lsp::Range) -> Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_what_was_agreed_upon() {
        let text = "aé\r\n😀x\rb\n";
        for (encoding, columns) in
            [(Encoding::Utf8, [3, 4, 5]), (Encoding::Utf16, [2, 2, 3]), (Encoding::Utf32, [2, 1, 2])]
        {
            let positions = Positions::new(text, encoding);
            for ((offset, line), column) in [(3, 0), (9, 1), (10, 1)].into_iter().zip(columns) {
                let position = lsp::Position::new(line, column);
                assert_eq!(positions.position(offset), position, "{encoding:?}");
                assert_eq!(positions.offset(position), offset, "{encoding:?}");
            }
            assert_eq!(positions.position(11), lsp::Position::new(2, 0));
        }
    }

    #[test]
    fn positions_out_of_range_are_drawn_into_it() {
        let positions = Positions::new("ab\r\n😀\n", Encoding::Utf16);
        for (line, column, offset) in [(0, 99, 2), (1, 1, 4), (1, 2, 8), (2, 7, 9), (9, 0, 9), (u32::MAX, u32::MAX, 9)]
        {
            assert_eq!(positions.offset(lsp::Position::new(line, column)), offset, "{line}:{column}");
        }
        let backwards = lsp::Range::new(lsp::Position::new(1, 0), lsp::Position::new(0, 0));
        assert_eq!(positions.bytes(backwards), 4..4);
    }
}
