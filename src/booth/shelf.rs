//! The thread that keeps the packs as their files are: reads them again, writes weights, and says what is new, so that no
//! clock waits for it.
//!
//! Start with [`Shelf::spawn`].

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use crate::diagnostic::Code;
use crate::pack::read::read;
use crate::pack::{Pack, Prompt, PromptKey, Weight, edit};
use crate::stage::{Remark, Shelved, Weighing};

use super::files::{self, FileError};
use super::packs::{Chosen, Found, Library, Origin, STDIN, built_in, read_file};
use super::watch::Watcher;

/// The weights that a key steps through, in thousandths.
const LADDER: [u32; 21] = [
    1, 10, 100, 250, 500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 7000, 10_000, 20_000, 50_000, 100_000,
    300_000, 1_000_000,
];

/// What the thread has to say.
#[derive(Debug, PartialEq)]
pub(super) enum Reply {
    /// The packs are others than before.
    Packs {
        /// All of them.
        packs: Vec<Shelved>,
        /// What is new, as a sentence; may be empty.
        news: String,
    },
    /// A weight was changed by a step.
    Weighed {
        /// Whose.
        prompt: PromptKey,
        /// What it was.
        before: Weight,
    },
    /// Where a prompt that was asked for is written, or why it can't be edited.
    Place(Result<Place, String>),
    /// What the leader should know, as a sentence.
    Told(String),
}

/// Where a prompt is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    /// The line it begins at, from 1, if that is known.
    pub(super) line: Option<usize>,
}

/// A handle of the thread, which ends with it.
#[derive(Debug)]
pub(super) struct Shelf {
    orders: Sender<Order>,
}

enum Order {
    Look,
    Weigh(PromptKey, Weighing),
    Find(PromptKey),
}

impl Shelf {
    /// Starts the thread for packs that were read already.
    pub(super) fn spawn(library: Library, chosen: Chosen, send: impl Fn(Reply) + Send + 'static) -> io::Result<Self> {
        let (orders, inbox) = mpsc::channel();
        let look = orders.clone();
        thread::Builder::new().name("packs".to_owned()).spawn(move || {
            let mut keeper = Keeper::new(library, chosen);
            let mut watch = Watch { look, paths: Vec::new(), watcher: None };
            watch.at(keeper.watched()).into_iter().for_each(|why| send(Reply::Told(why)));
            keeper.work(&inbox, &mut watch, &send);
        })?;
        Ok(Self { orders })
    }

    /// Reads the packs again.
    pub(super) fn look(&self) {
        self.order(Order::Look);
    }

    /// Writes another weight into a prompt's file.
    pub(super) fn weigh(&self, prompt: PromptKey, weighing: Weighing) {
        self.order(Order::Weigh(prompt, weighing));
    }

    /// Asks where a prompt is written. A pack that is built in gets a file first.
    pub(super) fn find(&self, prompt: PromptKey) {
        self.order(Order::Find(prompt));
    }

    fn order(&self, order: Order) {
        // The thread ends with its handle.
        let _ = self.orders.send(order);
    }
}

/// The packs of a choice as the stage shows them. Of one that can't be read, `good` may hold what it was before.
pub(super) fn shelved(chosen: &Chosen, good: &BTreeMap<String, Arc<Pack>>) -> Vec<Shelved> {
    let shelved = |found: &Found| {
        let before = good.get(&found.name).filter(|_| is_broken(found));
        let remarks = found.findings.iter().zip(&found.lines);
        Shelved {
            name: found.name.clone(),
            place: found.origin.to_string(),
            pack: before.or(found.pack.as_ref()).cloned(),
            remarks: remarks.map(|(finding, &line)| Remark { line, finding: finding.clone() }).collect(),
            is_kept: before.is_some(),
        }
    };
    chosen.found.iter().map(shelved).collect()
}

/// Whether a file is no pack, or no TOML: what could be read of it is not what its writer means.
fn is_broken(found: &Found) -> bool {
    found.pack.is_none() || found.findings.iter().any(|finding| finding.code == Code::P001)
}

/// What the watcher watches.
struct Watch {
    look: Sender<Order>,
    paths: Vec<PathBuf>,
    watcher: Option<Watcher>,
}

impl Watch {
    /// Watches these, and says why if that can't be done.
    fn at(&mut self, paths: Vec<PathBuf>) -> Option<String> {
        if self.paths == paths {
            return None;
        }
        self.watcher = None;
        self.paths = paths;
        if self.paths.is_empty() {
            return None;
        }
        let look = self.look.clone();
        match Watcher::new(&self.paths, move |_| drop(look.send(Order::Look))) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                None
            }
            Err(e) => Some(format!("packs that change are not read again by themselves: {e}")),
        }
    }
}

