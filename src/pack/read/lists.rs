//! Word lists: read, checked against each other, and asked by prompts what a slot can become.
//!
//! Start with [`Lists::read`] and [`Lists::longest`]. Nothing is expanded to be judged: lengths are added up from the
//! innermost lists outwards, each list once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::iter::successors;
use std::ops::Range;

use super::findings::{did_you_mean, shown};
use super::values::{Quoted, Reader, Table, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::pack::slots::{MAX_NESTING, Slot, Text, Word, WordList, WordLists};
use crate::pack::{Weight, is_forbidden, keys};

/// The longest that a text may grow, in characters.
pub(crate) const MAX_GROWN: usize = 2000;

/// How many slots are looked at to find cycles that share lists.
const MAX_LOOKS: usize = 100_000;

const LIST_HELP: &str = "write words in brackets, such as place = [\"a lighthouse\", \"the night bus\"]";

/// All word lists of a pack, the broken ones included.
pub(super) struct Lists<'t> {
    /// By name.
    lists: Vec<List<'t>>,
}

struct List<'t> {
    name: &'t str,
    key: Range<usize>,
    entries: Vec<Entry<'t>>,
    /// It has an error, or reaches a list that has: it takes every prompt that reaches it.
    broken: bool,
    /// A prompt reaches it.
    used: bool,
    /// How many different entries it has.
    different: usize,
    /// The longest that a word of it can grow, in characters; roles count as nothing.
    longest: usize,
    /// How many lists deep it nests, itself included.
    depth: usize,
    /// Some slot in it or below is a role, if the prompt has it.
    asks_roles: bool,
}

struct Entry<'t> {
    quoted: Quoted<'t>,
    word: Word,
}

/// The roles of the prompt that asks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Roles<'a> {
    /// Each name with its place, by name.
    pub(super) names: &'a [(Cow<'a, str>, Range<usize>)],
    /// Whether these are all: if not, a slot that names nothing may be one that could not be read.
    pub(super) complete: bool,
}

impl Roles<'_> {
    fn have(self, name: &str) -> bool {
        self.names.binary_search_by(|(known, _)| known.as_ref().cmp(name)).is_ok()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    Unseen,
    /// Being looked into, at this depth of the path.
    Open(usize),
    Done,
}

impl<'t> Lists<'t> {
    /// Reads the table `[words]`. A slot in a word that is no list must be a role of some prompt in `prompts`.
    pub(super) fn read(reader: &mut Reader<'_>, words: Option<&Table<'t>>, prompts: Option<&Value<'_>>) -> Self {
        let mut unread = Vec::new();
        let lists = words.into_iter().flat_map(|table| table.entries).map(|(key, value)| {
            let list = read_list(reader, key.get_ref(), key.span(), value);
            if list.broken {
                unread.extend(strings(value));
            }
            list
        });
        let mut lists = Self { lists: lists.collect() };
        lists.lists.sort_by_key(|list| list.name);
        for text in unread {
            lists.use_named(text);
        }
        lists.judge(reader, prompts);
        lists
    }

    /// Judges every list once, those it reaches first, and finds those that reach themselves.
    fn judge(&mut self, reader: &mut Reader<'_>, prompts: Option<&Value<'_>>) {
        let slots = self.lists.iter().flat_map(|list| &list.entries).flat_map(|entry| entry.word.text.slots());
        let role_names = if slots.into_iter().any(|slot| self.find(slot.name).is_none()) {
            prompts.map(role_names).unwrap_or_default()
        } else {
            BTreeSet::new()
        };
        let mut cycles = Vec::new();
        let mut circular: BTreeSet<usize> = BTreeSet::new();
        let mut visits = vec![Visit::Unseen; self.lists.len()];
        for first in 0..self.lists.len() {
            if visits[first] != Visit::Unseen {
                continue;
            }
            visits[first] = Visit::Open(0);
            let mut path = vec![(first, self.children(first).into_iter())];
            while let Some((list, children)) = path.last_mut() {
                let list = *list;
                let Some(child) = children.next() else {
                    self.judge_list(reader, list, &role_names);
                    visits[list] = Visit::Done;
                    path.pop();
                    continue;
                };
                match visits[child] {
                    Visit::Done => {}
                    Visit::Unseen => {
                        visits[child] = Visit::Open(path.len());
                        path.push((child, self.children(child).into_iter()));
                    }
                    Visit::Open(from) => {
                        if !circular.contains(&child) && !circular.contains(&list) {
                            let cycle: Vec<usize> = path[from..].iter().map(|&(list, _)| list).collect();
                            circular.extend(&cycle);
                            cycles.push(cycle);
                        }
                        self.lists[list].broken = true;
                    }
                }
            }
        }
        if !cycles.is_empty() {
            self.add_entangled(&mut cycles);
        }
        for cycle in cycles {
            self.tell_cycle(reader, cycle);
        }
    }

