//! Pseudonyms in place of names.
//!
//! Start with [`Disguise::put_on`].

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::booth::store::ledger::Known;
use crate::booth::store::read::TakeRecord;
use crate::cast::is_same_name;
use crate::take::LEADER;

/// Knows every name that people of the log have or had, and what to say instead.
#[derive(Debug)]
pub struct Disguise {
    people: BTreeMap<Uuid, String>,
    /// By the first letter, in lower case; the longest first.
    names: HashMap<char, Vec<(String, String)>>,
    /// In the order in which they first judged.
    judges: Vec<String>,
}

/// Whether a name is found in another case too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// What people typed: `ben` is Ben.
    Any,
    /// What packs hold: `will` is not Will.
    AsWritten,
}

impl Disguise {
    /// One for the people that the log knows.
    #[must_use]
    pub fn new(known: Known) -> Self {
        let Known { pseudonyms, names, judges } = known;
        let mut by_first: HashMap<char, Vec<(String, String)>> = HashMap::new();
        for (person, name) in names {
            let first = name.chars().flat_map(char::to_lowercase).next();
            if let (Some(first), Some(pseudonym)) = (first, pseudonyms.get(&person)) {
                by_first.entry(first).or_default().push((name, pseudonym.clone()));
            }
        }
        for names in by_first.values_mut() {
            names.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        }
        Self { people: pseudonyms, names: by_first, judges }
    }

    /// Takes the names out of a take: of its cast and its judges, and out of whatever people wrote.
    pub fn put_on(&self, take: &mut TakeRecord) {
        let prompt = if take.prompt.is_some() { Case::AsWritten } else { Case::Any };
        take.text = self.hide(&take.text, prompt);
        take.workshop = self.hide(&take.workshop, Case::Any);
        let hide_any = |text: &mut Option<String>| *text = text.take().map(|text| self.hide(&text, Case::Any));
        hide_any(&mut take.note);
        for part in &mut take.cast {
            match part.person.and_then(|person| self.people.get(&person)) {
                Some(pseudonym) => part.player = Some(pseudonym.clone()),
                None => hide_any(&mut part.player),
            }
            for text in [&mut part.label, &mut part.secret] {
                *text = text.take().map(|text| self.hide(&text, prompt));
            }
        }
        take.moments.iter_mut().for_each(|moment| hide_any(&mut moment.label));
        for judgement in &mut take.judgements {
            judgement.by = self.judge(&judgement.by);
            hide_any(&mut judgement.note);
        }
    }

    /// What to call a judge: somebody of the cast as there, the others by their number.
    fn judge(&self, name: &str) -> String {
        if name == LEADER {
            return name.to_owned();
        }
        let mut names = self.names.values().flatten();
        if let Some((_, pseudonym)) = names.find(|(known, _)| is_same_name(known, name)) {
            return pseudonym.clone();
        }
        let number = self.judges.iter().position(|judge| judge == name).unwrap_or(self.judges.len());
        format!("J{:02}", number + 1)
    }

    /// A text with every name in it that stands as a word of its own replaced.
    fn hide(&self, text: &str, case: Case) -> String {
        let mut hidden = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let found = self.found(before, rest, case);
            let length = found.map_or_else(|| first.len_utf8(), |(length, _)| length);
            hidden.push_str(found.map_or(&rest[..length], |(_, pseudonym)| pseudonym));
            before = rest[..length].chars().next_back();
            rest = &rest[length..];
        }
        hidden
    }

    /// The name that a text begins with: how long it is there, and its pseudonym.
    fn found(&self, before: Option<char>, text: &str, case: Case) -> Option<(usize, &str)> {
        let first = text.chars().flat_map(char::to_lowercase).next()?;
        let length_of = |name: &str| {
            let length = match case {
                Case::AsWritten => text.starts_with(name).then_some(name.len()),
                Case::Any => begins(text, name),
            }?;
            let after = text[length..].chars().next();
            let ends = [(name.chars().next(), before), (name.chars().next_back(), after)];
            ends.into_iter().all(|(own, beside)| !(joins(own) && joins(beside))).then_some(length)
        };
        let mut names = self.names.get(&first)?.iter();
        names.find_map(|(name, pseudonym)| Some((length_of(name)?, pseudonym.as_str())))
    }
}

/// How much of a text is this name, whatever the case, if it begins with it.
fn begins(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars().flat_map(char::to_lowercase).peekable();
    for (at, c) in text.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        if !c.to_lowercase().all(|lower| wanted.next() == Some(lower)) {
            return None;
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

/// Whether a character makes one word with such a one beside it. Scripts without case put no spaces between words.
fn joins(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_lowercase() || c.is_uppercase() || c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_hidden_where_they_stand_as_words() {
        let people = [
            (1, "P01", "Ana"),
            (2, "P02", "Will"),
            (3, "P03", "Ana María"),
            (4, "P04", "李小龙"),
            (5, "P05", "Ana-Lena"),
        ];
        let mut known = Known::default();
        for (id, pseudonym, name) in people {
            known.pseudonyms.insert(Uuid::from_u128(id), pseudonym.to_owned());
            known.names.insert((Uuid::from_u128(id), name.to_owned()));
        }
        known.judges = vec!["leader".to_owned(), "Maya".to_owned()];
        let disguise = Disguise::new(known);
        for (text, any, as_written) in [
            ("Ana broke", "P01 broke", "P01 broke"),
            ("ana, ANA", "P01, P01", "ana, ANA"),
            ("Banana Anatol", "Banana Anatol", "Banana Anatol"),
            ("it will do", "it P02 do", "it will do"),
            ("(Ana María)", "(P03)", "(P03)"),
            ("Ana’s, Ana_2", "P01’s, P01_2", "P01’s, P01_2"),
            ("Ana-Lena", "P05", "P05"),
            ("和李小龙说", "和P04说", "和P04说"),
            ("", "", ""),
        ] {
            assert_eq!((&*disguise.hide(text, Case::Any), &*disguise.hide(text, Case::AsWritten)), (any, as_written));
        }
        assert_eq!(["leader", "will", "Maya"].map(|judge| disguise.judge(judge)), ["leader", "P02", "J02"]);
    }
}
