//! Where names are looked up.
//!
//! Start with [`Known::candidates`].

use std::collections::BTreeSet;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter};

use crate::booth::packs::{Library, STDIN};
use crate::booth::store::{Access, Store};
use crate::cast::is_same_name;
use crate::feeling::Feeling;
use crate::pack::edit::KEYS;
use crate::pack::{Content, Kind, Pack, is_forbidden, is_name};
use crate::print::clean_line;

use super::super::{Folder, folder};
use super::{Named, Shell, quotes};

/// What there is to name.
#[derive(Debug)]
pub(super) struct Known {
    shell: Shell,
    library: Library,
    log: Option<PathBuf>,
    /// What was typed so far.
    words: Vec<OsString>,
}

impl Known {
    /// As the words so far say.
    pub(super) fn of(shell: Shell, words: &[OsString]) -> Self {
        let data = folder(Folder::Data);
        let of_option = |word: &OsString| word.to_str()?.strip_prefix("--log=").map(PathBuf::from);
        let behind =
            || words.iter().skip_while(|word| *word != "--log").skip(1).find(|word| *word != "=").map(PathBuf::from);
        let variable = || env::var_os("SIDECOACH_LOG").filter(|log| !log.is_empty()).map(PathBuf::from);
        let own = || Some(data.as_ref()?.join("takes.db"));
        let log = words.iter().find_map(of_option).or_else(behind).or_else(variable).or_else(own);
        let library = Library::new(data.as_ref().map(|data| data.join("packs")));
        Self { shell, library, log, words: words.to_vec() }
    }

    /// What begins as typed: what an argument names, or else paths.
    pub(super) fn candidates(&self, named: Option<Named>, typed: &OsStr) -> Vec<CompletionCandidate> {
        let paths = || PathCompleter::any().complete(typed);
        let packs_and_paths = |typed: &str| self.packs(typed, "").into_iter().chain(paths()).collect();
        let named = named.map(|named| (named, typed.to_str().unwrap_or_default()));
        let mut found: Vec<_> = match named {
            None => paths(),
            Some((Named::Pack, typed)) => self.packs(typed, ""),
            Some((Named::PackOrPath, typed)) => packs_and_paths(typed),
            Some((Named::Prompt, typed)) => self.prompts(typed).unwrap_or_else(|| self.packs(typed, "/")),
            Some((Named::PackOrPrompt, typed)) => self.prompts(typed).unwrap_or_else(|| packs_and_paths(typed)),
            Some((Named::Player, typed)) => self.players("", typed),
            Some((Named::Players, typed)) => {
                let start = typed.rfind(',').map_or(0, |comma| comma + 1);
                let start = start + typed[start..].len() - typed[start..].trim_start().len();
                self.players(&typed[..start], &typed[start..])
            }
            Some((Named::Part, typed)) => {
                typed.find('=').map(|sign| self.players(&typed[..=sign], &typed[sign + 1..])).unwrap_or_default()
            }
            Some((Named::Change, typed)) => match typed.split_once('=') {
                Some((key, value)) => self.values(key, value),
                None => beginning("", typed, self.keys().into_iter().map(|key| key + "=")),
            },
            Some((Named::Tag, typed)) => beginning("", typed, self.tags()),
            Some((Named::Line, typed)) => {
                let of_content = beginning("", typed, Content::ALL.iter().map(|content| content.word()));
                of_content.into_iter().chain(beginning("", typed, self.tags())).collect()
            }
        };
        let is_shown =
            |it: &CompletionCandidate| !it.get_value().to_string_lossy().contains(|c| is_forbidden(c) || c == '\n');
        found.retain(is_shown);
        if self.shell == Shell::PowerShell {
            found = found.iter().map(in_powershell).collect();
        }
        found
    }

    fn packs(&self, typed: &str, end: &str) -> Vec<CompletionCandidate> {
        beginning("", typed, self.library.names().into_iter().map(|name| name + end))
    }

