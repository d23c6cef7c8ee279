//! What people said about the use of their takes.
//!
//! Start with [`Store::grants`]. Rows are added and never changed; what of them holds is for
//! [`consent`](crate::consent) to say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};
use thiserror::Error;
use uuid::Uuid;

use crate::booth::packs::{PackError, read_file, stem};
use crate::consent::{Grant, Medium, Method, Purpose, Release, Said};

use super::read::{uuid, word};
use super::{Store, StoreError, write};

/// The longest text that can be agreed to, in bytes.
const LONGEST: usize = 1 << 20;

/// Why a file can't be what somebody agreed to.
#[derive(Debug, Error)]
pub enum TextError {
    /// It can't be read.
    #[error(transparent)]
    Unread(#[from] PackError),
    /// It is none that people agree to.
    #[error("{path} {why}; name a file of plain text")]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// The text in a file, called by the file's name.
pub fn release(path: &Path) -> Result<Release, TextError> {
    let unfit = |why| TextError::Unfit { path: path.to_owned(), why };
    let bytes = read_file(path)?;
    if bytes.len() > LONGEST {
        return Err(unfit("is too long"));
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.trim().is_empty());
    Ok(Release { version: stem(path), text: text.ok_or_else(|| unfit("holds no text"))? })
}

impl Store {
    /// What everybody said, in the order in which it was written down. Who said nothing is not in it.
    pub fn grants(&self) -> Result<BTreeMap<Uuid, Vec<Grant>>, StoreError> {
        self.read(grants)
    }

    /// What the texts are called that people agreed to, by their SHA-256.
    pub fn releases(&self) -> Result<BTreeMap<String, String>, StoreError> {
        self.read(|db| {
            let mut rows = db.prepare_cached("SELECT sha256, version FROM release")?;
            rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }

    /// Writes down what somebody agreed to, and keeps the text of it once. One that is known keeps the name it has.
    pub fn record_grant(&mut self, grant: &Grant, release: &Release) -> Result<(), StoreError> {
        self.write(|db| say(db, grant, Some(release)))
    }

    /// Writes down what was said about texts that are kept already, all or none: a withdrawal is about no text.
    pub fn record(&mut self, said: &[Grant]) -> Result<(), StoreError> {
        self.write(|db| said.iter().try_for_each(|grant| say(db, grant, None)))
    }
}

pub(super) fn grants(db: &Connection) -> rusqlite::Result<BTreeMap<Uuid, Vec<Grant>>> {
    let mut by_player: BTreeMap<Uuid, Vec<Grant>> = BTreeMap::new();
    let mut rows = db.prepare_cached("SELECT * FROM consent ORDER BY seq")?;
    for grant in rows.query_map([], grant)? {
        let grant = grant?;
        by_player.entry(grant.player).or_default().push(grant);
    }
    Ok(by_player)
}

fn grant(row: &Row<'_>) -> rusqlite::Result<Grant> {
    let said = match row.get("release")? {
        None => Said::Withdrawn,
        Some(text) => Said::Granted {
            media: words(row, "media", Medium::from_word)?,
            until: row.get("until")?,
            text,
            method: word(row, "method", Method::from_word)?.ok_or_else(|| odd("method"))?,
            given_by: row.get("given_by")?,
            knew: words(row, "knew", |id| Uuid::parse_str(id).ok())?,
        },
    };
    let purposes = words(row, "purposes", Purpose::from_word)?;
    Ok(Grant { id: uuid(row, "id")?, player: uuid(row, "player")?, purposes, on: row.get("at")?, said })
}

/// A column that lists words. One that is not known here says nothing.
pub(super) fn words<T: Ord>(
    row: &Row<'_>,
    column: &str,
    from: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<BTreeSet<T>> {
    let list: String = row.get(column)?;
    let list: Vec<String> = serde_json::from_str(&list).map_err(|_| odd(column))?;
    Ok(list.iter().filter_map(|word| from(word)).collect())
}

/// What such a column holds.
pub(super) fn list<T: Into<serde_json::Value>>(words: impl IntoIterator<Item = T>) -> String {
    serde_json::Value::from_iter(words).to_string()
}

fn odd(column: &str) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(0, column.to_owned(), Type::Text)
}

/// Writes down what somebody said, with the text that it is about; nothing where it is written already.
pub(super) fn say(db: &Connection, grant: &Grant, release: Option<&Release>) -> rusqlite::Result<()> {
    if let Some(release) = release {
        let sql = "INSERT INTO release (sha256, version, text) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        db.prepare_cached(sql)?.execute(params![release.sha256(), release.version, release.text])?;
    }
    let purposes = list(grant.purposes.iter().map(|purpose| purpose.word()));
    let (release, media, method, given_by, until, knew) = match &grant.said {
        Said::Withdrawn => (None, None, None, None, None, list(std::iter::empty::<&str>())),
        Said::Granted { media, until, text, method, given_by, knew } => {
            let media = list(media.iter().map(|medium| medium.word()));
            let knew = list(knew.iter().map(|id| write::id(*id)));
            (Some(text), Some(media), Some(method.word()), given_by.as_ref(), *until, knew)
        }
    };
    let sql = "INSERT INTO consent (id, player, purposes, at, release, media, method, given_by, until, knew)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO NOTHING";
    let (id, player) = (write::id(grant.id), write::id(grant.player));
    let params = params![id, player, purposes, grant.on, release, media, method, given_by, until, knew];
    db.prepare_cached(sql)?.execute(params).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{ANA, BEN, Bench, id, opening};
    use super::*;
    use crate::take::Entry;

    fn said(n: u128, player: u128, said: Said) -> Grant {
        let purposes = BTreeSet::from([Purpose::Review, Purpose::EmotionTraining]);
        Grant { id: id(n), player: id(player), purposes, on: 10, said }
    }

    #[test]
    fn what_was_said_comes_back_in_its_order() {
        let mut bench = Bench::new(opening());
        let release = Release { version: "release-2".to_owned(), text: "I agree.\n".to_owned() };
        let sha256 = "032ed06f72820f02e8430f9922a9a82141a3a228ff64f355b6d0e32d547272b8";
        let yes = |until, given_by: Option<&str>| Said::Granted {
            media: BTreeSet::from([Medium::Audio, Medium::Transcript]),
            until,
            text: release.sha256(),
            method: Method::Typed,
            given_by: given_by.map(str::to_owned),
            knew: BTreeSet::from([id(700), id(701)]),
        };
        let (first, taken_back) = (said(601, ANA, yes(Some(99), Some("Mia"))), said(602, ANA, Said::Withdrawn));
        let other = said(603, BEN, yes(None, None));
        bench.store.record_grant(&first, &release).unwrap();
        bench.store.record(std::slice::from_ref(&taken_back)).unwrap();
        let renamed = Release { version: "copy".to_owned(), ..release.clone() };
        bench.store.record_grant(&other, &renamed).unwrap();
        let grants = BTreeMap::from([(id(ANA), vec![first, taken_back]), (id(BEN), vec![other])]);
        assert_eq!(bench.store.grants().unwrap(), grants);
        assert_eq!(bench.store.releases().unwrap(), BTreeMap::from([(sha256.to_owned(), "release-2".to_owned())]));
        assert_eq!(bench.ask("SELECT text FROM release"), "I agree.\n", "it is kept once");
    }

    #[test]
    fn what_the_stage_hands_on_is_written_once() {
        let mut bench = Bench::new(opening());
        let release = Release { version: "release-2".to_owned(), text: "I agree.\n".to_owned() };
        let (media, text) = (BTreeSet::from([Medium::Audio]), release.sha256());
        let yes =
            Said::Granted { media, until: None, text, method: Method::Signed, given_by: None, knew: BTreeSet::new() };
        let (yes, no) = (said(601, ANA, yes), said(602, ANA, Said::Withdrawn));
        for (grant, release) in [(&yes, Some(release)), (&no, None)] {
            let entry = Entry::Said { grant: grant.clone(), release };
            bench.put(&entry).unwrap();
            bench.put(&entry).unwrap();
        }
        assert_eq!(bench.store.grants().unwrap(), BTreeMap::from([(id(ANA), vec![yes, no])]));
        assert_eq!(bench.ask("SELECT version || text FROM release"), "release-2I agree.\n");
    }

    #[test]
    fn only_who_is_known_agrees_and_only_to_a_text_that_is_kept() {
        let mut bench = Bench::new(opening());
        let unknown = said(601, 9, Said::Withdrawn);
        assert!(matches!(bench.store.record(&[unknown]), Err(StoreError::Unplaced { .. })));
        let media = BTreeSet::from([Medium::Audio]);
        let yes = Said::Granted {
            media,
            until: None,
            text: "0".repeat(64),
            method: Method::Signed,
            given_by: None,
            knew: BTreeSet::new(),
        };
        assert!(matches!(bench.store.record(&[said(602, ANA, yes)]), Err(StoreError::Unplaced { .. })));
        assert!(bench.store.grants().unwrap().is_empty());
    }
}
