//! Sessions as scripts: [`script`] plays one line after the other and writes down what became of it.

mod agenda;
mod casting;
mod never;
mod plan;
mod random;
mod recast;
mod room;
mod scripts;
mod times;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::consent::{Medium, Purpose, Release, Said};
use crate::cue::Cue;
use crate::deck::sample::{list, pack, prompt, role, text};
use crate::deck::{Company, Filters};
use crate::feeling::{Feeling, Strength};
use crate::pack::{CoachLine, Pack, Players, Prompt, Times};
use crate::take::{End, Fate, Hand, Judgement, Moment, PassReason, Reason, Verdict};

/// Wall clock of the opening.
const NOON: Ms = 1_800_000_000_000;

fn id(n: u64) -> Uuid {
    Uuid::from_u128(u128::from(n))
}

fn at(ms: Ms) -> Now {
    let mono = Duration::from_millis(ms as u64);
    Now { mono, boot: mono, utc: NOON + ms }
}

fn person(n: u64, name: &str, presence: Presence) -> Player {
    Player { key: PlayerKey::Person(id(n)), name: name.to_owned(), presence, lines: vec![] }
}

/// Ana, Ben and Chi; whoever is named is present.
fn people(present: &[&str]) -> Vec<Player> {
    let presence = |name| if present.contains(&name) { Presence::Present } else { Presence::Gone };
    (901..).zip(["Ana", "Ben", "Chi"]).map(|(n, name)| person(n, name, presence(name))).collect()
}

/// One prompt for two, with an arc, words and coaching lines, of which one cues itself; 60 s long.
fn late() -> Pack {
    let late = Prompt {
        text: text("Late, at {place}."),
        roles: vec![role("late", "remorse -> relief @50%"), role("wronged", "")],
        players: Players::new(2, Some(3)).unwrap(),
        coach: vec![
            CoachLine { text: text("Breathe."), at: None },
            CoachLine { text: text("Say it."), at: Some(Cue::Share(75)) },
        ],
        times: Times { scene: Duration::from_secs(60), ..Times::default() },
        ..prompt("late")
    };
    let mut pack = pack("p", vec![late]);
    pack.words.insert("place".to_owned(), list(&[("sea", 1000), ("home", 1000)]));
    pack
}

fn shelf(packs: Vec<Arc<Pack>>) -> Vec<Shelved> {
    let shelved = |pack: Arc<Pack>| Shelved {
        name: pack.name.clone(),
        place: format!("{}.toml", pack.name),
        pack: Some(pack),
        remarks: vec![],
        is_kept: false,
    };
    packs.into_iter().map(shelved).collect()
}

/// A session and what was done in it.
struct Session {
    stage: Stage,
    ids: u64,
    effects: Vec<Effect>,
    /// How long the machine has slept.
    slept: Duration,
    /// The numbers of the saves that tests count, after a 0.
    shown: Vec<u64>,
}

impl Session {
    /// A session without signals.
    fn open(packs: Vec<Pack>, players: Vec<Player>, resumed: Option<Resumed>) -> Self {
        let signals = Signals { screen: false, bell: false, desktop: false };
        Self::open_with(Habits { signals, ..Habits::default() }, packs, players, resumed)
    }

    fn open_with(habits: Habits, packs: Vec<Pack>, players: Vec<Player>, resumed: Option<Resumed>) -> Self {
        let packs: Vec<_> = packs.into_iter().map(Arc::new).collect();
        let deck = Deck::new(&packs, Filters::default(), Company::default(), vec![]);
        let workshop = Workshop { id: id(900), name: "Lab".to_owned(), started: NOON, zone: "UTC".to_owned(), seed: 7 };
        let (stage, effects) = Stage::open(
            Opening {
                workshop,
                deck,
                shelf: shelf(packs),
                players,
                favourites: BTreeSet::new(),
                said: BTreeMap::new(),
                habits,
                asked: Asked::default(),
                plan: None,
                resumed,
                notes: vec![],
            },
            at(0),
        );
        let mut session = Self { stage, ids: 0, effects: vec![], slept: Duration::ZERO, shown: vec![0] };
        session.note(&effects);
        session.effects = effects;
        session
    }

    /// Remembers which saves tell of something else than where the session is.
    fn note(&mut self, effects: &[Effect]) {
        let shown = effects.iter().filter_map(|effect| match effect {
            Effect::Save { entry: Entry::Kept(_), .. } => None,
            Effect::Save { seq, .. } => Some(*seq),
            _ => None,
        });
        let last = self.shown.last().copied().unwrap_or(0);
        self.shown.extend(shown.filter(|seq| *seq > last));
    }

