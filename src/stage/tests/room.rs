//! What a leader does beside drawing and playing: the roster, takes looked up, signals, sleep.

use super::*;
use crate::pack::Content;
use crate::report::{By, Figures, Topic};
use crate::take::{MOST_WAITING, PastTake, Suggestion};

/// A pack of its own, for two, whose prompt carries a line and a secret.
fn grave() -> Pack {
    let mut buried = role("widow", "grief");
    buried.secret = Some(text("You did it."));
    let grave = Prompt {
        text: text("At the grave."),
        content: vec![Content::Death],
        roles: vec![buried, role("priest", "")],
        ..prompt("grave")
    };
    pack("g", vec![grave])
}

fn open(packs: Vec<Pack>, present: &[&str]) -> Session {
    Session::open(packs, people(present), None)
}

#[test]
fn a_favourite_is_a_list_of_its_own() {
    script(
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 * > drawn 1.0.0 Ben+Ana | favourite p/late 1000 | p/late is a favourite
         2 u > drawn 1.0.0 Ben+Ana | favourite p/late no more | took back that p/late is a favourite
         3 enter > ready 20 |  |
         4 * > ready 19 | favourite p/late 4000 | p/late is a favourite
         5 enter > scene 60 step 0 | began 2 as take 1 at 5000 |
         6 * > scene 59 step 0 | favourite p/late no more | p/late is no longer a favourite
         7 u > scene 58 step 0 | favourite p/late 7000 | took back that p/late is no longer a favourite
         9 enter > debrief 1 edit at 4 played 4 | ended 2 edit 4000 |
         10 * > debrief 1 edit at 4 played 4 | favourite p/late no more | p/late is no longer a favourite",
    );
}

#[test]
fn an_own_prompt_is_drawn_passed_and_taken_back() {
    play(
        &mut open(vec![late()], &["Ana", "Ben", "Chi"]),
        "0 own > empty |  | a prompt of your own needs a text
         1 own  A shop.  > drawn 1.0.0 Ana+Ben | dealt 1 |
         2 w > drawn 1.0.0 Ana+Ben |  | this prompt has no words to change
         3 + > drawn 1.0.0 Ana+Ben+Chi | dealt 1 |
         4 - > drawn 1.0.0 Ana+Ben | dealt 1 |
         5 never today > drawn 1.0.0 Ana+Ben |  | your own prompt is on no list: n draws another
         6 n > drawn 2.0.0 Ana+Ben+Chi | passed 1, dealt 2 |
         7 own A hut. > drawn 3.0.0 Ana+Chi | void draw 2, dealt 3 |
         8 u > drawn 2.0.0 Ana+Ben+Chi | void draw 3, restored draw 2 | took back the draw
         9 own A hut. > drawn 4.0.0 Ana+Ben | void draw 2, dealt 4 |
         10 enter > ready 20 |  |
         11 own A bus. > ready 19 |  |
         12 enter > scene 180 step 0 | began 5 as take 1 at 12000 |
         20 enter > debrief 1 edit at 8 played 8 | ended 5 edit 8000 |
         20.1 own A bus. > drawn 5.0.0 Ana+Chi | dealt 6 |
         21 u > debrief 1 edit at 8 played 8 | void draw 6 | took back the draw",
    );
}

#[test]
fn an_own_prompt_gets_another_text() {
    play(
        &mut open(vec![late()], &["Ana", "Ben"]),
        "0 own A shop. > drawn 1.0.0 Ana+Ben | dealt 1 |
         1 own  A store. > drawn 1.0.0 Ana+Ben | dealt 1 |
         2 own A store. > drawn 1.0.0 Ana+Ben |  |
         3 u > drawn 1.0.0 Ana+Ben | dealt 1 | took back the text
         4 U > drawn 1.0.0 Ana+Ben | dealt 1 | redid the text
         5 u > drawn 1.0.0 Ana+Ben | dealt 1 | took back the text
         6 u > empty | void draw 1 | took back the draw",
    );
}

#[test]
fn suggestions_wait_until_they_are_picked_or_dropped() {
    play(
        &mut open(vec![late()], &["Ana", "Ben"]),
        "0 suggest A pier. > empty | 1 waits 'A pier.' | kept: 1 suggestion waits
         1 suggest \u{7}  > empty |  | a suggestion needs a text: nothing was kept
         2 enter > drawn 1.0.0 Ben+Ana | dealt 3 |
         3 suggest A  bank. > drawn 1.0.0 Ben+Ana | 4 waits 'A bank.' | kept: 2 suggestions wait
         4 pick 1 > drawn 2.0.0 Ana+Ben | 1 waits no longer, void draw 3, dealt 5 |
         5 u > drawn 1.0.0 Ben+Ana | void draw 5, restored draw 3, 1 waits 'A pier.' | took back the draw
         6 U > drawn 2.0.0 Ana+Ben | 1 waits no longer, void draw 3, restored draw 5 | redid the draw
         7 discard 4 > drawn 2.0.0 Ana+Ben | 4 waits no longer | dropped; no suggestion waits
         8 u > drawn 2.0.0 Ana+Ben | 4 waits 'A bank.' | took back the dropping of: A bank.
         9 pick 1 > drawn 2.0.0 Ana+Ben |  | that suggestion waits no longer
         10 enter > ready 20 |  |
         11 enter > scene 180 step 0 | began 6 as take 1 at 11000 |
         12 suggest A hut. > scene 179 step 0 | 7 waits 'A hut.' | kept: 2 suggestions wait
         13 pick 7 > scene 178 step 0 |  |
         14 u > scene 177 step 0 | 7 waits no longer | took back the suggestion: A hut.",
    );
}

