//! `doctor`: whether everything is there for a workshop, and what to do where it is not.
//!
//! Start with [`run`]; each function below it looks at one thing.

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use crate::booth::never;
use crate::booth::notify::{Delivery, deliver};
use crate::booth::packs::{Found, Origin};
use crate::booth::store::read::{Filter, TakeRecord};
use crate::booth::store::{Access, Store, StoreError, place};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::take::Ending;
use crate::ui::look::Theme;
use crate::ui::text::wrap;

use super::Context;
use super::table::count;

/// The smallest window in which the stage shows everything.
const ROOM: (u16, u16) = (80, 24);

/// Free space in bytes below which a workshop may fill the disk.
#[cfg(unix)]
const SCARCE: u64 = 100 * 1024 * 1024;

/// How long a notification may take here.
const PATIENCE: Duration = Duration::from_secs(1);

/// Columns before what a check says.
const MARGIN: usize = 22;

/// Options of `doctor`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach doctor
  $ sidecoach doctor --signals
  $ sidecoach doctor --json

Exit codes: 0 nothing is bad; 1 something is.")]
pub struct DoctorArgs {
    /// Also fire each signal of the stage once: a reversed line, the bell, a notification
    #[arg(long)]
    signals: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Checks {
    checks: Vec<Check>,
}

/// What was found of one thing.
#[derive(Debug, Serialize)]
struct Check {
    #[serde(rename = "check")]
    topic: &'static str,
    state: State,
    says: String,
    /// What to do about it.
    todo: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should be.
    Ok,
    /// It works, but not as well as it could.
    Look,
    /// Something is broken.
    Bad,
}

impl Check {
    fn ok(topic: &'static str, says: impl Into<String>) -> Self {
        Self { topic, state: State::Ok, says: says.into(), todo: None }
    }

    fn look(topic: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { topic, state: State::Look, says: says.into(), todo: Some(todo.into()) }
    }

    fn bad(topic: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { state: State::Bad, ..Self::look(topic, says, todo) }
    }

    /// As a paragraph with its state and its name at the side.
    fn lines(&self, columns: usize) -> String {
        let state = match self.state {
            State::Ok => "ok",
            State::Look => "look",
            State::Bad => "bad",
        };
        let room = columns.saturating_sub(MARGIN).max(20);
        let says = wrap(&self.says, room).into_iter();
        let todo = self.todo.iter().flat_map(|todo| wrap(&format!("→ {todo}"), room));
        let mut side = format!("{state:<5} {}", self.topic);
        says.chain(todo).fold(String::new(), |text, line| {
            let side = std::mem::take(&mut side);
            text + format!("{side:<MARGIN$}{line}").trim_end() + "\n"
        })
    }
}

/// Looks at everything.
pub fn run(cx: &Context, args: &DoctorArgs) -> Result<(), Error> {
    let mut checks = vec![terminal(), colours(cx), unicode()];
    checks.extend(settings(cx));
    checks.extend(packs(cx));
    checks.extend(never_list(cx));
    checks.extend(log(cx)?);
    checks.extend([notifications(cx), display()]);
    if args.signals {
        checks.extend(signals(cx));
    }
    let is_bad = checks.iter().any(|check| check.state == State::Bad);
    if args.json {
        cx.print.json(&Checks { checks })?;
    } else {
        let columns = cx.print.columns();
        cx.print.out(&checks.iter().map(|check| check.lines(columns)).collect::<String>())?;
    }
    if is_bad { Err(Error::CheckFailed) } else { Ok(()) }
}

/// A variable that says something.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn terminal() -> Check {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        let says = "this is none, so only commands work here, not the stage";
        return Check::look("terminal", says, "start `sidecoach doctor` in a terminal window, with nothing after it");
    }
    if variable("TERM").is_some_and(|term| term == "dumb") {
        return Check::bad("terminal", "it can show lines alone (TERM is dumb)", "start sidecoach in another terminal");
    }
    let (least_columns, least_rows) = ROOM;
    match crossterm::terminal::size() {
        Ok((columns, rows)) if columns < least_columns || rows < least_rows => Check::look(
            "terminal",
            format!("{columns}x{rows}: the stage leaves things out below {least_columns}x{least_rows}"),
            "make the window larger, or its font smaller",
        ),
        Ok((columns, rows)) => Check::ok("terminal", format!("{columns}x{rows}")),
        Err(e) => Check::look("terminal", format!("its size is not known: {e}"), "start sidecoach in another terminal"),
    }
}

