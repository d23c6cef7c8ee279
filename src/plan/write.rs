//! Writing plans: a [`Plan`] as TOML text that reads back as the same.
//!
//! Start with [`text`] for a new file; [`into`] keeps what else is in one that is there.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::read::read;
use super::{Block, Plan, Until, What};
use crate::cue::{parse_duration, spell_duration};
use crate::deck::Filters;
use crate::pack::edit::quoted;

/// A plan as the text of a new file.
#[must_use]
pub fn text(plan: &Plan) -> String {
    let blocks = plan.blocks.iter().map(|block| format!("\n[[block]]\n{}", entries(block)));
    format!("format = 1\ntitle  = {}\n{}", quoted(&plan.title), blocks.collect::<String>())
}

/// The text of a plan's file with another plan in it. What stays keeps its comments and its spelling; blocks are known by
/// their names. `None` where the text is of something else than a plan.
#[must_use]
pub fn into(before: &[u8], plan: &Plan) -> Option<String> {
    let mut document: DocumentMut = std::str::from_utf8(before).ok()?.parse().ok()?;
    let is_plan = document.contains_key("title") || document.contains_key("block");
    if !is_plan || document.iter().any(|(key, _)| !["format", "title", "block"].contains(&key)) {
        return None;
    }
    let kept = change(&mut document, plan).map(|()| document.to_string());
    // Whatever may be in the file, what is written is this plan.
    Some(kept.filter(|text| is_of(text, plan)).unwrap_or_else(|| text(plan)))
}

/// Whether a text reads as this plan.
fn is_of(text: &str, plan: &Plan) -> bool {
    let packs = plan.blocks.iter().filter_map(|block| match &block.what {
        What::Play { filters: Some(filters), .. } => Some(&filters.packs),
        What::Play { filters: None, .. } | What::Break(_) => None,
    });
    let packs: Vec<&str> = packs.flatten().map(String::as_str).collect();
    read(text.as_bytes(), &packs).0.is_some_and(|read| read.says_as(plan))
}

fn change(document: &mut DocumentMut, plan: &Plan) -> Option<()> {
    put(document.as_table_mut(), "title", value(plan.title.as_str()));
    let held = document.get("block").and_then(Item::as_array_of_tables);
    let mut held: Vec<Option<Table>> = held?.iter().cloned().map(Some).collect();
    let mut tables = ArrayOfTables::new();
    for (at, block) in (0..).zip(&plan.blocks) {
        let wanted: DocumentMut = entries(block).parse().ok()?;
        let mut table = take(&mut held, &wanted).unwrap_or_else(|| {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            table
        });
        table.retain(|key, _| wanted.contains_key(key));
        for (key, item) in wanted.iter() {
            put(&mut table, key, item.clone());
        }
        table.set_position(Some(at + 1));
        tables.push(table);
    }
    document.insert("block", Item::ArrayOfTables(tables));
    Some(())
}

/// Takes the table of a block out of those there are: one that says the same, else one of its name.
fn take(held: &mut [Option<Table>], wanted: &Table) -> Option<Table> {
    let is_named = |table: &Table| is_same(table.get("name"), wanted.get("name"));
    let is_equal = |table: &Table| {
        table.len() == wanted.len() && wanted.iter().all(|(key, item)| is_same(table.get(key), Some(item)))
    };
    let equal = held.iter().position(|table| table.as_ref().is_some_and(is_equal));
    let found = equal.or_else(|| held.iter().position(|table| table.as_ref().is_some_and(is_named)))?;
    held[found].take()
}

/// Gives a key another value, with the comments beside it, if it does not have that already.
fn put(table: &mut Table, key: &str, mut item: Item) {
    let before = table.get(key);
    if is_same(before, Some(&item)) {
        return;
    }
    if let (Some(Item::Value(before)), Item::Value(new)) = (before, &mut item) {
        *new.decor_mut() = before.decor().clone();
    }
    match table.get_mut(key) {
        Some(there) => *there = item,
        None => drop(table.insert(key, item)),
    }
}

/// Whether two values mean the same, however they are spelled.
fn is_same(one: Option<&Item>, other: Option<&Item>) -> bool {
    let both = one.and_then(Item::as_value).zip(other.and_then(Item::as_value));
    both.is_some_and(|(one, other)| is_same_value(one, other))
}

