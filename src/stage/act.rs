//! What can happen to a session, and what it wants done.
//!
//! Start with [`Act`].

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use uuid::Uuid;

use crate::cast::{Played, Player, PlayerKey, Presence};
use crate::consent::{Grant, Medium, Purpose, Release};
use crate::deck::{self, Filters};
use crate::feeling::{Feeling, Strength};
use crate::learn::Counts;
use crate::pack::{PromptKey, Weight};
use crate::plan::{Edit, Plan};
use crate::report::{Figures, Topic};
use crate::take::{Actor, Counted, Entry, Judgement, PassReason, PastTake, Reason, Suggestion, Verdict};

use super::{Answer, Notice, Shelved};

/// What can happen to a session.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Time passed: the stage asked to be woken.
    Wake,
    /// The leader did something.
    Do(Act),
    /// What the log says to [`Effect::Save`].
    Answer(Answer),
    /// Another program changed the log.
    News(News),
    /// What [`Effect::Find`] found, newest first.
    Found(Vec<PastTake>),
    /// What [`Effect::Rates`] found: the prompts that have a judged take.
    Rates(BTreeMap<PromptKey, Counts>),
    /// What [`Effect::Figures`] found.
    Figures(Figures),
    /// The packs are others than before.
    Packs {
        /// All of them.
        packs: Vec<Shelved>,
        /// What is new of them, as a sentence.
        news: String,
    },
    /// What [`Effect::Weigh`] asked for stands in the prompt's file.
    Weighed {
        /// The prompt.
        prompt: PromptKey,
        /// What it weighed before.
        before: Weight,
    },
    /// Another program changed the never list: this is left out now.
    Never(deck::Never),
    /// The text of [`Effect::ReadText`] was read: it is agreed to.
    TextRead {
        /// What somebody agrees to.
        agreed: Agreed,
        /// The text.
        release: Release,
    },
    /// What [`Effect::WritePlan`] asked for is in this file.
    PlanWritten(String),
    /// Something that happened around the stage, for the leader to know.
    Told(Notice),
    /// `ctrl-c` that needs no answer, or the system asks the program to end: a running scene is interrupted, then quit.
    Interrupt,
    /// The program is about to be suspended: a running scene is paused.
    Suspend,
}

/// What another program changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct News {
    /// Every person of the log.
    pub players: Vec<Player>,
    /// What was played in this workshop, oldest first.
    pub played: Vec<Played>,
    /// This workshop's takes that have a verdict and count.
    pub counted: BTreeMap<Uuid, Counted>,
    /// What was held of this workshop's takes, each judgement with its take, oldest first.
    pub judged: Vec<(Uuid, Judgement)>,
    /// Who played after all in those of this workshop's takes whose cast was ever corrected.
    pub recast: BTreeMap<Uuid, Vec<Actor>>,
    /// What people said about the use of their takes.
    pub said: BTreeMap<Uuid, Vec<Grant>>,
    /// What waits of what the audience of this workshop called out, as it came.
    pub suggestions: Vec<Suggestion>,
}

/// What somebody agrees to, whose text is still to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// Who.
    pub player: Uuid,
    /// For what; at least one.
    pub purposes: BTreeSet<Purpose>,
    /// What of them may be used; at least one.
    pub media: BTreeSet<Medium>,
}

