//! The clock arithmetic of a scene: when it ends, when its cues are due, how long it really ran.
//!
//! Start with [`Scene`]. Nothing here ticks: a running [`Timer`] holds its deadline, a paused one holds the time left,
//! and everything else is a subtraction from the [`Now`] it is handed.

use std::time::Duration;

use crate::cue::Cue;
use crate::feeling::FeelingArc;

/// Milliseconds. Signed, since overtime is time left below zero.
pub type Ms = i64;

/// How much one press of `+` or `-` changes a countdown.
pub const NUDGE: Ms = 15_000;

/// The instant something happens, by both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Since an arbitrary start, sleep of the machine left out; never goes back.
    pub mono: Duration,
    /// As `mono`, with the time that the machine slept.
    pub boot: Duration,
    /// Milliseconds since 1970-01-01 UTC by the wall clock, for the log only.
    pub utc: Ms,
}

impl Now {
    /// The monotonic clock in milliseconds.
    #[must_use]
    pub fn ms(self) -> Ms {
        self.mono.as_millis() as Ms
    }

    /// How long the machine has slept, since the arbitrary start.
    #[must_use]
    pub fn slept(self) -> Duration {
        self.boot.saturating_sub(self.mono)
    }

    /// The same instant of the monotonic clock, before a sleep of this length.
    #[must_use]
    pub fn before_sleep(self, slept: Duration) -> Self {
        Self { boot: self.boot.saturating_sub(slept), utc: self.utc - ms(slept), ..self }
    }

    /// The instant so many milliseconds earlier, by every clock.
    #[must_use]
    pub fn back_by(self, earlier: Ms) -> Self {
        let back = Duration::from_millis(earlier.max(0) as u64);
        Self { mono: self.mono.saturating_sub(back), boot: self.boot.saturating_sub(back), utc: self.utc - earlier }
    }

    /// An earlier instant, by its reading of the monotonic clock in milliseconds.
    #[must_use]
    pub fn back_to(self, earlier: Ms) -> Self {
        let back = self.mono.saturating_sub(Duration::from_millis(earlier.max(0) as u64));
        Self {
            mono: self.mono.saturating_sub(back),
            boot: self.boot.saturating_sub(back),
            utc: self.utc - (self.ms() - earlier),
        }
    }
}

/// A length of time in milliseconds.
#[must_use]
pub fn ms(length: Duration) -> Ms {
    length.as_millis() as Ms
}

/// A countdown that may go below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timer {
    /// It reaches zero at this reading of the monotonic clock.
    Running {
        /// Milliseconds of the monotonic clock.
        deadline: Ms,
    },
    /// It stands still.
    Paused {
        /// What remains.
        left: Ms,
    },
}

impl Timer {
    /// A running countdown from `length`.
    #[must_use]
    pub fn start(now: Now, length: Ms) -> Self {
        Self::Running { deadline: now.ms() + length }
    }

    /// What remains; below zero in overtime.
    #[must_use]
    pub fn left(self, now: Now) -> Ms {
        match self {
            Self::Running { deadline } => deadline - now.ms(),
            Self::Paused { left } => left,
        }
    }

    /// Whether it stands still.
    #[must_use]
    pub const fn is_paused(self) -> bool {
        matches!(self, Self::Paused { .. })
    }

    /// Stops a running countdown, or lets a stopped one go on from where it was.
    #[must_use]
    pub fn toggled(self, now: Now) -> Self {
        match self {
            Self::Running { deadline } => Self::Paused { left: deadline - now.ms() },
            Self::Paused { left } => Self::Running { deadline: now.ms() + left },
        }
    }

    /// The same countdown with more time, or less.
    #[must_use]
    pub const fn nudged(self, by: Ms) -> Self {
        match self {
            Self::Running { deadline } => Self::Running { deadline: deadline + by },
            Self::Paused { left } => Self::Paused { left: left + by },
        }
    }
}

/// What can come due while a scene plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CueOf {
    /// A role moves to this step of its arc (steps from 0; the first shift is to step 1).
    Shift {
        /// Index into the roles.
        role: usize,
        /// Index into the role's arc.
        step: usize,
    },
    /// This line of the side-coach is due.
    Coach {
        /// Index into the coaching lines.
        line: usize,
    },
}

/// A cue with its time and what has become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What it is for.
    pub of: CueOf,
    /// When, in played time from the scene's start. `None` for a line without a cue, and for a cue at a fixed time that
    /// lies beyond the planned length: it never comes by itself.
    pub at: Option<Ms>,
    /// Whether its time has come.
    pub cued: bool,
    /// Whether the leader has acted on it, or has gone past it.
    pub done: bool,
}

