-- A stretch of a stage's writing: `seq` is the order in which stretches were last written to, `last` when that was by the
-- wall clock, which may have been wrong. Only what a stage of this log writes makes one.
CREATE TABLE sitting (
  seq INTEGER PRIMARY KEY,
  workshop TEXT NOT NULL REFERENCES workshop (id),
  last INTEGER NOT NULL
) STRICT;

CREATE INDEX sitting_last ON sitting (last);
CREATE INDEX sitting_workshop ON sitting (workshop);

-- Older logs don't say who wrote what: by their times, and first what is of a clock that was ahead.
INSERT INTO sitting (workshop, last)
SELECT id, last FROM (
  SELECT workshop.id, workshop.seq, max(workshop.started, coalesce(drawn_at, 0), coalesce((
    SELECT max(take.started + seen_ms) FROM take WHERE take.draw = draw.id), 0)) AS last
  FROM workshop LEFT JOIN draw ON draw.workshop = workshop.id
    AND number = (SELECT max(number) FROM draw AS other WHERE other.workshop = workshop.id))
ORDER BY last > unixepoch() * 1000 + 600000 DESC, last, seq;

-- Who is here belongs to a workshop; `coming` is who was added or came back since the last one.
ALTER TABLE attendance ADD COLUMN presence TEXT NOT NULL DEFAULT 'present'
  CHECK (presence IN ('present', 'out', 'gone'));
UPDATE attendance SET presence = (SELECT presence FROM player WHERE id = attendance.player);
ALTER TABLE player ADD COLUMN coming INTEGER NOT NULL DEFAULT 0 CHECK (coming IN (0, 1));
UPDATE player SET coming = 1 WHERE presence = 'present' AND id NOT IN (SELECT player FROM attendance);
ALTER TABLE player DROP COLUMN presence;

-- What was taken back and then done again all the same is not void: the later of the two holds.
ALTER TABLE draw ADD COLUMN restored_at INTEGER;
ALTER TABLE take ADD COLUMN restored_at INTEGER;

-- What a workshop that goes on needs beside its draws and takes, and what can be taken back in it (`is_undone` = 0, oldest
-- first) or done again (1, the one taken back last comes last).
CREATE TABLE kept (
  workshop TEXT PRIMARY KEY REFERENCES workshop (id),
  state TEXT NOT NULL CHECK (json_valid(state))
) STRICT, WITHOUT ROWID;

CREATE TABLE step (
  workshop TEXT NOT NULL REFERENCES workshop (id),
  is_undone INTEGER NOT NULL CHECK (is_undone IN (0, 1)),
  n INTEGER NOT NULL,
  step TEXT NOT NULL CHECK (json_valid(step)),
  PRIMARY KEY (workshop, is_undone, n)
) STRICT;
