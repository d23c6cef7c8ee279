//! Somebody's name, taken out of the log for good.
//!
//! Start with [`Store::forget`]; [`Store::to_forget`] says beforehand what it will change. Nothing may be left of the
//! name in any file of the log, so nobody else may have the log open meanwhile: another program could bring it back.
//!
//! It can be cut short anywhere. What is to be done is written in the log first (`forgetting`), and goes away when it is
//! done: until then whoever opens the log to write to it finishes it.

mod kin;
pub(super) mod scrub;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::cast::is_same_name;
use crate::scene::Ms;

use super::passing::sweep;
use super::roster::{Person, RosterError, only, players};
use super::tombstone::{knows, recognised, remember};
use super::{PATIENCE, Store, StoreError, write};

pub use self::kin::Strange;
pub use self::scrub::Mention;

use self::kin::Kin;
use self::scrub::{Whom, others};

/// What forgetting somebody changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgetting {
    /// Who. The name becomes the pseudonym.
    pub person: Person,
    /// Every name that the log and its kept copies know them by.
    pub names: BTreeSet<String>,
    /// Those of their names that somebody else has by now: what people wrote of these stays.
    pub shared: BTreeSet<String>,
    /// What people wrote that names them.
    pub mentions: Vec<Mention>,
    /// Words that hold a name and more, with where they are: they stay, for somebody to look at.
    pub longer_words: BTreeSet<(String, String)>,
    /// Copies of the log that are kept beside it, and what was rescued from it: the same is done there.
    pub copies: Vec<PathBuf>,
    /// Copies that are empty or half made, which are taken away.
    pub half_made: Vec<PathBuf>,
    /// Files with the name of a copy that can't be changed: they stay, for somebody to look at.
    pub strange: Vec<Strange>,
}

impl Store {
    /// What forgetting somebody will change, who goes by these other names too in what was written. Who is being forgotten
    /// already, and was not to the end, is known by the old name.
    pub fn to_forget(&self, name: &str, also: &[String]) -> Result<Forgetting, RosterError> {
        let kin = Kin::of(&self.path)?;
        let (person, whom) = self.read(|db| survey(db, name, also, &kin))??;
        Ok(self.plan(person, &whom, &kin)?)
    }

    fn plan(&self, person: Person, whom: &Whom, kin: &Kin) -> Result<Forgetting, StoreError> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut longer_words = BTreeSet::new();
        let copies = kin.logs.iter().map(|(path, db)| (path, db));
        for (path, db) in std::iter::once((&self.path, &self.db)).chain(copies) {
            let fault = |e| StoreError::of(path, e);
            for mention in whom.mentions(db).map_err(fault)? {
                if !mentions.contains(&mention) {
                    mentions.push(mention);
                }
            }
            longer_words.extend(whom.longer_words(db).map_err(fault)?);
        }
        Ok(Forgetting {
            person,
            names: whom.names.clone(),
            shared: whom.shared.clone(),
            mentions,
            longer_words,
            copies: kin.logs.iter().map(|(path, _)| path.clone()).collect(),
            half_made: kin.half_made.clone(),
            strange: kin.strange.clone(),
        })
    }

    /// Opens the log to forget somebody: what was begun of that before is left for [`Store::forget`] to finish.
    pub fn open_to_forget(path: &Path) -> Result<Self, StoreError> {
        Self::open_unfinished(path)
    }

    /// Puts somebody's pseudonym in the place of their name, in the kept copies first and then in the log. Takes their
    /// lines away and leaves a tombstone, so that no log that is merged into this one brings the name back. A text they
    /// agreed to keeps the SHA-256 that it had when it named them. It begins only where the disk has room for all of it;
    /// where it is cut short, the same again or the next opening of the log finishes it.
    pub fn forget(self, name: &str, also: &[String], at: Ms) -> Result<(), RosterError> {
        claim(&self.db).map_err(|e| StoreError::of(&self.path, e))?;
        let forgotten = self.forget_claimed(name, also, at);
        if forgotten.is_err() {
            // What went wrong is what there is to say.
            let _ = release(&self.db);
        }
        forgotten
    }

    fn forget_claimed(&self, name: &str, also: &[String], at: Ms) -> Result<(), RosterError> {
        let kin = Kin::of(&self.path)?;
        let (person, whom) = self.read(|db| survey(db, name, also, &kin))??;
        super::room::ask(std::iter::once(&*self.path).chain(kin.logs.iter().map(|(path, _)| &**path)))?;
        within(&self.db, |db| begin(db, &person, &whom.names, at)).map_err(|e| StoreError::of(&self.path, e))?;
        may_be_cut(&self.db);
        Ok(carry_out(self, &kin)?)
    }
}

