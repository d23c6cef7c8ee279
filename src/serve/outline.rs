//! The headers, keys and texts of a pack, found in any text however broken it is.
//!
//! Start with [`scan`]. It goes through the text once and never gives up: a string that is not closed ends with its line,
//! a bracket that is not closed ends at the next header or key. Of a text that is cut off at the cursor, [`Outline::typing`]
//! is what is being typed there.

use std::ops::Range;

/// What was found in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Outline<'t> {
    /// The text.
    pub text: &'t str,
    /// Its pieces, in order.
    pub pieces: Vec<Piece<'t>>,
    /// What the text ends within.
    pub typing: Typing,
    /// The keys that lead to its end, such as `prompt`, `role`, `feeling`.
    pub path: Vec<&'t str>,
    /// Which prompt its end is in, from 1; 0 before the first.
    pub prompt: usize,
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// What it is.
    pub sort: Sort,
    /// Its bytes: of a key or a string those without quotes, of a header those with brackets.
    pub range: Range<usize>,
    /// The keys that lead to it, its own included. Arrays are passed through.
    pub path: Vec<&'t str>,
    /// Which prompt it is in, from 1; 0 before the first.
    pub prompt: usize,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// `[words]` or `[[prompt]]`.
    Header,
    /// A key.
    Key,
    /// A string.
    Text,
}

/// What is being typed where a text ends, each with where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// Nothing that is known here: a comment, or what follows a value.
    Nothing,
    /// A header.
    Header(usize),
    /// A key.
    Key(usize),
    /// A value that is no string yet.
    Value(usize),
    /// A string, from behind its quote.
    Text(usize),
}

impl<'t> Outline<'t> {
    /// The piece at an offset.
    #[must_use]
    pub fn at(&self, offset: usize) -> Option<&Piece<'t>> {
        self.pieces.iter().find(|piece| piece.range.start <= offset && offset <= piece.range.end)
    }

    /// What a piece says.
    #[must_use]
    pub fn said(&self, piece: &Piece<'t>) -> &'t str {
        &self.text[piece.range.clone()]
    }

    /// The pieces of a sort at the end of such a path.
    pub fn all<'o>(&'o self, sort: Sort, path: &'o [&str]) -> impl Iterator<Item = &'o Piece<'t>> {
        self.pieces.iter().filter(move |piece| piece.sort == sort && piece.path == path)
    }
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Key,
    Value,
    Nothing,
}

/// An open bracket.
struct Bracket {
    is_table: bool,
    /// How many keys lead to it.
    depth: usize,
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    pieces: Vec<Piece<'t>>,
    table: Vec<&'t str>,
    path: Vec<&'t str>,
    prompt: usize,
    open: Vec<Bracket>,
    expected: Expected,
    typing: Typing,
}

/// Finds the pieces of a text.
#[must_use]
pub fn scan(text: &str) -> Outline<'_> {
    let mut scan = Scan {
        text,
        at: 0,
        pieces: Vec::new(),
        table: Vec::new(),
        path: Vec::new(),
        prompt: 0,
        open: Vec::new(),
        expected: Expected::Key,
        typing: Typing::Key(0),
    };
    while let Some(c) = scan.rest().chars().next() {
        scan.piece(c);
    }
    let Scan { pieces, path, prompt, typing, .. } = scan;
    Outline { text, pieces, typing, path, prompt }
}

