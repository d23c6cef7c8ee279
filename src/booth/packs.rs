//! Where packs are found: those named, then those in the user's folder, then those built in.
//!
//! Start with [`Library`]. A pack found earlier hides a later one of its name. [`read_file`] is how any pack file is
//! read: bounded, and never from something that is no file.

mod error;
mod file;
mod found;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::pack::Pack;
use crate::pack::read::name_of;

pub use error::PackError;
pub use file::{STDIN, files, is_path, read_file, stem};
pub use found::{Found, Origin};

pub(super) use file::may_be_pack;

use file::toml_files;

/// The packs that come with the program, by name.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("everyday", include_str!("../../prompt-packs/everyday.toml")),
    ("first-scenes", include_str!("../../prompt-packs/first-scenes.toml")),
    ("games", include_str!("../../prompt-packs/games.toml")),
    ("hard-talks", include_str!("../../prompt-packs/hard-talks.toml")),
    ("monologues", include_str!("../../prompt-packs/monologues.toml")),
    ("remote", include_str!("../../prompt-packs/remote.toml")),
    ("solo", include_str!("../../prompt-packs/solo.toml")),
    ("status", include_str!("../../prompt-packs/status.toml")),
    ("turns", include_str!("../../prompt-packs/turns.toml")),
    ("young", include_str!("../../prompt-packs/young.toml")),
];

/// The text of a built-in pack.
#[must_use]
pub fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Packs to draw from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chosen {
    /// What they were chosen by; nothing for all that are installed.
    pub wanted: Vec<String>,
    /// The packs, each name once.
    pub found: Vec<Found>,
    /// What a leader should know of them, in sentences.
    pub notes: Vec<String>,
}

impl Chosen {
    /// What could be read of them.
    #[must_use]
    pub fn packs(&self) -> Vec<Arc<Pack>> {
        self.found.iter().filter_map(|found| found.pack.clone()).collect()
    }

    /// Adds packs, leaving out those whose name is taken.
    fn add(&mut self, found: impl IntoIterator<Item = Found>) {
        for found in found {
            match self.found.iter().find(|earlier| earlier.name == found.name) {
                None => {
                    self.notes.extend(found.note());
                    self.found.push(found);
                }
                Some(earlier) if found.origin != Origin::BuiltIn && found.origin != earlier.origin => {
                    let (name, origin) = (&found.name, &found.origin);
                    let note = format!("{origin} is left out: the pack {name} is taken from {}", earlier.origin);
                    self.notes.push(note);
                }
                Some(_) => {}
            }
        }
    }
}

/// Every pack there is.
#[derive(Debug, Clone)]
pub struct Library {
    folder: Option<PathBuf>,
}

impl Library {
    /// The packs built in and those in the user's folder, if there is one.
    #[must_use]
    pub const fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// Every pack that is installed, by name. A pack of the user hides a built-in one of its name, however broken it is.
    #[must_use]
    pub fn installed(&self) -> Chosen {
        let mut chosen = Chosen::default();
        for path in self.user_files() {
            match open(path, Origin::User) {
                Ok(found) => chosen.add([found]),
                Err(e) => chosen.notes.push(e.to_string()),
            }
        }
        chosen.add(BUILT_IN.iter().map(|(name, text)| Found::read(Origin::BuiltIn, name, text.as_bytes())));
        chosen.found.sort_by(|a, b| a.name.cmp(&b.name));
        chosen
    }

    /// What somebody names: a pack by its name, a file, a folder of packs, or standard input. Notes what is passed over.
    pub fn find(&self, wanted: &str, notes: &mut Vec<String>) -> Result<Vec<Found>, PackError> {
        let path = Path::new(wanted);
        if !is_path(wanted) {
            if let Some(own) = self.user_file(wanted).filter(|own| own.exists()) {
                return open(own, Origin::User).map(|found| vec![found]);
            }
            if let Some(text) = built_in(wanted) {
                return Ok(vec![Found::read(Origin::BuiltIn, wanted, text.as_bytes())]);
            }
            if !path.exists() {
                return Err(self.unknown(wanted));
            }
        }
        files(path, notes)?.into_iter().map(|file| open(file, Origin::Named)).collect()
    }

