package io.byteleap.transport;

import java.util.concurrent.CompletionStage;

/// What a validator does with a request; the stage holds the text of the response.
@FunctionalInterface
public interface SynapseHandler {
  CompletionStage<String> handle(SynapseCall call);

  /// A request was turned away before it came here, with this HTTP status (4xx or 500). Called by
  /// many threads.
  default void turnedAway(int status) {}
}
