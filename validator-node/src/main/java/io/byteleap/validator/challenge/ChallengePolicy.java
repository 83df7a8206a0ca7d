package io.byteleap.validator.challenge;

import io.byteleap.domain.challenge.ChallengeSpec;
import io.byteleap.domain.challenge.ChallengeSpec.Patience;
import io.byteleap.domain.challenge.TargetPolicy;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.matrix.SizePolicy;
import java.util.random.RandomGenerator;

/// What challenges look like: how large, how often multiplied, how much of them is opened, how long
/// each step may take.
public record ChallengePolicy(
    SizePolicy sizes, int iterations, TargetPolicy targets, Patience patience) {
  ChallengeSpec draw(WorkerId worker, RandomGenerator random) {
    var seed = MatrixSeed.draw(random);
    return new ChallengeSpec(
        new ChallengeId(RandomUuid.draw(random).toString()),
        worker,
        new MatrixSpec(seed, sizes.sizeFor(seed), iterations),
        targets,
        patience);
  }
}
