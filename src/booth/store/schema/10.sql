-- How often a line was said or taken back: an odd number of times, and it holds. One that was taken back stays known, so that
-- a merge with a log that still has it does not bring it back.
ALTER TABLE line ADD COLUMN changes INTEGER NOT NULL DEFAULT 1 CHECK (changes > 0);
