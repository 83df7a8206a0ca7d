package io.byteleap.localnet;

import io.byteleap.localnet.Snapshot.ChallengeRow;
import io.byteleap.localnet.Snapshot.Version;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The challenges of this run, counted by worker as they end. One thread.
final class Tally {
  private static final int REMEMBERED_MAX = 10_000;
  private static final int TIMES_MAX = 100;
  private static final long NO_TIME = -1;

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
  private final Map<Version, ArrayDeque<Long>> millis = new EnumMap<>(Version.class);
  private final List<ChallengeRow> failed = new ArrayList<>();

  /// What became of one worker's challenges, and how long the last one took to compute.
  static final class Count {
    private final Map<Version, Integer> verified = new EnumMap<>(Version.class);
    private int failed;
    private long lastMillis = NO_TIME;

    int verified() {
      return verified.values().stream().mapToInt(Integer::intValue).sum();
    }

    int verified(Version version) {
      return verified.getOrDefault(version, 0);
    }

    int failed() {
      return failed;
    }

    Optional<Long> lastMillis() {
      return lastMillis == NO_TIME ? Optional.empty() : Optional.of(lastMillis);
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
      count.verified.merge(challenge.version(), 1, Integer::sum);
      challenge.computeMillis().ifPresent(time -> time(challenge.version(), time, count));
    } else {
      count.failed++;
      failed.add(challenge);
    }
  }

  private void time(Version version, long millis, Count count) {
    count.lastMillis = millis;
    var times = this.millis.computeIfAbsent(version, _ -> new ArrayDeque<>());
    times.addLast(millis);
    if (times.size() > TIMES_MAX) {
      times.removeFirst();
    }
  }

  Count of(String workerId) {
    return byWorker.getOrDefault(workerId, new Count());
  }

  int verified() {
    return byWorker.values().stream().mapToInt(Count::verified).sum();
  }

  int verified(Version version) {
    return byWorker.values().stream().mapToInt(count -> count.verified(version)).sum();
  }

  List<ChallengeRow> failed() {
    return List.copyOf(failed);
  }

  /// The median time from hand-out to commitment, over the last ones of a version: the two are
  /// different work.
  Optional<Long> medianMillis(Version version) {
    var sorted = millis.getOrDefault(version, new ArrayDeque<>()).stream().sorted().toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
  }

  /// What was verified, each version for itself: `7 verified (v1: 3, median 80 ms; v2: 4)`.
  String verifiedLine() {
    return verified()
        + " verified"
        + Arrays.stream(Version.values())
            .filter(version -> verified(version) > 0)
            .map(this::line)
            .collect(Collectors.collectingAndThen(Collectors.joining("; "), Tally::inBrackets));
  }

  private static String inBrackets(String text) {
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  private String line(Version version) {
    return version.text()
        + ": "
        + verified(version)
        + medianMillis(version).map(median -> ", median " + median + " ms").orElse("");
  }
}
