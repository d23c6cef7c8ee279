//! Taking things back, one at a time, and doing them again. Nothing leaves the log: what is taken back is voided there.
//!
//! Start with [`Stage::undo`] and [`Stage::redo`]. Each step, once done, gives the one that does the opposite: one machine
//! goes both ways.

use std::collections::BTreeSet;
use std::time::Duration;

use uuid::Uuid;

use crate::cast::PlayerKey;
use crate::consent::Purpose;
use crate::deck::Filters;
use crate::pack::{PromptKey, Weight};
use crate::scene::{Ms, Now, Shifted, Timer, ms};
use crate::take::{AWAY, Counted, Entry, FRESH, Fate, Judgement, Moment, MomentKind, PassReason, Suggestion};

use super::plan::Before;
use super::play::{moments_away, played};
use super::roster::Standing;
use super::{Debrief, Effect, HowLong, Ids, Phase, Play, Record, Stage, Table, Weighing, clock, spoken};

/// From when on it is told in hours how long the program was away.
const HOUR: Ms = 60 * 60 * 1000;

/// One thing that can be taken back, or done again, with what is needed to do so. Those in the past tense take back.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Undo {
    /// A draw: back to the screen before.
    Drew { back: Box<Phase> },
    /// A draw that was taken back.
    Draw { table: Box<Table> },
    /// A pass, and the draw that followed it.
    Passed { back: Box<Table>, reason: Option<PassReason> },
    /// A pass that was taken back, and the draw that follows it.
    Pass { next: Box<Table>, reason: Option<PassReason> },
    /// Other words, another cast, another number of players: the table as it was, or is to be.
    Laid { what: &'static str, table: Box<Table> },
    /// "Call it".
    Called,
    /// A call that was taken back.
    Call,
    /// A scene that began: back to the table, its take voided.
    Began { back: Box<Table> },
    /// A scene whose beginning was taken back: it goes on as if that had never been, or from where the program was away.
    Begin { play: Box<Play>, away: Option<Ms> },
    /// What the leader did in a scene or countdown, or what of it was taken back.
    Acted(Box<Deed>),
    /// The end of a scene: it goes on as if it had never ended. Where the program was away since some time of it, that was
    /// a pause.
    Ended { back: Box<Play>, away: Option<Ms> },
    /// An end that was taken back.
    End { debrief: Box<Debrief> },
    /// A verdict, a note or a perceived feeling, given or taken back, and what the take then counts as.
    Judged { what: &'static str, take: Uuid, judgement: Box<Judgement>, counts: Option<Counted>, is_given: bool },
    /// "Again": back to the debrief before.
    Again { back: Box<Debrief> },
    /// A retake that was taken back.
    Retake,
    /// A prompt put on the never list and passed, and the draw that followed if one fit.
    Nevered { back: Box<Table>, prompt: PromptKey, how_long: HowLong },
    /// A prompt taken off the never list again, and the draw that follows once it is put on it.
    Never { prompt: PromptKey, how_long: HowLong, next: Option<Box<Table>> },
    /// A suggestion that waits, or no longer. One that was picked goes with the draw that it was picked for.
    Queued { suggestion: Box<Suggestion>, is_waiting: bool, with_draw: bool },
    /// A prompt made a favourite, or no longer.
    Favoured { prompt: PromptKey },
    /// Another weight in a prompt's file.
    Weighed { prompt: PromptKey, weight: Weight },
    /// Other filters.
    Filtered { filters: Box<Filters> },
    /// A rehearsal begun or ended.
    Rehearsed,
    /// Somebody come or gone, and the cast on the table if that changed it. What happened by itself goes with the draw
    /// that brought it about.
    Placed { player: PlayerKey, standing: Standing, table: Option<Box<Table>>, by_itself: bool },
    /// Somebody held in every cast, or no longer, and the cast on the table if that changed it.
    Held { player: PlayerKey, table: Option<Box<Table>> },
    /// Somebody's lines.
    Lined { player: Uuid, lines: Vec<String> },
    /// What somebody agreed to: the purposes for which nothing was in force, and whether these are all of them.
    Agreed { player: Uuid, new: BTreeSet<Purpose>, is_all: bool },
    /// A withdrawal, which nothing takes back.
    Withdrew,
    /// What somebody said for themselves before the program's end: of that only the roster knows.
    Untold,
    /// A block of the plan that began, or was given more.
    Block { what: &'static str, before: Box<Before> },
}

/// Something that the leader did in a scene, with the moment that tells of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Deed {
    pub(super) what: What,
    pub(super) moment: Option<Moment>,
    pub(super) is_done: bool,
}

/// What the leader does in a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// More or less time.
    Nudge(Ms),
    /// A shift.
    Shift(Shifted),
    /// A mark or a slate.
    Mark,
    /// A coaching line, and the one that was said before.
    Coach { line: usize, before: Option<usize> },
}

