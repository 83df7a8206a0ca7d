package io.byteleap.worker.compute;

import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.merkle.MerkleTree;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Does the work of challenges, beside the actors.
public interface Engine {
  /// How many processor cores a job uses.
  int cores();

  /// Why this engine will not do the work; empty when it will.
  Optional<String> refusal(MatrixSpec work);

  Job start(MatrixSpec work);

  /// One piece of work under way.
  interface Job {
    /// The tree over the row hashes of the product. Fails when the job breaks or is cancelled.
    CompletionStage<MerkleTree> tree();

    /// Gives the work up; its threads are free within milliseconds.
    void cancel();
  }
}
