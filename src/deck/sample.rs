//! Packs for tests, made by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::feeling::{Aliases, FeelingArc};
use crate::pack::slots::{Text, Word, WordList};
use crate::pack::{Kind, Pack, Players, Prompt, Rating, Role, Stated, Times, Weight};

/// A pack of these prompts.
pub fn pack(name: &str, prompts: Vec<Prompt>) -> Pack {
    Pack {
        name: name.to_owned(),
        source: format!("source of {name}"),
        title: name.to_owned(),
        about: String::new(),
        license: None,
        authors: vec![],
        language: None,
        rating: Rating::General,
        words: BTreeMap::new(),
        prompts: prompts.into_iter().map(Arc::new).collect(),
    }
}

/// A prompt for two or more, with nothing else to say.
pub fn prompt(id: &str) -> Prompt {
    Prompt {
        id: id.to_owned(),
        kind: Kind::Scene,
        text: text(id),
        weight: Weight::ONE,
        tags: vec![],
        content: vec![],
        coach: vec![],
        times: Times::default(),
        stated: Stated { ready: true, scene: true, debrief: true },
        players: Players::new(2, None).unwrap(),
        retired: false,
        roles: vec![],
    }
}

/// A role, with an arc unless it is empty.
pub fn role(name: &str, arc: &str) -> Role {
    let feeling = (!arc.is_empty()).then(|| FeelingArc::parse(arc, &Aliases::new()).unwrap());
    Role { name: name.to_owned(), label: None, feeling, secret: None }
}

/// A word list, each word with its weight in thousandths.
pub fn list(words: &[(&str, u32)]) -> WordList {
    let word = |&(word, weight): &(&str, u32)| Word { text: text(word), weight: self::weight(weight) };
    WordList { words: words.iter().map(word).collect() }
}

/// A text.
pub fn text(source: &str) -> Text {
    Text::parse(source).unwrap()
}

/// A weight in thousandths.
pub fn weight(thousandths: u32) -> Weight {
    Weight::from_thousandths(thousandths).unwrap()
}
