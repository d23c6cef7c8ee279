//! Who played a take after all.
//!
//! Start with [`Store::recast`]. What was logged stays; a correction is a row beside it, which
//! [`Store::undo_last`] takes back.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use thiserror::Error;
use uuid::Uuid;

use crate::cast::{PlayerKey, is_same_name};
use crate::scene::Ms;
use crate::take::Actor;

use super::judge::find;
use super::read::{CastRecord, TakeName, cast, uuid};
use super::roster::players;
use super::{Store, StoreError, write};

/// Why a cast can't be corrected.
#[derive(Debug, Error)]
pub enum RecastError {
    /// The log has no such take.
    #[error("the log has no such take any more; `sidecoach takes list` lists them")]
    NoTake,
    /// The take has no such role.
    #[error("nobody plays {role} in that take; name one of: {roles}")]
    NoRole {
        /// What was asked for.
        role: String,
        /// What there is.
        roles: String,
    },
    /// A role is named twice.
    #[error("{0} is named twice; give each role once")]
    Twice(String),
    /// Nobody has this name.
    #[error("nobody is known as {0}; `sidecoach player add` adds somebody, `sidecoach player list` lists them")]
    Unknown(String),
    /// The log could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Says who played these roles of a take, or that nobody did. A role goes by its name or label; whoever took part
    /// without one, by their own name.
    pub fn recast(
        &mut self,
        take: TakeName,
        roles: &[(&str, Option<&str>)],
        id: Uuid,
        at: Ms,
    ) -> Result<(), RecastError> {
        self.write(|db| {
            let Some(take) = find(db, take)? else { return Ok(Err(RecastError::NoTake)) };
            let (parts, people) = (cast(db, &write::id(take))?, players(db, None)?);
            let mut changes: Vec<(i64, Option<(Uuid, &str)>)> = Vec::new();
            for &(role, name) in roles {
                let Some(part) = parts.iter().find(|part| goes_by(part, role)) else {
                    let roles = parts.iter().filter_map(|part| part.role.as_deref().or(part.player.as_deref()));
                    let roles = roles.collect::<Vec<_>>().join(", ");
                    return Ok(Err(RecastError::NoRole { role: role.to_owned(), roles }));
                };
                let person = name.map(|name| people.iter().find(|person| is_same_name(&person.name, name)).ok_or(name));
                match person.transpose() {
                    Err(name) => return Ok(Err(RecastError::Unknown(name.trim().to_owned()))),
                    Ok(_) if changes.iter().any(|(position, _)| *position == part.position) => {
                        return Ok(Err(RecastError::Twice(role.to_owned())));
                    }
                    Ok(person) => {
                        changes.push((part.position, person.map(|person| (person.id, person.name.as_str()))));
                    }
                }
            }
            let at = write::said_at(db, take, at)?;
            for (position, person) in changes {
                let (player, name) = person.map(|(person, name)| (write::id(person), name)).unzip();
                db.prepare_cached(
                    "INSERT INTO recast (id, take, position, player, name, at, after)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT coalesce(max(seq), 0) FROM judgement))",
                )?
                .execute(params![write::id(id), write::id(take), position, player, name, at])?;
            }
            Ok(Ok(()))
        })?
    }
}

fn goes_by(part: &CastRecord, name: &str) -> bool {
    let names = if part.role.is_some() { [&part.role, &part.label] } else { [&part.player, &None] };
    names.into_iter().flatten().any(|other| is_same_name(other, name))
}

/// The last correction of a take's cast, if it came after this judgement.
pub(super) fn last_after(db: &Connection, take: Uuid, judgement: Option<Uuid>) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT id FROM recast
               WHERE take = ?1 AND voided_at IS NULL
                 AND after >= coalesce((SELECT seq FROM judgement WHERE id = ?2), 0)
               ORDER BY seq DESC LIMIT 1";
    let params = (write::id(take), judgement.map(write::id));
    db.prepare_cached(sql)?.query_row(params, |row| row.get(0)).optional()
}

/// Takes a correction back.
pub(super) fn void(db: &Connection, correction: &str, at: Ms) -> rusqlite::Result<()> {
    let sql = "UPDATE recast SET voided_at = coalesce(voided_at, ?2) WHERE id = ?1";
    db.prepare_cached(sql)?.execute(params![correction, at]).map(|_| ())
}

