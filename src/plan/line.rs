//! A block as one line, such as a leader types while a workshop runs.
//!
//! Start with [`block`].

use super::Block;
use super::read::{FILTERS, read};
use crate::cue::parse_duration;
use crate::pack::edit::quoted;

/// What a line is made of.
pub const HELP: &str =
    "its name and how long: warm-up games 10m; tea break 15m; short ones 6 scenes scene=1m kinds=scene,game";

/// Reads a block of a line: its name, how long it takes (`10m`) or how many scenes it has (`6 scenes`), and any key of a
/// block as `key=value`, with commas where it takes several. A name that ends in `break` is one of a break, unless something is
/// played in it. `packs` are the names of the packs there are. What is wrong is said in a sentence.
pub fn block(line: &str, packs: &[&str]) -> Result<Block, String> {
    let (mut keys, mut words): (Vec<&str>, Vec<&str>) = line.split_whitespace().partition(|word| is_entry(word));
    let scenes = words.windows(2).position(|two| is_number(two[0]) && matches!(two[1], "scene" | "scenes"));
    let scenes = scenes.map(|at| format!("scenes={}", words.drain(at..at + 2).next().unwrap_or_default()));
    let length = words.iter().rposition(|word| parse_duration(word).is_some()).map(|at| words.remove(at));
    let length = length.map(|length| format!("length={length}"));
    keys.extend([&scenes, &length].into_iter().flatten().map(String::as_str));
    let has = |key: &str| keys.iter().any(|entry| entry.split('=').next() == Some(key));
    if !has("length") && !has("scenes") {
        return Err("say how long it is, such as 10m, or how many scenes it has, such as 6 scenes".to_owned());
    }
    if words.is_empty() && !has("name") {
        if !has("scenes") {
            return Err("say what the block is called too, such as warm-up games 10m".to_owned());
        }
        words.push("scenes");
    }
    let is_played = ["scenes", "scene", "players"].into_iter().chain(FILTERS).any(has);
    let is_break = words.last().is_some_and(|word| word.eq_ignore_ascii_case("break")) && !is_played && !has("break");
    let mut text = "format = 1\ntitle = \"x\"\n[[block]]\n".to_owned();
    if !words.is_empty() {
        text += &entry_of("name", &words.join(" "));
    }
    if is_break {
        text += "break = true\n";
    }
    text.extend(keys.into_iter().filter_map(|entry| entry.split_once('=')).map(|(key, value)| entry_of(key, value)));
    let (plan, findings) = read(text.as_bytes(), packs);
    match (findings.first(), plan) {
        (None, Some(plan)) => Ok(plan.blocks[0].clone()),
        (Some(finding), _) => Err(format!("{}; {}", finding.message, finding.help)),
        (None, None) => Err(format!("that is no block: {HELP}")),
    }
}

/// Whether a word is a key with its value.
fn is_entry(word: &str) -> bool {
    let is_key = |key: &str| !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    word.split_once('=').is_some_and(|(key, _)| is_key(key))
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// A key with its value, as a plan's file has it.
fn entry_of(key: &str, value: &str) -> String {
    let value = if FILTERS.contains(&key) && key != "players" {
        let words =
            value.split(',').map(|word| word.trim_matches(['[', ']', '"', '\''])).filter(|word| !word.is_empty());
        format!("[{}]", words.map(quoted).collect::<Vec<_>>().join(", "))
    } else if key != "name" && (is_number(value) || matches!(value, "true" | "false")) {
        value.to_owned()
    } else if key == "name" {
        quoted(value)
    } else {
        quoted(value.trim_matches(['"', '\'']))
    };
    format!("{key} = {value}\n")
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, write};
    use super::*;

    #[test]
    fn a_line_is_a_block() {
        for (line, expected) in [
            ("warm-up games 10m", "name = \"warm-up games\"\nlength = \"10m\"\n"),
            (" 10m  warm-up ", "name = \"warm-up\"\nlength = \"10m\"\n"),
            ("6 scenes", "name = \"scenes\"\nscenes = 6\n"),
            ("short ones 1 scene", "name = \"short ones\"\nscenes = 1\n"),
            (
                "short 6 scenes 30m scene=1m kinds=scene,game packs=turns",
                "name = \"short\"\nscenes = 6\nlength = \"30m\"\nscene = \"1m\"\npacks = [\"turns\"]\n\
                 kinds = [\"scene\", \"game\"]\n",
            ),
            ("x length=5m not-tags=[\"loud\"]", "name = \"x\"\nlength = \"5m\"\nnot-tags = [\"loud\"]\n"),
            ("duo 3 scenes players=2", "name = \"duo\"\nscenes = 3\nplayers = 2\n"),
            ("few 5m players=2-4", "name = \"few\"\nlength = \"5m\"\nplayers = \"2-4\"\n"),
            ("break 10m", "name = \"break\"\nbreak = true\nlength = \"10m\"\n"),
            ("Tea Break 15m", "name = \"Tea Break\"\nbreak = true\nlength = \"15m\"\n"),
            ("supper 1h break=true", "name = \"supper\"\nbreak = true\nlength = \"1h\"\n"),
            ("prison break 3 scenes", "name = \"prison break\"\nscenes = 3\n"),
            ("say \"hi\\\" 5m", "name = \"say \\\"hi\\\\\\\"\"\nlength = \"5m\"\n"),
        ] {
            let block = block(line, &["turns"]).unwrap_or_else(|why| panic!("{line}: {why}"));
            let text = write::text(&Plan::new("x".to_owned(), vec![block]).unwrap());
            assert_eq!(text.split_once("[[block]]\n").unwrap().1, expected, "{line}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (line, part) in [
            ("", "say how long it is"),
            ("warm-up", "say how long it is"),
            ("warm-up 10", "say how long it is"),
            ("10m", "say what the block is called"),
            ("warm-up 0m", "is no length of time"),
            ("scenes 6 scenes kinds=gane", "gane"),
            ("x 5m packs=turn", "there is no pack `turn`"),
            ("x 5m lenght=3m", "lenght"),
            ("x 1001 scenes", "can't have `1001` scenes"),
            ("supper 1h break=true kinds=game", "nothing is played in a break"),
        ] {
            let why = block(line, &["turns"]).unwrap_err();
            assert!(why.contains(part), "{line}: {why}");
        }
    }
}
