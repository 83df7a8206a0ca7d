package io.byteleap.worker.link;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.worker.CloseCode;
import java.util.Map;
import java.util.Set;

/// What the miner means by closing the connection, in words for the operator.
final class CloseMeaning {
  /// What the JDK reports when the other side is gone without a close frame.
  private static final int CUT = 1006;

  private static final Map<Integer, String> MEANINGS =
      Map.of(
          CloseCode.INVALID_REGISTRATION.code(), "it takes our registration for invalid",
          CloseCode.MISSING_WORKER_ID.code(), "it takes our worker id for invalid",
          CloseCode.MISSING_WORKER_VERSION.code(), "it misses our version",
          CloseCode.WORKER_LIMIT.code(), "it has as many workers as it takes",
          CloseCode.HEARTBEAT_TIMEOUT.code(), "it heard no heartbeat of ours in time");

  /// The miner goes away, breaks down, or is busy: it is looked for again at once.
  private static final Set<Integer> PASSING =
      Set.of(1_000, 1_001, CUT, 1_011, 1_012, 1_013, CloseCode.HEARTBEAT_TIMEOUT.code());

  private CloseMeaning() {}

  /// Whether the miner turns us away. Another worker of our id that took our place does as well:
  /// the two would take it from each other for ever.
  static boolean isRefusal(int code, String reason) {
    return !PASSING.contains(code) || reason.equals(CloseCode.REPLACED.reason());
  }

  /// `reason` is the miner's own text.
  static String of(int code, String reason) {
    if (code == CUT) {
      return "the connection was cut";
    }
    var said = Label.of(reason);
    String meaning = MEANINGS.getOrDefault(code, said.isBlank() ? "no reason given" : said.value());
    return "the miner closed the connection with code " + code + ": " + meaning;
  }
}
