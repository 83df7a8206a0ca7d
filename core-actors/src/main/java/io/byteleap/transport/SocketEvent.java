package io.byteleap.transport;

/// What a [TextSocket] tells its owner.
public sealed interface SocketEvent {
  /// A whole message; the next one comes when the owner asks for it.
  record Text(String text) implements SocketEvent {}

  /// A message beyond the bound, which was not kept; no more will come.
  record TooBig() implements SocketEvent {}

  record Ponged() implements SocketEvent {}

  /// The peer does not read what is sent to it, and was cut off.
  record NotRead() implements SocketEvent {}

  /// The peer closed it.
  record Closed(int code, String reason) implements SocketEvent {}

  /// It broke; `why` is for people.
  record Failed(String why) implements SocketEvent {}
}
