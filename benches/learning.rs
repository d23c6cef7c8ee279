//! Whether drawing by what worked gives more usable takes, and what that costs in variety:
//!
//!     cargo bench --bench learning
//!
//! Start with [`RULES`]. A deck of 200 prompts, each with a rate that nobody knows; 20 workshops of 30 takes, every one
//! judged. Counted are the usable takes of a workshop, over the second ten, and the different prompts of the last five
//! together. The deck is the real one, and so is what it learns; the rules it does not have are tried through the weights
//! of its prompts and through what it is told to rest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sidecoach::deck::{Company, Deck, Filters, PastDraw};
use sidecoach::learn::{Counts, Lessons, Level, Prior, fit};
use sidecoach::pack::read::read;
use sidecoach::pack::{Pack, Prompt, PromptKey, Weight};

const RUNS: u64 = 200;
const PROMPTS: usize = 200;
const WORKSHOPS: u64 = 20;
const TAKES: u32 = 30;

/// What a rule knows of a prompt: its pack, its takes so far, its hidden rate.
type Known = (Prior, Counts, f64);

/// How a prompt's odds follow from what is known.
#[derive(Clone, Copy)]
enum Rule {
    /// The deck's own.
    Own(Level),
    /// A factor made of what is known, ¼ to 4.
    Weights(fn(Known, &mut ChaCha8Rng) -> f64),
    /// The power of a factor, and the share of the usual rest of what works better than its pack.
    Rest(i32, f64),
}

/// Each with its name, the one it is measured by first.
const RULES: &[(&str, Rule)] = &[
    ("off", Rule::Own(Level::Off)),
    ("gentle", Rule::Own(Level::Gentle)),
    ("keen", Rule::Own(Level::Keen)),
    ("keen, eighth power", Rule::Weights(|known, _| power(expected(known), known.0.mean, 8))),
    ("keen, not shrunk", Rule::Weights(|(prior, counts, _), _| power(plain(counts), prior.mean, 4))),
    ("gentle, rest not shortened", Rule::Rest(2, 1.0)),
    ("keen, rest not shortened", Rule::Rest(4, 1.0)),
    ("gentle, rest halved", Rule::Rest(2, 0.5)),
    ("keen, rest halved", Rule::Rest(4, 0.5)),
    ("Thompson, squared", Rule::Weights(|known, rng| power(sampled(known, rng), known.0.mean, 2))),
    ("Thompson, fourth power", Rule::Weights(|known, rng| power(sampled(known, rng), known.0.mean, 4))),
    ("oracle, squared", Rule::Weights(|(.., rate), _| power(rate, 0.4, 2))),
    ("oracle, fourth power", Rule::Weights(|(.., rate), _| power(rate, 0.4, 4))),
];

/// A rate against the pack's, to some power, within the bounds of the factor.
fn power(rate: f64, mean: f64, power: i32) -> f64 {
    (rate / mean).powi(power).clamp(0.25, 4.0)
}

/// The rate to be expected.
fn expected(known: Known) -> f64 {
    let (alpha, beta) = parameters(known);
    alpha / (alpha + beta)
}

/// The rate as its takes alone have it.
fn plain(counts: Counts) -> f64 {
    f64::from(counts.usable + 1) / f64::from(counts.judged + 2)
}

/// A rate drawn from what is believed.
fn sampled(known: Known, rng: &mut ChaCha8Rng) -> f64 {
    let (alpha, beta) = parameters(known);
    let (one, other) = (gamma(alpha, rng), gamma(beta, rng));
    one / (one + other)
}

/// The beta distribution that is believed in.
fn parameters((prior, counts, _): Known) -> (f64, f64) {
    let not_usable = counts.judged - counts.usable;
    (
        prior.mean * prior.strength + f64::from(counts.usable),
        (1.0 - prior.mean) * prior.strength + f64::from(not_usable),
    )
}

