package io.byteleap.domain.enrolment;

import io.byteleap.domain.session.AttemptLimit;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// An [AttemptLimit] for each of many askers, at most `askersMax` of whom are remembered: whoever
/// asked longest ago makes room.
public record RequestLimits<K>(
    AttemptLimit each, int askersMax, SequencedMap<K, AttemptLimit> askers) {
  public RequestLimits {
    if (askersMax < 1) {
      throw new IllegalArgumentException("askersMax must be 1 or more, is " + askersMax);
    }
    askers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(askers));
  }

  public static <K> RequestLimits<K> of(AttemptLimit each, int askersMax) {
    return new RequestLimits<>(each, askersMax, new LinkedHashMap<>());
  }

  /// The limits after an attempt of `asker` at `now`; empty when it is one too many.
  public Optional<RequestLimits<K>> attempt(K asker, Instant now) {
    return askers.getOrDefault(asker, each).attempt(now).map(counted -> with(asker, counted));
  }

  private RequestLimits<K> with(K asker, AttemptLimit counted) {
    var next = new LinkedHashMap<>(askers);
    next.remove(asker);
    next.putLast(asker, counted);
    while (next.size() > askersMax) {
      next.pollFirstEntry();
    }
    return new RequestLimits<>(each, askersMax, next);
  }
}