/// Who plays now in the takes of a workshop whose cast was ever corrected, though that was taken back.
pub(super) fn corrected(db: &Connection, workshop: &str) -> rusqlite::Result<BTreeMap<Uuid, Vec<Actor>>> {
    let sql = "SELECT take.id FROM draw JOIN take ON take.draw = draw.id
               WHERE workshop = ?1 AND take.voided_at IS NULL
                 AND EXISTS (SELECT 1 FROM recast WHERE recast.take = take.id)";
    let mut takes = db.prepare_cached(sql)?;
    let takes = takes.query_map([workshop], |row| uuid(row, "id"))?.collect::<rusqlite::Result<Vec<_>>>()?;
    takes.into_iter().map(|take| Ok((take, actors(db, take)?))).collect()
}

/// Who plays now in a take, if its cast was ever corrected.
pub(super) fn corrected_cast(db: &Connection, take: Uuid) -> rusqlite::Result<Option<Vec<Actor>>> {
    let is_corrected = db.prepare_cached("SELECT 1 FROM recast WHERE take = ?1")?.exists([write::id(take)])?;
    is_corrected.then(|| actors(db, take)).transpose()
}

fn actors(db: &Connection, take: Uuid) -> rusqlite::Result<Vec<Actor>> {
    Ok(cast(db, &write::id(take))?.into_iter().filter_map(actor).collect())
}

/// Whoever plays this part.
fn actor(part: CastRecord) -> Option<Actor> {
    let player = part.person.map(PlayerKey::Person).or_else(|| part.seat.map(PlayerKey::Seat))?;
    Some(Actor { role: part.role, player, name: part.player? })
}

#[cfg(test)]
mod tests {
    use super::super::judge::Change;
    use super::super::read::Filter;
    use super::super::sample::{self, BEN, Bench, WORKSHOP, id, opening};
    use super::*;
    use crate::take::{Entry, Verdict};

    const TAKE: TakeName = TakeName::Number(1);

    /// The sample's take, with one more person known.
    fn bench() -> Bench {
        let mut bench = Bench::new(opening());
        bench.store.add_player(id(3), "Chi", 5).unwrap();
        bench
    }

    fn shown(bench: &Bench) -> String {
        let cast = bench.store.take(TAKE).unwrap().unwrap().cast;
        let part = |part: &CastRecord| {
            format!("{}={}", part.role.as_deref().unwrap_or("-"), part.player.as_deref().unwrap_or("nobody"))
        };
        cast.iter().map(part).collect::<Vec<_>>().join(" ")
    }

    const BEFORE: &str = "apologiser=Ana wronged=Ben -=player 3";

    #[test]
    fn a_cast_is_corrected_and_the_correction_taken_back() {
        let mut bench = bench();
        let mut n = 0;
        let mut recast = |bench: &mut Bench, roles: &[_]| {
            n += 1;
            bench.store.recast(TAKE, roles, id(600 + n), 1000).unwrap();
        };
        recast(&mut bench, &[("apologiser", Some("ben")), ("WRONGED", Some("Ana"))]);
        assert_eq!(shown(&bench), "apologiser=Ben wronged=Ana -=player 3");
        recast(&mut bench, &[("the one who is late", None), ("player 3", Some("Chi"))]);
        assert_eq!(shown(&bench), "apologiser=nobody wronged=Ana -=Chi");
        recast(&mut bench, &[("Chi", None)]);
        assert_eq!(shown(&bench), "apologiser=nobody wronged=Ana", "who had no role and did not play is gone");
        bench.store.rename_player("Ana", "Anna", 8).unwrap();
        assert_eq!(shown(&bench), "apologiser=nobody wronged=Anna");
        let of = |player| {
            let takes = bench.store.takes(&Filter { player: Some(id(player)), ..Filter::default() }).unwrap();
            (takes.len(), bench.store.parts().unwrap().get(&id(player)).map_or(0, |part| part.scenes.played))
        };
        assert_eq!((of(1), of(BEN), of(3)), ((1, 1), (0, 0), (0, 0)));
        bench.store.rename_player("Anna", "Ana", 9).unwrap();
        let mut undo = || {
            let said = bench.store.undo_last(TAKE, 9).unwrap();
            said.map(|said| format!("{said}: {}", shown(&bench)))
        };
        assert_eq!(undo().unwrap(), "the cast: apologiser=nobody wronged=Ana -=Chi");
        assert_eq!(undo().unwrap(), "the cast: apologiser=Ben wronged=Ana -=player 3");
        assert_eq!(undo().unwrap(), format!("the cast: {BEFORE}"));
        assert_eq!(undo(), None);
        assert_eq!(bench.ask("SELECT count(*) FROM recast"), "5", "nothing is deleted");
    }

