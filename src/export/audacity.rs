//! Labels for Audacity: a stretch for each take, a point for each moment.

use std::fmt::Write;

use crate::scene::Ms;

use super::Exported;
use super::line::{caption, heading, placed};

/// Writes takes on a recording that began at a time.
#[must_use]
pub fn write(takes: &[Exported], recording: Ms) -> String {
    let mut labels: Vec<(Ms, Ms, String)> = Vec::new();
    for placed in placed(takes, recording) {
        let take = &placed.exported.take;
        labels.push((placed.start, placed.end, heading(placed.exported)));
        labels.extend(placed.moments.into_iter().map(|(at, moment)| (at, at, caption(take, moment))));
    }
    labels.sort_by_key(|(start, ..)| *start);
    labels.iter().fold(String::new(), |mut text, (start, end, label)| {
        // Writing to a string can't fail.
        let _ = writeln!(text, "{}\t{}\t{label}", seconds(*start), seconds(*end));
        text
    })
}

/// Seconds with six decimals.
fn seconds(at: Ms) -> String {
    format!("{}.{:03}000", at / 1000, at % 1000)
}