    /// The packs to draw from: those named, which must hold something to play, or else all that are installed.
    pub fn choose(&self, wanted: &[String]) -> Result<Chosen, PackError> {
        if wanted.is_empty() {
            return Ok(self.installed());
        }
        let mut chosen = Chosen { wanted: wanted.to_vec(), ..Chosen::default() };
        for name in wanted {
            let found = self.find(name, &mut chosen.notes)?;
            if !found.iter().any(Found::is_playable)
                && let Some(first) = found.first()
            {
                return Err(first.nothing_playable());
            }
            chosen.add(found);
        }
        Ok(chosen)
    }

    /// The packs that somebody prefers: of those named what can be had, or all that are installed where that is nothing.
    #[must_use]
    pub fn prefer(&self, wanted: &[String]) -> Chosen {
        let mut chosen = Chosen { wanted: wanted.to_vec(), ..Chosen::default() };
        for name in wanted {
            match self.find(name, &mut chosen.notes) {
                Ok(found) => chosen.add(found),
                Err(e) => chosen.notes.push(format!("of the packs in the settings: {e}")),
            }
        }
        if chosen.found.iter().any(Found::is_playable) {
            return chosen;
        }
        let installed = self.installed();
        Chosen { notes: [chosen.notes, installed.notes].concat(), ..installed }
    }

    /// The packs that a workshop was opened with, as far as they are there: no others take their place, since whoever chose
    /// them may have had reason to leave all others out.
    #[must_use]
    pub fn take_up(&self, wanted: &[String]) -> Chosen {
        let mut chosen = Chosen { wanted: wanted.to_vec(), ..Chosen::default() };
        for name in wanted {
            match self.find(name, &mut chosen.notes) {
                Ok(found) => chosen.add(found),
                Err(e) => chosen.notes.push(format!("a pack of this workshop is gone: {e}; -p chooses others")),
            }
        }
        chosen
    }

    /// What somebody names, so that it can be found from every folder.
    #[must_use]
    pub fn from_anywhere(&self, wanted: &str) -> String {
        let is_name = !is_path(wanted) && self.names().contains(wanted);
        let absolute = || std::path::absolute(wanted).ok()?.into_os_string().into_string().ok();
        if is_name || wanted == STDIN { wanted.to_owned() } else { absolute().unwrap_or_else(|| wanted.to_owned()) }
    }

    /// The same choice once more, from what is there now. What is gone is left out, and what can't be read just now stays
    /// as it was, each with a note; so does what came on standard input.
    #[must_use]
    pub fn again(&self, before: &Chosen) -> Chosen {
        if before.wanted.is_empty() {
            return self.installed();
        }
        let mut chosen = Chosen { wanted: before.wanted.clone(), ..Chosen::default() };
        for name in &before.wanted {
            let was_there = |found: &&Found| match &found.origin {
                Origin::Named(path) => path.starts_with(name),
                Origin::BuiltIn | Origin::User(_) => false,
            };
            let kept = || before.found.iter().filter(was_there).cloned();
            if name == STDIN {
                chosen.add(kept());
                continue;
            }
            match self.find(name, &mut chosen.notes) {
                Ok(found) => chosen.add(found),
                Err(e) => {
                    let is_gone = match &e {
                        PackError::Missing { path } => path == Path::new(name),
                        PackError::EmptyFolder { .. } => true,
                        _ => false,
                    };
                    if !is_gone {
                        chosen.add(kept());
                    }
                    chosen.notes.push(e.to_string());
                }
            }
        }
        chosen
    }

