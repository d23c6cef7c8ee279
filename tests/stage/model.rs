//! A model of what goes on: which workshop a start takes up, who is present in it, and what is taken up with it (the packs of
//! `-p`, the block of the plan, the number of the next draw, what `u` takes back first). It has no log, no screen and no
//! clock but numbers of minutes: only the rules.
//!
//! Start with [`Model::find`] and [`Model::open`]. [`against`] holds the program against it in random evenings.

mod against;

use std::collections::{BTreeMap, BTreeSet};

/// Minutes by a wall clock, from what it really is now.
type Minutes = i64;

/// How long a workshop is fresh after a stage wrote to it.
const FRESH: Minutes = 4 * 60;
/// How far ahead of now a time is taken for right.
const AHEAD: Minutes = 10;

/// All that a log holds.
#[derive(Debug, Default)]
struct Model {
    workshops: Vec<Workshop>,
    /// The first has the number 1.
    takes: Vec<Take>,
    /// Everybody known, and who of them comes to whatever begins next.
    people: BTreeSet<&'static str>,
    coming: BTreeSet<&'static str>,
    /// How often stages wrote.
    writes: u64,
}

#[derive(Debug)]
struct Workshop {
    name: String,
    /// When stages of this laptop wrote to it, by their wall clocks, and which write was the last: by that workshops are in
    /// order.
    written: Vec<Minutes>,
    last_write: u64,
    /// The wall clock of the stage that runs it.
    running: Option<Minutes>,
    here: BTreeSet<&'static str>,
    /// The draws, each with whether it stands: one that was taken back keeps its number.
    draws: Vec<bool>,
    /// Who is cast in each; nobody where seats are.
    casts: Vec<BTreeSet<&'static str>>,
    phase: Phase,
    packs: Option<&'static str>,
    plan: Option<Running>,
    undo: Vec<Step>,
    redo: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
struct Take {
    workshop: usize,
    draw: u32,
    ending: Option<&'static str>,
    is_usable: bool,
    is_void: bool,
}

/// What is on a stage: a draw by its number, a take by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Empty,
    Drawn(u32),
    Scene(usize),
    Debrief(usize),
}

/// A plan, with the scenes of each block.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    title: &'static str,
    blocks: [(&'static str, u32); 3],
}

/// A plan that is gone through: which block it is at, and the first draw that counts there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Running {
    plan: &'static Plan,
    block: usize,
    from: u32,
}

/// Something that can be taken back and done again, with the phases on either side.
#[derive(Debug, Clone)]
struct Step {
    what: What,
    back: Phase,
    ahead: Phase,
    /// Where the plan is if it is turned the other way, if a block began with it.
    block: Option<Running>,
    /// Who is cast if it is turned the other way, if that was changed.
    cast: Option<BTreeSet<&'static str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Draw(u32),
    Pass(u32),
    Cast(u32),
    Begin(usize),
    End(usize, &'static str),
    Verdict(usize),
}

/// What somebody types to open a stage.
#[derive(Debug, Clone, Default)]
struct Wish {
    name: Option<&'static str>,
    is_new: bool,
    players: Option<BTreeSet<&'static str>>,
    packs: Option<&'static str>,
    plan: Option<&'static Plan>,
}

/// What a start finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    GoesOn(usize),
    Begins,
    /// Another stage runs this one: whoever starts is asked.
    Asks(usize),
}

impl Model {
    /// Which workshop a start takes up under this clock.
    fn find(&self, wish: &Wish, now: Minutes) -> Found {
        if wish.is_new {
            return Found::Begins;
        }
        let is_meant = |&at: &usize| wish.name.is_none_or(|name| self.workshops[at].name == name);
        let running = self.latest(|workshop| workshop.running.is_some()).into_iter().find(is_meant);
        match (wish.name, running, self.fresh(wish.name, now)) {
            (None, Some(running), _) | (Some(_), Some(running), None) => Found::Asks(running),
            (_, _, Some(fresh)) => Found::GoesOn(fresh),
            (_, None, None) => Found::Begins,
        }
    }

