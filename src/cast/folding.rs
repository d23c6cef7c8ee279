//! Names alike: what two spellings of one name have in common.
//!
//! Start with [`folded`].

use std::ops::RangeInclusive;

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

/// A text in Unicode's `NFKC_Casefold`: without case, without differences of width and composition, without what is not
/// seen. Texts that look alike letter by letter but are of other scripts stay apart.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut folded = fold(text);
    // What one round leaves is not always stable, such as a letter that is only decomposed once its mark is folded.
    loop {
        let again = fold(&folded);
        if again == folded {
            return folded;
        }
        folded = again;
    }
}

fn fold(text: &str) -> String {
    let decomposed: String = text.nfd().filter(|c| !is_ignorable(*c)).collect();
    let folded: String = lower(&decomposed).nfkd().collect();
    lower(&folded).chars().filter(|c| !is_ignorable(*c)).nfkc().collect()
}

fn lower(text: &str) -> String {
    UniCase::unicode(text).to_folded_case()
}

/// Unicode's `Default_Ignorable_Code_Point`.
fn is_ignorable(c: char) -> bool {
    IGNORABLE.iter().any(|range| range.contains(&c))
}

const IGNORABLE: &[RangeInclusive<char>] = &[
    '\u{AD}'..='\u{AD}',
    '\u{34F}'..='\u{34F}',
    '\u{61C}'..='\u{61C}',
    '\u{115F}'..='\u{1160}',
    '\u{17B4}'..='\u{17B5}',
    '\u{180B}'..='\u{180F}',
    '\u{200B}'..='\u{200F}',
    '\u{202A}'..='\u{202E}',
    '\u{2060}'..='\u{206F}',
    '\u{3164}'..='\u{3164}',
    '\u{FE00}'..='\u{FE0F}',
    '\u{FEFF}'..='\u{FEFF}',
    '\u{FFA0}'..='\u{FFA0}',
    '\u{FFF0}'..='\u{FFF8}',
    '\u{1BCA0}'..='\u{1BCA3}',
    '\u{1D173}'..='\u{1D17A}',
    '\u{E0000}'..='\u{E0FFF}',
];

#[cfg(test)]
mod tests {
    use super::*;

    /// From `DerivedNormalizationProps.txt` (`NFKC_CF`) and section 3.13 of the Unicode standard.
    #[test]
    fn names_are_folded_as_unicode_says() {
        for (text, expected) in [
            ("Ana", "ana"),
            ("ZOË", "zo\u{eb}"),
            ("Zoe\u{308}", "zo\u{eb}"),
            ("Stra\u{df}e", "strasse"),
            ("STRA\u{1E9E}E", "strasse"),
            ("\u{130}pek", "i\u{307}pek"),
            ("Ma\u{FB03}", "maffi"),
            ("\u{FF21}na", "ana"),
            ("A\u{AD}n\u{200D}a\u{FE0F}", "ana"),
            ("\u{1F80}", "\u{1F00}\u{3B9}"),
            ("\u{3A3}\u{3C2}", "\u{3C3}\u{3C3}"),
            ("\u{2102}", "c"),
            ("\u{13A0}\u{AB70}", "\u{13A0}\u{13A0}"),
            ("\u{3392}", "mhz"),
            ("\u{345}", "\u{3B9}"),
            ("\u{A64A}\u{1C88}", "\u{A64B}\u{A64B}"),
            ("\u{1E9B}\u{323}", "\u{1E69}"),
            ("\u{43F}", "\u{43F}"),
            ("p", "p"),
            ("", ""),
        ] {
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_folded_stays(text in "\\PC{0,20}") {
            let once = folded(&text);
            proptest::prop_assert_eq!(folded(&once), once);
        }
    }
}
