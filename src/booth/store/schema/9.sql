-- What somebody was called before, whether or not they played by it. What they are called now is with the player.
CREATE TABLE former (
  player TEXT NOT NULL REFERENCES player (id),
  name TEXT NOT NULL,
  PRIMARY KEY (player, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER player_renamed AFTER UPDATE OF name ON player
WHEN OLD.name <> NEW.name AND OLD.name <> OLD.pseudonym BEGIN
  INSERT INTO former (player, name) VALUES (OLD.id, OLD.name) ON CONFLICT DO NOTHING;
END;

-- What older logs know of it.
INSERT INTO former
SELECT id, had.name FROM player JOIN (
  SELECT player, name FROM "cast" UNION
  SELECT player, name FROM recast UNION
  SELECT member.value -> 'player' ->> 'person', member.value ->> 'name'
  FROM draw, json_each(draw.hand, '$.cast') AS member) AS had ON had.player = player.id
WHERE had.name NOT IN (player.name, player.pseudonym);

-- What somebody was called who was forgotten: the SHA-256 of `salt` and the name, folded. It is looked for in what a merge
-- brings in.
CREATE TABLE forgotten (
  player TEXT NOT NULL,
  salt TEXT NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  PRIMARY KEY (player, salt)
) STRICT, WITHOUT ROWID;

-- Who is being forgotten, and by which names, until no file of the log holds one any more. Without a name the log itself
-- holds them in its free pages alone.
CREATE TABLE forgetting (
  player TEXT PRIMARY KEY,
  names TEXT NOT NULL CHECK (json_valid(names)),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
