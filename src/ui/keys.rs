//! One table of keys: it handles them, and footer and help are drawn from it.
//!
//! Start with [`SECTIONS`]. To add a key, add a row there and say in [`super::View::press`] what its command does.

mod command;
mod when;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::stage::Stage;

pub use command::{Command, Move, Place};

use when::{
    any, asked, asked_alone, banishable, between, coachable, debrief, debrief_before, debrief_now, drawn, empty, felt,
    figured, found, judged, nothing_stands, on_table, paused_ready, paused_scene, pinnable, planned, readable, ready,
    ready_to_leave, resizable, running_ready, running_scene, scene, secret_drawn, secret_ready, shiftable, standing,
    stocked, undoable, unplayed, wordy,
};

use Command::{
    Add, Again, Another, AnotherWhy, Back, Behind, BreakOff, Cards, Coach, Consent, CopyPrompt, Edit, Favour, Feelings,
    Filter, Find, Forward, Go, Heavier, Help, Hold, Leave, Less, Lighter, Lines, LongerBlock, Mark, More, Never,
    NextBlock, NextPage, NextScreen, NotUsable, Note, Out, Own, PageBefore, Pin, Pins, Put, Quit, Read, Recast, Redo,
    Redraw, Rehearse, SameBlock, Shift, Slate, Sort, Spotlight, Toggle, Undo, Usable, Whole, Why, Words,
};
use KeyCode::{Char, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up};

const PLUS: &[KeyCode] = &[Char('+'), Char('=')];

const ON_STAGE: &[Place] = &[Place::Stage, Place::Spotlight];
const IN_LISTS: &[Place] = &[Place::Takes, Place::Roster, Place::Packs, Place::Report];
const EVERYWHERE: &[Place] =
    &[Place::Stage, Place::Spotlight, Place::Takes, Place::Roster, Place::Packs, Place::Report];

