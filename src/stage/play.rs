//! A scene on stage and its debrief.

use std::time::Duration;

use uuid::Uuid;

use crate::cast::{Played, PlayedPart, Went};
use crate::feeling::{Feeling, Strength};
use crate::scene::{CueOf, Ms, NUDGE, Now, Scene, Shifted, Timer, ms};
use crate::take::{
    AWAY, End, Ending, Entry, Hand, Judgement, Moment, MomentKind, Perceived, Reason, Take, Verdict, went,
};

use super::length::in_words;
use super::roster::still_cast;
use super::undo::What;
use super::{Effect, FLASH, GUARD, Ids, Phase, SEEN_EVERY, Stage, Table, Undo, to_next_second};

/// What is known of a take so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What it is played from.
    pub table: Table,
    /// The take.
    pub take: Take,
    /// The log's own number of it, once the log has said so.
    pub number: Option<i64>,
    /// What happened in it, oldest first.
    pub moments: Vec<Moment>,
}

impl Record {
    /// A take put back from the log.
    pub(super) fn restored(take: Take, number: i64, moments: Vec<Moment>) -> Self {
        let table = Table { takes: take.of_draw, ..Table::restored(take.hand.clone()) };
        Self { table, take, number: Some(number), moments }
    }
}

/// A scene on stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Play {
    /// The take so far.
    pub record: Record,
    /// Its clock and cues.
    pub scene: Scene,
    /// The coaching line that was said last.
    pub said: Option<usize>,
    /// When it is next noted how far the take has come, by the monotonic clock.
    seen_due: Ms,
    /// Whether the program was away in the pause that it is in.
    pub(super) was_away: bool,
    /// The least time that was left when signals were last looked after; what is added is added here too.
    pub(super) signalled: Ms,
}

impl Play {
    /// Everything that comes by itself: the next second, cue, note or signal.
    pub(super) fn next_wake(&self, now: Now, signal: Option<Ms>) -> Option<Ms> {
        if self.scene.is_paused() {
            return None;
        }
        let second = now.ms() + to_next_second(self.scene.left(now));
        let cue = self.scene.next_cue().and_then(|(at, _)| self.scene.moment_of(at));
        [Some(second), cue, signal, Some(self.seen_due)].into_iter().flatten().min()
    }

    /// Whether it was paused when it was last seen.
    pub(super) fn was_paused(&self) -> bool {
        let mut kinds = self.record.moments.iter().rev().map(|moment| moment.kind);
        kinds.find(|kind| matches!(kind, MomentKind::Pause | MomentKind::Resume)) == Some(MomentKind::Pause)
    }

    /// A take whose program ended, as it was when it was last seen: `at` this time since its start, `played` so long. It
    /// is paused until it goes on.
    pub(super) fn restored(record: Record, end: End, now: Now) -> Self {
        let Take { hand, planned, started, .. } = &record.take;
        let lines = hand.coach.iter().map(|line| line.at).collect();
        let mut scene = Scene::begin(now.back_by((now.utc - started).max(end.at)), *planned, hand.arcs(), lines);
        let mut said = None;
        for moment in &record.moments {
            let role = hand.roles.iter().position(|role| Some(&role.name) == moment.role.as_ref());
            let line = hand.coach.iter().position(|line| Some(&line.text) == moment.label.as_ref());
            match (moment.kind, role, moment.step) {
                (MomentKind::Extend, ..) => {
                    scene.nudge(moment.label.as_deref().and_then(seconds).unwrap_or(0));
                }
                (MomentKind::Shift, Some(role), Some(step)) => {
                    scene.reshift(Shifted { role, step: step as usize - 1, from: 1 });
                }
                (MomentKind::Cue, Some(role), Some(step)) => scene.cued(CueOf::Shift { role, step: step as usize - 1 }),
                (MomentKind::Cue | MomentKind::Coach, ..) => {
                    if let Some(line) = line {
                        scene.cued(CueOf::Coach { line });
                        scene.recoach(line);
                        said = Some(line);
                    }
                }
                _ => {}
            }
        }
        scene.pause_at(end.played);
        let signalled = scene.left(now);
        Self { record, scene, said, seen_due: now.ms() + SEEN_EVERY, was_away: false, signalled }
    }

