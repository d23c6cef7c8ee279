//! One table of keys: it handles them, and footer and help are drawn from it.
//!
//! Start with [`SECTIONS`]. To add a key, add a row there and say in [`super::View::press`] what its command does.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::stage::{Phase, Stage, Table};

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
    /// What the footer says it does; the help shows rows without it too.
    pub label: Option<&'static str>,
    /// What the help says it does.
    pub help: &'static str,
    /// When it works.
    pub when: fn(&Stage) -> bool,
}

impl Binding {
    const fn new(
        command: Command,
        keys: &'static [KeyCode],
        label: &'static str,
        help: &'static str,
        when: fn(&Stage) -> bool,
    ) -> Self {
        Self { command, keys, label: Some(label), help, when }
    }

    /// Whether it works over anything that is open: a running scene must be stopped at once.
    #[must_use]
    pub const fn is_urgent(&self) -> bool {
        matches!(self.command, Toggle | BreakOff)
    }

    /// A row that only the help shows.
    const fn quiet(command: Command, keys: &'static [KeyCode], help: &'static str, when: fn(&Stage) -> bool) -> Self {
        Self { command, keys, label: None, help, when }
    }
}

/// Rows that belong together.
#[derive(Debug)]
pub struct Section {
    /// When they work, in words.
    pub title: &'static str,
    /// The rows, the most important first: the footer drops from the end.
    pub rows: &'static [Binding],
}

use Command::{
    Again, Another, AnotherWhy, Back, BreakOff, Coach, Feelings, Forward, Help, Hold, Less, Mark, More, NotUsable,
    Note, Pins, Quit, Recast, Shift, Slate, Toggle, Undo, Usable, Why, Words,
};
use KeyCode::{Char, Enter, Esc};

const PLUS: &[KeyCode] = &[Char('+'), Char('=')];

/// Every key of the stage.
pub const SECTIONS: &[Section] = &[
    Section {
        title: "before the first prompt",
        rows: &[Binding::new(Forward, &[Enter], "draw", "draw a prompt", empty)],
    },
    Section {
        title: "a prompt is drawn",
        rows: &[
            Binding::new(Forward, &[Enter], "call it", "call it: players get ready", drawn),
            Binding::new(Another, &[Char('n')], "another", "pass, draw another", unplayed),
            Binding::new(Words, &[Char('w')], "words", "new words for this prompt", wordy),
            Binding::new(Recast, &[Char('c')], "recast", "another cast", unplayed),
            Binding::new(Pins, &[Char('C')], "cast by hand", "cast by hand", pinnable),
            Binding::quiet(AnotherWhy, &[Char('N')], "pass with a reason, draw", unplayed),
            Binding::quiet(More, PLUS, "one player more", resizable),
            Binding::quiet(Less, &[Char('-')], "one player fewer", resizable),
        ],
    },
    Section {
        title: "getting ready",
        rows: &[
            Binding::new(Forward, &[Enter], "begin", "begin now", ready),
            Binding::new(Toggle, &[Char(' ')], "pause", "pause, resume", running_ready),
            Binding::new(Toggle, &[Char(' ')], "resume", "pause, resume", paused_ready),
            Binding::new(Back, &[Esc], "back", "back to the prompt", ready),
            Binding::quiet(More, PLUS, "15 s more", ready),
            Binding::quiet(Less, &[Char('-')], "15 s less", ready),
        ],
    },
    Section {
        title: "in a scene",
        rows: &[
            Binding::new(Forward, &[Enter], "edit", "edit: end the scene", scene),
            Binding::new(Toggle, &[Char(' ')], "pause", "pause, resume", running_scene),
            Binding::new(Toggle, &[Char(' ')], "resume", "pause, resume", paused_scene),
            Binding::new(BreakOff, &[Char('b')], "break off", "break off: the care stop", scene),
            Binding::new(Shift, &[Char('s')], "shift", "call the shift shown as next", shiftable),
            Binding::new(Mark, &[Char('m')], "mark", "mark this moment", scene),
            Binding::new(Coach, &[Char('c')], "coach", "next coaching line", coachable),
            Binding::quiet(Slate, &[Char('M')], "slate: a sync mark, one flash", scene),
            Binding::quiet(More, PLUS, "15 s more", scene),
            Binding::quiet(Less, &[Char('-')], "15 s less", scene),
        ],
    },
    Section {
        title: "after a scene",
        rows: &[
            Binding::new(Forward, &[Enter], "go on", "go on: draw the next prompt", debrief),
            Binding::new(Usable, &[Char('g')], "usable", "good: the take is usable", judged),
            Binding::new(Hold, &[Char('h')], "hold", "hold it, decide later", judged),
            Binding::new(NotUsable, &[Char('x')], "not usable", "not usable, and a key why", judged),
            Binding::new(Again, &[Char('a')], "again", "again: same prompt and cast", debrief),
            Binding::new(Note, &[Char('t')], "note", "write a note", debrief),
            Binding::new(Feelings, &[Char('e')], "feelings", "which feelings came out", felt),
        ],
    },
    Section {
        title: "always",
        rows: &[
            Binding::new(Undo, &[Char('u')], "undo", "undo the last thing", undoable),
            // Without anything to undo it says so.
            Binding::quiet(Undo, &[Char('u')], "undo the last thing", any),
            Binding::new(Why, &[Char('i')], "why", "everything, and why", readable),
            Binding::quiet(Back, &[Esc], "put a standing line away", standing),
            Binding::new(Help, &[Char('?')], "keys", "these keys", any),
            Binding::quiet(Quit, &[Char('q')], "quit; asks while a scene runs", any),
        ],
    },
];

/// Every row that works now, the most important first.
pub fn rows(stage: &Stage) -> impl Iterator<Item = &'static Binding> {
    SECTIONS.iter().flat_map(|section| section.rows).filter(|row| (row.when)(stage))
}

/// The row that a key press means now.
#[must_use]
pub fn find(key: KeyEvent, stage: &Stage) -> Option<&'static Binding> {
    if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
        return None;
    }
    rows(stage).find(|row| row.keys.contains(&key.code))
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

fn unplayed(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.takes == 0)
}

fn wordy(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.takes == 0 && !table.hand.used.is_empty())
}

fn pinnable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.takes == 0 && !table.hand.roles.is_empty())
}

fn judged(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Debrief(debrief) if !debrief.is_stopped())
}

fn felt(stage: &Stage) -> bool {
    let has_feelings = |table: &Table| table.hand.roles.iter().any(|role| role.feeling.is_some());
    debrief(stage) && stage.phase().table().is_some_and(has_feelings)
}

fn running_ready(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Ready(_, timer) if !timer.is_paused())
}

fn paused_ready(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Ready(_, timer) if timer.is_paused())
}

fn running_scene(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if !play.scene.is_paused())
}

fn paused_scene(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if play.scene.is_paused())
}

fn shiftable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if play.scene.next_shift().is_some())
}

fn coachable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if play.scene.next_line().is_some())
}

fn resizable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.takes == 0 && table.can_resize(stage.present().len()))
}

fn undoable(stage: &Stage) -> bool {
    stage.can_undo()
}

fn readable(stage: &Stage) -> bool {
    stage.phase().table().is_some() || stage.notice().is_some() || stage.trouble().is_some()
}

fn standing(stage: &Stage) -> bool {
    stage.notice().is_some_and(|notice| notice.stays)
}