    /// The same with the numbers that saves have where those of where the session is are counted too: what follows one that
    /// is saved is saved with it.
    fn numbered(&self, event: Event) -> Event {
        let at = |n: u64| self.shown.get(n as usize).copied().unwrap_or(u64::MAX);
        match event {
            Event::Answer(Answer::Saved { seq, take_number }) => {
                Event::Answer(Answer::Saved { seq: at(seq + 1).saturating_sub(1), take_number })
            }
            Event::Answer(Answer::Failed { seq, why }) => Event::Answer(Answer::Failed { seq: at(seq), why }),
            event => event,
        }
    }

    fn apply(&mut self, now: Now, event: Event) -> Vec<Effect> {
        let event = self.numbered(event);
        let effects = self.apply_as_it_is(now, event);
        self.note(&effects);
        effects
    }

    fn apply_as_it_is(&mut self, now: Now, event: Event) -> Vec<Effect> {
        let ids = &mut self.ids;
        let effects = self.stage.apply(now, event, &mut || {
            *ids += 1;
            id(*ids)
        });
        self.effects.extend(effects.clone());
        effects
    }
}

/// Plays a session of one prompt and two players. A line is a time in seconds, what happens, and after `>` what is on
/// stage then, what is written to the log (but for `seen`) and what is said: the last is checked against what became of
/// it.
fn script(lines: &str) {
    let mut session = Session::open(vec![late()], people(&["Ana", "Ben"]), None);
    play(&mut session, lines);
}

fn play(session: &mut Session, lines: &str) {
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut actual = String::new();
    for line in &lines {
        let (what, _) = line.split_once('>').unwrap();
        let (time, event) = what.trim().split_once(' ').unwrap();
        let seconds: f64 = time.parse().unwrap();
        let mut now = at((seconds * 1000.0).round() as Ms);
        if let Some(slept) = event.trim().strip_prefix("slept ") {
            session.slept += Duration::from_secs(slept.parse().unwrap());
        }
        now.boot += session.slept;
        now.utc += session.slept.as_millis() as Ms;
        let effects = session.apply(now, self::event(event.trim()));
        let written: Vec<String> = effects.iter().filter_map(written).collect();
        let said = session.stage.notice().map_or("", |notice| &notice.text);
        let phase = phase(session.stage.phase(), now);
        let _ = writeln!(actual, "{what}> {phase} | {} | {said}", written.join(", "));
    }
    let tidy = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n");
    assert_eq!(tidy(&actual), tidy(&lines.join("\n")), "\n{actual}");
}

fn event(words: &str) -> Event {
    let act = match words {
        "wake" => return Event::Wake,
        "interrupt" => return Event::Interrupt,
        "suspend" => return Event::Suspend,
        "enter" => Act::Forward,
        "space" => Act::Toggle,
        "esc" => Act::Back,
        "u" => Act::Undo,
        "roster u" => Act::UndoOnRoster,
        "U" => Act::Redo { on_roster: false },
        "roster U" => Act::Redo { on_roster: true },
        "n" => Act::Another(None),
        "N unclear" => Act::Another(Some(PassReason::Unclear)),
        "w" => Act::Words,
        "c" => Act::Recast,
        "+" => Act::More,
        "-" => Act::Less,
        "s" => Act::Shift,
        "m" => Act::Mark,
        "M" => Act::Slate,
        "coach" => Act::Coach,
        "b" => Act::BreakOff,
        "g" => Act::Judge(Verdict::Usable, None),
        "h" => Act::Judge(Verdict::Hold, Some(Reason::Feeling)),
        "x" => Act::Judge(Verdict::NotUsable, Some(Reason::Character)),
        "t" => Act::Note("good".to_owned()),
        "e" => Act::Perceive { role: 0, step: 1, feeling: Some(Feeling::Joy), strength: Some(Strength::High) },
        "a" => Act::Again,
        "q" => Act::Quit,
        "R" => Act::Rehearse,
        "own" => Act::Own("  ".to_owned()),
        "find" => Act::Find(String::new()),
        "y" => Act::CopyPrompt,
        "*" => Act::Favour(PromptKey { pack: "p".to_owned(), id: "late".to_owned() }),
        other => match other.split_once(' ') {
            Some(("saved", seq)) => {
                return Event::Answer(Answer::Saved { seq: seq.parse().unwrap(), take_number: Some(41) });
            }
            Some(("failed", seq)) => {
                return Event::Answer(Answer::Failed { seq: seq.parse().unwrap(), why: "the disk is full".to_owned() });
            }
            Some(("slept", _)) => return Event::Wake,
            Some(("own", text)) => Act::Own(text.to_owned()),
            Some(("suggest", text)) => Act::Suggest(text.to_owned()),
            Some(("pick", n)) => Act::Pick(numbered(n)),
            Some(("discard", n)) => Act::Discard(numbered(n)),
            Some(("never", "today")) => Act::Never(HowLong::Today),
            Some(("never", _)) => Act::Never(HowLong::Always),
            Some(("pack", name)) => Act::Filter(Filters { packs: vec![name.to_owned()], ..Filters::default() }),
            Some(("arrive", name)) => Act::Arrive(name.to_owned()),
            Some(("here", n)) => Act::Place { player: who(n), presence: Presence::Present },
            Some(("out", n)) => Act::Place { player: who(n), presence: Presence::Out },
            Some(("gone", n)) => Act::Place { player: who(n), presence: Presence::Gone },
            Some(("hold", n)) => Act::Hold(who(n)),
            Some(("lines", lines)) => {
                let (n, lines) = lines.split_once(' ').unwrap_or((lines, ""));
                Act::Lines { player: who(n), lines: lines.split(',').map(str::to_owned).collect() }
            }
            Some(("agree", what)) => Act::Agree { agreed: agreed(what), path: "teens.txt".to_owned() },
            Some(("read", what)) => {
                let release = Release { version: "teens".to_owned(), text: "I agree.".to_owned() };
                return Event::TextRead { agreed: agreed(what), release };
            }
            Some(("withdraw", n)) => Act::Withdraw(numbered(n)),
            Some(("find", words)) => Act::Find(words.to_owned()),
            Some(("found-g", n)) => Act::JudgeFound { take: numbered(n), verdict: Verdict::Usable, reason: None },
            Some(("found-t", n)) => Act::NoteFound { take: numbered(n), note: "louder".to_owned() },
            Some(("card", role)) => Act::CopyCard { role: role.parse().unwrap() },
            Some(("pin", n)) => Act::Pin { place: 0, player: Some(PlayerKey::Person(id(n.parse().unwrap()))) },
            _ => panic!("{other}"),
        },
    };
    Event::Do(act)
}

