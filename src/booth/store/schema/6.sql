-- A verdict is waited for. For a list of three words SQLite builds a table each time that it checks one of them; for three
-- comparisons it does not.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql,
  'verdict IN (''usable'', ''hold'', ''not-usable'')',
  'verdict = ''usable'' OR verdict = ''hold'' OR verdict = ''not-usable'''),
  'reason IN (''technical'', ''feeling'', ''character'', ''prompt'', ''private'')',
  'reason = ''technical'' OR reason = ''feeling'' OR reason = ''character'' OR reason = ''prompt'' OR reason = ''private''')
WHERE name IN ('judgement', 'take');
PRAGMA writable_schema = RESET;

-- Nor has it a part in when a prompt was last played.
DROP TRIGGER take_counts;
CREATE TRIGGER take_counts
AFTER UPDATE OF figure, rehearsal, played_ms, ending, verdict, reason, voided_at ON take BEGIN
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
END;
CREATE TRIGGER take_lasts
AFTER UPDATE OF figure, rehearsal, started, ending, voided_at ON take BEGIN
  UPDATE figure SET last = (
    SELECT max(started) FROM take
    WHERE take.figure = figure.seq AND voided_at IS NULL AND rehearsal = 0 AND ending IS NOT 'stopped')
  WHERE seq IN (OLD.figure, NEW.figure);
END;
