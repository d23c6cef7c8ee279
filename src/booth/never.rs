//! What the leader does not want drawn: `never.toml`, beside the settings.
//!
//! Start with [`load`]; [`add`] and [`remove`] change the file, and leave every other byte of it as it was. How a running
//! stage hears of changes is in `live`.

pub(super) mod live;

use std::fmt;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::files::{self, FileError};
use crate::deck;
use crate::diagnostic::Lines;
use crate::pack::{PromptKey, is_name};

/// The version of the file's shape.
const FORMAT: u64 = 1;

/// What a file begins with.
const HEAD: &str = "# What sidecoach never draws: prompts, and whatever has one of these tags.\nformat = 1\n";

/// What is not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// This prompt.
    Prompt(PromptKey),
    /// Whatever has this tag.
    Tag(String),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prompt(key) => key.fmt(f),
            Self::Tag(tag) => write!(f, "the tag {tag}"),
        }
    }
}

/// Something on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What.
    pub mark: Mark,
    /// The last day it holds; `None` for ever.
    pub until: Option<Date>,
}

impl Entry {
    /// Whether it still holds on a day.
    #[must_use]
    pub fn holds(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }
}

/// Why the list can't be read or changed.
#[derive(Debug, Error)]
pub enum NeverError {
    /// Something in it is wrong.
    #[error(
        "the never list can't be read: {message}, at line {line}, column {column} of {}; nothing is left out by it until \
         that is put right",
        path.display()
    )]
    Wrong {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What.
        message: String,
    },
    /// It is written in a way that can be read, but not changed here.
    #[error(
        "the never list can't be changed by sidecoach as it is written: {}; change it in an editor, or write each entry \
         under a [[never]] of its own",
        path.display()
    )]
    Odd {
        /// The file.
        path: PathBuf,
    },
    /// It can't be changed.
    #[error("the never list stays as it is: {0}")]
    File(#[from] FileError),
    /// The system refused.
    #[error("the never list can't be used ({source}): {}; allow it, or move the file away", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What is on the list; nothing, where there is no file.
pub fn load(path: &Path) -> Result<Vec<Entry>, NeverError> {
    Ok(parse(path, &text(path)?)?.into_iter().map(|(entry, _)| entry).collect())
}

/// The day it is here.
#[must_use]
pub fn today() -> Date {
    Timestamp::now().to_zoned_datetime(TimeZone::system()).date()
}

/// What of these entries a deck leaves out on a day, which is asked for only where it matters: to find out in which zone
/// this is takes longer than a draw does.
#[must_use]
pub fn on(entries: Vec<Entry>, today: impl Fn() -> Date) -> deck::Never {
    let mut never = deck::Never::default();
    for entry in entries.into_iter().filter(|entry| entry.until.is_none() || entry.holds(today())) {
        match entry.mark {
            Mark::Prompt(key) => never.prompts.insert(key),
            Mark::Tag(tag) => never.tags.insert(tag),
        };
    }
    never
}

/// Puts something on the list, for ever or until the end of a day. `false` if it is on it for that long already.
pub fn add(path: &Path, mark: &Mark, until: Option<Date>) -> Result<bool, NeverError> {
    let lasts = |entry: &Entry| entry.until.is_none_or(|last| until.is_some_and(|until| until <= last));
    change(path, mark, Some(&Entry { mark: mark.clone(), until }), |before| {
        if parse(path, before)?.iter().any(|(entry, _)| entry.mark == *mark && lasts(entry)) {
            return Ok(None);
        }
        let mut after = if before.trim().is_empty() { HEAD.to_owned() } else { without(path, before, mark)? };
        if !after.ends_with('\n') {
            after.push('\n');
        }
        let (key, value) = match mark {
            Mark::Prompt(prompt) => ("prompt", prompt.to_string()),
            Mark::Tag(tag) => ("tag", tag.clone()),
        };
        let until_line = until.map_or_else(String::new, |until| format!("until = {until}\n"));
        Ok(Some(format!("{after}\n[[never]]\n{key} = \"{value}\"\n{until_line}")))
    })
}

/// Takes something off the list. `false` if it is not on it.
pub fn remove(path: &Path, mark: &Mark) -> Result<bool, NeverError> {
    change(path, mark, None, |before| {
        let is_on = parse(path, before)?.iter().any(|(entry, _)| entry.mark == *mark);
        is_on.then(|| without(path, before, mark)).transpose()
    })
}

/// Puts what is planned in the place of the text there is, if it says what it should: what was there, but for this mark, and
/// what is new. Where the list is a link, the file it leads to is changed. Gives whether anything was.
fn change(
    path: &Path,
    mark: &Mark,
    new: Option<&Entry>,
    plan: impl Fn(&str) -> Result<Option<String>, NeverError>,
) -> Result<bool, NeverError> {
    let entries = |text: &str| parse(path, text).map(|entries| entries.into_iter().map(|(entry, _)| entry));
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    files::change(&target, |bytes| {
        let before = utf8(path, bytes.unwrap_or_default().to_vec())?;
        let Some(after) = plan(&before)? else { return Ok((None, false)) };
        let kept = entries(&before)?.filter(|entry| entry.mark != *mark);
        let meant: Vec<Entry> = kept.chain(new.cloned()).collect();
        if entries(&after).ok().is_none_or(|entries| entries.collect::<Vec<_>>() != meant) {
            return Err(NeverError::Odd { path: path.to_owned() });
        }
        Ok((Some(after.into_bytes()), true))
    })
}

fn text(path: &Path) -> Result<String, NeverError> {
    match fs::read(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(source) => Err(NeverError::Io { path: path.to_owned(), source }),
        Ok(bytes) => utf8(path, bytes),
    }
}

fn utf8(path: &Path, bytes: Vec<u8>) -> Result<String, NeverError> {
    let odd = |e| NeverError::Io { path: path.to_owned(), source: io::Error::new(io::ErrorKind::InvalidData, e) };
    String::from_utf8(bytes).map_err(odd)
}

/// The entries, each with the bytes that it takes in the text.
fn parse(path: &Path, text: &str) -> Result<Vec<(Entry, Range<usize>)>, NeverError> {
    let wrong = |at: usize, message: &str| {
        let (line, column) = Lines::new(text).position(at);
        NeverError::Wrong { path: path.to_owned(), line, column, message: message.to_owned() }
    };
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let table = DeTable::parse(text).map_err(|e| wrong(e.span().map_or(0, |span| span.start), e.message()))?;
    let format = table.get_ref().get("format").ok_or_else(|| wrong(0, "`format = 1` is missing"))?;
    match format.get_ref().as_integer().and_then(|number| number.as_str().parse::<u64>().ok()) {
        Some(FORMAT) => {}
        Some(newer) if newer > FORMAT => return Err(wrong(format.span().start, "a newer sidecoach wrote it")),
        _ => return Err(wrong(format.span().start, "`format` is not 1")),
    }
    let Some(entries) = table.get_ref().get("never") else { return Ok(Vec::new()) };
    let entries_at = entries.span().start;
    let entries = entries.get_ref().as_array().ok_or_else(|| wrong(entries_at, "`never` is no list of tables"))?;
    let entry = |value: &Spanned<DeValue<'_>>| {
        let at = value.span().start;
        let table = value.get_ref().as_table().ok_or_else(|| wrong(at, "an entry is no table"))?;
        let get = |name: &str| table.get(name).map(|value| (value.span().start, value.get_ref()));
        let mark = match (get("prompt"), get("tag")) {
            (Some((at, prompt)), None) => {
                let key = prompt.as_str().and_then(key);
                Mark::Prompt(key.ok_or_else(|| wrong(at, "`prompt` is no PACK/ID, such as \"turns/late-apology\""))?)
            }
            (None, Some((at, tag))) => {
                let tag = tag.as_str().filter(|tag| is_name(tag)).ok_or_else(|| wrong(at, "`tag` is no tag"))?;
                Mark::Tag(tag.to_owned())
            }
            _ => return Err(wrong(at, "an entry has either `prompt` or `tag`")),
        };
        let until = get("until").map(|(at, until)| {
            let date = until.as_datetime().map(ToString::to_string).and_then(|date| date.parse().ok());
            date.ok_or_else(|| wrong(at, "`until` is no date, such as 2026-11-24"))
        });
        Ok((Entry { mark, until: until.transpose()? }, at..end(value)))
    };
    entries.iter().map(entry).collect()
}

