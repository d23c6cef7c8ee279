//! `pack check --watch`: on every change what is new, what is mended and what is left.
//!
//! Start with [`run`].

use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::mpsc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{Finding, Format, ShapeArgs, Tally, findings_of, pack_files, read_pack};
use crate::booth::packs::{STDIN, read_file};
use crate::booth::signals;
use crate::booth::watch::Watcher;
use crate::cli::Context;
use crate::cli::table::paragraph;
use crate::error::Error;
use crate::print::clean_line;

/// What there is to wait for.
enum Message {
    Changed,
    End,
}

/// A change as JSON has it, beside what a single check gives.
#[derive(Serialize)]
struct Shape<'a> {
    at: String,
    findings: &'a [Finding],
    new: &'a [&'a Finding],
    mended: &'a [&'a Finding],
    error: Option<String>,
}

/// Checks packs, and again on every change, until the system asks to end. The answer is that of the last check.
pub(super) fn run(cx: &Context, paths: &[PathBuf], shape: &ShapeArgs) -> Result<(), Error> {
    if paths.iter().any(|path| path.as_os_str() == STDIN) {
        return Err(Error::Usage("standard input can't be watched; name files or folders".to_owned()));
    }
    if shape.format() == Format::Github {
        return Err(Error::Usage("--format github is for a single check; watch with human or json".to_owned()));
    }
    // What isn't there is told as in a single check.
    pack_files(cx, paths)?;
    let (send, messages) = mpsc::channel();
    let end = send.clone();
    // Where nobody waits for messages any more, the program is ending.
    let watcher = Watcher::new(paths, move |_| send.send(Message::Changed).unwrap_or_default());
    let _watching = watcher.map_err(Error::Watch)?;
    signals::on_end(move || end.send(Message::End).unwrap_or_default()).map_err(Error::Watch)?;

    let mut checked = Checked::now(cx, paths)?;
    checked.show(cx, shape, &checked.change(&checked.findings), None)?;
    while matches!(messages.recv(), Ok(Message::Changed)) {
        match Checked::now(cx, paths) {
            Ok(now) => {
                now.show(cx, shape, &now.change(&checked.findings), None)?;
                checked = now;
            }
            // A file that is gone may be back in a moment.
            Err(e) => checked.show(cx, shape, &checked.change(&checked.findings), Some(e.to_string()))?,
        }
    }
    checked.tally.verdict(shape)
}

/// What a check found.
struct Checked {
    tally: Tally,
    files: usize,
    findings: Vec<Finding>,
}

/// What another check found otherwise.
struct Change<'a> {
    new: Vec<&'a Finding>,
    mended: Vec<&'a Finding>,
    left: Vec<&'a Finding>,
}

impl Checked {
    fn now(cx: &Context, paths: &[PathBuf]) -> Result<Self, Error> {
        let files = pack_files(cx, paths)?;
        let mut checked = Self { tally: Tally::default(), files: files.len(), findings: Vec::new() };
        for path in &files {
            let bytes = read_file(path)?;
            let (sound, findings) = read_pack(path, &bytes);
            checked.tally.add(&findings, sound);
            checked.findings.extend(findings_of(path, &bytes, findings));
        }
        Ok(checked)
    }

    /// What is otherwise than before. A finding that moved with its lines is the same.
    fn change<'a>(&'a self, before: &'a [Finding]) -> Change<'a> {
        let mut gone: HashMap<_, Vec<&Finding>> = HashMap::new();
        for finding in before {
            gone.entry(finding.key()).or_default().push(finding);
        }
        let mut change = Change { new: Vec::new(), mended: Vec::new(), left: Vec::new() };
        for finding in &self.findings {
            let same = gone.entry(finding.key()).or_default();
            match same.iter().position(|other| other.is_beside(finding)).or_else(|| (!same.is_empty()).then_some(0)) {
                Some(at) => {
                    same.remove(at);
                    change.left.push(finding);
                }
                None => change.new.push(finding),
            }
        }
        let is_gone = |finding: &&Finding| gone.get(&finding.key()).is_some_and(|left| left.contains(finding));
        change.mended = before.iter().filter(is_gone).collect();
        change
    }