    /// Of the workshops that nobody runs and that were written in the last hours the one that was written last; where none is
    /// named, one without a draw comes after all others.
    fn fresh(&self, name: Option<&str>, now: Minutes) -> Option<usize> {
        let is_fresh = |at: Minutes| at > now - FRESH && at <= now + AHEAD;
        let is_meant = |workshop: &Workshop| name.is_none_or(|name| workshop.name == name);
        let fresh = self.latest(|workshop| {
            workshop.running.is_none() && is_meant(workshop) && workshop.written.iter().copied().any(is_fresh)
        });
        let drawn = fresh.iter().copied().find(|&at| name.is_some() || self.workshops[at].draws.contains(&true));
        drawn.or_else(|| fresh.first().copied())
    }

    /// Workshops that stages here wrote to, the one that was written last first.
    fn latest(&self, is_meant: impl Fn(&Workshop) -> bool) -> Vec<usize> {
        let is_ours = |&at: &usize| self.workshops[at].last_write > 0 && is_meant(&self.workshops[at]);
        let mut all: Vec<_> = (0..self.workshops.len()).filter(is_ours).collect();
        all.sort_by_key(|&at| std::cmp::Reverse(self.workshops[at].last_write));
        all
    }

    /// Opens what was found, which is not a question any more, and gives its place.
    fn open(&mut self, found: Found, wish: &Wish, now: Minutes) -> usize {
        let expected = self.expected();
        self.coming.clear();
        self.people.extend(wish.players.iter().flatten());
        let at = if let Found::GoesOn(at) = found {
            at
        } else {
            self.workshops.push(Workshop::new(wish.name.unwrap_or_default()));
            self.workshops.len() - 1
        };
        let workshop = &mut self.workshops[at];
        if found == Found::Begins {
            workshop.here = expected;
        }
        if let Some(players) = &wish.players {
            workshop.here.clone_from(players);
        }
        self.casts_those_here(at);
        let workshop = &mut self.workshops[at];
        workshop.packs = wish.packs.or(workshop.packs);
        let is_under_way = |plan: &&Plan| workshop.plan.is_some_and(|running| running.plan == *plan);
        if let Some(plan) = wish.plan.filter(|plan| !is_under_way(plan)) {
            workshop.plan = Some(Running { plan, block: 0, from: workshop.next_counted() });
        }
        workshop.running = Some(now);
        self.wrote(at);
        at
    }

    /// Casts what is on the table anew where somebody of its cast is not here any more.
    fn casts_those_here(&mut self, at: usize) {
        let workshop = &self.workshops[at];
        if let (Phase::Drawn(draw), Some(_)) = (workshop.phase, self.missing(at)) {
            let here = workshop.here.clone();
            self.does(at, What::Cast(draw), Phase::Drawn(draw), None);
            let workshop = &mut self.workshops[at];
            let cast = std::mem::replace(&mut workshop.casts[draw as usize - 1], here);
            workshop.undo.last_mut().unwrap().cast = Some(cast);
        }
    }

