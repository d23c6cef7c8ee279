//! The prompts that the leader likes best: a list of its own, beside every verdict.
//!
//! Start with [`Store::favourites`].

use std::collections::BTreeSet;

use crate::pack::PromptKey;

use super::{Store, StoreError};

impl Store {
    /// The favourites, of packs that are there or not.
    pub fn favourites(&self) -> Result<BTreeSet<PromptKey>, StoreError> {
        self.read(|db| {
            let mut rows = db.prepare_cached("SELECT pack, prompt FROM favourite")?;
            let keys = rows.query_map([], |row| Ok(PromptKey { pack: row.get("pack")?, id: row.get("prompt")? }))?;
            keys.collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Bench, START, opening};
    use super::*;
    use crate::take::Entry;

    #[test]
    fn a_favourite_is_read_until_it_is_none_any_more() {
        let mut bench = Bench::new(opening());
        let favourite = |id: &str, since| {
            let prompt = PromptKey { pack: "turns".to_owned(), id: id.to_owned() };
            Entry::Favourite { prompt, since }
        };
        let names =
            |bench: &Bench| bench.store.favourites().unwrap().iter().map(PromptKey::to_string).collect::<Vec<_>>();
        assert!(names(&bench).is_empty());
        // Each is written twice, as a retry may.
        for entry in [favourite("queue", Some(START)), favourite("late", Some(START + 1))] {
            bench.put(&entry).unwrap();
            bench.put(&entry).unwrap();
        }
        assert_eq!(names(&bench), ["turns/late", "turns/queue"]);
        for _ in 0..2 {
            bench.put(&favourite("queue", None)).unwrap();
        }
        assert_eq!(names(&bench), ["turns/late"]);
        bench.put(&favourite("late", Some(START + 9))).unwrap();
        assert_eq!(bench.ask("SELECT at FROM favourite"), (START + 1).to_string(), "since it became one");
    }
}