#[test]
fn no_more_wait_than_can_be_looked_through() {
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    for n in 0..MOST_WAITING {
        session.apply(at(0), Event::Do(Act::Suggest(format!("A pier {n}."))));
    }
    session.apply(at(0), Event::Do(Act::Suggest("One more.".to_owned())));
    assert_eq!(session.stage.suggestions().len(), MOST_WAITING);
    assert_eq!(session.stage.suggestions().next().unwrap().text, "A pier 99.", "the newest first");
    let said = session.stage.notice().unwrap().text.clone();
    assert_eq!(said, "100 suggestions wait already: o picks one, or drops it");
}

/// What another program suggests is heard; what is on its way to the log is newer than what that says.
#[test]
fn suggestions_of_other_programs_are_heard() {
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    let other = |n: u64, text: &str| Suggestion::new(id(n), text, NOON + n as Ms).unwrap();
    session.apply(at(5), Event::Do(Act::Suggest("Mine.".to_owned())));
    let mut hear = |suggestions: Vec<Suggestion>| {
        let news = News { players: people(&["Ana", "Ben"]), suggestions, ..News::default() };
        session.apply(at(10), Event::News(news));
        let waiting: Vec<_> = session.stage.suggestions().map(|waiting| waiting.text.clone()).collect();
        format!("{} | {}", waiting.join(" "), session.stage.notice().map_or("", |notice| &notice.text))
    };
    assert_eq!(hear(vec![other(800, "A pier.")]), "A pier. Mine. | suggested: A pier. (2 suggestions wait)");
    let two = vec![other(800, "A pier."), other(801, "A bank."), other(802, "A hut.")];
    assert_eq!(hear(two), "A hut. A bank. A pier. Mine. | new from the audience: 4 suggestions wait");
    assert!(hear(vec![]).starts_with("Mine. |"));
}

#[test]
fn what_is_never_drawn_again_makes_room_for_another() {
    let mut session = open(vec![late(), grave()], &["Ana", "Ben"]);
    play(
        &mut session,
        "0 never today > empty |  |
         1 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         2 never today > drawn 2.0.0 Ana+Ben | NEVER p/late Some(Today), passed 1, dealt 2 | p/late is not drawn again today
         3 never always > empty | NEVER g/grave Some(Always), passed 2 | no prompt fits: 2 on the never list
         4 u > drawn 2.0.0 Ana+Ben | NEVER g/grave None, open 2 | took back the never
         5 u > drawn 1.0.0 Ben+Ana | void draw 2, NEVER p/late None, open 1 | took back the never",
    );
    assert_eq!(session.stage.deck().fits(), 2);
}

#[test]
fn filters_say_what_is_left_and_are_taken_back() {
    play(
        &mut open(vec![late(), grave()], &["Ana", "Ben"]),
        "0 pack g > empty |  | 1 prompt fits, of 2
         1 pack g > empty |  | 1 prompt fits, of 2
         2 pack x > empty |  | no prompt fits: 2 of another pack
         3 u > empty |  | took back the filters: 1 fit
         4 u > empty |  | took back the filters: 2 fit
         5 u > empty |  | nothing to take back",
    );
    // What is done during a countdown and is no part of it stays when the countdown is left, or over.
    play(
        &mut open(vec![late(), grave()], &["Ana", "Ben"]),
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 + > ready 34 |  |
         3 pack g > ready 33 |  | 1 prompt fits, of 2
         4 + > ready 47 |  |
         5 esc > drawn 1.0.0 Ben+Ana |  | took back the call
         6 u > drawn 1.0.0 Ben+Ana |  | took back the filters: 2 fit
         7 enter > ready 20 |  |
         8 pack g > ready 19 |  | 1 prompt fits, of 2
         9 enter > scene 60 step 0 | began 2 as take 1 at 9000 |
         10 u > drawn 1.0.0 Ben+Ana | void take 2 | took back the beginning: the take is void
         11 u > drawn 1.0.0 Ben+Ana |  | took back the filters: 2 fit
         12 u > empty | void draw 1 | took back the draw",
    );
}

#[test]
fn a_rehearsal_counts_for_nothing() {
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    play(
        &mut session,
        "0 R > empty |  | rehearsal: takes that begin now count in no figure
         1 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         2 enter > ready 20 |  |
         3 enter > scene 60 step 0 | began 2 as take 1 at 3000 |
         4 R > scene 59 step 0 |  | the rehearsal is over: takes count from now on
         9 enter > debrief 1 edit at 6 played 6 | ended 2 edit 6000 |
         10 g > debrief 1 edit at 6 played 6 usable | judged 3 usable |",
    );
    let Phase::Debrief(debrief) = &session.stage.phase else { panic!("a debrief") };
    assert!(debrief.record.take.rehearsal);
    assert_eq!((session.stage.usable(), session.stage.is_rehearsal()), (0, false));
    play(
        &mut session,
        "11 a > ready 20 |  |
         12 enter > scene 60 step 0 | began 4 as take 2 at 12000 |
         19 enter > debrief 2 edit at 7 played 7 | ended 4 edit 7000 |
         20 g > debrief 2 edit at 7 played 7 usable | judged 5 usable |",
    );
    assert_eq!(session.stage.usable(), 1);
    play(
        &mut session,
        "21 u > debrief 2 edit at 7 played 7 | void judgement 5 | took back the verdict
         22 u > scene 50 step 0 | reopened 4 | took back the end: the scene goes on
         23 u > drawn 1.0.0 Ben+Ana played 1 | void take 4 | took back the beginning: the take is void
         24 u > debrief 1 edit at 6 played 6 usable |  | took back the retake
         25 u > debrief 1 edit at 6 played 6 | void judgement 3 | took back the verdict
         26 u > scene 37 step 0 | reopened 2 | took back the end: the scene goes on
         27 u > scene 36 step 0 |  | took back the end of the rehearsal",
    );
    assert!(session.stage.is_rehearsal());
}

