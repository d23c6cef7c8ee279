//! A hand as it is kept, so that it can be put back on the table: JSON with a version of its own.
//!
//! Start with `write`. `read` gives nothing for what it can't make a valid hand of.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::cast::PlayerKey;
use crate::cue::{Cue, parse_duration};
use crate::deck::Chance;
use crate::feeling::{Aliases, Feeling, FeelingArc};
use crate::pack::slots::{Part, Text, UsedWord};
use crate::pack::{Kind, Players, PromptKey, Times};

use super::{CoachLine, DrawnRole, Hand, Member, Source};

/// From version 2 on a hand may have no source: the leader's own prompt. Before version 3 it had no tags.
const VERSION: u32 = 3;

/// A hand as JSON.
pub(crate) fn write(hand: &Hand) -> String {
    to_json(&HandShape::of(hand))
}

/// The hand that JSON holds, if it is one of a version known here.
pub(crate) fn read(json: &str) -> Option<Hand> {
    serde_json::from_str::<HandShape>(json).ok()?.hand()
}

/// A hand as a part of other JSON.
pub(crate) fn to_value(hand: &Hand) -> Value {
    serde_json::to_value(HandShape::of(hand)).unwrap_or_default()
}

/// The hand that is a part of other JSON.
pub(crate) fn of_value(value: &Value) -> Option<Hand> {
    HandShape::deserialize(value).ok()?.hand()
}

/// The words that filled a hand, as JSON.
pub(crate) fn write_words(words: &[UsedWord]) -> String {
    to_json(&words.iter().map(WordShape::of).collect::<Vec<_>>())
}

/// The words that JSON holds, of a hand with these secrets; none if it holds something else.
pub(crate) fn read_words(json: &str, secrets: &[&str]) -> Vec<UsedWord> {
    let words: Vec<WordShape> = serde_json::from_str(json).unwrap_or_default();
    used(words.into_iter().map(WordShape::parts), secrets)
}

/// Words with who drew them, of a hand with these secrets. Where older versions did not write that down, whatever may have
/// been drawn for a secret was. They drew for secrets last, so that nothing was that comes before a word of the text.
pub(crate) fn used(words: impl Iterator<Item = (String, String, Option<bool>)>, secrets: &[&str]) -> Vec<UsedWord> {
    let words: Vec<_> = words.collect();
    let may_be_in = |entry: &str| secrets.iter().any(|secret| may_stand_in(entry, secret));
    let is_of_the_text =
        |(_, entry, is_secret): &(_, String, Option<bool>)| !is_secret.unwrap_or_else(|| may_be_in(entry));
    let told = words.iter().rposition(is_of_the_text).map_or(0, |last| last + 1);
    let word = |(at, (list, entry, is_secret)): (usize, (String, String, Option<bool>))| UsedWord {
        list,
        entry,
        is_secret: is_secret.unwrap_or(at >= told),
    };
    words.into_iter().enumerate().map(word).collect()
}

/// Whether a text holds all of a word's own, its slots being words themselves.
fn may_stand_in(word: &str, text: &str) -> bool {
    let (word, _) = Text::parse_recoverable(word);
    word.parts().all(|part| matches!(part, Part::Slot(_)) || matches!(part, Part::Literal(own) if text.contains(own)))
}

/// JSON of a shape that has no map with odd keys in it: nothing that could go wrong.
pub(crate) fn to_json(shape: &impl Serialize) -> String {
    serde_json::to_string(shape).unwrap_or_else(|_| "null".to_owned())
}

#[derive(Serialize, Deserialize)]
struct HandShape {
    version: u32,
    id: String,
    number: u32,
    words_attempt: u32,
    cast_attempt: u32,
    pack: Option<String>,
    prompt: Option<String>,
    pack_hash: Option<String>,
    seed: Option<u64>,
    kind: String,
    #[serde(default)]
    tags: Vec<String>,
    text: String,
    coach: Vec<CoachShape>,
    words: Vec<WordShape>,
    /// Numerator and denominator.
    chance: Option<(u64, u64)>,
    ready_ms: u64,
    scene_ms: u64,
    debrief_ms: u64,
    players_min: u16,
    players_max: Option<u16>,
    roles: Vec<RoleShape>,
    cast: Vec<MemberShape>,
    drawn_at: i64,
}

