use proptest::prelude::*;

use super::*;

fn counts(usable: u32, judged: u32) -> Counts {
    Counts { usable, judged }
}

/// Ten prompts of a pack.
fn ten() -> Vec<Counts> {
    let pairs = [(8, 10), (3, 8), (0, 4), (5, 6), (2, 9), (9, 12), (1, 5), (4, 7), (6, 8), (0, 1)];
    pairs.map(|(usable, judged)| counts(usable, judged)).into()
}

#[test]
fn nothing_is_taken_away_that_is_not_there() {
    assert_eq!(counts(1, 2).with(true).with(false), counts(2, 4));
    for (counted, is_usable, left) in [
        (counts(1, 2), true, counts(0, 1)),
        (counts(1, 2), false, counts(1, 1)),
        (counts(1, 1), false, counts(0, 0)),
        (counts(0, 0), true, counts(0, 0)),
    ] {
        assert_eq!(counted.without(is_usable), left, "{counted:?} {is_usable}");
    }
}

/// The tumours of 70 groups of rats (Tarone 1982), as `y/n` with how many groups had that.
fn rats() -> Vec<Counts> {
    let groups = "0/20x7 0/19x4 0/18x2 0/17 1/20x4 1/19x2 1/18x2 2/25 2/24 2/23 2/20x6 1/10 5/49 2/19 5/46 3/27 2/17 7/49 \
        7/47 3/20x2 2/13 9/48 10/50 4/20x7 10/48 4/19x3 5/22 11/46 12/49 5/20x2 6/23 5/19 6/22 6/20x3 16/52 15/47 15/46 \
        9/24";
    let group = |text: &str| {
        let (fraction, times) = text.split_once('x').unwrap_or((text, "1"));
        let (usable, judged) = fraction.split_once('/').expect("a fraction");
        let number = |text: &str| text.parse().expect("a number");
        vec![counts(number(usable), number(judged)); number(times) as usize]
    };
    groups.split_whitespace().flat_map(group).collect()
}

#[test]
fn fits_are_as_computed_elsewhere() {
    assert_eq!(rats().iter().map(|group| group.judged).sum::<u32>(), 1725);
    // By scipy's optimizers; the vignette of R's BayesGOF prints 2.304768 and 14.079707.
    for (prompts, alpha, beta) in [(rats(), 2.304_784, 14.079_812), (ten(), 2.424_134, 2.398_614)] {
        let fitted = likelihood::maximum(&prompts).expect("a maximum");
        assert!((fitted.0 - alpha).abs() < 1e-5 && (fitted.1 - beta).abs() < 1e-5, "{fitted:?}");
    }
}

#[test]
fn rates_are_drawn_towards_the_pack() {
    let prior = fit(&ten());
    let shrunk = |counts: Counts| {
        (prior.mean * prior.strength + f64::from(counts.usable)) / (prior.strength + f64::from(counts.judged))
    };
    for (usable, judged, expected) in [(8, 10, 0.703_252), (0, 4, 0.274_760), (5, 6, 0.685_975), (0, 1, 0.416_321)] {
        let counts = counts(usable, judged);
        assert!((shrunk(counts) - expected).abs() < 1e-6, "{counts:?}: {}", shrunk(counts));
        let ratio = shrunk(counts) / prior.mean;
        for (level, power) in [(Level::Off, 0), (Level::Gentle, 2), (Level::Keen, 4)] {
            let factor = factor(level, prior, counts);
            assert!((factor - ratio.powi(power).clamp(0.25, 4.0)).abs() < 1e-9, "{counts:?} {level}: {factor}");
        }
    }
}

#[test]
fn without_a_spread_to_see_the_pooled_rate_counts() {
    let pooled =
        |usable: u32, judged: u32| Prior { mean: f64::from(usable + 1) / f64::from(judged + 2), strength: STRONGEST };
    for (why, prompts, expected) in [
        ("nothing judged", vec![], pooled(0, 0)),
        ("only four", vec![counts(2, 2), counts(0, 2)], pooled(2, 4)),
        ("all usable", vec![counts(6, 6), counts(3, 3)], pooled(9, 9)),
        ("none usable", vec![counts(0, 6), counts(0, 3)], pooled(0, 9)),
        ("each judged once", vec![counts(1, 1), counts(0, 1), counts(0, 1), counts(1, 1), counts(1, 1)], pooled(3, 5)),
        ("less spread than by chance", vec![counts(5, 10); 8], pooled(40, 80)),
    ] {
        assert_eq!(fit(&prompts), expected, "{why}");
    }
}