    /// Whether somebody is cast in what is on the table who is not here, and who.
    fn missing(&self, at: usize) -> Option<Vec<&'static str>> {
        let Workshop { phase: Phase::Drawn(draw), here, casts, .. } = &self.workshops[at] else { return None };
        let cast = &casts[*draw as usize - 1];
        let missing: Vec<_> = cast.difference(here).copied().collect();
        (!missing.is_empty() || cast.is_empty() != here.is_empty()).then_some(missing)
    }

    /// Who is in a workshop that begins, if nobody is named: whoever was added or came back since the last one was opened,
    /// else whoever was in the one that was written last.
    fn expected(&self) -> BTreeSet<&'static str> {
        let last = self.latest(|_| true).first().map(|&last| self.workshops[last].here.clone());
        if self.coming.is_empty() { last.unwrap_or_default() } else { self.coming.clone() }
    }

    /// Which workshop a command without a name is about, and whether it runs or would go on.
    fn current(&self, now: Minutes) -> Option<(usize, bool)> {
        let running = self.latest(|workshop| workshop.running.is_some()).first().copied();
        let goes_on = running.or_else(|| self.fresh(None, now)).map(|at| (at, true));
        goes_on.or_else(|| Some((*self.latest(|_| true).first()?, false)))
    }

    /// The workshop of this name that was written last.
    fn named(&self, name: &str) -> Option<usize> {
        self.latest(|workshop| workshop.name == name).first().copied()
    }

    /// Who is here, for a list without a name: in what runs or would go on, else in what would begin.
    fn here(&self, now: Minutes) -> BTreeSet<&'static str> {
        match self.current(now) {
            Some((at, true)) => self.workshops[at].here.clone(),
            _ => self.expected(),
        }
    }

    /// Somebody is added or back.
    fn comes(&mut self, name: &'static str, workshop: Option<&str>, now: Minutes) {
        self.people.insert(name);
        let current = self.current(now).filter(|(_, goes_on)| *goes_on);
        let at = workshop.map_or_else(|| current.map(|(at, _)| at), |name| self.named(name));
        if let Some(at) = at {
            let is_new = self.workshops[at].here.insert(name);
            // A stage that runs counts whoever comes, which is a word of its own.
            if is_new && self.workshops[at].running.is_some() {
                self.wrote(at);
            }
        }
        if workshop.is_none() && current.is_none_or(|(at, _)| self.workshops[at].running.is_none()) {
            self.coming.insert(name);
        }
    }

    /// Somebody has gone home.
    fn goes(&mut self, name: &'static str, workshop: Option<&str>, now: Minutes) {
        let at = workshop.map_or_else(|| self.current(now).map(|(at, _)| at), |name| self.named(name));
        if let Some(at) = at {
            self.workshops[at].here.remove(name);
        }
        if workshop.is_none() {
            self.coming.remove(name);
        }
    }

    /// Another laptop's take comes in, of a workshop of its own.
    fn brings(&mut self, workshop: &str, people: &[&'static str]) {
        self.people.extend(people);
        self.workshops.push(Workshop::new(workshop));
        let workshop = self.workshops.len() - 1;
        self.takes.push(Take { workshop, draw: 1, ending: Some("edit"), is_usable: true, is_void: false });
    }

    /// Notes that the stage of a workshop wrote.
    fn wrote(&mut self, at: usize) {
        self.writes += 1;
        self.workshops[at].last_write = self.writes;
        let now = self.workshops[at].running;
        self.workshops[at].written.extend(now);
    }

    /// Draws a prompt, in place of one that is on the table. A block that is over gives way to the next one.
    fn draw(&mut self, at: usize) {
        let is_over = self.is_over(at);
        let workshop = &mut self.workshops[at];
        workshop.draws.push(true);
        workshop.casts.push(workshop.here.clone());
        let number = workshop.draws.len() as u32;
        let is_pass = matches!(workshop.phase, Phase::Drawn(_));
        let block = workshop.plan.filter(|running| !is_pass && is_over && running.block < 2);
        if let Some(before) = block {
            workshop.plan = Some(Running { block: before.block + 1, from: number, ..before });
        }
        let what = if is_pass { What::Pass(number) } else { What::Draw(number) };
        self.does(at, what, Phase::Drawn(number), block);
    }

    /// Begins a scene of the draw on the table.
    fn begin(&mut self, at: usize) {
        let Phase::Drawn(draw) = self.workshops[at].phase else { return };
        self.takes.push(Take { workshop: at, draw, ending: None, is_usable: false, is_void: false });
        let take = self.takes.len() - 1;
        self.does(at, What::Begin(take), Phase::Scene(take), None);
    }

    /// Ends the scene on stage.
    fn end(&mut self, at: usize, ending: &'static str) {
        let Phase::Scene(take) = self.workshops[at].phase else { return };
        self.takes[take].ending = Some(ending);
        self.does(at, What::End(take, ending), Phase::Debrief(take), None);
    }

    /// Judges the take in debrief as usable.
    fn judge(&mut self, at: usize) {
        let Phase::Debrief(take) = self.workshops[at].phase else { return };
        self.takes[take].is_usable = true;
        self.does(at, What::Verdict(take), Phase::Debrief(take), None);
    }

    fn does(&mut self, at: usize, what: What, ahead: Phase, block: Option<Running>) {
        let workshop = &mut self.workshops[at];
        let back = std::mem::replace(&mut workshop.phase, ahead);
        workshop.undo.push(Step { what, back, ahead, block, cast: None });
        workshop.redo.clear();
        self.wrote(at);
    }

    /// Takes the last step back, and gives what is said of it.
    fn undo(&mut self, at: usize) -> Option<&'static str> {
        let mut step = self.workshops[at].undo.pop()?;
        self.turn(at, &mut step, false);
        let words = step.words();
        self.workshops[at].redo.push(step);
        Some(words)
    }

    /// Does it again, and gives what is said of it.
    fn redo(&mut self, at: usize) -> Option<&'static str> {
        let mut step = self.workshops[at].redo.pop()?;
        self.turn(at, &mut step, true);
        let words = step.words();
        self.workshops[at].undo.push(step);
        Some(words)
    }

    /// Has a step be done or not.
    fn turn(&mut self, at: usize, step: &mut Step, is_done: bool) {
        let workshop = &mut self.workshops[at];
        workshop.phase = if is_done { step.ahead } else { step.back };
        if let (Some(block), Some(plan)) = (&mut step.block, &mut workshop.plan) {
            std::mem::swap(block, plan);
        }
        match step.what {
            What::Draw(draw) | What::Pass(draw) => workshop.draws[draw as usize - 1] = is_done,
            What::Cast(draw) => {
                let cast = step.cast.iter_mut();
                cast.for_each(|cast| std::mem::swap(cast, &mut workshop.casts[draw as usize - 1]));
            }
            What::Begin(take) => self.takes[take].is_void = !is_done,
            What::End(take, ending) => self.takes[take].ending = is_done.then_some(ending),
            What::Verdict(take) => self.takes[take].is_usable = is_done,
        }
        self.wrote(at);
    }

    /// The stage is gone, and a scene was interrupted. One that was killed had no time to write so.
    fn stops(&mut self, at: usize, is_killed: bool) {
        let (writes, last_write) = (self.writes, self.workshops[at].last_write);
        self.end(at, "interrupted");
        if is_killed {
            self.writes = writes;
            self.workshops[at].last_write = last_write;
        }
        self.workshops[at].running = None;
    }

    /// Whether a start asks if the interrupted scene is to go on: nothing else was done since.
    fn asks_to_go_on(&self, at: usize) -> Option<usize> {
        let is_end = |step: &Step| matches!(step.what, What::End(_, "interrupted"));
        match self.workshops[at].phase {
            Phase::Debrief(take) => self.workshops[at].undo.last().is_some_and(is_end).then_some(take),
            _ => None,
        }
    }

    fn takes_of(&self, at: usize) -> impl Iterator<Item = &Take> {
        self.takes.iter().filter(move |take| take.workshop == at && !take.is_void)
    }

    fn usable(&self, at: usize) -> usize {
        self.takes_of(at).filter(|take| take.is_usable).count()
    }

    /// How many scenes of the block were played, of how many.
    fn done(&self, at: usize) -> Option<(u32, u32)> {
        let running = self.workshops[at].plan?;
        let on_stage = match self.workshops[at].phase {
            Phase::Scene(take) => Some(self.takes[take].draw),
            _ => None,
        };
        let counts = |take: &&Take| take.draw >= running.from && Some(take.draw) != on_stage;
        let draws: BTreeSet<_> = self.takes_of(at).filter(counts).map(|take| take.draw).collect();
        Some((draws.len() as u32, running.plan.blocks[running.block].1))
    }

    fn is_over(&self, at: usize) -> bool {
        self.done(at).is_some_and(|(done, scenes)| done >= scenes)
    }
}

