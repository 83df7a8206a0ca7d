package io.byteleap.chain.subtensor;

import io.byteleap.domain.units.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Seals messages until a randomness beacon has signed a round, which opens them for everybody.
public interface Timelock {
  /// A beacon: its public key, the time of its first round, and the time between rounds.
  record Beacon(Bytes publicKey, Instant genesis, Duration period) {}

  /// The beacon that the chain follows. Source: drand, chain hash 52db9ba7…84e971.
  Beacon QUICKNET =
      new Beacon(
          Bytes.copyOf(
              HexFormat.of()
                  .parseHex(
                      "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
                          + "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
                          + "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a")),
          Instant.ofEpochSecond(1_692_803_367),
          Duration.ofSeconds(3));

  /// The message, sealed until `round` with secrets from `random`, which must be unpredictable.
  Bytes seal(Bytes message, long round, RandomGenerator random);

  /// Opens a sealed message with the beacon's signature of its round.
  Opening open(Bytes sealed, Bytes signature);

  sealed interface Opening {}

  record Opened(Bytes message) implements Opening {}

  record NotOpened(Why why) implements Opening {}

  enum Why {
    /// Not the form of a sealed message.
    MALFORMED,
    /// A point that is not of the curve's group.
    NOT_A_POINT,
    /// Sealed for another round, or changed.
    WRONG_ROUND_OR_CHANGED
  }

  /// Whether sealing works on this machine: it needs native code.
  sealed interface Loading {}

  record Ready(Timelock timelock) implements Loading {}

  record Unavailable(String cause) implements Loading {}

  /// Loads the native code, at the first call; a node that never calls this never loads it.
  static Loading load() {
    try {
      return new Ready(DrandTimelock.create(QUICKNET));
    } catch (LinkageError | RuntimeException e) {
      return new Unavailable(String.valueOf(e));
    }
  }
}
