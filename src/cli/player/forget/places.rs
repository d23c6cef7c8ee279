//! Files of the program's own folders that name somebody and are no log: what is in them is for their user to change.
//!
//! Start with [`places`].

use std::fs;
use std::path::{Path, PathBuf};

use crate::cast::naming::{Case, holds};

/// The most bytes of a file that are looked through.
const MOST: u64 = 64 << 20;

/// How deep folders are looked through.
const DEEPEST: u32 = 8;

/// Where something is looked for.
pub struct Search<'a> {
    /// Files and folders, and whether names are looked for in any case. What is not there names nobody.
    pub within: &'a [(PathBuf, Case)],
    /// Files and folders that are left out, with what lies beside them under a longer name. One that is named above is not.
    pub but: &'a [PathBuf],
    /// The names.
    pub names: &'a [&'a str],
}

/// Every line with such a name, as `FILE:LINE: TEXT`. Of a file that is no text, the file.
pub fn places(search: &Search<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, case) in search.within {
        look(search, path, *case, 0, &mut found);
    }
    found.dedup();
    found
}

fn look(search: &Search<'_>, path: &Path, case: Case, depth: u32, found: &mut Vec<String>) {
    if depth > 0 && is_left_out(search.but, path) {
        return;
    }
    let is_folder = path.is_dir() && (depth == 0 || !path.is_symlink());
    if is_folder && depth < DEEPEST {
        let mut entries: Vec<_> =
            fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for entry in &entries {
            look(search, entry, case, depth + 1, found);
        }
    } else if path.is_file() {
        found.extend(lines(search.names, path, case));
    }
}

fn is_left_out(but: &[PathBuf], path: &Path) -> bool {
    let is_one = |path: &Path| {
        let bytes = path.as_os_str().as_encoded_bytes();
        but.iter().any(|out| {
            let rest = bytes.strip_prefix(out.as_os_str().as_encoded_bytes());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"-"))
        })
    };
    is_one(path) || fs::canonicalize(path).is_ok_and(|path| is_one(&path))
}

fn lines(names: &[&str], path: &Path, case: Case) -> Vec<String> {
    if fs::metadata(path).is_ok_and(|meta| meta.len() > MOST) {
        return vec![format!("{} (too large to be looked through)", path.display())];
    }
    let bytes = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let names_them = |text: &str| names.iter().any(|name| holds(text, name, case));
    if bytes.contains(&0) {
        return names_them(&text).then(|| path.display().to_string()).into_iter().collect();
    }
    let lines = (1..).zip(text.lines()).filter(|(_, line)| names_them(line));
    lines.map(|(number, line)| format!("{}:{number}: {}", path.display(), line.trim())).collect()
}
