package io.byteleap.transport;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Opens WebSockets of texts.
@FunctionalInterface
public interface Dialer {
  /// `owner` hears what comes in, once it asks for it. Fails when there is nobody, or nobody within
  /// `timeout`.
  CompletionStage<TextSocket> dial(URI address, Duration timeout, Consumer<SocketEvent> owner);
}
