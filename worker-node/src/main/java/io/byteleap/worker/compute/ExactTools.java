package io.byteleap.worker.compute;

import io.byteleap.domain.identity.WorkerId;
import java.util.Optional;

/// What makes exact products, and what signs them.
public record ExactTools(ExactUnits units, UnitSigner signer) {
  private static final String WHY = "this worker makes no exact products (compute.exact is off)";

  /// Of a worker that makes none.
  public static ExactTools none(WorkerId worker) {
    return new ExactTools(
        ExactUnits.none(),
        new UnitSigner(
            worker,
            unit -> {
              throw new IllegalStateException("BUG: " + unit + " signs nothing here");
            }));
  }

  /// Why no unit will be asked; whatever one unit will not do is said by that unit.
  Optional<String> refusal() {
    return units.units().isEmpty() ? Optional.of(WHY) : Optional.empty();
  }
}
