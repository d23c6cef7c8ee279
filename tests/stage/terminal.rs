//! The real program in a real terminal, as far as a test needs it.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use tempfile::TempDir;

/// Longer than anything takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A home of its own, where nothing was played yet.
pub struct Home {
    dir: TempDir,
    /// What the environment says beyond the usual.
    more: Vec<(&'static str, String)>,
}

impl Home {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), more: Vec::new() }
    }

    /// Sets a variable of the environment for what is started from now on.
    pub fn set(&mut self, name: &'static str, value: &str) {
        self.unset(name);
        self.more.push((name, value.to_owned()));
    }

    /// Leaves a variable as it usually is.
    pub fn unset(&mut self, name: &str) {
        self.more.retain(|(set, _)| *set != name);
    }

    /// Moves the wall clock, and no other, of what is started from now on: by such as `-400d` from what it really is, and by
    /// nothing where that is empty. `false`, with a line on stderr, where the library for it is missing.
    pub fn move_clock(&mut self, by: &str) -> bool {
        for name in [PRELOAD, "FAKETIME", ONLY_WALL] {
            self.unset(name);
        }
        if by.is_empty() {
            return true;
        }
        let Some(library) = faketime() else {
            eprintln!("left out, since no clock can be moved: there is no libfaketime");
            return false;
        };
        self.set(PRELOAD, library.to_str().unwrap());
        self.set("FAKETIME", by);
        self.set(ONLY_WALL, "1");
        true
    }

    pub fn log(&self) -> PathBuf {
        self.dir.path().join("data/sidecoach/takes.db")
    }

    /// A file of this name in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let path = |name: &str| self.dir.path().join(name).to_str().unwrap().to_owned();
        let usual = [
            ("HOME", path("")),
            ("XDG_DATA_HOME", path("data")),
            ("XDG_CONFIG_HOME", path("config")),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
        ];
        usual.into_iter().chain(self.more.clone()).collect()
    }

    /// A program to be run at home.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment());
        command
    }

    /// What becomes of a command.
    pub fn outcome(&self, args: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_sidecoach")).args(args).output().unwrap()
    }

    /// What a command prints, which must succeed.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> String {
        let output = self.outcome(args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a command prints as JSON.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let printed: serde_json::Value = serde_json::from_str(&self.run(args)).unwrap();
        assert_eq!(printed["version"], 1);
        printed
    }

    /// The takes of the log, newest first, as `takes list --json` prints them.
    #[track_caller]
    pub fn takes(&self) -> Vec<serde_json::Value> {
        self.json(&["takes", "list", "--json"])["takes"].as_array().unwrap().clone()
    }
}

const PRELOAD: &str = "LD_PRELOAD";
const ONLY_WALL: &str = "FAKETIME_DONT_FAKE_MONOTONIC";

/// The library that moves clocks, where distributions put it. A program that is linked as a whole loads none.
fn faketime() -> Option<PathBuf> {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) {
        return None;
    }
    let by_machine = fs::read_dir("/usr/lib").into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(|folder| Path::new(folder).to_owned());
    let mut libraries = folders.into_iter().chain(by_machine).map(|folder| folder.join("faketime/libfaketime.so.1"));
    libraries.find(|library| library.exists())
}

/// A program running in a terminal, of 80 by 24 unless another size is given.
pub struct Terminal {
    shown: Arc<(Mutex<Shown>, Condvar)>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// Until the window is closed.
    master: Option<Box<dyn MasterPty + Send>>,
}

/// What came out of it.
struct Shown {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    is_closed: bool,
    /// Whether nothing more will come.
    is_over: bool,
}

impl Shown {
    fn is_taken(&self) -> bool {
        let screen = self.parser.screen();
        screen.alternate_screen() || screen.hide_cursor() || screen.bracketed_paste()
    }

