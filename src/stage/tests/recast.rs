//! Casts that were corrected elsewhere, while the takes are still at hand.

use super::*;
use crate::cast::PlayedPart;
use crate::take::Actor;

const PEOPLE: [&str; 3] = ["Ana", "Ben", "Chi"];

fn key(name: &str) -> PlayerKey {
    let at = PEOPLE.iter().position(|other| *other == name);
    at.map_or(PlayerKey::Seat(2), |at| PlayerKey::Person(id(901 + at as u64)))
}

fn actor(role: Option<&str>, name: &str) -> Actor {
    Actor { role: role.map(str::to_owned), player: key(name), name: name.to_owned() }
}

/// What the log says once it has these as the cast of a take, the first of its workshop.
fn news(take: Uuid, actors: &[Actor]) -> Event {
    let part = |actor: &Actor| PlayedPart { player: actor.player, role: actor.role.clone(), feelings: vec![] };
    let played =
        vec![Played { draw: 1, length: Duration::ZERO, went: Went::Played, parts: actors.iter().map(part).collect() }];
    let recast = BTreeMap::from([(take, actors.to_vec())]);
    Event::News(News { players: people(&PEOPLE), played, recast, ..News::default() })
}

/// A session of two-handers, with three people, at the debrief of its first take.
fn debrief() -> (Session, Uuid) {
    let mut pack = late();
    let two = Prompt { players: Players::new(2, Some(2)).unwrap(), ..Prompt::clone(&pack.prompts[0]) };
    pack.prompts = vec![Arc::new(two)];
    let mut session = Session::open(vec![pack], people(&PEOPLE), None);
    for (seconds, words) in [(0, "enter"), (1, "enter"), (2, "enter"), (9, "enter"), (9, "saved 99")] {
        session.apply(at(seconds * 1000), event(words));
    }
    let Phase::Debrief(debrief) = &session.stage.phase else { panic!("a debrief") };
    let take = debrief.record.take.id;
    (session, take)
}

/// Who plays what of the prompt on the table.
fn cast(session: &Session) -> String {
    let hand = &session.stage.phase.table().unwrap().hand;
    let role = |member: &crate::take::Member| member.role.map_or("-", |role| hand.roles[role].name.as_str());
    hand.cast.iter().map(|member| format!("{}={}", role(member), member.name)).collect::<Vec<_>>().join(" ")
}

#[test]
fn who_played_after_all_is_shown_and_counts_in_the_next_draw() {
    let (mut session, take) = debrief();
    let names: Vec<_> = cast(&session).split(['=', ' ']).map(str::to_owned).collect();
    let [_, late, _, wronged] = names.as_slice() else { panic!("{names:?}") };
    let other = PEOPLE.iter().find(|name| **name != late && **name != wronged).unwrap();
    // Whoever the log names, they are shown role by role.
    session.apply(at(10_000), news(take, &[actor(Some("wronged"), other), actor(Some("late"), late)]));
    assert_eq!(cast(&session), format!("late={late} wronged={other}"));
    assert_eq!(session.stage.stage_time(key(wronged)).0, 0);
    session.apply(at(11_000), event("enter"));
    assert!(cast(&session).contains(wronged), "who did not play comes first: {}", cast(&session));
}

#[test]
fn what_undo_would_bring_back_is_corrected_too() {
    for keys in [&["enter"][..], &["a"], &["a", "enter"], &["u"], &["n"], &["own A bus.", "enter"]] {
        let (mut session, take) = debrief();
        for key in keys {
            session.apply(at(20_000), event(key));
        }
        session.apply(at(20_000), event("saved 99"));
        session.apply(at(30_000), news(take, &[actor(None, "Chi"), actor(Some("wronged"), "player 2")]));
        let record = |session: &Session| match &session.stage.phase {
            Phase::Debrief(debrief) => Some(debrief.record.take.clone()),
            Phase::Scene(play) => Some(play.record.take.clone()),
            _ => None,
        };
        while record(&session).is_none_or(|record| record.id != take) {
            session.apply(at(31_000), event("u"));
        }
        assert_eq!(cast(&session), "wronged=player 2 -=Chi", "{keys:?}");
        assert_eq!(record(&session).unwrap().hand.cast.len(), 2, "{keys:?}");
        session.apply(at(32_000), news(take, &[]));
        assert_eq!(cast(&session), "", "nobody plays: {keys:?}");
    }
}

#[test]
fn what_is_on_the_table_keeps_its_cast() {
    let (mut session, take) = debrief();
    session.apply(at(10_000), event("a"));
    let before = cast(&session);
    session.apply(at(11_000), news(take, &[actor(Some("late"), "Chi")]));
    assert_eq!(cast(&session), before, "the next take has the cast it was called with");
    session.apply(at(12_000), event("esc"));
    assert_eq!(cast(&session), "late=Chi");
    session.apply(at(13_000), event("a"));
    session.apply(at(14_000), event("enter"));
    assert_eq!(cast(&session), "late=Chi", "what is played again is played as it was");
}
