//! Prompts and their roles.
//!
//! Start with [`Prompts::read`].

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use super::feelings::Feelings;
use super::findings::shown;
use super::lists::{Lists, MAX_GROWN, Roles, tell_too_long};
use super::values::{Reader, Table, Value, is_blank};
use crate::diagnostic::{Code, Diagnostic};
use crate::feeling::read_cue;
use crate::pack::slots::{Part, Text};
use crate::pack::{CoachLine, Content, Kind, Players, Prompt, Role, Stated, Times, Weight, keys};

/// The longest text that can be played from, in characters.
const PLAYABLE: usize = 400;

/// The prime of FNV-1a for 64 bits.
const FNV_PRIME: u64 = 0x0000_0100_0000_01B3;

const ID_HELP: &str = "write a name that stays, such as id = \"late-apology\"";
const TEXT_HELP: &str = "write what the room reads, such as text = \"Two old friends meet in {place}.\"";
const ROLE_HELP: &str = "write each role as its own table, under [[prompt.role]]";
const COACH_HELP: &str = "write a text, or { text = \"Say it.\", at = \"75%\" }";

/// The prompts read so far, and what they share.
pub(super) struct Prompts<'t> {
    pub(super) lists: Lists<'t>,
    pub(super) feelings: Feelings,
    times: (Times, Stated),
    /// Every id, and where it stands first.
    ids: HashMap<Cow<'t, str>, Range<usize>>,
    /// Every text without an error, as [`skeleton`] has it and hashed by FNV-1a (Fowler, Noll, Vo), and where it stands
    /// first. Of a million texts, two share a hash by accident in one reading of 37 million.
    texts: HashMap<u64, Range<usize>>,
    /// What every hash begins with; random, so that a pack can hardly be written for two texts to share one.
    texts_basis: u64,
}

impl<'t> Prompts<'t> {
    /// No prompts yet, with room for so many; these times hold where a prompt states none.
    pub(super) fn new(lists: Lists<'t>, feelings: Feelings, times: (Times, Stated), size: usize) -> Self {
        let (ids, texts) = (HashMap::with_capacity(size), HashMap::with_capacity(size));
        Self { lists, feelings, times, ids, texts, texts_basis: RandomState::new().hash_one(size) }
    }

    /// Reads a prompt, if it has no error.
    pub(super) fn read<'f: 't>(&mut self, reader: &mut Reader<'f>, value: &Value<'_>) -> Option<Prompt> {
        let faults = reader.findings.faults();
        let table = reader.table(value, "a prompt", "write each prompt as its own table, under [[prompt]]")?;
        let damaged = reader.losses.table(table.header.start);
        if damaged {
            reader.findings.fault();
        }
        let [id, kind, text, weight, tags, content, coach, time, players, retired, role] =
            reader.keys(&table, keys::PROMPT);

        let roles = reader.list(role, "`role`", ROLE_HELP, |reader, value| reader.table(value, "a role", ROLE_HELP));
        let names = self.role_names(reader, &roles, damaged);
        let stated = role.map_or(Some(0), |value| value.get_ref().as_array().map(|array| array.len()));
        let known = Roles { names: &names, complete: !damaged && stated == Some(names.len()) };

        for (key, value, help) in [("id", id, ID_HELP), ("text", text, TEXT_HELP)] {
            if value.is_none() && !damaged {
                reader.tell_missing(&table.header, key, help);
            }
        }
        let id = id.and_then(|value| self.id(reader, value));
        let text = text.and_then(|value| self.text(reader, value, "`text`", TEXT_HELP, known, PLAYABLE));
        let kind = kind.and_then(|value| reader.word(value, "`kind`", Kind::ALL, Kind::word));
        let weight = weight.and_then(|value| reader.weight(value));
        let help = "write words in brackets, such as tags = [\"two-hander\"]";
        let tags = reader.list(tags, "`tags`", help, |reader, value| {
            reader.name(value, "a tag", help).map(|tag| tag.value.into_owned())
        });
        let help = "write words in brackets, such as content = [\"death\"]";
        let content = reader.list(content, "`content`", help, |reader, value| {
            reader.word(value, "a content word", Content::ALL, Content::word)
        });
        let coach = reader
            .list(coach, "`coach`", "write lines in brackets", |reader, value| self.coach_line(reader, value, known));
        let (times, is_said) = reader.times(time, self.times);
        let players = read_count(reader, players, &table.header, (roles.len(), damaged));
        let retired = retired.and_then(|value| reader.boolean(value, "`retired`"));
        let roles = roles.iter().map(|role| self.role(reader, role, known)).collect();

        let (id, (text, place)) = (id?, text?);
        if reader.findings.faults() != faults {
            return None;
        }
        self.tell_same_text(reader, &text, place);
        Some(Prompt {
            id,
            kind: kind.unwrap_or(Kind::Scene),
            text,
            weight: weight.unwrap_or(Weight::ONE),
            tags: each_once(tags),
            content: each_once(content),
            coach,
            times,
            stated: is_said,
            players: players?,
            retired: retired.unwrap_or(false),
            roles,
        })
    }

