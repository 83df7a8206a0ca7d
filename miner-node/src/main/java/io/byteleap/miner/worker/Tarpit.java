package io.byteleap.miner.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;

/// Holds up who comes again and again: an address whose connections are refused, a worker that
/// registers anew. Ten times in one go are free, then ten a minute; each one more waits a second,
/// so that it costs the others next to nothing. Nobody is turned away for it, since an address may
/// be that of many workers. May be called from any thread.
final class Tarpit {
  private static final int AT_ONCE = 10;
  private static final double PER_SECOND = 10.0 / 60;
  private static final Duration WAIT = Duration.ofSeconds(1);

  /// Who is remembered; beyond it the one that came longest ago is forgotten.
  private static final int KEPT_MAX = 4_096;

  private final InstantSource clock;
  private final WorkerMeters meters;
  private final LinkedHashMap<String, Allowance> visitors = new LinkedHashMap<>();

  Tarpit(InstantSource clock, WorkerMeters meters) {
    this.clock = clock;
    this.meters = meters;
  }

  /// How long `visitor`, who has come once more, waits for the answer; zero while it comes seldom.
  Duration holdUp(String visitor) {
    if (isWelcome(visitor, clock.instant())) {
      return Duration.ZERO;
    }
    meters.heldUp();
    return WAIT;
  }

  private synchronized boolean isWelcome(String visitor, Instant now) {
    var known = visitors.remove(visitor);
    var before = known == null ? Allowance.full(PER_SECOND, AT_ONCE, now) : known;
    var after = before.used(now);
    visitors.put(visitor, after.orElse(before));
    if (visitors.size() > KEPT_MAX) {
      visitors.pollFirstEntry();
    }
    return after.isPresent();
  }
}
