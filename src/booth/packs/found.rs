//! A pack that was found, and what to know of it.
//!
//! Start with [`Found`].

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Lines, Severity};
use crate::pack::Pack;
use crate::pack::read::read;

use super::{PackError, STDIN, built_in};

/// Where a pack was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It comes with the program.
    BuiltIn,
    /// In the user's folder.
    User(PathBuf),
    /// Where somebody said.
    Named(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built in"),
            Self::User(path) | Self::Named(path) if path.as_os_str() == STDIN => f.write_str("standard input"),
            Self::User(path) | Self::Named(path) => path.display().fmt(f),
        }
    }
}

/// A pack that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its name: the file's stem, mended where that can't be one.
    pub name: String,
    /// Where.
    pub origin: Origin,
    /// What could be read of it.
    pub pack: Option<Arc<Pack>>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    /// The line that each of these begins at.
    pub lines: Vec<usize>,
    /// Whether it stands in place of a built-in pack.
    pub replaces: bool,
}

impl Found {
    pub(super) fn read(origin: Origin, name: &str, bytes: &[u8]) -> Self {
        let (pack, findings) = read(name, bytes);
        let name = pack.as_ref().map_or(name, |pack| &pack.name).to_owned();
        let replaces = origin != Origin::BuiltIn && built_in(&name).is_some();
        let lines = lines_of(bytes, &findings);
        Self { name, origin, pack: pack.map(Arc::new), findings, lines, replaces }
    }

    /// How many findings of a severity it has.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity() == severity).count()
    }

    /// What a leader should know of it before playing from it.
    pub(super) fn note(&self) -> Option<String> {
        let (Origin::User(path) | Origin::Named(path)) = &self.origin else { return None };
        let count = self.findings.len();
        let findings = if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
        let path = path.display();
        let note = format!("the pack {} has {findings}, see `sidecoach pack check {path}`", self.name);
        (self.count(Severity::Error) > 0).then_some(note)
    }

    /// That there is nothing to play in it, and why.
    #[must_use]
    pub fn nothing_playable(&self) -> PackError {
        let error = self.findings.iter().find(|finding| finding.severity() == Severity::Error);
        let why = error.map_or("it has none, or every one is retired", |error| error.message.as_str()).to_owned();
        let name = match &self.origin {
            Origin::BuiltIn => self.name.clone(),
            Origin::User(path) | Origin::Named(path) => path.display().to_string(),
        };
        PackError::NothingPlayable { name, why }
    }

    pub(super) fn is_playable(&self) -> bool {
        self.pack.as_ref().is_some_and(|pack| pack.prompts.iter().any(|prompt| !prompt.retired))
    }
}

fn lines_of(bytes: &[u8], findings: &[Diagnostic]) -> Vec<usize> {
    // A text that is not UTF-8 has one finding, and no lines that could be counted.
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if findings.is_empty() {
        return Vec::new();
    }
    let lines = Lines::new(text);
    findings.iter().map(|finding| lines.position(finding.span.start).0).collect()
}
