//! The thread that writes a stage's entries, so that no key waits for a disk.
//!
//! Start with [`Writer::spawn`].

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use crate::learn::Counts;
use crate::pack::PromptKey;
use crate::report::{Figures, Topic};
use crate::scene::Ms;
use crate::stage::{Answer, Rescue};
use crate::take::{Entry, PastTake};

use super::elsewhere::{self, Rescued};
use super::identity::{FileId, file_id};
use super::lock::WorkshopLock;
use super::resume::{News, news};
use super::spare::Spare;
use super::{Access, Store, StoreError, write};

/// How many takes are found at most.
const MOST: u32 = 500;

/// How long a copy of the log is waited for.
const COPYING: Duration = Duration::from_secs(60);

/// What the thread has to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// What became of an entry.
    Answer(Answer),
    /// Another program changed the log.
    News(News),
    /// It was looked whether another program changed the log, and that was told.
    Looked,
    /// What was looked up, newest first.
    Found(Vec<PastTake>),
    /// What the takes of each prompt were worth, of those that have a judged one.
    Rates(BTreeMap<PromptKey, Counts>),
    /// What the log amounts to, as it was asked.
    Figures(Figures),
    /// What the leader should know, as a sentence.
    Told(String),
    /// What was written is no longer where the log is to be: [`Writer::spare`] keeps it.
    Lost,
}

/// A handle of the thread. When it is dropped, the thread writes what it was given and ends.
#[derive(Debug)]
pub struct Writer {
    orders: Sender<Order>,
    thread: JoinHandle<()>,
}

enum Order {
    Save(Vec<(u64, Box<Entry>)>),
    Look,
    LookFirst,
    Find(String),
    Rates,
    Figures(Topic),
    Check(Sender<Result<(), StoreError>>),
    Spare(Box<Rescue>),
    Close(Box<Rescue>, Sender<Option<Rescued>>),
    Discard(Sender<()>),
    Copy(PathBuf, Box<Rescue>, Sender<Result<Rescued, StoreError>>),
    Stop,
}

impl Writer {
    /// Starts the thread for a workshop's log. Without a `lock` it takes the workshop's as soon as the log can be opened;
    /// it holds it to its end. A log that can't be opened is tried anew at each save.
    pub fn spawn(
        log: PathBuf,
        workshop: Uuid,
        lock: Option<WorkshopLock>,
        send: impl Fn(Reply) + Send + 'static,
    ) -> io::Result<Self> {
        let (orders, inbox) = mpsc::channel();
        let mut desk = Desk::new(log, workshop, lock);
        let thread = thread::Builder::new().name("take log".to_owned()).spawn(move || desk.work(&inbox, &send))?;
        Ok(Self { orders, thread })
    }

    /// Has an entry written. Numbers rise by one from 1; after a failure they start again from the one that failed.
    pub fn save(&self, seq: u64, entry: Entry) {
        self.save_all(vec![(seq, entry)]);
    }

    /// Has several entries written, all of them or, where that can be, none: what one key brings about is not to be found
    /// half done after a crash.
    pub fn save_all(&self, entries: Vec<(u64, Entry)>) {
        if !entries.is_empty() {
            self.order(Order::Save(entries.into_iter().map(|(seq, entry)| (seq, Box::new(entry))).collect()));
        }
    }

    /// Asks for news. There is a reply only if another program changed the log since the last look.
    pub fn look(&self) {
        self.order(Order::Look);
    }

    /// Asks for news, and for a word when it has been looked, whether there is any.
    pub fn look_first(&self) {
        self.order(Order::LookFirst);
    }

    /// Looks takes up: those with all of these words in them. It waits until nothing is left to write; of several
    /// questions that wait, only the last is answered.
    pub fn find(&self, words: String) {
        self.order(Order::Find(words));
    }

    /// Looks up what the takes of each prompt were worth, once nothing is left to write.
    pub fn rates(&self) {
        self.order(Order::Rates);
    }