/// The words of what can be taken back that a step is named by.
pub(super) const WORDS: [&str; 19] = [
    "words",
    "text",
    "cast",
    "number of players",
    "scene length",
    "verdict",
    "note",
    "feeling that came out",
    "the next block",
    "the repeat",
    "the longer block",
    "leaving the debrief",
    "the end of the break",
    "the shorter block",
    "the jump",
    "the move",
    "the added block",
    "the removed block",
    "the new plan",
];

/// Which way a step is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    Again,
}

impl Undo {
    /// Something the leader did in a scene.
    pub(super) fn acted(what: What, moment: Option<Moment>) -> Self {
        Self::Acted(Box::new(Deed { what, moment, is_done: true }))
    }

    pub(super) fn record_mut(&mut self) -> Option<&mut Record> {
        match self {
            Self::Drew { back } => back.record_mut(),
            Self::Ended { back, .. } => Some(&mut back.record),
            Self::Begin { play, .. } => Some(&mut play.record),
            Self::Again { back } => Some(&mut back.record),
            Self::End { debrief } => Some(&mut debrief.record),
            Self::Block { before, .. } => before.cleared.as_mut()?.record_mut(),
            _ => None,
        }
    }

    pub(super) fn debrief_mut(&mut self) -> Option<&mut Debrief> {
        match self {
            Self::Drew { back } => back.debrief_mut(),
            Self::Again { back } => Some(back),
            Self::End { debrief } => Some(debrief),
            Self::Block { before, .. } => before.cleared.as_mut()?.debrief_mut(),
            _ => None,
        }
    }

    /// Whether it is about what somebody said for themselves: that is taken back on the roster alone.
    pub(super) const fn is_personal(&self) -> bool {
        matches!(self, Self::Lined { .. } | Self::Agreed { .. } | Self::Withdrew | Self::Untold)
    }

    /// Whether it goes with the draw that came after it.
    fn is_with_draw(&self) -> bool {
        match self {
            Self::Placed { by_itself, .. } => *by_itself,
            Self::Queued { with_draw, .. } => *with_draw,
            Self::Block { before, .. } => before.with_draw,
            _ => false,
        }
    }
}

impl Stage {
    /// Remembers what can be taken back. From then on nothing can be done again: something new has happened.
    pub(super) fn keep(&mut self, undo: Undo) {
        self.redo.clear();
        self.undo.push(undo);
    }

    /// Takes the last thing back and says what it was. What people said for themselves stays, but on the roster.
    pub(super) fn undo(&mut self, now: Now, is_on_roster: bool, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let last = self.undo.last_position(|step| is_on_roster || !step.is_personal());
        let is_stale =
            |step: &Undo| matches!(step, Undo::Ended { back, away: Some(_) } if back.scene.paused(now) >= FRESH);
        if last.and_then(|last| self.undo.get(last)).is_some_and(is_stale) {
            return self.tell("that scene was left more than four hours ago: it does not go on");
        }
        match last.and_then(|last| self.undo.remove(last)) {
            Some(step) => self.take_back(step, now, ids, effects),
            None => self.acknowledge("nothing to take back".to_owned(), false),
        }
    }

    /// Does again what was taken back last, and says what.
    pub(super) fn redo(&mut self, now: Now, is_on_roster: bool, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let is_open = |steps: &Vec<Undo>| is_on_roster || !steps.iter().any(Undo::is_personal);
        let steps = self.redo.last_position(is_open).and_then(|last| self.redo.remove(last)).unwrap_or_default();
        let with_block = steps.len() > 1 && steps.iter().any(|step| matches!(step, Undo::Block { .. }));
        let is_personal = steps.iter().any(Undo::is_personal);
        let mut redid = None;
        for step in steps.into_iter().rev() {
            let (what, opposite) = self.go(step, Way::Again, now, ids, effects);
            redid = opposite.is_some().then_some(what);
            let Some(opposite) = opposite else { break };
            self.undo.push(opposite);
        }
        let says = match redid {
            Some(_) if with_block => "redid the draw and the next block".to_owned(),
            Some(what) => format!("redid {what}"),
            None => "nothing to redo".to_owned(),
        };
        self.acknowledge(says, is_personal);
    }

