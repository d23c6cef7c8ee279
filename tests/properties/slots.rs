//! Any text has its slots, and is made of them and what is between them.

use sidecoach::pack::slots::{Part, Slot, Text};

pub fn check(bytes: &[u8]) {
    let Ok(source) = str::from_utf8(bytes) else { return };
    let (text, errors) = Text::parse_recoverable(source);
    assert_eq!(text.source(), source);
    assert_eq!(Text::parse(source).is_ok(), errors.is_empty());
    for error in &errors {
        let wrong = source.get(error.range.clone()).expect("on characters");
        assert!(wrong.contains(['{', '}']) && !error.why.is_empty(), "{error:?}");
    }
    let mut rebuilt = String::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal) => rebuilt += &literal.replace('{', "{{").replace('}', "}}"),
            Part::Slot(Slot { name, number, range }) => {
                let slot = source.get(range.clone()).expect("on characters");
                assert!(slot.starts_with('{') && slot.ends_with('}') && slot.contains(name), "{slot}");
                assert!(number >= 1 && !name.trim().is_empty());
                rebuilt += slot;
            }
        }
    }
    if errors.is_empty() {
        assert_eq!(rebuilt, source);
    }
}
