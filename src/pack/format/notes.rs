//! Comments and blank lines, as they stand between the values of a text.
//!
//! Start with [`lines`].

/// A line with no value on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'d> {
    Blank,
    /// A comment with its `#`.
    Comment(&'d str),
}

/// The lines before something; what is left of its own line is only its indent. Several blank lines count as one.
pub(super) fn lines(between: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    add_lines(&mut lines, between);
    lines
}

/// Adds the lines before something to those that are there.
pub(super) fn add_lines<'d>(lines: &mut Vec<Line<'d>>, between: &'d str) {
    let mut rest = Some(between);
    while let Some(text) = rest {
        let (line, after) = first_line(text);
        match note(line) {
            Some(comment) => lines.push(Line::Comment(comment)),
            None if after.is_some() && lines.last() != Some(&Line::Blank) => lines.push(Line::Blank),
            None => {}
        }
        rest = after;
    }
}

/// A text cut after its first line, whose end is dropped.
pub(super) fn first_line(text: &str) -> (&str, Option<&str>) {
    text.split_once('\n').map_or((text, None), |(line, rest)| (line, Some(rest)))
}

/// The comment on a line that has no value.
pub(super) fn note(line: &str) -> Option<&str> {
    let line = line.trim_matches([' ', '\t']);
    (!line.is_empty()).then_some(line)
}

/// Prints lines.
pub(super) fn print(out: &mut String, lines: &[Line<'_>], indent: usize) {
    for line in lines {
        if let Line::Comment(comment) = line {
            indented(out, indent, comment);
        }
        out.push('\n');
    }
}

/// Prints the beginning of a line.
pub(super) fn indented(out: &mut String, indent: usize, text: &str) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str(text);
}
