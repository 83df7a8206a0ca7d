package io.byteleap.redteam;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.units.Bytes;
import io.byteleap.loadtest.LoadProblem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// What all strategies at a validator's door were handed last, by the name of the strategy: they
/// tell each other everything. For many threads.
///
/// In version 2 each has the same mate, an honest unit whose key the validator knows before anybody
/// else plays: only then is it a cheat to sign with it.
final class DoorBoard {
  private final Map<String, ExactUnit> units = new ConcurrentHashMap<>();
  private final Map<String, MatrixSpec> works = new ConcurrentHashMap<>();
  private final AtomicReference<Optional<ExactUnit>> mate = new AtomicReference<>(Optional.empty());
  private final CountDownLatch isMateKnown = new CountDownLatch(1);

  /// What the strategy was handed before; something drawn when it is the first time.
  ExactUnit lastOf(String strategy, ExactUnit now, RandomGenerator random) {
    var before = units.put(strategy, now);
    return before == null ? drawn(now, now.keypair(), random) : before;
  }

  /// The mate was asked for rows in this part of it, so that the validator has bound its key.
  void mateIsKnown(ExactUnit unit) {
    mate.set(Optional.of(unit));
    isMateKnown.countDown();
  }

  void awaitMate(Duration patience) throws LoadProblem, InterruptedException {
    if (!isMateKnown.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new LoadProblem("the honest unit beside the strategies was not asked for rows");
    }
  }

  /// What the mate was handed last. It must be known.
  ExactUnit mate() {
    return mate.get().orElseThrow(() -> new IllegalStateException("BUG: nobody waited for it"));
  }

  private static ExactUnit drawn(ExactUnit like, WorkerKeypair keypair, RandomGenerator random) {
    var task = like.task();
    return new ExactUnit(
        new ExactTask(task.challenge(), task.unit(), task.shape(), key(random), key(random)),
        like.name(),
        keypair);
  }

  private static MatrixKey key(RandomGenerator random) {
    var bytes = new byte[MatrixKey.LENGTH];
    random.nextBytes(bytes);
    return new MatrixKey(Bytes.adopting(bytes));
  }

  /// What the strategy was handed before; something drawn when it is the first time.
  MatrixSpec lastOf(String strategy, MatrixSpec now, RandomGenerator random) {
    var before = works.put(strategy, now);
    return before == null ? drawn(now, random) : before;
  }

  /// What another strategy was handed last; something drawn when there is nothing.
  MatrixSpec mateOf(String strategy, MatrixSpec now, RandomGenerator random) {
    return works.entrySet().stream()
        .filter(other -> !other.getKey().equals(strategy))
        .map(Map.Entry::getValue)
        .filter(other -> other.size() == now.size())
        .findFirst()
        .orElseGet(() -> drawn(now, random));
  }

  private static MatrixSpec drawn(MatrixSpec like, RandomGenerator random) {
    return new MatrixSpec(MatrixSeed.draw(random), like.size(), like.iterations());
  }
}
