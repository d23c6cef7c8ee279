//! Takes looked up by the words in them.
//!
//! Start with [`Store::find`].

use std::collections::HashMap;

use rusqlite::{Connection, Row};

use crate::report::{By, own_key};
use crate::take::PastTake;

use super::super::{Store, StoreError, report};
use super::{Reader, TakeRecord};

impl Store {
    /// The takes that have all of these words in their text, prompt, workshop, players, verdict or note, newest first, at
    /// most so many; without words, any. A word such as `feeling:joy` or `player:Ana` finds what counts in figures there.
    pub fn find(&self, words: &str, limit: u32) -> Result<Vec<PastTake>, StoreError> {
        let words: Vec<Sought> = words.split_whitespace().map(Sought::read).collect();
        let takes = self.read(|db| {
            let mut reader = Reader::new(self, db);
            let mut takes = Vec::new();
            for number in numbers(db, &words, limit)? {
                takes.extend(reader.takes("AND take.number = ?1", [number])?);
            }
            Ok(takes)
        })?;
        Ok(takes.into_iter().map(TakeRecord::past).collect())
    }
}

/// One of the words that takes are looked up by.
enum Sought {
    /// It is somewhere in what is said of a take.
    Word(String),
    /// The take counts in figures under this key: `feeling:joy`.
    Key(By, String),
    /// The take counts in figures, and somebody of this name played in it: `player:Ana`.
    Player(String),
}

impl Sought {
    fn read(word: &str) -> Self {
        let word = word.to_lowercase();
        match word.split_once(':') {
            Some(("player", name)) => Self::Player(name.to_owned()),
            Some((field, key)) => match By::from_word(field) {
                // What a take's words say of these is as good.
                None | Some(By::Workshop | By::Reason) => Self::Word(word),
                Some(by) => Self::Key(by, key.to_owned()),
            },
            None => Self::Word(word),
        }
    }
}

/// A name or key as it can be written as one word.
fn joined(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect()
}

/// Every take with whatever is looked for in it, newest first.
pub(super) const SEARCH: &str = "\
    SELECT take.number, take.figure, take.rehearsal = 0 AND take.ending IS NOT 'stopped',
      (SELECT group_concat(coalesce(person.name, part.name), char(10))
       FROM part LEFT JOIN player AS person ON person.id = part.player WHERE part.take = take.id),
      concat_ws(char(10), take.text, pack || '/' || prompt, workshop.name, take.verdict,
      (SELECT group_concat(note, char(10)) FROM judgement AS held
       WHERE held.take = take.id AND held.voided_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM judgement AS later
                         WHERE later.take = held.take AND later.judge = held.judge AND later.seq > held.seq
                           AND later.voided_at IS NULL))), iif(pack IS NULL, take.text, NULL)
    FROM take CROSS JOIN draw ON draw.id = take.draw CROSS JOIN workshop ON workshop.id = draw.workshop
    WHERE take.voided_at IS NULL ORDER BY take.number DESC";

/// The numbers of the takes that have all of these words, newest first. SQLite lowers only the letters of English, so
/// the words are looked for here; it reads one take after the other until there are enough.
fn numbers(db: &Connection, words: &[Sought], limit: u32) -> rusqlite::Result<Vec<i64>> {
    let has_keys = words.iter().any(|word| matches!(word, Sought::Key(..)));
    let figures = if has_keys { report::figures(db, &report::Period::default())? } else { HashMap::new() };
    let has = |row: &Row<'_>, word: &Sought| -> rusqlite::Result<bool> {
        let players = || row.get(3).map(|players: Option<String>| players.unwrap_or_default().to_lowercase());
        Ok(match word {
            Sought::Word(word) => row.get::<_, String>(4)?.to_lowercase().contains(word) || players()?.contains(word),
            _ if !row.get::<_, bool>(2)? => false,
            Sought::Key(by, key) => {
                let figure = row.get::<_, Option<i64>>(1)?.and_then(|seq| figures.get(&seq));
                let own: Option<String> = if *by == By::Prompt { row.get(5)? } else { None };
                own.is_some_and(|text| joined(&own_key(&text)) == *key)
                    || figure.is_some_and(|figure| figure.fact.keys(*by).iter().any(|other| joined(other) == *key))
            }
            Sought::Player(name) => players()?.lines().any(|other| joined(other) == *name),
        })
    };
    let mut statement = db.prepare_cached(SEARCH)?;
    let mut rows = statement.query([])?;
    let mut numbers = Vec::new();
    while numbers.len() < limit as usize
        && let Some(row) = rows.next()?
    {
        let mut has_all = true;
        for word in words {
            has_all = has_all && has(row, word)?;
        }
        if has_all {
            numbers.push(row.get(0)?);
        }
    }
    Ok(numbers)
}
