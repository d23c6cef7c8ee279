//! Pseudonyms in place of names.
//!
//! Start with [`Disguise::put_on`].

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::booth::store::ledger::Known;
use crate::booth::store::read::TakeRecord;
use crate::cast::is_same_name;
use crate::cast::naming::{Case, base, length_of, renamed};
use crate::take::LEADER;

use super::Exported;

/// Knows every name that people of the log have or had and that its judges go by, and what to say instead.
#[derive(Debug)]
pub struct Disguise {
    people: BTreeMap<Uuid, String>,
    /// By the base of the first letter; the longest first.
    names: HashMap<char, Vec<(String, String)>>,
    judges: BTreeMap<String, String>,
}

impl Disguise {
    /// One for the people that the log knows. A judge who is none of the players is called by a number.
    #[must_use]
    pub fn new(known: Known) -> Self {
        let Known { pseudonyms, names, judges } = known;
        let players = names.into_iter().filter_map(|(person, name)| Some((name, pseudonyms.get(&person)?.clone())));
        let players: Vec<(String, String)> = players.collect();
        let player = |judge: &String| players.iter().find(|(name, _)| is_same_name(name, judge));
        let called = |(number, judge): (u32, String)| {
            let pseudonym = player(&judge).map_or_else(|| format!("J{number:02}"), |(_, pseudonym)| pseudonym.clone());
            (judge, pseudonym)
        };
        let judges: BTreeMap<String, String> =
            (1..).zip(judges).filter(|(_, judge)| judge != LEADER).map(called).collect();
        let others: Vec<_> = judges.clone().into_iter().filter(|(judge, _)| player(judge).is_none()).collect();
        let mut by_first: HashMap<char, Vec<(String, String)>> = HashMap::new();
        for (name, pseudonym) in players.into_iter().chain(others) {
            if let Some(first) = name.chars().next().map(base) {
                by_first.entry(first).or_default().push((name, pseudonym));
            }
        }
        for names in by_first.values_mut() {
            names.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        }
        Self { people: pseudonyms, names: by_first, judges }
    }

    /// Takes the names out of a take and what it came from.
    pub fn put_on(&self, Exported { take, origin, .. }: &mut Exported) {
        let prompt = case_of(take);
        origin.words.iter_mut().for_each(|word| word.entry = self.hide(&word.entry, prompt));
        self.hide_in(take);
    }

    /// Takes the names out of a take: of its cast and its judges, and out of whatever people wrote.
    pub fn hide_in(&self, take: &mut TakeRecord) {
        let prompt = case_of(take);
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
            // Whoever is none of the judges judges as nobody in particular.
            judgement.by = self.judges.get(&judgement.by).map_or(LEADER, String::as_str).to_owned();
            hide_any(&mut judgement.note);
        }
    }

    /// A text with every name in it that stands as a word of its own replaced.
    fn hide(&self, text: &str, case: Case) -> String {
        renamed(text, |before, rest| self.found(before, rest, case))
    }

    /// The name that a text begins with: how long it is there, and its pseudonym.
    fn found(&self, before: Option<char>, text: &str, case: Case) -> Option<(usize, &str)> {
        let first = text.chars().next().map(base)?;
        let mut names = self.names.get(&first)?.iter();
        names.find_map(|(name, pseudonym)| Some((length_of(name, before, text, case)?, pseudonym.as_str())))
    }
}

/// How names are found in what was played: as they are written, in what comes from a pack.
const fn case_of(take: &TakeRecord) -> Case {
    if take.prompt.is_some() { Case::AsWritten } else { Case::Any }
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
        known.judges = ["leader", "will", "Maya", "maya"].map(str::to_owned).to_vec();
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
            ("the leader and Maya", "the leader and J03", "the leader and J03"),
            ("", "", ""),
        ] {
            assert_eq!((&*disguise.hide(text, Case::Any), &*disguise.hide(text, Case::AsWritten)), (any, as_written));
        }
        let judges = ["leader", "will", "Maya", "maya"].map(|judge| disguise.judges.get(judge).map(String::as_str));
        assert_eq!(judges, [None, Some("P02"), Some("J03"), Some("J04")]);
    }
}