#[test]
fn strengths_stay_within_their_bounds() {
    // All or nothing: the strength is the weakest, and the mean is the share of prompts that always work.
    let prior = fit(&[counts(6, 6), counts(5, 5), counts(0, 6), counts(0, 7)]);
    assert_eq!(prior.strength.to_bits(), WEAKEST.to_bits());
    assert!((prior.mean - 0.5).abs() < 0.01, "{prior:?}");
    // Barely more spread than by chance.
    let prior = fit(&[counts(40, 100), counts(55, 100), counts(60, 100), counts(48, 100)]);
    assert_eq!(prior.strength.to_bits(), STRONGEST.to_bits());
    assert!((prior.mean - 203.0 / 400.0).abs() < 0.01, "{prior:?}");
}

#[test]
fn a_prompt_never_judged_is_weighed_as_ever() {
    let prior = fit(&ten());
    for &level in Level::ALL {
        assert_eq!(factor(level, prior, Counts::default()).to_bits(), 1.0_f64.to_bits());
    }
    let rare = Prior { mean: 0.02, strength: 2.0 };
    for (counts, bound) in [(counts(9, 9), 4.0_f64), (counts(0, 90), 0.25)] {
        assert_eq!(factor(Level::Keen, rare, counts).to_bits(), bound.to_bits(), "{counts:?}");
    }
}

#[test]
fn factors_are_short() {
    for (factor, text) in
        [(1.0, "1"), (1.3, "1.3"), (3.4, "3.4"), (0.25, "0.25"), (1.317, "1.32"), (0.996, "1"), (10.0, "10")]
    {
        assert_eq!(hundredths(factor), text);
    }
}

/// The bits of these numbers are the same on every platform.
#[test]
fn the_same_counts_teach_the_same_for_ever() {
    let prior = fit(&ten());
    let factors = ten().into_iter().take(3).map(|counts| factor(Level::Keen, prior, counts));
    assert_eq!(
        [prior.mean, prior.strength].into_iter().chain(factors).map(f64::to_bits).collect::<Vec<_>>(),
        [
            4_602_702_650_880_670_156_u64,
            4_617_115_950_467_438_670,
            4_615_810_742_728_509_246,
            4_602_693_140_946_012_864,
            4_598_175_219_545_276_416
        ]
    );
}

proptest! {
    /// No neighbour is likelier than what was found.
    #[test]
    fn what_is_found_is_the_likeliest(prompts in prop::collection::vec((0_u32..12, 0_u32..12), 2..12)) {
        let prompts: Vec<_> = prompts.into_iter().map(|(usable, not)| counts(usable, usable + not)).collect();
        let prior = fit(&prompts);
        prop_assert!(prior.mean > 0.0 && prior.mean < 1.0 && (WEAKEST..=STRONGEST).contains(&prior.strength), "{prior:?}");
        let Some((alpha, beta)) = likelihood::maximum(&prompts) else { return Ok(()) };
        prop_assume!(alpha + beta > 0.01);
        let rises = |count: u32, x: f64| (0..count).map(|j| (x + f64::from(j)).ln()).sum::<f64>();
        let likelihood = |alpha: f64, beta: f64| prompts.iter().map(|counts| {
            let not_usable = counts.judged - counts.usable;
            rises(counts.usable, alpha) + rises(not_usable, beta) - rises(counts.judged, alpha + beta)
        }).sum::<f64>();
        let best = likelihood(alpha, beta);
        for (a, b) in [(1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99), (1.01, 1.01), (0.99, 0.99)] {
            prop_assert!(likelihood(alpha * a, beta * b) <= best + 1e-9, "{alpha} {beta}");
        }
    }

    /// The order of the prompts, and those never judged, change nothing.
    #[test]
    fn only_counts_matter((prompts, shuffled) in prop::collection::vec((0_u32..9, 0_u32..9), 0..20)
        .prop_flat_map(|prompts| (Just(prompts.clone()), Just(prompts).prop_shuffle())))
    {
        let all = |prompts: Vec<(u32, u32)>| prompts.into_iter().map(|(a, b)| counts(a, a + b)).collect::<Vec<_>>();
        let mut more = all(shuffled);
        more.extend([Counts::default(); 5]);
        prop_assert_eq!(fit(&all(prompts)), fit(&more));
    }
}