    /// Whether no part of a frame is still on its way: the cursor is hidden or placed at its end.
    fn is_whole(&self) -> bool {
        let end = &self.bytes[self.bytes.len().saturating_sub(b"\x1b[?25h\x1b[200;200H".len())..];
        let is_placed = || end.windows(6).any(|window| window == b"\x1b[?25h");
        !self.parser.screen().alternate_screen() || end.ends_with(b"\x1b[?25l") || is_placed()
    }
}

impl Terminal {
    /// Opens the stage.
    pub fn stage(home: &Home, args: &[&str]) -> Self {
        Self::start(home, env!("CARGO_BIN_EXE_sidecoach"), args)
    }

    /// A stage with three players that draws from a pack of this text alone, and the pack's file.
    pub fn stage_of_pack(home: &Home, pack: &str) -> (Self, PathBuf) {
        let path = home.file("late.toml");
        fs::write(&path, pack).unwrap();
        let stage = Self::stage(home, &["-p", path.to_str().unwrap(), "--players", "Ana, Ben, Chi", "--seed", "3"]);
        stage.wait_for(&["enter draw"]);
        (stage, path)
    }

    pub fn start(home: &Home, program: &str, args: &[&str]) -> Self {
        Self::start_in(home, program, args, (80, 24))
    }

