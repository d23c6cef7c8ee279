//! What was drawn, what was played, and what it was worth: the facts that the log keeps.
//!
//! Start with [`Hand`] (a prompt drawn, with its cast) and [`Take`] (a scene that began). [`Entry`] is one thing for the
//! log to write. Ids are handed in; a take can only be made from a scene that began.

pub mod hand;
mod suggestion;

use std::time::Duration;

use uuid::Uuid;

use crate::cast::{PlayerKey, Presence, Went};
use crate::consent::{Grant, Release};
use crate::cue::Cue;
use crate::deck::Chance;
use crate::feeling::{Feeling, FeelingArc, Strength};
use crate::pack::slots::UsedWord;
use crate::pack::{Kind, Players, PromptKey, Times, words};
use crate::scene::{Ms, Now, Scene};

pub use suggestion::{LONGEST_SUGGESTION, MOST_WAITING, Suggestion, Unfit};

/// A prompt drawn, its words filled in, and who plays what: all that the stage shows before a scene begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Hand {
    /// The draw's id.
    pub id: Uuid,
    /// The draw's number in its workshop, from 1; never given twice. Also the number of its random streams.
    pub number: u32,
    /// How often new words were asked for.
    pub words_attempt: u32,
    /// How often a new cast was asked for.
    pub cast_attempt: u32,
    /// Where the prompt comes from; `None` for the leader's own.
    pub source: Option<Source>,
    /// What sort of thing is played.
    pub kind: Kind,
    /// The prompt's tags.
    pub tags: Vec<String>,
    /// The text, filled.
    pub text: String,
    /// The lines for the side-coach, filled.
    pub coach: Vec<CoachLine>,
    /// The words that filled it, so that they can rest.
    pub used: Vec<UsedWord>,
    /// How long each phase is meant to last.
    pub times: Times,
    /// How many can play it.
    pub players: Players,
    /// Its roles.
    pub roles: Vec<DrawnRole>,
    /// Who plays: role by role, then those who take part without one.
    pub cast: Vec<Member>,
    /// Wall clock of the draw, ms since 1970 UTC.
    pub drawn_at: Ms,
}

impl Hand {
    /// Takes over who played it after all. Roles that are named by nobody are played by nobody.
    pub fn recast(&mut self, actors: &[Actor]) {
        let member = |Actor { role, player, name }: &Actor| {
            let role = role.as_ref().and_then(|name| self.roles.iter().position(|role| role.name == *name));
            Member { role, player: *player, name: name.clone() }
        };
        self.cast = actors.iter().map(member).collect();
        self.cast.sort_by_key(|member| (member.role.is_none(), member.role));
    }

    /// The planned length of a scene from it.
    #[must_use]
    pub fn planned(&self) -> Ms {
        crate::scene::ms(self.times.scene)
    }

    /// The arcs of its roles, each with the role's index.
    #[must_use]
    pub fn arcs(&self) -> Vec<(usize, FeelingArc)> {
        let arcs = self.roles.iter().enumerate();
        arcs.filter_map(|(role, drawn)| Some((role, drawn.feeling.clone()?))).collect()
    }

    /// A scene from it that begins now.
    #[must_use]
    pub fn scene(&self, now: Now) -> Scene {
        Scene::begin(now, self.planned(), self.arcs(), self.coach.iter().map(|line| line.at).collect())
    }

    /// The length of its countdown before a scene.
    #[must_use]
    pub fn ready(&self) -> Duration {
        self.times.ready
    }
}

/// The pack's prompt that was drawn, as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Pack and prompt.
    pub prompt: PromptKey,
    /// The pack's content hash.
    pub pack_hash: String,
    /// The seed that the draw follows from.
    pub seed: u64,
    /// The odds it was drawn at.
    pub chance: Chance,
}

/// A coaching line, filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoachLine {
    /// What to say.
    pub text: String,
    /// When it cues itself, if it does.
    pub at: Option<Cue>,
}

/// A role as drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnRole {
    /// The role's name in the pack.
    pub name: String,
    /// What is shown beside the player.
    pub label: String,
    /// The feelings asked for.
    pub feeling: Option<FeelingArc>,
    /// For this player alone, filled.
    pub secret: Option<String>,
}