fn colours(cx: &Context) -> Check {
    let theme = cx.settings.theme.value;
    let term = variable("TERM").unwrap_or_default();
    let is_true =
        variable("COLORTERM").is_some_and(|it| it == "truecolor" || it == "24bit") || term.ends_with("-direct");
    if variable("NO_COLOR").is_some() {
        Check::ok("colours", "none, as NO_COLOR asks; nothing is told by colour alone")
    } else if is_true {
        Check::ok("colours", "true colour")
    } else if theme == Theme::Terminal {
        Check::ok("colours", "the terminal's own sixteen, which is all this theme needs")
    } else {
        Check::look(
            "colours",
            format!("the theme {theme} needs true colour, and this terminal doesn't say that it has it (COLORTERM)"),
            "if it looks wrong, write theme = \"terminal\" with `sidecoach config edit`",
        )
    }
}

/// By the first of the variables that decide it.
fn unicode() -> Check {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
    let is_unicode = |locale: &str| locale.to_lowercase().replace('-', "").contains("utf8");
    match locale {
        _ if cfg!(windows) => Check::ok("unicode", "yes"),
        Some(locale) if is_unicode(&locale) => Check::ok("unicode", format!("yes ({locale})")),
        locale => Check::look(
            "unicode",
            format!(
                "the locale ({}) is not in UTF-8: letters and lines may show wrong",
                locale.as_deref().unwrap_or("none")
            ),
            "set LANG to one that is, such as C.UTF-8",
        ),
    }
}

fn settings(cx: &Context) -> Vec<Check> {
    let todo = "`sidecoach config edit` opens it; until then the default holds";
    let problems: Vec<Check> = cx.problems().into_iter().map(|problem| Check::bad("settings", problem, todo)).collect();
    if !problems.is_empty() {
        return problems;
    }
    vec![match cx.config() {
        Ok(path) if path.exists() => Check::ok("settings", path.display().to_string()),
        Ok(path) => Check::ok("settings", format!("none yet, so every default holds: {}", path.display())),
        Err(e) => Check::look("settings", e.to_string(), "set HOME, or name a file with --config"),
    }]
}

fn packs(cx: &Context) -> Vec<Check> {
    let installed = cx.library().installed();
    let prompts: usize = installed.packs().iter().map(|pack| pack.prompts.len()).sum();
    let all = format!("{}, {}", count(installed.found.len(), "pack"), count(prompts, "prompt"));
    let preferred = cx.library().prefer(&cx.preferred_packs());
    let is_listed = |found: &&Found| installed.found.iter().any(|other| other.origin == found.origin);
    let others = preferred.found.iter().filter(|found| !is_listed(found));
    // What is said of a pack with errors is said below, with how bad it is.
    let strays = installed.notes.iter().chain(preferred.notes.iter().filter(|note| !installed.notes.contains(note)));
    let strays = strays.filter(|note| !note.contains("`sidecoach pack check "));
    let mut checks = vec![Check::ok("packs", all)];
    checks.extend(strays.map(|note| Check::bad("packs", note, "`sidecoach pack list` shows what there is")));
    checks.extend(installed.found.iter().chain(others).filter_map(pack));
    checks
}