    /// Looks up what the log amounts to, once nothing is left to write; of several questions that wait, only the last is
    /// answered.
    pub fn figures(&self, topic: Topic) {
        self.order(Order::Figures(topic));
    }

    /// Waits until everything ordered so far is done, and says whether what was written is where the log is.
    pub fn check(&self) -> Result<(), StoreError> {
        let (send, answer) = mpsc::channel();
        self.order(Order::Check(send));
        // A thread that panicked has said so already.
        answer.recv().unwrap_or(Ok(()))
    }

    /// Keeps in a file beside the log all that a session knows, and what is saved later, until the log is what it was again.
    /// The reply says where.
    pub fn spare(&self, rescue: Rescue) {
        self.order(Order::Spare(Box::new(rescue)));
    }

    /// Where it is kept if the log is not what it was, with what the session knows by now. `None` where nothing had to be
    /// kept, where not all of it can be, or there is no answer in time.
    pub fn close_spare(&self, rescue: &Rescue) -> Option<Rescued> {
        let (send, answer) = mpsc::channel();
        self.order(Order::Close(Box::new(rescue.clone()), send));
        answer.recv_timeout(COPYING).ok().flatten()
    }

    /// Deletes the file in which it was kept, since all of it is elsewhere.
    pub fn discard_spare(&self) {
        let (send, answer) = mpsc::channel();
        self.order(Order::Discard(send));
        let _ = answer.recv_timeout(COPYING);
    }

    /// Copies the log to a new file, with what is not in it yet; where it can't be read, all that the session knows. A log
    /// that was taken away can be read as long as it is open. `None` where there is no answer in time.
    pub fn copy(&self, path: PathBuf, rescue: &Rescue) -> Option<Result<Rescued, StoreError>> {
        let (send, answer) = mpsc::channel();
        self.order(Order::Copy(path, Box::new(rescue.clone()), send));
        answer.recv_timeout(COPYING).ok()
    }

    /// Waits until everything ordered so far is done, and ends the thread.
    pub fn stop(self) {
        self.order(Order::Stop);
        // A thread that panicked has said so already.
        let _ = self.thread.join();
    }

    fn order(&self, order: Order) {
        // If the thread is gone no reply comes either, and the stage keeps what it has not seen saved.
        let _ = self.orders.send(order);
    }
}

/// What the thread has before it.
struct Desk {
    log: PathBuf,
    workshop: Uuid,
    store: Option<Store>,
    /// Given back after the log was closed.
    lock: Option<WorkshopLock>,
    /// The state of the log at the last look, by this connection's count of what others changed.
    looked: Option<i64>,
    /// The number of the first entry that is not written.
    next: u64,
    /// Why the last try failed.
    trouble: String,
    /// Which file the log was when it was first opened: what is written is there, and in no other.
    file: Option<FileId>,
    /// When something was last written, by the wall clock.
    wrote: Option<Ms>,
    /// Whether it was told that the log is not what it was.
    is_told: bool,
    /// Where it is written since then.
    spare: Option<Spare>,
}

impl Desk {
    fn new(log: PathBuf, workshop: Uuid, lock: Option<WorkshopLock>) -> Self {
        Self {
            log,
            workshop,
            store: None,
            lock,
            looked: None,
            next: 1,
            trouble: String::new(),
            file: None,
            wrote: None,
            is_told: false,
            spare: None,
        }
    }