/// The packs as they were last read.
struct Keeper {
    library: Library,
    chosen: Chosen,
    /// What each pack last held when it could be read.
    good: BTreeMap<String, Arc<Pack>>,
}

impl Keeper {
    fn new(library: Library, chosen: Chosen) -> Self {
        let mut keeper = Self { library, chosen, good: BTreeMap::new() };
        keeper.remember();
        keeper
    }

    fn work(&mut self, inbox: &Receiver<Order>, watch: &mut Watch, send: &impl Fn(Reply)) {
        while let Ok(order) = inbox.recv() {
            // Of several changes to one prompt the last is told.
            let mut said = BTreeMap::new();
            // However many weights are changed, the packs are read once.
            for order in std::iter::once(order).chain(inbox.try_iter()) {
                match order {
                    Order::Look => {}
                    Order::Weigh(prompt, weighing) => {
                        let news = self.weigh(&prompt, weighing).map(|(before, news)| {
                            if !matches!(weighing, Weighing::To(_)) {
                                send(Reply::Weighed { prompt: prompt.clone(), before });
                            }
                            news
                        });
                        said.insert(prompt, news.unwrap_or_else(|why| why));
                    }
                    Order::Find(prompt) => send(Reply::Place(self.place(&prompt))),
                }
            }
            let changed = self.look();
            watch.at(self.watched()).into_iter().for_each(|why| send(Reply::Told(why)));
            let said: Vec<_> = said.into_values().collect();
            match changed {
                Some(news) => {
                    let news = if said.is_empty() { news } else { said.join("; ") };
                    send(Reply::Packs { packs: shelved(&self.chosen, &self.good), news });
                }
                None if said.is_empty() => {}
                None => send(Reply::Told(said.join("; "))),
            }
        }
    }

    /// Reads every pack again, and says what is new if anything is.
    fn look(&mut self) -> Option<String> {
        let now = self.library.again(&self.chosen);
        if now == self.chosen {
            return None;
        }
        let before = std::mem::replace(&mut self.chosen, now);
        let news = self.news(&before);
        self.remember();
        Some(news)
    }

    fn remember(&mut self) {
        let names: BTreeSet<&str> = self.chosen.found.iter().map(|found| found.name.as_str()).collect();
        self.good.retain(|name, _| names.contains(name.as_str()));
        let good = self.chosen.found.iter().filter(|found| !is_broken(found));
        self.good.extend(good.filter_map(|found| Some((found.name.clone(), found.pack.clone()?))));
    }

    /// What is new since then. Of a pack that can't be read the stage itself says so.
    fn news(&self, before: &Chosen) -> String {
        let mut news = Vec::new();
        let in_force = |found: &Found| self.good.get(&found.name).or(found.pack.as_ref()).cloned();
        for found in &self.chosen.found {
            let name = &found.name;
            let Some(old) = before.found.iter().find(|old| old.name == *name) else {
                let count = found.pack.as_ref().map_or(0, |pack| pack.prompts.len());
                news.push(format!("the pack {name} is new: {}", prompts(count)));
                continue;
            };
            if old.origin != found.origin {
                news.push(format!("the pack {name} is taken from another place now: {}", found.origin));
            }
            if is_broken(found) || old == found {
                continue;
            }
            let changes = match (in_force(old), &found.pack) {
                (Some(old), Some(new)) => changes(&old, new),
                _ => Vec::new(),
            };
            let mended = if is_broken(old) { "can be read again" } else { "was changed" };
            let findings = match found.findings.len() {
                0 => None,
                1 => Some("1 finding".to_owned()),
                many => Some(format!("{many} findings")),
            };
            let parts: Vec<_> = changes.into_iter().chain(findings).collect();
            let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
            news.push(format!("the pack {name} {mended}{parts}"));
        }
        let is_gone = |old: &&Found| self.chosen.found.iter().all(|found| found.name != old.name);
        news.extend(before.found.iter().filter(is_gone).map(|old| format!("the pack {} is gone", old.name)));
        news.extend(self.chosen.notes.iter().filter(|note| !before.notes.contains(note)).cloned());
        news.join("; ")
    }

    /// The files and folders in which the packs may change.
    fn watched(&self) -> Vec<PathBuf> {
        let named = self.chosen.wanted.iter().filter(|name| *name != STDIN).map(PathBuf::from);
        // Where nothing stands yet, its folder is enough to see it come.
        let has_folder =
            |path: &PathBuf| std::path::absolute(path).is_ok_and(|full| full.parent().is_some_and(Path::is_dir));
        named.chain(self.library.folder().map(Path::to_owned)).filter(has_folder).collect()
    }

