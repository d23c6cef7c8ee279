//! Where packs are found: those named, then those in the user's folder, then those built in.
//!
//! Start with [`Library`]. A pack found earlier hides a later one of its name. [`read_file`] is how any pack file is
//! read: bounded, and never from something that is no file.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use crate::diagnostic::{Diagnostic, Lines, Severity};
use crate::pack::read::{MAX_BYTES, name_of, read};
use crate::pack::{Pack, is_name};

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

/// What stands for standard input where a file is named.
pub const STDIN: &str = "-";

/// Why a pack can't be had.
#[derive(Debug, Error)]
pub enum PackError {
    /// There is nothing of this path.
    #[error("there is no file or folder {}; check the path", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// The system refused.
    #[error("{} can't be read: {source}; check what it is and who may read it", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is a folder where a file is read.
    #[error("{} is a folder; name a file", path.display())]
    Folder {
        /// The path.
        path: PathBuf,
    },
    /// It is a device, a pipe or the like.
    #[error("{} is neither a file nor a folder; name one of these, or `-` for standard input", path.display())]
    Odd {
        /// The path.
        path: PathBuf,
    },
    /// No file in it is a pack.
    #[error("the folder {} holds no pack: no file whose name ends in .toml; name another folder, or a file", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// No pack has this name.
    #[error("there is no pack {name}; the nearest is {nearest}, and `sidecoach pack list` shows all")]
    Unknown {
        /// The name.
        name: String,
        /// What may have been meant.
        nearest: String,
    },
    /// Nothing of it can be drawn.
    #[error("{name} holds no prompt that can be played: {why}; `sidecoach pack check {name}` says more")]
    NothingPlayable {
        /// What was named.
        name: String,
        /// What is wrong with it.
        why: String,
    },
}

/// Where a pack was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It comes with the program.
    BuiltIn,
    /// In the user's folder.
    User(PathBuf),
    /// Where somebody said.
    Named(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built in"),
            Self::User(path) | Self::Named(path) if path.as_os_str() == STDIN => f.write_str("standard input"),
            Self::User(path) | Self::Named(path) => path.display().fmt(f),
        }
    }
}

/// A pack that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its name: the file's stem, mended where that can't be one.
    pub name: String,
    /// Where.
    pub origin: Origin,
    /// What could be read of it.
    pub pack: Option<Arc<Pack>>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    /// The line that each of these begins at.
    pub lines: Vec<usize>,
    /// Whether it stands in place of a built-in pack.
    pub replaces: bool,
}

impl Found {
    fn read(origin: Origin, name: &str, bytes: &[u8]) -> Self {
        let (pack, findings) = read(name, bytes);
        let name = pack.as_ref().map_or(name, |pack| &pack.name).to_owned();
        let replaces = origin != Origin::BuiltIn && built_in(&name).is_some();
        let lines = lines_of(bytes, &findings);
        Self { name, origin, pack: pack.map(Arc::new), findings, lines, replaces }
    }

    /// How many findings of a severity it has.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity() == severity).count()
    }

    /// What a leader should know of it before playing from it.
    fn note(&self) -> Option<String> {
        let (Origin::User(path) | Origin::Named(path)) = &self.origin else { return None };
        let count = self.findings.len();
        let findings = if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
        let path = path.display();
        let note = format!("the pack {} has {findings}, see `sidecoach pack check {path}`", self.name);
        (self.count(Severity::Error) > 0).then_some(note)
    }

    /// That there is nothing to play in it, and why.
    #[must_use]
    pub fn nothing_playable(&self) -> PackError {
        let error = self.findings.iter().find(|finding| finding.severity() == Severity::Error);
        let why = error.map_or("it has none, or every one is retired", |error| error.message.as_str()).to_owned();
        let name = match &self.origin {
            Origin::BuiltIn => self.name.clone(),
            Origin::User(path) | Origin::Named(path) => path.display().to_string(),
        };
        PackError::NothingPlayable { name, why }
    }

    fn is_playable(&self) -> bool {
        self.pack.as_ref().is_some_and(|pack| pack.prompts.iter().any(|prompt| !prompt.retired))
    }
}

