//! When keys work: what each row of the table asks of the stage.

use super::super::cards::has_secret;
use crate::stage::{Phase, Running, Stage, Table};

pub(super) const fn any(_: &Stage) -> bool {
    true
}

pub(super) const fn empty(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Empty)
}

pub(super) const fn drawn(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(_))
}

pub(super) fn drawable(stage: &Stage) -> bool {
    empty(stage) && !in_break(stage)
}

pub(super) fn callable(stage: &Stage) -> bool {
    drawn(stage) && !in_break(stage)
}

pub(super) fn in_break(stage: &Stage) -> bool {
    stage.is_in_break()
}

pub(super) fn running_break(stage: &Stage) -> bool {
    in_break(stage) && !stage.is_break_held()
}

pub(super) fn held_break(stage: &Stage) -> bool {
    in_break(stage) && stage.is_break_held()
}

pub(super) fn debrief_in_running_break(stage: &Stage) -> bool {
    debrief_in_break(stage) && !stage.is_break_held()
}

pub(super) fn debrief_in_held_break(stage: &Stage) -> bool {
    debrief_in_break(stage) && stage.is_break_held()
}

fn debrief_in_break(stage: &Stage) -> bool {
    debrief(stage) && stage.plan().is_some_and(Running::is_break)
}

pub(super) const fn ready(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Ready(..))
}

pub(super) fn secret_drawn(stage: &Stage) -> bool {
    drawn(stage) && secret(stage)
}

pub(super) fn secret_ready(stage: &Stage) -> bool {
    ready(stage) && secret(stage)
}

fn secret(stage: &Stage) -> bool {
    stage.phase().table().is_some_and(|table| has_secret(&table.hand))
}

pub(super) const fn scene(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(_))
}

pub(super) const fn debrief(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Debrief(_))
}

/// It is of an earlier session, and leads to a draw.
pub(super) fn debrief_before(stage: &Stage) -> bool {
    let is_restored = matches!(stage.phase(), Phase::Debrief(debrief) if debrief.is_restored());
    is_restored && !asked(stage) && !debrief_in_break(stage)
}

pub(super) fn debrief_now(stage: &Stage) -> bool {
    debrief(stage) && !asked(stage) && !debrief_before(stage)
}

pub(super) const fn asked(stage: &Stage) -> bool {
    stage.asks_to_go_on()
}

pub(super) fn asked_alone(stage: &Stage) -> bool {
    asked(stage) && nothing_stands(stage)
}

pub(super) fn unplayed(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.takes == 0)
}

pub(super) fn wordy(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.takes == 0 && !table.hand.used.is_empty())
}

pub(super) fn castable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.takes == 0 && table.can_cast(stage.present().len()))
}

pub(super) fn judged(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Debrief(debrief) if !debrief.is_stopped())
}

pub(super) fn felt(stage: &Stage) -> bool {
    let has_feelings = |table: &Table| table.hand.roles.iter().any(|role| role.feeling.is_some());
    debrief(stage) && stage.phase().table().is_some_and(has_feelings)
}

pub(super) fn running_ready(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Ready(_, timer) if !timer.is_paused())
}

pub(super) fn paused_ready(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Ready(_, timer) if timer.is_paused())
}

pub(super) fn running_scene(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if !play.scene.is_paused())
}

pub(super) fn paused_scene(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if play.scene.is_paused())
}

pub(super) fn shiftable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if play.scene.next_shift().is_some())
}

pub(super) fn coachable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Scene(play) if play.scene.next_line().is_some())
}

pub(super) fn undoable(stage: &Stage) -> bool {
    stage.can_undo(false)
}

pub(super) fn readable(stage: &Stage) -> bool {
    stage.phase().table().is_some() || stage.notice().is_some() || stage.trouble().is_some()
}

pub(super) fn nothing_stands(stage: &Stage) -> bool {
    !standing(stage)
}

pub(super) fn ready_to_leave(stage: &Stage) -> bool {
    ready(stage) && nothing_stands(stage)
}

pub(super) fn between(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(_) | Phase::Debrief(_))
}

pub(super) fn suggested_before(stage: &Stage) -> bool {
    empty(stage) && stage.suggestions().len() > 0
}

pub(super) fn unsuggested(stage: &Stage) -> bool {
    empty(stage) && stage.suggestions().len() == 0
}

pub(super) fn suggested(stage: &Stage) -> bool {
    between(stage) && stage.suggestions().len() > 0
}

pub(super) fn banishable(stage: &Stage) -> bool {
    matches!(stage.phase(), Phase::Drawn(table) if table.takes == 0 && table.hand.source.is_some())
}

pub(super) fn on_table(stage: &Stage) -> bool {
    stage.phase().table().is_some()
}

pub(super) const fn planned(stage: &Stage) -> bool {
    stage.plan().is_some()
}

pub(super) const fn unplanned(stage: &Stage) -> bool {
    stage.plan().is_none()
}

pub(super) fn found(stage: &Stage) -> bool {
    !stage.found().is_empty()
}

pub(super) fn stocked(stage: &Stage) -> bool {
    !stage.shelf().is_empty()
}

pub(super) fn figured(stage: &Stage) -> bool {
    !stage.deck().targets().is_empty() || stage.figures().is_some_and(|figures| !figures.is_empty())
}

pub(super) fn standing(stage: &Stage) -> bool {
    stage.notice().is_some_and(|notice| notice.stays)
}
