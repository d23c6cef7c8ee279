//! A prompt that is played, with its clock.
//!
//! Start with [`Turn`].

use std::time::Duration;

use uuid::Uuid;

use crate::cast::Player;
use crate::deck::Chance;
use crate::feeling::{FeelingArc, Step};
use crate::pack::Times;
use crate::scene::{CueOf, Ms, Now, Scene};
use crate::stage::{self, SEEN_EVERY};
use crate::take::{Hand, Member, Take};

use super::{Warmup, lines};

/// How long before it comes a feeling is announced.
const LEAD: Ms = 5000;

/// A prompt that is played.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Which prompt of the session it is, from 0.
    pub number: u32,
    /// Its take.
    pub take: Take,
    /// Its clock and cues.
    pub scene: Scene,
    /// The coaching line that was said last.
    pub said: Option<usize>,
    /// When it is next noted how far the take has come, by the monotonic clock.
    pub(super) seen_due: Ms,
    /// The last step of its arc that was announced.
    announced: usize,
}

/// A feeling that was announced and has not come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ahead<'a> {
    /// The feeling.
    pub step: &'a Step,
    /// Until it comes.
    pub left: Ms,
}

/// What comes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A feeling is announced.
    Announcement,
    /// A feeling, or a line of the side-coach.
    Cue,
    /// It is noted how far the take has come.
    Seen,
}

/// A cue that has come.
pub(super) struct Come {
    /// The role's name and the step of its arc, from 0.
    pub(super) about: Option<(String, usize)>,
    /// The line of the side-coach.
    pub(super) label: Option<String>,
    /// What is said of it.
    pub(super) line: String,
}

impl Turn {
    pub(super) fn begin(number: u32, now: Now, length: Ms, hand: Hand, id: Uuid) -> Self {
        let arcs = hand.roles.iter().enumerate();
        let arcs = arcs.filter_map(|(role, drawn)| Some((role, drawn.feeling.clone()?))).collect();
        let scene = Scene::begin(now, length, arcs, hand.coach.iter().map(|line| line.at).collect());
        let take = Take { id, of_draw: 1, started: now.utc, planned: length, rehearsal: true, hand };
        Self { number, take, scene, said: None, seen_due: now.ms() + SEEN_EVERY, announced: 0 }
    }

    /// The way through the feelings that it asks for.
    #[must_use]
    pub fn arc(&self) -> Option<&FeelingArc> {
        self.take.hand.roles.iter().find_map(|role| role.feeling.as_ref())
    }

    /// The feeling that it is at.
    #[must_use]
    pub fn feeling(&self) -> Option<&Step> {
        let role = self.take.hand.roles.iter().position(|role| role.feeling.is_some())?;
        self.arc()?.steps().get(self.scene.step_of(role))
    }

    /// The feeling that comes next, once it was announced.
    #[must_use]
    pub fn ahead(&self, now: Now) -> Option<Ahead<'_>> {
        let (step, at) = self.next_step().filter(|(step, _)| *step <= self.announced)?;
        Some(Ahead { step: self.arc()?.steps().get(step)?, left: at - self.scene.played(now) })
    }

    /// When the next thing comes by itself, by the monotonic clock.
    pub(super) fn next_wake(&self) -> Option<Ms> {
        self.dues().map(|(at, _)| at).min()
    }

    /// The first of what has come by itself.
    pub(super) fn next_due(&self, now: Now) -> Option<(Ms, Due)> {
        self.dues().min().filter(|(at, _)| *at <= now.ms())
    }

    /// The cues that have come.
    pub(super) fn wake(&mut self, now: Now) -> Vec<Come> {
        self.scene.wake(now).into_iter().filter_map(|cue| self.come(cue)).collect()
    }

    /// Announces the feeling that comes next, if it is time; what is said of that.
    pub(super) fn announce(&mut self, now: Now) -> Option<String> {
        let (step, _) = self.next_announcement().filter(|(_, at)| *at <= self.scene.played(now))?;
        self.announced = step;
        self.ahead(now).map(|ahead| lines::soon(ahead.left, ahead.step))
    }

    fn dues(&self) -> impl Iterator<Item = (Ms, Due)> {
        let announced = self.next_announcement().and_then(|(_, at)| self.scene.moment_of(at));
        let cue = self.scene.next_cue().and_then(|(at, _)| self.scene.moment_of(at));
        let dues = [(announced, Due::Announcement), (cue, Due::Cue), (Some(self.seen_due), Due::Seen)];
        dues.into_iter().filter_map(|(at, due)| Some((at?, due)))
    }

    /// The step that comes next, and when, in played time.
    fn next_step(&self) -> Option<(usize, Ms)> {
        let steps = self.scene.dues().iter().filter(|due| !due.cued).filter_map(|due| match due.of {
            CueOf::Shift { step, .. } => Some((step, due.at?)),
            CueOf::Coach { .. } => None,
        });
        steps.min()
    }

    /// The step that is announced next, and when, in played time: not before the one before it has come.
    fn next_announcement(&self) -> Option<(usize, Ms)> {
        let (step, at) = self.next_step().filter(|(step, _)| *step > self.announced)?;
        let before = self.scene.dues().iter().filter(|due| due.cued).filter_map(|due| match due.of {
            CueOf::Shift { .. } => due.at,
            CueOf::Coach { .. } => None,
        });
        Some((step, (at - LEAD).max(before.max().unwrap_or(0))))
    }

    fn come(&mut self, cue: CueOf) -> Option<Come> {
        let hand = &self.take.hand;
        match cue {
            CueOf::Shift { role, step } => {
                let role = hand.roles.get(role)?;
                let line = lines::now(role.feeling.as_ref()?.steps().get(step)?);
                Some(Come { about: Some((role.name.clone(), step)), label: None, line })
            }
            CueOf::Coach { line } => {
                let text = hand.coach.get(line)?.text.clone();
                self.said = Some(line);
                Some(Come { about: None, line: lines::coach(&text), label: Some(text) })
            }
        }
    }
}

/// The prompt of an entry, filled, for one performer. What a pack has at a length of time comes at the same share of the
/// time that it has here.
pub(super) fn hand(warmup: &Warmup, entry: usize, chance: Chance, now: Now, id: Uuid) -> Hand {
    let Warmup { deck, performer, course, .. } = warmup;
    let by = (warmup.workshop.seed, warmup.next_draw);
    let meant = deck.entry(entry).1.times;
    let filled = deck.fill(entry, by.0, by.1, 0);
    let times = Times { scene: Duration::from_millis(course.every as u64), ..meant };
    let mut hand = stage::hand(deck, entry, filled, chance, by, times, (now, id));
    for role in &mut hand.roles {
        role.feeling = role.feeling.take().map(|arc| arc.in_shares(meant.scene));
    }
    for line in &mut hand.coach {
        line.at = line.at.map(|cue| cue.in_share(meant.scene));
    }
    let role = (!hand.roles.is_empty()).then_some(0);
    let Player { key, name, .. } = performer;
    hand.cast = vec![Member { role, player: *key, name: name.clone() }];
    hand
}
