//! Findings for programs: as JSON, and as GitHub's workflows take them.
//!
//! Start with [`findings_of`].

use std::path::Path;

use serde::{Serialize, Serializer};

use super::readable;
use crate::diagnostic::{Diagnostic, Lines, Severity};

/// A finding as JSON has it: lines and columns from 1, columns in characters, bytes from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    code: &'static str,
    #[serde(serialize_with = "spelled")]
    severity: Severity,
    message: String,
    help: String,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start_byte: usize,
    end_byte: usize,
}

/// The findings of a file, each with its place.
pub(super) fn findings_of(path: &Path, bytes: &[u8], findings: Vec<Diagnostic>) -> impl Iterator<Item = Finding> {
    let file = path.display().to_string();
    let lines = Lines::new(readable(bytes));
    findings.into_iter().map(move |finding| {
        let (line, column) = lines.position(finding.span.start);
        let (end_line, end_column) = lines.position(finding.span.end);
        Finding {
            code: finding.code.as_str(),
            severity: finding.severity(),
            message: finding.message,
            help: finding.help,
            file: file.clone(),
            line,
            column,
            end_line,
            end_column,
            start_byte: finding.span.start,
            end_byte: finding.span.end,
        }
    })
}

impl Finding {
    /// The finding as a command of GitHub's workflows, on a line.
    pub(super) fn github(&self) -> String {
        let Self { code, message, help, line, column, end_line, end_column, .. } = self;
        let level = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        let (file, said) = (property(&self.file), data(&format!("{message}; {help}")));
        format!(
            "::{level} file={file},line={line},endLine={end_line},col={column},endColumn={end_column},title={code}::{said}\n"
        )
    }

    /// What tells it from others of its file, wherever it stands.
    pub(super) fn key(&self) -> (&str, &str, &str) {
        (&self.file, self.code, &self.message)
    }

    /// Whether it stands in the same line as another of its file.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.line == other.line
    }

    /// The finding with its place, on a line.
    pub(super) fn line(&self) -> String {
        let Self { code, severity, message, help, file, line, column, .. } = self;
        format!("{file}:{line}:{column}: {severity}[{code}]: {message}; {help}")
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn spelled<S: Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(severity)
}

/// A text as the last part of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn what_steers_a_workflow_is_escaped() {
        let found = |file: &str, code, message: &str| {
            let finding = Diagnostic::new(code, 4..6, message, "write 100%");
            findings_of(Path::new(file), "é\n✓x".as_bytes(), vec![finding]).map(|it| it.github()).collect::<String>()
        };
        for (file, code, message, expected) in [
            ("a.toml", Code::P010, "one, two: three", "error file=a.toml,title=P010::one, two: three; write 100%25"),
            ("a,b:c%.toml", Code::P003, "x\r\ny", "warning file=a%2Cb%3Ac%25.toml,title=P003::x%0D%0Ay; write 100%25"),
            ("a\n.toml", Code::P021, "z", "notice file=a%0A.toml,title=P021::z; write 100%25"),
        ] {
            let place = ",line=2,endLine=2,col=1,endColumn=2,title=";
            assert_eq!(found(file, code, message), format!("::{}\n", expected.replace(",title=", place)), "{file:?}");
        }
    }
}
