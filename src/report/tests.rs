use proptest::prelude::*;

use super::*;

const FEELINGS: [Feeling; 3] = [Feeling::Remorse, Feeling::Relief, Feeling::Joy];

fn part(role: Option<&str>, feelings: &[Feeling], player: Option<&str>) -> Part {
    Part { role: role.map(str::to_owned), feelings: feelings.to_vec(), player: player.map(str::to_owned) }
}

fn fact(outcome: Outcome) -> Fact {
    let [remorse, relief, joy] = FEELINGS;
    Fact {
        draw: 1,
        own: None,
        prompt: Some(PromptKey { pack: "turns".to_owned(), id: "apology".to_owned() }),
        kind: Kind::Scene,
        tags: vec!["loud".to_owned(), "two".to_owned()],
        workshop: "Tuesday".to_owned(),
        parts: vec![
            part(Some("apologiser"), &[remorse, relief, joy], Some("Ana")),
            part(Some("wronged"), &[remorse, relief], Some("Ben")),
            part(None, &[], None),
        ],
        at: 5000,
        outcome,
    }
}

fn played(verdict: Option<Verdict>, reason: Option<Reason>, length: Option<Ms>) -> Outcome {
    Outcome::Played { verdict, reason, length }
}

#[test]
fn a_take_counts_once_for_each_of_its_keys() {
    let rejected = played(Some(Verdict::NotUsable), Some(Reason::Technical), Some(1000));
    for (by, expected) in [
        (By::Prompt, &["turns/apology"][..]),
        (By::Pack, &["turns"]),
        (By::Feeling, &["joy", "relief", "remorse"]),
        (By::Shift, &["relief -> joy", "remorse -> relief"]),
        (By::Role, &["apologiser", "wronged"]),
        (By::Kind, &["scene"]),
        (By::Tag, &["loud", "two"]),
        (By::Reason, &["technical"]),
        (By::Workshop, &["Tuesday"]),
    ] {
        let tallies = fold(&[fact(rejected), fact(rejected)], by);
        assert_eq!(tallies.keys().collect::<Vec<_>>(), expected, "{by}");
        assert!(tallies.values().all(|tally| tally.takes() == 2), "{by}");
    }
}

#[test]
fn an_own_prompt_has_a_row_of_its_own() {
    for (text, prompt) in [("A lift.", "A lift."), ("turns/apology", "“turns/apology”"), ("your own", "“your own”")]
    {
        let played = fact(played(Some(Verdict::Usable), None, None));
        let own = Fact { prompt: None, own: Some(text.to_owned()), ..played };
        for (by, expected) in [(By::Prompt, &[prompt][..]), (By::Pack, &[OWN]), (By::Reason, &[])] {
            assert_eq!(fold([&own], by).keys().collect::<Vec<_>>(), expected, "{by}: {text}");
        }
    }
}

#[test]
fn takes_of_a_draw_are_one_scene_and_what_was_broken_off_stands_beside() {
    let whole = |length| played(None, None, Some(length));
    let of = |draw, outcome| Fact { draw, ..fact(outcome) };
    let facts = [
        of(1, whole(1000)),
        of(1, whole(2000)),
        of(2, Outcome::BrokenOff),
        of(3, Outcome::BrokenOff),
        of(3, whole(4000)),
        of(4, Outcome::Passed),
    ];
    let seen = appearances(&facts);
    assert_eq!(seen.keys().collect::<Vec<_>>(), ["Ana", "Ben"]);
    let ana = &seen["Ana"];
    assert_eq!((ana.in_scenes().to_string().as_str(), ana.length), ("2 scenes, 1 broken off", 7000));
    assert_eq!(ana.roles, BTreeMap::from([("apologiser".to_owned(), 2)]));
    assert_eq!(fold(&facts, By::Kind)["scene"].takes(), 3);
}