/// Somebody, what for, and what of them if it is not audio.
fn agreed(what: &str) -> Agreed {
    let (n, what) = what.split_once(' ').unwrap();
    let (purposes, medium) = what.split_once(' ').unwrap_or((what, "audio"));
    let purposes = purposes.split(',').map(|word| Purpose::from_word(word).unwrap()).collect();
    Agreed { player: numbered(n), purposes, media: BTreeSet::from([Medium::from_word(medium).unwrap()]) }
}

fn numbered(n: &str) -> Uuid {
    id(n.parse().unwrap())
}

/// A person by the number of their id, or a seat as `s1`.
fn who(n: &str) -> PlayerKey {
    n.strip_prefix('s').map_or_else(|| PlayerKey::Person(numbered(n)), |seat| PlayerKey::Seat(seat.parse().unwrap()))
}

fn phase(phase: &Phase, now: Now) -> String {
    let table = |table: &Table| {
        let Hand { number, words_attempt, cast_attempt, .. } = table.hand;
        let names: Vec<_> = table.hand.cast.iter().map(|member| member.name.as_str()).collect();
        let takes = if table.takes > 0 { format!(" played {}", table.takes) } else { String::new() };
        format!("{number}.{words_attempt}.{cast_attempt} {}{takes}", names.join("+"))
    };
    let seconds = |ms: Ms| format!("{}", ms as f64 / 1000.0);
    let paused = |paused| if paused { " paused" } else { "" };
    match phase {
        Phase::Empty => "empty".to_owned(),
        Phase::Drawn(drawn) => format!("drawn {}", table(drawn)),
        Phase::Ready(_, timer) => format!("ready {}{}", seconds(timer.left(now)), paused(timer.is_paused())),
        Phase::Scene(play) => {
            let scene = &play.scene;
            let step = scene.step_of(0);
            let said = play.said.map_or_else(String::new, |line| format!(" said {line}"));
            format!("scene {}{} step {step}{said}", seconds(scene.left(now)), paused(scene.is_paused()))
        }
        Phase::Debrief(debrief) => {
            let End { ending, at, played, .. } = debrief.end;
            let verdict = debrief.judgement().map_or("", |judgement| judgement.verdict.map_or("noted", Verdict::word));
            let take = debrief.record.take.of_draw;
            format!("debrief {take} {ending} at {} played {} {verdict}", seconds(at), seconds(played))
                .trim_end()
                .to_owned()
        }
    }
}