    pub(super) fn take_back(&mut self, step: Undo, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let (is_draw, is_personal) = (matches!(step, Undo::Drew { .. }), step.is_personal());
        let (what, opposite) = self.go(step, Way::Back, now, ids, effects);
        let Some(opposite) = opposite else { return self.tell(what) };
        let (mut says, mut steps) = (format!("took back {what}"), vec![opposite]);
        while is_draw
            && self.undo.last().is_some_and(Undo::is_with_draw)
            && let Some(step) = self.undo.pop()
        {
            let is_block = matches!(step, Undo::Block { .. });
            let (_, opposite) = self.go(step, Way::Back, now, ids, effects);
            steps.extend(opposite);
            if is_block {
                "took back the draw and the next block".clone_into(&mut says);
                break;
            }
        }
        self.redo.push(steps);
        self.acknowledge(says, is_personal);
    }

    /// Goes one step, and gives the words for it and the one that leads back. Where none does, the words are a sentence.
    fn go(
        &mut self,
        step: Undo,
        way: Way,
        now: Now,
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) -> (String, Option<Undo>) {
        let (what, opposite) = match step {
            Undo::Drew { back } => {
                let table = self.void_draw(now, effects);
                match *back {
                    // It was set aside.
                    Phase::Drawn(table) => self.restore_draw(now, table, effects),
                    back => self.phase = back,
                }
                return ("the draw".to_owned(), table.map(|table| Undo::Draw { table }));
            }
            Undo::Draw { table } => {
                let back = Box::new(self.set_aside(now, effects));
                self.restore_draw(now, *table, effects);
                ("the draw", Undo::Drew { back })
            }
            Undo::Passed { back, reason } => {
                let next = self.void_draw(now, effects);
                self.save(Entry::Fate { draw: back.hand.id, fate: Fate::Open }, effects);
                self.phase = Phase::Drawn(*back);
                return ("the pass".to_owned(), next.map(|next| Undo::Pass { next, reason }));
            }
            Undo::Pass { next, reason } => {
                let Some(back) = self.pass_again(reason, effects) else { return nothing_there() };
                self.restore_draw(now, *next, effects);
                ("the pass", Undo::Passed { back, reason })
            }
            Undo::Laid { what, table } => {
                let Phase::Drawn(before) = &self.phase else { return nothing_there() };
                let before = Box::new(before.clone());
                self.relay(&table, effects);
                return (format!("the {what}"), Some(Undo::Laid { what, table: before }));
            }
            Undo::Called => {
                if let Phase::Ready(table, _) = &self.phase {
                    self.phase = Phase::Drawn(table.clone());
                }
                ("the call", Undo::Call)
            }
            Undo::Call => {
                let Phase::Drawn(table) = &self.phase else { return nothing_there() };
                let timer = Timer::start(now, ms(table.hand.ready()));
                self.phase = Phase::Ready(table.clone(), timer);
                ("the call", Undo::Called)
            }
            Undo::Began { back } => return self.unbegin(now, *back, effects),
            Undo::Begin { play, away } => {
                // A retake begins from its countdown.
                let (Phase::Drawn(back) | Phase::Ready(back, _)) = &self.phase else { return nothing_there() };
                let back = Box::new(back.clone());
                self.save(Entry::TakeRestored { take: play.record.take.id, at: now.utc }, effects);
                self.played.push(played(&play.record.take.hand, play.record.take.rehearsal));
                let how = self.go_on_with(now, play, away, ids, effects);
                return (format!("the beginning: {how}"), Some(Undo::Began { back }));
            }
            Undo::Acted(deed) => return self.turn_deed(now, *deed, ids, effects),
            Undo::Ended { back, away } => return self.unend(now, back, away, ids, effects),
            Undo::End { debrief } => return self.end_again(now, debrief, effects),
            Undo::Judged { what, take, judgement, counts, is_given } => {
                let before = self.counted.get(&take).cloned();
                let judgement = if is_given {
                    self.save(Entry::JudgementVoided { take, judgement: judgement.id, at: now.utc }, effects);
                    for debrief in self.debriefs_mut() {
                        debrief.judgements.retain(|given| given.id != judgement.id);
                    }
                    judgement
                } else {
                    let judgement = Judgement { id: ids(), at: now.utc, ..*judgement };
                    self.put_judgement(take, judgement.clone(), effects);
                    Box::new(judgement)
                };
                // What was found may be others by now: so what it counted as is remembered, not worked out.
                self.count(take, counts);
                let opposite = Undo::Judged { what, take, judgement, counts: before, is_given: !is_given };
                return (format!("the {what}"), Some(opposite));
            }
            Undo::Again { back } => {
                self.phase = Phase::Debrief(back);
                ("the retake", Undo::Retake)
            }
            Undo::Retake => {
                let Some(back) = self.call_again(now) else { return nothing_there() };
                ("the retake", Undo::Again { back })
            }
            Undo::Nevered { back, prompt, how_long } => {
                let next = self.unnever(now, *back, &prompt, effects);
                ("the never", Undo::Never { prompt, how_long, next })
            }
            Undo::Never { prompt, how_long, next } => {
                self.put_on_never(&prompt, how_long, effects);
                let Some(back) = self.pass_again(None, effects) else { return nothing_there() };
                match next {
                    Some(next) => self.restore_draw(now, *next, effects),
                    None => self.phase = Phase::Empty,
                }
                ("the never", Undo::Nevered { back, prompt, how_long })
            }
            Undo::Filtered { filters } => {
                let before = Box::new(self.deck.filters().clone());
                self.deck.set_filters(*filters);
                return (format!("the filters: {} fit", self.deck.fits()), Some(Undo::Filtered { filters: before }));
            }
            Undo::Weighed { prompt, weight } => {
                let what = format!("the weight of {prompt}");
                let before = self.deck.find(&prompt).map(|entry| self.deck.entry(entry).1.weight);
                effects.push(Effect::Weigh { prompt: prompt.clone(), weighing: Weighing::To(weight) });
                return (what, Some(Undo::Weighed { prompt, weight: before.unwrap_or(weight) }));
            }
            Undo::Queued { suggestion, is_waiting, with_draw } => {
                self.let_wait(now, &suggestion, !is_waiting, effects);
                let was = if is_waiting == (way == Way::Back) { "the suggestion" } else { "the dropping of" };
                let what = format!("{was}: {}", suggestion.text);
                return (what, Some(Undo::Queued { suggestion, is_waiting: !is_waiting, with_draw }));
            }
            Undo::Favoured { prompt } => {
                let is_favourite = self.turn_favourite(now, &prompt, effects);
                let is = if is_favourite == (way == Way::Back) { "is no longer a" } else { "is a" };
                return (format!("that {prompt} {is} favourite"), Some(Undo::Favoured { prompt }));
            }
            Undo::Rehearsed => {
                self.rehearsal = !self.rehearsal;
                let has_begun = self.rehearsal == (way == Way::Again);
                (if has_begun { "the rehearsal" } else { "the end of the rehearsal" }, Undo::Rehearsed)
            }
            Undo::Placed { player, standing, table, by_itself } => {
                let (before, on_table) = (self.standing(player), self.table_if(table.is_some()));
                let what = self.unplace(player, standing, table, effects);
                return (what, Some(Undo::Placed { player, standing: before, table: on_table, by_itself }));
            }
            Undo::Held { player, table } => {
                let on_table = self.table_if(table.is_some());
                let what = self.unhold(player, table, effects);
                return (what, Some(Undo::Held { player, table: on_table }));
            }
            Undo::Lined { player, lines } => {
                let (what, before) = self.unline(player, lines, effects);
                return (what, Some(Undo::Lined { player, lines: before }));
            }
            Undo::Agreed { player, new, is_all } => {
                return (self.unagree(now, player, (new, is_all), ids, effects), None);
            }
            Undo::Untold => {
                return ("a line or a consent of before the restart stays: l and c change it".to_owned(), None);
            }
            Undo::Withdrew => return ("a withdrawal stands: to agree anew, c on the roster".to_owned(), None),
            Undo::Block { what, before } => {
                let after = self.unturn(*before);
                return (what.to_owned(), Some(Undo::Block { what, before: Box::new(after) }));
            }
        };
        (what.to_owned(), Some(opposite))
    }

