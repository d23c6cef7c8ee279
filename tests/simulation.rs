//! A workshop of eight hours in a few seconds: random keys from the key table, time, and a real log.
//!
//! Start with [`Run`].

#![expect(clippy::disallowed_methods, reason = "the log it writes goes by the machine's clock")]
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the answer")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use sidecoach::booth::store::read::{Filter, TakeRecord};
use sidecoach::booth::store::writer::{Reply, Writer};
use sidecoach::booth::store::{Access, Store};
use sidecoach::cast::{Ledger, Player, PlayerKey, Presence};
use sidecoach::deck::{Company, Deck, Filters};
use sidecoach::feeling::{Aim, Feeling};
use sidecoach::learn::{Lessons, Level, Target};
use sidecoach::pack::read::read;
use sidecoach::pack::{Pack, Prompt, PromptKey, Weight};
use sidecoach::report::{Topic, counts};
use sidecoach::scene::Now;
use sidecoach::stage::{Act, Answer, Asked, Effect, Event, Habits, News, Opening, Phase, Shelved, Stage, Weighing};
use sidecoach::take::{Counted, Ending, Entry, Verdict, Workshop};
use sidecoach::ui::keys::SECTIONS;
use sidecoach::ui::look::{Look, Theme};
use sidecoach::ui::{Clock, Taste, View, draw};
use uuid::Uuid;

/// Only on cards.
const SECRET: &str = "xylographic";

const PACK: &str = r#"
format = 1
title = "Anything"
rating = "general"

[words]
place = ["a lighthouse", "a lift"]

[[prompt]]
id = "letter"
text = "The {sender} hands the {reader} a letter in {place}."
players = "2-4"
time = { scene = "16s", ready = "5s" }
coach = ["Say less.", { text = "Look at the hands.", at = "30%" }]

  [[prompt.role]]
  name = "sender"
  feeling = "joy -> fear @50%"
  secret = "An xylographic affair."

  [[prompt.role]]
  name = "reader"
  feeling = "anger"

[[prompt]]
id = "queue"
kind = "game"
text = "Everybody is in one queue."
players = "2+"
time = { scene = "8s" }

[[prompt]]
id = "alone"
text = "Somebody waits in {place}."
players = "1"
"#;

/// What is wanted of what the letter gives.
fn targets() -> BTreeMap<Aim, u32> {
    BTreeMap::from([(Aim::Shift(Feeling::Joy, Feeling::Fear), 30)])
}

fn pack() -> Pack {
    let (pack, findings) = read("anything", PACK.as_bytes());
    let pack = pack.unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(pack.prompts.len(), 3, "{findings:?}");
    pack
}

fn deck(lessons: Lessons) -> Deck {
    let mut deck = Deck::new(&[Arc::new(pack())], Filters::default(), Company::default(), Vec::new());
    deck.set_lessons(lessons);
    deck
}

/// A session, its view, its log, and a twin that hears of the same events at the same times.
struct Run {
    stage: Stage,
    twin: Stage,
    view: View,
    now: Now,
    ids: [u128; 2],
    writer: Writer,
    replies: Receiver<Reply>,
    /// Saves that the log has not been given yet.
    held: VecDeque<(u64, Entry)>,
    /// What is to be looked up.
    wanted: Option<String>,
    begun: usize,
    voided: usize,
    signalled: usize,
    /// How often others changed the log.
    heard: usize,
    quit: bool,
}

impl Run {
    fn new(log: &Path) -> Self {
        Self::stage(log, 9)
    }

