//! What left the log: for which purpose, for whom, which takes; and what an export needs to know beside the takes.
//!
//! Start with [`Store::enter`].

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use serde::Deserialize;
use uuid::Uuid;

use crate::cast::name_key;
use crate::consent::{Ask, Care, Grant, Medium, Purpose, Terms};
use crate::deck::Chance;
use crate::pack::slots::UsedWord;
use crate::scene::Ms;

use super::consent::{grants, list, words};
use super::read::uuid;
use super::roster::players;
use super::{Store, StoreError, hand, write};

/// What a leader's own list is for.
pub const LOG: &str = "log";

/// The word of a purpose, or of none: the leader's own list.
#[must_use]
pub const fn word(purpose: Option<Purpose>) -> &'static str {
    match purpose {
        Some(purpose) => purpose.word(),
        None => LOG,
    }
}

/// An export, as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its id.
    pub id: Uuid,
    /// When, ms since 1970 UTC.
    pub at: Ms,
    /// What was written.
    pub format: &'static str,
    /// For what; `None` for the leader's own list.
    pub purpose: Option<Purpose>,
    /// For whom, if that was said.
    pub recipient: Option<String>,
    /// The name of each file, with the SHA-256 of what it holds in hexadecimal.
    pub files: Vec<(String, String)>,
    /// The takes in it.
    pub takes: Vec<Leaving>,
}

/// Which exports of the ledger. Each part that is given narrows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exports {
    /// In this format.
    pub format: Option<&'static str>,
    /// For this purpose; `Some(None)` for the leader's own lists.
    pub purpose: Option<Option<Purpose>>,
    /// For somebody.
    pub recipient: Option<String>,
}

/// A take that leaves the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The take.
    pub take: Uuid,
    /// What everybody in it has granted for the purpose of the export.
    pub media: BTreeSet<Medium>,
    /// What about it is known and does not keep it in.
    pub despite: BTreeSet<Care>,
}

/// What a take came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// When its workshop began.
    pub workshop_started: Ms,
    /// The time zone of its workshop.
    pub zone: String,
    /// The seed of its workshop.
    pub workshop_seed: u64,
    /// The draw.
    pub draw: Uuid,
    /// The draw's number in its workshop.
    pub draw_number: u32,
    /// When it was drawn.
    pub drawn: Ms,
    /// What sort of thing was played.
    pub kind: String,
    /// The prompt's tags.
    pub tags: Vec<String>,
    /// The draw's random streams, such as `3.1.0`.
    pub stream: String,
    /// The odds it was drawn at, if it came from a pack.
    pub chance: Option<Chance>,
    /// The words that filled it.
    pub words: Vec<UsedWord>,
    /// The names of its roles, in the order of the prompt.
    pub roles: Vec<String>,
    /// Which of the cast was corrected.
    pub corrections: Vec<Correction>,
}

/// A correction of a part that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The place of the part in its cast.
    pub position: i64,
    /// Its id, which parts that were corrected together share.
    pub id: Uuid,
    /// When it was made.
    pub at: Ms,
}

/// Everybody whose name the log holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// What exports call each person.
    pub pseudonyms: BTreeMap<Uuid, String>,
    /// Every name that somebody has or had.
    pub names: BTreeSet<(Uuid, String)>,
    /// Who judged, in the order in which they first did.
    pub judges: Vec<String>,
}

impl Store {
    /// Enters an export in the ledger, before its files are put where they belong: a program that dies in between leaves
    /// a take in the ledger that is in no file, and never one in a file that is in no ledger. Whether everybody in it has
    /// said `said` and no more; otherwise nothing is entered.
    pub fn enter(&mut self, export: &Export, said: &BTreeMap<Uuid, Vec<Grant>>) -> Result<bool, StoreError> {
        self.write(|db| {
            let is_said = grants(db)? == *said;
            if is_said {
                enter(db, export)?;
            }
            Ok(is_said)
        })
    }

    /// Takes an export out of the ledger whose files could not be put where they belong.
    pub fn take_out(&mut self, export: Uuid) -> Result<(), StoreError> {
        self.write(|db| {
            for sql in [
                "DELETE FROM export_take WHERE export = ?1",
                "DELETE FROM export_file WHERE export = ?1",
                "DELETE FROM export WHERE id = ?1",
            ] {
                db.execute(sql, [write::id(export)])?;
            }
            Ok(())
        })
    }

    /// The takes of earlier exports, by id, with the terms on which they left. Of the media those that were granted then are
    /// asked for: whoever received the take was told of them.
    pub fn handed_out(&self, of: &Exports) -> Result<Vec<(Uuid, Terms)>, StoreError> {
        let sql = "SELECT DISTINCT take, purpose, media, despite FROM export_take JOIN export ON export.id = export
                   WHERE (?1 IS NULL OR format = ?1) AND (?2 IS NULL OR purpose = ?2) AND (?3 IS NULL OR recipient = ?3)
                   ORDER BY take, purpose, media, despite";
        self.read(|db| {
            let mut rows = db.prepare_cached(sql)?;
            let rows = rows.query_map(params![of.format, of.purpose.map(word), of.recipient], |row| {
                let (purpose, media) = (row.get::<_, String>("purpose")?, words(row, "media", Medium::from_word)?);
                let ask = Purpose::from_word(&purpose).map(|purpose| Ask { purpose, media });
                Ok((uuid(row, "take")?, Terms { ask, despite: words(row, "despite", Care::from_word)? }))
            })?;
            rows.collect()
        })
    }

