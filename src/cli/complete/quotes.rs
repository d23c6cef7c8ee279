//! Words as a shell would read them.
//!
//! Start with [`removed`].

use std::ffi::{OsStr, OsString};

/// The word without its quotes, the last of which may be missing.
pub fn removed(word: &OsStr) -> OsString {
    let Some(typed) = word.to_str() else { return word.to_owned() };
    let mut plain = String::new();
    let mut inside = None;
    let mut chars = typed.chars().peekable();
    while let Some(c) = chars.next() {
        match (inside, c) {
            (None, '\'' | '"') => inside = Some(c),
            (Some(quote), c) if c == quote => inside = None,
            (None, '\\') => plain.extend(chars.next()),
            (Some('"'), '\\') => plain.push(chars.next_if(|next| "\"\\$`".contains(*next)).unwrap_or(c)),
            (_, c) => plain.push(c),
        }
    }
    plain.into()
}

/// The word as PowerShell would read it back, which takes a candidate for what is typed.
pub fn for_powershell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/\\._-+=:~".contains(c);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_what_they_kept_are_undone() {
        let words = [
            ("turns", "turns"),
            (r"Ben\ K", "Ben K"),
            ("'Ben K", "Ben K"),
            ("\"Ana, Be", "Ana, Be"),
            ("Ben' 'K", "Ben K"),
            (r#""a\"b\c""#, r#"a"b\c"#),
            ("\\", ""),
        ];
        for (typed, plain) in words {
            assert_eq!(removed(OsStr::new(typed)), plain, "{typed}");
        }
    }

    #[test]
    fn powershell_gets_quotes_where_it_needs_them() {
        for (word, typed) in [("turns/late", "turns/late"), ("Ben K.", "'Ben K.'"), ("O'$(x)", "'O''$(x)'")] {
            assert_eq!(for_powershell(word), typed);
        }
    }
}
