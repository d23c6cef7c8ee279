//! Two records of one person, joined.
//!
//! Start with [`Store::join_players`].

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::cast::is_same_name;
use crate::scene::Ms;

use super::forget::{claim, release};
use super::roster::{Person, RosterError, known, players};
use super::{Store, StoreError, write};

impl Store {
    /// The two records that these names stand for, if they can be of one person.
    pub fn to_join(&self, kept: &str, gone: &str) -> Result<[Person; 2], RosterError> {
        self.read(|db| pair(db, kept, gone))?
    }

    /// Makes all that is known of one record part of the other, and takes it away. A tombstone leads from its id to the
    /// one that is kept. Nobody else may have the log open meanwhile: a stage would go on with who is no longer there.
    pub fn join_players(self, kept: &str, gone: &str, at: Ms) -> Result<(), RosterError> {
        let joined = claim(&self.db).and_then(|()| {
            let tx = Transaction::new_unchecked(&self.db, TransactionBehavior::Exclusive)?;
            let pair = match pair(&tx, kept, gone)? {
                Ok(pair) => pair,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let [kept, gone] = pair.map(|person| write::id(person.id));
            join(&tx, &kept, &gone)?;
            tx.execute("INSERT INTO tombstone (player, became, at) VALUES (?1, ?2, ?3)", params![gone, kept, at])?;
            tx.commit()?;
            release(&self.db).map(Ok)
        });
        joined.map_err(|e| StoreError::of(&self.path, e))?
    }
}

/// Two records that do not stand for two people. A name twice means both who have it.
fn pair(db: &Connection, kept: &str, gone: &str) -> rusqlite::Result<Result<[Person; 2], RosterError>> {
    let (kept, gone) = match (known(db, kept)?, known(db, gone)?) {
        (Ok(kept), Ok(gone)) => (kept, gone),
        (Err(refusal), _) | (_, Err(refusal)) => return Ok(Err(refusal)),
    };
    let namesake = |person: &Person| person.id != kept.id && is_same_name(&person.name, &kept.name);
    let gone = if kept.id == gone.id { players(db, None)?.into_iter().find(namesake) } else { Some(gone) };
    let Some(gone) = gone else { return Ok(Err(RosterError::OneRecord(kept.name))) };
    let sql = "SELECT number FROM take WHERE voided_at IS NULL AND id IN (
                 SELECT take FROM part WHERE player = ?1 INTERSECT SELECT take FROM part WHERE player = ?2)
               ORDER BY number LIMIT 1";
    let together = db.query_row(sql, [write::id(kept.id), write::id(gone.id)], |row| row.get(0)).optional()?;
    Ok(match together {
        Some(take) => Err(RosterError::TwoPeople { one: kept.name, other: gone.name, take }),
        None => Ok([kept, gone]),
    })
}

