//! Who is here: coming, going, and what they bring with them.
//!
//! Start with [`Stage::place`].

use std::cmp::Reverse;

use uuid::Uuid;

use crate::cast::{LONGEST_NAME, Player, PlayerKey, Presence, is_same_name};
use crate::deck::Company;
use crate::take::Entry;

use super::{Effect, Ids, Phase, Stage, Table, Undo};

/// How somebody stands in the workshop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) presence: Presence,
    pub(super) credit: Option<u32>,
    /// The last draw that was played when they went out for one scene.
    pub(super) out_since: Option<u32>,
}

impl Standing {
    /// Somebody whom the workshop did not know.
    const UNKNOWN: Self = Self { presence: Presence::Gone, credit: None, out_since: None };
}

impl Stage {
    /// Lets somebody be here, out for one scene, or gone.
    pub(super) fn place(&mut self, key: PlayerKey, presence: Presence, effects: &mut Vec<Effect>) {
        let Some(player) = self.players.iter().find(|player| player.key == key) else { return };
        let name = player.name.clone();
        if player.presence == presence {
            // The last of several names that were typed is not to hide what the others brought.
            let said = format!("{name} is {} already", word(presence));
            return self.tell(self.crossed_line().map_or(said, str::to_owned));
        }
        if presence != Presence::Present && self.present() == [key] {
            return self.tell(format!("{name} is the last one here: somebody has to stay"));
        }
        let before = self.standing(key);
        self.move_to(&[key], presence, effects);
        let said = match presence {
            Presence::Present => format!("{name} is here"),
            Presence::Out => format!("{name} is out for one scene, and back at the draw after it"),
            Presence::Gone => format!("{name} has gone home"),
        };
        self.placed(key, before, said, effects);
    }

    /// Lets somebody of this name be here, who may be new.
    pub(super) fn arrive(&mut self, name: &str, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let name = name.trim();
        if name.is_empty() {
            return self.tell("somebody who comes needs a name");
        }
        let is_named = |player: &&Player| is_same_name(&player.name, name);
        let known = self.people().find(is_named).map(|player| player.key);
        if let Some(key) = known {
            return self.place(key, Presence::Present, effects);
        }
        if name.chars().count() > LONGEST_NAME {
            return self.tell(format!("a name has at most {LONGEST_NAME} characters: nobody was added"));
        }
        let key = PlayerKey::Person(ids());
        let mut players = self.players.clone();
        players.push(Player { key, name: name.to_owned(), presence: Presence::Present, lines: Vec::new() });
        self.seat(players, effects);
        self.placed(key, Standing::UNKNOWN, format!("{name} is here, for the first time"), effects);
    }

    /// What follows from somebody having come or gone, with the words for it.
    fn placed(&mut self, key: PlayerKey, before: Standing, said: String, effects: &mut Vec<Effect>) {
        let missing = self.missing();
        let table = if missing.is_empty() { None } else { self.recast_unplayed(effects) };
        let more = match &self.phase {
            Phase::Drawn(_) if table.is_some() => "; cast anew".to_owned(),
            _ if missing.is_empty() => String::new(),
            Phase::Drawn(drawn) if drawn.takes == 0 => "; too few are here for this prompt: n draws another".to_owned(),
            Phase::Drawn(_) | Phase::Ready(..) => format!("; {}", still_cast(&missing)),
            Phase::Empty | Phase::Scene(_) | Phase::Debrief(_) => String::new(),
        };
        self.keep(Undo::Placed { player: key, standing: before, table, by_itself: false });
        // Whoever goes brings no line.
        let crossed = self.crossed_line().filter(|_| self.present().contains(&key));
        self.tell(crossed.map_or_else(|| said + &more, str::to_owned));
    }

    /// Has back whoever was out for one scene, once one was played.
    pub(super) fn come_back(&mut self, effects: &mut Vec<Effect>) {
        let last = self.last_played();
        let due: Vec<PlayerKey> = self.outs.iter().filter(|&(_, &since)| since < last).map(|(&key, _)| key).collect();
        if due.is_empty() {
            return;
        }
        let before: Vec<_> = due.iter().map(|&key| self.standing(key)).collect();
        self.move_to(&due, Presence::Present, effects);
        for (&player, standing) in due.iter().zip(before) {
            self.keep(Undo::Placed { player, standing, table: None, by_itself: true });
        }
        let names: Vec<_> = due.iter().map(|&key| self.name_of(key)).collect();
        self.tell(format!("back from one scene out: {}", names.join(", ")));
    }

