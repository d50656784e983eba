-- History becomes a table partitioned by year through its UUIDv7 ids: retention drops partitions.
ALTER TABLE history RENAME TO history_flat;--> statement-breakpoint
CREATE TABLE history (LIKE history_flat INCLUDING ALL EXCLUDING INDEXES) PARTITION BY RANGE (id);--> statement-breakpoint
DROP TABLE history_flat;--> statement-breakpoint
ALTER TABLE history ADD CONSTRAINT history_pkey PRIMARY KEY (id);--> statement-breakpoint
CREATE INDEX history_in_order ON history (seq);--> statement-breakpoint
CREATE INDEX history_artifact ON history (artifact_id, seq);--> statement-breakpoint
CREATE INDEX history_request ON history (request_id, seq);--> statement-breakpoint
CREATE INDEX history_principal ON history (principal_id, seq);--> statement-breakpoint

-- For ids of other years, which only a wrong clock makes. Empty in the normal course, so that
-- attaching a year finds nothing to move.
CREATE TABLE history_other PARTITION OF history DEFAULT;--> statement-breakpoint

-- The application's role adds to history and reads it; nothing else. Partitions are reached through
-- their parent alone. The log is written by sequence_history() alone, seq by the trigger alone.
REVOKE ALL ON history, history_other, log, log_state FROM consentgraph_app;--> statement-breakpoint
REVOKE ALL ON SEQUENCE history_seq FROM consentgraph_app;--> statement-breakpoint
GRANT SELECT, INSERT ON history TO consentgraph_app;--> statement-breakpoint
GRANT SELECT ON log, log_state TO consentgraph_app;--> statement-breakpoint

-- Makes the partitions of this year and the next, and says how many were missing. An id's first 48
-- bits are milliseconds since 1970 (RFC 9562 section 5.7). A partition that cannot be had within two
-- seconds, because a long transaction reads history, is left for the next call: waiting for its lock
-- would keep every writer waiting behind it.
CREATE FUNCTION make_history_partitions() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  this_year CONSTANT integer := extract(year FROM clock_timestamp() AT TIME ZONE 'UTC');
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(7264011);
  FOR y IN this_year .. this_year + 1 LOOP
    CONTINUE WHEN to_regclass(format('history_%s', y)) IS NOT NULL;
    EXECUTE format('CREATE TABLE history_%s (LIKE history INCLUDING ALL EXCLUDING INDEXES)', y);
    EXECUTE format('REVOKE ALL ON history_%s FROM consentgraph_app', y);
    EXECUTE format(
      'ALTER TABLE history ATTACH PARTITION history_%s FOR VALUES FROM (%L) TO (%L)',
      y, first_history_id(make_timestamptz(y, 1, 1, 0, 0, 0, 'UTC')),
      first_history_id(make_timestamptz(y + 1, 1, 1, 0, 0, 0, 'UTC')));
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;--> statement-breakpoint

-- The least id that can be made at a moment.
CREATE FUNCTION first_history_id(moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT
RETURN rpad(
  lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid;--> statement-breakpoint

SELECT make_history_partitions();--> statement-breakpoint

-- Takes seq, after it has made sure that the writer has a transaction id. nextval() alone does not:
-- see sequence_history(), which relies on every seq being younger than its writer's transaction id.
CREATE FUNCTION take_history_seq() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_current_xact_id();
  NEW.seq := nextval('history_seq');
  RETURN NEW;
END $$;--> statement-breakpoint

CREATE TRIGGER take_seq BEFORE INSERT ON history
FOR EACH ROW EXECUTE FUNCTION take_history_seq();--> statement-breakpoint

-- Gives positions to the committed entries that have none, at most `batch` new ones a call, and
-- returns the last position of the log and how many were given. Any server may call it, at any time.
--
-- Positions have no gaps, each entry gets exactly one, and a position once visible never changes.
-- seq can do none of that: it is taken before the commit, so it commits out of order, and a rollback
-- leaves a hole. The one hard question is when a missing seq is a hole for good. Wrong answers lose
-- an entry for ever, so here is why this one is right.
--
--   1. Calls are serialised by an advisory lock that is held until the commit is visible: PostgreSQL
--      makes a commit visible before it releases the locks. At READ COMMITTED every statement below
--      takes its snapshot when it starts, so after the lock, and sees all earlier calls.
--   2. The scan reads every visible entry beyond `high`, in order, and every visible entry whose seq
--      is a recorded gap. Whatever is missing between the old and the new `high` becomes a gap.
--   3. Let g be a gap that this call records: some s > g is visible to the scan. Then nextval gave g
--      before s, and s before this scan. The writer of g, whoever it is, had its transaction id W
--      before it took g (the trigger sees to that; nextval alone assigns one only when it writes WAL,
--      once in 32 values). So W was assigned before the scan.
--   4. `mark` is this call's own transaction id, assigned after the scan, so W < mark. Hence this
--      function must not have an id when it starts, and does nothing before the scan that takes one.
--   5. A later call gives g up when the xmin of its scan's own snapshot is at least mark. All
--      transactions below xmin have ended, W < mark <= xmin among them, and their effects are visible
--      to that very snapshot. Had W committed, this scan would have found g. It did not: W rolled
--      back, and no one else can hold g, as nextval gives it once. (A snapshot taken before or after
--      the scan proves nothing about the scan, and xmax instead of xmin loses entries.)
--   6. After a crash, sequence and transaction ids resume from the WAL. s was visible, so its commit
--      and with it all earlier WAL is flushed: g is not given again, and W is ended.
--
-- A long transaction, here or in another database, only keeps the list of gaps longer. Gaps are given
-- up by calls that find entries; an idle call writes nothing and takes no transaction id.
CREATE FUNCTION sequence_history(batch integer, OUT head bigint, OUT sequenced integer)
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

  SELECT array_agg(id ORDER BY seq), array_agg(seq ORDER BY seq), array_agg(leaf ORDER BY seq),
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint
  INTO ids, seqs, leaves, scan_xmin
  FROM (
    SELECT id, seq, leaf FROM history WHERE seq = ANY (state.gaps)
    UNION ALL
    (SELECT id, seq, leaf FROM history WHERE seq > state.high ORDER BY seq LIMIT batch)
  ) AS entry;
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
  DELETE FROM log_state WHERE position = state.position;
END $$;
