//! One [`Entry`] into the tables.
//!
//! Start with [`apply`].

use rusqlite::{Connection, OptionalExtension, Params, params};
use uuid::Uuid;

use crate::cast::{PlayerKey, Presence};
use crate::feeling::FeelingArc;
use crate::scene::Ms;
use crate::take::{
    End, Entry, Fate, Hand, Judgement, Kept, Member, Moment, PassReason, Perceived, Reason, Tail, Take, Verdict,
    Workshop,
};
use crate::warmup;

use super::read::PerceivedRecord;
use super::resume::AHEAD;
use super::{consent, favourite, hand, lock, suggestion};

/// Writes an entry of a workshop's stage, whole or not at all, and gives the number of a take that began. To be called
/// in a transaction. An entry that is written already is written again without effect. One that is about something the
/// log does not hold fails, see [`is_unplaced`](super::error::is_unplaced).
pub(super) fn apply(db: &Connection, workshop: Uuid, entry: &Entry) -> rusqlite::Result<Option<i64>> {
    let run = |sql| db.prepare_cached(sql)?.execute([]).map(|_| ());
    run("SAVEPOINT entry")?;
    let number = put(db, workshop, entry);
    if number.is_err() {
        // A full disk may have ended the whole transaction: then there is nothing to go back to, which is as good.
        let _ = run("ROLLBACK TO entry");
    }
    let released = run("RELEASE entry");
    number.and_then(|number| released.map(|()| number))
}

/// What [`apply`] does, in a transaction that is of no more use if this fails.
pub(super) fn put(db: &Connection, workshop: Uuid, entry: &Entry) -> rusqlite::Result<Option<i64>> {
    match entry {
        Entry::Workshop(workshop) => open(db, workshop),
        Entry::Arrived { player, name, credit } => arrive(db, workshop, *player, name, *credit),
        Entry::Presence { player, presence } => set_presence(db, workshop, *player, *presence),
        Entry::Lines { player, lines } => set_lines(db, *player, lines),
        Entry::Said { grant, release } => consent::say(db, grant, release.as_ref()),
        Entry::Favourite { prompt, is_favourite, at } => favourite::favour(db, prompt, *is_favourite, *at),
        Entry::Suggested { suggestion, is_waiting, at } => suggestion::put(db, workshop, suggestion, *is_waiting, *at),
        Entry::Dealt(hand) => deal(db, workshop, hand),
        Entry::Fate { draw, fate } => decide(db, *draw, *fate),
        Entry::DrawVoided { draw, at } => {
            let sql =
                "UPDATE draw SET voided_at = coalesce(voided_at, max(?2, coalesce(restored_at + 1, ?2))) WHERE id = ?1";
            one(db, sql, params![id(*draw), at])
        }
        Entry::DrawRestored { draw, at } => restore_draw(db, *draw, *at),
        Entry::Began(take) => return begin(db, workshop, take).map(Some),
        Entry::Seen { take, at, paused } => {
            one(db, "UPDATE take SET seen_ms = ?2, paused_ms = ?3 WHERE id = ?1", params![id(*take), at, paused])
        }
        Entry::Ended { take, end: how } => end(db, *take, *how),
        Entry::Reopened { take } => {
            let sql = "UPDATE take SET ending = NULL, ended_at_ms = NULL, played_ms = NULL WHERE id = ?1";
            one(db, sql, [id(*take)])
        }
        Entry::TakeVoided { take, at } => void_take(db, *take, *at),
        Entry::TakeRestored { take, at } => restore_take(db, *take, *at),
        Entry::Moment { take, moment } => happen(db, *take, moment),
        Entry::MomentVoided { moment, at } => {
            one(db, "UPDATE moment SET voided_at = coalesce(voided_at, ?2) WHERE id = ?1", params![id(*moment), at])
        }
        Entry::Judged { take, judgement } => judge(db, *take, judgement),
        Entry::JudgementVoided { judgement, at, .. } => void_judgement(db, *judgement, *at),
        Entry::Kept(kept) => keep(db, workshop, kept),
    }?;
    Ok(None)
}

fn open(db: &Connection, workshop: &Workshop) -> rusqlite::Result<()> {
    let Workshop { id: key, name, started, zone, seed } = workshop;
    any(
        db,
        "INSERT INTO workshop (id, name, started, zone, seed, lock) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO NOTHING",
        params![id(*key), name, started, zone, *seed as i64, lock::name(*key)],
    )?;
    // A warm-up asks nobody to come.
    if name == warmup::NAME { Ok(()) } else { none_coming(db) }
}

