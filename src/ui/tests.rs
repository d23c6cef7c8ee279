//! Frames, as text.

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use uuid::Uuid;

use super::look::Look;
use super::{View, draw};
use crate::cast::{Player, PlayerKey, Presence};
use crate::cue::Cue;
use crate::deck::{Company, Deck, Filters};
use crate::feeling::{Aliases, Feeling, FeelingArc};
use crate::pack::slots::{Text, Word, WordList, WordLists};
use crate::pack::{CoachLine, Kind, Pack, Players, Prompt, Rating, Role, Times, Weight};
use crate::scene::Now;
use crate::stage::{Act, Effect, Event, Notice, Opening, Stage};
use crate::take::Workshop;

/// A session that plays by itself: keys in, frames out, saves answered at once unless held back.
struct Session {
    stage: Stage,
    view: View,
    now: Now,
    ids: u128,
    is_saving: bool,
}

impl Session {
    fn new(prompts: Vec<Prompt>, names: &[&str]) -> Self {
        let pack = Arc::new(pack(prompts));
        let deck = Deck::new(&[pack], Filters::default(), Company::default(), Vec::new());
        let players = names.iter().zip(1..).map(|(name, id)| Player {
            key: PlayerKey::Person(Uuid::from_u128(id)),
            name: (*name).to_owned(),
            presence: Presence::Present,
            lines: Vec::new(),
        });
        let workshop = Workshop {
            id: Uuid::from_u128(900),
            name: "Tuesday lab".to_owned(),
            started: 0,
            zone: "UTC".to_owned(),
            seed: 7,
        };
        let now = Now { mono: Duration::from_secs(100), utc: 0 };
        let opening = Opening { workshop, deck, players: players.collect(), resumed: None };
        let (stage, effects) = Stage::open(opening, now);
        let view = View::new(Look { color: true });
        let mut session = Self { stage, view, now, ids: 1000, is_saving: true };
        session.answer(effects);
        session
    }

    /// The session most frames are of: one prompt with two arcs, six players.
    fn usual() -> Self {
        Self::new(vec![apology()], &["Ana", "Ben", "Cem", "Dia", "Eli", "Flo"])
    }

    fn apply(&mut self, event: Event) {
        let ids = &mut self.ids;
        let effects = self.stage.apply(self.now, event, &mut || {
            *ids += 1;
            Uuid::from_u128(*ids)
        });
        self.answer(effects);
    }

    fn answer(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let (Effect::Save { seq, .. }, true) = (effect, self.is_saving) {
                self.apply(Event::Saved { seq, take_number: Some(7) });
            }
        }
    }

    fn act(&mut self, act: Act) -> &mut Self {
        self.apply(Event::Do(act));
        self
    }

    fn press(&mut self, code: KeyCode) {
        let act = self.view.press(KeyEvent::new(code, KeyModifiers::NONE), &self.stage);
        if let Some(act) = act {
            self.apply(Event::Do(act));
        }
    }

    /// Presses keys: a newline is enter, `^` is esc.
    fn keys(&mut self, keys: &str) -> &mut Self {
        for c in keys.chars() {
            self.press(match c {
                '\n' => KeyCode::Enter,
                '^' => KeyCode::Esc,
                c => KeyCode::Char(c),
            });
        }
        self
    }

    /// Lets time pass.
    fn wait(&mut self, seconds: f64) -> &mut Self {
        self.now.mono += Duration::from_secs_f64(seconds);
        self.now.utc += (seconds * 1000.0) as i64;
        self.apply(Event::Wake);
        self
    }

    fn frame(&self, width: u16, height: u16) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(frame, &self.stage, &self.view, self.now, "20:41")).unwrap();
        terminal.backend().buffer().clone()
    }

    fn shown(&self, width: u16, height: u16) -> String {
        let buf = self.frame(width, height);
        let mut lines = Vec::new();
        for row in buf.content.chunks(usize::from(width)) {
            let mut line = String::new();
            let mut skip = 0;
            for cell in row {
                if skip == 0 {
                    line.push_str(cell.symbol());
                    skip = super::text::width(cell.symbol());
                }
                skip = skip.saturating_sub(1);
            }
            lines.push(line.trim_end().to_owned());
        }
        lines.join("\n")
    }
}

