-- What the takes and passes of a prompt amount to, kept by the triggers below. `what` says of which prompt: its pack
-- and id, or none for the leader's own; its kind and tags; and of each role the name and the list of feelings asked. A
-- prompt that is changed in these has another row from then on. `not_usable` counts what has a reason too.
CREATE TABLE figure (
  seq INTEGER PRIMARY KEY,
  what TEXT NOT NULL UNIQUE CHECK (json_valid(what)),
  usable INTEGER NOT NULL DEFAULT 0,
  hold INTEGER NOT NULL DEFAULT 0,
  unjudged INTEGER NOT NULL DEFAULT 0,
  not_usable INTEGER NOT NULL DEFAULT 0,
  technical INTEGER NOT NULL DEFAULT 0,
  feeling INTEGER NOT NULL DEFAULT 0,
  character INTEGER NOT NULL DEFAULT 0,
  prompt INTEGER NOT NULL DEFAULT 0,
  private INTEGER NOT NULL DEFAULT 0,
  passes INTEGER NOT NULL DEFAULT 0,
  length_ms INTEGER NOT NULL DEFAULT 0,
  lengths INTEGER NOT NULL DEFAULT 0,
  last INTEGER
) STRICT;

ALTER TABLE draw ADD COLUMN figure INTEGER REFERENCES figure (seq);

-- `during` is the `seq` of the workshop, `reason` goes with the verdict in force. `players` lists who played: of each
-- person the `seq`, and which role of the figure they had, counted from 0, or none.
ALTER TABLE take ADD COLUMN figure INTEGER REFERENCES figure (seq);
ALTER TABLE take ADD COLUMN during INTEGER REFERENCES workshop (seq);
ALTER TABLE take ADD COLUMN reason TEXT CHECK (reason IN ('technical', 'feeling', 'character', 'prompt', 'private'));
ALTER TABLE take ADD COLUMN players TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(players));

-- Whatever figures are made of: the rows of takes are long, and need not be read for it.
CREATE INDEX take_counted ON take (
  figure, started, verdict, reason, played_ms, during, players, voided_at, rehearsal, ending
) WHERE voided_at IS NULL AND rehearsal = 0 AND ending IS NOT 'stopped';

CREATE INDEX draw_passed ON draw (drawn_at, figure, workshop, fate, voided_at)
WHERE fate = 'passed' AND voided_at IS NULL;

DROP INDEX take_draw;
CREATE INDEX take_draw ON take (draw, voided_at, rehearsal, players);

-- What a draw's figure is of.
CREATE VIEW drawn AS
SELECT draw.id AS draw, json_object(
  'pack', pack, 'prompt', prompt, 'kind', coalesce(hand ->> 'kind', 'scene'),
  'tags', coalesce(hand -> 'tags', json('[]')),
  'parts', json((
    SELECT json_group_array(json_array(role.value ->> 'name', json((
      SELECT json_group_array(step.value ->> 1) FROM json_each(role.value, '$.feeling.words') AS step))))
    FROM json_each(hand, '$.roles') AS role))) AS what
FROM draw;

-- Who plays in a take.
CREATE VIEW playing AS
SELECT take.id AS take, (
  SELECT json_group_array(json_array(player.seq, (
    SELECT role.key FROM json_each(what, '$.parts') AS role WHERE role.value ->> 0 = part.role)))
  FROM part JOIN player ON player.id = part.player WHERE part.take = take.id) AS players
FROM take JOIN figure ON figure.seq = take.figure;

-- The judgements with a verdict that hold, of each judge the newest. The newest of them is in force.
CREATE VIEW held AS
SELECT seq, take, verdict, reason FROM judgement
WHERE voided_at IS NULL AND verdict IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM judgement AS later
  WHERE later.take = judgement.take AND later.judge = judgement.judge AND later.seq > judgement.seq
    AND later.voided_at IS NULL);

CREATE TRIGGER draw_arrives AFTER INSERT ON draw BEGIN
  UPDATE draw SET figure = NULL WHERE id = NEW.id;
END;

-- Without a figure it is given its own.
CREATE TRIGGER draw_placed AFTER UPDATE OF figure ON draw WHEN NEW.figure IS NULL BEGIN
  INSERT INTO figure (what) SELECT what FROM drawn WHERE draw = NEW.id ON CONFLICT DO NOTHING;
  UPDATE draw SET figure = (SELECT seq FROM figure WHERE what = (SELECT what FROM drawn WHERE draw = NEW.id))
  WHERE id = NEW.id;
END;

CREATE TRIGGER draw_counts AFTER UPDATE OF figure, fate, voided_at ON draw BEGIN
  UPDATE figure SET passes = passes - 1 WHERE seq = OLD.figure AND OLD.fate IS 'passed' AND OLD.voided_at IS NULL;
  UPDATE figure SET passes = passes + 1 WHERE seq = NEW.figure AND NEW.fate IS 'passed' AND NEW.voided_at IS NULL;
END;

CREATE TRIGGER take_arrives AFTER INSERT ON take BEGIN
  UPDATE take SET (figure, during) = (
    SELECT figure, workshop.seq FROM draw JOIN workshop ON workshop.id = draw.workshop WHERE draw.id = NEW.draw)
  WHERE id = NEW.id;
END;