    fn id<'f: 't>(&mut self, reader: &mut Reader<'f>, value: &Value<'_>) -> Option<String> {
        let id = reader.name(value, "an id", ID_HELP)?;
        let owned = id.value.into_owned();
        // Most ids are written as they are, and can be remembered by their place.
        let written = &reader.text[id.span.start + 1..id.span.end - 1];
        let known = if written == owned { Cow::Borrowed(written) } else { Cow::Owned(owned.clone()) };
        match self.ids.entry(known) {
            Entry::Occupied(first) => {
                let message = format!("the id {} is used twice; the first one stays", shown(&owned));
                let finding = Diagnostic::new(Code::P006, id.span, message, "give this prompt an id of its own");
                reader.findings.add(finding.with_related(first.get().clone(), "first used here"));
                None
            }
            Entry::Vacant(place) => {
                place.insert(id.span);
                Some(owned)
            }
        }
    }

    /// A text with slots, and its place in the file. Where it can be longer than `playable`, a warning says so.
    fn text(
        &mut self,
        reader: &mut Reader<'_>,
        value: &Value<'_>,
        what: &str,
        help: &str,
        roles: Roles<'_>,
        playable: usize,
    ) -> Option<(Text, Range<usize>)> {
        let faults = reader.findings.faults();
        let read = reader.text(value, what, help);
        if reader.findings.faults() != faults {
            self.lists.use_named(value.get_ref().as_str().unwrap_or_default());
        }
        let (text, quoted) = read?;
        let longest = self.lists.longest(reader, &quoted, &text, roles);
        if longest > MAX_GROWN {
            tell_too_long(reader, &quoted, what);
        } else if longest > playable {
            let message = format!("{what} can grow to {longest} characters, too long to play from");
            let help = format!("say it in {playable} characters or fewer");
            reader.findings.tell(Code::P025, quoted.span.clone(), message, help);
        }
        Some((text, quoted.span))
    }

    fn coach_line(&mut self, reader: &mut Reader<'_>, value: &Value<'_>, roles: Roles<'_>) -> Option<CoachLine> {
        let mut at = None;
        let text = if value.get_ref().is_table() {
            let table = reader.table(value, "a coaching line", COACH_HELP)?;
            reader.check_keys(&table, &keys::COACH);
            let help = "write a share such as \"75%\" (1 to 99), or a time such as \"1m30s\"";
            if let Some(quoted) = table.get("at").and_then(|value| reader.string(value, "`at`", help)) {
                at = read_cue(&quoted.value);
                if at.is_none() {
                    let message = format!("{} is no time in a scene", shown(&quoted.value));
                    reader.findings.tell(Code::P009, quoted.span, message, help);
                }
            }
            reader.required(&table, "text", COACH_HELP)?
        } else {
            value
        };
        let (text, _) = self.text(reader, text, "a coaching line", COACH_HELP, roles, MAX_GROWN)?;
        Some(CoachLine { text, at })
    }

