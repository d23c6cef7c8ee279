//! Reading settings: TOML text to [`Settings`] and every problem on the way.
//!
//! Start with [`read`].

use std::collections::btree_map::Entry;
use std::ops::Range;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mend::mend;
use super::{Count, Origin, Problem, Setting, Settings};
use crate::booth::packs::nearest;
use crate::cue::{is_playable, parse_duration};
use crate::diagnostic::Lines;
use crate::feeling::Aim;
use crate::learn::Level;
use crate::pack::read::shown;
use crate::pack::{Rating, is_forbidden};
use crate::ui::Room;
use crate::ui::look::Theme;

/// The longest name of a judge, in characters.
const LONGEST_NAME: usize = 64;

/// The keys by their tables; those that stand alone come first.
const KEYS: &[(&str, &[&str])] = &[
    ("", &["packs", "ratings", "time", "warn", "signals", "theme", "count", "learn", "judge", "targets", "ui"]),
    ("time", &["ready", "scene", "debrief"]),
    ("warn", &["at"]),
    ("signals", &["screen", "bell", "desktop"]),
    ("ui", &["room"]),
];

const LENGTHS: &str = "write a length of 1s to 24h, such as \"90s\", \"3m\" or \"1m30s\"";
const TARGETS: &str = "write a feeling or a shift and how many takes are wanted, such as \"remorse -> relief\" = 20";

type Item<'t> = Spanned<DeValue<'t>>;

/// Reads settings from a text. Whatever is wrong keeps its default and is told, in the order of the text.
#[must_use]
pub fn read(text: &str) -> (Settings, Vec<Problem>) {
    let (mended, faults) = mend(text);
    let mut reader = Reader { lines: Lines::new(text), problems: Vec::new() };
    for (at, message) in faults {
        let help = match message.as_str() {
            "duplicate key" => "leave one of the two out",
            _ => "write key = value on a line of its own, texts in quotes, such as theme = \"dark\"",
        };
        reader.tell(at..at, Fault::new(format!("this is not TOML: {message}"), help));
    }
    let mut settings = Settings::default();
    // What was mended can be parsed.
    if let Ok(root) = DeTable::parse(&mended) {
        reader.read(&mut settings, root.get_ref());
    }
    reader.problems.sort_by_key(|problem| problem.place);
    (settings, reader.problems)
}

/// What is wrong with a value, and what to write instead.
struct Fault {
    message: String,
    help: String,
}

impl Fault {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    fn of_type(value: &DeValue<'_>, what: &str, help: &str) -> Self {
        let found = match value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        Self::new(format!("here stands {found}, where {what} belongs"), help)
    }
}

struct Reader<'t> {
    lines: Lines<'t>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn read(&mut self, settings: &mut Settings, root: &DeTable<'_>) {
        for (key, value) in root {
            match key.get_ref().as_ref() {
                "packs" => self.list(&mut settings.packs, value, "packs = [\"turns\"]", pack),
                "ratings" => self.list(&mut settings.ratings, value, "ratings = [\"teen\"]", |value| {
                    word(value, "rating", Rating::ALL, Rating::word)
                }),
                "theme" => self.set(&mut settings.theme, value, |v| word(v, "theme", Theme::ALL, Theme::word)),
                "count" => self.set(&mut settings.count, value, |v| word(v, "way to count", Count::ALL, Count::word)),
                "learn" => self.set(&mut settings.learn, value, |v| word(v, "way to learn", Level::ALL, Level::word)),
                "judge" => self.set(&mut settings.judge, value, judge),
                "targets" => self.targets(settings, value),
                table @ ("time" | "warn" | "signals" | "ui") => {
                    let help = format!("write it as a table, under [{table}]");
                    for (key, value) in self.table(value, &help).into_iter().flatten() {
                        match (table, key.get_ref().as_ref()) {
                            ("time", "ready") => self.set(&mut settings.ready, value, length),
                            ("time", "scene") => self.set(&mut settings.scene, value, length),
                            ("time", "debrief") => self.set(&mut settings.debrief, value, length),
                            ("warn", "at") => self.set(&mut settings.warn_at, value, warning),
                            ("signals", "screen") => self.set(&mut settings.screen, value, flag),
                            ("signals", "bell") => self.set(&mut settings.bell, value, flag),
                            ("signals", "desktop") => self.set(&mut settings.desktop, value, flag),
                            ("ui", "room") => {
                                self.set(&mut settings.room, value, |v| {
                                    word(v, "view for the room", Room::ALL, Room::word)
                                });
                            }
                            (_, name) => self.unknown(table, name, key.span()),
                        }
                    }
                }
                name => self.unknown("", name, key.span()),
            }
        }
    }

    fn set<T>(&mut self, setting: &mut Setting<T>, value: &Item<'_>, read: impl Fn(&DeValue<'_>) -> Result<T, Fault>) {
        match read(value.get_ref()) {
            Ok(it) => *setting = Setting { value: it, origin: self.origin(value) },
            Err(fault) => self.tell(value.span(), fault),
        }
    }

    /// Of a list, whatever can be read.
    fn list<T>(
        &mut self,
        setting: &mut Setting<Vec<T>>,
        value: &Item<'_>,
        example: &str,
        read: impl Fn(&DeValue<'_>) -> Result<T, Fault>,
    ) {
        let DeValue::Array(items) = value.get_ref() else {
            let help = format!("write it in brackets, such as {example}");
            return self.tell(value.span(), Fault::of_type(value.get_ref(), "a list", &help));
        };
        let mut list = Vec::new();
        for item in items {
            match read(item.get_ref()) {
                Ok(it) => list.push(it),
                Err(fault) => self.tell(item.span(), fault),
            }
        }
        if !list.is_empty() || items.is_empty() {
            *setting = Setting { value: list, origin: self.origin(value) };
        }
    }

    fn targets(&mut self, settings: &mut Settings, value: &Item<'_>) {
        let Some(table) = self.table(value, "write it as a table, under [targets]") else { return };
        let mut targets = std::collections::BTreeMap::new();
        for (key, wanted) in table {
            let name = key.get_ref().as_ref();
            let Some(target) = Aim::parse(name) else {
                let help = elsewhere("targets", name).unwrap_or_else(|| TARGETS.to_owned());
                self.tell(key.span(), Fault::new(format!("{} is no feeling and no shift", shown(name)), help));
                continue;
            };
            match (count(wanted.get_ref()), targets.entry(target)) {
                (Err(fault), _) => self.tell(wanted.span(), fault),
                (Ok(_), Entry::Occupied(_)) => {
                    self.tell(
                        key.span(),
                        Fault::new(format!("{} is there twice", shown(name)), "leave one of them out"),
                    );
                }
                (Ok(wanted), Entry::Vacant(place)) => drop(place.insert(wanted)),
            }
        }
        if !targets.is_empty() {
            settings.targets = Setting { value: targets, origin: self.origin(value) };
        }
    }

    fn table<'t>(&mut self, value: &'t Item<'t>, help: &str) -> Option<&'t DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            other => {
                self.tell(value.span(), Fault::of_type(other, "a table", help));
                None
            }
        }
    }

    fn unknown(&mut self, table: &str, name: &str, span: Range<usize>) {
        let keys_of =
            |table| KEYS.iter().filter(move |(of, _)| *of == table).flat_map(|(_, keys)| keys.iter().copied());
        let help =
            elsewhere(table, name).unwrap_or_else(|| format!("the nearest is `{}`", nearest(name, keys_of(table))));
        let place = if table.is_empty() { String::new() } else { format!(" of [{table}]") };
        self.tell(span, Fault::new(format!("{} is no setting{place}", shown(name)), help));
    }

    fn origin(&self, value: &Item<'_>) -> Origin {
        Origin::File { line: self.lines.position(value.span().start).0 }
    }

    fn tell(&mut self, span: Range<usize>, Fault { message, help }: Fault) {
        self.problems.push(Problem { place: Some(self.lines.position(span.start)), message, help });
    }
}

