package io.byteleap.transport;

import io.byteleap.transport.SynapseClient.Result;
import io.byteleap.transport.SynapseClient.Target;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// Makes requests to validators in the name of one miner. Stages never fail.
@FunctionalInterface
public interface SynapseCaller {
  /// `request` is the text inside; there is a result soon after `timeout` at the latest.
  CompletionStage<Result> call(Target target, SynapseType type, String request, Duration timeout);
}
