//! The keys of a pack's tables, each table's in the order in which packs write them.
//!
//! Start with [`of`].

/// Those of the file itself.
const HEAD: [&str; 11] =
    ["format", "title", "about", "license", "authors", "language", "rating", "time", "feelings", "words", "prompt"];

/// Those of a word that is written as a table.
pub(crate) const WORD: [&str; 2] = ["text", "weight"];

/// Those of a prompt.
pub(crate) const PROMPT: [&str; 11] =
    ["id", "kind", "text", "weight", "tags", "content", "coach", "time", "players", "retired", "role"];

/// Those of a coaching line that is written as a table.
pub(crate) const COACH: [&str; 2] = ["text", "at"];

/// Those of a role.
pub(crate) const ROLE: [&str; 4] = ["name", "label", "feeling", "secret"];

/// Those of the times of a pack or a prompt.
pub(crate) const TIME: [&str; 3] = ["ready", "scene", "debrief"];

/// The keys of the table at this path, where lists count as what is in them; none where people choose them.
pub(crate) fn of(path: &[&str]) -> &'static [&'static str] {
    match path {
        [] => &HEAD,
        ["time"] | ["prompt", "time"] => &TIME,
        ["words", _] => &WORD,
        ["prompt"] => &PROMPT,
        ["prompt", "coach"] => &COACH,
        ["prompt", "role"] => &ROLE,
        _ => &[],
    }
}
