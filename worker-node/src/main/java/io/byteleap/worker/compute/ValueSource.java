package io.byteleap.worker.compute;

import io.byteleap.domain.challenge.UnitTargets;
import io.byteleap.domain.units.Numbers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Where the values of a GPU's product are, which are too many to be kept here.
public interface ValueSource {
  /// Of a worker without GPUs.
  ValueSource NONE =
      new ValueSource() {
        @Override
        public CompletionStage<Numbers> values(TaskProduct.OfUnit unit, UnitTargets targets) {
          return CompletableFuture.failedFuture(new IllegalStateException("there are no GPUs"));
        }

        @Override
        public void release(TaskProduct.OfUnit unit) {
          // nothing is held
        }
      };

  /// The values of `targets`: coordinates first, then whole rows. Fails with a reason when they are
  /// not there, or not those that were committed to. Bounded in time.
  CompletionStage<Numbers> values(TaskProduct.OfUnit unit, UnitTargets targets);

  /// The unit's values will not be asked for any more.
  void release(TaskProduct.OfUnit unit);
}