/// How far the time of a stretch may lag behind while a scene does nothing but go on, in milliseconds.
const LAG: Ms = 60_000;

/// As [`touch`], for a scene that has done nothing but go on: so often that it is left out where it would say little new. Gives
/// whether it was not.
pub(super) fn touch_now_and_then(db: &Connection, workshop: Uuid, now: Ms) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sitting WHERE seq = (SELECT max(seq) FROM sitting) AND workshop = ?1
                 AND last BETWEEN ?2 - ?3 AND ?2)";
    let is_known: bool = db.prepare_cached(sql)?.query_row(params![id(workshop), now, LAG], |row| row.get(0))?;
    if !is_known {
        touch(db, workshop, now)?;
    }
    Ok(!is_known)
}

/// Notes that a stage has just written for a workshop. Stretches are told apart where its clock jumped or it wrote nothing
/// for a while.
pub(super) fn touch(db: &Connection, workshop: Uuid, now: Ms) -> rusqlite::Result<()> {
    let workshop = id(workshop);
    // Where it is the last already, its place stays: to move it would cost a page for each index.
    let last = "UPDATE sitting SET last = ?2
                WHERE seq = (SELECT max(seq) FROM sitting) AND workshop = ?1 AND abs(last - ?2) <= ?3";
    let again = "UPDATE sitting SET last = ?2, seq = (SELECT max(seq) + 1 FROM sitting)
                 WHERE seq = (SELECT max(seq) FROM sitting WHERE workshop = ?1) AND abs(last - ?2) <= ?3";
    for sql in [last, again] {
        if db.prepare_cached(sql)?.execute(params![workshop, now, AHEAD])? > 0 {
            return Ok(());
        }
    }
    let first = "INSERT INTO sitting (seq, workshop, last)
                 SELECT (SELECT coalesce(max(seq), 0) + 1 FROM sitting), id, ?2 FROM workshop WHERE id = ?1";
    any(db, first, params![workshop, now])
}

/// Nobody is about to come any more: a workshop has begun, or goes on.
pub(super) fn none_coming(db: &Connection) -> rusqlite::Result<()> {
    any(db, "UPDATE player SET coming = 0 WHERE coming = 1", [])
}

fn arrive(db: &Connection, workshop: Uuid, player: Uuid, name: &str, credit: u32) -> rusqlite::Result<()> {
    meet(db, workshop, player, name)?;
    any(
        db,
        "INSERT INTO attendance (workshop, player, credit, presence) VALUES (?1, ?2, ?3, 'present')
         ON CONFLICT (workshop, player) DO UPDATE SET credit = excluded.credit, presence = excluded.presence",
        params![id(workshop), id(player), credit],
    )
}

/// Makes a person of the workshop known who was not.
fn meet(db: &Connection, workshop: Uuid, player: Uuid, name: &str) -> rusqlite::Result<()> {
    let started: Option<Ms> = db
        .prepare_cached("SELECT started FROM workshop WHERE id = ?1")?
        .query_row([id(workshop)], |row| row.get(0))
        .optional()?;
    add_player(db, player, name, started.unwrap_or(0))
}

/// Adds a person, with the next pseudonym, unless the id is known.
pub(super) fn add_player(db: &Connection, player: Uuid, name: &str, at: Ms) -> rusqlite::Result<()> {
    any(
        db,
        "INSERT INTO player (id, name, pseudonym, added_at)
         SELECT ?1, ?2, printf('P%02d', coalesce(max(CAST(substr(pseudonym, 2) AS INTEGER)), 0) + 1), ?3
         FROM player WHERE true
         ON CONFLICT (id) DO NOTHING",
        params![id(player), name, at],
    )
}

/// Sets whether a person is in a workshop.
pub(super) fn set_presence(db: &Connection, workshop: Uuid, player: Uuid, presence: Presence) -> rusqlite::Result<()> {
    let sql = "INSERT INTO attendance (workshop, player, credit, presence)
               SELECT ?1, id, 0, ?3 FROM player WHERE id = ?2
               ON CONFLICT (workshop, player) DO UPDATE SET presence = excluded.presence";
    one(db, sql, params![id(workshop), id(player), presence.word()])
}

