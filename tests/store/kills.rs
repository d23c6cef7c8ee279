//! A program that writes takes and verdicts is killed again and again: what it said it wrote is there.
//!
//! Ten kills are the usual; `SIDECOACH_KILLS=1000 cargo test --test store kills` makes them a thousand.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sidecoach::booth::store::read::{Filter, TakeRecord};
use sidecoach::booth::store::writer::{Reply, Writer};
use sidecoach::booth::store::{Access, Store};
use sidecoach::stage::Answer;
use sidecoach::take::{Ending, Entry, Verdict};
use uuid::Uuid;

use crate::sample;

/// Names the log to write to, and the number of the first take.
const JOB: &str = "SIDECOACH_TEST_JOB";

/// How many kills each log gets.
const OF_A_LOG: u32 = 20;

/// Takes of each program, so that none is numbered twice.
const ROOM: u32 = 10_000;

#[test]
fn what_was_told_to_be_written_survives_any_kill() {
    let kills: u32 = env::var("SIDECOACH_KILLS").map_or(10, |kills| kills.parse().unwrap());
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let mut told = 0;
    let mut early = 0;
    for first in (0..kills).step_by(OF_A_LOG as usize) {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        let mut kept = BTreeMap::new();
        for n in first..kills.min(first + OF_A_LOG) {
            // Most are killed while they write, some before, while the log is made or opened.
            let length = Duration::from_micros(random.random_range(0..120_000));
            let is_writing = random.random_ratio(4, 5);
            let before = kept.len();
            kept.extend(written(&log, (n % OF_A_LOG) * ROOM + 1, length, is_writing));
            early += u32::from(kept.len() == before);
            check(&log, &kept);
        }
        told += kept.values().map(|told| usize::from(told.take) + usize::from(told.verdict)).sum::<usize>();
    }
    println!("{kills} kills, {early} of them before anything was told; {told} takes and verdicts told, all there");
    assert!(told > kills as usize, "most get to write something");
}

/// What a program said of a take.
#[derive(Debug, Default, Clone, Copy)]
struct Told {
    take: bool,
    verdict: bool,
}

/// Starts a program that writes takes from this number on, kills it after a time, from its first word on if it is to be
/// writing, and gives what it had said by then.
fn written(log: &Path, first: u32, length: Duration, is_writing: bool) -> BTreeMap<Uuid, Told> {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "kills::takes_are_written_one_after_another", "--ignored", "--nocapture", "-q"]);
    command.env(JOB, format!("{first} {}", log.display())).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (send, lines) = mpsc::channel();
    let reader = thread::spawn(move || output.lines().map_while(Result::ok).for_each(|line| drop(send.send(line))));
    let mut told: BTreeMap<Uuid, Told> = BTreeMap::new();
    let mut note = |line: &str| {
        match line.split_once(' ') {
            Some(("took", take)) => told.entry(take.parse().unwrap()).or_default().take = true,
            Some(("judged", take)) => told.entry(take.parse().unwrap()).or_default().verdict = true,
            _ => return false,
        }
        true
    };
    // The program that runs tests has words of its own, which come first.
    while is_writing && !note(&lines.recv().unwrap()) {}
    let deadline = Instant::now() + length;
    while let Ok(line) = lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        let _ = note(&line);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    for line in lines {
        let _ = note(&line);
    }
    told
}

/// The log opens, is sound, and holds what was told as it was written.
#[track_caller]
fn check(log: &Path, told: &BTreeMap<Uuid, Told>) {
    let mut store = Store::open(log, Access::Write).unwrap();
    assert_eq!(store.faults().unwrap(), [""; 0]);
    store.close_interrupted(None).unwrap();
    let takes = store.takes(&Filter::default()).unwrap();
    let takes: BTreeMap<Uuid, &TakeRecord> = takes.iter().map(|take| (take.id, take)).collect();
    for (id, told) in told {
        let take = takes.get(id).unwrap_or_else(|| panic!("take {id} is lost"));
        assert_eq!((take.text.as_str(), take.cast.len()), ("An apology, in a lighthouse.", 2));
        assert!(take.ending.is_some());
        if told.verdict {
            let note = Some(format!("note {}", id.as_u128()));
            assert_eq!((take.verdict, &take.note, take.moments.len()), (Some(Verdict::Usable), &note, 1), "{take:?}");
            assert_eq!((take.ending, take.ended_at_ms), (Some(Ending::Edit), Some(187_250)), "{take:?}");
        }
    }
}

/// What is killed. By itself, it writes a few takes and finds them.
#[test]
#[ignore = "the test above starts it"]
fn takes_are_written_one_after_another() {
    let Ok(job) = env::var(JOB) else {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("takes.db");
        write(&log, 1, 20);
        let all = (1..=20).map(|take| (Uuid::from_u128(take), Told { take: true, verdict: true }));
        return check(&log, &all.collect());
    };
    let (first, log) = job.split_once(' ').unwrap();
    let first = first.parse().unwrap();
    write(log.as_ref(), first, ROOM - 1);
}

/// Writes takes as a stage does, and says which of them are in the log.
fn write(log: &Path, first: u32, count: u32) {
    let workshop = u128::from(first) + 9_000_000;
    let (send, replies) = mpsc::channel();
    let writer = Writer::spawn(log.to_owned(), Uuid::from_u128(workshop), None, move |it| drop(send.send(it))).unwrap();
    let mut seq = 0;
    let mut save = |entry: Entry| {
        seq += 1;
        writer.save(seq, entry);
    };
    let opening = sample::opening(workshop);
    let mut waiting = opening.len();
    opening.into_iter().for_each(&mut save);
    let mut out = std::io::stdout().lock();
    for number in first..first + count {
        let entries = sample::played(number);
        let said: Vec<_> = entries.iter().map(said).collect();
        entries.into_iter().for_each(&mut save);
        for said in vec![None; std::mem::take(&mut waiting)].into_iter().chain(said) {
            let reply = replies.recv().unwrap();
            assert!(matches!(reply, Reply::Answer(Answer::Saved { .. })), "{reply:?}");
            if let Some(said) = said {
                writeln!(out, "{said}").and_then(|()| out.flush()).unwrap();
            }
        }
    }
    writer.stop();
}

/// What may be said once an entry is in the log.
fn said(entry: &Entry) -> Option<String> {
    match entry {
        Entry::Began(take) => Some(format!("took {}", take.id)),
        Entry::Judged { take, .. } => Some(format!("judged {take}")),
        _ => None,
    }
}
