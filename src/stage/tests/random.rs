//! Whatever happens, a session replays to the same stage, and what it wrote agrees with what it shows.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;
use crate::deck::PastDraw;
use crate::scene::NUDGE;
use crate::take::Take;

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
#[derive(Debug, Default)]
struct Log {
    draws: Vec<DrawRow>,
    takes: Vec<TakeRow>,
    moments: Vec<(Uuid, Moment, bool)>,
    judgements: Vec<(Uuid, Judgement, bool)>,
}

impl Log {
    fn of(entries: &[Entry]) -> Self {
        let mut log = Self::default();
        for entry in entries {
            log.write(entry.clone());
        }
        log
    }

    /// Panics where an entry is about something that the log does not hold, or makes no sense.
    fn write(&mut self, entry: Entry) {
        match entry {
            Entry::Workshop(_) | Entry::Arrived { .. } => {}
            Entry::Presence { .. } | Entry::Lines { .. } => panic!("no act writes {entry:?}"),
            Entry::Dealt(hand) => {
                if let Some(draw) = self.draws.iter_mut().find(|draw| draw.hand.id == hand.id) {
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
                let row = self.take(take);
                assert!(row.end.replace(end).is_none() && end.at >= row.seen);
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
            Entry::Moment { take, moment } => {
                assert!(self.take(take).end.is_none() && moment.at >= 0);
                self.moments.push((take, moment, false));
            }
            Entry::MomentVoided { moment, .. } => {
                let row = self.moments.iter_mut().find(|row| row.1.id == moment).expect("a moment");
                assert!(!std::mem::replace(&mut row.2, true));
            }
            Entry::Judged { take, judgement } => {
                assert!(self.take(take).end.is_some());
                self.judgements.push((take, judgement, false));
            }
            Entry::JudgementVoided { judgement, .. } => {
                let row = self.judgements.iter_mut().find(|row| row.1.id == judgement).expect("a judgement");
                assert!(!std::mem::replace(&mut row.2, true));
            }
        }
    }

    fn draw(&mut self, id: Uuid) -> &mut DrawRow {
        self.draws.iter_mut().find(|draw| draw.hand.id == id).expect("a draw")
    }

    fn take(&mut self, id: Uuid) -> &mut TakeRow {
        self.takes.iter_mut().find(|row| row.take.id == id && !row.void).expect("a take")
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
        kept.map(|(_, moment, _)| moment.clone()).collect()
    }

    fn judgements(&self, take: Uuid) -> Vec<Judgement> {
        let kept = self.judgements.iter().filter(|(of, _, void)| *of == take && !void);
        kept.map(|(_, judgement, _)| judgement.clone()).collect()
    }

    fn judged(&self) -> Vec<(Uuid, Judgement)> {
        let kept = self.judgements.iter().filter(|(_, _, void)| !void);
        kept.map(|(take, judgement, _)| (*take, judgement.clone())).collect()
    }

    fn usable(&self) -> BTreeSet<Uuid> {
        let kept = self.takes.iter().filter(|row| !row.void).map(|row| row.take.id);
        let verdict = |take| self.judgements(take).iter().rev().find_map(|judgement| judgement.verdict);
        kept.filter(|&take| verdict(take) == Some(Verdict::Usable)).collect()
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
        if let Some(table) = table {
            let takes = kept().filter(|row| row.take.hand.id == table.hand.id).count();
            assert_eq!(table.takes as usize, takes);
        }
        assert_eq!(stage.usable, self.usable());
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
        let mut deck = Deck::new(packs, Filters::default(), Company::default(), past.collect());
        deck.set_company(Company { present: Some(stage.present().len()), ..Company::default() });
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
    let pin = (0_usize..3, prop::option::of(901_u64..905));
    prop_oneof![
        12 => one(Act::Forward),
        6 => one(Act::Undo),
        2 => one(Act::Toggle),
        2 => one(Act::More),
        3 => one(Act::Less),
        2 => one(Act::Another(None)),
        1 => one(Act::Another(Some(PassReason::TooHard))),
        1 => one(Act::Words),
        1 => one(Act::Recast),
        1 => pin.prop_map(|(role, n)| Act::Pin { role, player: n.map(|n| PlayerKey::Person(id(n))) }),
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
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        10 => act().prop_map(Happening::Do),
        4 => (prop_oneof![0..NUDGE, 0..1500_i64], any::<bool>()).prop_map(|(ms, wakes)| Happening::Pass(ms, wakes)),
        4 => prop::bool::weighted(0.8).prop_map(Happening::Answer),
        1 => prop::sample::subsequence(&["Ana", "Ben", "Chi"][..], 0..=3).prop_map(Happening::Players),
        1 => Just(Happening::Suspend),
    ]
}

/// A session with the log that it writes to.
struct Run {
    session: Session,
    now: Ms,
    events: Vec<(Ms, Event)>,
    /// Every entry in the order of its number.
    entries: Vec<Entry>,
    /// Saves the log has not answered yet.
    sent: VecDeque<(u64, Entry)>,
    last: u64,
    /// What the log holds.
    written: Vec<Entry>,
    takes: i64,
}

impl Run {
    fn new(packs: Vec<Pack>) -> Self {
        let session = Session::open(packs, people(&["Ana", "Ben"]), None);
        let (entries, sent, written) = (Vec::new(), VecDeque::new(), Vec::new());
        let mut run = Self { session, now: 0, events: Vec::new(), entries, sent, last: 0, written, takes: 0 };
        run.send(run.session.effects.clone());
        run
    }

    fn apply(&mut self, event: Event) {
        self.events.push((self.now, event.clone()));
        let effects = self.session.apply(at(self.now), event);
        self.send(effects);
        self.entries = [self.written.clone(), self.session.stage.unsaved()].concat();
        Log::of(&self.entries).agrees(&self.session.stage);
    }

    fn send(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Save { seq, entry } = effect {
                let resent = self.written.len() as u64 + 1;
                assert!(seq == self.last + 1 || seq == resent, "numbers rise by one, or start again after the written");
                self.last = seq;
                self.sent.push_back((seq, entry));
            }
        }
    }

    fn answer(&mut self, good: bool) {
        let Some((seq, entry)) = self.sent.pop_front() else { return };
        // After a failure nothing is written until that comes again.
        if good && seq == self.written.len() as u64 + 1 {
            let take_number = matches!(entry, Entry::Began(_)).then(|| {
                self.takes += 1;
                self.takes
            });
            self.written.push(entry);
            self.apply(Event::Saved { seq, take_number });
        } else {
            self.apply(Event::SaveFailed { seq, why: "the disk is full".to_owned() });
        }
    }

    fn pass(&mut self, ms: Ms, wakes: bool) {
        let until = self.now + ms;
        while let Some(wake) = self.session.stage.next_wake(at(self.now)).filter(|_| wakes) {
            let wake = self.now.max(wake.as_millis() as Ms);
            if wake > until {
                break;
            }
            self.now = wake;
            self.apply(Event::Wake);
            let again = self.session.stage.next_wake(at(self.now));
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
                // The log reads out what it holds by then.
                let log = Log::of(&self.written);
                self.apply(Event::News(News { players: people(&present), usable: log.usable(), judged: log.judged() }));
            }
            Happening::Suspend => self.apply(Event::Suspend),
        }
    }
}

fn packs() -> Vec<Pack> {
    let trio = Prompt { players: Players::new(3, None).unwrap(), ..prompt("trio") };
    let solo = Prompt { players: Players::new(1, None).unwrap(), roles: vec![role("alone", "joy")], ..prompt("solo") };
    vec![late(), pack("q", vec![trio, solo, prompt("pair")])]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_happens_log_and_stage_agree(happenings in prop::collection::vec(happening(), 1..80)) {
        let mut run = Run::new(packs());
        for happening in happenings {
            run.happen(happening);
        }
        let packs: Vec<_> = packs().into_iter().map(Arc::new).collect();
        Log::of(&run.entries).rests_as(&run.session.stage, &packs);

        // Everything taken back, nothing is left.
        for _ in 0..200 {
            run.apply(Event::Do(Act::Undo));
        }
        prop_assert_eq!(&run.session.stage.phase, &Phase::Empty);
        let log = Log::of(&run.entries);
        prop_assert!(log.draws.iter().all(|draw| draw.void) && log.takes.iter().all(|row| row.void));
        log.rests_as(&run.session.stage, &packs);

        // Once the log can be written, all of it is in there.
        run.pass(10_000, true);
        while !run.session.stage.is_saved() {
            run.answer(true);
        }
        prop_assert_eq!(&run.written, &run.entries);
        prop_assert_eq!(run.session.stage.trouble(), None);

        let mut again = Session::open(self::packs(), people(&["Ana", "Ben"]), None);
        for (now, event) in run.events {
            again.apply(at(now), event);
        }
        prop_assert_eq!(again.stage, run.session.stage);
    }
}