/// What an effect is, in a few words.
fn written(effect: &Effect) -> Option<String> {
    match effect {
        Effect::Save { entry, .. } => entry_words(entry),
        Effect::Bell => Some("BELL".to_owned()),
        Effect::Notify { title, .. } => Some(format!("NOTIFY {title}")),
        Effect::Copy(text) => Some(format!("COPY {text}")),
        Effect::Never { prompt, how_long } => Some(format!("NEVER {prompt} {how_long:?}")),
        Effect::Find(words) => Some(format!("FIND {words}")),
        Effect::Rates => Some("RATES".to_owned()),
        Effect::Figures(topic) => Some(format!("FIGURES {topic:?}")),
        Effect::Weigh { prompt, weighing } => Some(format!("WEIGH {prompt} {weighing:?}")),
        Effect::ReadText { path, .. } => Some(format!("READ {path}")),
        Effect::WritePlan { path, plan, over } => Some(format!("PLAN {path} {} {over}", plan.blocks().len())),
        Effect::Edit(prompt) => Some(format!("EDIT {prompt}")),
        Effect::Suspend => Some("SUSPEND".to_owned()),
        Effect::Quit => Some("QUIT".to_owned()),
    }
}

fn entry_words(entry: &Entry) -> Option<String> {
    let n = |id: &Uuid| id.as_u128();
    Some(match entry {
        Entry::Workshop(_) => "workshop".to_owned(),
        Entry::Arrived { name, credit, .. } => format!("arrived {name} {credit}"),
        Entry::Presence { player, presence } => format!("{presence:?} {}", n(player)),
        Entry::Said { grant, .. } => {
            let purposes: Vec<_> = grant.purposes.iter().map(|purpose| purpose.word()).collect();
            let how = if grant.said == Said::Withdrawn { "withdrew" } else { "agreed" };
            format!("{} {how} {}", n(&grant.player), purposes.join(","))
        }
        Entry::Lines { player, lines } => format!("lines {} {}", n(player), lines.join(" ")),
        Entry::Favourite { prompt, is_favourite: true, at } => format!("favourite {prompt} {}", at - NOON),
        Entry::Favourite { prompt, is_favourite: false, .. } => format!("favourite {prompt} no more"),
        Entry::Suggested { suggestion, is_waiting: true, .. } => {
            format!("{} waits '{}'", n(&suggestion.id), suggestion.text)
        }
        Entry::Suggested { suggestion, .. } => format!("{} waits no longer", n(&suggestion.id)),
        Entry::Dealt(hand) => format!("dealt {}", n(&hand.id)),
        Entry::Fate { draw, fate: Fate::Open } => format!("open {}", n(draw)),
        Entry::Fate { draw, fate: Fate::Played } => format!("played {}", n(draw)),
        Entry::Fate { draw, fate: Fate::Passed(why) } => {
            format!(
                "passed {}{}",
                n(draw),
                why.map_or("", |why| match why {
                    PassReason::Unclear => " unclear",
                    _ => " otherwise",
                })
            )
        }
        Entry::DrawVoided { draw, .. } => format!("void draw {}", n(draw)),
        Entry::Began(take) => format!("began {} as take {} at {}", n(&take.id), take.of_draw, take.started - NOON),
        Entry::Seen { .. } | Entry::Kept(_) => return None,
        Entry::Ended { take, end } => format!("ended {} {} {}", n(take), end.ending, end.at),
        Entry::Reopened { take } => format!("reopened {}", n(take)),
        Entry::TakeVoided { take, .. } => format!("void take {}", n(take)),
        Entry::Moment { moment, .. } => {
            let Moment { at, kind, step, label, .. } = moment;
            let step = step.map_or_else(String::new, |step| format!(" to {step}"));
            let label = label.as_ref().map_or_else(String::new, |label| format!(" '{label}'"));
            format!("{kind} {}{step}{label} at {at}", n(&moment.id))
        }
        Entry::MomentVoided { moment, .. } => format!("void moment {}", n(moment)),
        Entry::Judged { judgement, .. } => {
            let Judgement { verdict, reason, note, perceived, .. } = judgement;
            let parts = [verdict.map(Verdict::word), reason.map(Reason::word), note.as_deref()];
            let mut parts: Vec<_> = parts.into_iter().flatten().map(str::to_owned).collect();
            parts.extend(perceived.iter().map(|p| format!("{} {}", p.role, p.step)));
            format!("judged {} {}", n(&judgement.id), parts.join(" "))
        }
        Entry::JudgementVoided { judgement, .. } => format!("void judgement {}", n(judgement)),
        Entry::DrawRestored { draw, .. } => format!("restored draw {}", n(draw)),
        Entry::TakeRestored { take, .. } => format!("restored take {}", n(take)),
    })
}
