//! The prompt on the table: drawing it, its words, its cast.

use std::time::Duration;

use uuid::Uuid;

use crate::cast::{Player, PlayerKey};
use crate::deck::{Chance, Deck, Odds, PastDraw};
use crate::pack::slots::Filled;
use crate::pack::{Kind, Players, Prompt, PromptKey, Times};
use crate::scene::Now;
use crate::take::{CoachLine, DrawnRole, Entry, Fate, Hand, Member, PassReason, Source, Suggestion};

use super::{Effect, Ids, Phase, Stage, Undo};

/// How many play a prompt of the leader's own, to begin with.
const OWN_SIZE: usize = 2;
/// Why a prompt that is to be played again is not changed.
pub(crate) const PLAYED: &str = "it was played already: enter calls it, u goes back to its debrief";
/// The chance of what was chosen.
pub(super) const CERTAIN: Chance = Chance { numerator: 1, denominator: 1 };
/// A prompt drawn, and what may still be changed about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The prompt and its cast.
    pub hand: Hand,
    /// How many take part.
    pub size: usize,
    /// Places in the cast given to somebody by hand: the roles, and behind them those who take part without one.
    pub pins: Vec<(usize, PlayerKey)>,
    /// The takes it has had.
    pub takes: u32,
    /// Whether the leader said how long its scene lasts.
    pub is_timed: bool,
    /// The factors it was drawn by; not known of one put back from the log, and none of one that was chosen.
    pub odds: Option<Odds>,
    /// Why these players, in sentences.
    pub why: Vec<String>,
}

impl Table {
    /// A hand put back from the log.
    pub(super) fn restored(hand: Hand) -> Self {
        let size = hand.cast.len();
        Self::of(hand, size)
    }

    /// A hand for so many players at most.
    pub(super) const fn of(hand: Hand, size: usize) -> Self {
        Self { hand, size, pins: Vec::new(), takes: 0, is_timed: false, odds: None, why: Vec::new() }
    }

    /// The fewest and the most who can take part, with so many present.
    pub(super) fn sizes(&self, present: usize) -> Option<(usize, usize)> {
        let most = self.hand.players.of(present)?;
        Some((usize::from(self.hand.players.min()).max(self.hand.roles.len()), most))
    }

    /// Whether so many are enough to cast it.
    #[must_use]
    pub fn can_cast(&self, present: usize) -> bool {
        self.sizes(present).is_some()
    }

    /// Whether the prompt is the leader's own.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.hand.source.is_none()
    }

    /// The names of a prompt's players for a role, or of those without one.
    pub fn members(&self, role: Option<usize>) -> impl Iterator<Item = &Member> {
        self.hand.cast.iter().filter(move |member| member.role == role)
    }

    /// How long its scene lasts, if the leader said so.
    pub(super) fn asked_length(&self) -> Option<Duration> {
        self.is_timed.then_some(self.hand.times.scene)
    }

    pub(super) fn past(&self) -> PastDraw {
        PastDraw {
            prompt: self.hand.source.as_ref().map(|source| source.prompt.clone()),
            words: self.hand.used.clone(),
        }
    }
}

/// The prompt that comes next.
#[derive(Clone, Copy)]
pub(super) struct Turned {
    entry: usize,
    chance: Chance,
    size: usize,
}

impl Stage {
    /// Draws a prompt; `back` is the screen that undo returns to.
    pub(super) fn draw(&mut self, now: Now, back: Phase, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        self.come_back(effects);
        self.phase = match self.turn_up() {
            Some(turned) => {
                self.keep(Undo::Drew { back: Box::new(back) });
                Phase::Drawn(self.deal(turned, now, ids, effects))
            }
            None => back,
        };
    }

    /// Passes over the prompt on the table and draws another.
    pub(super) fn another(&mut self, now: Now, reason: Option<PassReason>, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let Some(back) = self.unplayed() else { return };
        let Some(turned) = self.turn_up() else { return };
        // The pass is written first, so that the log never has two prompts on the table.
        self.save(Entry::Fate { draw: back.hand.id, fate: Fate::Passed(reason) }, effects);
        self.keep(Undo::Passed { back: Box::new(back), reason });
        self.phase = Phase::Drawn(self.deal(turned, now, ids, effects));
    }

    /// The table that may still be changed.
    pub(super) fn unplayed(&mut self) -> Option<Table> {
        let Phase::Drawn(table) = &self.phase else { return None };
        if table.takes > 0 {
            self.tell(PLAYED);
            return None;
        }
        Some(table.clone())
    }

    /// Which prompt comes next, or the line that says why none does.
    pub(super) fn turn_up(&mut self) -> Option<Turned> {
        let present = self.present().len();
        let turned = self.deck.draw(self.workshop.seed, self.next_draw).and_then(|entry| {
            let (_, prompt) = self.deck.entry(entry);
            Some(Turned { entry, chance: self.deck.chance(entry)?, size: self.size_of(prompt, present)? })
        });
        if turned.is_none() {
            self.tell(self.nothing_fits());
        }
        turned
    }

