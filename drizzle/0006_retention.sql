-- Drops the years of history whose time is over, and says how many. A year goes when the longest
-- retention of any data fiduciary, and never less than seven years, has passed since its end, and no
-- request or consent is left that its entries tell of. The log keeps the leaf hashes, so every proof
-- over what remains still holds. A partition that cannot be had within two seconds is left for the
-- next call: waiting for its lock would keep every writer waiting behind it.
CREATE FUNCTION drop_history_partitions() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  kept_years CONSTANT integer := greatest(7, (SELECT max(record_retention_years) FROM fiduciary));
  last_year CONSTANT integer :=
    extract(year FROM consent_now() AT TIME ZONE 'UTC')::integer - kept_years - 1;
  partition text;
  in_use boolean;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(7264011);
  FOR partition IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'history'::regclass AND c.relname ~ '^history_[0-9]{4}$'
      AND substr(c.relname, 9)::integer <= last_year
  LOOP
    EXECUTE format(
      'SELECT EXISTS (SELECT FROM %1$I h JOIN consent_artifact a ON a.id = h.artifact_id)
        OR EXISTS (SELECT FROM %1$I h JOIN consent_request r ON r.id = h.request_id)', partition)
    INTO in_use;
    CONTINUE WHEN in_use;
    EXECUTE format('ALTER TABLE history DETACH PARTITION %I', partition);
    EXECUTE format('DROP TABLE %I', partition);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