#[test]
fn people_come_and_go() {
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 arrive ana > drawn 1.0.0 Ben+Ana |  | Ana is here already
         2 arrive CHI > drawn 1.0.0 Ben+Ana | arrived Chi 0 | Chi is here
         3 gone 902 > drawn 1.0.0 Chi+Ana | Gone 902, dealt 1 | Ben has gone home; cast anew
         4 arrive Dee > drawn 1.0.0 Chi+Ana | arrived Dee 0 | Dee is here, for the first time
         5 enter > ready 20 |  |
         6 gone 903 > ready 19 | Gone 903 | Chi has gone home; the cast still has Chi
         7 u > ready 18 | Present 903 | took back a change of the roster: Chi is here
         8 esc > drawn 1.0.0 Chi+Ana |  | took back the call
         9 u > drawn 1.0.0 Chi+Ana | arrived Dee 0, Gone 2 | took back a change of the roster: Dee is gone
         10 u > drawn 1.0.0 Ben+Ana | Present 902, dealt 1 | took back a change of the roster: Ben is here
         11 u > drawn 1.0.0 Ben+Ana | arrived Chi 0, Gone 903 | took back a change of the roster: Chi is gone
         12 gone 901 > drawn 1.0.0 Ben+Ana | Gone 901 | Ana has gone home; too few are here for this prompt: n draws another
         13 out 902 > drawn 1.0.0 Ben+Ana |  | Ben is the last one here: somebody has to stay
         14 gone 999 > drawn 1.0.0 Ben+Ana |  |",
    );
    assert_eq!(session.stage.deck().fits(), 0, "a prompt for two does not fit one");
    let mut session = open(vec![late()], &["Ana", "Ben", "Chi"]);
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ben+Ana+Chi | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         9 enter > debrief 1 edit at 7 played 7 | ended 2 edit 7000 |
         10 a > ready 20 |  |
         11 enter > scene 60 step 0 | began 3 as take 2 at 11000 |
         12 u > drawn 1.0.0 Ben+Ana+Chi played 1 | void take 3 | took back the beginning: the take is void
         13 gone 903 > drawn 1.0.0 Ben+Ana+Chi played 1 | Gone 903 | Chi has gone home; the cast still has Chi",
    );
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    let (long, longest) = ("é".repeat(65), "é".repeat(64));
    play(
        &mut session,
        &format!(
            "0 arrive {long} > empty |  | a name has at most 64 characters: nobody was added
             1 arrive {longest} > empty | arrived {longest} 0 | {longest} is here, for the first time"
        ),
    );
    // Persons take the place of seats.
    let mut session = open(vec![late()], &[]);
    play(
        &mut session,
        "0 out s1 > empty |  | player 1 is out for one scene, and back at the draw after it
         1 gone s2 > empty |  | player 2 is the last one here: somebody has to stay
         2 arrive Ben > empty | arrived Ben 0 | Ben is here",
    );
    assert_eq!(session.stage.present(), [PlayerKey::Person(id(902))]);
    play(&mut session, "3 u > empty | arrived Ben 0, Gone 902 | took back a change of the roster: Ben is gone");
    assert_eq!(session.stage.present(), [PlayerKey::Seat(1), PlayerKey::Seat(2)]);
}

#[test]
fn whoever_is_out_for_one_scene_comes_back_by_themselves() {
    let mut session = open(vec![late()], &["Ana", "Ben", "Chi"]);
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ben+Ana+Chi | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         3 out 903 > scene 59 step 0 | Out 903 | Chi is out for one scene, and back at the draw after it
         9 enter > debrief 1 edit at 7 played 7 | ended 2 edit 7000 |
         10 a > ready 20 |  | the cast still has Chi
         11 esc > debrief 1 edit at 7 played 7 |  | took back the retake
         12 enter > drawn 2.0.0 Ana+Ben | dealt 3 |
         13 n > drawn 3.0.0 Ana+Ben | passed 3, dealt 4 |
         14 enter > ready 20 |  |
         15 enter > scene 60 step 0 | began 5 as take 1 at 15000 |
         19 enter > debrief 1 edit at 4 played 4 | ended 5 edit 4000 |
         21 enter > drawn 4.0.0 Chi+Ana+Ben | arrived Chi 1, dealt 6 | back from one scene out: Chi
         22 u > debrief 1 edit at 4 played 4 | void draw 6, arrived Chi 0, Out 903 | took back the draw
         23 own A bus. > drawn 5.0.0 Ana+Chi | arrived Chi 1, dealt 7 | back from one scene out: Chi",
    );
    let (scenes, length) = session.stage.stage_time(PlayerKey::Person(id(902)));
    assert_eq!((scenes, length), (2, 11_000));
    assert_eq!(session.stage.stage_time(PlayerKey::Person(id(903))), (1, 7000));
}

