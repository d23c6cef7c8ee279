//! Tracery grammars: an object whose keys are symbols, each with the texts it can become.
//!
//! Start with [`read`]. `rule` takes the texts apart, `modify` makes lists for modifiers such as `.a`, `prune` takes out
//! what a pack can't hold: circles, and texts that grow too long.

mod modify;
mod prune;
mod rule;

use std::collections::{BTreeMap, BTreeSet};

use self::modify::Modifier;
use self::rule::{Action, Section, Tag};
use super::Refused;
use super::draft::{Draft, Losses, PromptDraft, Prompts, WordDraft, escaped};
use super::json::{self, Json, Value};
use super::names::Names;
use crate::pack::Weight;
use crate::pack::read::shown;
use crate::pack::slots::MAX_NESTING;

/// The most words that modifiers may add.
const MAX_MADE: usize = 200_000;

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
            if all.iter().all(|saved| saved.text != *text) {
                // Its own place is before its text, where a text's quote is.
                let spot = if spot.exact { Spot { at: spot.place(*at) - 1, exact: true } } else { spot };
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

    /// Makes the lists that modifiers ask for, those of lists first in which none is open any more. There must be no
    /// circles.
    fn make_lists(&mut self, losses: &mut Losses<'_>) {
        loop {
            let blocked = self.blocked();
            let ready = |piece: &Piece| match piece {
                Piece::Slot { list, modifiers, .. } => !modifiers.is_empty() && !blocked[*list],
                Piece::Literal(_) => false,
            };
            if !self.each_slot(ready, |grammar, of, at, modifiers| grammar.modified_by(of, at, modifiers, losses)) {
                break;
            }
        }
    }

    /// Gives each slot for which `ready` holds the list that `of` says, which settles its modifiers. Whether there was one.
    fn each_slot(
        &mut self,
        ready: impl Fn(&Piece) -> bool,
        mut of: impl FnMut(&mut Self, usize, usize, &[String]) -> usize,
    ) -> bool {
        let mut found = false;
        for list in 0..self.lists.len() {
            for word in 0..self.lists[list].words.len() {
                for piece in 0..self.lists[list].words[word].pieces.len() {
                    let it = &self.lists[list].words[word].pieces[piece];
                    if let Piece::Slot { list: from, number, at, modifiers } = it
                        && ready(it)
                    {
                        let (from, number, at, modifiers) = (*from, *number, *at, modifiers.clone());
                        let made = of(self, from, at, &modifiers);
                        let slot = Piece::Slot { list: made, number, at, modifiers: Vec::new() };
                        self.lists[list].words[word].pieces[piece] = slot;
                        found = true;
                    }
                }
            }
        }
        found
    }

    /// For each list whether it or one that it reaches has a slot with open modifiers.
    fn blocked(&self) -> Vec<bool> {
        let mut parents = vec![Vec::new(); self.lists.len()];
        let mut blocked = vec![false; self.lists.len()];
        let mut open = Vec::new();
        for (n, list) in self.lists.iter().enumerate() {
            for piece in list.words.iter().flat_map(|word| &word.pieces) {
                if let Piece::Slot { list, modifiers, .. } = piece {
                    parents[*list].push(n);
                    if !modifiers.is_empty() {
                        open.push(n);
                    }
                }
            }
        }
        while let Some(list) = open.pop() {
            if !std::mem::replace(&mut blocked[list], true) {
                open.extend(&parents[list]);
            }
        }
        blocked
    }

    /// The list that modifiers make of a list. Those that can't be carried over are told.
    fn modified_by(&mut self, of: usize, at: usize, modifiers: &[String], losses: &mut Losses<'_>) -> usize {
        let alone = self.uses.get(&of).is_none_or(|uses| uses.len() == 1);
        let mut list = of;
        for word in modifiers {
            let symbol = &self.lists[of].symbol;
            let Some(modifier) = Modifier::from_word(word) else {
                losses.tell(at, format!("lost: the modifier `.{word}` of `{symbol}`, which a pack can't spell"));
                continue;
            };
            match self.outcome(list, modifier, alone) {
                Outcome::Same => {}
                Outcome::Changed if self.words_made > MAX_MADE => {
                    losses.tell(at, format!("lost: the modifier `.{word}` of `{symbol}`; there are too many already"));
                }
                Outcome::Changed => list = self.make(list, modifier),
                Outcome::Impossible(why) => {
                    losses.tell(at, format!("lost: the modifier `.{word}` of `{symbol}`, {why}"));
                }
            }
        }
        list
    }

    /// What a modifier does to a list. `alone`: it is used with these modifiers alone.
    fn outcome(&self, list: usize, modifier: Modifier, alone: bool) -> Outcome {
        let touch = self.touch(list, modifier);
        let varies = |&saved: &usize| (saved != list || !alone) && !self.lists[saved].is_constant();
        if !touch.possible {
            Outcome::Impossible("which its texts leave open")
        } else if !touch.changes {
            Outcome::Same
        } else if touch.saved.iter().filter(|saved| varies(saved)).any(|&saved| self.touch(saved, modifier).changes) {
            Outcome::Impossible("since what is saved stays the same word everywhere")
        } else {
            Outcome::Changed
        }
    }

    /// Looks at every text that a modifier would touch.
    fn touch(&self, list: usize, modifier: Modifier) -> Touch {
        let mut touch = Touch { changes: false, possible: true, saved: Vec::new() };
        let mut seen = BTreeSet::from([list]);
        let mut open = vec![list];
        while let Some(list) = open.pop() {
            if self.lists[list].saved {
                touch.saved.push(list);
            }
            for word in &self.lists[list].words {
                let changed = modifier.apply(&word.pieces, |slot| {
                    if let Piece::Slot { list, .. } = slot
                        && seen.insert(*list)
                    {
                        open.push(*list);
                    }
                });
                touch.possible &= changed.is_some();
                touch.changes |= changed.is_some_and(|changed| changed != word.pieces);
            }
        }
        touch
    }

    /// The list that a modifier makes of a list, and those that this one needs.
    fn make(&mut self, list: usize, modifier: Modifier) -> usize {
        let mut open = Vec::new();
        let made = self.made(list, modifier, &mut open);
        while let Some((from, to)) = open.pop() {
            let words = self.lists[from].words.clone();
            self.words_made += words.len();
            for word in words {
                let changed = modifier.apply(&word.pieces, |slot| {
                    if let Piece::Slot { list, .. } = slot
                        && self.touch(*list, modifier).changes
                    {
                        *list = self.made(*list, modifier, &mut open);
                    }
                });
                let pieces = changed.unwrap_or(word.pieces);
                self.lists[to].words.push(Word { at: word.at, pieces });
            }
        }
        made
    }

    /// The list for a list and a modifier; one that is new still has to be filled.
    fn made(&mut self, list: usize, modifier: Modifier, open: &mut Vec<(usize, usize)>) -> usize {
        let new = self.lists.len();
        let made = *self.made.entry((list, modifier)).or_insert(new);
        if made == new {
            let List { symbol, saved, .. } = &self.lists[list];
            self.lists.push(List {
                symbol: format!("{symbol} {modifier}"),
                words: Vec::new(),
                saved: *saved,
                made: true,
            });
            open.push((list, made));
        }
        made
    }

    /// From the start, the lists that are nothing but the next one; the texts of the last one are the prompts.
    fn unfold(&self, start: usize) -> Vec<usize> {
        let mut way = vec![start];
        while let [Word { pieces, .. }] = &*self.lists[way[way.len() - 1]].words
            && let [Piece::Slot { list, .. }] = &**pieces
            && !way.contains(list)
            && !self.lists[*list].saved
        {
            way.push(*list);
        }
        way
    }

    /// Numbers the slots, so that what is drawn anew in a grammar is another word here, and what is saved is the same.
    fn number(&mut self, losses: &mut Losses<'_>) {
        let different: Vec<usize> = self.lists.iter().map(different).collect();
        let saved: Vec<bool> = self.lists.iter().map(|list| list.saved).collect();
        let symbols: Vec<String> = self.lists.iter().map(|list| list.symbol.clone()).collect();
        let mut taken = vec![0; self.lists.len()];
        let mut named_by: BTreeMap<usize, usize> = BTreeMap::new();
        let mut told = BTreeSet::new();
        let (first, then): (Vec<_>, Vec<_>) = (0..self.lists.len()).partition(|&list| saved[list]);
        for list in first.into_iter().chain(then) {
            for word in &mut self.lists[list].words {
                let mut here: BTreeMap<usize, usize> = BTreeMap::new();
                for piece in &mut word.pieces {
                    let Piece::Slot { list: of, number, at, .. } = piece else { continue };
                    if saved[*of] {
                        continue;
                    }
                    if different[*of] > 1
                        && !saved[list]
                        && *named_by.entry(*of).or_insert(list) != list
                        && told.insert(*of)
                    {
                        let symbol = &symbols[*of];
                        let what = format!(
                            "lost: `{symbol}` is in several symbols; where they meet in a prompt it is the same text in \
                             them, and not drawn anew"
                        );
                        losses.tell(*at, what);
                    }
                    let count = here.entry(*of).or_default();
                    *count += 1;
                    if saved[list] {
                        taken[*of] += 1;
                    }
                    let wanted = if saved[list] { taken[*of] } else { taken[*of] + *count };
                    *number = (wanted - 1) % different[*of].max(1) + 1;
                    if *number != wanted && different[*of] > 1 {
                        losses.tell(*at, "lost: this is drawn more often than it has different texts; some come again");
                    }
                }
            }
        }
    }

    /// The pack: prompts from the last of the lists that were unfolded, and the word lists that they reach or that
    /// nothing names.
    fn draft(&self, unfolded: &[usize], losses: &mut Losses<'_>) -> Draft {
        let first = &self.lists[unfolded[unfolded.len() - 1]];
        let mut kept = vec![false; self.lists.len()];
        self.keep(first.words.iter().flat_map(slots).collect(), &mut kept);
        let bases: BTreeSet<usize> = self.made.keys().map(|(list, _)| *list).collect();
        for (n, list) in self.lists.iter().enumerate() {
            let stands_in = list.made || list.saved || bases.contains(&n) || unfolded.contains(&n);
            if !kept[n] && !stands_in && !list.words.is_empty() {
                self.keep(vec![n], &mut kept);
            }
        }
        let mut taken = Names::default();
        let (own, made): (Vec<_>, Vec<_>) =
            (0..self.lists.len()).filter(|&list| kept[list]).partition(|&list| !self.lists[list].made);
        let order = own.into_iter().chain(made);
        let named: BTreeMap<usize, String> =
            order.map(|list| (list, taken.of_word(&self.lists[list].symbol))).collect();
        let mut draft = Draft::default();
        for (n, list) in self.lists.iter().enumerate().filter(|(n, _)| kept[*n]) {
            draft.lists.push(WordDraft { name: named[&n].clone(), words: weighed(list, &named) });
        }
        let mut prompts = Prompts::default();
        for word in &first.words {
            prompts.add(PromptDraft::new(word.at, source(word, &named).trim().to_owned()), losses);
        }
        draft.prompts = prompts.all;
        draft
    }

    /// Keeps lists and all they reach.
    fn keep(&self, mut open: Vec<usize>, kept: &mut [bool]) {
        while let Some(list) = open.pop() {
            if !std::mem::replace(&mut kept[list], true) {
                open.extend(self.lists[list].words.iter().flat_map(slots));
            }
        }
    }
}

