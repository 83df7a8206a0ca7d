package io.byteleap.redteam;

import io.byteleap.domain.admission.WorkerKeypair;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.MatrixKey;
import io.byteleap.domain.matrix.MatrixSeed;
import io.byteleap.domain.matrix.MatrixSpec;
import io.byteleap.domain.units.Bytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// What all strategies at a validator's door were handed last, by the name of the strategy: they
/// tell each other everything. For many threads.
final class DoorBoard {
  private final Map<String, ExactUnit> units = new ConcurrentHashMap<>();
  private final Map<String, MatrixSpec> works = new ConcurrentHashMap<>();

  /// What the strategy was handed before; something drawn when it is the first time.
  ExactUnit lastOf(String strategy, ExactUnit now, RandomGenerator random) {
    var before = units.put(strategy, now);
    return before == null ? drawn(now, now.keypair(), random) : before;
  }

  /// What another strategy was handed last; something drawn when there is nothing.
  ExactUnit mateOf(String strategy, ExactUnit now, RandomGenerator random) {
    return units.entrySet().stream()
        .filter(other -> !other.getKey().equals(strategy))
        .map(Map.Entry::getValue)
        .filter(other -> other.task().shape().equals(now.task().shape()))
        .findFirst()
        .orElseGet(() -> drawn(now, WorkerKeypair.draw(), random));
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
