package io.byteleap.transport;

import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// What a validator does with a request; the stage holds the text of the response.
@FunctionalInterface
public interface SynapseHandler {
  CompletionStage<String> handle(SynapseCall call);

  /// When to come again, while nothing can be carried out; empty while it can. Called by many
  /// threads.
  default Optional<Duration> away() {
    return Optional.empty();
  }

  /// The answer to a request of this kind is on its way, so long after its first byte came: with
  /// the time that its body took to arrive. Called by many threads.
  default void answered(SynapseType type, Duration took) {}

  /// A request was turned away before it came here, with this HTTP status (4xx or 5xx). Called by
  /// many threads.
  default void turnedAway(int status) {}
}
