package io.byteleap.miner.validator;

import io.byteleap.domain.subnet.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Endpoints that did not answer `failuresMax` times in a row are left alone for `ttl`. A failure
/// that is older than that no longer counts.
public record Blacklist(int failuresMax, Duration ttl, Map<Endpoint, Mark> marks) {
  sealed interface Mark {
    /// From when on it means nothing.
    Instant end();
  }

  record Failing(int failures, Instant end) implements Mark {}

  record Banned(Instant end) implements Mark {}

  public Blacklist {
    if (failuresMax < 1 || !ttl.isPositive()) {
      throw new IllegalArgumentException("threshold must be 1 or more, the TTL positive");
    }
    marks = Map.copyOf(marks);
  }

  public static Blacklist of(int failuresMax, Duration ttl) {
    return new Blacklist(failuresMax, ttl, Map.of());
  }

  /// A call got no answer.
  Blacklist failed(Endpoint endpoint, Instant now) {
    var current = purged(now);
    return switch (current.marks.getOrDefault(endpoint, new Failing(0, now))) {
      case Banned _ -> current;
      case Failing(var failures, _) when failures + 1 >= failuresMax ->
          current.with(endpoint, new Banned(now.plus(ttl)));
      case Failing(var failures, _) ->
          current.with(endpoint, new Failing(failures + 1, now.plus(ttl)));
    };
  }

  /// A call was answered, whatever the answer.
  Blacklist succeeded(Endpoint endpoint) {
    if (!marks.containsKey(endpoint)) {
      return this;
    }
    var next = new HashMap<>(marks);
    next.remove(endpoint);
    return new Blacklist(failuresMax, ttl, next);
  }

  boolean excludes(Endpoint endpoint, Instant now) {
    return marks.get(endpoint) instanceof Banned(var end) && now.isBefore(end);
  }

  /// Without what no longer counts.
  Blacklist purged(Instant now) {
    var next = new HashMap<>(marks);
    next.values().removeIf(mark -> !now.isBefore(mark.end()));
    return new Blacklist(failuresMax, ttl, next);
  }

  private Blacklist with(Endpoint endpoint, Mark mark) {
    var next = new HashMap<>(marks);
    next.put(endpoint, mark);
    return new Blacklist(failuresMax, ttl, next);
  }
}