    /// Adds to cycles that share no list others that do, until every slot that is part of a cycle is part of one of
    /// these. All cycles there are would be too many to tell.
    fn add_entangled(&self, cycles: &mut Vec<Vec<usize>>) {
        let steps = |cycle: &[usize]| -> Vec<(usize, usize)> {
            cycle.iter().copied().zip(cycle[1..].iter().chain(&cycle[..1]).copied()).collect()
        };
        let mut shown: BTreeSet<(usize, usize)> = cycles.iter().flat_map(|cycle| steps(cycle)).collect();
        let children: Vec<_> = (0..self.lists.len()).map(|list| self.children(list)).collect();
        let mut looks = MAX_LOOKS;
        for (list, child) in
            children.iter().enumerate().flat_map(|(list, all)| all.iter().map(move |&child| (list, child)))
        {
            if self.lists[child].broken
                && !shown.contains(&(list, child))
                && let Some(cycle) = shortest_way(&children, child, list, &mut looks)
            {
                shown.extend(steps(&cycle));
                cycles.push(cycle);
            }
        }
    }

    fn tell_cycle(&self, reader: &mut Reader<'_>, mut cycle: Vec<usize>) {
        let first = (0..cycle.len()).min_by_key(|&at| self.lists[cycle[at]].key.start).unwrap_or_default();
        cycle.rotate_left(first);
        let names = cycle.iter().chain(&cycle[..1]).map(|&list| self.lists[list].name);
        let message = format!("word lists contain each other: {}", names.collect::<Vec<_>>().join(" -> "));
        let key = |list: usize| self.lists[list].key.clone();
        let finding = Diagnostic::new(Code::P013, key(cycle[0]), message, "take one of these slots out of its list");
        reader.findings.add(cycle[1..].iter().fold(finding, |finding, &list| {
            finding.with_related(key(list), format!("`{}` is part of the circle", self.lists[list].name))
        }));
    }

    /// Judges a list whose children are judged, but for those on a circle with it, which are broken.
    fn judge_list(&mut self, reader: &mut Reader<'_>, index: usize, role_names: &BTreeSet<&str>) {
        let list = &self.lists[index];
        let (mut longest, mut depth, mut broken, mut asks_roles) = (0, 1, list.broken, false);
        for entry in &list.entries {
            let mut length = entry.word.text.literal_length();
            let faults = reader.findings.faults();
            for Slot { name, number, range } in entry.word.text.slots() {
                if let Some(child) = self.find(name).map(|child| &self.lists[child]) {
                    if child.broken {
                        broken = true;
                        continue;
                    }
                    check_number(reader, &entry.quoted, child, number, &range);
                    length = length.saturating_add(child.longest);
                    depth = depth.max(child.depth + 1);
                    asks_roles |= child.asks_roles;
                } else if role_names.contains(name) || reader.losses.any_table() {
                    asks_roles = true;
                    check_role_number(reader, &entry.quoted, name, number, &range);
                } else if is_lost(reader, name) {
                    reader.findings.fault();
                } else {
                    let (help, near) = did_you_mean(name, self.names(), || {
                        format!("add a list {} to [words], or name a role", shown(name))
                    });
                    let message = format!("{} is neither a word list nor a role of any prompt", slot(name));
                    tell_unknown(reader, (&entry.quoted, &range), (name, near), message, help);
                }
            }
            if length > MAX_GROWN {
                tell_too_long(reader, &entry.quoted, "this word");
            }
            broken |= reader.findings.faults() != faults;
            longest = longest.max(length);
        }
        if depth > MAX_NESTING && !broken {
            broken = true;
            let message = format!("{} nests more than {MAX_NESTING} lists deep", shown(list.name));
            reader.findings.tell(Code::P019, list.key.clone(), message, "write some of the words out");
        }
        let list = &mut self.lists[index];
        (list.longest, list.depth, list.broken, list.asks_roles) = (longest, depth, broken, asks_roles);
    }

