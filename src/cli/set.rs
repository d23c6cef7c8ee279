//! `pack set` and `pack retire`: a small change to a pack, without an editor.

use clap::Args;

use crate::error::Error;
use crate::pack::edit::{self, EditError};

use super::Context;
use super::complete::Named;
use super::own::{self, Own};

/// Options of `pack set`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
What can be set:
  kind, text, players, weight, retired
  tags, content                     with commas between the words
  time.ready, time.scene, time.debrief
  role.NAME.label, role.NAME.feeling, role.NAME.secret

Every other byte of the file stays as it is. A built-in pack is copied to your own first. A value that is an error is \
refused, and nothing is written.

Examples:
  $ sidecoach pack set turns/late-apology weight=2.5
  $ sidecoach pack set turns/late-apology tags=apology,late
  $ sidecoach pack set my-pack.toml/late time.scene=4m
  $ sidecoach pack set turns/late-apology retired=false")]
pub struct SetArgs {
    /// A pack's name or its file, `/`, and the prompt's id
    #[arg(value_name = "NAME/ID", add = Named::Prompt)]
    prompt: String,
    /// What to set, and what to
    #[arg(value_name = "KEY=VALUE", add = Named::Change)]
    change: String,
}

/// Options of `pack retire`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach pack retire turns/late-apology
  $ sidecoach pack retire turns/late-apology --undo")]
pub struct RetireArgs {
    /// A pack's name or its file, `/`, and the prompt's id
    #[arg(value_name = "NAME/ID", add = Named::Prompt)]
    prompt: String,
    /// Let it be drawn again
    #[arg(long)]
    undo: bool,
}

/// Sets one value.
pub fn set(cx: &Context, args: &SetArgs) -> Result<(), Error> {
    let (key, value) = args
        .change
        .split_once('=')
        .ok_or_else(|| Error::Usage(format!("{} is no KEY=VALUE, such as weight=2.5", args.change)))?;
    let key = key.trim();
    let (mut own, id) = prompt(cx, &args.prompt)?;
    let is = format!("{}/{id}: {key} is {}", own.name, value.trim());
    let is_new = own.change(cx, |own| changed(cx, own, id, |text| edit::set(text, id, key, value)))?;
    tell(cx, &own, is_new, &is, &format!("{is} already"));
    Ok(())
}

/// Retires a prompt, or takes that back.
pub fn retire(cx: &Context, args: &RetireArgs) -> Result<(), Error> {
    let (mut own, id) = prompt(cx, &args.prompt)?;
    let is = format!("{}/{id} is {}", own.name, if args.undo { "not retired" } else { "retired" });
    let retired = |text: &str| if args.undo { edit::set(text, id, "retired", "false") } else { edit::retire(text, id) };
    let is_so = |own: &Own| {
        let known = own.pack.iter().flat_map(|pack| &pack.prompts).find(|prompt| prompt.id == id);
        known.is_some_and(|prompt| prompt.retired != args.undo)
    };
    let already = if args.undo { is.clone() } else { format!("{is} already") };
    let is_new = own.change(cx, |own| if is_so(own) { Ok((None, false)) } else { changed(cx, own, id, retired) })?;
    tell(cx, &own, is_new, &is, &already);
    Ok(())
}

fn prompt<'a>(cx: &Context, what: &'a str) -> Result<(Own, &'a str), Error> {
    let (own, id) = Own::named(cx, what)?;
    let id = id
        .ok_or_else(|| Error::Usage(format!("{what} is no prompt; name one as NAME/ID, such as turns/late-apology")))?;
    Ok((own, id))
}

/// The pack's text, changed; `None` and `false` where that makes no difference.
fn changed(
    cx: &Context,
    own: &Own,
    id: &str,
    change: impl Fn(&str) -> Result<String, EditError>,
) -> Result<(Option<Vec<u8>>, bool), Error> {
    let Ok(text) = std::str::from_utf8(&own.bytes) else { return Err(own.broken(cx)) };
    match change(text) {
        Ok(after) if after == text => Ok((None, false)),
        Ok(after) => Ok((Some(after.into_bytes()), true)),
        Err(EditError::NotToml) => Err(own.broken(cx)),
        Err(EditError::NoPrompt(_)) => Err(own.without(cx, id)),
        Err(EditError::Refused { text, findings }) => {
            own::show(cx, &own.path, text.as_bytes(), &findings);
            cx.print.note(&format!("that is left out: {} is as it was", own.path.display()));
            Err(Error::CheckFailed)
        }
        Err(other) => Err(other.into()),
    }
}

/// Says what `is` so now, or was `already`.
fn tell(cx: &Context, own: &Own, is_new: bool, is: &str, already: &str) {
    if is_new {
        cx.print.note(&format!("{is} now, in {}", own.path.display()));
    } else {
        cx.print.note(already);
    }
}