    fn weigh(&mut self, prompt: &PromptKey, weighing: Weighing) -> Result<(Weight, String), String> {
        let (path, text) = self.file_of(&prompt.pack)?;
        let plan = |held: Option<&[u8]>| -> Result<_, Box<dyn Error>> {
            let gone = || FileError::Changed { path: path.clone() };
            let bytes = held.or_else(|| text.map(str::as_bytes)).ok_or_else(gone)?;
            let (before, after, changed) = weighed(&path, bytes, prompt, weighing)?;
            Ok((Some(changed.into_bytes()), (before, after, held.is_none())))
        };
        let (before, after, is_copied) = files::change(&path, plan).map_err(|e| e.to_string())?;
        let path = path.display();
        let pack = &prompt.pack;
        let copied = || format!("the pack {pack} is built in: your own copy of it is {path}; ");
        let copied = if is_copied { copied() } else { String::new() };
        Ok((before, format!("{copied}{prompt} weighs {after} now, {before} before ({path})")))
    }

    fn place(&mut self, prompt: &PromptKey) -> Result<Place, String> {
        let (path, text) = self.file_of(&prompt.pack)?;
        if let Some(text) = text {
            match files::create(&path, text.as_bytes(), false) {
                Ok(()) | Err(FileError::Exists { .. }) => {}
                Err(e) => return Err(e.to_string()),
            }
        }
        let bytes = read_file(&path).map_err(|e| e.to_string())?;
        let line = edit::line_of(&String::from_utf8_lossy(&bytes), &prompt.id);
        // In a file that is no TOML what is wrong is what is looked for.
        let wrong = || self.chosen.found.iter().find(|found| found.name == prompt.pack)?.lines.first().copied();
        Ok(Place { line: line.or_else(wrong), path })
    }

    /// The file that a pack can be changed in; of one that is built in, the file in the user's folder that a copy of it is
    /// to be in, and the text.
    fn file_of(&self, name: &str) -> Result<(PathBuf, Option<&'static str>), String> {
        let found = self.chosen.found.iter().find(|found| found.name == name);
        let found = found.ok_or_else(|| format!("the pack {name} is gone"))?;
        match &found.origin {
            Origin::Named(path) if path.as_os_str() == STDIN => {
                Err(format!("{name} came on standard input: there is no file to change"))
            }
            Origin::Named(path) | Origin::User(path) => Ok((path.clone(), None)),
            Origin::BuiltIn => {
                let no_folder = || format!("{name} is built in, and there is no folder for a copy to change");
                Ok((self.library.new_file(name).ok_or_else(no_folder)?, built_in(name)))
            }
        }
    }
}

/// What a prompt weighs in the bytes of a pack, what it is to weigh, and the text that says so.
fn weighed(
    path: &Path,
    bytes: &[u8],
    prompt: &PromptKey,
    weighing: Weighing,
) -> Result<(Weight, Weight, String), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))?;
    let (pack, _) = read(&prompt.pack, bytes);
    let prompts = pack.map(|pack| pack.prompts).unwrap_or_default();
    let Some(before) = prompts.iter().find(|other| other.id == prompt.id).map(|prompt| prompt.weight) else {
        return Err(format!("{prompt} can't be read in {}: its weight stays", path.display()));
    };
    let after = match weighing {
        Weighing::To(weight) => weight,
        Weighing::Heavier => heavier(before).ok_or_else(|| format!("{prompt} can't weigh more"))?,
        Weighing::Lighter => lighter(before).ok_or_else(|| format!("{prompt} can't weigh less"))?,
    };
    let stays = |e: edit::EditError| format!("the weight of {prompt} stays as it is: {e}, in {}", path.display());
    Ok((before, after, edit::set_weight(text, &prompt.id, after).map_err(stays)?))
}

/// What of a pack's prompts is other than before, in words.
fn changes(before: &Pack, after: &Pack) -> Vec<String> {
    let by_id = |pack: &Pack| -> BTreeMap<String, Arc<Prompt>> {
        pack.prompts.iter().map(|prompt| (prompt.id.clone(), Arc::clone(prompt))).collect()
    };
    let (before, after) = (by_id(before), by_id(after));
    let new = after.keys().filter(|id| !before.contains_key(*id)).count();
    let gone = before.keys().filter(|id| !after.contains_key(*id)).count();
    let changed = after.iter().filter(|(id, prompt)| before.get(*id).is_some_and(|old| old != *prompt)).count();
    let counts = [(new, "new"), (changed, "changed"), (gone, "gone")];
    counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", prompts(count)))
        .collect()
}

fn prompts(count: usize) -> String {
    if count == 1 { "1 prompt".to_owned() } else { format!("{count} prompts") }
}

fn heavier(weight: Weight) -> Option<Weight> {
    let next = LADDER.into_iter().find(|&step| step > weight.thousandths())?;
    Weight::from_thousandths(next)
}

fn lighter(weight: Weight) -> Option<Weight> {
    let next = LADDER.into_iter().rev().find(|&step| step < weight.thousandths())?;
    Weight::from_thousandths(next)
}
