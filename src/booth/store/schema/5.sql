-- What was last said of a prompt, and when: one that is no favourite any more stays none in a merge with what said so before.
ALTER TABLE favourite ADD COLUMN is_favourite INTEGER NOT NULL DEFAULT 1 CHECK (is_favourite IN (0, 1));

-- When somebody was last called anew, or 0: of two names of one person the newest holds.
ALTER TABLE player ADD COLUMN named_at INTEGER NOT NULL DEFAULT 0;
