package io.byteleap.simulation;

import io.byteleap.domain.challenge.Failure;
import java.util.EnumMap;
import java.util.Map;

/// What happened in a world, counted.
public final class Counts {
  /// What is counted.
  public enum Counted {
    EVENTS,
    MESSAGES,
    LOST,
    TWICE,
    HELD_BACK,
    CUT_OFF,
    LINK_CUTS,
    VALIDATOR_CRASHES,
    MINER_CRASHES,
    WORKER_FAILURES,
    SERVICE_OUTAGES,
    HANDSHAKES,
    REFUSED_PACKAGES,
    REFUSED_ANSWERS,
    HEARTBEATS,
    UNANSWERED,
    STORED_EVENTS,
    CHALLENGES,
    VERIFIED,
    FAILED,
    LIES,
    TOKENS,
    PUBLICATIONS,
    ROUNDS,
    SUBMISSIONS,
    INCLUSIONS
  }

  private final long[] counts = new long[Counted.values().length];
  private final Map<Failure, Long> failures = new EnumMap<>(Failure.class);

  void add(Counted what) {
    counts[what.ordinal()]++;
  }

  void add(Counted what, long count) {
    counts[what.ordinal()] += count;
  }

  void failed(Failure why) {
    add(Counted.FAILED);
    failures.merge(why, 1L, Long::sum);
  }

  public long of(Counted what) {
    return counts[what.ordinal()];
  }

  /// How many challenges failed for which reason.
  public Map<Failure, Long> failures() {
    return failures.isEmpty() ? Map.of() : new EnumMap<>(failures);
  }
}
