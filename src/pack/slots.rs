//! Texts with `{slots}` in them: parsed, and filled.
//!
//! Start with [`Text::parse`] and [`fill`]. A slot names a role of its prompt or a word list of its pack; which of them
//! exist is checked where packs are read, so that filling can't fail.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Prompt, Weight};

/// The deepest that word lists may nest.
pub const MAX_NESTING: usize = 16;

/// How many bytes are looked at together.
pub(super) const BLOCK: usize = 16;

/// A text, parsed. Equal texts have equal sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    source: String,
    /// What of the source is not literal, in order. Most texts have nothing of that, and many packs have many texts.
    gaps: Vec<Gap>,
}

/// A slot, or braces that stand for nothing: the second of two, or one that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gap {
    range: Range<usize>,
    /// How many bytes its name has, and its number.
    slot: Option<(usize, u32)>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// Words as they stand, braces already single.
    Literal(&'a str),
    /// Something to fill in.
    Slot(Slot<'a>),
}

/// Something to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot<'a> {
    /// A role or a word list.
    pub name: &'a str,
    /// Which of several different words of that list, from 1.
    pub number: u32,
    /// Its bytes in the source, braces included.
    pub range: Range<usize>,
}

/// A brace that doesn't open or close a slot: its bytes in the text and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BraceError {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What is wrong, without a full stop.
    pub why: &'static str,
}

impl Text {
    /// Parses a text, or gives every brace that is wrong in it. `{{` and `}}` are literal braces.
    pub fn parse(source: &str) -> Result<Self, Vec<BraceError>> {
        let (text, errors) = Self::parse_recoverable(source);
        if errors.is_empty() { Ok(text) } else { Err(errors) }
    }

    /// Parses what of a text can be read, and gives every brace that is wrong in it.
    #[must_use]
    pub fn parse_recoverable(source: &str) -> (Self, Vec<BraceError>) {
        let mut errors = Vec::new();
        let mut at = 0;
        let gaps = std::iter::from_fn(|| {
            let brace = at + find_brace(&source.as_bytes()[at..])?;
            let gap = match read_brace(&source[brace..]) {
                Brace::Double => Gap { range: brace + 1..brace + 2, slot: None },
                Brace::Slot { length, name, number } => {
                    Gap { range: brace..brace + length, slot: Some((name.len(), number)) }
                }
                Brace::Wrong { length, why } => {
                    let range = brace..brace + length;
                    errors.push(BraceError { range: range.clone(), why });
                    Gap { range, slot: None }
                }
            };
            at = gap.range.end;
            Some(gap)
        });
        (Self { gaps: gaps.collect(), source: source.to_owned() }, errors)
    }

    /// The text as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its pieces, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut at = 0;
        self.gaps.iter().map(Some).chain([None]).flat_map(move |gap| {
            let end = self.source.len();
            let Range { start, end } = gap.map_or(end..end, |gap| gap.range.clone());
            let literal = &self.source[std::mem::replace(&mut at, end)..start];
            let literal = (!literal.is_empty()).then_some(Part::Literal(literal));
            [literal, gap.and_then(|gap| self.slot(gap)).map(Part::Slot)].into_iter().flatten()
        })
    }

    /// How many characters of it are literal.
    #[must_use]
    pub fn literal_length(&self) -> usize {
        let gaps = self.gaps.iter().map(|gap| self.source[gap.range.clone()].chars().count());
        self.source.chars().count() - gaps.sum::<usize>()
    }

    /// Its slots, in order.
    pub fn slots(&self) -> impl Iterator<Item = Slot<'_>> {
        self.gaps.iter().filter_map(|gap| self.slot(gap))
    }

    fn slot(&self, gap: &Gap) -> Option<Slot<'_>> {
        let (length, number) = gap.slot?;
        let start = gap.range.start + 1;
        Some(Slot { name: &self.source[start..start + length], number, range: gap.range.clone() })
    }
}

/// Where the next brace is. A processor looks at all bytes of a block at once.
fn find_brace(bytes: &[u8]) -> Option<usize> {
    let is_brace = |byte: &u8| matches!(byte, b'{' | b'}');
    let has_brace = |block: &[u8]| block.iter().fold(false, |so_far, byte| so_far | is_brace(byte));
    let start = bytes.chunks(BLOCK).take_while(|block| !has_brace(block)).count() * BLOCK;
    Some(start + bytes.get(start..)?.iter().position(is_brace)?)
}