    /// How many of those present a prompt is cast with, of the numbers that are wanted.
    pub(super) fn size_of(&self, prompt: &Prompt, present: usize) -> Option<usize> {
        self.deck.filters().players(prompt)?.of(present)
    }

    /// Puts the prompt that comes next on the table.
    pub(super) fn deal(&mut self, turned: Turned, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) -> Table {
        let Turned { entry, chance, size } = turned;
        let filled = self.deck.fill(entry, self.workshop.seed, self.next_draw, 0);
        let hand = self.hand(entry, filled, chance, now, ids());
        let odds = Some(self.deck.odds(entry));
        self.tell_dropped(&hand, now);
        self.put(Table { odds, ..Table::of(hand, size) }, effects)
    }

    /// Puts a prompt on the table that was chosen, as a draw that could give no other.
    pub(super) fn deal_chosen(&mut self, entry: usize, now: Now, ids: Ids<'_>, effects: &mut Vec<Effect>) -> Table {
        let filled = self.deck.fill(entry, self.workshop.seed, self.next_draw, 0);
        let hand = self.hand(entry, filled, CERTAIN, now, ids());
        self.tell_dropped(&hand, now);
        let present = self.present().len();
        let size = self.size_of(self.deck.entry(entry).1, present).unwrap_or(present);
        self.put(Table::of(hand, size), effects)
    }

    /// A prompt of the deck, filled, before it is cast.
    pub(super) fn hand(&self, entry: usize, filled: Filled, chance: Chance, now: Now, id: Uuid) -> Hand {
        let by = (self.workshop.seed, self.next_draw);
        let times = self.times_of(self.deck.entry(entry).1);
        hand(&self.deck, entry, filled, chance, by, times, (now, id))
    }

    /// Puts a prompt of the leader's own on the table; where one is there, gives it another text.
    pub(super) fn own(&mut self, now: Now, text: &str, ids: Ids<'_>, effects: &mut Vec<Effect>) {
        let text = text.trim();
        if text.is_empty() {
            return self.tell("a prompt of your own needs a text");
        }
        match &self.phase {
            Phase::Drawn(table) if table.is_own() && table.takes == 0 => self.reword(text, effects),
            _ => self.lay_own(now, text, None, ids, effects),
        }
    }

    /// Another text for the prompt of the leader's own on the table.
    fn reword(&mut self, text: &str, effects: &mut Vec<Effect>) {
        let Some(before) = self.unplayed().filter(|before| before.hand.text != text) else { return };
        let mut table = before.clone();
        text.clone_into(&mut table.hand.text);
        self.lay("text", before, &table, effects);
    }

    /// Puts a prompt of the leader's own on the table, who may have it from the audience. A drawn one that is there is set
    /// aside: that is not a pass.
    pub(super) fn lay_own(
        &mut self,
        now: Now,
        text: &str,
        from: Option<Suggestion>,
        ids: Ids<'_>,
        effects: &mut Vec<Effect>,
    ) {
        match self.phase {
            Phase::Empty | Phase::Debrief(_) => self.come_back(effects),
            Phase::Drawn(_) => {
                if self.unplayed().is_none() {
                    return;
                }
            }
            Phase::Ready(..) | Phase::Scene(_) => return,
        }
        if let Some(suggestion) = from {
            self.take_off(now, suggestion, true, effects);
        }
        let back = Box::new(self.set_aside(now, effects));
        self.keep(Undo::Drew { back });
        let hand = Hand {
            id: ids(),
            number: self.next_draw,
            words_attempt: 0,
            cast_attempt: 0,
            source: None,
            kind: Kind::Scene,
            tags: Vec::new(),
            text: text.to_owned(),
            coach: Vec::new(),
            used: Vec::new(),
            times: self.times_over(self.habits.times),
            players: Players::ANY,
            roles: Vec::new(),
            cast: Vec::new(),
            drawn_at: now.utc,
        };
        let wanted = self.deck.filters().size.unwrap_or(Players::ANY);
        let size = OWN_SIZE.clamp(wanted.min().into(), wanted.max().map_or(usize::MAX, usize::from));
        self.phase = Phase::Drawn(self.put(Table::of(hand, size), effects));
    }

    /// Leaves the screen to a draw, and gives what was there. A prompt on the table is taken back with its draw.
    pub(super) fn set_aside(&mut self, now: Now, effects: &mut Vec<Effect>) -> Phase {
        if let Phase::Drawn(_) = self.phase {
            self.void_draw(now, effects);
        }
        std::mem::replace(&mut self.phase, Phase::Empty)
    }

