//! What the system asks of the program.

use std::io;

/// A request of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "nothing sends them there"))]
pub(super) enum Signal {
    /// End, as `ctrl-c` asks for.
    Interrupt,
    /// End.
    End,
    /// Give the terminal back and stop.
    Stop,
    /// Go on after a stop.
    Continue,
}

/// Starts the thread that waits for signals, and nothing else.
#[cfg(unix)]
pub(super) fn spawn(send: impl Fn(Signal) + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            send(match signal {
                SIGINT => Signal::Interrupt,
                SIGTSTP => Signal::Stop,
                SIGCONT => Signal::Continue,
                _ => Signal::End,
            });
        }
    })?;
    Ok(())
}

/// Starts a thread that waits for the system to ask the program to end. Stops are left to the system.
#[cfg(unix)]
pub fn on_end(send: impl Fn() + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || signals.forever().for_each(|_| send()))?;
    Ok(())
}

/// Without signals the system ends the program itself.
#[cfg(not(unix))]
pub fn on_end(_send: impl Fn() + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// Without signals `ctrl-c` comes as a key alone.
#[cfg(not(unix))]
pub(super) fn spawn(_send: impl Fn(Signal) + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// Stops the program and whoever runs it in the foreground, until the shell says to go on. SIGSTOP, since a SIGTSTP of
/// its own would come back to it as a request.
#[cfg(unix)]
pub(super) fn stop() -> io::Result<()> {
    Ok(rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?)
}

/// There is no job control here.
#[cfg(not(unix))]
pub(super) fn stop() -> io::Result<()> {
    Ok(())
}