/// Who it is, and by which names.
fn survey(
    db: &Connection,
    name: &str,
    also: &[String],
    kin: &Kin,
) -> rusqlite::Result<Result<(Person, Whom), RosterError>> {
    let person = match only(db, name)? {
        Ok(person) => person,
        Err(namesakes @ RosterError::Namesakes(_)) => return Ok(Err(namesakes)),
        Err(refusal) => match begun(db, name)? {
            Some(person) => person,
            None => return Ok(Err(refusal)),
        },
    };
    if others(db, &person)?.iter().any(|other| is_same_name(&other.name, &person.pseudonym)) {
        return Ok(Err(RosterError::Taken(person.pseudonym)));
    }
    let so_far = marks(db)?.into_iter().filter(|mark| mark.player == write::id(person.id)).flat_map(|mark| mark.names);
    // Where it was begun the log may not know the name any more, and a copy may.
    let asked = begun(db, name)?.map(|_| name.trim().to_owned());
    let also: Vec<String> = also.iter().cloned().chain(so_far).chain(asked).collect();
    let logs: Vec<&Connection> = std::iter::once(db).chain(kin.logs.iter().map(|(_, db)| db)).collect();
    let whom = Whom::of(&logs, &person, also)?;
    Ok(Ok((person, whom)))
}

/// The person of this name whom somebody began to forget.
fn begun(db: &Connection, name: &str) -> rusqlite::Result<Option<Person>> {
    for mark in marks(db)? {
        if mark.names.iter().any(|own| is_same_name(own, name)) || knows(db, &mark.player, name)? {
            return Ok(players(db, None)?.into_iter().find(|person| write::id(person.id) == mark.player));
        }
    }
    Ok(None)
}

/// What is still to be done of a forgetting.
struct Mark {
    player: String,
    /// Without one, only what was freed has to be overwritten.
    names: BTreeSet<String>,
    at: Ms,
}

fn marks(db: &Connection) -> rusqlite::Result<Vec<Mark>> {
    let mut rows = db.prepare_cached("SELECT player, names, at FROM forgetting ORDER BY at, player")?;
    let mark = |row: &rusqlite::Row<'_>| {
        let names: String = row.get("names")?;
        let names = serde_json::from_str(&names).unwrap_or_default();
        Ok(Mark { player: row.get("player")?, names, at: row.get("at")? })
    };
    rows.query_map([], mark)?.collect()
}

/// Writes down who is being forgotten, and by which names.
pub(super) fn begin(db: &Connection, person: &Person, names: &BTreeSet<String>, at: Ms) -> rusqlite::Result<()> {
    let names = serde_json::to_string(names).unwrap_or_default();
    let sql = "INSERT INTO forgetting (player, names, at) VALUES (?1, ?2, ?3)
               ON CONFLICT DO UPDATE SET names = excluded.names";
    db.execute(sql, params![write::id(person.id), names, at]).map(|_| ())
}

/// Whether somebody is being forgotten and was not to the end.
pub(super) fn is_begun(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM forgetting")?.exists([])
}

/// Finishes what was begun, unless another program has the log open: then it waits for nobody.
pub(super) fn finish(store: &Store) -> Result<(), StoreError> {
    let fault = |e| StoreError::of(&store.path, e);
    store.db.busy_timeout(Duration::ZERO).and_then(|()| claim(&store.db)).map_err(fault)?;
    store.db.busy_timeout(PATIENCE).map_err(fault)?;
    carry_out(store, &Kin::of(&store.path)?)
}

