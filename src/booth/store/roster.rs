//! The people the log knows.
//!
//! Start with [`Store::players`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;
use thiserror::Error;
use uuid::Uuid;

use crate::cast::{LONGEST_NAME, Presence, Scenes, Went, is_same_name};
use crate::pack::is_forbidden;
use crate::scene::Ms;
use crate::take::{Ending, Workshop, went};

use super::read::{uuid, word};
use super::report::seats;
use super::resume::{Current, current, last_workshop};
use super::{Store, StoreError, write};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: Uuid,
    /// The name people use.
    pub name: String,
    /// What exports say instead, such as `P01`.
    pub pseudonym: String,
    /// Whether they are in the workshop that was asked about.
    pub presence: Presence,
    /// Content words and tags they do not want in the room.
    pub lines: Vec<String>,
}

/// What a person took part in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// The scenes they were in.
    pub scenes: Scenes,
    /// Number of the last take they were in.
    pub last_take: Option<i64>,
}

/// Why somebody can't be added or changed.
#[derive(Debug, Error)]
pub enum RosterError {
    /// There is no name.
    #[error("a name can't be empty")]
    Empty,
    /// It is too long.
    #[error("a name has at most {LONGEST_NAME} characters")]
    TooLong,
    /// It holds characters that can't be shown, or that part names.
    #[error("a name holds no commas, line breaks, control characters or text direction overrides")]
    Forbidden,
    /// Somebody else has it.
    #[error("{0} is already known; names are compared without case")]
    Taken(String),
    /// Nobody has it.
    #[error("nobody is known as {0}; see `sidecoach player list`")]
    Unknown(String),
    /// Two records have it, as they can after a merge: whose it is to be is not for the program to guess.
    #[error(
        "two people are called {0}; if they are one, `sidecoach player same` with this name twice joins them, and if they \
         are not, `sidecoach player rename` tells them apart"
    )]
    Namesakes(String),
    /// There is no workshop of this name.
    #[error("no workshop is called {0}; `sidecoach report --by workshop` lists those with takes")]
    NoWorkshop(String),
    /// They are one record already.
    #[error("both names are of one record already: {0}")]
    OneRecord(String),
    /// They played together, so they are two people.
    #[error(
        "{one} and {other} both played in take {take}, so they are two people; if they are not, correct who played with \
         `sidecoach takes cast {take}`"
    )]
    TwoPeople {
        /// The one.
        one: String,
        /// The other.
        other: String,
        /// The first take that they are both in.
        take: i64,
    },
    /// The log could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Everybody, in the order they were added, and who is in this workshop; without one, who is about to come to the next.
    pub fn players(&self, workshop: Option<Uuid>) -> Result<Vec<Person>, StoreError> {
        self.read(|db| players(db, workshop))
    }

    /// Everybody, and who is in the workshop of this name, or else in the one that a stage runs, or that would go on; where
    /// none does, who would be in a new one.
    pub fn roster(&self, workshop: Option<&str>, now: Ms) -> Result<Vec<Person>, RosterError> {
        let log = self.path.clone();
        self.read(|db| match workshop {
            Some(name) => match last_workshop(db, Some(name))? {
                Some(found) => players(db, Some(found.id)).map(Ok),
                None => Ok(Err(RosterError::NoWorkshop(name.to_owned()))),
            },
            None => match current(db, &log, now)? {
                Some(current) if current.goes_on => players(db, Some(current.workshop.id)).map(Ok),
                _ => expected(db).map(Ok),
            },
        })?
    }

    /// Everybody, and who is in a workshop that begins now, if nobody says so.
    pub fn expected(&self) -> Result<Vec<Person>, StoreError> {
        self.read(expected)
    }

    /// Says whether this person is in a workshop.
    pub fn set_presence_in(&mut self, workshop: Uuid, player: Uuid, presence: Presence) -> Result<(), StoreError> {
        self.write(|db| write::set_presence(db, workshop, player, presence))
    }

    /// Takes note that whoever was about to come has come: a workshop goes on.
    pub fn none_coming(&mut self) -> Result<(), StoreError> {
        self.write(write::none_coming)
    }

    /// What each person who ever took part did. It takes a while in a log of many takes.
    pub fn parts(&self) -> Result<BTreeMap<Uuid, Part>, StoreError> {
        self.read(|db| {
            let parts = parts(db)?;
            let mut ids = db.prepare_cached("SELECT seq, id FROM player")?;
            let ids = ids.query_map([], |row| Ok((row.get::<_, i64>("seq")?, uuid(row, "id")?)))?;
            let ids = ids.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(ids.into_iter().filter_map(|(seq, id)| Some((id, *parts.get(&seq)?))).collect())
        })
    }

    /// The person of this name, whatever its case.
    pub fn find_player(&self, name: &str) -> Result<Option<Person>, StoreError> {
        Ok(self.players(None)?.into_iter().find(|person| is_same_name(&person.name, name)))
    }

    /// The person of this name, of whom it is the only one.
    pub fn only_player(&self, name: &str) -> Result<Person, RosterError> {
        self.read(|db| only(db, name))?
    }

    /// What any of these people does not want in the room.
    pub fn lines_of(&self, names: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let is_named = |person: &Person| names.iter().any(|name| is_same_name(name, &person.name));
        Ok(self.players(None)?.into_iter().filter(is_named).flat_map(|person| person.lines).collect())
    }

    /// Adds people, present: all of them or, where one of the names won't do, nobody. They are in the workshop that a stage
    /// runs, or that would go on, and where none runs in the next one too.
    pub fn add_players(&mut self, people: &[(Uuid, &str)], at: Ms) -> Result<(), RosterError> {
        let people =
            people.iter().map(|&(id, name)| Ok((id, checked(name)?))).collect::<Result<Vec<_>, RosterError>>()?;
        let log = self.path.clone();
        self.write(|db| {
            let mut known: Vec<String> = players(db, None)?.into_iter().map(|person| person.name).collect();
            for (_, name) in &people {
                if let Some(other) = known.iter().find(|other| is_same_name(other, name)) {
                    return Ok(Err(RosterError::Taken(other.clone())));
                }
                known.push((*name).to_owned());
            }
            people.iter().try_for_each(|(id, name)| write::add_player(db, *id, name, at))?;
            let current = current(db, &log, at)?;
            people.iter().try_for_each(|(id, _)| arrive(db, current.as_ref(), *id)).map(Ok)
        })?
    }

    /// Adds a person, present.
    #[cfg(test)]
    pub fn add_player(&mut self, id: Uuid, name: &str, at: Ms) -> Result<(), RosterError> {
        self.add_players(&[(id, name)], at)
    }

    /// Gives a person another name, which they have from now on.
    pub fn rename_player(&mut self, old: &str, new: &str, at: Ms) -> Result<(), RosterError> {
        let new = checked(new)?;
        self.write(|db| {
            let Some(person) = named(db, old)? else { return Ok(Err(RosterError::Unknown(old.trim().to_owned()))) };
            if let Some(other) = named(db, new)?.filter(|other| other.id != person.id) {
                return Ok(Err(RosterError::Taken(other.name)));
            }
            let sql = "UPDATE player SET name = ?2, named_at = max(?3, named_at + 1) WHERE id = ?1";
            db.execute(sql, (write::id(person.id), new, at))?;
            Ok(Ok(()))
        })?
    }

    /// Says that a person is here again, or has gone: in the workshop of this name, or else in the one that a stage runs, or
    /// that would go on; where none does, in the next one. Gives the workshop that it is about, if there is one.
    pub fn set_presence(
        &mut self,
        name: &str,
        is_here: bool,
        workshop: Option<&str>,
        now: Ms,
    ) -> Result<Option<Workshop>, RosterError> {
        let log = self.path.clone();
        self.write(|db| {
            let Some(person) = named(db, name)? else { return Ok(Err(RosterError::Unknown(name.trim().to_owned()))) };
            if let Some(wanted) = workshop {
                let Some(found) = last_workshop(db, Some(wanted))? else {
                    return Ok(Err(RosterError::NoWorkshop(wanted.to_owned())));
                };
                let presence = if is_here { Presence::Present } else { Presence::Gone };
                write::set_presence(db, found.id, person.id, presence)?;
                return Ok(Ok(Some(found)));
            }
            let current = current(db, &log, now)?;
            if is_here { arrive(db, current.as_ref(), person.id) } else { leave(db, current.as_ref(), person.id) }?;
            Ok(Ok(current.filter(|current| current.goes_on).map(|current| current.workshop)))
        })?
    }

    /// Sets what a person does not want in the room, in place of what they said before.
    pub fn set_lines(&mut self, name: &str, lines: &[String]) -> Result<(), RosterError> {
        self.write(|db| match named(db, name)? {
            Some(person) => write::set_lines(db, person.id, lines).map(Ok),
            None => Ok(Err(RosterError::Unknown(name.trim().to_owned()))),
        })?
    }
}

