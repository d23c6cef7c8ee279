//! Pseudonyms in place of names.
//!
//! Start with [`Disguise::put_on`].

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::booth::store::ledger::Known;
use crate::cast::is_same_name;
use crate::cast::naming::{Case, length_of, renamed};
use crate::take::LEADER;

use super::Exported;

/// Knows every name that people of the log have or had, and what to say instead.
#[derive(Debug)]
pub struct Disguise {
    people: BTreeMap<Uuid, String>,
    /// By the first letter, in lower case; the longest first.
    names: HashMap<char, Vec<(String, String)>>,
    /// In the order in which they first judged.
    judges: Vec<String>,
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
    pub fn put_on(&self, Exported { take, origin }: &mut Exported) {
        let prompt = if take.prompt.is_some() { Case::AsWritten } else { Case::Any };
        take.text = self.hide(&take.text, prompt);
        origin.words.iter_mut().for_each(|word| word.entry = self.hide(&word.entry, prompt));
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
        renamed(text, |before, rest| self.found(before, rest, case))
    }

    /// The name that a text begins with: how long it is there, and its pseudonym.
    fn found(&self, before: Option<char>, text: &str, case: Case) -> Option<(usize, &str)> {
        let first = text.chars().flat_map(char::to_lowercase).next()?;
        let mut names = self.names.get(&first)?.iter();
        names.find_map(|(name, pseudonym)| Some((length_of(name, before, text, case)?, pseudonym.as_str())))
    }
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