/// Every key of every screen.
pub const SECTIONS: &[Section] = &[
    Section {
        title: "in the spotlight",
        places: &[Place::Spotlight],
        rows: &[
            Binding::quiet(Spotlight, &[Char('f')], "the cast too, then leave it", any),
            Binding::quiet(Go(Place::Stage), &[Esc], "leave it at once", any),
        ],
    },
    Section {
        title: "before the first prompt",
        places: ON_STAGE,
        rows: &[
            Binding::new(Forward, &[Enter], "draw", "draw a prompt", empty),
            Binding::new(Filter, &[Char('/')], "filter", "which prompts are wanted", empty),
            Binding::new(Own, &[Char('o')], "own prompt", "a prompt of your own", empty),
        ],
    },
    Section {
        title: "a prompt is drawn",
        places: ON_STAGE,
        rows: &[
            Binding::new(Forward, &[Enter], "call it", "call it: players get ready", drawn),
            Binding::new(Another, &[Char('n')], "another", "pass, draw another", unplayed),
            Binding::new(Words, &[Char('w')], "words", "new words for this prompt", wordy),
            Binding::new(Recast, &[Char('c')], "recast", "another cast", unplayed),
            Binding::new(Cards, &[Char('v')], "cards", "secret cards, one by one", secret_drawn),
            // Without a secret it says so.
            Binding::quiet(Cards, &[Char('v')], "secret cards, one by one", drawn),
            Binding::new(Pins, &[Char('C')], "cast by hand", "cast by hand", pinnable),
            Binding::quiet(AnotherWhy, &[Char('N')], "pass, and a key why", unplayed),
            Binding::new(Never, &[Char('x')], "never again", "never again, draw another", banishable),
            Binding::quiet(More, PLUS, "one player more", resizable),
            Binding::quiet(Less, &[Char('-')], "one player fewer", resizable),
        ],
    },
    Section {
        title: "getting ready",
        places: ON_STAGE,
        rows: &[
            Binding::new(Forward, &[Enter], "begin", "begin now", ready),
            Binding::new(Toggle, &[Char(' ')], "pause", "pause, resume", running_ready),
            Binding::new(Toggle, &[Char(' ')], "resume", "pause, resume", paused_ready),
            Binding::new(Back, &[Esc], "back", "back to the prompt", ready_to_leave),
            Binding::new(Cards, &[Char('v')], "cards", "secret cards, one by one", secret_ready),
            Binding::quiet(Cards, &[Char('v')], "secret cards, one by one", ready),
            Binding::quiet(More, PLUS, "15 s more", ready),
            Binding::quiet(Less, &[Char('-')], "15 s less", ready),
        ],
    },
    Section {
        title: "in a scene",
        places: ON_STAGE,
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
        places: ON_STAGE,
        rows: &[
            Binding::new(Forward, &[Enter], "go on with it", "an interrupted scene goes on", asked),
            Binding::new(Back, &[Esc], "leave it", "leave it as it ended", asked_alone),
            Binding::new(Forward, &[Enter], "draw", "draw the next prompt", debrief_before),
            Binding::new(Forward, &[Enter], "go on", "go on: draw the next prompt", debrief_now),
            Binding::new(Usable, &[Char('g')], "usable", "good: the take is usable", judged),
            Binding::new(Hold, &[Char('h')], "hold", "hold it, decide later", judged),
            Binding::new(NotUsable, &[Char('x')], "not usable", "not usable, and a key why", judged),
            Binding::new(Again, &[Char('a')], "again", "again: same prompt and cast", debrief),
            Binding::new(Note, &[Char('t')], "note", "write a note", debrief),
            Binding::new(Feelings, &[Char('e')], "feelings", "which feelings came out", felt),
        ],
    },
    Section {
        title: "takes",
        places: &[Place::Takes],
        rows: &[
            Binding::new(Whole, &[Enter], "read", "read all of it", found),
            Binding::new(Usable, &[Char('g')], "usable", "good: the take is usable", found),
            Binding::new(Hold, &[Char('h')], "hold", "hold it, decide later", found),
            Binding::new(NotUsable, &[Char('x')], "not usable", "not usable, and a key why", found),
            Binding::new(Note, &[Char('t')], "note", "write a note", found),
            Binding::new(Find, &[Char('/')], "filter", "only takes with these words", any),
        ],
    },
    Section {
        title: "roster",
        places: &[Place::Roster],
        rows: &[
            Binding::new(Add, &[Char('a')], "add", "add people by name", any),
            Binding::new(Out, &[Char('o')], "out", "out for one scene, or back", any),
            Binding::new(Leave, &[Char('g')], "gone", "gone, or back", any),
            Binding::new(Pin, &[Char('p')], "pin", "in every cast, or no longer", any),
            Binding::new(Lines, &[Char('l')], "lines", "what one does not want here", any),
            Binding::new(Consent, &[Char('c')], "consent", "what takes may be used for", any),
        ],
    },
    Section {
        title: "packs",
        places: &[Place::Packs],
        rows: &[
            Binding::new(Put, &[Enter], "on stage", "put this prompt on the stage", stocked),
            Binding::new(Find, &[Char('/')], "search", "only prompts like these words", any),
            Binding::new(Redraw, &[Char('r')], "other words", "other words and players", stocked),
            Binding::new(Favour, &[Char('*')], "favourite", "a favourite, or no longer", stocked),
            Binding::new(Heavier, PLUS, "heavier", "more weight, in its file", stocked),
            Binding::quiet(Lighter, &[Char('-')], "less weight, in its file", stocked),
            Binding::new(Edit, &[Char('e')], "edit", "edit its file", stocked),
            Binding::new(Whole, &[Char('i')], "read", "read all of it", stocked),
        ],
    },
    Section {
        title: "report",
        places: &[Place::Report],
        rows: &[
            Binding::new(Behind, &[Enter], "takes", "the takes behind a line", figured),
            Binding::new(NextPage, &[Right, Char(']')], "by another", "by something else (also ])", any),
            Binding::new(Sort, &[Char('s')], "sort", "another order", figured),
            Binding::quiet(PageBefore, &[Left, Char('[')], "by the one before (also [)", any),
        ],
    },
    Section {
        title: "in every list",
        places: IN_LISTS,
        rows: &[
            Binding::quiet(Command::Move(Move::Down), &[Down, Char('j')], "next (also j)", any),
            Binding::quiet(Command::Move(Move::Up), &[Up, Char('k')], "the one before (also k)", any),
            Binding::quiet(Command::Move(Move::PageDown), &[PageDown], "a page further", any),
            Binding::quiet(Command::Move(Move::PageUp), &[PageUp], "a page back", any),
            Binding::quiet(Command::Move(Move::First), &[Home], "the first", any),
            Binding::quiet(Command::Move(Move::Last), &[End], "the last", any),
            Binding::new(Go(Place::Stage), &[Esc], "stage", "back to the stage", nothing_stands),
        ],
    },
    Section {
        title: "always",
        places: EVERYWHERE,
        rows: &[
            Binding::new(Undo, &[Char('u')], "undo", "undo the last thing", undoable),
            // Without anything to undo it says so.
            Binding::quiet(Undo, &[Char('u')], "undo the last thing", any),
            Binding::quiet(Redo, &[Char('U')], "do again what was undone", any),
            Binding::quiet(Read, &[Esc], "put a standing line away", standing),
        ],
    },
    Section {
        title: "on the stage",
        places: ON_STAGE,
        rows: &[
            Binding::new(Why, &[Char('i')], "why", "everything, and why", readable),
            Binding::quiet(Own, &[Char('o')], "a prompt of your own", between),
            Binding::quiet(Filter, &[Char('/')], "which prompts are wanted", between),
            Binding::quiet(Favour, &[Char('*')], "a favourite, or no longer", on_table),
            Binding::quiet(CopyPrompt, &[Char('y')], "the prompt, to the clipboard", on_table),
            Binding::new(NextBlock, &[Char('>')], "next block", "plan: the next block", planned),
            Binding::quiet(SameBlock, &[Char('<')], "plan: this block again", planned),
            Binding::quiet(LongerBlock, &[Char('.')], "plan: five minutes more", planned),
        ],
    },
    Section {
        title: "screens",
        places: EVERYWHERE,
        rows: &[
            Binding::quiet(Go(Place::Stage), &[Char('1')], "stage", any),
            Binding::quiet(Go(Place::Takes), &[Char('2')], "takes", any),
            Binding::quiet(Go(Place::Roster), &[Char('3')], "roster", any),
            Binding::quiet(Go(Place::Packs), &[Char('4')], "packs", any),
            Binding::quiet(Go(Place::Report), &[Char('5')], "report", any),
            Binding::quiet(NextScreen, &[Tab], "the next screen", any),
            Binding::new(Spotlight, &[Char('f')], "spotlight", "spotlight for the room", any),
            Binding::quiet(Rehearse, &[Char('R')], "rehearse: counts in no figure", any),
            Binding::new(Quit, &[Char('q')], "quit", "quit; asks while a scene runs", any),
            // The booth hears it before this table does.
            Binding::quiet(Quit, &[], "ctrl-c too; twice, at once", any),
            // The footer keeps the last one in any case.
            Binding::new(Help, &[Char('?')], "keys", "these keys", any),
        ],
    },
];

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

    /// Whether it works on every screen and over what is open: a running scene must be stopped at once.
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
    /// Where they work.
    pub places: &'static [Place],
    /// The rows, the most important first: the footer drops from the end.
    pub rows: &'static [Binding],
}

