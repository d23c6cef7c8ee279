//! Every command that writes files of the user, on a disk that fails at each of its steps.
//!
//! Each runs in a process of its own, so that one that is killed is killed: this test program, started again for
//! [`a_command`].

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::Path;
use std::process::{self, Command, ExitCode, Stdio};

use tempfile::TempDir;

use crate::booth::files::faults::{Fault, MET, VARIABLE};
use crate::booth::store::sample::{Bench, end, id, opening};
use crate::take::{Ending, Entry};

/// The arguments of the command, a line each.
const ARGS: &str = "SIDECOACH_ARGS";

const PACK: &str = "format=1\ntitle = \"Mine\"\nrating = \"general\"\n\n[[prompt]]\nid = \"late\"\ntext = \"Late.\"\n";

const NEVER: &str = "format = 1\n\n[[never]]\ntag = \"apology\"\n\n[[never]]\nprompt = \"turns/x\"\n";

/// Adds a line to what it is to edit, once.
const EDITOR: &str = "#!/bin/sh\n/bin/grep -q mine \"$1\" || echo '# mine' >> \"$1\"\n";

/// Files of the user, by their paths.
type State = BTreeMap<String, Vec<u8>>;

/// Not a test by itself: what the tests below start.
#[test]
fn a_command() {
    let Ok(args) = env::var(ARGS) else { return };
    let code = super::main(args.split('\n').map(Into::into));
    process::exit(i32::from(code != ExitCode::SUCCESS));
}

struct Home {
    dir: TempDir,
}

struct Run {
    is_done: bool,
    met_its_fault: bool,
}

impl Home {
    fn new(log: &[u8]) -> Self {
        let home = Self { dir: tempfile::tempdir().unwrap() };
        let data = "home/.local/share/sidecoach";
        for (name, bytes) in [
            (&*format!("{data}/takes.db"), log),
            (&format!("{data}/packs/mine.toml"), PACK.as_bytes()),
            ("home/.config/sidecoach/never.toml", NEVER.as_bytes()),
            ("theirs/mine.toml", PACK.replace("Late.", "Too late.").as_bytes()),
            ("theirs/yours.toml", PACK.as_bytes()),
            ("list.txt", b"One.\nTwo."),
            ("old.csv", b"old"),
            ("old/takes.csv", b"old"),
            ("old/notes.txt", b"mine"),
            ("package/takes.csv", b"old"),
            ("editor", EDITOR.as_bytes()),
        ] {
            let path = home.dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        home
    }

    fn run(&self, args: &[&str], fault: Option<(Fault, usize)>) -> Run {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "cli::faults::a_command", "--nocapture"]).current_dir(self.dir.path()).env_clear();
        command.env("HOME", self.dir.path().join("home")).env("TZ", "UTC").env("EDITOR", "/bin/sh ./editor");
        command.env(ARGS, [&["sidecoach"], args].concat().join("\n"));
        if let Some((fault, step)) = fault {
            command.env(VARIABLE, format!("{fault:?} {step}"));
        }
        let output = command.stdin(Stdio::null()).output().unwrap();
        let says = String::from_utf8_lossy(&output.stderr);
        Run { is_done: output.status.success(), met_its_fault: says.contains(MET) }
    }

    /// The files that the user sees; the log is another matter, and drafts are there to be found.
    fn state(&self) -> State {
        let of_the_user = |path: &str| !["takes.db", "/drafts/", ".sidecoach-"].iter().any(|part| path.contains(part));
        all(self.dir.path()).into_iter().filter(|(path, _)| of_the_user(path)).collect()
    }

    fn is_clean(&self) -> bool {
        !all(self.dir.path()).keys().any(|path| path.contains(".sidecoach-"))
    }
}

