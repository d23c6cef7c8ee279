//! Tracery grammars: an object whose keys are symbols, each with the texts it can become.
//!
//! Start with [`read`]. `rule` takes the texts apart, `make` makes lists for modifiers such as `.a` (`modify` says what each
//! does to a text), `prune` takes out what a pack can't hold: circles, and texts that grow too long, and `pack` makes a
//! pack of what is left.

mod make;
mod modify;
mod pack;
mod prune;
mod rule;

use std::collections::{BTreeMap, BTreeSet};

use self::modify::Modifier;
use self::rule::{Action, Section, Tag};
use super::Refused;
use super::draft::{Draft, Losses};
use super::json::{self, Json, Value};
use crate::pack::read::shown;
use crate::pack::slots::MAX_NESTING;

/// Reads a grammar. The texts of its start become prompts, the other symbols word lists.
pub(super) fn read(text: &str, start: &str, losses: &mut Losses<'_>) -> Result<Draft, Refused> {
    let Value::Table(entries) = json::parse(text)?.value() else { return Err(Refused::NoGrammar) };
    let holds: BTreeMap<&str, usize> =
        entries.iter().enumerate().map(|(n, (symbol, _))| (symbol.as_str(), n)).collect();
    let mut grammar = Grammar::default();
    let mut rules: Vec<Rule> = Vec::new();
    let mut saves: BTreeMap<String, Vec<Saved>> = BTreeMap::new();
    for (n, (symbol, json)) in entries.iter().enumerate() {
        if holds[symbol.as_str()] != n {
            losses.tell(json.at, format!("left out: the symbol `{symbol}` comes again, and the last one holds"));
            continue;
        }
        let list = grammar.list(symbol);
        for (json, text) in texts(*json, symbol, losses) {
            let (sections, open) = rule::parse(&text);
            let spot = Spot::of(json);
            for at in open {
                losses.tell(spot.place(at), "this opens and never closes; it is taken as a character of the text");
            }
            note_saves(&sections, spot, &mut saves, 0);
            rules.push((list, spot, sections));
        }
    }
    let Some(&start) = grammar.index.get(start) else {
        let others: Vec<String> = grammar.index.keys().take(5).map(|symbol| shown(symbol)).collect();
        let others = if others.is_empty() { "one that it has".to_owned() } else { others.join(", ") };
        return Err(Refused::NoStart { start: shown(start), others });
    };
    let added = grammar.add_saves(saves, &mut rules, losses);
    for (list, spot, sections) in rules.into_iter().chain(added) {
        grammar.add_word(list, spot, sections, losses);
    }
    prune::prune(&mut grammar.lists, start, losses);
    grammar.make_lists(losses);
    let unfolded = grammar.unfold(start);
    let first = unfolded[unfolded.len() - 1];
    prune::prune(&mut grammar.lists, first, losses);
    grammar.number(losses);
    Ok(grammar.draft(&unfolded, losses))
}

/// Whether JSON is a grammar: it has an origin, or a text with a symbol in it.
pub(super) fn is_likely(text: &str) -> bool {
    let Ok(Value::Table(entries)) = json::parse(text).map(Json::value) else { return false };
    let texts = |json: &Json<'_>| match json.value() {
        Value::Text(text) => vec![text],
        Value::List(list) => list.into_iter().filter_map(Json::text).collect(),
        _ => Vec::new(),
    };
    let symbols: BTreeSet<&str> = entries.iter().map(|(symbol, _)| symbol.as_str()).collect();
    let names_one = |text: &String| {
        text.contains('#')
            && rule::parse(text).0.iter().any(|section| match section {
                Section::Tag(tag) => symbols.contains(tag.symbol.as_str()),
                _ => false,
            })
    };
    entries.iter().any(|(symbol, json)| {
        let texts = texts(json);
        (symbol == "origin" && !texts.is_empty()) || texts.iter().any(names_one)
    })
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Literal(String),
    Slot {
        /// By its index.
        list: usize,
        /// Which of several different words.
        number: usize,
        /// Where it stands.
        at: usize,
        /// Those that no list has been made for yet, the first one first.
        modifiers: Vec<String>,
    },
}

