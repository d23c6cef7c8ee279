//! How far judges agree: Krippendorff's alpha (Krippendorff 2004, "Content Analysis").

use std::collections::BTreeMap;

/// What a difference between two answers is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Answers are the same or not: feelings.
    Nominal,
    /// Answers have an order, and those far apart differ more: verdicts.
    Ordinal,
}

/// 1 where judges always agree, 0 where they agree no more than chance would have it, below that where less. `units` are
/// the answers given to each thing judged; one that has a single answer says nothing. `None` where nothing could differ:
/// with fewer than two different answers.
#[must_use]
pub fn alpha<T: Ord>(units: &[Vec<T>], scale: Scale) -> Option<f64> {
    let paired = || units.iter().filter(|answers| answers.len() > 1);
    let mut counts: BTreeMap<&T, f64> = BTreeMap::new();
    for answer in paired().flatten() {
        *counts.entry(answer).or_insert(0.0) += 1.0;
    }
    let counts: Vec<(&T, f64)> = counts.into_iter().collect();
    let total: f64 = counts.iter().map(|(_, count)| count).sum();
    let difference = |one: usize, other: usize| {
        let (low, high) = (one.min(other), one.max(other));
        match scale {
            _ if low == high => 0.0,
            Scale::Nominal => 1.0,
            Scale::Ordinal => {
                let between: f64 = counts[low..=high].iter().map(|(_, count)| count).sum();
                let distance = between - f64::midpoint(counts[low].1, counts[high].1);
                distance * distance
            }
        }
    };
    let expected: f64 = pairs(&counts).map(|(one, other, weight)| weight * difference(one, other)).sum();
    if expected == 0.0 {
        return None;
    }
    let observed: f64 = paired()
        .map(|answers| {
            let mut own: Vec<(usize, f64)> = vec![];
            for answer in answers {
                // Every answer was counted above.
                let at = counts.partition_point(|(known, _)| *known < answer);
                match own.iter_mut().find(|(known, _)| *known == at) {
                    Some((_, count)) => *count += 1.0,
                    None => own.push((at, 1.0)),
                }
            }
            let apart: f64 =
                pairs(&own).map(|(one, other, weight)| weight * difference(own[one].0, own[other].0)).sum();
            apart / (answers.len() - 1) as f64
        })
        .sum();
    Some(1.0 - (total - 1.0) * observed / expected)
}

/// The places of every two different answers of a list, with how many pairs of theirs there are.
fn pairs<T>(counts: &[(T, f64)]) -> impl Iterator<Item = (usize, usize, f64)> {
    (0..counts.len()).flat_map(move |one| (0..one).map(move |other| (one, other, counts[one].1 * counts[other].1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of answers for each judge, one letter for each unit, `.` for none.
    fn units(judges: &[&str]) -> Vec<Vec<char>> {
        let rows: Vec<Vec<char>> = judges.iter().map(|judge| judge.chars().collect()).collect();
        let unit = |n: usize| rows.iter().map(|row| row[n]).filter(|&answer| answer != '.').collect();
        (0..rows[0].len()).map(unit).collect()
    }

    #[test]
    fn agreement_is_as_published() {
        let check = |judges: &[&str], nominal: f64, ordinal: f64| {
            for (scale, expected) in [(Scale::Nominal, nominal), (Scale::Ordinal, ordinal)] {
                let alpha = alpha(&units(judges), scale).expect("answers differ");
                assert!((alpha - expected).abs() < 1e-9, "{judges:?} {scale:?}: {alpha}");
            }
        };
        // The four coders of Krippendorff's example; `irr::kripp.alpha` prints 0.743 and 0.815.
        let four = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
        check(&four, 0.743_421_052_631_579, 0.815_387_503_754_881);
        check(&["0100000010", "1110010000"], 0.095_238_095_2, 0.095_238_095_2);
        let three = [".....34121133.3", "1.213343.......", "..21344.21133.4"];
        check(&three, 0.691_358_024_7, 0.806_721_419_9);
    }

    #[test]
    fn without_two_answers_that_differ_there_is_none() {
        for judges in [&["111", "111"][..], &["1..", ".2."], &["1", "."], &["12"]] {
            for scale in [Scale::Nominal, Scale::Ordinal] {
                assert_eq!(alpha(&units(judges), scale), None, "{judges:?}");
            }
        }
        let judges = ["1122", "2211"];
        assert!(alpha(&units(&judges), Scale::Nominal).expect("answers differ") < 0.0, "less than by chance");
    }
}
