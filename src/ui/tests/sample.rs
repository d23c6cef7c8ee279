//! What the frames are of: a pack, people, takes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::cast::PlayerKey;
use crate::consent::{Grant, Medium, Method, Purpose, Said};
use crate::cue::Cue;
use crate::feeling::{Aliases, Feeling, FeelingArc};
use crate::pack::slots::{Text, Word, WordList, WordLists};
use crate::pack::{CoachLine, Kind, Pack, Players, Prompt, PromptKey, Rating, Role, Stated, Times, Weight};
use crate::report::{Fact, Outcome, Part};
use crate::scene::Ms;
use crate::stage::Shelved;
use crate::take::{End, Ending, Judgement, Moment, MomentKind, PastPart, PastTake, Perceived, Reason, Verdict};

/// Takes of four prompts: one that works, one that never does, one of which too little is known, one passed over.
pub(super) fn facts() -> Vec<Fact> {
    let part = |role: &str, feelings: &[Feeling], player: &str| Part {
        role: Some(role.to_owned()),
        feelings: feelings.to_vec(),
        player: Some(player.to_owned()),
    };
    let fact = |id: &str, at: i64, outcome| Fact {
        draw: at as u64,
        own: None,
        prompt: Some(PromptKey { pack: "turns".to_owned(), id: id.to_owned() }),
        kind: Kind::Scene,
        tags: Vec::new(),
        workshop: "Tuesday lab".to_owned(),
        parts: Vec::new(),
        at,
        outcome,
    };
    let played = |verdict, reason, length| Outcome::Played { verdict, reason, length: Some(length) };
    let usable = played(Some(Verdict::Usable), None, 242_000);
    let not = |reason| played(Some(Verdict::NotUsable), reason, 200_000);
    let day = 24 * 60 * 60 * 1000;
    let apology = |at, outcome| Fact {
        parts: vec![
            part("apologiser", &[Feeling::Remorse, Feeling::Relief], NAMES[at as usize % 3]),
            part("wronged", &[Feeling::Anger], "山田 花子"),
        ],
        ..fact("apology", at * day, outcome)
    };
    let mut facts: Vec<_> = (0..12).map(|at| apology(at, if at < 10 { usable } else { not(None) })).collect();
    facts.push(apology(12, played(Some(Verdict::Hold), None, 300_000)));
    facts.push(apology(13, played(None, None, 300_000)));
    let reasons = [Reason::Technical, Reason::Feeling, Reason::Feeling];
    facts.extend((0..9).map(|at| fact("queue", at * day, not(reasons.get(at as usize).copied()))));
    facts.push(fact("the-very-last-doll-on-the-shelf", 20 * day, usable));
    facts.extend([fact("lift", 0, Outcome::Passed), fact("lift", 0, Outcome::Passed)]);
    facts
}

pub(super) fn person(n: u128) -> PlayerKey {
    PlayerKey::Person(Uuid::from_u128(n))
}

/// What somebody agreed to before the session began.
pub(super) fn agreed(n: u128, until: Option<Ms>) -> Grant {
    let said = Said::Granted {
        media: BTreeSet::from([Medium::Audio, Medium::Video]),
        until,
        text: "5ea1".to_owned(),
        method: Method::Signed,
        given_by: None,
        knew: BTreeSet::new(),
    };
    let purposes = BTreeSet::from([Purpose::Review, Purpose::EmotionTraining]);
    Grant { id: Uuid::nil(), player: Uuid::from_u128(n), purposes, on: 0, said }
}

