//! `plan check`, and the plan that a stage is opened with.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::booth::packs::{Chosen, STDIN, read_file};
use crate::error::Error;
use crate::plan::read::read;
use crate::plan::{Block, Plan, What};

use super::Context;
use super::check::{self, ShapeArgs, excerpts};

/// What can be done with plans.
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Check plans: every finding with its lines
    Check(CheckArgs),
}

/// Options of `plan check`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach plan check evening.toml
  $ sidecoach plan check evening.toml --json
  $ sidecoach plan check - < evening.toml")]
pub struct CheckArgs {
    /// Files, or `-`
    #[arg(value_name = "FILE", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    shape: ShapeArgs,
}

/// Prints every finding of plans.
pub fn check(cx: &Context, args: &CheckArgs) -> Result<(), Error> {
    let installed = cx.library().installed();
    let packs = names(&installed);
    check::check(cx, &args.paths, &args.shape, "plan", |_, bytes| {
        let (plan, findings) = read(bytes, &packs);
        (usize::from(plan.is_some()), findings)
    })
}

/// The plan of a file, to be gone through with these packs. Findings that are no errors become notes beside those of the
/// packs; with an error, all are shown.
pub fn open(cx: &Context, path: &Path, chosen: &mut Chosen) -> Result<Plan, Error> {
    cx.print.detail(&format!("plan: {}", path.display()));
    let bytes = read_file(path)?;
    let installed = cx.library().installed();
    let (plan, findings) = read(&bytes, &[names(&installed), names(chosen)].concat());
    let name = path.display();
    let Some(plan) = plan else {
        excerpts(cx, path, &bytes, &findings).for_each(|excerpt| cx.print.styled_err(&excerpt));
        return Err(Error::BrokenPlan(name.to_string()));
    };
    chosen
        .notes
        .extend(findings.iter().map(|finding| format!("the plan {name}: {}; {}", finding.message, finding.help)));
    let file = std::path::absolute(path).ok().filter(|_| path.as_os_str() != STDIN);
    Ok(plan.of_file(file.and_then(|file| Some(file.to_str()?.to_owned()))))
}

/// What of a plan's blocks can't be drawn because other packs were chosen, and `by` what; a sentence for each block.
pub fn shut_out(plan: &Plan, chosen: &Chosen, by: &str) -> Vec<String> {
    let there = names(chosen);
    let of_block = |block: &Block| {
        let What::Play { filters: Some(filters), .. } = &block.what else { return None };
        let missing = filters.packs.iter().map(String::as_str).filter(|pack| !there.contains(pack));
        let missing = missing.collect::<Vec<_>>().join(", ");
        let says = || format!("the block {} draws from {missing}, which {by} shuts out; add it there", block.name);
        (!missing.is_empty()).then(says)
    };
    plan.blocks().iter().filter_map(of_block).collect()
}

fn names(packs: &Chosen) -> Vec<&str> {
    packs.found.iter().map(|found| found.name.as_str()).collect()
}
