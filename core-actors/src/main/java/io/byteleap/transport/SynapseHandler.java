package io.byteleap.transport;

import java.util.concurrent.CompletionStage;

/// What a validator does with a request; the stage holds the text of the response.
@FunctionalInterface
public interface SynapseHandler {
  CompletionStage<String> handle(SynapseCall call);
}