    fn seen(&self, now: Now) -> Entry {
        Entry::Seen { take: self.record.take.id, at: self.scene.at(now), paused: self.scene.paused(now) }
    }
}

/// A take that ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Debrief {
    /// The take.
    pub record: Record,
    /// How it ended.
    pub end: End,
    /// What the leader gave so far, oldest first; the last one holds.
    pub judgements: Vec<Judgement>,
    /// When the debrief began, by the monotonic clock; `None` where it was taken up from an earlier session.
    pub(super) since: Option<Ms>,
    /// Whether it had had its time when that was last looked at.
    pub(super) was_over: bool,
}

impl Debrief {
    /// The debrief of a take that was put back from the log.
    pub(super) const fn restored(record: Record, end: End, judgements: Vec<Judgement>) -> Self {
        Self { record, end, judgements, since: None, was_over: false }
    }

    /// Whether it is of an earlier session: whoever goes on begins anew with a draw.
    #[must_use]
    pub const fn is_restored(&self) -> bool {
        self.since.is_none()
    }

    /// How much of its time is left, below zero once that is over; `None` where nobody asks for it to be over: after a
    /// care stop, and of an earlier session.
    #[must_use]
    pub fn left(&self, now: Now) -> Option<Ms> {
        let since = self.since.filter(|_| !self.is_stopped())?;
        Some(since + ms(self.record.table.hand.times.debrief) - now.ms())
    }

    /// Whether it has had its time.
    #[must_use]
    pub fn is_over(&self, now: Now) -> bool {
        self.left(now).is_some_and(|left| left <= 0)
    }

    /// The judgement that holds.
    #[must_use]
    pub fn judgement(&self) -> Option<&Judgement> {
        self.judgements.last()
    }

    /// The take, and what was given to it last.
    fn given(&self) -> (Uuid, Option<Judgement>) {
        (self.record.take.id, self.judgement().cloned())
    }

    /// Whether the leader broke it off: no verdict is asked then.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.end.ending == Ending::Stopped
    }

    /// Whether `enter` is still swallowed.
    pub(super) fn is_guarded(&self, now: Now) -> bool {
        self.since.is_some_and(|since| now.ms() - since < GUARD)
            && self.judgement().is_none_or(|judgement| judgement.verdict.is_none())
    }
}

impl Stage {
    /// Begins the scene of a table.
    pub(super) fn begin(&mut self, now: Now, mut table: Table, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        if let Some(call) = self.end_countdown()
            && matches!(self.undo.get(call), Some(Undo::Called))
        {
            self.undo.remove(call);
        }
        self.keep(Undo::Began { back: Box::new(table.clone()) });
        table.takes += 1;
        let hand = &table.hand;
        let scene = hand.scene(now);
        let take = Take {
            id: ids(),
            of_draw: table.takes,
            started: now.utc,
            planned: scene.planned(),
            rehearsal: self.rehearsal,
            hand: hand.clone(),
        };
        self.played.push(played(hand, self.rehearsal));
        self.save(Entry::Began(Box::new(take.clone())), effects);
        let record = Record { table, take, number: None, moments: Vec::new() };
        let (signalled, seen_due) = (scene.planned(), now.ms() + SEEN_EVERY);
        self.phase = Phase::Scene(Box::new(Play { record, scene, said: None, seen_due, was_away: false, signalled }));
    }

    /// Ends the scene on stage.
    pub(super) fn end(&mut self, now: Now, play: Box<Play>, ending: Ending, effects: &mut Vec<Effect>) {
        let scene = &play.scene;
        let end = End { ending, at: scene.at(now), played: scene.played(now), paused: scene.paused(now) };
        self.save(Entry::Ended { take: play.record.take.id, end }, effects);
        self.set_end(Some(end));
        let record = play.record.clone();
        let since = Some(now.ms());
        let debrief = Debrief { record, end, judgements: Vec::new(), since, was_over: false };
        self.phase = Phase::Debrief(Box::new(debrief));
        self.keep(Undo::Ended { back: play, away: None });
    }