#[test]
fn whoever_is_out_for_a_scene_is_so_when_the_session_ends() {
    play(
        &mut open(vec![late()], &["Ana", "Ben", "Chi"]),
        "0 out 903 > empty | Out 903 | Chi is out for one scene, and back at the draw after it
         1 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         2 enter > ready 20 |  |
         3 enter > scene 60 step 0 | began 2 as take 1 at 3000 |
         4 out 902 > scene 59 step 0 | Out 902 | Ben is out for one scene, and back at the draw after it
         9 enter > debrief 1 edit at 6 played 6 | ended 2 edit 6000 |
         11 q > debrief 1 edit at 6 played 6 |  |",
    );
    let session = Session::open(vec![late()], vec![person(1, "Ana", Presence::Out)], None);
    assert_eq!(session.stage.present(), [PlayerKey::Person(id(1))], "it was a scene of another workshop");
}

#[test]
fn whoever_is_held_is_in_every_cast() {
    let duet = Prompt { players: Players::new(2, Some(2)).unwrap(), ..prompt("duet") };
    let mut session = open(vec![pack("p", vec![duet])], &["Ana", "Ben", "Chi"]);
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ana+Ben | dealt 1 |
         1 hold 903 > drawn 1.0.0 Ana+Chi | dealt 1 | Chi is in every cast from now on
         2 enter > ready 20 |  |
         3 enter > scene 180 step 0 | began 2 as take 1 at 3000 |
         9 enter > debrief 1 edit at 6 played 6 | ended 2 edit 6000 |
         10 enter > drawn 2.0.0 Ben+Chi | dealt 3 |
         11 c > drawn 2.0.0 Ben+Chi |  | no other cast is as fair: C casts by hand
         12 hold 903 > drawn 2.0.0 Ana+Ben | dealt 3 | Chi is cast like everybody again
         13 u > drawn 2.0.0 Ben+Chi | dealt 3 | took back the pin: Chi is in every cast again
         14 hold 999 > drawn 2.0.0 Ben+Chi |  |",
    );
    assert!(session.stage.is_held(PlayerKey::Person(id(903))));
}

#[test]
fn lines_are_kept_and_nobody_is_named() {
    let mut session = open(vec![grave()], &["Ana", "Ben"]);
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 lines 901 war, ,Sex > drawn 1.0.0 Ben+Ana | lines 901 sex war | lines are kept: what carries one is not drawn
         2 lines 901 Death > drawn 1.0.0 Ben+Ana | lines 901 death | a line of somebody here: n draws another
         3 lines 901 death > drawn 1.0.0 Ben+Ana |  | a line of somebody here: n draws another
         3 n > drawn 1.0.0 Ben+Ana |  | no prompt fits: 1 by a line of somebody present
         4 roster u > drawn 1.0.0 Ben+Ana | lines 901 sex war | took back a change of Ana's lines
         5 roster u > drawn 1.0.0 Ben+Ana | lines 901  | took back a change of Ana's lines
         5 U > drawn 1.0.0 Ben+Ana |  | nothing to redo
         5 roster U > drawn 1.0.0 Ben+Ana | lines 901 sex war | redid a change of Ana's lines
         5 u > empty | void draw 1 | took back the draw
         5 u > empty |  | nothing to take back
         5 U > drawn 1.0.0 Ben+Ana | restored draw 1 | redid the draw
         5 roster u > empty | void draw 1 | took back the draw
         5 roster u > empty | lines 901  | took back a change of Ana's lines
         5 roster U > empty | lines 901 sex war | redid a change of Ana's lines
         5 roster U > drawn 1.0.0 Ben+Ana | restored draw 1 | redid the draw
         6 lines 903 death > drawn 1.0.0 Ben+Ana | lines 903 death | lines are kept: what carries one is not drawn
         7 here 903 > drawn 1.0.0 Ben+Ana | arrived Chi 0 | a line of somebody here: n draws another
         7 arrive ana > drawn 1.0.0 Ben+Ana |  | a line of somebody here: n draws another",
    );
    play(
        &mut open(vec![grave()], &[]),
        "0 lines s1 war > empty |  | a seat has no name yet, and no lines: a adds the player",
    );
}

#[test]
fn a_line_that_the_prompt_on_the_table_carries_is_told_of() {
    let mut session = open(vec![grave()], &["Ana", "Ben", "Chi"]);
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ben+Ana+Chi | dealt 1 |
         1 lines 901 death > drawn 1.0.0 Ben+Ana+Chi | lines 901 death | a line of somebody here: n draws another
         2 gone 902 > drawn 1.0.0 Chi+Ana | Gone 902, dealt 1 | Ben has gone home; cast anew
         9 enter > ready 20 |  |
         10 lines 903 death > ready 19 | lines 903 death | a line of somebody here: esc, then n draws another
         11 enter > scene 180 step 0 | began 2 as take 1 at 11000 |
         13 enter > debrief 1 edit at 2 played 2 | ended 2 edit 2000 |
         14 a > ready 20 |  | a line of somebody here: esc, then enter draws another
         15 enter > scene 180 step 0 | began 3 as take 2 at 15000 |
         16 u > drawn 1.0.0 Chi+Ana played 1 | void take 3 | took back the beginning: the take is void
         17 lines 903 war > drawn 1.0.0 Chi+Ana played 1 | lines 903 war | a line of somebody here: u goes back to its debrief",
    );
    // Another program sets them too.
    let mut session = open(vec![grave()], &["Ana", "Ben"]);
    session.apply(at(0), event("enter"));
    for (lines, said) in [(&[][..], None), (&["death"], Some("a line of somebody here: n draws another"))] {
        let mut players = people(&["Ana", "Ben"]);
        players[0].lines = lines.iter().map(ToString::to_string).collect();
        session.apply(at(1000), Event::News(News { players, ..News::default() }));
        assert_eq!(session.stage.notice().map(|notice| notice.text.as_str()), said);
    }
    for seq in 1..9 {
        session.apply(at(2000), event(&format!("saved {seq}")));
    }
    for (present, said) in [(&["Ana"][..], "the cast still has Ben"), (&["Ana", "Ben"], "there")] {
        session.apply(at(2000), Event::Told(Notice { text: "there".to_owned(), stays: false }));
        session.apply(at(3000), Event::News(News { players: people(present), ..News::default() }));
        assert_eq!(session.stage.notice().map(|notice| notice.text.as_str()), Some(said));
    }
}

