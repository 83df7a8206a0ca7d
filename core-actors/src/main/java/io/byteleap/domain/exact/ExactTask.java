package io.byteleap.domain.exact;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.UnitId;

/// All that one unit needs to compute its product and to commit to it.
public record ExactTask(
    ChallengeId challenge, UnitId unit, ExactShape shape, MatrixKey keyOfA, MatrixKey keyOfB) {}