    /// The names of a prompt's roles, those that can be read, with their places: by name, each once.
    fn role_names<'v>(
        &mut self,
        reader: &mut Reader<'_>,
        roles: &[Table<'v>],
        damaged: bool,
    ) -> Vec<(Cow<'v, str>, Range<usize>)> {
        let mut names = Vec::with_capacity(roles.len());
        for role in roles {
            let help = "write what slots call the role, such as name = \"late-guest\"";
            let value = if damaged { role.get("name") } else { reader.required(role, "name", help) };
            let Some(name) = value.and_then(|value| reader.name(value, "a role's name", help)) else { continue };
            if let Some(list) = self.lists.of_role(&name.value) {
                let message = format!("a word list is named {}, too", shown(&name.value));
                let help = "rename the role or the list: a slot would not know which one is meant";
                let finding = Diagnostic::new(Code::P015, name.span.clone(), message, help);
                reader.findings.add(finding.with_related(list, "the word list"));
            }
            names.push((name.value, name.span));
        }
        names.sort_by(|(one, _), (other, _)| one.cmp(other));
        names.dedup_by(|(name, place), (known, first)| {
            let is_known = name == known;
            if is_known {
                let message = format!("two roles of this prompt are named {}", shown(name));
                let finding = Diagnostic::new(Code::P006, place.clone(), message, "give each role its own name");
                reader.findings.add(finding.with_related(first.clone(), "the first one"));
            }
            is_known
        });
        names
    }

    fn role(&mut self, reader: &mut Reader<'_>, table: &Table<'_>, known: Roles<'_>) -> Role {
        let [name, label, feeling, secret] = reader.keys(table, keys::ROLE);
        let name = name.and_then(|value| value.get_ref().as_str()).unwrap_or_default().to_owned();
        let help = "write a text, such as label = \"the one who is late\"";
        let label = label.and_then(|value| reader.string(value, "`label`", help));
        let help = "write feelings joined by `->`, such as feeling = \"guilt:2 -> relief @60%\"";
        let feeling = feeling.and_then(|value| reader.string(value, "`feeling`", help));
        let feeling = feeling.and_then(|quoted| self.feelings.arc(reader, &quoted));
        let help = "write what only this player reads, or leave it out";
        let secret = secret.filter(|value| value.get_ref().as_str() != Some(""));
        let secret = secret.and_then(|value| self.text(reader, value, "a secret", help, known, PLAYABLE));
        let label = label.filter(|label| !is_blank(&label.value)).map(|label| label.value.into_owned());
        Role { name, label, feeling, secret: secret.map(|(text, _)| text) }
    }

    fn tell_same_text(&mut self, reader: &mut Reader<'_>, text: &Text, place: Range<usize>) {
        let hash = skeleton(text, self.texts_basis, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME));
        match self.texts.entry(hash) {
            Entry::Occupied(first) => {
                let message = "this text is nearly the same as another prompt's";
                let finding = Diagnostic::new(Code::P022, place, message, "tell them apart, or leave one of them out");
                reader.findings.add(finding.with_related(first.get().clone(), "the other prompt"));
            }
            Entry::Vacant(free) => {
                free.insert(place);
            }
        }
    }
}

