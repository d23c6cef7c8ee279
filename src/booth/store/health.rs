//! Whether a log is sound.

use super::{Store, StoreError, forget};

impl Store {
    /// What SQLite finds wrong with the log, in its own words; nothing where it is sound.
    pub fn faults(&self) -> Result<Vec<String>, StoreError> {
        self.read(|db| {
            let mut check = db.prepare("PRAGMA integrity_check")?;
            let lines = check.query_map([], |row| row.get::<_, String>(0))?;
            let lines = lines.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(lines.into_iter().filter(|line| line != "ok").collect())
        })
    }

    /// Whether a forgetting was cut short, and no opening could finish it yet.
    pub fn is_forgetting(&self) -> Result<bool, StoreError> {
        self.read(forget::is_begun)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::sample::{Bench, opening};
    use super::super::{Access, Store};

    #[test]
    fn a_broken_table_is_found() {
        let Bench { dir, store, lock } = Bench::new(opening());
        assert_eq!(store.faults().unwrap(), [""; 0]);
        drop((store, lock));
        let path = dir.path().join("takes.db");
        let mut bytes = fs::read(&path).unwrap();
        let end = bytes.len() - 4096;
        bytes[end..].fill(0xff);
        fs::write(&path, bytes).unwrap();
        let found = Store::open(&path, Access::Read).and_then(|store| store.faults());
        assert!(found.is_err() || !found.unwrap().is_empty());
    }
}