#[test]
fn a_secret_is_on_its_card_alone() {
    let mut session = Session::open_with(Habits::default(), vec![grave()], people(&["Ana", "Ben", "Chi"]), None);
    session.apply(at(0), event("y"));
    assert_eq!(session.effects.iter().filter(|effect| matches!(effect, Effect::Copy(_))).count(), 0);
    session.apply(at(0), event("enter"));
    let mut copied = |words: &str| match session.apply(at(0), event(words)).as_slice() {
        [Effect::Copy(text)] => text.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(copied("y"), "At the grave.\n\nBen: widow (grief)\nAna: priest\nChi");
    assert_eq!(copied("card 0"), "Ben: widow (grief)\nYou did it.");
    assert_eq!(copied("card 1"), "Ana: priest");
    assert_eq!(session.stage.notice().unwrap().text, "sent; your terminal may refuse it");
    assert_eq!(session.apply(at(0), event("card 2")), []);
    session.apply(at(0), event("R"));
    for (seconds, words) in [(1, "enter"), (2, "enter"), (95, "wake"), (155, "wake"), (185, "wake"), (190, "enter")] {
        session.apply(at(seconds * 1000), event(words));
        let said = format!("{:?}", session.stage.notice());
        assert!(!said.contains("You did it"), "{said}");
    }
    let shown = |effect: &&Effect| matches!(effect, Effect::Notify { .. });
    let shown: Vec<_> = session.effects.iter().filter(shown).collect();
    assert_eq!(shown.len(), 2);
    assert!(!format!("{shown:?}").contains("You did it"));
}

#[test]
fn signals_come_once_each() {
    let lines = "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         31.9 wake > scene 30.1 step 0 |  |
         32 wake > scene 30 step 1 | cue 3 to 2 at 30000, BELL, NOTIFY shift: Ben → relief, BELL, NOTIFY 0:30 left |
         33 wake > scene 29 step 1 |  |
         34 + > scene 43 step 1 | extend 4 '+15 s' at 32000 |
         35 u > scene 27 step 1 | void moment 4 | took back +15 s
         36 + > scene 41 step 1 | extend 5 '+15 s' at 34000 |
         46 space > scene 31 paused step 1 | pause 6 at 44000 |
         60 wake > scene 31 paused step 1 |  |
         62 space > scene 31 step 1 | resume 7 at 60000 |
         63.5 wake > scene 29.5 step 1 | BELL, NOTIFY 0:30 left |
         64 + > scene 44 step 1 | extend 8 '+15 s' at 62000 |
         65 - > scene 28 step 1 | extend 9 '-15 s' at 63000 |
         66 wake > scene 27 step 1 | BELL, NOTIFY 0:27 left |
         99 wake > scene -6 step 1 said 1 | cue 10 'Say it.' at 97000, BELL, NOTIFY coach, BELL, NOTIFY time |
         100 wake > scene -7 step 1 said 1 |  |
         101 + > scene 7 step 1 said 1 | extend 11 '+15 s' at 99000 |
         108 wake > scene 0 step 1 said 1 | BELL, NOTIFY time |";
    let open = |signals| {
        Session::open_with(Habits { signals, ..Habits::default() }, vec![late()], people(&["Ana", "Ben"]), None)
    };
    play(&mut open(Habits::default().signals), lines);
    let mut bells = open(Signals { screen: false, bell: true, desktop: false });
    play(&mut bells, &lines.lines().map(|line| without(line, "NOTIFY")).collect::<Vec<_>>().join("\n"));
}

/// A line of a script without the effects that begin so.
fn without(line: &str, effect: &str) -> String {
    let mut parts: Vec<&str> = line.split(" | ").collect();
    let kept: Vec<&str> = parts.get(1).map_or(vec![], |written| {
        written.trim_end_matches('|').trim().split(", ").filter(|one| !one.starts_with(effect)).collect()
    });
    let kept = kept.join(", ");
    let end = if line.trim_end().ends_with('|') { " |" } else { "" };
    let kept = format!("{kept}{end}");
    if let Some(written) = parts.get_mut(1) {
        *written = &kept;
    }
    parts.join(" | ")
}

#[test]
fn the_warning_shows_and_wakes() {
    let habits = Habits { warn_at: Some(14_500), ..Habits::default() };
    let mut session = Session::open_with(habits, vec![late()], people(&["Ana", "Ben"]), None);
    for (seconds, words) in [(0, "enter"), (1, "enter"), (2, "enter")] {
        session.apply(at(seconds * 1000), event(words));
    }
    let mut at_left = |left: Ms, words: &str| {
        let now = at(62_000 - left);
        session.apply(now, event(words));
        let wake = session.stage.next_wake(now).map(|wake| 62_000 - wake.as_millis() as Ms);
        (session.stage.is_warning(now), wake)
    };
    assert_eq!(at_left(14_700, "wake"), (false, Some(14_500)), "at its own time");
    assert_eq!(at_left(14_500, "wake"), (true, Some(14_000)));
    assert_eq!(at_left(1, "wake"), (true, Some(0)));
    assert!(!at_left(0, "wake").0, "time is more than a warning");
    // What is shorter than the warning needs none.
    let habits = Habits { warn_at: Some(60_000), ..Habits::default() };
    let mut session = Session::open_with(habits, vec![late()], people(&["Ana", "Ben"]), None);
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         4 wake > scene 58 step 0 |  |",
    );
    assert!(!session.stage.is_warning(at(4000)));
}

