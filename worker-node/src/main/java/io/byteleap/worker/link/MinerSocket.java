package io.byteleap.worker.link;

/// The connection to the miner as its actor sees it. Called by that actor only.
interface MinerSocket {
  /// The last frame is dealt with; the next may come.
  void next();

  /// Sends a text frame after those before it. A miner that does not read is cut off.
  void send(String text);

  /// Sends a ping; its pong is told to the actor.
  void ping();

  /// Sends a close frame, and closes whether or not the miner answers it.
  void close(int code, String reason);
}