/// A draw from a gamma distribution (Marsaglia and Tsang 2000).
fn gamma(shape: f64, rng: &mut ChaCha8Rng) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, rng) * rng.random::<f64>().powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let radius = (-2.0 * rng.random::<f64>().max(f64::MIN_POSITIVE).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * rng.random::<f64>()).cos();
        let v = (1.0 + normal / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && rng.random::<f64>().ln() < normal * normal / 2.0 + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

/// One run of a rule: usable takes a workshop, and different prompts.
struct Run {
    usable: f64,
    variety: f64,
}

fn run(rule: Rule, seed: u64, pack: &Arc<Pack>) -> Run {
    let mut hidden = ChaCha8Rng::seed_from_u64(seed);
    let mut chances = ChaCha8Rng::seed_from_u64(seed + RUNS);
    // The second of four even numbers is spread as Beta(2, 3).
    let rates: Vec<f64> = (0..PROMPTS)
        .map(|_| {
            let mut four = [(); 4].map(|()| hidden.random::<f64>());
            four.sort_by(f64::total_cmp);
            four[1]
        })
        .collect();
    let mut counts = vec![Counts::default(); PROMPTS];
    let mut history: Vec<usize> = Vec::new();
    let mut deck = taught(rule, pack);
    let (mut usable, mut different) = (0, BTreeSet::new());
    for workshop in 0..WORKSHOPS {
        for number in 1..=TAKES {
            deck = match rule {
                Rule::Own(_) => deck,
                Rule::Weights(factor) => {
                    let prior = fit(&counts);
                    let known = |entry: usize| (prior, counts[entry], rates[entry]);
                    let factors: Vec<f64> = (0..PROMPTS).map(|entry| factor(known(entry), &mut chances)).collect();
                    weighted(pack, &factors, &history)
                }
                Rule::Rest(to, share) => {
                    let prior = fit(&counts);
                    let factor = |entry: usize| {
                        let own = counts[entry];
                        let learned =
                            if own.judged == 0 { 1.0 } else { power(expected((prior, own, 0.0)), prior.mean, to) };
                        let half = PROMPTS as f64 / 2.0 * if learned > 1.0 { share } else { 1.0 };
                        let after = history.iter().rev().position(|&drawn| drawn == entry);
                        let quarters = after.map_or(4.0, |after| (4.0 * after as f64 / half).floor().min(4.0));
                        learned * quarters / 4.0
                    };
                    weighted(pack, &(0..PROMPTS).map(factor).collect::<Vec<_>>(), &[])
                }
            };
            let entry = deck.draw(seed * WORKSHOPS + workshop, number).unwrap_or_default();
            deck.record(entry, Vec::new());
            history.push(entry);
            let is_usable = hidden.random::<f64>() < rates[entry];
            counts[entry] = counts[entry].with(is_usable);
            deck.learn(&key(entry), is_usable);
            usable += u32::from(is_usable && workshop >= WORKSHOPS / 2);
            if workshop >= WORKSHOPS - 5 {
                different.insert(entry);
            }
        }
    }
    Run { usable: f64::from(usable) / (WORKSHOPS / 2) as f64, variety: different.len() as f64 }
}

fn key(entry: usize) -> PromptKey {
    PromptKey { pack: "many".to_owned(), id: format!("p{entry:03}") }
}

fn past(entry: usize) -> PastDraw {
    PastDraw { prompt: Some(key(entry)), words: Vec::new() }
}

/// A deck in which these draws have come.
fn resting(pack: &Arc<Pack>, history: &[usize]) -> Deck {
    let recent = &history[history.len().saturating_sub(PROMPTS / 2)..];
    let draws = recent.iter().map(|&entry| past(entry)).collect();
    Deck::new(std::slice::from_ref(pack), Filters::default(), Company::default(), draws)
}

fn taught(rule: Rule, pack: &Arc<Pack>) -> Deck {
    let mut deck = resting(pack, &[]);
    if let Rule::Own(level) = rule {
        deck.set_lessons(Lessons { level, counts: BTreeMap::new(), targets: BTreeMap::new() });
    }
    deck
}

/// A deck whose prompts weigh what these factors say.
fn weighted(pack: &Pack, factors: &[f64], history: &[usize]) -> Deck {
    let weigh = |(prompt, factor): (&Arc<Prompt>, &f64)| {
        // Finer than thousandths, since it is all relative; what rests weighs next to nothing.
        let weight = Weight::from_thousandths((factor * 100_000.0).round().max(1.0) as u32);
        Arc::new(Prompt { weight: weight.unwrap_or(Weight::ONE), ..Prompt::clone(prompt) })
    };
    let prompts = pack.prompts.iter().zip(factors).map(weigh).collect();
    resting(&Arc::new(Pack { prompts, ..pack.clone() }), history)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn main() {
    let prompt = |entry| format!("[[prompt]]\nid = \"{}\"\ntext = \"Play.\"\n", key(entry).id);
    let prompts: Vec<String> = (0..PROMPTS).map(prompt).collect();
    let text = format!("format = 1\ntitle = \"Many\"\nrating = \"general\"\n{}", prompts.concat());
    let (Some(pack), _) = read("many", text.as_bytes()) else { return eprintln!("the pack can't be read") };
    let pack = Arc::new(pack);
    println!("{PROMPTS} prompts, {WORKSHOPS} workshops of {TAKES} takes, {RUNS} runs");
    println!("| rule | usable takes a workshop | against off | different prompts | against off |");
    println!("|---|---|---|---|---|");
    let mut off = None;
    for &(name, rule) in RULES {
        let runs: Vec<Run> = (0..RUNS).map(|seed| run(rule, seed, &pack)).collect();
        let usable: Vec<f64> = runs.iter().map(|run| run.usable).collect();
        let variety = mean(&runs.iter().map(|run| run.variety).collect::<Vec<_>>());
        let average = mean(&usable);
        let squares: Vec<f64> = usable.iter().map(|value| (value - average) * (value - average)).collect();
        let error = (mean(&squares) / RUNS as f64).sqrt();
        let (first, of) = *off.get_or_insert((average, variety));
        println!(
            "| {name} | {average:.2} ± {error:.2} | {:+.1} % | {variety:.1} | {:.1} % |",
            100.0 * (average / first - 1.0),
            100.0 * variety / of
        );
    }
}
