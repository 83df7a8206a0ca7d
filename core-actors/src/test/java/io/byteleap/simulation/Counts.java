package io.byteleap.simulation;

import io.byteleap.domain.challenge.Failure;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

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

  private final Map<Counted, LongAdder> counts = new EnumMap<>(Counted.class);
  private final Map<Failure, Long> failures = new EnumMap<>(Failure.class);

  Counts() {
    for (Counted what : Counted.values()) {
      counts.put(what, new LongAdder());
    }
  }

  public void add(Counted what) {
    add(what, 1);
  }

  public void add(Counted what, long count) {
    Objects.requireNonNull(counts.get(what)).add(count);
  }

  void failed(Failure why) {
    add(Counted.FAILED);
    failures.merge(why, 1L, Long::sum);
  }

  public long of(Counted what) {
    return Objects.requireNonNull(counts.get(what)).sum();
  }

  /// How many challenges failed for which reason.
  public Map<Failure, Long> failures() {
    return failures.isEmpty() ? Map.of() : new EnumMap<>(failures);
  }
}