/// A text of a symbol.
#[derive(Debug, Clone)]
struct Word {
    at: usize,
    pieces: Vec<Piece>,
}

/// A symbol, as a word list.
#[derive(Debug, Default)]
struct List {
    /// What the grammar calls it.
    symbol: String,
    words: Vec<Word>,
    /// An action saves a text in it, which is the same wherever it is used.
    saved: bool,
    /// Made of another list by a modifier.
    made: bool,
}

impl List {
    /// Whether it is always the same text.
    fn is_constant(&self) -> bool {
        matches!(&*self.words, [word] if word.pieces.iter().all(|piece| matches!(piece, Piece::Literal(_))))
    }
}

/// A text that an action saves.
#[derive(Debug)]
struct Saved {
    spot: Spot,
    text: String,
}

/// A grammar as lists.
#[derive(Debug, Default)]
struct Grammar {
    lists: Vec<List>,
    index: BTreeMap<String, usize>,
    made: BTreeMap<(usize, Modifier), usize>,
    words_made: usize,
    /// With which modifiers the symbols are used that actions save texts in.
    uses: BTreeMap<usize, BTreeSet<Vec<String>>>,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
struct Spot {
    at: usize,
    /// Each byte of the text is a byte of the file.
    exact: bool,
}

impl Spot {
    fn of(json: Json<'_>) -> Self {
        Self { at: json.at, exact: json.is_plain() }
    }

    /// Where a byte of the text stands, behind its quote; where the text begins, if it is written with escapes.
    fn place(self, byte: usize) -> usize {
        if self.exact { self.at + 1 + byte } else { self.at }
    }
}

/// A text taken apart, the list it belongs to and its place.
type Rule = (usize, Spot, Vec<Section>);

/// The texts of a symbol.
fn texts<'t>(json: Json<'t>, symbol: &str, losses: &mut Losses<'_>) -> Vec<(Json<'t>, String)> {
    let texts = match json.value() {
        Value::Text(text) => vec![(json, Some(text))],
        Value::List(list) => list.into_iter().map(|json| (json, json.text())).collect(),
        _ => {
            losses.tell(json.at, format!("left out: `{symbol}`, which is neither a text nor a list of texts"));
            return Vec::new();
        }
    };
    let mut fit = Vec::new();
    for (json, text) in texts {
        let Some(text) = text else {
            losses.tell(json.at, format!("left out: something of `{symbol}` that is no text"));
            continue;
        };
        if let Some(text) = losses.fit(json.at, &text) {
            fit.push((json, text));
        }
    }
    fit
}

/// Notes what the actions in a text save, also those in what they save.
fn note_saves(sections: &[Section], spot: Spot, saves: &mut BTreeMap<String, Vec<Saved>>, depth: usize) {
    let actions = sections.iter().flat_map(|section| match section {
        Section::Text(_) => &[],
        Section::Action(action) => std::slice::from_ref(action),
        Section::Tag(tag) => &*tag.actions,
    });
    for action in actions {
        if let Action::Save { at, symbol, text } = action {
            let all = saves.entry(symbol.clone()).or_default();
            // Its own place is before its text, where a text's quote is.
            let spot = if spot.exact { Spot { at: spot.place(*at) - 1, exact: true } } else { spot };
            if all.iter().all(|saved| saved.text != *text) {
                all.push(Saved { spot, text: text.clone() });
            }
            if depth < MAX_NESTING {
                note_saves(&rule::parse(text).0, spot, saves, depth + 1);
            }
        }
    }
}

impl Grammar {
    /// The list of a symbol.
    fn list(&mut self, symbol: &str) -> usize {
        if let Some(&list) = self.index.get(symbol) {
            return list;
        }
        self.index.insert(symbol.to_owned(), self.lists.len());
        self.lists.push(List { symbol: symbol.to_owned(), ..List::default() });
        self.lists.len() - 1
    }

