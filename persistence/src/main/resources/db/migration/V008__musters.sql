-- What each unit did that was called to a simultaneity round: when it had its keys, when it had
-- committed, and sound or the failure. Made from the journal.
CREATE TABLE muster_unit (
  muster_id    VARCHAR(64)  NOT NULL,
  opens_at     TIMESTAMPTZ  NOT NULL,
  closes_at    TIMESTAMPTZ  NOT NULL,
  hotkey       VARCHAR(64)  NOT NULL,
  worker_id    VARCHAR(128) NOT NULL,
  unit         VARCHAR(256) NOT NULL,
  handed_at    TIMESTAMPTZ,
  committed_at TIMESTAMPTZ,
  verdict      VARCHAR(32),
  PRIMARY KEY (muster_id, hotkey, worker_id, unit)
);

CREATE INDEX muster_unit_opens ON muster_unit (opens_at DESC, muster_id);
CREATE INDEX muster_unit_of_device ON muster_unit (unit, opens_at DESC);
CREATE INDEX muster_unit_open ON muster_unit (hotkey, worker_id) WHERE verdict IS NULL;
