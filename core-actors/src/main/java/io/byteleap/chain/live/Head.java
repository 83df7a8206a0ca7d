package io.byteleap.chain.live;

import io.byteleap.domain.identity.BlockNumber;

/// A block, by its number and its hash as nodes write it.
record Head(BlockNumber number, String hash) {}
