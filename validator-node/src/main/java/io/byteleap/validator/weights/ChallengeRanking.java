package io.byteleap.validator.weights;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.ScoringPolicy;
import io.byteleap.port.VerifiedWorkBook;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/// The challenge scores of the subnet's miners. Nothing is read for them while challenges are no
/// part of a score; what was read is good for a minute.
public final class ChallengeRanking {
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final ScoringPolicy policy;
  private final VerifiedWorkBook book;
  private final Executor blocking;
  private final AtomicReference<Ranked> latest =
      new AtomicReference<>(
          new Ranked(Instant.MIN, CompletableFuture.completedFuture(ChallengeScores.NONE)));

  private record Ranked(Instant at, CompletableFuture<ChallengeScores> scores) {
    boolean isFresh(Instant now) {
      return Duration.between(at, now).compareTo(FRESH) < 0 && !scores.isCompletedExceptionally();
    }
  }

  /// `blocking` reads the book.
  public ChallengeRanking(ScoringPolicy policy, VerifiedWorkBook book, Executor blocking) {
    this.policy = policy;
    this.book = book;
    this.blocking = blocking;
  }

  /// The scores of `miners`, and of nobody else; fails when the book cannot be read.
  public CompletionStage<ChallengeScores> of(Collection<Hotkey> miners, Instant now) {
    if (!policy.weights().countsChallenges()) {
      return CompletableFuture.completedFuture(ChallengeScores.NONE);
    }
    var known = latest.get();
    return known.isFresh(now) ? known.scores() : fresh(miners, now);
  }

  /// The same, read now, so that a round can be made again from what is stored.
  public CompletionStage<ChallengeScores> fresh(Collection<Hotkey> miners, Instant now) {
    if (!policy.weights().countsChallenges()) {
      return CompletableFuture.completedFuture(ChallengeScores.NONE);
    }
    var asked = CompletableFuture.supplyAsync(() -> read(miners, now), blocking);
    latest.set(new Ranked(now, asked));
    return asked;
  }

  private ChallengeScores read(Collection<Hotkey> miners, Instant now) {
    return scores(policy, book, miners, now);
  }

  /// What challenges counted for these miners at `now` under `policy`. Blocks.
  static ChallengeScores scores(
      ScoringPolicy policy, VerifiedWorkBook book, Collection<Hotkey> miners, Instant now) {
    if (!policy.weights().countsChallenges()) {
      return ChallengeScores.NONE;
    }
    var work = new HashMap<>(book.between(now.minus(policy.participation().window()), now));
    work.keySet().retainAll(miners);
    return ChallengeScores.of(work, policy.participation());
  }
}
