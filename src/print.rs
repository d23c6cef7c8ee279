//! The one way out: everything that is printed goes through here, and no control character of foreign origin passes.
//!
//! Start with [`Printer`]. [`clean`] makes any text fit to be shown; [`same_length`] does so without moving a byte
//! offset, for excerpts of a file.

#![expect(clippy::disallowed_methods, reason = "the one way out, as the environment wants it")]

use std::borrow::Cow;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::panic;

use serde::Serialize;

use crate::error::Error;
use crate::pack::is_forbidden;

/// The version of every `--json` shape.
const VERSION: u8 = 1;

/// Columns where nobody says how many there are.
const COLUMNS: usize = 80;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Whatever it is printed to
    Always,
    /// Not at all
    Never,
}

/// How much to say beside what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Talk {
    /// Errors alone.
    Quiet,
    /// What somebody should know.
    #[default]
    Normal,
    /// Also what is read from where.
    Verbose,
}

/// Prints data on standard output and talk on standard error.
#[derive(Debug, Clone, Copy, Default)]
pub struct Printer {
    color: Color,
    talk: Talk,
}

/// A printed object: its version comes first.
#[derive(Serialize)]
struct Versioned<'a, T> {
    version: u8,
    #[serde(flatten)]
    body: &'a T,
}

impl Printer {
    /// A printer of these habits.
    #[must_use]
    pub const fn new(color: Color, talk: Talk) -> Self {
        Self { color, talk }
    }

    /// Prints data: whole lines, each ended.
    pub fn out(&self, text: &str) -> Result<(), Error> {
        write_out(&clean(text))
    }

    /// Prints what another program may read: to the letter, unless it goes to a terminal.
    pub fn exact(&self, text: &str) -> Result<(), Error> {
        if io::stdout().is_terminal() { self.out(text) } else { write_out(text) }
    }

    /// Prints an object, its `version` first, on one line.
    pub fn json(&self, body: &impl Serialize) -> Result<(), Error> {
        write_out(&(in_json(&Versioned { version: VERSION, body })? + "\n"))
    }

    /// Sends an object to an editor, as language servers do: its length in bytes first.
    pub fn frame(&self, body: &impl Serialize) -> Result<(), Error> {
        let json = in_json(body)?;
        write_out(&format!("Content-Length: {}\r\n\r\n{json}", json.len()))
    }

    /// Prints lines that may hold colours of our own, and nothing else that steers a terminal.
    pub fn styled(&self, text: &str) -> Result<(), Error> {
        write_out(&clean_but_colors(text, self.has_color()))
    }

    /// As [`Self::styled`], on standard error.
    pub fn styled_err(&self, text: &str) {
        write_err(&clean_but_colors(text, self.has_color()));
    }

    /// Says what somebody should know, as a line on standard error, unless they asked for quiet.
    pub fn note(&self, line: &str) {
        if self.talk > Talk::Quiet {
            write_err(&(clean_line(line) + "\n"));
        }
    }

    /// Says what is read from where, if somebody asked for it.
    pub fn detail(&self, line: &str) {
        if self.talk == Talk::Verbose {
            write_err(&(clean_line(line) + "\n"));
        }
    }

    /// Says what went wrong, as a line on standard error.
    pub fn error(&self, error: &Error) {
        write_err(&format!("error: {}\n", clean_line(&error.to_string())));
    }

    /// Prints lines on standard error.
    pub fn err(&self, text: &str) {
        write_err(&clean(text));
    }

    /// Prints a line on standard error with its colours reversed, as a signal.
    pub fn reversed(&self, line: &str) {
        write_err(&format!("\u{1b}[7m {} \u{1b}[0m\n", clean_line(line)));
    }

    /// Rings the bell of the terminal that standard error leads to.
    pub fn ring(&self) {
        write_err("\u{7}");
    }

    /// Whether to use colours on standard output.
    #[must_use]
    pub fn has_color(&self) -> bool {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !set("NO_COLOR") && !is_dumb() && io::stdout().is_terminal(),
        }
    }

    /// How many rows there are, where standard output leads to a screen that can be cleared.
    #[must_use]
    pub fn rows(&self) -> Option<usize> {
        let is_screen = io::stdout().is_terminal() && !is_dumb();
        is_screen.then(crossterm::terminal::size)?.ok().map(|(_, rows)| usize::from(rows)).filter(|&rows| rows > 0)
    }

    /// Clears the screen, if there is one.
    pub fn clear(&self) -> Result<(), Error> {
        if self.rows().is_some() { write_out("\u{1b}[2J\u{1b}[H") } else { Ok(()) }
    }

    /// How many columns there are: `COLUMNS`, or the terminal's, or 80.
    #[must_use]
    pub fn columns(&self) -> usize {
        let asked = env::var("COLUMNS").ok().and_then(|columns| columns.parse::<u16>().ok());
        let terminal = || io::stdout().is_terminal().then(crossterm::terminal::size)?.ok();
        let columns = asked.or_else(|| terminal().map(|(columns, _)| columns));
        columns.filter(|&n| n > 0).map_or(COLUMNS, usize::from)
    }
}

