//! What people have agreed to, and what of it is in force.
//!
//! Start with [`in_force`] and [`check`]. What somebody said is never changed: a [`Grant`] is followed by others, and by
//! withdrawals. What holds at a time follows from the dates alone, in whatever order they are read.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::pack::{hash, words};
use crate::scene::Ms;

words! {
    /// What somebody's takes are used for.
    Purpose {
        Review "review", EmotionTraining "emotion-training", VoiceTraining "voice-training", Publishing "publishing",
    }
}

words! {
    /// What of somebody is used.
    Medium { Audio "audio", Video "video", Transcript "transcript", }
}

words! {
    /// How it was agreed to.
    Method { Signed "signed", Typed "typed", Recorded "recorded", }
}

/// One thing that a person said about the use of their takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: Uuid,
    /// Who.
    pub player: Uuid,
    /// For what; at least one.
    pub purposes: BTreeSet<Purpose>,
    /// From when it holds, ms since 1970 UTC.
    pub on: Ms,
    /// What was said.
    pub said: Said,
}

/// A text that people agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// What it is called.
    pub version: String,
    /// Its words, to the letter.
    pub text: String,
}

impl Release {
    /// SHA-256 of the text, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        hash(self.text.as_bytes())
    }
}

/// What somebody said about some purposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Yes.
    Granted {
        /// What of them may be used; at least one.
        media: BTreeSet<Medium>,
        /// Until when it holds, ms since 1970 UTC; `None` for as long as it is not withdrawn.
        until: Option<Ms>,
        /// SHA-256 of the text agreed to, in hexadecimal.
        text: String,
        /// How.
        method: Method,
        /// The guardian who gave it, if the person could not.
        given_by: Option<String>,
    },
    /// No more, to whatever was granted for these purposes by then.
    Withdrawn,
}

/// Why takes of a person may not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// They never agreed, or to nothing that has begun.
    NotGranted,
    /// What they agreed to is over.
    Expired,
    /// They took it back.
    Withdrawn,
}

/// What of a person may be used for a purpose at a time: the media of every grant that holds. `said` is what this one
/// person said, in any order.
#[must_use]
pub fn in_force(said: &[Grant], purpose: Purpose, at: Ms) -> BTreeSet<Medium> {
    ends(said, purpose, at).into_keys().collect()
}

/// Whether a person's takes may be used for a purpose at a time. Without a purpose they are for the leader's own list,
/// which needs no grant; but nobody is on it who has taken back all that they ever said.
pub fn check(said: &[Grant], purpose: Option<Purpose>, at: Ms) -> Result<(), Refusal> {
    let is_withdrawn =
        |purpose| last_withdrawal(said, purpose, at).is_some() && standing(said, purpose, at).next().is_none();
    let Some(purpose) = purpose else {
        let begun = said.iter().filter(|grant| grant.on <= at);
        let spoken_of: BTreeSet<Purpose> = begun.flat_map(|grant| grant.purposes.iter().copied()).collect();
        let all_withdrawn = !spoken_of.is_empty() && spoken_of.into_iter().all(is_withdrawn);
        return if all_withdrawn { Err(Refusal::Withdrawn) } else { Ok(()) };
    };
    if !in_force(said, purpose, at).is_empty() {
        Ok(())
    } else if is_withdrawn(purpose) {
        Err(Refusal::Withdrawn)
    } else if standing(said, purpose, at).next().is_some() {
        Err(Refusal::Expired)
    } else {
        Err(Refusal::NotGranted)
    }
}

/// What to write down for somebody to take back what they agreed to, for some purposes: a withdrawal of now, and one of when
/// the last of it begins, if that is yet to come.
pub fn withdrawals(
    said: &[Grant],
    player: Uuid,
    purposes: &BTreeSet<Purpose>,
    now: Ms,
    mut ids: impl FnMut() -> Uuid,
) -> Vec<Grant> {
    let agreed = said.iter().filter(|grant| grant.said != Said::Withdrawn && !grant.purposes.is_disjoint(purposes));
    let last = agreed.map(|grant| grant.on).max().filter(|&last| last > now);
    let withdrawal = |on| Grant { id: ids(), player, purposes: purposes.clone(), on, said: Said::Withdrawn };
    std::iter::once(now).chain(last).map(withdrawal).collect()
}