fn all(folder: &Path) -> State {
    let mut found = State::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for path in fs::read_dir(inner).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Whether a file is what it was before or is to be after, or for a command of several steps what it is between them.
fn is_whole(path: &str, [before, left, after]: [&State; 3]) -> bool {
    let left = left.get(path);
    let is_starter =
        path.ends_with("config.toml") && left.is_some_and(|left| left == crate::config::STARTER.as_bytes());
    let copied = path.ends_with("/turns.toml").then(|| crate::booth::packs::built_in("turns")).flatten();
    left == before.get(path)
        || left == after.get(path)
        || is_starter
        || left.map(Vec::as_slice) == copied.map(str::as_bytes)
}

/// Has a command meet every fault at every step: each file is what it was or what it is to be, all of them where they
/// belong together, and the same command done again gets there.
#[track_caller]
fn check(commands: &[&[&str]]) {
    let log = {
        let ended = Entry::Ended { take: id(301), end: end(Ending::Edit) };
        let Bench { dir, store, lock } = Bench::new(opening().into_iter().chain([ended]));
        drop((store, lock));
        fs::read(dir.path().join("takes.db")).unwrap()
    };
    let mut faults = 0;
    for args in commands {
        let home = Home::new(&log);
        let before = home.state();
        assert!(home.run(args, None).is_done, "{args:?}");
        let after = home.state();
        assert!(before != after && home.is_clean(), "{args:?} does something");
        for fault in Fault::ALL {
            for step in 0.. {
                let case = format!("{args:?}: {fault:?} at {step}");
                let home = Home::new(&log);
                let run = home.run(args, Some((fault, step)));
                if !run.met_its_fault {
                    break;
                }
                faults += 1;
                let left = home.state();
                let paths: BTreeSet<_> = [&before, &left, &after].into_iter().flat_map(BTreeMap::keys).collect();
                for path in paths {
                    assert!(is_whole(path, [&before, &left, &after]), "{case}: {path} is {:?}", left.get(path));
                }
                let inside = |state: &State| state.keys().filter(|path| path.starts_with("new/")).count();
                assert!(inside(&left) == 0 || inside(&left) == inside(&after), "{case}: a part of a folder");
                assert!(!run.is_done || left == after, "{case}: it said that it was done");
                let again = home.run(args, None);
                assert!(again.is_done || left == after, "{case}: a second try");
                assert_eq!(home.state(), after, "{case}: a second try");
                assert!(home.is_clean() || left == after, "{case}: something is left");
            }
        }
    }
    eprintln!("{faults} faults met");
}

#[test]
fn packs_and_the_never_list() {
    check(&[
        &["pack", "never", "turns/late-apology"],
        &["pack", "never", "--undo", "--tag", "apology"],
        &["pack", "set", "mine/late", "weight=3"],
        &["pack", "set", "turns/late-apology", "weight=3"],
        &["pack", "retire", "mine/late"],
        &["pack", "fmt", "theirs"],
    ]);
}

#[test]
fn new_packs() {
    check(&[
        &["pack", "new", "fresh"],
        &["pack", "add", "theirs/yours.toml"],
        &["pack", "add", "theirs/mine.toml", "--force"],
        &["pack", "import", "list.txt", "--as", "fresh"],
        &["pack", "import", "list.txt", "--as", "mine", "--force"],
    ]);
}

#[test]
fn what_is_edited() {
    check(&[&["config", "edit"], &["pack", "edit", "mine"], &["pack", "edit", "turns"]]);
}

#[test]
fn exports() {
    check(&[
        &["takes", "export", "--format", "csv", "-o", "new/takes.csv"],
        &["takes", "export", "--format", "csv", "-o", "old.csv", "--force"],
        &["takes", "export", "--format", "frictionless", "-o", "new"],
        &["takes", "export", "--format", "frictionless", "-o", "package", "--force"],
        &["takes", "export", "--format", "frictionless", "-o", "old", "--force"],
        &["takes", "export", "--removed", "-o", "removed.txt"],
    ]);
}
