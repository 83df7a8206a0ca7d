package io.byteleap.validator.weights;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.scoring.ChallengeScores;
import io.byteleap.domain.scoring.ParticipationRule;
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

  private final VerifiedWorkBook book;
  private final Executor blocking;
  private final AtomicReference<Ranked> latest =
      new AtomicReference<>(
          new Ranked(
              ParticipationRule.PUBLISHED,
              Instant.MIN,
              CompletableFuture.completedFuture(ChallengeScores.NONE)));

  private record Ranked(
      ParticipationRule rule, Instant at, CompletableFuture<ChallengeScores> scores) {
    boolean isGoodFor(ScoringPolicy policy, Instant now) {
      return rule.equals(policy.participation())
          && Duration.between(at, now).compareTo(FRESH) < 0
          && !scores.isCompletedExceptionally();
    }
  }

  /// `blocking` reads the book.
  public ChallengeRanking(VerifiedWorkBook book, Executor blocking) {
    this.book = book;
    this.blocking = blocking;
  }

  /// The scores of `miners` under `policy`, and of nobody else; fails when the book cannot be read.
  public CompletionStage<ChallengeScores> of(
      ScoringPolicy policy, Collection<Hotkey> miners, Instant now) {
    if (!policy.weights().countsChallenges()) {
      return CompletableFuture.completedFuture(ChallengeScores.NONE);
    }
    var known = latest.get();
    return known.isGoodFor(policy, now) ? known.scores() : fresh(policy, miners, now);
  }

  /// The same, read now, so that a round can be made again from what is stored.
  public CompletionStage<ChallengeScores> fresh(
      ScoringPolicy policy, Collection<Hotkey> miners, Instant now) {
    if (!policy.weights().countsChallenges()) {
      return CompletableFuture.completedFuture(ChallengeScores.NONE);
    }
    var asked = CompletableFuture.supplyAsync(() -> scores(policy, book, miners, now), blocking);
    latest.set(new Ranked(policy.participation(), now, asked));
    return asked;
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