CREATE TRIGGER take_counts
AFTER UPDATE OF figure, rehearsal, started, played_ms, ending, verdict, reason, voided_at ON take BEGIN
  UPDATE figure SET
    usable = usable - (OLD.verdict IS 'usable'),
    hold = hold - (OLD.verdict IS 'hold'),
    unjudged = unjudged - (OLD.verdict IS NULL),
    not_usable = not_usable - (OLD.verdict IS 'not-usable'),
    technical = technical - (OLD.verdict IS 'not-usable' AND OLD.reason IS 'technical'),
    feeling = feeling - (OLD.verdict IS 'not-usable' AND OLD.reason IS 'feeling'),
    character = character - (OLD.verdict IS 'not-usable' AND OLD.reason IS 'character'),
    prompt = prompt - (OLD.verdict IS 'not-usable' AND OLD.reason IS 'prompt'),
    private = private - (OLD.verdict IS 'not-usable' AND OLD.reason IS 'private'),
    length_ms = length_ms - coalesce(OLD.played_ms, 0),
    lengths = lengths - (OLD.played_ms IS NOT NULL)
  WHERE seq = OLD.figure AND OLD.voided_at IS NULL AND OLD.rehearsal = 0 AND OLD.ending IS NOT 'stopped';
  UPDATE figure SET
    usable = usable + (NEW.verdict IS 'usable'),
    hold = hold + (NEW.verdict IS 'hold'),
    unjudged = unjudged + (NEW.verdict IS NULL),
    not_usable = not_usable + (NEW.verdict IS 'not-usable'),
    technical = technical + (NEW.verdict IS 'not-usable' AND NEW.reason IS 'technical'),
    feeling = feeling + (NEW.verdict IS 'not-usable' AND NEW.reason IS 'feeling'),
    character = character + (NEW.verdict IS 'not-usable' AND NEW.reason IS 'character'),
    prompt = prompt + (NEW.verdict IS 'not-usable' AND NEW.reason IS 'prompt'),
    private = private + (NEW.verdict IS 'not-usable' AND NEW.reason IS 'private'),
    length_ms = length_ms + coalesce(NEW.played_ms, 0),
    lengths = lengths + (NEW.played_ms IS NOT NULL)
  WHERE seq = NEW.figure AND NEW.voided_at IS NULL AND NEW.rehearsal = 0 AND NEW.ending IS NOT 'stopped';
  UPDATE figure SET last = (
    SELECT max(started) FROM take
    WHERE take.figure = figure.seq AND voided_at IS NULL AND rehearsal = 0 AND ending IS NOT 'stopped')
  WHERE seq IN (OLD.figure, NEW.figure);
END;

CREATE TRIGGER cast_arrives AFTER INSERT ON "cast" BEGIN
  UPDATE take SET players = (SELECT players FROM playing WHERE take = NEW.take) WHERE id = NEW.take;
END;

CREATE TRIGGER cast_changes AFTER UPDATE OF player ON "cast" BEGIN
  UPDATE take SET players = (SELECT players FROM playing WHERE take = NEW.take) WHERE id = NEW.take;
END;

CREATE TRIGGER recast_arrives AFTER INSERT ON recast BEGIN
  UPDATE take SET players = (SELECT players FROM playing WHERE take = NEW.take) WHERE id = NEW.take;
END;

CREATE TRIGGER recast_changes AFTER UPDATE OF player, voided_at ON recast BEGIN
  UPDATE take SET players = (SELECT players FROM playing WHERE take = NEW.take) WHERE id = NEW.take;
END;

-- What older logs hold.
UPDATE draw SET figure = NULL;
UPDATE take SET (figure, during) = (
    SELECT figure, workshop.seq FROM draw JOIN workshop ON workshop.id = draw.workshop WHERE draw.id = take.draw),
  reason = (SELECT reason FROM held WHERE held.take = take.id ORDER BY seq DESC LIMIT 1);
UPDATE take SET players = (SELECT players FROM playing WHERE playing.take = take.id);

-- A text that people agreed to, kept once.
CREATE TABLE release (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  version TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What somebody said about the use of their takes, from `at` on: a grant, or without a text a withdrawal. Nothing of it
-- is ever changed. `purposes` and `media` are lists of words; `given_by` is a guardian.
CREATE TABLE consent (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  player TEXT NOT NULL REFERENCES player (id),
  purposes TEXT NOT NULL CHECK (json_valid(purposes)),
  at INTEGER NOT NULL,
  release TEXT REFERENCES release (sha256),
  media TEXT CHECK (json_valid(media)),
  method TEXT CHECK (method IN ('signed', 'typed', 'recorded')),
  given_by TEXT,
  until INTEGER,
  CHECK ((release IS NULL) = (media IS NULL)),
  CHECK ((release IS NULL) = (method IS NULL)),
  CHECK (release IS NOT NULL OR (given_by IS NULL AND until IS NULL))
) STRICT;

CREATE INDEX consent_player ON consent (player);

-- What was handed out: for which purpose, and to whom if that was said.
CREATE TABLE export (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  format TEXT NOT NULL,
  purpose TEXT NOT NULL,
  recipient TEXT
) STRICT;

CREATE TABLE export_file (
  export TEXT NOT NULL REFERENCES export (id),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (export, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE export_take (
  export TEXT NOT NULL REFERENCES export (id),
  take TEXT NOT NULL REFERENCES take (id),
  PRIMARY KEY (export, take)
) STRICT, WITHOUT ROWID;

-- Ids of people that are to stay what they became: joined with another, or forgotten. No log that is merged into this
-- one brings them back.
CREATE TABLE tombstone (
  player TEXT PRIMARY KEY,
  became TEXT REFERENCES player (id),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE favourite (
  pack TEXT NOT NULL,
  prompt TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (pack, prompt)
) STRICT, WITHOUT ROWID;
