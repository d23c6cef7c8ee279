//! The beta distribution that makes counts likeliest.
//!
//! Start with [`maximum`]. It looks for where the likelihood no longer rises. Its slopes are differences of digamma
//! functions at whole distances, which are finite sums of fractions: no logarithm is needed.

use super::Counts;

/// Below this strength, counts are all or nothing; above the other, they are spread no more than chance has it.
const STRENGTHS: (f64, f64) = (1.0 / 1024.0, 1_048_576.0);
/// How near is near enough, as a share of what is looked for.
const NEAR: f64 = 1e-13;
/// More steps than any search takes that comes to an end.
const STEPS: usize = 200;

/// The parameters α and β, or `None` where no strength is the likeliest: nothing was judged both ways, none twice, or
/// rates are spread no more than chance has it. Where counts are all or nothing, the weakest strength is given.
pub fn maximum(prompts: &[Counts]) -> Option<(f64, f64)> {
    let counted = Counted::new(prompts);
    if counted.usable.is_empty() || counted.not_usable.is_empty() || counted.judged.len() < 2 {
        return None;
    }
    let (weakest, strongest) = STRENGTHS;
    let mut below = Tried::new(&counted, weakest, 0.5);
    if below.slope <= 0.0 {
        return Some(below.parameters());
    }
    let mut above = below;
    while above.slope > 0.0 {
        if above.strength >= strongest {
            return None;
        }
        below = above;
        above = Tried::new(&counted, above.strength * 2.0, above.mean);
    }
    // The slope is 0 between the two. A chord finds it; where one end stays twice, its slope is halved (Dowell and
    // Jarratt 1971).
    for _ in 0..STEPS {
        let share = below.slope / (below.slope - above.slope);
        let tried = Tried::new(&counted, below.strength + share * (above.strength - below.strength), above.mean);
        if above.strength - below.strength <= NEAR * below.strength || tried.slope == 0.0 {
            return Some(tried.parameters());
        }
        if tried.slope > 0.0 {
            below = tried;
            above.slope /= 2.0;
        } else {
            above = tried;
            below.slope /= 2.0;
        }
    }
    None
}

/// How many prompts have more than `j` usable, not usable and judged takes, for each `j` from 0.
struct Counted {
    usable: Vec<f64>,
    not_usable: Vec<f64>,
    judged: Vec<f64>,
}

impl Counted {
    fn new(prompts: &[Counts]) -> Self {
        let more_than = |count: fn(&Counts) -> u32| {
            let mut more: Vec<f64> = Vec::new();
            for count in prompts.iter().map(count).filter(|&count| count > 0) {
                let count = count as usize;
                if more.len() < count {
                    more.resize(count, 0.0);
                }
                more[count - 1] += 1.0;
            }
            for j in (1..more.len()).rev() {
                more[j - 1] += more[j];
            }
            more
        };
        Self {
            usable: more_than(|counts| counts.usable),
            not_usable: more_than(|counts| counts.judged - counts.usable),
            judged: more_than(|counts| counts.judged),
        }
    }

    /// The likeliest mean at a strength. In the mean alone, the slope only falls.
    fn mean(&self, strength: f64, guess: f64) -> f64 {
        let (mut low, mut high, mut mean) = (0.0, 1.0, guess);
        for _ in 0..STEPS {
            let (rises, bends) = sums(&self.usable, mean * strength);
            let (falls, bends_too) = sums(&self.not_usable, (1.0 - mean) * strength);
            if rises > falls {
                low = mean;
            } else {
                high = mean;
            }
            let newton = mean + (rises - falls) / (strength * (bends + bends_too));
            let next = if low < newton && newton < high { newton } else { f64::midpoint(low, high) };
            if (next - mean).abs() <= NEAR * mean {
                return next;
            }
            mean = next;
        }
        mean
    }
}

/// A strength that was tried.
#[derive(Clone, Copy)]
struct Tried {
    strength: f64,
    /// The likeliest mean with it.
    mean: f64,
    /// How the likelihood rises with the strength there.
    slope: f64,
}

impl Tried {
    fn new(counted: &Counted, strength: f64, guess: f64) -> Self {
        let mean = counted.mean(strength, guess);
        let rises = mean * sums(&counted.usable, mean * strength).0;
        let rises_too = (1.0 - mean) * sums(&counted.not_usable, (1.0 - mean) * strength).0;
        Self { strength, mean, slope: rises + rises_too - sums(&counted.judged, strength).0 }
    }

    fn parameters(self) -> (f64, f64) {
        (self.mean * self.strength, (1.0 - self.mean) * self.strength)
    }
}

/// The sums of `more[j] / (x + j)` and of `more[j] / (x + j)²`.
fn sums(more: &[f64], x: f64) -> (f64, f64) {
    let mut sums = (0.0, 0.0);
    for (j, count) in more.iter().enumerate() {
        let part = 1.0 / (x + j as f64);
        sums.0 += count * part;
        sums.1 += count * part * part;
    }
    sums
}
