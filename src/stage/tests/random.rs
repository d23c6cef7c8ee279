//! Whatever happens, a session replays to the same stage, and what it wrote agrees with what it shows.

use std::collections::VecDeque;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::super::play;
use super::*;
use crate::cast::Played;
use crate::deck::PastDraw;
use crate::feeling::Aim;
use crate::learn::{Lessons, Level, Target};
use crate::pack::Kind;
use crate::plan::line::block;
use crate::plan::{Edit, Running};
use crate::scene::NUDGE;
use crate::stage::stack::STEPS;
use crate::take::{Counted, Kept, PastTake, Suggestion, Tail, Take, went};

/// A draw as the log holds it.
#[derive(Debug)]
struct DrawRow {
    hand: Hand,
    fate: Fate,
    void: bool,
}

/// A take as the log holds it.
#[derive(Debug)]
struct TakeRow {
    take: Take,
    end: Option<End>,
    seen: Ms,
    void: bool,
}

/// The take log, as simple as can be: rows are added, changed as entries say, and voided, in the order of writing.
#[derive(Debug)]
struct Log {
    people: Vec<Player>,
    credits: BTreeMap<PlayerKey, u32>,
    favourites: BTreeSet<PromptKey>,
    suggestions: Vec<(Suggestion, bool)>,
    draws: Vec<DrawRow>,
    takes: Vec<TakeRow>,
    moments: Vec<(Uuid, Moment, bool)>,
    judgements: Vec<(Uuid, Judgement, bool)>,
    /// Where the session is, and its steps: those to take back, and those to do again.
    state: String,
    steps: [Vec<String>; 2],
}

impl Log {
    fn of(entries: &[Entry]) -> Self {
        let mut log = Self {
            people: people(&["Ana", "Ben"]),
            credits: BTreeMap::new(),
            favourites: BTreeSet::new(),
            suggestions: vec![],
            draws: vec![],
            takes: vec![],
            moments: vec![],
            judgements: vec![],
            state: String::new(),
            steps: [vec![], vec![]],
        };
        for entry in entries {
            log.write(entry.clone());
        }
        log
    }