fn is_same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            let length = parse_duration(one.value());
            one.value() == other.value() || (length.is_some() && length == parse_duration(other.value()))
        }
        (Value::Integer(one), Value::Integer(other)) => one.value() == other.value(),
        (Value::Boolean(one), Value::Boolean(other)) => one.value() == other.value(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same_value(one, other))
        }
        _ => false,
    }
}

/// The keys of a block, each on a line of its own.
fn entries(block: &Block) -> String {
    // All of a block is named here, so that nothing new is left out.
    let Block { name, what } = block;
    let length = |length| quoted(&spell_duration(length));
    let mut keys = vec![("name", quoted(name))];
    match what {
        What::Break(time) => keys.extend([("break", "true".to_owned()), ("length", length(*time))]),
        What::Play { until, filters, scene } => {
            let (scenes, time) = match *until {
                Until::Time(time) => (None, Some(time)),
                Until::Scenes(scenes) => (Some(scenes), None),
                Until::Either(scenes, time) => (Some(scenes), Some(time)),
            };
            keys.extend(scenes.map(|scenes| ("scenes", scenes.to_string())));
            keys.extend(time.map(|time| ("length", length(time))));
            keys.extend(scene.map(|scene| ("scene", length(scene))));
            keys.extend(filters.iter().flat_map(of_filters));
        }
    }
    keys.into_iter().fold(String::new(), |text, (key, value)| text + key + " = " + &value + "\n")
}

