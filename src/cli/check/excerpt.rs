//! Findings for people: each with the lines it is about.
//!
//! Start with [`excerpts`].

use std::ops::Range;
use std::path::Path;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::readable;
use crate::cli::Context;
use crate::diagnostic::{Diagnostic, Lines, Severity};
use crate::print::{clean_line, same_length};

/// The longest piece of a file in bytes that is shown as an excerpt.
const LONGEST: usize = 4000;

/// The findings of a file for people.
pub fn excerpts<'a>(
    cx: &Context,
    path: &Path,
    bytes: &'a [u8],
    findings: &'a [Diagnostic],
) -> impl Iterator<Item = String> + use<'a> {
    let text = readable(bytes);
    let file = clean_line(&path.display().to_string());
    let shown = Excerpts { file, text, lines: Lines::new(text), columns: cx.print.columns() };
    findings.iter().map(move |finding| shown.render(finding))
}

/// A file whose findings are shown.
struct Excerpts<'a> {
    file: String,
    text: &'a str,
    lines: Lines<'a>,
    columns: usize,
}

impl Excerpts<'_> {
    /// A finding for people. Only the lines it is about are looked at, so that many findings of a large file don't take
    /// for ever.
    fn render(&self, finding: &Diagnostic) -> String {
        let level = match finding.severity() {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Hint => Level::NOTE.with_name("hint"),
        };
        let title = level.primary_title(clean_line(&finding.message)).id(finding.code.as_str());
        let mut group = self.place(Group::with_title(title), &finding.span, None);
        for (span, label) in &finding.related {
            group = self.place(group, span, Some(clean_line(label)));
        }
        let group = group.element(Level::HELP.message(clean_line(&finding.help)));
        let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(self.columns);
        renderer.render(&[group]) + "\n\n"
    }

    /// Adds the lines of a span, or only where they are if they are too long to read.
    fn place<'g>(&self, group: Group<'g>, span: &Range<usize>, label: Option<String>) -> Group<'g> {
        // What is not UTF-8 is no text, though a finding is about it.
        let span = span.start.min(self.text.len())..span.end.min(self.text.len());
        let (first, column) = self.lines.position(span.start);
        let (last, _) = self.lines.position(span.end);
        let start = self.lines.range(first).start;
        let end = self.lines.range(last).end;
        if end - start > LONGEST || self.text.is_empty() {
            return group.element(Origin::path(self.file.clone()).line(first).char_column(column));
        }
        // What is about the file begins before its first character where there is a byte order mark.
        let span = span.start.max(start)..span.end.max(start);
        let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
        let annotation = kind.span(span.start - start..span.end - start).label(label);
        let snippet = Snippet::source(same_length(&self.text[start..end])).line_start(first).path(self.file.clone());
        group.element(snippet.annotation(annotation))
    }
}
