//! Casts changed by hand: who was announced stays, and a key that can do nothing says why.

use super::*;
use crate::pack::Players;

const NAMES: [&str; 5] = ["Ana", "Ben", "Chi", "Dia", "Eli"];

fn open(players: Players, roles: &[&str], present: usize) -> Session {
    let roles = roles.iter().map(|name| role(name, "")).collect();
    let only = Prompt { players, roles, ..prompt("only") };
    let here = NAMES.iter().zip(901..).take(present).map(|(name, n)| person(n, name, Presence::Present));
    let mut session = Session::open(vec![pack("p", vec![only])], here.collect(), None);
    session.apply(at(0), Event::Do(Act::Forward));
    session
}

fn range(min: u16, max: u16) -> Players {
    Players::new(min, Some(max)).unwrap()
}

/// Somebody by the first letter of their name.
fn key(initial: char) -> PlayerKey {
    let n = NAMES.iter().position(|name| name.starts_with(initial)).unwrap();
    PlayerKey::Person(id(901 + n as u64))
}

/// The names of the cast in their places, by their first letters.
fn cast(session: &Session) -> String {
    let hand = &session.stage.phase.table().unwrap().hand;
    hand.cast.iter().filter_map(|member| member.name.chars().next()).collect()
}

/// What a key does: `+`, `-`, `c`, a place and an initial to pin, a place and `-` to unpin.
fn press(session: &mut Session, keys: &str) -> String {
    let act = match keys.as_bytes() {
        b"+" => Act::More,
        b"-" => Act::Less,
        b"c" => Act::Recast,
        b"u" => Act::Undo,
        [place @ b'0'..=b'9', b'-'] => Act::Pin { place: usize::from(place - b'0'), player: None },
        [place @ b'0'..=b'9', who] => {
            Act::Pin { place: usize::from(place - b'0'), player: Some(key(char::from(*who))) }
        }
        _ => Act::Own(keys.to_owned()),
    };
    session.apply(at(1000), Event::Do(act));
    session.stage.notice().map_or_else(String::new, |notice| notice.text.clone())
}

#[test]
fn one_more_or_fewer_leaves_the_others_where_they_are() {
    for (players, roles, own) in [
        (range(2, 5), &["x", "y"][..], false),
        (Players::new(1, None).unwrap(), &[], false),
        (range(2, 2), &["x", "y"], true),
    ] {
        let mut session = open(players, roles, 5);
        if own {
            press(&mut session, "A bus.");
        }
        while cast(&session).len() > 2 {
            press(&mut session, "-");
        }
        let mut casts = vec![cast(&session)];
        for _ in 2..5 {
            press(&mut session, "+");
            casts.push(cast(&session));
        }
        let grows = casts.windows(2).all(|pair| pair[1].starts_with(&pair[0]) && pair[1].len() == pair[0].len() + 1);
        assert!(grows, "{casts:?}");
        press(&mut session, "-");
        assert_eq!(cast(&session), casts[2]);
        assert_eq!(press(&mut session, "u"), "took back the number of players");
        assert_eq!(cast(&session), casts[3]);
    }
}

#[test]
fn who_is_given_a_place_changes_no_other() {
    for roles in [&["x", "y", "z"][..], &[]] {
        let mut session = open(range(3, 3), roles, 5);
        let before: Vec<char> = cast(&session).chars().collect();
        let new = NAMES.iter().filter_map(|name| name.chars().next()).find(|name| !before.contains(name)).unwrap();
        press(&mut session, &format!("1{new}"));
        assert_eq!(cast(&session), format!("{}{new}{}", before[0], before[2]));
        // Two of the cast change places.
        press(&mut session, &format!("0{}", before[2]));
        assert_eq!(cast(&session), format!("{}{new}{}", before[2], before[0]));
        // Who was cast by hand goes where they are sent, and leaves what they had.
        press(&mut session, &format!("2{new}"));
        assert_eq!(cast(&session), format!("{}{}{new}", before[2], before[0]));
        let Phase::Drawn(table) = &session.stage.phase else { panic!("a prompt") };
        assert_eq!(table.pins, [(0, key(before[2])), (2, key(new))]);
        for _ in 0..9 {
            press(&mut session, "c");
            let now: Vec<char> = cast(&session).chars().collect();
            assert_eq!((now[0], now[2]), (before[2], new), "another cast keeps who was cast by hand");
        }
        press(&mut session, "2-");
        assert_eq!(press(&mut session, "2-"), "nobody is cast there by hand");
        assert_eq!(
            press(&mut session, &format!("0{}", before[2])),
            format!("{} is cast there already", NAMES.iter().find(|name| name.starts_with(before[2])).unwrap())
        );
    }
}