    /// The longest that a prompt's text can grow, in characters. Tells of every slot that can't be filled.
    pub(super) fn longest(
        &mut self,
        reader: &mut Reader<'_>,
        quoted: &Quoted<'_>,
        text: &Text,
        roles: Roles<'_>,
    ) -> usize {
        let mut length = text.literal_length();
        for Slot { name, number, range } in text.slots() {
            if roles.have(name) {
                length = length.saturating_add(name.len());
                check_role_number(reader, quoted, name, number, &range);
            } else if let Some(index) = self.find(name) {
                let list = &mut self.lists[index];
                list.used = true;
                if list.broken {
                    reader.findings.fault();
                    continue;
                }
                check_number(reader, quoted, list, number, &range);
                length = length.saturating_add(if self.lists[index].asks_roles {
                    let mut asking = Asking { lists: self, roles, seen: HashMap::new(), missing: None };
                    let longest = asking.longest(index);
                    if let Some((entry, within, missing)) = asking.missing {
                        tell_missing_role(reader, (quoted, &range), (&entry.quoted, &within), missing, roles);
                    }
                    longest
                } else {
                    self.lists[index].longest
                });
            } else if !roles.complete || is_lost(reader, name) {
                reader.findings.fault();
            } else {
                let known = roles.names.iter().map(|(name, _)| name.as_ref()).chain(self.names());
                let otherwise = || format!("add a role or a word list {}", shown(name));
                let (help, near) = did_you_mean(name, known, otherwise);
                let message = format!("{} is neither a role of this prompt nor a word list", slot(name));
                tell_unknown(reader, (quoted, &range), (name, near), message, help);
            }
        }
        length
    }

    /// Where the list is that has a role's name. It counts as used: a slot may have meant it.
    pub(super) fn of_role(&mut self, name: &str) -> Option<Range<usize>> {
        let index = self.find(name)?;
        let list = &mut self.lists[index];
        list.used = true;
        Some(list.key.clone())
    }

    /// Counts the lists as used that a text names which can't be read otherwise.
    pub(super) fn use_named(&mut self, text: &str) {
        for named in named(text) {
            if let Some(index) = self.find(named) {
                self.lists[index].used = true;
            }
        }
    }

    /// Hints at lists that no prompt reaches.
    pub(super) fn tell_unused(&mut self, reader: &mut Reader<'_>) {
        let mut open: Vec<usize> = (0..self.lists.len()).filter(|&list| self.lists[list].used).collect();
        while let Some(list) = open.pop() {
            for child in self.children(list) {
                if !std::mem::replace(&mut self.lists[child].used, true) {
                    open.push(child);
                }
            }
        }
        for list in self.lists.iter().filter(|list| !list.used && !list.broken) {
            let message = format!("no prompt uses the word list {}", shown(list.name));
            let help = format!("use it as {}, or leave it out", slot(list.name));
            reader.findings.tell(Code::P021, list.key.clone(), message, help);
        }
    }

    /// The lists without an error.
    pub(super) fn sound(self) -> WordLists {
        let sound = self.lists.into_iter().filter(|list| !list.broken);
        sound
            .map(|list| {
                (list.name.to_owned(), WordList { words: list.entries.into_iter().map(|entry| entry.word).collect() })
            })
            .collect::<BTreeMap<_, _>>()
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.lists.binary_search_by_key(&name, |list| list.name).ok()
    }

