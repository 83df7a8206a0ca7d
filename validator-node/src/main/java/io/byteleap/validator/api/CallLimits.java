package io.byteleap.validator.api;

import io.byteleap.domain.session.AttemptLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// How much one caller may ask, so that none slows the others: so many requests in a stretch of
/// time, and so many that are not answered yet. Remembers the 1,024 callers who asked last. May be
/// used from any thread.
final class CallLimits {
  private static final int CALLERS_MAX = 1_024;
  private static final int OPEN_MAX = 8;

  private final AttemptLimit fresh;
  private final Map<String, AttemptLimit> asked;
  private final Map<String, Integer> open = new LinkedHashMap<>();

  CallLimits(int requestsMax, Duration stretch) {
    this.fresh = AttemptLimit.of(requestsMax, stretch);
    this.asked =
        new LinkedHashMap<>(CALLERS_MAX, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, AttemptLimit> eldest) {
            return size() > CALLERS_MAX;
          }
        };
  }

  /// Counts a request; false when it is one too many.
  synchronized boolean mayAsk(String caller, Instant now) {
    var next = asked.getOrDefault(caller, fresh).attempt(now);
    next.ifPresent(limit -> asked.put(caller, limit));
    return next.isPresent();
  }

  /// How long somebody who asks too much has to wait at most.
  Duration stretch() {
    return fresh.stretch();
  }

  /// Whether another request of this caller may be worked on; then [#leave] follows.
  synchronized boolean enter(String caller) {
    if (open.getOrDefault(caller, 0) >= OPEN_MAX) {
      return false;
    }
    open.merge(caller, 1, Integer::sum);
    return true;
  }

  synchronized void leave(String caller) {
    open.computeIfPresent(caller, (_, count) -> count > 1 ? count - 1 : null);
  }
}
