//! What a log of so many takes (default: a million) costs, beside one with the same prompts, one take each:
//!
//!     cargo bench --bench million -- 1000000
//!
//! Each is done in a process of its own, several times; the shortest time and the largest peak of memory count. With a
//! Python that has `duckdb` (`benches/million.sh` makes one), the takes of each prompt are also put together by `DuckDB`, in
//! a table of its own:
//!
//!     cargo bench --bench million -- 1000000 PYTHON
//!
//! Linux only: it reads `/proc`.

#![expect(clippy::disallowed_methods, reason = "real files are read and measured")]
#![expect(clippy::print_stdout, reason = "it prints a table")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use rusqlite::{Connection, params};
use sidecoach::booth::store::judge::Change;
use sidecoach::booth::store::read::{Filter, TakeName};
use sidecoach::booth::store::report::Period;
use sidecoach::booth::store::{Access, Store};
use sidecoach::report::By;
use sidecoach::take::Verdict;
use uuid::Uuid;

const PROMPTS: u64 = 1000;
const PLAYERS: u64 = 24;
/// So many takes make a workshop.
const WORKSHOP: u64 = 30;
const TURNS: usize = 5;
const START: i64 = 1_000_000_000_000;
/// From one take to the next.
const PACE: i64 = 300_000;

type Subject = fn(&mut Store, takes: u64);

const SUBJECTS: &[(&str, Subject)] = &[
    ("open the stage", |store, takes| {
        let now = START + takes as i64 * PACE;
        assert!(store.running().expect("those that run").is_empty());
        let taken_up = store.resume(now, None, None).expect("resumed").expect("the last workshop goes on");
        let this = Some(taken_up.workshop.id);
        store.close_interrupted(this).expect("closed");
        assert_eq!(store.players(this).expect("players").len() as u64, PLAYERS);
        store.none_coming().expect("nobody is coming");
        assert!(!store.past_draws(PROMPTS as u32, this, now).expect("draws").is_empty());
        assert!(!store.rates().expect("rates").is_empty());
    }),
    ("by prompt", |store, _| tallied(store, By::Prompt, &Period::default())),
    ("by pack", |store, _| tallied(store, By::Pack, &Period::default())),
    ("by feeling", |store, _| tallied(store, By::Feeling, &Period::default())),
    ("by shift", |store, _| tallied(store, By::Shift, &Period::default())),
    ("by role", |store, _| tallied(store, By::Role, &Period::default())),
    ("by kind", |store, _| tallied(store, By::Kind, &Period::default())),
    ("by tag", |store, _| tallied(store, By::Tag, &Period::default())),
    ("by reason", |store, _| tallied(store, By::Reason, &Period::default())),
    ("by workshop", |store, _| tallied(store, By::Workshop, &Period::default())),
    ("by prompt, the later half", |store, takes| tallied(store, By::Prompt, &later_half(takes))),
    ("by feeling, the later half", |store, takes| tallied(store, By::Feeling, &later_half(takes))),
    ("by prompt, one workshop", |store, _| {
        let workshop = Uuid::parse_str(&id(2, 7)).ok();
        tallied(store, By::Prompt, &Period { workshop, ..Period::default() });
    }),
    ("by player", |store, _| drop(store.appearances(&Period::default()).expect("players"))),
    ("list 20 takes", |store, _| {
        assert_eq!(store.takes(&Filter { limit: Some(20), ..Filter::default() }).expect("takes").len(), 20);
    }),
    ("show a take", |store, takes| drop(store.take(number(takes)).expect("a take").expect("it is there"))),
    ("judge a take", |store, takes| {
        let change = Change::Verdict(Verdict::Usable, None);
        assert!(store.judge(number(takes), "ben", change, Uuid::now_v7(), START).expect("judged"));
    }),
];

fn tallied(store: &Store, by: By, period: &Period) {
    assert!(!store.tallies(by, period).expect("figures").is_empty());
}

fn later_half(takes: u64) -> Period {
    Period { since: Some(START + takes as i64 / 2 * PACE), ..Period::default() }
}