/// Every row that works now in this place, the most important first.
pub fn rows(stage: &Stage, place: Place) -> impl Iterator<Item = &'static Binding> {
    SECTIONS.iter().flat_map(move |section| section.rows.iter().filter(move |row| works(section, row, stage, place)))
}

/// Whether a row of a section works now in this place.
#[must_use]
pub fn works(section: &Section, row: &Binding, stage: &Stage, place: Place) -> bool {
    (section.places.contains(&place) || row.is_urgent()) && (row.when)(stage)
}

/// The row that a key press means now.
#[must_use]
pub fn find(key: KeyEvent, stage: &Stage, place: Place) -> Option<&'static Binding> {
    if is_held_with_another(key) {
        return None;
    }
    rows(stage, place).find(|row| row.keys.contains(&key.code))
}

/// Whether control or alt is held with it: then it is another key than the one on its cap.
#[must_use]
pub fn is_held_with_another(key: KeyEvent) -> bool {
    key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
}

/// How a key is written.
#[must_use]
pub fn name(key: KeyCode) -> String {
    match key {
        Char(' ') => "space".to_owned(),
        Char(c) => c.to_string(),
        Enter => "enter".to_owned(),
        Esc => "esc".to_owned(),
        PageUp => "pgup".to_owned(),
        PageDown => "pgdn".to_owned(),
        Up => "↑".to_owned(),
        Down => "↓".to_owned(),
        Left => "←".to_owned(),
        Right => "→".to_owned(),
        other => format!("{other}").to_lowercase(),
    }
}