/// What a brace begins.
enum Brace<'a> {
    Double,
    Slot { length: usize, name: &'a str, number: u32 },
    Wrong { length: usize, why: &'static str },
}

fn read_brace(text: &str) -> Brace<'_> {
    if text.starts_with("{{") || text.starts_with("}}") {
        return Brace::Double;
    }
    let Some(inner) = text.strip_prefix('{') else {
        return Brace::Wrong { length: 1, why: "this brace closes nothing" };
    };
    // A slot ends at the next brace, so that one that never closes does not swallow the next.
    let end = inner.bytes().position(|byte| matches!(byte, b'{' | b'}' | b'\n'));
    let end = end.filter(|&end| inner[end..].starts_with('}'));
    let Some(end) = end else { return Brace::Wrong { length: 1, why: "this brace is never closed" } };
    let length = end + 2;
    match read_slot(&inner[..end]) {
        Some((name, number)) => Brace::Slot { length, name, number },
        None => Brace::Wrong { length, why: "this is no slot" },
    }
}

/// Whether it names anything is for others to say, and whether there are so many words.
fn read_slot(inner: &str) -> Option<(&str, u32)> {
    let (name, number) = match inner.split_once(':') {
        Some((name, digits)) => {
            let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            (name, is_number.then(|| digits.parse().unwrap_or(u32::MAX)).filter(|&number| number >= 1)?)
        }
        None => (inner, 1),
    };
    (!name.trim().is_empty()).then_some((name, number))
}

/// A pack's word lists, by name.
pub type WordLists = BTreeMap<String, WordList>;

/// What one slot is filled from; at least one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordList {
    /// Its words, in the order of the file.
    pub words: Vec<Word>,
}

/// A word of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The text, which may have slots.
    pub text: Text,
    /// How often it is drawn, against the others.
    pub weight: Weight,
}

/// A word that filled a slot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UsedWord {
    /// The list.
    pub list: String,
    /// The word as its list writes it.
    pub entry: String,
    /// Whether no text and no coaching line uses it, but secrets alone.
    pub is_secret: bool,
}

/// A prompt's texts, filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// What the room reads.
    pub text: String,
    /// The coaching lines.
    pub coach: Vec<String>,
    /// The secret of each role, where it has one.
    pub secrets: Vec<Option<String>>,
    /// Every word that was drawn, in the order of drawing.
    pub used: Vec<UsedWord>,
}

/// Chooses one of the entries that may be taken from a list.
pub type Pick<'a> = &'a mut dyn FnMut(&str, &WordList, &[usize]) -> usize;

/// Fills a prompt's text, coaching lines and secrets. The same slot gives the same word everywhere; differently numbered
/// slots of a list give different words; a list is only drawn from where a text reaches it.
pub fn fill(prompt: &Prompt, words: &WordLists, pick: Pick<'_>) -> Filled {
    let (chosen, used) = (BTreeMap::new(), Vec::new());
    let mut filling = Filling { prompt, words, pick, chosen, used, is_secret: false };
    let text = filling.text(&prompt.text);
    let coach = prompt.coach.iter().map(|line| filling.text(&line.text)).collect();
    // Last, so that a word which a text uses too is not drawn here.
    filling.is_secret = true;
    let secrets = prompt.roles.iter().map(|role| role.secret.as_ref().map(|secret| filling.text(secret))).collect();
    Filled { text, coach, secrets, used: filling.used }
}

struct Filling<'a> {
    prompt: &'a Prompt,
    words: &'a WordLists,
    pick: Pick<'a>,
    chosen: BTreeMap<(&'a str, u32), usize>,
    used: Vec<UsedWord>,
    is_secret: bool,
}

impl<'a> Filling<'a> {
    fn text(&mut self, text: &'a Text) -> String {
        let mut out = String::new();
        self.append(text, &mut out, 0);
        out
    }

    fn append(&mut self, text: &'a Text, out: &mut String, depth: usize) {
        for part in text.parts() {
            match part {
                Part::Literal(literal) => out.push_str(literal),
                Part::Slot(Slot { name, number, .. }) => {
                    if let Some(role) = self.prompt.roles.iter().find(|role| role.name == name) {
                        let spoken = role.spoken();
                        out.push_str(&if out.is_empty() { capitalised(&spoken) } else { spoken });
                    } else if depth < MAX_NESTING
                        && let Some((list, words)) = self.words.get_key_value(name)
                    {
                        let entry = self.choose(list, words, number);
                        self.append(&words.words[entry].text, out, depth + 1);
                    }
                }
            }
        }
    }