impl<'t> Scan<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn piece(&mut self, c: char) {
        match (self.expected, c) {
            (_, '\n') => {
                self.at += 1;
                self.line();
            }
            (_, '#') => {
                self.at += line_end(self.rest());
                self.typing = Typing::Nothing;
                return;
            }
            (_, ']' | '}') => self.close(c == '}'),
            (_, ',') => self.comma(),
            (_, c) if c.is_whitespace() => self.at += c.len_utf8(),
            (Expected::Key, '[') if self.open.is_empty() => return self.header(),
            (Expected::Key, _) => return self.key(),
            (_, '"' | '\'') => return self.string(),
            (Expected::Value, '[' | '{') => self.open(c == '{'),
            _ => {
                let start = self.at;
                self.at +=
                    self.rest().find([',', ']', '}', '\n', '#', '"', '\'']).unwrap_or_else(|| self.rest().len()).max(1);
                self.typing = if self.expected == Expected::Value { Typing::Value(start) } else { Typing::Nothing };
                self.expected = Expected::Nothing;
                return;
            }
        }
        self.typing = match self.expected {
            Expected::Key => Typing::Key(self.at),
            Expected::Value => Typing::Value(self.at),
            Expected::Nothing => Typing::Nothing,
        };
    }

    /// Begins a line. A header closes whatever is open, a key whatever array is.
    fn line(&mut self) {
        let is_array = self.open.last().is_some_and(|bracket| !bracket.is_table);
        if is_header(self.rest()) || (is_array && is_key(self.rest())) {
            self.open.clear();
        }
        if self.open.is_empty() {
            self.path.clone_from(&self.table);
            self.expected = Expected::Key;
        } else if is_array {
            self.expected = Expected::Value;
        }
    }

    fn open(&mut self, is_table: bool) {
        self.at += 1;
        self.open.push(Bracket { is_table, depth: self.path.len() });
        self.expected = if is_table { Expected::Key } else { Expected::Value };
        if is_table && self.path == ["prompt"] {
            self.prompt += 1;
        }
    }

    fn close(&mut self, is_table: bool) {
        self.at += 1;
        if self.open.last().is_some_and(|bracket| bracket.is_table == is_table)
            && let Some(bracket) = self.open.pop()
        {
            self.path.truncate(bracket.depth);
        }
        self.expected = Expected::Nothing;
    }

    fn comma(&mut self) {
        self.at += 1;
        let Some(bracket) = self.open.last() else { return };
        self.path.truncate(bracket.depth);
        self.expected = if bracket.is_table { Expected::Key } else { Expected::Value };
    }

    fn header(&mut self) {
        let line = &self.rest()[..line_end(self.rest())];
        let line = line.split('#').next().unwrap_or_default();
        let closed = line.rfind(']').map(|end| end + 1);
        let range = self.at..self.at + closed.unwrap_or_else(|| line.trim_end().len());
        let name = line.trim_start_matches('[').split(']').next().unwrap_or_default();
        self.table = name.split('.').map(|key| key.trim().trim_matches(['"', '\''])).collect();
        self.prompt += usize::from(self.table == ["prompt"]);
        self.path.clone_from(&self.table);
        self.typing = if closed.is_some() { Typing::Nothing } else { Typing::Header(self.at) };
        self.at += line.len();
        self.expected = Expected::Nothing;
        self.push(Sort::Header, range);
    }

    /// A key up to its `=`, with those that dots join to it.
    fn key(&mut self) {
        self.path.truncate(self.open.last().map_or(self.table.len(), |bracket| bracket.depth));
        loop {
            let rest = self.rest();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let inner = &rest[usize::from(quote.is_some())..];
            let end = match quote {
                Some(quote) => inner.find([quote, '\n']).unwrap_or(inner.len()),
                None => inner.find(|c| !is_key_char(c)).unwrap_or(inner.len()),
            };
            let start = self.at + usize::from(quote.is_some());
            self.typing = Typing::Key(start);
            self.at = start + end;
            if quote.is_some_and(|quote| self.rest().starts_with(quote)) {
                self.at += 1;
            }
            self.path.push(&self.text[start..start + end]);
            self.push(Sort::Key, start..start + end);
            let gap = spaces(self.rest());
            let next = self.rest()[gap..].chars().next();
            match next {
                Some('=') => self.expected = Expected::Value,
                Some('.') => {}
                // What is no key, and no part of a line that could be one.
                Some(c) if end == 0 && !matches!(c, '\n' | ',' | ']' | '}' | '#') => {
                    self.pieces.pop();
                    self.at += gap + c.len_utf8();
                    return;
                }
                _ => return,
            }
            self.at += gap + 1;
            self.at += spaces(self.rest());
            if next == Some('=') {
                self.typing = Typing::Value(self.at);
                return;
            }
            self.typing = Typing::Key(self.at);
        }
    }

    fn string(&mut self) {
        let rest = self.rest();
        let long = ["\"\"\"", "'''"].into_iter().find(|quote| rest.starts_with(quote));
        let quote = long.unwrap_or(&rest[..1]);
        let start = self.at + quote.len();
        let body = &self.text[start..];
        let closed = closing(body, quote);
        let end = closed.unwrap_or_else(|| match long {
            Some(_) => {
                body.match_indices('\n').find(|(at, _)| is_header(&body[at + 1..])).map_or(body.len(), |it| it.0)
            }
            None => line_end(body),
        });
        self.at = start + end + closed.map_or(0, |_| quote.len());
        self.push(Sort::Text, start..start + end);
        self.expected = Expected::Nothing;
        self.typing = if closed.is_some() { Typing::Nothing } else { Typing::Text(start) };
    }

    fn push(&mut self, sort: Sort, range: Range<usize>) {
        self.pieces.push(Piece { sort, range, path: self.path.clone(), prompt: self.prompt });
    }
}

/// Where a string ends that begins behind `quote`; a short one ends on its line or not at all.
fn closing(body: &str, quote: &str) -> Option<usize> {
    let mut at = 0;
    while at < body.len() {
        let rest = &body[at..];
        if let Some(after) = rest.strip_prefix(quote) {
            // Up to two quotes can stand before the three that close.
            let more = after.bytes().take(2).take_while(|&byte| byte == quote.as_bytes()[0]).count();
            return Some(at + if quote.len() == 3 { more } else { 0 });
        }
        let c = rest.chars().next()?;
        if c == '\n' && quote.len() == 1 {
            return None;
        }
        at += c.len_utf8();
        if c == '\\' && quote.starts_with('"') {
            at += body[at..].chars().next().filter(|&c| c != '\n').map_or(0, char::len_utf8);
        }
    }
    None
}

/// The bytes before the end of the line, without the carriage return.
fn line_end(text: &str) -> usize {
    text[..text.find('\n').unwrap_or(text.len())].trim_end_matches('\r').len()
}

/// The bytes of the spaces that a text begins with.
fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// Whether a line is a header: no array of a pack has a bare word in brackets.
fn is_header(line: &str) -> bool {
    let name =
        line.trim_start_matches([' ', '\t']).strip_prefix('[').map(|name| name.strip_prefix('[').unwrap_or(name));
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether a line begins with a bare key and its `=`.
fn is_key(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let key = line.trim_start_matches(is_key_char);
    key.len() < line.len() && key.trim_start_matches([' ', '\t']).starts_with('=')
}

/// Whether a character can stand in a bare key.
#[must_use]
pub fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}
