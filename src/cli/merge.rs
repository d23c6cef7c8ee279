//! `takes merge`: what another laptop logged, brought into this log.

use std::path::PathBuf;

use clap::Args;

use crate::booth::store::Access;
use crate::booth::store::incoming::Incoming;
use crate::booth::store::merge::Returning;
use crate::error::Error;

use super::Context;
use super::agree::asked;
use super::player::forget::to_look_at;

/// Which log to bring in.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// The log of another laptop; it is left as it is
    #[arg(value_name = "FILE")]
    other: PathBuf,
    /// Bring in people by a name that was forgotten here
    #[arg(long)]
    accept: bool,
}

/// Brings it in.
pub fn run(cx: &Context, args: &MergeArgs) -> Result<(), Error> {
    let incoming = Incoming::log(&args.other, &cx.log()?)?;
    bring_in(cx, incoming, &args.other.display().to_string(), args.accept)
}

/// Brings in what comes from there, and says what was new. Asks about people who were forgotten here, unless they are
/// accepted.
pub(super) fn bring_in(cx: &Context, incoming: Incoming, from: &str, accept: bool) -> Result<(), Error> {
    let merged = cx.store(Access::Write)?.merge(incoming, |returning| {
        for Returning { name, pseudonym } in returning {
            cx.print.note(&format!("{from} holds {name}, a name that {pseudonym} had, who was forgotten here"));
        }
        accept || asked(cx, "Bring it in all the same?") == Some(true)
    })?;
    let some = |n: i64, one: &str, many: &str| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }));
    let new = [
        some(merged.takes, "take", "takes"),
        some(merged.judgements, "judgement", "judgements"),
        some(merged.people, "person", "people"),
    ];
    let new: Vec<_> = new.into_iter().flatten().collect();
    let new = if new.is_empty() { "no new take, judgement or person".to_owned() } else { new.join(", ") };
    cx.print.note(&format!("brought in from {from}: {new}"));
    for plan in &merged.forgotten {
        let pseudonym = &plan.person.pseudonym;
        cx.print.note(&format!("{pseudonym} was forgotten there, and is here from now on"));
        for line in to_look_at(cx, plan, &cx.log()?) {
            cx.print.note(&line);
        }
    }
    for name in merged.namesakes {
        cx.print
            .note(&format!("{name} is in the log as two people; `sidecoach player same` joins them if they are one"));
    }
    Ok(())
}
