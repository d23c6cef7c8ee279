//! What people have agreed to, and what of it is in force.
//!
//! Start with [`in_force`] and [`check`]. What somebody said is never changed: a [`Grant`] is followed by others, and by
//! withdrawals. A withdrawal ends every grant but those that were given in knowledge of it, whatever the dates of both say:
//! clocks of two laptops differ. So the order in which it is read does not matter.

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
    /// What about a take itself keeps it in the log, unless it is named.
    Care {
        Stopped "stopped", Private "private", Rehearsal "rehearsal",
    }
}

/// What takes are asked for: everybody in them must have agreed to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What they are used for.
    pub purpose: Purpose,
    /// What of them is needed; where nothing is, they must have agreed to something.
    pub media: BTreeSet<Medium>,
}

/// The terms on which a take leaves the log, or left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What it is asked for; `None` for the leader's own list.
    pub ask: Option<Ask>,
    /// What keeps it back no more: whoever took it out knew.
    pub despite: BTreeSet<Care>,
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
        /// The withdrawals, of whomever, that it came after; it is ended by every other.
        knew: BTreeSet<Uuid>,
    },
    /// No more, to whatever was granted for these purposes without knowing of this.
    Withdrawn,
}

/// Why takes of a person may not be used, and what of them is asked for in vain; nothing where no medium was asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// Why.
    pub why: Refusal,
    /// The media that they have not agreed to.
    pub media: BTreeSet<Medium>,
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

/// Whether a person's takes may be used for what is asked at a time. What is not for a purpose is for the leader's own
/// list, which needs no grant; but nobody is on it who has taken back all that they ever said.
pub fn check(said: &[Grant], ask: Option<&Ask>, at: Ms) -> Result<(), Refused> {
    let is_withdrawn =
        |purpose| said.iter().any(|one| is_withdrawal_of(one, purpose)) && standing(said, purpose, at).next().is_none();
    let Some(Ask { purpose, media }) = ask else {
        let begun = said.iter().filter(|grant| grant.said == Said::Withdrawn || grant.on <= at);
        let spoken_of: BTreeSet<Purpose> = begun.flat_map(|grant| grant.purposes.iter().copied()).collect();
        let all_withdrawn = !spoken_of.is_empty() && spoken_of.into_iter().all(is_withdrawn);
        let refused = Refused { why: Refusal::Withdrawn, media: BTreeSet::new() };
        return if all_withdrawn { Err(refused) } else { Ok(()) };
    };
    let granted = in_force(said, *purpose, at);
    let missing: BTreeSet<Medium> = media.difference(&granted).copied().collect();
    if !granted.is_empty() && missing.is_empty() {
        return Ok(());
    }
    let is_over = |held: &BTreeSet<Medium>| missing.is_empty() || !held.is_disjoint(&missing);
    let why = if is_withdrawn(*purpose) {
        Refusal::Withdrawn
    } else if standing(said, *purpose, at).any(|(held, _)| is_over(held)) {
        Refusal::Expired
    } else {
        Refusal::NotGranted
    };
    Err(Refused { why, media: missing })
}

/// The withdrawals among what was said, of whomever, that a grant of now comes after. One that was given before, on a day of
/// the past, comes after those alone that are older than that.
pub fn known<'a>(said: impl IntoIterator<Item = &'a Grant>, given: Option<Ms>) -> BTreeSet<Uuid> {
    let withdrawals = said.into_iter().filter(|grant| grant.said == Said::Withdrawn);
    withdrawals.filter(|one| given.is_none_or(|given| one.on < given)).map(|one| one.id).collect()
}

/// The purposes for which a grant is ended by withdrawals that are older by their dates, or stand before it: given on another
/// laptop, or on a day of the past, it knew nothing of them. Each with the newest of these.
#[must_use]
pub fn ended_unawares(said: &[Grant], place: usize) -> BTreeMap<Purpose, &Grant> {
    let grant = &said[place];
    let ended = grant.purposes.iter().filter_map(|&purpose| {
        let ends: Vec<_> = said.iter().enumerate().filter(|(_, it)| ends_for(it, grant, purpose)).collect();
        let is_plain = ends.iter().any(|(at, it)| *at > place && it.on >= grant.on);
        let newest = ends.into_iter().map(|(_, it)| it).max_by_key(|it| it.on).filter(|_| !is_plain);
        newest.map(|newest| (purpose, newest))
    });
    ended.collect()
}

/// What to write down for somebody to take back what they agreed to, for some purposes: a withdrawal of now, which ends all of
/// it, and one of when the last of it would have begun, for whoever goes by the dates.
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

