//! Reading plans: TOML text to a [`Plan`] and every finding on the way, in one pass.
//!
//! Start with [`read`]. A plan with an error is none: a block left out would move all that follow.

#[cfg(test)]
mod tests;

use super::{Block, Plan, Until, What};
use crate::deck::Filters;
use crate::diagnostic::{Code, Diagnostic};
use crate::feeling::Feeling;
use crate::pack::read::file::{self, Dialect, Format};
use crate::pack::read::findings::{Findings, did_you_mean, shown};
use crate::pack::read::read_players;
use crate::pack::read::values::{Reader, Table, Value};
use crate::pack::{Kind, Players, Rating};

/// The most draws that a block can ask for.
const MOST_SCENES: i64 = 1000;

/// What findings of plans are called.
const PLAN: Dialect = Dialect {
    noun: "plan",
    list: "block",
    syntax: Code::L001,
    format: Code::L002,
    unknown_key: Code::L003,
    wrong_value: Code::L004,
    missing: Code::L005,
    duration: Code::L006,
    name: Code::L008,
    forbidden: Code::L013,
    unreadable: Code::L014,
};

/// The keys that say what is drawn from.
pub(super) const FILTERS: [&str; 7] = ["packs", "kinds", "tags", "not-tags", "feelings", "ratings", "players"];

const BLOCK_HELP: &str = "write each block as its own table, under [[block]]";

/// Reads a plan from a file's bytes: the plan if it has no error, and every finding by its place. `packs` are the names
/// of the packs there are.
#[must_use]
pub fn read(bytes: &[u8], packs: &[&str]) -> (Option<Plan>, Vec<Diagnostic>) {
    file::read(&PLAN, bytes, Findings::default(), |reader, root| read_plan(reader, &Table::of_file(&root), packs))
}

fn read_plan(reader: &mut Reader<'_>, table: &Table<'_>, packs: &[&str]) -> Option<Plan> {
    if reader.format(table) == Format::Newer || table.entries.is_empty() {
        return None;
    }
    reader.check_keys(table, &["format", "title", "block"]);
    let help = "write a title for people, such as title = \"Tuesday lab\"";
    let title = if reader.losses.key("title") { table.get("title") } else { reader.required(table, "title", help) };
    let title = title.and_then(|value| line(reader, value, "`title`", help));
    let stated = table.get("block");
    let is_empty = |value: &Value<'_>| value.get_ref().as_array().is_some_and(|blocks| blocks.is_empty());
    if stated.is_none_or(is_empty) && reader.losses.is_empty() {
        let place = stated.map_or(0..0, Value::span);
        let help = "write [[block]], and under it its name and its length, such as length = \"10m\"";
        reader.findings.tell(Code::L012, place, "the plan has no blocks", help);
    }
    let blocks = reader.list(stated, "`block`", BLOCK_HELP, |reader, value| block(reader, value, packs));
    if reader.findings.faults() > 0 { None } else { Plan::new(title?, blocks) }
}

fn block(reader: &mut Reader<'_>, value: &Value<'_>, packs: &[&str]) -> Option<Block> {
    let table = reader.table(value, "a block", BLOCK_HELP)?;
    let damaged = reader.losses.table(table.header.start);
    let known = ["name", "length", "scenes", "break", "scene"].into_iter().chain(FILTERS).collect::<Vec<_>>();
    reader.check_keys(&table, &known);
    let required = |reader: &mut Reader<'_>, key, help| {
        if damaged { table.get(key) } else { reader.required(&table, key, help) }
    };
    let help = "write what the block is called, such as name = \"warm-up games\"";
    let name = required(reader, "name", help).and_then(|value| line(reader, value, "`name`", help));
    let is_break = table.get("break").and_then(|value| reader.boolean(value, "`break`")).unwrap_or(false);
    let what = if is_break {
        tell_played(reader, &table);
        let length = required(reader, "length", "write how long the break is, such as length = \"10m\"");
        What::Break(length.and_then(|value| reader.duration(value, "length"))?)
    } else {
        let length = table.get("length").and_then(|value| reader.duration(value, "length"));
        let scenes = table.get("scenes").and_then(|value| scenes(reader, value));
        let scene = table.get("scene").and_then(|value| reader.duration(value, "scene"));
        let filters = filters(reader, &table, packs);
        let is_open = table.get("length").is_none() && table.get("scenes").is_none();
        if is_open && !damaged {
            let help = "write length = \"30m\", scenes = 6, or both: whichever comes first ends it";
            let message = "the block has neither a length nor a number of scenes";
            reader.findings.tell(Code::L010, table.header.clone(), message, help);
        }
        let until = match (scenes, length) {
            (Some(scenes), Some(length)) => Until::Either(scenes, length),
            (Some(scenes), None) => Until::Scenes(scenes),
            (None, length) => Until::Time(length?),
        };
        What::Play { until, filters, scene }
    };
    Some(Block { name: name?, what })
}