    /// The prompts of the pack before the slash, if there is one.
    fn prompts(&self, typed: &str) -> Option<Vec<CompletionCandidate>> {
        let (name, typed) = typed.rsplit_once('/')?;
        let pack = self.pack(name)?;
        let prompts = pack.prompts.iter().filter(|prompt| prompt.id.starts_with(typed));
        let candidate =
            |id: &str, text: &str| CompletionCandidate::new(format!("{name}/{id}")).help(Some(clean_line(text).into()));
        Some(prompts.map(|prompt| candidate(&prompt.id, prompt.text.source())).collect())
    }

    fn pack(&self, name: &str) -> Option<Arc<Pack>> {
        let is_file = || Path::new(name).extension().is_some_and(|extension| extension == "toml");
        if name == STDIN || !(is_name(name) || is_file()) {
            return None;
        }
        self.library.find(name, &mut Vec::new()).ok()?.into_iter().find_map(|found| found.pack)
    }

    /// What can be set of the prompt that was named.
    fn keys(&self) -> Vec<String> {
        let roles = self.roles();
        let of_each = |key: &str| match key.split_once("NAME") {
            Some((before, after)) => roles.iter().map(|role| format!("{before}{role}{after}")).collect(),
            None => vec![key.to_owned()],
        };
        KEYS.iter().flat_map(|key| of_each(key)).collect()
    }

    /// The roles of the prompt that was named.
    fn roles(&self) -> Vec<String> {
        let mut named = self.words.iter().filter_map(|word| word.to_str()?.rsplit_once('/'));
        let prompt = |(pack, id): (&str, &str)| self.pack(pack)?.prompts.iter().find(|prompt| prompt.id == id).cloned();
        let prompt = named.find_map(prompt);
        prompt.iter().flat_map(|prompt| &prompt.roles).map(|role| role.name.clone()).collect()
    }

    /// What could stand as the last word of a value.
    fn values(&self, key: &str, typed: &str) -> Vec<CompletionCandidate> {
        let (before, typed) = typed.split_at(typed.rfind([',', ' ']).map_or(0, |end| end + 1));
        let before = &format!("{key}={before}");
        match key {
            "kind" => beginning(before, typed, Kind::ALL.iter().map(|kind| kind.word())),
            "content" => beginning(before, typed, Content::ALL.iter().map(|content| content.word())),
            "tags" => beginning(before, typed, self.tags()),
            "retired" => beginning(before, typed, ["false", "true"]),
            _ if key.starts_with("role.") && key.ends_with(".feeling") => {
                beginning(before, typed, Feeling::ALL.iter().map(|feeling| feeling.word()))
            }
            _ => Vec::new(),
        }
    }

    /// The tags in the packs that are installed.
    fn tags(&self) -> BTreeSet<String> {
        let packs = self.library.installed().packs();
        packs.iter().flat_map(|pack| &pack.prompts).flat_map(|prompt| prompt.tags.clone()).collect()
    }

    /// Players whose names begin as typed, in whatever case, each behind what came before, and none of it again.
    fn players(&self, before: &str, typed: &str) -> Vec<CompletionCandidate> {
        let store = self.log.as_deref().and_then(|log| Store::open(log, Access::Read).ok());
        let players = store.and_then(|store| store.players(None).ok()).unwrap_or_default();
        let typed = typed.to_lowercase();
        let is_wanted = |name: &String| {
            name.to_lowercase().starts_with(&typed) && !before.split(',').any(|other| is_same_name(other, name))
        };
        let names = players.into_iter().map(|person| person.name).filter(is_wanted);
        names.map(|name| CompletionCandidate::new(format!("{before}{name}"))).collect()
    }
}

/// Of these words those that begin as typed, each behind what came before.
fn beginning(before: &str, typed: &str, words: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<CompletionCandidate> {
    let candidate = |word: &str| CompletionCandidate::new(format!("{before}{word}"));
    let words = words.into_iter();
    words.filter(|word| word.as_ref().starts_with(typed)).map(|word| candidate(word.as_ref())).collect()
}

fn in_powershell(candidate: &CompletionCandidate) -> CompletionCandidate {
    let value = quotes::for_powershell(&candidate.get_value().to_string_lossy());
    CompletionCandidate::new(value).help(candidate.get_help().cloned())
}
