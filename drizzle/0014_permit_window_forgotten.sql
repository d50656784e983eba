-- As before, but a window that is deleted as over between the two statements is made anew, where the
-- caller was refused; and what is allowed is read once the row is locked.
CREATE OR REPLACE FUNCTION lease_permits(
  of_subject bytea, of_span text, of_fiduciary uuid, most_unless_set integer, wanted integer
) RETURNS TABLE (
  granted integer, remaining integer, most integer, started_at timestamptz, ends_in integer
) LANGUAGE plpgsql AS $$
DECLARE
  w permit_window;
  at timestamptz;
  length CONSTANT interval := CASE of_span WHEN 'minute' THEN interval '1 minute' ELSE interval '1 day' END;
  servers integer;
BEGIN
  -- A crash of the database forgets at most the permits of its last moments.
  PERFORM set_config('synchronous_commit', 'off', true);
  LOOP
    INSERT INTO permit_window AS p (subject, span, started_at, taken)
    VALUES (of_subject, of_span, '-infinity', 0) ON CONFLICT DO NOTHING;
    SELECT * INTO w FROM permit_window p
    WHERE p.subject = of_subject AND p.span = of_span FOR NO KEY UPDATE;
    -- Windows that are over are deleted now and then: it may be gone since it was in the way.
    EXIT WHEN FOUND;
  END LOOP;
  most := coalesce(
    (SELECT CASE of_span WHEN 'minute' THEN f.requests_per_minute ELSE f.requests_per_day END
    FROM fiduciary f WHERE f.id = of_fiduciary),
    most_unless_set, CASE of_span WHEN 'minute' THEN 1000 ELSE 100000 END);
  SELECT greatest(1, count(*)) INTO servers FROM live_server
  WHERE seen_at > clock_timestamp() - interval '20 seconds';
  at := consent_now();
  IF at >= w.started_at + length OR at < w.started_at THEN
    w.taken := 0;
    w.started_at := CASE of_span WHEN 'minute' THEN at
      ELSE date_trunc('day', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' END;
  END IF;

  remaining := greatest(0, most - w.taken);
  granted := CASE WHEN remaining < wanted THEN 0 ELSE least(
    remaining,
    greatest(wanted, least(greatest(50, most / 100), remaining / (2 * servers)), 1)) END;
  remaining := remaining - granted;
  UPDATE permit_window p SET taken = w.taken + granted, started_at = w.started_at
  WHERE p.subject = of_subject AND p.span = of_span;
  started_at := w.started_at;
  ends_in := ceil(extract(epoch FROM w.started_at + length - at) * 1000);
  RETURN NEXT;
END $$;