/// A text of one line.
fn line(reader: &mut Reader<'_>, value: &Value<'_>, what: &str, help: &str) -> Option<String> {
    let quoted = reader.filled(value, what, help)?;
    Some(quoted.value.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Tells of all in a break that only makes sense where something is played.
fn tell_played(reader: &mut Reader<'_>, table: &Table<'_>) {
    for key in ["scenes", "scene"].into_iter().chain(FILTERS) {
        if let Some((place, _)) = table.entries.get_key_value(key) {
            let message = format!("nothing is played in a break, so `{key}` can't stand in it");
            reader.findings.tell(Code::L011, place.span(), message, "leave it out, or leave out `break`");
        }
    }
}

fn scenes(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<u32> {
    let help = format!("write a number from 1 to {MOST_SCENES}, such as scenes = 6");
    let Some(integer) = value.get_ref().as_integer() else {
        reader.wrong_type(value, "`scenes`", "a whole number", &help);
        return None;
    };
    let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
    let number = number.filter(|number| (1..=MOST_SCENES).contains(number));
    if number.is_none() {
        let message = format!("a block can't have {} scenes", shown(&reader.text[value.span()]));
        reader.findings.tell(Code::L007, value.span(), message, help);
    }
    number.map(|number| number as u32)
}

/// What a block draws from, where it says anything of that.
fn filters(reader: &mut Reader<'_>, table: &Table<'_>, packs: &[&str]) -> Option<Filters> {
    let what = FILTERS.map(|key| format!("`{key}`"));
    let [in_packs, kinds, tags, not_tags, feelings, ratings, size] = FILTERS.map(|key| table.get(key));
    let help = "write names in brackets, such as packs = [\"turns\"]";
    let packs = reader.list(in_packs, &what[0], help, |reader, value| pack(reader, value, help, packs));
    let help = "write words in brackets, such as kinds = [\"game\", \"warm-up\"]";
    let kinds = reader.list(kinds, &what[1], help, |reader, value| reader.word(value, "a kind", Kind::ALL, Kind::word));
    let tag = |reader: &mut Reader<'_>, value| {
        reader.name(value, "a tag", "write a tag of a prompt, such as \"two-hander\"").map(|tag| tag.value.into_owned())
    };
    let tags = reader.list(tags, &what[2], "write words in brackets, such as tags = [\"two-hander\"]", tag);
    let not_tags = reader.list(not_tags, &what[3], "write words in brackets, such as not-tags = [\"loud\"]", tag);
    let help = "write words in brackets, such as feelings = [\"anger\"]";
    let feelings = reader.list(feelings, &what[4], help, |reader, value| feeling(reader, value, help));
    let help = "write words in brackets, such as ratings = [\"teen\"]";
    let ratings =
        reader.list(ratings, &what[5], help, |reader, value| reader.word(value, "a rating", Rating::ALL, Rating::word));
    let is_stated = FILTERS.iter().any(|key| table.get(key).is_some());
    let size = size.and_then(|value| players(reader, value));
    is_stated.then_some(Filters { packs, kinds, tags, not_tags, feelings, ratings, size })
}

/// How many play: a number, or a range as packs write it.
fn players(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Players> {
    let help = "write players = 2, or a range such as players = \"2-4\"";
    let stated = match value.get_ref().as_integer() {
        Some(integer) => i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|number| number.to_string()),
        None => Some(reader.string(value, "`players`", help)?.value.into_owned()),
    };
    let players = stated.as_deref().and_then(read_players);
    if players.is_none() {
        let message = format!("a block can't be for {} players", shown(&reader.text[value.span()]));
        reader.findings.tell(Code::L016, value.span(), message, help);
    }
    players
}

fn pack(reader: &mut Reader<'_>, value: &Value<'_>, help: &str, packs: &[&str]) -> Option<String> {
    let name = reader.name(value, "a pack's name", help)?;
    if !packs.contains(&&*name.value) {
        let (help, _) = did_you_mean(&name.value, packs.iter().copied(), || "add the pack, or leave it out".to_owned());
        reader.findings.tell(Code::L015, name.span, format!("there is no pack {}", shown(&name.value)), help);
    }
    Some(name.value.into_owned())
}

fn feeling(reader: &mut Reader<'_>, value: &Value<'_>, help: &str) -> Option<Feeling> {
    let word = reader.string(value, "a feeling", help)?;
    let feeling = Feeling::from_word(&word.value);
    if feeling.is_none() {
        let known = || Feeling::ALL.iter().map(|feeling| feeling.word());
        let all = || format!("write one of {}", known().collect::<Vec<_>>().join(", "));
        let (help, _) = did_you_mean(&word.value, known(), all);
        reader.findings.tell(Code::L009, word.span, format!("unknown feeling {}", shown(&word.value)), help);
    }
    feeling
}
