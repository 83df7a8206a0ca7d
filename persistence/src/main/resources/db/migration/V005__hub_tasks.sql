-- Tasks that the marketplace's hub has published, each key once.
CREATE TABLE hub_task (
  task_key   VARCHAR(128) PRIMARY KEY,
  task_type  VARCHAR(128) NOT NULL,
  hotkey     VARCHAR(64),
  worker_id  VARCHAR(128),
  payload    TEXT         NOT NULL,
  priority   INTEGER      NOT NULL,
  status     VARCHAR(16)  NOT NULL,
  created_at TIMESTAMPTZ  NOT NULL,
  expires_at TIMESTAMPTZ  NOT NULL,
  ended_at   TIMESTAMPTZ,
  failure    VARCHAR(256)
);

CREATE INDEX hub_task_waiting ON hub_task (expires_at) WHERE status = 'pending';
CREATE INDEX hub_task_created ON hub_task (created_at);
