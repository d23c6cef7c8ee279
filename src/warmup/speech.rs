//! How a line reads aloud.
//!
//! Start with [`spoken`].

use crate::pack::is_forbidden;

/// Signs that a voice would name, or leave out, and what is read in their place.
const READ_AS: &[(&str, &str)] = &[
    ("->", " to "),
    ("\u{2192}", " to "),
    ("\u{2026}", ". "),
    ("...", ". "),
    (" \u{2013} ", ", "),
    (" - ", ", "),
    ("\u{2014}", ", "),
    ("&", " and "),
    (" / ", " or "),
    ("_", " "),
    ("*", " "),
    ("#", " "),
    ("\u{b7}", ", "),
];

/// Signs that are seen and not heard.
const SILENT: &[char] =
    &['"', '\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}', '\u{2039}', '\u{203a}', '(', ')', '[', ']'];

/// A line as a speech command is given it: one line of words and the punctuation that makes pauses, with an end.
#[must_use]
pub fn spoken(line: &str) -> String {
    let mut text: String = line.chars().filter(|c| *c == '\n' || *c == '\t' || !is_forbidden(*c)).collect();
    for (sign, read) in READ_AS {
        text = text.replace(sign, read);
    }
    text.retain(|c| !SILENT.contains(&c));
    let words: Vec<&str> = text.split_whitespace().collect();
    let words: Vec<&str> = words.iter().enumerate().map(|(n, word)| unit(words.get(n.wrapping_sub(1)), word)).collect();
    let text = settle(&words.join(" "));
    if text.ends_with(['.', '!', '?']) || text.is_empty() {
        text
    } else {
        format!("{}.", text.trim_end_matches([',', ':', ';']))
    }
}

/// A word after another: behind a number, `s` is seconds.
fn unit<'a>(before: Option<&&str>, word: &'a str) -> &'a str {
    let is_number = before.is_some_and(|before| before.bytes().all(|byte| byte.is_ascii_digit()));
    match word {
        "s" if is_number && before == Some(&"1") => "second",
        "s" if is_number => "seconds",
        "s:" if is_number && before == Some(&"1") => "second:",
        "s:" if is_number => "seconds:",
        word => word,
    }
}

/// Punctuation that stands on its own moves to the word before it; of several signs in a row the first holds.
fn settle(text: &str) -> String {
    let is_pause = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?');
    let mut settled = String::with_capacity(text.len());
    for word in text.split(' ') {
        let rest = word.trim_start_matches(is_pause);
        let pause = word.chars().next().filter(|c| is_pause(*c));
        if let Some(pause) = pause
            && rest.len() < word.len()
            && !settled.is_empty()
            && !settled.ends_with(is_pause)
        {
            settled.push(pause);
        }
        if !rest.is_empty() {
            settled.push_str(&" "[..usize::from(!settled.is_empty())]);
            let end = rest.trim_end_matches(is_pause).len();
            settled.push_str(&rest[..end]);
            settled.extend(rest[end..].chars().next());
        }
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_well_aloud() {
        for (line, aloud) in [
            ("in 5 s: relief", "in 5 seconds: relief."),
            ("in 1 s: joy, strong", "in 1 second: joy, strong."),
            ("Say it: “I only wanted the salt…”", "Say it: I only wanted the salt."),
            ("A train — late, again — and a hat.", "A train, late, again, and a hat."),
            ("shifts: dread -> excitement 2 times (not lately)", "shifts: dread to excitement 2 times not lately."),
            ("Bread & butter / jam?!", "Bread and butter or jam?"),
            ("A well-known guest. ", "A well-known guest."),
            ("Wait ... what", "Wait. what."),
            ("a\u{1b}[31m\u{202e}b\nc", "a31mb c."),
            ("It is 5 s now", "It is 5 seconds now."),
            ("3.5 metres at 20:15", "3.5 metres at 20:15."),
            ("the s of it", "the s of it."),
            ("", ""),
        ] {
            assert_eq!(spoken(line), aloud, "{line:?}");
        }
    }
}