/// Sets what a person does not want in the room.
pub(super) fn set_lines(db: &Connection, player: Uuid, lines: &[String]) -> rusqlite::Result<()> {
    let player = id(player);
    if !db.prepare_cached("SELECT 1 FROM player WHERE id = ?1")?.exists([&player])? {
        return Err(rusqlite::Error::StatementChangedRows(0));
    }
    let words = serde_json::to_string(lines).unwrap_or_default();
    for sql in [
        "UPDATE line SET changes = changes + 1
         WHERE player = ?1 AND changes % 2 AND word NOT IN (SELECT value FROM json_each(?2))",
        "INSERT INTO line (player, word) SELECT DISTINCT ?1, value FROM json_each(?2) WHERE true
         ON CONFLICT DO UPDATE SET changes = changes + 1 WHERE changes % 2 = 0",
    ] {
        any(db, sql, [&player, &words])?;
    }
    Ok(())
}

/// A draw that was decided stays as it is. Where another log that was merged has given its number already, it gets the next.
fn deal(db: &Connection, workshop: Uuid, hand: &Hand) -> rusqlite::Result<()> {
    let source = hand.source.as_ref();
    any(
        db,
        "INSERT INTO draw (id, workshop, number, pack, pack_hash, prompt, seed, stream, text, words, odds_numerator,
                           odds_denominator, hand, drawn_at)
         SELECT ?1, ?2, iif(EXISTS (SELECT 1 FROM draw WHERE workshop = ?2 AND number = ?3 AND id <> ?1),
             (SELECT max(number) + 1 FROM draw WHERE workshop = ?2), ?3),
           ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14
         WHERE true
         ON CONFLICT (id) DO UPDATE SET stream = excluded.stream, text = excluded.text, words = excluded.words,
           hand = excluded.hand
         WHERE fate IS NULL",
        params![
            id(hand.id),
            id(workshop),
            hand.number,
            source.map(|source| &source.prompt.pack),
            source.map(|source| &source.pack_hash),
            source.map(|source| &source.prompt.id),
            source.map(|source| source.seed as i64),
            format!("{}.{}.{}", hand.number, hand.words_attempt, hand.cast_attempt),
            hand.text,
            hand::write_words(&hand.used),
            source.map(|source| source.chance.numerator as i64),
            source.map(|source| source.chance.denominator as i64),
            hand::write(hand),
            hand.drawn_at,
        ],
    )
}

fn decide(db: &Connection, draw: Uuid, fate: Fate) -> rusqlite::Result<()> {
    let (fate, reason) = match fate {
        Fate::Open => (None, None),
        Fate::Played => (Some("played"), None),
        Fate::Passed(reason) => (Some("passed"), reason),
    };
    let reason = reason.map(PassReason::word);
    one(db, "UPDATE draw SET fate = ?2, reason = ?3 WHERE id = ?1", params![id(draw), fate, reason])
}

fn begin(db: &Connection, workshop: Uuid, take: &Take) -> rusqlite::Result<i64> {
    let draw = &take.hand;
    deal(db, workshop, draw)?;
    decide(db, draw.id, Fate::Played)?;
    let fresh = db
        .prepare_cached(
            "INSERT INTO take (id, draw, of_draw, rehearsal, text, hand, started, planned_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            id(take.id),
            id(draw.id),
            take.of_draw,
            take.rehearsal,
            draw.text,
            hand::write(draw),
            take.started,
            take.planned
        ])?;
    if fresh > 0 {
        cast(db, workshop, take)?;
    }
    db.prepare_cached("SELECT number FROM take WHERE id = ?1")?.query_row([id(take.id)], |row| row.get(0))
}