#[test]
fn sleep_pauses_what_runs_and_says_so() {
    play(
        &mut open(vec![late()], &["Ana", "Ben"]),
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         0.5 slept 600 > drawn 1.0.0 Ben+Ana |  |
         1 enter > ready 20 |  |
         6 slept 20 > ready 15 paused |  | the machine slept for 20 s: paused at 0:15
         7 space > ready 15 |  | the machine slept for 20 s: paused at 0:15
         8 esc > ready 14 |  |
         9 enter > scene 60 step 0 | began 2 as take 1 at 629000 |
         21 slept 180 > scene 48 paused step 0 | pause 3 at 12000 | the machine slept for 3 min: paused at 0:48
         22 space > scene 48 step 0 | resume 4 at 193000 | the machine slept for 3 min: paused at 0:48
         23 slept 1 > scene 47 step 0 |  | the machine slept for 3 min: paused at 0:48
         42 slept 7500 > scene 28 paused step 1 | cue 5 to 2 at 214000, pause 6 at 214000 | the machine slept for 3 min: paused at 0:48; the machine slept for 2 h 5 min: paused at 0:28
         43 esc > scene 28 paused step 1 |  |
         44 space > scene 28 step 1 | resume 7 at 7716000 |
         80 slept 60 > scene -8 paused step 1 said 1 | cue 8 'Say it.' at 7752000, pause 9 at 7752000 | the machine slept for 1 min: paused at 0:08 over time
         81 slept 60 > scene -8 paused step 1 said 1 |  | the machine slept for 1 min: paused at 0:08 over time
         82 enter > debrief 1 time at 7874 played 68 | ended 2 time 7874000 | the machine slept for 1 min: paused at 0:08 over time",
    );
    // A step of the wall clock is no sleep.
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    for (seconds, words) in [(0, "enter"), (1, "enter"), (2, "enter")] {
        session.apply(at(seconds * 1000), event(words));
    }
    session.apply(Now { utc: NOON + 9_000_000, ..at(4000) }, Event::Wake);
    assert_eq!(phase(session.stage.phase(), at(4000)), "scene 58 step 0");
    assert_eq!(session.stage.notice(), None);
}

/// A take as the log would list it, with the judgements of these judges.
fn listed(n: u64, workshop: u64, rehearsal: bool, ending: Option<Ending>, given: &[(&str, Verdict)]) -> PastTake {
    let judgement = |(i, &(by, verdict)): (usize, &(&str, Verdict))| Judgement {
        id: id(700 + i as u64),
        at: NOON,
        by: by.to_owned(),
        verdict: Some(verdict),
        reason: None,
        note: Some("from before".to_owned()),
        perceived: vec![],
    };
    PastTake {
        id: id(n),
        number: n as i64,
        draw: id(n + 10_000),
        workshop_id: id(workshop),
        workshop: "Lab".to_owned(),
        prompt: None,
        text: "A bus.".to_owned(),
        of_draw: 1,
        rehearsal,
        started: NOON,
        planned: 60_000,
        end: ending.map(|ending| End { ending, at: 9000, played: 9000, paused: 0 }),
        cast: vec![],
        moments: vec![],
        judgements: given.iter().enumerate().map(judgement).collect(),
    }
}

