//! Who plays the prompt on the table: what the casting chooses, and what the leader changes of it.
//!
//! Start with [`Stage::cast`]. A cast has a place for each role, in their order, and behind them one for each who takes
//! part without a role. Whoever was announced stays unless somebody else was given their place.

use crate::cast::{Call, Part, PlayerKey, RoleCall, cast, explain};
use crate::deck::{Purpose, below, stream};
use crate::feeling::FeelingArc;
use crate::pack::Players;
use crate::take::{DrawnRole, Hand, Member};

use super::{Effect, Phase, Stage, Table};

/// How often another cast is sought before there is none.
const RECASTS: u32 = 16;

impl Stage {
    /// Another cast for the prompt on the table.
    pub(super) fn recast(&mut self, effects: &mut Vec<Effect>) {
        let Some((before, _)) = self.castable() else { return };
        let mut table = before.clone();
        for _ in 0..RECASTS {
            table.hand.cast_attempt += 1;
            self.cast_anew(&mut table);
            if !is_same_cast(&table.hand, &before.hand) {
                self.lay("cast", before, &table, effects);
                return;
            }
        }
        self.tell(self.no_other_cast(&before));
    }

    /// Gives a place to somebody by hand, or leaves it to the casting again. Who has to go from there takes the place that
    /// the other had, if they had one.
    pub(super) fn pin(&mut self, place: usize, player: Option<PlayerKey>, effects: &mut Vec<Effect>) {
        let Some((before, _)) = self.castable() else { return };
        let is_unknown = player.is_some_and(|player| !self.present().contains(&player));
        if place >= before.size || is_unknown {
            return;
        }
        let mut table = before.clone();
        table.pins.retain(|&(pinned, by)| pinned != place && Some(by) != player);
        table.pins.extend(player.map(|player| (place, player)));
        table.pins.sort_unstable();
        if table.pins == before.pins {
            return self.tell(match player {
                Some(player) => format!("{} is cast there already", self.name_of(player)),
                None => "nobody is cast there by hand".to_owned(),
            });
        }
        let at = |place: usize| before.hand.cast.get(place).map(|member| member.player);
        let had = player.and_then(|player| before.hand.cast.iter().position(|member| member.player == player));
        let mut kept: Vec<_> = (0..before.size).filter(|&other| other != place && Some(other) != had).collect();
        let swapped = had.filter(|&had| had != place).zip(at(place));
        let is_held_out = swapped.is_none() && player.is_some() && at(place).is_some_and(|gone| self.is_held(gone));
        if is_held_out && at(place) != player {
            // Whoever is in every cast takes the last place that is free for them.
            let is_free = |&other: &usize| {
                table.pins.iter().all(|&(pinned, _)| pinned != other) && !at(other).is_some_and(|key| self.is_held(key))
            };
            let free = kept.iter().rposition(is_free);
            free.map(|free| kept.remove(free));
        }
        let kept: Vec<_> = kept.into_iter().filter_map(|place| Some((place, at(place)?))).chain(swapped).collect();
        self.cast_around(&mut table, &kept);
        self.lay("cast", before, &table, effects);
    }

    /// Lets one more or one fewer take part, where the prompt allows: one is added behind those named, or the last goes.
    pub(super) fn resize(&mut self, by: i8, effects: &mut Vec<Effect>) {
        let Some((before, (fewest, most))) = self.castable() else { return };
        if by > 0 && before.size >= most {
            return self.tell(no_more(before.hand.players, most));
        }
        if by < 0 && before.size <= fewest {
            return self.tell(format!("this prompt takes {}", in_words(before.hand.players)));
        }
        let mut table = before.clone();
        if by > 0 {
            table.size += 1;
        } else {
            let roles = table.hand.roles.len();
            let goes = |place: &usize| !table.hand.cast.get(*place).is_some_and(|member| self.is_held(member.player));
            let last = (roles..table.size).rev().find(goes).unwrap_or(table.size - 1);
            if last < table.hand.cast.len() {
                table.hand.cast.remove(last);
            }
            table.pins.retain(|&(place, _)| place != last);
            table.pins.iter_mut().filter(|(place, _)| *place > last).for_each(|(place, _)| *place -= 1);
            table.size -= 1;
        }
        let kept: Vec<_> = table.hand.cast.iter().map(|member| member.player).enumerate().collect();
        self.cast_around(&mut table, &kept);
        self.lay("number of players", before, &table, effects);
    }

    /// Casts an unplayed table anew with who is here now, and gives the one before if that changed it.
    pub(super) fn recast_unplayed(&mut self, effects: &mut Vec<Effect>) -> Option<Box<Table>> {
        let Phase::Drawn(before) = &self.phase else { return None };
        if before.takes > 0 || before.sizes(self.present().len()).is_none() {
            return None;
        }
        let before = Box::new(before.clone());
        let mut table = Table::clone(&before);
        self.cast_anew(&mut table);
        if is_same_cast(&table.hand, &before.hand) {
            return None;
        }
        self.relay(&table, effects);
        Some(before)
    }