    fn show(&self, cx: &Context, shape: &ShapeArgs, change: &Change<'_>, error: Option<String>) -> Result<(), Error> {
        let at = Timestamp::now();
        if shape.format() == Format::Json {
            let Change { new, mended, .. } = change;
            return cx.print.json(&Shape { at: format!("{at:.3}"), findings: &self.findings, new, mended, error });
        }
        let time = at.to_zoned_datetime(TimeZone::system()).strftime("%H:%M:%S");
        let sentence = error.unwrap_or_else(|| self.tally.sentence(self.files, "prompt"));
        cx.print.clear()?;
        cx.print.out(&change.told(&format!("{time} {sentence}"), cx.print.columns(), cx.print.rows()))
    }
}

impl Change<'_> {
    /// The change for people, under a first line; as much of it as so many rows hold.
    fn told(&self, first: &str, columns: usize, rows: Option<usize>) -> String {
        let parts = [("new", &self.new), ("mended", &self.mended), ("left", &self.left)];
        let counts: Vec<String> = parts.iter().map(|(name, found)| format!("{} {name}", found.len())).collect();
        let mut text = paragraph("", &format!("{}\n{}", clean_line(first), counts.join(", ")), columns);
        let mut hidden = 0;
        for (name, found) in parts {
            let mut heading = format!("\n{name}:\n");
            for finding in found {
                if hidden == 0 {
                    let lines = std::mem::take(&mut heading) + &paragraph("  ", &clean_line(&finding.line()), columns);
                    // A row stays for what is hidden, and one for the cursor.
                    if rows.is_none_or(|rows| text.lines().count() + lines.lines().count() + 2 <= rows) {
                        text += &lines;
                        continue;
                    }
                }
                hidden += 1;
            }
        }
        if hidden > 0 {
            // Writing to a string can't fail.
            let _ = writeln!(text, "… and {hidden} more: `sidecoach pack check` shows all");
        }
        if rows.is_none() { text + "\n" } else { text }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn checked(text: &str) -> Checked {
        let (_, findings) = read_pack(Path::new("a.toml"), text.as_bytes());
        let findings = findings_of(Path::new("a.toml"), text.as_bytes(), findings).collect();
        Checked { tally: Tally::default(), files: 1, findings }
    }

    /// A pack of prompts without a text, with these weights.
    fn pack(weights: &[&str]) -> String {
        let prompt = |weight: &&str| format!("[[prompt]]\nid = \"p{weight}\"\nweight = {weight}\n");
        "format = 1\ntitle = \"T\"\nrating = \"general\"\n".to_owned() + &weights.iter().map(prompt).collect::<String>()
    }

    #[test]
    fn what_moved_with_its_lines_is_no_news() {
        for (before, after, new, mended, left) in [
            (vec!["1"], vec!["1"], vec![], vec![], vec![4]),
            (vec!["1"], vec!["2", "1"], vec![7], vec![], vec![4]),
            (vec!["1", "2"], vec!["2"], vec![], vec![7], vec![4]),
            (vec!["1"], vec!["0"], vec![6], vec![], vec![4]),
            (vec!["0"], vec!["1"], vec![], vec![6], vec![4]),
            (vec![], vec!["1", "2"], vec![4, 7], vec![], vec![]),
        ] {
            let (before, after) = (checked(&pack(&before)), checked(&pack(&after)));
            let change = after.change(&before.findings);
            let lines = |found: &[&Finding]| -> Vec<usize> {
                let line = |it: &&Finding| it.line().split(':').nth(1).and_then(|line| line.parse().ok());
                found.iter().filter_map(line).collect()
            };
            assert_eq!((lines(&change.new), lines(&change.mended), lines(&change.left)), (new, mended, left));
        }
    }

    #[test]
    fn a_change_fills_no_more_than_the_screen() {
        let (before, after) = (checked(&pack(&["1", "2"])), checked(&pack(&["1", "2", "3", "0"])));
        let change = after.change(&before.findings);
        let told = |rows| change.told("14:03:05 first", 200, rows);
        let whole = told(None);
        let start = "14:03:05 first\n3 new, 0 mended, 2 left\n\nnew:\n  a.toml:10:1: error[P005]: `text` is missing; ";
        assert!(whole.starts_with(start), "{whole}");
        assert!(!whole.contains('…') && whole.contains("\n\nleft:\n  a.toml:4:1: error[P005]: "), "{whole}");
        for rows in 1..20 {
            let told = told(Some(rows));
            assert!(told.lines().count() < rows.max(4), "{rows}: {told}");
            let shown = told.matches("a.toml:").count();
            assert_eq!(told.contains(&format!("… and {} more: ", 5 - shown)), shown < 5, "{rows}: {told}");
        }
    }
}
