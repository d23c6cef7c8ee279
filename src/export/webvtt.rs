//! `WebVTT`: a cue for each take and each moment, to be shown with a recording.

use std::fmt::Write;

use uuid::Uuid;

use crate::scene::Ms;

use super::Exported;
use super::line::{caption, heading, placed};

/// How long a moment is shown.
const SHOWN: Ms = 1000;

/// Writes takes on a recording that began at a time.
#[must_use]
pub fn write(takes: &[Exported], recording: Ms) -> String {
    let mut cues: Vec<(Ms, Ms, Uuid, String)> = Vec::new();
    for placed in placed(takes, recording) {
        let take = &placed.exported.take;
        // A cue ends after it begins.
        cues.push((placed.start, placed.end.max(placed.start + 1), take.id, heading(placed.exported)));
        let moments = placed.moments.into_iter();
        cues.extend(moments.map(|(at, moment)| (at, at + SHOWN, moment.id, caption(take, moment))));
    }
    cues.sort_by_key(|(start, ..)| *start);
    cues.iter().fold("WEBVTT\n".to_owned(), |mut text, (start, end, id, payload)| {
        // Writing to a string can't fail.
        let _ = write!(text, "\n{id}\n{} --> {}\n{}\n", clock(*start), clock(*end), escaped(payload));
        text
    })
}

fn clock(at: Ms) -> String {
    let (seconds, ms) = (at / 1000, at % 1000);
    format!("{:02}:{:02}:{:02}.{ms:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