/// Where a key belongs that stands in this table, if it is the key of another.
fn elsewhere(table: &str, name: &str) -> Option<String> {
    KEYS.iter().find(|(of, keys)| *of != table && keys.contains(&name)).map(|(of, _)| match *of {
        "" => format!("write `{name}` above the first [table]"),
        of => format!("write `{name}` under [{of}]"),
    })
}

fn string<'v>(value: &'v DeValue<'_>, what: &str, help: &str) -> Result<&'v str, Fault> {
    match value {
        DeValue::String(text) if text.contains(is_forbidden) || text.contains('\n') => Err(Fault::new(
            "this text holds a line break, a control character or a text direction override",
            "leave that character out",
        )),
        DeValue::String(text) => Ok(text),
        other => Err(Fault::of_type(other, what, help)),
    }
}

fn word<T: Copy>(value: &DeValue<'_>, what: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, Fault> {
    let words: Vec<String> = all.iter().map(|&it| format!("\"{}\"", word(it))).collect();
    let help = format!("write one of {}", words.join(", "));
    let text = string(value, &format!("a {what}"), &help)?;
    all.iter().copied().find(|&it| word(it) == text).ok_or_else(|| {
        let nearest = nearest(text, all.iter().map(|&it| word(it)));
        Fault::new(format!("{} is no {what}", shown(text)), format!("the nearest is \"{nearest}\"; {help}"))
    })
}

fn pack(value: &DeValue<'_>) -> Result<String, Fault> {
    let help = "write a pack's name or its file in quotes, such as \"turns\"";
    match string(value, "a pack's name or its file", help)? {
        "" => Err(Fault::new("a pack has no empty name", help)),
        text => Ok(text.to_owned()),
    }
}

fn judge(value: &DeValue<'_>) -> Result<String, Fault> {
    let help = format!("write a name of at most {LONGEST_NAME} characters in quotes, such as judge = \"Maya\"");
    let name = string(value, "a name", &help)?.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Fault::new(format!("{} is no name", shown(name)), help));
    }
    Ok(name.to_owned())
}

fn length(value: &DeValue<'_>) -> Result<Duration, Fault> {
    let text = string(value, "a length of time", LENGTHS)?;
    let length = parse_duration(text).filter(|&length| is_playable(length));
    length.ok_or_else(|| Fault::new(format!("{} is no such length of time", shown(text)), LENGTHS))
}

fn warning(value: &DeValue<'_>) -> Result<Option<Duration>, Fault> {
    match value {
        DeValue::String(text) if text == "off" => Ok(None),
        _ => length(value).map(Some).map_err(|fault| Fault { help: format!("{LENGTHS}; or \"off\""), ..fault }),
    }
}

fn flag(value: &DeValue<'_>) -> Result<bool, Fault> {
    match value {
        DeValue::Boolean(flag) => Ok(*flag),
        other => Err(Fault::of_type(other, "true or false", "write true or false, without quotes")),
    }
}

fn count(value: &DeValue<'_>) -> Result<u32, Fault> {
    match value {
        DeValue::Integer(number) => {
            let count = u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|&count| count > 0);
            count.ok_or_else(|| Fault::new("so many takes can't be wanted", "write a whole number from 1 up"))
        }
        other => Err(Fault::of_type(other, "a number of takes", TARGETS)),
    }
}
