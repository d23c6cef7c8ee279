//! What keys ask for, and the places they are asked in.

/// What is shown: a screen, or the stage as the room sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The stage.
    Stage,
    /// The stage's prompt and clock alone.
    Spotlight,
    /// The takes of the log.
    Takes,
    /// Who plays.
    Roster,
    /// The packs and their prompts.
    Packs,
    /// What the takes amount to.
    Report,
    /// The blocks of the plan.
    Plan,
}

impl Place {
    /// The screens, each with its number and name.
    pub const SCREENS: [(Self, char, &'static str); 6] = [
        (Self::Stage, '1', "stage"),
        (Self::Takes, '2', "takes"),
        (Self::Roster, '3', "roster"),
        (Self::Packs, '4', "packs"),
        (Self::Report, '5', "report"),
        (Self::Plan, '6', "plan"),
    ];

    /// The screen after this one; the first after the last.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Stage | Self::Spotlight => Self::Takes,
            Self::Takes => Self::Roster,
            Self::Roster => Self::Packs,
            Self::Packs => Self::Report,
            Self::Report => Self::Plan,
            Self::Plan => Self::Stage,
        }
    }
}

/// What a key asks for. What it does follows from the screen and the phase.
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
    /// Do not draw it again.
    Never,
    /// New words.
    Words,
    /// New cast.
    Recast,
    /// Cast by hand.
    Pins,
    /// How long the scene lasts.
    Length,
    /// What each player alone may know.
    Cards,
    /// Why this prompt and this cast; the whole text.
    Why,
    /// A prompt of the leader's own, or one that the audience called out.
    Own,
    /// What the audience calls out, for later.
    Suggest,
    /// Which prompts are wanted.
    Filter,
    /// The prompt, to the clipboard.
    CopyPrompt,
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
    /// The plan's next block.
    NextBlock,
    /// The plan's block once more.
    SameBlock,
    /// More time for the plan's block.
    LongerBlock,
    /// List only what has these words.
    Find,
    /// All of what is selected.
    Whole,
    /// This prompt, on the stage.
    Put,
    /// Other words and players to look at.
    Redraw,
    /// A favourite, or no longer.
    Favour,
    /// More weight.
    Heavier,
    /// Less weight.
    Lighter,
    /// The file, in an editor.
    Edit,
    /// Put together in the next way.
    NextPage,
    /// Put together in the way before.
    PageBefore,
    /// List in another order.
    Sort,
    /// The takes behind what is selected.
    Behind,
    /// Go on with the selected block of the plan.
    Jump,
    /// Before the one before it.
    Sooner,
    /// After the one after it.
    Later,
    /// Not in the plan any more.
    Remove,
    /// The plan, to a file.
    WritePlan,
    /// Add people, or a block of the plan.
    Add,
    /// Out for one scene, or back.
    Out,
    /// Gone, or back.
    Leave,
    /// In every cast, or no longer.
    Pin,
    /// What somebody does not want in the room.
    Lines,
    /// What somebody agrees to.
    Consent,
    /// Move the selection.
    Move(Move),
    /// Back from the countdown.
    Back,
    /// A standing line is read.
    Read,
    /// Show this.
    Go(Place),
    /// Show the spotlight, more of it, or the stage again.
    Spotlight,
    /// Show the screen after this one.
    NextScreen,
    /// Rehearse, or no longer.
    Rehearse,
    /// Take back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Show the keys.
    Help,
    /// Quit.
    Quit,
}

/// A way through a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// To the next.
    Down,
    /// To the one before.
    Up,
    /// As many down as are seen.
    PageDown,
    /// As many up as are seen.
    PageUp,
    /// To the first.
    First,
    /// To the last.
    Last,
}

impl Move {
    /// Where it leads from a line of so many, of which a page is seen.
    #[must_use]
    pub fn from(self, at: usize, page: usize, lines: usize) -> usize {
        let last = lines.saturating_sub(1);
        let to = match self {
            Self::Down => at + 1,
            Self::Up => at.saturating_sub(1),
            Self::PageDown => at + page.max(1),
            Self::PageUp => at.saturating_sub(page.max(1)),
            Self::First => 0,
            Self::Last => last,
        };
        to.min(last)
    }
}
