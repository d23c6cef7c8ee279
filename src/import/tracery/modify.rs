//! Modifiers: what they make of a text, by the rules that Tracery comes with.
//!
//! Start with [`Modifier::apply`].

use std::fmt;

use super::Piece;
use crate::pack::words;

words! {
    /// A modifier that a list can be made for.
    Modifier {
        A "a", Capitalize "capitalize", CapitalizeAll "capitalizeAll", S "s", FirstS "firstS", Ed "ed", Comma "comma",
    }
}

impl Modifier {
    /// The text modified; `None` where that can't be said of what it is made of. A slot in it at whose words the
    /// modifier must change something is given to `into`.
    pub(super) fn apply(self, pieces: &[Piece], into: impl FnMut(&mut Piece)) -> Option<Vec<Piece>> {
        let mut modified = pieces.to_vec();
        match self {
            Self::A => first(&mut modified, with_article, into),
            Self::Capitalize => first(&mut modified, capitalised, into),
            Self::S => last(&mut modified, plural, into)?,
            Self::Comma => last(&mut modified, with_comma, into)?,
            Self::FirstS => first_word(&mut modified, plural, into)?,
            Self::Ed => first_word(&mut modified, past, into)?,
            Self::CapitalizeAll => every_word(&mut modified, into)?,
        }
        Some(modified)
    }
}

fn first(pieces: &mut [Piece], change: fn(&str) -> String, mut into: impl FnMut(&mut Piece)) {
    match pieces.first_mut() {
        Some(Piece::Literal(text)) => *text = change(text),
        Some(slot) => into(slot),
        None => {}
    }
}

/// A `y` alone behind a slot may stand behind a vowel or not.
fn last(pieces: &mut [Piece], change: fn(&str) -> String, mut into: impl FnMut(&mut Piece)) -> Option<()> {
    let alone = pieces.len() > 1;
    match pieces.last_mut() {
        Some(Piece::Literal(text)) if alone && text == "y" => return None,
        Some(Piece::Literal(text)) => *text = change(text),
        Some(slot) => into(slot),
        None => {}
    }
    Some(())
}

/// The first word may go on in a slot, and then nobody knows how it ends.
fn first_word(pieces: &mut [Piece], change: fn(&str) -> String, mut into: impl FnMut(&mut Piece)) -> Option<()> {
    match pieces {
        [] => {}
        [Piece::Literal(text), rest @ ..] => match text.find(' ') {
            Some(0) => return None,
            Some(end) => *text = change(&text[..end]) + &text[end..],
            None if rest.is_empty() => *text = change(text),
            None => return None,
        },
        [slot] => into(slot),
        [slot, Piece::Literal(text), ..] if text.starts_with(' ') => into(slot),
        _ => return None,
    }
    Some(())
}

fn every_word(pieces: &mut [Piece], mut into: impl FnMut(&mut Piece)) -> Option<()> {
    let mut between = true;
    for piece in pieces {
        match piece {
            Piece::Literal(text) => {
                let mut changed = String::with_capacity(text.len());
                for c in text.chars() {
                    if between {
                        changed.extend(c.to_uppercase());
                    } else {
                        changed.push(c);
                    }
                    between = c.is_whitespace();
                }
                *text = changed;
            }
            slot if between => {
                into(slot);
                between = false;
            }
            Piece::Slot { .. } => return None,
        }
    }
    Some(())
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `u` as in "unicorn" takes an `a`.
fn with_article(text: &str) -> String {
    let mut chars = text.chars().map(|c| c.to_ascii_lowercase());
    let (first, third) = (chars.next(), chars.nth(1));
    let as_in_unicorn = first == Some('u') && third == Some('i');
    let article = if first.is_some_and(is_vowel) && !as_in_unicorn { "an" } else { "a" };
    format!("{article} {text}")
}

fn plural(text: &str) -> String {
    match ends(text) {
        (before, Some('y')) if !before.is_some_and(is_vowel) => text[..text.len() - 1].to_owned() + "ies",
        (_, Some('s' | 'h' | 'x' | 'z')) => format!("{text}es"),
        _ => format!("{text}s"),
    }
}

fn past(text: &str) -> String {
    match ends(text) {
        (before, Some('y')) if !before.is_some_and(is_vowel) => text[..text.len() - 1].to_owned() + "ied",
        (_, Some('e')) => format!("{text}d"),
        _ => format!("{text}ed"),
    }
}

fn with_comma(text: &str) -> String {
    if text.ends_with([',', '.', '?', '!']) { text.to_owned() } else { format!("{text},") }
}

/// The last two characters.
fn ends(text: &str) -> (Option<char>, Option<char>) {
    let mut chars = text.chars();
    let last = chars.next_back();
    (chars.next_back(), last)
}

fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_modified() {
        let literal = |text: &str| vec![Piece::Literal(text.to_owned())];
        for (modifier, text, expected) in [
            (Modifier::A, "owl", "an owl"),
            (Modifier::A, "Fox", "a Fox"),
            (Modifier::A, "unicorn", "a unicorn"),
            (Modifier::A, "umbrella", "an umbrella"),
            (Modifier::Capitalize, "élan vital", "Élan vital"),
            (Modifier::CapitalizeAll, "the old man", "The Old Man"),
            (Modifier::S, "harpy", "harpies"),
            (Modifier::S, "ray", "rays"),
            (Modifier::S, "fox", "foxes"),
            (Modifier::S, "witch", "witches"),
            (Modifier::S, "cat", "cats"),
            (Modifier::FirstS, "man of war", "mans of war"),
            (Modifier::Ed, "carry on", "carried on"),
            (Modifier::Ed, "bake", "baked"),
            (Modifier::Ed, "play", "played"),
            (Modifier::Comma, "well", "well,"),
            (Modifier::Comma, "well!", "well!"),
        ] {
            let modified = modifier.apply(&literal(text), |_| panic!("no slot"));
            assert_eq!(modified, Some(literal(expected)), "{text}.{modifier}");
        }
    }

    #[test]
    fn where_a_slot_is_in_the_way_its_list_is_modified_or_nothing_can_be() {
        let slot = || Piece::Slot { list: 0, number: 1, at: 0, modifiers: Vec::new() };
        let text = |text: &str| Piece::Literal(text.to_owned());
        for (modifier, pieces, changes) in [
            (Modifier::A, vec![slot(), text(" cat")], Some(1)),
            (Modifier::S, vec![slot(), text(" cat")], Some(0)),
            (Modifier::S, vec![slot(), text("y")], None),
            (Modifier::S, vec![text("old "), slot()], Some(1)),
            (Modifier::Ed, vec![slot(), text(" on")], Some(1)),
            (Modifier::Ed, vec![text("re"), slot()], None),
            (Modifier::Ed, vec![slot(), text("-ish")], None),
            (Modifier::CapitalizeAll, vec![text("a "), slot(), text(" b "), slot()], Some(2)),
            (Modifier::CapitalizeAll, vec![text("a-"), slot()], None),
        ] {
            let mut count = 0;
            let modified = modifier.apply(&pieces, |_| count += 1);
            assert_eq!(modified.map(|_| count), changes, "{modifier} {pieces:?}");
        }
    }
}
