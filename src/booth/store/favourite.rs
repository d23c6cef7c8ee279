//! The prompts that the leader likes best: a list of its own, beside every verdict.
//!
//! Start with [`Store::favourites`].

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::pack::PromptKey;
use crate::scene::Ms;

use super::{Store, StoreError};

impl Store {
    /// The favourites, of packs that are there or not.
    pub fn favourites(&self) -> Result<BTreeSet<PromptKey>, StoreError> {
        self.read(|db| {
            let mut rows = db.prepare_cached("SELECT pack, prompt FROM favourite WHERE is_favourite")?;
            let keys = rows.query_map([], |row| Ok(PromptKey { pack: row.get("pack")?, id: row.get("prompt")? }))?;
            keys.collect()
        })
    }
}

/// Makes a prompt a favourite, or none any more; nothing where it is that already. The time is kept, since of two logs
/// the newest word holds: it is later than that of the word before, though a clock that was set back may say otherwise.
pub(super) fn favour(db: &Connection, prompt: &PromptKey, is_favourite: bool, at: Ms) -> rusqlite::Result<()> {
    let sql = "INSERT INTO favourite (pack, prompt, is_favourite, at) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT DO UPDATE SET is_favourite = excluded.is_favourite, at = max(excluded.at, at + 1)
               WHERE is_favourite <> excluded.is_favourite";
    db.prepare_cached(sql)?.execute(params![prompt.pack, prompt.id, is_favourite, at]).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::super::merge::tests::{copied, merge};
    use super::super::sample::Bench;
    use super::*;
    use crate::take::Entry;

    fn favour(bench: &mut Bench, id: &str, is_favourite: bool, at: Ms) {
        let prompt = PromptKey { pack: "turns".to_owned(), id: id.to_owned() };
        let entry = Entry::Favourite { prompt, is_favourite, at };
        // Twice, as a retry may.
        bench.put(&entry).unwrap();
        bench.put(&entry).unwrap();
    }

    fn names(bench: &Bench) -> Vec<String> {
        bench.store.favourites().unwrap().iter().map(|prompt| prompt.id.clone()).collect()
    }

    #[test]
    fn a_favourite_is_read_until_it_is_none_any_more() {
        let mut bench = Bench::new([]);
        assert_eq!(names(&bench), [""; 0]);
        favour(&mut bench, "queue", true, 5);
        favour(&mut bench, "late", true, 6);
        assert_eq!(names(&bench), ["late", "queue"]);
        favour(&mut bench, "queue", false, 7);
        favour(&mut bench, "late", true, 9);
        assert_eq!(names(&bench), ["late"]);
        let told = "SELECT group_concat(concat_ws(' ', prompt, is_favourite, at), ', ' ORDER BY prompt) FROM favourite";
        assert_eq!(bench.ask(told), "late 1 6, queue 0 7", "since it is one");
        favour(&mut bench, "queue", true, 1);
        assert_eq!(names(&bench), ["late", "queue"], "whatever the clock says");
        assert_eq!(bench.ask(told), "late 1 6, queue 1 8");
    }

    #[test]
    fn of_two_logs_the_newest_word_holds() {
        let mut before = Bench::new([]);
        favour(&mut before, "queue", true, 5);
        // What is said in one log and in the other after that, and whether it is a favourite then.
        for (here, there, is_favourite) in [
            (&[][..], &[(false, 6)][..], false),
            (&[(false, 6), (true, 8)], &[(false, 7)], true),
            (&[(false, 6), (true, 7)], &[(false, 8)], false),
            (&[(false, 9), (true, 1)], &[(false, 9)], true),
            (&[(false, 8)], &[(false, 5), (true, 5)], false),
            (&[(false, 7)], &[(false, 5), (true, 5)], true),
        ] {
            let said = |words: &[(bool, Ms)]| {
                let mut bench = copied(&before);
                for &(is_favourite, at) in words {
                    favour(&mut bench, "queue", is_favourite, at);
                }
                bench
            };
            let (here, there) = (said(here), said(there));
            for (into, other) in [(&here, &there), (&there, &here)] {
                let mut bench = copied(into);
                merge(&mut bench, other);
                assert_eq!(names(&bench).len(), usize::from(is_favourite), "{}", bench.ask("SELECT at FROM favourite"));
            }
        }
    }
}