impl Workshop {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            written: Vec::new(),
            last_write: 0,
            running: None,
            here: BTreeSet::new(),
            draws: Vec::new(),
            casts: Vec::new(),
            phase: Phase::Empty,
            packs: None,
            plan: None,
            undo: Vec::new(),
            redo: Vec::new(),
        }
    }

    /// How many are present; where nobody is, there are two seats.
    fn present(&self) -> usize {
        if self.here.is_empty() { 2 } else { self.here.len() }
    }

    /// The first draw that counts for a plan that begins now.
    fn next_counted(&self) -> u32 {
        match self.phase {
            Phase::Drawn(draw) => draw,
            _ => self.draws.len() as u32 + 1,
        }
    }
}

impl Step {
    fn words(&self) -> &'static str {
        match self.what {
            _ if self.block.is_some() => "the draw and the next block",
            What::Draw(_) => "the draw",
            What::Pass(_) => "the pass",
            What::Cast(_) => "the cast",
            What::Begin(_) => "the beginning",
            What::End(..) => "the end",
            What::Verdict(_) => "the verdict",
        }
    }
}

/// What a roster says of everybody.
fn roster(people: &BTreeSet<&'static str>, here: &BTreeSet<&'static str>) -> BTreeMap<String, String> {
    let place = |name: &&'static str| if here.contains(name) { "present" } else { "gone" };
    people.iter().map(|name| ((*name).to_owned(), place(name).to_owned())).collect()
}
