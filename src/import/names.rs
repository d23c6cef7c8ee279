//! Names made of foreign words.
//!
//! Start with [`Names`].

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// The longest id made of a text: some words of it say enough.
const ID: usize = 40;

/// The longest name made of a word, which leaves room to tell it from others.
const NAME: usize = 48;

/// Names that are taken, each once.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Takes a name as it is, unless it is taken.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.to_owned())
    }

    /// A name for a word list or the like, made of what it is called.
    pub(super) fn of_word(&mut self, word: &str) -> String {
        let name = named(word).unwrap_or_else(|| "list".to_owned());
        self.free(&name, word)
    }

    /// An id for a prompt, made of its text, so that it stays when others come and go.
    pub(super) fn of_text(&mut self, text: &str) -> String {
        let id = Some(fold(text, ID)).filter(|id| !id.is_empty()).unwrap_or_else(|| format!("prompt-{}", digest(text)));
        self.free(&id, text)
    }

    /// The name, or one that follows from what it is made of as well.
    fn free(&mut self, name: &str, of: &str) -> String {
        let mut free = name.to_owned();
        let mut of = of.to_owned();
        while !self.take(&free) {
            free = format!("{name}-{}", digest(&of));
            of.push('+');
        }
        free
    }
}

/// A name made of a word, if it has a letter or digit that a name may have: `heroPet` becomes `hero-pet`.
pub(super) fn named(word: &str) -> Option<String> {
    let mut spaced = String::with_capacity(word.len());
    let mut after_small = false;
    for c in word.chars() {
        if after_small && c.is_uppercase() {
            spaced.push(' ');
        }
        after_small = c.is_lowercase();
        spaced.push(c);
    }
    Some(fold(&spaced, NAME)).filter(|name| !name.is_empty())
}

/// A text as words in the alphabet of names with hyphens between them, as many as fit.
fn fold(text: &str, longest: usize) -> String {
    let mut name = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
        let latin = word.chars().map(|c| latin(c).to_ascii_lowercase());
        let word: String = latin.filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() {
            continue;
        }
        if !name.is_empty() && name.len() + 1 + word.len() > longest {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word[..word.len().min(longest)]);
    }
    name
}

/// A letter without its accents, where it is one of the Latin alphabet.
fn latin(c: char) -> char {
    match c {
        'À'..='Æ' | 'à'..='æ' | 'Ā'..='ą' => 'a',
        'Ç' | 'ç' | 'Ć'..='č' => 'c',
        'Ď'..='đ' | 'Ð' | 'ð' => 'd',
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => 'e',
        'Ĝ'..='ģ' => 'g',
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => 'i',
        'Ĺ'..='ł' => 'l',
        'Ñ' | 'ñ' | 'Ń'..='ň' => 'n',
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='œ' => 'o',
        'Ŕ'..='ř' => 'r',
        'ß' | 'Ś'..='š' => 's',
        'Ţ'..='ŧ' => 't',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => 'u',
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => 'y',
        'Ź'..='ž' => 'z',
        c => c,
    }
}

/// A few characters that stand for a text.
fn digest(text: &str) -> String {
    let [a, b, c, ..] = Sha256::digest(text).0;
    format!("{a:02x}{b:02x}{c:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_what_they_name() {
        for (word, name) in [
            ("heroPet", Some("hero-pet")),
            ("Water Bodies", Some("water-bodies")),
            ("__NPC__", Some("npc")),
            ("1", Some("1")),
            ("garçon", Some("garcon")),
            ("灯台", None),
            ("", None),
        ] {
            assert_eq!(named(word).as_deref(), name, "{word}");
        }
    }

    #[test]
    fn ids_are_made_of_texts_and_stay_apart() {
        let mut names = Names::default();
        let ids = ["Don't look: the {place} is on fire!", "Don't look; the place is on fire", "灯台", "灯台?"];
        assert_eq!(
            ids.map(|text| names.of_text(text)),
            [
                "dont-look-the-place-is-on-fire",
                "dont-look-the-place-is-on-fire-c3d0e1",
                "prompt-f2df7b",
                "prompt-cf2d8e"
            ]
        );
        let long = names.of_text(&"abcdefgh ".repeat(20));
        assert_eq!(long, "abcdefgh-abcdefgh-abcdefgh-abcdefgh");
        assert_eq!(names.of_text(&"x".repeat(90)).len(), ID);
    }
}