/// Does what is written down, one step after another, each of which can be done again. To be called with the log claimed.
fn carry_out(store: &Store, kin: &Kin) -> Result<(), StoreError> {
    let fault = |e| StoreError::of(&store.path, e);
    kin.names.iter().for_each(|name| sweep(name));
    kin.clear()?;
    let todo = store.read(todo)?;
    scrub_copies(kin, &todo.iter().map(|(whom, ..)| whom).collect::<Vec<_>>())?;
    let effaced = within(&store.db, |db| {
        todo.iter().try_for_each(|(whom, person, at)| entomb(db, whom, person, *at))?;
        may_be_cut(db);
        Ok(())
    });
    let overwritten = effaced.and_then(|()| {
        may_be_cut(&store.db);
        store.db.execute_batch("VACUUM")?;
        may_be_cut(&store.db);
        store.db.execute("DELETE FROM forgetting", [])?;
        may_be_cut(&store.db);
        release(&store.db)
    });
    overwritten.map_err(fault)
}

/// Who is still to be effaced from a log, and when that was asked for.
fn todo(db: &Connection) -> rusqlite::Result<Vec<(Whom, Person, Ms)>> {
    let people = players(db, None)?;
    let person = |mark: &Mark| people.iter().find(|person| write::id(person.id) == mark.player);
    let named = marks(db)?.into_iter().filter(|mark| !mark.names.is_empty());
    let todo = named.filter_map(|mark| Some((person(&mark)?.clone(), mark)));
    todo.map(|(person, mark)| Ok((Whom::of(&[db], &person, mark.names)?, person, mark.at))).collect()
}

/// Does in a copy that is on its way into another log what was begun in the log that it is of.
pub(super) fn entomb_begun(db: &Connection) -> rusqlite::Result<()> {
    within(db, |db| todo(db)?.iter().try_for_each(|(whom, person, at)| entomb(db, whom, person, *at)))
}

/// Leaves nothing of somebody but the pseudonym, a tombstone, and a mark that something is left in what was freed.
fn entomb(db: &Connection, whom: &Whom, person: &Person, at: Ms) -> rusqlite::Result<()> {
    let id = write::id(person.id);
    remember(db, &id, &whom.names)?;
    whom.efface(db)?;
    db.execute("UPDATE attendance SET presence = 'gone' WHERE player = ?1", [&id])?;
    db.execute("UPDATE player SET coming = 0 WHERE id = ?1", [&id])?;
    let sql = "INSERT INTO tombstone (player, became, at) VALUES (?1, NULL, ?2) ON CONFLICT DO NOTHING";
    db.execute(sql, params![id, at])?;
    begin(db, person, &BTreeSet::new(), at)
}

fn scrub_copies(kin: &Kin, people: &[&Whom]) -> Result<(), StoreError> {
    for (copy, db) in kin.logs.iter().filter(|_| !people.is_empty()) {
        let effaced = claim(db).and_then(|()| {
            within(db, |db| {
                people.iter().try_for_each(|whom| whom.in_copy(db)?.efface(db))?;
                may_be_cut(db);
                Ok(())
            })
        });
        let overwritten = effaced.and_then(|()| {
            may_be_cut(db);
            db.execute_batch("VACUUM")?;
            may_be_cut(db);
            release(db)
        });
        overwritten.map_err(|e| StoreError::of(copy, e))?;
    }
    Ok(())
}

/// Those who are to be effaced because another log forgot them.
pub(super) struct Leaving {
    kin: Kin,
    plans: Vec<Forgetting>,
}

