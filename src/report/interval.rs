//! How sure a rate is: the Wilson score interval (Wilson 1927).

/// The quantile of the normal distribution that leaves 2.5 % on either side.
const Z: f64 = 1.959_963_984_540_054;

/// Where a rate may truly lie, with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Whether it is so wide that the rate says little: too few takes are judged.
    #[must_use]
    pub fn is_wide(self) -> bool {
        self.high - self.low > 0.5
    }
}

/// The interval of `k` among `n`; `None` where there is nothing to tell from.
#[must_use]
pub fn wilson(k: u64, n: u64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let (k, n) = (k as f64, n as f64);
    let middle = k + Z * Z / 2.0;
    let reach = Z * (k * (n - k) / n + Z * Z / 4.0).sqrt();
    let whole = n + Z * Z;
    let low = if k > 0.0 { (middle - reach) / whole } else { 0.0 };
    let high = if k < n { (middle + reach) / whole } else { 1.0 };
    Some(Interval { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_as_computed_elsewhere() {
        // By `proportion_confint` of statsmodels 0.15.0.
        for (k, n, low, high) in [
            (8, 10, 0.490_162_471_5, 0.943_317_848_5),
            (0, 10, 0.0, 0.277_532_799_9),
            (10, 10, 0.722_467_200_1, 1.0),
            (0, 1, 0.0, 0.793_450_685_6),
            (1, 1, 0.206_549_314_4, 1.0),
            (2, 3, 0.207_659_600_8, 0.938_508_055_3),
            (1, 4, 0.045_587_260_8, 0.699_358_157_4),
            (50, 100, 0.403_831_530_4, 0.596_168_469_6),
            (81, 263, 0.255_288_519_9, 0.366_209_577_0),
            (15, 148, 0.062_386_399_5, 0.160_487_241_7),
            (0, 20, 0.0, 0.161_125_158_1),
            (1, 29, 0.006_113_214_3, 0.171_755_218_8),
        ] {
            let interval = wilson(k, n).expect("something is judged");
            let is_near = |one: f64, other: f64| (one - other).abs() < 1e-9;
            assert!(is_near(interval.low, low) && is_near(interval.high, high), "{k}/{n}: {interval:?}");
        }
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn few_takes_say_little() {
        let wide: Vec<_> = [(1, 1), (2, 3), (5, 10), (6, 12), (7, 12), (8, 10)]
            .map(|(k, n)| wilson(k, n).expect("something is judged").is_wide())
            .into();
        assert_eq!(wide, [true, true, true, false, false, false]);
    }
}