    /// Sets how the take that began last ended, or that it goes on.
    pub(super) fn set_end(&mut self, end: Option<End>) {
        if let Some(last) = self.played.last_mut() {
            last.length = Duration::from_millis(end.map_or(0, |end| end.played).max(0) as u64);
            last.went = went(last.went == Went::Rehearsed, end.map(|end| end.ending));
        }
    }

    pub(super) fn break_off(&mut self, now: Now, effects: &mut Vec<Effect>) {
        match std::mem::replace(&mut self.phase, Phase::Empty) {
            Phase::Scene(play) => self.end(now, play, Ending::Stopped, effects),
            phase => self.phase = phase,
        }
    }

    /// Takes the same prompt, words and cast once more.
    pub(super) fn again(&mut self, now: Now) {
        let Some(back) = self.call_again(now) else { return };
        self.keep(Undo::Again { back });
        let missing = self.missing();
        if let Some(crossed) = self.crossed_line() {
            self.tell(crossed);
        } else if !missing.is_empty() {
            self.tell(still_cast(&missing));
        }
    }

    /// Calls what was just played once more, and gives its debrief.
    pub(super) fn call_again(&mut self, now: Now) -> Option<Box<Debrief>> {
        let Phase::Debrief(debrief) = &self.phase else { return None };
        let table = debrief.record.table.clone();
        let timer = Timer::start(now, ms(table.hand.ready()));
        match std::mem::replace(&mut self.phase, Phase::Ready(table, timer)) {
            Phase::Debrief(back) => Some(back),
            _ => None,
        }
    }

    pub(super) fn toggle(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        match &mut self.phase {
            Phase::Ready(_, timer) => *timer = timer.toggled(now),
            Phase::Scene(play) => {
                play.scene.toggle(now);
                play.seen_due = now.ms() + SEEN_EVERY;
                let kind = if play.scene.is_paused() { MomentKind::Pause } else { MomentKind::Resume };
                let label = std::mem::take(&mut play.was_away).then(|| AWAY.to_owned());
                self.happened(now, kind, None, label, ids, effects);
            }
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => self.hold_break(now),
        }
    }

    /// More time or less, or more players or fewer.
    pub(super) fn nudge(&mut self, now: Now, direction: i8, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let by = NUDGE * Ms::from(direction);
        match &mut self.phase {
            Phase::Drawn(_) => self.resize(direction, effects),
            Phase::Ready(_, timer) => {
                if timer.left(now) + by > 0 {
                    *timer = timer.nudged(by);
                    self.keep(Undo::acted(What::Nudge(by), None));
                } else {
                    self.tell("there is not that much left: enter begins");
                }
            }
            Phase::Scene(play) => {
                let before = play.scene.dropped();
                if play.scene.nudge(by) {
                    play.signalled += by.max(0);
                    let dropped = play.scene.dropped().saturating_sub(before);
                    let label = format!("{:+} s", by / 1000);
                    let moment = self.happened(now, MomentKind::Extend, None, Some(label), ids, effects);
                    self.keep(Undo::acted(What::Nudge(by), moment));
                    if let Some(dropped) = in_words(dropped) {
                        self.tell(dropped);
                    }
                } else {
                    self.tell("the scene can't be shorter: enter ends it");
                }
            }
            Phase::Empty | Phase::Debrief(_) => {}
        }
    }

    pub(super) fn shift(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Phase::Scene(play) = &mut self.phase else { return };
        match play.scene.shift() {
            Some(shifted) => {
                let about = Some((shifted.role, shifted.step));
                let moment = self.happened(now, MomentKind::Shift, about, None, ids, effects);
                self.keep(Undo::acted(What::Shift(shifted), moment));
            }
            None => self.tell("no feeling is left to shift to"),
        }
    }

    pub(super) fn mark(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let moment = self.happened(now, MomentKind::Mark, None, None, ids, effects);
        if moment.is_some() {
            self.keep(Undo::acted(What::Mark, moment));
        }
    }

    pub(super) fn slate(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Phase::Scene(play) = &self.phase else { return };
        let slates = play.record.moments.iter().filter(|moment| moment.kind == MomentKind::Slate).count();
        let label = format!("slate {}", slates + 1);
        let moment = self.happened(now, MomentKind::Slate, None, Some(label), ids, effects);
        if moment.is_some() {
            self.keep(Undo::acted(What::Mark, moment));
            self.flash = Some(now.ms() + FLASH);
            effects.push(Effect::Bell);
        }
    }