fn number(takes: u64) -> TakeName {
    TakeName::Number((takes / 2).max(1) as i64)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [log, takes, what] = args.as_slice()
        && let Some((_, subject)) = SUBJECTS.iter().find(|(name, _)| name == what)
    {
        return once(Path::new(log), takes.parse().expect("a number"), *subject);
    }
    let takes = args.first().map_or(1_000_000, |arg| arg.parse().expect("a number of takes"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("million");
    fs::create_dir_all(&folder).expect("a folder");
    let (small, large) = (folder.join(format!("{PROMPTS}.db")), folder.join(format!("{takes}.db")));
    for (log, takes) in [(&small, PROMPTS), (&large, takes)] {
        if !log.exists() {
            make(log, takes);
        }
    }
    println!("{:<28} {:>10} {:>10} {:>8} {:>10}", "ms", PROMPTS, takes, "ratio", "peak MiB");
    for (name, _) in SUBJECTS {
        let ((before, _), (after, peak)) = (best(&small, PROMPTS, name), best(&large, takes, name));
        println!("{name:<28} {before:>10.2} {after:>10.2} {:>8.2} {:>10.1}", after / before, peak / 1024.0);
    }
    if let Some(python) = args.get(1) {
        duckdb(python, &large);
    }
}

/// The shortest time in ms and the largest peak in KiB.
fn best(log: &Path, takes: u64, name: &str) -> (f64, f64) {
    let mut best = (f64::INFINITY, 0.0_f64);
    for _ in 0..TURNS {
        let me = std::env::current_exe().expect("a program");
        let run = Command::new(me).arg(log).args([&takes.to_string(), name]).output().expect("it runs");
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
        let out = String::from_utf8_lossy(&run.stdout);
        let (ms, peak) = out.trim().split_once(' ').expect("two numbers");
        best = (best.0.min(ms.parse().expect("ms")), best.1.max(peak.parse().expect("KiB")));
    }
    best
}

fn once(log: &Path, takes: u64, subject: Subject) {
    let began = Instant::now();
    let mut store = Store::open(log, Access::Write).expect("a log");
    subject(&mut store, takes);
    let ms = began.elapsed().as_secs_f64() * 1000.0;
    let status = fs::read_to_string("/proc/self/status").expect("a status");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    println!("{ms} {}", peak.trim().trim_end_matches(" kB"));
}

fn id(kind: u64, n: u64) -> String {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + (u128::from(kind) << 40) + u128::from(n)).to_string()
}

/// A log of so many takes, the same each time.
fn make(log: &Path, takes: u64) {
    let part = log.with_extension("part");
    // What a run that was cut short left.
    let _ = fs::remove_file(&part);
    drop(Store::open(&part, Access::Write).expect("a log"));
    let mut db = Connection::open(&part).expect("a log");
    db.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000").expect("set");
    let tx = db.transaction().expect("a transaction");
    fill(&tx, takes).expect("filled");
    tx.commit().expect("written");
    db.close().expect("closed");
    fs::rename(part, log).expect("renamed");
}

fn fill(db: &Connection, takes: u64) -> rusqlite::Result<()> {
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for n in 0..PLAYERS {
        let sql = "INSERT INTO player (id, name, pseudonym, added_at) VALUES (?1, ?2, ?3, ?4)";
        db.execute(sql, params![id(1, n), format!("Player {n}"), format!("P{:02}", n + 1), START])?;
    }
    let mut workshop = db.prepare(
        "INSERT INTO workshop (id, name, started, zone, seed, lock) VALUES (?1, ?2, ?3, 'Europe/Berlin', 7, ?4)",
    )?;
    let mut draw = db.prepare(
        "INSERT INTO draw (id, workshop, number, pack, pack_hash, prompt, seed, stream, text, words, odds_numerator,
           odds_denominator, fate, hand, drawn_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 7, '1.1.0', ?7, '[]', 1, 1000, ?8, ?9, ?10)",
    )?;
    let mut take = db.prepare(
        "INSERT INTO take (id, draw, of_draw, rehearsal, text, hand, started, planned_ms, ended_at_ms, played_ms, seen_ms,
           ending, verdict, reason)
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, 240000, ?7, ?7, ?7, ?8, ?9, ?10)",
    )?;
    let mut cast = db.prepare(
        r#"INSERT INTO "cast" VALUES (?1, ?2, ?3, 'the one who is late', ?4, NULL, 'Player', ?5, ?5, NULL)"#,
    )?;
    let mut moment = db.prepare("INSERT INTO moment (id, take, at_ms, kind) VALUES (?1, ?2, 60000, 'mark')")?;
    let mut judgement = db.prepare(
        "INSERT INTO judgement (id, take, at, judge, verdict, reason, note, perceived)
         VALUES (?1, ?2, ?3, 'leader', ?4, ?5, NULL, '[]')",
    )?;
    let feelings = ["remorse", "relief", "anger", "joy", "fear", "sadness"];
    let text = "An apology that comes too late, in a lighthouse, with the ferry already gone.";
    let hash = "5ea1".repeat(16);
    for n in 0..takes {
        let started = START + n as i64 * PACE;
        let room = id(2, n / WORKSHOP);
        if n % WORKSHOP == 0 {
            workshop.execute(params![room, format!("lab {}", n / WORKSHOP), started, format!("{room}.lock")])?;
            let last = started + WORKSHOP as i64 * PACE;
            db.execute("INSERT INTO sitting (workshop, last) VALUES (?1, ?2)", params![room, last])?;
        }
        // The first takes go through all prompts.
        let prompt = if n < PROMPTS { n } else { random(PROMPTS) };
        let (pack, name) = (format!("pack-{}", prompt % 5), format!("prompt-{prompt}"));
        let [first, second, third] = [0, 1, 3].map(|step| feelings[((prompt + step) % 6) as usize]);
        let arcs = [format!("{first}:2 -> {second} @60%"), third.to_owned()];
        let kind = ["scene", "game", "monologue"][(prompt % 3) as usize];
        let mut hand = String::new();
        let _ = write!(
            hand,
            r#"{{"version":3,"id":"{}","number":{},"words_attempt":1,"cast_attempt":0,"pack":"{pack}","prompt":"{name}","pack_hash":"{hash}","seed":7,"kind":"{kind}","tags":["tag-{}","loud"],"text":"{text}","coach":[{{"text":"Let the silence work.","at":"60%"}},{{"text":"Look at each other.","at":"1m30s"}}],"words":[],"chance":[1,1000],"ready_ms":20000,"scene_ms":180000,"debrief_ms":60000,"players_min":2,"players_max":4,"roles":[{{"name":"apologiser","label":"the one who is late","feeling":{{"asked":"{}","words":[["{first}","{first}"],["{second}","{second}"]]}},"secret":"You forgot it, and know why."}},{{"name":"wronged","label":"wronged","feeling":{{"asked":"{third}","words":[["{third}","{third}"]]}},"secret":null}}],"cast":[],"drawn_at":{started}}}"#,
            id(3, n * 2),
            2 * (n % WORKSHOP) + 1,
            prompt % 17,
            arcs[0],
        );
        let mut deal = |half: u64, fate: &str| {
            let number = (2 * (n % WORKSHOP) + 1 + half) as i64;
            draw.execute(params![id(3, n * 2 + half), room, number, pack, hash, name, text, fate, hand, started])
        };
        if random(5) == 0 {
            deal(1, "passed")?;
        }
        deal(0, "played")?;
        let (verdict, reason) = match random(10) {
            0..4 => (Some("usable"), None),
            4 => (Some("not-usable"), None),
            5 => (Some("not-usable"), Some("technical")),
            6 | 7 => (Some("not-usable"), Some("feeling")),
            8 => (Some("hold"), None),
            _ => (None, None),
        };
        let (is_rehearsal, ending) = (random(50) == 0, if random(100) == 0 { "stopped" } else { "edit" });
        let (key, length) = (id(4, n), 60_000 + random(200_000) as i64);
        take.execute(params![key, id(3, n * 2), is_rehearsal, text, hand, started, length, ending, verdict, reason])?;
        let lead = random(PLAYERS);
        for (position, role) in [Some("apologiser"), Some("wronged"), None].into_iter().enumerate() {
            let player = (lead + position as u64 * 5) % PLAYERS;
            cast.execute(params![key, position as i64, role, id(1, player), arcs.get(position)])?;
        }
        moment.execute(params![id(5, n), key])?;
        if verdict.is_some() {
            judgement.execute(params![id(6, n), key, started + length, verdict, reason])?;
        }
    }
    Ok(())
}