/// A prompt as people write it.
fn key(text: &str) -> Option<PromptKey> {
    let (pack, id) = text.split_once('/')?;
    (is_name(pack) && is_name(id)).then(|| PromptKey { pack: pack.to_owned(), id: id.to_owned() })
}

/// Where a value's last byte ends, whatever it holds.
fn end(value: &Spanned<DeValue<'_>>) -> usize {
    let inner = match value.get_ref() {
        DeValue::Table(table) => table.values().map(end).max(),
        DeValue::Array(array) => array.iter().map(end).max(),
        _ => None,
    };
    inner.unwrap_or(0).max(value.span().end)
}

/// The text without the entries of this mark, each with the rest of its last line and the empty line before it.
fn without(path: &Path, text: &str, mark: &Mark) -> Result<String, NeverError> {
    let mut kept = text.to_owned();
    for (_, range) in parse(path, text)?.into_iter().rev().filter(|(entry, _)| entry.mark == *mark) {
        let rest = kept[range.end..].find('\n').map_or(kept.len(), |at| range.end + at + 1);
        let start = if kept[..range.start].ends_with("\n\n") { range.start - 1 } else { range.start };
        kept.replace_range(start..rest, "");
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = jiff::civil::date(2026, 11, 24);

    fn prompt(id: &str) -> Mark {
        Mark::Prompt(PromptKey { pack: "turns".to_owned(), id: id.to_owned() })
    }

    fn tag(tag: &str) -> Mark {
        Mark::Tag(tag.to_owned())
    }

    /// A list of this text is changed: this must become of it.
    #[track_caller]
    fn check(before: &str, change: impl FnOnce(&Path) -> Result<bool, NeverError>, after: &str) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("never.toml");
        fs::write(&path, before).unwrap();
        let is_other = change(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), after);
        assert_eq!(is_other, before != after);
        assert_eq!(dir.path().read_dir().unwrap().count(), 1, "no other file is left");
    }

    const LIST: &str = "\
# mine
format = 1
colour = \"red\" # whatever that is