    /// Panics where an entry is about something that the log does not hold, or makes no sense.
    fn write(&mut self, entry: Entry) {
        match entry {
            Entry::Workshop(_) | Entry::Said { .. } => {}
            Entry::Arrived { player, name, credit } => {
                let key = PlayerKey::Person(player);
                if self.people.iter().all(|known| known.key != key) {
                    self.people.push(Player { key, name, presence: Presence::Present, lines: vec![] });
                }
                self.person(player).presence = Presence::Present;
                self.credits.insert(key, credit);
            }
            Entry::Presence { player, presence } => self.person(player).presence = presence,
            Entry::Lines { player, lines } => self.person(player).lines = lines,
            Entry::Favourite { prompt, is_favourite: true, .. } => {
                assert!(self.favourites.insert(prompt), "it was one");
            }
            Entry::Favourite { prompt, .. } => assert!(self.favourites.remove(&prompt), "it was none"),
            Entry::Suggested { suggestion, is_waiting, .. } => {
                match self.suggestions.iter_mut().find(|(known, _)| *known == suggestion) {
                    Some((_, waits)) => assert_ne!(std::mem::replace(waits, is_waiting), is_waiting, "it was so"),
                    None if is_waiting => self.suggestions.push((suggestion, true)),
                    None => panic!("it never waited"),
                }
            }
            Entry::Dealt(hand) => {
                if let Some(draw) = self.draws.iter_mut().rev().find(|draw| draw.hand.id == hand.id) {
                    assert_eq!((draw.fate, draw.void), (Fate::Open, false), "only what is on the table is changed");
                    draw.hand = *hand;
                } else {
                    assert!(self.draws.iter().all(|draw| draw.hand.number < hand.number), "a number given twice");
                    assert!(self.open().is_none(), "two prompts on the table");
                    self.draws.push(DrawRow { hand: *hand, fate: Fate::Open, void: false });
                }
            }
            Entry::Fate { draw, fate } => self.draw(draw).fate = fate,
            Entry::DrawVoided { draw, .. } => {
                assert!(self.takes.iter().all(|row| row.void || row.take.hand.id != draw), "its takes first");
                let draw = self.draw(draw);
                assert!(!std::mem::replace(&mut draw.void, true));
            }
            Entry::DrawRestored { draw, .. } => {
                assert!(self.open().is_none(), "two prompts on the table");
                assert!(std::mem::replace(&mut self.draw(draw).void, false));
            }
            Entry::Began(take) => {
                assert!(self.running().is_none(), "two scenes at once");
                let draw = self.draw(take.hand.id);
                assert_eq!((draw.void, &draw.hand), (false, &take.hand));
                draw.fate = Fate::Played;
                self.takes.push(TakeRow { take: *take, end: None, seen: 0, void: false });
            }
            Entry::Seen { take, at, paused } => {
                let row = self.take(take);
                assert!(row.end.is_none() && at >= row.seen && (0..=at).contains(&paused));
                row.seen = at;
            }
            Entry::Ended { take, end } => {
                assert!(self.moments(take).iter().all(|moment| moment.at <= end.at), "nothing happens after the end");
                let row = self.take(take);
                assert!(row.end.replace(end).is_none());
                row.seen = end.at;
                assert_eq!(end.at, end.played + end.paused);
            }
            Entry::Reopened { take } => assert!(self.take(take).end.take().is_some()),
            Entry::TakeVoided { take, .. } => {
                let row = self.take(take);
                assert!(!std::mem::replace(&mut row.void, true) && row.end.is_none());
                let draw = row.take.hand.id;
                if self.takes.iter().all(|row| row.void || row.take.hand.id != draw) {
                    self.draw(draw).fate = Fate::Open;
                }
            }
            Entry::TakeRestored { take, .. } => {
                assert!(self.running().is_none(), "two scenes at once");
                let row = self.takes.iter_mut().rev().find(|row| row.take.id == take).expect("a take");
                assert!(std::mem::replace(&mut row.void, false));
                let draw = row.take.hand.id;
                self.draw(draw).fate = Fate::Played;
            }
            Entry::Kept(kept) => {
                let Kept { state, undo, redo } = *kept;
                self.state = state;
                for (steps, Tail { from, steps: more }) in self.steps.iter_mut().zip([undo, redo]) {
                    assert!(from as usize <= steps.len(), "no gap between steps");
                    steps.truncate(from as usize);
                    steps.extend(more);
                }
            }
            Entry::Moment { take, moment } => {
                assert!(self.take(take).end.is_none() && moment.at >= 0);
                self.moments.push((take, moment, false));
            }
            Entry::MomentVoided { moment, .. } => {
                let row = self.moments.iter_mut().rev().find(|row| row.1.id == moment).expect("a moment");
                assert!(!std::mem::replace(&mut row.2, true));
            }
            Entry::Judged { take, judgement } => {
                let row = self.take(take);
                let stopped = row.end.map(|end| end.ending == Ending::Stopped);
                assert!(stopped.is_some_and(|stopped| !stopped || judgement.verdict.is_none()), "an end, no care stop");
                self.judgements.push((take, judgement, false));
            }
            Entry::JudgementVoided { take, judgement, .. } => {
                let is_meant = |row: &&mut (Uuid, Judgement, bool)| (row.0, row.1.id) == (take, judgement);
                let row = self.judgements.iter_mut().rev().find(is_meant).expect("a judgement");
                assert!(!std::mem::replace(&mut row.2, true));
            }
        }
    }

    fn person(&mut self, id: Uuid) -> &mut Player {
        self.people.iter_mut().find(|known| known.key == PlayerKey::Person(id)).expect("a person")
    }

    fn draw(&mut self, id: Uuid) -> &mut DrawRow {
        self.draws.iter_mut().rev().find(|draw| draw.hand.id == id).expect("a draw")
    }

    fn take(&mut self, id: Uuid) -> &mut TakeRow {
        self.takes.iter_mut().rev().find(|row| row.take.id == id && !row.void).expect("a take")
    }

    /// The prompt on the table, neither played nor passed.
    fn open(&self) -> Option<&Hand> {
        let mut open = self.draws.iter().filter(|draw| !draw.void && draw.fate == Fate::Open);
        let hand = open.next().map(|draw| &draw.hand);
        assert!(open.next().is_none(), "two prompts on the table");
        hand
    }

    fn running(&self) -> Option<Uuid> {
        self.takes.iter().find(|row| !row.void && row.end.is_none()).map(|row| row.take.id)
    }

    fn moments(&self, take: Uuid) -> Vec<Moment> {
        let kept = self.moments.iter().filter(|(of, _, void)| *of == take && !void);
        let mut moments: Vec<Moment> = kept.map(|(_, moment, _)| moment.clone()).collect();
        moments.sort_by_key(|moment| moment.at);
        moments
    }

