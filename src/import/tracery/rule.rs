//! A grammar's text taken apart: `#symbol.modifier#` and `[name:text]` in it.
//!
//! Start with [`parse`].

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Section {
    Text(String),
    Tag(Tag),
    Action(Action),
}

/// `#symbol.modifier#`, perhaps with actions before and behind the symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) at: usize,
    pub(super) actions: Vec<Action>,
    pub(super) symbol: String,
    pub(super) modifiers: Vec<String>,
}

/// What is done in passing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// `[name:text]`: what the text becomes is kept as the symbol of this name.
    Save { at: usize, symbol: String, text: String },
    /// `[name:POP]`: what was kept is forgotten.
    Pop { at: usize, symbol: String },
    /// `[#symbol#]`: the actions in a text of that symbol are done.
    Call,
}

/// Takes a text apart. What opens and never closes stays as text, and its places are given.
pub(super) fn parse(text: &str) -> (Vec<Section>, Vec<usize>) {
    let mut sections = Vec::new();
    let mut open = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at + c.len_utf8()..];
        let end = match c {
            '#' => close(rest, '#'),
            '[' => close(rest, ']'),
            _ => None,
        };
        match (c, end) {
            ('\\', _) => {
                let escaped = rest.chars().next();
                literal.extend(escaped);
                at += 1 + escaped.map_or(0, char::len_utf8);
                continue;
            }
            ('#' | '[', Some(end)) => {
                if !literal.is_empty() {
                    sections.push(Section::Text(std::mem::take(&mut literal)));
                }
                sections.push(match c {
                    '#' => Section::Tag(tag(&rest[..end], at)),
                    _ => Section::Action(action(&rest[..end], at)),
                });
                at += 1 + end + 1;
                continue;
            }
            ('#' | '[', None) => open.push(at),
            _ => {}
        }
        literal.push(c);
        at += c.len_utf8();
    }
    if !literal.is_empty() {
        sections.push(Section::Text(literal));
    }
    (sections, open)
}

/// Where something that has been opened closes, outside of brackets opened in it.
fn close(rest: &str, with: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            c if c == with && depth == 0 => return Some(at),
            '[' => depth += 1,
            ']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// The tag of this inside, whose `#` stands at `at`.
fn tag(inner: &str, at: usize) -> Tag {
    let mut actions = Vec::new();
    let mut words = String::new();
    let mut rest = inner;
    while let Some(start) = rest.find('[') {
        let Some(end) = close(&rest[start + 1..], ']') else { break };
        words.push_str(&rest[..start]);
        let place = at + 1 + (inner.len() - rest.len()) + start;
        actions.push(action(&rest[start + 1..start + 1 + end], place));
        rest = &rest[start + 1 + end + 1..];
    }
    words.push_str(rest);
    let mut parts = split(&words, '.').into_iter();
    let symbol = parts.next().unwrap_or_default().trim().to_owned();
    Tag { at, actions, symbol, modifiers: parts.map(|part| part.trim().to_owned()).collect() }
}

/// The action of this inside.
fn action(inner: &str, at: usize) -> Action {
    match inner.split_once(':') {
        Some((symbol, "POP")) => Action::Pop { at, symbol: symbol.trim().to_owned() },
        Some((symbol, text)) if !symbol.contains('#') => {
            Action::Save { at: at + 1 + symbol.len() + 1, symbol: symbol.trim().to_owned(), text: text.to_owned() }
        }
        _ => Action::Call,
    }
}

/// Splits a text where no parenthesis, bracket or `#` is open.
pub(super) fn split(text: &str, by: char) -> Vec<&str> {
    let (mut depth, mut tagged, mut start) = (0_usize, false, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '#' => tagged = !tagged,
            c if c == by && depth == 0 && !tagged => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text is made of, in short.
    fn shown(text: &str) -> String {
        let action = |action: &Action| match action {
            Action::Save { at, symbol, text } => format!("[{symbol}={text}@{at}]"),
            Action::Pop { symbol, .. } => format!("[{symbol}!]"),
            Action::Call => "[call]".to_owned(),
        };
        let (sections, open) = parse(text);
        let section = |section: &Section| match section {
            Section::Text(text) => format!("'{text}'"),
            Section::Action(it) => action(it),
            Section::Tag(tag) => {
                let actions: String = tag.actions.iter().map(action).collect();
                format!(
                    "{actions}#{}@{}",
                    [std::slice::from_ref(&tag.symbol), &tag.modifiers].concat().join("."),
                    tag.at
                )
            }
        };
        let open = open.iter().map(|at| format!("!{at}"));
        sections.iter().map(section).chain(open).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_are_taken_apart() {
        for (text, parts) in [
            ("The #animal.a.s# ran", "'The ' #animal.a.s@4 ' ran'"),
            ("#[hero:#name.capitalize#][pet:cat]story#", "[hero=#name.capitalize#@7][pet=cat@30]#story@0"),
            ("[a:b]x[a:POP]", "[a=b@3] 'x' [a!]"),
            ("#[#set#]go[b:c]#", "[call][b=c@13]#go@0"),
            ("a \\# b \\[c\\]", "'a # b [c]'"),
            ("We are #1", "'We are #1' !7"),
            ("a [b", "'a [b' !2"),
            ("a] b", "'a] b'"),
            ("##", "#@0"),
            ("#x.replace(a.b,c).s#", "#x.replace(a.b,c).s@0"),
            ("é#x#\\", "'é' #x@2"),
            ("", ""),
        ] {
            assert_eq!(shown(text), parts, "{text}");
        }
        assert_eq!(split("a,#b,c#,(d,e)", ','), ["a", "#b,c#", "(d,e)"]);
    }
}