/// Has somebody come to whatever runs or goes on, and where nothing runs to what begins next.
fn arrive(db: &Connection, current: Option<&Current>, player: Uuid) -> rusqlite::Result<()> {
    if let Some(Current { workshop, goes_on: true, .. }) = current {
        write::set_presence(db, workshop.id, player, Presence::Present)?;
    }
    if current.is_some_and(|current| current.is_running) {
        return Ok(());
    }
    db.execute("UPDATE player SET coming = 1 WHERE id = ?1", [write::id(player)]).map(|_| ())
}

/// Has somebody gone from whatever runs or goes on, or from the end of what came last.
fn leave(db: &Connection, current: Option<&Current>, player: Uuid) -> rusqlite::Result<()> {
    db.execute("UPDATE player SET coming = 0 WHERE id = ?1", [write::id(player)])?;
    match current {
        Some(Current { workshop, .. }) => write::set_presence(db, workshop.id, player, Presence::Gone),
        None => Ok(()),
    }
}

/// Everybody, and who is in a workshop that begins now: whoever was added or came back since the last one, else whoever was
/// there at its end.
fn expected(db: &Connection) -> rusqlite::Result<Vec<Person>> {
    let coming = players(db, None)?;
    if coming.iter().any(|person| person.presence == Presence::Present) {
        return Ok(coming);
    }
    match last_workshop(db, None)? {
        Some(last) => players(db, Some(last.id)),
        None => Ok(coming),
    }
}

