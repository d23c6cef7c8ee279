//! What the documents tell a reader to type, typed in their order in a home where nothing was done before.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::terminal::{Home, Terminal};

/// Commands that wait for a key: a part of them, what they say then, and what is typed.
const ANSWERED: &[(&str, &str, &str)] =
    &[("--watch", "no findings", "\x03"), ("player same", "[y/N]", "y\r"), ("player forget", "[y/N]", "y\r")];

/// A reader at their shell.
struct Reader {
    home: Home,
    /// The folder that they are in.
    place: PathBuf,
}

impl Reader {
    fn new() -> Self {
        let mut home = Home::new();
        let path = |name: &str| home.file(name).to_str().unwrap().to_owned();
        let program = Path::new(env!("CARGO_BIN_EXE_sidecoach")).parent().unwrap().to_str().unwrap();
        let (data, search) = (path(".local/share"), format!("{program}:/usr/bin:/bin"));
        home.set("XDG_DATA_HOME", &data);
        home.set("EDITOR", "true");
        home.set("PATH", &search);
        let place = home.file("");
        Self { home, place }
    }

    /// Types every command of a document.
    fn types(&mut self, document: &str) {
        let commands = commands(document);
        assert!(commands.len() > 5, "the document has commands: {commands:?}");
        for command in commands {
            if let Some(folder) = command.strip_prefix("cd ") {
                self.place = self.home.file(folder.strip_prefix("~/").unwrap());
            } else if needs_a_terminal(&command) {
                self.plays(&command);
            } else {
                self.runs(&command);
            }
        }
    }

    fn runs(&self, command: &str) {
        let mut shell = self.home.command("/bin/sh");
        let output = shell.args(["-c", command]).current_dir(&self.place).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
    }

    /// Answers what waits for an answer; on the stage, a short scene is played.
    fn plays(&self, command: &str) {
        let typed = format!("cd '{}' && exec {command}", self.place.display());
        let mut screen = Terminal::start(&self.home, "/bin/sh", &["-c", &typed]);
        if let Some((_, says, keys)) = ANSWERED.iter().find(|(part, ..)| command.contains(part)) {
            screen.wait_for(&[says]);
            screen.press(keys);
            assert!(screen.ended().success(), "{command}: {}", screen.screen());
            return;
        }
        screen.wait_for(&["enter draw"]);
        screen.press("\r\r\r");
        screen.wait_for(&["enter edit"]);
        screen.let_the_clock_move();
        screen.press("\r");
        screen.wait_for(&["usable?"]);
        screen.press("gq");
        assert!(screen.ended().success(), "{command}");
    }
}

/// The commands in the indented blocks of a document, without what it says about them. How to build and to test is not for
/// a test to try.
fn commands(document: &str) -> Vec<String> {
    let lines = document.lines().filter_map(|line| line.strip_prefix("    "));
    let typed = lines.filter(|line| ["sidecoach", "cd ", "echo "].iter().any(|word| line.starts_with(word)));
    typed.map(|line| line.split("  #").next().unwrap_or(line).trim_end().to_owned()).collect()
}

/// Whether a command is for a terminal alone: the stage, and what waits for an answer.
fn needs_a_terminal(command: &str) -> bool {
    let is_stage = command.strip_prefix("sidecoach").is_some_and(|rest| rest.is_empty() || rest.starts_with(" -"));
    is_stage || ANSWERED.iter().any(|(part, ..)| command.contains(part))
}

#[test]
fn the_readme_can_be_followed_to_the_letter() {
    let mut reader = Reader::new();
    reader.types(include_str!("../../README.md"));
    assert_eq!(reader.home.takes().len(), 1, "one scene was played on the way");
}

#[test]
fn the_curators_guide_can_be_followed_to_the_letter() {
    let guide = include_str!("../../prompt-packs/README.md");
    let mut reader = Reader::new();
    reader.place = reader.home.file(".local/share/sidecoach/packs");
    fs::create_dir_all(&reader.place).unwrap();
    reader.runs("sidecoach pack new kitchen-table");
    let pack: Vec<_> = guide
        .lines()
        .skip_while(|line| !line.contains("format  = 1"))
        .take_while(|line| line.is_empty() || line.starts_with("    "))
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    fs::write(reader.place.join("kitchen-table.toml"), pack.join("\n")).unwrap();
    reader.types(&guide.replace("    sidecoach pack new kitchen-table\n", ""));
}
