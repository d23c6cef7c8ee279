//! Who plays: where everybody is, how much they played and with whom.
//!
//! Start with [`Roster`], what is selected, and [`Screen::roster`].

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use tui_input::Input;

use super::Does;
use super::agree::Agreeing;
use super::choices::Lines;
use super::column::{Column, fitting};
use super::keys::Command;
use super::pick::Picked;
use super::question::{Field, Question};
use super::screen::Screen;
use super::text::{fit, put, width, wrap_to};
use crate::cast::{Ledger, Player, PlayerKey, Presence, Scenes};
use crate::consent::in_words;
use crate::scene::Ms;
use crate::stage::{Act, Stage, clock};

/// The widest a name is set.
const NAME: usize = 18;
/// Columns of a meeting in the table of who met whom.
const MET: usize = 3;
/// What that table is of.
const TOGETHER: &str = "together";
/// From the midnight at which a consent ends, back to the noon of its last day, which is on that day though the clocks may
/// be an hour ahead then.
const TO_NOON: Ms = 12 * 60 * 60 * 1000;
/// A space at which no line is broken, so that a number stays beside its name.
const JOINT: &str = "\u{a0}";

/// The screen's own: who is selected.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    picked: Picked<PlayerKey>,
}

impl Roster {
    /// The commands that have nothing to do with whoever is selected.
    pub fn idle(&self, stage: &Stage) -> &'static [Command] {
        use Command::{Consent, Leave, Lines, Out, Pin};
        match self.picked.at(&keys(stage)).and_then(|at| stage.players().get(at)) {
            Some(player) if matches!(player.key, PlayerKey::Person(_)) => &[],
            _ => &[Out, Leave, Pin, Lines, Consent],
        }
    }

    /// What a key does here.
    pub fn command(&self, command: Command, stage: &Stage) -> Does {
        if command == Command::Add {
            return Does::Ask(Question::Write(Field::Names, Input::default()));
        }
        let keys = keys(stage);
        if let Command::Move(way) = command {
            self.picked.go(way, &keys);
            return Does::Nothing;
        }
        let Some(player) = self.picked.at(&keys).and_then(|at| stage.players().get(at)) else { return Does::Nothing };
        let PlayerKey::Person(id) = player.key else { return Does::Say("a seat has no name: a adds people") };
        // The same key brings them back.
        let place = |away| {
            let presence = if player.presence == away { Presence::Present } else { away };
            Does::Act(Act::Place { player: player.key, presence })
        };
        match command {
            Command::Out => place(Presence::Out),
            Command::Leave => place(Presence::Gone),
            Command::Pin => Does::Act(Act::Hold(player.key)),
            Command::Consent => Does::Ask(Question::Agree(Agreeing::new(id))),
            Command::Lines => Does::Ask(Question::Lines(Lines::new(player))),
            _ => Does::Nothing,
        }
    }
}

fn keys(stage: &Stage) -> Vec<PlayerKey> {
    stage.players().iter().map(|player| player.key).collect()
}

