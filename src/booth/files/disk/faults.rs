//! Faults of the disk, for tests: [`step`] is asked before everything that would change it.

use std::cell::RefCell;
use std::env;
use std::io;
use std::process;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Op;

/// What stands in the environment of a program that is to meet a fault: a kind and the number of the step, from 0.
pub(in crate::booth::files) const VARIABLE: &str = "SIDECOACH_FAULT";

/// The exit code of a program that was killed by a fault.
pub(in crate::booth::files) const KILLED: i32 = 99;

/// What a program says on standard error when it has met its fault.
pub(in crate::booth::files) const MET: &str = "the fault was met";

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::booth::files) enum Fault {
    /// The program ends there.
    Killed,
    /// This step alone fails.
    Failed,
    /// From there on there is no room.
    Full,
    /// From there on nothing works.
    Gone,
}

impl Fault {
    pub(in crate::booth::files) const ALL: [Self; 4] = [Self::Killed, Self::Failed, Self::Full, Self::Gone];
}

static PLANNED: LazyLock<Option<(Fault, usize)>> = LazyLock::new(|| {
    let planned = env::var(VARIABLE).ok()?;
    let (kind, step) = planned.split_once(' ')?;
    let fault = Fault::ALL.into_iter().find(|fault| format!("{fault:?}") == kind)?;
    Some((fault, step.parse().ok()?))
});

static STEPS: AtomicUsize = AtomicUsize::new(0);

pub(in crate::booth::files) type Deed = Box<dyn FnOnce()>;

thread_local! {
    static MEANWHILE: RefCell<Option<(Op, Deed)>> = const { RefCell::new(None) };
}

/// Does something on this thread right before the next exchange of two files, as another program might.
pub(in crate::booth::files) fn before_exchange(deed: Deed) {
    MEANWHILE.set(Some((Op::Exchange, deed)));
}

/// Does something on this thread right before the next file is given a new name.
pub(in crate::booth::files) fn before_rename(deed: Deed) {
    MEANWHILE.set(Some((Op::Rename, deed)));
}

pub(super) fn step(op: Op) -> io::Result<()> {
    if let Some((_, deed)) = MEANWHILE.with_borrow_mut(|planned| planned.take_if(|(at, _)| *at == op)) {
        deed();
    }
    let Some((fault, at)) = *PLANNED else { return Ok(()) };
    let now = STEPS.fetch_add(1, Ordering::Relaxed);
    if now == at {
        eprintln!("{MET} at {op:?}");
    }
    let needs_room = matches!(op, Op::Make | Op::Write | Op::Sync);
    match fault {
        Fault::Killed if now == at => process::exit(KILLED),
        Fault::Failed if now == at => Err(io::Error::other("the disk failed")),
        Fault::Full if now >= at && needs_room => Err(io::ErrorKind::StorageFull.into()),
        Fault::Gone if now >= at => Err(io::Error::other("the disk is gone")),
        _ => Ok(()),
    }
}
