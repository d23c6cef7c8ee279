//! Changing the plan of a session: its blocks in another order, longer, more or fewer, and its file.
//!
//! Start with [`Stage::arrange`].

use crate::pack::tidy_line;
use crate::plan::{Block, Edit, Plan};
use crate::scene::Now;

use super::{Effect, Stage, Undo};

impl Stage {
    /// Changes the plan; without one, a block that is added begins one.
    pub(super) fn arrange(&mut self, now: Now, edit: Edit) {
        let from = self.next_counted();
        let Some(mut running) = self.plan.clone() else {
            return match edit {
                Edit::Add(_, block) => self.begin_new_plan(*block, now),
                _ => self.tell("there is no plan: a begins one"),
            };
        };
        let (what, is_jump) = (edit.word(), matches!(edit, Edit::Jump(_)));
        match running.edit(edit, from, now) {
            Err(why) => self.tell(why),
            Ok(says) => {
                self.tell(says);
                if is_jump {
                    self.turn(what, running, false);
                } else {
                    let before = self.before_plan();
                    self.plan = Some(running);
                    self.keep(Undo::Block { what, before: Box::new(before) });
                }
            }
        }
    }

    /// Has the plan written to a file. One that is there gives way only if that was asked for.
    pub(super) fn write_plan(&mut self, path: &str, over: bool, effects: &mut Vec<Effect>) {
        match &self.plan {
            _ if path.is_empty() => self.tell("the plan was not written: its file needs a name"),
            None => self.tell("there is no plan: a begins one"),
            Some(running) => {
                effects.push(Effect::WritePlan { path: path.to_owned(), plan: Box::new(running.plan().clone()), over });
            }
        }
    }

    /// Hears that the plan is in a file.
    pub(super) fn plan_written(&mut self, path: String) {
        self.tell(format!("the plan is in {path}"));
        if let Some(running) = &mut self.plan {
            running.plan = running.plan.clone().of_file(Some(path));
        }
    }

    fn begin_new_plan(&mut self, block: Block, now: Now) {
        let name = tidy_line(&self.workshop.name);
        let title = if name.is_empty() { "workshop".to_owned() } else { name };
        let Some(plan) = Plan::new(title, vec![block]) else { return };
        let before = self.before_plan();
        let says = self.begin_plan(plan, now);
        self.keep(Undo::Block { what: "the new plan", before: Box::new(before) });
        self.tell(says);
    }
}
