//! Notifications on the desktop.
//!
//! Start with [`Notifier`]. A notification server may take a message and never answer, so each is shown on a thread that
//! nobody waits for. There is one such thread at a time: while it hangs, later notifications are dropped.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use notify_rust::Notification;

use crate::print::clean_line;

/// Shows notifications, and never keeps anybody waiting.
#[derive(Debug, Clone, Default)]
pub struct Notifier {
    is_busy: Arc<AtomicBool>,
}

/// What became of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The desktop took it.
    Shown,
    /// It could not be shown, for this reason.
    Refused(String),
    /// There was no answer in time.
    Unanswered,
}

impl Notifier {
    /// A notifier with nothing under way.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows a notification, unless an earlier one is still under way. Whether it is seen is not known.
    pub fn show(&self, title: &str, body: &str) {
        let notification = notification(title, body);
        // One that can't be shown is missed like one that is not seen: the screen and the bell say the same.
        let _ = self.spawn(move || drop(notification.show()));
    }

    /// Runs a job on a thread of its own, unless another is under way.
    fn spawn(&self, job: impl FnOnce() + Send + 'static) -> io::Result<()> {
        if self.is_busy.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let end = End(Arc::clone(&self.is_busy));
        let work = move || {
            let _end = end;
            job();
        };
        thread::Builder::new().name("notify".to_owned()).spawn(work).map(drop)
    }
}

/// Frees the notifier, however its thread ends.
struct End(Arc<AtomicBool>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Shows a notification and waits so long at most for what becomes of it.
#[must_use]
pub fn deliver(title: &str, body: &str, patience: Duration) -> Delivery {
    let notification = notification(title, body);
    let (send, answer) = mpsc::channel();
    let job = move || drop(send.send(notification.show().map(drop).map_err(|e| e.to_string())));
    if let Err(e) = Notifier::new().spawn(job) {
        return Delivery::Refused(e.to_string());
    }
    match answer.recv_timeout(patience) {
        Ok(Ok(())) => Delivery::Shown,
        Ok(Err(why)) => Delivery::Refused(why),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Delivery::Unanswered,
    }
}

fn notification(title: &str, body: &str) -> Notification {
    Notification::new().appname("sidecoach").summary(&clean_line(title)).body(&clean_line(body)).finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_one_is_under_way_others_are_dropped() {
        let notifier = Notifier::new();
        let (begun, has_begun) = mpsc::channel();
        let show = |name: &'static str| {
            let (release, released) = mpsc::channel::<()>();
            let begun = begun.clone();
            let job = move || {
                begun.send(name).unwrap();
                let _ = released.recv();
            };
            notifier.spawn(job).unwrap();
            release
        };
        let first = show("first");
        assert_eq!(has_begun.recv(), Ok("first"));
        for _ in 0..100 {
            drop(show("dropped"));
        }
        drop(first);
        while notifier.is_busy.load(Ordering::Acquire) {
            thread::yield_now();
        }
        drop(show("next"));
        assert_eq!(has_begun.recv(), Ok("next"));
    }
}