    /// Starts a program in a terminal of so many columns and rows.
    pub fn start_in(home: &Home, program: &str, args: &[&str], (cols, rows): (u16, u16)) -> Self {
        let pty = native_pty_system().openpty(PtySize { rows, cols, ..PtySize::default() }).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        let mut output = pty.master.try_clone_reader().unwrap();
        let input = pty.master.take_writer().unwrap();
        let parser = vt100::Parser::new(size(rows), size(cols), 0);
        let shown = Shown { parser, bytes: Vec::new(), is_closed: false, is_over: false };
        let shown = Arc::new((Mutex::new(shown), Condvar::new()));
        let screen = Arc::clone(&shown);
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n @ 1..) = output.read(&mut buffer) {
                let mut shown = screen.0.lock().unwrap();
                shown.parser.process(&buffer[..n]);
                shown.bytes.extend(&buffer[..n]);
                screen.1.notify_all();
                if shown.is_closed {
                    break;
                }
            }
            screen.0.lock().unwrap().is_over = true;
            screen.1.notify_all();
        });
        Self { shown, input, child, master: Some(pty.master) }
    }

    pub fn press(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Presses keys and waits until all of these stand on a screen that has changed, with nothing left to save. A dot before
    /// other keys stands for the second in which `enter` is swallowed.
    #[track_caller]
    pub fn step(&mut self, keys: &str, shows: &[&str]) -> String {
        let pressed = keys.strip_prefix('.').filter(|keys| !keys.is_empty());
        if pressed.is_some() {
            self.let_the_clock_move();
        }
        let before = self.screen();
        self.press(pressed.unwrap_or(keys));
        self.wait_until(&format!("{shows:?} after {keys:?}"), |screen| {
            screen != before && !screen.contains("○ saving") && shows.iter().all(|text| screen.contains(text))
        })
    }

    pub fn resize(&self, cols: u16, rows: u16) {
        self.shown.0.lock().unwrap().parser.screen_mut().set_size(size(rows), size(cols));
        self.master.as_ref().unwrap().resize(PtySize { rows, cols, ..PtySize::default() }).unwrap();
    }

    /// Gives the window another size and waits until it is drawn anew, since what is there stays until then.
    #[track_caller]
    pub fn redraw(&self, cols: u16, rows: u16) {
        let before = self.written().len();
        self.resize(cols, rows);
        let clear = b"\x1b[2J";
        self.wait_for_bytes("a new frame", |bytes| bytes[before..].windows(clear.len()).any(|window| window == clear));
    }

    /// Closes the window, as soon as something more is written to it.
    pub fn close(&mut self) {
        self.shown.0.lock().unwrap().is_closed = true;
        self.input = Box::new(std::io::sink());
        self.master = None;
    }

    /// Waits until it has stopped, as a suspended program does.
    pub fn stopped(&self) {
        let status = waitpid(Some(self.id()), WaitOptions::UNTRACED).unwrap();
        assert!(status.is_some_and(|(_, status)| status.stopped()), "{status:?}");
    }

    /// What is on the screen, line by line.
    pub fn screen(&self) -> String {
        self.shown.0.lock().unwrap().parser.screen().contents()
    }

    /// Whether the program has the terminal for itself.
    pub fn is_taken(&self) -> bool {
        self.shown.0.lock().unwrap().is_taken()
    }

    /// Waits until the program has given the terminal back: what it wrote last may arrive after its end.
    #[track_caller]
    pub fn given_back(&self) {
        let shown = self.shown.0.lock().unwrap();
        let taken = self.shown.1.wait_timeout_while(shown, PATIENCE, |shown| shown.is_taken()).unwrap();
        assert!(!taken.1.timed_out(), "the terminal is not given back");
    }

    /// Whether this was among what was written.
    pub fn wrote(&self, text: &str) -> bool {
        let shown = self.shown.0.lock().unwrap();
        shown.bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }

    /// All that was written so far.
    pub fn written(&self) -> Vec<u8> {
        self.shown.0.lock().unwrap().bytes.clone()
    }

    /// Waits until what was written is as it should be.
    #[track_caller]
    pub fn wait_for_bytes(&self, what: &str, is_so: impl Fn(&[u8]) -> bool) {
        let shown = self.shown.0.lock().unwrap();
        let waited = self.shown.1.wait_timeout_while(shown, PATIENCE, |shown| !is_so(&shown.bytes)).unwrap();
        assert!(!waited.1.timed_out(), "waited in vain for {what}");
    }

    /// The program's id.
    pub fn id(&self) -> Pid {
        Pid::from_raw(self.child.process_id().unwrap().cast_signed()).unwrap()
    }

    /// How many threads the program has.
    #[cfg(target_os = "linux")]
    pub fn threads(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/task", self.id())).unwrap().count()
    }

    /// Waits until all of these stand on the screen.
    #[track_caller]
    pub fn wait_for(&self, texts: &[&str]) -> String {
        self.wait_until(&format!("{texts:?}"), |screen| texts.iter().all(|text| screen.contains(text)))
    }

    /// Waits until a whole screen is as it should be, and gives it.
    #[track_caller]
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut shown = self.shown.0.lock().unwrap();
        loop {
            let screen = shown.parser.screen().contents();
            if shown.is_whole() && is_so(&screen) {
                return screen;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what}; the screen shows\n{screen}");
            shown = self.shown.1.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Waits until the large clock on the screen has moved on: a second has passed since the scene began.
    #[track_caller]
    pub fn let_the_clock_move(&self) {
        let digits = |screen: &str| -> Vec<String> {
            screen.lines().filter(|line| line.contains(['█', '▀'])).map(str::to_owned).collect()
        };
        let before = digits(&self.screen());
        self.wait_until("the clock to move", |screen| digits(screen) != before);
    }

    /// Waits until all of it is in the log.
    #[track_caller]
    pub fn wait_until_saved(&self) {
        self.wait_until("all of it in the log", |screen| {
            !screen.contains("not in the log") && !screen.contains("○ saving")
        });
    }

    /// Ends it as a pulled plug would.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // The id of one that has ended may be another's by now.
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        let id = self.id();
        self.signal(Signal::KILL);
        self.child.wait().unwrap();
        // What a moved clock keeps beside the program, which had no time to put it away.
        for left in ["faketime_shm_", "sem.faketime_sem_"] {
            let _ = fs::remove_file(format!("/dev/shm/{left}{id}"));
        }
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.id(), signal).unwrap();
    }

    /// Waits until it has ended by itself and all that it wrote is here.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        drop(self.shown.1.wait_timeout_while(self.shown.0.lock().unwrap(), PATIENCE, |shown| !shown.is_over).unwrap());
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it does not end; the screen shows\n{}", self.screen());
            thread::yield_now();
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.end();
    }
}

fn size(cells: u16) -> NonZero<u16> {
    NonZero::new(cells).unwrap()
}
