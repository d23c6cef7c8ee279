-- Brings the log `other` into this one, in one transaction. Which row wins follows from the two rows alone, never from
-- which log it is in, so that the order in which logs are merged does not show. `seq`s and numbers are a log's own.

-- The takes that both logs hold.
CREATE TEMP TABLE shared (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO shared SELECT id FROM take WHERE id IN (SELECT id FROM other.take);

-- Those of them that an export told this log of, and that the other log itself knows.
CREATE TEMP TABLE told (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO told
SELECT id FROM take JOIN other.take AS theirs USING (id)
WHERE take.hand ->> 'version' IS NULL AND theirs.hand ->> 'version' IS NOT NULL;

INSERT INTO workshop (id, name, started, zone, seed, lock)
SELECT id, name, started, zone, seed, lock FROM other.workshop WHERE true ORDER BY seq
ON CONFLICT (id) DO NOTHING;

-- Whose pseudonym is taken here gets the next.
WITH top AS (
  SELECT max(CAST(substr(pseudonym, 2) AS INTEGER)) AS number
  FROM (SELECT pseudonym FROM player UNION ALL SELECT pseudonym FROM other.player)
), fresh AS (
  SELECT *, pseudonym IN (SELECT pseudonym FROM player) AS taken FROM other.player
  WHERE id NOT IN (SELECT id FROM player)
), named AS (
  SELECT *, iif(taken, printf('P%02d', number + row_number() OVER (PARTITION BY taken ORDER BY added_at, id)), pseudonym)
    AS given
  FROM fresh, top
)
INSERT INTO player (id, name, pseudonym, added_at, named_at)
SELECT id, name, given, added_at, named_at FROM named ORDER BY seq;

UPDATE player SET added_at = min(player.added_at, theirs.added_at)
FROM other.player AS theirs WHERE theirs.id = player.id;

-- Who is here is for whoever runs the workshop to say: in one that a stage of this log runs nobody comes by a merge.
INSERT INTO attendance (workshop, player, credit, presence)
SELECT workshop, player, credit, iif(workshop IN (SELECT workshop FROM sitting), 'gone', presence)
FROM other.attendance WHERE true
ON CONFLICT (workshop, player) DO UPDATE SET credit = max(attendance.credit, excluded.credit);

-- Of a word that was taken back, what was said last. Of two who said it apart, a word too many keeps a prompt away, a word
-- too few does not.
INSERT INTO line (player, word, changes) SELECT player, word, changes FROM other.line WHERE true
ON CONFLICT DO UPDATE SET changes = excluded.changes WHERE excluded.changes > changes;

-- A draw whose number is taken in its workshop gets the next.
WITH top AS (
  SELECT workshop, max(number) AS last
  FROM (SELECT workshop, number FROM draw UNION ALL SELECT workshop, number FROM other.draw) GROUP BY workshop
), fresh AS (
  SELECT *, (workshop, number) IN (SELECT workshop, number FROM draw) AS taken FROM other.draw
  WHERE id NOT IN (SELECT id FROM draw)
)
INSERT INTO draw (id, workshop, number, pack, pack_hash, prompt, seed, stream, text, words, odds_numerator,
  odds_denominator, fate, reason, hand, drawn_at, voided_at, restored_at)
SELECT id, workshop,
  iif(taken, last + row_number() OVER (PARTITION BY workshop, taken ORDER BY drawn_at, id), number),
  pack, pack_hash, prompt, seed, stream, text, words, odds_numerator, odds_denominator, fate, reason, hand, drawn_at,
  voided_at, restored_at
FROM fresh JOIN top USING (workshop) ORDER BY drawn_at, id;

-- Of a draw that is still on a table, the hand that was changed more often. What an export told of one is less than any.
UPDATE draw SET stream = theirs.stream, text = theirs.text, words = theirs.words, hand = theirs.hand
FROM other.draw AS theirs
WHERE theirs.id = draw.id
  AND (coalesce(theirs.hand ->> 'words_attempt', -1), coalesce(theirs.hand ->> 'cast_attempt', -1), theirs.hand)
    > (coalesce(draw.hand ->> 'words_attempt', -1), coalesce(draw.hand ->> 'cast_attempt', -1), draw.hand);

INSERT INTO take (id, draw, of_draw, rehearsal, text, hand, started, planned_ms, ended_at_ms, played_ms, paused_ms,
  seen_ms, ending, verdict, reason, voided_at, restored_at)
SELECT id, draw, of_draw, rehearsal, text, hand, started, planned_ms, ended_at_ms, played_ms, paused_ms, seen_ms,
  ending, verdict, reason, voided_at, restored_at
FROM other.take WHERE id NOT IN (SELECT id FROM shared) ORDER BY started, id;

INSERT INTO "cast" (take, position, role, label, player, seat, name, asked, arc, secret)
SELECT take, position, role, label, player, seat, name, asked, arc, secret
FROM other."cast" WHERE true
-- An export doesn't tell who was logged before it was corrected, nor how they were called then, nor each secret.
ON CONFLICT DO UPDATE SET player = iif(name IS NULL OR take IN (SELECT id FROM told), excluded.player, player),
  seat = iif(name IS NULL OR take IN (SELECT id FROM told), excluded.seat, seat),
  name = iif(name IS NULL OR take IN (SELECT id FROM told), excluded.name, name),
  secret = coalesce(secret, excluded.secret)
WHERE (name IS NULL AND excluded.name IS NOT NULL) OR (secret IS NULL AND excluded.secret IS NOT NULL)
  OR take IN (SELECT id FROM told);

UPDATE take SET hand = theirs.hand
FROM other.take AS theirs
WHERE theirs.id = take.id AND take.hand ->> 'version' IS NULL
  AND (theirs.hand ->> 'version' IS NOT NULL OR theirs.hand > take.hand);

-- An end over none, an end that was seen over one that was found out.
UPDATE take SET ending = theirs.ending, ended_at_ms = theirs.ended_at_ms, played_ms = theirs.played_ms,
  paused_ms = theirs.paused_ms, seen_ms = theirs.seen_ms
FROM other.take AS theirs
WHERE theirs.id = take.id
  AND ((theirs.ending IS NOT NULL) + coalesce(theirs.ending <> 'interrupted', 0), theirs.seen_ms, theirs.paused_ms,
    coalesce(theirs.ended_at_ms, 0), coalesce(theirs.played_ms, 0), coalesce(theirs.ending, ''))
    > ((take.ending IS NOT NULL) + coalesce(take.ending <> 'interrupted', 0), take.seen_ms, take.paused_ms,
    coalesce(take.ended_at_ms, 0), coalesce(take.played_ms, 0), coalesce(take.ending, ''));

-- What was taken back is so unless it was put back later.
WITH pair AS (
  SELECT take.id, nullif(max(coalesce(take.restored_at, 0), coalesce(theirs.restored_at, 0)), 0) AS restored_at,
    take.voided_at AS ours, theirs.voided_at AS theirs
  FROM take JOIN other.take AS theirs ON theirs.id = take.id
), settled AS (
  SELECT id, restored_at, iif(ours > coalesce(restored_at, 0), ours, NULL) AS ours,
    iif(theirs > coalesce(restored_at, 0), theirs, NULL) AS theirs
  FROM pair
)
UPDATE take SET restored_at = settled.restored_at, voided_at = coalesce(min(ours, theirs), ours, theirs)
FROM settled
WHERE settled.id = take.id
  AND (take.restored_at, take.voided_at) IS NOT (settled.restored_at, coalesce(min(ours, theirs), ours, theirs));

-- Played is a draw that has a take; a pass is more than nothing.
CREATE TEMP TABLE decided (id TEXT PRIMARY KEY, fate TEXT, reason TEXT, voided_at INTEGER, restored_at INTEGER)
  STRICT, WITHOUT ROWID;
WITH pair AS (
  SELECT draw.id, 'passed' IN (draw.fate, theirs.fate) AS passed,
    EXISTS (SELECT 1 FROM take WHERE take.draw = draw.id AND take.voided_at IS NULL) AS played,
    coalesce(max(draw.reason, theirs.reason), draw.reason, theirs.reason) AS reason,
    nullif(max(coalesce(draw.restored_at, 0), coalesce(theirs.restored_at, 0)), 0) AS restored_at,
    draw.voided_at AS ours, theirs.voided_at AS theirs
  FROM draw JOIN other.draw AS theirs ON theirs.id = draw.id
), settled AS (
  SELECT *, iif(ours > coalesce(restored_at, 0), ours, NULL) AS our_void,
    iif(theirs > coalesce(restored_at, 0), theirs, NULL) AS their_void
  FROM pair
)
INSERT INTO decided
SELECT id, CASE WHEN played THEN 'played' WHEN passed THEN 'passed' END, iif(played, NULL, reason),
  coalesce(min(our_void, their_void), our_void, their_void), restored_at
FROM settled;
UPDATE draw SET fate = decided.fate, reason = decided.reason, voided_at = decided.voided_at,
  restored_at = decided.restored_at
FROM decided
WHERE decided.id = draw.id AND (draw.fate, draw.reason, draw.voided_at, draw.restored_at)
  IS NOT (decided.fate, decided.reason, decided.voided_at, decided.restored_at);

INSERT INTO moment (id, take, at_ms, kind, role, step, label, voided_at)
SELECT id, take, at_ms, kind, role, step, label, voided_at FROM other.moment WHERE true ORDER BY seq
ON CONFLICT (id) DO UPDATE SET voided_at = coalesce(min(voided_at, excluded.voided_at), excluded.voided_at)
WHERE excluded.voided_at IS NOT NULL;

INSERT INTO judgement (id, take, at, judge, verdict, reason, note, perceived, voided_at)
SELECT id, take, at, judge, verdict, reason, note, perceived, voided_at FROM other.judgement WHERE true ORDER BY seq
ON CONFLICT (id) DO UPDATE SET voided_at = coalesce(min(voided_at, excluded.voided_at), excluded.voided_at)
WHERE excluded.voided_at IS NOT NULL;

INSERT INTO recast (id, take, position, player, name, at, after, voided_at)
SELECT id, take, position, player, name, at, 0, voided_at FROM other.recast WHERE true ORDER BY seq
ON CONFLICT (id, position) DO UPDATE SET name = iif(take IN (SELECT id FROM told), excluded.name, name),
  voided_at = coalesce(min(voided_at, excluded.voided_at), voided_at, excluded.voided_at)
WHERE excluded.voided_at IS NOT NULL OR take IN (SELECT id FROM told);

-- What was said of a take stands in the order in which it was said, also of takes that one log alone knows: an older log
-- may hold it in another order, where a clock was set back.
CREATE TEMP TABLE place (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, take TEXT NOT NULL) STRICT;
INSERT INTO place
WITH is_at AS (SELECT seq, take, row_number() OVER (PARTITION BY take ORDER BY at, id) AS nth FROM judgement),
  slot AS (SELECT seq, take, row_number() OVER (PARTITION BY take ORDER BY seq) AS nth FROM judgement)
SELECT is_at.seq, slot.seq, take FROM is_at JOIN slot USING (take, nth) WHERE is_at.seq <> slot.seq;
UPDATE judgement SET seq = -new FROM place WHERE old = seq;
UPDATE judgement SET seq = -seq WHERE seq < 0;
UPDATE take SET (verdict, reason) = (
  SELECT verdict, reason FROM held WHERE held.take = take.id ORDER BY seq DESC LIMIT 1)
WHERE id IN (SELECT id FROM other.take UNION ALL SELECT take FROM place) AND (verdict, reason) IS NOT (
  SELECT verdict, reason FROM held WHERE held.take = take.id ORDER BY seq DESC LIMIT 1);

DELETE FROM place;
INSERT INTO place
WITH is_at AS (SELECT seq, take, row_number() OVER (PARTITION BY take ORDER BY at, id, position) AS nth FROM recast),
  slot AS (SELECT seq, take, row_number() OVER (PARTITION BY take ORDER BY seq) AS nth FROM recast)
SELECT is_at.seq, slot.seq, take FROM is_at JOIN slot USING (take, nth) WHERE is_at.seq <> slot.seq;
UPDATE recast SET seq = -new FROM place WHERE old = seq;
UPDATE recast SET seq = -seq WHERE seq < 0;

UPDATE recast
SET after = coalesce((SELECT max(seq) FROM judgement WHERE judgement.take = recast.take AND judgement.at <= recast.at), 0);

UPDATE take SET players = (SELECT players FROM playing WHERE playing.take = take.id)
WHERE id IN (SELECT take FROM recast);

-- Of two names of one person the one that was given later. Older logs don't say when: then the one that came up later, since
-- casts keep the names of their time, and one that nobody played by yet is the newest. Whoever has a name is not called by
-- a pseudonym.
CREATE TEMP TABLE named (id TEXT PRIMARY KEY, ours TEXT NOT NULL, theirs TEXT NOT NULL, given INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
INSERT INTO named
SELECT id, player.name, theirs.name, theirs.named_at FROM player JOIN other.player AS theirs USING (id)
WHERE player.name <> theirs.name AND theirs.name NOT IN (player.pseudonym, theirs.pseudonym);
WITH played AS (
  SELECT "cast".player, "cast".name, started AS since FROM named JOIN "cast" ON "cast".player = named.id
    JOIN take ON take.id = "cast".take
  UNION ALL
  SELECT recast.player, recast.name, at FROM named JOIN recast ON recast.player = named.id
), since AS (
  SELECT named.id, ours, theirs, given,
    coalesce((SELECT min(since) FROM played WHERE player = named.id AND name = ours), 9e18) AS ours_since,
    coalesce((SELECT min(since) FROM played WHERE player = named.id AND name = theirs), 9e18) AS theirs_since
  FROM named
)
UPDATE player SET name = theirs FROM since
WHERE since.id = player.id AND (name = pseudonym OR (given, theirs_since, theirs) > (named_at, ours_since, ours));
UPDATE player SET named_at = max(player.named_at, theirs.named_at)
FROM other.player AS theirs WHERE theirs.id = player.id;

-- Whichever of the two names holds, both are theirs, and so is whatever either log knows that they were called.
INSERT INTO former (player, name)
SELECT player, name FROM other.former
UNION SELECT named.id, ours FROM named JOIN player USING (id) WHERE ours <> pseudonym
UNION SELECT named.id, theirs FROM named JOIN player USING (id) WHERE ours <> pseudonym
ON CONFLICT DO NOTHING;

INSERT INTO release (sha256, version, text) SELECT sha256, version, text FROM other.release WHERE true
ON CONFLICT DO UPDATE SET version = min(version, excluded.version);

INSERT INTO consent (id, player, purposes, at, release, media, method, given_by, until, knew)
SELECT id, player, purposes, at, release, media, method, given_by, until, knew FROM other.consent WHERE true ORDER BY seq
ON CONFLICT (id) DO NOTHING;

-- What a grant came after is written down with it. Of what each log found out of its older rows, what both say.
UPDATE consent SET knew = (
  SELECT json_group_array(value) FROM (
    SELECT value FROM json_each(consent.knew) INTERSECT SELECT value FROM json_each(theirs.knew) ORDER BY value))
FROM other.consent AS theirs
WHERE theirs.id = consent.id AND theirs.knew <> consent.knew;

INSERT INTO export (id, at, format, purpose, recipient)
SELECT id, at, format, purpose, recipient FROM other.export WHERE true ORDER BY seq
ON CONFLICT (id) DO NOTHING;
INSERT INTO export_file (export, name, sha256) SELECT export, name, sha256 FROM other.export_file WHERE true
ON CONFLICT DO NOTHING;
INSERT INTO export_take (export, take, media, despite)
SELECT export, take, media, despite FROM other.export_take WHERE true ON CONFLICT DO NOTHING;

INSERT INTO tombstone (player, became, at) SELECT player, became, at FROM other.tombstone WHERE true
ON CONFLICT DO NOTHING;

INSERT INTO forgotten (player, salt, digest) SELECT player, salt, digest FROM other.forgotten WHERE true
ON CONFLICT DO NOTHING;

-- The newest word on a prompt; of two at one time the kinder.
INSERT INTO favourite (pack, prompt, is_favourite, at)
SELECT pack, prompt, is_favourite, at FROM other.favourite WHERE true
ON CONFLICT (pack, prompt) DO UPDATE SET is_favourite = excluded.is_favourite, at = excluded.at
WHERE (excluded.at, excluded.is_favourite) > (at, is_favourite);

-- What waits for a workshop waits for it here too, unless it was picked or dropped since in either log.
INSERT INTO suggestion (id, workshop, text, at, is_waiting, changed_at)
SELECT id, workshop, text, at, is_waiting, changed_at FROM other.suggestion WHERE true ORDER BY at, id
ON CONFLICT (id) DO UPDATE SET is_waiting = excluded.is_waiting, changed_at = excluded.changed_at
WHERE (excluded.changed_at, excluded.is_waiting) > (changed_at, is_waiting);

-- A workshop that the other log goes on with where this one stopped is where it is there.
CREATE TEMP TABLE ahead (workshop TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO ahead
SELECT id, (SELECT max(last) FROM other.sitting WHERE workshop = id) AS theirs FROM idle
WHERE theirs > (SELECT max(last) FROM sitting WHERE workshop = id)
  AND NOT EXISTS (SELECT 1 FROM draw WHERE workshop = idle.id AND id NOT IN (SELECT id FROM other.draw));
DELETE FROM kept WHERE workshop IN (SELECT workshop FROM ahead);
DELETE FROM step WHERE workshop IN (SELECT workshop FROM ahead);
INSERT INTO kept (workshop, state) SELECT workshop, state FROM other.kept JOIN ahead USING (workshop);
INSERT INTO step (workshop, is_undone, n, step) SELECT workshop, is_undone, n, step FROM other.step JOIN ahead USING (workshop);
UPDATE attendance SET presence = theirs.presence
FROM other.attendance AS theirs JOIN ahead USING (workshop)
WHERE (theirs.workshop, theirs.player) = (attendance.workshop, attendance.player);
UPDATE sitting SET last = ahead.last FROM ahead
WHERE sitting.workshop = ahead.workshop
  AND seq = (SELECT max(seq) FROM sitting AS other WHERE other.workshop = ahead.workshop);

DROP TABLE ahead;
DROP TABLE idle;
DROP TABLE named;
DROP TABLE told;
DROP TABLE place;
DROP TABLE decided;
DROP TABLE shared;
