-- Workers that are enrolled at the VM gateway of this validator.
CREATE TABLE gateway_worker (
  hotkey     VARCHAR(64)  NOT NULL,
  worker_id  VARCHAR(128) NOT NULL,
  seen_at    TIMESTAMPTZ,
  revoked_at TIMESTAMPTZ,
  PRIMARY KEY (hotkey, worker_id)
);

CREATE INDEX gateway_worker_seen ON gateway_worker (seen_at);

-- Their certificates, by the serial number in hex.
CREATE TABLE gateway_certificate (
  serial     VARCHAR(40)  PRIMARY KEY,
  hotkey     VARCHAR(64)  NOT NULL,
  worker_id  VARCHAR(128) NOT NULL,
  issued_at  TIMESTAMPTZ  NOT NULL,
  expires_at TIMESTAMPTZ  NOT NULL,
  revoked_at TIMESTAMPTZ,
  FOREIGN KEY (hotkey, worker_id) REFERENCES gateway_worker (hotkey, worker_id)
);

CREATE INDEX gateway_certificate_of_worker ON gateway_certificate (hotkey, worker_id);
CREATE INDEX gateway_certificate_expires ON gateway_certificate (expires_at);

-- Enrolment tokens that were used, until they would have been good no more.
CREATE TABLE gateway_token (
  token      VARCHAR(64) PRIMARY KEY,
  expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX gateway_token_expires ON gateway_token (expires_at);

-- Every machine that is or was rented through the gateway; state is the whole of it, as in a
-- snapshot of its journal.
CREATE TABLE rental (
  rental_id VARCHAR(36)  PRIMARY KEY,
  hotkey    VARCHAR(64)  NOT NULL,
  worker_id VARCHAR(128) NOT NULL,
  source    VARCHAR(256) NOT NULL,
  phase     VARCHAR(16)  NOT NULL,
  begun_at  TIMESTAMPTZ  NOT NULL,
  ended_at  TIMESTAMPTZ,
  state     TEXT         NOT NULL
);

CREATE INDEX rental_begun ON rental (begun_at DESC, rental_id);
CREATE INDEX rental_of_miner ON rental (hotkey, begun_at DESC);
CREATE INDEX rental_open ON rental (rental_id) WHERE ended_at IS NULL;
CREATE INDEX rental_ended ON rental (ended_at);
