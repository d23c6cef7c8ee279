-- The withdrawals that a grant came after, as a list of ids: those that were in its log when it was given. Every other one
-- ends it, whatever the dates of both say. A withdrawal comes after nothing.
ALTER TABLE consent ADD COLUMN knew TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(knew));

-- An older log has them in the order in which they were written down there, but doesn't say which of them came by a merge.
-- Where workshops did, by a merge of this version or in another order than that of their beginnings, nothing is known.
UPDATE consent SET knew = coalesce((
  SELECT json_group_array(id) FROM (
    SELECT id FROM consent AS earlier
    WHERE earlier.release IS NULL AND earlier.seq < consent.seq AND earlier.at < consent.at
    ORDER BY id)), '[]')
WHERE release IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM workshop WHERE id NOT IN (SELECT workshop FROM sitting))
  AND NOT EXISTS (
    SELECT 1 FROM workshop AS one JOIN workshop AS other ON other.seq > one.seq AND other.started < one.started);

-- What everybody in a take had granted for the purpose of an export, and what about the take itself was known then and did
-- not keep it in: when either is no longer so, it has to be given back. Older exports asked for no medium: of them, what
-- their format needs; and they don't say whether somebody knew of a private matter.
ALTER TABLE export_take ADD COLUMN media TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(media));
ALTER TABLE export_take ADD COLUMN despite TEXT NOT NULL DEFAULT '["stopped","rehearsal"]' CHECK (json_valid(despite));
UPDATE export_take SET media = (
  SELECT CASE WHEN format IN ('audacity', 'webvtt') THEN '["audio"]' WHEN format = 'otio' THEN '["video"]' ELSE '[]' END
  FROM export WHERE export.id = export_take.export AND purpose <> 'log')
WHERE export IN (SELECT id FROM export WHERE purpose <> 'log');