    /// Drops what can be taken back within a countdown that is over: with its scene it is taken back whole. Gives the
    /// place of what began it.
    pub(super) fn end_countdown(&mut self) -> Option<usize> {
        let call = self.undo.last_position(|undo| matches!(undo, Undo::Called | Undo::Again { .. }))?;
        let is_nudge = |undo: &Undo| matches!(undo, Undo::Acted(deed) if matches!(deed.what, What::Nudge(_)));
        self.undo.retain_from(call, |undo| !is_nudge(undo));
        Some(call)
    }

    /// Undoes what was done in a scene, or does it again.
    fn turn_deed(&mut self, now: Now, deed: Deed, ids: Ids<'_>, effects: &mut Vec<Effect>) -> (String, Option<Undo>) {
        let Deed { what, moment, is_done } = deed;
        if let What::Nudge(by) = what {
            self.renudge(now, if is_done { -by } else { by });
        } else if let Phase::Scene(play) = &mut self.phase {
            match (what, is_done) {
                (What::Shift(shifted), true) => play.scene.unshift(shifted),
                (What::Shift(shifted), false) => play.scene.reshift(shifted),
                (What::Coach { line, before }, true) => {
                    play.scene.uncoach(line);
                    // A line that cued itself since then stays.
                    if play.said == Some(line) {
                        play.said = before;
                    }
                }
                (What::Coach { line, .. }, false) => {
                    play.scene.recoach(line);
                    play.said = Some(line);
                }
                (What::Nudge(_) | What::Mark, _) => {}
            }
        }
        let says = match what {
            What::Nudge(by) => format!("{:+} s", by / 1000),
            What::Shift(_) => "the shift".to_owned(),
            What::Coach { .. } => "the coaching line".to_owned(),
            What::Mark => {
                format!("the {}", moment.as_ref().map_or(MomentKind::Mark, |moment| moment.kind))
            }
        };
        let moment = match moment {
            Some(moment) if is_done => {
                self.void_moment(now, moment.id, effects);
                Some(moment)
            }
            Some(moment) => self.put_moment(Moment { id: ids(), ..moment }, effects),
            None => None,
        };
        (says, Some(Undo::Acted(Box::new(Deed { what, moment, is_done: !is_done }))))
    }