    /// A stage with a workshop of this id; what it writes has ids of its own.
    fn stage(log: &Path, workshop: u128) -> Self {
        let nothing = targets().into_iter().map(|(aim, wanted)| (aim, Target { had: 0, wanted })).collect();
        let deck = deck(Lessons { level: Level::Keen, counts: BTreeMap::new(), targets: nothing });
        let player = |(name, n): (&str, u128)| Player {
            key: PlayerKey::Person(Uuid::from_u128(n)),
            name: name.to_owned(),
            presence: Presence::Present,
            lines: Vec::new(),
        };
        let workshop = Uuid::from_u128(workshop);
        let opening = Opening {
            workshop: Workshop { id: workshop, name: "Lab".to_owned(), started: 0, zone: "UTC".to_owned(), seed: 7 },
            shelf: vec![shelved(Arc::new(pack()))],
            deck,
            players: ["Ana", "Ben", "Chi", "Dee"].into_iter().zip(1..).map(player).collect(),
            favourites: BTreeSet::new(),
            said: BTreeMap::new(),
            habits: Habits::default(),
            asked: Asked::default(),
            plan: None,
            resumed: None,
            notes: vec![],
        };
        let now = Now { mono: Duration::from_secs(100), boot: Duration::from_secs(100), utc: 0 };
        let (stage, effects) = Stage::open(opening, now);
        let (send, replies) = mpsc::channel();
        let writer = Writer::spawn(log.to_owned(), workshop, None, move |reply| drop(send.send(reply))).unwrap();
        let taste = Taste { look: Look { theme: Theme::Terminal, color: true }, counts_up: false };
        let mut run = Self {
            twin: stage.clone(),
            stage,
            view: View::new(taste),
            now,
            ids: [workshop.as_u128() << 32; 2],
            writer,
            replies,
            held: VecDeque::new(),
            wanted: None,
            begun: 0,
            voided: 0,
            signalled: 0,
            heard: 0,
            quit: false,
        };
        run.perform(effects);
        run
    }

    fn apply(&mut self, event: Event) {
        let mut ids = self.ids.each_mut().map(|id| {
            || {
                *id += 1;
                Uuid::from_u128(*id)
            }
        });
        let effects = self.stage.apply(self.now, event.clone(), &mut ids[0]);
        let same = self.twin.apply(self.now, event, &mut ids[1]);
        assert_eq!(effects, same, "the same events have the same effects");
        self.perform(effects);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        // The log is handed all of them before anything else happens because of them.
        let (saves, others): (Vec<_>, Vec<_>) =
            effects.into_iter().partition(|effect| matches!(effect, Effect::Save { .. }));
        for effect in saves.into_iter().chain(others) {
            match effect {
                Effect::Save { seq, entry } => self.held.push_back((seq, entry)),
                Effect::Find(words) => self.wanted = Some(words),
                Effect::Notify { title, body } => {
                    self.signalled += 1;
                    assert!(!title.contains(SECRET) && !body.contains(SECRET), "{title} {body}");
                }
                Effect::Quit => self.quit = true,
                Effect::Weigh { prompt, weighing } => self.weigh(&prompt, weighing),
                Effect::Bell
                | Effect::Copy(_)
                | Effect::Never { .. }
                | Effect::Rates
                | Effect::Figures(_)
                | Effect::Edit(_)
                | Effect::ReadText { .. }
                | Effect::WritePlan { .. }
                | Effect::Suspend => {}
            }
        }
    }

    /// Another program saves the pack with one prompt fewer, or whole again.
    fn save_pack(&mut self, without: Option<usize>) {
        let mut pack = pack();
        if let Some(without) = without {
            pack.prompts.remove(without);
        }
        self.apply(Event::Packs {
            packs: vec![shelved(Arc::new(pack))],
            news: "the pack anything was changed".to_owned(),
        });
    }

    fn weigh(&mut self, prompt: &PromptKey, weighing: Weighing) {
        let mut pack = Pack::clone(self.stage.shelf()[0].pack.as_ref().unwrap());
        let Some(weighed) = pack.prompts.iter_mut().find(|other| other.id == prompt.id) else { return };
        let before = weighed.weight;
        let (after, is_step) = match weighing {
            Weighing::Heavier => (before.thousandths() + 250, true),
            Weighing::Lighter => (before.thousandths().saturating_sub(100), true),
            Weighing::To(weight) => (weight.thousandths(), false),
        };
        let Some(weight) = Weight::from_thousandths(after) else { return };
        *weighed = Arc::new(Prompt { weight, ..Prompt::clone(weighed) });
        if is_step {
            self.apply(Event::Weighed { prompt: prompt.clone(), before });
        }
        self.apply(Event::Packs { packs: vec![shelved(Arc::new(pack))], news: String::new() });
    }