/// Everybody, in the order they were added, and who is in this workshop; without one, who is about to come to the next.
pub(super) fn players(db: &Connection, workshop: Option<Uuid>) -> rusqlite::Result<Vec<Person>> {
    let sql = "SELECT id, name, pseudonym,
                 CASE WHEN ?1 IS NULL THEN iif(coming, 'present', 'gone') ELSE coalesce(presence, 'gone') END AS presence,
                 (SELECT json_group_array(word ORDER BY word) FROM line WHERE line.player = player.id AND changes % 2) AS lines
               FROM player LEFT JOIN attendance ON attendance.player = player.id AND attendance.workshop = ?1
               ORDER BY seq";
    let mut rows = db.prepare_cached(sql)?;
    let people = rows.query_map([workshop.map(write::id)], |row| {
        let lines: String = row.get("lines")?;
        Ok(Person {
            id: uuid(row, "id")?,
            name: row.get("name")?,
            pseudonym: row.get("pseudonym")?,
            presence: word(row, "presence", Presence::from_word)?.unwrap_or(Presence::Gone),
            lines: serde_json::from_str(&lines).unwrap_or_default(),
        })
    })?;
    people.collect()
}

/// Every take, those of a draw together.
const TAKES: &str = "\
    SELECT draw, rehearsal, ending, players, number FROM take INDEXED BY take_draw WHERE voided_at IS NULL ORDER BY draw";