fn lines_of(bytes: &[u8], findings: &[Diagnostic]) -> Vec<usize> {
    // A text that is not UTF-8 has one finding, and no lines that could be counted.
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if findings.is_empty() {
        return Vec::new();
    }
    let lines = Lines::new(text);
    findings.iter().map(|finding| lines.position(finding.span.start).0).collect()
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

/// The pack files that a path stands for: itself, or the files of a folder whose names end in `.toml`, in order. What
/// has such a name and is no file is passed over, with a note.
pub fn files(path: &Path, notes: &mut Vec<String>) -> Result<Vec<PathBuf>, PackError> {
    if path.as_os_str() == STDIN {
        return Ok(vec![path.to_owned()]);
    }
    let meta = fs::metadata(path).map_err(|e| unreadable(path, e))?;
    if !meta.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let (odd, files): (Vec<_>, Vec<_>) =
        toml_files(path).map_err(|e| unreadable(path, e))?.into_iter().partition(|path| is_odd(path));
    notes.extend(odd.iter().map(|path| format!("{} is passed over: it is no file", path.display())));
    if files.is_empty() { Err(PackError::EmptyFolder { path: path.to_owned() }) } else { Ok(files) }
}

/// The bytes of a pack or another file, or of standard input: no more than show that there are too many.
pub fn read_file(path: &Path) -> Result<Vec<u8>, PackError> {
    let limit = MAX_BYTES + 1;
    let mut bytes = Vec::new();
    let result = if path.as_os_str() == STDIN {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        // Looked at first: to open a pipe would wait for somebody to write to it.
        let meta = fs::metadata(path).map_err(|e| unreadable(path, e))?;
        if meta.is_dir() {
            return Err(PackError::Folder { path: path.to_owned() });
        }
        if !meta.is_file() {
            return Err(PackError::Odd { path: path.to_owned() });
        }
        bytes.reserve(limit.min(meta.len() + 1) as usize);
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    result.map(|_| bytes).map_err(|e| unreadable(path, e))
}

/// What a pack in this file is called.
#[must_use]
pub fn stem(path: &Path) -> String {
    if path.as_os_str() == STDIN {
        return "stdin".to_owned();
    }
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Of several words, the one that reads most like this one; itself where there are none.
#[must_use]
pub fn nearest<'a>(word: &'a str, of: impl IntoIterator<Item = &'a str>) -> &'a str {
    let likeness = |other: &&str| strsim::jaro_winkler(word, other);
    of.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or(word)
}

/// Whether what somebody names can be no pack's name.
#[must_use]
pub fn is_path(wanted: &str) -> bool {
    wanted.contains(std::path::is_separator) || is_toml(Path::new(wanted)) || matches!(wanted, STDIN | "." | "..")
}

fn open(path: PathBuf, origin: fn(PathBuf) -> Origin) -> Result<Found, PackError> {
    let (name, bytes) = (stem(&path), read_file(&path)?);
    Ok(Found::read(origin(path), &name, &bytes))
}

/// The entries of a folder that may be packs. Those whose stem is their pack's name come first, so that they hide others
/// that are given it.
fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    let mut files: Vec<PathBuf> = entries.into_iter().filter(|path| may_be_pack(path) && !path.is_dir()).collect();
    files.sort_by_cached_key(|path| (!is_name(&stem(path)), path.clone()));
    Ok(files)
}

/// Whether it is a device, a pipe or the like.
fn is_odd(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| !meta.is_file())
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

/// Whether a file of this name in a folder counts as a pack: not what editors and systems leave beside one, such as
/// `._turns.toml`.
pub(super) fn may_be_pack(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    is_toml(path) && !is_hidden
}

fn unreadable(path: &Path, source: io::Error) -> PackError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => PackError::Missing { path },
        _ => PackError::Unreadable { path, source },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
