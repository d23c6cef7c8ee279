//! Running totals that can be changed and searched in logarithmic time (Fenwick 1994).

/// A list of numbers, with the sum of each beginning of it at hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fenwick {
    /// At `i`, counted from 1, the sum of the `i & -i` numbers up to `i`.
    sums: Vec<u64>,
    total: u64,
}

impl Fenwick {
    /// Takes the numbers in, in linear time. Their sum must stay within `u64`.
    pub fn new(numbers: impl IntoIterator<Item = u64>) -> Self {
        let mut sums: Vec<u64> = std::iter::once(0).chain(numbers).collect();
        let total = sums.iter().sum();
        for i in 1..sums.len() {
            let parent = i + (i & i.wrapping_neg());
            if parent < sums.len() {
                sums[parent] += sums[i];
            }
        }
        Self { sums, total }
    }

    /// Changes the number at `index` from one value to another.
    pub fn change(&mut self, index: usize, from: u64, to: u64) {
        self.total = self.total - from + to;
        let mut i = index + 1;
        while i < self.sums.len() {
            self.sums[i] = self.sums[i] - from + to;
            i += i & i.wrapping_neg();
        }
    }

    /// The sum of all numbers.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// The index whose share of the running total holds `point`, which must lie below [`Self::total`]. A number of 0 is
    /// never found.
    pub fn find(&self, mut point: u64) -> usize {
        let mut at = 0;
        let mut step = self.sums.len().next_power_of_two();
        while step > 0 {
            if let Some(&sum) = self.sums.get(at + step).filter(|&&sum| sum <= point) {
                at += step;
                point -= sum;
            }
            step /= 2;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_plain_sums(
            mut numbers in prop::collection::vec(0_u64..9, 1..40),
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0_u64..9), 0..20),
        ) {
            let mut tree = Fenwick::new(numbers.iter().copied());
            for (index, to) in changes {
                let index = index.index(numbers.len());
                tree.change(index, numbers[index], to);
                numbers[index] = to;
            }
            prop_assert_eq!(tree.total(), numbers.iter().sum::<u64>());
            let expected = numbers.iter().enumerate().flat_map(|(i, &n)| (0..n).map(move |_| i));
            for (point, index) in expected.enumerate() {
                prop_assert_eq!(tree.find(point as u64), index);
            }
        }
    }
}