    /// The user's folder, if there is one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The user's file that holds the pack of this name. It may be a link that leads nowhere.
    #[must_use]
    pub fn user_file(&self, name: &str) -> Option<PathBuf> {
        let is_named = |stem: &str| stem == name || name_of(stem) == name;
        let mut files: Vec<PathBuf> = self.user_files().into_iter().filter(|own| is_named(&stem(own))).collect();
        files.sort_by_key(|own| !own.exists());
        files.into_iter().next()
    }

    /// Where a pack of the user's belongs that is not there yet.
    #[must_use]
    pub fn new_file(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{name}.toml")))
    }

    fn user_files(&self) -> Vec<PathBuf> {
        self.folder.as_deref().and_then(|folder| toml_files(folder).ok()).unwrap_or_default()
    }

    /// That there is no pack of this name.
    #[must_use]
    pub fn unknown(&self, name: &str) -> PackError {
        let names = self.names();
        let nearest = nearest(name, names.iter().map(String::as_str)).to_owned();
        PackError::Unknown { name: name.to_owned(), nearest }
    }

    /// What the packs that are installed are called.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        let own = self.user_files();
        own.iter().map(|path| name_of(&stem(path))).chain(BUILT_IN.iter().map(|(name, _)| (*name).to_owned())).collect()
    }
}

/// Of several words, the one that reads most like this one; itself where there are none.
#[must_use]
pub fn nearest<'a>(word: &'a str, of: impl IntoIterator<Item = &'a str>) -> &'a str {
    let likeness = |other: &&str| strsim::jaro_winkler(word, other);
    of.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or(word)
}