    /// Gives each symbol that actions save texts in a list, and gives what they save as its texts.
    fn add_saves(
        &mut self,
        saves: BTreeMap<String, Vec<Saved>>,
        rules: &mut Vec<Rule>,
        losses: &mut Losses<'_>,
    ) -> Vec<Rule> {
        let mut added = Vec::new();
        for (symbol, all) in saves {
            let is_new = !self.index.contains_key(&symbol);
            let list = self.list(&symbol);
            self.lists[list].saved = true;
            if all.iter().all(|saved| saved.text == format!("#{symbol}#")) {
                continue;
            }
            if !is_new {
                rules.retain(|(of, ..)| *of != list);
                let what =
                    format!("left out: the texts of the symbol `{symbol}`, which stand aside for what is saved here");
                losses.tell(all[0].spot.place(0), what);
            }
            if all.len() > 1 {
                let what = format!(
                    "lost: what belongs together of the {} texts that `{symbol}` is saved as, the first one here; any of \
                     them is drawn",
                    all.len()
                );
                losses.tell(all[0].spot.place(0), what);
            }
            for saved in &all {
                let texts = rule::split(&saved.text, ',');
                self.lists[list].saved &= texts.len() == 1;
                let start = saved.text.as_ptr() as usize;
                for text in texts {
                    let shift = text.as_ptr() as usize - start;
                    let spot = Spot { at: saved.spot.at + if saved.spot.exact { shift } else { 0 }, ..saved.spot };
                    added.push((list, spot, rule::parse(text).0));
                }
            }
        }
        added
    }

    /// Adds a text to a list, unless it names a symbol that is not there, or only does something.
    fn add_word(&mut self, list: usize, spot: Spot, sections: Vec<Section>, losses: &mut Losses<'_>) {
        let mut pieces = Vec::new();
        for section in sections {
            match section {
                Section::Text(text) => push(&mut pieces, &text),
                Section::Action(action) => tell_pop(&action, spot, losses),
                Section::Tag(Tag { at, actions, symbol, modifiers }) => {
                    for action in &actions {
                        tell_pop(action, spot, losses);
                    }
                    if symbol.is_empty() {
                        continue;
                    }
                    let at = spot.place(at);
                    let Some(&of) = self.index.get(&symbol) else {
                        return losses.tell(at, format!("left out: a text with `#{symbol}#`, which is no symbol here"));
                    };
                    let quoted = modifiers.iter().position(|modifier| modifier == "inQuotes");
                    let (modifiers, behind) = modifiers.split_at(quoted.unwrap_or(modifiers.len()));
                    for modifier in behind.iter().skip(1) {
                        losses.tell(at, format!("lost: `.{modifier}` behind `.inQuotes`; the words stay as they are"));
                    }
                    if quoted.is_some() {
                        push(&mut pieces, "\"");
                    }
                    if self.lists[of].saved {
                        self.uses.entry(of).or_default().insert(modifiers.to_vec());
                    }
                    pieces.push(Piece::Slot { list: of, number: 1, at, modifiers: modifiers.to_vec() });
                    if quoted.is_some() {
                        push(&mut pieces, "\"");
                    }
                }
            }
        }
        let is_blank = |piece: &Piece| matches!(piece, Piece::Literal(text) if text.trim().is_empty());
        if !pieces.iter().all(is_blank) {
            self.lists[list].words.push(Word { at: spot.at, pieces });
        }
    }
}

/// Adds to a text, so that no two literals stand side by side.
fn push(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Literal(last)) => last.push_str(text),
        _ => pieces.push(Piece::Literal(text.to_owned())),
    }
}

/// Tells of an action that forgets something, which a pack can't.
fn tell_pop(action: &Action, spot: Spot, losses: &mut Losses<'_>) {
    if let Action::Pop { at, symbol } = action {
        losses.tell(spot.place(*at), format!("lost: `{symbol}` is not forgotten here, but stays as it was saved"));
    }
}