fn of_filters(filters: &Filters) -> Vec<(&'static str, String)> {
    let Filters { packs, kinds, tags, not_tags, feelings, ratings, size } = filters;
    let list = |words: Vec<&str>| format!("[{}]", words.into_iter().map(quoted).collect::<Vec<_>>().join(", "));
    let texts = |texts: &[String]| list(texts.iter().map(String::as_str).collect());
    let keys = [
        ("packs", packs.len(), texts(packs)),
        ("kinds", kinds.len(), list(kinds.iter().map(|kind| kind.word()).collect())),
        ("tags", tags.len(), texts(tags)),
        ("not-tags", not_tags.len(), texts(not_tags)),
        ("feelings", feelings.len(), list(feelings.iter().map(|feeling| feeling.word()).collect())),
        ("ratings", ratings.len(), list(ratings.iter().map(|rating| rating.word()).collect())),
    ];
    // A block that wants nothing in particular wants something else than one that says nothing.
    let says_nothing = size.is_none() && keys.iter().all(|(_, count, _)| *count == 0);
    let told = keys.into_iter().filter(|(key, count, _)| *count > 0 || (says_nothing && *key == "packs"));
    let players = size.map(|size| match (size.min(), size.max()) {
        (min, Some(max)) if min == max => ("players", min.to_string()),
        _ => ("players", quoted(&size.to_string())),
    });
    told.map(|(key, _, list)| (key, list)).chain(players).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::feeling::Feeling;
    use crate::pack::{Kind, Players, Rating};

    /// A file as people write it.
    const EVENING: &str = r#"# Tuesdays, for six
format = 1
title  = "Lab"   # as on the poster

# Nobody sits.
[[block]]
name   = 'warm-up'
length = "600s"   # ten minutes
kinds  = [ "warm-up", "game" ]

[[block]]
# the heart of it
name = "scenes"
scenes = 0x6
packs = ["turns"]

[[block]]
name = "break"
break = true
length = "10m"

# thanks to Mara
"#;

    fn evening() -> Plan {
        read(EVENING.as_bytes(), &["turns"]).0.unwrap()
    }

    fn block(name: &str) -> Block {
        Block { name: name.to_owned(), what: What::Break(Duration::from_secs(300)) }
    }

    #[test]
    fn a_plan_that_is_in_the_file_leaves_it_as_it_is() {
        assert_eq!(into(EVENING.as_bytes(), &evening()).unwrap(), EVENING);
    }

    #[test]
    fn what_is_changed_is_changed_and_the_rest_stays() {
        let mut plan = evening();
        plan.blocks.swap(0, 2);
        plan.blocks[2].what = match plan.blocks[2].what.clone() {
            What::Play { filters, .. } => What::Play {
                until: Until::Time(Duration::from_secs(900)),
                filters,
                scene: Some(Duration::from_secs(30)),
            },
            What::Break(_) => panic!("warm-ups"),
        };
        plan.blocks.insert(1, block("tea"));
        let expected = r#"# Tuesdays, for six
format = 1
title  = "Lab"   # as on the poster

[[block]]
name = "break"
break = true
length = "10m"

[[block]]
name = "tea"
break = true
length = "5m"

[[block]]
# the heart of it
name = "scenes"
scenes = 0x6
packs = ["turns"]

# Nobody sits.
[[block]]
name   = 'warm-up'
length = "15m"   # ten minutes
kinds  = [ "warm-up", "game" ]
scene = "30s"

# thanks to Mara
"#;
        assert_eq!(into(EVENING.as_bytes(), &plan).unwrap(), expected);
    }

    #[test]
    fn whatever_is_in_the_file_the_plan_is_in_it_afterwards() {
        let mut plan = evening();
        plan.blocks.remove(1);
        plan.title = "Late \"lab\"".to_owned();
        for before in [
            EVENING,
            "title = \"x\"",
            "format = 1\ntitle = \"x\"\nblock = [{ name = \"warm-up\", length = \"1m\" }]\n",
            "title = 3\nblock = 4\n",
            "title = \"Lab\"\n[[block]]\n[[block]]\nname = 7\n[block.more]\nx = 1\n",
        ] {
            let after = into(before.as_bytes(), &plan).unwrap();
            assert!(is_of(&after, &plan), "{before}\n\n{after}");
        }
    }

    #[test]
    fn what_is_no_plan_is_not_written_over() {
        for before in
            ["", "# a note", "x = 1", "Dear all,", "title = \"Turns\"\n[[prompt]]\nid = \"a\"\n", "title = \"x"]
        {
            assert_eq!(into(before.as_bytes(), &evening()), None, "{before}");
        }
        assert_eq!(into(b"title = \"\xff\"", &evening()), None);
    }

    fn length() -> impl Strategy<Value = Duration> {
        (1_u64..=86_400).prop_map(Duration::from_secs)
    }

    fn until() -> impl Strategy<Value = Until> {
        prop_oneof![
            length().prop_map(Until::Time),
            (1_u32..=1000).prop_map(Until::Scenes),
            (1_u32..=1000, length()).prop_map(|(scenes, length)| Until::Either(scenes, length)),
        ]
    }

    fn some_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Vec<T>> {
        prop::collection::vec(prop::sample::select(all), 0..3)
    }

    fn filters() -> impl Strategy<Value = Filters> {
        let name = || prop::collection::vec("[a-z][a-z0-9-]{0,8}", 0..3);
        let size = prop::option::of((1_u16..9, prop::option::of(0_u16..9)));
        let all = (name(), some_of(Kind::ALL), name(), name(), some_of(Feeling::ALL), some_of(Rating::ALL), size);
        all.prop_map(|(packs, kinds, tags, not_tags, feelings, ratings, size)| Filters {
            size: size.and_then(|(min, more)| Players::new(min, more.map(|more| min + more))),
            packs,
            kinds,
            tags,
            not_tags,
            feelings,
            ratings,
        })
    }

    fn any_block() -> impl Strategy<Value = Block> {
        let play = (until(), prop::option::of(filters()), prop::option::of(length()));
        let what = prop_oneof![
            length().prop_map(What::Break),
            play.prop_map(|(until, filters, scene)| What::Play { until, filters, scene }),
        ];
        (r#"[a-zA-Z0-9"'\\#=灯é]{1,6}( [a-z"]{1,6})?"#, what).prop_map(|(name, what)| Block { name, what })
    }

    fn any_plan() -> impl Strategy<Value = Plan> {
        let blocks = prop::collection::vec(any_block(), 1..6);
        (r#"[a-z"\\灯]{1,8}"#, blocks).prop_map(|(title, blocks)| Plan::new(title, blocks).unwrap())
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_as_the_same(plan in any_plan(), other in any_plan()) {
            let new = text(&plan);
            prop_assert!(is_of(&new, &plan), "{}", new);
            let changed = into(new.as_bytes(), &other).unwrap();
            prop_assert!(is_of(&changed, &other), "{}", changed);
            prop_assert_eq!(into(changed.as_bytes(), &other).unwrap(), changed);
        }
    }
}
