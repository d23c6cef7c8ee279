//! `pack never`: what the leader does not want drawn.

use clap::Args;
use serde::Serialize;

use crate::booth::never::{self, Entry, Mark};
use crate::booth::packs::nearest;
use crate::error::Error;
use crate::pack::{PromptKey, is_name};

use super::Context;
use super::complete::Named;
use super::{table, word};

/// Options of `pack never`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach pack never turns/late-apology
  $ sidecoach pack never --tag apology
  $ sidecoach pack never turns/late-apology --undo
  $ sidecoach pack never")]
pub struct NeverArgs {
    /// A prompt: a pack's name or its file, `/`, and the prompt's id [default: print the list]
    #[arg(value_name = "NAME/ID", conflicts_with = "tag", add = Named::Prompt)]
    prompt: Option<String>,
    /// Whatever has this tag
    #[arg(long, value_parser = word::line, add = Named::Tag)]
    tag: Option<String>,
    /// Take it off the list again
    #[arg(long)]
    undo: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct List {
    never: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    prompt: Option<String>,
    tag: Option<String>,
    until: Option<String>,
}

/// Prints the list, or changes it.
pub fn run(cx: &Context, args: NeverArgs) -> Result<(), Error> {
    let NeverArgs { prompt, tag, undo, json } = args;
    let mark = match (prompt, tag) {
        (None, None) if undo => return Err(Error::Usage("say what to take off the list".to_owned())),
        (None, None) => return list(cx, json),
        (Some(prompt), _) => Mark::Prompt(key(cx, &prompt, undo)?),
        (None, Some(tag)) => Mark::Tag(tag),
    };
    let path = cx.never_file()?;
    if undo {
        if !never::remove(&path, &mark)? {
            return Err(Error::NotNever(mark.to_string()));
        }
        cx.print.note(&format!("{mark} may be drawn again"));
        return Ok(());
    }
    if let Mark::Tag(tag) = &mark {
        let packs = cx.library().installed().packs();
        let tags = || packs.iter().flat_map(|pack| &pack.prompts).flat_map(|prompt| &prompt.tags).map(String::as_str);
        if !tags().any(|other| other == tag) {
            let nearest = nearest(tag, tags());
            cx.print.note(&format!("no installed pack uses the tag {tag}; the nearest in use is {nearest}"));
        }
    }
    let is_new = never::add(&path, &mark, None)?;
    cx.print.note(&format!("{mark} is {}", if is_new { "not drawn any more" } else { "on the never list already" }));
    Ok(())
}

fn list(cx: &Context, json: bool) -> Result<(), Error> {
    let today = never::today();
    let entries = never::load(&cx.never_file()?)?.into_iter().filter(|entry| entry.holds(today));
    if json {
        return cx.print.json(&List { never: entries.map(listed).collect() });
    }
    let row = |entry: Entry| {
        let until = entry.until.map_or_else(|| "always".to_owned(), |until| format!("until {until}"));
        [entry.mark.to_string(), until]
    };
    let rows: Vec<_> = entries.map(row).collect();
    if rows.is_empty() {
        cx.print.note("nothing is on the never list: `sidecoach pack never NAME/ID` puts a prompt on it");
    }
    cx.print.out(&table::columns("", &rows))
}

fn listed(Entry { mark, until }: Entry) -> Listed {
    let (prompt, tag) = match mark {
        Mark::Prompt(key) => (Some(key.to_string()), None),
        Mark::Tag(tag) => (None, Some(tag)),
    };
    Listed { prompt, tag, until: until.map(|until| until.to_string()) }
}

/// The prompt that was named, which must be in its pack; to be taken off the list, its name is enough.
fn key(cx: &Context, what: &str, undo: bool) -> Result<PromptKey, Error> {
    let (pack, id) = what
        .rsplit_once('/')
        .filter(|(_, id)| is_name(id))
        .ok_or_else(|| Error::Usage(format!("{what} is no prompt; name one as NAME/ID, such as turns/late-apology")))?;
    if undo && is_name(pack) {
        return Ok(PromptKey { pack: pack.to_owned(), id: id.to_owned() });
    }
    let found = super::pack::single(super::pack::find(cx, pack)?)?;
    let pack = super::pack::readable(&found)?;
    if pack.prompts.iter().any(|prompt| prompt.id == id) {
        return Ok(PromptKey { pack: pack.name.clone(), id: id.to_owned() });
    }
    Err(super::pack::no_such_prompt(&pack.name, pack, id))
}
