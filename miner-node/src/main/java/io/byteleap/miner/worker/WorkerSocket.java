package io.byteleap.miner.worker;

import io.byteleap.wire.worker.CloseCode;
import org.apache.pekko.actor.typed.ActorRef;

/// One worker's connection as its actor sees it. May be called from any thread.
interface WorkerSocket {
  /// Where the worker connects from, for people.
  String remoteAddress();

  /// The path that the worker asked for, without a query.
  String path();

  /// From now on `connection` hears what comes in, one frame at a time.
  void attach(ActorRef<WorkerConnection.Command> connection);

  /// The last frame is dealt with; the next may come.
  void next();

  /// Sends a text frame. A peer that does not read fast enough is cut off.
  void send(String text);

  /// Sends a close frame and closes; only the first call counts.
  void close(CloseCode code);
}