    /// What a session that goes on is opened with, once the takes whose program died are closed.
    fn resumed(&self) -> Resumed {
        let takes = self.takes.iter().enumerate().map(|(at, row)| Known {
            take: row.take.clone(),
            number: at as i64 + 1,
            end: row.end.unwrap_or(End { ending: Ending::Interrupted, at: row.seen, played: row.seen, paused: 0 }),
            moments: self.moments(row.take.id),
            judgements: self.judgements(row.take.id),
        });
        let lengths = self.takes.iter().filter(|row| !row.void).map(|row| row.end.map_or(0, |end| end.played));
        let mut played = self.played();
        for (played, length) in played.iter_mut().zip(lengths) {
            played.length = Duration::from_millis(length as u64);
        }
        let [undo, redo] = self.steps.each_ref().map(|steps| {
            let from = steps.len().saturating_sub(STEPS);
            Tail { from: from as u64, steps: steps[from..].to_vec() }
        });
        let state = State::read(&self.state).expect("a state that can be read");
        Resumed {
            next_draw: self.draws.last().map_or(0, |draw| draw.hand.number) + 1,
            played,
            credits: self.credits.clone(),
            returned: BTreeSet::new(),
            counted: self.counted(),
            left: None,
            suggestions: self.waiting(),
            kept: Some(Stored { state, undo, redo, takes: takes.collect() }),
        }
    }

    /// The suggestions that wait, as they came.
    fn waiting(&self) -> Vec<Suggestion> {
        let waiting = self.suggestions.iter().filter(|(_, is_waiting)| *is_waiting);
        waiting.map(|(suggestion, _)| suggestion.clone()).collect()
    }

    fn judgements(&self, take: Uuid) -> Vec<Judgement> {
        let kept = self.judgements.iter().filter(|(of, _, void)| *of == take && !void);
        kept.map(|(_, judgement, _)| judgement.clone()).collect()
    }

    fn judged(&self) -> Vec<(Uuid, Judgement)> {
        let kept = self.judgements.iter().filter(|(_, _, void)| !void);
        kept.map(|(take, judgement, _)| (*take, judgement.clone())).collect()
    }

    fn counted(&self) -> BTreeMap<Uuid, Counted> {
        let kept = self.takes.iter().filter(|row| !row.void && !row.take.rehearsal).map(|row| &row.take);
        let verdict = |take| self.judgements(take).iter().rev().find_map(|judgement| judgement.verdict);
        let counted = |take: &Take| {
            let prompt = take.hand.source.as_ref().map(|source| source.prompt.clone());
            Some((take.id, Counted { workshop: id(900), prompt, verdict: verdict(take.id)? }))
        };
        kept.filter_map(counted).collect()
    }

    fn played(&self) -> Vec<Played> {
        let kept = self.takes.iter().filter(|row| !row.void);
        let went = |row: &TakeRow| went(row.take.rehearsal, row.end.map(|end| end.ending));
        kept.map(|row| Played { went: went(row), ..play::played(&row.take.hand, false) }).collect()
    }

    /// Its last takes, newest first.
    fn found(&self) -> Vec<PastTake> {
        let kept = self.takes.iter().enumerate().rev().filter(|(_, row)| !row.void).take(5);
        let past = kept.map(|(at, row)| PastTake {
            id: row.take.id,
            number: at as i64 + 1,
            draw: row.take.hand.id,
            workshop_id: id(900),
            workshop: "Lab".to_owned(),
            prompt: row.take.hand.source.as_ref().map(|source| source.prompt.clone()),
            text: row.take.hand.text.clone(),
            of_draw: row.take.of_draw,
            rehearsal: row.take.rehearsal,
            started: row.take.started,
            planned: row.take.planned,
            end: row.end,
            cast: vec![],
            moments: self.moments(row.take.id),
            judgements: self.judgements(row.take.id),
        });
        past.collect()
    }