    /// Puts back how somebody stood, and the cast that was, and gives the words for it.
    pub(super) fn unplace(
        &mut self,
        key: PlayerKey,
        before: Standing,
        table: Option<Box<Table>>,
        effects: &mut Vec<Effect>,
    ) -> String {
        let credit = self.credits.get(&key).copied();
        if let Some(player) = self.players.iter_mut().find(|player| player.key == key) {
            player.presence = before.presence;
            let name = player.name.clone();
            if let PlayerKey::Person(player) = key {
                if credit != before.credit {
                    self.save(Entry::Arrived { player, name, credit: before.credit.unwrap_or(0) }, effects);
                }
                self.save(Entry::Presence { player, presence: before.presence }, effects);
            }
        }
        match before.credit {
            Some(credit) => drop(self.credits.insert(key, credit)),
            None => drop(self.credits.remove(&key)),
        }
        self.outs.remove(&key);
        self.outs.extend(before.out_since.map(|since| (key, since)));
        self.settle();
        if let Some(table) = table {
            self.relay(&table, effects);
        }
        format!("a change of the roster: {} is {}", self.name_of(key), word(before.presence))
    }

    /// Has somebody in every cast, or no longer.
    pub(super) fn hold(&mut self, key: PlayerKey, effects: &mut Vec<Effect>) {
        if self.players.iter().all(|player| player.key != key) {
            return;
        }
        self.toggle_hold(key);
        let table = self.recast_unplayed(effects);
        self.keep(Undo::Held { player: key, table });
        let name = self.name_of(key);
        self.tell(if self.is_held(key) {
            format!("{name} is in every cast from now on")
        } else {
            format!("{name} is cast like everybody again")
        });
    }

    /// Takes a hold back, and the cast that followed from it, and gives the words for it.
    pub(super) fn unhold(&mut self, key: PlayerKey, table: Option<Box<Table>>, effects: &mut Vec<Effect>) -> String {
        self.toggle_hold(key);
        if let Some(table) = table {
            self.relay(&table, effects);
        }
        let name = self.name_of(key);
        let how = if self.is_held(key) { "in every cast again" } else { "cast like everybody" };
        format!("the pin: {name} is {how}")
    }

    fn toggle_hold(&mut self, key: PlayerKey) {
        if !self.held.remove(&key) {
            self.held.insert(key);
        }
    }

    /// Sets what somebody does not want in the room. Nothing that is said of it tells who.
    pub(super) fn set_lines(&mut self, key: PlayerKey, lines: &[String], effects: &mut Vec<Effect>) {
        let PlayerKey::Person(id) = key else {
            return self.tell("a seat has no name yet, and no lines: a adds the player");
        };
        let mut lines: Vec<_> = lines.iter().map(|line| line.trim().to_lowercase()).collect();
        lines.retain(|line| !line.is_empty());
        lines.sort_unstable();
        lines.dedup();
        let Some(player) = self.players.iter_mut().find(|player| player.key == key) else { return };
        let before = std::mem::replace(&mut player.lines, lines.clone());
        if before != lines {
            self.lines_before.entry(id).or_insert_with(|| before.clone());
            self.save(Entry::Lines { player: id, lines }, effects);
            self.settle();
            self.keep(Undo::Lined { player: id, lines: before });
        }
        self.tell(self.crossed_line().unwrap_or("lines are kept: what carries one is not drawn"));
    }

    /// Puts back somebody's lines, and gives the words for it, which don't say what they are, and those there were.
    pub(super) fn unline(&mut self, id: Uuid, lines: Vec<String>, effects: &mut Vec<Effect>) -> (String, Vec<String>) {
        let key = PlayerKey::Person(id);
        let player = self.players.iter_mut().find(|player| player.key == key);
        let before = player.map(|player| std::mem::replace(&mut player.lines, lines.clone()));
        self.lines_before.extend(before.clone().filter(|_| !self.lines_before.contains_key(&id)).map(|it| (id, it)));
        self.save(Entry::Lines { player: id, lines }, effects);
        self.settle();
        (format!("a change of {}'s lines", self.name_of(key)), before.unwrap_or_default())
    }

    /// Takes these as the people known. Whoever is present and was not counts as having played no less than the others
    /// present.
    pub(super) fn seat(&mut self, players: Vec<Player>, effects: &mut Vec<Effect>) {
        let before = self.present();
        self.players = players;
        self.settle();
        let present = self.present();
        // At the opening nobody was here before, but the log may have counted them already.
        let was_here = |key: &PlayerKey| match key {
            PlayerKey::Person(_) if before.is_empty() => self.credits.contains_key(key),
            PlayerKey::Seat(_) if before.is_empty() => true,
            key => before.contains(key),
        };
        let (mut here, mut coming): (Vec<_>, Vec<_>) = present.iter().copied().partition(was_here);
        // One after the other, so that of several who come at once none counts as the lowest for the next.
        coming.sort_by_key(|&key| Reverse(self.ledger().count(key)));
        for key in coming {
            let credit = self.credits.get(&key).copied().unwrap_or(0) + self.ledger().arrival(key, &here);
            here.push(key);
            self.credits.insert(key, credit);
            if let PlayerKey::Person(player) = key {
                self.save(Entry::Arrived { player, name: self.name_of(key), credit }, effects);
            }
        }
    }