/// Who plays, then the roles that nobody plays.
fn cast(db: &Connection, workshop: Uuid, take: &Take) -> rusqlite::Result<()> {
    let hand = &take.hand;
    let played = |role: usize| hand.cast.iter().any(|member| member.role == Some(role));
    let members = hand.cast.iter().map(|member| (member.role, Some(member)));
    let idle = (0..hand.roles.len()).filter(|&role| !played(role)).map(|role| (Some(role), None));
    for (position, (role, member)) in members.chain(idle).enumerate() {
        let role = role.and_then(|role| hand.roles.get(role));
        let arc = role.and_then(|role| role.feeling.as_ref());
        let (person, seat) = match member.map(|member| member.player) {
            Some(PlayerKey::Person(person)) => (Some(person), None),
            Some(PlayerKey::Seat(n)) => (None, Some(n)),
            None => (None, None),
        };
        if let (Some(person), Some(Member { name, .. })) = (person, member) {
            meet(db, workshop, person, name)?;
        }
        any(
            db,
            r#"INSERT INTO "cast" (take, position, role, label, player, seat, name, asked, arc, secret)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"#,
            params![
                id(take.id),
                position as i64,
                role.map(|role| &role.name),
                role.map(|role| &role.label),
                person.map(id),
                seat,
                member.map(|member| &member.name),
                arc.map(FeelingArc::asked),
                arc.map(FeelingArc::canonical),
                role.and_then(|role| role.secret.as_ref()),
            ],
        )?;
    }
    Ok(())
}

/// Writes how a take ended.
pub(super) fn end(db: &Connection, take: Uuid, end: End) -> rusqlite::Result<()> {
    one(
        db,
        "UPDATE take SET ending = ?2, ended_at_ms = ?3, played_ms = ?4, paused_ms = ?5, seen_ms = ?3 WHERE id = ?1",
        params![id(take), end.ending.word(), end.at, end.played, end.paused],
    )
}

/// It is there again as it was, and later than it was taken back, though a clock that was set back says otherwise.
fn restore_draw(db: &Connection, draw: Uuid, at: Ms) -> rusqlite::Result<()> {
    let sql =
        "UPDATE draw SET restored_at = iif(voided_at IS NULL, restored_at, max(?2, voided_at + 1)), voided_at = NULL
               WHERE id = ?1";
    one(db, sql, params![id(draw), at])
}

/// It is there again as it was, and its draw was played after all.
fn restore_take(db: &Connection, take: Uuid, at: Ms) -> rusqlite::Result<()> {
    let sql =
        "UPDATE take SET restored_at = iif(voided_at IS NULL, restored_at, max(?2, voided_at + 1)), voided_at = NULL
               WHERE id = ?1";
    one(db, sql, params![id(take), at])?;
    any(
        db,
        "UPDATE draw SET fate = 'played', reason = NULL WHERE id = (SELECT draw FROM take WHERE id = ?1)",
        [id(take)],
    )
}

/// Writes where a session is, and what changed of its steps.
fn keep(db: &Connection, workshop: Uuid, kept: &Kept) -> rusqlite::Result<()> {
    let workshop = id(workshop);
    let state = "INSERT INTO kept (workshop, state) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET state = excluded.state";
    one(db, state, [&workshop, &kept.state])?;
    for (is_undone, Tail { from, steps }) in [(false, &kept.undo), (true, &kept.redo)] {
        let gone = "DELETE FROM step WHERE workshop = ?1 AND is_undone = ?2 AND n >= ?3";
        any(db, gone, params![workshop, is_undone, *from as i64])?;
        for (n, step) in (*from..).zip(steps) {
            let come = "INSERT INTO step (workshop, is_undone, n, step) VALUES (?1, ?2, ?3, ?4)";
            any(db, come, params![workshop, is_undone, n as i64, step])?;
        }
    }
    Ok(())
}

/// A draw none of whose takes remain is on the table again.
fn void_take(db: &Connection, take: Uuid, at: Ms) -> rusqlite::Result<()> {
    let sql = "UPDATE take SET voided_at = coalesce(voided_at, max(?2, coalesce(restored_at + 1, ?2))) WHERE id = ?1";
    one(db, sql, params![id(take), at])?;
    any(
        db,
        "UPDATE draw SET fate = NULL
         WHERE id = (SELECT draw FROM take WHERE id = ?1) AND fate = 'played'
           AND NOT EXISTS (SELECT 1 FROM take WHERE take.draw = draw.id AND take.voided_at IS NULL)",
        [id(take)],
    )
}

fn happen(db: &Connection, take: Uuid, moment: &Moment) -> rusqlite::Result<()> {
    any(
        db,
        "INSERT INTO moment (id, take, at_ms, kind, role, step, label) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO NOTHING",
        params![id(moment.id), id(take), moment.at, moment.kind.word(), moment.role, moment.step, moment.label],
    )
}