    fn renudge(&mut self, now: Now, by: Ms) {
        match &mut self.phase {
            Phase::Ready(_, timer) => {
                let left = timer.left(now);
                *timer = timer.nudged((left + by).max(0) - left);
            }
            Phase::Scene(play) => {
                play.scene.nudge(by);
                play.signalled += by;
            }
            Phase::Empty | Phase::Drawn(_) | Phase::Debrief(_) => {}
        }
    }

    /// Lets a scene go on that had ended.
    fn unend(
        &mut self,
        now: Now,
        back: Box<Play>,
        away: Option<Ms>,
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) -> (String, Option<Undo>) {
        let take = back.record.take.id;
        let Phase::Debrief(debrief) = std::mem::replace(&mut self.phase, Phase::Empty) else { return nothing_there() };
        let what = if debrief.is_stopped() { "breaking off" } else { "the end" };
        self.save(Entry::Reopened { take }, effects);
        self.set_end(None);
        let how = self.go_on_with(now, back, away, ids, effects);
        (format!("{what}: {how}"), Some(Undo::End { debrief }))
    }

    /// Has a scene on stage again, and says how. Where the program was away since some time of it, that was a pause, which
    /// is over unless it was paused before.
    fn go_on_with(
        &mut self,
        now: Now,
        mut play: Box<Play>,
        away: Option<Ms>,
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) -> String {
        let goes_on = !play.was_paused();
        if away.is_some() && goes_on {
            play.scene.toggle(now);
        }
        play.was_away = away.is_some() && !goes_on;
        let at = play.scene.at(now);
        self.phase = Phase::Scene(play);
        let Some(since) = away else { return "the scene goes on".to_owned() };
        let away = at - since;
        let away = if away < HOUR { clock(away) } else { spoken(Duration::from_millis(away.max(0) as u64)) };
        if goes_on {
            for moment in moments_away(since, at, ids) {
                self.put_moment(moment, effects);
            }
        }
        let how = if goes_on { "the scene goes on" } else { "the scene is paused as it was" };
        format!("{how} after {away} away")
    }

