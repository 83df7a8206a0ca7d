package io.byteleap.worker.compute;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.UnitName;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import java.util.function.Function;

/// Signs what the units of a worker commit to, each with its own key. Whoever gives the keys may
/// fail with an [io.byteleap.domain.exact.ExactFailure].
public record UnitSigner(WorkerId worker, Function<UnitId, WorkerKeypair> keys) {
  /// The commitment of `task`'s unit to `product`, for a challenge that came over the miner
  /// `miner`.
  ExactCommitment commitment(ExactTask task, Hotkey miner, ExactProduct product) {
    return ExactCommitment.signed(
        task.challenge(),
        new UnitName(miner, worker, task.unit()),
        task.shape(),
        task.extent(product.made()),
        product.root(),
        keys.apply(task.unit()));
  }
}
