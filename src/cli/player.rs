//! `player`: who plays, and what they agree to.

pub mod consent;
pub mod forget;

use clap::Subcommand;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::booth::packs::nearest;
use crate::booth::store::Access;
use crate::booth::store::roster::{Part, Person, RosterError};
use crate::error::Error;

use self::consent::{ConsentArgs, WithdrawArgs};
use self::forget::{ForgetArgs, SameArgs};
use super::Context;
use super::complete::Named;
use super::{table, word};

/// What is done about players.
#[derive(Debug, Subcommand)]
pub enum PlayerCommand {
    /// List everybody, and who is here
    ///
    /// Here is the workshop that a stage runs, or else the one that the next start would go on with. Scenes are those of the
    /// whole log: a retake counts once, a rehearsal not at all, and what was only ever broken off stands beside them.
    #[command(after_long_help = "Example:\n  $ sidecoach player list --json")]
    List {
        /// Who is in the last workshop of this name
        #[arg(long, value_name = "NAME")]
        workshop: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Add people, who are then present
    #[command(after_long_help = "Example:\n  $ sidecoach player add Ana 'Ben K.'")]
    Add {
        /// Their names
        #[arg(value_name = "NAME", required = true)]
        names: Vec<String>,
    },
    /// Give somebody another name, in earlier takes too
    #[command(after_long_help = "Example:\n  $ sidecoach player rename Ana 'Ana María'")]
    Rename {
        /// The name so far
        #[arg(add = Named::Player)]
        old: String,
        /// The name from now on
        new: String,
    },
    /// Show or set what somebody does not want in the room
    ///
    /// A line is a content word (abuse, addiction, blood, death, illness, parting, politics, pregnancy, religion, romance,
    /// sex, suicide, touch, violence, war) or a tag. While they are present, no prompt that carries it is drawn, and
    /// nothing says whose line it is.
    #[command(after_long_help = "\
Examples:
  $ sidecoach player lines Ana
  $ sidecoach player lines Ana death touch
  $ sidecoach player lines Ana --clear")]
    Lines {
        /// Who
        #[arg(add = Named::Player)]
        name: String,
        /// Content words and tags, in place of those before
        #[arg(value_name = "WORD", value_parser = word::line, add = Named::Line)]
        words: Vec<String>,
        /// Take all of them away
        #[arg(long, conflicts_with = "words")]
        clear: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show or write down what somebody's takes may be used for
    Consent(ConsentArgs),
    /// Write down that somebody took consent back
    Withdraw(WithdrawArgs),
    /// Join two records of one person
    Same(SameArgs),
    /// Put a pseudonym in the place of somebody's name, for good
    Forget(ForgetArgs),
    /// Say that somebody has gone home
    ///
    /// From the workshop that a stage runs, or else from the one that the next start would go on with.
    #[command(
        after_long_help = "Examples:\n  $ sidecoach player away Ana\n  $ sidecoach player away Ana --workshop 'Tuesday lab'"
    )]
    Away {
        /// Who
        #[arg(add = Named::Player)]
        name: String,
        /// From the last workshop of this name instead
        #[arg(long, value_name = "NAME")]
        workshop: Option<String>,
    },
    /// Say that somebody is here again
    ///
    /// In the workshop that a stage runs, or else in the one that the next start goes on with or begins.
    #[command(
        after_long_help = "Examples:\n  $ sidecoach player back Ana\n  $ sidecoach player back Ana --workshop 'Tuesday lab'"
    )]
    Back {
        /// Who
        #[arg(add = Named::Player)]
        name: String,
        /// In the last workshop of this name instead
        #[arg(long, value_name = "NAME")]
        workshop: Option<String>,
    },
}

#[derive(Serialize)]
struct Players {
    players: Vec<PlayerShape>,
}

