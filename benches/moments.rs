//! What the moments of a session cost: a frame of a running scene on 120 by 40 cells, and a verdict from the key to the
//! disk, beside the least that can be done for that, a line of a file with `fdatasync`:
//!
//!     cargo bench --bench moments
//!
//! Each verdict is the first on its take, as in a workshop. Verdict and line take turns on one disk; medians count. A verdict
//! is on the disk before the stage is told so: both times are printed. First all comes at once, then each verdict and each
//! line after a pause, as in a workshop too, where processor and disk were idle. So many frames alone, to be counted in
//! instructions:
//!
//!     cargo bench --bench moments -- 1000

#![expect(clippy::disallowed_methods, reason = "a real disk is written to, and time is measured")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use sidecoach::booth::packs::built_in;
use sidecoach::booth::store::writer::{Reply, Writer};
use sidecoach::cast::{Player, PlayerKey, Presence};
use sidecoach::deck::{Company, Deck, Filters};
use sidecoach::pack::read::read;
use sidecoach::scene::Now;
use sidecoach::stage::{Act, Answer, Asked, Effect, Event, Habits, Opening, Stage};
use sidecoach::take::{Verdict, Workshop};
use sidecoach::ui::look::{Look, Theme};
use sidecoach::ui::{Clock, Taste, View, draw};
use uuid::Uuid;

const FRAMES: u32 = 2000;
const VERDICTS: usize = 300;
const PAUSES: [Duration; 2] = [Duration::ZERO, Duration::from_millis(20)];
/// As long as what a verdict writes, about.
const LINE: [u8; 300] = [b'x'; 300];

fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let mut session = Session::open(&folder.path().join("takes.db"));
    // A prompt, its call, the countdown, the scene.
    for _ in 0..3 {
        session.does(Act::Forward);
    }
    if let Some(frames) = std::env::args().find_map(|arg| arg.parse().ok()) {
        session.frames(frames);
        return;
    }
    session.frames(FRAMES);
    let frame = session.frames(FRAMES) / FRAMES;
    println!("a frame: {:.1} µs", frame.as_secs_f64() * 1e6);

    session.does(Act::Forward);
    let mut file = File::create(folder.path().join("lines")).expect("a file");
    for pause in PAUSES {
        let mut times = [const { Vec::new() }; 3];
        for _ in 0..VERDICTS {
            thread::sleep(pause);
            let (begin, kept) = session.does(Act::Judge(Verdict::Usable, None));
            times[0].push(kept.expect("a verdict is kept") - begin);
            times[1].push(begin.elapsed());
            thread::sleep(pause);
            let begin = Instant::now();
            file.write_all(&LINE).and_then(|()| file.sync_data()).expect("written");
            times[2].push(begin.elapsed());
            // The next prompt, its call, its scene, the end of that.
            for _ in 0..4 {
                session.does(Act::Forward);
            }
        }
        let [verdict, told, line] = times.map(|mut times| {
            times.sort();
            times[times.len() / 2].as_secs_f64() * 1e6
        });
        let ratios = [verdict, told].map(|time| time / line);
        println!(
            "after {pause:?}: a verdict on the disk {verdict:.0} µs, told {told:.0} µs, a line {line:.0} µs, {ratios:.2?}"
        );
    }
}

/// A session, and the log that it is kept in.
struct Session {
    stage: Stage,
    now: Now,
    ids: u128,
    writer: Writer,
    /// Each with when it came, which is once the disk has what it answers to.
    replies: Receiver<(Instant, Reply)>,
}

impl Session {
    fn open(log: &Path) -> Self {
        let pack = read("turns", built_in("turns").expect("a pack").as_bytes()).0.expect("a pack");
        let player = |(name, n): (&str, u128)| Player {
            key: PlayerKey::Person(Uuid::from_u128(n)),
            name: name.to_owned(),
            presence: Presence::Present,
            lines: Vec::new(),
        };
        let workshop = Uuid::from_u128(9);
        let opening = Opening {
            workshop: Workshop { id: workshop, name: "Lab".to_owned(), started: 0, zone: "UTC".to_owned(), seed: 7 },
            shelf: Vec::new(),
            deck: Deck::new(&[Arc::new(pack)], Filters::default(), Company::default(), Vec::new()),
            players: ["Ana", "Ben", "Chi", "Dee"].into_iter().zip(1..).map(player).collect(),
            habits: Habits::default(),
            asked: Asked::default(),
            plan: None,
            resumed: None,
            notes: Vec::new(),
            favourites: BTreeSet::new(),
            said: BTreeMap::new(),
        };
        let now = Now { mono: Duration::from_secs(100), boot: Duration::from_secs(100), utc: 0 };
        let (stage, effects) = Stage::open(opening, now);
        let (send, replies) = mpsc::channel();
        let writer =
            Writer::spawn(log.to_owned(), workshop, None, move |reply| drop(send.send((Instant::now(), reply))));
        let mut session = Self { stage, now, ids: 1000, writer: writer.expect("a thread"), replies };
        session.keep(effects);
        session
    }

    /// Does something three seconds later; when that began, and when the log had it, if it was for the log.
    fn does(&mut self, act: Act) -> (Instant, Option<Instant>) {
        self.pass(Duration::from_secs(3));
        let begin = Instant::now();
        let effects = self.stage.apply(self.now, Event::Do(act), &mut || {
            self.ids += 1;
            Uuid::from_u128(self.ids)
        });
        (begin, self.keep(effects))
    }

    /// Has the log write what is to be written, and waits for it; when it had the last of that.
    fn keep(&mut self, effects: Vec<Effect>) -> Option<Instant> {
        let saves = effects.into_iter().filter_map(|effect| match effect {
            Effect::Save { seq, entry } => Some((seq, entry)),
            _ => None,
        });
        let written = saves.map(|(seq, entry)| self.writer.save(seq, entry)).count();
        let mut kept = None;
        for _ in 0..written {
            let Ok((at, Reply::Answer(answer @ Answer::Saved { .. }))) = self.replies.recv() else {
                panic!("the log can be written")
            };
            kept = Some(at);
            self.stage.apply(self.now, Event::Answer(answer), &mut Uuid::now_v7);
        }
        kept
    }

    fn pass(&mut self, length: Duration) {
        let mono = self.now.mono + length;
        self.now = Now { mono, boot: mono, utc: mono.as_millis() as i64 };
    }

    /// Draws frames, a tenth of a second from one to the next.
    fn frames(&mut self, frames: u32) -> Duration {
        let taste = Taste { look: Look { theme: Theme::Terminal, color: true }, counts_up: false };
        let view = View::new(taste);
        let clock = Clock { time: "20:41".to_owned(), offset_minutes: 60 };
        let Ok(mut terminal) = Terminal::new(TestBackend::new(120, 40));
        let start = self.now;
        let begin = Instant::now();
        for frame in 0..frames {
            self.now = start;
            self.pass(Duration::from_millis(100) * (frame % 100));
            let Ok(_) = terminal.draw(|frame| draw(frame, &self.stage, &view, self.now, &clock));
            black_box(terminal.backend());
        }
        self.now = start;
        begin.elapsed()
    }
}