/// What is wrong with a pack, if it is more than a hint.
fn pack(found: &Found) -> Option<Check> {
    let (errors, warnings) = (found.count(Severity::Error), found.count(Severity::Warning));
    let (Origin::User(path) | Origin::Named(path)) = &found.origin else { return None };
    let todo = format!("`sidecoach pack check {}` tells where", path.display());
    let says = format!("{} has {}, {}", found.name, count(errors, "error"), count(warnings, "warning"));
    match (errors, warnings) {
        (0, 0) => None,
        (0, _) => Some(Check::look("packs", says, todo)),
        _ => Some(Check::bad("packs", format!("{says}: what has an error is left out"), todo)),
    }
}

fn never_list(cx: &Context) -> Option<Check> {
    let path = cx.never_file().ok()?;
    if !path.exists() {
        return None;
    }
    Some(match never::load(&path) {
        Ok(_) => Check::ok("never list", path.display().to_string()),
        Err(e) => Check::bad("never list", e.to_string(), "put it right in an editor, or move it away"),
    })
}

fn log(cx: &Context) -> Result<Vec<Check>, Error> {
    let path = cx.log()?;
    let path = std::path::absolute(&path).unwrap_or(path);
    let mut checks = inside(&path).unwrap_or_else(|e| {
        vec![Check::bad("log", e.to_string(), "until then the stage keeps its takes in memory, and says so")]
    });
    checks.extend(around(&path));
    Ok(checks)
}

/// What there is to say of what a log holds.
fn inside(path: &Path) -> Result<Vec<Check>, StoreError> {
    let store = Store::open(path, Access::Read)?;
    if !path.exists() {
        return Ok(vec![Check::ok("log", format!("none yet; it will be {}", path.display()))]);
    }
    let faults = store.faults()?;
    if !faults.is_empty() {
        let says = format!("{} is damaged: {}", path.display(), faults.join("; "));
        let todo =
            "copy it somewhere safe, try `sqlite3 FILE .recover` on the copy, and name another with --log meanwhile";
        return Ok(vec![Check::bad("log", says, todo)]);
    }
    let takes = store.takes(&Filter::default())?;
    let whole = Check::ok("log", format!("{}, {}, sound", path.display(), count(takes.len(), "take")));
    // Rehearsals, and warm-ups with them, need no verdict.
    let is_open =
        |take: &&TakeRecord| take.ending == Some(Ending::Interrupted) && take.verdict.is_none() && !take.rehearsal;
    let open = takes.iter().filter(is_open).map(|take| interrupted(take.number));
    let unfinished = store.is_forgetting()?.then(|| {
        let says = "a `player forget` was cut short, and a name may still be in the log or in a copy of it".to_owned();
        Check::bad(
            "log",
            says,
            "close every program that has the log open, see that its disk has room, and do it again",
        )
    });
    Ok(std::iter::once(whole).chain(unfinished).chain(open).collect())
}

fn interrupted(number: i64) -> Check {
    let says = format!("take {number} was interrupted and has no verdict");
    Check::look("takes", says, format!("`sidecoach takes verdict {number} usable`, or another verdict"))
}

/// What there is to say of the place of a log.
fn around(path: &Path) -> Vec<Check> {
    let folder = standing(path);
    let place = place::warning(path).or_else(|| place::warning(&folder.join("takes.db")));
    let place = place.map(|warning| {
        let (says, todo) = warning.split_once(": ").unwrap_or((&warning, "name a file elsewhere with --log"));
        Check::look("place of log", says, todo)
    });
    [place, writable(path, &folder), space(&folder)].into_iter().flatten().collect()
}

/// The folder of a file, or the nearest above it that is there.
fn standing(path: &Path) -> PathBuf {
    path.ancestors().skip(1).find(|folder| folder.is_dir()).unwrap_or_else(|| Path::new(".")).to_owned()
}