    /// The log writes what it was given and says so, until nothing is left; or it can't.
    fn catch_up(&mut self, can_write: bool) {
        while let Some((seq, entry)) = self.held.pop_front() {
            if !can_write {
                self.apply(Event::Answer(Answer::Failed { seq, why: "the disk is full".to_owned() }));
                continue;
            }
            let batch: Vec<_> = std::iter::once((seq, entry)).chain(self.held.drain(..)).collect();
            for (seq, entry) in &batch {
                // One that was taken back may begin after all.
                self.begun += usize::from(matches!(entry, Entry::Began(_) | Entry::TakeRestored { .. }));
                self.voided += usize::from(matches!(entry, Entry::TakeVoided { .. }));
                self.writer.save(*seq, entry.clone());
            }
            for _ in batch {
                match self.reply() {
                    Reply::Answer(answer @ Answer::Saved { .. }) => self.apply(Event::Answer(answer)),
                    other => panic!("{other:?}"),
                }
            }
        }
        if let (Some(words), true) = (self.wanted.take(), can_write) {
            self.writer.find(words);
            match self.reply() {
                Reply::Found(takes) => self.apply(Event::Found(takes)),
                other => panic!("{other:?}"),
            }
        }
    }

    /// What the log answers. What others changed in it meanwhile is heard on the way.
    fn reply(&mut self) -> Reply {
        loop {
            let news = match self.replies.recv().unwrap() {
                Reply::News(news) => news,
                other => return other,
            };
            let players = news.players.into_iter().map(|person| Player {
                key: PlayerKey::Person(person.id),
                name: person.name,
                presence: person.presence,
                lines: person.lines,
            });
            let players = players.collect();
            self.apply(Event::News(News {
                players,
                played: news.played,
                counted: news.counted,
                judged: news.judged,
                recast: news.recast,
                said: news.said,
                suggestions: news.suggestions,
            }));
            self.heard += 1;
        }
    }

    /// Asks what others changed in the log, and hears it.
    fn look(&mut self) {
        self.writer.look();
        self.writer.figures(Topic::People);
        match self.reply() {
            Reply::Figures(figures) => self.apply(Event::Figures(figures)),
            other => panic!("{other:?}"),
        }
    }

    /// Lets time pass, waking the stage as it asks for.
    fn pass(&mut self, length: Duration) {
        let until = self.now.mono + length;
        while let Some(wake) = self.stage.next_wake(self.now).filter(|wake| *wake <= until) {
            self.go_to(wake.max(self.now.mono));
            self.apply(Event::Wake);
        }
        self.go_to(until);
    }

    fn go_to(&mut self, mono: Duration) {
        self.now = Now { mono, boot: mono, utc: mono.as_millis() as i64 };
    }

    fn press(&mut self, key: KeyCode) {
        for act in self.view.press(KeyEvent::new(key, KeyModifiers::NONE), &self.stage) {
            // It is a long workshop.
            if act != Act::Quit {
                self.apply(Event::Do(act));
            }
        }
    }

    fn frame(&self, width: u16, height: u16) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let clock = Clock { time: "20:41".to_owned(), offset_minutes: 60 };
        terminal.draw(|frame| draw(frame, &self.stage, &self.view, self.now, &clock)).unwrap();
        terminal.backend().buffer().clone()
    }
}

fn shelved(pack: Arc<Pack>) -> Shelved {
    let (name, place) = (pack.name.clone(), "anything.toml".to_owned());
    Shelved { name, place, pack: Some(pack), remarks: Vec::new(), is_kept: false }
}

/// Every key of the table, and letters for what is asked.
fn keys() -> Vec<KeyCode> {
    let table = SECTIONS.iter().flat_map(|section| section.rows).flat_map(|row| row.keys).copied();
    table
        .chain("abcdefghijklmnopqrstuvwxyz0123456789, ".chars().map(KeyCode::Char))
        .chain([KeyCode::Backspace])
        .collect()
}

/// What the log says of each take must hang together.
fn check(take: &TakeRecord) {
    let (Some(_), Some(at), Some(played), Some(paused)) =
        (take.ending, take.ended_at_ms, take.played_ms, take.paused_ms)
    else {
        panic!("it never ended: {take:?}")
    };
    assert!(at == played + paused && played >= 0 && paused >= 0, "{take:?}");
    assert!(take.moments.iter().all(|moment| (0..=at).contains(&moment.at_ms)), "{take:?}");
    assert!(take.moments.is_sorted_by_key(|moment| moment.at_ms), "{take:?}");
    let last = take.judgements.iter().rev().find_map(|judgement| judgement.verdict);
    assert_eq!(take.verdict, last, "{take:?}");
}

