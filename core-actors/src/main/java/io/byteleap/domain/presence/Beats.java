package io.byteleap.domain.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Heartbeats of one worker, counted by bucket: those of the last hour against those that a miner
/// sends in an hour, so that a flaky link shows although every bucket counts by presence.
///
/// `counts` are those of up to 14 buckets that end with `newest`. The first and the newest are not
/// whole, and are not compared.
public record Beats(Bucket newest, List<Integer> counts) {
  /// A miner reports its workers this often.
  public static final Duration INTERVAL = Duration.ofSeconds(60);

  private static final int WHOLE_BUCKETS = 12;
  private static final int COUNTS_MAX = WHOLE_BUCKETS + 2;
  private static final int PER_BUCKET = Math.toIntExact(Bucket.LENGTH.dividedBy(INTERVAL));

  /// Beats that arrived, and those that would have if none had been lost.
  public record Count(int received, int expected) {
    public static final Count NONE = new Count(0, 0);
  }

  public Beats {
    if (counts.isEmpty() || counts.size() > COUNTS_MAX) {
      throw new IllegalArgumentException("beats of " + counts.size() + " buckets");
    }
    counts = List.copyOf(counts);
  }

  public static Beats first(Bucket bucket) {
    return new Beats(bucket, List.of(1));
  }

  /// The beats with one more in `bucket`; one in a bucket before the newest changes nothing.
  public Beats heard(Bucket bucket) {
    long passed = bucket.index() - newest.index();
    if (passed < 0) {
      return this;
    }
    if (passed >= COUNTS_MAX) {
      return first(bucket);
    }
    var next = new ArrayList<>(counts);
    for (long i = 0; i < passed; i++) {
      next.add(0);
    }
    next.set(next.size() - 1, Math.addExact(next.getLast(), 1));
    return new Beats(bucket, next.subList(Math.max(0, next.size() - COUNTS_MAX), next.size()));
  }

  /// The beats of the whole buckets.
  public Count count() {
    List<Integer> whole = counts.size() < 2 ? List.of() : counts.subList(1, counts.size() - 1);
    return new Count(whole.stream().mapToInt(Integer::intValue).sum(), whole.size() * PER_BUCKET);
  }
}