    /// Makes room for a prompt that is not drawn by chance, and remembers what was there. `false` where it has to stay.
    pub(super) fn clear(&mut self, effects: &mut Vec<Effect>) -> bool {
        match &self.phase {
            Phase::Empty | Phase::Debrief(_) => {
                self.come_back(effects);
                let back = std::mem::replace(&mut self.phase, Phase::Empty);
                self.keep(Undo::Drew { back: Box::new(back) });
            }
            Phase::Drawn(_) => {
                let Some(back) = self.unplayed() else { return false };
                self.save(Entry::Fate { draw: back.hand.id, fate: Fate::Passed(None) }, effects);
                self.keep(Undo::Passed { back: Box::new(back), reason: None });
            }
            Phase::Ready(..) | Phase::Scene(_) => return false,
        }
        true
    }

    /// Casts a prompt that comes next, and has it written down.
    fn put(&mut self, mut table: Table, effects: &mut Vec<Effect>) -> Table {
        self.next_draw += 1;
        self.deck.record_past(table.past());
        self.cast_anew(&mut table);
        self.save(Entry::Dealt(Box::new(table.hand.clone())), effects);
        table
    }

    /// Other words for the prompt on the table; those just shown rest.
    pub(super) fn new_words(&mut self, effects: &mut Vec<Effect>) {
        let Some(before) = self.unplayed() else { return };
        let hand = &before.hand;
        if hand.used.is_empty() {
            self.tell("this prompt has no words to change");
            return;
        }
        let Some(source) = &hand.source else { return };
        let Some(entry) = self.deck.find(&source.prompt) else { return };
        let (pack, prompt) = self.deck.entry(entry);
        let is_same = prompt.coach.len() == hand.coach.len()
            && prompt.roles.iter().map(|role| &role.name).eq(hand.roles.iter().map(|role| &role.name));
        if !is_same {
            return self.tell("its pack has changed since: n draws another");
        }
        let mut table = before.clone();
        table.hand.source = Some(Source { pack_hash: pack.hash(), ..source.clone() });
        table.hand.words_attempt += 1;
        let filled = self.deck.fill(entry, source.seed, hand.number, table.hand.words_attempt);
        table.hand.text = filled.text;
        table.hand.used = filled.used;
        for (line, text) in table.hand.coach.iter_mut().zip(filled.coach) {
            line.text = text;
        }
        for (role, secret) in table.hand.roles.iter_mut().zip(filled.secrets) {
            role.secret = secret;
        }
        self.lay("words", before, &table, effects);
    }

    /// Puts a changed table down, in the log too, and remembers how it was.
    pub(super) fn lay(&mut self, what: &'static str, before: Table, table: &Table, effects: &mut Vec<Effect>) {
        self.relay(table, effects);
        self.keep(Undo::Laid { what, table: Box::new(before) });
    }

    /// Puts a table down in place of another of the same draw.
    pub(super) fn relay(&mut self, table: &Table, effects: &mut Vec<Effect>) {
        self.deck.unrecord();
        self.deck.record_past(table.past());
        self.save(Entry::Dealt(Box::new(table.hand.clone())), effects);
        self.phase = Phase::Drawn(table.clone());
    }

    pub(super) fn name_of(&self, key: PlayerKey) -> String {
        let known = self.players.iter().find(|player| player.key == key).map(|player| player.name.clone());
        known.unwrap_or_else(|| match key {
            PlayerKey::Seat(n) => Player::seat(n).name,
            PlayerKey::Person(_) => "somebody".to_owned(),
        })
    }
}

/// A prompt of a deck, filled, before it is cast: the draw of this number of a seed.
pub(crate) fn hand(
    deck: &Deck,
    entry: usize,
    filled: Filled,
    chance: Chance,
    (seed, number): (u64, u32),
    times: Times,
    (now, id): (Now, Uuid),
) -> Hand {
    let (pack, prompt) = deck.entry(entry);
    let roles = prompt.roles.iter().zip(&filled.secrets).map(|(role, secret)| DrawnRole {
        name: role.name.clone(),
        label: role.label(),
        feeling: role.feeling.clone(),
        secret: secret.clone(),
    });
    let coach = prompt.coach.iter().zip(&filled.coach);
    Hand {
        id,
        number,
        words_attempt: 0,
        cast_attempt: 0,
        source: Some(Source {
            prompt: PromptKey { pack: pack.name.clone(), id: prompt.id.clone() },
            pack_hash: pack.hash(),
            seed,
            chance,
        }),
        kind: prompt.kind,
        tags: prompt.tags.clone(),
        text: filled.text,
        coach: coach.map(|(line, text)| CoachLine { text: text.clone(), at: line.at }).collect(),
        used: filled.used,
        times,
        players: prompt.players,
        roles: roles.collect(),
        cast: Vec::new(),
        drawn_at: now.utc,
    }
}
