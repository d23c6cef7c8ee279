//! Where a session is, as text: so that it goes on after the program's end, however that came.
//!
//! Start with `Stage::keep_up`, which has the log keep what changed, and [`State::read`]. The texts are JSON of a version
//! of their own. Takes are named by their ids, since the log has them; a prompt that was on the table is kept whole, since
//! its draw may have changed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::cast::{Player, PlayerKey, Presence};
use crate::deck::Filters;
use crate::feeling::{Feeling, Strength};
use crate::learn::Level;
use crate::pack::{Kind, Players, PromptKey, Rating, Times, Weight};
use crate::plan::{Block, Plan, Until, What as In};
use crate::scene::{Ms, Now, Shifted, ms};
use crate::take::{
    Counted, End, Entry, Judgement, Kept, Moment, MomentKind, PassReason, Perceived, Reason, Suggestion, Tail, Take,
    Verdict, hand,
};

use super::opening::Asked;
use super::plan::Before;
use super::roster::Standing;
use super::undo::{Deed, Undo, WORDS, What};
use super::{Debrief, Effect, HowLong, Phase, Play, Record, Running, Stage, Table};

/// The version of the texts.
const VERSION: u64 = 1;

/// Where a session was.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What it was opened with.
    pub asked: Asked,
    /// Which prompts were wanted.
    pub filters: Filters,
    /// The running order, by the clock of then.
    pub plan: Option<Running>,
    /// Whether it was a rehearsal.
    pub rehearsal: bool,
    pub(super) held: BTreeSet<PlayerKey>,
    pub(super) outs: BTreeMap<PlayerKey, u32>,
    /// The seats without a name, which no other table knows: where each is, and the draws added to its count.
    pub(super) seats: Vec<(u16, Presence, Option<u32>)>,
    pub(super) next_draw: u32,
    phase: Value,
    /// What the clock that sleep does not stop showed, and the wall clock.
    boot: Ms,
    utc: Ms,
}

/// A take that the log has, with all that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The take.
    pub take: Take,
    /// The log's own number of it.
    pub number: i64,
    /// How it ended, or how far it came.
    pub end: End,
    /// What happened in it, by time.
    pub moments: Vec<Moment>,
    /// What was held of it by whoever judges here, oldest first.
    pub judgements: Vec<Judgement>,
}

/// The takes that texts name.
#[must_use]
pub fn named<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<Uuid> {
    let mut takes = BTreeSet::new();
    for text in texts {
        name(&serde_json::from_str(text).unwrap_or_default(), &mut takes);
    }
    takes
}

fn name(value: &Value, takes: &mut BTreeSet<Uuid>) {
    match value {
        Value::Object(fields) => {
            takes.extend(fields.get("take").and_then(id));
            fields.values().for_each(|value| name(value, takes));
        }
        Value::Array(values) => values.iter().for_each(|value| name(value, takes)),
        _ => {}
    }
}

impl State {
    /// What a text says, if it is one of a version known here.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let all: Value = serde_json::from_str(text).ok()?;
        if all["version"].as_u64()? != VERSION {
            return None;
        }
        let is = &all["is"];
        let held = is["held"].as_array()?.iter().map(key).collect::<Option<_>>()?;
        let out = |out: &Value| Some((key(&out[0])?, number(&out[1])?));
        Some(Self {
            asked: asked(&is["asked"])?,
            filters: filters(&is["filters"])?,
            plan: optional(&is["plan"], running)?,
            rehearsal: is["rehearsal"].as_bool()?,
            held,
            outs: is["outs"].as_array()?.iter().map(out).collect::<Option<_>>()?,
            seats: list(&is["seats"], |seat| {
                let presence = Presence::from_word(seat[1].as_str()?)?;
                Some((number(&seat[0])?, presence, optional(&seat[2], number)?))
            })?,
            next_draw: number(&is["next_draw"])?,
            phase: is["phase"].clone(),
            boot: all["boot"].as_i64()?,
            utc: all["utc"].as_i64()?,
        })
    }

    /// The running order by the clock of now.
    pub(super) fn running(&self, now: Now) -> Option<Running> {
        self.plan.clone().map(|running| resumed(running, (self.boot, self.utc), now))
    }

    /// What was on the stage, as far as it can go on.
    pub(super) fn phase(&self, takes: &Takes<'_>) -> Option<Phase> {
        phase(&self.phase, takes)
    }

    /// The take that was on stage or in debrief.
    #[must_use]
    pub fn interrupted(&self) -> Option<Uuid> {
        id(&self.phase["take"])
    }

    /// The take whose scene was on stage, if one was.
    pub(super) fn on_stage(&self) -> Option<Uuid> {
        (self.phase["on"] == "scene").then(|| id(&self.phase["take"]))?
    }

    /// Whether the players were getting ready.
    pub(super) fn was_called(&self) -> bool {
        self.phase["on"] == "ready"
    }
}

