package io.byteleap.redteam;

import io.byteleap.domain.matrix.MatrixSpec;
import java.util.random.RandomGenerator;

/// What a dishonest worker has in hand: its own work, that of another worker in the same round, and
/// its own of the round before.
record MatrixHand(MatrixSpec work, MatrixSpec mate, MatrixSpec last, RandomGenerator random) {}
