package io.byteleap.worker.link;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.worker.CloseCode;
import java.util.Map;
import java.util.Optional;
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
          CloseCode.HEARTBEAT_TIMEOUT.code(), "it heard no heartbeat of ours in time",
          CloseCode.UNKNOWN_PATH.code(), "it has no hotkey at the path of our miner_url");

  private static final String JOIN_ANEW =
      "get a new token (byteleap-miner workers token new), put it into join_token_file, restart";

  /// What to do where it is another miner that answers.
  static final String OTHER_MINER =
      "check miner_url; to join that miner, get a token of it and put it into join_token_file";

  private static final Map<Integer, String> REMEDIES =
      Map.of(
          CloseCode.KEY_REQUIRED.code(),
          "a proxy in between drops Sec-WebSocket-Protocol; let it pass the header on",
          CloseCode.ADDRESS_NOT_LISTED.code(),
          "a proxy in between drops Sec-WebSocket-Protocol; let it pass the header on",
          CloseCode.BAD_SIGNATURE.code(),
          "something in between changes what is sent; connect without it",
          CloseCode.JOIN_TOKEN_NEEDED.code(),
          JOIN_ANEW,
          CloseCode.JOIN_TOKEN_UNKNOWN.code(),
          JOIN_ANEW,
          CloseCode.JOIN_TOKEN_EXPIRED.code(),
          JOIN_ANEW,
          CloseCode.JOIN_TOKEN_USED_UP.code(),
          JOIN_ANEW,
          CloseCode.REMOVED.code(),
          JOIN_ANEW,
          CloseCode.KEY_MISMATCH.code(),
          "put the old worker-key.pem back into data_dir; or have the worker removed at the miner,"
              + " and join with a new token",
          CloseCode.WORKER_LIMIT.code(),
          "have the miner's operator remove workers that are gone (byteleap-miner workers remove)");

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

  /// What helps where the miner closed with this code and waiting alone does not.
  static Optional<String> remedy(int code) {
    return Optional.ofNullable(REMEDIES.get(code));
  }
}