    pub(super) fn coach(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Phase::Scene(play) = &mut self.phase else { return };
        match play.scene.coach() {
            Some(line) => {
                let before = play.said.replace(line);
                let label = play.record.table.hand.coach.get(line).map(|line| line.text.clone());
                let moment = self.happened(now, MomentKind::Coach, None, label, ids, effects);
                self.keep(Undo::acted(What::Coach { line, before }, moment));
            }
            None => self.tell("no coaching line is left"),
        }
    }

    /// The cues whose time has come, and the note of how far the take is.
    pub(super) fn cues(&mut self, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Phase::Scene(play) = &mut self.phase else { return };
        let come = play.scene.wake(now);
        let is_due = !come.is_empty() || !play.scene.is_paused() && now.ms() >= play.seen_due;
        for cue in come {
            let Phase::Scene(play) = &mut self.phase else { return };
            let (about, label) = match cue {
                CueOf::Shift { role, step } => (Some((role, step)), None),
                CueOf::Coach { line } => {
                    play.said = Some(line);
                    (None, play.record.table.hand.coach.get(line).map(|line| line.text.clone()))
                }
            };
            self.happened(now, MomentKind::Cue, about, label, ids, effects);
            self.signal_cue(cue, effects);
        }
        self.signal_time(now, effects);
        if is_due {
            self.note_seen(now, effects);
        }
    }

    /// Notes how far a running take has come, in case the program dies.
    pub(super) fn note_seen(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let Phase::Scene(play) = &mut self.phase else { return };
        play.seen_due = now.ms() + SEEN_EVERY;
        let seen = play.seen(now);
        self.save(seen, effects);
    }

    pub(super) fn judge(
        &mut self,
        now: Now,
        verdict: Verdict,
        reason: Option<Reason>,
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Phase::Debrief(debrief) = &self.phase else { return };
        if debrief.is_stopped() {
            self.tell("this take was broken off: no verdict is asked");
            return;
        }
        let (take, last) = debrief.given();
        let mut judgement = self.judgement(now, last, ids);
        judgement.set_verdict(verdict, reason);
        self.give(take, judgement, "verdict", effects);
    }

    pub(super) fn note(&mut self, now: Now, note: &str, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Phase::Debrief(debrief) = &self.phase else { return };
        let (take, last) = debrief.given();
        let mut judgement = self.judgement(now, last, ids);
        judgement.set_note(note);
        self.give(take, judgement, "note", effects);
    }

    pub(super) fn perceive(
        &mut self,
        now: Now,
        (role, step): (usize, usize),
        (feeling, strength): (Option<Feeling>, Option<Strength>),
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Phase::Debrief(debrief) = &self.phase else { return };
        let Some(drawn) = debrief.record.table.hand.roles.get(role) else { return };
        if drawn.feeling.as_ref().is_none_or(|arc| step >= arc.steps().len()) {
            return;
        }
        let perceived = Perceived { role: drawn.name.clone(), step: step as u32 + 1, feeling, strength };
        let (take, last) = debrief.given();
        let mut judgement = self.judgement(now, last, ids);
        judgement.perceived.retain(|other| (&other.role, other.step) != (&perceived.role, perceived.step));
        judgement.perceived.push(perceived);
        self.give(take, judgement, "feeling that came out", effects);
    }

    /// A judgement that repeats what its judge gave last, so that each is whole.
    pub(super) fn judgement(&self, now: Now, last: Option<Judgement>, ids: Ids<'_>) -> Judgement {
        let (id, at) = (ids(), now.utc);
        let last = last.map(|last| Judgement { id, at, ..last });
        last.unwrap_or_else(|| Judgement {
            id,
            at,
            by: self.habits.judge.clone(),
            verdict: None,
            reason: None,
            note: None,
            perceived: Vec::new(),
        })
    }