fn pack(prompts: Vec<Prompt>) -> Pack {
    let word = |text: &str| Word { text: text_of(text), weight: Weight::ONE };
    let place = WordList { words: vec![word("a lighthouse"), word("a lift that has stopped")] };
    Pack {
        name: "turns".to_owned(),
        hash: "0".repeat(64),
        title: "Turns".to_owned(),
        about: String::new(),
        license: None,
        authors: Vec::new(),
        language: None,
        rating: Rating::General,
        words: WordLists::from([("place".to_owned(), place)]),
        prompts: prompts.into_iter().map(Arc::new).collect(),
    }
}

fn text_of(text: &str) -> Text {
    Text::parse(text).unwrap()
}

fn prompt(id: &str, text: &str, players: (u16, Option<u16>), roles: Vec<Role>) -> Prompt {
    Prompt {
        id: id.to_owned(),
        kind: Kind::Scene,
        text: text_of(text),
        weight: Weight::from_thousandths(2000).unwrap(),
        tags: Vec::new(),
        content: Vec::new(),
        coach: Vec::new(),
        times: Times { scene: Duration::from_secs(240), ..Times::default() },
        players: Players::new(players.0, players.1).unwrap(),
        retired: false,
        roles,
    }
}

fn role(name: &str, label: &str, arc: &str, secret: Option<&str>) -> Role {
    let aliases = Aliases::from([("guilt".to_owned(), Feeling::Remorse)]);
    Role {
        name: name.to_owned(),
        label: label.to_owned(),
        feeling: (!arc.is_empty()).then(|| FeelingArc::parse(arc, &aliases).unwrap()),
        secret: secret.map(text_of),
    }
}

fn apology() -> Prompt {
    let roles = vec![
        role("apologiser", "the one who is late", "guilt:2 -> relief @60%", Some("You sold the boat.")),
        role("wronged", "wronged", "anger", None),
    ];
    let text = "The {apologiser} owes the {wronged} an apology, in {place}. It is late.";
    let coach = |text: &str, at| CoachLine { text: text_of(text), at };
    let coach = vec![coach("Let the silence work.", Some(Cue::Share(30))), coach("Say less.", None)];
    Prompt { coach, ..prompt("apology", text, (2, Some(2)), roles) }
}

#[test]
fn print() {
    let sizes = [(120, 40), (80, 24), (60, 20), (40, 12), (20, 6), (10, 3)];
    let show = |title: &str, session: &Session| {
        for (width, height) in sizes {
            println!("==== {title} {width}x{height}");
            for line in session.shown(width, height).lines() {
                println!("|{line:<0$}|", usize::from(width));
            }
        }
    };
    let mut s = Session::usual();
    show("empty", &s);
    s.keys("\n");
    show("drawn", &s);
    s.keys("\n").wait(3.0);
    show("ready", &s);
    s.keys("\n").wait(96.0);
    s.keys("mM");
    s.wait(1.0);
    show("scene", &s);
    s.keys(" ");
    show("paused", &s);
    s.keys(" ").wait(160.0);
    show("over", &s);
    s.keys("s\n").wait(2.0);
    show("debrief", &s);
    s.keys("xc");
    s.act(Act::Note("They found it in the last ten seconds.".to_owned()));
    s.act(Act::Perceive { role: 0, step: 0, feeling: Some(Feeling::Fear), strength: None });
    show("judged", &s);
    s.keys("\n").wait(1.0);
    s.keys("?");
    show("help", &s);
    s.keys("^i");
    show("why", &s);
    s.keys("^C");
    show("pins", &s);
    s.keys("j\n");
    show("pins2", &s);
    s.keys("^^N");
    show("pass", &s);
    s.keys("^\n").wait(1.0);
    s.keys("\n").wait(2.0);
    s.keys("?");
    show("help in scene", &s);
    s.keys("^q");
    show("quit", &s);
    s.keys("^b").wait(1.0);
    show("stopped", &s);
    s.keys("tabc def");
    show("note", &s);
    s.keys("\ne");
    show("feelings", &s);
    s.keys("d");
    show("feelings2", &s);
    s.keys("isg\n");
    show("feelings3", &s);
    s.keys("^");
    s.is_saving = false;
    s.keys("e-^");
    s.apply(Event::Told(Notice {
        text: "This is a standing notice about something that happened elsewhere.".into(),
        stays: true,
    }));
    let seq = 60;
    for seq in 1..seq {
        s.apply(Event::SaveFailed { seq, why: "the disk is full (/home/ana/.local/share/sidecoach/takes.db)".into() });
    }
    show("trouble", &s);
}