    /// Takes in what the log says of people, who may have lines now that the prompt on the table carries, or be no longer
    /// here though they are cast.
    pub(super) fn hear_people(&mut self, players: Vec<Player>, effects: &mut Vec<Effect>) {
        let (crossed, missed) = (self.crossed_line(), self.missing());
        self.seat(self.with_unsaved(players), effects);
        let missing = self.missing();
        if let (None, Some(said)) = (crossed, self.crossed_line()) {
            self.tell(said);
        } else if !missing.is_empty() && missing != missed {
            self.tell(still_cast(&missing));
        }
    }

    /// What the log says of people, with what is on its way there.
    fn with_unsaved(&self, mut players: Vec<Player>) -> Vec<Player> {
        for entry in self.outbox.entries() {
            let (Entry::Arrived { player: id, .. }
            | Entry::Presence { player: id, .. }
            | Entry::Lines { player: id, .. }) = entry
            else {
                continue;
            };
            let key = PlayerKey::Person(*id);
            let known = players.iter().position(|player| player.key == key).unwrap_or(players.len());
            if let (true, Entry::Arrived { name, .. }) = (known == players.len(), entry) {
                players.push(Player { key, name: name.clone(), presence: Presence::Present, lines: Vec::new() });
            }
            let Some(player) = players.get_mut(known) else { continue };
            match entry {
                Entry::Presence { presence, .. } => player.presence = *presence,
                Entry::Lines { lines, .. } => player.lines.clone_from(lines),
                _ => player.presence = Presence::Present,
            }
        }
        players.extend(self.players.iter().filter(|player| !is_person(player)).cloned());
        players
    }

    /// Seats are here while no person is; who is out is remembered with when; the deck hears who plays.
    fn settle(&mut self) {
        let is_here = |player: &Player| player.presence == Presence::Present;
        if self.people().any(is_here) {
            self.players.retain(is_person);
        } else if !self.players.iter().any(is_here) {
            self.players.retain(is_person);
            self.players.extend((1..=2).map(Player::seat));
        }
        let last = self.last_played();
        let out = self.players.iter().filter(|player| player.presence == Presence::Out);
        self.outs = out.map(|player| (player.key, self.outs.get(&player.key).copied().unwrap_or(last))).collect();
        let here = self.players.iter().filter(|player| is_here(player));
        let lines = here.clone().flat_map(|player| player.lines.clone()).collect();
        self.deck.set_company(Company { present: Some(here.count()), lines });
    }

    /// Moves these, in the log too.
    fn move_to(&mut self, keys: &[PlayerKey], presence: Presence, effects: &mut Vec<Effect>) {
        let mut players = self.players.clone();
        for player in players.iter_mut().filter(|player| keys.contains(&player.key)) {
            player.presence = presence;
            if let (PlayerKey::Person(player), true) = (player.key, presence != Presence::Present) {
                self.save(Entry::Presence { player, presence }, effects);
            }
        }
        self.seat(players, effects);
    }

    pub(super) fn standing(&self, key: PlayerKey) -> Standing {
        let player = self.players.iter().find(|player| player.key == key);
        player.map_or(Standing::UNKNOWN, |player| Standing {
            presence: player.presence,
            credit: self.credits.get(&key).copied(),
            out_since: self.outs.get(&key).copied(),
        })
    }

    fn people(&self) -> impl Iterator<Item = &Player> {
        self.players.iter().filter(|player| is_person(player))
    }

    /// Who is in the cast on the table and no longer here.
    pub(super) fn missing(&self) -> Vec<String> {
        let present = self.present();
        let cast = self.phase.table().into_iter().flat_map(|table| &table.hand.cast);
        cast.filter(|member| !present.contains(&member.player)).map(|member| member.name.clone()).collect()
    }

    /// Said where the prompt that is about to be played carries a line of somebody present, without saying whose.
    pub(super) fn crossed_line(&self) -> Option<&'static str> {
        let (table, said) = match &self.phase {
            Phase::Drawn(table) if table.takes > 0 => (table, "a line of somebody here: u goes back to its debrief"),
            Phase::Drawn(table) => (table, "a line of somebody here: n draws another"),
            Phase::Ready(table, _) if table.takes > 0 => {
                (table, "a line of somebody here: esc, then enter draws another")
            }
            Phase::Ready(table, _) => (table, "a line of somebody here: esc, then n draws another"),
            Phase::Empty | Phase::Scene(_) | Phase::Debrief(_) => return None,
        };
        let entry = self.deck.find(&table.hand.source.as_ref()?.prompt)?;
        self.deck.crosses_line(self.deck.entry(entry).1).then_some(said)
    }

    /// The draw that was played last, 0 for none.
    fn last_played(&self) -> u32 {
        self.played.last().map_or(0, |played| played.draw)
    }
}

/// What is said of those in a cast who are no longer here.
pub(super) fn still_cast(missing: &[String]) -> String {
    format!("the cast still has {}", missing.join(", "))
}

const fn is_person(player: &Player) -> bool {
    matches!(player.key, PlayerKey::Person(_))
}

const fn word(presence: Presence) -> &'static str {
    match presence {
        Presence::Present => "here",
        Presence::Out => "out for one scene",
        Presence::Gone => "gone",
    }
}