#[test]
fn a_rate_is_of_what_was_judged() {
    let facts = [
        played(Some(Verdict::Usable), None, Some(1000)),
        played(Some(Verdict::Usable), None, Some(4000)),
        played(Some(Verdict::NotUsable), Some(Reason::Feeling), Some(1000)),
        played(Some(Verdict::NotUsable), None, Some(2000)),
        played(Some(Verdict::Hold), None, None),
        played(None, None, None),
        Outcome::Passed,
    ];
    let tally = &fold(&facts.map(fact), By::Prompt)["turns/apology"];
    assert_eq!((tally.takes(), tally.judged(), tally.hold, tally.unjudged, tally.passes), (6, 4, 1, 1, 1));
    assert_eq!((tally.rate(), tally.mean_length(), tally.last), (Some(0.5), Some(2000), Some(5000)));
    assert_eq!(tally.not_usable, BTreeMap::from([(None, 1), (Some(Reason::Feeling), 1)]));
    assert_eq!(tally.interval(), wilson(2, 4));
    let passed = &fold(&[fact(Outcome::Passed)], By::Pack)["turns"];
    assert_eq!((passed.rate(), passed.interval(), passed.mean_length(), passed.last), (None, None, None, None));
}

#[test]
fn what_was_rehearsed_or_broken_off_counts_nowhere() {
    for (rehearsal, ending, expected) in [
        (false, None, true),
        (false, Some(Ending::Edit), true),
        (false, Some(Ending::Time), true),
        (false, Some(Ending::Interrupted), true),
        (false, Some(Ending::Stopped), false),
        (true, Some(Ending::Edit), false),
    ] {
        assert_eq!(counts(rehearsal, ending), expected, "{rehearsal} {ending:?}");
    }
}

#[test]
fn a_person_is_seen_by_what_they_played() {
    let [remorse, relief, joy] = FEELINGS;
    let mut twice = fact(played(Some(Verdict::NotUsable), None, Some(3000)));
    twice.parts.push(part(Some("wronged"), &[remorse], Some("Ana")));
    let other = Fact { draw: 2, ..fact(played(None, None, None)) };
    let people = appearances(&[twice, other, fact(Outcome::Passed)]);
    let ana = Appearances {
        scenes: 2,
        broken_off: 0,
        length: 3000,
        roles: BTreeMap::from([("apologiser".to_owned(), 2), ("wronged".to_owned(), 1)]),
        feelings: BTreeMap::from([(remorse, 2), (relief, 2), (joy, 2)]),
        last: Some(5000),
    };
    assert_eq!(people["Ana"], ana);
    assert_eq!((people.len(), people["Ben"].scenes), (2, 2));
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let verdict = prop::option::of(prop::sample::select(Verdict::ALL));
    let reason = prop::option::of(prop::sample::select(Reason::ALL));
    prop_oneof![
        1 => Just(Outcome::Passed),
        6 => (verdict, reason, prop::option::of(0_i64..9000))
            .prop_map(|(verdict, reason, length)| Outcome::Played { verdict, reason, length }),
    ]
}

proptest! {
    /// However facts are parted, the tallies of the parts add up to that of all of them, and that to a plain recount.
    #[test]
    fn tallies_add_up(outcomes in prop::collection::vec((outcome(), 0_i64..99), 0..40), cut in any::<prop::sample::Index>()) {
        let facts: Vec<_> = outcomes.iter().map(|&(outcome, at)| Fact { at, ..fact(outcome) }).collect();
        let tally = |facts: &[Fact]| fold(facts, By::Kind).remove("scene").unwrap_or_default();
        let (front, back) = facts.split_at(cut.index(facts.len() + 1));
        let mut sum = tally(front);
        sum.add(&tally(back));
        prop_assert_eq!(&sum, &tally(&facts));
        let count = |wanted: &dyn Fn(Option<Verdict>) -> bool| {
            let is_wanted = |outcome: Outcome| matches!(outcome, Outcome::Played { verdict, .. } if wanted(verdict));
            outcomes.iter().filter(|&&(outcome, _)| is_wanted(outcome)).count() as u64
        };
        prop_assert_eq!(sum.takes(), count(&|_| true));
        prop_assert_eq!(sum.usable, count(&|verdict| verdict == Some(Verdict::Usable)));
        prop_assert_eq!(sum.judged() - sum.usable, count(&|verdict| verdict == Some(Verdict::NotUsable)));
        prop_assert_eq!(sum.unjudged, count(&|verdict| verdict.is_none()));
        prop_assert_eq!(sum.passes + sum.takes(), outcomes.len() as u64);
    }
}