    /// What the log says must be what the stage shows.
    fn agrees(&self, stage: &Stage) {
        let table = stage.phase.table();
        let on_table = match &stage.phase {
            Phase::Drawn(table) | Phase::Ready(table, _) if table.takes == 0 => Some(&table.hand),
            _ => None,
        };
        assert_eq!(self.open(), on_table);
        let playing = match &stage.phase {
            Phase::Scene(play) => Some(&play.record),
            _ => None,
        };
        assert_eq!(self.running(), playing.map(|record| record.take.id));
        let record = match &stage.phase {
            Phase::Debrief(debrief) => {
                let id = debrief.record.take.id;
                let row = self.takes.iter().find(|row| row.take.id == id && !row.void).expect("a take");
                assert_eq!(row.end, Some(debrief.end));
                assert_eq!(self.judgements(id), debrief.judgements);
                Some(&debrief.record)
            }
            _ => playing,
        };
        if let Some(record) = record {
            assert_eq!(self.moments(record.take.id), record.moments);
        }
        let kept = || self.takes.iter().filter(|row| !row.void);
        let played: Vec<u32> = kept().map(|row| row.take.hand.number).collect();
        assert_eq!(stage.played.iter().map(|played| played.draw).collect::<Vec<_>>(), played);
        let of_all = |played: &[Played]| played.iter().map(|played| played.went).collect::<Vec<_>>();
        assert_eq!(of_all(&stage.played), of_all(&self.played()));
        if let Some(table) = table {
            let takes = kept().filter(|row| row.take.hand.id == table.hand.id).count();
            assert_eq!(table.takes as usize, takes);
        }
        assert_eq!(stage.counted, self.counted());
        assert_eq!(stage.favourites, self.favourites);
        assert_eq!(stage.suggestions, self.waiting());
        let lengths: Vec<Ms> = kept().map(|row| row.end.map_or(0, |end| end.played)).collect();
        assert_eq!(stage.played.iter().map(|played| crate::scene::ms(played.length)).collect::<Vec<_>>(), lengths);
        let persons = stage.players.iter().filter(|player| matches!(player.key, PlayerKey::Person(_)));
        assert_eq!(persons.cloned().collect::<Vec<_>>(), self.people);
        let given = |credits: &BTreeMap<PlayerKey, u32>| {
            let given = credits.iter().filter(|(key, credit)| matches!(key, PlayerKey::Person(_)) && **credit > 0);
            given.map(|(&key, &credit)| (key, credit)).collect::<Vec<_>>()
        };
        assert_eq!(given(&stage.credits), given(&self.credits));
        assert!(!stage.present().is_empty(), "somebody is always here");
        for found in &stage.found {
            let row = self.takes.iter().find(|row| row.take.id == found.id && !row.void).expect("a take");
            assert_eq!((found.end, &found.judgements), (row.end, &self.judgements(found.id)));
        }
        let last = self.draws.last().map_or(0, |draw| draw.hand.number);
        assert_eq!(stage.next_draw, last + 1);
    }

    /// What rests must be what a deck makes of the log.
    fn rests_as(&self, stage: &Stage, packs: &[Arc<Pack>]) {
        let kept = self.draws.iter().filter(|draw| !draw.void);
        let past = kept.map(|draw| PastDraw {
            prompt: draw.hand.source.as_ref().map(|source| source.prompt.clone()),
            words: draw.hand.used.clone(),
        });
        let mut deck = Deck::new(packs, stage.deck.filters().clone(), Company::default(), past.collect());
        deck.set_never(stage.deck.never().clone());
        let mut lessons = keen();
        for Counted { prompt, verdict, .. } in self.counted().into_values() {
            let (Some(prompt), true) = (prompt, verdict != Verdict::Hold) else { continue };
            let is_usable = verdict == Verdict::Usable;
            let is_late = prompt.to_string() == "p/late";
            lessons.targets.values_mut().for_each(|target| target.had += u32::from(is_late && is_usable));
            let counts = lessons.counts.entry(prompt).or_default();
            *counts = counts.with(is_usable);
        }
        deck.set_lessons(lessons);
        let here = stage.players.iter().filter(|player| player.presence == Presence::Present);
        let lines = here.flat_map(|player| player.lines.clone()).collect();
        deck.set_company(Company { present: Some(stage.present().len()), lines });
        for entry in 0..deck.len() {
            assert_eq!(deck.odds(entry), stage.deck.odds(entry));
            assert_eq!(deck.fill(entry, 1, 1, 0), stage.deck.fill(entry, 1, 1, 0));
        }
    }
}