/// What of somebody's takes may be used for what, in words; nothing of who never said anything. `last_day` names the day
/// before an end, if ends are to be told.
#[must_use]
pub fn in_words(said: &[Grant], at: Ms, last_day: impl Fn(Ms) -> Option<String>) -> String {
    let mut terms: BTreeMap<Option<String>, Vec<(Vec<&str>, String)>> = BTreeMap::new();
    for &purpose in Purpose::ALL {
        let mut media: BTreeMap<Option<String>, Vec<&str>> = BTreeMap::new();
        for (medium, end) in ends(said, purpose, at) {
            media.entry(end.and_then(&last_day)).or_default().push(medium.word());
        }
        for (day, media) in media {
            let (media, groups) = (media.join(", "), terms.entry(day).or_default());
            match groups.last_mut() {
                Some((purposes, same)) if *same == media => purposes.push(purpose.word()),
                _ => groups.push((vec![purpose.word()], media)),
            }
        }
    }
    let term = |(day, groups): (&Option<String>, &Vec<(Vec<&str>, String)>)| {
        let until = day.as_ref().map_or_else(String::new, |day| format!("until {day} "));
        let groups: Vec<_> =
            groups.iter().map(|(purposes, media)| format!("{} ({media})", purposes.join(", "))).collect();
        format!("{until}to {}", groups.join("; "))
    };
    if !terms.is_empty() {
        format!("consent {}", terms.iter().map(term).collect::<Vec<_>>().join("; "))
    } else if said.is_empty() {
        String::new()
    } else if check(said, None, at).is_err() {
        "consent withdrawn".to_owned()
    } else {
        "no consent in force".to_owned()
    }
}

/// The purposes for which something of somebody may be used, each with what.
#[must_use]
pub fn held(said: &[Grant], at: Ms) -> Vec<(&'static str, Vec<&'static str>)> {
    let media = |purpose| in_force(said, purpose, at).into_iter().map(Medium::word).collect::<Vec<_>>();
    let held = Purpose::ALL.iter().map(|&purpose| (purpose.word(), media(purpose)));
    held.filter(|(_, media)| !media.is_empty()).collect()
}

/// What may be used for a purpose at a time, each with the latest end of the grants that hold; `None` for no end.
fn ends(said: &[Grant], purpose: Purpose, at: Ms) -> BTreeMap<Medium, Option<Ms>> {
    let mut ends = BTreeMap::new();
    for (media, until) in standing(said, purpose, at).filter(|(_, until)| until.is_none_or(|until| at < until)) {
        for &medium in media {
            let end = ends.entry(medium).or_insert(until);
            *end = end.zip(until).map(|(end, until)| end.max(until));
        }
    }
    ends
}

/// The grants for a purpose that had begun at a time and were not withdrawn since, with their ends. One that began when a
/// withdrawal was made is withdrawn.
fn standing(said: &[Grant], purpose: Purpose, at: Ms) -> impl Iterator<Item = (&BTreeSet<Medium>, Option<Ms>)> {
    let withdrawn = last_withdrawal(said, purpose, at);
    said.iter().filter_map(move |grant| match &grant.said {
        Said::Granted { media, until, .. }
            if grant.purposes.contains(&purpose) && grant.on <= at && Some(grant.on) > withdrawn =>
        {
            Some((media, *until))
        }
        _ => None,
    })
}