/// How many can play: as stated, or exactly the roles, or one. Every role needs a player, also when only the fewest
/// come, so neither end may be below the number of roles.
fn read_count(
    reader: &mut Reader<'_>,
    stated: Option<&Value<'_>>,
    header: &Range<usize>,
    (roles, damaged): (usize, bool),
) -> Option<Players> {
    const HELP: &str = "write \"4\", \"2-6\" or \"3+\"";
    let Ok(count) = u16::try_from(roles.max(1)) else {
        let message = format!("no cast can fill {roles} roles");
        reader.findings.tell(Code::P020, header.clone(), message, "take roles away");
        return None;
    };
    let Some(value) = stated else { return Players::new(count, Some(count)) };
    let quoted = reader.string(value, "`players`", HELP)?;
    let Some(players) = read_players(&quoted.value) else {
        let message = format!("{} is no number of players", shown(&quoted.value));
        reader.findings.tell(Code::P004, quoted.span, message, HELP);
        return None;
    };
    if players.min() < count && !damaged {
        let (fix, more) = match players.max() {
            Some(max) if max <= count => (format!("\"{count}\""), " or more"),
            Some(max) => (format!("\"{count}-{max}\""), ""),
            None => (format!("\"{count}+\""), ""),
        };
        let help = format!("write {fix}{more}, or take roles away");
        let message = format!("{} can't fill {roles} roles", counted(players.min()));
        reader.findings.add(Diagnostic::new(Code::P020, quoted.span, message, help).with_fix(Some(fix)));
    }
    Some(players)
}

fn counted(players: u16) -> String {
    if players == 1 { "1 player".to_owned() } else { format!("{players} players") }
}

/// Reads `4`, `2-6` or `3+`.
pub(crate) fn read_players(text: &str) -> Option<Players> {
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    if let Some(min) = text.strip_suffix('+') {
        Players::new(number(min)?, None)
    } else {
        let (min, max) = text.split_once('-').unwrap_or((text, text));
        Players::new(number(min)?, Some(number(max)?))
    }
}

/// Folds the bytes, in UTF-8, of a text without case, spaces, punctuation and the names of its slots.
pub(crate) fn skeleton<T>(text: &Text, start: T, add: impl Fn(T, u8) -> T + Copy) -> T {
    let fold_ascii = |byte: u8| ASCII_FOLDED.get(usize::from(byte)).copied().flatten();
    text.parts().fold(start, |folded, part| match part {
        Part::Literal(literal) if literal.is_ascii() => literal.bytes().filter_map(fold_ascii).fold(folded, add),
        Part::Literal(literal) => literal.chars().fold(folded, |folded, c| match u8::try_from(c) {
            Ok(byte) if byte.is_ascii() => fold_ascii(byte).into_iter().fold(folded, add),
            _ if is_filler(c) => folded,
            // Of the letters of other scripts, one can have several as its small form.
            _ => c.to_lowercase().to_string().bytes().fold(folded, add),
        }),
        Part::Slot(_) => add(folded, b'{'),
    })
}

/// What of each ASCII character stays in a skeleton. Most texts are made of them.
const ASCII_FOLDED: [Option<u8>; 128] = {
    let mut folded = [None; 128];
    let mut c = 0_u8;
    while c < 128 {
        if c.is_ascii_alphanumeric() {
            folded[c as usize] = Some(c.to_ascii_lowercase());
        }
        c += 1;
    }
    folded
};

fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '\u{37E}' | '\u{5BE}' | '\u{5F3}' | '\u{5F4}')
        || matches!(c, '\u{60C}' | '\u{61B}' | '\u{61F}' | '\u{964}' | '\u{965}' | '\u{2010}'..='\u{205E}')
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}')
        || matches!(c, '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}')
        || matches!(c, '\u{FF5B}'..='\u{FF65}')
}

fn each_once<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    let repeats = |at: usize| values[..at].contains(&values[at]);
    if values.len() <= FEW && !(1..values.len()).any(repeats) {
        return values;
    }
    let mut seen = BTreeSet::new();
    let mut is_first = values.iter().map(|value| seen.insert(value)).collect::<Vec<_>>().into_iter();
    values.retain(|_| is_first.next().unwrap_or_default());
    values
}

/// Of so many values, each is compared with each.
const FEW: usize = 16;
