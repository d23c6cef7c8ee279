//! Sessions under a fake clock, with a real log and real speech commands.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;

use super::*;
use crate::booth::store::read::{Filter, TakeRecord};
use crate::scene::Ms;
use crate::take::MomentKind;
use crate::warmup::sample::{START, Session, count, opening, prompt};
use crate::warmup::speech::spoken;

/// What a session said, and when; what its log holds; what was told of the speech command.
struct Said {
    lines: Vec<(Ms, String)>,
    takes: Vec<TakeRecord>,
    told: Vec<String>,
}

/// Plays a session of three prompts, each line of which goes to a command.
fn play(command: &str, longest: Duration) -> Said {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("takes.db");
    let (tell, told) = channel();
    let speaker = Speaker::with(command.to_owned(), longest, move |text| drop(tell.send(text))).unwrap();
    let prompts = vec![prompt("Open the letter. Read it aloud…", Some("remorse:2 -> relief @60%"))];
    let mut session = Session::new(opening(prompts, count(3)));
    let (send, replies) = channel();
    let workshop = uuid::Uuid::from_u128(900);
    let writer = Writer::spawn(log.clone(), workshop, None, move |reply| drop(send.send(reply))).unwrap();
    let mut lines = Vec::new();
    let mut now = 0;
    while !session.warmup.is_quitting() {
        session.until(now);
        if *session.warmup.phase() == Phase::Over {
            session.apply(Event::Do(Act::End));
        }
        for effect in std::mem::take(&mut session.effects) {
            match effect {
                Effect::Save { seq, entry } => writer.save(seq, entry),
                Effect::Say(line) => {
                    speaker.say(&line);
                    lines.push((now, line));
                }
                _ => {}
            }
        }
        now += 500;
    }
    writer.stop();
    assert!(replies.iter().all(|reply| !matches!(reply, Reply::Answer(Answer::Failed { .. }))));
    speaker.finish(Duration::from_secs(60));
    let takes = Store::open(&log, Access::Read).unwrap().takes(&Filter::default()).unwrap();
    Said { lines, takes, told: told.iter().collect() }
}

/// Every prompt and every cue was said when the log has it, which is when it was planned.
fn is_in_time(said: &Said) {
    let mut takes: Vec<_> = said.takes.iter().collect();
    takes.sort_by_key(|take| take.started);
    let began: Vec<_> = takes.iter().map(|take| take.started - START).collect();
    assert_eq!(began, [0, 25_000, 50_000]);
    let cues = takes.iter().flat_map(|take| {
        let cues = take.moments.iter().filter(|moment| moment.kind == MomentKind::Cue);
        cues.map(|moment| take.started - START + moment.at_ms)
    });
    let cues: Vec<_> = cues.collect();
    assert_eq!(cues, [12_000, 37_000, 62_000]);
    let said_at = |what: &str| -> Vec<Ms> {
        said.lines.iter().filter(|(_, line)| line.contains(what)).map(|(at, _)| *at).collect()
    };
    assert_eq!(said_at(" of 3: "), began);
    assert_eq!(said_at("now: relief"), cues);
    assert_eq!(said_at("in 5 s: relief"), cues.iter().map(|at| at - 5000).collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn a_command_that_hangs_or_fails_moves_nothing_and_is_told_once() {
    for (command, longest, tells) in [
        ("sleep 600", 50, Some("did not end within")),
        ("sh -c 'sleep 600 | sleep 600'", 50, Some("did not end within")),
        ("false", 10_000, Some("failed (exit status: 1)")),
        ("no-such-speech-command", 10_000, Some("can't be started")),
        ("cat", 10_000, None),
    ] {
        let said = play(command, Duration::from_millis(longest));
        is_in_time(&said);
        assert_eq!(said.told.len(), usize::from(tells.is_some()), "{command}: {:?}", said.told);
        assert!(said.told.iter().zip(tells).all(|(told, tells)| told.contains(tells)), "{:?}", said.told);
    }
}

#[cfg(unix)]
#[test]
fn espeak_reads_every_line_aloud() {
    if Command::new("espeak-ng").arg("--version").output().is_err() {
        eprintln!("skipped: there is no espeak-ng here; .ci/speak.sh installs it");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (given, voice) = (path("given.txt"), path("voice.wav"));
    let said = play(&format!("tee -a '{given}' | espeak-ng --stdin --stdout >> '{voice}'"), Duration::from_secs(20));
    is_in_time(&said);
    assert!(said.told.is_empty(), "{:?}", said.told);
    let given = fs::read_to_string(given).unwrap();
    let lines: Vec<_> = said.lines.iter().map(|(_, line)| spoken(line)).collect();
    assert_eq!(given.lines().collect::<Vec<_>>(), lines);
    // A header for each line, and sound behind it.
    let voice = fs::read(Path::new(&voice)).unwrap();
    assert_eq!(voice.windows(4).filter(|bytes| bytes == b"RIFF").count(), lines.len());
    assert!(voice.len() > lines.len() * 10_000, "{} bytes", voice.len());
}
