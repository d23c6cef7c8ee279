//! A session that plays by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use uuid::Uuid;

use super::TASTE;
use super::sample::{NAMES, agreed, apology, crowd, facts, pack, past_takes, person, prompt, shelved};
use crate::cast::{Played, PlayedPart, Player, Presence};
use crate::deck::{Company, Deck, Filters};
use crate::diagnostic::{Code, Diagnostic};
use crate::feeling::{Aim, Feeling};
use crate::learn::{Counts, Lessons, Level, Target};
use crate::pack::{Content, Pack, Prompt, PromptKey, Weight};
use crate::report::{Fact, Figures, Topic, appearances, fold};
use crate::scene::Now;
use crate::stage::{Act, Answer, Asked, Effect, Event, Habits, Opening, Remark, Resumed, Shelved, Stage};
use crate::take::Workshop;
use crate::ui::{Clock, View, draw};

/// A session that plays by itself: keys in, frames out, saves answered at once unless held back.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) stage: Stage,
    pub(super) view: View,
    pub(super) now: Now,
    pub(super) ids: u128,
    pub(super) is_saving: bool,
    /// What is in the log.
    pub(super) facts: Vec<Fact>,
}

impl Session {
    pub(super) fn new(prompts: Vec<Prompt>, names: &[&str]) -> Self {
        Self::open(prompts, names, |_| ())
    }

    /// A session whose opening is another than the usual one.
    pub(super) fn open(prompts: Vec<Prompt>, names: &[&str], change: impl FnOnce(&mut Opening)) -> Self {
        let pack = Arc::new(pack(prompts));
        let deck = Deck::new(&[Arc::clone(&pack)], Filters::default(), Company::default(), Vec::new());
        let players = names.iter().zip(1..).map(|(name, id)| Player {
            key: person(id),
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
        let now = Now { mono: Duration::from_secs(100), boot: Duration::from_secs(100), utc: 0 };
        let mut opening = Opening {
            workshop,
            deck,
            shelf: vec![shelved(pack)],
            players: players.collect(),
            favourites: BTreeSet::new(),
            said: BTreeMap::new(),
            habits: Habits::default(),
            asked: Asked::default(),
            plan: None,
            resumed: None,
            notes: vec![],
        };
        change(&mut opening);
        let (stage, effects) = Stage::open(opening, now);
        let view = View::new(TASTE);
        let mut session = Self { stage, view, now, ids: 1000, is_saving: true, facts: Vec::new() };
        session.answer(effects);
        session
    }

    /// The session most frames are of: one prompt with two arcs, six players.
    pub(super) fn usual() -> Self {
        Self::new(vec![apology()], NAMES)
    }

    /// An evening that has come some way: somebody out, somebody gone, takes in the log.
    pub(super) fn late() -> Self {
        let mut session = Self::open(vec![apology(), crowd()], NAMES, |opening| {
            opening.players[2].presence = Presence::Out;
            opening.players[4].presence = Presence::Gone;
            opening.players[1].lines = vec!["romance".to_owned(), "dolls".to_owned()];
            let new_years_day_is_over = 1_798_844_400_000;
            opening.said = [(2, None), (6, Some(new_years_day_is_over))]
                .map(|(n, until)| (Uuid::from_u128(n), vec![agreed(n, until)]))
                .into();
            let part = |n| PlayedPart { player: person(n), role: None, feelings: Vec::new() };
            let played = |draw: u32, minutes: u64, who: &[u128]| Played {
                draw,
                length: Duration::from_secs(60 * minutes + 7),
                parts: who.iter().copied().map(part).collect(),
            };
            let played = vec![played(1, 4, &[1, 2]), played(1, 3, &[1, 2]), played(2, 12, &[1, 2, 3, 5, 6])];
            opening.resumed = Some(Resumed {
                next_draw: 3,
                played,
                credits: BTreeMap::new(),
                returned: BTreeSet::new(),
                counted: BTreeMap::new(),
                left: None,
                kept: None,
            });
        });
        session.apply(Event::Found(past_takes()));
        session
    }

    /// Packs of every sort: one with a finding, one that can't be read any more; prompts that can be drawn and others.
    pub(super) fn shelf() -> Self {
        let mut session = Self::new(vec![apology()], NAMES);
        let tagged = Prompt {
            tags: vec!["dolls".to_owned(), "two-hander".to_owned()],
            content: vec![Content::Romance, Content::Touch],
            weight: Weight::from_thousandths(1250).unwrap(),
            ..prompt(
                "the-very-last-doll-on-the-shelf",
                "Two children want the same doll, in {place}.",
                (2, Some(2)),
                vec![],
            )
        };
        let retired = Prompt { retired: true, ..prompt("old", "An old one.", (2, None), vec![]) };
        let turns = Arc::new(pack(vec![apology(), crowd(), tagged, retired]));
        let games = Pack {
            name: "games".to_owned(),
            title: "Games for many".to_owned(),
            ..pack(vec![prompt("huge", "Everybody.", (30, None), vec![])])
        };
        let remark = |line, code, message: &str, help: &str| Remark {
            line,
            finding: Diagnostic::new(code, 0..0, message, help),
        };
        let turns = Shelved {
            remarks: vec![remark(31, Code::P010, "unknown feeling `remourse`", "write `remorse`")],
            ..shelved(turns)
        };
        let games = Shelved {
            is_kept: true,
            remarks: vec![remark(12, Code::P001, "this string is not closed", "close it with \"")],
            ..shelved(Arc::new(games))
        };
        let packs = vec![games, turns];
        session.apply(Event::Packs { packs, news: "the pack turns was changed: 2 prompts new, 1 finding".to_owned() });
        let of = |id: &str| PromptKey { pack: "turns".to_owned(), id: id.to_owned() };
        session.apply(Event::Rates(BTreeMap::from([
            (of("apology"), Counts { usable: 3, judged: 4 }),
            (of("queue"), Counts { usable: 0, judged: 12 }),
        ])));
        session
    }

    /// A log of some takes, and something wanted of those to come.
    pub(super) fn logged() -> Self {
        let mut session = Self::open(vec![apology()], NAMES, |opening| {
            let target = |from, to, had, wanted| (Aim::Shift(from, to), Target { had, wanted });
            opening.deck.set_lessons(Lessons {
                level: Level::Off,
                counts: BTreeMap::new(),
                targets: BTreeMap::from([
                    (Aim::Feeling(Feeling::Joy), Target { had: 5, wanted: 5 }),
                    target(Feeling::Remorse, Feeling::Relief, 7, 20),
                    target(Feeling::Fear, Feeling::Joy, 0, 3),
                ]),
            });
        });
        session.facts = facts();
        session
    }

    pub(super) fn apply(&mut self, event: Event) {
        let ids = &mut self.ids;
        let effects = self.stage.apply(self.now, event, &mut || {
            *ids += 1;
            Uuid::from_u128(*ids)
        });
        self.answer(effects);
    }

    pub(super) fn answer(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                _ if !self.is_saving => {}
                Effect::Save { seq, .. } => self.apply(Event::Answer(Answer::Saved { seq, take_number: Some(7) })),
                Effect::Figures(topic) => self.apply(Event::Figures(match topic {
                    Topic::Takes(by) => Figures::Takes(by, fold(&self.facts, by)),
                    Topic::People => Figures::People(appearances(&self.facts)),
                })),
                _ => {}
            }
        }
    }