    fn work(&mut self, inbox: &Receiver<Order>, send: &impl Fn(Reply)) {
        // The workshop is to be locked from the start. If that fails, the first save says why. What the log holds now
        // is no news.
        let _ = self.open();
        self.look();
        let mut waiting = None;
        let mut question = None;
        let mut wants_rates = false;
        let mut topic = None;
        loop {
            let mut order = waiting.take().or_else(|| inbox.try_recv().ok());
            if order.is_none() {
                // Nothing is to be written just now.
                let found = question.take().map(|words: String| self.find(&words));
                found.into_iter().flatten().for_each(send);
                let rates = std::mem::take(&mut wants_rates).then(|| self.rates());
                rates.into_iter().for_each(send);
                let figures = topic.take().map(|topic| self.figures(topic));
                figures.into_iter().for_each(send);
                order = inbox.recv().ok();
            }
            let Some(order) = order else { break };
            match order {
                Order::Save(mut batch) => {
                    waiting = loop {
                        match inbox.try_recv() {
                            Ok(Order::Save(more)) => batch.extend(more),
                            other => break other.ok(),
                        }
                    };
                    self.save(&batch).into_iter().for_each(send);
                }
                Order::Look => self.look().into_iter().for_each(send),
                Order::LookFirst => self.look().into_iter().chain([Reply::Looked]).for_each(send),
                Order::Find(words) => question = Some(words),
                Order::Rates => wants_rates = true,
                Order::Figures(asked) => topic = Some(asked),
                Order::Check(answer) => drop(answer.send(self.check())),
                Order::Spare(rescue) => self.spare(&rescue).into_iter().for_each(send),
                Order::Close(rescue, answer) => drop(answer.send(self.close_spare(&rescue))),
                Order::Discard(answer) => {
                    self.discard_spare();
                    let _ = answer.send(());
                }
                Order::Copy(path, rescue, answer) => {
                    // A log that was never opened is not to be made now.
                    let _ = self.file.is_some().then(|| self.open());
                    let _ = answer.send(elsewhere::rescue(self.store.as_ref(), &path, &rescue, self.wrote()));
                }
                Order::Stop => break,
            }
        }
    }

    /// Writes several entries, at the cost of one if all can be written, and answers each.
    fn save(&mut self, batch: &[(u64, Box<Entry>)]) -> Vec<Reply> {
        match self.write(batch) {
            Ok(replies) => replies,
            // One that can't be written is not to keep those before it from the disk.
            Err(_) if batch.len() > 1 => batch.chunks(1).flat_map(|alone| self.save(alone)).collect(),
            Err(e) => {
                self.trouble = e.to_string();
                // Whatever is wrong may be put right from outside. What is not where it was can only be read while it is
                // open.
                self.store = self.store.take().filter(|store| !store.is_in_place());
                self.keep_elsewhere(batch);
                let lost = if is_lost(&e) { self.tell_once(&e) } else { None };
                batch.iter().map(|(seq, _)| failed(*seq, &self.trouble)).chain(lost).collect()
            }
        }
    }

    fn keep_elsewhere(&mut self, batch: &[(u64, Box<Entry>)]) {
        if let Some(spare) = &mut self.spare {
            // What can't be written there now comes again, at the next try or at the end.
            let _ = spare.add(batch.iter().map(|(_, entry)| &**entry));
        }
    }

    /// Writes several entries, all or none. What follows one that failed waits until that has come again.
    fn write(&mut self, batch: &[(u64, Box<Entry>)]) -> Result<Vec<Reply>, StoreError> {
        let (workshop, trouble, mut next) = (self.workshop, self.trouble.clone(), self.next);
        if batch.iter().all(|(seq, _)| *seq > next) {
            self.keep_elsewhere(batch);
            return Ok(batch.iter().map(|(seq, _)| failed(*seq, &trouble)).collect());
        }
        let now = Timestamp::now().as_millisecond();
        self.open()?;
        self.check()?;
        let store = self.open()?;
        let (replies, is_touched) = store.write(|db| {
            let mut replies = Vec::with_capacity(batch.len());
            for (seq, entry) in batch {
                replies.push(if *seq > next {
                    failed(*seq, &trouble)
                } else {
                    let take_number = write::put(db, workshop, entry)?;
                    next = next.max(seq + 1);
                    Reply::Answer(Answer::Saved { seq: *seq, take_number })
                });
            }
            let is_news = batch.iter().any(|(_, entry)| !matches!(**entry, Entry::Seen { .. }));
            let is_touched = if is_news {
                write::touch(db, workshop, now)?;
                true
            } else {
                write::touch_now_and_then(db, workshop, now)?
            };
            Ok((replies, is_touched))
        })?;
        store.check_written()?;
        if is_touched {
            self.wrote = Some(now);
        }
        self.next = next;
        Ok(replies)
    }