/// What each person did, by the person's `seq`.
fn parts(db: &Connection) -> rusqlite::Result<HashMap<i64, Part>> {
    let mut parts: HashMap<i64, Part> = HashMap::new();
    let (mut draw, mut takes) = (String::new(), BTreeMap::new());
    let mut statement = db.prepare_cached(TAKES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let of = row.get_ref(0)?.as_str()?;
        if draw != of {
            draw.replace_range(.., of);
            count_draw(&mut parts, &mut takes);
        }
        let went = went(row.get(1)?, word(row, "ending", Ending::from_word)?);
        let number: i64 = row.get(4)?;
        let players: BTreeSet<i64> = seats(row.get_ref(3)?.as_str()?).into_iter().map(|(player, _)| player).collect();
        for player in players {
            let part = parts.entry(player).or_default();
            part.last_take = part.last_take.max(Some(number));
            takes.entry(player).or_default().push(went);
        }
    }
    count_draw(&mut parts, &mut takes);
    Ok(parts)
}

/// Counts a draw for everybody who was in takes of it.
fn count_draw(parts: &mut HashMap<i64, Part>, takes: &mut BTreeMap<i64, Vec<Went>>) {
    for (player, takes) in std::mem::take(takes) {
        parts.entry(player).or_default().scenes.count(takes);
    }
}

fn named(db: &Connection, name: &str) -> rusqlite::Result<Option<Person>> {
    Ok(players(db, None)?.into_iter().find(|person| is_same_name(&person.name, name)))
}

/// The person of this name, of whom it is the only one.
pub(super) fn only(db: &Connection, name: &str) -> rusqlite::Result<Result<Person, RosterError>> {
    let mut of_name = players(db, None)?.into_iter().filter(|person| is_same_name(&person.name, name));
    Ok(match (of_name.next(), of_name.next()) {
        (Some(person), None) => Ok(person),
        (Some(person), Some(_)) => Err(RosterError::Namesakes(person.name)),
        (None, _) => Err(RosterError::Unknown(name.trim().to_owned())),
    })
}

/// The person of this name, who must be known.
pub(super) fn known(db: &Connection, name: &str) -> rusqlite::Result<Result<Person, RosterError>> {
    Ok(named(db, name)?.ok_or_else(|| RosterError::Unknown(name.trim().to_owned())))
}