/// A plan as it is now, of which this is what it was when the clock showed `boot` and the wall clock `utc`. A wall clock that
/// was ahead and is right again takes back what passed by it; none takes back more than has passed in the block.
pub(super) fn resumed(running: Running, (boot, utc): (Ms, Ms), now: Now) -> Running {
    let passed = (now.utc - utc).max(running.since - boot);
    running.by_clock(ms(now.boot) - passed - boot)
}

/// The takes that the log has, and the time they are put back at.
pub(super) struct Takes<'a> {
    pub(super) known: BTreeMap<Uuid, &'a Known>,
    pub(super) now: Now,
}

impl Takes<'_> {
    fn record(&self, value: &Value) -> Option<(Record, &Known)> {
        let known = *self.known.get(&id(value)?)?;
        Some((Record::restored(known.take.clone(), known.number, known.moments.clone()), known))
    }

    pub(super) fn debrief_of(&self, take: Uuid) -> Option<Debrief> {
        self.debrief(&json!(take))
    }

    fn debrief(&self, value: &Value) -> Option<Debrief> {
        let (record, known) = self.record(value)?;
        Some(Debrief::restored(record, known.end, known.judgements.clone()))
    }

    /// A scene that stands still, and the time of its take since when it does.
    fn play(&self, value: &Value) -> Option<(Play, Option<Ms>)> {
        let (record, known) = self.record(value)?;
        Some((Play::restored(record, known.end, self.now), Some(known.end.at)))
    }

    /// The scene of a take that is to go on.
    pub(super) fn scene(&self, take: Uuid) -> Option<Undo> {
        let (play, away) = self.play(&json!(take))?;
        Some(Undo::Ended { back: Box::new(play), away })
    }

    /// A step that a text tells of.
    pub(super) fn step(&self, text: &str) -> Option<Undo> {
        step(&serde_json::from_str(text).ok()?, self)
    }

    /// Steps that were taken back together.
    pub(super) fn steps(&self, text: &str) -> Option<Vec<Undo>> {
        let steps: Value = serde_json::from_str(text).ok()?;
        steps.as_array()?.iter().map(|value| step(value, self)).collect()
    }
}

