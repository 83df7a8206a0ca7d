-- Of each unit of a challenge: how long it took, how long the way to its miner and back takes, and
-- within which time it is credible. The read model is made from the journal; challenges that were
-- created before have none.
ALTER TABLE challenge ADD COLUMN times JSONB;
