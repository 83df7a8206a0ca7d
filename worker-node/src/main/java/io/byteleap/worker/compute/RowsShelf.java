package io.byteleap.worker.compute;

import io.byteleap.domain.exact.ExactProduct;
import io.byteleap.domain.exact.ExactTask;
import io.byteleap.domain.exact.OpeningRequest;
import io.byteleap.domain.exact.TreeHash;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Label;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.exact.UnitRows;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The exact products that were committed to and are not opened yet: by validator, challenge and
/// unit, for a time, within bounds of number and size; when these are reached, the oldest go first
/// that are not being opened. Whatever leaves is closed. For one thread.
final class RowsShelf implements AutoCloseable {
  /// A tree of an exact product holds two hashes a leaf.
  private static final long BYTES_PER_LEAF = 2L * TreeHash.LENGTH;

  private static final Duration AGE = Duration.ofMinutes(10);
  private static final int COUNT_MAX = 256;
  private static final long BYTES_MAX = 256L << 20;
  private static final int SHARE_OF_MEMORY = 5;

  private final ProofVault.Limits limits;
  private final Map<Key, Kept> products = new LinkedHashMap<>();

  /// Whose product, and of which unit.
  record Key(ProofVault.Key of, UnitId unit) {}

  /// A product that rows are to be had of, once.
  record Opening(Key key, OpeningRequest request, ExactProduct product) {}

  private enum Stage {
    WAITS,
    OPENS
  }

  private record Kept(ExactTask task, ExactProduct product, Instant until, Stage stage) {
    long bytes() {
      return BYTES_PER_LEAF * product.made().rows();
    }
  }

  RowsShelf(ProofVault.Limits limits) {
    this.limits = limits;
  }

  /// 256 products of 256 MiB together, or of a fifth of the memory that the virtual machine may
  /// have; the largest product takes 8 MiB.
  static ProofVault.Limits usual() {
    long fifth = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
    return new ProofVault.Limits(AGE, COUNT_MAX, Math.min(BYTES_MAX, fifth));
  }

  /// Puts a product on the shelf, in place of an older one of the same unit and challenge.
  void keep(ProofVault.Key of, ExactTask task, ExactProduct product, Instant now) {
    sweep(now);
    var key = new Key(of, task.unit());
    drop(key);
    products.put(key, new Kept(task, product, now.plus(limits.age()), Stage.WAITS));
    while (products.size() > limits.countMax() || bytes() > limits.bytesMax()) {
      drop(oldest().orElse(key));
    }
  }

  private Optional<Key> oldest() {
    return products.entrySet().stream()
        .filter(entry -> entry.getValue().stage() == Stage.WAITS)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// Takes a product for opening. Refused: one that is not there, one that is being opened, and
  /// rows that its matrix does not have.
  Decoded<Opening> take(ProofVault.Key of, UnitRows rows, Instant now) {
    sweep(now);
    var key = new Key(of, rows.unit());
    return Optional.ofNullable(products.get(key))
        .map(kept -> take(key, kept, rows))
        .orElseGet(
            () ->
                refused(
                    "no product of unit %s of challenge %s is kept"
                        .formatted(rows.unit(), of.challenge())));
  }

  private Decoded<Opening> take(Key key, Kept kept, UnitRows rows) {
    if (kept.stage() == Stage.OPENS) {
      return refused("the rows of unit " + rows.unit() + " are being opened");
    }
    return Decoded.of(
            () ->
                new OpeningRequest(
                    kept.task().challenge(), rows.unit(), kept.product().made(), rows.rows()))
        .then(
            request -> {
              products.put(key, new Kept(kept.task(), kept.product(), kept.until(), Stage.OPENS));
              return new Decoded.Read<>(new Opening(key, request, kept.product()));
            });
  }

  private static Decoded<Opening> refused(String why) {
    return new Decoded.Refused<>(Label.of(why));
  }

  /// Rows are opened once.
  void opened(Key key) {
    drop(key);
  }

  /// Without what is too old.
  void sweep(Instant now) {
    products.entrySet().stream()
        .filter(entry -> entry.getValue().stage() == Stage.WAITS)
        .filter(entry -> !now.isBefore(entry.getValue().until()))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::drop);
  }

  private void drop(Key key) {
    var gone = products.remove(key);
    if (gone != null) {
      gone.product().close();
    }
  }

  int count() {
    return products.size();
  }

  long bytes() {
    return products.values().stream().mapToLong(Kept::bytes).sum();
  }

  @Override
  public void close() {
    products.values().forEach(kept -> kept.product().close());
    products.clear();
  }
}