/// A name as it is kept, if it is one.
pub fn checked(name: &str) -> Result<&str, RosterError> {
    let name = name.trim_matches(' ');
    if name.is_empty() {
        Err(RosterError::Empty)
    } else if name.chars().count() > LONGEST_NAME {
        Err(RosterError::TooLong)
    } else if name.chars().any(|c| c == ',' || c == '\n' || is_forbidden(c)) {
        Err(RosterError::Forbidden)
    } else {
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::TakeName;
    use super::super::report::Period;
    use super::super::sample::{
        self, ANA, BEN, Bench, START, WORKSHOP, arrived, end, hand, id, opening, take, workshop,
    };
    use super::*;
    use crate::cast::{Ledger, PlayerKey};
    use crate::take::{Entry, Take};

    #[test]
    fn people_are_listed_with_what_they_played() {
        let mut bench = Bench::new(opening());
        bench.put(&Entry::Began(Box::new(Take { of_draw: 2, ..take(2, sample::hand(1)) }))).unwrap();
        bench.put(&Entry::Began(Box::new(take(3, sample::hand(2))))).unwrap();
        bench.put(&Entry::TakeVoided { take: id(303), at: 9 }).unwrap();
        bench.store.add_player(id(3), "Chi", 5).unwrap();
        bench.store.set_presence_in(id(WORKSHOP), id(BEN), Presence::Out).unwrap();
        bench.store.set_presence("CHI", true, Some("lab 0"), START).unwrap();
        bench.store.set_lines("BEN", &["war", "death"].map(str::to_owned)).unwrap();
        let rehearsed = Take { rehearsal: true, ..take(4, sample::hand(4)) };
        bench.put(&Entry::Began(Box::new(rehearsed))).unwrap();
        let person = |n, name: &str, presence| Person {
            id: id(n),
            name: name.to_owned(),
            pseudonym: format!("P0{n}"),
            presence,
            lines: if n == BEN { vec!["death".to_owned(), "war".to_owned()] } else { vec![] },
        };
        let people = [
            person(ANA, "Ana", Presence::Present),
            person(BEN, "Ben", Presence::Out),
            person(3, "Chi", Presence::Present),
        ];
        assert_eq!(bench.store.players(Some(id(WORKSHOP))).unwrap(), people);
        let part = Part { scenes: Scenes { played: 1, broken_off: 0 }, last_take: Some(4) };
        assert_eq!(bench.store.parts().unwrap(), BTreeMap::from([(id(ANA), part), (id(BEN), part)]));
        assert_eq!(bench.store.find_player(" chi ").unwrap().map(|person| person.id), Some(id(3)));
        assert_eq!(bench.store.find_player("Ch").unwrap(), None);
    }

    /// Everybody who is here, with commas between them.
    fn here(people: &[Person]) -> String {
        let here = people.iter().filter(|person| person.presence == Presence::Present);
        here.map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn whoever_comes_or_goes_does_so_where_something_goes_on() {
        let late = START + 5 * 60 * 60 * 1000;
        let mut bench = Bench::new(opening());
        // A stage runs: who comes is in its workshop, and no more than that.
        bench.store.add_player(id(3), "Chi", START).unwrap();
        bench.store.set_presence("ana", false, None, START).unwrap();
        let roster = |bench: &Bench, now| here(&bench.store.roster(None, now).unwrap());
        let expected = |bench: &Bench| here(&bench.store.expected().unwrap());
        assert_eq!((roster(&bench, START), expected(&bench)), ("Ben, Chi".to_owned(), "Ben, Chi".to_owned()));
        // None runs, but one would go on: who comes is in it, and expected in a new one.
        bench.lock = None;
        bench.store.set_presence("ana", true, None, START).unwrap();
        assert_eq!((roster(&bench, START), expected(&bench)), ("Ana, Ben, Chi".to_owned(), "Ana".to_owned()));
        bench.store.set_presence("ana", false, None, START).unwrap();
        assert_eq!((roster(&bench, START), expected(&bench)), ("Ben, Chi".to_owned(), "Ben, Chi".to_owned()));
        // None would go on.
        bench.store.set_presence("ben", false, None, late).unwrap();
        assert_eq!((roster(&bench, late), roster(&bench, START)), ("Chi".to_owned(), "Chi".to_owned()));
        bench.store.set_presence("ben", true, None, late).unwrap();
        assert_eq!((roster(&bench, late), roster(&bench, START)), ("Ben".to_owned(), "Chi".to_owned()));
        // By name, whatever goes on.
        bench.store.set_presence("ben", true, Some("lab 0"), late).unwrap();
        assert_eq!(here(&bench.store.roster(Some("lab 0"), late).unwrap()), "Ben, Chi");
        let unknown = bench.store.set_presence("ben", true, Some("lab 7"), late).unwrap_err();
        assert!(unknown.to_string().starts_with("no workshop is called lab 7"), "{unknown}");
        bench.store.none_coming().unwrap();
        assert_eq!(expected(&bench), "Ben, Chi");
    }

    #[test]
    fn the_long_rows_of_takes_stay_unread() {
        assert_eq!(Bench::new([]).plan(TAKES), ["SCAN take USING COVERING INDEX take_draw"]);
    }

    #[test]
    fn a_name_is_one_that_can_be_shown_and_told_apart() {
        let mut bench = Bench::new([]);
        let mut add = |n, name: &str| bench.store.add_player(id(n), name, 5).map_err(|e| e.to_string());
        for name in ["Zoë", "Ana María", "李小龙", "👩‍👩‍👧", &"x".repeat(64)] {
            let n = name.len() as u128;
            assert_eq!(add(n, name), Ok(()), "{name}");
        }
        let long = "x".repeat(65);
        for (name, says) in [
            ("", "empty"),
            ("  ", "empty"),
            (long.as_str(), "64"),
            ("Ana, Ben", "commas"),
            ("Ana\nBen", "line breaks"),
            ("Ana\u{9b}31m", "control"),
            ("Ana\u{202e}", "direction"),
            ("ZOË ", "Zoë is already known"),
        ] {
            let refusal = add(99, name).unwrap_err();
            assert!(refusal.contains(says), "{name}: {refusal}");
        }
        for others in [["Chi", "chi"], ["Chi", "zoë"], ["Chi", ""]] {
            let people = [(id(97), others[0]), (id(98), others[1])];
            assert!(bench.store.add_players(&people, 5).is_err(), "{others:?}");
        }
        assert_eq!(bench.store.players(None).unwrap().len(), 5, "nobody of several where one won't do");
    }

    #[test]
    fn a_name_is_changed() {
        let mut bench = Bench::new(opening());
        let mut rename = |old, new| bench.store.rename_player(old, new, 9).map_err(|e| e.to_string());
        assert_eq!(rename("ana", "ANA"), Ok(()), "another case is no other name");
        assert_eq!(rename("ana", "Anna"), Ok(()));
        assert_eq!(rename("anna", "ben"), Err("Ben is already known; names are compared without case".to_owned()));
        assert!(rename("ana", "Chi").unwrap_err().starts_with("nobody is known as ana"));
        assert!(rename("ben", "").unwrap_err().contains("empty"));
        assert!(bench.store.set_presence("ana", false, None, START).is_err());
        assert!(bench.store.set_lines("ana", &[]).is_err());
    }

    /// Whoever counts scenes counts the same, in a log with retakes, a scene broken off, a rehearsal, a take that was taken
    /// back and a corrected cast.
    #[test]
    fn all_who_count_scenes_agree() {
        let mut bench = Bench::new([Entry::Workshop(workshop(0)), arrived(ANA, "Ana"), arrived(BEN, "Ben")]);
        bench.store.add_player(id(3), "Chi", 5).unwrap();
        // Which draw, and how it went; the last was taken back.
        let takes = [
            (1, Ending::Edit, false),
            (1, Ending::Time, false),
            (2, Ending::Stopped, false),
            (2, Ending::Edit, false),
            (3, Ending::Stopped, false),
            (4, Ending::Edit, true),
            (5, Ending::Edit, false),
            (6, Ending::Edit, false),
        ];
        for (n, (draw, ending, rehearsal)) in (1..).zip(takes) {
            let took = Take { of_draw: n, rehearsal, ..take(n, hand(draw)) };
            let took_id = took.id;
            bench.put(&Entry::Began(Box::new(took))).unwrap();
            bench.put(&Entry::Ended { take: took_id, end: end(ending) }).unwrap();
        }
        bench.put(&Entry::TakeVoided { take: id(308), at: START }).unwrap();
        bench.store.recast(TakeName::Id(id(307)), &[("wronged", Some("Chi"))], id(600), START).unwrap();
        bench.lock = None;

        let parts = bench.store.parts().unwrap();
        let seen = bench.store.appearances(&Period::default()).unwrap();
        let played = bench.store.resume(START + 100_000, None, None).unwrap().expect("it goes on").resumed.played;
        let ledger = Ledger::new(&played, &BTreeMap::new());
        for (who, name, says) in
            [(ANA, "Ana", "3 scenes, 1 broken off"), (BEN, "Ben", "2 scenes, 1 broken off"), (3, "Chi", "1 scene")]
        {
            let (listed, on_stage) = (parts[&id(who)].scenes, ledger.scenes(PlayerKey::Person(id(who))));
            let all = [listed, seen[name].in_scenes(), on_stage].map(|scenes| scenes.to_string());
            assert_eq!(all, [says; 3], "{name}");
        }
        assert_eq!((seen.len(), seen["Ana"].length), (3, 4 * 180_000));
    }
}
