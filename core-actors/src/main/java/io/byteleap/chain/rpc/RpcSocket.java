package io.byteleap.chain.rpc;

/// A WebSocket to a node as its connection's actor sees it. Called by that actor only.
interface RpcSocket {
  /// The last message is dealt with; the next may come.
  void next();

  /// Sends a text frame after those before it. A node that does not read is cut off.
  void send(String text);

  /// Sends a ping; its pong is told to the actor.
  void ping();

  /// Sends a close frame, and closes whether or not the node answers it.
  void close();
}
