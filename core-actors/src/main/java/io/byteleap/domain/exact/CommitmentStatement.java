package io.byteleap.domain.exact;

import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.units.Bytes;
import java.util.ArrayList;
import java.util.List;

/// What a unit says when it commits, in the one form of bytes that is signed: in this challenge,
/// as this unit of this worker of this miner, I computed this much of a product of this shape, its
/// root is this, and I hold this key.
public record CommitmentStatement(
    ChallengeId challenge,
    UnitName unit,
    ExactShape shape,
    Extent extent,
    TreeHash root,
    WorkerKey key) {
  private static final String OF_ALL_ROWS = "byteleap exact commitment 2";
  private static final String OF_FIRST_ROWS = "byteleap exact commitment to first rows 2";

  public Bytes bytes() {
    List<String> texts = new ArrayList<>();
    texts.add(
        switch (extent) {
          case Extent.Whole() -> OF_ALL_ROWS;
          case Extent.First _ -> OF_FIRST_ROWS;
        });
    texts.add(challenge.value());
    texts.add(unit.hotkey().value());
    texts.add(unit.worker().value());
    texts.add(unit.unit().value());
    texts.add(Integer.toString(shape.size()));
    texts.add(Integer.toString(shape.steps()));
    if (extent instanceof Extent.First(int rows)) {
      texts.add(Integer.toString(rows));
    }
    texts.add(root.hex());
    texts.add(key.hex());
    return Texts.of(texts);
  }
}
