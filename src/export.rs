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

use std::collections::BTreeSet;

use jiff::Timestamp;

pub use self::line::is_on;

use crate::booth::store::ledger::Origin;
use crate::booth::store::read::TakeRecord;
use crate::consent::{Medium, Purpose};
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

    /// What of people it is of no use without, so that they must have granted it.
    #[must_use]
    pub const fn needs(self) -> &'static [Medium] {
        match self {
            Self::Audacity | Self::WebVtt => &[Medium::Audio],
            Self::Otio => &[Medium::Video],
            Self::Csv | Self::Jsonl | Self::Frictionless => &[],
        }
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
    /// What everybody in it has granted.
    pub granted: Granted,
}

/// Each purpose for which something was granted, with what. An export for a purpose tells of that alone.
pub type Granted = Vec<(Purpose, BTreeSet<Medium>)>;

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

/// Takes out of a take what players alone were told, and the words that were drawn for nothing else.
pub fn keep_secrets(Exported { take, origin, .. }: &mut Exported) {
    take.cast.iter_mut().for_each(|part| part.secret = None);
    origin.words.retain(|word| !word.is_secret);
}

/// What was granted for what, in one cell or on one line: `review: audio, video; publishing: audio`.
fn granted(granted: &Granted) -> String {
    let media = |media: &BTreeSet<Medium>| media.iter().map(|medium| medium.word()).collect::<Vec<_>>().join(", ");
    let grants = granted.iter().map(|(purpose, held)| format!("{purpose}: {}", media(held)));
    grants.collect::<Vec<_>>().join("; ")
}

/// A time as exports write it.
fn time(at: Ms) -> String {
    format!("{:.3}", Timestamp::from_millisecond(at).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A take with a secret, as a line of `jsonl`.
    const LINE: &str = r#"{"version":1,"id":"01930000-0000-7000-8000-00000000012d","number":1,"text":"In a lift.",
        "workshop":{"id":"01930000-0000-7000-8000-000000000064","name":"lab","started":"2026-11-24T19:00:00Z","zone":"UTC",
        "seed":7},"draw":{"id":"01930000-0000-7000-8000-0000000000c9","number":1,"kind":"scene","tags":[],
        "drawn":"2026-11-24T19:01:00Z","words":[{"list":"place","entry":"a lift"},{"list":"thing","entry":"a ring"}]},
        "take_of_draw":1,"rehearsal":false,"started":"2026-11-24T19:01:20Z","planned_ms":9,"ended_at_ms":9,"played_ms":9,
        "paused_ms":0,"ending":"edit","moments":[],"judgements":[],
        "cast":[{"role":"host","player":"player 1","seat":1,"secret":"You hide a ring."}]}"#;

    #[test]
    fn a_word_of_a_secret_alone_is_secret_too() {
        let told = |line: &str| {
            let mut exported = jsonl::read(line.as_bytes()).unwrap();
            keep_secrets(&mut exported);
            assert_eq!(exported.take.cast[0].secret, None);
            exported.origin.words.into_iter().map(|word| word.entry).collect::<Vec<_>>()
        };
        assert_eq!(told(LINE), ["a lift"]);
        let open = LINE.replace("\"You hide a ring.\"", "null");
        assert_eq!(told(&open), ["a lift", "a ring"], "it may have filled what the coach says");
    }

    #[test]
    fn a_cell_tells_what_each_judge_holds() {
        let came = |n: u8, by: &str, feeling: &str| {
            format!(
                r#"{{"id":"01930000-0000-7000-8000-0000000001f{n}","at":"2026-11-24T19:05:0{n}Z","by":"{by}",
                "perceived":[{{"role":"host","step":1,"feeling":"{feeling}","strength":null}}]}}"#
            )
        };
        let judgements = [came(1, "leader", "joy"), came(2, "ben", "fear"), came(3, "leader", "relief")].join(",");
        let line = LINE.replace("\"judgements\":[]", &format!("\"judgements\":[{judgements}]"));
        let table = csv::write(&[jsonl::read(line.as_bytes()).unwrap()]);
        assert!(table.contains(",host 1: fear (ben); host 1: relief (leader),"), "{table}");
    }
}