/// What happens, before the time is known.
#[derive(Debug, Clone)]
enum Happening {
    Do(Act),
    /// So much time passes; the stage is woken as it asked to be, or overslept.
    Pass(Ms, bool),
    /// The log answers the first save under way.
    Answer(bool),
    /// Another program sent somebody home, or back.
    Players(Vec<&'static str>),
    Suspend,
    /// The machine sleeps for so long.
    Sleep(Ms),
    /// The log answers with its last takes.
    Found,
    /// One of the takes found is given a verdict or a note.
    Given(prop::sample::Index, bool),
    /// One of the suggestions that wait is picked, or dropped.
    Picked(prop::sample::Index, bool),
    /// The file of the pack `q` is saved without one of its prompts, or whole.
    Packs(Option<usize>),
    /// The program is killed, and started again after so long.
    Restart(Ms),
}

fn act() -> impl Strategy<Value = Act> {
    let one = |act: Act| Just(act);
    let judge = (prop::sample::select(Verdict::ALL), prop::option::of(prop::sample::select(Reason::ALL)));
    let perceive = (0_usize..3, 0_usize..3).prop_map(|(role, step)| Act::Perceive {
        role,
        step,
        feeling: Some(Feeling::Joy),
        strength: None,
    });
    let pin = (0_usize..4, prop::option::of(901_u64..905));
    prop_oneof![
        12 => one(Act::Forward),
        6 => one(Act::Undo),
        1 => one(Act::UndoOnRoster),
        4 => any::<bool>().prop_map(|on_roster| Act::Redo { on_roster }),
        2 => one(Act::Toggle),
        2 => one(Act::More),
        3 => one(Act::Less),
        1 => prop::sample::select(&[10, 45, 600][..]).prop_map(|length| Act::SceneLength(Duration::from_secs(length))),
        2 => one(Act::Another(None)),
        1 => one(Act::Another(Some(PassReason::TooHard))),
        1 => one(Act::Words),
        1 => one(Act::Recast),
        1 => pin.prop_map(|(place, n)| Act::Pin { place, player: n.map(|n| PlayerKey::Person(id(n))) }),
        2 => one(Act::Shift),
        2 => one(Act::Mark),
        1 => one(Act::Slate),
        2 => one(Act::Coach),
        1 => one(Act::BreakOff),
        3 => judge.prop_map(|(verdict, reason)| Act::Judge(verdict, reason)),
        1 => prop::sample::select(&["", "good"][..]).prop_map(|note| Act::Note(note.to_owned())),
        1 => perceive,
        2 => one(Act::Again),
        1 => one(Act::Back),
        3 => room(),
        1 => order(),
    ]
}

/// What is about the plan.
fn order() -> impl Strategy<Value = Act> {
    let lines = ["a 1m", "b 2 scenes", "c 1 scene 2m kinds=game", "break 1m", "d 9s packs=q scene=1s"];
    let added = (0_usize..4, prop::sample::select(lines.to_vec()).prop_map(|line| block(line, &["p", "q"]).unwrap()));
    let edit = prop_oneof![
        3 => added.prop_map(|(after, block)| Edit::Add(after, Box::new(block))),
        2 => (0_usize..5).prop_map(Edit::Jump),
        1 => (0_usize..5).prop_map(Edit::Up),
        1 => (0_usize..5).prop_map(Edit::Down),
        1 => (0_usize..5).prop_map(Edit::Longer),
        1 => (0_usize..5).prop_map(Edit::Shorter),
        3 => (0_usize..5).prop_map(Edit::Remove),
    ];
    prop_oneof![
        3 => edit.prop_map(Act::Arrange),
        1 => prop::sample::select(&[Act::NextBlock, Act::SameBlock, Act::LongerBlock][..]),
        1 => any::<bool>().prop_map(|over| Act::WritePlan { path: "lab.toml".to_owned(), over }),
    ]
}

/// What is not about the scene.
fn room() -> impl Strategy<Value = Act> {
    let one = |act: Act| Just(act);
    let person = || {
        prop_oneof![
            5 => (901_u64..904).prop_map(|n| PlayerKey::Person(id(n))),
            1 => (1_u16..3).prop_map(PlayerKey::Seat),
        ]
    };
    let presence = prop::sample::select(&[Presence::Present, Presence::Out, Presence::Gone][..]);
    let filters = [
        Filters::default(),
        Filters { packs: vec!["q".to_owned()], ..Filters::default() },
        Filters { kinds: vec![Kind::Game], ..Filters::default() },
        Filters { kinds: vec![Kind::Scene], ..Filters::default() },
        Filters { size: Players::new(2, Some(2)), ..Filters::default() },
    ];
    let name = prop::sample::select(&["Ana", "ben", "CHI", "Dee", " "][..]);
    let how_long = prop::sample::select(&[HowLong::Today, HowLong::Always][..]);
    let lines = prop::sample::subsequence(&["war", "heavy"][..], 0..=2);
    prop_oneof![
        1 => prop::sample::select(&["A shop.", ""][..]).prop_map(|text| Act::Own(text.to_owned())),
        1 => prop::sample::select(&["A hut.", " "][..]).prop_map(|text| Act::Suggest(text.to_owned())),
        1 => how_long.prop_map(Act::Never),
        1 => prop::sample::select(filters.to_vec()).prop_map(Act::Filter),
        1 => one(Act::Rehearse),
        1 => prop::sample::select(&[("p", "late"), ("q", "game")][..]).prop_map(|(pack, id)| {
            Act::Favour(PromptKey { pack: pack.to_owned(), id: id.to_owned() })
        }),
        1 => name.prop_map(|name| Act::Arrive(name.to_owned())),
        4 => (person(), presence).prop_map(|(player, presence)| Act::Place { player, presence }),
        2 => person().prop_map(Act::Hold),
        1 => (person(), lines).prop_map(|(player, lines)| {
            Act::Lines { player, lines: lines.into_iter().map(str::to_owned).collect() }
        }),
        1 => one(Act::Find("late".to_owned())),
        1 => one(Act::CopyPrompt),
        1 => (0_usize..3).prop_map(|role| Act::CopyCard { role }),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        10 => act().prop_map(Happening::Do),
        4 => (prop_oneof![0..NUDGE, 0..1500_i64], any::<bool>()).prop_map(|(ms, wakes)| Happening::Pass(ms, wakes)),
        4 => prop::bool::weighted(0.8).prop_map(Happening::Answer),
        1 => prop::sample::subsequence(&["Ana", "Ben", "Chi"][..], 0..=3).prop_map(Happening::Players),
        1 => Just(Happening::Suspend),
        1 => (0..NUDGE).prop_map(Happening::Sleep),
        1 => Just(Happening::Found),
        1 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(take, is_note)| Happening::Given(take, is_note)),
        1 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(at, is_picked)| Happening::Picked(at, is_picked)),
        1 => prop::option::of(0_usize..4).prop_map(Happening::Packs),
        1 => (0..4 * NUDGE).prop_map(Happening::Restart),
    ]
}