/// Adds a judgement that somebody just made, and sets the take's verdict in force.
pub(super) fn judge(db: &Connection, take: Uuid, judgement: &Judgement) -> rusqlite::Result<()> {
    judge_at(db, take, judgement, said_at(db, take, judgement.at)?)
}

/// When something that is said of a take now was said: by the clock, but later than all that was said of it before. A
/// clock may have been set back, and logs that are merged are put in order by these times.
pub(super) fn said_at(db: &Connection, take: Uuid, clock: Ms) -> rusqlite::Result<Ms> {
    let sql = "SELECT max(at) FROM (
                 SELECT at FROM judgement WHERE take = ?1 UNION ALL SELECT at FROM recast WHERE take = ?1)";
    let before: Option<Ms> = db.prepare_cached(sql)?.query_row([id(take)], |row| row.get(0))?;
    Ok(before.map_or(clock, |before| clock.max(before.saturating_add(1))))
}

/// Adds a judgement of this time, and sets the take's verdict in force.
pub(super) fn judge_at(db: &Connection, take: Uuid, judgement: &Judgement, at: Ms) -> rusqlite::Result<()> {
    any(
        db,
        "INSERT INTO judgement (id, take, at, judge, verdict, reason, note, perceived)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO NOTHING",
        params![
            id(judgement.id),
            id(take),
            at,
            judgement.by,
            judgement.verdict.map(Verdict::word),
            judgement.reason.map(Reason::word),
            judgement.note,
            perceived_json(&judgement.perceived),
        ],
    )?;
    weigh(db, id(take))
}

/// Takes a judgement back, and sets the take's verdict in force.
pub(super) fn void_judgement(db: &Connection, judgement: Uuid, at: Ms) -> rusqlite::Result<()> {
    let sql = "UPDATE judgement SET voided_at = coalesce(voided_at, ?2) WHERE id = ?1 RETURNING take";
    let take: Option<String> =
        db.prepare_cached(sql)?.query_row(params![id(judgement), at], |row| row.get(0)).optional()?;
    weigh(db, take.ok_or(rusqlite::Error::StatementChangedRows(0))?)
}

/// Sets a take's verdict in force, with its reason.
fn weigh(db: &Connection, take: String) -> rusqlite::Result<()> {
    any(
        db,
        "UPDATE take SET (verdict, reason) = (
           SELECT verdict, reason FROM held WHERE held.take = take.id ORDER BY seq DESC LIMIT 1)
         WHERE id = ?1",
        [take],
    )
}

fn perceived_json(perceived: &[Perceived]) -> String {
    let shapes: Vec<_> = perceived.iter().map(PerceivedRecord::of).collect();
    // Words and numbers alone: nothing that could fail.
    serde_json::to_string(&shapes).unwrap_or_else(|_| "[]".to_owned())
}

/// An id as the log writes it.
pub(super) fn id(id: Uuid) -> String {
    id.to_string()
}

/// Runs a statement that may find nothing to change.
fn any(db: &Connection, sql: &str, params: impl Params) -> rusqlite::Result<()> {
    db.prepare_cached(sql)?.execute(params).map(|_| ())
}