/// What one call of a shift settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shifted {
    /// Index into the roles.
    pub role: usize,
    /// The step called.
    pub step: usize,
    /// The first step that had been open; below `step` where steps were gone past.
    pub from: usize,
}

/// A scene that began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    began: Now,
    planned: Ms,
    timer: Timer,
    arcs: Vec<(usize, FeelingArc)>,
    lines: Vec<Option<Cue>>,
    dues: Vec<Due>,
}

impl Scene {
    /// Begins a scene of this planned length, with the arcs of its roles (each with the role's index) and the cues of
    /// its coaching lines.
    #[must_use]
    pub fn begin(now: Now, planned: Ms, arcs: Vec<(usize, FeelingArc)>, lines: Vec<Option<Cue>>) -> Self {
        let mut scene = Self { began: now, planned, timer: Timer::start(now, planned), arcs, lines, dues: Vec::new() };
        scene.dues = scene.schedule();
        scene
    }

    /// When it began.
    #[must_use]
    pub const fn began(&self) -> Now {
        self.began
    }

    /// The planned length as it stands now, nudges included.
    #[must_use]
    pub const fn planned(&self) -> Ms {
        self.planned
    }

    /// Whether it is paused.
    #[must_use]
    pub const fn is_paused(&self) -> bool {
        self.timer.is_paused()
    }

    /// Time left; below zero in overtime.
    #[must_use]
    pub fn left(&self, now: Now) -> Ms {
        self.timer.left(now)
    }

    /// Real time since it began, pauses and sleep of the machine included: what a recorder's counter shows.
    #[must_use]
    pub fn at(&self, now: Now) -> Ms {
        // Two clocks that are read one after the other may differ a little: never is less than was played.
        let awake = now.ms() - self.began.ms();
        (ms(now.boot) - ms(self.began.boot)).max(awake)
    }

    /// Time played, pauses left out.
    #[must_use]
    pub fn played(&self, now: Now) -> Ms {
        self.planned - self.left(now)
    }

    /// Time paused or slept.
    #[must_use]
    pub fn paused(&self, now: Now) -> Ms {
        self.at(now) - self.played(now)
    }

    /// Pauses or resumes.
    pub fn toggle(&mut self, now: Now) {
        self.timer = self.timer.toggled(now);
    }

    /// Pauses a scene that was taken up where it had been played so long.
    pub fn pause_at(&mut self, played: Ms) {
        self.timer = Timer::Paused { left: self.planned - played };
    }

    /// A cue has come already.
    pub fn cued(&mut self, of: CueOf) {
        if let Some(due) = self.dues.iter_mut().find(|due| due.of == of) {
            due.cued = true;
        }
    }

    /// Gives more time or less. Less is refused (`false`) where it would leave a plan of nothing. Cues that are a share
    /// of the length move with it; those that have come stay.
    pub fn nudge(&mut self, by: Ms) -> bool {
        if self.planned + by <= 0 {
            return false;
        }
        self.planned += by;
        self.timer = self.timer.nudged(by);
        let fresh = self.schedule();
        for (due, fresh) in self.dues.iter_mut().zip(fresh).filter(|(due, _)| !due.cued) {
            due.at = fresh.at;
        }
        true
    }

    /// The cues whose time has come since the last call, in order of time. While paused none comes.
    pub fn wake(&mut self, now: Now) -> Vec<CueOf> {
        if self.is_paused() {
            return Vec::new();
        }
        let played = self.played(now);
        let mut come: Vec<(Ms, CueOf)> = Vec::new();
        for due in self.dues.iter_mut().filter(|due| !due.cued && !due.done) {
            if let Some(at) = due.at.filter(|&at| at <= played) {
                due.cued = true;
                come.push((at, due.of));
            }
        }
        come.sort_unstable();
        // A line that cues itself has been shown by that: nobody needs to act on it.
        for (_, of) in &come {
            if let CueOf::Coach { .. } = of {
                self.set_done(*of, true);
            }
        }
        come.into_iter().map(|(_, of)| of).collect()
    }

    /// The step that the shift key acts on and that is shown as next: a shift whose time has come and which the leader
    /// has not called, the latest such; else the next to come.
    #[must_use]
    pub fn next_shift(&self) -> Option<&Due> {
        let open = || self.dues.iter().filter(|due| !due.done && matches!(due.of, CueOf::Shift { .. }));
        let latest = open().filter(|due| due.cued).map(|due| due.at).max();
        match latest {
            Some(at) => open().find(|due| due.cued && due.at == at),
            None => open().min_by_key(|due| (due.at.is_none(), due.at, due.of)),
        }
    }