/// A session with the log that it writes to.
struct Run {
    session: Session,
    now: Ms,
    slept: Ms,
    events: Vec<(Now, Event)>,
    /// Saves the log has not answered yet.
    sent: VecDeque<(u64, Entry)>,
    last: u64,
    /// What the log holds, by other programs too.
    written: Vec<Entry>,
    /// How much of that is the stage's.
    acknowledged: u64,
    takes: i64,
    /// How often it was started again.
    restarts: usize,
    /// After so many events log and stage are compared; that takes its time when there are many.
    compared: usize,
}

impl Run {
    fn new(compared: usize) -> Self {
        let mut run = Self {
            session: noisy(),
            now: 0,
            slept: 0,
            events: Vec::new(),
            sent: VecDeque::new(),
            last: 0,
            written: Vec::new(),
            acknowledged: 0,
            takes: 0,
            restarts: 0,
            compared,
        };
        run.send(run.session.effects.clone());
        run
    }

    fn at(&self) -> Now {
        let slept = Duration::from_millis(self.slept as u64);
        Now { boot: at(self.now).boot + slept, ..at(self.now) }
    }

    fn apply(&mut self, event: Event) {
        let now = self.at();
        self.events.push((now, event.clone()));
        let effects = self.session.apply_as_it_is(now, event);
        self.session.effects.clear();
        self.send(effects);
        if self.events.len().is_multiple_of(self.compared) {
            self.log().agrees(&self.session.stage);
        }
    }

    /// The log, once everything is written.
    fn log(&self) -> Log {
        Log::of(&[self.written.clone(), self.session.stage.unsaved()].concat())
    }

