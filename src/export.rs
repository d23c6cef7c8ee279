//! The log in other people's formats.
//!
//! Start with [`write()`]. [`gate`] says which takes may leave the log, [`disguise`] puts pseudonyms in place of names, and
//! each format has a file here that makes text of [`Exported`] takes. The same takes always make the same bytes.

pub mod audacity;
pub mod csv;
pub mod disguise;
pub mod frictionless;
pub mod gate;
pub mod jsonl;
mod line;
pub mod otio;
pub mod table;
pub mod webvtt;

use jiff::Timestamp;

pub use self::line::is_on;

use crate::booth::store::ledger::Origin;
use crate::booth::store::read::TakeRecord;
use crate::pack::words;
use crate::scene::Ms;

words! {
    /// What is written.
    Format {
        Csv "csv", Jsonl "jsonl", Audacity "audacity", WebVtt "webvtt", Otio "otio", Frictionless "frictionless",
    }
}

impl Format {
    /// Whether it lays takes beside a recording, so that it has to be known when that one began.
    #[must_use]
    pub const fn is_on_a_recording(self) -> bool {
        matches!(self, Self::Audacity | Self::WebVtt | Self::Otio)
    }

    /// Whether it is a folder of files.
    #[must_use]
    pub const fn is_a_folder(self) -> bool {
        matches!(self, Self::Frictionless)
    }
}

/// A take as an export tells it: its people by the names that may be told, its secrets only where they may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// What the log holds of it.
    pub take: TakeRecord,
    /// What it came from.
    pub origin: Origin,
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, where it is one of several.
    pub name: &'static str,
    /// What it holds.
    pub text: String,
}

/// Writes takes, on a recording that began at `recording` by the wall clock where the format has one. A format that is no
/// folder gives one file.
#[must_use]
pub fn write(format: Format, takes: &[Exported], recording: Ms) -> Vec<File> {
    let one = |text| vec![File { name: "takes", text }];
    match format {
        Format::Csv => one(csv::write(takes)),
        Format::Jsonl => one(jsonl::write(takes)),
        Format::Audacity => one(audacity::write(takes, recording)),
        Format::WebVtt => one(webvtt::write(takes, recording)),
        Format::Otio => one(otio::write(takes, recording)),
        Format::Frictionless => frictionless::write(takes),
    }
}

/// Puts takes in the order of exports: by their start, whatever number a log gave them.
pub fn sort(takes: &mut [Exported]) {
    takes.sort_by_key(|exported| (exported.take.started, exported.take.id));
}

/// A time as exports write it.
fn time(at: Ms) -> String {
    format!("{:.3}", Timestamp::from_millisecond(at).unwrap_or_default())
}