    /// Calls the next shift; earlier steps of that role count as gone past.
    pub fn shift(&mut self) -> Option<Shifted> {
        let CueOf::Shift { role, step } = self.next_shift()?.of else { return None };
        let mut from = step;
        for due in &mut self.dues {
            if let CueOf::Shift { role: r, step: s } = due.of
                && r == role
                && s <= step
                && !due.done
            {
                due.done = true;
                from = from.min(s);
            }
        }
        Some(Shifted { role, step, from })
    }

    /// Takes a shift back: every step it settled is open again.
    pub fn unshift(&mut self, shifted: Shifted) {
        for step in shifted.from..=shifted.step {
            self.set_done(CueOf::Shift { role: shifted.role, step }, false);
        }
    }

    /// Calls a shift again that was taken back.
    pub fn reshift(&mut self, shifted: Shifted) {
        for step in shifted.from..=shifted.step {
            self.set_done(CueOf::Shift { role: shifted.role, step }, true);
        }
    }

    /// The line the coach key shows next: the first not yet said.
    #[must_use]
    pub fn next_line(&self) -> Option<usize> {
        self.dues.iter().find_map(|due| match due.of {
            CueOf::Coach { line } if !due.done => Some(line),
            _ => None,
        })
    }

    /// Says the next coaching line. A line said by hand cues itself no more.
    pub fn coach(&mut self) -> Option<usize> {
        let line = self.next_line()?;
        self.set_done(CueOf::Coach { line }, true);
        Some(line)
    }

    /// Takes a coaching line back.
    pub fn uncoach(&mut self, line: usize) {
        self.set_done(CueOf::Coach { line }, false);
    }

    /// Says a coaching line again that was taken back.
    pub fn recoach(&mut self, line: usize) {
        self.set_done(CueOf::Coach { line }, true);
    }

    /// The step of its arc that a role is at: the last one called, or whose time came.
    #[must_use]
    pub fn step_of(&self, role: usize) -> usize {
        let reached = self.dues.iter().filter_map(|due| match due.of {
            CueOf::Shift { role: r, step } if r == role && (due.done || due.cued) => Some(step),
            _ => None,
        });
        reached.max().unwrap_or(0)
    }

    /// How many cues are left out, since their fixed times lie beyond the planned length.
    #[must_use]
    pub fn dropped(&self) -> usize {
        let has_cue = |due: &&Due| match due.of {
            CueOf::Shift { .. } => true,
            CueOf::Coach { line } => self.lines.get(line).is_some_and(Option::is_some),
        };
        self.dues.iter().filter(|due| due.at.is_none()).filter(has_cue).count()
    }

    /// Every cue, in the order of roles and lines.
    #[must_use]
    pub fn dues(&self) -> &[Due] {
        &self.dues
    }

    /// The next cue to come by itself, and when, in played time.
    #[must_use]
    pub fn next_cue(&self) -> Option<(Ms, CueOf)> {
        self.dues.iter().filter(|due| !due.cued && !due.done).filter_map(|due| Some((due.at?, due.of))).min()
    }

    /// The monotonic reading at which the scene has played this long, if it runs.
    #[must_use]
    pub fn moment_of(&self, played: Ms) -> Option<Ms> {
        match self.timer {
            Timer::Running { deadline } => Some(deadline - self.planned + played),
            Timer::Paused { .. } => None,
        }
    }

    fn set_done(&mut self, of: CueOf, done: bool) {
        if let Some(due) = self.dues.iter_mut().find(|due| due.of == of) {
            due.done = done;
        }
    }

    fn schedule(&self) -> Vec<Due> {
        let planned = Duration::from_millis(self.planned as u64);
        let within = |at: Option<Ms>| at.filter(|&at| at <= self.planned);
        let open = |of, at| Due { of, at: within(at), cued: false, done: false };
        let shifts = self.arcs.iter().flat_map(|(role, arc)| {
            let dues = arc.shifts_due(planned).into_iter().enumerate();
            dues.map(|(i, at)| open(CueOf::Shift { role: *role, step: i + 1 }, Some(ms(at))))
        });
        let lines = self.lines.iter().enumerate();
        let coach = lines.map(|(line, cue)| open(CueOf::Coach { line }, cue.map(|cue| ms(cue.due(planned)))));
        shifts.chain(coach).collect()
    }
}
