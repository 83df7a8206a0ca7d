package io.byteleap.miner.worker;

import io.byteleap.miner.worker.WorkerView.Transport;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.Dialect;
import java.net.InetAddress;
import org.apache.pekko.actor.typed.ActorRef;

/// One worker's connection as its actor sees it. May be called from any thread.
interface WorkerSocket {
  /// Where the worker connects from, for people.
  String remoteAddress();

  /// The path that the worker asked for, without a query.
  String path();

  /// Who is at the other end, as far as the network knows.
  Peer peer();

  /// `host` is its address, `dialect` what the two ends agreed on.
  record Peer(InetAddress host, Dialect dialect, Transport transport) {}

  /// From now on `connection` hears what comes in, one frame at a time.
  void attach(ActorRef<WorkerConnection.Command> connection);

  /// The last frame is dealt with; the next may come.
  void next();

  /// Sends a text frame. A peer that does not read fast enough is cut off.
  void send(String text);

  /// Sends a close frame and closes; only the first call counts.
  void close(CloseCode code);
}