#[test]
fn eight_hours_of_any_keys_leave_a_log_that_agrees() {
    const KEYS: u64 = 10_000;
    /// What the stage takes when it is written out, with all it can take back and all that it had the log write.
    const MOST: usize = 4_000_000;
    const HOURS: Duration = Duration::from_secs(8 * 60 * 60);
    let keys = keys();
    for seed in 1..=3 {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut run = Run::new(&log);
        let until = run.now.mono + HOURS;
        for n in 0..KEYS {
            let key = if random.random_ratio(1, 4) { KeyCode::Enter } else { keys[random.random_range(0..keys.len())] };
            run.press(key);
            if random.random_ratio(1, 20) {
                run.frame(random.random_range(1..=200), random.random_range(1..=60));
            }
            if random.random_ratio(1, 50) {
                let without = random.random_range(0..6);
                run.save_pack((without < 3).then_some(without));
            }
            if random.random_ratio(1, 5) {
                let can_write = random.random_ratio(19, 20);
                run.catch_up(can_write);
            }
            let left = until.saturating_sub(run.now.mono) / (KEYS - n) as u32;
            run.pass(left.mul_f64(random.random_range(0.0..2.0)));
        }
        run.pass(until.saturating_sub(run.now.mono) + Duration::from_secs(6));
        let size = format!("{:?}", run.stage).len();
        assert!(size < MOST, "{size}");
        run.apply(Event::Interrupt);
        run.catch_up(true);
        assert!(run.quit && run.stage.is_saved(), "it ends once everything is in the log");
        assert_eq!(run.stage, run.twin, "the same events make the same stage");
        assert!(run.begun - run.voided > 50 && run.signalled > 10, "{} {}", run.begun, run.signalled);
        run.save_pack(None);
        run.writer.stop();

        let store = Store::open(&log, Access::Write).unwrap();
        let takes = store.takes(&Filter::default()).unwrap();
        takes.iter().for_each(check);
        assert!(takes.iter().all(|take| take.ending != Some(Ending::Stopped) || take.verdict.is_none()));
        assert_eq!(takes.len(), run.begun - run.voided);
        assert!(takes.iter().skip(1).all(|take| take.ending != Some(Ending::Interrupted)), "the last one at most");
        let usable = takes.iter().filter(|take| take.verdict == Some(Verdict::Usable) && !take.rehearsal).count();
        assert_eq!(usable, run.stage.usable());
        for player in run.stage.players() {
            let PlayerKey::Person(person) = player.key else { continue };
            let mine = || takes.iter().filter(|take| take.cast.iter().any(|part| part.person == Some(person)));
            let counted = || mine().filter(|take| counts(take.rehearsal, take.ending));
            let draws = counted().map(|take| take.draw).collect::<BTreeSet<_>>().len() as u64;
            let length = counted().filter_map(|take| take.played_ms).sum();
            assert_eq!(run.stage.stage_time(player.key), (draws, length), "{}", player.name);
        }
        // The log goes by the machine's own clock.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
        let resumed = store.resume(now, None, None).unwrap().expect("it goes on").resumed;
        let (kept, ledger) = (Ledger::new(&resumed.played, &resumed.credits), run.stage.ledger());
        let people = || run.stage.players().iter().map(|player| player.key);
        for one in people() {
            assert_eq!(kept.count(one), ledger.count(one), "{one:?}");
            assert!(people().all(|other| kept.met(one, other) == ledger.met(one, other)), "{one:?}");
        }
        let is_usable = |counted: &&Counted| counted.verdict == Verdict::Usable;
        assert_eq!(resumed.counted.values().filter(is_usable).count(), run.stage.usable());
        let favourites = store.favourites().unwrap();
        for entry in 0..run.stage.deck().len() {
            let (pack, prompt) = run.stage.deck().entry(entry);
            let key = PromptKey { pack: pack.name.clone(), id: prompt.id.clone() };
            assert_eq!(favourites.contains(&key), run.stage.is_favourite(&key), "{key}");
        }
        let deck = deck(store.lessons(Level::Keen, &targets()).unwrap());
        for entry in 0..deck.len() {
            // What is needed may lag behind by takes of prompts that were gone when they were judged.
            assert_eq!(deck.odds(entry).learned, run.stage.deck().odds(entry).learned);
        }
    }
}