    /// Gives a judgement.
    pub(super) fn give(&mut self, take: Uuid, judgement: Judgement, what: &'static str, effects: &mut Vec<Effect>) {
        let counts = judgement.verdict.and_then(|verdict| self.count_verdict(take, verdict));
        let given = Box::new(judgement.clone());
        self.keep(Undo::Judged { what, take, judgement: given, counts, is_given: true });
        self.put_judgement(take, judgement, effects);
    }

    /// Adds a judgement to its take, wherever the session still holds that.
    pub(super) fn put_judgement(&mut self, take: Uuid, judgement: Judgement, effects: &mut Vec<Effect>) {
        for debrief in self.debriefs_mut().filter(|debrief| debrief.record.take.id == take) {
            debrief.judgements.push(judgement.clone());
        }
        self.save(Entry::Judged { take, judgement }, effects);
    }

    /// Every debrief the session still holds: on screen, and in what undo would bring back.
    pub(super) fn debriefs_mut(&mut self) -> impl Iterator<Item = &mut Debrief> {
        let shown = std::iter::once(&mut self.phase).filter_map(Phase::debrief_mut);
        let undone = self.redo.iter_mut().flatten();
        shown.chain(self.undo.iter_mut().chain(undone).filter_map(Undo::debrief_mut))
    }

    /// Rehearses from now on, or no longer.
    pub(super) fn rehearse(&mut self) {
        self.rehearsal = !self.rehearsal;
        self.keep(Undo::Rehearsed);
        self.tell(if self.rehearsal {
            "rehearsal: takes that begin now count in no figure"
        } else {
            "the rehearsal is over: takes count from now on"
        });
    }

    /// Keeps a moment of the scene on stage, if there is one.
    fn happened(
        &mut self,
        now: Now,
        kind: MomentKind,
        about: Option<(usize, usize)>,
        label: Option<String>,
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) -> Option<Moment> {
        let Phase::Scene(play) = &self.phase else { return None };
        let role = about.and_then(|(role, _)| play.record.table.hand.roles.get(role)).map(|role| role.name.clone());
        let step = about.map(|(_, step)| step as u32 + 1);
        let moment = Moment { id: ids(), at: play.scene.at(now), kind, role, step, label };
        // Also what comes by itself is something new: an end that is done again is not to lie before it.
        self.redo.clear();
        self.put_moment(moment, effects)
    }

    /// Adds a moment to the scene on stage, in the order of time.
    pub(super) fn put_moment(&mut self, moment: Moment, effects: &mut Vec<Effect>) -> Option<Moment> {
        let Phase::Scene(play) = &mut self.phase else { return None };
        let (take, moments) = (play.record.take.id, &mut play.record.moments);
        let place = moments.partition_point(|other| other.at <= moment.at);
        moments.insert(place, moment.clone());
        self.save(Entry::Moment { take, moment: moment.clone() }, effects);
        Some(moment)
    }
}

/// The change in time that a moment is labelled by, such as `+15 s`, in milliseconds.
fn seconds(label: &str) -> Option<Ms> {
    label.strip_suffix(" s")?.parse().ok().map(|seconds: Ms| seconds * 1000)
}

/// The pause from where the program was last seen to where the scene goes on; only the wall clock knows how long that was.
pub(super) fn moments_away(from: Ms, to: Ms, ids: Ids<'_>) -> [Moment; 2] {
    [(MomentKind::Pause, from), (MomentKind::Resume, to)].map(|(kind, at)| {
        let label = Some(AWAY.to_owned());
        Moment { id: ids(), at, kind, role: None, step: None, label }
    })
}

/// What the casting remembers of a draw that was played.
pub(super) fn played(hand: &Hand, rehearsal: bool) -> Played {
    let part = |member: &crate::take::Member| {
        let role = member.role.and_then(|role| hand.roles.get(role));
        let arc = role.and_then(|role| role.feeling.as_ref());
        PlayedPart {
            player: member.player,
            role: role.map(|role| role.name.clone()),
            feelings: arc.map_or_else(Vec::new, |arc| arc.steps().iter().map(|step| step.feeling).collect()),
        }
    };
    let parts = hand.cast.iter().map(part).collect();
    Played { draw: hand.number, length: Duration::ZERO, went: went(rehearsal, None), parts }
}
