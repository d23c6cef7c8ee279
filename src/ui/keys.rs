//! One table of keys: it handles them, and footer and help are drawn from it.
//!
//! Start with [`SECTIONS`]. To add a key, add a row there and say in [`super::View::press`] what its command does.

mod command;
mod when;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::stage::Stage;

pub use command::{Command, Move, Place};

use when::{
    any, asked, asked_alone, banishable, between, callable, castable, coachable, debrief, debrief_before,
    debrief_in_held_break, debrief_in_running_break, debrief_now, drawable, drawn, empty, felt, figured, found,
    held_break, in_break, judged, nothing_stands, on_table, paused_ready, paused_scene, planned, readable, ready,
    ready_to_leave, running_break, running_ready, running_scene, scene, secret_drawn, secret_ready, shiftable,
    standing, stocked, suggested, suggested_before, undoable, unplanned, unplayed, unsuggested, wordy,
};

use Command::{
    Add, Again, Another, AnotherWhy, Back, Behind, BreakOff, Cards, Coach, Consent, CopyPrompt, Edit, Favour, Feelings,
    Filter, Find, Forward, Go, Heavier, Help, Hold, Jump, Later, Leave, Length, Less, Lighter, Lines, LongerBlock,
    Mark, More, Never, NextBlock, NextPage, NextScreen, NotUsable, Note, Out, Own, PageBefore, Pin, Pins, Put, Quit,
    Read, Recast, Redo, Redraw, Rehearse, Remove, SameBlock, Shift, Slate, Sooner, Sort, Spotlight, Suggest, Toggle,
    Undo, Usable, Whole, Why, Words, WritePlan,
};
use KeyCode::{Char, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up};

const PLUS: &[KeyCode] = &[Char('+'), Char('=')];

const ON_STAGE: &[Place] = &[Place::Stage, Place::Spotlight];
const IN_LISTS: &[Place] = &[Place::Takes, Place::Roster, Place::Packs, Place::Report, Place::Plan];
const EVERYWHERE: &[Place] =
    &[Place::Stage, Place::Spotlight, Place::Takes, Place::Roster, Place::Packs, Place::Report, Place::Plan];