/// Runs a statement that is about one row, which must be there.
fn one(db: &Connection, sql: &str, params: impl Params) -> rusqlite::Result<()> {
    match db.prepare_cached(sql)?.execute(params)? {
        0 => Err(rusqlite::Error::StatementChangedRows(0)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::StoreError;
    use super::super::sample::{ANA, Bench, arrived, end, hand, id as key, judgement, moment, opening, take};
    use super::*;
    use crate::take::Ending;

    /// Writes these entries twice each, as a retry may, and looks at one value after them.
    #[track_caller]
    fn check(entries: &[Entry], sql: &str, value: &str) {
        let mut bench = Bench::new(opening());
        for entry in entries {
            bench.put(entry).unwrap();
            bench.put(entry).unwrap();
        }
        assert_eq!(bench.ask(sql), value);
    }

    const TAKE: &str = "SELECT concat_ws(' ', ending, ended_at_ms, played_ms, paused_ms, seen_ms) FROM take";
    const FATE: &str = "SELECT concat_ws(' ', number, fate, reason, voided_at) FROM draw ORDER BY number DESC LIMIT 1";

    #[test]
    fn a_retry_of_everything_adds_nothing() {
        let counts = "SELECT (SELECT count(*) FROM workshop) || (SELECT count(*) FROM player)
                      || (SELECT count(*) FROM draw) || (SELECT count(*) FROM take) || (SELECT count(*) FROM \"cast\")";
        check(&opening(), counts, "12113");
    }

    #[test]
    fn who_arrives_is_present_with_a_credit() {
        let row = "SELECT name || ' ' || pseudonym || ' ' || presence || ' ' || credit || ' ' || added_at
                   FROM player JOIN attendance ON player = player.id WHERE player.seq = ";
        check(&[], &format!("{row}2"), "Ben P02 present 0 1795546800250");
        let gone = Entry::Presence { player: key(ANA), presence: Presence::Gone };
        check(std::slice::from_ref(&gone), &format!("{row}1"), "Ana P01 gone 0 1795546800250");
        let back = Entry::Arrived { player: key(ANA), name: "Somebody".to_owned(), credit: 2 };
        check(&[gone, back], &format!("{row}1"), "Ana P01 present 2 1795546800250");
    }

    #[test]
    fn lines_take_the_place_of_those_before() {
        let lines = |words: &[&str]| Entry::Lines {
            player: key(ANA),
            lines: words.iter().map(|&word| word.to_owned()).collect(),
        };
        let rows = "SELECT coalesce(group_concat(word || changes), '') FROM line";
        check(&[lines(&["war", "death", "war"])], rows, "death1,war1");
        check(&[lines(&["war", "death"]), lines(&["touch"])], rows, "death2,touch1,war2");
        check(&[lines(&["war"]), lines(&[]), lines(&[])], rows, "war2");
        check(&[lines(&["war"]), lines(&[]), lines(&["war"])], rows, "war3");
    }

    #[test]
    fn a_prompt_of_ones_own_has_no_pack_and_no_odds() {
        let own = Hand { source: None, ..hand(2) };
        let row = "SELECT (count(pack) + count(pack_hash) + count(prompt) + count(seed) + count(odds_numerator)
                     + count(odds_denominator)) || ' ' || text FROM draw WHERE number = 2";
        check(&[Entry::Began(Box::new(take(2, own)))], row, "0 An apology, in a lighthouse.");
    }

    #[test]
    fn a_rehearsal_is_marked() {
        let began = Entry::Began(Box::new(Take { rehearsal: true, ..take(2, hand(2)) }));
        check(&[began], "SELECT group_concat(rehearsal) FROM take", "0,1");
    }

    #[test]
    fn a_draw_changes_while_it_is_on_the_table() {
        let mut other = hand(2);
        (other.words_attempt, other.text) = (2, "An apology, in a lift.".to_owned());
        let dealt = |hand: &Hand| Entry::Dealt(Box::new(hand.clone()));
        let text = "SELECT stream || ' ' || text FROM draw WHERE number = 2";
        check(&[dealt(&hand(2)), dealt(&other)], text, "2.2.0 An apology, in a lift.");
        let passed = Entry::Fate { draw: key(202), fate: Fate::Passed(None) };
        check(&[dealt(&hand(2)), passed, dealt(&other)], text, "2.1.0 An apology, in a lighthouse.");
    }

    #[test]
    fn a_draw_has_a_fate() {
        let dealt = Entry::Dealt(Box::new(hand(2)));
        let fate = |fate| Entry::Fate { draw: key(202), fate };
        check(&[], FATE, "1 played");
        check(std::slice::from_ref(&dealt), FATE, "2");
        let passed = fate(Fate::Passed(Some(PassReason::TooHard)));
        check(&[dealt.clone(), passed.clone()], FATE, "2 passed too-hard");
        check(&[dealt.clone(), passed, fate(Fate::Open)], FATE, "2");
        check(&[dealt.clone(), fate(Fate::Played)], FATE, "2 played");
        let voided = Entry::DrawVoided { draw: key(202), at: 9 };
        check(&[dealt, voided], FATE, "2 9");
    }

    #[test]
    fn a_take_ends_and_goes_on() {
        let seen = Entry::Seen { take: key(301), at: 5000, paused: 100 };
        let ended = Entry::Ended { take: key(301), end: end(Ending::Edit) };
        check(std::slice::from_ref(&seen), TAKE, "100 5000");
        check(&[seen.clone(), ended.clone()], TAKE, "edit 187250 180000 7250 187250");
        check(&[seen, ended, Entry::Reopened { take: key(301) }], TAKE, "7250 187250");
    }

    #[test]
    fn a_draw_none_of_whose_takes_remain_is_open() {
        let again = Entry::Began(Box::new(Take { of_draw: 2, ..take(2, hand(1)) }));
        let voided = |n| Entry::TakeVoided { take: key(n), at: 9 };
        check(&[voided(301)], FATE, "1");
        check(&[again.clone(), voided(302)], FATE, "1 played");
        check(&[again, voided(302), voided(301)], FATE, "1");
        check(&[voided(301)], "SELECT voided_at FROM take", "9");
    }

    #[test]
    fn a_take_keeps_its_own_words() {
        let mut other = hand(1);
        other.text = "An apology, in a lift.".to_owned();
        let again = Entry::Began(Box::new(Take { of_draw: 2, ..take(2, other) }));
        let texts = "SELECT group_concat(text, ' | ') FROM take";
        check(&[again], texts, "An apology, in a lighthouse. | An apology, in a lift.");
    }

    #[test]
    fn a_role_that_nobody_plays_is_kept() {
        let mut alone = hand(2);
        alone.cast.remove(0);
        let began = Entry::Began(Box::new(take(2, alone)));
        let row = "SELECT concat_ws('|', role, player, seat, name, asked, arc) FROM \"cast\"
                   JOIN take ON take.id = take WHERE number = 2 AND position = 2";
        check(&[began], row, "apologiser|guilt:2 -> relief @60%|remorse:2 -> relief @60%");
    }

    #[test]
    fn moments_and_judgements_are_taken_back() {
        let happened = Entry::Moment { take: key(301), moment: moment(1, 700) };
        let voided = Entry::MomentVoided { moment: key(401), at: 9 };
        let row = "SELECT concat_ws(' ', at_ms, kind, voided_at) FROM moment";
        check(std::slice::from_ref(&happened), row, "700 mark");
        check(&[happened, voided], row, "700 mark 9");
        let judged = Entry::Judged { take: key(301), judgement: judgement(1, "leader", Some(Verdict::Hold)) };
        let voided = Entry::JudgementVoided { take: key(301), judgement: key(501), at: 9 };
        let row = "SELECT concat_ws(' ', judgement.verdict, judgement.voided_at, take.verdict)
                   FROM judgement JOIN take ON take.id = take";
        check(std::slice::from_ref(&judged), row, "hold hold");
        check(&[judged.clone(), voided.clone()], row, "hold 9");
        check(&[judged.clone(), voided, judged], row, "hold 9");
    }

    #[test]
    fn what_has_no_place_fails_and_leaves_nothing() {
        let strange = [
            Entry::Presence { player: key(9), presence: Presence::Out },
            Entry::Lines { player: key(9), lines: vec![] },
            Entry::Lines { player: key(9), lines: vec!["war".to_owned()] },
            Entry::Fate { draw: key(9), fate: Fate::Open },
            Entry::DrawVoided { draw: key(9), at: 9 },
            Entry::Seen { take: key(9), at: 9, paused: 0 },
            Entry::Ended { take: key(9), end: end(Ending::Time) },
            Entry::Reopened { take: key(9) },
            Entry::TakeVoided { take: key(9), at: 9 },
            Entry::Moment { take: key(9), moment: moment(1, 1) },
            Entry::MomentVoided { moment: key(9), at: 9 },
            Entry::Judged { take: key(9), judgement: judgement(1, "leader", None) },
            Entry::JudgementVoided { take: key(301), judgement: key(9), at: 9 },
        ];
        let mut bench = Bench::new(opening());
        for entry in strange {
            assert!(matches!(bench.put(&entry), Err(StoreError::Unplaced { .. })), "{entry:?}");
        }
        let mut empty = Bench::new([]);
        for entry in [arrived(ANA, "Ana"), Entry::Dealt(Box::new(hand(1))), opening().remove(4)] {
            assert!(matches!(empty.put(&entry), Err(StoreError::Unplaced { .. })), "{entry:?}");
        }
        let left = "SELECT (SELECT count(*) FROM player) + (SELECT count(*) FROM draw) + (SELECT count(*) FROM take)";
        assert_eq!(empty.ask(left), "0");
    }
}