/// Makes whatever is about one record about the other, and takes it away. To be called in a transaction.
pub(super) fn join(db: &Connection, kept: &str, gone: &str) -> rusqlite::Result<()> {
    for sql in [
        r#"UPDATE "cast" SET player = ?1 WHERE player = ?2"#,
        "UPDATE recast SET player = ?1 WHERE player = ?2",
        "UPDATE draw SET hand = replace(hand, ?2, ?1) WHERE instr(hand, ?2)",
        "UPDATE take SET hand = replace(hand, ?2, ?1) WHERE instr(hand, ?2)",
        "UPDATE kept SET state = replace(state, ?2, ?1) WHERE instr(state, ?2)",
        "UPDATE step SET step = replace(step, ?2, ?1) WHERE instr(step, ?2)",
        "UPDATE consent SET player = ?1 WHERE player = ?2",
        "INSERT INTO former
         SELECT ?1, name FROM player WHERE id = ?2 AND name <> pseudonym
         UNION SELECT ?1, name FROM former WHERE player = ?2
         ON CONFLICT DO NOTHING",
        "INSERT INTO attendance (workshop, player, credit, presence)
         SELECT workshop, ?1, credit, presence FROM attendance WHERE player = ?2
         ON CONFLICT DO UPDATE SET credit = max(credit, excluded.credit),
           presence = iif(excluded.presence = 'present', 'present', presence)",
        "UPDATE player SET coming = max(coming, (SELECT coming FROM player WHERE id = ?2)) WHERE id = ?1",
        // What either of the two does not want, holds.
        "INSERT INTO line (player, word, changes) SELECT ?1, word, changes FROM line WHERE player = ?2
         ON CONFLICT DO UPDATE SET changes = max(changes, excluded.changes)
           + (changes % 2 <> excluded.changes % 2 AND max(changes, excluded.changes) % 2 = 0)",
        "UPDATE tombstone SET became = ?1 WHERE became = ?2",
    ] {
        db.execute(sql, [kept, gone])?;
    }
    for sql in [
        "DELETE FROM attendance WHERE player = ?1",
        "DELETE FROM line WHERE player = ?1",
        "DELETE FROM former WHERE player = ?1",
        "DELETE FROM player WHERE id = ?1",
    ] {
        db.execute(sql, [gone])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Access;
    use super::super::roster::Part;
    use super::super::sample::{ANA, BEN, Bench, WORKSHOP, arrived, hand, id, opening, take, workshop};
    use super::*;
    use crate::cast::{PlayerKey, Presence, Scenes};
    use crate::take::Entry;

    /// The sample's log, and a draw and its take in which Anna plays in the place of Ana.
    fn bench() -> Bench {
        let mut bench = Bench::new(opening());
        let mut second = hand(2);
        second.cast[0].player = PlayerKey::Person(id(3));
        second.cast[0].name = "Anna".to_owned();
        for entry in [
            Entry::Workshop(workshop(0)),
            arrived(3, "Anna"),
            Entry::Dealt(Box::new(second.clone())),
            Entry::Began(Box::new(take(2, second))),
        ] {
            bench.put(&entry).unwrap();
        }
        bench
    }

    fn refusal(result: Result<impl std::fmt::Debug, RosterError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn what_is_known_of_one_record_becomes_that_of_the_other() {
        let mut bench = bench();
        bench.store.set_lines("ana", &["death".to_owned()]).unwrap();
        bench.store.set_lines("anna", &["death".to_owned(), "war".to_owned()]).unwrap();
        bench.store.set_presence_in(id(WORKSHOP), id(ANA), Presence::Out).unwrap();
        bench.store.recast(super::super::read::TakeName::Number(1), &[("wronged", None)], id(600), 9).unwrap();
        let path = bench.path();
        drop(bench.store);
        Store::open(&path, Access::Write).unwrap().join_players("ana", "anna", 7).unwrap();
        bench.store = Store::open(&path, Access::Write).unwrap();
        let [ana, ben] = <[Person; 2]>::try_from(bench.store.players(Some(id(WORKSHOP))).unwrap()).unwrap();
        let parts = bench.store.parts().unwrap();
        assert_eq!((ana.id, ana.name.as_str()), (id(ANA), "Ana"));
        assert_eq!(parts[&ana.id], Part { scenes: Scenes { played: 2, broken_off: 0 }, last_take: Some(2) });
        assert_eq!((ana.presence, ana.lines), (Presence::Present, vec!["death".to_owned(), "war".to_owned()]));
        assert_eq!(
            (ben.id, parts[&ben.id].scenes.played),
            (id(BEN), 1),
            "who did not play after all is not who was joined"
        );
        let gone = id(3).to_string();
        assert_eq!(
            bench.ask("SELECT count(*) FROM draw WHERE instr(hand, '01930000-0000-7000-8000-000000000003')"),
            "0"
        );
        assert_eq!(bench.ask("SELECT players FROM take WHERE number = 2"), "[[1,0],[2,1]]");
        assert_eq!(
            bench.ask("SELECT concat_ws(' ', player, became, at) FROM tombstone"),
            format!("{gone} {} 7", id(ANA))
        );
        assert_eq!(bench.ask("SELECT count(*) FROM pragma_foreign_key_check"), "0");
    }

    #[test]
    fn two_people_are_not_joined() {
        let bench = bench();
        assert!(refusal(bench.store.to_join("ana", "ben")).contains("Ana and Ben both played in take 1"));
        assert_eq!(refusal(bench.store.to_join("ana", "ANA")), "both names are of one record already: Ana");
        assert!(refusal(bench.store.to_join("ana", "Chi")).starts_with("nobody is known as Chi"));
        let names = bench.store.to_join("ana", "anna").unwrap().map(|person| person.name);
        assert_eq!(names, ["Ana", "Anna"]);
        let other = Store::open(&bench.path(), Access::Write).unwrap();
        assert!(refusal(other.join_players("ana", "anna", 7)).contains("another program is busy with the log"));
        assert_eq!(bench.store.players(None).unwrap().len(), 3);
    }
}