impl Leaving {
    /// Gets a log for this connection alone, and leaves nothing of these people in its kept copies but their pseudonyms:
    /// what has to come before they are effaced from the log itself.
    pub(super) fn prepare(store: &Store, people: Vec<Person>) -> Result<Self, StoreError> {
        claim(&store.db).map_err(|e| StoreError::of(&store.path, e))?;
        let kin = Kin::of(&store.path)?;
        super::room::ask(std::iter::once(&*store.path).chain(kin.logs.iter().map(|(path, _)| &**path)))?;
        let whom = store.read(|db| {
            let logs: Vec<&Connection> = std::iter::once(db).chain(kin.logs.iter().map(|(_, db)| db)).collect();
            people.iter().map(|person| Whom::of(&logs, person, [])).collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let plans = people.into_iter().zip(&whom).map(|(person, whom)| store.plan(person, whom, &kin));
        let plans = plans.collect::<Result<_, _>>()?;
        scrub_copies(&kin, &whom.iter().collect::<Vec<_>>())?;
        Ok(Self { kin, plans })
    }

    /// Writes down that something may be left of them in what is being freed.
    pub(super) fn note(&self, db: &Connection) -> rusqlite::Result<()> {
        self.plans.iter().try_for_each(|plan| begin(db, &plan.person, &BTreeSet::new(), 0))
    }

    /// Overwrites what was freed. Gives what was changed.
    pub(super) fn finish(self, store: &Store) -> Result<Vec<Forgetting>, StoreError> {
        carry_out(store, &self.kin)?;
        Ok(self.plans)
    }
}

/// Leaves nothing of somebody in this log but the pseudonym, and what a merge needs to know them by. To be called in a
/// transaction; the file may hold more until it is vacuumed.
pub(super) fn efface(db: &Connection, person: &Person) -> rusqlite::Result<()> {
    let id = write::id(person.id);
    let whom = Whom::of(&[db], person, recognised(db, &id, &scrub::phrases(db)?)?)?;
    remember(db, &id, &whom.names)?;
    whom.efface(db)
}

/// Puts a new pseudonym in the place of each old one, wherever people whose name it is are named. To be called in a
/// transaction. No pseudonym but these changes, also where one's new one is another's old one.
pub(super) fn call_anew(db: &Connection, people: &[(Person, String)]) -> rusqlite::Result<()> {
    let between = |person: &Person| person.id.simple().to_string();
    for (person, _) in people {
        Whom::called(db, person, person.pseudonym.clone(), between(person))?.scrub(db)?;
    }
    for (person, pseudonym) in people {
        Whom::called(db, person, between(person), pseudonym.clone())?.scrub(db)?;
    }
    Ok(())
}

/// Gets a log for this connection alone, as long as it lives, and all changes into its main file: the log of changes
/// beside it goes away. Whoever opens the log next brings that back. The journal in its place is emptied after each change:
/// it holds what was there before.
pub(super) fn claim(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update(None, "secure_delete", true)?;
    for sql in ["PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = TRUNCATE"] {
        db.query_row(sql, [], |_| Ok(()))?;
    }
    within(db, |_| Ok(()))
}

/// Lets others have a log again, and takes its empty journal away.
pub(super) fn release(db: &Connection) -> rusqlite::Result<()> {
    for sql in ["PRAGMA locking_mode = NORMAL", "SELECT count(*) FROM sqlite_schema", "PRAGMA journal_mode = DELETE"] {
        db.query_row(sql, [], |_| Ok(()))?;
    }
    Ok(())
}

/// Changes several things, all or none.
fn within(db: &Connection, change: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    let tx = Transaction::new_unchecked(db, TransactionBehavior::Exclusive)?;
    change(&tx)?;
    tx.commit()
}

/// Where a test looks what would be left if the program ended here.
fn may_be_cut(db: &Connection) {
    #[cfg(test)]
    tests::look(db);
    #[cfg(not(test))]
    let _ = db;
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::fs;

    use tempfile::TempDir;

    use super::super::incoming::Incoming;
    use super::super::judge::Change;
    use super::super::read::{Filter, TakeName};
    use super::super::sample::{ANA, BEN, Bench, hand, id, moment, opening, take};
    use super::super::{Access, schema};
    use super::*;
    use crate::consent::{Grant, Medium, Method, Purpose, Release, Said};
    use crate::take::{Entry, Hand, Kept, Tail, Verdict};

    const TAKE: TakeName = TakeName::Number(1);

    /// The files that hold the name while the log is open.
    const OPEN: [&str; 3] = ["takes.db-wal", "takes.db.backup-v1-2", "takes.db.backup-v3"];

    /// The sample's log with Ana named wherever somebody can write a name, and two kept copies of it: one as the log is,
    /// one of the first version.
    fn bench() -> Bench {
        let mut bench = Bench::new(opening());
        let mark = crate::take::Moment { label: Some("Ana!".to_owned()), ..moment(1, 9) };
        bench.put(&Entry::Moment { take: id(301), moment: mark }).unwrap();
        let own = Hand { source: None, text: "ANA owes Ben.".to_owned(), ..hand(2) };
        bench.put(&Entry::Dealt(Box::new(own.clone()))).unwrap();
        bench.put(&Entry::Began(Box::new(take(2, own)))).unwrap();
        let store = &mut bench.store;
        store.judge(TAKE, "ana", Change::Verdict(Verdict::Usable, None), id(701), 8).unwrap();
        store.judge(TAKE, "Ben", Change::Note(Some("Ana's turn;\nzoë waits.".to_owned())), id(702), 9).unwrap();
        store.recast(TAKE, &[("wronged", Some("ana"))], id(703), 9).unwrap();
        let release = Release { version: "for-ana".to_owned(), text: "I, Ana, agree.".to_owned() };
        let said = Said::Granted {
            media: BTreeSet::from([Medium::Audio]),
            until: None,
            text: release.sha256(),
            method: Method::Signed,
            given_by: Some("Ana".to_owned()),
            knew: BTreeSet::new(),
        };
        let grant = Grant { id: id(704), player: id(BEN), purposes: BTreeSet::from([Purpose::Review]), on: 5, said };
        store.record_grant(&grant, &release).unwrap();
        store.set_lines("ana", &["death".to_owned()]).unwrap();
        let table = format!(r#"{{"hand":{},"size":2,"pins":[],"takes":0}}"#, crate::take::hand::write(&hand(2)));
        let noted = r#"{"step":"judged","judgement":{"by":"ana","note":"Ana was late."}}"#;
        let kept = Kept {
            state: format!(r#"{{"is":{{"phase":{{"on":"drawn","table":{table}}},"plan":{{"title":"Ana's lab"}}}}}}"#),
            undo: Tail { from: 0, steps: vec![format!(r#"{{"step":"laid","table":{table}}}"#), noted.to_owned()] },
            redo: Tail { from: 0, steps: vec![format!(r#"[{{"step":"draw","table":{table}}}]"#)] },
        };
        store.write(|db| write::apply(db, id(super::super::sample::WORKSHOP), &Entry::Kept(Box::new(kept)))).unwrap();
        store.rename_player("ana", "Zoë", 9).unwrap();
        bench.store.db.execute("VACUUM INTO ?1", [beside(&bench, ".backup-v3")]).unwrap();
        let first = Connection::open(beside(&bench, ".backup-v1-2")).unwrap();
        schema::settle(&first, Path::new("x"), &schema::STEPS[..1]).unwrap();
        first.execute_batch(include_str!("schema/tests/1.sql")).unwrap();
        bench
    }

    fn beside(bench: &Bench, suffix: &str) -> String {
        format!("{}{suffix}", bench.path().display())
    }

    /// Closes the log and forgets somebody.
    fn forget(bench: Bench, name: &str) -> (tempfile::TempDir, Result<(), RosterError>) {
        let (dir, path) = (bench.dir, bench.store.path.clone());
        drop(bench.store);
        (dir, Store::open(&path, Access::Write).unwrap().forget(name, &[], 9))
    }

    /// The files in a folder that hold a name, in whatever case.
    fn holders(dir: &Path, name: &str) -> Vec<String> {
        let holds = |path: &Path| {
            let bytes = fs::read(path).unwrap_or_default().to_ascii_lowercase();
            bytes.windows(name.len()).any(|window| window == name.to_lowercase().as_bytes())
        };
        let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
        let mut names: Vec<_> =
            files.filter(|file| holds(&file.path())).map(|file| file.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn no_file_holds_the_name_any_more() {
        let bench = bench();
        assert_eq!(holders(bench.dir.path(), "ana"), OPEN);
        let before = bench.ask("SELECT group_concat(concat_ws(' ', what, usable, unjudged)) FROM figure");
        let forgetting = bench.store.to_forget("ZOË", &[]).unwrap();
        assert_eq!(forgetting.names, BTreeSet::from(["Ana", "Zoë"].map(str::to_owned)));
        assert_eq!(forgetting.copies, OPEN[1..].iter().map(|name| bench.dir.path().join(name)).collect::<Vec<_>>());
        let mention = |Mention { place, before, after }: &Mention| format!("{place}: {before} => {after}");
        insta::assert_snapshot!(forgetting.mentions.iter().map(mention).collect::<Vec<_>>().join("\n"));
        let (dir, forgotten) = forget(bench, "ZOË");
        forgotten.unwrap();
        for name in ["Ana", "ana", "ANA", "Zoë", "zoë"] {
            assert_eq!(holders(dir.path(), name), [""; 0], "{name}");
        }
        let path = dir.path().join("takes.db");
        let store = Store::open(&path, Access::Write).unwrap();
        let bench = Bench { dir, store, lock: None };
        let player =
            "SELECT concat_ws(' ', name, pseudonym, presence) FROM player JOIN attendance ON player = id WHERE seq = 1";
        assert_eq!(bench.ask(player), "P01 P01 gone");
        assert_eq!(bench.ask("SELECT name FROM player WHERE seq = 2"), "Ben");
        assert_eq!(bench.ask("SELECT count(*) FROM line"), "0");
        assert_eq!(bench.ask("SELECT concat_ws(' ', player, became, at) FROM tombstone"), format!("{} 9", id(ANA)));
        assert_eq!(bench.ask("SELECT group_concat(concat_ws(' ', what, usable, unjudged)) FROM figure"), before);
        assert_eq!(bench.store.takes(&Filter::default()).unwrap().len(), 2);
        let hand = crate::take::hand::read(&bench.ask("SELECT hand FROM take WHERE number = 2")).unwrap();
        assert_eq!((hand.text.as_str(), hand.cast[0].name.as_str()), ("P01 owes Ben.", "P01"));
        assert_eq!(bench.ask("PRAGMA journal_mode"), "wal");
    }

    #[test]
    fn it_is_refused_and_nothing_changed_while_another_program_has_the_log_open() {
        let bench = bench();
        let store = Store::open(&bench.path(), Access::Write).unwrap();
        let refusal = store.forget("Zoë", &[], 9).unwrap_err().to_string();
        assert!(refusal.contains("another program is busy with the log"), "{refusal}");
        assert_eq!(bench.ask("SELECT name FROM player WHERE seq = 1"), "Zoë");
        assert_eq!(holders(bench.dir.path(), "ana"), OPEN);
    }

    #[test]
    fn what_only_has_the_name_of_a_copy_is_in_nobodys_way() {
        let bench = bench();
        let whole = fs::read(beside(&bench, ".backup-v3")).unwrap();
        fs::write(beside(&bench, ".backup-v2"), "precious".repeat(100)).unwrap();
        fs::write(beside(&bench, ".backup-v4"), "").unwrap();
        fs::write(beside(&bench, ".backup-v5"), &whole[..whole.len() - 4096]).unwrap();
        fs::write(beside(&bench, ".backup-v6"), vec![0; 8192]).unwrap();
        fs::create_dir(beside(&bench, ".backup-v7")).unwrap();
        let mut newer = whole;
        newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
        fs::write(beside(&bench, ".backup-v99"), newer).unwrap();
        let plan = bench.store.to_forget("Zoë", &[]).unwrap();
        let names = |paths: &[PathBuf]| {
            paths.iter().map(|path| path.to_string_lossy().rsplit_once("-v").unwrap().1.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            (names(&plan.copies), names(&plan.half_made)),
            (vec!["1-2".into(), "3".into()], vec!["4".into(), "5".into(), "6".into()])
        );
        let strange: Vec<_> = plan
            .strange
            .iter()
            .map(|strange| (names(std::slice::from_ref(&strange.path)).remove(0), strange.why))
            .collect();
        let expected = [("2", "is not a take log"), ("7", "is not a file"), ("99", "is of a newer sidecoach")];
        assert_eq!(strange, expected.map(|(name, why)| (name.to_owned(), why)));
        let (dir, forgotten) = forget(bench, "Zoë");
        forgotten.unwrap();
        assert_eq!(holders(dir.path(), "ana"), ["takes.db.backup-v99"]);
        for gone in 4..7 {
            assert!(!dir.path().join(format!("takes.db.backup-v{gone}")).exists(), "{gone}");
        }
        assert_eq!(fs::read(dir.path().join("takes.db.backup-v2")).unwrap(), b"precious".repeat(100));
    }

    #[cfg(unix)]
    #[test]
    fn copies_are_found_beside_links_and_what_was_rescued_too() {
        use std::os::unix::fs::symlink;
        let bench = bench();
        let folder = bench.dir.path().to_owned();
        let copy =
            |name: &str| bench.store.db.execute("VACUUM INTO ?1", [folder.join(name).to_string_lossy()]).unwrap();
        fs::create_dir(folder.join("links")).unwrap();
        symlink(bench.path(), folder.join("links/mine.db")).unwrap();
        symlink(bench.path(), folder.join("other.db")).unwrap();
        symlink(folder.join("nowhere"), beside(&bench, ".backup-v4")).unwrap();
        symlink(bench.path(), beside(&bench, ".backup-v5")).unwrap();
        for name in [
            "links/mine.db.backup-v3",
            "other.db.backup-v3",
            "takes-rescued.db",
            "takes-rescued-2.db.backup-v1",
            "links/takes-rescued-2.db",
        ] {
            copy(name);
        }
        let dir = bench.dir;
        drop(bench.store);
        let link = folder.join("links/mine.db");
        let store = Store::open(&link, Access::Write).unwrap();
        let plan = store.to_forget("Zoë", &[]).unwrap();
        let strange: Vec<_> = plan.strange.iter().map(|strange| strange.why).collect();
        assert_eq!((plan.copies.len(), strange), (6, vec!["is a link to a file that is not there"]));
        store.forget("Zoë", &[], 9).unwrap();
        // No rescued file belongs to that one any more.
        assert_eq!(holders(dir.path(), "ana"), ["takes-rescued-2.db.backup-v1"]);
        assert_eq!(holders(&folder.join("links"), "ana"), [""; 0]);
        let passing = format!("links/mine.db.merging-{}", id(9));
        fs::write(folder.join(&passing), "Ana").unwrap();
        Store::open(&folder.join("takes.db"), Access::Write).unwrap().forget("Ben", &[], 9).unwrap();
        assert!(folder.join(&passing).exists(), "no link beside the log leads from there");
        Store::open(&link, Access::Write).unwrap().add_player(id(5), "Chi", 9).unwrap();
        Store::open(&link, Access::Write).unwrap().forget("Chi", &[], 9).unwrap();
        assert!(!folder.join(&passing).exists());
    }

    thread_local! {
        /// Where the folder of the log is, and what it held at each place where the program could have ended.
        static SEEN: RefCell<Option<(PathBuf, Vec<TempDir>)>> = const { RefCell::new(None) };
    }

    /// Takes down what would be left on the disk if the program were killed here: with pages that are written and not
    /// committed, and without.
    pub(super) fn look(db: &Connection) {
        SEEN.with_borrow_mut(|seen| {
            let Some((folder, seen)) = seen else { return };
            for is_flushed in [false, true] {
                if is_flushed {
                    db.cache_flush().unwrap();
                }
                let dir = tempfile::tempdir().unwrap();
                for entry in fs::read_dir(&*folder).unwrap().map(|entry| entry.unwrap()) {
                    if entry.path().is_file() {
                        fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
                    }
                }
                seen.push(dir);
            }
        });
    }

    #[test]
    fn wherever_it_is_cut_short_the_same_again_and_the_next_opening_finish_it() {
        let bench = bench();
        // What was there before it was overwritten is in free pages.
        bench
            .store
            .db
            .execute_batch("UPDATE judgement SET note = 'Ana, ' || note; UPDATE judgement SET note = NULL")
            .unwrap();
        SEEN.set(Some((bench.dir.path().to_owned(), Vec::new())));
        let (dir, path) = (bench.dir, bench.store.path.clone());
        drop(bench.store);
        Store::open_to_forget(&path).unwrap().forget("Zoë", &["Anita".to_owned()], 9).unwrap();
        let (_, seen) = SEEN.take().unwrap();
        assert!(seen.len() > 20, "{}", seen.len());
        assert!(seen.iter().filter(|seen| !holders(seen.path(), "ana").is_empty()).count() > 10);
        let is_done = |dir: &Path, how: &str| {
            for name in ["ana", "zoë", "anita"] {
                assert_eq!(holders(dir, name), [""; 0], "{how}: {name}");
            }
            let store = Store::open(&dir.join("takes.db"), Access::Read).unwrap();
            let left = "SELECT (SELECT count(*) FROM forgetting) || ' ' || (SELECT count(*) FROM former) || ' ' ||
                          (SELECT count(*) FROM forgotten) || ' ' || (SELECT count(*) FROM tombstone)";
            assert_eq!(store.db.query_row(left, [], |row| row.get::<_, String>(0)).unwrap(), "0 0 3 1", "{how}");
        };
        is_done(dir.path(), "uncut");
        for (n, seen) in seen.into_iter().enumerate() {
            let again = tempfile::tempdir().unwrap();
            for entry in fs::read_dir(seen.path()).unwrap().map(|entry| entry.unwrap()) {
                fs::copy(entry.path(), again.path().join(entry.file_name())).unwrap();
            }
            drop(Store::open(&seen.path().join("takes.db"), Access::Write).unwrap());
            is_done(seen.path(), &format!("opened after cut {n}"));
            let path = again.path().join("takes.db");
            match Store::open_to_forget(&path).unwrap().forget("Zoë", &["Anita".to_owned()], 9) {
                Err(RosterError::Unknown(_)) => {}
                forgotten => forgotten.unwrap(),
            }
            is_done(again.path(), &format!("the same after cut {n}"));
        }
    }

    #[test]
    fn a_merge_with_a_log_that_forgot_somebody_can_be_cut_short_too() {
        let mut here = bench();
        let (there, forgotten) = forget(Bench::new(opening()), "Ana");
        forgotten.unwrap();
        let merge = |store: &mut Store| {
            let incoming = Incoming::log(&there.path().join("takes.db"), &store.path).unwrap();
            store.merge(incoming, |_| false).unwrap();
        };
        SEEN.set(Some((here.dir.path().to_owned(), Vec::new())));
        merge(&mut here.store);
        let (_, seen) = SEEN.take().unwrap();
        assert!(seen.len() > 10, "{}", seen.len());
        for (n, seen) in seen.into_iter().enumerate() {
            let mut store = Store::open(&seen.path().join("takes.db"), Access::Write).unwrap();
            if store.find_player("Zoë").unwrap().is_some() {
                merge(&mut store);
            }
            drop(store);
            assert_eq!([holders(seen.path(), "ana"), holders(seen.path(), "zoë")], [[""; 0]; 2], "cut {n}");
        }
    }

    #[test]
    fn a_log_that_somebody_has_open_is_finished_later() {
        let bench = bench();
        bench
            .store
            .db
            .execute("INSERT INTO forgetting VALUES (?1, '[\"Ana\",\"Zoë\"]', 9)", [id(ANA).to_string()])
            .unwrap();
        let second = Store::open(&bench.path(), Access::Write).unwrap();
        assert!(second.is_forgetting().unwrap());
        let (dir, path) = (bench.dir, bench.store.path.clone());
        drop((second, bench.store));
        drop(Store::open(&path, Access::Write).unwrap());
        assert_eq!(holders(dir.path(), "ana"), [""; 0]);
    }

    #[test]
    fn the_names_of_others_stay() {
        let mut bench = bench();
        let unknown = bench.store.to_forget("Chi", &[]).unwrap_err().to_string();
        assert!(unknown.starts_with("nobody is known as Chi"), "{unknown}");
        bench.store.add_player(id(3), "Ana", 5).unwrap();
        let names = bench.store.to_forget("Zoë", &["Zo".to_owned()]).unwrap().names;
        assert_eq!(names, BTreeSet::from(["Zo", "Zoë"].map(str::to_owned)), "Ana is somebody else by now");
        bench.store.add_player(id(4), "p01", 5).unwrap();
        let taken = bench.store.to_forget("Zoë", &[]).unwrap_err().to_string();
        assert!(taken.starts_with("P01 is already known"), "{taken}");
    }
}
