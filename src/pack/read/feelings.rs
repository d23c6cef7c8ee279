//! A pack's own words for feelings, and the arcs written in them.
//!
//! Start with [`Feelings::read`] and [`Feelings::arc`].

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::findings::{did_you_mean, shown};
use super::values::{Quoted, Reader, Table};
use crate::diagnostic::{Code, Diagnostic};
use crate::feeling::{Aliases, ArcErrorKind, Feeling, FeelingArc};
use crate::pack::is_forbidden;

/// The aliases of a pack.
pub(super) struct Feelings {
    aliases: Aliases,
    /// Where each sound alias stands, until an arc uses it.
    unused: HashMap<String, Range<usize>>,
    /// Aliases with an error: it takes the prompts that use them.
    broken: HashSet<String>,
}

impl Feelings {
    /// Reads the table `[feelings]`.
    pub(super) fn read(reader: &mut Reader<'_>, table: Option<&Table<'_>>) -> Self {
        let mut feelings = Self { aliases: Aliases::new(), unused: HashMap::new(), broken: HashSet::new() };
        for (key, value) in table.into_iter().flat_map(|table| table.entries) {
            let alias: &str = key.get_ref();
            let own = Feeling::from_word(alias);
            let fits = is_alias(alias);
            if !fits {
                let message = format!("a word for a feeling can't be {}", shown(alias));
                let help = "write 1 to 64 characters without `:`, `@`, `->` and line breaks, no space at either end";
                reader.findings.tell(Code::P007, key.span(), message, help);
            }
            let help = "write a word of the vocabulary, such as guilt = \"remorse\"";
            let Some(word) = reader.string(value, "a feeling", help) else {
                feelings.broken.insert(alias.to_owned());
                continue;
            };
            match Feeling::from_word(&word.value) {
                None => {
                    let vocabulary = Feeling::ALL.iter().map(|feeling| feeling.word());
                    tell_unknown(reader, &word, word.span.clone(), &word.value, vocabulary);
                    feelings.broken.insert(alias.to_owned());
                }
                Some(feeling) if own.is_some_and(|own| own != feeling) => {
                    let message = format!("{} means the same in every pack", shown(alias));
                    reader.findings.tell(Code::P004, word.span, message, "choose another word of your own for it");
                }
                Some(feeling) if fits => {
                    feelings.aliases.insert(alias.to_owned(), feeling);
                    feelings.unused.insert(alias.to_owned(), key.span());
                }
                Some(_) => {}
            }
        }
        feelings
    }

    /// Reads an arc.
    pub(super) fn arc(&mut self, reader: &mut Reader<'_>, quoted: &Quoted<'_>) -> Option<FeelingArc> {
        match FeelingArc::parse(&quoted.value, &self.aliases) {
            Ok(arc) => {
                if !self.unused.is_empty() {
                    for step in arc.steps() {
                        self.unused.remove(&*step.word);
                    }
                }
                Some(arc)
            }
            Err(errors) => {
                self.unused.retain(|alias, _| !quoted.value.contains(alias.as_str()));
                for error in errors {
                    let place = reader.place(quoted, error.range);
                    match error.kind {
                        ArcErrorKind::UnknownFeeling(word) => {
                            if self.broken.contains(&word) || reader.losses.key(&format!("feelings.{word}")) {
                                reader.findings.fault();
                            } else {
                                let vocabulary = Feeling::ALL.iter().map(|feeling| feeling.word());
                                let known = vocabulary.chain(self.aliases.keys().map(String::as_str));
                                tell_unknown(reader, quoted, place, &word, known);
                            }
                        }
                        ArcErrorKind::Unreadable(why) => {
                            let help = "write feelings joined by `->`, such as `guilt:2 -> relief @60%`";
                            reader.findings.tell(Code::P011, place, why, help);
                        }
                    }
                }
                None
            }
        }
    }

    /// Hints at aliases that no arc uses.
    pub(super) fn tell_unused(&self, reader: &mut Reader<'_>) {
        for (alias, key) in &self.unused {
            let message = format!("no role feels {}", shown(alias));
            reader.findings.tell(Code::P021, key.clone(), message, "use it in a role's `feeling`, or leave it out");
        }
    }
}

/// Whether an arc can name this word: in any script, with spaces inside.
fn is_alias(word: &str) -> bool {
    (1..=64).contains(&word.chars().count())
        && word.trim() == word
        && !word.contains("->")
        && !word.contains(|c| is_forbidden(c) || matches!(c, '\n' | ':' | '@'))
}

/// Tells of an unknown feeling, at a place in a string or at all of it.
fn tell_unknown<'a>(
    reader: &mut Reader<'_>,
    quoted: &Quoted<'_>,
    place: Range<usize>,
    word: &str,
    known: impl Iterator<Item = &'a str>,
) {
    let (help, near) = did_you_mean(word, known, || {
        let words = Feeling::ALL.iter().map(|feeling| feeling.word());
        format!("write one of {}, or a word of your own from [feelings]", words.collect::<Vec<_>>().join(", "))
    });
    let fix = near.and_then(|near| reader.replacement(quoted, &place, word, near));
    let message = format!("unknown feeling {}", shown(word));
    reader.findings.add(Diagnostic::new(Code::P010, place, message, help).with_fix(fix));
}