    fn names(&self) -> impl Iterator<Item = &'t str> {
        self.lists.iter().map(|list| list.name)
    }

    fn children(&self, list: usize) -> Vec<usize> {
        let slots = self.lists[list].entries.iter().flat_map(|entry| entry.word.text.slots());
        distinct(slots.filter_map(|slot| self.find(slot.name)).collect())
    }
}

/// The length of a list's words with the roles of one prompt, each list looked into once.
struct Asking<'a, 't> {
    lists: &'a Lists<'t>,
    roles: Roles<'a>,
    seen: HashMap<usize, usize>,
    missing: Option<(&'a Entry<'t>, Range<usize>, &'a str)>,
}

impl Asking<'_, '_> {
    /// Never deeper than sound lists nest.
    fn longest(&mut self, index: usize) -> usize {
        if let Some(&longest) = self.seen.get(&index) {
            return longest;
        }
        let list = &self.lists.lists[index];
        if !list.asks_roles {
            return list.longest;
        }
        let mut longest = 0;
        for entry in &list.entries {
            let mut length = entry.word.text.literal_length();
            for Slot { name, range, .. } in entry.word.text.slots() {
                length = length.saturating_add(match self.lists.find(name) {
                    Some(child) => self.longest(child),
                    None if self.roles.have(name) => name.len(),
                    None => {
                        self.missing.get_or_insert((entry, range, name));
                        0
                    }
                });
            }
            longest = longest.max(length);
        }
        self.seen.insert(index, longest);
        longest
    }
}

/// The lists on the shortest way from one list to another, both included, if there is one and it is found in so many
/// looks.
fn shortest_way(children: &[Vec<usize>], from: usize, to: usize, looks: &mut usize) -> Option<Vec<usize>> {
    let mut before = HashMap::from([(from, from)]);
    let mut open = VecDeque::from([from]);
    while let Some(list) = open.pop_front() {
        if before.contains_key(&to) {
            let back = successors(Some(to), |list| (*list != from).then(|| before[list]));
            let mut way: Vec<usize> = back.collect();
            way.reverse();
            return Some(way);
        }
        for &child in &children[list] {
            *looks = looks.checked_sub(1)?;
            before.entry(child).or_insert_with(|| {
                open.push_back(child);
                list
            });
        }
    }
    None
}

fn read_list<'t>(reader: &mut Reader<'_>, name: &'t str, key: Range<usize>, value: &'t Value<'t>) -> List<'t> {
    let faults = reader.findings.faults();
    reader.is_name(name, key.clone(), "a word list's name");
    let mut entries = Vec::new();
    if let Some(array) = reader.array(value, "a word list", LIST_HELP) {
        if array.is_empty() {
            reader.findings.tell(Code::P014, key.clone(), format!("{} has no words", shown(name)), LIST_HELP);
        }
        entries = array.iter().filter_map(|value| read_entry(reader, value)).collect();
    }
    let different = distinct(entries.iter().map(|entry| entry.word.text.source()).collect()).len();
    let broken = reader.findings.faults() != faults;
    List { name, key, entries, broken, used: false, different, longest: 0, depth: 1, asks_roles: false }
}

fn read_entry<'t>(reader: &mut Reader<'_>, value: &'t Value<'t>) -> Option<Entry<'t>> {
    const HELP: &str = "write a text, or { text = \"the night bus\", weight = 2 }";
    let mut weight = Weight::ONE;
    let text = if value.get_ref().is_table() {
        let table = reader.table(value, "a word", HELP)?;
        reader.check_keys(&table, &keys::WORD);
        weight = table.get("weight").map_or(Some(weight), |value| reader.weight(value)).unwrap_or(weight);
        reader.required(&table, "text", HELP)?
    } else {
        value
    };
    let (text, quoted) = reader.text(text, "a word", HELP)?;
    Some(Entry { quoted, word: Word { text, weight } })
}

