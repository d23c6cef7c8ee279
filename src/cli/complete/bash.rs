//! What bash is told. It makes three words of an option and its value, so it gets the last of them.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::engine;
use clap_complete::env::EnvCompleter;

/// How bash asks: with the words up to the pointer, the last of which is being typed.
const SCRIPT: &str = include_str!("sidecoach.bash");

/// The shell.
#[derive(Debug)]
pub struct Bash;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == self.name()
    }

    fn write_registration(&self, _: &str, _: &str, _: &str, _: &str, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(SCRIPT.as_bytes())
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (words, before) = joined(words);
        let at = words.len().saturating_sub(1);
        for candidate in engine::complete(command, words, at, folder)? {
            let value = candidate.get_value().to_string_lossy();
            writeln!(out, "{}", value.get(before..).unwrap_or_default())?;
        }
        Ok(())
    }
}

/// The words with those in one that bash parted at `=`, and how many bytes of the last one come before what it asks for.
fn joined(words: Vec<OsString>) -> (Vec<OsString>, usize) {
    let mut whole: Vec<OsString> = Vec::new();
    let (mut goes_on, mut before) = (false, 0);
    for word in words {
        let is_sign = word == "=";
        before = 0;
        match whole.last_mut() {
            Some(last) if is_sign || goes_on => {
                before = last.len() + usize::from(is_sign);
                last.push(word);
            }
            _ => whole.push(word),
        }
        goes_on = is_sign;
    }
    (whole, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_bash_parted_is_one_word_again() {
        let check = |words: &[&str], whole: &[&str], before| {
            let words = words.iter().map(OsString::from).collect();
            assert_eq!(joined(words), (whole.iter().map(OsString::from).collect(), before));
        };
        check(&["s", "draw", "-p", "tu"], &["s", "draw", "-p", "tu"], 0);
        check(&["s", "draw", "--pack", "=", "tu"], &["s", "draw", "--pack=tu"], 7);
        check(&["s", "draw", "--pack", "="], &["s", "draw", "--pack="], 7);
        check(&["s", "--log", "=", "x", "draw", ""], &["s", "--log=x", "draw", ""], 0);
    }
}