    fn send(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Save { seq, entry } = effect {
                let resent = self.acknowledged + 1;
                assert!(seq == self.last + 1 || seq == resent, "numbers rise by one, or start again after the written");
                self.last = seq;
                self.sent.push_back((seq, entry));
            }
        }
    }

    fn answer(&mut self, good: bool) {
        let Some((seq, entry)) = self.sent.pop_front() else { return };
        // After a failure nothing is written until that comes again.
        if good && seq == self.acknowledged + 1 {
            let take_number = matches!(entry, Entry::Began(_)).then(|| {
                self.takes += 1;
                self.takes
            });
            self.written.push(entry);
            self.acknowledged += 1;
            self.apply(Event::Answer(Answer::Saved { seq, take_number }));
        } else {
            self.apply(Event::Answer(Answer::Failed { seq, why: "the disk is full".to_owned() }));
        }
    }

    fn pass(&mut self, ms: Ms, wakes: bool) {
        let until = self.now + ms;
        while let Some(wake) = self.session.stage.next_wake(self.at()).filter(|_| wakes) {
            let wake = self.now.max(wake.as_millis() as Ms);
            if wake > until {
                break;
            }
            self.now = wake;
            self.apply(Event::Wake);
            let again = self.session.stage.next_wake(self.at());
            assert!(again.is_none_or(|again| again.as_millis() as Ms > self.now), "woken twice at one time");
        }
        self.now = until;
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Do(act) => self.apply(Event::Do(act)),
            Happening::Pass(ms, wakes) => self.pass(ms, wakes),
            Happening::Answer(good) => self.answer(good),
            Happening::Players(present) => {
                for Player { key, presence, .. } in people(&present) {
                    let PlayerKey::Person(player) = key else { continue };
                    self.written.push(Entry::Presence { player, presence });
                }
                // The log reads out what it holds by then.
                let log = Log::of(&self.written);
                let (counted, judged) = (log.counted(), log.judged());
                let (played, suggestions) = (log.played(), log.waiting());
                let before: Vec<_> = self.session.stage.played.iter().map(|played| played.parts.clone()).collect();
                let (players, said) = (log.people, BTreeMap::new());
                let recast = BTreeMap::new();
                self.apply(Event::News(News { players, played, counted, judged, recast, said, suggestions }));
                let parts = self.session.stage.played.iter().map(|played| &played.parts);
                // A scene may have begun by itself meanwhile.
                assert!(parts.take(before.len()).eq(&before), "nobody corrected a cast");
            }
            Happening::Restart(length) => self.restart(length),
            Happening::Suspend => self.apply(Event::Suspend),
            Happening::Sleep(length) => self.slept += length,
            Happening::Found => {
                let found = Log::of(&self.written).found();
                self.apply(Event::Found(found));
            }
            Happening::Picked(at, is_picked) => {
                let waiting = &self.session.stage.suggestions;
                if waiting.is_empty() {
                    return;
                }
                let suggestion = at.get(waiting).id;
                self.apply(Event::Do(if is_picked { Act::Pick(suggestion) } else { Act::Discard(suggestion) }));
            }
            Happening::Packs(without) => {
                let mut packs = packs();
                if let Some(without) = without {
                    packs[1].prompts.remove(without);
                }
                let packs = shelf(packs.into_iter().map(Arc::new).collect());
                self.apply(Event::Packs { packs, news: "the pack q was changed".to_owned() });
            }
            Happening::Given(take, is_note) => {
                let found = self.session.stage.found();
                if found.is_empty() {
                    return;
                }
                let take = take.get(found).id;
                self.apply(Event::Do(if is_note {
                    Act::NoteFound { take, note: "louder".to_owned() }
                } else {
                    Act::JudgeFound { take, verdict: Verdict::Usable, reason: None }
                }));
            }
        }
    }
}

impl Run {
    /// Nothing but what is written is there for the next start; what was shown as written is.
    fn restart(&mut self, length: Ms) {
        while !self.session.stage.is_saved() {
            self.pass(10_000, true);
            while !self.sent.is_empty() {
                self.answer(true);
            }
        }
        let running = Log::of(&self.written).running();
        let stage = self.session.stage.clone();
        if let (Some(take), Phase::Scene(play)) = (running, &stage.phase) {
            // As it was last seen, which here is when the plug was pulled.
            let (at, paused) = (play.scene.at(self.at()), play.scene.paused(self.at()));
            let end = End { ending: Ending::Interrupted, at, played: at - paused, paused };
            self.written.push(Entry::Ended { take, end });
        }
        self.now += length;
        let log = self.log();
        let resumed = log.resumed();
        let mut deck = stage.deck.clone();
        deck.set_filters(resumed.kept.as_ref().expect("it was kept").state.filters.clone());
        let opening = Opening {
            workshop: stage.workshop.clone(),
            deck,
            shelf: stage.shelf.clone(),
            players: log.people.clone(),
            favourites: log.favourites.clone(),
            said: BTreeMap::new(),
            habits: stage.habits.clone(),
            asked: Asked::default(),
            plan: None,
            resumed: Some(resumed),
            notes: vec![],
        };
        let (again, effects) = Stage::open(opening, self.at());
        assert_eq!((&again.held, &again.outs, again.rehearsal), (&stage.held, &stage.outs, stage.rehearsal));
        assert_eq!(again.present(), stage.present());
        let plan = |stage: &Stage| stage.plan.as_ref().map(Running::place);
        assert_eq!(plan(&again), plan(&stage));
        let personal = |stage: &Stage| stage.undo.iter().filter(|step| !step.is_personal()).count();
        let interrupted = usize::from(running.is_some());
        let countdown = matches!(stage.phase, Phase::Ready(..));
        let is_recast = !countdown && !stage.missing().is_empty() && again.missing().is_empty();
        let (was, is) = (personal(&stage) + interrupted + usize::from(is_recast), personal(&again));
        // With as many as are kept, the log may still have some that this stage had dropped.
        let is_full = again.undo.len() == STEPS || stage.undo.len() == STEPS;
        assert!(
            countdown || is == was || is_full,
            "every step but of a countdown: {is} of {was}, {:?}",
            again.notice()
        );
        self.session.stage = again;
        self.restarts += 1;
        (self.last, self.acknowledged) = (0, 0);
        self.sent.clear();
        self.send(effects);
        self.log().agrees(&self.session.stage);
    }
}