/// Takes as the log gives them, newest first.
pub(super) fn past_takes() -> Vec<PastTake> {
    let minute = 60_000;
    let take = |number: i64, text: &str, started: i64, ending: Option<Ending>| PastTake {
        id: Uuid::from_u128(5000 + number as u128),
        number,
        draw: Uuid::from_u128(6000 + number as u128),
        workshop_id: Uuid::nil(),
        workshop: "Tuesday lab".to_owned(),
        prompt: Some(PromptKey { pack: "turns".to_owned(), id: "apology".to_owned() }),
        text: text.to_owned(),
        of_draw: 1,
        rehearsal: false,
        started,
        planned: 4 * minute,
        end: ending.map(|ending| End { ending, at: 4 * minute + 12_000, played: 4 * minute + 2000, paused: 10_000 }),
        cast: Vec::new(),
        moments: Vec::new(),
        judgements: Vec::new(),
    };
    let judged = |id: u128, by: &str, verdict, reason, note: Option<&str>| Judgement {
        id: Uuid::from_u128(id),
        at: 5 * minute,
        by: by.to_owned(),
        verdict,
        reason,
        note: note.map(str::to_owned),
        perceived: Vec::new(),
    };
    let moment = |id: u128, at, kind, role: Option<&str>, step, label: Option<&str>| Moment {
        id: Uuid::from_u128(id),
        at,
        kind,
        role: role.map(str::to_owned),
        step,
        label: label.map(str::to_owned),
    };
    let part = |label: Option<&str>, player: Option<&str>, asked: Option<&str>| PastPart {
        label: label.map(str::to_owned),
        player: player.map(str::to_owned),
        asked: asked.map(str::to_owned),
    };
    let came = Perceived { role: "apologiser".to_owned(), step: 2, feeling: Some(Feeling::Relief), strength: None };
    let apology = "The apologiser owes the wronged an apology, in a lighthouse. It is late.";
    vec![
        PastTake { end: None, ..take(12, "Two people wait for one lift.", 19 * 60 * minute, None) },
        PastTake {
            of_draw: 2,
            cast: vec![
                part(Some("the one who is late"), Some("Ana"), Some("guilt:2 -> relief @60%")),
                part(Some("wronged"), None, Some("anger")),
                part(None, Some("山田 花子"), None),
            ],
            moments: vec![
                moment(1, 0, MomentKind::Mark, None, None, None),
                moment(2, 96_000, MomentKind::Shift, Some("apologiser"), Some(2), None),
                moment(3, 97_000, MomentKind::Coach, None, None, Some("Let the silence work.")),
                moment(4, 240_000, MomentKind::Slate, None, None, Some("slate 1")),
            ],
            judgements: vec![
                judged(1, "Mara", Some(Verdict::Hold), None, None),
                Judgement {
                    perceived: vec![came],
                    ..judged(2, "leader", Some(Verdict::Usable), None, Some("They found it late."))
                },
            ],
            ..take(11, apology, 18 * 60 * minute, Some(Ending::Edit))
        },
        PastTake {
            judgements: vec![judged(3, "leader", Some(Verdict::NotUsable), Some(Reason::Technical), None)],
            ..take(10, apology, 17 * 60 * minute, Some(Ending::Time))
        },
        take(9, "A goodbye", 16 * 60 * minute, Some(Ending::Stopped)),
        PastTake {
            prompt: None,
            rehearsal: true,
            judgements: vec![judged(4, "leader", Some(Verdict::Hold), None, None)],
            ..take(8, "灯台の番人が、夜明け前に一通の手紙を受け取る。", -9 * 60 * minute, Some(Ending::Interrupted))
        },
        take(7, "שלום לכולם, \u{202E}مرحبا\u{1b}[31m", -90 * 60 * minute, Some(Ending::Edit)),
    ]
}

pub(super) fn pack(prompts: Vec<Prompt>) -> Pack {
    let word = |text: &str| Word { text: text_of(text), weight: Weight::ONE };
    let place = WordList { words: vec![word("a lighthouse"), word("a lift that has stopped")] };
    Pack {
        name: "turns".to_owned(),
        source: String::new(),
        title: "Turns".to_owned(),
        about: String::new(),
        license: None,
        authors: Vec::new(),
        language: None,
        rating: Rating::General,
        words: WordLists::from([("place".to_owned(), place)]),
        prompts: prompts.into_iter().map(Arc::new).collect(),
    }
}