#[test]
fn takes_that_were_found_are_judged() {
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    play(&mut session, "0 find bus > empty | FIND bus |\n0 saved 99 > empty |  |");
    let edit = Some(Ending::Edit);
    let found = vec![
        listed(300, 900, false, edit, &[("leader", Verdict::Hold), ("Kim", Verdict::NotUsable)]),
        listed(301, 900, true, edit, &[]),
        listed(302, 899, false, edit, &[]),
        listed(303, 900, false, Some(Ending::Stopped), &[]),
        listed(304, 900, false, None, &[]),
    ];
    session.apply(at(0), Event::Found(found.clone()));
    play(
        &mut session,
        "1 found-g 300 > empty | judged 1 usable from before, FIND bus |
         2 found-t 301 > empty | judged 2 louder, FIND bus |
         3 found-g 301 > empty | judged 3 usable louder, FIND bus |
         4 found-g 302 > empty | judged 4 usable, FIND bus |
         5 found-g 303 > empty |  | this take was broken off: no verdict is asked
         6 found-t 303 > empty | judged 5 louder, FIND bus |
         7 found-t 304 > empty |  | take 304 still runs: judge it when it has ended
         8 found-g 999 > empty |  |",
    );
    let verdicts = |stage: &Stage| stage.found().iter().map(PastTake::verdict).collect::<Vec<_>>();
    let usable = Some(Verdict::Usable);
    assert_eq!(verdicts(&session.stage), [usable, usable, usable, None, None]);
    assert_eq!(session.stage.usable(), 1, "only this workshop's, and no rehearsal");
    assert_eq!(session.stage.counted.keys().collect::<Vec<_>>(), [&id(300), &id(302)]);
    // What is found anew before the log has it all is amended.
    session.apply(at(8000), Event::Found(found));
    assert_eq!(verdicts(&session.stage), [usable, usable, usable, None, None]);
    play(
        &mut session,
        "9 u > empty | void judgement 5, FIND bus | took back the note
         10 u > empty | void judgement 4, FIND bus | took back the verdict
         11 u > empty | void judgement 3, FIND bus | took back the verdict
         12 u > empty | void judgement 2, FIND bus | took back the note
         13 u > empty | void judgement 1, FIND bus | took back the verdict",
    );
    assert_eq!(verdicts(&session.stage), [Some(Verdict::NotUsable), None, None, None, None]);
    assert_eq!(session.stage.usable(), 0);
}

#[test]
fn a_take_is_judged_the_same_from_the_list_and_in_its_debrief() {
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    play(
        &mut session,
        "0 enter > drawn 1.0.0 Ben+Ana | dealt 1 |
         1 enter > ready 20 |  |
         2 enter > scene 60 step 0 | began 2 as take 1 at 2000 |
         9 enter > debrief 1 edit at 7 played 7 | ended 2 edit 7000 |
         9 find > debrief 1 edit at 7 played 7 | FIND  |",
    );
    session.apply(at(9000), Event::Found(vec![listed(2, 900, false, Some(Ending::Edit), &[])]));
    play(
        &mut session,
        "10 found-g 2 > debrief 1 edit at 7 played 7 usable | judged 3 usable, FIND  |
         11 t > debrief 1 edit at 7 played 7 usable | judged 4 usable good, FIND  |
         12 a > ready 20 |  |
         13 found-t 2 > ready 19 | judged 5 usable louder, FIND  |
         14 esc > debrief 1 edit at 7 played 7 usable |  | took back the retake",
    );
    let Phase::Debrief(debrief) = &session.stage.phase else { panic!("a debrief") };
    assert_eq!(debrief.judgements, session.stage.found()[0].judgements);
    play(
        &mut session,
        "15 u > debrief 1 edit at 7 played 7 usable | void judgement 5, FIND  | took back the note
         16 u > debrief 1 edit at 7 played 7 usable | void judgement 4, FIND  | took back the note
         17 u > debrief 1 edit at 7 played 7 | void judgement 3, FIND  | took back the verdict
         18 u > scene 44 step 0 | reopened 2, FIND  | took back the end: the scene goes on
         19 found-g 2 > scene 43 step 0 |  | take 2 still runs: judge it when it has ended
         20 u > drawn 1.0.0 Ben+Ana | void take 2, FIND  | took back the beginning: the take is void
         21 found-g 2 > drawn 1.0.0 Ben+Ana |  |",
    );
    let news = News { players: people(&["Ana", "Ben"]), ..News::default() };
    assert_eq!(session.apply(at(22_000), Event::News(news)), [Effect::Find(String::new())]);
}

#[test]
fn figures_follow_the_log_while_somebody_looks_at_them() {
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    let topic = Topic::Takes(By::Pack);
    let is_asked = |effects: &[Effect]| effects.contains(&Effect::Figures(topic));
    assert!(!is_asked(&session.apply(at(0), Event::Do(Act::Forward))), "nobody looks");
    assert_eq!(session.apply(at(0), Event::Do(Act::Figures(Some(topic)))), [Effect::Figures(topic)]);
    assert!(is_asked(&session.apply(at(0), Event::Do(Act::Another(None)))), "a pass counts");
    let news = News { players: people(&["Ana", "Ben"]), ..News::default() };
    assert!(is_asked(&session.apply(at(0), Event::News(news))));
    assert!(!is_asked(&session.apply(at(0), Event::Wake)));
    session.apply(at(0), Event::Figures(Figures::People(BTreeMap::new())));
    assert_eq!(session.stage.figures(), None, "something else was asked since then");
    let figures = Figures::Takes(By::Pack, BTreeMap::new());
    session.apply(at(0), Event::Figures(figures.clone()));
    assert_eq!(session.stage.figures(), Some(&figures));
    assert_eq!(session.apply(at(0), Event::Do(Act::Figures(None))), []);
    assert!(!is_asked(&session.apply(at(0), Event::Do(Act::Another(None)))));
}

#[test]
fn the_name_that_judges_is_the_leaders_choice() {
    let habits = Habits { judge: "Kim".to_owned(), rehearsal: true, ..Habits::default() };
    let mut session = Session::open_with(habits, vec![late()], people(&["Ana", "Ben"]), None);
    assert!(session.stage.is_rehearsal());
    for (seconds, words) in [(0, "enter"), (1, "enter"), (2, "enter"), (9, "enter"), (9, "g")] {
        session.apply(at(seconds * 1000), event(words));
    }
    let judged = session.effects.iter().find_map(|effect| match effect {
        Effect::Save { entry: Entry::Judged { judgement, .. }, .. } => Some(judgement.by.as_str()),
        _ => None,
    });
    assert_eq!(judged, Some("Kim"));
}

