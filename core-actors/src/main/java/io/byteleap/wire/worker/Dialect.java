package io.byteleap.wire.worker;

/// How the two ends of a connection begin. Which it is follows from the WebSocket's handshake: a
/// worker that knows keys offers the subprotocol [#KEYED_NAME], a miner that knows them selects it,
/// and whoever does not know them never notices.
public enum Dialect {
  /// The worker speaks first and registers, as the existing programs do.
  ORIGINAL,
  /// The miner speaks first and says hello; the worker registers with its key.
  KEYED;

  /// The subprotocol that stands for keys.
  public static final String KEYED_NAME = "byteleap.worker.2";

  /// The dialect of a connection for which this subprotocol was selected; empty when none was.
  public static Dialect of(String subprotocol) {
    return subprotocol.equals(KEYED_NAME) ? KEYED : ORIGINAL;
  }
}
