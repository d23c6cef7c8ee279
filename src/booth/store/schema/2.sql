-- What somebody does not want in the room, as it is now. No history is kept: what they no longer say is nobody's to read.
CREATE TABLE line (
  player TEXT NOT NULL REFERENCES player (id),
  word TEXT NOT NULL,
  PRIMARY KEY (player, word)
) STRICT, WITHOUT ROWID;

-- Who played after all, or nobody. The rows of one correction share its `id`; of a part the newest row not voided holds.
-- `after` is the `seq` of the last judgement in the log when it was written, so that the last change to a take is known.
CREATE TABLE recast (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  take TEXT NOT NULL,
  position INTEGER NOT NULL,
  player TEXT REFERENCES player (id),
  name TEXT,
  at INTEGER NOT NULL,
  after INTEGER NOT NULL,
  voided_at INTEGER,
  UNIQUE (id, position),
  FOREIGN KEY (take, position) REFERENCES "cast" (take, position),
  CHECK ((player IS NULL) = (name IS NULL))
) STRICT;

CREATE INDEX recast_part ON recast (take, position);

-- The cast with its corrections. Who had no role and did not play after all is not in it.
CREATE VIEW part AS
SELECT "cast".take, "cast".position, role, label, asked, arc, secret,
  CASE WHEN seq IS NULL THEN "cast".player ELSE recast.player END AS player,
  CASE WHEN seq IS NULL THEN "cast".seat END AS seat,
  CASE WHEN seq IS NULL THEN "cast".name ELSE recast.name END AS name
FROM "cast" LEFT JOIN recast ON seq = (
  SELECT max(seq) FROM recast AS later
  WHERE later.take = "cast".take AND later.position = "cast".position AND later.voided_at IS NULL)
WHERE role IS NOT NULL OR seq IS NULL OR recast.player IS NOT NULL;
