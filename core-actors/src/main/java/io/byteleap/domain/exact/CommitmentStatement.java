package io.byteleap.domain.exact;

import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;

/// What a unit says when it commits, in the one form of bytes that is signed: in this challenge,
/// as this unit of this worker of this miner, I computed a product of this shape, its root is this,
/// and I hold this key.
public record CommitmentStatement(
    ChallengeId challenge, UnitName unit, ExactShape shape, TreeHash root, WorkerKey key) {
  private static final String PROTOCOL = "byteleap exact commitment 2";

  /// Where a unit is: its own id, of which worker, of which miner.
  public record UnitName(Hotkey hotkey, WorkerId worker, UnitId unit)
      implements Comparable<UnitName> {
    @Override
    public int compareTo(UnitName other) {
      int byHotkey = hotkey.compareTo(other.hotkey);
      int byWorker = byHotkey != 0 ? byHotkey : worker.compareTo(other.worker);
      return byWorker != 0 ? byWorker : unit.compareTo(other.unit);
    }
  }

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
