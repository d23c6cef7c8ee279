//! One table of keys: it handles them, and footer and help are drawn from it.
//!
//! Start with [`BINDINGS`]. To add a key, add a row there and say in [`super::View::press`] what its command does.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::stage::{Phase, Stage};

/// What a key asks for. What it does follows from the phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The next natural thing.
    Forward,
    /// Pause or resume.
    Toggle,
    /// More time or players.
    More,
    /// Less time or fewer players.
    Less,
    /// Pass, draw another.
    Another,
    /// Pass with a reason.
    AnotherWhy,
    /// New words.
    Words,
    /// New cast.
    Recast,
    /// Cast by hand.
    Pins,
    /// Why this prompt and this cast; the whole text.
    Why,
    /// Call the next shift.
    Shift,
    /// Mark a moment.
    Mark,
    /// Sync mark.
    Slate,
    /// Next coaching line.
    Coach,
    /// Care stop.
    BreakOff,
    /// Verdict usable.
    Usable,
    /// Verdict hold.
    Hold,
    /// Verdict not usable, then the reason.
    NotUsable,
    /// Which feelings came out.
    Feelings,
    /// Note.
    Note,
    /// Same again.
    Again,
    /// Back.
    Back,
    /// Take back.
    Undo,
    /// Show the keys.
    Help,
    /// Quit.
    Quit,
}

/// A row of the table.
#[derive(Debug)]
pub struct Binding {
    /// What it asks for.
    pub command: Command,
    /// The keys that ask for it; the first is the one shown.
    pub keys: &'static [KeyCode],
    /// What the footer says it does.
    pub label: &'static str,
    /// What the help says it does.
    pub help: &'static str,
    /// When it works.
    pub when: fn(&Stage) -> bool,
    /// Whether the footer shows it; the help shows every row.
    pub footer: bool,
}

macro_rules! binding {
    ($command:ident, [$($key:expr),+], $label:literal, $help:literal, $when:expr) => {
        Binding { command: Command::$command, keys: &[$($key),+], label: $label, help: $help, when: $when, footer: true }
    };
    ($command:ident, [$($key:expr),+], $label:literal, $help:literal, $when:expr, quiet) => {
        Binding { command: Command::$command, keys: &[$($key),+], label: $label, help: $help, when: $when, footer: false }
    };
}

use KeyCode::{Char, Enter, Esc};

/// Every key of the stage, in the order in which the footer shows them.
pub const BINDINGS: &[Binding] = &[
    binding!(Forward, [Enter], "draw", "draw a prompt", empty),
    binding!(Forward, [Enter], "call it", "call it: the players get ready", drawn),
    binding!(Forward, [Enter], "begin now", "begin the scene now", ready),
    binding!(Forward, [Enter], "edit", "edit: end the scene", scene),
    binding!(Forward, [Enter], "go on", "go on: draw the next prompt", debrief),
    binding!(Toggle, [Char(' ')], "pause", "pause", |stage| running(stage)),
    binding!(Toggle, [Char(' ')], "resume", "resume", |stage| paused(stage)),
    binding!(Usable, [Char('g')], "usable", "the take is usable", judged),
    binding!(Hold, [Char('h')], "hold", "the take is on hold", judged),
    binding!(NotUsable, [Char('x')], "not usable", "the take is not usable; then a key for the reason", judged),
    binding!(Another, [Char('n')], "another", "pass, draw another", unplayed),
    binding!(AnotherWhy, [Char('N')], "another, why", "pass with a reason, draw another", unplayed, quiet),
    binding!(Words, [Char('w')], "words", "new words for this prompt", drawn),
    binding!(Recast, [Char('c')], "recast", "another cast", drawn),
    binding!(Pins, [Char('C')], "by hand", "cast by hand", drawn, quiet),
    binding!(More, [Char('+'), Char('=')], "more players", "one player more", resizable, quiet),
    binding!(Less, [Char('-')], "fewer players", "one player fewer", resizable, quiet),
    binding!(Shift, [Char('s')], "shift", "call the shift shown as next", shiftable),
    binding!(Mark, [Char('m')], "mark", "mark this moment", scene),
    binding!(Coach, [Char('c')], "coach", "next coaching line", coachable),
    binding!(BreakOff, [Char('b')], "break off", "break off: the care stop, asks no verdict", scene),
    binding!(Slate, [Char('M')], "slate", "slate: a labelled sync mark, the field flashes once", scene, quiet),
    binding!(More, [Char('+'), Char('=')], "15 s more", "15 s more", timed, quiet),
    binding!(Less, [Char('-')], "15 s less", "15 s less", timed, quiet),
    binding!(Again, [Char('a')], "again", "again: same prompt, words and cast", debrief),
    binding!(Note, [Char('t')], "note", "write a note on this take", debrief),
    binding!(Feelings, [Char('e')], "feelings", "which feeling came out, role by role", felt, quiet),
    binding!(Back, [Esc], "back", "back to the prompt", ready),
    binding!(Why, [Char('i')], "why", "the whole text; why this prompt and this cast", on_table),
    binding!(Back, [Esc], "read", "put a standing line away", standing, quiet),
    binding!(Undo, [Char('u')], "undo", "take the last thing back, and say what it was", any),
    binding!(Help, [Char('?')], "keys", "these keys", any),
    binding!(Quit, [Char('q')], "quit", "quit; asks while a scene runs", any, quiet),
];

/// The row that a key press means now.
#[must_use]
pub fn find(key: KeyEvent, stage: &Stage) -> Option<&'static Binding> {
    if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
        return None;
    }
    BINDINGS.iter().find(|row| row.keys.contains(&key.code) && (row.when)(stage))
}

/// How a key is written.
#[must_use]
pub fn name(key: KeyCode) -> String {
    match key {
        Char(' ') => "space".to_owned(),
        Char(c) => c.to_string(),
        Enter => "enter".to_owned(),
        Esc => "esc".to_owned(),
        other => format!("{other}").to_lowercase(),
    }
}

const fn any(_: &Stage) -> bool {
    true
}

const fn empty(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Empty)
}

const fn drawn(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(_))
}

const fn ready(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Ready(..))
}

const fn scene(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(_))
}

const fn debrief(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Debrief(_))
}

const fn timed(stage: &Stage) -> bool {
    ready(stage) || scene(stage)
}

fn unplayed(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.takes == 0)
}

fn judged(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Debrief(debrief) if !debrief.is_stopped())
}

fn felt(stage: &Stage) -> bool {
    let has_feelings = |table: &crate::stage::Table| table.hand.roles.iter().any(|role| role.feeling.is_some());
    debrief(stage) && stage.phase().table().is_some_and(has_feelings)
}

fn running(stage: &Stage) -> bool {
    match stage.phase() {
        Phase::Ready(_, timer) => !timer.is_paused(),
        Phase::Scene(play) => !play.scene.is_paused(),
        Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => false,
    }
}

fn paused(stage: &Stage) -> bool {
    timed(stage) && !running(stage)
}

fn shiftable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if play.scene.next_shift().is_some())
}

fn coachable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if play.scene.next_line().is_some())
}

fn resizable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.can_resize(stage.present().len()))
}

fn on_table(stage: &Stage) -> bool {
    stage.phase().table().is_some()
}

fn standing(stage: &Stage) -> bool {
    stage.notice().is_some_and(|notice| notice.stays)
}
