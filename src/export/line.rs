//! Takes and their moments on the line of a recording.
//!
//! Start with [`placed`].

use crate::booth::store::read::{MomentRecord, TakeRecord};
use crate::pack::is_forbidden;
use crate::scene::Ms;

use super::Exported;

/// A take on a recording.
pub struct Placed<'a> {
    /// The take.
    pub exported: &'a Exported,
    /// Where it begins.
    pub start: Ms,
    /// Where it ends; not before it begins.
    pub end: Ms,
    /// What happened in it, each with its place.
    pub moments: Vec<(Ms, &'a MomentRecord)>,
}

/// The takes where they lie on a recording that began at a time. What came before that is not on it; of a take in which it
/// was begun, the rest is.
pub fn placed(takes: &[Exported], recording: Ms) -> impl Iterator<Item = Placed<'_>> {
    takes.iter().filter(move |exported| is_on(&exported.take, recording)).map(move |exported| {
        let take = &exported.take;
        let start = take.started - recording;
        let moments = take.moments.iter().map(|moment| (start + moment.at_ms, moment));
        Placed {
            exported,
            start: start.max(0),
            end: (start + take.ended_at_ms.unwrap_or(0)).max(0),
            moments: moments.filter(|(at, _)| *at >= 0).collect(),
        }
    })
}

/// Whether any of a take is on a recording that began at a time.
pub fn is_on(take: &TakeRecord, recording: Ms) -> bool {
    let end = take.started + take.ended_at_ms.unwrap_or(0);
    take.started >= recording || end > recording
}

/// What is said beside a take, on one line.
pub fn title(take: &TakeRecord) -> String {
    let prompt = take.prompt.as_ref().map_or_else(|| take.text.clone(), ToString::to_string);
    let verdict = take.verdict.map_or_else(String::new, |verdict| format!(" {verdict}"));
    flat(&format!("take {}{verdict}: {prompt}", take.number))
}

/// The same, with what was granted for what, for formats that have no other place for it.
pub fn heading(Exported { take, granted, .. }: &Exported) -> String {
    let title = title(take);
    if granted.is_empty() { title } else { format!("{title} [{}]", super::granted(granted)) }
}

/// What is said beside a moment, on one line.
pub fn caption(take: &TakeRecord, moment: &MomentRecord) -> String {
    let role = moment.role.as_deref().map_or_else(String::new, |role| format!(" {role}"));
    let step = moment.step.map_or_else(String::new, |step| format!(" step {step}"));
    let label = moment.label.as_deref().map_or_else(String::new, |label| format!(": {label}"));
    flat(&format!("take {} {}{role}{step}{label}", take.number, moment.kind))
}

/// A text on one line, of characters that can be shown.
fn flat(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_control() || is_forbidden(c) { ' ' } else { c }).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}
