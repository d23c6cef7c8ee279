//! The walls of the house: which file may know of which, and that nothing but the edge touches the machine.

#![expect(clippy::disallowed_methods, reason = "the sources are read")]
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the answer")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What every file of the core is, in an order in which each knows only of earlier ones.
const CORE: &[&str] = &[
    "diagnostic",
    "cue",
    "feeling",
    "pack",
    "learn",
    "deck",
    "cast",
    "scene",
    "consent",
    "take",
    "report",
    "plan",
    "stage",
    "warmup",
];

/// What a file and its folder may know of beyond themselves, from the first of the core to the edge.
const WALLS: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    ("cue", &[]),
    ("feeling", &["cue"]),
    ("pack", &["diagnostic", "cue", "feeling"]),
    ("learn", &["feeling", "pack"]),
    ("deck", &["feeling", "pack", "learn"]),
    ("cast", &["feeling", "pack"]),
    ("scene", &["cue", "feeling", "pack", "cast"]),
    ("consent", &["pack", "scene"]),
    // A take keeps the chance it was drawn at.
    ("take", &["cue", "feeling", "pack", "deck", "cast", "scene", "consent"]),
    ("report", &["feeling", "pack", "cast", "scene", "take"]),
    ("plan", &["diagnostic", "cue", "feeling", "pack", "deck", "cast", "scene", "take"]),
    ("stage", CORE),
    ("warmup", CORE),
    ("ui", CORE),
    ("booth", &["core", "ui", "print"]),
    ("print", &["core", "ui", "booth", "cli", "error"]),
    ("error", &["core", "ui", "booth", "cli", "import", "print"]),
    ("config", &["core", "ui", "booth"]),
    ("export", &["core", "booth"]),
    ("import", &["diagnostic", "cue", "feeling", "pack"]),
    ("serve", &["core"]),
    ("cli", &["core", "ui", "booth", "config", "error", "export", "import", "print", "serve"]),
    ("main", &["core", "ui", "booth", "cli", "error", "print"]),
];

/// The files that touch the machine, each with its folder.
const EDGE: &[&str] = &["booth", "print", "error", "config", "cli", "main"];

/// A source file, its place below `src`, and its text without tests and comments.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The file at the top of `src` that it belongs to.
    fn file(&self) -> String {
        let first = self.path.iter().next().unwrap();
        Path::new(first).file_stem().unwrap().to_str().unwrap().to_owned()
    }

    /// The files at the top of `src` that its paths lead to.
    fn knows(&self) -> BTreeSet<String> {
        let mut known = BTreeSet::new();
        for (at, _) in self.text.match_indices("crate::") {
            let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            if !self.text[..at].ends_with(is_name) {
                known.extend(heads(&self.text[at + "crate::".len()..]));
            }
        }
        // From a file of depth n, so many times `super::` leads out of it.
        let out = "super::".repeat(self.path.iter().count());
        known.extend(self.text.match_indices(&out).flat_map(|(at, _)| heads(&self.text[at + out.len()..])));
        known
    }
}

/// The first names of a path, or of each path in braces.
fn heads(rest: &str) -> Vec<String> {
    let name = |path: &str| path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let mut depth = 0_u32;
    let mut starts = vec![0];
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => starts.push(at + 1),
            _ => {}
        }
    }
    starts.into_iter().map(|start| name(group[start..].trim_start())).filter(|name| !name.is_empty()).collect()
}

/// Every source file but those that are only there for tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut for_tests = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let (text, modules) = without_tests(&text);
                let inside = if path.parent() == Some(&root) && path.ends_with("lib.rs") {
                    root.clone()
                } else {
                    path.with_extension("")
                };
                for_tests.extend(modules.into_iter().map(|module| inside.join(module)));
                sources.push(Source { path: path.strip_prefix(&root).unwrap().to_owned(), text });
            }
        }
    }
    sources.retain(|source| {
        !for_tests.iter().any(|module| root.join(&source.path).with_extension("").starts_with(module))
    });
    sources
}

/// A text without comments and test modules, and the names of the test modules that have a file of their own.
fn without_tests(text: &str) -> (String, Vec<String>) {
    let mut kept = String::new();
    let mut modules = Vec::new();
    let mut is_test = false;
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let module = line.trim_start_matches("pub(crate) ").strip_prefix("mod ");
        match module {
            Some(module) if is_test && module.ends_with('{') => break,
            Some(module) if is_test => modules.push(module.trim_end_matches(';').to_owned()),
            _ => kept.extend([line, "\n"]),
        }
        is_test = line == "#[cfg(test)]";
    }
    (kept, modules)
}

#[test]
fn every_file_knows_only_of_those_it_may() {
    let mut wrong = Vec::new();
    let mut found = BTreeSet::new();
    for source in sources() {
        let file = source.file();
        if file == "lib" {
            continue;
        }
        let Some((_, may)) = WALLS.iter().find(|(name, _)| *name == file) else {
            wrong.push(format!("{}: no row in the table", source.path.display()));
            continue;
        };
        let is_core = |known: &str| may.contains(&"core") && CORE.contains(&known);
        for known in source.knows() {
            if known != file && !may.contains(&known.as_str()) && !is_core(&known) {
                wrong.push(format!("{} knows of {known}", source.path.display()));
            }
        }
        found.insert(file);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(found, WALLS.iter().map(|(name, _)| (*name).to_owned()).collect(), "a row for each file");
}

#[test]
fn in_the_core_each_file_knows_only_of_earlier_ones() {
    for (n, file) in CORE.iter().enumerate() {
        let (_, may) = WALLS.iter().find(|(name, _)| name == file).unwrap();
        assert!(may.iter().all(|known| CORE[..n].contains(known) || *may == CORE), "{file}");
    }
}

#[test]
fn only_the_edge_may_touch_the_machine() {
    for source in sources() {
        let exempts = source.text.contains("disallowed_methods");
        assert!(!exempts || EDGE.contains(&source.file().as_str()), "{}", source.path.display());
        // What lint attributes can't see: macros that print.
        let prints = ["println!", "print!", "dbg!"].iter().any(|print| source.text.contains(print));
        assert!(!prints || EDGE.contains(&source.file().as_str()), "{} prints", source.path.display());
    }
}

#[test]
fn paths_are_found_however_they_are_written() {
    let known = |path: &str, text: &str| {
        let (text, _) = without_tests(text);
        Source { path: path.into(), text }.knows().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(known("deck.rs", "use crate::pack::Pack;\nfn f() -> crate::take::Take {}"), ["pack", "take"]);
    assert_eq!(known("deck.rs", "use crate::{cast::{Call, Part}, ui, pack::Pack};"), ["cast", "pack", "ui"]);
    assert_eq!(known("deck.rs", "use super::stage::Stage;"), ["stage"]);
    assert_eq!(known("deck/stream.rs", "use super::Deck;\nuse super::super::stage;"), ["stage"]);
    assert_eq!(known("deck.rs", "/// See [`crate::ui`].\n#[cfg(test)]\nmod tests {\nuse crate::stage;\n}"), [""; 0]);
}