[[never]]
prompt = \"turns/late\" # too near
why = { who = \"me\" }

# only while Ben is here
[[never]]
tag = \"apology\"
until = 2026-11-24

[other]
x = 1
";

    #[test]
    fn a_list_is_begun_and_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/never.toml");
        assert_eq!(load(&path).unwrap(), []);
        assert!(!remove(&path, &tag("apology")).unwrap() && !path.exists());
        assert!(add(&path, &prompt("late"), None).unwrap());
        assert!(add(&path, &tag("apology"), Some(DAY)).unwrap());
        let text =
            "format = 1\n\n[[never]]\nprompt = \"turns/late\"\n\n[[never]]\ntag = \"apology\"\nuntil = 2026-11-24\n";
        assert_eq!(fs::read_to_string(&path).unwrap().split_once('\n').unwrap().1, text);
        let entries = [Entry { mark: prompt("late"), until: None }, Entry { mark: tag("apology"), until: Some(DAY) }];
        assert_eq!(load(&path).unwrap(), entries);
    }

    #[test]
    fn what_is_to_hold_for_a_day_holds_for_that_day() {
        let entries = || parse(Path::new("x"), LIST).unwrap().into_iter().map(|(entry, _)| entry).collect::<Vec<_>>();
        let (today, tomorrow) = (on(entries(), || DAY), on(entries(), || DAY.tomorrow().unwrap()));
        assert!(today.prompts.len() == 1 && today.tags.contains("apology"));
        assert!(tomorrow.prompts.len() == 1 && tomorrow.tags.is_empty());
    }

    #[test]
    fn a_change_keeps_every_other_byte() {
        let late = "\n[[never]]\nprompt = \"turns/late\" # too near\nwhy = { who = \"me\" }\n";
        let apology = "[[never]]\ntag = \"apology\"\nuntil = 2026-11-24\n";
        let new = "\n[[never]]\nprompt = \"turns/new\"\n";
        check(LIST, |path| add(path, &prompt("new"), None), &format!("{LIST}{new}"));
        check(LIST.trim_end(), |path| add(path, &prompt("new"), None), &format!("{LIST}{new}"));
        check(LIST, |path| remove(path, &prompt("late")), &LIST.replace(late, ""));
        check(LIST, |path| remove(path, &tag("apology")), &LIST.replace(apology, ""));
        check(LIST, |path| remove(path, &tag("other")), LIST);
    }

    #[test]
    fn the_longer_time_holds() {
        let until = |day: i32| Some(DAY.saturating_add(jiff::Span::new().days(day)));
        check(LIST, |path| add(path, &prompt("late"), None), LIST);
        check(LIST, |path| add(path, &prompt("late"), until(9)), LIST);
        check(LIST, |path| add(path, &tag("apology"), until(-1)), LIST);
        check(LIST, |path| add(path, &tag("apology"), until(0)), LIST);
        let apology = "[[never]]\ntag = \"apology\"\nuntil = 2026-11-24\n";
        let forever = format!("{}\n[[never]]\ntag = \"apology\"\n", LIST.replace(apology, ""));
        check(LIST, |path| add(path, &tag("apology"), None), &forever);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("never.toml");
        for (text, says) in [
            ("format = 1\n[[never]\n", "at line 2, column 9 of "),
            ("x = 1\n", "`format = 1` is missing, at line 1, column 1 of "),
            ("format = 2\n", "a newer sidecoach wrote it, at line 1, column 10 of "),
            ("format = \"1\"\n", "`format` is not 1, at line 1, column 10 of "),
            ("format = 1\nnever = 3\n", "`never` is no list of tables, at line 2, column 9 of "),
            ("format = 1\n[[never]]\n", "either `prompt` or `tag`, at line 2, column 1 of "),
            ("format = 1\n[[never]]\nprompt = \"late\"\n", "is no PACK/ID, such as \"turns/late-apology\", at line 3"),
            ("format = 1\n[[never]]\ntag = \"É\"\n", "`tag` is no tag, at line 3, column 7 of "),
            ("format = 1\n[[never]]\ntag = \"x\"\nuntil = 3\n", "`until` is no date, such as 2026-11-24, at line 4"),
        ] {
            fs::write(&path, text).unwrap();
            for message in [load(&path).unwrap_err(), add(&path, &tag("y"), None).unwrap_err()] {
                assert!(message.to_string().contains(says), "{message}");
            }
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        fs::write(&path, b"format = 1 # \xff").unwrap();
        assert!(matches!(load(&path), Err(NeverError::Io { .. })));
    }

    #[test]
    fn what_can_not_be_changed_safely_is_not_changed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("never.toml");
        let inline = "format = 1\nnever = [{ tag = \"a\" }, { tag = \"b\" }]\n";
        fs::write(&path, inline).unwrap();
        assert_eq!(load(&path).unwrap().len(), 2);
        assert!(matches!(remove(&path, &tag("a")), Err(NeverError::Odd { .. })));
        assert!(matches!(add(&path, &tag("c"), None), Err(NeverError::Odd { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), inline);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one() {
        let dir = tempfile::tempdir().unwrap();
        let (path, real) = (dir.path().join("never.toml"), dir.path().join("real.toml"));
        fs::write(&real, LIST).unwrap();
        std::os::unix::fs::symlink(&real, &path).unwrap();
        assert!(remove(&path, &prompt("late")).unwrap());
        assert!(path.is_symlink() && load(&real).unwrap().len() == 1);
    }
}
