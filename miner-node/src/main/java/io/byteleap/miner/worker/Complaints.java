package io.byteleap.miner.worker;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/// What is said about workers: each kind of wrong of each host once a minute, each kind of news of
/// each worker likewise, so that nobody fills the log by doing it again, or by coming again. The
/// next warning says how many like it were left out. May be called from any thread.
final class Complaints {
  private static final Duration QUIET = Duration.ofMinutes(1);

  /// Hosts, workers and kinds that are remembered; beyond it the one warned of longest ago is
  /// forgotten.
  private static final int KEPT_MAX = 1_024;

  private final InstantSource clock;
  private final LinkedHashMap<Kind, Said> said = new LinkedHashMap<>();

  Complaints(InstantSource clock) {
    this.clock = clock;
  }

  private record Kind(String what, String who) {}

  private record Said(Instant at, long leftOut) {}

  /// Says, if it is time for it, that `what` happened to the worker at `address` (host and port),
  /// and `why`.
  void warn(Logger log, String what, String address, Label why) {
    say(
        log.atWarn(),
        new Kind(what, host(address)),
        "%s, from=%s, why=%s".formatted(what, address, why));
  }

  /// Says, if it is time for it, that `what` happened to the worker: it comes and goes as it likes.
  void info(Logger log, String what, WorkerId worker, String detail) {
    say(
        log.atInfo(),
        new Kind(what, worker.value()),
        "%s, worker=%s, %s".formatted(what, worker, detail));
  }

  private void say(LoggingEventBuilder line, Kind kind, String text) {
    long leftOut = due(kind);
    if (leftOut == 0) {
      line.log("{}", text);
    } else if (leftOut > 0) {
      line.log("{}, more like it since the last line={}", text, leftOut);
    }
  }

  /// How many were left out since the last one; below 0 when it is not time for another.
  private synchronized long due(Kind kind) {
    var now = clock.instant();
    var last = said.get(kind);
    if (last != null && now.isBefore(last.at().plus(QUIET))) {
      said.put(kind, new Said(last.at(), last.leftOut() + 1));
      return -1;
    }
    said.remove(kind);
    said.put(kind, new Said(now, 0));
    if (said.size() > KEPT_MAX) {
      said.pollFirstEntry();
    }
    return last == null ? 0 : last.leftOut();
  }

  private static String host(String address) {
    int port = address.lastIndexOf(':');
    return port < 0 ? address : address.substring(0, port);
  }
}
