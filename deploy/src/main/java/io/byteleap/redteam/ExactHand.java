package io.byteleap.redteam;

import java.util.random.RandomGenerator;

/// What a dishonest unit has in hand: its own part, that of another unit in the same round whose
/// work it can have, and its own part of the round before.
record ExactHand(ExactUnit unit, ExactUnit mate, ExactUnit last, RandomGenerator random) {}
