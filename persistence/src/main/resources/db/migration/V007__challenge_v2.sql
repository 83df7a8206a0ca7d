-- What was found of each unit of a challenge: its id, and sound or the failure. The read model is
-- made from the journal; challenges that ended before have none.
ALTER TABLE challenge ADD COLUMN units JSON;

-- Of which kind of challenge, and of how many, a mean time is.
ALTER TABLE worker_record ADD COLUMN mean_kind VARCHAR(64) NOT NULL DEFAULT 'matrix';
ALTER TABLE worker_record ADD COLUMN mean_count BIGINT NOT NULL DEFAULT 0;
UPDATE worker_record SET mean_count = challenges_verified;
ALTER TABLE gpu_record ADD COLUMN mean_kind VARCHAR(64) NOT NULL DEFAULT 'matrix';
ALTER TABLE gpu_record ADD COLUMN mean_count BIGINT NOT NULL DEFAULT 0;
UPDATE gpu_record SET mean_count = challenges_verified;