/// The grants for a purpose that had begun at a time and that no withdrawal ends, with their ends.
fn standing(said: &[Grant], purpose: Purpose, at: Ms) -> impl Iterator<Item = (&BTreeSet<Medium>, Option<Ms>)> {
    said.iter().filter_map(move |grant| match &grant.said {
        Said::Granted { media, until, .. }
            if grant.purposes.contains(&purpose)
                && grant.on <= at
                && !said.iter().any(|other| ends_for(other, grant, purpose)) =>
        {
            Some((media, *until))
        }
        _ => None,
    })
}

fn is_withdrawal_of(said: &Grant, purpose: Purpose) -> bool {
    said.said == Said::Withdrawn && said.purposes.contains(&purpose)
}

/// Whether something said is a withdrawal of a purpose that a grant knew nothing of.
fn ends_for(other: &Grant, grant: &Grant, purpose: Purpose) -> bool {
    let Said::Granted { knew, .. } = &grant.said else { return false };
    is_withdrawal_of(other, purpose) && !knew.contains(&other.id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Purpose::{EmotionTraining, Publishing, Review, VoiceTraining};
    use super::*;

    /// What is said is known by its time here.
    fn said(on: Ms, purposes: &[Purpose], said: Said) -> Grant {
        let id = Uuid::from_u128(on.unsigned_abs().into());
        Grant { id, player: Uuid::nil(), purposes: purposes.iter().copied().collect(), on, said }
    }

    /// A grant in a log that holds every withdrawal that is older by its time.
    fn granted(on: Ms, purposes: &[Purpose], media: &[Medium], until: Option<Ms>) -> Grant {
        granted_knowing(on, purposes, media, until, 0..on)
    }

    fn granted_knowing(
        on: Ms,
        purposes: &[Purpose],
        media: &[Medium],
        until: Option<Ms>,
        knew: impl IntoIterator<Item = Ms>,
    ) -> Grant {
        let knew = knew.into_iter().map(|on| Uuid::from_u128(on.unsigned_abs().into())).collect();
        let (media, text) = (media.iter().copied().collect(), "5ea1".to_owned());
        said(on, purposes, Said::Granted { media, until, text, method: Method::Signed, given_by: None, knew })
    }

    fn withdrawn(on: Ms, purposes: &[Purpose]) -> Grant {
        said(on, purposes, Said::Withdrawn)
    }

    /// Whether somebody may be asked for a purpose, and if not why.
    fn asked(said: &[Grant], purpose: Purpose, media: &[Medium], at: Ms) -> Result<(), Refusal> {
        let ask = Ask { purpose, media: media.iter().copied().collect() };
        check(said, Some(&ask), at).map_err(|refused| refused.why)
    }

    fn own_list(said: &[Grant], at: Ms) -> Result<(), Refusal> {
        check(said, None, at).map_err(|refused| refused.why)
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
            let mut ids = (1000_u128..).map(Uuid::from_u128);
            let taken_back = withdrawals(&history, Uuid::nil(), &purposes, now, || ids.next().unwrap());
            assert_eq!(taken_back.iter().map(|grant| grant.on).collect::<Vec<_>>(), expected);
            let all = [&history[..], &taken_back].concat();
            for (&purpose, at) in purposes.iter().flat_map(|purpose| (now..100).map(move |at| (purpose, at))) {
                assert_eq!(in_force(&all, purpose, at), BTreeSet::new(), "{purpose:?} {at}");
            }
        }
    }

    #[test]
    fn what_holds_follows_from_what_was_said() {
        use Medium::{Audio, Video};
        let history = [
            granted(10, &[Review, EmotionTraining], &[Audio], None),
            granted(20, &[Review], &[Video], Some(30)),
            withdrawn(40, &[Review]),
            granted(50, &[Review], &[Video], Some(60)),
            withdrawn(70, Purpose::ALL),
        ];
        for (length, at, review, training, own) in [
            (1, 9, Err(Refusal::NotGranted), Err(Refusal::NotGranted), Ok(())),
            (1, 10, Ok(&[Audio][..]), Ok(()), Ok(())),
            (2, 20, Ok(&[Audio, Video]), Ok(()), Ok(())),
            (2, 30, Ok(&[Audio]), Ok(()), Ok(())),
            (3, 40, Err(Refusal::Withdrawn), Ok(()), Ok(())),
            (3, 20, Err(Refusal::Withdrawn), Ok(()), Ok(())),
            (4, 50, Ok(&[Video]), Ok(()), Ok(())),
            (4, 60, Err(Refusal::Expired), Ok(()), Ok(())),
            (5, 70, Err(Refusal::Withdrawn), Err(Refusal::Withdrawn), Err(Refusal::Withdrawn)),
            (5, 50, Err(Refusal::Withdrawn), Err(Refusal::Withdrawn), Err(Refusal::Withdrawn)),
        ] {
            let history = &history[..length];
            let media = in_force(history, Review, at);
            assert_eq!(media.iter().copied().collect::<Vec<_>>(), review.unwrap_or_default(), "{at}");
            assert_eq!(asked(history, Review, &[], at), review.map(|_| ()), "{at}");
            assert_eq!(asked(history, EmotionTraining, &[], at), training, "{at}");
            assert_eq!(own_list(history, at), own, "{at}");
        }
    }

    #[test]
    fn each_medium_is_agreed_to() {
        use Medium::{Audio, Transcript, Video};
        let history = [granted(1, &[Review], &[Audio], None), granted(1, &[Review], &[Video], Some(30))];
        for (media, at, expected) in [
            (&[][..], 10, Ok(())),
            (&[Audio, Video], 10, Ok(())),
            (&[Audio, Transcript], 10, Err((Refusal::NotGranted, &[Transcript][..]))),
            (&[Audio], 30, Ok(())),
            (&[Audio, Video], 30, Err((Refusal::Expired, &[Video]))),
            (&[Audio], 0, Err((Refusal::NotGranted, &[Audio]))),
        ] {
            let ask = Ask { purpose: Review, media: media.iter().copied().collect() };
            let refused = |(why, media): (Refusal, &[Medium])| Refused { why, media: media.iter().copied().collect() };
            assert_eq!(check(&history, Some(&ask), at), expected.map_err(refused), "{media:?} {at}");
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
            // By a clock that is ahead.
            (vec![withdrawn(15, Purpose::ALL)], Err(Refusal::Withdrawn)),
        ] {
            assert_eq!(own_list(&history, 10), expected, "{history:?}");
        }
    }

    #[test]
    fn no_clock_makes_a_grant_outlive_a_withdrawal_that_it_knew_nothing_of() {
        let media = [Medium::Audio];
        for (grant, withdrawal, at, holds) in [
            // The other laptop's clock is behind, ahead, or right.
            (granted_knowing(20, &[Review], &media, None, []), withdrawn(10, &[Review]), 30, false),
            (granted_knowing(20, &[Review], &media, None, []), withdrawn(99, &[Review]), 30, false),
            (granted_knowing(20, &[Review], &media, None, []), withdrawn(25, &[Review]), 30, false),
            (granted_knowing(20, &[Review], &media, None, [99]), withdrawn(99, &[Review]), 30, true),
            (granted_knowing(20, &[Review], &media, None, [10]), withdrawn(10, &[Review]), 30, true),
            (granted_knowing(20, &[Review], &media, Some(30), [10]), withdrawn(10, &[Review]), 30, false),
            (granted_knowing(20, &[Review], &media, None, []), withdrawn(10, &[Publishing]), 30, true),
        ] {
            for said in [[grant.clone(), withdrawal.clone()], [withdrawal.clone(), grant.clone()]] {
                assert_eq!(asked(&said, Review, &media, at).is_ok(), holds, "{said:?}");
            }
        }
    }

    #[test]
    fn what_was_ended_unawares_is_told() {
        let media = [Medium::Audio];
        let grant = granted_knowing(20, &[Review, Publishing], &media, None, []);
        let told = |said: &[Grant], place| {
            ended_unawares(said, place).into_iter().map(|(purpose, by)| (purpose, by.on)).collect::<Vec<_>>()
        };
        let older = withdrawn(10, &[Review]);
        assert_eq!(told(&[grant.clone(), older.clone()], 0), [(Review, 10)]);
        assert_eq!(told(&[older.clone(), grant.clone()], 1), [(Review, 10)]);
        assert_eq!(told(&[withdrawn(30, Purpose::ALL), grant.clone()], 1), [(Review, 30), (Publishing, 30)]);
        assert_eq!(told(&[grant.clone(), withdrawn(30, Purpose::ALL)], 0), [], "it plainly came later");
        assert_eq!(told(&[grant, older.clone(), withdrawn(30, &[Review])], 0), []);
        assert_eq!(told(&[older.clone(), granted(20, &[Review], &media, None)], 1), []);
        assert_eq!(told(&[older], 0), []);
    }

    #[test]
    fn what_is_known_is_what_the_log_holds() {
        let said = [withdrawn(10, &[Review]), granted(15, &[Review], &[Medium::Audio], None), withdrawn(20, &[Review])];
        assert_eq!(known(&said, None), BTreeSet::from([said[0].id, said[2].id]));
        assert_eq!(known(&said, Some(20)), BTreeSet::from([said[0].id]), "a day of the past knows no later one");
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

    /// What happens on one of two laptops, at any time that its clock may show.
    #[derive(Debug, Clone)]
    enum Act {
        Grant {
            purposes: Vec<Purpose>,
            media: Vec<Medium>,
            until: Option<Ms>,
        },
        Withdraw(Vec<Purpose>),
        /// The log of the other laptop is merged.
        Merge,
    }

    fn any_act() -> impl Strategy<Value = (usize, Ms, Act)> {
        let media = prop::sample::subsequence(Medium::ALL, 1..=3);
        let act = prop_oneof![
            2 => (any_purposes(), media, prop::option::of(0_i64..25))
                .prop_map(|(purposes, media, until)| Act::Grant { purposes, media, until }),
            1 => any_purposes().prop_map(Act::Withdraw),
            1 => Just(Act::Merge),
        ];
        (0_usize..2, 0_i64..20, act)
    }

    /// All that is said on the two laptops.
    fn history(acts: &[(usize, Ms, Act)]) -> Vec<Grant> {
        let mut logs: [Vec<Grant>; 2] = Default::default();
        for (n, (here, on, act)) in (1..).zip(acts) {
            let grant = |purposes: &[Purpose], words| Grant { id: Uuid::from_u128(n), ..said(*on, purposes, words) };
            let said = match act {
                Act::Grant { purposes, media, until } => {
                    let (media, text) = (media.iter().copied().collect(), "5ea1".to_owned());
                    let (until, knew) = (*until, known(&logs[*here], None));
                    let yes = Said::Granted { media, until, text, method: Method::Signed, given_by: None, knew };
                    vec![grant(purposes, yes)]
                }
                Act::Withdraw(purposes) => vec![grant(purposes, Said::Withdrawn)],
                Act::Merge => logs[1 - here].clone(),
            };
            let fresh = said.into_iter().filter(|one| !logs[*here].contains(one)).collect::<Vec<_>>();
            logs[*here].extend(fresh);
        }
        let [mut all, other] = logs;
        let rest = other.into_iter().filter(|one| !all.contains(one)).collect::<Vec<_>>();
        all.extend(rest);
        all
    }

    proptest! {
        /// Whatever the clocks say and in whatever order it is read: a grant opens its media, unless a withdrawal is
        /// anywhere that was not in its log when it was given.
        #[test]
        fn whatever_was_said_in_whatever_order(
            (history, shuffled) in prop::collection::vec(any_act(), 0..12)
                .prop_map(|acts| history(&acts))
                .prop_flat_map(|history| (Just(history.clone()), Just(history).prop_shuffle())),
            purpose in prop::sample::select(&[Review, EmotionTraining, VoiceTraining, Publishing][..]),
        ) {
            for at in 0..25 {
                let mut open = BTreeSet::new();
                for grant in history.iter().filter(|grant| grant.purposes.contains(&purpose)) {
                    let Said::Granted { media, until, knew, .. } = &grant.said else { continue };
                    let is_withdrawn = history.iter().any(|other| {
                        other.said == Said::Withdrawn && other.purposes.contains(&purpose) && !knew.contains(&other.id)
                    });
                    if grant.on <= at && until.is_none_or(|until| at < until) && !is_withdrawn {
                        open.extend(media.iter().copied());
                    }
                }
                prop_assert_eq!(in_force(&shuffled, purpose, at), open.clone());
                prop_assert_eq!(asked(&shuffled, purpose, &[], at).is_ok(), !open.is_empty());
                prop_assert_eq!(asked(&shuffled, purpose, &[], at), asked(&history, purpose, &[], at));
                prop_assert_eq!(own_list(&shuffled, at), own_list(&history, at));
                if !open.is_empty() {
                    prop_assert_eq!(own_list(&shuffled, at), Ok(()));
                }
                for &medium in Medium::ALL {
                    let ok = asked(&shuffled, purpose, &[medium], at).is_ok();
                    prop_assert_eq!(ok, open.contains(&medium), "{:?}", medium);
                }
            }
        }

        /// On one laptop the last word counts, though its clock jumps.
        #[test]
        fn on_one_laptop_the_last_word_counts(acts in prop::collection::vec(any_act(), 0..12)) {
            let acts: Vec<_> = acts.into_iter().map(|(_, on, act)| (0, on, act)).collect();
            let history = history(&acts);
            for &purpose in Purpose::ALL {
                let last = history.iter().rposition(|said| is_withdrawal_of(said, purpose));
                let after = &history[last.map_or(0, |last| last + 1)..];
                prop_assert_eq!(in_force(&history, purpose, 20), in_force(after, purpose, 20));
            }
        }
    }
}
