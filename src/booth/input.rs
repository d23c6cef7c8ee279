//! The thread that reads what is typed. It hands over one thing and reads the next only when told, so that a program the
//! stage starts in between, or a shell it is suspended to, gets its own keys.

use std::io;
use std::sync::mpsc::{self, Sender};
use std::thread;

/// A handle of the thread, which ends with the program.
#[derive(Debug)]
pub(super) struct Input {
    go: Sender<()>,
    is_reading: bool,
}

impl Input {
    /// Starts the thread; it waits to be told. After an error it reads no more.
    pub(super) fn spawn<T>(
        read: impl Fn() -> io::Result<T> + Send + 'static,
        send: impl Fn(io::Result<T>) + Send + 'static,
    ) -> io::Result<Self> {
        let (go, told) = mpsc::channel();
        thread::Builder::new().name("input".to_owned()).spawn(move || {
            while told.recv().is_ok() {
                let typed = read();
                let is_last = typed.is_err();
                send(typed);
                if is_last {
                    break;
                }
            }
        })?;
        Ok(Self { go, is_reading: false })
    }

    /// Has the next thing read, if that is not under way.
    pub(super) fn next(&mut self) {
        if !self.is_reading {
            self.is_reading = true;
            // A thread that ended after an error has said so.
            let _ = self.go.send(());
        }
    }

    /// Takes note that what was read has come.
    pub(super) fn arrived(&mut self) {
        self.is_reading = false;
    }
}