    /// Whether what was written is where the log is. If not, no other file that is there is harmed by it.
    fn check(&mut self) -> Result<(), StoreError> {
        let wrote = self.wrote();
        let Some(store) = &mut self.store else {
            let is_there = self.file.is_none() || self.file == file_id(&self.log);
            return if is_there { Ok(()) } else { Err(StoreError::Gone { path: self.log.clone() }) };
        };
        let checked = store.check(wrote);
        if matches!(checked, Err(StoreError::Gone { .. })) {
            store.step_aside();
        }
        checked
    }

    fn wrote(&self) -> Option<(Uuid, Ms)> {
        self.wrote.map(|at| (self.workshop, at))
    }

    /// What there is to tell when the log is not what it was, unless it was told.
    fn tell_once(&mut self, fault: &StoreError) -> Option<Reply> {
        let is_news = !std::mem::replace(&mut self.is_told, true);
        is_news.then(|| if is_lost(fault) { Reply::Lost } else { Reply::Told(fault.to_string()) })
    }

    /// Writes what is no longer where the log is to be elsewhere, and tells where.
    fn spare(&mut self, rescue: &Rescue) -> Option<Reply> {
        let fault = self.check().err()?;
        Some(Reply::Told(match Spare::make(&self.log, self.store.as_ref(), rescue, self.wrote()) {
            Ok(spare) => {
                let path = spare.path().display().to_string();
                self.discard_spare();
                self.spare = Some(spare);
                format!("{fault}. Until then all of it is kept in {path}")
            }
            Err(e) => format!("{fault}. It can't be kept elsewhere either: {e}"),
        }))
    }

    fn close_spare(&mut self, rescue: &Rescue) -> Option<Rescued> {
        self.spare.take()?.close(&rescue.unsaved).ok()
    }

    fn discard_spare(&mut self) {
        if let Some(spare) = self.spare.take() {
            spare.discard();
        }
    }

    fn look(&mut self) -> Option<Reply> {
        if let Err(e) = self.check() {
            return self.tell_once(&e);
        }
        self.is_told = false;
        let (workshop, looked) = (self.workshop, self.looked);
        let found = self.store.as_ref()?.read(|db| {
            let version = db.query_row("PRAGMA data_version", [], |row| row.get(0))?;
            let news = if looked == Some(version) { None } else { Some(news(db, workshop)?) };
            Ok((version, news))
        });
        // A log that can't be read just now is looked at again the next time.
        let (version, news) = found.ok()?;
        self.looked = Some(version);
        news.map(Reply::News)
    }

    fn find(&mut self, words: &str) -> Vec<Reply> {
        let found = self.open().and_then(|store| store.find(words, MOST));
        match found {
            Ok(takes) => vec![Reply::Found(takes)],
            Err(e) => vec![Reply::Found(Vec::new()), Reply::Told(e.to_string())],
        }
    }

    fn rates(&mut self) -> Reply {
        let rates = self.open().and_then(|store| store.rates());
        rates.map_or_else(|e| Reply::Told(e.to_string()), Reply::Rates)
    }

    fn figures(&mut self, topic: Topic) -> Reply {
        let figures = self.open().and_then(|store| store.figures(topic, Timestamp::now().as_millisecond()));
        figures.map_or_else(|e| Reply::Told(e.to_string()), Reply::Figures)
    }

    fn open(&mut self) -> Result<&mut Store, StoreError> {
        let store = if let Some(store) = self.store.take().filter(|store| !store.is_back()) {
            store
        } else {
            self.check()?;
            self.looked = None;
            Store::open(&self.log, Access::Write)?
        };
        self.file = self.file.or_else(|| file_id(store.path()));
        if self.lock.is_none() {
            // Where files can't be locked the log is still written.
            self.lock = WorkshopLock::acquire(&self.log, self.workshop).ok().flatten();
        }
        Ok(self.store.insert(store))
    }
}

