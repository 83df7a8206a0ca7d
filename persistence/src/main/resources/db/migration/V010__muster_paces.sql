-- What a unit showed at a simultaneity round that had a bell: when that rang, what was asked for, and
-- how many rows the unit committed to. Rounds that were before have none.
ALTER TABLE muster_unit
  ADD COLUMN bell_at     TIMESTAMPTZ,
  ADD COLUMN matrix_size INTEGER,
  ADD COLUMN iterations  INTEGER,
  ADD COLUMN rows_made   INTEGER;

CREATE INDEX muster_unit_of_unit ON muster_unit (hotkey, worker_id, unit, opens_at DESC);