/// When a purpose was last withdrawn by a time.
fn last_withdrawal(said: &[Grant], purpose: Purpose, at: Ms) -> Option<Ms> {
    let withdrawn = said.iter().filter(|grant| grant.said == Said::Withdrawn && grant.purposes.contains(&purpose));
    withdrawn.map(|grant| grant.on).filter(|&on| on <= at).max()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Purpose::{EmotionTraining, Publishing, Review, VoiceTraining};
    use super::*;

    fn said(on: Ms, purposes: &[Purpose], said: Said) -> Grant {
        Grant { id: Uuid::nil(), player: Uuid::nil(), purposes: purposes.iter().copied().collect(), on, said }
    }

    fn granted(on: Ms, purposes: &[Purpose], media: &[Medium], until: Option<Ms>) -> Grant {
        let media = media.iter().copied().collect();
        let yes = Said::Granted { media, until, text: "5ea1".to_owned(), method: Method::Signed, given_by: None };
        said(on, purposes, yes)
    }

    fn withdrawn(on: Ms, purposes: &[Purpose]) -> Grant {
        said(on, purposes, Said::Withdrawn)
    }

    #[test]
    fn what_is_taken_back_is_not_in_force_later_either() {
        let history = [
            granted(10, &[Review], &[Medium::Audio], None),
            granted(90, &[Review, Publishing], &[Medium::Audio], None),
            granted(70, &[VoiceTraining], &[Medium::Audio], None),
            withdrawn(99, &[Publishing]),
        ];
        for (now, purposes, expected) in [
            (50, &[Review, Publishing][..], &[50, 90][..]),
            (90, &[Review], &[90]),
            (50, &[EmotionTraining], &[50]),
            (50, &[VoiceTraining, EmotionTraining], &[50, 70]),
        ] {
            let purposes: BTreeSet<_> = purposes.iter().copied().collect();
            let taken_back = withdrawals(&history, Uuid::nil(), &purposes, now, Uuid::nil);
            assert_eq!(taken_back.iter().map(|grant| grant.on).collect::<Vec<_>>(), expected);
            let all = [&history[..], &taken_back].concat();
            for (&purpose, at) in purposes.iter().flat_map(|purpose| (now..100).map(move |at| (purpose, at))) {
                assert_eq!(in_force(&all, purpose, at), BTreeSet::new(), "{purpose:?} {at}");
            }
        }
    }

    #[test]
    fn what_holds_follows_from_the_dates() {
        use Medium::{Audio, Video};
        let history = [
            granted(10, &[Review, EmotionTraining], &[Audio], None),
            granted(20, &[Review], &[Video], Some(30)),
            withdrawn(40, &[Review]),
            granted(50, &[Review], &[Video], Some(60)),
            withdrawn(70, Purpose::ALL),
        ];
        for (at, review, training, own) in [
            (9, Err(Refusal::NotGranted), Err(Refusal::NotGranted), Ok(())),
            (10, Ok(&[Audio][..]), Ok(()), Ok(())),
            (20, Ok(&[Audio, Video]), Ok(()), Ok(())),
            (30, Ok(&[Audio]), Ok(()), Ok(())),
            (40, Err(Refusal::Withdrawn), Ok(()), Ok(())),
            (50, Ok(&[Video]), Ok(()), Ok(())),
            (60, Err(Refusal::Expired), Ok(()), Ok(())),
            (70, Err(Refusal::Withdrawn), Err(Refusal::Withdrawn), Err(Refusal::Withdrawn)),
        ] {
            let media = in_force(&history, Review, at);
            assert_eq!(media.iter().copied().collect::<Vec<_>>(), review.unwrap_or_default(), "{at}");
            assert_eq!(check(&history, Some(Review), at), review.map(|_| ()), "{at}");
            assert_eq!(check(&history, Some(EmotionTraining), at), training, "{at}");
            assert_eq!(check(&history, None, at), own, "{at}");
            let publishing = if at < 70 { Refusal::NotGranted } else { Refusal::Withdrawn };
            assert_eq!(check(&history, Some(Publishing), at), Err(publishing), "{at}");
        }
    }

    #[test]
    fn the_leaders_own_list_leaves_out_who_took_everything_back() {
        for (history, expected) in [
            (vec![], Ok(())),
            (vec![withdrawn(5, Purpose::ALL)], Err(Refusal::Withdrawn)),
            (vec![withdrawn(5, Purpose::ALL), granted(6, &[Review], &[Medium::Audio], None)], Ok(())),
            (vec![granted(1, &[Review], &[Medium::Audio], None), withdrawn(5, &[Review])], Err(Refusal::Withdrawn)),
            (vec![granted(5, &[Review], &[Medium::Audio], None), withdrawn(5, &[Review])], Err(Refusal::Withdrawn)),
            (vec![granted(1, &[Review, Publishing], &[Medium::Audio], None), withdrawn(5, &[Review])], Ok(())),
            (vec![withdrawn(15, Purpose::ALL)], Ok(())),
        ] {
            assert_eq!(check(&history, None, 10), expected, "{history:?}");
        }
    }

    #[test]
    fn words_tell_what_ends_when() {
        use Medium::{Audio, Video};
        let day = |end: Ms| Some(format!("day {end}"));
        for (history, words) in [
            (vec![], ""),
            (vec![granted(1, &[Review, Publishing], &[Audio], None)], "consent to review, publishing (audio)"),
            (vec![granted(1, &[Review], &[Audio], Some(60))], "consent until day 60 to review (audio)"),
            (
                vec![granted(1, &[Review], &[Audio], Some(60)), granted(1, &[Review], &[Audio, Video], Some(70))],
                "consent until day 70 to review (audio, video)",
            ),
            (
                vec![granted(1, &[Review], &[Audio], Some(60)), granted(1, &[Review, Publishing], &[Audio], None)],
                "consent to review, publishing (audio)",
            ),
            (
                vec![
                    granted(1, &[Review], &[Video], Some(60)),
                    granted(1, &[VoiceTraining], &[Audio], Some(60)),
                    granted(1, &[EmotionTraining], &[Audio], Some(55)),
                    granted(1, &[Review], &[Audio], None),
                ],
                "consent to review (audio); until day 55 to emotion-training (audio); \
                 until day 60 to review (video); voice-training (audio)",
            ),
            (vec![granted(1, &[Review], &[Audio], Some(50))], "no consent in force"),
            (vec![granted(1, &[Review], &[Audio], None), withdrawn(2, Purpose::ALL)], "consent withdrawn"),
        ] {
            assert_eq!(in_words(&history, 50, day), words);
        }
        let history = [granted(1, &[Review], &[Video], Some(60)), granted(1, &[Review, Publishing], &[Audio], None)];
        assert_eq!(in_words(&history, 50, |_| None), "consent to review (audio, video); publishing (audio)");
    }

    fn any_purposes() -> impl Strategy<Value = Vec<Purpose>> {
        prop::sample::subsequence(Purpose::ALL, 1..=4)
    }

    fn any_grant() -> impl Strategy<Value = Grant> {
        let media = prop::sample::subsequence(Medium::ALL, 1..=3);
        prop_oneof![
            2 => (0_i64..20, any_purposes(), media, prop::option::of(0_i64..25))
                .prop_map(|(on, purposes, media, until)| granted(on, &purposes, &media, until)),
            1 => (0_i64..20, any_purposes()).prop_map(|(on, purposes)| withdrawn(on, &purposes)),
        ]
    }

    proptest! {
        /// Against the definition, moment by moment: a grant opens its media, its end and any withdrawal closes them.
        #[test]
        fn whatever_was_said_in_whatever_order(
            (history, shuffled) in prop::collection::vec(any_grant(), 0..8)
                .prop_flat_map(|history| (Just(history.clone()), Just(history).prop_shuffle())),
            purpose in prop::sample::select(&[Review, EmotionTraining, VoiceTraining, Publishing][..]),
        ) {
            for at in 0..25 {
                let mut open = BTreeSet::new();
                for grant in history.iter().filter(|grant| grant.purposes.contains(&purpose)) {
                    let Said::Granted { media, until, .. } = &grant.said else { continue };
                    let is_over = (grant.on..=at).any(|moment| until.is_some_and(|until| moment >= until)
                        || history.iter().any(|other| *other == withdrawn(moment, &Vec::from_iter(other.purposes.clone()))
                            && other.purposes.contains(&purpose)));
                    if grant.on <= at && !is_over {
                        open.extend(media.iter().copied());
                    }
                }
                prop_assert_eq!(in_force(&shuffled, purpose, at), open.clone());
                prop_assert_eq!(check(&shuffled, Some(purpose), at).is_ok(), !open.is_empty());
                prop_assert_eq!(check(&shuffled, Some(purpose), at), check(&history, Some(purpose), at));
                prop_assert_eq!(check(&shuffled, None, at), check(&history, None, at));
                if !open.is_empty() {
                    prop_assert_eq!(check(&shuffled, None, at), Ok(()));
                }
            }
        }
    }
}