/// Whether what was written is no longer where the log is to be.
const fn is_lost(fault: &StoreError) -> bool {
    matches!(fault, StoreError::Gone { .. } | StoreError::Parted { .. })
}

fn failed(seq: u64, why: &str) -> Reply {
    Reply::Answer(Answer::Failed { seq, why: why.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::channel;

    use super::super::judge::Change;
    use super::super::lock::is_free;
    use super::super::read::{Filter, TakeName};
    use super::super::sample::{self, ANA, WORKSHOP, arrived, id, opening};
    use super::*;
    use crate::report::By;
    use crate::take::Verdict;

    /// A writer of the sample's workshop, and its replies.
    fn writer(log: &std::path::Path) -> (Writer, Receiver<Reply>) {
        let (send, replies) = channel();
        let writer = Writer::spawn(log.to_owned(), id(WORKSHOP), None, move |reply| {
            let _ = send.send(reply);
        });
        (writer.unwrap(), replies)
    }

    /// The thread's work without a thread.
    fn desk(log: &std::path::Path) -> Desk {
        Desk::new(log.to_owned(), id(WORKSHOP), None)
    }

    fn saved(seq: u64) -> Reply {
        Reply::Answer(Answer::Saved { seq, take_number: None })
    }

    /// The numbers of these replies: below zero for a failure.
    fn numbers(replies: impl Iterator<Item = Reply>) -> Vec<i64> {
        let number = |reply| match reply {
            Reply::Answer(Answer::Saved { seq, .. }) => seq as i64,
            Reply::Answer(Answer::Failed { seq, .. }) => -(seq as i64),
            Reply::News(_)
            | Reply::Looked
            | Reply::Found(_)
            | Reply::Rates(_)
            | Reply::Figures(_)
            | Reply::Told(_)
            | Reply::Lost => 0,
        };
        replies.map(number).collect()
    }

    #[test]
    fn entries_are_written_and_answered_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("new/folder/takes.db");
        let (writer, replies) = writer(&log);
        for (seq, entry) in (1..).zip(opening()) {
            writer.save(seq, entry);
        }
        let all: Vec<_> = replies.iter().take(5).collect();
        assert_eq!(all[..4], [1, 2, 3, 4].map(saved));
        assert_eq!(all[4], Reply::Answer(Answer::Saved { seq: 5, take_number: Some(1) }));
        assert!(!is_free(&log, &super::super::lock::name(id(WORKSHOP))), "its workshop is locked");
        writer.stop();
        assert!(is_free(&log, &super::super::lock::name(id(WORKSHOP))));
        assert_eq!(Store::open(&log, Access::Read).unwrap().takes(&Filter::default()).unwrap().len(), 1);
    }

    #[test]
    fn a_log_that_was_put_right_is_used_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        fs::write(&log, "this is no log, but somebody's letter").unwrap();
        let (writer, replies) = writer(&log);
        writer.save(1, opening().remove(0));
        writer.save(2, arrived(ANA, "Ana"));
        assert_eq!(numbers(replies.iter().take(2)), [-1, -2]);
        fs::rename(&log, dir.path().join("letter.txt")).unwrap();
        writer.save(3, arrived(sample::BEN, "Ben"));
        assert_eq!(numbers(replies.iter().take(1)), [-3], "what comes later waits for what failed");
        for (seq, entry) in (1..).zip(opening()) {
            writer.save(seq, entry);
        }
        assert_eq!(numbers(replies.iter().take(5)), [1, 2, 3, 4, 5]);
        assert_eq!(fs::read(dir.path().join("letter.txt")).unwrap(), b"this is no log, but somebody's letter");
        writer.stop();
    }

    fn people(log: &std::path::Path) -> usize {
        Store::open(log, Access::Read).unwrap().players(None).unwrap().len()
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_to_a_log_that_was_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        let (log, aside) = (dir.path().join("takes.db"), dir.path().join("aside.db"));
        let (writer, replies) = writer(&log);
        writer.save(1, opening().remove(0));
        assert_eq!(replies.recv().unwrap(), saved(1));
        fs::rename(&log, &aside).unwrap();
        for other in [false, true] {
            if other {
                fs::write(&log, "").unwrap();
            }
            writer.save(2, arrived(ANA, "Ana"));
            let reply = replies.recv().unwrap();
            assert!(
                matches!(&reply, Reply::Answer(Answer::Failed { seq: 2, why }) if why.contains("taken away")),
                "{reply:?}"
            );
            assert_eq!(fs::read(&log).ok(), other.then(Vec::new), "nothing was put in its place");
            if !other {
                assert_eq!(replies.recv().unwrap(), Reply::Lost, "once");
                let written = opening().drain(..1).collect();
                writer.spare(Rescue { written, unsaved: vec![arrived(ANA, "Ana")], ..Rescue::default() });
                let told = replies.recv().unwrap();
                assert!(matches!(&told, Reply::Told(why) if why.contains("is kept in ")), "{told:?}");
                assert_eq!(people(&dir.path().join("takes-rescued.db")), 1);
            }
        }
        fs::rename(&aside, &log).unwrap();
        writer.save(2, arrived(ANA, "Ana"));
        assert_eq!(replies.recv().unwrap(), saved(2), "it is back");
        writer.discard_spare();
        writer.stop();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "the log and its locks");
        assert_eq!(people(&log), 1);
    }

    #[test]
    fn after_a_failure_nothing_is_written_until_it_comes_again() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        let store = Store::open(&log, Access::Write).unwrap();
        let mut desk = Desk { store: Some(store), ..desk(&log) };
        let mut entries = opening().into_iter().map(Box::new);
        let (workshop, ana, ben) = (entries.next().unwrap(), entries.next().unwrap(), entries.next().unwrap());
        let wrong = Box::new(Entry::Reopened { take: id(9) });
        let batch = [(1, workshop), (2, wrong), (3, ana.clone()), (4, ben.clone())];
        assert_eq!(numbers(desk.save(&batch).into_iter()), [1, -2, -3, -4]);
        let names = || -> Vec<String> {
            let people = Store::open(&log, Access::Read).unwrap().players(None).unwrap();
            people.into_iter().map(|person| person.name).collect()
        };
        assert_eq!(names(), [""; 0]);
        let batch = [(4, ben.clone()), (2, ana.clone()), (3, ben.clone()), (2, ana)];
        assert_eq!(numbers(desk.save(&batch).into_iter()), [-4, 2, 3, 2], "again does no harm");
        assert_eq!(names(), ["Ana", "Ben"]);
        assert_eq!(numbers(desk.save(&[(4, ben)]).into_iter()), [4]);
    }

    #[test]
    fn a_full_disk_fails_the_batch_and_loses_nothing_before_it() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        let (first, replies) = writer(&log);
        first.save(1, opening().remove(0));
        assert_eq!(replies.recv().unwrap(), saved(1));
        first.stop();
        let store = Store::open(&log, Access::Write).unwrap();
        let pages: i64 = store.db.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        store.db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
        let mut desk = Desk { store: Some(store), next: 2, ..desk(&log) };
        let mut big = sample::hand(1);
        big.text = "x".repeat(100_000);
        let (ana, big) = (Box::new(arrived(ANA, "Ana")), Box::new(Entry::Dealt(Box::new(big))));
        let batch = [(2, ana), (3, big)];
        let replies = desk.save(&batch);
        assert!(
            matches!(&*replies, [.., Reply::Answer(Answer::Failed { seq: 3, why })] if why.contains("is full")),
            "{replies:?}"
        );
        let from = desk.next as usize - 2;
        assert!(numbers(desk.save(&batch[from..]).into_iter()).iter().all(|n| *n > 0), "there is room again");
        let store = Store::open(&desk.log, Access::Read).unwrap();
        assert_eq!(store.players(None).unwrap().len(), 1);
    }

    #[test]
    fn takes_are_looked_up_after_what_is_to_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        let (send, inbox) = channel();
        send.send(Order::Find("nobody waits for this".to_owned())).unwrap();
        for (seq, entry) in (1..).zip(opening()) {
            send.send(Order::Look).unwrap();
            send.send(Order::Find("lighthouse".to_owned())).unwrap();
            send.send(Order::Save(vec![(seq, Box::new(entry))])).unwrap();
        }
        drop(send);
        let (reply, replies) = channel();
        let mut desk = desk(&log);
        desk.work(&inbox, &|it| reply.send(it).unwrap());
        drop(reply);
        let replies: Vec<_> = replies.iter().filter(|reply| !matches!(reply, Reply::News(_))).collect();
        assert_eq!(numbers(replies.iter().take(5).cloned()), [1, 2, 3, 4, 5]);
        assert!(matches!(&replies[5..], [Reply::Found(takes)] if takes[0].id == id(301)), "{replies:?}");
    }

    #[test]
    fn figures_are_of_all_that_was_to_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let (send, inbox) = channel();
        send.send(Order::Figures(Topic::People)).unwrap();
        send.send(Order::Figures(Topic::Takes(By::Prompt))).unwrap();
        for (seq, entry) in (1..).zip(opening()) {
            send.send(Order::Save(vec![(seq, Box::new(entry))])).unwrap();
        }
        drop(send);
        let (reply, replies) = channel();
        desk(&dir.path().join("takes.db")).work(&inbox, &|it| reply.send(it).unwrap());
        drop(reply);
        let replies: Vec<_> = replies.iter().collect();
        let [.., Reply::Answer(Answer::Saved { seq: 5, .. }), Reply::Figures(Figures::Takes(By::Prompt, tallies))] =
            &*replies
        else {
            panic!("{replies:?}")
        };
        let takes: Vec<_> = tallies.iter().map(|(key, tally)| (key.as_str(), tally.takes())).collect();
        assert_eq!(takes, [("turns/late-1", 1)]);
    }

    #[test]
    fn a_log_that_can_not_be_looked_into_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        fs::write(&log, "this is no log, but somebody's letter").unwrap();
        let replies = desk(&log).find("letter");
        assert_eq!(replies[0], Reply::Found(Vec::new()));
        assert!(matches!(&replies[1], Reply::Told(why) if why.contains("not a take log")), "{replies:?}");
    }

    #[test]
    fn a_look_tells_what_others_changed() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        let (writer, replies) = writer(&log);
        for (seq, entry) in (1..).zip(opening()) {
            writer.save(seq, entry);
        }
        writer.look();
        writer.save(6, arrived(ANA, "Ana"));
        assert_eq!(numbers(replies.iter().take(6)), [1, 2, 3, 4, 5, 6], "what it wrote itself is no news");
        let mut other = Store::open(&log, Access::Write).unwrap();
        other.add_player(id(3), "Chi", 5).unwrap();
        for (judgement, by) in [(500, "leader"), (501, "ben")] {
            let change = Change::Verdict(Verdict::Usable, None);
            assert!(other.judge(TakeName::Number(1), by, change, id(judgement), 5).unwrap());
        }
        writer.look();
        writer.look();
        writer.save(7, arrived(ANA, "Ana"));
        let Reply::News(news) = replies.recv().unwrap() else { panic!("somebody was added") };
        assert_eq!(news.players.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["Ana", "Ben", "Chi"]);
        assert_eq!(news.counted.keys().collect::<Vec<_>>(), [&id(301)]);
        let judged: Vec<_> = news.judged.iter().map(|(take, given)| (*take, given.id, given.by.as_str())).collect();
        let given = [(id(301), id(500), "leader"), (id(301), id(501), "ben")];
        assert_eq!(judged, given, "whoever judges on this stage finds their own in it");
        assert_eq!(replies.recv().unwrap(), saved(7), "once");
        writer.stop();
    }
}
