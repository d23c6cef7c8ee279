//! Random streams that follow from a seed alone, equal on every platform and in every release.
//!
//! Start with [`stream`] and [`below`].

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The largest seed, 2^53 − 1: what JSON and every language's numbers carry exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// What a stream is for. The numbers never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Which prompt is drawn.
    Prompt = 1,
    /// Which words fill it.
    Words = 2,
    /// Who plays it, among equals.
    Cast = 3,
    /// Which words fill a prompt that is looked at and not drawn.
    PreviewWords = 4,
    /// Who could play it.
    PreviewCast = 5,
}

/// The stream of one draw for one purpose. Its key is seed, purpose and attempt, each as eight little-endian bytes, and
/// its stream number is the draw's: asking for other words or another cast disturbs no later draw.
#[must_use]
pub fn stream(seed: u64, purpose: Purpose, number: u32, attempt: u32) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&(purpose as u64).to_le_bytes());
    key[16..24].copy_from_slice(&u64::from(attempt).to_le_bytes());
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(u64::from(number));
    rng
}

/// A number from 0 to `end` − 1, each as likely as any other (Lemire 2019). `end` must be above 0.
pub fn below(rng: &mut impl Rng, end: u64) -> u64 {
    let unfair = end.wrapping_neg() % end;
    loop {
        let wide = u128::from(rng.next_u64()) * u128::from(end);
        if wide as u64 >= unfair {
            return (wide >> 64) as u64;
        }
    }
}