    /// What each of these takes came from, in their order.
    pub fn origins(&self, takes: impl Iterator<Item = Uuid>) -> Result<Vec<Origin>, StoreError> {
        let sql = "SELECT workshop.started, workshop.zone, workshop.seed, draw.id AS draw, draw.number, draw.drawn_at,
                     draw.stream, draw.words, draw.odds_numerator, draw.odds_denominator, take.hand, draw.hand AS dealt
                   FROM take JOIN draw ON draw.id = take.draw JOIN workshop ON workshop.id = draw.workshop
                   WHERE take.id = ?1";
        let corrected = "SELECT position, id, at FROM recast
                         WHERE take = ?1 AND voided_at IS NULL AND NOT EXISTS (
                           SELECT 1 FROM recast AS later
                           WHERE later.take = recast.take AND later.position = recast.position
                             AND later.seq > recast.seq AND later.voided_at IS NULL)
                         ORDER BY position";
        self.read(|db| {
            let (mut row, mut corrected) = (db.prepare_cached(sql)?, db.prepare_cached(corrected)?);
            takes
                .map(|take| {
                    let correction = |row: &rusqlite::Row<'_>| {
                        Ok(Correction { position: row.get("position")?, id: uuid(row, "id")?, at: row.get("at")? })
                    };
                    let corrections = corrected.query_map([write::id(take)], correction)?;
                    let corrections = corrections.collect::<rusqlite::Result<_>>()?;
                    row.query_row([write::id(take)], |row| {
                        let (hand, words): (String, String) = (row.get("hand")?, row.get("words")?);
                        let Played { kind, tags, roles } = serde_json::from_str(&hand).unwrap_or_default();
                        let dealt: Played = serde_json::from_str(&row.get::<_, String>("dealt")?).unwrap_or_default();
                        let secrets = roles.iter().chain(&dealt.roles).filter_map(|role| role.secret.as_deref());
                        let words = hand::read_words(&words, &secrets.collect::<Vec<_>>());
                        let odds: (Option<i64>, Option<i64>) =
                            (row.get("odds_numerator")?, row.get("odds_denominator")?);
                        let chance = odds.0.zip(odds.1).map(|(numerator, denominator)| Chance {
                            numerator: numerator as u64,
                            denominator: denominator as u64,
                        });
                        Ok(Origin {
                            workshop_started: row.get("started")?,
                            zone: row.get("zone")?,
                            workshop_seed: row.get::<_, i64>("seed")? as u64,
                            draw: uuid(row, "draw")?,
                            draw_number: row.get("number")?,
                            drawn: row.get("drawn_at")?,
                            kind,
                            tags,
                            stream: row.get("stream")?,
                            chance,
                            words,
                            roles: roles.into_iter().map(|role| role.name).collect(),
                            corrections,
                        })
                    })
                })
                .collect()
        })
    }

    /// Everybody whose name the log holds, with the names they had.
    pub fn known(&self) -> Result<Known, StoreError> {
        let names = r#"SELECT id, name FROM player UNION SELECT player, name FROM "cast" WHERE player IS NOT NULL
                       UNION SELECT player, name FROM recast WHERE player IS NOT NULL
                       UNION SELECT player, name FROM former"#;
        let pair = |row: &rusqlite::Row<'_>| Ok((uuid(row, "id")?, row.get::<_, String>(1)?));
        self.read(|db| {
            let mut pseudonyms = db.prepare("SELECT id, pseudonym FROM player")?;
            let mut names = db.prepare(names)?;
            let mut judges = db.prepare("SELECT judge FROM judgement GROUP BY judge ORDER BY min(at), judge")?;
            let mut names: BTreeSet<_> = names.query_map([], pair)?.collect::<rusqlite::Result<_>>()?;
            keep_own(db, &mut names)?;
            Ok(Known {
                pseudonyms: pseudonyms.query_map([], pair)?.collect::<rusqlite::Result<_>>()?,
                names,
                judges: judges.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?,
            })
        })
    }
}

/// Leaves out a name that somebody had and another has by now: it is theirs.
fn keep_own(db: &Connection, names: &mut BTreeSet<(Uuid, String)>) -> rusqlite::Result<()> {
    let mut now: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
    for person in players(db, None)? {
        now.entry(name_key(&person.name)).or_default().insert(person.id);
    }
    names.retain(|(person, name)| now.get(&name_key(name)).is_none_or(|people| people.contains(person)));
    Ok(())
}

/// What was played, as far as it is of interest here.
#[derive(Deserialize)]
#[serde(default)]
struct Played {
    kind: String,
    tags: Vec<String>,
    roles: Vec<PlayedRole>,
}

#[derive(Deserialize)]
struct PlayedRole {
    name: String,
    secret: Option<String>,
}

impl Default for Played {
    fn default() -> Self {
        Self { kind: crate::pack::Kind::Scene.word().to_owned(), tags: Vec::new(), roles: Vec::new() }
    }
}

fn enter(db: &Connection, export: &Export) -> rusqlite::Result<()> {
    let id = write::id(export.id);
    let sql = "INSERT INTO export (id, at, format, purpose, recipient) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.execute(sql, params![id, export.at, export.format, word(export.purpose), export.recipient])?;
    let mut file = db.prepare_cached("INSERT INTO export_file (export, name, sha256) VALUES (?1, ?2, ?3)")?;
    for (name, sha256) in &export.files {
        file.execute(params![id, name, sha256])?;
    }
    let take = "INSERT INTO export_take (export, take, media, despite) VALUES (?1, ?2, ?3, ?4)";
    let mut take = db.prepare_cached(take)?;
    for one in &export.takes {
        let media = list(one.media.iter().map(|medium| medium.word()));
        let despite = list(one.despite.iter().map(|care| care.word()));
        take.execute(params![id, write::id(one.take), media, despite])?;
    }
    Ok(())
}
