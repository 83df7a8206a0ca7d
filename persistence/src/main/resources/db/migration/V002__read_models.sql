-- How far each projection has read the journal, as pekko-projection-jdbc keeps it.
CREATE TABLE pekko_projection_offset_store (
  projection_name VARCHAR(255) NOT NULL,
  projection_key  VARCHAR(255) NOT NULL,
  current_offset  VARCHAR(255) NOT NULL,
  manifest        VARCHAR(4)   NOT NULL,
  mergeable       BOOLEAN      NOT NULL,
  last_updated    BIGINT       NOT NULL,
  PRIMARY KEY (projection_name, projection_key)
);

CREATE TABLE pekko_projection_management (
  projection_name VARCHAR(255) NOT NULL,
  projection_key  VARCHAR(255) NOT NULL,
  paused          BOOLEAN      NOT NULL,
  last_updated    BIGINT       NOT NULL,
  PRIMARY KEY (projection_name, projection_key)
);

-- Every challenge, from issue to verdict.
CREATE TABLE challenge (
  challenge_id   VARCHAR(128) PRIMARY KEY,
  hotkey         VARCHAR(64)  NOT NULL,
  worker_id      VARCHAR(128) NOT NULL,
  challenge_type VARCHAR(32)  NOT NULL,
  matrix_size    INTEGER      NOT NULL,
  iterations     INTEGER      NOT NULL,
  status         VARCHAR(16)  NOT NULL,
  created_at     TIMESTAMPTZ  NOT NULL,
  sent_at        TIMESTAMPTZ,
  committed_at   TIMESTAMPTZ,
  proof_at       TIMESTAMPTZ,
  ended_at       TIMESTAMPTZ,
  rows_verified  INTEGER,
  compute_millis BIGINT,
  failure        VARCHAR(32)
);

CREATE INDEX challenge_created ON challenge (created_at DESC, challenge_id);
CREATE INDEX challenge_of_miner ON challenge (hotkey, created_at DESC);

-- Every round of scores, and what each miner scored: numerator / denominator, exactly.
CREATE TABLE score_round (
  round            BIGINT      PRIMARY KEY,
  scored_at        TIMESTAMPTZ NOT NULL,
  expected_buckets INTEGER     NOT NULL
);

CREATE TABLE miner_score (
  round           BIGINT      NOT NULL REFERENCES score_round (round) ON DELETE CASCADE,
  hotkey          VARCHAR(64) NOT NULL,
  online          BOOLEAN     NOT NULL,
  numerator       BIGINT      NOT NULL,
  denominator     BIGINT      NOT NULL,
  ledger_sequence BIGINT      NOT NULL,
  PRIMARY KEY (round, hotkey)
);

-- Every submission of weights to the chain.
CREATE TABLE weight_submission (
  submission BIGSERIAL   PRIMARY KEY,
  round      BIGINT      NOT NULL,
  started_at TIMESTAMPTZ NOT NULL,
  head_block BIGINT      NOT NULL,
  status     VARCHAR(16) NOT NULL,
  block      BIGINT,
  why        VARCHAR(256),
  ended_at   TIMESTAMPTZ
);

CREATE INDEX weight_submission_of_round ON weight_submission (round);

-- The weights of each submission, as they were handed to the chain.
CREATE TABLE submitted_weight (
  submission BIGINT  NOT NULL REFERENCES weight_submission (submission) ON DELETE CASCADE,
  uid        INTEGER NOT NULL,
  weight     INTEGER NOT NULL,
  PRIMARY KEY (submission, uid)
);
