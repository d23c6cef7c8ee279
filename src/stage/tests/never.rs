//! The never list, which other programs change too.

use super::*;

/// A never list of these prompts of the pack p, and of what has one of these tags.
fn never(prompts: &[&str], tags: &[&str]) -> Event {
    let key = |id: &&str| PromptKey { pack: "p".to_owned(), id: (*id).to_owned() };
    let tags = tags.iter().map(ToString::to_string).collect();
    Event::Never(Never { prompts: prompts.iter().map(key).collect(), tags })
}

/// Three prompts, of which one has a tag.
fn three() -> Session {
    let tagged = Prompt { tags: vec!["dolls".to_owned()], ..prompt("tagged") };
    Session::open(vec![pack("p", vec![prompt("one"), prompt("two"), tagged])], people(&["Ana", "Ben"]), None)
}

fn on_table(session: &Session) -> String {
    session.stage.phase().table().unwrap().hand.source.as_ref().unwrap().prompt.id.clone()
}

#[test]
fn what_another_program_puts_on_the_never_list_is_not_drawn() {
    for (list, kept) in [(never(&["one", "two"], &[]), "tagged"), (never(&["one"], &["dolls"]), "two")] {
        let mut session = three();
        let is_said = |session: &Session| {
            session
                .stage
                .notice()
                .is_some_and(|it| it.text == "the never list changed: 1 prompt fits, of 3" && !it.stays)
        };
        assert_eq!(session.apply(at(0), list.clone()), [], "nothing is written: it is in the list already");
        assert!(is_said(&session));
        session.apply(at(0), event("enter"));
        assert!(is_said(&session), "it outlives the key that had the list looked at");
        assert_eq!(on_table(&session), kept);
        session.apply(at(0), event("n"));
        assert_eq!((on_table(&session).as_str(), session.stage.notice()), (kept, None));
        session.apply(at(0), list);
        assert_eq!(session.stage.notice(), None, "nothing is new");
        session.apply(at(0), never(&["one", "two"], &["dolls"]));
        session.apply(at(0), event("n"));
        assert!(session.stage.notice().unwrap().text.starts_with("no prompt fits: 3 on the never list"));
        session.apply(at(0), never(&["gone"], &["lifts"]));
        assert_eq!(session.stage.notice().unwrap().text, "the never list changed: 3 prompts fit, of 3");
        session.apply(at(0), event("u"));
        session.apply(at(0), event("u"));
        session.apply(at(0), never(&[], &[]));
        assert_eq!(session.stage.notice().unwrap().text, "took back the draw", "it makes no difference");
    }
}

#[test]
fn a_prompt_on_the_table_stays_though_it_is_on_the_never_list_now() {
    let mut session = three();
    let said = |session: &Session| session.stage.notice().map_or(String::new(), |notice| notice.text.clone());
    session.apply(at(0), event("enter"));
    let id = on_table(&session);
    let list = never(&[&id], &[]);
    session.apply(at(0), list.clone());
    let line = "the prompt on the table is on the never list now: n draws another";
    assert_eq!((on_table(&session), said(&session).as_str()), (id.clone(), line));
    session.apply(at(0), event("find"));
    assert_eq!(said(&session), line);
    session.apply(at(0), event("enter"));
    assert_eq!(said(&session), "", "said once");
    session.apply(at(0), never(&[], &[]));
    session.apply(at(0), list.clone());
    assert_eq!(said(&session), "the prompt on the table is on the never list now: esc, then n draws another");
    session.apply(at(0), event("esc"));
    session.apply(at(0), event("n"));
    assert_eq!(said(&session), "the never list changed: 2 prompts fit, of 3", "it is not on the table any more");
    assert_ne!(on_table(&session), id);
    // One that was played is not drawn again by n.
    for key in ["enter", "enter", "enter", "a", "esc"] {
        session.apply(at(9000), event(key));
    }
    session.apply(at(9000), never(&["one", "two"], &["dolls"]));
    assert_eq!(said(&session), "the never list changed, and no prompt fits: 3 on the never list");
}

#[test]
fn the_stage_s_own_never_and_another_program_s_go_together() {
    let mut session = three();
    session.apply(at(0), event("enter"));
    let id = on_table(&session);
    session.apply(at(0), event("never today"));
    let fits = |session: &Session| session.stage.deck().fits();
    assert_eq!(fits(&session), 2);
    // What the stage wrote itself is no news.
    session.apply(at(0), never(&[&id], &[]));
    assert_eq!(session.stage.notice().unwrap().text, format!("p/{id} is not drawn again today"));
    let other = on_table(&session);
    session.apply(at(0), never(&[&id, &other], &[]));
    let effects = session.apply(at(0), event("u"));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Never { how_long: None, .. })), "{effects:?}");
    assert_eq!((fits(&session), on_table(&session)), (2, id.clone()), "what the other put there stays");
    session.apply(at(0), never(&[&other], &[]));
    assert_eq!((fits(&session), on_table(&session)), (2, id));
}
