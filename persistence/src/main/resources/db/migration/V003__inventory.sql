-- Which kinds of events there are can be said without reading them.
CREATE INDEX event_journal_manifest ON event_journal (event_ser_manifest);

-- Events of ledgers carry a label from this version on; the older ones get it here.
INSERT INTO event_tag (event_id, tag)
  SELECT ordering, 'ledgers' FROM event_journal WHERE persistence_id LIKE 'ledger|%'
  ON CONFLICT DO NOTHING;

-- Workers as their ledgers know them.
CREATE TABLE worker (
  hotkey       VARCHAR(64)  NOT NULL,
  worker_id    VARCHAR(128) NOT NULL,
  name         VARCHAR(256) NOT NULL,
  version      VARCHAR(256) NOT NULL,
  capabilities TEXT[]       NOT NULL,
  cpu_model    VARCHAR(256) NOT NULL,
  cpu_count    INTEGER      NOT NULL,
  memory_mib   BIGINT       NOT NULL,
  disk_gib     BIGINT       NOT NULL,
  gpu_count    INTEGER      NOT NULL,
  since        TIMESTAMPTZ  NOT NULL,
  changed_at   TIMESTAMPTZ  NOT NULL,
  forgotten_at TIMESTAMPTZ,
  PRIMARY KEY (hotkey, worker_id)
);

-- In which of the 288 stretches of five minutes of a day (UTC) a worker was there.
CREATE TABLE availability (
  hotkey    VARCHAR(64)  NOT NULL,
  worker_id VARCHAR(128) NOT NULL,
  day       DATE         NOT NULL,
  seen      BIT(288)     NOT NULL,
  buckets   SMALLINT     NOT NULL,
  PRIMARY KEY (hotkey, worker_id, day)
);

CREATE INDEX availability_day ON availability (day);

-- What workers and GPUs made of their challenges, for as long as the journal tells of them.
CREATE TABLE worker_record (
  hotkey              VARCHAR(64)      NOT NULL,
  worker_id           VARCHAR(128)     NOT NULL,
  challenges_verified BIGINT           NOT NULL,
  challenges_failed   BIGINT           NOT NULL,
  mean_compute_millis DOUBLE PRECISION NOT NULL,
  last_ended_at       TIMESTAMPTZ      NOT NULL,
  PRIMARY KEY (hotkey, worker_id)
);

CREATE TABLE gpu_record (
  uuid                VARCHAR(128)     NOT NULL,
  hotkey              VARCHAR(64)      NOT NULL,
  challenges_verified BIGINT           NOT NULL,
  challenges_failed   BIGINT           NOT NULL,
  mean_compute_millis DOUBLE PRECISION NOT NULL,
  last_ended_at       TIMESTAMPTZ      NOT NULL,
  PRIMARY KEY (uuid, hotkey)
);

-- A challenge with a GPU that belonged to somebody else when it was verified does not count.
ALTER TABLE challenge ADD COLUMN contested BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX challenge_open ON challenge (hotkey, worker_id, created_at DESC)
  WHERE ended_at IS NULL;

-- Digests (SHA-256) of what a round was scored from: everything, and its challenge scores alone.
ALTER TABLE score_round ADD COLUMN inputs_digest VARCHAR(64);
ALTER TABLE score_round ADD COLUMN challenge_digest VARCHAR(64);

CREATE INDEX score_round_scored ON score_round (scored_at);
CREATE INDEX weight_submission_started ON weight_submission (started_at);

-- From here on: what heartbeats say. The journal does not hold it, so it is not made again.

-- Miners, and their own machines.
CREATE TABLE miner (
  hotkey             VARCHAR(64)  PRIMARY KEY,
  version            VARCHAR(256) NOT NULL,
  public_ip          VARCHAR(256) NOT NULL,
  worker_count       INTEGER      NOT NULL,
  first_heartbeat_at TIMESTAMPTZ  NOT NULL,
  last_heartbeat_at  TIMESTAMPTZ  NOT NULL
);

