//! What it costs to check a pack of so many prompts (default: 100, 1,000 and 100,000), beside what the `toml` crate needs
//! to read the same bytes into typed values with their places, and how long a draw from it takes:
//!
//!     cargo bench --bench packs -- 100 1000 100000
//!
//! Each is done in a process of its own, several times, the two taking turns; the shortest time and the largest peak of
//! memory count. Linux only: it reads `/proc`.

#![expect(clippy::disallowed_methods, reason = "real files are read and measured")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Deserialize;
use sidecoach::deck::{Company, Deck, Filters};
use sidecoach::pack::read::read;
use toml::Spanned;

const SIZES: [usize; 3] = [100, 1000, 100_000];
const DRAWS: u32 = 1000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [what, path] = args.as_slice()
        && let Some((_, subject)) = SUBJECTS.iter().find(|(name, _)| name == what)
    {
        return once(*subject, path);
    }
    let sizes: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    let folder = tempfile::tempdir().expect("a folder");
    println!("{:>8} {:<10} {:>12} {:>8} {:>12} {:>8}", "prompts", "", "ms", "ratio", "peak KiB", "ratio");
    for size in if sizes.is_empty() { SIZES.to_vec() } else { sizes } {
        let path = folder.path().join("pack.toml");
        fs::write(&path, pack(size)).expect("a file");
        let mut costs = [(Duration::MAX, 0); SUBJECTS.len()];
        // What takes a moment is disturbed by more.
        let turns = if size < 10_000 { 30 } else { 7 };
        for _ in 0..turns {
            for ((name, _), cost) in SUBJECTS.iter().zip(&mut costs) {
                let (time, peak) = measure(name, &path);
                *cost = (cost.0.min(time), cost.1.max(peak));
            }
        }
        let (base, base_peak) = costs[0];
        for ((name, _), (time, peak)) in SUBJECTS.iter().zip(costs) {
            let (ms, times) = (time.as_secs_f64() * 1e3, time.as_secs_f64() / base.as_secs_f64());
            let larger = peak as f64 / base_peak as f64;
            println!("{size:>8} {name:<10} {ms:>12.3} {times:>8.2} {peak:>12} {larger:>8.2}");
        }
        println!("{size:>8} {:<10} {:>12.3}", "a draw", draw(&path).as_secs_f64() * 1e3);
    }
}

/// A thing to measure: its name, and what does it with a file.
type Subject = (&'static str, fn(&str));

/// What is measured: the first is what the others are held against.
const SUBJECTS: &[Subject] = &[("toml", typed), ("the reader", reader), ("pack check", check)];

/// Does a thing, and prints the nanoseconds it took and the kibibytes of memory at the peak.
fn once(subject: fn(&str), path: &str) {
    let begin = Instant::now();
    subject(path);
    let time = begin.elapsed();
    let status = fs::read_to_string("/proc/self/status").expect("a Linux process");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    println!("{} {}", time.as_nanos(), peak.trim().trim_end_matches(" kB"));
}

fn measure(name: &str, path: &Path) -> (Duration, u64) {
    let me = std::env::current_exe().expect("this program");
    let output = Command::new(me).arg(name).arg(path).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let (time, peak) = text.lines().last().and_then(|line| line.split_once(' ')).expect("two numbers");
    (Duration::from_nanos(time.parse().expect("a time")), peak.parse().expect("a peak"))
}

/// How long a draw takes, with its words and what rests because of it.
fn draw(path: &Path) -> Duration {
    let pack = read("pack", &fs::read(path).expect("a file")).0.expect("a pack");
    let mut deck = Deck::new(&[Arc::new(pack)], Filters::default(), Company::default(), Vec::new());
    let begin = Instant::now();
    for number in 1..=DRAWS {
        let entry = deck.draw(7, number).expect("a prompt fits");
        let words = deck.fill(entry, 7, number, 0).used;
        deck.record(entry, words);
    }
    begin.elapsed() / DRAWS
}

fn typed(path: &str) {
    let text = fs::read_to_string(path).expect("a file");
    black_box(toml::from_str::<Typed>(&text).expect("a pack"));
}

fn reader(path: &str) {
    let (pack, findings) = read("pack", &fs::read(path).expect("a file"));
    assert!(pack.is_some() && findings.is_empty(), "{findings:?}");
}

fn check(path: &str) {
    sidecoach::cli::main(["sidecoach", "pack", "check", path].map(Into::into));
}

/// A pack as it would be read without any check.
#[derive(Deserialize)]
#[expect(dead_code, reason = "that it is read is what counts")]
struct Typed {
    format: Spanned<i64>,
    title: Spanned<String>,
    about: Spanned<String>,
    license: Spanned<String>,
    authors: Vec<Spanned<String>>,
    language: Spanned<String>,
    rating: Spanned<String>,
    words: BTreeMap<String, Spanned<Vec<Spanned<String>>>>,
    prompt: Vec<Spanned<TypedPrompt>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "that it is read is what counts")]
struct TypedPrompt {
    id: Spanned<String>,
    text: Spanned<String>,
    weight: Spanned<f64>,
    tags: Spanned<Vec<Spanned<String>>>,
    role: Vec<Spanned<TypedRole>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "that it is read is what counts")]
struct TypedRole {
    name: Spanned<String>,
    feeling: Spanned<String>,
}

/// A pack of so many prompts, with all that prompts usually have; no two have the same text.
fn pack(prompts: usize) -> String {
    let mut text = String::from(
        "format = 1\ntitle = \"Bench\"\nabout = \"Made to be measured.\"\nlicense = \"CC0-1.0\"\nauthors = [\"bench\"]\n\
         language = \"en\"\nrating = \"general\"\n\n[words]\n\
         place = [\"a lighthouse\", \"the night bus\", \"a lost-property office\"]\nthing = [\"a letter\", \"half a bicycle\"]\n",
    );
    let words = "two strangers wait in the last train of the night and one of them has lost a letter they never meant to \
                 send while the other quietly keeps the reply";
    let words: Vec<&str> = words.split(' ').collect();
    let feelings = ["joy", "grief", "pride", "relief", "fear", "anger", "love", "remorse", "sadness", "surprise"];
    let names = ["host", "guest", "captain", "clerk", "sister", "rival", "doctor", "driver", "tenant", "witness"];
    let tags = ["two-hander", "status", "solo", "grief", "long", "short"];
    for number in 0..prompts {
        // A stride through the words that differs from prompt to prompt.
        let some: Vec<&str> = (0..10 + number % 9).map(|at| words[(number * 7 + at * 5) % words.len()]).collect();
        let of = |list: &[&'static str], at: usize| list[(number + at) % list.len()];
        let _ = write!(
            text,
            "\n[[prompt]]\nid = \"prompt-{number:06}\"\ntext = \"{{place}}: {} until {{thing}} \u{2014} number {number}\"\n\
             weight = {}\ntags = [\"{}\", \"{}\"]\n",
            some.join(" "),
            number % 20 + 1,
            of(&tags, 0),
            of(&tags, 2),
        );
        for role in 0..=number % 2 {
            let _ = write!(
                text,
                "\n  [[prompt.role]]\n  name = \"{}\"\n  feeling = \"{}:{} -> {}\"\n",
                of(&names, role * 3),
                of(&feelings, role),
                number % 3 + 1,
                of(&feelings, role + 4),
            );
        }
    }
    text
}