/// Somebody in a cast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Index into the roles; `None` for somebody who takes part without one.
    pub role: Option<usize>,
    /// Who.
    pub player: PlayerKey,
    /// The name shown at the time.
    pub name: String,
}

/// Somebody in the cast of a take, as the log has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The role's name; `None` for somebody who took part without one.
    pub role: Option<String>,
    /// Who.
    pub player: PlayerKey,
    /// The name.
    pub name: String,
}

/// A scene that began.
#[derive(Debug, Clone, PartialEq)]
pub struct Take {
    /// The take's id.
    pub id: Uuid,
    /// Which take of its draw, from 1.
    pub of_draw: u32,
    /// Start by the wall clock, ms since 1970 UTC.
    pub started: Ms,
    /// The length it was planned for when it began.
    pub planned: Ms,
    /// Whether it is a rehearsal, which counts in no figure.
    pub rehearsal: bool,
    /// What was played.
    pub hand: Hand,
}

/// A take found in the log, for a list of them.
#[derive(Debug, Clone, PartialEq)]
pub struct PastTake {
    /// The take's id.
    pub id: Uuid,
    /// The log's own number.
    pub number: i64,
    /// The draw that it is a take of.
    pub draw: Uuid,
    /// The workshop.
    pub workshop_id: Uuid,
    /// The workshop's name.
    pub workshop: String,
    /// What it was played from; `None` for the leader's own.
    pub prompt: Option<PromptKey>,
    /// The text that was played.
    pub text: String,
    /// Which take of its draw, from 1.
    pub of_draw: u32,
    /// Whether it was a rehearsal.
    pub rehearsal: bool,
    /// Start by the wall clock, ms since 1970 UTC.
    pub started: Ms,
    /// The length it was planned for.
    pub planned: Ms,
    /// How it ended; `None` while it runs.
    pub end: Option<End>,
    /// Who played, role by role; no secrets.
    pub cast: Vec<PastPart>,
    /// What happened, by time.
    pub moments: Vec<Moment>,
    /// Every judgement that was not taken back, oldest first.
    pub judgements: Vec<Judgement>,
}

impl PastTake {
    /// The verdict in force: of what each judge holds, the newest that gives one.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        held(&self.judgements, |judgement| &judgement.by).rev().find_map(|judgement| judgement.verdict)
    }

    /// Takes in what an entry says of it; moments are left to the log.
    pub fn amend(&mut self, entry: &Entry) {
        if entry.take() != Some(self.id) {
            return;
        }
        match entry {
            Entry::Ended { end, .. } => self.end = Some(*end),
            Entry::Reopened { .. } => self.end = None,
            Entry::Judged { judgement, .. } if self.judgements.iter().all(|known| known.id != judgement.id) => {
                self.judgements.push(judgement.clone());
            }
            Entry::JudgementVoided { judgement, .. } => self.judgements.retain(|known| known.id != *judgement),
            _ => {}
        }
    }
}

/// What a take adds to the figures: its verdict in force. Rehearsals and what was broken off add nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The workshop.
    pub workshop: Uuid,
    /// What it was played from; `None` for the leader's own.
    pub prompt: Option<PromptKey>,
    /// The verdict in force.
    pub verdict: Verdict,
}

/// Somebody's part in a take found in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPart {
    /// What is shown beside the player; `None` for somebody without a role.
    pub label: Option<String>,
    /// The name; `None` for a role that nobody played.
    pub player: Option<String>,
    /// The feelings asked for, in the pack's words.
    pub asked: Option<String>,
}

words! {
    /// How a take ended.
    Ending { Edit "edit", Time "time", Stopped "stopped", Interrupted "interrupted", }
}

/// What a take counts as among scenes.
#[must_use]
pub fn went(rehearsal: bool, ending: Option<Ending>) -> Went {
    match ending {
        _ if rehearsal => Went::Rehearsed,
        Some(Ending::Stopped) => Went::BrokenOff,
        _ => Went::Played,
    }
}

words! {
    /// What a take was worth.
    Verdict { Usable "usable", Hold "hold", NotUsable "not-usable", }
}

words! {
    /// Why a take is not usable.
    Reason { Technical "technical", Feeling "feeling", Character "character", Prompt "prompt", Private "private", }
}

words! {
    /// Why a prompt was passed over.
    PassReason { TooHard "too-hard", Unclear "unclear", Unsafe "unsafe", NotForUs "not-for-us", }
}

