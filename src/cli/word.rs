//! How words on the command line are read.
//!
//! Start with [`one_of`].

use std::ffi::OsStr;
use std::time::Duration;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use crate::booth::packs::nearest;
use crate::booth::store::roster::checked;
use crate::cast::is_same_name;
use crate::cue::{is_playable, parse_duration};
use crate::pack::read::read_players;
use crate::pack::{Players, is_forbidden, is_name};

/// The most players that can be named.
const MOST: usize = 200;

/// Reads one of a list of words, which help and shells tell; for any other it names the nearest.
pub const fn one_of<T: Copy>(all: &'static [T], word: fn(T) -> &'static str) -> OneOf<T> {
    OneOf { all, word }
}

/// One of a list of words.
#[derive(Debug, Clone, Copy)]
pub struct OneOf<T: 'static> {
    all: &'static [T],
    word: fn(T) -> &'static str,
}

impl<T: Copy + Send + Sync> TypedValueParser for OneOf<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, typed: &OsStr) -> Result<T, clap::Error> {
        let list = *self;
        let read = move |text: &str| {
            let known = list.all.iter().copied().find(|&value| (list.word)(value) == text);
            let words = list.all.iter().map(|&value| (list.word)(value));
            known.ok_or_else(|| format!("the nearest is `{}`", nearest(text, words)))
        };
        read.parse_ref(command, arg, typed)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.all.iter().map(|&value| PossibleValue::new((self.word)(value)))))
    }
}

/// Reads a name that will be shown, on one line and without the spaces around it.
pub fn shown(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        Err("it is empty".to_owned())
    } else if text.contains('\n') {
        Err("it holds a line break".to_owned())
    } else {
        harmless(text)
    }
}

/// Reads a length of time from a second up to a day.
pub fn length(text: &str) -> Result<Duration, String> {
    let length = parse_duration(text).filter(|&length| is_playable(length));
    length.ok_or_else(|| "write a length from 1s to 24h, such as 90s, 3m or 1m30s".to_owned())
}

/// Reads a length of time up to a day, or none at all.
pub fn length_or_none(text: &str) -> Result<Duration, String> {
    if parse_duration(text) == Some(Duration::ZERO) { Ok(Duration::ZERO) } else { length(text) }
}

/// Reads how many play, such as `2` or `2-4`.
pub fn size(text: &str) -> Result<Players, String> {
    read_players(text.trim()).ok_or_else(|| "write how many play, such as 2, 2-4 or 3+".to_owned())
}

/// The names of those present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

/// What some people write between names instead of commas.
const NO_COMMAS: [char; 6] = [';', '|', '/', '，', '、', '；'];

/// Reads names with commas between them, each once. What can be no name, but something else that was meant, is told so.
pub fn names(text: &str) -> Result<Names, String> {
    if size(text).is_ok() {
        return Err(format!("it takes names, not how many play: for that write --size {}", text.trim()));
    }
    if text.contains(NO_COMMAS) {
        let names = text.split(NO_COMMAS).flat_map(|part| part.split(',')).map(str::trim);
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        return Err(format!("write commas between the names: {}", spelled(&names)));
    }
    let mut names: Vec<String> = Vec::new();
    for name in text.split(',') {
        let name = checked(name).map_err(|e| e.to_string())?;
        if names.iter().any(|other| is_same_name(other, name)) {
            return Err(format!("{name} is named twice"));
        }
        names.push(name.to_owned());
    }
    if names.len() > MOST { Err(format!("at most {MOST} players can be named")) } else { Ok(Names(names)) }
}

/// Names as `--players` takes them.
pub fn spelled(names: &[&str]) -> String {
    format!("--players '{}'", names.join(", "))
}

/// Reads a content word or a tag, whatever its case.
pub fn line(text: &str) -> Result<String, String> {
    let word = text.trim().to_lowercase();
    if is_name(&word) {
        Ok(word)
    } else {
        Err("a content word or tag is up to 64 letters from a to z, digits and hyphens".to_owned())
    }
}

/// Reads the name of a pack.
pub fn pack(text: &str) -> Result<String, String> {
    if is_name(text) {
        Ok(text.to_owned())
    } else {
        Err("a pack's name is up to 64 letters from a to z, digits and hyphens".to_owned())
    }
}

/// Reads a note, which may have several lines or none.
pub fn note(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Ok(String::new()) } else { harmless(text) }
}

fn harmless(text: &str) -> Result<String, String> {
    if text.contains(is_forbidden) {
        Err("it holds a control character or a text direction override".to_owned())
    } else {
        Ok(text.to_owned())
    }
}