/// What a modifier does to a list.
enum Outcome {
    Same,
    Changed,
    Impossible(&'static str),
}

/// What was seen of the texts that a modifier would touch.
struct Touch {
    changes: bool,
    possible: bool,
    /// Those of the lists that hold what was saved.
    saved: Vec<usize>,
}

/// The words of a list, those that come several times with the weight of all.
fn weighed(list: &List, named: &BTreeMap<usize, String>) -> Vec<(String, Weight)> {
    let mut words: Vec<(String, u32)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for word in &list.words {
        let source = source(word, named);
        let place = *places.entry(source.clone()).or_insert(words.len());
        match words.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => words.push((source, 1)),
        }
    }
    let weight =
        |times: u32| Weight::from_thousandths(times.saturating_mul(1000).min(1_000_000)).unwrap_or(Weight::ONE);
    words.into_iter().map(|(word, times)| (word, weight(times))).collect()
}

/// A text as a pack writes it.
fn source(word: &Word, named: &BTreeMap<usize, String>) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => escaped(text),
        Piece::Slot { list, number: 1, .. } => format!("{{{}}}", named[list]),
        Piece::Slot { list, number, .. } => format!("{{{}:{number}}}", named[list]),
    };
    word.pieces.iter().map(piece).collect()
}

/// How many different texts a list has.
fn different(list: &List) -> usize {
    let shape = |word: &Word| -> Vec<(String, usize)> {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(text) => (text.clone(), usize::MAX),
            Piece::Slot { list, .. } => (String::new(), *list),
        };
        word.pieces.iter().map(piece).collect()
    };
    list.words.iter().map(shape).collect::<BTreeSet<_>>().len()
}

/// The lists that a text names.
fn slots(word: &Word) -> impl Iterator<Item = usize> {
    word.pieces.iter().filter_map(|piece| if let Piece::Slot { list, .. } = piece { Some(*list) } else { None })
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