impl Screen<'_> {
    /// Everybody; whom the selected one has met, and what their takes may be used for.
    pub fn roster(&self, buf: &mut Buffer, area: Rect) {
        let players = self.stage.players();
        let picked = &self.view.roster.picked;
        let Some(selected) = picked.at(&keys(self.stage)) else { return };
        let is_roomy = area.height >= 6;
        let ledger = self.stage.ledger();
        let columns = usize::from(area.width);
        let below = self.below(&players[selected], &ledger, columns, if is_roomy { 2 } else { 0 });
        let used = if below.is_empty() { 0 } else { below.len() as u16 + 1 };
        let (seen, rest) = self.above_notice(buf.area, area, used);
        self.people(buf, Rect { height: area.height - used, ..area }, seen, selected, &ledger);
        for (row, line) in rest.rows().zip(&below) {
            put(buf, row, &[Span::styled(&**line, self.look.quiet())]);
        }
    }

    /// What stands below the table, on at most so many rows.
    fn below(&self, selected: &Player, ledger: &Ledger, columns: usize, rows: usize) -> Vec<String> {
        let players = self.stage.players();
        if players.iter().all(|player| matches!(player.key, PlayerKey::Seat(_))) {
            let text = "Nobody has a name yet: a adds people (Ana, Ben, Cem).";
            return wrap_to(text, columns, rows);
        }
        let others = || players.iter().filter(|player| player.key != selected.key);
        let met = |player: &Player| ledger.met(selected.key, player.key);
        let mut known: Vec<_> = others().filter(|player| met(player) > 0).collect();
        known.sort_by_key(|player| std::cmp::Reverse(met(player)));
        let known: Vec<_> = known.iter().map(|player| format!("{}{JOINT}{}", player.name, met(player))).collect();
        let new = others().filter(|player| met(player) == 0 && player.presence != Presence::Gone);
        let new: Vec<_> = new.map(|player| player.name.as_str()).collect();
        let mut parts = Vec::new();
        if !known.is_empty() {
            parts.push(format!("played with {}", known.join(", ")));
        }
        if !new.is_empty() {
            parts.push(format!("not yet with {}", new.join(", ")));
        }
        let scenes = ledger.scenes(selected.key);
        if scenes != Scenes::default() {
            parts.push(format!("{scenes} (retakes count once)"));
        }
        let text = format!("{}: {}", selected.name, parts.join("; "));
        let mut lines = wrap_to(&text, columns, if parts.is_empty() { 0 } else { rows });
        if let PlayerKey::Person(_) = selected.key {
            lines.extend(wrap_to(&self.consent(selected), columns, rows.min(1)));
        }
        lines.into_iter().map(|line| line.replace(JOINT, " ")).collect()
    }

    /// What somebody's takes may be used for, and until when.
    fn consent(&self, player: &Player) -> String {
        let last_day = |end| Some(self.local(end - TO_NOON, "%Y-%m-%d"));
        let words = in_words(self.stage.said_by(player.key), self.now.utc, last_day);
        format!("{}: {}", player.name, if words.is_empty() { "no consent written down" } else { &words })
    }

    /// The table, of which so many rows are seen.
    fn people(&self, buf: &mut Buffer, area: Rect, seen: u16, selected: usize, ledger: &Ledger) {
        let players = self.stage.players();
        let titles = u16::from(area.height >= 4);
        let list = Rect { y: area.y + titles, height: seen - titles, ..area };
        let first = self.view.roster.picked.first(players.len(), usize::from(list.height));
        let list = self.gutter(buf, list, first, players.len());
        let columns = usize::from(list.width);
        let longest = players.iter().map(|player| width(&player.name)).max().unwrap_or(0);
        let name = longest.min(NAME).min(columns.saturating_sub(2 + 2 + 5));
        let (shown, used) = self.columns(columns.saturating_sub(2 + name));
        // Who met whom stands to the right where all of it fits, each with the number before the name.
        let digits = players.len().to_string().len();
        let mut across: Vec<_> = (0..players.len()).filter(|&at| players[at].presence != Presence::Gone).collect();
        let needed = 2 + digits + 1 + name + used + 3 + across.len() * MET;
        if across.len() < 2 || players.len() >= 100 || needed > columns {
            across.clear();
        }
        let number = |at: usize| if across.is_empty() { String::new() } else { format!("{:>digits$} ", at + 1) };
        if titles > 0 {
            let titles = headings(&shown, 2 + width(&number(0)) + name, &across);
            put(buf, area, &[Span::styled(titles, self.look.quiet())]);
        }
        for (row, (at, player)) in list.rows().zip(players.iter().enumerate().skip(first)) {
            let is_here = player.presence == Presence::Present;
            let plain = if is_here { Style::new() } else { self.look.quiet() };
            let (mark, style) = if at == selected { ("▸ ", self.look.selected()) } else { ("  ", plain) };
            let text = fit(&player.name, name);
            let pad = " ".repeat(name - width(&text));
            let mut pieces = vec![Span::raw(mark), Span::styled(number(at), self.look.quiet())];
            pieces.extend([Span::styled(text, style), Span::raw(pad)]);
            pieces.extend(shown.iter().map(|it| Span::styled(format!("  {}", it.set(&it.cells[at])), plain)));
            if !across.is_empty() {
                let met = across.iter().map(|&other| match ledger.met(player.key, players[other].key) {
                    _ if other == at => "–".to_owned(),
                    0 => "·".to_owned(),
                    times => times.to_string(),
                });
                pieces.push(Span::raw(met.fold("   ".to_owned(), |line, met| format!("{line}{met:>MET$}"))));
            }
            put(buf, row, &pieces);
        }
    }

    /// The columns that so much room holds, and what they take; the least important go first.
    fn columns(&self, room: usize) -> (Vec<Column>, usize) {
        let players = self.stage.players();
        let column = |title, is_number, cell: &dyn Fn(&Player) -> String| Column {
            title,
            cells: players.iter().map(cell).collect(),
            is_number,
        };
        let place = column("where", false, &|player| {
            match player.presence {
                Presence::Present => "here",
                Presence::Out => "out",
                Presence::Gone => "gone",
            }
            .to_owned()
        });
        let pinned = column("", false, &|player| {
            if self.stage.is_held(player.key) { "pinned".to_owned() } else { " ".repeat("pinned".len()) }
        });
        let ledger = self.stage.ledger();
        let scenes = column("scenes", true, &|player| ledger.scenes(player.key).in_short());
        let time = column("on stage", true, &|player| clock(self.stage.stage_time(player.key).1));
        fitting([(0, place), (2, scenes), (3, time), (1, pinned)], room)
    }
}

/// What stands over the columns, and over the table of who met whom if there is one.
fn headings(shown: &[Column], indent: usize, across: &[usize]) -> String {
    let all = shown.iter().fold(" ".repeat(indent), |line, it| line + "  " + &it.set(it.title));
    if across.is_empty() {
        return all;
    }
    // The last column has no title, which leaves room for theirs.
    let bare = all.trim_end();
    let met = across.iter().fold(String::new(), |line, at| format!("{line}{:>MET$}", at + 1));
    format!("{bare}{TOGETHER:>0$}{met}", width(&all) - width(bare) + 3)
}