/// That a log can't be written to, if so.
#[cfg(unix)]
fn writable(path: &Path, folder: &Path) -> Option<Check> {
    use rustix::fs::{Access, access};
    let mut needed = [Some(folder), path.exists().then_some(path)].into_iter().flatten();
    let (refused, why) = needed.find_map(|it| Some((it, access(it, Access::WRITE_OK).err()?)))?;
    let says = format!("{} can't be written to: {}", refused.display(), why);
    Some(Check::bad("place of log", says, "allow it, or name a file elsewhere with --log"))
}

#[cfg(not(unix))]
fn writable(_path: &Path, _folder: &Path) -> Option<Check> {
    None
}

#[cfg(unix)]
fn space(folder: &Path) -> Option<Check> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let says = format!("{} MiB free", free / 1024 / 1024);
    Some(match free {
        0 => Check::bad("disk of log", says, "make room on it, or name a file elsewhere with --log"),
        1..SCARCE => Check::look("disk of log", says, "make room on it before a long workshop"),
        _ => Check::ok("disk of log", says),
    })
}

#[cfg(not(unix))]
fn space(_folder: &Path) -> Option<Check> {
    None
}

fn notifications(cx: &Context) -> Check {
    if !cx.settings.desktop.value {
        return Check::ok("notifications", "off, as the settings ask");
    }
    if cfg!(any(windows, target_os = "macos")) {
        return Check::ok("notifications", "by the system");
    }
    let address = variable("DBUS_SESSION_BUS_ADDRESS");
    let default = variable("XDG_RUNTIME_DIR").map(|folder| Path::new(&folder).join("bus")).filter(|bus| bus.exists());
    // An address may name a socket; whether one of another sort is there can't be seen.
    let socket =
        |address: &str| address.strip_prefix("unix:path=").map(|rest| rest.split(',').next().map(PathBuf::from));
    let is_there = |address: &str| socket(address).flatten().is_none_or(|socket| socket.exists());
    match (address, default) {
        (Some(address), _) if is_there(&address) => Check::ok("notifications", format!("by {address}")),
        (None, Some(bus)) => Check::ok("notifications", format!("by {}", bus.display())),
        _ => Check::look(
            "notifications",
            "there is no session bus, so none can be shown; screen and bell signal all the same",
            "nothing, or write desktop = false under [signals] with `sidecoach config edit`",
        ),
    }
}

fn display() -> Check {
    let command = if cfg!(target_os = "macos") {
        "caffeinate -d sidecoach"
    } else if cfg!(windows) {
        return Check::ok(
            "display",
            "set it to stay on in the power settings, so that it doesn't sleep in a long scene",
        );
    } else {
        "systemd-inhibit --what=idle sidecoach"
    };
    Check::ok("display", format!("`{command}` keeps it from sleeping in a long scene"))
}

/// Fires each signal once.
fn signals(cx: &Context) -> [Check; 3] {
    cx.print.reversed("sidecoach signals like this");
    cx.print.ring();
    let says = |fired: &str, is_on: bool| {
        if is_on { fired.to_owned() } else { format!("{fired}; the settings have it off on the stage") }
    };
    let settings = &cx.settings;
    let desktop = settings.desktop.value;
    let notification = match deliver("sidecoach", "This is how a signal looks.", PATIENCE) {
        Delivery::Shown => Check::ok("signal: desktop", says("sent, and taken", desktop)),
        Delivery::Refused(why) => Check::look(
            "signal: desktop",
            says(&format!("it was not shown: {why}"), desktop),
            "start the desktop's notification service, or do without",
        ),
        Delivery::Unanswered => Check::look(
            "signal: desktop",
            says("the desktop did not answer; the stage never waits for it", desktop),
            "start the desktop's notification service anew, or do without",
        ),
    };
    [
        Check::ok("signal: screen", says("a line in reversed colours was shown", settings.screen.value)),
        Check::ok(
            "signal: bell",
            says("rung once; if you heard nothing, the terminal has it off", settings.bell.value),
        ),
        notification,
    ]
}
