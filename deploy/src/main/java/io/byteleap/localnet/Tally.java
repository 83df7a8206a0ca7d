package io.byteleap.localnet;

import io.byteleap.localnet.Snapshot.ChallengeRow;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The challenges of this run, counted by worker as they end. One thread.
final class Tally {
  private static final int REMEMBERED_MAX = 10_000;
  private static final int TIMES_MAX = 100;

  private final Instant since;
  private final Map<String, String> statuses =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };
  private final Map<String, Count> byWorker = new HashMap<>();
  private final List<ChallengeRow> failed = new ArrayList<>();

  /// What became of one worker's challenges, and how long the last ones took to compute.
  static final class Count {
    private int verified;
    private int failed;
    private final ArrayDeque<Long> millis = new ArrayDeque<>();

    int verified() {
      return verified;
    }

    int failed() {
      return failed;
    }

    Optional<Long> lastMillis() {
      return Optional.ofNullable(millis.peekLast());
    }
  }

  /// Counts challenges that are issued from `since` on.
  Tally(Instant since) {
    this.since = since;
  }

  /// Takes in what the validator shows; returns the challenges that ended since the last time,
  /// oldest first.
  List<ChallengeRow> take(List<ChallengeRow> challenges) {
    List<ChallengeRow> ended = new ArrayList<>();
    for (ChallengeRow challenge : challenges.reversed()) {
      if (!challenge.createdAt().isBefore(since) && isNew(challenge)) {
        count(challenge);
        ended.add(challenge);
      }
    }
    return ended;
  }

  private boolean isNew(ChallengeRow challenge) {
    String before = statuses.put(challenge.id(), challenge.status());
    return challenge.isOver() && !challenge.status().equals(before);
  }

  private void count(ChallengeRow challenge) {
    var count = byWorker.computeIfAbsent(challenge.workerId(), _ -> new Count());
    if (challenge.status().equals("verified")) {
      count.verified++;
      challenge.computeMillis().ifPresent(count.millis::addLast);
      if (count.millis.size() > TIMES_MAX) {
        count.millis.removeFirst();
      }
    } else {
      count.failed++;
      failed.add(challenge);
    }
  }

  Count of(String workerId) {
    return byWorker.getOrDefault(workerId, new Count());
  }

  int verified() {
    return byWorker.values().stream().mapToInt(Count::verified).sum();
  }

  List<ChallengeRow> failed() {
    return List.copyOf(failed);
  }

  /// The median time from hand-out to commitment, over the last of every worker.
  Optional<Long> medianMillis() {
    var sorted =
        byWorker.values().stream().flatMap(count -> count.millis.stream()).sorted().toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
  }
}