    /// Ends a scene as it had ended. That it went on after a time away is no more then.
    fn end_again(&mut self, now: Now, debrief: Box<Debrief>, effects: &mut Vec<Effect>) -> (String, Option<Undo>) {
        let Phase::Scene(play) = &self.phase else { return nothing_there() };
        let (take, end) = (debrief.record.take.id, debrief.end);
        let before: BTreeSet<Uuid> = debrief.record.moments.iter().map(|moment| moment.id).collect();
        let is_new = |moment: &&Moment| moment.label.as_deref() == Some(AWAY) && !before.contains(&moment.id);
        let went_on: Vec<Uuid> = play.record.moments.iter().filter(is_new).map(|moment| moment.id).collect();
        for &moment in &went_on {
            self.void_moment(now, moment, effects);
        }
        let Phase::Scene(mut back) = std::mem::replace(&mut self.phase, Phase::Empty) else { return nothing_there() };
        let away = (!went_on.is_empty() || back.was_away).then(|| {
            back.scene.pause_at(end.played);
            end.at
        });
        self.save(Entry::Ended { take, end }, effects);
        self.set_end(Some(end));
        let what = if debrief.is_stopped() { "breaking off" } else { "the end" };
        let record = back.record.clone();
        self.phase = Phase::Debrief(Box::new(Debrief { record, ..*debrief }));
        (what.to_owned(), Some(Undo::Ended { back, away }))
    }

    fn unnever(&mut self, now: Now, back: Table, prompt: &PromptKey, effects: &mut Vec<Effect>) -> Option<Box<Table>> {
        let next = self.void_draw(now, effects);
        let mut never = self.deck.never().clone();
        never.prompts.remove(prompt);
        self.deck.set_never(never);
        effects.push(Effect::Never { prompt: prompt.clone(), how_long: None });
        self.save(Entry::Fate { draw: back.hand.id, fate: Fate::Open }, effects);
        self.phase = Phase::Drawn(back);
        next
    }

    fn unbegin(&mut self, now: Now, back: Table, effects: &mut Vec<Effect>) -> (String, Option<Undo>) {
        let Phase::Scene(play) = std::mem::replace(&mut self.phase, Phase::Drawn(back)) else { return nothing_there() };
        self.save(Entry::TakeVoided { take: play.record.take.id, at: now.utc }, effects);
        // Somebody may have judged it meanwhile.
        self.count(play.record.take.id, None);
        self.played.pop();
        ("the beginning: the take is void".to_owned(), Some(Undo::Begin { play, away: None }))
    }

    /// Passes the prompt on the table once more, and gives it.
    fn pass_again(&mut self, reason: Option<PassReason>, effects: &mut Vec<Effect>) -> Option<Box<Table>> {
        let Phase::Drawn(back) = &self.phase else { return None };
        let back = Box::new(back.clone());
        self.save(Entry::Fate { draw: back.hand.id, fate: Fate::Passed(reason) }, effects);
        Some(back)
    }

    /// Puts a table back whose draw was taken back.
    fn restore_draw(&mut self, now: Now, table: Table, effects: &mut Vec<Effect>) {
        self.deck.record_past(table.past());
        self.save(Entry::DrawRestored { draw: table.hand.id, at: now.utc }, effects);
        self.phase = Phase::Drawn(table);
    }

    /// Takes the draw on the table back, and gives what was there.
    pub(super) fn void_draw(&mut self, now: Now, effects: &mut Vec<Effect>) -> Option<Box<Table>> {
        let table = Box::new(self.phase.table()?.clone());
        self.deck.unrecord();
        self.save(Entry::DrawVoided { draw: table.hand.id, at: now.utc }, effects);
        Some(table)
    }

    fn void_moment(&mut self, now: Now, id: Uuid, effects: &mut Vec<Effect>) {
        let Phase::Scene(play) = &mut self.phase else { return };
        play.record.moments.retain(|moment| moment.id != id);
        self.save(Entry::MomentVoided { moment: id, at: now.utc }, effects);
    }

    /// The table that is to be changed, if it is.
    fn table_if(&self, is_changed: bool) -> Option<Box<Table>> {
        match &self.phase {
            Phase::Drawn(table) if is_changed => Some(Box::new(table.clone())),
            _ => None,
        }
    }
}

/// A step whose phase is gone: it leads nowhere.
fn nothing_there() -> (String, Option<Undo>) {
    ("nothing to take back".to_owned(), None)
}
