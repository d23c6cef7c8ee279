//! Lines read aloud by a command of the user's, such as `espeak-ng` or `say`.
//!
//! Start with [`Speaker`]. Each line goes to the standard input of the command, started anew, on a thread that nobody
//! waits for, one at a time. A command that hangs is ended, a line that had to wait too long is dropped: what is said late
//! would mislead.

use std::io::{self, Write};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use super::editor::program;
use crate::warmup::speech::spoken;

/// How long a line may take.
const LONGEST: Duration = Duration::from_secs(20);
/// How long a line may wait for those before it.
const STALE: Duration = Duration::from_secs(10);
/// How many lines may wait.
const WAITING: usize = 64;
/// How often it is looked whether a command has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Reads lines aloud.
#[derive(Debug)]
pub(super) struct Speaker {
    lines: SyncSender<(Instant, String)>,
    /// Whether nothing more is to be said.
    is_hushed: Arc<AtomicBool>,
    /// Closed when the thread has ended.
    end: Receiver<()>,
}

impl Speaker {
    /// Starts the thread. What goes wrong first is told, as a sentence; what goes wrong later is not.
    pub(super) fn spawn(command: String, tell: impl Fn(String) + Send + 'static) -> io::Result<Self> {
        Self::with(command, LONGEST, tell)
    }

    /// As [`Self::spawn`], with another bound for a line.
    pub(super) fn with(command: String, longest: Duration, tell: impl Fn(String) + Send + 'static) -> io::Result<Self> {
        let (lines, waiting) = mpsc::sync_channel::<(Instant, String)>(WAITING);
        let (ending, end) = mpsc::channel();
        let is_hushed = Arc::new(AtomicBool::new(false));
        let hushed = Arc::clone(&is_hushed);
        thread::Builder::new().name("speech".to_owned()).spawn(move || {
            let _ending: mpsc::Sender<()> = ending;
            let mut has_told = false;
            for (since, line) in waiting {
                if since.elapsed() > STALE || hushed.load(Ordering::Acquire) {
                    continue;
                }
                if let Err(why) = say(&command, &line, longest, &hushed)
                    && !std::mem::replace(&mut has_told, true)
                {
                    tell(format!("the speech command `{command}` {why}; lines are still shown"));
                }
            }
        })?;
        Ok(Self { lines, is_hushed, end })
    }

    /// Has a line read aloud after those before it.
    pub(super) fn say(&self, line: &str) {
        let aloud = spoken(line);
        if !aloud.is_empty() {
            // Behind a command that hangs, lines pile up: they would be dropped as stale in any case.
            let _ = self.lines.try_send((Instant::now(), aloud));
        }
    }

    /// Waits until everything was said, so long at most, and lets no command outlive it.
    pub(super) fn finish(self, patience: Duration) {
        drop(self.lines);
        if self.end.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
            self.is_hushed.store(true, Ordering::Release);
            let _ = self.end.recv_timeout(10 * LOOK);
        }
    }
}

/// Gives one line to the command and waits for its end.
fn say(command: &str, line: &str, longest: Duration, hushed: &AtomicBool) -> Result<(), String> {
    let mut program = program(command);
    program.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut program, 0);
    let mut child = program.spawn().map_err(|e| format!("can't be started: {e}"))?;
    if let Some(mut input) = child.stdin.take() {
        // A command that does not read what it is given says so by how it ends.
        let _ = input.write_all(format!("{line}\n").as_bytes());
    }
    let deadline = Instant::now() + longest;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("failed ({status})")),
            Ok(None) if hushed.load(Ordering::Acquire) => {
                end(&mut child);
                return Ok(());
            }
            Ok(None) if Instant::now() < deadline => thread::sleep(LOOK),
            Ok(None) => {
                end(&mut child);
                return Err(format!("did not end within {} s", longest.as_secs()));
            }
            Err(e) => return Err(format!("can't be waited for: {e}")),
        }
    }
}

/// Ends a command and whatever it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    let _ = child.kill();
    let _ = child.wait();
}