/// A session with every signal.
fn noisy() -> Session {
    let mut session = Session::open_with(Habits::default(), packs(), people(&["Ana", "Ben"]), None);
    session.stage.deck.set_lessons(keen());
    session
}

/// Nothing learned yet, and ten takes of what `p/late` alone gives wanted.
fn keen() -> Lessons {
    let targets = BTreeMap::from([(Aim::Shift(Feeling::Remorse, Feeling::Relief), Target { had: 0, wanted: 10 })]);
    Lessons { level: Level::Keen, counts: BTreeMap::new(), targets }
}

fn packs() -> Vec<Pack> {
    let trio = Prompt { players: Players::new(3, None).unwrap(), ..prompt("trio") };
    let game = Prompt { kind: Kind::Game, tags: vec!["heavy".to_owned()], ..prompt("game") };
    let solo = Prompt { players: Players::new(1, None).unwrap(), roles: vec![role("alone", "joy")], ..prompt("solo") };
    vec![late(), pack("q", vec![trio, game, solo, prompt("pair")])]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_happens_log_and_stage_agree(happenings in prop::collection::vec(happening(), 1..80)) {
        let mut run = Run::new(1);
        for happening in happenings {
            run.happen(happening);
        }
        run.happen(Happening::Packs(None));
        let packs: Vec<_> = packs().into_iter().map(Arc::new).collect();
        run.log().rests_as(&run.session.stage, &packs);

        // Everything taken back, nothing is left.
        for _ in 0..200 {
            run.apply(Event::Do(Act::UndoOnRoster));
        }
        let stage = &run.session.stage;
        prop_assert_eq!(&stage.phase, &Phase::Empty);
        prop_assert_eq!(stage.deck.filters(), &Filters::default());
        prop_assert!(stage.deck.never().prompts.is_empty() && stage.held.is_empty() && !stage.rehearsal);
        prop_assert!(stage.favourites.is_empty() && stage.suggestions.is_empty());
        prop_assert_eq!(&stage.plan, &None);
        let log = run.log();
        prop_assert!(log.draws.iter().all(|draw| draw.void) && log.takes.iter().all(|row| row.void));
        // What people said for themselves is not kept a second time, to be taken back after a restart.
        prop_assert!(run.restarts > 0 || log.people.iter().all(|person| person.lines.is_empty()));
        log.rests_as(stage, &packs);

        // Once the log can be written, all of it is in there.
        let entries = stage.unsaved().len() + run.written.len();
        run.pass(10_000, true);
        while !run.session.stage.is_saved() {
            run.answer(true);
        }
        prop_assert_eq!(run.written.len(), entries);
        prop_assert_eq!(run.session.stage.trouble(), None);
        replays(run);
    }
}

/// The same events at the same times give an equal stage.
fn replays(run: Run) {
    if run.restarts > 0 {
        return;
    }
    let mut again = noisy();
    for (now, event) in run.events {
        again.apply_as_it_is(now, event);
        again.effects.clear();
    }
    assert_eq!(again.stage, run.session.stage);
}

#[test]
fn eight_hours_of_anything_leave_a_log_that_agrees_and_no_heap_of_memory() {
    const EVENTS: Ms = 10_000;
    const HOURS: Ms = 8 * 60 * 60 * 1000;
    for seed in 1..=3 {
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), random);
        let mut run = Run::new(2000);
        for _ in 0..EVENTS {
            run.happen(happening().new_tree(&mut runner).unwrap().current());
            // The log keeps up, but for what happens to it.
            while !run.sent.is_empty() {
                run.answer(true);
            }
            run.pass(HOURS / EVENTS, true);
        }
        assert!(run.now >= HOURS);
        run.happen(Happening::Packs(None));
        run.log().agrees(&run.session.stage);
        let packs: Vec<_> = packs().into_iter().map(Arc::new).collect();
        run.log().rests_as(&run.session.stage, &packs);
        // What can be taken back is bounded, and nothing else is large.
        let stage = &run.session.stage;
        let size = |value: &dyn std::fmt::Debug| format!("{value:?}").len();
        assert!((STEPS / 2..=STEPS).contains(&stage.undo.len()));
        assert!(size(&stage.undo) < 2000 * STEPS, "{}", size(&stage.undo));
        assert!(size(stage) - size(&stage.undo) < 200_000, "{}", size(stage) - size(&stage.undo));
    }
}