-- Machines of workers.
CREATE TABLE hardware (
  hotkey                   VARCHAR(64)      NOT NULL,
  worker_id                VARCHAR(128)     NOT NULL,
  cpu_count                INTEGER          NOT NULL,
  cpu_brand                VARCHAR(256)     NOT NULL,
  cpu_model                VARCHAR(256)     NOT NULL,
  cpu_architecture         VARCHAR(256)     NOT NULL,
  cpu_frequency_mhz        DOUBLE PRECISION NOT NULL,
  cpu_max_frequency_mhz    DOUBLE PRECISION NOT NULL,
  memory_total_mib         BIGINT           NOT NULL,
  disk_total_gib           BIGINT           NOT NULL,
  disk_type                VARCHAR(256)     NOT NULL,
  motherboard_brand        VARCHAR(256)     NOT NULL,
  motherboard_model        VARCHAR(256)     NOT NULL,
  motherboard_bios_version VARCHAR(256)     NOT NULL,
  system_os                VARCHAR(256)     NOT NULL,
  system_os_version        VARCHAR(256)     NOT NULL,
  system_kernel_version    VARCHAR(256)     NOT NULL,
  gpu_count                INTEGER          NOT NULL,
  public_ip                VARCHAR(256)     NOT NULL,
  uptime_seconds           DOUBLE PRECISION NOT NULL,
  mean_cpu_usage           DOUBLE PRECISION NOT NULL,
  mean_memory_usage        DOUBLE PRECISION NOT NULL,
  memory_free_mib          BIGINT           NOT NULL,
  disk_free_gib            BIGINT           NOT NULL,
  system_info              JSON,
  changed_at               TIMESTAMPTZ      NOT NULL,
  last_heartbeat_at        TIMESTAMPTZ      NOT NULL,
  PRIMARY KEY (hotkey, worker_id)
);

CREATE INDEX hardware_last_heartbeat ON hardware (last_heartbeat_at);

-- GPUs, each of the worker that reported it first and has not been silent about it since.
CREATE TABLE gpu (
  uuid                VARCHAR(128) PRIMARY KEY,
  hotkey              VARCHAR(64)  NOT NULL,
  worker_id           VARCHAR(128) NOT NULL,
  model               VARCHAR(256) NOT NULL,
  memory_total_mib    BIGINT       NOT NULL,
  memory_free_mib     BIGINT       NOT NULL,
  compute_capability  VARCHAR(256) NOT NULL,
  multiprocessors     BIGINT       NOT NULL,
  cores               BIGINT       NOT NULL,
  clock_mhz           BIGINT       NOT NULL,
  architecture        VARCHAR(256) NOT NULL,
  owned_since         TIMESTAMPTZ  NOT NULL,
  last_seen_at        TIMESTAMPTZ  NOT NULL
);

CREATE INDEX gpu_of_worker ON gpu (hotkey, worker_id);
CREATE INDEX gpu_last_seen ON gpu (last_seen_at);

-- Who else reported a GPU while it belonged to somebody.
CREATE TABLE gpu_conflict (
  uuid             VARCHAR(128) NOT NULL,
  hotkey           VARCHAR(64)  NOT NULL,
  worker_id        VARCHAR(128) NOT NULL,
  owner_hotkey     VARCHAR(64)  NOT NULL,
  owner_worker_id  VARCHAR(128) NOT NULL,
  first_claimed_at TIMESTAMPTZ  NOT NULL,
  last_claimed_at  TIMESTAMPTZ  NOT NULL,
  PRIMARY KEY (uuid, hotkey, worker_id)
);

CREATE INDEX gpu_conflict_last_claimed ON gpu_conflict (last_claimed_at);

-- Requests of miners and what was answered, when it is logged.
CREATE TABLE communication (
  id           BIGSERIAL    PRIMARY KEY,
  at           TIMESTAMPTZ  NOT NULL,
  hotkey       VARCHAR(64)  NOT NULL,
  request_type VARCHAR(64)  NOT NULL,
  outcome      VARCHAR(32)  NOT NULL,
  took_micros  BIGINT       NOT NULL,
  request_size INTEGER      NOT NULL,
  request      TEXT         NOT NULL,
  answer       TEXT         NOT NULL
);

CREATE INDEX communication_at ON communication (at);
CREATE INDEX communication_of_miner ON communication (hotkey, at DESC);