impl Stage {
    /// Has the log keep where the session is, where that is not what it has.
    pub(super) fn keep_up(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let is = self.state().to_string();
        if is == self.kept && self.undo.is_kept() && self.redo.is_kept() {
            return;
        }
        let (boot, utc) = (ms(now.boot), now.utc);
        let (from, steps) = self.undo.unkept();
        let undo = Tail { from, steps: steps.map(|step| of_step(step, now).to_string()).collect() };
        let (from, steps) = self.redo.unkept();
        let group = |steps: &Vec<Undo>| Value::Array(steps.iter().map(|step| of_step(step, now)).collect()).to_string();
        let redo = Tail { from, steps: steps.map(group).collect() };
        let state = format!(r#"{{"version":{VERSION},"boot":{boot},"utc":{utc},"is":{is}}}"#);
        self.kept = is;
        self.save(Entry::Kept(Box::new(Kept { state, undo, redo })), effects);
    }

    fn state(&self) -> Value {
        let seat = |player: &Player| match player.key {
            PlayerKey::Seat(n) => Some(json!([n, player.presence.word(), self.credits.get(&player.key)])),
            PlayerKey::Person(_) => None,
        };
        let outs = self.outs.iter().map(|(player, since)| json!([of_key(*player), since]));
        json!({
            "phase": of_phase(&self.phase),
            "next_draw": self.next_draw,
            "asked": of_asked(&self.asked),
            "filters": of_filters(self.deck.filters()),
            "plan": self.plan.as_ref().map(of_running),
            "rehearsal": self.rehearsal,
            "held": self.held.iter().map(|player| of_key(*player)).collect::<Vec<_>>(),
            "outs": outs.collect::<Vec<_>>(),
            "seats": self.players.iter().filter_map(seat).collect::<Vec<_>>(),
        })
    }
}

fn of_phase(phase: &Phase) -> Value {
    match phase {
        Phase::Empty => json!({"on": "empty"}),
        Phase::Drawn(table) => json!({"on": "drawn", "table": of_table(table)}),
        Phase::Ready(table, _) => json!({"on": "ready", "table": of_table(table)}),
        Phase::Scene(play) => json!({"on": "scene", "take": play.record.take.id}),
        Phase::Debrief(debrief) => json!({"on": "debrief", "take": debrief.record.take.id}),
    }
}

/// A countdown that was cut short is over, and so is a scene.
fn phase(value: &Value, takes: &Takes<'_>) -> Option<Phase> {
    Some(match value["on"].as_str()? {
        "empty" => Phase::Empty,
        "drawn" | "ready" => Phase::Drawn(table(&value["table"])?),
        "scene" | "debrief" => Phase::Debrief(Box::new(takes.debrief(&value["take"])?)),
        _ => return None,
    })
}

fn of_table(table: &Table) -> Value {
    let pins = table.pins.iter().map(|(place, player)| json!([place, of_key(*player)]));
    json!({
        "hand": hand::to_value(&table.hand),
        "size": table.size,
        "pins": pins.collect::<Vec<_>>(),
        "takes": table.takes,
        "timed": table.is_timed,
    })
}

fn table(value: &Value) -> Option<Table> {
    let hand = hand::of_value(&value["hand"])?;
    let size: usize = number(&value["size"])?;
    let places = size.max(hand.roles.len());
    let pin = |pin: &Value| {
        let place: usize = number(&pin[0])?;
        (place < places).then_some((place, key(&pin[1])?))
    };
    let pins = value["pins"].as_array()?.iter().map(pin).collect::<Option<_>>()?;
    let is_timed = optional(&value["timed"], Value::as_bool)?.unwrap_or(false);
    Some(Table { pins, takes: number(&value["takes"])?, is_timed, ..Table::of(hand, size) })
}

/// A step as a text; what people said for themselves is not kept a second time, and leaves its place empty.
fn of_step(step: &Undo, now: Now) -> Value {
    let of_tables = |table: &Option<Box<Table>>| table.as_ref().map(|table| of_table(table));
    match step {
        Undo::Drew { back } => json!({"step": "drew", "back": of_phase(back)}),
        Undo::Draw { table } => json!({"step": "draw", "table": of_table(table)}),
        Undo::Passed { back, reason } => {
            json!({"step": "passed", "table": of_table(back), "reason": reason.map(PassReason::word)})
        }
        Undo::Pass { next, reason } => {
            json!({"step": "pass", "table": of_table(next), "reason": reason.map(PassReason::word)})
        }
        Undo::Laid { what, table } => json!({"step": "laid", "what": what, "table": of_table(table)}),
        Undo::Called => json!({"step": "called"}),
        Undo::Call => json!({"step": "call"}),
        Undo::Began { back } => json!({"step": "began", "table": of_table(back)}),
        Undo::Begin { play, .. } => json!({"step": "begin", "take": play.record.take.id}),
        Undo::Acted(deed) => of_deed(deed),
        Undo::Ended { back, .. } => json!({"step": "ended", "take": back.record.take.id}),
        Undo::End { debrief } => {
            json!({"step": "end", "take": debrief.record.take.id, "end": of_end(debrief.end),
                "moments": debrief.record.moments.iter().map(|moment| moment.id).collect::<Vec<_>>(),
                "judgements": debrief.judgements.iter().map(of_judgement).collect::<Vec<_>>()})
        }
        Undo::Judged { what, take, judgement, counts, is_given } => json!({
            "step": "judged", "what": what, "of": take, "judgement": of_judgement(judgement),
            "counts": counts.as_ref().map(of_counted), "given": is_given,
        }),
        Undo::Again { back } => json!({"step": "again", "take": back.record.take.id}),
        Undo::Retake => json!({"step": "retake"}),
        Undo::Nevered { back, prompt, how_long } => json!({
            "step": "nevered", "table": of_table(back), "prompt": of_prompt(prompt), "always": *how_long == HowLong::Always,
        }),
        Undo::Never { prompt, how_long, next } => json!({
            "step": "never", "table": of_tables(next), "prompt": of_prompt(prompt), "always": *how_long == HowLong::Always,
        }),
        Undo::Queued { suggestion, is_waiting, with_draw } => json!({
            "step": "queued", "suggestion": {"id": suggestion.id, "text": suggestion.text, "at": suggestion.at},
            "waits": is_waiting, "with_draw": with_draw,
        }),
        Undo::Favoured { prompt } => json!({"step": "favoured", "prompt": of_prompt(prompt)}),
        Undo::Weighed { prompt, weight } => {
            json!({"step": "weighed", "prompt": of_prompt(prompt), "weight": weight.thousandths()})
        }
        Undo::Filtered { filters } => json!({"step": "filtered", "filters": of_filters(filters)}),
        Undo::Rehearsed => json!({"step": "rehearsed"}),
        Undo::Placed { player, standing, table, by_itself } => json!({
            "step": "placed", "player": of_key(*player), "presence": standing.presence.word(), "credit": standing.credit,
            "out_since": standing.out_since, "table": of_tables(table), "by_itself": by_itself,
        }),
        Undo::Held { player, table } => {
            json!({"step": "held", "player": of_key(*player), "table": of_tables(table)})
        }
        Undo::Block { what, before } => json!({
            "step": "block", "what": what, "plan": before.running.as_ref().map(of_running), "at": [ms(now.boot), now.utc], "filters": of_filters(&before.filters),
            "cleared": before.cleared.as_ref().map(of_phase), "with_draw": before.with_draw,
        }),
        Undo::Lined { .. } | Undo::Agreed { .. } | Undo::Withdrew | Undo::Untold => Value::Null,
    }
}

fn step(value: &Value, takes: &Takes<'_>) -> Option<Undo> {
    if value.is_null() {
        return Some(Undo::Untold);
    }
    let on_table = || table(&value["table"]).map(Box::new);
    let on_table_or_not = || optional(&value["table"], |value| table(value).map(Box::new));
    let reason = || optional(&value["reason"], |value| PassReason::from_word(value.as_str()?));
    let how_long = || Some(if value["always"].as_bool()? { HowLong::Always } else { HowLong::Today });
    let what = || WORDS.into_iter().find(|word| value["what"] == *word);
    Some(match value["step"].as_str()? {
        "drew" => Undo::Drew { back: Box::new(phase(&value["back"], takes)?) },
        "draw" => Undo::Draw { table: on_table()? },
        "passed" => Undo::Passed { back: on_table()?, reason: reason()? },
        "pass" => Undo::Pass { next: on_table()?, reason: reason()? },
        "laid" => Undo::Laid { what: what()?, table: on_table()? },
        "called" => Undo::Called,
        "call" => Undo::Call,
        "began" => Undo::Began { back: on_table()? },
        "begin" => {
            let (play, away) = takes.play(&value["take"])?;
            Undo::Begin { play: Box::new(play), away }
        }
        "acted" => Undo::Acted(Box::new(deed(value)?)),
        "ended" => takes.scene(id(&value["take"])?)?,
        "end" => {
            let judgements = value["judgements"].as_array()?.iter().map(judgement).collect::<Option<_>>()?;
            let mut debrief = takes.debrief(&value["take"])?;
            // The log may have more of it by now.
            if let Some(before) = list(&value["moments"], id) {
                debrief.record.moments.retain(|moment| before.contains(&moment.id));
            }
            Undo::End { debrief: Box::new(Debrief { end: end(&value["end"])?, judgements, ..debrief }) }
        }
        "judged" => Undo::Judged {
            what: what()?,
            take: id(&value["of"])?,
            judgement: Box::new(judgement(&value["judgement"])?),
            counts: optional(&value["counts"], counted)?,
            is_given: value["given"].as_bool()?,
        },
        "again" => Undo::Again { back: Box::new(takes.debrief(&value["take"])?) },
        "retake" => Undo::Retake,
        "nevered" => Undo::Nevered { back: on_table()?, prompt: prompt(&value["prompt"])?, how_long: how_long()? },
        "never" => Undo::Never { prompt: prompt(&value["prompt"])?, how_long: how_long()?, next: on_table_or_not()? },
        "queued" => Undo::Queued {
            suggestion: Box::new(suggestion(&value["suggestion"])?),
            is_waiting: value["waits"].as_bool()?,
            with_draw: value["with_draw"].as_bool()?,
        },
        "favoured" => Undo::Favoured { prompt: prompt(&value["prompt"])? },
        "weighed" => Undo::Weighed {
            prompt: prompt(&value["prompt"])?,
            weight: Weight::from_thousandths(number(&value["weight"])?)?,
        },
        "filtered" => Undo::Filtered { filters: Box::new(filters(&value["filters"])?) },
        "rehearsed" => Undo::Rehearsed,
        "placed" => Undo::Placed {
            player: key(&value["player"])?,
            standing: Standing {
                presence: Presence::from_word(value["presence"].as_str()?)?,
                credit: optional(&value["credit"], number)?,
                out_since: optional(&value["out_since"], number)?,
            },
            table: on_table_or_not()?,
            by_itself: value["by_itself"].as_bool()?,
        },
        "held" => Undo::Held { player: key(&value["player"])?, table: on_table_or_not()? },
        "block" => Undo::Block {
            what: what()?,
            before: Box::new(Before {
                running: {
                    let then = (value["at"][0].as_i64()?, value["at"][1].as_i64()?);
                    optional(&value["plan"], running)?.map(|running| resumed(running, then, takes.now))
                },
                filters: filters(&value["filters"])?,
                cleared: optional(&value["cleared"], |value| phase(value, takes))?,
                with_draw: value["with_draw"].as_bool()?,
            }),
        },
        _ => return None,
    })
}

fn suggestion(value: &Value) -> Option<Suggestion> {
    Some(Suggestion { id: id(&value["id"])?, text: text(&value["text"])?, at: value["at"].as_i64()? })
}

fn of_deed(deed: &Deed) -> Value {
    let what = match deed.what {
        What::Nudge(by) => json!({"nudge": by}),
        What::Shift(Shifted { role, step, from }) => json!({"shift": [role, step, from]}),
        What::Mark => json!("mark"),
        What::Coach { line, before } => json!({"coach": [line, before]}),
    };
    json!({"step": "acted", "did": what, "moment": deed.moment.as_ref().map(of_moment), "done": deed.is_done})
}

fn deed(value: &Value) -> Option<Deed> {
    let did = &value["did"];
    let what = if let Some(by) = did["nudge"].as_i64() {
        What::Nudge(by)
    } else if let Some(shift) = did["shift"].as_array() {
        let [role, step, from] = shift.as_slice() else { return None };
        What::Shift(Shifted { role: number(role)?, step: number(step)?, from: number(from)? })
    } else if let Some(coach) = did["coach"].as_array() {
        let [line, before] = coach.as_slice() else { return None };
        What::Coach { line: number(line)?, before: optional(before, number)? }
    } else if did == "mark" {
        What::Mark
    } else {
        return None;
    };
    Some(Deed { what, moment: optional(&value["moment"], moment)?, is_done: value["done"].as_bool()? })
}

fn of_moment(moment: &Moment) -> Value {
    let Moment { id, at, kind, role, step, label } = moment;
    json!({"id": id, "at": at, "kind": kind.word(), "role": role, "step": step, "label": label})
}

fn moment(value: &Value) -> Option<Moment> {
    Some(Moment {
        id: id(&value["id"])?,
        at: value["at"].as_i64()?,
        kind: MomentKind::from_word(value["kind"].as_str()?)?,
        role: optional(&value["role"], text)?,
        step: optional(&value["step"], number)?,
        label: optional(&value["label"], text)?,
    })
}

fn of_end(end: End) -> Value {
    json!({"ending": end.ending.word(), "at": end.at, "played": end.played, "paused": end.paused})
}

fn end(value: &Value) -> Option<End> {
    Some(End {
        ending: crate::take::Ending::from_word(value["ending"].as_str()?)?,
        at: value["at"].as_i64()?,
        played: value["played"].as_i64()?,
        paused: value["paused"].as_i64()?,
    })
}

fn of_judgement(judgement: &Judgement) -> Value {
    let Judgement { id, at, by, verdict, reason, note, perceived } = judgement;
    let came = |came: &Perceived| {
        json!([came.role, came.step, came.feeling.map(Feeling::word), came.strength.map(Strength::number)])
    };
    json!({
        "id": id, "at": at, "by": by, "verdict": verdict.map(Verdict::word), "reason": reason.map(Reason::word),
        "note": note, "perceived": perceived.iter().map(came).collect::<Vec<_>>(),
    })
}

fn judgement(value: &Value) -> Option<Judgement> {
    let came = |came: &Value| {
        Some(Perceived {
            role: text(&came[0])?,
            step: number(&came[1])?,
            feeling: optional(&came[2], |feeling| Feeling::from_word(feeling.as_str()?))?,
            strength: optional(&came[3], |strength| Strength::from_number(number(strength)?))?,
        })
    };
    Some(Judgement {
        id: id(&value["id"])?,
        at: value["at"].as_i64()?,
        by: text(&value["by"])?,
        verdict: optional(&value["verdict"], |verdict| Verdict::from_word(verdict.as_str()?))?,
        reason: optional(&value["reason"], |reason| Reason::from_word(reason.as_str()?))?,
        note: optional(&value["note"], text)?,
        perceived: value["perceived"].as_array()?.iter().map(came).collect::<Option<_>>()?,
    })
}

fn of_counted(counted: &Counted) -> Value {
    let Counted { workshop, prompt, verdict } = counted;
    json!({"workshop": workshop, "prompt": prompt.as_ref().map(of_prompt), "verdict": verdict.word()})
}

fn counted(value: &Value) -> Option<Counted> {
    Some(Counted {
        workshop: id(&value["workshop"])?,
        prompt: optional(&value["prompt"], prompt)?,
        verdict: Verdict::from_word(value["verdict"].as_str()?)?,
    })
}

fn of_running(running: &Running) -> Value {
    let Running {
        plan,
        begun,
        promised,
        opened,
        times,
        began,
        block,
        since,
        spent,
        from,
        done,
        called,
        longer,
        more_scenes,
        ..
    } = running;
    let of_block = |block: &Block| match &block.what {
        In::Break(length) => json!({"name": block.name, "break": ms(*length)}),
        In::Play { until, filters, scene } => {
            let (scenes, length) = match until {
                Until::Time(length) => (None, Some(*length)),
                Until::Scenes(scenes) => (Some(*scenes), None),
                Until::Either(scenes, length) => (Some(*scenes), Some(*length)),
            };
            json!({
                "name": block.name, "scenes": scenes, "length": length.map(ms), "scene": scene.map(ms),
                "filters": filters.as_ref().map(of_filters),
            })
        }
    };
    json!({
        "title": plan.title(), "blocks": plan.blocks().iter().map(of_block).collect::<Vec<_>>(), "file": plan.file(),
        "begun": (!begun.says_as(plan)).then(|| begun.blocks().iter().map(of_block).collect::<Vec<_>>()),
        "promised": promised, "spent": spent.iter().map(|(at, (from, to))| json!([at, from, to])).collect::<Vec<_>>(),
        "opened": of_filters(opened), "times": [ms(times.ready), ms(times.scene), ms(times.debrief)],
        "began": began, "block": block, "since": since, "from": from, "done": done, "called": called, "longer": longer,
        "more_scenes": more_scenes, "held": running.held, "held_since": running.held_since, "ended": running.ended,
    })
}

fn running(value: &Value) -> Option<Running> {
    let block = |value: &Value| {
        let what = match optional(&value["break"], length)? {
            Some(length) => In::Break(length),
            None => In::Play {
                until: match (optional(&value["scenes"], number)?, optional(&value["length"], length)?) {
                    (None, Some(length)) => Until::Time(length),
                    (Some(scenes), None) => Until::Scenes(scenes),
                    (Some(scenes), Some(length)) => Until::Either(scenes, length),
                    (None, None) => return None,
                },
                filters: optional(&value["filters"], filters)?,
                scene: optional(&value["scene"], length)?,
            },
        };
        Some(Block { name: text(&value["name"])?, what })
    };
    let blocks: Vec<_> = list(&value["blocks"], block)?;
    let title = text(&value["title"])?;
    let plan = Plan::new(title.clone(), blocks.clone())?.of_file(optional(&value["file"], text)?);
    // What is missing was not kept by older versions.
    let begun = match optional(&value["begun"], |blocks| list(blocks, block))? {
        Some(begun) => Plan::new(title, begun)?,
        None => plan.clone(),
    };
    let spent = |spent: &Value| Some((number(&spent[0])?, (spent[1].as_i64()?, spent[2].as_i64()?)));
    let spent = optional(&value["spent"], |all| all.as_array()?.iter().map(spent).collect())?;
    let at: usize = number(&value["block"])?;
    let ended = |done: &Value| Some((number(&done[0])?, done[1].as_i64()?));
    let [ready, scene, debrief] = [0, 1, 2].map(|n| length(&value["times"][n]));
    (at < blocks.len()).then_some(())?;
    Some(Running {
        plan,
        begun,
        promised: optional(&value["promised"], Value::as_i64)?,
        spent: spent.unwrap_or_default(),
        opened: filters(&value["opened"])?,
        times: Times { ready: ready?, scene: scene?, debrief: debrief? },
        began: value["began"].as_i64()?,
        block: at,
        since: value["since"].as_i64()?,
        from: number(&value["from"])?,
        done: value["done"].as_array()?.iter().map(ended).collect::<Option<_>>()?,
        called: optional(&value["called"], Value::as_i64)?,
        longer: value["longer"].as_i64()?,
        more_scenes: number(&value["more_scenes"])?,
        held: optional(&value["held"], Value::as_i64)?.unwrap_or(0),
        held_since: optional(&value["held_since"], Value::as_i64)?,
        ended: optional(&value["ended"], Value::as_bool)?.unwrap_or(false),
        was_over: false,
        scene: None,
        at_hand: None,
    })
}

fn of_filters(wanted: &Filters) -> Value {
    let Filters { packs, kinds, tags, not_tags, feelings, ratings, size } = wanted;
    let words = |words: Vec<&'static str>| words;
    json!({
        "packs": packs, "kinds": words(kinds.iter().map(|kind| kind.word()).collect()), "tags": tags, "not_tags": not_tags,
        "feelings": words(feelings.iter().map(|feeling| feeling.word()).collect()),
        "ratings": words(ratings.iter().map(|rating| rating.word()).collect()),
        "size": size.map(|size| json!([size.min(), size.max()])),
    })
}

fn filters(value: &Value) -> Option<Filters> {
    Some(Filters {
        packs: list(&value["packs"], text)?,
        kinds: list(&value["kinds"], |kind| Kind::from_word(kind.as_str()?))?,
        tags: list(&value["tags"], text)?,
        not_tags: list(&value["not_tags"], text)?,
        feelings: list(&value["feelings"], |feeling| Feeling::from_word(feeling.as_str()?))?,
        ratings: list(&value["ratings"], |rating| Rating::from_word(rating.as_str()?))?,
        size: optional(&value["size"], |size| Players::new(number(&size[0])?, optional(&size[1], number)?))?,
    })
}

fn of_asked(asked: &Asked) -> Value {
    let Asked { packs, learn, fresh, judge, scene } = asked;
    json!({
        "packs": packs, "learn": learn.map(Level::word), "fresh": fresh, "judge": judge, "scene": scene.map(ms),
    })
}

fn asked(value: &Value) -> Option<Asked> {
    Some(Asked {
        packs: list(&value["packs"], text)?,
        learn: optional(&value["learn"], |level| Level::from_word(level.as_str()?))?,
        fresh: value["fresh"].as_bool()?,
        judge: optional(&value["judge"], text)?,
        scene: optional(&value["scene"], length)?,
    })
}

fn of_prompt(prompt: &PromptKey) -> Value {
    json!([prompt.pack, prompt.id])
}

fn prompt(value: &Value) -> Option<PromptKey> {
    Some(PromptKey { pack: text(&value[0])?, id: text(&value[1])? })
}

fn of_key(key: PlayerKey) -> Value {
    match key {
        PlayerKey::Person(id) => json!({"person": id}),
        PlayerKey::Seat(n) => json!({"seat": n}),
    }
}

fn key(value: &Value) -> Option<PlayerKey> {
    match id(&value["person"]) {
        Some(person) => Some(PlayerKey::Person(person)),
        None => number(&value["seat"]).map(PlayerKey::Seat),
    }
}

fn id(value: &Value) -> Option<Uuid> {
    Uuid::parse_str(value.as_str()?).ok()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn length(value: &Value) -> Option<Duration> {
    value.as_u64().map(Duration::from_millis)
}

fn number<T: TryFrom<u64>>(value: &Value) -> Option<T> {
    value.as_u64()?.try_into().ok()
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}

/// What is there or not; `None` where it is something else.
#[expect(clippy::option_option, reason = "what is not there is something else than what can't be read")]
fn optional<T>(value: &Value, read: impl FnOnce(&Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() { Some(None) } else { read(value).map(Some) }
}