    fn choose(&mut self, list: &'a str, words: &'a WordList, number: u32) -> usize {
        if let Some(&entry) = self.chosen.get(&(list, number)) {
            return entry;
        }
        let source = |entry: usize| words.words[entry].text.source();
        let taken: Vec<&str> =
            self.chosen.range((list, 0)..=(list, u32::MAX)).map(|(_, &entry)| source(entry)).collect();
        let free: Vec<usize> = (0..words.words.len()).filter(|&entry| !taken.contains(&source(entry))).collect();
        let entry = (self.pick)(list, words, &free);
        self.chosen.insert((list, number), entry);
        let entry_text = source(entry).to_owned();
        self.used.push(UsedWord { list: list.to_owned(), entry: entry_text, is_secret: self.is_secret });
        entry
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{CoachLine, Kind, Players, Role, Stated, Times};

    #[test]
    fn texts_parse_or_say_every_wrong_brace() {
        let text = Text::parse("The {guest} brings {{{thing:2}}}.").expect("a text");
        let slots = text.slots().map(|Slot { name, number, range }| (name, number, &text.source()[range]));
        assert_eq!(slots.collect::<Vec<_>>(), [("guest", 1, "{guest}"), ("thing", 2, "{thing:2}")]);
        for (source, wrong) in [
            ("a } b", vec!["}"]),
            ("a {b", vec!["{"]),
            ("{a {b}", vec!["{"]),
            ("{} {a:0} { } {a:} {:2}", vec!["{}", "{a:0}", "{ }", "{a:}", "{:2}"]),
            ("{a:x} {a:-1}", vec!["{a:x}", "{a:-1}"]),
        ] {
            let errors = Text::parse(source).expect_err(source);
            assert_eq!(errors.iter().map(|error| &source[error.range.clone()]).collect::<Vec<_>>(), wrong, "{source}");
        }
    }

    fn parsed(source: &str) -> Text {
        Text::parse(source).expect(source)
    }

    /// Fills a prompt's text and one coaching line, always with the last entry that may be taken.
    fn filled(text: &str, line: &str) -> Filled {
        let list = |words: &[&str]| WordList {
            words: words.iter().map(|word| Word { text: parsed(word), weight: Weight::ONE }).collect(),
        };
        let words = WordLists::from([
            ("place".to_owned(), list(&["a mill", "a pier", "a pier"])),
            ("thing".to_owned(), list(&["a hat", "a letter from {kin}, found in {place}"])),
            ("kin".to_owned(), list(&["an aunt", "the {late-guest}'s twin"])),
        ]);
        let role = |name: &str, secret: Option<&str>| Role {
            name: name.to_owned(),
            label: None,
            feeling: None,
            secret: secret.map(parsed),
        };
        let prompt = Prompt {
            id: "p".to_owned(),
            kind: Kind::Scene,
            text: parsed(text),
            weight: Weight::ONE,
            tags: Vec::new(),
            content: Vec::new(),
            coach: vec![CoachLine { text: parsed(line), at: None }],
            times: Times::default(),
            stated: Stated { ready: true, scene: true, debrief: true },
            players: Players::new(2, None).expect("a range"),
            retired: false,
            roles: vec![role("late-guest", None), role("host", Some("You own {place}."))],
        };
        fill(&prompt, &words, &mut |_, _, free| free[free.len() - 1])
    }

    #[test]
    fn texts_are_filled() {
        for (text, expected) in [
            ("In {place}, and again in {place:1}.", "In a pier, and again in a pier."),
            ("From {place} to {place:2}.", "From a pier to a mill."),
            ("{late-guest} and {host} meet.", "Late guest and host meet."),
            ("The {late-guest} waits.", "The late guest waits."),
            ("Bring {thing}.", "Bring a letter from the late guest's twin, found in a pier."),
            ("{{{host}}} is {{host}}", "{host} is {host}"),
            ("{kin}", "the late guest's twin"),
            ("", ""),
        ] {
            assert_eq!(filled(text, "").text, expected);
        }
    }

    #[test]
    fn the_same_slot_is_the_same_word_in_every_text() {
        let filled = filled("Carry {thing}.", "Look: {place}, {place:2}.");
        assert_eq!(filled.coach, ["Look: a pier, a mill."]);
        assert_eq!(filled.secrets, [None, Some("You own a pier.".to_owned())]);
        let used: Vec<_> = filled.used.iter().map(|used| (used.list.as_str(), used.entry.as_str())).collect();
        assert_eq!(
            used,
            [
                ("thing", "a letter from {kin}, found in {place}"),
                ("kin", "the {late-guest}'s twin"),
                ("place", "a pier"),
                ("place", "a mill"),
            ]
        );
    }

    #[test]
    fn a_word_is_secret_that_secrets_alone_use() {
        for (text, line, secret) in [
            ("They meet.", "Wait.", true),
            ("They meet in {place}.", "Wait.", false),
            ("They meet.", "Look: {place}.", false),
            // What a word of the text needs is the text's.
            ("Bring {thing}.", "Wait.", false),
            // It says the same, but is another word.
            ("They meet on a pier.", "Wait.", true),
        ] {
            let filled = filled(text, line);
            let place = filled.used.iter().find(|used| used.list == "place").expect("a place");
            assert_eq!((place.entry.as_str(), place.is_secret), ("a pier", secret), "{text} {line}");
        }
    }

    #[test]
    fn a_list_that_no_text_reaches_is_not_drawn_from() {
        assert_eq!(filled("They meet.", "Wait.").used.len(), 1);
    }
}