/// `DuckDB` puts the same takes together by prompt, with the same columns.
const DUCKDB: &str = "\
import sys, time, duckdb
db = duckdb.connect()
db.execute('create table take as select * from read_csv_auto(?, header=true)', [sys.argv[1]])
query = '''select pack, prompt, count(*), sum((verdict = 'usable')::int), sum((verdict = 'hold')::int),
  sum((verdict is null)::int), sum((verdict = 'not-usable' and reason = 'technical')::int),
  sum((verdict = 'not-usable' and reason = 'feeling')::int), sum(played_ms), max(started)
  from take where rehearsal = 0 and ending <> 'stopped' group by pack, prompt'''
times = []
for _ in range(20):
    began = time.perf_counter()
    rows = db.execute(query).fetchall()
    times.append((time.perf_counter() - began) * 1000)
print(f'{\"DuckDB by prompt\":<28} {\"\":>10} {min(times):>10.2f}    ({len(rows)} prompts)')
";

fn duckdb(python: &str, log: &Path) {
    let table = log.with_extension("csv");
    let db = Connection::open(log).expect("a log");
    let mut file = BufWriter::new(File::create(&table).expect("a table"));
    writeln!(file, "pack,prompt,verdict,reason,played_ms,started,rehearsal,ending").expect("written");
    let sql =
        "SELECT concat_ws(',', pack, prompt, coalesce(verdict, ''), coalesce(take.reason, ''), played_ms, started,
                 rehearsal, ending) FROM take JOIN draw ON draw.id = draw";
    let mut rows = db.prepare(sql).expect("a query");
    let rows = rows.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    for row in rows {
        writeln!(file, "{}", row.expect("a row")).expect("written");
    }
    file.flush().expect("written");
    let run = Command::new(python).args(["-c", DUCKDB]).arg(&table).status().expect("Python runs");
    assert!(run.success(), "DuckDB did it");
}
