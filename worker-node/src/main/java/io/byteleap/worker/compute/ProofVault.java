package io.byteleap.worker.compute;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.merkle.MerkleTree;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The trees of recent results, from which proofs are read: by validator and challenge, for a time,
/// within bounds of number and size; when these are reached, the oldest go first. Immutable.
public final class ProofVault {
  /// A tree of 16-digit leaves and 64-digit nodes: 16 bytes a leaf, and about one node a leaf.
  private static final long BYTES_PER_LEAF = 80;

  private final Limits limits;
  private final Map<Key, Kept> results;

  /// Whose challenge, and which.
  public record Key(Hotkey validator, ChallengeId challenge) {}

  /// How long results are kept, how many, and how large together.
  public record Limits(Duration age, int countMax, long bytesMax) {
    public static final Limits USUAL = new Limits(Duration.ofMinutes(10), 64, 64L << 20);
  }

  private record Kept(MerkleTree tree, Instant until) {
    long bytes() {
      return BYTES_PER_LEAF * tree.leafCount();
    }
  }

  private ProofVault(Limits limits, Map<Key, Kept> results) {
    this.limits = limits;
    this.results = results;
  }

  public static ProofVault within(Limits limits) {
    return new ProofVault(limits, Map.of());
  }

  /// With one more result, in place of an older one of the same challenge.
  ProofVault with(Key key, MerkleTree tree, Instant now) {
    var next = new LinkedHashMap<>(sweptAt(now).results);
    next.remove(key);
    next.put(key, new Kept(tree, now.plus(limits.age())));
    var vault = new ProofVault(limits, next);
    while (next.size() > limits.countMax()
        || (vault.bytes() > limits.bytesMax() && next.size() > 1)) {
      next.pollFirstEntry();
    }
    return vault;
  }

  /// Without what is too old.
  ProofVault sweptAt(Instant now) {
    var next = new LinkedHashMap<>(results);
    next.values().removeIf(kept -> !now.isBefore(kept.until()));
    return new ProofVault(limits, next);
  }

  Optional<MerkleTree> find(Key key, Instant now) {
    return Optional.ofNullable(results.get(key))
        .filter(kept -> now.isBefore(kept.until()))
        .map(Kept::tree);
  }

  int count() {
    return results.size();
  }

  long bytes() {
    return results.values().stream().mapToLong(Kept::bytes).sum();
  }
}
