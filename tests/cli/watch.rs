use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::bench::{TINY, Test};

/// A check that goes on while its files are changed.
struct Watched {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Watched {
    fn start(test: &Test, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sidecoach"));
        command.env_clear().env("HOME", test.path().join("home")).env("TZ", "UTC").env("COLUMNS", "200");
        command.current_dir(test.path()).args(["pack", "check", "--watch"]).args(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// The next line, without its end.
    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.out.read_line(&mut line).unwrap() > 0, "it ended");
        line.trim_end().to_owned()
    }

    /// The next change, without the time of day: its lines up to the one that ends it.
    fn block(&mut self) -> String {
        let first = self.line();
        let (time, first) = first.split_once(' ').unwrap();
        assert!(time.len() == 8 && time.bytes().all(|b| b.is_ascii_digit() || b == b':'), "{time}");
        let mut lines = vec![first.to_owned(), self.line()];
        let mut counts = lines[1].split(", ").map(|part| part.split(' ').next().unwrap().parse::<usize>().unwrap());
        let parts = counts.by_ref().filter(|&n| n > 0).collect::<Vec<_>>();
        // A part is a blank line, a title and its findings; a blank line ends it all.
        lines.extend((0..parts.iter().map(|n| n + 2).sum::<usize>()).map(|_| self.line()));
        assert_eq!(self.line(), "");
        lines.join("\n")
    }

    /// Asks it to end as ctrl-c does.
    fn end(mut self) -> (i32, String) {
        kill_process(Pid::from_raw(self.child.id() as i32).unwrap(), Signal::INT).unwrap();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        let status = self.child.wait().unwrap();
        assert_eq!(rest, "");
        let mut err = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (status.code().unwrap(), err)
    }
}

/// Writes a file where it is.
fn write_over(test: &Test, name: &str, content: &str) {
    fs::write(test.path().join(name), content).unwrap();
}

/// Writes a file as many editors do: another one, which then takes its name.
fn replace(test: &Test, name: &str, content: &str) {
    let path = test.path().join(name);
    fs::write(path.with_extension("new"), content).unwrap();
    fs::rename(path.with_extension("new"), path).unwrap();
}

const SOUND: &str = "1 file, 2 prompts without an error: no findings\n0 new, 0 mended, 0 left";

const UNKNOWN: &str = "1 file, 1 prompt without an error: 1 error, 1 hint";
const GILT: &str = "error[P010]: unknown feeling `gilt`; did you mean `guilt`?";
const UNUSED: &str = "hint[P021]: no role feels `guilt`; use it in a role's `feeling`, or leave it out";

#[test]
fn every_change_says_what_is_new_what_is_mended_and_what_is_left() {
    let bad = TINY.replace("guilt:2", "gilt:2");
    let test = Test::tiny();
    let mut watched = Watched::start(&test, &["tiny.toml"]);
    assert_eq!(watched.block(), SOUND);
    for write in [write_over, replace] {
        write(&test, "tiny.toml", &bad);
        let new = format!("\n\nnew:\n  tiny.toml:10:1: {UNUSED}\n  tiny.toml:25:14: {GILT}");
        assert_eq!(watched.block(), format!("{UNKNOWN}\n2 new, 0 mended, 0 left{new}"));
        write(&test, "tiny.toml", &format!("# moved\n{bad}"));
        let left = format!("\n\nleft:\n  tiny.toml:11:1: {UNUSED}\n  tiny.toml:26:14: {GILT}");
        assert_eq!(watched.block(), format!("{UNKNOWN}\n0 new, 0 mended, 2 left{left}"));
        write(&test, "tiny.toml", TINY);
        let mended = format!("\n\nmended:\n  tiny.toml:11:1: {UNUSED}\n  tiny.toml:26:14: {GILT}");
        assert_eq!(watched.block(), SOUND.replace("0 mended, 0 left", "2 mended, 0 left") + &mended);
    }
    fs::remove_file(test.path().join("tiny.toml")).unwrap();
    assert_eq!(watched.block(), "there is no file or folder tiny.toml; check the path\n0 new, 0 mended, 0 left");
    fs::write(test.path().join("tiny.toml"), TINY).unwrap();
    assert_eq!(watched.block(), SOUND);
    assert_eq!(watched.end(), (0, String::new()));
}

#[test]
fn new_files_of_a_folder_are_watched_and_told_to_programs() {
    let test = Test::new().file("packs/a.toml", TINY);
    let mut watched = Watched::start(&test, &["packs", "--format", "json"]);
    let mut next = || serde_json::from_str::<Value>(&watched.line()).unwrap();
    let count = |json: &Value| ["findings", "new", "mended"].map(|key| json[key].as_array().unwrap().len());
    let first = next();
    assert_eq!((count(&first), &first["version"], &first["error"]), ([0, 0, 0], &1.into(), &Value::Null));
    replace(&test, "packs/b.toml", &TINY.replace("weight = 2", "weight = 0"));
    let second = next();
    assert_eq!(count(&second), [1, 1, 0]);
    assert_eq!((&second["new"][0]["file"], &second["new"][0]["code"]), (&"packs/b.toml".into(), &"P008".into()));
    assert_eq!(watched.end(), (1, String::new()));
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let test = Test::tiny();
    let says = "error: standard input can't be watched; name files or folders\n";
    test.says(&["pack", "check", "--watch", "-"], 2, says);
    let says = "error: --format github is for a single check; watch with human or json\n";
    test.says(&["pack", "check", "--watch", "tiny.toml", "--format", "github"], 2, says);
    test.says(
        &["pack", "check", "-w", "gone/x.toml"],
        2,
        "error: there is no file or folder gone/x.toml; check the path\n",
    );
}