#[test]
fn what_the_log_says_of_people_is_older_than_what_is_on_its_way_there() {
    let mut session = open(vec![late()], &["Ana", "Ben"]);
    session.apply(at(0), event("saved 99"));
    for words in ["gone 902", "arrive Dee", "lines 901 war"] {
        session.apply(at(0), event(words));
    }
    let before = session.stage.players().to_vec();
    session.apply(at(0), Event::News(News { players: people(&["Ana", "Ben"]), ..News::default() }));
    assert_eq!(session.stage.players(), before);
}

/// The packs of these sessions after somebody wrote to them: the late prompt has other words and roles, or is gone.
fn rewritten(is_gone: bool) -> Event {
    let mut late = late();
    let other = Prompt { text: text("Early."), roles: vec![role("early", "")], ..Prompt::clone(&late.prompts[0]) };
    late.prompts = if is_gone { vec![] } else { vec![Arc::new(other)] };
    Event::Packs { packs: shelf(vec![Arc::new(late)]), news: "the pack p was changed".to_owned() }
}

#[test]
fn what_is_on_the_stage_keeps_the_words_it_was_drawn_with() {
    for is_gone in [true, false] {
        let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
        session.apply(at(0), Event::Do(Act::Forward));
        let drawn = session.stage.phase().table().unwrap().hand.clone();
        session.apply(at(10), rewritten(is_gone));
        assert_eq!(session.stage.deck().len(), usize::from(!is_gone));
        assert_eq!(session.stage.phase().table().unwrap().hand, drawn);
        // Other words of another prompt would not fit its roles.
        session.apply(at(20), Event::Do(Act::Words));
        session.apply(at(30), Event::Do(Act::Forward));
        session.apply(at(40), Event::Do(Act::Forward));
        session.apply(at(50), rewritten(is_gone));
        let Phase::Scene(play) = session.stage.phase() else { panic!("a scene") };
        assert_eq!(play.record.take.hand, drawn);
    }
}

#[test]
fn what_was_drawn_rests_whatever_becomes_of_its_pack() {
    let packs = || shelf(vec![Arc::new(late()), Arc::new(pack("q", vec![prompt("one"), prompt("two")]))]);
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    session.apply(at(0), Event::Do(Act::Forward));
    session.apply(at(10), Event::Packs { packs: packs(), news: String::new() });
    let key = PromptKey { pack: "p".to_owned(), id: "late".to_owned() };
    let deck = session.stage.deck();
    assert_eq!((deck.len(), deck.odds(deck.find(&key).unwrap()).rest), (3, 0));
    session.apply(at(20), Event::Do(Act::Undo));
    let deck = session.stage.deck();
    assert_eq!(deck.odds(deck.find(&key).unwrap()).rest, 4);
}

#[test]
fn a_prompt_can_be_chosen_where_one_could_be_drawn() {
    let solo = Prompt { retired: true, ..prompt("retired") };
    let crowd = Prompt { players: Players::new(9, None).unwrap(), ..prompt("crowd") };
    let packs = || vec![late(), pack("q", vec![prompt("one"), solo.clone(), crowd.clone()])];
    for (before, id, phase, said) in [
        ("", "one", "drawn", "q/one is on the stage, as you chose"),
        ("enter", "one", "drawn", "q/one is on the stage, as you chose"),
        ("enter enter", "one", "ready", "the players get ready for another prompt: esc on the stage goes back"),
        ("enter enter enter", "one", "scene", "a scene runs: end it first"),
        ("", "retired", "empty", "this prompt can't be played now: retired"),
        ("", "crowd", "empty", "this prompt can't be played now: for more players"),
    ] {
        let mut session = Session::open(packs(), people(&["Ana", "Ben"]), None);
        for key in before.split_whitespace() {
            session.apply(at(0), event(key));
        }
        let key = PromptKey { pack: "q".to_owned(), id: id.to_owned() };
        session.apply(at(10), Event::Do(Act::Put(key.clone())));
        assert_eq!(session.stage.notice().unwrap().text, said, "{before} {id}");
        assert!(super::phase(session.stage.phase(), at(10)).starts_with(phase), "{before} {id}");
        if phase == "drawn" {
            let source = session.stage.phase().table().unwrap().hand.source.clone().unwrap();
            assert_eq!((source.prompt, source.chance.numerator, source.chance.denominator), (key, 1, 1));
            session.apply(at(20), Event::Do(Act::Undo));
            let back = if before.is_empty() { "empty" } else { "drawn" };
            assert!(super::phase(session.stage.phase(), at(20)).starts_with(back));
        }
    }
}

#[test]
fn a_preview_follows_from_nothing_and_leads_to_nothing() {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    let before = session.stage.clone();
    let seen: BTreeSet<String> = (0..20).map(|n| before.preview(0, n, at(0)).hand.text).collect();
    assert_eq!(seen.len(), 2, "every word comes: {seen:?}");
    assert_eq!(before.preview(0, 3, at(0)), before.preview(0, 3, at(0)));
    assert_eq!(session.stage, before);
    session.apply(at(0), Event::Do(Act::Heavier(PromptKey { pack: "p".to_owned(), id: "late".to_owned() })));
    assert!(!session.stage.can_undo(false), "nothing was written yet");
}