words! {
    /// What sort of moment it is.
    MomentKind {
        Cue "cue", Shift "shift", Mark "mark", Slate "slate", Coach "coach", Pause "pause", Resume "resume",
        Extend "extend",
    }
}

/// How and when a take ended. Lengths in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// How.
    pub ending: Ending,
    /// Real time since its start.
    pub at: Ms,
    /// Time played, pauses left out.
    pub played: Ms,
    /// Time paused.
    pub paused: Ms,
}

/// Something that happened in a take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its id.
    pub id: Uuid,
    /// Real time since the take's start, pauses included, since a recorder keeps rolling.
    pub at: Ms,
    /// What sort.
    pub kind: MomentKind,
    /// The role's name, if it is about one.
    pub role: Option<String>,
    /// The step of the role's arc, from 1 for its first feeling.
    pub step: Option<u32>,
    /// What it says: a coaching line, a slate's label, the change in time.
    pub label: Option<String>,
}

/// How long a session that nobody writes to any more can still go on, in milliseconds.
pub const FRESH: Ms = 4 * 60 * 60 * 1000;

/// What a pause is labelled by in which the program was not there, and what ends it: its length is by the wall clock.
pub const AWAY: &str = "away, by the wall clock";

/// Who judges where no name is given.
pub const LEADER: &str = "leader";

/// One judge's whole opinion of a take at one time. A later one of the same judge replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Its id.
    pub id: Uuid,
    /// Wall clock, ms since 1970 UTC.
    pub at: Ms,
    /// Who judged.
    pub by: String,
    /// What it was worth; `None` where only a note or feelings were given.
    pub verdict: Option<Verdict>,
    /// Why it is not usable, if a reason was given.
    pub reason: Option<Reason>,
    /// A note.
    pub note: Option<String>,
    /// What came out, per role and step.
    pub perceived: Vec<Perceived>,
}

impl Judgement {
    /// Gives a verdict; a reason only counts against a take.
    pub fn set_verdict(&mut self, verdict: Verdict, reason: Option<Reason>) {
        self.verdict = Some(verdict);
        self.reason = reason.filter(|_| verdict == Verdict::NotUsable);
    }

    /// Sets the note; an empty one is none.
    pub fn set_note(&mut self, note: &str) {
        self.note = Some(note.trim()).filter(|note| !note.is_empty()).map(str::to_owned);
    }
}

/// What holds of all that was said of a take, which is given oldest first: of each judge the newest.
pub fn held<T>(said: &[T], by: impl Fn(&T) -> &str) -> impl DoubleEndedIterator<Item = &T> {
    let holds = move |(n, one): &(usize, &T)| said[n + 1..].iter().all(|later| by(later) != by(one));
    said.iter().enumerate().filter(holds).map(|(_, one)| one)
}

/// The feeling that came out of one step of a role, as one judge perceived it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Perceived {
    /// The role's name.
    pub role: String,
    /// The step of its arc, from 1.
    pub step: u32,
    /// What came out; `None` is an answer too: no agreement.
    pub feeling: Option<Feeling>,
    /// How strongly, if said.
    pub strength: Option<Strength>,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workshop {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Start by the wall clock, ms since 1970 UTC.
    pub started: Ms,
    /// IANA name of the time zone it began in, or an offset.
    pub zone: String,
    /// What every draw of it follows from, 0 to 2^53 − 1.
    pub seed: u64,
}

/// What became of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Still on the table.
    Open,
    /// A scene began from it.
    Played,
    /// Passed over, with a reason or none.
    Passed(Option<PassReason>),
}

