-- What an audience called out for a workshop, and whether it still waits to be put on the table; `changed_at` says since when.
CREATE TABLE suggestion (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workshop TEXT NOT NULL REFERENCES workshop (id),
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  is_waiting INTEGER NOT NULL CHECK (is_waiting IN (0, 1)),
  changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX suggestion_waiting ON suggestion (workshop, at, id) WHERE is_waiting = 1;

-- Scenes are counted by draw, those that were broken off beside them.
DROP INDEX take_draw;
CREATE INDEX take_draw ON take (
  draw, voided_at, rehearsal, ending, started, played_ms, figure, during, players
);
