//! A place of its own for each test: no inherited variables, its own home, a fixed width.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A pack with one of everything that `draw` prints.
pub const TINY: &str = r#"format = 1
title = "Tiny"
about = "Two prompts."
license = "CC0-1.0"
authors = ["Maya R."]
language = "en"
rating = "general"

[feelings]
guilt = "remorse"

[words]
place = ["a lighthouse"]

[[prompt]]
id = "late"
text = "The {apologiser} owes the {wronged} an apology, in {place}. It is late, and neither of them sat down."
weight = 2
tags = ["apology", "two-hander"]
time = { scene = "4m" }

  [[prompt.role]]
  name = "apologiser"
  label = "the one who is late"
  feeling = "guilt:2 -> relief @60%"
  secret = "You are not sorry yet."

  [[prompt.role]]
  name = "wronged"

[[prompt]]
id = "stretch"
kind = "warm-up"
text = "Stretch."
players = "1+"
"#;

/// A place to run the program in.
pub struct Test {
    dir: TempDir,
    variables: Vec<(String, String)>,
    stdin: Vec<u8>,
}

/// What a run gave. The test's folder is written as `[dir]`.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Test {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), variables: Vec::new(), stdin: Vec::new() }
    }

    /// With the pack [`TINY`] as `tiny.toml`.
    pub fn tiny() -> Self {
        Self::new().file("tiny.toml", TINY)
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where the log is by default.
    pub fn log(&self) -> PathBuf {
        self.path().join("home/.local/share/sidecoach/takes.db")
    }

    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// With a pack in the user's folder.
    pub fn own(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.file(&format!("home/.local/share/sidecoach/packs/{name}"), content)
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    /// With an editor that does this to the file `$1`.
    #[cfg(unix)]
    pub fn editor(self, script: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let test = self.file("editor", format!("#!/bin/sh\n{script}\n"));
        let path = test.path().join("editor");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let path = path.to_str().unwrap().to_owned();
        test.variable("EDITOR", &path)
    }

    /// What a file holds.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sidecoach"));
        command.env_clear().env("HOME", self.path().join("home")).env("TZ", "UTC").env("COLUMNS", "60");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.path()).args(args).write_stdin(self.stdin.clone());
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(self.path().to_str().unwrap(), "[dir]");
        Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs it: this must come out, and nothing on standard error.
    #[track_caller]
    pub fn prints(&self, args: &[&str], out: &str) {
        assert_eq!(self.run(args), Run { code: 0, out: out.to_owned(), err: String::new() }, "{args:?}");
    }

    /// Runs it: this must be said, and nothing come out.
    #[track_caller]
    pub fn says(&self, args: &[&str], code: i32, err: &str) {
        assert_eq!(self.run(args), Run { code, out: String::new(), err: err.to_owned() }, "{args:?}");
    }
}
