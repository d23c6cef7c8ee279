//! `OpenTimelineIO`: the recording as a timeline on which each take is a clip, with its moments as markers.

use serde_json::{Value, json};

use crate::booth::store::read::MomentRecord;
use crate::scene::Ms;
use crate::take::{MomentKind, Reason, Verdict};

use super::line::{Placed, caption, placed, title};
use super::{Exported, time};

/// Units a second: times are milliseconds.
const RATE: f64 = 1000.0;

/// Writes takes on a recording that began at a time. Takes of several rooms that overlap lie on several tracks.
#[must_use]
pub fn write(takes: &[Exported], recording: Ms) -> String {
    let mut tracks: Vec<(Ms, Vec<Value>)> = Vec::new();
    for placed in placed(takes, recording) {
        let free = tracks.iter().position(|(end, _)| *end <= placed.start).unwrap_or(tracks.len());
        if free == tracks.len() {
            tracks.push((0, Vec::new()));
        }
        let (end, children) = &mut tracks[free];
        if *end < placed.start {
            children.push(gap(*end, placed.start));
        }
        children.push(clip(&placed));
        *end = placed.end;
    }
    let tracks = tracks.into_iter().enumerate().map(|(n, (_, children))| track(n + 1, &children));
    let timeline = json!({
        "OTIO_SCHEMA": "Timeline.1",
        "name": "takes",
        "global_start_time": null,
        "metadata": { "sidecoach": { "recording_start": time(recording) } },
        "tracks": {
            "OTIO_SCHEMA": "Stack.1", "name": "tracks", "metadata": {}, "source_range": null,
            "effects": [], "markers": [], "enabled": true, "children": tracks.collect::<Vec<_>>(),
        },
    });
    format!("{timeline:#}\n")
}

fn track(number: usize, children: &[Value]) -> Value {
    json!({
        "OTIO_SCHEMA": "Track.1", "name": format!("takes {number}"), "kind": "Audio", "metadata": {},
        "source_range": null, "effects": [], "markers": [], "enabled": true, "children": children,
    })
}

fn gap(start: Ms, end: Ms) -> Value {
    json!({
        "OTIO_SCHEMA": "Gap.1", "name": "", "metadata": {}, "source_range": range(0, end - start),
        "effects": [], "markers": [], "enabled": true,
    })
}

fn clip(placed: &Placed<'_>) -> Value {
    let take = &placed.exported.take;
    let cast = take.cast.iter().map(
        |part| json!({ "role": part.role, "player": part.player, "feeling": part.feeling, "secret": part.secret }),
    );
    let grants = placed.exported.granted.iter().map(|(purpose, media)| {
        json!({ "purpose": purpose.word(), "media": media.iter().map(|medium| medium.word()).collect::<Vec<_>>() })
    });
    let markers = placed.moments.iter().map(|(at, moment)| {
        json!({
            "OTIO_SCHEMA": "Marker.2", "name": caption(take, moment), "color": color(moment),
            "marked_range": range(*at, 0), "comment": moment.label.as_deref().unwrap_or_default(),
            "metadata": { "sidecoach": {
                "kind": moment.kind.word(), "role": moment.role, "step": moment.step, "id": moment.id.to_string(),
            } },
        })
    });
    json!({
        "OTIO_SCHEMA": "Clip.2", "name": title(take), "enabled": true, "effects": [],
        "source_range": range(placed.start, placed.end - placed.start),
        "markers": markers.collect::<Vec<_>>(),
        "active_media_reference_key": "DEFAULT_MEDIA",
        "media_references": { "DEFAULT_MEDIA": {
            "OTIO_SCHEMA": "MissingReference.1", "name": "", "metadata": {}, "available_range": null,
            "available_image_bounds": null,
        } },
        "metadata": { "sidecoach": {
            "id": take.id.to_string(),
            "number": take.number,
            "prompt": take.prompt.as_ref().map(ToString::to_string),
            "text": take.text,
            "started": time(take.started),
            "verdict": take.verdict.map(Verdict::word),
            "reason": take.reason.map(Reason::word),
            "note": take.note,
            "granted": grants.collect::<Vec<_>>(),
            "cast": cast.collect::<Vec<_>>(),
        } },
    })
}

const fn color(moment: &MomentRecord) -> &'static str {
    match moment.kind {
        MomentKind::Slate => "RED",
        MomentKind::Mark => "GREEN",
        MomentKind::Shift => "YELLOW",
        _ => "BLUE",
    }
}

fn range(start: Ms, duration: Ms) -> Value {
    let time = |value: Ms| json!({ "OTIO_SCHEMA": "RationalTime.1", "rate": RATE, "value": value as f64 });
    json!({ "OTIO_SCHEMA": "TimeRange.1", "start_time": time(start), "duration": time(duration) })
}
