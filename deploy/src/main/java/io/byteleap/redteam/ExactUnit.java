package io.byteleap.redteam;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactCommitment;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.Extent;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.exact.UnitName;

/// A unit with its work of one round and the key that it signs with.
record ExactUnit(ExactTask task, UnitName name, WorkerKeypair keypair) {
  /// Its commitment to `root`, as it should be signed.
  ExactCommitment commitment(TreeHash root) {
    return ExactCommitment.signed(
        task.challenge(), name, task.shape(), task.extent(task.shape()), root, keypair);
  }

  /// The same unit, which says that it made the first `rows` rows until the bell.
  ExactUnit first(int rows) {
    return new ExactUnit(task.of(new Extent.First(rows)), name, keypair);
  }
}
