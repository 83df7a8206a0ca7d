-- Every lease of every miner, as the ledgers have it.
CREATE TABLE lease (
  hotkey     VARCHAR(64)  NOT NULL,
  lease_id   VARCHAR(64)  NOT NULL,
  worker_id  VARCHAR(128) NOT NULL,
  source     VARCHAR(256) NOT NULL,
  score      INTEGER      NOT NULL, -- millionths
  begins_at  TIMESTAMPTZ  NOT NULL,
  ends_at    TIMESTAMPTZ  NOT NULL,
  PRIMARY KEY (hotkey, lease_id)
);

CREATE INDEX lease_of_id ON lease (lease_id);
CREATE INDEX lease_begins ON lease (begins_at DESC, hotkey, lease_id);
CREATE INDEX lease_ends ON lease (ends_at);

-- Leases from before this table was there: their events get the label by which they are found.
INSERT INTO event_tag (event_id, tag)
SELECT ordering, 'leases' FROM event_journal
 WHERE event_ser_manifest IN
       ('ledger/lease-opened/1', 'ledger/lease-renewed/1', 'ledger/lease-closed/1')
ON CONFLICT DO NOTHING;

-- Tokens of those who use the HTTP interface: of the secret only its SHA-256.
CREATE TABLE access_token (
  token_id     VARCHAR(16)  PRIMARY KEY,
  hash         CHAR(64)     NOT NULL UNIQUE,
  label        VARCHAR(256) NOT NULL,
  scopes       VARCHAR(64)  NOT NULL, -- words, parted by blanks
  created_at   TIMESTAMPTZ  NOT NULL,
  expires_at   TIMESTAMPTZ  NOT NULL,
  revoked_at   TIMESTAMPTZ,
  last_used_at TIMESTAMPTZ
);

CREATE INDEX access_token_created ON access_token (created_at DESC, token_id);

-- Answers to requests that may be sent again; no status while the first is being answered.
CREATE TABLE repeatable_request (
  caller      VARCHAR(64)  NOT NULL,
  name        VARCHAR(255) NOT NULL,
  fingerprint CHAR(64)     NOT NULL,
  asked_at    TIMESTAMPTZ  NOT NULL,
  status      INTEGER,
  body        TEXT,
  etag        VARCHAR(64),
  PRIMARY KEY (caller, name)
);

CREATE INDEX repeatable_request_asked ON repeatable_request (asked_at);