#[derive(Serialize, Deserialize)]
struct CoachShape {
    text: String,
    at: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WordShape {
    list: String,
    entry: String,
    /// Nothing in what older versions wrote.
    secret: Option<bool>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct RoleShape {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) feeling: Option<ArcShape>,
    pub(crate) secret: Option<String>,
}

/// An arc as asked, with what each of its words stands for: the pack's aliases may be gone when it is read.
#[derive(Serialize, Deserialize)]
pub(crate) struct ArcShape {
    asked: String,
    words: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct MemberShape {
    pub(crate) role: Option<usize>,
    pub(crate) player: PlayerShape,
    pub(crate) name: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PlayerShape {
    Person(String),
    Seat(u16),
}

impl HandShape {
    fn of(hand: &Hand) -> Self {
        Self {
            version: VERSION,
            id: hand.id.to_string(),
            number: hand.number,
            words_attempt: hand.words_attempt,
            cast_attempt: hand.cast_attempt,
            pack: hand.source.as_ref().map(|source| source.prompt.pack.clone()),
            prompt: hand.source.as_ref().map(|source| source.prompt.id.clone()),
            pack_hash: hand.source.as_ref().map(|source| source.pack_hash.clone()),
            seed: hand.source.as_ref().map(|source| source.seed),
            kind: hand.kind.word().to_owned(),
            tags: hand.tags.clone(),
            text: hand.text.clone(),
            coach: hand.coach.iter().map(CoachShape::of).collect(),
            words: hand.used.iter().map(WordShape::of).collect(),
            chance: hand.source.as_ref().map(|source| (source.chance.numerator, source.chance.denominator)),
            ready_ms: millis(hand.times.ready),
            scene_ms: millis(hand.times.scene),
            debrief_ms: millis(hand.times.debrief),
            players_min: hand.players.min(),
            players_max: hand.players.max(),
            roles: hand.roles.iter().map(RoleShape::of).collect(),
            cast: hand.cast.iter().map(MemberShape::of).collect(),
            drawn_at: hand.drawn_at,
        }
    }

    fn hand(self) -> Option<Hand> {
        let roles = self.roles.len();
        let secrets: Vec<_> = self.roles.iter().filter_map(|role| role.secret.as_deref()).collect();
        if !(1..=VERSION).contains(&self.version)
            || self.cast.iter().any(|member| member.role.is_some_and(|role| role >= roles))
        {
            return None;
        }
        let source = match (self.pack, self.prompt, self.pack_hash, self.seed, self.chance) {
            (Some(pack), Some(id), Some(pack_hash), Some(seed), Some((numerator, denominator))) => Some(Source {
                prompt: PromptKey { pack, id },
                pack_hash,
                seed,
                chance: Chance { numerator, denominator },
            }),
            (None, None, None, None, None) if self.version > 1 => None,
            _ => return None,
        };
        Some(Hand {
            id: Uuid::parse_str(&self.id).ok()?,
            number: self.number,
            words_attempt: self.words_attempt,
            cast_attempt: self.cast_attempt,
            source,
            kind: Kind::from_word(&self.kind)?,
            tags: self.tags,
            text: self.text,
            coach: self.coach.into_iter().map(CoachShape::line).collect::<Option<_>>()?,
            used: used(self.words.into_iter().map(WordShape::parts), &secrets),
            times: Times {
                ready: Duration::from_millis(self.ready_ms),
                scene: Duration::from_millis(self.scene_ms),
                debrief: Duration::from_millis(self.debrief_ms),
            },
            players: Players::new(self.players_min, self.players_max)?,
            roles: self.roles.into_iter().map(RoleShape::role).collect::<Option<_>>()?,
            cast: self.cast.into_iter().map(MemberShape::member).collect::<Option<_>>()?,
            drawn_at: self.drawn_at,
        })
    }
}

impl CoachShape {
    fn of(line: &CoachLine) -> Self {
        Self { text: line.text.clone(), at: line.at.map(|cue| cue.to_string()) }
    }

    fn line(self) -> Option<CoachLine> {
        let at = match self.at {
            Some(text) => Some(cue(&text)?),
            None => None,
        };
        Some(CoachLine { text: self.text, at })
    }
}

impl WordShape {
    fn of(word: &UsedWord) -> Self {
        Self { list: word.list.clone(), entry: word.entry.clone(), secret: Some(word.is_secret) }
    }

    fn parts(self) -> (String, String, Option<bool>) {
        (self.list, self.entry, self.secret)
    }
}

impl RoleShape {
    fn of(role: &DrawnRole) -> Self {
        Self {
            name: role.name.clone(),
            label: role.label.clone(),
            feeling: role.feeling.as_ref().map(ArcShape::of),
            secret: role.secret.clone(),
        }
    }

    fn role(self) -> Option<DrawnRole> {
        let feeling = match self.feeling {
            Some(shape) => Some(shape.arc()?),
            None => None,
        };
        Some(DrawnRole { name: self.name, label: self.label, feeling, secret: self.secret })
    }
}

impl ArcShape {
    pub(crate) fn of(arc: &FeelingArc) -> Self {
        let words = arc.steps().iter().map(|step| (step.word.to_string(), step.feeling.word().to_owned()));
        Self { asked: arc.asked(), words: words.collect() }
    }

    fn arc(self) -> Option<FeelingArc> {
        let aliases = self.words.into_iter().map(|(word, feeling)| Some((word, Feeling::from_word(&feeling)?)));
        FeelingArc::parse(&self.asked, &aliases.collect::<Option<Aliases>>()?).ok()
    }
}

impl MemberShape {
    fn of(member: &Member) -> Self {
        let player = match member.player {
            PlayerKey::Person(id) => PlayerShape::Person(id.to_string()),
            PlayerKey::Seat(n) => PlayerShape::Seat(n),
        };
        Self { role: member.role, player, name: member.name.clone() }
    }

    fn member(self) -> Option<Member> {
        let player = match self.player {
            PlayerShape::Person(id) => PlayerKey::Person(Uuid::parse_str(&id).ok()?),
            PlayerShape::Seat(n) => PlayerKey::Seat(n),
        };
        Some(Member { role: self.role, player, name: self.name })
    }
}

fn millis(length: Duration) -> u64 {
    length.as_millis() as u64
}

/// A cue as it prints.
fn cue(text: &str) -> Option<Cue> {
    match text.strip_suffix('%') {
        Some(percent) => percent.parse().ok().filter(|percent| (1..=99).contains(percent)).map(Cue::Share),
        None => parse_duration(text).map(Cue::After),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booth::store::sample;

    #[test]
    fn a_hand_comes_back_as_it_was() {
        let hand = sample::hand(1);
        assert_eq!(read(&write(&hand)), Some(hand.clone()));
        assert_eq!(read_words(&write_words(&hand.used), &["You hide a lighthouse."]), hand.used);
        let own = Hand { source: None, ..hand };
        assert_eq!(read(&write(&own)), Some(own));
    }

    #[test]
    fn of_older_words_whatever_may_be_a_secrets_is() {
        let secrets = ["You hide a ring, a letter from a {sister}.", "You lost a ring."];
        for (words, told) in [
            (&["a lift", "a ring"][..], 1),
            (&["a ring", "a lift"], 2),
            (&["{kin}", "a letter from {kin}"], 0),
            (&["a letter for {kin}"], 1),
            (&["a {{sister}}"], 0),
            (&["half a bicycle"], 1),
        ] {
            let json = |key: &str| {
                let words = words.iter().map(|word| format!(r#"{{"list":"thing","entry":"{word}"{key}}}"#));
                format!("[{}]", words.collect::<Vec<_>>().join(","))
            };
            let open = |key: &str, secrets: &[&str]| {
                read_words(&json(key), secrets).iter().take_while(|word| !word.is_secret).count()
            };
            assert_eq!(open("", &secrets), told, "{words:?}");
            assert_eq!(open("", &[]), words.len(), "nobody had a secret");
            assert_eq!(open(r#","secret":false"#, &secrets), words.len(), "it was written down");
            assert_eq!(open(r#","secret":true"#, &[]), 0, "it was written down");
        }
    }

    #[test]
    fn an_older_hand_can_still_be_read() {
        let older = |hand: &Hand, version: u32| {
            let json = write(hand).replacen(r#""version":3"#, &format!(r#""version":{version}"#), 1);
            json.replacen(r#""tags":["apology"],"#, "", 1)
        };
        let hand = sample::hand(1);
        let untagged = Hand { tags: vec![], ..hand.clone() };
        let own = Hand { source: None, ..hand.clone() };
        assert_eq!(read(&older(&hand, 2)), Some(untagged.clone()));
        assert_eq!(read(&older(&own, 2)), Some(Hand { source: None, ..untagged.clone() }));
        assert_eq!(read(&older(&hand, 1)), Some(untagged));
        assert_eq!(read(&older(&own, 1)), None, "it had no prompts of one's own");
    }

    #[test]
    fn the_stored_shape_stays() {
        insta::assert_snapshot!(write(&sample::hand(1)));
    }

    #[test]
    fn what_is_no_hand_is_not_put_back() {
        let json = write(&sample::hand(1));
        for (from, to) in [
            (r#""version":3"#, r#""version":4"#),
            (r#""version":3"#, r#""version":0"#),
            (r#""seed":7"#, r#""seed":null"#),
            (r#""kind":"scene""#, r#""kind":"opera""#),
            (r#""role":0"#, r#""role":9"#),
            (r#""at":"60%""#, r#""at":"100%""#),
            (r#""players_min":2"#, r#""players_min":0"#),
            (r#"["guilt","remorse"]"#, r#"["guilt","ennui"]"#),
        ] {
            let broken = json.replacen(from, to, 1);
            assert_ne!(broken, json, "{from}");
            assert_eq!(read(&broken), None, "{to}");
        }
        assert_eq!(read(""), None);
        assert_eq!(read("null"), None);
        assert_eq!(read_words("{}", &[]), []);
    }
}
