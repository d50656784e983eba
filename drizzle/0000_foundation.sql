-- The one clock that decides about consents: the primary database's, in whole milliseconds.
-- Callers write (select consent_now()), which is evaluated once a statement. VOLATILE, since a
-- transition that has waited for a lock must read the time after the wait.
CREATE FUNCTION consent_now() RETURNS timestamptz(3)
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN date_trunc('milliseconds', clock_timestamp());