#[test]
fn who_is_in_every_cast_stays_in_it() {
    let mut session = open(range(2, 3), &["x", "y"], 5);
    press(&mut session, "-");
    session.apply(at(0), Event::Do(Act::Hold(key('E'))));
    let place = cast(&session).find('E').unwrap();
    press(&mut session, &format!("{place}D"));
    assert_eq!(cast(&session).len(), 2);
    assert!(cast(&session).contains('D') && cast(&session).contains('E'), "{}", cast(&session));
    // Of those without a role the last goes who need not be there.
    let mut session = open(range(1, 4), &[], 4);
    let last = cast(&session).chars().last().unwrap();
    session.apply(at(0), Event::Do(Act::Hold(key(last))));
    press(&mut session, "-");
    assert!(cast(&session).len() == 3 && cast(&session).contains(last), "{}", cast(&session));
}

#[test]
fn a_key_that_can_do_nothing_says_why() {
    let any = Players::ANY;
    for (players, roles, present, keys, says) in [
        (range(2, 2), &["x", "y"][..], 5, "+", "this prompt takes 2"),
        (range(2, 2), &["x", "y"], 5, "-", "this prompt takes 2"),
        (range(2, 3), &["x", "y"], 5, "+", "this prompt takes 2 to 3"),
        (range(2, 9), &["x", "y"], 3, "+", "everybody here plays already"),
        (any, &[], 3, "+", "everybody here plays already"),
        (any, &[], 3, "c", "everybody here plays: there is no other cast"),
        (range(2, 2), &[], 5, "0A 1B c", "the whole cast is set by hand: C changes it"),
        (range(2, 2), &["x", "y"], 2, "0A c", "everybody here plays, Ana as set by hand: C changes it"),
        (any, &[], 1, "-", "this prompt takes 1 or more"),
    ] {
        let mut session = open(players, roles, present);
        let mut said = String::new();
        for keys in keys.split(' ') {
            said = press(&mut session, keys);
        }
        // A range begins with as many as there are.
        if keys == "+" && said.is_empty() {
            said = press(&mut session, "+");
        }
        assert_eq!(said, says, "{players:?} {present} {keys}");
    }
}

#[test]
fn a_size_that_is_wanted_is_cast() {
    let wanted = |min, max| Filters { size: Players::new(min, max), ..Filters::default() };
    for (players, filters, size) in [
        (range(2, 5), wanted(3, Some(3)), Some(3)),
        (range(2, 5), wanted(1, Some(2)), Some(2)),
        (range(2, 5), wanted(2, Some(4)), Some(4)),
        (Players::ANY, wanted(2, None), Some(5)),
        (range(2, 2), wanted(3, Some(3)), None),
        (range(2, 9), wanted(6, Some(6)), None),
    ] {
        let mut session = open(players, &[], 5);
        session.apply(at(0), Event::Do(Act::Undo));
        session.apply(at(0), Event::Do(Act::Filter(filters.clone())));
        session.apply(at(0), Event::Do(Act::Forward));
        let cast = session.stage.phase.table().map(|table| table.hand.cast.len());
        assert_eq!(cast, size, "{players:?} {filters:?}");
        session.apply(at(0), Event::Do(Act::Own("A bus.".to_owned())));
        let own = session.stage.phase.table().map(|table| table.hand.cast.len());
        let size = filters.size.unwrap();
        assert_eq!(own, Some(2.max(size.min()).min(size.max().unwrap_or(5)).min(5).into()), "{filters:?}");
    }
}
