package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.SubtensorCall.RevealWeights;
import io.byteleap.chain.subtensor.SubtensorStorage.HashCommit;
import io.byteleap.domain.identity.BlockNumber;
import io.byteleap.domain.units.Bytes;
import java.util.List;
import java.util.stream.Stream;

/// Weights that we committed to by their hash and that must be opened by us later, the oldest
/// first.
record PendingReveals(List<Pending> pending) {
  /// Commits that the chain lets wait.
  static final int COUNT_MAX = 10;

  static final PendingReveals NONE = new PendingReveals(List.of());

  record Pending(Bytes hash, BlockNumber at, RevealWeights call) {
    /// Names no weights, and no salt.
    @Override
    public String toString() {
      return "Pending[at=" + at + "]";
    }
  }

  PendingReveals {
    pending = List.copyOf(pending);
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  PendingReveals with(Pending next) {
    int from = Math.max(0, pending.size() + 1 - COUNT_MAX);
    return new PendingReveals(Stream.concat(pending.stream().skip(from), Stream.of(next)).toList());
  }

  PendingReveals without(Pending done) {
    return new PendingReveals(pending.stream().filter(each -> !each.equals(done)).toList());
  }

  /// Those that the chain still waits for, or that may not be in a block yet.
  PendingReveals known(List<HashCommit> commits, BlockNumber head) {
    return new PendingReveals(
        pending.stream()
            .filter(each -> head.since(each.at()) <= SETTLED_AFTER || isAmong(each, commits))
            .toList());
  }

  /// Blocks after which a commit is in a block or in none.
  private static final long SETTLED_AFTER = 16;

  private static boolean isAmong(Pending pending, List<HashCommit> commits) {
    return commits.stream().anyMatch(commit -> commit.hash().equals(pending.hash()));
  }

  /// Those that the next block takes.
  List<Pending> due(List<HashCommit> commits, BlockNumber head) {
    return pending.stream()
        .filter(
            each ->
                commits.stream()
                    .anyMatch(commit -> commit.hash().equals(each.hash()) && isOpen(commit, head)))
        .toList();
  }

  /// Those whose time to be opened is over.
  List<Pending> late(List<HashCommit> commits, BlockNumber head) {
    return pending.stream()
        .filter(
            each ->
                commits.stream()
                    .anyMatch(
                        commit ->
                            commit.hash().equals(each.hash())
                                && head.value() >= commit.revealUntil()))
        .toList();
  }

  private static boolean isOpen(HashCommit commit, BlockNumber head) {
    long next = head.value() + 1;
    return next >= commit.revealFrom() && next <= commit.revealUntil();
  }
}
