//! `takes judge`: a second judge says what they make of takes, without seeing what others did.
//!
//! Start with [`run`]. It asks line by line, so that it works on any terminal and from a file. What was asked of the
//! players is not shown either: it would steer the answer.

use std::io::{self, BufRead, IsTerminal};

use clap::Args;
use jiff::Timestamp;
use uuid::Uuid;

use crate::booth::store::Access;
use crate::booth::store::read::{TakeName, TakeRecord};
use crate::config::Origin;
use crate::error::Error;
use crate::feeling::{Aliases, Feeling, FeelingArc, Strength};
use crate::stage::clock;
use crate::take::{Judgement, MomentKind, Perceived, Reason, Verdict};

use super::takes::{Judge, find};
use super::when::minute;
use super::{Context, table, word};

/// What is judged, and by whom.
#[derive(Debug, Args)]
pub struct JudgeArgs {
    /// This take alone, by its number or its full id, whether or not it was judged [default: every take that this judge
    /// has not judged]
    take: Option<TakeName>,
    /// Who judges
    #[command(flatten)]
    judge: Judge,
}

/// What somebody answered.
enum Answer<T> {
    Given(T),
    /// Nothing.
    None,
    /// That is all.
    End,
}

/// Walks through the takes.
pub fn run(cx: &Context, args: &JudgeArgs) -> Result<(), Error> {
    cx.tell_problems();
    let setting = &cx.settings.judge;
    if args.judge.by.is_none() && setting.origin == Origin::Default {
        return Err(Error::Usage("a second judge has a name of their own; say who judges with --by NAME".to_owned()));
    }
    let by = args.judge.name(&setting.value);
    let takes = match args.take {
        Some(take) => vec![find(cx, take)?.id],
        None => cx.store(Access::Read)?.not_judged_by(&by)?,
    };
    let (mut judged, total) = (0, takes.len());
    for id in takes {
        let take = find(cx, TakeName::Id(id))?;
        if take.ending.is_none() {
            continue;
        }
        cx.print.out(&shown(&take, cx.print.columns()))?;
        match ask_about(cx, &take, &by) {
            Answer::Given(judgement) => {
                let is_there = cx.store(Access::Write)?.add_judgement(id, &judgement)?;
                if !is_there {
                    return Err(Error::NoSuchTake(take.number.to_string()));
                }
                cx.print.note(&format!("take {} is judged by {by}", take.number));
                judged += 1;
            }
            Answer::None => {}
            Answer::End => break,
        }
    }
    cx.print.note(&format!("{by} judged {judged} of {total}"));
    Ok(())
}

/// A take as somebody sees it who is to make up their own mind.
fn shown(take: &TakeRecord, columns: usize) -> String {
    let mut text = format!("\ntake {} of {}, {}\n", take.number, minute(take.started), take.workshop);
    text += &table::paragraph("  ", &take.text, columns);
    let cast = take.cast.iter().map(|part| {
        let player = part.player.as_deref().unwrap_or("nobody").to_owned();
        [player, part.label.clone().unwrap_or_else(|| "takes part".to_owned())]
    });
    text += &table::columns("  ", &cast.collect::<Vec<_>>());
    // Where a feeling was to turn says what was asked.
    let moments = take.moments.iter().filter(|moment| moment.kind != MomentKind::Cue).map(|moment| {
        let of = |text: &Option<String>| text.clone().unwrap_or_default();
        [clock(moment.at_ms), moment.kind.to_string(), of(&moment.role), of(&moment.label)]
    });
    text + &table::columns("  ", &moments.collect::<Vec<_>>())
}

/// Everything that is asked about a take.
fn ask_about(cx: &Context, take: &TakeRecord, by: &str) -> Answer<Judgement> {
    let verdict = match ask(cx, "usable? [u]sable, [h]old, [n]ot usable, enter skips the take, [q] ends", verdict) {
        Answer::Given(verdict) => verdict,
        Answer::None => return Answer::None,
        Answer::End => return Answer::End,
    };
    let mut judgement = Judgement {
        id: Uuid::now_v7(),
        at: Timestamp::now().as_millisecond(),
        by: by.to_owned(),
        verdict: Some(verdict),
        reason: None,
        note: None,
        perceived: Vec::new(),
    };
    if verdict == Verdict::NotUsable {
        let question =
            "why? [t]echnical, feeling [n]ot reached, [b]roke character, [o]ff the prompt, [p]rivate, or enter";
        match ask(cx, question, reason) {
            Answer::Given(reason) => judgement.reason = Some(reason),
            Answer::None => {}
            Answer::End => return Answer::End,
        }
    }
    for part in take.cast.iter().filter(|part| part.player.is_some()) {
        let arc = part.feeling.as_deref().and_then(|arc| FeelingArc::parse(arc, &Aliases::default()).ok());
        let (Some(role), Some(arc)) = (&part.role, arc) else { continue };
        let steps = arc.steps().len();
        for step in 1..=steps {
            let question = format!(
                "{role}, {step} of {steps}: which feeling came out (first letters), how strongly (1-3)? `-` no agreement, or enter"
            );
            match ask(cx, &question, perceived) {
                Answer::Given((feeling, strength)) => {
                    judgement.perceived.push(Perceived { role: role.clone(), step: step as u32, feeling, strength });
                }
                Answer::None => {}
                Answer::End => return Answer::End,
            }
        }
    }
    match ask(cx, "a note, or enter", word::note) {
        Answer::Given(note) => judgement.note = Some(note),
        Answer::None => {}
        Answer::End => return Answer::End,
    }
    Answer::Given(judgement)
}