fn open(path: PathBuf, origin: fn(PathBuf) -> Origin) -> Result<Found, PackError> {
    let (name, bytes) = (stem(&path), read_file(&path)?);
    Ok(Found::read(origin(path), &name, &bytes))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::*;
    use crate::feeling::Feeling;
    use crate::pack::Rating;
    use crate::pack::slots::{Part, Slot, Text};

    #[test]
    fn what_is_built_in_is_what_the_folder_holds() {
        let folder = toml_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/prompt-packs"))).unwrap();
        let held: Vec<_> = folder.iter().map(|path| (stem(path), fs::read_to_string(path).unwrap())).collect();
        let built_in: Vec<_> = BUILT_IN.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
        assert_eq!(built_in, held);
    }

    #[test]
    fn what_is_built_in_has_no_finding() {
        for found in Library::new(None).installed().found {
            assert_eq!(found.findings, [], "{}", found.name);
            assert!(found.is_playable() && !found.replaces, "{}", found.name);
        }
    }

    /// How many characters a text has where every slot is filled with the longest that there is.
    fn longest(text: &Text, pack: &Pack) -> usize {
        let length = |part: Part<'_>| match part {
            Part::Literal(literal) => literal.chars().count(),
            Part::Slot(Slot { name, .. }) => match pack.words.get(name) {
                Some(list) => list.words.iter().map(|word| longest(&word.text, pack)).max().unwrap_or(0),
                None => name.chars().count(),
            },
        };
        text.parts().map(length).sum()
    }

    #[test]
    fn what_is_built_in_is_broad_and_light_enough_to_play() {
        let packs = Library::new(None).installed().packs();
        let prompts = || packs.iter().flat_map(|pack| pack.prompts.iter().map(move |prompt| (pack, prompt)));
        assert_eq!(packs.len(), 10);
        assert!(prompts().count() >= 320, "{}", prompts().count());
        for pack in &packs {
            let head = (pack.license.as_deref(), pack.language.as_deref(), pack.rating);
            let rating = if pack.name == "hard-talks" { Rating::Teen } else { Rating::General };
            assert_eq!(head, (Some("CC0-1.0"), Some("en"), rating), "{}", pack.name);
        }
        for (pack, prompt) in prompts() {
            let length = longest(&prompt.text, pack);
            assert!(length < 200, "{}/{}: {length} characters", pack.name, prompt.id);
        }
        let (mut asked, mut shifts) = (BTreeMap::new(), BTreeSet::new());
        let roles = prompts().flat_map(|(_, prompt)| &prompt.roles);
        for arc in roles.filter_map(|role| role.feeling.as_ref()) {
            for step in arc.steps() {
                *asked.entry(step.feeling).or_insert(0) += 1;
            }
            shifts.extend(arc.steps().windows(2).map(|pair| (pair[0].feeling, pair[1].feeling)));
        }
        for feeling in Feeling::ALL {
            assert!(asked.get(feeling).is_some_and(|times| *times >= 6), "{}: {asked:?}", feeling.word());
        }
        assert!(shifts.len() >= 40, "{shifts:?}");
    }

    #[test]
    fn a_name_is_looked_for_before_a_path() {
        let dir = tempfile::tempdir().unwrap();
        let own = "format = 1\ntitle = \"Own\"\nrating = \"general\"\n";
        for name in ["solo.toml", "Mine.toml"] {
            fs::write(dir.path().join(name), own).unwrap();
        }
        let library = Library::new(Some(dir.path().to_owned()));
        let origin = |wanted: &str| {
            library.find(wanted, &mut Vec::new()).map(|found| found[0].origin.clone()).map_err(|e| e.to_string())
        };
        assert_eq!(origin("turns"), Ok(Origin::BuiltIn));
        assert_eq!(origin("solo"), Ok(Origin::User(dir.path().join("solo.toml"))));
        let path = dir.path().join("Mine.toml");
        assert_eq!(origin(path.to_str().unwrap()), Ok(Origin::Named(path)));
        assert_eq!(library.find(dir.path().to_str().unwrap(), &mut Vec::new()).unwrap().len(), 2);
        assert!(origin("sol").unwrap_err().contains("the nearest is solo"));
        assert!(origin("../solo").unwrap_err().starts_with("there is no file or folder ../solo"));
    }

    #[test]
    fn a_name_is_the_same_pack_wherever_it_is_looked_for() {
        let dir = tempfile::tempdir().unwrap();
        let library = Library::new(Some(dir.path().to_owned()));
        let own = "format = 1\ntitle = \"Own\"\nrating = \"general\"\n";
        for (file, name) in [("My Pack.toml", "my-pack"), ("my-pack.toml", "my-pack"), ("SOLO.toml", "solo")] {
            let path = dir.path().join(file);
            fs::write(&path, own).unwrap();
            let named = library.find(name, &mut Vec::new()).unwrap();
            let installed = library.installed().found;
            let installed: Vec<_> = installed.iter().filter(|found| found.name == name).collect();
            assert_eq!(installed, named.iter().collect::<Vec<_>>());
            assert_eq!(named[0].origin, Origin::User(path));
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_in_a_folder_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("own.toml"), BUILT_IN[0].1).unwrap();
        std::os::unix::fs::symlink("/dev/null", dir.path().join("odd.toml")).unwrap();
        let library = Library::new(None);
        let chosen = library.choose(&[dir.path().to_str().unwrap().to_owned()]).unwrap();
        assert_eq!(chosen.found.iter().map(|found| found.name.as_str()).collect::<Vec<_>>(), ["own"]);
        let odd = dir.path().join("odd.toml");
        assert_eq!(chosen.notes, [format!("{} is passed over: it is no file", odd.display())]);
        let named = library.choose(&[odd.to_str().unwrap().to_owned()]);
        assert!(matches!(named, Err(PackError::Odd { .. })), "{named:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_pack_of_the_user_that_can_not_be_read_stops_nothing() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("lost.toml")).unwrap();
        let installed = Library::new(Some(dir.path().to_owned())).installed();
        assert_eq!(installed.packs().len(), BUILT_IN.len());
        assert!(installed.notes[0].starts_with("there is no file or folder "), "{:?}", installed.notes);
    }
}