    pub(super) fn act(&mut self, act: Act) -> &mut Self {
        self.apply(Event::Do(act));
        self
    }

    pub(super) fn press(&mut self, code: KeyCode) {
        for act in self.view.press(KeyEvent::new(code, KeyModifiers::NONE), &self.stage) {
            self.apply(Event::Do(act));
        }
    }

    /// Presses keys: a newline is enter, `^` is esc.
    pub(super) fn keys(&mut self, keys: &str) -> &mut Self {
        for c in keys.chars() {
            self.press(match c {
                '\n' => KeyCode::Enter,
                '^' => KeyCode::Esc,
                '\t' => KeyCode::Tab,
                c => KeyCode::Char(c),
            });
        }
        self
    }

    /// Lets time pass.
    pub(super) fn wait(&mut self, seconds: f64) -> &mut Self {
        self.now.mono += Duration::from_secs_f64(seconds);
        self.now.boot += Duration::from_secs_f64(seconds);
        self.now.utc += (seconds * 1000.0) as i64;
        self.apply(Event::Wake);
        self
    }

    pub(super) fn frame(&self, width: u16, height: u16) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let clock = Clock { time: "20:41".to_owned(), offset_minutes: 60 };
        terminal.draw(|frame| draw(frame, &self.stage, &self.view, self.now, &clock)).unwrap();
        terminal.backend().buffer().clone()
    }

    pub(super) fn shown(&self, width: u16, height: u16) -> String {
        let rows = runs(&self.frame(width, height));
        let lines = rows.into_iter().map(|row| row.into_iter().map(|(_, text)| text).collect::<String>());
        lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }

    /// A frame with its styles: `{b|text}` has the style that the list at the end calls b; the first style has no name.
    pub(super) fn painted(&self, width: u16, height: u16) -> String {
        let mut styles: Vec<Painted> = Vec::new();
        let mut lines = Vec::new();
        for row in runs(&self.frame(width, height)) {
            let mut line = String::new();
            for (style, text) in row {
                let at = styles.iter().position(|other| *other == style).unwrap_or_else(|| {
                    styles.push(style);
                    styles.len() - 1
                });
                let name = char::from(b'a' + at as u8);
                let tagged = if at == 0 { text } else { format!("{{{name}|{text}}}") };
                line.push_str(&tagged);
            }
            lines.push(line.trim_end().to_owned());
        }
        let names =
            styles.iter().zip('a'..).map(|((fg, bg, modifier), name)| format!("{name}: {fg} on {bg} {modifier:?}"));
        lines.into_iter().chain(names).collect::<Vec<_>>().join("\n")
    }
}

/// Text colour, background and emphasis.
pub(super) type Painted = (Color, Color, Modifier);

/// The rows of a frame, in pieces of one style each. Cells that a wide character covers are left out.
pub(super) fn runs(buf: &Buffer) -> Vec<Vec<(Painted, String)>> {
    let row = |cells: &[ratatui::buffer::Cell]| {
        let mut pieces: Vec<(Painted, String)> = Vec::new();
        let mut covered = 0;
        for cell in cells {
            if covered == 0 {
                let style = (cell.fg, cell.bg, cell.modifier);
                match pieces.last_mut().filter(|(other, _)| *other == style) {
                    Some((_, text)) => text.push_str(cell.symbol()),
                    None => pieces.push((style, cell.symbol().to_owned())),
                }
                covered = crate::ui::text::width(cell.symbol());
            }
            covered = covered.saturating_sub(1);
        }
        pieces
    };
    buf.content.chunks(usize::from(buf.area.width.max(1))).map(row).collect()
}
