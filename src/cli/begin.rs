//! How the stage is opened: which workshop goes on, and with what.
//!
//! Start with [`find`]; [`run`] puts what was typed over what is taken up.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::booth::packs::Chosen;
use crate::booth::session::{Found, Wish, look};
use crate::booth::{self, BoothError, Options};
use crate::config::{Count, Origin};
use crate::cue::spell_duration;
use crate::deck::Filters;
use crate::error::Error;
use crate::plan::{Plan, Running};
use crate::stage::{Asked, Stored};
use crate::take::Workshop;

use super::table::paragraph;
use super::when::minute;
use super::{Context, StageArgs, plan, word};

/// Finds the workshop. Where another stage runs one, and nobody said what is to be done, it asks; `None` if whoever is
/// asked wants nothing then.
pub(super) fn find(cx: &Context, log: &Path, mut wish: Wish) -> Result<Option<Found>, Error> {
    loop {
        let found = look(log, wish.clone(), Timestamp::now().as_millisecond());
        let Some(workshop) = &found.beside else { return Ok(Some(found)) };
        match ask(cx, workshop)? {
            Some(name) => wish.name = Some(name),
            None => return Ok(None),
        }
    }
}

/// Says whose workshop runs, and asks for another's name.
fn ask(cx: &Context, running: &Workshop) -> Result<Option<String>, Error> {
    let Workshop { name, started, .. } = running;
    let say = |text: &str| paragraph("", text, cx.print.columns()).lines().for_each(|line| cx.print.note(line));
    say(&format!(
        "{name}, begun {}, is running in another window, or waits in the background (`fg`).",
        minute(*started)
    ));
    loop {
        say("To begin another workshop, type a name for it and press enter. Enter alone quits.");
        let mut line = String::new();
        let typed = io::stdin().lock().read_line(&mut line).map_err(|e| Error::Booth(BoothError::Terminal(e)))?;
        let name = line.trim();
        if typed == 0 || name.is_empty() {
            return Ok(None);
        }
        match word::shown(name) {
            Ok(name) => return Ok(Some(name)),
            Err(why) => say(&why),
        }
    }
}

/// Runs the stage. What was typed holds, each thing for itself, and where nothing was, what the workshop was opened with.
pub(super) fn run(
    cx: &Context,
    args: &StageArgs,
    log: PathBuf,
    chosen: Chosen,
    plan: Option<Plan>,
    mut found: Found,
) -> Result<(), BoothError> {
    let mut told = Vec::new();
    let before = found.kept().map(|kept| kept.state.asked.clone()).unwrap_or_default();
    let deck = &args.deck;
    let asked = Asked {
        packs: Some(deck.typed_packs(cx)).filter(|packs| !packs.is_empty()).unwrap_or_else(|| before.packs.clone()),
        learn: deck.typed_learn(cx).or(before.learn),
        fresh: deck.is_fresh() || before.fresh,
        judge: args.judge.by.clone().filter(|_| cx.origin("by") == Some(Origin::Option)).or(before.judge),
        scene: args.scene.or(before.scene),
    };
    if !before.packs.is_empty() && asked.packs != before.packs {
        told.push(format!("packs as typed, not {}", before.packs.join(", ")));
    }
    if let Some(scene) = before.scene.filter(|_| asked.scene != before.scene) {
        told.push(format!("scenes as typed, not of {}", spell_duration(scene)));
    }
    let is_taken_up = !before.packs.is_empty() && asked.packs == before.packs;
    let mut chosen = if is_taken_up { cx.library().take_up(&asked.packs) } else { chosen };
    let (filters, plan) = match found.kept_mut() {
        Some(kept) => over(cx, args, kept, plan, &mut told),
        None => (deck.filters(cx), plan),
    };
    let under_way = found.kept().filter(|_| asked.packs != before.packs).and_then(|kept| kept.state.plan.as_ref());
    let shut_out = plan.as_ref().or_else(|| under_way.map(Running::plan));
    let shut_out = shut_out.map(|plan| plan::shut_out(plan, &chosen, &shutting(cx, &asked.packs))).unwrap_or_default();
    let mut habits = cx.settings.habits(args.rehearsal);
    habits.judge = asked.judge.clone().unwrap_or_else(|| args.judge.name(&habits.judge));
    let options = Options {
        keep: cx.keep_all(),
        log,
        never: cx.never_file().ok(),
        library: cx.library(),
        filters,
        players: deck.players().map(<[String]>::to_vec),
        learn: asked.learn.unwrap_or_else(|| deck.learn(cx)),
        asked,
        targets: cx.settings.targets.value.clone(),
        plan,
        habits,
        counts_up: cx.settings.count.value == Count::Up,
        theme: cx.settings.theme.value,
        room: cx.settings.room.value,
        color: cx.print.has_color(),
        notes: [cx.few_problems(), std::mem::take(&mut chosen.notes), shut_out].concat(),
        told,
        chosen,
    };
    booth::run(&options, found)
}

/// What says which packs are drawn from, as it is written.
fn shutting(cx: &Context, packs: &[String]) -> String {
    match (packs, cx.origin("packs")) {
        ([], Some(Origin::Environment)) => "SIDECOACH_PACK".to_owned(),
        ([], _) => "`packs` in the settings".to_owned(),
        (packs, _) => format!("-p {}", packs.join(" -p ")),
    }
}

/// Puts what was typed over what was kept. Gives the filters to draw by, and the plan if one begins: one that is under way
/// already goes on.
fn over(
    cx: &Context,
    args: &StageArgs,
    kept: &mut Stored,
    plan: Option<Plan>,
    told: &mut Vec<String>,
) -> (Filters, Option<Plan>) {
    let state = &mut kept.state;
    let mut filters = state.filters.clone();
    let mut is_changed = args.deck.typed_filters(cx, &mut filters);
    let under_way = state.plan.as_mut();
    let plan = plan.filter(|plan| under_way.as_ref().is_none_or(|running| !running.is_of(plan)));
    if let Some(running) = under_way {
        is_changed |= args.deck.typed_filters(cx, &mut running.opened);
        if plan.is_some() {
            filters.clone_from(&running.opened);
            told.push(format!("the plan {} is left at {}", running.plan().title(), running.place()));
            state.plan = None;
        }
    }
    if is_changed {
        told.push("filters as typed".to_owned());
    }
    (filters, plan)
}
