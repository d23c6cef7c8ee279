//! Names where they stand in what people write.
//!
//! Start with [`renamed`]; [`length_of`] says whether a text begins with a name, [`longer_words`] which words may hold one.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::folding::folded;

/// Whether a name is found in another case too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// What people typed: `ben` is Ben.
    Any,
    /// What packs hold: `will` is not Will.
    AsWritten,
}

/// A text with another one in the place of whatever is found. `find` is given the character before and the rest of the
/// text, and says how many bytes of it are replaced, and by what.
pub fn renamed<'a>(text: &str, find: impl Fn(Option<char>, &str) -> Option<(usize, &'a str)>) -> String {
    let mut renamed = String::with_capacity(text.len());
    let (mut rest, mut before) = (text, None);
    while let Some(first) = rest.chars().next() {
        let found = find(before, rest);
        let length = found.map_or_else(|| first.len_utf8(), |(length, _)| length);
        renamed.push_str(found.map_or(&rest[..length], |(_, other)| other));
        before = rest[..length].chars().next_back();
        rest = &rest[length..];
    }
    renamed
}

/// How many bytes a name takes at the start of a text that follows a character, if it stands there as a word.
#[must_use]
pub fn length_of(name: &str, before: Option<char>, text: &str, case: Case) -> Option<usize> {
    let length = match case {
        Case::AsWritten => text.starts_with(name).then_some(name.len()),
        Case::Any => begins(text, name),
    }?;
    let after = text[length..].chars().next();
    let ends = [(name.chars().next(), before), (name.chars().next_back(), after)];
    ends.into_iter().all(|(own, beside)| !(joins(own) && joins(beside))).then_some(length)
}

/// The words of a text that hold a name and more, such as `Anas` and `Probenana`: those that begin with it in any case, and
/// those that hold it as it is written. Whether they mean somebody is for a reader to say.
pub fn longer_words<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(move |word| {
        let is_whole = length_of(name, None, word, Case::Any).is_some();
        !name.is_empty() && !is_whole && (begins(word, name).is_some() || word.contains(name))
    })
}

/// Whether a text holds a name as a word of its own.
#[must_use]
pub fn holds(text: &str, name: &str, case: Case) -> bool {
    let mut before = None;
    text.char_indices().any(|(at, c)| length_of(name, before.replace(c), &text[at..], case).is_some())
}

/// How much of a text is this name if it begins with it, whatever the case, the form of its letters, and the spaces in it.
fn begins(text: &str, name: &str) -> Option<usize> {
    let (first, other) = (text.chars().next()?, name.chars().next()?);
    // Most places are none where a name begins; to fold them all would take long.
    if base(first) != base(other) {
        return None;
    }
    let wanted = spelled(name);
    for (at, grapheme) in text.grapheme_indices(true) {
        let end = at + grapheme.len();
        let so_far = spelled(&text[..end]);
        if so_far == wanted {
            return Some(end);
        }
        if !wanted.starts_with(&so_far) {
            return None;
        }
    }
    None
}

/// A text folded, with one space where there are some.
fn spelled(text: &str) -> String {
    folded(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a letter is without its case, its marks and its width: whatever forms a name is written in, they begin alike.
#[must_use]
pub fn base(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    std::iter::once(letter).nfkd().flat_map(char::to_lowercase).next().unwrap_or(letter)
}

/// Whether a character makes one word with such a one beside it. Scripts without case put no spaces between words.
fn joins(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_lowercase() || c.is_uppercase() || c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_whatever_form_it_is_written() {
        for (name, text) in [
            ("José", "Jose\u{301} wept"),
            ("Jose\u{301}", "JOSÉ wept"),
            ("José", "Ｊｏｓé wept"),
            ("Γιώργος", "ΓΙΏΡΓΟΣ wept"),
            ("Mary Ann", "mary\u{A0}ann wept"),
            ("Mary Ann", "Mary   Ann wept"),
            ("Ｊｏ", "Jo wept"),
            ("Straße", "STRASSE wept"),
            ("Ana", "A\u{AD}na wept"),
            ("각", "\u{1100}\u{1161}\u{11A8} wept"),
        ] {
            let length = length_of(name, None, text, Case::Any);
            assert_eq!(length.map(|length| &text[length..]), Some(" wept"), "{name}: {text}");
        }
        for (name, text) in
            [("Jose", "Jose\u{301} wept"), ("José", "Jose wept"), ("Ana", " Ana"), ("Ana", "An"), ("Ana", "")]
        {
            assert_eq!(length_of(name, None, text, Case::Any), None, "{name}: {text}");
        }
    }

    #[test]
    fn names_are_found_inside_longer_words() {
        for (text, name, words) in [
            ("Anas turn, ANAS, Ana's", "Ana", &["Anas", "ANAS"][..]),
            ("Banana, LieblingsAna", "Ana", &["LieblingsAna"]),
            ("Anatol", "Ana", &["Anatol"]),
            ("Ana, ana-like, (ANA)", "Ana", &[]),
            ("李小龙的", "李小龙", &[]),
            ("", "Ana", &[]),
            ("x", "", &[]),
        ] {
            assert_eq!(longer_words(text, name).collect::<Vec<_>>(), words, "{text}");
            assert_eq!(
                holds(text, "Ana", Case::AsWritten),
                text.contains("Ana's") || text.starts_with("Ana,"),
                "{text}"
            );
        }
    }
}