/// Asks until the answer can be read. Input that is over ends it all.
fn ask<T>(cx: &Context, question: &str, read: impl Fn(&str) -> Result<T, String>) -> Answer<T> {
    let end = if io::stdin().is_terminal() { ": " } else { "\n" };
    loop {
        cx.print.err(&format!("{question}{end}"));
        let mut line = Vec::new();
        if !io::stdin().lock().read_until(b'\n', &mut line).is_ok_and(|bytes| bytes > 0) {
            return Answer::End;
        }
        let line = String::from_utf8_lossy(&line);
        match line.trim() {
            "" => return Answer::None,
            "q" => return Answer::End,
            answer => match read(answer) {
                Ok(answer) => return Answer::Given(answer),
                Err(why) => cx.print.err(&format!("{why}\n")),
            },
        }
    }
}

fn verdict(answer: &str) -> Result<Verdict, String> {
    match answer {
        "u" => Ok(Verdict::Usable),
        "h" => Ok(Verdict::Hold),
        "n" => Ok(Verdict::NotUsable),
        word => Verdict::from_word(word).ok_or_else(|| "answer u, h or n".to_owned()),
    }
}

fn reason(answer: &str) -> Result<Reason, String> {
    match answer {
        "t" => Ok(Reason::Technical),
        "n" => Ok(Reason::Feeling),
        "b" => Ok(Reason::Character),
        "o" => Ok(Reason::Prompt),
        "p" => Ok(Reason::Private),
        word => Reason::from_word(word).ok_or_else(|| "answer t, n, b, o or p".to_owned()),
    }
}

/// A feeling by its first letters and how strong it was, if that is said; or that there was no agreement.
fn perceived(answer: &str) -> Result<(Option<Feeling>, Option<Strength>), String> {
    if answer == "-" {
        return Ok((None, None));
    }
    let (letters, strength) = match answer.trim_end_matches(|c: char| c.is_ascii_digit()) {
        letters if letters.len() < answer.len() => (letters, Some(&answer[letters.len()..])),
        letters => (letters, None),
    };
    let strength = strength.map(|number| {
        let known = number.parse().ok().and_then(Strength::from_number);
        known.ok_or_else(|| "a feeling is as strong as 1, 2 or 3".to_owned())
    });
    let letters = letters.trim_end_matches([' ', ':']).to_lowercase();
    let found: Vec<_> = Feeling::ALL.iter().filter(|feeling| feeling.word().starts_with(&letters)).collect();
    let feeling = match found[..] {
        [&feeling] => Ok(feeling),
        [] => Err(format!("no feeling begins with `{letters}`; they are {}", words(Feeling::ALL.iter()))),
        _ => {
            Feeling::from_word(&letters).ok_or_else(|| format!("one of {}? write more of it", words(found.into_iter())))
        }
    };
    Ok((Some(feeling?), strength.transpose()?))
}

fn words<'a>(feelings: impl Iterator<Item = &'a Feeling>) -> String {
    feelings.map(|feeling| feeling.word()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feeling_is_found_by_its_first_letters() {
        let given = |feeling, strength| Ok((Some(feeling), Strength::from_number(strength)));
        for (answer, expected) in [
            ("rem 2", given(Feeling::Remorse, 2)),
            ("rel:3", given(Feeling::Relief, 3)),
            ("Joy1", given(Feeling::Joy, 1)),
            ("neu", given(Feeling::Neutral, 0)),
            ("-", Ok((None, None))),
            ("re", Err("one of realization, relief, remorse? write more of it".to_owned())),
            ("rem 4", Err("a feeling is as strong as 1, 2 or 3".to_owned())),
        ] {
            assert_eq!(perceived(answer), expected, "{answer}");
        }
        assert!(perceived("zeal").unwrap_err().starts_with("no feeling begins with `zeal`; they are admiration,"));
        assert!(perceived("2").unwrap_err().starts_with("one of admiration"));
    }
}
