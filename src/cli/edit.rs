//! `pack edit`: a pack in the user's editor.

use std::io::{self, IsTerminal};

use clap::Args;

use crate::diagnostic::{Code, Lines, Severity};
use crate::error::Error;
use crate::pack::edit::line_of;
use crate::pack::read::MAX_BYTES;

use super::complete::Named;
use super::own::{self, Own};
use super::{Context, draft};

/// Options of `pack edit`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
The editor is that of the variables VISUAL or EDITOR. Those that can be told a line open at the prompt; those with a \
window of their own are told to wait, where they are known, and otherwise need the option for it, as `code --wait`.

When the editor is closed, the pack is saved and checked, and opened again at the first error if you want that. What \
was typed is never lost: where it can't be saved, it is kept in a file that is named. A built-in pack is copied to \
your own first; `sidecoach pack remove` brings back the one built in.

Examples:
  $ sidecoach pack edit turns
  $ sidecoach pack edit turns/late-apology
  $ sidecoach pack edit my-pack.toml")]
pub struct EditArgs {
    /// A pack's name or its file, with `/` and a prompt's id or without
    #[arg(value_name = "NAME[/ID]", add = Named::PackOrPrompt)]
    what: String,
}

/// Opens the editor, as often as somebody wants to mend what is wrong.
pub fn run(cx: &Context, args: &EditArgs) -> Result<(), Error> {
    let (mut own, id) = Own::named(cx, &args.what)?;
    let mut line = id.map(|id| line(cx, &own, id)).transpose()?;
    own.claim(cx)?;
    loop {
        let is_changed = round(cx, &mut own, line)?;
        let findings = own.findings(&own.bytes);
        own::show(cx, &own.path, &own.bytes, &findings);
        let path = own.path.display();
        let state = if is_changed { "is saved" } else { "was not changed" };
        let Some(error) = findings.iter().find(|finding| finding.severity() == Severity::Error) else {
            cx.print.note(&format!("the pack {} {state} and is in order: {path}", own.name));
            return Ok(());
        };
        cx.print.note(&format!("the pack {} {state}, and there are errors in it: {path}", own.name));
        if !is_to_go_on(cx) {
            return Err(Error::CheckFailed);
        }
        line = Some(line_at(&own.bytes, error.span.start));
    }
}

/// The line on which a prompt begins; in a file that can't be read that far, the line of the first error.
fn line(cx: &Context, own: &Own, id: &str) -> Result<usize, Error> {
    let found = std::str::from_utf8(&own.bytes).ok().and_then(|text| line_of(text, id));
    let is_unreadable = |code| matches!(code, Code::P001 | Code::P024);
    found.map_or_else(
        || {
            let findings = own.findings(&own.bytes);
            let broken = findings.iter().find(|finding| is_unreadable(finding.code));
            broken.map(|finding| line_at(&own.bytes, finding.span.start)).ok_or_else(|| own.without(cx, id))
        },
        Ok,
    )
}

fn line_at(bytes: &[u8], at: usize) -> usize {
    let text = String::from_utf8_lossy(&bytes[..at.min(bytes.len())]);
    Lines::new(&text).position(text.len()).0
}

/// Has a draft edited and saves what came of it. Gives whether that is something else.
fn round(cx: &Context, own: &mut Own, line: Option<usize>) -> Result<bool, Error> {
    let (name, path, before) = (own.name.clone(), own.path.clone(), own.bytes.clone());
    draft::edit(cx, &name, &path, &before, line, |draft, typed| {
        if typed.len() as u64 > MAX_BYTES {
            own::show(cx, draft, typed, &own.findings(typed));
            return Err(Error::CheckFailed);
        }
        own.save(typed)
    })
}

/// Asks whether to open the editor again, where there is somebody to ask.
fn is_to_go_on(cx: &Context) -> bool {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return false;
    }
    cx.print.err("Open it again at the first error? [Y/n] ");
    let mut answer = String::new();
    let said = io::stdin().read_line(&mut answer).is_ok_and(|bytes| bytes > 0);
    said && !answer.trim_start().starts_with(['n', 'N'])
}
