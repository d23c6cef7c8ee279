//! What each key of a pack does.
//!
//! Start with [`KEYS`].

/// Every key by its path, in the order in which packs write them, with what it does.
pub const KEYS: &[(&str, &str)] = &[
    ("format", "The format of the file: 1. Required."),
    ("title", "The pack's title, for people. Required."),
    ("about", "What the pack is for, in a sentence."),
    ("license", "An SPDX expression, such as `CC0-1.0`."),
    ("authors", "Who wrote it: names in brackets."),
    ("language", "The language of its texts, as a BCP 47 tag such as `en` or `pt-BR`."),
    ("rating", "Who the pack is fit for: `general`, `teen` or `mature`. Required."),
    ("time", "How long things last in this pack; a prompt may say otherwise."),
    ("time.ready", "From calling the prompt to the scene's beginning, such as `20s`."),
    ("time.scene", "The scene's planned length, such as `3m`."),
    ("time.debrief", "How long the debrief is meant to take, such as `1m`."),
    ("feelings", "This pack's own words for feelings of the vocabulary: `guilt = \"remorse\"`."),
    ("words", "The word lists that `{slots}` are filled from."),
    ("words.text", "A word of the list; it may have slots itself."),
    ("words.weight", "How often this word is drawn against the others: above 0, up to 1000; 1 if left out."),
    ("prompt", "A prompt, each as its own table under `[[prompt]]`."),
    ("prompt.id", "Unique in the pack, and stable: the log refers to it. `a-z`, `0-9` and hyphen. Required."),
    ("prompt.kind", "What is played: `scene` (if left out), `monologue`, `game` or `warm-up`."),
    ("prompt.text", "What the room reads. `{name}` is a role of this prompt or a word list. Required."),
    ("prompt.weight", "How often it is drawn against the others: above 0, up to 1000; 1 if left out."),
    ("prompt.tags", "Free words to filter by, in brackets."),
    ("prompt.content", "What a player may want out of the room; the words are a closed list."),
    ("prompt.coach", "Lines to call in from the side, in brackets: `\"…\"` or `{ text = \"…\", at = \"75%\" }`."),
    ("prompt.coach.text", "What to say."),
    ("prompt.coach.at", "When the line cues itself: a share such as `75%` or a time such as `1m30s`."),
    ("prompt.time", "How long this prompt lasts: `{ scene = \"4m\" }`; else the pack's times hold."),
    ("prompt.time.ready", "From calling the prompt to the scene's beginning, such as `20s`."),
    ("prompt.time.scene", "The scene's planned length, such as `3m`."),
    ("prompt.time.debrief", "How long the debrief is meant to take, such as `1m`."),
    ("prompt.players", "How many can play it: `\"4\"`, `\"2-6\"` or `\"3+\"`; else one for each role."),
    ("prompt.retired", "`true` keeps it for the log; it is never drawn."),
    ("prompt.role", "A role, each as its own table under `[[prompt.role]]`."),
    ("prompt.role.name", "What slots call the role: `a-z`, `0-9` and hyphen. Required."),
    ("prompt.role.label", "What is shown beside the player; the name if left out."),
    (
        "prompt.role.feeling",
        "An arc: feelings joined by `->`, each with a strength `:1` to `:3` and a time to shift, such as \
         `guilt:2 -> relief @60%`.",
    ),
    ("prompt.role.secret", "For this player alone."),
];

/// The place of a path in [`KEYS`]: the names of word lists are passed over.
#[must_use]
pub fn spelled(path: &[&str]) -> String {
    match path {
        ["words", _, rest @ ..] => [&["words"], rest].concat().join("."),
        path => path.join("."),
    }
}

/// What a key does.
#[must_use]
pub fn about(path: &[&str]) -> Option<&'static str> {
    let path = spelled(path);
    KEYS.iter().find(|(key, _)| *key == path).map(|(_, about)| *about)
}

/// The keys of a table, each with what it does.
pub fn of(table: &[&str]) -> impl Iterator<Item = (&'static str, &'static str)> {
    let table = spelled(table);
    let own = move |(path, about): &(&'static str, &'static str)| {
        let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
        (parent == table).then_some((key, *about))
    };
    KEYS.iter().filter_map(own)
}