    /// Casts a table by its draw's own stream.
    pub(super) fn cast_anew(&self, table: &mut Table) {
        self.cast_around(table, &[]);
    }

    /// The same, with these in their places beside those cast by hand.
    fn cast_around(&self, table: &mut Table, kept: &[(usize, PlayerKey)]) {
        self.cast(table, kept, (Purpose::Cast, table.hand.number, table.hand.cast_attempt));
    }

    /// Casts the table's prompt with who is present.
    pub(super) fn cast(
        &self,
        table: &mut Table,
        kept: &[(usize, PlayerKey)],
        (purpose, number, attempt): (Purpose, u32, u32),
    ) {
        let present = self.present();
        let wanted = |role: &DrawnRole| RoleCall {
            name: role.name.clone(),
            feelings: role.feeling.iter().flat_map(FeelingArc::steps).map(|step| step.feeling).collect(),
        };
        let roles: Vec<RoleCall> = table.hand.roles.iter().map(wanted).collect();
        let Some((fewest, most)) = table.sizes(present.len()) else { return };
        let size = table.size.clamp(fewest, most.max(fewest));
        table.size = size;
        table.pins.retain(|(place, player)| *place < size && present.contains(player));
        let is_free = |&&(place, player): &&(usize, PlayerKey)| {
            place < size && present.contains(&player) && table.pins.iter().all(|&(at, by)| at != place && by != player)
        };
        let pins: Vec<_> = table.pins.iter().chain(kept.iter().filter(is_free)).copied().collect();
        let held: Vec<_> = self.held.iter().copied().collect();
        let call = Call { present: &present, roles: &roles, size, pins: &pins, held: &held };
        let mut rng = stream(self.workshop.seed, purpose, number, attempt);
        let ledger = self.ledger();
        let Some(parts) = cast(&call, &ledger, &mut rng, below) else { return };
        let name = |key: PlayerKey| self.name_of(key);
        table.why = explain(&parts, &present, &ledger, &name);
        let member = |part: &Part| Member { role: part.role, player: part.player, name: self.name_of(part.player) };
        table.hand.cast = parts.iter().map(member).collect();
    }

    /// The table whose cast may still be changed, with the fewest and the most who can take part.
    fn castable(&mut self) -> Option<(Table, (usize, usize))> {
        let table = self.unplayed()?;
        let sizes = table.sizes(self.present().len());
        if sizes.is_none() {
            self.tell(format!("too few are present: this prompt takes {} or more", table.hand.players.min()));
        }
        Some((table, sizes?))
    }

    /// Why a table has no other cast.
    fn no_other_cast(&self, table: &Table) -> String {
        let cast = &table.hand.cast;
        let is_pinned = |member: &&Member| table.pins.iter().any(|&(_, pinned)| pinned == member.player);
        let pinned: Vec<_> = cast.iter().filter(is_pinned).map(|member| member.name.as_str()).collect();
        let is_set = cast.iter().all(|member| is_pinned(&member) || self.is_held(member.player));
        let is_everybody = table.size == self.present().len();
        match pinned.join(", ") {
            _ if is_set && pinned.is_empty() => {
                "who is in every cast fills this one: p on the roster changes it".to_owned()
            }
            _ if is_set => "the whole cast is set by hand: C changes it".to_owned(),
            names if is_everybody && !pinned.is_empty() => {
                format!("everybody here plays, {names} as set by hand: C changes it")
            }
            names if !pinned.is_empty() => format!("beside {names}, set by hand, nobody else is as fair: C changes it"),
            _ if is_everybody && table.hand.roles.len() < 2 => {
                "everybody here plays: there is no other cast".to_owned()
            }
            _ => "no other cast is as fair: C casts by hand".to_owned(),
        }
    }
}

/// Whether the same people have the same parts, in whatever order they were added.
fn is_same_cast(one: &Hand, other: &Hand) -> bool {
    let parts = |hand: &Hand| {
        let mut parts: Vec<_> = hand.cast.iter().map(|member| (member.role, member.player)).collect();
        parts.sort_unstable();
        parts
    };
    parts(one) == parts(other)
}

/// Why nobody can be added where so many are the most.
fn no_more(players: Players, most: usize) -> String {
    if players.max().is_some_and(|max| usize::from(max) <= most) {
        format!("this prompt takes {}", in_words(players))
    } else {
        "everybody here plays already".to_owned()
    }
}

/// How many a prompt takes.
fn in_words(players: Players) -> String {
    match (players.min(), players.max()) {
        (min, Some(max)) if min == max => max.to_string(),
        (min, Some(max)) => format!("{min} to {max}"),
        (min, None) => format!("{min} or more"),
    }
}