    #[test]
    fn a_stage_hears_who_plays_in_a_take_that_was_ever_corrected() {
        let mut bench = bench();
        let heard = |bench: &Bench| {
            let casts = bench.store.read(|db| corrected(db, &write::id(id(WORKSHOP)))).unwrap();
            let name = |Actor { role, name, .. }: &Actor| format!("{}={name}", role.as_deref().unwrap_or("-"));
            casts.values().map(|cast| cast.iter().map(name).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(heard(&bench), [""; 0]);
        bench.store.recast(TAKE, &[("apologiser", None), ("player 3", Some("Chi"))], id(601), 1000).unwrap();
        assert_eq!(heard(&bench), ["wronged=Ben -=Chi"]);
        bench.store.undo_last(TAKE, 9).unwrap();
        bench.store.undo_last(TAKE, 9).unwrap();
        assert_eq!(heard(&bench), [BEFORE], "that it was taken back is heard too");
        let hand = sample::hand(1);
        let mut again = crate::take::Hand { cast: Vec::new(), ..hand.clone() };
        let casts = bench.store.read(|db| corrected(db, &write::id(id(WORKSHOP)))).unwrap();
        again.recast(&casts[&id(301)]);
        assert_eq!(again, hand);
        bench.put(&Entry::TakeVoided { take: id(301), at: 9 }).unwrap();
        assert_eq!(heard(&bench), [""; 0]);
    }

    #[test]
    fn the_last_change_is_taken_back_first_whatever_it_was_and_the_clock_said() {
        let mut bench = bench();
        let verdict = |verdict| Change::Verdict(verdict, None);
        bench.store.judge(TAKE, "leader", verdict(Verdict::Hold), id(501), 5000).unwrap();
        bench.store.recast(TAKE, &[("wronged", Some("Chi"))], id(601), 4000).unwrap();
        bench.store.recast(TAKE, &[("wronged", None)], id(602), 3000).unwrap();
        bench.store.judge(TAKE, "leader", verdict(Verdict::Usable), id(502), 2000).unwrap();
        bench.store.recast(TAKE, &[("wronged", Some("Ana"))], id(603), 1000).unwrap();
        let said: Vec<_> = std::iter::from_fn(|| bench.store.undo_last(TAKE, 9).unwrap()).collect();
        assert_eq!(said, ["the cast", "the verdict usable", "the cast", "the cast", "the verdict hold"]);
        assert_eq!(shown(&bench), BEFORE);
    }

    #[test]
    fn what_can_not_be_corrected_changes_nothing() {
        let mut bench = bench();
        for (roles, says) in [
            (&[("wronged", Some("Chi")), ("villain", Some("Ana"))][..], "name one of: apologiser, wronged, player 3"),
            (&[("Ana", None)], "nobody plays Ana"),
            (&[("wronged", Some("Chi")), ("apologiser", Some(" Dee "))], "nobody is known as Dee;"),
            (&[("wronged", Some("Chi")), ("Wronged", None)], "Wronged is named twice"),
        ] {
            let error = bench.store.recast(TAKE, roles, id(601), 5).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        bench.put(&Entry::TakeVoided { take: id(301), at: 9 }).unwrap();
        let gone = bench.store.recast(TAKE, &[("wronged", None)], id(601), 5);
        assert!(matches!(gone, Err(RecastError::NoTake)));
        assert_eq!(bench.ask("SELECT count(*) FROM recast"), "0");
    }
}