/// Whether a slot that names nothing has its cause told elsewhere: its list is lost, or its name has a character that
/// may not be there.
fn is_lost(reader: &Reader<'_>, name: &str) -> bool {
    reader.losses.key(&format!("words.{name}")) || name.contains(is_forbidden)
}

fn check_number(reader: &mut Reader<'_>, quoted: &Quoted<'_>, list: &List<'_>, number: u32, range: &Range<usize>) {
    if number as usize > list.different {
        let count = match list.different {
            1 => "only one entry".to_owned(),
            different => format!("only {different} different entries"),
        };
        let asked = slot(&format!("{}:{number}", list.name));
        let message = format!("{asked} asks too much: the list has {count}");
        let help = "add entries to the list, or use a lower number";
        reader.findings.tell(Code::P016, reader.place(quoted, range.clone()), message, help);
    }
}

fn check_role_number(reader: &mut Reader<'_>, quoted: &Quoted<'_>, name: &str, number: u32, range: &Range<usize>) {
    if number > 1 {
        let message = format!("there is only one {}", shown(name));
        let help = format!("a role takes no number: {}", slot(name));
        reader.findings.tell(Code::P016, reader.place(quoted, range.clone()), message, help);
    }
}

/// Tells of a slot that names nothing, with what may have been meant by its name.
fn tell_unknown(
    reader: &mut Reader<'_>,
    (quoted, range): (&Quoted<'_>, &Range<usize>),
    (name, near): (&str, Option<&str>),
    message: String,
    help: String,
) {
    let place = reader.place(quoted, range.clone());
    let written = &quoted.value[range.clone()];
    let fix = near.filter(|_| place != quoted.span);
    let fix = fix.and_then(|near| reader.replacement(quoted, &place, written, &written.replacen(name, near, 1)));
    reader.findings.add(Diagnostic::new(Code::P012, place, message, help).with_fix(fix));
}

fn tell_missing_role(
    reader: &mut Reader<'_>,
    (quoted, range): (&Quoted<'_>, &Range<usize>),
    (word, within): (&Quoted<'_>, &Range<usize>),
    missing: &str,
    roles: Roles<'_>,
) {
    if !roles.complete {
        return reader.findings.fault();
    }
    let message = format!("this can lead to {}, which is no role of this prompt", slot(missing));
    let help = format!("add a role {}, or use another list", shown(missing));
    let finding = Diagnostic::new(Code::P012, reader.place(quoted, range.clone()), message, help);
    reader.findings.add(finding.with_related(reader.place(word, within.clone()), "the word that names it"));
}

/// Tells of a text that can grow past the limit.
pub(super) fn tell_too_long(reader: &mut Reader<'_>, quoted: &Quoted<'_>, what: &str) {
    let message = format!("{what} could grow past {MAX_GROWN} characters");
    reader.findings.tell(Code::P019, quoted.span.clone(), message, "shorten it, or the words it is filled with");
}

/// The texts of a list's words, also of those with an error.
fn strings<'t>(list: &'t Value<'t>) -> impl Iterator<Item = &'t str> {
    elements(list).filter_map(|word| {
        let text = word.get_ref().get("text").unwrap_or(word);
        text.get_ref().as_str()
    })
}

fn elements<'t>(value: &'t Value<'t>) -> impl Iterator<Item = &'t Value<'t>> {
    value.get_ref().as_array().into_iter().flat_map(|array| array.iter())
}

/// The names of all roles of all prompts.
fn role_names<'v>(prompts: &'v Value<'v>) -> BTreeSet<&'v str> {
    let roles = elements(prompts).filter_map(|prompt| prompt.get_ref().get("role")).flat_map(elements);
    roles.filter_map(|role| role.get_ref().get("name")?.get_ref().as_str()).collect()
}

/// Each once, in order.
fn distinct<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}

/// What stands behind the braces of a text, whether they close or not.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split([':', '}']).next())
}

/// A slot as a message shows it.
fn slot(name: &str) -> String {
    shown(&format!("{{{name}}}"))
}