/// Every key of every screen.
pub const SECTIONS: &[Section] = &[
    Section {
        title: "in the spotlight",
        otherwise: None,
        places: &[Place::Spotlight],
        rows: &[
            Binding::quiet(Spotlight, &[Char('f')], "the cast too, then leave it", any),
            Binding::quiet(Go(Place::Stage), &[Esc], "leave it at once", any),
        ],
    },
    Section {
        title: "in a break",
        otherwise: None,
        places: ON_STAGE,
        rows: &[
            Binding::new(Forward, &[Enter], "end the break", "end the break", in_break),
            Binding::new(Toggle, &[Char(' ')], "hold", "hold the break, go on", running_break),
            Binding::new(Toggle, &[Char(' ')], "resume", "hold the break, go on", held_break),
        ],
    },
    Section {
        title: "before the first prompt",
        otherwise: Some("not while a prompt is called or played"),
        places: ON_STAGE,
        rows: &[
            Binding::new(Forward, &[Enter], "draw", "draw a prompt", drawable),
            Binding::new(Filter, &[Char('/')], "filter", "which prompts are wanted", empty),
            Binding::new(Own, &[Char('o')], "suggestions", "a suggestion, or your own", suggested_before),
            Binding::new(Own, &[Char('o')], "own prompt", "a suggestion, or your own", unsuggested),
        ],
    },
    Section {
        title: "a prompt is drawn",
        otherwise: Some("that is for a prompt that was just drawn"),
        places: ON_STAGE,
        rows: &[
            Binding::new(Forward, &[Enter], "call it", "call it: players get ready", callable),
            // Where a row has nothing to do, the one behind it says why.
            Binding::new(Another, &[Char('n')], "another", "pass, draw another", unplayed),
            Binding::quiet(Another, &[Char('n')], "pass, draw another", drawn),
            Binding::new(Words, &[Char('w')], "words", "new words for this prompt", wordy),
            Binding::quiet(Words, &[Char('w')], "new words for this prompt", drawn),
            Binding::new(Recast, &[Char('c')], "recast", "another cast", castable),
            Binding::quiet(Recast, &[Char('c')], "another cast", drawn),
            Binding::new(Cards, &[Char('v')], "cards", "secret cards, one by one", secret_drawn),
            // Without a secret it says so.
            Binding::quiet(Cards, &[Char('v')], "secret cards, one by one", drawn),
            Binding::new(Pins, &[Char('C')], "cast by hand", "cast by hand", castable),
            Binding::quiet(Pins, &[Char('C')], "cast by hand", drawn),
            Binding::quiet(AnotherWhy, &[Char('N')], "pass, and a key why", drawn),
            Binding::new(Never, &[Char('x')], "never again", "never again, draw another", banishable),
            Binding::quiet(Never, &[Char('x')], "never again, draw another", drawn),
            Binding::new(Length, &[Char('t')], "length", "how long the scene lasts", unplayed),
            Binding::quiet(Length, &[Char('t')], "how long the scene lasts", drawn),
            Binding::quiet(More, PLUS, "one player more", drawn),
            Binding::quiet(Less, &[Char('-')], "one player fewer", drawn),
        ],
    },
    Section {
        title: "getting ready",
        otherwise: Some("no countdown and no scene runs"),
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
        otherwise: Some("no scene runs"),
        places: ON_STAGE,
        rows: &[
            Binding::new(Forward, &[Enter], "edit", "edit: end the scene", scene),
            Binding::new(Toggle, &[Char(' ')], "pause", "pause, resume", running_scene),
            Binding::new(Toggle, &[Char(' ')], "resume", "pause, resume", paused_scene),
            Binding::new(BreakOff, &[Char('b')], "break off", "break off: the care stop", scene),
            Binding::new(Shift, &[Char('s')], "shift", "call the shift shown as next", shiftable),
            Binding::quiet(Shift, &[Char('s')], "call the shift shown as next", scene),
            Binding::new(Mark, &[Char('m')], "mark", "mark this moment", scene),
            Binding::new(Coach, &[Char('c')], "coach", "next coaching line", coachable),
            Binding::quiet(Coach, &[Char('c')], "next coaching line", scene),
            Binding::quiet(Slate, &[Char('M')], "slate: a sync mark, one flash", scene),
            Binding::quiet(More, PLUS, "15 s more", scene),
            Binding::quiet(Less, &[Char('-')], "15 s less", scene),
        ],
    },
    Section {
        title: "after a scene",
        otherwise: Some("that is for a scene that has just ended"),
        places: ON_STAGE,
        rows: &[
            Binding::new(Forward, &[Enter], "go on with it", "an interrupted scene goes on", asked),
            Binding::new(Back, &[Esc], "leave it", "leave it as it ended", asked_alone),
            Binding::new(Forward, &[Enter], "draw", "draw the next prompt", debrief_before),
            Binding::new(Forward, &[Enter], "go on", "go on: draw the next prompt", debrief_now),
            Binding::new(Toggle, &[Char(' ')], "hold the break", "hold the break, go on", debrief_in_running_break),
            Binding::new(Toggle, &[Char(' ')], "resume the break", "hold the break, go on", debrief_in_held_break),
            Binding::new(Usable, &[Char('g')], "usable", "good: the take is usable", judged),
            Binding::quiet(Usable, &[Char('g')], "good: the take is usable", debrief),
            Binding::new(Hold, &[Char('h')], "hold", "hold it, decide later", judged),
            Binding::quiet(Hold, &[Char('h')], "hold it, decide later", debrief),
            Binding::new(NotUsable, &[Char('x')], "not usable", "not usable, and a key why", judged),
            Binding::quiet(NotUsable, &[Char('x')], "not usable, and a key why", debrief),
            Binding::new(Again, &[Char('a')], "again", "again: same prompt and cast", debrief),
            Binding::new(Note, &[Char('t')], "note", "write a note", debrief),
            Binding::new(Feelings, &[Char('e')], "feelings", "which feelings came out", felt),
            Binding::quiet(Feelings, &[Char('e')], "which feelings came out", debrief),
        ],
    },
    Section {
        title: "takes",
        otherwise: None,
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
        otherwise: None,
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
        otherwise: None,
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
        otherwise: None,
        places: &[Place::Report],
        rows: &[
            Binding::new(Behind, &[Enter], "takes", "the takes behind a line", figured),
            Binding::new(NextPage, &[Right, Char(']')], "by another", "by something else (also ])", any),
            Binding::new(Sort, &[Char('s')], "sort", "another order", figured),
            Binding::quiet(PageBefore, &[Left, Char('[')], "by the one before (also [)", any),
        ],
    },
    Section {
        title: "plan",
        otherwise: None,
        places: &[Place::Plan],
        rows: &[
            Binding::new(Add, &[Char('a')], "begin one", "begin a plan, block by block", unplanned),
            Binding::new(Jump, &[Enter], "go to it", "go on with this block", planned),
            Binding::new(Add, &[Char('a')], "add", "add a block, in one line", planned),
            Binding::new(More, PLUS, "5 min more", "five minutes more for it", planned),
            Binding::new(Less, &[Char('-')], "less", "five minutes less for it", planned),
            Binding::new(Sooner, &[Char('[')], "sooner", "before the one before it", planned),
            Binding::new(Later, &[Char(']')], "later", "after the one after it", planned),
            Binding::new(Remove, &[Char('x')], "remove", "remove it", planned),
            Binding::new(WritePlan, &[Char('w')], "write", "write the plan to a file", planned),
        ],
    },
    Section {
        title: "in every list",
        otherwise: None,
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
        otherwise: None,
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
        otherwise: None,
        places: ON_STAGE,
        rows: &[
            Binding::new(Own, &[Char('o')], "suggestions", "a suggestion, or your own", suggested),
            Binding::quiet(Own, &[Char('o')], "a suggestion, or your own", between),
            // While nothing can go on the table it says so.
            Binding::quiet(Own, &[Char('o')], "a suggestion, or your own", any),
            Binding::new(Why, &[Char('i')], "why", "everything, and why", readable),
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
        otherwise: None,
        places: EVERYWHERE,
        rows: &[
            Binding::quiet(Go(Place::Stage), &[Char('1')], "stage", any),
            Binding::quiet(Go(Place::Takes), &[Char('2')], "takes", any),
            Binding::quiet(Go(Place::Roster), &[Char('3')], "roster", any),
            Binding::quiet(Go(Place::Packs), &[Char('4')], "packs", any),
            Binding::quiet(Go(Place::Report), &[Char('5')], "report", any),
            Binding::quiet(Go(Place::Plan), &[Char('6')], "plan", any),
            Binding::quiet(NextScreen, &[Tab], "the next screen", any),
            Binding::new(Spotlight, &[Char('f')], "spotlight", "spotlight for the room", any),
            Binding::quiet(Rehearse, &[Char('R')], "rehearse: counts in no figure", any),
            Binding::new(Quit, &[Char('q')], "quit", "quit; asks while a scene runs", any),
            Binding::new(Suggest, &[Char('O')], "suggest", "keep what somebody shouts", any),
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
    /// What is said of their keys at another time, where each works at one time alone.
    pub otherwise: Option<&'static str>,
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

/// Why a key of the stage does nothing now that does something at another time.
#[must_use]
pub fn not_now(key: KeyEvent, stage: &Stage, place: Place) -> Option<&'static str> {
    let has_key = |section: &&Section| section.rows.iter().any(|row| row.keys.contains(&key.code));
    let is_now = |section: &Section| section.rows.iter().any(|row| works(section, row, stage, place));
    let mut sections = SECTIONS
        .iter()
        .filter(|section| section.otherwise.is_some() && section.places.contains(&place))
        .filter(has_key);
    let says = sections.clone().find_map(|section| section.otherwise)?;
    // `esc` leaves what there is to leave, and says nothing where that is nothing.
    (key.code != Esc && !is_held_with_another(key) && !sections.any(is_now)).then_some(says)
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
