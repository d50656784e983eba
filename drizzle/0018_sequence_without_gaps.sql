-- As in history_partitions, where it says why no entry is ever lost, and a fifth cheaper where no seq is
-- missing, which is nearly always: known gaps are looked for only where there are any, and worked out
-- anew only where some are known or the seqs found do not follow one another.
CREATE OR REPLACE FUNCTION sequence_history(batch integer, OUT head bigint, OUT sequenced integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
-- The plan is kept, and must not be the one that suits an empty table.
SET enable_seqscan = off AS $$
DECLARE
  state log_state;
  ids uuid[];
  seqs bigint[];
  leaves bytea[];
  scan_xmin bigint;
  mark bigint;
  new_high bigint;
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL
    OR current_setting('transaction_isolation') <> 'read committed'
  THEN
    RAISE EXCEPTION 'sequence_history() must run alone, in a READ COMMITTED transaction of its own'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  -- What is published must outlive a crash, and with it all commits before.
  IF current_setting('synchronous_commit') IN ('off', 'local', 'remote_write') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  PERFORM pg_advisory_xact_lock(7264010);

  SELECT * INTO state FROM log_state ORDER BY position DESC LIMIT 1;
  IF NOT FOUND THEN
    state := (0, 0, '{}', '{}');
  END IF;

  IF state.gaps = '{}' THEN
    SELECT array_agg(id ORDER BY seq), array_agg(seq ORDER BY seq), array_agg(leaf ORDER BY seq)
    INTO ids, seqs, leaves
    FROM (SELECT id, seq, leaf FROM history WHERE seq > state.high ORDER BY seq LIMIT batch) AS entry;
  ELSE
    SELECT array_agg(id ORDER BY seq), array_agg(seq ORDER BY seq), array_agg(leaf ORDER BY seq),
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    INTO ids, seqs, leaves, scan_xmin
    FROM (
      SELECT id, seq, leaf FROM history WHERE seq = ANY (state.gaps)
      UNION ALL
      (SELECT id, seq, leaf FROM history WHERE seq > state.high ORDER BY seq LIMIT batch)
    ) AS entry;
  END IF;
  head := state.position;
  sequenced := coalesce(cardinality(ids), 0);
  IF sequenced = 0 THEN
    RETURN;
  END IF;

  mark := pg_current_xact_id()::text::bigint;
  head := state.position + sequenced;
  new_high := greatest(state.high, seqs[sequenced]);
  INSERT INTO log (position, history_id, seq, leaf)
  SELECT state.position + n, entry.id, entry.seq, entry.leaf
  FROM unnest(ids, seqs, leaves) WITH ORDINALITY AS entry (id, seq, leaf, n);

  -- A new row and not an update: while an old snapshot lives, the versions of an updated row pile up
  -- and every call would read through them. From the end of the index, the newest row is the first.
  IF state.gaps = '{}' AND new_high = state.high + sequenced THEN
    INSERT INTO log_state (position, high, gaps, gap_marks) VALUES (head, new_high, '{}', '{}');
  ELSE
    INSERT INTO log_state (position, high, gaps, gap_marks)
    SELECT head, new_high,
      coalesce(array_agg(seq ORDER BY seq), '{}'), coalesce(array_agg(gap_mark ORDER BY seq), '{}')
    FROM (
      SELECT seq, gap_mark FROM unnest(state.gaps, state.gap_marks) AS known (seq, gap_mark)
      WHERE gap_mark > scan_xmin
      UNION ALL
      SELECT seq, mark FROM generate_series(state.high + 1, new_high) AS fresh (seq)
    ) AS gap
    WHERE NOT EXISTS (SELECT FROM unnest(seqs) AS found (seq) WHERE found.seq = gap.seq);
  END IF;
  DELETE FROM log_state WHERE position = state.position;
END $$;
