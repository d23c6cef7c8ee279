-- Times are milliseconds since 1970 UTC, lengths are milliseconds, ids are UUIDs in their usual spelling.
-- Rows are voided, not deleted. `seq` is the order in which rows were written.

CREATE TABLE workshop (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  started INTEGER NOT NULL,
  zone TEXT NOT NULL,
  seed INTEGER NOT NULL CHECK (seed BETWEEN 0 AND 9007199254740991),
  lock TEXT NOT NULL
) STRICT;

CREATE TABLE player (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  pseudonym TEXT NOT NULL UNIQUE,
  presence TEXT NOT NULL CHECK (presence IN ('present', 'out', 'gone')),
  added_at INTEGER NOT NULL
) STRICT;

-- Who came to which workshop, and how many draws were added to their count.
CREATE TABLE attendance (
  workshop TEXT NOT NULL REFERENCES workshop (id),
  player TEXT NOT NULL REFERENCES player (id),
  credit INTEGER NOT NULL CHECK (credit >= 0),
  PRIMARY KEY (workshop, player)
) STRICT, WITHOUT ROWID;

-- Without a pack it is the leader's own prompt. `stream` is number.words_attempt.cast_attempt, `hand` what puts it back
-- on the table; without a fate it is still there.
CREATE TABLE draw (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workshop TEXT NOT NULL REFERENCES workshop (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  pack TEXT,
  pack_hash TEXT,
  prompt TEXT,
  seed INTEGER CHECK (seed BETWEEN 0 AND 9007199254740991),
  stream TEXT NOT NULL,
  text TEXT NOT NULL,
  words TEXT NOT NULL CHECK (json_valid(words)),
  odds_numerator INTEGER,
  odds_denominator INTEGER,
  fate TEXT CHECK (fate IN ('played', 'passed')),
  reason TEXT CHECK (reason IN ('too-hard', 'unclear', 'unsafe', 'not-for-us')),
  hand TEXT NOT NULL CHECK (json_valid(hand)),
  drawn_at INTEGER NOT NULL,
  voided_at INTEGER,
  UNIQUE (workshop, number),
  CHECK (reason IS NULL OR fate = 'passed'),
  CHECK ((pack IS NULL) = (prompt IS NULL))
) STRICT;

-- `text` and `hand` are what was played: the draw may have changed since.
CREATE TABLE take (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  draw TEXT NOT NULL REFERENCES draw (id),
  of_draw INTEGER NOT NULL CHECK (of_draw >= 1),
  rehearsal INTEGER NOT NULL CHECK (rehearsal IN (0, 1)),
  text TEXT NOT NULL,
  hand TEXT NOT NULL CHECK (json_valid(hand)),
  started INTEGER NOT NULL,
  planned_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  played_ms INTEGER,
  paused_ms INTEGER NOT NULL DEFAULT 0,
  seen_ms INTEGER NOT NULL DEFAULT 0,
  ending TEXT CHECK (ending IN ('edit', 'time', 'stopped', 'interrupted')),
  verdict TEXT CHECK (verdict IN ('usable', 'hold', 'not-usable')),
  voided_at INTEGER,
  CHECK ((ending IS NULL) = (ended_at_ms IS NULL)),
  CHECK ((ending IS NULL) = (played_ms IS NULL))
) STRICT;

CREATE INDEX take_draw ON take (draw);
CREATE INDEX take_running ON take (number) WHERE ending IS NULL;

-- A person, a seat without a name, or nobody. `name` is what was shown; `asked` is the arc in the pack's words, `arc`
-- the same in the vocabulary's.
CREATE TABLE "cast" (
  take TEXT NOT NULL REFERENCES take (id),
  position INTEGER NOT NULL,
  role TEXT,
  label TEXT,
  player TEXT REFERENCES player (id),
  seat INTEGER,
  name TEXT,
  asked TEXT,
  arc TEXT,
  secret TEXT,
  PRIMARY KEY (take, position),
  CHECK (player IS NULL OR seat IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX cast_player ON "cast" (player);

CREATE TABLE moment (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  take TEXT NOT NULL REFERENCES take (id),
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('cue', 'shift', 'mark', 'slate', 'coach', 'pause', 'resume', 'extend')),
  role TEXT,
  step INTEGER CHECK (step >= 1),
  label TEXT,
  voided_at INTEGER
) STRICT;

CREATE INDEX moment_take ON moment (take);

-- `perceived` is a list of {"role", "step", "feeling", "strength"}, where no feeling says that there was no agreement.
CREATE TABLE judgement (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  take TEXT NOT NULL REFERENCES take (id),
  at INTEGER NOT NULL,
  judge TEXT NOT NULL,
  verdict TEXT CHECK (verdict IN ('usable', 'hold', 'not-usable')),
  reason TEXT CHECK (reason IN ('technical', 'feeling', 'character', 'prompt', 'private')),
  note TEXT,
  perceived TEXT NOT NULL CHECK (json_valid(perceived)),
  voided_at INTEGER
) STRICT;

CREATE INDEX judgement_take ON judgement (take);
