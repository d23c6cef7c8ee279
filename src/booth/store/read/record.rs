//! Takes as the log keeps them, and as `takes --json` prints them.
//!
//! Start with [`TakeRecord`].

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use uuid::Uuid;

use crate::feeling::{Feeling, Strength};
use crate::pack::PromptKey;
use crate::scene::Ms;
use crate::take::{End, Ending, Moment, MomentKind, PastPart, PastTake, Perceived, Reason, Verdict};

/// A take as the log knows it. Whatever was taken back is left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TakeRecord {
    /// The log's own number.
    pub number: i64,
    /// The id, the same in every log.
    #[serde(serialize_with = "shown")]
    pub id: Uuid,
    /// The draw.
    #[serde(skip)]
    pub draw: Uuid,
    /// The workshop.
    #[serde(skip)]
    pub workshop_id: Uuid,
    /// The workshop's name.
    pub workshop: String,
    /// What it was played from; `None` for the leader's own prompt.
    #[serde(serialize_with = "shown_if_any")]
    pub prompt: Option<PromptKey>,
    /// Content hash of the pack.
    pub pack_hash: Option<String>,
    /// The seed that the draw followed from.
    pub seed: Option<u64>,
    /// The text that was played.
    pub text: String,
    /// Which take of its draw, from 1.
    pub take_of_draw: u32,
    /// Whether it was a rehearsal.
    pub rehearsal: bool,
    /// When it began.
    #[serde(serialize_with = "time")]
    pub started: Ms,
    /// The length it was planned for.
    pub planned_ms: Ms,
    /// Real time from its start to its end; `None` while it runs.
    pub ended_at_ms: Option<Ms>,
    /// Time played; `None` while it runs.
    pub played_ms: Option<Ms>,
    /// Time paused; `None` while it runs.
    pub paused_ms: Option<Ms>,
    /// How it ended; `None` while it runs.
    #[serde(serialize_with = "shown_if_any")]
    pub ending: Option<Ending>,
    /// The verdict in force.
    #[serde(serialize_with = "shown_if_any")]
    pub verdict: Option<Verdict>,
    /// The reason given with it.
    #[serde(serialize_with = "shown_if_any")]
    pub reason: Option<Reason>,
    /// The newest note that holds.
    pub note: Option<String>,
    /// Who played.
    pub cast: Vec<CastRecord>,
    /// What happened, by time.
    pub moments: Vec<MomentRecord>,
    /// Every judgement, oldest first.
    pub judgements: Vec<JudgementRecord>,
}

/// A part in a take, with what was corrected of it since.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CastRecord {
    /// The role's name; `None` for somebody without one.
    pub role: Option<String>,
    /// A person's name as it is now, or what was shown for a seat; `None` for a role that nobody played.
    pub player: Option<String>,
    /// The feelings asked for, in the vocabulary's words.
    pub feeling: Option<String>,
    /// What is shown beside the player.
    #[serde(skip)]
    pub label: Option<String>,
    /// The person, unless it was an unnamed seat.
    #[serde(skip)]
    pub person: Option<Uuid>,
    /// The feelings asked for, in the pack's words.
    #[serde(skip)]
    pub asked: Option<String>,
    /// What this player alone was told.
    #[serde(skip)]
    pub secret: Option<String>,
    /// Where it stands in the cast, counted from 0.
    #[serde(skip)]
    pub position: i64,
    /// The number of a seat that nobody has a name for.
    #[serde(skip)]
    pub seat: Option<u16>,
}

/// Something that happened in a take.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MomentRecord {
    /// Real time since the take's start.
    pub at_ms: Ms,
    /// What sort.
    #[serde(serialize_with = "shown")]
    pub kind: MomentKind,
    /// The role it is about.
    pub role: Option<String>,
    /// The step of its arc, from 1.
    pub step: Option<u32>,
    /// What it says.
    pub label: Option<String>,
    /// Its id.
    #[serde(skip)]
    pub id: Uuid,
}

/// What somebody held of a take.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgementRecord {
    /// When.
    #[serde(serialize_with = "time")]
    pub at: Ms,
    /// Who.
    pub by: String,
    /// What it was worth.
    #[serde(serialize_with = "shown_if_any")]
    pub verdict: Option<Verdict>,
    /// Why it is not usable.
    #[serde(serialize_with = "shown_if_any")]
    pub reason: Option<Reason>,
    /// A note.
    pub note: Option<String>,
    /// What came out.
    pub perceived: Vec<PerceivedRecord>,
    /// Its id.
    #[serde(skip)]
    pub id: Uuid,
}

/// The feeling that came out of one step of a role. The log keeps it in this shape too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerceivedRecord {
    /// The role's name.
    pub role: String,
    /// The step of its arc, from 1.
    pub step: u32,
    /// What came out; `None` where there was no agreement.
    pub feeling: Option<String>,
    /// How strongly.
    pub strength: Option<u8>,
}

impl TakeRecord {
    /// As a list of takes shows it: without secrets.
    pub(super) fn past(self) -> PastTake {
        let end =
            |ending| Some(End { ending, at: self.ended_at_ms?, played: self.played_ms?, paused: self.paused_ms? });
        let part = |part: CastRecord| PastPart { label: part.label, player: part.player, asked: part.asked };
        PastTake {
            id: self.id,
            number: self.number,
            end: self.ending.and_then(end),
            judgements: self.judgements.iter().map(JudgementRecord::judgement).collect(),
            moments: self.moments.into_iter().map(MomentRecord::moment).collect(),
            cast: self.cast.into_iter().map(part).collect(),
            draw: self.draw,
            workshop_id: self.workshop_id,
            workshop: self.workshop,
            prompt: self.prompt,
            text: self.text,
            of_draw: self.take_of_draw,
            rehearsal: self.rehearsal,
            started: self.started,
            planned: self.planned_ms,
        }
    }
}

impl MomentRecord {
    /// What the log keeps of it.
    pub(in crate::booth::store) fn of(moment: &Moment) -> Self {
        let Moment { id, at, kind, role, step, label } = moment.clone();
        Self { at_ms: at, kind, role, step, label, id }
    }

    /// As the core knows it.
    pub(in crate::booth::store) fn moment(self) -> Moment {
        let Self { at_ms: at, kind, role, step, label, id } = self;
        Moment { id, at, kind, role, step, label }
    }
}

impl PerceivedRecord {
    /// What the log keeps of it.
    pub(in crate::booth::store) fn of(perceived: &Perceived) -> Self {
        Self {
            role: perceived.role.clone(),
            step: perceived.step,
            feeling: perceived.feeling.map(|feeling| feeling.word().to_owned()),
            strength: perceived.strength.map(Strength::number),
        }
    }

    /// What it says, in today's vocabulary.
    pub(in crate::booth::store) fn perceived(&self) -> Perceived {
        Perceived {
            role: self.role.clone(),
            step: self.step,
            feeling: self.feeling.as_deref().and_then(Feeling::from_word),
            strength: self.strength.and_then(Strength::from_number),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn time<S: Serializer>(ms: &Ms, serializer: S) -> Result<S::Ok, S::Error> {
    let time = Timestamp::from_millisecond(*ms).unwrap_or(Timestamp::UNIX_EPOCH);
    serializer.collect_str(&format_args!("{time:.3}"))
}

fn shown<T: ToString, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

#[expect(clippy::ref_option, reason = "serde hands over references")]
fn shown_if_any<T: ToString, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(ToString::to_string).serialize(serializer)
}
