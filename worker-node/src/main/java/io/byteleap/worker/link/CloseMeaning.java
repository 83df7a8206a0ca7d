package io.byteleap.worker.link;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.worker.CloseCode;
import java.util.Map;

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
          CloseCode.HEARTBEAT_TIMEOUT.code(), "it heard no heartbeat of ours in time",
          CloseCode.UNKNOWN_PATH.code(), "it has no hotkey at the path of our miner_url");

  private CloseMeaning() {}

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