/// One thing for the log to write. Each is written whole or not at all, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A workshop began.
    Workshop(Workshop),
    /// A person is present in the workshop, and counts as having played this many draws more than they have.
    Arrived {
        /// Who.
        player: Uuid,
        /// The name, for a person the log does not know yet.
        name: String,
        /// Draws added to their count, so that a newcomer does not play every scene.
        credit: u32,
    },
    /// A person is here, out for one scene, or gone.
    Presence {
        /// Who.
        player: Uuid,
        /// Where.
        presence: Presence,
    },
    /// What somebody does not want in the room: content words and tags. Replaces what was said before.
    Lines {
        /// Who.
        player: Uuid,
        /// What.
        lines: Vec<String>,
    },
    /// What somebody said about the use of their takes.
    Said {
        /// What.
        grant: Grant,
        /// The text that was agreed to; `None` for a withdrawal, which is about none.
        release: Option<Release>,
    },
    /// A prompt is a favourite of the leader's, or none any more.
    Favourite {
        /// Which.
        prompt: PromptKey,
        /// Whether it is one from then on.
        is_favourite: bool,
        /// When that was said, ms since 1970 UTC.
        at: Ms,
    },
    /// A suggestion waits to be put on the table, or no longer.
    Suggested {
        /// Which.
        suggestion: Suggestion,
        /// Whether it waits from then on.
        is_waiting: bool,
        /// When that was so, ms since 1970 UTC.
        at: Ms,
    },
    /// A draw and its cast as they are on the table: new, or changed since (words, cast).
    Dealt(Box<Hand>),
    /// What became of a draw.
    Fate {
        /// The draw.
        draw: Uuid,
        /// What.
        fate: Fate,
    },
    /// A draw was taken back.
    DrawVoided {
        /// The draw.
        draw: Uuid,
        /// When, ms since 1970 UTC.
        at: Ms,
    },
    /// A draw that was taken back is there again.
    DrawRestored {
        /// The draw.
        draw: Uuid,
        /// When, ms since 1970 UTC.
        at: Ms,
    },
    /// A scene began.
    Began(Box<Take>),
    /// How far a running take has come, should the program die.
    Seen {
        /// The take.
        take: Uuid,
        /// Real time since its start.
        at: Ms,
        /// Time paused in it.
        paused: Ms,
    },
    /// A take ended.
    Ended {
        /// The take.
        take: Uuid,
        /// How.
        end: End,
    },
    /// An ended take goes on after all.
    Reopened {
        /// The take.
        take: Uuid,
    },
    /// A take was taken back.
    TakeVoided {
        /// The take.
        take: Uuid,
        /// When, ms since 1970 UTC.
        at: Ms,
    },
    /// A take that was taken back is there again.
    TakeRestored {
        /// The take.
        take: Uuid,
        /// When, ms since 1970 UTC.
        at: Ms,
    },
    /// Something happened in a take.
    Moment {
        /// The take.
        take: Uuid,
        /// What.
        moment: Moment,
    },
    /// A moment was taken back.
    MomentVoided {
        /// The moment.
        moment: Uuid,
        /// When, ms since 1970 UTC.
        at: Ms,
    },
    /// A take was judged.
    Judged {
        /// The take.
        take: Uuid,
        /// How.
        judgement: Judgement,
    },
    /// A judgement was taken back.
    JudgementVoided {
        /// The take.
        take: Uuid,
        /// The judgement.
        judgement: Uuid,
        /// When, ms since 1970 UTC.
        at: Ms,
    },
    /// Where the session is, so that it can go on after the program's end.
    Kept(Box<Kept>),
}

/// What a session that goes on needs beside its draws and takes, as texts of its own shape.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// Where it is.
    pub state: String,
    /// What changed of what can be taken back.
    pub undo: Tail,
    /// What changed of what can be done again.
    pub redo: Tail,
}

/// The end of a list of steps: whatever was there from that place on gives way to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tail {
    /// The place of the first, counted from 0 over the whole workshop.
    pub from: u64,
    /// The steps from there on.
    pub steps: Vec<String>,
}

impl Entry {
    /// The take that it is about, if it names one.
    #[must_use]
    pub fn take(&self) -> Option<Uuid> {
        match self {
            Self::Began(take) => Some(take.id),
            Self::Seen { take, .. }
            | Self::Ended { take, .. }
            | Self::Reopened { take }
            | Self::TakeVoided { take, .. }
            | Self::TakeRestored { take, .. }
            | Self::Moment { take, .. }
            | Self::Judged { take, .. }
            | Self::JudgementVoided { take, .. } => Some(*take),
            Self::Workshop(_)
            | Self::Arrived { .. }
            | Self::Presence { .. }
            | Self::Lines { .. }
            | Self::Said { .. }
            | Self::Favourite { .. }
            | Self::Suggested { .. }
            | Self::Dealt(_)
            | Self::Fate { .. }
            | Self::DrawVoided { .. }
            | Self::DrawRestored { .. }
            | Self::Kept(_)
            | Self::MomentVoided { .. } => None,
        }
    }
}
