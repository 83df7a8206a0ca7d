package io.byteleap.worker.compute;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The products of recent tasks, from which proofs are read: by validator and challenge, for a
/// time, within bounds of number and size; when these are reached, the oldest go first. Immutable.
public final class ProofVault {
  /// A tree of 16-digit leaves and 64-digit nodes: 16 bytes a leaf, and about one node a leaf.
  private static final long BYTES_PER_LEAF = 80;

  private final Limits limits;
  private final Map<Key, Kept> products;

  /// Whose challenge, and which.
  public record Key(Hotkey validator, ChallengeId challenge) {}

  /// How long products are kept, how many, and how large together.
  public record Limits(Duration age, int countMax, long bytesMax) {
    public static final Limits USUAL = new Limits(Duration.ofMinutes(10), 64, 64L << 20);

    /// Whether the product can be kept at all.
    boolean hold(TaskProduct product) {
      return bytes(product) <= bytesMax;
    }
  }

  private record Kept(TaskProduct product, Instant until) {}

  private ProofVault(Limits limits, Map<Key, Kept> products) {
    this.limits = limits;
    this.products = products;
  }

  public static ProofVault within(Limits limits) {
    return new ProofVault(limits, Map.of());
  }

  private static long bytes(TaskProduct product) {
    return BYTES_PER_LEAF * product.leafCount();
  }

  /// With one more product, in place of an older one of the same challenge. One that is larger than
  /// all that may be kept is not.
  ProofVault with(Key key, TaskProduct product, Instant now) {
    var next = new LinkedHashMap<>(sweptAt(now).products);
    next.remove(key);
    if (limits.hold(product)) {
      next.put(key, new Kept(product, now.plus(limits.age())));
    }
    var vault = new ProofVault(limits, next);
    while (next.size() > limits.countMax() || vault.bytes() > limits.bytesMax()) {
      next.pollFirstEntry();
    }
    return vault;
  }

  /// Without what is too old.
  ProofVault sweptAt(Instant now) {
    var next = new LinkedHashMap<>(products);
    next.values().removeIf(kept -> !now.isBefore(kept.until()));
    return new ProofVault(limits, next);
  }

  Optional<TaskProduct> find(Key key, Instant now) {
    return Optional.ofNullable(products.get(key))
        .filter(kept -> now.isBefore(kept.until()))
        .map(Kept::product);
  }

  /// What is here and not in `later`.
  List<TaskProduct> missingIn(ProofVault later) {
    return products.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(later.products.get(entry.getKey())))
        .map(entry -> entry.getValue().product())
        .toList();
  }

  int count() {
    return products.size();
  }

  long bytes() {
    return products.values().stream().mapToLong(kept -> bytes(kept.product())).sum();
  }
}
