//! What a draw costs from decks of so many prompts (default: 100, 10,000 and 100,000), beside rand's `WeightedTreeIndex`
//! doing the same work: a `ChaCha8Rng` keyed afresh, one sample, and as many updates as prompts came nearer to their
//! usual odds or were laid to rest by that draw:
//!
//!     cargo bench --bench draws -- 100 10000 100000
//!
//! The two take turns; the shortest time counts.

#![expect(clippy::disallowed_methods, reason = "time is measured")]

use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedTreeIndex;
use sidecoach::deck::{Company, Deck, Filters};
use sidecoach::pack::read::read;

const SIZES: [usize; 3] = [100, 10_000, 100_000];
const TURNS: usize = 9;
/// So many draws are timed together.
const DRAWS: u32 = 2000;
const SEED: u64 = 7;

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    println!("{:>8} {:>8} {:>12} {:>18} {:>8}", "prompts", "updates", "a draw, ns", "WeightedTreeIndex", "ratio");
    for size in if sizes.is_empty() { SIZES.to_vec() } else { sizes } {
        let mut deck = deck(size);
        let mut number = 0;
        // As many draws as it remembers: from then on each lays one prompt to rest and brings others back.
        for _ in 0..=deck.memory() {
            draw(&mut deck, &mut number);
        }
        let updates = updates(&mut deck, &mut number);
        let weights = (0..size).map(|prompt| 4 * weight(prompt));
        let mut tree = WeightedTreeIndex::<u64>::new(weights).expect("weights");
        let mut best = [Duration::MAX; 2];
        for _ in 0..TURNS {
            best[0] = best[0].min(timed(|| draw(&mut deck, &mut number)));
            best[1] = best[1].min(timed(|| least(&mut tree, updates, &mut number)));
        }
        let [ours, floor] = best.map(|best| best.as_secs_f64() * 1e9 / f64::from(DRAWS));
        println!("{size:>8} {updates:>8} {ours:>12.0} {floor:>18.0} {:>8.2}", ours / floor);
    }
}

fn timed(mut draw: impl FnMut()) -> Duration {
    let begin = Instant::now();
    for _ in 0..DRAWS {
        draw();
    }
    begin.elapsed()
}

/// A draw as the stage makes it, but for the words.
fn draw(deck: &mut Deck, number: &mut u32) {
    *number += 1;
    let entry = deck.draw(SEED, *number).expect("a prompt fits");
    deck.record(entry, Vec::new());
}

/// The same with nothing around it.
fn least(tree: &mut WeightedTreeIndex<u64>, updates: usize, number: &mut u32) {
    *number += 1;
    let mut key = [0; 32];
    key[..8].copy_from_slice(&SEED.to_le_bytes());
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(u64::from(*number));
    let drawn = black_box(tree.sample(&mut rng));
    let size = tree.len();
    for step in 0..updates {
        let prompt = (drawn + step * (size / 5 + 1)) % size;
        tree.update(prompt, weight(prompt) * (step as u64 % 4 + 1)).expect("a weight");
    }
}

/// How many prompts a draw gives other odds, at the most of several draws.
fn updates(deck: &mut Deck, number: &mut u32) -> usize {
    let rests = |deck: &Deck| (0..deck.len()).map(|entry| deck.odds(entry).rest).collect::<Vec<_>>();
    let change = |_| {
        let before = rests(deck);
        draw(deck, number);
        before.iter().zip(rests(deck)).filter(|(before, after)| *before != after).count()
    };
    (0..20).map(change).max().unwrap_or_default()
}

fn weight(prompt: usize) -> u64 {
    prompt as u64 % 20 + 1
}

fn deck(size: usize) -> Deck {
    let mut text = "format = 1\ntitle = \"Bench\"\nrating = \"general\"\n".to_owned();
    for prompt in 0..size {
        let weight = weight(prompt);
        let _ =
            write!(text, "\n[[prompt]]\nid = \"prompt-{prompt:06}\"\ntext = \"Number {prompt}.\"\nweight = {weight}\n");
    }
    let pack = read("pack", text.as_bytes()).0.expect("a pack");
    Deck::new(&[Arc::new(pack)], Filters::default(), Company::default(), Vec::new())
}