/// What the leader can do. Which of them make sense follows from the phase; any other is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The next natural thing: draw, call it, begin, edit, go on.
    Forward,
    /// Pause or resume.
    Toggle,
    /// More: time, or players.
    More,
    /// Less: time, or players.
    Less,
    /// Passes over this prompt and draws another.
    Another(Option<PassReason>),
    /// New words for this prompt.
    Words,
    /// A new cast for this prompt.
    Recast,
    /// This player has this place in the cast, whatever comes; `None` unpins it.
    Pin {
        /// The roles in their order, and behind them those who take part without one.
        place: usize,
        /// Who.
        player: Option<PlayerKey>,
    },
    /// The scene of the prompt on the table lasts this long.
    SceneLength(Duration),
    /// Calls the next shift.
    Shift,
    /// Marks a moment.
    Mark,
    /// A labelled sync mark.
    Slate,
    /// Says the next coaching line.
    Coach,
    /// The care stop.
    BreakOff,
    /// Gives a verdict.
    Judge(Verdict, Option<Reason>),
    /// Sets the note.
    Note(String),
    /// Which feeling came out of a step; `None` for no agreement.
    Perceive {
        /// Index into the roles.
        role: usize,
        /// The step of its arc, from 0.
        step: usize,
        /// What came out.
        feeling: Option<Feeling>,
        /// How strongly, if said.
        strength: Option<Strength>,
    },
    /// The same prompt, words and cast once more.
    Again,
    /// A prompt of the leader's own, or called from the audience; never empty. Where one is on the table, its text.
    Own(String),
    /// Keeps what the audience calls out until it is picked.
    Suggest(String),
    /// Puts a suggestion that waits on the table.
    Pick(Uuid),
    /// Drops a suggestion that waits.
    Discard(Uuid),
    /// The prompt on the table is not drawn again, and another is.
    Never(HowLong),
    /// Draws only from what these want.
    Filter(Filters),
    /// Rehearses from now on, or no longer.
    Rehearse,
    /// Somebody of this name is here, who may be new.
    Arrive(String),
    /// Somebody is here, out for one scene, or gone.
    Place {
        /// Who.
        player: PlayerKey,
        /// Where.
        presence: Presence,
    },
    /// Somebody is in every cast until this is said again.
    Hold(PlayerKey),
    /// What somebody does not want in the room.
    Lines {
        /// Who.
        player: PlayerKey,
        /// Content words and tags, in place of those before.
        lines: Vec<String>,
    },
    /// Somebody signed a text.
    Agree {
        /// What they agree to.
        agreed: Agreed,
        /// The file that the text is in.
        path: String,
    },
    /// Somebody takes back all that they agreed to.
    Withdraw(Uuid),
    /// Looks takes up in the log: those with all of these words in them.
    Find(String),
    /// Gives a verdict on a take that was found.
    JudgeFound {
        /// The take.
        take: Uuid,
        /// The verdict.
        verdict: Verdict,
        /// Why it is not usable.
        reason: Option<Reason>,
    },
    /// Sets the note on a take that was found.
    NoteFound {
        /// The take.
        take: Uuid,
        /// The note; empty for none.
        note: String,
    },
    /// Puts this prompt on the table, without a draw.
    Put(PromptKey),
    /// Makes a prompt a favourite, or no longer: a list of its own, and no verdict.
    Favour(PromptKey),
    /// Makes a prompt heavier by a step, in its file.
    Heavier(PromptKey),
    /// Makes a prompt lighter by a step, in its file.
    Lighter(PromptKey),
    /// Opens a prompt's file in the leader's editor.
    Edit(PromptKey),
    /// Looks up what the takes of each prompt were worth.
    Rates,
    /// Looks up what the log amounts to, and again whenever it changes; `None` when nobody looks any more.
    Figures(Option<Topic>),
    /// Puts the prompt on the clipboard, without secrets.
    CopyPrompt,
    /// Puts the card of a role on the clipboard.
    CopyCard {
        /// Index into the roles.
        role: usize,
    },
    /// Goes on with the next block of the plan.
    NextBlock,
    /// Goes through this block of the plan once more.
    SameBlock,
    /// Gives this block of the plan five minutes more.
    LongerBlock,
    /// Changes the plan; a block that is added where there is none begins one.
    Arrange(Edit),
    /// Writes the plan to a file.
    WritePlan {
        /// The file.
        path: String,
        /// Whether a plan that is in it gives way.
        over: bool,
    },
    /// Back: reads a standing notice, or leaves the countdown.
    Back,
    /// Takes the last thing back, but for what people said for themselves.
    Undo,
    /// Takes the last thing back, whatever it is.
    UndoOnRoster,
    /// Does again what was taken back last, until something new happens.
    Redo {
        /// Whether that may be what people said for themselves.
        on_roster: bool,
    },
    /// Ends the session; a running scene counts as interrupted.
    Quit,
}

/// What the stage wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write this to the log and answer with [`Event::Answer`] of the same number. Numbers rise by one; after a failure
    /// everything not yet saved comes again, in order.
    Save {
        /// The number of the save.
        seq: u64,
        /// What to write.
        entry: Entry,
    },
    /// Ring the bell.
    Bell,
    /// Show a notification on the desktop. It holds no secret.
    Notify {
        /// Its first line.
        title: String,
        /// What else it says.
        body: String,
    },
    /// Put this on the clipboard.
    Copy(String),
    /// Keep a prompt on the leader's never list, and what was told fails say with [`Event::Told`].
    Never {
        /// The prompt.
        prompt: PromptKey,
        /// For how long; `None` takes it off the list again.
        how_long: Option<HowLong>,
    },
    /// Look takes up in the log and answer with [`Event::Found`]: those with all of these words in them.
    Find(String),
    /// Look up what the takes of each prompt were worth and answer with [`Event::Rates`].
    Rates,
    /// Look up what the log amounts to and answer with [`Event::Figures`].
    Figures(Topic),
    /// Write another weight into a prompt's file, and answer with [`Event::Weighed`] if it was done by a step.
    Weigh {
        /// The prompt.
        prompt: PromptKey,
        /// Which.
        weighing: Weighing,
    },
    /// Read the text that somebody agrees to and answer with [`Event::TextRead`], or tell why not with [`Event::Told`].
    ReadText {
        /// What they agree to.
        agreed: Agreed,
        /// The file that the text is in.
        path: String,
    },
    /// Write the plan to a file and answer with [`Event::PlanWritten`], or tell why not with [`Event::Told`]. If a plan is in
    /// it and `over` does not say that it gives way, ask.
    WritePlan {
        /// The file.
        path: String,
        /// The plan.
        plan: Box<Plan>,
        /// Whether a plan that is in it gives way.
        over: bool,
    },
    /// Give the terminal to the leader's editor, with a prompt's file in it.
    Edit(PromptKey),
    /// Give the terminal back until the shell brings the program to the foreground.
    Suspend,
    /// End. What [`Stage::unsaved`](super::Stage::unsaved) still holds is not in the log.
    Quit,
}

/// How a weight is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighing {
    /// To the next one up.
    Heavier,
    /// To the next one down.
    Lighter,
    /// To this one.
    To(Weight),
}

/// For how long a prompt is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowLong {
    /// Until the day is over.
    Today,
    /// For ever.
    Always,
}
