//! How many scenes somebody was in: the one meaning of it, wherever scenes are counted.
//!
//! Start with [`Scenes::count`].

use std::fmt;

/// What a take is, where scenes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Went {
    /// It was played, or still is.
    #[default]
    Played,
    /// It was broken off.
    BrokenOff,
    /// It is a rehearsal, which is no scene.
    Rehearsed,
}

/// The scenes somebody was in. A scene is a draw that was played: however many takes it has, it counts once. One whose
/// takes were all broken off stands beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scenes {
    /// How many were played.
    pub played: u64,
    /// How many were only ever broken off.
    pub broken_off: u64,
}

impl Scenes {
    /// Counts a draw, by those of its takes that somebody was in.
    pub fn count(&mut self, takes: impl IntoIterator<Item = Went>) {
        let (mut is_played, mut is_broken_off) = (false, false);
        for went in takes {
            is_played |= went == Went::Played;
            is_broken_off |= went == Went::BrokenOff;
        }
        self.played += u64::from(is_played);
        self.broken_off += u64::from(is_broken_off && !is_played);
    }

    /// Both, as few characters as can say it: `3`, or `3 (+1)` with one broken off.
    #[must_use]
    pub fn in_short(self) -> String {
        match self.broken_off {
            0 => self.played.to_string(),
            broken_off => format!("{} (+{broken_off})", self.played),
        }
    }
}

impl fmt::Display for Scenes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.played == 1 { "scene" } else { "scenes" };
        write!(f, "{} {what}", self.played)?;
        match self.broken_off {
            0 => Ok(()),
            broken_off => write!(f, ", {broken_off} broken off"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Went::{BrokenOff, Played, Rehearsed};

    #[test]
    fn a_draw_is_one_scene_however_often_it_is_played() {
        for (draws, says) in [
            (&[][..], "0 scenes"),
            (&[&[Played, Played][..]], "1 scene"),
            (&[&[BrokenOff, Played], &[Played]], "2 scenes"),
            (&[&[BrokenOff, BrokenOff], &[Played]], "1 scene, 1 broken off"),
            (&[&[Rehearsed], &[Rehearsed, BrokenOff]], "0 scenes, 1 broken off"),
        ] {
            let mut scenes = Scenes::default();
            for takes in draws {
                scenes.count(takes.iter().copied());
            }
            assert_eq!(scenes.to_string(), says, "{draws:?}");
        }
        assert_eq!(Scenes { played: 2, broken_off: 1 }.in_short(), "2 (+1)");
    }
}
