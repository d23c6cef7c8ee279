//! `player`: who plays.

use clap::Subcommand;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::booth::store::Access;
use crate::booth::store::roster::Person;
use crate::cast::Presence;
use crate::error::Error;

use super::Context;
use super::table;

/// What is done about players.
#[derive(Debug, Subcommand)]
pub enum PlayerCommand {
    /// List everybody
    #[command(after_long_help = "Example:\n  $ sidecoach player list --json")]
    List {
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
        old: String,
        /// The name from now on
        new: String,
    },
    /// Say that somebody has gone home
    #[command(after_long_help = "Example:\n  $ sidecoach player away Ana")]
    Away {
        /// Who
        name: String,
    },
    /// Say that somebody is here again
    #[command(after_long_help = "Example:\n  $ sidecoach player back Ana")]
    Back {
        /// Who
        name: String,
    },
}

#[derive(Serialize)]
struct Players {
    players: Vec<PlayerShape>,
}

#[derive(Serialize)]
struct PlayerShape {
    id: String,
    name: String,
    pseudonym: String,
    presence: &'static str,
    scenes: u32,
    last_take: Option<i64>,
    lines: usize,
}

/// Does it.
pub fn run(cx: &Context, command: PlayerCommand) -> Result<(), Error> {
    match command {
        PlayerCommand::List { json } => list(cx, json),
        PlayerCommand::Add { names } => {
            let mut store = cx.store(Access::Write)?;
            for name in names {
                store.add_player(Uuid::now_v7(), &name, Timestamp::now().as_millisecond())?;
                cx.print.note(&format!("added {}", name.trim()));
            }
            Ok(())
        }
        PlayerCommand::Rename { old, new } => {
            cx.store(Access::Write)?.rename_player(&old, &new)?;
            cx.print.note(&format!("{} is {} now", old.trim(), new.trim()));
            Ok(())
        }
        PlayerCommand::Away { name } => set_presence(cx, &name, Presence::Gone, "has gone home"),
        PlayerCommand::Back { name } => set_presence(cx, &name, Presence::Present, "is here"),
    }
}

fn list(cx: &Context, json: bool) -> Result<(), Error> {
    let people = cx.store(Access::Read)?.players()?;
    if json {
        return cx.print.json(&Players { players: people.into_iter().map(shape).collect() });
    }
    if people.is_empty() {
        cx.print.note("nobody is known yet: `sidecoach player add NAME` adds somebody");
    }
    let row = |person: &Person| {
        let last = person.last_take.map(|take| format!("last in take {take}"));
        let presence = presence(person.presence).to_owned();
        [person.name.clone(), presence, table::count(person.scenes as usize, "scene"), last.unwrap_or_default()]
    };
    cx.print.out(&table::columns("", &people.iter().map(row).collect::<Vec<_>>()))
}

fn set_presence(cx: &Context, name: &str, presence: Presence, says: &str) -> Result<(), Error> {
    cx.store(Access::Write)?.set_presence(name, presence)?;
    cx.print.note(&format!("{} {says}", name.trim()));
    Ok(())
}

fn shape(person: Person) -> PlayerShape {
    let Person { id, name, pseudonym, presence: here, lines, scenes, last_take } = person;
    let lines = lines.len();
    PlayerShape { id: id.to_string(), name, pseudonym, presence: presence(here), scenes, last_take, lines }
}

const fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Present => "present",
        Presence::Out => "out",
        Presence::Gone => "gone",
    }
}
