//! `player forget` and `player same`: what can't be undone, after it was said and agreed to.
//!
//! Start with [`forget`].

mod places;

use std::fs;
use std::path::Path;

use clap::Args;
use jiff::Timestamp;
use uuid::Uuid;

use crate::booth::store::forget::{Forgetting, Mention, Strange};
use crate::booth::store::{Access, Store};
use crate::cast::naming::Case;
use crate::cli::agree::asked;
use crate::cli::complete::Named;
use crate::cli::{Context, table, word};
use crate::error::Error;

use super::find;

use self::places::{Search, places};

/// Options of `player forget`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
The takes stay, with the pseudonym in the place of the name: in the roster, in every cast, and wherever somebody wrote \
it, each of which is shown first. The words of packs stay as they are, and so do files that were exported before. \
Lines are taken away. Copies of the log that were kept beside it are changed too, and so is what was rescued beside it. \
What only you can change is named: words that hold the name and more, the settings, files that can't be read. No other \
program may have the log open. Where it is cut short, the same command finishes it, and so does whatever next writes to \
the log.

Examples:
  $ sidecoach player forget Ana
  $ sidecoach player forget 'Ana María' --also Ana --also Anita")]
pub struct ForgetArgs {
    /// Who
    #[arg(add = Named::Player)]
    name: String,
    /// Another name that they go by in what was written
    #[arg(long, value_name = "NAME", value_parser = word::shown, add = Named::Player)]
    also: Vec<String>,
    /// Do it without asking
    #[arg(long)]
    yes: bool,
}

/// Options of `player same`.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  $ sidecoach player same Ana Anna")]
pub struct SameArgs {
    /// The name that they keep
    #[arg(add = Named::Player)]
    kept: String,
    /// The name of the other record of them
    #[arg(add = Named::Player)]
    gone: String,
    /// Do it without asking
    #[arg(long)]
    yes: bool,
}

/// Puts somebody's pseudonym in the place of their name.
pub fn forget(cx: &Context, args: &ForgetArgs) -> Result<(), Error> {
    let ForgetArgs { name, also, yes } = args;
    // Looked for before anything is written, so that no log is made where there was none.
    let store = cx.store(Access::Read)?;
    let plan = store.to_forget(name, also)?;
    let person = &plan.person;
    let scenes = scenes(&store, person.id)?;
    let log = store.path().to_owned();
    drop(store);
    let says = [in_words(&plan, &scenes), to_look_at(cx, &plan, &log)].concat();
    agree(cx, &says, &format!("Forget {}?", person.name), *yes)?;
    Store::open_to_forget(&log)?.forget(name, also, Timestamp::now().as_millisecond())?;
    cx.print
        .note(&format!("they are {} from now on; files that were exported before stay as they are", person.pseudonym));
    Ok(())
}

/// Where the settings and the other files of this program name them.
fn elsewhere(cx: &Context, plan: &Forgetting, log: &Path) -> Vec<String> {
    let (config, data) = cx.own_folders();
    let packs = data.as_ref().map(|data| data.join("packs"));
    // In packs, a name may be a word.
    let within = [(config, Case::Any), (data, Case::Any), (packs.clone(), Case::AsWritten)];
    let within: Vec<_> = within.into_iter().filter_map(|(path, case)| Some((path?, case))).collect();
    let but = [log.to_owned()].into_iter().chain(fs::canonicalize(log)).chain(plan.copies.iter().cloned());
    let but: Vec<_> = but.chain(plan.half_made.iter().cloned()).chain(packs).collect();
    let names: Vec<_> = plan.names.iter().map(String::as_str).collect();
    places(&Search { within: &within, but: &but, names: &names })
}

/// What stays of somebody, for a reader to look at by hand.
pub fn to_look_at(cx: &Context, plan: &Forgetting, log: &Path) -> Vec<String> {
    let longer = plan.longer_words.iter().map(|(place, word)| {
        format!("{place}: “{word}” holds a name and more, and stays as it is; change it by hand if it means them")
    });
    let strange = plan.strange.iter().map(|Strange { path, why }| {
        format!("{} {why}, and stays as it is; look at it, and delete it if it holds the name", path.display())
    });
    let elsewhere = elsewhere(cx, plan, log);
    let elsewhere =
        elsewhere.iter().map(|place| format!("this stays as it is; change it by hand if it means them: {place}"));
    let shared = plan.shared.iter().map(|name| {
        format!(
            "somebody else is called {name} now: what people wrote of {name} stays; change it by hand if it means them"
        )
    });
    longer.chain(shared).chain(strange).chain(elsewhere).collect()
}

/// Joins two records of one person.
pub fn same(cx: &Context, args: &SameArgs) -> Result<(), Error> {
    let SameArgs { kept, gone, yes } = args;
    find(cx, kept)?;
    let store = cx.store(Access::Read)?;
    let [kept_person, gone_person] = store.to_join(kept, gone)?;
    let scenes = scenes(&store, gone_person.id)?;
    drop(store);
    let says = format!(
        "{} becomes {}, with {scenes}, {} and all that they said about consent",
        gone_person.name,
        kept_person.name,
        table::count(gone_person.lines.len(), "line")
    );
    agree(cx, &[says], &format!("Are {} and {} one person?", kept_person.name, gone_person.name), *yes)?;
    cx.store(Access::Write)?.join_players(kept, gone, Timestamp::now().as_millisecond())?;
    cx.print.note(&format!("{} is one record now", kept_person.name));
    Ok(())
}

/// How many scenes somebody played.
fn scenes(store: &Store, player: Uuid) -> Result<String, Error> {
    Ok(store.parts()?.get(&player).copied().unwrap_or_default().scenes.to_string())
}

/// What forgetting somebody changes, line by line.
fn in_words(plan: &Forgetting, scenes: &str) -> Vec<String> {
    let Forgetting { person, names, mentions, copies, half_made, .. } = plan;
    let mut says = vec![format!(
        "{} takes the place of {}, with {scenes}",
        person.pseudonym,
        names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    )];
    let mention = |Mention { place, before, after }: &Mention| format!("{place}: “{before}” becomes “{after}”");
    says.extend(mentions.iter().map(mention));
    if !person.lines.is_empty() {
        says.push(format!("{} taken away", table::count(person.lines.len(), "line")));
    }
    says.extend(copies.iter().map(|copy| format!("the same in the kept copy {}", copy.display())));
    says.extend(half_made.iter().map(|copy| format!("the half-made copy {} is taken away", copy.display())));
    says
}

/// Says what will be done and asks for it, unless it was agreed to beforehand.
fn agree(cx: &Context, says: &[String], question: &str, yes: bool) -> Result<(), Error> {
    for line in says {
        cx.print.note(line);
    }
    if yes {
        return Ok(());
    }
    match asked(cx, &format!("{question} It can't be undone.")) {
        Some(true) => Ok(()),
        Some(false) => Err(Error::Declined),
        None => {
            Err(Error::Usage("it can't be undone, and there is no terminal to ask in; add --yes to do it".to_owned()))
        }
    }
}