#[derive(Serialize)]
struct Lines {
    player: String,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct PlayerShape {
    id: String,
    name: String,
    pseudonym: String,
    presence: &'static str,
    scenes: u64,
    last_take: Option<i64>,
    lines: usize,
    broken_off: u64,
}

/// Does it.
pub fn run(cx: &Context, command: PlayerCommand) -> Result<(), Error> {
    match command {
        PlayerCommand::List { workshop, json } => list(cx, workshop.as_deref(), json),
        PlayerCommand::Add { names } => {
            let people: Vec<_> = names.iter().map(|name| (Uuid::now_v7(), name.as_str())).collect();
            cx.store(Access::Write)?.add_players(&people, Timestamp::now().as_millisecond())?;
            for name in names {
                cx.print.note(&format!("added {}", name.trim()));
            }
            Ok(())
        }
        PlayerCommand::Rename { old, new } => {
            cx.store(Access::Write)?.rename_player(&old, &new, Timestamp::now().as_millisecond())?;
            cx.print.note(&format!("{} is {} now", old.trim(), new.trim()));
            Ok(())
        }
        PlayerCommand::Lines { name, words, clear: false, json } if words.is_empty() => show_lines(cx, &name, json),
        PlayerCommand::Lines { name, words, .. } => set_lines(cx, &name, &words),
        PlayerCommand::Consent(args) => consent::consent(cx, args),
        PlayerCommand::Withdraw(args) => consent::withdraw(cx, args),
        PlayerCommand::Same(args) => forget::same(cx, &args),
        PlayerCommand::Forget(args) => forget::forget(cx, &args),
        PlayerCommand::Away { name, workshop } => set_presence(cx, &name, false, workshop.as_deref()),
        PlayerCommand::Back { name, workshop } => set_presence(cx, &name, true, workshop.as_deref()),
    }
}

fn list(cx: &Context, workshop: Option<&str>, json: bool) -> Result<(), Error> {
    let store = cx.store(Access::Read)?;
    let now = Timestamp::now().as_millisecond();
    let (people, parts, said) = (store.roster(workshop, now)?, store.parts()?, store.grants()?);
    let part = |person: &Person| parts.get(&person.id).copied().unwrap_or_default();
    if json {
        return cx.print.json(&Players { players: people.iter().map(|person| shape(person, part(person))).collect() });
    }
    if people.is_empty() {
        cx.print.note("nobody is known yet: `sidecoach player add NAME` adds somebody");
    }
    let row = |person: &Person| {
        let Part { scenes, last_take } = part(person);
        let last = last_take.map(|take| format!("last in take {take}"));
        let presence = person.presence.word().to_owned();
        let said = said.get(&person.id).map_or(&[][..], Vec::as_slice);
        let consent = consent::words(said);
        [person.name.clone(), presence, scenes.to_string(), last.unwrap_or_default(), consent]
    };
    cx.print.out(&table::columns("", &people.iter().map(row).collect::<Vec<_>>()))
}

fn show_lines(cx: &Context, name: &str, json: bool) -> Result<(), Error> {
    let Person { name, lines, .. } = find(cx, name)?;
    if json {
        return cx.print.json(&Lines { player: name, lines });
    }
    if lines.is_empty() {
        cx.print.note(&format!("{name} has no lines"));
    }
    cx.print.out(&table::columns("", &lines.into_iter().map(|line| [line]).collect::<Vec<_>>()))
}

fn set_lines(cx: &Context, name: &str, words: &[String]) -> Result<(), Error> {
    // Looked for before anything is written, so that no log is made where there was none.
    let person = find(cx, name)?;
    cx.store(Access::Write)?.set_lines(name, words)?;
    let packs = cx.library().installed().packs();
    let used = || packs.iter().flat_map(|pack| &pack.prompts).flat_map(|prompt| prompt.marks());
    for word in words.iter().filter(|word| !used().any(|mark| mark == word.as_str())) {
        let nearest = nearest(word, used());
        cx.print
            .note(&format!("no installed pack uses {word}, so it leaves nothing out; the nearest in use is {nearest}"));
    }
    let lines = find(cx, name)?.lines.len();
    cx.print.note(&format!(
        "{} has {}",
        person.name,
        if lines == 0 { "no lines".to_owned() } else { table::count(lines, "line") }
    ));
    Ok(())
}

fn find(cx: &Context, name: &str) -> Result<Person, Error> {
    let person = cx.store(Access::Read)?.find_player(name)?;
    Ok(person.ok_or_else(|| RosterError::Unknown(name.trim().to_owned()))?)
}

fn set_presence(cx: &Context, name: &str, is_here: bool, workshop: Option<&str>) -> Result<(), Error> {
    let now = Timestamp::now().as_millisecond();
    let workshop = cx.store(Access::Write)?.set_presence(name, is_here, workshop, now)?;
    let which = workshop.map_or_else(String::new, |workshop| format!(" ({})", workshop.name));
    cx.print.note(&format!("{} {}{which}", name.trim(), if is_here { "is here" } else { "has gone home" }));
    Ok(())
}

fn shape(person: &Person, part: Part) -> PlayerShape {
    PlayerShape {
        id: person.id.to_string(),
        name: person.name.clone(),
        pseudonym: person.pseudonym.clone(),
        presence: person.presence.word(),
        scenes: part.scenes.played,
        last_take: part.last_take,
        lines: person.lines.len(),
        broken_off: part.scenes.broken_off,
    }
}