/// Whether the terminal knows nothing but lines.
fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Lets a panic be told on standard error as everything else is.
pub fn tell_panics() {
    panic::set_hook(Box::new(|info| {
        write_err(&clean(&format!("sidecoach stopped, which is a mistake in it, not in what you did: {info}\n")));
    }));
}

/// The text fit to be shown: a tab becomes a space, a line break stays one, and any other character that
/// [`is_forbidden`] is named.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_forbidden) {
        return text.into();
    }
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    replaced(&text, |c| format!("<U+{:04X}>", u32::from(c))).into()
}

/// As [`clean`], on one line.
#[must_use]
pub fn clean_line(text: &str) -> String {
    clean(text).trim_end().replace('\n', " ")
}

/// The text fit to be shown, each byte where it was: characters that are forbidden give way to others of their length.
#[must_use]
pub fn same_length(text: &str) -> String {
    let shown = |c: char| match (c, c.len_utf8()) {
        (c, _) if !is_forbidden(c) => c,
        ('\t' | '\r', _) => ' ',
        (_, 1) => '?',
        (_, 2) => '¿',
        _ => '\u{fffd}',
    };
    text.chars().map(shown).collect()
}

/// An object on one line, its forbidden characters escaped: without line breaks, they can only stand in strings.
fn in_json(body: &impl Serialize) -> Result<String, Error> {
    let json = serde_json::to_string(body).map_err(io::Error::from).map_err(Error::Output)?;
    Ok(replaced(&json, |c| format!("\\u{:04x}", u32::from(c))))
}

/// The text with every character that is forbidden spelled some other way.
fn replaced(text: &str, spell: impl Fn(char) -> String) -> String {
    let mut shown = String::with_capacity(text.len() + 1);
    let mut rest = text;
    while let Some(at) = rest.find(is_forbidden) {
        let (before, from) = rest.split_at(at);
        shown.push_str(before);
        let mut chars = from.chars();
        shown.extend(chars.next().map(&spell));
        rest = chars.as_str();
    }
    shown + rest
}

/// As [`clean`], but colours and weights (`ESC [ … m`) stay if they are wanted, and go without a trace if not.
fn clean_but_colors(text: &str, wanted: bool) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut shown = pieces.next().map(clean).unwrap_or_default().into_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_digit() && c != ';').filter(|&end| piece[end..].starts_with('m'));
        let (style, rest) = piece.split_at(end.map_or(0, |end| end + 1));
        if wanted && !style.is_empty() {
            shown.push_str("\u{1b}[");
            shown.push_str(style);
        }
        shown.push_str(&clean(rest));
    }
    shown
}

fn write_out(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Error::Output)
}

/// Where standard error can't be written to, there is nobody to tell.
fn write_err(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_text_steers_nothing() {
        for (text, cleaned) in [
            ("plain\nlines", "plain\nlines"),
            ("a\tb\r\nc", "a b\nc"),
            ("\u{1b}[31mred\u{7f}", "<U+001B>[31mred<U+007F>"),
            ("\u{9b}31m\u{202e}x\u{2069}", "<U+009B>31m<U+202E>x<U+2069>"),
            ("👩‍👩‍👧 שלום\u{200f}", "👩‍👩‍👧 שלום\u{200f}"),
        ] {
            assert_eq!(clean(text), cleaned, "{text:?}");
        }
        assert_eq!(clean_line("two\nlines\n"), "two lines");
    }

    #[test]
    fn of_what_steers_a_terminal_colours_alone_may_stay() {
        let text = "\u{1b}[1m\u{1b}[38;5;9mred\u{1b}[0m\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}1m";
        let rest = "2J<U+001B>]0;x<U+0007><U+009B>1m";
        assert_eq!(clean_but_colors(text, true), format!("\u{1b}[1m\u{1b}[38;5;9mred\u{1b}[0m{rest}"));
        assert_eq!(clean_but_colors(text, false), format!("red{rest}"));
    }

    #[test]
    fn an_excerpt_keeps_its_offsets() {
        let text = "a\t\u{1b}\u{9b}\u{202e}é\r\n✓";
        let shown = same_length(text);
        assert_eq!(shown, "a ?¿\u{fffd}é \n✓");
        assert_eq!(shown.len(), text.len());
    }
}
