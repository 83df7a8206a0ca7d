package io.byteleap.validator.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How often the hub publishes leases, and so how long one counts that is not published again:
/// three times the longest of the last eight intervals, at least `lifeMin`, at most a week.
///
/// Publications that come together are parts of one. The time between two sessions is no interval.
record LeaseRhythm(Duration lifeMin, List<Duration> intervals, Last last) {
  private static final Duration TOGETHER = Duration.ofSeconds(10);
  private static final Duration LIFE_MAX = Duration.ofDays(7);
  private static final int INTERVALS_MAX = 8;
  private static final int INTERVALS_PER_LIFE = 3;

  sealed interface Last {}

  /// Nothing was published in this session yet.
  record None() implements Last {}

  record At(Instant instant) implements Last {}

  LeaseRhythm {
    intervals = List.copyOf(intervals);
  }

  static LeaseRhythm of(Duration lifeMin) {
    return new LeaseRhythm(lifeMin, List.of(), new None());
  }

  LeaseRhythm sessionBegan() {
    return new LeaseRhythm(lifeMin, intervals, new None());
  }

  LeaseRhythm published(Instant now) {
    return switch (last) {
      case None() -> new LeaseRhythm(lifeMin, intervals, new At(now));
      case At(var before) when Duration.between(before, now).compareTo(TOGETHER) < 0 ->
          new LeaseRhythm(lifeMin, intervals, new At(now));
      case At(var before) ->
          new LeaseRhythm(lifeMin, with(Duration.between(before, now)), new At(now));
    };
  }

  private List<Duration> with(Duration interval) {
    var next = new ArrayList<>(intervals);
    next.add(interval);
    return next.subList(Math.max(0, next.size() - INTERVALS_MAX), next.size());
  }

  /// How long a lease counts that is published now.
  Duration life() {
    var longest = intervals.isEmpty() ? Duration.ZERO : Collections.max(intervals);
    var learned = longest.multipliedBy(INTERVALS_PER_LIFE);
    var bounded = learned.compareTo(LIFE_MAX) > 0 ? LIFE_MAX : learned;
    return bounded.compareTo(lifeMin) > 0 ? bounded : lifeMin;
  }
}
