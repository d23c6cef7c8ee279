//! Faults of the disk, for tests: [`step`] is asked before everything that would change it.

use std::cell::RefCell;
use std::env;
use std::io;
use std::process;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) use super::Op;

/// What stands in the environment of a program that is to meet a fault: a kind and the number of the step, from 0.
pub(crate) const VARIABLE: &str = "SIDECOACH_FAULT";

/// What a program says on standard error when it has met its fault.
pub(crate) const MET: &str = "the fault was met";

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
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
    pub(crate) const ALL: [Self; 4] = [Self::Killed, Self::Failed, Self::Full, Self::Gone];
}

static PLANNED: LazyLock<Option<(Fault, usize)>> = LazyLock::new(|| {
    let planned = env::var(VARIABLE).ok()?;
    let (kind, step) = planned.split_once(' ')?;
    let fault = Fault::ALL.into_iter().find(|fault| format!("{fault:?}") == kind)?;
    Some((fault, step.parse().ok()?))
});

static STEPS: AtomicUsize = AtomicUsize::new(0);

pub(crate) type Deed = Box<dyn FnOnce()>;

thread_local! {
    static MEANWHILE: RefCell<Option<(Op, Deed)>> = const { RefCell::new(None) };
    static REFUSED: RefCell<Vec<Op>> = const { RefCell::new(Vec::new()) };
}

/// Does something on this thread right before the next step of a kind, as another program might.
pub(crate) fn before(op: Op, deed: Deed) {
    MEANWHILE.set(Some((op, deed)));
}

/// Has every step of these kinds fail on this thread from now on, as on a file system that knows no such thing.
pub(crate) fn refuse(ops: &[Op]) {
    REFUSED.set(ops.to_vec());
}

pub(super) fn step(op: Op) -> io::Result<()> {
    if let Some((_, deed)) = MEANWHILE.with_borrow_mut(|planned| planned.take_if(|(at, _)| *at == op)) {
        deed();
    }
    if REFUSED.with_borrow(|refused| refused.contains(&op)) {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let Some((fault, at)) = *PLANNED else { return Ok(()) };
    let now = STEPS.fetch_add(1, Ordering::Relaxed);
    if now == at {
        eprintln!("{MET} at {op:?}");
    }
    let needs_room = matches!(op, Op::Make | Op::Write | Op::Sync);
    match fault {
        Fault::Killed if now == at => process::exit(99),
        Fault::Failed if now == at => Err(io::Error::other("the disk failed")),
        Fault::Full if now >= at && needs_room => Err(io::ErrorKind::StorageFull.into()),
        Fault::Gone if now >= at => Err(io::Error::other("the disk is gone")),
        _ => Ok(()),
    }
}