#[test]
fn two_stages_share_a_log_for_an_hour() {
    const KEYS: u64 = 1000;
    const HOUR: Duration = Duration::from_secs(60 * 60);
    let keys = keys();
    for seed in 1..=2 {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut runs = [Run::stage(&log, 9), Run::stage(&log, 10)];
        let until = runs[0].now.mono + HOUR;
        for n in 0..KEYS {
            for run in &mut runs {
                let is_enter = random.random_ratio(1, 4);
                run.press(if is_enter { KeyCode::Enter } else { keys[random.random_range(0..keys.len())] });
                if random.random_ratio(1, 5) {
                    let can_write = random.random_ratio(19, 20);
                    run.catch_up(can_write);
                }
                if random.random_ratio(1, 10) {
                    run.look();
                }
                let left = until.saturating_sub(run.now.mono) / (KEYS - n) as u32;
                run.pass(left.mul_f64(random.random_range(0.0..2.0)));
            }
        }
        for run in &mut runs {
            run.pass(until.saturating_sub(run.now.mono) + Duration::from_secs(6));
            run.apply(Event::Interrupt);
            run.catch_up(true);
            assert!(run.quit && run.stage.is_saved(), "it ends once everything is in the log");
            assert!(run.heard > 10, "{}", run.heard);
        }
        // What the other wrote last is heard too.
        runs.iter_mut().for_each(Run::look);
        let store = Store::open(&log, Access::Read).unwrap();
        assert_eq!(store.faults().unwrap(), [""; 0]);
        let takes = store.takes(&Filter::default()).unwrap();
        takes.iter().for_each(check);
        assert_eq!(takes.len(), runs.iter().map(|run| run.begun - run.voided).sum::<usize>());
        // One stage may judge a take that the other takes up again, and then breaks off.
        let is_counted = |take: &TakeRecord| !take.rehearsal && take.ending != Some(Ending::Stopped);
        let is_usable = |take: &&TakeRecord| take.verdict == Some(Verdict::Usable) && is_counted(take);
        let usable = takes.iter().filter(is_usable).count();
        assert_eq!(usable, runs.iter().map(|run| run.stage.usable()).sum::<usize>());
        let [one, other] = runs.each_ref().map(|run| {
            let players = run.stage.players().iter().filter(|player| matches!(player.key, PlayerKey::Person(_)));
            players.map(|player| (player.key, player.name.clone(), player.lines.clone())).collect::<Vec<_>>()
        });
        assert_eq!(one, other, "both know everybody; who is here is for each workshop to say");
        for run in runs {
            assert_eq!(run.stage, run.twin, "the same events make the same stage");
            run.writer.stop();
        }
    }
}

#[test]
fn a_window_of_any_size_changes_nothing_but_the_picture() {
    let dir = tempfile::tempdir().unwrap();
    let mut still = Run::new(&dir.path().join("still.db"));
    let mut moved = Run::new(&dir.path().join("moved.db"));
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for run in [&mut still, &mut moved] {
        (0..3).for_each(|_| run.press(KeyCode::Enter));
        run.catch_up(true);
        assert!(matches!(run.stage.phase(), Phase::Scene(_)));
    }
    for n in 0..1000 {
        moved.frame(random.random_range(1..=200), random.random_range(1..=60));
        let key = [Some('m'), None, Some(' '), Some('i'), Some('j'), Some('f'), Some('?')][n % 7];
        for run in [&mut still, &mut moved] {
            run.pass(Duration::from_millis(10));
            if let (Some(key), 0) = (key, n % 10) {
                run.press(KeyCode::Char(key));
            }
            run.catch_up(true);
        }
    }
    assert_eq!(moved.stage, still.stage);
    assert_eq!(moved.frame(80, 24), still.frame(80, 24));
    let takes = |run: Run, name: &str| {
        run.writer.stop();
        Store::open(&dir.path().join(name), Access::Read).unwrap().takes(&Filter::default()).unwrap()
    };
    let (still, moved) = (takes(still, "still.db"), takes(moved, "moved.db"));
    assert!(moved == still && still.len() == 1, "{still:?} {moved:?}");
}
