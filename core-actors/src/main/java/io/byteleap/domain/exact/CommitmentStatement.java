package io.byteleap.domain.exact;

import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.units.Bytes;

/// What a unit says when it commits, in the one form of bytes that is signed: in this challenge,
/// as this unit of this worker of this miner, I computed a product of this shape, its root is this,
/// and I hold this key.
public record CommitmentStatement(
    ChallengeId challenge, UnitName unit, ExactShape shape, TreeHash root, WorkerKey key) {
  private static final String PROTOCOL = "byteleap exact commitment 2";

  public Bytes bytes() {
    return Texts.of(
        PROTOCOL,
        challenge.value(),
        unit.hotkey().value(),
        unit.worker().value(),
        unit.unit().value(),
        Integer.toString(shape.size()),
        Integer.toString(shape.steps()),
        root.hex(),
        key.hex());
  }
}