pub(super) fn shelved(pack: Arc<Pack>) -> Shelved {
    let place = format!("/home/mara/packs/{}.toml", pack.name);
    Shelved { name: pack.name.clone(), place, pack: Some(pack), remarks: Vec::new(), is_kept: false }
}

pub(super) fn text_of(text: &str) -> Text {
    Text::parse(text).unwrap()
}

pub(super) fn prompt(id: &str, text: &str, players: (u16, Option<u16>), roles: Vec<Role>) -> Prompt {
    Prompt {
        id: id.to_owned(),
        kind: Kind::Scene,
        text: text_of(text),
        weight: Weight::from_thousandths(2000).unwrap(),
        tags: Vec::new(),
        content: Vec::new(),
        coach: Vec::new(),
        times: Times { scene: Duration::from_secs(240), ..Times::default() },
        stated: Stated { ready: true, scene: true, debrief: true },
        players: Players::new(players.0, players.1).unwrap(),
        retired: false,
        roles,
    }
}

pub(super) fn role(name: &str, label: &str, arc: &str, secret: Option<&str>) -> Role {
    let aliases = Aliases::from([("guilt".to_owned(), Feeling::Remorse)]);
    Role {
        name: name.to_owned(),
        label: Some(label.to_owned()),
        feeling: (!arc.is_empty()).then(|| FeelingArc::parse(arc, &aliases).unwrap()),
        secret: secret.map(text_of),
    }
}

pub(super) fn apology() -> Prompt {
    let roles = vec![
        role("apologiser", "the one who is late", "guilt:2 -> relief @60%", Some("You sold the boat.")),
        role("wronged", "wronged", "anger", None),
    ];
    let text = "The {apologiser} owes the {wronged} an apology, in {place}. It is late.";
    let coach = |text: &str, at| CoachLine { text: text_of(text), at };
    let coach = vec![coach("Let the silence work.", Some(Cue::Share(30))), coach("Say less.", None)];
    Prompt { coach, ..prompt("apology", text, (2, Some(2)), roles) }
}

/// Texts of every sort that is hard to set: wide, combining, right to left, joined, forbidden.
pub(super) fn wide() -> Prompt {
    let roles = vec![
        role("keeper", "灯台の番人", "joy:1 -> fear:3", None),
        role("guest", "אורחת שאיחרה", "anger", None),
        role("third", "un e\u{301}le\u{300}ve 👩‍👩‍👧", "", None),
    ];
    let text = "灯台の番人が、夜明け前に一通の手紙を受け取る。 שלום לכולם, \u{202E}مرحبا\u{1b}[31m بكم 👩‍👩‍👧 e\u{301}te\u{301}.\nZweite Zeile.";
    let coach = CoachLine { text: text_of("静かに。\u{7}"), at: Some(Cue::Share(10)) };
    Prompt { coach: vec![coach], ..prompt("wide", text, (3, None), roles) }
}

/// A long game for everybody, without roles.
pub(super) fn crowd() -> Prompt {
    let times = Times { scene: Duration::from_secs(720), ..Times::default() };
    let text = "Everybody is in the same queue and nobody knows what it is for. Whoever leaves it loses their place. "
        .repeat(3);
    Prompt { kind: Kind::Game, times, ..prompt("queue", text.trim(), (2, None), Vec::new()) }
}

pub(super) const NAMES: &[&str] = &["Ana", "Ben", "Cem", "Dia", "Eli", "Flo"];
pub(super) const LONG_NAMES: &[&str] = &[
    "Maximiliana Konstantinopolous-Featherstonehaugh",
    "Ben",
    "Cem",
    "Dia",
    "Eli",
    "Flo",
    "Gus",
    "Hana",
    "Ivo",
    "Jo",
    "The one whose name has as many characters as a name can ever have",
    "Lou",
];
pub(super) const WIDE_NAMES: &[&str] = &["山田 花子", "Zoë\u{202E}", "محمد", "A very long name that goes on", "👩‍👩‍👧"];
