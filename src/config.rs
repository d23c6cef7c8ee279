//! The leader's settings: one TOML file in which every key may be left out.
//!
//! Start with [`Settings`]. Nothing wrong in the file stops a workshop: it falls back to its default alone and is told
//! as a [`Problem`]. [`read()`] reads a text, [`Settings::load`] a file; what options and the environment say instead is
//! put in by the command line.

mod mend;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use toml::Value;

use crate::booth::packs::{self, PackError};
use crate::cue::spell_duration;
use crate::feeling::Aim;
use crate::learn::Level;
use crate::pack::{Rating, Times, words};
use crate::stage::{Habits, Signals};
use crate::ui::Room;
use crate::ui::look::Theme;

pub use self::read::read;

/// What is written where there is no file yet: every key, each as a comment.
pub const STARTER: &str = include_str!("config/starter.toml");

/// The longest file that is read, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Every setting, with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The packs to draw from, by name or path; none for all.
    pub packs: Setting<Vec<String>>,
    /// The ratings allowed beside general.
    pub ratings: Setting<Vec<Rating>>,
    /// How long players get ready for one of the leader's own prompts.
    pub ready: Setting<Duration>,
    /// How long its scene is planned to last.
    pub scene: Setting<Duration>,
    /// How long its debrief is meant to take.
    pub debrief: Setting<Duration>,
    /// How much time is left in a scene when it warns; `None` for no warning.
    pub warn_at: Setting<Option<Duration>>,
    /// Whether the screen signals.
    pub screen: Setting<bool>,
    /// Whether the bell does.
    pub bell: Setting<bool>,
    /// Whether a notification on the desktop does.
    pub desktop: Setting<bool>,
    /// What the stage looks like.
    pub theme: Setting<Theme>,
    /// Which way the clock counts.
    pub count: Setting<Count>,
    /// What of the stage the spotlight shows first.
    pub room: Setting<Room>,
    /// How much the log moves the odds.
    pub learn: Setting<Level>,
    /// The name that judges.
    pub judge: Setting<String>,
    /// How many usable takes are wanted of a feeling or a shift.
    pub targets: Setting<BTreeMap<Aim, u32>>,
}

/// A value, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said otherwise.
    Default,
    /// The file.
    File {
        /// The line, from 1.
        line: usize,
    },
    /// A variable.
    Environment,
    /// An option.
    Option,
}

impl<T> Setting<T> {
    const fn default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }
}

words! {
    /// Which way the clock of a scene counts.
    Count { Down "down", Up "up", }
}

/// Something wrong in the file, with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line and column, both from 1; `None` where it is about the whole file.
    pub place: Option<(usize, usize)>,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Problem {
    /// All of it as a sentence that says in which file.
    #[must_use]
    pub fn sentence(&self, file: &Path) -> String {
        let Self { place, message, help } = self;
        let file = file.display();
        match place {
            Some((line, column)) => format!("{file}:{line}:{column}: {message}; {help}"),
            None => format!("{file}: {message}; {help}"),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        let Habits { judge, signals, warn_at, times, rehearsal: _ } = Habits::default();
        Self {
            packs: Setting::default(Vec::new()),
            ratings: Setting::default(Vec::new()),
            ready: Setting::default(times.ready),
            scene: Setting::default(times.scene),
            debrief: Setting::default(times.debrief),
            warn_at: Setting::default(warn_at.map(|ms| Duration::from_millis(ms.unsigned_abs()))),
            screen: Setting::default(signals.screen),
            bell: Setting::default(signals.bell),
            desktop: Setting::default(signals.desktop),
            theme: Setting::default(Theme::Terminal),
            count: Setting::default(Count::Down),
            room: Setting::default(Room::Prompt),
            learn: Setting::default(Level::Gentle),
            judge: Setting::default(judge),
            targets: Setting::default(BTreeMap::new()),
        }
    }
}

impl Settings {
    /// Reads a file. One that is not there, or `None`, leaves every default.
    #[must_use]
    pub fn load(path: Option<&Path>) -> (Self, Vec<Problem>) {
        match path.map(packs::read_file) {
            Some(Ok(bytes)) => Self::of(&bytes),
            None | Some(Err(PackError::Missing { .. })) => (Self::default(), Vec::new()),
            Some(Err(PackError::Unreadable { source, .. })) => {
                Self::whole(format!("it can't be read: {source}"), "check what it is and who may read it")
            }
            Some(Err(_)) => Self::whole("it is no file", "put a file in its place"),
        }
    }

    /// Reads the bytes of a file.
    #[must_use]
    pub fn of(bytes: &[u8]) -> (Self, Vec<Problem>) {
        if bytes.len() > MAX_BYTES {
            let message = format!("it is larger than {} KiB", MAX_BYTES / 1024);
            return Self::whole(message, "leave out what is no setting");
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => read(text),
            Err(e) => Self::whole(
                format!("byte {} of it is not UTF-8", e.valid_up_to() + 1),
                "save it as UTF-8 in a text editor",
            ),
        }
    }

    /// The defaults, because of a problem with the whole file.
    fn whole(message: impl Into<String>, help: &str) -> (Self, Vec<Problem>) {
        let problem = Problem { place: None, message: message.into(), help: help.to_owned() };
        (Self::default(), vec![problem])
    }

    /// What the stage wants to know of them.
    #[must_use]
    pub fn habits(&self, rehearsal: bool) -> Habits {
        let Self { ready, scene, debrief, warn_at, screen, bell, desktop, judge, .. } = self;
        Habits {
            judge: judge.value.clone(),
            signals: Signals { screen: screen.value, bell: bell.value, desktop: desktop.value },
            warn_at: warn_at.value.map(crate::scene::ms),
            times: Times { ready: ready.value, scene: scene.value, debrief: debrief.value },
            rehearsal,
        }
    }

    /// Each by its key, with its value as the file would have it.
    #[must_use]
    pub fn rows(&self) -> [(&'static str, Value, Origin); 15] {
        fn row<T>(
            key: &'static str,
            setting: &Setting<T>,
            spell: impl Fn(&T) -> Value,
        ) -> (&'static str, Value, Origin) {
            (key, spell(&setting.value), setting.origin)
        }
        let length = |length: &Duration| Value::String(spell_duration(*length));
        let warning = |at: &Option<Duration>| at.map_or_else(|| Value::from("off"), |at| length(&at));
        let flag = |flag: &bool| Value::from(*flag);
        let targets = |targets: &BTreeMap<Aim, u32>| {
            Value::Table(targets.iter().map(|(aim, wanted)| (aim.to_string(), Value::from(*wanted))).collect())
        };
        [
            row("packs", &self.packs, |packs| Value::from(packs.clone())),
            row("ratings", &self.ratings, |ratings| {
                Value::Array(ratings.iter().map(|rating| rating.word().into()).collect())
            }),
            row("time.ready", &self.ready, length),
            row("time.scene", &self.scene, length),
            row("time.debrief", &self.debrief, length),
            row("warn.at", &self.warn_at, warning),
            row("signals.screen", &self.screen, flag),
            row("signals.bell", &self.bell, flag),
            row("signals.desktop", &self.desktop, flag),
            row("theme", &self.theme, |theme| Value::from(theme.word())),
            row("count", &self.count, |count| Value::from(count.word())),
            row("ui.room", &self.room, |room| Value::from(room.word())),
            row("learn", &self.learn, |learn| Value::from(learn.word())),
            row("judge", &self.judge, |judge| Value::from(judge.as_str())),
            row("targets", &self.targets, targets),
        ]
    }
}
